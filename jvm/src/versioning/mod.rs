//! The only module that `redefine` uses: read versions, stage, publish, walk frames, and the closed list of caches.
//!
//! Staging makes values that nobody sees; publishing needs the stopped world and cannot fail. What an update may change
//! is decided by `redefine`, never here.

pub mod audit;
mod barrier;
mod boxing;
pub mod digest;
mod enums;
mod frames;
mod identity;
mod initializer;
mod kept;
mod keys;
mod lazy;
mod naming;
mod old_class;
mod publish;
mod reclaim;
mod reset;
mod reshape;
mod stage;
mod structure;
mod touched;
mod trial;
mod typed_use;
mod widening;

pub use barrier::Barriers;
pub(crate) use barrier::reach as reach_barrier;
pub use boxing::{boxes, rebox};
pub use enums::renumber;
pub use frames::{OldFrame, frames_in_old_code, has_old_frames, old_frames};
pub use identity::{Answer, IdentityForm, IdentityStress, Redefiner, Request};
pub use initializer::{Thrown, initializer, instances, run_initializer, spread};
pub(crate) use kept::bury;
pub use kept::{KeptClasses, is_of_identity, kept_instances, settle, with_kept_instances};
pub use keys::hash_keys;
pub(crate) use lazy::end as end_stale;
pub use lazy::{
    StaleLayouts, begin_conversion, begin_conversions, convert_stale, template, unprepared, with_stale_instances,
};
pub use naming::{Naming, Rename, Renamed, mentions, nameless_classes, outermost};
pub use old_class::{OldClasses, OldField};
pub use publish::publish;
pub use reclaim::{Dead, Remains, reclaim};
pub use reset::{reset_bound_users, reset_guarded, reset_sites};
pub(crate) use reshape::look_offsets_up;
pub use reshape::{Carried, FieldFate, Reshape, Reshaped, Wishes, layouts_of, reshape};
pub use stage::{DirectSupers, Member, StagedClass, StagedSupertype, returns, stage};
pub use structure::Structure;
pub use touched::Touched;
pub use trial::{Limits, Trial, Trials, copy, in_trial, living_instances, object_of_before, replace};
pub use typed_use::{TypedUse, typed_uses};

use crate::class::{ClassRef, ClassVersion, FieldRef, MethodRef};
use crate::known::KnownField;
use crate::symbol::Symbol;
use crate::vm::Vm;
use objectspace::StoppedWorld;
use std::sync::atomic::Ordering;

/// Every cache in the VM that can hold what an update makes stale. The `match` over it in `redefine::invalidate` has no
/// wildcard arm: a new cache does not compile until its invalidation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Run-time constant-pool entries and call sites (`constant_pool`).
    PoolEntry,
    /// Quickened instructions (`interpreter`).
    QuickenedInstruction,
    /// What guarded instructions found for layouts (`interpreter`).
    GuardedSite,
    /// `class::Dispatch::interface_table`.
    InterfaceTable,
    /// `class::Supers` last superinterface hit.
    SupersHit,
    /// `class::Method::native`.
    NativeBinding,
    /// `java.lang.Class.reflectionData` and friends in mirrors.
    ReflectionData,
    /// What jmethodIDs and jfieldIDs are in this space: `SpaceBorder::resolved` of the host (`classlib::jni::ids`).
    JniIds,
}

impl Cache {
    /// All of them.
    pub const ALL: [Cache; 8] = [
        Cache::PoolEntry,
        Cache::QuickenedInstruction,
        Cache::GuardedSite,
        Cache::InterfaceTable,
        Cache::SupersHit,
        Cache::NativeBinding,
        Cache::ReflectionData,
        Cache::JniIds,
    ];
}

/// The version of `class` that was current when `user` was: `None` while `user` is.
pub fn version_with(user: &ClassVersion, class: ClassRef) -> Option<&'static ClassVersion> {
    let own = if user.class.hidden {
        // SAFETY: null, or a version that lives as long as its hidden classes.
        unsafe { user.class.defined_by.load(Ordering::Acquire).as_ref() }.map_or(0, superseded)
    } else {
        superseded(user)
    };
    if own == 0 {
        return None;
    }
    versions(class).find(|version| version.epoch < own)
}

fn superseded(version: &ClassVersion) -> u64 {
    version.superseded.load(Ordering::Acquire)
}

/// The method that code of an old version, or a hidden class made by one, means by a private, synthetic or removed
/// member (redefinition rule 3.4): the one it was compiled against. `None` where the current version decides.
pub fn compiled_against(user: &ClassVersion, class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    let method = version_with(user, class)?.method(name, descriptor)?;
    // A lambda's body is what it has become, if that is known.
    let method = if method.is_synthetic() { method.latest() } else { method };
    (method.is_version_bound() || class.declared_method(name, descriptor).is_none()).then_some(method)
}

/// The field that code of an old version means by one that an update dropped; its value is still in the objects.
pub fn retained_field(user: &ClassVersion, class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<FieldRef> {
    let field = version_with(user, class)?.field(name, descriptor)?;
    // Where versions coexist each object is asked.
    let coexists = class.coexisting.load(Ordering::Acquire);
    let kept = field.is_static() || coexists || class.retained.lock().contains(&field);
    (kept && class.declared_field(name, descriptor).is_none()).then_some(field)
}

/// The classes in which code of a version looks for the members of `class`: where versions of it coexist, that of its own
/// time first, and those of other instances last.
pub fn seen_by(vm: &Vm, user: &ClassVersion, class: ClassRef) -> Vec<ClassRef> {
    if !class.coexisting.load(Ordering::Acquire) {
        return vec![class];
    }
    let with = version_with(user, class).map(std::ptr::from_ref);
    let is_of = |kept: &&ClassRef| with.is_some() && kept.current().map(std::ptr::from_ref) == with;
    let kept = vm.kept.of(class);
    let own = kept.iter().find(is_of).copied();
    own.into_iter().chain([class]).chain(kept.iter().copied().filter(|kept| Some(*kept) != own)).collect()
}

/// Is it a class with which only instances stay, not code of this version? Static members are looked for by code alone.
pub fn is_of_instances(user: &ClassVersion, seen: ClassRef) -> bool {
    let with = || version_with(user, seen.identity()).map(std::ptr::from_ref);
    seen.kept.is_some() && (seen.current().is_none() || seen.current().map(std::ptr::from_ref) != with())
}

/// The versions of a class that may still be in use, newest first.
pub fn versions(class: ClassRef) -> impl Iterator<Item = &'static ClassVersion> {
    let mut at = class.version.load(Ordering::Acquire).cast_const();
    std::iter::from_fn(move || {
        // SAFETY: versions in the chain live as long as their class; a `ClassRef` outlives its uses by its own contract.
        let version = unsafe { at.as_ref() }?;
        at = version.previous.load(Ordering::Acquire).cast_const();
        Some(version)
    })
}

/// A class and everything below it, supertypes first.
pub fn subtree(class: ClassRef) -> Vec<ClassRef> {
    let mut all = vec![class];
    let mut seen = std::collections::HashSet::from([class]);
    let mut at = 0;
    while at < all.len() {
        let direct = all[at].subclasses.lock().clone();
        all.extend(direct.into_iter().filter(|below| seen.insert(*below)));
        at += 1;
    }
    all
}

/// Makes the class library look at a class's members again.
pub fn clear_reflection_data(world: &mut StoppedWorld<'_>, vm: &Vm, class: ClassRef) {
    // The collection of this very commit may have ended its loader.
    if class.unloaded.load(Ordering::Acquire) {
        return;
    }
    let view = world.view();
    let mirror = class.mirror().get(&view);
    view.store_ref(mirror, vm.offset(KnownField::ClassReflectionData), None);
    let count = vm.offset(KnownField::ClassRedefinedCount);
    view.store_i32(mirror, count, view.load_i32(mirror, count).wrapping_add(1));
}

/// Makes the host look members of ids up again that native code holds.
pub fn forget_native_ids(_: &mut StoppedWorld<'_>, vm: &Vm) {
    vm.host.forget_ids();
}

/// Has the space ever made a lambda or other hidden class on behalf of a class?
pub fn has_hidden_nestmates(vm: &Vm, class: ClassRef) -> bool {
    vm.classes.all().iter().any(|hidden| {
        hidden.hidden && hidden.nest_host().is_some_and(|host| host == class || Some(host) == class.nest_host())
    })
}
