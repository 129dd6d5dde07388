//! Guarded sites: instructions on members whose place or method depends on the version of the object that is at hand. Each
//! has a few pairs of a layout and what was found for it; what they lack is looked up by name.
//!
//! An instruction is guarded only while versions of its class coexist (or its class is loose). Nothing outlives what it
//! was found for: every update, and every full collection, puts all guarded instructions back to their unresolved
//! form. It decides nothing about which member an instruction means.

use super::opcode::Op;
use super::quicken::{entry_of, quicken, unresolved_form};
use super::run::Pc;
use crate::constant_pool::{EntryState, PoolEntry};
use objectspace::StoppedWorld;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// What field and call instructions remember (`--field-cache`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldCache {
    /// Nothing: each execution resolves its reference.
    None,
    /// What they resolve to, while no old version of the class is alive (STX:LIBJAVA §3.2, §4.4).
    Paper,
    /// That, and while old versions are alive what they found for each layout.
    #[default]
    Guarded,
}

/// Layouts that a site remembers.
const WAYS: usize = 4;

/// No layout has this number.
const FREE: u32 = u32::MAX;

/// A layout and what an instruction found for its instances: an offset, or the address of a method cell. It is written once,
/// the layout last.
#[repr(C)]
struct Pair {
    layout: AtomicU32,
    found: AtomicU64,
}

/// A guarded instruction's own entry, in place of the pool's: its `extra` is the address of the pairs.
struct Site {
    entry: PoolEntry,
    /// The last stays free, so that a search ends.
    pairs: [Pair; WAYS + 1],
}

struct Guarded {
    pc: Pc,
    /// What the instruction's second word was.
    entry: u64,
    /// The instruction names its entry by address.
    _site: Box<Site>,
}

// SAFETY: addresses of code and entries that all threads share; the words there are only accessed atomically.
unsafe impl Send for Guarded {}

/// The guarded instructions of a space.
#[derive(Default)]
pub struct GuardedSites {
    list: Mutex<Vec<Guarded>>,
}

impl Site {
    fn new(of: &PoolEntry) -> Box<Site> {
        let free = || Pair { layout: AtomicU32::new(FREE), found: AtomicU64::new(0) };
        let entry = PoolEntry::new(of.pool, of.index, of.tag);
        entry.target.store(of.target.load(Ordering::Acquire), Ordering::Relaxed);
        // Its number is on the pool's list already.
        entry.state.store(EntryState::Resolved as u8, Ordering::Relaxed);
        let site = Box::new(Site { entry, pairs: std::array::from_fn(|_| free()) });
        site.entry.extra.store(std::ptr::from_ref(&site.pairs) as u64, Ordering::Release);
        site
    }
}

/// The pairs of the guarded site that an entry belongs to; `None` for other entries.
///
/// # Safety
/// The entry is that of a running instruction on an instance member: its extra word is null or the address of a site's pairs,
/// which live as long as the entry.
unsafe fn pairs_of(entry: &PoolEntry) -> Option<&[Pair; WAYS + 1]> {
    // SAFETY: by contract.
    unsafe { (entry.extra.load(Ordering::Acquire) as *const [Pair; WAYS + 1]).as_ref() }
}

/// Remembers one more layout if there is room. Only under the lock of the list.
fn add(pairs: &[Pair; WAYS + 1], layout: u32, found: u64) {
    for pair in &pairs[..WAYS] {
        match pair.layout.load(Ordering::Relaxed) {
            FREE => {
                pair.found.store(found, Ordering::Relaxed);
                pair.layout.store(layout, Ordering::Release);
                return;
            }
            known if known == layout => return,
            _ => {}
        }
    }
}

fn is_full(pairs: &[Pair; WAYS + 1]) -> bool {
    pairs[WAYS - 1].layout.load(Ordering::Relaxed) != FREE
}

impl GuardedSites {
    /// Remembers at an instruction what it found for a layout, and makes it guarded if it is not. The caller has not stopped
    /// since it looked.
    ///
    /// # Safety
    /// `pc` is at an instruction with an entry in live code, for which `guarded` is the form.
    pub(crate) unsafe fn note(&self, pc: Pc, guarded: Op, layout: u32, found: u64) {
        // SAFETY: by contract.
        let (word, second) = unsafe { (&*pc, &*pc.add(1)) };
        // SAFETY: by contract; an entry of a site lives until the next stop.
        if unsafe { pairs_of(entry_of(pc)) }.is_some_and(is_full) {
            return;
        }
        let mut list = self.list.lock();
        let insn = word.load(Ordering::Relaxed);
        // SAFETY: as above.
        let entry = unsafe { entry_of(pc) };
        if insn as u16 == guarded as u16 {
            // SAFETY: as above.
            if let Some(pairs) = unsafe { pairs_of(entry) } {
                add(pairs, layout, found);
            }
            return;
        }
        let site = Site::new(entry);
        add(&site.pairs, layout, found);
        let entry = second.swap(std::ptr::from_ref(&site.entry) as u64, Ordering::AcqRel);
        quicken(pc, insn, guarded, Some(0));
        list.push(Guarded { pc, entry, _site: site });
    }

    /// Puts all guarded instructions back: what they found may hold no more, and their code may be about to go.
    pub(crate) fn reset(&self, _: &StoppedWorld<'_>) {
        for site in self.list.lock().drain(..) {
            // SAFETY: code is freed only after a reset, so that the instruction's two words are still there.
            let (word, second) = unsafe { (&*site.pc, &*site.pc.add(1)) };
            let insn = word.load(Ordering::Relaxed);
            second.store(site.entry, Ordering::Release);
            if let Some(unresolved) = Op::from_u16(insn as u16).and_then(unresolved_form) {
                quicken(site.pc, insn, unresolved, Some(0));
            }
        }
    }
}

/// What the site with this entry found for a layout.
///
/// # Safety
/// The entry is that of a running field or call instruction.
#[inline(always)]
pub(crate) unsafe fn find(entry: *const PoolEntry, layout: u32) -> Option<u64> {
    // SAFETY: entries of running instructions are alive; such an entry's extra word is null or the address of a site's pairs,
    // whose last one is free.
    unsafe {
        let mut pair = (*entry).extra.load(Ordering::Relaxed) as *const Pair;
        if pair.is_null() {
            return None;
        }
        loop {
            match (*pair).layout.load(Ordering::Acquire) {
                known if known == layout => return Some((*pair).found.load(Ordering::Relaxed)),
                FREE => return None,
                _ => pair = pair.add(1),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(site: &Site, layout: u32) -> Option<u64> {
        // SAFETY: the entry of a live site.
        unsafe { find(&site.entry, layout) }
    }

    #[test]
    fn a_site_remembers_as_many_layouts_as_it_has_room_for() {
        let site = Site::new(&PoolEntry::new(std::ptr::null(), 3, 9));
        assert_eq!((found(&site, 7), is_full(&site.pairs)), (None, false));
        for layout in 1..=WAYS as u32 {
            add(&site.pairs, layout, u64::from(layout) * 100);
        }
        assert!(is_full(&site.pairs));
        add(&site.pairs, 2, 9);
        add(&site.pairs, 77, 9);
        let all: Vec<_> = (1..=WAYS as u32).map(|layout| found(&site, layout)).collect();
        assert_eq!(all, [Some(100), Some(200), Some(300), Some(400)]);
        assert_eq!((found(&site, 77), found(&site, 0)), (None, None));
    }

    #[test]
    fn an_entry_without_pairs_has_found_nothing() {
        let entry = PoolEntry::new(std::ptr::null(), 3, 9);
        // SAFETY: a live entry.
        assert_eq!(unsafe { find(&entry, 0) }, None);
    }

    #[test]
    fn pairs_are_never_seen_torn() {
        let site = Site::new(&PoolEntry::new(std::ptr::null(), 3, 9));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for round in 0..20_000_u32 {
                        let layout = round % WAYS as u32;
                        if let Some(value) = found(&site, layout) {
                            assert_eq!(value, u64::from(layout) + 1000);
                        }
                    }
                });
            }
            for layout in 0..WAYS as u32 {
                std::thread::yield_now();
                add(&site.pairs, layout, u64::from(layout) + 1000);
            }
        });
    }
}
