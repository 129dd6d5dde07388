//! The identity of a class: what stays the same when its class file changes.

use super::{ClassVersion, Dispatch, FieldRef, MethodRef, Supers};
use crate::addresses::AddressSet;
use crate::basic_type::BasicType;
use crate::symbol::{Symbol, SymbolCell};
use objectspace::LayoutId;
use parking_lot::{Condvar, Mutex};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU32, Ordering};

/// A class of one space. Classes live in their space's class table until the space ends, so a copy of the pointer
/// is good for as long as any code of that space runs.
#[derive(Clone, Copy)]
pub struct ClassRef(NonNull<Class>);

// SAFETY: `Class` is `Sync`; the reference gives shared access only.
unsafe impl Send for ClassRef {}
// SAFETY: as above.
unsafe impl Sync for ClassRef {}

impl ClassRef {
    /// Hands a class to its space's table, which frees it when the space ends.
    pub(crate) fn leak(class: Box<Class>) -> ClassRef {
        ClassRef(NonNull::from(Box::leak(class)))
    }

    /// Frees the class with everything it keeps.
    ///
    /// # Safety
    /// It came from [`ClassRef::leak`]; the space is ending, and neither it nor a piece of it is used again.
    pub(crate) unsafe fn free(self) {
        // SAFETY: the caller's promise.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }

    /// The address, for tables and layout records.
    pub fn as_ptr(self) -> *mut Class {
        self.0.as_ptr()
    }

    /// The reference of a class that is borrowed.
    pub(super) fn of(class: &Class) -> ClassRef {
        ClassRef(NonNull::from(class))
    }

    /// Back from [`Self::as_ptr`].
    ///
    /// # Safety
    /// `pointer` came from `as_ptr` of a class of a living space.
    pub unsafe fn from_ptr(pointer: *mut Class) -> Option<ClassRef> {
        NonNull::new(pointer).map(ClassRef)
    }
}
impl Deref for ClassRef {
    type Target = Class;
    fn deref(&self) -> &Class {
        // SAFETY: see the type's comment: the class outlives every holder of the pointer.
        unsafe { self.0.as_ref() }
    }
}
impl PartialEq for ClassRef {
    fn eq(&self, other: &ClassRef) -> bool {
        self.0 == other.0
    }
}
impl Eq for ClassRef {}
impl Hash for ClassRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl fmt::Debug for ClassRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name())
    }
}

/// The defining loader: index into the space's loader table; 0 is the bootstrap loader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LoaderRef(pub u32);

impl LoaderRef {
    /// The bootstrap loader, `null` in Java.
    pub const BOOT: LoaderRef = LoaderRef(0);
}

/// How far a class is (JVMS §5.5). Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ClassState {
    /// Defined, not verified or prepared.
    Loaded = 0,
    /// Verified and prepared.
    Linked = 1,
    /// Some thread runs its initializer.
    Initializing = 2,
    /// Ready.
    Initialized = 3,
    /// Initialization failed; every use throws NoClassDefFoundError until an update touches the class.
    Erroneous = 4,
}

/// What kind of class this is.
#[derive(Debug)]
pub enum ClassKind {
    /// From a class file.
    Instance,
    /// An array class.
    Array(ArrayInfo),
    /// `int`, `void`…
    Primitive(BasicType),
}

/// The component and innermost element of an array class.
#[derive(Clone, Copy, Debug)]
pub struct ArrayInfo {
    /// Component class (`int[]` of `int[][]`).
    pub component: ClassRef,
    /// Innermost element class.
    pub element: ClassRef,
    /// Number of dimensions, 1–255.
    pub dimensions: u8,
    /// Storage of one component.
    pub component_type: BasicType,
}

/// Who initializes the class now.
#[derive(Debug, Default)]
pub struct InitState {
    /// [`crate::thread::Thread::id`] of the initializing thread.
    pub thread: Option<u32>,
    /// Text of what made initialization fail, for later NoClassDefFoundErrors.
    pub failure: Option<String>,
}

/// Identity of a class or interface: (defining loader, binary name), or one hidden definition.
#[repr(C)]
pub struct Class {
    /// [`ClassState`]; first, so that the interpreter's initialization check is one byte load.
    pub state: AtomicU8,
    /// Layout of instances (of this array class, for arrays); `u32::MAX` while not prepared or never instantiable.
    pub layout: AtomicU32,
    /// Root slot of the `java.lang.Class` object.
    pub mirror: AtomicU32,
    /// Number in the class table; also in the mirror's injected `classId` field.
    pub id: u32,
    /// See [`Class::name`].
    name: SymbolCell,
    /// Defining loader.
    pub loader: LoaderRef,
    /// Instance, array or primitive.
    pub kind: ClassKind,
    /// Current version; null for arrays and primitives.
    pub version: AtomicPtr<ClassVersion>,
    /// Superclass, display and superinterfaces as of the current version; set when the class is defined.
    pub supers: AtomicPtr<Supers>,
    /// Virtual dispatch of direct instances; null until linked. Interfaces have none.
    pub dispatch: AtomicPtr<Dispatch>,
    /// Static storage.
    pub statics: super::field::Statics,
    /// The array class with this component, once made.
    pub array_class: OnceLock<ClassRef>,
    /// Initialization bookkeeping and its waiting place (the lock LC of JVMS §5.5).
    pub init: Mutex<InitState>,
    /// Wakes threads that wait for another thread's initialization.
    pub init_done: Condvar,
    /// Serialises linking.
    pub link_lock: parking_lot::ReentrantMutex<()>,
    /// Root slots: protection domain, signers, hidden class data, module object.
    pub protection_domain: AtomicU32,
    /// See above.
    pub signers: AtomicU32,
    /// `classData` of a hidden class (Lookup.defineHiddenClassWithClassData).
    pub class_data: AtomicU32,
    /// `java.lang.Module` object.
    pub module: AtomicU32,
    /// Nest host once determined; null before, and again after an update.
    nest_host: AtomicPtr<Class>,
    /// True for classes made by Lookup::defineHiddenClass.
    pub hidden: bool,
    /// Instances are registered with `java.lang.ref.Finalizer` when their constructor ends.
    pub finalizable: AtomicBool,
    /// Where it came from (`file:…`, `jrt:/…`), for logs.
    pub source: OnceLock<String>,
    /// Its loader died: nothing of it is used any more.
    pub unloaded: std::sync::atomic::AtomicBool,
    /// Direct subclasses and implementors known, for updates and for method changes that reach them.
    pub subclasses: Mutex<Vec<ClassRef>>,
    /// End of the last instance field, not rounded up: subclasses begin there.
    pub fields_end: AtomicU32,
    /// Fields that an update dropped and whose values are kept in the layout, for old frames and for undo.
    pub retained: Mutex<Vec<FieldRef>>,
    /// Offsets of references in its part of an instance that are no fields: those of a superclass that an update with migrations
    /// took away, kept for the way back.
    pub carried: Mutex<Vec<u32>>,
    /// Static fields that updates have dropped, newest first; undo brings them back with their values.
    pub dropped_statics: Mutex<Vec<FieldRef>>,
    /// A class file, and what it was before agents changed it that can do so again: while it is the current one.
    pub original: Mutex<Option<(super::ClassBytes, super::ClassBytes)>>,
    /// The layout has changed once: offsets given to Java are names of fields from now on.
    pub relaid: AtomicBool,
    /// An update took this class out of a loaded class's supertypes: a value of this type may be of another class.
    pub loose: AtomicBool,
    /// Instances of it or of a subclass stayed with an old version: its members are looked up in the instance's version.
    pub coexisting: AtomicBool,
    /// What makes this a kept class; `None` for classes proper.
    pub kept: Option<Box<super::Kept>>,
    /// Addresses of other classes' resolved pool entries that name private or synthetic methods of this one.
    pub bound_users: Mutex<Vec<usize>>,
    /// Its loader does not know it yet: the patch that brings it is being staged.
    pub detached: AtomicBool,
    /// An update took its name and gave it to another class or to none; nothing became of it (redefinition rule 3.7).
    pub nameless: AtomicBool,
    /// Hidden classes: the version of the class on whose behalf it was defined.
    pub defined_by: AtomicPtr<ClassVersion>,
    /// Initializers of static fields that updates added while `<clinit>` ran: they run when it ends.
    pub late_initializers: Mutex<Vec<MethodRef>>,
    /// Addresses of the constant pools that have a resolved Class entry for it.
    pub(crate) named_by: Mutex<AddressSet<usize>>,
    /// Scratch of a commit: the class or a supertype of it is updated.
    pub touched: AtomicBool,
    /// Cells, versions, code and tables that are named by address.
    pub owned: super::Owned,
}

// SAFETY: every mutable part is atomic or behind a lock; the raw pointers inside name space-owned immutable data.
unsafe impl Send for Class {}
// SAFETY: as above.
unsafe impl Sync for Class {}

impl Class {
    /// A class not yet in any table.
    pub fn new(id: u32, name: Symbol, loader: LoaderRef, kind: ClassKind, hidden: bool) -> Class {
        Class {
            state: AtomicU8::new(ClassState::Loaded as u8),
            layout: AtomicU32::new(u32::MAX),
            mirror: AtomicU32::new(0),
            id,
            name: SymbolCell::new(name),
            loader,
            kind,
            version: AtomicPtr::new(std::ptr::null_mut()),
            supers: AtomicPtr::new(std::ptr::null_mut()),
            dispatch: AtomicPtr::new(std::ptr::null_mut()),
            statics: super::field::Statics::default(),
            array_class: OnceLock::new(),
            init: Mutex::new(InitState::default()),
            init_done: Condvar::new(),
            link_lock: parking_lot::ReentrantMutex::new(()),
            protection_domain: AtomicU32::new(0),
            signers: AtomicU32::new(0),
            class_data: AtomicU32::new(0),
            module: AtomicU32::new(0),
            nest_host: AtomicPtr::new(std::ptr::null_mut()),
            hidden,
            finalizable: AtomicBool::new(false),
            source: OnceLock::new(),
            unloaded: std::sync::atomic::AtomicBool::new(false),
            subclasses: Mutex::new(Vec::new()),
            fields_end: AtomicU32::new(0),
            retained: Mutex::new(Vec::new()),
            carried: Mutex::default(),
            dropped_statics: Mutex::default(),
            original: Mutex::default(),
            relaid: AtomicBool::new(false),
            loose: AtomicBool::new(false),
            coexisting: AtomicBool::new(false),
            kept: None,
            bound_users: Mutex::new(Vec::new()),
            detached: AtomicBool::new(false),
            nameless: AtomicBool::new(false),
            defined_by: AtomicPtr::new(std::ptr::null_mut()),
            late_initializers: Mutex::default(),
            named_by: Mutex::default(),
            touched: AtomicBool::new(false),
            owned: super::Owned::default(),
        }
    }

    /// Internal form: `java/lang/String`, `[I`, `int`. A hidden class's name carries a `+0x…` suffix after a dot-free `/`. An update
    /// may give an anonymous or local class another one.
    pub fn name(&self) -> Symbol {
        self.name.get()
    }

    /// Gives it another name, with the world stopped.
    pub(crate) fn rename(&self, name: Symbol) {
        self.name.set(name);
    }

    /// Nest host, if it was determined.
    pub fn nest_host(&self) -> Option<ClassRef> {
        // SAFETY: null or stored from a ClassRef.
        unsafe { ClassRef::from_ptr(self.nest_host.load(Ordering::Acquire)) }
    }

    /// Notes the nest host, or with `None` that it must be determined again.
    pub fn set_nest_host(&self, host: Option<ClassRef>) {
        self.nest_host.store(host.map_or(std::ptr::null_mut(), ClassRef::as_ptr), Ordering::Release);
    }

    /// How far the class is.
    pub fn state(&self) -> ClassState {
        match self.state.load(Ordering::Acquire) {
            0 => ClassState::Loaded,
            1 => ClassState::Linked,
            2 => ClassState::Initializing,
            3 => ClassState::Initialized,
            _ => ClassState::Erroneous,
        }
    }

    /// Sets the state; the initialization and linking procedures only.
    pub fn set_state(&self, state: ClassState) {
        self.state.store(state as u8, Ordering::Release);
    }

    /// True once the initializer has ended normally.
    pub fn is_initialized(&self) -> bool {
        self.state() == ClassState::Initialized
    }

    /// The class that stands for instances which stay with an old version: as this one is now, with its layout.
    pub(crate) fn kept(&self, kept: super::Kept, supers: Box<Supers>) -> Box<Class> {
        let mut class = Class::new(self.id, self.name(), self.loader, ClassKind::Instance, self.hidden);
        class.set_state(self.state());
        class.layout.store(self.layout.load(Ordering::Acquire), Ordering::Release);
        class.supers.store(self.owned.keep(supers).as_ptr(), Ordering::Release);
        class.finalizable.store(self.finalizable.load(Ordering::Acquire), Ordering::Release);
        class.kept = Some(Box::new(kept));
        Box::new(class)
    }

    /// Must an instruction that names a member of this class look at the object each time?
    pub fn is_checked(&self) -> bool {
        self.loose.load(Ordering::Relaxed) || self.coexisting.load(Ordering::Relaxed)
    }

    /// The current version; `None` for arrays and primitives. Of a kept class, the version of its instances.
    pub fn current(&self) -> Option<&ClassVersion> {
        if let Some(kept) = &self.kept {
            return match kept.pinned() {
                Some(pinned) => Some(pinned.version()),
                // SAFETY: as below; the identity outlives its kept classes.
                None => unsafe { kept.class.version.load(Ordering::Acquire).as_ref() },
            };
        }
        let version = self.version.load(Ordering::Acquire);
        // SAFETY: a published version lives as long as its class.
        unsafe { version.as_ref() }
    }

    /// Supertypes as of the current version.
    pub fn supers(&self) -> &Supers {
        let supers = self.supers.load(Ordering::Acquire);
        debug_assert!(!supers.is_null(), "{} has no supertypes yet", self.name());
        // SAFETY: set before the class is published; replaced only while the world is stopped, never freed before the space.
        unsafe { &*supers }
    }

    /// Direct superclass; `None` for Object, interfaces' is Object as in class files.
    pub fn super_class(&self) -> Option<ClassRef> {
        self.supers().super_class
    }

    /// Direct superinterfaces in declaration order.
    pub fn interfaces(&self) -> &[ClassRef] {
        &self.supers().interfaces
    }

    /// Dispatch of direct instances.
    pub fn dispatch(&self) -> Option<&Dispatch> {
        let dispatch = self.dispatch.load(Ordering::Acquire);
        // SAFETY: as for `supers`.
        unsafe { dispatch.as_ref() }
    }

    /// Layout of instances, if they can exist.
    pub fn layout(&self) -> Option<LayoutId> {
        let id = self.layout.load(Ordering::Acquire);
        (id != u32::MAX).then_some(LayoutId(id))
    }

    /// Access flags of the class file (§4.1), without ACC_SUPER; arrays and primitives answer public abstract final.
    pub fn access_flags(&self) -> u16 {
        match &self.kind {
            ClassKind::Instance => self.current().map_or(0, |version| version.access_flags),
            ClassKind::Array(info) => {
                let access = info.element.access_flags() & classfile_flags::PUBLIC;
                access | classfile_flags::FINAL | classfile_flags::ABSTRACT
            }
            ClassKind::Primitive(_) => classfile_flags::PUBLIC | classfile_flags::FINAL | classfile_flags::ABSTRACT,
        }
    }

    /// ACC_INTERFACE.
    pub fn is_interface(&self) -> bool {
        self.access_flags() & classfile_flags::INTERFACE != 0
    }

    /// ACC_ABSTRACT.
    pub fn is_abstract(&self) -> bool {
        self.access_flags() & classfile_flags::ABSTRACT != 0
    }

    /// An array class's parts.
    pub fn array(&self) -> Option<&ArrayInfo> {
        match &self.kind {
            ClassKind::Array(info) => Some(info),
            _ => None,
        }
    }

    /// True for array classes.
    pub fn is_array(&self) -> bool {
        matches!(self.kind, ClassKind::Array(_))
    }

    /// The primitive type that this class stands for.
    pub fn primitive(&self) -> Option<BasicType> {
        match self.kind {
            ClassKind::Primitive(basic) => Some(basic),
            _ => None,
        }
    }

    /// Subtype test on current versions (JVMS checkcast rules, arrays included).
    pub fn is_subtype_of(&self, other: ClassRef) -> bool {
        if std::ptr::eq(self, other.as_ptr()) {
            return true;
        }
        self.supers_ready().is_some_and(|supers| supers.contains(self, other))
    }

    /// The loader that keeps the class: its own, or that of an array class's elements.
    pub fn keeper(&self) -> LoaderRef {
        self.array().map_or(self.loader, |info| info.element.loader)
    }

    /// The `java.lang.Class` object. The slot is a root for as long as the class's loader lives.
    pub fn mirror<'s>(&self) -> objectspace::Handle<'s> {
        let slot = self.kept.as_ref().map_or(self.mirror.as_ptr(), |kept| kept.class.mirror.as_ptr());
        // SAFETY: the slot is visited as a root while the loader lives, and is set before the class is published.
        unsafe { objectspace::Handle::from_slot(slot) }.expect("a published class has a mirror")
    }

    /// Its ProtectionDomain object, if it has one. The slot is a root for as long as the class's loader lives.
    pub(crate) fn protection_domain<'s>(&self) -> Option<objectspace::Handle<'s>> {
        // SAFETY: as for the mirror; a slot without an object gives none.
        unsafe { objectspace::Handle::from_slot(self.protection_domain.as_ptr()) }
    }

    /// `java.lang.String` form of the name: dots for slashes.
    pub fn external_name(&self) -> String {
        external_name(self.name().as_str(), self.hidden)
    }

    /// Run-time package: (loader, package name with slashes).
    pub fn package(&self) -> &'static str {
        let name = match &self.kind {
            ClassKind::Array(info) => return info.element.package(),
            _ => self.name().as_str(),
        };
        // A hidden class's suffix holds no further slash that counts.
        let name = if self.hidden { name.rsplit_once('+').map_or(name, |(stem, _)| stem) } else { name };
        name.rsplit_once('/').map_or("", |(package, _)| package)
    }

    /// Same run-time package (JVMS §5.3): same package name and defining loader.
    pub fn same_package(&self, other: &Class) -> bool {
        let loader = |class: &Class| class.array().map_or(class.loader, |info| info.element.loader);
        loader(self) == loader(other) && self.package() == other.package()
    }

    /// A method declared by the current version itself.
    pub fn declared_method(&self, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
        if let Some(kept) = self.kept_method(name, descriptor) {
            return Some(kept);
        }
        self.current()?.method(name, descriptor)
    }

    /// A field declared by the current version itself.
    pub fn declared_field(&self, name: Symbol, descriptor: Symbol) -> Option<super::FieldRef> {
        self.current()?.field(name, descriptor)
    }
}

/// Flag bits used inside this module.
pub(crate) mod classfile_flags {
    pub const PUBLIC: u16 = 0x0001;
    pub const FINAL: u16 = 0x0010;
    pub const INTERFACE: u16 = 0x0200;
    pub const ABSTRACT: u16 = 0x0400;
}

/// `java/lang/String` → `java.lang.String`; a hidden class keeps the slash before its suffix.
pub fn external_name(internal: &str, hidden: bool) -> String {
    if hidden && let Some((stem, suffix)) = internal.rsplit_once('+') {
        return format!("{}/{}", stem.replace('/', "."), suffix);
    }
    internal.replace('/', ".")
}
