//! Field and method descriptors, borrowed from the bytes that hold them. It never looks at classes: an object type is a name.
//! JVMS §4.3.

use thiserror::Error;

/// Most dimensions an array type may have (§4.3.2).
pub const MAX_DIMENSIONS: usize = 255;
/// Most argument slots of a method, `this` included (§4.3.3).
pub const MAX_ARGUMENT_SLOTS: usize = 255;

/// Why bytes are no descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("malformed descriptor at byte {position}: {reason}")]
pub struct DescriptorError {
    /// Byte in the descriptor.
    pub position: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

/// The type of a field, parameter or result (§4.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType<'a> {
    /// `B`
    Byte,
    /// `C`
    Char,
    /// `D`
    Double,
    /// `F`
    Float,
    /// `I`
    Int,
    /// `J`
    Long,
    /// `S`
    Short,
    /// `Z`
    Boolean,
    /// `L…;`: the internal name.
    Object(&'a [u8]),
    /// `[…`: the whole descriptor, brackets included (which is also the array class's name).
    Array(&'a [u8]),
}

impl<'a> FieldType<'a> {
    /// Reads a descriptor that takes all of `bytes`.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DescriptorError> {
        let (ty, size) = Self::parse_prefix(bytes)?;
        if size == bytes.len() { Ok(ty) } else { Err(DescriptorError { position: size, reason: "trailing bytes" }) }
    }

    /// Reads a descriptor at the start of `bytes`; also returns its length.
    pub fn parse_prefix(bytes: &'a [u8]) -> Result<(Self, usize), DescriptorError> {
        let dimensions = bytes.iter().take_while(|&&b| b == b'[').count();
        if dimensions > MAX_DIMENSIONS {
            return Err(DescriptorError { position: MAX_DIMENSIONS, reason: "more than 255 dimensions" });
        }
        let (ty, size) = match bytes.get(dimensions) {
            Some(b'L') => {
                let name = &bytes[dimensions + 1..];
                let Some(end) = name.iter().position(|&b| b == b';') else {
                    return Err(DescriptorError { position: bytes.len(), reason: "class name without ';'" });
                };
                let name = &name[..end];
                if !is_binary_name(name) {
                    return Err(DescriptorError { position: dimensions + 1, reason: "not a class name" });
                }
                (FieldType::Object(name), end + 2)
            }
            Some(&letter) => match Self::primitive(letter) {
                Some(ty) => (ty, 1),
                None => {
                    return Err(DescriptorError { position: dimensions, reason: "not a type" });
                }
            },
            None => {
                return Err(DescriptorError { position: dimensions, reason: "type expected" });
            }
        };
        let size = dimensions + size;
        Ok((if dimensions == 0 { ty } else { FieldType::Array(&bytes[..size]) }, size))
    }

    /// The type of a class name as `CONSTANT_Class_info` writes it: an internal name or an array descriptor.
    pub fn of_class_name(name: &'a [u8]) -> Result<Self, DescriptorError> {
        if name.first() == Some(&b'[') {
            FieldType::parse(name)
        } else if is_binary_name(name) {
            Ok(FieldType::Object(name))
        } else {
            Err(DescriptorError { position: 0, reason: "not a class name" })
        }
    }

    /// The primitive type of a descriptor letter.
    #[inline]
    pub const fn primitive(letter: u8) -> Option<FieldType<'static>> {
        Some(match letter {
            b'B' => FieldType::Byte,
            b'C' => FieldType::Char,
            b'D' => FieldType::Double,
            b'F' => FieldType::Float,
            b'I' => FieldType::Int,
            b'J' => FieldType::Long,
            b'S' => FieldType::Short,
            b'Z' => FieldType::Boolean,
            _ => return None,
        })
    }

    /// The first byte of the descriptor: `BCDFIJSZL[`.
    #[inline]
    pub const fn letter(&self) -> u8 {
        match self {
            FieldType::Byte => b'B',
            FieldType::Char => b'C',
            FieldType::Double => b'D',
            FieldType::Float => b'F',
            FieldType::Int => b'I',
            FieldType::Long => b'J',
            FieldType::Short => b'S',
            FieldType::Boolean => b'Z',
            FieldType::Object(_) => b'L',
            FieldType::Array(_) => b'[',
        }
    }

    /// Local variables or argument units it takes: 2 for `long` and `double`, else 1.
    #[inline]
    pub const fn slots(&self) -> usize {
        if matches!(self, FieldType::Long | FieldType::Double) { 2 } else { 1 }
    }

    /// A class, interface or array type.
    #[inline]
    pub const fn is_reference(&self) -> bool {
        matches!(self, FieldType::Object(_) | FieldType::Array(_))
    }

    /// Number of dimensions; 0 if it is no array.
    pub fn dimensions(&self) -> usize {
        match self {
            FieldType::Array(descriptor) => descriptor.iter().take_while(|&&b| b == b'[').count(),
            _ => 0,
        }
    }

    /// The type of an array's elements: one bracket less.
    pub fn component(&self) -> Option<FieldType<'a>> {
        match self {
            FieldType::Array(descriptor) => FieldType::parse(descriptor.get(1..)?).ok(),
            _ => None,
        }
    }

    /// The type under all brackets; itself if it is no array.
    pub fn element(&self) -> FieldType<'a> {
        match self {
            FieldType::Array(descriptor) => FieldType::parse(&descriptor[self.dimensions()..]).unwrap_or(*self),
            other => *other,
        }
    }

    /// The name a `CONSTANT_Class_info` has for a reference type.
    pub const fn class_name(&self) -> Option<&'a [u8]> {
        match *self {
            FieldType::Object(name) => Some(name),
            FieldType::Array(descriptor) => Some(descriptor),
            _ => None,
        }
    }

    /// Appends the descriptor.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        match self {
            FieldType::Object(name) => {
                out.push(b'L');
                out.extend_from_slice(name);
                out.push(b';');
            }
            FieldType::Array(descriptor) => out.extend_from_slice(descriptor),
            other => out.push(other.letter()),
        }
    }
}

/// Source form: `int`, `java.lang.String[]`.
impl std::fmt::Display for FieldType<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FieldType::Byte => "byte",
            FieldType::Char => "char",
            FieldType::Double => "double",
            FieldType::Float => "float",
            FieldType::Int => "int",
            FieldType::Long => "long",
            FieldType::Short => "short",
            FieldType::Boolean => "boolean",
            FieldType::Object(name) => {
                return f.write_str(&crate::mutf8::to_str_lossy(name).replace('/', "."));
            }
            FieldType::Array(_) => {
                write!(f, "{}", self.element())?;
                return (0..self.dimensions()).try_for_each(|_| f.write_str("[]"));
            }
        })
    }
}

/// A method descriptor that was checked as a whole (§4.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MethodDescriptor<'a> {
    parameters: &'a [u8],
    parameter_count: u16,
    parameter_slots: u16,
    return_type: Option<FieldType<'a>>,
}

impl<'a> MethodDescriptor<'a> {
    /// Reads a descriptor that takes all of `bytes`. The limit of 255 argument slots is not checked here.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DescriptorError> {
        if bytes.first() != Some(&b'(') {
            return Err(DescriptorError { position: 0, reason: "'(' expected" });
        }
        let mut at = 1;
        let (mut parameter_count, mut parameter_slots) = (0u16, 0u16);
        let shift = |at: usize| move |e: DescriptorError| DescriptorError { position: at + e.position, ..e };
        while bytes.get(at) != Some(&b')') {
            let (ty, size) = FieldType::parse_prefix(&bytes[at..]).map_err(shift(at))?;
            // A constant is at most 65535 bytes long, but this function takes any slice.
            parameter_count = parameter_count.saturating_add(1);
            parameter_slots = parameter_slots.saturating_add(ty.slots() as u16);
            at += size;
        }
        let result = &bytes[at + 1..];
        let return_type = if result == b"V" { None } else { Some(FieldType::parse(result).map_err(shift(at + 1))?) };
        Ok(MethodDescriptor { parameters: &bytes[1..at], parameter_count, parameter_slots, return_type })
    }

    /// The parameter types in order.
    #[inline]
    pub fn parameters(&self) -> Parameters<'a> {
        Parameters { rest: self.parameters }
    }

    /// Number of parameters.
    #[inline]
    pub const fn parameter_count(&self) -> usize {
        self.parameter_count as usize
    }

    /// Slots of the parameters, without `this`.
    #[inline]
    pub const fn parameter_slots(&self) -> usize {
        self.parameter_slots as usize
    }

    /// The result; `None` for `void`.
    #[inline]
    pub const fn return_type(&self) -> Option<FieldType<'a>> {
        self.return_type
    }

    /// Slots of the result: 0, 1 or 2.
    #[inline]
    pub const fn return_slots(&self) -> usize {
        match &self.return_type {
            Some(ty) => ty.slots(),
            None => 0,
        }
    }
}

/// Iterator over the parameter types of a [`MethodDescriptor`].
#[derive(Debug, Clone)]
pub struct Parameters<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Parameters<'a> {
    type Item = FieldType<'a>;

    #[inline]
    fn next(&mut self) -> Option<FieldType<'a>> {
        let (ty, size) = FieldType::parse_prefix(self.rest).ok()?;
        self.rest = &self.rest[size..];
        Some(ty)
    }
}

/// The name of the array class whose elements are of the class named so: `[Lname;`, or one more bracket.
pub fn array_of(class_name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(class_name.len() + 3);
    out.push(b'[');
    if class_name.first() == Some(&b'[') {
        out.extend_from_slice(class_name);
    } else {
        FieldType::Object(class_name).write_to(&mut out);
    }
    out
}

/// §4.2.2: an unqualified name, as fields, parameters and the parts of class names have it.
pub fn is_unqualified_name(name: &[u8]) -> bool {
    !name.is_empty() && !name.iter().any(|b| matches!(b, b'.' | b';' | b'[' | b'/'))
}

/// §4.2.2: the name of a method, `<init>` and `<clinit>` included.
pub fn is_method_name(name: &[u8]) -> bool {
    name == b"<init>"
        || name == b"<clinit>"
        || (is_unqualified_name(name) && !name.iter().any(|b| matches!(b, b'<' | b'>')))
}

/// §4.2.1: a class name in internal form, not an array: unqualified names joined by `/`.
pub fn is_binary_name(name: &[u8]) -> bool {
    let mut last = b'/';
    for &b in name {
        match b {
            b'.' | b';' | b'[' => return false,
            b'/' if last == b'/' => return false,
            _ => last = b,
        }
    }
    last != b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_types() {
        assert_eq!(FieldType::parse(b"I"), Ok(FieldType::Int));
        assert_eq!(FieldType::parse(b"La/B;"), Ok(FieldType::Object(b"a/B")));
        let array = FieldType::parse(b"[[La/B;").expect("an array");
        assert_eq!(array, FieldType::Array(b"[[La/B;"));
        assert_eq!(array.dimensions(), 2);
        assert_eq!(array.component(), Some(FieldType::Array(b"[La/B;")));
        assert_eq!(array.element(), FieldType::Object(b"a/B"));
        assert_eq!(array.to_string(), "a.B[][]");
        for bad in [&b""[..], b"V", b"L;", b"La", b"[", b"II", b"La//b;", b"L/a;", b"La/;", b"La.b;", b"Q"] {
            assert!(FieldType::parse(bad).is_err(), "{:?}", String::from_utf8_lossy(bad));
        }
        assert!(FieldType::parse(&[&[b'['; 255][..], b"I"].concat()).is_ok());
        assert!(FieldType::parse(&[&[b'['; 256][..], b"I"].concat()).is_err());
    }

    #[test]
    fn method_descriptors() {
        let d = MethodDescriptor::parse(b"(IJ[DLjava/lang/String;)D").expect("a descriptor");
        assert_eq!(d.parameter_count(), 4);
        assert_eq!(d.parameter_slots(), 5);
        assert_eq!(d.return_slots(), 2);
        let letters: Vec<u8> = d.parameters().map(|t| t.letter()).collect();
        assert_eq!(letters, b"IJ[L");
        assert_eq!(MethodDescriptor::parse(b"()V").map(|d| d.return_type()), Ok(None));
        for bad in [&b""[..], b"()", b"(V)V", b"(I", b"I", b"()VV", b"(I)VI", b"(Lx)V"] {
            assert!(MethodDescriptor::parse(bad).is_err(), "{:?}", String::from_utf8_lossy(bad));
        }
        assert_eq!(MethodDescriptor::parse(b"(IQ)V").map_err(|e| e.position), Err(2));
    }

    #[test]
    fn names() {
        assert!(is_method_name(b"<init>") && is_method_name(b"a$1") && !is_method_name(b"<x>") && !is_method_name(b""));
        assert!(is_unqualified_name(b"a<b") && !is_unqualified_name(b"a/b"));
        assert_eq!(array_of(b"a/B"), b"[La/B;");
        assert_eq!(array_of(b"[I"), b"[[I");
    }
}
