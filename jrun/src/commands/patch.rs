//! `jrun patch create|show|check|api`.

use super::sources::{self, Build};
use super::{Create, DONE, Failure, REFUSED, WRONG};
use classfile::ClassFile;
use redefine::patch_file::{self, PatchContent};
use redefine::{Instances, Statics, When};
use std::fs;
use std::io::Write;
use std::path::Path;

pub(super) fn create(create: &Create) -> Result<i32, Failure> {
    let wrong = |text: String| (WRONG, text);
    let instances = policy(create.instances.as_deref(), "--instances", Instances::FORM, Instances::parse)?;
    let statics = policy(create.statics.as_deref(), "--statics", "new, changed or default", Statics::parse)?;
    let when = policy(create.when.as_deref(), "--when", "now or quiescent[:TIME]", When::parse)?;
    let build = Build { command: create.build.as_deref(), classes: create.classes.as_deref() };
    let old = sources::read_or_build(&create.old, &build).map_err(wrong)?;
    let new = sources::read_or_build(&create.new, &build).map_err(wrong)?;
    let content = PatchContent { instances, statics, when, ..redefine::check::compare(&old, &new) };
    if content.classes.is_empty() && content.removed.is_empty() {
        return Err(wrong(format!("{} and {} do not differ: no patch is written", create.old, create.new)));
    }
    let bytes = patch_file::write(&content).map_err(|error| wrong(error.to_string()))?;
    fs::write(&create.output, bytes).map_err(|error| wrong(format!("{}: {error}", create.output.display())))?;
    let checked = redefine::check::check(&content, Some(&old));
    println!(
        "{}: {} changed, {} added, {} removed",
        create.output.display(),
        checked.changed.len(),
        checked.added.len(),
        content.removed.len()
    );
    Ok(DONE)
}

/// The classes of `jrun.update`, which every program that `jrun` runs has anyway.
pub(super) fn api(path: &Path) -> Result<i32, Failure> {
    let fail = |error: String| (WRONG, format!("{}: {error}", path.display()));
    let file = fs::File::create(path).map_err(|error| fail(error.to_string()))?;
    let mut jar = zip::ZipWriter::new(file);
    for (name, bytes) in classlib::own_classes::all() {
        let options = zip::write::SimpleFileOptions::default();
        jar.start_file(format!("{name}.class"), options).map_err(|error| fail(error.to_string()))?;
        jar.write_all(bytes).map_err(|error| fail(error.to_string()))?;
    }
    jar.finish().map_err(|error| fail(error.to_string()))?;
    Ok(DONE)
}

/// The value of an option that the library reads.
pub(super) fn policy<T>(
    value: Option<&str>,
    option: &str,
    values: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    let Some(value) = value else { return Ok(None) };
    parse(value).map(Some).ok_or_else(|| (WRONG, format!("{option} must be {values}, not `{value}`")))
}

/// Reads a patch file.
pub(super) fn read(path: &Path) -> Result<PatchContent, Failure> {
    let fail = |reason: String| (WRONG, format!("{}: {reason}", path.display()));
    let bytes = fs::read(path).map_err(|error| fail(error.to_string()))?;
    patch_file::read(&bytes).map_err(|error| fail(error.to_string()))
}

pub(super) fn show(path: &Path) -> Result<i32, Failure> {
    let content = read(path)?;
    print!("{}", content.manifest());
    for (name, bytes) in &content.classes {
        let Ok(file) = ClassFile::parse(bytes) else { continue };
        let (fields, methods) = (file.fields.len(), file.methods.len());
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        println!(
            "class: {} ({} bytes, {fields} field{}, {methods} method{})",
            name.replace('/', "."),
            bytes.len(),
            plural(fields),
            plural(methods)
        );
    }
    Ok(DONE)
}

pub(super) fn check(path: &Path, against: Option<&str>) -> Result<i32, Failure> {
    let content = read(path)?;
    let against = against.map(sources::class_path).transpose().map_err(|text| (WRONG, text))?;
    let checked = redefine::check::check(&content, against.as_ref());
    for (class, diff) in &checked.changed {
        if let Some(kind) = diff.kind() {
            println!("{class}: {kind}");
        }
        for change in &diff.changes {
            match &change.member {
                Some(member) => println!("  {}: {member}: {}", change.kind, change.what),
                None => println!("  {}: {}", change.kind, change.what),
            }
        }
    }
    let word = if against.is_some() { "added" } else { "well formed" };
    for class in &checked.added {
        println!("{class}: {word}");
    }
    for class in &checked.unchanged {
        println!("{class}: does not change");
    }
    for warning in &checked.warnings {
        println!("warning: {warning}");
    }
    for refusal in &checked.refusals.0 {
        println!("refused: {refusal}");
    }
    Ok(if checked.refusals.0.is_empty() { DONE } else { REFUSED })
}
