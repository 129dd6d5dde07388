//! Java strings of one space: making them, reading them, and the table of interned ones (JVMS §5.1).
//!
//! The table is weak: the collector drops strings that nothing else holds and moves the others (`StringTable::visit_weak`).

use crate::known::{Known, KnownField};
use crate::thread::Thread;
use crate::throw::Completion;
use crate::vm::Vm;
use objectspace::{Handle, NoStop, Ref, Scope, WeakVisitor};
use parking_lot::Mutex;
use std::collections::HashMap;

/// Coder of a compact string that holds Latin-1 bytes; 1 is UTF-16.
const LATIN1: i8 = 0;
const UTF16: i8 = 1;

/// Interned strings by hash of their UTF-16 text. Cache-free: the table is the truth.
#[derive(Default)]
pub struct StringTable {
    table: Mutex<HashMap<u64, Vec<u32>>>,
}

impl StringTable {
    /// Drops what died and follows what moved.
    pub fn visit_weak(&self, visitor: &mut dyn WeakVisitor) {
        self.table.lock().retain(|_, strings| {
            strings.retain_mut(|string| match visitor.resolve(*string) {
                Some(moved) => {
                    *string = moved;
                    true
                }
                None => false,
            });
            !strings.is_empty()
        });
    }

    /// Number of interned strings.
    pub fn len(&self) -> usize {
        self.table.lock().values().map(Vec::len).sum()
    }

    /// No string yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A new String of this text.
pub fn new_string<'s>(thread: &mut Thread, scope: &'s Scope, text: &str) -> Completion<Handle<'s>> {
    if text.is_ascii() {
        return from_latin1(thread, scope, text.as_bytes());
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    new_utf16(thread, scope, &units)
}

/// A new String of these UTF-16 units; compact if they are all Latin-1.
pub fn new_utf16<'s>(thread: &mut Thread, scope: &'s Scope, units: &[u16]) -> Completion<Handle<'s>> {
    if units.iter().all(|unit| *unit < 256) {
        let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
        return from_latin1(thread, scope, &bytes);
    }
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
    make(thread, scope, &bytes, UTF16)
}

fn from_latin1<'s>(thread: &mut Thread, scope: &'s Scope, bytes: &[u8]) -> Completion<Handle<'s>> {
    make(thread, scope, bytes, LATIN1)
}

/// A new String of modified UTF-8 text (JVMS §4.4.7, JNI's NewStringUTF).
pub fn new_modified_utf8<'s>(thread: &mut Thread, scope: &'s Scope, bytes: &[u8]) -> Completion<Handle<'s>> {
    if bytes.is_ascii() {
        return from_latin1(thread, scope, bytes);
    }
    let units = classfile::mutf8::to_utf16(bytes);
    new_utf16(thread, scope, &units)
}

fn make<'s>(thread: &mut Thread, scope: &'s Scope, bytes: &[u8], coder: i8) -> Completion<Handle<'s>> {
    let array = new_byte_array(thread, scope, bytes)?;
    let vm = thread.vm().clone();
    let layout = vm.known(Known::String).layout().expect("String is laid out");
    let string = thread.allocate_instance(scope, layout)?;
    let view = thread.view();
    let object = string.get(&view);
    view.store_ref(object, vm.offset(KnownField::StringValue), Some(array.get(&view)));
    view.store_i8(object, vm.offset(KnownField::StringCoder), coder);
    Ok(string)
}

/// A new `byte[]`.
pub fn new_byte_array<'s>(thread: &mut Thread, scope: &'s Scope, bytes: &[u8]) -> Completion<Handle<'s>> {
    let byte = thread.vm().classes.primitive(crate::BasicType::Byte);
    let class = crate::loading::array_class_of(thread, byte)?;
    let layout = class.layout().expect("array classes have layouts");
    let array = thread.allocate_array(scope, layout, bytes.len() as i32)?;
    let view = thread.view();
    view.array_write_bytes(array.get(&view), 0, bytes);
    Ok(array)
}

/// The text of a String object; unpaired surrogates are replaced.
pub fn text_of(thread: &Thread, view: &NoStop<'_>, string: Ref<'_>) -> String {
    let units = units_of(thread.vm(), view, string);
    String::from_utf16_lossy(&units)
}

/// The text of a String held by a handle.
pub fn text(thread: &Thread, string: Handle<'_>) -> String {
    let view = thread.view();
    text_of(thread, &view, string.get(&view))
}

/// The UTF-16 units of a String object.
pub fn units_of(vm: &Vm, view: &NoStop<'_>, string: Ref<'_>) -> Vec<u16> {
    let Some(value) = view.load_ref(string, vm.offset(KnownField::StringValue)) else { return Vec::new() };
    let length = view.array_length(value);
    let mut bytes = vec![0u8; length as usize];
    view.array_read_bytes(value, 0, &mut bytes);
    if view.load_i8(string, vm.offset(KnownField::StringCoder)) == LATIN1 {
        return bytes.into_iter().map(u16::from).collect();
    }
    bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_ne_bytes(*pair)).collect()
}

/// The one interned String of modified UTF-8 text.
pub fn intern_modified_utf8<'s>(thread: &mut Thread, scope: &'s Scope, bytes: &[u8]) -> Completion<Handle<'s>> {
    let units = classfile::mutf8::to_utf16(bytes);
    intern_units(thread, scope, &units, None)
}

/// The one interned String of this text.
pub fn intern_text<'s>(thread: &mut Thread, scope: &'s Scope, text: &str) -> Completion<Handle<'s>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    intern_units(thread, scope, &units, None)
}

/// `String.intern()`.
pub fn intern<'s>(thread: &mut Thread, scope: &'s Scope, string: Handle<'s>) -> Completion<Handle<'s>> {
    let units = {
        let view = thread.view();
        units_of(thread.vm(), &view, string.get(&view))
    };
    intern_units(thread, scope, &units, Some(string))
}

fn hash(units: &[u16]) -> u64 {
    units.iter().fold(0xcbf2_9ce4_8422_2325, |hash, unit| (hash ^ u64::from(*unit)).wrapping_mul(0x0100_0000_01b3))
}

fn find<'g>(vm: &Vm, view: &NoStop<'g>, strings: &[u32], units: &[u16]) -> Option<Ref<'g>> {
    strings.iter().find_map(|raw| {
        // SAFETY: entries are followed at each collection; none happens under the view.
        let string = unsafe { view.from_raw(objectspace::RawRef(*raw)) }?;
        has_units(vm, view, string, units).then_some(string)
    })
}

/// Is this the text? Allocates nothing: tables of strings ask for each candidate.
fn has_units(vm: &Vm, view: &NoStop<'_>, string: Ref<'_>, units: &[u16]) -> bool {
    const BYTES: usize = 64;
    let Some(value) = view.load_ref(string, vm.offset(KnownField::StringValue)) else { return units.is_empty() };
    let is_latin1 = view.load_i8(string, vm.offset(KnownField::StringCoder)) == LATIN1;
    let width = if is_latin1 { 1 } else { 2 };
    if view.array_length(value) as usize != units.len() * width {
        return false;
    }
    let mut buffer = [0; BYTES];
    units.chunks(BYTES / width).enumerate().all(|(at, chunk)| {
        let bytes = &mut buffer[..chunk.len() * width];
        view.array_read_bytes(value, (at * BYTES) as u32, bytes);
        if is_latin1 {
            bytes.iter().zip(chunk).all(|(byte, unit)| u16::from(*byte) == *unit)
        } else {
            bytes.as_chunks::<2>().0.iter().zip(chunk).all(|(pair, unit)| u16::from_ne_bytes(*pair) == *unit)
        }
    })
}

fn intern_units<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    units: &[u16],
    candidate: Option<Handle<'s>>,
) -> Completion<Handle<'s>> {
    let vm = thread.vm().clone();
    let key = hash(units);
    {
        let view = thread.view();
        let table = vm.strings.table.lock();
        if let Some(found) = table.get(&key).and_then(|strings| find(&vm, &view, strings, units)) {
            return Ok(scope.handle(&view, found));
        }
    }
    let string = match candidate {
        Some(string) => string,
        None => new_utf16(thread, scope, units)?,
    };
    let view = thread.view();
    let mut table = vm.strings.table.lock();
    let strings = table.entry(key).or_default();
    if let Some(found) = find(&vm, &view, strings, units) {
        return Ok(scope.handle(&view, found));
    }
    strings.push(view.raw(string.get(&view)).0);
    Ok(string)
}
