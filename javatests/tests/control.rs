//! Orders to running programs, and patch files.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::known::Known;
use javatests::{arguments, control, home, tools::Tools};
use libtest_mimic::Trial;

type Check = fn(&Tools) -> Result<(), String>;

fn main() -> ExitCode {
    let args = arguments();
    let prepared = Tools::find().and_then(|tools| {
        let known = Known::read(&home().join("known-failures.toml"), !tools.stress.is_empty())?;
        Ok((Arc::new(tools), Arc::new(known)))
    });
    let (tools, known) = match prepared {
        Ok(p) => p,
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let checks: [(&str, Check); 13] = [
        ("control::update_and_undo", control::update_and_undo),
        ("control::instances", control::instances),
        ("control::undo_depth", control::undo_depth),
        ("control::undo_of_migrations", control::undo_of_migrations),
        ("control::agents", control::agents),
        ("control::dry_run", control::dry_run),
        ("control::quiescent", control::quiescent),
        ("control::two_at_once", control::two_at_once),
        ("control::java_api", control::java_api),
        ("control::statics", control::statics),
        ("control::pending", control::pending),
        ("control::on_refusal", control::on_refusal),
        ("control::patch_files", control::patch_files),
    ];
    // `java` takes no orders: against it there is nothing to check.
    let trials = checks.into_iter().filter(|_| !tools.self_check).map(|(id, check)| {
        let (tools, known) = (Arc::clone(&tools), Arc::clone(&known));
        Trial::test(id, move || known.judge(id, check(&tools)).map_err(Into::into))
    });
    libtest_mimic::run(&args, trials.collect()).exit_code()
}
