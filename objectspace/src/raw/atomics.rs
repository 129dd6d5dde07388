//! Typed access to heap memory by address: relaxed, acquire/release and sequentially consistent atomics, and
//! element-atomic copies. The only way into an object for everything outside the collector.

use std::sync::atomic::Ordering;
pub use std::sync::atomic::{AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

/// Copies `bytes` bytes between possibly overlapping places, never tearing an element of `1 << elem_shift` bytes.
///
/// # Safety
/// Both ranges are heap memory, aligned to the element size; `bytes` is a multiple of it.
pub unsafe fn copy_elements(from: *const u8, to: *mut u8, bytes: usize, elem_shift: u8) {
    match elem_shift {
        // Elements of one byte cannot tear. For two bytes the platform's memmove moves aligned pairs.
        // SAFETY: the caller's ranges; overlap is allowed.
        0 | 1 => unsafe { std::ptr::copy(from, to, bytes) },
        // SAFETY: the caller's ranges; alignment is that of the elements, and checked for the wider unit.
        _ => unsafe {
            let wide = (from as usize | to as usize | bytes).is_multiple_of(8);
            if elem_shift == 3 || wide {
                copy_units::<AtomicU64>(from, to, bytes);
            } else {
                copy_units::<AtomicU32>(from, to, bytes);
            }
        },
    }
}

trait Unit {
    unsafe fn copy(from: *const Self, to: *mut Self);
}

impl Unit for AtomicU64 {
    #[inline(always)]
    unsafe fn copy(from: *const Self, to: *mut Self) {
        // SAFETY: the caller's pointers are valid and aligned.
        unsafe { (*to).store((*from).load(Ordering::Relaxed), Ordering::Relaxed) }
    }
}

impl Unit for AtomicU32 {
    #[inline(always)]
    unsafe fn copy(from: *const Self, to: *mut Self) {
        // SAFETY: the caller's pointers are valid and aligned.
        unsafe { (*to).store((*from).load(Ordering::Relaxed), Ordering::Relaxed) }
    }
}

unsafe fn copy_units<T: Unit>(from: *const u8, to: *mut u8, bytes: usize) {
    let (from, to, count) = (from.cast::<T>(), to.cast::<T>(), bytes / size_of::<T>());
    // SAFETY: `count` units lie in both ranges; the direction keeps an overlap right.
    unsafe {
        if (to as usize).wrapping_sub(from as usize) >= bytes {
            for i in 0..count {
                T::copy(from.add(i), to.add(i));
            }
        } else {
            for i in (0..count).rev() {
                T::copy(from.add(i), to.add(i));
            }
        }
    }
}

/// Sets `bytes` bytes to zero in units that cannot tear a reference.
///
/// # Safety
/// The range is heap memory aligned to 4, `bytes` a multiple of 4.
pub unsafe fn zero_references(to: *mut u8, bytes: usize) {
    for i in 0..bytes / 4 {
        // SAFETY: within the caller's range.
        unsafe { (*to.cast::<AtomicU32>().add(i)).store(0, Ordering::Relaxed) }
    }
}
