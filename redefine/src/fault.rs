//! Injected faults: a stage of the pipeline fails when it has done its work, before the patch is in force or where it can still be
//! taken back. For the stress mode, by which tests see that a refused patch changes nothing.

use crate::refusal::Refusals;
use parking_lot::Mutex;
use std::str::FromStr;

/// A stage that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Class files were read.
    Parse,
    /// They were compared with the current versions.
    Plan,
    /// Versions were built.
    Stage,
    /// They were verified.
    Verify,
    /// The world is held, the classes of the patch that are new are ready for their loaders.
    Offer,
    /// The new shape of the classes was computed.
    Shape,
    /// Everything is in place to convert the instances, and the heap is too small for it.
    Migrate,
    /// Everything is in force, and the initializers have run.
    Initialize,
    /// The N-th allocation after the commit finds no memory: of copies of instances, initializers, migrations, validations.
    /// Should their code cope with that, it fails at their end.
    Memory,
    /// Code of the patch has no time at all.
    Time,
    /// Initializers, migrations and validations have run.
    Validate,
}

impl Stage {
    /// All of them, in their order, with their names.
    pub const ALL: [(&'static str, Stage); 11] = [
        ("parse", Stage::Parse),
        ("plan", Stage::Plan),
        ("stage", Stage::Stage),
        ("verify", Stage::Verify),
        ("offer", Stage::Offer),
        ("shape", Stage::Shape),
        ("migrate", Stage::Migrate),
        ("initialize", Stage::Initialize),
        ("memory", Stage::Memory),
        ("time", Stage::Time),
        ("validate", Stage::Validate),
    ];
}

/// Which stage fails, and at which attempt: `verify` or `verify:2`. Of `memory`, the first attempt, and the number is that of
/// the allocation.
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
    armed: Mutex<Armed>,
}

#[derive(Debug, Default)]
struct Armed {
    wanted: Option<Fault>,
    /// How often its stage has been passed.
    passed: u64,
}

impl Faults {
    /// The faults of a space; none unless one is wanted.
    pub fn new(wanted: Option<Fault>) -> Faults {
        Faults { armed: Mutex::new(Armed { wanted, passed: 0 }) }
    }

    /// Wants another from now on.
    pub fn arm(&self, wanted: Option<Fault>) {
        *self.armed.lock() = Armed { wanted, passed: 0 };
    }

    /// A stage has done its work.
    pub fn pass(&self, stage: Stage) -> Result<(), Refusals> {
        if self.strikes(stage) { Err(Faults::struck(stage)) } else { Ok(()) }
    }

    /// What a fault refuses a patch for.
    pub fn struck(stage: Stage) -> Refusals {
        let mut refusals = Refusals::default();
        refusals.whole("2.1", format!("a fault was injected after {stage:?}"), "apply it once more");
        refusals
    }

    /// Is this the attempt at which the stage fails?
    pub fn strikes(&self, stage: Stage) -> bool {
        let mut armed = self.armed.lock();
        let Some(wanted) = armed.wanted.filter(|wanted| wanted.stage == stage) else { return false };
        armed.passed += 1;
        armed.passed == wanted.attempt
    }

    /// The allocation that fails.
    pub fn starving_allocation(&self) -> Option<u64> {
        let mut armed = self.armed.lock();
        let wanted = armed.wanted.filter(|wanted| wanted.stage == Stage::Memory)?;
        armed.passed += 1;
        (armed.passed == 1).then_some(wanted.attempt)
    }

    /// Must what is in force be taken back?
    pub fn comes_after_publication(&self) -> bool {
        let Armed { wanted, passed } = *self.armed.lock();
        wanted.is_some_and(|wanted| match wanted.stage {
            Stage::Memory => passed == 0,
            stage => stage >= Stage::Initialize && passed < wanted.attempt,
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
    fn one_allocation_fails() {
        let faults = Faults::new(Some("memory:7".parse().unwrap()));
        assert!(faults.comes_after_publication());
        assert_eq!((faults.starving_allocation(), faults.starving_allocation()), (Some(7), None));
        assert!(!faults.comes_after_publication());
    }

    #[test]
    fn what_is_no_fault_is_said() {
        for wrong in ["", "commit", "verify:", "verify:0", "verify:x", "verify=1"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong:?}");
        }
        assert_eq!("validate".parse::<Fault>().unwrap(), Fault { stage: Stage::Validate, attempt: 1 });
    }
}
