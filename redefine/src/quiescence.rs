//! `--when=quiescent` (rule 6.4): waiting until no stack holds a frame of a class of the patch. The world is stopped for a
//! look, and goes on between looks, whose distance grows from 1 to 50 milliseconds.

use crate::patch::When;
use crate::plan::Plan;
use crate::refusal::Refusals;
use jvm::versioning::{self, OldFrame};
use jvm::{ClassRef, Thread};
use std::time::{Duration, Instant};

const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// How long an update may still wait.
pub struct Patience {
    /// `None`: it does not wait at all.
    end: Option<(Instant, Duration)>,
    pause: Duration,
}

impl Patience {
    /// From now on.
    pub fn new(when: When) -> Patience {
        let end = match when {
            When::Now => None,
            When::Quiescent(limit) => Some((Instant::now() + limit, limit)),
        };
        Patience { end, pause: FIRST_PAUSE }
    }

    /// Frames that keep the update waiting. The other threads are stopped.
    pub fn blocking_frames(&self, thread: &mut Thread, plan: &Plan) -> Vec<OldFrame> {
        if self.end.is_none() {
            return Vec::new();
        }
        let vm = thread.vm().clone();
        let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
        thread.mutator.stop_world(|world| versioning::old_frames(world, &vm, &classes))
    }

    /// Lets the program go on for a while; refuses when the time is over.
    pub fn wait(&mut self, thread: &mut Thread, blocking: Vec<OldFrame>) -> Result<(), Refusals> {
        let Some((end, limit)) = self.end else { return Ok(()) };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(never(limit, blocking));
        }
        let pause = self.pause.min(left);
        thread.mutator.blocked(|| std::thread::sleep(pause));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
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
