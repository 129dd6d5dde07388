//! The commit: publishes every staged class, with the world stopped. Answers no `Result`: nothing here can fail.

use jvm::Vm;
use jvm::versioning::{Published, StagedClass};
use objectspace::StoppedWorld;

/// What was published.
pub struct Committed {
    /// The classes, in patch order.
    pub classes: Vec<Published>,
}

/// Publishes.
pub fn commit(world: &mut StoppedWorld<'_>, vm: &Vm, staged: Vec<StagedClass>) -> Committed {
    let classes = staged.into_iter().map(|class| class.publish(world, vm)).collect();
    world.advance_epoch();
    Committed { classes }
}
