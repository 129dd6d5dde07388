//! How the engine tests itself: what happens at every stage, and which stages fail.

use crate::fault::Faults;
use jvm::Thread;
use objectspace::{Collection, StoppedWorld};

/// How the engine tests itself.
#[derive(Debug, Default)]
pub struct Stress {
    /// Every second update is taken back and applied again.
    pub rollback: bool,
    /// What refers to classes is looked at after every commit.
    pub audit: bool,
    /// The heap is collected wherever a stage has done its work.
    pub collect: bool,
    /// Stages that fail.
    pub faults: Faults,
}

impl Stress {
    /// A stage has done its work: a collection may come now.
    pub(crate) fn between_stages(&self, thread: &mut Thread) {
        if self.collect {
            thread.mutator.collect(Collection::Full);
        }
    }

    /// The same where the world is stopped.
    pub(crate) fn between_stages_of(&self, world: &mut StoppedWorld<'_>) {
        if self.collect {
            world.collect(Collection::Full);
        }
    }
}
