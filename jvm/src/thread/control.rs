//! What other threads may touch of a thread: permit, interrupt signal, notification. One per thread, shared.
//!
//! A thread blocks only on its own control (or on a monitor's entry queue), always counted as stopped meanwhile. The
//! interrupt *status* is the Java field `Thread.interrupted`; here is only the signal that wakes.

use super::Thread;
use parking_lot::{Condvar, Mutex};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU64};
use std::time::{Duration, Instant};

#[derive(Default)]
pub(super) struct Signals {
    permit: bool,
    interrupted: bool,
    /// The space is ending: nothing blocks any more.
    pub(super) ending: bool,
    /// Ticket of the last wait that was notified.
    notified: u64,
}

/// Why a blocked thread went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// A permit, or a notification of this wait.
    Signalled,
    /// `Thread.interrupt`.
    Interrupted,
    /// The time is over.
    TimedOut,
    /// The space is ending.
    Ending,
}

/// How often and how long a thread was blocked or waiting.
#[derive(Default)]
pub struct Delays {
    count: AtomicU64,
    nanos: AtomicU64,
}

impl Delays {
    pub(super) fn add(&self, time: Duration) {
        self.nanos.fetch_add(time.as_nanos() as u64, Relaxed);
    }

    pub(super) fn begin(&self) {
        self.count.fetch_add(1, Relaxed);
    }

    /// How often it began.
    pub fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// How long it took in all, without one that lasts still.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Relaxed))
    }

    /// Starts the time again.
    pub fn reset_time(&self) {
        self.nanos.store(0, Relaxed);
    }

    /// Starts the count again.
    pub fn reset_count(&self) {
        self.count.store(0, Relaxed);
    }
}

/// The shared half of a thread.
pub struct Control {
    /// As [`Thread::id`].
    pub id: u32,
    /// Tells threads that had the same id apart.
    pub serial: u64,
    /// Counted as daemon.
    pub daemon: AtomicBool,
    /// The thread; null before it has begun and after it ended. Only followed under the registry's lock with the
    /// thread stopped, or by itself.
    pub(super) thread: AtomicPtr<Thread>,
    /// It goes on after the end of the space was asked for ([`Thread::outlive_end`]).
    pub(super) outlives_end: AtomicBool,
    /// Blocked on entry to monitors.
    pub blocked: Delays,
    /// Waiting: `Object.wait`, parked, sleeping.
    pub waited: Delays,
    os_thread: AtomicI32,
    tickets: AtomicU64,
    pub(super) signals: Mutex<Signals>,
    pub(super) wake: Condvar,
}

impl Control {
    pub(super) fn new(id: u32, serial: u64, daemon: bool) -> Control {
        Control {
            id,
            serial,
            daemon: AtomicBool::new(daemon),
            thread: AtomicPtr::new(std::ptr::null_mut()),
            outlives_end: AtomicBool::new(false),
            blocked: Delays::default(),
            waited: Delays::default(),
            os_thread: AtomicI32::new(0),
            tickets: AtomicU64::new(0),
            signals: Mutex::default(),
            wake: Condvar::new(),
        }
    }

    /// What the Java field `eetop` holds: never 0, never reused.
    pub fn handle(&self) -> i64 {
        ((self.serial << 16) | u64::from(self.id)) as i64
    }

    /// Notes the calling OS thread as the one that this is.
    pub(super) fn note_os_thread(&self) {
        // SAFETY: asks for the calling thread's number.
        self.os_thread.store(unsafe { libc::gettid() }, Relaxed);
    }

    /// The number that the operating system has for the thread; `None` before it has begun.
    pub fn os_thread(&self) -> Option<i32> {
        Some(self.os_thread.load(Relaxed)).filter(|number| *number != 0)
    }

    /// Forgets an old interrupt signal. The caller reads the interrupt status after this, then blocks: an interrupt
    /// that the read missed leaves its signal.
    pub fn reset_interrupt(&self) {
        self.signals.lock().interrupted = false;
    }

    /// `Thread.interrupt`, after the status was set.
    pub fn interrupt(&self) {
        self.signals.lock().interrupted = true;
        self.wake.notify_all();
    }

    /// `Unsafe.unpark`.
    pub fn unpark(&self) {
        self.signals.lock().permit = true;
        self.wake.notify_all();
    }

    /// Takes the permit if there is one.
    pub fn take_permit(&self) -> bool {
        std::mem::take(&mut self.signals.lock().permit)
    }

    /// Blocks until a permit, an interrupt or the deadline; takes the permit.
    pub fn park(&self, deadline: Option<Instant>) -> Woken {
        self.block(deadline, |signals| std::mem::take(&mut signals.permit))
    }

    /// Blocks until an interrupt or the deadline.
    pub fn sleep(&self, deadline: Option<Instant>) -> Woken {
        self.block(deadline, |_| false)
    }

    /// A number for the next wait.
    pub(super) fn next_ticket(&self) -> u64 {
        self.tickets.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
    }

    /// Blocks until the wait of this ticket is notified, an interrupt, or the deadline.
    pub(super) fn wait(&self, ticket: u64, deadline: Option<Instant>) -> Woken {
        self.block(deadline, |signals| signals.notified == ticket)
    }

    /// `Object.notify` chose this wait.
    pub(super) fn notify(&self, ticket: u64) {
        self.signals.lock().notified = ticket;
        self.wake.notify_all();
    }

    fn block(&self, deadline: Option<Instant>, mut ready: impl FnMut(&mut Signals) -> bool) -> Woken {
        let mut signals = self.signals.lock();
        loop {
            if ready(&mut signals) {
                return Woken::Signalled;
            }
            if signals.interrupted {
                return Woken::Interrupted;
            }
            if signals.ending {
                return Woken::Ending;
            }
            match deadline {
                None => self.wake.wait(&mut signals),
                Some(deadline) => {
                    if Instant::now() >= deadline {
                        return Woken::TimedOut;
                    }
                    self.wake.wait_until(&mut signals, deadline);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    fn soon(millis: u64) -> Option<Instant> {
        Some(Instant::now() + Duration::from_millis(millis))
    }

    #[test]
    fn a_permit_is_kept_until_it_is_taken_once() {
        let control = Control::new(1, 1, false);
        control.unpark();
        control.unpark();
        assert_eq!(control.park(soon(10_000)), Woken::Signalled);
        assert_eq!(control.park(soon(5)), Woken::TimedOut);
    }

    #[test]
    fn an_interrupt_wakes_a_sleeper_and_stays_until_reset() {
        let control = Arc::new(Control::new(1, 1, false));
        let other = control.clone();
        let sleeper = std::thread::spawn(move || other.sleep(None));
        control.interrupt();
        assert_eq!(sleeper.join().expect("no panic"), Woken::Interrupted);
        assert_eq!(control.sleep(None), Woken::Interrupted);
        control.reset_interrupt();
        assert_eq!(control.sleep(soon(1)), Woken::TimedOut);
    }

    #[test]
    fn only_the_ticket_of_the_running_wait_counts() {
        let control = Control::new(1, 1, false);
        let (old, new) = (control.next_ticket(), control.next_ticket());
        control.notify(old);
        assert_eq!(control.wait(new, soon(5)), Woken::TimedOut);
        control.notify(new);
        assert_eq!(control.wait(new, None), Woken::Signalled);
    }
}
