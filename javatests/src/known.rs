//! The list of known failures: which trials are expected to fail, and why.
//!
//! Reads the small part of TOML that the list uses: sections and `"id" = "reason"`. A listed
//! trial still runs; if it passes, that is a failure of the list.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Ids with reasons.
#[derive(Debug, Default, Clone)]
pub struct Known {
    always: BTreeMap<String, String>,
}

impl Known {
    /// Reads the list; section `[known]` always counts, `[stress]` only in a stress mode.
    pub fn read(path: &Path, stress: bool) -> Result<Known, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        Known::parse(&text, stress).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn parse(text: &str, stress: bool) -> Result<Known, String> {
        let mut known = Known::default();
        let mut counts = true;
        for (i, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line {
                "[known]" => counts = true,
                "[stress]" => counts = stress,
                _ => {
                    let parts: Vec<_> = line.split('"').collect();
                    match parts.as_slice() {
                        ["", id, eq, reason, ""] if eq.trim() == "=" && !reason.trim().is_empty() => {
                            if counts {
                                known.always.insert((*id).to_string(), (*reason).to_string());
                            }
                        }
                        _ => return Err(format!("line {}: expected \"id\" = \"reason\"", i + 1)),
                    }
                }
            }
        }
        Ok(known)
    }

    /// Why `id` is expected to fail.
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.always.get(id).map(String::as_str)
    }

    /// Turns a trial's result round if it is expected to fail.
    pub fn judge(&self, id: &str, result: Result<(), String>) -> Result<(), String> {
        match (self.reason(id), result) {
            (None, r) => r,
            (Some(_), Err(_)) => Ok(()),
            (Some(reason), Ok(())) => {
                Err(format!("passes, but is listed as a known failure (\"{reason}\"): take it off known-failures.toml"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# why\n[known]\n\"programs::a\" = \"no sockets\"\n[stress]\n\"junit::b\" = \"slow\"\n";

    #[test]
    fn sections_count_as_told() {
        let plain = Known::parse(LIST, false).expect("valid list");
        assert_eq!(plain.reason("programs::a"), Some("no sockets"));
        assert_eq!(plain.reason("junit::b"), None);
        let stress = Known::parse(LIST, true).expect("valid list");
        assert_eq!(stress.reason("junit::b"), Some("slow"));
    }

    #[test]
    fn an_unexpected_pass_fails() {
        let k = Known::parse(LIST, false).expect("valid list");
        assert!(k.judge("programs::a", Ok(())).is_err());
        assert!(k.judge("programs::a", Err("x".into())).is_ok());
        assert!(k.judge("programs::z", Err("x".into())).is_err());
        assert!(k.judge("programs::z", Ok(())).is_ok());
    }

    #[test]
    fn a_reason_is_required() {
        assert!(Known::parse("\"a\" = \"\"", false).is_err());
        assert!(Known::parse("a = 1", false).is_err());
    }
}
