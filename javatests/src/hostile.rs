//! Hostile input through the whole VM: it may be refused, but the process goes on.
//!
//! The Java programs of `hostile/` make the input, from a seed that every message names, and print how far it came. Never
//! decides what a class file is worth; where the answer is one of `java`'s, `java` is asked.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use crate::compile::{Unit, compile};
use crate::outcome::{End, Outcome, differences};
use crate::process::{Run, run};
use crate::tools::Tools;

/// Damaged classes; `HOSTILE_CLASSES` asks for another number.
const CLASSES: usize = 9_000;
const JARS: usize = 700;
const LIMIT: Duration = Duration::from_secs(240);

/// The seed: that of `HOSTILE_SEED`, or always the same.
fn seed() -> String {
    std::env::var("HOSTILE_SEED").unwrap_or_else(|_| "20261121".into())
}

fn classes_folder(tools: &Tools) -> Result<PathBuf, String> {
    // The trials run side by side; one of them compiles.
    static COMPILING: Mutex<()> = Mutex::new(());
    let _guard = COMPILING.lock().map_err(|_| "another trial failed to compile".to_string())?;
    let unit = Unit { name: "hostile", sources: &crate::home().join("hostile"), resources: None, class_path: &[] };
    Ok(compile(tools, &unit)?.classes)
}

/// Runs a VM on a main class of `hostile/`.
fn program(tools: &Tools, vm: &Path, name: &str, args: &[&str]) -> Result<Outcome, String> {
    let mut all: Vec<OsString> = ["-Xmx512m", "-cp"].map(OsString::from).into();
    all.push(classes_folder(tools)?.into());
    all.extend(args.iter().map(OsString::from));
    command(tools, vm, name, all)
}

fn command(tools: &Tools, vm: &Path, name: &str, args: Vec<OsString>) -> Result<Outcome, String> {
    let label = if vm == tools.java { "java" } else { "jrun" };
    run(&Run {
        vm,
        args,
        stdin: None,
        folder: tools.work.join("run").join(format!("hostile-{name}-{label}")),
        limit: LIMIT.mul_f64(tools.time_factor),
    })
}

/// The lines `count 12 what` of a run, added up.
fn add_counts(counts: &mut BTreeMap<String, u64>, out: &str) {
    for line in out.lines() {
        let count = line.strip_prefix("count ").and_then(|rest| rest.split_once(' '));
        if let Some((Ok(number), what)) = count.map(|(number, what)| (number.parse::<u64>(), what)) {
            *counts.entry(what.to_string()).or_default() += number;
        }
    }
}

/// What follows a prefix in the last line that begins with it.
fn last<'a>(out: &'a str, prefix: &str) -> Option<&'a str> {
    out.lines().rev().find_map(|line| line.strip_prefix(prefix))
}

/// Each of these was reached at least so often.
fn reached(counts: &BTreeMap<String, u64>, wanted: &[(&str, u64)]) -> Result<(), String> {
    for (what, least) in wanted {
        let found = counts.get(*what).copied().unwrap_or(0);
        if found < *least {
            return Err(format!("only {found} of at least {least} came to \"{what}\": {counts:#?}"));
        }
    }
    Ok(())
}

/// Damaged classes are defined, linked, looked at, initialized and run.
pub fn classes(tools: &Tools) -> Result<(), String> {
    let seed = seed();
    let wanted = match std::env::var("HOSTILE_CLASSES") {
        Ok(text) => text.parse().map_err(|_| format!("HOSTILE_CLASSES={text} is not a number"))?,
        Err(_) => CLASSES,
    };
    let mut counts = BTreeMap::new();
    let mut from = 0;
    while from < wanted {
        let args = ["Fuzz", &seed, &from.to_string(), &wanted.to_string()];
        let outcome = program(tools, &tools.jrun, "classes", &args)?;
        let out = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let next = last(&out, "end ").and_then(|at| at.parse().ok());
        match (outcome.end, next) {
            // Status 3: some never ended; the rest goes on in a new process.
            (End::Exit(0 | 3), Some(next)) if next > from => from = next,
            (end, _) => {
                let at = last(&out, "at ").unwrap_or("the beginning");
                return Err(format!("seed {seed}, class {at}: {end}\n{}", outcome.tail()));
            }
        }
        add_counts(&mut counts, &out);
    }
    let part = wanted as u64 / 100;
    let stages = [
        ("define java.lang.ClassFormatError", 30 * part),
        ("define ok", 30 * part),
        ("link java.lang.VerifyError", 15 * part),
        ("link java.lang.ClassFormatError", part / 2),
        ("reflect ok", 10 * part),
        ("initialize ok", 10 * part),
        ("run ok", 30 * part),
    ];
    println!("{counts:#?}");
    reached(&counts, &stages)
}

/// Damaged jars as class path of a loader, and of the program.
pub fn jars(tools: &Tools) -> Result<(), String> {
    let seed = seed();
    let outcome = program(tools, &tools.jrun, "jars", &["Jars", &seed, &JARS.to_string()])?;
    let out = String::from_utf8_lossy(&outcome.stdout).into_owned();
    if outcome.end != End::Exit(0) || last(&out, "end").is_none() {
        let at = last(&out, "at ").unwrap_or("the beginning");
        return Err(format!("seed {seed}, jar {at}: {}\n{}", outcome.end, outcome.tail()));
    }
    let mut counts = BTreeMap::new();
    add_counts(&mut counts, &out);
    println!("{counts:#?}");
    let wanted = [
        ("jar java.util.zip.ZipException", 50),
        ("jar ok", 50),
        ("class java.lang.ClassNotFoundException", 100),
        ("class ok", 100),
        ("entry ok", 300),
    ];
    reached(&counts, &wanted)?;
    let folder = tools.work.join("hostile-jars");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for number in -1..8 {
        let jar = folder.join(format!("{number}.jar"));
        let path = jar.to_string_lossy().into_owned();
        let made = program(tools, &tools.jrun, "jar", &["Jars", &seed, "0", &number.to_string(), &path])?;
        if made.end != End::Exit(0) {
            return Err(format!("seed {seed}, jar {number} was not written: {}\n{}", made.end, made.tail()));
        }
        for flag in ["-jar", "-cp"] {
            let mut args: Vec<OsString> = vec![flag.into(), jar.clone().into()];
            if flag == "-cp" {
                args.push("targets.Numbers".into());
            }
            let outcome = command(tools, &tools.jrun, "jar", args)?;
            // It has no main method, so that even the whole one ends with 1.
            if outcome.end != End::Exit(1) || outcome.stderr.is_empty() {
                return Err(format!("seed {seed}, jar {number}, {flag}: {}\n{}", outcome.end, outcome.tail()));
            }
        }
    }
    Ok(())
}

/// A JDK whose image of modules is cut or damaged: an error message, whatever the damage.
pub fn images(tools: &Tools) -> Result<(), String> {
    let fail = |e: std::io::Error| format!("cannot make a damaged JDK: {e}");
    let jdk = fs::canonicalize(&tools.java).map_err(fail)?;
    let jdk = jdk.parent().and_then(Path::parent).ok_or("java lies in no JDK")?;
    let folder = tools.work.join("hostile-jdk");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("lib")).map_err(fail)?;
    for (from, to) in [(jdk.to_owned(), folder.clone()), (jdk.join("lib"), folder.join("lib"))] {
        for entry in fs::read_dir(&from).map_err(fail)?.flatten() {
            let name = entry.file_name();
            if name != "lib" && name != "modules" {
                std::os::unix::fs::symlink(entry.path(), to.join(name)).map_err(fail)?;
            }
        }
    }
    let image = folder.join("lib/modules");
    let whole = fs::read(jdk.join("lib/modules")).map_err(fail)?;
    let table = u32::from_le_bytes([whole[16], whole[17], whole[18], whole[19]]) as usize;
    type Damage<'a> = (&'a str, Box<dyn Fn(&mut Vec<u8>)>);
    let damages: [Damage<'_>; 8] = [
        ("empty", Box::new(Vec::clear)),
        ("cut in the header", Box::new(|b| b.truncate(20))),
        ("cut in the tables", Box::new(move |b| b.truncate(28 + 5 * table))),
        ("cut in the contents", Box::new(|b| b.truncate(b.len() / 50))),
        ("no magic", Box::new(|b| b[0] ^= 1)),
        ("another length of table", Box::new(|b| b[16] ^= 0x5a)),
        ("damaged redirections", Box::new(move |b| b[28..28 + 4 * table].iter_mut().for_each(|at| *at ^= 0x11))),
        ("damaged locations", Box::new(move |b| b[28 + 8 * table..][..100_000].iter_mut().for_each(|at| *at ^= 0x81))),
    ];
    for (what, damage) in damages {
        let mut bytes = whole.clone();
        damage(&mut bytes);
        fs::write(&image, &bytes).map_err(fail)?;
        let outcome = std::process::Command::new(&tools.jrun)
            .args(["-cp", ".", "Main"])
            .env("JAVA_HOME", &folder)
            .stdin(std::process::Stdio::null())
            .output()
            .map_err(fail)?;
        let said = String::from_utf8_lossy(&outcome.stderr);
        if outcome.status.code() != Some(1) || said.is_empty() || said.contains("panicked") {
            return Err(format!("an image that is {what}: {}\n{said}", outcome.status));
        }
    }
    fs::remove_dir_all(&folder).map_err(fail)
}

/// The same program on both VMs; everything that it prints must be equal.
fn compared(tools: &Tools, name: &str) -> Result<(), String> {
    let expected = program(tools, &tools.java, name, &[name])?;
    if expected.end != End::Exit(0) {
        return Err(format!("java itself: {}\n{}", expected.end, expected.tail()));
    }
    let actual = program(tools, &tools.jrun, name, &[name])?;
    differences(&expected, &actual).map_err(|d| format!("{d}{}", actual.tail()))
}

/// Class files that break a rule each give the errors that `java` gives.
pub fn rules(tools: &Tools) -> Result<(), String> {
    compared(tools, "Rules")
}

/// Class files at the limits of the format work, or are refused, as with `java`.
pub fn sizes(tools: &Tools) -> Result<(), String> {
    compared(tools, "Sizes")
}

/// 10⁸ instructions and endless recursion on stacks of 64 KiB.
pub fn stacks(tools: &Tools) -> Result<(), String> {
    compared(tools, "SmallStack")?;
    // The smallest that the option may ask for.
    let outcome = program(tools, &tools.jrun, "stack", &["-Xss136k", "SmallStack", "main"])?;
    let out = String::from_utf8_lossy(&outcome.stdout).into_owned();
    if outcome.end != End::Exit(0) || last(&out, "still here: [1, 2, 3]").is_none() || out.contains("at depth") {
        return Err(format!("-Xss136k: {}\n{}", outcome.end, outcome.tail()));
    }
    Ok(())
}
