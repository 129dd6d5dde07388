//! Whom a commit concerns: the classes that it touches, and the constant pools whose code names them. A pause looks at these
//! instead of at everything that is loaded.
//!
//! Marks and lists only: what becomes of the code is `reset`'s.

use crate::addresses::AddressSet;
use crate::class::{ClassRef, ClassVersion};
use crate::constant_pool::RuntimeConstantPool;
use parking_lot::Mutex;
use std::sync::atomic::Ordering;

/// The touched classes of a space, and pools in which a resolution has failed.
#[derive(Default)]
pub struct Touched {
    classes: Mutex<Vec<ClassRef>>,
    failed: Mutex<AddressSet<usize>>,
}

impl Touched {
    /// Marks classes until [`Self::unmark`]; answers those that were not marked.
    pub(super) fn mark(&self, classes: impl IntoIterator<Item = ClassRef>) -> Vec<ClassRef> {
        let fresh: Vec<ClassRef> =
            classes.into_iter().filter(|class| !class.touched.swap(true, Ordering::Relaxed)).collect();
        self.classes.lock().extend(fresh.iter().copied());
        fresh
    }

    /// Ends the marks of some.
    pub(super) fn unmark(&self, classes: &[ClassRef]) {
        classes.iter().for_each(|class| class.touched.store(false, Ordering::Relaxed));
        self.classes.lock().retain(|class| class.touched.load(Ordering::Relaxed));
    }

    /// Ends all marks.
    pub(super) fn finish(&self) {
        for class in self.classes.lock().drain(..) {
            class.touched.store(false, Ordering::Relaxed);
        }
    }

    /// A resolution of this pool has failed, and the failure is remembered.
    pub(crate) fn note_failure(&self, pool: &RuntimeConstantPool) {
        self.failed.lock().insert(std::ptr::from_ref(pool) as usize);
    }

    /// The pools that noted failures, and from now on have none.
    pub(super) fn take_failed(&self) -> Vec<&'static RuntimeConstantPool> {
        self.failed.lock().drain().map(pool_at).collect()
    }

    /// The pools with resolved entries that name touched classes, or arrays of them.
    pub(super) fn users(&self) -> Vec<&'static RuntimeConstantPool> {
        let mut users = AddressSet::default();
        for class in self.classes.lock().iter() {
            users.extend(class.named_by.lock().iter().copied());
            if let Some(array) = class.array_class.get() {
                users.extend(array.named_by.lock().iter().copied());
            }
        }
        users.into_iter().map(pool_at).collect()
    }

    /// A version is about to be freed, or its class is gone: nobody looks at its pool any more.
    pub(crate) fn forget(&self, version: &ClassVersion) {
        let address = std::ptr::from_ref(&*version.pool) as usize;
        version.pool.for_each_named_class(|class| {
            class.named_by.lock().remove(&address);
        });
        self.failed.lock().remove(&address);
    }
}

fn pool_at(address: usize) -> &'static RuntimeConstantPool {
    // SAFETY: the lists hold pools of versions that are not freed: `forget` comes before. The world is stopped, so that no
    // reference outlives its pool.
    unsafe { &*(address as *const RuntimeConstantPool) }
}
