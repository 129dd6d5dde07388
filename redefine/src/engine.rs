//! The engine: takes patches one after the other through the pipeline. One per space.

use crate::commit::commit;
use crate::diff::Kind;
use crate::invalidate::invalidate;
use crate::patch::Patch;
use crate::plan::{Plan, plan};
use crate::refusal::Refusals;
use crate::report::{ClassReport, Report};
use crate::stage::stage;
use jvm::versioning::{self, StagedClass};
use jvm::{Completion, Thread};
use objectspace::StoppedWorld;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

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
            let epoch = thread.vm().heap.epoch() + 1;
            let staged = match stage(thread, &plan.classes, epoch)? {
                Ok(staged) => staged,
                Err(refusals) => return Ok(Outcome::Refused(refusals)),
            };
            if let Some(report) = self.commit(thread, &plan, staged, patch.first_event) {
                return Ok(Outcome::Applied(report));
            }
        }
        let mut refusals = Refusals::default();
        refusals.0.push(crate::refusal::Refusal {
            class: "the patch".into(),
            member: None,
            rule: "3.1",
            reason: "classes were loaded again and again while it was prepared".into(),
            way_out: "save once more when the program has settled",
        });
        Ok(Outcome::Refused(refusals))
    }

    /// Stops the world, checks the plan is still right, commits. `None`: the plan is stale.
    fn commit(
        &self,
        thread: &mut Thread,
        plan: &Plan,
        staged: Vec<StagedClass>,
        first_event: Instant,
    ) -> Option<Report> {
        let vm = thread.vm().clone();
        let classes: Vec<_> = plan.classes.iter().map(|planned| planned.class).collect();
        let reshaped = plan.classes.iter().any(|planned| planned.diff.kind() >= Some(Kind::Compatible));
        let mut staged = Some(staged);
        let mut body = |world: &mut StoppedWorld<'_>| {
            // Only a class that the patch names matters; other definitions do not.
            let stale = vm.classes.definitions.load(Ordering::Acquire) != plan.definitions && is_stale(&vm, plan);
            if stale {
                return None;
            }
            let began = Instant::now();
            let old_frames = versioning::old_frames(world, &vm, &classes);
            let committed = commit(world, &vm, staged.take()?);
            invalidate(world, &vm, &committed, reshaped);
            Some((world.time_to_stop(), began, old_frames))
        };
        let (time_to_stop, began, old_frames) = thread.mutator.stop_world(&mut body)?;
        let pause = began.elapsed();
        let number = self.applied.fetch_add(1, Ordering::Relaxed) + 1;
        let classes = plan
            .classes
            .iter()
            .map(|planned| ClassReport {
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
            })
            .collect();
        Some(Report {
            number,
            classes,
            not_loaded: plan.not_loaded.clone(),
            warnings: plan.warnings.clone(),
            old_frames,
            since_event: first_event.elapsed().saturating_sub(Duration::ZERO),
            time_to_stop,
            pause,
        })
    }

    /// Redefines every class to itself: new pools, new code, nothing else. For the stress mode; answers how many.
    pub fn identity(&self, thread: &mut Thread) -> Completion<usize> {
        let Some(_turn) = self.turn.try_lock() else { return Ok(0) };
        let vm = thread.vm().clone();
        let epoch = vm.heap.epoch() + 1;
        let mut staged = Vec::new();
        for class in vm.classes.all() {
            let Some(current) = class.current().filter(|_| !class.hidden) else { continue };
            let bytes = current.class_bytes().clone();
            // SAFETY: the parse is kept beside a clone of the bytes, which share one allocation or are mapped.
            let slice: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes.as_slice()) };
            let Ok(file) = classfile::ClassFile::parse(slice) else { continue };
            let keep = |cell: jvm::MethodRef| cell.name.bytes().starts_with(b"lambda$");
            // SAFETY: as above.
            staged.extend(unsafe { versioning::stage(&vm, class, file, bytes, epoch, &keep) });
        }
        let count = staged.len();
        thread.mutator.stop_world(|world| {
            let committed = commit(world, &vm, staged);
            invalidate(world, &vm, &committed, false);
        });
        Ok(count)
    }
}

impl versioning::Redefiner for Engine {
    fn identity(&self, thread: &mut Thread) -> Completion<usize> {
        Engine::identity(self, thread)
    }
}

/// Did a class of the patch get defined, or updated, since the plan was made?
fn is_stale(vm: &jvm::Vm, plan: &Plan) -> bool {
    plan.not_loaded.iter().any(|name| {
        let name = jvm::Symbol::from_text(&name.replace('.', "/"));
        !vm.classes.find_defined(name).is_empty()
    })
}
