//! The command line against the JDK's own `java`: the same wrong options give the same texts and exit code, and accepted ones the same arguments,
//! class path and VM options. Needs `java` and `javac` 17 on PATH or in JAVA_HOME.

use jrun::options::{self, Launch, Outcome, Output};
use std::path::{Path, PathBuf};
use std::process::Command;

const VARIABLES: [&str; 4] = ["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"];

fn tool(name: &str) -> PathBuf {
    match std::env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin").join(name)) {
        Some(path) if path.is_file() => path,
        _ => PathBuf::from(name),
    }
}

/// A folder of this test process, with files that the cases name.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jrun-options-{name}-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("lib")).unwrap();
    for jar in ["lib/b.jar", "lib/a.jar", "lib/c.zip"] {
        std::fs::write(folder.join(jar), "").unwrap();
    }
    folder
}

struct Java {
    stdout: String,
    stderr: String,
    code: i32,
}

fn java(at: &Path, arguments: &[String], variables: &[(&str, &str)]) -> Java {
    let mut command = Command::new(tool("java"));
    command.args(arguments).current_dir(at);
    for name in VARIABLES {
        command.env_remove(name);
    }
    let output =
        command.envs(variables.iter().copied()).output().expect("java 17 starts (package openjdk-17-jdk-headless)");
    Java {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

fn ours(arguments: &[String], variables: &[(&str, &str)]) -> Outcome {
    options::parse(arguments, &|name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| if word == "EMPTY" { String::new() } else { word.to_owned() })
        .collect()
}

/// Each line is a command line that `java` refuses.
const REFUSED: &str = "
-XX:+Foo -version
-XX:Foo -version
-XX:Foo=3 -version
-XX:-Foo -version
-XX: -version
-XX:+ X
-XX:=3 X
-XX -version
-XX:UseSerialGC -version
-XX:UseSerialGC=1 -version
-XX:+UseSerialGC= X
-XX:+MaxHeapSize -version
-XX:MaxHeapSize=abc -version
-XX:InitialHeapSize=x X
-XX:ParallelGCThreads=x X
-XX:ParallelGCThreads=-1 X
-XX:MaxRAMPercentage=x X
-XX:MaxInlineLevel=3.0 X
-XX:ErrorFile X
-XX:+ErrorFile X
-XX:+WhiteBoxAPI -version
-XX:+EnableJVMCI X
-XX:+UseSerialG -version
-XX:+UseG1G -version
-XX:MaxHeapSiz=3 X
-XX:ParallelGCThread=3 X
-XX:useserialgc -version
-XX:Thread -version
-XX:+UseConcMarkSweepGC X
-XX:+AggressiveOpts X
-XX:MaxPermSize=3m X
-XX:+PrintFlagsFinal=3 X
-XX:ThreadStackSize=1 X
-XX:Flags=no-such-file X
-XX:VMOptionsFile=no-such-file X
-Xfoo -version
-foo
--foo
--foo=bar X
-cp= X
-Xmx
-Xmx0 X
-Xmxabc X
-Xmx12q X
-Xmx-5m X
-Xmx1gg X
-Xmx4k X
-Xms4k X
-Xms2g -Xmx1g X
-Xmnx X
-Xssabc X
-Xss1 X
-Xss135k X
-Xss2g X
-Xss1m1 X
-Xverify:foo X
-Xcheck:foo X
-Xcheck X
-Xshare:foo X
-Xshare X
-Xint1 X
-Xbatch1 X
-Xbootclasspath:x X
-Xbootclasspath/p:x X
-Xloggc X
-eafoo X
-esa:foo X
-agentlib X
-javaagent X
-splash X
-cp
-cp -foo X
--class-path
-jar no-such.jar
-jar -esa no-such.jar a
-m
-m -x X
--module=
-p
-p EMPTY X
--module-path
--module-path= X
--upgrade-module-path
--add-modules
--add-modules= X
--add-modules EMPTY X
--add-opens
--add-opens -x X
--add-exports
--add-reads= X
--limit-modules= X
--limit-modules
--patch-module
--patch-module foo X
--enable-native-access
--enable-preview=1 X
--source
-d
--describe-module
@no-such-file
-d64 X
-tm X
-Xfoo --help
-XX:+Foo --version
";

#[test]
fn wrong_options_are_refused_in_javas_words() {
    let at = folder("refused");
    let mut failures = Vec::new();
    for line in REFUSED.lines().filter(|line| !line.is_empty()) {
        check_refusal(&at, &words(line), &[], &mut failures);
    }
    std::fs::remove_dir_all(&at).unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn wrong_variables_are_refused_in_javas_words() {
    let at = folder("variables");
    let mut failures = Vec::new();
    for (name, value) in [
        ("JDK_JAVA_OPTIONS", "-Dfoo=1 \"-Da=x y"),
        ("JDK_JAVA_OPTIONS", "-version"),
        ("JDK_JAVA_OPTIONS", "X"),
        ("JDK_JAVA_OPTIONS", "-jar x"),
        ("JDK_JAVA_OPTIONS", "--help"),
        ("JDK_JAVA_OPTIONS", "--module=x"),
        ("JDK_JAVA_OPTIONS", "--dry-run"),
        ("JDK_JAVA_OPTIONS", "@no-such-file"),
        ("JDK_JAVA_OPTIONS", "-Xfoo"),
        ("JAVA_TOOL_OPTIONS", "-Xfoo"),
        ("JAVA_TOOL_OPTIONS", "-version"),
        ("JAVA_TOOL_OPTIONS", "\"-Da"),
        ("JAVA_TOOL_OPTIONS", "-XX:+Foo"),
        ("JAVA_TOOL_OPTIONS", "-cp x"),
        ("JAVA_TOOL_OPTIONS", "--add-modules java.sql"),
        ("_JAVA_OPTIONS", "-Xmxq"),
    ] {
        check_refusal(&at, &words("X"), &[(name, value)], &mut failures);
    }
    std::fs::remove_dir_all(&at).unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check_refusal(at: &Path, arguments: &[String], variables: &[(&str, &str)], failures: &mut Vec<String>) {
    let theirs = java(at, arguments, variables);
    let theirs = Output { stdout: theirs.stdout, stderr: theirs.stderr, code: theirs.code };
    match ours(arguments, variables) {
        Outcome::Print(output) if output == theirs => {}
        other => failures.push(format!("{arguments:?} {variables:?}\n  java: {theirs:?}\n  ours: {other:?}")),
    }
}

const PROBE: &str = r#"
import java.util.*;
public class Probe {
    public static void main(String[] arguments) {
        System.out.println(Arrays.toString(arguments));
        System.out.println(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        for (String name : List.of("java.class.path", "sun.java.command", "sun.java.launcher", "a", "b"))
            System.out.println(name + "=" + System.getProperty(name));
    }
}
"#;

fn as_the_probe_prints(launch: &Launch) -> String {
    let list = |items: &[String]| format!("[{}]", items.join(", "));
    let mut text = format!("{}\n{}\n", list(&launch.arguments), list(&launch.input_arguments));
    for name in ["java.class.path", "sun.java.command", "sun.java.launcher", "a", "b"] {
        text.push_str(&format!("{name}={}\n", launch.property(name).unwrap_or("null")));
    }
    text
}

#[test]
fn accepted_command_lines_mean_what_they_mean_to_java() {
    let at = folder("accepted");
    std::fs::write(at.join("Probe.java"), PROBE).unwrap();
    let compiled =
        Command::new(tool("javac")).args(["-d", ".", "Probe.java"]).current_dir(&at).status().expect("javac 17 starts");
    assert!(compiled.success());
    let file = |name: &str, text: &str| std::fs::write(at.join(name), text).unwrap();
    file("one", "-Da=\"x\\ty\\\\z\" # comment\n-cp .\n  Probe \"u v\" 'q\"w' a\\tb\n\"go \\\n    on\"");
    file("two", "-cp");
    file("three", "Probe y#z\nQ \"a\"b\"c\" d'e f'g \"\" h");
    let lines: [(&str, &[(&str, &str)]); 30] = [
        ("Probe", &[]),
        ("Probe -x @one --foo", &[]),
        ("-cp . Probe a b", &[]),
        ("--class-path=. Probe", &[]),
        ("-classpath .:lib/* Probe", &[]),
        ("-cp .:nolib/* Probe", &[]),
        ("Probe", &[("CLASSPATH", ".:/x")]),
        ("-Djava.class.path=.:y Probe", &[]),
        ("-Da=1 -Db -Da=2 Probe", &[]),
        ("-ea -ea:Probe -da:a.b... -esa -dsa Probe", &[]),
        ("-Xmx64m -Xms8m -Xss512k -Xint -Xcheck:jni Probe", &[]),
        ("-mx64m -ms8m -ss512k -verify Probe", &[]),
        ("-Xdiag -verbosefoo Probe", &[]),
        ("-XX:+UseSerialGC -XX:MaxInlineLevel=0x10 -XX:ErrorFile= -XX:MaxRAMPercentage=50.0 Probe", &[]),
        ("-XX:+UnlockExperimentalVMOptions -XX:-EnableJVMCI Probe", &[]),
        ("-XX:+IgnoreUnrecognizedVMOptions -XX:+Foo Probe", &[]),
        ("-Xshare:auto -Xrs -Xbatch -Xnoclassgc -server -Xlog:disable Probe", &[]),
        ("--add-opens java.base/java.lang=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED Probe", &[]),
        (
            "--add-modules java.sql,java.xml --add-modules=java.rmi --limit-modules java.base,java.sql,java.rmi,java.management Probe",
            &[],
        ),
        ("--add-reads java.base=java.logging --patch-module java.rmi=/x --enable-native-access ALL-UNNAMED Probe", &[]),
        ("-p mods --upgrade-module-path up --enable-preview Probe", &[]),
        ("-Xbootclasspath/a:x -splash:x Probe", &[]),
        ("@one z", &[]),
        ("@two . Probe", &[]),
        ("@three", &[]),
        ("-Da=1 Probe", &[("JDK_JAVA_OPTIONS", "-Da=2 \"-Db=x y\"")]),
        ("-Da=3 Probe", &[("JAVA_TOOL_OPTIONS", "-Da=1 '-Db=x y'"), ("_JAVA_OPTIONS", "-Da=2")]),
        ("Probe", &[("JAVA_TOOL_OPTIONS", "")]),
        ("-XX:-UseBiasedLocking -noverify -Xfuture Probe", &[]),
        ("--illegal-access=deny -Djdk.module.path=x Probe", &[]),
    ];
    let mut failures = Vec::new();
    for (line, variables) in lines {
        // Names in argument files and wildcards are relative to the working directory, which a test must not change.
        let local: Vec<String> = words(line)
            .iter()
            .map(|word| match word.strip_prefix('@') {
                Some(name) if at.join(name).is_file() => format!("@{}", at.join(name).display()),
                _ => word.replace("lib/*", &format!("{}/*", at.join("lib").display())).replace("no/", "/no/"),
            })
            .collect();
        let theirs = java(&at, &local, variables);
        match ours(&local, variables) {
            Outcome::Launch(launch) => {
                let text = as_the_probe_prints(&launch);
                let notes: String = launch.notes.iter().map(|note| format!("{note}\n")).collect();
                if (text.as_str(), notes.as_str()) != (theirs.stdout.as_str(), theirs.stderr.as_str()) {
                    failures.push(format!(
                        "{line} {variables:?}\n java:\n{}{}\n ours:\n{notes}{text}",
                        theirs.stderr, theirs.stdout
                    ));
                }
            }
            Outcome::Print(output) => failures.push(format!("{line} {variables:?}: refused with {output:?}")),
        }
    }
    std::fs::remove_dir_all(&at).unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
