//! The shape of objects in memory: header, length, elements; sizes; fillers. Invariants 1 and 2 of `raw`.

use crate::layout::{LayoutId, LayoutKind, LayoutRecord, ReferenceKind};

/// Bytes of the header; fields of instances start here.
pub const HEADER_SIZE: usize = 8;
/// Offset of the layout id.
pub const LAYOUT_OFFSET: usize = 0;
/// Offset of the mark word.
pub const MARK_OFFSET: usize = 4;
/// Offset of an array's length.
pub const LENGTH_OFFSET: usize = 8;
/// Offset of an array's first element, for all element types.
pub const ELEMENTS_OFFSET: usize = 16;
/// Bytes that one unit of a reference stands for, and the alignment of objects.
pub const SCALE: usize = 8;
/// Logarithm of a card's size in bytes.
pub const CARD_SHIFT: u32 = 9;
/// A reference shifted right by this is the index of its card.
pub const REF_CARD_SHIFT: u32 = CARD_SHIFT - 3;
/// What a store writes into its card.
pub const CARD_DIRTY: u8 = 1;

/// Bytes of an array, rounded up to 8.
#[inline(always)]
pub const fn array_size(elem_shift: u8, length: u32) -> usize {
    (ELEMENTS_OFFSET + ((length as usize) << elem_shift) + 7) & !7
}

/// Address of a reference.
///
/// # Safety
/// `base` is the base of the space that `reference` belongs to.
#[inline(always)]
pub unsafe fn address(base: *mut u8, reference: u32) -> *mut u8 {
    // SAFETY: the scaled reference lies in the mapping that starts at `base`.
    unsafe { base.add(reference as usize * SCALE) }
}

/// Reference of an address.
#[inline(always)]
pub fn reference(base: *mut u8, address: *mut u8) -> u32 {
    ((address as usize - base as usize) / SCALE) as u32
}

/// Layout id of the object at `object`.
///
/// # Safety
/// `object` is the start of an object that is not forwarded.
#[inline(always)]
pub unsafe fn layout_id(object: *const u8) -> LayoutId {
    // SAFETY: every object starts with its layout id.
    LayoutId(unsafe { object.cast::<u32>().read() })
}

/// Record of a layout.
///
/// # Safety
/// `layouts` is the table of the space and `id` an index in it.
#[inline(always)]
pub unsafe fn record<'a>(layouts: *const LayoutRecord, id: LayoutId) -> &'a LayoutRecord {
    // SAFETY: records never move while the space lives.
    unsafe { &*layouts.add(id.0 as usize) }
}

/// Bytes of the object at `object`, whose layout is `record`.
///
/// # Safety
/// `object` is the start of an object of that layout.
#[inline(always)]
pub unsafe fn size(object: *const u8, record: &LayoutRecord) -> usize {
    match record.kind {
        LayoutKind::Instance => record.instance_size as usize,
        LayoutKind::RefArray | LayoutKind::PrimArray => {
            // SAFETY: arrays have their length at this offset.
            array_size(record.elem_shift, unsafe { object.add(LENGTH_OFFSET).cast::<u32>().read() })
        }
        // SAFETY: as for the caller.
        LayoutKind::Filler | LayoutKind::Free => unsafe { filler_size(object) },
    }
}

#[cold]
unsafe fn filler_size(object: *const u8) -> usize {
    // SAFETY: the caller has the start of an object.
    match unsafe { layout_id(object) } {
        LayoutId::FILLER_WORD => 8,
        // SAFETY: a run has its size in words at offset 8.
        LayoutId::FILLER_RUN => unsafe { object.add(8).cast::<u32>().read() as usize * 8 },
        LayoutId(id) => {
            panic!("heap corrupt: object at {object:p} has layout {id}, which is not in use")
        }
    }
}

/// Makes `len` bytes (a multiple of 8) at `start` one dead object.
///
/// # Safety
/// The range is heap memory that holds no live object.
pub unsafe fn fill(start: *mut u8, len: usize) {
    debug_assert!(len.is_multiple_of(8));
    // SAFETY: the range is the caller's; a run needs 12 bytes, which 16 hold.
    unsafe {
        match len {
            0 => {}
            8 => start.cast::<u64>().write(LayoutId::FILLER_WORD.0 as u64),
            _ => {
                start.cast::<u64>().write(LayoutId::FILLER_RUN.0 as u64);
                start.add(8).cast::<u32>().write((len / 8) as u32);
            }
        }
    }
}

/// Offsets of strong reference fields of a layout.
#[inline(always)]
pub fn ref_offsets(record: &LayoutRecord) -> &[u32] {
    if record.ref_count == 0 {
        return &[];
    }
    // SAFETY: the table owns this slice as long as the record is in use.
    unsafe { std::slice::from_raw_parts(record.ref_offsets, record.ref_count as usize) }
}

/// Shows every reference slot of an object, strong or not.
///
/// # Safety
/// `record` is the layout of the object at `object`. What `f` does with the slots is its own affair.
#[inline(always)]
pub unsafe fn each_slot(object: *mut u8, record: &LayoutRecord, mut f: impl FnMut(*mut u32)) {
    // SAFETY: the record's offsets were checked against the size of its objects.
    unsafe {
        match record.kind {
            LayoutKind::Instance => {
                for &offset in ref_offsets(record) {
                    f(object.add(offset as usize).cast());
                }
                if record.reference_kind != ReferenceKind::None {
                    f(object.add(record.referent_offset as usize).cast());
                }
            }
            LayoutKind::RefArray => {
                let length = object.add(LENGTH_OFFSET).cast::<u32>().read() as usize;
                for at in 0..length {
                    f(object.add(ELEMENTS_OFFSET).cast::<u32>().add(at));
                }
            }
            LayoutKind::PrimArray | LayoutKind::Filler | LayoutKind::Free => {}
        }
    }
}
