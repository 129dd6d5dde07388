//! JNI 4, "Accessing Fields of Objects" and "Accessing Static Fields".
//!
//! One reader and one writer; the table's slots differ only in the C type.

use std::ffi::c_char;

use jni_sys::{jclass, jfieldID, jobject};
use jvm::Completion;
use jvm::known::Known;
use objectspace::Scope;

use super::env::{Call, Env, Slot, enter};
use super::ids::FieldId;
use super::objects::text;

unsafe extern "C" fn get_field_id(
    env: *mut Env,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jfieldID {
    enter(env, |call, scope| find(call, scope, class, name, descriptor, false))
}

unsafe extern "C" fn get_static_field_id(
    env: *mut Env,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jfieldID {
    enter(env, |call, scope| find(call, scope, class, name, descriptor, true))
}

fn find(
    call: &mut Call<'_>,
    scope: &Scope,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
    is_static: bool,
) -> Completion<jfieldID> {
    let class = call.class(scope, class)?;
    let (name, descriptor) = (text(name), text(descriptor));
    call.initialize(class)?;
    let found = call.find_field(class, name, descriptor, is_static);
    match found {
        Some(field) => Ok(std::ptr::from_ref(call.field_id(field)).cast_mut().cast()),
        None => Err(call.thread.throw_text(Known::NoSuchFieldError, String::from_utf8_lossy(name))),
    }
}

/// The id behind a jfieldID.
fn id(field: jfieldID) -> &'static FieldId {
    // SAFETY: the contract of JNI: the caller had it from GetFieldID or a sibling; ids are never freed.
    unsafe { &*field.cast::<FieldId>() }
}

fn read(call: &mut Call<'_>, scope: &Scope, object: jobject, field: jfieldID) -> Completion<u64> {
    let field = call.field(id(field))?;
    let object = call.non_null(scope, object)?;
    call.read_field(object, field)
}

fn write(call: &mut Call<'_>, scope: &Scope, object: jobject, field: jfieldID, bits: u64) -> Completion<()> {
    let field = call.field(id(field))?;
    let object = call.non_null(scope, object)?;
    call.write_field(scope, object, field, bits)
}

macro_rules! accessors {
    ($($type:ty: $get:ident, $set:ident, $get_static:ident, $set_static:ident;)*) => {$(
        unsafe extern "C" fn $get(env: *mut Env, object: jobject, field: jfieldID) -> $type {
            enter(env, |call, scope| read(call, scope, object, field).map(<$type>::from_slot))
        }
        unsafe extern "C" fn $set(env: *mut Env, object: jobject, field: jfieldID, value: $type) {
            enter(env, |call, scope| write(call, scope, object, field, value.to_slot()));
        }
        unsafe extern "C" fn $get_static(env: *mut Env, _: jclass, field: jfieldID) -> $type {
            enter(env, |call, _| {
                let field = call.field(id(field))?;
                call.read_static(field).map(<$type>::from_slot)
            })
        }
        unsafe extern "C" fn $set_static(env: *mut Env, _: jclass, field: jfieldID, value: $type) {
            enter(env, |call, scope| {
                let field = call.field(id(field))?;
                call.write_static(scope, field, value.to_slot())
            });
        }
    )*};
}

accessors! {
    jobject: get_object, set_object, get_static_object, set_static_object;
    u8: get_boolean, set_boolean, get_static_boolean, set_static_boolean;
    i8: get_byte, set_byte, get_static_byte, set_static_byte;
    u16: get_char, set_char, get_static_char, set_static_char;
    i16: get_short, set_short, get_static_short, set_static_short;
    i32: get_int, set_int, get_static_int, set_static_int;
    i64: get_long, set_long, get_static_long, set_static_long;
    f32: get_float, set_float, get_static_float, set_static_float;
    f64: get_double, set_double, get_static_double, set_static_double;
}

super::functions! {
    GetFieldID => get_field_id,
    GetStaticFieldID => get_static_field_id,
    GetObjectField => get_object, SetObjectField => set_object,
    GetBooleanField => get_boolean, SetBooleanField => set_boolean,
    GetByteField => get_byte, SetByteField => set_byte,
    GetCharField => get_char, SetCharField => set_char,
    GetShortField => get_short, SetShortField => set_short,
    GetIntField => get_int, SetIntField => set_int,
    GetLongField => get_long, SetLongField => set_long,
    GetFloatField => get_float, SetFloatField => set_float,
    GetDoubleField => get_double, SetDoubleField => set_double,
    GetStaticObjectField => get_static_object, SetStaticObjectField => set_static_object,
    GetStaticBooleanField => get_static_boolean, SetStaticBooleanField => set_static_boolean,
    GetStaticByteField => get_static_byte, SetStaticByteField => set_static_byte,
    GetStaticCharField => get_static_char, SetStaticCharField => set_static_char,
    GetStaticShortField => get_static_short, SetStaticShortField => set_static_short,
    GetStaticIntField => get_static_int, SetStaticIntField => set_static_int,
    GetStaticLongField => get_static_long, SetStaticLongField => set_static_long,
    GetStaticFloatField => get_static_float, SetStaticFloatField => set_static_float,
    GetStaticDoubleField => get_static_double, SetStaticDoubleField => set_static_double,
}
