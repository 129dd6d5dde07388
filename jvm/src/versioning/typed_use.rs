//! Where the code of a class uses values of some classes as others, as its verification sees it: for what an update makes ill-typed.
//!
//! Loads nothing: a class that is not loaded has no values, and says nothing. What a local variable holds is checked where paths of the
//! code join, so a plain assignment to one is found at the end of its stretch of code.

use crate::class::{ClassRef, ClassState, ClassVersion, LoaderRef};
use crate::linking::verification::{Hierarchy, Member, Place, verify};
use crate::symbol::Symbol;
use crate::throw::Completion;
use crate::vm::Vm;

/// A value of one class is used as another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedUse {
    /// Name of the method that does.
    pub method: String,
    /// Line, if known.
    pub line: Option<u32>,
    /// What the value is typed as.
    pub from: ClassRef,
    /// What it is used as.
    pub to: ClassRef,
}

/// The uses in the current version of a linked class, in the order of its code.
pub fn typed_uses(vm: &Vm, class: ClassRef, wanted: &dyn Fn(ClassRef, ClassRef) -> bool) -> Vec<TypedUse> {
    let Some(version) = class.current().filter(|_| class.state() >= ClassState::Linked) else { return Vec::new() };
    let mut loaded = Loaded { vm, class, version, wanted, found: Vec::new() };
    // Code that was verified may not be any more without the classes that are not looked at: what was found until then counts.
    let _ = verify(version.file(), &mut loaded);
    let mut uses: Vec<TypedUse> = Vec::new();
    for (from, to, place) in std::mem::take(&mut loaded.found) {
        let (method, line) = where_is(version, place);
        let found = TypedUse { method, line, from, to };
        if !uses.contains(&found) {
            uses.push(found);
        }
    }
    uses
}

/// Name of the method, and line.
fn where_is(version: &ClassVersion, place: Place) -> (String, Option<u32>) {
    let pool = &version.file().constant_pool;
    let Some(method) = version.file().methods.get(place.method) else { return (String::new(), None) };
    let name = method.name(pool).map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default();
    let lines = method.code(pool).ok().flatten().and_then(|code| code.line_numbers(pool).ok()).unwrap_or_default();
    let before = lines.iter().filter(|row| u32::from(row.start_pc) <= place.pc);
    (name, before.max_by_key(|row| row.start_pc).map(|row| u32::from(row.line_number)))
}

/// The loaded classes, as a class sees them.
struct Loaded<'v> {
    vm: &'v Vm,
    class: ClassRef,
    version: &'v ClassVersion,
    wanted: &'v dyn Fn(ClassRef, ClassRef) -> bool,
    found: Vec<(ClassRef, ClassRef, Place)>,
}

impl Loaded<'_> {
    fn find(&self, name: Symbol) -> Option<ClassRef> {
        if self.version.file().name() == Ok(name.bytes()) {
            return Some(self.class);
        }
        let name = self.version.spelled_class(self.vm, name.bytes());
        self.vm.classes.find(self.class.loader, name).or_else(|| self.vm.classes.find(LoaderRef::BOOT, name))
    }
}

impl Hierarchy for Loaded<'_> {
    fn is_interface(&mut self, class: Symbol) -> Completion<bool> {
        // What is not known takes anything, so that the rest is looked at.
        Ok(self.find(class).is_none_or(|class| class.is_interface()))
    }

    fn is_subclass(&mut self, class: Symbol, ancestor: Symbol) -> Completion<bool> {
        let both = self.find(class).zip(self.find(ancestor));
        Ok(both.is_none_or(|(class, ancestor)| class.supers().display.contains(&ancestor)))
    }

    fn common_superclass(&mut self, a: Symbol, b: Symbol) -> Completion<Symbol> {
        let object = Symbol::new(b"java/lang/Object");
        let Some((a, b)) = self.find(a).zip(self.find(b)).filter(|(a, b)| !a.is_interface() && !b.is_interface())
        else {
            return Ok(object);
        };
        let common = a.supers().display.iter().rev().find(|class| b.supers().display.contains(class));
        Ok(common.map_or(object, |class| self.version.name_of(self.vm, *class)))
    }

    fn is_protected_elsewhere(&mut self, _: Symbol, _: Member, _: Symbol, _: Symbol) -> Completion<bool> {
        Ok(false)
    }

    fn used_as(&mut self, from: Symbol, to: Symbol, at: Place) {
        if let Some((from, to)) = self.find(from).zip(self.find(to))
            && (self.wanted)(from, to)
        {
            self.found.push((from, to, at));
        }
    }
}
