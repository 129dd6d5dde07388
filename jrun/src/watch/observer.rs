//! The observing thread: events and rescans in, settled batches out.
//!
//! Never: decides when a batch is settled; see [`super::pending`].

use super::pending::{Pending, Stamp};
use super::steady::Steady;
use super::{Batch, CompletenessCheck, WatchError};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Times of an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long no file may change before a batch counts as complete.
    pub quiet: Duration,
    /// How long a half-written or vanished file is waited for.
    pub patience: Duration,
    /// How often the folders are walked where events may be missing (network and overlay file systems).
    pub rescan: Duration,
    /// Whether the system's file events are used; without them only the rescan finds changes.
    pub events: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(70),
            patience: Duration::from_secs(3),
            rescan: Duration::from_secs(2),
            events: true,
        }
    }
}

/// A rescan may take at most this part of the time.
const RESCAN_SHARE: u32 = 50;

enum Signal {
    Paths(Vec<PathBuf>),
    /// Events were lost: walk the folders.
    Lost,
}

pub(super) struct Observer {
    folders: Vec<PathBuf>,
    settings: Settings,
    check: CompletenessCheck,
    stop: Arc<AtomicBool>,
    signals: Receiver<Signal>,
    /// Kept alive for its thread; `None` where the system has no events.
    _watcher: Option<RecommendedWatcher>,
    known: HashMap<PathBuf, Stamp>,
    /// Hashes of delivered contents, so that a rewrite with the same bytes is no change.
    delivered: HashMap<PathBuf, u64>,
    pending: Pending,
    /// Folders that have just come, and when. What was put into them before the system watched them has no events.
    fresh: Vec<(PathBuf, Instant)>,
    clock: Steady,
    next_rescan: Instant,
}

impl Observer {
    pub(super) fn new(
        folders: &[PathBuf],
        settings: Settings,
        check: CompletenessCheck,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, WatchError> {
        let mut roots = Vec::new();
        for folder in folders {
            let error = |reason: String| WatchError { folder: folder.clone(), reason };
            let root = folder.canonicalize().map_err(|cause| error(cause.to_string()))?;
            if !root.is_dir() {
                return Err(error("not a folder".into()));
            }
            roots.push(root);
        }
        let (sender, signals) = channel();
        let watcher = settings.events.then(|| {
            let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                // Reads of our own come as access events.
                let signal = match event {
                    Ok(event) if event.need_rescan() => Signal::Lost,
                    Ok(event)
                        if matches!(event.kind, notify::EventKind::Access(notify::event::AccessKind::Open(_))) =>
                    {
                        return;
                    }
                    Ok(event) => Signal::Paths(event.paths),
                    Err(_) => Signal::Lost,
                };
                // The receiver is gone only while the observation ends.
                let _ = sender.send(signal);
            })
            .ok()?;
            // Too many folders for the system's limits: the rescan takes over.
            roots.iter().try_for_each(|root| watcher.watch(root, RecursiveMode::Recursive)).ok()?;
            Some(watcher)
        });
        let mut observer = Self {
            folders: roots,
            settings,
            check,
            stop,
            signals,
            _watcher: watcher.flatten(),
            known: HashMap::new(),
            delivered: HashMap::new(),
            pending: Pending::default(),
            fresh: Vec::new(),
            clock: Steady::default(),
            next_rescan: Instant::now() + settings.rescan,
        };
        for root in observer.folders.clone() {
            walk(&root, &mut |path, stamp| {
                observer.known.insert(path, stamp);
            });
        }
        Ok(observer)
    }

    pub(super) fn run(&mut self, mut deliver: impl FnMut(Batch)) {
        // Short while a batch forms, so that it is delivered soon after the quiet period; long otherwise.
        let short = (self.settings.quiet / 6).max(Duration::from_millis(2));
        let long = Duration::from_millis(100).min(self.settings.rescan);
        while !self.stop.load(Ordering::Relaxed) {
            let idle = self.pending.is_empty() && self.fresh.is_empty();
            let wait = if idle { long } else { short };
            if self.pending.is_empty() {
                self.clock.reset();
            }
            let asked = Instant::now();
            match self.signals.recv_timeout(wait) {
                Ok(signal) => {
                    self.receive(signal);
                    while let Ok(signal) = self.signals.try_recv() {
                        self.receive(signal);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Without a watcher there is no sender; the rescan still runs.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(wait),
            }
            if !self.pending.is_empty() {
                self.clock.woke(wait, asked.elapsed());
            }
            self.look_into_fresh(self.settings.quiet);
            if Instant::now() >= self.next_rescan {
                self.rescan();
            }
            if let Some(batch) = self.settle() {
                deliver(batch);
            }
        }
    }

    fn receive(&mut self, signal: Signal) {
        match signal {
            Signal::Lost => self.rescan(),
            Signal::Paths(paths) => {
                for path in paths {
                    if path.is_dir() {
                        self.compare(&path);
                        self.fresh.push((path, Instant::now()));
                    } else if is_class_file(&path) {
                        let stamp = stamp(&path);
                        if stamp != self.known.get(&path).copied() {
                            self.pending.touch(path, stamp, self.clock.at(Instant::now()));
                        }
                    } else if !path.exists() {
                        self.folder_gone(&path);
                    }
                }
            }
        }
    }

    fn folder_gone(&mut self, folder: &Path) {
        let gone: Vec<PathBuf> = self.known.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        for path in gone {
            self.pending.touch(path, None, self.clock.at(Instant::now()));
        }
    }

    fn rescan(&mut self) {
        let begin = Instant::now();
        for root in self.folders.clone() {
            self.compare(&root);
        }
        let gone: Vec<PathBuf> = self.known.keys().filter(|path| !path.exists()).cloned().collect();
        for path in gone {
            self.pending.touch(path, None, self.clock.at(begin));
        }
        self.next_rescan = Instant::now() + self.settings.rescan.max(begin.elapsed() * RESCAN_SHARE);
    }

    fn compare(&mut self, folder: &Path) {
        let (known, pending, clock) = (&self.known, &mut self.pending, &self.clock);
        walk(folder, &mut |path, stamp| {
            if known.get(&path) != Some(&stamp) {
                pending.touch(path, Some(stamp), clock.at(Instant::now()));
            }
        });
    }

    /// Looks again into new folders, those that came at least so long ago. After a quiet period they are watched for sure.
    fn look_into_fresh(&mut self, age: Duration) {
        for (folder, since) in std::mem::take(&mut self.fresh) {
            if since.elapsed() >= age {
                self.compare(&folder);
            }
            if since.elapsed() < self.settings.quiet {
                self.fresh.push((folder, since));
            }
        }
    }

    /// The batch, if it is complete or a wait is over.
    fn settle(&mut self) -> Option<Batch> {
        if self.pending.is_empty() {
            return None;
        }
        let now = self.clock.at(Instant::now());
        for path in self.pending.paths() {
            self.pending.look(&path, stamp(&path), now);
        }
        if self.pending.settled(self.settings.quiet, now).is_some() {
            self.look_into_fresh(Duration::ZERO);
        }
        let first_event = self.pending.first_event(now);
        let mut batch = Batch { changed: Vec::new(), vanished: Vec::new(), incomplete: Vec::new(), first_event };
        if let Some(paths) = self.pending.settled(self.settings.quiet, now)
            && let Some(contents) = self.read(paths, &mut batch.incomplete, now)
        {
            for (path, bytes, stamp) in contents {
                self.pending.remove(&path);
                self.known.insert(path.clone(), stamp);
                let mut hasher = DefaultHasher::new();
                bytes.hash(&mut hasher);
                let hash = hasher.finish();
                if self.delivered.insert(path.clone(), hash) != Some(hash) {
                    batch.changed.push((path, bytes));
                }
            }
        }
        for (path, _) in &batch.incomplete {
            self.pending.remove(path);
        }
        for path in self.pending.given_up(self.settings.patience, now) {
            self.pending.remove(&path);
            self.delivered.remove(&path);
            // A file that came and went between two looks was never there.
            if self.known.remove(&path).is_some() {
                batch.vanished.push(path);
            }
        }
        let empty = batch.changed.is_empty() && batch.vanished.is_empty() && batch.incomplete.is_empty();
        (!empty).then_some(batch)
    }

    /// Contents of all files, or `None` if one of them has to be waited for.
    fn read(
        &mut self,
        paths: Vec<PathBuf>,
        incomplete: &mut Vec<(PathBuf, String)>,
        now: Instant,
    ) -> Option<Vec<(PathBuf, Vec<u8>, Stamp)>> {
        let mut contents = Vec::with_capacity(paths.len());
        let mut hopeless = Vec::new();
        let mut wait = false;
        for path in paths {
            let before = stamp(&path);
            let read = std::fs::read(&path).map_err(|error| error.to_string());
            match read.and_then(|bytes| (self.check)(&bytes).map(|()| bytes)) {
                Ok(bytes) => match before.filter(|before| stamp(&path) == Some(*before)) {
                    Some(stamp) => contents.push((path, bytes, stamp)),
                    None => wait = true,
                },
                Err(reason) if self.pending.is_hopeless(&path, self.settings.patience, now) => {
                    hopeless.push((path, reason, before))
                }
                Err(_) => wait = true,
            }
        }
        if wait {
            return None;
        }
        for (path, reason, stamp) in hopeless {
            // Known in this state, so that only its next change is an event.
            if let Some(stamp) = stamp {
                self.known.insert(path.clone(), stamp);
            }
            incomplete.push((path, reason));
        }
        Some(contents)
    }
}

fn is_class_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "class")
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some(Stamp { size: metadata.len(), modified: metadata.modified().ok(), inode: metadata.ino() })
}

fn walk(folder: &Path, found: &mut dyn FnMut(PathBuf, Stamp)) {
    // A folder that goes away during the walk is seen as gone by the next one.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if is_class_file(&path)
            && let Some(stamp) = stamp(&path)
        {
            found(path, stamp);
        }
    }
}
