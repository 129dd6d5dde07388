//! First values of what an update adds: initializer slices of new fields (rules 4.2, 5.2, 5.4), run after the commit while
//! the other threads are still stopped. A slice that throws leaves the default value and a warning. Those that may use up
//! the memory run where the commit can still be taken back.

use crate::enums;
use crate::plan::{Plan, PlannedClass};
use crate::slice::{self, Slice};
use jvm::basic_type::BasicType;
use jvm::class::{ClassRef, ClassState};
use jvm::versioning::{self, Carried, FieldFate, StagedClass, Thrown};
use jvm::{Abrupt, Completion, FieldRef, MethodRef, Thread, Vm, initialization};
use objectspace::{Handle, Scope, StoppedWorld};
use std::collections::HashMap;

const DOES_NOT_CONVERT: &str = "the old value does not convert to its new type";
const NO_SLICE: &str = "constructors set it, but no initializer that can be run alone";

/// What they came to.
#[derive(Debug, Default)]
pub struct Initialized {
    /// Fields that got a value.
    pub done: Vec<String>,
    /// The first that found no memory, and where.
    pub starved: Option<String>,
}

/// Runs them.
pub fn run(thread: &mut Thread, plan: &Plan, fates: &[Carried], warnings: &mut Vec<String>) -> Completion<Initialized> {
    let mut initialized = Initialized::default();
    if let Err(abrupt) = run_all(thread, plan, fates, warnings, &mut initialized) {
        // What the VM itself makes for them found no memory.
        let Abrupt::Thrown = abrupt else { return Err(abrupt) };
        let thrown = Thrown::take(thread);
        let text = format!("the initializers of the patch ended with {thrown}");
        if thrown.is_out_of_memory {
            initialized.starved.get_or_insert_with(|| text.clone());
        }
        warnings.push(text);
    }
    Ok(initialized)
}

fn run_all(
    thread: &mut Thread,
    plan: &Plan,
    fates: &[Carried],
    warnings: &mut Vec<String>,
    initialized: &mut Initialized,
) -> Completion<()> {
    let migrated = |class: ClassRef| plan.code.iter().any(|found| found.targets.contains(&class));
    waiting(thread, fates, warnings, &mut initialized.done)?;
    instances(thread, fates, &migrated, warnings, initialized)?;
    let Initialized { done, starved } = initialized;
    for planned in &plan.classes {
        constants(thread, planned, done)?;
        for slice in &planned.statics {
            let label = label(planned, slice);
            let Some(initializer) = versioning::initializer(planned.class, slice.method, slice.range.clone()) else {
                warnings.push(format!("{label} keeps its value: its initializer cannot be run alone"));
                continue;
            };
            if planned.class.state() == ClassState::Initializing {
                planned.class.late_initializers.lock().push(initializer);
                continue;
            }
            match versioning::run_initializer(thread, initializer, None)? {
                None => done.push(label),
                Some(thrown) => {
                    if thrown.is_out_of_memory {
                        starved.get_or_insert_with(|| format!("the initializer of {label} ran out of memory"));
                    }
                    warnings.push(format!("{label} keeps its value: its initializer threw {thrown}"));
                }
            }
        }
    }
    enums::finish(thread, plan, warnings)
}

/// Why the instances of a class in which a field has this fate cannot wait to be converted: something must run for each.
pub fn at_once(staged: &[StagedClass], carried: &Carried) -> Option<String> {
    let field = carried.field;
    let name = format!("{}.{}", field.class.external_name(), field.name);
    match carried.fate {
        FieldFate::Fresh => {
            let slices = slices_of(staged, field.class);
            let slice = slices.iter().find(|slice| slice.is_for(field))?;
            (!slice.is_constant()).then(|| format!("the initializer of {name} runs for each"))
        }
        FieldFate::Lost => {
            let old = field.class.current()?.fields.iter().find(|old| old.name == field.name && !old.is_static())?;
            let is_reference = |field: &FieldRef| field.basic == BasicType::Reference;
            (is_reference(old) != is_reference(&field)).then(|| format!("{name} is boxed or unboxed in each"))
        }
        FieldFate::Given | FieldFate::Moved | FieldFate::Converted => None,
    }
}

/// New fields of instances that wait to be converted: their constants, in a template of each class.
fn waiting(
    thread: &mut Thread,
    fates: &[Carried],
    warnings: &mut Vec<String>,
    done: &mut Vec<String>,
) -> Completion<()> {
    let mut seen: Vec<FieldRef> = Vec::new();
    for (class, layout) in versioning::unprepared(thread.vm()) {
        let scope = Scope::open(&mut thread.mutator);
        let mut template = None;
        for fate in fates.iter().filter(|fate| fate.class == class) {
            let field = fate.field;
            let name = format!("{}.{}", field.class.external_name(), field.name);
            let Some(version) = field.class.current() else { continue };
            match fate.fate {
                FieldFate::Fresh | FieldFate::Given => {}
                FieldFate::Lost => {
                    note(warnings, format!("{name} starts at its default: {DOES_NOT_CONVERT}"));
                    continue;
                }
                FieldFate::Moved | FieldFate::Converted => continue,
            }
            let slices = slice::instance_slices(version.file());
            let initializer = slices.iter().find(|slice| slice.is_for(field));
            let initializer =
                initializer.and_then(|slice| versioning::initializer(field.class, slice.method, slice.range.clone()));
            let Some(initializer) = initializer else {
                if slice::is_set(version.file(), field.name.as_str(), field.descriptor().as_str(), false) {
                    note(warnings, format!("{name} starts at its default in old objects: {NO_SLICE}"));
                }
                continue;
            };
            let object = match template {
                Some(object) => object,
                None => *template.insert(versioning::template(thread, &scope, layout)?),
            };
            match versioning::run_initializer(thread, initializer, Some(object))? {
                None if seen.contains(&field) => {}
                None => {
                    seen.push(field);
                    done.push(name);
                }
                Some(thrown) => note(warnings, format!("{name} starts at its default: its initializer threw {thrown}")),
            }
        }
        versioning::begin_conversion(thread, layout, template);
    }
    Ok(())
}

fn label(planned: &PlannedClass, slice: &Slice) -> String {
    format!("{}.{}", planned.class.external_name(), slice.field)
}

/// ConstantValues of fields that were there before.
fn constants(thread: &mut Thread, planned: &PlannedClass, done: &mut Vec<String>) -> Completion<()> {
    let changed: Vec<&str> = planned
        .diff
        .changes
        .iter()
        .filter(|change| change.what == "constant value changed")
        .filter_map(|change| change.member.as_deref())
        .collect();
    let Some(version) = planned.class.current().filter(|_| !changed.is_empty() && planned.class.is_initialized())
    else {
        return Ok(());
    };
    let wanted =
        |field: FieldRef| changed.iter().any(|label| *label == format!("{}:{}", field.name, field.descriptor()));
    initialization::store_constants_of(thread, version, &wanted)?;
    done.extend(changed.iter().map(|label| format!("{}.{label}", planned.class.external_name())));
    Ok(())
}

/// New fields of instances that were there before.
fn instances(
    thread: &mut Thread,
    fates: &[Carried],
    migrated: &dyn Fn(ClassRef) -> bool,
    warnings: &mut Vec<String>,
    Initialized { done, starved }: &mut Initialized,
) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let mut classes: Vec<ClassRef> = Vec::new();
    for fate in fates {
        if !classes.contains(&fate.class) {
            classes.push(fate.class);
        }
    }
    // A superclass that comes in brings its initializers, too.
    let mut slices: HashMap<ClassRef, Vec<Slice>> = HashMap::new();
    let mut wanting: Vec<ClassRef> = Vec::new();
    for fate in fates.iter().filter(|fate| alive(thread, fate.class)) {
        let field = fate.field;
        let wants = match fate.fate {
            FieldFate::Fresh => {
                let slices = slices.entry(field.class).or_insert_with(|| {
                    field.class.current().map_or_else(Vec::new, |version| slice::instance_slices(version.file()))
                });
                slices.iter().any(|slice| slice.is_for(field))
            }
            FieldFate::Lost => versioning::boxes(field).is_some(),
            FieldFate::Given | FieldFate::Moved | FieldFate::Converted => false,
        };
        if wants && !wanting.contains(&fate.class) {
            wanting.push(fate.class);
        }
    }
    // All instances before the first slice runs: what slices create has run its constructor. They are looked for in the
    // whole heap, so only where something is to be done with them.
    let mut live = Vec::new();
    for class in classes.into_iter().filter(|class| alive(thread, *class)).collect::<Vec<_>>() {
        let wants = wanting.contains(&class);
        live.push((class, if wants { versioning::instances(thread, &scope, class) } else { Vec::new() }));
    }
    // What fields had comes first, since initializers may read it. These run as in constructors: superclasses first, then in the
    // order of the class file, wherever the fields are placed.
    let place = |fate: &&Carried| {
        let slices = slices.get(&fate.field.class);
        let start = slices.and_then(|slices| slices.iter().find(|slice| slice.is_for(fate.field)));
        let class = live.iter().position(|(class, _)| *class == fate.class);
        let had_it = fate.fate == FieldFate::Lost;
        (class, !had_it, fate.field.class.supers().display.len(), start.map_or(u32::MAX, |slice| slice.range.start))
    };
    let mut in_order: Vec<&Carried> = fates.iter().collect();
    in_order.sort_by_key(place);
    let mut ready: Vec<(FieldRef, Option<(MethodRef, bool)>)> = Vec::new();
    let mut given: Vec<FieldRef> = Vec::new();
    for fate in in_order {
        let Some((_, objects)) = live.iter().find(|(class, _)| *class == fate.class) else { continue };
        let field = fate.field;
        let name = format!("{}.{}", field.class.external_name(), field.name);
        match fate.fate {
            FieldFate::Fresh => {}
            FieldFate::Given => {
                if !given.contains(&field) {
                    given.push(field);
                    done.push(name);
                }
                continue;
            }
            FieldFate::Lost => {
                if let Some(source) = versioning::boxes(field) {
                    rebox(thread, source, field, objects, warnings)?;
                    continue;
                }
                if !migrated(field.class) {
                    note(warnings, format!("{name} starts at its default: {DOES_NOT_CONVERT}"));
                }
                continue;
            }
            FieldFate::Moved | FieldFate::Converted => continue,
        }
        if !ready.iter().any(|(known, _)| *known == field) {
            let slice = slices.get(&field.class).and_then(|slices| slices.iter().find(|slice| slice.is_for(field)));
            let initializer = slice.and_then(|slice| {
                let code = versioning::initializer(field.class, slice.method, slice.range.clone())?;
                Some((code, slice.is_constant()))
            });
            if initializer.is_some() {
                done.push(name.clone());
            } else if !migrated(field.class)
                && field.class.current().is_some_and(|version| {
                    slice::is_set(version.file(), field.name.as_str(), field.descriptor().as_str(), false)
                })
            {
                note(warnings, format!("{name} starts at its default in old objects: {NO_SLICE}"));
            }
            ready.push((field, initializer));
        }
        let Some((_, Some((initializer, is_constant)))) = ready.iter().find(|(known, _)| *known == field) else {
            continue;
        };
        let mut failed = 0usize;
        let mut reason = String::new();
        for (at, object) in objects.iter().enumerate() {
            if let Some(thrown) = versioning::run_initializer(thread, *initializer, Some(*object))? {
                failed += 1;
                reason = thrown.to_string();
                // The others would have no more, each after collections in vain.
                if thrown.is_out_of_memory {
                    failed = objects.len() - at;
                    let after = format!("after {at} of {} objects", objects.len());
                    starved.get_or_insert_with(|| format!("the initializer of {name} ran out of memory {after}"));
                    break;
                }
            } else if *is_constant && at == 0 {
                versioning::spread(thread, field, *object, &objects[1..]);
                break;
            }
        }
        if failed > 0 {
            note(warnings, format!("{name} starts at its default in {failed} objects: its initializer threw {reason}"));
        }
    }
    Ok(())
}

/// Initializers of the instance fields of a class as it will be.
fn slices_of(staged: &[StagedClass], class: ClassRef) -> Vec<Slice> {
    let version = staged.iter().find(|staged| staged.class == class).map(StagedClass::version).or(class.current());
    version.map_or_else(Vec::new, |version| slice::instance_slices(version.file()))
}

/// May anything run for each instance that there is?
pub fn runs_for_instances(staged: &[StagedClass], fates: &[Carried]) -> bool {
    fates.iter().any(|carried| match carried.fate {
        FieldFate::Fresh => slices_of(staged, carried.field.class).iter().any(|slice| slice.is_for(carried.field)),
        // It may go into a box or come out of one.
        FieldFate::Lost => true,
        FieldFate::Given | FieldFate::Moved | FieldFate::Converted => false,
    })
}

/// Bytes that an initializer is thought to take for one object. Most take less: an empty list has 24.
const TAKEN: u64 = 256;

/// Bytes that the initializers of instance fields may take.
pub fn may_take(world: &StoppedWorld<'_>, vm: &Vm, fates: &[Carried], staged: &[StagedClass]) -> u64 {
    let mut slices: HashMap<ClassRef, Vec<Slice>> = HashMap::new();
    let mut making: Vec<ClassRef> = Vec::new();
    for carried in fates {
        let field = carried.field;
        let makes = match carried.fate {
            FieldFate::Fresh => {
                let slices = slices.entry(field.class).or_insert_with(|| slices_of(staged, field.class));
                slices.iter().any(|slice| slice.is_for(field) && !slice.is_constant())
            }
            // It may be the box of what it was.
            FieldFate::Lost => field.basic == BasicType::Reference,
            FieldFate::Given | FieldFate::Moved | FieldFate::Converted => false,
        };
        if makes {
            making.push(carried.class);
        }
    }
    // The smallest object has 16 bytes.
    let most = world.space().usage().used as u64 / 16 * TAKEN * making.len() as u64;
    if making.is_empty() || most < (vm.heap.max_heap() - world.space().usage().used) as u64 {
        return 0;
    }
    let census = world.census();
    let count = |class: &ClassRef| census.get(class.layout()?.0 as usize).map(|found| found.count);
    making.iter().filter_map(count).sum::<u64>() * TAKEN
}

/// Has the class instances? What has just converted them has counted them.
fn alive(thread: &Thread, class: ClassRef) -> bool {
    class.layout().is_some_and(|layout| thread.vm().heap.layout(layout).live_count() > 0)
}

/// A field that became the box of its type, or was it: null has no primitive value.
fn rebox(
    thread: &mut Thread,
    source: FieldRef,
    field: FieldRef,
    objects: &[Handle<'_>],
    warnings: &mut Vec<String>,
) -> Completion<()> {
    let mut failed = 0usize;
    for object in objects {
        if !versioning::rebox(thread, source, field, *object)? {
            failed += 1;
        }
    }
    if failed > 0 {
        let name = format!("{}.{}", field.class.external_name(), field.name);
        note(warnings, format!("{name} starts at its default in {failed} objects: it was null"));
    }
    Ok(())
}

fn note(warnings: &mut Vec<String>, text: String) {
    if !warnings.contains(&text) {
        warnings.push(text);
    }
}
