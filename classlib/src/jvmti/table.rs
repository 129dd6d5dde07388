//! The function table: 156 slots, numbered from 1 as the specification numbers its functions.

use std::ffi::c_void;
use std::sync::LazyLock;

use super::error::Error;
use super::{capabilities, classes, environment, events, memory, properties, redefinition, search_path};

/// Functions of JVMTI 17, reserved numbers included.
const SLOTS: usize = 156;
/// Numbers without a function.
const RESERVED: [usize; 7] = [1, 67, 105, 113, 117, 118, 119];

/// The function table.
pub(super) struct Table([*const c_void; SLOTS]);

// SAFETY: addresses of functions, written once before they are shared.
unsafe impl Send for Table {}
// SAFETY: as above.
unsafe impl Sync for Table {}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// Rows of the table: a function's number and ours.
macro_rules! functions {
    ($($number:literal => $function:path),* $(,)?) => {
        /// This file's functions with their numbers.
        pub(super) fn functions() -> Vec<(usize, *const ::std::ffi::c_void)> {
            vec![$(($number, $function as *const ::std::ffi::c_void)),*]
        }
    };
}
pub(super) use functions;

/// Of a function that is not written. C passes arguments that nobody reads.
unsafe extern "C" fn not_available() -> i32 {
    Error::NOT_AVAILABLE.0
}

impl Table {
    fn new() -> Table {
        let mut table = Table([not_available as *const c_void; SLOTS]);
        for number in RESERVED {
            table.0[number - 1] = std::ptr::null();
        }
        let files = [
            capabilities::functions(),
            classes::functions(),
            environment::functions(),
            events::functions(),
            memory::functions(),
            properties::functions(),
            redefinition::functions(),
            search_path::functions(),
        ];
        for (number, function) in files.into_iter().flatten() {
            table.0[number - 1] = function;
        }
        table
    }

    /// The one table, for the head of an environment.
    pub(super) fn address() -> *const c_void {
        TABLE.0.as_ptr().cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reserved_slots_are_empty() {
        let table = Table::new();
        let empty: Vec<usize> = (1..=SLOTS).filter(|number| table.0[number - 1].is_null()).collect();
        assert_eq!(empty, RESERVED);
    }
}
