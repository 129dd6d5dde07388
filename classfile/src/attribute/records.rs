//! Tables of fixed-size records left in the file: line numbers, exception handlers, inner classes, lists of pool indices.

use crate::access::{InnerClassFlags, ModuleFlags, ParameterFlags};
use crate::error::ParseError;
use crate::reader::Reader;
use std::marker::PhantomData;

/// A record of fixed size.
pub trait Record: Copy {
    /// Its bytes.
    const SIZE: usize;
    /// Decodes it; `b` has [`SIZE`](Self::SIZE) bytes.
    fn decode(b: &[u8]) -> Self;
}

/// A table of `T` as it lies in the file.
pub struct Records<'a, T> {
    bytes: &'a [u8],
    marker: PhantomData<T>,
}

impl<T> Clone for Records<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Records<'_, T> {}

impl<T> Default for Records<'_, T> {
    fn default() -> Self {
        Records { bytes: &[], marker: PhantomData }
    }
}

impl<T> PartialEq for Records<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Records<'_, T> {}

impl<T: Record + std::fmt::Debug> std::fmt::Debug for Records<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Record> Records<'a, T> {
    /// Reads a two-byte count and that many records.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, ParseError> {
        let count = reader.u2()? as usize;
        Self::read_counted(reader, count)
    }

    pub(crate) fn read_counted(reader: &mut Reader<'a>, count: usize) -> Result<Self, ParseError> {
        Ok(Records { bytes: reader.bytes(count * T::SIZE)?, marker: PhantomData })
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.bytes.len() / T::SIZE
    }

    /// No records.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The record at `index`.
    pub fn get(&self, index: usize) -> Option<T> {
        let start = index.checked_mul(T::SIZE)?;
        self.bytes.get(start..start.checked_add(T::SIZE)?).map(T::decode)
    }

    /// The records in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = T> + DoubleEndedIterator + Clone + 'a
    where
        T: 'a,
    {
        self.bytes.chunks_exact(T::SIZE).map(T::decode)
    }

    /// The bytes in the file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

#[inline]
fn two(b: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([b[at], b[at + 1]])
}

impl Record for u16 {
    const SIZE: usize = 2;
    #[inline]
    fn decode(b: &[u8]) -> Self {
        two(b, 0)
    }
}

/// Declares a record: fields with their offsets.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident, $size:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty = |$b:ident| $value:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
        impl Record for $name {
            const SIZE: usize = $size;
            #[inline]
            fn decode(b: &[u8]) -> Self {
                $name { $($field: { let $b = b; $value },)* }
            }
        }
    };
}

record! {
    /// An entry of `exception_table` (§4.7.3).
    ExceptionHandler, 8 {
        /// First pc covered.
        start_pc: u16 = |b| two(b, 0),
        /// First pc not covered.
        end_pc: u16 = |b| two(b, 2),
        /// Where the handler starts.
        handler_pc: u16 = |b| two(b, 4),
        /// Pool index of the class caught; 0 catches everything.
        catch_type: u16 = |b| two(b, 6),
    }
}
record! {
    /// An entry of `LineNumberTable` (§4.7.12).
    LineNumber, 4 {
        /// First pc of the line.
        start_pc: u16 = |b| two(b, 0),
        /// The line.
        line_number: u16 = |b| two(b, 2),
    }
}
record! {
    /// An entry of `LocalVariableTable` or `LocalVariableTypeTable` (§4.7.13, §4.7.14).
    LocalVariable, 10 {
        /// First pc where it has a value.
        start_pc: u16 = |b| two(b, 0),
        /// Bytes of code from there.
        length: u16 = |b| two(b, 2),
        /// Pool index of the name.
        name_index: u16 = |b| two(b, 4),
        /// Pool index of the descriptor (or, in the type table, of the signature).
        descriptor_index: u16 = |b| two(b, 6),
        /// The local variable.
        index: u16 = |b| two(b, 8),
    }
}
record! {
    /// An entry of `InnerClasses` (§4.7.6).
    InnerClass, 8 {
        /// Pool index of the class.
        inner_class: u16 = |b| two(b, 0),
        /// Pool index of the class it is a member of, or 0.
        outer_class: u16 = |b| two(b, 2),
        /// Pool index of its simple name, or 0 if it is anonymous.
        inner_name: u16 = |b| two(b, 4),
        /// Flags as in the source.
        flags: InnerClassFlags = |b| InnerClassFlags::from_bits_retain(two(b, 6)),
    }
}
record! {
    /// An entry of `MethodParameters` (§4.7.24).
    MethodParameter, 4 {
        /// Pool index of the name, or 0.
        name_index: u16 = |b| two(b, 0),
        /// Flags.
        flags: ParameterFlags = |b| ParameterFlags::from_bits_retain(two(b, 2)),
    }
}
record! {
    /// An entry of `requires` (§4.7.25).
    ModuleRequires, 6 {
        /// Pool index of the `CONSTANT_Module_info`.
        module: u16 = |b| two(b, 0),
        /// Flags.
        flags: ModuleFlags = |b| ModuleFlags::from_bits_retain(two(b, 2)),
        /// Pool index of the version, or 0.
        version_index: u16 = |b| two(b, 4),
    }
}
record! {
    /// A step of a `type_path` (§4.7.20.2).
    TypePathStep, 2 {
        /// 0 array, 1 nested type, 2 wildcard bound, 3 type argument.
        kind: u8 = |b| b[0],
        /// Which type argument.
        argument: u8 = |b| b[1],
    }
}
record! {
    /// An entry of `localvar_target` (§4.7.20.1).
    LocalVariableTarget, 6 {
        /// First pc.
        start_pc: u16 = |b| two(b, 0),
        /// Bytes of code.
        length: u16 = |b| two(b, 2),
        /// The local variable.
        index: u16 = |b| two(b, 4),
    }
}
