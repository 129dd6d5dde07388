//! Rewriting of instructions: one aligned 64-bit store of the first word; operands keep their places.

use super::code::Code;
use super::opcode::Op;
use super::run::Pc;
use crate::constant_pool::PoolEntry;
use classfile::constant_pool::tag;
use std::sync::atomic::Ordering;

/// The entry in an instruction's second word.
///
/// # Safety
/// `pc` is at an instruction that has one, in live code.
pub(crate) unsafe fn entry_of<'a>(pc: Pc) -> &'a PoolEntry {
    // SAFETY: by contract; entries live as long as their version, which outlives its code.
    unsafe { &*((*pc.add(1)).load(Ordering::Relaxed) as *const PoolEntry) }
}

/// The pool's entry of a field or call instruction, also of a guarded one, whose own entry the next stop may end.
///
/// # Safety
/// As for [`entry_of`].
pub(crate) unsafe fn pool_entry_of<'a>(pc: Pc) -> &'a PoolEntry {
    // SAFETY: by contract.
    let entry = unsafe { entry_of(pc) };
    // Of the entries that are not the pool's own only those of guarded sites have it.
    if entry.extra.load(Ordering::Acquire) == 0 {
        return entry;
    }
    // SAFETY: the pool lives as long as the code.
    unsafe { &*entry.pool }.entry(entry.index)
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

/// The form that resolves anew what a quick form relies on; `None` for forms that stay right whatever changes.
pub(super) fn unresolved_form(op: Op) -> Option<Op> {
    let number = op as u16;
    let between = |first: Op, last: Op| (first as u16..=last as u16).contains(&number);
    Some(match op {
        Op::New => Op::NewUnresolved,
        Op::InvokeDirect => Op::InvokeStaticUnresolved,
        Op::InvokeSpecial | Op::InvokeObjectInit | Op::InvokeSpecialGuarded => Op::InvokeSpecialUnresolved,
        // Calls of interface methods resolve by the kind of their constant, so one form serves both.
        Op::InvokeDirectNonNull | Op::InvokeVirtual | Op::InvokeInterface | Op::InvokeVirtualGuarded => {
            Op::InvokeVirtualUnresolved
        }
        _ if between(Op::GetFieldByte, Op::GetGuardedReferenceVolatile) => Op::GetFieldUnresolved,
        _ if between(Op::PutFieldBoolean, Op::PutGuardedReferenceVolatile) => Op::PutFieldUnresolved,
        _ if between(Op::GetStaticInt, Op::GetStaticReferenceVolatile) => Op::GetStaticUnresolved,
        _ if between(Op::PutStaticBoolean, Op::PutStaticReferenceVolatile) => Op::PutStaticUnresolved,
        _ => return None,
    })
}

/// The same for classes and constants, which no update makes stale: only a trial that is taken back does.
fn unknown_form(op: Op, entry: &PoolEntry) -> Option<Op> {
    Some(match op {
        Op::CheckCast => Op::CheckCastUnresolved,
        Op::InstanceOf => Op::InstanceOfUnresolved,
        Op::NewArray => Op::NewArrayUnresolved,
        Op::NewSlow => Op::NewUnresolved,
        Op::LdcReference | Op::LdcClass | Op::LdcPrimitive => Op::LdcUnresolved,
        Op::InvokeHandle if entry.tag == tag::INVOKE_DYNAMIC => Op::InvokeDynamicUnresolved,
        Op::InvokeHandle => Op::InvokeVirtualUnresolved,
        _ => return unresolved_form(op),
    })
}

/// Has a method's returns look whether their frame has a barrier. With the world stopped.
pub(crate) fn watch_returns(code: &Code) {
    let mut at = 0;
    while let Some(word) = code.storage.get(at) {
        let insn = word.load(Ordering::Relaxed);
        let Some(op) = Op::from_u16(insn as u16) else { return };
        if op == Op::ReturnSqrt || (Op::Return as u16..=Op::ReturnObjectInit as u16).contains(&(op as u16)) {
            quicken(word, insn, Op::ReturnWatched, Some(op as u16));
        }
        at += length(code, at, op);
    }
}

/// The return that a `ReturnWatched` stands for.
#[inline(always)]
pub(super) fn unwatched(insn: u64) -> u64 {
    (insn & 0x0000_ffff_ffff_0000) | (insn >> 48)
}

/// Shows every instruction with its entry, if it has one.
pub(crate) fn for_each_instruction(code: &Code, visit: &mut dyn FnMut(Op, u64, Option<&PoolEntry>)) {
    let mut at = 0;
    while let Some(word) = code.storage.get(at) {
        let insn = word.load(Ordering::Relaxed);
        let Some(op) = Op::from_u16(insn as u16) else { return };
        // SAFETY: the list of instructions says that the second word is an entry's address.
        let entry = op.has_entry().then(|| unsafe { entry_of(word) });
        visit(op, insn, entry);
        at += length(code, at, op);
    }
}

/// Words of the instruction at a place.
fn length(code: &Code, at: usize, op: Op) -> usize {
    match op {
        Op::TableSwitch => 3 + (code.storage[at + 1].load(Ordering::Relaxed) >> 32) as usize,
        Op::LookupSwitch => 3 + code.storage[at + 1].load(Ordering::Relaxed) as usize,
        other => other.words(),
    }
}

/// Puts the quick instructions whose entry `is_stale` back to their unresolved form. With the world stopped.
pub(crate) fn unquicken(code: &Code, is_stale: &dyn Fn(&PoolEntry) -> bool) {
    rewrite(code, &|op, _| unresolved_form(op), is_stale);
}

/// As [`unquicken`], for entries that are unresolved again whatever they were.
pub(crate) fn unquicken_all(code: &Code, is_stale: &dyn Fn(&PoolEntry) -> bool) {
    rewrite(code, &|op, entry| unknown_form(op, entry), is_stale);
}

fn rewrite(code: &Code, form: &dyn Fn(Op, &PoolEntry) -> Option<Op>, is_stale: &dyn Fn(&PoolEntry) -> bool) {
    let mut at = 0;
    while let Some(word) = code.storage.get(at) {
        let insn = word.load(Ordering::Relaxed);
        let Some(op) = Op::from_u16(insn as u16) else { return };
        if op.has_entry() {
            // SAFETY: the list of instructions says that the second word is an entry's address.
            let entry = unsafe { entry_of(word) };
            if let Some(unresolved) = form(op, entry).filter(|_| is_stale(entry)) {
                quicken(word, insn, unresolved, Some(0));
            }
        }
        at += length(code, at, op);
    }
}
