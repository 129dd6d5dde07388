//! The plan: what a patch means for the classes that are loaded now. Decides; changes nothing.

use crate::agent::Transformations;
use crate::diff::{Change, ClassDiff, Kind, diff};
use crate::enums;
use crate::fault::{Faults, Stage};
use crate::lambda::{self, Matches};
use crate::migration::{self, Found};
use crate::names::{self, Names};
use crate::patch::{Patch, Policy, Statics};
use crate::refusal::Refusals;
use crate::respell;
use crate::slice::{self, Slice};
use crate::value_like;
use classfile::ClassFile;
use jvm::class::{ClassBytes, ClassRef, ClassState, LoaderRef};
use jvm::versioning::{Naming, mentions};
use jvm::{Symbol, Vm, known, versioning};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// One class to update.
pub struct PlannedClass {
    /// The class.
    pub class: ClassRef,
    /// Its new class file.
    pub bytes: ClassBytes,
    /// What changes.
    pub diff: ClassDiff,
    /// Lambdas of the current version and what they have become.
    pub lambdas: Matches,
    /// Where an enum's constants are others now, or in another order: the field that holds them all.
    pub enum_values: Option<String>,
    /// Initializers of static fields to run once the version is current.
    pub statics: Vec<Slice>,
}

/// Classes below which the VM treats objects specially (rule 8.3).
pub(crate) const SPECIAL: [&str; 4] =
    ["java/lang/ref/Reference", "java/lang/Throwable", "java/lang/Thread", "java/lang/ClassLoader"];

/// What will be done.
pub struct Plan {
    /// Classes to update; several with one name where several loaders defined it.
    pub classes: Vec<PlannedClass>,
    /// Classes of the patch that are not loaded: they load normally when first used.
    pub not_loaded: Vec<String>,
    /// Classes of the patch that were not loaded when it came.
    pub new: Vec<String>,
    /// Classes of the patch that are what they were.
    pub unchanged: Vec<String>,
    /// What a person should know beforehand.
    pub warnings: Vec<String>,
    /// Anonymous and local classes that get other names.
    pub naming: Naming,
    /// Class files for classes that are not loaded, but whose name one has until the patch is applied: place in the patch, and
    /// whose class it will be.
    pub coming: Vec<(usize, LoaderRef, Symbol)>,
    /// Names in the patch, with the classes that had them when the plan was made.
    seen: Vec<(Symbol, Vec<ClassRef>)>,
    /// Migrations and validations that the patch brings.
    pub code: Vec<Found>,
    /// Number of definitions when the plan was made.
    pub definitions: u64,
    /// Update epoch when the plan was made.
    pub epoch: u64,
}

impl Plan {
    /// The strongest kind.
    pub fn kind(&self) -> Option<Kind> {
        self.classes.iter().filter_map(|planned| planned.diff.kind()).max()
    }

    /// Still what the classes are? Only a class that the patch names matters, and only its being defined or updated.
    pub fn holds(&self, vm: &Vm) -> bool {
        vm.heap.epoch() == self.epoch
            && !self.classes.iter().any(|planned| planned.class.unloaded.load(Ordering::Acquire))
            && (vm.classes.definitions.load(Ordering::Acquire) == self.definitions
                || self.seen.iter().all(|(name, classes)| vm.classes.find_defined(*name) == *classes))
    }

    /// The name that a class will have.
    pub fn name_after(&self, class: ClassRef) -> Symbol {
        let rename = self.naming.renames.iter().find(|rename| rename.class == class);
        rename.map_or_else(|| class.name(), |rename| rename.to)
    }
}

/// Plans a patch, or answers every reason against it.
pub fn plan(vm: &Vm, patch: &Patch, agents: &Transformations, faults: &Faults) -> Result<Plan, Refusals> {
    let mut plan = Plan {
        classes: Vec::new(),
        not_loaded: Vec::new(),
        new: Vec::new(),
        unchanged: Vec::new(),
        warnings: Vec::new(),
        code: Vec::new(),
        naming: Naming::default(),
        coming: Vec::new(),
        seen: Vec::new(),
        definitions: vm.classes.definitions.load(Ordering::Acquire),
        epoch: vm.heap.epoch(),
    };
    let mut refusals = Refusals::default();
    let mut files = Vec::new();
    for (at, patch_file) in patch.files.iter().enumerate() {
        match read(&patch_file.bytes, vm.options.preview) {
            Ok(file) => files.push((file, at)),
            Err(reason) => refusals.unreadable(&patch_file.origin, reason),
        }
    }
    if let Err(struck) = faults.pass(Stage::Parse) {
        refusals.0.extend(struck.0);
    }
    let supers: NewSupers<'_> =
        files.iter().filter_map(|(file, _)| Some((file.name().ok()?, file.super_name().ok()?))).collect();
    let names = names::decide(vm, patch, &files);
    let changed = names.changed();
    for (file, at) in &files {
        let (name, patch_file) = (Symbol::new(file.name().unwrap_or(b"?")), &patch.files[*at]);
        let by_name = vm.classes.find_defined(name);
        plan.seen.push((name, by_name.clone()));
        let defined = match patch_file.only {
            Some(class) if class.unloaded.load(Ordering::Acquire) => continue,
            Some(class) => vec![class],
            None if names::is_numbered(name.bytes()) => names.targets.get(at).cloned().unwrap_or_default(),
            None => by_name,
        };
        let is_coming = names.coming.iter().any(|row| row.0 == *at);
        if defined.is_empty() && patch_file.only.is_none() && (!patch_file.beside || is_coming) {
            plan.not_loaded.push(name.as_str().replace('/', "."));
        }
        for class in defined {
            // Agents or other patches may have made it what it is; only another name asks for the file.
            if patch_file.beside && !names.naming.renames.iter().any(|rename| rename.class == class) {
                continue;
            }
            if let Some(ancestor) = crosses(vm, &supers, class, name) {
                refusals.crosses(&class.external_name(), ancestor);
            }
            let with = (&names, &changed);
            if let Some(made) = agents.of(class, &patch_file.bytes) {
                match read(made, vm.options.preview) {
                    Ok(file) => {
                        let bytes = ClassBytes::Owned(made.clone());
                        plan_class(vm, &mut plan, &mut refusals, (class, &file, bytes), with, &patch.policy);
                    }
                    Err(reason) => refusals.unreadable(&patch_file.origin, format!("as agents change it: {reason}")),
                }
                continue;
            }
            let bytes = ClassBytes::Owned(patch_file.bytes.clone());
            plan_class(vm, &mut plan, &mut refusals, (class, file, bytes), with, &patch.policy);
        }
    }
    for class in names.users(vm) {
        let Some(version) = class.current().filter(|_| !plan.classes.iter().any(|planned| planned.class == class))
        else {
            continue;
        };
        plan.unchanged.retain(|name| *name != class.external_name());
        let bytes = version.class_bytes().clone();
        plan_class(vm, &mut plan, &mut refusals, (class, version.file(), bytes), (&names, &changed), &patch.policy);
    }
    plan.naming = names.naming;
    plan.coming = names.coming;
    callers(vm, &mut plan);
    if let Err(struck) = faults.pass(Stage::Plan) {
        refusals.0.extend(struck.0);
    }
    if refusals.0.is_empty() { Ok(plan) } else { Err(refusals) }
}

/// Superclass of each class of the patch, by name.
type NewSupers<'p> = HashMap<&'p [u8], Option<&'p [u8]>>;

/// Rule 8.3, as far as the loaded classes and the patch tell; staging, which loads the others, asks again.
fn crosses(vm: &Vm, supers: &NewSupers<'_>, class: ClassRef, name: Symbol) -> Option<&'static str> {
    if class.state() <= ClassState::Linked || class.is_interface() {
        return None;
    }
    let mut after = Vec::new();
    let mut at = Some(name);
    // A circle is found later.
    while let Some(name) = at.filter(|name| !after.contains(name)) {
        after.push(name);
        at = match supers.get(name.bytes()) {
            Some(above) => above.map(Symbol::new),
            None => {
                let found = vm.classes.find(class.loader, name).or_else(|| vm.classes.find(LoaderRef::BOOT, name));
                found.and_then(|loaded| loaded.super_class()).map(|above| above.name())
            }
        };
    }
    let before: Vec<Symbol> =
        std::iter::successors(Some(class), |class| class.super_class()).map(|class| class.name()).collect();
    let is_below = |chain: &[Symbol], name: &str| chain.iter().any(|above| *above == name);
    let known = after.last().is_some_and(|top| *top == "java/lang/Object");
    SPECIAL.into_iter().find(|name| known && is_below(&before, name) != is_below(&after, name))
}

fn read(bytes: &Arc<[u8]>, preview: bool) -> Result<ClassFile<'_>, String> {
    let file = ClassFile::parse(bytes).map_err(|error| error.to_string())?;
    file.check_version(classfile::JAVA_17_MAJOR, preview).map_err(|error| error.to_string())?;
    classfile::format_check::format_check(&file).map_err(|error| error.to_string())?;
    Ok(file)
}

fn plan_class(
    vm: &Vm,
    plan: &mut Plan,
    refusals: &mut Refusals,
    (class, file, bytes): (ClassRef, &ClassFile<'_>, ClassBytes),
    (names, changed): (&Names, &HashSet<Symbol>),
    policy: &Policy,
) {
    let Some(current) = class.current() else { return };
    let name = class.external_name();
    // What it says of classes that get other names is compared by the classes.
    let written = respell::with_names(current.bytes(), &names.written(class.loader));
    let written = written.as_deref().and_then(|bytes| ClassFile::parse(bytes).ok());
    let old = written.as_ref().unwrap_or_else(|| current.file());
    let mut diff = diff(old, file);
    if diff.kind().is_none() && mentions(file, changed) {
        diff.changes.push(Change {
            kind: Kind::Body,
            member: None,
            what: "names of anonymous or local classes changed".into(),
        });
    }
    if diff.kind().is_none() {
        plan.unchanged.push(name);
        return;
    }
    let before = refusals.0.len();
    forbidden(refusals, class, &name, old, file);
    if refusals.0.len() > before {
        return;
    }
    let enum_values = enums::changed_values(old, file).filter(|_| class.is_initialized());
    // What a running initializer does not know of runs when it ends (rule 5.3).
    let statics = if matches!(class.state(), ClassState::Initialized | ClassState::Initializing) {
        static_initializers(vm, plan, class, (old, file), enum_values.as_deref(), policy)
    } else {
        Vec::new()
    };
    plan.classes.push(PlannedClass { class, bytes, lambdas: lambda::matches(old, file), enum_values, statics, diff });
}

/// The closed list of rule 8: what no update can do.
fn forbidden(refusals: &mut Refusals, class: ClassRef, name: &str, old: &ClassFile<'_>, new: &ClassFile<'_>) {
    const INTERFACE: u16 = 0x0200;
    const STATIC: u16 = 0x0008;
    let (was, is) = (old.access_flags.bits() & INTERFACE, new.access_flags.bits() & INTERFACE);
    if was != is {
        refusals.forbidden(name, None, "8.4", "a class cannot become an interface, nor an interface a class");
    }
    let fields = |file: &ClassFile<'_>| -> Vec<(String, String)> {
        let pool = &file.constant_pool;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let own = file.fields.iter().filter(|field| field.access_flags & STATIC == 0);
        own.filter_map(|field| Some((text(field.name(pool).ok()?), text(field.descriptor(pool).ok()?)))).collect()
    };
    let after = fields(new);
    if class.name() == "java/lang/Object" {
        if !after.is_empty() {
            refusals.forbidden(name, None, "8.1", "java.lang.Object cannot have fields");
        }
        if new.super_name().ok().flatten().is_some() {
            refusals.forbidden(name, None, "8.1", "java.lang.Object cannot have a superclass");
        }
    }
    if class.loader == LoaderRef::BOOT {
        for (field, descriptor) in fields(old) {
            let goes = !after.iter().any(|(other, kind)| *other == field && *kind == descriptor);
            if goes && known::is_known_field(class.name().as_str(), &field, &descriptor) {
                refusals.forbidden(name, Some(field), "8.2", "the virtual machine itself uses this field");
            }
        }
    }
}

/// What of `<clinit>` runs: the slices of new fields, and by rule 5.4 those of changed values.
fn static_initializers(
    vm: &Vm,
    plan: &mut Plan,
    class: ClassRef,
    (old, new): (&ClassFile<'_>, &ClassFile<'_>),
    enum_values: Option<&str>,
    policy: &Policy,
) -> Vec<Slice> {
    const STATIC: u16 = 0x0008;
    const FINAL: u16 = 0x0010;
    if policy.statics == Statics::Default {
        return Vec::new();
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (before, after) = (slice::static_slices(old), slice::static_slices(new));
    let mut wanted = Vec::new();
    for field in new.fields.iter().filter(|field| field.access_flags & STATIC != 0) {
        let pool = &new.constant_pool;
        let (Ok(field_name), Ok(descriptor)) = (field.name(pool), field.descriptor(pool)) else { continue };
        let is_same =
            |slice: &&Slice| slice.field.as_bytes() == field_name && slice.descriptor.as_bytes() == descriptor;
        let known = old.fields.iter().any(|other| {
            let pool = &old.constant_pool;
            other.access_flags & STATIC != 0
                && other.name(pool).is_ok_and(|own| own == field_name)
                && other.descriptor(pool).is_ok_and(|own| own == descriptor)
        });
        let returns = |class: ClassRef| {
            let symbol = Symbol::new;
            policy.undo && versioning::returns(class, symbol(field_name), symbol(descriptor))
        };
        if !known && returns(class) {
            continue;
        }
        let slice = after.iter().find(is_same);
        let label = format!("{}.{}", class.external_name(), text(field_name));
        if !known {
            match slice {
                Some(slice) => wanted.push(slice.clone()),
                None if slice::is_set(new, &text(field_name), &text(descriptor), true) => {
                    plan.warnings.push(format!("{label} starts at its default: its initializer cannot be run alone"))
                }
                None => {}
            }
            continue;
        }
        let Some(slice) = slice else { continue };
        if enum_values.is_some_and(|values| values.as_bytes() == field_name) {
            wanted.push(slice.clone());
            continue;
        }
        // A constant that was there keeps its identity.
        if enums::is_constant(field.access_flags) {
            continue;
        }
        if before.iter().find(is_same).is_none_or(|old| old.text == slice.text) {
            continue;
        }
        let value_like = field.access_flags & FINAL != 0
            && value_like::is_value_like(vm, class.loader, &text(descriptor), &slice.text);
        if policy.statics == Statics::Changed || value_like {
            wanted.push(slice.clone());
        } else {
            plan.warnings.push(format!("{label} keeps its value: its changed initializer is not run again"));
        }
    }
    // In the order of the initializer.
    wanted.sort_by_key(|slice| slice.range.start);
    wanted
}

/// Loaded classes that name a member which the patch removes, and are not part of it.
fn callers(vm: &Vm, plan: &mut Plan) {
    let gone: Vec<(&[u8], String)> = plan
        .classes
        .iter()
        .flat_map(|planned| {
            let removed = planned.diff.changes.iter().filter(|change| change.what.ends_with("removed"));
            removed.filter_map(|change| Some((planned.class.name().bytes(), change.member.clone()?)))
        })
        .collect();
    if gone.is_empty() {
        return;
    }
    let updated: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
    let mut warnings = Vec::new();
    for class in vm.classes.all() {
        let Some(version) = class.current().filter(|_| !class.hidden && !updated.contains(&class)) else { continue };
        // Code of an earlier patch does not run again.
        if migration::is_code(version.file()) {
            continue;
        }
        let pool = &version.file().constant_pool;
        for index in 1..pool.len() as u16 {
            use classfile::Constant::{Fieldref, InterfaceMethodref, Methodref};
            let Some(Fieldref { .. } | Methodref { .. } | InterfaceMethodref { .. }) = pool.try_get(index) else {
                continue;
            };
            let Ok(member) = pool.member_ref(index) else { continue };
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let method = format!("{}{}", text(member.name), text(member.descriptor));
            let field = format!("{}:{}", text(member.name), text(member.descriptor));
            if gone.iter().any(|(owner, label)| *owner == member.class_name && (*label == method || *label == field)) {
                let owner = text(member.class_name).replace('/', ".");
                let line = format!("{} uses {owner}.{}, which is removed", class.external_name(), text(member.name));
                if !warnings.contains(&line) {
                    warnings.push(line);
                }
            }
        }
    }
    plan.warnings.extend(warnings);
}
