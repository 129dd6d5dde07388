//! What names of classes mean (redefinition rule 3.7): an update may give a class another name, and its name to another class.
//!
//! A version's class file means what its names meant when the version was made. So a loader remembers which class a name named
//! until which update; text of a version is *spelled*: written with the names that the same classes have now. Names of members'
//! cells, of classes and in dictionaries are always those of now.

use super::{ClassTable, Definition, define_class};
use crate::class::{ClassBytes, ClassRef, ClassVersion, LoaderRef};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use crate::vm::Vm;
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// A class that a loader had under a name.
#[derive(Clone, Copy)]
pub struct Former {
    /// The name.
    pub name: Symbol,
    /// The class.
    pub class: ClassRef,
    /// The update that ended it.
    pub until: u64,
}

/// What a name will mean after the patch that a thread is staging.
#[derive(Clone)]
pub enum Coming {
    /// A class that has another name until then.
    Class(ClassRef),
    /// A class that is defined when it is needed. Its protection domain is that of the class beside it.
    New(ClassBytes, Option<ClassRef>),
}

/// What names will mean, by defining loader.
#[derive(Default)]
pub struct ComingNames {
    names: HashMap<(LoaderRef, Symbol), Coming>,
    /// Classes defined meanwhile, which get their names with the patch.
    pub defined: Vec<(LoaderRef, Symbol, ClassRef)>,
}

impl ComingNames {
    /// Nothing was defined yet.
    pub fn new(names: HashMap<(LoaderRef, Symbol), Coming>) -> ComingNames {
        ComingNames { names, defined: Vec::new() }
    }

    /// The name that a class will have; `None` if it does not change.
    pub fn name_of(&self, class: ClassRef) -> Option<Symbol> {
        let is_it = |coming: &Coming| matches!(coming, Coming::Class(other) if *other == class);
        self.names.iter().find(|row| is_it(row.1)).map(|row| row.0.1)
    }

    /// No name changes.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The class that a name will mean, for the thread that stages the patch; `None` if the name does not change.
pub(super) fn coming(thread: &mut Thread, loader: LoaderRef, name: Symbol) -> Completion<Option<ClassRef>> {
    let (bytes, beside) = match thread.coming.names.get(&(loader, name)) {
        None => return Ok(None),
        Some(Coming::Class(class)) => return Ok(Some(*class)),
        Some(Coming::New(bytes, beside)) => (bytes.clone(), *beside),
    };
    let protection_domain = beside.and_then(|beside| beside.protection_domain());
    let definition =
        Definition { name: Some(name), loader, bytes, protection_domain, detached: true, ..Definition::default() };
    let class = define_class(thread, definition)?;
    thread.coming.names.insert((loader, name), Coming::Class(class));
    thread.coming.defined.push((loader, name, class));
    Ok(Some(class))
}

impl ClassTable {
    /// The class that a loader had under a name at an epoch, if the name means another one now or none.
    fn former(&self, loader: LoaderRef, name: Symbol, made: u64) -> Option<ClassRef> {
        let loader = self.loader(loader);
        let former = loader.former.read();
        former.iter().find(|former| former.name == name && former.until > made).map(|former| former.class)
    }
}

impl ClassVersion {
    /// Does a name of its time possibly mean something else now?
    fn is_dated(&self, vm: &Vm) -> bool {
        vm.classes.renamed.load(Ordering::Acquire) && self.made.load(Ordering::Acquire) != u64::MAX
    }

    /// A class name of its class file, or a descriptor of an array class, as that class is named now.
    pub fn spelled_class(&self, vm: &Vm, name: &[u8]) -> Symbol {
        if name.first() == Some(&b'[') {
            return self.spelled(vm, name);
        }
        let symbol = Symbol::new(name);
        if !self.is_dated(vm) {
            return symbol;
        }
        let former = vm.classes.former(self.class.loader, symbol, self.made.load(Ordering::Acquire));
        former.map_or(symbol, |class| class.name())
    }

    /// A descriptor of its class file with the names that the classes in it have now.
    pub fn spelled(&self, vm: &Vm, descriptor: &[u8]) -> Symbol {
        let symbol = Symbol::new(descriptor);
        if !self.is_dated(vm) || !descriptor.contains(&b'$') {
            return symbol;
        }
        let made = self.made.load(Ordering::Acquire);
        respelled(symbol, &|name| vm.classes.former(self.class.loader, name, made).map(|class| class.name()))
    }

    /// What its class file calls a class.
    pub fn name_of(&self, vm: &Vm, class: ClassRef) -> Symbol {
        if !self.is_dated(vm) {
            return class.name();
        }
        let made = self.made.load(Ordering::Acquire);
        let loader = vm.classes.loader(self.class.loader);
        let former = loader.former.read();
        let was = former.iter().find(|former| former.class == class && former.until > made);
        was.map_or_else(|| class.name(), |former| former.name)
    }
}

/// A descriptor of a field or method, or one of an array class, with other names of classes.
pub fn respelled(descriptor: Symbol, name: &dyn Fn(Symbol) -> Option<Symbol>) -> Symbol {
    let bytes = descriptor.bytes();
    let mut out: Vec<u8> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'L' {
            at += 1;
            continue;
        }
        let Some(length) = bytes[at..].iter().position(|byte| *byte == b';') else { break };
        let class = &bytes[at + 1..at + length];
        // Only names that a compiler gave numbers change.
        if class.contains(&b'$')
            && let Some(other) = Symbol::existing(class).and_then(name)
        {
            out.extend_from_slice(&bytes[copied..=at]);
            out.extend_from_slice(other.bytes());
            copied = at + length;
        }
        at += length + 1;
    }
    if copied == 0 {
        return descriptor;
    }
    out.extend_from_slice(&bytes[copied..]);
    Symbol::new(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_respelled() {
        let symbol = Symbol::from_text;
        let (one, two) = (symbol("a/B$1"), symbol("a/B$2"));
        let swap = |name: Symbol| match name {
            _ if name == one => Some(two),
            _ if name == two => Some(one),
            _ => None,
        };
        for (text, expected) in [
            ("(La/B$1;I[[La/B$2;La/B$11;)La/B$1;", "(La/B$2;I[[La/B$1;La/B$11;)La/B$2;"),
            ("[La/B$1;", "[La/B$2;"),
            ("(LLL;JLa/B$2;)V", "(LLL;JLa/B$1;)V"),
            ("La/B;", "La/B;"),
            ("(IJ)V", "(IJ)V"),
        ] {
            assert_eq!(respelled(symbol(text), &swap), symbol(expected), "{text}");
        }
    }
}
