//! `cargo xtask tidy`: the project's own rules, which no compiler knows.
//!
//! Never: changes a file. Reports every breach, not the first.

mod imports;
mod rules;
mod sources;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Checks all rules.
pub fn run() -> Result<(), String> {
    let root = crate::root();
    let files = tracked_files(root)?;
    let mut breaches = Vec::new();
    imports::check(root, &mut breaches)?;
    rules::check(root, &mut breaches)?;
    let reasons = Reasons {
        long: read_reasons(&root.join("xtask/tidy.toml"))?,
        raw: read_reasons(&root.join("xtask/unsafe-ledger.toml"))?,
    };
    sources::check(root, &files, &reasons, &mut breaches);
    if breaches.is_empty() {
        println!("tidy: {} files", files.len());
        return Ok(());
    }
    breaches.sort();
    for breach in &breaches {
        println!("{breach}");
    }
    Err(format!("{} breaches of the project's rules", breaches.len()))
}

/// Files that are exempt from a rule, each with its reason.
struct Reasons {
    /// May be longer than the limit.
    long: BTreeMap<String, String>,
    /// May hold unsafe code.
    raw: BTreeMap<String, String>,
}

/// Files that git tracks or would track, relative to the root.
fn tracked_files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("the list of files needs git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim_end()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .filter(|path| root.join(path).is_file())
        .collect())
}

/// Reads lines of the form `"path" = "reason"`.
fn read_reasons(file: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut reasons = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with('[') {
            continue;
        }
        let entry = line.split_once('=').and_then(|(path, reason)| Some((unquote(path)?, unquote(reason)?)));
        let (path, reason) =
            entry.ok_or_else(|| format!("{}:{}: not of the form \"path\" = \"reason\"", file.display(), number + 1))?;
        if reason.is_empty() {
            return Err(format!("{}:{}: no reason", file.display(), number + 1));
        }
        reasons.insert(path.to_owned(), reason.to_owned());
    }
    Ok(reasons)
}

fn unquote(text: &str) -> Option<&str> {
    text.trim().strip_prefix('"')?.strip_suffix('"')
}
