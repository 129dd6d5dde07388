//! What a patch will hurt, as far as only the objects of the running program tell; said before the commit (rule 2.5).

use crate::diff::Change;
use crate::migration::Role;
use crate::plan::Plan;
use jvm::versioning;
use jvm::{ClassRef, Thread};

/// Keys of live hash collections whose `hashCode` or `equals` changes: the collections may not find them any more. A class that
/// a migration converts is that migration's business.
pub fn hash_keys(thread: &mut Thread, plan: &Plan) -> Vec<String> {
    let is_change = |change: &Change| {
        let is_it = |member: &str| member == "hashCode()I" || member == "equals(Ljava/lang/Object;)Z";
        change.member.as_deref().is_some_and(is_it) && change.what != "line numbers changed"
    };
    let is_migrated = |class: &ClassRef| {
        plan.code.iter().any(|found| matches!(found.role, Role::Migration(..)) && found.targets.contains(class))
    };
    let mut classes: Vec<ClassRef> = Vec::new();
    for planned in plan.classes.iter().filter(|planned| planned.diff.changes.iter().any(is_change)) {
        for class in versioning::subtree(planned.class) {
            if !classes.contains(&class) && !is_migrated(&class) {
                classes.push(class);
            }
        }
    }
    if classes.is_empty() {
        return Vec::new();
    }
    let vm = thread.vm().clone();
    let mut counts = thread.mutator.stop_world(|world| versioning::hash_keys(world, &vm, &classes));
    counts.sort_by_key(|(class, _)| class.name().as_str());
    let line = |(class, count): (ClassRef, u64)| {
        let plural =
            if count == 1 { "key of live hash collections is a" } else { "keys of live hash collections are a" };
        format!(
            "{count} {plural} {}, whose hashCode or equals changes: the collections may not find them (a migration can rehash)",
            class.external_name()
        )
    };
    counts.into_iter().map(line).collect()
}
