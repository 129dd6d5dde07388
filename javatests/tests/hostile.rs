//! One trial per kind of hostile input that is taken through a running VM: damaged classes, jars and images, class files that break
//! rules or strain limits, small stacks.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::{arguments, hostile, tools::Tools};
use libtest_mimic::Trial;

type Check = fn(&Tools) -> Result<(), String>;

fn main() -> ExitCode {
    let args = arguments();
    let tools = match Tools::find() {
        Ok(tools) => Arc::new(tools),
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let checks: [(&str, Check); 6] = [
        ("hostile::classes", hostile::classes),
        ("hostile::jars", hostile::jars),
        ("hostile::images", hostile::images),
        ("hostile::rules", hostile::rules),
        ("hostile::sizes", hostile::sizes),
        ("hostile::stacks", hostile::stacks),
    ];
    let trials = checks
        .into_iter()
        .map(|(id, check)| {
            let tools = Arc::clone(&tools);
            Trial::test(id, move || check(&tools).map_err(Into::into))
        })
        .collect();
    libtest_mimic::run(&args, trials).exit_code()
}
