//! `-XX:` flags: the names that HotSpot 17 knows, the checks it makes, and its texts when a flag is wrong.
//!
//! Never: gives a flag a meaning; the three that have one are read in [`super::machine`].

use std::collections::HashMap;
use std::sync::OnceLock;

/// A flag that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Its name.
    pub name: String,
    /// Its value: `true` or `false` for switches, else the text behind `=`.
    pub value: String,
}

/// When a flag may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Availability {
    Product,
    Diagnostic,
    Experimental,
}

/// What its value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Switch,
    Signed,
    Unsigned,
    Fraction,
    Text,
}

const TABLE: &str = include_str!("vm-flags.txt");

/// Flags of which JDK 17 says that they are deprecated, and since when.
const DEPRECATED: [(&str, &str); 19] = [
    ("AllowRedefinitionToAddDeleteMethods", "13.0"),
    ("AlwaysLockClassLoader", "17.0"),
    ("BiasedLockingBulkRebiasThreshold", "15.0"),
    ("BiasedLockingBulkRevokeThreshold", "15.0"),
    ("BiasedLockingDecayTime", "15.0"),
    ("BiasedLockingStartupDelay", "15.0"),
    ("CriticalJNINatives", "16.0"),
    ("FlightRecorder", "13.0"),
    ("InitialRAMFraction", "10.0"),
    ("MaxGCMinorPauseMillis", "8.0"),
    ("MaxRAMFraction", "10.0"),
    ("MinRAMFraction", "10.0"),
    ("PrintBiasedLockingStatistics", "15.0"),
    ("PrintPreciseBiasedLockingStatistics", "15.0"),
    ("TLABStats", "12.0"),
    ("UseBiasedLocking", "15.0"),
    ("UseOptoBiasInlining", "15.0"),
    ("CreateMinidumpOnCrash", "9.0"),
    ("DefaultMaxRAMFraction", "8.0"),
];

/// What reading one flag gives.
pub(super) enum Reading {
    /// Accepted, with a warning if java gives one.
    Accepted(Flag, Option<String>),
    /// Refused with this text, which ends in a line break unless java's does not.
    Refused(String),
    /// Not a flag of HotSpot; the text to refuse it with.
    Unknown(String),
}

/// The switches that let other flags through.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Unlocked {
    diagnostic: bool,
    experimental: bool,
}

fn table() -> &'static HashMap<&'static str, (Availability, Kind)> {
    static NAMES: OnceLock<HashMap<&'static str, (Availability, Kind)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashMap::new();
        let mut group = (Availability::Product, Kind::Switch);
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            if let Some(heading) = line.strip_suffix(':') {
                group = heading_group(heading);
            } else {
                names.extend(line.split_whitespace().map(|name| (name, group)));
            }
        }
        names
    })
}

fn heading_group(heading: &str) -> (Availability, Kind) {
    let (availability, kind) = heading.split_once(' ').expect("vm-flags.txt: a heading has two words");
    let availability = match availability {
        "product" => Availability::Product,
        "diagnostic" => Availability::Diagnostic,
        "experimental" => Availability::Experimental,
        other => panic!("vm-flags.txt: unknown availability {other}"),
    };
    let kind = match kind {
        "switch" => Kind::Switch,
        "signed" => Kind::Signed,
        "unsigned" => Kind::Unsigned,
        "fraction" => Kind::Fraction,
        "text" => Kind::Text,
        other => panic!("vm-flags.txt: unknown kind {other}"),
    };
    (availability, kind)
}

/// Reads the text behind `-XX:`.
pub(super) fn read(text: &str, unlocked: &mut Unlocked) -> Reading {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'));
    let body = if sign.is_some() { &text[1..] } else { text };
    let (name, value) = match body.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (body, None),
    };
    let Some(&(availability, kind)) = table().get(name) else {
        return Reading::Unknown(unknown(name, body));
    };
    let locked = match availability {
        Availability::Diagnostic if !unlocked.diagnostic => Some(("diagnostic", "Diagnostic")),
        Availability::Experimental if !unlocked.experimental => Some(("experimental", "Experimental")),
        _ => None,
    };
    if let Some((word, option)) = locked.filter(|_| !name.starts_with("Unlock")) {
        return Reading::Refused(format!(
            "Error: VM option '{name}' is {word} and must be enabled via -XX:+Unlock{option}VMOptions.\nError: The unlock option must precede '{name}'.\n"
        ));
    }
    let accepted = match (kind, sign, value) {
        (Kind::Switch, Some(sign), None) => Ok(if sign == '+' { "true" } else { "false" }.to_owned()),
        (Kind::Switch, None, _) => Err(format!("Missing +/- setting for VM option '{body}'\n")),
        (kind, Some(_), None) if kind != Kind::Switch => Err(format!("Unexpected +/- setting in VM option '{body}'\n")),
        (kind, None, Some(value)) if fits(kind, value) => Ok(value.to_owned()),
        _ => Err(format!("Improperly specified VM option '{body}'\n")),
    };
    match accepted {
        Err(message) => Reading::Refused(message),
        Ok(value) => {
            let on = value == "true";
            match name {
                "UnlockDiagnosticVMOptions" => unlocked.diagnostic = on,
                "UnlockExperimentalVMOptions" => unlocked.experimental = on,
                _ => {}
            }
            let warning = DEPRECATED.iter().find(|(deprecated, _)| *deprecated == name).map(|(name, since)| {
                format!("OpenJDK 64-Bit Server VM warning: Option {name} was deprecated in version {since} and will likely be removed in a future release.")
            });
            Reading::Accepted(Flag { name: name.to_owned(), value }, warning)
        }
    }
}

fn fits(kind: Kind, value: &str) -> bool {
    match kind {
        Kind::Switch => false,
        Kind::Text => true,
        Kind::Unsigned => super::sizes::parse_size(value).is_ok(),
        Kind::Signed => super::sizes::parse_size(value.strip_prefix('-').unwrap_or(value)).is_ok(),
        Kind::Fraction => {
            let digits = value.strip_prefix('-').unwrap_or(value);
            let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
            [whole, part].iter().all(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

fn unknown(name: &str, body: &str) -> String {
    let mut message = format!("Unrecognized VM option '{body}'\n");
    if let Some((similar, kind)) = most_similar(name) {
        let (before, after) = if kind == Kind::Switch { ("(+/-)", "") } else { ("", "=<value>") };
        // java writes no line break here.
        message.push_str(&format!("Did you mean '{before}{similar}{after}'? "));
    }
    message
}

/// The known name that shares most letter pairs, if it shares enough.
fn most_similar(name: &str) -> Option<(&'static str, Kind)> {
    const ENOUGH: f64 = 0.7;
    let mut best: Option<(f64, &'static str, Kind)> = None;
    for (&known, &(_, kind)) in table() {
        let score = similarity(known.as_bytes(), name.as_bytes());
        let better = best
            .is_none_or(|(best_score, best_name, _)| score > best_score || score == best_score && known < best_name);
        if score >= ENOUGH && better {
            best = Some((score, known, kind));
        }
    }
    best.map(|(_, known, kind)| (known, kind))
}

/// Dice's coefficient over letter pairs: twice the shared pairs by the letters of both.
fn similarity(a: &[u8], b: &[u8]) -> f64 {
    let shared = a.windows(2).filter(|pair| b.windows(2).any(|other| other == *pair)).count();
    2.0 * shared as f64 / (a.len() + b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert!(table().len() > 800, "{}", table().len());
        assert_eq!(table()["UseSerialGC"], (Availability::Product, Kind::Switch));
        assert_eq!(table()["MaxHeapSize"], (Availability::Product, Kind::Unsigned));
        assert_eq!(table()["WhiteBoxAPI"], (Availability::Diagnostic, Kind::Switch));
    }

    #[test]
    fn unlocking_lets_diagnostic_flags_through() {
        let mut unlocked = Unlocked::default();
        assert!(
            matches!(read("+WhiteBoxAPI", &mut unlocked), Reading::Refused(text) if text.contains("is diagnostic"))
        );
        assert!(matches!(read("+UnlockDiagnosticVMOptions", &mut unlocked), Reading::Accepted(..)));
        assert!(matches!(read("+WhiteBoxAPI", &mut unlocked), Reading::Accepted(flag, None) if flag.value == "true"));
    }

    #[test]
    fn a_deprecated_flag_is_accepted_with_a_warning() {
        assert!(
            matches!(read("-UseBiasedLocking", &mut Unlocked::default()), Reading::Accepted(flag, Some(_)) if flag.value == "false")
        );
    }
}
