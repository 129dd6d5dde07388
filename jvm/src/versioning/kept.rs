//! Instances that stay with an old version (policy `keep`): making their kept classes at a commit, keeping their tables in
//! step with later commits, and ending them when their last instance is gone. With the world stopped.

use crate::class::{ClassRef, ClassVersion, Dispatch, FieldRef, Kept, MethodFlags, MethodRef, Pinned};
use crate::interpreter::new_stub;
use crate::linking::vtable;
use crate::vm::Vm;
use objectspace::{BecomeError, FieldCopy, LayoutId, Migration, Migrations, StoppedWorld};
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The kept classes of a space, in the order in which they were made.
#[derive(Default)]
pub struct KeptClasses {
    list: Mutex<Vec<ClassRef>>,
    /// Classes marked as coexisting.
    coexisting: Mutex<Vec<ClassRef>>,
    /// Versions that ended kept classes were bound to.
    ended: Mutex<Vec<Arc<Pinned>>>,
}

impl KeptClasses {
    /// All of them.
    pub fn all(&self) -> Vec<ClassRef> {
        self.list.lock().clone()
    }

    /// Those of one class, newest first.
    pub fn of(&self, class: ClassRef) -> Vec<ClassRef> {
        self.list.lock().iter().rev().copied().filter(|kept| kept.identity() == class).collect()
    }

    /// Takes some out.
    fn take(&self, is_gone: &dyn Fn(ClassRef) -> bool) -> Vec<ClassRef> {
        let mut list = self.list.lock();
        let (gone, stay): (Vec<ClassRef>, Vec<ClassRef>) = list.iter().partition(|kept| is_gone(**kept));
        *list = stay;
        let pinned = gone.iter().filter_map(|kept| kept.kept.as_ref()?.pinned().cloned());
        self.ended.lock().extend(pinned);
        gone
    }

    /// The cells that hold old code for instances, or did for some that are gone.
    pub(super) fn cells(&self) -> Vec<MethodRef> {
        let mut all: Vec<Arc<Pinned>> = self.ended.lock().clone();
        all.extend(self.list.lock().iter().filter_map(|kept| kept.kept.as_ref()?.pinned().cloned()));
        let mut seen = HashSet::new();
        all.retain(|pinned| seen.insert(Arc::as_ptr(pinned)));
        all.iter().flat_map(|pinned| pinned.methods()).collect()
    }

    /// The cells that held a version's code for instances that are gone.
    pub(super) fn take_cells(&self, version: &ClassVersion) -> Vec<MethodRef> {
        let mut ended = self.ended.lock();
        let is_it = |pinned: &Arc<Pinned>| std::ptr::eq(pinned.version(), version);
        let mut cells: Vec<MethodRef> = ended.iter().filter(|pinned| is_it(pinned)).flat_map(|p| p.methods()).collect();
        ended.retain(|pinned| !is_it(pinned));
        let mut seen = HashSet::new();
        cells.retain(|cell| seen.insert(*cell));
        cells
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.list.lock().is_empty()
    }
}

/// A class whose instances of now stay with what the class is now.
pub(super) struct Staying {
    pub class: ClassRef,
    pub layout: LayoutId,
    /// The update is one of the class to itself.
    pub of_identity: bool,
    /// The fields of that layout.
    pub fields: Vec<(FieldRef, u32)>,
}

/// Makes the kept classes of a commit, supertypes first, before the new shape is installed. `replaced`: the versions that the
/// commit has replaced.
pub(super) fn make(vm: &Vm, staying: &[Staying], replaced: &dyn Fn(ClassRef) -> Option<&'static ClassVersion>) {
    if staying.is_empty() {
        return;
    }
    let mut list = vm.kept.list.lock();
    let pinned: HashMap<ClassRef, Arc<Pinned>> = staying
        .iter()
        .filter_map(|staying| Some((staying.class, Arc::new(pin(staying.class, replaced(staying.class)?)))))
        .collect();
    // Those that followed the current version until now stay with it as well.
    for kept in list.iter() {
        if let (Some(facts), Some(pinned)) = (&kept.kept, pinned.get(&kept.identity())) {
            facts.pin(pinned);
        }
    }
    let mut made: HashMap<ClassRef, ClassRef> = HashMap::new();
    for staying in staying {
        let class = staying.class;
        let above = class.super_class().map(|above| made.get(&above).copied().unwrap_or(above));
        let mut facts = Kept::new(class, &staying.fields);
        facts.of_identity = staying.of_identity;
        if let Some(pinned) = pinned.get(&class) {
            facts.pin(pinned);
        }
        let value = class.kept(facts, Box::new(class.supers().kept(above)));
        // SAFETY: kept by the class, which outlives its instances.
        let Some(kept) = (unsafe { ClassRef::from_ptr(class.owned.keep(value).as_ptr()) }) else { continue };
        vm.heap.layout(staying.layout).client[1].store(kept.as_ptr().cast(), Ordering::Release);
        made.insert(class, kept);
    }
    // Instances kept earlier whose superclass goes on stay with its version of before, too.
    for kept in list.iter() {
        let above = kept.super_class().and_then(|above| made.get(&above).copied());
        if let Some(above) = above {
            let supers = kept.identity().owned.keep(Box::new(kept.supers().kept(Some(above))));
            kept.supers.store(supers.as_ptr(), Ordering::Release);
        }
    }
    list.extend(staying.iter().filter_map(|staying| made.get(&staying.class).copied()));
}

/// An old version's methods in cells of their own, which no later update changes.
fn pin(class: ClassRef, version: &ClassVersion) -> Pinned {
    let is_own = |method: &&MethodRef| !method.is_static();
    let cells = version.methods.iter().filter(is_own).map(|cell| {
        let at = cell.slot.load(Ordering::Relaxed);
        let slot = version.methods.iter().position(|other| other == cell).map_or(at, |at| at as u32);
        let access = version.file().methods.get(slot as usize).map_or(cell.access_flags(), |info| info.access_flags);
        let copy = crate::class::Method::new(class, cell.name, cell.descriptor(), access, slot);
        let copied = cell.flags.load(Ordering::Relaxed) & !MethodFlags::REMOVED;
        copy.flags.store(copied, Ordering::Relaxed);
        copy.native.store(cell.native.load(Ordering::Acquire), Ordering::Relaxed);
        copy.intrinsic.store(cell.intrinsic.load(Ordering::Relaxed), Ordering::Relaxed);
        copy.successor.store(cell.latest().as_ptr(), Ordering::Relaxed);
        copy.version.store(std::ptr::from_ref(version).cast_mut(), Ordering::Release);
        let copy = MethodRef::keep(Box::new(copy));
        let stub = new_stub(copy);
        // SAFETY: made just now, not in any cell yet.
        unsafe { (*stub).version = std::ptr::from_ref(version).cast_mut() };
        copy.code.store(stub, Ordering::Release);
        copy
    });
    Pinned::new(version, cells)
}

/// Builds the method tables of kept classes anew, after those of the classes proper. `touched`: whose tables changed.
pub(super) fn build_tables(vm: &Vm, touched: &dyn Fn(ClassRef) -> bool) {
    let mut kept = vm.kept.all();
    // Supertypes first: a parent may have been made after its child.
    kept.sort_by_key(|class| class.supers().display.len());
    for class in kept {
        if !class.supers().display.iter().any(|above| touched(*above)) {
            continue;
        }
        let Some(layout) = class.layout() else { continue };
        let (table, _) = vtable::select(class);
        let dispatch = class.identity().owned.keep(Box::new(Dispatch::new(class, table.into()))).as_ptr();
        class.dispatch.store(dispatch, Ordering::Release);
        vm.heap.layout(layout).client[0].store(dispatch.cast(), Ordering::Release);
    }
}

/// Marks the classes of which versions coexist; answers those of which none do any more.
pub(super) fn mark(vm: &Vm) -> Vec<ClassRef> {
    let mut coexist: HashSet<ClassRef> = HashSet::new();
    for kept in vm.kept.all() {
        let chain = std::iter::successors(Some(kept), |class| class.super_class());
        coexist.extend(chain.filter(|class| class.kept.is_some()).map(|class| class.identity()));
    }
    coexist.iter().for_each(|class| class.coexisting.store(true, Ordering::Release));
    let before = std::mem::replace(&mut *vm.kept.coexisting.lock(), coexist.iter().copied().collect());
    let ended: Vec<ClassRef> = before.into_iter().filter(|class| !coexist.contains(class)).collect();
    ended.iter().for_each(|class| class.coexisting.store(false, Ordering::Release));
    ended
}

/// Forgets the kept classes of which the instances have been converted, and answers their layouts.
pub(super) fn convert(vm: &Vm, is_converted: &dyn Fn(ClassRef) -> bool) -> Vec<(ClassRef, LayoutId)> {
    let gone = vm.kept.take(&|kept| is_converted(kept.identity()));
    gone.iter().filter_map(|kept| Some((kept.identity(), kept.layout()?))).collect()
}

/// Classes of a patch, or below one, of which instances stay with an old version.
pub fn with_kept_instances(vm: &Vm, classes: &[ClassRef]) -> Vec<ClassRef> {
    let is_below = |kept: &ClassRef| kept.supers().display.iter().any(|above| classes.contains(above));
    let mut found: Vec<ClassRef> = Vec::new();
    for kept in vm.kept.all().iter().filter(|kept| is_below(kept)) {
        if !found.contains(&kept.identity()) {
            found.push(kept.identity());
        }
    }
    found
}

/// Do the instances stay only because a stress mode updated their class to itself?
pub fn is_of_identity(kept: ClassRef) -> bool {
    kept.kept.as_ref().is_some_and(|facts| facts.of_identity)
}

/// Converts instances that stay to what their classes are now, by declaring class, name and descriptor of the fields: those
/// of the kept classes asked for.
pub fn settle(world: &mut StoppedWorld<'_>, vm: &Vm, is_wanted: &dyn Fn(ClassRef) -> bool) -> Result<(), BecomeError> {
    let mut migrations = Migrations::new();
    for kept in vm.kept.all().into_iter().filter(|kept| is_wanted(*kept)) {
        let class = kept.identity();
        let (Some(old), Some(new), Some(facts)) = (kept.layout(), class.layout(), &kept.kept) else { continue };
        let copies = super::reshape::present_fields(class)
            .into_iter()
            .filter_map(|(field, to)| Some(FieldCopy { from: facts.place(field)?, to, len: field.basic.size() }));
        migrations.insert(old, Migration { copies: copies.collect(), ..Migration::to(new) });
    }
    if migrations.is_empty() {
        return Ok(());
    }
    // The collection finds no instance of the old layouts any more, which ends the kept classes.
    world.migrate(&migrations)
}

/// After a full collection: kept classes without instances end, and so do those that only they had above them.
pub(crate) fn bury(world: &StoppedWorld<'_>, vm: &Vm) {
    // The numbers of layouts without instances are given out again.
    super::reset_guarded(world, vm);
    if vm.kept.is_empty() {
        return;
    }
    let mut needed: HashSet<ClassRef> = HashSet::new();
    for kept in vm.kept.all() {
        let live = kept.layout().is_some_and(|layout| vm.heap.layout(layout).live_count() > 0);
        if live && !kept.identity().unloaded.load(Ordering::Relaxed) {
            needed.extend(std::iter::successors(Some(kept), |class| class.super_class()));
        }
    }
    let gone = vm.kept.take(&|kept| !needed.contains(&kept));
    if gone.is_empty() {
        return;
    }
    for kept in &gone {
        if let Some(layout) = kept.layout().filter(|_| !kept.identity().unloaded.load(Ordering::Relaxed)) {
            vm.heap.retire_layout(layout);
        }
    }
    // What old code resolved to members that only the old instances had.
    let ended = mark(vm);
    // The collection may be that of a commit, which has marks of its own.
    let marked = vm.touched.mark(ended);
    super::reset_sites(world, vm);
    vm.touched.unmark(&marked);
}

/// The versions that instances stay with.
pub(super) fn used_versions(vm: &Vm) -> Vec<*const ClassVersion> {
    let kept = vm.kept.all();
    let pinned = kept.iter().filter_map(|kept| kept.kept.as_ref()?.pinned());
    pinned.map(|pinned| std::ptr::from_ref(pinned.version())).collect()
}

/// The numbers of the versions of a class that instances stay with, each with how many there were at the last full
/// collection.
pub fn kept_instances(vm: &Vm, class: ClassRef) -> Vec<(u32, u64)> {
    let count = |kept: &ClassRef| kept.layout().map_or(0, |layout| vm.heap.layout(layout).live_count());
    let number = |kept: &ClassRef| kept.current().map_or(0, |version| version.number);
    vm.kept.of(class).iter().map(|kept| (number(kept), count(kept))).collect()
}
