//! Jumps, switches, returns and athrow (JVMS §2.11.7–2.11.10).

use crate::interpreter::access;
use crate::interpreter::opcode::TABLE;
use crate::interpreter::quicken;
use crate::interpreter::run::{Pc, State, Step, handlers, poll, slow_handlers};
use crate::interpreter::throwing::null_pointer;
use crate::known::Known;
use crate::thread::{RETURN_BARRIER, Thread};
use crate::throw::{Abrupt, Completion};
use crate::versioning;
use objectspace::Handle;
use std::sync::atomic::Ordering;

handlers! {
    fn nop(s) {
        s.next(1)
    }
    fn goto<const BACK: bool>(s) {
        if BACK && s.poll_wanted() {
            return s.tail(poll);
        }
        s.jump(s.signed_bc())
    }
    fn jsr(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        *s.p.add(s.a()) = (*s.pc.add(1)).load(Ordering::Relaxed);
        s.jump(s.signed_bc())
    }
    // The address names a word and, above, the stack that is expected there; field b is the stack that this one leaves.
    fn ret(s) {
        let address = *s.p.add(s.a());
        if address >> 32 != s.b() as u64 {
            return s.tail(unbalanced);
        }
        let words = (*(*(*s.t).frame).code).words;
        State { pc: words.add(address as u32 as usize), ..s }.dispatch()
    }
    // Words: [op a][low | count << 32][default][offset]…
    fn tableswitch(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        let head = (*s.pc.add(1)).load(Ordering::Relaxed);
        let at = (s.int(s.a()) as u32).wrapping_sub(head as u32);
        let place = if at < (head >> 32) as u32 { 3 + at as usize } else { 2 };
        s.jump((*s.pc.add(place)).load(Ordering::Relaxed) as i64)
    }
    // Words: [op a][count][default][key | offset << 32]… with keys rising.
    fn lookupswitch(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        let key = s.int(s.a());
        let (mut low, mut high) = (0, (*s.pc.add(1)).load(Ordering::Relaxed) as usize);
        while low < high {
            let middle = (low + high) / 2;
            let pair = (*s.pc.add(3 + middle)).load(Ordering::Relaxed);
            if (pair as i32) < key {
                low = middle + 1;
            } else if (pair as i32) > key {
                high = middle;
            } else {
                return s.jump(i64::from((pair >> 32) as i32));
            }
        }
        s.jump((*s.pc.add(2)).load(Ordering::Relaxed) as i64)
    }

    fn return_void(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        let caller = (*s.t).frame.sub(1);
        (*s.t).frame = caller;
        s.reload(2)
    }
    fn return_primitive(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, *s.p.add(s.a()))
    }
    fn return_sqrt(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, s.double(0).sqrt().to_bits())
    }
    fn return_boolean(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, *s.p.add(s.a()) & 1)
    }
    fn return_byte(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, s.int(s.a()) as i8 as i64 as u64)
    }
    fn return_char(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, u64::from(s.int(s.a()) as u16))
    }
    fn return_short(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        give(s, s.int(s.a()) as i16 as i64 as u64)
    }
    fn return_reference(s) {
        if s.poll_wanted() {
            return s.tail(poll);
        }
        let value = s.reference(s.a());
        let caller = (*s.t).frame.sub(1);
        (*s.t).frame = caller;
        let destination = ((*(*caller).pc).load(Ordering::Relaxed) >> 16) as u16 as usize;
        *(*caller).r.add(destination) = value;
        s.reload(2)
    }
    fn return_object_init(s) {
        let class = access::class(s.core(), s.heap, s.reference(0));
        if (*class).finalizable.load(Ordering::Relaxed) {
            return s.tail(finalizable);
        }
        s.tail(return_void)
    }
    fn return_watched(s) {
        if (*(*s.t).frame).state & RETURN_BARRIER != 0 {
            return s.tail(at_barrier);
        }
        let insn = quicken::unwatched(s.insn);
        if !(*s.t).vm().barriers.are_set() {
            (*s.pc).store(insn, Ordering::Release);
        }
        State { insn, ..s }.tail(TABLE[s.c()])
    }
    fn throw(s) {
        if s.reference(s.a()) == 0 {
            return s.tail(null_pointer);
        }
        s.tail(throw_reference)
    }
}

/// Returns a primitive to the caller's destination register.
#[inline(always)]
unsafe fn give(s: State, value: u64) -> u64 {
    // SAFETY: as for every handler; below a Java frame there is always its caller's or a boundary's, which stands at a
    // word with the destination in field a.
    unsafe {
        let caller = (*s.t).frame.sub(1);
        (*s.t).frame = caller;
        let destination = ((*(*caller).pc).load(Ordering::Relaxed) >> 16) as u16 as usize;
        *(*caller).p.add(destination) = value;
        s.reload(2)
    }
}

slow_handlers! {
    at_barrier => wait_at_barrier;
    finalizable => register_finalizer;
    throw_reference => throw_it;
    unbalanced => throw_unbalanced;
}

/// A subroutine may not leave more or less on the operand stack than it found; see docs/jvms-deviations.md.
unsafe fn throw_unbalanced(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    Err(t.throw(Known::VerifyError, Some("A subroutine returns with another operand stack than it was called with")))
}

unsafe fn wait_at_barrier(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    versioning::reach_barrier(t);
    Ok(Step::Again)
}

unsafe fn register_finalizer(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, _: u64) -> Completion<Step> {
    // SAFETY: register 0 of a constructor is its receiver, which is a root while the frame lives.
    if let Some(object) = unsafe { Handle::from_slot(r) } {
        crate::initialization::register_finalizer(t, object)?;
    }
    // SAFETY: the frame of Object.<init> returns to the frame under it.
    t.frame = unsafe { t.frame.sub(1) };
    Ok(Step::Returned)
}

unsafe fn throw_it(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: field a names a reference register.
    let thrown = unsafe { *r.add((insn >> 16) as u16 as usize) };
    t.pending.store(thrown, Ordering::Relaxed);
    Err(Abrupt::Thrown)
}
