//! JNI 4, "NIO Support": direct byte buffers over native memory.
//!
//! Works through java.nio's own classes, whose names and fields are those of the JDK's native code.

use std::ffi::c_void;

use jni_sys::{jlong, jobject};
use jvm::Symbol;
use jvm::known::Known;
use jvm::natives::Value;

use super::env::{Env, enter};

unsafe extern "C" fn new_direct_byte_buffer(env: *mut Env, address: *mut c_void, capacity: jlong) -> jobject {
    enter(env, |call, scope| {
        let Ok(capacity) = i32::try_from(capacity) else {
            return Err(call
                .thread
                .throw_text(Known::IllegalArgumentException, format!("capacity {capacity} of a direct buffer")));
        };
        let class = call.boot_class("java/nio/DirectByteBuffer")?;
        call.initialize(class)?;
        let buffer = call.allocate(scope, class)?;
        let constructor = call.declared(class, "<init>", "(JI)V")?;
        call.invoke(
            scope,
            constructor,
            &[Value::Ref(Some(buffer)), Value::Long(address as i64), Value::Int(capacity)],
        )?;
        Ok(call.local(Some(buffer)))
    })
}

unsafe extern "C" fn get_direct_buffer_address(env: *mut Env, buffer: jobject) -> *mut c_void {
    enter(env, |call, scope| {
        let direct = call.boot_class("sun/nio/ch/DirectBuffer")?;
        let Some(buffer) = call.object(scope, buffer)? else { return Ok(std::ptr::null_mut()) };
        if !call.class_of(buffer).is_subtype_of(direct) {
            return Ok(std::ptr::null_mut());
        }
        let class = call.boot_class("java/nio/Buffer")?;
        let Some(field) = class.declared_field(Symbol::from_text("address"), Symbol::from_text("J")) else {
            return Ok(std::ptr::null_mut());
        };
        Ok(call.read_field(buffer, field)? as *mut c_void)
    })
}

unsafe extern "C" fn get_direct_buffer_capacity(env: *mut Env, buffer: jobject) -> jlong {
    let found = enter(env, |call, scope| {
        let direct = call.boot_class("sun/nio/ch/DirectBuffer")?;
        let Some(buffer) = call.object(scope, buffer)? else { return Ok(0) };
        if !call.class_of(buffer).is_subtype_of(direct) {
            return Ok(0);
        }
        let class = call.boot_class("java/nio/Buffer")?;
        let Some(field) = class.declared_field(Symbol::from_text("capacity"), Symbol::from_text("I")) else {
            return Ok(0);
        };
        // One more, so that 0 can say "not a direct buffer".
        Ok(i64::from(call.read_field(buffer, field)? as i32) + 1)
    });
    found - 1
}

super::functions! {
    NewDirectByteBuffer => new_direct_byte_buffer,
    GetDirectBufferAddress => get_direct_buffer_address,
    GetDirectBufferCapacity => get_direct_buffer_capacity,
}
