//! Finds the tools: java and javac of a JDK 17, the jrun binary, JUnit's jars, the work folder.
//!
//! Never runs anything but `-version`-like questions of the file system.

use std::env;
use std::path::{Path, PathBuf};

/// Everything that a trial needs to run, found once per test binary.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The JDK's `java`.
    pub java: PathBuf,
    /// The JDK's `javac`.
    pub javac: PathBuf,
    /// The VM under test.
    pub jrun: PathBuf,
    /// True if the VM under test is the JDK's own java.
    pub self_check: bool,
    /// Flags of a stress mode, put before all others.
    pub stress: Vec<String>,
    /// Factor on time limits.
    pub time_factor: f64,
    /// Where compiled classes, cached outcomes and run folders go.
    pub work: PathBuf,
}

impl Tools {
    /// Looks for everything; the error is a sentence for the person who ran the tests.
    pub fn find() -> Result<Tools, String> {
        let bin = jdk_bin()?;
        let java = bin.join("java");
        let target = target_dir()?;
        let wanted = env::var("JRUN").unwrap_or_default();
        let (jrun, self_check) = match wanted.as_str() {
            "java" => (java.clone(), true),
            "" => (target.join("jrun"), false),
            path => (PathBuf::from(path), false),
        };
        if !jrun.is_file() {
            return Err(format!(
                "no VM to test at {}: run `cargo build -p jrun`, or set JRUN to a binary (JRUN=java checks the tests alone)",
                jrun.display()
            ));
        }
        let jrun = std::path::absolute(&jrun).map_err(|e| format!("{}: {e}", jrun.display()))?;
        let stress = env::var("JRUN_STRESS").unwrap_or_default();
        let time_factor = match env::var("JAVATESTS_TIMEOUT") {
            Ok(s) => s.parse().map_err(|_| format!("JAVATESTS_TIMEOUT={s} is not a number"))?,
            Err(_) => 1.0,
        };
        Ok(Tools {
            javac: bin.join("javac"),
            java,
            jrun,
            self_check,
            stress: stress.split_whitespace().map(String::from).collect(),
            time_factor,
            work: target.join("javatests"),
        })
    }
}

/// `bin` of the JDK that JAVA_HOME, PATH or the usual folders name, in this order.
fn jdk_bin() -> Result<PathBuf, String> {
    let mut candidates = Vec::new();
    if let Some(home) = env::var_os("JAVA_HOME") {
        candidates.push(PathBuf::from(home).join("bin"));
    }
    if let Some(path) = env::var_os("PATH") {
        candidates.extend(env::split_paths(&path));
    }
    if let Ok(dir) = std::fs::read_dir("/usr/lib/jvm") {
        let mut found: Vec<_> = dir.flatten().map(|e| e.path().join("bin")).collect();
        found.retain(|p| p.to_string_lossy().contains("17"));
        found.sort();
        candidates.extend(found);
    }
    candidates
        .into_iter()
        .find(|bin| bin.join("java").is_file() && bin.join("javac").is_file())
        .ok_or_else(|| "no JDK found: install openjdk-17-jdk-headless or set JAVA_HOME".to_string())
}

/// The profile folder of cargo's target directory: this binary lies in its `deps`.
fn target_dir() -> Result<PathBuf, String> {
    let exe = env::current_exe().map_err(|e| format!("cannot tell where this test binary lies: {e}"))?;
    let deps = exe.parent().unwrap_or(Path::new("."));
    let profile = if deps.ends_with("deps") { deps.parent().unwrap_or(deps) } else { deps };
    Ok(profile.to_path_buf())
}

/// JUnit's jars as class-path entries.
pub fn junit_jars() -> Result<Vec<PathBuf>, String> {
    let dir = env::var_os("JUNIT_JARS").map_or_else(|| PathBuf::from("/usr/share/java"), PathBuf::from);
    let names = [
        "junit-jupiter",
        "junit-jupiter-api",
        "junit-jupiter-engine",
        "junit-jupiter-params",
        "junit-platform-commons",
        "junit-platform-console",
        "junit-platform-engine",
        "junit-platform-launcher",
        "junit-platform-reporting",
        "opentest4j",
        "opentest4j-reporting-events",
        "apiguardian-api",
        "picocli",
        "univocity-parsers",
    ];
    let mut jars = Vec::new();
    for name in names {
        let jar = dir.join(format!("{name}.jar"));
        if !jar.is_file() {
            return Err(format!("{} is missing: install Debian's junit5, or set JUNIT_JARS", jar.display()));
        }
        jars.push(jar);
    }
    Ok(jars)
}
