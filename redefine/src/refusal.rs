//! Why a patch is refused: all reasons, each with a rule of docs/redefinition.md and a way out.

use crate::diff::Kind;
use std::fmt;

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// External name of the class, or the file if it could not be read.
    pub class: String,
    /// The member, if one is at fault.
    pub member: Option<String>,
    /// Rule of docs/redefinition.md.
    pub rule: &'static str,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub way_out: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.class)?;
        if let Some(member) = &self.member {
            write!(f, ".{member}")?;
        }
        write!(f, ": {} (rule {}); {}", self.reason, self.rule, self.way_out)
    }
}

/// All reasons for which a patch was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    /// A file that is no class file.
    pub(crate) fn unreadable(&mut self, origin: &str, reason: String) {
        self.0.push(Refusal {
            class: origin.to_owned(),
            member: None,
            rule: "3.1",
            reason,
            way_out: "recompile it and save it again",
        });
    }

    /// A kind of change that is not applied yet.
    pub(crate) fn kind(&mut self, class: &str, member: Option<String>, kind: Kind, what: &str) {
        self.0.push(Refusal {
            class: class.to_owned(),
            member,
            rule: "2",
            reason: format!("{what} is a change of kind {kind}, which is not applied yet"),
            way_out: "restart the program to take it in",
        });
    }
}
