//! Field access (JVMS §2.11.5, §6.5.getfield ff.): unresolved forms and one quick form per width and volatility.

use crate::basic_type::BasicType;
use crate::class::{ClassRef, FieldRef, MethodRef};
use crate::interpreter::access;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, pool_entry_of, quicken};
use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::interpreter::site::{self, FieldCache};
use crate::interpreter::throwing::null_pointer;
use crate::known::Known;
use crate::linking::resolution;
use crate::thread::Thread;
use crate::throw::Completion;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

// Each with the form for objects of several layouts.
macro_rules! gets {
    ($($name:ident $guarded:ident $load:ident $order:expr, |$s:ident, $value:ident| $set:expr;)*) => {
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
            fn $guarded(s) {
                let object = s.reference(s.b());
                if object == 0 {
                    return s.tail(null_pointer);
                }
                let Some(at) = site::find(s.entry(), access::layout(s.heap, object)) else { return s.tail(get_unresolved) };
                let $value = access::$load(s.heap, object, at as usize, $order);
                let $s = s;
                $set;
                s.next(2)
            }
        )*}
    };
}

gets! {
    get_byte get_byte_guarded load8 Relaxed, |s, value| s.set_int(s.a(), i32::from(value as i8));
    get_char get_char_guarded load16 Relaxed, |s, value| s.set_int(s.a(), i32::from(value));
    get_short get_short_guarded load16 Relaxed, |s, value| s.set_int(s.a(), i32::from(value as i16));
    get_int get_int_guarded load32 Relaxed, |s, value| s.set_int(s.a(), value as i32);
    get_long get_long_guarded load64 Relaxed, |s, value| s.set_long(s.a(), value as i64);
    get_reference get_reference_guarded load32 Relaxed, |s, value| s.set_reference(s.a(), value);
    get_byte_volatile get_byte_volatile_guarded load8 SeqCst, |s, value| s.set_int(s.a(), i32::from(value as i8));
    get_char_volatile get_char_volatile_guarded load16 SeqCst, |s, value| s.set_int(s.a(), i32::from(value));
    get_short_volatile get_short_volatile_guarded load16 SeqCst, |s, value| s.set_int(s.a(), i32::from(value as i16));
    get_int_volatile get_int_volatile_guarded load32 SeqCst, |s, value| s.set_int(s.a(), value as i32);
    get_long_volatile get_long_volatile_guarded load64 SeqCst, |s, value| s.set_long(s.a(), value as i64);
    get_reference_volatile get_reference_volatile_guarded load32 SeqCst, |s, value| s.set_reference(s.a(), value);
}

macro_rules! puts {
    ($($name:ident $guarded:ident $store:ident $order:expr, |$s:ident, $object:ident| $value:expr $(, $after:expr)?;)*) => {
        handlers! {$(
            fn $name(s) {
                let $object = s.reference(s.b());
                if $object == 0 {
                    return s.tail(null_pointer);
                }
                let $s = s;
                access::$store(s.heap, $object, s.c(), $value, $order);
                $($after;)?
                s.next(2)
            }
            fn $guarded(s) {
                let $object = s.reference(s.b());
                if $object == 0 {
                    return s.tail(null_pointer);
                }
                let $s = s;
                let found = site::find(s.entry(), access::layout(s.heap, $object));
                let Some(at) = found else { return s.tail(put_unresolved) };
                access::$store(s.heap, $object, at as usize, $value, $order);
                $($after;)?
                s.next(2)
            }
        )*}
    };
}

puts! {
    put_boolean put_boolean_guarded store8 Relaxed, |s, object| s.int(s.a()) as u8 & 1;
    put_byte put_byte_guarded store8 Relaxed, |s, object| s.int(s.a()) as u8;
    put_short put_short_guarded store16 Relaxed, |s, object| s.int(s.a()) as u16;
    put_int put_int_guarded store32 Relaxed, |s, object| s.int(s.a()) as u32;
    put_long put_long_guarded store64 Relaxed, |s, object| s.long(s.a()) as u64;
    put_reference put_reference_guarded store32 Relaxed, |s, object| s.reference(s.a()), access::mark(s.core(), object);
    put_boolean_volatile put_boolean_volatile_guarded store8 SeqCst, |s, object| s.int(s.a()) as u8 & 1;
    put_byte_volatile put_byte_volatile_guarded store8 SeqCst, |s, object| s.int(s.a()) as u8;
    put_short_volatile put_short_volatile_guarded store16 SeqCst, |s, object| s.int(s.a()) as u16;
    put_int_volatile put_int_volatile_guarded store32 SeqCst, |s, object| s.int(s.a()) as u32;
    put_long_volatile put_long_volatile_guarded store64 SeqCst, |s, object| s.long(s.a()) as u64;
    put_reference_volatile put_reference_volatile_guarded store32 SeqCst, |s, object| s.reference(s.a()),
        access::mark(s.core(), object);
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
    resolution::resolve_field(t, unsafe { pool_entry_of(pc) }, is_static, is_put, from)
}

fn offset_field(field: FieldRef) -> Completion<u16> {
    u16::try_from(field.offset())
        .map_err(|_| crate::throw::Abrupt::internal(format!("field {field:?} lies beyond offset 65535")))
}

/// Where the object of an instruction has its field.
struct Place {
    object: u32,
    offset: usize,
    /// Every instance of its layout has it there, and the instruction's form is right for it.
    holds: bool,
}

/// The object of a field instruction whose class is loose or coexists in versions, or whose field is scattered, and where the
/// field is in it or beside it: null, ill-typed objects and those whose version lacks the field throw here.
unsafe fn checked_object(
    t: &mut Thread,
    r: *mut u32,
    insn: u64,
    (named, field): (ClassRef, FieldRef),
) -> Completion<Place> {
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
            let own = resolution::lookup_field(own, field.name, field.descriptor()).filter(|f| !f.is_static())?;
            // The form is that of the field resolved to.
            Some((class.place_of(own)?, field.is_volatile() || !own.is_volatile()))
        };
        return match class.place_of(field).map(|place| (place, true)).or_else(|| by_name(class)) {
            Some((place, holds)) => {
                let (holder, offset, is_stale) = access::located(t, object, place);
                // A stale layout is no key: what its objects lack stands beside each.
                Ok(Place { object: holder, offset, holds: holds && !is_stale })
            }
            None => Err(t.throw(Known::NoSuchFieldError, Some(field.name.as_str()))),
        };
    }
    let text = crate::throw::message::ill_typed(class, named);
    Err(t.throw_text(Known::IncompatibleClassChangeError, text))
}

/// The object of a field instruction that caches nothing; null throws.
unsafe fn plain_object(t: &mut Thread, r: *mut u32, insn: u64, field: FieldRef) -> Completion<Place> {
    // SAFETY: field b names a reference register of the top frame.
    let object = unsafe { *r.add((insn >> 32) as u16 as usize) };
    if object == 0 {
        return Err(t.throw(Known::NullPointerException, None));
    }
    Ok(Place { object, offset: field.offset() as usize, holds: false })
}

/// getfield by a slow path.
unsafe fn get_at(t: &Thread, (p, r): (*mut u64, *mut u32), insn: u64, field: FieldRef, place: &Place) {
    let (heap, a) = (unsafe_heap(t), (insn >> 16) as u16 as usize);
    let Place { object, offset, .. } = *place;
    // SAFETY: the object has the field at that place; field a names a register.
    unsafe {
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
}

/// putfield by a slow path.
unsafe fn put_at(t: &Thread, (p, r): (*mut u64, *mut u32), insn: u64, field: FieldRef, place: &Place) {
    let (heap, a) = (unsafe_heap(t), (insn >> 16) as u16 as usize);
    let Place { object, offset, .. } = *place;
    // SAFETY: as for reading; a reference's card is marked after the store.
    unsafe {
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
}

/// Remembers the place for other instances of the object's layout, if sites do that. `op`: the quick form.
unsafe fn guard(t: &Thread, pc: Pc, op: Op, place: &Place) {
    if place.holds && t.vm().options.field_cache == FieldCache::Guarded {
        // SAFETY: the object is live; `pc` is at the running instruction. Nothing stopped since the place was looked up.
        unsafe {
            let layout = access::layout(unsafe_heap(t), place.object);
            t.vm().guarded.note(pc, op.guarded_field(), layout, place.offset as u64);
        }
    }
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
    unsafe { pool_entry_of(pc) }.named_class().unwrap_or(field.class)
}

/// Where the instruction finds its field now; `None` if it has got its quick form `op`, or is to be looked at again.
unsafe fn place(
    t: &mut Thread,
    pc: Pc,
    r: *mut u32,
    insn: u64,
    (field, op): (FieldRef, Op),
) -> Completion<Option<Place>> {
    let named = named(pc, field);
    if field.is_scattered() && converts(t) {
        return Ok(None);
    }
    // SAFETY: as for every slow path.
    unsafe {
        let place = if wants_check(named, field) {
            checked_object(t, r, insn, (named, field))?
        } else if t.vm().options.field_cache == FieldCache::None {
            plain_object(t, r, insn, field)?
        } else {
            quicken(pc, insn, op, Some(offset_field(field)?));
            return Ok(None);
        };
        guard(t, pc, op, &place);
        Ok(Some(place))
    }
}

unsafe fn resolve_get(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let field = field(t, pc, false, false)?;
    // SAFETY: as for every slow path.
    unsafe {
        let Some(place) = place(t, pc, r, insn, (field, get_form(field)))? else { return Ok(Step::Again) };
        get_at(t, (p, r), insn, field, &place);
    }
    Ok(Step::Two)
}

/// The quick form of getfield.
fn get_form(field: FieldRef) -> Op {
    match (field.basic, field.is_volatile()) {
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
    }
}

unsafe fn resolve_put(t: &mut Thread, pc: Pc, p: *mut u64, r: *mut u32, insn: u64) -> Completion<Step> {
    let field = field(t, pc, false, true)?;
    // SAFETY: as for every slow path.
    unsafe {
        let Some(place) = place(t, pc, r, insn, (field, put_form(field)))? else { return Ok(Step::Again) };
        put_at(t, (p, r), insn, field, &place);
    }
    Ok(Step::Two)
}

/// The quick form of putfield.
fn put_form(field: FieldRef) -> Op {
    match (field.basic, field.is_volatile()) {
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
    }
}

/// Resolves and initializes; true if the instruction may be quickened, which is when the class is initialized for all, and
/// instructions cache anything.
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
    if t.vm().options.field_cache == FieldCache::None {
        return Ok(Some((field, false)));
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
