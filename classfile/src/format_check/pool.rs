//! The constant pool: every index names an entry of the right kind, every name and descriptor is well formed. JVMS §4.4, §4.2, §4.3.

use super::{Checker, text};
use crate::access::ClassFlags;
use crate::constant_pool::{Constant, ReferenceKind};
use crate::descriptor::{self, FieldType, MethodDescriptor};
use crate::error::ParseError;
use crate::mutf8;

impl<'a> Checker<'_, 'a> {
    pub(super) fn constant_pool(&self) -> Result<(), ParseError> {
        let bootstraps = self.bootstrap_count()?;
        for (index, constant) in self.pool.iter() {
            self.constant(index, constant, bootstraps)?;
        }
        Ok(())
    }

    /// Number of entries of `BootstrapMethods`, 0 if there is none.
    fn bootstrap_count(&self) -> Result<usize, ParseError> {
        match self.class.attribute("BootstrapMethods") {
            Some(attribute) if self.major >= 51 => Ok(attribute.bootstrap_methods()?.len()),
            _ => Ok(0),
        }
    }

    fn constant(&self, index: u16, constant: Constant<'a>, bootstraps: usize) -> Result<(), ParseError> {
        let pool = self.pool;
        let bad = |section: &'static str, detail: String| {
            Err(ParseError::new(
                pool.offset_of(index),
                constant.structure(),
                section,
                format!("index {index}: {detail}"),
            ))
        };
        // §4.4, table B: the version that brought each tag.
        let since = match constant {
            Constant::MethodHandle { .. } | Constant::MethodType(_) | Constant::InvokeDynamic { .. } => 51,
            Constant::Module(_) | Constant::Package(_) => 53,
            Constant::Dynamic { .. } => 55,
            _ => 45,
        };
        if self.major < since {
            return bad("4.4", format!("not allowed before version {since}"));
        }
        match constant {
            Constant::Utf8(bytes) => {
                let valid = if self.major <= 47 { mutf8::validate_old(bytes) } else { mutf8::validate(bytes) };
                if let Err(at) = valid {
                    return bad("4.4.7", format!("byte {at} is not modified UTF-8"));
                }
            }
            Constant::Integer(_) | Constant::Float(_) | Constant::Long(_) | Constant::Double(_) => {}
            Constant::Unusable => {}
            Constant::Class(name) => {
                let name = pool.utf8(name)?;
                if FieldType::of_class_name(name).is_err() {
                    return bad("4.4.1", format!("\"{}\" is not the name of a class", text(name)));
                }
            }
            Constant::String(utf8) => {
                pool.utf8(utf8)?;
            }
            Constant::Fieldref { .. } => {
                let member = pool.member_ref(index)?;
                if !descriptor::is_unqualified_name(member.name) {
                    return bad("4.4.2", format!("\"{}\" is not the name of a field", text(member.name)));
                }
                if FieldType::parse(member.descriptor).is_err() {
                    return bad("4.4.2", format!("\"{}\" is not a field descriptor", text(member.descriptor)));
                }
            }
            Constant::Methodref { .. } | Constant::InterfaceMethodref { .. } => {
                let member = pool.member_ref(index)?;
                if !descriptor::is_method_name(member.name) {
                    return bad("4.4.2", format!("\"{}\" is not the name of a method", text(member.name)));
                }
                let Ok(method) = MethodDescriptor::parse(member.descriptor) else {
                    return bad("4.4.2", format!("\"{}\" is not a method descriptor", text(member.descriptor)));
                };
                let class_method = matches!(constant, Constant::Methodref { .. });
                if class_method && member.name == b"<clinit>" {
                    return bad("4.4.2", "a method reference to <clinit>".into());
                }
                if member.name == b"<init>" && method.return_type().is_some() {
                    return bad("4.4.2", "<init> with a result".into());
                }
            }
            Constant::NameAndType { .. } => {
                let (name, ty) = pool.name_and_type(index)?;
                if ty.first() == Some(&b'(') {
                    if !descriptor::is_method_name(name) {
                        return bad("4.4.6", format!("\"{}\" is not the name of a method", text(name)));
                    }
                    if MethodDescriptor::parse(ty).is_err() {
                        return bad("4.4.6", format!("\"{}\" is not a method descriptor", text(ty)));
                    }
                } else {
                    if !descriptor::is_unqualified_name(name) {
                        return bad("4.4.6", format!("\"{}\" is not the name of a field", text(name)));
                    }
                    if FieldType::parse(ty).is_err() {
                        return bad("4.4.6", format!("\"{}\" is not a descriptor", text(ty)));
                    }
                }
            }
            Constant::MethodHandle { reference, .. } => {
                let (kind, member) = pool.method_handle(index)?;
                if let Err(detail) = self.method_handle(kind, pool.get(reference)?, member.name) {
                    return bad("4.4.8", detail.into());
                }
            }
            Constant::MethodType(ty) => {
                let ty = pool.utf8(ty)?;
                if MethodDescriptor::parse(ty).is_err() {
                    return bad("4.4.9", format!("\"{}\" is not a method descriptor", text(ty)));
                }
            }
            Constant::Dynamic { bootstrap, name_and_type } | Constant::InvokeDynamic { bootstrap, name_and_type } => {
                if bootstrap as usize >= bootstraps {
                    return bad("4.4.10", format!("bootstrap method {bootstrap} of {bootstraps}"));
                }
                let (name, ty) = pool.name_and_type(name_and_type)?;
                let method = ty.first() == Some(&b'(');
                if method && name.first() == Some(&b'<') {
                    return bad("4.4.10", format!("a call site named {}", text(name)));
                }
                if method != matches!(constant, Constant::InvokeDynamic { .. }) {
                    return bad("4.4.10", format!("descriptor \"{}\" is of the wrong kind", text(ty)));
                }
            }
            Constant::Module(name) => {
                let name = pool.utf8(name)?;
                if !self.class.access_flags.contains(ClassFlags::MODULE) || !is_module_name(name) {
                    return bad("4.4.11", format!("module name \"{}\" is malformed or not in a module", text(name)));
                }
            }
            Constant::Package(name) => {
                let name = pool.utf8(name)?;
                if !self.class.access_flags.contains(ClassFlags::MODULE) || !descriptor::is_binary_name(name) {
                    return bad("4.4.12", format!("package name \"{}\" is malformed or not in a module", text(name)));
                }
            }
        }
        Ok(())
    }

    fn method_handle(&self, kind: ReferenceKind, target: Constant<'a>, name: &[u8]) -> Result<(), &'static str> {
        use ReferenceKind::*;
        let fits = match target {
            Constant::Fieldref { .. } => kind.is_field(),
            Constant::Methodref { .. } => {
                matches!(kind, InvokeVirtual | InvokeStatic | InvokeSpecial | NewInvokeSpecial)
            }
            Constant::InterfaceMethodref { .. } => {
                kind == InvokeInterface || (self.major >= 52 && matches!(kind, InvokeStatic | InvokeSpecial))
            }
            _ => false,
        };
        if !fits {
            return Err("reference_kind does not fit the referenced constant");
        }
        if kind == NewInvokeSpecial {
            if name != b"<init>" {
                return Err("REF_newInvokeSpecial of a method that is not <init>");
            }
        } else if !kind.is_field() && (name == b"<init>" || name == b"<clinit>") {
            return Err("reference_kind does not fit a special method");
        }
        Ok(())
    }
}

/// §4.2.3: no control characters; `: @ \` only after a backslash.
fn is_module_name(name: &[u8]) -> bool {
    let mut bytes = name.iter();
    while let Some(&b) = bytes.next() {
        match b {
            0..=0x1F | b':' | b'@' => return false,
            b'\\' if !matches!(bytes.next(), Some(b':' | b'@' | b'\\')) => return false,
            _ => {}
        }
    }
    !name.is_empty()
}
