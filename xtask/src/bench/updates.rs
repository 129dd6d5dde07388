//! `bench updates`: the pause of a body update while ten threads run, with few and with many classes loaded.
//!
//! Generates the classes, starts them under `jrun --watch --report=json`, rewrites one class again and again, and reads the pauses from the reports.

use super::{Jdk, jdk, median, read_options, section};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The program of `benches/java` that this uses and the comparison leaves out.
pub(super) const PROGRAM: &str = "UpdateLoad";

const UPDATES: usize = 50;
const PATIENCE: Duration = Duration::from_secs(180);

/// Runs the measurement for 500 and for 10,000 classes.
pub fn run(options: &[&str]) -> Result<(), String> {
    let (rounds, _) = read_options(options, UPDATES)?;
    let jdk = jdk::ensure()?;
    let jrun = section::jrun()?;
    let mut slow = Vec::new();
    for count in [500, 10_000] {
        let mut pauses = measure(&jdk, &jrun, count, rounds)?;
        pauses.sort_unstable();
        let worst = pauses[(pauses.len() * 99).div_ceil(100).saturating_sub(1)];
        let middle = median(pauses);
        println!("{count} classes loaded, ten threads, {rounds} updates: pause median {middle:?}, p99 {worst:?}");
        if middle >= Duration::from_millis(1) {
            slow.push(format!("the median pause with {count} classes is {middle:?}, not below 1 ms"));
        }
    }
    if slow.is_empty() { Ok(()) } else { Err(slow.join("; ")) }
}

fn measure(jdk: &Jdk, jrun: &Path, count: usize, updates: usize) -> Result<Vec<Duration>, String> {
    let folder = crate::target().join(format!("bench/updates-{count}"));
    let sources = folder.join("sources");
    let classes = folder.join("classes");
    let io = |error: std::io::Error| format!("{}: {error}", folder.display());
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(sources.join("filler")).map_err(io)?;
    std::fs::create_dir_all(&classes).map_err(io)?;
    // Many classes to a file: javac takes far longer for as many files.
    for (file, first) in (0..count).step_by(500).enumerate() {
        let mut text = String::from("package filler;\n");
        for number in first..(first + 500).min(count) {
            let _ = writeln!(
                text,
                "class F{number} {{ static int value = {number}; static int next(int x) {{ return x * 31 + value; }} }}"
            );
        }
        std::fs::write(sources.join(format!("filler/Part{file}.java")), text).map_err(io)?;
    }
    std::fs::write(sources.join("Changing.java"), changing(0)).map_err(io)?;
    let program = super::sources().join(format!("{PROGRAM}.java"));
    let mut files: Vec<_> =
        std::fs::read_dir(sources.join("filler")).map_err(io)?.flatten().map(|entry| entry.path()).collect();
    files.extend([sources.join("Changing.java"), program]);
    println!("compiling {count} classes");
    let status =
        jdk.tool("javac").args(["-J-Xmx1g", "-nowarn", "-d"]).arg(&classes).args(files).status().map_err(io)?;
    if !status.success() {
        return Err(format!("javac: {status}"));
    }
    let mut running = Running::start(jdk, jrun, &classes, count)?;
    running.wait_for("the program is ready", |line| line == "ready")?;
    let mut pauses = Vec::with_capacity(updates);
    for version in 1..=updates {
        std::fs::write(sources.join("Changing.java"), changing(version)).map_err(io)?;
        let staged = folder.join("staged");
        std::fs::create_dir_all(&staged).map_err(io)?;
        let status =
            jdk.tool("javac").arg("-d").arg(&staged).arg(sources.join("Changing.java")).status().map_err(io)?;
        if !status.success() {
            return Err(format!("javac: {status}"));
        }
        std::fs::rename(staged.join("Changing.class"), classes.join("Changing.class")).map_err(io)?;
        let report = running.wait_for("a report of the update", |line| line.contains("\"pause_ns\""))?;
        pauses.push(pause(&report).ok_or_else(|| format!("no pause in the report: {report}"))?);
        running.wait_for("the new code runs", |line| line == format!("version {version}"))?;
    }
    Ok(pauses)
}

fn changing(version: usize) -> String {
    format!(
        "public class Changing {{ static int version() {{ return {version}; }} static int work(int x) {{ return x * 17 + {version}; }} }}\n"
    )
}

/// The value of `"pause_ns"` in a JSON report.
fn pause(report: &str) -> Option<Duration> {
    let (_, rest) = report.split_once("\"pause_ns\"")?;
    let digits: String = rest.trim_start_matches([':', ' ']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(Duration::from_nanos)
}

struct Running {
    process: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(jdk: &Jdk, jrun: &Path, classes: &Path, count: usize) -> Result<Self, String> {
        let mut process = Command::new(jrun)
            .env("JAVA_HOME", &jdk.home)
            .arg("--watch")
            .arg(classes)
            .args(["--report=json", "-cp"])
            .arg(classes)
            .args([PROGRAM, &count.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("jrun: {error}"))?;
        let (sender, lines) = channel();
        let streams: [Option<Box<dyn std::io::Read + Send>>; 2] = [
            process.stdout.take().map(|stream| Box::new(stream) as _),
            process.stderr.take().map(|stream| Box::new(stream) as _),
        ];
        for stream in streams.into_iter().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // The measurement may be over.
                    let _ = sender.send(line);
                }
            });
        }
        Ok(Self { process, lines })
    }

    fn wait_for(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> Result<String, String> {
        let mut last = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if wanted(&line) => return Ok(line),
                Ok(line) => last = line,
                Err(_) => return Err(format!("waited in vain until {what}; the last line was: {last}")),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_of_a_report() {
        assert_eq!(pause("{\"classes\":1,\"pause_ns\": 12345,\"x\":1}"), Some(Duration::from_nanos(12_345)));
        assert_eq!(pause("{}"), None);
    }
}
