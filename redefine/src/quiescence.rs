//! `--when=quiescent` (rule 6.4): waiting until no stack holds a frame of a class of the patch.
//!
//! The outermost such frame of each thread gets a return barrier. The program runs on at full speed; the first thread to reach
//! its barrier waits there, for a bounded time, for the others. Never: waits for a thread that waits at a barrier.

use crate::patch::When;
use crate::plan::Plan;
use crate::refusal::Refusals;
use jvm::versioning::{self, OldFrame};
use jvm::vm::Vm;
use jvm::{ClassRef, Thread};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long threads wait at their barriers for others, which may themselves wait for one of these: at first, and at most. In
/// between they run freely for as long.
const FIRST_HOLD: Duration = Duration::from_millis(10);
const LONGEST_HOLD: Duration = Duration::from_millis(500);

/// How long an update may still wait. Whoever waits at a barrier is let go when this ends.
pub struct Patience {
    /// `None`: it does not wait at all.
    end: Option<(Instant, Duration)>,
    hold: Duration,
    vm: Arc<Vm>,
}

impl Patience {
    /// From now on.
    pub fn new(vm: &Arc<Vm>, when: When) -> Patience {
        let end = match when {
            When::Now => None,
            When::Quiescent(limit) => Some((Instant::now() + limit, limit)),
        };
        Patience { end, hold: FIRST_HOLD, vm: vm.clone() }
    }

    /// Frames that keep the update waiting, whose ends have barriers now. The other threads are stopped.
    pub fn blocking_frames(&self, thread: &mut Thread, plan: &Plan) -> Vec<OldFrame> {
        if self.end.is_none() {
            return Vec::new();
        }
        let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
        thread.mutator.stop_world(|world| {
            let frames = versioning::old_frames(world, &self.vm, &classes);
            if !frames.is_empty() {
                self.vm.barriers.set(world, &self.vm, &classes);
            }
            frames
        })
    }

    /// Lets the program go on until its threads wait at their barriers, as far as they get there; refuses when the time is over.
    pub fn wait(&mut self, thread: &mut Thread, blocking: Vec<OldFrame>) -> Result<(), Refusals> {
        let Some((end, limit)) = self.end else { return Ok(()) };
        if Instant::now() >= end {
            return Err(never(limit, blocking));
        }
        let (barriers, hold) = (&self.vm.barriers, self.hold);
        let all = thread.mutator.blocked(|| {
            if !barriers.wait_for_one(end) || barriers.wait_for_all(end.min(Instant::now() + hold)) {
                return true;
            }
            barriers.release();
            std::thread::sleep(hold.min(end.saturating_duration_since(Instant::now())));
            false
        });
        if !all {
            self.hold = (hold * 2).min(LONGEST_HOLD);
        }
        Ok(())
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if self.end.is_some() {
            self.vm.barriers.release();
        }
    }
}

fn never(limit: Duration, blocking: Vec<OldFrame>) -> Refusals {
    let mut refusals = Refusals::default();
    for frame in blocking {
        let line = frame.line.map_or_else(String::new, |line| format!(" at line {line}"));
        let text = format!("{}{line} is on the stack of thread {}", frame.method, frame.thread);
        let reason = format!("not quiescent within {} ms: {text}", limit.as_millis());
        if !refusals.0.iter().any(|known| known.reason == reason) {
            refusals.whole("6.4", reason, "wait longer, or apply it at once with --when=now");
        }
    }
    refusals
}
