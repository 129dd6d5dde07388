//! The table of layout records: contiguous, never moving, indexed by `LayoutId`. Owns the reference maps.

use super::mapping::Mapping;
use super::migrate::Migration;
use crate::layout::{
    FLAG_MIGRATING, FLAG_RETIRED, FLAG_SUPPLEMENT, LayoutId, LayoutKind, LayoutRecord, LayoutSpec, ReferenceKind,
};
use parking_lot::Mutex;
use std::sync::atomic::Ordering::Relaxed;

const CAPACITY: u32 = 1 << 20;

/// All layouts of one space.
pub(crate) struct LayoutTable {
    mapping: Mapping,
    ids: Mutex<Ids>,
}

struct Ids {
    next: u32,
    free: Vec<u32>,
}

impl LayoutTable {
    pub(crate) fn new() -> std::io::Result<LayoutTable> {
        let mapping = Mapping::reserve(CAPACITY as usize * size_of::<LayoutRecord>(), true)?;
        let table = LayoutTable { mapping, ids: Mutex::new(Ids { next: LayoutId::FIRST.0, free: Vec::new() }) };
        for filler in [LayoutId::FILLER_WORD, LayoutId::FILLER_RUN] {
            // SAFETY: the table is zeroed, which is a valid free record, and nobody else sees it yet.
            unsafe { (*table.record_mut(filler)).kind = LayoutKind::Filler };
        }
        Ok(table)
    }

    pub(crate) fn base(&self) -> *const LayoutRecord {
        self.mapping.base().cast()
    }

    fn record_mut(&self, id: LayoutId) -> *mut LayoutRecord {
        assert!(id.0 < CAPACITY, "layout id {} out of range", id.0);
        self.mapping.base().cast::<LayoutRecord>().wrapping_add(id.0 as usize)
    }

    pub(crate) fn get(&self, id: LayoutId) -> &LayoutRecord {
        // SAFETY: in range (checked), mapped, and zero is a valid record.
        unsafe { &*self.record_mut(id) }
    }

    pub(crate) fn add(&self, spec: &LayoutSpec) -> LayoutId {
        let mut ids = self.ids.lock();
        let id = ids.free.pop().unwrap_or_else(|| {
            let next = ids.next;
            assert!(next < CAPACITY, "more than {CAPACITY} layouts in one space");
            ids.next += 1;
            next
        });
        let mut offsets = Vec::new();
        let mut record = LayoutRecord {
            kind: spec.kind,
            elem_shift: 0,
            reference_kind: ReferenceKind::None,
            flags: 0,
            instance_size: 0,
            ref_offsets: std::ptr::null(),
            ref_count: 0,
            referent_offset: 0,
            discovered_offset: 0,
            next_offset: 0,
            live_count: Default::default(),
            live_bytes: Default::default(),
            client: spec.client.map(std::sync::atomic::AtomicPtr::new),
            migration: std::ptr::null(),
            replaced_by: Default::default(),
            stale: Default::default(),
            reserved: [0; 6],
        };
        match spec.kind {
            LayoutKind::Instance => {
                record.instance_size = spec.instance_size.max(8).next_multiple_of(8);
                record.reference_kind = spec.reference_kind;
                offsets.extend_from_slice(&spec.ref_offsets);
                if spec.reference_kind != ReferenceKind::None {
                    record.referent_offset = spec.referent_offset;
                    record.discovered_offset = spec.discovered_offset;
                    record.next_offset = spec.next_offset;
                    offsets.push(spec.discovered_offset);
                    if spec.next_offset != 0 {
                        offsets.push(spec.next_offset);
                    }
                    offsets.retain(|&o| o != spec.referent_offset);
                    assert!(spec.referent_offset >= 8 && spec.referent_offset + 4 <= record.instance_size);
                }
                offsets.sort_unstable();
                offsets.dedup();
                let fits = |&o: &u32| o >= 8 && o.is_multiple_of(4) && o + 4 <= record.instance_size;
                assert!(offsets.iter().all(fits), "reference offset outside the instance: {offsets:?}");
            }
            LayoutKind::RefArray => record.elem_shift = 2,
            LayoutKind::PrimArray => {
                assert!(spec.elem_shift <= 3, "element size {}", 1u64 << spec.elem_shift);
                record.elem_shift = spec.elem_shift;
            }
            LayoutKind::Free | LayoutKind::Filler => {
                panic!("layouts of kind {:?} are the space's own", spec.kind)
            }
        }
        let offsets = offsets.into_boxed_slice();
        record.ref_count = offsets.len() as u32;
        record.ref_offsets = Box::into_raw(offsets) as *const u32;
        // SAFETY: the slot is free, so no object names it and nobody reads it.
        unsafe { self.record_mut(LayoutId(id)).write(record) };
        LayoutId(id)
    }

    pub(crate) fn retire(&self, id: LayoutId, replaced_by: Option<LayoutId>) {
        let _ids = self.ids.lock();
        assert!(id >= LayoutId::FIRST && self.get(id).kind != LayoutKind::Free, "layout {} is not in use", id.0);
        self.get(id).replaced_by.store(replaced_by.map_or(0, |new| new.0), Relaxed);
        // SAFETY: `flags` is written under the lock or while stopped, and read only while stopped.
        unsafe { (*self.record_mut(id)).flags |= FLAG_RETIRED };
    }

    pub(crate) fn unretire(&self, id: LayoutId) {
        let _ids = self.ids.lock();
        assert!(self.get(id).kind != LayoutKind::Free, "layout {} is not in use", id.0);
        self.get(id).replaced_by.store(0, Relaxed);
        // SAFETY: as in `retire`.
        unsafe { (*self.record_mut(id)).flags &= !FLAG_RETIRED };
    }

    /// Sets or clears where the instances of a layout go in the running collection. Runs while stopped.
    pub(crate) fn set_migration(&self, id: LayoutId, migration: Option<&Migration>) {
        let record = self.record_mut(id);
        // SAFETY: only the owner of the stop reads or writes these fields.
        unsafe {
            (*record).migration = migration.map_or(std::ptr::null(), |migration| migration);
            if migration.is_some() {
                (*record).flags |= FLAG_MIGRATING;
            } else {
                (*record).flags &= !FLAG_MIGRATING;
            }
        }
    }

    /// Objects of this new layout are supplements. Runs while stopped.
    pub(crate) fn set_supplement(&self, id: LayoutId) {
        // SAFETY: as in `set_migration`.
        unsafe { (*self.record_mut(id)).flags |= FLAG_SUPPLEMENT };
    }

    /// Starts a new live count. Runs while stopped.
    pub(crate) fn reset_counts(&self) {
        for id in self.used() {
            let record = self.get(id);
            record.live_count.store(0, Relaxed);
            record.live_bytes.store(0, Relaxed);
        }
    }

    /// Frees retired layouts that the full collection just ended found without objects. Runs while stopped, when no
    /// dead object is left in the heap either.
    pub(crate) fn free_retired(&self) {
        let mut ids = self.ids.lock();
        for id in LayoutId::FIRST.0..ids.next {
            let record = self.record_mut(LayoutId(id));
            // SAFETY: in range; no object names a layout that is freed here.
            unsafe {
                let retired = (*record).flags & FLAG_RETIRED != 0
                    && (*record).kind != LayoutKind::Free
                    // While it is listed as stale nothing else may have its number.
                    && !(*record).is_stale();
                if retired && (*record).live_count() == 0 {
                    self.free_offsets(LayoutId(id));
                    std::ptr::write_bytes(record, 0, 1);
                    ids.free.push(id);
                }
            }
        }
    }

    /// Ids ever given out.
    pub(crate) fn used(&self) -> impl Iterator<Item = LayoutId> + use<> {
        let next = self.ids.lock().next;
        (LayoutId::FIRST.0..next).map(LayoutId)
    }

    unsafe fn free_offsets(&self, id: LayoutId) {
        let record = self.get(id);
        if !record.ref_offsets.is_null() {
            let slice = std::ptr::slice_from_raw_parts_mut(record.ref_offsets.cast_mut(), record.ref_count as usize);
            // SAFETY: made by `Box::into_raw` in `add`, freed once because the record is cleared or gone afterwards.
            drop(unsafe { Box::from_raw(slice) });
        }
    }
}

impl Drop for LayoutTable {
    fn drop(&mut self) {
        for id in self.used() {
            // SAFETY: the space is gone, so nobody reads the maps.
            unsafe { self.free_offsets(id) };
        }
    }
}
