//! JVM_RawMonitor*: the locks of libzip. Not Java monitors; reentrant, no waiting.

use std::ffi::c_void;

use jni_sys::jint;
use parking_lot::ReentrantMutex;

type RawMonitor = ReentrantMutex<()>;

unsafe extern "C" fn create() -> *mut c_void {
    Box::into_raw(Box::new(RawMonitor::new(()))).cast()
}

unsafe extern "C" fn destroy(monitor: *mut c_void) {
    // SAFETY: the contract: made by `create`, destroyed once.
    drop(unsafe { Box::from_raw(monitor.cast::<RawMonitor>()) });
}

unsafe extern "C" fn enter(monitor: *mut c_void) -> jint {
    // SAFETY: the contract: a living monitor. The caller is in native code, so blocking holds up no collection.
    let monitor = unsafe { &*monitor.cast::<RawMonitor>() };
    std::mem::forget(monitor.lock());
    0
}

unsafe extern "C" fn exit(monitor: *mut c_void) {
    // SAFETY: the contract: entered by this thread, so a guard was forgotten.
    unsafe { (*monitor.cast::<RawMonitor>()).force_unlock() };
}

crate::exports! {
    JVM_RawMonitorCreate => create,
    JVM_RawMonitorDestroy => destroy,
    JVM_RawMonitorEnter => enter,
    JVM_RawMonitorExit => exit,
}
