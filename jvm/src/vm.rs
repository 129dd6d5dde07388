//! One Java world: the parts that everything of a space hangs off.
//!
//! `Vm` only holds its parts; functions take the part they need. There is no state outside it but the singletons listed
//! in ARCHITECTURE.md.

use crate::class::ClassBytes;
use crate::known::KnownClasses;
use crate::natives::Natives;
use crate::strings::StringTable;
use objectspace::{DependentVisitor, RootVisitor, Runtime, Space, StoppedWorld, WeakVisitor};
use std::sync::{Arc, OnceLock, Weak};

/// What the embedder gives a space: class bytes of the bootstrap loader and the border to the JDK.
pub trait Host: Send + Sync {
    /// The bytes of a class of the bootstrap loader, by internal name, in the module that has its package; `None` is the
    /// loader's unnamed module.
    fn boot_class(&self, module: Option<&str>, name: &str) -> Option<ClassBytes>;
    /// Where the classes of a package of the bootstrap loader come from; `None` if from no place that has a name.
    fn boot_location(&self, module: Option<&str>, package: &str) -> Option<String>;
    /// A function of the loaded native libraries, for a native method of a class (JNI names, JNI spec ch. 2).
    /// May run Java (a loader's library list).
    fn find_native(
        &self,
        thread: &mut crate::thread::Thread,
        method: crate::class::MethodRef,
    ) -> crate::throw::Completion<Option<*const std::ffi::c_void>>;
    /// Calls a C function bound to a native method, arguments in the frame's window.
    fn call_native<'s>(
        &self,
        thread: &mut crate::thread::Thread,
        scope: &'s objectspace::Scope,
        method: crate::class::MethodRef,
        function: *const std::ffi::c_void,
        args: crate::natives::Args<'s>,
    ) -> crate::throw::Completion<crate::natives::Value<'s>>;
    /// The space has its first thread, and no class yet: agents are loaded.
    fn load_agents(&self, _: &mut crate::thread::Thread) -> crate::throw::Completion<()> {
        Ok(())
    }
    /// A class file is about to be defined: what agents make of it, if anything. May run Java.
    fn transform(
        &self,
        _: &mut crate::thread::Thread,
        _: &crate::loading::Definition<'_>,
    ) -> crate::throw::Completion<Option<crate::loading::Transformed>> {
        Ok(None)
    }
    /// A loaded class is about to get another class file: the same. An exception is never pending afterwards.
    fn transform_again(
        &self,
        _: &mut crate::thread::Thread,
        _: crate::class::ClassRef,
        _: &ClassBytes,
    ) -> crate::throw::Completion<Option<crate::loading::Transformed>> {
        Ok(None)
    }
    /// A new thread's JNI environment pointer.
    fn attach_env(&self, thread: &mut crate::thread::Thread) -> *mut std::ffi::c_void;
    /// Gives the environment back.
    fn detach_env(&self, env: *mut std::ffi::c_void);
    /// Forgets which members the ids that native code holds name (`Cache::JniIds`). The world is stopped: it must not wait
    /// for a thread of the space.
    fn forget_ids(&self);
    /// Ends the process or, for an embedded space, notes the status.
    fn halt(&self, vm: &Vm, status: i32) -> crate::throw::Abrupt;
}

/// Options of a space.
#[derive(Clone, Debug)]
pub struct VmOptions {
    /// System properties given on the command line or by the launcher, in order.
    pub properties: Vec<(String, String)>,
    /// Register slots of a thread's Java stack (12 bytes each); `-Xss` bytes / 16.
    pub stack_slots: usize,
    /// Stress mode: stacks begin tiny and grow to their size in small steps.
    pub tiny_stacks: bool,
    /// Verify classes of the bootstrap loader too.
    pub verify_boot: bool,
    /// Verify classes of other loaders (`-Xverify:none` turns it off).
    pub verify: bool,
    /// Classes that use preview features of Java SE 17 may be loaded (`--enable-preview`).
    pub preview: bool,
    /// `-ea`/`-da` in order: (class or `package...` or empty for all, enabled).
    pub assertions: Vec<(String, bool)>,
    /// `-esa`.
    pub system_assertions: bool,
    /// Heap configuration.
    pub heap: objectspace::SpaceConfig,
    /// The arguments that `RuntimeMXBean.getInputArguments` shows.
    pub vm_arguments: Vec<String>,
    /// What instructions remember (`--field-cache`).
    pub field_cache: crate::interpreter::FieldCache,
    /// Redefine every class to itself every so many safe points (0: never).
    pub redefine_every: u32,
    /// How.
    pub redefine_form: crate::versioning::IdentityForm,
}

/// A Java world.
pub struct Vm {
    /// Its heap.
    pub heap: Arc<Space>,
    /// Its classes.
    pub classes: crate::loading::ClassTable,
    /// Its threads.
    pub threads: crate::thread::Threads,
    /// Interned strings.
    pub strings: StringTable,
    /// Natives in Rust.
    pub natives: Natives,
    /// Classes and fields known by name.
    pub known: KnownClasses,
    /// The stress mode that redefines classes to themselves.
    pub identity_stress: crate::versioning::IdentityStress,
    /// What collections came to so far.
    pub collections: crate::collections::Totals,
    /// Who updates classes when the program asks; the embedder installs it.
    pub redefiner: OnceLock<Arc<dyn crate::versioning::Redefiner>>,
    /// Code of the frames between Rust and Java.
    pub boundary: crate::interpreter::Boundary,
    /// Wakes the reference handler.
    pub pending_references: PendingReferences,
    /// Old versions and code that updates have left behind.
    pub remains: crate::versioning::Remains,
    /// The classes that a commit touches, and whose code names them.
    pub touched: crate::versioning::Touched,
    /// Ends of frames that an update waits for.
    pub barriers: crate::versioning::Barriers,
    /// Classes of instances that stay with old versions.
    pub kept: crate::versioning::KeptClasses,
    /// Layouts of instances that wait for another.
    pub stale: crate::versioning::StaleLayouts,
    /// Instructions that look at the layouts of objects.
    pub guarded: crate::interpreter::GuardedSites,
    /// The code of a patch that is being tried.
    pub trials: crate::versioning::Trials,
    /// Offsets of fields given to Java.
    pub offsets: crate::offsets::Offsets,
    /// Method-handle intrinsics.
    pub intrinsics: crate::indy::Intrinsics,
    /// Options it was made with.
    pub options: VmOptions,
    /// The embedder.
    pub host: Box<dyn Host>,
    /// Itself, for threads that must not keep it.
    pub(crate) own: Weak<Vm>,
}

/// Where the reference handler waits for the collector's news.
#[derive(Default)]
pub struct PendingReferences {
    lock: parking_lot::Mutex<()>,
    changed: parking_lot::Condvar,
}

impl PendingReferences {
    fn notify(&self) {
        let _guard = self.lock.lock();
        self.changed.notify_all();
    }

    /// Wakes who waits, to find that the space is ending.
    pub(crate) fn wake(&self) {
        self.notify();
    }

    /// Blocks until the space has pending references or is ending. The caller must count as stopped meanwhile.
    pub fn wait(&self, heap: &Space, ending: &crate::thread::ending::Ending) {
        let mut guard = self.lock.lock();
        while !heap.has_pending_references() && !ending.is_on() {
            self.changed.wait(&mut guard);
        }
    }
}

/// The heap's view of the VM: where the references are.
#[derive(Default)]
struct Roots {
    vm: OnceLock<Weak<Vm>>,
}

impl Roots {
    fn vm(&self) -> Option<Arc<Vm>> {
        self.vm.get().and_then(Weak::upgrade)
    }
}

impl Runtime for Roots {
    fn visit_roots(&self, _world: &StoppedWorld<'_>, visitor: &mut dyn RootVisitor) {
        if let Some(vm) = self.vm() {
            vm.visit_roots(visitor);
        }
    }

    fn visit_mutator_roots(&self, client: *mut (), visitor: &mut dyn RootVisitor) {
        if client.is_null() {
            return;
        }
        // SAFETY: the client word of an attached mutator is its `Thread`, which is stopped and outlives the mutator.
        let thread = unsafe { &*client.cast::<crate::thread::Thread>() };
        thread.visit_roots(visitor);
    }

    fn visit_dependent_roots(&self, _world: &StoppedWorld<'_>, visitor: &mut dyn DependentVisitor) -> bool {
        self.vm().is_some_and(|vm| crate::loading::Unloading::visit_dependents(&vm, visitor))
    }

    fn weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        if let Some(vm) = self.vm() {
            crate::loading::Unloading::finish(&vm);
            vm.strings.visit_weak(visitor);
            vm.threads.monitors.visit_weak(visitor);
        }
    }

    fn redirected_weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        if let Some(vm) = self.vm() {
            vm.strings.visit_weak(visitor);
            vm.threads.monitors.visit_weak(visitor);
        }
    }

    fn after_collection(&self, world: &StoppedWorld<'_>, stats: &objectspace::CollectionStats) {
        if let Some(vm) = self.vm() {
            vm.threads.after_collection(world, stats);
            vm.collections.add(stats, world.space().usage().old);
            if stats.collection != objectspace::Collection::Young {
                crate::versioning::end_stale(&vm);
                crate::versioning::bury(world, &vm);
            }
        }
    }

    fn references_pending(&self) {
        if let Some(vm) = self.vm() {
            vm.pending_references.notify();
        }
    }

    fn hash_of_locked(&self, view: &objectspace::NoStop<'_>, object: objectspace::Ref<'_>, fresh: u32) -> u32 {
        let vm = self.vm().expect("objects are hashed only while the space lives");
        vm.threads.monitors.hash(view, object, fresh)
    }
}

impl Vm {
    /// A space with an empty class table and no thread.
    pub fn new(options: VmOptions, host: Box<dyn Host>) -> Result<Arc<Vm>, objectspace::SpaceError> {
        let roots = Arc::new(Roots::default());
        let heap = Space::new(options.heap.clone(), roots.clone())?;
        let vm = Arc::new_cyclic(|own| Vm {
            heap,
            classes: crate::loading::ClassTable::default(),
            threads: crate::thread::Threads::default(),
            strings: StringTable::default(),
            natives: Natives::default(),
            known: KnownClasses::default(),
            identity_stress: crate::versioning::IdentityStress::default(),
            collections: crate::collections::Totals::default(),
            redefiner: OnceLock::new(),
            boundary: crate::interpreter::Boundary::default(),
            pending_references: PendingReferences::default(),
            remains: crate::versioning::Remains::default(),
            touched: crate::versioning::Touched::default(),
            barriers: crate::versioning::Barriers::default(),
            kept: crate::versioning::KeptClasses::default(),
            stale: crate::versioning::StaleLayouts::default(),
            guarded: crate::interpreter::GuardedSites::default(),
            trials: crate::versioning::Trials::default(),
            offsets: crate::offsets::Offsets::default(),
            intrinsics: crate::indy::Intrinsics::default(),
            options,
            host,
            own: own.clone(),
        });
        let _ = roots.vm.set(Arc::downgrade(&vm));
        Ok(vm)
    }

    fn visit_roots(&self, visitor: &mut dyn RootVisitor) {
        crate::loading::Unloading::visit_roots(self, visitor);
        self.threads.emergency.visit_roots(visitor);
    }
}
