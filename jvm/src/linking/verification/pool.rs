//! What verification knows of one class: its names, its constant pool with descriptors already read, and subtyping between any two
//! types with the answers kept (JVMS §4.10.1.2). It records every answer that a later change of another class could make untrue.

use super::fault::{Fault, Reason, Stop};
use super::types::{Type, component, is_array};
use super::{Assumptions, Hierarchy, Member, Place, Protection};
use crate::symbol::Symbol;
use classfile::{ClassFile, Constant, FieldType, MemberKind, MemberRef, MethodDescriptor, ParseError};
use std::collections::HashMap;

/// Names that the rules mention.
pub(super) struct Names {
    pub(super) object: Symbol,
    pub(super) throwable: Symbol,
    pub(super) string: Symbol,
    pub(super) class: Symbol,
    pub(super) method_handle: Symbol,
    pub(super) method_type: Symbol,
    pub(super) cloneable: Symbol,
    pub(super) serializable: Symbol,
}

impl Names {
    fn new() -> Names {
        Names {
            object: Symbol::new(b"java/lang/Object"),
            throwable: Symbol::new(b"java/lang/Throwable"),
            string: Symbol::new(b"java/lang/String"),
            class: Symbol::new(b"java/lang/Class"),
            method_handle: Symbol::new(b"java/lang/invoke/MethodHandle"),
            method_type: Symbol::new(b"java/lang/invoke/MethodType"),
            cloneable: Symbol::new(b"java/lang/Cloneable"),
            serializable: Symbol::new(b"java/io/Serializable"),
        }
    }
}

/// A reference to a field or method, or an `invokedynamic` constant, with its descriptor read.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) kind: Option<MemberKind>,
    /// The class named; `java/lang/Object` for `invokedynamic`.
    pub(super) owner: Symbol,
    pub(super) name: &'a [u8],
    pub(super) descriptor: &'a [u8],
    /// Where the parameters' slots are in [`Context::slots`].
    slots: (u32, u32),
    /// The type of the field or of the result; `None` for `void`.
    pub(super) ty: Option<Type>,
}

impl Reference<'_> {
    /// Slots that the arguments take, without a receiver.
    pub(super) fn argument_slots(&self) -> usize {
        (self.slots.1 - self.slots.0) as usize
    }
}

/// One class under verification.
pub(super) struct Context<'c, 'a, 'h> {
    pub(super) class_file: &'c ClassFile<'a>,
    hierarchy: &'h mut dyn Hierarchy,
    pub(super) this: Symbol,
    pub(super) super_class: Option<Symbol>,
    pub(super) names: Names,
    pub(super) assumptions: Assumptions,
    /// What is looked at.
    pub(super) place: Place,
    /// By pool index; 0 is unread, otherwise one more than the index into `references`.
    reference_at: Vec<u32>,
    references: Vec<Reference<'a>>,
    slots: Vec<Type>,
    /// By pool index.
    classes: Vec<Option<Symbol>>,
    subtypes: HashMap<(Symbol, Symbol), bool>,
    protections: HashMap<u16, bool>,
}

impl<'c, 'a, 'h> Context<'c, 'a, 'h> {
    pub(super) fn new(class_file: &'c ClassFile<'a>, hierarchy: &'h mut dyn Hierarchy) -> Result<Self, ParseError> {
        let size = class_file.constant_pool.len();
        Ok(Context {
            class_file,
            hierarchy,
            this: Symbol::new(class_file.name()?),
            super_class: class_file.super_name()?.map(Symbol::new),
            names: Names::new(),
            assumptions: Assumptions::default(),
            place: Place::default(),
            reference_at: vec![0; size],
            references: Vec::new(),
            slots: Vec::new(),
            classes: vec![None; size],
            subtypes: HashMap::new(),
            protections: HashMap::new(),
        })
    }

    /// The entry, or that the index is outside the pool.
    pub(super) fn constant(&self, index: u16) -> Result<Constant<'a>, Stop> {
        match self.class_file.constant_pool.try_get(index) {
            Some(constant) if index != 0 => Ok(constant),
            _ => Err(Stop::because(Fault::PoolIndex(index, self.this), Reason::PoolIndex(index))),
        }
    }

    #[cold]
    pub(super) fn wrong_constant(&self, index: u16) -> Stop {
        Stop::because(Fault::PoolType(index, self.this), Reason::PoolIndex(index))
    }

    /// The name in a `CONSTANT_Class_info`.
    pub(super) fn class(&mut self, index: u16) -> Result<Symbol, Stop> {
        if let Some(Some(name)) = self.classes.get(index as usize) {
            return Ok(*name);
        }
        let Constant::Class(_) = self.constant(index)? else { return Err(self.wrong_constant(index)) };
        let name = self.class_file.constant_pool.class_name(index).map_err(|e| Stop::Format(e.to_string()))?;
        let name = Symbol::new(name);
        self.classes[index as usize] = Some(name);
        Ok(name)
    }

    /// The reference at a pool index whose tag was checked.
    pub(super) fn reference(&mut self, index: u16) -> Result<Reference<'a>, Stop> {
        match self.reference_at.get(index as usize) {
            Some(0) => self.read_reference(index),
            Some(at) => Ok(self.references[*at as usize - 1]),
            None => Err(self.wrong_constant(index)),
        }
    }

    fn read_reference(&mut self, index: u16) -> Result<Reference<'a>, Stop> {
        let pool = &self.class_file.constant_pool;
        let format = |e: ParseError| Stop::Format(e.to_string());
        let (kind, owner, name, descriptor) = match self.constant(index)? {
            Constant::InvokeDynamic { .. } => {
                let constant = pool.dynamic(index).map_err(format)?;
                (None, self.names.object, constant.name, constant.descriptor)
            }
            Constant::Fieldref { .. } | Constant::Methodref { .. } | Constant::InterfaceMethodref { .. } => {
                let MemberRef { kind, class_index, name, descriptor, .. } = pool.member_ref(index).map_err(format)?;
                (Some(kind), self.class(class_index)?, name, descriptor)
            }
            _ => return Err(self.wrong_constant(index)),
        };
        let malformed = |e: classfile::descriptor::DescriptorError| Stop::Format(e.to_string());
        let start = self.slots.len() as u32;
        let ty = if kind == Some(MemberKind::Field) {
            Some(Type::of(FieldType::parse(descriptor).map_err(malformed)?))
        } else {
            let method = MethodDescriptor::parse(descriptor).map_err(malformed)?;
            push_slots(&mut self.slots, &method);
            method.return_type().map(Type::of)
        };
        let reference = Reference { kind, owner, name, descriptor, slots: (start, self.slots.len() as u32), ty };
        self.references.push(reference);
        self.reference_at[index as usize] = self.references.len() as u32;
        Ok(reference)
    }

    /// The type of one argument slot, from 0.
    pub(super) fn argument(&self, reference: &Reference<'_>, slot: usize) -> Type {
        self.slots[reference.slots.0 as usize + slot]
    }

    /// §4.10.1.2: is a value of type `from` one of type `to`?
    #[inline]
    pub(super) fn assignable(&mut self, from: Type, to: Type) -> Result<bool, Stop> {
        if from == to {
            return Ok(true);
        }
        match (from, to) {
            (_, Type::Top) => Ok(true),
            (Type::Null, Type::Object(_)) => Ok(true),
            (Type::Object(from), Type::Object(to)) => self.subtype(from, to),
            _ => Ok(false),
        }
    }

    /// The part for two different reference types.
    fn subtype(&mut self, from: Symbol, to: Symbol) -> Result<bool, Stop> {
        if from == to || to == self.names.object {
            return Ok(true);
        }
        match (is_array(from), is_array(to)) {
            (true, true) => match (component(from), component(to)) {
                (Some(Ok(from)), Some(Ok(to))) => self.subtype(from, to),
                _ => Ok(false),
            },
            (true, false) => Ok(to == self.names.cloneable || to == self.names.serializable),
            (false, true) => Ok(false),
            (false, false) => self.subclass(from, to),
        }
    }

    /// Two different classes: an interface takes any object, a class its subclasses.
    fn subclass(&mut self, from: Symbol, to: Symbol) -> Result<bool, Stop> {
        self.hierarchy.used_as(from, to, self.place);
        if let Some(answer) = self.subtypes.get(&(from, to)) {
            return Ok(*answer);
        }
        let answer = if self.hierarchy.is_interface(to)? {
            if !self.assumptions.interfaces.contains(&to) {
                self.assumptions.interfaces.push(to);
            }
            true
        } else if self.hierarchy.is_subclass(from, to)? {
            self.assumptions.assignable.push((from, to));
            true
        } else {
            false
        };
        self.subtypes.insert((from, to), answer);
        Ok(answer)
    }

    /// A value is cast.
    pub(super) fn cast(&mut self, from: Type, to: Symbol) {
        if let Type::Object(from) = from {
            self.hierarchy.used_as(from, to, self.place);
        }
    }

    /// §4.10.2.2: the most specific type that takes both. Interfaces count as `java/lang/Object`.
    pub(super) fn common_supertype(&mut self, a: Symbol, b: Symbol) -> Result<Symbol, Stop> {
        if a == b {
            return Ok(a);
        }
        let object = self.names.object;
        if a == object || b == object {
            return Ok(object);
        }
        match (is_array(a), is_array(b)) {
            (true, true) => match (component(a), component(b)) {
                (Some(Ok(a)), Some(Ok(b))) => {
                    let common = self.common_supertype(a, b)?;
                    Ok(Symbol::new(&classfile::descriptor::array_of(common.bytes())))
                }
                _ => Ok(object),
            },
            (false, false) => {
                let common = self.hierarchy.common_superclass(a, b)?;
                for class in [a, b] {
                    if class != common && common != object {
                        self.assumptions.assignable.push((class, common));
                    }
                }
                Ok(common)
            }
            _ => Ok(object),
        }
    }

    /// §4.10.1.8: does access to that member need an object of this class?
    pub(super) fn protected_elsewhere(
        &mut self,
        index: u16,
        reference: &Reference<'_>,
        member: Member,
    ) -> Result<bool, Stop> {
        // Its own members are never declared protected in another package, but inherited ones may be; arrays have none.
        if is_array(reference.owner) {
            return Ok(false);
        }
        if let Some(answer) = self.protections.get(&index) {
            return Ok(*answer);
        }
        let (owner, name, descriptor) =
            (reference.owner, Symbol::new(reference.name), Symbol::new(reference.descriptor));
        let elsewhere = self.hierarchy.is_protected_elsewhere(owner, member, name, descriptor)?;
        self.assumptions.protection.push(Protection { owner, member, name, descriptor, elsewhere });
        self.protections.insert(index, elsewhere);
        Ok(elsewhere)
    }

    /// Does this class declare that field itself?
    pub(super) fn declares_field(&self, reference: &Reference<'_>) -> bool {
        reference.owner == self.this && self.class_file.find_field(reference.name, reference.descriptor).is_some()
    }

    /// Is it a direct superinterface of this class?
    pub(super) fn is_direct_superinterface(&self, name: Symbol) -> bool {
        self.class_file.interface_names().any(|interface| interface.is_ok_and(|interface| interface == name.bytes()))
    }
}

/// Appends the slots of a method's parameters.
pub(super) fn push_slots(slots: &mut Vec<Type>, method: &MethodDescriptor<'_>) {
    for parameter in method.parameters() {
        let ty = Type::of(parameter);
        slots.push(ty);
        slots.extend(ty.upper());
    }
}
