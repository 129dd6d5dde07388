//! A patch that fails, at whatever stage and for whatever reason, changes nothing that the program or a walk of its heap can
//! see; without the fault the same patch is applied.

mod support;

use jrun::options::Launch;
use jrun::world::{Console, World};
use jvm::versioning::digest::digest;
use redefine::fault::{Fault, Stage};
use redefine::patch::PatchFile;
use redefine::{Offers, Outcome, Patch};
use std::fs::{self, File};
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{Folder, compile, compile_against, wait_until};

const PATIENCE: Duration = Duration::from_secs(60);

/// What the program says before.
const FIRST: &str = "base 0texttrueof 0truefalse leaf 2trueof 1truefalse base 2texttrueof 2truefalse leaf 6trueof 3truefalse \
                     base 4texttrueof 4truefalse leaf 10trueof 5truefalse base 6texttrueof 6truefalse leaf 14trueof 7truefalse \
                     leaf 6 8 call";

/// And once the patch is applied. `Main` was compiled when a count was an `int`.
const SECOND: &str = "Base 0more7NAMEDfreshtrueof 0truetrue Leaf 23trueof 1truetrue Base 2more7NAMEDfreshtrueof 2truetrue \
                      Leaf 63trueof 3truetrue Base 4more7NAMEDfreshtrueof 4truetrue Leaf 103trueof 5truetrue \
                      Base 6more7NAMEDfreshtrueof 6truetrue Leaf 143trueof 7truetrue \
                      Leaf 63 NoSuchFieldError call";

/// And with the migration of the patch.
const MIGRATED: &str = "Base 0text07NAMEDfreshtrueof 0truetrue Leaf 23trueof 1truetrue Base 2text27NAMEDfreshtrueof 2truetrue \
                        Leaf 63trueof 3truetrue Base 4text47NAMEDfreshtrueof 4truetrue Leaf 103trueof 5truetrue \
                        Base 6text67NAMEDfreshtrueof 6truetrue Leaf 143trueof 7truetrue \
                        Leaf 63 NoSuchFieldError call";

/// A program in a world of its own, which says what it sees when it is asked.
struct Program {
    world: World,
    input: File,
    out: PathBuf,
}

impl Program {
    fn start(folder: &Folder, name: &str) -> Program {
        let mut launch = Launch::of_class("Main", &folder.path().join("first").display().to_string());
        // Any stress mode turns the audit on.
        launch.stress.rollback = true;
        let (input, writer) = std::io::pipe().expect("a pipe");
        let (out, err) = (folder.path().join(format!("{name}.out")), folder.path().join(format!("{name}.err")));
        let file = |path: &Path| OwnedFd::from(File::create(path).expect("a file"));
        let console = Console { input: Some(input.into()), output: Some(file(&out)), error: Some(file(&err)) };
        let world = World::boot_on(&launch, console).expect("boots");
        world.start();
        Program { world, input: OwnedFd::from(writer).into(), out }
    }

    /// What the program sees now.
    fn says(&mut self) -> String {
        let printed = |out: &Path| fs::read_to_string(out).expect("a file that the world writes");
        let before = printed(&self.out).len();
        writeln!(self.input, "say").expect("the program reads");
        wait_until(PATIENCE, "the program's line", || printed(&self.out)[before..].ends_with('\n'));
        printed(&self.out)[before..].trim_end().to_owned()
    }

    fn digest(&self) -> Vec<String> {
        let digest = |thread: &mut jvm::Thread| {
            let vm = thread.vm().clone();
            Ok(thread.mutator.stop_world(|world| digest(world, &vm)))
        };
        self.world.attach("digest", digest).expect("attaches")
    }

    fn end(self) {
        drop(self.input);
        assert_eq!(self.world.wait(), 0);
        self.world.close(PATIENCE).expect("ends");
    }

    /// The next patch fails there.
    fn fails(&self, stage: Stage, attempt: u64) {
        self.world.updates().faults().arm(Some(Fault { stage, attempt }));
    }

    /// The patch is applied, as the first; what the program says then.
    fn applies(&mut self, patch: &Patch) -> String {
        match self.world.update(patch).expect("the world lives") {
            Outcome::Applied(report) => assert_eq!(report.number, 1),
            other => panic!("not applied: {other:?}"),
        }
        self.says()
    }

    /// The patch is refused for that reason, and nobody can see that it came; but a new class of it, which staging needed, may
    /// be loaded.
    fn refuses(&mut self, patch: &Patch, reason: &str, loaded: &str) {
        let (said, before) = (self.says(), self.digest());
        match self.world.update(patch).expect("the world lives") {
            Outcome::Refused(refusals) => assert!(refusals.text().contains(reason), "{}", refusals.text()),
            other => panic!("not refused: {other:?}"),
        }
        self.is_as_before(reason, (&said, &before), loaded);
    }

    fn is_as_before(&mut self, reason: &str, (said, before): (&str, &[String]), loaded: &str) {
        let after: Vec<String> = self.digest().into_iter().filter(|line| !is_of(line, loaded)).collect();
        let before: Vec<&String> = before.iter().filter(|line| !is_of(line, loaded)).collect();
        let gone: Vec<&String> = before.iter().copied().filter(|line| !after.contains(line)).collect();
        let come: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(gone.is_empty() && come.is_empty(), "after {reason}:\ngone {gone:#?}\ncome {come:#?}");
        assert_eq!(self.says(), said);
    }
}

fn sources(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults").join(name)
}

/// The folder with the versions compiled.
fn compiled(name: &str) -> Folder {
    let folder = Folder::new(name);
    compile(&[&sources("first")], &folder.path().join("first"));
    for other in ["second", "verify-then", "verify-now", "circle-a"] {
        compile(&[&sources(other)], &folder.path().join(other));
    }
    let (path, api) = (folder.path(), Path::new(env!("CARGO_MANIFEST_DIR")).join("../classlib/java"));
    for code in ["code", "throws", "says-no", "endless"] {
        compile_against(&[&path.join("second"), &path.join("first"), &api], &[&sources(code)], &path.join(code));
    }
    folder
}

fn patch(folder: &Folder, files: &[(&str, &str)]) -> Patch {
    let file = |(version, class): &(&str, &str)| {
        let path = folder.path().join(version).join(format!("{class}.class"));
        PatchFile::new(path.display().to_string(), fs::read(&path).expect("compiled"))
    };
    Patch { offers: Offers::Always, ..Patch::new(files.iter().map(file).collect()) }
}

fn whole(folder: &Folder) -> Patch {
    patch(folder, &[("second", "Base"), ("second", "Leaf"), ("second", "Named"), ("second", "Above")])
}

/// The same with a migration and a validation.
fn with_code(folder: &Folder) -> Patch {
    with(folder, &[("code", "BaseMigration"), ("code", "Check")])
}

fn with(folder: &Folder, code: &[(&str, &str)]) -> Patch {
    let mut all = whole(folder);
    all.files.extend(patch(folder, code).files);
    all
}

#[test]
fn a_fault_at_any_stage_changes_nothing() {
    let folder = compiled("faults-injected");
    for (patch, second) in [(whole(&folder), SECOND), (with_code(&folder), MIGRATED)] {
        let mut program = Program::start(&folder, "injected");
        assert_eq!(program.says(), FIRST);
        for (_, stage) in Stage::ALL {
            let reason = match stage {
                Stage::Memory => "more memory".to_owned(),
                Stage::Time => "took longer than".to_owned(),
                _ => format!("a fault was injected after {stage:?}"),
            };
            program.fails(stage, 1);
            program.refuses(&patch, &reason, if stage > Stage::Plan { "Above" } else { "" });
            let loaded = program.digest().into_iter().find(|line| line.starts_with("class Above: "));
            let is_initialized = loaded.is_some_and(|line| !line.starts_with("class Above: Linked, versions [0]"));
            assert!(!is_initialized, "after {stage:?}");
        }
        assert_eq!(program.applies(&patch), second);
        program.end();
    }
}

/// Allocations after the commit fail, one in each attempt, until there are no more: none of the patch's code can run into the end of
/// the memory in a way that leaves something.
#[test]
fn memory_that_runs_out_anywhere_changes_nothing() {
    let folder = compiled("faults-memory");
    for (name, patch, second) in [("rules", whole(&folder), SECOND), ("code", with_code(&folder), MIGRATED)] {
        let mut program = Program::start(&folder, name);
        assert_eq!(program.says(), FIRST);
        // Classes that the patch's code needs are loaded by the first attempts and stay.
        program.fails(Stage::Validate, 1);
        program.refuses(&patch, "a fault was injected", "Above");
        let (said, before) = (program.says(), program.digest());
        let mut refused = 0;
        // The first ones all, then ever fewer: loading and running code makes thousands.
        let numbers = std::iter::successors(Some(1), |number| Some(number + 1 + number / 16));
        for number in numbers {
            program.fails(Stage::Memory, number);
            match program.world.update(&patch).expect("the world lives") {
                Outcome::Refused(refusals) => {
                    let text = refusals.text();
                    let reasons = ["OutOfMemoryError", "ran out of memory", "a fault was injected after Memory"];
                    assert!(reasons.iter().any(|reason| text.contains(reason)), "{number}: {text}");
                    program.is_as_before(&format!("allocation {number}"), (&said, &before), "Above");
                    refused += 1;
                }
                Outcome::Applied(report) => {
                    assert_eq!(report.number, 1);
                    break;
                }
                other => panic!("{number}: {other:?}"),
            }
        }
        assert_eq!(program.says(), second, "after {refused} attempts");
        assert!(refused > if name == "code" { 100 } else { 10 }, "{name}: {refused} allocations failed");
        program.end();
    }
}

#[test]
fn what_cannot_be_changes_nothing() {
    let folder = compiled("faults-natural");
    let mut program = Program::start(&folder, "natural");
    assert_eq!(program.says(), FIRST);
    let unverified = patch(&folder, &[("second", "Named"), ("verify-then", "Caller"), ("verify-now", "Leaf")]);
    program.refuses(&unverified, "VerifyError", "");
    program.refuses(&patch(&folder, &[("second", "Named"), ("circle-a", "Base")]), "ClassCircularityError", "");
    let mut unreadable = patch(&folder, &[("second", "Named")]);
    unreadable.files.push(PatchFile::new("Broken.class", vec![0xca, 0xfe, 0xba, 0xbe, 0, 0]));
    program.refuses(&unreadable, "Broken.class", "");
    program.refuses(&with(&folder, &[("throws", "BaseMigration")]), "IllegalStateException: five are enough", "Above");
    program.refuses(&with(&folder, &[("says-no", "Check")]), "nothing is left", "Above");
    let mut endless = with(&folder, &[("endless", "BaseMigration")]);
    endless.policy.migration_time = Some(Duration::from_millis(100));
    program.refuses(&endless, "took longer than 100 ms", "Above");
    assert_eq!(program.applies(&whole(&folder)), SECOND);
    program.end();
}

/// Does a line of a digest tell of a class?
fn is_of(line: &str, class: &str) -> bool {
    let mut words = line.split([' ', ':', '.']);
    words.nth(1) == Some(class)
}
