//! `bench updates access`: what field access and calls cost after updates under the policy `keep`, in instructions that
//! callgrind counts. Two numbers of rounds are run: the difference is free of start-up and of the updates.
//!
//! Never: counts with an old version that the program did not keep or lose as asked: it checks that itself.

use super::classes;
use crate::jdk::Jdk;
use crate::section;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) const PROGRAM: &str = "UpdateAccess";

const FEW: u64 = 100_000;
const MANY: u64 = 600_000;
/// What a class may cost once its old version has died, as a multiple of one that was never updated.
const LIMIT: f64 = 1.01;

/// What is said of it, whether old instances stay, on which object the loop works, how many updates there are.
const CASES: [(&str, &str, &str, usize); 6] = [
    ("never updated", "stay", "new", 0),
    ("old version has died", "die", "new", 1),
    ("one old version alive, new object", "stay", "new", 1),
    ("one old version alive, old object", "stay", "old", 1),
    ("three old versions alive, new object", "stay", "new", 3),
    ("three old versions alive, oldest object", "stay", "old", 3),
];

/// Runs the measurement; answers what missed its limit.
pub(super) fn run(jdk: &Jdk, jrun: &Path) -> Result<Vec<String>, String> {
    let versions = classes::compile_sources(jdk, "access", "Cell", 4, &cell)?;
    let folder = classes::fresh_folder("updates-access-program")?;
    let source = super::super::sources().join(format!("{PROGRAM}.java"));
    let first = versions[0].with_file_name("");
    section::command(jdk.tool("javac").arg("-cp").arg(&first).arg("-d").arg(&folder).arg(source))?;
    std::fs::copy(&versions[0], folder.join("Cell.class")).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut slow = Vec::new();
    let mut baseline = None;
    for (label, fate, object, updates) in CASES {
        let count = |rounds: u64| instructions(jdk, jrun, &folder, &[fate, object], rounds, &versions[1..=updates]);
        let spent = count(MANY)?.saturating_sub(count(FEW)?) as f64 / (MANY - FEW) as f64;
        let ratio = spent / *baseline.get_or_insert(spent);
        println!("{label}: {spent:.1} instructions a round, {ratio:.4} times those of a class never updated");
        if fate == "die" && ratio > LIMIT {
            slow.push(format!("{label}: {ratio:.4} times the instructions of a class never updated, above {LIMIT}"));
        }
    }
    Ok(slow)
}

/// The instructions of one run.
fn instructions(
    jdk: &Jdk,
    jrun: &Path,
    folder: &Path,
    how: &[&str],
    rounds: u64,
    versions: &[PathBuf],
) -> Result<u64, String> {
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg("--callgrind-out-file=/dev/null").arg(jrun).arg("-Xmx256m").arg("-cp");
    command.env("JAVA_HOME", &jdk.home).arg(folder).arg(PROGRAM).args(how).arg(rounds.to_string()).args(versions);
    let output = command.output().map_err(|error| format!("valgrind, which counts the instructions: {error}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("the program under valgrind: {}\n{errors}", output.status));
    }
    collected(&errors).ok_or_else(|| format!("callgrind does not say how much it counted: {errors}"))
}

/// The number of callgrind's line `Collected : N`.
fn collected(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

fn cell(version: usize) -> String {
    let fields: String = (1..=version).map(|number| format!(" int added{number};")).collect();
    format!(
        "class Cell {{ int number; int last;{fields} int step(int by) {{ last = by; return add(by); }} \
         private int add(int by) {{ return number + by; }} int twice(int x) {{ return last + x * 2; }} }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_callgrind() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 1234\n==7== \n"), Some(1234));
        assert_eq!(collected("==7== Collected : many\n"), None);
    }
}
