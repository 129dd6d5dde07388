//! `bench updates`: the pause of a body update while ten threads run, with few and with many classes loaded; its parts
//! measure other updates, and what old versions cost.
//!
//! The program runs under `jrun --watch --report=json`, and its class file is exchanged again and again; beside it, the same program
//! and class files on `java`, whose agent calls `redefineClasses`. Pauses are what each machine says: the report, and the log of safe points.

mod access;
mod classes;
mod instances;
mod patch;
mod running;

use super::{Jdk, jdk, median, read_options, section};
use running::Running;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PROGRAM: &str = "UpdateLoad";

/// The programs of `benches/java` that this uses and the comparison leaves out.
pub(super) const PROGRAMS: [&str; 3] = [PROGRAM, instances::PROGRAM, access::PROGRAM];

const UPDATES: usize = 50;
const SIZES: [usize; 2] = [500, 10_000];
/// What the median pause must stay below.
const LIMIT: Duration = Duration::from_micros(500);

/// Updates where each makes a large heap anew.
const LARGE_UPDATES: usize = 7;

/// What can be measured alone.
const PARTS: [&str; 7] = ["body", "patch", "migrate", "values", "keep", "lazy", "access"];

/// Runs the parts that are named, or all.
pub fn run(options: &[&str]) -> Result<(), String> {
    let (updates, wanted) = read_options(options, UPDATES)?;
    if let Some(unknown) = wanted.iter().find(|name| !PARTS.contains(name)) {
        return Err(format!("{unknown} is none of {}", PARTS.join(", ")));
    }
    let jdk = jdk::ensure()?;
    let jrun = section::jrun()?;
    let mut slow = Vec::new();
    for part in PARTS.into_iter().filter(|part| wanted.is_empty() || wanted.contains(part)) {
        let large = updates.min(LARGE_UPDATES);
        slow.extend(match part {
            "body" => body(&jdk, &jrun, updates)?,
            "patch" => patch::run(&jdk, &jrun, updates)?,
            "migrate" => instances::run(&jdk, &jrun, instances::Policy::Migrate, large)?,
            "values" => instances::run(&jdk, &jrun, instances::Policy::Values, large)?,
            "keep" => instances::run(&jdk, &jrun, instances::Policy::Keep, large)?,
            "lazy" => instances::run(&jdk, &jrun, instances::Policy::Lazy, large)?,
            _ => access::run(&jdk, &jrun)?,
        });
    }
    if slow.is_empty() { Ok(()) } else { Err(slow.join("; ")) }
}

/// Runs the measurement for 500 and for 10,000 classes; answers what missed its limit.
fn body(jdk: &Jdk, jrun: &Path, updates: usize) -> Result<Vec<String>, String> {
    let versions = classes::compile_versions(jdk, updates)?;
    let agent = classes::pack_agent(jdk)?;
    let mut lines = Vec::new();
    let mut slow = Vec::new();
    for count in SIZES {
        let folder = classes::compile(jdk, count)?;
        // First, since the runs on jrun change the class file that is loaded.
        let theirs = measure_java(jdk, &agent, &folder, count, &versions)?;
        lines.push(theirs.line("java", count));
        let ours = measure(jdk, jrun, &folder, count, &versions)?;
        lines.push(ours.line("jrun", count));
        let middle = median(ours.pauses);
        if middle >= LIMIT {
            slow.push(format!("the median pause with {count} classes is {middle:?}, not below {LIMIT:?}"));
        }
    }
    println!("\n{updates} updates of one class while ten threads run; the time to stop comes before the pause");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(slow)
}

/// What one program's updates took.
#[derive(Default)]
struct Times {
    /// From the request until all threads stood.
    stops: Vec<Duration>,
    /// From then until they went on.
    pauses: Vec<Duration>,
    /// All updates, with the waiting between them.
    all: Duration,
}

impl Times {
    fn line(&self, machine: &str, count: usize) -> String {
        format!(
            "{machine} with {count} classes: pause median {:.3} ms, p99 {:.3} ms; time to stop median {:.3} ms, p99 {:.3} ms; {:.1} s in all",
            super::milliseconds(median(self.pauses.clone())),
            super::milliseconds(near_worst(self.pauses.clone())),
            super::milliseconds(median(self.stops.clone())),
            super::milliseconds(near_worst(self.stops.clone())),
            self.all.as_secs_f64(),
        )
    }
}

/// The 99th percentile: of fewer than a hundred values, the largest.
fn near_worst(mut values: Vec<Duration>) -> Duration {
    values.sort_unstable();
    values.get((values.len() * 99).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
}

fn measure(jdk: &Jdk, jrun: &Path, folder: &Path, count: usize, versions: &[PathBuf]) -> Result<Times, String> {
    let mut command = Command::new(jrun);
    command.env("JAVA_HOME", &jdk.home).arg("--watch").arg(folder).args(["--report=json", "-cp"]).arg(folder);
    let mut running = Running::start(command.args([PROGRAM, &count.to_string()]))?;
    running.wait_for([("the start of the program", &|line: &str| line == "ready")])?;
    let mut times = Times::default();
    let begin = Instant::now();
    for (index, version) in versions.iter().enumerate() {
        classes::put(version, folder)?;
        let news = format!("version {}", index + 1);
        let [report, _] = running.wait_for([
            ("a report of the update", &|line: &str| line.contains("\"pause_ns\"")),
            ("the new code", &|line: &str| line == news),
        ])?;
        let field = |name: &str| number(&report, name).ok_or_else(|| format!("no {name} in the report: {report}"));
        times.pauses.push(Duration::from_nanos(field("\"pause_ns\":")?));
        times.stops.push(Duration::from_micros(field("\"timeToStopMicros\":")?));
    }
    times.all = begin.elapsed();
    Ok(times)
}

fn measure_java(jdk: &Jdk, agent: &Path, folder: &Path, count: usize, versions: &[PathBuf]) -> Result<Times, String> {
    let mut command = jdk.tool("java");
    command.arg(format!("-javaagent:{}", agent.display())).arg("-Xlog:safepoint").arg("-cp").arg(folder);
    let mut running = Running::start(command.args([PROGRAM, &count.to_string()]))?;
    running.wait_for([("the start of the program", &|line: &str| line == "ready")])?;
    let mut times = Times::default();
    let begin = Instant::now();
    for (index, version) in versions.iter().enumerate() {
        running.say(&version.display().to_string())?;
        let news = format!("version {}", index + 1);
        let [log, _] = running.wait_for([
            ("the safe point of the update", &|line: &str| line.contains("Safepoint \"RedefineClasses\"")),
            ("the new code", &|line: &str| line == news),
        ])?;
        let field = |name: &str| number(&log, name).ok_or_else(|| format!("no {name} in the log: {log}"));
        times.pauses.push(Duration::from_nanos(field("At safepoint:")?));
        times.stops.push(Duration::from_nanos(field("Reaching safepoint:")?));
    }
    times.all = begin.elapsed();
    Ok(times)
}

/// The number after `name`.
fn number(line: &str, name: &str) -> Option<u64> {
    let (_, rest) = line.split_once(name)?;
    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_reports_and_logs() {
        assert_eq!(number("{\"classes\":1,\"pause_ns\": 12345,\"x\":1}", "\"pause_ns\":"), Some(12_345));
        let log =
            "Safepoint \"RedefineClasses\", Time since last: 1 ns, Reaching safepoint: 52 ns, At safepoint: 70 ns";
        assert_eq!((number(log, "Reaching safepoint:"), number(log, "At safepoint:")), (Some(52), Some(70)));
        assert_eq!(number("{}", "\"pause_ns\":"), None);
    }

    #[test]
    fn the_99th_percentile() {
        let values = |count: u64| (1..=count).rev().map(Duration::from_millis).collect();
        assert_eq!(near_worst(values(50)), Duration::from_millis(50));
        assert_eq!(near_worst(values(200)), Duration::from_millis(198));
        assert_eq!(near_worst(Vec::new()), Duration::ZERO);
    }
}
