//! The classes of an installed JDK, for tests: finds the JDK and walks its `lib/modules`. Only what tests need; the virtual machine has
//! its own reader. It fails with a clear message where there is no JDK, because a test that passes without testing is worse.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The newest supported JDK folder: JAVA_HOME, then `java` on PATH, then `/usr/lib/jvm/*17*`.
pub fn java_home() -> PathBuf {
    let has_modules = |home: &Path| home.join("lib/modules").is_file();
    let from_env = std::env::var_os("JAVA_HOME").map(PathBuf::from);
    let from_path = std::env::var_os("PATH").and_then(|path| {
        let java = std::env::split_paths(&path).map(|dir| dir.join("java")).find(|java| java.is_file())?;
        Some(java.canonicalize().ok()?.parent()?.parent()?.to_path_buf())
    });
    let usual = std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten().map(|entry| entry.path());
    let usual = usual.filter(|path| path.to_string_lossy().contains("17"));
    match from_env.into_iter().chain(from_path).chain(usual).find(|home| has_modules(home)) {
        Some(home) => home,
        None => panic!(
            "no JDK found: set JAVA_HOME to one with lib/modules, or install one (Debian: openjdk-17-jdk-headless)"
        ),
    }
}

/// One class of the image.
pub struct ImageClass {
    /// `/module/package/Name.class`
    pub path: String,
    pub bytes: &'static [u8],
}

/// All classes of `lib/modules`, read once per test process.
pub fn classes() -> &'static [ImageClass] {
    static CLASSES: OnceLock<Vec<ImageClass>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let path = java_home().join("lib/modules");
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let classes = walk(bytes.leak());
        assert!(classes.len() > 1000, "only {} classes in {}", classes.len(), path.display());
        classes
    })
}

/// The jimage format, version 1.0: header of seven words, redirect table, offset table, locations, strings, resources.
fn walk(image: &'static [u8]) -> Vec<ImageClass> {
    let word = |at: usize| u32::from_le_bytes(*image[at..].first_chunk().expect("a whole image"));
    assert_eq!(word(0), 0xCAFE_DADA, "not a jimage");
    assert_eq!(word(4), 0x0001_0000, "an unknown jimage version");
    let (length, locations_size, strings_size) = (word(16) as usize, word(20) as usize, word(24) as usize);
    let offsets = 28 + 4 * length;
    let locations = offsets + 4 * length;
    let strings = locations + locations_size;
    let data = strings + strings_size;
    let string = |at: u64| {
        let start = strings + at as usize;
        let len = image[start..].iter().position(|&b| b == 0).expect("a terminated string");
        String::from_utf8_lossy(&image[start..start + len])
    };
    let mut classes = Vec::new();
    for i in 0..length {
        // A location: bytes of (kind << 3 | length - 1) and a big-endian value, until kind 0.
        let mut value = [0u64; 8];
        let mut at = locations + word(offsets + 4 * i) as usize;
        while image[at] >> 3 != 0 {
            let (kind, len) = ((image[at] >> 3) as usize, (image[at] & 7) as usize + 1);
            value[kind] = image[at + 1..at + 1 + len].iter().fold(0, |v, &b| v << 8 | b as u64);
            at += 1 + len;
        }
        let [_, module, parent, base, extension, offset, compressed, size] = value;
        if string(extension) != "class" {
            continue;
        }
        assert_eq!(compressed, 0, "compressed resources (jlink --compress) are not read by this test");
        let start = data + offset as usize;
        let path = format!("/{}/{}/{}.class", string(module), string(parent), string(base));
        classes.push(ImageClass { path, bytes: &image[start..start + size as usize] });
    }
    classes
}
