//! What the C file `libjvm/variadic.c` and Rust agree on: JNI's Call…Method family and the jio_* printers.
//!
//! Every form of every call ends in [`EnvHead::invoke`]. Nothing here knows how a method is run.

use std::ffi::{c_char, c_void};

/// The beginning of what a jmethodID points to.
#[repr(C)]
#[derive(Debug)]
pub struct MethodHead {
    /// Result letter, then parameter letters, then a zero byte.
    pub shorty: *const c_char,
}

/// How a JNI call chooses its method.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// By the receiver's class.
    Virtual = 0,
    /// Exactly the method named.
    Nonvirtual = 1,
    /// A static method.
    Static = 2,
    /// Allocate an object and run its constructor; the result is the object.
    Constructor = 3,
}

/// Runs a method; arguments are one widened slot per parameter, references as handles. Gives the result as a slot.
pub type Invoke = unsafe extern "C" fn(
    environment: *mut EnvHead,
    kind: CallKind,
    receiver: *mut c_void,
    class: *mut c_void,
    method: *mut MethodHead,
    arguments: *const u64,
) -> u64;

/// The beginning of what a JNIEnv* points to.
#[repr(C)]
#[derive(Debug)]
pub struct EnvHead {
    /// The JNI function table.
    pub functions: *const c_void,
    /// Where every call ends.
    pub invoke: Invoke,
}

/// An array of function addresses; only read.
#[repr(transparent)]
pub struct Addresses<const N: usize>([*const c_void; N]);

// SAFETY: addresses of functions, never written.
unsafe impl<const N: usize> Sync for Addresses<N> {}

impl<const N: usize> Addresses<N> {
    /// The addresses in order.
    pub fn as_slice(&self) -> &[*const c_void] {
        &self.0
    }
}

unsafe extern "C" {
    safe static jrun_jni_new_object: Addresses<3>;
    safe static jrun_jni_calls: [Addresses<30>; 3];
    fn jrun_jio_snprintf();
    fn jrun_jio_vsnprintf();
    fn jrun_jio_fprintf();
    fn jrun_jio_vfprintf();
}

/// (first slot of the JNI function table, addresses from there on).
pub fn call_slots() -> [(usize, &'static [*const c_void]); 4] {
    [
        (28, jrun_jni_new_object.as_slice()),
        (34, jrun_jni_calls[0].as_slice()),
        (64, jrun_jni_calls[1].as_slice()),
        (114, jrun_jni_calls[2].as_slice()),
    ]
}

/// The printers that the JDK's libraries expect of libjvm.
pub fn printers() -> [(&'static str, *const c_void); 4] {
    [
        ("jio_snprintf", jrun_jio_snprintf as *const c_void),
        ("jio_vsnprintf", jrun_jio_vsnprintf as *const c_void),
        ("jio_fprintf", jrun_jio_fprintf as *const c_void),
        ("jio_vfprintf", jrun_jio_vfprintf as *const c_void),
    ]
}
