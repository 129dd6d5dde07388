//! What others see of threads while the world is stopped: states, traces, what they wait for, what they have locked, and
//! who waits for whom in a circle. For management. Changes no thread.

use super::{Control, HOLDS_MONITOR, JavaFrame, Thread, class_of, status};
use crate::known::{Known, KnownField};
use crate::throw::backtrace::{TraceFrame, capture, keep_classes};
use classfile::Opcode;
use objectspace::{Handle, NoStop, RawRef, Ref, Scope, StoppedWorld, mark};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// How much to find out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// Frames of the traces.
    pub depth: usize,
    /// Monitors that the threads have entered.
    pub monitors: bool,
    /// Ownable synchronizers that they own.
    pub synchronizers: bool,
}

/// One living thread.
pub struct Seen<'s> {
    /// Its Thread object.
    pub object: Handle<'s>,
    /// Its counts.
    pub control: Arc<Control>,
    /// As `Thread.threadStatus`.
    pub status: i32,
    /// It runs native code.
    pub is_native: bool,
    /// What it is blocked on, waits on or is parked for.
    pub waits_for: Option<Handle<'s>>,
    /// The Thread object of who has that.
    pub owner: Option<Handle<'s>>,
    /// Its trace.
    pub frames: Vec<TraceFrame>,
    /// Objects whose monitors it has entered, each with the number of the frame that did, or -1.
    pub monitors: Vec<(Handle<'s>, i32)>,
    /// Ownable synchronizers that it owns.
    pub synchronizers: Vec<Handle<'s>>,
}

/// Looks at living threads that `wanted` chooses by `Thread.getId`, in the order of starting.
pub fn inspect<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    detail: Detail,
    wanted: impl Fn(i64) -> bool,
) -> Vec<Seen<'s>> {
    let vm = thread.vm().clone();
    let mut seen = Vec::new();
    thread.mutator.stop_world(|world| {
        let stopped = Stopped::new(world, &vm);
        let locked = if detail.monitors { stopped.locked() } else { Vec::new() };
        let owned = if detail.synchronizers { stopped.owned_synchronizers() } else { Vec::new() };
        let view = &stopped.view;
        let keep = |object: Ref<'_>| scope.handle(view, object);
        let mut look = |control: &Arc<Control>, other: &Thread| {
            let Some(object) = other.thread_object(view) else { return };
            if !wanted(view.load_i64(object, vm.offset(KnownField::ThreadTid))) {
                return;
            }
            let frames = capture(other, None, detail.depth);
            keep_classes(scope, view, &frames);
            let (status, waits_for, owner) = stopped.wait_of(other, object);
            let monitors = locked.iter().filter(|(id, _)| *id == other.id).filter_map(|(_, raw)| {
                let depth = other.frame_that_locked(*raw, detail.depth);
                stopped.object(*raw).map(|object| (keep(object), depth))
            });
            let synchronizers = owned.iter().filter(|(owner, _)| *owner == view.raw(object).0);
            seen.push(Seen {
                object: keep(object),
                control: control.clone(),
                status,
                is_native: status == status::RUNNABLE && other.mutator.is_native(),
                waits_for: waits_for.map(keep),
                owner: owner.and_then(|raw| stopped.object(raw)).map(keep),
                frames,
                monitors: monitors.collect(),
                synchronizers: synchronizers.filter_map(|(_, raw)| stopped.object(*raw)).map(keep).collect(),
            });
        };
        // SAFETY: the world is stopped.
        unsafe { vm.threads.for_each_thread(&mut look) };
    });
    seen
}

/// The Thread objects of threads that wait for each other in circles, by monitors, and by ownable synchronizers too unless
/// `monitors_only`.
pub fn deadlocked<'s>(thread: &mut Thread, scope: &'s Scope, monitors_only: bool) -> Vec<Handle<'s>> {
    let vm = thread.vm().clone();
    let mut found = Vec::new();
    thread.mutator.stop_world(|world| {
        let stopped = Stopped::new(world, &vm);
        let mut waits: HashMap<u32, u32> = HashMap::new();
        let mut order = Vec::new();
        // SAFETY: the world is stopped.
        unsafe {
            vm.threads.for_each_thread(|_, other| {
                let Some(object) = other.thread_object(&stopped.view) else { return };
                let (status, _, owner) = stopped.wait_of(other, object);
                let counts = status == status::BLOCKED
                    || (!monitors_only && matches!(status, status::PARKED | status::PARKED_TIMED));
                if let (true, Some(owner)) = (counts, owner) {
                    let waiter = stopped.view.raw(object).0;
                    waits.insert(waiter, owner);
                    order.push(waiter);
                }
            });
        }
        let members = order.into_iter().filter(|waiter| is_in_circle(&waits, *waiter));
        found.extend(members.filter_map(|raw| stopped.object(raw)).map(|object| scope.handle(&stopped.view, object)));
    });
    found
}

/// Does following who waits for whom come back to `start`?
fn is_in_circle(waits: &HashMap<u32, u32>, start: u32) -> bool {
    let mut at = start;
    for _ in 0..waits.len() {
        match waits.get(&at) {
            Some(next) if *next == start => return true,
            Some(next) => at = *next,
            None => return false,
        }
    }
    false
}

/// The stopped space as this module reads it. Objects are named by raw references: nothing moves meanwhile.
struct Stopped<'w> {
    world: &'w StoppedWorld<'w>,
    view: NoStop<'w>,
    vm: &'w crate::vm::Vm,
    /// Raw references of Thread objects by thread id.
    threads: HashMap<u32, u32>,
}

impl<'w> Stopped<'w> {
    fn new(world: &'w StoppedWorld<'w>, vm: &'w crate::vm::Vm) -> Self {
        let mut threads = HashMap::new();
        // SAFETY: the world is stopped.
        unsafe {
            vm.threads.for_each_thread(|_, thread| {
                threads.insert(thread.id, thread.object.load(Relaxed));
            });
        }
        Stopped { world, view: world.view(), vm, threads }
    }

    fn object(&self, raw: u32) -> Option<Ref<'w>> {
        // SAFETY: raw references here were read from roots or live objects during this stop.
        unsafe { self.view.from_raw(RawRef(raw)) }
    }

    /// A thread's status, what it waits for, and the raw reference of the Thread object of who has that.
    fn wait_of<'v>(&'v self, thread: &Thread, object: Ref<'v>) -> (i32, Option<Ref<'v>>, Option<u32>) {
        let status = self.view.load_i32(object, self.vm.offset(KnownField::ThreadThreadStatus));
        match status {
            status::BLOCKED | status::WAITING | status::WAITING_TIMED => {
                let monitor = self.object(thread.waits_for.load(Relaxed));
                let owner = monitor.map_or(0, |monitor| self.vm.threads.monitors.owner(&self.view, monitor));
                let owner = self.threads.get(&owner).copied();
                // It has been let go, but has not noticed yet.
                let freed = status == status::BLOCKED && owner.is_none();
                if freed { (status::RUNNABLE, None, None) } else { (status, monitor, owner) }
            }
            status::PARKED | status::PARKED_TIMED => {
                let blocker = self.view.load_ref(object, self.vm.offset(KnownField::ThreadParkBlocker));
                (status, blocker, blocker.and_then(|blocker| self.synchronizer_owner(blocker)))
            }
            _ => (status, None, None),
        }
    }

    fn synchronizer_owner(&self, object: Ref<'_>) -> Option<u32> {
        let class = self.vm.known.get(Known::AbstractOwnableSynchronizer)?;
        if !class_of(&self.view, object).is_subtype_of(class) {
            return None;
        }
        let owner = self.view.load_ref(object, self.vm.offset(KnownField::SynchronizerOwner));
        owner.map(|owner| self.view.raw(owner).0)
    }

    /// Every locked object with the id of the thread that has entered its monitor.
    fn locked(&self) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        self.world.for_each_object(|object, _| {
            if !matches!(mark::tag(self.view.load_mark(object)), mark::THIN | mark::INFLATED) {
                return;
            }
            let owner = self.vm.threads.monitors.owner(&self.view, object);
            if owner != 0 {
                found.push((owner, self.view.raw(object).0));
            }
        });
        found
    }

    /// Every ownable synchronizer that is owned, with its owner's Thread object.
    fn owned_synchronizers(&self) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        if self.vm.known.get(Known::AbstractOwnableSynchronizer).is_some() {
            self.world.for_each_object(|object, _| {
                if let Some(owner) = self.synchronizer_owner(object) {
                    found.push((owner, self.view.raw(object).0));
                }
            });
        }
        found
    }
}

impl Thread {
    /// The number, in the thread's trace, of the frame that entered an object's monitor: of those that have the object and
    /// enter monitors, the first that was called. -1 if none of the trace does: native code has.
    fn frame_that_locked(&self, object: u32, depth: usize) -> i32 {
        let visible = self.java_frames().filter(|frame| !frame.is_hidden()).take(depth);
        let locking = visible.enumerate().filter(|(_, frame)| self.may_have_locked(frame, object));
        locking.last().map_or(-1, |(number, _)| number as i32)
    }

    fn may_have_locked(&self, frame: &JavaFrame, object: u32) -> bool {
        // SAFETY: a live frame record; its code is alive, its registers lie below the next frame's, and its thread is stopped.
        unsafe {
            let record = self.stacks.frames().add(frame.depth);
            let code = &*(*record).code;
            let holds = |slot: usize| (*record).r.add(slot).read() == object;
            if (*record).state & HOLDS_MONITOR != 0 && holds(usize::from(code.locals) - 1) {
                return true;
            }
            let end = if record < self.frame { (*record.add(1)).r } else { (*record).r.add(usize::from(code.slots)) };
            let registers = end.offset_from((*record).r).max(0) as usize;
            (0..registers).any(holds) && enters_monitors(frame)
        }
    }
}

/// Does the frame's method enter monitors before the place where it stands?
fn enters_monitors(frame: &JavaFrame) -> bool {
    // SAFETY: the version of a live frame.
    let Some(version) = (unsafe { frame.version.as_ref() }) else { return false };
    let pool = &version.file().constant_pool;
    let code = version.method_info(frame.method).and_then(|info| info.code(pool).ok().flatten());
    code.is_some_and(|code| {
        let mut before = code.instructions().map_while(Result::ok).take_while(|at| at.pc < u32::from(frame.bci));
        before.any(|instruction| instruction.opcode == Opcode::Monitorenter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_members_of_a_circle_are_in_it() {
        let waits = HashMap::from([(1, 2), (2, 3), (3, 2), (4, 5)]);
        let circle: Vec<u32> = (1..6).filter(|start| is_in_circle(&waits, *start)).collect();
        assert_eq!(circle, [2, 3]);
        assert!(is_in_circle(&HashMap::from([(7, 7)]), 7));
    }
}
