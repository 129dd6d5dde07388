//! A method cell: the stable identity of a method, with its current code.
//!
//! Vtables, pool entries and quickened instructions hold cells. A body update stores a new [`Code`] into the cell; no
//! table is touched. Private and synthetic (non-bridge) methods get a cell per class version, so that old code goes on
//! calling what it was compiled against.

use super::{ClassRef, ClassVersion};
use crate::basic_type::BasicType;
use crate::interpreter::{Code, CodeFlags};
use crate::symbol::{Symbol, SymbolCell};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU32, Ordering};

/// A method cell of one space; lives until its class does.
#[derive(Clone, Copy)]
pub struct MethodRef(NonNull<Method>);

// SAFETY: shared access to a `Sync` value.
unsafe impl Send for MethodRef {}
// SAFETY: as above.
unsafe impl Sync for MethodRef {}

impl MethodRef {
    /// Hands a cell to its class for good.
    pub fn keep(method: Box<Method>) -> MethodRef {
        let class = method.class;
        MethodRef(class.owned.keep(method))
    }
    /// The address.
    pub fn as_ptr(self) -> *mut Method {
        self.0.as_ptr()
    }
    /// Back from [`Self::as_ptr`].
    ///
    /// # Safety
    /// `pointer` came from `as_ptr` of a method of a living space, or is null.
    pub unsafe fn from_ptr(pointer: *mut Method) -> Option<MethodRef> {
        NonNull::new(pointer).map(MethodRef)
    }
}
impl Deref for MethodRef {
    type Target = Method;
    fn deref(&self) -> &Method {
        // SAFETY: cells live as long as their class, classes as long as their space.
        unsafe { self.0.as_ref() }
    }
}
impl PartialEq for MethodRef {
    fn eq(&self, other: &MethodRef) -> bool {
        self.0 == other.0
    }
}
impl Eq for MethodRef {}
impl Hash for MethodRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl fmt::Debug for MethodRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}{}", self.class.name(), self.name, self.descriptor())
    }
}

/// VM's own facts about a method, in one word.
pub struct MethodFlags;
impl MethodFlags {
    /// Skip in stack traces and caller-sensitive walks (`LambdaForm$Hidden`, hidden frames).
    pub const HIDDEN: u32 = 1 << 0;
    /// `@CallerSensitive`.
    pub const CALLER_SENSITIVE: u32 = 1 << 1;
    /// `<init>` of java.lang.Object: registers finalizers where the class has one.
    pub const OBJECT_INIT: u32 = 1 << 2;
    /// Signature polymorphic (MethodHandle.invoke*, VarHandle access modes).
    pub const SIGNATURE_POLYMORPHIC: u32 = 1 << 3;
    /// Removed by an update; invoking it through a kept object throws NoSuchMethodError.
    pub const REMOVED: u32 = 1 << 4;
    /// `@ForceInline`, `@Hidden` etc. were scanned.
    pub const SCANNED: u32 = 1 << 5;
    /// Runs the code of before an update, for its migrations: what it calls of classes that the update touches is of before, too.
    pub const OF_BEFORE: u32 = 1 << 16;
}

/// Where a native method's code is.
pub enum NativeBinding {
    /// A Rust native of the table.
    Rust(crate::natives::NativeFn),
    /// An exported C function, called through JNI.
    Jni(*const std::ffi::c_void),
}

// SAFETY: addresses of code, which any thread may call.
unsafe impl Send for NativeBinding {}

/// The identity and current state of a method. `repr(C)`: the interpreter reads `code` at a fixed place.
#[repr(C)]
pub struct Method {
    /// Current code; never null once the class is prepared (at first a stub that translates).
    pub code: AtomicPtr<Code>,
    /// Declaring class.
    pub class: ClassRef,
    /// Name.
    pub name: Symbol,
    /// See [`Method::descriptor`].
    descriptor: SymbolCell,
    /// JVMS access flags of the current version.
    pub access: AtomicU32,
    /// [`MethodFlags`].
    pub flags: AtomicU32,
    /// Index in the vtable of the declaring class and its subclasses; -1 when not dispatched through one.
    pub vtable_index: AtomicI32,
    /// Argument slots, receiver included; long and double count two.
    pub arg_slots: u16,
    /// What it returns.
    pub returns: BasicType,
    /// Position in the declaring version's method list; what `java.lang.reflect.Method.slot` holds.
    pub slot: AtomicU32,
    /// Version whose code the cell has now.
    pub version: AtomicPtr<ClassVersion>,
    /// `RegisterNatives` or lookup result ([`NativeBinding`], kept by the class); null while unbound. Cache `NativeBinding`.
    pub native: AtomicPtr<NativeBinding>,
    /// VM extras of method-handle intrinsics: 0 none, else the intrinsic's number (`interpreter::MethodHandleKind`).
    pub intrinsic: AtomicU32,
    /// The cell that took this one's place in the current version, where kept objects (`Method`, method handles) mean the
    /// member and not its code of then; null for none.
    pub successor: AtomicPtr<Method>,
}

// SAFETY: mutable parts are atomic; pointers name space-owned data.
unsafe impl Send for Method {}
// SAFETY: as above.
unsafe impl Sync for Method {}

const STATIC: u32 = 0x0008;

impl Method {
    /// A cell with no code yet.
    pub fn new(class: ClassRef, name: Symbol, descriptor: Symbol, access: u16, slot: u32) -> Method {
        let (parameters, returns) = slots_of(descriptor);
        let receiver = u16::from(u32::from(access) & STATIC == 0);
        Method {
            code: AtomicPtr::new(std::ptr::null_mut()),
            class,
            name,
            descriptor: SymbolCell::new(descriptor),
            access: AtomicU32::new(u32::from(access)),
            flags: AtomicU32::new(0),
            vtable_index: AtomicI32::new(-1),
            arg_slots: parameters + receiver,
            returns,
            slot: AtomicU32::new(slot),
            version: AtomicPtr::new(std::ptr::null_mut()),
            native: AtomicPtr::new(std::ptr::null_mut()),
            intrinsic: AtomicU32::new(0),
            successor: AtomicPtr::new(std::ptr::null_mut()),
        }
    }

    /// Descriptor, with the names that classes have now.
    pub fn descriptor(&self) -> Symbol {
        self.descriptor.get()
    }

    /// Writes the descriptor with other names of the same classes, with the world stopped.
    pub(crate) fn respell(&self, descriptor: Symbol) {
        self.descriptor.set(descriptor);
    }

    /// JVMS access flags.
    pub fn access_flags(&self) -> u16 {
        self.access.load(Ordering::Relaxed) as u16
    }
    fn has(&self, flag: u16) -> bool {
        self.access_flags() & flag != 0
    }
    /// ACC_PUBLIC.
    pub fn is_public(&self) -> bool {
        self.has(0x0001)
    }
    /// ACC_PRIVATE.
    pub fn is_private(&self) -> bool {
        self.has(0x0002)
    }
    /// ACC_PROTECTED.
    pub fn is_protected(&self) -> bool {
        self.has(0x0004)
    }
    /// ACC_STATIC.
    pub fn is_static(&self) -> bool {
        self.has(0x0008)
    }
    /// ACC_FINAL.
    pub fn is_final(&self) -> bool {
        self.has(0x0010)
    }
    /// ACC_SYNCHRONIZED.
    pub fn is_synchronized(&self) -> bool {
        self.has(0x0020)
    }
    /// ACC_VARARGS.
    pub fn is_varargs(&self) -> bool {
        self.has(0x0080)
    }
    /// ACC_NATIVE.
    pub fn is_native(&self) -> bool {
        self.has(0x0100)
    }
    /// ACC_ABSTRACT.
    pub fn is_abstract(&self) -> bool {
        self.has(0x0400)
    }
    /// ACC_SYNTHETIC.
    pub fn is_synthetic(&self) -> bool {
        self.has(0x1000)
    }
    /// `<init>`.
    pub fn is_constructor(&self) -> bool {
        self.name == "<init>"
    }
    /// `<clinit>`.
    pub fn is_class_initializer(&self) -> bool {
        self.name == "<clinit>"
    }
    /// Bound to the version it was compiled against (redefinition rule 3.4): private, or synthetic and not a bridge.
    pub fn is_version_bound(&self) -> bool {
        self.is_private() || (self.is_synthetic() && !self.has(0x0040))
    }
    /// Its code only translates it, since it has not run.
    pub(crate) fn has_stub(&self) -> bool {
        // SAFETY: null or alive: code that was replaced is freed after a commit, and the callers make one.
        unsafe { self.code().as_ref() }.is_some_and(|code| code.has(CodeFlags::STUB))
    }
    /// A VM flag.
    pub fn flag(&self, flag: u32) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }
    /// Sets a VM flag.
    pub fn set_flag(&self, flag: u32) {
        self.flags.fetch_or(flag, Ordering::Relaxed);
    }
    /// For each argument slot, whether it holds a reference.
    pub fn reference_arguments(&self) -> Vec<bool> {
        let mut slots = Vec::with_capacity(usize::from(self.arg_slots));
        if !self.is_static() {
            slots.push(true);
        }
        for parameter in parameters(self.descriptor().bytes()) {
            let basic = BasicType::of_descriptor(parameter);
            slots.push(basic == BasicType::Reference);
            if basic.slots() == 2 {
                slots.push(false);
            }
        }
        slots
    }

    /// The cell that an object made from this one means now: itself, or the last of its successors.
    pub fn latest(&self) -> MethodRef {
        let mut at = MethodRef(NonNull::from(self));
        // SAFETY: null or stored from a MethodRef.
        while let Some(next) = unsafe { MethodRef::from_ptr(at.successor.load(Ordering::Acquire)) } {
            at = next;
        }
        at
    }

    /// The member that one got before an update means now (redefinition rule 3.5); `None` where updates have taken it away.
    pub fn now(&self) -> Option<MethodRef> {
        let latest = self.latest();
        if !latest.flag(MethodFlags::REMOVED) {
            return Some(latest);
        }
        // A later update may have brought it back.
        let back = latest.class.declared_method(latest.name, latest.descriptor());
        back.filter(|back| back.is_static() == latest.is_static())
    }

    /// The version the cell's code comes from.
    pub fn version(&self) -> &ClassVersion {
        // SAFETY: set when the version is built, before the cell is reachable; versions live as long as their class.
        unsafe { &*self.version.load(Ordering::Acquire) }
    }
    /// Current code.
    pub fn code(&self) -> *mut Code {
        self.code.load(Ordering::Acquire)
    }
    /// `java.lang.String.charAt(int)`-like text for messages, in HotSpot's form `java.lang.String.charAt(I)`.
    pub fn qualified_name(&self) -> String {
        format!("{}.{}{}", self.class.external_name(), self.name, self.descriptor())
    }
}

/// Argument slots (without receiver) and return type of a method descriptor already checked for form.
pub fn slots_of(descriptor: Symbol) -> (u16, BasicType) {
    let bytes = descriptor.bytes();
    let mut slots = 0u16;
    for parameter in parameters(bytes) {
        slots += BasicType::of_descriptor(parameter).slots();
    }
    let close = bytes.iter().rposition(|byte| *byte == b')').unwrap_or(0);
    (slots, BasicType::of_descriptor(bytes.get(close + 1..).unwrap_or(b"V")))
}

/// The parameter descriptors of a well-formed method descriptor, in order.
pub fn parameters(descriptor: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = descriptor.strip_prefix(b"(").unwrap_or(descriptor);
    std::iter::from_fn(move || {
        if rest.first().is_none_or(|byte| *byte == b')') {
            return None;
        }
        let dimensions = rest.iter().take_while(|byte| **byte == b'[').count();
        let end = match rest.get(dimensions) {
            Some(b'L') => rest.iter().position(|byte| *byte == b';').map_or(rest.len(), |at| at + 1),
            Some(_) => dimensions + 1,
            None => rest.len(),
        };
        let (parameter, tail) = rest.split_at(end);
        rest = tail;
        Some(parameter)
    })
}

/// The return descriptor of a well-formed method descriptor.
pub fn return_descriptor(descriptor: &[u8]) -> &[u8] {
    let close = descriptor.iter().rposition(|byte| *byte == b')').unwrap_or(0);
    descriptor.get(close + 1..).unwrap_or(b"V")
}
