//! Times of allocation, young and full collection, migration and stops, one line each.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

#[path = "../tests/fake/mod.rs"]
mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;
use std::time::Instant;

fn world(max: usize) -> World {
    World::new(SpaceConfig { nursery: 0, ..SpaceConfig::with_max_heap(max) }, 8)
}

fn per_object(name: &str, count: u64, start: Instant) {
    println!("{name:<44} {:8.2} ns each", start.elapsed().as_nanos() as f64 / count as f64);
}

fn allocation() {
    let w = world(1 << 30);
    let mut m = w.space.attach(null_mut());
    let count = 30_000_000;
    let start = Instant::now();
    for _ in 0..count {
        let reference = unsafe { raw::core::bump_instance(m.core(), w.node, 24) };
        if reference == 0 {
            unsafe { m.allocate_instance_into(w.node, w.vm.slot(0)) }.expect("room");
        }
    }
    per_object("dead 24-byte instances, interpreter's path", count, start);
    let start = Instant::now();
    Scope::enter(&mut m, |m, _| {
        for _ in 0..count {
            unsafe { m.allocate_instance_into(w.node, w.vm.slot(0)) }.expect("room");
        }
    });
    per_object("dead 24-byte instances into a register", count, start);
    let start = Instant::now();
    for _ in 0..count / 10 {
        unsafe { m.allocate_array_into(w.bytes, 200, w.vm.slot(0)) }.expect("room");
    }
    per_object("dead byte arrays of 200", count / 10, start);
}

/// A live binary tree of `count` nodes in static 0.
fn tree(w: &World, m: &mut Mutator, count: u32) {
    unsafe { m.allocate_array_into(w.refs, count, w.vm.slot(0)) }.expect("room");
    for index in 0..count {
        unsafe { m.allocate_instance_into(w.node, w.vm.slot(1)) }.expect("room");
        let view = m.no_stop();
        let (all, node) = (w.vm.get(&view, 0).expect("array"), w.vm.get(&view, 1).expect("node"));
        view.array_store_ref(all, index, Some(node));
        if index > 0 {
            let parent = view.array_load_ref(all, (index - 1) / 2).expect("parent");
            view.store_ref(parent, if index % 2 == 1 { LEFT } else { RIGHT }, Some(node));
        }
    }
    let view = m.no_stop();
    let all = w.vm.get(&view, 0).expect("array");
    w.vm.set(1, view.array_load_ref(all, 0));
    w.vm.set(0, None);
}

fn collections() {
    let w = world(1 << 30);
    let mut m = w.space.attach(null_mut());
    tree(&w, &mut m, 4_000_000);
    for _ in 0..3 {
        m.collect(Collection::Full);
        let stats = w.space.last_collection().expect("it ran");
        let rate = stats.copied as f64 / stats.pause.as_secs_f64() / 1e9;
        println!("full collection of {} MiB of nodes {:>14.1?}  {rate:.2} GB/s", stats.copied >> 20, stats.pause);
    }
    m.collect(Collection::Young);
    println!("empty young collection beside it {:>21.1?}", w.space.last_collection().expect("it ran").pause);
    let new = w.space.new_layout(LayoutSpec::instance(40, &[LEFT, RIGHT]));
    let migration = Migration { copies: vec![FieldCopy { from: 8, to: 8, len: 16 }], ..Migration::to(new) };
    m.stop_world(|world| world.migrate(&Migrations::from([(w.node, migration)]))).expect("room");
    println!("migration of 4 M nodes from 24 to 40 bytes {:>11.1?}", w.space.last_collection().expect("it ran").pause);
    let count = 100_000;
    let start = Instant::now();
    for _ in 0..count {
        m.stop_world(|_| ());
    }
    per_object("stops of a lone mutator", count, start);
    let start = Instant::now();
    for _ in 0..count * 100 {
        m.enter_native();
        m.leave_native();
    }
    per_object("native and back", count * 100, start);
}

fn main() {
    allocation();
    collections();
}
