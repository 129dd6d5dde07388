//! Finding the installed JDK 17.
//!
//! Order: `JAVA_HOME`, then `java` on `PATH` through its links, then the folders where distributions and version managers put JDKs.
//! Never reads more of a JDK than its `release` file and the names of two files that must be there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The feature release whose class library and native libraries this VM serves.
pub const FEATURE_RELEASE: u32 = 17;

/// The Debian and Ubuntu package that has everything needed.
pub const PACKAGE: &str = "openjdk-17-jdk-headless";

/// An installed JDK of the right feature release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jdk {
    /// The folder that holds `bin`, `lib` and `release`, with links resolved.
    pub home: PathBuf,
    /// `JAVA_VERSION` of the `release` file, such as `17.0.15`.
    pub version: String,
}

/// No usable JDK; lists what was looked at and why it would not do.
#[derive(Debug, thiserror::Error)]
pub struct NoJdk {
    /// Each folder that looked like a JDK, with the reason for refusing it.
    pub refused: Vec<(PathBuf, String)>,
}

impl fmt::Display for NoJdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no JDK {FEATURE_RELEASE} found: install one (Debian, Ubuntu: apt-get install {PACKAGE}) or set JAVA_HOME to its folder"
        )?;
        for (home, reason) in &self.refused {
            write!(f, "\n  {}: {reason}", home.display())?;
        }
        Ok(())
    }
}

impl Jdk {
    /// Finds the JDK by the environment of this process.
    pub fn find() -> Result<Jdk, NoJdk> {
        Jdk::find_among(candidates())
    }

    /// The first usable JDK among `homes`.
    pub fn find_among(homes: impl IntoIterator<Item = PathBuf>) -> Result<Jdk, NoJdk> {
        let mut refused: Vec<(PathBuf, String)> = Vec::new();
        for home in homes {
            if refused.iter().any(|(seen, _)| *seen == home) {
                continue;
            }
            match Jdk::at(&home) {
                Ok(jdk) => return Ok(jdk),
                Err(reason) => refused.push((home, reason)),
            }
        }
        Err(NoJdk { refused })
    }

    /// Checks that `home` is a JDK of the right release; else says why not.
    pub fn at(home: &Path) -> Result<Jdk, String> {
        let home = fs::canonicalize(home).map_err(|error| error.to_string())?;
        let release = fs::read_to_string(home.join("release"))
            .map_err(|error| format!("cannot read its release file: {error}"))?;
        let version = release_value(&release, "JAVA_VERSION").ok_or("its release file has no JAVA_VERSION")?;
        if feature_of(version) != Some(FEATURE_RELEASE) {
            return Err(format!("is version {version}, not {FEATURE_RELEASE}"));
        }
        for needed in ["lib/modules", "lib/libjava.so"] {
            if !home.join(needed).is_file() {
                return Err(format!("has no {needed}"));
            }
        }
        Ok(Jdk { version: version.to_owned(), home })
    }

    /// The image that holds the classes of the JDK's modules.
    pub fn modules(&self) -> PathBuf {
        self.home.join("lib/modules")
    }

    /// The folder of the JDK's native libraries.
    pub fn libraries(&self) -> PathBuf {
        self.home.join("lib")
    }
}

/// The value of `key` in the text of a `release` file: lines of `KEY="value"`.
fn release_value<'a>(release: &'a str, key: &str) -> Option<&'a str> {
    release.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"'))
    })
}

/// The feature number of a version string: `17` of `17.0.15`, `8` of `1.8.0_412`.
fn feature_of(version: &str) -> Option<u32> {
    let mut parts = version.split(['.', '-', '+', '_']);
    let first = parts.next()?.parse().ok()?;
    if first == 1 { parts.next()?.parse().ok() } else { Some(first) }
}

/// Where to look, best first.
fn candidates() -> Vec<PathBuf> {
    let mut homes = Vec::new();
    if let Some(home) = env::var_os("JAVA_HOME").filter(|home| !home.is_empty()) {
        homes.push(PathBuf::from(home));
    }
    if let Some(path) = env::var_os("PATH") {
        for folder in env::split_paths(&path) {
            if let Ok(java) = fs::canonicalize(folder.join("java"))
                && let Some(home) = java.parent().and_then(Path::parent)
            {
                homes.push(home.to_owned());
            }
        }
    }
    let mut folders: Vec<PathBuf> = ["/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt", "/opt/java", "/usr/local"]
        .iter()
        .map(PathBuf::from)
        .collect();
    if let Some(user) = env::var_os("HOME").map(PathBuf::from) {
        folders.extend(
            [".sdkman/candidates/java", ".jdks", ".jenv/versions", ".asdf/installs/java"]
                .map(|folder| user.join(folder)),
        );
    }
    for folder in folders {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        let mut inside: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|home| home.join("release").is_file()).collect();
        inside.sort();
        homes.extend(inside);
    }
    homes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_version_strings() {
        for (version, feature) in
            [("17.0.15", 17), ("17", 17), ("17-ea", 17), ("17.0.15+6", 17), ("1.8.0_412", 8), ("25", 25)]
        {
            assert_eq!(feature_of(version), Some(feature), "{version}");
        }
        assert_eq!(feature_of("seventeen"), None);
    }

    #[test]
    fn release_files() {
        let release = "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n";
        assert_eq!(release_value(release, "JAVA_VERSION"), Some("17.0.15"));
        assert_eq!(release_value(release, "VENDOR"), None);
    }

    #[test]
    fn the_error_names_the_package_and_the_refused() {
        let error = Jdk::find_among([PathBuf::from("/nowhere/jdk")]).expect_err("no JDK there").to_string();
        assert!(error.contains(PACKAGE) && error.contains("/nowhere/jdk"), "{error}");
    }

    #[test]
    fn the_installed_jdk_is_found() {
        let jdk = Jdk::find().expect("the tests need a JDK 17");
        assert!(jdk.version.starts_with("17"));
        assert!(jdk.modules().is_file());
    }
}
