//! The command line of `java`, parsed by hand into a [`Launch`].
//!
//! Owns: which options exist, in which order they are read, and the texts and exit codes of refusals, which are those of the `java` command of JDK 17.
//! Never: starts a VM, prints, or exits; what is to be printed comes back as an [`Output`].
//!
//! Two stages, as in the JDK. The *launcher* stage (`launcher`) expands `@argfiles` and `JDK_JAVA_OPTIONS`, finds the main class and rewrites its own options
//! into VM options. The *machine* stage (`machine`) reads these, together with `JAVA_TOOL_OPTIONS` and `_JAVA_OPTIONS`.

mod files;
mod flags;
mod help;
mod launcher;
mod machine;
mod own;
mod sizes;

pub use flags::Flag;
pub use jvm::interpreter::FieldCache;
pub use own::{OnRefusal, ReportFormat, Stress, UpdateOptions};

use std::path::PathBuf;

/// Everything that decides how the virtual machine starts and what it runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Launch {
    /// What is asked for: running a program, or printing something and ending.
    pub action: Action,
    /// The main class, jar, module or source file; `None` for actions that need none.
    pub main: Option<Main>,
    /// The arguments of the program.
    pub arguments: Vec<String>,
    /// The system properties that the command line decides, in order; of two with the same name the later one wins.
    /// Module options appear as the VM encodes them (`jdk.module.addopens.0`, …).
    pub properties: Vec<(String, String)>,
    /// The options as `RuntimeMXBean.getInputArguments` shows them.
    pub input_arguments: Vec<String>,
    /// Heap sizes.
    pub heap: HeapSizes,
    /// `-Xss` in bytes; `None` or 0 means the VM's default.
    pub stack_size: Option<u64>,
    /// `-ea`, `-da`, `-esa`, `-dsa`.
    pub assertions: Assertions,
    /// `-Xverify:…`.
    pub verification: Verification,
    /// `--enable-preview`.
    pub enable_preview: bool,
    /// `-Xbootclasspath/a:…` entries, in order.
    pub boot_class_path_append: Vec<String>,
    /// `-agentlib`, `-agentpath`, `-javaagent`, in order.
    pub agents: Vec<Agent>,
    /// `-verbose:…`.
    pub verbose: Verbose,
    /// The texts after `-Xlog:`, in order; an empty text stands for a bare `-Xlog`.
    pub logging: Vec<String>,
    /// `-Xcheck:jni`.
    pub check_jni: bool,
    /// `-Xrs`: leave the termination signals alone.
    pub reduced_signals: bool,
    /// `-showversion`, `--show-version`.
    pub show_version: Option<Stream>,
    /// `-XshowSettings[:…]`: the option's own text, as `LauncherHelper` wants it.
    pub show_settings: Option<String>,
    /// Help or usage that follows what else is shown.
    pub usage: Option<Output>,
    /// `-XX:` flags that were accepted, in order.
    pub flags: Vec<Flag>,
    /// `--watch` folders.
    pub watch: Vec<PathBuf>,
    /// How updates are taken.
    pub updates: UpdateOptions,
    /// `--field-cache`.
    pub field_cache: FieldCache,
    /// `--report`.
    pub report: ReportFormat,
    /// `-Xstress:…`.
    pub stress: Stress,
    /// Lines for stderr that precede everything else: notes about environment variables and ignored options.
    pub notes: Vec<String>,
}

impl Launch {
    /// A program given by its main class and class path, as `java -cp class_path main` would run it.
    pub fn of_class(main: &str, class_path: &str) -> Launch {
        Launch {
            main: Some(Main::Class(main.to_owned())),
            properties: vec![("java.class.path".to_owned(), class_path.to_owned())],
            ..Launch::default()
        }
    }

    /// The value of a system property that the command line sets.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether something that only the class library knows is printed before a usage text.
    fn shows_before_usage(&self) -> bool {
        self.show_version.is_some() || self.show_settings.is_some()
    }

    /// The class path that the application class loader sees.
    pub fn class_path(&self) -> &str {
        self.property("java.class.path").unwrap_or("")
    }
}

/// What the command line asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Action {
    /// Run the program.
    #[default]
    Run,
    /// `--dry-run`: start the VM, load the main class, do not run it.
    DryRun,
    /// `-version` (stderr) or `--version` (stdout).
    Version(Stream),
    /// `-fullversion` (stderr) or `--full-version` (stdout).
    FullVersion(Stream),
    /// `-Xinternalversion`.
    InternalVersion,
    /// `--list-modules`, with the module names after `=` if there were any.
    ListModules(Option<String>),
    /// `-d`, `--describe-module`.
    DescribeModule(String),
    /// `--validate-modules`.
    ValidateModules,
}

/// What is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Main {
    /// A class by name.
    Class(String),
    /// `-jar`.
    Jar(String),
    /// `-m module[/class]`.
    Module {
        /// The module's name.
        module: String,
        /// The class, if named.
        class: Option<String>,
    },
    /// A source file, run through the compiler module's launcher; it is the first program argument as well.
    Source(String),
}

/// An output stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// `-Xms`, `-Xmx`, `-Xmn`, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeapSizes {
    /// `-Xms`.
    pub initial: Option<u64>,
    /// `-Xmx`.
    pub maximum: Option<u64>,
    /// `-Xmn`.
    pub young: Option<u64>,
}

/// The assertion options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assertions {
    /// `-ea:…`/`-da:…` in order; the last rule that matches a class decides.
    pub rules: Vec<AssertionRule>,
    /// `-esa`/`-dsa`: the status of classes without a class loader.
    pub system: bool,
}

/// One `-ea` or `-da`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionRule {
    /// `-ea` or `-da`.
    pub enable: bool,
    /// For which classes.
    pub scope: AssertionScope,
}

/// The classes of an assertion rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssertionScope {
    /// All classes that have a class loader.
    All,
    /// A package and its sub-packages (`-ea:a.b...`); empty for the unnamed package.
    Package(String),
    /// One class by name.
    Class(String),
}

/// `-Xverify`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verification {
    /// Application classes only; the default.
    #[default]
    Remote,
    /// All classes.
    All,
    /// None; deprecated.
    None,
}

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agent {
    /// `-agentlib:name[=options]`.
    Library(String),
    /// `-agentpath:path[=options]`.
    Path(String),
    /// `-javaagent:jar[=options]`.
    Java(String),
}

/// `-verbose:…`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verbose {
    /// Loaded classes.
    pub class: bool,
    /// Collections.
    pub gc: bool,
    /// Native methods.
    pub jni: bool,
    /// Modules.
    pub module: bool,
}

/// Text to print and the exit code to end with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// The exit code.
    pub code: i32,
}

/// The result of reading a command line.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Start the VM.
    Launch(Box<Launch>),
    /// Print this and end: help, or a refusal.
    Print(Output),
}

/// Where the environment variables come from.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads a command line (without the command's own name).
pub fn parse(arguments: &[String], environment: Environment<'_>) -> Outcome {
    let mut launch = Launch::default();
    let result =
        launcher::read(&mut launch, arguments, environment).and_then(|launcher::ForMachine { options, text }| {
            if !matches!(launch.action, Action::FullVersion(_)) {
                machine::read(&mut launch, options, environment)?;
            }
            match text {
                Some(text) if launch.shows_before_usage() => launch.usage = Some(text),
                Some(text) => return Err(text),
                None => {}
            }
            // Without a folder to watch it is java's option: load the main class and end.
            if launch.action == Action::DryRun && !launch.watch.is_empty() {
                launch.action = Action::Run;
                launch.updates.dry_run = true;
            }
            Ok(())
        });
    match result {
        Ok(()) => Outcome::Launch(Box::new(launch)),
        Err(mut output) => {
            // Notes come first on stderr, also when the command is refused later.
            let notes: String = launch.notes.iter().map(|note| format!("{note}\n")).collect();
            output.stderr.insert_str(0, &notes);
            Outcome::Print(output)
        }
    }
}

/// A refusal of the launcher stage.
fn refuse(message: impl std::fmt::Display) -> Output {
    Output { stderr: format!("{message}\n"), code: 1, ..Output::default() }
}
