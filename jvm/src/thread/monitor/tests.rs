//! Monitors on real objects of a real heap, with real threads and collections in between.

use super::*;
use crate::class::{ClassBytes, MethodRef};
use crate::natives::{Args, Value};
use crate::vm::{Host, Vm, VmOptions};
use objectspace::{Collection, Global, LayoutId, LayoutSpec, Scope, SpaceConfig};
use std::ffi::c_void;
use std::sync::atomic::AtomicBool;

/// An embedder with no classes at all.
struct NoHost;

impl Host for NoHost {
    fn boot_class(&self, _: Option<&str>, _: &str) -> Option<ClassBytes> {
        None
    }
    fn boot_location(&self, _: Option<&str>, _: &str) -> Option<String> {
        None
    }
    fn find_native(&self, _: &mut Thread, _: MethodRef) -> Completion<Option<*const c_void>> {
        Ok(None)
    }
    fn call_native<'s>(
        &self,
        _: &mut Thread,
        _: &'s Scope,
        _: MethodRef,
        _: *const c_void,
        _: Args<'s>,
    ) -> Completion<Value<'s>> {
        Err(Abrupt::internal("no natives here"))
    }
    fn attach_env(&self, _: &mut Thread) -> *mut c_void {
        std::ptr::null_mut()
    }
    fn detach_env(&self, _: *mut c_void) {}
    fn forget_ids(&self) {}
    fn halt(&self, _: &Vm, status: i32) -> Abrupt {
        Abrupt::Exit(status)
    }
}

fn space() -> (Arc<Vm>, LayoutId) {
    let options = VmOptions {
        properties: Vec::new(),
        stack_slots: 1024,
        tiny_stacks: false,
        verify_boot: false,
        verify: true,
        assertions: Vec::new(),
        preview: false,
        system_assertions: false,
        heap: SpaceConfig::with_max_heap(32 << 20),
        vm_arguments: Vec::new(),
        field_cache: Default::default(),
        redefine_every: 0,
        redefine_form: Default::default(),
    };
    let vm = Vm::new(options, Box::new(NoHost)).expect("a space");
    let layout = vm.heap.new_layout(LayoutSpec::instance(16, &[]));
    (vm, layout)
}

fn attach(vm: &Arc<Vm>) -> Box<Thread> {
    let control = vm.threads.register(false).expect("room for a thread");
    Thread::with_control(vm, control, Thread::stacks(1024).expect("room for a stack"))
}

fn object<'s>(thread: &mut Thread, scope: &'s Scope, layout: LayoutId) -> Handle<'s> {
    thread.mutator.allocate_instance(scope, layout).expect("room for an object")
}

fn share(thread: &Thread, object: Handle<'_>) -> Arc<Global> {
    let view = thread.view();
    Arc::new(Global::new(&view, object.get(&view)))
}

fn shared<'s>(thread: &Thread, scope: &'s Scope, global: &Global) -> Handle<'s> {
    let view = thread.view();
    scope.handle(&view, global.get(&view))
}

fn hash(thread: &Thread, object: Handle<'_>) -> u32 {
    let view = thread.view();
    view.identity_hash(object.get(&view))
}

fn mark_tag(thread: &Thread, object: Handle<'_>) -> u32 {
    let view = thread.view();
    mark::tag(view.load_mark(object.get(&view)))
}

#[test]
fn chunks_cover_all_numbers_without_gaps() {
    let mut expected = (0, 0);
    for number in 0..10_000 {
        assert_eq!(place(number), expected);
        let last = expected.1 + 1 == FIRST_CHUNK << expected.0;
        expected = if last { (expected.0 + 1, 0) } else { (expected.0, expected.1 + 1) };
    }
    assert!(place((1 << mark::PAYLOAD_BITS) - 1).0 < CHUNKS);
}

#[test]
fn an_uncontended_lock_stays_in_the_mark_word() {
    let (vm, layout) = space();
    let mut thread = attach(&vm);
    let scope = Scope::open(&mut thread.mutator);
    let object = object(&mut thread, &scope, layout);
    for _ in 0..3 {
        thread.monitor_enter(object).expect("enters");
    }
    assert!(thread.holds_lock(object));
    assert_eq!(mark_tag(&thread, object), mark::THIN);
    for _ in 0..3 {
        assert!(thread.holds_lock(object));
        thread.monitor_exit(object).expect("owned");
    }
    assert!(!thread.holds_lock(object));
    assert_eq!(mark_tag(&thread, object), mark::NEUTRAL);
    assert!(vm.threads.monitors.is_empty());
}

#[test]
fn recursion_beyond_the_mark_word_is_counted_on() {
    let (vm, layout) = space();
    let mut thread = attach(&vm);
    let scope = Scope::open(&mut thread.mutator);
    let object = object(&mut thread, &scope, layout);
    for _ in 0..5_000 {
        thread.monitor_enter(object).expect("enters");
    }
    assert_eq!(mark_tag(&thread, object), mark::INFLATED);
    for _ in 0..5_000 {
        assert!(thread.holds_lock(object));
        thread.monitor_exit(object).expect("owned");
    }
    assert!(!thread.holds_lock(object));
}

#[test]
fn the_identity_hash_survives_locking_and_taking_the_monitor_back() {
    let (vm, layout) = space();
    let mut thread = attach(&vm);
    let scope = Scope::open(&mut thread.mutator);
    let (one, two) = (object(&mut thread, &scope, layout), object(&mut thread, &scope, layout));
    let first = hash(&thread, one);
    thread.monitor_enter(one).expect("enters");
    thread.monitor_enter(two).expect("enters");
    let second = hash(&thread, two);
    assert_eq!((hash(&thread, one), hash(&thread, two)), (first, second));
    assert_eq!(vm.threads.monitors.len(), 2);
    thread.mutator.collect(Collection::Full);
    assert_eq!(vm.threads.monitors.len(), 2, "monitors in use stay");
    thread.monitor_exit(one).expect("owned");
    thread.monitor_exit(two).expect("owned");
    thread.mutator.collect(Collection::Full);
    assert!(vm.threads.monitors.is_empty(), "idle monitors are taken back");
    assert_eq!(mark_tag(&thread, one), mark::NEUTRAL);
    assert_eq!((hash(&thread, one), hash(&thread, two)), (first, second));
}

#[test]
fn monitors_of_dead_objects_are_taken_back() {
    let (vm, layout) = space();
    let mut thread = attach(&vm);
    {
        let scope = Scope::open(&mut thread.mutator);
        for _ in 0..200 {
            let object = object(&mut thread, &scope, layout);
            thread.monitor_enter(object).expect("enters");
            hash(&thread, object);
            thread.monitor_exit(object).expect("owned");
        }
    }
    assert_eq!(vm.threads.monitors.len(), 200);
    thread.mutator.collect(Collection::Young);
    assert!(vm.threads.monitors.is_empty());
}

#[test]
fn contenders_exclude_each_other_while_the_object_moves() {
    let (vm, layout) = space();
    let mut main = attach(&vm);
    let scope = Scope::open(&mut main.mutator);
    let object = object(&mut main, &scope, layout);
    let global = share(&main, object);
    let inside = Arc::new(Mutex::new(0u32));
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (vm, global, inside) = (vm.clone(), global.clone(), inside.clone());
            std::thread::spawn(move || {
                let mut thread = attach(&vm);
                for round in 0..3_000 {
                    let scope = Scope::open(&mut thread.mutator);
                    let object = shared(&thread, &scope, &global);
                    thread.monitor_enter(object).expect("enters");
                    *inside.try_lock().expect("mutual exclusion") += 1;
                    if round % 3 == 0 {
                        thread.monitor_enter(object).expect("enters again");
                        thread.monitor_exit(object).expect("owned");
                    }
                    assert!(thread.holds_lock(object));
                    thread.monitor_exit(object).expect("owned");
                    thread.mutator.poll();
                }
            })
        })
        .collect();
    for _ in 0..30 {
        main.mutator.collect(Collection::Full);
        main.yield_now();
    }
    main.mutator.blocked(|| workers.into_iter().for_each(|worker| worker.join().expect("no panic")));
    assert_eq!(*inside.lock(), 12_000);
    main.mutator.collect(Collection::Full);
    assert_eq!(mark_tag(&main, object), mark::NEUTRAL);
}

#[test]
fn two_threads_pass_the_turn_by_wait_and_notify() {
    let (vm, layout) = space();
    let mut main = attach(&vm);
    let scope = Scope::open(&mut main.mutator);
    let object = object(&mut main, &scope, layout);
    let global = share(&main, object);
    let turn = Arc::new(AtomicBool::new(false));
    let players: Vec<_> = [false, true]
        .into_iter()
        .map(|own| {
            let (vm, global, turn) = (vm.clone(), global.clone(), turn.clone());
            std::thread::spawn(move || {
                let mut thread = attach(&vm);
                let scope = Scope::open(&mut thread.mutator);
                let object = shared(&thread, &scope, &global);
                for _ in 0..1_000 {
                    thread.monitor_enter(object).expect("enters");
                    thread.monitor_enter(object).expect("enters again");
                    while turn.load(Relaxed) != own {
                        thread.wait(object, 0, 0).expect("owned");
                    }
                    turn.store(!own, Relaxed);
                    thread.notify(object).expect("owned");
                    thread.monitor_exit(object).expect("owned");
                    thread.monitor_exit(object).expect("the recursion came back after the wait");
                    assert!(!thread.holds_lock(object));
                }
            })
        })
        .collect();
    for _ in 0..20 {
        main.mutator.collect(Collection::Full);
        main.yield_now();
    }
    main.mutator.blocked(|| players.into_iter().for_each(|player| player.join().expect("no panic")));
    assert!(!turn.load(Relaxed));
}

#[test]
fn notify_all_wakes_everyone_and_a_timed_wait_ends() {
    let (vm, layout) = space();
    let mut main = attach(&vm);
    let scope = Scope::open(&mut main.mutator);
    let object = object(&mut main, &scope, layout);
    let global = share(&main, object);
    let go = Arc::new(AtomicBool::new(false));
    let waiters: Vec<_> = (0..5)
        .map(|_| {
            let (vm, global, go) = (vm.clone(), global.clone(), go.clone());
            std::thread::spawn(move || {
                let mut thread = attach(&vm);
                let scope = Scope::open(&mut thread.mutator);
                let object = shared(&thread, &scope, &global);
                thread.monitor_enter(object).expect("enters");
                while !go.load(Relaxed) {
                    thread.wait(object, 0, 0).expect("owned");
                }
                thread.monitor_exit(object).expect("owned");
            })
        })
        .collect();
    main.monitor_enter(object).expect("enters");
    let start = Instant::now();
    main.wait(object, 20, 500_000).expect("owned");
    assert!(start.elapsed() >= Duration::from_micros(20_500));
    assert!(main.holds_lock(object));
    go.store(true, Relaxed);
    main.notify_all(object).expect("owned");
    main.monitor_exit(object).expect("owned");
    main.mutator.blocked(|| waiters.into_iter().for_each(|waiter| waiter.join().expect("no panic")));
    main.mutator.collect(Collection::Full);
    assert!(vm.threads.monitors.is_empty());
}

#[test]
fn an_ending_space_wakes_every_thread_that_blocks() {
    type Block = fn(&mut Thread, &Global, LayoutId) -> Completion<()>;
    let blocks: [Block; 5] = [
        |thread, _, _| {
            thread.park(false, 0);
            thread.safepoint()
        },
        |thread, _, _| thread.sleep(600_000),
        |thread, lock, _| {
            let scope = Scope::open(&mut thread.mutator);
            let object = shared(thread, &scope, lock);
            thread.monitor_enter(object)
        },
        |thread, _, layout| {
            let scope = Scope::open(&mut thread.mutator);
            let own = object(thread, &scope, layout);
            thread.monitor_enter(own)?;
            thread.wait(own, 0, 0)
        },
        // A system call: nobody ever writes to the pipe.
        |thread, _, _| {
            let (mut reader, _writer) = std::io::pipe().expect("a pipe");
            let read = thread.mutator.blocked(|| std::io::Read::read(&mut reader, &mut [0]));
            assert_eq!(read.map_err(|error| error.kind()), Err(std::io::ErrorKind::Interrupted));
            thread.safepoint()
        },
    ];
    let (vm, layout) = space();
    let mut main = attach(&vm);
    let scope = Scope::open(&mut main.mutator);
    let lock = object(&mut main, &scope, layout);
    main.monitor_enter(lock).expect("enters");
    let lock = share(&main, lock);
    let began = Arc::new(std::sync::Barrier::new(blocks.len() + 1));
    let workers: Vec<_> = blocks
        .into_iter()
        .map(|block| {
            let (vm, lock, began) = (vm.clone(), lock.clone(), began.clone());
            std::thread::spawn(move || {
                let mut thread = attach(&vm);
                thread.mutator.blocked(|| began.wait());
                block(&mut thread, &lock, layout)
            })
        })
        .collect();
    main.mutator.blocked(|| began.wait());
    assert_eq!(vm.threads.counts().0, 6);
    assert_eq!(vm.end(7), 7);
    assert_eq!(vm.end(9), 7);
    vm.threads.wait_until_alone(&mut main);
    for worker in workers {
        let outcome = worker.join().expect("no panic");
        assert!(matches!(outcome, Err(Abrupt::Exit(7))), "{outcome:?}");
    }
    assert_eq!(vm.threads.counts().0, 1);
    // The last thread may go on, to give things back, but not wait.
    assert!(main.safepoint().is_ok());
    assert!(matches!(main.sleep(600_000), Err(Abrupt::Exit(7))));
}
