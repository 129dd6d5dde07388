//! What comes to a running program from outside: signals, and threads that C attaches. `jrun` does what `java` does.

mod support;

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{Folder, compile, tool, wait_until};

/// For a step of a program on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn sources() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/border")
}

fn commands() -> [std::path::PathBuf; 2] {
    [tool("java"), env!("CARGO_BIN_EXE_jrun").into()]
}

fn send(child: &Child, signal: &str) {
    // The shell has it built in; as a command of its own it belongs to a package that need not be there.
    let status = Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status().expect("a shell");
    assert!(status.success());
}

/// Runs the program, sends it the signals as soon as it is ready, and answers its exit code, the signal it died of, and its
/// output.
fn signalled(
    command: &Path,
    classes: &Path,
    out: &Path,
    options: &[&str],
    signals: &[&str],
) -> (Option<i32>, Option<i32>, String) {
    // Under `nohup`, for one, these tests begin with a signal ignored, which programs inherit.
    signalled_with("--default-signal", command, classes, out, options, signals)
}

/// As `signalled`; `start` is the option of `env` that says how the program begins.
fn signalled_with(
    start: &str,
    command: &Path,
    classes: &Path,
    out: &Path,
    options: &[&str],
    signals: &[&str],
) -> (Option<i32>, Option<i32>, String) {
    let text = || std::fs::read_to_string(out).expect("its output");
    let mut child = Command::new("env")
        .arg(start)
        .arg(command)
        .args(options)
        .arg("-cp")
        .arg(classes)
        .arg("Signals")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(out).expect("a file"))
        .spawn()
        .expect("it starts");
    wait_until(PATIENCE, "the program", || text().contains("ready\n"));
    for signal in signals {
        send(&child, signal);
        if *signal == "QUIT" {
            wait_until(PATIENCE, "the thread dump", || {
                let said = text();
                said.contains("Signal Dispatcher") && said.contains("at Signals.main") && said.ends_with("\n\n")
            });
        }
    }
    let status = child.wait().expect("it ends");
    (status.code(), status.signal(), text())
}

#[test]
fn termination_signals_run_the_hooks() {
    let folder = Folder::new("signals");
    let classes = folder.path().join("classes");
    compile(&[&sources()], &classes);
    let out = folder.path().join("out");
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for command in commands() {
            let ended = signalled(&command, &classes, &out, &[], &[signal]);
            assert_eq!(ended, (Some(code), None, "ready\nhook\n".to_owned()), "{signal} to {}", command.display());
        }
    }
    for command in commands() {
        let ended = signalled(&command, &classes, &out, &["-Xrs"], &["TERM"]);
        assert_eq!(ended, (None, Some(15), "ready\n".to_owned()), "-Xrs, {}", command.display());
    }
}

#[test]
fn a_signal_that_is_ignored_from_the_start_stays_so() {
    let folder = Folder::new("ignored");
    let classes = folder.path().join("classes");
    compile(&[&sources()], &classes);
    let out = folder.path().join("out");
    for command in commands() {
        let ended = signalled_with("--ignore-signal=HUP", &command, &classes, &out, &[], &["HUP", "TERM"]);
        assert_eq!(ended, (Some(143), None, "ready\nhook\n".to_owned()), "{}", command.display());
    }
}

/// The lines of a dump that both VMs must have: a thread's first line up to its priority, its state, its Java frames.
fn block(dump: &str, name: &str) -> Vec<String> {
    let start = dump.find(&format!("\"{name}\" #")).unwrap_or_else(|| panic!("no {name} in {dump}"));
    let lines = dump[start..].lines().take_while(|line| !line.is_empty());
    let lines = lines.filter(|line| !line.starts_with("\t- "));
    lines
        .enumerate()
        .map(|(at, line)| match (at, line.split_once(" #"), line.split_once("prio=")) {
            (0, Some((name, number)), Some((_, priority))) => {
                let word = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
                format!("{name} daemon {} prio={}", number.contains(" daemon "), word(priority))
            }
            _ => line.to_owned(),
        })
        .collect()
}

#[test]
fn the_quit_signal_prints_a_thread_dump() {
    let folder = Folder::new("dump");
    let classes = folder.path().join("classes");
    compile(&[&sources()], &classes);
    let out = folder.path().join("out");
    let [expected, found] = commands().map(|command| {
        let (code, _, said) = signalled(&command, &classes, &out, &[], &["QUIT", "TERM"]);
        assert_eq!(code, Some(143));
        assert!(said.contains("Full thread dump") && said.ends_with("hook\n") && !said.contains("never"), "{said}");
        said
    });
    assert_eq!(block(&found, "main"), block(&expected, "main"));
    assert_eq!(block(&found, "main").len(), 4, "first line, state, sleep, main: {found}");
    for name in ["Finalizer", "Signal Dispatcher"] {
        assert_eq!(block(&found, name)[0], block(&expected, name)[0]);
    }
}

#[test]
fn threads_of_c_come_and_go() {
    let folder = Folder::new("foreign");
    let classes = folder.path().join("classes");
    compile(&[&sources()], &classes);
    let home = tool("java").parent().and_then(Path::parent).expect("the JDK's folder").to_owned();
    let library = folder.path().join("libforeign.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(format!("-I{}", home.join("include").display()))
        .arg(format!("-I{}", home.join("include/linux").display()))
        .arg(sources().join("foreign.c"))
        .arg("-lpthread")
        .status();
    assert!(built.expect("cc starts").success());
    let [expected, found] = commands().map(|command| {
        let output = Command::new(command).arg("-cp").arg(&classes).arg("Foreign").arg(&library).output();
        let output = output.expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    });
    assert_eq!(expected.0, Some(0), "{expected:?}");
    assert_eq!(found, expected);
}
