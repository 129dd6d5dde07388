//! Programs that are updated while they run: the ticket shop, and the hammer of eight threads.
//!
//! A changed class reaches the program as it would from an editor: javac's output is put into the
//! watched folder. Results are read from the program's own output only. Against `java` itself,
//! which takes no updates, the programs must hold without them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::compile::{Unit, compile, files_under};
use crate::outcome::End;
use crate::process::{Live, Run, start};
use crate::tools::Tools;

/// Between two updates of the hammer: a few more than 200 in a minute.
const UPDATE_EVERY: Duration = Duration::from_millis(250);
/// How long the report of an update may be waited for.
const REPORT_WITHIN: Duration = Duration::from_secs(20);
/// What a minute of the hammer must have seen.
const UPDATES_A_MINUTE: f64 = 200.0;
/// Memory of the process may grow by this from the second tenth of a minute to its last: less than what two hundred versions of
/// a class, or their frames, could leave behind unseen.
const GROWTH: u64 = 8 << 20;
/// The same for a run of seconds, in whose second tenth the heap has not yet grown to its size.
const GROWTH_AT_FIRST: u64 = 32 << 20;

/// Copies class files; each appears at once, as a whole.
pub(crate) fn put(from: &Path, to: &Path) -> Result<(), String> {
    let fail = |e: std::io::Error| format!("cannot copy {} to {}: {e}", from.display(), to.display());
    let mut ready = Vec::new();
    for file in files_under(from).map_err(fail)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        let parent = target.parent().unwrap_or(to);
        fs::create_dir_all(parent).map_err(fail)?;
        let fresh = target.with_extension("fresh");
        fs::copy(&file, &fresh).map_err(fail)?;
        ready.push((fresh, target));
    }
    ready.into_iter().try_for_each(|(fresh, target)| fs::rename(fresh, target).map_err(fail))
}

/// Waits until the program prints a line after `after` bytes that `wanted` accepts.
pub(crate) fn wait_for(live: &mut Live, after: usize, wanted: impl Fn(&str) -> bool) -> Result<String, String> {
    loop {
        let ended = live.ended()?;
        let out = live.stdout();
        let fresh = out.get(after..).unwrap_or("");
        let whole = fresh.rfind('\n').map_or("", |end| &fresh[..end]);
        if let Some(line) = whole.lines().find(|l| wanted(l)) {
            return Ok(line.to_string());
        }
        if let Some(end) = ended {
            return Err(format!("the expected line never came; {end}; last output:\n{}", last_lines(&out)));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

/// `12` of `round 7: sold; 12 sold, …`.
fn sold(line: &str) -> Option<u32> {
    line.split("; ").nth(1)?.split(' ').next()?.parse().ok()
}

/// The watched folder of a trial, empty.
pub(crate) fn watched(tools: &Tools, name: &str) -> Result<PathBuf, String> {
    let dir = tools.work.join("watched").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    Ok(dir)
}

fn command(tools: &Tools, dir: &Path, main: &[&str]) -> Vec<OsString> {
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    if !tools.self_check {
        args.push("--watch".into());
        args.push(dir.into());
    }
    args.push("-cp".into());
    args.push(dir.into());
    args.extend(main.iter().map(OsString::from));
    args
}

/// The ticket shop goes from v1 over v2 to v3 without losing a sold ticket.
pub fn ticketshop(tools: &Tools) -> Result<(), String> {
    let examples = crate::home().join("../examples/ticketshop");
    let dir = watched(tools, "ticketshop")?;
    let class = |version: &str| {
        let path = if version == "v1" { Vec::new() } else { vec![dir.clone()] };
        let name = format!("ticketshop-{version}");
        compile(tools, &Unit { name: &name, sources: &examples.join(version), resources: None, class_path: &path })
    };
    put(&class("v1")?.classes, &dir)?;
    let limit = Duration::from_secs(60).mul_f64(tools.time_factor);
    let folder = tools.work.join("run").join("ticketshop");
    let rounds = if tools.self_check { "8" } else { "0" };
    let args = command(tools, &dir, &["ticketshop.Main", rounds, "20"]);
    let mut live = start(&Run { vm: &tools.jrun, args, stdin: None, folder, limit })?;
    let first = wait_for(&mut live, 0, |l| l.starts_with("round 6: sold"))?;
    if sold(&first) != Some(6) || !first.contains("1 without a seat") {
        return Err(format!("v1 printed {first:?}"));
    }
    if tools.self_check {
        return match live.finish()?.end {
            End::Exit(0) => Ok(()),
            end => Err(format!("the shop did not close: {end}")),
        };
    }
    let mut at = live.stdout().len();
    put(&class("v2")?.classes, &dir)?;
    let refused = wait_for(&mut live, at, |l| l.contains("refused (no seat chosen)"))?;
    if sold(&refused) < Some(6) || refused.contains(" 0 without a seat") {
        return Err(format!("the state was lost by the update to v2: {refused:?}"));
    }
    at = live.stdout().len();
    put(&class("v3")?.classes, &dir)?;
    let counted = wait_for(&mut live, at, |l| l.contains(" has no seat); "))?;
    if sold(&counted) < sold(&refused) || !counted.contains(" 1 refused") {
        return Err(format!("after the update to v3: {counted:?} (before: {refused:?})"));
    }
    Ok(())
}

/// Eight threads hammer collections, locks and allocation while a class is updated.
pub fn hammer(tools: &Tools) -> Result<(), String> {
    let sources = crate::home().join("programs-stress/hammer");
    let dir = watched(tools, "hammer")?;
    let variant = |v: &str| {
        let name = format!("hammer-{v}");
        compile(tools, &Unit { name: &name, sources: &sources.join(v), resources: None, class_path: &[] })
    };
    let variants = [variant("v0")?.classes, variant("v1")?.classes];
    put(&variants[0], &dir)?;
    let base = Unit {
        name: "hammer-base",
        sources: &sources.join("base"),
        resources: None,
        class_path: std::slice::from_ref(&dir),
    };
    put(&compile(tools, &base)?.classes, &dir)?;
    let seconds: f64 = match std::env::var("JAVATESTS_SECONDS") {
        Ok(s) => s.parse().map_err(|_| format!("JAVATESTS_SECONDS={s} is not a number"))?,
        Err(_) => 6.0,
    };
    let limit = Duration::from_secs_f64(60.0 + 2.0 * seconds).mul_f64(tools.time_factor);
    let folder = tools.work.join("run").join("hammer");
    let args = command(tools, &dir, &["Main", &seconds.to_string()]);
    let mut live = start(&Run { vm: &tools.jrun, args, stdin: None, folder, limit })?;
    wait_for(&mut live, 0, |l| l == "started")?;
    let started = Instant::now();
    let (mut updates, mut resident) = (0_u32, Vec::new());
    while !tools.self_check && live.ended()?.is_none() && started.elapsed().as_secs_f64() < seconds - 0.5 {
        // One by one: two files that come together would be one update.
        updates += 1;
        put(&variants[updates as usize % 2], &dir)?;
        let due = started.elapsed() + UPDATE_EVERY;
        wait_for_report(&mut live, updates, REPORT_WITHIN.mul_f64(tools.time_factor))?;
        resident.push(live.resident()?);
        thread::sleep(due.saturating_sub(started.elapsed()));
    }
    let outcome = live.finish()?.without_stress_lines();
    let out = String::from_utf8_lossy(&outcome.stdout).into_owned();
    if outcome.end != End::Exit(0) || out.lines().last() != Some("OK") {
        return Err(format!("after {updates} updates: {}\n{}", outcome.end, outcome.tail()));
    }
    let errors = String::from_utf8_lossy(&outcome.stderr);
    if let Some(strange) = errors.lines().find(|line| !line.starts_with("jrun: update ") && !is_about_payload(line)) {
        return Err(format!("after {updates} updates it said: {strange}"));
    }
    let changes: u32 =
        out.lines().find_map(|l| l.strip_prefix("changes of version: ")?.parse().ok()).ok_or("no count of changes")?;
    println!("hammer: {updates} updates in {seconds} seconds, {changes} seen by the program; {}", shown(&resident));
    // The program looks every two milliseconds, but not after its time is up.
    if changes > updates || changes + 1 < updates {
        return Err(format!("{changes} of {updates} updates were seen\n{}", outcome.tail()));
    }
    // A run of seconds is for a first look, perhaps on a busy machine.
    let share = if seconds < 60.0 { 0.5 } else { 1.0 };
    let expected = UPDATES_A_MINUTE * (seconds / 60.0 * share);
    if !tools.self_check && f64::from(updates) < expected {
        return Err(format!("only {updates} updates in {seconds} seconds, not {expected}"));
    }
    let growth = if seconds < 60.0 { GROWTH_AT_FIRST } else { GROWTH };
    if let Some((early, late)) = early_and_late(&resident)
        && late > early + growth
    {
        return Err(format!("the process grew: {}", shown(&resident)));
    }
    Ok(())
}

/// The lines of a report that name what changed.
fn is_about_payload(line: &str) -> bool {
    line.starts_with("jrun:   ") && (line.contains("Payload") || line.contains("goes on in old code"))
}

/// Waits until the program has reported so many updates.
pub(crate) fn wait_for_report(live: &mut Live, updates: u32, within: Duration) -> Result<(), String> {
    let asked = Instant::now();
    let wanted = format!("jrun: update {updates} applied");
    while !live.stderr().contains(&wanted) {
        if let Some(end) = live.ended()? {
            return Err(format!("{end} before update {updates} was reported; {}", last_lines(&live.stderr())));
        }
        if asked.elapsed() > within {
            return Err(format!("no report of update {updates} within {within:?}; {}", last_lines(&live.stderr())));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// The least memory in the second tenth of the samples and in the last; `None` if there are too few to tell.
fn early_and_late(samples: &[u64]) -> Option<(u64, u64)> {
    let tenth = samples.len() / 10;
    let early = samples.get(tenth..2 * tenth)?.iter().min()?;
    let late = samples[samples.len() - tenth..].iter().min()?;
    Some((*early, *late))
}

fn shown(samples: &[u64]) -> String {
    match early_and_late(samples) {
        Some((early, late)) => format!("resident memory {} KiB early, {} KiB late", early >> 10, late >> 10),
        None => "too few samples of its memory".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sold_counts_are_read() {
        assert_eq!(sold("round 7: refused (no seat); 12 sold, 3 refused, last #3"), Some(12));
        assert_eq!(sold("closed"), None);
    }

    #[test]
    fn memory_is_compared_between_the_second_and_the_last_tenth() {
        let samples: Vec<u64> = (0..200).collect();
        assert_eq!(early_and_late(&samples), Some((20, 180)));
        assert_eq!(early_and_late(&samples[..9]), None);
    }
}
