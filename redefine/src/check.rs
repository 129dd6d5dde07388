//! What a patch would change against class files on disk, without a running program: kinds, changes that no update can
//! make, and callers of what it removes.

use crate::diff::{ClassDiff, diff};
use crate::patch_file::PatchContent;
use crate::refusal::Refusals;
use classfile::{ClassFile, Constant};
use std::collections::BTreeMap;

/// Class files by internal name.
pub type Classes = BTreeMap<String, Vec<u8>>;

/// What was found.
#[derive(Debug, Default)]
pub struct Check {
    /// Classes that change, with what changes; by external name.
    pub changed: Vec<(String, ClassDiff)>,
    /// Classes that are new.
    pub added: Vec<String>,
    /// Classes that are what they were.
    pub unchanged: Vec<String>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Reasons why no program will take it.
    pub refusals: Refusals,
}

/// The classes of `new` that are not in `old` or differ from it, as a patch.
pub fn compare(old: &Classes, new: &Classes) -> PatchContent {
    let differs = |name: &str, bytes: &[u8]| {
        let Some(before) = old.get(name) else { return true };
        match (ClassFile::parse(before), ClassFile::parse(bytes)) {
            (Ok(before), Ok(after)) => diff(&before, &after).kind().is_some(),
            _ => before != bytes,
        }
    };
    PatchContent {
        classes: new
            .iter()
            .filter(|(name, bytes)| differs(name, bytes))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect(),
        removed: old.keys().filter(|name| !new.contains_key(*name)).map(|name| name.replace('/', ".")).collect(),
        ..PatchContent::default()
    }
}

/// Checks a patch by itself and, if class files are given, against them.
pub fn check(patch: &PatchContent, against: Option<&Classes>) -> Check {
    const INTERFACE: u16 = 0x0200;
    let mut check = Check::default();
    for (name, bytes) in &patch.classes {
        let external = name.replace('/', ".");
        let file = match read(bytes) {
            Ok(file) => file,
            Err(reason) => {
                check.refusals.unreadable(&external, reason);
                continue;
            }
        };
        let Some(old) = against.and_then(|against| against.get(name)) else {
            check.added.push(external);
            continue;
        };
        let Ok(old) = ClassFile::parse(old) else {
            check.warnings.push(format!("{external} cannot be compared: the class file it replaces cannot be read"));
            continue;
        };
        if (old.access_flags.bits() ^ file.access_flags.bits()) & INTERFACE != 0 {
            let reason = "a class cannot become an interface, nor an interface a class";
            check.refusals.forbidden(&external, None, "8.4", reason);
        }
        let diff = diff(&old, &file);
        if diff.kind().is_some() { check.changed.push((external, diff)) } else { check.unchanged.push(external) }
    }
    if let Some(against) = against {
        for name in &patch.removed {
            if !against.contains_key(&name.replace('.', "/")) {
                check.warnings.push(format!("{name} is to be removed, but is not there"));
            }
        }
        callers(&mut check, patch, against);
    }
    check
}

fn read(bytes: &[u8]) -> Result<ClassFile<'_>, String> {
    let file = ClassFile::parse(bytes).map_err(|error| error.to_string())?;
    file.check_version(classfile::JAVA_17_MAJOR, true).map_err(|error| error.to_string())?;
    classfile::format_check::format_check(&file).map_err(|error| error.to_string())?;
    Ok(file)
}

/// Classes that name what the patch removes and are not part of it.
fn callers(check: &mut Check, patch: &PatchContent, against: &Classes) {
    let mut gone: Vec<(String, String)> = Vec::new();
    for (class, diff) in &check.changed {
        let removed = diff.changes.iter().filter(|change| change.what.ends_with("removed"));
        gone.extend(removed.filter_map(|change| Some((class.replace('.', "/"), change.member.clone()?))));
    }
    let removed: Vec<String> = patch.removed.iter().map(|name| name.replace('.', "/")).collect();
    let mut found = Vec::new();
    for (name, bytes) in
        against.iter().filter(|(name, _)| !patch.classes.contains_key(*name) && !removed.contains(name))
    {
        let Ok(file) = ClassFile::parse(bytes) else { continue };
        let pool = &file.constant_pool;
        for index in 1..pool.len() as u16 {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            match pool.try_get(index) {
                Some(Constant::Fieldref { .. } | Constant::Methodref { .. } | Constant::InterfaceMethodref { .. }) => {
                    let Ok(member) = pool.member_ref(index) else { continue };
                    let (owner, member_name, kind) =
                        (text(member.class_name), text(member.name), text(member.descriptor));
                    let is_it = |(class, label): &(String, String)| {
                        *class == owner
                            && (*label == format!("{member_name}{kind}") || *label == format!("{member_name}:{kind}"))
                    };
                    if gone.iter().any(is_it) {
                        found.push((name, format!("{}.{member_name}", owner.replace('/', "."))));
                    }
                }
                Some(Constant::Class(_)) => {
                    let owner = pool.class_name(index).map(text).unwrap_or_default();
                    if removed.contains(&owner) {
                        found.push((name, owner.replace('/', ".")));
                    }
                }
                _ => {}
            }
        }
    }
    found.dedup();
    let lines =
        found.into_iter().map(|(name, what)| format!("{} uses {what}, which is removed", name.replace('/', ".")));
    check.warnings.extend(lines);
}
