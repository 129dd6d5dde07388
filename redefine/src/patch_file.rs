//! Patch files: a zip archive of class files with a small manifest. Reading and writing; what a patch does is the
//! engine's business.
//!
//! The manifest `META-INF/jrun-patch` is lines of `key: value`. First `jrun-patch: 1`, the format; then any of `instances:`,
//! `statics:`, `when:`, and `removed:` with the name of a class, once per class. Unknown keys are errors: a reader that skipped one
//! would apply something else than was meant.

use crate::patch::{Instances, Offers, Patch, PatchFile, Policy, Statics, When};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Name of the manifest in the archive.
pub const MANIFEST: &str = "META-INF/jrun-patch";
/// Format of the manifest.
const FORMAT: &str = "1";
/// Most bytes that a class file may have once unpacked; more is no class file (65,535 methods of 64 KiB do not occur).
const LARGEST_CLASS: u64 = 64 << 20;

/// Why a patch file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PatchFileError {
    /// No archive.
    #[error("it is no zip archive: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// An entry cannot be read.
    #[error("its entry {0} cannot be read: {1}")]
    Entry(String, std::io::Error),
    /// An entry is too large.
    #[error("its entry {0} is too large for a class file")]
    TooLarge(String),
    /// No manifest.
    #[error("it has no {MANIFEST}")]
    NoManifest,
    /// A line of the manifest.
    #[error("line {line} of its {MANIFEST}: {reason}")]
    Manifest {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// An entry that does not belong.
    #[error("its entry {0} is neither a class file nor the manifest")]
    Stranger(String),
    /// A class file in the wrong place.
    #[error("its entry {entry} holds {found}")]
    Misplaced {
        /// The entry.
        entry: String,
        /// What it holds.
        found: String,
    },
    /// Nothing in it.
    #[error("it changes nothing")]
    Empty,
}

/// A patch file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatchContent {
    /// Class files by internal name.
    pub classes: BTreeMap<String, Vec<u8>>,
    /// External names of classes that are no more.
    pub removed: Vec<String>,
    /// What the patch says about instances.
    pub instances: Option<Instances>,
    /// What the patch says about statics.
    pub statics: Option<Statics>,
    /// What the patch says about the time.
    pub when: Option<When>,
}

impl PatchContent {
    /// As a patch for the engine. What it says of its policies goes before `base`.
    pub fn into_patch(self, base: &Policy) -> Patch {
        let policy = Policy {
            instances: self.instances.unwrap_or_else(|| base.instances.clone()),
            statics: self.statics.unwrap_or(base.statics),
            when: self.when.unwrap_or(base.when),
            ..base.clone()
        };
        let files = self.classes.into_iter().map(|(name, bytes)| PatchFile::new(format!("{name}.class"), bytes));
        Patch { removed: self.removed, offers: Offers::Always, policy, ..Patch::new(files.collect()) }
    }

    /// The manifest's text.
    pub fn manifest(&self) -> String {
        let mut text = format!("jrun-patch: {FORMAT}\n");
        if let Some(instances) = &self.instances {
            text.push_str(&format!("instances: {instances}\n"));
        }
        if let Some(statics) = self.statics {
            let word = match statics {
                Statics::New => "new",
                Statics::Changed => "changed",
                Statics::Default => "default",
            };
            text.push_str(&format!("statics: {word}\n"));
        }
        match self.when {
            Some(When::Now) => text.push_str("when: now\n"),
            Some(When::Quiescent(limit)) => text.push_str(&format!("when: quiescent:{}ms\n", limit.as_millis())),
            None => {}
        }
        for name in &self.removed {
            text.push_str(&format!("removed: {name}\n"));
        }
        text
    }

    fn read_manifest(&mut self, text: &str) -> Result<(), PatchFileError> {
        for (at, line) in text.lines().enumerate() {
            let error = |reason: String| PatchFileError::Manifest { line: at + 1, reason };
            let Some((key, value)) = line.split_once(": ") else {
                return Err(error(format!("{line:?} is not `key: value`")));
            };
            if (at == 0) != (key == "jrun-patch") {
                return Err(error("the first line, and no other, must say `jrun-patch: 1`".into()));
            }
            match key {
                "jrun-patch" if value == FORMAT => {}
                "jrun-patch" => return Err(error(format!("format {value} is not known here, only {FORMAT}"))),
                "instances" => {
                    let instances = Instances::parse(value);
                    self.instances =
                        Some(instances.ok_or_else(|| error(format!("{value} is not {}", Instances::FORM)))?);
                }
                "statics" => {
                    let statics = Statics::parse(value);
                    self.statics =
                        Some(statics.ok_or_else(|| error(format!("{value} is none of new, changed, default")))?);
                }
                "when" => {
                    let when = When::parse(value);
                    self.when = Some(when.ok_or_else(|| error(format!("{value} is no time to update")))?);
                }
                "removed" => self.removed.push(value.to_owned()),
                _ => return Err(error(format!("the key {key:?} is not known"))),
            }
        }
        if text.is_empty() {
            return Err(PatchFileError::Manifest { line: 1, reason: "it is empty".into() });
        }
        Ok(())
    }
}

/// Reads a patch file.
pub fn read(bytes: &[u8]) -> Result<PatchContent, PatchFileError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut content = PatchContent::default();
    let mut manifest = None;
    for at in 0..archive.len() {
        let entry = archive.by_index(at)?;
        let name = entry.name().to_owned();
        if name.ends_with('/') {
            continue;
        }
        // The size that the archive claims reserves nothing.
        let mut data = Vec::new();
        let read = entry.take(LARGEST_CLASS + 1).read_to_end(&mut data);
        read.map_err(|error| PatchFileError::Entry(name.clone(), error))?;
        if data.len() as u64 > LARGEST_CLASS {
            return Err(PatchFileError::TooLarge(name));
        }
        if name == MANIFEST {
            manifest = Some(String::from_utf8_lossy(&data).into_owned());
        } else if let Some(class) = name.strip_suffix(".class") {
            check_place(class, &name, &data)?;
            content.classes.insert(class.to_owned(), data);
        } else {
            return Err(PatchFileError::Stranger(name));
        }
    }
    content.read_manifest(&manifest.ok_or(PatchFileError::NoManifest)?)?;
    if content.classes.is_empty() && content.removed.is_empty() {
        return Err(PatchFileError::Empty);
    }
    Ok(content)
}

fn check_place(class: &str, entry: &str, data: &[u8]) -> Result<(), PatchFileError> {
    let found = match classfile::ClassFile::parse(data) {
        Ok(file) => {
            let name = file.name().map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default();
            if name == class {
                return Ok(());
            }
            format!("class {}", name.replace('/', "."))
        }
        Err(error) => format!("no class file: {error}"),
    };
    Err(PatchFileError::Misplaced { entry: entry.to_owned(), found })
}

/// Writes a patch file. The same content gives the same bytes.
pub fn write(content: &PatchContent) -> Result<Vec<u8>, PatchFileError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, data: &[u8]| -> Result<(), PatchFileError> {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(data).map_err(|error| PatchFileError::Entry(name.to_owned(), error))
    };
    add(MANIFEST, content.manifest().as_bytes())?;
    for (name, bytes) in &content.classes {
        add(&format!("{name}.class"), bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
