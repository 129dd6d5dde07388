//! Orders from other processes: `jrun update|undo|versions` arrive at this program's control socket. Each connection is one
//! order with its answer; updates that come at the same time are applied one after the other by the engine.

use crate::live::{failure, render};
use jrun::commands::{DONE, REFUSED, WRONG};
use jrun::options::{Launch, ReportFormat, UpdateOptions};
use jrun::socket::{self, Listener, Request};
use jrun::world::{Updates, World};
use redefine::patch_file::{self, PatchContent};
use redefine::{Instances, Outcome, Patch, Policy, Statics, When, census};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Listens if the command line asks for it, and answers where. A program that only watches goes on without a socket.
pub fn open(world: &World, launch: &Launch) -> Result<Option<PathBuf>, String> {
    if launch.watch.is_empty() && !launch.updates.control {
        return Ok(None);
    }
    let listener = match Listener::open() {
        Ok(listener) => listener,
        Err(text) if launch.updates.control => return Err(format!("no control socket: {text}")),
        Err(text) => {
            eprintln!("jrun: no control socket, so `jrun update` will not find this program: {text}");
            return Ok(None);
        }
    };
    let path = listener.path().to_owned();
    let (updates, options) = (world.updates(), launch.updates.clone());
    let spawned = std::thread::Builder::new().name("jrun control".into()).spawn(move || {
        for stream in listener.listener.incoming().flatten() {
            let (updates, options) = (updates.clone(), options.clone());
            // A thread that cannot be made drops the connection; the client says so.
            let _ =
                std::thread::Builder::new().name("jrun order".into()).spawn(move || serve(&updates, &options, stream));
        }
    });
    match spawned {
        Ok(_) => Ok(Some(path)),
        Err(error) => Err(format!("no thread for the control socket: {error}")),
    }
}

fn serve(updates: &Updates, options: &UpdateOptions, mut stream: UnixStream) {
    let request = match stream.set_read_timeout(Some(PATIENCE)) {
        Ok(()) => Request::read(&mut stream),
        Err(error) => Err(error.to_string()),
    };
    let (code, text) = match request {
        Ok(request) => order(updates, options, &request).unwrap_or_else(|text| (WRONG, format!("jrun: {text}\n"))),
        Err(text) => (WRONG, format!("jrun: {text}\n")),
    };
    // The client may be gone: what was asked for is done all the same.
    let _ = socket::answer(&mut stream, code, &text);
}

fn order(updates: &Updates, options: &UpdateOptions, request: &Request) -> Result<(i32, String), String> {
    const KEYS: [&str; 9] =
        ["jrun-control", "command", "dry-run", "explain", "when", "instances", "statics", "report", "all"];
    if let Some(key) = request.keys().find(|key| !KEYS.contains(key)) {
        return Err(format!("this program does not know the option {key}"));
    }
    let format = match request.get("report") {
        Some("json") => ReportFormat::Json,
        _ => ReportFormat::Text,
    };
    let outcome = match request.get("command") {
        Some("versions") => {
            let all = request.get("all").is_some();
            let rows = updates.census(all).map_err(|error| failure(&error))?;
            let text = if format == ReportFormat::Json { census::json(&rows) } else { census::text(&rows) };
            return Ok((DONE, text));
        }
        Some("undo") => {
            let policy = policy(request, options.policy())?;
            updates.undo(policy).map_err(|error| failure(&error))?
        }
        Some("update") => {
            let content = patch_file::read(&request.body).map_err(|error| format!("the patch: {error}"))?;
            let patch = patch(content, request, options)?;
            updates.apply(&patch).map_err(|error| failure(&error))?
        }
        other => return Err(format!("this program does not know the command {}", other.unwrap_or("(none)"))),
    };
    let code = if matches!(outcome, Outcome::Refused(_)) { REFUSED } else { DONE };
    let mut text = render(&outcome, format);
    if text.is_empty() {
        text = match format {
            ReportFormat::Json => "{\"outcome\":\"unchanged\"}\n".to_owned(),
            ReportFormat::Text => "jrun: nothing to change: the classes are what they were\n".to_owned(),
        };
    }
    Ok((code, text))
}

/// The patch with its policies: those of the order before its own, these before the program's.
fn patch(content: PatchContent, request: &Request, options: &UpdateOptions) -> Result<Patch, String> {
    let patch = content.into_patch(&options.policy());
    let policy = policy(request, patch.policy.clone())?;
    Ok(Patch { policy, ..patch })
}

fn policy(request: &Request, base: Policy) -> Result<Policy, String> {
    let mut policy = base;
    if let Some(text) = request.get("when") {
        policy.when = When::parse(text).ok_or_else(|| format!("{text} is no time to update"))?;
    }
    if let Some(text) = request.get("instances") {
        policy.instances = Instances::parse(text).ok_or_else(|| format!("{text} is not {}", Instances::FORM))?;
    }
    if let Some(text) = request.get("statics") {
        policy.statics = Statics::parse(text).ok_or_else(|| format!("{text} is none of new, changed, default"))?;
    }
    policy.dry_run = request.get("dry-run").is_some();
    policy.explain = request.get("explain").is_some();
    Ok(policy)
}
