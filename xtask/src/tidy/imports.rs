//! Which crate of the workspace may use which (ARCHITECTURE.md).
//!
//! Reads the manifests; cargo lets a crate use nothing else.

use std::path::Path;

/// Each crate with the crates of ours that it may name in its manifest.
const ALLOWED: [(&str, &[&str]); 9] = [
    ("classfile", &[]),
    ("objectspace", &[]),
    ("jvm", &["classfile", "objectspace"]),
    ("classlib", &["classfile", "objectspace", "jvm"]),
    ("redefine", &["classfile", "objectspace", "jvm"]),
    ("jrun", &["classfile", "objectspace", "jvm", "classlib", "redefine"]),
    ("javatests", &["classfile", "objectspace", "jvm", "classlib", "redefine", "jrun"]),
    ("benches", &["classfile", "objectspace", "jvm", "classlib", "redefine", "jrun"]),
    ("xtask", &[]),
];

/// Adds an entry for each edge that is not allowed.
pub(super) fn check(root: &Path, breaches: &mut Vec<String>) -> Result<(), String> {
    for member in members(root)? {
        let manifest = root.join(&member).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
        match ALLOWED.iter().find(|(name, _)| *name == member) {
            None => breaches.push(format!("{member}/Cargo.toml: a new crate; give it its imports in xtask/src/tidy/imports.rs and in ARCHITECTURE.md")),
            Some((_, allowed)) => {
                for used in dependencies(&text) {
                    let ours = ALLOWED.iter().any(|(name, _)| *name == used);
                    if ours && !allowed.contains(&used) && used != member {
                        breaches.push(format!("{member}/Cargo.toml: {member} must not use {used}"));
                    }
                }
            }
        }
    }
    Ok(())
}

fn members(root: &Path) -> Result<Vec<String>, String> {
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let list = manifest
        .split_once("members = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .ok_or("Cargo.toml has no members")?
        .0;
    Ok(list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()).collect())
}

/// The names in all dependency tables of a manifest.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            // [dependencies], [target.'…'.dev-dependencies], and [dependencies.name].
            inside = heading.ends_with("dependencies");
            if let Some((table, name)) = heading.rsplit_once('.')
                && table.ends_with("dependencies")
            {
                names.push(name);
            }
        } else if inside && !line.starts_with('#') {
            names.extend(line.split(['=', '.', ' ']).next().filter(|name| !name.is_empty()));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_dependency_table() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\n# no\nb = \"1\"\n[dev-dependencies]\nc={ path = \"c\" }\n[dependencies.d]\nversion = \"1\"\n[lints]\ne = true\n";
        assert_eq!(dependencies(manifest), ["a", "b", "c", "d"]);
    }
}
