//! Damaged class files: whatever the bytes, the verifier answers.

use super::image::Image;
use super::{cases, jdk};
use crate::linking::verification::verify;
use classfile::ClassFile;

/// Some bits of every class, by a fixed sequence.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // Xorshift; any sequence will do as long as it is the same in every run.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn damage(original: &[u8], rounds: usize, random: &mut Random) -> (usize, usize) {
    let (mut passed, mut failed) = (0, 0);
    for _ in 0..rounds {
        let mut bytes = original.to_vec();
        for _ in 0..1 + random.below(3) {
            let at = 8 + random.below(bytes.len() - 8);
            bytes[at] ^= 1 << random.below(8);
        }
        // Old versions take the other path.
        bytes[7] = [61, 61, 50, 48][random.below(4)];
        let Ok(class_file) = ClassFile::parse(&bytes) else { continue };
        match verify(&class_file, &mut Image::with(&class_file)) {
            Ok(_) => passed += 1,
            Err(_) => failed += 1,
        }
    }
    (passed, failed)
}

#[test]
fn damaged_classes_never_panic() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut passed, mut failed) = (0, 0);
    for case in cases::cases() {
        let (p, f) = damage(&case.bytes, 200, &mut random);
        (passed, failed) = (passed + p, failed + f);
    }
    let classes = jdk::classes();
    for _ in 0..400 {
        let class = &classes[random.below(classes.len())];
        if class.bytes.len() < 20_000 && !class.path.ends_with("module-info.class") {
            let (p, f) = damage(class.bytes, 10, &mut random);
            (passed, failed) = (passed + p, failed + f);
        }
    }
    assert!(passed > 1000 && failed > 1000, "{passed} passed, {failed} failed");
}
