//! Binding of native methods (JVMS §5.6): the VM's own natives first, then functions of loaded libraries.

use crate::class::{LoaderRef, MethodRef, NativeBinding};
use crate::known::Known;
use crate::thread::Thread;
use crate::throw::Completion;
use std::sync::atomic::Ordering;

/// Finds the code of a native method; UnsatisfiedLinkError if there is none.
pub fn bind_native(thread: &mut Thread, method: MethodRef) -> Completion<()> {
    if !method.native.load(Ordering::Acquire).is_null() {
        return Ok(());
    }
    let vm = thread.vm().clone();
    let own = (method.class.loader == LoaderRef::BOOT)
        .then(|| vm.natives.find(method.class.name(), method.name, method.descriptor()))
        .flatten();
    let binding = match own {
        Some(function) => NativeBinding::Rust(function),
        None => match vm.host.find_native(thread, method)? {
            Some(function) => NativeBinding::Jni(function),
            None => {
                let text = super::describe::method(
                    method.class.name().as_str(),
                    method.name.as_str(),
                    method.descriptor().bytes(),
                );
                return Err(thread.throw(Known::UnsatisfiedLinkError, Some(&text)));
            }
        },
    };
    bind(method, binding);
    Ok(())
}

/// Sets a native's code (also `RegisterNatives`). An earlier binding is left to the space's end: frames may run it.
pub fn bind(method: MethodRef, binding: NativeBinding) {
    method.native.store(method.class.owned.keep(Box::new(binding)).as_ptr(), Ordering::Release);
}
