//! JNI 4, "Array Operations". Elements, critical ones too, are copied out and back: nothing native pins the heap.

use std::ffi::c_void;

use jni_sys::{JNI_ABORT, JNI_COMMIT, jarray, jclass, jint, jobject, jobjectArray, jsize};
use jvm::BasicType;
use jvm::Completion;
use jvm::known::Known;
use objectspace::{Handle, Scope};

use super::env::{Call, Env, enter};
use super::objects::{give_room, take};
use super::strings::say_copied;

unsafe extern "C" fn get_array_length(env: *mut Env, array: jarray) -> jsize {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        Ok(call.array_length(array) as jsize)
    })
}

unsafe extern "C" fn new_object_array(env: *mut Env, length: jsize, class: jclass, first: jobject) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let first = call.object(scope, first)?;
        let array = call.new_object_array(scope, class, length)?;
        if first.is_some() {
            for at in 0..length as u32 {
                call.set_element(array, at, first)?;
            }
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn get_object_array_element(env: *mut Env, array: jobjectArray, index: jsize) -> jobject {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        check(call, array, index, 1)?;
        let element = call.element(scope, array, index as u32);
        Ok(call.local(element))
    })
}

unsafe extern "C" fn set_object_array_element(env: *mut Env, array: jobjectArray, index: jsize, value: jobject) {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        let value = call.object(scope, value)?;
        check(call, array, index, 1)?;
        call.set_element(array, index as u32, value)
    });
}

/// Throws unless `start..start + length` lies in the array.
fn check(call: &mut Call<'_>, array: Handle<'_>, start: jsize, length: jsize) -> Completion<()> {
    let whole = call.array_length(array);
    let fits = start >= 0 && length >= 0 && i64::from(start) + i64::from(length) <= i64::from(whole);
    if fits {
        return Ok(());
    }
    let message = if length == 1 {
        format!("Index {start} out of bounds for length {whole}")
    } else {
        format!("Array region {start}..{} out of bounds for length {whole}", i64::from(start) + i64::from(length))
    };
    Err(call.thread.throw_text(Known::ArrayIndexOutOfBoundsException, message))
}

fn elements(env: *mut Env, array: jarray, is_copy: *mut u8) -> *mut c_void {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        let length = call.array_length(array);
        let size = call.element_size(array);
        let room = give_room(length as usize * size);
        call.copy_out(array, 0, length, room);
        say_copied(is_copy);
        Ok(room.cast())
    })
}

fn release(env: *mut Env, array: jarray, room: *mut c_void, mode: jint) {
    if mode != JNI_ABORT {
        enter(env, |call, scope| {
            let array = call.non_null(scope, array)?;
            let length = call.array_length(array);
            call.copy_in(array, 0, length, room.cast::<u8>().cast_const());
            Ok(())
        });
    }
    if mode != JNI_COMMIT {
        take(room.cast::<u8>());
    }
}

fn get_region(env: *mut Env, array: jarray, start: jsize, length: jsize, to: *mut u8) {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        check(call, array, start, length)?;
        call.copy_out(array, start as u32, length as u32, to);
        Ok(())
    });
}

fn set_region(env: *mut Env, array: jarray, start: jsize, length: jsize, from: *const u8) {
    enter(env, |call, scope| {
        let array = call.non_null(scope, array)?;
        check(call, array, start, length)?;
        call.copy_in(array, start as u32, length as u32, from);
        Ok(())
    });
}

fn new_array(call: &mut Call<'_>, scope: &Scope, basic: BasicType, length: jsize) -> Completion<jarray> {
    let array = call.new_primitive_array(scope, basic, length)?;
    Ok(call.local(Some(array)))
}

macro_rules! primitive_arrays {
    ($($basic:ident $type:ty: $new:ident, $get:ident, $release:ident, $get_region:ident, $set_region:ident;)*) => {$(
        unsafe extern "C" fn $new(env: *mut Env, length: jsize) -> jarray {
            enter(env, |call, scope| new_array(call, scope, BasicType::$basic, length))
        }
        unsafe extern "C" fn $get(env: *mut Env, array: jarray, is_copy: *mut u8) -> *mut $type {
            elements(env, array, is_copy).cast()
        }
        unsafe extern "C" fn $release(env: *mut Env, array: jarray, room: *mut $type, mode: jint) {
            release(env, array, room.cast(), mode);
        }
        unsafe extern "C" fn $get_region(env: *mut Env, array: jarray, start: jsize, length: jsize, to: *mut $type) {
            get_region(env, array, start, length, to.cast());
        }
        unsafe extern "C" fn $set_region(env: *mut Env, array: jarray, start: jsize, length: jsize, from: *const $type) {
            set_region(env, array, start, length, from.cast());
        }
    )*};
}

primitive_arrays! {
    Boolean u8: new_boolean, get_booleans, release_booleans, get_boolean_region, set_boolean_region;
    Byte i8: new_byte, get_bytes, release_bytes, get_byte_region, set_byte_region;
    Char u16: new_char, get_chars, release_chars, get_char_region, set_char_region;
    Short i16: new_short, get_shorts, release_shorts, get_short_region, set_short_region;
    Int i32: new_int, get_ints, release_ints, get_int_region, set_int_region;
    Long i64: new_long, get_longs, release_longs, get_long_region, set_long_region;
    Float f32: new_float, get_floats, release_floats, get_float_region, set_float_region;
    Double f64: new_double, get_doubles, release_doubles, get_double_region, set_double_region;
}

unsafe extern "C" fn get_critical(env: *mut Env, array: jarray, is_copy: *mut u8) -> *mut c_void {
    elements(env, array, is_copy)
}

unsafe extern "C" fn release_critical(env: *mut Env, array: jarray, room: *mut c_void, mode: jint) {
    release(env, array, room, mode);
}

super::functions! {
    GetArrayLength => get_array_length,
    NewObjectArray => new_object_array,
    GetObjectArrayElement => get_object_array_element,
    SetObjectArrayElement => set_object_array_element,
    NewBooleanArray => new_boolean, NewByteArray => new_byte, NewCharArray => new_char, NewShortArray => new_short,
    NewIntArray => new_int, NewLongArray => new_long, NewFloatArray => new_float, NewDoubleArray => new_double,
    GetBooleanArrayElements => get_booleans, GetByteArrayElements => get_bytes, GetCharArrayElements => get_chars,
    GetShortArrayElements => get_shorts, GetIntArrayElements => get_ints, GetLongArrayElements => get_longs,
    GetFloatArrayElements => get_floats, GetDoubleArrayElements => get_doubles,
    ReleaseBooleanArrayElements => release_booleans, ReleaseByteArrayElements => release_bytes, ReleaseCharArrayElements => release_chars,
    ReleaseShortArrayElements => release_shorts, ReleaseIntArrayElements => release_ints, ReleaseLongArrayElements => release_longs,
    ReleaseFloatArrayElements => release_floats, ReleaseDoubleArrayElements => release_doubles,
    GetBooleanArrayRegion => get_boolean_region, GetByteArrayRegion => get_byte_region, GetCharArrayRegion => get_char_region,
    GetShortArrayRegion => get_short_region, GetIntArrayRegion => get_int_region, GetLongArrayRegion => get_long_region,
    GetFloatArrayRegion => get_float_region, GetDoubleArrayRegion => get_double_region,
    SetBooleanArrayRegion => set_boolean_region, SetByteArrayRegion => set_byte_region, SetCharArrayRegion => set_char_region,
    SetShortArrayRegion => set_short_region, SetIntArrayRegion => set_int_region, SetLongArrayRegion => set_long_region,
    SetFloatArrayRegion => set_float_region, SetDoubleArrayRegion => set_double_region,
    GetPrimitiveArrayCritical => get_critical,
    ReleasePrimitiveArrayCritical => release_critical,
}
