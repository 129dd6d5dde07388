//! The heap check: run after each collection under `sanity`, and on demand.

use super::heap::{Heap, walk};
use super::object::{self, CARD_SHIFT, ELEMENTS_OFFSET, LENGTH_OFFSET};
use super::regions::*;
use crate::layout::{LayoutId, LayoutKind, LayoutRecord, ReferenceKind};
use crate::mark;
use crate::runtime::RootVisitor;
use crate::world::StoppedWorld;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

const MOST_FAULTS: usize = 20;

struct Check<'h> {
    heap: &'h Heap,
    starts: Vec<u64>,
    faults: Vec<String>,
    place: &'static str,
}

/// All faults found, the first few of them.
pub(crate) fn verify(world: &StoppedWorld<'_>) -> Vec<String> {
    let space = world.space();
    let guard = space.heap.lock();
    let words = (guard.regions.high() * REGION_SIZE / 8).div_ceil(64);
    let mut check = Check { heap: &guard, starts: vec![0; words], faults: Vec::new(), place: "heap" };
    check.find_starts();
    if check.faults.is_empty() {
        check.check_objects();
        check.place = "a root of the VM";
        space.runtime().visit_roots(world, &mut check);
        for mutator in space.stopped_mutators() {
            // SAFETY: invariants 4 and 5.
            let inner = unsafe { &*mutator.as_ptr() };
            check.place = "a handle";
            // SAFETY: slots of open handle bodies.
            inner.handles.each_run(&mut |first, len| unsafe { check.slots(first, len) });
            check.place = "a mutator's root";
            space.runtime().visit_mutator_roots(inner.core.client, &mut check);
        }
        check.place = "a global";
        space.globals().each(&mut |slot| check.slot(slot));
        check.place = "a weak global";
        space.weak_globals().each(&mut |slot| check.slot(slot));
        check.place = "a stale object's supplement";
        let lazy = space.lazy.read();
        lazy.each_root(&mut check);
        check.place = "a stale object";
        lazy.each_object(&mut |object| check.slot(&AtomicU32::new(object)));
        check.place = "the pending list";
        check.slot(&space.pending);
    }
    check.faults
}

impl Check<'_> {
    fn fault(&mut self, text: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(text);
        }
    }

    fn find_starts(&mut self) {
        let (base, layouts) = (self.heap.base(), self.heap.layouts);
        for (start, len) in self.heap.ranges() {
            let mut at = 0;
            while at < len {
                let object = start.wrapping_add(at);
                // SAFETY: reached by exact sizes from the range's start.
                let (id, record) = unsafe {
                    let id = object::layout_id(object);
                    if id == LayoutId(0) || id.0 >= 1 << 20 {
                        self.fault(format!("{:#x}: no layout {}", object::reference(base, object), id.0));
                        break;
                    }
                    (id, object::record(layouts, id))
                };
                if record.kind == LayoutKind::Free {
                    self.fault(format!("{:#x}: layout {} is free", object::reference(base, object), id.0));
                    break;
                }
                // SAFETY: a valid layout.
                let size = unsafe { object::size(object, record) };
                if size == 0 || at + size > len {
                    self.fault(format!("{:#x}: size {size} leaves its region", object::reference(base, object)));
                    break;
                }
                if record.kind != LayoutKind::Filler {
                    let index = object::reference(base, object) as usize;
                    self.starts[index / 64] |= 1 << (index % 64);
                }
                at += size;
            }
        }
    }

    fn is_object(&self, reference: u32) -> bool {
        self.starts.get(reference as usize / 64).is_some_and(|word| word >> (reference % 64) & 1 == 1)
    }

    fn check_objects(&mut self) {
        let layouts = self.heap.layouts;
        for range in self.heap.ranges() {
            // SAFETY: the starts pass found the range walkable.
            unsafe { walk(layouts, range, &mut |object, record, _| self.check_object(object, record)) };
        }
    }

    fn check_object(&mut self, object: *mut u8, record: &LayoutRecord) {
        // SAFETY: an object's start and its layout.
        unsafe {
            let word = object.add(object::MARK_OFFSET).cast::<u32>().read();
            if record.kind != LayoutKind::Filler && mark::tag(word) == mark::FORWARDED {
                self.fault(format!("{object:p}: forwarded outside a collection"));
            }
            match record.kind {
                LayoutKind::Instance => {
                    for &offset in object::ref_offsets(record) {
                        self.check_slot(object, object.add(offset as usize));
                    }
                    if record.reference_kind != ReferenceKind::None {
                        self.check_slot(object, object.add(record.referent_offset as usize));
                    }
                }
                LayoutKind::RefArray => {
                    for index in 0..object.add(LENGTH_OFFSET).cast::<u32>().read() as usize {
                        self.check_slot(object, object.add(ELEMENTS_OFFSET + index * 4));
                    }
                }
                _ => {}
            }
        }
    }

    unsafe fn check_slot(&mut self, object: *mut u8, slot: *mut u8) {
        // SAFETY: a slot of the object.
        let value = unsafe { slot.cast::<u32>().read() };
        if value == 0 {
            return;
        }
        let base = self.heap.base();
        let holder = object::reference(base, object);
        if !self.is_object(value) {
            let offset = slot as usize - object as usize;
            return self.fault(format!("object {holder:#x}, offset {offset}: {value:#x} is no object"));
        }
        let state = |reference: u32| self.heap.state[(reference >> REF_REGION_SHIFT) as usize];
        if state(holder) & YOUNG == 0 && state(value) & YOUNG != 0 {
            // SAFETY: invariant 6.
            let dirty =
                |at: *mut u8| unsafe { *self.heap.cards().add((at as usize - base as usize) >> CARD_SHIFT) != 0 };
            if !dirty(slot) && !dirty(object) {
                self.fault(format!("old object {holder:#x} names young {value:#x} and its card is clean"));
            }
        }
    }
}

impl RootVisitor for Check<'_> {
    fn slot(&mut self, slot: &AtomicU32) {
        let value = slot.load(Relaxed);
        if value != 0 && !self.is_object(value) {
            let place = self.place;
            self.fault(format!("{place} holds {value:#x}, which is no object"));
        }
    }

    unsafe fn slots(&mut self, first: *mut u32, len: usize) {
        for index in 0..len {
            // SAFETY: the caller's slots; nobody else touches them while stopped.
            let value = unsafe { first.add(index).read() };
            if value != 0 && !self.is_object(value) {
                let place = self.place;
                self.fault(format!("{place}, slot {index} of {len}, holds {value:#x}, which is no object"));
            }
        }
    }
}
