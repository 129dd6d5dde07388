//! What an update came to, for people and for tools. The same content in both forms.

use crate::diff::Kind;
use crate::explain::Explanation;
use crate::json::{list, quote};
use crate::migration::Ran;
use crate::plan::PlannedClass;
use crate::refusal::Refusals;
use jvm::Symbol;
use jvm::versioning::{Naming, OldFrame};
use std::fmt::Write;
use std::time::Duration;

/// One updated class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassReport {
    /// External name.
    pub class: String,
    /// Number of the version that is current now.
    pub version: u32,
    /// Strongest kind.
    pub kind: Kind,
    /// Members and what happened to them.
    pub members: Vec<String>,
}

impl ClassReport {
    /// Of a class whose current version is the patch's.
    pub fn of(planned: &PlannedClass) -> ClassReport {
        ClassReport {
            class: planned.class.external_name(),
            version: planned.class.current().map_or(0, |version| version.number),
            kind: planned.diff.kind().unwrap_or(Kind::Body),
            members: planned
                .diff
                .changes
                .iter()
                .map(|change| match &change.member {
                    Some(member) => format!("{member} ({})", change.what),
                    None => change.what.clone(),
                })
                .collect(),
        }
    }
}

/// An applied update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Number of the update in this space, from 1.
    pub number: u64,
    /// Number of the update that it took back.
    pub undoes: Option<u64>,
    /// The plan, where it was asked for.
    pub plan: Option<Box<Explanation>>,
    /// Updated classes.
    pub classes: Vec<ClassReport>,
    /// Classes that load normally when first used.
    pub not_loaded: Vec<String>,
    /// Anonymous and local classes with their old and new names.
    pub renamed: Vec<(String, String)>,
    /// The same of those that nothing in the patch has become.
    pub nameless: Vec<(String, String)>,
    /// Classes whose instances moved to a new layout, and how many.
    pub migrated: Vec<(String, u64)>,
    /// Classes whose instances of before stay with an old version, and its number.
    pub kept: Vec<(String, u32)>,
    /// Classes whose instances are converted when they are first touched.
    pub lazy: Vec<String>,
    /// Fields whose initializer ran, or whose constant was stored.
    pub initialized: Vec<String>,
    /// Migrations and validations of the patch, and what they have done.
    pub ran: Vec<Ran>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Frames that go on in old code.
    pub old_frames: Vec<OldFrame>,
    /// From the first sign of the change to the commit.
    pub since_event: Duration,
    /// From the request to stop to the last thread stopped.
    pub time_to_stop: Duration,
    /// From the first thread stopped to the last released.
    pub pause: Duration,
}

/// Members in one line; those of which only the lines moved are counted when they are many.
fn shortened(members: &[String]) -> String {
    const MANY: usize = 3;
    let (moved, others): (Vec<&String>, Vec<&String>) =
        members.iter().partition(|member| member.ends_with("(line numbers changed)"));
    if moved.len() <= MANY {
        return members.join(", ");
    }
    let mut parts: Vec<String> = others.into_iter().cloned().collect();
    parts.push(format!("line numbers of {} methods", moved.len()));
    parts.join(", ")
}

/// What the stress mode says at the end: the tests sum it up.
pub(crate) fn identities(commits: u64) -> String {
    format!("jrun: stress: {commits} identity updates of every class\n")
}

/// For tools: pairs of names.
pub(crate) fn renames(names: &[(String, String)]) -> String {
    let pairs = names.iter().map(|(from, to)| format!("{{\"from\":{},\"to\":{}}}", quote(from), quote(to)));
    format!("[{}]", pairs.collect::<Vec<_>>().join(","))
}

fn millis(duration: Duration) -> String {
    format!("{:.3} ms", duration.as_secs_f64() * 1000.0)
}

impl Report {
    /// For people.
    pub fn text(&self) -> String {
        let mut out = self.plan.as_ref().map_or_else(String::new, |plan| plan.text(true));
        let _ = writeln!(
            out,
            "jrun: update {} applied{}: {} class{} in {} (stop {}, pause {})",
            self.number,
            self.undoes.map_or_else(String::new, |undone| format!(", undoing update {undone}")),
            self.classes.len(),
            if self.classes.len() == 1 { "" } else { "es" },
            millis(self.since_event),
            millis(self.time_to_stop),
            millis(self.pause)
        );
        for class in &self.classes {
            let members = shortened(&class.members);
            let _ = writeln!(out, "jrun:   {} {}#{}: {members}", class.kind, class.class, class.version);
        }
        if !self.not_loaded.is_empty() {
            let _ = writeln!(out, "jrun:   not loaded yet, will load as new: {}", self.not_loaded.join(", "));
        }
        for (from, to) in &self.renamed {
            let _ = writeln!(out, "jrun:   {from} -> {to}");
        }
        for (from, to) in &self.nameless {
            let _ = writeln!(out, "jrun:   {from} has become nothing: it lives on without its name, as {to}");
        }
        for (class, count) in &self.migrated {
            let _ = writeln!(out, "jrun:   {count} instance{} of {class} migrated", if *count == 1 { "" } else { "s" });
        }
        for (class, number) in &self.kept {
            let _ = writeln!(out, "jrun:   instances of {class} stay with {class}#{number}");
        }
        for class in &self.lazy {
            let _ = writeln!(out, "jrun:   instances of {class} are converted when they are first touched");
        }
        for ran in &self.ran {
            let _ = writeln!(out, "jrun:   {}", ran.text());
        }
        if !self.initialized.is_empty() {
            let _ = writeln!(out, "jrun:   initialized: {}", self.initialized.join(", "));
        }
        for frame in &self.old_frames {
            let line = frame.line.map_or_else(String::new, |line| format!(" at line {line}"));
            let _ = writeln!(out, "jrun:   {} goes on in old code{line} (thread {})", frame.method, frame.thread);
        }
        for warning in &self.warnings {
            let _ = writeln!(out, "jrun:   warning: {warning}");
        }
        out
    }

    /// For tools: one line.
    pub fn json(&self) -> String {
        let classes: Vec<String> = self
            .classes
            .iter()
            .map(|class| {
                format!(
                    "{{\"class\":{},\"version\":{},\"kind\":\"{}\",\"members\":{}}}",
                    quote(&class.class),
                    class.version,
                    class.kind,
                    list(&class.members)
                )
            })
            .collect();
        let migrated: Vec<String> = self
            .migrated
            .iter()
            .map(|(class, count)| format!("{{\"class\":{},\"instances\":{count}}}", quote(class)))
            .collect();
        let kept: Vec<String> = self
            .kept
            .iter()
            .map(|(class, number)| format!("{{\"class\":{},\"version\":{number}}}", quote(class)))
            .collect();
        let ran: Vec<String> = self.ran.iter().map(Ran::json).collect();
        let frames: Vec<String> = self
            .old_frames
            .iter()
            .map(|frame| {
                let line = frame.line.map_or_else(|| "null".to_owned(), |line| line.to_string());
                format!("{{\"thread\":{},\"method\":{},\"line\":{line}}}", quote(&frame.thread), quote(&frame.method))
            })
            .collect();
        format!(
            "{{\"update\":{},\"outcome\":\"applied\",\"undoes\":{},\"classes\":[{}],\"notLoaded\":{},\"renamed\":{},\"nameless\":{},\"migrated\":[{}],\"kept\":[{}],\"lazy\":{},\"initialized\":{},\"ran\":[{}],\"oldFrames\":[{}],\"warnings\":{},\"sinceEventMicros\":{},\"timeToStopMicros\":{},\"pauseMicros\":{},\"pause_ns\":{}}}\n",
            self.number,
            self.undoes.map_or_else(|| "null".to_owned(), |undone| undone.to_string()),
            classes.join(","),
            list(&self.not_loaded),
            renames(&self.renamed),
            renames(&self.nameless),
            migrated.join(","),
            kept.join(","),
            list(&self.lazy),
            list(&self.initialized),
            ran.join(","),
            frames.join(","),
            list(&self.warnings),
            self.since_event.as_micros(),
            self.time_to_stop.as_micros(),
            self.pause.as_micros(),
            self.pause.as_nanos()
        )
    }
}

impl Refusals {
    /// For people.
    pub fn text(&self) -> String {
        let mut out = String::from("jrun: update refused; the program goes on unchanged\n");
        for refusal in &self.0 {
            let _ = writeln!(out, "jrun:   {refusal}");
        }
        out
    }

    /// For tools: one line.
    pub fn json(&self) -> String {
        let refusals: Vec<String> = self
            .0
            .iter()
            .map(|refusal| {
                format!(
                    "{{\"class\":{},\"member\":{},\"rule\":{},\"reason\":{},\"wayOut\":{}}}",
                    quote(&refusal.class),
                    refusal.member.as_deref().map_or_else(|| "null".to_owned(), quote),
                    quote(refusal.rule),
                    quote(&refusal.reason),
                    quote(refusal.way_out)
                )
            })
            .collect();
        format!("{{\"outcome\":\"refused\",\"refusals\":[{}]}}\n", refusals.join(","))
    }
}

/// Old and new names, of classes that something has become of, or of those that have lost theirs.
pub(crate) fn renamed(naming: &Naming, nameless: bool) -> Vec<(String, String)> {
    let external = |name: Symbol| name.as_str().replace('/', ".");
    let wanted = naming.renames.iter().filter(|rename| rename.nameless == nameless);
    let mut names: Vec<(String, String)> = wanted.map(|rename| (external(rename.from), external(rename.to))).collect();
    names.sort();
    names
}
