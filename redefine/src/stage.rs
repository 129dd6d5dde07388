//! Staging: the new versions, complete and verified, before anything stops. May load classes and run Java; whatever it
//! finds wrong refuses the patch, and nothing has changed.

use crate::diff::Kind;
use crate::fault::Stage;
use crate::first_value::FirstValues;
use crate::offer::Offer;
use crate::patch::Patch;
use crate::plan::{Plan, PlannedClass, SPECIAL};
use crate::refusal::{Refusal, Refusals};
use crate::stress::Stress;
use classfile::ClassFile;
use jvm::class::{ClassBytes, ClassRef, ClassState, LoaderRef};
use jvm::linking::verify::Overlay;
use jvm::loading::{Coming, ComingNames};
use jvm::versioning::{self, DirectSupers, Naming, StagedClass, StagedSupertype, outermost};
use jvm::{Abrupt, Completion, Symbol, Thread, Vm, initialization, loading};
use std::collections::HashMap;

/// The new versions, and the names that come with them.
pub struct Staged {
    /// One for each class of the plan.
    pub classes: Vec<StagedClass>,
    /// Names, with the classes that staging has defined.
    pub naming: Naming,
    /// What new fields of instances start with.
    pub first_values: FirstValues,
}

/// Stages every class of a plan.
pub fn stage(
    thread: &mut Thread,
    plan: &Plan,
    patch: &Patch,
    offers: &[Offer],
    stress: &Stress,
) -> Completion<Result<Staged, Refusals>> {
    let classes = &plan.classes;
    thread.offered = offers.iter().map(|offer| offer.0.clone()).collect();
    // New classes of the patch are defined while it is staged, and extend the updated ones as they will be.
    for planned in classes {
        if let Ok(file) = ClassFile::parse(planned.bytes.as_slice()) {
            thread.staging.insert(planned.class, StagedSupertype::of(&file));
        }
    }
    thread.coming = coming(thread.vm(), plan, patch);
    let staged = stage_all(thread, plan, patch.policy.undo, stress);
    thread.staging.clear();
    thread.offered.clear();
    let defined = std::mem::take(&mut thread.coming).defined;
    let staged = match staged {
        Ok(Ok(classes)) => with_first_values(thread, plan, classes).map(Ok),
        Ok(Err(refusals)) => Ok(Err(refusals)),
        Err(abrupt) => Err(abrupt),
    };
    if !matches!(staged, Ok(Ok(_))) {
        give_up(thread, &defined);
        return staged;
    }
    Ok(staged?.map(|staged| Staged { naming: Naming { defined, ..staged.naming }, ..staged }))
}

fn with_first_values(thread: &mut Thread, plan: &Plan, classes: Vec<StagedClass>) -> Completion<Staged> {
    let lays_out = plan.kind() >= Some(Kind::Format);
    let first_values = if lays_out { FirstValues::find(thread, &classes)? } else { FirstValues::default() };
    Ok(Staged { classes, naming: plan.naming.clone(), first_values })
}

/// What the names of classes that get others will mean.
fn coming(vm: &Vm, plan: &Plan, patch: &Patch) -> ComingNames {
    let mut names = HashMap::new();
    for rename in &plan.naming.renames {
        for (number, loader) in vm.classes.loaders().iter().enumerate() {
            if loader.find(rename.from) == Some(rename.class) {
                names.insert((LoaderRef(number as u32), rename.to), Coming::Class(rename.class));
            }
        }
    }
    for (at, loader, name) in &plan.coming {
        let bytes = ClassBytes::Owned(patch.files[*at].bytes.clone());
        names.insert((*loader, *name), Coming::New(bytes, beside(plan, *loader, *name)));
    }
    ComingNames::new(names)
}

/// A class written in the same file.
pub(crate) fn beside(plan: &Plan, loader: LoaderRef, name: Symbol) -> Option<ClassRef> {
    let unit = outermost(name.bytes());
    let renamed = plan.naming.renames.iter().map(|rename| rename.class);
    let mut all = plan.classes.iter().map(|planned| planned.class).chain(renamed);
    all.find(|class| class.loader == loader && outermost(class.name().bytes()) == unit)
}

/// Takes classes back that were defined for a patch that is not applied.
pub(crate) fn give_up(thread: &mut Thread, defined: &[(LoaderRef, Symbol, ClassRef)]) {
    if defined.is_empty() {
        return;
    }
    let vm = thread.vm().clone();
    let classes = defined.iter().map(|row| row.2).collect();
    thread.mutator.stop_world(|_| vm.classes.undefine(&vm, &classes));
}

fn stage_all(
    thread: &mut Thread,
    plan: &Plan,
    undo: bool,
    stress: &Stress,
) -> Completion<Result<Vec<StagedClass>, Refusals>> {
    let mut refusals = Refusals::default();
    let classes = &plan.classes;
    let mut staged = Vec::with_capacity(classes.len());
    for planned in classes {
        let names = plan.naming.names(planned.class.loader);
        match stage_class(thread, planned, &names, undo) {
            Ok(class) => staged.push(class),
            Err(abrupt) => refuse(thread, planned, abrupt, &mut refusals)?,
        }
    }
    if let Err(struck) = stress.faults.pass(Stage::Stage) {
        refusals.0.extend(struck.0);
    }
    stress.between_stages(thread);
    let mut overlay = Overlay::default();
    for class in &staged {
        let super_class = match class.supers() {
            Some(supers) => supers.super_class,
            None => class.class.super_class(),
        };
        overlay.classes.insert(class.class, (super_class, class.version().access_flags));
    }
    for class in &staged {
        if let Some(ancestor) = crosses(class.class, &overlay) {
            refusals.crosses(&class.class.external_name(), ancestor);
        }
    }
    for (class, planned) in staged.iter().zip(classes) {
        if refusals.0.is_empty()
            && let Err(abrupt) = check(thread, class, &overlay)
        {
            refuse(thread, planned, abrupt, &mut refusals)?;
        }
    }
    if let Err(struck) = stress.faults.pass(Stage::Verify) {
        refusals.0.extend(struck.0);
    }
    Ok(if refusals.0.is_empty() { Ok(staged) } else { Err(refusals) })
}

/// A class that the VM treats specially, below which this one was and will not be, or will be and was not (rule 8.3). One
/// that was never initialized has no instances.
fn crosses(class: ClassRef, overlay: &Overlay) -> Option<&'static str> {
    if class.state() <= ClassState::Linked || class.is_interface() {
        return None;
    }
    let new_super =
        |class: ClassRef| overlay.classes.get(&class).map_or_else(|| class.super_class(), |staged| staged.0);
    // A circle is found later.
    let after: Vec<ClassRef> = std::iter::successors(Some(class), |class| new_super(*class)).take(1 << 10).collect();
    let before: Vec<ClassRef> = std::iter::successors(Some(class), |class| class.super_class()).collect();
    let is_below = |chain: &[ClassRef], name: &str| chain.iter().any(|class| class.name() == name);
    SPECIAL.into_iter().find(|name| is_below(&before, name) != is_below(&after, name))
}

/// A Java error refuses the patch; anything else ends the update.
fn refuse(thread: &mut Thread, planned: &PlannedClass, abrupt: Abrupt, refusals: &mut Refusals) -> Completion<()> {
    let Abrupt::Thrown = abrupt else { return Err(abrupt) };
    let class = thread.pending_class().map_or_else(String::new, |class| class.external_name());
    let message = thread.pending_message().unwrap_or_default();
    thread.clear_pending();
    refusals.0.push(Refusal {
        class: planned.class.external_name(),
        member: None,
        rule: "2.2",
        reason: format!("{class}: {}", message.lines().next().unwrap_or_default()),
        way_out: "correct the class file; the program goes on with the old version",
        error: class,
    });
    Ok(())
}

fn stage_class(
    thread: &mut Thread,
    planned: &PlannedClass,
    names: &[(Symbol, Symbol)],
    undo: bool,
) -> Completion<StagedClass> {
    let vm = thread.vm().clone();
    let bytes = planned.bytes.clone();
    // SAFETY: `stage` keeps the parse beside a clone of the very bytes, which share one allocation.
    let slice: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes.as_slice()) };
    let file = ClassFile::parse(slice).map_err(|error| Abrupt::internal(error.to_string()))?;
    let supers = if planned.diff.kind() >= Some(Kind::Hierarchy) {
        Some(supertypes(thread, planned.class, &file)?).filter(|supers| {
            supers.super_class != planned.class.super_class() || *supers.interfaces != *planned.class.interfaces()
        })
    } else {
        None
    };
    let lambdas: Vec<_> = planned
        .lambdas
        .iter()
        .map(|((name, kind), (to, to_kind))| {
            let symbol = Symbol::from_text;
            ((symbol(name), symbol(kind)), (symbol(to), symbol(to_kind)))
        })
        .collect();
    // SAFETY: `file` borrows from `bytes`, which the version keeps.
    unsafe { versioning::stage(&vm, planned.class, file, bytes, &lambdas, supers, names, undo) }
        .ok_or_else(|| Abrupt::internal("a class without a version cannot be updated"))
}

/// Loads the direct supertypes that a class file names (JVMS §5.3.5) and links them.
fn supertypes(thread: &mut Thread, class: ClassRef, file: &ClassFile<'_>) -> Completion<DirectSupers> {
    use jvm::known::Known;
    let load = |thread: &mut Thread, name: &[u8]| -> Completion<ClassRef> {
        let name = Symbol::new(name);
        let loaded = match loading::load_class(thread, name, class.loader)? {
            Some(loaded) => loaded,
            None => return Err(thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
        };
        if class.state() >= ClassState::Linked {
            jvm::linking::link(thread, loaded)?;
        }
        Ok(loaded)
    };
    let super_class = match file.super_name().ok().flatten() {
        Some(name) => Some(load(thread, name)?),
        None => None,
    };
    let mut interfaces = Vec::new();
    for name in file.interface_names() {
        let name = name.map_err(|error| Abrupt::internal(error.to_string()))?;
        interfaces.push(load(thread, name)?);
    }
    Ok(DirectSupers { super_class, interfaces: interfaces.into() })
}

/// What §5.3.5 and §5.4.1 ask of the class as it will be.
fn check(thread: &mut Thread, staged: &StagedClass, overlay: &Overlay) -> Completion<()> {
    use jvm::known::Known;
    const INTERFACE: u16 = 0x0200;
    const FINAL: u16 = 0x0010;
    let class = staged.class;
    let flags = |other: ClassRef| overlay.classes.get(&other).map_or_else(|| other.access_flags(), |staged| staged.1);
    let (super_class, interfaces) = match staged.supers() {
        Some(supers) => (supers.super_class, supers.interfaces.to_vec()),
        None => (class.super_class(), class.interfaces().to_vec()),
    };
    if let Some(above) = super_class {
        let text = if flags(above) & INTERFACE != 0 {
            Some(format!("class {} has interface {} as super class", class.external_name(), above.external_name()))
        } else if flags(above) & FINAL != 0 {
            Some(format!("class {} cannot inherit from final class {}", class.external_name(), above.external_name()))
        } else {
            None
        };
        if let Some(text) = text {
            return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
        }
    }
    if let Some(wrong) = interfaces.iter().find(|above| flags(**above) & INTERFACE == 0) {
        let text = format!(
            "class {} can not implement {}, because it is not an interface",
            class.external_name(),
            wrong.external_name()
        );
        return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
    }
    if class.state() >= ClassState::Linked {
        staged.verify(thread, overlay)?;
    }
    if class.state() > ClassState::Linked {
        let old = class.current();
        let added =
            |field: jvm::FieldRef| old.is_none_or(|old| old.field(field.name, field.descriptor()) != Some(field));
        initialization::store_constants_of(thread, staged.version(), &added)?;
    }
    Ok(())
}
