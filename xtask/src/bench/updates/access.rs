//! `bench updates access`: what field accesses and calls cost with old versions alive and after they died, with each way of
//! caching, in instructions that callgrind counts (in the program's own time where valgrind is not installed). The
//! counts are cut where the program asks for the size of the memory; an empty loop is taken off.
//!
//! Never: counts with an old version that the program did not keep or lose as asked: it checks that itself.

use super::{classes, number};
use crate::jdk::Jdk;
use crate::section;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) const PROGRAM: &str = "UpdateAccess";

/// What the program can do with the object; the first is nothing.
const DEEDS: [&str; 6] = ["loop", "read", "write", "virtual", "interface", "special"];
/// Values of `--field-cache`.
const CACHES: [&str; 3] = ["guarded", "paper", "none"];
/// What a loop may cost once the old versions have died, as a multiple of one on a class that was never updated.
const DIED_LIMIT: f64 = 1.01;
/// What an access or call at a guarded site may cost while old versions are alive, as a multiple of a plain one.
const ALIVE_LIMIT: f64 = 2.0;

/// A state of the class.
struct State {
    label: &'static str,
    /// Do old instances stay?
    fate: &'static str,
    /// On which object the loop works.
    object: &'static str,
    updates: usize,
}

const STATES: [State; 7] = [
    State { label: "never updated", fate: "stay", object: "new", updates: 0 },
    State { label: "one old version alive, new object", fate: "stay", object: "new", updates: 1 },
    State { label: "one old version alive, old object", fate: "stay", object: "old", updates: 1 },
    State { label: "three old versions alive, new object", fate: "stay", object: "new", updates: 3 },
    State { label: "three old versions alive, oldest object", fate: "stay", object: "old", updates: 3 },
    State { label: "one old version has died", fate: "die", object: "new", updates: 1 },
    State { label: "three old versions have died", fate: "die", object: "new", updates: 3 },
];

/// How a run is measured.
#[derive(Clone, Copy)]
enum Meter {
    Callgrind,
    Clock,
}

impl Meter {
    fn find() -> Meter {
        let found = Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
        if found { Meter::Callgrind } else { Meter::Clock }
    }

    fn unit(self) -> &'static str {
        match self {
            Meter::Callgrind => "instructions",
            Meter::Clock => "ns",
        }
    }

    /// Rounds of each loop, fewer where each costs much.
    fn rounds(self, cache: &str, state: &State) -> u64 {
        let looks_up = cache == "none" || (cache == "paper" && state.fate == "stay" && state.updates > 0);
        match (self, looks_up) {
            (Meter::Callgrind, true) => 20_000,
            (Meter::Callgrind, false) => 500_000,
            (Meter::Clock, true) => 1_000_000,
            (Meter::Clock, false) => 20_000_000,
        }
    }
}

/// What is measured and with what.
struct Bench<'a> {
    jdk: &'a Jdk,
    jrun: &'a Path,
    folder: PathBuf,
    versions: Vec<PathBuf>,
    meter: Meter,
}

/// Runs the measurement; answers what missed its limit.
pub(super) fn run(jdk: &Jdk, jrun: &Path) -> Result<Vec<String>, String> {
    let versions = classes::compile_sources(jdk, "access", "Cell", 4, &cell)?;
    let folder = classes::fresh_folder("updates-access-program")?;
    let source = super::super::sources().join(format!("{PROGRAM}.java"));
    let first = versions[0].with_file_name("");
    section::command(jdk.tool("javac").arg("-cp").arg(&first).arg("-d").arg(&folder).arg(source))?;
    for class in ["Cell", "Steps", "Base"] {
        let file = format!("{class}.class");
        std::fs::copy(first.join(&file), folder.join(&file)).map_err(|error| format!("{file}: {error}"))?;
    }
    let bench = Bench { jdk, jrun, folder, versions, meter: Meter::find() };
    println!("{} of one field access or call, without the loop around it", bench.meter.unit());
    let mut slow = Vec::new();
    for cache in CACHES {
        let mut plain: Option<[f64; DEEDS.len()]> = None;
        for state in &STATES {
            let spent = bench.deeds(cache, state)?;
            let plain = plain.get_or_insert(spent);
            let of = |deed: usize| (spent[deed] - spent[0], (spent[deed] - spent[0]) / (plain[deed] - plain[0]));
            let shown: Vec<String> =
                (1..DEEDS.len()).map(|deed| format!("{} {:.1} ({:.3})", DEEDS[deed], of(deed).0, of(deed).1)).collect();
            println!("{cache}, {}: {}", state.label, shown.join(", "));
            for deed in 1..DEEDS.len() {
                let (ratio, limit) = match (state.fate, state.updates, cache) {
                    ("die", ..) => (spent[deed] / plain[deed], DIED_LIMIT),
                    (_, 1.., "guarded") => (of(deed).1, ALIVE_LIMIT),
                    _ => continue,
                };
                if ratio > limit {
                    slow.push(format!("{cache}, {}: {} {ratio:.4} times, above {limit}", state.label, DEEDS[deed]));
                }
            }
        }
    }
    Ok(slow)
}

impl Bench<'_> {
    /// What a round of each loop costs.
    fn deeds(&self, cache: &str, state: &State) -> Result<[f64; DEEDS.len()], String> {
        let rounds = self.meter.rounds(cache, state);
        let parts = classes::fresh_folder("updates-access-parts")?;
        let mut command = match self.meter {
            Meter::Callgrind => {
                let mut command = Command::new("valgrind");
                let file = format!("--callgrind-out-file={}", parts.join("part").display());
                command.args(["--tool=callgrind", &file, "--dump-before=*max_memory*"]).arg(self.jrun);
                command
            }
            Meter::Clock => Command::new(self.jrun),
        };
        command.env("JAVA_HOME", &self.jdk.home).arg(format!("--field-cache={cache}")).arg("-Xmx256m").arg("-cp");
        command.arg(&self.folder).args([PROGRAM, state.fate, state.object, &DEEDS.join(","), &rounds.to_string()]);
        command.args(&self.versions[1..=state.updates]);
        let output = command.output().map_err(|error| format!("{PROGRAM}: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{PROGRAM}: {}\n{text}{errors}", output.status));
        }
        let counts = match self.meter {
            Meter::Callgrind => counts(&parts)?,
            Meter::Clock => text.lines().filter_map(|line| number(line, " in ")).collect(),
        };
        let last = counts.len().checked_sub(DEEDS.len()).map(|first| &counts[first..]);
        let last = last.ok_or_else(|| format!("{} parts instead of {} were counted", counts.len(), DEEDS.len()))?;
        let mut spent = [0.0; DEEDS.len()];
        for (spent, count) in spent.iter_mut().zip(last) {
            *spent = *count as f64 / rounds as f64;
        }
        Ok(spent)
    }
}

/// What callgrind counted between the cuts: the files `part.1`, `part.2`, …; what came after the last cut is in `part`.
fn counts(folder: &Path) -> Result<Vec<u64>, String> {
    let mut counts = Vec::new();
    for part in 1.. {
        let file = folder.join(format!("part.{part}"));
        if !file.is_file() {
            break;
        }
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        counts.push(collected(&text).ok_or_else(|| format!("{} has no total", file.display()))?);
    }
    Ok(counts)
}

/// The number of callgrind's line `totals: N`.
fn collected(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("totals:")?.trim().parse().ok())
}

fn cell(version: usize) -> String {
    let fields: String = (1..=version).map(|number| format!(" int added{number};")).collect();
    format!(
        "interface Steps {{ int stride(int by); }}\n\
         class Base {{ int rest(int by) {{ return by + 3; }} }}\n\
         class Cell extends Base implements Steps {{{fields} int number; \
         int step(int by) {{ return by + 1; }} public int stride(int by) {{ return by + 2; }} \
         int rest(int by) {{ return by + 4; }} int callSpecial(int rounds) {{ int sum = 0; \
         for (int i = 0; i < rounds; i++) {{ sum += super.rest(i); }} return sum; }} }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_callgrind() {
        assert_eq!(collected("events: Ir\nfn=(1) main\n2 7\n\ntotals: 1234\n"), Some(1234));
        assert_eq!(collected("totals: many\n"), None);
    }
}
