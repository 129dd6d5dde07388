//! Redefinition cases: a program that stands still at marked places while its classes are exchanged under it.
//!
//! Each case is compiled from source, run under `jrun --watch`, updated version by version and then back to the first one.
//! Its output is compared line by line and each report fact by fact with `case.toml`; nothing is taken from the engine.

mod case;
mod dialogue;
mod report;

pub use case::{Case, list};

use case::Update;
use dialogue::Dialogue;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::compile::files_under;
use crate::compile_server::CompileServer;
use crate::tools::Tools;

/// For one answer of the program or the engine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long nothing must be reported for an update that changes nothing: well over the watcher's quiet period.
const SILENCE: Duration = Duration::from_millis(400);

/// Class files of the versions, each folder with only what differs from the version before.
struct Versions {
    folders: Vec<PathBuf>,
}

/// Runs one case, where versions coexist with each way of caching.
pub fn check(tools: &Tools, server: &CompileServer, library: &Path, case: &Case) -> Result<(), String> {
    let versions = compile(tools, server, case, library)?;
    run(tools, library, case, &versions, None)?;
    if case.keeps_instances() && tools.stress.is_empty() && !tools.self_check {
        for cache in ["--field-cache=paper", "--field-cache=none"] {
            run(tools, library, case, &versions, Some(cache)).map_err(|e| format!("with {cache}: {e}"))?;
        }
    }
    Ok(())
}

fn run(tools: &Tools, library: &Path, case: &Case, versions: &Versions, option: Option<&str>) -> Result<(), String> {
    let watched = tools.work.join("watched-cases").join(&case.name);
    let _ = fs::remove_dir_all(&watched);
    fs::create_dir_all(&watched).map_err(|e| format!("{}: {e}", watched.display()))?;
    put(&versions.folders[0], &watched)?;
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    if !tools.self_check {
        args.extend(["--watch".into(), watched.clone().into(), "--report=json".into()]);
        args.extend(case.options.iter().map(String::as_str).chain(option).map(OsString::from));
    }
    args.extend(["-cp".into(), crate::compile::join_path(&[watched.clone(), library.to_path_buf()]), "Main".into()]);
    let mut program = Dialogue::start(tools, &args, PATIENCE.mul_f64(tools.time_factor))?;
    let result = converse(tools, case, versions, &watched, &mut program);
    result.map_err(|e| format!("{e}{}", program.remains()))
}

fn converse(
    tools: &Tools,
    case: &Case,
    versions: &Versions,
    watched: &Path,
    program: &mut Dialogue,
) -> Result<(), String> {
    compare("before the updates", &case.before, &program.until_stop()?)?;
    if tools.self_check {
        // java takes no updates: only the first version can be checked.
        return Ok(());
    }
    let mut current = 0;
    for (at, update) in case.update.iter().enumerate() {
        let to = target(update, at + 1)?;
        let folders = way(versions, current, to)?;
        step(&format!("update {}", at + 1), case, update, &folders, watched, program)?;
        if update.refused.is_empty() && !update.nothing {
            current = to;
        }
    }
    if case.no_way_back.is_none() && current != 0 {
        let folders = way(versions, current, 0)?;
        match &case.back {
            Some(back) => step("the way back", case, back, &folders, watched, program)?,
            None => {
                put_all(&folders, watched)?;
                let line = program.report()?;
                if !line.contains("\"outcome\":\"applied\"") {
                    return Err(format!("the way back: {line}\n"));
                }
                program.go_on("go")?;
                compare("after the way back", &case.before, &program.until_stop()?)?;
            }
        }
    }
    program.go_on("end")?;
    let end = program.finish(case.exit)?;
    compare("at the end", &case.end, &end.stdout)?;
    let missing = case.stderr.len() != end.stderr.len()
        || case.stderr.iter().zip(&end.stderr).any(|(part, line)| !line.contains(part));
    if missing { Err(format!("error output: {:?}, expected {:?}\n", end.stderr, case.stderr)) } else { Ok(()) }
}

/// One update: files, report, output.
fn step(
    what: &str,
    case: &Case,
    update: &Update,
    folders: &[PathBuf],
    watched: &Path,
    program: &mut Dialogue,
) -> Result<(), String> {
    put_all(folders, watched)?;
    let mut wrong = String::new();
    let fail = |e: std::io::Error| format!("{what}: {e}\n");
    for name in update.halves.iter().chain(&update.broken) {
        let file = watched.join(name);
        let whole = fs::read(&file).map_err(fail)?;
        fs::write(&file, &whole[..whole.len() / 2]).map_err(fail)?;
        if update.halves.contains(name) {
            if let Some(line) = program.report_within(SILENCE)? {
                return Err(format!("{what}: {name} was not waited for: {line}\n"));
            }
            fs::write(&file, &whole).map_err(fail)?;
        }
    }
    for name in &update.removed {
        fs::remove_file(watched.join(name)).map_err(fail)?;
    }
    if let Some(part) = &update.says {
        program.until_said(part)?;
    }
    if update.nothing {
        if let Some(line) = program.report_within(SILENCE)? {
            wrong = format!("something was reported: {line}\n");
        }
    } else {
        let line = program.report()?;
        let line = if program.lazily { report::as_if_at_once(update, &line) } else { line };
        wrong = report::differences(update, &line);
    }
    program.go_on("go")?;
    let printed = program.until_stop();
    if let Some(Err(text)) =
        printed.as_ref().ok().map(|p| compare("", update.after.as_ref().unwrap_or(&case.before), p))
    {
        wrong.push_str(&text);
    }
    if wrong.is_empty() {
        printed.map(|_| ()).map_err(|e| format!("{what}: {e}"))
    } else {
        Err(format!("{what}: {wrong}"))
    }
}

fn target(update: &Update, next: usize) -> Result<usize, String> {
    match &update.to {
        None => Ok(next),
        Some(name) => name.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or_else(|| format!("no version {name}\n")),
    }
}

/// Folders whose files, put one after the other, lead from one version to another.
fn way(versions: &Versions, from: usize, to: usize) -> Result<Vec<PathBuf>, String> {
    if to >= versions.folders.len() {
        return Err(format!("there is no v{to}\n"));
    }
    // Forwards what changed since; backwards everything from the first version up to the one wanted.
    let first = if to > from { from + 1 } else { 0 };
    Ok(versions.folders[first..=to].to_vec())
}

fn compare(what: &str, expected: &str, printed: &[String]) -> Result<(), String> {
    let expected: Vec<&str> = expected.lines().collect();
    if expected == printed {
        return Ok(());
    }
    let mut text =
        format!("{what}{}printed, with < for missing and > for wrong:\n", if what.is_empty() { "" } else { ": " });
    for at in 0..expected.len().max(printed.len()) {
        match (expected.get(at), printed.get(at)) {
            (Some(e), Some(p)) if e == p => text.push_str(&format!("    {e}\n")),
            (e, p) => {
                text.extend(e.map(|e| format!("  < {e}\n")));
                text.extend(p.map(|p| format!("  > {p}\n")));
            }
        }
    }
    Err(text)
}

/// Puts class files in place, later folders over earlier ones, only where they differ from what is there, and close
/// together: what one build writes is one patch.
fn put_all(folders: &[PathBuf], to: &Path) -> Result<(), String> {
    let fail = |e: std::io::Error| format!("cannot update {}: {e}\n", to.display());
    let mut wanted = std::collections::BTreeMap::new();
    for folder in folders {
        for file in files_under(folder).map_err(fail)? {
            wanted.insert(to.join(file.strip_prefix(folder).unwrap_or(&file)), file);
        }
    }
    wanted.retain(|target, file| match (fs::read(file), fs::read(target)) {
        (Ok(new), Ok(old)) => new != old,
        _ => true,
    });
    let mut fresh = Vec::new();
    for (target, file) in wanted {
        fs::create_dir_all(target.parent().unwrap_or(to)).map_err(fail)?;
        let staged = target.with_extension("fresh");
        fs::copy(&file, &staged).map_err(fail)?;
        fresh.push((staged, target));
    }
    for (staged, target) in fresh {
        fs::rename(&staged, &target).map_err(fail)?;
    }
    Ok(())
}

fn put(from: &Path, to: &Path) -> Result<(), String> {
    put_all(&[from.to_path_buf()], to)
}

/// `Live`, compiled: what every case talks through; beside it what migrations are compiled against.
pub fn library(tools: &Tools, server: &CompileServer) -> Result<PathBuf, String> {
    let sources = crate::home().join("redefine-lib/live");
    let api = crate::home().join("../classlib/java");
    cached(tools, "live", &[&sources, &api], |to| {
        fs::create_dir_all(to).map_err(|e| format!("{}: {e}", to.display()))?;
        let files = [java_files(&sources)?, java_files(&api)?].concat();
        server.compile(tools, to, &[], &files)
    })
}

fn compile(tools: &Tools, server: &CompileServer, case: &Case, library: &Path) -> Result<Versions, String> {
    let count = case.versions();
    if count == 0 {
        return Err("there is no v0".into());
    }
    let options = |path: &[PathBuf]| -> Vec<String> {
        let path = crate::compile::join_path(path).to_string_lossy().into_owned();
        ["-cp".to_owned(), path].into_iter().chain(case.javac.iter().cloned()).collect()
    };
    let root = cached(tools, &case.name, &[&case.dir, library], |to| {
        for version in 0..count {
            let own = to.join(format!("v{version}"));
            fs::create_dir_all(&own).map_err(|e| format!("{}: {e}", own.display()))?;
            // Newer versions hide older ones.
            let mut path: Vec<PathBuf> = (0..version).rev().map(|older| to.join(format!("v{older}"))).collect();
            path.push(library.to_path_buf());
            // What javac must believe and the program never gets.
            let stubs = case.dir.join(format!("stubs{version}"));
            if stubs.is_dir() {
                let classes = to.join(format!("stubs{version}"));
                fs::create_dir_all(&classes).map_err(|e| format!("{}: {e}", classes.display()))?;
                server.compile(tools, &classes, &options(&path), &java_files(&stubs)?)?;
                path.insert(0, classes);
            }
            let sources = case.dir.join(format!("v{version}"));
            server
                .compile(tools, &own, &options(&path), &java_files(&sources)?)
                .map_err(|e| format!("v{version}: {e}"))?;
            // `core.java_util_X` stands for additions to `java.util.X`.
            if sources.join("core").is_dir() {
                for file in java_files(&sources.join("core"))? {
                    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    server.patch_core(tools, &to.join("v0"), &own, &name)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(Versions { folders: (0..count).map(|version| root.join(format!("v{version}"))).collect() })
}

fn java_files(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let files = files_under(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    Ok(files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "java")).collect())
}

/// A folder that `make` fills once per content of `sources`.
fn cached(
    tools: &Tools,
    name: &str,
    sources: &[&Path],
    make: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for dir in sources {
        for file in files_under(dir).map_err(|e| format!("{}: {e}", dir.display()))? {
            file.hash(&mut hasher);
            fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?.hash(&mut hasher);
        }
    }
    let parent = tools.work.join("classes-cases").join(name);
    let done = parent.join(format!("{:016x}", hasher.finish()));
    if done.is_dir() {
        return Ok(done);
    }
    let _ = fs::remove_dir_all(&parent);
    let building = parent.join(format!("building-{}", std::process::id()));
    make(&building)?;
    fs::rename(&building, &done).map_err(|e| format!("{}: {e}", done.display()))?;
    Ok(done)
}
