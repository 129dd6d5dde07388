//! Requests of the program itself (`jrun.update.Updates`): made a patch, applied, answered as text.

use crate::engine::{Engine, Outcome};
use crate::patch::{Offers, Patch, PatchFile, Policy};
use crate::patch_file;
use crate::{census, refusal::Refusals};
use jvm::versioning::{Answer, Request};
use jvm::{Completion, Thread};

/// Does what was asked.
pub fn answer(engine: &Engine, thread: &mut Thread, request: Request) -> Completion<Answer> {
    let outcome = match request {
        Request::Versions => {
            let rows = census::census(thread, false);
            return Ok(Answer { done: true, text: census::text(&rows) });
        }
        Request::Undo => engine.undo(thread, Policy::default())?,
        Request::Apply { patch, classes } => {
            let files = classes.into_iter().map(|(name, bytes)| PatchFile::new(name, bytes)).collect();
            let patch = match patch.map(|bytes| patch_file::read(&bytes)) {
                Some(Ok(file)) => file.into_patch(),
                Some(Err(error)) => {
                    let mut refusals = Refusals::default();
                    refusals.whole("7.5", error.to_string(), "make it with jrun patch create");
                    return Ok(Answer { done: false, text: refusals.text() });
                }
                None => Patch { offers: Offers::Always, ..Patch::new(files) },
            };
            engine.apply(thread, &patch)?
        }
    };
    Ok(match outcome {
        Outcome::Applied(report) => Answer { done: true, text: report.text() },
        Outcome::Unchanged => Answer { done: true, text: "jrun: nothing to change\n".to_owned() },
        Outcome::Planned(plan) => Answer { done: true, text: plan.text(false) },
        Outcome::Refused(refusals) => Answer { done: false, text: refusals.text() },
    })
}
