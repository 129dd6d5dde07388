//! Arrays (JVMS §2.11.5): element access with null and bounds checks, creation.

use crate::basic_type::BasicType;
use crate::class::{Class, ClassKind, ClassRef};
use crate::interpreter::access;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, quicken};
use crate::interpreter::run::{Pc, State, Step, handlers, slow_handlers};
use crate::interpreter::throwing::null_pointer;
use crate::known::Known;
use crate::linking::resolution;
use crate::loading;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::LayoutId;
use std::sync::atomic::Ordering::Relaxed;

macro_rules! loads {
    ($($name:ident $load:ident $shift:literal |$s:ident, $value:ident| $set:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let array = s.reference(s.b());
                if array == 0 {
                    return s.tail(null_pointer);
                }
                let index = s.int(s.c()) as u32;
                if index >= access::length(s.heap, array) {
                    return s.tail(load_out_of_bounds);
                }
                let $value = access::$load(s.heap, array, access::element(index, $shift), Relaxed);
                let $s = s;
                $set;
                s.next(1)
            }
        )*}
    };
}

loads! {
    byte_load load8 0 |s, value| s.set_int(s.a(), i32::from(value as i8));
    char_load load16 1 |s, value| s.set_int(s.a(), i32::from(value));
    short_load load16 1 |s, value| s.set_int(s.a(), i32::from(value as i16));
    int_load load32 2 |s, value| s.set_int(s.a(), value as i32);
    long_load load64 3 |s, value| s.set_long(s.a(), value as i64);
    reference_load load32 2 |s, value| s.set_reference(s.a(), value);
}

/// Null and bounds check of a store: the array and the index, or what to do instead.
macro_rules! store_target {
    ($s:ident) => {{
        let array = $s.reference($s.a());
        if array == 0 {
            return $s.tail(null_pointer);
        }
        let index = $s.int($s.b()) as u32;
        if index >= access::length($s.heap, array) {
            return $s.tail(store_out_of_bounds);
        }
        (array, index)
    }};
}

handlers! {
    fn byte_store(s) {
        let (array, index) = store_target!(s);
        let mut value = s.int(s.c()) as u8;
        // The same instruction serves boolean[], which keeps only the lowest bit.
        if access::layout(s.heap, array) == (*s.t).stacks.boolean_array_layout {
            value &= 1;
        }
        access::store8(s.heap, array, access::element(index, 0), value, Relaxed);
        s.next(1)
    }
    fn char_store(s) {
        let (array, index) = store_target!(s);
        access::store16(s.heap, array, access::element(index, 1), s.int(s.c()) as u16, Relaxed);
        s.next(1)
    }
    fn int_store(s) {
        let (array, index) = store_target!(s);
        access::store32(s.heap, array, access::element(index, 2), s.int(s.c()) as u32, Relaxed);
        s.next(1)
    }
    fn long_store(s) {
        let (array, index) = store_target!(s);
        access::store64(s.heap, array, access::element(index, 3), s.long(s.c()) as u64, Relaxed);
        s.next(1)
    }
    fn reference_store(s) {
        let (array, index) = store_target!(s);
        let value = s.reference(s.c());
        if value != 0 {
            let core = s.core();
            let own = access::class(core, s.heap, value);
            let component = component_of(access::class(core, s.heap, array));
            if own != component {
                return s.tail(reference_store_checked);
            }
            access::store32(s.heap, array, access::element(index, 2), value, Relaxed);
            access::mark_element(core, array, index);
            return s.next(1);
        }
        access::store32(s.heap, array, access::element(index, 2), 0, Relaxed);
        s.next(1)
    }
    #[inline(never)]
    fn reference_store_checked(s) {
        let (array, index, value) = (s.reference(s.a()), s.int(s.b()) as u32, s.reference(s.c()));
        let core = s.core();
        let own = access::class(core, s.heap, value).cast_mut();
        let component = component_of(access::class(core, s.heap, array)).cast_mut();
        if !is_subtype(own, component) {
            return s.tail(array_store);
        }
        access::store32(s.heap, array, access::element(index, 2), value, Relaxed);
        access::mark_element(core, array, index);
        s.next(1)
    }
    fn length(s) {
        let array = s.reference(s.b());
        if array == 0 {
            return s.tail(null_pointer);
        }
        s.set_int(s.a(), access::length(s.heap, array) as i32);
        s.next(1)
    }
    fn new_reference(s) {
        let component = (*s.entry()).target.load(Relaxed).cast::<Class>();
        let length = s.int(s.b()) as u32;
        let Some(array) = (*component).array_class.get() else { return s.tail(new_reference_slow) };
        bump(s, array.layout.load(Relaxed), 2, length, new_reference_slow, 2)
    }
    fn new_primitive(s) {
        let code = s.c() & 15;
        let layout = (*s.t).stacks.primitive_array_layouts[code];
        let shift = [0u8, 0, 0, 0, 0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 0, 0][code];
        bump(s, layout, shift, s.int(s.b()) as u32, new_primitive_slow, 1)
    }
}

/// Takes a small array from the allocation buffer, else goes to `slow`.
#[inline(always)]
unsafe fn bump(
    s: State,
    layout: u32,
    shift: u8,
    length: u32,
    slow: crate::interpreter::run::Handler,
    words: usize,
) -> u64 {
    // SAFETY: as for every handler; the layout is that of the array class.
    unsafe {
        if layout == u32::MAX || length > SMALL {
            return s.tail(slow);
        }
        let made = objectspace::raw::core::bump_array(s.core(), LayoutId(layout), shift, length);
        if made == 0 {
            return s.tail(slow);
        }
        s.set_reference(s.a(), made);
        s.next(words)
    }
}

/// Longest array that is made inline; anything above, negative lengths too, takes the slow path.
const SMALL: u32 = 1024;

#[inline(always)]
unsafe fn component_of(array: *const Class) -> *const Class {
    // SAFETY: the class of a live array.
    match unsafe { &(*array).kind } {
        ClassKind::Array(info) => info.component.as_ptr(),
        _ => array,
    }
}

#[inline(never)]
unsafe fn is_subtype(own: *mut Class, component: *mut Class) -> bool {
    // SAFETY: classes of live objects.
    match unsafe { (ClassRef::from_ptr(own), ClassRef::from_ptr(component)) } {
        (Some(own), Some(component)) => own.is_subtype_of(component),
        _ => false,
    }
}

slow_handlers! {
    load_out_of_bounds => throw_load_bounds;
    store_out_of_bounds => throw_store_bounds;
    array_store => throw_array_store;
    new_primitive_slow => make_primitive;
    new_unresolved => resolve_component;
    new_reference_slow => make_reference;
    new_multi => make_multi;
}

fn field_a(insn: u64) -> usize {
    (insn >> 16) as u16 as usize
}
fn field_b(insn: u64) -> usize {
    (insn >> 32) as u16 as usize
}
fn field_c(insn: u64) -> usize {
    (insn >> 48) as usize
}

fn bounds(t: &mut Thread, array: u32, index: i32) -> Abrupt {
    // SAFETY: the array was just checked not to be null and nothing has stopped since.
    let length = unsafe { access::length((*t.core).heap_base, array) };
    t.throw_text(Known::ArrayIndexOutOfBoundsException, format!("Index {index} out of bounds for length {length}"))
}

unsafe fn throw_load_bounds(t: &mut Thread, _: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: fields name registers of the top frame.
    let (array, index) = unsafe { (*r.add(field_b(insn)), *p.add(field_c(insn)) as i32) };
    Err(bounds(t, array, index))
}

unsafe fn throw_store_bounds(t: &mut Thread, _: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: fields name registers of the top frame.
    let (array, index) = unsafe { (*r.add(field_a(insn)), *p.add(field_b(insn)) as i32) };
    Err(bounds(t, array, index))
}

unsafe fn throw_array_store(t: &mut Thread, _: Pc, _: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: field c names the register of a value that is not null.
    let class = unsafe { (*access::class(t.core, (*t.core).heap_base, *r.add(field_c(insn)))).external_name() };
    Err(t.throw_text(Known::ArrayStoreException, class))
}

/// Makes an array into a register; NegativeArraySizeException, OutOfMemoryError.
pub(crate) unsafe fn make(t: &mut Thread, class: ClassRef, length: i32, slot: *mut u32) -> Completion<()> {
    if length < 0 {
        return Err(t.throw_text(Known::NegativeArraySizeException, length.to_string()));
    }
    let layout = class.layout().ok_or_else(|| Abrupt::internal(format!("{} has no layout", class.name())))?;
    if length > crate::thread::LONGEST_ARRAY {
        return Err(t.out_of_memory(objectspace::OutOfMemory::ArraySizeLimit));
    }
    // SAFETY: the caller's slot is a root.
    match unsafe { t.mutator.allocate_array_into(layout, length as u32, slot) } {
        Ok(()) => Ok(()),
        Err(full) => Err(t.out_of_memory(full)),
    }
}

unsafe fn make_primitive(t: &mut Thread, _: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let code = field_c(insn);
    let basic = BasicType::of_array_code(code as u8).ok_or_else(|| Abrupt::internal("newarray of no type"))?;
    let component = t.vm().classes.primitive(basic);
    let class = loading::array_class_of(t, component)?;
    if let Some(layout) = t.stacks.primitive_array_layouts.get_mut(code) {
        *layout = class.layout.load(Relaxed);
    }
    // SAFETY: fields name registers of the top frame.
    unsafe { make(t, class, *p.add(field_b(insn)) as i32, r.add(field_a(insn)))? };
    Ok(Step::One)
}

unsafe fn resolve_component(t: &mut Thread, pc: Pc, _: *mut u64, _: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: anewarray has an entry.
    let component = resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    loading::array_class_of(t, component)?;
    quicken(pc, insn, Op::NewArray, None);
    Ok(Step::Again)
}

unsafe fn make_reference(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: anewarray has an entry, resolved when it was quickened.
    let component = resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    let class = loading::array_class_of(t, component)?;
    // SAFETY: fields name registers of the top frame.
    unsafe { make(t, class, *p.add(field_b(insn)) as i32, r.add(field_a(insn)))? };
    Ok(Step::Two)
}

// a: destination, b: first dimension's slot, c: number of dimensions.
unsafe fn make_multi(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: multianewarray has an entry.
    let class = resolution::resolve_class(t, unsafe { entry_of(pc) })?;
    let first = field_b(insn);
    // SAFETY: the dimensions stand in as many registers of the top frame.
    let lengths: Vec<i32> = (0..field_c(insn)).map(|at| unsafe { *p.add(first + at) as i32 }).collect();
    if let Some(negative) = lengths.iter().find(|length| **length < 0) {
        return Err(t.throw_text(Known::NegativeArraySizeException, negative.to_string()));
    }
    // SAFETY: field a names a register. Arrays in the making are kept by handles.
    unsafe { crate::interpreter::multi_array::make(t, class, &lengths, r.add(field_a(insn)))? };
    Ok(Step::Two)
}
