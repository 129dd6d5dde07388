//! Migration beside the old objects, after a survey made while other mutators run.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::collections::HashSet;
use std::ptr::null_mut;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

/// Bytes of instances that are converted beside.
const MOST: usize = 2 << 20;

fn world(max: usize) -> World {
    World::new(SpaceConfig { stress: Stress { sanity: true, ..Stress::default() }, ..small(max) }, 16)
}

/// A layout of nodes with another place for everything, and the way to it and back.
fn wider(w: &World) -> (LayoutId, Migrations, Migrations) {
    let wide = w.space.new_layout(LayoutSpec::instance(40, &[8, 28]));
    let there = [(ID, 16, 8), (LEFT, 28, 4), (RIGHT, 8, 4)].map(|(from, to, len)| FieldCopy { from, to, len });
    let back = there.map(|copy| FieldCopy { from: copy.to, to: copy.from, len: copy.len });
    let migrations = |from, to, copies: [FieldCopy; 3]| {
        Migrations::from([(from, Migration { copies: copies.to_vec(), ..Migration::to(to) })])
    };
    (wide, migrations(w.node, wide, there), migrations(wide, w.node, back))
}

fn of(layout: LayoutId) -> HashSet<LayoutId> {
    HashSet::from([layout])
}

/// An array of nodes in slot 0, each with its index as id and its predecessor on the left.
fn nodes(w: &World, m: &mut Mutator, count: u32) {
    unsafe { m.allocate_array_into(w.refs, count, w.vm.slot(0)) }.unwrap();
    (0..count).for_each(|index| node(w, m, index));
}

fn node(w: &World, m: &mut Mutator, index: u32) {
    unsafe { m.allocate_instance_into(w.node, w.vm.slot(1)) }.unwrap();
    let view = m.no_stop();
    let (array, object) = (w.vm.get(&view, 0).unwrap(), w.vm.get(&view, 1).unwrap());
    view.store_i64(object, ID, index as i64);
    let left = view.array_load_ref(array, index.saturating_sub(1));
    view.store_ref(object, LEFT, left);
    view.array_store_ref(array, index, Some(object));
}

#[test]
fn what_the_program_stores_after_the_survey_is_redirected_too() {
    const COUNT: u32 = 60_000;
    let w = world(64 << 20);
    let mut m = w.space.attach(null_mut());
    nodes(&w, &mut m, COUNT);
    // Much that stays.
    unsafe { m.allocate_array_into(w.refs, 4000, w.vm.slot(3)) }.unwrap();
    for index in 0..4000 {
        unsafe { m.allocate_array_into(w.longs, 250, w.vm.slot(2)) }.unwrap();
        let view = m.no_stop();
        view.array_store_ref(w.vm.get(&view, 3).unwrap(), index, w.vm.get(&view, 2));
    }
    m.collect(Collection::Full);
    let (wide, there, _) = wider(&w);
    let hash = {
        let view = m.no_stop();
        view.identity_hash(view.array_load_ref(w.vm.get(&view, 0).unwrap(), 7).unwrap())
    };
    let survey = m.survey(&of(w.node), MOST).expect("a survey");
    assert_eq!(survey.instances(), COUNT as usize);
    // A young node, one that is gone, and an old node under a root, a handle, a weak global and in another place.
    node(&w, &mut m, 10);
    node(&w, &mut m, 10);
    let scope = Scope::open(&mut m);
    let (handle, weak) = {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        let seventh = view.array_load_ref(array, 7).unwrap();
        view.array_store_ref(array, 50_000, Some(seventh));
        w.vm.set(1, Some(seventh));
        let weak = WeakGlobal::new(&view, seventh);
        (scope.handle(&view, seventh), weak)
    };
    let collections = w.space.collections();
    let before = w.space.usage().used;
    m.stop_world(|world| {
        assert!(world.migrate_beside(&survey, &there));
        world.verify_heap().unwrap();
        assert!(world.instances_of(w.node).is_empty());
        // One of those that index 10 had is unreachable.
        assert_eq!(world.instances_of(wide).len(), COUNT as usize + 2);
    });
    assert_eq!(w.space.collections(), collections, "nothing else moves");
    assert!(w.space.usage().used < before + (COUNT as usize + 2) * 40 + (2 << 18));
    for round in 0..3 {
        {
            let view = m.no_stop();
            let array = w.vm.get(&view, 0).unwrap();
            for index in 0..COUNT {
                let object = view.array_load_ref(array, index).unwrap();
                assert_eq!(view.layout_of(object), wide);
                assert_eq!(view.load_i64(object, 16), if index == 50_000 { 7 } else { index as i64 });
                let left = view.load_ref(object, 28);
                // Those after a replaced one still name the one before.
                if index > 0 && index != 11 && index != 50_000 && index != 50_001 {
                    assert!(view.same_or_null(left, view.array_load_ref(array, index - 1)));
                }
                assert!(left.is_none_or(|left| view.layout_of(left) == wide));
            }
            let seventh = view.array_load_ref(array, 7).unwrap();
            assert!(view.same(seventh, w.vm.get(&view, 1).unwrap()));
            assert!(view.same(seventh, handle.get(&view)) && view.same(seventh, weak.get(&view).unwrap()));
            assert_eq!(view.identity_hash(seventh), hash);
        }
        m.collect(if round == 0 { Collection::Young } else { Collection::Full });
    }
    assert_eq!(w.space.layout(wide).live_count(), COUNT as u64 + 1, "one of those that index 10 had is gone");
}

#[test]
fn a_survey_does_not_outlive_a_collection_and_knows_its_layouts_only() {
    let w = world(64 << 20);
    let mut m = w.space.attach(null_mut());
    nodes(&w, &mut m, 100);
    unsafe { m.allocate_array_into(w.longs, 100_000, w.vm.slot(2)) }.unwrap();
    m.collect(Collection::Full);
    let (wide, there, back) = wider(&w);
    let survey = m.survey(&of(w.node), MOST).expect("a survey");
    assert!(!m.stop_world(|world| world.migrate_beside(&survey, &back)), "the other layout was not surveyed");
    m.collect(Collection::Young);
    assert!(!m.stop_world(|world| world.migrate_beside(&survey, &there)), "a collection moved things");
    let survey = m.survey(&of(w.node), MOST).expect("a survey");
    assert!(m.stop_world(|world| world.migrate_beside(&survey, &there)));
    assert_eq!(m.stop_world(|world| world.instances_of(wide).len()), 100);
    let large = w.space.new_layout(LayoutSpec::instance(200_000, &[8]));
    let grow = Migrations::from([(wide, Migration::to(large))]);
    let survey = m.survey(&of(wide), MOST).expect("a survey");
    assert!(!m.stop_world(|world| world.migrate_beside(&survey, &grow)), "large instances have regions of their own");
}

#[test]
fn no_survey_where_most_of_the_heap_would_move_and_no_conversion_without_room() {
    let w = world(16 << 20);
    let mut m = w.space.attach(null_mut());
    nodes(&w, &mut m, 100_000);
    m.collect(Collection::Full);
    assert!(m.survey(&of(w.node), MOST).is_none());
    unsafe { m.allocate_array_into(w.longs, 1_350_000, w.vm.slot(2)) }.unwrap();
    m.collect(Collection::Full);
    let (_, there, _) = wider(&w);
    let survey = m.survey(&of(w.node), usize::MAX).expect("a survey");
    m.stop_world(|world| {
        assert!(!world.migrate_beside(&survey, &there));
        world.verify_heap().unwrap();
        assert_eq!(world.instances_of(w.node).len(), 100_000);
    });
}

#[test]
fn back_and_forth_while_others_store() {
    const COUNT: u32 = 20_000;
    let w = world(64 << 20);
    let mut m = w.space.attach(null_mut());
    nodes(&w, &mut m, COUNT);
    unsafe { m.allocate_array_into(w.longs, 600_000, w.vm.slot(3)) }.unwrap();
    m.collect(Collection::Full);
    let (wide, there, back) = wider(&w);
    let end = AtomicBool::new(false);
    let mut done = 0;
    std::thread::scope(|threads| {
        let stores = |seed: u64| {
            let (w, end) = (&w, &end);
            threads.spawn(move || {
                let mut m = w.space.attach(null_mut());
                let mut random = Rng(seed * 77);
                while !end.load(SeqCst) {
                    m.poll();
                    if random.below(50) == 0 {
                        let scope = Scope::open(&mut m);
                        m.allocate_array(&scope, w.longs, 20).unwrap();
                    }
                    let view = m.no_stop();
                    let array = w.vm.get(&view, 0).unwrap();
                    let [a, b] = [0; 2].map(|_| random.below(COUNT as usize) as u32);
                    let (first, second) =
                        (view.array_load_ref(array, a).unwrap(), view.array_load_ref(array, b).unwrap());
                    // Old and new nodes differ in where things are.
                    let right = if view.layout_of(first) == wide { 8 } else { RIGHT };
                    view.store_ref(first, right, Some(second));
                    // A slot may come to hold a node of the same number modulo eight.
                    if a % 8 == b % 8 {
                        view.array_store_ref(array, a, Some(second));
                    }
                }
            })
        };
        let threads = [1, 2, 3].map(stores);
        // Also where an assertion fails.
        struct End<'e>(&'e AtomicBool);
        impl Drop for End<'_> {
            fn drop(&mut self) {
                self.0.store(true, SeqCst);
            }
        }
        let ending = End(&end);
        for round in 0..60 {
            let (from, migrations) = if round % 2 == 0 { (w.node, &there) } else { (wide, &back) };
            let survey = m.survey(&of(from), MOST);
            m.stop_world(|world| {
                if survey.is_some_and(|survey| world.migrate_beside(&survey, migrations)) {
                    done += 1;
                    world.verify_heap().unwrap();
                } else {
                    world.migrate(migrations).unwrap();
                }
                assert!(world.instances_of(from).is_empty());
            });
        }
        drop(ending);
        // They may wait for this thread to stop.
        m.blocked(|| threads.map(|thread| thread.join().unwrap()));
    });
    assert!(done >= 20, "{done} of 60 conversions were made beside");
    let view = m.no_stop();
    let array = w.vm.get(&view, 0).unwrap();
    for index in 0..COUNT {
        let object = view.array_load_ref(array, index).unwrap();
        assert_eq!(view.load_i64(object, ID) % 8, index as i64 % 8);
        assert!(view.load_ref(object, RIGHT).is_none_or(|right| view.layout_of(right) == w.node));
    }
}

#[test]
fn new_fields_start_with_the_values_that_the_migration_gives() {
    const COUNT: u32 = 1000;
    let w = world(64 << 20);
    let mut m = w.space.attach(null_mut());
    nodes(&w, &mut m, COUNT);
    unsafe { m.allocate_array_into(w.longs, 1 << 20, w.vm.slot(3)) }.unwrap();
    m.collect(Collection::Full);
    // What the field is to name is young, and moves when the world is collected.
    unsafe { m.allocate_array_into(w.longs, 5, w.vm.slot(2)) }.unwrap();
    let named = {
        let view = m.no_stop();
        std::sync::Arc::new(Global::new(&view, w.vm.get(&view, 2).unwrap()))
    };
    let fuller = w.space.new_layout(LayoutSpec::instance(48, &[LEFT, RIGHT, 40]));
    let value = |to, value| FieldValue { to, value };
    let values = vec![
        value(24, FirstValue::Bits(u64::MAX, 1)),
        value(26, FirstValue::Bits(0x1_0203, 2)),
        value(28, FirstValue::Bits(7, 4)),
        value(32, FirstValue::Bits(1 << 40, 8)),
        value(40, FirstValue::Object(named.clone())),
    ];
    let copies = vec![FieldCopy { from: 8, to: 8, len: 16 }];
    let there = Migrations::from([(w.node, Migration { copies, values, ..Migration::to(fuller) })]);
    let survey = m.survey(&of(w.node), MOST).expect("a survey");
    m.stop_world(|world| assert!(world.migrate_beside(&survey, &there)));
    let check = |m: &mut Mutator, layout: LayoutId| {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        for index in [0, 1, COUNT - 1] {
            let object = view.array_load_ref(array, index).unwrap();
            assert_eq!((view.layout_of(object), view.load_i64(object, ID)), (layout, index as i64));
            assert_eq!((view.load_i8(object, 24), view.load_i8(object, 25)), (-1, 0));
            assert_eq!((view.load_i16(object, 26), view.load_i32(object, 28)), (0x203, 7));
            assert_eq!(view.load_i64(object, 32), 1 << 40);
            assert_eq!(view.load_ref(object, 40).map(Ref::raw), Some(named.get(&view).raw()));
        }
    };
    check(&mut m, fuller);
    m.collect(Collection::Young);
    check(&mut m, fuller);
    // The same where everything moves.
    let again = w.space.new_layout(LayoutSpec::instance(48, &[LEFT, RIGHT, 40]));
    let values = there[&w.node].values.clone();
    let copies = vec![FieldCopy { from: 8, to: 8, len: 16 }];
    let there = Migrations::from([(fuller, Migration { copies, values, ..Migration::to(again) })]);
    m.stop_world(|world| world.migrate(&there)).unwrap();
    check(&mut m, again);
}
