//! JVM_*Signal: what `jdk.internal.misc.Signal` is built on.
//!
//! A handler only counts the signal and posts a semaphore; a VM thread turns it into a call of `Signal.dispatch`. Signals are the process's, a
//! listed singleton: they belong to at most one space, and other spaces are told that the signal is taken.

use std::ffi::{c_char, c_int, c_void};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use jni_sys::jint;

use crate::jni::env::Env;
use crate::jni::objects::text;

/// Names without SIG.
const NAMES: [(&[u8], c_int); 24] = [
    (b"HUP", libc::SIGHUP),
    (b"INT", libc::SIGINT),
    (b"QUIT", libc::SIGQUIT),
    (b"ILL", libc::SIGILL),
    (b"TRAP", libc::SIGTRAP),
    (b"ABRT", libc::SIGABRT),
    (b"BUS", libc::SIGBUS),
    (b"FPE", libc::SIGFPE),
    (b"KILL", libc::SIGKILL),
    (b"USR1", libc::SIGUSR1),
    (b"SEGV", libc::SIGSEGV),
    (b"USR2", libc::SIGUSR2),
    (b"PIPE", libc::SIGPIPE),
    (b"ALRM", libc::SIGALRM),
    (b"TERM", libc::SIGTERM),
    (b"CHLD", libc::SIGCHLD),
    (b"CONT", libc::SIGCONT),
    (b"STOP", libc::SIGSTOP),
    (b"TSTP", libc::SIGTSTP),
    (b"TTIN", libc::SIGTTIN),
    (b"TTOU", libc::SIGTTOU),
    (b"URG", libc::SIGURG),
    (b"WINCH", libc::SIGWINCH),
    (b"IO", libc::SIGIO),
];

/// Signals that came and were not yet taken, by number.
static PENDING: [AtomicU32; 65] = [const { AtomicU32::new(0) }; 65];

/// What the handler posts: a semaphore, as nothing else may be used in one.
struct Arrival(std::cell::UnsafeCell<libc::sem_t>);

// SAFETY: a semaphore is made for use by several threads.
unsafe impl Send for Arrival {}
// SAFETY: as above.
unsafe impl Sync for Arrival {}

fn arrival() -> &'static Arrival {
    static ARRIVAL: OnceLock<Box<Arrival>> = OnceLock::new();
    ARRIVAL.get_or_init(|| {
        // SAFETY: all zero is a fit start for sem_init; the box never moves.
        unsafe {
            let arrival = Box::new(Arrival(std::cell::UnsafeCell::new(std::mem::zeroed())));
            libc::sem_init(arrival.0.get(), 0, 0);
            arrival
        }
    })
}

extern "C" fn handler(signal: c_int) {
    if let Some(count) = PENDING.get(signal as usize) {
        count.fetch_add(1, Ordering::SeqCst);
        // SAFETY: made before the handler was installed; sem_post is safe in handlers.
        unsafe { libc::sem_post(arrival().0.get()) };
    }
}

/// The space that signals belong to ([`SpaceBorder::id`](crate::jni::env::SpaceBorder::id)); 0: none.
static OWNER: AtomicU64 = AtomicU64::new(0);
/// The owner leaves the signals that end a process, and the one for a thread dump, to the system (`-Xrs`).
static REDUCED: AtomicBool = AtomicBool::new(false);

/// Gives the signals to a space, if they are nobody's. Unless `reduced`, SIGQUIT is handled from now on.
pub fn take(space: u64, reduced: bool) -> bool {
    if OWNER.compare_exchange(0, space, Ordering::SeqCst, Ordering::SeqCst).is_err() {
        return false;
    }
    REDUCED.store(reduced, Ordering::SeqCst);
    if !reduced {
        install(libc::SIGQUIT, handler as *const () as usize);
    }
    true
}

/// The space that has the signals ends.
pub fn give_back(space: u64) {
    let _ = OWNER.compare_exchange(space, 0, Ordering::SeqCst, Ordering::SeqCst);
}

/// Waits for a signal that came; the dispatching thread calls it in native state. `None` once `enough`, which is asked
/// whenever a system call of the thread is interrupted.
pub fn wait(enough: &dyn Fn() -> bool) -> Option<c_int> {
    loop {
        if enough() {
            return None;
        }
        for (signal, count) in PENDING.iter().enumerate() {
            let taken = count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1));
            if taken.is_ok() {
                return Some(signal as c_int);
            }
        }
        // SAFETY: the semaphore lives for ever.
        unsafe { libc::sem_wait(arrival().0.get()) };
    }
}

unsafe extern "C" fn find_signal(name: *const c_char) -> jint {
    let name = text(name);
    let name = name.strip_prefix(b"SIG").unwrap_or(name);
    NAMES.iter().find(|(known, _)| *known == name).map_or(-1, |(_, signal)| *signal)
}

/// What Java passes for "default", "ignore" and "call Signal.dispatch".
const DEFAULT: usize = 0;
const IGNORE: usize = 1;
const DISPATCH: usize = 2;

/// Sets a signal's disposition; the one before, or `None` if the system refuses.
fn install(signal: c_int, action: usize) -> Option<usize> {
    arrival();
    // SAFETY: a zeroed sigaction is valid; our handler is async-signal-safe, others are Java's own business.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        let mut old: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = action;
        new.sa_flags = libc::SA_RESTART;
        libc::sigfillset(&raw mut new.sa_mask);
        (libc::sigaction(signal, &raw const new, &raw mut old) == 0).then_some(old.sa_sigaction)
    }
}

fn is_ignored(signal: c_int) -> bool {
    // SAFETY: asks only.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut old) == 0 && old.sa_sigaction == libc::SIG_IGN
    }
}

/// Returns the old handler in the same code; -1 if the signal cannot be had.
unsafe extern "C" fn register_signal(signal: jint, wanted: *mut c_void) -> *mut c_void {
    const REFUSED: *mut c_void = usize::MAX as *mut c_void;
    let env = Env::current();
    // SAFETY: the calling thread's own environment.
    let space = if env.is_null() { 0 } else { unsafe { &*env }.space.id };
    let reduced = REDUCED.load(Ordering::SeqCst);
    match signal {
        _ if space != OWNER.load(Ordering::SeqCst) => return REFUSED,
        libc::SIGFPE | libc::SIGILL | libc::SIGSEGV | libc::SIGBUS => return REFUSED,
        libc::SIGQUIT if !reduced => return REFUSED,
        libc::SIGHUP | libc::SIGINT | libc::SIGTERM if reduced => return REFUSED,
        // Whoever started the process wants it to survive these (nohup).
        libc::SIGHUP | libc::SIGINT | libc::SIGTERM if is_ignored(signal) => return IGNORE as *mut c_void,
        _ => {}
    }
    let action = match wanted as usize {
        DEFAULT => libc::SIG_DFL,
        IGNORE => libc::SIG_IGN,
        DISPATCH => handler as *const () as usize,
        other => other,
    };
    let Some(old) = install(signal, action) else { return REFUSED };
    match old {
        libc::SIG_DFL => DEFAULT as *mut c_void,
        libc::SIG_IGN => IGNORE as *mut c_void,
        ours if ours == handler as *const () as usize => DISPATCH as *mut c_void,
        other => other as *mut c_void,
    }
}

unsafe extern "C" fn raise_signal(signal: jint) -> u8 {
    // SAFETY: raising a signal in our own process.
    u8::from(unsafe { libc::raise(signal) } == 0)
}

crate::exports! {
    JVM_FindSignal => find_signal,
    JVM_RegisterSignal => register_signal,
    JVM_RaiseSignal => raise_signal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registered_signal_arrives() {
        // SAFETY: the functions take any signal number.
        unsafe {
            let number = find_signal(c"USR2".as_ptr());
            assert_eq!(number, libc::SIGUSR2);
            assert_eq!(find_signal(c"NOPE".as_ptr()), -1);
            assert_eq!(register_signal(number, DISPATCH as *mut c_void) as usize, DEFAULT);
            assert_eq!(raise_signal(number), 1);
            assert_eq!(wait(&|| false), Some(number));
            assert_eq!(wait(&|| true), None);
            assert_eq!(register_signal(number, DEFAULT as *mut c_void) as usize, DISPATCH);
        }
    }
}
