//! JNI 4, "Exceptions".

use std::ffi::{CStr, c_char};

use jni_sys::{JNI_ERR, JNI_OK, jclass, jint, jthrowable};
use jvm::Abrupt;

use super::env::{Env, enter, peek};
use crate::libjvm::fatal;

unsafe extern "C" fn throw(env: *mut Env, throwable: jthrowable) -> jint {
    let thrown = enter(env, |call, scope| {
        let throwable = call.non_null(scope, throwable)?;
        call.set_pending(throwable);
        Ok(1)
    });
    if thrown == 1 { JNI_OK } else { JNI_ERR }
}

unsafe extern "C" fn throw_new(env: *mut Env, class: jclass, message: *const c_char) -> jint {
    let thrown = enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        // SAFETY: the contract of JNI: null or terminated.
        let message = (!message.is_null()).then(|| unsafe { CStr::from_ptr(message) }.to_bytes());
        match call.throw_new(scope, class, message) {
            Abrupt::Thrown => Ok(1),
            other => Err(other),
        }
    });
    if thrown == 1 { JNI_OK } else { JNI_ERR }
}

unsafe extern "C" fn exception_occurred(env: *mut Env) -> jthrowable {
    enter(env, |call, scope| {
        let pending = call.pending(scope);
        Ok(call.local(pending))
    })
}

unsafe extern "C" fn exception_describe(env: *mut Env) {
    enter(env, |call, scope| {
        if let Some(throwable) = call.take_pending(scope) {
            call.print_stack_trace(scope, throwable)?;
        }
        Ok(())
    });
}

unsafe extern "C" fn exception_clear(env: *mut Env) {
    enter(env, |call, scope| {
        let _ = call.take_pending(scope);
        Ok(())
    });
}

unsafe extern "C" fn exception_check(env: *mut Env) -> u8 {
    // C that must return because the space is ending returns soonest if it takes this for an exception.
    // SAFETY: the contract of JNI: the environment of the calling thread.
    u8::from(peek(env).is_throwing() || unsafe { (*env).is_exiting() })
}

unsafe extern "C" fn fatal_error(_: *mut Env, message: *const c_char) {
    // SAFETY: the contract of JNI: terminated text.
    let message = if message.is_null() { "".into() } else { unsafe { CStr::from_ptr(message) }.to_string_lossy() };
    fatal(&format!("native code says: {message}"))
}

super::functions! {
    Throw => throw,
    ThrowNew => throw_new,
    ExceptionOccurred => exception_occurred,
    ExceptionDescribe => exception_describe,
    ExceptionClear => exception_clear,
    ExceptionCheck => exception_check,
    FatalError => fatal_error,
}
