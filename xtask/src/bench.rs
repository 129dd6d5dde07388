//! `cargo xtask bench`: the same classes on several virtual machines, and the pauses of updates.
//!
//! Runs are interleaved, so that a slow minute of the machine hits all; what counts is CPU time and its median.
//! Never: judges a run whose output differs from java's.

mod cpu_time;
mod updates;

use crate::jdk::{self, Jdk};
use crate::section;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use updates::run as updates;

const ROUNDS: usize = 7;

/// How jrun may compare with `java -Xint`: at most this multiple of its CPU time.
const LIMITS: [(&str, f64); 4] = [("ArraySum", 1.0 / 1.3), ("Fib", 1.0 / 1.3), ("Hello", 1.5), ("BinaryTrees", 1.5)];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Machine {
    Java,
    Interpreter,
    Jrun,
}

const MACHINES: [(Machine, &str); 3] =
    [(Machine::Java, "java"), (Machine::Interpreter, "java -Xint"), (Machine::Jrun, "jrun")];

/// `bench --vs java`.
pub fn against_java(options: &[&str]) -> Result<(), String> {
    let (rounds, wanted) = read_options(options, ROUNDS)?;
    let jdk = jdk::ensure()?;
    let jrun = section::jrun()?;
    let classes = compile(&jdk)?;
    let mut names = programs()?;
    names.push(START.to_owned());
    names.retain(|name| wanted.is_empty() || wanted.contains(&name.as_str()) || name == START);
    // The start-up baseline is measured with the others.
    let mut times = vec![vec![Vec::new(); MACHINES.len()]; names.len()];
    let mut wrong: Vec<Option<String>> = vec![None; names.len()];
    for round in 0..rounds {
        for (program, name) in names.iter().enumerate() {
            if wrong[program].is_some() {
                continue;
            }
            let mut expected = None;
            for (index, (machine, machine_name)) in MACHINES.iter().enumerate() {
                let measured = cpu_time::measure(&mut command(&jdk, &jrun, *machine, name, &classes))?;
                let reference = expected.get_or_insert_with(|| measured.output.clone());
                if !measured.succeeded || measured.output != *reference {
                    let first = measured.errors.lines().next().unwrap_or("no error output").to_owned();
                    wrong[program] = Some(format!("{machine_name} fails or prints something else: {first}"));
                    break;
                }
                times[program][index].push((measured.cpu, measured.wall));
            }
        }
        println!("round {} of {rounds}", round + 1);
    }
    print_table(&names, &times, &wrong)
}

/// The program that stands for starting and ending a VM.
const START: &str = "Start";

fn read_options<'a>(options: &[&'a str], default: usize) -> Result<(usize, Vec<&'a str>), String> {
    let mut rounds = default;
    let mut names = Vec::new();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        if *option == "--rounds" {
            let count = options.next().and_then(|count| count.parse().ok()).filter(|count| *count > 0);
            rounds = count.ok_or("--rounds needs a number above 0")?;
        } else {
            names.push(*option);
        }
    }
    Ok((rounds, names))
}

fn sources() -> PathBuf {
    crate::root().join("benches/java")
}

fn programs() -> Result<Vec<String>, String> {
    let folder = sources();
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".java").map(str::to_owned))
        .filter(|name| !updates::PROGRAMS.contains(&name.as_str()))
        .collect();
    names.sort();
    Ok(names)
}

fn compile(jdk: &Jdk) -> Result<PathBuf, String> {
    let classes = crate::target().join("bench/classes");
    let _ = std::fs::remove_dir_all(&classes);
    std::fs::create_dir_all(&classes).map_err(|error| format!("{}: {error}", classes.display()))?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(sources()).map_err(|error| error.to_string())?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "java"));
    files.retain(|path| path.file_stem().is_some_and(|name| !updates::PROGRAMS.iter().any(|program| name == *program)));
    section::command(jdk.tool("javac").arg("-d").arg(&classes).args(files))?;
    Ok(classes)
}

fn command(jdk: &Jdk, jrun: &Path, machine: Machine, program: &str, classes: &Path) -> Command {
    let mut command = match machine {
        Machine::Java => jdk.tool("java"),
        Machine::Interpreter => {
            let mut command = jdk.tool("java");
            // JDK 17's default of 20 shadow pages touches that much stack at every call of its interpreter; ten is the fair setting.
            command.args(["-Xint", "-XX:StackShadowPages=10"]);
            match program {
                "BinaryTrees" => {
                    command.arg("-XX:+UseSerialGC");
                }
                "Hello" => {
                    command.arg("-Xshare:off");
                }
                _ => {}
            }
            command
        }
        Machine::Jrun => {
            let mut command = Command::new(jrun);
            command.env("JAVA_HOME", &jdk.home);
            command
        }
    };
    // Start is Hello without the special flags: what every other program pays once.
    command.arg("-cp").arg(classes).arg(if program == START { "Hello" } else { program });
    command
}

type Times = Vec<Vec<Vec<(Duration, Duration)>>>;

fn print_table(names: &[String], times: &Times, wrong: &[Option<String>]) -> Result<(), String> {
    let start = names.iter().position(|name| name == START);
    let median_of =
        |program: usize, machine: usize| median(times[program][machine].iter().map(|(cpu, _)| *cpu).collect());
    println!(
        "\nCPU time in ms, medians of {} rounds; in brackets without start-up",
        times.iter().flatten().map(Vec::len).max().unwrap_or(0)
    );
    println!("{:<16}{:>20}{:>20}{:>20}{:>14}{:>14}", "", "java", "java -Xint", "jrun", "jrun/-Xint", "without start");
    let mut failed = Vec::new();
    for (program, name) in names.iter().enumerate() {
        if let Some(reason) = &wrong[program] {
            println!("{name:<16}{reason}");
            failed.push(format!("{name}: {reason}"));
            continue;
        }
        let medians: Vec<f64> = (0..MACHINES.len()).map(|machine| milliseconds(median_of(program, machine))).collect();
        let usable_start = start.filter(|index| *index != program && wrong[*index].is_none());
        let net: Option<Vec<f64>> = usable_start.map(|start| {
            (0..MACHINES.len()).map(|m| (medians[m] - milliseconds(median_of(start, m))).max(0.0)).collect()
        });
        print!("{name:<16}");
        for machine in 0..MACHINES.len() {
            let cell = match &net {
                Some(net) if name != "Hello" => format!("{:.0} ({:.0})", medians[machine], net[machine]),
                _ => format!("{:.0}", medians[machine]),
            };
            print!("{cell:>20}");
        }
        print!("{:>14.2}", medians[2] / medians[1]);
        match &net {
            Some(net) if name != "Hello" && net[1] > 0.0 => println!("{:>14.2}", net[2] / net[1]),
            _ => println!(),
        }
    }
    println!();
    for (name, limit) in LIMITS {
        let Some(program) =
            names.iter().position(|candidate| candidate == name).filter(|index| wrong[*index].is_none())
        else {
            continue;
        };
        let ratio = milliseconds(median_of(program, 2)) / milliseconds(median_of(program, 1));
        let verdict = if ratio <= limit { "met" } else { "MISSED" };
        println!("{name}: {ratio:.2} times the CPU time of java -Xint, limit {limit:.2}: {verdict}");
        if ratio > limit {
            failed.push(format!("{name} is above its limit"));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

fn median(mut values: Vec<Duration>) -> Duration {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_medians() {
        assert_eq!(read_options(&["--rounds", "3", "Fib"], 7).unwrap(), (3, vec!["Fib"]));
        assert!(read_options(&["--rounds", "0"], 7).is_err());
        let values = [5, 1, 9].map(Duration::from_millis).to_vec();
        assert_eq!(median(values), Duration::from_millis(5));
        assert_eq!(median(Vec::new()), Duration::ZERO);
    }
}
