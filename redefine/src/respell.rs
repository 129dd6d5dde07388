//! A class file with other names for the same classes (rule 3.7), so that it can be compared with one of another build.

use jvm::Symbol;
use std::collections::HashSet;

/// The bytes of a class file with the names in its constant pool changed; `None` if none of them stands there or if the pool
/// cannot be read.
pub fn with_names(bytes: &[u8], names: &[(Symbol, Symbol)]) -> Option<Vec<u8>> {
    if names.is_empty() {
        return None;
    }
    let entries = entries(bytes)?;
    let end = entries.last().map(|entry| entry.start + entry.length)?;
    let class_names: HashSet<u16> = entries
        .iter()
        .filter(|entry| entry.tag == CLASS)
        .filter_map(|entry| Some(u16::from_be_bytes(bytes.get(entry.start + 1..entry.start + 3)?.try_into().ok()?)))
        .collect();
    let mut out = bytes[..HEADER].to_vec();
    let mut changed = false;
    for entry in &entries {
        let whole = &bytes[entry.start..entry.start + entry.length];
        let text = (entry.tag == UTF8).then(|| &whole[3..]);
        match text.and_then(|text| respelled(text, class_names.contains(&entry.index), names)) {
            Some(text) if text.len() <= usize::from(u16::MAX) => {
                changed = true;
                out.push(UTF8);
                out.extend_from_slice(&(text.len() as u16).to_be_bytes());
                out.extend_from_slice(&text);
            }
            _ => out.extend_from_slice(whole),
        }
    }
    out.extend_from_slice(&bytes[end..]);
    changed.then_some(out)
}

const UTF8: u8 = 1;
const CLASS: u8 = 7;
/// Magic, versions and the size of the pool.
const HEADER: usize = 10;

/// One entry of a constant pool.
struct Entry {
    index: u16,
    tag: u8,
    start: usize,
    length: usize,
}

fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let count = u16::from_be_bytes(bytes.get(8..HEADER)?.try_into().ok()?);
    let (mut entries, mut index, mut start) = (Vec::new(), 1, HEADER);
    while index < count {
        let tag = *bytes.get(start)?;
        let length = 1 + match tag {
            UTF8 => 2 + usize::from(u16::from_be_bytes(bytes.get(start + 1..start + 3)?.try_into().ok()?)),
            CLASS | 8 | 16 | 19 | 20 => 2,
            15 => 3,
            3 | 4 | 9..=12 | 17 | 18 => 4,
            5 | 6 => 8,
            _ => return None,
        };
        bytes.get(start..start + length)?;
        entries.push(Entry { index, tag, start, length });
        index += if matches!(tag, 5 | 6) { 2 } else { 1 };
        start += length;
    }
    Some(entries)
}

/// A text of the pool: the name of a class, a descriptor or a signature.
fn respelled(text: &[u8], is_class: bool, names: &[(Symbol, Symbol)]) -> Option<Vec<u8>> {
    let other = |name: &[u8]| names.iter().find(|(from, _)| from.bytes() == name).map(|(_, to)| to.bytes());
    if !text.contains(&b'$') {
        return None;
    }
    if is_class && let Some(to) = other(text) {
        return Some(to.to_vec());
    }
    let (mut out, mut copied, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = text[at..].iter().position(|byte| *byte == b'L') {
        let start = at + found + 1;
        at = start;
        let Some(length) = text[start..].iter().position(|byte| matches!(byte, b';' | b'<')) else { break };
        if let Some(to) = other(&text[start..start + length]) {
            out.extend_from_slice(&text[copied..start]);
            out.extend_from_slice(to);
            copied = start + length;
            at = copied;
        }
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&text[copied..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_changed_where_they_name_classes() {
        let names =
            [("a/B$1", "a/B$2"), ("a/B$2", "a/B$1")].map(|(from, to)| (Symbol::from_text(from), Symbol::from_text(to)));
        let text = |text: &str, is_class| {
            respelled(text.as_bytes(), is_class, &names).map(|bytes| String::from_utf8(bytes).unwrap())
        };
        assert_eq!(text("a/B$1", true).as_deref(), Some("a/B$2"));
        assert_eq!(text("a/B$1", false), None);
        assert_eq!(text("(La/B$1;LLa;[La/B$2;)V", false).as_deref(), Some("(La/B$2;LLa;[La/B$1;)V"));
        assert_eq!(text("Ljava/util/List<La/B$2;>;", false).as_deref(), Some("Ljava/util/List<La/B$1;>;"));
        assert_eq!(text("La/B$12;", false), None);
    }

    #[test]
    fn a_pool_is_rebuilt() {
        let utf8 = |text: &str| [&[1, 0, text.len() as u8][..], text.as_bytes()].concat();
        let file = |name: &str| {
            let mut file = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 6];
            file.extend(utf8(name));
            file.extend([CLASS, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 9]);
            file.extend(utf8("B$1"));
            file.extend([0, 0x21, 0, 2]);
            file
        };
        let names = [(Symbol::from_text("B$1"), Symbol::from_text("B$10"))];
        assert_eq!(with_names(&file("B$1"), &names), Some(file("B$10")));
        assert_eq!(with_names(&file("B$2"), &names), None);
        assert_eq!(with_names(&file("B$1")[..14], &names), None);
    }
}
