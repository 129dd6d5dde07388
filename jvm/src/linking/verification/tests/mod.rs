//! Tests of verification: every class of the JDK passes, hand-made classes that break one rule each fail as they do on the JDK's own
//! virtual machine, and no damaged class file makes the verifier panic.

mod assembler;
mod cases;
mod hostile;
mod image;
#[path = "../../../../../classfile/tests/jdk/mod.rs"]
mod jdk;
mod old;
mod reference;

use super::{Assumptions, VerifyFailure};
use classfile::ClassFile;

/// Verifies bytes against the JDK's classes.
fn verify(bytes: &[u8]) -> Result<Assumptions, VerifyFailure> {
    let class_file = ClassFile::parse(bytes).expect("a readable class file");
    let mut hierarchy = image::Image::with(&class_file);
    super::verify(&class_file, &mut hierarchy)
}

/// The first line of the failure, or nothing if the class is verified.
fn first_line(bytes: &[u8]) -> Option<String> {
    match verify(bytes) {
        Ok(_) => None,
        Err(VerifyFailure::Verify(text)) => Some(text.lines().next().unwrap_or("").to_owned()),
        Err(VerifyFailure::ClassFormat(text)) => Some(format!("ClassFormatError {text}")),
        Err(VerifyFailure::Abrupt(abrupt)) => Some(format!("abrupt {abrupt:?}")),
    }
}
