//! The command: flags, wiring, --watch. No logic of its own.

mod control;
mod launch;
mod live;

use jrun::commands;
use jrun::options::{self, Outcome};

fn main() {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let environment = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    if let Some(code) = commands::run(&arguments, &environment) {
        std::process::exit(code);
    }
    match options::parse(&arguments, &environment) {
        Outcome::Print(output) => {
            print!("{}", output.stdout);
            eprint!("{}", output.stderr);
            std::process::exit(output.code);
        }
        Outcome::Launch(launch) => std::process::exit(launch::run(&launch)),
    }
}
