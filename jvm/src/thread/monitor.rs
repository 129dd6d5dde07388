//! Java monitors (JVMS §2.11.10, JLS §17.1–17.2) on the mark word of objects.
//!
//! An object nobody contends for is locked by its mark word alone (thin lock). Contention, `wait`, deep recursion or an
//! identity hash give it a [`Monitor`] from the space's table; the mark then names the monitor. Monitors that nobody
//! uses are taken back at full collections, those of dead objects at every collection. A thread that blocks here counts
//! as stopped, and counts in `entering` or `waiting`, which keep the monitor with its object.

use super::control::Control;
use super::ending::Ending;
use super::{Thread, status};
use crate::known::Known;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, NoStop, Ref, WeakVisitor, mark};
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Monitors in the first chunk of the table; each further chunk has twice as many.
const FIRST_CHUNK: usize = 64;
const CHUNKS: usize = 21;

struct Waiter {
    control: Arc<Control>,
    ticket: u64,
}

/// A full monitor.
#[derive(Default)]
pub struct Monitor {
    /// Id of the owner; 0 if nobody has it.
    owner: AtomicU32,
    /// How often the owner entered again. The owner's.
    recursion: AtomicU32,
    /// Threads blocked on entry, or about to be.
    entering: AtomicU32,
    /// Threads between the start of a `wait` and their return from it.
    waiting: AtomicU32,
    /// Identity hash of the object; 0 if it was never asked for.
    hash: AtomicU32,
    /// The object (weak slot).
    object: AtomicU32,
    in_use: AtomicBool,
    /// The wait set, in order of arrival. The lock is also what `entry` goes with.
    waiters: Mutex<VecDeque<Waiter>>,
    entry: Condvar,
}

impl Monitor {
    fn is_idle(&self) -> bool {
        self.owner.load(SeqCst) == 0 && self.entering.load(SeqCst) == 0 && self.waiting.load(SeqCst) == 0
    }

    fn try_own(&self, id: u32) -> bool {
        self.owner.compare_exchange(0, id, SeqCst, Relaxed).is_ok()
    }

    /// Enters without blocking.
    fn try_enter(&self, id: u32) -> bool {
        if self.owner.load(Relaxed) == id {
            self.recursion.fetch_add(1, Relaxed);
            return true;
        }
        self.try_own(id)
    }

    /// Blocks until owned. `entering` was raised before: either the owner sees that when it leaves, or this thread sees
    /// the monitor free. False if it gave up because the space is ending.
    fn block_until_owned(&self, id: u32, ending: &Ending) -> bool {
        let mut guard = self.waiters.lock();
        while !self.try_own(id) {
            if ending.is_on() {
                return false;
            }
            self.entry.wait(&mut guard);
        }
        true
    }

    /// Gives the monitor up altogether.
    fn release(&self) {
        self.recursion.store(0, Relaxed);
        self.owner.store(0, SeqCst);
        if self.entering.load(SeqCst) > 0 {
            // The lock waits for a thread that has found the monitor taken to be really waiting.
            let _guard = self.waiters.lock();
            self.entry.notify_one();
        }
    }

    fn exit(&self) {
        match self.recursion.load(Relaxed) {
            0 => self.release(),
            count => self.recursion.store(count - 1, Relaxed),
        }
    }
}

/// The monitors of a space, by number. Monitors never move.
#[derive(Default)]
pub struct Monitors {
    chunks: [OnceLock<Box<[Monitor]>>; CHUNKS],
    numbers: Mutex<Numbers>,
}

#[derive(Default)]
struct Numbers {
    next: u32,
    free: Vec<u32>,
}

fn place(number: u32) -> (usize, usize) {
    let at = number as usize + FIRST_CHUNK;
    let chunk = (at / FIRST_CHUNK).ilog2() as usize;
    (chunk, at - (FIRST_CHUNK << chunk))
}

impl Monitors {
    fn get(&self, number: u32) -> &Monitor {
        let (chunk, at) = place(number);
        let monitors =
            self.chunks[chunk].get_or_init(|| (0..FIRST_CHUNK << chunk).map(|_| Monitor::default()).collect());
        &monitors[at]
    }

    fn take(&self) -> (u32, &Monitor) {
        let number = {
            let mut numbers = self.numbers.lock();
            numbers.free.pop().unwrap_or_else(|| {
                numbers.next += 1;
                numbers.next - 1
            })
        };
        assert!(number < 1 << mark::PAYLOAD_BITS, "more than {number} monitors in one space");
        let monitor = self.get(number);
        monitor.in_use.store(true, Release);
        (number, monitor)
    }

    fn give_back(&self, number: u32) {
        let monitor = self.get(number);
        monitor.owner.store(0, Relaxed);
        monitor.recursion.store(0, Relaxed);
        monitor.hash.store(0, Relaxed);
        monitor.object.store(0, Relaxed);
        monitor.in_use.store(false, Release);
        self.numbers.lock().free.push(number);
    }

    /// Gives an object a monitor, or finds the one it has. Its lock and its hash go with it.
    fn inflate(&self, view: &NoStop<'_>, object: Ref<'_>) -> &Monitor {
        let mut old = view.load_mark(object);
        loop {
            if mark::tag(old) == mark::INFLATED {
                return self.get(mark::payload(old));
            }
            let (number, monitor) = self.take();
            monitor.object.store(view.raw(object).0, Relaxed);
            if mark::tag(old) == mark::THIN {
                monitor.owner.store(u32::from(mark::thin_owner(old)), Relaxed);
                monitor.recursion.store(mark::thin_recursion(old), Relaxed);
            } else {
                monitor.hash.store(mark::payload(old), Relaxed);
            }
            match view.compare_exchange_mark(object, old, mark::inflated(old, number)) {
                Ok(_) => return monitor,
                Err(now) => {
                    self.give_back(number);
                    old = now;
                }
            }
        }
    }

    /// The identity hash of an object that is locked or has a monitor.
    pub fn hash(&self, view: &NoStop<'_>, object: Ref<'_>, fresh: u32) -> u32 {
        match self.inflate(view, object).hash.compare_exchange(0, fresh, AcqRel, Acquire) {
            Ok(_) => fresh,
            Err(known) => known,
        }
    }

    /// Id of the thread that has entered an object's monitor; 0 if none has.
    pub fn owner(&self, view: &NoStop<'_>, object: Ref<'_>) -> u32 {
        let mark = view.load_mark(object);
        match mark::tag(mark) {
            mark::THIN => u32::from(mark::thin_owner(mark)),
            mark::INFLATED => self.get(mark::payload(mark)).owner.load(SeqCst),
            _ => 0,
        }
    }

    /// Monitors that a thread has entered, with how often again. Those of thin locks are not among them.
    pub fn owned_by(&self, id: u32) -> Vec<(u32, u32)> {
        let count = self.numbers.lock().next;
        let all = (0..count).map(|number| (number, self.get(number)));
        let owned = all.filter(|(_, monitor)| monitor.in_use.load(Acquire) && monitor.owner.load(SeqCst) == id);
        owned.map(|(number, monitor)| (number, monitor.recursion.load(Relaxed))).collect()
    }

    /// Makes a thread have entered these and no other, as it had when [`Self::owned_by`] answered them.
    pub fn disown(&self, id: u32, kept: &[(u32, u32)]) {
        for (number, _) in self.owned_by(id) {
            let monitor = self.get(number);
            match kept.iter().find(|(known, _)| *known == number) {
                Some((_, recursion)) => monitor.recursion.store(*recursion, Relaxed),
                None => monitor.release(),
            }
        }
    }

    /// Drops the monitors of dead objects and follows the others.
    pub fn visit_weak(&self, visitor: &mut dyn WeakVisitor) {
        let count = self.numbers.lock().next;
        for number in 0..count {
            let monitor = self.get(number);
            if monitor.in_use.load(Acquire) && !visitor.slot(&monitor.object) {
                self.give_back(number);
            }
        }
    }

    /// After a full collection: takes monitors back that nobody uses. The world is stopped.
    pub fn deflate_idle(&self, view: &NoStop<'_>) {
        let count = self.numbers.lock().next;
        for number in 0..count {
            let monitor = self.get(number);
            if !monitor.in_use.load(Acquire) || !monitor.is_idle() {
                continue;
            }
            // SAFETY: the slot was brought up to date by this collection's `visit_weak`.
            let object = unsafe { view.from_raw(objectspace::RawRef(monitor.object.load(Relaxed))) };
            if let Some(object) = object {
                let old = view.load_mark(object);
                if old == mark::inflated(old, number)
                    && view.compare_exchange_mark(object, old, mark::neutral(old, monitor.hash.load(Relaxed))).is_ok()
                {
                    self.give_back(number);
                }
            }
        }
    }

    /// Wakes every thread that blocks on entry, to find that the space is ending.
    pub(super) fn wake_all(&self) {
        let count = self.numbers.lock().next;
        for number in 0..count {
            let monitor = self.get(number);
            let _guard = monitor.waiters.lock();
            monitor.entry.notify_all();
        }
    }

    /// Monitors in use.
    pub fn len(&self) -> usize {
        let numbers = self.numbers.lock();
        numbers.next as usize - numbers.free.len()
    }

    /// No object has a monitor.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Enters by the mark word alone; false if that does not do.
#[inline(always)]
pub fn try_enter_thin(view: &NoStop<'_>, object: Ref<'_>, id: u32) -> bool {
    let old = view.load_mark(object);
    if mark::tag(old) == mark::NEUTRAL && mark::payload(old) == 0 {
        return view.compare_exchange_mark(object, old, mark::thin(old, id as u16, 0)).is_ok();
    }
    if mark::tag(old) == mark::THIN && u32::from(mark::thin_owner(old)) == id {
        let recursion = mark::thin_recursion(old);
        return recursion < mark::RECURSION_MAX
            && view.compare_exchange_mark(object, old, mark::thin(old, id as u16, recursion + 1)).is_ok();
    }
    false
}

/// Leaves by the mark word alone; false if that does not do.
#[inline(always)]
pub fn try_exit_thin(view: &NoStop<'_>, object: Ref<'_>, id: u32) -> bool {
    let old = view.load_mark(object);
    if mark::tag(old) != mark::THIN || u32::from(mark::thin_owner(old)) != id {
        return false;
    }
    let new = match mark::thin_recursion(old) {
        0 => mark::neutral(old, 0),
        count => mark::thin(old, id as u16, count - 1),
    };
    view.compare_exchange_mark(object, old, new).is_ok()
}

impl Thread {
    /// Enters an object's monitor; may block.
    #[inline]
    pub fn monitor_enter(&mut self, object: Handle<'_>) -> Completion<()> {
        let view = self.view();
        if try_enter_thin(&view, object.get(&view), self.id) {
            return Ok(());
        }
        self.enter_slow(object)
    }

    #[cold]
    #[inline(never)]
    fn enter_slow(&mut self, object: Handle<'_>) -> Completion<()> {
        let vm = self.vm().clone();
        let id = self.id;
        let monitor = {
            let view = self.view();
            let object = object.get(&view);
            // Many contended sections are short: look again a few times before making a monitor.
            for _ in 0..20 {
                if try_enter_thin(&view, object, id) {
                    return Ok(());
                }
                if mark::tag(view.load_mark(object)) != mark::THIN {
                    break;
                }
                std::hint::spin_loop();
            }
            let owner = vm.threads.monitors.owner(&view, object);
            if self.updating && owner != 0 && owner != id {
                let what = format!("the lock of a {}", super::class_of(&view, object).external_name());
                return Err(self.would_wait_for(&what, owner));
            }
            let monitor = vm.threads.monitors.inflate(&view, object);
            if monitor.try_enter(id) {
                return Ok(());
            }
            if self.updating {
                return Err(self.would_wait("a monitor"));
            }
            if self.outlives_end() {
                // The owner is gone: only synchronized methods gave their monitors up when the space ended.
                monitor.owner.store(id, SeqCst);
                monitor.recursion.store(0, Relaxed);
                return Ok(());
            }
            // Under the same view, so that no collection takes the monitor back in between.
            monitor.entering.fetch_add(1, SeqCst);
            monitor
        };
        let pause = self.pause(status::BLOCKED, Some(object));
        self.mutator.enter_native();
        let owned = monitor.block_until_owned(id, &vm.threads.ending);
        self.mutator.leave_native();
        monitor.entering.fetch_sub(1, SeqCst);
        self.go_on(pause);
        if owned { Ok(()) } else { self.check_ending() }
    }

    /// Leaves an object's monitor; IllegalMonitorStateException if this thread has not entered it.
    #[inline]
    pub fn monitor_exit(&mut self, object: Handle<'_>) -> Completion<()> {
        let view = self.view();
        if try_exit_thin(&view, object.get(&view), self.id) {
            return Ok(());
        }
        self.exit_slow(object)
    }

    #[cold]
    #[inline(never)]
    fn exit_slow(&mut self, object: Handle<'_>) -> Completion<()> {
        let vm = self.vm().clone();
        let owned = {
            let view = self.view();
            let object = object.get(&view);
            loop {
                let old = view.load_mark(object);
                match mark::tag(old) {
                    mark::THIN if u32::from(mark::thin_owner(old)) == self.id => {
                        // Another thread gave the object a monitor just now, or will: try again.
                        if try_exit_thin(&view, object, self.id) {
                            break true;
                        }
                    }
                    mark::INFLATED => {
                        let monitor = vm.threads.monitors.get(mark::payload(old));
                        let owned = monitor.owner.load(Relaxed) == self.id;
                        if owned {
                            monitor.exit();
                        }
                        break owned;
                    }
                    _ => break false,
                }
            }
        };
        if owned { Ok(()) } else { Err(self.not_owner()) }
    }

    #[cold]
    fn not_owner(&mut self) -> Abrupt {
        self.throw(Known::IllegalMonitorStateException, Some("current thread is not owner"))
    }

    /// Does this thread hold the object's monitor?
    pub fn holds_lock(&self, object: Handle<'_>) -> bool {
        let view = self.view();
        let old = view.load_mark(object.get(&view));
        match mark::tag(old) {
            mark::THIN => u32::from(mark::thin_owner(old)) == self.id,
            mark::INFLATED => self.vm().threads.monitors.get(mark::payload(old)).owner.load(Relaxed) == self.id,
            _ => false,
        }
    }

    /// `Object.wait`. 0 milliseconds and nanoseconds wait for ever.
    pub fn wait(&mut self, object: Handle<'_>, millis: i64, nanos: i32) -> Completion<()> {
        if self.updating {
            return Err(self.must_not("an update cannot wait for a notification: no other thread runs".into()));
        }
        if millis < 0 {
            return Err(self.throw(Known::IllegalArgumentException, Some("timeout value is negative")));
        }
        if !self.holds_lock(object) {
            return Err(self.not_owner());
        }
        self.control.reset_interrupt();
        if self.take_interrupted() {
            return Err(self.throw(Known::InterruptedException, None));
        }
        let timed = millis != 0 || nanos != 0;
        let deadline = timed
            .then(|| {
                Instant::now()
                    .checked_add(Duration::from_millis(millis as u64) + Duration::from_nanos(nanos.max(0) as u64))
            })
            .flatten();
        let pause = self.pause(if timed { status::WAITING_TIMED } else { status::WAITING }, Some(object));
        let vm = self.vm().clone();
        let (id, control) = (self.id, self.control.clone());
        let ticket = control.next_ticket();
        let monitor = {
            let view = self.view();
            let monitor = vm.threads.monitors.inflate(&view, object.get(&view));
            monitor.waiting.fetch_add(1, SeqCst);
            monitor
        };
        monitor.waiters.lock().push_back(Waiter { control: control.clone(), ticket });
        let recursion = monitor.recursion.load(Relaxed);
        self.mutator.enter_native();
        monitor.release();
        control.wait(ticket, deadline);
        // JLS §17.2.1: whoever is still in the wait set was not notified; a notification is never lost to an interrupt.
        let notified = {
            let mut waiters = monitor.waiters.lock();
            let place = waiters.iter().position(|waiter| waiter.ticket == ticket && waiter.control.id == id);
            place.map(|place| waiters.remove(place)).is_none()
        };
        monitor.entering.fetch_add(1, SeqCst);
        let mut owned = monitor.try_own(id);
        if !owned {
            // It waits no more, but cannot go on yet: that shows as blocked (`Thread.State.BLOCKED`).
            self.mutator.leave_native();
            self.set_status(status::BLOCKED);
            self.mutator.enter_native();
            owned = monitor.block_until_owned(id, &vm.threads.ending);
        }
        self.mutator.leave_native();
        monitor.entering.fetch_sub(1, SeqCst);
        if owned {
            monitor.recursion.store(recursion, Relaxed);
        }
        monitor.waiting.fetch_sub(1, SeqCst);
        self.go_on(pause);
        self.check_ending()?;
        if !notified && self.take_interrupted() {
            return Err(self.throw(Known::InterruptedException, None));
        }
        Ok(())
    }

    /// `Object.notify`.
    pub fn notify(&mut self, object: Handle<'_>) -> Completion<()> {
        self.wake_waiters(object, 1)
    }

    /// `Object.notifyAll`.
    pub fn notify_all(&mut self, object: Handle<'_>) -> Completion<()> {
        self.wake_waiters(object, usize::MAX)
    }

    fn wake_waiters(&mut self, object: Handle<'_>, most: usize) -> Completion<()> {
        if !self.holds_lock(object) {
            return Err(self.not_owner());
        }
        let view = self.view();
        let old = view.load_mark(object.get(&view));
        // Nobody waits on a thin lock.
        if mark::tag(old) == mark::INFLATED {
            let monitor = self.vm().threads.monitors.get(mark::payload(old));
            let mut waiters = monitor.waiters.lock();
            let count = most.min(waiters.len());
            for waiter in waiters.drain(..count) {
                waiter.control.notify(waiter.ticket);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
