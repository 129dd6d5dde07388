//! `jrun update|undo|versions`: asks a running program through its control socket and prints the answer.

use super::patch::policy;
use super::{DONE, Failure, Form, How, NOBODY, Update, WRONG, sources};
use crate::socket::{self, Request};
use redefine::patch_file::{self, PatchContent};
use redefine::{Instances, Statics, When};
use std::path::Path;

pub(super) fn update(update: &Update) -> Result<i32, Failure> {
    policy(update.statics.as_deref(), "--statics", "new, changed or default", Statics::parse)?;
    policy(update.instances.as_deref(), "--instances", Instances::FORM, Instances::parse)?;
    let mut request = Request::new("update");
    common(&mut request, &update.how)?;
    request.set("instances", update.instances.as_deref());
    request.set("statics", update.statics.as_deref());
    request.body = patch(&update.patch)?;
    ask(update.pid, &request)
}

pub(super) fn undo(pid: u32, how: &How) -> Result<i32, Failure> {
    let mut request = Request::new("undo");
    common(&mut request, how)?;
    ask(pid, &request)
}

pub(super) fn versions(pid: u32, all: bool, report: Form) -> Result<i32, Failure> {
    let mut request = Request::new("versions");
    request.set("all", all.then_some("yes"));
    request.set("report", (report == Form::Json).then_some("json"));
    ask(pid, &request)
}

/// Lists the programs that take orders.
pub(super) fn programs() -> Result<i32, Failure> {
    let found = socket::programs();
    if found.is_empty() {
        println!("no running program takes updates: start one with jrun --watch DIR or jrun --control");
    }
    for (pid, command) in found {
        println!("{pid} {command}");
    }
    Ok(DONE)
}

fn common(request: &mut Request, how: &How) -> Result<(), Failure> {
    policy(how.when.as_deref(), "--when", "now or quiescent[:TIME]", When::parse)?;
    request.set("dry-run", how.dry_run.then_some("yes"));
    request.set("explain", how.explain.then_some("yes"));
    request.set("when", how.when.as_deref());
    request.set("report", (how.report == Form::Json).then_some("json"));
    Ok(())
}

/// The bytes of a patch file; class files become one.
fn patch(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |reason: String| (WRONG, format!("{}: {reason}", path.display()));
    if path.is_file()
        && let Ok(bytes) = std::fs::read(path)
    {
        match patch_file::read(&bytes) {
            Ok(_) => return Ok(bytes),
            // A class file or a jar that is no patch.
            Err(patch_file::PatchFileError::Archive(_)) if path.extension().is_some_and(|end| end == "class") => {}
            Err(
                patch_file::PatchFileError::NoManifest
                | patch_file::PatchFileError::Stranger(_)
                | patch_file::PatchFileError::Misplaced { .. },
            ) if path.extension().is_some_and(|end| end == "jar") => {}
            Err(error) => return Err(fail(error.to_string())),
        }
    }
    let classes = sources::read(path).map_err(|text| (WRONG, text))?;
    if classes.is_empty() {
        return Err(fail("it holds no class file".into()));
    }
    patch_file::write(&PatchContent { classes, ..PatchContent::default() }).map_err(|error| fail(error.to_string()))
}

fn ask(pid: u32, request: &Request) -> Result<i32, Failure> {
    let (code, text) = socket::ask(pid, request).map_err(|text| (NOBODY, text))?;
    print!("{text}");
    Ok(code)
}
