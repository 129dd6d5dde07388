//! Which loaded class each class file of an anonymous or local class is for (rule 3.7). Decides by shape, in one loader after the
//! other, from the outer classes to the inner ones; changes nothing.

use crate::patch::Patch;
use crate::shape::{self, Candidate, Shape};
use classfile::ClassFile;
use jvm::class::{ClassRef, LoaderRef};
use jvm::versioning::{Naming, Rename, mentions, outermost};
use jvm::{Symbol, Vm};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::Ordering;

/// A class file of the patch.
type File<'p> = ClassFile<'p>;
/// Class files by name, with their places in the patch.
type Files<'d, 'p> = HashMap<&'p [u8], (&'d File<'p>, usize)>;

/// What a patch does to names.
#[derive(Default)]
pub struct Names {
    /// The classes that class files of the patch are for, by place in the patch, where names do not tell.
    pub targets: HashMap<usize, Vec<ClassRef>>,
    /// Classes that get other names.
    pub naming: Naming,
    /// Class files for which no class is loaded, but whose name one has until the patch is applied.
    pub coming: Vec<(usize, LoaderRef, Symbol)>,
}

impl Names {
    /// Names that mean another class after the patch.
    pub fn changed(&self) -> HashSet<Symbol> {
        let renames = self.naming.renames.iter().flat_map(|rename| [rename.from, rename.to]);
        renames.chain(self.coming.iter().map(|row| row.2)).collect()
    }

    /// Names of before and after for a comparison: one that another class gets is none of a class that is not loaded.
    pub fn written(&self, loader: LoaderRef) -> Vec<(Symbol, Symbol)> {
        let mut names = self.naming.names(loader);
        let taken: Vec<Symbol> =
            names.iter().map(|row| row.1).filter(|to| !names.iter().any(|row| row.0 == *to)).collect();
        names.extend(taken.into_iter().map(|name| (name, Symbol::from_text(&format!("{name}~")))));
        names
    }

    /// Classes of the same source files which the patch does not bring and which name one of these: their class files mean other
    /// classes after it.
    pub fn users(&self, vm: &Vm) -> Vec<ClassRef> {
        let changed = self.changed();
        if changed.is_empty() {
            return Vec::new();
        }
        let units: HashSet<(LoaderRef, &[u8])> =
            self.naming.renames.iter().map(|rename| (rename.class.loader, outermost(rename.from.bytes()))).collect();
        let loses =
            |class: &ClassRef| self.naming.renames.iter().any(|rename| rename.class == *class && rename.nameless);
        let is_user = |class: &ClassRef| {
            units.contains(&(class.loader, outermost(class.name().bytes())))
                && is_named(class)
                && !loses(class)
                && class.current().is_some_and(|version| mentions(version.file(), &changed))
        };
        vm.classes.all().into_iter().filter(is_user).collect()
    }
}

/// A class that its loader has under its name.
fn is_named(class: &ClassRef) -> bool {
    !class.hidden
        && !class.is_array()
        && !class.nameless.load(Ordering::Acquire)
        && !class.detached.load(Ordering::Acquire)
}

/// Decides for the files of a patch.
pub fn decide(vm: &Vm, patch: &Patch, files: &[(File<'_>, usize)]) -> Names {
    let mut names = Names::default();
    if !patch.names.is_empty() {
        for (class, to, nameless) in patch.names.iter().copied() {
            if !class.unloaded.load(Ordering::Acquire) {
                names.naming.renames.push(Rename { class, from: class.name(), to, nameless });
            }
        }
    } else {
        by_shape(vm, patch, files, &mut names);
    }
    displace(vm, &mut names);
    names.naming.renames.retain(|rename| rename.from != rename.to);
    names
}

/// Is it a name that a compiler has numbered, or of a class inside such a one?
pub fn is_numbered(name: &[u8]) -> bool {
    root(name).is_some()
}

/// `a/B$C` of `a/B$C$1$2D`.
fn root(name: &[u8]) -> Option<&[u8]> {
    let simple = name.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    (simple + 1..name.len())
        .find(|at| name[*at] == b'$' && name.get(at + 1).is_some_and(u8::is_ascii_digit))
        .map(|at| &name[..at])
}

/// `2D` of `a/B$1$2D$3` in `a/B$1`.
fn segment<'n>(name: &'n [u8], prefix: &[u8]) -> Option<&'n [u8]> {
    let rest = name.strip_prefix(prefix)?.strip_prefix(b"$")?;
    let end = rest.iter().position(|byte| *byte == b'$').unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// Number and name in `2D`.
fn numbered(segment: &[u8]) -> Option<(u32, String)> {
    let digits = segment.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = std::str::from_utf8(&segment[..digits]).ok()?.parse().ok()?;
    Some((number, String::from_utf8_lossy(&segment[digits..]).into_owned()))
}

fn by_shape(vm: &Vm, patch: &Patch, files: &[(File<'_>, usize)], names: &mut Names) {
    let mut by_name: HashMap<&[u8], (&File<'_>, usize)> = HashMap::new();
    for (file, at) in files.iter().filter(|(_, at)| patch.files[*at].only.is_none()) {
        if let Ok(name) = file.name() {
            by_name.insert(name, (file, *at));
        }
    }
    // Where only an outer class comes, one of its anonymous classes may have gone.
    let units: HashSet<&[u8]> = by_name.keys().map(|name| outermost(name)).collect();
    let beside: HashSet<usize> = by_name.values().map(|row| row.1).filter(|at| patch.files[*at].beside).collect();
    let mut by_loader: BTreeMap<u32, Vec<ClassRef>> = BTreeMap::new();
    for class in vm.classes.all() {
        let is_here = !class.hidden && !class.is_array() && class.current().is_some();
        if is_here && !class.detached.load(Ordering::Acquire) && units.contains(outermost(class.name().bytes())) {
            by_loader.entry(class.loader.0).or_default().push(class);
        }
    }
    for (loader, classes) in by_loader {
        let mut one = OneLoader::new(vm, LoaderRef(loader), (&by_name, &beside), &classes, names);
        one.run();
    }
}

/// The decision for one loader.
struct OneLoader<'d, 'p> {
    vm: &'d Vm,
    loader: LoaderRef,
    files: &'d Files<'d, 'p>,
    /// Loaded classes by name.
    loaded: BTreeMap<&'static [u8], ClassRef>,
    /// Classes that have lost their names.
    nameless: Vec<ClassRef>,
    names: &'d mut Names,
    /// Files that have found their class.
    found: HashSet<usize>,
    /// Files beside the changed ones that belong to the new build.
    listed_beside: HashSet<usize>,
    beside: &'d HashSet<usize>,
}

impl<'d, 'p> OneLoader<'d, 'p> {
    fn new(
        vm: &'d Vm,
        loader: LoaderRef,
        (files, beside): (&'d Files<'d, 'p>, &'d HashSet<usize>),
        classes: &[ClassRef],
        names: &'d mut Names,
    ) -> OneLoader<'d, 'p> {
        let (nameless, named): (Vec<ClassRef>, Vec<ClassRef>) =
            classes.iter().partition(|class| class.nameless.load(Ordering::Acquire));
        let loaded = named.into_iter().map(|class| (class.name().bytes(), class)).collect();
        OneLoader {
            vm,
            loader,
            files,
            loaded,
            nameless,
            names,
            found: HashSet::new(),
            listed_beside: HashSet::new(),
            beside,
        }
    }

    fn run(&mut self) {
        let all = self.files.keys().copied().chain(self.loaded.keys().copied());
        let roots: std::collections::BTreeSet<Vec<u8>> = all.filter_map(root).map(<[u8]>::to_vec).collect();
        let mut open: Vec<(Vec<u8>, Vec<u8>)> = roots.into_iter().map(|root| (root.clone(), root)).collect();
        while let Some((old, new)) = open.pop() {
            self.members(&old, &new, &mut open);
            self.numbered(&old, &new, &mut open);
        }
        let is_left = |name: &[u8], at: usize| {
            let is_new = !self.beside.contains(&at) || self.listed_beside.contains(&at);
            is_numbered(name) && is_new && !self.found.contains(&at)
        };
        let mut left: Vec<(&'p [u8], usize)> =
            self.files.iter().map(|(name, row)| (*name, row.1)).filter(|(name, at)| is_left(name, *at)).collect();
        left.sort_unstable();
        for (name, at) in left {
            if self.loaded.contains_key(name) {
                self.names.coming.push((at, self.loader, Symbol::new(name)));
            }
        }
    }

    /// The class file that a class will have, or has where the patch does not bring one.
    fn file_after(&self, old: &[u8], new: &[u8]) -> Option<&ClassFile<'_>> {
        match self.files.get(new) {
            Some((file, _)) => Some(*file),
            None if old == new => self.file_before(old),
            None => None,
        }
    }

    fn file_before(&self, name: &[u8]) -> Option<&ClassFile<'_>> {
        // The map's class lives as long as the loader's; its version stays while nothing is committed.
        self.loaded.get(name).and_then(|class| class.current()).map(|version| version.file())
    }

    /// A file has found its class.
    fn find(&mut self, class: ClassRef, name: &[u8]) {
        let Some((_, at)) = self.files.get(name) else { return };
        self.found.insert(*at);
        self.names.targets.entry(*at).or_default().push(class);
        self.rename(class, Symbol::new(name), false);
    }

    fn rename(&mut self, class: ClassRef, to: Symbol, nameless: bool) {
        self.names.naming.renames.push(Rename { class, from: class.name(), to, nameless });
    }

    /// Member classes of numbered ones go with them.
    fn members(&mut self, old: &[u8], new: &[u8], open: &mut Vec<(Vec<u8>, Vec<u8>)>) {
        if !is_numbered(old) {
            return;
        }
        let segments: std::collections::BTreeSet<Vec<u8>> = self
            .loaded
            .keys()
            .filter_map(|name| segment(name, old))
            .filter(|segment| !segment[0].is_ascii_digit())
            .map(<[u8]>::to_vec)
            .collect();
        for segment in segments {
            let (was, is) = ([old, b"$", &segment].concat(), [new, b"$", &segment].concat());
            if let Some(class) = self.loaded.get(was.as_slice()).copied() {
                if self.files.contains_key(is.as_slice()) {
                    self.find(class, &is);
                } else if old != new {
                    self.lose(&was);
                    continue;
                }
            }
            open.push((was, is));
        }
    }

    /// Anonymous and local classes in one class.
    fn numbered(&mut self, old: &[u8], new: &[u8], open: &mut Vec<(Vec<u8>, Vec<u8>)>) {
        let before = self.before(old);
        let (listed, is_listing) = self.listed(old, new, true);
        let (listed_before, _) = self.listed(old, old, false);
        let mut after: BTreeMap<(u32, String), Vec<u8>> = BTreeMap::new();
        for (name, (_, at)) in self.files {
            let Some(segment) = segment(name, new) else { continue };
            let is = [new, b"$", segment].concat();
            // What an earlier build has left there is none of this one.
            if self.beside.contains(at) && !listed.contains(&is) {
                continue;
            }
            if let Some(key) = numbered(segment) {
                if is == *name && self.beside.contains(at) {
                    self.listed_beside.insert(*at);
                }
                after.insert(key, is);
            }
        }
        // Of what is listed, and not in the patch and was not there, only this is known.
        for is in &listed {
            if let Some(key) = segment(is, new).and_then(numbered).filter(|key| old != new || !before.contains_key(key))
            {
                after.entry(key).or_insert_with(|| is.clone());
            }
        }
        let (mut olds, mut news) = (Vec::new(), Vec::new());
        for (key, (was, class)) in before {
            let is = [new, &was[old.len()..]].concat();
            let is_told = is_listing && listed_before.contains(&was);
            let is_unchanged = match self.files.get(is.as_slice()).filter(|_| after.contains_key(&key)) {
                // Not loaded, and not written again.
                Some((_, at)) => self.beside.contains(at) && class.is_none() && listed_before.contains(&was),
                None => listed.contains(&is) || !is_told,
            };
            if old == new && is_unchanged {
                // It is what it was.
                after.remove(&key);
                open.push((was.clone(), was));
                continue;
            }
            let outer = self.file_before(old);
            let file = class.as_ref().and_then(|class| class.current()).map(|version| version.file());
            let shape = file.map(|file| Shape::of(file, outer));
            olds.push((was, class, Candidate { number: key.0, name: key.1, shape }));
        }
        let outer = self.file_after(old, new);
        for (key, is) in after {
            let shape = self.files.get(is.as_slice()).map(|(file, _)| Shape::of(file, outer));
            news.push((is, Candidate { number: key.0, name: key.1, shape }));
        }
        let candidates =
            |all: &[(Vec<u8>, Option<ClassRef>, Candidate)]| all.iter().map(|row| row.2.clone()).collect::<Vec<_>>();
        let new_candidates: Vec<Candidate> = news.iter().map(|row| row.1.clone()).collect();
        let matches = shape::matches(&candidates(&olds), &new_candidates);
        for (from, to) in &matches {
            if let Some(class) = olds[*from].1 {
                self.find(class, &news[*to].0);
            }
            open.push((olds[*from].0.clone(), news[*to].0.clone()));
        }
        for (from, (was, class, candidate)) in olds.iter().enumerate() {
            if matches.iter().any(|pair| pair.0 == from) {
                continue;
            }
            // One that is not loaded goes by its number, with what is in it.
            let same = news.iter().enumerate().find(|(to, (_, other))| {
                !matches.iter().any(|pair| pair.1 == *to)
                    && (other.number, &other.name) == (candidate.number, &candidate.name)
            });
            match same {
                Some((_, (is, _))) if class.is_none() => open.push((was.clone(), is.clone())),
                _ => self.lose(was),
            }
        }
        for (to, (is, _)) in news.iter().enumerate() {
            if !matches.iter().any(|pair| pair.1 == to) {
                self.revive(new, is, old);
            }
        }
    }

    /// Classes of the old build in one class, loaded or only listed.
    fn before(&self, old: &[u8]) -> BTreeMap<(u32, String), (Vec<u8>, Option<ClassRef>)> {
        let mut before = BTreeMap::new();
        let listed = self.listed(old, old, false).0;
        for name in self.loaded.keys().copied().chain(listed.iter().map(Vec::as_slice)) {
            if let Some(segment) = segment(name, old)
                && let Some(key) = numbered(segment)
            {
                let whole = [old, b"$", segment].concat();
                let class = self.loaded.get(whole.as_slice()).copied();
                before.insert(key, (whole, class));
            }
        }
        before
    }

    /// The classes that the outer class files list, before or after the patch; and whether there are any such files.
    fn listed(&self, old: &[u8], new: &[u8], after: bool) -> (HashSet<Vec<u8>>, bool) {
        let top = outermost(new);
        let file = |old: &[u8], new: &[u8]| {
            if after { self.file_after(old, new) } else { self.file_before(new) }
        };
        let files = [file(outermost(old), top), file(old, new)];
        let mut listed = HashSet::new();
        let mut any = false;
        for file in files.into_iter().flatten() {
            any = true;
            let pool = &file.constant_pool;
            let inner = file.attribute("InnerClasses").and_then(|attribute| attribute.inner_classes().ok());
            let members = file.attribute("NestMembers").and_then(|attribute| attribute.nest_members().ok());
            let inner = inner.iter().flat_map(|records| records.iter().map(|record| record.inner_class));
            let members = members.iter().flat_map(|records| records.iter());
            listed.extend(inner.chain(members).filter_map(|index| pool.class_name(index).ok()).map(<[u8]>::to_vec));
        }
        (listed, any)
    }

    /// Nothing has become of a class: it, and what is in it, lose their names.
    fn lose(&mut self, name: &[u8]) {
        let inner = [name, b"$"].concat();
        let lost: Vec<ClassRef> =
            self.loaded.iter().filter(|(own, _)| **own == name || own.starts_with(&inner)).map(|row| *row.1).collect();
        for class in lost {
            let to = free_name(self.vm, &self.names.naming, class);
            self.rename(class, to, true);
        }
    }

    /// A class that has lost its name, and that the new build has again to the letter, gets one back.
    fn revive(&mut self, new: &[u8], is: &[u8], old: &[u8]) {
        let Some((file, _)) = self.files.get(is) else { return };
        let wanted = Shape::of(file, self.file_after(old, new));
        let suffix = segment(is, new).and_then(numbered).map(|(_, name)| name);
        let found = self.nameless.iter().position(|class| {
            let name = named_once(class.name().bytes());
            let is_near = segment(name, new).is_some_and(|own| {
                name.len() == new.len() + 1 + own.len() && numbered(own).map(|(_, name)| name) == suffix
            });
            let outer = self.file_before(old);
            is_near && class.current().is_some_and(|version| Shape::of(version.file(), outer) == wanted)
        });
        if let Some(at) = found {
            let class = self.nameless.remove(at);
            self.find(class, is);
        }
    }
}

/// `a/B$1` of `a/B$1~2`.
fn named_once(name: &[u8]) -> &[u8] {
    name.iter().rposition(|byte| *byte == b'~').map_or(name, |at| &name[..at])
}

/// A name for a class that has lost its own: one that no class file has.
fn free_name(vm: &Vm, naming: &Naming, class: ClassRef) -> Symbol {
    let name = String::from_utf8_lossy(named_once(class.name().bytes())).into_owned();
    let mut number = 1;
    loop {
        let to = Symbol::from_text(&format!("{name}~{number}"));
        let is_taken = naming.renames.iter().any(|rename| rename.to == to && rename.class.loader == class.loader);
        if !is_taken && vm.classes.find(class.loader, to).is_none() {
            return to;
        }
        number += 1;
    }
}

/// What has a name that another class gets, and gets no other itself, loses it.
fn displace(vm: &Vm, names: &mut Names) {
    let renames = names.naming.renames.iter().map(|rename| (rename.class.loader, rename.to));
    let given: Vec<(LoaderRef, Symbol)> = renames.chain(names.coming.iter().map(|row| (row.1, row.2))).collect();
    for (loader, name) in given {
        let Some(class) = vm.classes.find(loader, name).filter(|class| class.loader == loader) else { continue };
        if !names.naming.renames.iter().any(|rename| rename.class == class) {
            let to = free_name(vm, &names.naming, class);
            names.naming.renames.push(Rename { class, from: name, to, nameless: true });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(root(b"a/B$C$1$2D"), Some(&b"a/B$C"[..]));
        assert_eq!(root(b"a/B$C"), None);
        assert_eq!(root(b"a$1/B"), None);
        assert_eq!(root(b"$1"), None);
        assert_eq!(segment(b"a/B$1$2D$3", b"a/B$1"), Some(&b"2D"[..]));
        assert_eq!(segment(b"a/B$12", b"a/B$1"), None);
        assert_eq!(numbered(b"2D"), Some((2, "D".to_owned())));
        assert_eq!(numbered(b"D2"), None);
        assert_eq!(named_once(b"a/B$1~2"), b"a/B$1");
    }
}
