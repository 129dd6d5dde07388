//! A heap in which nothing moves: while it is frozen no collection runs, and a copy of all objects lets it be put back as it
//! was. Also references redirected in place, which a frozen heap needs instead of a bulk become.
//!
//! Objects made since stay where they are, unreachable after the way back unless a root of theirs stays.

use super::heap::{self, Heap};
use super::object::{self, CARD_DIRTY, CARD_SHIFT, MARK_OFFSET};
use super::regions::{REF_REGION_SHIFT, REGION_SHIFT};
use crate::layout::LayoutRecord;
use crate::runtime::{RootVisitor, WeakVisitor};
use crate::{RawRef, mark};
use std::collections::HashMap;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// All objects of a heap at one moment, byte by byte.
pub(crate) struct Image {
    ranges: Vec<(usize, Box<[u8]>)>,
}

impl Image {
    /// Copies what the heap holds. Buffers are filled up and the world is stopped.
    pub(crate) fn take(heap: &Heap) -> Image {
        let ranges = heap.ranges().into_iter().map(|(start, len)| {
            // SAFETY: invariant 4: nobody writes to the range, which holds objects and so is initialised.
            let bytes = unsafe { std::slice::from_raw_parts(start, len) };
            (start as usize - heap.base() as usize, Box::from(bytes))
        });
        Image { ranges: ranges.collect() }
    }

    /// Puts every object back as it was.
    pub(crate) fn put_back(&self, heap: &Heap) {
        for (offset, bytes) in &self.ranges {
            // SAFETY: as in `take`; the range was the heap's then, and a frozen heap gives no region back.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), heap.base().add(*offset), bytes.len()) };
        }
    }

    /// Was the object there when the image was taken?
    pub(crate) fn contains(&self, reference: u32) -> bool {
        let at = reference as usize * object::SCALE;
        let after = self.ranges.partition_point(|(start, _)| *start <= at);
        after > 0 && self.ranges.get(after - 1).is_some_and(|(start, bytes)| at < start + bytes.len())
    }

    pub(crate) fn bytes(&self) -> usize {
        self.ranges.iter().map(|(_, bytes)| bytes.len()).sum()
    }
}

/// References that were made to name other objects.
#[derive(Default)]
pub(crate) struct Redirected {
    /// Address of each root that was changed, what it held and what it holds.
    roots: HashMap<usize, (u32, u32)>,
}

/// Gives slots that name the first object of a pair the second.
pub(crate) struct Redirector<'p> {
    pairs: &'p HashMap<u32, u32>,
    /// Regions in which a first object lies: most slots are decided by this.
    regions: Vec<bool>,
    changed: Redirected,
}

impl<'p> Redirector<'p> {
    pub(crate) fn new(heap: &Heap, pairs: &'p HashMap<u32, u32>) -> Self {
        let mut regions = vec![false; heap.regions.len()];
        for from in pairs.keys() {
            regions[(from >> REF_REGION_SHIFT) as usize] = true;
        }
        Redirector { pairs, regions, changed: Redirected::default() }
    }

    #[inline(always)]
    fn target(&self, reference: u32) -> Option<u32> {
        let here = self.regions.get((reference >> REF_REGION_SHIFT) as usize).is_some_and(|here| *here);
        if here && reference != 0 { self.pairs.get(&reference).copied() } else { None }
    }

    /// Redirects the slots of all objects.
    pub(crate) fn objects(&mut self, heap: &Heap) {
        let cards = heap.cards();
        let base = heap.base();
        for range in heap.ranges() {
            // SAFETY: the world is stopped and buffers are filled up.
            unsafe {
                heap::walk(heap.layouts, range, &mut |object, record, _| {
                    self.object(object, record, &mut |slot| {
                        // SAFETY: invariant 6.
                        cards.add((slot as usize - base as usize) >> CARD_SHIFT).write(CARD_DIRTY);
                    });
                });
            }
        }
    }

    unsafe fn object(&self, object: *mut u8, record: &LayoutRecord, dirty: &mut dyn FnMut(*mut u32)) {
        let mut slot = |slot: *mut u32| {
            // SAFETY: a reference slot of an object (invariants 2 and 4).
            if let Some(target) = self.target(unsafe { slot.read() }) {
                // SAFETY: as above.
                unsafe { slot.write(target) };
                dirty(slot);
            }
        };
        // SAFETY: the record is the object's.
        unsafe { object::each_slot(object, record, &mut slot) };
    }

    /// Identity hash and lock go with the references.
    pub(crate) fn marks(&self, heap: &Heap) {
        for (from, to) in self.pairs {
            // SAFETY: both name objects of this space (invariants 1 and 4).
            unsafe {
                let source = object::address(heap.base(), *from).add(MARK_OFFSET).cast::<u32>();
                let target = object::address(heap.base(), *to).add(MARK_OFFSET).cast::<u32>();
                let held = source.read();
                if held & !mark::AGE_MASK != 0 && target.read() & !mark::AGE_MASK == 0 {
                    target.write((target.read() & mark::AGE_MASK) | (held & !mark::AGE_MASK));
                }
                source.write(held & mark::AGE_MASK);
            }
        }
    }

    pub(crate) fn finish(self) -> Redirected {
        self.changed
    }
}

impl RootVisitor for Redirector<'_> {
    fn slot(&mut self, slot: &AtomicU32) {
        // SAFETY: an atomic is a valid slot; the world is stopped.
        unsafe { self.slots(slot.as_ptr(), 1) }
    }

    unsafe fn slots(&mut self, first: *mut u32, len: usize) {
        for at in 0..len {
            // SAFETY: the caller's slots.
            unsafe {
                let slot = first.add(at);
                let old = slot.read();
                if let Some(new) = self.target(old) {
                    slot.write(new);
                    self.changed.roots.insert(slot as usize, (old, new));
                }
            }
        }
    }
}

impl WeakVisitor for Redirector<'_> {
    fn resolve(&mut self, reference: u32) -> Option<u32> {
        Some(self.target(reference).unwrap_or(reference))
    }

    fn slot(&mut self, slot: &AtomicU32) -> bool {
        RootVisitor::slot(self, slot);
        slot.load(Relaxed) != 0
    }
}

/// Takes back what a [`Redirector`] did to roots; objects are put back by their image.
pub(crate) struct Restorer(pub(crate) Redirected);

impl RootVisitor for Restorer {
    fn slot(&mut self, slot: &AtomicU32) {
        // SAFETY: as for the redirector.
        unsafe { self.slots(slot.as_ptr(), 1) }
    }

    unsafe fn slots(&mut self, first: *mut u32, len: usize) {
        for at in 0..len {
            // SAFETY: the caller's slots.
            unsafe {
                let slot = first.add(at);
                if let Some((old, new)) = self.0.roots.get(&(slot as usize))
                    && slot.read() == *new
                {
                    slot.write(*old);
                }
            }
        }
    }
}

impl WeakVisitor for Restorer {
    fn resolve(&mut self, reference: u32) -> Option<u32> {
        Some(reference)
    }

    fn slot(&mut self, slot: &AtomicU32) -> bool {
        RootVisitor::slot(self, slot);
        slot.load(Relaxed) != 0
    }
}

/// Every first object of a pair once, and none also second.
pub(crate) fn check_pairs(pairs: &[(RawRef, RawRef)]) -> Result<HashMap<u32, u32>, crate::BecomeError> {
    let mut map = HashMap::with_capacity(pairs.len());
    for (from, to) in pairs {
        if map.insert(from.0, to.0).is_some() {
            return Err(crate::BecomeError::Twice(from.0));
        }
    }
    match pairs.iter().find(|(_, to)| map.contains_key(&to.0)) {
        Some((_, to)) => Err(crate::BecomeError::Chained(to.0)),
        None => Ok(map),
    }
}

const _: () = assert!(REGION_SHIFT as usize - 3 == REF_REGION_SHIFT as usize);
