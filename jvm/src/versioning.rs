//! The only module that `redefine` uses: read versions, stage, publish, walk frames, and the closed list of caches.
//!
//! Staging makes values that nobody sees; publishing needs the stopped world and cannot fail. What an update may change
//! is decided by `redefine`, never here.

use crate::class::{ClassBytes, ClassRef, ClassState, ClassVersion, Dispatch, MethodRef};
use crate::interpreter::Code;
use crate::known::KnownField;
use crate::linking::{verify, vtable};
use crate::loading::build_version;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
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
    pub const ALL: [Cache; 7] = [
        Cache::PoolEntry,
        Cache::QuickenedInstruction,
        Cache::InterfaceTable,
        Cache::SupersHit,
        Cache::NativeBinding,
        Cache::ReflectionData,
        Cache::JniIds,
    ];
}

/// Who updates classes when Java code or a stress mode asks for it. The embedder installs it; `jvm` knows no other way.
pub trait Redefiner: Send + Sync {
    /// Redefines every class to itself; answers how many.
    fn identity(&self, thread: &mut Thread) -> Completion<usize>;
}

/// The stress mode that redefines every class to itself at safe points.
#[derive(Default)]
pub struct IdentityStress {
    redefiner: std::sync::OnceLock<(std::sync::Arc<dyn Redefiner>, u32)>,
    safe_points: std::sync::atomic::AtomicU64,
    commits: std::sync::atomic::AtomicU64,
}

impl IdentityStress {
    /// Turns it on: an update at every so many safe points.
    pub fn start(&self, redefiner: std::sync::Arc<dyn Redefiner>, every: u32) {
        let _ = self.redefiner.set((redefiner, every.max(1)));
    }

    /// Is it on?
    pub fn is_on(&self) -> bool {
        self.redefiner.get().is_some()
    }

    /// Updates made so far.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Makes a thread's next poll a safe point. A poll that always stopped would run its instruction for ever, so threads
    /// are asked anew after each native.
    pub(crate) fn ask(&self, thread: &mut Thread) {
        const ASKED: u32 = 2;
        let own: *mut Thread = thread;
        let vm = thread.vm();
        vm.heap.signal(own.cast(), ASKED);
    }

    /// A thread stands at a safe point.
    pub(crate) fn at_safe_point(&self, thread: &mut Thread) -> Completion<()> {
        let Some((redefiner, every)) = self.redefiner.get() else { return Ok(()) };
        let count = self.safe_points.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(u64::from(*every)) && !thread.is_throwing() && redefiner.identity(thread)? > 0 {
            self.commits.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// The method that code of an old version means by a private or synthetic member (redefinition rule 3.4): the one of the
/// version of `class` that was current with it. `None` where the current version decides.
pub fn compiled_against(user: &ClassVersion, class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    let current = user.class.current()?;
    if std::ptr::eq(current, user) {
        return None;
    }
    let successor =
        versions(user.class).find(|version| version.previous().is_some_and(|old| std::ptr::eq(old, user)))?;
    let then = versions(class).find(|version| version.epoch < successor.epoch)?;
    then.method(name, descriptor).filter(|method| method.is_version_bound())
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

/// A new version of a class, complete but not published.
pub struct StagedClass {
    /// The class.
    pub class: ClassRef,
    version: Box<ClassVersion>,
    /// Cells kept from the version before: the cell, its stub for the new code, access flags, position.
    kept: Vec<KeptMethod>,
    /// Virtual methods that the class did not declare before.
    added_virtual: Vec<MethodRef>,
    /// Methods that the class did not declare before.
    pub added: Vec<MethodRef>,
}

struct KeptMethod {
    cell: MethodRef,
    code: *mut Code,
    access: u32,
    slot: u32,
}

/// Builds the next version of a class from bytes that were parsed as `file`. Members that stay keep their cells; private
/// and synthetic methods get new ones, except where `keep_bound` says that a name still means the same.
///
/// # Safety
/// `file` borrows from `bytes` only.
pub unsafe fn stage(
    vm: &Vm,
    class: ClassRef,
    file: classfile::ClassFile<'static>,
    bytes: ClassBytes,
    epoch: u64,
    keep_bound: &dyn Fn(MethodRef) -> bool,
) -> Option<StagedClass> {
    let old = class.current()?;
    let mut version = build_version(class, old.number + 1, epoch, file, bytes);
    let (mut kept, mut added, mut added_virtual) = (Vec::new(), Vec::new(), Vec::new());
    let mut methods: Vec<MethodRef> = version.methods.to_vec();
    for (slot, fresh) in methods.iter_mut().enumerate() {
        match old.method(fresh.name, fresh.descriptor) {
            // A native's code is outside the class file: it stays bound.
            Some(cell)
                if (!cell.is_version_bound() && !fresh.is_version_bound())
                    || (cell.is_native() && fresh.is_native())
                    || keep_bound(cell) =>
            {
                kept.push(KeptMethod {
                    cell,
                    code: crate::interpreter::new_stub(cell),
                    access: u32::from(fresh.access_flags()),
                    slot: slot as u32,
                });
                *fresh = cell;
            }
            known => {
                crate::interpreter::install_stub(vm, *fresh);
                if known.is_none() {
                    added.push(*fresh);
                    if !fresh.is_static() && !fresh.is_private() && !fresh.is_constructor() {
                        added_virtual.push(*fresh);
                    }
                }
            }
        }
    }
    version.methods = methods.into();
    let mut fields = version.fields.to_vec();
    for fresh in &mut fields {
        if let Some(cell) = old.field(fresh.name, fresh.descriptor) {
            *fresh = cell;
        } else if fresh.is_static() {
            let (number, address) = class.statics.extend(&[fresh.basic == crate::BasicType::Reference]);
            fresh.offset.store(number, Ordering::Release);
            fresh.address.store(address, Ordering::Release);
        }
    }
    // Fields that only the VM's layout has stand behind the class file's.
    fields.extend(old.fields.iter().skip(old.file().fields.len()));
    version.fields = fields.into();
    Some(StagedClass { class, version, kept, added_virtual, added })
}

impl StagedClass {
    /// The version to be.
    pub fn version(&self) -> &ClassVersion {
        &self.version
    }

    /// Verifies it. Loads classes and may run Java.
    pub fn verify(&self, thread: &mut Thread) -> Completion<()> {
        verify::verify_version(thread, self.class, &self.version)
    }

    /// Makes it the current version. Cannot fail.
    pub fn publish(self, world: &mut StoppedWorld<'_>, vm: &Vm) -> Published {
        let class = self.class;
        let old = class.version.load(Ordering::Acquire);
        self.version.previous.store(old, Ordering::Release);
        let new = Box::into_raw(self.version);
        for kept in &self.kept {
            // SAFETY: a stub made by `stage` for this cell, not published yet; its version is only read by walkers.
            unsafe { (*kept.code).version = new };
            kept.cell.version.store(new, Ordering::Release);
            kept.cell.access.store(kept.access, Ordering::Release);
            kept.cell.slot.store(kept.slot, Ordering::Release);
            kept.cell.code.store(kept.code, Ordering::Release);
        }
        class.version.store(new, Ordering::Release);
        // A class whose initialization failed may be tried again (rule 3.2).
        if class.state() == ClassState::Erroneous {
            class.set_state(ClassState::Linked);
        }
        if !self.added_virtual.is_empty() && class.state() >= ClassState::Linked {
            extend_tables(world, vm, class, &self.added_virtual);
        }
        Published { class, added: self.added }
    }
}

/// What a publication leaves to invalidate.
pub struct Published {
    /// The class.
    pub class: ClassRef,
    /// Its new methods.
    pub added: Vec<MethodRef>,
}

/// A class and everything below it, supertypes first.
pub fn subtree(class: ClassRef) -> Vec<ClassRef> {
    let mut all = vec![class];
    let mut at = 0;
    while at < all.len() {
        let direct = all[at].subclasses.lock().clone();
        for below in direct {
            if !all.contains(&below) {
                all.push(below);
            }
        }
        at += 1;
    }
    all
}

/// Gives new virtual methods an index in the vtables of their class and its subclasses. Indices that exist stay: they
/// stand in quickened instructions and in MemberNames. A method that overrides takes the index it overrides.
fn extend_tables(_: &mut StoppedWorld<'_>, vm: &Vm, class: ClassRef, added: &[MethodRef]) {
    if class.is_interface() {
        return;
    }
    let below: Vec<ClassRef> =
        subtree(class).into_iter().filter(|class| !class.is_interface() && class.dispatch().is_some()).collect();
    for method in added {
        let inherited = class.super_class().and_then(|parent| vtable::index_in(parent, class, *method));
        let index = inherited.unwrap_or_else(|| {
            below.iter().filter_map(|class| class.dispatch()).map(|dispatch| dispatch.vtable_len).max().unwrap_or(0)
        });
        method.vtable_index.store(index as i32, Ordering::Release);
        for holder in &below {
            let Some(dispatch) = holder.dispatch() else { continue };
            let mut table = dispatch.vtable().to_vec();
            let own = holder.declared_method(method.name, method.descriptor);
            let selected = match own.filter(|own| !own.is_static() && !own.is_private()) {
                Some(own) => own,
                None if *holder == class => *method,
                None => holder
                    .super_class()
                    .and_then(|parent| parent.dispatch().and_then(|dispatch| dispatch.vtable().get(index).copied()))
                    .unwrap_or(*method),
            };
            // Holes are never indexed: no instance of this class has a method there.
            while table.len() <= index {
                table.push(selected);
            }
            table[index] = selected;
            replace_dispatch(vm, *holder, table);
        }
    }
}

/// Puts a new table into place. The old one stays until the space ends: an old interface table may refer to it.
fn replace_dispatch(vm: &Vm, class: ClassRef, table: Vec<MethodRef>) {
    let dispatch = Box::into_raw(Box::new(Dispatch::new(class, table.into())));
    class.dispatch.store(dispatch, Ordering::Release);
    if let Some(layout) = class.layout() {
        vm.heap.layout(layout).client[0].store(dispatch.cast(), Ordering::Release);
    }
}

/// Drops the interface selections of a class.
pub fn clear_interface_table(_: &mut StoppedWorld<'_>, class: ClassRef) {
    if let Some(dispatch) = class.dispatch() {
        let old = dispatch.interface_table.swap(std::ptr::null_mut(), Ordering::AcqRel);
        if !old.is_null() {
            // SAFETY: tables are only read between two safe points, and every thread stands at one.
            drop(unsafe { Box::from_raw(old) });
        }
    }
}

/// Makes the class library look at a class's members again.
pub fn clear_reflection_data(world: &mut StoppedWorld<'_>, vm: &Vm, class: ClassRef) {
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

/// Lets failed resolutions be tried again, in every pool of the space.
pub fn retry_failures(_: &mut StoppedWorld<'_>, vm: &Vm) {
    use crate::constant_pool::EntryState;
    for class in vm.classes.all() {
        for version in versions(class) {
            let mut failures = version.pool.failures.lock();
            if failures.is_empty() {
                continue;
            }
            failures.clear();
            version.pool.for_each(|entry| {
                if entry.state() == EntryState::Failed {
                    entry.publish(EntryState::Unresolved);
                }
            });
        }
    }
}

/// Points resolved references at methods that a new member now hides, where the call does not dispatch.
pub fn repoint_hidden(_: &mut StoppedWorld<'_>, vm: &Vm, published: &Published) {
    use classfile::constant_pool::tag;
    for class in vm.classes.all() {
        for version in versions(class) {
            version.pool.for_each(|entry| {
                if !matches!(entry.tag, tag::METHODREF | tag::INTERFACE_METHODREF) || !entry.is_resolved() {
                    return;
                }
                let Some(target) = entry.method() else { return };
                let hides = |added: &&MethodRef| added.name == target.name && added.descriptor == target.descriptor;
                let Some(added) = published.added.iter().find(hides).filter(|_| target.is_static()) else { return };
                let named = version.file().constant_pool.member_ref(entry.index).ok();
                let named = named.and_then(|named| vm.classes.find(class.loader, Symbol::new(named.class_name)));
                if named.is_some_and(|named| named.is_subtype_of(published.class)) && added.is_static() {
                    entry.target.store(added.as_ptr().cast(), Ordering::Release);
                }
            });
        }
    }
}

/// A frame that goes on running code of an old version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldFrame {
    /// Thread name.
    pub thread: String,
    /// `package.Class.method`.
    pub method: String,
    /// Line it stands at, if known.
    pub line: Option<u32>,
}

/// Frames of threads that run code of these classes' versions before the current one.
pub fn old_frames(_: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef]) -> Vec<OldFrame> {
    let mut found = Vec::new();
    // SAFETY: the world is stopped.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            for frame in thread.java_frames() {
                let method = frame.method;
                if !classes.contains(&method.class) || method.is_native() {
                    continue;
                }
                // SAFETY: a running version lives as long as its class.
                let version = frame.version.as_ref();
                found.push(OldFrame {
                    thread: thread.name(),
                    method: format!("{}.{}", method.class.external_name(), method.name),
                    line: version.and_then(|version| {
                        u32::try_from(crate::throw::backtrace::line_number(version, method, frame.bci)).ok()
                    }),
                });
            }
        });
    }
    found
}

/// Has the space ever made a lambda or other hidden class on behalf of a class?
pub fn has_hidden_nestmates(vm: &Vm, class: ClassRef) -> bool {
    vm.classes.all().iter().any(|hidden| {
        hidden.hidden
            && hidden.nest_host.get().is_some_and(|host| *host == class || Some(host) == class.nest_host.get())
    })
}
