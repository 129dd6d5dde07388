//! The classes of the update benchmark: many that are only loaded, and one in many versions, all compiled before anything runs.
//!
//! Never: starts a program to be measured.

use super::{Jdk, PROGRAM, section};
use std::fs;
use std::path::{Path, PathBuf};

/// Many classes to a file: javac takes far longer for as many files.
const CLASSES_PER_FILE: usize = 500;

/// Compiles `count` classes, the program and version 0 of the class that changes; answers their folder.
pub(super) fn compile(jdk: &Jdk, count: usize) -> Result<PathBuf, String> {
    let folder = fresh_folder(&format!("updates-{count}"))?;
    let (sources, classes) = (folder.join("sources"), folder.join("classes"));
    let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&sources).map_err(fail)?;
    fs::create_dir_all(&classes).map_err(fail)?;
    let mut files = vec![super::super::sources().join(format!("{PROGRAM}.java")), sources.join("Changing.java")];
    fs::write(&files[1], changing(0)).map_err(fail)?;
    for (file, first) in (0..count).step_by(CLASSES_PER_FILE).enumerate() {
        let mut text = String::from("package filler;\n");
        for number in first..(first + CLASSES_PER_FILE).min(count) {
            text.push_str(&filler(number, 31));
        }
        let path = sources.join(format!("Part{file}.java"));
        fs::write(&path, text).map_err(fail)?;
        files.push(path);
    }
    println!("compiling {count} classes");
    succeed(jdk.tool("javac").args(["-J-Xmx1g", "-nowarn", "-d"]).arg(&classes).args(files), "javac")?;
    Ok(classes)
}

/// Compiles the first `count` of the many classes with another factor in their bodies; answers their folder.
pub(super) fn compile_fillers(jdk: &Jdk, name: &str, count: usize, factor: usize) -> Result<PathBuf, String> {
    let folder = fresh_folder(&format!("updates-fillers-{name}"))?;
    let (source, classes) = (folder.join("Fillers.java"), folder.join("classes"));
    let mut text = String::from("package filler;\n");
    (0..count).for_each(|number| text.push_str(&filler(number, factor)));
    fs::write(&source, text).map_err(|error| format!("{}: {error}", source.display()))?;
    section::command(jdk.tool("javac").arg("-d").arg(&classes).arg(source))?;
    Ok(classes)
}

/// Compiles versions 1 to `count` of the class that changes; answers their class files.
pub(super) fn compile_versions(jdk: &Jdk, count: usize) -> Result<Vec<PathBuf>, String> {
    compile_sources(jdk, "versions", "Changing", count, &|version| changing(version + 1))
}

/// Compiles `count` versions of one class, from the sources that `text` gives; answers their class files.
pub(super) fn compile_sources(
    jdk: &Jdk,
    name: &str,
    class: &str,
    count: usize,
    text: &dyn Fn(usize) -> String,
) -> Result<Vec<PathBuf>, String> {
    let folder = fresh_folder(&format!("updates-{name}"))?;
    let mut sources = Vec::with_capacity(count);
    for version in 0..count {
        let own = folder.join(version.to_string());
        let source = own.join(format!("{class}.java"));
        fs::create_dir_all(&own)
            .and_then(|()| fs::write(&source, text(version)))
            .map_err(|error| format!("{}: {error}", own.display()))?;
        sources.push(source);
    }
    println!("compiling {count} versions of one class");
    let compiler = super::super::sources().join("compiler/CompileEach.java");
    succeed(jdk.tool("java").arg(compiler).args(&sources), "the compiler of the versions")?;
    Ok(sources.into_iter().map(|source| source.with_extension("class")).collect())
}

/// Packs the agent that updates the class on java; answers the jar.
pub(super) fn pack_agent(jdk: &Jdk) -> Result<PathBuf, String> {
    let folder = fresh_folder("updates-agent")?;
    let (manifest, jar, classes) = (folder.join("manifest"), folder.join("agent.jar"), folder.join("classes"));
    fs::write(&manifest, "Premain-Class: UpdateAgent\nCan-Redefine-Classes: true\n")
        .map_err(|error| format!("{}: {error}", manifest.display()))?;
    let source = super::super::sources().join("agent/UpdateAgent.java");
    section::command(jdk.tool("javac").arg("-d").arg(&classes).arg(source))?;
    section::command(jdk.tool("jar").arg("cfm").arg(&jar).arg(&manifest).arg("-C").arg(&classes).arg("."))?;
    Ok(jar)
}

/// Puts a class file where a running program sees it; it appears at once, as a whole.
pub(super) fn put(file: &Path, classes: &Path) -> Result<(), String> {
    let staged = classes.with_file_name("staged.class");
    fs::copy(file, &staged)
        .and_then(|_| fs::rename(&staged, classes.join("Changing.class")))
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn filler(number: usize, factor: usize) -> String {
    format!(
        "class F{number} {{ static int value = {number}; static int next(int x) {{ return x * {factor} + value; }} }}\n"
    )
}

fn changing(version: usize) -> String {
    format!(
        "public class Changing {{ static int version() {{ return {version}; }} static int work(int x) {{ return x * 17 + {version}; }} }}\n"
    )
}

/// An empty folder for generated things.
pub(super) fn fresh_folder(name: &str) -> Result<PathBuf, String> {
    let folder = crate::target().join("bench").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Runs a command whose arguments are too many to be shown.
fn succeed(command: &mut std::process::Command, what: &str) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: {status}")) }
}
