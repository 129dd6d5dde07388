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
    verify_version(thread, class, version)
}

/// Verifies one version of a class, published or only staged, whatever its loader.
pub fn verify_version(thread: &mut Thread, class: ClassRef, version: &crate::class::ClassVersion) -> Completion<()> {
    let file = version.file();
    let own_name = file.name().map_or(class.name, Symbol::new);
    match verify_class_file(file, &mut Classes { thread, class, own_name }) {
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
    /// The name in the class file; a hidden class has another one.
    own_name: Symbol,
}

impl Classes<'_> {
    fn load(&mut self, name: Symbol) -> Completion<ClassRef> {
        if name == self.own_name {
            return Ok(self.class);
        }
        match load_class(self.thread, name, self.class.loader) {
            Ok(Some(class)) => Ok(class),
            Ok(None) => Err(self.thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
            Err(crate::throw::Abrupt::Thrown) => Err(as_no_class_def(self.thread, name)),
            Err(other) => Err(other),
        }
    }
}

/// The class and its superclasses.
fn chain(class: ClassRef) -> impl Iterator<Item = ClassRef> {
    std::iter::successors(Some(class), |class| class.super_class())
}

impl Hierarchy for Classes<'_> {
    fn is_interface(&mut self, class: Symbol) -> Completion<bool> {
        Ok(self.load(class)?.is_interface())
    }

    fn is_subclass(&mut self, class: Symbol, ancestor: Symbol) -> Completion<bool> {
        let ancestor = self.load(ancestor)?;
        let class = self.load(class)?;
        Ok(chain(class).any(|class| class == ancestor))
    }

    fn common_superclass(&mut self, a: Symbol, b: Symbol) -> Completion<Symbol> {
        let (a, b) = (self.load(a)?, self.load(b)?);
        let common = if a.is_interface() || b.is_interface() {
            None
        } else {
            chain(a).find(|class| chain(b).any(|other| other == *class))
        };
        match common {
            Some(class) if class == self.class => Ok(self.own_name),
            Some(class) => Ok(class.name),
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
        if owner != self.own_name && !chain(self.class).any(|class| class.name == owner) {
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
