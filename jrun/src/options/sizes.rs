//! Memory sizes as `java` reads them: decimal or `0x` digits and at most one of k, m, g, t.
//!
//! Never: decides which sizes are sensible; that is the option's business.

/// Why a text is no size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SizeError {
    /// Not a number with at most one unit.
    Malformed,
    /// Above what 64 bits hold.
    TooBig,
}

/// A size in bytes.
pub(super) fn parse_size(text: &str) -> Result<u64, SizeError> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (text, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, unit) = digits.split_at(end);
    let shift = match unit {
        "" => 0,
        "k" | "K" => 10,
        "m" | "M" => 20,
        "g" | "G" => 30,
        "t" | "T" => 40,
        _ => return Err(SizeError::Malformed),
    };
    if number.is_empty() {
        return Err(SizeError::Malformed);
    }
    let number = u64::from_str_radix(number, radix).map_err(|_| SizeError::TooBig)?;
    number.checked_mul(1 << shift).ok_or(SizeError::TooBig)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_radix() {
        assert_eq!(parse_size("0"), Ok(0));
        assert_eq!(parse_size("12"), Ok(12));
        assert_eq!(parse_size("12k"), Ok(12 << 10));
        assert_eq!(parse_size("12M"), Ok(12 << 20));
        assert_eq!(parse_size("3g"), Ok(3 << 30));
        assert_eq!(parse_size("1T"), Ok(1 << 40));
        assert_eq!(parse_size("0x10k"), Ok(16 << 10));
    }

    #[test]
    fn what_is_no_size() {
        for text in ["", "k", "abc", "12q", "1gg", "1m1", "-5m", "+5", "0x", "1 k"] {
            assert_eq!(parse_size(text), Err(SizeError::Malformed), "{text:?}");
        }
        assert_eq!(parse_size("99999999999999999999"), Err(SizeError::TooBig));
        assert_eq!(parse_size("99999999999999t"), Err(SizeError::TooBig));
    }
}
