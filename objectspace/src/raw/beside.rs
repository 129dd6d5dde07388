//! Migration beside the old objects: new ones are made in regions of their own, and references to the old ones are redirected
//! where they are. What need not move stays, so the stop does not grow with what else lives.
//!
//! A *survey* has looked through the old regions before the stop, while the program ran: it knows the instances there and the
//! slots that named them. What the program stored since lies in dirty cards or is young, and both are looked at in the stop.
//!
//! The old objects turn into fillers whose mark word names the new object, so the heap stays walkable. Never decides what
//! lives: unreachable instances that no collection has met yet get a new object as well.

use super::heap::{self, Heap};
use super::migrate::make_new;
use super::object::{self, CARD_DIRTY, CARD_SHIFT, MARK_OFFSET};
use super::regions::*;
use crate::layout::{LayoutId, LayoutKind, LayoutRecord};
use crate::runtime::{RootVisitor, WeakVisitor};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Old regions and large objects as they were after a collection: none of their objects moves before the next one.
pub(crate) struct Ground {
    /// Start and length in bytes of what holds objects.
    pub(crate) ranges: Vec<(usize, usize)>,
    layouts: *const LayoutRecord,
    base: *mut u8,
    regions: usize,
}

/// What a survey found so far.
#[derive(Default)]
pub(crate) struct Found {
    /// Instances in old regions.
    pub(crate) instances: Vec<u32>,
    /// Bytes of them.
    pub(crate) bytes: usize,
    /// By region: does an instance lie in it?
    regions: Vec<bool>,
    /// Addresses of slots of old objects that named an instance.
    slots: Vec<usize>,
}

/// Membership by layout id.
pub(crate) struct LayoutSet(Vec<bool>);

impl LayoutSet {
    pub(crate) fn new(ids: impl Iterator<Item = LayoutId>) -> LayoutSet {
        let mut set = Vec::new();
        for LayoutId(id) in ids {
            let at = id as usize;
            if set.len() <= at {
                set.resize(at + 1, false);
            }
            set[at] = true;
        }
        LayoutSet(set)
    }

    #[inline(always)]
    pub(crate) fn contains(&self, id: LayoutId) -> bool {
        self.0.get(id.0 as usize).is_some_and(|here| *here)
    }
}

impl Ground {
    pub(crate) fn of(heap: &Heap) -> Ground {
        let is_old = |head: &&u32| heap.state[**head as usize] & YOUNG == 0;
        let all = heap.old.iter().chain(heap.large.iter().filter(is_old));
        let ranges = all.map(|&index| (heap.region_start(index) as usize, heap.regions.get(index).top)).collect();
        Ground { ranges, layouts: heap.layouts, base: heap.base(), regions: heap.regions.len() }
    }

    /// Looks for instances in one range.
    ///
    /// # Safety
    /// No collection has begun since [`Ground::of`], and none begins before this returns.
    pub(crate) unsafe fn find_instances(&self, range: (usize, usize), wanted: &LayoutSet, found: &mut Found) {
        found.regions.resize(self.regions, false);
        let mut note = |object: *mut u8, record: &LayoutRecord, size: usize| {
            // SAFETY: an object's start.
            if record.kind == LayoutKind::Instance && wanted.contains(unsafe { object::layout_id(object) }) {
                let reference = object::reference(self.base, object);
                found.instances.push(reference);
                found.bytes += size;
                found.regions[(reference >> REF_REGION_SHIFT) as usize] = true;
            }
        };
        // SAFETY: old regions are walkable; running mutators change marks and fields, no header's layout.
        unsafe { heap::walk(self.layouts, (range.0 as *mut u8, range.1), &mut note) };
    }

    /// Looks for slots that name instances, in one range. All instances have been found.
    ///
    /// # Safety
    /// As for [`Ground::find_instances`].
    pub(crate) unsafe fn find_slots(&self, range: (usize, usize), wanted: &LayoutSet, found: &mut Found) {
        let (regions, slots) = (&found.regions, &mut found.slots);
        let mut look = |object: *mut u8, record: &LayoutRecord, _: usize| {
            // SAFETY: an object's start and its layout; slots change while they are read, which atomics allow.
            unsafe {
                // The new object of an instance has slots of its own.
                if record.kind == LayoutKind::Instance && wanted.contains(object::layout_id(object)) {
                    return;
                }
                object::each_slot(object, record, |slot| {
                    let value = AtomicU32::from_ptr(slot).load(Relaxed);
                    if regions[(value >> REF_REGION_SHIFT) as usize]
                        && wanted.contains(object::layout_id(object::address(self.base, value)))
                    {
                        slots.push(slot as usize);
                    }
                });
            }
        };
        // SAFETY: as above.
        unsafe { heap::walk(self.layouts, (range.0 as *mut u8, range.1), &mut look) };
    }
}

/// Instances that are not in old regions, with their bytes. Buffers are filled up and the world is stopped.
pub(crate) fn young_instances(heap: &Heap, wanted: &LayoutSet) -> (Vec<u32>, usize) {
    let (mut instances, mut bytes) = (Vec::new(), 0);
    for range in young_ranges(heap) {
        // SAFETY: the world is stopped.
        unsafe {
            heap::walk(heap.layouts, range, &mut |object, record, size| {
                if record.kind == LayoutKind::Instance && wanted.contains(object::layout_id(object)) {
                    instances.push(object::reference(heap.base(), object));
                    bytes += size;
                }
            });
        }
    }
    (instances, bytes)
}

fn young_ranges(heap: &Heap) -> Vec<(*mut u8, usize)> {
    let is_young = |head: &&u32| heap.state[**head as usize] & YOUNG != 0;
    let all = heap.eden.iter().chain(&heap.survivors).chain(heap.large.iter().filter(is_young));
    all.map(|&index| (heap.region_start(index), heap.regions.get(index).top)).collect()
}

/// Redirects references to old objects that have a new one.
pub(crate) struct Forwarder {
    base: *mut u8,
    /// By region: does an old object with a new one lie in it? Most slots are decided by this.
    regions: Vec<bool>,
}

impl Forwarder {
    #[inline(always)]
    fn target(&self, reference: u32) -> Option<u32> {
        if !self.regions[(reference >> REF_REGION_SHIFT) as usize] {
            return None;
        }
        // SAFETY: a reference of the space; `regions` is false for that of null.
        let header = unsafe { object::address(self.base, reference).cast::<u64>().read() };
        let is_filler = matches!(LayoutId(header as u32), LayoutId::FILLER_WORD | LayoutId::FILLER_RUN);
        is_filler.then_some((header >> 32) as u32)
    }

    #[inline(always)]
    unsafe fn slot(&self, slot: *mut u32) {
        // SAFETY: the caller's slot, which nobody else uses.
        unsafe {
            if let Some(new) = self.target(slot.read()) {
                slot.write(new);
            }
        }
    }
}

impl RootVisitor for Forwarder {
    fn slot(&mut self, slot: &AtomicU32) {
        // SAFETY: an atomic is a valid slot; the world is stopped.
        unsafe { Forwarder::slot(self, slot.as_ptr()) }
    }

    unsafe fn slots(&mut self, first: *mut u32, len: usize) {
        for at in 0..len {
            // SAFETY: the caller's slots.
            unsafe { Forwarder::slot(self, first.add(at)) };
        }
    }
}

impl WeakVisitor for Forwarder {
    fn resolve(&mut self, reference: u32) -> Option<u32> {
        Some(self.target(reference).unwrap_or(reference))
    }
}

/// Regions that are filled with new objects.
struct Made {
    list: Vec<u32>,
    top: *mut u8,
    end: *mut u8,
}

impl Made {
    fn take(&mut self, heap: &mut Heap, size: usize) -> *mut u8 {
        if (self.end as usize) - (self.top as usize) < size {
            self.seal(heap);
            let index = heap.take_target(RegionKind::Old);
            self.list.push(index);
            self.top = heap.region_start(index);
            self.end = self.top.wrapping_add(REGION_SIZE);
        }
        let at = self.top;
        self.top = at.wrapping_add(size);
        let offset = at as usize - heap.base() as usize;
        // SAFETY: invariant 6. The last start in a card stays.
        unsafe { *heap.starts().add(offset >> CARD_SHIFT) = (offset >> 3 & 63) as u8 };
        at
    }

    fn seal(&self, heap: &mut Heap) {
        if let Some(&last) = self.list.last() {
            heap.regions.get_mut(last).top = self.top as usize - heap.region_start(last) as usize;
        }
    }
}

/// Makes the new objects of all instances whose layout migrates, and redirects the references of all objects. Roots are the
/// caller's, with the forwarder. There is room, and no instance is large.
pub(crate) fn convert(heap: &mut Heap, found: &Found, young: &[u32]) -> Forwarder {
    let (base, layouts) = (heap.base(), heap.layouts);
    let mut regions = found.regions.clone();
    regions.resize(heap.regions.len(), false);
    for reference in young {
        regions[(reference >> REF_REGION_SHIFT) as usize] = true;
    }
    let mut made = Made { list: Vec::new(), top: std::ptr::null_mut(), end: std::ptr::null_mut() };
    let mut unchanged = Vec::new();
    for &reference in found.instances.iter().chain(young) {
        // SAFETY: instances of the surveyed layouts, met once each; none has been moved or freed since.
        unsafe {
            let old = object::address(base, reference);
            let header = old.cast::<u64>().read();
            let record = object::record(layouts, LayoutId(header as u32));
            let Some(migration) = record.migration.as_ref() else {
                unchanged.push(old);
                continue;
            };
            let next = object::record(layouts, migration.layout);
            let size = next.instance_size as usize;
            let new = made.take(heap, size);
            make_new(old, header, new, size, migration);
            next.live_count.store(next.live_count() + 1, Relaxed);
            next.live_bytes.store(next.live_bytes() + size as u64, Relaxed);
            record.live_count.store(0, Relaxed);
            record.live_bytes.store(0, Relaxed);
            object::fill(old, record.instance_size as usize);
            old.add(MARK_OFFSET).cast::<u32>().write(object::reference(base, new));
        }
    }
    made.seal(heap);
    let forwarder = Forwarder { base, regions };
    // SAFETY: all are slots of objects that were neither moved nor turned into fillers; the world is stopped.
    unsafe {
        for &slot in &found.slots {
            forwarder.slot(slot as *mut u32);
        }
        let mut forward = |object: *mut u8, record: &LayoutRecord, _: usize| {
            object::each_slot(object, record, |slot| forwarder.slot(slot));
        };
        for object in unchanged {
            forward(object, object::record(layouts, object::layout_id(object)), 0);
        }
        for range in young_ranges(heap) {
            heap::walk(layouts, range, &mut forward);
        }
        heap.each_dirty_slot(&mut |slot| forwarder.slot(slot));
        new_objects(heap, &made.list, &forwarder);
    }
    // Promotion goes on after the new objects.
    heap.old.extend(made.list);
    heap.old_current = heap.old.last().copied();
    forwarder
}

/// Redirects what the new objects refer to, and marks the cards of those that name young ones.
///
/// # Safety
/// The regions hold new objects up to their tops.
unsafe fn new_objects(heap: &Heap, made: &[u32], forwarder: &Forwarder) {
    let (base, cards) = (heap.base(), heap.cards());
    for &index in made {
        let range = (heap.region_start(index), heap.regions.get(index).top);
        // SAFETY: the caller's promise; invariant 6.
        unsafe {
            heap::walk(heap.layouts, range, &mut |object, record, _| {
                object::each_slot(object, record, |slot| {
                    forwarder.slot(slot);
                    if heap.state[(slot.read() >> REF_REGION_SHIFT) as usize] & YOUNG != 0 {
                        cards.add((slot as usize - base as usize) >> CARD_SHIFT).write(CARD_DIRTY);
                    }
                });
            });
        }
    }
}
