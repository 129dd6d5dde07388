//! Compiles our own Java classes, builds the libjvm stub that the JDK's libraries link against, and the C files: JNI's variadic functions, a logarithm.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "src/jdk.rs"]
#[expect(dead_code, reason = "only the folder of the JDK is needed here")]
mod jdk;

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let architecture = env::var("CARGO_CFG_TARGET_ARCH").expect("cargo sets CARGO_CFG_TARGET_ARCH");
    let system = env::var("CARGO_CFG_TARGET_OS").expect("cargo sets CARGO_CFG_TARGET_OS");
    assert!(
        architecture == "x86_64" && system == "linux",
        "classlib: the libjvm stub and the call trampoline are written for x86-64 Linux, not for {architecture} {system}"
    );
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=libjvm/symbols.txt");
    println!("cargo:rerun-if-changed=libjvm/variadic.c");
    println!("cargo:rerun-if-changed=java");
    own_classes(&out);
    println!("cargo:rerun-if-changed=libjvm/logarithm.c");

    let list = fs::read_to_string("libjvm/symbols.txt").expect("libjvm/symbols.txt");
    let symbols: Vec<&str> =
        list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    stub(&out, &symbols);

    let mut names =
        format!("/// The symbols of the stub, in slot order.\npub const SYMBOLS: [&str; {}] = [\n", symbols.len());
    for symbol in &symbols {
        writeln!(names, "    \"{symbol}\",").expect("write to a string");
    }
    names.push_str("];\n");
    fs::write(out.join("symbols.rs"), names).expect("write symbols.rs");

    cc::Build::new()
        .file("libjvm/variadic.c")
        .file("libjvm/logarithm.c")
        .warnings(true)
        .extra_warnings(true)
        .opt_level(2)
        .compile("jrun_variadic");
    println!("cargo:rustc-link-lib=m");
}

/// One jump per symbol through a table that Rust fills at run time, and one thunk per symbol that names it when nothing was filled in.
fn stub(out: &std::path::Path, symbols: &[&str]) {
    let mut text = String::from(".text\n");
    for (slot, name) in symbols.iter().enumerate() {
        let offset = 8 * slot;
        writeln!(text, ".globl {name}\n.type {name},@function\n.p2align 3\n{name}: jmp *jvm_table+{offset}(%rip)\n.size {name},.-{name}")
            .expect("write to a string");
    }
    text.push_str(".globl jvm_thunks\n.type jvm_thunks,@function\n.p2align 4\njvm_thunks:\n");
    for slot in 0..symbols.len() {
        writeln!(text, ".p2align 4\nmovl ${slot}, %edi\njmp *jvm_unwritten(%rip)").expect("write to a string");
    }
    let bytes = 8 * symbols.len();
    write!(
        text,
        ".size jvm_thunks,.-jvm_thunks\n.bss\n.globl jvm_unwritten\n.type jvm_unwritten,@object\n.p2align 3\njvm_unwritten: .zero 8\n.size jvm_unwritten,8\n\
         .globl jvm_table\n.type jvm_table,@object\njvm_table: .zero {bytes}\n.size jvm_table,{bytes}\n\
         .section .note.GNU-stack,\"\",@progbits\n"
    )
    .expect("write to a string");
    fs::write(out.join("stub.s"), text).expect("write stub.s");
    fs::write(
        out.join("stub.map"),
        format!(
            "SUNWprivate_1.1 {{ global: jvm_table; jvm_thunks; jvm_unwritten; {}; local: *; }};\n",
            symbols.join("; ")
        ),
    )
    .expect("write stub.map");
    let status = cc::Build::new()
        .get_compiler()
        .to_command()
        .args(["-shared", "-nostdlib", "-Wl,-soname,libjvm.so", "-Wl,-z,noexecstack", "-Wl,-Bsymbolic", "-o"])
        .arg(out.join("libjvm.so"))
        .arg(format!("-Wl,--version-script={}", out.join("stub.map").display()))
        .arg(out.join("stub.s"))
        .status()
        .expect("a C compiler (package gcc) links the libjvm stub");
    assert!(status.success(), "classlib: linking the libjvm stub failed");
}

/// `classlib/java`, compiled and listed with its bytes.
fn own_classes(out: &Path) {
    let jdk = jdk::Jdk::find().unwrap_or_else(|none| panic!("classlib: {none}"));
    let classes = out.join("java");
    // What an earlier build left must not be embedded.
    let _ = fs::remove_dir_all(&classes);
    let status = Command::new(jdk.home.join("bin/javac"))
        .args(["--release", "17", "-Xlint:all", "-Werror", "-g", "-d"])
        .arg(&classes)
        .args(files(Path::new("java")))
        .status()
        .unwrap_or_else(|error| panic!("classlib: javac (package {}): {error}", jdk::PACKAGE));
    assert!(status.success(), "classlib: compiling classlib/java failed");
    let mut table = String::from("static CLASSES: &[(&str, &[u8])] = &[\n");
    for file in files(&classes) {
        let name = file.strip_prefix(&classes).expect("listed below it").with_extension("");
        writeln!(table, "    ({:?}, include_bytes!({:?})),", name.display().to_string(), file)
            .expect("write to a string");
    }
    table.push_str("];\n");
    fs::write(out.join("own_classes.rs"), table).expect("write own_classes.rs");
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder that is there").flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}
