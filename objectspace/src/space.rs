//! A space: one heap with its layouts, globals, safe points and runtime, and the running of a collection.
//!
//! Spaces share nothing. Dropping the last `Arc` unmaps the heap.

use crate::global::GlobalTable;
use crate::layout::{LayoutId, LayoutKind, LayoutRecord, LayoutSpec};
use crate::mutator::{Inner, Mutator, empty_core};
use crate::raw::core::MutatorCore;
use crate::raw::heap::Heap;
use crate::raw::layout_table::LayoutTable;
use crate::raw::lazy::Lazy;
use crate::raw::regions::REGION_SIZE;
use crate::runtime::{Collection, CollectionStats, Runtime};
use crate::safepoint::Safepoints;
use crate::world::StoppedWorld;
use crate::{SpaceConfig, SpaceError};
use parking_lot::{Mutex, RwLock};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

/// One heap in this process.
pub struct Space {
    pub(crate) heap: Mutex<Heap>,
    pub(crate) safepoints: Safepoints,
    pub(crate) layout_table: LayoutTable,
    globals: Arc<GlobalTable>,
    weak_globals: Arc<GlobalTable>,
    runtime: Arc<dyn Runtime>,
    config: SpaceConfig,
    base: usize,
    cards: usize,
    ref_limit: usize,
    max_heap: usize,
    max_tlab: usize,
    pub(crate) pending: AtomicU32,
    epoch: AtomicU64,
    hashes: AtomicU64,
    pub(crate) collections: AtomicU64,
    pub(crate) tenure: AtomicU32,
    pub(crate) tight: AtomicU32,
    /// Nothing is collected.
    pub(crate) frozen: AtomicBool,
    /// Layouts that were given up and whose instances are converted later.
    pub(crate) lazy: RwLock<Lazy>,
    pub(crate) stale: AtomicBool,
    pub(crate) wants_conversion: AtomicBool,
    /// While it is: allocations up to the one that fails; 0 if none does.
    pub(crate) starve_at: AtomicU64,
    pub(crate) last: Mutex<Option<CollectionStats>>,
}

/// Memory of a space, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Usage {
    /// In use, in whole regions.
    pub used: usize,
    /// Of that, old and large.
    pub old: usize,
    /// The most that may be in use.
    pub max: usize,
    /// Allocated since the space began, in whole buffers.
    pub allocated: u64,
}

impl Space {
    /// Reserves a space and makes it ready. `runtime` is asked for roots at each collection.
    pub fn new(config: SpaceConfig, runtime: Arc<dyn Runtime>) -> Result<Arc<Space>, SpaceError> {
        let bytes = size_of::<LayoutRecord>() << 20;
        let layout_table = LayoutTable::new().map_err(|source| SpaceError::Reserve { bytes, source })?;
        let heap = Heap::new(&config, layout_table.base())?;
        Ok(Arc::new(Space {
            safepoints: Safepoints::default(),
            layout_table,
            globals: Arc::default(),
            weak_globals: Arc::default(),
            runtime,
            base: heap.base() as usize,
            cards: heap.cards() as usize,
            ref_limit: heap.regions.len() * REGION_SIZE / 8,
            max_heap: heap.max_regions * REGION_SIZE,
            max_tlab: (heap.nursery / 16).clamp(4 << 10, 128 << 10),
            heap: Mutex::new(heap),
            config,
            pending: AtomicU32::new(0),
            epoch: AtomicU64::new(0),
            hashes: AtomicU64::new(0x9e37_79b9_7f4a_7c15),
            collections: AtomicU64::new(0),
            tenure: AtomicU32::new(6),
            tight: AtomicU32::new(0),
            frozen: AtomicBool::new(false),
            lazy: RwLock::default(),
            stale: AtomicBool::new(false),
            wants_conversion: AtomicBool::new(false),
            starve_at: AtomicU64::new(0),
            last: Mutex::new(None),
        }))
    }

    /// Attaches the calling thread; waits while a stop is on. `client` is what the runtime gets back when asked for
    /// this mutator's roots.
    pub fn attach(self: &Arc<Self>, client: *mut ()) -> Mutator {
        Mutator::attach(self, client)
    }

    pub(crate) fn new_core(&self, client: *mut ()) -> MutatorCore {
        MutatorCore {
            heap_base: self.base as *mut u8,
            cards: self.cards as *mut u8,
            layouts: self.layout_table.base(),
            ..empty_core(self, client)
        }
    }

    // ---- layouts

    /// A new layout.
    pub fn new_layout(&self, spec: LayoutSpec) -> LayoutId {
        self.layout_table.add(&spec)
    }

    /// A new layout of instances that look like those of another one.
    pub fn same_layout(&self, of: LayoutId) -> LayoutId {
        let record = self.layout(of);
        let mut spec = LayoutSpec::instance(record.instance_size, record.ref_offsets());
        if record.reference_kind != crate::ReferenceKind::None {
            let (referent, discovered) = (record.referent_offset, record.discovered_offset);
            spec = spec.reference(record.reference_kind, referent, discovered, record.next_offset);
        }
        for (index, word) in record.client.iter().enumerate() {
            spec = spec.with_client(index, word.load(SeqCst));
        }
        self.new_layout(spec)
    }

    /// The record of a layout.
    #[inline(always)]
    pub fn layout(&self, id: LayoutId) -> &LayoutRecord {
        self.layout_table.get(id)
    }

    /// Ids of the layouts there are.
    pub fn layouts(&self) -> impl Iterator<Item = LayoutId> {
        self.layout_table.used().filter(|id| self.layout(*id).kind != LayoutKind::Free)
    }

    /// The VM makes no more instances of this layout. Its id is given out again once a full collection finds none.
    pub fn retire_layout(&self, id: LayoutId) {
        self.layout_table.retire(id, None);
    }

    /// As [`Space::retire_layout`]; an allocation that was asked for before and stops on its way makes an instance of `new`.
    pub fn replace_layout(&self, old: LayoutId, new: LayoutId) {
        self.layout_table.retire(old, Some(new));
    }

    /// Takes [`Space::retire_layout`] back; no full collection has come in between.
    pub fn unretire_layout(&self, id: LayoutId) {
        self.layout_table.unretire(id);
    }

    // ---- parts

    /// The VM's side.
    pub fn runtime(&self) -> &dyn Runtime {
        &*self.runtime
    }

    /// What it was made from.
    pub fn config(&self) -> &SpaceConfig {
        &self.config
    }

    /// Address of reference 0.
    pub fn base(&self) -> *mut u8 {
        self.base as *mut u8
    }

    pub(crate) fn ref_limit(&self) -> usize {
        self.ref_limit
    }

    pub(crate) fn globals(&self) -> &Arc<GlobalTable> {
        &self.globals
    }

    pub(crate) fn weak_globals(&self) -> &Arc<GlobalTable> {
        &self.weak_globals
    }

    /// Most bytes that may be in use.
    pub fn max_heap(&self) -> usize {
        self.max_heap
    }

    pub(crate) fn max_tlab(&self) -> usize {
        self.max_tlab
    }

    /// Memory in use.
    pub fn usage(&self) -> Usage {
        let heap = self.heap.lock();
        Usage {
            used: heap.used_bytes(),
            old: heap.old_bytes(),
            max: self.max_heap,
            allocated: heap.allocated_before + heap.allocated as u64,
        }
    }

    /// Number of collections so far.
    pub fn collections(&self) -> u64 {
        self.collections.load(SeqCst)
    }

    /// What the last collection did.
    pub fn last_collection(&self) -> Option<CollectionStats> {
        self.last.lock().clone()
    }

    /// Number of attached mutators.
    pub fn mutators(&self) -> usize {
        self.safepoints.count()
    }

    /// Sets bits (not bit 0) in the poll word of the mutator attached with `client`; false if there is none.
    pub fn signal(&self, client: *mut (), bits: u32) -> bool {
        self.safepoints.signal(client, bits)
    }

    /// The update epoch: a resolution publishes its result only if this did not change since it began.
    #[inline(always)]
    pub fn epoch(&self) -> u64 {
        self.epoch.load(SeqCst)
    }

    pub(crate) fn advance_epoch(&self) -> u64 {
        self.epoch.fetch_add(1, SeqCst) + 1
    }

    /// A new identity hash: 26 bits, not 0.
    pub fn fresh_hash(&self) -> u32 {
        let mut x = self.hashes.fetch_add(0x9e37_79b9_7f4a_7c15, Relaxed);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) as u32 & ((1 << crate::mark::PAYLOAD_BITS) - 1)).max(1)
    }

    /// Whether reference objects wait to be taken with `NoStop::take_pending_references`.
    pub fn has_pending_references(&self) -> bool {
        self.pending.load(SeqCst) != 0
    }

    pub(crate) fn take_pending(&self) -> u32 {
        self.pending.swap(0, SeqCst)
    }

    // ---- stops

    /// Stops all mutators from a thread that is not attached, runs `f`, lets them go on.
    pub fn stop_from_outside<R>(&self, f: impl FnOnce(&mut StoppedWorld<'_>) -> R) -> R {
        self.stopped(None, f, None)
    }

    pub(crate) fn stopped<R>(
        &self,
        core: Option<&MutatorCore>,
        f: impl FnOnce(&mut StoppedWorld<'_>) -> R,
        mutator: Option<&mut Mutator>,
    ) -> R {
        struct End<'s>(&'s Space);
        impl Drop for End<'_> {
            fn drop(&mut self) {
                self.0.safepoints.end();
            }
        }
        self.safepoints.begin(core);
        let _end = End(self);
        f(&mut StoppedWorld::new(self, mutator))
    }

    pub(crate) fn stopped_mutators(&self) -> Vec<NonNull<Inner>> {
        self.safepoints.mutators()
    }

    /// The collection that an allocation failure asks for first.
    pub(crate) fn suggested(&self) -> Collection {
        let heap = self.heap.lock();
        if heap.old_bytes() >= heap.full_threshold || self.wants_conversion() {
            Collection::Full
        } else {
            Collection::Young
        }
    }

    /// Whether the allocation that is asked for is the one that is to fail.
    pub(crate) fn starves(&self) -> bool {
        // One thread only runs in a frozen space.
        let left = self.starve_at.load(Relaxed);
        self.starve_at.store(left.saturating_sub(1), Relaxed);
        left == 1
    }

    /// Whether an allocation is still to fail, by [`StoppedWorld::starve`].
    pub fn will_starve(&self) -> bool {
        self.starve_at.load(Relaxed) > 0
    }

    /// Whether several full collections in a row freed next to nothing. Reading it resets it.
    pub(crate) fn is_thrashing(&self) -> bool {
        let thrashing = self.tight.load(Relaxed) > 6;
        if thrashing {
            self.tight.store(0, Relaxed);
        }
        thrashing
    }
}
