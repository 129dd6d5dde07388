//! The supertypes of a class as one immutable value, made for fast subtype tests.

use super::{Class, ClassRef};
use std::collections::HashSet;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Supertypes of a class as of one version.
pub struct Supers {
    /// Direct superclass.
    pub super_class: Option<ClassRef>,
    /// Direct superinterfaces.
    pub interfaces: Box<[ClassRef]>,
    /// Superclasses from Object down to the class itself (proper for instance classes; `[Object]` for interfaces and arrays).
    pub display: Box<[ClassRef]>,
    /// Every superinterface, direct and inherited, once each.
    pub all_interfaces: Box<[ClassRef]>,
    /// Of a kept class: a superclass may stand elsewhere than in its own display.
    any_depth: bool,
    /// Last superinterface found: cache `SupersHit`.
    hit: AtomicPtr<Class>,
}

impl Supers {
    /// Computes the transitive closure from the direct supertypes, which must have theirs. `own` is the class itself.
    pub fn new(
        own: ClassRef,
        super_class: Option<ClassRef>,
        interfaces: Box<[ClassRef]>,
        own_is_class: bool,
    ) -> Supers {
        Supers::with(own, super_class, interfaces, own_is_class, &|class| std::ptr::from_ref(class.supers()))
    }

    /// As [`Self::new`] with the supertypes' own supertypes as `supers_of` says, which answers live values.
    pub fn with(
        own: ClassRef,
        super_class: Option<ClassRef>,
        interfaces: Box<[ClassRef]>,
        own_is_class: bool,
        supers_of: &dyn Fn(ClassRef) -> *const Supers,
    ) -> Supers {
        // SAFETY: by contract the answers are live while this runs.
        let supers_of = |class: ClassRef| unsafe { &*supers_of(class) };
        let mut display: Vec<ClassRef> = super_class.map_or_else(Vec::new, |class| supers_of(class).display.to_vec());
        if own_is_class {
            display.push(own);
        }
        let mut all: Vec<ClassRef> =
            super_class.map_or_else(Vec::new, |class| supers_of(class).all_interfaces.to_vec());
        let mut known: HashSet<ClassRef> = all.iter().copied().collect();
        for interface in &interfaces {
            for candidate in std::iter::once(*interface).chain(supers_of(*interface).all_interfaces.iter().copied()) {
                if known.insert(candidate) {
                    all.push(candidate);
                }
            }
        }
        Supers {
            super_class,
            interfaces,
            display: display.into(),
            all_interfaces: all.into(),
            any_depth: false,
            hit: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    /// The same supertypes for instances that stay with them; `super_class` stands for the superclass.
    pub(crate) fn kept(&self, super_class: Option<ClassRef>) -> Supers {
        Supers {
            super_class,
            interfaces: self.interfaces.clone(),
            display: self.display.clone(),
            all_interfaces: self.all_interfaces.clone(),
            any_depth: true,
            hit: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    /// The superinterface that was asked for last.
    pub fn last_hit(&self) -> Option<ClassRef> {
        // SAFETY: null or stored from a ClassRef.
        unsafe { ClassRef::from_ptr(self.hit.load(Ordering::Relaxed)) }
    }

    /// Is `other` a proper supertype of `own`, to which these supertypes belong?
    pub fn contains(&self, own: &Class, other: ClassRef) -> bool {
        if let (Some(from), Some(to)) = (own.array(), other.array()) {
            // JVMS §6.5 checkcast: same primitive component, or component reference types that convert.
            return match (from.component.primitive(), to.component.primitive()) {
                (None, None) => from.component.is_subtype_of(to.component),
                _ => from.component == to.component,
            };
        }
        if other.is_interface() {
            if self.hit.load(Ordering::Relaxed) == other.as_ptr() {
                return true;
            }
            let found = self.all_interfaces.contains(&other);
            if found {
                self.hit.store(other.as_ptr(), Ordering::Relaxed);
            }
            return found;
        }
        if other.is_array() {
            return false;
        }
        if self.any_depth {
            return self.display.contains(&other);
        }
        // The display of `other` ends with itself; it stands at that depth here if it is a superclass.
        let depth = other.supers_ready().map_or(0, |supers| supers.display.len());
        depth > 0 && self.display.get(depth - 1).is_some_and(|at| *at == other)
    }
}

impl Class {
    /// Supertypes if the class has been given them (primitives never are).
    pub fn supers_ready(&self) -> Option<&Supers> {
        let supers = self.supers.load(Ordering::Acquire);
        // SAFETY: as for `Class::supers`.
        unsafe { supers.as_ref() }
    }
}
