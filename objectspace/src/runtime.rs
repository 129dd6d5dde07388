//! What the space asks of the VM above it: roots, weak tables, news about collections.

use crate::{NoStop, Ref, StoppedWorld};
use std::sync::atomic::AtomicU32;
use std::time::Duration;

/// The VM's side of a space. All methods run while the space is stopped unless they say otherwise; none may
/// allocate in the space, stop it, or attach to it.
///
/// A space owns its runtime; a runtime that needs its space keeps a `Weak`, or the two never die.
pub trait Runtime: Send + Sync {
    /// Shows every strong root that is not a mutator's: statics, VM tables.
    fn visit_roots(&self, world: &StoppedWorld<'_>, visitor: &mut dyn RootVisitor);

    /// Shows the roots of one attached mutator (its frames' reference registers); `client` is what it attached with.
    fn visit_mutator_roots(&self, client: *mut (), visitor: &mut dyn RootVisitor);

    /// Shows roots that are live only because of other objects that are, such as what a class holds while anything holds
    /// its loader. A visitor that takes them apart asks for them when all that is reachable so far has been scanned, again
    /// and again until there was nothing new (`false`). Roots that were never shown are dead.
    fn visit_dependent_roots(&self, world: &StoppedWorld<'_>, visitor: &mut dyn DependentVisitor) -> bool {
        let _ = (world, visitor);
        false
    }

    /// Asks about each entry of the VM's weak tables; runs after finalizable objects were kept alive.
    fn weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        let _ = visitor;
    }

    /// Shows the weak slots of [`Runtime::weak_slots`] that can name any object, outside a collection: objects were redirected.
    fn redirected_weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        let _ = visitor;
    }

    /// All mutators are stopped, nothing has moved yet.
    fn before_collection(&self, world: &StoppedWorld<'_>) {
        let _ = world;
    }

    /// Everything has moved; mutators are still stopped.
    fn after_collection(&self, world: &StoppedWorld<'_>, stats: &CollectionStats) {
        let _ = (world, stats);
    }

    /// The list of pending references is not empty; wake who waits for it. Mutators are still stopped.
    fn references_pending(&self) {}

    /// The identity hash of an object whose mark is a thin lock or a monitor. Not called while stopped.
    /// `fresh` is the hash to give it if it has none.
    fn hash_of_locked(&self, view: &NoStop<'_>, object: Ref<'_>, fresh: u32) -> u32 {
        let _ = (view, object, fresh);
        panic!("this runtime sets lock bits in mark words but keeps no hashes for locked objects");
    }
}

/// Takes dependent roots, and tells what lives so far. [`LayoutRecord::live_count`](crate::LayoutRecord::live_count) counts
/// the instances found so far.
pub trait DependentVisitor: RootVisitor + WeakVisitor {}
impl<T: RootVisitor + WeakVisitor> DependentVisitor for T {}

/// Takes the addresses of strong root slots. Slots holding 0 are fine.
pub trait RootVisitor {
    /// Whether it asks for dependent roots apart ([`Runtime::visit_dependent_roots`]); otherwise they are shown with the
    /// others.
    fn takes_dependent_roots_apart(&self) -> bool {
        false
    }

    /// One root held in an atomic.
    fn slot(&mut self, slot: &AtomicU32);

    /// A run of root slots.
    ///
    /// # Safety
    /// `first..first+len` are valid, aligned `u32`s that nobody else touches until the collection ends, each 0 or a
    /// reference of this space.
    unsafe fn slots(&mut self, first: *mut u32, len: usize);

    /// One root slot.
    ///
    /// # Safety
    /// As for [`RootVisitor::slots`] with one slot.
    unsafe fn raw_slot(&mut self, slot: *mut u32) {
        // SAFETY: the caller's promise is that of `slots`.
        unsafe { self.slots(slot, 1) }
    }
}

/// Answers whether weakly held objects live and where they are now.
pub trait WeakVisitor {
    /// The new raw reference of `reference`, or `None` if the object is dead.
    fn resolve(&mut self, reference: u32) -> Option<u32>;

    /// Updates a weak slot in place: the object's new reference, or 0 and `false` if it is dead. 0 stays 0 (`false`).
    fn slot(&mut self, slot: &AtomicU32) -> bool {
        use std::sync::atomic::Ordering::Relaxed;
        let old = slot.load(Relaxed);
        if old == 0 {
            return false;
        }
        let new = self.resolve(old);
        slot.store(new.unwrap_or(0), Relaxed);
        new.is_some()
    }

    /// Whether only young objects are in question: entries known to be old may be skipped.
    fn young_only(&self) -> bool {
        false
    }
}

/// How much a collection takes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// Objects allocated since the last collection and those still ageing.
    Young,
    /// Everything.
    Full,
    /// Everything, and soft references are cleared.
    FullClearingSoft,
}

/// Why a collection ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// The nursery or the heap was full.
    Allocation,
    /// Somebody asked.
    Explicit,
    /// A stress switch.
    Stress,
    /// Bulk become or migration.
    Become,
}

/// What a collection did.
#[derive(Clone, Debug)]
pub struct CollectionStats {
    /// How much it took on.
    pub collection: Collection,
    /// Why it ran.
    pub cause: Cause,
    /// Number of this collection in its space, from 1.
    pub number: u64,
    /// Bytes in use before (whole regions).
    pub before: usize,
    /// Bytes in use after (whole regions).
    pub after: usize,
    /// Bytes copied.
    pub copied: usize,
    /// Bytes that became old.
    pub promoted: usize,
    /// From the stop request to the last mutator's arrival.
    pub time_to_stop: Duration,
    /// From then to the end of the collection.
    pub pause: Duration,
}
