//! The JUnit 5 tests: run by JUnit's console launcher on both VMs, compared test by test.
//!
//! One process runs a whole package, because starting the launcher costs more than most tests;
//! a class of which that process left no result (it crashed, or hung) is run again alone. Never
//! knows what a test checks: results come from the launcher's printed tree.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use crate::compile::{Compiled, Unit, compile, files_under, join_path};
use crate::known::Known;
use crate::outcome::{End, Outcome};
use crate::process::{Run, run};
use crate::tools::{Tools, junit_jars};

const PACKAGE_LIMIT: Duration = Duration::from_secs(300);
const CLASS_LIMIT: Duration = Duration::from_secs(120);

/// Tests of one class in the order printed: display name and `[OK]`, or `[X]` with the message.
pub type ClassResult = Vec<(String, String)>;

/// Results by simple class name.
type PackageResult = BTreeMap<String, ClassResult>;

/// All packages, compiled on first use.
pub struct Suite {
    tools: Tools,
    known: Known,
    compiled: OnceLock<Result<Compiled, String>>,
    packages: BTreeMap<String, Package>,
}

/// One package of test classes.
struct Package {
    classes: Vec<String>,
    // One process per package and VM; the second trial to ask waits for the first.
    on_java: Mutex<Option<Result<PackageResult, String>>>,
    on_jrun: Mutex<Option<Result<PackageResult, String>>>,
}

impl Suite {
    /// Finds the test classes: `junit/<package>/<Name>Test.java`.
    pub fn find(tools: Tools, known: Known) -> Result<Suite, String> {
        let dir = crate::home().join("junit");
        let mut packages: BTreeMap<String, Package> = BTreeMap::new();
        for file in files_under(&dir).map_err(|e| format!("{}: {e}", dir.display()))? {
            let relative = file.strip_prefix(&dir).unwrap_or(&file);
            let (Some(parent), Some(stem)) = (relative.parent(), relative.file_stem()) else {
                continue;
            };
            let class = stem.to_string_lossy().into_owned();
            if !class.ends_with("Test") {
                continue;
            }
            let package = parent.to_string_lossy().replace('/', ".");
            packages
                .entry(package)
                .or_insert_with(|| Package {
                    classes: Vec::new(),
                    on_java: Mutex::default(),
                    on_jrun: Mutex::default(),
                })
                .classes
                .push(class);
        }
        Ok(Suite { tools, known, compiled: OnceLock::new(), packages })
    }

    /// Package and simple name of every test class.
    pub fn classes(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (p, package) in &self.packages {
            all.extend(package.classes.iter().map(|c| (p.clone(), c.clone())));
        }
        all
    }

    /// Runs only the classes that `wanted` names; the others would be run for nothing.
    pub fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        for (p, package) in &mut self.packages {
            package.classes.retain(|c| wanted(&id(p, c)));
        }
    }

    /// Compares the results of one class.
    pub fn check(&self, package: &str, class: &str) -> Result<(), String> {
        let compiled = self.compiled.get_or_init(|| self.compile()).as_ref().map_err(Clone::clone)?;
        let expected = self.result(compiled, package, class, true)?;
        if let Some((test, message)) = expected.iter().find(|(_, m)| !m.starts_with("[OK]")) {
            return Err(format!("on java itself: {test} {message}"));
        }
        if expected.is_empty() {
            return Err("has no tests".to_string());
        }
        let actual = self.result(compiled, package, class, false)?;
        self.compare(&id(package, class), &expected, &actual)
    }

    fn compile(&self) -> Result<Compiled, String> {
        let home = crate::home();
        let jars = junit_jars()?;
        compile(
            &self.tools,
            &Unit {
                name: "junit",
                sources: &home.join("junit"),
                resources: Some(&home.join("junit-resources")),
                class_path: &jars,
            },
        )
    }

    /// Test by test; a single test may be listed as a known failure too.
    fn compare(&self, id: &str, expected: &ClassResult, actual: &ClassResult) -> Result<(), String> {
        let mut wrong = String::new();
        let got: BTreeMap<_, _> = actual.iter().map(|(n, m)| (n.as_str(), m.as_str())).collect();
        for (name, want) in expected {
            let result = match got.get(name.as_str()) {
                Some(m) if m == want => Ok(()),
                Some(m) => Err(format!("{name} {m}")),
                None => Err(format!("{name} was not run")),
            };
            let test_id = format!("{id}::{}", name.trim_end_matches("()"));
            if let Err(e) = self.known.judge(&test_id, result) {
                wrong.push_str(&e);
                wrong.push('\n');
            }
        }
        if actual.len() != expected.len() {
            wrong.push_str(&format!("java ran {} tests, jrun {}\n", expected.len(), actual.len()));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn result(&self, compiled: &Compiled, package: &str, class: &str, java: bool) -> Result<ClassResult, String> {
        let p = self.packages.get(package).ok_or("no such package")?;
        let cell = if java { &p.on_java } else { &p.on_jrun };
        let whole = {
            let mut cell = cell.lock().map_err(|_| "another trial of this package panicked")?;
            cell.get_or_insert_with(|| self.run(compiled, package, &p.classes, java)).clone()
        };
        match whole {
            Ok(mut results) if results.contains_key(class) => Ok(results.remove(class).unwrap_or_default()),
            Err(e) if p.classes.len() == 1 => Err(e),
            _ => {
                let mut alone = self.run(compiled, package, &[class.to_string()], java)?;
                alone.remove(class).ok_or_else(|| "the launcher printed no result for this class".to_string())
            }
        }
    }

    /// One process of the console launcher over `classes` of a package.
    fn run(&self, compiled: &Compiled, package: &str, classes: &[String], java: bool) -> Result<PackageResult, String> {
        let tools = &self.tools;
        let mut path = vec![compiled.classes.clone()];
        path.extend(junit_jars()?);
        let label = if classes.len() == 1 { id(package, &classes[0]) } else { format!("junit::{package}") };
        let label = label.replace("::", "-");
        let cache = tools.work.join("expected").join(format!("{label}-{}-{:016x}", classes.len(), compiled.hash));
        if java && let Some(outcome) = Outcome::load(&cache) {
            return Ok(parse_tree(&String::from_utf8_lossy(&outcome.stdout)));
        }
        let mut args: Vec<OsString> = Vec::new();
        if !java {
            args.extend(tools.stress.iter().map(OsString::from));
        }
        args.push("-ea".into());
        args.push("-cp".into());
        args.push(join_path(&path));
        args.push("org.junit.platform.console.ConsoleLauncher".into());
        for a in ["--details=tree", "--details-theme=ascii", "--disable-banner", "--disable-ansi-colors"] {
            args.push(a.into());
        }
        for c in classes {
            args.push(format!("--select-class={package}.{c}").into());
        }
        let limit = if classes.len() == 1 { CLASS_LIMIT } else { PACKAGE_LIMIT };
        let outcome = run(&Run {
            vm: if java { &tools.java } else { &tools.jrun },
            args,
            stdin: None,
            folder: tools.work.join("run").join(format!("{label}-{}", if java { "java" } else { "jrun" })),
            limit: limit.mul_f64(tools.time_factor),
        })?;
        let outcome = if java { outcome } else { outcome.without_stress_lines() };
        let results = parse_tree(&String::from_utf8_lossy(&outcome.stdout));
        // 1 is the launcher's code for failed tests; anything else without results is a crash.
        if results.is_empty() || !matches!(outcome.end, End::Exit(0 | 1)) {
            return Err(format!("the console launcher on {}: {}\n{}", vm_name(java), outcome.end, outcome.tail()));
        }
        if java {
            outcome.store(&cache).map_err(|e| format!("{}: {e}", cache.display()))?;
        }
        Ok(results)
    }
}

fn vm_name(java: bool) -> &'static str {
    if java { "java" } else { "jrun" }
}

/// The id of a class's trial.
pub fn id(package: &str, class: &str) -> String {
    format!("junit::{package}.{class}")
}

/// Reads the launcher's tree in its ASCII theme. Engine, class and test stand at depths 1, 2, 3;
/// a nested class's tests are counted to the class around it.
fn parse_tree(text: &str) -> PackageResult {
    let mut results = PackageResult::new();
    let mut class = String::new();
    for line in text.lines() {
        if line.starts_with("Test run finished") || line.starts_with("Failures (") {
            break;
        }
        let marker = line.find("+-- ").or_else(|| line.find("'-- "));
        let Some(at) = marker.filter(|at| line[..*at].chars().all(|c| c == ' ' || c == '|')) else {
            // A message of several lines goes on.
            if let Some((_, message)) = results.get_mut(&class).and_then(|r| r.last_mut())
                && message.starts_with("[X]")
            {
                message.push('\n');
                message.push_str(line.trim_start_matches([' ', '|']));
            }
            continue;
        };
        let rest = &line[at + 4..];
        let status = [" [OK]", " [X]", " [A]", " [S]"].iter().filter_map(|s| rest.find(s)).min();
        let Some(status) = status else { continue };
        let (name, message) = (without_time(&rest[..status]).to_string(), rest[status + 1..].to_string());
        match at / 2 {
            0 => {}
            1 => {
                class = name;
                let entry = results.entry(class.clone()).or_default();
                // A class that fails as a whole (its initializer, a lifecycle method) is a failed test.
                if !message.starts_with("[OK]") {
                    entry.push(("class".to_string(), message));
                }
            }
            _ => results.entry(class.clone()).or_default().push((name, message)),
        }
    }
    results
}

/// A name without the time that the launcher puts after it if the test was slow: `name() 1234 ms`.
fn without_time(name: &str) -> &str {
    let cut = name.strip_suffix(" ms").and_then(|rest| rest.rsplit_once(' '));
    match cut {
        Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    }
}

/// The number of `@Test` methods in the sources: what the README may claim.
pub fn count_tests(dir: &Path) -> std::io::Result<usize> {
    let mut n = 0;
    for file in files_under(dir)? {
        if file.extension().is_some_and(|e| e == "java") {
            n += fs::read_to_string(file)?.lines().filter(|l| l.trim() == "@Test").count();
        }
    }
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read() {
        let text = ".\n'-- JUnit Jupiter [OK]\n  +-- ATest [OK]\n  | +-- one() [OK]\n  | '-- two() [X] expected: <1>\n  |         but was: <2>\n  '-- BTest [OK]\n    '-- three() [OK]\n\nFailures (1):\n  x [X] y\n";
        let r = parse_tree(text);
        assert_eq!(r.len(), 2);
        assert_eq!(r["ATest"][0], ("one()".to_string(), "[OK]".to_string()));
        assert_eq!(r["ATest"][1].1, "[X] expected: <1>\nbut was: <2>");
        assert_eq!(r["BTest"].len(), 1);
    }

    #[test]
    fn times_of_slow_tests_are_no_part_of_their_names() {
        let r = parse_tree("'-- JUnit Jupiter [OK]\n  '-- ATest 2000 ms [OK]\n    '-- one() 1999 ms [OK]\n");
        assert_eq!(r["ATest"][0].0, "one()");
        assert_eq!(without_time("takes 5 ms"), "takes");
        assert_eq!(without_time("in ms"), "in ms");
    }

    #[test]
    fn there_are_enough_tests() {
        let n = count_tests(&crate::home().join("junit")).expect("readable sources");
        assert!(n >= 320, "only {n} tests");
    }
}
