//! A patch: the class files that are applied as one unit or not at all, and how.

use std::sync::Arc;
use std::time::Instant;

/// One class file of a patch.
#[derive(Clone, Debug)]
pub struct PatchFile {
    /// Where it came from, for messages.
    pub origin: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

/// What becomes of static fields (rule 5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statics {
    /// Initializers of new static fields run; values of others are kept.
    #[default]
    New,
    /// Changed initializers run as well.
    Changed,
    /// None run.
    Default,
}

/// How a patch is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Static fields.
    pub statics: Statics,
    /// The patch takes the one before back: fields that it dropped come back with their values.
    pub undo: bool,
    /// Stop after the plan: nothing is applied.
    pub dry_run: bool,
}

/// Class files that belong together.
#[derive(Clone, Debug)]
pub struct Patch {
    /// New and changed class files.
    pub files: Vec<PatchFile>,
    /// How it is applied.
    pub policy: Policy,
    /// When the first sign of the change was seen.
    pub first_event: Instant,
}

impl Patch {
    /// A patch of these files, seen now.
    pub fn new(files: Vec<PatchFile>) -> Patch {
        Patch { files, policy: Policy::default(), first_event: Instant::now() }
    }
}
