//! Field access (JVMS §2.11.5, §6.5.getfield ff.): unresolved forms and one quick form per width and volatility.

use crate::basic_type::BasicType;
use crate::class::{ClassRef, FieldRef, MethodRef};
use crate::interpreter::access;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, quicken};
use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::interpreter::throwing::null_pointer;
use crate::known::Known;
use crate::linking::resolution;
use crate::thread::Thread;
use crate::throw::Completion;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

macro_rules! gets {
    ($($name:ident $load:ident $order:expr, |$s:ident, $value:ident| $set:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let object = s.reference(s.b());
                if object == 0 {
                    return s.tail(null_pointer);
                }
                let $value = access::$load(s.heap, object, s.c(), $order);
                let $s = s;
                $set;
                s.next(2)
            }
        )*}
    };
}

gets! {
    get_byte load8 Relaxed, |s, value| s.set_int(s.a(), i32::from(value as i8));
    get_char load16 Relaxed, |s, value| s.set_int(s.a(), i32::from(value));
    get_short load16 Relaxed, |s, value| s.set_int(s.a(), i32::from(value as i16));
    get_int load32 Relaxed, |s, value| s.set_int(s.a(), value as i32);
    get_long load64 Relaxed, |s, value| s.set_long(s.a(), value as i64);
    get_reference load32 Relaxed, |s, value| s.set_reference(s.a(), value);
    get_byte_volatile load8 SeqCst, |s, value| s.set_int(s.a(), i32::from(value as i8));
    get_char_volatile load16 SeqCst, |s, value| s.set_int(s.a(), i32::from(value));
    get_short_volatile load16 SeqCst, |s, value| s.set_int(s.a(), i32::from(value as i16));
    get_int_volatile load32 SeqCst, |s, value| s.set_int(s.a(), value as i32);
    get_long_volatile load64 SeqCst, |s, value| s.set_long(s.a(), value as i64);
    get_reference_volatile load32 SeqCst, |s, value| s.set_reference(s.a(), value);
}

macro_rules! puts {
    ($($name:ident $store:ident $order:expr, |$s:ident| $value:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let object = s.reference(s.b());
                if object == 0 {
                    return s.tail(null_pointer);
                }
                let $s = s;
                access::$store(s.heap, object, s.c(), $value, $order);
                s.next(2)
            }
        )*}
    };
}

puts! {
    put_boolean store8 Relaxed, |s| s.int(s.a()) as u8 & 1;
    put_byte store8 Relaxed, |s| s.int(s.a()) as u8;
    put_short store16 Relaxed, |s| s.int(s.a()) as u16;
    put_int store32 Relaxed, |s| s.int(s.a()) as u32;
    put_long store64 Relaxed, |s| s.long(s.a()) as u64;
    put_boolean_volatile store8 SeqCst, |s| s.int(s.a()) as u8 & 1;
    put_byte_volatile store8 SeqCst, |s| s.int(s.a()) as u8;
    put_short_volatile store16 SeqCst, |s| s.int(s.a()) as u16;
    put_int_volatile store32 SeqCst, |s| s.int(s.a()) as u32;
    put_long_volatile store64 SeqCst, |s| s.long(s.a()) as u64;
}

handlers! {
    fn put_reference(s) {
        let object = s.reference(s.b());
        if object == 0 {
            return s.tail(null_pointer);
        }
        access::store32(s.heap, object, s.c(), s.reference(s.a()), Relaxed);
        access::mark(s.core(), object);
        s.next(2)
    }
    fn put_reference_volatile(s) {
        let object = s.reference(s.b());
        if object == 0 {
            return s.tail(null_pointer);
        }
        access::store32(s.heap, object, s.c(), s.reference(s.a()), SeqCst);
        access::mark(s.core(), object);
        s.next(2)
    }
}

// The entry's extra word is the address of the static's cell. Small types stand widened in its low half.
macro_rules! statics {
    ($($name:ident $cell:ty, |$s:ident, $at:ident| $action:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let $at = &*((*s.entry()).extra.load(Relaxed) as *const $cell);
                let $s = s;
                $action;
                s.next(2)
            }
        )*}
    };
}

statics! {
    get_static_int AtomicU32, |s, cell| s.set_int(s.a(), cell.load(Relaxed) as i32);
    get_static_long AtomicU64, |s, cell| s.set_long(s.a(), cell.load(Relaxed) as i64);
    get_static_reference AtomicU32, |s, cell| s.set_reference(s.a(), cell.load(Relaxed));
    get_static_int_volatile AtomicU32, |s, cell| s.set_int(s.a(), cell.load(SeqCst) as i32);
    get_static_long_volatile AtomicU64, |s, cell| s.set_long(s.a(), cell.load(SeqCst) as i64);
    get_static_reference_volatile AtomicU32, |s, cell| s.set_reference(s.a(), cell.load(SeqCst));
    put_static_boolean AtomicU32, |s, cell| cell.store((s.int(s.a()) & 1) as u32, Relaxed);
    put_static_byte AtomicU32, |s, cell| cell.store(s.int(s.a()) as i8 as u32, Relaxed);
    put_static_char AtomicU32, |s, cell| cell.store(u32::from(s.int(s.a()) as u16), Relaxed);
    put_static_short AtomicU32, |s, cell| cell.store(s.int(s.a()) as i16 as u32, Relaxed);
    put_static_int AtomicU32, |s, cell| cell.store(s.int(s.a()) as u32, Relaxed);
    put_static_long AtomicU64, |s, cell| cell.store(s.long(s.a()) as u64, Relaxed);
    put_static_reference AtomicU32, |s, cell| cell.store(s.reference(s.a()), Relaxed);
    put_static_boolean_volatile AtomicU32, |s, cell| cell.store((s.int(s.a()) & 1) as u32, SeqCst);
    put_static_byte_volatile AtomicU32, |s, cell| cell.store(s.int(s.a()) as i8 as u32, SeqCst);
    put_static_char_volatile AtomicU32, |s, cell| cell.store(u32::from(s.int(s.a()) as u16), SeqCst);
    put_static_short_volatile AtomicU32, |s, cell| cell.store(s.int(s.a()) as i16 as u32, SeqCst);
    put_static_int_volatile AtomicU32, |s, cell| cell.store(s.int(s.a()) as u32, SeqCst);
    put_static_long_volatile AtomicU64, |s, cell| cell.store(s.long(s.a()) as u64, SeqCst);
    put_static_reference_volatile AtomicU32, |s, cell| cell.store(s.reference(s.a()), SeqCst);
}

slow_handlers! {
    get_unresolved => resolve_get;
    put_unresolved => resolve_put;
    get_static_unresolved => resolve_get_static;
    put_static_unresolved => resolve_put_static;
}

fn running_method(t: &Thread) -> MethodRef {
    // SAFETY: a slow path runs for the top frame.
    unsafe { (*(*t.frame).code).method }
}

fn field(t: &mut Thread, pc: Pc, is_static: bool, is_put: bool) -> Completion<FieldRef> {
    let from = running_method(t);
    // SAFETY: field instructions have an entry.
    resolution::resolve_field(t, unsafe { entry_of(pc) }, is_static, is_put, from)
}

fn offset_field(field: FieldRef) -> Completion<u16> {
    u16::try_from(field.offset())
        .map_err(|_| crate::throw::Abrupt::internal(format!("field {field:?} lies beyond offset 65535")))
}

/// The object of a field instruction whose class is loose or coexists in versions, or whose field is scattered, and where the
/// field is in it or beside it: null, ill-typed objects and those whose version lacks the field throw here.
unsafe fn checked_object(
    t: &mut Thread,
    r: *mut u32,
    insn: u64,
    (named, field): (ClassRef, FieldRef),
) -> Completion<(u32, usize)> {
    // SAFETY: field b names a reference register of the top frame.
    let object = unsafe { *r.add((insn >> 32) as u16 as usize) };
    if object == 0 {
        return Err(t.throw(Known::NullPointerException, None));
    }
    // SAFETY: a live object.
    let class = unsafe { ClassRef::from_ptr(access::class(t.core, (*t.core).heap_base, object).cast_mut()) };
    if let Some(class) = class.filter(|class| class.is_subtype_of(named)) {
        let by_name = |class: ClassRef| {
            let own = class.in_chain(named)?;
            class.place_of(resolution::lookup_field(own, field.name, field.descriptor).filter(|f| !f.is_static())?)
        };
        return match class.place_of(field).or_else(|| by_name(class)) {
            Some(place) => Ok(access::located(t, object, place)),
            None => Err(t.throw(Known::NoSuchFieldError, Some(field.name.as_str()))),
        };
    }
    let text = crate::throw::message::ill_typed(class, named);
    Err(t.throw_text(Known::IncompatibleClassChangeError, text))
}

/// getfield on a loose or coexisting class: checked each time, never quickened.
unsafe fn get_checked(
    t: &mut Thread,
    p: *mut u64,
    r: *mut u32,
    insn: u64,
    (named, field): (ClassRef, FieldRef),
) -> Completion<Step> {
    let (heap, a) = (unsafe_heap(t), (insn >> 16) as u16 as usize);
    // SAFETY: the object has the field at that place; field a names a register.
    unsafe {
        let (object, offset) = checked_object(t, r, insn, (named, field))?;
        match field.basic {
            BasicType::Reference => *r.add(a) = access::load32(heap, object, offset, SeqCst),
            BasicType::Long | BasicType::Double => *p.add(a) = access::load64(heap, object, offset, SeqCst),
            BasicType::Boolean | BasicType::Byte => {
                *p.add(a) = u64::from(access::load8(heap, object, offset, SeqCst) as i8 as u32);
            }
            BasicType::Char => *p.add(a) = u64::from(access::load16(heap, object, offset, SeqCst)),
            BasicType::Short => *p.add(a) = u64::from(access::load16(heap, object, offset, SeqCst) as i16 as u32),
            _ => *p.add(a) = u64::from(access::load32(heap, object, offset, SeqCst)),
        }
    }
    Ok(Step::Two)
}

/// putfield on a loose or coexisting class.
unsafe fn put_checked(
    t: &mut Thread,
    p: *mut u64,
    r: *mut u32,
    insn: u64,
    (named, field): (ClassRef, FieldRef),
) -> Completion<Step> {
    let (heap, a) = (unsafe_heap(t), (insn >> 16) as u16 as usize);
    // SAFETY: as for reading; a reference's card is marked after the store.
    unsafe {
        let (object, offset) = checked_object(t, r, insn, (named, field))?;
        match field.basic {
            BasicType::Reference => {
                access::store32(heap, object, offset, *r.add(a), SeqCst);
                access::mark(t.core, object);
            }
            BasicType::Long | BasicType::Double => access::store64(heap, object, offset, *p.add(a), SeqCst),
            BasicType::Boolean => access::store8(heap, object, offset, *p.add(a) as u8 & 1, SeqCst),
            BasicType::Byte => access::store8(heap, object, offset, *p.add(a) as u8, SeqCst),
            BasicType::Char | BasicType::Short => access::store16(heap, object, offset, *p.add(a) as u16, SeqCst),
            _ => access::store32(heap, object, offset, *p.add(a) as u32, SeqCst),
        }
    }
    Ok(Step::Two)
}

fn unsafe_heap(t: &Thread) -> *mut u8 {
    // SAFETY: the thread's core is live.
    unsafe { (*t.core).heap_base }
}

/// So many objects wait for their layout, and are used, that converting them all is cheaper.
fn converts(t: &mut Thread) -> bool {
    let due = t.vm().heap.wants_conversion();
    if due {
        t.mutator.collect(objectspace::Collection::Full);
    }
    due
}

/// A wide offset, or a class whose objects must be looked at: no quick form.
fn wants_check(named: ClassRef, field: FieldRef) -> bool {
    named.is_checked() || field.class.is_checked() || field.is_scattered() || u16::try_from(field.offset()).is_err()
}

/// The class that a field instruction with a resolved entry names.
fn named(pc: Pc, field: FieldRef) -> ClassRef {
    // SAFETY: field instructions have an entry.
    unsafe { entry_of(pc) }.named_class().unwrap_or(field.class)
}

unsafe fn resolve_get(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let field = field(t, pc, false, false)?;
    let named = named(pc, field);
    if wants_check(named, field) {
        if field.is_scattered() && converts(t) {
            return Ok(Step::Again);
        }
        // SAFETY: as for every slow path.
        return unsafe { get_checked(t, p, r, insn, (named, field)) };
    }
    let op = match (field.basic, field.is_volatile()) {
        (BasicType::Boolean | BasicType::Byte, false) => Op::GetFieldByte,
        (BasicType::Char, false) => Op::GetFieldChar,
        (BasicType::Short, false) => Op::GetFieldShort,
        (BasicType::Long | BasicType::Double, false) => Op::GetFieldLong,
        (BasicType::Reference, false) => Op::GetFieldReference,
        (_, false) => Op::GetFieldInt,
        (BasicType::Boolean | BasicType::Byte, true) => Op::GetFieldByteVolatile,
        (BasicType::Char, true) => Op::GetFieldCharVolatile,
        (BasicType::Short, true) => Op::GetFieldShortVolatile,
        (BasicType::Long | BasicType::Double, true) => Op::GetFieldLongVolatile,
        (BasicType::Reference, true) => Op::GetFieldReferenceVolatile,
        (_, true) => Op::GetFieldIntVolatile,
    };
    quicken(pc, insn, op, Some(offset_field(field)?));
    Ok(Step::Again)
}

unsafe fn resolve_put(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let field = field(t, pc, false, true)?;
    let named = named(pc, field);
    if wants_check(named, field) {
        if field.is_scattered() && converts(t) {
            return Ok(Step::Again);
        }
        // SAFETY: as for every slow path.
        return unsafe { put_checked(t, p, r, insn, (named, field)) };
    }
    let op = match (field.basic, field.is_volatile()) {
        (BasicType::Boolean, false) => Op::PutFieldBoolean,
        (BasicType::Byte, false) => Op::PutFieldByte,
        (BasicType::Char | BasicType::Short, false) => Op::PutFieldShort,
        (BasicType::Long | BasicType::Double, false) => Op::PutFieldLong,
        (BasicType::Reference, false) => Op::PutFieldReference,
        (_, false) => Op::PutFieldInt,
        (BasicType::Boolean, true) => Op::PutFieldBooleanVolatile,
        (BasicType::Byte, true) => Op::PutFieldByteVolatile,
        (BasicType::Char | BasicType::Short, true) => Op::PutFieldShortVolatile,
        (BasicType::Long | BasicType::Double, true) => Op::PutFieldLongVolatile,
        (BasicType::Reference, true) => Op::PutFieldReferenceVolatile,
        (_, true) => Op::PutFieldIntVolatile,
    };
    quicken(pc, insn, op, Some(offset_field(field)?));
    Ok(Step::Again)
}

/// Resolves and initializes; true if the instruction may be quickened, which is when the class is initialized for all.
/// `None`: an update came between, so the instruction starts again.
fn static_field(t: &mut Thread, pc: Pc, is_put: bool) -> Completion<Option<(FieldRef, bool)>> {
    let field = field(t, pc, true, is_put)?;
    let owner = field.class;
    if !owner.is_initialized() {
        let epoch = t.vm().heap.epoch();
        crate::initialization::initialize(t, owner)?;
        if t.vm().heap.epoch() != epoch {
            return Ok(None);
        }
    }
    let cell: *const AtomicU64 = field.static_cell();
    // SAFETY: field instructions have an entry.
    unsafe { entry_of(pc) }.extra.store(cell as u64, Ordering::Release);
    Ok(Some((field, owner.is_initialized())))
}

unsafe fn resolve_get_static(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let Some((field, quick)) = static_field(t, pc, false)? else { return Ok(Step::Again) };
    if quick {
        let op = match (field.basic, field.is_volatile()) {
            (BasicType::Long | BasicType::Double, false) => Op::GetStaticLong,
            (BasicType::Reference, false) => Op::GetStaticReference,
            (_, false) => Op::GetStaticInt,
            (BasicType::Long | BasicType::Double, true) => Op::GetStaticLongVolatile,
            (BasicType::Reference, true) => Op::GetStaticReferenceVolatile,
            (_, true) => Op::GetStaticIntVolatile,
        };
        quicken(pc, insn, op, None);
        return Ok(Step::Again);
    }
    let value = field.static_cell().load(SeqCst);
    let a = (insn >> 16) as u16 as usize;
    // SAFETY: field a names a register of the top frame.
    unsafe {
        if field.basic == BasicType::Reference {
            *r.add(a) = value as u32;
        } else {
            *p.add(a) = value;
        }
    }
    Ok(Step::Two)
}

unsafe fn resolve_put_static(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let Some((field, quick)) = static_field(t, pc, true)? else { return Ok(Step::Again) };
    if quick {
        let op = match (field.basic, field.is_volatile()) {
            (BasicType::Boolean, false) => Op::PutStaticBoolean,
            (BasicType::Byte, false) => Op::PutStaticByte,
            (BasicType::Char, false) => Op::PutStaticChar,
            (BasicType::Short, false) => Op::PutStaticShort,
            (BasicType::Long | BasicType::Double, false) => Op::PutStaticLong,
            (BasicType::Reference, false) => Op::PutStaticReference,
            (_, false) => Op::PutStaticInt,
            (BasicType::Boolean, true) => Op::PutStaticBooleanVolatile,
            (BasicType::Byte, true) => Op::PutStaticByteVolatile,
            (BasicType::Char, true) => Op::PutStaticCharVolatile,
            (BasicType::Short, true) => Op::PutStaticShortVolatile,
            (BasicType::Long | BasicType::Double, true) => Op::PutStaticLongVolatile,
            (BasicType::Reference, true) => Op::PutStaticReferenceVolatile,
            (_, true) => Op::PutStaticIntVolatile,
        };
        quicken(pc, insn, op, None);
        return Ok(Step::Again);
    }
    let a = (insn >> 16) as u16 as usize;
    // SAFETY: field a names a register of the top frame.
    let (bits, reference) = unsafe { (*p.add(a), *r.add(a)) };
    let value = match field.basic {
        BasicType::Boolean => bits & 1,
        BasicType::Byte => u64::from(bits as i8 as u32),
        BasicType::Char => u64::from(bits as u16),
        BasicType::Short => u64::from(bits as i16 as u32),
        BasicType::Long | BasicType::Double => bits,
        BasicType::Reference => u64::from(reference),
        _ => u64::from(bits as u32),
    };
    field.static_cell().store(value, SeqCst);
    Ok(Step::Two)
}
