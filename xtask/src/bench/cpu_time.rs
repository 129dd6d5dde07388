//! Runs a command and measures the CPU time of that one child: user and system, by wait4.

use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run gave.
pub(super) struct Measured {
    /// User and system time.
    pub(super) cpu: Duration,
    /// Wall-clock time.
    pub(super) wall: Duration,
    /// Standard output.
    pub(super) output: Vec<u8>,
    /// True if it exited with 0.
    pub(super) succeeded: bool,
    /// Standard error.
    pub(super) errors: String,
}

/// Runs the command to its end.
pub(super) fn measure(command: &mut Command) -> Result<Measured, String> {
    // Files rather than pipes: nobody has to read while the child runs.
    let folder = crate::target().join("bench");
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let create = |path| File::create(path).map_err(|error| format!("{}: {error}", folder.display()));
    let begin = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(create(&out)?)
        .stderr(create(&err)?)
        .spawn()
        .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
    let mut status = 0;
    // SAFETY: all-zero bytes are a valid rusage, a struct of integers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: both pointers are to live locals; the child is ours and nothing else waits for it.
        let waited = unsafe { libc::wait4(child.id() as libc::pid_t, &mut status, 0, &mut usage) };
        if waited >= 0 {
            break;
        }
        let error = std::io::Error::last_os_error();
        if error.kind() != std::io::ErrorKind::Interrupted {
            return Err(format!("wait4: {error}"));
        }
    }
    let wall = begin.elapsed();
    let cpu = duration(usage.ru_utime) + duration(usage.ru_stime);
    Ok(Measured {
        cpu,
        wall,
        output: std::fs::read(&out).map_err(|error| error.to_string())?,
        succeeded: libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0,
        errors: String::from_utf8_lossy(&std::fs::read(&err).map_err(|error| error.to_string())?).into_owned(),
    })
}

fn duration(time: libc::timeval) -> Duration {
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_usec).unwrap_or(0) * 1000)
}
