//! Soft, weak, final and phantom references: found while scanning, decided when marking is done.
//!
//! Order: soft and weak are cleared, final referents are kept (and what they reach), phantom are cleared. Cleared or
//! kept ones go onto the space's pending list, chained through their `discovered` field. The VM's weak tables come last.

use super::collector::Collector;
use super::object;
use super::regions::YOUNG;
use crate::layout::{LayoutRecord, ReferenceKind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Reference objects whose referent was not known to live when they were scanned.
#[derive(Default)]
pub(crate) struct Discovered {
    /// Soft and weak: both are cleared in the same step.
    weak: Vec<u32>,
    finals: Vec<u32>,
    phantom: Vec<u32>,
}

impl<const FULL: bool, const SPECIAL: bool> Collector<'_, FULL, SPECIAL> {
    /// Decides what the referent of a reference object is to the running collection.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn scan_reference<const OLD: bool>(&mut self, object: *mut u8, record: &LayoutRecord) {
        // SAFETY: the object has this layout, whose offsets were checked.
        unsafe {
            let slot = object.add(record.referent_offset as usize).cast::<u32>();
            let referent = slot.read();
            if referent == 0 {
                return;
            }
            let inactive = record.next_offset != 0 && object.add(record.next_offset as usize).cast::<u32>().read() != 0;
            let strong = !self.discovering
                || self.resolve_live(referent).is_some()
                || match record.reference_kind {
                    ReferenceKind::Soft => self.keep_soft,
                    ReferenceKind::Final => inactive,
                    _ => false,
                };
            if strong {
                self.slot::<OLD>(slot);
                return;
            }
            let reference = object::reference(self.base, object);
            match record.reference_kind {
                ReferenceKind::Final => self.discovered.finals.push(reference),
                ReferenceKind::Phantom => self.discovered.phantom.push(reference),
                _ => self.discovered.weak.push(reference),
            }
        }
    }

    /// Runs after the strong roots are drained. Returns whether something was put onto `pending`. `settle` scans until nothing
    /// reachable is unscanned.
    pub(crate) fn process_references(&mut self, pending: &AtomicU32, settle: impl FnOnce(&mut Self)) -> bool {
        self.discovering = false;
        let mut any = false;
        let weak = std::mem::take(&mut self.discovered.weak);
        any |= self.clear_dead(&weak, pending);
        // An object that lay in two dirty cards was scanned twice.
        let mut finals = std::mem::take(&mut self.discovered.finals);
        finals.sort_unstable();
        finals.dedup();
        // Decided for all before any is kept, because several may name the same object.
        let dead: Vec<bool> = finals.iter().map(|&reference| self.referent_is_dead(reference)).collect();
        for (reference, dead) in finals.into_iter().zip(dead) {
            self.keep_final(reference, dead, pending);
            any |= dead;
        }
        settle(self);
        let phantom = std::mem::take(&mut self.discovered.phantom);
        any |= self.clear_dead(&phantom, pending);
        any
    }

    fn clear_dead(&mut self, references: &[u32], pending: &AtomicU32) -> bool {
        let mut any = false;
        for &reference in references {
            // SAFETY: `reference` was scanned, so it is a live reference object.
            unsafe {
                let (object, record) = self.object(reference);
                let slot = object.add(record.referent_offset as usize).cast::<u32>();
                let referent = slot.read();
                if referent == 0 {
                    continue;
                }
                match self.resolve_live(referent) {
                    Some(moved) => self.store(reference, slot, moved),
                    None => {
                        slot.write(0);
                        self.enqueue(reference, record, pending);
                        any = true;
                    }
                }
            }
        }
        any
    }

    fn referent_is_dead(&self, reference: u32) -> bool {
        // SAFETY: as in `clear_dead`.
        unsafe {
            let (object, record) = self.object(reference);
            let referent = object.add(record.referent_offset as usize).cast::<u32>().read();
            referent != 0 && self.resolve_live(referent).is_none()
        }
    }

    fn keep_final(&mut self, reference: u32, dead: bool, pending: &AtomicU32) {
        // SAFETY: as in `clear_dead`.
        unsafe {
            let (object, record) = self.object(reference);
            let slot = object.add(record.referent_offset as usize).cast::<u32>();
            let referent = slot.read();
            if referent != 0 {
                let moved = self.forward(referent);
                self.store(reference, slot, moved);
            }
            if dead {
                if record.next_offset != 0 {
                    self.store(reference, object.add(record.next_offset as usize).cast(), reference);
                }
                self.enqueue(reference, record, pending);
            }
        }
    }

    unsafe fn object(&self, reference: u32) -> (*mut u8, &'static LayoutRecord) {
        // SAFETY: a live object; records live as long as the space, which outlives the collection.
        unsafe {
            let object = object::address(self.base, reference);
            (object, object::record(self.heap.layouts, object::layout_id(object)))
        }
    }

    unsafe fn enqueue(&mut self, reference: u32, record: &LayoutRecord, pending: &AtomicU32) {
        // SAFETY: the object has this layout.
        unsafe {
            let slot = object::address(self.base, reference).add(record.discovered_offset as usize).cast();
            self.store(reference, slot, pending.load(Relaxed));
        }
        pending.store(reference, Relaxed);
    }

    /// Stores into a live object, with its card if it is old and the value young.
    unsafe fn store(&mut self, holder: u32, slot: *mut u32, value: u32) {
        // SAFETY: the slot lies in `holder`.
        unsafe {
            slot.write(value);
            if value != 0 && self.state_of(holder) & YOUNG == 0 && self.state_of(value) & YOUNG != 0 {
                self.dirty(slot.cast());
            }
        }
    }
}
