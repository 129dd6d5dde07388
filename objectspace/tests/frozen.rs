//! A frozen heap: nothing moves, references are redirected where they are, everything comes back as it was.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::SeqCst;

fn world() -> World {
    let stress = Stress { sanity: true, poison: true, ..Stress::default() };
    World::new(SpaceConfig { stress, ..small(8 << 20) }, 16)
}

fn node(w: &World, m: &mut Mutator, at: usize, id: i64) {
    unsafe { m.allocate_instance_into(w.node, w.vm.slot(at)) }.unwrap();
    let view = m.no_stop();
    view.store_i64(w.vm.get(&view, at).unwrap(), ID, id);
}

fn raw(w: &World, at: usize) -> RawRef {
    RawRef(w.vm.statics[at].load(SeqCst))
}

#[test]
fn what_was_written_is_undone_and_new_objects_stay() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    node(&w, &mut m, 0, 1);
    node(&w, &mut m, 1, 2);
    m.collect(Collection::Full);
    node(&w, &mut m, 2, 3);
    let mut frozen = m.stop_world(|world| world.freeze());
    let before = [0, 1, 2].map(|at| raw(&w, at));
    assert!(before.iter().all(|object| frozen.contains(*object)));
    node(&w, &mut m, 3, 4);
    assert!(!frozen.contains(raw(&w, 3)));
    m.collect(Collection::Full);
    assert_eq!([0, 1, 2].map(|at| raw(&w, at)), before, "a collection ran");
    {
        let view = m.no_stop();
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| w.vm.get(&view, at).unwrap());
        view.store_i64(a, ID, 100);
        view.store_ref(a, LEFT, Some(d));
        view.store_ref(c, RIGHT, Some(b));
        assert_ne!(view.identity_hash(b), 0);
    }
    m.stop_world(|world| {
        world.put_back(&mut frozen);
        world.thaw();
    });
    m.collect(Collection::Full);
    let view = m.no_stop();
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| w.vm.get(&view, at).unwrap());
    assert_eq!([a, b, c, d].map(|object| view.load_i64(object, ID)), [1, 2, 3, 4]);
    assert!(view.load_ref(a, LEFT).is_none() && view.load_ref(c, RIGHT).is_none());
    assert_eq!(mark::payload(view.load_mark(b)), 0);
}

#[test]
fn redirected_references_name_the_second_object_and_come_back() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    for at in 0..3 {
        node(&w, &mut m, at, at as i64 + 1);
    }
    let (hash, global) = {
        let view = m.no_stop();
        let [a, _, c] = [0, 1, 2].map(|at| w.vm.get(&view, at).unwrap());
        view.store_ref(c, LEFT, Some(a));
        (view.identity_hash(a), Global::new(&view, a))
    };
    m.collect(Collection::Full);
    let mut frozen = m.stop_world(|world| world.freeze());
    node(&w, &mut m, 3, 4);
    let (source, target) = (raw(&w, 0), raw(&w, 3));
    m.stop_world(|world| world.redirect(&mut frozen, &[(source, target)])).unwrap();
    {
        let view = m.no_stop();
        let [a, c, d] = [0, 2, 3].map(|at| w.vm.get(&view, at).unwrap());
        assert!(view.same(a, d) && view.same(view.load_ref(c, LEFT).unwrap(), d) && view.same(global.get(&view), d));
        assert_eq!(view.identity_hash(d), hash);
    }
    let twice = [(target, source), (target, source)];
    assert_eq!(m.stop_world(|world| world.redirect(&mut frozen, &twice)), Err(BecomeError::Twice(target.0)));
    m.stop_world(|world| {
        world.put_back(&mut frozen);
        world.thaw();
        world.collect(Collection::Full);
    });
    let view = m.no_stop();
    let [a, c, d] = [0, 2, 3].map(|at| w.vm.get(&view, at).unwrap());
    assert_eq!((view.load_i64(a, ID), view.load_i64(d, ID)), (1, 4));
    assert!(view.same(view.load_ref(c, LEFT).unwrap(), a) && view.same(global.get(&view), a));
    assert_eq!(view.identity_hash(a), hash);
}

#[test]
fn memory_that_runs_out_is_an_error_and_is_there_again_afterwards() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    node(&w, &mut m, 0, 1);
    let mut frozen = m.stop_world(|world| world.freeze());
    let mut made = 0;
    while unsafe { m.allocate_array_into(w.refs, 1000, w.vm.slot(1)) }.is_ok() {
        made += 1;
        assert!(made < 1 << 14, "more than the heap holds");
    }
    assert!(made > 100);
    m.stop_world(|world| {
        world.put_back(&mut frozen);
        world.thaw();
    });
    w.vm.set(1, None);
    for _ in 0..2 * made {
        unsafe { m.allocate_array_into(w.refs, 1000, w.vm.slot(1)) }.unwrap();
    }
    let view = m.no_stop();
    assert_eq!(view.load_i64(w.vm.get(&view, 0).unwrap(), ID), 1);
}
