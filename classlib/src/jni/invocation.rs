//! JNI 5, the Invocation API: the one JavaVM* of the process.
//!
//! C libraries keep the JavaVM* in a static, so there is one for all spaces. A thread that no space knows is attached to the primary space: the
//! first that was made and still lives. One that a space knows stays with that space.

use std::ffi::c_void;
use std::ptr;

use jni_sys::{JNI_EDETACHED, JNI_ERR, JNI_EVERSION, JNI_OK, jint};
use parking_lot::Mutex;
use std::sync::{Arc, Weak};

use super::env::Env;
use crate::jvmti;

/// How to attach the calling thread to a space.
pub trait Attach: Send + Sync {
    /// Attaches the calling OS thread; its environment, or `None` if the space is ending.
    fn attach(&self, name: Option<&str>, daemon: bool) -> Option<*mut Env>;
    /// Detaches the calling OS thread; false if it was not attached by C.
    fn detach(&self) -> bool;
    /// Does the space live, so that threads may come to it?
    fn is_open(&self) -> bool;
    /// Waits for the last thread that is no daemon, then ends the space.
    fn destroy(&self) -> jint;
}

/// The spaces that live, in the order of their boot: one of the listed singletons.
static SPACES: Mutex<Vec<Weak<dyn Attach>>> = Mutex::new(Vec::new());

/// Lets threads that no space knows be attached to a space that has booted, while it is the first of those alive.
pub fn offer(space: &Arc<dyn Attach>) {
    let mut spaces = SPACES.lock();
    spaces.retain(|other| other.strong_count() > 0);
    spaces.push(Arc::downgrade(space));
}

fn primary() -> Option<Arc<dyn Attach>> {
    SPACES.lock().iter().filter_map(Weak::upgrade).find(|space| space.is_open())
}

/// The invocation table: three reserved words, then five functions.
#[repr(C)]
struct Invocation([*const c_void; 8]);

// SAFETY: addresses of functions.
unsafe impl Sync for Invocation {}

static INVOCATION: Invocation = Invocation([
    ptr::null(),
    ptr::null(),
    ptr::null(),
    destroy_java_vm as *const c_void,
    attach_current_thread as *const c_void,
    detach_current_thread as *const c_void,
    get_env as *const c_void,
    attach_current_thread_as_daemon as *const c_void,
]);

/// What a JavaVM* points to.
#[repr(transparent)]
struct JavaVm(*const Invocation);

// SAFETY: points to a constant.
unsafe impl Sync for JavaVm {}

static JAVA_VM: JavaVm = JavaVm(&INVOCATION);

/// The JavaVM* of this process.
pub fn java_vm() -> *mut c_void {
    ptr::from_ref(&JAVA_VM).cast_mut().cast()
}

unsafe extern "C" fn get_java_vm(_: *mut Env, to: *mut *mut c_void) -> jint {
    // SAFETY: the contract of JNI: a place for the pointer.
    unsafe { *to = java_vm() };
    JNI_OK
}

/// Is this a version of JNI that Java 17 supports?
pub fn is_supported_version(version: jint) -> bool {
    matches!(version, 0x0001_0001 | 0x0001_0002 | 0x0001_0004 | 0x0001_0006 | 0x0001_0008 | 0x0009_0000 | 0x000a_0000)
}

unsafe extern "C" fn get_env(_: *mut c_void, to: *mut *mut c_void, version: jint) -> jint {
    let env = Env::current();
    let (answer, status) = if env.is_null() {
        (ptr::null_mut(), JNI_EDETACHED)
    } else if is_supported_version(version) {
        (env.cast(), JNI_OK)
    } else if jvmti::is_version(version) {
        // SAFETY: the calling thread's own environment.
        jvmti::get_env(unsafe { &*env }, version)
    } else {
        // Others ask here with versions of their own.
        (ptr::null_mut(), JNI_EVERSION)
    };
    // SAFETY: the contract of JNI: a place for the pointer.
    unsafe { *to = answer };
    status
}

/// The C struct JavaVMAttachArgs.
#[repr(C)]
struct AttachArguments {
    version: jint,
    name: *const std::ffi::c_char,
    group: *mut c_void,
}

fn attach(to: *mut *mut c_void, arguments: *const c_void, daemon: bool) -> jint {
    let mut env = Env::current();
    if env.is_null() {
        let name = if arguments.is_null() {
            &[][..]
        } else {
            // SAFETY: the contract of JNI: null or the arguments.
            super::objects::text(unsafe { (*arguments.cast::<AttachArguments>()).name })
        };
        let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty());
        match primary().and_then(|space| space.attach(name, daemon)) {
            Some(attached) => env = attached,
            None => return JNI_ERR,
        }
    }
    // SAFETY: the contract of JNI: a place for the pointer.
    unsafe { *to = env.cast() };
    JNI_OK
}

unsafe extern "C" fn attach_current_thread(_: *mut c_void, to: *mut *mut c_void, arguments: *const c_void) -> jint {
    attach(to, arguments, false)
}

unsafe extern "C" fn attach_current_thread_as_daemon(
    _: *mut c_void,
    to: *mut *mut c_void,
    arguments: *const c_void,
) -> jint {
    attach(to, arguments, true)
}

unsafe extern "C" fn detach_current_thread(_: *mut c_void) -> jint {
    let env = Env::current();
    if env.is_null() {
        return JNI_OK;
    }
    // SAFETY: the calling thread's own environment. The clone outlives it.
    let attached = unsafe { &*env }.space.attached.get().cloned();
    // A thread with Java frames below must not detach (JNI 5).
    if attached.is_some_and(|space| space.detach()) { JNI_OK } else { JNI_ERR }
}

unsafe extern "C" fn destroy_java_vm(_: *mut c_void) -> jint {
    primary().map_or(JNI_ERR, |space| space.destroy())
}

super::functions! {
    GetJavaVM => get_java_vm,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_nobody_attached_has_no_environment() {
        let mut env: *mut c_void = ptr::dangling_mut();
        // SAFETY: a place for the pointer.
        assert_eq!(unsafe { get_env(java_vm(), &raw mut env, 0x000a_0000) }, JNI_EDETACHED);
        assert!(env.is_null());
        assert!(is_supported_version(0x0001_0008) && !is_supported_version(0x0001_0003));
    }
}
