//! The end of a space while its process lives on: asked for once, carried out by each thread for itself.
//!
//! A thread that runs Java completes abruptly at its next safe point; no handler and no `finally` of it runs, monitors are
//! given up. A thread that blocks in the VM (park, sleep, wait, monitor entry, another's initialization) is woken. A thread
//! in a C function gets a signal without effect, so that a system call that waits returns; it completes abruptly as soon as
//! C returns to the VM. C that goes on waiting is waited for: its thread keeps the space's memory until then.

use super::{Control, Thread, Threads};
use crate::class::LoaderRef;
use crate::throw::{Abrupt, Completion};
use crate::vm::Vm;
use objectspace::Space;
use parking_lot::{Condvar, Mutex};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The bit of a mutator's poll word that keeps sending its thread to a safe point.
const ENDING: u32 = 4;
/// How often threads in C functions are woken again: the signal may come just before a system call begins to wait.
const AGAIN: Duration = Duration::from_millis(5);

/// Methods of the class library that take something from the process and then note down that they have it. A thread that
/// is inside one goes on until it is out, so that nothing is lost between the two.
const UNDIVIDED: [(&str, &str); 12] = [
    ("java/io/FileInputStream", "<init>"),
    ("java/io/FileOutputStream", "<init>"),
    ("java/io/RandomAccessFile", "<init>"),
    ("java/nio/DirectByteBuffer", "<init>"),
    ("java/util/zip/Deflater", "<init>"),
    ("java/util/zip/Inflater", "<init>"),
    ("sun/nio/ch/DatagramChannelImpl", "<init>"),
    ("sun/nio/ch/EPollSelectorImpl", "<init>"),
    ("sun/nio/ch/NioSocketImpl", "create"),
    ("sun/nio/ch/ServerSocketChannelImpl", "<init>"),
    ("sun/nio/ch/SocketChannelImpl", "<init>"),
    ("sun/nio/fs/UnixChannelFactory", "newFileChannel"),
];

/// Whether a space is ending, and with which status.
#[derive(Default)]
pub struct Ending {
    on: AtomicBool,
    status: Mutex<Option<i32>>,
    asked: Condvar,
}

impl Ending {
    /// Is the space ending?
    #[inline]
    pub fn is_on(&self) -> bool {
        self.on.load(Ordering::SeqCst)
    }

    /// The status, once the end was asked for.
    pub fn status(&self) -> Option<i32> {
        *self.status.lock()
    }

    /// Fails with the status once the end was asked for.
    #[inline]
    pub fn check(&self) -> Completion<()> {
        if self.is_on() { Err(self.abrupt()) } else { Ok(()) }
    }

    /// Blocks until the end is asked for or the deadline; the status.
    pub fn wait(&self, deadline: Instant) -> Option<i32> {
        let mut status = self.status.lock();
        while status.is_none() {
            if self.asked.wait_until(&mut status, deadline).timed_out() {
                break;
            }
        }
        *status
    }

    #[cold]
    fn abrupt(&self) -> Abrupt {
        Abrupt::Exit(self.status().unwrap_or_default())
    }
}

impl Vm {
    /// Ends the space: every thread of it is to complete abruptly. Answers the status, which is that of the first who asked.
    /// Returns at once; see [`Threads::wait_until_alone`].
    pub fn end(&self, status: i32) -> i32 {
        let first = {
            let mut noted = self.threads.ending.status.lock();
            let first = *noted.get_or_insert(status);
            self.threads.ending.on.store(true, Ordering::SeqCst);
            self.threads.ending.asked.notify_all();
            first
        };
        // Locks of the VM are taken one at a time, so that what waits under one of them sees the end or the wake-up.
        self.threads.wake_all(self);
        self.threads.monitors.wake_all();
        self.pending_references.wake();
        for class in self.classes.all() {
            let _init = class.init.lock();
            class.init_done.notify_all();
        }
        self.keep_nudging();
        first
    }

    /// Nudges the threads again and again until they are gone, from a thread of its own: the last to go may be any of them.
    fn keep_nudging(&self) {
        let own = self.own.clone();
        let nudging = std::thread::Builder::new().name("end of a space".into()).spawn(move || {
            while own.upgrade().is_some_and(|vm| vm.threads.nudge(&vm.heap)) {
                std::thread::sleep(AGAIN);
            }
        });
        // Without it the threads that run Java end all the same, and the last one nudges the others.
        if let Err(error) = nudging {
            eprintln!("jrun: no thread to wake what waits in the ending space: {error}");
        }
    }
}

impl Threads {
    /// Wakes every thread that blocks in the VM and sends those that run Java to a safe point.
    fn wake_all(&self, vm: &Vm) {
        for control in self.living() {
            control.end();
        }
        self.for_each_begun(|_, thread| {
            vm.heap.signal(thread.cast(), ENDING);
        });
        self.wake_waiters();
    }

    /// Blocks until no other thread of the ending space is left, for as long as that takes. The caller counts as stopped.
    pub fn wait_until_alone(&self, thread: &mut Thread) {
        let own = thread.control.serial;
        let heap = thread.vm().heap.clone();
        thread.outlive_end();
        thread.mutator.blocked(|| {
            while !self.wait_while(Instant::now() + AGAIN, |serial, _| serial != own) {
                self.nudge(&heap);
            }
        });
    }

    /// Wakes threads in C functions, and those that polled in vain because they were inside an undivided method. False if
    /// there is nobody to nudge.
    fn nudge(&self, heap: &Space) -> bool {
        let mut any = false;
        self.for_each_begun(|control, thread| {
            if !control.outlives_end.load(Ordering::Relaxed) {
                any = true;
                heap.signal(thread.cast(), ENDING);
                interrupt(control);
            }
        });
        any
    }

    /// Names of the living threads, for a message about those that did not end.
    pub fn names(&self, vm: &Vm) -> Vec<String> {
        let mut names = Vec::new();
        vm.heap.stop_from_outside(|world| {
            let view = world.view();
            // SAFETY: the world is stopped.
            unsafe {
                self.for_each_thread(|control, thread| {
                    if !control.outlives_end.load(Ordering::Relaxed) {
                        names.push(thread.name_in(&view));
                    }
                });
            }
        });
        names
    }
}

impl Thread {
    /// Fails once the space is ending.
    #[inline]
    pub(crate) fn check_ending(&self) -> Completion<()> {
        self.vm().threads.ending.check()
    }

    /// Is this thread inside one of the methods that it must finish?
    #[cold]
    pub(super) fn is_undivided(&self) -> bool {
        self.java_frames().any(|frame| {
            let (class, name) = (frame.method.class, frame.method.name);
            class.loader == LoaderRef::BOOT
                && UNDIVIDED.iter().any(|(of, method)| class.name() == *of && name == *method)
        })
    }

    /// May this thread run Java though the space is ending?
    pub(super) fn outlives_end(&self) -> bool {
        self.outlives_end
    }

    /// Takes [`Thread::outlive_end`] back: what this thread waits for cannot happen any more.
    pub(super) fn follow_end(&mut self) {
        self.outlives_end = false;
        self.control.outlives_end.store(false, Ordering::Relaxed);
        let own: *mut Thread = self;
        self.vm().heap.signal(own.cast(), ENDING);
    }

    /// A thread that began after the end was asked for learns of it here.
    pub(super) fn begin_under_ending(&mut self) {
        if self.vm().threads.ending.is_on() {
            self.control.end();
            let own: *mut Thread = self;
            self.vm().heap.signal(own.cast(), ENDING);
        }
    }

    /// Lets this thread run Java though the space is ending: the last one, which gives back what the class library holds.
    /// What blocks still completes abruptly, as nobody is left who could wake it.
    pub fn outlive_end(&mut self) {
        self.outlives_end = true;
        self.control.outlives_end.store(true, Ordering::Relaxed);
        let _ = self.mutator.take_signals();
    }
}

/// The signal that ends a waiting system call: one that neither the JDK's libraries nor Java programs use.
fn wake_signal() -> libc::c_int {
    libc::SIGRTMAX() - 3
}

extern "C" fn nothing(_: libc::c_int) {}

/// Wakes a living thread's system call. Its handler is a process singleton without state.
fn interrupt(control: &Control) {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // SAFETY: a zeroed sigaction is valid; without SA_RESTART, so that system calls return; the handler does nothing.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = nothing as *const () as usize;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(wake_signal(), &raw const action, std::ptr::null_mut());
        }
    });
    if let Some(number) = control.os_thread() {
        // Called under the registry's lock for a thread in it, so that the number is nobody else's: threads strike
        // themselves off before they end.
        // SAFETY: sends a signal within the process; its handler is installed.
        unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), number, wake_signal()) };
    }
}

impl Control {
    /// The space is ending: wakes the thread for good.
    fn end(&self) {
        self.signals.lock().ending = true;
        self.wake.notify_all();
    }
}
