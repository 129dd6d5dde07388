//! The options that only `jrun` has: `--watch` and its companions, `--report`, `-Xstress:`.
//!
//! Never: the behaviour behind them; that is `redefine`'s and `objectspace`'s.

use jvm::interpreter::FieldCache;
use jvm::versioning::IdentityForm;
use redefine::fault::Fault;
use redefine::patch::parse_time;
use redefine::{Instances, Policy, Statics, When};
use std::time::Duration;

/// The form of update reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line, for tools.
    Json,
}

impl ReportFormat {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// The values of `--field-cache`.
pub(super) const FIELD_CACHES: &str = "none, paper or guarded";

/// What instructions remember.
pub(super) fn parse_field_cache(text: &str) -> Option<FieldCache> {
    match text {
        "none" => Some(FieldCache::None),
        "paper" => Some(FieldCache::Paper),
        "guarded" => Some(FieldCache::Guarded),
        _ => None,
    }
}

/// What becomes of the program when an update is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnRefusal {
    /// It goes on unchanged; the change stays pending.
    #[default]
    Keep,
    /// It starts again from the beginning, with the new classes.
    Restart,
    /// It ends.
    Exit,
}

/// How the program takes updates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateOptions {
    /// `--control`: listen for `jrun update` without `--watch`.
    pub control: bool,
    /// `--explain`: print the plan before each update.
    pub explain: bool,
    /// `--dry-run` with `--watch`: print the plan and apply nothing.
    pub dry_run: bool,
    /// `--undo-depth`: how many updates can be taken back.
    pub undo_depth: usize,
    /// `--instances`.
    pub instances: Instances,
    /// `--statics`.
    pub statics: Statics,
    /// `--when`.
    pub when: When,
    /// `--migration-time`.
    pub migration_time: Option<Duration>,
    /// `--on-refusal`.
    pub on_refusal: OnRefusal,
}

impl Default for UpdateOptions {
    fn default() -> Self {
        Self {
            control: false,
            explain: false,
            dry_run: false,
            undo_depth: 1,
            instances: Instances::default(),
            statics: Statics::default(),
            when: When::default(),
            migration_time: None,
            on_refusal: OnRefusal::default(),
        }
    }
}

impl UpdateOptions {
    /// Takes the value of an option.
    pub(super) fn set(&mut self, option: &str, value: &str) -> Result<(), String> {
        let wrong = |values: &str| format!("Error: {option} must be {values}, not `{value}`");
        match option {
            "--undo-depth" => self.undo_depth = value.parse().map_err(|_| wrong("a number"))?,
            "--instances" => self.instances = Instances::parse(value).ok_or_else(|| wrong(Instances::FORM))?,
            "--statics" => {
                self.statics = Statics::parse(value).ok_or_else(|| wrong("new, changed or default"))?;
            }
            "--when" => self.when = When::parse(value).ok_or_else(|| wrong("now or quiescent[:<time>]"))?,
            "--migration-time" => {
                self.migration_time = Some(parse_time(value).ok_or_else(|| wrong("a time like 5s or 200ms"))?);
            }
            _ => {
                self.on_refusal = match value {
                    "keep" => OnRefusal::Keep,
                    "restart" => OnRefusal::Restart,
                    "exit" => OnRefusal::Exit,
                    _ => return Err(wrong("keep, restart or exit")),
                }
            }
        }
        Ok(())
    }

    /// As the engine wants it.
    pub fn policy(&self) -> Policy {
        Policy {
            instances: self.instances.clone(),
            statics: self.statics,
            when: self.when,
            migration_time: self.migration_time,
            dry_run: self.dry_run,
            explain: self.explain,
            ..Policy::default()
        }
    }
}

/// `-Xstress:…`: modes that must not change what a program does. For testing the VM itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stress {
    /// `collect=N`: a collection at every N-th allocation on the slow path.
    pub collect: Option<u64>,
    /// `move`: every collection moves every object.
    pub move_everything: bool,
    /// `poison`: freed memory is overwritten.
    pub poison: bool,
    /// `redefine=N`, `relayout=N`, `keep=N`, `lazy=N`: every class is redefined to itself every N safe points.
    pub redefine: Option<u64>,
    /// Which of the three.
    pub form: IdentityForm,
    /// `tiny-stack`: Java stacks begin tiny and grow to their size step by step.
    pub tiny_stack: bool,
    /// `sanity`: the heap is walked and checked after every collection.
    pub sanity: bool,
    /// `rollback`: every second update is undone and applied again.
    pub rollback: bool,
    /// `collect-in-update`: a collection after every stage of an update.
    pub collect_in_update: bool,
    /// `fault=STAGE[:N]`: the N-th patch that comes so far is refused when that stage has done its work.
    pub fault: Option<Fault>,
}

impl Stress {
    /// Adds the modes of one `-Xstress:` option.
    pub(super) fn add(&mut self, text: &str) -> Result<(), String> {
        for mode in text.split(',') {
            if let Some(fault) = mode.strip_prefix("fault=") {
                self.fault = Some(fault.parse()?);
                continue;
            }
            let (name, count) = match mode.split_once('=') {
                Some((name, count)) => match count.parse::<u64>() {
                    Ok(count) if count > 0 => (name, Some(count)),
                    _ => return Err(format!("`{mode}` needs a number above 0")),
                },
                None => (mode, None),
            };
            match (name, count) {
                ("collect", Some(_)) => self.collect = count,
                ("redefine", Some(_)) => (self.redefine, self.form) = (count, IdentityForm::Body),
                ("relayout", Some(_)) => (self.redefine, self.form) = (count, IdentityForm::Relayout),
                ("keep", Some(_)) => (self.redefine, self.form) = (count, IdentityForm::Keep),
                ("lazy", Some(_)) => (self.redefine, self.form) = (count, IdentityForm::Lazy),
                ("move", None) => self.move_everything = true,
                ("poison", None) => self.poison = true,
                ("tiny-stack", None) => self.tiny_stack = true,
                ("sanity", None) => self.sanity = true,
                ("rollback", None) => self.rollback = true,
                ("collect-in-update", None) => self.collect_in_update = true,
                _ => {
                    return Err(format!(
                        "`{mode}` is no stress mode; there are collect=N, move, poison, redefine=N, relayout=N, keep=N, lazy=N, tiny-stack, sanity, rollback, collect-in-update, fault=STAGE"
                    ));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stress_modes() {
        let mut stress = Stress::default();
        stress.add("collect=7,move,poison").unwrap();
        stress.add("redefine=100,tiny-stack,sanity,rollback,collect-in-update").unwrap();
        stress.add("fault=verify:2").unwrap();
        let all = Stress {
            collect: Some(7),
            move_everything: true,
            poison: true,
            redefine: Some(100),
            form: IdentityForm::Body,
            tiny_stack: true,
            sanity: true,
            rollback: true,
            collect_in_update: true,
            fault: Some(Fault { stage: redefine::fault::Stage::Verify, attempt: 2 }),
        };
        assert_eq!(stress, all);
        for wrong in ["", "collect", "collect=0", "move=3", "redefine=x", "nothing", "fault", "fault=commit"] {
            assert!(Stress::default().add(wrong).is_err(), "{wrong:?}");
        }
    }
}
