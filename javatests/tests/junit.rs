//! One trial per JUnit class in `junit/`: each test has the same result on both VMs.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::known::Known;
use javatests::{arguments, conclude, home, junit, tools::Tools};
use libtest_mimic::Trial;

fn main() -> ExitCode {
    let args = arguments();
    let prepared = Tools::find().and_then(|tools| {
        let stressed = !tools.stress.is_empty();
        let self_check = tools.self_check;
        let stress = tools.stress.clone();
        // Against java itself nothing is expected to fail.
        let known =
            if self_check { Known::default() } else { Known::read(&home().join("known-failures.toml"), stressed)? };
        Ok((junit::Suite::find(tools, known.clone())?, known, stress))
    });
    let (mut suite, known, stress) = match prepared {
        Ok(p) => p,
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(filter) = args.filter.clone() {
        let exact = args.exact;
        suite.keep(|id| if exact { id == filter } else { id.contains(&filter) });
    }
    let suite = Arc::new(suite);
    let known = Arc::new(known);
    let trials = suite
        .classes()
        .into_iter()
        .map(|(package, class)| {
            let (suite, known) = (Arc::clone(&suite), Arc::clone(&known));
            let id = junit::id(&package, &class);
            Trial::test(id.clone(), move || known.judge(&id, suite.check(&package, &class)).map_err(Into::into))
        })
        .collect();
    conclude(&args, trials, &stress)
}
