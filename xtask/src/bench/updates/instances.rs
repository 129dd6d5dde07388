//! `bench updates migrate`, `values`, `keep` and `lazy`: the pause of an update that adds a field to a class with many instances among
//! other data, beside the time that a full collection of the same heap takes. With `values` the field starts with a constant.
//!
//! Never: judges the program's output beyond the versions that it says it runs.

use super::{Running, Times, classes, median, number};
use crate::jdk::Jdk;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(super) const PROGRAM: &str = "UpdateInstances";

/// What becomes of the instances.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    Migrate,
    /// The same with a constant initializer.
    Values,
    Keep,
    Lazy,
}

impl Policy {
    fn word(self) -> &'static str {
        match self {
            Policy::Migrate | Policy::Values => "migrate",
            Policy::Keep => "keep",
            Policy::Lazy => "lazy",
        }
    }

    fn name(self) -> &'static str {
        if self == Policy::Values { "migrate with values" } else { self.word() }
    }

    fn converts(self) -> bool {
        matches!(self, Policy::Migrate | Policy::Values)
    }

    /// How the report begins to say what became of the instances.
    fn said(self) -> &'static str {
        match self {
            Policy::Migrate | Policy::Values => "\"migrated\":[{",
            Policy::Keep => "\"kept\":[{",
            Policy::Lazy => "\"lazy\":[\"",
        }
    }
}

/// What a median pause must stay below.
#[derive(Clone, Copy)]
enum Limit {
    Time(Duration),
    /// Hundredths of the time of a full collection.
    Collection(u32),
}

struct Case {
    instances: u32,
    /// Megabytes of other data.
    others: u32,
    heap: &'static str,
    migrate: Limit,
}

const CASES: [Case; 3] = [
    Case { instances: 100_000, others: 50, heap: "-Xmx1g", migrate: Limit::Time(Duration::from_millis(10)) },
    Case { instances: 100_000, others: 500, heap: "-Xmx3g", migrate: Limit::Collection(130) },
    Case { instances: 10_000_000, others: 50, heap: "-Xmx5g", migrate: Limit::Time(Duration::from_secs(1)) },
];
/// Where no instance is looked at.
const UNTOUCHED: Limit = Limit::Time(Duration::from_millis(1));

/// Runs the measurement for all sizes; answers what missed its limit.
pub(super) fn run(jdk: &Jdk, jrun: &Path, policy: Policy, updates: usize) -> Result<Vec<String>, String> {
    let (folder, versions) = compile(jdk, policy, updates)?;
    let mut slow = Vec::new();
    for case in &CASES {
        classes::put(&versions[0], &folder)?;
        let (times, collections) = measure(jdk, jrun, &folder, policy, case, &versions[1..])?;
        let (pause, collection) = (median(times.pauses.clone()), median(collections));
        let name = policy.name();
        let label = format!("{name}, {} instances among {} MB", case.instances, case.others);
        println!(
            "{label}: pause median {:.3} ms, least {:.3} ms; full collection median {:.3} ms; {:.2} of it",
            super::super::milliseconds(pause),
            super::super::milliseconds(times.pauses.iter().copied().min().unwrap_or_default()),
            super::super::milliseconds(collection),
            pause.as_secs_f64() / collection.as_secs_f64(),
        );
        let limit = match if policy.converts() { case.migrate } else { UNTOUCHED } {
            Limit::Time(time) => time,
            Limit::Collection(hundredths) => collection * hundredths / 100,
        };
        if pause >= limit {
            slow.push(format!("{label}: the median pause is {pause:?}, not below {limit:?}"));
        }
    }
    Ok(slow)
}

/// The program's folder, and the class files of its class: each has a field more than the one before.
fn compile(jdk: &Jdk, policy: Policy, updates: usize) -> Result<(PathBuf, Vec<PathBuf>), String> {
    let versions =
        classes::compile_sources(jdk, "instances", "Changing", updates + 1, &|version| changing(version, policy))?;
    let folder = classes::fresh_folder("updates-instances-program")?;
    let source = super::super::sources().join(format!("{PROGRAM}.java"));
    let first = versions[0].with_file_name("");
    crate::section::command(jdk.tool("javac").arg("-cp").arg(first).arg("-d").arg(&folder).arg(source))?;
    Ok((folder, versions))
}

fn changing(version: usize, policy: Policy) -> String {
    let value = |number| if policy == Policy::Values { format!(" = {number}") } else { String::new() };
    let fields: String = (1..=version).map(|number| format!(" int added{number}{};", value(number))).collect();
    format!(
        "public class Changing {{ final int number; Object link;{fields} \
         Changing(int number) {{ this.number = number; this.link = this; }} \
         static int version() {{ return {version}; }} }}\n"
    )
}

fn measure(
    jdk: &Jdk,
    jrun: &Path,
    folder: &Path,
    policy: Policy,
    case: &Case,
    versions: &[PathBuf],
) -> Result<(Times, Vec<Duration>), String> {
    let mut command = Command::new(jrun);
    command.env("JAVA_HOME", &jdk.home).arg(case.heap).arg("--report=json");
    command.arg(format!("--instances={}", policy.word()));
    command.arg("--watch").arg(folder).arg("-cp").arg(folder);
    let mut running = Running::start(command.args([PROGRAM, &case.instances.to_string(), &case.others.to_string()]))?;
    let is_collection = |line: &str| line.starts_with("collection ");
    let collection = |line: &str| number(line, "collection").map(Duration::from_nanos).ok_or("no time of a collection");
    let [first] = running.wait_for([("the start of the program", &is_collection)])?;
    let (mut times, mut collections) = (Times::default(), vec![collection(&first)?]);
    for version in versions {
        classes::put(version, folder)?;
        let [report, line] = running.wait_for([
            ("a report of the update", &|line: &str| line.contains("\"pause_ns\"")),
            ("a collection after the update", &is_collection),
        ])?;
        if !report.contains(policy.said()) {
            return Err(format!("the update did not do with the instances what was asked for: {report}"));
        }
        times.pauses.push(Duration::from_nanos(number(&report, "\"pause_ns\":").ok_or("no pause in the report")?));
        collections.push(collection(&line)?);
    }
    Ok((times, collections))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_adds_a_field() {
        let plain = |version| changing(version, Policy::Migrate);
        assert!(!plain(0).contains("added"));
        assert!(plain(2).contains("int added1; int added2;") && plain(2).contains("return 2;"));
        assert!(changing(2, Policy::Values).contains("int added1 = 1; int added2 = 2;"));
    }
}
