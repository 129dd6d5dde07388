//! Fields and methods: flags, names, descriptors, duplicates, and whether code is there. JVMS §4.5, §4.6, §4.7.3.

use super::{Checker, text};
use crate::access::{FieldFlags, MethodFlags};
use crate::attribute::Code;
use crate::class_file::MemberInfo;
use crate::descriptor::{self, FieldType, MAX_ARGUMENT_SLOTS, MethodDescriptor};
use crate::error::ParseError;
use std::collections::HashSet;

/// Bits of `value` among public, private, protected.
fn access_count(flags: u16) -> u32 {
    (flags & 0x0007).count_ones()
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn fields(&self) -> Result<(), ParseError> {
        let fields = &self.class.fields;
        for field in fields {
            self.field(field)?;
        }
        self.distinct_members(fields, "field_info", "4.5")
    }

    pub(super) fn methods(&self) -> Result<(), ParseError> {
        let methods = &self.class.methods;
        for method in methods {
            self.method(method)?;
        }
        self.distinct_members(methods, "method_info", "4.6")
    }

    /// No two have the same name and descriptor.
    fn distinct_members(
        &self,
        members: &[MemberInfo<'a>],
        structure: &'static str,
        section: &'static str,
    ) -> Result<(), ParseError> {
        if members.len() < 2 {
            return Ok(());
        }
        let mut seen = HashSet::with_capacity(members.len());
        for member in members {
            let (name, ty) = (member.name(self.pool)?, member.descriptor(self.pool)?);
            if !seen.insert((name, ty)) {
                let detail = format!("{} {} comes twice", text(name), text(ty));
                return Err(ParseError::new(member.offset as usize, structure, section, detail));
            }
        }
        Ok(())
    }

    fn field(&self, field: &MemberInfo<'a>) -> Result<(), ParseError> {
        let name = field.name(self.pool)?;
        let bad = |detail: String| {
            let detail = format!("field {}: {detail}", text(name));
            Err(ParseError::new(field.offset as usize, "field_info", "4.5", detail))
        };
        if !descriptor::is_unqualified_name(name) {
            return bad("not the name of a field".into());
        }
        let ty = field.descriptor(self.pool)?;
        let Ok(ty) = FieldType::parse(ty) else {
            return bad(format!("\"{}\" is not a field descriptor", text(ty)));
        };
        let flags = field.field_flags();
        let known = FieldFlags::from_bits_truncate(0x50DF);
        let wrong = if self.class.is_interface() {
            let must = FieldFlags::PUBLIC | FieldFlags::STATIC | FieldFlags::FINAL;
            // The enum flag came with version 49, and other bits are ignored.
            let allowed = must | FieldFlags::SYNTHETIC;
            let seen = if self.major >= 49 { flags & known } else { flags & known & !FieldFlags::ENUM };
            !flags.contains(must) || !(seen & !allowed).is_empty()
        } else {
            access_count(flags.bits()) > 1 || flags.contains(FieldFlags::FINAL | FieldFlags::VOLATILE)
        };
        if wrong {
            return bad(format!("access flags {:#06x} do not go together", flags.bits()));
        }
        self.field_attributes(field, ty)
    }

    fn method(&self, method: &MemberInfo<'a>) -> Result<(), ParseError> {
        let name = method.name(self.pool)?;
        let descriptor = method.descriptor(self.pool)?;
        let bad = |section: &'static str, detail: String| {
            let detail = format!("method {}{}: {detail}", text(name), text(descriptor));
            Err(ParseError::new(method.offset as usize, "method_info", section, detail))
        };
        if !descriptor::is_method_name(name) {
            return bad("4.6", "not the name of a method".into());
        }
        let Ok(ty) = MethodDescriptor::parse(descriptor) else {
            return bad("4.3.3", "not a method descriptor".into());
        };
        let mut flags = method.method_flags();
        if name == b"<clinit>" {
            // §2.9.2: before version 51 any method of that name initialises the class; its other flags mean nothing (§4.6).
            if self.major < 51 {
                flags |= MethodFlags::STATIC;
            } else if !flags.contains(MethodFlags::STATIC) {
                return bad("2.9.2", "<clinit> must be static".into());
            } else if ty.parameter_count() > 0 {
                return bad("2.9.2", "<clinit> must have no parameters".into());
            }
            if ty.return_type().is_some() {
                return bad("2.9.2", "<clinit> must return void".into());
            }
            flags &= MethodFlags::STATIC | MethodFlags::STRICT;
        } else {
            if let Err(detail) = self.method_flags(flags, name) {
                return bad("4.6", format!("access flags {:#06x}: {detail}", flags.bits()));
            }
            if name == b"<init>" && ty.return_type().is_some() {
                return bad("4.3.3", "<init> must return void".into());
            }
        }
        let slots = ty.parameter_slots() + !flags.contains(MethodFlags::STATIC) as usize;
        if slots > MAX_ARGUMENT_SLOTS {
            return bad("4.3.3", format!("{slots} argument slots"));
        }
        let bodyless = flags.intersects(MethodFlags::NATIVE | MethodFlags::ABSTRACT);
        let code = self.method_attributes(method)?;
        match code {
            Some(_) if bodyless => bad("4.7.3", "a native or abstract method has code".into()),
            None if !bodyless => bad("4.7.3", "a method that is neither native nor abstract has no code".into()),
            Some(code) => self.code(&code, slots).or_else(|e| bad(e.section, e.detail.clone())),
            None => Ok(()),
        }
    }

    fn method_flags(&self, flags: MethodFlags, name: &[u8]) -> Result<(), &'static str> {
        type F = MethodFlags;
        let abstract_ = flags.contains(F::ABSTRACT);
        let strict_conflict = (46..=60).contains(&self.major) && flags.contains(F::STRICT);
        let never_abstract = F::PRIVATE | F::STATIC | F::FINAL | F::SYNCHRONIZED | F::NATIVE;
        if access_count(flags.bits()) > 1 {
            return Err("more than one of public, private, protected");
        }
        if name == b"<init>" {
            if self.class.is_interface() {
                return Err("an interface has no <init>");
            }
            if flags.intersects(F::STATIC | F::FINAL | F::SYNCHRONIZED | F::BRIDGE | F::NATIVE | F::ABSTRACT) {
                return Err("not allowed for <init>");
            }
            return Ok(());
        }
        if self.class.is_interface() {
            if self.major < 52 {
                if !flags.contains(F::PUBLIC | F::ABSTRACT) {
                    return Err("a method of an interface before version 52 must be public and abstract");
                }
            } else if !flags.intersects(F::PUBLIC | F::PRIVATE) {
                return Err("a method of an interface must be public or private");
            }
            if flags.intersects(F::PROTECTED | F::FINAL | F::SYNCHRONIZED | F::NATIVE) {
                return Err("not allowed for a method of an interface");
            }
        }
        if abstract_ && (flags.intersects(never_abstract) || strict_conflict) {
            return Err("not allowed together with abstract");
        }
        Ok(())
    }

    /// §4.7.3, §4.9.1: what can be said of code without decoding it.
    fn code(&self, code: &Code<'a>, argument_slots: usize) -> Result<(), ParseError> {
        let length = code.code.len();
        let bad = |detail: String| Err(ParseError::new(code.code_offset as usize, "Code_attribute", "4.7.3", detail));
        if length == 0 || length > 0xFFFF {
            return bad(format!("code_length is {length}"));
        }
        if argument_slots > code.max_locals as usize {
            return bad(format!("{argument_slots} argument slots do not fit {} locals", code.max_locals));
        }
        for h in code.exception_table.iter() {
            if h.start_pc >= h.end_pc || h.end_pc as usize > length || h.handler_pc as usize >= length {
                return bad(format!(
                    "exception handler {}..{} -> {} is outside the code",
                    h.start_pc, h.end_pc, h.handler_pc
                ));
            }
            if h.catch_type != 0 {
                self.class_entry(h.catch_type)?;
            }
        }
        self.code_attributes(code)
    }
}
