//! Attributes: length, number, and the pool entries they name, for those that the file's version and the place give a meaning to;
//! all others are ignored, as §4.7.1 wants. Annotations, signatures, parameter names and stack maps are checked by those who read them. JVMS §4.7.

use super::{Checker, text};
use crate::access::{ClassFlags, FieldFlags};
use crate::attribute::{Attribute, AttributeInfo, Code, InnerClass, LocalVariable, Records};
use crate::class_file::MemberInfo;
use crate::constant_pool::Constant;
use crate::descriptor::{self, FieldType};
use crate::error::ParseError;
use std::collections::HashSet;

const CLASS: u8 = 1;
const FIELD: u8 = 2;
const METHOD: u8 = 4;
const CODE: u8 = 8;
const COMPONENT: u8 = 16;
const ALL: u8 = CLASS | FIELD | METHOD | CODE | COMPONENT;
const ANNOTATED: u8 = CLASS | FIELD | METHOD | COMPONENT;

/// §4.7, tables B and C: name, places, first version, and whether a table may have only one.
const KNOWN: [(&[u8], u8, u16, bool); 31] = [
    (b"Code", METHOD, 45, true),
    (b"LineNumberTable", CODE, 45, false),
    (b"LocalVariableTable", CODE, 45, false),
    (b"LocalVariableTypeTable", CODE, 49, false),
    (b"StackMapTable", CODE, 50, true),
    (b"ConstantValue", FIELD, 45, true),
    (b"Exceptions", METHOD, 45, true),
    (b"Signature", ANNOTATED, 49, true),
    (b"SourceFile", CLASS, 45, true),
    (b"InnerClasses", CLASS, 45, true),
    (b"EnclosingMethod", CLASS, 49, true),
    (b"BootstrapMethods", CLASS, 51, true),
    (b"NestHost", CLASS, 55, true),
    (b"NestMembers", CLASS, 55, true),
    (b"Record", CLASS, 60, true),
    (b"PermittedSubclasses", CLASS, 61, true),
    (b"Module", CLASS, 53, true),
    (b"ModulePackages", CLASS, 53, true),
    (b"ModuleMainClass", CLASS, 53, true),
    (b"MethodParameters", METHOD, 52, true),
    (b"AnnotationDefault", METHOD, 49, true),
    (b"RuntimeVisibleAnnotations", ANNOTATED, 49, true),
    (b"RuntimeInvisibleAnnotations", ANNOTATED, 49, true),
    (b"RuntimeVisibleParameterAnnotations", METHOD, 49, true),
    (b"RuntimeInvisibleParameterAnnotations", METHOD, 49, true),
    (b"RuntimeVisibleTypeAnnotations", ALL, 52, true),
    (b"RuntimeInvisibleTypeAnnotations", ALL, 52, true),
    (b"SourceDebugExtension", CLASS, 49, true),
    (b"Synthetic", CLASS | FIELD | METHOD, 45, false),
    (b"Deprecated", CLASS | FIELD | METHOD, 45, false),
    // Last, so that the index of every other entry is below 31.
    (b"", 0, u16::MAX, false),
];

impl<'a> Checker<'_, 'a> {
    /// Calls `each` with every attribute that means something here.
    fn attributes(
        &self,
        attributes: &[AttributeInfo<'a>],
        place: u8,
        mut each: impl FnMut(&AttributeInfo<'a>, Attribute<'a>) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        let mut seen = 0u32;
        for attribute in attributes {
            let name = attribute.name(self.pool)?;
            let Some(kind) = KNOWN.iter().position(|k| k.0 == name) else {
                continue;
            };
            let (_, places, since, single) = KNOWN[kind];
            if places & place == 0 || self.major < since {
                continue;
            }
            if single && seen & (1 << kind) != 0 {
                let detail = format!("more than one {} attribute", text(name));
                return Err(ParseError::new(attribute.offset as usize, "attribute_info", "4.7", detail));
            }
            seen |= 1 << kind;
            // A stack map belongs to the verifier, which reads it only if it gets that far.
            if name != b"StackMapTable" {
                each(attribute, attribute.parse(self.pool)?)?;
            }
        }
        Ok(())
    }

    /// Attributes that mean the same wherever they stand.
    fn anywhere(&self, attribute: Attribute<'a>) -> Result<(), ParseError> {
        match attribute {
            Attribute::Signature(index) | Attribute::SourceFile(index) => self.pool.utf8(index).map(drop),
            _ => Ok(()),
        }
    }

    pub(super) fn field_attributes(&self, field: &MemberInfo<'a>, ty: FieldType<'a>) -> Result<(), ParseError> {
        self.attributes(&field.attributes, FIELD, |info, attribute| match attribute {
            // §4.7.2: on a field that is not static it is ignored.
            Attribute::ConstantValue(index) if field.field_flags().contains(FieldFlags::STATIC) => {
                let fits = match (self.pool.get(index)?, ty) {
                    (Constant::Integer(_), ty) => {
                        use FieldType::*;
                        matches!(ty, Int | Short | Char | Byte | Boolean)
                    }
                    (Constant::Float(_), FieldType::Float) | (Constant::Double(_), FieldType::Double) => true,
                    (Constant::Long(_), FieldType::Long) => true,
                    (Constant::String(_), FieldType::Object(name)) => name == b"java/lang/String",
                    _ => false,
                };
                if fits {
                    return Ok(());
                }
                let detail = format!("index {index} does not fit a field of type {ty}");
                Err(ParseError::new(info.offset as usize, "ConstantValue_attribute", "4.7.2", detail))
            }
            other => self.anywhere(other),
        })
    }

    /// The method's code, if it has some.
    pub(super) fn method_attributes(&self, method: &MemberInfo<'a>) -> Result<Option<Code<'a>>, ParseError> {
        let mut found = None;
        self.attributes(&method.attributes, METHOD, |_, attribute| {
            match attribute {
                Attribute::Code(code) => found = Some(code),
                Attribute::Exceptions(classes) => classes.iter().try_for_each(|class| self.class_entry(class))?,
                other => self.anywhere(other)?,
            }
            Ok(())
        })?;
        Ok(found)
    }

    pub(super) fn code_attributes(&self, code: &Code<'a>) -> Result<(), ParseError> {
        let mut variables: HashSet<LocalKey> = HashSet::new();
        let mut types: Vec<LocalKey> = Vec::new();
        self.attributes(&code.attributes, CODE, |info, attribute| {
            let bad =
                |structure, section, detail| Err(ParseError::new(info.offset as usize, structure, section, detail));
            match attribute {
                Attribute::LineNumberTable(lines) => {
                    match lines.iter().find(|line| line.start_pc as usize >= code.code.len()) {
                        Some(line) => {
                            let detail = format!("line {} starts outside the code", line.line_number);
                            bad("LineNumberTable_attribute", "4.7.12", detail)
                        }
                        None => Ok(()),
                    }
                }
                Attribute::LocalVariableTable(list) => {
                    for key in self.local_variables(code, &list, true)? {
                        if !variables.insert(key) {
                            return bad("LocalVariableTable_attribute", "4.7.13", "an entry comes twice".into());
                        }
                    }
                    Ok(())
                }
                Attribute::LocalVariableTypeTable(list) => {
                    types.extend(self.local_variables(code, &list, false)?);
                    Ok(())
                }
                other => self.anywhere(other),
            }
        })?;
        // As HotSpot does it: a type entry must have its variable, unless there are no variables at all.
        if variables.is_empty() {
            return Ok(());
        }
        let mut seen = HashSet::new();
        for key in types {
            if !variables.contains(&key) || !seen.insert(key) {
                let detail = "a LocalVariableTypeTable entry has no variable, or comes twice";
                return Err(ParseError::new(
                    code.code_offset as usize,
                    "LocalVariableTypeTable_attribute",
                    "4.7.14",
                    detail,
                ));
            }
        }
        Ok(())
    }

    fn local_variables(
        &self,
        code: &Code<'a>,
        list: &Records<'a, LocalVariable>,
        descriptors: bool,
    ) -> Result<Vec<LocalKey<'a>>, ParseError> {
        let mut keys = Vec::with_capacity(list.len());
        for v in list.iter() {
            let bad = |detail: String| {
                Err(ParseError::new(code.code_offset as usize, "LocalVariableTable_attribute", "4.7.13", detail))
            };
            let name = self.pool.utf8(v.name_index)?;
            let ty = self.pool.utf8(v.descriptor_index)?;
            if !descriptor::is_unqualified_name(name) {
                return bad(format!("\"{}\" is not the name of a variable", text(name)));
            }
            let mut slots = 1;
            if descriptors {
                match FieldType::parse(ty) {
                    Ok(ty) => slots = ty.slots(),
                    Err(_) => return bad(format!("\"{}\" is not a field descriptor", text(ty))),
                }
            }
            if v.start_pc as usize + v.length as usize > code.code.len() || v.start_pc as usize >= code.code.len() {
                return bad(format!("variable {} lives outside the code", text(name)));
            }
            if v.index as usize + slots > code.max_locals as usize {
                return bad(format!("variable {} has index {} of {}", text(name), v.index, code.max_locals));
            }
            keys.push((name, v.start_pc, v.length, v.index));
        }
        Ok(keys)
    }

    pub(super) fn class_attributes(&self) -> Result<(), ParseError> {
        let (mut host, mut members) = (false, false);
        self.attributes(&self.class.attributes, CLASS, |info, attribute| {
            let bad = |structure, section, detail: String| {
                Err(ParseError::new(info.offset as usize, structure, section, detail))
            };
            match attribute {
                Attribute::InnerClasses(list) => self.inner_classes(&list),
                Attribute::EnclosingMethod(enclosing) => {
                    self.class_entry(enclosing.class)?;
                    if enclosing.method != 0 {
                        self.pool.name_and_type(enclosing.method)?;
                    }
                    Ok(())
                }
                Attribute::BootstrapMethods(list) => {
                    for method in list {
                        self.pool.method_handle(method.method_ref)?;
                        for argument in method.arguments.iter() {
                            if !Self::is_loadable(self.pool.get(argument)?) {
                                let detail = format!("argument {argument} is not a loadable constant");
                                return bad("BootstrapMethods_attribute", "4.7.23", detail);
                            }
                        }
                    }
                    Ok(())
                }
                Attribute::NestHost(class) => {
                    host = true;
                    self.class_not_array(class, "4.7.28", "the nest host").map(drop)
                }
                Attribute::NestMembers(classes) => {
                    members = true;
                    classes
                        .iter()
                        .try_for_each(|class| self.class_not_array(class, "4.7.29", "a nest member").map(drop))?;
                    self.distinct_indices(classes, "4.7.29", "nest member")
                }
                Attribute::PermittedSubclasses(classes) => {
                    if self.class.access_flags.contains(ClassFlags::FINAL) {
                        return bad("PermittedSubclasses_attribute", "4.7.31", "on a final class".into());
                    }
                    classes.iter().try_for_each(|class| {
                        self.class_not_array(class, "4.7.31", "a permitted subclass").map(drop)
                    })?;
                    self.distinct_indices(classes, "4.7.31", "permitted subclass")
                }
                Attribute::Record(components) => {
                    for component in &components {
                        let name = self.pool.utf8(component.name_index)?;
                        let ty = self.pool.utf8(component.descriptor_index)?;
                        if !descriptor::is_unqualified_name(name) || FieldType::parse(ty).is_err() {
                            let detail = format!("component {} {} is malformed", text(name), text(ty));
                            return bad("Record_attribute", "4.7.30", detail);
                        }
                        self.attributes(&component.attributes, COMPONENT, |_, attribute| self.anywhere(attribute))?;
                    }
                    self.distinct(components.iter().map(|c| self.pool.utf8(c.name_index)), "4.7.30", "record component")
                }
                Attribute::Module(module) => {
                    self.pool.module_name(module.name)?;
                    self.optional_utf8(module.version_index)?;
                    for requires in module.requires.iter() {
                        self.pool.module_name(requires.module)?;
                        self.optional_utf8(requires.version_index)?;
                    }
                    for package in module.exports.iter().chain(&module.opens) {
                        self.pool.package_name(package.package)?;
                        package.to.iter().try_for_each(|to| self.pool.module_name(to).map(drop))?;
                    }
                    module.uses.iter().try_for_each(|service| self.class_entry(service))?;
                    for provides in &module.provides {
                        self.class_entry(provides.service)?;
                        provides.with.iter().try_for_each(|class| self.class_entry(class))?;
                    }
                    Ok(())
                }
                Attribute::ModulePackages(list) => {
                    list.iter().try_for_each(|package| self.pool.package_name(package).map(drop))
                }
                Attribute::ModuleMainClass(class) => self.class_entry(class),
                other => self.anywhere(other),
            }
        })?;
        if host && members {
            return self.fail("4.7.28", "both NestHost and NestMembers");
        }
        Ok(())
    }

    fn inner_classes(&self, list: &Records<'a, InnerClass>) -> Result<(), ParseError> {
        let mut seen = HashSet::with_capacity(list.len());
        for entry in list.iter() {
            self.class_entry(entry.inner_class)?;
            if entry.outer_class != 0 {
                self.class_entry(entry.outer_class)?;
                if entry.outer_class == entry.inner_class {
                    return self.fail("4.7.6", "a class is a member of itself");
                }
            }
            self.optional_utf8(entry.inner_name)?;
            if let Err(why) = self.class_flags(ClassFlags::from_bits_retain(entry.flags.bits())) {
                return self.fail("4.7.6", format!("access flags {:#06x}: {why}", entry.flags.bits()));
            }
            if !seen.insert((entry.inner_class, entry.outer_class, entry.inner_name, entry.flags)) && self.major >= 49 {
                return self.fail("4.7.6", "an entry of InnerClasses comes twice");
            }
        }
        Ok(())
    }
}

/// What makes an entry of `LocalVariableTable` the same as another.
type LocalKey<'a> = (&'a [u8], u16, u16, u16);
