//! The command: flags, wiring, --watch. No logic of its own.

use jrun::options::{self, Outcome};

fn main() {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let environment = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let output = match options::parse(&arguments, &environment) {
        Outcome::Print(output) => output,
        Outcome::Launch(_) => options::Output {
            stderr: "Error: this build of jrun reads its command line but does not start programs yet.\n".into(),
            code: 2,
            ..options::Output::default()
        },
    };
    print!("{}", output.stdout);
    eprint!("{}", output.stderr);
    std::process::exit(output.code);
}
