//! A stopped world: the token that nobody else runs. Collections, walks, bulk become and migration need it.

use crate::layout::{LayoutId, LayoutKind, LayoutRecord};
use crate::mutator::Mutator;
use crate::raw::collector::Collector;
use crate::raw::core::MutatorCore;
use crate::raw::migrate::{BecomeError, Migrations};
use crate::raw::regions::*;
use crate::raw::{heap, object, verify};
use crate::reference::{NoStop, RawRef, Ref};
use crate::runtime::{Cause, Collection, CollectionStats, RootVisitor};
use crate::space::Space;
use std::collections::HashSet;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::{Duration, Instant};

/// Every other mutator of the space is stopped or native while this exists.
pub struct StoppedWorld<'w> {
    space: &'w Space,
    mutator: Option<&'w mut Mutator>,
    own_core: Box<MutatorCore>,
}

/// Objects of one layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl<'w> StoppedWorld<'w> {
    pub(crate) fn new(space: &'w Space, mutator: Option<&'w mut Mutator>) -> Self {
        let own_core = Box::new(space.new_core(std::ptr::null_mut()));
        StoppedWorld { space, mutator, own_core }
    }

    /// The space.
    pub fn space(&self) -> &'w Space {
        self.space
    }

    /// A view of the heap, until the world is next used exclusively.
    pub fn view(&self) -> NoStop<'_> {
        let own: *const MutatorCore = &*self.own_core;
        let core = self.mutator.as_ref().map_or(own.cast_mut(), |mutator| mutator.core());
        // SAFETY: nobody collects while `self` is shared, because collecting takes it exclusively.
        unsafe { NoStop::assume(core) }
    }

    /// The mutator that asked for the stop: it may allocate and run while the others are stopped.
    pub fn mutator(&mut self) -> Option<&mut Mutator> {
        self.mutator.as_deref_mut()
    }

    /// How long it took to stop everyone.
    pub fn time_to_stop(&self) -> Duration {
        self.space.safepoints.time_to_stop()
    }

    /// Moves the space to its next update epoch.
    pub fn advance_epoch(&mut self) -> u64 {
        self.space.advance_epoch()
    }

    /// Collects.
    pub fn collect(&mut self, collection: Collection) {
        self.collect_for(collection, Cause::Explicit);
    }

    pub(crate) fn collect_for(&mut self, collection: Collection, cause: Cause) {
        if self.space.frozen.load(SeqCst) {
            return;
        }
        let full = collection != Collection::Young || self.space.config().stress.move_all;
        let collection = if full && collection == Collection::Young { Collection::Full } else { collection };
        let none = Migrations::new();
        if full {
            self.collect_fully(collection, cause);
        } else {
            self.run::<false, false>(collection, cause, &[], &none);
        }
    }

    /// Makes every reference to the first object of a pair a reference to the second, in one pass over heap and roots.
    /// Identity hash and lock of the first move to the second. The first is gone afterwards. `RawRef`s are stale after.
    pub fn r#become(&mut self, pairs: &[(RawRef, RawRef)]) -> Result<(), BecomeError> {
        self.become_and_migrate(pairs, &Migrations::new())
    }

    /// Moves every live instance of the named layouts to its new layout while forwarding references.
    pub fn migrate(&mut self, migrations: &Migrations) -> Result<(), BecomeError> {
        self.become_and_migrate(&[], migrations)
    }

    /// Instances of a layout that was replaced are stale from now on: the next full collection moves them to their new one.
    /// That waits until [`Space::begin_conversion`] was called.
    pub fn migrate_lazily(&mut self, old: LayoutId, rules: crate::LazyMigration) {
        let space = self.space;
        let size = space.layout(rules.layout).instance_size;
        check_migration(space.layout(old), space.layout(rules.layout), &rules.checkable());
        assert!(size as usize <= LARGE_OBJECT, "instances of {size} bytes cannot be migrated lazily");
        assert!(rules.fresh.iter().all(|(at, len)| *at >= 8 && at + len <= size), "a fresh cell outside {size} bytes");
        let supplement = space.same_layout(rules.layout);
        space.layout_table.set_supplement(supplement);
        space.layout(old).stale.store(1, Relaxed);
        space.lazy.write().add(old, supplement, rules);
        space.stale.store(true, Relaxed);
    }

    /// The rules of the stale layouts, if a collection can apply them now.
    fn lazy_migrations(&self) -> Option<Migrations> {
        let lazy = self.space.lazy.read();
        lazy.is_ready().then(|| lazy.migrations().map(|(id, rules)| (id, rules.clone())).collect())
    }

    /// A full collection that converts what waits, if what lives fits the maximum heap afterwards; where that is not sure, it
    /// collects first to know.
    fn collect_fully(&mut self, collection: Collection, cause: Cause) {
        let none = Migrations::new();
        let Some(lazy) = self.lazy_migrations() else {
            return self.run::<true, false>(collection, cause, &[], &none);
        };
        if !self.leaves_some(self.space.usage().used * self.most_growth(&lazy)) {
            self.run::<true, false>(collection, cause, &[], &none);
            if !self.leaves_some(self.space.usage().used + self.live_growth(&lazy)) {
                return;
            }
        }
        self.run::<true, true>(collection, cause, &[], &none);
    }

    /// Is there room to copy everything, with instances of these layouts in their new ones?
    fn has_addresses(&self, migrations: &Migrations) -> bool {
        let free = self.space.heap.lock().free_regions() * REGION_SIZE;
        // Tails of regions stay empty: a third more is always enough for what is copied. Where the rough guess fails, the
        // instances are counted.
        let fits = |bytes: usize| bytes + bytes / 3 < free;
        let used = self.space.usage().used;
        fits(used * self.most_growth(migrations)) || fits(used + self.migrated_bytes(migrations))
    }

    /// Both in one pass. Everything is checked before anything changes.
    pub fn become_and_migrate(
        &mut self,
        pairs: &[(RawRef, RawRef)],
        migrations: &Migrations,
    ) -> Result<(), BecomeError> {
        assert!(!self.space.frozen.load(SeqCst), "a frozen heap moves nothing");
        let mut sources = HashSet::with_capacity(pairs.len());
        for (from, _) in pairs {
            if !sources.insert(from.0) {
                return Err(BecomeError::Twice(from.0));
            }
        }
        if let Some((_, to)) = pairs.iter().find(|(_, to)| sources.contains(&to.0)) {
            return Err(BecomeError::Chained(to.0));
        }
        self.check_migrations(migrations);
        // A collection would make the pairs stale; what replaces others is there already.
        if pairs.is_empty() {
            self.check_room(migrations)?;
        }
        if !self.has_addresses(migrations) {
            return Err(BecomeError::NoRoom);
        }
        self.run::<true, true>(Collection::Full, Cause::Become, pairs, migrations);
        Ok(())
    }

    /// A migration that is known to have room.
    pub(crate) fn migrate_checked(&mut self, migrations: &Migrations) {
        self.check_migrations(migrations);
        self.run::<true, true>(Collection::Full, Cause::Become, &[], migrations);
    }

    /// Does the maximum heap surely hold what is in it, the migrated instances and so many bytes besides? Collects nothing.
    pub fn has_room(&self, migrations: &Migrations, more: u64) -> bool {
        let bytes = self.space.usage().used + self.migrated_bytes(migrations);
        (bytes as u64).saturating_add(more) <= self.space.max_heap() as u64
    }

    /// Would what lives still fit the maximum heap, and leave some of it? A heap that is too small for what lives in it would
    /// be collected at every allocation. Collects if that is not sure otherwise.
    fn check_room(&mut self, migrations: &Migrations) -> Result<(), BecomeError> {
        let used = self.space.usage().used;
        if self.leaves_some(used * self.most_growth(migrations))
            || self.leaves_some(used + self.migrated_bytes(migrations))
        {
            return Ok(());
        }
        let mut refused = Ok(());
        for collection in [Collection::Full, Collection::FullClearingSoft] {
            // As the migration itself, it unloads nothing.
            self.run::<true, true>(collection, Cause::Become, &[], &Migrations::new());
            let used = self.space.usage().used;
            let growth = self.live_growth(migrations);
            if growth == 0 || self.leaves_some(used + growth) {
                return Ok(());
            }
            refused = Err(BecomeError::HeapTooSmall { used, growth, max: self.space.max_heap() });
        }
        refused
    }

    /// Bytes that an instance takes.
    fn size_of(&self, layout: LayoutId) -> usize {
        match self.space.layout(layout).instance_size as usize {
            large if large > LARGE_OBJECT => large.next_multiple_of(REGION_SIZE),
            small => small,
        }
    }

    /// With so many bytes in use, does the maximum heap leave what a program must have to go on?
    fn leaves_some(&self, bytes: usize) -> bool {
        let max = self.space.max_heap();
        bytes + (max / 32).max(REGION_SIZE) <= max
    }

    /// Bytes that the instances take in addition, of those that the last full collection found.
    fn live_growth(&self, migrations: &Migrations) -> usize {
        let growth = migrations.iter().map(|(id, migration)| {
            let more = self.size_of(migration.layout).saturating_sub(self.size_of(*id));
            self.space.layout(*id).live_count() as usize * more
        });
        growth.sum()
    }

    /// Panics where a rule does not fit its layouts.
    pub(crate) fn check_migrations(&self, migrations: &Migrations) {
        for (&id, migration) in migrations {
            check_migration(self.space.layout(id), self.space.layout(migration.layout), migration);
        }
    }

    /// How many times as large an instance becomes, at most.
    pub(crate) fn most_growth(&self, migrations: &Migrations) -> usize {
        let times = migrations.iter().map(|(id, migration)| {
            let (old, new) = (self.space.layout(*id), self.space.layout(migration.layout));
            new.instance_size.div_ceil(old.instance_size) as usize
        });
        times.max().unwrap_or(1)
    }

    /// Bytes that all instances of migrating layouts, dead ones included, will take.
    fn migrated_bytes(&self, migrations: &Migrations) -> usize {
        let census = self.census();
        let bytes = migrations.iter().map(|(id, migration)| {
            census.get(id.0 as usize).map_or(0, |found| found.count as usize * self.size_of(migration.layout))
        });
        bytes.sum()
    }

    fn run<const FULL: bool, const SPECIAL_PASS: bool>(
        &mut self,
        collection: Collection,
        cause: Cause,
        pairs: &[(RawRef, RawRef)],
        migrations: &Migrations,
    ) {
        let (space, start) = (self.space, Instant::now());
        let lazy = if SPECIAL_PASS { self.lazy_migrations() } else { None };
        let lazy = lazy.map(|lazy| migrations.clone().into_iter().chain(lazy).collect());
        let converts = lazy.is_some_and(|all| self.has_addresses(&all));
        let mutators = self.retire_buffers();
        space.runtime().before_collection(self);
        if space.config().stress.sanity
            && let Err(faults) = self.verify_heap()
        {
            let number = space.collections() + 1;
            panic!("heap was spoiled before collection {number} began:\n{}", faults.join("\n"));
        }
        let mut guard = space.heap.lock();
        let heap = &mut *guard;
        let before = heap.used_bytes();
        let keep_soft = collection != Collection::FullClearingSoft;
        if FULL {
            space.layout_table.reset_counts();
        }
        let mut lazy = space.lazy.write();
        for (&id, migration) in migrations {
            space.layout_table.set_migration(id, Some(migration));
        }
        if converts {
            lazy.migrations().for_each(|(id, migration)| space.layout_table.set_migration(id, Some(migration)));
        }
        let tenure = space.tenure.load(Relaxed);
        let mut collector = Collector::<FULL, SPECIAL_PASS>::begin(heap, keep_soft, tenure);
        if converts {
            collector.lazy = &*lazy;
        }
        if SPECIAL_PASS {
            collector.prepare_special(pairs);
        }
        collector.scan_cards();
        space.runtime().visit_roots(self, &mut collector);
        for mutator in mutators {
            // SAFETY: invariants 4 and 5.
            let inner = unsafe { &mut *mutator.as_ptr() };
            // SAFETY: slots of open handle bodies.
            inner.handles.each_run(&mut |first, len| unsafe { collector.slots(first, len) });
            inner.shrink_tlab();
            space.runtime().visit_mutator_roots(inner.core.client, &mut collector);
        }
        space.globals().each(&mut |slot| RootVisitor::slot(&mut collector, slot));
        RootVisitor::slot(&mut collector, &space.pending);
        if !converts {
            lazy.each_root(&mut collector);
        }
        self.settle(&mut collector);
        let pending = collector.process_references(&space.pending, |collector| self.settle(collector));
        space.weak_globals().each(&mut |slot| {
            crate::WeakVisitor::slot(&mut collector, slot);
        });
        space.runtime().weak_slots(&mut collector);
        if !converts {
            lazy.objects_moved(&|object| collector.resolve_live(object));
        }
        let (copied, promoted) = (collector.copied, collector.promoted);
        let ages = collector.finish();
        for &id in migrations.keys() {
            space.layout_table.set_migration(id, None);
        }
        if FULL {
            let layouts = &space.layout_table;
            let is_dead = |old: LayoutId| layouts.get(old).live_count() == 0;
            for (old, supplement) in if converts { lazy.end() } else { lazy.end_dead(&is_dead) } {
                layouts.set_migration(old, None);
                layouts.get(old).stale.store(0, Relaxed);
                layouts.retire(supplement, None);
            }
            space.stale.store(!lazy.layouts.is_empty(), Relaxed);
            space.wants_conversion.store(false, Relaxed);
            self.after_full(heap);
        } else {
            space.tenure.store(choose_tenure(&ages, heap.nursery / 4), Relaxed);
        }
        let after = heap.used_bytes();
        drop(lazy);
        drop(guard);
        let stats = CollectionStats {
            collection,
            cause,
            number: space.collections.fetch_add(1, SeqCst) + 1,
            before,
            after,
            copied,
            promoted,
            time_to_stop: self.time_to_stop(),
            pause: start.elapsed(),
        };
        // A stress mode's next collection looks before it begins, soon enough; that is half of the time it takes.
        let look = cause != Cause::Stress || stats.number.is_multiple_of(16);
        if space.config().stress.sanity
            && look
            && let Err(faults) = self.verify_heap()
        {
            panic!("heap is not sane after collection {}:\n{}", stats.number, faults.join("\n"));
        }
        space.runtime().after_collection(self, &stats);
        *space.last.lock() = Some(stats);
        if pending {
            space.runtime().references_pending();
        }
    }

    /// Scans until nothing reachable is unscanned, dependent roots of what was found included.
    fn settle<const FULL: bool, const SPECIAL_PASS: bool>(&self, collector: &mut Collector<'_, FULL, SPECIAL_PASS>) {
        loop {
            collector.drain();
            if !collector.takes_dependent_roots_apart() || !self.space.runtime().visit_dependent_roots(self, collector)
            {
                return;
            }
        }
    }

    /// Growth policy and the return of memory.
    fn after_full(&self, heap: &mut heap::Heap) {
        let max = heap.max_regions * REGION_SIZE;
        let live = heap.old_bytes();
        heap.full_threshold = (live + live / 2)
            .max(heap.initial_heap)
            .min(max.saturating_sub(heap.nursery.min(max / 4)))
            .max(live + live / 8 + REGION_SIZE);
        let tight = heap.regions.used() + heap.max_regions / 50 >= heap.max_regions;
        let count = if tight { self.space.tight.load(Relaxed) + 1 } else { 0 };
        self.space.tight.store(count, Relaxed);
        heap.release_free((heap.nursery + live / 4) / REGION_SIZE + 1);
        self.space.layout_table.free_retired();
    }

    pub(crate) fn retire_buffers(&self) -> Vec<std::ptr::NonNull<crate::mutator::Inner>> {
        let mutators = self.space.stopped_mutators();
        for mutator in &mutators {
            // SAFETY: invariants 4 and 5.
            unsafe { (*mutator.as_ptr()).retire_tlab() };
        }
        mutators
    }

    // ---- walks

    fn walk(&self, f: &mut dyn FnMut(*mut u8, &LayoutRecord, usize)) {
        self.retire_buffers();
        let (layouts, ranges) = {
            let heap = self.space.heap.lock();
            (heap.layouts, heap.ranges())
        };
        for range in ranges {
            // SAFETY: the world is stopped and buffers are filled up.
            unsafe { heap::walk(layouts, range, f) };
        }
    }

    /// Shows every object, dead ones not yet collected included; collect first to see the live only.
    pub fn for_each_object(&self, mut f: impl FnMut(Ref<'_>, LayoutId)) {
        let view = self.view();
        let base = self.space.base();
        self.walk(&mut |address, record, _| {
            if record.kind != LayoutKind::Filler
                && !record.is_supplement()
                && let Some(object) = view.wrap(object::reference(base, address))
            {
                f(object, view.layout_of(object));
            }
        });
    }

    /// Every object of one layout; as for [`StoppedWorld::for_each_object`].
    pub fn instances_of(&self, layout: LayoutId) -> Vec<RawRef> {
        let mut found = Vec::new();
        self.for_each_object(|object, id| {
            if id == layout {
                found.push(object.raw());
            }
        });
        found
    }

    /// Objects and bytes per layout, indexed by layout id; as for [`StoppedWorld::for_each_object`].
    pub fn census(&self) -> Vec<Census> {
        let mut census: Vec<Census> = Vec::new();
        self.walk(&mut |address, record, size| {
            if record.kind != LayoutKind::Filler && !record.is_supplement() {
                // SAFETY: an object's start.
                let id = unsafe { object::layout_id(address) }.0 as usize;
                if census.len() <= id {
                    census.resize(id + 1, Census::default());
                }
                census[id].count += 1;
                census[id].bytes += size as u64;
            }
        });
        census
    }

    /// Checks the whole heap: references land on objects, layouts are in use, cards cover old-to-young references.
    pub fn verify_heap(&self) -> Result<(), Vec<String>> {
        self.retire_buffers();
        let faults = verify::verify(self);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn check_migration(old: &LayoutRecord, new: &LayoutRecord, migration: &crate::Migration) {
    assert!(old.kind == LayoutKind::Instance && new.kind == LayoutKind::Instance, "only instances migrate");
    for copy in &migration.copies {
        let inside = copy.from >= 8 && copy.to >= 8;
        let fits = copy.from + copy.len <= old.instance_size && copy.to + copy.len <= new.instance_size;
        assert!(inside && fits, "{copy:?} does not fit instances of {} and {}", old.instance_size, new.instance_size);
    }
    for field in &migration.conversions {
        let (from, to) = field.conversion.sizes();
        let inside = field.from >= 8 && field.to >= 8;
        assert!(inside && field.from + from <= old.instance_size && field.to + to <= new.instance_size, "{field:?}");
    }
    for field in &migration.values {
        let size = field.value.size();
        assert!(matches!(size, 1 | 2 | 4 | 8), "{field:?}");
        assert!(field.to >= 8 && field.to + size <= new.instance_size, "{field:?}");
        let is_reference = matches!(field.value, crate::FirstValue::Object(_));
        assert!(is_reference == new.ref_offsets().contains(&field.to), "{field:?}");
    }
}

/// The age at which objects become old, so that survivors stay below `target` bytes.
fn choose_tenure(ages: &[usize; 16], target: usize) -> u32 {
    let mut sum = 0;
    for (age, bytes) in ages.iter().enumerate().skip(1) {
        sum += bytes;
        if sum > target {
            return (age as u32).max(1);
        }
    }
    6
}
