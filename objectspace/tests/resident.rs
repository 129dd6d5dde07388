//! Memory given back to the system. Alone in its process, because it reads the process's resident size.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::ptr::null_mut;

fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    text.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number") * 4096
}

#[test]
fn memory_is_given_back_after_a_peak() {
    let w = World::new(SpaceConfig { nursery: 4 << 20, ..SpaceConfig::with_max_heap(1 << 30) }, 64);
    let mut m = w.space.attach(null_mut());
    let before = resident();
    for at in 0..50 {
        unsafe { m.allocate_array_into(w.bytes, 4 << 20, w.vm.slot(at)) }.unwrap();
        let view = m.no_stop();
        let array = w.vm.get(&view, at).unwrap();
        (0..4 << 20).step_by(4096).for_each(|i| view.array_store_u8(array, i, 1));
    }
    let peak = resident();
    assert!(peak > before + (190 << 20), "peak {} MiB", (peak - before) >> 20);
    (0..50).for_each(|at| w.vm.set(at, None));
    m.collect(Collection::Full);
    let after = resident();
    assert!(after < before + (60 << 20), "{} MiB stayed", (after - before) >> 20);
}
