//! The kinds of value a field, parameter or register holds (JVMS §2.3, §4.3.2).

/// The type of a value as far as storage is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum BasicType {
    /// `Z`, one byte.
    Boolean = 4,
    /// `C`, two bytes, unsigned.
    Char = 5,
    /// `F`, four bytes.
    Float = 6,
    /// `D`, eight bytes.
    Double = 7,
    /// `B`, one byte.
    Byte = 8,
    /// `S`, two bytes.
    Short = 9,
    /// `I`, four bytes.
    Int = 10,
    /// `J`, eight bytes.
    Long = 11,
    /// `L…;` or `[…`: a four-byte reference.
    Reference = 12,
    /// `V`, only as a return type.
    Void = 14,
}

impl BasicType {
    /// The type that a descriptor's first byte names; anything else counts as a reference.
    pub fn of_descriptor(descriptor: &[u8]) -> BasicType {
        match descriptor.first() {
            Some(b'Z') => BasicType::Boolean,
            Some(b'C') => BasicType::Char,
            Some(b'F') => BasicType::Float,
            Some(b'D') => BasicType::Double,
            Some(b'B') => BasicType::Byte,
            Some(b'S') => BasicType::Short,
            Some(b'I') => BasicType::Int,
            Some(b'J') => BasicType::Long,
            Some(b'V') => BasicType::Void,
            _ => BasicType::Reference,
        }
    }

    /// The type a `newarray` operand names (JVMS table 6.5.newarray-A), also HotSpot's `T_…` numbers.
    pub fn of_array_code(code: u8) -> Option<BasicType> {
        Some(match code {
            4 => BasicType::Boolean,
            5 => BasicType::Char,
            6 => BasicType::Float,
            7 => BasicType::Double,
            8 => BasicType::Byte,
            9 => BasicType::Short,
            10 => BasicType::Int,
            11 => BasicType::Long,
            _ => return None,
        })
    }

    /// Bytes in the heap.
    pub fn size(self) -> u32 {
        match self {
            BasicType::Boolean | BasicType::Byte => 1,
            BasicType::Char | BasicType::Short => 2,
            BasicType::Int | BasicType::Float | BasicType::Reference => 4,
            BasicType::Long | BasicType::Double => 8,
            BasicType::Void => 0,
        }
    }

    /// log2 of [`Self::size`].
    pub fn shift(self) -> u8 {
        self.size().max(1).trailing_zeros() as u8
    }

    /// Local-variable slots (JVMS §2.6.1).
    pub fn slots(self) -> u16 {
        match self {
            BasicType::Long | BasicType::Double => 2,
            BasicType::Void => 0,
            _ => 1,
        }
    }

    /// The descriptor's letter (`L` for any reference).
    pub fn letter(self) -> char {
        match self {
            BasicType::Boolean => 'Z',
            BasicType::Char => 'C',
            BasicType::Float => 'F',
            BasicType::Double => 'D',
            BasicType::Byte => 'B',
            BasicType::Short => 'S',
            BasicType::Int => 'I',
            BasicType::Long => 'J',
            BasicType::Reference => 'L',
            BasicType::Void => 'V',
        }
    }

    /// The Java keyword of a primitive type or `void`; `None` for references.
    pub fn keyword(self) -> Option<&'static str> {
        Some(match self {
            BasicType::Boolean => "boolean",
            BasicType::Char => "char",
            BasicType::Float => "float",
            BasicType::Double => "double",
            BasicType::Byte => "byte",
            BasicType::Short => "short",
            BasicType::Int => "int",
            BasicType::Long => "long",
            BasicType::Void => "void",
            BasicType::Reference => return None,
        })
    }

    /// All primitive types and void.
    pub const PRIMITIVES: [BasicType; 9] = [
        BasicType::Boolean,
        BasicType::Char,
        BasicType::Float,
        BasicType::Double,
        BasicType::Byte,
        BasicType::Short,
        BasicType::Int,
        BasicType::Long,
        BasicType::Void,
    ];
}
