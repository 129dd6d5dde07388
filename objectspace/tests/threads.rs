//! Many mutators: allocation against stops, native threads, queues of requesters, attaching and detaching.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

mod fake;
use fake::*;
use objectspace::*;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

/// Registers of one fake thread: a length and that many roots.
#[repr(C)]
struct Registers {
    len: u32,
    slots: [u32; 4],
}

impl Registers {
    fn new() -> Box<Registers> {
        Box::new(Registers { len: 4, slots: [0; 4] })
    }
    fn get<'g>(&self, view: &NoStop<'g>, index: usize) -> Option<Ref<'g>> {
        let slot = &raw const self.slots[index];
        unsafe { view.from_raw(RawRef(slot.read_volatile())) }
    }
}

#[test]
fn eight_mutators_allocate_while_others_stop_the_world() {
    let stress = Stress { poison: true, sanity: true, ..Stress::default() };
    let w = World::new(SpaceConfig { stress, ..small(64 << 20) }, 4);
    let stops = AtomicU64::new(0);
    std::thread::scope(|threads| {
        for number in 0..8i64 {
            let (w, stops) = (&w, &stops);
            threads.spawn(move || {
                let registers = Box::into_raw(Registers::new());
                let mut m = w.space.attach(registers.cast());
                let slot = |index| unsafe { (&raw mut (*registers).slots).cast::<u32>().add(index) };
                let mut rng = Rng(number as u64 * 77 + 5);
                let mut length = 0;
                for step in 0..30_000i64 {
                    unsafe { m.allocate_instance_into(w.node, slot(1)) }.unwrap();
                    {
                        let view = m.no_stop();
                        let registers = unsafe { &*registers };
                        let new = registers.get(&view, 1).unwrap();
                        view.store_i64(new, ID, number << 32 | step);
                        view.store_ref(new, LEFT, registers.get(&view, 0).filter(|_| length < 500));
                        length = if length < 500 { length + 1 } else { 1 };
                        unsafe { slot(0).write(new.raw().0) };
                    }
                    match rng.below(2000) {
                        0 => m.stop_world(|world| {
                            world.verify_heap().unwrap();
                            stops.fetch_add(1, SeqCst);
                        }),
                        1 => m.collect(Collection::Young),
                        2 => m.collect(Collection::Full),
                        3..30 => m.blocked(std::thread::yield_now),
                        30..40 => unsafe { m.allocate_array_into(w.bytes, 30_000, slot(2)) }.unwrap(),
                        _ => m.poll(),
                    }
                }
                let view = m.no_stop();
                let (mut at, mut step) = (unsafe { &*registers }.get(&view, 0), 30_000);
                while let Some(node) = at {
                    step -= 1;
                    assert_eq!(view.load_i64(node, ID), number << 32 | step);
                    at = view.load_ref(node, LEFT);
                }
                assert_eq!(30_000 - step, length);
                drop(m);
                drop(unsafe { Box::from_raw(registers) });
            });
        }
    });
    assert!(stops.load(SeqCst) > 0 && w.space.collections() > 20);
    assert_eq!(w.space.mutators(), 0);
}

#[test]
fn a_native_thread_counts_as_stopped_and_blocks_when_it_returns() {
    let w = World::new(small(8 << 20), 4);
    let (native, returned, stop_over) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let mut m = w.space.attach(std::ptr::null_mut());
            m.enter_native();
            native.store(true, SeqCst);
            std::thread::sleep(Duration::from_millis(30));
            m.leave_native();
            assert!(stop_over.load(SeqCst), "it ran on during the stop");
            returned.store(true, SeqCst);
        });
        while !native.load(SeqCst) {
            std::thread::yield_now();
        }
        let mut m = w.space.attach(std::ptr::null_mut());
        let start = Instant::now();
        m.stop_world(|world| {
            assert!(start.elapsed() < Duration::from_millis(25), "the stop does not wait for native code");
            assert!(world.time_to_stop() < Duration::from_millis(25));
            std::thread::sleep(Duration::from_millis(80));
            assert!(!returned.load(SeqCst));
            stop_over.store(true, SeqCst);
        });
    });
    assert!(returned.load(SeqCst));
}

#[test]
fn requests_are_served_one_at_a_time_and_in_order() {
    let w = World::new(small(8 << 20), 4);
    let (inside, served) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|threads| {
        for number in 0..6 {
            let (w, inside, served) = (&w, &inside, &served);
            threads.spawn(move || {
                // Odd ones are not attached.
                let mut m = (number % 2 == 0).then(|| w.space.attach(std::ptr::null_mut()));
                for _ in 0..200 {
                    let stop = |_: &mut StoppedWorld<'_>| {
                        assert_eq!(inside.fetch_add(1, SeqCst), 0);
                        served.fetch_add(1, SeqCst);
                        inside.fetch_sub(1, SeqCst);
                    };
                    match &mut m {
                        Some(m) => m.stop_world(stop),
                        None => w.space.stop_from_outside(stop),
                    }
                }
            });
        }
    });
    assert_eq!(served.load(SeqCst), 1200);
}

#[test]
fn threads_attach_and_detach_during_stops() {
    let w = World::new(small(16 << 20), 4);
    let done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for _ in 0..3 {
            threads.spawn(|| {
                while !done.load(SeqCst) {
                    let mut m = w.space.attach(std::ptr::null_mut());
                    Scope::enter(&mut m, |m, scope| {
                        for _ in 0..20 {
                            m.allocate_array(scope, w.bytes, 100).unwrap();
                        }
                    });
                }
            });
        }
        let mut m = w.space.attach(std::ptr::null_mut());
        for _ in 0..300 {
            m.stop_world(|world| world.verify_heap()).unwrap();
            m.poll();
        }
        done.store(true, SeqCst);
    });
    assert_eq!(w.space.mutators(), 0);
}

#[test]
fn signals_reach_the_poll_word_and_leave_the_stop_bit() {
    let w = World::new(small(8 << 20), 4);
    let registers = Box::into_raw(Registers::new());
    let mut m = w.space.attach(registers.cast());
    assert!(w.space.signal(registers.cast(), 0b111));
    assert!(!w.space.signal(std::ptr::dangling_mut(), 0b110));
    m.poll();
    assert_eq!(m.take_signals(), 0b110);
    assert_eq!(m.take_signals(), 0);
    drop(m);
    drop(unsafe { Box::from_raw(registers) });
}
