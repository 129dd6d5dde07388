//! Why a patch is refused: all reasons, each with a rule of docs/redefinition.md and a way out.

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
    /// External name of the error that Java knows this by.
    pub error: String,
}

/// What Java calls a change that is not made.
const UNSUPPORTED: &str = "java.lang.UnsupportedOperationException";

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
            rule: "2.2",
            reason,
            way_out: "recompile it and save it again",
            error: "java.lang.ClassFormatError".to_owned(),
        });
    }

    /// A change of the closed list of rule 8.
    pub(crate) fn forbidden(&mut self, class: &str, member: Option<String>, rule: &'static str, reason: &str) {
        self.0.push(Refusal {
            class: class.to_owned(),
            member,
            rule,
            reason: reason.to_owned(),
            way_out: "restart the program to take it in",
            error: UNSUPPORTED.to_owned(),
        });
    }

    /// A class with instances that would come below a special class, or leave it.
    pub(crate) fn crosses(&mut self, class: &str, ancestor: &str) {
        let text = format!("a class with instances cannot move into or out of {}", ancestor.replace('/', "."));
        self.forbidden(class, None, "8.3", &text);
    }

    /// A reason against the patch as a whole.
    pub(crate) fn whole(&mut self, rule: &'static str, reason: String, way_out: &'static str) {
        self.0.push(Refusal {
            class: "the patch".into(),
            member: None,
            rule,
            reason,
            way_out,
            error: UNSUPPORTED.to_owned(),
        });
    }
}
