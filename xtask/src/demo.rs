//! The demo: the ticket shop runs under `jrun --watch`, is recompiled twice while it runs, and goes on with the new code and the old state.
//!
//! Checks what it shows; a demo that shows the wrong thing fails.

use crate::jdk::{self, Jdk};
use crate::section;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// `cargo xtask demo`.
pub fn run() -> Result<(), String> {
    let jdk = jdk::ensure()?;
    let jrun = section::jrun()?;
    let classes = crate::target().join("demo");
    let _ = std::fs::remove_dir_all(&classes);
    std::fs::create_dir_all(&classes).map_err(|error| format!("{}: {error}", classes.display()))?;
    compile(&jdk, "v1", &classes)?;

    let mut shop = Shop::start(&jdk, &jrun, &classes)?;
    let before = shop.wait_for("a customer without a seat is served", |round| round.without_seat >= Some(1))?;

    println!("\n-- version 2: buyButtonClicked asks the validator first (a method body)");
    compile(&jdk, "v2", &classes)?;
    let refused =
        shop.wait_for("a customer without a seat is refused", |round| round.outcome.contains("no seat chosen"))?;
    let after =
        shop.wait_for("the next ticket is sold", |round| round.number > refused.number && round.outcome == "sold")?;
    if after.sold <= before.sold || after.without_seat < before.without_seat {
        return Err(format!("the shop forgot its tickets: {before:?}, then {after:?}"));
    }

    println!("\n-- version 3: a new method and a new static field count the refused tickets");
    compile(&jdk, "v3", &classes)?;
    let counted = shop.wait_for("a refused ticket is counted", |round| round.refused >= Some(1))?;
    if counted.sold < after.sold {
        return Err(format!("the shop forgot its tickets: {after:?}, then {counted:?}"));
    }
    println!(
        "\nThe shop went on through two updates: {} tickets sold before the first, {} by now, none forgotten.",
        before.sold, counted.sold
    );
    Ok(())
}

fn compile(jdk: &Jdk, version: &str, classes: &Path) -> Result<(), String> {
    let folder = crate::root().join("examples/ticketshop").join(version).join("ticketshop");
    let mut sources: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "java"))
        .collect();
    sources.sort();
    let short: Vec<&Path> = sources.iter().map(|path| path.strip_prefix(crate::root()).unwrap_or(path)).collect();
    section::command(
        jdk.tool("javac").current_dir(crate::root()).arg("-cp").arg(classes).arg("-d").arg(classes).args(short),
    )
}

/// One line of the shop.
#[derive(Debug, Clone, Default, PartialEq)]
struct Round {
    number: u64,
    outcome: String,
    sold: u64,
    without_seat: Option<u64>,
    refused: Option<u64>,
}

/// Reads `round 7: sold; 7 sold, 1 without a seat, last #7 seat 50`.
fn parse_round(line: &str) -> Option<Round> {
    let (number, rest) = line.strip_prefix("round ")?.split_once(": ")?;
    let (outcome, status) = rest.split_once("; ")?;
    let mut round = Round { number: number.parse().ok()?, outcome: outcome.to_owned(), ..Round::default() };
    for part in status.split(", ") {
        match part.split_once(' ') {
            Some((count, "sold")) => round.sold = count.parse().ok()?,
            Some((count, "without a seat")) => round.without_seat = count.parse().ok(),
            Some((count, "refused")) => round.refused = count.parse().ok(),
            _ => {}
        }
    }
    Some(round)
}

struct Shop {
    process: Child,
    rounds: Receiver<Round>,
    last: u64,
}

impl Shop {
    fn start(jdk: &Jdk, jrun: &Path, classes: &Path) -> Result<Self, String> {
        let mut command = Command::new(jrun);
        command.env("JAVA_HOME", &jdk.home).arg("--watch").arg(classes).arg("-cp").arg(classes);
        command.args(["ticketshop.Main", "0", "250"]).stdout(Stdio::piped());
        println!("\n$ jrun --watch target/demo -cp target/demo ticketshop.Main 0 250");
        let mut process = command.spawn().map_err(|error| format!("jrun: {error}"))?;
        let output = process.stdout.take().ok_or("jrun has no output")?;
        let (sender, rounds) = channel();
        std::thread::spawn(move || {
            print_and_parse(output, |round| {
                // The demo may have ended.
                let _ = sender.send(round);
            })
        });
        Ok(Self { process, rounds, last: 0 })
    }

    /// Reads on until a round is as wanted; rounds must come in order, none missing.
    fn wait_for(&mut self, what: &str, wanted: impl Fn(&Round) -> bool) -> Result<Round, String> {
        let end = Instant::now() + PATIENCE;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            let round = self.rounds.recv_timeout(rest).map_err(|_| match self.process.try_wait() {
                Ok(Some(status)) => format!("the shop ended ({status}) before {what}"),
                _ => format!("{} seconds went by before {what}", PATIENCE.as_secs()),
            })?;
            if round.number != self.last + 1 {
                return Err(format!("round {} came after round {}", round.number, self.last));
            }
            self.last = round.number;
            if wanted(&round) {
                return Ok(round);
            }
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn print_and_parse(output: ChildStdout, mut deliver: impl FnMut(Round)) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        println!("{line}");
        if let Some(round) = parse_round(&line) {
            deliver(round);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_shop() {
        let sold = parse_round("round 7: sold; 7 sold, 1 without a seat, last #7 seat 50 paid 2013-08-26").unwrap();
        assert_eq!(sold, Round { number: 7, outcome: "sold".into(), sold: 7, without_seat: Some(1), refused: None });
        let refused = parse_round(
            "round 10: refused (ticket 10 has no seat); 8 sold, 1 refused, last #9 seat 64 paid 2013-08-26",
        )
        .unwrap();
        assert_eq!((refused.sold, refused.refused, refused.without_seat), (8, Some(1), None));
        assert_eq!(parse_round("closed with 3 tickets sold"), None);
    }
}
