//! Unloading (JLS §12.7): which loaders live, and the end of those that do not.
//!
//! A full collection decides. A loader lives if its ClassLoader object does, or the mirror or an instance of one of its
//! classes, if a method of one is being run, or if a living loader has one of its classes as initiating loader or as a
//! supertype. What its classes hold (statics, constants, mirrors, protection domains, modules) lives with it and not longer.
//! The last loader, of the bootstrap classes, always lives.
//!
//! While an update changes classes none of their loaders may die under it, though it collects: unloading is held off then, and
//! what is unreachable goes at a later collection.
//!
//! What dies is what the heap has of a class, its names in all tables, and its layouts. The class value itself and its
//! versions stay in memory, so that a stray pointer to one never dangles; a loader's number is never given out again.

use super::Loader;
use super::modules::ModuleEntry;
use crate::class::{ClassRef, LoaderRef};
use crate::vm::Vm;
use objectspace::{DependentVisitor, RootVisitor};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Unloading of one space.
#[derive(Default)]
pub struct Unloading {
    /// The full collection that runs.
    pass: Mutex<Option<Pass>>,
    unloaded: AtomicU64,
    held_off: AtomicU32,
}

/// While it lives collections unload nothing.
#[must_use]
pub struct HeldOff<'v>(&'v Unloading);

impl Drop for HeldOff<'_> {
    fn drop(&mut self) {
        self.0.held_off.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is known in one collection.
struct Pass {
    loaders: Vec<Arc<Loader>>,
    /// Classes by the loader that keeps them.
    classes: Vec<Vec<ClassRef>>,
    modules: Vec<Vec<Arc<ModuleEntry>>>,
    live: Vec<bool>,
    /// Live, but what they hold was not shown yet.
    unshown: Vec<usize>,
}

impl Unloading {
    /// Classes unloaded so far.
    pub fn count(&self) -> u64 {
        self.unloaded.load(Ordering::Relaxed)
    }

    /// Collections unload nothing until the value is dropped: what is at work with classes between one collection and another
    /// has them in its hands, where no collection sees them. Called with the world stopped or held.
    pub fn hold_off(&self) -> HeldOff<'_> {
        self.held_off.fetch_add(1, Ordering::Relaxed);
        HeldOff(self)
    }

    /// Shows what all loaders hold; if the visitor asks for dependent roots apart, only what lives in any case.
    pub(crate) fn visit_roots(vm: &Vm, visitor: &mut dyn RootVisitor) {
        visitor.slot(&vm.classes.modules.boot_unnamed);
        let is_held_off = vm.classes.unloading.held_off.load(Ordering::Relaxed) > 0;
        if is_held_off || !visitor.takes_dependent_roots_apart() {
            vm.classes.all().into_iter().for_each(|class| show_class(class, visitor));
            vm.classes.loaders().iter().for_each(|loader| visitor.slot(&loader.object));
            vm.classes.modules.all().iter().for_each(|module| visitor.slot(&module.object));
            return;
        }
        let mut pass = Pass::new(vm);
        pass.mark(LoaderRef::BOOT);
        // SAFETY: roots are visited while the world is stopped.
        unsafe {
            vm.threads.for_each_thread(|_, thread| {
                for frame in thread.java_frames() {
                    pass.mark(frame.method.class.keeper());
                }
            });
        }
        pass.show(visitor);
        *vm.classes.unloading.pass.lock() = Some(pass);
    }

    /// Shows what loaders hold that were found to live since the last time; answers whether there were any.
    pub(crate) fn visit_dependents(vm: &Vm, visitor: &mut dyn DependentVisitor) -> bool {
        let mut pass = vm.classes.unloading.pass.lock();
        let Some(pass) = &mut *pass else { return false };
        for id in vm.heap.layouts() {
            let record = vm.heap.layout(id);
            if record.live_count() > 0 {
                // SAFETY: every layout is made with its class in the second client word.
                let class = unsafe { ClassRef::from_ptr(record.client[1].load(Ordering::Relaxed).cast()) };
                pass.mark(class.map_or(LoaderRef::BOOT, |class| class.keeper()));
            }
        }
        for loader in 0..pass.live.len() {
            let is_live = |reference: &std::sync::atomic::AtomicU32, visitor: &mut dyn DependentVisitor| {
                let raw = reference.load(Ordering::Relaxed);
                raw != 0 && visitor.resolve(raw).is_some()
            };
            if !pass.live[loader]
                && (is_live(&pass.loaders[loader].object, visitor)
                    || pass.classes[loader].iter().any(|class| is_live(&class.mirror, visitor)))
            {
                pass.mark(LoaderRef(loader as u32));
            }
        }
        pass.show(visitor)
    }

    /// All that lives has been found: ends the loaders that do not.
    pub(crate) fn finish(vm: &Vm) {
        let Some(pass) = vm.classes.unloading.pass.lock().take() else { return };
        // An entry without its object died before, or is the bootstrap loader.
        let is_dead = |at: usize| !pass.live[at] && pass.loaders[at].object.load(Ordering::Relaxed) != 0;
        let dead: Vec<usize> = (0..pass.live.len()).filter(|at| is_dead(*at)).collect();
        if dead.is_empty() {
            return;
        }
        let mut classes = HashSet::new();
        for loader in &dead {
            pass.loaders[*loader].object.store(0, Ordering::Relaxed);
            pass.loaders[*loader].dictionary.write().clear();
            pass.loaders[*loader].former.write().clear();
            classes.extend(pass.classes[*loader].iter().copied());
        }
        vm.classes.retain_constraints(|loader| dead.contains(&(loader.0 as usize)));
        vm.classes.modules.unload(|loader| dead.contains(&(loader.0 as usize)));
        for class in &classes {
            forget(*class, &classes);
        }
        for id in vm.heap.layouts() {
            // SAFETY: as in `visit_dependents`.
            let class = unsafe { ClassRef::from_ptr(vm.heap.layout(id).client[1].load(Ordering::Relaxed).cast()) };
            if class.is_some_and(|class| classes.contains(&class.identity())) {
                vm.heap.retire_layout(id);
            }
        }
        let count = classes.iter().filter(|class| class.current().is_some()).count();
        vm.classes.unloading.unloaded.fetch_add(count as u64, Ordering::Relaxed);
    }
}

impl Pass {
    fn new(vm: &Vm) -> Pass {
        let loaders = vm.classes.loaders();
        let mut classes = vec![Vec::new(); loaders.len()];
        for class in vm.classes.all() {
            classes[class.keeper().0 as usize].push(class);
        }
        let mut modules = vec![Vec::new(); loaders.len()];
        for module in vm.classes.modules.all() {
            modules[module.loader.0 as usize].push(module);
        }
        Pass { live: vec![false; loaders.len()], loaders, classes, modules, unshown: Vec::new() }
    }

    fn mark(&mut self, loader: LoaderRef) {
        let at = loader.0 as usize;
        if !std::mem::replace(&mut self.live[at], true) {
            self.unshown.push(at);
        }
    }

    /// Shows what the loaders marked hold, and marks those that they need; answers whether there were any.
    fn show(&mut self, visitor: &mut dyn RootVisitor) -> bool {
        let mut any = false;
        while let Some(at) = self.unshown.pop() {
            any = true;
            visitor.slot(&self.loaders[at].object);
            self.modules[at].iter().for_each(|module| visitor.slot(&module.object));
            for class in std::mem::take(&mut self.classes[at]) {
                show_class(class, visitor);
                let supers = class.supers_ready();
                let supers = supers.iter().flat_map(|supers| supers.super_class.iter().chain(&supers.interfaces));
                supers.for_each(|needed| self.mark(needed.keeper()));
                if let Some(host) = class.nest_host() {
                    self.mark(host.keeper());
                }
            }
            let initiated: Vec<ClassRef> = self.loaders[at].dictionary.read().values().copied().collect();
            initiated.into_iter().for_each(|class| self.mark(class.keeper()));
        }
        any
    }
}

fn show_class(class: ClassRef, visitor: &mut dyn RootVisitor) {
    for slot in [&class.mirror, &class.protection_domain, &class.signers, &class.class_data, &class.module] {
        visitor.slot(slot);
    }
    // SAFETY: static cells never move and are not freed before the space.
    class.statics.for_each_reference(|cell| unsafe { visitor.raw_slot(cell) });
    let mut version = class.current();
    while let Some(at) = version {
        at.pool.for_each_reference(|slot| visitor.slot(slot));
        version = at.previous();
    }
}

impl super::ClassTable {
    /// Takes classes away that an update's migration code defined and that are to be unknown again.
    pub fn undefine(&self, vm: &Vm, classes: &HashSet<ClassRef>) {
        if classes.is_empty() {
            return;
        }
        for loader in self.loaders() {
            loader.dictionary.write().retain(|_, class| !classes.contains(class));
        }
        for class in classes {
            forget(*class, classes);
            if let Some(layout) = class.layout() {
                vm.heap.retire_layout(layout);
            }
        }
    }
}

/// Takes a dead class out of what living ones know, and the heap out of it.
fn forget(class: ClassRef, dead: &HashSet<ClassRef>) {
    class.unloaded.store(true, Ordering::Relaxed);
    for slot in [&class.mirror, &class.protection_domain, &class.signers, &class.class_data, &class.module] {
        slot.store(0, Ordering::Relaxed);
    }
    // SAFETY: static cells never move; the world is stopped.
    class.statics.for_each_reference(|cell| unsafe { cell.write(0) });
    let mut version = class.current();
    while let Some(at) = version {
        at.pool.for_each_reference(|slot| slot.store(0, Ordering::Relaxed));
        version = at.previous();
    }
    let Some(supers) = class.supers_ready() else { return };
    for parent in supers.super_class.iter().chain(&supers.interfaces) {
        if !dead.contains(parent) {
            parent.subclasses.lock().retain(|subclass| *subclass != class);
        }
    }
}
