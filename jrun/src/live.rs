//! `--watch`: hands batches of changed class files to the update engine and prints what came of them.

use classfile::ClassFile;
use jrun::options::{Launch, ReportFormat};
use jrun::watch::{Batch, Settings, Watch};
use jrun::world::{CallError, Updates, World};
use redefine::patch::PatchFile;
use redefine::{Outcome, Patch};

/// Options that are read but whose behaviour is not there yet, as one message each. Nothing is accepted and then ignored
/// that a program could miss.
pub fn refusals(launch: &Launch) -> Vec<String> {
    let mut missing = Vec::new();
    if let Some(agent) = launch.agents.first() {
        missing.push(format!("agents cannot be loaded yet: {agent:?}"));
    }
    if launch.stress.rollback {
        missing.push("-Xstress:rollback needs undo, which this build does not have yet".into());
    }
    missing
}

/// Observes the folders that the command line names. `None` if it names none; the observation ends with the value.
pub fn watch(world: &World, launch: &Launch) -> Result<Option<Watch>, String> {
    if launch.watch.is_empty() {
        return Ok(None);
    }
    let (updates, format) = (world.updates(), launch.report);
    let whole = Box::new(|bytes: &[u8]| ClassFile::parse(bytes).map(|_| ()).map_err(|error| error.to_string()));
    let deliver = move |batch: Batch| take(&updates, format, batch);
    Watch::start(&launch.watch, Settings::default(), whole, deliver).map(Some).map_err(|error| error.to_string())
}

fn take(updates: &Updates, format: ReportFormat, batch: Batch) {
    for (path, reason) in &batch.incomplete {
        eprintln!("jrun: {} is not a whole class file, so it is left alone: {reason}", path.display());
    }
    for path in &batch.vanished {
        eprintln!("jrun: {} is gone; the class stays as it is", path.display());
    }
    if batch.changed.is_empty() {
        return;
    }
    let files = batch
        .changed
        .into_iter()
        .map(|(path, bytes)| PatchFile { origin: path.display().to_string(), bytes: bytes.into() })
        .collect();
    let patch = Patch { first_event: batch.first_event, ..Patch::new(files) };
    let text = match updates.apply(&patch) {
        Ok(Outcome::Unchanged) => String::new(),
        Ok(Outcome::Applied(report)) if format == ReportFormat::Json => report.json(),
        Ok(Outcome::Applied(report)) => report.text(),
        Ok(Outcome::Refused(refusals)) if format == ReportFormat::Json => refusals.json(),
        Ok(Outcome::Refused(refusals)) => refusals.text(),
        Err(CallError::Fault(error)) => format!("jrun: the update failed: {error}\n"),
        Err(CallError::NotAttached) => {
            "jrun: no thread could be made for the update; save the files again\n".to_owned()
        }
        Err(CallError::Thrown | CallError::Ending(_)) => "jrun: the update was broken off\n".to_owned(),
    };
    eprint!("{text}");
}
