//! Abrupt completion (JVMS §2.10): how Rust code says that a Java exception is on its way.

pub mod backtrace;
mod exception;
pub mod message;
pub mod null_pointer;

pub use exception::{Emergency, prepare_emergency};

use crate::known::{Known, KnownField};
use crate::strings;
use crate::thread::Thread;
use objectspace::{Handle, Scope};

/// Why something did not complete normally. Small: the throwable itself sits in [`Thread::pending`].
#[derive(Debug)]
pub enum Abrupt {
    /// A throwable is in the thread's pending slot.
    Thrown,
    /// The space is ending with this status.
    Exit(i32),
    /// A fault of ours or of the host, never a Java exception.
    Fatal(Box<VmError>),
}

/// What anything that may run Java returns.
pub type Completion<T> = Result<T, Abrupt>;

/// A fault of the VM or a lost host resource.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// Something that our own invariants exclude.
    #[error("internal error: {0}")]
    Internal(String),
    /// The JDK lacks something the VM needs.
    #[error("the class library does not fit this VM: {0}")]
    ClassLibrary(String),
    /// An agent cannot be loaded.
    #[error("{0}")]
    Agent(String),
}

impl Abrupt {
    /// A fault of ours.
    pub fn internal(text: impl Into<String>) -> Abrupt {
        Abrupt::Fatal(Box::new(VmError::Internal(text.into())))
    }
}

impl Thread {
    /// Makes an exception of a well-known class pending and returns [`Abrupt::Thrown`].
    /// Runs Java (the constructor), so it may collect; if even that throws, what was thrown instead is pending.
    #[cold]
    pub fn throw(&mut self, class: Known, message: Option<&str>) -> Abrupt {
        exception::throw(self, class, message, false)
    }

    /// As [`Self::throw`], formatting the message.
    #[cold]
    pub fn throw_text(&mut self, class: Known, message: impl Into<String>) -> Abrupt {
        exception::throw(self, class, Some(&message.into()), false)
    }

    /// As [`Self::throw`], with the exception pending now as the cause of the new one.
    #[cold]
    pub fn throw_wrapping(&mut self, class: Known, message: Option<&str>) -> Abrupt {
        exception::throw(self, class, message, true)
    }
}

impl Thread {
    /// Is an instance of this class pending?
    pub fn is_pending(&self, class: Known) -> bool {
        let Some(class) = self.vm().known.get(class) else { return false };
        self.pending_class().is_some_and(|pending| pending.is_subtype_of(class))
    }
}

/// Prints a throwable that no Java code will: before the class library is up, or when it has failed. Reads fields only.
pub fn print_uncaught(thread: &mut Thread, throwable: Handle<'_>) {
    eprint!("Exception in thread \"{}\" {}", thread.name(), describe(thread, throwable));
}

/// The pending throwable as [`print_uncaught`] would print it; it stays pending.
pub fn describe_pending(thread: &mut Thread) -> String {
    match thread.pending() {
        Some(throwable) => describe(thread, throwable),
        None => String::new(),
    }
}

/// A throwable, its trace and its causes as text lines, without running Java.
pub fn describe(thread: &mut Thread, throwable: Handle<'_>) -> String {
    let scope = Scope::open(&mut thread.mutator);
    let mut current = Some(throwable);
    let mut text = String::new();
    // A chain of causes may be a circle.
    for depth in 0..16 {
        let Some(throwable) = current else { break };
        if depth > 0 {
            text.push_str("Caused by: ");
        }
        text.push_str(&thread.class_of(throwable).external_name());
        let message = {
            let view = thread.view();
            view.load_ref(throwable.get(&view), thread.vm().offset(KnownField::ThrowableDetailMessage))
                .map(|message| strings::text_of(thread, &view, message))
        };
        if let Some(message) = message {
            text.push_str(": ");
            text.push_str(&message);
        }
        text.push('\n');
        for line in backtrace::lines(thread, throwable) {
            text.push_str("\tat ");
            text.push_str(&line);
            text.push('\n');
        }
        let view = thread.view();
        let object = throwable.get(&view);
        let cause = view.load_ref(object, thread.vm().offset(KnownField::ThrowableCause));
        current = cause.filter(|cause| !view.same(*cause, object)).map(|cause| scope.handle(&view, cause));
    }
    text
}
