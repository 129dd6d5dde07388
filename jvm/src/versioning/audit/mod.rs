//! The audit: what must be true of a space after a commit, looked up again from nothing but class files and supertypes and
//! compared with what the VM holds. For debug builds and stress modes.
//!
//! Finds; never mends, and never says what to do about it. Three parts: the shape of classes ([`shape`]), what code has
//! resolved ([`sites`]), and what objects and mirrors say ([`heap`]).

mod heap;
mod shape;
mod sites;

use crate::class::ClassRef;
use crate::vm::Vm;
use objectspace::StoppedWorld;
use std::fmt;

/// Something that refers to what it must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The class in which it is, external name.
    pub class: String,
    /// The member at fault, if it is one.
    pub member: Option<String>,
    /// Which of the VM's tables and caches holds it.
    pub place: &'static str,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.class)?;
        if let Some(member) = &self.member {
            write!(f, ".{member}")?;
        }
        write!(f, ": {}: {}", self.place, self.what)
    }
}

/// How much to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What a change of bodies can touch: tables and sites.
    Code,
    /// The objects as well.
    Everything,
}

/// Everything that is not as it must be. The classes' marks of a running commit have been taken back.
pub fn audit(world: &mut StoppedWorld<'_>, vm: &Vm, extent: Extent) -> Vec<Finding> {
    let mut findings = Findings::default();
    for class in vm.classes.all() {
        // Definition is under way, or has failed.
        if class.mirror.load(std::sync::atomic::Ordering::Acquire) == 0 {
            continue;
        }
        shape::check(vm, class, &mut findings);
        sites::check(vm, class, &mut findings);
        heap::check_mirror(world, vm, class, &mut findings);
    }
    sites::check_frames(vm, &mut findings);
    if extent == Extent::Everything {
        heap::check_objects(world, vm, &mut findings);
    }
    findings.0
}

/// What was found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    /// More of the same tells nothing.
    const MOST: usize = 50;

    fn add(&mut self, class: ClassRef, member: Option<String>, place: &'static str, what: impl Into<String>) {
        if self.0.len() < Self::MOST {
            self.0.push(Finding { class: class.external_name(), member, place, what: what.into() });
        }
    }
}
