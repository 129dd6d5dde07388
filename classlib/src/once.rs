//! Natives of the JDK's libraries that set up what the libraries keep for the whole process. Every space calls them when it
//! initializes their class; the library must see the first call only, or what it made before is lost.

use std::ffi::c_void;
use std::sync::{Once, OnceLock};

use crate::jni::env::Env;

/// The function to bind in place of `function`, which was found for a native method of a boot class.
pub fn instead(class: &[u8], name: &[u8], function: *const c_void) -> *const c_void {
    match (class, name) {
        (b"sun/nio/ch/FileDispatcherImpl", b"init") => {
            MAKE_SOCKET.get_or_init(|| function as usize);
            make_socket_once as *const c_void
        }
        _ => function,
    }
}

/// Makes the closed half of a socket pair that libnio puts in the place of descriptors before it closes them.
static MAKE_SOCKET: OnceLock<usize> = OnceLock::new();

unsafe extern "C" fn make_socket_once(env: *mut Env, class: *mut c_void) {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        if let Some(&function) = MAKE_SOCKET.get() {
            // SAFETY: the native's function, of this signature, which `instead` was given before it gave out this one.
            let function: unsafe extern "C" fn(*mut Env, *mut c_void) = unsafe { std::mem::transmute(function) };
            // SAFETY: the arguments are the VM's, for just this native.
            unsafe { function(env, class) };
        }
    });
}
