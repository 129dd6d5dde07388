//! Making exception objects.
//!
//! An ordinary exception is made as Java would: allocate, run the constructor. StackOverflowError and OutOfMemoryError
//! are made without running Java, the latter from an instance kept for the purpose if nothing can be allocated.

use super::{Abrupt, Completion, VmError};
use crate::known::{Known, KnownField};
use crate::natives::Value;
use crate::strings;
use crate::symbol::Symbol;
use crate::thread::Thread;
use objectspace::{Handle, RawRef, RootVisitor, Scope};
use std::sync::atomic::{AtomicU32, Ordering};

/// Exceptions made inside the making of others beyond this depth end the attempt.
const MAX_DEPTH: u32 = 12;

/// What is kept for when nothing can be made any more.
#[derive(Default)]
pub struct Emergency {
    /// Root slot.
    out_of_memory: AtomicU32,
}

impl Emergency {
    /// Shows the roots.
    pub fn visit_roots(&self, visitor: &mut dyn RootVisitor) {
        visitor.slot(&self.out_of_memory);
    }
}

/// Makes the instances of [`Emergency`]; at boot, once classes can be initialized.
pub fn prepare_emergency(thread: &mut Thread) -> Completion<()> {
    for class in [Known::OutOfMemoryError, Known::StackOverflowError] {
        let class = thread.known(class)?;
        crate::initialization::initialize(thread, class)?;
    }
    let scope = Scope::open(&mut thread.mutator);
    let class = thread.known(Known::OutOfMemoryError)?;
    let error = thread.new_instance(&scope, class)?;
    let message = strings::new_string(thread, &scope, "Java heap space")?;
    let view = thread.view();
    let object = error.get(&view);
    view.store_ref(object, thread.vm().offset(KnownField::ThrowableDetailMessage), Some(message.get(&view)));
    thread.vm().threads.emergency.out_of_memory.store(view.raw(object).0, Ordering::Release);
    Ok(())
}

pub(super) fn throw(thread: &mut Thread, class: Known, message: Option<&str>, wrap: bool) -> Abrupt {
    if thread.throwing >= MAX_DEPTH {
        let message = message.map_or_else(String::new, |message| format!(": {message}"));
        return Abrupt::internal(format!("{}{message} (while other exceptions were being made)", class.name()));
    }
    // Before there are strings nothing can be thrown: the class library lacks something, or is damaged.
    if thread.vm().known.get(Known::String).is_none() {
        let message = message.map_or_else(String::new, |message| format!(": {message}"));
        let text = format!("{}{message} before the first string", class.name());
        return Abrupt::Fatal(Box::new(VmError::ClassLibrary(text)));
    }
    thread.throwing += 1;
    let outcome = match class {
        Known::StackOverflowError => thread.with_reserve(|thread| bare(thread, class, None)),
        Known::OutOfMemoryError => out_of_memory(thread, message),
        _ => construct(thread, class, message, wrap),
    };
    thread.throwing -= 1;
    match outcome {
        Ok(()) => Abrupt::Thrown,
        // What was thrown on the way is pending instead.
        Err(abrupt) => abrupt,
    }
}

/// An exception without its constructor: fields as allocated, but for message and backtrace.
fn bare(thread: &mut Thread, class: Known, message: Option<&str>) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let class = thread.known(class)?;
    let error = thread.new_instance(&scope, class)?;
    if let Some(message) = message {
        let message = strings::new_string(thread, &scope, message)?;
        let view = thread.view();
        let offset = thread.vm().offset(KnownField::ThrowableDetailMessage);
        view.store_ref(error.get(&view), offset, Some(message.get(&view)));
    }
    super::backtrace::fill_in(thread, error);
    thread.throw_object(error);
    Ok(())
}

fn out_of_memory(thread: &mut Thread, message: Option<&str>) -> Completion<()> {
    // A second one inside the first: not even the error fits.
    if thread.throwing_out_of_memory {
        let scope = Scope::open(&mut thread.mutator);
        let kept = {
            let view = thread.view();
            let kept = thread.vm().threads.emergency.out_of_memory.load(Ordering::Acquire);
            // SAFETY: the slot is a root of the space.
            let kept = unsafe { view.from_raw(RawRef(kept)) };
            kept.map(|kept| scope.handle(&view, kept))
        };
        let Some(kept) = kept else { return Err(Abrupt::internal("out of memory before the space has booted")) };
        thread.throw_object(kept);
        return Ok(());
    }
    thread.throwing_out_of_memory = true;
    let outcome = bare(thread, Known::OutOfMemoryError, message);
    thread.throwing_out_of_memory = false;
    outcome
}

fn construct(thread: &mut Thread, class: Known, message: Option<&str>, wrap: bool) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let cause = if wrap { thread.take_pending(&scope) } else { None };
    thread.clear_pending();
    let class = thread.known(class)?;
    let error = thread.new_instance(&scope, class)?;
    let message = match message {
        Some(message) => Some(strings::new_string(thread, &scope, message)?),
        None => None,
    };
    let (text, throwable) = (Value::Ref(message), Value::Ref(cause));
    let constructor =
        |descriptor: &str| class.declared_method(Symbol::from_text("<init>"), Symbol::from_text(descriptor));
    // Constructors that take the cause come first: some of the others forbid a later initCause.
    let mut caused = cause.is_some();
    let (method, arguments) = match (message, cause) {
        (None, Some(_)) if constructor("(Ljava/lang/Throwable;)V").is_some() => {
            (constructor("(Ljava/lang/Throwable;)V"), vec![throwable])
        }
        (Some(_), Some(_)) if constructor("(Ljava/lang/String;Ljava/lang/Throwable;)V").is_some() => {
            (constructor("(Ljava/lang/String;Ljava/lang/Throwable;)V"), vec![text, throwable])
        }
        (Some(_), _) if constructor("(Ljava/lang/String;)V").is_some() => {
            caused = false;
            (constructor("(Ljava/lang/String;)V"), vec![text])
        }
        _ => {
            caused = false;
            (constructor("()V"), Vec::new())
        }
    };
    let method = method.ok_or_else(|| Abrupt::internal(format!("{} has no constructor for the VM", class.name())))?;
    let takes_message = !arguments.is_empty() && (message.is_some());
    let mut all = vec![Value::Ref(Some(error))];
    all.extend(arguments);
    thread.invoke(&scope, method, &all)?;
    if let Some(message) = message.filter(|_| !takes_message) {
        let view = thread.view();
        let offset = thread.vm().offset(KnownField::ThrowableDetailMessage);
        view.store_ref(error.get(&view), offset, Some(message.get(&view)));
    }
    if let Some(cause) = cause.filter(|_| !caused) {
        set_cause(thread, &scope, error, cause)?;
    }
    thread.throw_object(error);
    Ok(())
}

fn set_cause<'s>(thread: &mut Thread, scope: &'s Scope, error: Handle<'s>, cause: Handle<'s>) -> Completion<()> {
    let throwable = thread.known(Known::Throwable)?;
    let descriptor = Symbol::from_text("(Ljava/lang/Throwable;)Ljava/lang/Throwable;");
    let method = throwable
        .declared_method(Symbol::from_text("initCause"), descriptor)
        .ok_or_else(|| Abrupt::internal("Throwable has no initCause"))?;
    thread.invoke(scope, method, &[Value::Ref(Some(error)), Value::Ref(Some(cause))]).map(|_| ())
}
