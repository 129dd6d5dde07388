//! Bulk become and migration: what to do with which objects, as data. The collector applies it while it forwards.

use super::collector::Collector;
use super::object;
use super::regions::{LARGE, REF_REGION_SHIFT, SPECIAL};
use crate::layout::{FLAG_MIGRATING, LayoutId};
use crate::{Global, RawRef, mark};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// Bytes carried from the old object to the new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldCopy {
    /// Offset in the old object.
    pub from: u32,
    /// Offset in the new object.
    pub to: u32,
    /// Bytes.
    pub len: u32,
}

/// A widening of a primitive value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Conversion {
    I8ToI16,
    I8ToI32,
    I8ToI64,
    I8ToF32,
    I8ToF64,
    I16ToI32,
    I16ToI64,
    I16ToF32,
    I16ToF64,
    U16ToI32,
    U16ToI64,
    U16ToF32,
    U16ToF64,
    I32ToI64,
    I32ToF32,
    I32ToF64,
    I64ToF32,
    I64ToF64,
    F32ToF64,
}

/// A field carried with a change of type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldConversion {
    /// Offset in the old object.
    pub from: u32,
    /// Offset in the new object.
    pub to: u32,
    /// How the value changes.
    pub conversion: Conversion,
}

/// A value that a field of every new object starts with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FirstValue {
    /// A primitive value of 1, 2, 4 or 8 bytes: the lowest of these.
    Bits(u64, u32),
    /// The object that a global names when the new objects are made.
    Object(Arc<Global>),
}

/// A field that nothing is carried to, and that does not start at zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldValue {
    /// Offset in the new object.
    pub to: u32,
    /// Its value.
    pub value: FirstValue,
}

/// How instances of one layout become instances of another. Fields not named are zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// Layout of the new object; an instance layout.
    pub layout: LayoutId,
    /// Plain copies.
    pub copies: Vec<FieldCopy>,
    /// Copies that widen.
    pub conversions: Vec<FieldConversion>,
    /// Values that do not come from the old object.
    pub values: Vec<FieldValue>,
}

impl Migration {
    /// Carries nothing yet.
    pub fn to(layout: LayoutId) -> Migration {
        Migration { layout, copies: Vec::new(), conversions: Vec::new(), values: Vec::new() }
    }
}

/// Which layouts migrate.
pub type Migrations = HashMap<LayoutId, Migration>;

/// Why a bulk become was refused; nothing has changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BecomeError {
    /// A source stands twice.
    #[error("object {0} is replaced twice")]
    Twice(u32),
    /// A source is also a target.
    #[error("object {0} is replaced and also replaces another")]
    Chained(u32),
    /// The reserve cannot hold the copies.
    #[error("not enough address space left to move the heap")]
    NoRoom,
    /// What lives would not fit the maximum heap, or leave next to nothing of it.
    #[error(
        "the converted instances do not fit the heap: {} are in use, the instances take {} more, and the heap has {}",
        Bytes(*.used), Bytes(*.growth), Bytes(*.max)
    )]
    HeapTooSmall {
        /// Bytes that live now.
        used: usize,
        /// Bytes that the instances take in addition.
        growth: usize,
        /// The maximum heap.
        max: usize,
    },
}

/// A number of bytes, for people.
struct Bytes(usize);

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} MiB", self.0 as f64 / (1 << 20) as f64)
    }
}

/// Reads and writes a converted value.
///
/// # Safety
/// Both offsets lie in their objects.
pub(crate) unsafe fn convert(from: *const u8, to: *mut u8, field: &FieldConversion) {
    // SAFETY: the caller's offsets; fields are aligned to their size, and unaligned access is used anyway.
    unsafe {
        let (source, target) = (from.add(field.from as usize), to.add(field.to as usize));
        macro_rules! widen {
            ($from:ty, $to:ty) => {
                target.cast::<$to>().write_unaligned(source.cast::<$from>().read_unaligned() as $to)
            };
        }
        match field.conversion {
            Conversion::I8ToI16 => widen!(i8, i16),
            Conversion::I8ToI32 => widen!(i8, i32),
            Conversion::I8ToI64 => widen!(i8, i64),
            Conversion::I8ToF32 => widen!(i8, f32),
            Conversion::I8ToF64 => widen!(i8, f64),
            Conversion::I16ToI32 => widen!(i16, i32),
            Conversion::I16ToI64 => widen!(i16, i64),
            Conversion::I16ToF32 => widen!(i16, f32),
            Conversion::I16ToF64 => widen!(i16, f64),
            Conversion::U16ToI32 => widen!(u16, i32),
            Conversion::U16ToI64 => widen!(u16, i64),
            Conversion::U16ToF32 => widen!(u16, f32),
            Conversion::U16ToF64 => widen!(u16, f64),
            Conversion::I32ToI64 => widen!(i32, i64),
            Conversion::I32ToF32 => widen!(i32, f32),
            Conversion::I32ToF64 => widen!(i32, f64),
            Conversion::I64ToF32 => widen!(i64, f32),
            Conversion::I64ToF64 => widen!(i64, f64),
            Conversion::F32ToF64 => widen!(f32, f64),
        }
    }
}

/// Makes the new object of `object`, whose header is `header`: fields that nothing is carried to are zero.
///
/// # Safety
/// `to` is `size` bytes of fresh memory, the size of the migration's layout, whose offsets were checked against both layouts.
pub(super) unsafe fn make_new(object: *const u8, header: u64, to: *mut u8, size: usize, migration: &Migration) {
    // SAFETY: the caller's promise.
    unsafe {
        std::ptr::write_bytes(to, 0, size);
        let mark = header >> 32 << 32;
        to.cast::<u64>().write(mark | migration.layout.0 as u64);
        for field in &migration.copies {
            let (from, into) = (object.add(field.from as usize), to.add(field.to as usize));
            match field.len {
                4 => into.cast::<u32>().write_unaligned(from.cast::<u32>().read_unaligned()),
                8 => into.cast::<u64>().write_unaligned(from.cast::<u64>().read_unaligned()),
                len => std::ptr::copy_nonoverlapping(from, into, len as usize),
            }
        }
        for field in &migration.conversions {
            convert(object, to, field);
        }
        for field in &migration.values {
            store(to.add(field.to as usize), &field.value);
        }
    }
}

/// Stores a first value. A reference is of before or after the collection that runs, as the fields that are copied are.
///
/// # Safety
/// `to` is a field of the value's size.
unsafe fn store(to: *mut u8, value: &FirstValue) {
    // SAFETY: the caller's promise; the global's slot lives as long as the global.
    unsafe {
        match value {
            FirstValue::Bits(bits, 1) => to.write(*bits as u8),
            FirstValue::Bits(bits, 2) => to.cast::<u16>().write_unaligned(*bits as u16),
            FirstValue::Bits(bits, 4) => to.cast::<u32>().write_unaligned(*bits as u32),
            FirstValue::Bits(bits, _) => to.cast::<u64>().write_unaligned(*bits),
            FirstValue::Object(global) => {
                to.cast::<u32>().write_unaligned(AtomicU32::from_ptr(global.slot()).load(Relaxed));
            }
        }
    }
}

impl FirstValue {
    /// Bytes of the field.
    pub fn size(&self) -> u32 {
        match self {
            FirstValue::Bits(_, size) => *size,
            FirstValue::Object(_) => 4,
        }
    }
}

impl Conversion {
    /// Bytes of the old and the new value.
    pub fn sizes(self) -> (u32, u32) {
        match self {
            Conversion::I8ToI16 => (1, 2),
            Conversion::I8ToI32 | Conversion::I8ToF32 => (1, 4),
            Conversion::I8ToI64 | Conversion::I8ToF64 => (1, 8),
            Conversion::I16ToI32 | Conversion::U16ToI32 | Conversion::I16ToF32 | Conversion::U16ToF32 => (2, 4),
            Conversion::I16ToI64 | Conversion::U16ToI64 | Conversion::I16ToF64 | Conversion::U16ToF64 => (2, 8),
            Conversion::I32ToF32 => (4, 4),
            Conversion::I32ToI64 | Conversion::I32ToF64 | Conversion::F32ToF64 => (4, 8),
            Conversion::I64ToF32 => (8, 4),
            Conversion::I64ToF64 => (8, 8),
        }
    }
}

impl<const FULL: bool, const SPECIAL_PASS: bool> Collector<'_, FULL, SPECIAL_PASS> {
    /// Turns the sources of a bulk become into forwarding words and flags large objects that need a look.
    pub(crate) fn prepare_special(&mut self, pairs: &[(RawRef, RawRef)]) {
        let layouts = self.heap.layouts;
        for &(from, to) in pairs {
            // SAFETY: both name objects of this space (invariant 1), checked for chains by the caller.
            unsafe {
                let source = object::address(self.base, from.0);
                let target = object::address(self.base, to.0).add(object::MARK_OFFSET).cast::<u32>();
                let mark = source.add(object::MARK_OFFSET).cast::<u32>().read();
                if mark & !mark::AGE_MASK != 0 {
                    target.write((target.read() & mark::AGE_MASK) | (mark & !mark::AGE_MASK));
                }
                source.cast::<u64>().write(to.0 as u64 | (mark::FORWARDED as u64) << 32);
            }
            let region = (from.0 >> REF_REGION_SHIFT) as usize;
            if self.heap.state[region] & LARGE != 0 {
                self.heap.state[region] |= SPECIAL;
            }
        }
        for &head in &self.heap.large {
            // SAFETY: a large object starts its region; a source of the become was flagged above.
            unsafe {
                let start = self.heap.region_start(head);
                if self.heap.state[head as usize] & SPECIAL == 0
                    && object::record(layouts, object::layout_id(start)).flags & FLAG_MIGRATING != 0
                {
                    self.heap.state[head as usize] |= SPECIAL;
                }
            }
        }
    }
}
