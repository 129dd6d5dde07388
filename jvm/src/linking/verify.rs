//! Verification as a step of linking (JVMS §5.4.1): answers the verifier's questions from the classes of this space, loading them where
//! it must, and turns its failures into Java errors. The rules are in [`verification`](super::verification).

use super::resolution::{as_no_class_def, lookup_class_method, lookup_field};
use super::verification::{Hierarchy, Member, VerifyFailure, verify as verify_class_file};
use crate::class::{ClassRef, LoaderRef};
use crate::known::Known;
use crate::loading::load_class;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use std::collections::HashMap;

const PROTECTED: u16 = 0x0004;

/// Verifies a class if the options want that of its loader's classes, and keeps what the result rests on.
pub fn verify(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    let options = &thread.vm().options;
    let wanted = if class.loader == LoaderRef::BOOT { options.verify_boot } else { options.verify };
    let Some(version) = class.current() else { return Ok(()) };
    // Accessors that the class library generates for reflection break the rules on purpose.
    let generated = |magic: ClassRef| class.is_subtype_of(magic);
    if !wanted
        || version.assumptions.get().is_some()
        || thread.vm().known.get(Known::MagicAccessorImpl).is_some_and(generated)
    {
        return Ok(());
    }
    verify_version(thread, class, version, &Overlay::default())
}

/// Classes as a patch will make them, where they are not yet.
#[derive(Default)]
pub struct Overlay {
    /// New superclass and access flags.
    pub classes: HashMap<ClassRef, (Option<ClassRef>, u16)>,
}

impl Overlay {
    fn super_class(&self, class: ClassRef) -> Option<ClassRef> {
        self.classes.get(&class).map_or_else(|| class.super_class(), |staged| staged.0)
    }

    fn is_interface(&self, class: ClassRef) -> bool {
        self.classes.get(&class).map_or_else(|| class.is_interface(), |staged| staged.1 & crate::class::INTERFACE != 0)
    }

    /// The class and its superclasses.
    fn chain(&self, class: ClassRef) -> impl Iterator<Item = ClassRef> {
        std::iter::successors(Some(class), |class| self.super_class(*class))
    }
}

/// Verifies one version of a class, published or only staged, whatever its loader.
pub fn verify_version(
    thread: &mut Thread,
    class: ClassRef,
    version: &crate::class::ClassVersion,
    overlay: &Overlay,
) -> Completion<()> {
    let file = version.file();
    let own_name = file.name().map_or(class.name(), Symbol::new);
    match verify_class_file(file, &mut Classes { thread, class, version, own_name, overlay }) {
        Ok(assumptions) => {
            let _ = version.assumptions.set(assumptions);
            Ok(())
        }
        Err(VerifyFailure::Verify(text)) => Err(thread.throw_text(Known::VerifyError, text)),
        Err(VerifyFailure::ClassFormat(text)) => Err(thread.throw_text(Known::ClassFormatError, text)),
        Err(VerifyFailure::Abrupt(abrupt)) => Err(abrupt),
    }
}

/// The classes that the defining loader of `class` sees.
struct Classes<'t> {
    thread: &'t mut Thread,
    class: ClassRef,
    version: &'t crate::class::ClassVersion,
    /// The name in the class file; a hidden class has another one.
    own_name: Symbol,
    overlay: &'t Overlay,
}

impl Classes<'_> {
    /// What the class file calls a class.
    fn name_of(&self, class: ClassRef) -> Symbol {
        let vm = self.thread.vm();
        let coming = self.thread.coming.name_of(class);
        coming.unwrap_or_else(|| self.version.name_of(vm, class))
    }

    fn load(&mut self, name: Symbol) -> Completion<ClassRef> {
        if name == self.own_name {
            return Ok(self.class);
        }
        let name = self.version.spelled_class(self.thread.vm(), name.bytes());
        match load_class(self.thread, name, self.class.loader) {
            Ok(Some(class)) => Ok(class),
            Ok(None) => Err(self.thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
            Err(crate::throw::Abrupt::Thrown) => Err(as_no_class_def(self.thread, name)),
            Err(other) => Err(other),
        }
    }
}

impl Hierarchy for Classes<'_> {
    fn is_interface(&mut self, class: Symbol) -> Completion<bool> {
        let class = self.load(class)?;
        Ok(self.overlay.is_interface(class))
    }

    fn is_subclass(&mut self, class: Symbol, ancestor: Symbol) -> Completion<bool> {
        let ancestor = self.load(ancestor)?;
        let class = self.load(class)?;
        Ok(self.overlay.chain(class).any(|class| class == ancestor))
    }

    fn common_superclass(&mut self, a: Symbol, b: Symbol) -> Completion<Symbol> {
        let (a, b) = (self.load(a)?, self.load(b)?);
        let common = if self.overlay.is_interface(a) || self.overlay.is_interface(b) {
            None
        } else {
            self.overlay.chain(a).find(|class| self.overlay.chain(b).any(|other| other == *class))
        };
        match common {
            Some(class) if class == self.class => Ok(self.own_name),
            Some(class) => Ok(self.name_of(class)),
            None => Ok(Symbol::new(b"java/lang/Object")),
        }
    }

    fn is_protected_elsewhere(
        &mut self,
        owner: Symbol,
        member: Member,
        name: Symbol,
        descriptor: Symbol,
    ) -> Completion<bool> {
        // By name first: a class that is no superclass is not loaded for this.
        if owner != self.own_name && !self.overlay.chain(self.class).any(|class| self.name_of(class) == owner) {
            return Ok(false);
        }
        let owner = self.load(owner)?;
        // A member that is not found is left to resolution.
        let found = match member {
            Member::Field => lookup_field(owner, name, descriptor).map(|field| (field.access_flags(), field.class)),
            Member::Method => {
                lookup_class_method(owner, name, descriptor).map(|method| (method.access_flags(), method.class))
            }
        };
        Ok(found.is_some_and(|(flags, declarer)| flags & PROTECTED != 0 && !declarer.same_package(&self.class)))
    }
}
