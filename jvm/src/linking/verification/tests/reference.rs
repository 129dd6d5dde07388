//! Asks the JDK's own virtual machine about classes.

use super::jdk;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Defines each numbered class file of a folder in a loader of its own and links it.
const PROGRAM: &str = r#"
import java.nio.file.*;
public class Ask {
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        for (int i = 0; Files.exists(folder.resolve(i + ".class")); i++) {
            byte[] bytes = Files.readAllBytes(folder.resolve(i + ".class"));
            String said = "fine";
            try {
                ClassLoader loader = new ClassLoader() {
                    @Override protected Class<?> findClass(String name) { return defineClass(name, bytes, 0, bytes.length); }
                };
                Class.forName("T", true, loader);
            } catch (LinkageError e) {
                said = e.getClass().getSimpleName() + " " + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            }
            System.out.println(said);
        }
    }
}
"#;

/// What `java` says of each class: the first line of a `VerifyError` or `ClassFormatError`, or nothing if it links.
pub(super) fn ask<'a>(classes: impl Iterator<Item = &'a [u8]>) -> Vec<Option<String>> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("verification-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let mut count = 0;
    for bytes in classes {
        std::fs::write(folder.join(format!("{count}.class")), bytes).expect("a file for the test");
        count += 1;
    }
    let program = folder.join("Ask.java");
    std::fs::write(&program, PROGRAM).expect("a file for the test");
    let output = Command::new(jdk::java_home().join("bin/java"))
        .args(["-XX:-PrintWarnings", "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal"])
        .args([&program, &folder])
        .output()
        .expect("java runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), count, "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let message = |line: &&str| {
        let message = ["VerifyError ", "ClassFormatError "].iter().find_map(|name| line.strip_prefix(name));
        assert!(message.is_some() || *line == "fine", "{line}");
        message.map(str::to_owned)
    };
    lines.iter().map(message).collect()
}
