//! Loading constraints (JVMS §5.3.4): which loaders must mean the same class by a name.
//!
//! Owns the groups of loaders that must agree. The classes themselves stand in the loaders' dictionaries, so that an update that
//! renames a class, or a loader that dies, needs nothing of this. Never: decides what imposes a constraint, or throws.

use super::ClassTable;
use crate::class::{ClassRef, LoaderRef};
use crate::symbol::Symbol;
use parking_lot::Mutex;
use std::collections::HashMap;

/// The constraints of a space.
#[derive(Default)]
pub(super) struct Constraints {
    /// By name, groups without common members.
    groups: Mutex<HashMap<Symbol, Vec<Vec<LoaderRef>>>>,
}

/// The class types in a descriptor, as they are spelled there (`pkg/C`, `[[Lpkg/C;`), each with its element class's name. No other
/// loader than one of the JDK's own can define classes of `java`, so those are left out.
pub fn shared_types(descriptor: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = descriptor.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            at += bytes[at..].iter().take_while(|byte| **byte == b'[').count();
            if bytes.get(at) != Some(&b'L') {
                at += 1;
                continue;
            }
            let name_at = at + 1;
            let end = name_at + descriptor[name_at..].find(';')?;
            at = end + 1;
            let name = &descriptor[name_at..end];
            if !name.starts_with("java/") {
                let spelled = if start + 1 == name_at { name } else { &descriptor[start..at] };
                return Some((spelled, name));
            }
        }
        None
    })
}

impl ClassTable {
    /// Has two loaders agree on every class of a descriptor, from now on. The type, as it is spelled, on which they do not.
    pub fn must_agree<'d>(&self, descriptor: &'d str, one: LoaderRef, other: LoaderRef) -> Result<(), &'d str> {
        if one == other {
            return Ok(());
        }
        shared_types(descriptor).try_for_each(|(spelled, name)| {
            if self.agree(Symbol::from_text(name), one, other) { Ok(()) } else { Err(spelled) }
        })
    }

    fn agree(&self, name: Symbol, one: LoaderRef, other: LoaderRef) -> bool {
        let mut groups = self.constraints.groups.lock();
        let groups = groups.entry(name).or_default();
        let group_of = |loader| groups.iter().position(|group| group.contains(&loader));
        let (first, second) = (group_of(one), group_of(other));
        if first.is_some() && first == second {
            return true;
        }
        let members = |at: Option<usize>, alone| at.map_or_else(|| vec![alone], |at| groups[at].clone());
        let mut union = members(first, one);
        union.extend(members(second, other));
        let mut classes = union.iter().filter_map(|loader| self.find(*loader, name));
        if let Some(class) = classes.next()
            && classes.any(|another| another != class)
        {
            return false;
        }
        let mut at = 0;
        groups.retain(|_| {
            at += 1;
            ![first, second].contains(&Some(at - 1))
        });
        groups.push(union);
        true
    }

    /// Records a class under a loader. An entry made before by another thread wins and is returned. An error: the class of that name
    /// of a loader with which this one must agree.
    pub(crate) fn record(&self, loader: LoaderRef, name: Symbol, class: ClassRef) -> Result<ClassRef, ClassRef> {
        let groups = self.constraints.groups.lock();
        let others = groups.get(&name).into_iter().flatten().filter(|group| group.contains(&loader)).flatten();
        let mut found = others.filter(|other| **other != loader).filter_map(|other| self.find(*other, name));
        match found.find(|found| *found != class) {
            Some(another) => Err(another),
            None => Ok(*self.loader(loader).dictionary.write().entry(name).or_insert(class)),
        }
    }

    /// Forgets dead loaders.
    pub(super) fn retain_constraints(&self, is_dead: impl Fn(LoaderRef) -> bool) {
        let mut groups = self.constraints.groups.lock();
        groups.values_mut().for_each(|groups| {
            groups.iter_mut().for_each(|group| group.retain(|loader| !is_dead(*loader)));
            groups.retain(|group| group.len() > 1);
        });
        groups.retain(|_, groups| !groups.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_descriptors() {
        let types = |descriptor| shared_types(descriptor).collect::<Vec<_>>();
        assert_eq!(types("(ILjava/lang/String;[[J)V"), []);
        assert_eq!(types("(La/B;[Lc/D;I[[Ljava/util/List;)Le;"), [("a/B", "a/B"), ("[Lc/D;", "c/D"), ("e", "e")]);
        assert_eq!(types("[[Lx;"), [("[[Lx;", "x")]);
        assert_eq!(types("D"), []);
    }

    #[test]
    fn groups_grow_together() {
        let table = ClassTable::default();
        let [a, b, c, d] = [1, 2, 3, 4].map(LoaderRef);
        // The bootstrap loader's entry stands for any number of loaders without classes.
        table.loaders.write().extend([a, b, c, d].map(|_| std::sync::Arc::new(super::super::Loader::default())));
        for (one, other) in [(a, b), (c, d), (b, c), (a, d)] {
            assert_eq!(table.must_agree("(Lx;)V", one, other), Ok(()));
        }
        let groups = |table: &ClassTable| table.constraints.groups.lock().get(&Symbol::from_text("x")).cloned();
        assert_eq!(groups(&table), Some(vec![vec![a, b, c, d]]));
        table.retain_constraints(|loader| loader == b || loader == c);
        assert_eq!(groups(&table), Some(vec![vec![a, d]]));
        table.retain_constraints(|loader| loader == a);
        assert_eq!(groups(&table), None);
    }
}
