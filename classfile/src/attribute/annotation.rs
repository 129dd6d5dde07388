//! Annotations: the raw bytes are kept, because reflection wants them raw, and a structured reader is given beside them.
//! It never looks up the pool indices in them. JVMS §4.7.16–§4.7.22.

use super::records::{LocalVariableTarget, Records, TypePathStep};
use crate::error::ParseError;
use crate::reader::Reader;

/// Deepest nesting of annotations and arrays that the reader follows: bounds its recursion.
pub const MAX_DEPTH: usize = 200;

/// An annotation (§4.7.16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Pool index of the field descriptor of its interface.
    pub type_index: u16,
    /// Pool index of the name, and the value, of each element given.
    pub elements: Vec<(u16, ElementValue)>,
}

/// A value in an annotation (§4.7.16.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementValue {
    /// A primitive or `String` constant.
    Constant {
        /// One of `BCDFIJSZs`.
        tag: u8,
        /// Pool index.
        index: u16,
    },
    /// An enum constant.
    Enum {
        /// Pool index of the descriptor of the enum class.
        type_name: u16,
        /// Pool index of the constant's name.
        const_name: u16,
    },
    /// Pool index of a return descriptor.
    Class(u16),
    /// A nested annotation.
    Annotation(Box<Annotation>),
    /// An array.
    Array(Vec<ElementValue>),
}

impl Annotation {
    fn read(r: &mut Reader<'_>, depth: usize) -> Result<Self, ParseError> {
        let type_index = r.u2()?;
        let count = r.u2()? as usize;
        r.room_for(count, 5)?;
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            let name = r.u2()?;
            elements.push((name, ElementValue::read(r, depth)?));
        }
        Ok(Annotation { type_index, elements })
    }
}

impl ElementValue {
    fn read(r: &mut Reader<'_>, depth: usize) -> Result<Self, ParseError> {
        if depth >= MAX_DEPTH {
            return Err(r.fail(format!("element values nested deeper than {MAX_DEPTH}")));
        }
        Ok(match r.u1()? {
            tag @ (b'B' | b'C' | b'D' | b'F' | b'I' | b'J' | b'S' | b'Z' | b's') => {
                ElementValue::Constant { tag, index: r.u2()? }
            }
            b'e' => ElementValue::Enum { type_name: r.u2()?, const_name: r.u2()? },
            b'c' => ElementValue::Class(r.u2()?),
            b'@' => ElementValue::Annotation(Box::new(Annotation::read(r, depth + 1)?)),
            b'[' => {
                let count = r.u2()? as usize;
                r.room_for(count, 3)?;
                let mut values = Vec::with_capacity(count);
                for _ in 0..count {
                    values.push(ElementValue::read(r, depth + 1)?);
                }
                ElementValue::Array(values)
            }
            other => return Err(r.fail(format!("unknown element value tag {other:#04x}"))),
        })
    }
}

/// `Runtime(In)VisibleAnnotations` (§4.7.16, §4.7.17).
#[derive(Clone)]
pub struct Annotations<'a> {
    reader: Reader<'a>,
}

/// `Runtime(In)VisibleParameterAnnotations` (§4.7.18, §4.7.19).
#[derive(Clone)]
pub struct ParameterAnnotations<'a> {
    reader: Reader<'a>,
}

/// `Runtime(In)VisibleTypeAnnotations` (§4.7.20, §4.7.21).
#[derive(Clone)]
pub struct TypeAnnotations<'a> {
    reader: Reader<'a>,
}

/// `AnnotationDefault` (§4.7.22).
#[derive(Clone)]
pub struct AnnotationDefault<'a> {
    reader: Reader<'a>,
}

macro_rules! raw {
    ($($name:ident)*) => {$(
        impl<'a> $name<'a> {
            pub(crate) fn new(reader: Reader<'a>) -> Self {
                $name { reader }
            }

            /// The bytes of the attribute, as reflection wants them.
            pub fn raw(&self) -> &'a [u8] {
                self.reader.rest()
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.raw().len()).finish()
            }
        }
    )*};
}
raw!(Annotations ParameterAnnotations TypeAnnotations AnnotationDefault);

fn read_list(r: &mut Reader<'_>) -> Result<Vec<Annotation>, ParseError> {
    let count = r.u2()? as usize;
    r.room_for(count, 4)?;
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        list.push(Annotation::read(r, 0)?);
    }
    Ok(list)
}

impl Annotations<'_> {
    /// The annotations.
    pub fn read(&self) -> Result<Vec<Annotation>, ParseError> {
        let mut r = self.reader.clone();
        let list = read_list(&mut r)?;
        r.finish()?;
        Ok(list)
    }
}

impl ParameterAnnotations<'_> {
    /// The annotations of each parameter.
    pub fn read(&self) -> Result<Vec<Vec<Annotation>>, ParseError> {
        let mut r = self.reader.clone();
        let count = r.u1()? as usize;
        r.room_for(count, 2)?;
        let list = (0..count).map(|_| read_list(&mut r)).collect::<Result<_, _>>()?;
        r.finish()?;
        Ok(list)
    }
}

impl AnnotationDefault<'_> {
    /// The value.
    pub fn read(&self) -> Result<ElementValue, ParseError> {
        let mut r = self.reader.clone();
        let value = ElementValue::read(&mut r, 0)?;
        r.finish()?;
        Ok(value)
    }
}

/// Where a type annotation sits (§4.7.20.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TargetInfo<'a> {
    TypeParameter(u8),
    /// 65535 is the superclass, else an index into `interfaces`.
    Supertype(u16),
    TypeParameterBound {
        parameter: u8,
        bound: u8,
    },
    Empty,
    FormalParameter(u8),
    /// Index into `Exceptions`.
    Throws(u16),
    LocalVariable(Records<'a, LocalVariableTarget>),
    /// Index into `exception_table`.
    Catch(u16),
    /// The pc.
    Offset(u16),
    TypeArgument {
        pc: u16,
        argument: u8,
    },
}

/// A type annotation (§4.7.20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeAnnotation<'a> {
    /// `target_type`
    pub target_type: u8,
    /// `target_info`
    pub target: TargetInfo<'a>,
    /// `target_path`
    pub path: Records<'a, TypePathStep>,
    /// The annotation itself.
    pub annotation: Annotation,
}

impl<'a> TypeAnnotations<'a> {
    /// The annotations.
    pub fn read(&self) -> Result<Vec<TypeAnnotation<'a>>, ParseError> {
        let mut r = self.reader.clone();
        let count = r.u2()? as usize;
        r.room_for(count, 6)?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            let target_type = r.u1()?;
            let target = match target_type {
                0x00 | 0x01 => TargetInfo::TypeParameter(r.u1()?),
                0x10 => TargetInfo::Supertype(r.u2()?),
                0x11 | 0x12 => TargetInfo::TypeParameterBound { parameter: r.u1()?, bound: r.u1()? },
                0x13..=0x15 => TargetInfo::Empty,
                0x16 => TargetInfo::FormalParameter(r.u1()?),
                0x17 => TargetInfo::Throws(r.u2()?),
                0x40 | 0x41 => TargetInfo::LocalVariable(Records::read(&mut r)?),
                0x42 => TargetInfo::Catch(r.u2()?),
                0x43..=0x46 => TargetInfo::Offset(r.u2()?),
                0x47..=0x4B => TargetInfo::TypeArgument { pc: r.u2()?, argument: r.u1()? },
                other => return Err(r.fail(format!("unknown target_type {other:#04x}"))),
            };
            let steps = r.u1()? as usize;
            let path = Records::read_counted(&mut r, steps)?;
            list.push(TypeAnnotation { target_type, target, path, annotation: Annotation::read(&mut r, 0)? });
        }
        r.finish()?;
        Ok(list)
    }
}
