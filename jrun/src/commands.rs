//! The sub-commands: `jrun update|undo|versions` for running programs and `jrun patch` for patch files. Their command line,
//! read by clap, and which part does them.
//!
//! Never: starts a virtual machine; what happens in a running program happens there.
//!
//! Exit codes: 0 done, also where there was nothing to change or only a plan was asked for; 1 refused; 2 a wrong command
//! line, or a file that cannot be read or written; 3 no running program answers under the process id.

mod patch;
mod remote;
pub mod sources;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Everything was done.
pub const DONE: i32 = 0;
/// The update was refused.
pub const REFUSED: i32 = 1;
/// The command cannot be carried out as given.
pub const WRONG: i32 = 2;
/// No program answers.
pub const NOBODY: i32 = 3;

const WORDS: [&str; 4] = ["patch", "update", "undo", "versions"];

#[derive(Parser, Debug)]
#[command(
    name = "jrun",
    about = "Live updates of running programs",
    after_help = "Exit codes: 0 done; 1 refused; 2 wrong command line or unreadable file; 3 no such running program."
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Apply a patch to a running program
    Update(Update),
    /// Take the last update of a running program back
    Undo {
        /// Process id of the program
        pid: u32,
        #[command(flatten)]
        how: How,
    },
    /// Show updated classes of a running program, or without a process id the programs that can be updated
    Versions {
        /// Process id of the program
        pid: Option<u32>,
        /// Show classes that were never updated as well (not those of the JDK)
        #[arg(long)]
        all: bool,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t)]
        report: Form,
    },
    /// Make, show and check patch files
    #[command(subcommand)]
    Patch(Patch),
}

#[derive(Args, Debug)]
struct Update {
    /// Process id of the program
    pid: u32,
    /// A patch file, a folder or jar of class files, or a class file
    patch: PathBuf,
    #[command(flatten)]
    how: How,
    /// What becomes of live instances whose layout changes: `migrate`, `keep` or `lazy`, then `CLASS=keep` and so on with commas
    #[arg(long)]
    instances: Option<String>,
    /// Initializers that run: new, changed, default
    #[arg(long)]
    statics: Option<String>,
}

#[derive(Args, Debug)]
struct How {
    /// Print the plan and apply nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the plan, then apply it
    #[arg(long)]
    explain: bool,
    /// `now`, or `quiescent[:TIME]` to wait until no stack holds a method of a changed class
    #[arg(long)]
    when: Option<String>,
    /// Form of the report
    #[arg(long, value_enum, default_value_t)]
    report: Form,
}

#[derive(Subcommand, Debug)]
enum Patch {
    /// Make a patch of what differs between two sets of class files
    Create(Create),
    /// Write the jar of jrun.update that programs compile against
    Api {
        /// The jar to write
        jar: PathBuf,
    },
    /// List what a patch file holds
    Show {
        /// The patch file
        patch: PathBuf,
    },
    /// Check a patch file
    Check {
        /// The patch file
        patch: PathBuf,
        /// Folders and jars that it is to change, separated by ':'
        #[arg(long, value_name = "CLASSPATH")]
        against: Option<String>,
    },
}

#[derive(Args, Debug)]
struct Create {
    /// Folder, jar or git revision with the old classes
    old: String,
    /// Folder, jar or git revision with the new classes
    new: String,
    /// The patch file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How to compile a git revision: a shell command that runs in its root folder
    #[arg(long, value_name = "COMMAND")]
    build: Option<String>,
    /// Where in a built revision the class files are; its whole tree if not given
    #[arg(long, value_name = "FOLDER")]
    classes: Option<PathBuf>,
    /// What becomes of live instances whose layout changes: `migrate`, `keep` or `lazy`, then `CLASS=keep` and so on with commas
    #[arg(long)]
    instances: Option<String>,
    /// Initializers that the patch runs: new, changed, default
    #[arg(long)]
    statics: Option<String>,
    /// When the patch is applied: `now`, `quiescent[:TIME]`
    #[arg(long)]
    when: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    /// For people
    #[default]
    Text,
    /// For tools
    Json,
}

/// Does the command if the words name one; `None`: it is java's command line. A class with the name of a command, found in
/// the class path as `java` finds it, comes first.
pub fn run(arguments: &[String], environment: &dyn Fn(&str) -> Option<String>) -> Option<i32> {
    let word = arguments.first().filter(|word| WORDS.contains(&word.as_str()))?;
    let path = environment("CLASSPATH").unwrap_or_else(|| ".".to_owned());
    if path.split(':').any(|entry| std::path::Path::new(entry).join(format!("{word}.class")).is_file()) {
        return None;
    }
    let words = std::iter::once("jrun").chain(arguments.iter().map(String::as_str));
    let line = match Line::try_parse_from(words) {
        Ok(line) => line,
        Err(error) => {
            // A closed pipe must not hide the exit code.
            let _ = error.print();
            return Some(if error.use_stderr() { WRONG } else { DONE });
        }
    };
    let result = match line.command {
        Command::Update(update) => remote::update(&update),
        Command::Undo { pid, how } => remote::undo(pid, &how),
        Command::Versions { pid: Some(pid), all, report } => remote::versions(pid, all, report),
        Command::Versions { pid: None, .. } => remote::programs(),
        Command::Patch(Patch::Create(create)) => patch::create(&create),
        Command::Patch(Patch::Api { jar }) => patch::api(&jar),
        Command::Patch(Patch::Show { patch }) => patch::show(&patch),
        Command::Patch(Patch::Check { patch, against }) => patch::check(&patch, against.as_deref()),
    };
    Some(result.unwrap_or_else(|(code, text)| {
        eprintln!("jrun: {text}");
        code
    }))
}

/// An exit code with what went wrong.
type Failure = (i32, String);
