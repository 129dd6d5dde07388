//! What an update would do, for people and for tools: the plan, with what the running program adds to it. Its text is
//! stable: the same program in the same state gives the same lines.

use crate::diff::Kind;
use crate::json::{list, quote};
use crate::migration::Found;
use crate::plan::Plan;
use crate::report::renamed;
use crate::report::renames;
use jvm::versioning::{self, OldFrame, StagedClass};
use jvm::{ClassRef, Thread};
use objectspace::Collection;
use std::fmt::Write;

/// One class that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassPlan {
    /// External name.
    pub class: String,
    /// Number of the version that is current.
    pub version: u32,
    /// Strongest kind.
    pub kind: Kind,
    /// Members and what would happen to them.
    pub members: Vec<String>,
    /// Static fields whose initializer would run.
    pub statics: Vec<String>,
}

/// A plan that was not carried out, or not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Classes that would change.
    pub classes: Vec<ClassPlan>,
    /// Classes that load as new when first used.
    pub not_loaded: Vec<String>,
    /// Anonymous and local classes with their old and new names.
    pub renamed: Vec<(String, String)>,
    /// The same of those that nothing in the patch has become.
    pub nameless: Vec<(String, String)>,
    /// Classes that are what they were.
    pub unchanged: Vec<String>,
    /// Live instances of the classes whose instances change, the classes below them included.
    pub instances: Vec<(String, u64)>,
    /// Migrations and validations that would run.
    pub code: Vec<String>,
    /// Frames that would go on in old code.
    pub old_frames: Vec<OldFrame>,
    /// What a person should know.
    pub warnings: Vec<String>,
}

/// Looks at the program and says what the plan comes to. Counts live instances by a full collection.
pub fn explain(thread: &mut Thread, plan: &Plan, staged: &[StagedClass]) -> Explanation {
    let vm = thread.vm().clone();
    let classes: Vec<ClassRef> = plan.classes.iter().map(|planned| planned.class).collect();
    let mut shaped: Vec<ClassRef> = Vec::new();
    for (planned, staged) in plan.classes.iter().zip(staged) {
        if planned.diff.kind() >= Some(Kind::Format) || staged.supers().is_some() {
            for below in versioning::subtree(planned.class) {
                if !shaped.contains(&below) {
                    shaped.push(below);
                }
            }
        }
    }
    let (mut old_frames, instances) = thread.mutator.stop_world(|world| {
        if !shaped.is_empty() {
            world.collect(Collection::Full);
        }
        let live = |class: &ClassRef| class.layout().map_or(0, |layout| vm.heap.layout(layout).live_count());
        let counts: Vec<(String, u64)> = shaped.iter().map(|class| (class.external_name(), live(class))).collect();
        (versioning::old_frames(world, &vm, &classes), counts)
    });
    old_frames.sort_by(|a, b| (&a.thread, &a.method, a.line).cmp(&(&b.thread, &b.method, b.line)));
    let mut instances: Vec<_> = instances.into_iter().filter(|(_, count)| *count > 0).collect();
    instances.sort();
    let is_code = |name: &String| plan.code.iter().any(|found| found.name == *name);
    let mut explanation = Explanation {
        classes: plan.classes.iter().map(class_plan).collect(),
        not_loaded: plan.not_loaded.iter().filter(|name| !is_code(name)).cloned().collect(),
        renamed: renamed(&plan.naming, false),
        nameless: renamed(&plan.naming, true),
        unchanged: plan.unchanged.clone(),
        instances,
        code: plan.code.iter().map(Found::text).collect(),
        old_frames,
        warnings: plan.warnings.clone(),
    };
    explanation.classes.sort_by(|a, b| a.class.cmp(&b.class));
    explanation.not_loaded.sort();
    explanation.unchanged.sort();
    explanation.warnings.sort();
    explanation
}

fn class_plan(planned: &crate::plan::PlannedClass) -> ClassPlan {
    ClassPlan {
        class: planned.class.external_name(),
        version: planned.class.current().map_or(0, |version| version.number),
        kind: planned.diff.kind().unwrap_or(Kind::Body),
        members: planned
            .diff
            .changes
            .iter()
            .map(|change| match &change.member {
                Some(member) => format!("{}: {member}: {}", change.kind, change.what),
                None => format!("{}: {}", change.kind, change.what),
            })
            .collect(),
        statics: planned.statics.iter().map(|slice| slice.field.clone()).collect(),
    }
}

impl Explanation {
    /// For people. `applied_next`: the update follows at once.
    pub fn text(&self, applied_next: bool) -> String {
        let end = if applied_next { "" } else { "; nothing is applied" };
        let count = self.classes.len();
        let mut out = format!("jrun: plan: {count} class{}{end}\n", if count == 1 { "" } else { "es" });
        for class in &self.classes {
            let next = class.version + 1;
            let _ = writeln!(out, "jrun:   {}#{} becomes #{next} ({})", class.class, class.version, class.kind);
            for member in &class.members {
                let _ = writeln!(out, "jrun:     {member}");
            }
            for field in &class.statics {
                let _ = writeln!(out, "jrun:     initializer of {field} runs");
            }
        }
        for class in &self.not_loaded {
            let _ = writeln!(out, "jrun:   {class} is not loaded: it loads as new when first used");
        }
        for (from, to) in &self.renamed {
            let _ = writeln!(out, "jrun:   {from} -> {to}");
        }
        for (from, to) in &self.nameless {
            let _ = writeln!(out, "jrun:   {from} becomes nothing: it lives on without its name, as {to}");
        }
        for class in &self.unchanged {
            let _ = writeln!(out, "jrun:   {class} does not change");
        }
        for (class, count) in &self.instances {
            let _ = writeln!(out, "jrun:   {count} live instance{} of {class}", if *count == 1 { "" } else { "s" });
        }
        for line in &self.code {
            let _ = writeln!(out, "jrun:   {line}");
        }
        for frame in &self.old_frames {
            let line = frame.line.map_or_else(String::new, |line| format!(" at line {line}"));
            let _ = writeln!(out, "jrun:   {} would go on in old code{line} (thread {})", frame.method, frame.thread);
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
                    "{{\"class\":{},\"version\":{},\"kind\":\"{}\",\"members\":{},\"statics\":{}}}",
                    quote(&class.class),
                    class.version,
                    class.kind,
                    list(&class.members),
                    list(&class.statics)
                )
            })
            .collect();
        let instances: Vec<String> = self
            .instances
            .iter()
            .map(|(class, count)| format!("{{\"class\":{},\"instances\":{count}}}", quote(class)))
            .collect();
        let frames: Vec<String> = self
            .old_frames
            .iter()
            .map(|frame| {
                let line = frame.line.map_or_else(|| "null".to_owned(), |line| line.to_string());
                format!("{{\"thread\":{},\"method\":{},\"line\":{line}}}", quote(&frame.thread), quote(&frame.method))
            })
            .collect();
        format!(
            "{{\"outcome\":\"planned\",\"classes\":[{}],\"notLoaded\":{},\"renamed\":{},\"nameless\":{},\"unchanged\":{},\"instances\":[{}],\"code\":{},\"oldFrames\":[{}],\"warnings\":{}}}\n",
            classes.join(","),
            list(&self.not_loaded),
            renames(&self.renamed),
            renames(&self.nameless),
            list(&self.unchanged),
            instances.join(","),
            list(&self.code),
            frames.join(","),
            list(&self.warnings)
        )
    }
}
