//! Abrupt completion (JVMS §2.10): from the frame that threw to a handler, or to the boundary with Rust.

use super::code::{Code, CodeFlags};
use super::op::monitor::{abandon_frame, unlock_frame};
use super::run::{ABRUPT, Pc, State};
use super::throwing::pending_class;
use crate::linking::resolution;
use crate::thread::{Frame, RETURN_BARRIER, Thread};
use crate::throw::{Abrupt, Completion};
use crate::versioning;
use std::sync::atomic::Ordering;

/// Handler that every throwing slow path ends in.
#[cold]
#[inline(never)]
pub(crate) unsafe fn unwind(pc: Pc, p: *mut u64, r: *mut u32, t: *mut Thread, insn: u64, heap: *mut u8) -> u64 {
    // SAFETY: as for every handler.
    unsafe { if find_handler(&mut *t) { State { pc, p, r, t, insn, heap }.reload(0) } else { ABRUPT } }
}

/// Makes the frame with a handler the top one and sets it there, or makes the boundary frame the top one (`false`).
#[inline(never)]
fn find_handler(t: &mut Thread) -> bool {
    loop {
        let frame: *mut Frame = t.frame;
        // SAFETY: between here and the boundary frame every record is live.
        let code: &Code = unsafe { &*(*frame).code };
        if code.has(CodeFlags::BOUNDARY) {
            return false;
        }
        if t.stacks.abrupt.is_none() && !code.handlers.is_empty() {
            // SAFETY: as above; the frame's pc was saved when it called or threw.
            let word = code.word_of(unsafe { (*frame).pc }) as u32;
            match search(t, frame, code, word) {
                Ok(Some(handler)) => {
                    let thrown = t.pending.swap(0, Ordering::Relaxed);
                    // SAFETY: a frame with handlers has at least one stack slot; the handler is a word of the code.
                    unsafe {
                        *(*frame).r.add(usize::from(code.locals)) = thrown;
                        (*frame).pc = code.words.add(handler as usize);
                    }
                    return true;
                }
                Ok(None) | Err(Abrupt::Thrown) => {}
                Err(abrupt) => t.stacks.abrupt = Some(abrupt),
            }
        }
        // A monitor that is not held any more throws IllegalMonitorStateException in place of what was thrown.
        let held = t.stacks.abrupt.take();
        if matches!(held, Some(Abrupt::Exit(_))) {
            abandon_frame(t);
            t.stacks.abrupt = held;
            // SAFETY: under each Java frame there is another or a boundary.
            t.frame = unsafe { frame.sub(1) };
            continue;
        }
        match unlock_frame(t) {
            Ok(()) | Err(Abrupt::Thrown) => t.stacks.abrupt = held,
            Err(abrupt) => t.stacks.abrupt = Some(abrupt),
        }
        // SAFETY: the frame is still the top one.
        if unsafe { (*frame).state } & RETURN_BARRIER != 0 {
            versioning::reach_barrier(t);
        }
        // SAFETY: under each Java frame there is another or a boundary.
        t.frame = unsafe { frame.sub(1) };
    }
}

/// The first handler row that covers the word and catches the pending throwable.
fn search(t: &mut Thread, frame: *mut Frame, code: &Code, word: u32) -> Completion<Option<u32>> {
    let mut word = word;
    'again: loop {
        for row in &code.handlers {
            if !(row.start..row.end).contains(&word) {
                continue;
            }
            if row.catch_type == 0 {
                return Ok(Some(row.handler));
            }
            let Some(version) = code.version() else { return Ok(None) };
            let entry = version.pool.entry(row.catch_type);
            let class = match entry.is_resolved().then(|| entry.class()).flatten() {
                Some(class) => class,
                None => {
                    // Loading may run Java: meanwhile the throwable waits in the register where the handler expects it.
                    // SAFETY: the operand stack is discarded, so its first register is free; it is a root.
                    let slot = unsafe { (*frame).r.add(usize::from(code.locals)) };
                    // SAFETY: as above.
                    unsafe { *slot = t.pending.swap(0, Ordering::Relaxed) };
                    match resolution::resolve_class(t, entry) {
                        Ok(class) => {
                            // SAFETY: as above.
                            t.pending.store(unsafe { *slot }, Ordering::Relaxed);
                            class
                        }
                        Err(Abrupt::Thrown) if word != row.handler => {
                            // What resolution threw takes the place of the first, as if thrown by the handler.
                            word = row.handler;
                            continue 'again;
                        }
                        Err(abrupt) => return Err(abrupt),
                    }
                }
            };
            if pending_class(t).is_some_and(|thrown| thrown.is_subtype_of(class)) {
                return Ok(Some(row.handler));
            }
        }
        return Ok(None);
    }
}
