//! Frames come and go: entering a method, the one-word codes of stubs, natives and method-handle intrinsics.

use super::monitor::{lock_frame, unlock_frame};
use crate::basic_type::BasicType;
use crate::class::{Method, MethodFlags, MethodRef, NativeBinding};
use crate::interpreter::access;
use crate::interpreter::code::{Code, CodeFlags};
use crate::interpreter::entry::code_of;
use crate::interpreter::run::{Pc, RETURNED, State, Step, handlers, slow_handlers};
use crate::interpreter::throwing::{null_pointer, overflow, stack_overflow};
use crate::known::{Known, KnownField};
use crate::natives::{Args, Value};
use crate::thread::{Frame, Thread};
use crate::throw::{Abrupt, Completion};
use objectspace::Scope;
use std::sync::atomic::{AtomicU32, Ordering};

/// Clears reference registers from `first` to `end`. Atomic stores keep it a loop: a call would cost more than it saves.
#[inline(always)]
unsafe fn clear(r: *mut u32, first: usize, end: usize) {
    for at in first..end {
        // SAFETY: the caller's window.
        unsafe { (*r.add(at).cast::<AtomicU32>()).store(0, Ordering::Relaxed) };
    }
}

/// Enters a method whose first argument stands in register `base` of the caller.
#[inline(always)]
pub(super) unsafe fn enter(s: State, method: *const Method, base: usize) -> u64 {
    // SAFETY: as for every handler; `method` is live, its code is never null once its class is linked.
    unsafe {
        let code = code_of(method);
        let slots = usize::from((*code).slots);
        let (p, r) = (s.p.add(base), s.r.add(base));
        if p.add(slots) > (*s.t).slot_limit {
            return s.tail(stack_overflow);
        }
        let caller = (*s.t).frame;
        (*caller).pc = s.pc;
        let frame = caller.add(1);
        let words = (*code).words;
        frame.write(Frame { code, pc: words, p, r, state: 0 });
        (*s.t).frame = frame;
        clear(r, usize::from((*code).arg_slots), slots);
        State { pc: words, p, r, ..s }.dispatch()
    }
}

/// As [`enter`], from slow paths: pushes the frame only.
///
/// # Safety
/// The arguments stand at the window's start, which lies above or in the top frame's.
pub(crate) unsafe fn push_frame(t: &mut Thread, method: MethodRef, p: *mut u64, r: *mut u32) -> Completion<()> {
    // SAFETY: by contract.
    unsafe {
        let code = code_of(method.as_ptr());
        if code.is_null() {
            return Err(Abrupt::internal(format!("{method:?} has no code")));
        }
        let slots = usize::from((*code).slots);
        if !t.has_room(p, slots) {
            return Err(overflow(t));
        }
        let frame = t.frame.add(1);
        frame.write(Frame { code, pc: (*code).words, p, r, state: 0 });
        t.frame = frame;
        clear(r, usize::from((*code).arg_slots), slots);
        Ok(())
    }
}

/// Runs another method in place of the top frame's, with the same arguments.
#[inline(always)]
unsafe fn replace(s: State, method: *const Method) -> u64 {
    // SAFETY: as for every handler; the arguments of the new method are a prefix of the old one's.
    unsafe {
        let code = code_of(method);
        let slots = usize::from((*code).slots);
        if s.p.add(slots) > (*s.t).slot_limit {
            return s.tail(stack_overflow);
        }
        let frame = (*s.t).frame;
        (*frame).code = code;
        (*frame).pc = (*code).words;
        clear(s.r, usize::from((*code).arg_slots), slots);
        State { pc: (*code).words, ..s }.dispatch()
    }
}

/// Offset of a field the interpreter follows.
#[inline(always)]
unsafe fn offset(s: State, field: KnownField) -> usize {
    // SAFETY: the thread is live.
    unsafe { (*s.t).vm().offset(field) as usize }
}

/// The method that a MemberName is resolved to.
#[inline(always)]
unsafe fn member_target(s: State, member: u32) -> *const Method {
    // SAFETY: `member` is a live MemberName; only the VM writes its target.
    unsafe {
        let at = offset(s, KnownField::MemberNameMethod);
        let resolved = access::load32(s.heap, member, at, Ordering::Relaxed);
        let at = offset(s, KnownField::ResolvedMethodNameVmTarget);
        access::load64(s.heap, resolved, at, Ordering::Relaxed) as *const Method
    }
}

/// The MemberName that is the last argument of a `linkTo…` frame.
#[inline(always)]
unsafe fn trailing(s: State) -> u32 {
    // SAFETY: the frame's code has the intrinsic's argument count.
    unsafe {
        let code = (*(*s.t).frame).code;
        s.reference(usize::from((*code).arg_slots) - 1)
    }
}

/// Has an update put another cell in this one's place, or none?
#[inline(always)]
unsafe fn is_superseded(method: *const Method) -> bool {
    // SAFETY: cells live as long as their class.
    unsafe {
        !(*method).successor.load(Ordering::Relaxed).is_null()
            || (*method).flags.load(Ordering::Relaxed) & MethodFlags::REMOVED != 0
    }
}

/// May the receiver be of another class or version than the call's type says?
#[inline(always)]
unsafe fn is_checked(method: *const Method) -> bool {
    // SAFETY: cells live as long as their class.
    let method = unsafe { &*method };
    method.class.is_checked()
}

handlers! {
    fn invoke_basic(s) {
        let handle = s.reference(0);
        if handle == 0 {
            return s.tail(null_pointer);
        }
        let form = access::load32(s.heap, handle, offset(s, KnownField::MethodHandleForm), Ordering::Relaxed);
        let member = access::load32(s.heap, form, offset(s, KnownField::LambdaFormVmEntry), Ordering::Relaxed);
        if member == 0 {
            return s.tail(null_pointer);
        }
        replace(s, member_target(s, member))
    }
    fn link_to_static(s) {
        let member = trailing(s);
        if member == 0 {
            return s.tail(null_pointer);
        }
        let target = member_target(s, member);
        if is_superseded(target) {
            return s.tail(link_latest);
        }
        replace(s, target)
    }
    fn link_to_special(s) {
        let member = trailing(s);
        if member == 0 || s.reference(0) == 0 {
            return s.tail(null_pointer);
        }
        let target = member_target(s, member);
        if is_superseded(target) || is_checked(target) {
            return s.tail(link_latest);
        }
        replace(s, target)
    }
    fn link_to_virtual(s) {
        let (member, receiver) = (trailing(s), s.reference(0));
        if member == 0 || receiver == 0 {
            return s.tail(null_pointer);
        }
        let target = member_target(s, member);
        if is_superseded(target) || is_checked(target) {
            return s.tail(link_latest);
        }
        // The cell knows where it stands, also after an update; a private method stands nowhere.
        let place = (*target).vtable_index.load(Ordering::Relaxed);
        if place < 0 {
            return replace(s, target);
        }
        let dispatch = access::dispatch(s.core(), s.heap, receiver);
        let selected: MethodRef = *(*dispatch).vtable.add(place as usize);
        replace(s, selected.as_ptr())
    }
    fn link_to_interface(s) {
        let (member, receiver) = (trailing(s), s.reference(0));
        if member == 0 || receiver == 0 {
            return s.tail(null_pointer);
        }
        let target = member_target(s, member);
        if is_superseded(target) {
            return s.tail(link_latest);
        }
        let dispatch = access::dispatch(s.core(), s.heap, receiver);
        let table = (*dispatch).interface_table.load(Ordering::Acquire);
        if table.is_null() {
            return s.tail(link_select);
        }
        match MethodRef::from_ptr(target.cast_mut()).and_then(|method| (*table).get(method)) {
            Some(selected) => replace(s, selected.as_ptr()),
            None => s.tail(link_select),
        }
    }
    // The frame of a call from Rust is never run itself; it is only gone on from.
    fn boundary(s) {
        s.next(2)
    }
    fn exit(_s) {
        RETURNED
    }
}

slow_handlers! {
    stub => translate;
    native => call_native;
    abstract_method => throw_abstract;
    link_select => select;
    link_latest => link_to_latest;
}

/// Translates the method, then starts its frame over.
unsafe fn translate(t: &mut Thread, _: Pc, p: *mut u64, r: *mut u32, _: u64) -> Completion<Step> {
    let frame: *mut Frame = t.frame;
    // SAFETY: the top frame is live.
    let method = unsafe { (*(*frame).code).method };
    let mut code: *mut Code = method.code();
    // SAFETY: a method's code is live.
    if unsafe { (*code).has(CodeFlags::STUB) } {
        code = crate::translate::translate(t, method)?;
    }
    // SAFETY: the window belongs to the top frame; beyond it is free.
    unsafe {
        let slots = usize::from((*code).slots);
        if !t.has_room(p, slots) {
            t.frame = frame.sub(1);
            return Err(overflow(t));
        }
        clear(r, usize::from((*code).arg_slots), slots);
        (*frame).code = code;
        (*frame).pc = (*code).words;
    }
    Ok(Step::Reload)
}

unsafe fn throw_abstract(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, _: u64) -> Completion<Step> {
    let frame: *mut Frame = t.frame;
    // SAFETY: the top frame is live, and there is one under it; an abstract method has a receiver, which was looked at to
    // find the method.
    let (method, receiver) = unsafe {
        let method = (*(*frame).code).method;
        debug_assert!(!method.is_static(), "{method:?} is static and abstract");
        let receiver = crate::class::ClassRef::from_ptr(access::class(t.core, (*t.core).heap_base, *r).cast_mut());
        t.frame = frame.sub(1);
        (method, receiver)
    };
    Err(crate::linking::selection::abstract_method(t, receiver.unwrap_or(method.class), method))
}

/// A `linkTo…` whose target an update replaced, removed or made loose: the member of now, or its error.
unsafe fn link_to_latest(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let frame: *mut Frame = t.frame;
    // SAFETY: the frame is that of a linkTo intrinsic with its member checked.
    let (count, target) = unsafe {
        let count = usize::from((*(*frame).code).arg_slots);
        let member = objectspace::Handle::from_slot(r.add(count - 1));
        (count, member.and_then(|member| crate::indy::target_of(t, member)))
    };
    let Some(target) = target else { return Err(Abrupt::internal("linkTo without a target")) };
    let now = target.now();
    let mut method = now.unwrap_or_else(|| target.latest());
    let is_static = insn as u16 == crate::interpreter::Op::LinkToStatic as u16;
    let coexists = !is_static && method.class.coexisting.load(Ordering::Relaxed);
    if (now.is_none() && !coexists) || method.is_static() != is_static || usize::from(method.arg_slots) + 1 != count {
        let text = crate::linking::describe::method(
            method.class.name().as_str(),
            method.name.as_str(),
            method.descriptor().bytes(),
        );
        // SAFETY: under the intrinsic's frame there is its caller's.
        t.frame = unsafe { frame.sub(1) };
        return Err(t.throw(Known::NoSuchMethodError, Some(&text)));
    }
    if !is_static {
        // SAFETY: the receiver was checked for null.
        let class =
            unsafe { crate::class::ClassRef::from_ptr(access::class(t.core, (*t.core).heap_base, *r).cast_mut()) };
        let Some(class) = class.filter(|class| class.is_subtype_of(method.class)) else {
            let text = crate::throw::message::ill_typed(class, method.class);
            // SAFETY: as above.
            t.frame = unsafe { frame.sub(1) };
            return Err(t.throw_text(Known::IncompatibleClassChangeError, text));
        };
        use crate::interpreter::Op::{LinkToInterface, LinkToVirtual};
        let is_virtual = [LinkToVirtual as u16, LinkToInterface as u16].contains(&(insn as u16));
        if is_virtual || coexists {
            let selected = if is_virtual {
                crate::linking::selection::select_checked(t, class, method.class, method)
            } else {
                crate::linking::selection::select_special_of_handle(t, class, method)
            };
            method = selected.inspect_err(|_| {
                // SAFETY: as above.
                t.frame = unsafe { frame.sub(1) };
            })?;
        }
    }
    // SAFETY: as in `select`.
    unsafe { take_over(t, frame, r, method)? };
    Ok(Step::Reload)
}

/// Lets another method run in a frame, with the same arguments.
unsafe fn take_over(t: &mut Thread, frame: *mut Frame, r: *mut u32, method: MethodRef) -> Completion<()> {
    // SAFETY: the caller's frame is the top one.
    unsafe {
        let code = code_of(method.as_ptr());
        if code.is_null() {
            return Err(Abrupt::internal(format!("{method:?} has no code")));
        }
        let slots = usize::from((*code).slots);
        if !t.has_room((*frame).p, slots) {
            return Err(overflow(t));
        }
        (*frame).code = code;
        (*frame).pc = (*code).words;
        clear(r, usize::from((*code).arg_slots), slots);
    }
    Ok(())
}

unsafe fn select(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, _: u64) -> Completion<Step> {
    // SAFETY: the frame is that of linkToInterface, its receiver and member checked.
    let (class, method) = unsafe {
        let code = (*t.frame).code;
        let member = objectspace::Handle::from_slot(r.add(usize::from((*code).arg_slots) - 1));
        let class = access::class(t.core, (*t.core).heap_base, *r);
        let class = crate::class::ClassRef::from_ptr(class.cast_mut());
        (class, member.and_then(|member| crate::indy::target_of(t, member)))
    };
    let (Some(class), Some(method)) = (class, method) else {
        return Err(Abrupt::internal("linkToInterface without a target"));
    };
    if method.class.is_interface() && !class.is_subtype_of(method.class) {
        let text = crate::throw::message::missing_interface(class, method.class);
        return Err(t.throw_text(Known::IncompatibleClassChangeError, text));
    }
    let selected = crate::linking::selection::select_interface(t, class, method)?;
    let frame: *mut Frame = t.frame;
    // SAFETY: as in `translate`: another method takes over the frame.
    unsafe { take_over(t, frame, r, selected)? };
    Ok(Step::Reload)
}

/// Calls a native with the frame's window as arguments and gives its result to the caller's register.
unsafe fn call_native(t: &mut Thread, _: Pc, p: *mut u64, r: *mut u32, _: u64) -> Completion<Step> {
    let frame: *mut Frame = t.frame;
    // SAFETY: the top frame is live.
    let code: &Code = unsafe { &*(*frame).code };
    let method = code.method;
    if code.has(CodeFlags::SYNCHRONIZED) {
        lock_frame(t)?;
    }
    if method.native.load(Ordering::Acquire).is_null() {
        crate::linking::bind_native(t, method)?;
    }
    let scope = Scope::open(&mut t.mutator);
    // SAFETY: the window is the top frame's and holds the arguments.
    let args = unsafe { Args::new(p, r) };
    // SAFETY: bound just now or before; bindings are never freed.
    let result = match unsafe { &*method.native.load(Ordering::Acquire) } {
        NativeBinding::Rust(function) => function(t, &scope, args),
        NativeBinding::Jni(function) => {
            let vm = t.vm().clone();
            vm.host.call_native(t, &scope, method, *function, args)
        }
    }?;
    debug_assert!(std::ptr::eq(t.frame, frame), "{method:?} left frames behind");
    if code.has(CodeFlags::SYNCHRONIZED) {
        unlock_frame(t)?;
    }
    // SAFETY: below a native's frame there is its caller's, which stands at a word with the destination in field a.
    unsafe {
        let caller = frame.sub(1);
        let destination = ((*(*caller).pc).load(Ordering::Relaxed) >> 16) as u16 as usize;
        match (method.returns, result) {
            (BasicType::Void, _) | (_, Value::Void) => {}
            (_, Value::Ref(value)) => {
                let view = t.view();
                *(*caller).r.add(destination) = value.map_or(0, |value| view.raw(value.get(&view)).0);
            }
            (_, Value::Int(value)) => *(*caller).p.add(destination) = u64::from(value as u32),
            (_, Value::Long(value)) => *(*caller).p.add(destination) = value as u64,
            (_, Value::Float(value)) => *(*caller).p.add(destination) = u64::from(value.to_bits()),
            (_, Value::Double(value)) => *(*caller).p.add(destination) = value.to_bits(),
        }
        t.frame = caller;
    }
    if t.vm().identity_stress.is_on() {
        let vm = t.vm().clone();
        vm.identity_stress.ask(t);
    }
    Ok(Step::Returned)
}
