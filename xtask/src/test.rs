//! `cargo xtask test`, `ci` and `bless`: everything that is checked, in sections.
//!
//! Never: knows a single test; the crates and `javatests` do.

use crate::jdk::{self, Jdk};
use crate::section::{self, Sections};
use crate::tidy;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// Random pairs of versions in a full run: over 2,000 updates and undos.
const PAIRS: &str = "1000";

/// Modes that must not change what a program does; each is a value of `JRUN_STRESS`. The short run takes a sample of them.
const STRESS_MODES: [&str; 12] = [
    "-Xstress:collect=1000,sanity",
    "-Xstress:collect=20000,move,poison",
    "-Xstress:tiny-stack",
    "-Xstress:collect=100,move,poison,sanity",
    "-Xstress:redefine=20000",
    "-Xstress:redefine=50000,collect=5000",
    "-Xstress:redefine=20000,collect=20000,move,poison",
    "-Xstress:relayout=50000,collect-in-update,poison,sanity",
    "-Xstress:relayout=20000",
    "-Xstress:keep=20000",
    "--field-cache=none",
    "--field-cache=paper",
];

/// Factor on the time limits of their tests: a program that runs `javac` takes a minute in the hardest, on a machine of its own.
const STRESS_TIME: &str = "5";

/// How many of them the short run takes.
const SAMPLE: u64 = 2;

/// What a run covers.
pub struct Plan {
    /// Every stress mode over every suite.
    pub full: bool,
    /// Build the documentation as well.
    pub documentation: bool,
    /// Chooses the sample; by the day if not given.
    pub seed: Option<u64>,
}

impl Plan {
    /// Reads the options of `test`.
    pub fn from_options(options: &[&str]) -> Result<Self, String> {
        let mut plan = Self { full: false, documentation: false, seed: None };
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match *option {
                "--full" => plan.full = true,
                "--seed" => {
                    let seed = options.next().and_then(|seed| seed.parse().ok());
                    plan.seed = Some(seed.ok_or("--seed needs a number")?);
                }
                other => return Err(format!("test does not know {other}")),
            }
        }
        Ok(plan)
    }
}

/// Runs all sections; ends at the first that fails.
pub fn run(plan: &Plan) -> Result<(), String> {
    let mut sections = Sections::default();
    let mut found = None;
    sections.run("set-up", || {
        found = Some(jdk::ensure()?);
        jdk::ensure_junit()
    })?;
    let jdk = found.ok_or("the set-up found no JDK")?;
    sections.run("tidy", tidy::run)?;
    sections.run("format", || section::command(section::cargo().args(["fmt", "--all", "--check"])))?;
    sections.run("clippy", || {
        section::command(with(&jdk, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    sections.run("build", || section::command(with(&jdk, &["build", "--release", "--package", "jrun"])))?;
    sections.run("test", || {
        let mut command = with(&jdk, &["test", "--workspace", "--no-fail-fast"]);
        if plan.full {
            command.env("JAVATESTS_PAIRS", PAIRS);
        }
        section::command(command.env("JRUN", crate::target().join("release/jrun")))
    })?;
    let seed = plan.seed.unwrap_or_else(day);
    let modes: Vec<&str> = if plan.full { STRESS_MODES.to_vec() } else { sample(seed) };
    if !plan.full {
        println!("\nstress modes of seed {seed}: {}", modes.join("  "));
    }
    for mode in modes {
        // The short run leaves JUnit out of the stress modes: the programs reach every slow path in a fraction of the time.
        let suites: &[&str] = if plan.full { &["programs", "junit", "redefine", "pairs"] } else { &["programs"] };
        for suite in suites {
            sections.run(&format!("{suite} with {mode}"), || {
                let mut command = with(&jdk, &["test", "--package", "javatests", "--test", suite]);
                command.env("JRUN", crate::target().join("release/jrun")).env("JRUN_STRESS", mode);
                section::command(command.env("JAVATESTS_TIMEOUT", STRESS_TIME))
            })?;
        }
    }
    if plan.full {
        sections.run("a minute of updates under load", || {
            let mut command = with(&jdk, &["test", "--package", "javatests", "--test", "updates", "--", "--nocapture"]);
            command.env("JRUN", crate::target().join("release/jrun")).env("JAVATESTS_SECONDS", "60");
            section::command(command)
        })?;
    }
    if plan.documentation {
        sections.run("documentation", || {
            let mut command = with(&jdk, &["doc", "--workspace", "--no-deps", "--document-private-items"]);
            section::command(command.env("RUSTDOCFLAGS", "-D warnings"))
        })?;
    }
    sections.list("ok");
    Ok(())
}

/// Rewrites golden files: tests that compare with one write it instead when `BLESS` is set.
pub fn bless() -> Result<(), String> {
    let jdk = jdk::ensure()?;
    section::command(
        with(&jdk, &["test", "--workspace", "--no-fail-fast", "--exclude", "javatests"]).env("BLESS", "1"),
    )?;
    section::command(with(&jdk, &["build", "--release", "--package", "jrun"]))?;
    let mut command = with(&jdk, &["test", "--package", "javatests", "--test", "control"]);
    section::command(command.env("JRUN", crate::target().join("release/jrun")).env("BLESS", "1"))
}

fn with(jdk: &Jdk, arguments: &[&str]) -> Command {
    let mut command = section::cargo();
    command.args(arguments).env("JAVA_HOME", &jdk.home);
    command
}

fn day() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() / 86_400)
}

fn sample(seed: u64) -> Vec<&'static str> {
    let count = STRESS_MODES.len() as u64;
    // One mode moves on with each seed, the other jumps, so that all pairs come up.
    let mut chosen = vec![seed % count];
    let mut next = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33;
    while (chosen.len() as u64) < SAMPLE {
        if !chosen.contains(&(next % count)) {
            chosen.push(next % count);
        }
        next += 1;
    }
    chosen.into_iter().map(|index| STRESS_MODES[index as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_depends_on_the_seed_only_and_reaches_every_mode() {
        assert_eq!(sample(5), sample(5));
        let mut seen: Vec<&str> = (0..STRESS_MODES.len() as u64).flat_map(sample).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), STRESS_MODES.len());
        assert!((0..100).all(|seed| sample(seed).len() == SAMPLE as usize));
    }

    #[test]
    fn options() {
        assert!(Plan::from_options(&["--full"]).unwrap().full);
        assert_eq!(Plan::from_options(&["--seed", "4"]).unwrap().seed, Some(4));
        assert!(Plan::from_options(&["--seed"]).is_err());
        assert!(Plan::from_options(&["--fast"]).is_err());
    }
}
