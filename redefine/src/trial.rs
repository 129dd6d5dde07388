//! The trial of a commit that code of the patch is to judge: initializers, migrations and validations run while it can be rolled back.

use crate::change::{Before, MORE_MEMORY};
use crate::fault::{Faults, Stage};
use crate::initialize::{self, Initialized};
use crate::migration::{self, Ran};
use crate::patch::{Patch, Policy};
use crate::plan::Plan;
use crate::refusal::Refusals;
use jvm::versioning::{self, Limits, Trial};
use jvm::{Completion, Thread, Vm};
use objectspace::Scope;
use std::time::Duration;

/// Fields that initializers gave a value, and what of the patch's code ran.
pub type Tried = (Vec<String>, Vec<Ran>);

/// Initializers, migrations and validations of a patch that code is to judge; the commit is rolled back if it is refused.
pub fn tried(
    thread: &mut Thread,
    patch: &Patch,
    (plan, faults): (&Plan, &Faults),
    fates: &[versioning::Carried],
    before: Before,
    warnings: &mut Vec<String>,
) -> Completion<Result<Tried, Refusals>> {
    let limit = patch.policy.migration_time.unwrap_or(Policy::MIGRATION_TIME);
    let time = if faults.strikes(Stage::Time) { Duration::ZERO } else { limit };
    let limits = Limits { time, allocations: faults.starving_allocation() };
    let trial = Trial::begin(thread, before.structure, before.back, before.baggage, limits);
    let verdict = {
        let scope = Scope::open(&mut thread.mutator);
        let outcome = versioning::in_trial(thread, |thread| {
            let copies = migration::copy(thread, &scope, &migration::copied(plan))?;
            let initialized = initialize::run(thread, plan, fates, warnings)?;
            if let Err(refusals) = enough(thread.vm(), &initialized).and(faults.pass(Stage::Initialize)) {
                return Ok(Err(refusals));
            }
            let ran = migration::run(thread, &scope, &plan.code, &copies)?;
            Ok(Ok((initialized.done, ran)))
        });
        let verdict = migration::verdict(thread, outcome, limit)?.and_then(|done| done);
        // Code may cope with an allocation that failed.
        let starved = limits.allocations.is_some() && !thread.vm().heap.will_starve();
        let missed = if starved { Err(Faults::struck(Stage::Memory)) } else { Ok(()) };
        Ok(verdict.and_then(|done| missed.and(faults.pass(Stage::Validate)).map(|()| done)))
    };
    match verdict {
        Ok(Ok(_)) => trial.accept(thread),
        _ => trial.roll_back(thread),
    }
    verdict
}

/// Initializers that found no memory refuse the patch where it can be taken back.
fn enough(vm: &Vm, initialized: &Initialized) -> Result<(), Refusals> {
    let Some(starved) = &initialized.starved else { return Ok(()) };
    let mut refusals = Refusals::default();
    let megabytes = vm.heap.max_heap() >> 20;
    refusals.whole("4.2", format!("{starved}; the heap has {megabytes} MiB"), MORE_MEMORY);
    Err(refusals)
}
