//! References and the view under which they exist.
//!
//! A `Ref<'g>` is a word that the next collection may make wrong. It therefore borrows a [`NoStop`] view, which
//! borrows the thread's mutator: whatever may collect takes the mutator exclusively and ends the view.

use crate::layout::{LayoutId, LayoutRecord};
use crate::raw::core::{MutatorCore, RUNNING};
use crate::raw::object;
use crate::space::Space;
use crate::{Mutator, mark};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

/// A reference to an object, valid as long as the view it came from. Java's `null` is `None` of `Option<Ref>`.
///
/// Not `PartialEq` and not `Hash`: identity is asked through [`NoStop::same`] and [`NoStop::identity_hash`].
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Ref<'g>(NonZeroU32, PhantomData<&'g ()>);

const _: () = assert!(size_of::<Option<Ref<'static>>>() == 4);

impl std::fmt::Debug for Ref<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ref({:#x})", self.0)
    }
}

impl Ref<'_> {
    /// The bare word: a distance from the space's base in units of 8 bytes.
    #[inline(always)]
    pub fn raw(self) -> RawRef {
        RawRef(self.0.get())
    }

    #[inline(always)]
    pub(crate) fn index(self) -> u32 {
        self.0.get()
    }
}

/// A reference without a view: a word for tables keyed by address inside one stop, and for slots. 0 is null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
#[repr(transparent)]
pub struct RawRef(pub u32);

/// A thread's promise not to stop: while it exists no collection happens, so references stay right.
#[derive(Clone, Copy)]
pub struct NoStop<'g> {
    core: NonNull<MutatorCore>,
    view: PhantomData<&'g Mutator>,
}

impl<'g> NoStop<'g> {
    /// A view of the running thread whose core this is.
    ///
    /// # Safety
    /// `core` is the calling thread's own (or the stopped world's) and the thread neither stops nor lets others collect
    /// during `'g`.
    #[inline(always)]
    pub unsafe fn assume(core: *mut MutatorCore) -> NoStop<'g> {
        // SAFETY: the caller's core is not null.
        let core = unsafe { NonNull::new_unchecked(core) };
        // SAFETY: cores live as long as their mutators.
        debug_assert!(unsafe { core.as_ref() }.state.load(Ordering::Relaxed) == RUNNING, "thread is native or stopped");
        NoStop { core, view: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn core(&self) -> &MutatorCore {
        // SAFETY: invariant 5; the fields read through this do not change while the mutator lives.
        unsafe { self.core.as_ref() }
    }

    /// The core whose view this is.
    #[inline(always)]
    pub fn core_ptr(&self) -> *mut MutatorCore {
        self.core.as_ptr()
    }

    /// The space of this view.
    #[inline(always)]
    pub fn space(&self) -> &'g Space {
        // SAFETY: a mutator keeps its space alive.
        unsafe { &*self.core().space }
    }

    /// Address of reference 0.
    #[inline(always)]
    pub(crate) fn base(&self) -> *mut u8 {
        self.core().heap_base
    }

    /// Address of an object, for copying in and out at once. It dies with the view.
    #[inline(always)]
    pub fn address(&self, object: Ref<'_>) -> *mut u8 {
        // SAFETY: invariant 1.
        unsafe { object::address(self.base(), object.index()) }
    }

    /// The bare word of a reference.
    #[inline(always)]
    pub fn raw(&self, object: Ref<'_>) -> RawRef {
        object.raw()
    }

    /// A reference from a bare word; `None` for 0.
    ///
    /// # Safety
    /// `raw` is 0 or names an object of this space, and no collection has run since it was got or updated.
    #[inline(always)]
    pub unsafe fn from_raw(&self, raw: RawRef) -> Option<Ref<'g>> {
        let word = NonZeroU32::new(raw.0)?;
        debug_assert!((word.get() as usize) < self.space().ref_limit(), "reference {word:#x} outside its space");
        Some(Ref(word, PhantomData))
    }

    #[inline(always)]
    pub(crate) fn wrap(&self, word: u32) -> Option<Ref<'g>> {
        // SAFETY: `word` was just read from a slot of this space, which is up to date under this view.
        unsafe { self.from_raw(RawRef(word)) }
    }

    /// Whether two references name the same object.
    #[inline(always)]
    pub fn same(&self, a: Ref<'_>, b: Ref<'_>) -> bool {
        a.0 == b.0
    }

    /// Whether two references name the same object or are both null.
    #[inline(always)]
    pub fn same_or_null(&self, a: Option<Ref<'_>>, b: Option<Ref<'_>>) -> bool {
        a.map(|r| r.0) == b.map(|r| r.0)
    }

    /// The layout that an object's header names.
    #[inline(always)]
    pub fn layout_of(&self, object: Ref<'_>) -> LayoutId {
        // SAFETY: invariants 1 and 2.
        unsafe { object::layout_id(self.address(object)) }
    }

    /// The record of an object's layout.
    #[inline(always)]
    pub fn layout_record(&self, object: Ref<'_>) -> &'g LayoutRecord {
        // SAFETY: invariant 2.
        unsafe { object::record(self.core().layouts, self.layout_of(object)) }
    }

    /// Bytes of an object with its header.
    pub fn size_of(&self, object: Ref<'_>) -> usize {
        // SAFETY: invariants 1 and 2.
        unsafe { object::size(self.address(object), self.layout_record(object)) }
    }

    /// Length of an array.
    #[inline(always)]
    pub fn array_length(&self, array: Ref<'_>) -> u32 {
        debug_assert!(self.layout_record(array).is_array(), "not an array");
        // SAFETY: arrays have their length here; for another object the word lies in the mapping all the same.
        unsafe { self.address(array).add(object::LENGTH_OFFSET).cast::<u32>().read() }
    }

    /// The mark word.
    #[inline(always)]
    pub fn load_mark(&self, object: Ref<'_>) -> u32 {
        self.mark_word(object).load(Ordering::Acquire)
    }

    /// Replaces the mark word if it is `old`; the age bits must be carried over.
    #[inline(always)]
    pub fn compare_exchange_mark(&self, object: Ref<'_>, old: u32, new: u32) -> Result<u32, u32> {
        self.mark_word(object).compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire)
    }

    #[inline(always)]
    fn mark_word(&self, object: Ref<'_>) -> &'g std::sync::atomic::AtomicU32 {
        // SAFETY: each header has its mark at this offset; it is only accessed atomically while threads run.
        unsafe { &*self.address(object).add(object::MARK_OFFSET).cast() }
    }

    /// The identity hash (26 bits, not 0), given to the object when it is first asked for.
    pub fn identity_hash(&self, object: Ref<'_>) -> u32 {
        let mut old = self.load_mark(object);
        while mark::tag(old) == mark::NEUTRAL {
            if mark::payload(old) != 0 {
                return mark::payload(old);
            }
            let hash = self.space().fresh_hash();
            match self.compare_exchange_mark(object, old, mark::neutral(old, hash)) {
                Ok(_) => return hash,
                Err(now) => old = now,
            }
        }
        self.space().runtime().hash_of_locked(self, object, self.space().fresh_hash())
    }

    /// Takes the list of pending reference objects: the first, chained through their `discovered` fields.
    pub fn take_pending_references(&self) -> Option<Ref<'g>> {
        self.wrap(self.space().take_pending())
    }
}
