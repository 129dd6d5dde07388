//! Bytes to [`ClassFile`]: the outline of a class, with the constant pool indexed and every attribute kept as a slice of the file.
//! It checks structure only (lengths, counts, tags); what the structures say is checked by `format_check`. JVMS §4.1, §4.5–§4.7.

use crate::access::{ClassFlags, FieldFlags, MethodFlags};
use crate::attribute::{AttributeInfo, Code};
use crate::constant_pool::ConstantPool;
use crate::error::{JavaError, ParseError};
use crate::reader::Reader;

/// The first four bytes.
pub const MAGIC: u32 = 0xCAFE_BABE;
/// The oldest major version (JDK 1.0.2).
pub const MIN_MAJOR: u16 = 45;
/// The newest major version whose structures this reader knows (Java 25).
pub const MAX_MAJOR: u16 = 69;
/// The major version of Java 17.
pub const JAVA_17_MAJOR: u16 = 61;

/// A class file as read. Numbers called `…_class` and in `interfaces` are constant-pool indices.
#[derive(Debug, Clone)]
pub struct ClassFile<'a> {
    /// Minor version.
    pub minor: u16,
    /// Major version.
    pub major: u16,
    /// The constant pool.
    pub constant_pool: ConstantPool<'a>,
    /// Access flags.
    pub access_flags: ClassFlags,
    /// Pool index of this class.
    pub this_class: u16,
    /// Pool index of the superclass; 0 for `java/lang/Object` and module descriptors.
    pub super_class: u16,
    /// Pool indices of the direct superinterfaces.
    pub interfaces: Vec<u16>,
    /// Fields in file order.
    pub fields: Vec<MemberInfo<'a>>,
    /// Methods in file order.
    pub methods: Vec<MemberInfo<'a>>,
    /// Attributes of the class.
    pub attributes: Vec<AttributeInfo<'a>>,
    /// The whole file, trailing bytes included.
    pub bytes: &'a [u8],
    /// Bytes after the last attribute; a well-formed file has none.
    pub trailing: usize,
}

/// A `field_info` or `method_info`.
#[derive(Debug, Clone)]
pub struct MemberInfo<'a> {
    /// Offset of the structure in the file.
    pub offset: u32,
    /// Access flags, raw; see [`field_flags`](Self::field_flags) and [`method_flags`](Self::method_flags).
    pub access_flags: u16,
    /// Pool index of the name.
    pub name_index: u16,
    /// Pool index of the descriptor.
    pub descriptor_index: u16,
    /// Attributes in file order.
    pub attributes: Vec<AttributeInfo<'a>>,
}

impl<'a> MemberInfo<'a> {
    fn read(reader: &mut Reader<'a>, structure: &'static str, section: &'static str) -> Result<Self, ParseError> {
        reader.enter(structure, section);
        let offset = reader.offset() as u32;
        let access_flags = reader.u2()?;
        let name_index = reader.u2()?;
        let descriptor_index = reader.u2()?;
        let attributes = AttributeInfo::read_all(reader)?;
        Ok(MemberInfo { offset, access_flags, name_index, descriptor_index, attributes })
    }

    fn read_all(
        reader: &mut Reader<'a>,
        structure: &'static str,
        section: &'static str,
    ) -> Result<Vec<Self>, ParseError> {
        reader.enter(structure, section);
        let count = reader.u2()? as usize;
        reader.room_for(count, 8)?;
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            members.push(MemberInfo::read(reader, structure, section)?);
        }
        Ok(members)
    }

    /// The name, in modified UTF-8.
    #[inline]
    pub fn name(&self, pool: &ConstantPool<'a>) -> Result<&'a [u8], ParseError> {
        pool.utf8(self.name_index)
    }

    /// The descriptor, in modified UTF-8.
    #[inline]
    pub fn descriptor(&self, pool: &ConstantPool<'a>) -> Result<&'a [u8], ParseError> {
        pool.utf8(self.descriptor_index)
    }

    /// The flags of a field.
    pub fn field_flags(&self) -> FieldFlags {
        FieldFlags::from_bits_retain(self.access_flags)
    }

    /// The flags of a method.
    pub fn method_flags(&self) -> MethodFlags {
        MethodFlags::from_bits_retain(self.access_flags)
    }

    /// The first attribute of that name.
    pub fn attribute(&self, pool: &ConstantPool<'a>, name: &str) -> Option<&AttributeInfo<'a>> {
        AttributeInfo::find(&self.attributes, pool, name)
    }

    /// The `Code` attribute of a method, if it has one.
    pub fn code(&self, pool: &ConstantPool<'a>) -> Result<Option<Code<'a>>, ParseError> {
        self.attribute(pool, "Code").map(|attribute| attribute.code()).transpose()
    }
}

impl<'a> ClassFile<'a> {
    /// Reads the outline of a class file.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes, 0, "ClassFile", "4.1");
        if u32::try_from(bytes.len()).is_err() {
            return Err(reader.fail("the file is larger than 4 GiB"));
        }
        let magic = reader.u4()?;
        if magic != MAGIC {
            return Err(ParseError::new(0, "ClassFile", "4.1", format!("magic is {magic:#010x}, not {MAGIC:#010x}")));
        }
        let minor = reader.u2()?;
        let major = reader.u2()?;
        check_version(major, minor, MAX_MAJOR, true)?;
        let constant_pool = ConstantPool::read(bytes, &mut reader)?;
        reader.enter("ClassFile", "4.1");
        let access_flags = ClassFlags::from_bits_retain(reader.u2()?);
        let this_class = reader.u2()?;
        let super_class = reader.u2()?;
        let count = reader.u2()? as usize;
        reader.room_for(count, 2)?;
        let mut interfaces = Vec::with_capacity(count);
        for _ in 0..count {
            interfaces.push(reader.u2()?);
        }
        let fields = MemberInfo::read_all(&mut reader, "field_info", "4.5")?;
        let methods = MemberInfo::read_all(&mut reader, "method_info", "4.6")?;
        let attributes = AttributeInfo::read_all(&mut reader)?;
        Ok(ClassFile {
            minor,
            major,
            constant_pool,
            access_flags,
            this_class,
            super_class,
            interfaces,
            fields,
            methods,
            attributes,
            bytes,
            trailing: reader.remaining(),
        })
    }

    /// Internal name of this class.
    pub fn name(&self) -> Result<&'a [u8], ParseError> {
        self.constant_pool.class_name(self.this_class)
    }

    /// Internal name of the superclass; `None` if there is none.
    pub fn super_name(&self) -> Result<Option<&'a [u8]>, ParseError> {
        self.constant_pool.optional_class_name(self.super_class)
    }

    /// Internal names of the direct superinterfaces.
    pub fn interface_names(&self) -> impl Iterator<Item = Result<&'a [u8], ParseError>> + '_ {
        self.interfaces.iter().map(|&index| self.constant_pool.class_name(index))
    }

    /// The first attribute of the class of that name; none in class files older than the attribute (§4.7).
    pub fn attribute(&self, name: &str) -> Option<&AttributeInfo<'a>> {
        let since = match name {
            "NestHost" | "NestMembers" => 55,
            "Record" => 60,
            "PermittedSubclasses" => 61,
            _ => 0,
        };
        if self.major < since {
            return None;
        }
        AttributeInfo::find(&self.attributes, &self.constant_pool, name)
    }

    /// `ACC_INTERFACE` is set.
    pub fn is_interface(&self) -> bool {
        self.access_flags.contains(ClassFlags::INTERFACE)
    }

    /// The file is a module descriptor.
    pub fn is_module(&self) -> bool {
        self.access_flags.contains(ClassFlags::MODULE)
    }

    /// The method of that name and descriptor.
    pub fn find_method(&self, name: &[u8], descriptor: &[u8]) -> Option<&MemberInfo<'a>> {
        find(&self.methods, &self.constant_pool, name, descriptor)
    }

    /// The field of that name and descriptor.
    pub fn find_field(&self, name: &[u8], descriptor: &[u8]) -> Option<&MemberInfo<'a>> {
        find(&self.fields, &self.constant_pool, name, descriptor)
    }

    /// Refuses versions that a virtual machine up to `max_major` does not run (§4.1). `preview`: preview features are enabled.
    pub fn check_version(&self, max_major: u16, preview: bool) -> Result<(), ParseError> {
        check_version(self.major, self.minor, max_major, preview)
    }
}

fn find<'b, 'a>(
    members: &'b [MemberInfo<'a>],
    pool: &ConstantPool<'a>,
    name: &[u8],
    descriptor: &[u8],
) -> Option<&'b MemberInfo<'a>> {
    members.iter().find(|m| {
        pool.utf8(m.name_index).is_ok_and(|n| n == name) && pool.utf8(m.descriptor_index).is_ok_and(|d| d == descriptor)
    })
}

/// §4.1: from 56 on the minor version is 0, or 65535 for a class that uses preview features of exactly that release.
fn check_version(major: u16, minor: u16, max_major: u16, preview: bool) -> Result<(), ParseError> {
    let refuse = |detail: String| {
        Err(ParseError::with_java(4, "ClassFile", "4.1", detail, JavaError::UnsupportedClassVersionError))
    };
    if major < MIN_MAJOR {
        return refuse(format!("class file version {major}.{minor} is older than {MIN_MAJOR}.0"));
    }
    if major > max_major {
        return refuse(format!("class file version {major}.{minor} is newer than {max_major}.0"));
    }
    if major >= 56 && minor != 0 {
        if minor != 0xFFFF {
            return refuse(format!("class file version {major}.{minor} has an invalid minor version"));
        }
        if !preview {
            return refuse(format!("class file version {major}.{minor} uses preview features, which are not enabled"));
        }
        if max_major != MAX_MAJOR && major != max_major {
            return refuse(format!("class file version {major}.{minor} uses preview features of another release"));
        }
    }
    Ok(())
}
