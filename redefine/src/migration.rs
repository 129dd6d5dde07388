//! Migrations and validations of a patch (rule 11): found in its class files, run between the commit and its release. What
//! speaks against the patch becomes a refusal; the engine then rolls the commit back.

use crate::json::quote;
use crate::offer::system_loader;
use crate::patch::Patch;
use crate::plan::Plan;
use crate::refusal::Refusals;
use classfile::Attribute;
use classfile::ClassFile;
use classfile::attribute::ElementValue;
use jvm::class::{ClassRef, LoaderRef};
use jvm::known::Known;
use jvm::natives::Value;
use jvm::versioning;
use jvm::{Abrupt, Completion, Symbol, Thread, Vm, initialization, linking, loading, strings, throw};
use objectspace::{Handle, Scope};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Lines of a stack trace in a refusal.
const TRACE: usize = 4;
const MORE_MEMORY: &str = "give the program more memory (-Xmx); nothing is collected while code of a patch runs";
const WAY_OUT: &str = "correct the migration or the validation; the program goes on as it was";

/// What a class of the patch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `@Migrates`: binary names of the classes, and the number of the version that instances come from, if it says.
    Migration(Vec<String>, Option<u32>),
    /// Implements `Validation`.
    Validation,
}

/// One migration or validation of a patch.
#[derive(Clone, Debug)]
pub struct Found {
    /// External name.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Of its class file.
    pub hash: u64,
    /// The classes that it migrates, of those that change.
    pub targets: Vec<ClassRef>,
    /// The patch takes back what it has done.
    pub undo: bool,
}

/// What one has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// `migration`, `undo`, `statics` or `validation`.
    pub kind: String,
    /// External name.
    pub name: String,
    /// Of which classes, external names.
    pub of: String,
    /// On how many instances, or of how many classes.
    pub count: u64,
    /// How long.
    pub time: Duration,
}

impl Ran {
    /// For people.
    pub fn text(&self) -> String {
        let Ran { kind, name, of, count, time } = self;
        let time = format!("{:.3} ms", time.as_secs_f64() * 1000.0);
        match kind.as_str() {
            "validation" => format!("validation {name} passed in {time}"),
            "statics" => format!("migration {name} of the statics of {of} ran in {time}"),
            _ => {
                let plural = if *count == 1 { "" } else { "s" };
                let what = if kind == "undo" { "undo of migration" } else { "migration" };
                format!("{what} {name} of {of} ran on {count} instance{plural} in {time}")
            }
        }
    }

    /// For tools.
    pub fn json(&self) -> String {
        format!(
            "{{\"kind\":{},\"name\":{},\"of\":{},\"count\":{},\"micros\":{}}}",
            quote(&self.kind),
            quote(&self.name),
            quote(&self.of),
            self.count,
            self.time.as_micros()
        )
    }
}

impl Found {
    /// What it would do, for people.
    pub fn text(&self) -> String {
        match self.role {
            Role::Validation => format!("validation {} runs", self.name),
            Role::Migration(..) => {
                let what = if self.undo { "undo of migration" } else { "migration" };
                format!("{what} {} of {} runs", self.name, self.of())
            }
        }
    }

    fn of(&self) -> String {
        let of: Vec<String> = self.targets.iter().map(|target| target.external_name()).collect();
        of.join(", ")
    }

    /// What a person should know when the update in which this ran has been taken back, and these ran for it.
    pub fn left_by_undo(&self, number: u64, ran: &[Ran]) -> Option<String> {
        let is_undone = ran.iter().any(|ran| ran.kind == "undo" && ran.name == self.name);
        if is_undone || self.role == Role::Validation {
            return None;
        }
        let Found { name, .. } = self;
        Some(format!("{name} does not undo what it did in update {number}: {} went back by the rules alone", self.of()))
    }
}

/// Finds those of a patch that are to run: with a class file that has not run before, and with a class to migrate.
pub fn find(vm: &Vm, patch: &Patch, plan: &mut Plan, ran: &HashSet<(String, u64)>) -> Vec<Found> {
    let touched: Vec<ClassRef> =
        plan.classes.iter().flat_map(|planned| versioning::subtree(planned.class)).collect::<Vec<_>>();
    let mut found = Vec::new();
    for file in &patch.files {
        let Ok(parsed) = ClassFile::parse(&file.bytes) else { continue };
        let Some((name, role)) = role(&parsed) else { continue };
        let mut hasher = DefaultHasher::new();
        file.bytes.hash(&mut hasher);
        let hash = hasher.finish();
        if ran.contains(&(name.clone(), hash)) || found.iter().any(|known: &Found| known.name == name) {
            continue;
        }
        let mut targets: Vec<ClassRef> = Vec::new();
        if let Role::Migration(names, from) = &role {
            for class in &touched {
                let number = class.current().map(|version| version.number);
                let is_it = names.contains(&class.external_name()) && from.is_none_or(|from| Some(from) == number);
                if is_it && !targets.contains(class) {
                    targets.push(*class);
                }
            }
            if targets.is_empty() {
                let known = names.iter().any(|name| {
                    let name = Symbol::from_text(&name.replace('.', "/"));
                    !vm.classes.find_defined(name).is_empty()
                });
                if known {
                    let names = names.join(", ");
                    plan.warnings.push(format!("the migration {name} does not run: the patch does not change {names}"));
                }
                continue;
            }
        } else if plan.classes.is_empty() {
            continue;
        }
        found.push(Found { name, role, hash, targets, undo: false });
    }
    // Validations last, each kind in the order of names.
    found.sort_by(|a, b| (a.role == Role::Validation, &a.name).cmp(&(b.role == Role::Validation, &b.name)));
    found
}

/// Those of an update that say how to take it back (rule 5.5), for the classes that are still there.
pub fn going_back(vm: &Vm, ran: &[Found]) -> Vec<Found> {
    let undo = Symbol::from_text("undo");
    let descriptor = Symbol::from_text("(Ljrun/update/OldInstance;Ljava/lang/Object;Ljrun/update/MigrationContext;)V");
    let says = |found: &&Found| {
        let classes = vm.classes.find_defined(Symbol::from_text(&found.name.replace('.', "/")));
        classes
            .iter()
            .any(|class| class.supers().display.iter().any(|class| class.declared_method(undo, descriptor).is_some()))
    };
    let migrations = ran.iter().filter(|found| matches!(found.role, Role::Migration(..)));
    let back = migrations.filter(says).map(|found| {
        let is_there = |class: &ClassRef| !class.unloaded.load(Ordering::Acquire);
        let targets = found.targets.iter().copied().filter(is_there).collect();
        Found { targets, undo: true, ..found.clone() }
    });
    back.filter(|found| !found.targets.is_empty()).collect()
}

/// Is the class a migration or a validation?
pub fn is_code(file: &ClassFile<'_>) -> bool {
    role(file).is_some()
}

/// What a class file is by its annotation or its interfaces.
fn role(file: &ClassFile<'_>) -> Option<(String, Role)> {
    let pool = &file.constant_pool;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let name = text(file.name().ok()?).replace('/', ".");
    for attribute in &file.attributes {
        let Ok(Attribute::RuntimeVisibleAnnotations(annotations)) = attribute.parse(pool) else { continue };
        for annotation in annotations.read().ok()? {
            if pool.utf8(annotation.type_index).ok() != Some(b"Ljrun/update/Migrates;") {
                continue;
            }
            let (mut names, mut from) = (Vec::new(), None);
            for (element, value) in annotation.elements {
                match (pool.utf8(element), value) {
                    (Ok(b"value"), ElementValue::Array(values)) => {
                        for value in values {
                            if let ElementValue::Constant { tag: b's', index } = value {
                                names.push(text(pool.utf8(index).ok()?));
                            }
                        }
                    }
                    (Ok(b"from"), ElementValue::Constant { tag: b'I', index }) => {
                        if let Some(classfile::Constant::Integer(number)) = pool.try_get(index) {
                            from = u32::try_from(number).ok();
                        }
                    }
                    _ => {}
                }
            }
            return Some((name, Role::Migration(names, from)));
        }
    }
    const ABSTRACT: u16 = 0x0400;
    let implements =
        file.interfaces.iter().any(|index| pool.class_name(*index).ok() == Some(b"jrun/update/Validation"));
    (implements && file.access_flags.bits() & ABSTRACT == 0).then_some((name, Role::Validation))
}

/// Whether instances must be copied beforehand: of these classes, with all below them.
pub fn copied(plan: &Plan) -> Vec<ClassRef> {
    let found = &plan.code;
    let mut classes: Vec<ClassRef> = Vec::new();
    let validates = found.iter().any(|found| found.role == Role::Validation);
    let migrated = found.iter().flat_map(|found| &found.targets).copied();
    let updated = plan.classes.iter().map(|planned| planned.class).filter(|_| validates);
    for class in migrated.chain(updated).flat_map(versioning::subtree) {
        if !classes.contains(&class) && !class.is_interface() && class.layout().is_some() {
            classes.push(class);
        }
    }
    classes
}

/// Instances and their copies, one row per class.
pub struct Copies<'s> {
    classes: Vec<ClassRef>,
    fresh: Vec<Handle<'s>>,
    old: Vec<Handle<'s>>,
}

/// Copies the instances of classes as they are right after the commit: in them every field of before has its value.
pub fn copy<'s>(thread: &mut Thread, scope: &'s Scope, classes: &[ClassRef]) -> Completion<Copies<'s>> {
    let object = thread.known(Known::Object)?;
    let mut copies = Copies { classes: Vec::new(), fresh: Vec::new(), old: Vec::new() };
    for class in classes {
        let inner = Scope::open(&mut thread.mutator);
        let instances = versioning::living_instances(thread, &inner, *class);
        if instances.is_empty() {
            continue;
        }
        let fresh = thread.new_array(scope, object, instances.len() as i32)?;
        let old = thread.new_array(scope, object, instances.len() as i32)?;
        for (at, instance) in instances.iter().enumerate() {
            let one = Scope::open(&mut thread.mutator);
            let copy = versioning::copy(thread, &one, *instance)?;
            let view = thread.view();
            view.array_store_ref(fresh.get(&view), at as u32, Some(instance.get(&view)));
            view.array_store_ref(old.get(&view), at as u32, Some(copy.get(&view)));
        }
        copies.classes.push(*class);
        copies.fresh.push(fresh);
        copies.old.push(old);
    }
    Ok(copies)
}

/// Runs them.
pub fn run(thread: &mut Thread, scope: &Scope, found: &[Found], copies: &Copies<'_>) -> Completion<Vec<Ran>> {
    let (mut migrations, mut targets, mut validations) = (Vec::new(), Vec::new(), Vec::new());
    for one in found {
        match one.role {
            Role::Migration(..) => {
                let mut loaders: Vec<LoaderRef> = Vec::new();
                for target in &one.targets {
                    if !loaders.contains(&target.loader) {
                        loaders.push(target.loader);
                    }
                }
                for loader in loaders {
                    let of_loader: Vec<ClassRef> =
                        one.targets.iter().copied().filter(|target| target.loader == loader).collect();
                    migrations.push(instance(thread, scope, &one.name, loader)?);
                    targets.push(mirrors(thread, scope, &of_loader)?);
                }
            }
            Role::Validation => {
                let loader = copies.classes.iter().map(|class| class.loader).find(|loader| *loader != LoaderRef::BOOT);
                validations.push(instance(thread, scope, &one.name, loader.unwrap_or(LoaderRef::BOOT))?);
            }
        }
    }
    let object = thread.known(Known::Object)?;
    let object_array = loading::array_class_of(thread, object)?;
    let class_class = thread.known(Known::Class)?;
    let class_array = loading::array_class_of(thread, class_class)?;
    let arguments = [
        array(thread, scope, object, &migrations)?,
        array(thread, scope, class_array, &targets)?,
        array(thread, scope, object, &validations)?,
        mirrors(thread, scope, &copies.classes)?,
        array(thread, scope, object_array, &copies.fresh)?,
        array(thread, scope, object_array, &copies.old)?,
    ];
    let trial = trial(thread)?;
    let descriptor = "(Z[Ljava/lang/Object;[[Ljava/lang/Class;[Ljava/lang/Object;[Ljava/lang/Class;[[Ljava/lang/Object;[[Ljava/lang/Object;)[Ljava/lang/String;";
    let method = thread.method_named(trial, "run", descriptor)?;
    initialization::initialize(thread, trial)?;
    let back = Value::Int(i32::from(found.iter().any(|found| found.undo)));
    let arguments: Vec<Value<'_>> =
        std::iter::once(back).chain(arguments.map(|array| Value::Ref(Some(array)))).collect();
    let lines = thread.invoke(scope, method, &arguments)?.reference();
    let mut ran = Vec::new();
    let Some(lines) = lines else { return Ok(ran) };
    let lines: Vec<Handle<'_>> = {
        let view = thread.view();
        let lines = lines.get(&view);
        let each = (0..view.array_length(lines)).filter_map(|at| view.array_load_ref(lines, at));
        each.map(|line| scope.handle(&view, line)).collect()
    };
    for line in lines {
        let line = strings::text(thread, line);
        let parts: Vec<&str> = line.split('\t').collect();
        let [kind, name, of, count, nanos] = parts[..] else { continue };
        ran.push(Ran {
            kind: kind.to_owned(),
            name: name.to_owned(),
            of: of.to_owned(),
            count: count.parse().unwrap_or(0),
            time: Duration::from_nanos(nanos.parse().unwrap_or(0)),
        });
    }
    Ok(ran)
}

fn trial(thread: &mut Thread) -> Completion<ClassRef> {
    let name = Symbol::from_text("jrun/update/Trial");
    let class = loading::load_boot_class(thread, name)?;
    let class = class.ok_or_else(|| Abrupt::internal("jrun.update.Trial is missing"))?;
    linking::link(thread, class)?;
    Ok(class)
}

/// An instance of a class of the patch, made by its constructor without parameters.
fn instance<'s>(thread: &mut Thread, scope: &'s Scope, name: &str, loader: LoaderRef) -> Completion<Handle<'s>> {
    let name = Symbol::from_text(&name.replace('.', "/"));
    // The class library does not know the program's classes.
    let loader = if loader == LoaderRef::BOOT { system_loader(thread)? } else { loader };
    let class = match loading::load_class(thread, name, loader)? {
        Some(class) => class,
        None => return Err(thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
    };
    linking::link(thread, class)?;
    if class.declared_method(Symbol::from_text("<init>"), Symbol::from_text("()V")).is_none() || class.is_abstract() {
        let text = format!("{}: no constructor without parameters", class.external_name());
        return Err(thread.throw_text(Known::InstantiationException, text));
    }
    thread.new_object(scope, class, "()V", &[])
}

fn array<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    component: ClassRef,
    elements: &[Handle<'_>],
) -> Completion<Handle<'s>> {
    let array = thread.new_array(scope, component, elements.len() as i32)?;
    let view = thread.view();
    for (at, element) in elements.iter().enumerate() {
        view.array_store_ref(array.get(&view), at as u32, Some(element.get(&view)));
    }
    Ok(array)
}

fn mirrors<'s>(thread: &mut Thread, scope: &'s Scope, classes: &[ClassRef]) -> Completion<Handle<'s>> {
    let mirrors: Vec<Handle<'_>> = classes.iter().map(|class| class.mirror()).collect();
    let class = thread.known(Known::Class)?;
    array(thread, scope, class, &mirrors)
}

/// Why the patch is refused after `outcome`, if it is; an end of the space is passed on. The throwable is pending no more.
pub fn verdict<R>(thread: &mut Thread, outcome: Completion<R>, limit: Duration) -> Completion<Result<R, Refusals>> {
    let vm = thread.vm().clone();
    let mut refusals = Refusals::default();
    let current = if outcome.is_ok() { None } else { current(thread) };
    let forbidden = vm.trials.forbidden();
    match (outcome, forbidden) {
        (Ok(value), None) => return Ok(Ok(value)),
        (outcome, Some(reason)) => {
            if matches!(outcome, Err(Abrupt::Thrown)) {
                thread.clear_pending();
            }
            let what = current.unwrap_or_else(|| "migration code".to_owned());
            refusals.whole("11.8", format!("{what}: {reason}"), WAY_OUT);
        }
        (Err(Abrupt::Exit(_)), None) if vm.trials.is_expired() && !vm.threads.ending.is_on() => {
            let what = current.unwrap_or_else(|| "migration code".to_owned());
            let reason = format!("{what} took longer than {} (--migration-time)", seconds(limit));
            refusals.whole("11.8", reason, "make it faster, or give it more time");
        }
        (Err(Abrupt::Thrown), None) => {
            let text = throw::describe_pending(thread);
            let is_no =
                thread.pending_class().is_some_and(|class| class.name() == "jrun/update/ValidationFailedException");
            let starved = thread.pending_class().is_some_and(|class| class.name() == Known::OutOfMemoryError.name());
            let message = thread.pending_message();
            thread.clear_pending();
            let what = current.unwrap_or_else(|| "migration code".to_owned());
            let rule = if what.starts_with("the validation") { "11.6" } else { "11.7" };
            let reason = if is_no {
                format!("{what} says no: {}", message.unwrap_or_default())
            } else {
                let own = text.lines().map(str::trim).filter(|line| !line.starts_with("at jrun.update.Trial."));
                let lines: Vec<&str> = own.take(1 + TRACE).collect();
                format!("{what} threw {}", lines.join("; "))
            };
            refusals.whole(rule, reason, if starved { MORE_MEMORY } else { WAY_OUT });
        }
        (Err(other), None) => return Err(other),
    }
    Ok(Err(refusals))
}

fn seconds(limit: Duration) -> String {
    if limit.subsec_millis() == 0 { format!("{} s", limit.as_secs()) } else { format!("{} ms", limit.as_millis()) }
}

/// What of the patch's code runs now.
fn current(thread: &mut Thread) -> Option<String> {
    let name = Symbol::from_text("jrun/update/Trial");
    let class = thread.vm().classes.find(LoaderRef::BOOT, name).filter(|class| class.is_initialized())?;
    let scope = Scope::open(&mut thread.mutator);
    let text = thread.static_object(&scope, class, "current", "Ljava/lang/String;").ok()??;
    Some(strings::text(thread, text))
}

/// For the engine: which class files have run.
pub type HaveRun = HashSet<(String, u64)>;
