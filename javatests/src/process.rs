//! Runs one VM process with a time limit and takes its output, error output and exit status.
//!
//! Never looks at what was printed. Output goes to files, so that a child of the child that
//! holds them open cannot make us wait.

use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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

/// A process that is running, with its output in files.
pub struct Live {
    child: Child,
    folder: PathBuf,
    started: Instant,
    limit: Duration,
}

/// Starts a process.
pub fn start(r: &Run<'_>) -> Result<Live, String> {
    let fail = |what: &str, e: std::io::Error| format!("{}: {what}: {e}", r.vm.display());
    let _ = fs::remove_dir_all(&r.folder);
    let cwd = r.folder.join("cwd");
    let tmp = r.folder.join("tmp");
    fs::create_dir_all(&cwd).map_err(|e| fail("cannot make its folder", e))?;
    fs::create_dir_all(&tmp).map_err(|e| fail("cannot make its folder", e))?;
    let out = File::create(r.folder.join("stdout")).map_err(|e| fail("cannot make its output file", e))?;
    let err = File::create(r.folder.join("stderr")).map_err(|e| fail("cannot make its output file", e))?;
    let stdin = match r.stdin {
        Some(p) => Stdio::from(File::open(p).map_err(|e| fail("cannot open its input", e))?),
        None => Stdio::null(),
    };
    let started = Instant::now();
    let child = Command::new(r.vm)
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
    Ok(Live { child, folder: r.folder.clone(), started, limit: r.limit })
}

impl Live {
    /// What it has printed so far.
    pub fn stdout(&self) -> String {
        fs::read(self.folder.join("stdout")).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
    }

    /// What it has printed on its error stream so far.
    pub fn stderr(&self) -> String {
        fs::read(self.folder.join("stderr")).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Bytes of memory that it occupies now.
    pub fn resident(&self) -> Result<u64, String> {
        let path = format!("/proc/{}/status", self.pid());
        let status = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        // A process that has just ended occupies none.
        let kib: u64 = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0);
        Ok(kib << 10)
    }

    /// How it ended, if it has; kills it at its time limit.
    pub fn ended(&mut self) -> Result<Option<End>, String> {
        match self.child.try_wait().map_err(|e| format!("cannot wait: {e}"))? {
            Some(status) => Ok(Some(match (status.code(), status.signal()) {
                (Some(code), _) => End::Exit(code),
                (None, signal) => End::Signal(signal.unwrap_or(0)),
            })),
            None if self.started.elapsed() > self.limit => {
                self.kill();
                Ok(Some(End::TimedOut(self.limit)))
            }
            None => Ok(None),
        }
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Result<Outcome, String> {
        let mut pause = Duration::from_millis(1);
        let end = loop {
            if let Some(end) = self.ended()? {
                break end;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        let read = |name: &str| fs::read(self.folder.join(name)).map_err(|e| format!("cannot read its {name}: {e}"));
        Ok(Outcome { stdout: read("stdout")?, stderr: read("stderr")?, end, time: self.started.elapsed() })
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Live {
    /// A trial that gives up early leaves no process behind.
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs to the end or to the time limit.
pub fn run(r: &Run<'_>) -> Result<Outcome, String> {
    start(r)?.finish()
}
