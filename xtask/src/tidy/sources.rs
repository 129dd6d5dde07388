//! Rules about single files: module documentation, length, unsafe code, ignored tests, words, machine paths, generated files.

use super::Reasons;
use std::path::{Path, PathBuf};

/// Lines that a Rust file may have unless `tidy.toml` says why it has more.
const LONGEST: usize = 800;

/// Endings of files that are made, not written.
const GENERATED: [&str; 8] = ["class", "jar", "jmod", "so", "o", "a", "rlib", "exe"];

/// Folders whose names say whose machine it was. In two pieces, so that this file passes its own check.
const MACHINE_PATHS: [(&str, &str); 4] = [("/wo", "rk/"), ("/ho", "me/"), ("/ro", "ot/"), ("/Us", "ers/")];

/// Calls that stand for something not done.
const PLACEHOLDERS: [(&str, &str); 3] = [("todo", "!("), ("unimplemented", "!("), ("dbg", "!(")];

/// HotSpot's words for what the JVMS calls class and reference.
const FOREIGN_WORDS: [(&str, &str); 2] = [("kla", "ss"), ("oo", "p")];

/// Checks every file.
pub(super) fn check(root: &Path, files: &[PathBuf], reasons: &Reasons, breaches: &mut Vec<String>) {
    let mut raw_seen = Vec::new();
    let mut long_seen = Vec::new();
    for path in files {
        let shown = path.to_string_lossy().into_owned();
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default();
        if GENERATED.contains(&extension.as_str()) {
            breaches.push(format!("{shown}: generated files stay out of the repository"));
            continue;
        }
        // Test inputs need not be text.
        let Ok(text) = std::fs::read_to_string(root.join(path)) else { continue };
        for (index, line) in text.lines().enumerate() {
            for (a, b) in MACHINE_PATHS {
                if names_folder(line, &format!("{a}{b}")) {
                    breaches.push(format!("{shown}:{}: a path of one machine: {a}{b}", index + 1));
                }
            }
        }
        if extension == "rs" {
            check_rust(&shown, &text, reasons, &mut raw_seen, &mut long_seen, breaches);
        }
    }
    for (path, seen, list) in reasons
        .raw
        .keys()
        .map(|path| (path, &raw_seen, "unsafe-ledger.toml"))
        .chain(reasons.long.keys().map(|path| (path, &long_seen, "tidy.toml")))
    {
        let used = seen.iter().any(|shown| covers(path, shown));
        if !used {
            breaches.push(format!("xtask/{list}: {path} no longer needs its entry"));
        }
    }
}

fn check_rust(
    shown: &str,
    text: &str,
    reasons: &Reasons,
    raw_seen: &mut Vec<String>,
    long_seen: &mut Vec<String>,
    breaches: &mut Vec<String>,
) {
    let snippet = ["/compile_fail/", "/compile-fail/", "/ui/", "fuzz_targets/"].iter().any(|part| shown.contains(part));
    if !snippet && !text.starts_with("//!") {
        breaches.push(format!("{shown}:1: begins without //! (what it owns, what it never does)"));
    }
    let lines = text.lines().count();
    if lines > LONGEST {
        long_seen.push(shown.to_owned());
        if !reasons.long.contains_key(shown) {
            breaches.push(format!("{shown}: {lines} lines, more than {LONGEST}; split it by noun or stage, or give a reason in xtask/tidy.toml"));
        }
    }
    let mut has_unsafe = false;
    let mut in_string = false;
    for (index, line) in text.lines().enumerate() {
        let at = format!("{shown}:{}", index + 1);
        let code = without_comment_and_strings(line, &mut in_string);
        if words(&code).any(|word| word == "unsafe") && !snippet {
            if !has_unsafe && !reasons.raw.keys().any(|entry| covers(entry, shown)) {
                breaches.push(format!("{at}: unsafe code in a file without an entry in xtask/unsafe-ledger.toml"));
            }
            has_unsafe = true;
        }
        if code.contains("#[ignore") {
            breaches.push(format!("{at}: an ignored test; known failures are listed and still run"));
        }
        for (a, b) in PLACEHOLDERS {
            if code.contains(&format!("{a}{b}")) {
                breaches.push(format!("{at}: {a}!; what is not done fails with a message naming it"));
            }
        }
        for word in words(line) {
            for (a, b) in FOREIGN_WORDS {
                if word.len() == a.len() + b.len() && word.starts_with(a) && word.ends_with(b) {
                    breaches.push(format!("{at}: {word} is no word of the JVMS"));
                }
            }
        }
    }
    if has_unsafe {
        raw_seen.push(shown.to_owned());
    }
}

/// Whether an entry is for this file: its path, or a folder with a slash at its end.
fn covers(entry: &str, shown: &str) -> bool {
    entry == shown || entry.ends_with('/') && shown.starts_with(entry)
}

/// Whether the line has the folder at the start of an absolute path, not in the middle of a relative one or an address.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*' | '/'))
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The code of a line. `in_string` says whether the line begins inside a string, and then whether it ends inside one.
fn without_comment_and_strings(line: &str, in_string: &mut bool) -> String {
    let mut code = String::new();
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            // An escape in a string or a character literal.
            '\\' => {
                characters.next();
            }
            '"' => *in_string = !*in_string,
            _ if *in_string => {}
            '\'' if characters.peek() == Some(&'"') => {
                // The character literal '"'.
                characters.next();
                characters.next();
            }
            '/' if characters.peek() == Some(&'/') => break,
            c => code.push(c),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn breaches(path: &str, text: &str) -> Vec<String> {
        let reasons = Reasons { long: BTreeMap::new(), raw: BTreeMap::new() };
        let mut found = Vec::new();
        check_rust(path, text, &reasons, &mut Vec::new(), &mut Vec::new(), &mut found);
        found
    }

    #[test]
    fn a_clean_file() {
        assert_eq!(
            breaches(
                "a/src/b.rs",
                "//! Owns b.\n// unsafe is only a word here\nlet a = \"unsafe\";\nlet b = \"\nunsafe\n\";\n"
            ),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_rule_fires() {
        assert!(breaches("a.rs", "fn main() {}\n")[0].contains("without //!"));
        assert!(breaches("a.rs", "//! a\nunsafe { x() }\n")[0].contains("unsafe-ledger"));
        assert!(breaches("a.rs", "//! a\n#[ignore = \"slow\"]\n")[0].contains("ignored test"));
        assert!(breaches("a.rs", "//! a\nfn a() { todo!(\"b\") }\n")[0].contains("todo!"));
        assert!(breaches("a.rs", &format!("//! a\n// the kla{}\n", "ss"))[0].contains("no word of the JVMS"));
        assert!(breaches("a.rs", &"//! a\n".repeat(LONGEST + 1))[0].contains("lines, more than"));
    }

    #[test]
    fn machine_paths_are_absolute() {
        let folder = format!("{}{}", MACHINE_PATHS[0].0, MACHINE_PATHS[0].1);
        assert!(names_folder(&format!("see {folder}x"), &folder));
        assert!(names_folder(&format!("\"{folder}x\""), &folder));
        assert!(!names_folder(&format!("target{folder}x"), &folder));
    }
}
