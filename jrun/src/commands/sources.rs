//! Where class files come from: folders, jars, single files, git revisions that are built first. Answers them by the names
//! they give themselves.

use classfile::ClassFile;
use redefine::check::Classes;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Class files of a folder, a jar or one file.
pub fn read(path: &Path) -> Result<Classes, String> {
    let mut classes = Classes::new();
    if path.is_dir() {
        folder(path, &mut classes)?;
    } else if path.extension().is_some_and(|extension| extension == "class") {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        add(&path.display().to_string(), bytes, &mut classes)?;
    } else {
        jar(path, &mut classes)?;
    }
    Ok(classes)
}

/// Class files of a class path; an entry before wins.
pub fn class_path(path: &str) -> Result<Classes, String> {
    let mut all = Classes::new();
    for entry in path.split(':').filter(|entry| !entry.is_empty()) {
        for (name, bytes) in read(Path::new(entry))? {
            all.entry(name).or_insert(bytes);
        }
    }
    Ok(all)
}

fn folder(path: &Path, classes: &mut Classes) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(fail)? {
        entries.push(entry.map_err(fail)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() && !entry.is_symlink() {
            folder(&entry, classes)?;
        } else if entry.extension().is_some_and(|extension| extension == "class") {
            let bytes = fs::read(&entry).map_err(|error| format!("{}: {error}", entry.display()))?;
            add(&entry.display().to_string(), bytes, classes)?;
        }
    }
    Ok(())
}

fn jar(path: &Path, classes: &mut Classes) -> Result<(), String> {
    let fail = |reason: String| format!("{}: {reason}", path.display());
    let file = File::open(path).map_err(|error| fail(error.to_string()))?;
    let mut archive = zip::ZipArchive::new(file)
        .map_err(|error| fail(format!("neither a folder nor a class file nor a jar: {error}")))?;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(|error| fail(error.to_string()))?;
        let name = entry.name().to_owned();
        // Other versions of a class in a multi-release jar.
        if !name.ends_with(".class") || name.starts_with("META-INF/") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| fail(format!("{name}: {error}")))?;
        add(&format!("{}!{name}", path.display()), bytes, classes)?;
    }
    Ok(())
}

fn add(origin: &str, bytes: Vec<u8>, classes: &mut Classes) -> Result<(), String> {
    let name = {
        let file = ClassFile::parse(&bytes).map_err(|error| format!("{origin}: {error}"))?;
        let name = file.name().map_err(|error| format!("{origin}: {error}"))?;
        String::from_utf8_lossy(name).into_owned()
    };
    if name == "module-info" {
        return Ok(());
    }
    if let Some(other) = classes.insert(name.clone(), bytes)
        && other != classes[&name]
    {
        return Err(format!("{origin}: another file defines {} differently", name.replace('/', ".")));
    }
    Ok(())
}

/// A built git revision.
pub struct Build<'a> {
    /// The shell command that compiles it.
    pub command: Option<&'a str>,
    /// Where the class files are, from its root.
    pub classes: Option<&'a Path>,
}

/// Class files of a folder or jar, or of a git revision of the repository of the current folder.
pub fn read_or_build(what: &str, build: &Build<'_>) -> Result<Classes, String> {
    let path = Path::new(what);
    if path.exists() {
        return read(path);
    }
    let commit = git(&["rev-parse", "--verify", "--quiet", &format!("{what}^{{commit}}")]);
    let Ok(commit) = commit else {
        return Err(format!("{what} is no folder, no jar, and no revision of a git repository here"));
    };
    let Some(command) = build.command else {
        return Err(format!("{what} is a git revision: say with --build how it is compiled"));
    };
    let tree = Tree::unpack(commit.trim())?;
    let status = Command::new("sh")
        .args(["-c", command])
        .current_dir(&tree.0)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("sh: {error}"))?;
    if !status.success() {
        return Err(format!("the build of {what} failed: `{command}` ended with {status}"));
    }
    let classes = read(&build.classes.map_or_else(|| tree.0.clone(), |folder| tree.0.join(folder)))?;
    if classes.is_empty() {
        return Err(format!("the build of {what} left no class file"));
    }
    Ok(classes)
}

fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").args(arguments).output().map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim_end()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A revision's files in a folder that goes with the value.
struct Tree(PathBuf);

impl Tree {
    fn unpack(commit: &str) -> Result<Tree, String> {
        let folder = std::env::temp_dir().join(format!("jrun-patch-{}-{commit}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let tree = Tree(folder);
        let top = git(&["rev-parse", "--show-toplevel"])?;
        let archive = Command::new("git")
            .args(["-C", top.trim(), "archive", "--format=tar", commit])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("git: {error}"))?;
        let mut archive = archive;
        let Some(stream) = archive.stdout.take() else { return Err("git archive gave no output".into()) };
        let unpacked = Command::new("tar")
            .args(["-x", "-f", "-", "-C"])
            .arg(&tree.0)
            .stdin(stream)
            .status()
            .map_err(|error| format!("tar: {error}"))?;
        let archived = archive.wait().map_err(|error| format!("git: {error}"))?;
        if !archived.success() || !unpacked.success() {
            return Err(format!("the files of {commit} could not be unpacked"));
        }
        Ok(tree)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What is left in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}
