//! Threads that C made and attaches to a space (JNI 5, AttachCurrentThread), and the end of the space by DestroyJavaVM.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use jni_sys::{JNI_ERR, JNI_OK, jint};
use jvm::known::Known;
use jvm::{Abrupt, Vm};
use objectspace::Scope;
use parking_lot::Mutex;

use crate::jni::env::{Env, SpaceBorder};
use crate::jni::invocation::{self, Attach};

/// The threads that C attached to one space.
pub struct NativeThreads {
    vm: Weak<Vm>,
    /// Addresses of the environments made here: only these may be detached by C.
    attached: Mutex<HashSet<usize>>,
}

impl NativeThreads {
    /// For a space that has booted.
    pub fn new(vm: Weak<Vm>) -> NativeThreads {
        NativeThreads { vm, attached: Mutex::default() }
    }
}

impl NativeThreads {
    /// Lets threads of C come to a space that has booted.
    pub fn offer(vm: &Arc<Vm>, border: &SpaceBorder) {
        let threads: Arc<dyn Attach> = Arc::new(NativeThreads::new(Arc::downgrade(vm)));
        invocation::offer(border.attached.get_or_init(|| threads));
    }
}

/// Is the calling OS thread a thread of this space already?
pub fn is_attached(vm: &Arc<Vm>) -> bool {
    let env = Env::current();
    // SAFETY: the calling thread's own environment, whose thread lives as long; only the address of its space is read.
    !env.is_null() && unsafe { Arc::ptr_eq((*(*env).thread()).vm(), vm) }
}

impl Attach for NativeThreads {
    fn attach(&self, name: Option<&str>, daemon: bool) -> Option<*mut Env> {
        let vm = self.vm.upgrade().filter(|vm| !vm.threads.ending.is_on())?;
        let thread = Box::leak(jvm::thread::attach(&vm, name, daemon)?);
        let env: *mut Env = thread.jni_env.cast();
        // The frame of local references of code that no native method encloses.
        thread.mutator.locals().push();
        // SAFETY: the host made the environment for this thread just now.
        unsafe { (*env).lend(thread) };
        thread.mutator.enter_native();
        self.attached.lock().insert(env as usize);
        Some(env)
    }

    fn detach(&self) -> bool {
        let env = Env::current();
        if !self.attached.lock().remove(&(env as usize)) {
            return false;
        }
        // SAFETY: leaked in `attach` for this environment, which was just struck off the list; C has left the VM.
        let mut thread = unsafe { Box::from_raw((*env).thread()) };
        thread.mutator.leave_native();
        thread.mutator.locals().pop_to(0);
        let outcome = if thread.is_throwing() { Err(Abrupt::Thrown) } else { Ok(()) };
        jvm::thread::detach(thread, outcome);
        true
    }

    fn is_open(&self) -> bool {
        self.vm.upgrade().is_some_and(|vm| !vm.threads.ending.is_on())
    }

    fn destroy(&self) -> jint {
        let (env, Some(vm)) = (Env::current(), self.vm.upgrade()) else { return JNI_ERR };
        if env.is_null() {
            return JNI_ERR;
        }
        // SAFETY: the environment of the calling thread, which is in native code.
        let thread = unsafe { &mut *(*env).thread() };
        thread.mutator.leave_native();
        vm.threads.wait_for_non_daemons(thread);
        let done = {
            let scope = Scope::open(&mut thread.mutator);
            thread.call_static(&scope, Known::Shutdown, "shutdown", "()V", &[]).is_ok()
        };
        thread.mutator.enter_native();
        if done { JNI_OK } else { JNI_ERR }
    }
}
