//! Instances that stayed with an old version of their class (policy `keep`, STX:LIBJAVA §4.4).
//!
//! The record of a kept layout names, instead of the class, a *kept class*: a [`Class`] value beside the identity, with the
//! version, the supertypes and the method tables that these instances have. Subtype tests, selection and the places of
//! fields so come out by the instance's own version, and `getClass()` by the identity. No symbolic reference, mirror or
//! class table names a kept class. Deciding which instances stay is not done here.

use super::{Class, ClassRef, ClassVersion, FieldRef, MethodRef};
use crate::symbol::Symbol;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What makes a class a kept one.
pub struct Kept {
    /// The identity.
    pub class: ClassRef,
    /// A stress mode's update of the class to itself left them.
    pub of_identity: bool,
    /// The instance fields of the layout, inherited ones included, with their offsets.
    pub fields: Box<[(FieldRef, u32)]>,
    /// Those of them that updates before had dropped: no members of the version, but still there for old frames.
    pub retained: Box<[FieldRef]>,
    /// The members by declaring class, name and descriptor.
    places: HashMap<(ClassRef, Symbol, Symbol), u32>,
    /// Descriptors name classes otherwise than the keys of maps do.
    respelled: AtomicBool,
    /// The version that the instances stay with; unset while only superclasses of the class changed.
    pinned: OnceLock<Arc<Pinned>>,
}

/// An old version with its methods bound to its own code.
pub struct Pinned {
    version: NonNull<ClassVersion>,
    methods: HashMap<(Symbol, Symbol), MethodRef>,
    respelled: AtomicBool,
}

// SAFETY: a version is `Sync`, and kept by its class while a kept class names it.
unsafe impl Send for Pinned {}
// SAFETY: as above.
unsafe impl Sync for Pinned {}

impl Pinned {
    /// A version and the cells that hold its code for good.
    pub fn new(version: &ClassVersion, methods: impl Iterator<Item = MethodRef>) -> Pinned {
        let methods = methods.map(|method| ((method.name, method.descriptor()), method)).collect();
        Pinned { version: NonNull::from(version), methods, respelled: AtomicBool::new(false) }
    }

    /// The version.
    pub fn version(&self) -> &ClassVersion {
        // SAFETY: by the type's invariant.
        unsafe { self.version.as_ref() }
    }

    /// The cell of a method.
    fn method(&self, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
        if self.respelled.load(Ordering::Acquire) {
            return self.methods().find(|cell| cell.name == name && cell.descriptor() == descriptor);
        }
        self.methods.get(&(name, descriptor)).copied()
    }

    /// The cells.
    pub fn methods(&self) -> impl Iterator<Item = MethodRef> {
        self.methods.values().copied()
    }
}

impl Kept {
    /// Instances of `class` with these fields.
    pub fn new(class: ClassRef, fields: &[(FieldRef, u32)]) -> Kept {
        let display = class.supers().display.iter();
        let mut retained: Vec<FieldRef> = display.flat_map(|owner| owner.retained.lock().clone()).collect();
        retained.retain(|field| fields.iter().any(|(other, _)| other == field));
        let members = fields.iter().filter(|(field, _)| !retained.contains(field));
        let places = members.map(|(field, at)| ((field.class, field.name, field.descriptor()), *at));
        Kept {
            class,
            of_identity: false,
            fields: fields.into(),
            places: places.collect(),
            retained: retained.into(),
            respelled: AtomicBool::new(false),
            pinned: OnceLock::new(),
        }
    }

    /// Binds the instances to a version, if they are not bound to one.
    pub fn pin(&self, pinned: &Arc<Pinned>) {
        let _ = self.pinned.set(pinned.clone());
    }

    /// The version they are bound to.
    pub fn pinned(&self) -> Option<&Arc<Pinned>> {
        self.pinned.get()
    }

    /// An update has given classes other names: fields and methods are looked for by their descriptors of now.
    pub(crate) fn respelled(&self) {
        self.respelled.store(true, Ordering::Release);
        if let Some(pinned) = self.pinned.get() {
            pinned.respelled.store(true, Ordering::Release);
        }
    }

    /// The offset of a field in these instances.
    pub fn place(&self, field: FieldRef) -> Option<u32> {
        if self.respelled.load(Ordering::Acquire) {
            let key = |field: FieldRef| (field.class, field.name, field.descriptor());
            let mut members = self.fields.iter().filter(|(other, _)| !self.retained.contains(other));
            return members
                .find(|(other, _)| key(*other) == key(field))
                .map(|(_, at)| *at)
                .or_else(|| self.left(field));
        }
        self.places.get(&(field.class, field.name, field.descriptor())).copied().or_else(|| self.left(field))
    }

    /// The offset of a field that only old frames know.
    fn left(&self, field: FieldRef) -> Option<u32> {
        if !self.retained.contains(&field) {
            return None;
        }
        self.fields.iter().find(|(other, _)| *other == field).map(|(_, at)| *at)
    }
}

impl Class {
    /// The class itself, or of a kept class the class whose instances these are.
    pub fn identity(&self) -> ClassRef {
        self.kept.as_ref().map_or_else(|| ClassRef::of(self), |kept| kept.class)
    }

    /// The offset of an instance field in instances of exactly this class; `None` if they do not have it.
    pub fn place_of(&self, field: FieldRef) -> Option<u32> {
        if let Some(kept) = &self.kept {
            return kept.place(field);
        }
        let declares = |owner: ClassRef| {
            owner.declared_field(field.name, field.descriptor()) == Some(field)
                || owner.retained.lock().contains(&field)
        };
        (self.is_subtype_of(field.class) && declares(field.class)).then(|| field.offset())
    }

    /// The class or kept class in the superclass chain that stands for `owner`.
    pub fn in_chain(&self, owner: ClassRef) -> Option<ClassRef> {
        let mut at = Some(ClassRef::of(self));
        while let Some(class) = at {
            if class.identity() == owner {
                return Some(class);
            }
            at = class.super_class();
        }
        None
    }

    /// What a synthetic method is in the version that these instances stay with.
    pub(crate) fn own_body(&self, method: MethodRef) -> MethodRef {
        let Some(pinned) = self.kept.as_ref().and_then(|kept| kept.pinned()) else { return method };
        let was = pinned.version().methods.iter().find(|cell| **cell == method || cell.latest() == method.latest());
        was.map_or(method, |was| self.kept_cell(*was))
    }

    /// The cell that instances of this class run for a cell of their version.
    pub(crate) fn kept_cell(&self, method: MethodRef) -> MethodRef {
        self.kept_method(method.name, method.descriptor()).unwrap_or(method)
    }

    /// The cell that the instances have for a method that their version declares.
    pub(super) fn kept_method(&self, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
        let pinned = self.kept.as_ref()?.pinned()?;
        pinned.method(name, descriptor)
    }
}
