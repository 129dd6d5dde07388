//! What a run did, how two are compared, and how one is kept for the next time.
//!
//! Never changes output except for one thing: lines in which a stress mode of jrun reports about
//! itself (`jrun: stress: …` on the error output) are taken out and counted.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this code.
    Exit(i32),
    /// By a signal.
    Signal(i32),
    /// It was killed after this time.
    TimedOut(Duration),
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Exit(c) => write!(f, "exit code {c}"),
            End::Signal(s) => write!(f, "killed by signal {s}"),
            End::TimedOut(d) => write!(f, "still running after {:.0} s, killed", d.as_secs_f64()),
        }
    }
}

/// Output, error output and end of one process.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Bytes of standard output.
    pub stdout: Vec<u8>,
    /// Bytes of the error output.
    pub stderr: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// Wall-clock time.
    pub time: Duration,
}

const STRESS_PREFIX: &str = "jrun: stress:";

// Counts over the whole test binary; read once at its end.
static STRESS_LINES: AtomicU64 = AtomicU64::new(0);
static STRESS_COMMITS: AtomicU64 = AtomicU64::new(0);

/// Lines in which stress modes reported, and the sum of the first numbers in them.
pub fn stress_totals() -> (u64, u64) {
    (STRESS_LINES.load(Ordering::Relaxed), STRESS_COMMITS.load(Ordering::Relaxed))
}

impl Outcome {
    /// Takes the stress modes' own lines out of the error output and counts them.
    pub fn without_stress_lines(mut self) -> Outcome {
        let text = String::from_utf8_lossy(&self.stderr).into_owned();
        if !text.contains(STRESS_PREFIX) {
            return self;
        }
        let mut kept = String::new();
        for line in text.split_inclusive('\n') {
            if let Some(rest) = line.strip_prefix(STRESS_PREFIX) {
                let digits: String =
                    rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
                STRESS_LINES.fetch_add(1, Ordering::Relaxed);
                STRESS_COMMITS.fetch_add(digits.parse().unwrap_or(0), Ordering::Relaxed);
            } else {
                kept.push_str(line);
            }
        }
        self.stderr = kept.into_bytes();
        self
    }

    /// Keeps this outcome in `dir`.
    pub fn store(&self, dir: &Path) -> std::io::Result<()> {
        let End::Exit(code) = self.end else {
            return Ok(());
        };
        fs::create_dir_all(dir)?;
        fs::write(dir.join("stdout"), &self.stdout)?;
        fs::write(dir.join("stderr"), &self.stderr)?;
        fs::write(dir.join("exit"), code.to_string())
    }

    /// An outcome that was kept in `dir`.
    pub fn load(dir: &Path) -> Option<Outcome> {
        let code = fs::read_to_string(dir.join("exit")).ok()?.parse().ok()?;
        Some(Outcome {
            stdout: fs::read(dir.join("stdout")).ok()?,
            stderr: fs::read(dir.join("stderr")).ok()?,
            end: End::Exit(code),
            time: Duration::ZERO,
        })
    }

    /// The last lines of both outputs, for messages.
    pub fn tail(&self) -> String {
        let mut s = String::new();
        for (name, bytes) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            let lines: Vec<_> = text.lines().collect();
            let from = lines.len().saturating_sub(25);
            if !lines.is_empty() {
                let _ = writeln!(s, "--- end of {name} ({} lines):", lines.len());
                for l in &lines[from..] {
                    let _ = writeln!(s, "{l}");
                }
            }
        }
        s
    }
}

/// Everything in which `actual` differs from `expected`, or nothing.
pub fn differences(expected: &Outcome, actual: &Outcome) -> Result<(), String> {
    let mut s = String::new();
    if expected.end != actual.end {
        let _ = writeln!(s, "java: {}; jrun: {}", expected.end, actual.end);
    }
    for (name, e, a) in [("stdout", &expected.stdout, &actual.stdout), ("stderr", &expected.stderr, &actual.stderr)] {
        if e != a {
            first_difference(&mut s, name, &String::from_utf8_lossy(e), &String::from_utf8_lossy(a));
        }
    }
    if s.is_empty() { Ok(()) } else { Err(s) }
}

/// Writes the first line in which two texts differ, with some lines around it.
fn first_difference(s: &mut String, name: &str, expected: &str, actual: &str) {
    let e: Vec<_> = expected.lines().collect();
    let a: Vec<_> = actual.lines().collect();
    let at = e.iter().zip(&a).position(|(x, y)| x != y).unwrap_or(e.len().min(a.len()));
    let _ = writeln!(s, "{name} differs at line {} (java {} lines, jrun {} lines):", at + 1, e.len(), a.len());
    for l in &e[at.saturating_sub(2)..at] {
        let _ = writeln!(s, "    {l}");
    }
    for (sign, lines) in [("java:", &e), ("jrun:", &a)] {
        if at >= lines.len() {
            let _ = writeln!(s, "{sign} (end)");
        }
        for l in lines.iter().skip(at).take(8) {
            let _ = writeln!(s, "{sign} {l}");
        }
    }
}
