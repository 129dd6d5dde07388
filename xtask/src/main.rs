//! Project chores: demo, test, ci, tidy, bless, bench.
//!
//! Never part of the product: what users run is `jrun`. Depends on no crate of the workspace, since it runs before a JDK is installed.

mod bench;
mod demo;
mod jdk;
mod section;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  demo            run the ticket shop under jrun --watch and update it twice
  test            set up, check and test everything once, and a sample of the stress modes
  test --full     the same with every stress mode
  ci              what test does, and the documentation without warnings
  tidy            the project's own rules: imports, unsafe code, file sizes, wording
  bless           rewrite the golden files from what the code prints now
  bench --vs java [--rounds N] [name…]
                  the programs of benches/java on java, java -Xint and jrun: CPU time
  bench updates [--rounds N] [body|patch|migrate|keep|lazy|access…]
                  pauses of updates: of one class and of a hundred with ten running threads, of classes with many
                  instances; what field access and calls cost while old versions live

  --seed N        for test: which stress modes the sample takes
  JRUN=<path>     for demo and bench: the VM to run instead of a fresh build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["demo"] => demo::run(),
        ["test", options @ ..] => test::Plan::from_options(options).and_then(|plan| test::run(&plan)),
        ["ci"] => test::run(&test::Plan { full: false, documentation: true, seed: None }),
        ["tidy"] => tidy::run(),
        ["bless"] => test::bless(),
        ["bench", "--vs", "java", options @ ..] => bench::against_java(options),
        ["bench", "updates", options @ ..] => bench::updates(options),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Where cargo builds, and where generated things go.
fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}
