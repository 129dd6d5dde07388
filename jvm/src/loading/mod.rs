//! Creation and loading (JVMS §5.3): the class table of a space, its loaders, and finding classes through them.
//!
//! Bytes of the bootstrap loader come from the embedder; every other loader is Java code. Nothing here links.

mod added;
mod array;
mod constraints;
mod define;
mod meaning;
mod mirror;
mod modules;
mod unloading;

pub use added::{AddedClasses, Offered, find_or_add};
pub use array::array_class_of;
pub use constraints::shared_types;
pub use define::{Definition, Transformed, build_version, define_class};
pub use meaning::{Coming, ComingNames, Former, respelled};
pub use modules::Modules;
pub use unloading::{HeldOff, Unloading};

use crate::basic_type::BasicType;
use crate::class::{ClassRef, LoaderRef};
use crate::known::{Known, KnownField};
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion, message};
use objectspace::{Handle, Scope};
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// One class loader as the VM knows it.
#[derive(Default)]
pub struct Loader {
    /// The ClassLoader object (root while anything else holds it or its classes); 0 for the bootstrap loader and for one that
    /// died.
    pub object: AtomicU32,
    /// Classes it defined or is recorded as initiating loader of, by internal name.
    pub(crate) dictionary: RwLock<HashMap<Symbol, ClassRef>>,
    /// Classes that it had under names which updates have given to others, or taken away; in the order of the updates.
    pub(crate) former: RwLock<Vec<Former>>,
}

impl Loader {
    /// What it has under a name.
    pub fn find(&self, name: Symbol) -> Option<ClassRef> {
        self.dictionary.read().get(&name).copied()
    }
}

/// The classes of a space.
pub struct ClassTable {
    classes: RwLock<Vec<ClassRef>>,
    loaders: RwLock<Vec<Arc<Loader>>>,
    primitives: [OnceLock<ClassRef>; 9],
    in_progress: Mutex<Vec<(u32, LoaderRef, Symbol)>>,
    constraints: constraints::Constraints,
    /// Loaders that died.
    pub unloading: Unloading,
    /// Packages and their modules.
    pub modules: Modules,
    /// Number of classes defined so far, hidden ones included: the class-table epoch that plans are checked against.
    pub definitions: AtomicU64,
    next_hidden: AtomicU64,
    /// Classes that patches bring and no class path has.
    pub added: AddedClasses,
    /// An update has changed the name of a class.
    pub renamed: AtomicBool,
}

impl Default for ClassTable {
    fn default() -> Self {
        ClassTable {
            classes: RwLock::default(),
            loaders: RwLock::new(vec![Arc::default()]),
            primitives: Default::default(),
            in_progress: Mutex::default(),
            constraints: Default::default(),
            unloading: Unloading::default(),
            modules: Modules::default(),
            definitions: AtomicU64::new(0),
            next_hidden: AtomicU64::new(0),
            added: AddedClasses::default(),
            renamed: AtomicBool::new(false),
        }
    }
}

impl Drop for ClassTable {
    fn drop(&mut self) {
        for class in self.classes.get_mut().drain(..) {
            // SAFETY: made by `ClassRef::leak` and entered once; the table goes with its space, whose threads are gone.
            unsafe { class.free() };
        }
    }
}

impl ClassTable {
    /// A class by number.
    pub fn get(&self, id: u32) -> Option<ClassRef> {
        self.classes.read().get(id as usize).copied()
    }

    /// All classes but the unloaded, in order of creation. A class is listed as soon as its number is taken, so some may not be complete.
    pub fn all(&self) -> Vec<ClassRef> {
        self.classes.read().iter().copied().filter(|class| !class.unloaded.load(Ordering::Relaxed)).collect()
    }

    /// Number of classes, unloaded ones included.
    pub fn len(&self) -> usize {
        self.classes.read().len()
    }

    /// No class yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the next number and makes the class known by it.
    pub(crate) fn add(&self, make: impl FnOnce(u32) -> ClassRef) -> ClassRef {
        let mut classes = self.classes.write();
        let class = make(classes.len() as u32);
        classes.push(class);
        self.definitions.fetch_add(1, Ordering::AcqRel);
        class
    }

    /// A loader's entry.
    pub fn loader(&self, loader: LoaderRef) -> Arc<Loader> {
        self.loaders.read()[loader.0 as usize].clone()
    }

    /// All loaders.
    pub fn loaders(&self) -> Vec<Arc<Loader>> {
        self.loaders.read().clone()
    }

    /// What a loader has under a name, as defining or initiating loader (JVMS §5.3.2 step 1).
    pub fn find(&self, loader: LoaderRef, name: Symbol) -> Option<ClassRef> {
        self.loader(loader).dictionary.read().get(&name).copied()
    }

    /// What a loader has, as defining or initiating loader.
    pub fn initiated(&self, loader: LoaderRef) -> Vec<ClassRef> {
        self.loader(loader).dictionary.read().values().copied().collect()
    }

    /// Every class of that name, whatever its defining loader.
    pub fn find_defined(&self, name: Symbol) -> Vec<ClassRef> {
        let is_it = |class: &ClassRef| class.name() == name && !class.hidden && !class.detached.load(Ordering::Acquire);
        self.all().into_iter().filter(is_it).collect()
    }

    /// Class of a primitive type, unless boot has not come so far.
    pub(crate) fn find_primitive(&self, basic: BasicType) -> Option<ClassRef> {
        let at = BasicType::PRIMITIVES.iter().position(|candidate| *candidate == basic)?;
        self.primitives[at].get().copied()
    }

    /// Class of a primitive type or void.
    pub fn primitive(&self, basic: BasicType) -> ClassRef {
        let at = BasicType::PRIMITIVES.iter().position(|candidate| *candidate == basic);
        *at.and_then(|at| self.primitives[at].get()).expect("boot makes the primitive classes first")
    }

    pub(crate) fn set_primitive(&self, basic: BasicType, class: ClassRef) {
        if let Some(at) = BasicType::PRIMITIVES.iter().position(|candidate| *candidate == basic) {
            let _ = self.primitives[at].set(class);
        }
    }

    /// Next suffix for a hidden class's name.
    pub(crate) fn hidden_suffix(&self) -> String {
        format!("+0x{:016x}", 0x0008_0000_0000 + self.next_hidden.fetch_add(0x400, Ordering::Relaxed))
    }
}

/// The VM's number for a ClassLoader object; `None` is the bootstrap loader.
pub fn loader_of(thread: &Thread, object: Option<Handle<'_>>) -> LoaderRef {
    let Some(object) = object else { return LoaderRef::BOOT };
    let vm = thread.vm();
    let offset = vm.offset(KnownField::ClassLoaderId);
    let view = thread.view();
    let found = view.load_i32(object.get(&view), offset);
    if found != 0 {
        return LoaderRef(found as u32);
    }
    let mut loaders = vm.classes.loaders.write();
    let found = view.load_i32(object.get(&view), offset);
    if found != 0 {
        return LoaderRef(found as u32);
    }
    let number = loaders.len() as u32;
    let raw = view.raw(object.get(&view)).0;
    loaders.push(Arc::new(Loader { object: AtomicU32::new(raw), ..Loader::default() }));
    view.store_i32(object.get(&view), offset, number as i32);
    LoaderRef(number)
}

/// The ClassLoader object; `None` is the bootstrap loader.
pub fn loader_object<'s>(thread: &Thread, loader: LoaderRef) -> Option<Handle<'s>> {
    let slot = thread.vm().classes.loader(loader).object.as_ptr();
    // SAFETY: the loader's slot is a root for as long as anything of the loader is in use.
    unsafe { Handle::from_slot(slot) }
}

/// Loads a class by internal name (or array descriptor) with an initiating loader (JVMS §5.3.1–5.3.3).
/// `None` only from the bootstrap loader; another loader's failure is its own exception.
pub fn load_class(thread: &mut Thread, name: Symbol, loader: LoaderRef) -> Completion<Option<ClassRef>> {
    if !thread.coming.is_empty() {
        if let Some(coming) = meaning::coming(thread, loader, name)? {
            return Ok(Some(coming));
        }
        if name.bytes().first() == Some(&b'[') {
            return array::load_array_class(thread, name, loader);
        }
    }
    if let Some(found) = thread.vm().classes.find(loader, name) {
        return Ok(Some(found));
    }
    if name.bytes().first() == Some(&b'[') {
        return array::load_array_class(thread, name, loader);
    }
    if loader == LoaderRef::BOOT {
        return load_boot_class(thread, name);
    }
    load_through_java(thread, name, loader).map(Some)
}

/// A class of the bootstrap loader.
pub fn load_boot_class(thread: &mut Thread, name: Symbol) -> Completion<Option<ClassRef>> {
    let vm = thread.vm().clone();
    if let Some(found) = vm.classes.find(LoaderRef::BOOT, name) {
        return Ok(Some(found));
    }
    if let Some(added) = added::find_or_add(thread, LoaderRef::BOOT, name)? {
        return Ok(Some(added));
    }
    let package = name.as_str().rsplit_once('/').map_or("", |(package, _)| package);
    let module = vm.classes.modules.for_boot_package(package);
    let Some(bytes) = vm.host.boot_class(module.as_deref(), name.as_str()) else { return Ok(None) };
    let definition = Definition { name: Some(name), loader: LoaderRef::BOOT, bytes, ..Definition::default() };
    define_class(thread, definition).map(Some)
}

fn load_through_java(thread: &mut Thread, name: Symbol, loader: LoaderRef) -> Completion<ClassRef> {
    let scope = Scope::open(&mut thread.mutator);
    let object = loader_object(thread, loader).ok_or_else(|| Abrupt::internal("a loader without an object"))?;
    let text = name.as_str().replace('/', ".");
    let argument = crate::strings::new_string(thread, &scope, &text)?;
    let load = Symbol::from_text("loadClass");
    let descriptor = Symbol::from_text("(Ljava/lang/String;)Ljava/lang/Class;");
    let class_loader = thread.known(Known::ClassLoader)?;
    let method = class_loader
        .declared_method(load, descriptor)
        .ok_or_else(|| Abrupt::internal("ClassLoader has no loadClass(String)"))?;
    let result = thread.invoke_virtual(&scope, method, &[Value::Ref(Some(object)), Value::Ref(Some(argument))])?;
    let Some(mirror) = result.reference() else {
        return Err(thread.throw(Known::ClassNotFoundException, Some(&text)));
    };
    let class = mirror::class_of_mirror(thread, mirror)
        .ok_or_else(|| Abrupt::internal("loadClass returned a mirror of no class"))?;
    if class.name() != name {
        let found = class.external_name();
        return Err(thread.throw_text(Known::NoClassDefFoundError, format!("{text} (wrong name: {found})")));
    }
    record(thread, loader, name, class)
}

/// Records a class under a loader, or throws LinkageError if a loading constraint forbids it. An entry made before by another thread
/// wins and is returned.
fn record(thread: &mut Thread, loader: LoaderRef, name: Symbol, class: ClassRef) -> Completion<ClassRef> {
    let recorded = thread.vm().classes.record(loader, name, class);
    recorded.map_err(|another| {
        let text = message::constraint_on_loading(thread, loader, class, another);
        thread.throw_text(Known::LinkageError, text)
    })
}

pub use mirror::{class_of_mirror, fix_mirrors, make_primitives};

/// Marks a load as under way, to find circular supertypes (JVMS §5.3.5 step 3). `false`: it already was, in this thread.
pub(crate) fn enter_load(thread: &Thread, loader: LoaderRef, name: Symbol) -> bool {
    let mut in_progress = thread.vm().classes.in_progress.lock();
    let entry = (thread.id, loader, name);
    if in_progress.contains(&entry) {
        return false;
    }
    in_progress.push(entry);
    true
}

pub(crate) fn leave_load(thread: &Thread, loader: LoaderRef, name: Symbol) {
    let mut in_progress = thread.vm().classes.in_progress.lock();
    if let Some(at) = in_progress.iter().rposition(|entry| *entry == (thread.id, loader, name)) {
        in_progress.swap_remove(at);
    }
}
