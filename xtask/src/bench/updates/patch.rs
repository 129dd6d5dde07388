//! `bench updates patch`: the pause of an update of the bodies of a hundred classes in one patch, while ten threads run.
//!
//! Never: counts an update that came as more than one patch.

use super::{PROGRAM, Running, Times, classes, median, number};
use crate::jdk::Jdk;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Classes of a patch, and classes loaded.
const CLASSES: usize = 100;
const LOADED: usize = 500;
/// What the median pause must stay below.
const LIMIT: Duration = Duration::from_millis(3);

/// Runs the measurement; answers what missed its limit.
pub(super) fn run(jdk: &Jdk, jrun: &Path, updates: usize) -> Result<Vec<String>, String> {
    let folder = classes::compile(jdk, LOADED)?;
    let builds =
        [classes::compile_fillers(jdk, "even", CLASSES, 31)?, classes::compile_fillers(jdk, "odd", CLASSES, 37)?];
    let mut command = Command::new(jrun);
    command.env("JAVA_HOME", &jdk.home).arg("--watch").arg(&folder).args(["--report=json", "-cp"]).arg(&folder);
    let mut running = Running::start(command.args([PROGRAM, &LOADED.to_string()]))?;
    running.wait_for([("the start of the program", &|line: &str| line == "ready")])?;
    let mut times = Times::default();
    for update in 0..updates {
        put_all(&builds[(update + 1) % 2], &folder)?;
        let [report] = running.wait_for([("a report of the update", &|line: &str| line.contains("\"pause_ns\""))])?;
        let updated = report.matches("{\"class\":\"filler.F").count();
        if updated != CLASSES {
            return Err(format!("a patch had {updated} classes instead of {CLASSES}: {report}"));
        }
        let field = |name: &str| number(&report, name).ok_or_else(|| format!("no {name} in the report: {report}"));
        times.pauses.push(Duration::from_nanos(field("\"pause_ns\":")?));
        times.stops.push(Duration::from_micros(field("\"timeToStopMicros\":")?));
    }
    println!("\n{updates} updates of {CLASSES} classes in one patch while ten threads run");
    println!("{}", times.line("jrun", LOADED));
    let middle = median(times.pauses);
    let missed = || format!("the median pause of {CLASSES} classes is {middle:?}, not below {LIMIT:?}");
    Ok(if middle >= LIMIT { vec![missed()] } else { Vec::new() })
}

/// Puts the class files of one build where the running program sees them, quickly enough to be one patch.
fn put_all(build: &Path, folder: &Path) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", build.display());
    let staged = folder.with_file_name("staged");
    std::fs::create_dir_all(&staged).map_err(fail)?;
    let files: Vec<PathBuf> =
        std::fs::read_dir(build.join("filler")).map_err(fail)?.flatten().map(|entry| entry.path()).collect();
    let moved: Vec<(PathBuf, PathBuf)> = files
        .iter()
        .filter_map(|file| file.file_name())
        .map(|name| (staged.join(name), folder.join("filler").join(name)))
        .collect();
    for (file, (first, _)) in files.iter().zip(&moved) {
        std::fs::copy(file, first).map_err(fail)?;
    }
    for (first, then) in &moved {
        std::fs::rename(first, then).map_err(fail)?;
    }
    Ok(())
}
