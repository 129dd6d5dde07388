//! Agents see the class files that an update brings: those of loaded classes as redefinitions, new ones when they are defined.

use super::{LIMIT, command};
use crate::compile::{Unit, compile, join_path};
use crate::process::{Run, start};
use crate::tools::Tools;
use crate::updates::wait_for;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What two transformers make of a patch, of its undo, and of a class that is transformed again after it.
pub fn agents(tools: &Tools) -> Result<(), String> {
    let folder = tools.work.join("control/agents");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let sources = crate::home().join("control/agents");
    let unit = |part: &str, path: &[PathBuf]| {
        let name = format!("control-agents-{part}");
        compile(tools, &Unit { name: &name, sources: &sources.join(part), resources: None, class_path: path })
            .map(|compiled| compiled.classes)
    };
    let (old, new) = (unit("v0", &[])?, unit("v1", &[])?);
    let main = unit("main", std::slice::from_ref(&old))?;
    let (file, agent) = (folder.join("p.zip").display().to_string(), folder.join("agent.jar"));
    let (before, after) = (old.display().to_string(), new.display().to_string());
    command(tools, None, &["patch", "create", &before, &after, "-o", &file])?.is(0, "2 changed, 1 added")?;
    let mut jar = Command::new(tools.javac.with_file_name("jar"));
    jar.arg("--create").arg("--file").arg(&agent).arg("--manifest").arg(sources.join("agent.mf"));
    let status = jar.arg("-C").arg(&main).arg("ag/Agent.class").status();
    if !status.as_ref().is_ok_and(|status| status.success()) {
        return Err(format!("jar: {status:?}"));
    }

    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    args.extend(["--control".into(), format!("-javaagent:{}", agent.display()).into()]);
    args.extend(["-cp".into(), join_path(&[main, old]), "ag.Main".into()]);
    let mut live = start(&Run { vm: &tools.jrun, args, stdin: None, folder: folder.join("run"), limit: LIMIT })?;
    wait_for(&mut live, 0, |line| line == "both-zero text-spoiled-zero")?;
    let pid = live.pid().to_string();
    command(tools, None, &["update", &pid, &file])?.is(0, "update 1 applied")?;
    wait_for(&mut live, 0, |line| line.starts_with("transformed again: "))?;
    let at = live.stdout().len();
    command(tools, None, &["undo", &pid])?.is(0, "undoing update 1")?;
    wait_for(&mut live, at, |line| line == "both-zero text-spoiled-zero")?;
    let wanted = "\
first sees ag/Subject new with text-
second sees ag/Subject new with once-
first sees ag/Spoiled new with text-
second sees ag/Spoiled new without once-
both-zero text-spoiled-zero
first sees ag/Spoiled again with text-
second sees ag/Spoiled again without once-
first sees ag/Subject again with text-
second sees ag/Subject again with once-
first sees ag/Side new with text-
second sees ag/Side new with once-
both-more both-side text-spoiled-more
second sees ag/Subject again with once-
transformed again: both-more both-side
both-zero text-spoiled-zero
";
    let printed = live.stdout();
    if printed == wanted { Ok(()) } else { Err(format!("the program printed\n{printed}\nnot\n{wanted}")) }
}
