//! Every rule of docs/redefinition.md that is in force has its cases under javatests/redefine.
//!
//! Reads the headings of the one and the lists of rules in the others; knows nothing of what a rule says.

use std::collections::BTreeSet;
use std::path::Path;

const CONTRACT: &str = "docs/redefinition.md";
const CASES: &str = "javatests/redefine";

/// How far a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Force {
    /// Shown, with what goes wrong, there and back.
    Now,
    /// Shown, there and back; nothing goes wrong under it.
    CannotFail,
    /// Not by a case, or not yet.
    Elsewhere,
}

/// What the cases name.
#[derive(Debug, Default)]
struct Shown {
    rules: BTreeSet<String>,
    errors: BTreeSet<String>,
    back: BTreeSet<String>,
}

/// Checks the contract against the cases.
pub(super) fn check(root: &Path, breaches: &mut Vec<String>) -> Result<(), String> {
    let contract = std::fs::read_to_string(root.join(CONTRACT)).map_err(|error| format!("{CONTRACT}: {error}"))?;
    let mut shown = Shown::default();
    let cases = std::fs::read_dir(root.join(CASES)).map_err(|error| format!("{CASES}: {error}"))?;
    for case in cases {
        let case = case.map_err(|error| format!("{CASES}: {error}"))?.path();
        let file = case.join("case.toml");
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        shown.read(&text);
    }
    breaches.extend(missing(&rules(&contract), &shown).into_iter().map(|text| format!("{CONTRACT}: {text}")));
    Ok(())
}

/// Number and force of each rule: `### 1.2 text [now]`.
fn rules(contract: &str) -> Vec<(String, Option<Force>)> {
    let heading = |line: &str| {
        let text = line.strip_prefix("### ")?;
        let number = text.split(' ').next()?.to_owned();
        let force = match text.rsplit_once('[')?.1 {
            "now]" => Some(Force::Now),
            "now, cannot fail]" => Some(Force::CannotFail),
            "measured]" | "later]" | "now, shown at the entry points]" => Some(Force::Elsewhere),
            _ => None,
        };
        Some((number, force))
    };
    contract.lines().filter(|line| line.starts_with("### ")).filter_map(heading).collect()
}

impl Shown {
    fn read(&mut self, case: &str) {
        let list = |key: &str| -> Vec<String> {
            let line = case.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
            let words = line.unwrap_or("").split('"').skip(1).step_by(2);
            words.map(String::from).collect()
        };
        let rules = list("rules");
        if !case.lines().any(|line| line.starts_with("no_way_back")) {
            self.back.extend(rules.iter().cloned());
        }
        self.rules.extend(rules);
        self.errors.extend(list("errors"));
    }
}

fn missing(rules: &[(String, Option<Force>)], shown: &Shown) -> Vec<String> {
    let mut missing = Vec::new();
    for (number, force) in rules {
        let Some(force) = force else {
            missing.push(format!("rule {number} does not say whether it is in force"));
            continue;
        };
        if *force == Force::Elsewhere {
            continue;
        }
        if !shown.rules.contains(number) {
            missing.push(format!("no case shows rule {number}"));
        } else if !shown.back.contains(number) {
            missing.push(format!("no case shows rule {number} backwards"));
        }
        match (force, shown.errors.contains(number)) {
            (Force::Now, false) => missing.push(format!("no case shows the error of rule {number}")),
            (Force::CannotFail, true) => {
                missing.push(format!("a case shows an error of rule {number}, which cannot fail"))
            }
            _ => {}
        }
    }
    let named = shown.rules.union(&shown.errors).filter(|number| !rules.iter().any(|(known, _)| known == *number));
    missing.extend(named.map(|number| format!("cases name rule {number}, which is not there")));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTRACT: &str =
        "### 1.1 body [now]\n### 1.2 more [now, cannot fail]\n### 1.3 much [later]\n### 1.4 wrong [soon]";

    fn shown(cases: &[&str]) -> Shown {
        let mut shown = Shown::default();
        cases.iter().for_each(|case| shown.read(case));
        shown
    }

    #[test]
    fn what_is_shown_is_enough() {
        let cases = shown(&["rules = [\"1.1\", \"1.2\"]\nerrors = [\"1.1\"]\n"]);
        assert_eq!(missing(&rules(CONTRACT), &cases), ["rule 1.4 does not say whether it is in force"]);
    }

    #[test]
    fn each_lack_is_told() {
        let found = missing(&rules(CONTRACT), &shown(&["rules = [\"1.1\", \"9.9\"]\nno_way_back = \"x\""]));
        let text = found.join("\n");
        for lack in ["rule 1.1 backwards", "error of rule 1.1", "shows rule 1.2", "9.9"] {
            assert!(text.contains(lack), "{lack} is not in {text}");
        }
    }
}
