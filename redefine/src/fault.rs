//! Injected faults: a stage of the pipeline fails when it has done its work and nothing is in force yet. For the stress mode, by
//! which tests see that a refused patch changes nothing.

use crate::refusal::Refusals;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// A stage that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Class files were read and compared.
    Plan,
    /// Versions were built.
    Stage,
    /// They were verified.
    Verify,
    /// The world is held, the classes of the patch that are new are ready for their loaders.
    Offer,
    /// The new shape of the classes was computed.
    Shape,
    /// Everything is in force; initializers, migrations and validations have run.
    Validate,
}

impl Stage {
    /// All of them, in their order, with their names.
    pub const ALL: [(&'static str, Stage); 6] = [
        ("plan", Stage::Plan),
        ("stage", Stage::Stage),
        ("verify", Stage::Verify),
        ("offer", Stage::Offer),
        ("shape", Stage::Shape),
        ("validate", Stage::Validate),
    ];
}

/// Which stage fails, and at which attempt: `verify` or `verify:2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stage.
    pub stage: Stage,
    /// The first attempt is number 1.
    pub attempt: u64,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Fault, String> {
        let (name, attempt) = text.split_once(':').unwrap_or((text, "1"));
        let names = || Stage::ALL.map(|(name, _)| name).join(", ");
        let found = Stage::ALL.into_iter().find(|(stage, _)| *stage == name);
        let (_, stage) = found.ok_or_else(|| format!("`{name}` is no stage; there are {}", names()))?;
        match attempt.parse() {
            Ok(attempt) if attempt > 0 => Ok(Fault { stage, attempt }),
            _ => Err(format!("`{attempt}` is no number of an attempt")),
        }
    }
}

/// Fails where it is told to.
#[derive(Debug, Default)]
pub struct Faults {
    wanted: Option<Fault>,
    attempts: AtomicU64,
}

impl Faults {
    /// The faults of a space; none unless one is wanted.
    pub fn new(wanted: Option<Fault>) -> Faults {
        Faults { wanted, attempts: AtomicU64::new(0) }
    }

    /// A stage has done its work.
    pub fn pass(&self, stage: Stage) -> Result<(), Refusals> {
        let Some(wanted) = self.wanted.filter(|wanted| wanted.stage == stage) else { return Ok(()) };
        if self.attempts.fetch_add(1, Ordering::Relaxed) + 1 != wanted.attempt {
            return Ok(());
        }
        let mut refusals = Refusals::default();
        refusals.whole("2.1", format!("a fault was injected after {stage:?}"), "apply it once more");
        Err(refusals)
    }

    /// Must what is in force be taken back?
    pub fn comes_after_publication(&self) -> bool {
        self.wanted.is_some_and(|wanted| {
            wanted.stage == Stage::Validate && self.attempts.load(Ordering::Relaxed) < wanted.attempt
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_once() {
        let faults = Faults::new(Some("shape:2".parse().unwrap()));
        assert!(faults.pass(Stage::Plan).is_ok());
        assert!(faults.pass(Stage::Shape).is_ok());
        assert!(faults.pass(Stage::Verify).is_ok());
        let struck = faults.pass(Stage::Shape).unwrap_err();
        assert_eq!(struck.0[0].reason, "a fault was injected after Shape");
        assert!(faults.pass(Stage::Shape).is_ok());
    }

    #[test]
    fn what_is_no_fault_is_said() {
        for wrong in ["", "commit", "verify:", "verify:0", "verify:x", "verify=1"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong:?}");
        }
        assert_eq!("validate".parse::<Fault>().unwrap(), Fault { stage: Stage::Validate, attempt: 1 });
    }
}
