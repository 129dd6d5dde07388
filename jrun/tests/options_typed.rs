//! What the parsed command line says, field by field, where `java` has no way to show it.

use jrun::options::{
    Action, Agent, AssertionRule, AssertionScope, FieldCache, HeapSizes, Launch, Main, OnRefusal, Outcome, Output,
    ReportFormat, Stream, Stress, UpdateOptions, Verification, parse,
};
use redefine::{Statics, When};

fn outcome(line: &str) -> Outcome {
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    parse(&words, &|_| None)
}

fn launch(line: &str) -> Launch {
    match outcome(line) {
        Outcome::Launch(launch) => *launch,
        Outcome::Print(output) => panic!("{line}: {output:?}"),
    }
}

fn refused(line: &str) -> Output {
    match outcome(line) {
        Outcome::Print(output) => output,
        Outcome::Launch(launch) => panic!("{line}: {launch:?}"),
    }
}

#[test]
fn main_class_module_and_jar() {
    assert_eq!(launch("a.B c").main, Some(Main::Class("a.B".into())));
    assert_eq!(launch("a.B c -d").arguments, ["c", "-d"]);
    let module = launch("-p mods -m m/a.B -x @y");
    assert_eq!(module.main, Some(Main::Module { module: "m".into(), class: Some("a.B".into()) }));
    assert_eq!(module.arguments, ["-x", "@y"]);
    assert_eq!(module.property("jdk.module.main"), Some("m"));
    assert_eq!(module.property("jdk.module.path"), Some("mods"));
    assert_eq!(module.property("sun.java.command"), Some("m/a.B -x @y"));
    assert_eq!(module.class_path(), "");
    let jar = std::env::temp_dir().join(format!("jrun-typed-{}.jar", std::process::id()));
    std::fs::write(&jar, "").unwrap();
    let started = launch(&format!("-cp x -jar {} y", jar.display()));
    std::fs::remove_file(&jar).unwrap();
    assert_eq!(started.main, Some(Main::Jar(jar.display().to_string())));
    assert_eq!(started.class_path(), jar.display().to_string());
}

#[test]
fn module_options_are_numbered_properties() {
    let launch = launch(
        "--add-opens a/b=c --add-opens=d/e=f --add-exports g/h=i --add-reads j=k --add-modules l,m --add-modules n --limit-modules o --patch-module p=q --patch-module r=s --enable-native-access t --upgrade-module-path u X",
    );
    for (name, value) in [
        ("jdk.module.addopens.0", "a/b=c"),
        ("jdk.module.addopens.1", "d/e=f"),
        ("jdk.module.addexports.0", "g/h=i"),
        ("jdk.module.addreads.0", "j=k"),
        ("jdk.module.addmods.0", "l,m"),
        ("jdk.module.addmods.1", "n"),
        ("jdk.module.limitmods", "o"),
        ("jdk.module.patch.0", "p=q"),
        ("jdk.module.patch.1", "r=s"),
        ("jdk.module.enable.native.access.0", "t"),
        ("jdk.module.upgrade.path", "u"),
    ] {
        assert_eq!(launch.property(name), Some(value), "{name}");
    }
}

#[test]
fn sizes_and_assertions() {
    let launch = launch("-Xmx64m -Xms8m -Xmn4m -Xss512k -ea -da:a.b... -ea:a.b.C -esa -Xverify:none X");
    assert_eq!(launch.heap, HeapSizes { initial: Some(8 << 20), maximum: Some(64 << 20), young: Some(4 << 20) });
    assert_eq!(launch.stack_size, Some(512 << 10));
    assert!(launch.assertions.system);
    assert_eq!(
        launch.assertions.rules,
        [
            AssertionRule { enable: true, scope: AssertionScope::All },
            AssertionRule { enable: false, scope: AssertionScope::Package("a.b".into()) },
            AssertionRule { enable: true, scope: AssertionScope::Class("a.b.C".into()) },
        ]
    );
    assert_eq!(launch.verification, Verification::None);
    assert_eq!(launch_with_flags().heap, HeapSizes { initial: Some(16 << 20), maximum: Some(32 << 20), young: None });
    assert_eq!(launch_with_flags().stack_size, Some(1 << 20));
}

fn launch_with_flags() -> Launch {
    launch("-XX:MaxHeapSize=32m -XX:InitialHeapSize=16m -XX:ThreadStackSize=1k X")
}

#[test]
fn actions() {
    assert_eq!(launch("-version -Xfoo").action, Action::Version(Stream::Stderr));
    assert_eq!(launch("--version").action, Action::Version(Stream::Stdout));
    assert_eq!(launch("-Xfoo -fullversion").action, Action::FullVersion(Stream::Stderr));
    assert_eq!(launch("-showversion X").show_version, Some(Stream::Stderr));
    assert_eq!(launch("--dry-run X").action, Action::DryRun);
    assert_eq!(launch("--list-modules").action, Action::ListModules(None));
    assert_eq!(launch("-d java.base").action, Action::DescribeModule("java.base".into()));
    assert_eq!(launch("--describe-module=java.base").action, Action::DescribeModule("java.base".into()));
    assert_eq!(launch("--validate-modules").property("jdk.module.validation"), Some("true"));
}

#[test]
fn agents_and_logging() {
    let launch = launch(
        "-agentlib:jdwp=a=b -agentpath:/x -javaagent:y.jar=z -Xrunhprof:q -Xlog:update -Xlog:gc=debug:stderr -Xlog -verbose:gc -verbose X",
    );
    assert_eq!(
        launch.agents,
        [
            Agent::Library("jdwp=a=b".into()),
            Agent::Path("/x".into()),
            Agent::Java("y.jar=z".into()),
            Agent::Library("hprof=q".into()),
        ]
    );
    assert_eq!(launch.logging, ["update", "gc=debug:stderr", ""]);
    assert!(launch.verbose.gc && launch.verbose.class && !launch.verbose.jni);
    assert!(refused("-Xlog:gc=foo X").stderr.starts_with("Invalid -Xlog option '-Xlog:gc=foo'"));
}

#[test]
fn own_options() {
    let launch = launch("--watch a --watch=b --report=json -Xstress:collect=3,move -Xstress:redefine=9 X --watch c");
    assert_eq!(launch.watch, [std::path::PathBuf::from("a"), "b".into()]);
    assert_eq!(launch.report, ReportFormat::Json);
    assert_eq!(
        launch.stress,
        Stress { collect: Some(3), move_everything: true, redefine: Some(9), ..Stress::default() }
    );
    assert_eq!(launch.arguments, ["--watch", "c"]);
    assert_eq!(launch.input_arguments, Vec::<String>::new());
    assert_eq!(refused("--watch").stderr, "Error: --watch requires a folder\n");
    assert_eq!(refused("--watch= X").stderr, "Error: --watch requires a folder\n");
    assert_eq!(refused("--report=xml X").stderr, "Error: --report must be text or json, not `xml`\n");
    assert!(refused("-Xstress:foo X").stderr.starts_with("Error: -Xstress: `foo` is no stress mode"));
}

#[test]
fn how_updates_are_taken() {
    let options = launch("--watch c X").updates;
    assert_eq!(options, UpdateOptions::default());
    assert_eq!((options.undo_depth, options.on_refusal, options.when), (1, OnRefusal::Keep, When::Now));
    let options = launch(
        "--control --explain --undo-depth=3 --statics changed --when=quiescent:2s --on-refusal=restart X --control",
    );
    assert_eq!(options.arguments, ["--control"]);
    let options = options.updates;
    assert!(options.control && options.explain && !options.dry_run);
    assert_eq!((options.undo_depth, options.on_refusal), (3, OnRefusal::Restart));
    assert_eq!(options.when, When::Quiescent(std::time::Duration::from_secs(2)));
    assert_eq!(options.policy().statics, Statics::Changed);
    // Java's option, unless there is something to watch.
    assert_eq!((launch("--dry-run X").action, launch("--dry-run X").updates.dry_run), (Action::DryRun, false));
    let watching = launch("--dry-run --watch c X");
    assert_eq!((watching.action, watching.updates.dry_run), (Action::Run, true));
    for (line, error) in [
        ("--undo-depth=x X", "Error: --undo-depth must be a number, not `x`\n"),
        ("--statics=all X", "Error: --statics must be new, changed or default, not `all`\n"),
        ("--when=soon X", "Error: --when must be now or quiescent[:<time>], not `soon`\n"),
        ("--on-refusal=x X", "Error: --on-refusal must be keep, restart or exit, not `x`\n"),
        ("--on-refusal", "Error: --on-refusal requires keep, restart or exit\n"),
    ] {
        assert_eq!(refused(line).stderr, error);
    }
}

#[test]
fn what_instructions_remember() {
    assert_eq!(launch("X").field_cache, FieldCache::Guarded);
    for (value, meant) in [("none", FieldCache::None), ("paper", FieldCache::Paper), ("guarded", FieldCache::Guarded)] {
        assert_eq!(launch(&format!("--field-cache={value} X")).field_cache, meant);
        let apart = launch(&format!("--field-cache {value} X --field-cache none"));
        assert_eq!((apart.field_cache, apart.arguments.len()), (meant, 2));
    }
    let wrong = "Error: --field-cache must be none, paper or guarded, not `all`\n";
    assert_eq!(refused("--field-cache=all X").stderr, wrong);
    assert_eq!(refused("--field-cache").stderr, "Error: --field-cache requires none, paper or guarded\n");
    assert!(refused("--help").stdout.contains("--field-cache=none|paper|guarded"));
}

#[test]
fn help_and_usage() {
    let asked = refused("--help");
    assert_eq!((asked.code, asked.stderr.as_str()), (0, ""));
    assert!(asked.stdout.starts_with("Usage: jrun") && asked.stdout.contains("--watch"));
    let without_main = refused("-Da=b");
    assert_eq!((without_main.code, without_main.stdout.as_str()), (1, ""));
    assert_eq!(without_main.stderr, asked.stdout);
    assert!(refused("-jar").stderr.starts_with("Error: -jar requires jar file specification\nUsage:"));
    assert_eq!(refused("-X").code, 0);
}
