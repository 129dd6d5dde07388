//! The threads of a space: their ids, who is alive, who is a daemon.
//!
//! The lock here is never held across anything that stops, allocates or runs Java.

use super::ending::Ending;
use super::{Control, Monitors, Thread};
use crate::known::KnownField;
use crate::throw::Emergency;
use objectspace::{Collection, CollectionStats, Global, Handle, Scope, StoppedWorld};
use parking_lot::{Condvar, Mutex};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Largest id: what a thin lock can name.
const MAX_ID: u32 = u16::MAX as u32;

#[derive(Default)]
struct Registry {
    /// By serial number, which is the order of starting.
    living: BTreeMap<u64, Arc<Control>>,
    /// By id.
    serials: BTreeMap<u32, u64>,
    last_id: u32,
    started: u64,
    peak: usize,
}

/// Threads of one space, with what belongs to all of them.
#[derive(Default)]
pub struct Threads {
    registry: Mutex<Registry>,
    changed: Condvar,
    /// Monitors of objects.
    pub monitors: Monitors,
    /// Exceptions made beforehand.
    pub emergency: Emergency,
    /// Whether the space is ending.
    pub ending: Ending,
    /// The ThreadGroup of the main thread, for threads attached from native code.
    pub(super) main_group: Mutex<Option<Global>>,
}

impl Threads {
    /// A control for a thread about to begin, counted as alive. `None` if there are too many.
    pub fn register(&self, daemon: bool) -> Option<Arc<Control>> {
        let mut registry = self.registry.lock();
        if registry.serials.len() as u32 == MAX_ID {
            return None;
        }
        loop {
            registry.last_id = registry.last_id % MAX_ID + 1;
            if !registry.serials.contains_key(&registry.last_id) {
                break;
            }
        }
        registry.started += 1;
        let (id, serial) = (registry.last_id, registry.started);
        let control = Arc::new(Control::new(id, serial, daemon));
        registry.serials.insert(id, serial);
        registry.living.insert(serial, control.clone());
        registry.peak = registry.peak.max(registry.living.len());
        Some(control)
    }

    pub(super) fn begin(&self, control: &Control, thread: *mut Thread) {
        let _registry = self.registry.lock();
        control.thread.store(thread, Ordering::Release);
    }

    /// Takes a thread out: it ended, or never began.
    pub fn remove(&self, control: &Control) {
        let mut registry = self.registry.lock();
        control.thread.store(std::ptr::null_mut(), Ordering::Release);
        registry.living.remove(&control.serial);
        if registry.serials.get(&control.id) == Some(&control.serial) {
            registry.serials.remove(&control.id);
        }
        self.changed.notify_all();
    }

    /// The control that an `eetop` value names, if that thread lives.
    pub fn find(&self, handle: i64) -> Option<Arc<Control>> {
        if handle == 0 {
            return None;
        }
        self.registry.lock().living.get(&(handle as u64 >> 16)).cloned()
    }

    /// Every living thread, in the order of starting.
    pub fn living(&self) -> Vec<Arc<Control>> {
        self.registry.lock().living.values().cloned().collect()
    }

    /// Living threads; of them daemons; the most there were at once; started since the beginning.
    pub fn counts(&self) -> (usize, usize, usize, u64) {
        let registry = self.registry.lock();
        let daemons = registry.living.values().filter(|control| control.daemon.load(Ordering::Relaxed)).count();
        (registry.living.len(), daemons, registry.peak, registry.started)
    }

    /// Starts the peak count again.
    pub fn reset_peak(&self) {
        let mut registry = self.registry.lock();
        registry.peak = registry.living.len();
    }

    /// Shows each thread that has begun, to a caller that has stopped the world (or only looks at `object` slots under a
    /// view). Nobody begins or ends meanwhile.
    ///
    /// # Safety
    /// The threads are stopped, or `f` only reads what its own view keeps still.
    pub unsafe fn for_each_thread(&self, mut f: impl FnMut(&Arc<Control>, &Thread)) {
        let registry = self.registry.lock();
        for control in registry.living.values() {
            // SAFETY: a registered thread's pointer is cleared under this lock before the thread is dropped.
            if let Some(thread) = unsafe { control.thread.load(Ordering::Acquire).as_ref() } {
                f(control, thread);
            }
        }
    }

    /// Shows each thread that has begun by its address only. Nobody begins or ends meanwhile.
    pub(super) fn for_each_begun(&self, mut f: impl FnMut(&Control, *mut Thread)) {
        let registry = self.registry.lock();
        for control in registry.living.values() {
            let thread = control.thread.load(Ordering::Acquire);
            if !thread.is_null() {
                f(control, thread);
            }
        }
    }

    /// Blocks while there is a living thread that `counts`, until the deadline; false if it was reached.
    pub(super) fn wait_while(&self, deadline: Instant, counts: impl Fn(u64, &Control) -> bool) -> bool {
        let mut registry = self.registry.lock();
        while registry.living.iter().any(|(serial, control)| counts(*serial, control)) {
            if self.changed.wait_until(&mut registry, deadline).timed_out() {
                return false;
            }
        }
        true
    }

    /// Wakes who waits for threads to end.
    pub(super) fn wake_waiters(&self) {
        let _registry = self.registry.lock();
        self.changed.notify_all();
    }

    /// After a collection: idle monitors are taken back when it was a full one.
    pub fn after_collection(&self, world: &StoppedWorld<'_>, stats: &CollectionStats) {
        if stats.collection != Collection::Young {
            self.monitors.deflate_idle(&world.view());
        }
    }

    /// Blocks until no other thread than `own` keeps the space alive, or the space is ending: `DestroyJavaVM` (JLS §12.8).
    pub fn wait_for_non_daemons(&self, thread: &mut Thread) {
        let own = thread.control.serial;
        thread.mutator.blocked(|| {
            let mut registry = self.registry.lock();
            while !self.ending.is_on()
                && registry
                    .living
                    .iter()
                    .any(|(serial, control)| *serial != own && !control.daemon.load(Ordering::Relaxed))
            {
                self.changed.wait(&mut registry);
            }
        });
    }
}

impl Thread {
    /// The control of a `java.lang.Thread` object's thread, if it lives.
    pub fn control_of(&self, object: Handle<'_>) -> Option<Arc<Control>> {
        let handle = {
            let view = self.view();
            view.load_i64_volatile(object.get(&view), self.vm().offset(KnownField::ThreadEetop))
        };
        self.vm().threads.find(handle)
    }

    /// `Thread.isAlive`.
    pub fn is_alive(&self, object: Handle<'_>) -> bool {
        let view = self.view();
        view.load_i64_volatile(object.get(&view), self.vm().offset(KnownField::ThreadEetop)) != 0
    }

    /// `Thread.currentThread()`.
    pub fn current_thread<'s>(&self, scope: &'s Scope) -> Option<Handle<'s>> {
        let view = self.view();
        self.thread_object(&view).map(|object| scope.handle(&view, object))
    }

    /// The Thread objects of all living threads.
    pub fn all_thread_objects<'s>(&self, scope: &'s Scope) -> Vec<Handle<'s>> {
        let view = self.view();
        let mut found = Vec::new();
        // SAFETY: only the Thread objects are read, which do not move under the view.
        unsafe {
            self.vm().threads.for_each_thread(|_, thread| {
                if let Some(object) = thread.thread_object(&view) {
                    found.push(scope.handle(&view, object));
                }
            });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_reused_but_handles_are_not() {
        let threads = Threads::default();
        let first = threads.register(false).expect("room");
        let handle = first.handle();
        assert!(threads.find(handle).is_some());
        threads.remove(&first);
        assert!(threads.find(handle).is_none());
        for _ in 0..MAX_ID {
            let control = threads.register(true).expect("room");
            assert_ne!(control.handle(), handle);
            threads.remove(&control);
        }
        assert_eq!(threads.counts(), (0, 0, 1, u64::from(MAX_ID) + 1));
    }

    #[test]
    fn there_are_never_more_threads_than_thin_locks_can_name() {
        let threads = Threads::default();
        let all: Vec<_> = (0..MAX_ID).map(|_| threads.register(true).expect("room")).collect();
        assert!(threads.register(true).is_none());
        assert!(all.iter().all(|control| control.id >= 1 && control.id <= MAX_ID));
        threads.remove(&all[77]);
        assert_eq!(threads.register(true).map(|control| control.id), Some(all[77].id));
    }
}
