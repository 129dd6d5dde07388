//! Monitors (JVMS §2.11.10): the instructions, and the monitor of a synchronized method, which its frame keeps in the
//! last local register.

use crate::class::MethodRef;
use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::interpreter::throwing::null_pointer;
use crate::thread::{Frame, HOLDS_MONITOR, Thread};
use crate::throw::Completion;
use objectspace::Handle;
use std::sync::atomic::Ordering;

handlers! {
    fn enter(s) {
        if s.reference(s.a()) == 0 {
            return s.tail(null_pointer);
        }
        s.tail(enter_slow)
    }
    fn exit(s) {
        if s.reference(s.a()) == 0 {
            return s.tail(null_pointer);
        }
        s.tail(exit_slow)
    }
}

slow_handlers! {
    enter_slow => monitor_enter;
    exit_slow => monitor_exit;
    enter_method => method_enter;
    exit_method => method_exit;
}

unsafe fn monitor_enter(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: field a names a reference register of a live frame.
    if let Some(object) = unsafe { Handle::from_slot(r.add((insn >> 16) as u16 as usize)) } {
        t.monitor_enter(object)?;
    }
    Ok(Step::One)
}

unsafe fn monitor_exit(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: as above.
    if let Some(object) = unsafe { Handle::from_slot(r.add((insn >> 16) as u16 as usize)) } {
        t.monitor_exit(object)?;
    }
    Ok(Step::One)
}

unsafe fn method_enter(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    lock_frame(t)?;
    Ok(Step::One)
}

unsafe fn method_exit(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    unlock_frame(t)?;
    Ok(Step::One)
}

/// Enters the monitor of the top frame's synchronized method.
pub(crate) fn lock_frame(t: &mut Thread) -> Completion<()> {
    let frame: *mut Frame = t.frame;
    // SAFETY: the top frame is live; its last local register is kept for the monitor.
    unsafe {
        let code = &*(*frame).code;
        let method: MethodRef = code.method;
        let slot = (*frame).r.add(usize::from(code.locals) - 1);
        *slot = if method.is_static() { method.class.mirror.load(Ordering::Relaxed) } else { *(*frame).r };
        if let Some(object) = Handle::from_slot(slot) {
            t.monitor_enter(object)?;
        }
        (*frame).state |= HOLDS_MONITOR;
    }
    Ok(())
}

/// Leaves the monitor of the top frame's synchronized method if it is held, without throwing where it is not any more.
pub(crate) fn abandon_frame(t: &mut Thread) {
    let frame: *mut Frame = t.frame;
    // SAFETY: as in `lock_frame`.
    let object = unsafe {
        if (*frame).state & HOLDS_MONITOR == 0 {
            return;
        }
        (*frame).state &= !HOLDS_MONITOR;
        Handle::from_slot((*frame).r.add(usize::from((*(*frame).code).locals) - 1))
    };
    if let Some(object) = object.filter(|object| t.holds_lock(*object)) {
        // It is held, so that this throws nothing.
        let _ = t.monitor_exit(object);
    }
}

/// Leaves the monitor of the top frame's synchronized method, if it is held.
pub(crate) fn unlock_frame(t: &mut Thread) -> Completion<()> {
    let frame: *mut Frame = t.frame;
    // SAFETY: as in `lock_frame`.
    unsafe {
        if (*frame).state & HOLDS_MONITOR == 0 {
            return Ok(());
        }
        (*frame).state &= !HOLDS_MONITOR;
        let slot = (*frame).r.add(usize::from((*(*frame).code).locals) - 1);
        if let Some(object) = Handle::from_slot(slot) {
            t.monitor_exit(object)?;
        }
    }
    Ok(())
}
