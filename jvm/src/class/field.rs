//! Field cells and static storage.

use super::ClassRef;
use crate::basic_type::BasicType;
use crate::symbol::{Symbol, SymbolCell};
use parking_lot::Mutex;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};

/// A field cell of one space; lives until its class does.
#[derive(Clone, Copy)]
pub struct FieldRef(NonNull<Field>);

// SAFETY: shared access to a `Sync` value.
unsafe impl Send for FieldRef {}
// SAFETY: as above.
unsafe impl Sync for FieldRef {}

impl FieldRef {
    /// Hands a cell to its class for good.
    pub fn keep(field: Box<Field>) -> FieldRef {
        let class = field.class;
        FieldRef(class.owned.keep(field))
    }
    /// The address.
    pub fn as_ptr(self) -> *mut Field {
        self.0.as_ptr()
    }
    /// Back from [`Self::as_ptr`].
    ///
    /// # Safety
    /// `pointer` came from `as_ptr` of a field of a living space, or is null.
    pub unsafe fn from_ptr(pointer: *mut Field) -> Option<FieldRef> {
        NonNull::new(pointer).map(FieldRef)
    }
}
impl Deref for FieldRef {
    type Target = Field;
    fn deref(&self) -> &Field {
        // SAFETY: cells live as long as their class, classes as long as their space.
        unsafe { self.0.as_ref() }
    }
}
impl PartialEq for FieldRef {
    fn eq(&self, other: &FieldRef) -> bool {
        self.0 == other.0
    }
}
impl Eq for FieldRef {}
impl Hash for FieldRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl fmt::Debug for FieldRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}:{}", self.class.name(), self.name, self.descriptor())
    }
}

/// The identity of a field.
#[repr(C)]
pub struct Field {
    /// Declaring class.
    pub class: ClassRef,
    /// Name.
    pub name: Symbol,
    /// See [`Field::descriptor`].
    descriptor: SymbolCell,
    /// JVMS access flags.
    pub access: AtomicU32,
    /// How it is stored.
    pub basic: BasicType,
    /// Instance fields: byte offset in the object. Static fields: number in the class's statics. `u32::MAX` before preparation.
    pub offset: AtomicU32,
    /// Static fields: where the value is (8 bytes; references use the low 4).
    pub address: AtomicPtr<AtomicU64>,
    /// Position in the declaring version's field list (`java.lang.reflect.Field.slot`).
    pub slot: AtomicU32,
    /// Instance fields: what Java was given as its offset; `u32::MAX` while it was not asked for.
    pub cookie: AtomicU32,
    /// Instance fields: objects may be alive that have it elsewhere than at `offset`, because they wait for their layout.
    pub scattered: AtomicBool,
}

// SAFETY: mutable parts are atomic.
unsafe impl Send for Field {}
// SAFETY: as above.
unsafe impl Sync for Field {}

impl Field {
    /// A cell not yet prepared.
    pub fn new(class: ClassRef, name: Symbol, descriptor: Symbol, access: u16, slot: u32) -> Field {
        Field {
            class,
            name,
            descriptor: SymbolCell::new(descriptor),
            access: AtomicU32::new(u32::from(access)),
            basic: BasicType::of_descriptor(descriptor.bytes()),
            offset: AtomicU32::new(u32::MAX),
            address: AtomicPtr::new(std::ptr::null_mut()),
            slot: AtomicU32::new(slot),
            cookie: AtomicU32::new(u32::MAX),
            scattered: AtomicBool::new(false),
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
    /// ACC_VOLATILE.
    pub fn is_volatile(&self) -> bool {
        self.has(0x0040)
    }
    /// The field of this name and type that the class declares now: itself, or what an update brought in its place.
    pub fn now(&self) -> Option<FieldRef> {
        self.class.declared_field(self.name, self.descriptor()).filter(|field| field.is_static() == self.is_static())
    }
    /// Must an instruction look at each object for its place?
    pub fn is_scattered(&self) -> bool {
        self.scattered.load(Ordering::Relaxed)
    }
    /// Byte offset of an instance field.
    pub fn offset(&self) -> u32 {
        self.offset.load(Ordering::Relaxed)
    }
    /// Storage of a static field.
    pub fn static_cell(&self) -> &AtomicU64 {
        let address = self.address.load(Ordering::Acquire);
        debug_assert!(!address.is_null(), "static field {}.{} is not prepared", self.class.name(), self.name);
        // SAFETY: points into the class's statics, whose chunks never move or shrink.
        unsafe { &*address }
    }
}

/// Static storage of one class: chunks that never move, so that adding statics leaves addresses as they are.
#[derive(Default)]
pub struct Statics {
    chunks: Mutex<Vec<Chunk>>,
}

struct Chunk {
    cells: Box<[AtomicU64]>,
    references: Box<[bool]>,
}

impl Statics {
    /// Adds cells; the flags say which hold references. Returns the first number and the cells' address.
    pub fn extend(&self, references: &[bool]) -> (u32, *mut AtomicU64) {
        let mut chunks = self.chunks.lock();
        let first = chunks.iter().map(|chunk| chunk.cells.len()).sum::<usize>() as u32;
        let cells: Box<[AtomicU64]> = references.iter().map(|_| AtomicU64::new(0)).collect();
        let address = cells.as_ptr().cast_mut();
        chunks.push(Chunk { cells, references: references.into() });
        (first, address)
    }

    /// The address of a cell by number.
    pub fn cell(&self, number: u32) -> Option<*mut AtomicU64> {
        let mut number = number as usize;
        for chunk in self.chunks.lock().iter() {
            if let Some(cell) = chunk.cells.get(number) {
                return Some(std::ptr::from_ref(cell).cast_mut());
            }
            number -= chunk.cells.len();
        }
        None
    }

    /// What all cells hold, by number.
    pub fn values(&self) -> Vec<u64> {
        let chunks = self.chunks.lock();
        chunks.iter().flat_map(|chunk| chunk.cells.iter()).map(|cell| cell.load(Ordering::Acquire)).collect()
    }

    /// Gives the cells, those with the first numbers, what [`Self::values`] answered.
    pub fn put_back(&self, values: &[u64]) {
        let chunks = self.chunks.lock();
        for (cell, value) in chunks.iter().flat_map(|chunk| chunk.cells.iter()).zip(values) {
            cell.store(*value, Ordering::Release);
        }
    }

    /// Every cell that holds a reference (low 32 bits).
    pub fn for_each_reference(&self, mut visit: impl FnMut(*mut u32)) {
        for chunk in self.chunks.lock().iter() {
            for (cell, reference) in chunk.cells.iter().zip(&chunk.references) {
                if *reference {
                    visit(std::ptr::from_ref(cell).cast_mut().cast());
                }
            }
        }
    }
}
