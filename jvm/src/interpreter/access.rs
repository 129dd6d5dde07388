//! Access to objects by raw reference, for handlers. Layout facts are `objectspace`'s (see its `raw::object`).

use crate::class::{Class, Dispatch};
use crate::thread::Thread;
use objectspace::MutatorCore;
use objectspace::RawRef;
use objectspace::raw::object::{ELEMENTS_OFFSET, LENGTH_OFFSET, SCALE};
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

/// Address of an object.
///
/// # Safety
/// `reference` is a live reference of the space with this base.
#[inline(always)]
pub(crate) unsafe fn address(heap: *mut u8, reference: u32) -> *mut u8 {
    // SAFETY: by contract the scaled reference lies in the space's mapping.
    unsafe { heap.add(reference as usize * SCALE) }
}

macro_rules! accessors {
    ($($load:ident $store:ident $cell:ty, $type:ty;)*) => {$(
        /// Reads a cell of an object.
        ///
        /// # Safety
        /// `reference` is live and `offset` that of a cell of this width in it.
        #[inline(always)]
        pub(crate) unsafe fn $load(heap: *mut u8, reference: u32, offset: usize, order: Ordering) -> $type {
            // SAFETY: by contract.
            unsafe { (*address(heap, reference).add(offset).cast::<$cell>()).load(order) }
        }
        /// Writes a cell of an object.
        ///
        /// # Safety
        /// As for reading; a reference is stored with its card marked after.
        #[inline(always)]
        pub(crate) unsafe fn $store(heap: *mut u8, reference: u32, offset: usize, value: $type, order: Ordering) {
            // SAFETY: by contract.
            unsafe { (*address(heap, reference).add(offset).cast::<$cell>()).store(value, order) }
        }
    )*};
}

accessors! {
    load8 store8 AtomicU8, u8;
    load16 store16 AtomicU16, u16;
    load32 store32 AtomicU32, u32;
    load64 store64 AtomicU64, u64;
}

/// Length of an array.
///
/// # Safety
/// `array` is a live array.
#[inline(always)]
pub(crate) unsafe fn length(heap: *mut u8, array: u32) -> u32 {
    // SAFETY: by contract.
    unsafe { load32(heap, array, LENGTH_OFFSET, Ordering::Relaxed) }
}

/// Offset of an array element.
#[inline(always)]
pub(crate) fn element(index: u32, shift: u32) -> usize {
    ELEMENTS_OFFSET + ((index as usize) << shift)
}

/// The layout an object's header names.
///
/// # Safety
/// `reference` is live.
#[inline(always)]
pub(crate) unsafe fn layout(heap: *mut u8, reference: u32) -> u32 {
    // SAFETY: by contract.
    unsafe { load32(heap, reference, 0, Ordering::Relaxed) }
}

/// A word of the VM's in an object's layout record.
#[inline(always)]
unsafe fn client<T>(core: *mut MutatorCore, heap: *mut u8, reference: u32, word: usize) -> *const T {
    // SAFETY: the header's id indexes the table.
    unsafe {
        let record = (*core).layouts.add(layout(heap, reference) as usize);
        (&(*record).client)[word].load(Ordering::Relaxed).cast::<T>()
    }
}

/// Dispatch of an object.
///
/// # Safety
/// `reference` is live.
#[inline(always)]
pub(crate) unsafe fn dispatch(core: *mut MutatorCore, heap: *mut u8, reference: u32) -> *const Dispatch {
    // SAFETY: by contract; the first client word of layouts in use is their dispatch.
    unsafe { client(core, heap, reference, 0) }
}

/// Class of an object.
///
/// # Safety
/// `reference` is live.
#[inline(always)]
pub(crate) unsafe fn class(core: *mut MutatorCore, heap: *mut u8, reference: u32) -> *const Class {
    // SAFETY: by contract; the second client word of layouts in use is their class.
    unsafe { client(core, heap, reference, 1) }
}

/// Where the cell is that an object has at an offset of its class's layout: in it, or beside it while it waits for that layout;
/// and whether it waits.
pub(crate) fn located(t: &Thread, object: u32, offset: u32) -> (u32, usize, bool) {
    let view = t.view();
    // SAFETY: a live object, under this view.
    match unsafe { view.from_raw(RawRef(object)) } {
        Some(object) if view.layout_record(object).is_stale() => {
            let (holder, offset) = view.located(object, offset);
            (holder.raw().0, offset as usize, true)
        }
        _ => (object, offset as usize, false),
    }
}

/// Marks the card of an object that got a reference.
///
/// # Safety
/// `object` is live.
#[inline(always)]
pub(crate) unsafe fn mark(core: *mut MutatorCore, object: u32) {
    // SAFETY: by contract.
    unsafe { objectspace::raw::core::mark_card((*core).cards, object) }
}

/// Marks the card of an array element that got a reference.
///
/// # Safety
/// `array` is live, `index` inside it.
#[inline(always)]
pub(crate) unsafe fn mark_element(core: *mut MutatorCore, array: u32, index: u32) {
    // SAFETY: by contract.
    unsafe { objectspace::raw::core::mark_element_card((*core).cards, array, index) }
}
