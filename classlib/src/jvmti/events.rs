//! Events: which an agent wants, and posting them (JVMTI 17, "Event Management", "Event Index").
//!
//! There are four: the beginning and the end of the space's life, and each class file before it becomes a class.

use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

use jni_sys::{jint, jobject};
use jvm::class::{ClassBytes, LoaderRef};
use jvm::loading::{Transformed, loader_object};
use jvm::{ClassRef, Completion, Symbol, Thread};
use objectspace::{Handle, Scope};

use super::environment::{Environment, Jvmti, Phase, current, with};
use super::error::Error;
use super::{in_c, memory};
use crate::jni::env::Env;

/// Number of the first event, and how many follow it.
const FIRST: i32 = 50;
const COUNT: usize = 37;

const VM_INIT: i32 = 50;
const VM_DEATH: i32 = 51;
const CLASS_FILE_LOAD_HOOK: i32 = 54;
const VM_START: i32 = 57;

type VmInit = unsafe extern "C" fn(*const Environment, *mut Env, jobject);
type WithoutThread = unsafe extern "C" fn(*const Environment, *mut Env);
type ClassFileLoadHook = unsafe extern "C" fn(
    *const Environment,
    *mut Env,
    jobject,
    jobject,
    *const c_char,
    jobject,
    jint,
    *const u8,
    *mut jint,
    *mut *mut u8,
);

/// An agent's functions, and which of them are to be called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Callbacks {
    functions: [*const c_void; COUNT],
    enabled: u64,
}

// SAFETY: addresses of functions.
unsafe impl Send for Callbacks {}

impl Default for Callbacks {
    fn default() -> Self {
        Callbacks { functions: [std::ptr::null(); COUNT], enabled: 0 }
    }
}

impl Callbacks {
    /// The function for an event, if there is one and it is switched on.
    fn function(&self, event: i32) -> Option<*const c_void> {
        let at = usize::try_from(event - FIRST).ok()?;
        let function = *self.functions.get(at)?;
        (self.enabled & 1 << at != 0 && !function.is_null()).then_some(function)
    }

    pub(super) fn wants_class_files(&self) -> bool {
        self.function(CLASS_FILE_LOAD_HOOK).is_some()
    }
}

unsafe extern "C" fn set_callbacks(
    environment: *mut Environment,
    callbacks: *const *const c_void,
    bytes: jint,
) -> jint {
    with(environment, |environment| {
        let count = usize::try_from(bytes).map_err(|_| Error::ILLEGAL_ARGUMENT)? / size_of::<*const c_void>();
        let mut functions = [std::ptr::null(); COUNT];
        if !callbacks.is_null() {
            // SAFETY: the contract of JVMTI: a struct of so many bytes, all of them function pointers.
            let given = unsafe { std::slice::from_raw_parts(callbacks, count.min(COUNT)) };
            functions[..given.len()].copy_from_slice(given);
        }
        environment.state.lock().callbacks.functions = functions;
        current()?.update_hooked();
        Ok(())
    })
}

unsafe extern "C" fn set_notification_mode(
    environment: *mut Environment,
    mode: jint,
    event: jint,
    thread: jobject,
) -> jint {
    with(environment, |environment| {
        let enable = match mode {
            0 => false,
            1 => true,
            _ => return Err(Error::ILLEGAL_ARGUMENT),
        };
        let at = usize::try_from(event - FIRST).ok().filter(|at| *at < COUNT).ok_or(Error::INVALID_EVENT_TYPE)?;
        let known = matches!(event, VM_INIT | VM_DEATH | CLASS_FILE_LOAD_HOOK | VM_START);
        if enable && (!known || !thread.is_null()) {
            return Err(Error::NOT_AVAILABLE);
        }
        let bit = 1 << at;
        {
            let callbacks = &mut environment.state.lock().callbacks;
            callbacks.enabled = if enable { callbacks.enabled | bit } else { callbacks.enabled & !bit };
        }
        current()?.update_hooked();
        Ok(())
    })
}

/// The environments of a space that want an event, with their functions.
fn wanting(jvmti: &Jvmti, event: i32) -> Vec<(Arc<Environment>, *const c_void)> {
    let environments = jvmti.environments().into_iter();
    environments
        .filter_map(|environment| {
            let function = environment.state.lock().callbacks.function(event)?;
            Some((environment, function))
        })
        .collect()
}

/// What the border keeps for the thread's space.
fn jvmti_of(thread: &Thread) -> Option<Arc<crate::jni::env::SpaceBorder>> {
    let env: *const Env = thread.jni_env.cast();
    // SAFETY: null, or made by `Env::attach` for this thread and freed only when it ends.
    unsafe { env.as_ref() }.map(|env| env.space.clone())
}

/// The class library is up: agents begin.
pub fn initialized(thread: &mut Thread) -> Completion<()> {
    let Some(space) = jvmti_of(thread) else { return Ok(()) };
    for (environment, function) in wanting(&space.jvmti, VM_START) {
        // SAFETY: the agent gave this function for this event.
        let function: WithoutThread = unsafe { std::mem::transmute(function) };
        // SAFETY: as above; the thread is in native state meanwhile.
        in_c(thread, |_| (), |env, ()| unsafe { function(Arc::as_ptr(&environment), env) })?;
    }
    space.jvmti.set_phase(Phase::Live);
    let scope = Scope::open(&mut thread.mutator);
    let object = thread.current_thread(&scope);
    for (environment, function) in wanting(&space.jvmti, VM_INIT) {
        // SAFETY: the agent gave this function for this event.
        let function: VmInit = unsafe { std::mem::transmute(function) };
        // SAFETY: as above; the thread is in native state meanwhile.
        let call = |env, object| unsafe { function(Arc::as_ptr(&environment), env, object) };
        in_c(thread, |border| border.local(object), call)?;
    }
    Ok(())
}

/// The program has ended; its shutdown hooks have run.
pub fn over(thread: &mut Thread) -> Completion<()> {
    let Some(space) = jvmti_of(thread).filter(|space| space.jvmti.is_in(Phase::Live)) else { return Ok(()) };
    for (environment, function) in wanting(&space.jvmti, VM_DEATH) {
        // SAFETY: the agent gave this function for this event.
        let function: WithoutThread = unsafe { std::mem::transmute(function) };
        // SAFETY: as above; the thread is in native state meanwhile.
        in_c(thread, |_| (), |env, ()| unsafe { function(Arc::as_ptr(&environment), env) })?;
    }
    space.jvmti.set_phase(Phase::Dead);
    Ok(())
}

/// The class that a class file is for.
pub(crate) struct Subject<'a> {
    /// The class, if it is there already.
    pub(crate) class: Option<ClassRef>,
    /// Its defining loader.
    pub(crate) loader: LoaderRef,
    /// Its internal name, if that is known.
    pub(crate) name: Option<Symbol>,
    /// Its ProtectionDomain object.
    pub(crate) protection_domain: Option<Handle<'a>>,
}

impl Subject<'_> {
    /// A class that gets another class file.
    pub(crate) fn loaded(class: ClassRef) -> Subject<'static> {
        // SAFETY: the class keeps the slot, a root, for as long as it lives.
        let protection_domain = unsafe { Handle::from_slot(class.protection_domain.as_ptr()) };
        Subject { class: Some(class), loader: class.loader, name: Some(class.name()), protection_domain }
    }
}

/// Shows a class file to the agents: first to those that see it once, then to those that can change classes again. `again`
/// leaves the former out. `None`: nobody changed it.
pub(crate) fn transform(
    thread: &mut Thread,
    jvmti: &Jvmti,
    subject: &Subject<'_>,
    bytes: &ClassBytes,
    again: bool,
) -> Completion<Option<Transformed>> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for wanting in wanting(jvmti, CLASS_FILE_LOAD_HOOK) {
        if wanting.0.retransforms() { second.push(wanting) } else { first.push(wanting) }
    }
    let mut now: Option<ClassBytes> = None;
    let mut original = None;
    if !again {
        for (environment, function) in first {
            if let Some(new) = show(thread, &environment, function, subject, now.as_ref().unwrap_or(bytes))? {
                now = Some(new);
            }
        }
    }
    for (environment, function) in second {
        if let Some(new) = show(thread, &environment, function, subject, now.as_ref().unwrap_or(bytes))? {
            let before = now.replace(new);
            original.get_or_insert_with(|| before.unwrap_or_else(|| bytes.clone()));
        }
    }
    Ok(now.map(|bytes| Transformed { bytes, original }))
}

/// Shows a class file to one agent: what it made of it.
fn show(
    thread: &mut Thread,
    environment: &Environment,
    function: *const c_void,
    subject: &Subject<'_>,
    bytes: &ClassBytes,
) -> Completion<Option<ClassBytes>> {
    // SAFETY: the agent gave this function for this event.
    let function: ClassFileLoadHook = unsafe { std::mem::transmute(function) };
    // A name with a zero byte is no name that Java can have written.
    let name = subject.name.and_then(|name| CString::new(name.bytes()).ok());
    let name = name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    let (mut length, mut made) = (0, std::ptr::null_mut());
    let (data, size) = (bytes.as_slice().as_ptr(), bytes.as_slice().len() as jint);
    in_c(
        thread,
        |call| {
            let loader = loader_object(call.thread, subject.loader);
            let class = call.local(subject.class.map(|class| class.mirror()));
            (class, call.local(loader), call.local(subject.protection_domain))
        },
        |env, (class, loader, domain)| {
            // SAFETY: as above; the arguments live through the call, and the thread is in native state meanwhile.
            unsafe {
                function(environment, env, class, loader, name, domain, size, data, &raw mut length, &raw mut made);
            }
        },
    )?;
    if made.is_null() {
        return Ok(None);
    }
    // SAFETY: the contract of JVMTI: so many bytes from `Allocate`, which are the VM's now.
    let new = unsafe { std::slice::from_raw_parts(made, usize::try_from(length).unwrap_or(0)) };
    let new = ClassBytes::Owned(Arc::from(new));
    // SAFETY: as above; they were copied.
    unsafe { memory::free(made) };
    Ok(Some(new))
}

super::table::functions! {
    2 => set_notification_mode,
    122 => set_callbacks,
}
