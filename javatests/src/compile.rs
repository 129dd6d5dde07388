//! Compiles Java sources with javac into the target folder, keyed by a hash of their content.
//!
//! Never writes beside the sources. A folder is used only after it was completed and renamed.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::tools::Tools;

/// What goes into one compilation.
pub struct Unit<'a> {
    /// Names the result in the target folder.
    pub name: &'a str,
    /// Folder of the sources, in package layout.
    pub sources: &'a Path,
    /// Folder whose files are copied beside the classes, if it exists.
    pub resources: Option<&'a Path>,
    /// Class path to compile against.
    pub class_path: &'a [PathBuf],
}

/// A compiled unit.
pub struct Compiled {
    /// The folder of the class files.
    pub classes: PathBuf,
    /// Hash of everything that went in; outcomes are cached under it.
    pub hash: u64,
}

/// Every file under `dir`, sorted, with paths as found.
pub fn files_under(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(d) = open.pop() {
        for entry in fs::read_dir(&d)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Compiles `unit`, or finds it compiled already.
pub fn compile(tools: &Tools, unit: &Unit<'_>) -> Result<Compiled, String> {
    let fail = |what: &str, e: io::Error| format!("{}: {what}: {e}", unit.name);
    let all = files_under(unit.sources).map_err(|e| fail("cannot list sources", e))?;
    let sources: Vec<_> = all.iter().filter(|p| p.extension().is_some_and(|e| e == "java")).collect();
    let resources = match unit.resources {
        Some(dir) if dir.is_dir() => files_under(dir).map_err(|e| fail("cannot list resources", e))?,
        _ => Vec::new(),
    };
    let mut hasher = DefaultHasher::new();
    tools.javac.hash(&mut hasher);
    // A JDK brought up to date in place may do other things: its `release` file names the build.
    let home = fs::canonicalize(&tools.javac).ok().and_then(|javac| Some(javac.parent()?.parent()?.to_path_buf()));
    home.and_then(|home| fs::read(home.join("release")).ok()).hash(&mut hasher);
    for path in all.iter().chain(&resources) {
        path.hash(&mut hasher);
        fs::read(path).map_err(|e| fail("cannot read a source", e))?.hash(&mut hasher);
    }
    let hash = hasher.finish();
    let parent = tools.work.join("classes").join(unit.name);
    let classes = parent.join(format!("{hash:016x}"));
    if classes.is_dir() {
        return Ok(Compiled { classes, hash });
    }
    // Trials of one process may compile the same unit at once: each has a folder of its own until it is complete.
    static BUILT: AtomicUsize = AtomicUsize::new(0);
    let turn = BUILT.fetch_add(1, Ordering::Relaxed);
    let building = parent.join(format!("building-{}-{turn}", std::process::id()));
    fs::create_dir_all(&building).map_err(|e| fail("cannot create its class folder", e))?;
    let mut javac = Command::new(&tools.javac);
    javac.env_remove("JDK_JAVAC_OPTIONS").env_remove("JAVA_TOOL_OPTIONS");
    javac.args([
        "-J-XX:TieredStopAtLevel=1",
        "-J-Xshare:auto",
        "-encoding",
        "UTF-8",
        "-nowarn",
        "-g",
        "-parameters",
        "-d",
    ]);
    javac.arg(&building);
    if !unit.class_path.is_empty() {
        javac.arg("-cp").arg(join_path(unit.class_path));
    }
    javac.args(sources);
    let out = javac.output().map_err(|e| fail("cannot start javac", e))?;
    if !out.status.success() {
        return Err(format!("{}: javac failed:\n{}", unit.name, String::from_utf8_lossy(&out.stderr)));
    }
    if let Some(dir) = unit.resources {
        for path in &resources {
            let to = building.join(path.strip_prefix(dir).unwrap_or(path));
            fs::create_dir_all(to.parent().unwrap_or(&building)).map_err(|e| fail("cannot copy a resource", e))?;
            fs::copy(path, &to).map_err(|e| fail("cannot copy a resource", e))?;
        }
    }
    match fs::rename(&building, &classes) {
        Ok(()) => forget_older(&parent, &classes),
        // Another trial was faster; its result is the same.
        Err(_) if classes.is_dir() => {
            let _ = fs::remove_dir_all(&building);
        }
        Err(e) => return Err(fail("cannot keep its classes", e)),
    }
    Ok(Compiled { classes, hash })
}

/// Removes what `parent` holds of the unit's older sources. Folders still being built stay: a trial may be at them.
fn forget_older(parent: &Path, classes: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.path() != classes && !entry.file_name().to_string_lossy().starts_with("building-") {
            let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
        }
    }
}

/// Entries joined by the path separator.
pub fn join_path(entries: &[PathBuf]) -> OsString {
    let mut joined = OsString::new();
    for (i, e) in entries.iter().enumerate() {
        if i > 0 {
            joined.push(":");
        }
        joined.push(e);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_that_compile_one_unit_at_once_all_get_it_whole() {
        let mut tools = Tools::find().expect("tools");
        tools.work = tools.work.join("compile-at-once");
        let _ = fs::remove_dir_all(&tools.work);
        let sources = tools.work.join("src");
        fs::create_dir_all(&sources).expect("sources");
        for name in ["A", "B", "C"] {
            fs::write(sources.join(name).with_extension("java"), format!("class {name} {{}}")).expect("source");
        }
        let unit = Unit { name: "once", sources: &sources, resources: None, class_path: &[] };
        std::thread::scope(|scope| {
            let trials: Vec<_> = (0..4).map(|_| scope.spawn(|| compile(&tools, &unit))).collect();
            for trial in trials {
                let compiled = trial.join().expect("no panic").expect("compiled");
                assert_eq!(files_under(&compiled.classes).expect("classes").len(), 3);
            }
        });
        assert_eq!(fs::read_dir(tools.work.join("classes/once")).expect("unit").count(), 1);
    }
}
