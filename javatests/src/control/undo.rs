//! Undo of updates that brought migrations: what a migration takes back itself, what goes back by the rules, and an undo that a
//! migration refuses.

use super::{LIMIT, command};
use crate::compile::{Unit, compile, join_path};
use crate::process::{Run, start};
use crate::tools::Tools;
use crate::updates::wait_for;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

/// A point goes back to what it has become since, a tag to what it was.
pub fn undo_of_migrations(tools: &Tools) -> Result<(), String> {
    let folder = tools.work.join("control/undo-of-migrations");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let jar = folder.join("jrun-update.jar");
    command(tools, None, &["patch", "api", &jar.display().to_string()])?.is(0, "")?;
    let sources = crate::home().join("control/undo");
    let unit = |part: &str, path: &[PathBuf]| {
        let name = format!("control-undo-{part}");
        compile(tools, &Unit { name: &name, sources: &sources.join(part), resources: None, class_path: path })
            .map(|compiled| compiled.classes)
    };
    let (old, new) = (unit("v0", &[])?, unit("v1", &[jar])?);
    let main = unit("main", std::slice::from_ref(&old))?;
    let file = folder.join("p.zip").display().to_string();
    let (before, after) = (old.display().to_string(), new.display().to_string());
    command(tools, None, &["patch", "create", &before, &after, "-o", &file])?.is(0, "2 changed, 2 added")?;

    let no = folder.join("no");
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    args.push("--control".into());
    args.push(format!("-Dun.no={}", no.display()).into());
    args.extend(["-cp".into(), join_path(&[main, old]), "un.Main".into()]);
    let mut live = start(&Run { vm: &tools.jrun, args, stdin: None, folder: folder.join("run"), limit: LIMIT })?;
    wait_for(&mut live, 0, |line| line == "x3 y4, text seat")?;
    let pid = live.pid().to_string();
    let order = |words: &[&str]| command(tools, None, words);
    for round in 0..2 {
        let number = 1 + 2 * round;
        let updated = order(&["update", &pid, &file])?;
        updated.is(0, &format!("update {number} applied"))?;
        updated.is(0, "migration un.PointMigration of un.Point ran on ")?;
        let mut at = live.stdout().len();
        wait_for(&mut live, at, |line| line == "r10, r5, label seat 7")?;

        fs::write(&no, "").map_err(|error| format!("{}: {error}", no.display()))?;
        let refused = order(&["undo", &pid])?;
        refused.is(1, "the undo of the migration un.PointMigration of an instance of un.Point threw ")?;
        refused.is(1, "java.lang.IllegalStateException: not now")?;
        at = live.stdout().len();
        wait_for(&mut live, at, |line| line == "r10, r5, label seat 7")?;

        fs::remove_file(&no).map_err(|error| format!("{}: {error}", no.display()))?;
        let undone = order(&["undo", &pid])?;
        undone.is(0, &format!("update {} applied, undoing update {number}", number + 1))?;
        undone.is(0, "undo of migration un.PointMigration of un.Point ran on 2 instances in ")?;
        undone.is(0, "un.TagMigration does not undo what it did in update ")?;
        at = live.stdout().len();
        wait_for(&mut live, at, |line| line == "x6 y8, x0 y5, text seat")?;
        if undone.text.contains("un.PointMigration does not undo") {
            return Err(undone.text);
        }
        if round == 0 {
            continue;
        }
        order(&["undo", &pid])?.is(1, "there is nothing left to undo")?;
    }
    Ok(())
}
