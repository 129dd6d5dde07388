//! Scopes and handles: references that survive collections while Rust or native code runs.
//!
//! A [`Handle`] is the address of a slot that the collector updates; native code's local references are such
//! addresses. Slots live until their scope or local frame closes.

use crate::Mutator;
use crate::mutator::Inner;
use crate::raw::handles::BodyKind;
use crate::reference::{NoStop, Ref};
use std::marker::PhantomData;
use std::ptr::NonNull;

/// An open scope of one mutator. Handles made in it borrow it and end with it; scopes of a mutator nest. It must be
/// dropped before its mutator, which panics otherwise.
pub struct Scope {
    inner: NonNull<Inner>,
    body: u32,
}

impl Drop for Scope {
    fn drop(&mut self) {
        // SAFETY: invariant 5: this is the mutator's own thread; a mutator does not die before its scopes.
        unsafe { (*self.inner.as_ptr()).handles.close(self.body) };
    }
}

impl Scope {
    /// Opens a scope of `mutator`; it closes when the value is dropped.
    #[inline]
    pub fn open(mutator: &mut Mutator) -> Scope {
        let inner = mutator.inner();
        // SAFETY: invariant 5.
        let body = unsafe { (*inner.as_ptr()).handles.open(BodyKind::Scope) };
        Scope { inner, body }
    }

    /// Runs `f` with a new scope of `mutator`.
    #[inline]
    pub fn enter<R>(mutator: &mut Mutator, f: impl FnOnce(&mut Mutator, &Scope) -> R) -> R {
        let scope = Scope::open(mutator);
        f(mutator, &scope)
    }

    /// A handle for `object`.
    #[inline]
    pub fn handle<'s>(&'s self, view: &NoStop<'_>, object: Ref<'_>) -> Handle<'s> {
        assert!(view.core_ptr() == self.inner.as_ptr().cast(), "scope of another mutator");
        self.slot(object.index())
    }

    /// A handle for `object` unless it is null.
    #[inline]
    pub fn handle_opt<'s>(&'s self, view: &NoStop<'_>, object: Option<Ref<'_>>) -> Option<Handle<'s>> {
        object.map(|object| self.handle(view, object))
    }

    pub(crate) fn belongs_to(&self, inner: NonNull<Inner>) -> bool {
        self.inner == inner
    }

    pub(crate) fn slot<'s>(&'s self, value: u32) -> Handle<'s> {
        // SAFETY: invariant 5; `add` never returns null.
        let slot = unsafe { NonNull::new_unchecked((*self.inner.as_ptr()).handles.add(self.body, value)) };
        Handle { slot, brand: PhantomData }
    }
}

/// A reference held by a scope. Stable while the object moves.
#[derive(Clone, Copy)]
pub struct Handle<'s> {
    slot: NonNull<u32>,
    brand: PhantomData<&'s Scope>,
}

impl<'s> Handle<'s> {
    /// The slot at this address as a handle; `None` if it holds null.
    ///
    /// # Safety
    /// The collector is shown the slot as a root, and it stays one and keeps a reference for `'s`.
    #[inline(always)]
    pub unsafe fn from_slot(slot: *mut u32) -> Option<Handle<'s>> {
        let slot = NonNull::new(slot)?;
        // SAFETY: the caller's promise: the slot can be read.
        let null = unsafe { slot.as_ptr().read() } == 0;
        (!null).then_some(Handle { slot, brand: PhantomData })
    }

    /// The object.
    #[inline(always)]
    pub fn get<'g>(&self, view: &NoStop<'g>) -> Ref<'g> {
        // SAFETY: the slot lives as long as its scope; only this thread writes it while it runs.
        view.wrap(unsafe { self.slot.as_ptr().read() }).expect("the slot of a handle is never null")
    }

    /// Makes it name another object.
    #[inline(always)]
    pub fn set(&self, _view: &NoStop<'_>, object: Ref<'_>) {
        // SAFETY: as in `get`.
        unsafe { self.slot.as_ptr().write(object.index()) };
    }

    /// Address of the slot: a local reference of native code.
    #[inline(always)]
    pub fn slot(&self) -> *mut u32 {
        self.slot.as_ptr()
    }
}

/// The stack of native code's local frames of one mutator.
pub struct LocalFrames<'m> {
    inner: NonNull<Inner>,
    mutator: PhantomData<&'m Mutator>,
}

impl<'m> LocalFrames<'m> {
    pub(crate) fn new(inner: NonNull<Inner>) -> Self {
        LocalFrames { inner, mutator: PhantomData }
    }

    /// Opens a frame; the depth to close it with.
    pub fn push(&self) -> u32 {
        // SAFETY: invariant 5.
        unsafe { (*self.inner.as_ptr()).handles.open(BodyKind::Local) }
    }

    /// Closes the innermost frame. False if the innermost body is no local frame.
    pub fn pop(&self) -> bool {
        // SAFETY: invariant 5.
        unsafe {
            let handles = &mut (*self.inner.as_ptr()).handles;
            let local = handles.top_kind() == Some(BodyKind::Local);
            if local {
                handles.close_to(handles.depth() - 1);
            }
            local
        }
    }

    /// Closes every frame opened since [`LocalFrames::push`] returned `depth`, and that one.
    pub fn pop_to(&self, depth: u32) {
        // SAFETY: invariant 5.
        unsafe {
            let handles = &mut (*self.inner.as_ptr()).handles;
            while handles.depth() > depth {
                assert!(handles.top_kind() == Some(BodyKind::Local), "a scope is open above the local frame");
                handles.close_to(handles.depth() - 1);
            }
        }
    }

    /// A new local reference in the innermost local frame. Panics if no frame is open.
    pub fn add(&self, view: &NoStop<'_>, object: Ref<'_>) -> *mut u32 {
        assert!(view.core_ptr() == self.inner.as_ptr().cast(), "local frames of another mutator");
        // SAFETY: invariant 5.
        unsafe {
            let handles = &mut (*self.inner.as_ptr()).handles;
            let body = handles.innermost_local().expect("native code runs in a local frame");
            handles.add(body, object.index())
        }
    }

    /// Deletes one local reference; its slot may be used again.
    ///
    /// # Safety
    /// `slot` is a slot of a frame or scope of this mutator that is still open.
    pub unsafe fn delete(&self, slot: *mut u32) {
        // SAFETY: invariant 5 and the caller's promise.
        unsafe { (*self.inner.as_ptr()).handles.delete(slot) }
    }

    /// The object that a slot names; `None` if it was deleted.
    ///
    /// # Safety
    /// As for [`LocalFrames::delete`], or `slot` is a global's.
    #[inline(always)]
    pub unsafe fn get<'g>(view: &NoStop<'g>, slot: *const u32) -> Option<Ref<'g>> {
        // SAFETY: the caller's slot is valid.
        view.wrap(unsafe { slot.read() })
    }

    /// Whether `slot` belongs to an open frame or scope of this mutator.
    pub fn contains(&self, slot: *const u32) -> bool {
        // SAFETY: invariant 5.
        unsafe { (*self.inner.as_ptr()).handles.contains(slot) }
    }

    /// Live references in the innermost local frame.
    pub fn count(&self) -> usize {
        // SAFETY: invariant 5.
        unsafe {
            let handles = &(*self.inner.as_ptr()).handles;
            handles.innermost_local().map_or(0, |body| handles.count(body))
        }
    }
}
