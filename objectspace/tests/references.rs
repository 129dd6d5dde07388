//! Soft, weak, final and phantom references, handles, globals, local frames, layouts.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;

const REFERENT: u32 = 8;
const NEXT: u32 = 12;
const DISCOVERED: u32 = 16;
const TAG: u32 = 20;

struct Refs {
    world: World,
    kinds: [LayoutId; 5],
}

fn refs(stress: Stress) -> Refs {
    let world = World::new(SpaceConfig { stress, ..small(32 << 20) }, 32);
    let kind = |kind| {
        let spec = LayoutSpec::instance(24, &[NEXT, DISCOVERED]).reference(kind, REFERENT, DISCOVERED, NEXT);
        world.space.new_layout(spec)
    };
    use ReferenceKind::*;
    let kinds = [world.node, kind(Soft), kind(Weak), kind(Final), kind(Phantom)];
    Refs { world, kinds }
}

impl Refs {
    /// A new node in static `at`.
    fn node(&self, m: &mut Mutator, at: usize, id: i64) {
        unsafe { m.allocate_instance_into(self.world.node, self.world.vm.slot(at)) }.unwrap();
        let view = m.no_stop();
        view.store_i64(self.world.vm.get(&view, at).unwrap(), ID, id);
    }

    /// A new reference object in static `at` to the object in static `referent`.
    fn refer(&self, m: &mut Mutator, kind: ReferenceKind, at: usize, referent: usize) {
        unsafe { m.allocate_instance_into(self.kinds[kind as usize], self.world.vm.slot(at)) }.unwrap();
        let view = m.no_stop();
        let reference = self.world.vm.get(&view, at).unwrap();
        view.store_ref(reference, REFERENT, self.world.vm.get(&view, referent));
        view.store_i32(reference, TAG, at as i32);
    }

    fn referent(&self, m: &Mutator, at: usize) -> Option<i64> {
        let view = m.no_stop();
        let reference = self.world.vm.get(&view, at).unwrap();
        view.load_ref(reference, REFERENT).map(|node| view.load_i64(node, ID))
    }

    /// Tags of the pending references, taken off the list.
    fn pending(&self, m: &Mutator) -> Vec<i32> {
        let view = m.no_stop();
        let mut tags = Vec::new();
        let mut next = view.take_pending_references();
        while let Some(reference) = next {
            tags.push(view.load_i32(reference, TAG));
            next = view.load_ref(reference, DISCOVERED);
            view.store_ref(reference, DISCOVERED, None);
        }
        tags.sort();
        tags
    }
}

fn sane() -> Stress {
    Stress { sanity: true, poison: true, ..Stress::default() }
}

/// Node 1 holds 2, which holds 3; node 4, dead, holds 5; node 6, which only its finalizer keeps, holds 7.
#[test]
fn dependent_roots_live_as_long_as_what_they_depend_on() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    (1..=7).for_each(|id| r.node(&mut m, id, id as i64));
    r.refer(&mut m, ReferenceKind::Final, 10, 6);
    {
        let view = m.no_stop();
        let raw = |at: usize| view.raw(r.world.vm.get(&view, at).unwrap());
        let held = [(1, 2), (2, 3), (4, 5), (6, 7)].map(|(key, value)| Dependent::new(raw(key), raw(value)));
        r.world.vm.dependents.lock().unwrap().extend(held);
        (2..=7).for_each(|at| r.world.vm.set(at, None));
    }
    let values = |m: &Mutator| {
        let view = m.no_stop();
        let dependents = r.world.vm.dependents.lock().unwrap();
        let id = |dependent: &Dependent| {
            let raw = RawRef(dependent.value.load(std::sync::atomic::Ordering::SeqCst));
            unsafe { view.from_raw(raw) }.map(|node| view.load_i64(node, ID))
        };
        dependents.iter().filter_map(id).collect::<Vec<_>>()
    };
    m.collect(Collection::Young);
    assert_eq!(values(&m), [2, 3, 5, 7]);
    m.collect(Collection::Full);
    assert_eq!(values(&m), [2, 3, 7]);
    assert_eq!(r.pending(&m), [10]);
    r.world.vm.set(1, None);
    r.world.vm.set(10, None);
    m.collect(Collection::Full);
    assert_eq!(values(&m), []);
}

#[test]
fn weak_references_are_cleared_and_enqueued_once() {
    for collection in [Collection::Young, Collection::Full] {
        let r = refs(sane());
        let mut m = r.world.space.attach(null_mut());
        r.node(&mut m, 0, 7);
        r.node(&mut m, 1, 8);
        r.refer(&mut m, ReferenceKind::Weak, 2, 0);
        r.refer(&mut m, ReferenceKind::Weak, 3, 1);
        r.world.vm.set(0, None);
        m.collect(collection);
        assert_eq!((r.referent(&m, 2), r.referent(&m, 3)), (None, Some(8)));
        assert_eq!(r.pending(&m), [2]);
        m.collect(collection);
        assert!(r.pending(&m).is_empty());
        assert!(!r.world.space.has_pending_references());
    }
}

#[test]
fn old_weak_reference_to_a_young_object_is_found_by_its_card() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    r.refer(&mut m, ReferenceKind::Weak, 2, 0);
    r.refer(&mut m, ReferenceKind::Weak, 3, 0);
    m.collect(Collection::Full);
    r.node(&mut m, 0, 7);
    r.node(&mut m, 1, 8);
    {
        let view = m.no_stop();
        for (reference, node) in [(2, 0), (3, 1)] {
            view.store_ref(r.world.vm.get(&view, reference).unwrap(), REFERENT, r.world.vm.get(&view, node));
        }
    }
    r.world.vm.set(0, None);
    for _ in 0..9 {
        m.collect(Collection::Young);
        assert_eq!((r.referent(&m, 2), r.referent(&m, 3)), (None, Some(8)));
    }
    assert_eq!(r.pending(&m), [2]);
}

#[test]
fn soft_references_last_until_memory_is_tight() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    r.node(&mut m, 0, 7);
    r.refer(&mut m, ReferenceKind::Soft, 1, 0);
    r.world.vm.set(0, None);
    m.collect(Collection::Full);
    m.collect(Collection::Young);
    assert_eq!(r.referent(&m, 1), Some(7));
    m.collect(Collection::FullClearingSoft);
    assert_eq!(r.referent(&m, 1), None);
    assert_eq!(r.pending(&m), [1]);
}

#[test]
fn final_referents_are_kept_before_phantoms_are_cleared() {
    for collection in [Collection::Young, Collection::Full] {
        let r = refs(sane());
        let mut m = r.world.space.attach(null_mut());
        r.node(&mut m, 0, 7);
        r.refer(&mut m, ReferenceKind::Final, 1, 0);
        r.refer(&mut m, ReferenceKind::Final, 2, 0);
        r.refer(&mut m, ReferenceKind::Weak, 3, 0);
        r.refer(&mut m, ReferenceKind::Phantom, 4, 0);
        r.world.vm.set(0, None);
        m.collect(collection);
        assert_eq!(r.pending(&m), [1, 2, 3], "both finals and the weak one, not the phantom");
        assert_eq!((r.referent(&m, 1), r.referent(&m, 2), r.referent(&m, 3)), (Some(7), Some(7), None));
        assert_eq!(r.referent(&m, 4), Some(7));
        {
            let view = m.no_stop();
            let reference = r.world.vm.get(&view, 1).unwrap();
            assert!(view.same(view.load_ref(reference, NEXT).unwrap(), reference), "inactive: next is itself");
            for at in [1, 2] {
                view.store_ref(r.world.vm.get(&view, at).unwrap(), REFERENT, None);
            }
        }
        m.collect(Collection::Full);
        assert_eq!(r.pending(&m), [4]);
        assert_eq!(r.referent(&m, 4), None);
    }
}

#[test]
fn unreachable_reference_objects_are_not_enqueued() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    r.node(&mut m, 0, 7);
    r.refer(&mut m, ReferenceKind::Weak, 1, 0);
    r.world.vm.set(0, None);
    r.world.vm.set(1, None);
    m.collect(Collection::Full);
    assert!(r.pending(&m).is_empty());
    assert_eq!(r.world.vm.pending.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[test]
fn handles_survive_collections_in_any_scope() {
    let r = refs(Stress { collect_every: Some(1), move_all: true, ..sane() });
    let mut m = r.world.space.attach(null_mut());
    Scope::enter(&mut m, |m, outer| {
        let first = m.allocate_instance(outer, r.world.node).unwrap();
        m.no_stop().store_i64(first.get(&m.no_stop()), ID, 1);
        let kept = Scope::enter(m, |m, inner| {
            let mut handles = Vec::new();
            for id in 2..300 {
                // Handles of the outer scope, made while the inner is open, outlive the inner.
                let own = m.allocate_instance(inner, r.world.node).unwrap();
                let other = m.allocate_instance(outer, r.world.node).unwrap();
                let view = m.no_stop();
                view.store_i64(own.get(&view), ID, -id);
                view.store_i64(other.get(&view), ID, id);
                view.store_ref(other.get(&view), LEFT, Some(own.get(&view)));
                handles.push((id, other));
            }
            handles
        });
        m.collect(Collection::Full);
        let view = m.no_stop();
        assert_eq!(view.load_i64(first.get(&view), ID), 1);
        for (id, handle) in kept {
            assert_eq!(view.load_i64(handle.get(&view), ID), id);
            assert_eq!(view.load_i64(view.load_ref(handle.get(&view), LEFT).unwrap(), ID), -id);
        }
    });
    m.collect(Collection::Full);
    assert_eq!(r.world.space.layout(r.world.node).live_count(), 0, "closed scopes hold nothing");
}

#[test]
fn globals_hold_and_weak_globals_do_not() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    r.node(&mut m, 0, 1);
    r.node(&mut m, 1, 2);
    let (strong, weak, lost) = {
        let view = m.no_stop();
        let (a, b) = (r.world.vm.get(&view, 0).unwrap(), r.world.vm.get(&view, 1).unwrap());
        (Global::new(&view, a), WeakGlobal::new(&view, a), WeakGlobal::new(&view, b))
    };
    r.world.vm.set(0, None);
    r.world.vm.set(1, None);
    m.collect(Collection::Full);
    {
        let view = m.no_stop();
        assert_eq!(view.load_i64(strong.get(&view), ID), 1);
        assert!(view.same(weak.get(&view).unwrap(), strong.get(&view)));
        assert!(lost.get(&view).is_none());
    }
    let slot = strong.into_slot();
    m.collect(Collection::Full);
    assert!(weak.get(&m.no_stop()).is_some(), "a slot given to native code still holds");
    drop(unsafe { Global::from_slot(&r.world.space, slot) }.expect("it is a slot of this space"));
    m.collect(Collection::Young);
    m.collect(Collection::Full);
    assert!(weak.get(&m.no_stop()).is_none());
}

#[test]
fn local_frames_give_slots_back() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    r.node(&mut m, 0, 1);
    let depth = m.locals().push();
    let add = |m: &Mutator| {
        let view = m.no_stop();
        m.locals().add(&view, r.world.vm.get(&view, 0).unwrap())
    };
    let first = add(&m);
    m.locals().push();
    let second = add(&m);
    assert_eq!(m.locals().count(), 1);
    unsafe { m.locals().delete(second) };
    assert_eq!(m.locals().count(), 0);
    assert_eq!(add(&m), second, "a deleted slot is used again");
    for _ in 0..500 {
        add(&m);
    }
    m.collect(Collection::Full);
    {
        let view = m.no_stop();
        for slot in [first, second] {
            assert_eq!(view.load_i64(unsafe { LocalFrames::get(&view, slot) }.unwrap(), ID), 1);
            assert!(m.locals().contains(slot));
        }
    }
    assert!(m.locals().pop());
    assert!(!m.locals().contains(second) && m.locals().contains(first));
    m.locals().push();
    m.locals().pop_to(depth);
    assert!(!m.locals().contains(first));
    assert!(!m.locals().pop(), "no frame is left");
}

#[test]
fn retired_layouts_are_reused_only_when_no_instance_lives() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    let layout = r.world.space.new_layout(LayoutSpec::instance(16, &[8]));
    unsafe { m.allocate_instance_into(layout, r.world.vm.slot(0)) }.unwrap();
    r.world.space.retire_layout(layout);
    m.collect(Collection::Full);
    assert_ne!(r.world.space.new_layout(LayoutSpec::instance(16, &[])), layout);
    assert_eq!(r.world.space.layout(layout).live_count(), 1);
    r.world.vm.set(0, None);
    m.collect(Collection::Full);
    assert_eq!(r.world.space.new_layout(LayoutSpec::instance(32, &[])), layout);
    assert_eq!(r.world.space.layout(layout).instance_size, 32);
}

#[test]
fn identity_hashes_spread_and_stay() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    let mut seen = std::collections::HashSet::new();
    for id in 0..1000 {
        r.node(&mut m, 0, id);
        let view = m.no_stop();
        let node = r.world.vm.get(&view, 0).unwrap();
        let hash = view.identity_hash(node);
        assert!(hash != 0 && hash < 1 << 26 && hash == view.identity_hash(node));
        seen.insert(hash);
    }
    assert!(seen.len() > 990);
}

#[test]
fn scopes_may_close_in_any_order() {
    let r = refs(sane());
    let mut m = r.world.space.attach(null_mut());
    let first = Scope::open(&mut m);
    let second = Scope::open(&mut m);
    let lost = m.allocate_instance(&first, r.world.node).unwrap();
    assert_eq!(m.no_stop().load_i64(lost.get(&m.no_stop()), ID), 0);
    let kept = m.allocate_instance(&second, r.world.node).unwrap();
    m.no_stop().store_i64(kept.get(&m.no_stop()), ID, 5);
    drop(first);
    let third = Scope::open(&mut m);
    m.allocate_instance(&third, r.world.node).unwrap();
    m.collect(Collection::Full);
    assert_eq!(r.world.space.layout(r.world.node).live_count(), 2);
    assert_eq!(m.no_stop().load_i64(kept.get(&m.no_stop()), ID), 5);
    drop(third);
    drop(second);
    m.collect(Collection::Full);
    assert_eq!(r.world.space.layout(r.world.node).live_count(), 0);
}
