//! One trial per folder in `redefine/`: a program updated while it runs, there and back, with its reports.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::compile_server::CompileServer;
use javatests::known::Known;
use javatests::{arguments, conclude, home, redefine, tools::Tools};
use libtest_mimic::Trial;

fn main() -> ExitCode {
    let args = arguments();
    let prepared = Tools::find().and_then(|tools| {
        let known = Known::read(&home().join("known-failures.toml"), !tools.stress.is_empty())?;
        let cases = redefine::list(&home().join("redefine"))?;
        let server = CompileServer::default();
        let library = redefine::library(&tools, &server)?;
        Ok((Arc::new(tools), Arc::new(known), cases, Arc::new((server, library))))
    });
    let (tools, known, cases, live) = match prepared {
        Ok(p) => p,
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let trials = cases
        .into_iter()
        .map(|case| {
            let (tools, known, live) = (Arc::clone(&tools), Arc::clone(&known), Arc::clone(&live));
            let id = format!("redefine::{}", case.name);
            Trial::test(id.clone(), move || {
                let result = redefine::check(&tools, &live.0, &live.1, &case);
                if tools.self_check { result } else { known.judge(&id, result) }.map_err(Into::into)
            })
        })
        .collect();
    conclude(&args, trials, &tools.stress)
}
