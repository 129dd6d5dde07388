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
use support::{Folder, compile, wait_until};

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

/// A program in a world of its own, which says what it sees when it is asked.
struct Program {
    world: World,
    input: File,
    out: PathBuf,
}

impl Program {
    fn start(folder: &Folder, name: &str, fault: Option<Fault>) -> Program {
        let mut launch = Launch::of_class("Main", &folder.path().join("first").display().to_string());
        launch.stress.fault = fault;
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

    /// The patch is refused for that reason, and nobody can see that it came; but a new class of it, which staging needed, may
    /// be loaded.
    fn refuses(&mut self, patch: &Patch, reason: &str, loaded: &str) {
        let (said, before) = (self.says(), self.digest());
        match self.world.update(patch).expect("the world lives") {
            Outcome::Refused(refusals) => assert!(refusals.text().contains(reason), "{}", refusals.text()),
            other => panic!("not refused: {other:?}"),
        }
        let after: Vec<String> = self.digest().into_iter().filter(|line| !is_of(line, loaded)).collect();
        let gone: Vec<&String> = before.iter().filter(|line| !after.contains(line)).collect();
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

#[test]
fn a_fault_at_any_stage_changes_nothing() {
    let folder = compiled("faults-injected");
    let patch = whole(&folder);
    for (name, stage) in Stage::ALL {
        let mut program = Program::start(&folder, name, Some(Fault { stage, attempt: 1 }));
        assert_eq!(program.says(), FIRST);
        let loaded = if stage > Stage::Plan { "Above" } else { "" };
        program.refuses(&patch, &format!("a fault was injected after {stage:?}"), loaded);
        match program.world.update(&patch).expect("the world lives") {
            Outcome::Applied(report) => assert_eq!(report.number, 1),
            other => panic!("{name}: {other:?}"),
        }
        assert_eq!(program.says(), SECOND, "{name}");
        program.end();
    }
}

#[test]
fn what_cannot_be_changes_nothing() {
    let folder = compiled("faults-natural");
    let mut program = Program::start(&folder, "natural", None);
    assert_eq!(program.says(), FIRST);
    let unverified = patch(&folder, &[("second", "Named"), ("verify-then", "Caller"), ("verify-now", "Leaf")]);
    program.refuses(&unverified, "VerifyError", "");
    program.refuses(&patch(&folder, &[("second", "Named"), ("circle-a", "Base")]), "ClassCircularityError", "");
    let mut unreadable = patch(&folder, &[("second", "Named")]);
    unreadable.files.push(PatchFile::new("Broken.class", vec![0xca, 0xfe, 0xba, 0xbe, 0, 0]));
    program.refuses(&unreadable, "Broken.class", "");
    match program.world.update(&whole(&folder)).expect("the world lives") {
        Outcome::Applied(report) => assert_eq!(report.number, 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(program.says(), SECOND);
    program.end();
}

/// Does a line of a digest tell of a class?
fn is_of(line: &str, class: &str) -> bool {
    let mut words = line.split([' ', ':', '.']);
    words.nth(1) == Some(class)
}
