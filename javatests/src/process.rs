//! Runs one VM process with a time limit and takes its output, error output and exit status.
//!
//! Never looks at what was printed. Output goes to files, so that a child of the child that
//! holds them open cannot make us wait.

use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{End, Outcome};

/// One process to run.
pub struct Run<'a> {
    /// The VM.
    pub vm: &'a Path,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Standard input; empty if none.
    pub stdin: Option<&'a Path>,
    /// An empty folder is made here; the process runs in `cwd` within it.
    pub folder: PathBuf,
    /// After this time the process is killed.
    pub limit: Duration,
}

/// Runs to the end or to the time limit.
pub fn run(r: &Run<'_>) -> Result<Outcome, String> {
    let fail = |what: &str, e: std::io::Error| format!("{}: {what}: {e}", r.vm.display());
    let _ = fs::remove_dir_all(&r.folder);
    let cwd = r.folder.join("cwd");
    let tmp = r.folder.join("tmp");
    fs::create_dir_all(&cwd).map_err(|e| fail("cannot make its folder", e))?;
    fs::create_dir_all(&tmp).map_err(|e| fail("cannot make its folder", e))?;
    let out_path = r.folder.join("stdout");
    let err_path = r.folder.join("stderr");
    let out = File::create(&out_path).map_err(|e| fail("cannot make its output file", e))?;
    let err = File::create(&err_path).map_err(|e| fail("cannot make its output file", e))?;
    let stdin = match r.stdin {
        Some(p) => Stdio::from(File::open(p).map_err(|e| fail("cannot open its input", e))?),
        None => Stdio::null(),
    };
    let started = Instant::now();
    let mut child = Command::new(r.vm)
        .args(&r.args)
        .current_dir(&cwd)
        .env_remove("JDK_JAVA_OPTIONS")
        .env_remove("JAVA_TOOL_OPTIONS")
        .env_remove("_JAVA_OPTIONS")
        .env_remove("CLASSPATH")
        .env_remove("LANG")
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .env("TMPDIR", &tmp)
        .env("JAVATESTS", "1")
        .stdin(stdin)
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|e| fail("cannot start", e))?;
    let mut pause = Duration::from_millis(1);
    let end = loop {
        match child.try_wait().map_err(|e| fail("cannot wait", e))? {
            Some(status) => {
                break match (status.code(), status.signal()) {
                    (Some(code), _) => End::Exit(code),
                    (None, signal) => End::Signal(signal.unwrap_or(0)),
                };
            }
            None if started.elapsed() > r.limit => {
                let _ = child.kill();
                let _ = child.wait();
                break End::TimedOut(r.limit);
            }
            None => {
                thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(20));
            }
        }
    };
    let time = started.elapsed();
    let stdout = fs::read(&out_path).map_err(|e| fail("cannot read its output", e))?;
    let stderr = fs::read(&err_path).map_err(|e| fail("cannot read its error output", e))?;
    Ok(Outcome {
        stdout,
        stderr,
        end,
        time,
    })
}
