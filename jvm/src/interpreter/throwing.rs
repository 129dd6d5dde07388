//! Cold handlers that throw what instructions throw by themselves.

use super::run::{Pc, Step, slow_handlers};
use crate::class::ClassRef;
use crate::known::Known;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use std::sync::atomic::Ordering;

slow_handlers! {
    null_pointer => throw_null_pointer;
    stack_overflow => throw_stack_overflow;
}

unsafe fn throw_null_pointer(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    // The helpful message is worked out from the frame's pc when it is asked for.
    Err(t.throw(Known::NullPointerException, None))
}

unsafe fn throw_stack_overflow(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    if t.grow_stack() {
        return Ok(Step::Again);
    }
    Err(overflow(t))
}

/// StackOverflowError; `throw` opens the reserve at the end of the stacks for its making.
pub(crate) fn overflow(t: &mut Thread) -> Abrupt {
    t.throw(Known::StackOverflowError, None)
}

/// ClassCastException for a failed cast.
pub(crate) fn class_cast(t: &mut Thread, from: ClassRef, to: ClassRef) -> Abrupt {
    let text = crate::throw::message::class_cast(t, from, to);
    t.throw_text(Known::ClassCastException, text)
}

/// OutOfMemoryError for the heap.
pub(crate) fn out_of_memory(t: &mut Thread) -> Abrupt {
    t.out_of_memory(objectspace::OutOfMemory::HeapFull)
}

/// Class of the pending throwable.
pub(crate) fn pending_class(t: &Thread) -> Option<ClassRef> {
    let pending = t.pending.load(Ordering::Relaxed);
    if pending == 0 {
        return None;
    }
    // SAFETY: the pending slot is a root: it names a live object; its layout's second word is its class.
    unsafe { ClassRef::from_ptr(super::access::class(t.core, (*t.core).heap_base, pending).cast_mut()) }
}
