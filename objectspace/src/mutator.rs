//! A thread's place in a space: allocation, safe points, native code.
//!
//! Whatever may collect or stop takes `&mut Mutator`, so no view, and with it no [`Ref`](crate::Ref), lives across it.

use crate::OutOfMemory;
use crate::layout::{LayoutId, LayoutKind};
use crate::raw::core::{MutatorCore, POLL_STOP, RUNNING, bump_array, bump_instance};
use crate::raw::handles::HandleStack;
use crate::raw::heap::Refused;
use crate::raw::object;
use crate::raw::regions::LARGE_OBJECT;
use crate::reference::NoStop;
use crate::runtime::{Cause, Collection};
use crate::scope::{Handle, LocalFrames, Scope};
use crate::space::Space;
use crate::world::StoppedWorld;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const FIRST_TLAB: usize = 8 << 10;

/// What a mutator consists of; at a stable address. The core comes first.
#[repr(C)]
pub(crate) struct Inner {
    pub(crate) core: MutatorCore,
    pub(crate) handles: HandleStack,
    tlab_wanted: usize,
    allocations: u32,
}

/// A thread attached to a space. Dropping it detaches.
pub struct Mutator {
    inner: NonNull<Inner>,
    space: Arc<Space>,
}

impl Mutator {
    pub(crate) fn attach(space: &Arc<Space>, client: *mut ()) -> Mutator {
        let core = space.new_core(client);
        let inner = Box::new(Inner { core, handles: HandleStack::default(), tlab_wanted: FIRST_TLAB, allocations: 0 });
        // SAFETY: a box is not null.
        let inner = unsafe { NonNull::new_unchecked(Box::into_raw(inner)) };
        space.safepoints.attach(inner);
        Mutator { inner, space: space.clone() }
    }

    #[inline(always)]
    pub(crate) fn inner(&self) -> NonNull<Inner> {
        self.inner
    }

    /// The part the interpreter uses directly; stable until the mutator is dropped.
    #[inline(always)]
    pub fn core(&self) -> *mut MutatorCore {
        self.inner.as_ptr().cast()
    }

    #[inline(always)]
    fn core_ref(&self) -> &MutatorCore {
        // SAFETY: invariant 5; callers read atomics or words that only this thread writes while it runs.
        unsafe { &*self.core() }
    }

    /// Changes what the runtime gets back when asked for this mutator's roots.
    pub fn set_client(&mut self, client: *mut ()) {
        // SAFETY: invariant 5: the mutator is not stopped, so nobody else reads the word now.
        unsafe { (*self.core()).client = client };
    }

    /// Its space.
    #[inline(always)]
    pub fn space(&self) -> &Arc<Space> {
        &self.space
    }

    /// What the VM attached with.
    #[inline(always)]
    pub fn client(&self) -> *mut () {
        self.core_ref().client
    }

    /// A view under which references exist; it ends where the mutator is next used exclusively.
    #[inline(always)]
    pub fn no_stop(&self) -> NoStop<'_> {
        // SAFETY: the view borrows the mutator, and everything that stops needs it exclusively.
        unsafe { NoStop::assume(self.core()) }
    }

    /// Local references of native code.
    pub fn locals(&self) -> LocalFrames<'_> {
        LocalFrames::new(self.inner)
    }

    // ---- safe points

    /// Stops here if a stop is wanted. The VM's own poll bits are left to the VM.
    #[inline(always)]
    pub fn poll(&mut self) {
        if self.core_ref().poll.load(Ordering::Relaxed) & POLL_STOP != 0 {
            self.space.safepoints.stop_here(self.core_ref());
        }
    }

    /// The VM's bits of the poll word, cleared by reading.
    pub fn take_signals(&mut self) -> u32 {
        self.core_ref().poll.fetch_and(POLL_STOP, Ordering::SeqCst) & !POLL_STOP
    }

    /// From now on the thread counts as stopped. Until [`Mutator::leave_native`] it must not touch the heap; debug
    /// builds check that no view is made.
    #[inline(always)]
    pub fn enter_native(&mut self) {
        debug_assert!(self.core_ref().state.load(Ordering::Relaxed) == RUNNING);
        self.space.safepoints.enter_native(self.core_ref());
    }

    /// The thread runs again; blocks while a stop is on.
    #[inline(always)]
    pub fn leave_native(&mut self) {
        self.space.safepoints.leave_native(self.core_ref());
    }

    /// Whether the thread is between `enter_native` and `leave_native`.
    pub fn is_native(&self) -> bool {
        self.core_ref().state.load(Ordering::Relaxed) == crate::raw::core::NATIVE
    }

    /// Runs `f`, which may wait for other threads and cannot touch the heap, as native code.
    pub fn blocked<R>(&mut self, f: impl FnOnce() -> R) -> R {
        struct Leave<'m>(&'m mut Mutator);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                self.0.leave_native();
            }
        }
        self.enter_native();
        let _leave = Leave(self);
        f()
    }

    /// Stops every other mutator of the space, runs `f`, lets them go on. Inside a stop of this thread it nests.
    pub fn stop_world<R>(&mut self, f: impl FnOnce(&mut StoppedWorld<'_>) -> R) -> R {
        // SAFETY: the core lives as long as the mutator, which is borrowed for the whole stop.
        let core = unsafe { &*self.core() };
        let space = self.space.clone();
        space.stopped(Some(core), |world| f(world), Some(self))
    }

    /// Stops every other mutator of the space until the value is dropped. This thread goes on, and may allocate, collect
    /// and stop the world again meanwhile.
    pub fn hold_world(&mut self) -> HeldWorld {
        // SAFETY: the core lives as long as the mutator, which is borrowed here.
        let core = unsafe { &*self.core() };
        self.space.safepoints.begin(Some(core));
        HeldWorld { space: self.space.clone(), released: false, _of_this_thread: std::marker::PhantomData }
    }

    /// Collects now.
    pub fn collect(&mut self, collection: Collection) {
        self.stop_world(|world| world.collect_for(collection, Cause::Explicit));
    }

    // ---- allocation

    /// A new zeroed instance.
    #[inline]
    pub fn allocate_instance<'s>(&mut self, scope: &'s Scope, layout: LayoutId) -> Result<Handle<'s>, OutOfMemory> {
        assert!(scope.belongs_to(self.inner), "scope of another mutator");
        Ok(scope.slot(self.new_instance(layout)?))
    }

    /// A new zeroed array.
    #[inline]
    pub fn allocate_array<'s>(
        &mut self,
        scope: &'s Scope,
        layout: LayoutId,
        length: u32,
    ) -> Result<Handle<'s>, OutOfMemory> {
        assert!(scope.belongs_to(self.inner), "scope of another mutator");
        Ok(scope.slot(self.new_array(layout, length)?))
    }

    /// A new zeroed instance, written to a register.
    ///
    /// # Safety
    /// `slot` is valid for a write after a collection and shown to the collector as a root.
    #[inline]
    pub unsafe fn allocate_instance_into(&mut self, layout: LayoutId, slot: *mut u32) -> Result<(), OutOfMemory> {
        let reference = self.new_instance(layout)?;
        // SAFETY: the caller's slot.
        unsafe { slot.write(reference) };
        Ok(())
    }

    /// A new zeroed array, written to a register.
    ///
    /// # Safety
    /// As for [`Mutator::allocate_instance_into`].
    #[inline]
    pub unsafe fn allocate_array_into(
        &mut self,
        layout: LayoutId,
        length: u32,
        slot: *mut u32,
    ) -> Result<(), OutOfMemory> {
        let reference = self.new_array(layout, length)?;
        // SAFETY: the caller's slot.
        unsafe { slot.write(reference) };
        Ok(())
    }

    /// A new zeroed object of any layout, written to a register; `length` counts for arrays only.
    ///
    /// # Safety
    /// As for [`Mutator::allocate_instance_into`].
    pub unsafe fn allocate_into(&mut self, layout: LayoutId, length: u32, slot: *mut u32) -> Result<(), OutOfMemory> {
        // SAFETY: the caller's promise.
        unsafe {
            if self.space.layout(layout).is_array() {
                self.allocate_array_into(layout, length, slot)
            } else {
                self.allocate_instance_into(layout, slot)
            }
        }
    }

    #[inline]
    fn new_instance(&mut self, layout: LayoutId) -> Result<u32, OutOfMemory> {
        debug_assert!(self.core_ref().state.load(Ordering::Relaxed) == RUNNING);
        let record = self.space.layout(layout);
        assert!(record.kind == LayoutKind::Instance, "layout {} is not an instance layout", layout.0);
        let size = record.instance_size as usize;
        // SAFETY: this thread's core; the size is the layout's.
        match unsafe { bump_instance(self.core(), layout, size) } {
            0 => self.allocate_slow(layout, size, None),
            reference => Ok(reference),
        }
    }

    #[inline]
    fn new_array(&mut self, layout: LayoutId, length: u32) -> Result<u32, OutOfMemory> {
        debug_assert!(self.core_ref().state.load(Ordering::Relaxed) == RUNNING);
        let record = self.space.layout(layout);
        assert!(record.is_array(), "layout {} is not an array layout", layout.0);
        let (shift, size) = (record.elem_shift, object::array_size(record.elem_shift, length));
        // SAFETY: this thread's core; the shift is the layout's.
        match unsafe { bump_array(self.core(), layout, shift, length) } {
            0 => self.allocate_slow(layout, size, Some(length)),
            reference => Ok(reference),
        }
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, layout: LayoutId, size: usize, length: Option<u32>) -> Result<u32, OutOfMemory> {
        let (mut layout, mut size) = (layout, size);
        self.poll();
        if length.is_some_and(|length| length > i32::MAX as u32 - 2) {
            return Err(OutOfMemory::ArraySizeLimit);
        }
        if size > self.space.max_heap() {
            return Err(OutOfMemory::HeapFull);
        }
        if self.stress_due() {
            self.stop_world(|world| world.collect_for(Collection::Young, Cause::Stress));
        }
        let at = loop {
            let at = self.find_memory(size)?;
            // The VM may have given the layout up while this thread was stopped.
            match self.space.layout(layout).replaced_by.load(Ordering::Relaxed) {
                0 => break at,
                other => {
                    // SAFETY: fresh zeroed memory of the size; an object that nobody names keeps the heap walkable.
                    unsafe { at.cast::<u32>().write(layout.0) };
                    layout = LayoutId(other);
                    size = self.space.layout(layout).instance_size as usize;
                }
            }
        };
        // SAFETY: fresh zeroed memory of the object's size.
        unsafe {
            at.cast::<u32>().write(layout.0);
            if let Some(length) = length {
                at.add(object::LENGTH_OFFSET).cast::<u32>().write(length);
            }
            Ok(object::reference((*self.core()).heap_base, at))
        }
    }

    /// Tries, collects more and more thoroughly, gives up.
    fn find_memory(&mut self, size: usize) -> Result<*mut u8, OutOfMemory> {
        let mut ladder = [None, Some(Collection::Full), Some(Collection::FullClearingSoft)].into_iter();
        let frozen = self.space.frozen.load(Ordering::SeqCst);
        if frozen && self.space.starves() {
            return Err(OutOfMemory::HeapFull);
        }
        let (mut force, mut shared) = (frozen, 0);
        loop {
            let seen = self.space.collections();
            if let Ok(at) = self.try_memory(size, force) {
                return Ok(at);
            }
            if frozen {
                return Err(OutOfMemory::HeapFull);
            }
            // Another thread's collection counts as ours a few times.
            let mut skipped = false;
            let mut next = None;
            self.stop_world(|world| {
                skipped = world.space().collections() != seen && shared < 4;
                if !skipped {
                    next = ladder.next();
                    match next {
                        Some(Some(collection)) => world.collect_for(collection, Cause::Allocation),
                        Some(None) => world.collect_for(world.space().suggested(), Cause::Allocation),
                        None => {}
                    }
                }
            });
            if skipped {
                shared += 1;
            } else {
                if next.is_none() || (next != Some(None) && self.space.is_thrashing()) {
                    return Err(OutOfMemory::HeapFull);
                }
                force = true;
            }
        }
    }

    fn try_memory(&mut self, size: usize, force: bool) -> Result<*mut u8, Refused> {
        // SAFETY: invariant 5.
        let inner = unsafe { &mut *self.inner.as_ptr() };
        if size > LARGE_OBJECT {
            let memory = self.space.heap.lock().allocate_large(size, force)?;
            return Ok(memory.zeroed().0);
        }
        if self.space.config().stress.collect_every.is_some() || self.space.starve_at.load(Ordering::Relaxed) > 0 {
            // Every allocation takes the slow path.
            let memory = self.space.heap.lock().carve(size, size, force)?;
            return Ok(memory.zeroed().0);
        }
        let rest = inner.core.tlab_end as usize - inner.core.tlab_top as usize;
        if size * 4 > inner.tlab_wanted || rest * 8 > inner.tlab_wanted {
            // The buffer's rest is worth keeping, or the object is too big for one.
            let memory = self.space.heap.lock().carve(size, size, force)?;
            return Ok(memory.zeroed().0);
        }
        let memory = self.space.heap.lock().carve(size, inner.tlab_wanted, force)?;
        let (at, len) = memory.zeroed();
        inner.retire_tlab();
        inner.core.tlab_top = at.wrapping_add(size);
        inner.core.tlab_end = at.wrapping_add(len);
        inner.tlab_wanted = (inner.tlab_wanted * 2).min(self.space.max_tlab());
        Ok(at)
    }

    fn stress_due(&mut self) -> bool {
        let Some(every) = self.space.config().stress.collect_every else {
            return false;
        };
        // SAFETY: invariant 5.
        let inner = unsafe { &mut *self.inner.as_ptr() };
        inner.allocations += 1;
        inner.allocations.is_multiple_of(every.max(1))
    }
}

/// A stop that lasts while this exists; see [`Mutator::hold_world`]. Dropped by the thread that made it.
pub struct HeldWorld {
    space: Arc<Space>,
    released: bool,
    _of_this_thread: std::marker::PhantomData<*mut ()>,
}

impl HeldWorld {
    /// How long it took to stop everyone.
    pub fn time_to_stop(&self) -> std::time::Duration {
        self.space.safepoints.time_to_stop()
    }

    /// Lets everyone go on, as dropping does. When that was: the caller's next instruction may come later, since whoever is woken
    /// may take its core.
    pub fn release(mut self) -> std::time::Instant {
        self.released = true;
        self.space.safepoints.end()
    }
}

impl Drop for HeldWorld {
    fn drop(&mut self) {
        if !self.released {
            self.space.safepoints.end();
        }
    }
}

impl Inner {
    /// Fills the rest of the allocation buffer so that its region can be walked.
    pub(crate) fn retire_tlab(&mut self) {
        let (top, end) = (self.core.tlab_top, self.core.tlab_end);
        // SAFETY: the rest of the buffer is this mutator's alone.
        unsafe { object::fill(top, end as usize - top as usize) };
        self.core.tlab_top = null_mut();
        self.core.tlab_end = null_mut();
    }

    /// After a collection buffers start small again, so that idle threads hold little.
    pub(crate) fn shrink_tlab(&mut self) {
        self.tlab_wanted = (self.tlab_wanted / 2).max(FIRST_TLAB);
    }
}

impl Drop for Mutator {
    fn drop(&mut self) {
        // SAFETY: invariant 5.
        let open = unsafe { (*self.inner.as_ptr()).handles.has_open_scope() };
        assert!(!open, "a mutator is dropped before one of its scopes");
        self.space.safepoints.detach(self.inner);
        // SAFETY: detached, so nobody else knows it.
        drop(unsafe { Box::from_raw(self.inner.as_ptr()) });
    }
}

/// A core for views of a stopped world without a mutator of its own.
pub(crate) fn empty_core(space: *const Space, client: *mut ()) -> MutatorCore {
    MutatorCore {
        tlab_top: null_mut(),
        tlab_end: null_mut(),
        poll: AtomicU32::new(0),
        state: AtomicU32::new(RUNNING),
        heap_base: null_mut(),
        cards: null_mut(),
        layouts: std::ptr::null(),
        space,
        client,
    }
}
