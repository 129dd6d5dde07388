//! The states of `Thread.getState` (JLS-free facts of JDK 17: the bits that `VM.toThreadState` reads from `threadStatus`).

use super::Thread;
use crate::known::KnownField;
use objectspace::{Handle, NoStop, RawRef, Ref};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Not started.
pub const NEW: i32 = 0;
/// Alive, runnable.
pub const RUNNABLE: i32 = 0x0005;
/// Alive, sleeping: waiting with a timeout.
pub const SLEEPING: i32 = 0x00E1;
/// Alive, in `Object.wait()`.
pub const WAITING: i32 = 0x0191;
/// Alive, in `Object.wait` with a timeout.
pub const WAITING_TIMED: i32 = 0x01A1;
/// Alive, parked.
pub const PARKED: i32 = 0x0291;
/// Alive, parked with a timeout.
pub const PARKED_TIMED: i32 = 0x02A1;
/// Alive, blocked on entering a monitor.
pub const BLOCKED: i32 = 0x0401;
/// Ended.
pub const TERMINATED: i32 = 0x0002;

/// A status as thread dumps show it.
pub fn describe(status: i32) -> &'static str {
    match status {
        NEW => "NEW",
        SLEEPING => "TIMED_WAITING (sleeping)",
        WAITING => "WAITING (on object monitor)",
        WAITING_TIMED => "TIMED_WAITING (on object monitor)",
        PARKED => "WAITING (parking)",
        PARKED_TIMED => "TIMED_WAITING (parking)",
        BLOCKED => "BLOCKED (on object monitor)",
        TERMINATED => "TERMINATED",
        _ => "RUNNABLE",
    }
}

/// A time in which a thread is blocked or waits, as others see it; ends with [`Thread::go_on`].
pub(super) struct Pause {
    before: i32,
    begun: Instant,
    entering: bool,
}

impl Thread {
    /// Shows others that this thread blocks or waits from now on, and on which object's monitor.
    pub(super) fn pause(&self, status: i32, object: Option<Handle<'_>>) -> Pause {
        let entering = status == BLOCKED;
        if entering { &self.control.blocked } else { &self.control.waited }.begin();
        if let Some(object) = object {
            let view = self.view();
            self.waits_for.store(view.raw(object.get(&view)).0, Ordering::Relaxed);
        }
        Pause { before: self.set_status(status), begun: Instant::now(), entering }
    }

    /// Shows others that this thread goes on.
    pub(super) fn go_on(&self, pause: Pause) {
        self.set_status(pause.before);
        self.waits_for.store(0, Ordering::Relaxed);
        if pause.entering { &self.control.blocked } else { &self.control.waited }.add(pause.begun.elapsed());
    }

    /// This thread's `java.lang.Thread`; `None` while it is being made.
    pub fn thread_object<'g>(&self, view: &NoStop<'g>) -> Option<Ref<'g>> {
        // SAFETY: the slot is one of this thread's roots.
        unsafe { view.from_raw(RawRef(self.object.load(Ordering::Relaxed))) }
    }

    /// Stores `threadStatus`; returns what it was.
    pub fn set_status(&self, status: i32) -> i32 {
        let view = self.view();
        let Some(object) = self.thread_object(&view) else { return RUNNABLE };
        let offset = self.vm().offset(KnownField::ThreadThreadStatus);
        let before = view.load_i32(object, offset);
        view.store_i32_volatile(object, offset, status);
        before
    }

    /// Reads and clears the interrupt status.
    pub fn take_interrupted(&self) -> bool {
        let view = self.view();
        let Some(object) = self.thread_object(&view) else { return false };
        view.get_and_set_i8(object, self.vm().offset(KnownField::ThreadInterrupted), 0) != 0
    }

    /// The interrupt status.
    pub fn is_interrupted(&self) -> bool {
        let view = self.view();
        let Some(object) = self.thread_object(&view) else { return false };
        view.load_i8_volatile(object, self.vm().offset(KnownField::ThreadInterrupted)) != 0
    }
}
