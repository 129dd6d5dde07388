//! A VM small enough to test the space alone: static roots, a weak table, counters, and an object model in plain Rust.
#![allow(dead_code)]

use objectspace::*;
use std::collections::HashMap;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::{Arc, Mutex};

pub struct FakeVm {
    pub statics: Vec<AtomicU32>,
    pub weak: Mutex<Vec<AtomicU32>>,
    pub dependents: Mutex<Vec<Dependent>>,
    pub pending: AtomicU64,
    pub before: AtomicU64,
    pub after: AtomicU64,
}

/// A value that lives as long as its key does.
pub struct Dependent {
    pub key: AtomicU32,
    pub value: AtomicU32,
    shown: bool,
}

impl Dependent {
    pub fn new(key: RawRef, value: RawRef) -> Dependent {
        Dependent { key: key.0.into(), value: value.0.into(), shown: false }
    }
}

impl FakeVm {
    pub fn new(statics: usize) -> Arc<FakeVm> {
        Arc::new(FakeVm {
            statics: (0..statics).map(|_| AtomicU32::new(0)).collect(),
            weak: Mutex::new(Vec::new()),
            dependents: Mutex::new(Vec::new()),
            pending: AtomicU64::new(0),
            before: AtomicU64::new(0),
            after: AtomicU64::new(0),
        })
    }

    pub fn get<'g>(&self, view: &NoStop<'g>, index: usize) -> Option<Ref<'g>> {
        unsafe { view.from_raw(RawRef(self.statics[index].load(SeqCst))) }
    }

    pub fn set(&self, index: usize, value: Option<Ref<'_>>) {
        self.statics[index].store(value.map_or(0, |r| r.raw().0), SeqCst);
    }

    pub fn slot(&self, index: usize) -> *mut u32 {
        self.statics[index].as_ptr()
    }
}

impl Runtime for FakeVm {
    fn visit_roots(&self, _: &StoppedWorld<'_>, visitor: &mut dyn RootVisitor) {
        for slot in &self.statics {
            visitor.slot(slot);
        }
        for dependent in self.dependents.lock().unwrap().iter_mut() {
            dependent.shown = false;
            if !visitor.takes_dependent_roots_apart() {
                visitor.slot(&dependent.key);
                visitor.slot(&dependent.value);
            }
        }
    }
    fn visit_dependent_roots(&self, _: &StoppedWorld<'_>, visitor: &mut dyn DependentVisitor) -> bool {
        let mut any = false;
        for dependent in self.dependents.lock().unwrap().iter_mut().filter(|dependent| !dependent.shown) {
            if visitor.resolve(dependent.key.load(SeqCst)).is_some() {
                dependent.shown = true;
                any = true;
                RootVisitor::slot(visitor, &dependent.value);
            }
        }
        any
    }
    /// A client is a register file: its length, then its registers.
    fn visit_mutator_roots(&self, client: *mut (), visitor: &mut dyn RootVisitor) {
        if !client.is_null() {
            unsafe {
                let words = client.cast::<u32>();
                visitor.slots(words.add(1), words.read() as usize);
            }
        }
    }
    fn weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        self.weak.lock().unwrap().retain(|slot| visitor.slot(slot));
        self.dependents.lock().unwrap().retain(|dependent| visitor.slot(&dependent.key));
    }
    fn redirected_weak_slots(&self, visitor: &mut dyn WeakVisitor) {
        self.weak.lock().unwrap().retain(|slot| visitor.slot(slot));
    }
    fn before_collection(&self, _: &StoppedWorld<'_>) {
        self.before.fetch_add(1, SeqCst);
    }
    fn after_collection(&self, _: &StoppedWorld<'_>, _: &CollectionStats) {
        self.after.fetch_add(1, SeqCst);
    }
    fn references_pending(&self) {
        self.pending.fetch_add(1, SeqCst);
    }
}

/// Offsets of a `Node`: id, two references.
pub const ID: u32 = 8;
pub const LEFT: u32 = 16;
pub const RIGHT: u32 = 20;

pub struct World {
    pub vm: Arc<FakeVm>,
    pub space: Arc<Space>,
    pub node: LayoutId,
    pub refs: LayoutId,
    pub bytes: LayoutId,
    pub longs: LayoutId,
}

impl World {
    pub fn new(config: SpaceConfig, statics: usize) -> World {
        let vm = FakeVm::new(statics);
        let space = Space::new(config, vm.clone()).expect("address space");
        let node = space.new_layout(LayoutSpec::instance(24, &[LEFT, RIGHT]));
        let refs = space.new_layout(LayoutSpec::ref_array());
        let bytes = space.new_layout(LayoutSpec::prim_array(0));
        let longs = space.new_layout(LayoutSpec::prim_array(3));
        World { vm, space, node, refs, bytes, longs }
    }
}

pub fn small(max: usize) -> SpaceConfig {
    SpaceConfig { max_heap: max, initial_heap: max / 4, nursery: 512 << 10, stress: Stress::default() }
}

/// A small generator, so that a failing seed can be run again.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n
    }
}

/// What an object should be.
#[derive(Clone, Debug)]
pub enum Model {
    Node { refs: [Option<u64>; 2], hash: Option<u32> },
    Refs { refs: Vec<Option<u64>>, hash: Option<u32> },
    Bytes { len: u32, hash: Option<u32> },
}

impl Model {
    pub fn hash_mut(&mut self) -> &mut Option<u32> {
        match self {
            Model::Node { hash, .. } | Model::Refs { hash, .. } | Model::Bytes { hash, .. } => hash,
        }
    }
    pub fn refs(&self) -> &[Option<u64>] {
        match self {
            Model::Node { refs, .. } => refs,
            Model::Refs { refs, .. } => refs,
            Model::Bytes { .. } => &[],
        }
    }
    pub fn refs_mut(&mut self) -> &mut [Option<u64>] {
        match self {
            Model::Node { refs, .. } => refs,
            Model::Refs { refs, .. } => refs,
            Model::Bytes { .. } => &mut [],
        }
    }
}

pub type Models = HashMap<u64, Model>;
