//! The Java Native Interface: the function table that native code gets, in files by chapter of the JNI specification (4 and 5).
//!
//! A local reference is the address of a handle slot; global ones are tagged addresses of records ([`references`]). jmethodID and jfieldID
//! are interned symbols ([`ids`]), good in every space. Native code never sees an address inside a heap: arrays and strings are copied.

mod arrays;
mod calls;
mod classes;
pub mod env;
mod exceptions;
mod fields;
pub mod ids;
pub mod invocation;
mod lookup;
mod members;
mod nio;
pub mod objects;
pub mod references;
mod reflection;
mod strings;

use std::ffi::c_void;
use std::mem::{offset_of, size_of};

use jni_sys::JNINativeInterface__9 as Interface;

/// Slots of the table: those of JNI 9, which is what Java 17 has.
pub const SLOTS: usize = size_of::<Interface>() / size_of::<*const c_void>();

/// The function table.
pub(crate) struct Table([*const c_void; SLOTS]);

// SAFETY: addresses of functions, written once before they are shared.
unsafe impl Send for Table {}
// SAFETY: as above.
unsafe impl Sync for Table {}

/// Rows of the table: JNI's name of a function and ours. Each file has a `fill` made by this.
macro_rules! functions {
    ($($name:ident => $function:path),* $(,)?) => {
        /// Writes this file's functions into the table.
        pub(super) fn fill(table: &mut super::Table) {
            $(table.set(super::slot_of!($name), $function as *const ::std::ffi::c_void);)*
        }
    };
}
pub(crate) use functions;

macro_rules! slot_of {
    ($name:ident) => {
        ::std::mem::offset_of!(::jni_sys::JNINativeInterface__9, $name)
            / ::std::mem::size_of::<*const ::std::ffi::c_void>()
    };
}
pub(crate) use slot_of;

impl Table {
    fn set(&mut self, slot: usize, function: *const c_void) {
        debug_assert!(self.0[slot].is_null(), "slot {slot} is filled twice");
        self.0[slot] = function;
    }

    /// The whole table.
    pub(crate) fn new() -> Table {
        let mut table = Table([std::ptr::null(); SLOTS]);
        for (first, functions) in crate::variadic::call_slots() {
            for (at, function) in functions.iter().enumerate() {
                table.set(first + at, *function);
            }
        }
        for fill in [
            arrays::fill,
            classes::fill,
            exceptions::fill,
            fields::fill,
            invocation::fill,
            members::fill,
            nio::fill,
            references::fill,
            reflection::fill,
            strings::fill,
        ] {
            fill(&mut table);
        }
        table
    }

    pub(crate) fn address(&self) -> *const c_void {
        self.0.as_ptr().cast()
    }
}

const _: () = assert!(
    offset_of!(Interface, CallObjectMethod) == 34 * 8 && offset_of!(Interface, CallStaticObjectMethod) == 114 * 8
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_but_the_reserved_is_filled() {
        let table = Table::new();
        let empty: Vec<usize> = (0..SLOTS).filter(|&slot| table.0[slot].is_null()).collect();
        assert_eq!(empty, [0, 1, 2, 3]);
    }
}
