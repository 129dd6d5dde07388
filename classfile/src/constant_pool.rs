//! The constant pool as written: one offset per entry, decoded when asked for. Indices, order and bytes stay those of the file.
//! It checks that an index is in range and has the wanted tag; it never resolves anything. JVMS §4.4.

use crate::error::ParseError;
use crate::mutf8;
use crate::reader::Reader;
use std::borrow::Cow;

/// The tag byte of each kind of constant (§4.4-A).
pub mod tag {
    #![allow(missing_docs)]
    pub const UTF8: u8 = 1;
    pub const INTEGER: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const LONG: u8 = 5;
    pub const DOUBLE: u8 = 6;
    pub const CLASS: u8 = 7;
    pub const STRING: u8 = 8;
    pub const FIELDREF: u8 = 9;
    pub const METHODREF: u8 = 10;
    pub const INTERFACE_METHODREF: u8 = 11;
    pub const NAME_AND_TYPE: u8 = 12;
    pub const METHOD_HANDLE: u8 = 15;
    pub const METHOD_TYPE: u8 = 16;
    pub const DYNAMIC: u8 = 17;
    pub const INVOKE_DYNAMIC: u8 = 18;
    pub const MODULE: u8 = 19;
    pub const PACKAGE: u8 = 20;
}

/// One entry of the constant pool (§4.4.1–§4.4.12). Numbers are pool indices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant<'a> {
    /// Modified UTF-8 (§4.4.7).
    Utf8(&'a [u8]),
    /// An `int`.
    Integer(i32),
    /// A `float`, as its bits: NaN payloads are kept.
    Float(u32),
    /// A `long`; the next index is unusable.
    Long(i64),
    /// A `double`, as its bits; the next index is unusable.
    Double(u64),
    /// `name_index`
    Class(u16),
    /// `string_index`
    String(u16),
    /// A field of a class.
    Fieldref {
        /// `class_index`
        class: u16,
        /// `name_and_type_index`
        name_and_type: u16,
    },
    /// A method of a class.
    Methodref {
        /// `class_index`
        class: u16,
        /// `name_and_type_index`
        name_and_type: u16,
    },
    /// A method of an interface.
    InterfaceMethodref {
        /// `class_index`
        class: u16,
        /// `name_and_type_index`
        name_and_type: u16,
    },
    /// A name and a descriptor.
    NameAndType {
        /// `name_index`
        name: u16,
        /// `descriptor_index`
        descriptor: u16,
    },
    /// A method handle.
    MethodHandle {
        /// `reference_kind`, 1 to 9 (§5.4.3.5-A); see [`ReferenceKind`].
        kind: u8,
        /// `reference_index`
        reference: u16,
    },
    /// `descriptor_index`
    MethodType(u16),
    /// A dynamically computed constant.
    Dynamic {
        /// `bootstrap_method_attr_index`
        bootstrap: u16,
        /// `name_and_type_index`
        name_and_type: u16,
    },
    /// A dynamically computed call site.
    InvokeDynamic {
        /// `bootstrap_method_attr_index`
        bootstrap: u16,
        /// `name_and_type_index`
        name_and_type: u16,
    },
    /// `name_index`
    Module(u16),
    /// `name_index`
    Package(u16),
    /// Index 0, or the second index of a `long` or `double`.
    Unusable,
}

impl Constant<'_> {
    /// The JVMS name of the structure.
    pub const fn structure(&self) -> &'static str {
        match self {
            Constant::Utf8(_) => "CONSTANT_Utf8_info",
            Constant::Integer(_) => "CONSTANT_Integer_info",
            Constant::Float(_) => "CONSTANT_Float_info",
            Constant::Long(_) => "CONSTANT_Long_info",
            Constant::Double(_) => "CONSTANT_Double_info",
            Constant::Class(_) => "CONSTANT_Class_info",
            Constant::String(_) => "CONSTANT_String_info",
            Constant::Fieldref { .. } => "CONSTANT_Fieldref_info",
            Constant::Methodref { .. } => "CONSTANT_Methodref_info",
            Constant::InterfaceMethodref { .. } => "CONSTANT_InterfaceMethodref_info",
            Constant::NameAndType { .. } => "CONSTANT_NameAndType_info",
            Constant::MethodHandle { .. } => "CONSTANT_MethodHandle_info",
            Constant::MethodType(_) => "CONSTANT_MethodType_info",
            Constant::Dynamic { .. } => "CONSTANT_Dynamic_info",
            Constant::InvokeDynamic { .. } => "CONSTANT_InvokeDynamic_info",
            Constant::Module(_) => "CONSTANT_Module_info",
            Constant::Package(_) => "CONSTANT_Package_info",
            Constant::Unusable => "unusable entry",
        }
    }

    /// The tag byte; 0 for an unusable index.
    pub const fn tag(&self) -> u8 {
        match self {
            Constant::Utf8(_) => tag::UTF8,
            Constant::Integer(_) => tag::INTEGER,
            Constant::Float(_) => tag::FLOAT,
            Constant::Long(_) => tag::LONG,
            Constant::Double(_) => tag::DOUBLE,
            Constant::Class(_) => tag::CLASS,
            Constant::String(_) => tag::STRING,
            Constant::Fieldref { .. } => tag::FIELDREF,
            Constant::Methodref { .. } => tag::METHODREF,
            Constant::InterfaceMethodref { .. } => tag::INTERFACE_METHODREF,
            Constant::NameAndType { .. } => tag::NAME_AND_TYPE,
            Constant::MethodHandle { .. } => tag::METHOD_HANDLE,
            Constant::MethodType(_) => tag::METHOD_TYPE,
            Constant::Dynamic { .. } => tag::DYNAMIC,
            Constant::InvokeDynamic { .. } => tag::INVOKE_DYNAMIC,
            Constant::Module(_) => tag::MODULE,
            Constant::Package(_) => tag::PACKAGE,
            Constant::Unusable => 0,
        }
    }
}

/// What a method handle does with its member (§5.4.3.5-A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum ReferenceKind {
    GetField = 1,
    GetStatic = 2,
    PutField = 3,
    PutStatic = 4,
    InvokeVirtual = 5,
    InvokeStatic = 6,
    InvokeSpecial = 7,
    NewInvokeSpecial = 8,
    InvokeInterface = 9,
}

impl ReferenceKind {
    /// From the byte of the class file.
    pub const fn from_byte(byte: u8) -> Option<ReferenceKind> {
        Some(match byte {
            1 => ReferenceKind::GetField,
            2 => ReferenceKind::GetStatic,
            3 => ReferenceKind::PutField,
            4 => ReferenceKind::PutStatic,
            5 => ReferenceKind::InvokeVirtual,
            6 => ReferenceKind::InvokeStatic,
            7 => ReferenceKind::InvokeSpecial,
            8 => ReferenceKind::NewInvokeSpecial,
            9 => ReferenceKind::InvokeInterface,
            _ => return None,
        })
    }

    /// Does it name a field?
    pub const fn is_field(self) -> bool {
        (self as u8) <= 4
    }
}

/// Which of the three member structures a [`MemberRef`] came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MemberKind {
    Field,
    Method,
    InterfaceMethod,
}

/// A field or method reference with its names looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberRef<'a> {
    /// Which structure.
    pub kind: MemberKind,
    /// Pool index of the class.
    pub class_index: u16,
    /// Internal name (or array descriptor) of the class.
    pub class_name: &'a [u8],
    /// Name of the member.
    pub name: &'a [u8],
    /// Descriptor of the member.
    pub descriptor: &'a [u8],
}

/// A `Dynamic` or `InvokeDynamic` constant with its names looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DynamicRef<'a> {
    /// Index into `BootstrapMethods`.
    pub bootstrap: u16,
    /// Unqualified name.
    pub name: &'a [u8],
    /// Field descriptor (`Dynamic`) or method descriptor (`InvokeDynamic`).
    pub descriptor: &'a [u8],
}

/// The constant pool of one class file.
#[derive(Clone)]
pub struct ConstantPool<'a> {
    bytes: &'a [u8],
    /// Offset of each entry's tag byte; 0 for unusable indices, which can never be an entry's offset.
    offsets: Vec<u32>,
}

impl std::fmt::Debug for ConstantPool<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

const POOL: &str = "constant_pool";

impl<'a> ConstantPool<'a> {
    /// Reads `constant_pool_count` and the entries. `file` is the whole class file, `reader` stands in it.
    pub(crate) fn read(file: &'a [u8], reader: &mut Reader<'a>) -> Result<Self, ParseError> {
        reader.enter(POOL, "4.1");
        let count = reader.u2()? as usize;
        if count == 0 {
            return Err(reader.fail("constant_pool_count is 0"));
        }
        // The smallest entry is three bytes; a long's second index costs none, but its first has nine.
        reader.room_for(count - 1, 3)?;
        let mut offsets = Vec::with_capacity(count);
        offsets.push(0);
        while offsets.len() < count {
            let at = reader.offset();
            let size = match reader.u1()? {
                tag::UTF8 => reader.u2()? as usize,
                tag::CLASS | tag::STRING | tag::METHOD_TYPE | tag::MODULE | tag::PACKAGE => 2,
                tag::METHOD_HANDLE => 3,
                tag::INTEGER
                | tag::FLOAT
                | tag::FIELDREF
                | tag::METHODREF
                | tag::INTERFACE_METHODREF
                | tag::NAME_AND_TYPE
                | tag::DYNAMIC
                | tag::INVOKE_DYNAMIC => 4,
                tag::LONG | tag::DOUBLE => {
                    offsets.push(at as u32);
                    if offsets.len() == count {
                        return Err(reader.fail("an 8-byte constant at the last index"));
                    }
                    offsets.push(0);
                    reader.bytes(8)?;
                    continue;
                }
                other => {
                    let detail = format!("unknown constant tag {other} at index {}", offsets.len());
                    return Err(ParseError::new(at, "cp_info", "4.4", detail));
                }
            };
            reader.bytes(size)?;
            offsets.push(at as u32);
        }
        Ok(ConstantPool { bytes: file, offsets })
    }

    /// `constant_pool_count`: one more than the largest index.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// The entry at `index`, if the index is in range. Index 0 is [`Constant::Unusable`].
    #[inline]
    pub fn try_get(&self, index: u16) -> Option<Constant<'a>> {
        let offset = *self.offsets.get(index as usize)? as usize;
        if offset == 0 {
            return Some(Constant::Unusable);
        }
        // `read` has walked over all entries, so none of the `?` below fails.
        let entry = self.bytes.get(offset..)?;
        let (&t, body) = entry.split_first()?;
        let two = |at: usize| body.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]));
        Some(match t {
            tag::UTF8 => Constant::Utf8(body.get(2..2 + two(0)? as usize)?),
            tag::INTEGER => Constant::Integer(i32::from_be_bytes(*body.first_chunk()?)),
            tag::FLOAT => Constant::Float(u32::from_be_bytes(*body.first_chunk()?)),
            tag::LONG => Constant::Long(i64::from_be_bytes(*body.first_chunk()?)),
            tag::DOUBLE => Constant::Double(u64::from_be_bytes(*body.first_chunk()?)),
            tag::CLASS => Constant::Class(two(0)?),
            tag::STRING => Constant::String(two(0)?),
            tag::FIELDREF => Constant::Fieldref { class: two(0)?, name_and_type: two(2)? },
            tag::METHODREF => Constant::Methodref { class: two(0)?, name_and_type: two(2)? },
            tag::INTERFACE_METHODREF => Constant::InterfaceMethodref { class: two(0)?, name_and_type: two(2)? },
            tag::NAME_AND_TYPE => Constant::NameAndType { name: two(0)?, descriptor: two(2)? },
            tag::METHOD_HANDLE => Constant::MethodHandle { kind: *body.first()?, reference: two(1)? },
            tag::METHOD_TYPE => Constant::MethodType(two(0)?),
            tag::DYNAMIC => Constant::Dynamic { bootstrap: two(0)?, name_and_type: two(2)? },
            tag::INVOKE_DYNAMIC => Constant::InvokeDynamic { bootstrap: two(0)?, name_and_type: two(2)? },
            tag::MODULE => Constant::Module(two(0)?),
            tag::PACKAGE => Constant::Package(two(0)?),
            _ => return None,
        })
    }

    /// The entry at `index`; an error if the index is out of range.
    #[inline]
    pub fn get(&self, index: u16) -> Result<Constant<'a>, ParseError> {
        self.try_get(index).ok_or_else(|| self.out_of_range(index))
    }

    /// All indices with their entries, from 1.
    pub fn iter(&self) -> impl Iterator<Item = (u16, Constant<'a>)> + '_ {
        (1..self.offsets.len()).filter_map(|i| Some((i as u16, self.try_get(i as u16)?)))
    }

    /// Offset of the entry in the file; 0 for unusable indices.
    pub fn offset_of(&self, index: u16) -> usize {
        self.offsets.get(index as usize).copied().unwrap_or(0) as usize
    }

    #[cold]
    fn out_of_range(&self, index: u16) -> ParseError {
        ParseError::new(0, POOL, "4.4", format!("index {index} is outside the constant pool of {}", self.offsets.len()))
    }

    #[cold]
    fn wrong_tag(&self, index: u16, wanted: &'static str, found: Constant<'a>) -> ParseError {
        let detail = format!("index {index} is a {}, not a {wanted}", found.structure());
        ParseError::new(self.offset_of(index), POOL, "4.4", detail)
    }

    /// The bytes of a `CONSTANT_Utf8_info`, in modified UTF-8.
    #[inline]
    pub fn utf8(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::Utf8(bytes) => Ok(bytes),
            other => Err(self.wrong_tag(index, "CONSTANT_Utf8_info", other)),
        }
    }

    /// As [`utf8`](Self::utf8), as text; what is no Unicode becomes U+FFFD.
    pub fn utf8_text(&self, index: u16) -> Result<Cow<'a, str>, ParseError> {
        Ok(mutf8::to_str_lossy(self.utf8(index)?))
    }

    /// Internal name of a `CONSTANT_Class_info`: `java/lang/Object`, or an array's descriptor.
    #[inline]
    pub fn class_name(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::Class(name) => self.utf8(name),
            other => Err(self.wrong_tag(index, "CONSTANT_Class_info", other)),
        }
    }

    /// As [`class_name`](Self::class_name), but `None` for index 0.
    pub fn optional_class_name(&self, index: u16) -> Result<Option<&'a [u8]>, ParseError> {
        if index == 0 { Ok(None) } else { self.class_name(index).map(Some) }
    }

    /// The bytes of the string of a `CONSTANT_String_info`, in modified UTF-8.
    pub fn string(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::String(utf8) => self.utf8(utf8),
            other => Err(self.wrong_tag(index, "CONSTANT_String_info", other)),
        }
    }

    /// Name and descriptor of a `CONSTANT_NameAndType_info`.
    #[inline]
    pub fn name_and_type(&self, index: u16) -> Result<(&'a [u8], &'a [u8]), ParseError> {
        match self.get(index)? {
            Constant::NameAndType { name, descriptor } => Ok((self.utf8(name)?, self.utf8(descriptor)?)),
            other => Err(self.wrong_tag(index, "CONSTANT_NameAndType_info", other)),
        }
    }

    /// A `Fieldref`, `Methodref` or `InterfaceMethodref`.
    #[inline]
    pub fn member_ref(&self, index: u16) -> Result<MemberRef<'a>, ParseError> {
        let (kind, class, name_and_type) = match self.get(index)? {
            Constant::Fieldref { class, name_and_type } => (MemberKind::Field, class, name_and_type),
            Constant::Methodref { class, name_and_type } => (MemberKind::Method, class, name_and_type),
            Constant::InterfaceMethodref { class, name_and_type } => {
                (MemberKind::InterfaceMethod, class, name_and_type)
            }
            other => return Err(self.wrong_tag(index, "reference to a field or method", other)),
        };
        let class_name = self.class_name(class)?;
        let (name, descriptor) = self.name_and_type(name_and_type)?;
        Ok(MemberRef { kind, class_index: class, class_name, name, descriptor })
    }

    /// A `Fieldref`.
    pub fn field_ref(&self, index: u16) -> Result<MemberRef<'a>, ParseError> {
        match self.get(index)? {
            Constant::Fieldref { .. } => self.member_ref(index),
            other => Err(self.wrong_tag(index, "CONSTANT_Fieldref_info", other)),
        }
    }

    /// A `Methodref` or `InterfaceMethodref`.
    pub fn method_ref(&self, index: u16) -> Result<MemberRef<'a>, ParseError> {
        match self.get(index)? {
            Constant::Methodref { .. } | Constant::InterfaceMethodref { .. } => self.member_ref(index),
            other => Err(self.wrong_tag(index, "reference to a method", other)),
        }
    }

    /// A `MethodHandle`: its kind and the member it names.
    pub fn method_handle(&self, index: u16) -> Result<(ReferenceKind, MemberRef<'a>), ParseError> {
        match self.get(index)? {
            Constant::MethodHandle { kind, reference } => {
                let kind = ReferenceKind::from_byte(kind).ok_or_else(|| {
                    let detail = format!("reference_kind {kind} is not in 1 to 9");
                    ParseError::new(self.offset_of(index), "CONSTANT_MethodHandle_info", "4.4.8", detail)
                })?;
                Ok((kind, self.member_ref(reference)?))
            }
            other => Err(self.wrong_tag(index, "CONSTANT_MethodHandle_info", other)),
        }
    }

    /// The descriptor of a `MethodType`.
    pub fn method_type(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::MethodType(descriptor) => self.utf8(descriptor),
            other => Err(self.wrong_tag(index, "CONSTANT_MethodType_info", other)),
        }
    }

    /// A `Dynamic` or an `InvokeDynamic`.
    pub fn dynamic(&self, index: u16) -> Result<DynamicRef<'a>, ParseError> {
        match self.get(index)? {
            Constant::Dynamic { bootstrap, name_and_type } | Constant::InvokeDynamic { bootstrap, name_and_type } => {
                let (name, descriptor) = self.name_and_type(name_and_type)?;
                Ok(DynamicRef { bootstrap, name, descriptor })
            }
            other => Err(self.wrong_tag(index, "CONSTANT_Dynamic_info or CONSTANT_InvokeDynamic_info", other)),
        }
    }

    /// The name of a `Module`.
    pub fn module_name(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::Module(name) => self.utf8(name),
            other => Err(self.wrong_tag(index, "CONSTANT_Module_info", other)),
        }
    }

    /// The internal name of a `Package`.
    pub fn package_name(&self, index: u16) -> Result<&'a [u8], ParseError> {
        match self.get(index)? {
            Constant::Package(name) => self.utf8(name),
            other => Err(self.wrong_tag(index, "CONSTANT_Package_info", other)),
        }
    }
}
