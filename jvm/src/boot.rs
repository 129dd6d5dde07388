//! Bringing up a space: the first classes, the first thread, `System.initPhase1` to `3`.

use crate::initialization::initialize;
use crate::known::Known;
use crate::loading;
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::{Thread, create_main};
use crate::throw::{Abrupt, Completion, VmError};
use crate::vm::Vm;
use objectspace::Scope;
use std::sync::Arc;

/// Classes loaded before any Java runs, in order: whatever natives read without a thread to load it.
const FIRST: &[Known] = &[
    Known::Object,
    Known::Class,
    Known::String,
    Known::Cloneable,
    Known::Serializable,
    Known::System,
    Known::Thread,
    Known::ThreadGroup,
    Known::ClassLoader,
    Known::Module,
    Known::Reference,
    Known::SoftReference,
    Known::WeakReference,
    Known::FinalReference,
    Known::PhantomReference,
    Known::Finalizer,
    Known::Throwable,
    Known::Error,
    Known::StackTraceElement,
    Known::LinkageError,
    Known::ClassNotFoundException,
    Known::NoClassDefFoundError,
    Known::OutOfMemoryError,
    Known::StackOverflowError,
    Known::NullPointerException,
    Known::MagicAccessorImpl,
    Known::ReflectMethod,
    Known::ReflectField,
    Known::ReflectConstructor,
    Known::MethodHandle,
    Known::MemberName,
    Known::ResolvedMethodName,
    Known::MethodType,
    Known::LambdaForm,
    Known::CallSite,
    Known::MethodHandleNatives,
    Known::Boolean,
    Known::Byte,
    Known::Character,
    Known::Short,
    Known::Integer,
    Known::Long,
    Known::Float,
    Known::Double,
    Known::AssertionStatusDirectives,
    Known::ReflectConstantPool,
    Known::StackFrameInfo,
];

/// Makes the main thread of a new space and initializes the class library.
pub fn boot(vm: &Arc<Vm>) -> Completion<Box<Thread>> {
    let mut thread = Thread::new(vm, 1, vm.options.stack_slots);
    let env = vm.host.attach_env(&mut thread);
    thread.jni_env = env;
    vm.host.load_agents(&mut thread)?;
    match start(&mut thread) {
        Ok(()) => Ok(thread),
        Err(Abrupt::Thrown) => {
            let class = thread.pending_class().map_or_else(String::new, |class| class.external_name());
            let message = thread.pending_message().unwrap_or_default();
            let trace = crate::throw::describe_pending(&mut thread);
            Err(Abrupt::Fatal(Box::new(VmError::ClassLibrary(format!(
                "initialization threw {class}: {message}\n{trace}"
            )))))
        }
        Err(other) => Err(other),
    }
}

fn start(thread: &mut Thread) -> Completion<()> {
    for known in FIRST {
        thread.known(*known)?;
        if *known == Known::Class {
            loading::fix_mirrors(thread)?;
            loading::make_primitives(thread)?;
        }
    }
    let boolean = thread.vm().classes.primitive(crate::BasicType::Boolean);
    loading::array_class_of(thread, boolean)?;
    thread.note_boolean_arrays();
    for known in [Known::String, Known::System, Known::Class] {
        let class = thread.known(known)?;
        crate::linking::link(thread, class)?;
    }
    for known in [Known::String, Known::System, Known::Class, Known::ThreadGroup, Known::Thread, Known::Module] {
        let class = thread.known(known)?;
        if known != Known::System {
            initialize(thread, class)?;
        }
    }
    create_main(thread)?;
    set_unsafe_constants(thread)?;
    for known in [Known::Module, Known::ReflectMethod, Known::Finalizer] {
        let class = thread.known(known)?;
        initialize(thread, class)?;
    }
    let scope = Scope::open(&mut thread.mutator);
    thread.call_static(&scope, Known::System, "initPhase1", "()V", &[])?;
    let status =
        thread.call_static(&scope, Known::System, "initPhase2", "(ZZ)I", &[Value::Int(1), Value::Int(1)])?.int();
    if status != 0 {
        return Err(Abrupt::Fatal(Box::new(VmError::ClassLibrary("System.initPhase2 failed".into()))));
    }
    thread.call_static(&scope, Known::System, "initPhase3", "()V", &[])?;
    let loader = thread.known(Known::ClassLoader)?;
    let method = thread.method_named(loader, "getSystemClassLoader", "()Ljava/lang/ClassLoader;")?;
    thread.invoke(&scope, method, &[])?;
    Ok(())
}

/// `UnsafeConstants` holds what the class library cannot find out by itself; its own initializer leaves zeros.
fn set_unsafe_constants(thread: &mut Thread) -> Completion<()> {
    const PAGE_SIZE: u64 = 4096;
    let class = thread.known(Known::UnsafeConstants)?;
    initialize(thread, class)?;
    let values = [
        ("ADDRESS_SIZE0", "I", 8),
        ("PAGE_SIZE", "I", PAGE_SIZE),
        ("BIG_ENDIAN", "Z", u64::from(cfg!(target_endian = "big"))),
        ("UNALIGNED_ACCESS", "Z", 1),
        ("DATA_CACHE_LINE_FLUSH_SIZE", "I", 0),
    ];
    for (name, descriptor, value) in values {
        let field = class.declared_field(Symbol::from_text(name), Symbol::from_text(descriptor));
        let field = field.ok_or_else(|| Abrupt::internal(format!("UnsafeConstants has no field {name}")))?;
        field.static_cell().store(value, std::sync::atomic::Ordering::Release);
    }
    Ok(())
}
