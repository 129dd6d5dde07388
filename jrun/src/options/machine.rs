//! The machine stage: the options that `libjvm` reads in the JDK (`-X…`, `-XX:…`, `-D…`, module options, agents), with its texts when one is wrong.
//!
//! Never: reads the main class or its arguments; see [`super::launcher`].

use super::sizes::{SizeError, parse_size};
use super::{Agent, AssertionRule, AssertionScope, Environment, Launch, Output, Verification, files, flags};

/// Options without effect here: they choose how HotSpot compiles, collects or shares.
const NO_EFFECT: [&str; 14] = [
    "-Xint",
    "-Xcomp",
    "-Xmixed",
    "-Xbatch",
    "-Xnoclassgc",
    "-Xdebug",
    "-Xnoagent",
    "-Xshare:auto",
    "-Xshare:on",
    "-Xshare:off",
    "-Xshare:dump",
    "-Xmanagement",
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:-IgnoreUnrecognizedVMOptions",
];

const SMALLEST_STACK: u64 = 136 << 10;
const LARGEST_STACK: u64 = 1 << 30;

/// Reads the options of the launcher, between those of `JAVA_TOOL_OPTIONS` and `_JAVA_OPTIONS`.
pub(super) fn read(
    launch: &mut Launch,
    from_launcher: Vec<String>,
    environment: Environment<'_>,
) -> Result<(), Output> {
    let mut options = variable(launch, "JAVA_TOOL_OPTIONS", environment)?;
    options.extend(from_launcher);
    options.extend(variable(launch, "_JAVA_OPTIONS", environment)?);
    let ignore_unrecognized = options.iter().any(|option| option == "-XX:+IgnoreUnrecognizedVMOptions");
    let mut machine = Machine { launch, counts: [0; 5], unlocked: flags::Unlocked::default(), ignore_unrecognized };
    for option in options {
        machine.option(&option)?;
    }
    check_heap(machine.launch)
}

fn variable(launch: &mut Launch, name: &str, environment: Environment<'_>) -> Result<Vec<String>, Output> {
    let Some(text) = environment(name) else { return Ok(Vec::new()) };
    launch.notes.push(format!("Picked up {name}: {text}"));
    files::variable_words(&text).ok_or_else(|| fatal(format_args!("Unmatched quote in {name}\n")))
}

/// A refusal with java's two closing lines.
fn fatal(message: impl std::fmt::Display) -> Output {
    Output { stderr: format!("{message}{CLOSING}"), code: 1, ..Output::default() }
}

/// The same where java writes the reason to standard output.
fn fatal_on_stdout(message: impl std::fmt::Display) -> Output {
    Output { stdout: format!("{message}\n"), stderr: CLOSING.into(), code: 1 }
}

/// An error of the VM's own start.
fn initialization_error(message: &str) -> Output {
    Output { stdout: format!("Error occurred during initialization of VM\n{message}\n"), code: 1, ..Output::default() }
}

const CLOSING: &str =
    "Error: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n";

fn unrecognized(option: &str) -> Output {
    fatal(format_args!("Unrecognized option: {option}\n"))
}

/// Module options whose property carries a running number.
const NUMBERED: [(&str, &str); 5] = [
    ("--add-reads=", "jdk.module.addreads"),
    ("--add-exports=", "jdk.module.addexports"),
    ("--add-opens=", "jdk.module.addopens"),
    ("--add-modules=", "jdk.module.addmods"),
    ("--enable-native-access=", "jdk.module.enable.native.access"),
];
const SINGLE: [(&str, &str); 3] = [
    ("--limit-modules=", "jdk.module.limitmods"),
    ("--module-path=", "jdk.module.path"),
    ("--upgrade-module-path=", "jdk.module.upgrade.path"),
];

struct Machine<'l> {
    launch: &'l mut Launch,
    counts: [usize; NUMBERED.len()],
    unlocked: flags::Unlocked,
    ignore_unrecognized: bool,
}

impl Machine<'_> {
    fn option(&mut self, option: &str) -> Result<(), Output> {
        let hidden = ["-Djava.class.path", "-Dsun.java.command", "-Dsun.java.launcher"]
            .iter()
            .any(|prefix| option.starts_with(prefix));
        if !hidden && !option.starts_with("-Xstress:") {
            self.launch.input_arguments.push(option.to_owned());
        }
        if let Some(flag) = option.strip_prefix("-XX:") {
            if !NO_EFFECT.contains(&option) {
                self.flag(flag)?;
            }
            return Ok(());
        }
        if let Some(property) = option.strip_prefix("-D") {
            self.property(property);
            return Ok(());
        }
        if self.module_option(option)?
            || self.assertion_option(option)
            || self.sized_option(option)?
            || self.plain_option(option)?
        {
            return Ok(());
        }
        Err(unrecognized(option))
    }

    fn set(&mut self, name: impl Into<String>, value: &str) {
        self.launch.properties.push((name.into(), value.to_owned()));
    }

    fn property(&mut self, text: &str) {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let reserved = NUMBERED
            .iter()
            .any(|(_, key)| name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
            || SINGLE.iter().any(|(_, key)| *key == name)
            || name.starts_with("jdk.module.patch.");
        if reserved {
            self.launch.notes.push(
                "OpenJDK 64-Bit Server VM warning: Ignoring system property options whose names match the '-Djdk.module.*'. names that are reserved for internal use.".into(),
            );
        } else {
            self.set(name, value);
        }
    }

    fn module_option(&mut self, option: &str) -> Result<bool, Output> {
        for (index, (prefix, key)) in NUMBERED.iter().enumerate() {
            if let Some(value) = option.strip_prefix(prefix) {
                self.set(format!("{key}.{}", self.counts[index]), value);
                self.counts[index] += 1;
                return Ok(true);
            }
        }
        for (prefix, key) in SINGLE {
            if let Some(value) = option.strip_prefix(prefix) {
                self.set(key, value);
                return Ok(true);
            }
        }
        if let Some(value) = option.strip_prefix("--patch-module=") {
            if !value.contains('=') {
                return Err(fatal_on_stdout("Missing '=' in --patch-module specification"));
            }
            let number = self.launch.properties.iter().filter(|(key, _)| key.starts_with("jdk.module.patch.")).count();
            self.set(format!("jdk.module.patch.{number}"), value);
            return Ok(true);
        }
        if option == "--enable-preview" {
            self.launch.enable_preview = true;
            return Ok(true);
        }
        if option.starts_with("--illegal-access=") {
            self.launch.notes.push(format!(
                "OpenJDK 64-Bit Server VM warning: Ignoring option {option}; support was removed in 17.0"
            ));
            return Ok(true);
        }
        Ok(false)
    }

    fn assertion_option(&mut self, option: &str) -> bool {
        match option {
            "-esa" | "-enablesystemassertions" => self.launch.assertions.system = true,
            "-dsa" | "-disablesystemassertions" => self.launch.assertions.system = false,
            _ => {
                let found = [("-enableassertions", true), ("-disableassertions", false), ("-ea", true), ("-da", false)]
                    .into_iter()
                    .find_map(|(name, enable)| Some((option.strip_prefix(name)?, enable)));
                let Some((rest, enable)) = found else { return false };
                let scope = match rest.strip_prefix(':') {
                    None if rest.is_empty() => AssertionScope::All,
                    None => return false,
                    Some(text) => match text.strip_suffix("...") {
                        Some(package) => AssertionScope::Package(package.to_owned()),
                        None => AssertionScope::Class(text.to_owned()),
                    },
                };
                self.launch.assertions.rules.push(AssertionRule { enable, scope });
            }
        }
        true
    }

    fn sized_option(&mut self, option: &str) -> Result<bool, Output> {
        let heap = &mut self.launch.heap;
        if let Some(text) = option.strip_prefix("-Xmx") {
            heap.maximum = Some(size(text, 1, u64::MAX, "maximum heap", option)?);
        } else if let Some(text) = option.strip_prefix("-Xms") {
            heap.initial = Some(size(text, 0, u64::MAX, "initial heap", option)?);
        } else if let Some(text) = option.strip_prefix("-Xmn") {
            heap.young = Some(size(text, 1, u64::MAX, "initial young generation", option)?);
        } else if let Some(text) = option.strip_prefix("-Xss") {
            self.stack(size(text, 0, LARGEST_STACK, "thread stack", option)?)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn stack(&mut self, bytes: u64) -> Result<(), Output> {
        if bytes != 0 && bytes < SMALLEST_STACK {
            return Err(fatal_on_stdout("\nThe Java thread stack size specified is too small. Specify at least 136k"));
        }
        self.launch.stack_size = Some(bytes);
        Ok(())
    }

    fn plain_option(&mut self, option: &str) -> Result<bool, Output> {
        let launch = &mut *self.launch;
        if NO_EFFECT.contains(&option) {
            return Ok(true);
        }
        match option {
            "-Xverify" | "-Xverify:all" => launch.verification = Verification::All,
            "-Xverify:remote" => launch.verification = Verification::Remote,
            "-Xverify:none" => {
                launch.verification = Verification::None;
                launch.notes.push("OpenJDK 64-Bit Server VM warning: Options -Xverify:none and -noverify were deprecated in JDK 13 and will likely be removed in a future release.".into());
            }
            "-Xcheck:jni" => launch.check_jni = true,
            "-Xrs" => launch.reduced_signals = true,
            "-Xprof" => launch
                .notes
                .push("OpenJDK 64-Bit Server VM warning: Ignoring option -Xprof; support was removed in 10.0".into()),
            "-Xlog" => launch.logging.push(String::new()),
            _ => return self.prefixed_option(option),
        }
        Ok(true)
    }

    fn prefixed_option(&mut self, option: &str) -> Result<bool, Output> {
        let launch = &mut *self.launch;
        if option.starts_with("-Xverify:") {
            return Err(fatal(format_args!("Unrecognized verification option: {option}\n")));
        } else if option.starts_with("-Xcheck") {
            return Err(fatal(format_args!("Unrecognized check option: {option}\n")));
        } else if let Some(selection) = option.strip_prefix("-Xlog:") {
            check_log_levels(option, selection)?;
            launch.logging.push(selection.to_owned());
        } else if let Some(file) = option.strip_prefix("-Xloggc") {
            let Some(file) = file.strip_prefix(':') else {
                return Err(fatal(format_args!("Invalid -Xlog option '{option}', see error log for details.\n")));
            };
            launch.logging.push(format!("gc:{file}"));
        } else if let Some(path) = option.strip_prefix("-Xbootclasspath/a:") {
            launch.boot_class_path_append.extend(path.split(':').filter(|entry| !entry.is_empty()).map(str::to_owned));
        } else if option.starts_with("-Xbootclasspath/p:") {
            return Err(fatal_on_stdout("-Xbootclasspath/p is no longer a supported option."));
        } else if option.starts_with("-Xbootclasspath:") {
            return Err(fatal_on_stdout("-Xbootclasspath is no longer a supported option."));
        } else if let Some(modes) = option.strip_prefix("-Xstress:") {
            launch.stress.add(modes).map_err(|reason| super::refuse(format_args!("Error: -Xstress: {reason}")))?;
        } else if let Some(agent) = option.strip_prefix("-agentlib:") {
            launch.agents.push(Agent::Library(agent.to_owned()));
        } else if let Some(agent) = option.strip_prefix("-agentpath:") {
            launch.agents.push(Agent::Path(agent.to_owned()));
        } else if let Some(agent) = option.strip_prefix("-javaagent:") {
            launch.agents.push(Agent::Java(agent.to_owned()));
        } else if let Some(agent) = option.strip_prefix("-Xrun") {
            launch.agents.push(Agent::Library(agent.replacen(':', "=", 1)));
        } else if option.starts_with("-verbose") {
            match option.strip_prefix("-verbose").unwrap_or("") {
                "" => launch.verbose.class = true,
                what if what.starts_with(":class") => launch.verbose.class = true,
                what if what.starts_with(":gc") => launch.verbose.gc = true,
                what if what.starts_with(":jni") => launch.verbose.jni = true,
                what if what.starts_with(":module") => launch.verbose.module = true,
                // java accepts any other word without effect.
                _ => {}
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn flag(&mut self, text: &str) -> Result<(), Output> {
        if let Some(file) = text.strip_prefix("VMOptionsFile=") {
            let bytes =
                std::fs::read(file).map_err(|_| fatal(format_args!("Could not open options file '{file}'\n")))?;
            let words = files::variable_words(&String::from_utf8_lossy(&bytes))
                .ok_or_else(|| fatal(format_args!("Unmatched quote in {file}\n")))?;
            return words.iter().try_for_each(|word| self.option(word));
        }
        if let Some(file) = text.strip_prefix("Flags=") {
            let bytes =
                std::fs::read(file).map_err(|_| fatal(format_args!("Could not open settings file {file}\n")))?;
            return String::from_utf8_lossy(&bytes).split_whitespace().try_for_each(|word| self.flag(word));
        }
        if let Some(value) = text.strip_prefix("MaxHeapSize=") {
            self.launch.heap.maximum = Some(size(value, 1, u64::MAX, "maximum heap", &format!("-XX:{text}"))?);
        }
        match flags::read(text, &mut self.unlocked) {
            flags::Reading::Accepted(flag, warning) => {
                match flag.name.as_str() {
                    "InitialHeapSize" => self.launch.heap.initial = parse_size(&flag.value).ok(),
                    "NewSize" | "MaxNewSize" => self.launch.heap.young = parse_size(&flag.value).ok(),
                    "ThreadStackSize" => self.stack(parse_size(&flag.value).unwrap_or(0).saturating_mul(1 << 10))?,
                    _ => {}
                }
                self.launch.flags.push(flag);
                self.launch.notes.extend(warning);
                Ok(())
            }
            flags::Reading::Refused(message) => Err(fatal(message)),
            flags::Reading::Unknown(message) if !self.ignore_unrecognized => Err(fatal(message)),
            flags::Reading::Unknown(_) => Ok(()),
        }
    }
}

fn size(text: &str, least: u64, most: u64, what: &str, option: &str) -> Result<u64, Output> {
    let too_big = || {
        fatal(format_args!(
            "Invalid {what} size: {option}\nThe specified size exceeds the maximum representable size.\n"
        ))
    };
    match parse_size(text) {
        Ok(bytes) if bytes > most => Err(too_big()),
        Ok(bytes) if bytes >= least => Ok(bytes),
        Err(SizeError::TooBig) => Err(too_big()),
        Ok(_) | Err(SizeError::Malformed) => Err(fatal(format_args!("Invalid {what} size: {option}\n"))),
    }
}

fn check_log_levels(option: &str, selection: &str) -> Result<(), Output> {
    let what = selection.split(':').next().unwrap_or("");
    for level in what.split(',').filter_map(|part| part.split_once('=')).map(|(_, level)| level) {
        if !["off", "trace", "debug", "info", "warning", "error"].contains(&level) {
            return Err(Output {
                stdout: format!("[0.000s][error][logging] Invalid level '{level}' in log selection.\n"),
                ..fatal(format_args!("Invalid -Xlog option '{option}', see error log for details.\n"))
            });
        }
    }
    Ok(())
}

fn check_heap(launch: &Launch) -> Result<(), Output> {
    let heap = launch.heap;
    let reason = match (heap.initial, heap.maximum) {
        (_, Some(maximum)) if maximum < 2 << 20 => "Too small maximum heap",
        (Some(initial), _) if initial != 0 && initial < 1 << 20 => "Too small initial heap",
        (Some(initial), Some(maximum)) if initial > maximum => {
            "Initial heap size set to a larger value than the maximum heap size"
        }
        _ => return Ok(()),
    };
    Err(initialization_error(reason))
}
