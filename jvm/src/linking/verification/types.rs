//! Verification types, one per slot: small `Copy` values whose equality is identity (JVMS §4.10.1.2). `long` and `double` are two
//! halves, so that local variables and stack are plain arrays of slots.

use crate::symbol::Symbol;
use classfile::FieldType;
use std::fmt;

/// The type of one slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Type {
    /// Unusable.
    Top,
    Int,
    Float,
    /// The lower slot of a `long`.
    Long,
    /// The upper slot of a `long`.
    Long2,
    Double,
    Double2,
    Null,
    UninitializedThis,
    /// Made by the `new` at that pc.
    Uninitialized(u16),
    /// A class, interface or array type, by the name that `CONSTANT_Class_info` has for it.
    Object(Symbol),
    /// Return address of the subroutine that starts at that pc; type inference only.
    ReturnAddress(u16),
}

impl Type {
    /// The type of a value of that declared type; of its lower slot.
    pub(super) fn of(ty: FieldType<'_>) -> Type {
        match ty {
            FieldType::Boolean | FieldType::Byte | FieldType::Char | FieldType::Short | FieldType::Int => Type::Int,
            FieldType::Float => Type::Float,
            FieldType::Long => Type::Long,
            FieldType::Double => Type::Double,
            FieldType::Object(name) | FieldType::Array(name) => Type::Object(Symbol::new(name)),
        }
    }

    /// The upper slot, if it takes two.
    #[inline]
    pub(super) const fn upper(self) -> Option<Type> {
        match self {
            Type::Long => Some(Type::Long2),
            Type::Double => Some(Type::Double2),
            _ => None,
        }
    }

    /// An upper slot.
    #[inline]
    pub(super) const fn is_upper(self) -> bool {
        matches!(self, Type::Long2 | Type::Double2)
    }

    /// A usable value of one slot.
    #[inline]
    pub(super) const fn is_category1(self) -> bool {
        !matches!(self, Type::Top | Type::Long | Type::Long2 | Type::Double | Type::Double2)
    }

    /// `reference` of §4.10.1.2: null, an object, or a not yet initialized one.
    #[inline]
    pub(super) const fn is_reference(self) -> bool {
        matches!(self, Type::Null | Type::Object(_) | Type::UninitializedThis | Type::Uninitialized(_))
    }

    /// The descriptor if it is an array.
    pub(super) fn array(self) -> Option<Symbol> {
        match self {
            Type::Object(name) if is_array(name) => Some(name),
            _ => None,
        }
    }
}

/// Is it the name of an array class?
#[inline]
pub(super) fn is_array(name: Symbol) -> bool {
    name.bytes().first() == Some(&b'[')
}

/// The type of an array's components; `Err` has the letter of a primitive one. `None`: no array, or malformed.
pub(super) fn component(array: Symbol) -> Option<Result<Symbol, u8>> {
    match array.bytes().strip_prefix(b"[")? {
        [b'L', name @ .., b';'] => Some(Ok(Symbol::new(name))),
        nested @ [b'[', ..] => Some(Ok(Symbol::new(nested))),
        [letter] => Some(Err(*letter)),
        _ => None,
    }
}

/// Words as HotSpot prints them.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Top => f.write_str("top"),
            Type::Int => f.write_str("integer"),
            Type::Float => f.write_str("float"),
            Type::Long => f.write_str("long"),
            Type::Long2 => f.write_str("long_2nd"),
            Type::Double => f.write_str("double"),
            Type::Double2 => f.write_str("double_2nd"),
            Type::Null => f.write_str("null"),
            Type::UninitializedThis => f.write_str("uninitializedThis"),
            Type::Uninitialized(pc) => write!(f, "uninitialized {pc}"),
            Type::Object(name) => write!(f, "'{name}'"),
            Type::ReturnAddress(pc) => write!(f, "return address of {pc}"),
        }
    }
}
