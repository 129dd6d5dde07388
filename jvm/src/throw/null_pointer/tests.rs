//! Messages compared with those of the JDK's `java` for a program compiled in the test, with and without debug tables.

use super::message;
use classfile::ClassFile;
use std::path::Path;
use std::process::Command;

const SOURCE: &str = include_str!("Shapes.java.txt");

/// For each shape: what `java` says, and what any instruction of the shape's method would give here.
fn compare(flags: &[&str]) -> usize {
    let folder = std::env::temp_dir().join(format!("jrun-npe-{}-{}", std::process::id(), flags.join("")));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("Shapes.java"), SOURCE).expect("the source");
    run(&folder, tool("javac").args(flags).arg("Shapes.java"));
    let output = run(&folder, tool("java").args(["-cp", ".", "Shapes"]));
    let bytes = std::fs::read(folder.join("Shapes.class")).expect("a class file");
    let file = ClassFile::parse(&bytes).expect("a class file");
    let mut compared = 0;
    for line in output.lines() {
        let (name, expected) = line.split_once(": ").expect("name: message");
        let method = file
            .methods
            .iter()
            .find(|method| method.name(&file.constant_pool).is_ok_and(|found| found == name.as_bytes()))
            .expect("the method");
        let code = method.code(&file.constant_pool).expect("code").expect("code");
        let ours: Vec<String> = code
            .instructions()
            .filter_map(|instruction| message(&file, method, instruction.expect("an instruction").pc))
            .collect();
        assert!(ours.iter().any(|text| text == expected), "{name} {flags:?}\n java: {expected}\n ours: {ours:#?}");
        compared += 1;
    }
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
    compared
}

/// A command of the JDK that `JAVA_HOME` or the path names.
fn tool(name: &str) -> Command {
    Command::new(std::env::var_os("JAVA_HOME").map_or(name.into(), |home| Path::new(&home).join("bin").join(name)))
}

fn run(folder: &Path, command: &mut Command) -> String {
    let output = command.current_dir(folder).output().expect("the JDK is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn messages_are_those_of_the_jdk_without_debug_tables() {
    assert!(compare(&["-g:none"]) >= 40);
}

#[test]
fn messages_are_those_of_the_jdk_with_variable_names() {
    assert!(compare(&["-g"]) >= 40);
}
