//! Lazy migration: instances of a layout that was given up stay *stale* until the next full collection moves them to its
//! successor. Until then the cells that both layouts have stand in the object, and what a stale object lacks stands in a
//! *supplement*, an object beside it that is made when such a cell is first asked for. Offsets are always those of the
//! successor. Nobody but this table names a supplement, so a stale object is one object to everybody.
//!
//! Supplements live as long as their objects, or until the next full collection; a young one takes all for live.

use super::migrate::{FieldConversion, FieldCopy, Migration, convert};
use super::object;
use crate::layout::{LayoutId, LayoutRecord};
use crate::reference::{NoStop, Ref};
use crate::runtime::RootVisitor;
use crate::space::Space;
use std::collections::HashMap;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64};

/// So many supplements, or so many bytes of them, are worth a full collection, which ends them.
const MANY: usize = 100_000;
const MANY_BYTES: usize = 32 << 20;

/// How stale instances of one layout become instances of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LazyMigration {
    /// Layout of the new objects; an instance layout.
    pub layout: LayoutId,
    /// Cells that both layouts have. No source stands twice.
    pub carried: Vec<FieldCopy>,
    /// Copies that are made once, before anything else of the object is read or written.
    pub copies: Vec<FieldCopy>,
    /// Copies that widen, made at the same time.
    pub conversions: Vec<FieldConversion>,
    /// Offset and size of cells that start as in the template.
    pub fresh: Vec<(u32, u32)>,
}

impl LazyMigration {
    /// Nothing of an object may be read or written before it has its supplement.
    pub fn copies_first(&self) -> bool {
        !self.copies.is_empty() || !self.conversions.is_empty()
    }

    /// All its rules as one migration, for checks.
    pub(crate) fn checkable(&self) -> Migration {
        let copies = self.carried.iter().chain(&self.copies).copied();
        Migration { copies: copies.collect(), conversions: self.conversions.clone(), ..Migration::to(self.layout) }
    }

    /// What a stale object does not have.
    fn cells(&self) -> impl Iterator<Item = (u32, u32)> {
        let copied = self.copies.iter().map(|copy| (copy.to, copy.len));
        let widened = self.conversions.iter().map(|field| (field.to, field.conversion.sizes().1));
        self.fresh.iter().copied().chain(copied).chain(widened)
    }
}

/// One stale layout.
pub(crate) struct Stale {
    rules: LazyMigration,
    /// What the collector does by itself: the cells that both have.
    pub(crate) migration: Migration,
    /// Layout of supplements: that of the successor, under an id of its own.
    pub(crate) supplement: LayoutId,
    /// A supplement with the first values of fresh cells; 0 if they are all zero.
    template: AtomicU32,
    ready: bool,
}

/// The stale layouts of a space, and the supplements of their instances.
pub(crate) struct Lazy {
    pub(crate) layouts: HashMap<LayoutId, Stale>,
    supplements: HashMap<u32, AtomicU32>,
    bytes: usize,
    /// How much is worth a collection, in multiples of the constants.
    patience: usize,
}

impl Default for Lazy {
    fn default() -> Lazy {
        Lazy { layouts: HashMap::new(), supplements: HashMap::new(), bytes: 0, patience: 1 }
    }
}

impl Lazy {
    /// A full collection can convert.
    pub(crate) fn is_ready(&self) -> bool {
        !self.layouts.is_empty() && self.layouts.values().all(|stale| stale.ready)
    }

    /// The rules of all stale layouts, as the collector takes them.
    pub(crate) fn migrations(&self) -> impl Iterator<Item = (LayoutId, &Migration)> {
        self.layouts.iter().map(|(id, stale)| (*id, &stale.migration))
    }

    pub(crate) fn add(&mut self, old: LayoutId, supplement: LayoutId, mut rules: LazyMigration) {
        rules.carried.sort_unstable_by_key(|copy| copy.to);
        let migration = Migration { copies: rules.carried.clone(), ..Migration::to(rules.layout) };
        let stale = Stale { rules, migration, supplement, template: AtomicU32::new(0), ready: false };
        self.layouts.insert(old, stale);
    }

    pub(crate) fn make_ready(&mut self, old: LayoutId, template: u32) {
        if let Some(stale) = self.layouts.get_mut(&old) {
            stale.template.store(template, Relaxed);
            stale.ready = true;
        }
    }

    /// Shows templates and supplements, while they live on their own.
    pub(crate) fn each_root(&self, visitor: &mut dyn RootVisitor) {
        self.layouts.values().for_each(|stale| visitor.slot(&stale.template));
        self.supplements.values().for_each(|slot| visitor.slot(slot));
    }

    /// The objects that have supplements.
    pub(crate) fn each_object(&self, visit: &mut dyn FnMut(u32)) {
        self.supplements.keys().for_each(|object| visit(*object));
    }

    /// Objects have moved or died.
    pub(crate) fn objects_moved(&mut self, now: &dyn Fn(u32) -> Option<u32>) {
        let changed: Vec<(u32, Option<u32>)> =
            self.supplements.keys().map(|old| (*old, now(*old))).filter(|(old, new)| *new != Some(*old)).collect();
        // A new place may be the old one of another.
        let taken: Vec<_> =
            changed.into_iter().filter_map(|(old, new)| Some((new, self.supplements.remove(&old)?))).collect();
        self.supplements.extend(taken.into_iter().filter_map(|(new, slot)| Some((new?, slot))));
    }

    /// All are converted: nothing is left. Answers the layouts of what is no more.
    pub(crate) fn end(&mut self) -> Vec<(LayoutId, LayoutId)> {
        self.supplements = HashMap::new();
        (self.bytes, self.patience) = (0, 1);
        self.layouts.drain().map(|(old, stale)| (old, stale.supplement)).collect()
    }

    /// A full collection converted nothing: layouts without instances end, and the next attempt waits longer. Those that are not
    /// ready are still being prepared.
    pub(crate) fn end_dead(&mut self, is_dead: &dyn Fn(LayoutId) -> bool) -> Vec<(LayoutId, LayoutId)> {
        if !self.layouts.is_empty() {
            self.patience = self.patience.saturating_mul(2);
        }
        let dead: Vec<LayoutId> =
            self.layouts.iter().filter(|(old, stale)| stale.ready && is_dead(**old)).map(|(old, _)| *old).collect();
        dead.into_iter().filter_map(|old| Some((old, self.layouts.remove(&old)?.supplement))).collect()
    }

    /// Gives the moved copy of a stale object what the object lacks.
    ///
    /// # Safety
    /// Both objects are of the layouts of the entry; `reference` is what the object was called before the collection.
    pub(crate) unsafe fn complete(&self, base: *mut u8, old: LayoutId, reference: u32, from: *mut u8, to: *mut u8) {
        let Some(stale) = self.layouts.get(&old) else { return };
        // SAFETY: supplements have all cells, and their bodies stay as they are until the collection is over.
        unsafe {
            if let Some(supplement) = self.supplements.get(&reference) {
                let supplement = object::address(base, supplement.load(Relaxed));
                stale.rules.cells().for_each(|(at, len)| copy_cell(supplement, at, to, at, len));
            } else {
                stale.begin(base, from, to);
            }
        }
    }

    fn is_enough(&self) -> bool {
        self.supplements.len() / MANY >= self.patience || self.bytes / MANY_BYTES >= self.patience
    }
}

impl Stale {
    /// First values of the cells that a stale object lacks.
    unsafe fn begin(&self, base: *mut u8, from: *mut u8, to: *mut u8) {
        // SAFETY: the caller's objects; the offsets were checked against both layouts.
        unsafe {
            let template = self.template.load(Relaxed);
            if template != 0 {
                let template = object::address(base, template);
                self.rules.fresh.iter().for_each(|(at, len)| copy_cell(template, *at, to, *at, *len));
            }
            self.rules.copies.iter().for_each(|copy| copy_cell(from, copy.from, to, copy.to, copy.len));
            self.rules.conversions.iter().for_each(|field| convert(from, to, field));
        }
    }

    /// Where in a stale object the cell at an offset of the successor is.
    fn carried(&self, offset: u32) -> Option<u32> {
        let after = self.rules.carried.partition_point(|copy| copy.to <= offset);
        let copy = self.rules.carried[..after].last()?;
        (offset < copy.to + copy.len).then(|| copy.from + (offset - copy.to))
    }
}

/// Copies one cell in one access.
unsafe fn copy_cell(from: *mut u8, at: u32, to: *mut u8, into: u32, len: u32) {
    // SAFETY: the caller's cells, aligned to their size; other threads access them atomically too (invariant 3).
    unsafe {
        let (from, to) = (from.add(at as usize), to.add(into as usize));
        match len {
            1 => (*to.cast::<AtomicU8>()).store((*from.cast::<AtomicU8>()).load(Acquire), Release),
            2 => (*to.cast::<AtomicU16>()).store((*from.cast::<AtomicU16>()).load(Acquire), Release),
            4 => (*to.cast::<AtomicU32>()).store((*from.cast::<AtomicU32>()).load(Acquire), Release),
            _ => (*to.cast::<AtomicU64>()).store((*from.cast::<AtomicU64>()).load(Acquire), Release),
        }
    }
}

impl LayoutRecord {
    /// Instances wait for the next full collection to get another layout.
    #[inline(always)]
    pub fn is_stale(&self) -> bool {
        self.stale.load(Relaxed) != 0
    }
}

impl Space {
    /// Objects of stale layouts may be alive.
    #[inline(always)]
    pub fn has_stale(&self) -> bool {
        self.stale.load(Relaxed)
    }

    /// So much stands in supplements that a full collection is worth its time.
    pub fn wants_conversion(&self) -> bool {
        self.wants_conversion.load(Relaxed)
    }

    /// The layout for the template of a stale layout: an object of it has the cells of the successor.
    pub fn template_layout(&self, stale: LayoutId) -> Option<LayoutId> {
        self.lazy.read().layouts.get(&stale).map(|stale| stale.supplement)
    }

    /// The template is complete: from now on instances of a stale layout begin their fresh cells as it has them, with zeros
    /// if there is none.
    pub fn begin_conversion(&self, stale: LayoutId, template: Option<Ref<'_>>) {
        self.lazy.write().make_ready(stale, crate::access::word(template));
    }

    /// Makes layouts of an entry words of the VM's what those of the successor are.
    pub fn share_client_words(&self, stale: LayoutId) {
        let Some((new, supplement)) =
            self.lazy.read().layouts.get(&stale).map(|entry| (entry.rules.layout, entry.supplement))
        else {
            return;
        };
        for (index, word) in self.layout(new).client.iter().enumerate() {
            let word = word.load(Acquire);
            self.layout(stale).client[index].store(word, Release);
            self.layout(supplement).client[index].store(word, Release);
        }
    }
}

impl<'g> NoStop<'g> {
    /// The object and the offset at which an object has the cell that stands at `offset` in its layout, or for a stale object
    /// in the successor's.
    #[inline(always)]
    pub fn located(&self, object: Ref<'_>, offset: u32) -> (Ref<'g>, u32) {
        if self.space().has_stale() && self.layout_record(object).is_stale() {
            return self.located_stale(object, offset);
        }
        (self.again(object), offset)
    }

    /// The layout that an object has, or will have.
    pub fn successor_of(&self, object: Ref<'_>) -> LayoutId {
        let id = self.layout_of(object);
        if !self.space().has_stale() {
            return id;
        }
        self.space().lazy.read().layouts.get(&id).map_or(id, |stale| stale.rules.layout)
    }

    /// Bytes up to which offsets into an object mean something.
    #[inline(always)]
    pub fn extent_of(&self, object: Ref<'_>) -> usize {
        if self.space().has_stale() && self.layout_record(object).is_stale() {
            return self.space().layout(self.successor_of(object)).instance_size as usize;
        }
        self.size_of(object)
    }

    /// Copies the cells of a stale object into a new one of its successor's layout.
    pub(crate) fn copy_stale(&self, from: Ref<'_>, to: Ref<'_>) {
        let id = self.layout_of(from);
        let cells: Vec<(u32, u32)> = self.space().lazy.read().layouts.get(&id).map_or_else(Vec::new, |stale| {
            let carried = stale.rules.carried.iter().map(|copy| (copy.to, copy.len));
            carried.chain(stale.rules.cells()).collect()
        });
        for (at, len) in cells {
            let (holder, place) = self.located(from, at);
            // SAFETY: both objects have the cell (invariant 1).
            unsafe { copy_cell(self.address(holder), place, self.address(to), at, len) };
        }
        self.mark_object(to);
    }

    #[cold]
    #[inline(never)]
    fn located_stale(&self, object: Ref<'_>, offset: u32) -> (Ref<'g>, u32) {
        let (space, id) = (self.space(), self.layout_of(object));
        let again = self.again(object);
        let known = {
            let lazy = space.lazy.read();
            let Some(stale) = lazy.layouts.get(&id) else { return (again, offset) };
            let place = stale.carried(offset);
            if let (Some(place), false) = (place, stale.rules.copies_first()) {
                return (again, place);
            }
            lazy.supplements.get(&object.index()).map(|known| (known.load(Relaxed), place))
        };
        let (supplement, place) = match known {
            Some(known) => known,
            None => self.supplement(id, object, offset),
        };
        match (place, self.wrap(supplement)) {
            (None, Some(supplement)) => (supplement, offset),
            (place, _) => (again, place.unwrap_or(offset)),
        }
    }

    /// Makes the supplement of an object, unless another thread was first.
    fn supplement(&self, id: LayoutId, object: Ref<'_>, offset: u32) -> (u32, Option<u32>) {
        let space = self.space();
        let mut lazy = space.lazy.write();
        let Some(stale) = lazy.layouts.get(&id) else { return (0, None) };
        let place = stale.carried(offset);
        if let Some(known) = lazy.supplements.get(&object.index()) {
            return (known.load(Relaxed), place);
        }
        let layout = stale.supplement;
        let size = space.layout(layout).instance_size as usize;
        let (at, _) = space.heap.lock().carve_always(size).zeroed();
        // SAFETY: fresh memory of the layout's size, which nobody else knows; the object is of the stale layout.
        unsafe {
            at.cast::<u32>().write(layout.0);
            stale.begin(self.base(), self.address(object), at);
        }
        let supplement = object::reference(self.base(), at);
        lazy.supplements.insert(object.index(), AtomicU32::new(supplement));
        lazy.bytes += size;
        if lazy.is_enough() {
            space.wants_conversion.store(true, Relaxed);
        }
        (supplement, place)
    }

    fn again(&self, object: Ref<'_>) -> Ref<'g> {
        // SAFETY: a live object of this space, under this view.
        unsafe { self.from_raw(object.raw()) }.unwrap_or_else(|| unreachable!("a reference is not null"))
    }
}
