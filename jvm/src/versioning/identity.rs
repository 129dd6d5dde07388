//! The stress mode that redefines every class to itself while the program runs.
//!
//! Decides when; how is the [`Redefiner`]'s business.

use crate::thread::Thread;
use crate::throw::Completion;
use std::sync::atomic::Ordering;

/// How the stress mode redefines a class to itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdentityForm {
    /// A new constant pool and new code.
    #[default]
    Body,
    /// The same, and a layout with the fields in other places, to which all instances move.
    Relayout,
    /// The same, but the instances stay with the version and layout that they have.
    Keep,
    /// As [`Self::Relayout`], but the instances wait to be converted, with some of what they have beside them.
    Lazy,
}

/// Who updates classes when Java code or a stress mode asks for it. The embedder installs it; `jvm` knows no other way.
pub trait Redefiner: Send + Sync {
    /// Redefines every class to itself; answers how many.
    fn identity(&self, thread: &mut Thread, form: IdentityForm) -> Completion<usize>;

    /// The program ends, after so many of these redefinitions.
    fn identities_made(&self, commits: u64);

    /// What a program asks for itself. The calling thread runs Java.
    fn request(&self, thread: &mut Thread, request: Request) -> Completion<Answer>;
}

/// What Java code can ask an updater for.
pub enum Request {
    /// Apply a patch: a patch file's bytes, or class files.
    Apply {
        /// A patch file; `None` for bare class files.
        patch: Option<Vec<u8>>,
        /// Class files, each with its name.
        classes: Vec<(String, Vec<u8>)>,
    },
    /// Give these classes, and no others of their names, these class files.
    Redefine(Vec<(crate::class::ClassRef, std::sync::Arc<[u8]>)>),
    /// Take the last update back.
    Undo,
    /// The classes with their versions, as text.
    Versions,
}

/// What came of a request.
pub struct Answer {
    /// It was done.
    pub done: bool,
    /// The report, for people.
    pub text: String,
    /// If it was refused: external name of the error that Java knows the first reason by.
    pub error: Option<String>,
}

/// The stress mode that redefines every class to itself at safe points.
#[derive(Default)]
pub struct IdentityStress {
    redefiner: std::sync::OnceLock<(std::sync::Arc<dyn Redefiner>, u32, IdentityForm)>,
    safe_points: std::sync::atomic::AtomicU64,
    commits: std::sync::atomic::AtomicU64,
    concluded: std::sync::atomic::AtomicBool,
}

impl IdentityStress {
    /// Turns it on: an update at every so many safe points.
    pub fn start(&self, redefiner: std::sync::Arc<dyn Redefiner>, every: u32, form: IdentityForm) {
        let _ = self.redefiner.set((redefiner, every.max(1), form));
    }

    /// Is it on?
    pub fn is_on(&self) -> bool {
        self.redefiner.get().is_some()
    }

    /// The program ends, by its last thread or by `System.exit`: if it is on, the redefiner hears how often it came, once.
    pub fn conclude(&self) {
        if let Some((redefiner, ..)) = self.redefiner.get()
            && !self.concluded.swap(true, Ordering::Relaxed)
        {
            redefiner.identities_made(self.commits.load(Ordering::Relaxed));
        }
    }

    /// Makes a thread's next poll a safe point. A poll that always stopped would run its instruction for ever, so threads
    /// are asked anew after each native.
    pub(crate) fn ask(&self, thread: &mut Thread) {
        const ASKED: u32 = 2;
        let own: *mut Thread = thread;
        let vm = thread.vm();
        vm.heap.signal(own.cast(), ASKED);
    }

    /// A thread stands at a safe point.
    pub(crate) fn at_safe_point(&self, thread: &mut Thread) -> Completion<()> {
        let Some((redefiner, every, form)) = self.redefiner.get() else { return Ok(()) };
        let count = self.safe_points.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(u64::from(*every)) && !thread.is_throwing() && redefiner.identity(thread, *form)? > 0 {
            self.commits.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}
