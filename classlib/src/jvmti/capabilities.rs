//! What an agent may do (JVMTI 17, "Capability"): a set of bits that it adds to and reads.

use jni_sys::jint;

use super::environment::{Environment, answer, with};
use super::error::Error;

/// The C struct jvmtiCapabilities: 128 bits, of which 44 have names.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Capabilities([u32; 4]);

/// Numbers of bits that functions and events of this VM stand behind.
const REDEFINE_CLASSES: usize = 9;
const MAINTAIN_METHOD_ORDER: usize = 15;
const REDEFINE_ANY_CLASS: usize = 21;
const ALL_CLASS_HOOK_EVENTS: usize = 26;
const SET_NATIVE_METHOD_PREFIX: usize = 36;
const RETRANSFORM_CLASSES: usize = 37;
const RETRANSFORM_ANY_CLASS: usize = 38;

/// All that there are.
const POTENTIAL: Capabilities = Capabilities([
    1 << REDEFINE_CLASSES | 1 << MAINTAIN_METHOD_ORDER | 1 << REDEFINE_ANY_CLASS | 1 << ALL_CLASS_HOOK_EVENTS,
    1 << (SET_NATIVE_METHOD_PREFIX - 32) | 1 << (RETRANSFORM_CLASSES - 32) | 1 << (RETRANSFORM_ANY_CLASS - 32),
    0,
    0,
]);

impl Capabilities {
    fn has(&self, bit: usize) -> bool {
        self.0[bit / 32] & 1 << (bit % 32) != 0
    }

    pub(super) fn can_redefine(&self) -> bool {
        self.has(REDEFINE_CLASSES)
    }

    pub(super) fn can_retransform(&self) -> bool {
        self.has(RETRANSFORM_CLASSES)
    }

    pub(super) fn can_set_prefix(&self) -> bool {
        self.has(SET_NATIVE_METHOD_PREFIX)
    }
}

unsafe extern "C" fn get_potential(environment: *mut Environment, to: *mut Capabilities) -> jint {
    with(environment, |_| answer(to, POTENTIAL))
}

unsafe extern "C" fn get(environment: *mut Environment, to: *mut Capabilities) -> jint {
    with(environment, |environment| answer(to, environment.state.lock().capabilities))
}

fn read(from: *const Capabilities) -> Result<Capabilities, Error> {
    if from.is_null() {
        return Err(Error::NULL_POINTER);
    }
    // SAFETY: the contract of JVMTI: a set of capabilities.
    Ok(unsafe { from.read() })
}

unsafe extern "C" fn add(environment: *mut Environment, wanted: *const Capabilities) -> jint {
    with(environment, |environment| {
        let wanted = read(wanted)?;
        if wanted.0.iter().zip(POTENTIAL.0).any(|(wanted, potential)| wanted & !potential != 0) {
            return Err(Error::NOT_AVAILABLE);
        }
        let capabilities = &mut environment.state.lock().capabilities;
        capabilities.0.iter_mut().zip(wanted.0).for_each(|(own, wanted)| *own |= wanted);
        Ok(())
    })
}

unsafe extern "C" fn relinquish(environment: *mut Environment, given_up: *const Capabilities) -> jint {
    with(environment, |environment| {
        let given_up = read(given_up)?;
        let capabilities = &mut environment.state.lock().capabilities;
        capabilities.0.iter_mut().zip(given_up.0).for_each(|(own, given_up)| *own &= !given_up);
        Ok(())
    })
}

super::table::functions! {
    89 => get,
    140 => get_potential,
    142 => add,
    143 => relinquish,
}
