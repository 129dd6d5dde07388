//! Field access: relaxed, acquire/release, volatile, and read-modify-write, for each type.
//!
//! Offsets are the VM's business. A wrong one can spoil objects of its own space but reaches nothing outside:
//! the space's mapping ends in a guard wider than any offset. Checked in debug builds.
//! Offsets into stale objects are those of the layout that they will have (`raw::lazy`).

use crate::raw::atomics::*;
use crate::raw::core::{mark_card, mark_element_card};
use crate::raw::object::CARD_SHIFT;
use crate::reference::{NoStop, Ref};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

impl<'g> NoStop<'g> {
    #[inline(always)]
    fn cell<T>(&self, object: Ref<'_>, offset: u32) -> &'g T {
        let (object, offset) = self.located(object, offset);
        self.cell_here(object, offset)
    }

    #[inline(always)]
    fn cell_here<T>(&self, object: Ref<'_>, offset: u32) -> &'g T {
        debug_assert!(
            offset as usize + size_of::<T>() <= self.size_of(object),
            "offset {offset} outside an object of {} bytes, layout {}",
            self.size_of(object),
            self.layout_of(object).0
        );
        debug_assert!((offset as usize).is_multiple_of(align_of::<T>()), "offset {offset} is not aligned");
        // SAFETY: inside the mapping (see the module), aligned; `T` is an atomic, so sharing is fine (invariant 3).
        unsafe { &*self.address(object).add(offset as usize).cast::<T>() }
    }

    /// Marks the card of a slot that received a reference.
    #[inline(always)]
    pub(crate) fn mark_slot(&self, object: Ref<'_>, offset: u32) {
        let byte = object.index() as usize * 8 + offset as usize;
        // SAFETY: invariant 6.
        unsafe { self.core().cards.add(byte >> CARD_SHIFT).write(crate::raw::object::CARD_DIRTY) }
    }

    /// Marks the card of an object's header; for code that stores references by address.
    #[inline(always)]
    pub fn mark_object(&self, object: Ref<'_>) {
        // SAFETY: invariant 6.
        unsafe { mark_card(self.core().cards, object.index()) }
    }

    /// Marks the card of one element; for code that stores references by address.
    #[inline(always)]
    pub fn mark_element(&self, array: Ref<'_>, index: u32) {
        // SAFETY: invariant 6.
        unsafe { mark_element_card(self.core().cards, array.index(), index) }
    }
}

macro_rules! access {
    ($type:ty, $cell:ty, $to:expr, $from:expr;
     $load:ident $store:ident $load_volatile:ident $store_volatile:ident $load_acquire:ident $store_release:ident
     $compare_exchange:ident $get_and_set:ident) => {
        impl NoStop<'_> {
            /// Plain read of a field.
            #[inline(always)]
            pub fn $load(&self, object: Ref<'_>, offset: u32) -> $type {
                $to(self.cell::<$cell>(object, offset).load(Relaxed))
            }
            /// Plain write of a field.
            #[inline(always)]
            pub fn $store(&self, object: Ref<'_>, offset: u32, value: $type) {
                self.cell::<$cell>(object, offset).store($from(value), Relaxed)
            }
            /// Volatile read.
            #[inline(always)]
            pub fn $load_volatile(&self, object: Ref<'_>, offset: u32) -> $type {
                $to(self.cell::<$cell>(object, offset).load(SeqCst))
            }
            /// Volatile write.
            #[inline(always)]
            pub fn $store_volatile(&self, object: Ref<'_>, offset: u32, value: $type) {
                self.cell::<$cell>(object, offset).store($from(value), SeqCst)
            }
            /// Acquiring read.
            #[inline(always)]
            pub fn $load_acquire(&self, object: Ref<'_>, offset: u32) -> $type {
                $to(self.cell::<$cell>(object, offset).load(Acquire))
            }
            /// Releasing write.
            #[inline(always)]
            pub fn $store_release(&self, object: Ref<'_>, offset: u32, value: $type) {
                self.cell::<$cell>(object, offset).store($from(value), Release)
            }
            /// Writes `new` if the field holds `old` bit for bit; the value found, as `Ok` if it was written.
            #[inline(always)]
            pub fn $compare_exchange(
                &self,
                object: Ref<'_>,
                offset: u32,
                old: $type,
                new: $type,
            ) -> Result<$type, $type> {
                match self.cell::<$cell>(object, offset).compare_exchange($from(old), $from(new), SeqCst, SeqCst) {
                    Ok(found) => Ok($to(found)),
                    Err(found) => Err($to(found)),
                }
            }
            /// Writes a value; the old one.
            #[inline(always)]
            pub fn $get_and_set(&self, object: Ref<'_>, offset: u32, value: $type) -> $type {
                $to(self.cell::<$cell>(object, offset).swap($from(value), SeqCst))
            }
        }
    };
}

macro_rules! arithmetic {
    ($type:ty, $cell:ty; $add:ident $or:ident $and:ident $xor:ident) => {
        impl NoStop<'_> {
            /// Adds, wrapping; the old value.
            #[inline(always)]
            pub fn $add(&self, object: Ref<'_>, offset: u32, delta: $type) -> $type {
                self.cell::<$cell>(object, offset).fetch_add(delta, SeqCst)
            }
            /// Bitwise or; the old value.
            #[inline(always)]
            pub fn $or(&self, object: Ref<'_>, offset: u32, mask: $type) -> $type {
                self.cell::<$cell>(object, offset).fetch_or(mask, SeqCst)
            }
            /// Bitwise and; the old value.
            #[inline(always)]
            pub fn $and(&self, object: Ref<'_>, offset: u32, mask: $type) -> $type {
                self.cell::<$cell>(object, offset).fetch_and(mask, SeqCst)
            }
            /// Bitwise exclusive or; the old value.
            #[inline(always)]
            pub fn $xor(&self, object: Ref<'_>, offset: u32, mask: $type) -> $type {
                self.cell::<$cell>(object, offset).fetch_xor(mask, SeqCst)
            }
        }
    };
}

macro_rules! same {
    () => {
        |value| value
    };
}

access!(i8, AtomicI8, same!(), same!(); load_i8 store_i8 load_i8_volatile store_i8_volatile load_i8_acquire
    store_i8_release compare_exchange_i8 get_and_set_i8);
access!(u8, AtomicU8, same!(), same!(); load_u8 store_u8 load_u8_volatile store_u8_volatile load_u8_acquire
    store_u8_release compare_exchange_u8 get_and_set_u8);
access!(i16, AtomicI16, same!(), same!(); load_i16 store_i16 load_i16_volatile store_i16_volatile load_i16_acquire
    store_i16_release compare_exchange_i16 get_and_set_i16);
access!(u16, AtomicU16, same!(), same!(); load_u16 store_u16 load_u16_volatile store_u16_volatile load_u16_acquire
    store_u16_release compare_exchange_u16 get_and_set_u16);
access!(i32, AtomicI32, same!(), same!(); load_i32 store_i32 load_i32_volatile store_i32_volatile load_i32_acquire
    store_i32_release compare_exchange_i32 get_and_set_i32);
access!(i64, AtomicI64, same!(), same!(); load_i64 store_i64 load_i64_volatile store_i64_volatile load_i64_acquire
    store_i64_release compare_exchange_i64 get_and_set_i64);
access!(f32, AtomicU32, f32::from_bits, f32::to_bits; load_f32 store_f32 load_f32_volatile store_f32_volatile
    load_f32_acquire store_f32_release compare_exchange_f32 get_and_set_f32);
access!(f64, AtomicU64, f64::from_bits, f64::to_bits; load_f64 store_f64 load_f64_volatile store_f64_volatile
    load_f64_acquire store_f64_release compare_exchange_f64 get_and_set_f64);
arithmetic!(i8, AtomicI8; get_and_add_i8 get_and_or_i8 get_and_and_i8 get_and_xor_i8);
arithmetic!(i16, AtomicI16; get_and_add_i16 get_and_or_i16 get_and_and_i16 get_and_xor_i16);
arithmetic!(i32, AtomicI32; get_and_add_i32 get_and_or_i32 get_and_and_i32 get_and_xor_i32);
arithmetic!(i64, AtomicI64; get_and_add_i64 get_and_or_i64 get_and_and_i64 get_and_xor_i64);

#[inline(always)]
pub(crate) fn word(reference: Option<Ref<'_>>) -> u32 {
    reference.map_or(0, Ref::index)
}

impl<'g> NoStop<'g> {
    /// Plain read of a reference field.
    #[inline(always)]
    pub fn load_ref(&self, object: Ref<'_>, offset: u32) -> Option<Ref<'g>> {
        self.wrap(self.cell::<AtomicU32>(object, offset).load(Relaxed))
    }

    /// Plain write of a reference field. All reference writes mark the card.
    #[inline(always)]
    pub fn store_ref(&self, object: Ref<'_>, offset: u32, value: Option<Ref<'_>>) {
        let (object, offset) = self.located(object, offset);
        self.cell_here::<AtomicU32>(object, offset).store(word(value), Relaxed);
        self.mark_slot(object, offset);
    }

    /// Volatile read.
    #[inline(always)]
    pub fn load_ref_volatile(&self, object: Ref<'_>, offset: u32) -> Option<Ref<'g>> {
        self.wrap(self.cell::<AtomicU32>(object, offset).load(SeqCst))
    }

    /// Volatile write.
    #[inline(always)]
    pub fn store_ref_volatile(&self, object: Ref<'_>, offset: u32, value: Option<Ref<'_>>) {
        let (object, offset) = self.located(object, offset);
        self.cell_here::<AtomicU32>(object, offset).store(word(value), SeqCst);
        self.mark_slot(object, offset);
    }

    /// Acquiring read.
    #[inline(always)]
    pub fn load_ref_acquire(&self, object: Ref<'_>, offset: u32) -> Option<Ref<'g>> {
        self.wrap(self.cell::<AtomicU32>(object, offset).load(Acquire))
    }

    /// Releasing write.
    #[inline(always)]
    pub fn store_ref_release(&self, object: Ref<'_>, offset: u32, value: Option<Ref<'_>>) {
        let (object, offset) = self.located(object, offset);
        self.cell_here::<AtomicU32>(object, offset).store(word(value), Release);
        self.mark_slot(object, offset);
    }

    /// Writes `new` if the field names `old`; the reference found, as `Ok` if it was written.
    #[inline(always)]
    pub fn compare_exchange_ref(
        &self,
        object: Ref<'_>,
        offset: u32,
        old: Option<Ref<'_>>,
        new: Option<Ref<'_>>,
    ) -> Result<Option<Ref<'g>>, Option<Ref<'g>>> {
        let (object, offset) = self.located(object, offset);
        match self.cell_here::<AtomicU32>(object, offset).compare_exchange(word(old), word(new), SeqCst, SeqCst) {
            Ok(found) => {
                self.mark_slot(object, offset);
                Ok(self.wrap(found))
            }
            Err(found) => Err(self.wrap(found)),
        }
    }

    /// Writes a reference; the old one.
    #[inline(always)]
    pub fn get_and_set_ref(&self, object: Ref<'_>, offset: u32, value: Option<Ref<'_>>) -> Option<Ref<'g>> {
        let (object, offset) = self.located(object, offset);
        let old = self.cell_here::<AtomicU32>(object, offset).swap(word(value), SeqCst);
        self.mark_slot(object, offset);
        self.wrap(old)
    }
}
