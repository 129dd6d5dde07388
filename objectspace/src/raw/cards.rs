//! Dirty cards as roots of a young collection.
//!
//! A store marks either its slot's card or its object's header card. So an object whose header lies in a dirty card
//! is scanned whole; one that reaches into a dirty card from before is scanned there.

use super::collector::Collector;
use super::heap::{Heap, NO_START};
use super::object::{self, CARD_SHIFT, ELEMENTS_OFFSET, LENGTH_OFFSET};
use super::regions::*;
use crate::layout::LayoutKind;

const CARD_SIZE: usize = 1 << CARD_SHIFT;

/// The last object that starts before card `card` of the region whose first card is `first`.
///
/// # Safety
/// `card > first`, and the region is old: an object starts at its first byte.
unsafe fn start_before(heap: &Heap, card: usize, first: usize) -> *mut u8 {
    let mut at = card - 1;
    loop {
        // SAFETY: invariant 6.
        let start = unsafe { *heap.starts().add(at) };
        if start != NO_START {
            return heap.base().wrapping_add((at << CARD_SHIFT) + start as usize * 8);
        }
        assert!(at > first, "start table has no object at the start of an old region");
        at -= 1;
    }
}

impl Heap {
    /// Shows every slot that may have been stored to since its card was clean, and others; some more than once.
    ///
    /// # Safety
    /// The world is stopped and the heap walkable.
    pub(crate) unsafe fn each_dirty_slot(&self, f: &mut dyn FnMut(*mut u32)) {
        let is_old = |head: &&u32| self.state[**head as usize] & YOUNG == 0;
        for &index in self.old.iter().chain(self.large.iter().filter(is_old)) {
            let (start, len) = (self.region_start(index), self.regions.get(index).top);
            let first = (start as usize - self.base() as usize) >> CARD_SHIFT;
            let large = self.state[index as usize] & LARGE != 0;
            for card in first..first + len.div_ceil(CARD_SIZE) {
                // SAFETY: invariant 6; old regions are walkable from any object start.
                unsafe {
                    if *self.cards().add(card) == 0 {
                        continue;
                    }
                    let low = self.base().wrapping_add(card << CARD_SHIFT);
                    let high = low.wrapping_add(CARD_SIZE).min(start.wrapping_add(len));
                    let mut object = if large || card == first { start } else { start_before(self, card, first) };
                    while object < high {
                        let record = object::record(self.layouts, object::layout_id(object));
                        if object < low && record.kind == LayoutKind::RefArray {
                            for index in elements_between(object, low, high) {
                                f(object.add(ELEMENTS_OFFSET).cast::<u32>().add(index));
                            }
                        } else {
                            object::each_slot(object, record, &mut *f);
                        }
                        object = object.add(object::size(object, record));
                    }
                }
            }
        }
    }
}

/// Elements of the reference array at `array` that lie between two addresses.
///
/// # Safety
/// It is the start of a reference array.
unsafe fn elements_between(array: *mut u8, low: *mut u8, high: *mut u8) -> std::ops::Range<usize> {
    // SAFETY: the caller's array.
    let length = unsafe { array.add(LENGTH_OFFSET).cast::<u32>().read() } as usize;
    let elements = array as usize + ELEMENTS_OFFSET;
    let from = (low as usize).saturating_sub(elements) / 4;
    from..((high as usize).saturating_sub(elements) / 4).min(length)
}

impl<const FULL: bool, const SPECIAL: bool> Collector<'_, FULL, SPECIAL> {
    /// Forwards what old objects in dirty cards refer to. Runs before anything else was copied to old regions.
    pub(crate) fn scan_cards(&mut self) {
        if FULL {
            return;
        }
        let old = self.heap.old.clone();
        for index in old {
            self.scan_region_cards(index, false);
        }
        let large = self.heap.large.clone();
        for head in large {
            if self.heap.state[head as usize] & (YOUNG | FROM) == 0 {
                self.scan_region_cards(head, true);
            }
        }
    }

    fn scan_region_cards(&mut self, index: u32, large: bool) {
        let start = self.heap.region_start(index);
        let top = start.wrapping_add(self.heap.regions.get(index).top);
        let first = (start as usize - self.base as usize) >> CARD_SHIFT;
        let count = (top as usize - start as usize).div_ceil(CARD_SIZE);
        let mut word = 0;
        while word < count {
            // SAFETY: invariant 6; regions hold whole words of cards.
            let cards = unsafe { self.cards.add(first + word).cast::<u64>().read_unaligned() };
            if cards != 0 {
                for card in first + word..first + (word + 8).min(count) {
                    // SAFETY: invariant 6; the card lies in an old region below its top.
                    unsafe {
                        if *self.cards.add(card) != 0 {
                            *self.cards.add(card) = 0;
                            let object =
                                if large || card == first { start } else { start_before(self.heap, card, first) };
                            self.scan_card(card, object, top);
                        }
                    }
                }
            }
            word += 8;
        }
    }

    /// Scans the objects that reach into `card`, from `object` on, which starts before it or at the region's start.
    unsafe fn scan_card(&mut self, card: usize, mut object: *mut u8, top: *mut u8) {
        let low = self.base.wrapping_add(card << CARD_SHIFT);
        let high = low.wrapping_add(CARD_SIZE).min(top);
        while object < high {
            // SAFETY: old regions are walkable from any object start.
            unsafe {
                let record = object::record(self.heap.layouts, object::layout_id(object));
                let size = object::size(object, record);
                if object.wrapping_add(size) > low {
                    if object < low && record.kind == LayoutKind::RefArray {
                        for index in elements_between(object, low, high) {
                            self.slot::<true>(object.add(ELEMENTS_OFFSET).cast::<u32>().add(index));
                        }
                    } else {
                        self.scan_object::<true>(object);
                    }
                }
                object = object.add(size);
            }
        }
    }
}
