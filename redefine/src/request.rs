//! Requests of the program itself (`jrun.update.Updates`): made a patch, applied, answered as text; and its listeners.

use crate::engine::{Engine, Outcome};
use crate::patch::{Offers, Patch, PatchFile};
use crate::patch_file;
use crate::{census, refusal::Refusals};
use jvm::class::{ClassRef, LoaderRef};
use jvm::natives::Value;
use jvm::versioning::{Answer, Request};
use jvm::{Abrupt, Completion, Symbol, Thread, strings};
use objectspace::Scope;
use std::sync::Arc;

/// Tells the program's listeners of an update, if it has any. What a listener throws goes to its thread's handler.
pub fn notify(thread: &mut Thread, outcome: &Outcome) -> Completion<()> {
    let Outcome::Applied(report) = outcome else { return Ok(()) };
    let name = Symbol::from_text("jrun/update/Updates");
    let Some(class) = thread.vm().classes.find(LoaderRef::BOOT, name).filter(|class| class.is_initialized()) else {
        return Ok(());
    };
    let scope = Scope::open(&mut thread.mutator);
    let committed = thread.method_named(class, "committed", "(Ljava/lang/String;)V")?;
    let text = strings::new_string(thread, &scope, &report.text())?;
    match thread.invoke(&scope, committed, &[Value::Ref(Some(text))]) {
        Err(Abrupt::Thrown) => {
            thread.clear_pending();
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

/// Does what was asked.
pub fn answer(engine: &Engine, thread: &mut Thread, request: Request) -> Completion<Answer> {
    let outcome = match request {
        Request::Versions => {
            let rows = census::census(thread, false);
            return Ok(Answer { done: true, text: census::text(&rows), error: None });
        }
        Request::Undo => engine.undo(thread, engine.policy.clone())?,
        Request::Redefine(classes) => {
            let file = |(class, bytes): (ClassRef, Arc<[u8]>)| PatchFile {
                origin: class.external_name(),
                bytes,
                only: Some(class),
                beside: false,
            };
            engine.apply(thread, &Patch::new(classes.into_iter().map(file).collect()))?
        }
        Request::Apply { patch, classes } => {
            let files = classes.into_iter().map(|(name, bytes)| PatchFile::new(name, bytes)).collect();
            let patch = match patch.map(|bytes| patch_file::read(&bytes)) {
                Some(Ok(file)) => file.into_patch(&engine.policy),
                Some(Err(error)) => {
                    let mut refusals = Refusals::default();
                    refusals.whole("7.5", error.to_string(), "make it with jrun patch create");
                    return Ok(refused(&refusals));
                }
                None => Patch { offers: Offers::Always, policy: engine.policy.clone(), ..Patch::new(files) },
            };
            engine.apply(thread, &patch)?
        }
    };
    let done = |text: String| Answer { done: true, text, error: None };
    Ok(match outcome {
        Outcome::Applied(report) => done(report.text()),
        Outcome::Unchanged => done("jrun: nothing to change\n".to_owned()),
        Outcome::Planned(plan) => done(plan.text(false)),
        Outcome::Refused(refusals) => refused(&refusals),
    })
}

fn refused(refusals: &Refusals) -> Answer {
    Answer { done: false, text: refusals.text(), error: refusals.0.first().map(|refusal| refusal.error.clone()) }
}
