//! Instances that wait for their new layout (policy `lazy`): which layouts are stale, which fields an instruction must look at
//! the object for, and when that ends. What stands where is `objectspace`'s (`raw::lazy`).
//!
//! A stale object is an instance of its class as it is now: subtype tests, dispatch and mirrors need nothing. Only offsets of
//! fields are those of another layout.

use crate::class::{ClassRef, FieldRef};
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use crate::vm::Vm;
use objectspace::{Collection, FieldCopy, Handle, LayoutId, LazyMigration, Migration, Scope, StoppedWorld};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::atomic::Ordering;

/// The stale layouts of a space.
#[derive(Default)]
pub struct StaleLayouts {
    list: Mutex<Vec<StaleLayout>>,
}

struct StaleLayout {
    class: ClassRef,
    layout: LayoutId,
    /// Fields that stand elsewhere in stale objects, or beside them.
    fields: Vec<FieldRef>,
    /// Fresh fields have their first values.
    is_ready: bool,
}

/// A migration that waits, as [`super::reshape()`] computes it.
pub(super) struct Waiting {
    pub rules: LazyMigration,
    /// Fields whose place in a stale object is not that of the new layout.
    pub fields: Vec<FieldRef>,
}

/// Splits the rules for instances that are converted at once into what stays where it is until they are converted, and what
/// stands beside. `after`: the fields of the new layout. `touched`: classes of which nothing is read or written before
/// the copies that come first. `scatter`: some of what could stay stands beside all the same.
pub(super) fn waiting(
    migration: &Migration,
    after: &[(FieldRef, u32)],
    touched: &[ClassRef],
    scatter: bool,
) -> Waiting {
    let (mut carried, mut copies): (Vec<FieldCopy>, Vec<FieldCopy>) = (Vec::new(), Vec::new());
    for (at, copy) in migration.copies.iter().enumerate() {
        // What gives two fields their value goes on as one of them.
        let is_taken = carried.iter().any(|other| other.from == copy.from);
        if is_taken || (scatter && at % 3 == 0) { copies.push(*copy) } else { carried.push(*copy) }
    }
    let conversions = migration.conversions.clone();
    let has = |at: u32| {
        carried.iter().chain(&copies).any(|copy| copy.to == at) || conversions.iter().any(|field| field.to == at)
    };
    let fresh = after.iter().filter(|(_, at)| !has(*at)).map(|(field, at)| (*at, field.basic.size())).collect();
    let rules = LazyMigration { layout: migration.layout, carried, copies, conversions, fresh };
    let moves = |at: u32| !rules.carried.iter().any(|copy| (copy.to, copy.from) == (at, at));
    let fields =
        after.iter().filter(|(field, at)| moves(*at) || (rules.copies_first() && touched.contains(&field.class)));
    let fields = fields.map(|(field, _)| *field).collect();
    Waiting { rules, fields }
}

/// The instances of `old` wait from now on.
pub(super) fn install(world: &mut StoppedWorld<'_>, vm: &Vm, class: ClassRef, old: LayoutId, waiting: Waiting) {
    vm.heap.replace_layout(old, waiting.rules.layout);
    world.migrate_lazily(old, waiting.rules);
    for field in &waiting.fields {
        field.scattered.store(true, Ordering::Release);
        // A superclass that has come in may be in use; its instructions must look at each object from now on.
        vm.touched.mark([field.class]);
    }
    vm.stale.list.lock().push(StaleLayout { class, layout: old, fields: waiting.fields, is_ready: false });
}

/// Classes with stale layouts whose fresh fields have no first values yet.
pub fn unprepared(vm: &Vm) -> Vec<(ClassRef, LayoutId)> {
    let list = vm.stale.list.lock();
    list.iter().filter(|stale| !stale.is_ready).map(|stale| (stale.class, stale.layout)).collect()
}

/// An object that looks like an instance of the class, to take the first values.
pub fn template<'s>(thread: &mut Thread, scope: &'s Scope, stale: LayoutId) -> Completion<Handle<'s>> {
    let layout = thread.vm().heap.template_layout(stale);
    let layout = layout.ok_or_else(|| Abrupt::internal(format!("layout {} is not stale", stale.0)))?;
    thread.allocate_instance(scope, layout)
}

/// From now on stale objects begin with the first values of a template; with defaults if there is none.
pub fn begin_conversion(thread: &Thread, stale: LayoutId, template: Option<Handle<'_>>) {
    let (vm, view) = (thread.vm(), thread.view());
    vm.heap.begin_conversion(stale, template.map(|template| template.get(&view)));
    vm.stale.list.lock().iter_mut().filter(|entry| entry.layout == stale).for_each(|entry| entry.is_ready = true);
}

/// The same for all stale layouts that have no template, where every value comes from the objects themselves.
pub fn begin_conversions(vm: &Vm) {
    for stale in vm.stale.list.lock().iter_mut().filter(|stale| !stale.is_ready) {
        vm.heap.begin_conversion(stale.layout, None);
        stale.is_ready = true;
    }
}

/// Stale objects dispatch as the class does now, and know what offsets mean that Java has.
pub(super) fn follow(vm: &Vm) {
    for stale in vm.stale.list.lock().iter() {
        vm.heap.share_client_words(stale.layout);
    }
}

/// After a full collection: what is no longer stale is an ordinary layout's.
pub(crate) fn end(vm: &Vm) {
    let mut list = vm.stale.list.lock();
    if list.is_empty() {
        return;
    }
    let mut waiting = HashSet::new();
    let (stay, gone): (Vec<_>, Vec<_>) =
        list.drain(..).partition(|stale| vm.heap.has_stale() && vm.heap.layout(stale.layout).is_stale());
    waiting.extend(stay.iter().flat_map(|stale| stale.fields.iter().copied()));
    for field in gone.iter().flat_map(|stale| &stale.fields).filter(|field| !waiting.contains(*field)) {
        field.scattered.store(false, Ordering::Release);
    }
    *list = stay;
}

/// Classes of a patch, or below one, that may have stale instances; all such classes if none is named.
pub fn with_stale_instances(vm: &Vm, classes: Option<&[ClassRef]>) -> Vec<ClassRef> {
    let list = vm.stale.list.lock();
    let is_below = |class: &ClassRef| {
        classes.is_none_or(|classes| class.supers().display.iter().any(|above| classes.contains(above)))
    };
    list.iter().map(|stale| stale.class).filter(is_below).collect()
}

/// Converts all that waits, by a full collection. False if there is not the room for it.
pub fn convert_stale(world: &mut StoppedWorld<'_>, vm: &Vm) -> bool {
    if vm.heap.has_stale() {
        world.collect(Collection::Full);
    }
    !vm.heap.has_stale()
}
