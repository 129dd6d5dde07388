//! Verification of code (JVMS §4.9, §4.10): by type checking with `StackMapTable` from version 50 on, by type inference before it.
//!
//! It owns the rules and asks about other classes only through [`Hierarchy`]; it never links, initializes or changes anything. What it
//! was told about other classes is returned as [`Assumptions`], because a live update may make it untrue. That no final class is extended
//! and no final method overridden (§4.10) is looked at where classes are linked, not here.

mod check;
mod details;
mod fault;
mod flow;
mod frame;
mod infer;
mod invoke;
mod operands;
mod pool;
mod stack_map;
mod step;
mod subroutine;
mod types;

#[cfg(test)]
mod tests;

use crate::symbol::Symbol;
use crate::throw::{Abrupt, Completion};
use classfile::{ClassFile, ParseError};
use fault::Stop;
use pool::Context;

/// What the verifier must know of other classes. Any answer may load classes; a loader's exception comes out as [`Abrupt`].
///
/// Names are internal names. The name that the class file under verification has for itself means that very class, whatever the
/// loader would find under it (hidden classes).
pub trait Hierarchy {
    /// Is it an interface?
    fn is_interface(&mut self, class: Symbol) -> Completion<bool>;

    /// Is `ancestor` the class itself or on its chain of superclasses? Superinterfaces do not count.
    fn is_subclass(&mut self, class: Symbol, ancestor: Symbol) -> Completion<bool>;

    /// The first class on both superclass chains; `java/lang/Object` if one of the two is an interface. Type inference only.
    fn common_superclass(&mut self, a: Symbol, b: Symbol) -> Completion<Symbol>;

    /// §4.10.1.8: `owner` is the class under verification or on its superclass chain, the member found by lookup from `owner` up is
    /// protected, and the class that declares it is in another run-time package than the class under verification. No member: false.
    fn is_protected_elsewhere(
        &mut self,
        owner: Symbol,
        member: Member,
        name: Symbol,
        descriptor: Symbol,
    ) -> Completion<bool>;

    /// An instruction uses a value of one class as another's, or casts it: whoever wants to know where.
    fn used_as(&mut self, _from: Symbol, _to: Symbol, _at: Place) {}
}

/// An instruction of the class under verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Position of the method in the class file.
    pub method: usize,
    /// Program counter.
    pub pc: u32,
}

/// Field or method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Member {
    Field,
    Method,
}

/// A member's protection as it was when the class was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Protection {
    /// The class named in the reference.
    pub owner: Symbol,
    /// Field or method.
    pub member: Member,
    /// Its name.
    pub name: Symbol,
    /// Its descriptor.
    pub descriptor: Symbol,
    /// The answer of [`Hierarchy::is_protected_elsewhere`]. Only `false` is relied on.
    pub elsewhere: bool,
}

/// The facts about other classes that a successful verification rests on. The class stays verified while they hold.
#[derive(Debug, Clone, Default)]
pub struct Assumptions {
    /// The first is a subclass of the second (and the second was no interface).
    pub assignable: Vec<(Symbol, Symbol)>,
    /// Interfaces; anything is assignable to an interface (§4.10.1.2).
    pub interfaces: Vec<Symbol>,
    /// Protection of inherited members.
    pub protection: Vec<Protection>,
}

/// Why a class was not verified.
#[derive(Debug)]
pub enum VerifyFailure {
    /// A `VerifyError` with this message.
    Verify(String),
    /// A `ClassFormatError` with this message: a malformed `StackMapTable` and the like.
    ClassFormat(String),
    /// A class could not be loaded, or the space is ending.
    Abrupt(Abrupt),
}

/// The first version that is type-checked, falling back to inference.
const TYPE_CHECKED_SINCE: u16 = 50;
/// The first version without that fallback.
const NO_FALLBACK_SINCE: u16 = 51;

/// Verifies all methods of a class. Format checking (§4.8) comes before it.
pub fn verify(class_file: &ClassFile<'_>, hierarchy: &mut dyn Hierarchy) -> Result<Assumptions, VerifyFailure> {
    let mut context = Context::new(class_file, hierarchy).map_err(malformed)?;
    // §4.10: version 50 may fail over to inference, later ones may not.
    let inferred = if class_file.major >= TYPE_CHECKED_SINCE {
        match methods(&mut context, check::check) {
            Ok(()) => return Ok(context.assumptions),
            Err(VerifyFailure::Abrupt(abrupt)) => return Err(VerifyFailure::Abrupt(abrupt)),
            Err(failure) if class_file.major >= NO_FALLBACK_SINCE => return Err(failure),
            Err(_) => methods(&mut context, infer::infer),
        }
    } else {
        methods(&mut context, infer::infer)
    };
    inferred.map(|()| context.assumptions)
}

/// Verifies the code of one method.
type Verifier = for<'c, 'a, 'h> fn(&mut Context<'c, 'a, 'h>, &flow::Method<'a>) -> Result<(), VerifyFailure>;

fn methods(context: &mut Context<'_, '_, '_>, verifier: Verifier) -> Result<(), VerifyFailure> {
    let class_file = context.class_file;
    for (at, member) in class_file.methods.iter().enumerate() {
        context.place = Place { method: at, pc: 0 };
        let code = member.code(&class_file.constant_pool).map_err(malformed)?;
        let Some(code) = code else { continue };
        let method = flow::Method::new(context, member, code).map_err(malformed)?;
        verifier(context, &method)?;
    }
    Ok(())
}

/// Structures that format checking should have refused.
fn malformed(error: ParseError) -> VerifyFailure {
    VerifyFailure::ClassFormat(error.to_string())
}

impl From<Abrupt> for Stop {
    fn from(abrupt: Abrupt) -> Stop {
        Stop::Abrupt(abrupt)
    }
}
