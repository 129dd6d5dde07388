//! The time between a commit and its release in which a patch's own code runs (redefinition rule 5.8): what it may not do, how
//! long it may take, and the way back to the heap, the statics and the classes of before.
//!
//! The other threads are stopped from before the commit until the trial has ended, so nobody sees what it takes back.

use super::old_class::OldClasses;
use super::structure::Structure;
use super::{Reshaped, reset};
use crate::class::{ClassRef, ClassState, FieldRef, LoaderRef};
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use crate::vm::Vm;
use objectspace::{Collection, FrozenHeap, Handle, Migrations, RawRef, Scope};
use parking_lot::{Condvar, Mutex};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often a thread whose time is up is sent to a safe point.
const AGAIN: Duration = Duration::from_millis(5);
/// The poll bit that sends it there.
const EXPIRED: u32 = 8;

/// The trial of a space, if one is on.
#[derive(Default)]
pub struct Trials {
    on: AtomicBool,
    expired: AtomicBool,
    /// What the code tried that no trial allows.
    forbidden: Mutex<Option<String>>,
    old: Mutex<Option<Arc<OldClasses>>>,
    /// Objects that others replace, with these.
    frozen: Mutex<Option<FrozenHeap>>,
}

impl Trials {
    /// Is one on?
    pub fn is_on(&self) -> bool {
        self.on.load(Ordering::Acquire)
    }

    /// Is its time up?
    pub fn is_expired(&self) -> bool {
        self.expired.load(Ordering::Acquire)
    }

    /// Notes what makes the trial fail even if the code goes on.
    pub(crate) fn forbid(&self, text: &str) {
        if self.is_on() {
            self.forbidden.lock().get_or_insert_with(|| text.to_owned());
        }
    }

    /// What was forbidden of what the code did.
    pub fn forbidden(&self) -> Option<String> {
        self.forbidden.lock().clone()
    }

    /// The classes of before, while a trial is on.
    pub fn old(&self) -> Option<Arc<OldClasses>> {
        self.old.lock().clone()
    }
}

/// What brings back the state before a commit.
pub struct Trial {
    structure: Structure,
    back: Migrations,
    statics: Vec<(ClassRef, Vec<u64>)>,
    states: Vec<ClassState>,
    monitors: Vec<(u32, u32)>,
    watch: Arc<Watch>,
}

/// Ends the wait of the thread that looks at the clock.
#[derive(Default)]
struct Watch {
    over: Mutex<bool>,
    changed: Condvar,
}

/// What the code of a trial may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long it may take; none at all is for tests.
    pub time: Duration,
    /// For tests: the number of the allocation that fails.
    pub allocations: Option<u64>,
}

impl Trial {
    /// Begins one; the commit has just been made, and was a full collection if there is a way back. The stop must last until
    /// the end.
    pub fn begin(
        thread: &mut Thread,
        structure: Structure,
        back: Migrations,
        baggage: Vec<(ClassRef, FieldRef, u32)>,
        limits: Limits,
    ) -> Trial {
        let vm = thread.vm().clone();
        let frozen = thread.mutator.stop_world(|world| {
            // Dead objects would look like instances, and may hold what is no object any more.
            if back.is_empty() {
                world.collect(Collection::Full);
            }
            let frozen = world.freeze();
            if let Some(number) = limits.allocations {
                world.starve(number);
            }
            frozen
        });
        let all = vm.classes.all();
        let mut old = OldClasses::new(&structure, baggage);
        for class in all.iter().filter(|class| old.is_touched(**class)).copied().collect::<Vec<_>>() {
            old.note_statics(class);
        }
        let trials = &vm.trials;
        *trials.old.lock() = Some(Arc::new(old));
        *trials.frozen.lock() = Some(frozen);
        *trials.forbidden.lock() = None;
        trials.expired.store(false, Ordering::Release);
        trials.on.store(true, Ordering::Release);
        let watch = Arc::new(Watch::default());
        watch_clock(thread, &watch, limits.time);
        Trial {
            structure,
            back,
            statics: all.iter().map(|class| (*class, class.statics.values())).collect(),
            states: all.iter().map(|class| class.state()).collect(),
            monitors: vm.threads.monitors.owned_by(thread.id),
            watch,
        }
    }

    /// The code has run and nothing speaks against the patch.
    pub fn accept(self, thread: &mut Thread) {
        self.end(thread);
        thread.mutator.stop_world(|world| world.thaw());
    }

    /// The patch is refused: everything is as before the commit.
    pub fn roll_back(self, thread: &mut Thread) {
        let vm = thread.vm().clone();
        let Some(mut frozen) = self.end(thread) else { return };
        let id = thread.id;
        thread.clear_pending();
        thread.mutator.stop_world(|world| {
            world.put_back(&mut frozen);
            for ((class, values), state) in self.statics.iter().zip(&self.states) {
                // What was linked meanwhile stays so; what was initialized is so no more, except in the class library, which
                // may have told the outside.
                let initialized = class.state() != *state && class.state() > ClassState::Linked;
                if initialized && class.loader == LoaderRef::BOOT && class.state() == ClassState::Initialized {
                    continue;
                }
                class.statics.put_back(values);
                if initialized {
                    class.init.lock().thread = None;
                    class.set_state((*state).max(ClassState::Linked));
                    // Code that has found it initialized asks again.
                    vm.touched.mark([*class]);
                }
            }
            let undefined = self.undefined(&vm);
            vm.classes.undefine(&vm, &undefined);
            self.structure.put_back(world, &vm, &undefined);
            self.structure.mark_touched(&vm);
            super::kept::build_tables(&vm, &|class| class.touched.load(Ordering::Relaxed));
            reset::reset_sites(world, &vm);
            let is_new = |reference: u32| reference != 0 && !frozen.contains(RawRef(reference));
            reset::forget_trial(world, &vm, &undefined, &is_new);
            Reshaped::finish(&vm);
            super::forget_native_ids(world, &vm);
            vm.threads.monitors.disown(id, &self.monitors);
            world.advance_epoch();
            world.thaw();
            world.migrate_back(&self.back);
        });
    }

    /// Classes that the trial's code defined, except those of the class library that do not depend on the patch.
    fn undefined(&self, vm: &Vm) -> HashSet<ClassRef> {
        let since = self.structure.defined_since(vm);
        let mut undefined = HashSet::new();
        for class in &since {
            let keeper = class.array().map_or(*class, |info| info.element);
            let depends = keeper.keeper() != LoaderRef::BOOT || self.structure.is_touched(&keeper);
            let is_new = since.contains(&keeper);
            if is_new && depends {
                undefined.insert(*class);
            }
        }
        undefined
    }

    fn end(&self, thread: &Thread) -> Option<FrozenHeap> {
        let vm = thread.vm();
        *self.watch.over.lock() = true;
        self.watch.changed.notify_all();
        vm.trials.on.store(false, Ordering::Release);
        vm.trials.expired.store(false, Ordering::Release);
        if let Some(old) = vm.trials.old.lock().take() {
            old.retire_copies(&thread.view(), vm);
        }
        vm.trials.frozen.lock().take()
    }
}

/// Looks at the clock from a thread of its own.
fn watch_clock(thread: &mut Thread, watch: &Arc<Watch>, limit: Duration) {
    let vm = thread.vm().clone();
    let own: *mut Thread = thread;
    let client = own as usize;
    let (watch, own_vm) = (watch.clone(), vm.clone());
    if limit.is_zero() {
        vm.trials.expired.store(true, Ordering::Release);
        vm.heap.signal(client as *mut (), EXPIRED);
    }
    let started = std::thread::Builder::new().name("update clock".into()).spawn(move || {
        let mut deadline = Instant::now() + limit;
        let mut over = watch.over.lock();
        while !*over {
            if watch.changed.wait_until(&mut over, deadline).timed_out() && !*over {
                own_vm.trials.expired.store(true, Ordering::Release);
                own_vm.heap.signal(client as *mut (), EXPIRED);
                deadline = Instant::now() + AGAIN;
            }
        }
    });
    if started.is_err() {
        vm.trials.expired.store(true, Ordering::Release);
    }
}

impl Thread {
    /// Fails, past all handlers, once the time of a trial is up.
    #[cold]
    pub(crate) fn check_trial(&self) -> Completion<()> {
        // The status is never seen: who began the trial takes it for what it is.
        if self.vm().trials.is_expired() { Err(Abrupt::Exit(0)) } else { Ok(()) }
    }
}

/// Runs Java code as part of a trial.
pub fn in_trial<R>(thread: &mut Thread, run: impl FnOnce(&mut Thread) -> R) -> R {
    let before = std::mem::replace(&mut thread.updating, true);
    let result = run(thread);
    thread.updating = before;
    result
}

/// The direct instances of a class, without copies and replaced objects.
pub fn living_instances<'s>(thread: &mut Thread, scope: &'s Scope, class: ClassRef) -> Vec<Handle<'s>> {
    let objects = super::instances(thread, scope, class);
    let Some(old) = thread.vm().trials.old() else { return objects };
    let view = thread.view();
    objects.into_iter().filter(|object| !old.is_ghost(view.raw(object.get(&view)))).collect()
}

/// A copy of an instance, which keeps what the instance held.
pub fn copy<'s>(thread: &mut Thread, scope: &'s Scope, object: Handle<'_>) -> Completion<Handle<'s>> {
    let layout = {
        let view = thread.view();
        view.layout_of(object.get(&view))
    };
    let copy = thread.allocate_instance(scope, layout)?;
    let view = thread.view();
    view.copy_contents(object.get(&view), copy.get(&view));
    if let Some(old) = thread.vm().trials.old() {
        let copy = copy.get(&view);
        old.note_ghost(view.raw(copy));
        if let Some(layout) = old.copies_layout(thread.vm(), crate::thread::class_of(&view, copy)) {
            view.relabel(copy, layout);
        }
    }
    Ok(copy)
}

/// Makes every reference to the first of a pair one to the second. Why not, if that cannot be.
pub fn replace(thread: &mut Thread, pairs: &[(Handle<'_>, Handle<'_>)]) -> Result<(), String> {
    let vm = thread.vm().clone();
    let Some(old) = vm.trials.old() else { return Err("no update is being tried".into()) };
    let mut lost: Vec<ClassRef> = Vec::new();
    let raw: Vec<(RawRef, RawRef)> = {
        let view = thread.view();
        let mut raw = Vec::with_capacity(pairs.len());
        for (from, to) in pairs {
            let (from_ref, to_ref) = (from.get(&view), to.get(&view));
            let (owner, other) = (vm.threads.monitors.owner(&view, from_ref), vm.threads.monitors.owner(&view, to_ref));
            if owner != 0 && (other != 0 || is_known(&vm, view.raw(to_ref))) {
                let class = thread.class_of(*from).external_name();
                return Err(format!("a {class} that is merged into another object is locked by a thread"));
            }
            raw.push((view.raw(from_ref), view.raw(to_ref)));
            let (was, is) = (thread.class_of(*from), thread.class_of(*to));
            let gone = was.supers().display.iter().filter(|above| !is.is_subtype_of(**above));
            for above in gone {
                if !lost.contains(above) {
                    lost.push(*above);
                }
            }
        }
        raw
    };
    for (from, _) in &raw {
        old.note_ghost(*from);
    }
    thread.mutator.stop_world(|world| {
        let mut frozen = vm.trials.frozen.lock();
        let Some(frozen) = frozen.as_mut() else { return Ok(()) };
        world.redirect(frozen, &raw).map_err(|error| error.to_string())?;
        for class in &lost {
            class.loose.store(true, Ordering::Release);
        }
        vm.touched.mark(lost.iter().copied());
        if !lost.is_empty() {
            reset::reset_sites(world, &vm);
            Reshaped::finish(&vm);
        }
        Ok(())
    })
}

/// An object that a static field held when the trial began.
pub fn object_of_before<'v>(view: &objectspace::NoStop<'v>, object: RawRef) -> Option<objectspace::Ref<'v>> {
    // SAFETY: noted then; the heap is frozen, so that nothing has moved, and nothing is freed.
    unsafe { view.from_raw(object) }
}

/// Was the object there before the trial?
fn is_known(vm: &Vm, object: RawRef) -> bool {
    vm.trials.frozen.lock().as_ref().is_some_and(|frozen| frozen.contains(object))
}
