//! JNI 4, "Calling Instance Methods" and "Calling Static Methods" (the ids), "Registering Native Methods", "Monitor Operations".

use std::ffi::{CStr, c_char, c_void};

use jni_sys::{JNI_ERR, JNI_OK, JNINativeMethod, jclass, jint, jmethodID, jobject};
use jvm::Completion;
use jvm::known::Known;
use objectspace::Scope;

use super::env::{Call, Env, enter};
use super::objects::text;

unsafe extern "C" fn get_method_id(
    env: *mut Env,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jmethodID {
    enter(env, |call, scope| find(call, scope, class, name, descriptor, false))
}

unsafe extern "C" fn get_static_method_id(
    env: *mut Env,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jmethodID {
    enter(env, |call, scope| find(call, scope, class, name, descriptor, true))
}

fn find(
    call: &mut Call<'_>,
    scope: &Scope,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
    is_static: bool,
) -> Completion<jmethodID> {
    let class = call.class(scope, class)?;
    let (name, descriptor) = (text(name), text(descriptor));
    call.initialize(class)?;
    match call.find_method(class, name, descriptor, is_static) {
        Some(method) => Ok(std::ptr::from_ref(call.method_id(method)).cast_mut().cast()),
        None => {
            let message = format!(
                "{}{}.{}{}",
                if is_static { "static " } else { "" },
                class.external_name(),
                String::from_utf8_lossy(name),
                String::from_utf8_lossy(descriptor)
            );
            Err(call.thread.throw_text(Known::NoSuchMethodError, message))
        }
    }
}

unsafe extern "C" fn register_natives(
    env: *mut Env,
    class: jclass,
    methods: *const JNINativeMethod,
    count: jint,
) -> jint {
    let done = enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        for at in 0..usize::try_from(count).unwrap_or(0) {
            // SAFETY: the contract of JNI: `count` live records with terminated texts.
            let (name, descriptor, function): (&[u8], &[u8], *mut c_void) = unsafe {
                let method = &*methods.add(at);
                (CStr::from_ptr(method.name).to_bytes(), CStr::from_ptr(method.signature).to_bytes(), method.fnPtr)
            };
            call.register_native(class, name, descriptor, function)?;
        }
        Ok(1)
    });
    if done == 1 { JNI_OK } else { JNI_ERR }
}

unsafe extern "C" fn unregister_natives(env: *mut Env, class: jclass) -> jint {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        call.unregister_natives(class);
        Ok(JNI_OK)
    })
}

unsafe extern "C" fn monitor_enter(env: *mut Env, object: jobject) -> jint {
    let done = enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        call.monitor_enter(object).map(|()| 1)
    });
    if done == 1 { JNI_OK } else { JNI_ERR }
}

unsafe extern "C" fn monitor_exit(env: *mut Env, object: jobject) -> jint {
    let done = enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        call.monitor_exit(object).map(|()| 1)
    });
    if done == 1 { JNI_OK } else { JNI_ERR }
}

super::functions! {
    GetMethodID => get_method_id,
    GetStaticMethodID => get_static_method_id,
    RegisterNatives => register_natives,
    UnregisterNatives => unregister_natives,
    MonitorEnter => monitor_enter,
    MonitorExit => monitor_exit,
}
