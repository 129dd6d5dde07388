//! The libjvm that the JDK's native libraries link against.
//!
//! A stub library with the right name and symbol version is embedded and loaded from memory, once per process; each of its symbols jumps
//! through a table. [`load`] fills the table from the lists that [`exports!`] makes. A symbol that no list names ends the process with a
//! message naming it. This module never implements a `JVM_*` function.

mod classes;
mod loading;
pub mod management;
mod members;
mod memory;
mod modules;
mod pool;
mod raw_monitors;
pub mod signals;
mod stack;
mod system;
mod threads;

use std::ffi::{CStr, c_void};
use std::sync::OnceLock;

use crate::libraries::{Library, LibraryError};

include!(concat!(env!("OUT_DIR"), "/symbols.rs"));

static STUB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libjvm.so"));

/// Bytes from one thunk of the stub to the next.
const THUNK: usize = 16;

/// A symbol and the function behind it.
#[derive(Debug, Clone, Copy)]
pub struct Export {
    /// The C name.
    pub name: &'static str,
    /// The function.
    pub function: *const c_void,
}

// SAFETY: the address of a function; only called by C.
unsafe impl Send for Export {}
// SAFETY: as above.
unsafe impl Sync for Export {}

/// A `&[Export]` named `EXPORTS` of `C_Name => rust_function` pairs.
#[macro_export]
macro_rules! exports {
    ($($name:ident => $function:path),* $(,)?) => {
        /// The functions of this file under their C names.
        pub static EXPORTS: &[$crate::libjvm::Export] =
            &[$($crate::libjvm::Export { name: stringify!($name), function: $function as *const ::std::ffi::c_void }),*];
    };
}

/// Every list of this crate, the printers of C included.
pub fn all_exports() -> Vec<&'static [Export]> {
    static PRINTERS: std::sync::LazyLock<[Export; 4]> =
        std::sync::LazyLock::new(|| crate::variadic::printers().map(|(name, function)| Export { name, function }));
    vec![
        &*PRINTERS,
        classes::EXPORTS,
        loading::EXPORTS,
        management::EXPORTS,
        members::EXPORTS,
        memory::EXPORTS,
        modules::EXPORTS,
        pool::EXPORTS,
        raw_monitors::EXPORTS,
        signals::EXPORTS,
        stack::EXPORTS,
        system::EXPORTS,
        threads::EXPORTS,
    ]
}

/// The loaded stub: one per process.
static LOADED: OnceLock<Result<Library, String>> = OnceLock::new();

/// Loads the stub and fills its table from `lists`; later calls change nothing.
pub fn load(lists: &[&[Export]]) -> Result<&'static Library, LibraryError> {
    let loaded = LOADED.get_or_init(|| open(lists).map_err(|error| error.to_string()));
    loaded
        .as_ref()
        .map_err(|reason| LibraryError::Load { name: "the built-in libjvm.so".into(), reason: reason.clone() })
}

fn open(lists: &[&[Export]]) -> Result<Library, LibraryError> {
    let failed = || LibraryError::Load {
        name: "the built-in libjvm.so".into(),
        reason: std::io::Error::last_os_error().to_string(),
    };
    // SAFETY: a constant name; the result is checked.
    let descriptor = unsafe { libc::memfd_create(c"libjvm.so".as_ptr(), libc::MFD_CLOEXEC) };
    if descriptor < 0 {
        return Err(failed());
    }
    let mut rest = STUB;
    while !rest.is_empty() {
        // SAFETY: writes `rest`, which is live, to a descriptor we own.
        let written = unsafe { libc::write(descriptor, rest.as_ptr().cast(), rest.len()) };
        match usize::try_from(written) {
            Ok(written) if written > 0 => rest = &rest[written..],
            _ => return Err(failed()),
        }
    }
    let opened = Library::open_global(std::path::Path::new(&format!("/proc/self/fd/{descriptor}")));
    // SAFETY: our descriptor, not used again; the mapping stays.
    unsafe { libc::close(descriptor) };
    let library = opened?;
    let symbol = |name: &CStr| {
        library.symbol(name).ok_or_else(|| LibraryError::Load {
            name: "the built-in libjvm.so".into(),
            reason: format!("has no {name:?}"),
        })
    };
    let table: *mut *const c_void = symbol(c"jvm_table")?.cast_mut().cast();
    let thunks: *const u8 = symbol(c"jvm_thunks")?.cast();
    let hook: *mut *const c_void = symbol(c"jvm_unwritten")?.cast_mut().cast();
    for (slot, name) in SYMBOLS.iter().enumerate() {
        let written =
            lists.iter().flat_map(|list| list.iter()).find(|export| export.name == *name).map(|export| export.function);
        // SAFETY: build.rs makes the table and the thunks with one slot for each of SYMBOLS; nobody jumps through them yet.
        unsafe { *table.add(slot) = written.unwrap_or_else(|| thunks.add(THUNK * slot).cast()) };
    }
    // SAFETY: as above.
    unsafe { *hook = unwritten as *const c_void };
    Ok(library)
}

/// Names of `lists` that the stub does not have: a misspelt export.
pub fn unknown(lists: &[&[Export]]) -> Vec<&'static str> {
    lists.iter().flat_map(|list| list.iter()).map(|export| export.name).filter(|name| !SYMBOLS.contains(name)).collect()
}

/// Names of the stub that no list has.
pub fn missing(lists: &[&[Export]]) -> Vec<&'static str> {
    SYMBOLS
        .iter()
        .copied()
        .filter(|name| !lists.iter().any(|list| list.iter().any(|export| export.name == *name)))
        .collect()
}

/// Where the thunks of unwritten symbols end.
unsafe extern "C" fn unwritten(slot: u32) -> ! {
    let name = SYMBOLS.get(slot as usize).copied().unwrap_or("an unknown symbol");
    fatal(&format!("the class library called {name}, which this virtual machine does not have"))
}

/// Exit status of a process that `abort` ended, as a shell gives it.
pub(crate) const ABORTED: i32 = 134;

/// Prints one line and ends the process at once: for contract violations that no Java exception can carry.
pub fn fatal(message: &str) -> ! {
    eprintln!("jrun: fatal: {message}");
    // SAFETY: ends the process without running exit handlers, which might call back into the VM.
    unsafe { libc::_exit(ABORTED) }
}
