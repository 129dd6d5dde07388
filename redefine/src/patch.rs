//! A patch: the class files that are applied as one unit or not at all.

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

/// Class files that belong together.
#[derive(Clone, Debug)]
pub struct Patch {
    /// New and changed class files.
    pub files: Vec<PatchFile>,
    /// When the first sign of the change was seen.
    pub first_event: Instant,
}

impl Patch {
    /// A patch of these files, seen now.
    pub fn new(files: Vec<PatchFile>) -> Patch {
        Patch { files, first_event: Instant::now() }
    }
}
