//! Whole programs: `programs/<name>/Main.java`, the same run on java and on jrun.
//!
//! Beside the sources may lie: `args` and `vmargs` (one argument a line), `stdin`,
//! `expect-exit` (default 0), `resources/` (copied to the class path). Output, error output and
//! exit code must be equal. Never edits what a program printed.
//!
//! `agent.mf` is the manifest of an agent: a jar of it and of the package `agent`, whose path is `{agent}` in `vmargs`.
//! `stdout-jrun` and `stderr-jrun` are what jrun prints where it does what java refuses; java's own output is not
//! compared then.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::compile::{Compiled, Unit, compile};
use crate::outcome::{End, Outcome, differences};
use crate::process::{Run, run};
use crate::tools::Tools;

/// One program.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its folder's name.
    pub name: String,
    dir: PathBuf,
    args: Vec<String>,
    vm_args: Vec<String>,
    expected_exit: i32,
}

const LIMIT: Duration = Duration::from_secs(120);

/// The programs in `dir`, by name.
pub fn list(dir: &Path) -> Result<Vec<Program>, String> {
    let entries = fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let dir = entry.path();
        if !dir.join("Main.java").is_file() {
            continue;
        }
        let expected_exit = match fs::read_to_string(dir.join("expect-exit")) {
            Ok(s) => s.trim().parse().map_err(|_| format!("{}/expect-exit is not a number", dir.display()))?,
            Err(_) => 0,
        };
        found.push(Program {
            name: entry.file_name().to_string_lossy().into_owned(),
            args: lines(&dir.join("args")),
            vm_args: lines(&dir.join("vmargs")),
            expected_exit,
            dir,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).map(|s| s.lines().map(String::from).collect()).unwrap_or_default()
}

impl Program {
    /// Compiles, runs on both VMs, compares.
    pub fn check(&self, tools: &Tools) -> Result<(), String> {
        let resources = self.dir.join("resources");
        let unit_name = format!("programs-{}", self.name);
        let unit = Unit { name: &unit_name, sources: &self.dir, resources: Some(&resources), class_path: &[] };
        let compiled = compile(tools, &unit)?;
        let expected = self.on_java(tools, &compiled)?;
        if expected.end != End::Exit(self.expected_exit) {
            return Err(format!(
                "java itself: {}, but expect-exit says {}\n{}",
                expected.end,
                self.expected_exit,
                expected.tail()
            ));
        }
        let actual = self.run(tools, &tools.jrun, "jrun", &tools.stress, &compiled)?.without_stress_lines();
        let expected = match fs::read_to_string(self.dir.join("stdout-jrun")) {
            Ok(stdout) if !tools.self_check => {
                let stderr = fs::read(self.dir.join("stderr-jrun")).unwrap_or_default();
                Outcome { stdout: stdout.into(), stderr, ..expected }
            }
            _ => expected,
        };
        differences(&expected, &actual).map_err(|d| match actual.end {
            End::Exit(_) => d,
            _ => format!("{d}{}", actual.tail()),
        })
    }

    fn on_java(&self, tools: &Tools, compiled: &Compiled) -> Result<Outcome, String> {
        let cache = tools.work.join("expected").join(format!("{}-{:016x}", self.name, compiled.hash));
        if let Some(outcome) = Outcome::load(&cache) {
            return Ok(outcome);
        }
        let outcome = self.run(tools, &tools.java, "java", &[], compiled)?;
        outcome.store(&cache).map_err(|e| format!("{}: {e}", cache.display()))?;
        Ok(outcome)
    }

    fn run(
        &self,
        tools: &Tools,
        vm: &Path,
        label: &str,
        flags: &[String],
        compiled: &Compiled,
    ) -> Result<Outcome, String> {
        let agent = self.agent(tools, compiled)?;
        let vm_args = self.vm_args.iter().map(|arg| arg.replace("{agent}", &agent));
        let mut args: Vec<OsString> = flags.iter().cloned().chain(vm_args).map(OsString::from).collect();
        args.push("-cp".into());
        args.push(compiled.classes.clone().into());
        args.push("Main".into());
        args.extend(self.args.iter().map(OsString::from));
        let stdin = self.dir.join("stdin");
        run(&Run {
            vm,
            args,
            stdin: stdin.is_file().then_some(stdin.as_path()),
            folder: tools.work.join("run").join(format!("{}-{label}", self.name)),
            limit: LIMIT.mul_f64(tools.time_factor),
        })
    }

    /// The path of the program's agent, made beside its classes; empty if it has none.
    fn agent(&self, tools: &Tools, compiled: &Compiled) -> Result<String, String> {
        let manifest = self.dir.join("agent.mf");
        if !manifest.is_file() {
            return Ok(String::new());
        }
        let path = compiled.classes.with_extension("agent.jar");
        if !path.is_file() {
            let building = compiled.classes.with_extension(format!("agent-{}.jar", std::process::id()));
            let mut jar = Command::new(tools.javac.with_file_name("jar"));
            jar.arg("--create").arg("--file").arg(&building).arg("--manifest").arg(&manifest);
            let status = jar.arg("-C").arg(&compiled.classes).arg("agent").status();
            match status {
                Ok(status) if status.success() => {}
                Ok(status) => return Err(format!("{}: jar: {status}", self.name)),
                Err(error) => return Err(format!("{}: cannot start jar: {error}", self.name)),
            }
            fs::rename(&building, &path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(path.display().to_string())
    }
}
