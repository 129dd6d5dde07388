//! A world that is closed while one of its threads waits in a C function that no signal gets out of its wait.

#[path = "support/process_state.rs"]
mod process_state;
mod support;

use jrun::options::Launch;
use jrun::world::{Console, World};
use process_state::process_state;
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;
use support::{Folder, compile, wait_until};

#[test]
fn c_that_waits_is_waited_for() {
    let folder = Folder::new("left-behind");
    let classes = folder.path().join("classes");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
    compile(&[&sources.join("shared"), &sources.join("steady")], &classes);
    let out = folder.path().join("out");
    let before = process_state();

    let (input, writer) = std::io::pipe().expect("a pipe");
    let console =
        Console { input: Some(input.into()), output: Some(File::create(&out).expect("a file").into()), error: None };
    let launch = Launch::of_class("Steady", &classes.display().to_string());
    let world = World::boot_on(&launch, console).expect("boots");
    world.start();
    wait_until(Duration::from_secs(60), "the program", || {
        std::fs::read_to_string(&out).expect("its output").starts_with("steady is null")
    });
    // It goes to read its standard input now; the class library's native reads again whenever a signal interrupts it.
    std::thread::sleep(Duration::from_millis(200));
    world.end(5);
    assert_eq!(world.wait_for(Duration::ZERO), Some(5));
    let left = world.close(Duration::from_millis(300)).expect_err("main waits for a line");
    assert_eq!((left.status, left.threads), (5, vec!["main".to_owned()]));
    assert!(process_state().threads > before.threads);

    // Once the read returns, the thread completes abruptly and the world goes by itself.
    writeln!(File::from(OwnedFd::from(writer)), "1").expect("somebody reads");
    wait_until(Duration::from_secs(60), "the last thread", || process_state().threads == before.threads);
    let after = process_state();
    // The pipe's two ends were made and closed; what the process keeps is the JDK's image and libnio's socket.
    assert!(after.descriptors <= before.descriptors + 2, "{before:?}, {after:?}");
    assert!(after.resident < before.resident + (64 << 20), "{before:?}, {after:?}");
    assert!(!std::fs::read_to_string(&out).expect("its output").contains("phase"), "no Java ran any more");
}
