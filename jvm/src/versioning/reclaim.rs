//! The end of versions: an old version that nothing can reach any more is taken out of its class's chain and freed, its code
//! with it. Method and field cells stay, as kept objects and Rust code may name them; they are a few words each.
//!
//! Found with the world stopped, freed after it goes on.

use super::{outermost, versions};
use crate::addresses::AddressSet;
use crate::class::{ClassRef, ClassVersion, MethodFlags, MethodRef};
use crate::constant_pool::PoolEntry;
use crate::interpreter::{Code, CodeFlags};
use crate::known::{Known, KnownField};
use crate::vm::Vm;
use objectspace::StoppedWorld;
use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::atomic::Ordering;

/// How many versions that only method handles can reach are let be before the heap is searched for those.
const SEARCH_FROM: usize = 64;

/// What updates have left behind in a space.
#[derive(Default)]
pub struct Remains {
    versions: Mutex<Vec<Address<ClassVersion>>>,
    codes: Mutex<Vec<Address<Code>>>,
    /// Classes that have, or had, `bound_users`: few of all, which a pause has no time to look through.
    used_privately: Mutex<HashSet<ClassRef>>,
    /// Hidden classes with a version that made them.
    made: Mutex<Vec<ClassRef>>,
}

/// An address kept until what is there is freed.
struct Address<T>(*mut T);
impl<T> Clone for Address<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Address<T> {}
// SAFETY: the values are shared by all threads anyway.
unsafe impl<T> Send for Address<T> {}

impl Remains {
    /// A version that is not current any more.
    pub(super) fn note_version(&self, version: *mut ClassVersion) {
        self.versions.lock().push(Address(version));
    }

    /// A method's code of which there is a newer one.
    pub(crate) fn note_code(&self, code: *mut Code) {
        if !code.is_null() {
            self.codes.lock().push(Address(code));
        }
    }

    /// How long the lists are.
    pub(super) fn lengths(&self) -> (usize, usize) {
        (self.versions.lock().len(), self.codes.lock().len())
    }

    /// Forgets what was noted since the lists were so long: it is in use again.
    pub(super) fn shorten(&self, (versions, codes): (usize, usize)) {
        self.versions.lock().truncate(versions);
        self.codes.lock().truncate(codes);
    }

    /// A class to whose `bound_users` one has been added.
    pub(crate) fn note_used_privately(&self, class: ClassRef) {
        self.used_privately.lock().insert(class);
    }

    /// A hidden class whose `defined_by` has been set.
    pub(crate) fn note_made(&self, class: ClassRef) {
        self.made.lock().push(class);
    }

    /// Old versions that are still there.
    pub fn count(&self) -> usize {
        self.versions.lock().len()
    }
}

/// Versions and code that nothing reaches, found while the world was stopped.
#[derive(Default)]
#[must_use = "they are freed by `free`, once the world goes on"]
#[expect(clippy::vec_box, reason = "they are where their class kept them: moving them would serve nothing")]
pub struct Dead {
    codes: Vec<Box<Code>>,
    versions: Vec<Box<ClassVersion>>,
    /// Code replaced before the stop, and what of it frames run.
    replaced: Vec<Address<Code>>,
    running: AddressSet<*const Code>,
}

impl Dead {
    /// Frees them. Code that no cell names is only run by frames that ran it at the stop.
    pub fn free(self, vm: &Vm) {
        for code in self.replaced {
            if self.running.contains(&code.0.cast_const()) {
                vm.remains.note_code(code.0);
                continue;
            }
            // SAFETY: noted code is alive until it is taken back here.
            let owner = unsafe { &*code.0 }.method.class;
            // SAFETY: replaced in its cell, and no frame runs it.
            drop(unsafe { owner.owned.take_back(code.0) });
        }
        drop(self.codes);
        drop(self.versions);
    }
}

type Used = AddressSet<*const ClassVersion>;

/// Takes out what is dead.
pub fn reclaim(world: &mut StoppedWorld<'_>, vm: &Vm) -> Dead {
    // Initializers may have run since the commit, and their code is freed.
    super::reset_guarded(world, vm);
    let candidates: Vec<&'static ClassVersion> = {
        let old = vm.remains.versions.lock();
        // SAFETY: noted versions are freed only below.
        old.iter().map(|version| unsafe { &*version.0.cast_const() }).collect()
    };
    let mut used = Used::default();
    let mut running: AddressSet<*const Code> = AddressSet::default();
    let since = roots(vm, &mut used, &mut running);
    for version in &candidates {
        let is_of = |cell: &MethodRef| std::ptr::eq(cell.version.load(Ordering::Relaxed), *version);
        if superseded(version) > since || version.class.late_initializers.lock().iter().any(is_of) {
            used.insert(*version);
        }
    }
    vm.remains.made.lock().retain(|class| {
        let lives = !class.unloaded.load(Ordering::Relaxed);
        if lives {
            used.insert(class.defined_by.load(Ordering::Relaxed));
        }
        lives
    });
    used.extend(super::kept::used_versions(vm));
    // What has lost its name runs on as old code.
    for class in super::nameless_classes(vm) {
        if let Some(version) = class.current() {
            used.insert(version);
            beside(vm, version, &mut used);
        }
    }
    let unsearched = candidates.iter().filter(|version| !used.contains(&std::ptr::from_ref::<ClassVersion>(version)));
    let hidden: Vec<&ClassVersion> = unsearched.copied().filter(|version| has_lost_lambdas(version)).collect();
    if hidden.len() >= SEARCH_FROM {
        search_handles(world, vm, &mut used);
    } else {
        used.extend(hidden.into_iter().map(std::ptr::from_ref));
    }
    close(vm, &candidates, since, &mut used);
    let mut dead = Dead::default();
    let (kept, gone): (Vec<_>, Vec<_>) =
        candidates.iter().copied().partition(|version| used.contains(&std::ptr::from_ref::<ClassVersion>(version)));
    let address = |version: &'static ClassVersion| Address(std::ptr::from_ref(version).cast_mut());
    *vm.remains.versions.lock() = kept.into_iter().map(address).collect();
    if !gone.is_empty() {
        let addresses: Used = gone.iter().map(|version| std::ptr::from_ref(*version)).collect();
        vm.remains.used_privately.lock().retain(|class| forget_users(*class, &addresses));
        for version in gone {
            vm.touched.forget(version);
            unlink(version);
            release_cells(version, &version.methods, &mut dead.codes);
            release_cells(version, &vm.kept.take_cells(version), &mut dead.codes);
            // SAFETY: nothing reaches it, as was just found; it is dropped with the others after the stop.
            dead.versions.extend(unsafe { version.class.owned.take_back(address(version).0) });
        }
    }
    dead.replaced = std::mem::take(&mut *vm.remains.codes.lock());
    dead.running = running;
    dead
}

fn superseded(version: &ClassVersion) -> u64 {
    version.superseded.load(Ordering::Acquire)
}

/// Versions and code of frames, versions that call sites are linked for; answers from which epoch on Rust code may hold any.
fn roots(vm: &Vm, used: &mut Used, running: &mut AddressSet<*const Code>) -> u64 {
    let mut since = u64::MAX;
    // SAFETY: the world is stopped; frames are live.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            since = since.min(thread.holds_since());
            used.insert(thread.linking_for);
            for frame in thread.frames() {
                running.insert(frame.code);
                used.insert((*frame.code).version);
            }
        });
    }
    since
}

/// Lambda bodies that nothing in the current version has become: method handles may still name them.
fn has_lost_lambdas(version: &ClassVersion) -> bool {
    version.methods.iter().any(|cell| {
        cell.is_synthetic()
            && cell.is_version_bound()
            && cell.successor.load(Ordering::Relaxed).is_null()
            && std::ptr::eq(cell.version.load(Ordering::Relaxed), version)
    })
}

/// Versions that method handles in the heap name.
fn search_handles(world: &mut StoppedWorld<'_>, vm: &Vm, used: &mut Used) {
    let Some(layout) = vm.known.get(Known::ResolvedMethodName).and_then(|class| class.layout()) else { return };
    let offset = vm.offset(KnownField::ResolvedMethodNameVmTarget);
    let view = world.view();
    world.for_each_object(|object, id| {
        if id == layout {
            // SAFETY: only the VM writes the injected field, from a MethodRef or null.
            let target = unsafe { MethodRef::from_ptr(view.load_i64(object, offset) as *mut _) };
            if let Some(method) = target {
                used.insert(method.version.load(Ordering::Relaxed));
            }
        }
    });
}

/// Adds what used versions use: private methods of others, and the versions that were current beside them of the classes they
/// name, where the current ones may not do: those written in the same source class, and those with members removed since.
///
/// What stood beside a version superseded after `since` was superseded no earlier, and so is used already.
fn close(vm: &Vm, candidates: &[&'static ClassVersion], since: u64, used: &mut Used) {
    let address = |version: &&'static ClassVersion| std::ptr::from_ref::<ClassVersion>(version);
    let mut expanded = Used::default();
    loop {
        let before = used.len();
        for version in candidates {
            if used.contains(&address(version)) {
                if superseded(version) <= since && expanded.insert(address(version)) {
                    beside(vm, version, used);
                }
            } else if is_called(version, used) {
                used.insert(address(version));
            }
        }
        if used.len() == before {
            return;
        }
    }
}

/// Versions that code of an old version was compiled against.
fn beside(vm: &Vm, version: &ClassVersion, used: &mut Used) {
    let (until, pool) = (superseded(version), &version.file().constant_pool);
    let own = outermost(version.class.name().bytes());
    for index in 1..pool.len() as u16 {
        if version.pool.entry(index).tag != classfile::constant_pool::tag::CLASS {
            continue;
        }
        let Ok(name) = pool.class_name(index) else { continue };
        let entry = version.pool.entry(index);
        let is_near = outermost(name) == own;
        let class = match entry.class().filter(|_| entry.is_resolved()) {
            Some(class) => Some(class),
            None if is_near => vm.classes.find(version.class.loader, version.spelled_class(vm, name)),
            None => None,
        };
        let Some(class) = class else { continue };
        let other = versions(class).find(|other| other.epoch < until).filter(|other| superseded(other) >= until);
        used.extend(other.filter(|other| is_near || has_removed(other)).map(std::ptr::from_ref));
    }
}

fn has_removed(version: &ClassVersion) -> bool {
    version.methods.iter().any(|method| method.flag(MethodFlags::REMOVED))
}

/// Does a current or used version of another class call a method that only this one has?
fn is_called(version: &ClassVersion, used: &Used) -> bool {
    version.class.bound_users.lock().iter().any(|address| {
        // SAFETY: entries in the list belong to versions that are not freed.
        let entry = unsafe { &*(*address as *const PoolEntry) };
        let names_it = entry.is_resolved()
            && entry.method().is_some_and(|method| std::ptr::eq(method.version.load(Ordering::Relaxed), version));
        let user = entry.pool().version();
        names_it && (superseded(user) == 0 || used.contains(&std::ptr::from_ref(user)))
    })
}

/// Answers whether any are left.
fn forget_users(class: ClassRef, gone: &Used) -> bool {
    let mut users = class.bound_users.lock();
    users.retain(|address| {
        // SAFETY: freed only after this.
        let entry = unsafe { &*(*address as *const PoolEntry) };
        !gone.contains(&std::ptr::from_ref(entry.pool().version()))
    });
    !users.is_empty()
}

/// Takes a version out of its class's chain.
fn unlink(version: &ClassVersion) {
    let before = version.previous.load(Ordering::Acquire);
    if let Some(after) =
        versions(version.class).find(|after| std::ptr::eq(after.previous.load(Ordering::Acquire), version))
    {
        after.previous.store(before, Ordering::Release);
    }
}

/// Cells that only a dead version had: nothing calls them, but objects may name them. They mean the current version now.
#[expect(clippy::vec_box, reason = "as in `Dead`")]
fn release_cells(version: &ClassVersion, cells: &[MethodRef], codes: &mut Vec<Box<Code>>) {
    let current = version.class.version.load(Ordering::Acquire);
    for cell in cells {
        if !std::ptr::eq(cell.version.load(Ordering::Acquire), version) {
            continue;
        }
        let code = cell.code();
        cell.version.store(current, Ordering::Release);
        // SAFETY: a linked class's cells have code, which is alive.
        match unsafe { code.as_mut() } {
            Some(stub) if stub.has(CodeFlags::STUB) => stub.version = current,
            Some(_) => {
                cell.code.store(crate::interpreter::new_stub(*cell), Ordering::Release);
                // SAFETY: taken out of its cell; frames that run it would keep the version.
                codes.extend(unsafe { cell.class.owned.take_back(code) });
            }
            None => {}
        }
    }
}
