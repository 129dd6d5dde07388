//! A patch: the class files that are applied as one unit or not at all, and how.

use jvm::Symbol;
use jvm::class::ClassRef;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One class file of a patch.
#[derive(Clone, Debug)]
pub struct PatchFile {
    /// Where it came from, for messages.
    pub origin: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Only this class is meant; `None`: every class of the name, or of the shape (rule 3.7).
    pub only: Option<ClassRef>,
    /// It is what it was, and stands beside files that have changed: it may show which loaded class is which (rule 3.7).
    pub beside: bool,
}

impl PatchFile {
    /// A class file for every class of its name.
    pub fn new(origin: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> PatchFile {
        PatchFile { origin: origin.into(), bytes: bytes.into(), only: None, beside: false }
    }
}

/// What becomes of static fields (rule 5.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statics {
    /// Initializers of new static fields run; values of others are kept.
    #[default]
    New,
    /// Changed initializers run as well.
    Changed,
    /// None run.
    Default,
}

/// What becomes of instances whose layout or supertypes change (rule 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Instance {
    /// They are converted while the world is stopped.
    #[default]
    Migrate,
    /// They stay with their version.
    Keep,
    /// Each is converted when it is first touched, the rest by the next full collection.
    Lazy,
}

impl Instance {
    /// Its word on a command line and in a patch file.
    pub fn word(self) -> &'static str {
        match self {
            Instance::Migrate => "migrate",
            Instance::Keep => "keep",
            Instance::Lazy => "lazy",
        }
    }

    fn parse(text: &str) -> Option<Instance> {
        [Instance::Migrate, Instance::Keep, Instance::Lazy].into_iter().find(|policy| policy.word() == text)
    }
}

/// The instance policy of a patch: one for all classes, and for some by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instances {
    /// Where nothing else is said.
    pub all: Instance,
    /// External names of classes, with theirs.
    pub classes: Vec<(String, Instance)>,
}

impl Instances {
    /// What [`Self::parse`] reads, for messages.
    pub const FORM: &'static str = "migrate, keep or lazy, then CLASS=migrate and so on, with commas between";

    /// Reads `keep`, `migrate,shop.Ticket=keep`, `shop.Ticket=keep`.
    pub fn parse(text: &str) -> Option<Instances> {
        let mut instances = Instances::default();
        for (at, part) in text.split(',').enumerate() {
            match part.split_once('=') {
                Some((class, policy)) if !class.is_empty() => {
                    instances.classes.push((class.to_owned(), Instance::parse(policy)?));
                }
                None if at == 0 => instances.all = Instance::parse(part)?,
                _ => return None,
            }
        }
        Some(instances)
    }

    /// Of one class.
    pub fn of(&self, class: &str) -> Instance {
        self.classes.iter().rev().find(|(name, _)| name == class).map_or(self.all, |(_, policy)| *policy)
    }
}

impl std::fmt::Display for Instances {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.all.word())?;
        self.classes.iter().try_for_each(|(class, policy)| write!(f, ",{class}={}", policy.word()))
    }
}

/// When a patch is applied (rule 6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// As soon as all threads are stopped.
    #[default]
    Now,
    /// When no stack holds a method of a class of the patch; given up after this long.
    Quiescent(Duration),
}

impl When {
    /// How long `quiescent` waits if nothing is said.
    pub const PATIENCE: Duration = Duration::from_secs(10);

    /// Reads `now`, `quiescent`, `quiescent:5s`, `quiescent:200ms`.
    pub fn parse(text: &str) -> Option<When> {
        match text.split_once(':') {
            None if text == "now" => Some(When::Now),
            None if text == "quiescent" => Some(When::Quiescent(When::PATIENCE)),
            Some(("quiescent", limit)) => parse_time(limit).map(When::Quiescent),
            _ => None,
        }
    }
}

/// How a patch is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Instances whose layout or supertypes change.
    pub instances: Instances,
    /// Static fields.
    pub statics: Statics,
    /// When.
    pub when: When,
    /// The patch takes the one before back: fields that it dropped come back with their values.
    pub undo: bool,
    /// Stop after the plan: nothing is applied.
    pub dry_run: bool,
    /// Say the plan before the report.
    pub explain: bool,
    /// How long migrations and validations of the patch may take together; [`Policy::MIGRATION_TIME`] if nothing is said.
    pub migration_time: Option<Duration>,
}

impl Policy {
    /// How long migration code may take if nothing is said.
    pub const MIGRATION_TIME: Duration = Duration::from_secs(10);
}

/// Reads `5s`, `200ms`, `7`; plain numbers are seconds.
pub fn parse_time(text: &str) -> Option<Duration> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s').unwrap_or(text), 1000),
    };
    Some(Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(unit)?))
}

/// Whether classes of a patch that are not loaded are offered to loaders (rule 1.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offers {
    /// The class path has them.
    #[default]
    Never,
    /// To the loaders of the patch's loaded classes.
    BesideOthers,
    /// To these, or where there are none to the class path's.
    Always,
}

/// Class files that belong together.
#[derive(Clone, Debug)]
pub struct Patch {
    /// New and changed class files.
    pub files: Vec<PatchFile>,
    /// External names of classes that are no more.
    pub removed: Vec<String>,
    /// Who supplies its classes that are not loaded.
    pub offers: Offers,
    /// Names that classes get, where that is known; true for one that no class file has.
    pub names: Vec<(ClassRef, Symbol, bool)>,
    /// How it is applied.
    pub policy: Policy,
    /// When the first sign of the change was seen.
    pub first_event: Instant,
}

impl Statics {
    /// Reads `new`, `changed`, `default`.
    pub fn parse(text: &str) -> Option<Statics> {
        match text {
            "new" => Some(Statics::New),
            "changed" => Some(Statics::Changed),
            "default" => Some(Statics::Default),
            _ => None,
        }
    }
}

impl Patch {
    /// A patch of these files, seen now.
    pub fn new(files: Vec<PatchFile>) -> Patch {
        Patch {
            files,
            removed: Vec::new(),
            names: Vec::new(),
            offers: Offers::Never,
            policy: Policy::default(),
            first_event: Instant::now(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_read_and_written() {
        for text in ["migrate", "keep", "lazy", "migrate,shop.Ticket=keep", "keep,a.B=lazy,c.D$E=keep"] {
            assert_eq!(Instances::parse(text).map(|read| read.to_string()).as_deref(), Some(text));
        }
        let read = Instances::parse("shop.Ticket=keep").unwrap();
        assert_eq!((read.of("shop.Ticket"), read.of("shop.Ticke")), (Instance::Keep, Instance::Migrate));
        for wrong in ["", "all", "keep,", "keep,migrate", "a.B=", "=keep", "a.B=all"] {
            assert_eq!(Instances::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn when_is_read() {
        assert_eq!(When::parse("now"), Some(When::Now));
        assert_eq!(When::parse("quiescent"), Some(When::Quiescent(Duration::from_secs(10))));
        assert_eq!(When::parse("quiescent:3s"), Some(When::Quiescent(Duration::from_secs(3))));
        assert_eq!(When::parse("quiescent:3"), Some(When::Quiescent(Duration::from_secs(3))));
        assert_eq!(When::parse("quiescent:250ms"), Some(When::Quiescent(Duration::from_millis(250))));
        for wrong in
            ["", "later", "now:3", "quiescent:", "quiescent:-1", "quiescent:x", "quiescent:99999999999999999999"]
        {
            assert_eq!(When::parse(wrong), None, "{wrong:?}");
        }
    }
}
