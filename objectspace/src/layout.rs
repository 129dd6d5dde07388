//! Layouts: what an object's header names. Size, reference map, reference kind, and words of the VM's own.
//!
//! A layout never changes once made; a class whose instances change shape gets another one.

use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64};

/// Index of a [`LayoutRecord`] in its space's table; the first word of every object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
#[repr(transparent)]
pub struct LayoutId(pub u32);

impl LayoutId {
    /// One dead word: fills a gap of 8 bytes.
    pub const FILLER_WORD: LayoutId = LayoutId(1);
    /// A dead stretch: its size in words of 8 bytes stands at offset 8.
    pub const FILLER_RUN: LayoutId = LayoutId(2);
    /// The first id that `Space::new_layout` gives.
    pub const FIRST: LayoutId = LayoutId(3);
}

/// What objects of a layout look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LayoutKind {
    /// Not in use.
    Free = 0,
    /// Fields at fixed offsets.
    Instance = 1,
    /// Length and 4-byte references.
    RefArray = 2,
    /// Length and primitive elements.
    PrimArray = 3,
    /// Dead space that keeps a region walkable.
    Filler = 4,
}

/// How the collector treats a layout's `referent` field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub enum ReferenceKind {
    /// An ordinary object.
    #[default]
    None = 0,
    /// Kept while memory is not tight.
    Soft = 1,
    /// Cleared when not strongly reachable.
    Weak = 2,
    /// Enqueued with its referent kept, once.
    Final = 3,
    /// Cleared when nothing else reaches the referent, finalization included.
    Phantom = 4,
}

/// What `Space::new_layout` needs to know.
#[derive(Clone, Debug)]
pub struct LayoutSpec {
    /// Instance or array.
    pub kind: LayoutKind,
    /// Bytes of an instance with its header; rounded up to 8. Ignored for arrays.
    pub instance_size: u32,
    /// Logarithm of an element's size. Ignored for instances; 2 for reference arrays.
    pub elem_shift: u8,
    /// Byte offsets of the reference fields. `referent` may be among them or not.
    pub ref_offsets: Vec<u32>,
    /// Treatment of `referent_offset`.
    pub reference_kind: ReferenceKind,
    /// Offset of the referent, for reference kinds.
    pub referent_offset: u32,
    /// Offset of the field that chains pending references, for reference kinds.
    pub discovered_offset: u32,
    /// Offset of the field that makes a final reference inactive when not null; 0 for none.
    pub next_offset: u32,
    /// Starting value of the VM's own words.
    pub client: [*mut (); 4],
}

impl LayoutSpec {
    fn empty(kind: LayoutKind) -> Self {
        LayoutSpec {
            kind,
            instance_size: 8,
            elem_shift: 0,
            ref_offsets: Vec::new(),
            reference_kind: ReferenceKind::None,
            referent_offset: 0,
            discovered_offset: 0,
            next_offset: 0,
            client: [std::ptr::null_mut(); 4],
        }
    }

    /// Instances of `size` bytes (header included) with references at `ref_offsets`.
    pub fn instance(size: u32, ref_offsets: &[u32]) -> Self {
        LayoutSpec { instance_size: size, ref_offsets: ref_offsets.to_vec(), ..Self::empty(LayoutKind::Instance) }
    }

    /// Arrays of references.
    pub fn ref_array() -> Self {
        LayoutSpec { elem_shift: 2, ..Self::empty(LayoutKind::RefArray) }
    }

    /// Arrays of primitive elements of `1 << elem_shift` bytes.
    pub fn prim_array(elem_shift: u8) -> Self {
        LayoutSpec { elem_shift, ..Self::empty(LayoutKind::PrimArray) }
    }

    /// The same layout as a reference object of `kind`.
    pub fn reference(mut self, kind: ReferenceKind, referent: u32, discovered: u32, next: u32) -> Self {
        self.reference_kind = kind;
        self.referent_offset = referent;
        self.discovered_offset = discovered;
        self.next_offset = next;
        self
    }

    /// The same layout with the VM's word `index` set.
    pub fn with_client(mut self, index: usize, word: *mut ()) -> Self {
        self.client[index] = word;
        self
    }
}

/// One entry of the layout table: 128 bytes that never move.
#[repr(C, align(128))]
pub struct LayoutRecord {
    /// Instance, array, filler or free.
    pub kind: LayoutKind,
    /// Logarithm of the element size of arrays.
    pub elem_shift: u8,
    /// Treatment of the referent.
    pub reference_kind: ReferenceKind,
    /// Bits of the collector.
    pub(crate) flags: u8,
    /// Bytes of an instance with header, a multiple of 8.
    pub instance_size: u32,
    /// Byte offsets of strong reference fields.
    pub(crate) ref_offsets: *const u32,
    /// How many.
    pub(crate) ref_count: u32,
    /// Offset of the referent.
    pub referent_offset: u32,
    /// Offset of the chain field.
    pub discovered_offset: u32,
    /// Offset of the next field.
    pub next_offset: u32,
    /// Live objects at the last full collection.
    pub(crate) live_count: AtomicU64,
    /// Bytes of them.
    pub(crate) live_bytes: AtomicU64,
    /// The VM's own words (class version, dispatch, …).
    pub client: [AtomicPtr<()>; 4],
    /// Where instances go in the running collection, if `flags` say so.
    pub(crate) migration: *const crate::Migration,
    /// The layout that the VM makes instances of instead, once this one is retired; 0 for none.
    pub(crate) replaced_by: AtomicU32,
    /// Not 0: instances are stale (see `raw::lazy`).
    pub(crate) stale: AtomicU32,
    pub(crate) reserved: [u32; 6],
}

// SAFETY: fields that change while threads run are atomics; the others are written before the layout's id is known to
// anybody, or while the world is stopped.
unsafe impl Sync for LayoutRecord {}

const _: () = assert!(size_of::<LayoutRecord>() == 128);

/// `flags`: instances are being moved to another layout by the running collection.
pub(crate) const FLAG_MIGRATING: u8 = 1;
/// `flags`: the VM gave the layout up; it is free once a full collection finds no instance.
pub(crate) const FLAG_RETIRED: u8 = 2;
/// `flags`: objects are supplements of stale ones, which walks do not show.
pub(crate) const FLAG_SUPPLEMENT: u8 = 4;

impl LayoutRecord {
    /// Byte offsets of the references in an instance, in the order given when the layout was made.
    pub fn ref_offsets(&self) -> &[u32] {
        crate::raw::object::ref_offsets(self)
    }

    /// Live objects of this layout at the end of the last full collection.
    pub fn live_count(&self) -> u64 {
        self.live_count.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Bytes of those objects.
    pub fn live_bytes(&self) -> u64 {
        self.live_bytes.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The VM has given it up: no more instances are made.
    pub fn is_retired(&self) -> bool {
        self.flags & FLAG_RETIRED != 0
    }

    /// Objects are parts of others and no objects to anybody.
    pub(crate) fn is_supplement(&self) -> bool {
        self.flags & FLAG_SUPPLEMENT != 0
    }

    /// Whether objects of this layout have a length.
    pub fn is_array(&self) -> bool {
        matches!(self.kind, LayoutKind::RefArray | LayoutKind::PrimArray)
    }

    /// Bytes that an array of `length` elements takes.
    pub fn array_size(&self, length: u32) -> usize {
        crate::raw::object::array_size(self.elem_shift, length)
    }
}
