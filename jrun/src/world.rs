//! A Java world in this process: a space with its own class library, heap, threads, statics and properties.
//!
//! ```no_run
//! use jrun::{options::Launch, world::World};
//! use std::time::Duration;
//!
//! let first = World::boot(&Launch::of_class("Server", "server/classes"))?;
//! let second = World::boot(&Launch::of_class("Batch", "batch/classes"))?;
//! first.start();
//! second.start();
//! assert_eq!(second.wait(), 0);
//! second.close(Duration::from_secs(10))?; // its threads are gone, its memory is the system's again
//! first.end(143);
//! first.close(Duration::from_secs(10))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A world behaves towards its program as a process does: `System.exit` ends the world, and so does the end of the last
//! thread that is no daemon, after the shutdown hooks. What worlds share is the process's: file descriptors, the working
//! directory, environment variables, and the native libraries with their static variables (docs/decisions/0004).

mod main_thread;
mod settings;
mod show;

use classlib::host::Role;
use jvm::{Abrupt, Completion, Thread, Vm};
use objectspace::Collection;
use parking_lot::Mutex;
use redefine::census::{ClassCensus, census};
use redefine::{Engine, Outcome, Patch, Policy};
use std::os::fd::OwnedFd;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::options::Launch;

/// How long a world that is dropped without [`World::close`] is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Native stack of a world's main thread.
const MAIN_STACK: usize = 64 << 20;

/// Why a world could not be booted.
#[derive(Debug, thiserror::Error)]
#[error("Could not create the Java Virtual Machine.\n{0}")]
pub struct BootError(pub(crate) String);

/// Why something could not be done in a world.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CallError {
    /// The world is ending, with this status.
    #[error("the world is ending with status {0}")]
    Ending(i32),
    /// An exception was thrown; it went to the thread's uncaught-exception handler.
    #[error("an exception was thrown and not caught")]
    Thrown,
    /// A fault of the VM.
    #[error("{0}")]
    Fault(String),
    /// The calling thread cannot be attached: it belongs to the world already, or there are too many.
    #[error("the calling thread cannot be attached to the world")]
    NotAttached,
}

/// Threads of an ended world that are still inside C functions which wait. The world's memory stays until they return.
#[derive(Debug, thiserror::Error)]
#[error("the world ended with status {status}, but C functions still wait in {}", threads.join(", "))]
pub struct LeftBehind {
    /// The status it ended with.
    pub status: i32,
    /// Names of its threads.
    pub threads: Vec<String>,
}

/// The file descriptors of a world's `System.in`, `System.out` and `System.err`; those of the process where there is none.
#[derive(Debug, Default)]
pub struct Console {
    /// Standard input.
    pub input: Option<OwnedFd>,
    /// Standard output.
    pub output: Option<OwnedFd>,
    /// Standard error.
    pub error: Option<OwnedFd>,
}

/// A Java world. Dropping it ends it.
pub struct World {
    vm: Option<Arc<Vm>>,
    updates: Updates,
    start: Sender<()>,
    finished: Mutex<Receiver<i32>>,
    main: Option<JoinHandle<()>>,
    role: Role,
}

impl World {
    /// Boots a world beside whatever else is in the process. Its program does not begin before [`World::start`].
    pub fn boot(launch: &Launch) -> Result<World, BootError> {
        World::boot_on(launch, Console::default())
    }

    /// As [`World::boot`], with a console of its own.
    pub fn boot_on(launch: &Launch, console: Console) -> Result<World, BootError> {
        World::boot_as(launch, console, Role::Guest)
    }

    /// Boots the world that the process is there for: its exit is the process's, and the process's signals are its.
    pub fn boot_as_process(launch: &Launch) -> Result<World, BootError> {
        World::boot_as(launch, Console::default(), Role::Process)
    }

    fn boot_as(launch: &Launch, console: Console, role: Role) -> Result<World, BootError> {
        classlib::cleaners::map_large_blocks();
        let (start, begin) = mpsc::channel();
        let (report, booted) = mpsc::channel();
        let (finish, finished) = mpsc::channel();
        let audit = cfg!(debug_assertions) || launch.stress != Default::default();
        let faults = redefine::fault::Faults::new(launch.stress.fault);
        let stress = redefine::Stress {
            rollback: launch.stress.rollback,
            audit,
            collect: launch.stress.collect_in_update,
            faults,
        };
        let policy = Policy { dry_run: false, explain: false, ..launch.updates.policy() };
        let engine = Arc::new(Engine::new(launch.updates.undo_depth, policy, stress));
        let main =
            main_thread::MainThread { launch: launch.clone(), role, console, engine: engine.clone(), begin, finish };
        let main = std::thread::Builder::new()
            .name("main".into())
            .stack_size(MAIN_STACK)
            .spawn(move || main.live(&report))
            .map_err(|error| BootError(error.to_string()))?;
        match booted.recv() {
            Ok(Ok(vm)) => {
                let updates = Updates { vm: Arc::downgrade(&vm), engine };
                Ok(World { vm: Some(vm), updates, start, finished: Mutex::new(finished), main: Some(main), role })
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(BootError("the main thread ended while it booted".into())),
        }
    }

    /// The virtual machine, for what this type does not offer.
    pub fn vm(&self) -> &Arc<Vm> {
        self.vm.as_ref().expect("only `close` takes it, with the world")
    }

    /// Lets the program begin. Later calls do nothing.
    pub fn start(&self) {
        // An error means that the world has ended already.
        let _ = self.start.send(());
    }

    /// Waits until the program has ended: its exit status.
    pub fn wait(&self) -> i32 {
        if self.role == Role::Process {
            // The sender goes only after it has sent, or by a panic of the VM.
            return self.finished.lock().recv().unwrap_or(main_thread::FAULT);
        }
        loop {
            if let Some(status) = self.wait_for(Duration::from_secs(3600)) {
                return status;
            }
        }
    }

    /// As [`World::wait`], no longer than that.
    pub fn wait_for(&self, time: Duration) -> Option<i32> {
        self.vm().threads.ending.wait(Instant::now() + time)
    }

    /// Ends the world from outside as `Runtime.halt` does: its threads complete abruptly at their next safe points, without
    /// shutdown hooks and without `finally`. Returns at once; a status that the world has already stays.
    pub fn end(&self, status: i32) {
        self.vm().end(status);
    }

    /// Ends the world if it has not ended, and waits until its threads are gone and its memory is given back: its status.
    pub fn close(mut self, patience: Duration) -> Result<i32, LeftBehind> {
        self.close_within(patience)
    }

    fn close_within(&mut self, patience: Duration) -> Result<i32, LeftBehind> {
        let deadline = Instant::now() + patience;
        let (Some(vm), Some(main)) = (self.vm.take(), self.main.take()) else { return Ok(0) };
        let status = vm.end(main_thread::CLOSED);
        // The main thread outlives all others of the world, and its end of the channel outlives it by nothing.
        let gone = loop {
            match self.finished.get_mut().recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break true,
                Err(RecvTimeoutError::Timeout) => break false,
            }
        };
        if !gone {
            return Err(LeftBehind { status, threads: vm.threads.names(&vm) });
        }
        // A panic of the VM was reported when it happened.
        let _ = main.join();
        // Threads give their share back as the last thing they do.
        while Arc::strong_count(&vm) > 1 && Instant::now() < deadline {
            std::thread::yield_now();
        }
        drop(vm);
        classlib::cleaners::return_free_memory();
        Ok(status)
    }

    /// Attaches the calling OS thread to the world as a daemon, runs `work` and detaches it. A thread that runs in another
    /// world must count as stopped there meanwhile (`Mutator::blocked`), or that world's collections wait for it.
    pub fn attach<R>(&self, name: &str, work: impl FnOnce(&mut Thread) -> Completion<R>) -> Result<R, CallError> {
        attach(self.vm(), name, work)
    }

    /// Collects the world's whole heap.
    pub fn collect(&self) {
        self.vm().heap.stop_from_outside(|stopped| stopped.collect(Collection::Full));
    }

    /// Updates classes of the world.
    pub fn update(&self, patch: &Patch) -> Result<Outcome, CallError> {
        self.updates.apply(patch)
    }

    /// What updates the world's classes, for those who must not keep the world.
    pub fn updates(&self) -> Updates {
        self.updates.clone()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Err(left) = self.close_within(PATIENCE) {
            eprintln!("jrun: {left}");
        }
    }
}

/// Applies patches to a world while it lives.
#[derive(Clone)]
pub struct Updates {
    vm: Weak<Vm>,
    engine: Arc<Engine>,
}

impl Updates {
    /// Applies a patch as one unit, or not at all.
    pub fn apply(&self, patch: &Patch) -> Result<Outcome, CallError> {
        self.on_thread(|thread| self.engine.apply(thread, patch))
    }

    /// Takes the last update back.
    pub fn undo(&self, policy: Policy) -> Result<Outcome, CallError> {
        self.on_thread(|thread| self.engine.undo(thread, policy))
    }

    /// Stages of updates that fail, for tests.
    pub fn faults(&self) -> &redefine::fault::Faults {
        self.engine.faults()
    }

    /// The updated classes with their versions; `all`: those as well that were never updated.
    pub fn census(&self, all: bool) -> Result<Vec<ClassCensus>, CallError> {
        self.on_thread(|thread| Ok(census(thread, all)))
    }

    fn on_thread<R>(&self, work: impl FnOnce(&mut Thread) -> Completion<R>) -> Result<R, CallError> {
        let Some(vm) = self.vm.upgrade() else { return Err(CallError::Ending(0)) };
        attach(&vm, "jrun update", work)
    }
}

fn attach<R>(vm: &Arc<Vm>, name: &str, work: impl FnOnce(&mut Thread) -> Completion<R>) -> Result<R, CallError> {
    if let Some(status) = vm.threads.ending.status() {
        return Err(CallError::Ending(status));
    }
    if classlib::attach::is_attached(vm) {
        return Err(CallError::NotAttached);
    }
    let Some(mut thread) = jvm::thread::attach(vm, Some(name), true) else { return Err(CallError::NotAttached) };
    let (result, outcome) = match work(&mut thread) {
        Ok(result) => (Ok(result), Ok(())),
        Err(abrupt) => {
            let error = match &abrupt {
                Abrupt::Thrown => CallError::Thrown,
                Abrupt::Exit(status) => CallError::Ending(*status),
                Abrupt::Fatal(error) => CallError::Fault(error.to_string()),
            };
            (Err(error), Err(abrupt))
        }
    };
    jvm::thread::detach(thread, outcome);
    result
}
