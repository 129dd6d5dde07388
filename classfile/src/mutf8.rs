//! Modified UTF-8: check, and conversion from and to text and UTF-16 units. It never guesses: unpaired surrogates are legal in Java
//! strings, and only the functions called lossy replace them. JVMS §4.4.7.

use std::borrow::Cow;

/// One unit at the start of `bytes` (which must not be empty), with the number of bytes it takes; `None` if it is ill-formed.
/// NUL as one byte and all bytes from 0xF0 are ill-formed. Overlong forms are decoded; [`validate`] refuses them.
#[inline]
fn unit(bytes: &[u8]) -> Option<(u16, usize)> {
    match *bytes {
        [a @ 0x01..=0x7F, ..] => Some((a as u16, 1)),
        [a @ 0xC0..=0xDF, b @ 0x80..=0xBF, ..] => Some(((a as u16 & 0x1F) << 6 | (b as u16 & 0x3F), 2)),
        [a @ 0xE0..=0xEF, b @ 0x80..=0xBF, c @ 0x80..=0xBF, ..] => {
            Some(((a as u16 & 0x0F) << 12 | (b as u16 & 0x3F) << 6 | (c as u16 & 0x3F), 3))
        }
        _ => None,
    }
}

/// All bytes are ASCII and none is NUL, so the bytes mean the same in UTF-8.
#[inline]
pub fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii() && !bytes.contains(&0)
}

/// Checks that the bytes are modified UTF-8, each unit in its shortest form (NUL has two bytes). The error is the offset of the first
/// byte that is not.
pub fn validate(bytes: &[u8]) -> Result<(), usize> {
    scan(bytes, |value, size| match size {
        1 => true,
        2 => value >= 0x80 || value == 0,
        _ => value >= 0x800,
    })
}

/// As [`validate`], but longer forms than needed are let through: class files up to version 47 may have them.
pub fn validate_old(bytes: &[u8]) -> Result<(), usize> {
    scan(bytes, |_, _| true)
}

fn scan(bytes: &[u8], good: impl Fn(u16, usize) -> bool) -> Result<(), usize> {
    if is_plain(bytes) {
        return Ok(());
    }
    let mut at = 0;
    while at < bytes.len() {
        match unit(&bytes[at..]) {
            Some((value, size)) if good(value, size) => at += size,
            _ => return Err(at),
        }
    }
    Ok(())
}

/// The UTF-16 units; an ill-formed byte becomes U+FFFD.
pub fn units(bytes: &[u8]) -> impl Iterator<Item = u16> + Clone + '_ {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (value, size) = unit(rest).unwrap_or((0xFFFD, 1));
        rest = &rest[size..];
        Some(value)
    })
}

/// The UTF-16 units as a vector: the `char`s of a Java string.
pub fn to_utf16(bytes: &[u8]) -> Vec<u16> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend(units(bytes));
    out
}

/// How many UTF-16 units the bytes make.
pub fn utf16_len(bytes: &[u8]) -> usize {
    if is_plain(bytes) { bytes.len() } else { units(bytes).count() }
}

/// Text, or `None` if the bytes are ill-formed or hold an unpaired surrogate.
pub fn to_str(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if is_plain(bytes) {
        return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    }
    validate(bytes).ok()?;
    char::decode_utf16(units(bytes)).collect::<Result<String, _>>().ok().map(Cow::Owned)
}

/// Text, with U+FFFD for unpaired surrogates and ill-formed bytes.
pub fn to_str_lossy(bytes: &[u8]) -> Cow<'_, str> {
    if is_plain(bytes)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(char::decode_utf16(units(bytes)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Modified UTF-8 of UTF-16 units. NUL takes two bytes and each surrogate three.
pub fn from_utf16(units: impl IntoIterator<Item = u16>) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in units {
        match unit {
            0x01..=0x7F => out.push(unit as u8),
            0 | 0x80..=0x7FF => out.extend([0xC0 | (unit >> 6) as u8, 0x80 | (unit & 0x3F) as u8]),
            _ => out.extend([0xE0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3F) as u8, 0x80 | (unit & 0x3F) as u8]),
        }
    }
    out
}

/// Modified UTF-8 of text.
pub fn from_text(text: &str) -> Cow<'_, [u8]> {
    if is_plain(text.as_bytes()) { Cow::Borrowed(text.as_bytes()) } else { Cow::Owned(from_utf16(text.encode_utf16())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_and_surrogates_take_the_modified_forms() {
        let text = "a\0é€😀";
        let bytes = from_text(text);
        assert_eq!(&*bytes, b"a\xC0\x80\xC3\xA9\xE2\x82\xAC\xED\xA0\xBD\xED\xB8\x80");
        assert_eq!(validate(&bytes), Ok(()));
        assert_eq!(to_str(&bytes).as_deref(), Some(text));
        assert_eq!(to_utf16(&bytes), text.encode_utf16().collect::<Vec<_>>());
        assert_eq!(utf16_len(&bytes), 6);
    }

    #[test]
    fn every_unit_round_trips() {
        for unit in 0..=u16::MAX {
            let bytes = from_utf16([unit]);
            assert_eq!(validate(&bytes), Ok(()));
            assert_eq!(to_utf16(&bytes), [unit]);
        }
    }

    #[test]
    fn ill_formed_bytes_are_found_where_they_are() {
        for (bytes, at) in [
            (&b"ab\0"[..], 2),
            (b"a\xF0\x9F\x98\x80", 1),
            (b"\x80", 0),
            (b"abc\xC3", 3),
            (b"\xE2\x82", 0),
            (b"\xC3\xA9\xC3\x20", 2),
            (b"a\xC1\x81", 1),
            (b"a\xE0\x81\x81", 1),
        ] {
            assert_eq!(validate(bytes), Err(at), "{bytes:x?}");
            assert_eq!(to_str(bytes), None);
        }
    }

    #[test]
    fn old_class_files_may_have_overlong_forms() {
        assert_eq!(validate_old(b"\xC1\x81\xE0\x81\x81"), Ok(()));
        assert_eq!(to_utf16(b"\xC1\x81\xE0\x81\x81"), [0x41, 0x41]);
        assert_eq!(validate_old(b"a\0"), Err(1));
    }

    #[test]
    fn unpaired_surrogates_are_legal_but_not_text() {
        let bytes = from_utf16([0x61, 0xD800, 0x62]);
        assert_eq!(validate(&bytes), Ok(()));
        assert_eq!(to_str(&bytes), None);
        assert_eq!(to_str_lossy(&bytes), "a\u{FFFD}b");
        assert!(matches!(to_str_lossy(b"plain"), Cow::Borrowed("plain")));
    }
}
