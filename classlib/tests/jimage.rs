//! The image reader: the installed JDK's image against the JDK's own tool, and damaged images against panics.

use std::collections::BTreeMap;
use std::process::Command;

use classlib::jdk::Jdk;
use classlib::jimage::{Image, ImageError};
use proptest::prelude::*;

fn installed() -> (Jdk, Image) {
    let jdk = Jdk::find().expect("the tests need a JDK 17");
    let image = Image::open(&jdk.modules()).expect("lib/modules opens");
    (jdk, image)
}

#[test]
fn every_entry_is_found_by_its_name() {
    let (_, image) = installed();
    let mut classes = 0;
    for entry in image.entries() {
        let entry = entry.expect("a sound entry");
        if entry.module.is_empty() {
            continue; // the image's own tables
        }
        let found =
            image.find(entry.module, &entry.path()).unwrap_or_else(|| panic!("{entry:?} is not found by its name"));
        assert!(std::ptr::eq(found, entry.bytes), "{}/{}", entry.module, entry.path());
        if entry.extension == "class" {
            assert_eq!(found[..4], [0xca, 0xfe, 0xba, 0xbe], "{}/{}", entry.module, entry.path());
            classes += 1;
        }
    }
    assert!(classes > 20_000, "{classes} classes");
}

#[test]
fn packages_name_their_modules() {
    let (_, image) = installed();
    assert_eq!(image.module_of_package("java/lang"), Some("java.base"));
    assert_eq!(image.module_of_package("java.util.logging"), Some("java.logging"));
    assert_eq!(image.module_of_package("java"), None, "no module has classes there");
    assert_eq!(image.module_of_package("no.such.package"), None);
    assert_eq!(image.find("java.base", "java/lang/NoSuch.class"), None);
    assert_eq!(image.find("java.logging", "java/lang/Object.class"), None);
}

#[test]
fn contents_equal_those_that_the_jdk_extracts() {
    let (jdk, image) = installed();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("extracted-{}", std::process::id()));
    let status = Command::new(jdk.home.join("bin/jimage"))
        .args(["extract", "--include", "glob:/java.base/java/lang/*,glob:/jdk.net/**", "--dir"])
        .arg(&folder)
        .arg(jdk.modules())
        .status()
        .expect("the JDK's jimage runs");
    assert!(status.success());
    let mut compared = 0;
    for (module, path) in [("java.base", "java/lang"), ("jdk.net", "jdk/net")] {
        for file in std::fs::read_dir(folder.join(module).join(path)).expect("an extracted folder") {
            let file = file.expect("a file");
            if file.file_type().expect("a type").is_file() {
                let name = format!("{path}/{}", file.file_name().to_str().expect("a plain name"));
                assert_eq!(image.find(module, &name), Some(&*std::fs::read(file.path()).expect("its bytes")), "{name}");
                compared += 1;
            }
        }
    }
    std::fs::remove_dir_all(&folder).expect("cleans up");
    assert!(compared > 200, "{compared} compared");
}

fn hash(seed: u32, text: &str) -> u32 {
    text.bytes().fold(seed, |hash, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte)) & 0x7fff_ffff
}

/// An image of the given (module, parent, base, extension, content), with attribute 6 (compressed size) as given.
fn write(entries: &[(&str, &str, &str, &str, &[u8])], compressed: u8) -> Vec<u8> {
    let mut strings = vec![0u8];
    let mut string = |text: &str| {
        if text.is_empty() {
            return 0;
        }
        let at = strings.len() as u32;
        strings.extend(text.bytes());
        strings.push(0);
        at
    };
    let (mut locations, mut contents) = (vec![0u8], Vec::<u8>::new());
    let mut placed = Vec::new();
    for (module, parent, base, extension, content) in entries {
        placed.push(locations.len() as u32);
        let values = [
            string(module),
            string(parent),
            string(base),
            string(extension),
            contents.len() as u32,
            u32::from(compressed),
            content.len() as u32,
        ];
        for (kind, value) in values.iter().enumerate() {
            locations.push((kind as u8 + 1) << 3 | 3);
            locations.extend(value.to_be_bytes());
        }
        locations.push(0);
        contents.extend(*content);
    }
    let length = entries.len().max(1) as u32;
    let names: Vec<String> = entries
        .iter()
        .map(|(module, parent, base, extension, _)| {
            let folder = if parent.is_empty() { String::new() } else { format!("{parent}/") };
            let dot = if extension.is_empty() { "" } else { "." };
            format!("/{module}/{folder}{base}{dot}{extension}")
        })
        .collect();
    let mut buckets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        buckets.entry(hash(0x0100_0193, name) % length).or_default().push(index);
    }
    let (mut redirects, mut offsets, mut taken) =
        (vec![0i32; length as usize], vec![0u32; length as usize], vec![false; length as usize]);
    let mut order: Vec<_> = buckets.into_iter().collect();
    order.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    for (bucket, members) in order {
        if let [only] = members[..] {
            let free = taken.iter().position(|taken| !taken).expect("a free slot");
            (taken[free], offsets[free], redirects[bucket as usize]) = (true, placed[only], -1 - free as i32);
            continue;
        }
        let seed = (1..1 << 20)
            .find(|&seed| {
                let slots: std::collections::BTreeSet<u32> =
                    members.iter().map(|&member| hash(seed, &names[member]) % length).collect();
                slots.len() == members.len() && slots.iter().all(|&slot| !taken[slot as usize])
            })
            .expect("a seed");
        redirects[bucket as usize] = seed as i32;
        for member in members {
            let slot = (hash(seed, &names[member]) % length) as usize;
            (taken[slot], offsets[slot]) = (true, placed[member]);
        }
    }
    let mut image = Vec::new();
    for word in [0xcafe_dada, 1 << 16, 0, entries.len() as u32, length, locations.len() as u32, strings.len() as u32] {
        image.extend(word.to_le_bytes());
    }
    image.extend(redirects.iter().flat_map(|redirect| redirect.to_le_bytes()));
    image.extend(offsets.iter().flat_map(|offset| offset.to_le_bytes()));
    image.extend(locations);
    image.extend(strings);
    image.extend(contents);
    image
}

const SMALL: [(&str, &str, &str, &str, &[u8]); 6] = [
    ("m", "p/q", "A", "class", b"content of A"),
    ("m", "p/q", "B", "class", b""),
    ("m", "", "module-info", "class", b"module"),
    ("n", "META-INF", "LICENSE", "", b"text"),
    ("n", "r", "C$D.E", "class", b"dots"),
    ("packages", "", "p", "q", &[0, 0, 0, 0, 1, 0, 0, 0]),
];

/// Asks everything of an image that may be damaged.
fn exercise(bytes: Vec<u8>) {
    let Ok(image) = Image::from_bytes(bytes) else {
        return;
    };
    for (module, path) in [
        ("m", "p/q/A.class"),
        ("m", "p/q/B.class"),
        ("n", "META-INF/LICENSE"),
        ("n", "r/C$D.E.class"),
        ("", ""),
        ("m", "/"),
    ] {
        let _ = image.lookup(module, path);
    }
    let _ = image.module_of_package("p.q");
    assert!(image.entries().take(1000).count() <= 1000);
}

#[test]
fn a_written_image_reads_back() {
    let image = Image::from_bytes(write(&SMALL, 0)).expect("a sound image");
    for (module, parent, base, extension, content) in SMALL {
        let folder = if parent.is_empty() { String::new() } else { format!("{parent}/") };
        let dot = if extension.is_empty() { "" } else { "." };
        assert_eq!(image.find(module, &format!("{folder}{base}{dot}{extension}")), Some(content));
    }
    assert_eq!(image.module_of_package("p/q"), Some("m"));
    assert_eq!(image.find("m", "p/q/Aclass"), None);
}

#[test]
fn refusals_have_types() {
    let sound = write(&SMALL, 0);
    let change = |at: usize, byte: u8| {
        let mut bytes = sound.clone();
        bytes[at] = byte;
        Image::from_bytes(bytes)
    };
    assert!(matches!(change(0, 0), Err(ImageError::Magic(_))));
    assert!(matches!(change(4, 1), Err(ImageError::Version(0x1_0001))));
    assert!(matches!(change(19, 0xff), Err(ImageError::Damaged(_))));
    let compressed = Image::from_bytes(write(&SMALL, 9)).expect("its tables are sound");
    assert!(matches!(compressed.lookup("m", "p/q/A.class"), Err(ImageError::Compressed { .. })));
    assert_eq!(compressed.find("m", "p/q/A.class"), None);
}

#[test]
fn cut_and_flipped_images_do_not_panic() {
    let sound = write(&SMALL, 0);
    for length in 0..sound.len() {
        exercise(sound[..length].to_vec());
    }
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut bytes = sound.clone();
            bytes[at] ^= 1 << bit;
            exercise(bytes);
        }
    }
    for at in (0..sound.len() - 4).step_by(4) {
        for word in [0, 1, 0x7fff_ffff, 0x8000_0000u32, 0xffff_ffff] {
            let mut bytes = sound.clone();
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            exercise(bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn random_damage_does_not_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in 0usize..40) {
        let mut bytes = write(&SMALL, 0);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut);
        exercise(bytes);
    }
}
