//! Rewriting of instructions: one aligned 64-bit store of the first word; operands keep their places.

use super::opcode::Op;
use super::run::Pc;
use crate::constant_pool::PoolEntry;
use std::sync::atomic::Ordering;

/// The entry in an instruction's second word.
///
/// # Safety
/// `pc` is at an instruction that has one, in live code.
pub(crate) unsafe fn entry_of<'a>(pc: Pc) -> &'a PoolEntry {
    // SAFETY: by contract; entries live as long as their version, which outlives its code.
    unsafe { &*((*pc.add(1)).load(Ordering::Relaxed) as *const PoolEntry) }
}

/// Replaces opcode and, if given, field c. What the new form reads must have been stored before.
pub(crate) fn quicken(pc: Pc, insn: u64, op: Op, c: Option<u16>) {
    let mut word = (insn & !0xffff) | op as u64;
    if let Some(c) = c {
        word = (word & 0x0000_ffff_ffff_ffff) | (u64::from(c) << 48);
    }
    // SAFETY: `pc` is the running instruction's word, in live code; words are only accessed atomically.
    unsafe { (*pc).store(word, Ordering::Release) };
}
