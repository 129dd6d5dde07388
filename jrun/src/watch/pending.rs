//! The files of the batch that is forming, and the rules by which it is complete.
//!
//! Never: touches a file system or a clock; both come in as values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What tells two states of a file apart without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size: u64,
    pub(super) modified: Option<std::time::SystemTime>,
    pub(super) inode: u64,
}

/// A file of the forming batch.
#[derive(Debug)]
struct Item {
    /// `None` while the file does not exist.
    stamp: Option<Stamp>,
    /// Since when it has this stamp.
    since: Instant,
    /// Since when it has been incomplete, if it is.
    incomplete_since: Option<Instant>,
}

/// The forming batch.
#[derive(Debug, Default)]
pub(super) struct Pending {
    items: BTreeMap<PathBuf, Item>,
    first_event: Option<Instant>,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.items.keys().cloned().collect()
    }

    /// When the forming batch began; `now` if there was no event.
    pub(super) fn first_event(&self, now: Instant) -> Instant {
        self.first_event.unwrap_or(now)
    }

    /// An event about a file: it is part of the batch, and if it changed the quiet period starts again.
    pub(super) fn touch(&mut self, path: PathBuf, stamp: Option<Stamp>, now: Instant) {
        self.first_event.get_or_insert(now);
        let item = self.items.entry(path).or_insert(Item { stamp, since: now, incomplete_since: None });
        if item.stamp != stamp {
            item.stamp = stamp;
            item.since = now;
        }
    }

    /// A look at a file of the batch without an event.
    pub(super) fn look(&mut self, path: &Path, stamp: Option<Stamp>, now: Instant) {
        if let Some(item) = self.items.get_mut(path).filter(|item| item.stamp != stamp) {
            item.stamp = stamp;
            item.since = now;
        }
    }

    /// The existing files, if none of them changed during the quiet period.
    pub(super) fn settled(&self, quiet: Duration, now: Instant) -> Option<Vec<PathBuf>> {
        let existing = || self.items.iter().filter(|(_, item)| item.stamp.is_some());
        let still = existing().all(|(_, item)| now.duration_since(item.since) >= quiet);
        (still && existing().next().is_some()).then(|| existing().map(|(path, _)| path.clone()).collect())
    }

    /// The files that have been gone for longer than `patience`.
    pub(super) fn given_up(&self, patience: Duration, now: Instant) -> Vec<PathBuf> {
        let gone = |item: &Item| item.stamp.is_none() && now.duration_since(item.since) >= patience;
        self.items.iter().filter(|(_, item)| gone(item)).map(|(path, _)| path.clone()).collect()
    }

    /// Notes that a file is incomplete; true once it has been so for longer than `patience`.
    pub(super) fn is_hopeless(&mut self, path: &Path, patience: Duration, now: Instant) -> bool {
        self.items
            .get_mut(path)
            .is_some_and(|item| now.duration_since(*item.incomplete_since.get_or_insert(now)) >= patience)
    }

    /// Takes a file out of the batch.
    pub(super) fn remove(&mut self, path: &Path) {
        self.items.remove(path);
        if self.items.values().all(|item| item.stamp.is_none()) {
            // What is left only waits for files to come back; the next event starts a new batch.
            self.first_event = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_millis(80);
    const PATIENCE: Duration = Duration::from_millis(1000);

    fn stamp(size: u64) -> Option<Stamp> {
        Some(Stamp { size, modified: None, inode: 1 })
    }

    fn after(start: Instant, milliseconds: u64) -> Instant {
        start + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_batch_settles_when_all_files_are_quiet() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.touch("a".into(), stamp(1), start);
        pending.touch("b".into(), stamp(1), after(start, 50));
        assert_eq!(pending.settled(QUIET, after(start, 100)), None);
        pending.look(Path::new("a"), stamp(2), after(start, 110));
        assert_eq!(pending.settled(QUIET, after(start, 150)), None);
        assert_eq!(pending.settled(QUIET, after(start, 190)), Some(vec!["a".into(), "b".into()]));
        assert_eq!(pending.first_event(after(start, 190)), start);
    }

    #[test]
    fn a_missing_file_is_given_up_late_and_does_not_hold_the_others() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.touch("a".into(), None, start);
        pending.touch("b".into(), stamp(1), start);
        assert_eq!(pending.settled(QUIET, after(start, 100)), Some(vec!["b".into()]));
        assert!(pending.given_up(PATIENCE, after(start, 900)).is_empty());
        pending.touch("a".into(), None, after(start, 900));
        assert_eq!(pending.given_up(PATIENCE, after(start, 1000)), [PathBuf::from("a")]);
        pending.look(Path::new("a"), stamp(3), after(start, 1001));
        assert!(pending.given_up(PATIENCE, after(start, 3000)).is_empty());
    }

    #[test]
    fn an_incomplete_file_is_waited_for() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.touch("a".into(), stamp(1), start);
        assert!(!pending.is_hopeless(Path::new("a"), PATIENCE, after(start, 100)));
        assert!(!pending.is_hopeless(Path::new("a"), PATIENCE, after(start, 900)));
        assert!(pending.is_hopeless(Path::new("a"), PATIENCE, after(start, 1100)));
        pending.remove(Path::new("a"));
        assert!(pending.is_empty());
    }
}
