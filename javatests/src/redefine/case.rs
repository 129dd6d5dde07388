//! `case.toml`: what a redefinition case shows and what must come of it. Written by hand from the contract.
//!
//! Reads and checks the form; runs nothing.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One case: a folder with `v0`, `v1`, … and `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Rules of docs/redefinition.md that it shows.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Rules of which it shows the error: a refusal, a warning, or what the program gets thrown.
    #[serde(default)]
    pub errors: Vec<String>,
    /// Options of jrun.
    #[serde(default)]
    pub options: Vec<String>,
    /// Options of javac for every version.
    #[serde(default)]
    pub javac: Vec<String>,
    /// What the program prints before the first update.
    pub before: String,
    /// The updates in order; the n-th puts `v<n>` in place.
    #[serde(default)]
    pub update: Vec<Update>,
    /// The way back to `v0` after the last update; without it the output must be that of before.
    pub back: Option<Update>,
    /// Why there is no way back.
    pub no_way_back: Option<String>,
    /// What it prints after its last stop.
    #[serde(default)]
    pub end: String,
    /// Parts of lines on the error output that are no reports, in order.
    #[serde(default)]
    pub stderr: Vec<String>,
    /// The exit code.
    #[serde(default)]
    pub exit: i32,
    /// The folder.
    #[serde(skip)]
    pub dir: PathBuf,
    /// Its name.
    #[serde(skip)]
    pub name: String,
}

/// One update and what must come of it. What the report tells and is not written here is an error.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The version to put in place, where it is not the next one.
    pub to: Option<String>,
    /// Kind of each updated class.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// `Class: member (what)`: must be among the reported members.
    #[serde(default)]
    pub members: Vec<String>,
    /// Instances that moved to a new layout. Left out, no instance moved, unless a field is removed: whether that moves
    /// others is the layout's business.
    pub migrated: Option<BTreeMap<String, u64>>,
    /// The same for classes of the class library, of which nobody knows how many there are; others may have moved, too.
    pub migrated_at_least: Option<BTreeMap<String, u64>>,
    /// Classes whose instances of before stay with an old version, and its number.
    #[serde(default)]
    pub kept: BTreeMap<String, u64>,
    /// Classes whose instances are converted when they are first touched. Left out, none, unless a field is removed, as for
    /// `migrated`.
    #[serde(default)]
    pub lazy: Vec<String>,
    /// Fields whose initializer ran.
    #[serde(default)]
    pub initialized: Vec<String>,
    /// Migrations and validations of the patch that ran: `name of class: instances`, `name of the statics of class`, or the
    /// name of a validation.
    #[serde(default)]
    pub ran: Vec<String>,
    /// A part of the reason of each refusal, in any order.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// A part of each warning, in any order.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Methods whose frames go on in old code; `*` where threads run freely, so that nobody can know.
    #[serde(default)]
    pub frames: Vec<String>,
    /// Classes that were not loaded.
    #[serde(default)]
    pub not_loaded: Vec<String>,
    /// Anonymous and local classes that got other names: `A$1 -> A$2`.
    #[serde(default)]
    pub renamed: Vec<String>,
    /// Those that nothing has become: the names that they had.
    #[serde(default)]
    pub nameless: Vec<String>,
    /// `rule Class` of each refusal; the update must be refused.
    #[serde(default)]
    pub refused: Vec<String>,
    /// Class files that are half there at first: nothing may be reported before they are whole.
    #[serde(default)]
    pub halves: Vec<String>,
    /// Class files that stay half.
    #[serde(default)]
    pub broken: Vec<String>,
    /// Class files that are deleted.
    #[serde(default)]
    pub removed: Vec<String>,
    /// Part of a line on the error output that is waited for before the program goes on.
    pub says: Option<String>,
    /// Nothing is reported: the update changes nothing.
    #[serde(default)]
    pub nothing: bool,
    /// What the program prints until its next stop; without it, what it printed before the first update.
    pub after: Option<String>,
}

/// Every case of a folder, by name.
pub fn list(dir: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))? {
        let path = entry.map_err(|e| format!("{}: {e}", dir.display()))?.path();
        if path.is_dir() {
            cases.push(Case::read(&path)?);
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

impl Case {
    fn read(dir: &Path) -> Result<Case, String> {
        let file = dir.join("case.toml");
        let fail = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
        let text = fs::read_to_string(&file).map_err(|e| fail(&e))?;
        let mut case: Case = toml::from_str(&text).map_err(|e| fail(&e))?;
        case.dir = dir.to_path_buf();
        case.name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if case.rules.is_empty() && case.errors.is_empty() {
            return Err(fail(&"names no rule"));
        }
        if case.back.is_some() && case.no_way_back.is_some() {
            return Err(fail(&"has a way back and none"));
        }
        Ok(case)
    }

    /// Do instances stay with old versions?
    pub fn keeps_instances(&self) -> bool {
        self.options.iter().any(|option| option.starts_with("--instances=") && option.contains("keep"))
    }

    /// Number of versions, `v0` included.
    pub fn versions(&self) -> usize {
        (0..).take_while(|n| self.dir.join(format!("v{n}")).is_dir()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_an_error() {
        assert!(toml::from_str::<Case>("rules = [\"1.1\"]\nbefore = \"\"\nafterwards = \"\"").is_err());
    }

    #[test]
    fn what_is_not_said_is_expected_not_to_be() {
        let case: Case = toml::from_str("rules = [\"1.1\"]\nbefore = \"x\"\n[[update]]\nafter = \"y\"").expect("valid");
        assert!(!case.keeps_instances());
        assert!(case.update[0].warnings.is_empty() && case.update[0].migrated.is_none() && case.exit == 0);
    }
}
