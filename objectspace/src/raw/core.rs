//! The part of a mutator that the interpreter reads and writes directly, and the allocation fast path.

use super::object::{self, CARD_DIRTY, ELEMENTS_OFFSET, LENGTH_OFFSET, REF_CARD_SHIFT};
use crate::layout::{LayoutId, LayoutRecord};
use crate::space::Space;
use std::sync::atomic::AtomicU32;

/// Executes; may touch the heap.
pub(crate) const RUNNING: u32 = 0;
/// In native code or blocked; does not touch the heap and counts as stopped.
pub(crate) const NATIVE: u32 = 1;
/// Waits for a stop to end.
pub(crate) const STOPPED: u32 = 2;
/// Bit of `poll`: a stop is wanted.
pub const POLL_STOP: u32 = 1;

/// The head of a mutator at fixed offsets.
///
/// `tlab_top..tlab_end` is zeroed memory to bump from; both are up to date at every safe point. `poll` is
/// not zero when the thread should call [`crate::Mutator::poll`].
#[repr(C)]
pub struct MutatorCore {
    /// Offset 0: next free byte of the allocation buffer.
    pub tlab_top: *mut u8,
    /// Offset 8: end of the allocation buffer.
    pub tlab_end: *mut u8,
    /// Offset 16: bit 0 a stop is wanted; the other bits are the VM's.
    pub poll: AtomicU32,
    /// Offset 20: running, native or stopped.
    pub(crate) state: AtomicU32,
    /// Offset 24: address of reference 0.
    pub heap_base: *mut u8,
    /// Offset 32: card table, indexed by `reference >> 6`.
    pub cards: *mut u8,
    /// Offset 40: layout table, indexed by layout id.
    pub layouts: *const LayoutRecord,
    /// Offset 48: the space.
    pub space: *const Space,
    /// Offset 56: what the VM attached with.
    pub client: *mut (),
}

const _: () = {
    assert!(std::mem::offset_of!(MutatorCore, tlab_top) == 0);
    assert!(std::mem::offset_of!(MutatorCore, tlab_end) == 8);
    assert!(std::mem::offset_of!(MutatorCore, poll) == 16);
    assert!(std::mem::offset_of!(MutatorCore, heap_base) == 24);
    assert!(std::mem::offset_of!(MutatorCore, cards) == 32);
    assert!(std::mem::offset_of!(MutatorCore, layouts) == 40);
    assert!(std::mem::offset_of!(MutatorCore, space) == 48);
    assert!(std::mem::offset_of!(MutatorCore, client) == 56);
};

/// Takes an instance of `size` bytes (a multiple of 8) from the buffer: its reference, or 0 if the slow path must run.
///
/// # Safety
/// `core` is the calling thread's own, running; `size` is that of `layout`.
#[inline(always)]
pub unsafe fn bump_instance(core: *mut MutatorCore, layout: LayoutId, size: usize) -> u32 {
    // SAFETY: the buffer belongs to this thread (invariant 5) and is zeroed.
    unsafe {
        let top = (*core).tlab_top;
        if ((*core).tlab_end as usize) - (top as usize) < size {
            return 0;
        }
        (*core).tlab_top = top.add(size);
        top.cast::<u32>().write(layout.0);
        object::reference((*core).heap_base, top)
    }
}

/// Takes an array from the buffer: its reference, or 0 if the slow path must run.
///
/// # Safety
/// As for [`bump_instance`]; `elem_shift` is that of `layout`.
#[inline(always)]
pub unsafe fn bump_array(core: *mut MutatorCore, layout: LayoutId, elem_shift: u8, length: u32) -> u32 {
    let size = object::array_size(elem_shift, length);
    // SAFETY: as in `bump_instance`.
    unsafe {
        let top = (*core).tlab_top;
        if ((*core).tlab_end as usize) - (top as usize) < size {
            return 0;
        }
        (*core).tlab_top = top.add(size);
        top.cast::<u32>().write(layout.0);
        top.add(LENGTH_OFFSET).cast::<u32>().write(length);
        object::reference((*core).heap_base, top)
    }
}

/// Marks the card of `object`'s header: due after each reference store into it.
///
/// # Safety
/// `cards` is the table of the object's space.
#[inline(always)]
pub unsafe fn mark_card(cards: *mut u8, object: u32) {
    // SAFETY: invariant 6.
    unsafe { cards.add((object >> REF_CARD_SHIFT) as usize).write(CARD_DIRTY) }
}

/// Marks the card of element `index` of a reference array: cheaper for the collector than marking its header.
///
/// # Safety
/// As for [`mark_card`]; `index` lies in the array.
#[inline(always)]
pub unsafe fn mark_element_card(cards: *mut u8, array: u32, index: u32) {
    let byte = array as usize * 8 + ELEMENTS_OFFSET + index as usize * 4;
    // SAFETY: invariant 6.
    unsafe { cards.add(byte >> object::CARD_SHIFT).write(CARD_DIRTY) }
}
