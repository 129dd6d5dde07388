//! JNI 4, "String Operations". Native code always gets copies; the size of a copy stands before it.

use std::ffi::c_char;
use std::slice;

use classfile::mutf8;
use jni_sys::{jchar, jsize, jstring};
use jvm::known::Known;

use super::env::{Env, enter};
use super::objects::{give, take, text};

unsafe extern "C" fn new_string(env: *mut Env, units: *const jchar, length: jsize) -> jstring {
    enter(env, |call, scope| {
        // SAFETY: the contract of JNI: `length` units.
        let units = if length <= 0 { &[][..] } else { unsafe { slice::from_raw_parts(units, length as usize) } };
        let string = call.new_string(scope, units)?;
        Ok(call.local(Some(string)))
    })
}

unsafe extern "C" fn new_string_utf(env: *mut Env, bytes: *const c_char) -> jstring {
    enter(env, |call, scope| {
        if bytes.is_null() {
            return Ok(std::ptr::null_mut());
        }
        let units = mutf8::to_utf16(text(bytes));
        let string = call.new_string(scope, &units)?;
        Ok(call.local(Some(string)))
    })
}

unsafe extern "C" fn get_string_length(env: *mut Env, string: jstring) -> jsize {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        Ok(call.string_units(string).len() as jsize)
    })
}

unsafe extern "C" fn get_string_utf_length(env: *mut Env, string: jstring) -> jsize {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        Ok(mutf8::from_utf16(call.string_units(string)).len() as jsize)
    })
}

unsafe extern "C" fn get_string_chars(env: *mut Env, string: jstring, is_copy: *mut u8) -> *const jchar {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        let mut units = call.string_units(string);
        // HotSpot terminates them too, and code relies on it.
        units.push(0);
        say_copied(is_copy);
        Ok(give(&units).cast_const())
    })
}

unsafe extern "C" fn release_string_chars(_: *mut Env, _: jstring, units: *const jchar) {
    take(units.cast_mut());
}

unsafe extern "C" fn get_string_utf_chars(env: *mut Env, string: jstring, is_copy: *mut u8) -> *const c_char {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        let mut bytes = mutf8::from_utf16(call.string_units(string));
        bytes.push(0);
        say_copied(is_copy);
        Ok(give(&bytes).cast_const().cast())
    })
}

unsafe extern "C" fn release_string_utf_chars(_: *mut Env, _: jstring, bytes: *const c_char) {
    take(bytes.cast_mut().cast::<u8>());
}

unsafe extern "C" fn get_string_region(env: *mut Env, string: jstring, start: jsize, length: jsize, to: *mut jchar) {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        let units = call.string_units(string);
        let Some(region) = region(&units, start, length) else {
            return Err(call
                .thread
                .throw_text(Known::StringIndexOutOfBoundsException, outside(start, length, units.len())));
        };
        // SAFETY: the contract of JNI: room for `length` units.
        unsafe { region.as_ptr().copy_to_nonoverlapping(to, region.len()) };
        Ok(())
    });
}

unsafe extern "C" fn get_string_utf_region(
    env: *mut Env,
    string: jstring,
    start: jsize,
    length: jsize,
    to: *mut c_char,
) {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        let units = call.string_units(string);
        let Some(region) = region(&units, start, length) else {
            return Err(call
                .thread
                .throw_text(Known::StringIndexOutOfBoundsException, outside(start, length, units.len())));
        };
        let bytes = mutf8::from_utf16(region.iter().copied());
        // SAFETY: the contract of JNI: room for the region's bytes and a zero.
        unsafe {
            bytes.as_ptr().copy_to_nonoverlapping(to.cast(), bytes.len());
            *to.add(bytes.len()) = 0;
        }
        Ok(())
    });
}

fn region(units: &[u16], start: jsize, length: jsize) -> Option<&[u16]> {
    let (start, length) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
    units.get(start..start.checked_add(length)?)
}

fn outside(start: jsize, length: jsize, whole: usize) -> String {
    format!("Region range out of bounds: start {start}, length {length}, string length {whole}")
}

pub(super) fn say_copied(is_copy: *mut u8) {
    if !is_copy.is_null() {
        // SAFETY: the contract of JNI: null or a place for a boolean.
        unsafe { *is_copy = 1 };
    }
}

super::functions! {
    NewString => new_string,
    NewStringUTF => new_string_utf,
    GetStringLength => get_string_length,
    GetStringUTFLength => get_string_utf_length,
    GetStringChars => get_string_chars,
    ReleaseStringChars => release_string_chars,
    GetStringUTFChars => get_string_utf_chars,
    ReleaseStringUTFChars => release_string_utf_chars,
    GetStringRegion => get_string_region,
    GetStringUTFRegion => get_string_utf_region,
    GetStringCritical => get_string_chars,
    ReleaseStringCritical => release_string_chars,
}
