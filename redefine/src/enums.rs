//! Enum classes (rule 5.6): their constants keep their identity, new ones are built, and everything that counts on their
//! numbers is brought in line: `values()`, `valueOf`, ordinals, EnumMap, EnumSet and the maps behind switches.

use crate::plan::Plan;
use classfile::ClassFile;
use jvm::class::ClassRef;
use jvm::versioning;
use jvm::{Completion, FieldRef, Symbol, Thread, Vm};

const ENUM: u16 = 0x4000;
const STATIC: u16 = 0x0008;
const SYNTHETIC: u16 = 0x1000;
/// Of the static fields in which javac keeps, per enum that a class switches over, the case of each number.
const SWITCH_MAP: &str = "$SwitchMap$";

/// Is the field one of the constants?
pub fn is_constant(access_flags: u16) -> bool {
    access_flags & ENUM != 0
}

/// Name of the field that holds all constants, if the new version has others than the old, or another order.
pub fn changed_values(old: &ClassFile<'_>, new: &ClassFile<'_>) -> Option<String> {
    if new.access_flags.bits() & ENUM == 0 || constants(old) == constants(new) {
        return None;
    }
    let pool = &new.constant_pool;
    let own = format!("[L{};", String::from_utf8_lossy(new.name().ok()?));
    let all = new.fields.iter().find(|field| {
        field.access_flags & (STATIC | SYNTHETIC) == STATIC | SYNTHETIC
            && field.descriptor(pool).is_ok_and(|descriptor| descriptor == own.as_bytes())
    })?;
    Some(String::from_utf8_lossy(all.name(pool).ok()?).into_owned())
}

fn constants(file: &ClassFile<'_>) -> Vec<Vec<u8>> {
    let own = file.fields.iter().filter(|field| is_constant(field.access_flags));
    own.filter_map(|field| field.name(&file.constant_pool).ok().map(<[u8]>::to_vec)).collect()
}

/// After the initializers: numbers, collections and switches.
pub fn finish(thread: &mut Thread, plan: &Plan, warnings: &mut Vec<String>) -> Completion<()> {
    let mut changed: Vec<String> = Vec::new();
    for planned in &plan.classes {
        let Some(values) = planned.enum_values.as_ref().and_then(|name| values_field(planned.class, name)) else {
            continue;
        };
        let too_small = versioning::renumber(thread, planned.class, values)?;
        if too_small > 0 {
            let name = planned.class.external_name();
            warnings.push(format!("{too_small} sets of {name} are too small for its new constants"));
        }
        changed.push(format!("{SWITCH_MAP}{}", planned.class.name().as_str().replace('/', "$")));
    }
    for class in switch_maps(thread.vm(), plan, &changed) {
        let name = (Symbol::from_text("<clinit>"), Symbol::from_text("()V"));
        let Some(initializer) = class.declared_method(name.0, name.1) else { continue };
        if let Some(thrown) = versioning::run_initializer(thread, initializer, None)? {
            warnings.push(format!("{} keeps its cases: its initializer threw {thrown}", class.external_name()));
        }
    }
    Ok(())
}

fn values_field(class: ClassRef, name: &str) -> Option<FieldRef> {
    let fields = class.current()?.fields.iter().copied();
    let own = format!("[L{};", class.name());
    { fields }.find(|field| field.is_static() && field.name.as_str() == name && field.descriptor().as_str() == own)
}

/// Classes that hold nothing but maps behind switches, and are of this patch or map one of the changed enums.
fn switch_maps(vm: &Vm, plan: &Plan, changed: &[String]) -> Vec<ClassRef> {
    let is_stale = |class: &ClassRef| {
        let Some(version) = class.current() else { return false };
        let maps: Vec<&str> = version.fields.iter().map(|field| field.name.as_str()).collect();
        class.is_initialized()
            && !maps.is_empty()
            && maps.iter().all(|name| name.starts_with(SWITCH_MAP))
            && (maps.iter().any(|name| changed.iter().any(|changed| changed == name))
                || plan.classes.iter().any(|planned| planned.class == *class))
    };
    // Without a changed enum it can only be a class of the patch: the pause has no time for all.
    let candidates =
        if changed.is_empty() { plan.classes.iter().map(|planned| planned.class).collect() } else { vm.classes.all() };
    candidates.into_iter().filter(is_stale).collect()
}
