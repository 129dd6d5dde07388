//! Global references: strong and weak slots of a space that outlive every scope. Slot addresses never change.
//!
//! The tables do not keep their space alive, so a runtime may own globals of its own space.

use crate::reference::{NoStop, Ref};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

const CHUNK: usize = 256;

/// Slots of one strength.
#[derive(Default)]
pub(crate) struct GlobalTable {
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    chunks: Vec<Box<[AtomicU32]>>,
    used: usize,
    free: Vec<usize>,
}

impl GlobalTable {
    fn add(&self, value: u32) -> &AtomicU32 {
        let mut slots = self.slots.lock();
        let index = slots.free.pop().unwrap_or_else(|| {
            let index = slots.used;
            if index == slots.chunks.len() * CHUNK {
                slots.chunks.push((0..CHUNK).map(|_| AtomicU32::new(0)).collect());
            }
            slots.used += 1;
            index
        });
        let slot: *const AtomicU32 = &slots.chunks[index / CHUNK][index % CHUNK];
        // SAFETY: chunks are never dropped or moved while the table lives.
        let slot = unsafe { &*slot };
        slot.store(value, SeqCst);
        slot
    }

    fn index_of(slots: &Slots, slot: *const AtomicU32) -> Option<usize> {
        slots.chunks.iter().enumerate().find_map(|(number, chunk)| {
            let index = (slot as usize).checked_sub(chunk.as_ptr() as usize)? / 4;
            (index < CHUNK && chunk.as_ptr().wrapping_add(index) == slot).then_some(number * CHUNK + index)
        })
    }

    fn remove(&self, slot: *const AtomicU32) -> bool {
        let mut slots = self.slots.lock();
        let Some(index) = Self::index_of(&slots, slot) else {
            return false;
        };
        slots.chunks[index / CHUNK][index % CHUNK].store(0, Relaxed);
        slots.free.push(index);
        true
    }

    pub(crate) fn contains(&self, slot: *const AtomicU32) -> bool {
        Self::index_of(&self.slots.lock(), slot).is_some()
    }

    /// Shows every slot that holds a reference.
    pub(crate) fn each(&self, f: &mut dyn FnMut(&AtomicU32)) {
        let slots = self.slots.lock();
        for slot in slots.chunks.iter().flatten().take(slots.used) {
            if slot.load(Relaxed) != 0 {
                f(slot);
            }
        }
    }
}

macro_rules! global {
    ($(#[$doc:meta])* $name:ident, $field:ident) => {
        $(#[$doc])*
        pub struct $name {
            table: Arc<GlobalTable>,
            slot: *const AtomicU32,
        }

        // SAFETY: the slot is an atomic in a table that the value keeps alive.
        unsafe impl Send for $name {}
        // SAFETY: as above.
        unsafe impl Sync for $name {}

        impl $name {
            /// A new slot that names `object`.
            pub fn new(view: &NoStop<'_>, object: Ref<'_>) -> $name {
                let table = view.space().$field().clone();
                let slot: *const AtomicU32 = table.add(object.index());
                $name { table, slot }
            }

            /// Address of the slot; stable until this is dropped.
            pub fn slot(&self) -> *mut u32 {
                self.slot as *mut u32
            }

            /// Gives the slot to native code; [`Self::from_slot`] takes it back.
            pub fn into_slot(self) -> *mut u32 {
                // SAFETY: `self` is forgotten, so the table's count is given up exactly once.
                let table = unsafe { std::ptr::read(&self.table) };
                let slot = self.slot();
                std::mem::forget(self);
                drop(table);
                slot
            }

            /// Takes a slot back from native code; `None` if it is no slot of this table.
            ///
            /// # Safety
            /// Nobody else takes the same slot back.
            pub unsafe fn from_slot(space: &crate::Space, slot: *mut u32) -> Option<$name> {
                let table = space.$field().clone();
                let slot = slot as *const AtomicU32;
                table.contains(slot).then_some($name { table, slot })
            }

            fn load<'g>(&self, view: &NoStop<'g>) -> Option<Ref<'g>> {
                assert!(Arc::ptr_eq(&self.table, view.space().$field()), "global reference of another space");
                // SAFETY: the table keeps the slot.
                view.wrap(unsafe { &*self.slot }.load(SeqCst))
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.table.remove(self.slot);
            }
        }
    };
}

global! {
    /// A strong reference with no scope.
    Global, globals
}

global! {
    /// A reference that does not keep its object alive; finalization comes first.
    WeakGlobal, weak_globals
}

impl std::fmt::Debug for Global {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Global({:p})", self.slot)
    }
}

/// The same slot, whatever is in it.
impl PartialEq for Global {
    fn eq(&self, other: &Global) -> bool {
        std::ptr::eq(self.slot, other.slot)
    }
}

impl Eq for Global {}

impl Global {
    /// The object.
    pub fn get<'g>(&self, view: &NoStop<'g>) -> Ref<'g> {
        self.load(view).expect("a global's slot holds a reference until the global is dropped")
    }

    /// Makes it name another object.
    pub fn set(&self, view: &NoStop<'_>, object: Ref<'_>) {
        assert!(Arc::ptr_eq(&self.table, view.space().globals()), "global reference of another space");
        // SAFETY: the table keeps the slot.
        unsafe { &*self.slot }.store(object.index(), SeqCst);
    }
}

impl WeakGlobal {
    /// The object, unless it died.
    pub fn get<'g>(&self, view: &NoStop<'g>) -> Option<Ref<'g>> {
        self.load(view)
    }
}
