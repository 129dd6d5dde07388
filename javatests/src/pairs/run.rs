//! Makes pairs, compiles them by the hundred, runs them in one process each few dozen, and compares every line with the
//! model's. A pair that fails is made smaller by leaving changes out one by one.

use super::family::{Family, Type};
use super::mutate::Mutation;
use super::probe::{self, Plan};
use super::random::Random;
use super::{generate, source};
use crate::compile::{files_under, join_path};
use crate::compile_server::CompileServer;
use crate::process::{Run, run};
use crate::tools::Tools;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pairs that are compiled together and run in one process.
pub const BATCH: usize = 50;

/// For one process.
const PATIENCE: Duration = Duration::from_secs(120);

/// Two versions of a family, and a program.
#[derive(Clone)]
pub struct Pair {
    /// Package.
    pub name: String,
    seed: u64,
    first: Family,
    /// What was changed; only those that changed something.
    pub mutations: Vec<Mutation>,
    second: Family,
    plan: Plan,
    /// Classes that the patch leaves out though they changed.
    left_out: Vec<String>,
}

/// What came of a pair.
pub enum Verdict {
    /// Every line was right; the number of updates and undos that were applied.
    Right(usize),
    /// What was wrong, for people.
    Wrong(String),
}

impl Pair {
    /// The pair of a seed and number.
    pub fn new(seed: u64, number: usize) -> Pair {
        let own = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
        let mut random = Random::new(own);
        let first = generate::family(&mut random);
        let mut mutations = Vec::new();
        let mut second = first.clone();
        let wanted = 1 + random.below(6);
        for _ in 0..60 {
            if mutations.len() == wanted {
                break;
            }
            if let Some(mutation) = Mutation::random(&second, &mut random) {
                take(&first, &mut second, mutation, &mut mutations);
            }
        }
        Pair::of(format!("p{number}"), own, first, mutations)
    }

    /// The pair that these changes make of a family.
    fn of(name: String, seed: u64, first: Family, wanted: Vec<Mutation>) -> Pair {
        let (mut second, mut mutations) = (first.clone(), Vec::new());
        for mutation in wanted {
            take(&first, &mut second, mutation, &mut mutations);
        }
        let mut random = Random::new(seed ^ 0x5eed);
        let plan = probe::plan([&first, &second], &mut random);
        let mut pair = Pair { name, seed, first, mutations, second, plan, left_out: Vec::new() };
        pair.leave_out(&mut random);
        // A frame of a class that is not updated is none of an old version.
        pair.plan.frame.take_if(|frame| pair.left_out.contains(&frame.class));
        pair
    }

    /// In some pairs the patch lacks classes that changed, where javac would take the hierarchy that comes of it.
    fn leave_out(&mut self, random: &mut Random) {
        if !random.chance(30) {
            return;
        }
        for class in &self.first.classes {
            let Some(after) = self.second.get(&class.name).filter(|after| *after != class) else { continue };
            let mut mixed = self.second.clone();
            for other in mixed.classes.iter_mut() {
                let stays = self.left_out.contains(&other.name) || other.name == after.name;
                if let Some(before) = self.first.get(&other.name).filter(|_| stays) {
                    *other = before.clone();
                }
                other.methods.iter_mut().for_each(|method| method.body.clear());
                other.fields.retain(|_| false);
            }
            if random.chance(50) && mixed.legal().is_ok() {
                self.left_out.push(class.name.clone());
            }
        }
    }

    /// For people.
    fn text(&self) -> String {
        format!(
            "changes:\n{}left out of the patch: {:?}\n--- before:\n{}--- after:\n{}",
            self.mutations.iter().fold(String::new(), |mut text, mutation| {
                let _ = writeln!(text, "  {mutation:?}");
                text
            }),
            self.left_out,
            source::family(&self.first),
            source::family(&self.second)
        )
    }
}

fn take(first: &Family, second: &mut Family, mutation: Mutation, mutations: &mut Vec<Mutation>) {
    let before = second.clone();
    if mutation.apply(second) {
        if is_plain(first, second) {
            mutations.push(mutation);
        } else {
            *second = before;
        }
    }
}

/// The contract says what comes of it, and where each value goes: no new field has two candidates, no old one is wanted twice.
fn is_plain(first: &Family, second: &Family) -> bool {
    let fields = |family: &Family, class: &str| -> Vec<(String, String, Type)> {
        let chain = family.chain(class);
        let of = |class: &super::family::Class| {
            let own = class.fields.iter().filter(|field| !field.is_static);
            own.map(|field| (class.name.clone(), field.name.clone(), field.ty.clone())).collect::<Vec<_>>()
        };
        chain.into_iter().flat_map(of).collect()
    };
    // A class that fails to initialize is another matter.
    let fails = |class: &super::family::Class| {
        class.fields.iter().any(|field| field.is_static && field.init == super::family::Init::Throwing)
    };
    let is_new = |class: &&super::family::Class| first.get(&class.name).is_none();
    if second.classes.iter().filter(is_new).any(fails) {
        return false;
    }
    first.classes.iter().filter(|class| !class.is_interface).all(|class| {
        let (before, after) = (fields(first, &class.name), fields(second, &class.name));
        let gone: Vec<_> = before.iter().filter(|field| !after.contains(field)).collect();
        let new: Vec<_> = after.iter().filter(|field| !before.contains(field)).collect();
        new.iter().all(|field| gone.iter().filter(|other| other.1 == field.1).count() <= 1)
            && gone.iter().all(|field| new.iter().filter(|other| other.1 == field.1).count() <= 1)
    })
}

/// Where a batch is compiled and run.
struct Folders {
    root: PathBuf,
}

impl Folders {
    fn make(tools: &Tools, name: &str) -> Result<Folders, String> {
        let root = tools.work.join("pairs").join(name);
        let _ = fs::remove_dir_all(&root);
        let folders = Folders { root };
        for part in ["first", "second", "classes-first", "classes-second", "classes-new"] {
            fs::create_dir_all(folders.path(part)).map_err(|e| format!("{part}: {e}"))?;
        }
        Ok(folders)
    }

    fn path(&self, part: &str) -> PathBuf {
        self.root.join(part)
    }
}

/// The programs' common part, compiled.
pub fn library(tools: &Tools, server: &CompileServer) -> Result<PathBuf, String> {
    let to = tools.work.join("pairs").join("library");
    fs::create_dir_all(&to).map_err(|e| format!("{}: {e}", to.display()))?;
    let api = tools.work.join("pairs").join("api.jar");
    let made = std::process::Command::new(&tools.jrun).args(["patch", "api"]).arg(&api).output();
    let made = made.map_err(|e| format!("jrun patch api: {e}"))?;
    if !made.status.success() {
        return Err(format!("jrun patch api: {}", String::from_utf8_lossy(&made.stderr)));
    }
    let sources = files_under(&crate::home().join("pairs-lib")).map_err(|e| format!("pairs-lib: {e}"))?;
    server.compile(tools, &to, &["-cp".into(), api.display().to_string()], &sources)?;
    Ok(to)
}

/// Pairs of different names, compiled.
pub struct Batch {
    folders: Folders,
    pairs: Vec<Pair>,
    /// Class files of each.
    patches: Vec<Vec<String>>,
}

impl Batch {
    /// Compiles pairs into a folder of this name.
    pub fn compile(
        tools: &Tools,
        server: &CompileServer,
        library: &Path,
        folder: &str,
        pairs: Vec<Pair>,
    ) -> Result<Batch, String> {
        let folders = Folders::make(tools, folder)?;
        compile(tools, server, library, &folders, &pairs)?;
        let patches = pairs.iter().map(|pair| patch(&folders, pair)).collect::<Result<_, String>>()?;
        Ok(Batch { folders, pairs, patches })
    }

    /// Runs all of them in one process.
    pub fn check(self, tools: &Tools, library: &Path) -> Result<Vec<(Pair, Verdict)>, String> {
        let output = execute(tools, library, &self.folders, &self.pairs, &self.patches)?;
        let judged = self.pairs.into_iter().zip(self.patches).map(|(pair, patch)| {
            let verdict = judge(&pair, &patch, &output);
            (pair, verdict)
        });
        Ok(judged.collect())
    }
}

fn compile(
    tools: &Tools,
    server: &CompileServer,
    library: &Path,
    folders: &Folders,
    pairs: &[Pair],
) -> Result<(), String> {
    let write = |path: PathBuf, text: String| -> Result<PathBuf, String> {
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(path)
    };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for pair in pairs {
        let file = |part: &str, class: &str| folders.path(part).join(&pair.name).join(format!("{class}.java"));
        let go = |name: &str, is_first: bool| {
            let frame = pair.plan.frame.as_ref().filter(|frame| frame.class == name);
            frame.map_or_else(String::new, |frame| frame.java(is_first))
        };
        for class in &pair.first.classes {
            let text = source::class(&pair.name, class, &go(&class.name, true));
            first.push(write(file("first", &class.name), text)?);
        }
        for class in &pair.second.classes {
            let text = source::class(&pair.name, class, &go(&class.name, false));
            second.push(write(file("second", &class.name), text)?);
        }
        first.push(write(file("first", "Old"), probe::class(&pair.name, &pair.first, &pair.plan, true))?);
        second.push(write(file("second", "New"), probe::class(&pair.name, &pair.second, &pair.plan, false))?);
    }
    let compile = |to: &str, path: &[PathBuf], sources: &[PathBuf]| {
        let path = join_path(path).to_string_lossy().into_owned();
        let options = ["-cp".to_owned(), path, "-XDstringConcat=inline".to_owned()];
        server.compile(tools, &folders.path(to), &options, sources)
    };
    compile("classes-first", &[library.to_path_buf()], &first)?;
    // `New` names `Old`; the new versions of the others hide the old ones.
    compile("classes-second", &[library.to_path_buf(), folders.path("classes-first")], &second)?;
    for pair in pairs {
        let from = folders.path("classes-second").join(&pair.name).join("New.class");
        let to = folders.path("classes-new").join(&pair.name);
        fs::create_dir_all(&to)
            .and_then(|()| fs::copy(&from, to.join("New.class")))
            .map_err(|e| format!("{}: {e}", from.display()))?;
    }
    Ok(())
}

/// Classes whose files differ or are new, less those that are left out.
fn patch(folders: &Folders, pair: &Pair) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for class in &pair.second.classes {
        let file = |part: &str| folders.path(part).join(&pair.name).join(format!("{}.class", class.name));
        let new = fs::read(file("classes-second")).map_err(|e| format!("{}.{}: {e}", pair.name, class.name))?;
        let differs = fs::read(file("classes-first")).ok().is_none_or(|old| old != new);
        if differs && !pair.left_out.contains(&class.name) {
            names.push(class.name.clone());
        }
    }
    Ok(names)
}

fn execute(
    tools: &Tools,
    library: &Path,
    folders: &Folders,
    pairs: &[Pair],
    patches: &[Vec<String>],
) -> Result<String, String> {
    let mut rows = String::new();
    for (pair, patch) in pairs.iter().zip(patches) {
        let files: String = patch.iter().map(|name| format!(" {name}.class")).collect();
        let _ = writeln!(rows, "{} {}{files}", pair.name, if comes_again(pair, patch) { "again" } else { "once" });
    }
    let list = folders.path("pairs");
    fs::write(&list, rows).map_err(|e| format!("{}: {e}", list.display()))?;
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    if tools.stress.is_empty() {
        // The audit runs under any mode; this one does nothing else between collections.
        args.push("-Xstress:sanity".into());
    }
    let path = join_path(&[library.to_path_buf(), folders.path("classes-first"), folders.path("classes-new")]);
    args.extend(["-Xmx512m".into(), "-cp".into(), path, "pairs.Main".into()]);
    args.extend([list.into_os_string(), folders.path("classes-second").into_os_string()]);
    let outcome = run(&Run {
        vm: &tools.jrun,
        args,
        stdin: None,
        folder: folders.path("run"),
        limit: PATIENCE.mul_f64(tools.time_factor),
    })?;
    let outcome = outcome.without_stress_lines();
    let mut text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let errors = String::from_utf8_lossy(&outcome.stderr).into_owned();
    if outcome.end != crate::outcome::End::Exit(0) || !errors.is_empty() {
        let _ = writeln!(text, "{END}{}\n{errors}", outcome.end);
    }
    Ok(text)
}

/// What a patch only adds is there already when it comes the second time.
fn comes_again(pair: &Pair, patch: &[String]) -> bool {
    pair.plan.again && patch.iter().any(|name| pair.first.get(name).is_some())
}

/// Before what went wrong with the process as a whole.
const END: &str = "the process: ";

fn judge(pair: &Pair, patch: &[String], output: &str) -> Verdict {
    let expected = probe::expect([&pair.first, &pair.second], &pair.plan, patch, comes_again(pair, patch));
    let start = format!("{} ", pair.name);
    let mut printed: Vec<&str> = Vec::new();
    let mut begun = false;
    let mut last = false;
    for line in output.lines() {
        if let Some(rest) = line.strip_prefix(&start) {
            begun = true;
            last = true;
            printed.push(rest);
        } else if !line.starts_with(END) && line.split_once(' ').is_some_and(|(_, rest)| rest == "begins") {
            last = false;
        }
    }
    let expected: Vec<String> = std::iter::once("begins".to_owned()).chain(expected).collect();
    if expected == printed {
        let done = expected.iter().filter(|line| line.ends_with("a apply applied") || line.ends_with("a undo undone"));
        return Verdict::Right(done.count());
    }
    let mut text = format!("{} (seed {}), patch {patch:?}; < expected, > printed:\n", pair.name, pair.seed);
    let mut shown = 0;
    for at in 0..expected.len().max(printed.len()) {
        let (want, got) = (expected.get(at).map(String::as_str), printed.get(at).copied());
        if want == got {
            continue;
        }
        shown += 1;
        if shown > 25 {
            text += "  ...\n";
            break;
        }
        let line = want.or(got).unwrap_or_default();
        let _ = writeln!(text, "  {}", question(pair, line));
        let _ = writeln!(text, "    < {}\n    > {}", want.unwrap_or("(nothing)"), got.unwrap_or("(nothing)"));
    }
    // What ended the process belongs to the pair that was the last.
    if let Some((_, end)) = output.split_once(END).filter(|_| last || !begun) {
        let _ = writeln!(text, "{END}{end}");
    }
    text += &pair.text();
    Verdict::Wrong(text)
}

/// What a line answers.
fn question(pair: &Pair, line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let number = words.get(2).and_then(|word| word.parse::<usize>().ok());
    let probes = match words.get(1) {
        Some(&"o") => &pair.plan.old,
        Some(&"n") => &pair.plan.new,
        _ => return String::new(),
    };
    number.and_then(|number| probes.get(number)).map(|probe| probe.java("p")).unwrap_or_default()
}

/// Leaves changes out of a pair that fails, as long as what is left fails as well; the smallest one's text.
pub fn shrink(
    tools: &Tools,
    server: &CompileServer,
    library: &Path,
    pair: &Pair,
    text: String,
) -> Result<String, String> {
    let (mut smallest, mut said) = (pair.clone(), text);
    loop {
        let without = |at: usize| {
            let mut mutations = smallest.mutations.clone();
            mutations.remove(at);
            let name = format!("{}x{at}", smallest.name);
            Pair::of(name, smallest.seed, smallest.first.clone(), mutations)
        };
        let smaller: Vec<Pair> =
            (0..smallest.mutations.len()).map(without).filter(|pair| !pair.mutations.is_empty()).collect();
        if smaller.is_empty() {
            return Ok(said);
        }
        // One process each: a failure may end it.
        let mut found = None;
        for candidate in smaller {
            let batch = Batch::compile(tools, server, library, "shrink", vec![candidate])?;
            if let Some((candidate, Verdict::Wrong(text))) = batch.check(tools, library)?.pop() {
                found = Some((candidate, text));
                break;
            }
        }
        match found {
            Some((candidate, text)) => (smallest, said) = (candidate, text),
            None => return Ok(said),
        }
    }
}
