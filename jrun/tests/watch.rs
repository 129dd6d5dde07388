//! Folders observed while files are written the way builds write them.

use jrun::watch::{Batch, Settings, Watch};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A file is whole if it ends in a full stop.
fn whole(bytes: &[u8]) -> Result<(), String> {
    if bytes.ends_with(b".") { Ok(()) } else { Err("no full stop".into()) }
}

struct Scene {
    folder: PathBuf,
    batches: Receiver<Batch>,
    _watch: Watch,
}

impl Scene {
    fn new(name: &str, events: bool, prepare: impl FnOnce(&Path)) -> Self {
        let folder = std::env::temp_dir().join(format!("jrun-watch-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let folder = folder.canonicalize().unwrap();
        prepare(&folder);
        let settings = Settings {
            quiet: Duration::from_millis(70),
            patience: Duration::from_millis(700),
            rescan: Duration::from_millis(if events { 60_000 } else { 40 }),
            events,
        };
        let (sender, batches) = channel();
        let watch = Watch::start(std::slice::from_ref(&folder), settings, Box::new(whole), move |batch| {
            sender.send(batch).unwrap()
        })
        .unwrap();
        Self { folder, batches, _watch: watch }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn next(&self) -> Batch {
        self.batches.recv_timeout(Duration::from_secs(20)).expect("a batch within 20 seconds")
    }

    fn nothing_more(&self) {
        let more = self.batches.recv_timeout(Duration::from_millis(1200));
        assert!(more.is_err(), "{more:?}");
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn files_of_one_build_are_one_batch() {
    let scene = Scene::new("build", true, |folder| fs::write(folder.join("old.class"), "old.").unwrap());
    let begin = Instant::now();
    let mut expected: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for number in 0..40 {
        let text = format!("{number}.");
        expected.push((scene.write(&format!("c{number:02}.class"), &text), text.into_bytes()));
        std::thread::sleep(Duration::from_millis(3));
    }
    scene.write("readme.txt", "no class");
    let batch = scene.next();
    assert_eq!(batch.changed, expected);
    assert_eq!((batch.vanished.len(), batch.incomplete.len()), (0, 0));
    assert!(batch.first_event >= begin && batch.first_event - begin < Duration::from_millis(500));
    scene.nothing_more();
}

#[test]
fn a_half_written_file_is_waited_for() {
    let scene = Scene::new("half", true, |_| {});
    let other = scene.write("b.class", "b.");
    let half = scene.write("a.class", "first half");
    std::thread::sleep(Duration::from_millis(300));
    scene.write("a.class", "first half, second half.");
    let batch = scene.next();
    assert_eq!(batch.changed, [(half, b"first half, second half.".to_vec()), (other, b"b.".to_vec())]);
    scene.nothing_more();
}

#[test]
fn a_file_that_stays_incomplete_is_reported_and_its_next_write_counts() {
    let scene = Scene::new("incomplete", true, |_| {});
    let path = scene.write("a.class", "never ends");
    let batch = scene.next();
    assert_eq!(batch.incomplete, [(path.clone(), "no full stop".to_owned())]);
    assert!(batch.changed.is_empty());
    scene.write("a.class", "ends now.");
    assert_eq!(scene.next().changed, [(path, b"ends now.".to_vec())]);
}

#[test]
fn a_vanished_file_is_reported_late_and_a_rewritten_one_not_at_all() {
    let scene = Scene::new("vanished", true, |folder| {
        fs::write(folder.join("gone.class"), "gone.").unwrap();
        fs::write(folder.join("back.class"), "back.").unwrap();
    });
    fs::remove_file(scene.folder.join("gone.class")).unwrap();
    fs::remove_file(scene.folder.join("back.class")).unwrap();
    std::thread::sleep(Duration::from_millis(150));
    let back = scene.write("back.class", "back again.");
    let first = scene.next();
    assert_eq!(first.changed, [(back, b"back again.".to_vec())]);
    assert!(first.vanished.is_empty());
    let second = scene.next();
    assert_eq!(second.vanished, [scene.folder.join("gone.class")]);
    assert!(second.changed.is_empty());
}

#[test]
fn files_in_new_folders_are_seen() {
    let scene = Scene::new("folders", true, |_| {});
    fs::create_dir_all(scene.folder.join("a/b")).unwrap();
    let deep = scene.write("a/b/c.class", "c.");
    assert_eq!(scene.next().changed, [(deep.clone(), b"c.".to_vec())]);
    fs::write(&deep, "d.").unwrap();
    assert_eq!(scene.next().changed, [(deep, b"d.".to_vec())]);
}

/// Between a look at a new folder and the beginning of its watch, files may come without events.
#[test]
fn new_folders_are_whole_batches() {
    let scene = Scene::new("filled", true, |_| {});
    let ready = scene.folder.with_extension("ready");
    fs::create_dir_all(&ready).unwrap();
    let names = ["a.class", "b.class", "c.class", "d.class"];
    for round in 0..40 {
        let names = &names[..1 + round as usize % names.len()];
        for name in names {
            fs::write(ready.join(name), format!("{round}.")).unwrap();
        }
        let folder = scene.folder.join(round.to_string());
        fs::create_dir(&folder).unwrap();
        for name in names {
            // Each comes at another moment of the watch's beginning.
            std::thread::sleep(Duration::from_micros(round * 5));
            fs::rename(ready.join(name), folder.join(name)).unwrap();
        }
        assert_eq!(scene.next().changed.len(), names.len(), "round {round}");
    }
}

#[test]
fn the_same_bytes_again_are_no_change() {
    let scene = Scene::new("same", true, |_| {});
    scene.write("a.class", "a.");
    assert_eq!(scene.next().changed.len(), 1);
    scene.write("a.class", "a.");
    scene.nothing_more();
}

#[test]
fn the_rescan_alone_finds_changes_too() {
    let scene = Scene::new("rescan", false, |folder| fs::write(folder.join("a.class"), "a.").unwrap());
    let new = scene.write("b.class", "b.");
    assert_eq!(scene.next().changed, [(new, b"b.".to_vec())]);
    fs::remove_file(scene.folder.join("a.class")).unwrap();
    assert_eq!(scene.next().vanished, [scene.folder.join("a.class")]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let missing = PathBuf::from("no-such-folder");
    let error = Watch::start(&[missing], Settings::default(), Box::new(whole), |_| {}).err().expect("an error");
    assert!(error.to_string().starts_with("cannot watch no-such-folder: "), "{error}");
}
