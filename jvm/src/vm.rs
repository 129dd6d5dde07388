//! One Java world: the parts that everything of a space hangs off.
//!
//! `Vm` only holds its parts; functions take the part they need. There is no state outside it but the singletons listed
//! in ARCHITECTURE.md.

use crate::class::ClassBytes;
use crate::known::KnownClasses;
use crate::natives::Natives;
use crate::strings::StringTable;
use objectspace::Space;
use std::sync::Arc;

/// What the embedder gives a space: class bytes of the bootstrap loader and the border to the JDK.
pub trait Host: Send + Sync {
    /// The bytes of a class of the bootstrap loader, by internal name.
    fn boot_class(&self, name: &str) -> Option<ClassBytes>;
    /// The module that has a package (internal form), by the JDK's image.
    fn boot_module_of(&self, package: &str) -> Option<String>;
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
    /// A new thread's JNI environment pointer.
    fn attach_env(&self, thread: &mut crate::thread::Thread) -> *mut std::ffi::c_void;
    /// Gives the environment back.
    fn detach_env(&self, env: *mut std::ffi::c_void);
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
    /// Verify classes of the bootstrap loader too.
    pub verify_boot: bool,
    /// Verify classes of other loaders (`-Xverify:none` turns it off).
    pub verify: bool,
    /// `-ea`/`-da` in order: (class or `package...` or empty for all, enabled).
    pub assertions: Vec<(String, bool)>,
    /// `-esa`.
    pub system_assertions: bool,
    /// Heap configuration.
    pub heap: objectspace::SpaceConfig,
    /// The arguments that `RuntimeMXBean.getInputArguments` shows.
    pub vm_arguments: Vec<String>,
    /// Redefine every class to itself every so many safe points (0: never).
    pub redefine_every: u32,
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
    /// Options it was made with.
    pub options: VmOptions,
    /// The embedder.
    pub host: Box<dyn Host>,
}
