//! What SIGQUIT prints: every thread with its state and its Java frames, in the form of the JDK's own dumps.

use jvm::Thread;
use jvm::throw::backtrace;
use std::fmt::Write as _;
use std::io::Write as _;

/// Prints a dump of all threads of the caller's space to standard output.
pub fn print(thread: &mut Thread) {
    let text = render(&backtrace::dump_all(thread));
    let mut out = std::io::stdout().lock();
    // Nobody is told of a dump that nobody can read.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn render(threads: &[backtrace::ThreadDump]) -> String {
    let mut text = String::from("Full thread dump jrun:\n\n");
    for thread in threads {
        let daemon = if thread.daemon { " daemon" } else { "" };
        // Infallible for a string.
        let _ = write!(
            text,
            "\"{}\" #{}{daemon} prio={}\n   java.lang.Thread.State: {}\n",
            thread.name, thread.number, thread.priority, thread.state
        );
        for frame in &thread.frames {
            let _ = writeln!(text, "\tat {frame}");
        }
        text.push('\n');
    }
    text
}
