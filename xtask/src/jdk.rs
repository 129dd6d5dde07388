//! Finds a JDK 17, or installs one with apt-get where that is allowed; the same for Debian's JUnit 5.
//!
//! Never: asks for a password, and never touches a JDK that is there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PACKAGE: &str = "openjdk-17-jdk-headless";
const JUNIT_PACKAGE: &str = "junit5";
const JUNIT_JAR: &str = "/usr/share/java/junit-platform-console.jar";
const FOLDERS: [&str; 4] = ["/usr/lib/jvm", "/usr/java", "/opt", "/opt/java"];

/// A JDK 17 with a compiler.
#[derive(Debug, Clone)]
pub struct Jdk {
    /// Its folder.
    pub home: PathBuf,
}

impl Jdk {
    /// One of its commands.
    pub fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.home.join("bin").join(name));
        for variable in ["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVAC_OPTIONS", "CLASSPATH"] {
            command.env_remove(variable);
        }
        command
    }
}

/// The JDK that everything uses; installed if there is none.
pub fn ensure() -> Result<Jdk, String> {
    let jdk = match find() {
        Some(jdk) => jdk,
        None => {
            install(PACKAGE).map_err(|reason| {
                format!("no JDK 17 found, and {reason}; install {PACKAGE}, or set JAVA_HOME to the folder of a JDK 17")
            })?;
            find()
                .ok_or_else(|| format!("{PACKAGE} is installed but no JDK 17 is found; set JAVA_HOME to its folder"))?
        }
    };
    println!("JDK 17: {}", jdk.home.display());
    Ok(jdk)
}

/// Makes sure that JUnit 5 is there, for the Java tests.
pub fn ensure_junit() -> Result<(), String> {
    if std::env::var_os("JUNIT_JARS").is_some() || Path::new(JUNIT_JAR).is_file() {
        return Ok(());
    }
    install(JUNIT_PACKAGE).map_err(|reason| {
        format!("no JUnit 5 found, and {reason}; install {JUNIT_PACKAGE}, or set JUNIT_JARS to the folder of its jars")
    })
}

fn find() -> Option<Jdk> {
    let from_variable = std::env::var_os("JAVA_HOME").map(PathBuf::from).into_iter();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path)
        .filter_map(|folder| folder.join("java").canonicalize().ok())
        .filter_map(|java| Some(java.parent()?.parent()?.to_owned()))
        .collect();
    let mut usual: Vec<PathBuf> = FOLDERS
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    usual.sort();
    let home = from_variable.chain(on_path).chain(usual).find(|home| is_jdk_17(home))?;
    Some(Jdk { home: home.canonicalize().unwrap_or(home) })
}

fn is_jdk_17(home: &Path) -> bool {
    let release = std::fs::read_to_string(home.join("release")).unwrap_or_default();
    let is_17 = release.lines().any(|line| line.starts_with("JAVA_VERSION=\"17.") || line == "JAVA_VERSION=\"17\"");
    is_17 && home.join("bin/javac").is_file() && home.join("bin/java").is_file() && home.join("lib/modules").is_file()
}

/// Installs a package; the error completes the sentence "no … found, and …".
fn install(package: &str) -> Result<(), String> {
    if !succeeds(Command::new("apt-get").arg("--version")) {
        return Err("this system has no apt-get".into());
    }
    let prefix: &[&str] = if is_root() {
        &[]
    } else if succeeds(Command::new("sudo").args(["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        return Err("installing it needs root or a sudo without password".into());
    };
    println!("installing {package}");
    // The lists of a fresh image are empty; where they are only old, a failed update need not stop the installation.
    let updated = apt_get(prefix, &["update", "-q"]);
    apt_get(prefix, &["install", "-q", "-y", "--no-install-recommends", package])
        .or_else(|reason| updated.and(Err(reason)))
        .map_err(|reason| format!("apt-get could not install it ({reason})"))
}

fn apt_get(prefix: &[&str], arguments: &[&str]) -> Result<(), String> {
    let words: Vec<&str> = prefix
        .iter()
        .copied()
        .chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .chain(arguments.iter().copied())
        .collect();
    let status =
        Command::new(words[0]).args(&words[1..]).stdin(Stdio::null()).status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("apt-get {}: {status}", arguments.join(" "))) }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
