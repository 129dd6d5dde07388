//! Return barriers: frames whose end an update waits for (redefinition rule 6.4).
//!
//! Owns who is waited for and who waits. A thread that reaches the end of its frame stays there, as a stopped one, until the
//! update has looked at all stacks again; nothing runs more slowly before it gets there. Never: decides for how long.

use super::frames::counts;
use crate::class::ClassRef;
use crate::interpreter::watch_returns;
use crate::thread::{LEAVING, RETURN_BARRIER, Thread};
use crate::vm::Vm;
use objectspace::StoppedWorld;
use parking_lot::{Condvar, Mutex};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// The return barriers of a space. One update at a time waits at them.
#[derive(Default)]
pub struct Barriers {
    /// Is there anybody to tell? Instructions that watch for barriers put themselves back when there is not.
    set: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Threads that are to reach their barriers yet.
    missing: usize,
    /// Threads that wait at theirs.
    waiting: usize,
    /// How often those who waited were let go.
    released: u64,
}

impl Barriers {
    /// Sets a barrier at the end of each thread's outermost frame of these classes, in place of all that there were. With the
    /// world stopped; threads that wait at a barrier go on waiting.
    pub fn set(&self, _: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef]) {
        let mut missing = 0;
        // SAFETY: the world is stopped: no thread looks at its frames or runs their code.
        unsafe {
            vm.threads.for_each_thread(|_, thread| {
                let records = thread.stacks.frames();
                let mut outermost = None;
                for frame in thread.java_frames() {
                    let record = records.add(frame.depth);
                    (*record).state &= !RETURN_BARRIER;
                    if counts(&frame, classes) {
                        outermost = Some(record);
                    }
                }
                if let Some(record) = outermost {
                    (*record).state |= RETURN_BARRIER;
                    watch_returns(&*(*record).code);
                    missing += 1;
                }
            });
        }
        self.state.lock().missing = missing;
        self.set.store(true, Ordering::Release);
    }

    /// Waits until a thread waits at its barrier, or the time. The caller must count as stopped.
    pub fn wait_for_one(&self, until: Instant) -> bool {
        let mut state = self.state.lock();
        while state.waiting == 0 && state.missing > 0 {
            if self.changed.wait_until(&mut state, until).timed_out() {
                break;
            }
        }
        state.waiting > 0
    }

    /// Waits until all threads have reached their barriers, or the time. The caller must count as stopped.
    pub fn wait_for_all(&self, until: Instant) -> bool {
        let mut state = self.state.lock();
        while state.missing > 0 {
            if self.changed.wait_until(&mut state, until).timed_out() {
                break;
            }
        }
        state.missing == 0
    }

    /// Lets go who waits, and whoever comes to a barrier from now on.
    pub fn release(&self) {
        self.set.store(false, Ordering::Release);
        let mut state = self.state.lock();
        state.missing = 0;
        state.released += 1;
        self.changed.notify_all();
    }

    /// Are barriers set?
    pub(crate) fn are_set(&self) -> bool {
        self.set.load(Ordering::Acquire)
    }

    fn wait_at(&self) {
        let mut state = self.state.lock();
        if !self.are_set() {
            return;
        }
        let before = state.released;
        state.missing = state.missing.saturating_sub(1);
        state.waiting += 1;
        self.changed.notify_all();
        while state.released == before {
            self.changed.wait(&mut state);
        }
        state.waiting -= 1;
    }
}

/// The top frame has come to its end and has a barrier: it waits there until the update lets it go on.
pub(crate) fn reach(thread: &mut Thread) {
    let frame = thread.frame;
    let vm = thread.vm().clone();
    // SAFETY: the top frame of the running thread; while it counts as stopped, others may read and write its state.
    unsafe {
        (*frame).state = (*frame).state & !RETURN_BARRIER | LEAVING;
        thread.mutator.blocked(|| vm.barriers.wait_at());
        (*frame).state &= !LEAVING;
    }
}
