//! Format checking: what a well-formed outline may still get wrong. Total and pure: it reads the class file and answers with the first
//! broken rule. It never verifies code (§4.10) and never looks at another class. JVMS §4.8, with the rules of §4.1–§4.7.
//!
//! Where HotSpot is known to accept what the text forbids, HotSpot is followed, because programs are built against it: `<clinit>` as a
//! name in the constant pool, and attributes of a later version or in the wrong place, which are ignored.

mod attributes;
mod members;
mod pool;
#[cfg(test)]
mod tests;

use crate::access::ClassFlags;
use crate::attribute::Records;
use crate::class_file::ClassFile;
use crate::constant_pool::{Constant, ConstantPool};
use crate::error::{JavaError, ParseError};
use std::collections::HashSet;

/// Checks the format of a class file. Module descriptors pass; see [`ClassFile::require_class`].
pub fn format_check(class: &ClassFile<'_>) -> Result<(), ParseError> {
    let check = Checker { class, pool: &class.constant_pool, major: class.major };
    if class.trailing > 0 {
        let at = class.bytes.len() - class.trailing;
        return Err(ParseError::new(
            at,
            "ClassFile",
            "4.8",
            format!("{} bytes after the last attribute", class.trailing),
        ));
    }
    check.constant_pool()?;
    check.header()?;
    check.fields()?;
    check.methods()?;
    check.class_attributes()
}

impl ClassFile<'_> {
    /// Refuses a module descriptor, which can be read but not defined as a class (§5.3.5).
    pub fn require_class(&self) -> Result<(), ParseError> {
        if self.is_module() {
            let detail = "access_flags has ACC_MODULE: not a class";
            return Err(ParseError::with_java(0, "ClassFile", "4.1", detail, JavaError::NoClassDefFoundError));
        }
        Ok(())
    }
}

/// The class under check, for the files of this module.
struct Checker<'c, 'a> {
    class: &'c ClassFile<'a>,
    pool: &'c ConstantPool<'a>,
    major: u16,
}

impl<'a> Checker<'_, 'a> {
    fn fail<T>(&self, section: &'static str, detail: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError::new(0, "ClassFile", section, detail))
    }

    /// `index` is a `CONSTANT_Class_info` that names a class or interface, not an array.
    fn class_not_array(&self, index: u16, section: &'static str, what: &str) -> Result<&'a [u8], ParseError> {
        let name = self.pool.class_name(index)?;
        if name.first() == Some(&b'[') {
            return self.fail(section, format!("{what} is an array"));
        }
        Ok(name)
    }

    /// `index` is a `CONSTANT_Class_info`.
    fn class_entry(&self, index: u16) -> Result<(), ParseError> {
        self.pool.class_name(index).map(drop)
    }

    /// `index` is 0 or a `CONSTANT_Utf8_info`.
    fn optional_utf8(&self, index: u16) -> Result<(), ParseError> {
        if index == 0 { Ok(()) } else { self.pool.utf8(index).map(drop) }
    }

    fn header(&self) -> Result<(), ParseError> {
        let class = self.class;
        let flags = class.access_flags;
        if flags.contains(ClassFlags::MODULE) {
            return self.module_header();
        }
        if let Err(why) = self.class_flags(flags) {
            return self.fail("4.1", format!("access flags {:#06x}: {why}", flags.bits()));
        }
        let name = self.class_not_array(class.this_class, "4.1", "this_class")?;
        if class.super_class == 0 {
            if name != b"java/lang/Object" {
                return self.fail("4.1", "super_class is 0, but this is not java/lang/Object");
            }
            if class.is_interface() {
                return self.fail("4.1", "an interface without superclass");
            }
        } else {
            let super_name = self.class_not_array(class.super_class, "4.1", "super_class")?;
            if class.is_interface() && super_name != b"java/lang/Object" {
                return self.fail("4.1", "the superclass of an interface must be java/lang/Object");
            }
        }
        if name == b"java/lang/Object" && !class.interfaces.is_empty() {
            return self.fail("4.1", "java/lang/Object cannot have superinterfaces");
        }
        for &index in &class.interfaces {
            self.class_not_array(index, "4.1", "an interface")?;
        }
        self.distinct(class.interfaces.iter().map(|&i| self.pool.class_name(i)), "4.1", "superinterface")
    }

    /// §4.1: which flags of a class go together; the flags in `InnerClasses` follow the same rules.
    fn class_flags(&self, flags: ClassFlags) -> Result<(), &'static str> {
        let has = |f| flags.contains(f);
        if has(ClassFlags::INTERFACE) {
            // Compilers before Java 6 left out ACC_ABSTRACT, and before 5 there were no enum and annotation flags.
            if !has(ClassFlags::ABSTRACT) && self.major >= 50 {
                return Err("an interface must be abstract");
            }
            if has(ClassFlags::FINAL) {
                return Err("an interface must not be final");
            }
            if self.major >= 49 && flags.intersects(ClassFlags::SUPER | ClassFlags::ENUM) {
                return Err("an interface must have neither ACC_SUPER nor ACC_ENUM");
            }
        } else {
            if self.major >= 49 && has(ClassFlags::ANNOTATION) {
                return Err("an annotation must be an interface");
            }
            if has(ClassFlags::FINAL) && has(ClassFlags::ABSTRACT) {
                return Err("a class must not be both final and abstract");
            }
        }
        Ok(())
    }

    /// §4.1: a module descriptor has no flags but ACC_MODULE, the name `module-info`, and no superclass, interfaces or members.
    fn module_header(&self) -> Result<(), ParseError> {
        let class = self.class;
        if class.access_flags != ClassFlags::MODULE {
            return self.fail("4.1", "ACC_MODULE with other flags");
        }
        if self.major < 53 {
            return self.fail("4.1", "ACC_MODULE before version 53");
        }
        if self.pool.class_name(class.this_class)? != b"module-info" {
            return self.fail("4.1", "a module descriptor must be named module-info");
        }
        if class.super_class != 0
            || !class.interfaces.is_empty()
            || !class.fields.is_empty()
            || !class.methods.is_empty()
        {
            return self.fail("4.1", "a module descriptor with superclass, interfaces, fields or methods");
        }
        if class.attribute("Module").is_none() {
            return self.fail("4.1", "a module descriptor without Module attribute");
        }
        Ok(())
    }

    /// No name comes twice.
    fn distinct<'b>(
        &self,
        names: impl ExactSizeIterator<Item = Result<&'b [u8], ParseError>> + Clone,
        section: &'static str,
        what: &str,
    ) -> Result<(), ParseError> {
        if names.len() < 2 {
            return Ok(());
        }
        let mut seen = HashSet::with_capacity(names.len());
        for name in names {
            let name = name?;
            if !seen.insert(name) {
                return self.fail(section, format!("{what} {} comes twice", text(name)));
            }
        }
        Ok(())
    }

    /// No pool index comes twice. HotSpot compares indices here, not the names under them.
    fn distinct_indices(&self, indices: Records<'a, u16>, section: &'static str, what: &str) -> Result<(), ParseError> {
        let mut seen = HashSet::with_capacity(indices.len());
        match indices.iter().find(|&index| !seen.insert(index)) {
            Some(index) => self.fail(section, format!("{what} at index {index} comes twice")),
            None => Ok(()),
        }
    }

    /// §4.4, table C: what `ldc` and bootstrap arguments may name.
    fn is_loadable(constant: Constant<'_>) -> bool {
        matches!(
            constant,
            Constant::Integer(_)
                | Constant::Float(_)
                | Constant::Long(_)
                | Constant::Double(_)
                | Constant::Class(_)
                | Constant::String(_)
                | Constant::MethodHandle { .. }
                | Constant::MethodType(_)
                | Constant::Dynamic { .. }
        )
    }
}

/// A name for a message, cut if it is long.
fn text(name: &[u8]) -> String {
    let whole = crate::mutf8::to_str_lossy(name);
    if whole.chars().count() <= 200 {
        whole.into_owned()
    } else {
        whole.chars().take(200).chain("…".chars()).collect()
    }
}
