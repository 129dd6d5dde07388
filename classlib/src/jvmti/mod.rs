//! The JVM Tool Interface (JVMTI 17), as far as `java.lang.instrument` goes: the JDK's own libinstrument runs on it.
//!
//! A space has a list of environments, each made by `JavaVM.GetEnv` for one agent. Functions that are not written answer
//! `NOT_AVAILABLE`; events and capabilities that are not there cannot be switched on. Never knows what an agent wants with it.

mod agents;
mod capabilities;
mod classes;
mod environment;
mod error;
mod events;
mod memory;
mod properties;
mod redefinition;
mod search_path;
mod table;

pub use agents::Agent;
pub(crate) use agents::load;
pub(crate) use environment::{Jvmti, get_env, is_version};
pub(crate) use events::{Subject, transform};
pub use events::{initialized, over};
pub(crate) use properties::overridden;

use jni_sys::jint;
use jvm::{Abrupt, Completion, Thread};
use objectspace::Scope;

use crate::jni::env::{Call, Env, enter};
use error::Error;

/// Runs a function of the table inside the VM, on the calling thread. What it throws is an internal error.
fn in_vm(work: impl for<'s> FnOnce(&mut Call<'_>, &'s Scope) -> Completion<Result<(), Error>>) -> jint {
    let env = Env::current();
    if env.is_null() {
        return Error::UNATTACHED_THREAD.0;
    }
    enter(env, |call, scope| match work(call, scope) {
        Ok(result) => Ok(result.err().map_or(0, |error| error.0)),
        Err(Abrupt::Thrown) => {
            let _ = call.take_pending(scope);
            Ok(Error::INTERNAL.0)
        }
        Err(other) => Err(other),
    })
}

/// Runs C code of an agent on a thread that is in the VM. `prepare` makes its arguments; the local references among them
/// live as long as the call. What the code throws and leaves behind is dropped, as no Java code is there to catch it.
fn in_c<P, R>(
    thread: &mut Thread,
    prepare: impl FnOnce(&mut Call<'_>) -> P,
    work: impl FnOnce(*mut Env, P) -> R,
) -> Completion<R> {
    let env: *mut Env = thread.jni_env.cast();
    let depth = thread.mutator.locals().push();
    // SAFETY: made by `Env::attach` for this thread, freed only when it ends.
    let environment = unsafe { &*env };
    let was_throwing = thread.is_throwing();
    let prepared = prepare(&mut Call { thread: &mut *thread, env: environment });
    environment.lend(thread);
    thread.mutator.enter_native();
    let result = work(env, prepared);
    thread.mutator.leave_native();
    thread.mutator.locals().pop_to(depth);
    if let Some(status) = environment.take_exit() {
        return Err(Abrupt::Exit(status));
    }
    if !was_throwing && thread.is_throwing() {
        thread.clear_pending();
    }
    Ok(result)
}
