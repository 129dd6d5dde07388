//! The launcher stage: `@argfiles`, `JDK_JAVA_OPTIONS`, the main class, and the launcher's own options rewritten into VM options.
//!
//! Never: looks at `-X…` and `-XX:…` options; they pass through to [`super::machine`].

use super::own::{FIELD_CACHES, ReportFormat, parse_field_cache};
use super::{Action, Environment, Launch, Main, Output, Stream, files, help, refuse};
use std::path::{Path, PathBuf};

const OPTIONS_VARIABLE: &str = "JDK_JAVA_OPTIONS";
const SOURCE_LAUNCHER: (&str, &str) = ("jdk.compiler", "com.sun.tools.javac.launcher.Main");

/// Options whose value is the next argument.
const WITH_VALUE: [&str; 28] = [
    "-cp",
    "-classpath",
    "--class-path",
    "-p",
    "--module-path",
    "--upgrade-module-path",
    "-m",
    "--module",
    "-d",
    "--describe-module",
    "--add-modules",
    "--limit-modules",
    "--add-reads",
    "--add-exports",
    "--add-opens",
    "--patch-module",
    "--enable-native-access",
    "--source",
    "--watch",
    "--report",
    "--undo-depth",
    "--instances",
    "--statics",
    "--when",
    "--on-refusal",
    "--migration-time",
    "--field-cache",
    "--illegal-access",
];

/// Options that a variable must not hold, since they end the command or name the program.
const NOT_IN_VARIABLE: [&str; 15] = [
    "-jar",
    "-m",
    "--module",
    "-version",
    "--version",
    "-fullversion",
    "--full-version",
    "-help",
    "--help",
    "-h",
    "-?",
    "-X",
    "--help-extra",
    "--dry-run",
    "-Xinternalversion",
];

fn takes_value(option: &str) -> bool {
    WITH_VALUE.contains(&option)
}

/// What goes on to the machine stage.
pub(super) struct ForMachine {
    /// The VM options.
    pub(super) options: Vec<String>,
    /// Help or usage, printed only if the machine stage finds nothing wrong: the JDK prints it from Java.
    pub(super) text: Option<Output>,
}

/// Fills what the launcher decides and returns what the machine stage needs.
pub(super) fn read(
    launch: &mut Launch,
    arguments: &[String],
    environment: Environment<'_>,
) -> Result<ForMachine, Output> {
    let mut expansion = Expansion::default();
    if let Some(text) = environment(OPTIONS_VARIABLE) {
        launch.notes.push(format!("NOTE: Picked up {OPTIONS_VARIABLE}: {text}"));
        let words = files::variable_words(&text)
            .ok_or_else(|| refuse(format_args!("Error: Unmatched quote in environment variable {OPTIONS_VARIABLE}")))?;
        for word in &words {
            expansion.add(word)?;
        }
        for word in &expansion.words {
            let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
            if NOT_IN_VARIABLE.contains(&word.as_str()) || name == "--module" {
                return Err(refuse(format_args!(
                    "Error: Option {word} is not allowed in environment variable {OPTIONS_VARIABLE}"
                )));
            }
        }
        if expansion.main_found {
            return Err(refuse(format_args!(
                "Error: Cannot specify main class in environment variable {OPTIONS_VARIABLE}"
            )));
        }
    }
    for argument in arguments {
        expansion.add(argument)?;
    }
    Reader { launch, options: Vec::new(), class_path: environment("CLASSPATH"), jar: false, source: None, text: None }
        .read(expansion.words)
}

/// Arguments with their `@argfiles` expanded, up to the main class.
#[derive(Default)]
struct Expansion {
    words: Vec<String>,
    main_found: bool,
    value_of: Option<String>,
    stopped: bool,
}

impl Expansion {
    fn add(&mut self, argument: &str) -> Result<(), Output> {
        if self.main_found || self.stopped {
            self.words.push(argument.to_owned());
            return Ok(());
        }
        match argument.strip_prefix('@') {
            Some(rest) if rest.starts_with('@') => self.push(rest.to_owned()),
            Some(file) if !file.is_empty() => {
                let bytes = std::fs::read(file).map_err(|_| refuse(format_args!("Error: could not open `{file}'")))?;
                for word in files::argument_file_words(&String::from_utf8_lossy(&bytes)) {
                    self.push(word);
                }
            }
            _ => self.push(argument.to_owned()),
        }
        Ok(())
    }

    fn push(&mut self, word: String) {
        if word == "--disable-@files" || word == "-disable-@files" {
            self.stopped = true;
            return;
        }
        if self.main_found {
            // A word behind the main class is the program's.
        } else if let Some(option) = self.value_of.take() {
            // The value of -m names the program.
            self.main_found = option == "-m" || option == "--module";
        } else if word.starts_with('-') {
            self.value_of = takes_value(&word).then(|| word.clone());
            self.main_found = word.starts_with("--module=");
        } else {
            self.main_found = true;
        }
        self.words.push(word);
    }
}

struct Reader<'l> {
    launch: &'l mut Launch,
    options: Vec<String>,
    class_path: Option<String>,
    jar: bool,
    source: Option<String>,
    text: Option<Output>,
}

impl Reader<'_> {
    fn read(mut self, words: Vec<String>) -> Result<ForMachine, Output> {
        let mut words = words.into_iter().peekable();
        let mut what: Option<String> = None;
        let mut class_mode = false;
        while let Some(word) = words.next_if(|word| word.starts_with('-')) {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") && takes_value(name) => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                _ => (word.clone(), None),
            };
            if takes_value(&name) {
                let value = match inline {
                    Some(value) => value,
                    None => words.next_if(|next| !next.starts_with('-')).ok_or_else(|| missing_value(&name, &name))?,
                };
                self.check_value(&name, &word, &value)?;
                match name.as_str() {
                    "-cp" | "-classpath" | "--class-path" => {
                        class_mode = true;
                        self.class_path = Some(value);
                    }
                    "-m" | "--module" => {
                        what = Some(value);
                        self.launch.main = Some(Main::Module { module: String::new(), class: None });
                        break;
                    }
                    "-p" => self.options.push(format!("--module-path={value}")),
                    "-d" | "--describe-module" => self.launch.action = Action::DescribeModule(value),
                    "--source" => {
                        self.options.push(format!("-Djdk.internal.javac.source={value}"));
                        self.source = Some(value);
                    }
                    "--watch" => self.launch.watch.push(PathBuf::from(value)),
                    "--undo-depth" | "--instances" | "--statics" | "--when" | "--on-refusal" | "--migration-time" => {
                        self.launch.updates.set(&name, &value).map_err(refuse)?;
                    }
                    "--field-cache" => {
                        self.launch.field_cache = parse_field_cache(&value).ok_or_else(|| {
                            refuse(format_args!("Error: --field-cache must be {FIELD_CACHES}, not `{value}`"))
                        })?;
                    }
                    "--report" => {
                        self.launch.report = ReportFormat::parse(&value).ok_or_else(|| {
                            refuse(format_args!("Error: --report must be text or json, not `{value}`"))
                        })?;
                    }
                    _ => self.options.push(format!("{name}={value}")),
                }
                continue;
            }
            if self.ends_reading(&word)? {
                return Ok(ForMachine { options: self.options, text: self.text });
            }
        }
        if what.is_none() {
            what = words.next();
        }
        self.finish(what, class_mode, words.collect())
    }

    /// An option without a value. True if nothing behind it counts.
    fn ends_reading(&mut self, word: &str) -> Result<bool, Output> {
        let launch = &mut *self.launch;
        match word {
            "-jar" => self.jar = true,
            "-version" => launch.action = Action::Version(Stream::Stderr),
            "--version" => launch.action = Action::Version(Stream::Stdout),
            "-fullversion" => launch.action = Action::FullVersion(Stream::Stderr),
            "--full-version" => launch.action = Action::FullVersion(Stream::Stdout),
            "-Xinternalversion" => launch.action = Action::InternalVersion,
            "-showversion" => launch.show_version = Some(Stream::Stderr),
            "--show-version" => launch.show_version = Some(Stream::Stdout),
            "-help" | "-h" | "-?" => self.text = Some(Output { stderr: help::HELP.into(), ..Output::default() }),
            "--help" => self.text = Some(Output { stdout: help::HELP.into(), ..Output::default() }),
            "-X" => self.text = Some(Output { stderr: help::EXTRA_HELP.into(), ..Output::default() }),
            "--help-extra" => self.text = Some(Output { stdout: help::EXTRA_HELP.into(), ..Output::default() }),
            "--dry-run" => launch.action = Action::DryRun,
            "--control" => launch.updates.control = true,
            "--explain" => launch.updates.explain = true,
            "--list-modules" => launch.action = Action::ListModules(None),
            "--validate-modules" => {
                launch.action = Action::ValidateModules;
                self.options.push("-Djdk.module.validation=true".into());
            }
            "--show-module-resolution" => self.options.push("-Djdk.module.showModuleResolution=true".into()),
            "-Xdiag" => self.options.push("-Dsun.java.launcher.diag=true".into()),
            "-Xnosplash" | "-server" | "-client" => {}
            "-verbosegc" => self.options.push("-verbose:gc".into()),
            "-verify" => self.options.push("-Xverify:all".into()),
            "-verifyremote" => self.options.push("-Xverify:remote".into()),
            "-noverify" => self.options.push("-Xverify:none".into()),
            "-debug" => self.options.push("-Xdebug".into()),
            "-noclassgc" => self.options.push("-Xnoclassgc".into()),
            "-Xfuture" => {
                launch
                    .notes
                    .push("Warning: -Xfuture option is deprecated and may be removed in a future release.".into());
                self.options.push("-Xverify:all".into());
            }
            _ if word.starts_with("--list-modules=") => {
                launch.action = Action::ListModules(word.split_once('=').map(|(_, names)| names.to_owned()))
            }
            _ if word.starts_with("-splash:") || word.starts_with("-psnprefix:") => {}
            _ if word.starts_with("-XshowSettings") => launch.show_settings = Some(word.to_owned()),
            _ if ["-ss", "-ms", "-mx", "-tm"].iter().any(|old| word.starts_with(old)) => {
                self.options.push(format!("-X{}", word.trim_start_matches('-')));
            }
            _ => self.options.push(word.to_owned()),
        }
        Ok(self.text.is_some()
            || matches!(launch.action, Action::Version(_) | Action::FullVersion(_) | Action::InternalVersion))
    }

    /// Module options need a value that is not empty; a class path may be.
    fn check_value(&self, name: &str, word: &str, value: &str) -> Result<(), Output> {
        let may_be_empty = matches!(name, "-cp" | "-classpath" | "--class-path" | "--watch")
            || word == "--add-opens="
            || word == "--illegal-access=";
        if value.is_empty() && !may_be_empty {
            return Err(missing_value(name, word));
        }
        if value.is_empty() && name == "--watch" {
            return Err(missing_value(name, name));
        }
        Ok(())
    }

    fn finish(mut self, what: Option<String>, class_mode: bool, arguments: Vec<String>) -> Result<ForMachine, Output> {
        let needs_main =
            !matches!(self.launch.action, Action::ListModules(_) | Action::DescribeModule(_) | Action::ValidateModules);
        let module_named = self.launch.main.is_some();
        let mut command = String::new();
        self.launch.main = None;
        if let Some(what) = what {
            command = what.clone();
            self.launch.arguments = arguments;
            let is_source = !self.jar
                && !module_named
                && (self.source.is_some() || what.ends_with(".java") && Path::new(&what).exists());
            let main = if is_source {
                let (module, class) = SOURCE_LAUNCHER;
                command = format!("{module}/{class} {what}");
                self.options.push("--add-modules=ALL-DEFAULT".into());
                self.options.push(format!("-Djdk.module.main={module}"));
                self.launch.arguments.insert(0, what.clone());
                Main::Source(what)
            } else if module_named {
                let (module, class) = match what.split_once('/') {
                    Some((module, class)) => (module.to_owned(), Some(class.to_owned())),
                    None => (what, None),
                };
                self.options.push(format!("-Djdk.module.main={module}"));
                Main::Module { module, class }
            } else if self.jar {
                if std::fs::File::open(&what).is_err() {
                    return Err(refuse(format_args!("Error: Unable to access jarfile {what}")));
                }
                self.class_path = Some(what.clone());
                Main::Jar(what)
            } else {
                Main::Class(what)
            };
            let first = usize::from(is_source);
            for argument in &self.launch.arguments[first..] {
                command.push(' ');
                command.push_str(argument);
            }
            self.launch.main = Some(main);
        } else if self.jar {
            return Err(Output {
                stderr: format!("Error: -jar requires jar file specification\n{}", help::HELP),
                code: 1,
                ..Output::default()
            });
        } else if needs_main {
            self.text = Some(Output { stderr: help::HELP.into(), code: 1, ..Output::default() });
        }
        // java's order: the class path first unless an option or -jar decides it, so that -Djava.class.path can still win over the default.
        let decided = class_mode || self.jar;
        let class_path = match &self.class_path {
            Some(path) => files::expand_class_path(path),
            None if module_named || self.launch.main.is_none() => String::new(),
            None => ".".into(),
        };
        let option = format!("-Djava.class.path={class_path}");
        if decided {
            self.options.push(option);
        } else {
            self.options.insert(0, option);
        }
        self.options.push(format!("-Dsun.java.command={command}"));
        self.options.push("-Dsun.java.launcher=SUN_STANDARD".into());
        Ok(ForMachine { options: self.options, text: self.text })
    }
}

fn missing_value(name: &str, shown: &str) -> Output {
    let what = match name {
        "-cp" | "-classpath" | "--class-path" => "class path specification",
        "-m" | "--module" | "-d" | "--describe-module" => "module name",
        "-p" | "--module-path" | "--upgrade-module-path" if !shown.ends_with('=') => "module path specification",
        "--source" => "source version",
        "--watch" => "a folder",
        "--report" => "text or json",
        "--field-cache" => FIELD_CACHES,
        "--undo-depth" => "a number",
        "--instances" => redefine::Instances::FORM,
        "--statics" => "new, changed or default",
        "--when" => "now or quiescent[:<time>]",
        "--on-refusal" => "keep, restart or exit",
        "--migration-time" => "a time like 5s or 200ms",
        _ => "modules to be specified",
    };
    refuse(format_args!("Error: {shown} requires {what}"))
}
