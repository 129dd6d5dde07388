//! Selection tables of a layout's instances (JVMS §5.4.6): vtable and interface table over stable method cells.

use super::{ClassRef, MethodRef};
use std::sync::atomic::{AtomicPtr, Ordering};

/// What the layout record's first client word points to. Replaced as a whole, only with the world stopped.
#[repr(C)]
pub struct Dispatch {
    /// First entry of the vtable; the interpreter indexes it without a bounds check, the index having been resolved
    /// against a superclass of `class`.
    pub vtable: *const MethodRef,
    /// Number of vtable entries.
    pub vtable_len: usize,
    /// The class whose direct instances use it.
    pub class: ClassRef,
    /// Interface selections made so far; grows by replacement. Cache `InterfaceTable`.
    pub interface_table: AtomicPtr<InterfaceTable>,
    entries: Box<[MethodRef]>,
}

// SAFETY: `vtable` points into `entries`, which the value owns and never changes.
unsafe impl Send for Dispatch {}
// SAFETY: as above.
unsafe impl Sync for Dispatch {}

impl Dispatch {
    /// Wraps a vtable.
    pub fn new(class: ClassRef, entries: Box<[MethodRef]>) -> Dispatch {
        Dispatch {
            vtable: entries.as_ptr(),
            vtable_len: entries.len(),
            class,
            interface_table: AtomicPtr::new(std::ptr::null_mut()),
            entries,
        }
    }

    /// The vtable.
    pub fn vtable(&self) -> &[MethodRef] {
        &self.entries
    }

    /// The interface selections made so far.
    pub fn interface_table(&self) -> Option<&InterfaceTable> {
        // SAFETY: a published table is never freed before its Dispatch.
        unsafe { self.interface_table.load(Ordering::Acquire).as_ref() }
    }
}

impl Drop for Dispatch {
    fn drop(&mut self) {
        let table = *self.interface_table.get_mut();
        if !table.is_null() {
            // SAFETY: the current table is the dispatch's alone; those before it were handed to the class.
            drop(unsafe { Box::from_raw(table) });
        }
    }
}

/// One interface selection: interface method → selected method (or null when selection throws).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Selected {
    /// The resolved interface method; null for a free place.
    pub key: Option<MethodRef>,
    /// What is invoked.
    pub target: Option<MethodRef>,
}

/// Open-addressing table from interface method to selected method. Immutable once published.
#[repr(C)]
pub struct InterfaceTable {
    /// Number of places less one; a power of two less one.
    pub mask: usize,
    /// The places.
    pub places: Box<[Selected]>,
}

impl InterfaceTable {
    /// A table of these selections, at most half full.
    pub fn new(selected: &[Selected]) -> InterfaceTable {
        let size = (selected.len() * 2 + 2).next_power_of_two();
        let mut places = vec![Selected { key: None, target: None }; size].into_boxed_slice();
        for entry in selected {
            let Some(key) = entry.key else { continue };
            let mut at = Self::hash(key) & (size - 1);
            while places[at].key.is_some() {
                at = (at + 1) & (size - 1);
            }
            places[at] = *entry;
        }
        InterfaceTable { mask: size - 1, places }
    }

    #[inline(always)]
    fn hash(key: MethodRef) -> usize {
        let address = key.as_ptr() as usize;
        (address >> 4) ^ (address >> 11)
    }

    /// The selection for an interface method, if it was made before.
    #[inline(always)]
    pub fn get(&self, key: MethodRef) -> Option<MethodRef> {
        let mut at = Self::hash(key) & self.mask;
        loop {
            let place = self.places.get(at)?;
            match place.key {
                Some(found) if found == key => return place.target,
                None => return None,
                Some(_) => at = (at + 1) & self.mask,
            }
        }
    }
}
