//! A space in which nothing moves for a while, and the way back to what its heap was.

use crate::raw::frozen::{Image, Redirected, Redirector, Restorer, check_pairs};
use crate::runtime::{Collection, RootVisitor, WeakVisitor};
use crate::world::StoppedWorld;
use crate::{BecomeError, LayoutId, LayoutKind, Migrations, NoStop, RawRef, Ref};
use std::sync::atomic::Ordering::SeqCst;

/// What the heap was when the space was frozen. No collection runs until [`StoppedWorld::thaw`]: what is allocated
/// meanwhile stays, and memory that runs out is an `OutOfMemory`.
pub struct FrozenHeap {
    image: Image,
    redirected: Vec<Redirected>,
}

impl FrozenHeap {
    /// Was the object there when the space was frozen?
    pub fn contains(&self, object: RawRef) -> bool {
        self.image.contains(object.0)
    }

    /// Bytes that the copy takes.
    pub fn bytes(&self) -> usize {
        self.image.bytes()
    }
}

impl NoStop<'_> {
    /// Gives an instance a layout that [`crate::Space::same_layout`] made of its own.
    pub fn relabel(&self, object: Ref<'_>, layout: LayoutId) {
        let (own, other) = (self.layout_record(object), self.space().layout(layout));
        let fits = own.instance_size == other.instance_size && own.ref_offsets() == other.ref_offsets();
        assert!(fits && own.kind == LayoutKind::Instance, "layout {} is another one", layout.0);
        // SAFETY: an object's first word is its layout (invariant 2), and the new one describes it as well.
        unsafe { self.address(object).cast::<u32>().write(layout.0) }
    }
}

impl StoppedWorld<'_> {
    /// Freezes the space. The stop must last until it is thawed.
    pub fn freeze(&mut self) -> FrozenHeap {
        self.retire_buffers();
        self.space().frozen.store(true, SeqCst);
        let image = Image::take(&self.space().heap.lock());
        FrozenHeap { image, redirected: Vec::new() }
    }

    /// For tests: the allocation of that number fails, until the space is thawed. The first is number 1.
    pub fn starve(&mut self, number: u64) {
        self.retire_buffers();
        self.space().starve_at.store(number, SeqCst);
    }

    /// Collections run again.
    pub fn thaw(&mut self) {
        self.space().starve_at.store(0, SeqCst);
        self.space().frozen.store(false, SeqCst);
    }

    /// Makes every reference to the first object of a pair a reference to the second, where they are. Identity hash and lock
    /// of the first go to the second if that has none. The first stays as a dead object.
    pub fn redirect(&mut self, frozen: &mut FrozenHeap, pairs: &[(RawRef, RawRef)]) -> Result<(), BecomeError> {
        let pairs = check_pairs(pairs)?;
        let mutators = self.retire_buffers();
        let guard = self.space().heap.lock();
        let mut redirector = Redirector::new(&guard, &pairs);
        redirector.objects(&guard);
        redirector.marks(&guard);
        drop(guard);
        self.visit_all_roots(&mutators, &mut redirector);
        frozen.redirected.push(redirector.finish());
        Ok(())
    }

    /// Puts every object back as it was when the space was frozen, and references of roots that were redirected.
    pub fn put_back(&mut self, frozen: &mut FrozenHeap) {
        let mutators = self.retire_buffers();
        frozen.image.put_back(&self.space().heap.lock());
        while let Some(redirected) = frozen.redirected.pop() {
            self.visit_all_roots(&mutators, &mut Restorer(redirected));
        }
    }

    /// As [`StoppedWorld::migrate`], for the way back to layouts that the objects had before: what was there once has room
    /// again, so it cannot fail. Collects in any case.
    pub fn migrate_back(&mut self, migrations: &Migrations) {
        if migrations.is_empty() {
            self.collect(Collection::Full);
        } else {
            self.migrate_checked(migrations);
        }
    }

    /// Shows all roots, weak ones included, to a visitor that takes nothing apart.
    pub(crate) fn visit_all_roots<V: RootVisitor + WeakVisitor>(
        &self,
        mutators: &[std::ptr::NonNull<crate::mutator::Inner>],
        visitor: &mut V,
    ) {
        let space = self.space();
        space.runtime().visit_roots(self, visitor);
        for mutator in mutators {
            // SAFETY: invariants 4 and 5: the world is stopped.
            let inner = unsafe { &mut *mutator.as_ptr() };
            // SAFETY: slots of open handle bodies.
            inner.handles.each_run(&mut |first, len| unsafe { visitor.slots(first, len) });
            space.runtime().visit_mutator_roots(inner.core.client, visitor);
        }
        space.globals().each(&mut |slot| RootVisitor::slot(visitor, slot));
        RootVisitor::slot(visitor, &space.pending);
        space.weak_globals().each(&mut |slot| {
            WeakVisitor::slot(visitor, slot);
        });
        space.runtime().redirected_weak_slots(visitor);
    }
}
