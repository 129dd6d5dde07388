//! Dispatch: the handler type, the state a handler works on, and the way from one instruction to the next.
//!
//! Each handler ends in a call of the next one in tail position, which LLVM makes a jump when it optimises. With the
//! feature `loop-dispatch` (opt-level 0, Miri) a handler stores its state and returns to a loop instead.

use super::opcode::TABLE;
use crate::constant_pool::PoolEntry;
use crate::thread::{Frame, Thread};
use crate::throw::{Abrupt, Completion};
use objectspace::MutatorCore;
use std::sync::atomic::{AtomicU64, Ordering};

/// An instruction pointer.
pub(crate) type Pc = *const AtomicU64;

/// One instruction's code. Arguments: pc, primitive registers, reference registers, thread, instruction word, heap base.
pub(crate) type Handler = unsafe fn(Pc, *mut u64, *mut u32, *mut Thread, u64, *mut u8) -> u64;

/// `run` ended at its boundary frame with a result.
pub(crate) const RETURNED: u64 = 0;
/// `run` ended at its boundary frame with an abrupt completion.
pub(crate) const ABRUPT: u64 = 1;
/// Only with `loop-dispatch`: go on with the stored state.
#[cfg(feature = "loop-dispatch")]
const CONTINUE: u64 = 2;

/// What a handler works on: its six arguments as one value, which lives in machine registers.
#[derive(Clone, Copy)]
pub(crate) struct State {
    pub pc: Pc,
    pub p: *mut u64,
    pub r: *mut u32,
    pub t: *mut Thread,
    pub insn: u64,
    pub heap: *mut u8,
}

/// What a slow path leaves to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Step {
    /// Run the instruction (perhaps quickened now) again.
    Again,
    /// Go on one word further.
    One,
    /// Go on two words further.
    Two,
    /// Frames or pc changed: go on where the top frame stands.
    Reload,
    /// Go on after the invocation where the top frame stands.
    Returned,
    /// An abrupt completion is noted in the thread.
    Throw,
}

/// A slow path: may stop, throw and run Java. The frame's pc is saved before.
pub(crate) type Slow = unsafe fn(&mut Thread, Pc, *mut u64, *mut u32, u64) -> Completion<Step>;

/// Runs a slow path and notes an abrupt completion.
#[inline(never)]
pub(crate) unsafe fn guarded(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64, slow: Slow) -> Step {
    t.hold_versions();
    // SAFETY: the caller's state is that of the running thread.
    let outcome = unsafe { slow(t, pc, p, r, insn) };
    t.release_versions(u64::MAX);
    match outcome {
        Ok(step) => step,
        Err(abrupt) => {
            t.stacks.abrupt = match abrupt {
                Abrupt::Thrown => None,
                other => Some(other),
            };
            Step::Throw
        }
    }
}

// Every method: the state is the running thread's, its registers lie in the top frame's window, `pc` in its code.
impl State {
    /// Field a.
    #[inline(always)]
    pub fn a(self) -> usize {
        (self.insn >> 16) as u16 as usize
    }
    /// Field b.
    #[inline(always)]
    pub fn b(self) -> usize {
        (self.insn >> 32) as u16 as usize
    }
    /// Field c.
    #[inline(always)]
    pub fn c(self) -> usize {
        (self.insn >> 48) as usize
    }
    /// Field b, signed.
    #[inline(always)]
    pub fn signed_b(self) -> i64 {
        i64::from((self.insn >> 32) as i16)
    }
    /// Field c, signed.
    #[inline(always)]
    pub fn signed_c(self) -> i64 {
        i64::from((self.insn >> 48) as i16)
    }
    /// Fields b and c as one signed number.
    #[inline(always)]
    pub fn signed_bc(self) -> i64 {
        i64::from((self.insn >> 32) as i32)
    }

    /// An int register.
    #[inline(always)]
    pub unsafe fn int(self, register: usize) -> i32 {
        // SAFETY: see above.
        unsafe { *self.p.add(register) as i32 }
    }
    /// A long register.
    #[inline(always)]
    pub unsafe fn long(self, register: usize) -> i64 {
        // SAFETY: see above.
        unsafe { *self.p.add(register) as i64 }
    }
    /// A float register.
    #[inline(always)]
    pub unsafe fn float(self, register: usize) -> f32 {
        // SAFETY: see above.
        f32::from_bits(unsafe { *self.p.add(register) } as u32)
    }
    /// A double register.
    #[inline(always)]
    pub unsafe fn double(self, register: usize) -> f64 {
        // SAFETY: see above.
        f64::from_bits(unsafe { *self.p.add(register) })
    }
    /// A reference register; 0 is null.
    #[inline(always)]
    pub unsafe fn reference(self, register: usize) -> u32 {
        // SAFETY: see above.
        unsafe { *self.r.add(register) }
    }
    /// Writes an int register.
    #[inline(always)]
    pub unsafe fn set_int(self, register: usize, value: i32) {
        // SAFETY: see above.
        unsafe { *self.p.add(register) = u64::from(value as u32) }
    }
    /// Writes a long register.
    #[inline(always)]
    pub unsafe fn set_long(self, register: usize, value: i64) {
        // SAFETY: see above.
        unsafe { *self.p.add(register) = value as u64 }
    }
    /// Writes a float register.
    #[inline(always)]
    pub unsafe fn set_float(self, register: usize, value: f32) {
        // SAFETY: see above.
        unsafe { *self.p.add(register) = u64::from(value.to_bits()) }
    }
    /// Writes a double register.
    #[inline(always)]
    pub unsafe fn set_double(self, register: usize, value: f64) {
        // SAFETY: see above.
        unsafe { *self.p.add(register) = value.to_bits() }
    }
    /// Writes a reference register.
    #[inline(always)]
    pub unsafe fn set_reference(self, register: usize, value: u32) {
        // SAFETY: see above.
        unsafe { *self.r.add(register) = value }
    }

    /// The thread's heap core.
    #[inline(always)]
    pub unsafe fn core(self) -> *mut MutatorCore {
        // SAFETY: see above.
        unsafe { (*self.t).core }
    }

    /// The pool entry in the second word.
    #[inline(always)]
    pub unsafe fn entry(self) -> *const PoolEntry {
        // SAFETY: the instruction has a second word with the address of an entry.
        unsafe { (*self.pc.add(1)).load(Ordering::Relaxed) as *const PoolEntry }
    }

    /// Runs the instruction at `pc`.
    #[inline(always)]
    pub unsafe fn dispatch(self) -> u64 {
        // SAFETY: code holds only opcodes of the table.
        unsafe {
            #[cfg(not(feature = "loop-dispatch"))]
            {
                let insn = (*self.pc).load(Ordering::Relaxed);
                let handler = *TABLE.get_unchecked(insn as u16 as usize);
                handler(self.pc, self.p, self.r, self.t, insn, self.heap)
            }
            #[cfg(feature = "loop-dispatch")]
            {
                (*self.t).stacks.resume = (self.pc, self.p, self.r);
                CONTINUE
            }
        }
    }

    /// Goes on so many words further.
    #[inline(always)]
    pub unsafe fn next(self, words: usize) -> u64 {
        // SAFETY: see above.
        unsafe { State { pc: self.pc.add(words), ..self }.dispatch() }
    }

    /// Goes on at an offset in words.
    #[inline(always)]
    pub unsafe fn jump(self, offset: i64) -> u64 {
        // SAFETY: branch offsets stay inside the code.
        unsafe { State { pc: self.pc.offset(offset as isize), ..self }.dispatch() }
    }

    /// Goes to another handler for the same instruction.
    #[inline(always)]
    pub unsafe fn tail(self, handler: Handler) -> u64 {
        // SAFETY: see above.
        unsafe { handler(self.pc, self.p, self.r, self.t, self.insn, self.heap) }
    }

    /// Goes on where the top frame stands.
    #[inline(always)]
    pub unsafe fn reload(self, words: usize) -> u64 {
        // SAFETY: the top frame is live and its pc saved.
        unsafe {
            let frame: *const Frame = (*self.t).frame;
            State { pc: (*frame).pc.add(words), p: (*frame).p, r: (*frame).r, ..self }.dispatch()
        }
    }

    /// Is something wanted of this thread?
    #[inline(always)]
    pub unsafe fn poll_wanted(self) -> bool {
        // SAFETY: see above.
        unsafe { (*self.core()).poll.load(Ordering::Relaxed) != 0 }
    }

    /// Runs a slow path and does what it says. Only from cold handlers.
    #[inline(always)]
    pub unsafe fn slow(self, slow: Slow) -> u64 {
        // SAFETY: see above; no view of the heap is held.
        unsafe {
            (*(*self.t).frame).pc = self.pc;
            match guarded(&mut *self.t, self.pc, self.p, self.r, self.insn, slow) {
                Step::Again => self.next(0),
                Step::One => self.next(1),
                Step::Two => self.next(2),
                Step::Reload => self.reload(0),
                Step::Returned => self.reload(2),
                Step::Throw => self.tail(super::unwind::unwind),
            }
        }
    }
}

/// Defines handlers: `fn name(s) { … }`, where `s` is the [`State`]; each body ends in a call in tail position.
macro_rules! handlers {
    ($($(#[$meta:meta])* fn $name:ident $(<$(const $generic:ident: $kind:ty),*>)? ($s:ident) $body:block)*) => {$(
        $(#[$meta])*
        pub(in crate::interpreter) unsafe fn $name $(<$(const $generic: $kind),*>)? (
            pc: $crate::interpreter::run::Pc,
            p: *mut u64,
            r: *mut u32,
            t: *mut $crate::thread::Thread,
            insn: u64,
            heap: *mut u8,
        ) -> u64 {
            let $s = $crate::interpreter::run::State { pc, p, r, t, insn, heap };
            // SAFETY: handlers are only reached by dispatch on translated code: the state is the running thread's,
            // operand fields name registers of the top frame, and a second word is what the opcode's row says.
            #[allow(unused_unsafe, reason = "some bodies touch nothing")]
            unsafe { $body }
        }
    )*};
}
pub(crate) use handlers;

/// Defines cold handlers that run a slow path.
macro_rules! slow_handlers {
    ($($name:ident => $slow:path;)*) => {$(
        #[cold]
        #[inline(never)]
        pub(in crate::interpreter) unsafe fn $name(
            pc: $crate::interpreter::run::Pc,
            p: *mut u64,
            r: *mut u32,
            t: *mut $crate::thread::Thread,
            insn: u64,
            heap: *mut u8,
        ) -> u64 {
            // SAFETY: as for every handler.
            unsafe { $crate::interpreter::run::State { pc, p, r, t, insn, heap }.slow($slow) }
        }
    )*};
}
pub(crate) use slow_handlers;

/// Stops where the instruction stands if something is wanted, then runs it again.
unsafe fn safepoint(t: &mut Thread, _pc: Pc, _p: *mut u64, _r: *mut u32, _insn: u64) -> Completion<Step> {
    t.safepoint()?;
    Ok(Step::Again)
}

slow_handlers! {
    poll => safepoint;
}

impl Thread {
    /// Runs the top frame until the boundary frame under it is reached again.
    pub(crate) fn run_top_frame(&mut self) -> u64 {
        let t: *mut Thread = self;
        // SAFETY: the top frame was just pushed by `invoke`: its code, pc and window are valid.
        unsafe {
            let frame = (*t).frame;
            let heap = (*(*t).core).heap_base;
            let state = State { pc: (*frame).pc, p: (*frame).p, r: (*frame).r, t, insn: 0, heap };
            #[cfg(not(feature = "loop-dispatch"))]
            {
                state.dispatch()
            }
            #[cfg(feature = "loop-dispatch")]
            {
                (*t).stacks.resume = (state.pc, state.p, state.r);
                loop {
                    let (pc, p, r) = (*t).stacks.resume;
                    let insn = (*pc).load(Ordering::Relaxed);
                    let handler = TABLE[insn as u16 as usize];
                    let outcome = handler(pc, p, r, t, insn, heap);
                    if outcome != CONTINUE {
                        break outcome;
                    }
                }
            }
        }
    }
}
