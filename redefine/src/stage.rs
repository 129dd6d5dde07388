//! Staging: the new versions, complete and verified, before anything stops. May load classes and run Java; whatever it
//! finds wrong refuses the patch, and nothing has changed.

use crate::plan::PlannedClass;
use crate::refusal::{Refusal, Refusals};
use classfile::ClassFile;
use jvm::class::ClassState;
use jvm::versioning::{self, StagedClass};
use jvm::{Abrupt, Completion, Thread, initialization};

/// Stages every class of a plan.
pub fn stage(
    thread: &mut Thread,
    classes: &[PlannedClass],
    epoch: u64,
) -> Completion<Result<Vec<StagedClass>, Refusals>> {
    let mut staged = Vec::with_capacity(classes.len());
    let mut refusals = Refusals::default();
    for planned in classes {
        match stage_class(thread, planned, epoch) {
            Ok(class) => staged.push(class),
            Err(Abrupt::Thrown) => {
                let class = thread.pending_class().map_or_else(String::new, |class| class.external_name());
                let message = thread.pending_message().unwrap_or_default();
                thread.clear_pending();
                refusals.0.push(Refusal {
                    class: planned.class.external_name(),
                    member: None,
                    rule: "3.1",
                    reason: format!("{class}: {}", message.lines().next().unwrap_or_default()),
                    way_out: "correct the class file; the program goes on with the old version",
                });
            }
            Err(other) => return Err(other),
        }
    }
    Ok(if refusals.0.is_empty() { Ok(staged) } else { Err(refusals) })
}

fn stage_class(thread: &mut Thread, planned: &PlannedClass, epoch: u64) -> Completion<StagedClass> {
    let vm = thread.vm().clone();
    let bytes = planned.bytes.clone();
    // SAFETY: `stage` keeps the parse beside a clone of the very bytes, which share one allocation.
    let slice: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes.as_slice()) };
    let file = ClassFile::parse(slice).map_err(|error| Abrupt::internal(error.to_string()))?;
    let matched = planned.lambdas_match;
    let keep = move |cell: jvm::MethodRef| matched && cell.name.bytes().starts_with(b"lambda$");
    // SAFETY: `file` borrows from `bytes`, which the version keeps.
    let staged = unsafe { versioning::stage(&vm, planned.class, file, bytes, epoch, &keep) }
        .ok_or_else(|| Abrupt::internal("a class without a version cannot be updated"))?;
    if planned.class.state() >= ClassState::Linked {
        staged.verify(thread)?;
    }
    if planned.class.state() > ClassState::Linked {
        let old = planned.class.current();
        let added = |field: jvm::FieldRef| old.is_none_or(|old| old.field(field.name, field.descriptor).is_none());
        initialization::store_constants_of(thread, staged.version(), &added)?;
    }
    Ok(staged)
}
