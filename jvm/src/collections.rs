//! What the collections of a space came to so far, for management. Numbers only: never asks for a collection.

use objectspace::{Collection, CollectionStats};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Collections of one kind.
#[derive(Debug, Default)]
pub struct Kind {
    count: AtomicU64,
    nanos: AtomicU64,
}

impl Kind {
    /// How many.
    pub fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// How long the space stood still for them.
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Relaxed))
    }
}

/// Bytes in one part of the heap.
#[derive(Debug, Default)]
pub struct Part {
    /// The most that collections found.
    peak: AtomicU64,
    /// After the last collection of this part.
    after: AtomicU64,
}

impl Part {
    /// The most there ever was, as far as is known now that there are so many.
    pub fn peak(&self, now: u64) -> u64 {
        self.peak.fetch_max(now, Relaxed).max(now)
    }

    /// Starts the peak again.
    pub fn reset_peak(&self, now: u64) {
        self.peak.store(now, Relaxed);
    }

    /// What the last collection left.
    pub fn after(&self) -> u64 {
        self.after.load(Relaxed)
    }
}

/// Totals of one space.
#[derive(Debug, Default)]
pub struct Totals {
    /// Collections of young objects.
    pub young: Kind,
    /// Collections of everything.
    pub full: Kind,
    /// Young objects.
    pub nursery: Part,
    /// Old and large objects.
    pub old: Part,
    last_old: AtomicU64,
}

impl Totals {
    /// Adds a collection that left so many bytes of old objects.
    pub(crate) fn add(&self, stats: &CollectionStats, old_after: usize) {
        let full = stats.collection != Collection::Young;
        let kind = if full { &self.full } else { &self.young };
        kind.count.fetch_add(1, Relaxed);
        kind.nanos.fetch_add(stats.pause.as_nanos() as u64, Relaxed);
        let old_before = self.last_old.swap(old_after as u64, Relaxed);
        let old_after = old_after as u64;
        self.nursery.peak((stats.before as u64).saturating_sub(old_before));
        self.nursery.after.store((stats.after as u64).saturating_sub(old_after), Relaxed);
        self.old.peak(old_after.max(old_before));
        if full {
            self.old.after.store(old_after, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use objectspace::Cause;

    fn stats(collection: Collection, before: usize, after: usize) -> CollectionStats {
        CollectionStats {
            collection,
            cause: Cause::Explicit,
            number: 1,
            before,
            after,
            copied: 0,
            promoted: 0,
            time_to_stop: Duration::ZERO,
            pause: Duration::from_millis(2),
        }
    }

    #[test]
    fn kinds_are_counted_apart_and_peaks_stay() {
        let totals = Totals::default();
        totals.add(&stats(Collection::Young, 100, 30), 20);
        totals.add(&stats(Collection::Full, 90, 15), 15);
        assert_eq!((totals.young.count(), totals.full.count()), (1, 1));
        assert_eq!(totals.full.time(), Duration::from_millis(2));
        assert_eq!((totals.nursery.peak(0), totals.nursery.after()), (100, 0));
        assert_eq!((totals.old.peak(0), totals.old.after()), (20, 15));
        totals.old.reset_peak(15);
        assert_eq!(totals.old.peak(16), 16);
    }
}
