//! One trial per program in `programs/`: same output, error output and exit code on both VMs.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::known::Known;
use javatests::{arguments, conclude, home, programs, tools::Tools};
use libtest_mimic::Trial;

fn main() -> ExitCode {
    let args = arguments();
    let tools = match Tools::find() {
        Ok(t) => Arc::new(t),
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let stressed = !tools.stress.is_empty();
    let known = Known::read(&home().join("known-failures.toml"), stressed);
    let found = programs::list(&home().join("programs"));
    let (known, found) = match (known, found) {
        (Ok(k), Ok(f)) => (Arc::new(k), f),
        (Err(e), _) | (_, Err(e)) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let trials = found
        .into_iter()
        .map(|program| {
            let (tools, known) = (Arc::clone(&tools), Arc::clone(&known));
            let id = format!("programs::{}", program.name);
            Trial::test(id.clone(), move || {
                let result = program.check(&tools);
                // Against java itself nothing is expected to fail.
                if tools.self_check { result } else { known.judge(&id, result) }.map_err(Into::into)
            })
        })
        .collect();
    conclude(&args, trials, &tools.stress)
}
