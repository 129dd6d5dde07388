//! Bulk become and migration, large objects included; atomics and copies; the walk.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::SeqCst;

fn world() -> World {
    World::new(
        SpaceConfig { stress: Stress { sanity: true, poison: true, ..Stress::default() }, ..small(64 << 20) },
        16,
    )
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
fn become_carries_hash_and_lock_and_reaches_every_reference() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    node(&w, &mut m, 0, 1);
    node(&w, &mut m, 1, 2);
    node(&w, &mut m, 2, 3);
    let (hash, weak) = {
        let view = m.no_stop();
        let [a, b, c] = [0, 1, 2].map(|i| w.vm.get(&view, i).unwrap());
        view.store_ref(c, LEFT, Some(a));
        view.store_ref(b, RIGHT, Some(a));
        let mark = view.load_mark(c);
        view.compare_exchange_mark(c, mark, mark::thin(mark, 77, 3)).unwrap();
        (view.identity_hash(a), WeakGlobal::new(&view, a))
    };
    w.vm.weak.lock().unwrap().push(raw(&w, 0).0.into());
    let pairs = [(raw(&w, 0), raw(&w, 1))];
    m.stop_world(|world| world.r#become(&pairs)).unwrap();
    let view = m.no_stop();
    let [a, b, c] = [0, 1, 2].map(|i| w.vm.get(&view, i).unwrap());
    assert!(view.same(a, b));
    assert_eq!(view.load_i64(a, ID), 2);
    assert_eq!(view.identity_hash(b), hash);
    assert!(view.same(view.load_ref(c, LEFT).unwrap(), b));
    assert!(view.same(view.load_ref(b, RIGHT).unwrap(), b));
    assert!(view.same(weak.get(&view).unwrap(), b));
    assert_eq!(w.vm.weak.lock().unwrap()[0].load(SeqCst), b.raw().0);
    assert_eq!((mark::thin_owner(view.load_mark(c)), mark::thin_recursion(view.load_mark(c))), (77, 3));
}

#[test]
fn become_works_between_large_and_small_objects() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    for (from_len, to_len) in [(200_000u32, 3u32), (3, 200_000), (200_000, 300_000)] {
        for (at, len) in [(0, from_len), (1, to_len)] {
            unsafe { m.allocate_array_into(w.refs, len, w.vm.slot(at)) }.unwrap();
            let view = m.no_stop();
            let array = w.vm.get(&view, at).unwrap();
            view.array_store_ref(array, len - 1, Some(array));
        }
        let pairs = [(raw(&w, 0), raw(&w, 1))];
        m.stop_world(|world| world.r#become(&pairs)).unwrap();
        let view = m.no_stop();
        let (a, b) = (w.vm.get(&view, 0).unwrap(), w.vm.get(&view, 1).unwrap());
        assert!(view.same(a, b) && view.array_length(a) == to_len);
        assert!(view.same(view.array_load_ref(a, to_len - 1).unwrap(), a));
    }
}

#[test]
fn become_refuses_chains_and_changes_nothing() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    for at in 0..3 {
        node(&w, &mut m, at, at as i64);
    }
    let [a, b, c] = [0, 1, 2].map(|at| raw(&w, at));
    m.stop_world(|world| {
        assert_eq!(world.r#become(&[(a, b), (b, c)]), Err(BecomeError::Chained(b.0)));
        assert_eq!(world.r#become(&[(a, b), (a, c)]), Err(BecomeError::Twice(a.0)));
        assert_eq!(world.r#become(&[(a, a)]), Err(BecomeError::Chained(a.0)));
        world.verify_heap().unwrap();
    });
    assert_eq!([a, b, c], [0, 1, 2].map(|at| raw(&w, at)));
}

#[test]
fn migration_moves_fields_widens_values_and_keeps_identity() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    // Old: i32 at 8, reference at 12, i64 at 16. New: reference at 8, a new reference at 12, i64 (was i32) at 16,
    // i64 at 24, a new field at 32.
    let old = w.space.new_layout(LayoutSpec::instance(24, &[12]));
    let new = w.space.new_layout(LayoutSpec::instance(40, &[8, 12]));
    const COUNT: u32 = 20_000;
    unsafe { m.allocate_array_into(w.refs, COUNT, w.vm.slot(0)) }.unwrap();
    let mut hashes = Vec::new();
    for index in 0..COUNT {
        unsafe { m.allocate_instance_into(old, w.vm.slot(1)) }.unwrap();
        let view = m.no_stop();
        let (array, object) = (w.vm.get(&view, 0).unwrap(), w.vm.get(&view, 1).unwrap());
        view.store_i32(object, 8, -(index as i32));
        view.store_i64(object, 16, index as i64 * 3);
        let previous = view.array_load_ref(array, index.saturating_sub(1));
        view.store_ref(object, 12, previous);
        view.array_store_ref(array, index, Some(object));
        hashes.push((index % 7 == 0).then(|| view.identity_hash(object)));
    }
    let migration = Migration {
        layout: new,
        copies: vec![FieldCopy { from: 12, to: 8, len: 4 }, FieldCopy { from: 16, to: 24, len: 8 }],
        conversions: vec![FieldConversion { from: 8, to: 16, conversion: Conversion::I32ToI64 }],
        values: Vec::new(),
    };
    let map = Migrations::from([(old, migration)]);
    m.stop_world(|world| {
        world.migrate(&map).unwrap();
        assert!(world.instances_of(old).is_empty());
        assert_eq!(world.instances_of(new).len(), COUNT as usize);
    });
    assert_eq!(w.space.layout(new).live_count(), COUNT as u64);
    assert_eq!(w.space.layout(old).live_count(), 0);
    let view = m.no_stop();
    let array = w.vm.get(&view, 0).unwrap();
    for index in 0..COUNT {
        let object = view.array_load_ref(array, index).unwrap();
        assert_eq!(view.layout_of(object), new);
        assert_eq!(view.load_i64(object, 16), -(index as i64));
        assert_eq!(view.load_i64(object, 24), index as i64 * 3);
        assert_eq!((view.load_i64(object, 32), view.load_ref(object, 12).is_none()), (0, true));
        let previous = (index > 0).then(|| view.array_load_ref(array, index - 1).unwrap());
        assert!(view.same_or_null(view.load_ref(object, 8), previous));
        if let Some(hash) = hashes[index as usize] {
            assert_eq!(view.identity_hash(object), hash);
        }
    }
}

#[test]
fn migration_to_and_from_large_instances() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    let small = w.space.new_layout(LayoutSpec::instance(24, &[8]));
    let large = w.space.new_layout(LayoutSpec::instance(200_000, &[8, 199_996]));
    unsafe { m.allocate_instance_into(small, w.vm.slot(0)) }.unwrap();
    {
        let view = m.no_stop();
        let object = w.vm.get(&view, 0).unwrap();
        view.store_ref(object, 8, Some(object));
        view.store_i64(object, 16, 5);
    }
    let there = [FieldCopy { from: 8, to: 199_996, len: 4 }, FieldCopy { from: 16, to: 1000, len: 8 }];
    let back = there.map(|copy| FieldCopy { from: copy.to, to: copy.from, len: copy.len });
    for (from, to, copies) in [(small, large, there), (large, small, back)] {
        let migration = Migration { copies: copies.to_vec(), ..Migration::to(to) };
        m.stop_world(|world| world.migrate(&Migrations::from([(from, migration)]))).unwrap();
        m.collect(Collection::Young);
    }
    let view = m.no_stop();
    let object = w.vm.get(&view, 0).unwrap();
    assert_eq!(view.layout_of(object), small);
    assert!(view.same(view.load_ref(object, 8).unwrap(), object));
    assert_eq!(view.load_i64(object, 16), 5);
}

#[test]
fn array_copies_overlap_rightly() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    for (layout, shift) in [(w.bytes, 0), (w.longs, 3), (w.space.new_layout(LayoutSpec::prim_array(2)), 2)] {
        unsafe { m.allocate_array_into(layout, 100, w.vm.slot(0)) }.unwrap();
        let view = m.no_stop();
        let array = w.vm.get(&view, 0).unwrap();
        for (from, to, count) in [(0, 1, 99), (1, 0, 99), (10, 13, 40), (13, 10, 40), (5, 5, 5), (99, 0, 1), (0, 0, 0)]
        {
            let mut expected: Vec<u8> = (0..100u32 << shift).map(|i| (i * 13 % 251) as u8).collect();
            view.array_write_bytes(array, 0, &expected);
            view.copy_array(array, from, array, to, count);
            let [from, to, count] = [from, to, count].map(|i| (i as usize) << shift);
            expected.copy_within(from..from + count, to);
            let mut found = vec![0; expected.len()];
            view.array_read_bytes(array, 0, &mut found);
            assert!(found == expected, "{from} to {to}, {count} bytes");
        }
    }
}

#[test]
fn read_modify_write() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    node(&w, &mut m, 0, 40);
    node(&w, &mut m, 1, 0);
    let view = m.no_stop();
    let (a, b) = (w.vm.get(&view, 0).unwrap(), w.vm.get(&view, 1).unwrap());
    assert_eq!(view.get_and_add_i64(a, ID, 2), 40);
    assert_eq!(view.compare_exchange_i64(a, ID, 41, 0), Err(42));
    assert_eq!(view.compare_exchange_i64(a, ID, 42, -1), Ok(42));
    assert_eq!((view.load_i32(a, ID), view.load_i8(a, ID + 7), view.load_u16(a, ID + 2)), (-1, -1, 0xffff));
    view.store_f64_volatile(a, ID, -0.5);
    assert_eq!(view.load_f64(a, ID), -0.5);
    assert!(view.compare_exchange_ref(a, LEFT, None, Some(b)).unwrap().is_none());
    assert!(view.compare_exchange_ref(a, LEFT, None, None).unwrap_err().is_some_and(|found| view.same(found, b)));
    assert!(view.same(view.get_and_set_ref(a, LEFT, None).unwrap(), b));
    view.copy_contents(a, b);
    assert_eq!(view.load_f64_acquire(b, ID), -0.5);
}

#[test]
fn a_stopped_world_can_allocate_for_its_owner() {
    let w = world();
    let mut m = w.space.attach(null_mut());
    let epoch = w.space.epoch();
    m.stop_world(|world| {
        world.advance_epoch();
        for id in 0..100_000 {
            node(&w, world.mutator().unwrap(), 0, id);
        }
        assert!(world.space().collections() > 0, "it collects inside the stop");
        let view = world.view();
        assert_eq!(view.load_i64(w.vm.get(&view, 0).unwrap(), ID), 99_999);
    });
    assert_eq!(w.space.epoch(), epoch + 1);
    m.blocked(|| {
        w.space.stop_from_outside(|world| assert!(world.mutator().is_none() && world.census().len() > 3));
    });
}

#[test]
fn what_would_not_fit_is_not_begun() {
    let w = World::new(small(8 << 20), 2);
    let mut m = w.space.attach(null_mut());
    let old = w.space.new_layout(LayoutSpec::instance(16, &[8]));
    let [large, fitting] = [160, 32].map(|size| w.space.new_layout(LayoutSpec::instance(size, &[8])));
    const COUNT: i32 = 60_000;
    for index in 0..COUNT {
        unsafe { m.allocate_instance_into(old, w.vm.slot(1)) }.unwrap();
        let view = m.no_stop();
        let (before, object) = (w.vm.get(&view, 0), w.vm.get(&view, 1).unwrap());
        view.store_ref(object, 8, before);
        view.store_i32(object, 12, index);
        w.vm.statics[0].store(object.raw().0, SeqCst);
    }
    // Dead ones take no room.
    for _ in 0..COUNT {
        unsafe { m.allocate_instance_into(old, w.vm.slot(1)) }.unwrap();
    }
    let migration = |layout| {
        let copies = vec![FieldCopy { from: 8, to: 8, len: 8 }];
        Migrations::from([(old, Migration { copies, ..Migration::to(layout) })])
    };
    m.stop_world(|world| {
        let Err(BecomeError::HeapTooSmall { used, growth, max }) = world.migrate(&migration(large)) else {
            panic!("8 MiB are not enough");
        };
        assert!((60_000 * 16..2 << 20).contains(&used), "{used} in use");
        assert!((60_000 * 144..60_010 * 144).contains(&growth), "{growth} more");
        assert_eq!(max, 8 << 20);
        assert!(world.instances_of(large).is_empty());
        world.migrate(&migration(fitting)).unwrap();
        assert_eq!(world.instances_of(fitting).len(), COUNT as usize + 1);
    });
    let view = m.no_stop();
    let mut next = w.vm.get(&view, 0);
    for index in (0..COUNT).rev() {
        let object = next.unwrap();
        assert_eq!((view.layout_of(object), view.load_i32(object, 12)), (fitting, index));
        next = view.load_ref(object, 8);
    }
    assert!(next.is_none());
}
