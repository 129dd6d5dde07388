//! An immutable snapshot of a class file: its parse, run-time constant pool and members.

use super::{ClassRef, FieldRef, MethodRef};
use crate::addresses::AddressMap;
use crate::constant_pool::RuntimeConstantPool;
use crate::symbol::Symbol;
use std::sync::Arc;

/// The bytes of a class file: mapped from the JDK's image, or owned.
#[derive(Clone)]
pub enum ClassBytes {
    /// From a mapping that lives as long as the process.
    Mapped(&'static [u8]),
    /// Read or generated.
    Owned(Arc<[u8]>),
}

impl ClassBytes {
    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        match self {
            ClassBytes::Mapped(bytes) => bytes,
            ClassBytes::Owned(bytes) => bytes,
        }
    }
}

/// Position of each declared method, by name and descriptor.
pub(crate) type MethodIndex = AddressMap<(Symbol, Symbol), u32>;

/// `Name#n`: everything one class file says. Never changes after it is built.
pub struct ClassVersion {
    /// The identity it is a version of.
    pub class: ClassRef,
    /// 0 for the first definition.
    pub number: u32,
    /// JVMS §4.1 access flags, ACC_SUPER taken out.
    pub access_flags: u16,
    /// Flags of the InnerClasses entry for itself where there is one, else the same: what `getModifiers` answers.
    pub inner_access_flags: u16,
    /// Run-time constant pool.
    pub pool: Box<RuntimeConstantPool>,
    /// Field cells in class-file order.
    pub fields: Box<[FieldRef]>,
    /// Method cells in class-file order.
    pub methods: Box<[MethodRef]>,
    /// Update epoch at which it became current; 0 before any update.
    pub epoch: u64,
    /// Update epoch at which another became current; 0 while it is.
    pub superseded: std::sync::atomic::AtomicU64,
    /// Update epoch at which its class file's names meant what they mean in it; `u64::MAX` before it is published.
    pub made: std::sync::atomic::AtomicU64,
    /// Descriptors of its members' cells name classes otherwise than the class file does.
    pub(crate) respelled: std::sync::atomic::AtomicBool,
    /// The version before, while anything may still use it (frames, sites, undo); null for the first.
    pub previous: std::sync::atomic::AtomicPtr<ClassVersion>,
    /// The facts about other classes that its verification rests on; empty until it is verified.
    pub assumptions: std::sync::OnceLock<crate::linking::verification::Assumptions>,
    method_index: MethodIndex,
    // Borrows from `bytes`; declared before it so that it is dropped first.
    file: classfile::ClassFile<'static>,
    bytes: ClassBytes,
}

// SAFETY: immutable but for the pool's entries, which are atomic.
unsafe impl Send for ClassVersion {}
// SAFETY: as above.
unsafe impl Sync for ClassVersion {}

impl ClassVersion {
    /// Assembles a version. `file` must have been parsed from these very bytes.
    ///
    /// # Safety
    /// `file` borrows from `bytes` only.
    #[expect(clippy::too_many_arguments, reason = "one value, built in one place")]
    pub unsafe fn new(
        class: ClassRef,
        number: u32,
        access_flags: u16,
        inner_access_flags: u16,
        pool: Box<RuntimeConstantPool>,
        fields: Box<[FieldRef]>,
        (methods, method_index): (Box<[MethodRef]>, MethodIndex),
        file: classfile::ClassFile<'static>,
        bytes: ClassBytes,
    ) -> ClassVersion {
        ClassVersion {
            class,
            number,
            access_flags,
            inner_access_flags,
            pool,
            fields,
            methods,
            epoch: 0,
            superseded: std::sync::atomic::AtomicU64::new(0),
            made: std::sync::atomic::AtomicU64::new(u64::MAX),
            respelled: std::sync::atomic::AtomicBool::new(false),
            previous: std::sync::atomic::AtomicPtr::new(std::ptr::null_mut()),
            assumptions: std::sync::OnceLock::new(),
            method_index,
            file,
            bytes,
        }
    }

    /// The version before, if anything may still use it.
    pub fn previous(&self) -> Option<&ClassVersion> {
        // SAFETY: set at a commit, cleared with the world stopped before that version is freed.
        unsafe { self.previous.load(std::sync::atomic::Ordering::Acquire).as_ref() }
    }

    /// The parsed class file.
    pub fn file(&self) -> &classfile::ClassFile<'_> {
        &self.file
    }

    /// The class file's bytes.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// The bytes as a shareable value.
    pub fn class_bytes(&self) -> &ClassBytes {
        &self.bytes
    }

    /// A declared method.
    pub fn method(&self, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
        self.method_at(name, descriptor).map(|at| self.methods[at])
    }

    fn method_at(&self, name: Symbol, descriptor: Symbol) -> Option<usize> {
        if self.respelled.load(std::sync::atomic::Ordering::Acquire) {
            return self.methods.iter().position(|cell| cell.name == name && cell.descriptor() == descriptor);
        }
        self.method_index.get(&(name, descriptor)).map(|at| *at as usize)
    }

    /// A declared field.
    pub fn field(&self, name: Symbol, descriptor: Symbol) -> Option<FieldRef> {
        self.fields.iter().copied().find(|field| field.name == name && field.descriptor() == descriptor)
    }

    /// The class-file entry of a method of this version, by cell; the cell's position in this version.
    pub fn method_info(&self, method: MethodRef) -> Option<&classfile::MemberInfo<'_>> {
        self.file.methods.get(self.method_at(method.name, method.descriptor())?)
    }

    /// The class-file entry of a field of this version.
    pub fn field_info(&self, field: FieldRef) -> Option<&classfile::MemberInfo<'_>> {
        let at = self.fields.iter().position(|candidate| *candidate == field)?;
        self.file.fields.get(at)
    }
}
