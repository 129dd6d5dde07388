//! Compiling a C file of `tests/c` into a library and opening it.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use classlib::jdk::Jdk;
use classlib::libraries::Library;

/// Tests run side by side; each gets a file of its own.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The library of `tests/c/<name>.c`.
pub fn compile(name: &str) -> Library {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let library = folder.join(format!("lib{name}-{}-{}.so", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let include = Jdk::find().expect("the tests need a JDK 17").home.join("include");
    let triple = "x86_64-unknown-linux-gnu";
    let status = cc::Build::new()
        .target(triple)
        .host(triple)
        .opt_level(2)
        .cargo_metadata(false)
        .get_compiler()
        .to_command()
        .args(["-shared", "-fPIC", "-Wall", "-Werror"])
        .arg("-I")
        .arg(&include)
        .arg("-I")
        .arg(include.join("linux"))
        .arg("-o")
        .arg(&library)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/c/{name}.c")))
        .status()
        .expect("the tests need a C compiler");
    assert!(status.success());
    let opened = Library::open(&library).expect("the library just built opens");
    std::fs::remove_file(&library).expect("the library just built can be removed");
    opened
}
