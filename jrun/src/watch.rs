//! Observes folders of class files and delivers what changed, one [`Batch`] per build.
//!
//! Owns: file events, a rescan for file systems without them, and the decision when a build is over: no file has changed for a quiet period and every
//! file passes the caller's completeness check. A half-written or vanished file is waited for, then reported.
//! Never: parses a class or knows a virtual machine. A removed file is only reported; it removes no class.
//!
//! One thread does everything in `Observer`; notify's own thread only sends paths to it. `pending` holds the rules of settling, free of files and clocks.

mod observer;
mod pending;
mod steady;

pub use observer::Settings;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

/// The changes of one build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// New and changed class files with their content, ordered by path.
    pub changed: Vec<(PathBuf, Vec<u8>)>,
    /// Class files that are gone and did not come back.
    pub vanished: Vec<PathBuf>,
    /// Class files that stayed incomplete or unreadable, each with the reason.
    pub incomplete: Vec<(PathBuf, String)>,
    /// When the first event of this batch arrived.
    pub first_event: Instant,
}

/// Says whether bytes are a whole class file, and if not, why.
pub type CompletenessCheck = Box<dyn Fn(&[u8]) -> Result<(), String> + Send>;

/// A folder that cannot be observed.
#[derive(Debug)]
pub struct WatchError {
    /// The folder.
    pub folder: PathBuf,
    /// The system's reason.
    pub reason: String,
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot watch {}: {}", self.folder.display(), self.reason)
    }
}

impl std::error::Error for WatchError {}

/// A running observation. Dropping it ends it.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Observes `folders` with all their sub-folders. `deliver` runs on the observing thread; events that arrive meanwhile belong to the next batch.
    pub fn start(
        folders: &[PathBuf],
        settings: Settings,
        check: CompletenessCheck,
        deliver: impl FnMut(Batch) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut observer = observer::Observer::new(folders, settings, check, stop.clone())?;
        let thread =
            std::thread::Builder::new().name("jrun watch".into()).spawn(move || observer.run(deliver)).map_err(
                |error| WatchError { folder: folders.first().cloned().unwrap_or_default(), reason: error.to_string() },
            )?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic of the delivery has been printed by its own thread.
            let _ = thread.join();
        }
    }
}
