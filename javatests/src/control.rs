//! Running programs that take orders from other processes, and patch files: `jrun update|undo|versions|patch`, `--watch`
//! with its options.
//!
//! Each trial compiles the shop of `control/shop`, starts it, gives orders to its process id, and reads what the program
//! and the commands print. Not for `java`, which takes none.

mod agents;
mod undo;

pub use agents::agents;
pub use undo::undo_of_migrations;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::compile::{Unit, compile};
use crate::outcome::End;
use crate::process::{Live, Run, start};
use crate::tools::Tools;
use crate::updates::{put, wait_for};

/// How long a program may run.
const LIMIT: Duration = Duration::from_secs(120);

/// What a command came to.
struct Answer {
    code: i32,
    text: String,
}

impl Answer {
    fn is(&self, code: i32, part: &str) -> Result<(), String> {
        if self.code == code && self.text.contains(part) {
            return Ok(());
        }
        Err(format!("expected exit code {code} and {part:?}, came to {}:\n{}", self.code, self.text))
    }
}

/// Runs a sub-command; its two streams in one.
fn command(tools: &Tools, folder: Option<&Path>, words: &[&str]) -> Result<Answer, String> {
    let mut command = Command::new(&tools.jrun);
    command.args(words).env_remove("CLASSPATH").env("LC_ALL", "C.UTF-8");
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    let output = command.output().map_err(|error| format!("{}: {error}", tools.jrun.display()))?;
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ok(Answer { code: output.status.code().unwrap_or(-1), text })
}

/// The shop's classes in one version.
fn classes(tools: &Tools, version: &str) -> Result<PathBuf, String> {
    let sources = crate::home().join("control/shop");
    let own =
        Unit { name: &format!("control-{version}"), sources: &sources.join(version), resources: None, class_path: &[] };
    Ok(compile(tools, &own)?.classes)
}

/// A folder with the shop as it begins.
fn shop(tools: &Tools, trial: &str) -> Result<PathBuf, String> {
    let folder = tools.work.join("control").join(trial);
    let _ = fs::remove_dir_all(&folder);
    let start = folder.join("classes");
    fs::create_dir_all(&start).map_err(|error| format!("{}: {error}", start.display()))?;
    put(&classes(tools, "v0")?, &start)?;
    let path = vec![start.clone()];
    let base = crate::home().join("control/shop/base");
    let base = Unit { name: "control-base", sources: &base, resources: None, class_path: &path };
    put(&compile(tools, &base)?.classes, &start)?;
    Ok(folder)
}

/// Starts the shop and waits for its first lines.
fn open(tools: &Tools, folder: &Path, options: &[&str], arguments: &[&str]) -> Result<Live, String> {
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    args.extend(options.iter().map(OsString::from));
    args.push("-cp".into());
    args.push(folder.join("classes").into());
    args.push("shop.Main".into());
    args.extend(arguments.iter().map(OsString::from));
    let run = Run { vm: &tools.jrun, args, stdin: None, folder: folder.join("run"), limit: LIMIT };
    let mut live = start(&run)?;
    wait_for(&mut live, 0, |line| line.starts_with("v0 note4 "))?;
    Ok(live)
}

/// A patch file from v0 to another version.
fn patch(tools: &Tools, folder: &Path, version: &str) -> Result<String, String> {
    let file = folder.join(format!("{version}.zip")).display().to_string();
    let (old, new) = (classes(tools, "v0")?.display().to_string(), classes(tools, version)?.display().to_string());
    command(tools, None, &["patch", "create", &old, &new, "-o", &file])?.is(0, "changed")?;
    Ok(file)
}

/// The number behind the note of a line of v0.
fn count(line: &str) -> Option<u32> {
    line.rsplit(' ').next()?.parse().ok()
}

/// An update from outside brings a class that no class path has; undo brings dropped values back.
pub fn update_and_undo(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "undo")?;
    let file = patch(tools, &folder, "v1")?;
    let mut live = open(tools, &folder, &["--control"], &[])?;
    let pid = live.pid().to_string();
    let order = |words: &[&str]| command(tools, None, words);
    order(&["versions"])?.is(0, &format!("{pid} "))?;
    order(&["versions", &pid])?.is(0, "no class has been updated\n")?;
    order(&["undo", &pid])?.is(1, "there is nothing to undo: no update has been applied (rule 5.5)")?;
    order(&["update", &pid, &file])?.is(0, "update 1 applied")?;
    let mut at = live.stdout().len();
    wait_for(&mut live, at, |line| line == "v1 id3 price7")?;
    order(&["versions", &pid])?.is(0, "shop.Item#1: 5 instances")?;
    order(&["versions", &pid, "--report=json"])?.is(0, "{\"class\":\"shop.Item\",\"loader\":")?;
    order(&["update", &pid, &file])?.is(0, "nothing to change")?;
    let before = live.stdout().lines().rev().find_map(|line| line.starts_with("v0 ").then(|| count(line))).flatten();
    order(&["undo", &pid])?.is(0, "update 2 applied, undoing update 1")?;
    at = live.stdout().len();
    let line = wait_for(&mut live, at, |line| line.starts_with("v0 note2 "))?;
    if before.is_none() || count(&line) <= before {
        return Err(format!("the static field begins anew: {line:?} after {before:?}"));
    }
    order(&["undo", &pid])?.is(1, "there is nothing left to undo: --undo-depth is 1")?;
    let errors: Vec<String> = live.stdout().lines().filter(|line| line.contains("Error")).map(str::to_owned).collect();
    if errors.is_empty() { Ok(()) } else { Err(format!("the program saw half a patch: {errors:?}")) }
}

/// Each order has a policy for instances of its own: what waits to be converted is undone with its values, stays at the next
/// update, and comes along at the one after.
pub fn instances(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "instances")?;
    let (new, old) = (patch(tools, &folder, "v1")?, classes(tools, "v0")?.display().to_string());
    let mut live = open(tools, &folder, &["--control"], &[])?;
    let pid = live.pid().to_string();
    let order = |words: &[&str]| command(tools, None, words);
    let waits = "instances of shop.Item are converted when they are first touched";
    order(&["update", &pid, &new, "--instances=lazy"])?.is(0, waits)?;
    order(&["undo", &pid])?.is(0, "update 2 applied, undoing update 1")?;
    let mut at = live.stdout().len();
    wait_for(&mut live, at, |line| line.starts_with("v0 note2 "))?;
    order(&["update", &pid, &new, "--instances=lazy"])?.is(0, waits)?;
    at = live.stdout().len();
    wait_for(&mut live, at, |line| line == "v1 id3 price7")?;
    order(&["update", &pid, &old, "--instances=keep"])?.is(0, "instances of shop.Item stay with shop.Item#3")?;
    at = live.stdout().len();
    // Their version has no such field, whatever their conversion left for an undo.
    wait_for(&mut live, at, |line| line == "java.lang.NoSuchFieldError: note")?;
    let at_once = "instances of shop.Item are converted at once: some stay with an old version";
    order(&["update", &pid, &new, "--instances=lazy"])?.is(0, at_once)?;
    at = live.stdout().len();
    wait_for(&mut live, at, |line| line == "v1 id4 price7")?;
    order(&["versions", &pid])?.is(0, "shop.Item#5: 5 instances")?;
    order(&["update", &pid, &old, "--instances=later"])?.is(2, "later")
}

/// `--undo-depth` says how many updates can be taken back, one after the other.
pub fn undo_depth(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "depth")?;
    let (first, second) = (patch(tools, &folder, "v1")?, classes(tools, "v0")?.display().to_string());
    let live = open(tools, &folder, &["--control", "--undo-depth=2"], &[])?;
    let pid = live.pid().to_string();
    let order = |words: &[&str]| command(tools, None, words);
    order(&["update", &pid, &first])?.is(0, "update 1 applied")?;
    order(&["update", &pid, &second])?.is(0, "update 2 applied")?;
    order(&["undo", &pid])?.is(0, "update 3 applied, undoing update 2")?;
    order(&["undo", &pid])?.is(0, "update 4 applied, undoing update 1")?;
    order(&["undo", &pid])?.is(1, "there is nothing left to undo: --undo-depth is 2")
}

/// The plan as it is printed, and nothing applied.
pub fn dry_run(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "plan")?;
    let file = patch(tools, &folder, "v1")?;
    let mut live = open(tools, &folder, &["--control"], &[])?;
    let pid = live.pid().to_string();
    let plan = command(tools, None, &["update", &pid, &file, "--dry-run"])?;
    plan.is(0, "nothing is applied")?;
    golden("plan.txt", &plan.text)?;
    let json = command(tools, None, &["update", &pid, &file, "--dry-run", "--report=json"])?;
    json.is(0, "{\"outcome\":\"planned\",")?;
    golden("plan.json", &json.text)?;
    let at = live.stdout().len();
    wait_for(&mut live, at, |line| line.starts_with("v0 note1 "))?;
    command(tools, None, &["versions", &pid])?.is(0, "no class has been updated")?;
    let explained = command(tools, None, &["update", &pid, &file, "--explain"])?;
    explained.is(0, "jrun: plan: 2 classes\n")?;
    explained.is(0, "jrun: update 1 applied")
}

/// Compares with a file of `control/golden`, or writes it where `BLESS` is set.
fn golden(name: &str, text: &str) -> Result<(), String> {
    let path = crate::home().join("control/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        return fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()));
    }
    let wanted = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    if wanted == text {
        return Ok(());
    }
    Err(format!("{name} is otherwise (`cargo xtask bless` if that is right):\n{text}"))
}

/// `--when=quiescent` waits for a call on a stack, and gives up in time.
pub fn quiescent(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "quiescent")?;
    let file = patch(tools, &folder, "v1")?;
    let live = open(tools, &folder, &["--control"], &["4000"])?;
    let pid = live.pid().to_string();
    let began = Instant::now();
    let refused = command(tools, None, &["update", &pid, &file, "--when=quiescent:300ms"])?;
    refused
        .is(1, "not quiescent within 300 ms: shop.Shop.sleep at line 12 is on the stack of thread slow (rule 6.4)")?;
    command(tools, None, &["versions", &pid])?.is(0, "no class has been updated")?;
    let applied = command(tools, None, &["update", &pid, &file, "--when=quiescent:60s"])?;
    applied.is(0, "update 1 applied")?;
    if applied.text.contains("old code") {
        return Err(format!("a frame was on a stack:\n{}", applied.text));
    }
    if began.elapsed() < Duration::from_millis(300) {
        return Err("it did not wait at all".into());
    }
    Ok(())
}

/// Updates that come at once are applied one after the other.
pub fn two_at_once(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "two")?;
    let file = patch(tools, &folder, "v1")?;
    let back = classes(tools, "v0")?.display().to_string();
    let mut live = open(tools, &folder, &["--control"], &[])?;
    let pid = live.pid().to_string();
    command(tools, None, &["update", &pid, &file])?.is(0, "update 1 applied")?;
    let answers: Vec<Result<Answer, String>> = thread::scope(|scope| {
        let orders: Vec<_> = (0..6)
            .map(|at| {
                let what = if at % 2 == 0 { &back } else { &file };
                let pid = &pid;
                scope.spawn(move || command(tools, None, &["update", pid, what]))
            })
            .collect();
        orders.into_iter().filter_map(|order| order.join().ok()).collect()
    });
    if answers.len() != 6 {
        return Err("an order panicked".into());
    }
    let mut numbers = Vec::new();
    for answer in answers {
        let answer = answer?;
        if answer.text.contains("nothing to change") {
            continue;
        }
        answer.is(0, " applied: ")?;
        let number = answer.text.strip_prefix("jrun: update ").and_then(|rest| rest.split(' ').next());
        numbers.push(number.and_then(|number| number.parse::<u32>().ok()).ok_or(answer.text)?);
    }
    numbers.sort_unstable();
    let wanted: Vec<u32> = (2..).take(numbers.len()).collect();
    if numbers != wanted || numbers.is_empty() {
        return Err(format!("updates numbered {numbers:?}"));
    }
    let at = live.stdout().len();
    wait_for(&mut live, at, |line| line.starts_with('v'))?;
    if live.stdout().contains("Error") { Err("the program saw half a patch".into()) } else { Ok(()) }
}

/// A program updates itself through `jrun.update`.
pub fn java_api(tools: &Tools) -> Result<(), String> {
    let folder = tools.work.join("control/api");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let jar = folder.join("jrun-update.jar");
    command(tools, None, &["patch", "api", &jar.display().to_string()])?.is(0, "")?;
    let sources = crate::home().join("control/api");
    let unit = |part: &str, path: &[PathBuf]| {
        let name = format!("control-api-{part}");
        let sources = sources.join(part);
        compile(tools, &Unit { name: &name, sources: &sources, resources: None, class_path: path })
            .map(|compiled| compiled.classes)
    };
    let (old, new) = (unit("v0", &[])?, unit("v1", &[])?);
    let main = unit("main", &[old.clone(), jar])?;
    let file = folder.join("p.zip").display().to_string();
    let (before, after) = (old.display().to_string(), new.display().to_string());
    command(tools, None, &["patch", "create", &before, &after, "-o", &file])?.is(0, "1 changed, 1 added, 0 removed")?;
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    args.extend(["-cp".into(), crate::compile::join_path(&[main, old])]);
    args.extend(["api.Main".into(), OsString::from(after), OsString::from(file)]);
    let live = start(&Run { vm: &tools.jrun, args, stdin: None, folder: folder.join("run"), limit: LIMIT })?;
    let outcome = live.finish()?.without_stress_lines();
    if outcome.end != End::Exit(0) {
        return Err(format!("{}\n{}", outcome.end, outcome.tail()));
    }
    golden("api.txt", &String::from_utf8_lossy(&outcome.stdout))
}

/// `--statics` says which initializers run, for the program, in a patch file and in an order. The classes are under watch
/// in a folder that is on no class path: the new class beside them is supplied by the patch.
pub fn statics(tools: &Tools) -> Result<(), String> {
    let sources = crate::home().join("control/statics");
    let unit = |part: &str, path: &[PathBuf]| {
        let name = format!("control-statics-{part}");
        let sources = sources.join(part);
        compile(tools, &Unit { name: &name, sources: &sources, resources: None, class_path: path })
            .map(|compiled| compiled.classes)
    };
    let (old, new) = (unit("v0", &[])?, unit("v1", &[])?);
    let base = unit("base", std::slice::from_ref(&old))?;
    for (word, wanted) in [("new", "v1 1 3!"), ("changed", "v1 2 3!"), ("default", "v1 1 none")] {
        for way in ["watch", "patch", "order"] {
            let folder = tools.work.join("control").join(format!("statics-{word}-{way}"));
            let _ = fs::remove_dir_all(&folder);
            let watched = folder.join("watched");
            fs::create_dir_all(&watched).map_err(|error| format!("{}: {error}", watched.display()))?;
            let option = format!("--statics={word}");
            let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
            args.extend(["--watch".into(), watched.clone().into_os_string()]);
            args.extend((way == "watch").then(|| OsString::from(&option)));
            args.extend(["-cp".into(), crate::compile::join_path(&[base.clone(), old.clone()]), "st.Main".into()]);
            let run = Run { vm: &tools.jrun, args, stdin: None, folder: folder.join("run"), limit: LIMIT };
            let mut live = start(&run)?;
            wait_for(&mut live, 0, |line| line == "v0 1")?;
            let (pid, file) = (live.pid().to_string(), folder.join("p.zip").display().to_string());
            let (before, after) = (old.display().to_string(), new.display().to_string());
            let mut create = vec!["patch", "create", &before, &after, "-o", &file];
            create.extend((way == "patch").then_some(option.as_str()));
            command(tools, None, &create)?.is(0, "1 changed, 1 added")?;
            let mut order = vec!["update", &pid, &file];
            order.extend((way == "order").then_some(option.as_str()));
            if way == "watch" {
                put(&new, &watched)?;
            } else {
                command(tools, None, &order)?.is(0, "update 1 applied")?;
            }
            wait_for(&mut live, 0, |line| line.starts_with("v1 "))?;
            let line = live.stdout().lines().find(|line| line.starts_with("v1 ")).map(str::to_owned);
            if line.as_deref() != Some(wanted) {
                return Err(format!("{option} by {way}: {line:?}, not {wanted:?}\n{}", live.stderr()));
            }
        }
    }
    Ok(())
}

/// A refused change stays pending and comes with the next one.
pub fn pending(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "pending")?;
    let watched = folder.join("classes").display().to_string();
    let mut live = open(tools, &folder, &["--watch", &watched], &[])?;
    put(&classes(tools, "v2")?, &folder.join("classes"))?;
    wait_for_error(&mut live, "a class cannot become an interface, nor an interface a class (rule 8.4)")?;
    let at = live.stdout().len();
    wait_for(&mut live, at, |line| line.starts_with("v0 note1 "))?;
    let shop_class = Path::new("shop/Shop.class");
    fs::copy(classes(tools, "v1")?.join(shop_class), folder.join("classes").join(shop_class))
        .map_err(|error| error.to_string())?;
    let at = live.stdout().len();
    // The item of the refused change has a price of 8.
    wait_for(&mut live, at, |line| line == "v1 id2 price8")?;
    wait_for_error(&mut live, "update 1 applied: 2 classes")
}

/// `--on-refusal=exit` and `restart`; `--dry-run` with `--watch`.
pub fn on_refusal(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "refusal")?;
    let watched = folder.join("classes").display().to_string();
    let mut live = open(tools, &folder, &["--watch", &watched, "--on-refusal=exit"], &[])?;
    put(&classes(tools, "v2")?, &folder.join("classes"))?;
    wait_for_error(&mut live, "the program ends, since an update was refused")?;
    match live.finish()?.end {
        End::Exit(3) => {}
        end => return Err(format!("expected exit code 3: {end}")),
    }
    let folder = shop(tools, "restart")?;
    let watched = folder.join("classes").display().to_string();
    let mut live = open(tools, &folder, &["--watch", &watched, "--on-refusal=restart"], &[])?;
    put(&classes(tools, "v2")?, &folder.join("classes"))?;
    let at = live.stdout().len();
    wait_for_error(&mut live, "the program starts again, since an update was refused")?;
    // From the beginning and with the new classes, which do not fit: `Main` was compiled against another `Shop`.
    wait_for(&mut live, at, |line| line.starts_with("java.lang.IncompatibleClassChangeError: "))?;
    drop(live);
    let folder = shop(tools, "watched-plan")?;
    let watched = folder.join("classes").display().to_string();
    let mut live = open(tools, &folder, &["--watch", &watched, "--dry-run"], &[])?;
    put(&classes(tools, "v1")?, &folder.join("classes"))?;
    wait_for_error(&mut live, "jrun: plan: 2 classes; nothing is applied")?;
    let at = live.stdout().len();
    wait_for(&mut live, at, |line| line.starts_with("v0 note1 "))?;
    Ok(())
}

fn wait_for_error(live: &mut Live, part: &str) -> Result<(), String> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if live.stderr().contains(part) {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(5));
    }
    Err(format!("{part:?} never came on the error stream:\n{}", live.stderr()))
}

/// Patch files from folders and from git revisions, and what is said of them.
pub fn patch_files(tools: &Tools) -> Result<(), String> {
    let folder = shop(tools, "files")?;
    let file = patch(tools, &folder, "v1")?;
    let order = |words: &[&str]| command(tools, Some(&folder), words);
    let show = order(&["patch", "show", &file])?;
    show.is(0, "jrun-patch: 1\nclass: shop.Helper (")?;
    show.is(0, "class: shop.Item (")?;
    let old = classes(tools, "v0")?.display().to_string();
    golden("check.txt", &order(&["patch", "check", &file, "--against", &old])?.text)?;
    order(&["patch", "check", &file])?.is(0, "shop.Item: well formed\n")?;
    let bad = patch(tools, &folder, "v2")?;
    order(&["patch", "check", &bad, "--against", &old])?
        .is(1, "refused: shop.Shop: a class cannot become an interface")?;
    order(&["patch", "create", &old, &old, "-o", "x.zip"])?.is(2, "do not differ: no patch is written")?;
    order(&["patch", "create", "nowhere", &old, "-o", "x.zip"])?
        .is(2, "nowhere is no folder, no jar, and no revision")?;
    order(&["patch", "show", "nowhere.zip"])?.is(2, "nowhere.zip: ")?;
    order(&["patch", "show", "classes/shop/Item.class"])?.is(2, "it is no zip archive")?;
    order(&["update", "1", &file])?.is(3, "process 1 is no jrun program of yours that takes orders")?;
    order(&["update", "1", &file, "--when=soon"])?.is(2, "--when must be now or quiescent[:TIME], not `soon`")?;
    order(&["update", "one", &file])?.is(2, "invalid value 'one'")?;
    order(&["patch", "--help"])?.is(0, "Make, show and check patch files")?;
    revisions(tools, &folder)
}

fn revisions(tools: &Tools, folder: &Path) -> Result<(), String> {
    let repository = folder.join("repository");
    fs::create_dir_all(&repository).map_err(|error| error.to_string())?;
    let git = |words: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
            .args(words)
            .current_dir(&repository)
            .output()
            .map_err(|error| format!("git: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("git {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)))
    };
    git(&["init", "-q"])?;
    for version in ["v0", "v1"] {
        put(&crate::home().join("control/shop").join(version), &repository.join("src"))?;
        git(&["add", "-A"])?;
        git(&["commit", "-q", "-m", version])?;
        git(&["tag", version])?;
    }
    let javac = tools.javac.display().to_string();
    let build = format!("{javac} -d out src/shop/*.java");
    let create = |words: &[&str]| {
        let all: Vec<&str> = ["patch", "create", "v0", "v1", "-o", "p.zip"].iter().chain(words).copied().collect();
        command(tools, Some(&repository), &all)
    };
    create(&[])?.is(2, "v0 is a git revision: say with --build how it is compiled")?;
    create(&["--build", "exit 4"])?.is(2, "the build of v0 failed: `exit 4` ended with exit status: 4")?;
    create(&["--build", "true"])?.is(2, "the build of v0 left no class file")?;
    create(&["--build", &build, "--classes", "out", "--statics=changed"])?
        .is(0, "p.zip: 2 changed, 1 added, 0 removed")?;
    command(tools, Some(&repository), &["patch", "show", "p.zip"])?
        .is(0, "jrun-patch: 1\nstatics: changed\nclass: shop.Helper")
}
