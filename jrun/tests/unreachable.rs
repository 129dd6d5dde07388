//! Updates of classes whose loaders nothing reaches any more: collections that come into a commit leave them alone, and later
//! ones unload them. The new class's initializer collects.

mod support;

use jrun::options::Launch;
use jrun::world::{Console, World};
use redefine::fault::{Fault, Stage};
use redefine::patch::{Instances, PatchFile};
use redefine::{Outcome, Patch};
use std::fs::{self, File};
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{Folder, compile, wait_until};

const PATIENCE: Duration = Duration::from_secs(60);

/// A program with three loaders that a full collection would unload.
struct Program {
    world: World,
    input: File,
    out: PathBuf,
}

impl Program {
    fn start(folder: &Path, name: &str) -> Program {
        let mut launch = Launch::of_class("Main", &folder.join("first").display().to_string());
        // Any stress mode turns the audit on.
        launch.stress.rollback = true;
        let (input, writer) = std::io::pipe().expect("a pipe");
        let out = folder.join(format!("{name}.out"));
        let output = File::create(&out).expect("a file");
        let console = Console { input: Some(input.into()), output: Some(output.into()), error: None };
        let world = World::boot_on(&launch, console).expect("boots");
        world.start();
        Program { world, input: OwnedFd::from(writer).into(), out }
    }

    /// What it answers to a line.
    fn says(&mut self, line: &str) -> String {
        let printed = |out: &Path| fs::read_to_string(out).expect("a file that the world writes");
        let before = printed(&self.out).len();
        writeln!(self.input, "{line}").expect("the program reads");
        wait_until(PATIENCE, "the program's line", || printed(&self.out)[before..].ends_with('\n'));
        printed(&self.out)[before..].trim_end().to_owned()
    }

    /// Applies the patch; what the program says when it has collected after that.
    fn takes(mut self, patch: &Patch, after: &str) {
        assert_eq!(self.says("say"), "part 1, 3 loaders");
        match self.world.update(patch).expect("the world lives") {
            Outcome::Applied(report) => {
                let parts = report.classes.iter().filter(|class| class.class == "Part").count();
                assert_eq!(parts, 4, "the program's own and one of each loader: {report:?}");
                assert_eq!(report.initialized, ["Part.origin"; 4]);
            }
            other => panic!("not applied: {other:?}"),
        }
        assert_eq!(self.says("collect"), after);
        drop(self.input);
        assert_eq!(self.world.wait(), 0);
        self.world.close(PATIENCE).expect("ends");
    }
}

fn compiled(name: &str) -> (Folder, Patch) {
    let folder = Folder::new(name);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unreachable");
    for version in ["first", "second"] {
        compile(&[&sources.join(version)], &folder.path().join(version));
    }
    let file = folder.path().join("second/Part.class");
    let bytes = fs::read(&file).expect("compiled");
    let patch = Patch::new(vec![PatchFile::new(file.display().to_string(), bytes)]);
    (folder, patch)
}

#[test]
fn classes_that_nothing_reaches_are_updated_with_the_others() {
    let (folder, mut patch) = compiled("unreachable");
    for (policy, after) in [
        ("migrate", "part 1 named null from here, 0 loaders"),
        ("lazy", "part 1 named null from here, 0 loaders"),
        // It runs its old code.
        ("keep", "part 1, 0 loaders"),
    ] {
        patch.policy.instances = Instances::parse(policy).expect("a policy");
        Program::start(folder.path(), policy).takes(&patch, after);
    }
}

/// The way back collects, too.
#[test]
fn classes_that_nothing_reaches_are_rolled_back_with_the_others() {
    let (folder, patch) = compiled("unreachable-rollback");
    let mut program = Program::start(folder.path(), "rollback");
    assert_eq!(program.says("say"), "part 1, 3 loaders");
    program.world.updates().faults().arm(Some(Fault { stage: Stage::Validate, attempt: 1 }));
    match program.world.update(&patch).expect("the world lives") {
        Outcome::Refused(refusals) => assert!(refusals.text().contains("a fault was injected"), "{}", refusals.text()),
        other => panic!("not refused: {other:?}"),
    }
    program.takes(&patch, "part 1 named null from here, 0 loaders");
}
