//! Array elements: typed access with an index check, and copies of ranges.

use crate::access::word;
use crate::raw::atomics::*;
use crate::raw::object::{self, CARD_DIRTY, CARD_SHIFT, ELEMENTS_OFFSET};
use crate::reference::{NoStop, Ref};
use crate::{LayoutKind, LayoutRecord};
use std::sync::atomic::Ordering::Relaxed;

#[cold]
#[inline(never)]
fn outside(index: u64, length: u32) -> ! {
    panic!("element {index} outside an array of {length}")
}

impl<'g> NoStop<'g> {
    #[inline(always)]
    fn element<T>(&self, array: Ref<'_>, index: u32) -> &'g T {
        let length = self.array_length(array);
        if index >= length {
            outside(index as u64, length);
        }
        debug_assert!(1 << self.layout_record(array).elem_shift == size_of::<T>(), "element of another size");
        // SAFETY: the index lies in the array; `T` is an atomic (invariant 3).
        unsafe { &*self.address(array).add(ELEMENTS_OFFSET).cast::<T>().add(index as usize) }
    }

    fn range(&self, array: Ref<'_>, start: u32, count: u32) -> (*mut u8, usize, &'g LayoutRecord) {
        let (length, record) = (self.array_length(array), self.layout_record(array));
        if start as u64 + count as u64 > length as u64 {
            outside(start as u64 + count as u64, length);
        }
        let skip = ELEMENTS_OFFSET + ((start as usize) << record.elem_shift);
        // SAFETY: the range lies in the array.
        (unsafe { self.address(array).add(skip) }, (count as usize) << record.elem_shift, record)
    }

    /// Element of a reference array.
    #[inline(always)]
    pub fn array_load_ref(&self, array: Ref<'_>, index: u32) -> Option<Ref<'g>> {
        self.wrap(self.element::<AtomicU32>(array, index).load(Relaxed))
    }

    /// Stores an element of a reference array and marks its card.
    #[inline(always)]
    pub fn array_store_ref(&self, array: Ref<'_>, index: u32, value: Option<Ref<'_>>) {
        self.element::<AtomicU32>(array, index).store(word(value), Relaxed);
        self.mark_element(array, index);
    }

    /// Copies `count` elements between arrays of the same kind and element size, or within one. Elements are never
    /// torn, overlaps are right. Types are the caller's business.
    pub fn copy_array(&self, from: Ref<'_>, from_start: u32, to: Ref<'_>, to_start: u32, count: u32) {
        let (source, bytes, record) = self.range(from, from_start, count);
        let (target, _, target_record) = self.range(to, to_start, count);
        assert!(
            record.kind == target_record.kind && record.elem_shift == target_record.elem_shift,
            "copy between arrays of different elements"
        );
        // SAFETY: both ranges lie in arrays of the same element size (invariant 3).
        unsafe { copy_elements(source, target, bytes, record.elem_shift) };
        if record.kind == LayoutKind::RefArray {
            self.mark_range(target, bytes);
        }
    }

    /// Sets `count` elements of a reference array to null.
    pub fn array_clear_refs(&self, array: Ref<'_>, start: u32, count: u32) {
        let (target, bytes, record) = self.range(array, start, count);
        assert!(record.kind == LayoutKind::RefArray);
        // SAFETY: the range lies in the array.
        unsafe { zero_references(target, bytes) };
    }

    fn mark_range(&self, start: *mut u8, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let first = (start as usize - self.base() as usize) >> CARD_SHIFT;
        let last = (start as usize - self.base() as usize + bytes - 1) >> CARD_SHIFT;
        for card in first..=last {
            // SAFETY: invariant 6.
            unsafe { self.core().cards.add(card).write(CARD_DIRTY) };
        }
    }

    /// Copies elements of a primitive array out. `out` is a whole number of elements.
    pub fn array_read_bytes(&self, array: Ref<'_>, start: u32, out: &mut [u8]) {
        let record = self.layout_record(array);
        assert!(record.kind == LayoutKind::PrimArray && out.len().is_multiple_of(1 << record.elem_shift));
        let (source, bytes, _) = self.range(array, start, (out.len() >> record.elem_shift) as u32);
        // SAFETY: the range lies in the array; `out` is not in the heap. Racing writes give old or new elements.
        unsafe { std::ptr::copy_nonoverlapping(source, out.as_mut_ptr(), bytes) };
    }

    /// Copies elements into a primitive array. `data` is a whole number of elements.
    pub fn array_write_bytes(&self, array: Ref<'_>, start: u32, data: &[u8]) {
        let record = self.layout_record(array);
        assert!(record.kind == LayoutKind::PrimArray && data.len().is_multiple_of(1 << record.elem_shift));
        let (target, bytes, _) = self.range(array, start, (data.len() >> record.elem_shift) as u32);
        // SAFETY: as in `array_read_bytes`.
        unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), target, bytes) };
    }

    /// Copies every field (or element) of `from` into `to`, which has the same layout and length, or the one that a
    /// stale object will have; the header stays.
    pub fn copy_contents(&self, from: Ref<'_>, to: Ref<'_>) {
        if self.space().has_stale()
            && self.layout_record(from).is_stale()
            && self.successor_of(from) == self.layout_of(to)
        {
            return self.copy_stale(from, to);
        }
        let (size, record) = (self.size_of(from), self.layout_record(from));
        assert!(self.layout_of(from) == self.layout_of(to) && self.size_of(to) == size);
        let skip = if record.is_array() { ELEMENTS_OFFSET } else { object::HEADER_SIZE };
        if size > skip {
            // SAFETY: both objects have this size; bodies are aligned to 8.
            unsafe {
                let (source, target) = (self.address(from).add(skip), self.address(to).add(skip));
                copy_elements(source, target, size - skip, 3);
                if record.kind != LayoutKind::PrimArray {
                    self.mark_range(target, size - skip);
                }
            }
        }
    }
}

macro_rules! elements {
    ($type:ty, $cell:ty, $to:expr, $from:expr; $load:ident $store:ident) => {
        impl NoStop<'_> {
            /// Element of an array.
            #[inline(always)]
            pub fn $load(&self, array: Ref<'_>, index: u32) -> $type {
                $to(self.element::<$cell>(array, index).load(Relaxed))
            }
            /// Stores an element of an array.
            #[inline(always)]
            pub fn $store(&self, array: Ref<'_>, index: u32, value: $type) {
                self.element::<$cell>(array, index).store($from(value), Relaxed)
            }
        }
    };
}

macro_rules! same {
    () => {
        |value| value
    };
}

elements!(i8, AtomicI8, same!(), same!(); array_load_i8 array_store_i8);
elements!(u8, AtomicU8, same!(), same!(); array_load_u8 array_store_u8);
elements!(i16, AtomicI16, same!(), same!(); array_load_i16 array_store_i16);
elements!(u16, AtomicU16, same!(), same!(); array_load_u16 array_store_u16);
elements!(i32, AtomicI32, same!(), same!(); array_load_i32 array_store_i32);
elements!(i64, AtomicI64, same!(), same!(); array_load_i64 array_store_i64);
elements!(f32, AtomicU32, f32::from_bits, f32::to_bits; array_load_f32 array_store_f32);
elements!(f64, AtomicU64, f64::from_bits, f64::to_bits; array_load_f64 array_store_f64);
