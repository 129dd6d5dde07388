//! The thread that turns signals into calls of `jdk.internal.misc.Signal.dispatch`, and SIGQUIT into a thread dump.
//!
//! One at most in a process: signals belong to one space. It is a daemon of the system thread group.

use std::sync::Arc;

use jvm::natives::Value;
use jvm::{Abrupt, Completion, Symbol, Thread};
use objectspace::Scope;

use crate::libjvm::signals;

/// What SIGQUIT does.
pub type OnQuit = Box<dyn Fn(&mut Thread) + Send>;

/// Starts it for a space that has the signals ([`signals::take`]).
pub fn start(thread: &mut Thread, on_quit: OnQuit) -> std::io::Result<()> {
    let vm = Arc::downgrade(thread.vm());
    let (ready, begun) = std::sync::mpsc::channel::<()>();
    std::thread::Builder::new().name("Signal Dispatcher".into()).spawn(move || {
        let Some(vm) = vm.upgrade() else { return };
        let Some(mut thread) = jvm::thread::attach_system(&vm, "Signal Dispatcher") else { return };
        drop(vm);
        // Whoever started it may have gone on after a failure of its own.
        let _ = ready.send(());
        let outcome = run(&mut thread, &on_quit);
        jvm::thread::detach(thread, outcome);
    })?;
    // An error means that it ended already, because the space is ending.
    let _ = thread.mutator.blocked(|| begun.recv());
    Ok(())
}

fn run(thread: &mut Thread, on_quit: &OnQuit) -> Completion<()> {
    let vm = thread.vm().clone();
    loop {
        thread.safepoint()?;
        match thread.mutator.blocked(|| signals::wait(&|| vm.threads.ending.is_on())) {
            None => return vm.threads.ending.check(),
            Some(libc::SIGQUIT) => on_quit(thread),
            Some(signal) => match dispatch(thread, signal) {
                // Signal.dispatch only starts a thread; what that failed with concerns no later signal.
                Err(Abrupt::Thrown) => thread.clear_pending(),
                outcome => outcome?,
            },
        }
    }
}

fn dispatch(thread: &mut Thread, signal: i32) -> Completion<()> {
    let class = jvm::loading::load_boot_class(thread, Symbol::from_text("jdk/internal/misc/Signal"))?
        .ok_or_else(|| Abrupt::internal("jdk.internal.misc.Signal is missing"))?;
    jvm::initialization::initialize(thread, class)?;
    let method = thread.method_named(class, "dispatch", "(I)V")?;
    let scope = Scope::open(&mut thread.mutator);
    thread.invoke(&scope, method, &[Value::Int(signal)]).map(|_| ())
}
