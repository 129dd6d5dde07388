//! The engine: takes patches one after the other through the pipeline. One per space.

use crate::agent::Transformations;
use crate::audit;
use crate::change::{change, stale, survey};
use crate::explain::{Explanation, explain};
use crate::fault::{Faults, Stage};
use crate::history::{Applied, History};
use crate::hurt;
use crate::initialize;
use crate::lost_type;
use crate::migration::{self, HaveRun};
use crate::offer::offers;
use crate::patch::{Patch, Policy};
use crate::plan::{Plan, plan};
use crate::quiescence::Patience;
use crate::refusal::Refusals;
use crate::report::{ClassReport, Report, renamed};
use crate::stage::{Staged, give_up, stage};
use crate::stress::Stress;
use crate::trial::tried;
use jvm::versioning::audit::Extent;
use jvm::versioning::{self, IdentityForm};
use jvm::{Completion, Thread, Vm};
use objectspace::{Collection, StoppedWorld};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How often a plan is made again because classes were loaded meanwhile.
const REPLANS: usize = 8;

/// What became of a patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in force.
    Applied(Report),
    /// Nothing of it changed anything: the classes are what they were.
    Unchanged,
    /// What it would do; nothing was done.
    Planned(Explanation),
    /// Nothing changed, for these reasons.
    Refused(Refusals),
}

/// The update engine of one space.
pub struct Engine {
    /// One patch at a time; others wait here.
    turn: Mutex<()>,
    /// How what the program itself asks for is applied, where it does not say.
    pub(crate) policy: Policy,
    applied: AtomicU64,
    history: Mutex<History>,
    /// Migrations and validations that have run, with the numbers of their updates.
    ran: Mutex<Vec<(u64, String, u64)>>,
    stress: Stress,
}

/// What an attempt to commit came to.
enum Attempt {
    Done(Box<Report>),
    /// The classes changed since the plan was made.
    Stale,
    Refused(Refusals),
}

impl Engine {
    /// An engine that has applied nothing and can take back so many updates. `policy`: of what the program itself asks for.
    pub fn new(undo_depth: usize, policy: Policy, stress: Stress) -> Engine {
        Engine {
            policy,
            turn: Mutex::default(),
            applied: AtomicU64::default(),
            history: Mutex::new(History::new(undo_depth)),
            ran: Mutex::default(),
            stress,
        }
    }

    /// The stages that fail, for tests.
    pub fn faults(&self) -> &Faults {
        &self.stress.faults
    }

    /// Number of updates applied so far.
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::Relaxed)
    }

    /// Applies a patch as one unit, or not at all. Listeners hear of it before this returns.
    pub fn apply(&self, thread: &mut Thread, patch: &Patch) -> Completion<Outcome> {
        let outcome = {
            let _turn = thread.mutator.blocked(|| self.turn.lock());
            self.run_with_rollback(thread, patch)?
        };
        crate::request::notify(thread, &outcome)?;
        Ok(outcome)
    }

    fn run_with_rollback(&self, thread: &mut Thread, patch: &Patch) -> Completion<Outcome> {
        let outcome = self.run(thread, patch)?;
        if let (true, Outcome::Applied(report)) = (self.stress.rollback && self.history.lock().depth() > 0, &outcome)
            && report.number.is_multiple_of(2)
            // What migration code has done is not taken back.
            && report.ran.is_empty()
        {
            match self.run_undo(thread, Policy { when: patch.policy.when, ..Policy::default() })? {
                Outcome::Applied(_) => {
                    // Nobody is to see it.
                    self.applied.store(report.number - 1, Ordering::Relaxed);
                    return self.run(thread, patch);
                }
                other => return Ok(other),
            }
        }
        Ok(outcome)
    }

    /// Takes the last update back: the class files that it replaced come again, with the values of what it dropped.
    pub fn undo(&self, thread: &mut Thread, policy: Policy) -> Completion<Outcome> {
        let outcome = {
            let _turn = thread.mutator.blocked(|| self.turn.lock());
            self.run_undo(thread, policy)?
        };
        crate::request::notify(thread, &outcome)?;
        Ok(outcome)
    }

    fn run_undo(&self, thread: &mut Thread, policy: Policy) -> Completion<Outcome> {
        let (depth, last) = {
            let history = self.history.lock();
            (history.depth(), history.last().map(|last| (last.number, last.reverse(policy))))
        };
        let Some((number, patch)) = last else {
            let mut refusals = Refusals::default();
            let reason = if self.applied() == 0 {
                "there is nothing to undo: no update has been applied".to_owned()
            } else {
                format!("there is nothing left to undo: --undo-depth is {depth}")
            };
            refusals.whole("5.5", reason, "apply the former class files as a patch");
            return Ok(Outcome::Refused(refusals));
        };
        match self.run(thread, &patch)? {
            Outcome::Applied(mut report) => {
                let undone = self.history.lock().pop();
                if let Some(undone) = &undone {
                    let left = undone.code.iter().filter_map(|found| found.left_by_undo(number, &report.ran));
                    let left: Vec<String> = left.collect();
                    report.warnings.extend(left);
                }
                let stay = undone.into_iter().flat_map(|undone| undone.withdraw_offers(thread.vm()));
                report
                    .warnings
                    .extend(stay.map(|name| format!("{name} came with update {number} and stays: it is loaded")));
                self.ran.lock().retain(|ran| ran.0 != number);
                report.undoes = Some(number);
                Ok(Outcome::Applied(report))
            }
            Outcome::Unchanged => {
                self.history.lock().pop();
                Ok(Outcome::Unchanged)
            }
            other => Ok(other),
        }
    }

    /// Takes a patch through the pipeline. The turn is this thread's.
    fn run(&self, thread: &mut Thread, patch: &Patch) -> Completion<Outcome> {
        let mut new: Vec<String> = Vec::new();
        let mut agents = Transformations::default();
        for _ in 0..REPLANS {
            let mut plan = match plan(thread.vm(), patch, &agents, &self.stress.faults) {
                Ok(plan) => plan,
                Err(refusals) => return Ok(Outcome::Refused(refusals)),
            };
            // What agents make of the class files is what they are compared by.
            if agents.show(thread, patch, &plan)? {
                plan = match crate::plan::plan(thread.vm(), patch, &agents, &self.stress.faults) {
                    Ok(plan) => plan,
                    Err(refusals) => return Ok(Outcome::Refused(refusals)),
                };
            }
            removed(thread.vm(), patch, &mut plan);
            if patch.policy.undo {
                let history = self.history.lock();
                plan.code = history.last().map_or_else(Vec::new, |last| migration::going_back(thread.vm(), &last.code));
            } else {
                let have_run: HaveRun = self.ran.lock().iter().map(|ran| (ran.1.clone(), ran.2)).collect();
                plan.code = migration::find(thread.vm(), patch, &mut plan, &have_run);
            }
            // Staging may have loaded some of them.
            new.extend(plan.not_loaded.iter().filter(|name| !new.contains(name)).cloned().collect::<Vec<_>>());
            plan.new.clone_from(&new);
            let code = |name: &String| plan.code.iter().any(|found| found.name == *name);
            plan.new.retain(|name| !code(name));
            let is_empty = plan.classes.is_empty() && plan.naming.is_empty();
            if is_empty && plan.not_loaded.is_empty() && plan.warnings.is_empty() {
                return Ok(Outcome::Unchanged);
            }
            let offers = offers(thread, patch, &plan)?;
            self.stress.between_stages(thread);
            let staged = match stage(thread, &plan, patch, &offers, &self.stress)? {
                Ok(staged) => staged,
                Err(refusals) => return Ok(Outcome::Refused(refusals)),
            };
            plan.warnings.extend(lost_type::uses(thread.vm(), &staged.classes));
            plan.warnings.extend(hurt::hash_keys(thread, &plan));
            let explained = patch.policy.dry_run || patch.policy.explain;
            let explanation = explained.then(|| explain(thread, &plan, &staged.classes));
            if let (true, Some(explanation)) = (patch.policy.dry_run, &explanation) {
                give_up(thread, &staged.naming.defined);
                return Ok(Outcome::Planned(explanation.clone()));
            }
            let defined = staged.naming.defined.clone();
            let attempt = self.commit(thread, patch, &plan, staged, &agents);
            if !matches!(attempt, Ok(Attempt::Done(_))) {
                give_up(thread, &defined);
            }
            match attempt? {
                Attempt::Done(mut report) => {
                    report.plan = explanation.map(Box::new);
                    return Ok(Outcome::Applied(*report));
                }
                Attempt::Refused(refusals) => return Ok(Outcome::Refused(refusals)),
                Attempt::Stale => {}
            }
        }
        let mut refusals = Refusals::default();
        refusals.whole(
            "2.1",
            "classes were loaded again and again while it was prepared".into(),
            "save once more when the program has settled",
        );
        Ok(Outcome::Refused(refusals))
    }

    /// Stops the world, checks that the plan still holds, and does it.
    fn commit(
        &self,
        thread: &mut Thread,
        patch: &Patch,
        plan: &Plan,
        staged: Staged,
        agents: &Transformations,
    ) -> Completion<Attempt> {
        let vm = thread.vm().clone();
        let offers = offers(thread, patch, plan)?;
        // As an ordinary collection, so that the pause does not have it.
        if !stale(&vm, plan, &self.stress.faults).is_empty() {
            thread.mutator.collect(Collection::Full);
        }
        let mut patience = Patience::new(&vm, patch.policy.when);
        let survey = survey(thread, plan, &patch.policy);
        let (held, began) = loop {
            let held = thread.mutator.hold_world();
            let began = Instant::now();
            if !plan.holds(&vm) {
                return Ok(Attempt::Stale);
            }
            let blocking = patience.blocking_frames(thread, plan);
            if blocking.is_empty() {
                break (held, began);
            }
            drop(held);
            if let Err(refusals) = patience.wait(thread, blocking) {
                return Ok(Attempt::Refused(refusals));
            }
        };
        // The plan has classes that nothing else may reach, and the commit collects.
        let held_off = vm.classes.unloading.hold_off();
        let time_to_stop = held.time_to_stop();
        let number = self.applied() + 1;
        let classes = plan.classes.iter().map(|planned| planned.class);
        let offered = offers.clone();
        let before = Applied::before(classes, &staged.naming, number, patch.policy.statics, offered, plan.code.clone());
        self.stress.between_stages(thread);
        let change = |world: &mut StoppedWorld<'_>| {
            self.stress.faults.pass(Stage::Offer)?;
            let committed = change(world, &vm, plan, staged, (&patch.policy, survey.as_ref()), &self.stress)?;
            // Nothing allocates between a commit that may be taken back and its trial, which no collection may come into.
            if committed.before.is_none() {
                self.stress.between_stages_of(world);
            }
            Ok(committed)
        };
        let mut committed = match thread.mutator.stop_world(change) {
            Ok(committed) => committed,
            Err(refusals) => return Ok(Attempt::Refused(refusals)),
        };
        offers.iter().for_each(|offer| offer.make(&vm));
        let mut warnings = plan.warnings.clone();
        let at_once = committed.at_once.iter();
        warnings.extend(
            at_once.map(|(class, why)| format!("instances of {} are converted at once: {why}", class.external_name())),
        );
        let names = std::mem::take(&mut committed.names);
        let (initialized, ran) = match committed.before.take() {
            None => (initialize::run(thread, plan, &committed.fates, &mut warnings)?.done, Vec::new()),
            Some(before) => {
                match tried(thread, patch, (plan, &self.stress.faults), &committed.fates, before, &mut warnings)? {
                    Ok(done) => done,
                    Err(refusals) => {
                        for offer in &offers {
                            offer.withdraw(&vm);
                        }
                        thread.mutator.stop_world(|world| names.revert(world, &vm));
                        if self.stress.audit {
                            thread.mutator.stop_world(|world| audit::check(world, &vm, number, Extent::Everything));
                        }
                        return Ok(Attempt::Refused(refusals));
                    }
                }
            }
        };
        self.stress.between_stages(thread);
        let dead = thread.mutator.stop_world(|world| {
            let dead = versioning::reclaim(world, &vm);
            if self.stress.audit {
                audit::check(world, &vm, number, Extent::Everything);
            }
            dead
        });
        self.stress.between_stages(thread);
        // A thread that goes on may ask for the classes to be transformed again.
        agents.keep_originals(plan);
        if let (true, Some(undone)) = (patch.policy.undo, self.history.lock().last()) {
            undone.restore_originals();
        }
        drop(held_off);
        let pause = held.release().duration_since(began);
        dead.free(&vm);
        for class in &committed.reshaped.loose {
            warnings.push(format!(
                "objects that are no {} any more may stand where one is expected: using them so throws IncompatibleClassChangeError",
                class.external_name()
            ));
        }
        self.applied.store(number, Ordering::Relaxed);
        let has_run = plan.code.iter().filter(|found| !found.undo);
        self.ran.lock().extend(has_run.map(|found| (number, found.name.clone(), found.hash)));
        if !patch.policy.undo && !before.is_empty() {
            self.history.lock().push(before);
        }
        let migrated = committed.reshaped.migrated.iter().filter(|(_, count)| *count > 0);
        Ok(Attempt::Done(Box::new(Report {
            number,
            undoes: None,
            plan: None,
            classes: plan.classes.iter().map(ClassReport::of).collect(),
            not_loaded: plan.new.clone(),
            renamed: renamed(&plan.naming, false),
            nameless: renamed(&plan.naming, true),
            migrated: migrated.map(|(class, count)| (class.external_name(), *count)).collect(),
            kept: committed.reshaped.kept.iter().map(|(class, number)| (class.external_name(), *number)).collect(),
            lazy: committed.reshaped.lazy.iter().map(|class| class.external_name()).collect(),
            initialized,
            ran,
            warnings,
            old_frames: committed.old_frames,
            since_event: patch.first_event.elapsed(),
            time_to_stop,
            pause,
        })))
    }
}

/// Classes that the patch takes away: their instances and callers keep them, but a person should know.
fn removed(vm: &Vm, patch: &Patch, plan: &mut Plan) {
    for name in &patch.removed {
        let symbol = jvm::Symbol::from_text(&name.replace('.', "/"));
        for loader in 0..vm.classes.loaders().len() as u32 {
            vm.classes.added.withdraw(jvm::class::LoaderRef(loader), symbol);
        }
        if !vm.classes.find_defined(symbol).is_empty() {
            plan.warnings.push(format!("{name} is removed by the patch, but loaded: it stays for those who use it"));
        }
    }
}

impl versioning::Redefiner for Engine {
    fn identity(&self, thread: &mut Thread, form: IdentityForm) -> Completion<usize> {
        let Some(_turn) = self.turn.try_lock() else { return Ok(0) };
        Ok(crate::identity::redefine_all(thread, form, &self.stress))
    }

    fn identities_made(&self, commits: u64) {
        eprint!("{}", crate::report::identities(commits));
    }

    fn request(&self, thread: &mut Thread, request: versioning::Request) -> Completion<versioning::Answer> {
        crate::request::answer(self, thread, request)
    }
}
