//! What a JNIEnv* points to, and the door between C and the VM.
//!
//! C runs with its thread counted as stopped. [`enter`] takes the thread back into the VM for the length of one function, opens a scope for
//! handles, and turns an abrupt completion into what C expects: a null result with the exception left pending.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use jni_sys::jobject;
use jvm::{Abrupt, Completion, Thread};
use objectspace::Scope;

use super::invocation::Attach;
use super::{Table, calls, ids};
use crate::boot_path::BootPath;
use crate::jvmti::Jvmti;
use crate::libjvm::{ABORTED, fatal};
use crate::variadic::EnvHead;

/// What the border keeps for one space.
pub struct SpaceBorder {
    /// Unique among all spaces of the process, dead ones too.
    pub id: u64,
    /// What ids are in this space.
    pub resolved: ids::Resolved,
    /// What management has switched on.
    pub management: crate::libjvm::management::Switches,
    /// Threads that C attached; set once the space has booted.
    pub attached: OnceLock<Arc<dyn Attach>>,
    /// What it keeps for agents.
    pub(crate) jvmti: Jvmti,
}

impl SpaceBorder {
    /// The border of a new space, whose boot loader searches this path.
    pub fn new(boot_path: Arc<BootPath>) -> Arc<SpaceBorder> {
        // A counter, so that a number is never used twice; it holds nothing of a space.
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(SpaceBorder {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            resolved: ids::Resolved::default(),
            management: crate::libjvm::management::Switches::default(),
            attached: OnceLock::new(),
            jvmti: Jvmti::new(boot_path),
        })
    }
}

/// The environment of one thread. C sees the head.
#[repr(C)]
pub struct Env {
    head: EnvHead,
    /// The thread; set anew at each call into C, from the borrow that the call holds.
    thread: Cell<*mut Thread>,
    /// The thread's space.
    pub space: Arc<SpaceBorder>,
    /// Set when the space is ending: C is still on the stack and must be left first.
    exit: Cell<Option<i32>>,
    /// What the OS thread had before: an environment of another space, whose code attached this thread here.
    previous: *mut Env,
}

/// The function table, made once: immutable.
static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(Table::new);

thread_local! {
    /// The environment that this OS thread has, for functions of the contract that are given none.
    static CURRENT: Cell<*mut Env> = const { Cell::new(std::ptr::null_mut()) };
}

impl Env {
    /// An environment for the calling OS thread.
    pub fn attach(thread: &mut Thread, space: &Arc<SpaceBorder>) -> *mut Env {
        let env = Box::into_raw(Box::new(Env {
            head: EnvHead { functions: TABLE.address(), invoke: calls::invoke },
            thread: Cell::new(thread),
            space: space.clone(),
            exit: Cell::new(None),
            previous: CURRENT.get(),
        }));
        CURRENT.set(env);
        env
    }

    /// Frees an environment.
    ///
    /// # Safety
    /// `env` came from [`Env::attach`] on this OS thread and is not used again.
    pub unsafe fn detach(env: *mut Env) {
        // SAFETY: the caller's promise.
        let env = unsafe { Box::from_raw(env) };
        if std::ptr::eq(CURRENT.get(), &raw const *env) {
            CURRENT.set(env.previous);
        }
    }

    /// The environment of the calling OS thread, or null.
    pub fn current() -> *mut Env {
        CURRENT.get()
    }

    /// The thread it was last lent to.
    pub(crate) fn thread(&self) -> *mut Thread {
        self.thread.get()
    }

    /// Points the environment at the borrow under which C is about to be called.
    pub(crate) fn lend(&self, thread: *mut Thread) {
        self.thread.set(thread);
    }

    /// Must C return to the VM, because the space is ending?
    pub(crate) fn is_exiting(&self) -> bool {
        self.exit.get().is_some()
    }

    /// After C has returned: is the space ending?
    pub(crate) fn take_exit(&self) -> Option<i32> {
        self.exit.take()
    }
}

/// A function of the border at work: its thread and environment.
pub struct Call<'t> {
    /// The calling thread.
    pub thread: &'t mut Thread,
    /// Its environment.
    pub env: &'t Env,
}

/// What a function of the border gives back to C.
pub trait Answer {
    /// When it threw.
    const NOTHING: Self;
}
impl Answer for () {
    const NOTHING: Self = ();
}
impl<T> Answer for *mut T {
    const NOTHING: Self = std::ptr::null_mut();
}
impl<T> Answer for *const T {
    const NOTHING: Self = std::ptr::null();
}

/// A JNI value as a 64-bit slot: integers in two's complement at the low end, 32-bit ones zero-extended.
pub(crate) trait Slot {
    fn from_slot(bits: u64) -> Self;
    fn to_slot(self) -> u64;
}

macro_rules! slots {
    ($($type:ty, $zero:expr, $bits:ident => $from:expr, $value:ident => $to:expr;)*) => {$(
        impl Slot for $type {
            fn from_slot($bits: u64) -> Self { $from }
            fn to_slot(self) -> u64 { let $value = self; $to }
        }
        impl Answer for $type { const NOTHING: Self = $zero; }
    )*};
}
slots! {
    u8, 0, bits => bits as u8, value => u64::from(value);
    i8, 0, bits => bits as i8, value => u64::from(i32::from(value) as u32);
    u16, 0, bits => bits as u16, value => u64::from(value);
    i16, 0, bits => bits as i16, value => u64::from(i32::from(value) as u32);
    i32, 0, bits => bits as i32, value => u64::from(value as u32);
    i64, 0, bits => bits as i64, value => value as u64;
    u64, 0, bits => bits, value => value;
    f32, 0.0, bits => f32::from_bits(bits as u32), value => u64::from(value.to_bits());
    f64, 0.0, bits => f64::from_bits(bits), value => value.to_bits();
}
impl Slot for jobject {
    fn from_slot(bits: u64) -> Self {
        bits as usize as jobject
    }
    fn to_slot(self) -> u64 {
        self as usize as u64
    }
}

/// Runs a function of the border inside the VM.
pub(crate) fn enter<R: Answer>(
    env: *mut Env,
    work: impl for<'s> FnOnce(&mut Call<'_>, &'s Scope) -> Completion<R>,
) -> R {
    enter_without_scope(env, |call| {
        let scope = Scope::open(&mut call.thread.mutator);
        work(call, &scope)
    })
}

/// The same for functions that open or close frames of local references, which a scope must not enclose.
pub(crate) fn enter_without_scope<R: Answer>(env: *mut Env, work: impl FnOnce(&mut Call<'_>) -> Completion<R>) -> R {
    // SAFETY: the contract of JNI: the environment of the calling thread, which outlives its calls.
    let env = unsafe { &*env };
    // SAFETY: `lend` set it from the borrow of the call into C that we are inside of, so nothing else uses the thread now.
    let thread = unsafe { &mut *env.thread.get() };
    thread.mutator.leave_native();
    let held = thread.hold_versions();
    let result = work(&mut Call { thread: &mut *thread, env });
    thread.release_versions(held);
    thread.mutator.enter_native();
    match result {
        Ok(value) => value,
        Err(Abrupt::Thrown) => R::NOTHING,
        Err(Abrupt::Exit(status)) => {
            env.exit.set(Some(status));
            R::NOTHING
        }
        Err(Abrupt::Fatal(error)) => {
            let vm = thread.vm().clone();
            match vm.host.halt(&vm, ABORTED) {
                Abrupt::Exit(status) => {
                    eprintln!("jrun: fatal: {error}");
                    env.exit.set(Some(status));
                    R::NOTHING
                }
                _ => fatal(&error.to_string()),
            }
        }
    }
}

/// The same for the calling thread's own environment.
pub(crate) fn enter_current<R: Answer>(work: impl for<'s> FnOnce(&mut Call<'_>, &'s Scope) -> Completion<R>) -> R {
    let env = Env::current();
    if env.is_null() {
        fatal("a native library called the VM from a thread that is not attached to it");
    }
    enter(env, work)
}

/// Reads state of the thread that is no heap object, without entering.
pub(crate) fn peek<'e>(env: *mut Env) -> &'e Thread {
    // SAFETY: as in `enter`; only atomics of the thread are read.
    unsafe { &*(*env).thread.get() }
}
