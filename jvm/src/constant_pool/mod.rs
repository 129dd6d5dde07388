//! The run-time constant pool (JVMS §5.1): one entry per class-file entry, each a visible resolution cache.
//!
//! An entry's address is stable for the life of its class version, so that instructions point at it. Resolution itself
//! is `linking::resolution`.

use crate::class::{ClassRef, ClassVersion, FieldRef, MethodRef};
use crate::symbol::Symbol;
use classfile::constant_pool::tag;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering};

/// What a pool entry has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum EntryState {
    /// Not resolved, or made so again by an update.
    Unresolved = 0,
    /// `target`, `extra` and `reference` are valid.
    Resolved = 1,
    /// Resolution threw; the same error is thrown again (§5.4.3) until an update touches the target.
    Failed = 2,
}

/// One run-time entry; also used for each invokedynamic call site.
#[repr(C)]
pub struct PoolEntry {
    /// [`ClassRef`], [`FieldRef`] or [`MethodRef`] address once resolved.
    pub target: AtomicPtr<()>,
    /// Kind-specific: address of a static field's cell; see `interpreter`.
    pub extra: AtomicU64,
    /// The pool it belongs to.
    pub pool: *const RuntimeConstantPool,
    /// Resolved String, MethodType, MethodHandle, condy value, or call-site appendix: a heap reference, scanned as a root.
    pub reference: AtomicU32,
    /// Number of the class-file entry.
    pub index: u16,
    /// The class file's tag (JVMS table 4.4-A).
    pub tag: u8,
    /// [`EntryState`].
    pub state: AtomicU8,
}

// SAFETY: mutable parts are atomic; `pool` outlives the entry.
unsafe impl Send for PoolEntry {}
// SAFETY: as above.
unsafe impl Sync for PoolEntry {}

impl PoolEntry {
    /// An unresolved entry.
    pub fn new(pool: *const RuntimeConstantPool, index: u16, tag: u8) -> PoolEntry {
        PoolEntry {
            target: AtomicPtr::new(std::ptr::null_mut()),
            extra: AtomicU64::new(0),
            pool,
            reference: AtomicU32::new(0),
            index,
            tag,
            state: AtomicU8::new(EntryState::Unresolved as u8),
        }
    }

    /// What it has come to.
    pub fn state(&self) -> EntryState {
        match self.state.load(Ordering::Acquire) {
            1 => EntryState::Resolved,
            2 => EntryState::Failed,
            _ => EntryState::Unresolved,
        }
    }

    /// True when `target`/`reference` may be used.
    #[inline(always)]
    pub fn is_resolved(&self) -> bool {
        self.state.load(Ordering::Acquire) == EntryState::Resolved as u8
    }

    /// Publishes a resolution: everything else must have been stored before.
    pub fn publish(&self, state: EntryState) {
        let before = self.state.swap(state as u8, Ordering::AcqRel);
        let is_link = matches!(self.tag, tag::CLASS | tag::FIELDREF | tag::METHODREF | tag::INTERFACE_METHODREF);
        if is_link && state == EntryState::Resolved && before != EntryState::Resolved as u8 {
            self.pool().linked.lock().push(self.index);
            if let Some(class) = (self.tag == tag::CLASS).then(|| self.class()).flatten() {
                class.named_by.lock().insert(self.pool as usize);
            }
        }
    }

    /// Stores the heap reference, which the collector follows from now on. The caller holds a view of the heap.
    pub fn set_reference(&self, raw: u32) {
        if self.reference.swap(raw, Ordering::AcqRel) == 0 && raw != 0 {
            self.pool().holders.lock().push(self);
        }
    }

    /// The resolved class.
    pub fn class(&self) -> Option<ClassRef> {
        debug_assert!(self.tag == 7);
        // SAFETY: a Class entry's target is null or was stored from a ClassRef.
        unsafe { ClassRef::from_ptr(self.target.load(Ordering::Acquire).cast()) }
    }

    /// The resolved field.
    pub fn field(&self) -> Option<FieldRef> {
        debug_assert!(self.tag == 9);
        // SAFETY: a Fieldref entry's target is null or was stored from a FieldRef.
        unsafe { FieldRef::from_ptr(self.target.load(Ordering::Acquire).cast()) }
    }

    /// The resolved method (of a Methodref, InterfaceMethodref, or the adapter of an invokedynamic site).
    pub fn method(&self) -> Option<MethodRef> {
        // SAFETY: these entries' target is null or was stored from a MethodRef.
        unsafe { MethodRef::from_ptr(self.target.load(Ordering::Acquire).cast()) }
    }

    /// The resolved class that a member reference names.
    pub fn named_class(&self) -> Option<ClassRef> {
        use classfile::Constant::{Fieldref, InterfaceMethodref, Methodref};
        let constant = self.pool().version().file().constant_pool.try_get(self.index)?;
        let (Fieldref { class, .. } | Methodref { class, .. } | InterfaceMethodref { class, .. }) = constant else {
            return None;
        };
        let named = self.pool().entry(class);
        if named.is_resolved() { named.class() } else { None }
    }

    /// The pool it belongs to.
    pub fn pool(&self) -> &RuntimeConstantPool {
        // SAFETY: the pool owns the entry (or the code that owns it is owned by the pool's version).
        unsafe { &*self.pool }
    }
}

/// Why a resolution failed, to be thrown again.
#[derive(Clone, Debug)]
pub struct ResolutionFailure {
    /// Class of the error, internal form.
    pub class: Symbol,
    /// Its message.
    pub message: Option<String>,
}

/// The run-time constant pool of one class version.
pub struct RuntimeConstantPool {
    entries: Box<[PoolEntry]>,
    /// The version it belongs to; set once when the version is complete.
    pub version: AtomicPtr<ClassVersion>,
    /// Failures by entry index (or call-site address).
    pub failures: Mutex<HashMap<usize, ResolutionFailure>>,
    /// Call-site entries of invokedynamic instructions: JVMS resolves each instruction by itself. Addresses are stable.
    #[expect(clippy::vec_box, reason = "instructions hold the entries' addresses")]
    call_sites: Mutex<Vec<Box<PoolEntry>>>,
    /// Entries that have ever held a heap reference: most never do, and each collection looks at these. Pointers, because they
    /// are this pool's own entries and call sites.
    holders: Mutex<Vec<*const PoolEntry>>,
    /// Numbers of the class and member entries that are resolved: an update looks at these.
    linked: Mutex<Vec<u16>>,
    /// Replacement objects for String constants patched in by Unsafe.defineAnonymousClass-like users; none in JDK 17.
    class: ClassRef,
}

// SAFETY: entries are `Sync`; the rest is behind locks or atomic.
unsafe impl Send for RuntimeConstantPool {}
// SAFETY: as above.
unsafe impl Sync for RuntimeConstantPool {}

impl RuntimeConstantPool {
    /// A pool with one unresolved entry per tag.
    pub fn new(class: ClassRef, tags: &[u8]) -> Box<RuntimeConstantPool> {
        let mut pool = Box::new(RuntimeConstantPool {
            entries: Box::new([]),
            version: AtomicPtr::new(std::ptr::null_mut()),
            failures: Mutex::new(HashMap::new()),
            call_sites: Mutex::new(Vec::new()),
            holders: Mutex::new(Vec::new()),
            linked: Mutex::new(Vec::new()),
            class,
        });
        let address: *const RuntimeConstantPool = &*pool;
        pool.entries =
            tags.iter().enumerate().map(|(index, tag)| PoolEntry::new(address, index as u16, *tag)).collect();
        pool
    }

    /// The class whose pool it is.
    pub fn class(&self) -> ClassRef {
        self.class
    }

    /// An entry; the index was checked when the class file was parsed.
    pub fn entry(&self, index: u16) -> &PoolEntry {
        &self.entries[index as usize]
    }

    /// Number of entries, the unused first included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never true: entry 0 always exists.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The version it belongs to.
    pub fn version(&self) -> &ClassVersion {
        // SAFETY: set when the version was published; the version owns the pool.
        unsafe { &*self.version.load(Ordering::Acquire) }
    }

    /// A new call site for an invokedynamic instruction of this pool.
    pub fn new_call_site(&self, index: u16) -> *const PoolEntry {
        let mut sites = self.call_sites.lock();
        sites.push(Box::new(PoolEntry::new(self, index, 18)));
        let site: *const PoolEntry = &**sites.last().expect("just pushed");
        site
    }

    /// An entry for one `invokespecial` that invokes another method than its entry of this pool is resolved to.
    pub fn new_special_site(&self, index: u16, selected: MethodRef) -> *const PoolEntry {
        let entry = PoolEntry::new(self, index, self.entry(index).tag);
        entry.target.store(selected.as_ptr().cast(), Ordering::Release);
        entry.publish(EntryState::Resolved);
        let mut sites = self.call_sites.lock();
        sites.push(Box::new(entry));
        let site: *const PoolEntry = &**sites.last().expect("just pushed");
        site
    }

    /// The heap references of entries and call sites.
    pub fn for_each_reference(&self, mut visit: impl FnMut(&AtomicU32)) {
        for entry in self.holders.lock().iter() {
            // SAFETY: entries and call sites of this pool, whose addresses are stable for its life.
            visit(unsafe { &(**entry).reference });
        }
    }

    /// Looks at the resolved class and member entries; those for which `keep` is false are listed no more.
    pub fn retain_linked(&self, mut keep: impl FnMut(&PoolEntry) -> bool) {
        self.linked.lock().retain(|index| keep(&self.entries[usize::from(*index)]));
    }

    /// The classes that the resolved Class entries name.
    pub fn for_each_named_class(&self, mut visit: impl FnMut(ClassRef)) {
        for index in self.linked.lock().iter() {
            let entry = &self.entries[usize::from(*index)];
            if entry.tag == tag::CLASS
                && let Some(class) = entry.class()
            {
                visit(class);
            }
        }
    }

    /// Every entry and call site, for invalidation.
    pub fn for_each(&self, mut visit: impl FnMut(&PoolEntry)) {
        self.entries.iter().for_each(&mut visit);
        self.call_sites.lock().iter().for_each(|site| visit(site));
    }
}
