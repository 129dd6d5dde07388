//! Two Java worlds in one process: each with its own class library, statics, properties and classes; one is collected, updated
//! and closed while the other goes on working. What the steady world prints is what `java` prints for the same program.

#[path = "support/allocated.rs"]
mod allocated;
#[path = "support/process_state.rs"]
mod process_state;
mod support;

use allocated::allocated;
use jrun::options::Launch;
use jrun::world::{CallError, Console, World};
use process_state::process_state;
use redefine::patch::PatchFile;
use redefine::{Outcome, Patch};
use std::fs::{self, File};
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::{Folder, compile, tool, wait_until};

/// Boots and closings of the restless world beside the steady one.
const ROUNDS: usize = 5;
/// By how much what `malloc` has given out may differ after some rounds: the caches of the threads that live.
const ALLOCATED_MAY_GROW: usize = 128 << 10;
/// How long a closing may take. It takes milliseconds; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn launch(main: &str, classes: &Path, who: &str, heap: u64) -> Launch {
    let mut launch = Launch::of_class(main, &classes.display().to_string());
    launch.properties.push(("who".to_owned(), who.to_owned()));
    launch.heap.maximum = Some(heap);
    launch
}

struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A console whose output and errors go to files; its input is a pipe, whose other end is answered.
fn console(folder: &Path, name: &str) -> (Console, File) {
    let (input, writer) = std::io::pipe().expect("a pipe");
    let file = |kind: &str| OwnedFd::from(File::create(folder.join(format!("{name}.{kind}"))).expect("a file"));
    let console = Console { input: Some(input.into()), output: Some(file("out")), error: Some(file("err")) };
    (console, OwnedFd::from(writer).into())
}

fn text(path: &Path) -> String {
    String::from_utf8(fs::read(path).expect("a file that a world writes")).expect("UTF-8")
}

#[test]
fn two_worlds_live_side_by_side() {
    let folder = Folder::new("worlds");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
    let [steady, restless, new] = ["steady", "restless", "restless-new"].map(|name| {
        let classes = folder.path().join(format!("{name}-classes"));
        compile(&[&sources.join("shared"), &sources.join(name)], &classes);
        classes
    });
    let patch = |classes: &Path| {
        let path = classes.join("Greeting.class");
        let bytes = fs::read(&path).expect("compiled");
        Patch::new(vec![PatchFile::new(path.display().to_string(), bytes)])
    };
    let (old_patch, new_patch) = (patch(&restless), patch(&new));

    let (streams, mut input) = console(folder.path(), "steady");
    let first = World::boot_on(&launch("Steady", &steady, "steady", 64 << 20), streams).expect("boots");
    first.start();
    let steady_out = folder.path().join("steady.out");
    let mut states = Vec::new();
    for round in 0..ROUNDS {
        // The steady world works on this line while the restless one boots, runs and goes.
        writeln!(input, "{round}").expect("the steady world reads");
        let applied = restless_round(&folder, &restless, round, [&new_patch, &old_patch]);
        assert!(applied >= 10, "{applied} updates in round {round}");
        let done = format!("done {round}\n");
        wait_until(PATIENCE, &format!("the steady world's {done}"), || text(&steady_out).contains(&done));
        // Its workers are gone a moment after it has said so.
        first.collect();
        states.push((process_state(), allocated()));
    }
    writeln!(input, "end").expect("the steady world reads");
    drop(input);
    assert_eq!(first.wait(), 3);
    assert_eq!(first.attach("late", |_| Ok(())), Err(CallError::Ending(3)));
    assert_eq!(first.close(PATIENCE).expect("nobody is left behind"), 3);

    // Nothing grows with the number of worlds that were: the first round pays for what the process keeps.
    let ((base, base_allocated), (last, last_allocated)) = (&states[1], &states[ROUNDS - 1]);
    for state in &states {
        println!("{state:?}");
    }
    assert_eq!(last.threads, base.threads, "threads of closed worlds: {states:?}");
    assert_eq!(last.descriptors, base.descriptors, "descriptors of closed worlds: {states:?}");
    assert!(*last_allocated < base_allocated + ALLOCATED_MAY_GROW, "a leak of closed worlds: {states:?}");
    // Each round starts some twenty threads, which leave the pages of malloc's arenas partly used: they fill up over many rounds,
    // by less than a megabyte in each.
    assert!(last.resident < base.resident + (8 << 20), "memory of closed worlds: {states:?}");

    let lines: Vec<String> = (0..ROUNDS).map(|round| round.to_string()).chain(["end".to_owned()]).collect();
    let expected = by_java(&steady, &lines);
    assert_eq!(text(&steady_out), expected.0);
    assert_eq!(text(&folder.path().join("steady.err")), expected.1);
}

/// What `java` prints for the steady program: standard output and standard error.
fn by_java(classes: &Path, lines: &[String]) -> (String, String) {
    let mut child = Command::new(tool("java"))
        .arg("-cp")
        .arg(classes)
        .args(["-Dwho=steady", "Steady"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("java starts");
    let mut input = child.stdin.take().expect("piped");
    writeln!(input, "{}", lines.join("\n")).expect("java reads");
    drop(input);
    let output = child.wait_with_output().expect("java ends");
    assert_eq!(output.status.code(), Some(3));
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr))
}

/// Boots the restless world, updates and collects it all the while, and closes it in the middle of its work. Answers the
/// number of updates.
fn restless_round(folder: &Folder, classes: &Path, round: usize, patches: [&Patch; 2]) -> u64 {
    let before = process_state();
    let name = format!("restless-{round}");
    let (streams, _input) = console(folder.path(), &name);
    let mut launch = launch("Restless", classes, "restless", 96 << 20);
    launch.arguments.push(folder.path().display().to_string());
    let world = World::boot_on(&launch, streams).expect("boots");
    assert!(text(&folder.path().join(format!("{name}.out"))).is_empty(), "no program begins before it may");
    world.start();
    let out = folder.path().join(format!("{name}.out"));
    wait_until(PATIENCE, "the restless world's first line", || text(&out).contains("restless old 1001\n"));

    let (mut applied, enough) = (0, AtomicBool::new(false));
    std::thread::scope(|scope| {
        // Also when an assertion fails.
        let _enough = OnDrop(|| enough.store(true, Ordering::Relaxed));
        scope.spawn(|| {
            while !enough.load(Ordering::Relaxed) {
                world.collect();
            }
        });
        let until = Instant::now() + Duration::from_millis(700);
        while Instant::now() < until || applied < 10 {
            let version = ["restless new", "restless old"][applied as usize % 2];
            let seen = text(&out).matches(version).count();
            match world.update(patches[applied as usize % 2]).expect("the world lives") {
                Outcome::Applied(report) => {
                    assert_eq!(report.classes.len(), 1);
                    applied += 1;
                }
                other => panic!("{other:?}"),
            }
            wait_until(PATIENCE, version, || text(&out).matches(version).count() > seen);
        }
    });
    assert!(process_state().threads > before.threads + 8, "its threads live");
    world.end(9);
    let began = Instant::now();
    assert_eq!(world.close(PATIENCE).expect("nobody is left behind"), 9);
    println!("round {round}: {applied} updates, closed in {:?}", began.elapsed());

    let said = text(&out);
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some("restless is restless, phase null"));
    let greetings: Vec<&str> = lines.clone().filter(|line| line.starts_with("restless ")).collect();
    // One counter through all versions of the class, from the beginning in each world; both versions were seen.
    for (at, line) in greetings.iter().enumerate() {
        let number = 1001 + at;
        assert!(*line == format!("restless old {number}") || *line == format!("restless new {number}"), "{line}");
    }
    assert!(greetings.iter().any(|line| line.contains("new")), "{said}");
    // Files and archives came out as in the steady world, and nothing else was said: no exception, no `finally`, no hook.
    for line in lines.filter(|line| !line.starts_with("restless ")) {
        assert!(line.contains(" bytes, 3 entries, crc "), "{line}");
    }
    applied
}
