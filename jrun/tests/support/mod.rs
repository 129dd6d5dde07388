//! What tests of whole worlds need: the JDK's tools, a folder of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A command of the JDK.
pub fn tool(name: &str) -> PathBuf {
    let jdk = classlib::jdk::Jdk::find().expect("a JDK 17");
    jdk.home.join("bin").join(name)
}

/// Compiles every Java file of some folders into another.
pub fn compile(sources: &[&Path], classes: &Path) {
    compile_against(&[], sources, classes);
}

/// The same, against folders of classes and sources.
pub fn compile_against(path: &[&Path], sources: &[&Path], classes: &Path) {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in sources {
        let entries = fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "java")));
    }
    let path: Vec<String> = path.iter().map(|part| part.display().to_string()).collect();
    let mut javac = Command::new(tool("javac"));
    javac.args(["-implicit:none", "-classpath", &path.join(":")]).arg("-d").arg(classes);
    let status = javac.args(files).status().expect("javac starts");
    assert!(status.success(), "javac refuses {sources:?}");
}

/// A folder that goes with its value.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder of that name, this process's own.
    pub fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the test");
        Folder(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Waits for something that another thread or process does.
pub fn wait_until(patience: Duration, what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = Instant::now() + patience;
    while !happened() {
        assert!(Instant::now() < deadline, "waited {patience:?} for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
