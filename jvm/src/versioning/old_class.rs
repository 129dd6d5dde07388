//! Classes as they were before the update whose migration code runs: the fields and methods that it reaches on the copies of
//! instances. A copy has the new layout, in which every field that the update dropped has its value.

use super::structure::Structure;
use crate::basic_type::BasicType;
use crate::class::{ClassRef, ClassVersion, Dispatch, FieldRef, Method, MethodFlags, MethodRef, parameters};
use crate::vm::Vm;
use objectspace::{LayoutId, NoStop, RawRef};
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

/// The classes that an update touches, as they were.
#[derive(Default)]
pub struct OldClasses {
    classes: HashMap<ClassRef, OldClass>,
    /// Fields of superclasses that a class lost: in whose part of the instance they are, and where.
    baggage: Vec<(ClassRef, FieldRef, u32)>,
    /// What static cells held, by address.
    statics: HashMap<usize, u64>,
    /// Methods of before, made callable.
    callable: Mutex<HashMap<(usize, usize), MethodRef>>,
    /// Copies, and objects that others replace: no instances of the program.
    ghosts: Mutex<HashSet<u32>>,
    /// Layouts of copies.
    layouts: Mutex<HashMap<ClassRef, LayoutId>>,
}

struct OldClass {
    version: usize,
    /// Superclasses, the most specific first.
    chain: Vec<ClassRef>,
    interfaces: Vec<ClassRef>,
}

/// Where an instance's copy holds the value of a field of before.
#[derive(Clone, Copy)]
pub struct OldField {
    /// Offset in the copy.
    pub offset: u32,
    /// How it is stored.
    pub basic: BasicType,
}

impl OldClasses {
    pub(super) fn new(structure: &Structure, baggage: Vec<(ClassRef, FieldRef, u32)>) -> OldClasses {
        let mut classes = HashMap::new();
        structure.each(|class, version, supers| {
            let chain = supers.display.iter().rev().copied().collect();
            let old = OldClass { version: version as usize, chain, interfaces: supers.all_interfaces.to_vec() };
            classes.insert(class, old);
        });
        OldClasses { classes, baggage, ..OldClasses::default() }
    }

    pub(super) fn note_statics(&mut self, class: ClassRef) {
        for version in super::versions(class) {
            for field in version.fields.iter().filter(|field| field.is_static()) {
                let cell = field.static_cell();
                self.statics.insert(std::ptr::from_ref(cell) as usize, cell.load(Ordering::Acquire));
            }
        }
    }

    /// Is the class one of them?
    pub fn is_touched(&self, class: ClassRef) -> bool {
        self.classes.contains_key(&class)
    }

    /// Number of the version that was current.
    pub fn number(&self, class: ClassRef) -> u32 {
        self.version(class).map_or(0, |version| version.number)
    }

    fn version(&self, class: ClassRef) -> Option<&'static ClassVersion> {
        match self.classes.get(&class) {
            // SAFETY: the version before the running update, which is reclaimed after its migrations.
            Some(old) => unsafe { (old.version as *const ClassVersion).as_ref() },
            // SAFETY: a current version lives as long as its class, which lives as long as the space.
            None => class.current().map(|version| unsafe { &*std::ptr::from_ref(version) }),
        }
    }

    fn chain(&self, class: ClassRef) -> Vec<ClassRef> {
        match self.classes.get(&class) {
            Some(old) => old.chain.clone(),
            None => class.supers().display.iter().rev().copied().collect(),
        }
    }

    /// An instance field of before, the most specific of its name.
    pub fn field(&self, class: ClassRef, name: &str) -> Option<OldField> {
        let declared = self.chain(class).into_iter().find_map(|owner| {
            let version = self.version(owner)?;
            version.fields.iter().copied().find(|field| field.name == name && !field.is_static())
        });
        let field = declared?;
        let display = &class.supers().display;
        let carried = self.baggage.iter().find(|(owner, carried, _)| *carried == field && display.contains(owner));
        let offset = match carried {
            Some((_, _, offset)) => *offset,
            None => field.offset(),
        };
        Some(OldField { offset, basic: field.basic })
    }

    /// Names of the instance fields of before, those of superclasses first.
    pub fn field_names(&self, class: ClassRef) -> Vec<&'static str> {
        let mut names = Vec::new();
        for owner in self.chain(class).into_iter().rev() {
            let Some(version) = self.version(owner) else { continue };
            let declared = version.fields.iter().filter(|field| !field.is_static()).map(|field| field.name.as_str());
            for name in declared {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// What a static field of before held.
    pub fn static_value(&self, class: ClassRef, name: &str) -> Option<(BasicType, u64)> {
        let version = self.version(class)?;
        let field = version.fields.iter().copied().find(|field| field.name == name && field.is_static())?;
        let cell = field.static_cell();
        let held = self.statics.get(&(std::ptr::from_ref(cell) as usize)).copied();
        Some((field.basic, held.unwrap_or_else(|| cell.load(Ordering::Acquire))))
    }

    /// Methods of before with a name and so many parameters, the most specific first, made callable.
    pub fn methods(&self, vm: &Vm, class: ClassRef, name: &str, count: usize) -> Vec<MethodRef> {
        let mut owners = self.chain(class);
        let interfaces = match self.classes.get(&class) {
            Some(old) => old.interfaces.clone(),
            None => class.supers().all_interfaces.to_vec(),
        };
        owners.extend(interfaces);
        let mut found: Vec<MethodRef> = Vec::new();
        for owner in owners {
            let Some(version) = self.version(owner) else { continue };
            for (at, cell) in version.methods.iter().enumerate() {
                let fits = cell.name == name
                    && parameters(cell.descriptor().bytes()).count() == count
                    && !cell.is_abstract()
                    && !found.iter().any(|known| known.descriptor() == cell.descriptor());
                if fits {
                    found.push(self.callable(vm, owner, version, at, *cell));
                }
            }
        }
        found
    }

    /// A cell that runs a method's code of before.
    fn callable(&self, vm: &Vm, owner: ClassRef, version: &ClassVersion, at: usize, cell: MethodRef) -> MethodRef {
        let is_current = owner.current().is_some_and(|current| std::ptr::eq(current, version));
        if is_current || cell.is_native() {
            return cell;
        }
        let mut callable = self.callable.lock();
        *callable.entry((std::ptr::from_ref(version) as usize, at)).or_insert_with(|| {
            let access = version.file().methods.get(at).map_or(cell.access_flags(), |info| info.access_flags);
            let old = Method::new(owner, cell.name, cell.descriptor(), access, at as u32);
            old.version.store(std::ptr::from_ref(version).cast_mut(), Ordering::Release);
            old.set_flag(MethodFlags::OF_BEFORE);
            let old = MethodRef::keep(Box::new(old));
            crate::interpreter::install_stub(vm, old);
            old
        })
    }

    /// What code of before means by a method of a class that the update touches: the one of before.
    pub fn of_before(&self, vm: &Vm, method: MethodRef) -> MethodRef {
        if method.is_constructor() || !self.is_touched(method.class) {
            return method;
        }
        let before = self.version(method.class).and_then(|version| {
            let at = version.methods.iter().position(|cell| {
                (cell.name, cell.descriptor()) == (method.name, method.descriptor())
                    && cell.is_static() == method.is_static()
                    && !cell.is_abstract()
            })?;
            Some(self.callable(vm, method.class, version, at, version.methods[at]))
        });
        before.unwrap_or(method)
    }

    /// The layout of copies of a class's instances: the class's own, with the methods of before.
    pub(super) fn copies_layout(&self, vm: &Vm, class: ClassRef) -> Option<LayoutId> {
        let own = class.layout()?;
        let mut layouts = self.layouts.lock();
        if let Some(layout) = layouts.get(&class) {
            return Some(*layout);
        }
        let chain = self.chain(class);
        let of_before = |cell: &MethodRef| {
            let declared = chain.iter().find_map(|owner| {
                let version = self.version(*owner)?;
                let at = version.methods.iter().position(|old| {
                    (old.name, old.descriptor()) == (cell.name, cell.descriptor())
                        && !old.is_static()
                        && !old.is_private()
                })?;
                Some((*owner, version, at))
            });
            match declared {
                Some((owner, version, at)) if !version.methods[at].is_abstract() => {
                    self.callable(vm, owner, version, at, version.methods[at])
                }
                _ => *cell,
            }
        };
        let table: Vec<MethodRef> = class.dispatch()?.vtable().iter().map(of_before).collect();
        let dispatch = class.owned.keep(Box::new(Dispatch::new(class, table.into()))).as_ptr();
        let layout = vm.heap.same_layout(own);
        vm.heap.layout(layout).client[0].store(dispatch.cast(), Ordering::Release);
        layouts.insert(class, layout);
        Some(layout)
    }

    /// Copies are objects like others from now on, until the next collection.
    pub(super) fn retire_copies(&self, view: &NoStop<'_>, vm: &Vm) {
        for ghost in self.ghosts.lock().iter() {
            // SAFETY: noted while the heap was frozen, which it still is.
            let Some(ghost) = (unsafe { view.from_raw(RawRef(*ghost)) }) else { continue };
            if let Some(layout) = crate::thread::class_of(view, ghost).layout() {
                view.relabel(ghost, layout);
            }
        }
        for (_, layout) in self.layouts.lock().drain() {
            vm.heap.retire_layout(layout);
        }
    }

    /// The object is none of the program's.
    pub fn note_ghost(&self, object: RawRef) {
        self.ghosts.lock().insert(object.0);
    }

    /// Is it a copy, or replaced by another?
    pub fn is_ghost(&self, object: RawRef) -> bool {
        self.ghosts.lock().contains(&object.0)
    }
}
