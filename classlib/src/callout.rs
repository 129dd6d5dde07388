//! Calling a C function whose signature is known only at run time: x86-64 System V.
//!
//! Arguments come as 64-bit slots with a shorty; a naked function loads the registers. Never knows what the arguments mean.

use std::arch::naked_asm;
use std::ffi::c_void;
use std::mem::{MaybeUninit, offset_of};

/// A method has at most 255 argument words (JVMS §4.3.3), and a native one gets the environment and a class or receiver besides.
const MOST: usize = 258;

/// What the trampoline reads and writes.
#[repr(C)]
struct Registers {
    entry: *const c_void,
    integers: [u64; 6],
    floats: [u64; 8],
    stack: *const u64,
    stacked: usize,
    integer_result: u64,
    float_result: u64,
}

/// Arguments sorted into where the calling convention wants them.
pub struct Arguments {
    registers: Registers,
    integers: usize,
    floats: usize,
    stack: [MaybeUninit<u64>; MOST],
}

impl Default for Arguments {
    fn default() -> Self {
        Arguments::new()
    }
}

impl Arguments {
    /// No arguments yet.
    #[inline]
    pub fn new() -> Arguments {
        Arguments {
            registers: Registers {
                entry: std::ptr::null(),
                integers: [0; 6],
                floats: [0; 8],
                stack: std::ptr::null(),
                stacked: 0,
                integer_result: 0,
                float_result: 0,
            },
            integers: 0,
            floats: 0,
            stack: [MaybeUninit::uninit(); MOST],
        }
    }

    /// Adds an integer or a pointer.
    #[inline]
    pub fn integer(&mut self, value: u64) {
        if let Some(register) = self.registers.integers.get_mut(self.integers) {
            *register = value;
            self.integers += 1;
        } else {
            self.push(value);
        }
    }

    /// Adds a float or a double by its bits.
    #[inline]
    pub fn float(&mut self, bits: u64) {
        if let Some(register) = self.registers.floats.get_mut(self.floats) {
            *register = bits;
            self.floats += 1;
        } else {
            self.push(bits);
        }
    }

    /// Adds one slot per letter of `kinds` (`ZBCSIJFDL`).
    #[inline]
    pub fn slots(&mut self, kinds: &[u8], slots: &[u64]) {
        for (kind, &slot) in kinds.iter().zip(slots) {
            match kind {
                b'F' | b'D' => self.float(slot),
                _ => self.integer(slot),
            }
        }
    }

    fn push(&mut self, value: u64) {
        self.stack[self.registers.stacked] = MaybeUninit::new(value);
        self.registers.stacked += 1;
    }

    /// Calls `entry` and gives its result as a slot: integers narrower than 32 bits are extended to 32 by the rules of `result`,
    /// 32-bit values are zero-extended, `V` is 0.
    ///
    /// # Safety
    /// `entry` is a C function of exactly these parameters and this result.
    #[inline]
    pub unsafe fn call(&mut self, entry: *const c_void, result: u8) -> u64 {
        self.registers.entry = entry;
        self.registers.stack = self.stack.as_ptr().cast();
        // SAFETY: the registers are filled, `stack` points to `stacked` initialised words; the rest is the caller's promise.
        unsafe { trampoline(&raw mut self.registers) };
        let integer = self.registers.integer_result;
        match result {
            b'F' => u64::from(self.registers.float_result as u32),
            b'D' => self.registers.float_result,
            b'V' => 0,
            b'Z' => u64::from(integer as u8 != 0),
            b'B' => u64::from(i32::from(integer as i8) as u32),
            b'C' => u64::from(integer as u16),
            b'S' => u64::from(i32::from(integer as i16) as u32),
            b'I' => u64::from(integer as u32),
            _ => integer,
        }
    }
}

/// Calls a native method: environment, then class or receiver, then the slots. `shorty` has the result first.
///
/// # Safety
/// `entry` is the C function of a native method with this shorty; the handles are the calling thread's.
#[inline]
pub unsafe fn native_method(
    entry: *const c_void,
    environment: *mut c_void,
    first: u64,
    shorty: &[u8],
    slots: &[u64],
) -> u64 {
    let (&result, kinds) = shorty.split_first().expect("a shorty has a result");
    assert!(kinds.len() <= slots.len() && kinds.len() <= MOST - 2, "a slot for each parameter");
    let mut arguments = Arguments::new();
    arguments.integer(environment as u64);
    arguments.integer(first);
    arguments.slots(kinds, slots);
    // SAFETY: the caller's promise.
    unsafe { arguments.call(entry, result) }
}

/// Loads the registers and the stack words, calls, stores both result registers.
///
/// # Safety
/// As [`Arguments::call`].
#[unsafe(naked)]
unsafe extern "C" fn trampoline(registers: *mut Registers) {
    naked_asm!(
        ".cfi_startproc",
        "push rbp",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset rbp, -16",
        "mov rbp, rsp",
        ".cfi_def_cfa_register rbp",
        "push rbx",
        ".cfi_offset rbx, -24",
        "sub rsp, 8",
        "mov rbx, rdi",
        "mov rcx, [rbx + {stacked}]",
        "test rcx, rcx",
        "je 3f",
        "lea rax, [rcx*8 + 15]",
        "and rax, -16",
        "sub rsp, rax",
        "mov rsi, [rbx + {stack}]",
        "2:",
        "mov rax, [rsi + rcx*8 - 8]",
        "mov [rsp + rcx*8 - 8], rax",
        "dec rcx",
        "jne 2b",
        "3:",
        "movsd xmm0, [rbx + {floats}]",
        "movsd xmm1, [rbx + {floats} + 8]",
        "movsd xmm2, [rbx + {floats} + 16]",
        "movsd xmm3, [rbx + {floats} + 24]",
        "movsd xmm4, [rbx + {floats} + 32]",
        "movsd xmm5, [rbx + {floats} + 40]",
        "movsd xmm6, [rbx + {floats} + 48]",
        "movsd xmm7, [rbx + {floats} + 56]",
        "mov rdi, [rbx + {integers}]",
        "mov rsi, [rbx + {integers} + 8]",
        "mov rdx, [rbx + {integers} + 16]",
        "mov rcx, [rbx + {integers} + 24]",
        "mov r8, [rbx + {integers} + 32]",
        "mov r9, [rbx + {integers} + 40]",
        // A variadic callee reads the number of vector registers in al.
        "mov eax, 8",
        "call [rbx + {entry}]",
        "mov [rbx + {integer_result}], rax",
        "movsd [rbx + {float_result}], xmm0",
        "mov rbx, [rbp - 8]",
        "leave",
        ".cfi_def_cfa rsp, 8",
        "ret",
        ".cfi_endproc",
        entry = const offset_of!(Registers, entry),
        integers = const offset_of!(Registers, integers),
        floats = const offset_of!(Registers, floats),
        stack = const offset_of!(Registers, stack),
        stacked = const offset_of!(Registers, stacked),
        integer_result = const offset_of!(Registers, integer_result),
        float_result = const offset_of!(Registers, float_result),
    )
}
