//! Object creation and type tests (JVMS §2.11.5).

use crate::class::{Class, ClassRef};
use crate::interpreter::access;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, quicken};
use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::interpreter::throwing::{class_cast, out_of_memory};
use crate::known::Known;
use crate::linking::resolution;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::LayoutId;
use std::sync::atomic::Ordering;

handlers! {
    // The entry's extra word: layout in the low half, size in the high.
    fn new(s) {
        let facts = (*s.entry()).extra.load(Ordering::Relaxed);
        let made = objectspace::raw::core::bump_instance(s.core(), LayoutId(facts as u32), (facts >> 32) as usize);
        if made == 0 {
            return s.tail(new_slow);
        }
        s.set_reference(s.a(), made);
        s.next(2)
    }
    fn checkcast_unresolved(s) {
        if s.reference(s.a()) == 0 {
            return s.next(2);
        }
        s.tail(checkcast_resolve)
    }
    fn checkcast(s) {
        let object = s.reference(s.a());
        if object == 0 {
            return s.next(2);
        }
        let wanted = (*s.entry()).target.load(Ordering::Relaxed).cast::<Class>();
        if access::class(s.core(), s.heap, object) == wanted.cast_const() {
            return s.next(2);
        }
        s.tail(checkcast_full)
    }
    #[inline(never)]
    fn checkcast_full(s) {
        let wanted = (*s.entry()).target.load(Ordering::Relaxed).cast::<Class>();
        let own = access::class(s.core(), s.heap, s.reference(s.a())).cast_mut();
        if !is_subtype(own, wanted) {
            return s.tail(cast_failed);
        }
        s.next(2)
    }
    fn instanceof_unresolved(s) {
        if s.reference(s.b()) == 0 {
            s.set_int(s.a(), 0);
            return s.next(2);
        }
        s.tail(instanceof_resolve)
    }
    fn instanceof(s) {
        let object = s.reference(s.b());
        if object == 0 {
            s.set_int(s.a(), 0);
            return s.next(2);
        }
        let wanted = (*s.entry()).target.load(Ordering::Relaxed).cast::<Class>();
        if access::class(s.core(), s.heap, object) == wanted.cast_const() {
            s.set_int(s.a(), 1);
            return s.next(2);
        }
        s.tail(instanceof_full)
    }
    #[inline(never)]
    fn instanceof_full(s) {
        let wanted = (*s.entry()).target.load(Ordering::Relaxed).cast::<Class>();
        let own = access::class(s.core(), s.heap, s.reference(s.b())).cast_mut();
        let is = is_subtype(own, wanted);
        s.set_int(s.a(), i32::from(is));
        s.next(2)
    }
}

#[inline(always)]
unsafe fn is_subtype(own: *mut Class, wanted: *mut Class) -> bool {
    // SAFETY: the class of a live object and a resolved class.
    match unsafe { (ClassRef::from_ptr(own), ClassRef::from_ptr(wanted)) } {
        (Some(own), Some(wanted)) => own.is_subtype_of(wanted),
        _ => false,
    }
}

slow_handlers! {
    new_unresolved => resolve_new;
    new_slow => make;
    checkcast_resolve => resolve_cast;
    instanceof_resolve => resolve_instanceof;
    cast_failed => throw_cast;
}

fn checked_class(t: &mut Thread, pc: Pc) -> Completion<ClassRef> {
    // SAFETY: new has an entry.
    let class = resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    if class.is_abstract() || class.is_interface() || class.is_array() {
        return Err(t.throw_text(Known::InstantiationError, class.external_name()));
    }
    Ok(class)
}

unsafe fn resolve_new(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let class = checked_class(t, pc)?;
    if !class.is_initialized() {
        let epoch = t.vm().heap.epoch();
        crate::initialization::initialize(t, class)?;
        if t.vm().heap.epoch() != epoch {
            return Ok(Step::Again);
        }
    }
    if class.is_initialized()
        && let Some(layout) = class.layout()
    {
        // SAFETY: new has an entry.
        let entry = unsafe { entry_of(pc) };
        // SAFETY: the layout is in the space's table.
        let size = unsafe { (*(*t.core).layouts.add(layout.0 as usize)).instance_size };
        entry.extra.store(u64::from(layout.0) | (u64::from(size) << 32), Ordering::Release);
        quicken(pc, insn, Op::New, None);
    }
    // SAFETY: as for the instruction itself.
    unsafe { make(t, pc, p, r, insn) }
}

unsafe fn make(t: &mut Thread, pc: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let class = checked_class(t, pc)?;
    let layout = class.layout().ok_or_else(|| Abrupt::internal(format!("{} has no layout", class.name())))?;
    // SAFETY: field a names a register of the top frame, which is a root.
    match unsafe { t.mutator.allocate_instance_into(layout, r.add((insn >> 16) as u16 as usize)) } {
        Ok(()) => Ok(Step::Two),
        Err(_) => Err(out_of_memory(t)),
    }
}

unsafe fn resolve_cast(t: &mut Thread, pc: Pc, _: *mut u64, _: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: checkcast has an entry.
    resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    quicken(pc, insn, Op::CheckCast, None);
    Ok(Step::Again)
}

unsafe fn resolve_instanceof(t: &mut Thread, pc: Pc, _: *mut u64, _: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: instanceof has an entry.
    resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    quicken(pc, insn, Op::InstanceOf, None);
    Ok(Step::Again)
}

unsafe fn throw_cast(t: &mut Thread, pc: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: checkcast has a resolved entry; field a names a live object.
    let (from, to) = unsafe {
        let object = *r.add((insn >> 16) as u16 as usize);
        (ClassRef::from_ptr(access::class(t.core, (*t.core).heap_base, object).cast_mut()), entry_of(pc).class())
    };
    match (from, to) {
        (Some(from), Some(to)) => Err(class_cast(t, from, to)),
        _ => Err(Abrupt::internal("a failed cast without classes")),
    }
}
