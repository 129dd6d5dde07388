//! Calling a native method's C function: arguments from the frame's registers, references as handles, a frame of local references around it
//! (JNI 2, "Native Method Arguments"; 4, "Local References").

#![allow(clippy::not_unsafe_ptr_arg_deref, reason = "the addresses come from C, whose contract vouches for them")]

use std::ffi::c_void;

use jni_sys::jobject;
use jvm::class::{parameters, return_descriptor};
use jvm::natives::{Args, Value};
use jvm::{Abrupt, BasicType, Completion, MethodRef, Thread};
use objectspace::Scope;

use crate::callout::Arguments;
use crate::jni::env::{Call, Env};

/// Calls `function`, the C code of `method`, with the arguments in the top frame's window.
pub fn call_native<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    method: MethodRef,
    function: *const c_void,
    args: Args<'s>,
) -> Completion<Value<'s>> {
    let env: *mut Env = thread.jni_env.cast();
    let descriptor = method.descriptor().bytes();
    let mut arguments = Arguments::new();
    arguments.integer(env as u64);
    let mut slot = 0;
    if method.is_static() {
        arguments.integer(method.class.mirror().slot() as u64);
    } else {
        arguments.integer(args.receiver().slot() as u64);
        slot = 1;
    }
    for parameter in parameters(descriptor) {
        match BasicType::of_descriptor(parameter) {
            BasicType::Reference => arguments.integer(args.reference(slot).map_or(0, |object| object.slot() as u64)),
            BasicType::Float => arguments.float(u64::from(args.float(slot).to_bits())),
            BasicType::Double => {
                arguments.float(args.double(slot).to_bits());
                slot += 1;
            }
            BasicType::Long => {
                arguments.integer(args.long(slot) as u64);
                slot += 1;
            }
            _ => arguments.integer(u64::from(args.int(slot) as u32)),
        }
        slot += 1;
    }
    let returns = BasicType::of_descriptor(return_descriptor(descriptor));
    let depth = thread.mutator.locals().push();
    // SAFETY: made by `Env::attach` for this thread, freed only when it ends.
    let environment = unsafe { &*env };
    environment.lend(thread);
    thread.mutator.enter_native();
    // SAFETY: the function was found under the method's JNI name or registered for it; arguments follow its descriptor. The thread
    // is in native state, and C reaches it only through the environment.
    let bits = unsafe { arguments.call(function, returns.letter() as u8) };
    thread.mutator.leave_native();
    let result = {
        let mut call = Call { thread: &mut *thread, env: environment };
        match returns {
            // Before the local frame goes.
            BasicType::Reference => match call.object(scope, bits as usize as jobject) {
                Ok(object) => Ok(Value::Ref(object.map(|object| call.keep(scope, object)))),
                Err(abrupt) => Err(abrupt),
            },
            BasicType::Void => Ok(Value::Void),
            BasicType::Long => Ok(Value::Long(bits as i64)),
            BasicType::Float => Ok(Value::Float(f32::from_bits(bits as u32))),
            BasicType::Double => Ok(Value::Double(f64::from_bits(bits))),
            _ => Ok(Value::Int(bits as i32)),
        }
    };
    thread.mutator.locals().pop_to(depth);
    if let Some(status) = environment.take_exit() {
        return Err(Abrupt::Exit(status));
    }
    if thread.is_throwing() {
        return Err(Abrupt::Thrown);
    }
    result
}
