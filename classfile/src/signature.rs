//! Generic signatures: the grammar of the `Signature` attribute, as a small tree with names borrowed from the bytes. A wrong signature
//! is no format error (§4.7.9): only reflection and tools look at it. It never looks at classes. JVMS §4.7.9.1.

use crate::descriptor::FieldType;
use thiserror::Error;

/// Deepest nesting of type arguments and array brackets that the parser follows: bounds its recursion.
pub const MAX_DEPTH: usize = 300;

/// Why bytes are no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("malformed signature at byte {position}: {reason}")]
pub struct SignatureError {
    /// Byte in the signature.
    pub position: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

/// *JavaTypeSignature*
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeSignature<'a> {
    /// A primitive type.
    Base(FieldType<'static>),
    /// A class or interface type.
    Class(ClassTypeSignature<'a>),
    /// A type variable.
    Variable(&'a [u8]),
    /// An array of the type.
    Array(Box<TypeSignature<'a>>),
}

/// *ClassTypeSignature*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTypeSignature<'a> {
    /// Internal name of the outermost class written, with its package.
    pub name: &'a [u8],
    /// Its type arguments.
    pub arguments: Vec<TypeArgument<'a>>,
    /// Member classes written after it, with their arguments.
    pub suffixes: Vec<(&'a [u8], Vec<TypeArgument<'a>>)>,
}

/// *TypeArgument*
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeArgument<'a> {
    /// `?`
    Any,
    /// The type itself.
    Exact(TypeSignature<'a>),
    /// `? extends`
    Extends(TypeSignature<'a>),
    /// `? super`
    Super(TypeSignature<'a>),
}

/// *TypeParameter*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeParameter<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// The class bound, if one is written.
    pub class_bound: Option<TypeSignature<'a>>,
    /// The interface bounds.
    pub interface_bounds: Vec<TypeSignature<'a>>,
}

/// *ClassSignature*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSignature<'a> {
    /// Type parameters.
    pub type_parameters: Vec<TypeParameter<'a>>,
    /// Superclass.
    pub superclass: ClassTypeSignature<'a>,
    /// Superinterfaces.
    pub interfaces: Vec<ClassTypeSignature<'a>>,
}

/// *MethodSignature*
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodSignature<'a> {
    /// Type parameters.
    pub type_parameters: Vec<TypeParameter<'a>>,
    /// Parameters.
    pub parameters: Vec<TypeSignature<'a>>,
    /// Result; `None` for `void`.
    pub result: Option<TypeSignature<'a>>,
    /// Classes and type variables thrown.
    pub throws: Vec<TypeSignature<'a>>,
}

/// Reads a *ClassSignature*.
pub fn parse_class(bytes: &[u8]) -> Result<ClassSignature<'_>, SignatureError> {
    let mut p = Parser { bytes, at: 0, depth: 0 };
    let type_parameters = p.type_parameters()?;
    let superclass = p.class_type()?;
    let mut interfaces = Vec::new();
    while !p.at_end() {
        interfaces.push(p.class_type()?);
    }
    Ok(ClassSignature { type_parameters, superclass, interfaces })
}

/// Reads a *MethodSignature*.
pub fn parse_method(bytes: &[u8]) -> Result<MethodSignature<'_>, SignatureError> {
    let mut p = Parser { bytes, at: 0, depth: 0 };
    let type_parameters = p.type_parameters()?;
    p.expect(b'(', "'(' expected")?;
    let mut parameters = Vec::new();
    while !p.take(b')') {
        parameters.push(p.java_type()?);
    }
    let result = if p.take(b'V') { None } else { Some(p.java_type()?) };
    let mut throws = Vec::new();
    while !p.at_end() {
        p.expect(b'^', "'^' expected")?;
        match p.peek() {
            Some(b'L' | b'T') => throws.push(p.java_type()?),
            _ => return Err(p.error("class or type variable expected")),
        }
    }
    Ok(MethodSignature { type_parameters, parameters, result, throws })
}

/// Reads a *FieldSignature* (*ReferenceTypeSignature*); record components and local variables have it too.
pub fn parse_field(bytes: &[u8]) -> Result<TypeSignature<'_>, SignatureError> {
    let mut p = Parser { bytes, at: 0, depth: 0 };
    let ty = p.reference_type()?;
    if p.at_end() { Ok(ty) } else { Err(p.error("trailing bytes")) }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn error(&self, reason: &'static str) -> SignatureError {
        SignatureError { position: self.at, reason }
    }

    fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += found as usize;
        found
    }

    fn expect(&mut self, byte: u8, reason: &'static str) -> Result<(), SignatureError> {
        if self.take(byte) { Ok(()) } else { Err(self.error(reason)) }
    }

    /// *Identifier*: no `. ; [ / < > :` (§4.7.9.1); `slash` lets package separators through.
    fn identifier(&mut self, slash: bool) -> Result<&'a [u8], SignatureError> {
        let start = self.at;
        while let Some(b) = self.peek() {
            match b {
                b'.' | b';' | b'[' | b'<' | b'>' | b':' => break,
                // No empty package parts.
                b'/' if !slash || self.at == start || self.bytes[self.at - 1] == b'/' => break,
                _ => self.at += 1,
            }
        }
        if self.at == start || self.bytes[self.at - 1] == b'/' {
            return Err(self.error("identifier expected"));
        }
        Ok(&self.bytes[start..self.at])
    }

    fn type_parameters(&mut self) -> Result<Vec<TypeParameter<'a>>, SignatureError> {
        let mut list = Vec::new();
        if !self.take(b'<') {
            return Ok(list);
        }
        loop {
            let name = self.identifier(false)?;
            self.expect(b':', "':' expected")?;
            let class_bound =
                if matches!(self.peek(), Some(b'L' | b'T' | b'[')) { Some(self.reference_type()?) } else { None };
            let mut interface_bounds = Vec::new();
            while self.take(b':') {
                interface_bounds.push(self.reference_type()?);
            }
            list.push(TypeParameter { name, class_bound, interface_bounds });
            if self.take(b'>') {
                return Ok(list);
            }
        }
    }

    fn java_type(&mut self) -> Result<TypeSignature<'a>, SignatureError> {
        if let Some(ty) = self.peek().and_then(FieldType::primitive) {
            self.at += 1;
            return Ok(TypeSignature::Base(ty));
        }
        self.reference_type()
    }

    fn reference_type(&mut self) -> Result<TypeSignature<'a>, SignatureError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("nested too deeply"));
        }
        self.depth += 1;
        let ty = match self.peek() {
            Some(b'L') => TypeSignature::Class(self.class_type()?),
            Some(b'T') => {
                self.at += 1;
                let name = self.identifier(false)?;
                self.expect(b';', "';' expected")?;
                TypeSignature::Variable(name)
            }
            Some(b'[') => {
                self.at += 1;
                TypeSignature::Array(Box::new(self.java_type()?))
            }
            _ => return Err(self.error("type expected")),
        };
        self.depth -= 1;
        Ok(ty)
    }

    fn class_type(&mut self) -> Result<ClassTypeSignature<'a>, SignatureError> {
        self.expect(b'L', "class type expected")?;
        let name = self.identifier(true)?;
        let arguments = self.type_arguments()?;
        let mut suffixes = Vec::new();
        while self.take(b'.') {
            let name = self.identifier(false)?;
            suffixes.push((name, self.type_arguments()?));
        }
        self.expect(b';', "';' expected")?;
        Ok(ClassTypeSignature { name, arguments, suffixes })
    }

    fn type_arguments(&mut self) -> Result<Vec<TypeArgument<'a>>, SignatureError> {
        let mut list = Vec::new();
        if !self.take(b'<') {
            return Ok(list);
        }
        loop {
            list.push(if self.take(b'*') {
                TypeArgument::Any
            } else if self.take(b'+') {
                TypeArgument::Extends(self.reference_type()?)
            } else if self.take(b'-') {
                TypeArgument::Super(self.reference_type()?)
            } else {
                TypeArgument::Exact(self.reference_type()?)
            });
            if self.take(b'>') {
                return Ok(list);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_signatures() {
        let c = parse_class(b"<K:Ljava/lang/Object;V::Ljava/lang/Comparable<-TV;>;:La/I;>La/B<TK;[I>.C<*>;Lx/Y<+TK;>;")
            .expect("valid");
        assert_eq!(c.type_parameters.len(), 2);
        assert_eq!(c.type_parameters[1].class_bound, None);
        assert_eq!(c.type_parameters[1].interface_bounds.len(), 2);
        assert_eq!(c.superclass.name, b"a/B");
        assert_eq!(c.superclass.suffixes, [(&b"C"[..], vec![TypeArgument::Any])]);
        assert_eq!(c.interfaces.len(), 1);
    }

    #[test]
    fn method_and_field_signatures() {
        let m = parse_method(b"<T:Ljava/lang/Throwable;>(ITT;[[J)V^TT;^La/E;").expect("valid");
        assert_eq!((m.parameters.len(), m.throws.len()), (3, 2));
        assert_eq!(m.result, None);
        assert_eq!(parse_field(b"TT;"), Ok(TypeSignature::Variable(b"T")));
    }

    #[test]
    fn malformed_signatures_are_refused() {
        for bad in [
            &b""[..],
            b"I",
            b"La",
            b"La//b;",
            b"L/a;",
            b"La/;",
            b"La<>;",
            b"La<I>;",
            b"TT",
            b"T;",
            b"La;x",
            b"L;",
            b"[V",
            b"La<*;",
            b"La.;",
        ] {
            assert!(parse_field(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        for bad in [&b"<>La;"[..], b"<T>La;", b"<T:>", b"TT;", b"", b"La;TT;"] {
            assert!(parse_class(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        for bad in [&b"()"[..], b"(V)V", b"(I", b"()V^I", b"()VI", b"()V^"] {
            assert!(parse_method(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        let deep = [&b"["[..]].concat().repeat(100_000);
        assert_eq!(parse_field(&deep).map_err(|e| e.reason), Err("nested too deeply"));
        let deep = b"La<".repeat(100_000);
        assert_eq!(parse_field(&deep).map_err(|e| e.reason), Err("nested too deeply"));
    }
}
