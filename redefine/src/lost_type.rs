//! Where loaded code takes instances for what they will be no more (rules 2.5 and 4.11): a patch drops a superclass or an interface of
//! their class. Said before the commit, from the code as its verification sees it.
//!
//! Code of the patch itself is verified against the new hierarchy, where a class is concerned; nothing is refused here.

use crate::migration;
use jvm::Vm;
use jvm::class::ClassRef;
use jvm::versioning::{self, StagedClass, typed_uses};
use std::collections::{HashMap, HashSet};

/// One line for each place in code.
pub fn uses(vm: &Vm, staged: &[StagedClass]) -> Vec<String> {
    let lost = lost(staged);
    if lost.is_empty() {
        return Vec::new();
    }
    let dropped: HashSet<ClassRef> = lost.values().flatten().copied().collect();
    let mut lines = Vec::new();
    for class in vm.classes.all() {
        let is_staged = || staged.iter().any(|staged| staged.class == class);
        let Some(version) = class.current().filter(|_| !class.hidden && !is_staged()) else { continue };
        // Most code names none of the classes.
        if !names(version.file(), lost.keys()) || !names(version.file(), dropped.iter()) {
            continue;
        }
        // Code of an earlier patch does not run again.
        if migration::is_code(version.file()) {
            continue;
        }
        let wanted = |from: ClassRef, to: ClassRef| lost.get(&from).is_some_and(|lost| lost.contains(&to));
        for found in typed_uses(vm, class, &wanted) {
            let line = found.line.map_or_else(String::new, |line| format!(" at line {line}"));
            let (from, to) = (found.from.external_name(), found.to.external_name());
            let place = format!("{}.{}{line}", class.external_name(), found.method);
            lines.push(format!("{place} uses a {from} as a {to}, which it is no more"));
        }
    }
    lines
}

/// Supertypes that classes lose, with those below them.
fn lost(staged: &[StagedClass]) -> HashMap<ClassRef, HashSet<ClassRef>> {
    let mut lost = HashMap::new();
    let moved = staged.iter().filter(|staged| staged.supers().is_some());
    for class in moved.flat_map(|staged| versioning::subtree(staged.class)) {
        if lost.contains_key(&class) {
            continue;
        }
        let mut after = HashSet::new();
        collect(staged, class, &mut after);
        let supers = class.supers();
        let before = supers.display.iter().chain(&supers.all_interfaces).copied();
        let gone: HashSet<ClassRef> = before.filter(|above| !after.contains(above)).collect();
        if !gone.is_empty() {
            lost.insert(class, gone);
        }
    }
    lost
}

/// A class and all its supertypes, as they will be.
fn collect(staged: &[StagedClass], class: ClassRef, all: &mut HashSet<ClassRef>) {
    // A circle is found later.
    if !all.insert(class) {
        return;
    }
    match staged.iter().find(|staged| staged.class == class).and_then(StagedClass::supers) {
        Some(supers) => {
            supers.super_class.iter().chain(&supers.interfaces).for_each(|above| collect(staged, *above, all))
        }
        None => class.super_class().iter().chain(class.interfaces()).for_each(|above| collect(staged, *above, all)),
    }
}

/// Does a constant pool have the name of one of the classes, by itself or in a descriptor?
fn names<'c>(file: &classfile::ClassFile<'_>, mut classes: impl Iterator<Item = &'c ClassRef>) -> bool {
    let pool = &file.constant_pool;
    classes.any(|class| {
        let name = class.name().bytes();
        let texts = (1..pool.len() as u16).filter_map(|index| pool.utf8(index).ok());
        texts.filter(|text| text.len() >= name.len()).any(|text| text.windows(name.len()).any(|part| part == name))
    })
}
