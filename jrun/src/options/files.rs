//! Words out of text: `@argfiles`, environment variables, and `dir/*` in class paths.
//!
//! Never: knows what the words mean.

use std::path::Path;

/// The words of an `@argfile`, by the rules of the `java` command: quotes group and escapes work inside them, `#` starts a comment,
/// a line end closes a quote unless a backslash precedes it.
pub(super) fn argument_file_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut started = false;
    let mut quote: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\n' | '\r', _) | (' ' | '\t' | '\u{c}', None) => {
                if started {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
                quote = None;
            }
            ('#', None) => {
                // A comment drops the word that it interrupts; java does the same.
                word.clear();
                started = false;
                while characters.next_if(|c| !matches!(c, '\n' | '\r')).is_some() {}
            }
            ('"' | '\'', None) => {
                quote = Some(c);
                started = true;
            }
            (c, Some(open)) if c == open => quote = None,
            ('\\', Some(_)) => match characters.next() {
                Some('\n' | '\r') => {
                    while characters.next_if(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')).is_some() {}
                }
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('f') => word.push('\u{c}'),
                Some(other) => word.push(other),
                None => {}
            },
            (c, _) => {
                word.push(c);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    words
}

/// The words of an option variable (`JDK_JAVA_OPTIONS`, `JAVA_TOOL_OPTIONS`): quotes group, nothing else is special. `None` for an open quote.
pub(super) fn variable_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_ascii_whitespace() => words.extend(word.take()),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// A class path with each `dir/*` replaced by the jars in that folder, if there are any.
pub(super) fn expand_class_path(path: &str) -> String {
    let expanded: Vec<String> =
        path.split(':').map(|entry| expand_entry(entry).unwrap_or_else(|| entry.to_owned())).collect();
    expanded.join(":")
}

fn expand_entry(entry: &str) -> Option<String> {
    let folder = entry.strip_suffix('*')?;
    if !(folder.is_empty() || folder.ends_with('/')) {
        return None;
    }
    let read = std::fs::read_dir(if folder.is_empty() { Path::new(".") } else { Path::new(folder) }).ok()?;
    // In the folder's own order, as java takes them.
    let jars: Vec<String> = read
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".jar") || name.ends_with(".JAR"))
        .map(|name| format!("{folder}{name}"))
        .collect();
    (!jars.is_empty()).then(|| jars.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argument_files() {
        assert_eq!(argument_file_words("# c\n-cp .\n#x\nP a\n"), ["-cp", ".", "P", "a"]);
        assert_eq!(argument_file_words("-Da=\"x\\ty\\\\z\" 'q\"w' a\\tb"), ["-Da=x\ty\\z", "q\"w", "a\\tb"]);
        assert_eq!(argument_file_words("\"line \\\n   go on\" \"open\nP"), ["line go on", "open", "P"]);
        assert_eq!(argument_file_words("y#z\nQ \"a\"b\"c\" d'e f'g \"\" h"), ["Q", "abc", "de fg", "", "h"]);
        assert_eq!(argument_file_words(""), Vec::<String>::new());
    }

    #[test]
    fn option_variables() {
        assert_eq!(variable_words("  -Da=\"x y\"  'a b'c ").unwrap(), ["-Da=x y", "a bc"]);
        assert_eq!(variable_words("-Da=x\\ty").unwrap(), ["-Da=x\\ty"]);
        assert_eq!(variable_words("").unwrap(), Vec::<String>::new());
        assert_eq!(variable_words("\"-Da"), None);
    }

    #[test]
    fn class_path_wildcards() {
        let folder = std::env::temp_dir().join(format!("jrun-wildcard-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["b.jar", "a.JAR", "c.zip"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let at = folder.display();
        let expanded = expand_class_path(&format!(".:{at}/*:x"));
        let mut entries: Vec<&str> = expanded.split(':').collect();
        entries.sort_unstable();
        assert_eq!(entries, [".", &format!("{at}/a.JAR"), &format!("{at}/b.jar"), "x"]);
        assert_eq!(expand_class_path(".:no-such-folder/*:l*"), ".:no-such-folder/*:l*");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
