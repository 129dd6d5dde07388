//! Sections of a long run: a headline, a time, and a list at the end.
//!
//! Never: decides what runs.

use std::borrow::BorrowMut;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// What is done, in order; ends at the first failure.
#[derive(Default)]
pub struct Sections {
    done: Vec<(String, Duration)>,
}

impl Sections {
    /// Runs one section.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        println!("\n== {name}");
        let begin = Instant::now();
        let result = work();
        self.done.push((name.to_owned(), begin.elapsed()));
        if let Err(reason) = &result {
            println!("== {name}: FAILED: {reason}");
            self.list("failed");
        }
        result.map_err(|reason| format!("{name}: {reason}"))
    }

    /// Prints the times of all sections.
    pub fn list(&self, last: &str) {
        println!();
        for (index, (name, time)) in self.done.iter().enumerate() {
            let state = if index + 1 == self.done.len() { last } else { "ok" };
            println!("{:>8.1} s  {state:<6}  {name}", time.as_secs_f64());
        }
        let all: Duration = self.done.iter().map(|(_, time)| *time).sum();
        println!("{:>8.1} s  in all", all.as_secs_f64());
    }
}

/// Runs a command with our output; its failure is an error that shows the command.
pub fn command(mut command: impl BorrowMut<Command>) -> Result<(), String> {
    let command = command.borrow_mut();
    let shown = format!("{} {}", command.get_program().to_string_lossy(), shown_arguments(command));
    println!("$ {shown}");
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

fn shown_arguments(command: &Command) -> String {
    command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// `cargo` in the workspace.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root());
    command
}

/// The VM to run: built now, unless `JRUN` names a binary.
pub fn jrun() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("JRUN") {
        return Ok(PathBuf::from(path));
    }
    command(cargo().args(["build", "--release", "--package", "jrun"]))?;
    Ok(crate::target().join("release/jrun"))
}
