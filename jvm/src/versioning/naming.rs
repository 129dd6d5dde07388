//! Classes that get other names with a patch (redefinition rule 3.7): their names, what their loaders know, the descriptors of
//! members' cells, and what the class library remembers of names. With the world stopped. Which class gets which name is decided
//! by `redefine`.
//!
//! What happens is noted, so that it can be taken back as long as nothing else was changed since.

use super::versions;
use crate::class::{ClassRef, FieldRef, LoaderRef, MethodRef};
use crate::known::{Known, KnownField};
use crate::loading::{Former, respelled};
use crate::symbol::Symbol;
use crate::vm::Vm;
use objectspace::{RawRef, StoppedWorld};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

/// One class that gets another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The class.
    pub class: ClassRef,
    /// Its name until then.
    pub from: Symbol,
    /// Its name from then on.
    pub to: Symbol,
    /// It is a name that no class file has: nothing in the patch is what the class has become.
    pub nameless: bool,
}

/// What a patch does to names.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    /// Classes that get other names.
    pub renames: Vec<Rename>,
    /// Classes that were defined while the patch was staged, and get their names with it.
    pub defined: Vec<(LoaderRef, Symbol, ClassRef)>,
}

/// What was done, to be taken back.
#[derive(Default)]
pub struct Renamed {
    classes: Vec<(ClassRef, Symbol)>,
    nameless: Vec<(ClassRef, bool, u64)>,
    entries: Vec<(LoaderRef, Symbol, Option<ClassRef>)>,
    former: Vec<(LoaderRef, usize)>,
    methods: Vec<(MethodRef, Symbol)>,
    fields: Vec<(FieldRef, Symbol)>,
    detached: Vec<ClassRef>,
    was_renamed: bool,
}

impl Naming {
    /// No name changes.
    pub fn is_empty(&self) -> bool {
        self.renames.is_empty() && self.defined.is_empty()
    }

    /// The names of before and after, of the classes of a loader.
    pub fn names(&self, loader: LoaderRef) -> Vec<(Symbol, Symbol)> {
        let own = self.renames.iter().filter(|rename| rename.class.loader == loader);
        own.map(|rename| (rename.from, rename.to)).collect()
    }

    /// Gives the classes their names, as of the next update epoch.
    pub fn apply(&self, world: &mut StoppedWorld<'_>, vm: &Vm) -> Renamed {
        let mut done = Renamed { was_renamed: vm.classes.renamed.load(Ordering::Acquire), ..Renamed::default() };
        if self.is_empty() {
            return done;
        }
        vm.classes.renamed.store(true, Ordering::Release);
        let until = vm.heap.epoch() + 1;
        let names: HashMap<ClassRef, (Symbol, Symbol)> = self.with_arrays();
        let loaders = self.enter(vm, &names, until, &mut done);
        respell(vm, &names, &loaders, &mut done);
        for (class, (_, to)) in &names {
            done.classes.push((*class, class.name()));
            class.rename(*to);
            for kept in vm.kept.of(*class) {
                done.classes.push((kept, kept.name()));
                kept.rename(*to);
            }
        }
        for rename in &self.renames {
            let version = rename.class.current();
            let superseded = version.map_or(0, |version| version.superseded.load(Ordering::Acquire));
            done.nameless.push((rename.class, rename.class.nameless.load(Ordering::Acquire), superseded));
            rename.class.nameless.store(rename.nameless, Ordering::Release);
            if let Some(version) = version {
                version.superseded.store(if rename.nameless { until } else { 0 }, Ordering::Release);
            }
        }
        for (_, _, class) in &self.defined {
            class.detached.store(false, Ordering::Release);
            done.detached.push(*class);
        }
        forget_names(world, vm, names.keys().copied());
        done
    }

    /// The classes and the array classes of them, each with its name of before and after.
    fn with_arrays(&self) -> HashMap<ClassRef, (Symbol, Symbol)> {
        let mut names = HashMap::new();
        for rename in &self.renames {
            names.insert(rename.class, (rename.from, rename.to));
            let mut at = rename.class.array_class.get().copied();
            let mut element = [b"L", rename.to.bytes(), b";"].concat();
            while let Some(array) = at {
                element.insert(0, b'[');
                names.insert(array, (array.name(), Symbol::new(&element)));
                at = array.array_class.get().copied();
            }
        }
        names
    }

    /// Tells the loaders; answers those that know one of the classes.
    fn enter(
        &self,
        vm: &Vm,
        names: &HashMap<ClassRef, (Symbol, Symbol)>,
        until: u64,
        done: &mut Renamed,
    ) -> HashSet<LoaderRef> {
        let mut knowing = HashSet::new();
        for (number, loader) in vm.classes.loaders().iter().enumerate() {
            let number = LoaderRef(number as u32);
            let mut dictionary = loader.dictionary.write();
            let mut known: Vec<(Symbol, ClassRef)> = dictionary
                .iter()
                .filter(|(name, class)| names.get(class).is_some_and(|(from, _)| from == *name))
                .map(|(name, class)| (*name, *class))
                .collect();
            let defined: Vec<_> = self.defined.iter().filter(|row| row.0 == number).collect();
            if known.is_empty() && defined.is_empty() {
                continue;
            }
            known.sort_by_key(|row| row.1.id);
            knowing.insert(number);
            let mut former = loader.former.write();
            done.former.push((number, former.len()));
            for (name, class) in &known {
                done.entries.push((number, *name, dictionary.remove(name)));
                former.push(Former { name: *name, class: *class, until });
            }
            let come = known.iter().map(|(_, class)| (names[class].1, *class));
            for (name, class) in come.chain(defined.iter().map(|row| (row.1, row.2))) {
                let before = dictionary.insert(name, class);
                if !done.entries.iter().any(|entry| entry.0 == number && entry.1 == name) {
                    done.entries.push((number, name, before));
                }
            }
        }
        knowing
    }
}

/// Writes the descriptors of all members' cells with the new names.
fn respell(vm: &Vm, names: &HashMap<ClassRef, (Symbol, Symbol)>, loaders: &HashSet<LoaderRef>, done: &mut Renamed) {
    let new: HashMap<Symbol, Symbol> =
        names.iter().filter(|(class, _)| !class.is_array()).map(|(_, names)| *names).collect();
    let spell = |descriptor: Symbol| respelled(descriptor, &|name| new.get(&name).copied());
    let method = |cell: MethodRef, done: &mut Renamed| {
        let (before, after) = (cell.descriptor(), spell(cell.descriptor()));
        if before != after {
            done.methods.push((cell, before));
            cell.respell(after);
        }
        before != after
    };
    let field = |cell: FieldRef, done: &mut Renamed| {
        let (before, after) = (cell.descriptor(), spell(cell.descriptor()));
        if before != after {
            done.fields.push((cell, before));
            cell.respell(after);
        }
    };
    for class in vm.classes.all().into_iter().filter(|class| loaders.contains(&class.loader)) {
        let mut any = false;
        for version in versions(class) {
            for cell in &version.methods {
                any |= method(*cell, done);
            }
            version.fields.iter().for_each(|cell| field(*cell, done));
        }
        class.retained.lock().iter().chain(class.dropped_statics.lock().iter()).for_each(|cell| field(*cell, done));
        // A cell that several versions share is met in the first of them.
        if any {
            versions(class).for_each(|version| version.respelled.store(true, Ordering::Release));
        }
    }
    for cell in vm.kept.cells() {
        method(cell, done);
    }
    for kept in vm.kept.all() {
        if let Some(facts) = &kept.kept {
            facts.respelled();
        }
    }
}

impl Renamed {
    /// Takes it back.
    pub fn revert(self, world: &mut StoppedWorld<'_>, vm: &Vm) {
        for (loader, name, before) in self.entries.into_iter().rev() {
            let loader = vm.classes.loader(loader);
            let mut dictionary = loader.dictionary.write();
            match before {
                Some(class) => dictionary.insert(name, class),
                None => dictionary.remove(&name),
            };
        }
        for (loader, length) in self.former {
            vm.classes.loader(loader).former.write().truncate(length);
        }
        for (cell, descriptor) in self.methods {
            cell.respell(descriptor);
        }
        for (cell, descriptor) in self.fields {
            cell.respell(descriptor);
        }
        for (class, nameless, superseded) in self.nameless {
            class.nameless.store(nameless, Ordering::Release);
            if let Some(version) = class.current() {
                version.superseded.store(superseded, Ordering::Release);
            }
        }
        let classes: Vec<ClassRef> = self.classes.iter().map(|row| row.0).collect();
        for (class, name) in self.classes.into_iter().rev() {
            class.rename(name);
        }
        self.detached.iter().for_each(|class| class.detached.store(true, Ordering::Release));
        vm.classes.renamed.store(self.was_renamed, Ordering::Release);
        forget_names(world, vm, classes.into_iter().filter(|class| class.kept.is_none()));
    }
}

/// What the class library has made of names: in the mirrors, in method types, and for serialization.
fn forget_names(world: &mut StoppedWorld<'_>, vm: &Vm, classes: impl Iterator<Item = ClassRef>) {
    let classes: Vec<ClassRef> = classes.filter(|class| !class.unloaded.load(Ordering::Acquire)).collect();
    for class in &classes {
        super::clear_reflection_data(world, vm, *class);
    }
    let view = world.view();
    let mut mirrors: HashSet<RawRef> = HashSet::new();
    for class in &classes {
        let mirror = class.mirror().get(&view);
        view.store_ref(mirror, vm.offset(KnownField::ClassName), None);
        mirrors.insert(view.raw(mirror));
    }
    let boot = |name: &str| vm.classes.find(LoaderRef::BOOT, Symbol::from_text(name));
    let field = |class: ClassRef, name: &str, descriptor: &str| {
        class.declared_field(Symbol::from_text(name), Symbol::from_text(descriptor))
    };
    let method_type = vm.known.get(Known::MethodType);
    let description =
        boot("java/io/ObjectStreamClass").and_then(|class| Some((class, field(class, "cl", "Ljava/lang/Class;")?)));
    let soft = boot("java/lang/ref/SoftReference");
    let strong = boot("java/io/ClassCache$CacheRef")
        .and_then(|class| Some((class, field(class, "strongReferent", "Ljava/lang/Object;")?)));
    let referent = vm.offset(KnownField::ReferenceReferent);
    let class_of = |id: objectspace::LayoutId| {
        // SAFETY: every layout is made with its class in the second client word.
        unsafe { ClassRef::from_ptr(vm.heap.layout(id).client[1].load(Ordering::Relaxed).cast()) }
    };
    // Some of the objects may be dead: what they refer to is compared, and not looked into.
    let holds = |object: objectspace::Ref<'_>, offset: u32, set: &HashSet<RawRef>| {
        view.load_ref(object, offset).is_some_and(|held| set.contains(&view.raw(held)))
    };
    let is = |class: ClassRef, other: Option<ClassRef>| Some(class.identity()) == other;
    let mut stale: HashSet<RawRef> = HashSet::new();
    world.for_each_object(|object, id| {
        let Some(class) = class_of(id) else { return };
        if is(class, method_type) {
            view.store_ref(object, vm.offset(KnownField::MethodTypeDescriptor), None);
        }
        if let Some((_, of)) = description.filter(|(description, _)| is(class, Some(*description)))
            && class.place_of(of).is_some_and(|of| holds(object, of, &mirrors))
        {
            stale.insert(view.raw(object));
        }
    });
    let Some(soft) = soft.filter(|_| !stale.is_empty()) else { return };
    // A description that is gone is made anew.
    world.for_each_object(|object, id| {
        let Some(class) = class_of(id).filter(|class| !class.is_array() && class.is_subtype_of(soft)) else { return };
        let mut slots = vec![referent];
        slots.extend(strong.and_then(|(_, field)| class.place_of(field)));
        if slots.iter().any(|slot| holds(object, *slot, &stale)) {
            slots.iter().for_each(|slot| view.store_ref(object, *slot, None));
        }
    });
}

/// The classes that have lost their names and are still there.
pub fn nameless_classes(vm: &Vm) -> Vec<ClassRef> {
    if !vm.classes.renamed.load(Ordering::Acquire) {
        return Vec::new();
    }
    vm.classes.all().into_iter().filter(|class| class.nameless.load(Ordering::Acquire)).collect()
}

/// `a/B` of `a/B$C$D`: all that is named so far comes from one source class.
pub fn outermost(name: &[u8]) -> &[u8] {
    let simple = name.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    // A name may begin with the sign.
    let sign = name[simple..].iter().skip(1).position(|byte| *byte == b'$');
    sign.map_or(name, |at| &name[..simple + 1 + at])
}

/// Does a class file name one of these classes?
pub fn mentions(file: &classfile::ClassFile<'_>, names: &HashSet<Symbol>) -> bool {
    let pool = &file.constant_pool;
    (1..pool.len() as u16).filter_map(|index| pool.utf8(index).ok()).any(|text| {
        let named = |name: &[u8]| Symbol::existing(name).is_some_and(|name| names.contains(&name));
        if !text.contains(&b'$') {
            return false;
        }
        let mut at = 0;
        while let Some(found) = text[at..].iter().position(|byte| *byte == b'L') {
            let start = at + found + 1;
            let end = text[start..].iter().position(|byte| matches!(byte, b';' | b'<'));
            if end.is_some_and(|end| named(&text[start..start + end])) {
                return true;
            }
            at = start;
        }
        named(text)
    })
}
