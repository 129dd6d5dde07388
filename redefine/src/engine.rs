//! The engine: takes patches one after the other through the pipeline. One per space.

use crate::diff::Kind;
use crate::initialize;
use crate::invalidate::invalidate;
use crate::patch::Patch;
use crate::plan::{Plan, plan};
use crate::refusal::Refusals;
use crate::report::{ClassReport, Report};
use crate::stage::stage;
use jvm::class::ClassRef;
use jvm::versioning::{self, DirectSupers, OldFrame, Reshape, Reshaped, StagedClass};
use jvm::{Completion, Thread, Vm};
use objectspace::StoppedWorld;
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
    /// Nothing changed, for these reasons.
    Refused(Refusals),
}

/// The update engine of one space.
#[derive(Default)]
pub struct Engine {
    /// One patch at a time; others wait here.
    turn: Mutex<()>,
    applied: AtomicU64,
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
    /// Classes and fields of instances that got a field.
    fates: Vec<versioning::Carried>,
}

impl Engine {
    /// An engine that has applied nothing.
    pub fn new() -> Engine {
        Engine::default()
    }

    /// Number of updates applied so far.
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::Relaxed)
    }

    /// Applies a patch as one unit, or not at all.
    pub fn apply(&self, thread: &mut Thread, patch: &Patch) -> Completion<Outcome> {
        let _turn = thread.mutator.blocked(|| self.turn.lock());
        for _ in 0..REPLANS {
            let plan = match plan(thread.vm(), patch) {
                Ok(plan) => plan,
                Err(refusals) => return Ok(Outcome::Refused(refusals)),
            };
            if plan.classes.is_empty() && plan.not_loaded.is_empty() {
                return Ok(Outcome::Unchanged);
            }
            let staged = match stage(thread, &plan.classes, patch.policy.undo)? {
                Ok(staged) => staged,
                Err(refusals) => return Ok(Outcome::Refused(refusals)),
            };
            match self.commit(thread, &plan, staged, patch.first_event)? {
                Attempt::Done(report) => return Ok(Outcome::Applied(*report)),
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
        plan: &Plan,
        staged: Vec<StagedClass>,
        first_event: Instant,
    ) -> Completion<Attempt> {
        let vm = thread.vm().clone();
        let held = thread.mutator.hold_world();
        let (began, time_to_stop) = (Instant::now(), held.time_to_stop());
        if !plan.holds(&vm) {
            return Ok(Attempt::Stale);
        }
        let committed = match thread.mutator.stop_world(|world| change(world, &vm, plan, staged)) {
            Ok(committed) => committed,
            Err(refusals) => return Ok(Attempt::Refused(refusals)),
        };
        let mut warnings = plan.warnings.clone();
        let initialized = initialize::run(thread, plan, &committed.fates, &mut warnings)?;
        let dead = thread.mutator.stop_world(|world| versioning::reclaim(world, &vm));
        drop(held);
        let pause = began.elapsed();
        drop(dead);
        for class in &committed.reshaped.loose {
            warnings.push(format!(
                "objects that are no {} any more may stand where one is expected: using them so throws IncompatibleClassChangeError",
                class.external_name()
            ));
        }
        let number = self.applied.fetch_add(1, Ordering::Relaxed) + 1;
        let migrated = committed.reshaped.migrated.iter().filter(|(_, count)| *count > 0);
        Ok(Attempt::Done(Box::new(Report {
            number,
            classes: plan.classes.iter().map(class_report).collect(),
            not_loaded: plan.not_loaded.clone(),
            migrated: migrated.map(|(class, count)| (class.external_name(), *count)).collect(),
            initialized,
            warnings,
            old_frames: committed.old_frames,
            since_event: first_event.elapsed(),
            time_to_stop,
            pause,
        })))
    }

    /// Redefines every class to itself: new pools, new code, nothing else. For the stress mode; answers how many.
    pub fn identity(&self, thread: &mut Thread) -> Completion<usize> {
        let Some(_turn) = self.turn.try_lock() else { return Ok(0) };
        let vm = thread.vm().clone();
        let mut staged = Vec::new();
        for class in vm.classes.all() {
            let Some(current) = class.current().filter(|_| !class.hidden) else { continue };
            let bytes = current.class_bytes().clone();
            // SAFETY: the parse is kept beside a clone of the bytes, which share one allocation or are mapped.
            let slice: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes.as_slice()) };
            let Ok(file) = classfile::ClassFile::parse(slice) else { continue };
            let lambdas: Vec<_> = current
                .methods
                .iter()
                .filter(|cell| cell.is_version_bound())
                .map(|cell| ((cell.name, cell.descriptor), (cell.name, cell.descriptor)))
                .collect();
            // SAFETY: as above.
            staged.extend(unsafe { versioning::stage(&vm, class, file, bytes, &lambdas, None, false) });
        }
        let count = staged.len();
        let epoch = vm.heap.epoch();
        let (count, dead) = thread.mutator.stop_world(|world| {
            // Staging does not stop; only another engine's commit could have come between.
            if vm.heap.epoch() != epoch {
                return (0, versioning::Dead::default());
            }
            let classes: Vec<ClassRef> = staged.iter().map(|staged| staged.class).collect();
            versioning::publish(world, &vm, staged);
            invalidate(world, &vm, &classes, false);
            (count, versioning::reclaim(world, &vm))
        });
        drop(dead);
        Ok(count)
    }
}

/// The change itself. Everything that can fail comes before `publish`.
fn change(world: &mut StoppedWorld<'_>, vm: &Vm, plan: &Plan, staged: Vec<StagedClass>) -> Result<Committed, Refusals> {
    let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
    let old_frames = versioning::old_frames(world, vm, &classes);
    let reshapes = plan.kind() > Some(Kind::Body);
    let reshape = if reshapes { Some(new_shape(world, vm, &staged)?) } else { None };
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
    let mut committed = Committed { old_frames, reshaped: Reshaped::default(), fates: Vec::new() };
    if let Some(mut reshape) = reshape {
        committed.fates = std::mem::take(&mut reshape.fates);
        committed.reshaped = reshape.install(world, vm, &links);
    }
    invalidate(world, vm, &classes, reshapes);
    if reshapes {
        Reshaped::finish(vm);
    }
    Ok(committed)
}

/// The new shape, with the instances moved to it.
fn new_shape(world: &mut StoppedWorld<'_>, vm: &Vm, staged: &[StagedClass]) -> Result<Reshape, Refusals> {
    let mut refusals = Refusals::default();
    let keep = |class: ClassRef| versioning::has_old_frames(vm, class);
    let reshape = match versioning::reshape(world, vm, staged, &keep) {
        Ok(reshape) => reshape,
        Err(class) => {
            let reason = format!("ClassCircularityError: {} would be its own supertype", class.external_name());
            refusals.whole("2.2", reason, "correct the class files; the program goes on with the old versions");
            return Err(refusals);
        }
    };
    if let Err(error) = reshape.migrate(world) {
        reshape.abandon(vm);
        refusals.whole(
            "2.1",
            error.to_string(),
            "give the program more memory (-Xmx) or update it with fewer live instances",
        );
        return Err(refusals);
    }
    Ok(reshape)
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
    fn identity(&self, thread: &mut Thread) -> Completion<usize> {
        Engine::identity(self, thread)
    }
}
