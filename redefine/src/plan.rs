//! The plan: what a patch means for the classes that are loaded now. Decides; changes nothing.

use crate::diff::{ClassDiff, Kind, diff};
use crate::patch::Patch;
use crate::refusal::{Refusal, Refusals};
use classfile::ClassFile;
use jvm::class::{ClassBytes, ClassRef};
use jvm::{Symbol, Vm, versioning};
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
    /// Lambdas mean the same under the same names: their live objects pick up the new bodies.
    pub lambdas_match: bool,
}

/// What will be done.
pub struct Plan {
    /// Classes to update; several with one name where several loaders defined it.
    pub classes: Vec<PlannedClass>,
    /// Classes of the patch that are not loaded: they load normally when first used.
    pub not_loaded: Vec<String>,
    /// Classes of the patch that are what they were.
    pub unchanged: Vec<String>,
    /// What a person should know beforehand.
    pub warnings: Vec<String>,
    /// Number of definitions when the plan was made; if more came since, it is made again.
    pub definitions: u64,
}

/// Plans a patch, or answers every reason against it.
pub fn plan(vm: &Vm, patch: &Patch) -> Result<Plan, Refusals> {
    let definitions = vm.classes.definitions.load(Ordering::Acquire);
    let mut plan =
        Plan { classes: Vec::new(), not_loaded: Vec::new(), unchanged: Vec::new(), warnings: Vec::new(), definitions };
    let mut refusals = Refusals::default();
    for patch_file in &patch.files {
        let file = match read(&patch_file.bytes, vm.options.preview) {
            Ok(file) => file,
            Err(reason) => {
                refusals.unreadable(&patch_file.origin, reason);
                continue;
            }
        };
        let name = Symbol::new(file.name().unwrap_or(b"?"));
        let defined = vm.classes.find_defined(name);
        if defined.is_empty() {
            plan.not_loaded.push(name.as_str().replace('/', "."));
        }
        for class in defined {
            plan_class(vm, &mut plan, &mut refusals, class, &file, &patch_file.bytes);
        }
    }
    if refusals.0.is_empty() { Ok(plan) } else { Err(refusals) }
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
    class: ClassRef,
    file: &ClassFile<'_>,
    bytes: &Arc<[u8]>,
) {
    let Some(current) = class.current() else { return };
    let name = class.external_name();
    let diff = diff(current.file(), file);
    let Some(kind) = diff.kind() else {
        plan.unchanged.push(name);
        return;
    };
    if kind > Kind::Compatible {
        for change in diff.changes.iter().filter(|change| change.kind > Kind::Compatible) {
            refusals.kind(&name, change.member.clone(), change.kind, &change.what);
        }
        return;
    }
    let lambdas_match = lambdas(current.file()) == lambdas(file);
    if !lambdas_match && versioning::has_hidden_nestmates(vm, class) {
        refusals.0.push(Refusal {
            class: name,
            member: None,
            rule: "9",
            reason: "lambdas were added, removed or renumbered while lambda objects of this class are alive".into(),
            way_out: "restart the program, or move the new code out of the class that has live lambdas",
        });
        return;
    }
    for change in &diff.changes {
        if change.what == "static field added" && class.is_initialized() {
            let member = change.member.clone().unwrap_or_default();
            if is_initialized_by_code(file, &member) {
                plan.warnings.push(format!(
                    "{name}.{member} starts at its default: initializers of new static fields are not run yet"
                ));
            }
        }
    }
    if diff.changes.iter().any(|change| change.member.as_deref() == Some("<clinit>()V")) && class.is_initialized() {
        plan.warnings.push(format!("{name} is initialized already: its changed static initializer is not run again"));
    }
    let bytes = ClassBytes::Owned(bytes.clone());
    plan.classes.push(PlannedClass { class, bytes, diff, lambdas_match });
}

/// Names and descriptors of the lambda bodies, in order.
fn lambdas(file: &ClassFile<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let pool = &file.constant_pool;
    file.methods
        .iter()
        .filter_map(|method| Some((method.name(pool).ok()?.to_vec(), method.descriptor(pool).ok()?.to_vec())))
        .filter(|(name, _)| name.starts_with(b"lambda$"))
        .collect()
}

/// Does the class file's static initializer write this field?
fn is_initialized_by_code(file: &ClassFile<'_>, member: &str) -> bool {
    let pool = &file.constant_pool;
    let Some(initializer) = file.find_method(b"<clinit>", b"()V").and_then(|method| method.code(pool).ok().flatten())
    else {
        return false;
    };
    initializer.instructions().filter_map(Result::ok).any(|instruction| {
        let classfile::Operands::Constant(index) = instruction.operands else { return false };
        instruction.opcode == classfile::Opcode::Putstatic
            && pool.field_ref(index).is_ok_and(|field| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                format!("{}:{}", text(field.name), text(field.descriptor)) == member
            })
    })
}
