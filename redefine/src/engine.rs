//! The engine: takes patches one after the other through the pipeline. One per space.

use crate::agent::Transformations;
use crate::audit;
use crate::diff::Kind;
use crate::explain::{Explanation, explain};
use crate::fault::{Faults, Stage};
use crate::first_value::FirstValues;
use crate::history::{Applied, History};
use crate::hurt;
use crate::initialize::{self, Initialized};
use crate::invalidate::invalidate;
use crate::lost_type;
use crate::migration::{self, HaveRun, Ran};
use crate::offer::offers;
use crate::patch::{Instance, Instances, Patch, Policy};
use crate::plan::{Plan, plan};
use crate::quiescence::Patience;
use crate::refusal::Refusals;
use crate::report::{ClassReport, Report};
use crate::stage::{Staged, give_up, stage};
use jvm::class::ClassRef;
use jvm::versioning::audit::Extent;
use jvm::versioning::{
    self, DirectSupers, IdentityForm, Limits, Naming, OldFrame, Renamed, Reshape, Reshaped, StagedClass, Structure,
    Trial, Wishes,
};
use jvm::{Completion, Symbol, Thread, Vm, known};
use objectspace::{Collection, Migrations, Scope, StoppedWorld, Survey};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The way out where the heap is too small.
const MORE_MEMORY: &str =
    "give the program more memory (-Xmx), update it with fewer live instances, or let them stay (--instances=keep)";
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

/// How the engine tests itself.
#[derive(Debug, Default)]
pub struct Stress {
    /// Every second update is taken back and applied again.
    pub rollback: bool,
    /// What refers to classes is looked at after every commit.
    pub audit: bool,
    /// The heap is collected wherever a stage has done its work.
    pub collect: bool,
    /// Stages that fail.
    pub faults: Faults,
}

impl Stress {
    /// A stage has done its work: a collection may come now.
    pub(crate) fn between_stages(&self, thread: &mut Thread) {
        if self.collect {
            thread.mutator.collect(Collection::Full);
        }
    }

    /// The same where the world is stopped.
    pub(crate) fn between_stages_of(&self, world: &mut StoppedWorld<'_>) {
        if self.collect {
            world.collect(Collection::Full);
        }
    }
}

/// What an attempt to commit came to.
enum Attempt {
    Done(Box<Report>),
    /// The classes changed since the plan was made.
    Stale,
    Refused(Refusals),
}

/// What was found out and done with the world stopped.
struct Committed {
    old_frames: Vec<OldFrame>,
    reshaped: Reshaped,
    /// Classes whose instances were to wait and did not, and why.
    at_once: Vec<(ClassRef, String)>,
    /// Classes and fields of instances that got a field.
    fates: Vec<versioning::Carried>,
    /// What was done to names.
    names: Renamed,
    /// What it takes to roll it back, where code of the patch is still to judge it.
    before: Option<Before>,
}

/// The state before a commit, but for objects.
struct Before {
    structure: Structure,
    back: Migrations,
    baggage: Vec<(ClassRef, jvm::FieldRef, u32)>,
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
        drop(held);
        let pause = began.elapsed();
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
            classes: plan.classes.iter().map(class_report).collect(),
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

/// Fields that initializers gave a value, and what of the patch's code ran.
type Tried = (Vec<String>, Vec<Ran>);

/// Initializers, migrations and validations of a patch that code is to judge; the commit is rolled back if it is refused.
fn tried(
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

/// In a smaller heap moving everything is as fast, and what is unreachable is not converted with the rest.
const WORTH_A_SURVEY: usize = 16 << 20;

/// Where the instances are that the patch will convert, as far as that can be known before the stop; `None` where they will
/// move with everything else.
fn survey(thread: &mut Thread, plan: &Plan, policy: &Policy) -> Option<Survey> {
    let vm = thread.vm().clone();
    let usage = vm.heap.usage();
    if plan.kind() != Some(Kind::Format) || !plan.code.is_empty() || usage.used < WORTH_A_SURVEY {
        return None;
    }
    let converts = |class: &ClassRef| policy.instances.of(&class.external_name()) == Instance::Migrate;
    let changed = plan.classes.iter().filter(|planned| planned.diff.kind() == Some(Kind::Format));
    let layouts = versioning::layouts_of(&vm, changed.map(|planned| planned.class).filter(converts));
    if layouts.is_empty() { None } else { thread.mutator.survey(&layouts, usage.used / 4) }
}

/// The change itself. Everything that can fail comes before `publish`.
fn change(
    world: &mut StoppedWorld<'_>,
    vm: &Vm,
    plan: &Plan,
    staged: Staged,
    how: (&Policy, Option<&Survey>),
    stress: &Stress,
) -> Result<Committed, Refusals> {
    let Staged { classes: staged, naming, first_values } = staged;
    let faults = &stress.faults;
    let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
    let nameless = naming.renames.iter().filter(|rename| rename.nameless).map(|rename| rename.class);
    let in_old_code: Vec<ClassRef> = classes.iter().copied().chain(nameless).collect();
    let old_frames = versioning::old_frames(world, vm, &in_old_code);
    // Descriptors of members may be others.
    let reshapes = plan.kind() > Some(Kind::Body) || !naming.is_empty();
    let tried = !plan.code.is_empty() || faults.comes_after_publication();
    if tried {
        settle_kept(world, vm, &classes)?;
    } else if vm.identity_stress.is_on() {
        settle_identities(world, vm)?;
    }
    convert_stale(world, vm, &stale(vm, plan, faults))?;
    let names = naming.apply(world, vm);
    let (reshape, structure) = match prepared(world, vm, (&staged, &first_values), how, (reshapes, tried), stress) {
        Ok(prepared) => prepared,
        Err(refusals) => {
            names.revert(world, vm);
            return Err(refusals);
        }
    };
    let before = structure.map(|structure| Before {
        structure,
        back: reshape.as_ref().map_or_else(Migrations::new, Reshape::way_back),
        baggage: reshape.as_ref().map_or_else(Vec::new, Reshape::baggage),
    });
    let links: Vec<(ClassRef, DirectSupers)> = staged
        .iter()
        .filter(|staged| staged.supers().is_some())
        .map(|staged| {
            let class = staged.class;
            (class, DirectSupers { super_class: class.super_class(), interfaces: class.interfaces().into() })
        })
        .collect();
    // Nothing fails from here on.
    versioning::publish(world, vm, staged);
    let mut committed =
        Committed { old_frames, reshaped: Reshaped::default(), at_once: Vec::new(), fates: Vec::new(), names, before };
    if let Some(mut reshape) = reshape {
        committed.fates = std::mem::take(&mut reshape.fates);
        committed.at_once = std::mem::take(&mut reshape.at_once);
        committed.reshaped = reshape.install(world, vm, &links);
    }
    // What failed because a class was missing is tried again when the class has come.
    invalidate(world, vm, &classes, reshapes || !plan.new.is_empty());
    if reshapes {
        Reshaped::finish(vm);
    }
    Ok(committed)
}

/// Classes whose instances wait for a layout and are to be converted before this patch: what it lays out anew, and where code
/// of its own is to judge it, all.
fn stale(vm: &Vm, plan: &Plan, faults: &Faults) -> Vec<ClassRef> {
    if !plan.code.is_empty() || faults.comes_after_publication() {
        return versioning::with_stale_instances(vm, None);
    }
    if plan.kind() < Some(Kind::Format) {
        return Vec::new();
    }
    let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
    versioning::with_stale_instances(vm, Some(&classes))
}

/// Instances that an earlier update left to be converted later.
fn convert_stale(world: &mut StoppedWorld<'_>, vm: &Vm, stale: &[ClassRef]) -> Result<(), Refusals> {
    let Some(class) = stale.first() else { return Ok(()) };
    if versioning::convert_stale(world, vm) {
        return Ok(());
    }
    let mut refusals = Refusals::default();
    let reason = format!("no room to convert instances of {} that an earlier update left", class.external_name());
    refusals.whole("4.4", reason, "give the program more memory (-Xmx)");
    Err(refusals)
}

/// The new shape with the instances moved to it, if there is to be one, and the structure of before, if the commit is to be tried.
fn prepared(
    world: &mut StoppedWorld<'_>,
    vm: &Vm,
    (staged, first_values): (&[StagedClass], &FirstValues),
    (policy, survey): (&Policy, Option<&Survey>),
    (reshapes, mut tried): (bool, bool),
    stress: &Stress,
) -> Result<(Option<Reshape>, Option<Structure>), Refusals> {
    let faults = &stress.faults;
    let mut reshape =
        if reshapes { Some(new_shape(world, vm, (staged, first_values), policy, tried, faults)?) } else { None };
    if let Some(shape) = reshape.take_if(|shape| !tried && may_starve(world, vm, staged, policy, shape)) {
        shape.abandon(vm);
        tried = true;
        convert_stale(world, vm, &versioning::with_stale_instances(vm, None))?;
        reshape = Some(new_shape(world, vm, (staged, first_values), policy, tried, faults)?);
    }
    stress.between_stages_of(world);
    let structure = tried.then(|| Structure::note(world, vm, staged));
    // New fields of what is made beside the old instances start at the defaults: it is not known which of them live.
    let alone = |shape: &Reshape| !tried && !initialize::runs_for_instances(staged, &shape.fates);
    let survey = survey.filter(|_| reshape.as_ref().is_some_and(alone));
    let reshape = reshape.map(|shape| migrated(world, vm, shape, survey, faults)).transpose()?;
    stress.between_stages_of(world);
    Ok((reshape, structure))
}

/// What the stress mode's updates of classes to themselves keep must not be seen, neither by what a patch takes away.
fn settle_identities(world: &mut StoppedWorld<'_>, vm: &Vm) -> Result<(), Refusals> {
    versioning::settle(world, vm, &versioning::is_of_identity).map_err(|error| {
        let mut refusals = Refusals::default();
        refusals.whole("4.3", error.to_string(), "give the program more memory (-Xmx)");
        refusals
    })
}

/// What a patch's own code could not be shown, nor be given back as it was: instances that stay with old versions.
fn settle_kept(world: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef]) -> Result<(), Refusals> {
    let mut refusals = Refusals::default();
    for class in versioning::with_kept_instances(vm, classes) {
        // The stress mode's kept instances are nobody's wish.
        if vm.identity_stress.is_on() {
            let settled = versioning::settle(world, vm, &|_| true);
            return settled.map_err(|error| {
                refusals.whole("4.3", error.to_string(), "give the program more memory (-Xmx)");
                refusals
            });
        }
        let reason = format!("instances of {} stay with an old version", class.external_name());
        refusals.whole(
            "4.3",
            reason,
            "apply a patch without migrations and validations under --instances=migrate first",
        );
    }
    if refusals.0.is_empty() { Ok(()) } else { Err(refusals) }
}

/// May the initializers of instance fields use up the memory?
fn may_starve(world: &StoppedWorld<'_>, vm: &Vm, staged: &[StagedClass], policy: &Policy, shape: &Reshape) -> bool {
    let classes: Vec<ClassRef> = staged.iter().map(|staged| staged.class).collect();
    // Where instances stay there is no way back for them; they get no new fields.
    if policy.instances != Instances::default() || !versioning::with_kept_instances(vm, &classes).is_empty() {
        return false;
    }
    let bytes = initialize::may_take(world, vm, &shape.fates, staged);
    bytes > 0 && !shape.has_room(world, bytes)
}

/// The new shape.
fn new_shape(
    world: &mut StoppedWorld<'_>,
    vm: &Vm,
    (staged, first_values): (&[StagedClass], &FirstValues),
    policy: &Policy,
    tried: bool,
    faults: &Faults,
) -> Result<Reshape, Refusals> {
    let mut refusals = Refusals::default();
    let wishes = Wishes {
        keep_retained: &|class: ClassRef| tried || versioning::has_old_frames(vm, class),
        // What the patch's own code is to convert or to judge does not stay.
        stay: &|class: ClassRef| {
            !tried && policy.instances.of(&class.external_name()) == Instance::Keep && !known::has_known_fields(class)
        },
        lazy: &|class: ClassRef| {
            if policy.instances.of(&class.external_name()) != Instance::Lazy {
                None
            } else if tried {
                Some(Err("code of the patch is to see them".to_owned()))
            } else if known::has_known_fields(class) {
                Some(Err("the virtual machine itself uses its fields".to_owned()))
            } else {
                Some(Ok(()))
            }
        },
        first: &|field| first_values.of(field),
        at_once: &|carried| initialize::at_once(staged, carried),
        preserve: tried,
        shuffle: None,
    };
    let reshape = match versioning::reshape(world, vm, staged, &wishes) {
        Ok(reshape) => reshape,
        Err(class) => {
            let reason = format!("ClassCircularityError: {} would be its own supertype", class.external_name());
            refusals.whole("2.2", reason, "correct the class files; the program goes on with the old versions");
            for refusal in &mut refusals.0 {
                refusal.error = "java.lang.ClassCircularityError".to_owned();
            }
            return Err(refusals);
        }
    };
    if let Err(struck) = faults.pass(Stage::Shape) {
        reshape.abandon(vm);
        return Err(struck);
    }
    Ok(reshape)
}

/// Old and new names, of classes that something has become of, or of those that have lost theirs.
pub(crate) fn renamed(naming: &Naming, nameless: bool) -> Vec<(String, String)> {
    let external = |name: Symbol| name.as_str().replace('/', ".");
    let wanted = naming.renames.iter().filter(|rename| rename.nameless == nameless);
    let mut names: Vec<(String, String)> = wanted.map(|rename| (external(rename.from), external(rename.to))).collect();
    names.sort();
    names
}

/// The new shape with the instances moved to it.
fn migrated(
    world: &mut StoppedWorld<'_>,
    vm: &Vm,
    reshape: Reshape,
    survey: Option<&Survey>,
    faults: &Faults,
) -> Result<Reshape, Refusals> {
    let outcome = match faults.pass(Stage::Migrate) {
        Ok(()) => reshape.migrate(world, survey).map_err(|error| {
            let mut refusals = Refusals::default();
            refusals.whole("4.2", error.to_string(), MORE_MEMORY);
            refusals
        }),
        struck => struck,
    };
    match outcome {
        Ok(()) => Ok(reshape),
        Err(refusals) => {
            reshape.abandon(vm);
            Err(refusals)
        }
    }
}

fn class_report(planned: &crate::plan::PlannedClass) -> ClassReport {
    ClassReport {
        class: planned.class.external_name(),
        version: planned.class.current().map_or(0, |version| version.number),
        kind: planned.diff.kind().unwrap_or(Kind::Body),
        members: planned
            .diff
            .changes
            .iter()
            .map(|change| match &change.member {
                Some(member) => format!("{member} ({})", change.what),
                None => change.what.clone(),
            })
            .collect(),
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
