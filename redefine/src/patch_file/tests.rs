//! Patch files: what is written is read again, and each thing that can be wrong with one is named.

use super::*;

/// The smallest class file with this name: a superclass, no members.
fn class(name: &str) -> Vec<u8> {
    let mut bytes = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 5];
    for text in [name, "java/lang/Object"] {
        bytes.extend([1, 0, text.len() as u8]);
        bytes.extend(text.bytes());
    }
    bytes.extend([7, 0, 1, 7, 0, 2, 0, 0x21, 0, 3, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

fn content() -> PatchContent {
    PatchContent {
        classes: [("p/A".to_owned(), class("p/A")), ("B".to_owned(), class("B"))].into(),
        removed: vec!["p.Gone".into()],
        instances: crate::patch::Instances::parse("keep,p.A=migrate"),
        statics: Some(Statics::Changed),
        when: Some(When::parse("quiescent:1500ms").unwrap()),
    }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(data).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn error(entries: &[(&str, &[u8])]) -> String {
    read(&archive(entries)).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read_again_and_the_same_content_gives_the_same_bytes() {
    let bytes = write(&content()).unwrap();
    assert_eq!(read(&bytes).unwrap(), content());
    assert_eq!(write(&content()).unwrap(), bytes);
    let patch = content().into_patch(&crate::patch::Policy::default());
    let origins: Vec<&str> = patch.files.iter().map(|file| file.origin.as_str()).collect();
    assert_eq!(origins, ["B.class", "p/A.class"]);
    assert_eq!((patch.policy.statics, patch.offers), (Statics::Changed, Offers::Always));
    assert_eq!(patch.policy.instances.to_string(), "keep,p.A=migrate");
    assert_eq!(patch.removed, ["p.Gone"]);
}

#[test]
fn each_error_says_what_is_wrong() {
    let good: &[u8] = b"jrun-patch: 1\n";
    assert!(read(b"no archive").unwrap_err().to_string().starts_with("it is no zip archive: "));
    assert_eq!(error(&[("A.class", &class("A"))]), "it has no META-INF/jrun-patch");
    assert_eq!(error(&[(MANIFEST, good)]), "it changes nothing");
    assert_eq!(
        error(&[(MANIFEST, good), ("A.java", b"")]),
        "its entry A.java is neither a class file nor the manifest"
    );
    assert_eq!(error(&[(MANIFEST, good), ("q/A.class", &class("p/A"))]), "its entry q/A.class holds class p.A");
    assert!(
        error(&[(MANIFEST, good), ("A.class", b"text")]).starts_with("its entry A.class holds no class file: "),
        "{}",
        error(&[(MANIFEST, good), ("A.class", b"text")])
    );
}

#[test]
fn manifests_are_read_to_the_letter() {
    let manifest = |text: &str| error(&[("A.class", &class("A")), (MANIFEST, text.as_bytes())]);
    let line = |number: usize, reason: &str| format!("line {number} of its META-INF/jrun-patch: {reason}");
    assert_eq!(manifest(""), line(1, "it is empty"));
    assert_eq!(manifest("jrun-patch: 2\n"), line(1, "format 2 is not known here, only 1"));
    let first = "the first line, and no other, must say `jrun-patch: 1`";
    assert_eq!(manifest("statics: new\n"), line(1, first));
    assert_eq!(manifest("jrun-patch: 1\njrun-patch: 1\n"), line(2, first));
    assert_eq!(manifest("jrun-patch: 1\nstatics\n"), line(2, "\"statics\" is not `key: value`"));
    assert_eq!(manifest("jrun-patch: 1\nstatics: all\n"), line(2, "all is none of new, changed, default"));
    assert_eq!(manifest("jrun-patch: 1\nwhen: soon\n"), line(2, "soon is no time to update"));
    assert_eq!(manifest("jrun-patch: 1\ncolour: red\n"), line(2, "the key \"colour\" is not known"));
}

#[test]
fn truncated_patches_are_errors() {
    let bytes = write(&content()).unwrap();
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "{end}");
    }
}
