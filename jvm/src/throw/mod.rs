//! Abrupt completion (JVMS §2.10): how Rust code says that a Java exception is on its way.

use crate::known::Known;
use crate::thread::Thread;

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

mod exception;
