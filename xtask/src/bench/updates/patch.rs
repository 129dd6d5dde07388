//! `bench updates patch`: the pause of an update of the bodies of a hundred classes in one patch, while ten threads run.
//!
//! Never: counts an update that came as more than one patch.

use super::{PROGRAM, Running, Times, classes, median, number};
use crate::jdk::Jdk;
use std::path::Path;
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
    command.env("JAVA_HOME", &jdk.home).args(["--control", "-cp"]).arg(&folder);
    let mut running = Running::start(command.args([PROGRAM, &LOADED.to_string()]))?;
    running.wait_for([("the start of the program", &|line: &str| line == "ready")])?;
    let mut times = Times::default();
    for update in 0..updates {
        // An order, not a watched folder: under load a hundred files may come to one as two builds.
        let mut order = Command::new(jrun);
        order.args(["update", &running.id().to_string()]).arg(&builds[(update + 1) % 2]).arg("--report=json");
        let output = order.output().map_err(|error| format!("jrun update: {error}"))?;
        let report = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
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
