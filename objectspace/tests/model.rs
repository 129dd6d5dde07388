//! Random sequences of heap operations against a plain model of objects and references.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering::SeqCst;

const STATICS: usize = 48;

/// Objects carry no id in their bodies except nodes; others are told apart by the path walked, so the comparison walks
/// both graphs together and demands that they are isomorphic.
struct Test {
    world: World,
    models: Models,
    roots: Vec<Option<u64>>,
    weak: Vec<(WeakGlobal, u64)>,
    next_id: u64,
    rng: Rng,
}

fn pattern(id: u64, index: u32) -> u8 {
    (id as u32).wrapping_mul(31).wrapping_add(index.wrapping_mul(7)) as u8
}

impl Test {
    fn new(config: SpaceConfig, seed: u64) -> Test {
        Test {
            world: World::new(config, STATICS),
            models: HashMap::new(),
            roots: vec![None; STATICS],
            weak: Vec::new(),
            next_id: 1,
            rng: Rng(seed),
        }
    }

    fn reachable(&self) -> HashSet<u64> {
        let mut seen = HashSet::new();
        let mut work: Vec<u64> = self.roots.iter().flatten().copied().collect();
        while let Some(id) = work.pop() {
            if seen.insert(id) {
                work.extend(self.models[&id].refs().iter().flatten());
            }
        }
        seen
    }

    fn check(&self, m: &mut Mutator) {
        let view = m.no_stop();
        let w = &self.world;
        let mut place: HashMap<u64, u32> = HashMap::new();
        let mut back: HashMap<u32, u64> = HashMap::new();
        let mut work = Vec::new();
        for (index, root) in self.roots.iter().enumerate() {
            work.push((*root, w.vm.get(&view, index)));
        }
        while let Some((id, object)) = work.pop() {
            let (Some(id), Some(object)) = (id, object) else {
                assert!(id.is_none() && object.is_none(), "null against not null: {id:?} {object:?}");
                continue;
            };
            let raw = object.raw().0;
            if let Some(&at) = place.get(&id) {
                assert_eq!(at, raw, "object {id} is in two places");
                continue;
            }
            assert!(back.insert(raw, id).is_none(), "two objects in one place");
            place.insert(id, raw);
            let hash = match &self.models[&id] {
                Model::Node { refs, hash } => {
                    assert_eq!(view.layout_of(object), w.node);
                    assert_eq!(view.load_i64(object, ID) as u64, id);
                    work.push((refs[0], view.load_ref(object, LEFT)));
                    work.push((refs[1], view.load_ref(object, RIGHT)));
                    hash
                }
                Model::Refs { refs, hash } => {
                    assert_eq!(view.layout_of(object), w.refs);
                    assert_eq!(view.array_length(object) as usize, refs.len());
                    for (index, id) in refs.iter().enumerate() {
                        work.push((*id, view.array_load_ref(object, index as u32)));
                    }
                    hash
                }
                Model::Bytes { len, hash } => {
                    assert_eq!(view.layout_of(object), w.bytes);
                    assert_eq!(view.array_length(object), *len);
                    for index in (0..*len).step_by(1 + *len as usize / 50) {
                        assert_eq!(view.array_load_u8(object, index), pattern(id, index), "object {id} byte {index}");
                    }
                    hash
                }
            };
            if let Some(hash) = hash {
                assert_eq!(view.identity_hash(object), *hash, "hash of {id}");
            }
        }
    }

    fn allocate(&mut self, m: &mut Mutator) {
        let root = self.rng.below(STATICS);
        let id = self.next_id;
        self.next_id += 1;
        let slot = self.world.vm.slot(root);
        let kind = self.rng.below(100);
        let len = match self.rng.below(1000) {
            0..700 => self.rng.below(20),
            700..990 => self.rng.below(3000),
            _ => 100_000 + self.rng.below(200_000),
        } as u32;
        let model = if kind < 60 {
            unsafe { m.allocate_instance_into(self.world.node, slot) }.expect("room");
            let view = m.no_stop();
            view.store_i64(self.world.vm.get(&view, root).unwrap(), ID, id as i64);
            Model::Node { refs: [None; 2], hash: None }
        } else if kind < 80 {
            let len = len / 4;
            unsafe { m.allocate_array_into(self.world.refs, len, slot) }.expect("room");
            Model::Refs { refs: vec![None; len as usize], hash: None }
        } else {
            unsafe { m.allocate_array_into(self.world.bytes, len, slot) }.expect("room");
            let view = m.no_stop();
            let array = self.world.vm.get(&view, root).unwrap();
            assert!((0..len).all(|i| view.array_load_u8(array, i) == 0), "memory is not zero");
            for index in 0..len {
                view.array_store_u8(array, index, pattern(id, index));
            }
            Model::Bytes { len, hash: None }
        };
        self.models.insert(id, model);
        self.roots[root] = Some(id);
    }

    fn link(&mut self, m: &mut Mutator) {
        let (from, to) = (self.rng.below(STATICS), self.rng.below(STATICS));
        let Some(id) = self.roots[from] else { return };
        let count = self.models[&id].refs().len();
        if count == 0 {
            return;
        }
        let index = self.rng.below(count);
        let view = m.no_stop();
        let object = self.world.vm.get(&view, from).unwrap();
        let value = self.world.vm.get(&view, to);
        match &self.models[&id] {
            Model::Node { .. } => view.store_ref(object, LEFT + 4 * index as u32, value),
            _ => view.array_store_ref(object, index as u32, value),
        }
        self.models.get_mut(&id).unwrap().refs_mut()[index] = self.roots[to];
    }

    fn copy_range(&mut self, m: &mut Mutator) {
        let (a, b) = (self.rng.below(STATICS), self.rng.below(STATICS));
        let (Some(from), Some(to)) = (self.roots[a], self.roots[b]) else {
            return;
        };
        let (Model::Refs { refs: source, .. }, Model::Refs { refs: target, .. }) =
            (&self.models[&from], &self.models[&to])
        else {
            return;
        };
        let (n, k) = (source.len(), target.len());
        if n == 0 || k == 0 {
            return;
        }
        let (i, j) = (self.rng.below(n), self.rng.below(k));
        let count = self.rng.below((n - i).min(k - j) + 1);
        let part = source[i..i + count].to_vec();
        self.models.get_mut(&to).unwrap().refs_mut()[j..j + count].copy_from_slice(&part);
        let view = m.no_stop();
        let (from, to) = (self.world.vm.get(&view, a).unwrap(), self.world.vm.get(&view, b).unwrap());
        view.copy_array(from, i as u32, to, j as u32, count as u32);
    }

    fn follow(&mut self, m: &mut Mutator) {
        let (from, to) = (self.rng.below(STATICS), self.rng.below(STATICS));
        let Some(id) = self.roots[from] else { return };
        let count = self.models[&id].refs().len();
        if count == 0 {
            return;
        }
        let index = self.rng.below(count);
        let view = m.no_stop();
        let object = self.world.vm.get(&view, from).unwrap();
        let value = match &self.models[&id] {
            Model::Node { .. } => view.load_ref(object, LEFT + 4 * index as u32),
            _ => view.array_load_ref(object, index as u32),
        };
        self.world.vm.set(to, value);
        self.roots[to] = self.models[&id].refs()[index];
    }

    fn hash(&mut self, m: &mut Mutator) {
        let root = self.rng.below(STATICS);
        let Some(id) = self.roots[root] else { return };
        let view = m.no_stop();
        let hash = view.identity_hash(self.world.vm.get(&view, root).unwrap());
        let known = self.models.get_mut(&id).unwrap().hash_mut();
        assert_eq!(*known.get_or_insert(hash), hash);
    }

    fn drop_root(&mut self) {
        let root = self.rng.below(STATICS);
        self.world.vm.set(root, None);
        self.roots[root] = None;
    }

    fn hold_weakly(&mut self, m: &mut Mutator) {
        let root = self.rng.below(STATICS);
        let Some(id) = self.roots[root] else { return };
        let view = m.no_stop();
        self.weak.push((WeakGlobal::new(&view, self.world.vm.get(&view, root).unwrap()), id));
    }

    fn collect(&mut self, m: &mut Mutator, collection: Collection) {
        m.collect(collection);
        self.check(m);
        let live = self.reachable();
        let view = m.no_stop();
        self.weak.retain(|(weak, id)| match weak.get(&view) {
            Some(_) => {
                assert!(collection == Collection::Young || live.contains(id), "weak slot keeps {id}");
                true
            }
            None => {
                assert!(!live.contains(id), "weak slot lost live {id}");
                false
            }
        });
        if collection == Collection::Full {
            self.models.retain(|id, _| live.contains(id));
            m.stop_world(|world| {
                let mut count = 0;
                world.for_each_object(|_, _| count += 1);
                assert_eq!(count, live.len(), "objects left by a full collection");
                assert_eq!(world.census().iter().map(|c| c.count).sum::<u64>() as usize, live.len());
                let counted = world.space().layout(self.world.node).live_count() as usize;
                assert_eq!(counted, world.instances_of(self.world.node).len());
            });
        }
    }

    fn r#become(&mut self, m: &mut Mutator) {
        let mut pairs = Vec::new();
        let mut ids: Vec<(u64, u64)> = Vec::new();
        for _ in 0..1 + self.rng.below(5) {
            let (a, b) = (self.rng.below(STATICS), self.rng.below(STATICS));
            let (Some(from), Some(to)) = (self.roots[a], self.roots[b]) else {
                continue;
            };
            let clash = |&(x, y): &(u64, u64)| x == from || y == from || x == to;
            if from == to || ids.iter().any(clash) {
                continue;
            }
            ids.push((from, to));
            let raw = |i: usize| RawRef(self.world.vm.statics[i].load(SeqCst));
            pairs.push((raw(a), raw(b)));
        }
        m.stop_world(|world| world.r#become(&pairs)).expect("no chains");
        for (from, to) in ids {
            if let Some(hash) = *self.models.get_mut(&from).unwrap().hash_mut() {
                *self.models.get_mut(&to).unwrap().hash_mut() = Some(hash);
            }
            let replace = |slot: &mut Option<u64>| {
                if *slot == Some(from) {
                    *slot = Some(to);
                }
            };
            self.roots.iter_mut().for_each(replace);
            self.models.values_mut().for_each(|model| model.refs_mut().iter_mut().for_each(replace));
            self.weak.iter_mut().filter(|weak| weak.1 == from).for_each(|weak| weak.1 = to);
        }
        self.check(m);
        let live = self.reachable();
        self.models.retain(|id, _| live.contains(id));
    }

    fn run(&mut self, steps: usize) {
        let mut m = self.world.space.attach(std::ptr::null_mut());
        for _ in 0..steps {
            match self.rng.below(1000) {
                0..400 => self.allocate(&mut m),
                400..700 => self.link(&mut m),
                700..780 => self.follow(&mut m),
                780..810 => self.copy_range(&mut m),
                810..900 => self.hash(&mut m),
                900..950 => self.drop_root(),
                950..975 => self.hold_weakly(&mut m),
                975..994 => self.collect(&mut m, Collection::Young),
                994..998 => self.collect(&mut m, Collection::Full),
                _ => self.r#become(&mut m),
            }
        }
        self.collect(&mut m, Collection::Full);
    }
}

#[test]
fn random_operations_agree_with_the_model() {
    for seed in 1..=6 {
        let stress = Stress { sanity: true, poison: true, ..Stress::default() };
        let mut test = Test::new(SpaceConfig { stress, ..small(64 << 20) }, seed * 7919);
        test.run(6000);
        assert!(test.world.space.collections() > 50);
    }
}

#[test]
fn random_operations_agree_when_every_collection_moves_all() {
    let stress = Stress { sanity: true, poison: true, move_all: true, collect_every: Some(50) };
    let mut test = Test::new(SpaceConfig { stress, ..small(64 << 20) }, 4242);
    test.run(3000);
    assert_eq!(test.world.vm.before.load(SeqCst), test.world.space.collections());
    assert_eq!(test.world.vm.after.load(SeqCst), test.world.space.collections());
}

#[test]
fn random_operations_agree_when_collecting_at_every_allocation() {
    let stress = Stress { sanity: true, poison: true, move_all: false, collect_every: Some(1) };
    let mut test = Test::new(SpaceConfig { stress, ..small(64 << 20) }, 99);
    test.run(2500);
    assert!(test.world.space.collections() > 500);
}
