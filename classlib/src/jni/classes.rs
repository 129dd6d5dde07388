//! JNI 4: version, class operations, module operations, object operations.

use std::ffi::c_char;

use jni_sys::{jclass, jint, jmethodID, jobject, jsize};

use super::env::{Env, enter};
use super::objects::text;

/// JNI_VERSION_10: what Java 10 to 18 answer.
pub(crate) const VERSION: jint = 0x000a_0000;

unsafe extern "C" fn get_version(_: *mut Env) -> jint {
    VERSION
}

unsafe extern "C" fn define_class(
    env: *mut Env,
    name: *const c_char,
    loader: jobject,
    bytes: *const i8,
    length: jsize,
) -> jclass {
    enter(env, |call, scope| {
        let loader = call.object(scope, loader)?;
        // SAFETY: the contract of JNI: `length` bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap_or(0)) };
        let name = (!name.is_null()).then(|| text(name));
        let class = call.define_class(scope, name, loader, None, bytes, None)?;
        call.local_mirror(scope, class)
    })
}

unsafe extern "C" fn find_class(env: *mut Env, name: *const c_char) -> jclass {
    enter(env, |call, scope| {
        let name = text(name);
        let class = call.find_class_for_native(scope, name)?;
        call.local_mirror(scope, class)
    })
}

unsafe extern "C" fn get_superclass(env: *mut Env, class: jclass) -> jclass {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        if class.is_interface() || class.primitive().is_some() {
            return Ok(std::ptr::null_mut());
        }
        match class.super_class() {
            Some(super_class) => call.local_mirror(scope, super_class),
            None => Ok(std::ptr::null_mut()),
        }
    })
}

unsafe extern "C" fn is_assignable_from(env: *mut Env, from: jclass, to: jclass) -> u8 {
    enter(env, |call, scope| {
        let (from, to) = (call.class(scope, from)?, call.class(scope, to)?);
        let fits = from == to || (from.primitive().is_none() && to.primitive().is_none() && from.is_subtype_of(to));
        Ok(u8::from(fits))
    })
}

unsafe extern "C" fn get_module(env: *mut Env, class: jclass) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let module = call.module_of(scope, class)?;
        Ok(call.local(module))
    })
}

unsafe extern "C" fn alloc_object(env: *mut Env, class: jclass) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let object = call.allocate(scope, class)?;
        Ok(call.local(Some(object)))
    })
}

unsafe extern "C" fn get_object_class(env: *mut Env, object: jobject) -> jclass {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        let class = call.class_of(object);
        call.local_mirror(scope, class)
    })
}

unsafe extern "C" fn is_instance_of(env: *mut Env, object: jobject, class: jclass) -> u8 {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        Ok(match call.object(scope, object)? {
            Some(object) => u8::from(call.class_of(object).is_subtype_of(class)),
            // JNI: null can be cast to any class.
            None => 1,
        })
    })
}

unsafe extern "C" fn to_reflected_method(env: *mut Env, _: jclass, method: jmethodID, _: u8) -> jobject {
    super::reflection::reflected_method(env, method)
}

super::functions! {
    GetVersion => get_version,
    DefineClass => define_class,
    FindClass => find_class,
    GetSuperclass => get_superclass,
    IsAssignableFrom => is_assignable_from,
    GetModule => get_module,
    AllocObject => alloc_object,
    GetObjectClass => get_object_class,
    IsInstanceOf => is_instance_of,
    ToReflectedMethod => to_reflected_method,
}
