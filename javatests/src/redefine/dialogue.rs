//! A program that is talked with: its lines as they come, its stops, the reports on its error output, its end.
//!
//! Never judges what was said.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::outcome::Outcome;
use crate::tools::Tools;

/// What `Live.update()` prints.
const STOP: &str = "-- update";

/// A running program.
pub struct Dialogue {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<String>,
    errors: Receiver<String>,
    /// Lines of the error output that are no reports.
    other: Vec<String>,
    patience: Duration,
    /// Instances wait to be converted where a case does not say otherwise.
    pub lazily: bool,
}

/// What was left when the program ended.
pub struct End {
    /// Lines after the last stop.
    pub stdout: Vec<String>,
    /// Lines of the error output that are no reports.
    pub stderr: Vec<String>,
}

impl Dialogue {
    /// Starts it.
    pub fn start(tools: &Tools, args: &[OsString], patience: Duration) -> Result<Dialogue, String> {
        let mut child = Command::new(&tools.jrun)
            .args(args)
            .current_dir(&tools.work)
            .env_remove("JDK_JAVA_OPTIONS")
            .env_remove("JAVA_TOOL_OPTIONS")
            .env_remove("_JAVA_OPTIONS")
            .env_remove("CLASSPATH")
            .env_remove("LANG")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}\n", tools.jrun.display()))?;
        let input = child.stdin.take();
        let output = lines(child.stdout.take());
        let errors = lines(child.stderr.take());
        let lazily = tools.stress.iter().any(|flag| flag == "--instances=lazy");
        Ok(Dialogue { child, input, output, errors, other: Vec::new(), patience, lazily })
    }

    /// Lines up to the next stop.
    pub fn until_stop(&mut self) -> Result<Vec<String>, String> {
        let mut printed = Vec::new();
        loop {
            match self.output.recv_timeout(self.patience) {
                Ok(line) if line == STOP => return Ok(printed),
                Ok(line) => printed.push(line),
                Err(e) => return Err(format!("{} after {printed:#?}\n", silence(e))),
            }
        }
    }

    /// The next report.
    pub fn report(&mut self) -> Result<String, String> {
        let patience = self.patience;
        self.report_within(patience)?.ok_or_else(|| "no report came\n".to_string())
    }

    /// The next report, if one comes in time.
    pub fn report_within(&mut self, time: Duration) -> Result<Option<String>, String> {
        let until = Instant::now() + time;
        loop {
            match self.errors.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) if line.starts_with('{') => return Ok(Some(line)),
                Ok(line) => self.other.push(line),
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err("the program ended\n".into()),
            }
        }
    }

    /// Waits for a line of the error output.
    pub fn until_said(&mut self, part: &str) -> Result<(), String> {
        while !self.other.iter().any(|line| line.contains(part)) {
            match self.errors.recv_timeout(self.patience) {
                Ok(line) => self.other.push(line),
                Err(e) => return Err(format!("{} instead of {part:?}\n", silence(e))),
            }
        }
        Ok(())
    }

    /// Lets it go on from its stop.
    pub fn go_on(&mut self, word: &str) -> Result<(), String> {
        let input = self.input.as_mut().ok_or("the program takes no input\n")?;
        writeln!(input, "{word}").map_err(|e| format!("the program does not listen: {e}\n"))
    }

    /// Waits for its end.
    pub fn finish(&mut self, code: i32) -> Result<End, String> {
        self.input = None;
        let mut stdout = Vec::new();
        loop {
            match self.output.recv_timeout(self.patience) {
                Ok(line) => stdout.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(e) => return Err(format!("{} after {stdout:#?}\n", silence(e))),
            }
        }
        let status = self.child.wait().map_err(|e| format!("cannot wait: {e}\n"))?;
        self.other.extend(self.errors.iter());
        if status.code() != Some(code) {
            return Err(format!("{status}, expected exit code {code}; it printed {stdout:#?}\n"));
        }
        let raw: String = self.other.iter().map(|line| format!("{line}\n")).collect();
        let none = Outcome {
            stdout: Vec::new(),
            stderr: raw.into_bytes(),
            end: crate::outcome::End::Exit(code),
            time: Duration::ZERO,
        };
        let kept = String::from_utf8_lossy(&none.without_stress_lines().stderr).lines().map(String::from).collect();
        Ok(End { stdout, stderr: kept })
    }

    /// What it has said and nobody has read, for messages.
    pub fn remains(&mut self) -> String {
        let mut text = String::new();
        self.other.extend(self.errors.try_iter());
        for (name, lines) in [("output", self.output.try_iter().collect()), ("error output", self.other.clone())] {
            if !lines.is_empty() {
                let _ = writeln!(text, "--- {name}:\n{}", lines.join("\n"));
            }
        }
        text
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn silence(error: RecvTimeoutError) -> &'static str {
    match error {
        RecvTimeoutError::Timeout => "nothing more came in time",
        RecvTimeoutError::Disconnected => "the program ended",
    }
}

fn lines(from: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Some(from) = from else { return };
        for line in BufReader::new(from).split(b'\n') {
            let Ok(line) = line else { return };
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
    receiver
}
