//! Memory that passes between agents and the VM: the C library's, so that either side can free it.

use jni_sys::{jint, jlong};

use super::environment::{Environment, answer, with};
use super::error::Error;

/// Memory for so many bytes; null for none.
pub(super) fn allocate(bytes: usize) -> Result<*mut u8, Error> {
    if bytes == 0 {
        return Ok(std::ptr::null_mut());
    }
    // SAFETY: no demands; the result is checked.
    let memory: *mut u8 = unsafe { libc::malloc(bytes) }.cast();
    if memory.is_null() { Err(Error::OUT_OF_MEMORY) } else { Ok(memory) }
}

/// A copy for an agent.
pub(super) fn give<T: Copy>(values: &[T]) -> Result<*mut T, Error> {
    let memory: *mut T = allocate(size_of_val(values))?.cast();
    if !memory.is_null() {
        // SAFETY: as large as the values, and aligned for any type by the C library.
        unsafe { values.as_ptr().copy_to_nonoverlapping(memory, values.len()) };
    }
    Ok(memory)
}

/// A terminated copy of a text for an agent.
pub(super) fn give_text(text: &[u8]) -> Result<*mut u8, Error> {
    give(&[text, &[0]].concat())
}

/// Frees memory of [`allocate`].
///
/// # Safety
/// It is null or came from there, and is not used again.
pub(super) unsafe fn free(memory: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe { libc::free(memory.cast()) };
}

unsafe extern "C" fn allocate_for_agent(environment: *mut Environment, bytes: jlong, to: *mut *mut u8) -> jint {
    with(environment, |_| {
        if to.is_null() {
            return Err(Error::NULL_POINTER);
        }
        answer(to, allocate(usize::try_from(bytes).map_err(|_| Error::ILLEGAL_ARGUMENT)?)?)
    })
}

unsafe extern "C" fn deallocate(environment: *mut Environment, memory: *mut u8) -> jint {
    with(environment, |_| {
        // SAFETY: the contract of JVMTI: what a function of the table gave, once.
        unsafe { free(memory) };
        Ok(())
    })
}

super::table::functions! {
    46 => allocate_for_agent,
    47 => deallocate,
}
