//! Folders and jars whose classes belong to the bootstrap loader beside the JDK's image: `-Xbootclasspath/a`,
//! `--patch-module`. Entries that cannot be read are skipped, as `java` does. Never runs Java.

use jvm::class::ClassBytes;
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A search path of class files.
#[derive(Debug, Default)]
pub struct BootPath {
    entries: RwLock<Vec<Entry>>,
    /// The entry that gave a package its first class.
    packages: Mutex<HashMap<String, PathBuf>>,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    /// The open archive; `None` for a folder.
    jar: Option<Mutex<ZipArchive<File>>>,
}

impl Entry {
    fn open(path: &Path) -> Option<Entry> {
        let jar = match path.is_dir() {
            true => None,
            false => Some(Mutex::new(ZipArchive::new(File::open(path).ok()?).ok()?)),
        };
        Some(Entry { path: path.to_owned(), jar })
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let Some(jar) = &self.jar else { return std::fs::read(self.path.join(name)).ok() };
        let mut jar = jar.lock();
        let mut file = jar.by_name(name).ok()?;
        // The size is the archive's claim: it reserves nothing.
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl BootPath {
    /// A path of entries in the order of search.
    pub fn new<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> BootPath {
        let entries = paths.into_iter().filter_map(|path| Entry::open(path.as_ref())).collect();
        BootPath { entries: RwLock::new(entries), packages: Mutex::default() }
    }

    /// Adds an entry at the end. `false`: it cannot be read.
    pub fn append(&self, path: &Path) -> bool {
        let entry = Entry::open(path);
        let readable = entry.is_some();
        self.entries.write().extend(entry);
        readable
    }

    /// The bytes of a class, by internal name.
    pub fn class(&self, name: &str) -> Option<ClassBytes> {
        let file = format!("{name}.class");
        let entries = self.entries.read();
        let (entry, bytes) = entries.iter().find_map(|entry| Some((entry, entry.read(&file)?)))?;
        let package = name.rsplit_once('/').map_or("", |(package, _)| package);
        self.packages.lock().entry(package.to_owned()).or_insert_with(|| entry.path.clone());
        Some(ClassBytes::Owned(bytes.into()))
    }

    /// Where the first class of a package came from; `None` if no class of it was asked for yet.
    pub fn location(&self, package: &str) -> Option<PathBuf> {
        self.packages.lock().get(package).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("boot-path-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("p")).unwrap();
        folder
    }

    #[test]
    fn folders_and_jars_are_searched_in_order() {
        let at = folder("order");
        std::fs::write(at.join("p/A.class"), b"from the folder").unwrap();
        let jar = at.join("x.jar");
        let mut writer = ZipWriter::new(File::create(&jar).unwrap());
        for name in ["p/A.class", "q/B.class"] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(b"from the jar").unwrap();
        }
        writer.finish().unwrap();
        let path = BootPath::new([at.join("missing"), at.clone()]);
        assert!(path.class("q/B").is_none());
        assert!(path.append(&jar));
        assert!(!path.append(&at.join("missing.jar")));
        assert_eq!(path.class("p/A").unwrap().as_slice(), b"from the folder");
        assert_eq!(path.class("q/B").unwrap().as_slice(), b"from the jar");
        assert_eq!((path.location("p"), path.location("q"), path.location("r")), (Some(at.clone()), Some(jar), None));
        std::fs::remove_dir_all(at).unwrap();
    }
}
