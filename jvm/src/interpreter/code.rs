//! Register code: what a method cell points to.

use crate::class::{ClassVersion, MethodRef};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

/// Bits of [`Code::flags`].
pub struct CodeFlags;
impl CodeFlags {
    /// The method holds its monitor while it runs.
    pub const SYNCHRONIZED: u16 = 1;
    /// No receiver.
    pub const STATIC: u16 = 2;
    /// One word that calls a native.
    pub const NATIVE: u16 = 4;
    /// The words only translate the method on first call.
    pub const STUB: u16 = 8;
    /// The bottom frame of a call from Rust: not a Java frame.
    pub const BOUNDARY: u16 = 16;
}

/// A row of the exception table, in register pcs (word numbers).
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// First covered word.
    pub start: u32,
    /// First word not covered.
    pub end: u32,
    /// Where the handler begins; the exception is put in the register of the first stack slot.
    pub handler: u32,
    /// Pool index of the caught class, 0 for any.
    pub catch_type: u16,
}

/// Executable form of one method of one version. Immutable but for quickening of its words.
#[repr(C)]
pub struct Code {
    /// First word. Instructions are one 64-bit word (opcode in bits 0–15, then three 16-bit fields), some followed by operand words.
    pub words: *const AtomicU64,
    /// Register slots of a frame: locals, two spare ones (so that each call moves the base), then operand stack.
    pub slots: u16,
    /// Slots that hold arguments on entry.
    pub arg_slots: u16,
    /// [`CodeFlags`].
    pub flags: u16,
    /// Registers of locals and the spare ones: the first operand-stack register. The one before it may hold a monitor.
    pub locals: u16,
    /// The cell.
    pub method: MethodRef,
    /// The version it was translated from: its pool, its bytecode.
    pub version: *const ClassVersion,
    /// Exception table in class-file order.
    pub handlers: Box<[Handler]>,
    /// Bytecode index of each word; total.
    pub bytecode_index: Box<[u16]>,
    /// For each local's register, whether the method ever keeps a reference there; the collector clears the others.
    pub reference_locals: Box<[bool]>,
    /// The words' storage.
    pub storage: Box<[AtomicU64]>,
    /// Bytecode index and line number, rising; made when a line is first asked for.
    pub lines: OnceLock<Box<[(u16, u16)]>>,
}

// SAFETY: words are atomic, the rest immutable; pointers name space-owned data.
unsafe impl Send for Code {}
// SAFETY: as above.
unsafe impl Sync for Code {}

impl Code {
    /// Word number of an instruction pointer into this code.
    pub fn word_of(&self, pc: *const AtomicU64) -> usize {
        (pc as usize).wrapping_sub(self.words as usize) / 8
    }

    /// Bytecode index of an instruction pointer into this code; 0 where there is none.
    pub fn bci_at(&self, pc: *const AtomicU64) -> u16 {
        self.bytecode_index.get(self.word_of(pc)).copied().unwrap_or(0)
    }

    /// A flag.
    pub fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// The line of a bytecode index; `None` if the class file does not say.
    pub fn line(&self, bci: u16) -> Option<u16> {
        let table = self.lines.get_or_init(|| {
            let Some(version) = self.version() else { return Box::new([]) };
            let pool = &version.file().constant_pool;
            let code = version.method_info(self.method).and_then(|info| info.code(pool).ok().flatten());
            let rows = code.and_then(|code| code.line_numbers(pool).ok()).unwrap_or_default();
            let mut rows: Vec<(u16, u16)> = rows.iter().map(|row| (row.start_pc, row.line_number)).collect();
            rows.sort_by_key(|row| row.0);
            rows.into()
        });
        let after = table.partition_point(|row| row.0 <= bci);
        after.checked_sub(1).map(|at| table[at].1)
    }

    /// The version whose code it is.
    pub fn version(&self) -> Option<&ClassVersion> {
        // SAFETY: a version lives at least as long as its code.
        unsafe { self.version.as_ref() }
    }
}
