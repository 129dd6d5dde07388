//! From `--watch` folders to updates: starts the observation, checks that files are whole, and says on the error stream what came in.
//!
//! Never: compares or applies classes; that is `redefine`'s. Until its pipeline is there, a batch is reported as not applied.

use classfile::ClassFile;
use jrun::options::{Launch, ReportFormat};
use jrun::watch::{Batch, Settings, Watch, WatchError};

/// Options that are read but whose behaviour is not there yet, as one message each. Nothing is accepted and then ignored that a program could miss.
pub fn refusals(launch: &Launch) -> Vec<String> {
    let mut missing = Vec::new();
    if let Some(agent) = launch.agents.first() {
        missing.push(format!("agents cannot be loaded yet: {agent:?}"));
    }
    if launch.stress.redefine.is_some() {
        missing.push("-Xstress:redefine needs updates, which this build cannot apply yet".into());
    }
    if launch.stress.rollback {
        missing.push("-Xstress:rollback needs updates, which this build cannot apply yet".into());
    }
    missing
}

/// Observes the folders of `--watch`; `None` if there are none. The observation ends when the result is dropped.
pub fn watch(launch: &Launch) -> Result<Option<Watch>, WatchError> {
    if launch.watch.is_empty() {
        return Ok(None);
    }
    let format = launch.report;
    let check = |bytes: &[u8]| ClassFile::parse(bytes).map(drop).map_err(|error| error.to_string());
    Watch::start(&launch.watch, Settings::default(), Box::new(check), move |batch| report(&batch, format)).map(Some)
}

fn report(batch: &Batch, format: ReportFormat) {
    let names: Vec<String> = batch.changed.iter().map(|(path, bytes)| class_name(path, bytes)).collect();
    if format == ReportFormat::Json {
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.escape_default())).collect();
        eprintln!("{{\"outcome\":\"not-applied\",\"classes\":[{}]}}", quoted.join(","));
        return;
    }
    if !names.is_empty() {
        eprintln!("jrun: not applied, since this build cannot apply updates yet: {}", names.join(", "));
    }
    for path in &batch.vanished {
        eprintln!("jrun: {} is gone; its class stays as it is", path.display());
    }
    for (path, reason) in &batch.incomplete {
        eprintln!("jrun: {} is no whole class file: {reason}", path.display());
    }
}

/// The class's name as people write it, or the file's path.
fn class_name(path: &std::path::Path, bytes: &[u8]) -> String {
    let name = ClassFile::parse(bytes)
        .and_then(|class| class.name().map(|name| String::from_utf8_lossy(name).replace('/', ".")));
    name.unwrap_or_else(|_| path.display().to_string())
}
