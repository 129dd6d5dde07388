//! Invocations (JVMS §2.11.8): unresolved forms and quick ones. Arguments stand in the caller's stack slots, where the
//! callee's window begins.

use super::call::{enter, push_frame};
use crate::class::{ClassRef, Method, MethodFlags, MethodRef};
use crate::interpreter::access;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, pool_entry_of, quicken};
use crate::interpreter::run::{Pc, State, Step, handlers, slow_handlers};
use crate::interpreter::site::{self, FieldCache};
use crate::interpreter::throwing::null_pointer;
use crate::known::Known;
use crate::linking::resolution::{self, InvokeKind};
use crate::linking::selection;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use std::sync::atomic::Ordering;

#[inline(always)]
unsafe fn target(s: State) -> *const Method {
    // SAFETY: quick invocations have a resolved entry.
    unsafe { (*s.entry()).target.load(Ordering::Relaxed).cast::<Method>() }
}

handlers! {
    fn direct(s) {
        enter(s, target(s), s.b())
    }
    fn direct_non_null(s) {
        if s.reference(s.b()) == 0 {
            return s.tail(null_pointer);
        }
        enter(s, target(s), s.b())
    }
    // Field c: index in the vtable.
    fn virtual_(s) {
        let receiver = s.reference(s.b());
        if receiver == 0 {
            return s.tail(null_pointer);
        }
        let dispatch = access::dispatch(s.core(), s.heap, receiver);
        let selected: MethodRef = *(*dispatch).vtable.add(s.c());
        enter(s, selected.as_ptr(), s.b())
    }
    fn interface(s) {
        let receiver = s.reference(s.b());
        if receiver == 0 {
            return s.tail(null_pointer);
        }
        let dispatch = access::dispatch(s.core(), s.heap, receiver);
        let table = (*dispatch).interface_table.load(Ordering::Acquire);
        if table.is_null() {
            return s.tail(select);
        }
        match MethodRef::from_ptr(target(s).cast_mut()).and_then(|method| (*table).get(method)) {
            Some(selected) => enter(s, selected.as_ptr(), s.b()),
            None => s.tail(select),
        }
    }
    // What the receiver's layout selects was found before.
    fn virtual_guarded(s) {
        let receiver = s.reference(s.b());
        if receiver == 0 {
            return s.tail(null_pointer);
        }
        match site::find(s.entry(), access::layout(s.heap, receiver)) {
            Some(selected) => enter(s, selected as *const Method, s.b()),
            None => s.tail(virtual_unresolved),
        }
    }
    fn special_guarded(s) {
        let receiver = s.reference(s.b());
        if receiver == 0 {
            return s.tail(null_pointer);
        }
        match site::find(s.entry(), access::layout(s.heap, receiver)) {
            Some(selected) => enter(s, selected as *const Method, s.b()),
            None => s.tail(special_unresolved),
        }
    }
    // The appendix of the entry, if it has one, is the last argument.
    fn handle(s) {
        let appendix = (*s.entry()).reference.load(Ordering::Relaxed);
        let method = target(s);
        if appendix != 0 {
            let slot = s.b() + usize::from((*method).arg_slots) - 1;
            if s.p.add(slot + 1) > (*s.t).slot_limit {
                return s.tail(crate::interpreter::throwing::stack_overflow);
            }
            s.set_reference(slot, appendix);
        }
        enter(s, method, s.b())
    }
    // Object.<init> does nothing but register finalizable objects.
    fn object_init(s) {
        let receiver = s.reference(s.b());
        if receiver == 0 {
            return s.tail(null_pointer);
        }
        let class = access::class(s.core(), s.heap, receiver);
        if (*class).finalizable.load(Ordering::Relaxed) {
            return enter(s, target(s), s.b());
        }
        s.next(2)
    }
}

slow_handlers! {
    static_unresolved => resolve_static;
    special_unresolved => resolve_special;
    virtual_unresolved => resolve_virtual;
    interface_unresolved => resolve_interface;
    dynamic_unresolved => resolve_dynamic;
    select => select_and_call;
}

fn base(insn: u64) -> usize {
    (insn >> 32) as u16 as usize
}

/// The method that an instruction invokes: code of before an update, which only migrations run, means those of before.
fn of_before(t: &Thread, pc: Pc, method: MethodRef) -> MethodRef {
    // SAFETY: the running frame's code is alive.
    let runs = unsafe { &*(*t.frame).code }.method.flag(MethodFlags::OF_BEFORE);
    let Some(old) = runs.then(|| t.vm().trials.old()).flatten() else { return method };
    let before = old.of_before(t.vm(), method);
    if before != method {
        // SAFETY: invocations have an entry.
        let entry = unsafe { entry_of(pc) };
        let site = entry.pool().new_special_site(entry.index, before);
        // SAFETY: the second word of the running instruction, which names an entry; words are only accessed atomically.
        unsafe { (*pc.add(1)).store(site as u64, Ordering::Release) };
    }
    before
}

unsafe fn resolve_static(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: invocations have an entry.
    let method = resolution::resolve_method(t, unsafe { entry_of(pc) }, InvokeKind::Static)?;
    if !method.class.is_initialized() {
        let epoch = t.vm().heap.epoch();
        crate::initialization::initialize(t, method.class)?;
        if t.vm().heap.epoch() != epoch {
            return Ok(Step::Again);
        }
    }
    let method = of_before(t, pc, method);
    if method.class.is_initialized() && !caches_nothing(t) {
        quicken(pc, insn, Op::InvokeDirect, None);
        return Ok(Step::Again);
    }
    // If this thread is initializing the class, others must still wait, so the instruction stays as it is.
    // SAFETY: the arguments stand at the window.
    unsafe { push_frame(t, method, p.add(base(insn)), r.add(base(insn)))? };
    Ok(Step::Reload)
}

unsafe fn resolve_special(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: invocations have an entry.
    let entry = unsafe { pool_entry_of(pc) };
    let method = resolution::resolve_method(t, entry, InvokeKind::Special)?;
    let user = entry.pool().class();
    let named = entry.named_class().unwrap_or(method.class);
    let coexists = |class: ClassRef| class.coexisting.load(Ordering::Relaxed);
    if !named.is_interface() && (coexists(named) || coexists(method.class) || coexists(user)) {
        // SAFETY: as for every slow path.
        return unsafe {
            let class = receiver_class(t, r, insn)?;
            let selected = selection::select_special(t, class, (user, named), method)?;
            guard(t, pc, r, insn, Op::InvokeSpecialGuarded, selected);
            call(t, p, r, insn, selected)
        };
    }
    let selected = resolution::special_target(t, entry, method)?;
    if caches_nothing(t) {
        // SAFETY: as for every slow path.
        return unsafe {
            receiver_class(t, r, insn)?;
            let method = of_before(t, pc, selected);
            call(t, p, r, insn, method)
        };
    }
    if selected != method {
        // Other instructions may share the entry, and mean the method that it is resolved to.
        let site = entry.pool().new_special_site(entry.index, selected);
        // SAFETY: the second word of the running instruction, which names an entry; words are only accessed atomically.
        unsafe { (*pc.add(1)).store(site as u64, Ordering::Release) };
    }
    let method = of_before(t, pc, selected);
    let op = if method.flag(MethodFlags::OBJECT_INIT) { Op::InvokeObjectInit } else { Op::InvokeSpecial };
    quicken(pc, insn, op, None);
    Ok(Step::Again)
}

/// The class that an invocation's receiver has; null throws.
unsafe fn receiver_class(t: &mut Thread, r: *mut u32, insn: u64) -> Completion<ClassRef> {
    // SAFETY: the receiver stands at the window.
    let receiver = unsafe { *r.add(base(insn)) };
    if receiver == 0 {
        return Err(t.throw(Known::NullPointerException, None));
    }
    // SAFETY: a live object.
    let class = unsafe { ClassRef::from_ptr(access::class(t.core, (*t.core).heap_base, receiver).cast_mut()) };
    class.ok_or_else(|| Abrupt::internal("an object without a class"))
}

/// Enters a method by a slow path.
unsafe fn call(t: &mut Thread, p: *mut u64, r: *mut u32, insn: u64, method: MethodRef) -> Completion<Step> {
    // SAFETY: the arguments stand at the window.
    unsafe { push_frame(t, method, p.add(base(insn)), r.add(base(insn)))? };
    Ok(Step::Reload)
}

fn caches_nothing(t: &Thread) -> bool {
    t.vm().options.field_cache == FieldCache::None
}

/// Remembers what was selected for other receivers of the same layout, if sites do that.
unsafe fn guard(t: &Thread, pc: Pc, r: *mut u32, insn: u64, op: Op, selected: MethodRef) {
    if t.vm().options.field_cache != FieldCache::Guarded || selected.code().is_null() {
        return;
    }
    // SAFETY: the receiver stands at the window and is not null; nothing stopped since the selection. `pc` is at the running
    // instruction.
    unsafe {
        let layout = access::layout((*t.core).heap_base, *r.add(base(insn)));
        t.vm().guarded.note(pc, op, layout, selected.as_ptr() as u64);
    }
}

unsafe fn resolve_virtual(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: invocations have an entry.
    let entry = unsafe { pool_entry_of(pc) };
    let method = resolution::resolve_method(t, entry, InvokeKind::Virtual)?;
    if method.flag(MethodFlags::SIGNATURE_POLYMORPHIC) || entry.reference.load(Ordering::Acquire) != 0 {
        crate::indy::link_method_handle_call(t, entry)?;
        quicken(pc, insn, Op::InvokeHandle, None);
        return Ok(Step::Again);
    }
    let named = entry.named_class().unwrap_or(method.class);
    if named.is_checked() || (method.class.is_checked() && !method.class.is_interface()) {
        let named = if named.is_array() { method.class } else { named };
        // SAFETY: as for every slow path.
        return unsafe {
            let class = receiver_class(t, r, insn)?;
            // Old code calls the private and removed methods that it was compiled against (redefinition rule 3.2).
            let is_fixed = (method.is_private() || method.flag(MethodFlags::REMOVED))
                && !method.class.coexisting.load(Ordering::Relaxed)
                && class.is_subtype_of(named)
                && class.is_subtype_of(method.class);
            let selected =
                if is_fixed { of_before(t, pc, method) } else { selection::select_checked(t, class, named, method)? };
            guard(t, pc, r, insn, Op::InvokeVirtualGuarded, selected);
            call(t, p, r, insn, selected)
        };
    }
    let is_fixed = method.is_private() || method.flag(MethodFlags::REMOVED);
    let method = if is_fixed { of_before(t, pc, method) } else { method };
    // SAFETY: as for every slow path.
    unsafe { select_or_quicken(t, (pc, p, r), insn, method) }
}

/// A method found through a class or interface: gives the instruction its quick form or, if instructions cache nothing, does
/// what that does.
unsafe fn select_or_quicken(
    t: &mut Thread,
    (pc, p, r): (Pc, *mut u64, *mut u32),
    insn: u64,
    method: MethodRef,
) -> Completion<Step> {
    let (op, index) = quick_form(method);
    if !caches_nothing(t) {
        quicken(pc, insn, op, index);
        return Ok(Step::Again);
    }
    // SAFETY: the arguments stand at the window.
    unsafe {
        let class = receiver_class(t, r, insn)?;
        // The layout's, not the class's: a migration's old instances have the methods of before.
        let dispatch = &*access::dispatch(t.core, (*t.core).heap_base, *r.add(base(insn)));
        let selected = match (op, index) {
            (Op::InvokeVirtual, Some(index)) => dispatch.vtable().get(usize::from(index)).copied(),
            (Op::InvokeInterface, _) => match dispatch.interface_table().and_then(|table| table.get(method)) {
                Some(found) => Some(found),
                None => Some(select_interface(t, class, method)?),
            },
            _ => Some(method),
        };
        call(t, p, r, insn, selected.ok_or_else(|| Abrupt::internal("a method that is not in its class's table"))?)
    }
}

/// The quick form for a method found through a class or interface, and its operand.
fn quick_form(method: MethodRef) -> (Op, Option<u16>) {
    let index = method.vtable_index.load(Ordering::Acquire);
    let fixed = method.is_private()
        || method.flag(MethodFlags::REMOVED | MethodFlags::OF_BEFORE)
        || method.intrinsic.load(Ordering::Relaxed) != 0
        // An update can make a method final that is overridden already: then the receiver still decides (§5.4.6).
        || (method.is_final() && !method.class.is_interface() && method.version().number == 0);
    if fixed {
        (Op::InvokeDirectNonNull, None)
    } else if let (false, Ok(index)) = (method.class.is_interface(), u16::try_from(index)) {
        (Op::InvokeVirtual, Some(index))
    } else {
        (Op::InvokeInterface, None)
    }
}

unsafe fn resolve_interface(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: invocations have an entry.
    let method = resolution::resolve_method(t, unsafe { entry_of(pc) }, InvokeKind::Interface)?;
    // SAFETY: as for every slow path.
    unsafe { select_or_quicken(t, (pc, p, r), insn, method) }
}

unsafe fn resolve_dynamic(t: &mut Thread, pc: Pc, _: *mut u64, _: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: invocations have an entry.
    crate::indy::link_call_site(t, unsafe { entry_of(pc) })?;
    quicken(pc, insn, Op::InvokeHandle, None);
    Ok(Step::Again)
}

/// Selects by the receiver's class and remembers it there.
unsafe fn select_and_call(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: a quick invocation has a resolved entry; the receiver's register holds a live object.
    let (method, class) = unsafe {
        let receiver = *r.add(base(insn));
        let class = access::class(t.core, (*t.core).heap_base, receiver);
        (entry_of(pc).method(), crate::class::ClassRef::from_ptr(class.cast_mut()))
    };
    let (Some(method), Some(class)) = (method, class) else {
        return Err(Abrupt::internal("an interface call without its method"));
    };
    let selected = select_interface(t, class, method)?;
    // SAFETY: the arguments stand at the window.
    unsafe { call(t, p, r, insn, selected) }
}

fn select_interface(t: &mut Thread, class: ClassRef, method: MethodRef) -> Completion<MethodRef> {
    if method.class.is_interface() && !class.is_subtype_of(method.class) {
        let text = crate::throw::message::missing_interface(class, method.class);
        return Err(t.throw_text(Known::IncompatibleClassChangeError, text));
    }
    selection::select_interface(t, class, method)
}
