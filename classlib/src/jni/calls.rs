//! The end of every Call…Method and NewObject: one function that runs a method for C (JNI 4, "Calling Instance Methods").

use std::ffi::c_void;

use jni_sys::jobject;
use jvm::natives::Value;
use jvm::{BasicType, Completion};
use objectspace::Scope;

use super::env::{Call, Env, Slot, enter};
use super::ids::MethodId;
use crate::variadic::{CallKind, EnvHead, MethodHead};

/// See [`crate::variadic::Invoke`].
pub(super) unsafe extern "C" fn invoke(
    env: *mut EnvHead,
    kind: CallKind,
    receiver: *mut c_void,
    class: *mut c_void,
    method: *mut MethodHead,
    arguments: *const u64,
) -> u64 {
    // SAFETY: the C side passes a jmethodID, whose head is a MethodId's, and a slot for each parameter.
    let (id, slots) = unsafe {
        let id: &'static MethodId = &*method.cast::<MethodId>();
        (id, std::slice::from_raw_parts(arguments, id.shorty().len() - 1))
    };
    enter(env.cast::<Env>(), |call, scope| run(call, scope, kind, receiver.cast(), class.cast(), id, slots))
}

fn run<'s>(
    call: &mut Call<'_>,
    scope: &'s Scope,
    kind: CallKind,
    receiver: jobject,
    class: jobject,
    id: &MethodId,
    slots: &[u64],
) -> Completion<u64> {
    let method = call.method(id)?;
    let mut values: Vec<Value<'s>> = Vec::with_capacity(slots.len() + 1);
    match kind {
        CallKind::Virtual | CallKind::Nonvirtual => values.push(Value::Ref(Some(call.non_null(scope, receiver)?))),
        CallKind::Constructor => {
            let class = call.class(scope, class)?;
            values.push(Value::Ref(Some(call.allocate(scope, class)?)));
        }
        CallKind::Static => call.initialize(method.class)?,
    }
    for (letter, &slot) in id.shorty()[1..].iter().zip(slots) {
        values.push(match letter {
            b'L' => Value::Ref(call.object(scope, jobject::from_slot(slot))?),
            b'J' => Value::Long(slot as i64),
            b'F' => Value::Float(f32::from_slot(slot)),
            b'D' => Value::Double(f64::from_slot(slot)),
            _ => Value::Int(slot as i32),
        });
    }
    let result = match kind {
        CallKind::Virtual => call.invoke_virtual(scope, method, &values)?,
        _ => call.invoke(scope, method, &values)?,
    };
    if kind == CallKind::Constructor {
        return Ok(call.local(values[0].reference()).to_slot());
    }
    Ok(match method.returns {
        BasicType::Void => 0,
        BasicType::Boolean => u64::from(result.boolean()),
        BasicType::Reference => call.local(result.reference()).to_slot(),
        BasicType::Long => result.long() as u64,
        BasicType::Float => result.float().to_slot(),
        BasicType::Double => result.double().to_slot(),
        _ => result.int().to_slot(),
    })
}
