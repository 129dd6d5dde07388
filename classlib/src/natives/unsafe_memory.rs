//! `jdk.internal.misc.Unsafe`: memory by (object, offset) and by address.
//!
//! An offset of an instance field or array element is the byte offset in the object; one of a static field is a cookie
//! (`STATIC` | number of the cell) with the Class object as base. Accesses to objects are checked against their size.

use super::rows;
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::throw::Abrupt;
use jvm::{ClassRef, Completion, FieldRef, Symbol, Thread, initialization, loading, reflection};
use objectspace::{Handle, LayoutRecord, NoStop, Ref, Scope};
use std::sync::atomic::{AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU32, AtomicU64, Ordering, fence};

/// Marks the offset of a static field.
pub(super) const STATIC: i64 = 0x4000_0000;

/// Where an access goes.
enum Place<'g> {
    Memory(usize),
    Object(Ref<'g>, u32),
    Static(*mut AtomicU64),
}

fn place<'g>(
    thread: &Thread,
    view: &NoStop<'g>,
    base: Option<Handle<'_>>,
    offset: i64,
    size: usize,
) -> Result<Place<'g>, Misplaced> {
    let Some(base) = base else { return Ok(Place::Memory(offset as usize)) };
    let object = base.get(view);
    if offset & STATIC != 0 && offset >> 31 == 0 {
        let class = loading::class_of_mirror(thread, base);
        let number = (offset ^ STATIC) as u32;
        let is_gone = |class: &ClassRef| class.dropped_statics.lock().iter().any(|field| field.offset() == number);
        if let Some(class) = class.filter(is_gone) {
            let text = format!("{} has no static field at offset {offset:#x} any more", class.external_name());
            return Err(Misplaced::Gone(text));
        }
        let cell = class.and_then(|class| class.statics.cell(number));
        return cell
            .map(Place::Static)
            .ok_or_else(|| Misplaced::Wild(format!("no static field at offset {offset:#x}")));
    }
    // An offset taken before the object's class changed its layout, or given out as a name since.
    let record = view.layout_record(object);
    let moved = !record.client[jvm::offsets::CLIENT_WORD].load(Ordering::Relaxed).is_null();
    let offset = if moved || offset >= jvm::offsets::NAMED && !record.is_array() {
        moved_offset(thread, base, record, offset)?
    } else if record.is_array() || offset < 0 {
        offset
    } else {
        offset & jvm::offsets::PLACE
    };
    let end = offset.checked_add(size as i64).unwrap_or(i64::MAX);
    if offset < 8 || end > view.extent_of(object) as i64 {
        let text = format!("offset {offset} is outside an object of {} bytes", view.extent_of(object));
        return Err(Misplaced::Wild(text));
    }
    Ok(Place::Object(object, offset as u32))
}

/// Where the field is now that an offset was given out for before its class changed its layout.
#[cold]
fn moved_offset(thread: &Thread, base: Handle<'_>, record: &LayoutRecord, offset: i64) -> Result<i64, Misplaced> {
    let class = thread.class_of(base);
    let found = thread.vm().offsets.resolve(record, class, offset);
    found.ok_or_else(|| {
        Misplaced::Gone(format!("{} has no field at offset {offset:#x} any more", class.external_name()))
    })
}

/// Why an access has no place.
enum Misplaced {
    /// The offset never was a field's.
    Wild(String),
    /// An update took the field away.
    Gone(String),
}

#[cold]
fn bad_access(thread: &mut Thread, why: Misplaced) -> Abrupt {
    match why {
        Misplaced::Wild(text) => thread.throw_text(Known::InternalError, format!("unsafe memory access: {text}")),
        Misplaced::Gone(text) => thread.throw_text(Known::NoSuchFieldError, text),
    }
}

/// get, put and their volatile forms for one type. A smaller type's static cell holds the value widened to int.
macro_rules! accessors {
    ($type:ty, $atomic:ty, $cell:ty, $load:ident, $store:ident, $load_volatile:ident, $store_volatile:ident,
     $get:ident, $put:ident, $get_volatile:ident, $put_volatile:ident, $wrap:expr, $unwrap:expr) => {
        accessors!(@get $get, $type, $atomic, $cell, $load, Ordering::Relaxed, $wrap);
        accessors!(@get $get_volatile, $type, $atomic, $cell, $load_volatile, Ordering::SeqCst, $wrap);
        accessors!(@put $put, $type, $atomic, $cell, $store, Ordering::Relaxed, $unwrap);
        accessors!(@put $put_volatile, $type, $atomic, $cell, $store_volatile, Ordering::SeqCst, $unwrap);
    };
    (@get $name:ident, $type:ty, $atomic:ty, $cell:ty, $load:ident, $order:expr, $wrap:expr) => {
        fn $name<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            let view = thread.view();
            let value: $type = match place(thread, &view, args.reference(1), args.long(2), size_of::<$type>()) {
                Ok(Place::Object(object, offset)) => view.$load(object, offset),
                // SAFETY: the cell of a static field lives as long as its class.
                Ok(Place::Static(cell)) => unsafe { (*cell.cast::<$cell>()).load($order) as $type },
                Ok(Place::Memory(address)) => {
                    if address % align_of::<$atomic>() == 0 {
                        // SAFETY: the caller of Unsafe vouches for the address.
                        unsafe { (*(address as *const $atomic)).load($order) }
                    } else {
                        // SAFETY: as above.
                        unsafe { (address as *const $type).read_unaligned() }
                    }
                }
                Err(text) => return Err(bad_access(thread, text)),
            };
            Ok($wrap(value))
        }
    };
    (@put $name:ident, $type:ty, $atomic:ty, $cell:ty, $store:ident, $order:expr, $unwrap:expr) => {
        fn $name<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            let value: $type = $unwrap(args);
            let view = thread.view();
            match place(thread, &view, args.reference(1), args.long(2), size_of::<$type>()) {
                Ok(Place::Object(object, offset)) => view.$store(object, offset, value),
                // SAFETY: the cell of a static field lives as long as its class.
                Ok(Place::Static(cell)) => unsafe { (*cell.cast::<$cell>()).store(value.into(), $order) },
                Ok(Place::Memory(address)) => {
                    if address % align_of::<$atomic>() == 0 {
                        // SAFETY: the caller of Unsafe vouches for the address.
                        unsafe { (*(address as *const $atomic)).store(value, $order) }
                    } else {
                        // SAFETY: as above.
                        unsafe { (address as *mut $type).write_unaligned(value) }
                    }
                }
                Err(text) => return Err(bad_access(thread, text)),
            }
            Ok(Value::Void)
        }
    };
}

accessors!(
    i8,
    AtomicI8,
    AtomicI32,
    load_i8,
    store_i8,
    load_i8_volatile,
    store_i8_volatile,
    get_byte,
    put_byte,
    get_byte_volatile,
    put_byte_volatile,
    |value: i8| Value::Int(value.into()),
    |args: Args<'_>| args.int(4) as i8
);
accessors!(
    i8,
    AtomicI8,
    AtomicI32,
    load_i8,
    store_i8,
    load_i8_volatile,
    store_i8_volatile,
    get_boolean,
    put_boolean,
    get_boolean_volatile,
    put_boolean_volatile,
    |value: i8| Value::Int((value != 0).into()),
    |args: Args<'_>| (args.int(4) & 1) as i8
);
accessors!(
    i16,
    AtomicI16,
    AtomicI32,
    load_i16,
    store_i16,
    load_i16_volatile,
    store_i16_volatile,
    get_short,
    put_short,
    get_short_volatile,
    put_short_volatile,
    |value: i16| Value::Int(value.into()),
    |args: Args<'_>| args.int(4) as i16
);
accessors!(
    u16,
    std::sync::atomic::AtomicU16,
    AtomicU32,
    load_u16,
    store_u16,
    load_u16_volatile,
    store_u16_volatile,
    get_char,
    put_char,
    get_char_volatile,
    put_char_volatile,
    |value: u16| Value::Int(value.into()),
    |args: Args<'_>| args.int(4) as u16
);
accessors!(
    i32,
    AtomicI32,
    AtomicI32,
    load_i32,
    store_i32,
    load_i32_volatile,
    store_i32_volatile,
    get_int,
    put_int,
    get_int_volatile,
    put_int_volatile,
    |value: i32| Value::Int(value),
    |args: Args<'_>| args.int(4)
);
accessors!(
    i64,
    AtomicI64,
    AtomicI64,
    load_i64,
    store_i64,
    load_i64_volatile,
    store_i64_volatile,
    get_long,
    put_long,
    get_long_volatile,
    put_long_volatile,
    |value: i64| Value::Long(value),
    |args: Args<'_>| args.long(4)
);
accessors!(
    i32,
    AtomicI32,
    AtomicI32,
    load_i32,
    store_i32,
    load_i32_volatile,
    store_i32_volatile,
    get_float,
    put_float,
    get_float_volatile,
    put_float_volatile,
    |value: i32| Value::Float(f32::from_bits(value as u32)),
    |args: Args<'_>| args.int(4)
);
accessors!(
    i64,
    AtomicI64,
    AtomicI64,
    load_i64,
    store_i64,
    load_i64_volatile,
    store_i64_volatile,
    get_double,
    put_double,
    get_double_volatile,
    put_double_volatile,
    |value: i64| Value::Double(f64::from_bits(value as u64)),
    |args: Args<'_>| args.long(4)
);

macro_rules! compare_and_swap {
    ($set:ident, $exchange:ident, $type:ty, $atomic:ty, $method:ident, $old:expr, $new:expr, $wrap:expr) => {
        fn $exchange<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            let (Ok(found) | Err(found)) = $set::swap(thread, args)?;
            Ok($wrap(found))
        }
        fn $set<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            Ok($set::swap(thread, args)?.is_ok().into())
        }
        mod $set {
            use super::*;
            /// `Ok(old)` if it was stored, `Err(found)` if not.
            pub(super) fn swap(thread: &mut Thread, args: Args<'_>) -> Completion<Result<$type, $type>> {
                let (old, new): ($type, $type) = ($old(args), $new(args));
                let view = thread.view();
                let outcome = match place(thread, &view, args.reference(1), args.long(2), size_of::<$type>()) {
                    Ok(Place::Object(object, offset)) => view.$method(object, offset, old, new),
                    Ok(Place::Static(cell)) => {
                        // SAFETY: the cell of a static field lives as long as its class.
                        unsafe { &*cell.cast::<$atomic>() }.compare_exchange(
                            old,
                            new,
                            Ordering::SeqCst,
                            Ordering::SeqCst,
                        )
                    }
                    Ok(Place::Memory(address)) => {
                        // SAFETY: the caller of Unsafe vouches for the address.
                        unsafe { &*(address as *const $atomic) }.compare_exchange(
                            old,
                            new,
                            Ordering::SeqCst,
                            Ordering::SeqCst,
                        )
                    }
                    Err(text) => return Err(bad_access(thread, text)),
                };
                Ok(outcome)
            }
        }
    };
}

compare_and_swap!(
    compare_and_set_int,
    compare_and_exchange_int,
    i32,
    AtomicI32,
    compare_exchange_i32,
    |args: Args<'_>| args.int(4),
    |args: Args<'_>| args.int(5),
    Value::Int
);
compare_and_swap!(
    compare_and_set_long,
    compare_and_exchange_long,
    i64,
    AtomicI64,
    compare_exchange_i64,
    |args: Args<'_>| args.long(4),
    |args: Args<'_>| args.long(6),
    Value::Long
);

/// Compare-and-swap of types narrower than a word: the class library's own way computes with offsets, which may be names.
macro_rules! compare_and_swap_narrow {
    ($set:ident, $exchange:ident, $type:ty, $atomic:ty) => {
        fn $exchange<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            let (Ok(found) | Err(found)) = $set::swap(thread, args)?;
            Ok(Value::Int(i32::from(found)))
        }
        fn $set<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            Ok($set::swap(thread, args)?.is_ok().into())
        }
        mod $set {
            use super::*;
            /// `Ok(old)` if it was stored, `Err(found)` if not.
            pub(super) fn swap(thread: &mut Thread, args: Args<'_>) -> Completion<Result<$type, $type>> {
                let (old, new) = (args.int(4) as $type, args.int(5) as $type);
                let view = thread.view();
                match place(thread, &view, args.reference(1), args.long(2), size_of::<$type>()) {
                    Ok(Place::Object(object, offset)) => {
                        let (word, shift) = (offset & !3, (offset & 3) * 8);
                        let mask = (u32::MAX >> (32 - 8 * size_of::<$type>() as u32)) << shift;
                        loop {
                            let before = view.load_i32_volatile(object, word);
                            let found = (before as u32 >> shift) as $type;
                            if found != old {
                                return Ok(Err(found));
                            }
                            let after = (before as u32 & !mask) | ((new as u32) << shift & mask);
                            if view.compare_exchange_i32(object, word, before, after as i32).is_ok() {
                                return Ok(Ok(old));
                            }
                        }
                    }
                    Ok(Place::Static(cell)) => {
                        // SAFETY: the cell of a static field lives as long as its class; it holds the value widened.
                        let cell = unsafe { &*cell.cast::<AtomicI32>() };
                        loop {
                            let before = cell.load(Ordering::SeqCst);
                            if before as $type != old {
                                return Ok(Err(before as $type));
                            }
                            // A char or boolean was widened without its sign.
                            let unsigned = before >= 0 && (before as $type as i32) < 0
                                || old >= 0 && new < 0 && before > i32::from(<$type>::MAX);
                            let after = if unsigned {
                                i32::from(new) & ((1 << (8 * size_of::<$type>())) - 1)
                            } else {
                                i32::from(new)
                            };
                            if cell.compare_exchange(before, after, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                                return Ok(Ok(old));
                            }
                        }
                    }
                    Ok(Place::Memory(address)) => {
                        // SAFETY: the caller of Unsafe vouches for the address.
                        let cell = unsafe { &*(address as *const $atomic) };
                        Ok(cell.compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst))
                    }
                    Err(text) => Err(bad_access(thread, text)),
                }
            }
        }
    };
}

compare_and_swap_narrow!(compare_and_set_byte, compare_and_exchange_byte, i8, AtomicI8);
compare_and_swap_narrow!(compare_and_set_short, compare_and_exchange_short, i16, AtomicI16);

fn load_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>, volatile: bool) -> Completion<Value<'s>> {
    let view = thread.view();
    let value = match place(thread, &view, args.reference(1), args.long(2), 4) {
        Ok(Place::Object(object, offset)) if volatile => view.load_ref_volatile(object, offset),
        Ok(Place::Object(object, offset)) => view.load_ref(object, offset),
        // SAFETY: a static cell's low half is a followed reference; no collection under the view.
        Ok(Place::Static(cell)) => unsafe {
            view.from_raw(objectspace::RawRef((*cell.cast::<AtomicU32>()).load(Ordering::SeqCst)))
        },
        Ok(Place::Memory(_)) => return Err(bad_access(thread, Misplaced::Wild("a reference outside the heap".into()))),
        Err(text) => return Err(bad_access(thread, text)),
    };
    Ok(Value::Ref(scope.handle_opt(&view, value)))
}

fn get_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    load_reference(thread, scope, args, false)
}

fn get_reference_volatile<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    load_reference(thread, scope, args, true)
}

fn store_reference<'s>(thread: &mut Thread, args: Args<'s>, volatile: bool) -> Completion<Value<'s>> {
    let view = thread.view();
    let value = args.reference(4).map(|value| value.get(&view));
    match place(thread, &view, args.reference(1), args.long(2), 4) {
        Ok(Place::Object(object, offset)) if volatile => view.store_ref_volatile(object, offset, value),
        Ok(Place::Object(object, offset)) => view.store_ref(object, offset, value),
        Ok(Place::Static(cell)) => {
            let raw = value.map_or(0, |value| view.raw(value).0);
            // SAFETY: the cell of a static field lives as long as its class.
            unsafe { (*cell.cast::<AtomicU32>()).store(raw, Ordering::SeqCst) }
        }
        Ok(Place::Memory(_)) => return Err(bad_access(thread, Misplaced::Wild("a reference outside the heap".into()))),
        Err(text) => return Err(bad_access(thread, text)),
    }
    Ok(Value::Void)
}

fn put_reference<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    store_reference(thread, args, false)
}

fn put_reference_volatile<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    store_reference(thread, args, true)
}

fn compare_and_set_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(swap_reference(thread, scope, args)?.0.into())
}

fn compare_and_exchange_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Ref(swap_reference(thread, scope, args)?.1))
}

/// Whether it was stored, and what was found.
fn swap_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<(bool, Option<Handle<'s>>)> {
    let view = thread.view();
    let old = args.reference(4).map(|value| value.get(&view));
    let new = args.reference(5).map(|value| value.get(&view));
    match place(thread, &view, args.reference(1), args.long(2), 4) {
        Ok(Place::Object(object, offset)) => {
            let outcome = view.compare_exchange_ref(object, offset, old, new);
            let stored = outcome.is_ok();
            let (Ok(found) | Err(found)) = outcome;
            Ok((stored, scope.handle_opt(&view, found)))
        }
        Ok(Place::Static(cell)) => {
            let raw = |value: Option<Ref<'_>>| value.map_or(0, |value| view.raw(value).0);
            // SAFETY: the cell of a static field lives as long as its class.
            let cell = unsafe { &*cell.cast::<AtomicU32>() };
            let outcome = cell.compare_exchange(raw(old), raw(new), Ordering::SeqCst, Ordering::SeqCst);
            let (Ok(found) | Err(found)) = outcome;
            // SAFETY: what the cell held is a followed reference; no collection under the view.
            let found = unsafe { view.from_raw(objectspace::RawRef(found)) };
            Ok((outcome.is_ok(), scope.handle_opt(&view, found)))
        }
        Ok(Place::Memory(_)) => Err(bad_access(thread, Misplaced::Wild("a reference outside the heap".into()))),
        Err(text) => Err(bad_access(thread, text)),
    }
}

// ---- memory outside the heap, and bulk operations

fn allocate_memory<'s>(_: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    // SAFETY: plain malloc; null tells the class library to throw OutOfMemoryError.
    Ok(Value::Long(unsafe { libc::malloc(args.long(1) as usize) } as i64))
}

fn reallocate_memory<'s>(_: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    // SAFETY: the address came from `allocate_memory`, by the contract of Unsafe.
    Ok(Value::Long(unsafe { libc::realloc(args.long(1) as *mut _, args.long(3) as usize) } as i64))
}

fn free_memory<'s>(_: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    // SAFETY: the address came from `allocate_memory`, by the contract of Unsafe.
    unsafe { libc::free(args.long(1) as *mut _) };
    Ok(Value::Void)
}

/// The address of a range; of an object's, good while the view lasts.
fn address(
    thread: &Thread,
    view: &NoStop<'_>,
    base: Option<Handle<'_>>,
    offset: i64,
    size: i64,
) -> Result<*mut u8, Misplaced> {
    Ok(match place(thread, view, base, offset, size as usize)? {
        Place::Memory(address) => address as *mut u8,
        Place::Object(object, offset) => {
            let (object, offset) = view.located(object, offset);
            view.address(object).wrapping_add(offset as usize)
        }
        Place::Static(cell) => cell.cast(),
    })
}

fn set_memory<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    match address(thread, &view, args.reference(1), args.long(2), args.long(4)) {
        // SAFETY: checked against the object, or vouched for by the caller of Unsafe.
        Ok(at) => unsafe { at.write_bytes(args.int(6) as u8, args.long(4) as usize) },
        Err(text) => return Err(bad_access(thread, text)),
    }
    Ok(Value::Void)
}

fn copy_memory<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    let size = args.long(7);
    let from = address(thread, &view, args.reference(1), args.long(2), size);
    let to = address(thread, &view, args.reference(4), args.long(5), size);
    match (from, to) {
        // SAFETY: both checked or vouched for; `copy` allows overlap. Unsafe copies primitives only.
        (Ok(from), Ok(to)) => unsafe { std::ptr::copy(from, to, size as usize) },
        (Err(text), _) | (_, Err(text)) => return Err(bad_access(thread, text)),
    }
    Ok(Value::Void)
}

fn copy_swap_memory<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    let (size, element) = (args.long(7), args.long(9).max(1) as usize);
    let from = address(thread, &view, args.reference(1), args.long(2), size);
    let to = address(thread, &view, args.reference(4), args.long(5), size);
    match (from, to) {
        (Ok(from), Ok(to)) => {
            // SAFETY: both ranges were checked or vouched for.
            let mut bytes = unsafe { std::slice::from_raw_parts(from, size as usize) }.to_vec();
            bytes.chunks_exact_mut(element).for_each(<[u8]>::reverse);
            // SAFETY: as above.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) };
        }
        (Err(text), _) | (_, Err(text)) => return Err(bad_access(thread, text)),
    }
    Ok(Value::Void)
}

fn full_fence<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    fence(Ordering::SeqCst);
    Ok(Value::Void)
}

fn nothing<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Void)
}

// ---- fields, classes, arrays

/// The offset Java is given for a field: where it is, or its name once its class has changed its layout.
pub(super) fn offset_of(thread: &Thread, field: FieldRef) -> i64 {
    if field.is_static() {
        return i64::from(field.offset()) | STATIC;
    }
    i64::from(thread.vm().offsets.cookie(field))
}

fn field_offset<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let Some(field) = args.reference(1) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    let field = reflection::field_of(thread, field)?;
    Ok(Value::Long(offset_of(thread, field)))
}

fn object_field_offset_by_name<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (Some(mirror), Some(name)) = (args.reference(1), args.reference(2)) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    let name = jvm::strings::text(thread, name);
    let mut at = loading::class_of_mirror(thread, mirror);
    while let Some(class) = at {
        let fields: &[FieldRef] = class.current().map_or(&[], |version| &version.fields);
        if let Some(field) = fields.iter().find(|field| field.name == name.as_str()) {
            return Ok(Value::Long(offset_of(thread, *field)));
        }
        at = class.super_class();
    }
    Err(thread.throw(Known::InternalError, Some(&name)))
}

fn static_field_base<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let Some(field) = args.reference(1) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    let field = reflection::field_of(thread, field)?;
    Ok(Value::Ref(Some(field.class.mirror())))
}

fn class_argument(thread: &mut Thread, args: Args<'_>) -> Completion<ClassRef> {
    match args.reference(1).and_then(|mirror| loading::class_of_mirror(thread, mirror)) {
        Some(class) => Ok(class),
        None => Err(thread.throw(Known::NullPointerException, None)),
    }
}

fn should_be_initialized<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok((!class_argument(thread, args)?.is_initialized()).into())
}

fn ensure_class_initialized<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = class_argument(thread, args)?;
    initialization::initialize(thread, class).map(|()| Value::Void)
}

fn array_base_offset<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(16))
}

fn array_index_scale<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = class_argument(thread, args)?;
    match class.array() {
        Some(info) => Ok(Value::Int(info.component_type.size() as i32)),
        None => Err(thread.throw(Known::InternalError, Some("not an array class"))),
    }
}

fn allocate_instance<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = class_argument(thread, args)?;
    if class.is_abstract() || class.is_array() || class.primitive().is_some() {
        return Err(thread.throw(Known::InstantiationException, Some(&class.external_name())));
    }
    Ok(Value::Ref(Some(thread.new_instance(scope, class)?)))
}

fn throw_exception<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    match args.reference(1) {
        Some(throwable) => Err(thread.throw_object(throwable)),
        None => Err(thread.throw(Known::NullPointerException, None)),
    }
}

fn define_class<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let Some(array) = args.reference(2) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    let (offset, length) = (args.int(3), args.int(4));
    let bytes = {
        let view = thread.view();
        let size = i64::from(view.array_length(array.get(&view)));
        if offset < 0 || length < 0 || i64::from(offset) + i64::from(length) > size {
            None
        } else {
            let mut bytes = vec![0u8; length as usize];
            view.array_read_bytes(array.get(&view), offset as u32, &mut bytes);
            Some(bytes)
        }
    };
    let Some(bytes) = bytes else {
        return Err(thread.throw(Known::ArrayIndexOutOfBoundsException, None));
    };
    let name = args.reference(1).map(|name| Symbol::from_text(&jvm::strings::text(thread, name).replace('.', "/")));
    let definition = loading::Definition {
        name,
        loader: loading::loader_of(thread, args.reference(5)),
        bytes: jvm::class::ClassBytes::Owned(bytes.into()),
        protection_domain: args.reference(6),
        ..loading::Definition::default()
    };
    Ok(Value::Ref(Some(loading::define_class(thread, definition)?.mirror())))
}

// ---- threads

fn park<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    if thread.updating {
        return Err(thread.must_not("an update cannot park: no other thread runs that could unpark it".into()));
    }
    thread.park(args.boolean(1), args.long(2));
    Ok(Value::Void)
}

fn unpark<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    if let Some(target) = args.reference(1) {
        thread.unpark(target);
    }
    Ok(Value::Void)
}

fn load_average<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let mut loads = [0f64; 3];
    let wanted = args.int(2).clamp(0, 3);
    // SAFETY: writes at most `wanted` doubles.
    let found = unsafe { libc::getloadavg(loads.as_mut_ptr(), wanted) };
    if let Some(array) = args.reference(1) {
        let view = thread.view();
        for (at, load) in loads.iter().enumerate().take(found.max(0) as usize) {
            view.store_f64(array.get(&view), 16 + 8 * at as u32, *load);
        }
    }
    Ok(Value::Int(found))
}

rows! {
    "jdk/internal/misc/Unsafe" {
        "registerNatives" "()V" => nothing;
        "getInt" "(Ljava/lang/Object;J)I" => get_int;
        "putInt" "(Ljava/lang/Object;JI)V" => put_int;
        "getReference" "(Ljava/lang/Object;J)Ljava/lang/Object;" => get_reference;
        "putReference" "(Ljava/lang/Object;JLjava/lang/Object;)V" => put_reference;
        "getBoolean" "(Ljava/lang/Object;J)Z" => get_boolean;
        "putBoolean" "(Ljava/lang/Object;JZ)V" => put_boolean;
        "getByte" "(Ljava/lang/Object;J)B" => get_byte;
        "putByte" "(Ljava/lang/Object;JB)V" => put_byte;
        "getShort" "(Ljava/lang/Object;J)S" => get_short;
        "putShort" "(Ljava/lang/Object;JS)V" => put_short;
        "getChar" "(Ljava/lang/Object;J)C" => get_char;
        "putChar" "(Ljava/lang/Object;JC)V" => put_char;
        "getLong" "(Ljava/lang/Object;J)J" => get_long;
        "putLong" "(Ljava/lang/Object;JJ)V" => put_long;
        "getFloat" "(Ljava/lang/Object;J)F" => get_float;
        "putFloat" "(Ljava/lang/Object;JF)V" => put_float;
        "getDouble" "(Ljava/lang/Object;J)D" => get_double;
        "putDouble" "(Ljava/lang/Object;JD)V" => put_double;
        "getIntVolatile" "(Ljava/lang/Object;J)I" => get_int_volatile;
        "putIntVolatile" "(Ljava/lang/Object;JI)V" => put_int_volatile;
        "getReferenceVolatile" "(Ljava/lang/Object;J)Ljava/lang/Object;" => get_reference_volatile;
        "putReferenceVolatile" "(Ljava/lang/Object;JLjava/lang/Object;)V" => put_reference_volatile;
        "getBooleanVolatile" "(Ljava/lang/Object;J)Z" => get_boolean_volatile;
        "putBooleanVolatile" "(Ljava/lang/Object;JZ)V" => put_boolean_volatile;
        "getByteVolatile" "(Ljava/lang/Object;J)B" => get_byte_volatile;
        "putByteVolatile" "(Ljava/lang/Object;JB)V" => put_byte_volatile;
        "getShortVolatile" "(Ljava/lang/Object;J)S" => get_short_volatile;
        "putShortVolatile" "(Ljava/lang/Object;JS)V" => put_short_volatile;
        "getCharVolatile" "(Ljava/lang/Object;J)C" => get_char_volatile;
        "putCharVolatile" "(Ljava/lang/Object;JC)V" => put_char_volatile;
        "getLongVolatile" "(Ljava/lang/Object;J)J" => get_long_volatile;
        "putLongVolatile" "(Ljava/lang/Object;JJ)V" => put_long_volatile;
        "getFloatVolatile" "(Ljava/lang/Object;J)F" => get_float_volatile;
        "putFloatVolatile" "(Ljava/lang/Object;JF)V" => put_float_volatile;
        "getDoubleVolatile" "(Ljava/lang/Object;J)D" => get_double_volatile;
        "putDoubleVolatile" "(Ljava/lang/Object;JD)V" => put_double_volatile;
        "compareAndSetReference" "(Ljava/lang/Object;JLjava/lang/Object;Ljava/lang/Object;)Z" => compare_and_set_reference;
        "compareAndExchangeReference" "(Ljava/lang/Object;JLjava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;" => compare_and_exchange_reference;
        "compareAndSetInt" "(Ljava/lang/Object;JII)Z" => compare_and_set_int;
        "compareAndExchangeInt" "(Ljava/lang/Object;JII)I" => compare_and_exchange_int;
        "compareAndSetByte" "(Ljava/lang/Object;JBB)Z" => compare_and_set_byte;
        "compareAndExchangeByte" "(Ljava/lang/Object;JBB)B" => compare_and_exchange_byte;
        "compareAndSetShort" "(Ljava/lang/Object;JSS)Z" => compare_and_set_short;
        "compareAndExchangeShort" "(Ljava/lang/Object;JSS)S" => compare_and_exchange_short;
        "compareAndSetLong" "(Ljava/lang/Object;JJJ)Z" => compare_and_set_long;
        "compareAndExchangeLong" "(Ljava/lang/Object;JJJ)J" => compare_and_exchange_long;
        "allocateMemory0" "(J)J" => allocate_memory;
        "reallocateMemory0" "(JJ)J" => reallocate_memory;
        "freeMemory0" "(J)V" => free_memory;
        "setMemory0" "(Ljava/lang/Object;JJB)V" => set_memory;
        "copyMemory0" "(Ljava/lang/Object;JLjava/lang/Object;JJ)V" => copy_memory;
        "copySwapMemory0" "(Ljava/lang/Object;JLjava/lang/Object;JJJ)V" => copy_swap_memory;
        "loadFence" "()V" => full_fence;
        "storeFence" "()V" => full_fence;
        "fullFence" "()V" => full_fence;
        "objectFieldOffset0" "(Ljava/lang/reflect/Field;)J" => field_offset;
        "objectFieldOffset1" "(Ljava/lang/Class;Ljava/lang/String;)J" => object_field_offset_by_name;
        "staticFieldOffset0" "(Ljava/lang/reflect/Field;)J" => field_offset;
        "staticFieldBase0" "(Ljava/lang/reflect/Field;)Ljava/lang/Object;" => static_field_base;
        "shouldBeInitialized0" "(Ljava/lang/Class;)Z" => should_be_initialized;
        "ensureClassInitialized0" "(Ljava/lang/Class;)V" => ensure_class_initialized;
        "arrayBaseOffset0" "(Ljava/lang/Class;)I" => array_base_offset;
        "arrayIndexScale0" "(Ljava/lang/Class;)I" => array_index_scale;
        "allocateInstance" "(Ljava/lang/Class;)Ljava/lang/Object;" => allocate_instance;
        "throwException" "(Ljava/lang/Throwable;)V" => throw_exception;
        "defineClass0" "(Ljava/lang/String;[BIILjava/lang/ClassLoader;Ljava/security/ProtectionDomain;)Ljava/lang/Class;" => define_class;
        "park" "(ZJ)V" => park;
        "unpark" "(Ljava/lang/Object;)V" => unpark;
        "getLoadAverage0" "([DI)I" => load_average;
    }
}
