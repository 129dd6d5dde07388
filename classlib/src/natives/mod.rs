//! Natives of the class library that only a VM can supply, and hot ones, as Rust functions called without JNI.
//!
//! One file per Java class or close family. A row here wins over a function of the JDK's libraries.

pub(crate) mod array_copy;
mod math;
mod method_handles;
mod migrations;
mod object;
mod platform;
mod references;
mod unsafe_memory;
mod updates;

use jvm::Vm;
use jvm::natives::NativeRow;

const TABLES: [&[NativeRow]; 9] = [
    array_copy::ROWS,
    object::ROWS,
    unsafe_memory::ROWS,
    method_handles::ROWS,
    references::ROWS,
    platform::ROWS,
    math::ROWS,
    updates::ROWS,
    migrations::ROWS,
];

/// Every row.
pub fn all() -> impl Iterator<Item = &'static NativeRow> {
    TABLES.into_iter().flatten()
}

/// Makes the natives known to a space.
pub fn register(vm: &Vm) {
    for table in TABLES {
        vm.natives.register(table);
    }
}

/// Rows of one class.
macro_rules! rows {
    ($($class:literal { $($name:literal $descriptor:literal => $function:expr;)* })*) => {
        pub(super) const ROWS: &[jvm::natives::NativeRow] = &[$($(
            jvm::natives::NativeRow { class: $class, name: $name, descriptor: $descriptor, function: $function },
        )*)*];
    };
}
use rows;
