//! `--watch`: hands batches of changed class files to the update engine and prints what came of them.

use classfile::ClassFile;
use jrun::options::{Launch, OnRefusal, ReportFormat, UpdateOptions};
use jrun::watch::{Batch, Settings, Watch};
use jrun::world::{CallError, Updates, World};
use redefine::{Offers, Outcome, Patch, PatchFile, names};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

/// Exit code of a program that ends because an update was refused (`--on-refusal=exit`).
const REFUSED: i32 = 3;

/// What came of an update, as text in the form asked for. Of one that changed nothing there is nothing to say.
pub fn render(outcome: &Outcome, format: ReportFormat) -> String {
    match (outcome, format) {
        (Outcome::Unchanged, _) => String::new(),
        (Outcome::Applied(report), ReportFormat::Json) => report.json(),
        (Outcome::Applied(report), ReportFormat::Text) => report.text(),
        (Outcome::Planned(plan), ReportFormat::Json) => plan.json(),
        (Outcome::Planned(plan), ReportFormat::Text) => plan.text(false),
        (Outcome::Refused(refusals), ReportFormat::Json) => refusals.json(),
        (Outcome::Refused(refusals), ReportFormat::Text) => refusals.text(),
    }
}

/// Why an update came to nothing that is no refusal.
pub fn failure(error: &CallError) -> String {
    match error {
        CallError::Fault(error) => format!("the update failed: {error}"),
        CallError::NotAttached => "no thread could be made for the update; try again".to_owned(),
        CallError::Thrown | CallError::Ending(_) => "the update was broken off".to_owned(),
    }
}

/// Observes the folders that the command line names. `None` if it names none; the observation ends with the value.
pub fn watch(world: &World, launch: &Launch) -> Result<Option<Watch>, String> {
    if launch.watch.is_empty() {
        return Ok(None);
    }
    let (updates, options, format) = (world.updates(), launch.updates.clone(), launch.report);
    // A class loader finds what is in its own folders; for others the patch must bring its new classes.
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let on_class_path =
        |folder: &PathBuf| launch.class_path().split(':').any(|entry| whole(Path::new(entry)) == whole(folder));
    let offers = if launch.watch.iter().all(on_class_path) { Offers::Never } else { Offers::BesideOthers };
    let complete = Box::new(|bytes: &[u8]| ClassFile::parse(bytes).map(|_| ()).map_err(|error| error.to_string()));
    let mut pending = BTreeMap::new();
    let deliver = move |batch: Batch| take(&updates, &options, format, offers, &mut pending, batch);
    Watch::start(&launch.watch, Settings::default(), complete, deliver).map(Some).map_err(|error| error.to_string())
}

/// Class files of anonymous and local classes of the same source files that are what they were.
fn beside(changed: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<PatchFile> {
    let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
    let unit = |stem: &str| stem.split('$').next().unwrap_or_default().to_owned();
    let units: BTreeSet<(PathBuf, String)> =
        changed.keys().filter_map(|path| Some((path.parent()?.to_owned(), unit(&stem(path)?)))).collect();
    let mut found = BTreeMap::new();
    for folder in units.iter().map(|row| &row.0).collect::<BTreeSet<_>>() {
        for path in std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())) {
            let is_numbered =
                |stem: &str| names::is_numbered(stem.as_bytes()) && units.contains(&(folder.clone(), unit(stem)));
            let is_class = path.extension().is_some_and(|end| end == "class");
            if is_class && !changed.contains_key(&path) && stem(&path).is_some_and(|stem| is_numbered(&stem)) {
                // One that is just being written comes with the next build.
                found.extend(
                    std::fs::read(&path)
                        .ok()
                        .filter(|bytes| ClassFile::parse(bytes).is_ok())
                        .map(|bytes| (path, bytes)),
                );
            }
        }
    }
    let file = |(path, bytes): (PathBuf, Vec<u8>)| PatchFile {
        beside: true,
        ..PatchFile::new(path.display().to_string(), bytes)
    };
    found.into_iter().map(file).collect()
}

/// Applies a batch together with what was refused before it.
fn take(
    updates: &Updates,
    options: &UpdateOptions,
    format: ReportFormat,
    offers: Offers,
    pending: &mut BTreeMap<PathBuf, Vec<u8>>,
    batch: Batch,
) {
    for (path, reason) in &batch.incomplete {
        eprintln!("jrun: {} is not a whole class file, so it is left alone: {reason}", path.display());
    }
    for path in &batch.vanished {
        eprintln!("jrun: {} is gone; the class stays as it is", path.display());
        pending.remove(path);
    }
    if batch.changed.is_empty() {
        return;
    }
    pending.extend(batch.changed);
    let files = pending.iter().map(|(path, bytes)| PatchFile::new(path.display().to_string(), bytes.as_slice()));
    let mut patch =
        Patch { first_event: batch.first_event, offers, ..Patch::new(files.chain(beside(pending)).collect()) };
    patch.policy = options.policy();
    let outcome = updates.apply(&patch);
    match &outcome {
        Ok(outcome) => eprint!("{}", render(outcome, format)),
        Err(error) => eprintln!("jrun: {}", failure(error)),
    }
    if !matches!(outcome, Ok(Outcome::Refused(_))) {
        pending.clear();
        return;
    }
    match options.on_refusal {
        OnRefusal::Keep => {}
        OnRefusal::Exit => {
            eprintln!("jrun: the program ends, since an update was refused");
            std::process::exit(REFUSED);
        }
        OnRefusal::Restart => {
            eprintln!("jrun: the program starts again, since an update was refused");
            classlib::restart::close_files_on_exec();
            let failed = std::process::Command::new("/proc/self/exe").args(std::env::args_os().skip(1)).exec();
            eprintln!("jrun: it cannot start again: {failed}");
            std::process::exit(REFUSED);
        }
    }
}
