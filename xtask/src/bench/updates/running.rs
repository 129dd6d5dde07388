//! A program that is being measured: started, its lines read from both streams, killed at the end.
//!
//! Never: knows what the lines mean.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// A kind of line: what people call it, and how it is known.
type Kind<'a> = (&'a str, &'a dyn Fn(&str) -> bool);

pub(super) struct Running {
    process: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Running {
    pub(super) fn start(command: &mut Command) -> Result<Self, String> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
        let (sender, lines) = channel();
        let streams: [Option<Box<dyn std::io::Read + Send>>; 2] = [
            process.stdout.take().map(|stream| Box::new(stream) as _),
            process.stderr.take().map(|stream| Box::new(stream) as _),
        ];
        for stream in streams.into_iter().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // The measurement may be over.
                    let _ = sender.send(line);
                }
            });
        }
        Ok(Self { input: process.stdin.take(), process, lines })
    }

    /// Its process id.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Writes a line to its input.
    pub(super) fn say(&mut self, line: &str) -> Result<(), String> {
        let input = self.input.as_mut().ok_or("the program has no input")?;
        writeln!(input, "{line}").and_then(|()| input.flush()).map_err(|error| format!("the program's input: {error}"))
    }

    /// Reads until one line of each kind has come, in any order; answers them in the order of the kinds.
    pub(super) fn wait_for<const N: usize>(&mut self, kinds: [Kind<'_>; N]) -> Result<[String; N], String> {
        let mut found = [const { None }; N];
        let mut last = String::new();
        while let Some(missing) = found.iter().position(Option::is_none) {
            let line = self
                .lines
                .recv_timeout(PATIENCE)
                .map_err(|_| format!("waited in vain for {}; the last line was: {last}", kinds[missing].0))?;
            if let Some(kind) = kinds.iter().position(|(_, wanted)| wanted(&line)) {
                found[kind] = Some(line);
            } else {
                last = line;
            }
        }
        Ok(found.map(Option::unwrap_or_default))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
