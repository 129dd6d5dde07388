//! Runs the Java conformance tests and whole programs on jrun and on the JDK's own java.
//!
//! Owns finding the tools, compiling the Java sources, running both VMs and comparing what they
//! did. Never judges a result by itself: what is right is what `java` does (and, for the JUnit
//! tests, the expectations written in them). No VM in it: jrun is a process like any other.
//!
//! Environment:
//! - `JRUN`: the VM under test; default is the `jrun` binary in cargo's target directory.
//!   `JRUN=java` checks the tests themselves: both sides are then the JDK's own `java`.
//! - `JRUN_STRESS`: flags put before jrun's others, such as `-Xstress:collect=1000`.
//! - `JAVATESTS_TIMEOUT`: factor on every time limit (default 1).
//! - `JAVA_HOME`: the JDK 17 that supplies `java` and `javac`.
//! - `JAVATESTS_SECONDS`: how long the hammer of `tests/updates.rs` runs (default 6).
//! - `JAVATESTS_SEED`, `JAVATESTS_PAIRS`, `JAVATESTS_FIRST`: other random pairs than usual, or another number of them.
//! - `HOSTILE_SEED`, `HOSTILE_CLASSES`: other damage than usual, or another number of damaged classes.
//! - `JUNIT_JARS`: the folder of JUnit's jars; default is Debian's `/usr/share/java`.

pub mod chat;
pub mod compile;
pub mod compile_server;
pub mod control;
pub mod hostile;
pub mod junit;
pub mod known;
pub mod outcome;
pub mod pairs;
pub mod process;
pub mod programs;
pub mod redefine;
pub mod tools;
pub mod updates;

use std::path::PathBuf;
use std::process::ExitCode;

/// The folder of this crate, where the Java sources are.
pub fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Removes flags that `cargo test` and libtest know but libtest-mimic does not need to see twice,
/// and parses the rest: filters, `--list`, `--exact`, `--test-threads`.
pub fn arguments() -> libtest_mimic::Arguments {
    libtest_mimic::Arguments::from_args()
}

/// Runs the trials and says what the stress modes have done. A whole run in which a redefining mode redefined nothing has shown
/// nothing, and fails; a filtered one may be too short for it.
pub fn conclude(args: &libtest_mimic::Arguments, trials: Vec<libtest_mimic::Trial>, stress: &[String]) -> ExitCode {
    let conclusion = libtest_mimic::run(args, trials);
    if stress.is_empty() {
        return conclusion.exit_code();
    }
    let (processes, commits) = outcome::stress_totals();
    println!("stress {stress:?}: {commits} identity updates reported by {processes} processes");
    let whole = args.filter.is_none() && args.skip.is_empty() && !args.list;
    const FORMS: [&str; 4] = ["redefine=", "relayout=", "keep=", "lazy="];
    let redefines = |modes: &String| FORMS.iter().any(|form| modes.contains(form));
    if whole && commits == 0 && stress.iter().any(redefines) {
        eprintln!("javatests: no class was ever redefined");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}
