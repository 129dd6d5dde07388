//! The change itself, with the world stopped: the new shape, instances moved to it, versions published.
//!
//! Everything that can fail comes before `publish`. Runs no Java: initializers and code of the patch come afterwards.

use crate::diff::Kind;
use crate::fault::{Faults, Stage};
use crate::first_value::FirstValues;
use crate::initialize;
use crate::invalidate::invalidate;
use crate::patch::{Instance, Instances, Policy};
use crate::plan::Plan;
use crate::refusal::Refusals;
use crate::stage::Staged;
use crate::stress::Stress;
use jvm::class::ClassRef;
use jvm::versioning::{self, DirectSupers, OldFrame, Renamed, Reshape, Reshaped, StagedClass, Structure, Wishes};
use jvm::{Thread, Vm, known};
use objectspace::{Migrations, StoppedWorld, Survey};

/// The way out where the heap is too small.
pub const MORE_MEMORY: &str =
    "give the program more memory (-Xmx), update it with fewer live instances, or let them stay (--instances=keep)";

/// What was found out and done with the world stopped.
pub struct Committed {
    /// Frames that go on in old code.
    pub old_frames: Vec<OldFrame>,
    /// What became of instances.
    pub reshaped: Reshaped,
    /// Classes whose instances were to wait and did not, and why.
    pub at_once: Vec<(ClassRef, String)>,
    /// Classes and fields of instances that got a field.
    pub fates: Vec<versioning::Carried>,
    /// What was done to names.
    pub names: Renamed,
    /// What it takes to roll it back, where code of the patch is still to judge it.
    pub before: Option<Before>,
}

/// The state before a commit, but for objects.
pub struct Before {
    /// Versions, supertypes and tables.
    pub structure: Structure,
    /// From the new layouts to the old ones.
    pub back: Migrations,
    /// Fields of superclasses that classes lose: in whose part of an instance they are, and where.
    pub baggage: Vec<(ClassRef, jvm::FieldRef, u32)>,
}

/// In a smaller heap moving everything is as fast, and what is unreachable is not converted with the rest.
const WORTH_A_SURVEY: usize = 16 << 20;

/// Where the instances are that the patch will convert, as far as that can be known before the stop; `None` where they will
/// move with everything else.
pub fn survey(thread: &mut Thread, plan: &Plan, policy: &Policy) -> Option<Survey> {
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
pub fn change(
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
pub fn stale(vm: &Vm, plan: &Plan, faults: &Faults) -> Vec<ClassRef> {
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
