//! Lazy migration: stale objects are read and written as if they had their new layout, through young collections and until
//! a full one moves them.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;

/// Cells of the new layout: the old i32 as i64, the old reference, the old i64, a new i32, a new reference, a second value
/// that the old i64 gave, i8 of its own.
const WIDE: u32 = 8;
const NEXT: u32 = 16;
const MADE: u32 = 20;
const LONG: u32 = 24;
const AGE: u32 = 32;
const BYTE: u32 = 36;
const SIZE: u32 = 40;

struct Layouts {
    old: LayoutId,
    new: LayoutId,
}

fn world() -> (World, Layouts) {
    let stress = Stress { sanity: true, poison: true, ..Stress::default() };
    let w = World::new(SpaceConfig { stress, ..small(64 << 20) }, 16);
    // Old: i32 at 8, reference at 12, i64 at 16.
    let old = w.space.new_layout(LayoutSpec::instance(24, &[12]));
    let new = w.space.new_layout(LayoutSpec::instance(SIZE, &[NEXT, MADE]));
    (w, Layouts { old, new })
}

fn rules(layouts: &Layouts, widens: bool) -> LazyMigration {
    let widening = FieldConversion { from: 8, to: WIDE, conversion: Conversion::I32ToI64 };
    LazyMigration {
        layout: layouts.new,
        carried: vec![FieldCopy { from: 16, to: LONG, len: 8 }, FieldCopy { from: 12, to: NEXT, len: 4 }],
        copies: Vec::new(),
        conversions: if widens { vec![widening] } else { Vec::new() },
        fresh: vec![(AGE, 4), (MADE, 4), (BYTE, 1)],
    }
}

/// Objects in an array in slot 0; object `n` has -n, the object before it, and 3n.
fn fill(w: &World, m: &mut Mutator, layouts: &Layouts, count: u32) {
    unsafe { m.allocate_array_into(w.refs, count, w.vm.slot(0)) }.unwrap();
    for index in 0..count {
        unsafe { m.allocate_instance_into(layouts.old, w.vm.slot(1)) }.unwrap();
        let view = m.no_stop();
        let (array, object) = (w.vm.get(&view, 0).unwrap(), w.vm.get(&view, 1).unwrap());
        view.store_i32(object, 8, -(index as i32));
        view.store_i64(object, 16, i64::from(index) * 3);
        let before = if index == 0 { None } else { view.array_load_ref(array, index - 1) };
        view.store_ref(object, 12, before);
        view.array_store_ref(array, index, Some(object));
    }
}

/// Makes the instances stale; fresh cells start at 7, a new node, and 5.
fn migrate(w: &World, m: &mut Mutator, layouts: &Layouts, widens: bool) {
    m.stop_world(|world| {
        w.space.replace_layout(layouts.old, layouts.new);
        world.migrate_lazily(layouts.old, rules(layouts, widens));
    });
    let scope = Scope::open(m);
    let layout = w.space.template_layout(layouts.old).unwrap();
    let template = m.allocate_instance(&scope, layout).unwrap();
    let node = m.allocate_instance(&scope, w.node).unwrap();
    let view = m.no_stop();
    let template = template.get(&view);
    view.store_i64(node.get(&view), ID, 99);
    view.store_i32(template, AGE, 7);
    view.store_i8(template, BYTE, 5);
    view.store_ref(template, MADE, Some(node.get(&view)));
    w.space.begin_conversion(layouts.old, Some(template));
}

fn check(w: &World, m: &Mutator, count: u32, widens: bool, expected: &dyn Fn(u32) -> (i32, i64)) {
    let view = m.no_stop();
    let array = w.vm.get(&view, 0).unwrap();
    for index in 0..count {
        let object = view.array_load_ref(array, index).unwrap();
        let before = if index == 0 { None } else { view.array_load_ref(array, index - 1) };
        assert!(view.same_or_null(view.load_ref(object, NEXT), before));
        let (age, long) = expected(index);
        assert_eq!((view.load_i32(object, AGE), view.load_i64(object, LONG)), (age, long), "of {index}");
        assert_eq!(view.load_i8(object, BYTE), 5);
        assert_eq!(view.load_i64(view.load_ref(object, MADE).unwrap(), ID), 99);
        if widens {
            assert_eq!(view.load_i64(object, WIDE), -i64::from(index));
        }
    }
}

#[test]
fn stale_objects_look_converted_before_and_after_collections() {
    for widens in [false, true] {
        let (w, layouts) = world();
        let mut m = w.space.attach(null_mut());
        const COUNT: u32 = 3_000;
        fill(&w, &mut m, &layouts, COUNT);
        let hash = {
            let view = m.no_stop();
            let array = w.vm.get(&view, 0).unwrap();
            view.identity_hash(view.array_load_ref(array, 5).unwrap())
        };
        migrate(&w, &mut m, &layouts, widens);
        assert!(w.space.has_stale());
        // Every third is written; the others are not touched at all.
        {
            let view = m.no_stop();
            let array = w.vm.get(&view, 0).unwrap();
            for index in (0..COUNT).step_by(3) {
                let object = view.array_load_ref(array, index).unwrap();
                assert_eq!(view.get_and_add_i32(object, AGE, index as i32), 7);
                view.store_i64(object, LONG, -1);
            }
        }
        let expected = |index: u32| {
            if index.is_multiple_of(3) { (7 + index as i32, -1) } else { (7, i64::from(index) * 3) }
        };
        for _ in 0..4 {
            m.collect(Collection::Young);
        }
        if widens {
            check(&w, &m, COUNT, widens, &expected);
            m.collect(Collection::Young);
        }
        m.collect(Collection::Full);
        assert!(!w.space.has_stale());
        m.stop_world(|world| {
            assert!(world.instances_of(layouts.old).is_empty());
            assert_eq!(world.instances_of(layouts.new).len(), COUNT as usize);
        });
        check(&w, &m, COUNT, widens, &expected);
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        assert_eq!(view.identity_hash(view.array_load_ref(array, 5).unwrap()), hash);
        drop(m);
    }
}

#[test]
fn a_value_of_before_is_taken_before_anything_else_is_written() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    fill(&w, &mut m, &layouts, 2);
    m.stop_world(|world| {
        w.space.replace_layout(layouts.old, layouts.new);
        let mut rules = rules(&layouts, false);
        // The old i64 goes on at LONG, and its value of now at AGE and what follows.
        rules.fresh = vec![(MADE, 4)];
        rules.copies = vec![FieldCopy { from: 16, to: AGE, len: 8 }];
        world.migrate_lazily(layouts.old, rules);
    });
    w.space.begin_conversion(layouts.old, None);
    let read = |m: &Mutator| {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        let object = view.array_load_ref(array, 1).unwrap();
        (view.load_i64(object, AGE), view.load_i64(object, LONG))
    };
    {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        view.store_i64(view.array_load_ref(array, 1).unwrap(), LONG, 44);
    }
    assert_eq!(read(&m), (3, 44));
    m.collect(Collection::Full);
    assert_eq!(read(&m), (3, 44));
}

#[test]
fn a_clone_has_the_new_layout() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    fill(&w, &mut m, &layouts, 2);
    migrate(&w, &mut m, &layouts, true);
    let scope = Scope::open(&mut m);
    let layout = {
        let view = m.no_stop();
        let object = view.array_load_ref(w.vm.get(&view, 0).unwrap(), 1).unwrap();
        view.store_i32(object, AGE, 8);
        view.successor_of(object)
    };
    assert_eq!(layout, layouts.new);
    let copy = m.allocate_instance(&scope, layout).unwrap();
    let view = m.no_stop();
    let object = view.array_load_ref(w.vm.get(&view, 0).unwrap(), 1).unwrap();
    let copy = copy.get(&view);
    view.copy_contents(object, copy);
    view.store_i32(object, AGE, 9);
    assert_eq!((view.load_i32(copy, AGE), view.load_i64(copy, LONG), view.load_i64(copy, WIDE)), (8, 3, -1));
    assert!(view.same_or_null(view.load_ref(copy, NEXT), view.load_ref(object, NEXT)));
}

#[test]
fn dead_objects_take_their_supplements_along() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    const COUNT: u32 = 1_000;
    fill(&w, &mut m, &layouts, COUNT);
    migrate(&w, &mut m, &layouts, false);
    {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        for index in 0..COUNT {
            let object = view.array_load_ref(array, index).unwrap();
            // A supplement that names its own object does not keep it.
            view.store_ref(object, MADE, Some(object));
        }
        w.vm.set(0, None);
        w.vm.set(1, None);
    }
    m.collect(Collection::Young);
    m.collect(Collection::Full);
    assert_eq!((w.space.layout(layouts.new).live_count(), w.space.has_stale()), (0, false));
}

#[test]
fn layouts_that_are_not_ready_wait() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    fill(&w, &mut m, &layouts, 10);
    m.stop_world(|world| {
        w.space.replace_layout(layouts.old, layouts.new);
        world.migrate_lazily(layouts.old, rules(&layouts, true));
        world.collect(Collection::Full);
        assert_eq!(world.instances_of(layouts.old).len(), 10);
    });
    w.space.begin_conversion(layouts.old, None);
    m.collect(Collection::Full);
    assert_eq!(w.space.layout(layouts.new).live_count(), 10);
}

#[test]
fn layouts_without_instances_end_when_they_are_ready() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    m.stop_world(|world| {
        w.space.replace_layout(layouts.old, layouts.new);
        world.migrate_lazily(layouts.old, rules(&layouts, true));
        world.collect(Collection::Full);
    });
    assert!(w.space.template_layout(layouts.old).is_some());
    // Its number is not given to another meanwhile.
    let other = w.space.new_layout(LayoutSpec::instance(16, &[]));
    assert_ne!(other, layouts.old);
    w.space.begin_conversion(layouts.old, None);
    m.collect(Collection::Full);
    assert!(!w.space.has_stale() && w.space.template_layout(layouts.old).is_none());
}

#[test]
fn threads_that_touch_an_object_at_once_see_one() {
    let (w, layouts) = world();
    let mut m = w.space.attach(null_mut());
    const COUNT: u32 = 2_000;
    fill(&w, &mut m, &layouts, COUNT);
    migrate(&w, &mut m, &layouts, true);
    let threads: usize = 4;
    m.blocked(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut own = w.space.attach(null_mut());
                    for index in 0..COUNT {
                        let view = own.no_stop();
                        let array = w.vm.get(&view, 0).unwrap();
                        let object = view.array_load_ref(array, index).unwrap();
                        view.get_and_add_i32(object, AGE, 1);
                        if index % 500 == 499 {
                            own.collect(Collection::Young);
                        }
                    }
                });
            }
        });
    });
    let sum = |m: &Mutator| {
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        (0..COUNT).map(|index| view.load_i32(view.array_load_ref(array, index).unwrap(), AGE)).sum::<i32>()
    };
    assert_eq!(sum(&m), COUNT as i32 * (7 + threads as i32));
    m.collect(Collection::Full);
    assert_eq!(sum(&m), COUNT as i32 * (7 + threads as i32));
}
