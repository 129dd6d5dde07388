//! The copying collector: forwards references, copies objects, scans copies in the order they were made (Cheney).
//!
//! A young collection moves what eden and survivor regions hold, with dirty cards of old regions as roots; a full
//! one moves everything to new old regions. Large objects stay: marking one clears its region's `FROM` bit.
//! While it runs the heap is *not walkable* in `FROM` regions, whose headers turn into forwarding words.
//! Works alone (invariant 4), so plain loads and stores do.

use super::heap::Heap;
use super::lazy::Lazy;
use super::migrate::{Migration, make_new};
use super::object::{self, CARD_DIRTY, CARD_SHIFT, ELEMENTS_OFFSET, LENGTH_OFFSET};
use super::processing::Discovered;
use super::regions::*;
use crate::layout::{FLAG_MIGRATING, LayoutId, LayoutKind, LayoutRecord, ReferenceKind};
use crate::mark;
use crate::runtime::{RootVisitor, WeakVisitor};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Where copies go: a list of regions filled in order, and how far they have been scanned.
struct Target {
    kind: RegionKind,
    list: Vec<u32>,
    top: *mut u8,
    end: *mut u8,
    scan_index: usize,
    scan: *mut u8,
}

impl Target {
    fn new(kind: RegionKind) -> Target {
        let null = std::ptr::null_mut();
        Target { kind, list: Vec::new(), top: null, end: null, scan_index: 0, scan: null }
    }
}

/// One running collection. `FULL`: moves everything. `SPECIAL`: with bulk become or migration.
pub(crate) struct Collector<'h, const FULL: bool, const SPECIAL: bool> {
    pub(super) heap: &'h mut Heap,
    pub(super) base: *mut u8,
    pub(super) cards: *mut u8,
    starts: *mut u8,
    layouts: *const LayoutRecord,
    pub(super) state: *mut u8,
    survivor: Target,
    old: Target,
    /// Marked large objects still to scan.
    large: Vec<u32>,
    from: Vec<u32>,
    tenure: u32,
    ages: [usize; 16],
    pub(super) discovered: Discovered,
    pub(super) discovering: bool,
    pub(super) keep_soft: bool,
    /// Stale layouts that this collection ends; null if it ends none.
    pub(crate) lazy: *const Lazy,
    pub(crate) copied: usize,
    pub(crate) promoted: usize,
}

impl<'h, const FULL: bool, const SPECIAL: bool> Collector<'h, FULL, SPECIAL> {
    /// Takes the regions to be emptied out of the heap's lists.
    pub(crate) fn begin(heap: &'h mut Heap, keep_soft: bool, tenure: u32) -> Self {
        let mut from = std::mem::take(&mut heap.eden);
        from.append(&mut heap.survivors);
        let mut old = Target::new(RegionKind::Old);
        if FULL {
            from.append(&mut heap.old);
            heap.old_current = None;
        } else if let Some(current) = heap.old_current {
            let start = heap.region_start(current);
            old.list.push(current);
            old.top = start.wrapping_add(heap.regions.get(current).top);
            old.scan = old.top;
            old.end = start.wrapping_add(REGION_SIZE);
        }
        for &index in &from {
            heap.state[index as usize] |= FROM;
        }
        for &head in &heap.large {
            if FULL || heap.state[head as usize] & YOUNG != 0 {
                heap.state[head as usize] |= FROM;
            }
        }
        let (base, cards, starts) = (heap.base(), heap.cards(), heap.starts());
        let (layouts, state) = (heap.layouts, heap.state.as_mut_ptr());
        Collector {
            heap,
            base,
            cards,
            starts,
            layouts,
            state,
            survivor: Target::new(RegionKind::Survivor),
            old,
            large: Vec::new(),
            from,
            tenure,
            ages: [0; 16],
            discovered: Discovered::default(),
            discovering: true,
            keep_soft,
            lazy: std::ptr::null(),
            copied: 0,
            promoted: 0,
        }
    }

    /// Frees the emptied regions and dead large objects and hands the new ones over. Returns bytes per age.
    pub(crate) fn finish(mut self) -> [usize; 16] {
        self.seal(true);
        self.seal(false);
        let heap = self.heap;
        for &index in &self.from {
            heap.free_region(index);
        }
        let large = std::mem::take(&mut heap.large);
        for head in large {
            if heap.state[head as usize] & FROM != 0 {
                heap.free_region(head);
            } else {
                heap.large.push(head);
            }
        }
        heap.survivors = self.survivor.list;
        if FULL {
            heap.old = self.old.list;
        } else {
            let skip = heap.old_current.is_some() as usize;
            heap.old.extend(self.old.list.iter().skip(skip));
        }
        heap.old_current = heap.old.last().copied();
        heap.allocated_before += heap.allocated as u64;
        heap.allocated = 0;
        self.ages
    }

    #[inline(always)]
    pub(super) fn state_of(&self, reference: u32) -> u8 {
        // SAFETY: every reference lies in a region of the heap, which the table covers.
        unsafe { *self.state.add((reference >> REF_REGION_SHIFT) as usize) }
    }

    /// The new reference of `reference`, which is copied or marked if that was not done yet.
    #[inline(always)]
    pub(super) fn forward(&mut self, reference: u32) -> u32 {
        let state = self.state_of(reference);
        if state & FROM == 0 {
            return reference;
        }
        if state & LARGE != 0 {
            return self.forward_large(reference, state);
        }
        // SAFETY: a reference into a `FROM` region names an object, forwarded or not.
        unsafe {
            let object = object::address(self.base, reference);
            let header = object.cast::<u64>().read();
            if (header >> 32) as u32 & mark::TAG_MASK == mark::FORWARDED {
                return self.follow(object, header as u32);
            }
            self.copy(object, header)
        }
    }

    /// A forwarding word names a moved object, or under `SPECIAL` one that takes the place of this one.
    #[inline(always)]
    unsafe fn follow(&mut self, object: *mut u8, target: u32) -> u32 {
        if SPECIAL && self.state_of(target) & FROM != 0 {
            let moved = self.forward(target);
            // SAFETY: the object's first word is a forwarding word.
            unsafe { object.cast::<u32>().write(moved) };
            return moved;
        }
        target
    }

    #[cold]
    #[inline(never)]
    fn forward_large(&mut self, reference: u32, state: u8) -> u32 {
        if SPECIAL && state & SPECIAL_BIT != 0 {
            // SAFETY: as in `forward`.
            unsafe {
                let object = object::address(self.base, reference);
                let header = object.cast::<u64>().read();
                if (header >> 32) as u32 & mark::TAG_MASK == mark::FORWARDED {
                    return self.follow(object, header as u32);
                }
                return self.copy(object, header);
            }
        }
        let region = reference >> REF_REGION_SHIFT;
        self.heap.state[region as usize] = LARGE;
        self.large.push(region);
        self.promoted += self.heap.regions.get(region).top;
        reference
    }

    #[inline(always)]
    unsafe fn copy(&mut self, object: *mut u8, header: u64) -> u32 {
        // SAFETY: the object is live and not forwarded, so its header names its layout; the target is fresh memory.
        unsafe {
            let record = object::record(self.layouts, LayoutId(header as u32));
            if SPECIAL && record.flags & FLAG_MIGRATING != 0 {
                return self.copy_migrating(object, header, &*record.migration);
            }
            let size = object::size(object, record);
            let mut new_header = header;
            let to = if FULL {
                self.allocate::<true>(size)
            } else {
                let age = (header >> 32) as u32 & mark::AGE_MASK;
                if age >= self.tenure << mark::AGE_SHIFT {
                    self.allocate::<true>(size)
                } else {
                    let older = age + (1 << mark::AGE_SHIFT);
                    self.ages[(older >> mark::AGE_SHIFT) as usize & 15] += size;
                    new_header = header & !((mark::AGE_MASK as u64) << 32) | (older as u64) << 32;
                    self.allocate::<false>(size)
                }
            };
            to.cast::<u64>().write(new_header);
            copy_body(object, to, size);
            let moved = object::reference(self.base, to);
            object.cast::<u64>().write(moved as u64 | (mark::FORWARDED as u64) << 32);
            moved
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn copy_migrating(&mut self, object: *mut u8, header: u64, migration: &Migration) -> u32 {
        // SAFETY: the migration's layout is in use and its offsets were checked against both layouts.
        unsafe {
            let record = object::record(self.layouts, migration.layout);
            let size = record.instance_size as usize;
            let to = if size > LARGE_OBJECT {
                let Some(head) = self.heap.take_large(size) else {
                    panic!("the space's reserve is used up in a migration");
                };
                self.large.push(head);
                self.heap.region_start(head)
            } else {
                self.allocate::<true>(size)
            };
            make_new(object, header, to, size, migration);
            if let Some(lazy) = self.lazy.as_ref() {
                let reference = object::reference(self.base, object);
                lazy.complete(self.base, LayoutId(header as u32), reference, object, to);
            }
            let moved = object::reference(self.base, to);
            object.cast::<u64>().write(moved as u64 | (mark::FORWARDED as u64) << 32);
            moved
        }
    }

    #[inline(always)]
    unsafe fn allocate<const OLD: bool>(&mut self, size: usize) -> *mut u8 {
        let target = if OLD { &mut self.old } else { &mut self.survivor };
        if (target.end as usize) - (target.top as usize) < size {
            self.new_region(OLD);
        }
        let target = if OLD { &mut self.old } else { &mut self.survivor };
        let at = target.top;
        target.top = at.wrapping_add(size);
        self.copied += size;
        if OLD {
            self.promoted += size;
            let offset = at as usize - self.base as usize;
            // SAFETY: invariant 6. The last start in a card stays.
            unsafe { *self.starts.add(offset >> CARD_SHIFT) = (offset >> 3 & 63) as u8 };
        }
        at
    }

    #[cold]
    #[inline(never)]
    fn new_region(&mut self, old: bool) {
        self.seal(old);
        let target = if old { &mut self.old } else { &mut self.survivor };
        let index = self.heap.take_target(target.kind);
        let start = self.heap.region_start(index);
        if target.list.is_empty() {
            target.scan = start;
        }
        target.list.push(index);
        target.top = start;
        target.end = start.wrapping_add(REGION_SIZE);
    }

    /// Records how far the target's last region is filled.
    fn seal(&mut self, old: bool) {
        let target = if old { &self.old } else { &self.survivor };
        if let Some(&last) = target.list.last() {
            self.heap.regions.get_mut(last).top = target.top as usize - self.heap.region_start(last) as usize;
        }
    }

    /// Scans until nothing reachable is unscanned.
    pub(crate) fn drain(&mut self) {
        loop {
            let mut progress = false;
            if !FULL {
                progress |= self.scan_target::<false>();
            }
            progress |= self.scan_target::<true>();
            while let Some(head) = self.large.pop() {
                progress = true;
                // SAFETY: a marked large object starts its region.
                unsafe { self.scan_object::<true>(self.heap.region_start(head)) };
            }
            if !progress {
                return;
            }
        }
    }

    fn scan_target<const OLD: bool>(&mut self) -> bool {
        let mut progress = false;
        loop {
            let target = if OLD { &self.old } else { &self.survivor };
            let Some(&index) = target.list.get(target.scan_index) else {
                return progress;
            };
            let last = target.scan_index + 1 == target.list.len();
            let end = if last {
                target.top
            } else {
                self.heap.region_start(index).wrapping_add(self.heap.regions.get(index).top)
            };
            let mut scan = target.scan;
            progress |= scan < end;
            while scan < end {
                // SAFETY: copies lie back to back from the scan pointer to the top.
                scan = scan.wrapping_add(unsafe { self.scan_object::<OLD>(scan) });
            }
            let target = if OLD { &mut self.old } else { &mut self.survivor };
            target.scan = scan;
            if target.scan_index + 1 < target.list.len() {
                if !last {
                    target.scan_index += 1;
                    target.scan = self.heap.region_start(target.list[target.scan_index]);
                }
            } else if scan == target.top {
                return progress;
            }
        }
    }

    /// Forwards every strong slot of an object that lives; returns its size.
    #[inline(always)]
    pub(super) unsafe fn scan_object<const OLD: bool>(&mut self, object: *mut u8) -> usize {
        // SAFETY: the object is live and not in a `FROM` region, so its header is a layout (invariant 2).
        unsafe {
            let record = object::record(self.layouts, object::layout_id(object));
            let size = object::size(object, record);
            if FULL {
                record.live_count.store(record.live_count.load(Relaxed) + 1, Relaxed);
                record.live_bytes.store(record.live_bytes.load(Relaxed) + size as u64, Relaxed);
            }
            match record.kind {
                LayoutKind::Instance => {
                    for &offset in object::ref_offsets(record) {
                        self.slot::<OLD>(object.add(offset as usize).cast());
                    }
                    if record.reference_kind != ReferenceKind::None {
                        self.scan_reference::<OLD>(object, record);
                    }
                }
                LayoutKind::RefArray => {
                    let length = object.add(LENGTH_OFFSET).cast::<u32>().read() as usize;
                    let first = object.add(ELEMENTS_OFFSET).cast::<u32>();
                    for index in 0..length {
                        self.slot::<OLD>(first.add(index));
                    }
                }
                LayoutKind::PrimArray | LayoutKind::Filler | LayoutKind::Free => {}
            }
            size
        }
    }

    /// Forwards one slot of an object; an old object's slot that still names a young one keeps its card dirty.
    #[inline(always)]
    pub(super) unsafe fn slot<const OLD: bool>(&mut self, slot: *mut u32) {
        // SAFETY: the slot holds 0 or a reference of the space.
        unsafe {
            let old = slot.read();
            if old == 0 {
                return;
            }
            let new = self.forward(old);
            if new != old {
                slot.write(new);
            }
            if OLD && !FULL && self.state_of(new) & YOUNG != 0 {
                self.dirty(slot.cast());
            }
        }
    }

    pub(super) unsafe fn dirty(&mut self, at: *mut u8) {
        // SAFETY: invariant 6.
        unsafe { *self.cards.add((at as usize - self.base as usize) >> CARD_SHIFT) = CARD_DIRTY };
    }

    /// Whether the object is already known to live, and where it is.
    pub(crate) fn resolve_live(&self, reference: u32) -> Option<u32> {
        let state = self.state_of(reference);
        if state & FROM == 0 {
            return Some(reference);
        }
        if state & LARGE != 0 && !(SPECIAL && state & SPECIAL_BIT != 0) {
            return None;
        }
        // SAFETY: as in `forward`.
        let header = unsafe { object::address(self.base, reference).cast::<u64>().read() };
        if (header >> 32) as u32 & mark::TAG_MASK != mark::FORWARDED {
            return None;
        }
        if SPECIAL { self.resolve_live(header as u32) } else { Some(header as u32) }
    }
}

/// The state bit under a name that does not clash with the const parameter.
const SPECIAL_BIT: u8 = SPECIAL;

/// Copies all but the header, in words.
#[inline(always)]
unsafe fn copy_body(from: *const u8, to: *mut u8, size: usize) {
    // SAFETY: both are objects of `size` bytes, aligned to 8, and do not overlap.
    unsafe {
        if size <= 64 {
            let (from, to) = (from.cast::<u64>(), to.cast::<u64>());
            for word in 1..size / 8 {
                to.add(word).write(from.add(word).read());
            }
        } else {
            std::ptr::copy_nonoverlapping(from.add(8), to.add(8), size - 8);
        }
    }
}

impl<const FULL: bool, const SPECIAL: bool> RootVisitor for Collector<'_, FULL, SPECIAL> {
    /// A young collection does not know what lives, and bulk become must reach everything.
    fn takes_dependent_roots_apart(&self) -> bool {
        FULL && !SPECIAL
    }

    fn slot(&mut self, slot: &AtomicU32) {
        let old = slot.load(Relaxed);
        if old != 0 {
            let new = self.forward(old);
            if new != old {
                slot.store(new, Relaxed);
            }
        }
    }

    unsafe fn slots(&mut self, first: *mut u32, len: usize) {
        for index in 0..len {
            // SAFETY: the caller's slots; roots have no cards.
            unsafe { Collector::slot::<false>(self, first.add(index)) };
        }
    }
}

impl<const FULL: bool, const SPECIAL: bool> WeakVisitor for Collector<'_, FULL, SPECIAL> {
    fn resolve(&mut self, reference: u32) -> Option<u32> {
        self.resolve_live(reference)
    }

    fn young_only(&self) -> bool {
        !FULL
    }
}
