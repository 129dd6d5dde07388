//! The heap of one space: its regions, card table and start table; hands out buffers and large objects, walks
//! objects, gives memory back. Moves nothing: that is `collector`.

use super::mapping::Mapping;
use super::object::{self, CARD_SHIFT};
use super::regions::*;
use crate::layout::LayoutRecord;
use crate::{SpaceConfig, SpaceError};

/// Marks a card in which no object starts.
pub(crate) const NO_START: u8 = 0xff;
/// What freed memory is filled with under `poison`.
pub(crate) const POISON: u8 = 0xf5;
/// Address space behind the heap that is never accessible, so that any offset from a reference stays inside.
const GUARD: usize = 4 << 30;
const MAX_RESERVE: usize = 32 << 30;

/// Memory of one space. Behind the space's lock; the collector owns it during a collection.
pub(crate) struct Heap {
    mapping: Mapping,
    side: Mapping,
    pub(crate) layouts: *const LayoutRecord,
    pub(crate) regions: Regions,
    /// One byte of state bits per region.
    pub(crate) state: Box<[u8]>,
    pub(crate) eden: Vec<u32>,
    pub(crate) survivors: Vec<u32>,
    pub(crate) old: Vec<u32>,
    pub(crate) large: Vec<u32>,
    /// The old region that promotion goes on filling.
    pub(crate) old_current: Option<u32>,
    /// Bytes carved from eden or given to young large objects since the last collection.
    pub(crate) allocated: usize,
    /// Sum of `allocated` of all past cycles.
    pub(crate) allocated_before: u64,
    pub(crate) nursery: usize,
    pub(crate) max_regions: usize,
    pub(crate) initial_heap: usize,
    /// Bytes of old regions at which the next collection is full.
    pub(crate) full_threshold: usize,
    pub(crate) poison: bool,
    cards_len: usize,
}

// SAFETY: the raw pointer names the space's layout table, which lives as long as the heap does.
unsafe impl Send for Heap {}

/// Why the heap gave no memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    /// The nursery's budget is used up.
    Nursery,
    /// The maximum heap is reached.
    Full,
}

/// Memory handed to a mutator, which zeroes it outside the heap's lock: no stop can come in between.
pub(crate) struct Memory {
    at: *mut u8,
    len: usize,
    zero: bool,
}

impl Memory {
    /// Start and length, now zeroed.
    pub(crate) fn zeroed(self) -> (*mut u8, usize) {
        if !self.zero {
            // SAFETY: the memory was just handed out and is nobody else's.
            unsafe { std::ptr::write_bytes(self.at, 0, self.len) };
        }
        (self.at, self.len)
    }
}

impl Heap {
    pub(crate) fn new(config: &SpaceConfig, layouts: *const LayoutRecord) -> Result<Heap, SpaceError> {
        let slack = 64 << 20;
        let limit = (MAX_RESERVE - slack) / 2;
        let wanted = config.max_heap.max(4 * REGION_SIZE);
        if wanted > limit {
            return Err(SpaceError::TooLarge { wanted, limit });
        }
        let reserve = (wanted * 3 + slack).min(MAX_RESERVE).next_multiple_of(REGION_SIZE);
        let fail = |bytes| move |source| SpaceError::Reserve { bytes, source };
        let mapping = Mapping::reserve(reserve + GUARD, false).map_err(fail(reserve + GUARD))?;
        mapping.open(REGION_SIZE, reserve - REGION_SIZE).map_err(fail(reserve))?;
        mapping.prefer_large_pages(REGION_SIZE, reserve - REGION_SIZE);
        let cards_len = reserve >> CARD_SHIFT;
        let side = Mapping::reserve(cards_len * 2, true).map_err(fail(cards_len * 2))?;
        let count = reserve >> REGION_SHIFT;
        let max_regions = wanted / REGION_SIZE;
        let nursery = match config.nursery {
            0 => (wanted / 8).clamp(REGION_SIZE, 32 << 20),
            n => n,
        };
        Ok(Heap {
            mapping,
            side,
            layouts,
            regions: Regions::new(count),
            state: vec![0; count].into_boxed_slice(),
            eden: Vec::new(),
            survivors: Vec::new(),
            old: Vec::new(),
            large: Vec::new(),
            old_current: None,
            allocated: 0,
            allocated_before: 0,
            nursery,
            max_regions,
            initial_heap: config.initial_heap.min(wanted),
            full_threshold: config.initial_heap.clamp(REGION_SIZE, wanted),
            poison: config.stress.poison,
            cards_len,
        })
    }

    pub(crate) fn base(&self) -> *mut u8 {
        self.mapping.base()
    }

    pub(crate) fn cards(&self) -> *mut u8 {
        self.side.base()
    }

    pub(crate) fn starts(&self) -> *mut u8 {
        self.side.base().wrapping_add(self.cards_len)
    }

    pub(crate) fn region_start(&self, index: u32) -> *mut u8 {
        self.base().wrapping_add((index as usize) << REGION_SHIFT)
    }

    /// Bytes in use, in whole regions.
    pub(crate) fn used_bytes(&self) -> usize {
        self.regions.used() << REGION_SHIFT
    }

    /// Bytes of old regions and large objects, in whole regions.
    pub(crate) fn old_bytes(&self) -> usize {
        let large: usize = self.large.iter().map(|&head| self.regions.get(head).span as usize).sum();
        (self.old.len() + large) << REGION_SHIFT
    }

    /// Regions that a collection may still take without running out of addresses.
    pub(crate) fn free_regions(&self) -> usize {
        self.regions.len() - 1 - self.regions.used()
    }

    /// `min..=wanted` bytes for a thread's allocation buffer.
    pub(crate) fn carve(&mut self, min: usize, wanted: usize, force: bool) -> Result<Memory, Refused> {
        debug_assert!(min <= LARGE_OBJECT);
        let current = self.eden.last().copied();
        let room = current.map_or(0, |index| REGION_SIZE - self.regions.get(index).top);
        let index = match current {
            Some(index) if room >= min => index,
            _ => {
                if !force && self.allocated >= self.nursery {
                    return Err(Refused::Nursery);
                }
                if self.regions.used() >= self.max_regions {
                    return Err(Refused::Full);
                }
                let index = self.regions.take(RegionKind::Eden).ok_or(Refused::Full)?;
                self.state[index as usize] = YOUNG;
                self.eden.push(index);
                index
            }
        };
        let start = self.region_start(index);
        let region = self.regions.get_mut(index);
        let len = wanted.max(min).min(REGION_SIZE - region.top);
        let at = start.wrapping_add(region.top);
        region.top += len;
        self.allocated += len;
        Ok(Memory { at, len, zero: region.zero })
    }

    /// Memory for one small object, not bound by the nursery or the maximum heap.
    pub(crate) fn carve_always(&mut self, size: usize) -> Memory {
        if let Ok(memory) = self.carve(size, size, true) {
            return memory;
        }
        let index = self.take_target(RegionKind::Eden);
        self.state[index as usize] = YOUNG;
        self.eden.push(index);
        let region = self.regions.get_mut(index);
        region.top = size;
        self.allocated += size;
        Memory { at: self.region_start(index), len: size, zero: self.regions.get(index).zero }
    }

    /// Regions for one new object of `size` bytes.
    pub(crate) fn allocate_large(&mut self, size: usize, force: bool) -> Result<Memory, Refused> {
        let span = size.div_ceil(REGION_SIZE);
        if !force && self.allocated + size > self.nursery.max(size) {
            return Err(Refused::Nursery);
        }
        if self.regions.used() + span > self.max_regions {
            return Err(Refused::Full);
        }
        let head = self.take_large(size).ok_or(Refused::Full)?;
        self.state[head as usize] = LARGE | YOUNG;
        self.allocated += span * REGION_SIZE;
        let zero = (head..head + span as u32).all(|index| self.regions.get(index).zero);
        Ok(Memory { at: self.region_start(head), len: size, zero })
    }

    /// Regions for one object of `size` bytes, not zeroed, listed as large and old.
    pub(crate) fn take_large(&mut self, size: usize) -> Option<u32> {
        let span = size.div_ceil(REGION_SIZE);
        let head = self.regions.take_span(span)?;
        self.regions.get_mut(head).top = size;
        for index in head..head + span as u32 {
            self.state[index as usize] = LARGE;
            self.clear_cards(index);
        }
        self.large.push(head);
        Some(head)
    }

    /// A region for moved objects, with clean tables if it is to be old. Not bound by the maximum heap.
    pub(crate) fn take_target(&mut self, kind: RegionKind) -> u32 {
        let Some(index) = self.regions.take(kind) else {
            panic!("the space's reserve of {} regions is used up in a collection", self.regions.len());
        };
        self.state[index as usize] = if kind == RegionKind::Survivor { YOUNG } else { 0 };
        if kind == RegionKind::Old {
            self.clear_cards(index);
            let first = (index as usize) << (REGION_SHIFT - CARD_SHIFT);
            // SAFETY: invariant 6.
            unsafe { std::ptr::write_bytes(self.starts().add(first), NO_START, REGION_SIZE >> CARD_SHIFT) };
        }
        index
    }

    fn clear_cards(&mut self, index: u32) {
        let first = (index as usize) << (REGION_SHIFT - CARD_SHIFT);
        // SAFETY: invariant 6.
        unsafe { std::ptr::write_bytes(self.cards().add(first), 0, REGION_SIZE >> CARD_SHIFT) };
    }

    /// Frees a region, or all regions of a large object.
    pub(crate) fn free_region(&mut self, index: u32) {
        let span = self.regions.get(index).span;
        for index in index..index + span {
            if self.poison {
                // SAFETY: nothing in a freed region is used any more.
                unsafe { std::ptr::write_bytes(self.region_start(index), POISON, REGION_SIZE) };
            }
            self.state[index as usize] = 0;
            self.regions.put(index);
        }
    }

    /// Gives free memory back to the system, except `keep` regions.
    pub(crate) fn release_free(&mut self, keep: usize) {
        let (mut kept, mut run): (usize, Option<(u32, u32)>) = (0, None);
        for index in 1..=self.regions.high() as u32 {
            let releasable = (index as usize) < self.regions.high() && {
                let region = self.regions.get(index);
                let free = region.kind == RegionKind::Free && region.touched;
                kept += free as usize;
                free && kept > keep
            };
            match (&mut run, releasable) {
                (Some((_, end)), true) => *end = index + 1,
                (None, true) => run = Some((index, index + 1)),
                (Some((first, end)), false) => {
                    let offset = (*first as usize) << REGION_SHIFT;
                    if self.mapping.release(offset, ((*end - *first) as usize) << REGION_SHIFT) {
                        for index in *first..*end {
                            let region = self.regions.get_mut(index);
                            (region.zero, region.touched) = (true, false);
                        }
                    }
                    run = None;
                }
                (None, false) => {}
            }
        }
    }

    /// Start and length of every part that holds objects, in address order. Buffers must be filled up before.
    pub(crate) fn ranges(&self) -> Vec<(*mut u8, usize)> {
        let lists = [&self.eden, &self.survivors, &self.old, &self.large];
        let mut all: Vec<u32> = lists.into_iter().flatten().copied().collect();
        all.sort_unstable();
        all.into_iter().map(|index| (self.region_start(index), self.regions.get(index).top)).collect()
    }
}

/// Walks the objects of one range: address, layout record, size.
///
/// # Safety
/// The range came from [`Heap::ranges`], the world is stopped, and the heap is walkable.
pub(crate) unsafe fn walk(
    layouts: *const LayoutRecord,
    (start, len): (*mut u8, usize),
    f: &mut dyn FnMut(*mut u8, &LayoutRecord, usize),
) {
    let mut at = 0;
    while at < len {
        let object = start.wrapping_add(at);
        // SAFETY: `object` is an object's start because the walk began at one and sizes are exact.
        let (record, size) = unsafe {
            let record = object::record(layouts, object::layout_id(object));
            (record, object::size(object, record))
        };
        f(object, record, size);
        at += size;
    }
}
