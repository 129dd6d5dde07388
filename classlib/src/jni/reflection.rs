//! JNI 4, "Reflection Support": between ids and java.lang.reflect objects.

use jni_sys::{jclass, jfieldID, jmethodID, jobject};

use super::env::{Env, enter};
use super::ids::{FieldId, MethodId};

unsafe extern "C" fn from_reflected_method(env: *mut Env, method: jobject) -> jmethodID {
    enter(env, |call, scope| {
        let method = call.non_null(scope, method)?;
        let method = call.method_of_reflected(method)?;
        Ok(std::ptr::from_ref(call.method_id(method)).cast_mut().cast())
    })
}

unsafe extern "C" fn from_reflected_field(env: *mut Env, field: jobject) -> jfieldID {
    enter(env, |call, scope| {
        let field = call.non_null(scope, field)?;
        let field = call.field_of_reflected(field)?;
        Ok(std::ptr::from_ref(call.field_id(field)).cast_mut().cast())
    })
}

/// ToReflectedMethod: the flag for static methods says nothing that the id does not.
pub(super) fn reflected_method(env: *mut Env, method: jmethodID) -> jobject {
    enter(env, |call, scope| {
        // SAFETY: the contract of JNI: an id, and ids are never freed.
        let method = call.method(unsafe { &*method.cast::<MethodId>() })?;
        let object = call.reflect_method(scope, method)?;
        Ok(call.local(Some(object)))
    })
}

unsafe extern "C" fn to_reflected_field(env: *mut Env, _: jclass, field: jfieldID, _: u8) -> jobject {
    enter(env, |call, scope| {
        // SAFETY: as in `reflected_method`.
        let field = call.field(unsafe { &*field.cast::<FieldId>() })?;
        let object = call.reflect_field(scope, field)?;
        Ok(call.local(Some(object)))
    })
}

super::functions! {
    FromReflectedMethod => from_reflected_method,
    FromReflectedField => from_reflected_field,
    ToReflectedField => to_reflected_field,
}
