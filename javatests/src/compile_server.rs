//! One JVM that compiles all the small units of the redefinition cases, started when the first is asked for.
//!
//! Compiles and nothing else: which folders, which class path and which sources is the caller's business.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use crate::tools::Tools;

/// The server; one request at a time.
#[derive(Default)]
pub struct CompileServer {
    running: Mutex<Option<Running>>,
}

struct Running {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl CompileServer {
    /// Compiles `sources` into `to` as javac would with these options.
    pub fn compile(
        &self,
        tools: &Tools,
        to: &Path,
        options: &[String],
        sources: &[std::path::PathBuf],
    ) -> Result<(), String> {
        let mut words: Vec<String> =
            ["-g", "-parameters", "-nowarn", "-proc:none", "-implicit:none", "-d"].map(String::from).to_vec();
        words.push(to.display().to_string());
        words.extend(options.iter().cloned());
        words.extend(sources.iter().map(|path| path.display().to_string()));
        self.ask(tools, &words)
    }

    /// Makes the class library's own class file in `original`, and in `additions` the same with what was compiled there.
    pub fn patch_core(&self, tools: &Tools, original: &Path, additions: &Path, name: &str) -> Result<(), String> {
        let path = |path: &Path| path.display().to_string();
        self.ask(tools, &["core".to_owned(), path(original), path(additions), name.to_owned()])
    }

    fn ask(&self, tools: &Tools, words: &[String]) -> Result<(), String> {
        let mut running = self.running.lock().map_err(|_| "another compilation broke off")?;
        if running.is_none() {
            *running = Some(start(tools)?);
        }
        let server = running.as_mut().ok_or("no compile server")?;
        let fail = |e: std::io::Error| format!("the compile server: {e}");
        writeln!(server.requests, "{}", words.join("\t")).map_err(fail)?;
        let mut answer = String::new();
        server.answers.read_line(&mut answer).map_err(fail)?;
        if answer.trim() == "ok" {
            return Ok(());
        }
        let count: usize = answer.trim().parse().map_err(|_| format!("the compile server said {answer:?}"))?;
        let mut messages = String::new();
        for _ in 0..count {
            server.answers.read_line(&mut messages).map_err(fail)?;
        }
        Err(format!("javac failed:\n{messages}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(tools: &Tools) -> Result<Running, String> {
    let source = crate::home().join("redefine-lib/tool/CompileServer.java");
    let mut child = Command::new(&tools.java)
        .env_remove("JDK_JAVA_OPTIONS")
        .env_remove("JAVA_TOOL_OPTIONS")
        .args(["-XX:TieredStopAtLevel=1", "-Xshare:auto"])
        .args(["--add-exports", "java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED"])
        .args(["--add-exports", "java.base/jdk.internal.org.objectweb.asm.commons=ALL-UNNAMED"])
        .arg(source)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot start the compile server: {e}"))?;
    let requests = child.stdin.take().ok_or("the compile server takes no requests")?;
    let answers = BufReader::new(child.stdout.take().ok_or("the compile server gives no answers")?);
    Ok(Running { child, requests, answers })
}
