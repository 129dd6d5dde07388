//! Attributes: kept as slices, given a typed view on demand. Unknown attributes stay what they are. JVMS §4.7.

mod annotation;
mod module;
mod records;
mod stack_map;

pub use annotation::{
    Annotation, AnnotationDefault, Annotations, ElementValue, ParameterAnnotations, TargetInfo, TypeAnnotation,
    TypeAnnotations,
};
pub use module::{Module, ModulePackage, ModuleProvides};
pub use records::{
    ExceptionHandler, InnerClass, LineNumber, LocalVariable, LocalVariableTarget, MethodParameter, ModuleRequires,
    Record as FixedRecord, Records, TypePathStep,
};
pub use stack_map::{FrameKind, StackMapFrame, StackMapFrames, StackMapTable, VerificationType, VerificationTypes};

use crate::constant_pool::ConstantPool;
use crate::decoder::Instructions;
use crate::error::ParseError;
use crate::reader::Reader;

/// An attribute as it lies in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributeInfo<'a> {
    /// Pool index of the name.
    pub name_index: u16,
    /// Offset of `info` in the file.
    pub offset: u32,
    /// The bytes after `attribute_length`.
    pub info: &'a [u8],
}

impl<'a> AttributeInfo<'a> {
    /// Reads a count and that many attributes.
    pub(crate) fn read_all(reader: &mut Reader<'a>) -> Result<Vec<Self>, ParseError> {
        reader.enter("attribute_info", "4.7");
        let count = reader.u2()? as usize;
        reader.room_for(count, 6)?;
        let mut attributes = Vec::with_capacity(count);
        for _ in 0..count {
            let name_index = reader.u2()?;
            let length = reader.u4()? as usize;
            let offset = reader.offset() as u32;
            attributes.push(AttributeInfo { name_index, offset, info: reader.bytes(length)? });
        }
        Ok(attributes)
    }

    /// The first attribute of that name.
    pub fn find<'b>(attributes: &'b [Self], pool: &ConstantPool<'a>, name: &str) -> Option<&'b Self> {
        attributes.iter().find(|a| pool.utf8(a.name_index).is_ok_and(|n| n == name.as_bytes()))
    }

    /// The name, in modified UTF-8.
    pub fn name(&self, pool: &ConstantPool<'a>) -> Result<&'a [u8], ParseError> {
        pool.utf8(self.name_index)
    }

    fn reader(&self, structure: &'static str, section: &'static str) -> Reader<'a> {
        Reader::new(self.info, self.offset as usize, structure, section)
    }

    fn index(&self, structure: &'static str, section: &'static str) -> Result<u16, ParseError> {
        let mut r = self.reader(structure, section);
        let index = r.u2()?;
        r.finish()?;
        Ok(index)
    }

    fn records<T: FixedRecord>(
        &self,
        structure: &'static str,
        section: &'static str,
    ) -> Result<Records<'a, T>, ParseError> {
        let mut r = self.reader(structure, section);
        let records = Records::read(&mut r)?;
        r.finish()?;
        Ok(records)
    }

    fn empty(&self, structure: &'static str, section: &'static str) -> Result<(), ParseError> {
        self.reader(structure, section).finish()
    }

    /// The typed view by the attribute's name. An unknown name gives [`Attribute::Unknown`].
    pub fn parse(&self, pool: &ConstantPool<'a>) -> Result<Attribute<'a>, ParseError> {
        Ok(match self.name(pool)? {
            b"Code" => Attribute::Code(self.code()?),
            b"ConstantValue" => Attribute::ConstantValue(self.constant_value()?),
            b"StackMapTable" => Attribute::StackMapTable(self.stack_map_table()?),
            b"Exceptions" => Attribute::Exceptions(self.exceptions()?),
            b"InnerClasses" => Attribute::InnerClasses(self.inner_classes()?),
            b"EnclosingMethod" => Attribute::EnclosingMethod(self.enclosing_method()?),
            b"Synthetic" => {
                self.empty("Synthetic_attribute", "4.7.8")?;
                Attribute::Synthetic
            }
            b"Deprecated" => {
                self.empty("Deprecated_attribute", "4.7.15")?;
                Attribute::Deprecated
            }
            b"Signature" => Attribute::Signature(self.signature()?),
            b"SourceFile" => Attribute::SourceFile(self.source_file()?),
            b"SourceDebugExtension" => Attribute::SourceDebugExtension(self.info),
            b"LineNumberTable" => Attribute::LineNumberTable(self.line_number_table()?),
            b"LocalVariableTable" => Attribute::LocalVariableTable(self.local_variable_table()?),
            b"LocalVariableTypeTable" => Attribute::LocalVariableTypeTable(self.local_variable_table()?),
            b"RuntimeVisibleAnnotations" => Attribute::RuntimeVisibleAnnotations(self.annotations()),
            b"RuntimeInvisibleAnnotations" => Attribute::RuntimeInvisibleAnnotations(self.annotations()),
            b"RuntimeVisibleParameterAnnotations" => {
                Attribute::RuntimeVisibleParameterAnnotations(self.parameter_annotations())
            }
            b"RuntimeInvisibleParameterAnnotations" => {
                Attribute::RuntimeInvisibleParameterAnnotations(self.parameter_annotations())
            }
            b"RuntimeVisibleTypeAnnotations" => Attribute::RuntimeVisibleTypeAnnotations(self.type_annotations()),
            b"RuntimeInvisibleTypeAnnotations" => Attribute::RuntimeInvisibleTypeAnnotations(self.type_annotations()),
            b"AnnotationDefault" => Attribute::AnnotationDefault(self.annotation_default()),
            b"BootstrapMethods" => Attribute::BootstrapMethods(self.bootstrap_methods()?),
            b"MethodParameters" => Attribute::MethodParameters(self.method_parameters()?),
            b"Module" => Attribute::Module(Box::new(self.module()?)),
            b"ModulePackages" => Attribute::ModulePackages(self.records("ModulePackages_attribute", "4.7.26")?),
            b"ModuleMainClass" => Attribute::ModuleMainClass(self.index("ModuleMainClass_attribute", "4.7.27")?),
            b"NestHost" => Attribute::NestHost(self.nest_host()?),
            b"NestMembers" => Attribute::NestMembers(self.nest_members()?),
            b"Record" => Attribute::Record(self.record()?),
            b"PermittedSubclasses" => Attribute::PermittedSubclasses(self.permitted_subclasses()?),
            _ => Attribute::Unknown(self.info),
        })
    }

    /// As `Code` (§4.7.3).
    pub fn code(&self) -> Result<Code<'a>, ParseError> {
        let mut r = self.reader("Code_attribute", "4.7.3");
        let max_stack = r.u2()?;
        let max_locals = r.u2()?;
        let length = r.u4()? as usize;
        let code_offset = r.offset() as u32;
        let code = r.bytes(length)?;
        let exception_table = Records::read(&mut r)?;
        let attributes = AttributeInfo::read_all(&mut r)?;
        r.finish()?;
        Ok(Code { max_stack, max_locals, code, code_offset, exception_table, attributes })
    }

    /// As `ConstantValue` (§4.7.2): the pool index.
    pub fn constant_value(&self) -> Result<u16, ParseError> {
        self.index("ConstantValue_attribute", "4.7.2")
    }

    /// As `StackMapTable` (§4.7.4).
    pub fn stack_map_table(&self) -> Result<StackMapTable<'a>, ParseError> {
        StackMapTable::read(self.reader("StackMapTable_attribute", "4.7.4"))
    }

    /// As `Exceptions` (§4.7.5): pool indices of classes.
    pub fn exceptions(&self) -> Result<Records<'a, u16>, ParseError> {
        self.records("Exceptions_attribute", "4.7.5")
    }

    /// As `InnerClasses` (§4.7.6).
    pub fn inner_classes(&self) -> Result<Records<'a, InnerClass>, ParseError> {
        self.records("InnerClasses_attribute", "4.7.6")
    }

    /// As `EnclosingMethod` (§4.7.7).
    pub fn enclosing_method(&self) -> Result<EnclosingMethod, ParseError> {
        let mut r = self.reader("EnclosingMethod_attribute", "4.7.7");
        let (class, method) = (r.u2()?, r.u2()?);
        r.finish()?;
        Ok(EnclosingMethod { class, method })
    }

    /// As `Signature` (§4.7.9): the pool index.
    pub fn signature(&self) -> Result<u16, ParseError> {
        self.index("Signature_attribute", "4.7.9")
    }

    /// As `SourceFile` (§4.7.10): the pool index.
    pub fn source_file(&self) -> Result<u16, ParseError> {
        self.index("SourceFile_attribute", "4.7.10")
    }

    /// As `LineNumberTable` (§4.7.12). A method may have several.
    pub fn line_number_table(&self) -> Result<Records<'a, LineNumber>, ParseError> {
        self.records("LineNumberTable_attribute", "4.7.12")
    }

    /// As `LocalVariableTable` or `LocalVariableTypeTable` (§4.7.13, §4.7.14).
    pub fn local_variable_table(&self) -> Result<Records<'a, LocalVariable>, ParseError> {
        self.records("LocalVariableTable_attribute", "4.7.13")
    }

    /// As `Runtime(In)VisibleAnnotations` (§4.7.16).
    pub fn annotations(&self) -> Annotations<'a> {
        Annotations::new(self.reader("RuntimeAnnotations_attribute", "4.7.16"))
    }

    /// As `Runtime(In)VisibleParameterAnnotations` (§4.7.18).
    pub fn parameter_annotations(&self) -> ParameterAnnotations<'a> {
        ParameterAnnotations::new(self.reader("RuntimeParameterAnnotations_attribute", "4.7.18"))
    }

    /// As `Runtime(In)VisibleTypeAnnotations` (§4.7.20).
    pub fn type_annotations(&self) -> TypeAnnotations<'a> {
        TypeAnnotations::new(self.reader("RuntimeTypeAnnotations_attribute", "4.7.20"))
    }

    /// As `AnnotationDefault` (§4.7.22).
    pub fn annotation_default(&self) -> AnnotationDefault<'a> {
        AnnotationDefault::new(self.reader("AnnotationDefault_attribute", "4.7.22"))
    }

    /// As `BootstrapMethods` (§4.7.23).
    pub fn bootstrap_methods(&self) -> Result<Vec<BootstrapMethod<'a>>, ParseError> {
        let mut r = self.reader("BootstrapMethods_attribute", "4.7.23");
        let count = r.u2()? as usize;
        r.room_for(count, 4)?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(BootstrapMethod { method_ref: r.u2()?, arguments: Records::read(&mut r)? });
        }
        r.finish()?;
        Ok(list)
    }

    /// As `MethodParameters` (§4.7.24).
    pub fn method_parameters(&self) -> Result<Records<'a, MethodParameter>, ParseError> {
        let mut r = self.reader("MethodParameters_attribute", "4.7.24");
        let count = r.u1()? as usize;
        let parameters = Records::read_counted(&mut r, count)?;
        r.finish()?;
        Ok(parameters)
    }

    /// As `Module` (§4.7.25).
    pub fn module(&self) -> Result<Module<'a>, ParseError> {
        Module::read(self.reader("Module_attribute", "4.7.25"))
    }

    /// As `NestHost` (§4.7.28): the pool index.
    pub fn nest_host(&self) -> Result<u16, ParseError> {
        self.index("NestHost_attribute", "4.7.28")
    }

    /// As `NestMembers` (§4.7.29): pool indices.
    pub fn nest_members(&self) -> Result<Records<'a, u16>, ParseError> {
        self.records("NestMembers_attribute", "4.7.29")
    }

    /// As `Record` (§4.7.30).
    pub fn record(&self) -> Result<Vec<RecordComponent<'a>>, ParseError> {
        let mut r = self.reader("Record_attribute", "4.7.30");
        let count = r.u2()? as usize;
        r.room_for(count, 6)?;
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            r.enter("record_component_info", "4.7.30");
            let (name_index, descriptor_index) = (r.u2()?, r.u2()?);
            list.push(RecordComponent { name_index, descriptor_index, attributes: AttributeInfo::read_all(&mut r)? });
        }
        r.finish()?;
        Ok(list)
    }

    /// As `PermittedSubclasses` (§4.7.31): pool indices.
    pub fn permitted_subclasses(&self) -> Result<Records<'a, u16>, ParseError> {
        self.records("PermittedSubclasses_attribute", "4.7.31")
    }
}

/// The `Code` attribute (§4.7.3).
#[derive(Debug, Clone)]
pub struct Code<'a> {
    /// Deepest operand stack, in slots.
    pub max_stack: u16,
    /// Local variables, in slots.
    pub max_locals: u16,
    /// The instructions.
    pub code: &'a [u8],
    /// Offset of `code` in the file.
    pub code_offset: u32,
    /// Handlers in order of search.
    pub exception_table: Records<'a, ExceptionHandler>,
    /// Attributes of the code.
    pub attributes: Vec<AttributeInfo<'a>>,
}

impl<'a> Code<'a> {
    /// The instructions in order.
    pub fn instructions(&self) -> Instructions<'a> {
        Instructions::in_file(self.code, self.code_offset as usize)
    }

    /// The first attribute of that name.
    pub fn attribute(&self, pool: &ConstantPool<'a>, name: &str) -> Option<&AttributeInfo<'a>> {
        AttributeInfo::find(&self.attributes, pool, name)
    }

    /// The `StackMapTable`, if there is one.
    pub fn stack_map_table(&self, pool: &ConstantPool<'a>) -> Result<Option<StackMapTable<'a>>, ParseError> {
        self.attribute(pool, "StackMapTable").map(|a| a.stack_map_table()).transpose()
    }

    /// The entries of all `LineNumberTable`s in file order.
    pub fn line_numbers(&self, pool: &ConstantPool<'a>) -> Result<Vec<LineNumber>, ParseError> {
        let mut lines = Vec::new();
        for attribute in &self.attributes {
            if attribute.name(pool)? == b"LineNumberTable" {
                lines.extend(attribute.line_number_table()?.iter());
            }
        }
        Ok(lines)
    }
}

/// The `EnclosingMethod` attribute (§4.7.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnclosingMethod {
    /// Pool index of the class.
    pub class: u16,
    /// Pool index of the `NameAndType`, or 0.
    pub method: u16,
}

/// An entry of `BootstrapMethods` (§4.7.23).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootstrapMethod<'a> {
    /// Pool index of the `MethodHandle`.
    pub method_ref: u16,
    /// Pool indices of the static arguments.
    pub arguments: Records<'a, u16>,
}

/// An entry of `Record` (§4.7.30).
#[derive(Debug, Clone)]
pub struct RecordComponent<'a> {
    /// Pool index of the name.
    pub name_index: u16,
    /// Pool index of the descriptor.
    pub descriptor_index: u16,
    /// `Signature` and annotations.
    pub attributes: Vec<AttributeInfo<'a>>,
}

/// An attribute by its name. Bare numbers are pool indices.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Attribute<'a> {
    Code(Code<'a>),
    ConstantValue(u16),
    StackMapTable(StackMapTable<'a>),
    Exceptions(Records<'a, u16>),
    InnerClasses(Records<'a, InnerClass>),
    EnclosingMethod(EnclosingMethod),
    Synthetic,
    Deprecated,
    Signature(u16),
    SourceFile(u16),
    SourceDebugExtension(&'a [u8]),
    LineNumberTable(Records<'a, LineNumber>),
    LocalVariableTable(Records<'a, LocalVariable>),
    LocalVariableTypeTable(Records<'a, LocalVariable>),
    RuntimeVisibleAnnotations(Annotations<'a>),
    RuntimeInvisibleAnnotations(Annotations<'a>),
    RuntimeVisibleParameterAnnotations(ParameterAnnotations<'a>),
    RuntimeInvisibleParameterAnnotations(ParameterAnnotations<'a>),
    RuntimeVisibleTypeAnnotations(TypeAnnotations<'a>),
    RuntimeInvisibleTypeAnnotations(TypeAnnotations<'a>),
    AnnotationDefault(AnnotationDefault<'a>),
    BootstrapMethods(Vec<BootstrapMethod<'a>>),
    MethodParameters(Records<'a, MethodParameter>),
    Module(Box<Module<'a>>),
    ModulePackages(Records<'a, u16>),
    ModuleMainClass(u16),
    NestHost(u16),
    NestMembers(Records<'a, u16>),
    Record(Vec<RecordComponent<'a>>),
    PermittedSubclasses(Records<'a, u16>),
    /// An attribute that the JVMS does not define.
    Unknown(&'a [u8]),
}
