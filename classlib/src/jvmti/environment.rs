//! The environment of one agent in one space, and the list of a space's environments.

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_void};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, Ordering};
use std::thread::ThreadId;

use jni_sys::{JNI_EVERSION, JNI_OK, jint, jobject};
use parking_lot::{Mutex, RwLock};

use super::capabilities::Capabilities;
use super::error::Error;
use super::events::Callbacks;
use super::table::Table;
use crate::boot_path::BootPath;
use crate::jni::env::Env;

/// Phases of a space (JVMTI 17, "GetPhase"). Those before the class library is up are one here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Agents are loaded; no class is.
    OnLoad = 1,
    /// The class library is being initialized.
    Primordial = 2,
    /// Programs run.
    Live = 4,
    /// It is over.
    Dead = 8,
}

/// What a space keeps for its agents.
#[derive(Debug)]
pub(crate) struct Jvmti {
    environments: RwLock<Vec<Arc<Environment>>>,
    phase: AtomicI32,
    /// Some environment wants to see class files.
    hooked: AtomicBool,
    /// The boot loader's path, to which agents add.
    pub(super) boot_path: Arc<BootPath>,
    /// What agents have added to the class path before the class library was up.
    pub(super) class_path: Mutex<Vec<String>>,
    /// The same for the boot loader's.
    pub(super) boot_class_path: Mutex<Vec<String>>,
    /// System properties that agents have set before the class library was up.
    pub(super) properties: Mutex<Vec<(String, String)>>,
}

impl Jvmti {
    /// Of a new space.
    pub(crate) fn new(boot_path: Arc<BootPath>) -> Jvmti {
        Jvmti {
            environments: RwLock::default(),
            phase: AtomicI32::new(Phase::OnLoad as i32),
            hooked: AtomicBool::default(),
            boot_path,
            class_path: Mutex::default(),
            boot_class_path: Mutex::default(),
            properties: Mutex::default(),
        }
    }

    /// The environments in the order of their making, but those disposed of.
    pub(super) fn environments(&self) -> Vec<Arc<Environment>> {
        self.environments.read().iter().filter(|environment| !environment.is_disposed()).cloned().collect()
    }

    pub(super) fn is_in(&self, phase: Phase) -> bool {
        self.phase.load(Ordering::Acquire) == phase as i32
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        self.phase.store(phase as i32, Ordering::Release);
    }

    /// Are class files shown to agents now?
    pub(crate) fn is_hooked(&self) -> bool {
        self.hooked.load(Ordering::Acquire) && self.is_in(Phase::Live)
    }

    /// After an environment has changed what it wants to see.
    pub(super) fn update_hooked(&self) {
        let hooked =
            self.environments().iter().any(|environment| environment.state.lock().callbacks.wants_class_files());
        self.hooked.store(hooked, Ordering::Release);
    }

    /// Prefixes of native methods (JVMTI 17, "SetNativeMethodPrefix"), last environment first.
    pub(crate) fn prefixes(&self) -> Vec<Vec<u8>> {
        let environments = self.environments();
        environments.iter().rev().flat_map(|environment| environment.state.lock().prefixes.clone()).collect()
    }
}

/// An environment. C sees the head, and holds it as long as the space lives.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Environment {
    functions: *const c_void,
    storage: AtomicPtr<c_void>,
    disposed: AtomicBool,
    /// What the agent keeps for threads: addresses.
    threads: Mutex<HashMap<ThreadId, usize>>,
    pub(super) state: Mutex<State>,
}

// SAFETY: the table is immutable; what C keeps in the storage is its own business.
unsafe impl Send for Environment {}
// SAFETY: as above; the rest is atomic or behind a lock.
unsafe impl Sync for Environment {}

/// What an agent has asked for.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) callbacks: Callbacks,
    pub(super) capabilities: Capabilities,
    pub(super) prefixes: Vec<Vec<u8>>,
}

impl Environment {
    fn is_disposed(&self) -> bool {
        self.disposed.load(Ordering::Acquire)
    }

    /// May it change classes again and again? Such environments come after the others.
    pub(super) fn retransforms(&self) -> bool {
        self.state.lock().capabilities.can_retransform()
    }

    pub(super) fn require(&self, possessed: impl FnOnce(&Capabilities) -> bool) -> Result<(), Error> {
        if possessed(&self.state.lock().capabilities) { Ok(()) } else { Err(Error::MUST_POSSESS_CAPABILITY) }
    }
}

/// The environment that C passes.
pub(super) fn of_c<'e>(environment: *mut Environment) -> Result<&'e Environment, Error> {
    // SAFETY: the contract of JVMTI: what GetEnv gave, in a space that lives and keeps it.
    let environment = unsafe { environment.as_ref() }.ok_or(Error::INVALID_ENVIRONMENT)?;
    if environment.is_disposed() { Err(Error::INVALID_ENVIRONMENT) } else { Ok(environment) }
}

/// Runs a function of the table that needs no heap.
pub(super) fn with(environment: *mut Environment, work: impl FnOnce(&Environment) -> Result<(), Error>) -> jint {
    of_c(environment).and_then(work).err().map_or(0, |error| error.0)
}

/// What the calling thread's space keeps.
pub(super) fn current<'e>() -> Result<&'e Jvmti, Error> {
    // SAFETY: null or the calling thread's own environment, which outlives the call.
    let env = unsafe { Env::current().as_ref() }.ok_or(Error::UNATTACHED_THREAD)?;
    Ok(&env.space.jvmti)
}

/// Writes an answer where C wants it.
pub(super) fn answer<T>(to: *mut T, value: T) -> Result<(), Error> {
    if to.is_null() {
        return Err(Error::NULL_POINTER);
    }
    // SAFETY: the contract of JVMTI: a place for the answer.
    unsafe { to.write(value) };
    Ok(())
}

/// A text of C.
pub(super) fn text(text: *const c_char) -> Result<String, Error> {
    if text.is_null() {
        return Err(Error::NULL_POINTER);
    }
    // SAFETY: the contract of JVMTI: terminated text that lives through the call.
    Ok(unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// Is this a version of JVMTI, rather than of JNI?
pub(crate) fn is_version(version: jint) -> bool {
    version & 0x7000_0000 == 0x3000_0000
}

/// `JavaVM.GetEnv` for JVMTI: a new environment in the calling thread's space.
pub(crate) fn get_env(env: &Env, version: jint) -> (*mut c_void, jint) {
    let (major, minor) = (version >> 16 & 0x0fff, version >> 8 & 0xff);
    if !(matches!((major, minor), (1, 0..=2) | (9 | 11 | 13..=17, 0))) {
        return (std::ptr::null_mut(), JNI_EVERSION);
    }
    let environment = Arc::new(Environment {
        functions: Table::address(),
        storage: AtomicPtr::default(),
        disposed: AtomicBool::default(),
        threads: Mutex::default(),
        state: Mutex::default(),
    });
    let address = Arc::as_ptr(&environment).cast_mut().cast();
    env.space.jvmti.environments.write().push(environment);
    (address, JNI_OK)
}

unsafe extern "C" fn dispose(environment: *mut Environment) -> jint {
    with(environment, |environment| {
        environment.disposed.store(true, Ordering::Release);
        current()?.update_hooked();
        Ok(())
    })
}

unsafe extern "C" fn get_storage(environment: *mut Environment, to: *mut *mut c_void) -> jint {
    with(environment, |environment| answer(to, environment.storage.load(Ordering::Acquire)))
}

unsafe extern "C" fn set_storage(environment: *mut Environment, data: *mut c_void) -> jint {
    with(environment, |environment| {
        environment.storage.store(data, Ordering::Release);
        Ok(())
    })
}

unsafe extern "C" fn get_thread_storage(environment: *mut Environment, thread: jobject, to: *mut *mut c_void) -> jint {
    with(environment, |environment| {
        of_own_thread(thread)?;
        let found = environment.threads.lock().get(&std::thread::current().id()).copied().unwrap_or(0);
        answer(to, found as *mut c_void)
    })
}

unsafe extern "C" fn set_thread_storage(environment: *mut Environment, thread: jobject, data: *mut c_void) -> jint {
    with(environment, |environment| {
        of_own_thread(thread)?;
        let mut threads = environment.threads.lock();
        let own = std::thread::current().id();
        if data.is_null() {
            threads.remove(&own)
        } else {
            threads.insert(own, data as usize)
        };
        Ok(())
    })
}

/// Storage is kept by the calling thread only.
fn of_own_thread(thread: jobject) -> Result<(), Error> {
    if thread.is_null() { Ok(()) } else { Err(Error::NOT_AVAILABLE) }
}

unsafe extern "C" fn get_phase(environment: *mut Environment, to: *mut jint) -> jint {
    with(environment, |_| answer(to, current()?.phase.load(Ordering::Acquire)))
}

unsafe extern "C" fn get_version_number(environment: *mut Environment, to: *mut jint) -> jint {
    with(environment, |_| answer(to, 0x3011_0000))
}

unsafe extern "C" fn set_prefix(environment: *mut Environment, prefix: *const c_char) -> jint {
    let prefixes = if prefix.is_null() { &[][..] } else { &[prefix] };
    with(environment, |environment| replace_prefixes(environment, prefixes))
}

unsafe extern "C" fn set_prefixes(environment: *mut Environment, count: jint, prefixes: *const *const c_char) -> jint {
    with(environment, |environment| {
        let count = usize::try_from(count).map_err(|_| Error::ILLEGAL_ARGUMENT)?;
        if prefixes.is_null() {
            return Err(Error::NULL_POINTER);
        }
        // SAFETY: the contract of JVMTI: so many texts.
        replace_prefixes(environment, unsafe { std::slice::from_raw_parts(prefixes, count) })
    })
}

fn replace_prefixes(environment: &Environment, prefixes: &[*const c_char]) -> Result<(), Error> {
    environment.require(Capabilities::can_set_prefix)?;
    let prefixes: Result<Vec<Vec<u8>>, Error> =
        prefixes.iter().map(|prefix| text(*prefix).map(String::into_bytes)).collect();
    environment.state.lock().prefixes = prefixes?;
    Ok(())
}

/// Can the file be searched for classes?
pub(super) fn is_archive(path: &str) -> bool {
    BootPath::new([] as [&Path; 0]).append(Path::new(path))
}

super::table::functions! {
    73 => set_prefix,
    74 => set_prefixes,
    88 => get_version_number,
    102 => get_thread_storage,
    103 => set_thread_storage,
    127 => dispose,
    133 => get_phase,
    147 => get_storage,
    148 => set_storage,
}
