//! The stress modes that redefine every class to itself: nothing of it may be seen by the program.
//!
//! Goes past diff and plan, which would find no difference; everything after them is what any update does.

use crate::audit;
use crate::invalidate::invalidate;
use crate::stress::Stress;
use jvm::class::{ClassRef, ClassState};
use jvm::versioning::audit::Extent;
use jvm::versioning::{self, IdentityForm, Reshaped, StagedClass, Wishes};
use jvm::{Thread, Vm, known};
use objectspace::{Collection, StoppedWorld, Survey};
use std::sync::atomic::Ordering;

/// Of so many updates of every class to itself one is audited.
const AUDITED: u64 = 16;

/// Gives every class a new version with the class file that it has; answers how many. The engine's turn is the thread's.
pub fn redefine_all(thread: &mut Thread, form: IdentityForm, stress: &Stress) -> usize {
    let vm = thread.vm().clone();
    // Every second time the instances move beside the old ones.
    let beside = form == IdentityForm::Relayout && vm.heap.epoch().is_multiple_of(2);
    let survey = beside.then(|| {
        let layouts = versioning::layouts_of(&vm, vm.classes.all().into_iter());
        thread.mutator.survey(&layouts, usize::MAX)
    });
    let survey = survey.flatten();
    let mut staged: Vec<StagedClass> = vm.classes.all().into_iter().filter_map(|class| restage(&vm, class)).collect();
    // A collection would end what the survey knows.
    if survey.is_none() {
        stress.between_stages(thread);
    }
    let epoch = vm.heap.epoch();
    let (count, dead) = thread.mutator.stop_world(|world| {
        // Staging does not stop; only another engine's commit could have come between.
        if vm.heap.epoch() != epoch {
            return (0, versioning::Dead::default());
        }
        // The collections of the commit unload nothing that it is about to change.
        let _held_off = vm.classes.unloading.hold_off();
        // A class may have been unloaded since it was staged. An update lets a failed initialization be tried again
        // (rule 2.3), which the program would see.
        staged.retain(|staged| {
            let class = staged.class;
            !class.unloaded.load(Ordering::Acquire) && class.state() != ClassState::Erroneous
        });
        let count = staged.len();
        if !commit(world, &vm, staged, (form, survey.as_ref()), stress) {
            return (0, versioning::Dead::default());
        }
        stress.between_stages_of(world);
        let dead = versioning::reclaim(world, &vm);
        // Each of thousands of these costs as much as the audit.
        if stress.audit && vm.heap.epoch().is_multiple_of(AUDITED) {
            audit::check(world, &vm, 0, Extent::Code);
        }
        (count, dead)
    });
    dead.free(&vm);
    count
}

fn restage(vm: &Vm, class: ClassRef) -> Option<StagedClass> {
    let is_apart = class.hidden || class.nameless.load(Ordering::Acquire) || class.detached.load(Ordering::Acquire);
    let current = class.current().filter(|_| !is_apart)?;
    let bytes = current.class_bytes().clone();
    // SAFETY: the parse is kept beside a clone of the bytes, which share one allocation or are mapped.
    let slice: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes.as_slice()) };
    let file = classfile::ClassFile::parse(slice).ok()?;
    let is_bound = |cell: &&jvm::MethodRef| cell.is_version_bound();
    let member = |cell: &jvm::MethodRef| ((cell.name, cell.descriptor()), (cell.name, cell.descriptor()));
    let lambdas: Vec<_> = current.methods.iter().filter(is_bound).map(member).collect();
    // SAFETY: as above.
    unsafe { versioning::stage(vm, class, file, bytes, &lambdas, None, &[], false) }
}

/// False if there is no memory to move the instances; nothing has changed then.
fn commit(
    world: &mut StoppedWorld<'_>,
    vm: &Vm,
    staged: Vec<StagedClass>,
    (form, survey): (IdentityForm, Option<&Survey>),
    stress: &Stress,
) -> bool {
    let classes: Vec<ClassRef> = staged.iter().map(|staged| staged.class).collect();
    let (keeps, waits) = (form == IdentityForm::Keep, form == IdentityForm::Lazy);
    let mut shape = None;
    if form != IdentityForm::Body {
        if keeps {
            // Ends those of earlier commits that nothing is an instance of any more.
            world.collect(Collection::Full);
        }
        if !versioning::convert_stale(world, vm) {
            return false;
        }
        let wishes = Wishes {
            keep_retained: &|class| versioning::has_old_frames(vm, class),
            stay: &|class| keeps && !known::has_known_fields(class),
            lazy: &|class| (waits && !known::has_known_fields(class)).then_some(Ok(())),
            first: &|_| None,
            at_once: &|_| None,
            preserve: false,
            shuffle: Some(vm.heap.epoch() as u32),
        };
        let Ok(reshape) = versioning::reshape(world, vm, &staged, &wishes) else { return false };
        if survey.is_none() {
            stress.between_stages_of(world);
        }
        if reshape.migrate(world, survey).is_err() {
            reshape.abandon(vm);
            return false;
        }
        stress.between_stages_of(world);
        shape = Some(reshape);
    }
    versioning::publish(world, vm, staged);
    let reshaped = shape.is_some();
    if let Some(shape) = shape {
        let _: Reshaped = shape.install(world, vm, &[]);
        versioning::begin_conversions(vm);
    }
    invalidate(world, vm, &classes, reshaped);
    if reshaped {
        Reshaped::finish(vm);
    }
    true
}
