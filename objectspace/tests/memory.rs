//! Limits: out of memory, thrashing, memory given back, spaces that come and go.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;

/// Fills static 0 with a list until memory is out; its length.
fn fill(w: &World, m: &mut Mutator) -> usize {
    let mut count = 0;
    loop {
        match unsafe { m.allocate_instance_into(w.node, w.vm.slot(1)) } {
            Ok(()) => {
                let view = m.no_stop();
                let (head, new) = (w.vm.get(&view, 0), w.vm.get(&view, 1).unwrap());
                view.store_ref(new, LEFT, head);
                w.vm.set(0, Some(new));
                count += 1;
            }
            Err(error) => {
                assert_eq!(error, OutOfMemory::HeapFull);
                return count;
            }
        }
    }
}

#[test]
fn out_of_memory_comes_late_and_the_space_recovers() {
    let max = 16 << 20;
    let w = World::new(small(max), 4);
    let mut m = w.space.attach(null_mut());
    for _ in 0..3 {
        let count = fill(&w, &mut m);
        let live = count * 24;
        assert!(live > max * 8 / 10 && live <= max, "{live} bytes of {max} were live");
        w.vm.set(0, None);
        w.vm.set(1, None);
        m.collect(Collection::Full);
        assert!(w.space.usage().used < max / 8);
    }
}

#[test]
fn array_limits() {
    let w = World::new(small(16 << 20), 4);
    let mut m = w.space.attach(null_mut());
    let mut get = |len| unsafe { m.allocate_array_into(w.bytes, len, w.vm.slot(0)) };
    assert_eq!(get(i32::MAX as u32), Err(OutOfMemory::ArraySizeLimit));
    assert_eq!(get(i32::MAX as u32 - 8), Err(OutOfMemory::HeapFull));
    assert_eq!(get(100 << 20), Err(OutOfMemory::HeapFull));
    assert_eq!(get(10 << 20), Ok(()));
    for _ in 0..20 {
        assert_eq!(get(1 << 20), Ok(()), "dead large arrays make room");
    }
}

#[test]
fn soft_references_go_before_out_of_memory() {
    let w = World::new(small(16 << 20), 4);
    let mut m = w.space.attach(null_mut());
    let soft = LayoutSpec::instance(24, &[]).reference(ReferenceKind::Soft, 8, 16, 12);
    let soft = w.space.new_layout(soft);
    unsafe {
        m.allocate_array_into(w.bytes, 6 << 20, w.vm.slot(2)).unwrap();
        m.allocate_instance_into(soft, w.vm.slot(3)).unwrap();
    }
    let view = m.no_stop();
    view.store_ref(w.vm.get(&view, 3).unwrap(), 8, w.vm.get(&view, 2));
    w.vm.set(2, None);
    let count = fill(&w, &mut m);
    assert!(count * 24 > 12 << 20, "{count} nodes");
    let view = m.no_stop();
    assert!(view.load_ref(w.vm.get(&view, 3).unwrap(), 8).is_none());
}

#[test]
fn spaces_live_and_die_alone() {
    std::thread::scope(|threads| {
        for number in 0..3i64 {
            threads.spawn(move || {
                for round in 0..4 {
                    let w = World::new(small(24 << 20), 4);
                    let mut m = w.space.attach(null_mut());
                    for id in 0..60_000 {
                        unsafe { m.allocate_instance_into(w.node, w.vm.slot(1)) }.unwrap();
                        let view = m.no_stop();
                        let new = w.vm.get(&view, 1).unwrap();
                        view.store_i64(new, ID, id * 10 + number);
                        view.store_ref(new, LEFT, w.vm.get(&view, 0).filter(|_| id % 1000 != 0));
                        w.vm.set(0, Some(new));
                    }
                    m.collect(if round % 2 == 0 { Collection::Full } else { Collection::Young });
                    let view = m.no_stop();
                    let (mut at, mut id) = (w.vm.get(&view, 0), 60_000);
                    while let Some(node) = at {
                        id -= 1;
                        assert_eq!(view.load_i64(node, ID), id * 10 + number);
                        at = view.load_ref(node, LEFT);
                    }
                    assert_eq!(id, 59_000);
                    let (space, layout) = (std::sync::Arc::downgrade(&w.space), w.node);
                    drop(m);
                    assert!(space.upgrade().is_some_and(|space| space.layout(layout).instance_size == 24));
                    drop(w);
                    assert!(space.upgrade().is_none(), "the space is gone");
                }
            });
        }
    });
}

#[test]
fn too_large_a_heap_is_refused() {
    let error = Space::new(SpaceConfig::with_max_heap(40 << 30), FakeVm::new(0)).err().expect("refused");
    assert!(matches!(error, SpaceError::TooLarge { .. }), "{error}");
}
