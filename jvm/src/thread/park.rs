//! Parking, sleeping, yielding and interrupting (`Unsafe.park`, `Thread.sleep`, `Thread.interrupt`).

use super::control::Woken;
use super::{Thread, status};
use crate::known::Known;
use crate::throw::Completion;
use objectspace::Handle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

impl Thread {
    /// `Unsafe.park`: until a permit, an interrupt, or the time; `time` is nanoseconds from now (0: for ever), or, if
    /// absolute, milliseconds since 1970. May return for no reason.
    pub fn park(&mut self, absolute: bool, time: i64) {
        if self.control.take_permit() {
            return;
        }
        self.control.reset_interrupt();
        if self.is_interrupted() {
            return;
        }
        if time < 0 || (absolute && time == 0) {
            return;
        }
        let duration = if absolute {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            match Duration::from_millis(time as u64).checked_sub(now) {
                Some(rest) if !rest.is_zero() => Some(rest),
                _ => return,
            }
        } else {
            (time != 0).then(|| Duration::from_nanos(time as u64))
        };
        let deadline = duration.and_then(|duration| Instant::now().checked_add(duration));
        let pause = self.pause(if duration.is_some() { status::PARKED_TIMED } else { status::PARKED }, None);
        let control = self.control.clone();
        self.mutator.enter_native();
        let woken = control.park(deadline);
        self.mutator.leave_native();
        self.go_on(pause);
        if woken == Woken::Ending {
            self.follow_end();
        }
    }

    /// `Unsafe.unpark`. A thread that has not begun or has ended is left alone.
    pub fn unpark(&mut self, target: Handle<'_>) {
        if let Some(control) = self.control_of(target) {
            control.unpark();
        }
    }

    /// `Thread.sleep`.
    pub fn sleep(&mut self, millis: i64) -> Completion<()> {
        if millis < 0 {
            return Err(self.throw(Known::IllegalArgumentException, Some("timeout value is negative")));
        }
        if self.updating && millis > 0 {
            return Err(self.must_not("an update cannot sleep: the other threads are stopped".into()));
        }
        self.control.reset_interrupt();
        if self.take_interrupted() {
            return Err(self.throw(Known::InterruptedException, Some("sleep interrupted")));
        }
        if millis == 0 {
            self.yield_now();
            return Ok(());
        }
        let deadline = Instant::now().checked_add(Duration::from_millis(millis as u64));
        let pause = self.pause(status::SLEEPING, None);
        let control = self.control.clone();
        let interrupted = loop {
            self.mutator.enter_native();
            let woken = control.sleep(deadline);
            self.mutator.leave_native();
            if woken != Woken::Interrupted {
                break false;
            }
            control.reset_interrupt();
            if self.take_interrupted() {
                break true;
            }
            // Somebody cleared the status meanwhile: sleep on.
        };
        self.go_on(pause);
        self.check_ending()?;
        if interrupted {
            return Err(self.throw(Known::InterruptedException, Some("sleep interrupted")));
        }
        Ok(())
    }

    /// `Thread.yield`.
    pub fn yield_now(&mut self) {
        self.mutator.enter_native();
        std::thread::yield_now();
        self.mutator.leave_native();
    }

    /// `Thread.interrupt0`: wakes the target. The Java side has set the status before.
    pub fn interrupt(&mut self, target: Handle<'_>) {
        if let Some(control) = self.control_of(target) {
            control.interrupt();
            // An interrupt also ends a park, now or the next one, by the status.
        }
    }
}
