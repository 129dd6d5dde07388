//! The safe-point protocol: one thread at a time brings every other mutator of a space to a stop.
//!
//! Each mutator is running, native or stopped. A requester sets every other mutator's `poll` and waits until none of
//! them runs; native ones go on but block when they come back. Requests are served in the order of their tickets.
//! The two sides meet as in Dekker's algorithm: the requester stores `poll` then reads `state`, a mutator coming back
//! stores `state` then reads `poll`, all sequentially consistent, so at least one of them sees the other.

use crate::mutator::Inner;
use crate::raw::core::{MutatorCore, NATIVE, POLL_STOP, RUNNING, STOPPED};
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::ptr::NonNull;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

/// The protocol's state of one space.
#[derive(Default)]
pub(crate) struct Safepoints {
    state: Mutex<State>,
    /// A mutator stopped, went native or detached.
    arrived: Condvar,
    /// A stop ended.
    resumed: Condvar,
}

#[derive(Default)]
struct State {
    mutators: Vec<Attached>,
    owner: Option<ThreadId>,
    nested: u32,
    next_ticket: u64,
    serving: u64,
    time_to_stop: Duration,
}

#[derive(Clone, Copy)]
struct Attached(NonNull<Inner>);

// SAFETY: mutators stay where they are until they detach, under the lock; invariants 4 and 5 rule access.
unsafe impl Send for Attached {}

impl Attached {
    fn core(self) -> *const MutatorCore {
        self.0.as_ptr().cast()
    }

    fn state(self) -> u32 {
        // SAFETY: attached mutators are alive; atomics may be read from any thread.
        unsafe { (*self.core()).state.load(SeqCst) }
    }

    fn poll(&self) -> &std::sync::atomic::AtomicU32 {
        // SAFETY: as in `state`.
        unsafe { &(*self.core()).poll }
    }
}

impl Safepoints {
    pub(crate) fn attach(&self, inner: NonNull<Inner>) {
        let mut state = self.state.lock();
        self.wait_for_resume(&mut state);
        state.mutators.push(Attached(inner));
    }

    pub(crate) fn detach(&self, inner: NonNull<Inner>) {
        // SAFETY: the mutator is the caller's.
        unsafe { (*inner.as_ptr()).core.state.store(STOPPED, SeqCst) };
        let mut state = self.state.lock();
        self.arrived.notify_all();
        self.wait_for_resume(&mut state);
        // SAFETY: no stop is on and the lock keeps it so; the mutator is the caller's.
        unsafe { (*inner.as_ptr()).retire_tlab() };
        state.mutators.retain(|other| other.0 != inner);
    }

    fn wait_for_resume(&self, state: &mut MutexGuard<'_, State>) {
        while state.owner.is_some_and(|owner| owner != std::thread::current().id()) {
            self.resumed.wait(state);
        }
    }

    /// Stops the calling mutator for as long as a stop is wanted.
    #[cold]
    #[inline(never)]
    pub(crate) fn stop_here(&self, core: &MutatorCore) {
        let mut state = self.state.lock();
        while core.poll.load(SeqCst) & POLL_STOP != 0 {
            core.state.store(STOPPED, SeqCst);
            self.arrived.notify_all();
            self.wait_for_resume(&mut state);
        }
        core.state.store(RUNNING, SeqCst);
    }

    #[inline(always)]
    pub(crate) fn enter_native(&self, core: &MutatorCore) {
        core.state.store(NATIVE, SeqCst);
        if core.poll.load(SeqCst) & POLL_STOP != 0 {
            self.tell_arrival();
        }
    }

    #[inline(always)]
    pub(crate) fn leave_native(&self, core: &MutatorCore) {
        core.state.store(RUNNING, SeqCst);
        if core.poll.load(SeqCst) & POLL_STOP != 0 {
            self.stop_here(core);
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_arrival(&self) {
        let _state = self.state.lock();
        self.arrived.notify_all();
    }

    /// Waits for its turn and then for everyone else. `me` counts as stopped while it waits.
    pub(crate) fn begin(&self, me: Option<&MutatorCore>) {
        let thread = std::thread::current().id();
        let mut state = self.state.lock();
        if state.owner == Some(thread) {
            state.nested += 1;
            return;
        }
        if let Some(core) = me {
            core.state.store(STOPPED, SeqCst);
            self.arrived.notify_all();
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        while state.serving != ticket {
            self.resumed.wait(&mut state);
        }
        state.owner = Some(thread);
        let start = Instant::now();
        let is_me = |other: &Attached| me.is_some_and(|core| std::ptr::eq(core, other.core()));
        for other in state.mutators.iter().filter(|other| !is_me(other)) {
            other.poll().fetch_or(POLL_STOP, SeqCst);
        }
        while state.mutators.iter().any(|other| !is_me(other) && other.state() == RUNNING) {
            self.arrived.wait(&mut state);
        }
        state.time_to_stop = start.elapsed();
        if let Some(core) = me {
            core.state.store(RUNNING, SeqCst);
        }
    }

    /// Lets everyone go on. The time at which nobody was held any more: whoever is woken may take the caller's core at once.
    pub(crate) fn end(&self) -> Instant {
        let mut state = self.state.lock();
        if state.nested > 0 {
            state.nested -= 1;
            return Instant::now();
        }
        state.owner = None;
        state.serving += 1;
        for other in &state.mutators {
            other.poll().fetch_and(!POLL_STOP, SeqCst);
        }
        self.resumed.notify_all();
        Instant::now()
    }

    /// How long the stop now on took to reach.
    pub(crate) fn time_to_stop(&self) -> Duration {
        self.state.lock().time_to_stop
    }

    /// Every attached mutator. For the owner of a stop.
    pub(crate) fn mutators(&self) -> Vec<NonNull<Inner>> {
        let state = self.state.lock();
        debug_assert!(state.owner == Some(std::thread::current().id()));
        state.mutators.iter().map(|attached| attached.0).collect()
    }

    /// Number of attached mutators.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().mutators.len()
    }

    /// Sets the VM's bits in the poll word of the mutator attached with `client`.
    pub(crate) fn signal(&self, client: *mut (), bits: u32) -> bool {
        let state = self.state.lock();
        // SAFETY: attached mutators are alive and their client word never changes.
        let found = state.mutators.iter().find(|other| unsafe { (*other.core()).client } == client);
        if let Some(other) = found {
            other.poll().fetch_or(bits & !POLL_STOP, SeqCst);
        }
        found.is_some()
    }
}
