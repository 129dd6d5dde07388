//! Java threads (JVMS §2.5): one OS thread each, with Java stacks of its own.
//!
//! Owns the per-thread state that the interpreter and natives work on. Starting, parking and interrupting are in the
//! submodules. A `Thread` value is only ever used by its own OS thread, or by the collector and walkers while it is stopped.

mod allocate;
mod control;
pub mod ending;
pub mod inspect;
pub mod monitor;
mod park;
mod registry;
mod stack;
pub mod stack_walker;
pub mod start;
pub mod status;
mod walk;

pub use allocate::{LONGEST_ARRAY, class_of};
pub use control::{Control, Woken};
pub use monitor::Monitors;
pub use registry::Threads;
pub use stack::{Frame, Stacks};
pub(crate) use stack::{HOLDS_MONITOR, LEAVING, RETURN_BARRIER};
pub use start::{attach, attach_system, create_main, detach};
pub use walk::JavaFrame;

use crate::interpreter::Code;
use crate::vm::Vm;
use objectspace::{Mutator, NoStop, RootVisitor};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Slots above [`Thread::slot_limit`] in which a StackOverflowError is made.
const RESERVE: usize = 4096;

/// Under the stress mode of tiny stacks: slots that a stack begins with, and those that it grows by when they are used up.
const TINY: usize = 192;
/// Bytes of native stack that recursion may use: class loading, linking and resolution call themselves, and Java in between.
const NATIVE_DEPTH: usize = 5 << 20;

/// A thread of one space. `repr(C)`: the interpreter reads the first fields at fixed places.
#[repr(C)]
pub struct Thread {
    /// The mutator's core, for the interpreter's fast paths.
    pub core: *mut objectspace::MutatorCore,
    /// Top frame record; below the first record when no Java runs.
    pub frame: *mut Frame,
    /// End of the primitive slots: a callee whose window would pass it gets StackOverflowError, unless [`Thread::grow_stack`].
    pub slot_limit: *mut u64,
    /// The pending throwable (root); 0 when none.
    pub pending: AtomicU32,
    /// The `java.lang.Thread` object (root); 0 while it is being made.
    pub object: AtomicU32,
    /// The object whose monitor this thread waits for, or waits on (root); 0 if it does neither.
    pub(crate) waits_for: AtomicU32,
    /// Number for thin locks and logs: 1–65535, unique among living threads of the space.
    pub id: u32,
    /// What this thread may do to the heap.
    pub mutator: Mutator,
    /// The three stacks.
    pub stacks: Stacks,
    /// Where the interpreter is entered: nesting of Rust → Java calls.
    pub nesting: u32,
    /// Below this address of the native stack nothing recurses any further.
    native_floor: usize,
    /// JNI environment of this thread: set by `classlib`, points at the function table (and back here).
    pub jni_env: *mut std::ffi::c_void,
    /// What other threads may touch.
    pub control: Arc<Control>,
    /// Stack walks under way (`StackWalker`): where each goes on, as a number of frames from the bottom.
    pub(crate) walks: Vec<usize>,
    /// The version whose call site or constant is being linked: members that only it knows are resolved for it.
    pub(crate) linking_for: *const crate::class::ClassVersion,
    /// The update epoch at which Rust code that may hold versions began, where this thread is in such code; `u64::MAX` if not.
    pub(crate) held_since: u64,
    /// The same for Rust code further down the stack, that Java code runs for.
    pub(crate) protected_since: u64,
    /// Java that runs while this thread has stopped the others for an update: waiting for one of them would never end.
    pub updating: bool,
    /// Classes of the patch that this thread is staging, as they will be: what it loads meanwhile extends those.
    pub staging: std::collections::HashMap<crate::class::ClassRef, crate::versioning::StagedSupertype>,
    /// Classes that the patch adds: only this thread finds them before the patch is in force.
    pub offered: Vec<crate::loading::Offered>,
    /// Names that will mean other classes after the patch that this thread is staging.
    pub coming: crate::loading::ComingNames,
    /// Exceptions being made inside one another.
    pub(crate) throwing: u32,
    /// An OutOfMemoryError is being made.
    pub(crate) throwing_out_of_memory: bool,
    /// See [`Thread::outlive_end`].
    outlives_end: bool,
    vm: Arc<Vm>,
}

impl Thread {
    /// The first thread of a space.
    pub fn new(vm: &Arc<Vm>, id: u32, slots: usize) -> Box<Thread> {
        let control = vm.threads.register(false).expect("a new space has room for a thread");
        assert!(control.id == id, "only the first thread of a space is made so");
        Thread::with_control(vm, control, Thread::stacks(slots).expect("a new process has room for a Java stack"))
    }

    /// Java stacks of so many slots for a thread; `None` without address space for them.
    pub(crate) fn stacks(slots: usize) -> Option<Stacks> {
        Stacks::new(slots.saturating_add(RESERVE))
    }

    /// A thread of the space with these Java stacks, attached to the heap by the calling OS thread. Boxed: it never
    /// moves. `control` comes from [`Threads::register`].
    pub(crate) fn with_control(vm: &Arc<Vm>, control: Arc<Control>, stacks: Stacks) -> Box<Thread> {
        let slots = stacks.slots() - RESERVE;
        let here = 0_u8;
        let mut thread = Box::new(Thread {
            core: std::ptr::null_mut(),
            // One before the first: the first push lands on the first record.
            frame: stacks.frames().wrapping_sub(1),
            // SAFETY: within the mapping.
            slot_limit: unsafe { stacks.p().add(if vm.options.tiny_stacks { slots.min(TINY) } else { slots }) },
            pending: AtomicU32::new(0),
            object: AtomicU32::new(0),
            waits_for: AtomicU32::new(0),
            id: control.id,
            mutator: objectspace::Space::attach(&vm.heap, std::ptr::null_mut()),
            stacks,
            nesting: 0,
            native_floor: (&raw const here as usize).saturating_sub(NATIVE_DEPTH),
            jni_env: std::ptr::null_mut(),
            control,
            walks: Vec::new(),
            linking_for: std::ptr::null(),
            held_since: u64::MAX,
            protected_since: u64::MAX,
            updating: false,
            staging: std::collections::HashMap::new(),
            offered: Vec::new(),
            coming: crate::loading::ComingNames::default(),
            throwing: 0,
            throwing_out_of_memory: false,
            outlives_end: false,
            vm: vm.clone(),
        });
        let client: *mut Thread = &mut *thread;
        thread.mutator.set_client(client.cast());
        thread.core = thread.mutator.core();
        thread.note_boolean_arrays();
        thread.control.note_os_thread();
        thread.vm.threads.begin(&thread.control, client);
        thread.begin_under_ending();
        thread
    }

    /// Looks up the layout of `boolean[]`, once the space has that class.
    pub(crate) fn note_boolean_arrays(&mut self) {
        let component = self.vm.classes.find_primitive(crate::BasicType::Boolean);
        let class = component.and_then(|component| component.array_class.get().copied());
        if let Some(class) = class {
            self.stacks.boolean_array_layout = class.layout.load(Ordering::Acquire);
        }
    }

    /// Shows this thread's roots: the pending throwable, the Thread object, every reference register in use. Registers that
    /// cannot hold a live reference are cleared first, so that they keep nothing alive.
    pub fn visit_roots(&self, visitor: &mut dyn RootVisitor) {
        visitor.slot(&self.pending);
        visitor.slot(&self.object);
        visitor.slot(&self.waits_for);
        let first = self.stacks.r();
        let mut end = first;
        // SAFETY: records up to `frame` are live and their windows lie in the reference stack; the thread is stopped. A
        // caller's registers from its callee's window on are dead: the call consumed them as arguments.
        unsafe {
            let mut frame = self.stacks.frames();
            let mut highest = first;
            while frame <= self.frame {
                let code = &*(*frame).code;
                let window_end = (*frame).r.add(usize::from(code.slots));
                highest = highest.max(window_end);
                end = window_end;
                let limit = if frame < self.frame { (*frame.add(1)).r } else { window_end };
                for (slot, keeps) in code.reference_locals.iter().enumerate() {
                    let register = (*frame).r.add(slot);
                    if !keeps && register < limit {
                        register.write(0);
                    }
                }
                frame = frame.add(1);
            }
            while highest > end {
                highest = highest.sub(1);
                highest.write(0);
            }
            visitor.slots(first, end.offset_from(first).max(0) as usize);
        }
    }

    /// Moves the stack limit up, if it stands below the stack's real end: only under the stress mode of tiny stacks, in
    /// which every kind of call must find its way through this. `false`: the stack is used up.
    #[cold]
    pub(crate) fn grow_stack(&mut self) -> bool {
        // SAFETY: within the mapping, which ends with the reserve.
        let end = unsafe { self.stacks.p().add(self.stacks.slots() - RESERVE) };
        let grows = self.slot_limit < end;
        if grows {
            self.slot_limit = self.slot_limit.wrapping_add(TINY).min(end);
        }
        grows
    }

    /// Whether a window of so many slots fits the stack, which grows for it if it may.
    pub(crate) fn has_room(&mut self, window: *mut u64, slots: usize) -> bool {
        while window.wrapping_add(slots) > self.slot_limit {
            if !self.grow_stack() {
                return false;
            }
        }
        true
    }

    /// Runs `f` with the reserve above the stack limit opened. For making a StackOverflowError only.
    pub(crate) fn with_reserve<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        let limit = self.slot_limit;
        // SAFETY: within or one past the mapping.
        self.slot_limit = unsafe { self.stacks.p().add(self.stacks.slots()) };
        let result = f(self);
        self.slot_limit = limit;
        result
    }

    /// StackOverflowError if the native stack is used up; asked wherever a class file decides how deep Rust recurses.
    pub(crate) fn check_native_stack(&mut self) -> crate::throw::Completion<()> {
        let here = 0_u8;
        if (&raw const here as usize) < self.native_floor {
            return Err(self.throw(crate::known::Known::StackOverflowError, None));
        }
        Ok(())
    }

    /// The space this thread belongs to.
    pub fn vm(&self) -> &Arc<Vm> {
        &self.vm
    }

    /// A view of the heap in which nothing stops, collects or runs Java.
    pub fn view(&self) -> NoStop<'_> {
        self.mutator.no_stop()
    }

    /// A safe point: stops here if a stop is wanted.
    pub fn safepoint(&mut self) -> crate::throw::Completion<()> {
        self.held_since = u64::MAX;
        self.mutator.poll();
        if !self.outlives_end && self.vm.threads.ending.is_on() && !self.is_undivided() {
            // The poll word keeps its bit: every further poll ends here too.
            self.check_ending()?;
        }
        let _ = self.mutator.take_signals();
        if self.updating {
            self.check_trial()?;
        }
        if self.vm.identity_stress.is_on() {
            let vm = self.vm.clone();
            vm.identity_stress.at_safe_point(self)?;
        }
        Ok(())
    }

    /// This thread applies an update and so must not wait for another: what waits throws.
    #[cold]
    pub fn would_wait(&mut self, what: &str) -> crate::throw::Abrupt {
        self.must_not(format!("an update cannot wait for {what} that a stopped thread holds"))
    }

    /// The same for what a certain thread holds.
    #[cold]
    pub(crate) fn would_wait_for(&mut self, what: &str, owner: u32) -> crate::throw::Abrupt {
        let holder = self.describe_stopped(owner);
        self.must_not(format!("an update cannot wait for {what}, which {holder} holds"))
    }

    /// Name and place of another thread, which is stopped.
    fn describe_stopped(&self, id: u32) -> String {
        let view = self.view();
        let mut text = "another thread".to_owned();
        // SAFETY: this thread applies an update, so the others are stopped.
        unsafe {
            self.vm.threads.for_each_thread(|_, thread| {
                if thread.id == id {
                    text = format!("the stopped thread {}", thread.name_in(&view));
                    let mut frames = thread.java_frames().filter(|frame| !frame.method.is_native());
                    if let Some(frame) = frames.find(|frame| frame.method.class.loader != crate::class::LoaderRef::BOOT)
                    {
                        let line = frame.line().map_or_else(String::new, |line| format!(", line {line},"));
                        text += &format!(" in {}.{}{line}", frame.method.class.external_name(), frame.method.name);
                    }
                }
            });
        }
        text
    }

    /// What no code of an update may do.
    #[cold]
    pub fn must_not(&mut self, text: String) -> crate::throw::Abrupt {
        self.vm.trials.forbid(&text);
        self.throw_text(crate::known::Known::InternalError, text)
    }

    /// Notes that Rust code begins that may hold class versions over a stop. Answers what to put back.
    pub fn hold_versions(&mut self) -> u64 {
        std::mem::replace(&mut self.held_since, self.vm.heap.epoch())
    }

    /// Ends what [`Self::hold_versions`] began.
    pub fn release_versions(&mut self, before: u64) {
        self.held_since = before;
    }

    /// Runs `f` for a caller that holds no class version meanwhile, so that long runs keep none alive.
    pub fn let_go<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        let held = std::mem::replace(&mut self.held_since, u64::MAX);
        let result = f(self);
        self.held_since = held;
        result
    }

    /// Versions superseded after this epoch may be held by this thread's Rust code; `u64::MAX` for none. The thread is stopped.
    pub(crate) fn holds_since(&self) -> u64 {
        // Nothing is held across a blocking call.
        if self.mutator.is_native() { self.protected_since } else { self.protected_since.min(self.held_since) }
    }

    /// Is a throwable pending?
    pub fn is_throwing(&self) -> bool {
        self.pending.load(Ordering::Relaxed) != 0
    }

    /// Frames from the top down, boundaries included. The top frame's `pc` must have been saved.
    pub fn frames(&self) -> impl Iterator<Item = &Frame> {
        let base = self.stacks.frames();
        // SAFETY: `frame` is the top record or one below the first; records between are initialised.
        let count = unsafe { self.frame.offset_from(base) } + 1;
        (0..count.max(0) as usize).rev().map(move |at| {
            // SAFETY: as above.
            unsafe { &*base.add(at) }
        })
    }

    /// First slot above the top frame, where a new window may begin.
    pub fn top_window(&self) -> (*mut u64, *mut u32) {
        if (self.frame as usize) < self.stacks.frames() as usize {
            return (self.stacks.p(), self.stacks.r());
        }
        // SAFETY: the top record is live and names live code; its window lies inside the stacks.
        unsafe {
            let frame = &*self.frame;
            let slots = usize::from((*frame.code).slots);
            (frame.p.add(slots), frame.r.add(slots))
        }
    }

    /// Code of the top frame.
    pub fn top_code(&self) -> Option<&Code> {
        let frame = self.frames().next()?;
        // SAFETY: a live frame's code is alive.
        Some(unsafe { &*frame.code })
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.vm.threads.remove(&self.control);
    }
}
