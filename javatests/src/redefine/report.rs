//! Compares an update's report, one line of JSON, with what `case.toml` says of it.

use super::case::Update;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a report under `--instances=lazy` would say if instances were converted at once, as the case expects: so every case shows
/// that what waits is seen by nobody. Nobody counts them, so that classes without instances are named, too.
pub fn as_if_at_once(expected: &Update, line: &str) -> String {
    let Ok(mut report) = serde_json::from_str::<Value>(line) else { return line.to_owned() };
    let lazy: Vec<String> = list(&report["lazy"]).iter().map(text).collect();
    if expected.lazy.is_empty() && report["outcome"] == "applied" {
        let wanted = expected.migrated.iter().chain(&expected.migrated_at_least).flatten();
        let waiting = wanted.filter(|(class, _)| lazy.contains(class));
        let waiting: Vec<Value> = waiting.map(|(class, count)| json!({ "class": class, "instances": count })).collect();
        if let Some(migrated) = report["migrated"].as_array_mut() {
            migrated.extend(waiting);
        }
        report["lazy"] = json!([]);
        let is_expected = |warning: &str| expected.warnings.iter().any(|part| warning.contains(part));
        let of_absent = |warning: &str| warning.contains("starts at its default") && !is_expected(warning);
        let why = |warning: &str| warning.contains("are converted at once") && !is_expected(warning);
        retain(&mut report["warnings"], &|warning| !why(warning) && !of_absent(warning));
        retain(&mut report["initialized"], &|name| expected.initialized.iter().any(|one| one == name));
    }
    report.to_string()
}

/// What a report would say if no update of a class to itself had come between: numbers of versions, where they count on, and
/// instances of a class that only loses fields, where the places that such an update gave the others happen to fit.
pub fn as_if_numbered(expected: &Update, line: &str) -> String {
    let Ok(mut report) = serde_json::from_str::<Value>(line) else { return line.to_owned() };
    for kept in report["kept"].as_array_mut().into_iter().flatten() {
        let wanted = expected.kept.get(&text(&kept["class"])).copied();
        if let (Some(wanted), Some(number)) = (wanted, kept["version"].as_u64())
            && number >= wanted
        {
            kept["version"] = json!(wanted);
        }
    }
    if report["outcome"] == "applied" {
        let only_loses = |name: &str| {
            list(&report["classes"]).iter().filter(|class| class["class"] == name).any(|class| {
                let members: Vec<String> = list(&class["members"]).iter().map(text).collect();
                let is_other =
                    |member: &String| member.contains("field") && !member.ends_with("(instance field removed)");
                members.iter().any(|member| member.ends_with("(instance field removed)"))
                    && !members.iter().any(is_other)
            })
        };
        let moved: Vec<String> = list(&report["migrated"]).iter().map(|one| text(&one["class"])).collect();
        let wanted = expected.migrated.iter().flatten();
        let fitted = wanted.filter(|(class, _)| !moved.contains(class) && only_loses(class));
        let fitted: Vec<Value> = fitted.map(|(class, count)| json!({ "class": class, "instances": count })).collect();
        if let Some(migrated) = report["migrated"].as_array_mut() {
            migrated.extend(fitted);
        }
    }
    report.to_string()
}

fn retain(list: &mut Value, stays: &dyn Fn(&str) -> bool) {
    if let Some(list) = list.as_array_mut() {
        list.retain(|one| stays(&text(one)));
    }
}

/// Every way in which the report is not what was expected; empty if none.
pub fn differences(expected: &Update, line: &str) -> String {
    let report: Value = match serde_json::from_str(line) {
        Ok(report) => report,
        Err(e) => return format!("the report is no JSON ({e}): {line}\n"),
    };
    let mut s = String::new();
    let outcome = text(&report["outcome"]);
    let wanted = if expected.refused.is_empty() { "applied" } else { "refused" };
    if outcome != wanted {
        let _ = writeln!(s, "outcome: {outcome}, expected {wanted}");
    } else if outcome == "refused" {
        let refusals = list(&report["refusals"]);
        let found = refusals.iter().map(|one| format!("{} {}", text(&one["rule"]), text(&one["class"])));
        same(&mut s, "refused", &expected.refused, found.collect());
        for part in
            expected.reasons.iter().filter(|part| !refusals.iter().any(|one| text(&one["reason"]).contains(*part)))
        {
            let _ = writeln!(s, "reasons: {part:?} is in none");
        }
    } else {
        applied(&mut s, expected, &report);
    }
    if !s.is_empty() {
        let _ = writeln!(s, "the report was: {line}");
    }
    s
}

fn applied(s: &mut String, expected: &Update, report: &Value) {
    let classes = list(&report["classes"]);
    let kinds: BTreeMap<_, _> = classes.iter().map(|one| (text(&one["class"]), text(&one["kind"]))).collect();
    if kinds != expected.kinds {
        let _ = writeln!(s, "kinds: {kinds:?}, expected {:?}", expected.kinds);
    }
    let members: Vec<String> = classes
        .iter()
        .flat_map(|one| {
            list(&one["members"]).iter().map(|m| format!("{}: {}", text(&one["class"]), text(m))).collect::<Vec<_>>()
        })
        .collect();
    for member in expected.members.iter().filter(|member| !members.contains(member)) {
        let _ = writeln!(s, "members: {member:?} is not among {members:?}");
    }
    let migrated: BTreeMap<_, _> = list(&report["migrated"])
        .iter()
        .map(|one| (text(&one["class"]), one["instances"].as_u64().unwrap_or(0)))
        .collect();
    let may_move =
        expected.migrated.is_none() && members.iter().any(|member| member.ends_with("instance field removed)"));
    let wanted = expected.migrated.clone().unwrap_or_default();
    if let Some(least) = &expected.migrated_at_least {
        for (class, count) in
            least.iter().filter(|(class, count)| migrated.get(*class).is_none_or(|found| found < count))
        {
            let _ = writeln!(s, "migrated: {:?} of {class}, expected at least {count}", migrated.get(class));
        }
    } else if !may_move && migrated != wanted {
        let _ = writeln!(s, "migrated: {migrated:?}, expected {wanted:?}");
    }
    let kept: BTreeMap<_, _> =
        list(&report["kept"]).iter().map(|one| (text(&one["class"]), one["version"].as_u64().unwrap_or(0))).collect();
    if kept != expected.kept {
        let _ = writeln!(s, "kept: {kept:?}, expected {:?}", expected.kept);
    }
    let strings = |value: &Value| list(value).iter().map(text).collect::<Vec<_>>();
    let removes = members.iter().any(|member| member.ends_with("instance field removed)"));
    if !(removes && expected.lazy.is_empty()) {
        same(s, "lazy", &expected.lazy, strings(&report["lazy"]));
    }
    let times = ["sinceEventMicros", "timeToStopMicros", "pauseMicros"];
    if times.iter().any(|time| report[*time].as_u64().is_none()) || report["sinceEventMicros"] == 0 {
        let _ = writeln!(s, "the report gives no times");
    }
    same(s, "initialized", &expected.initialized, strings(&report["initialized"]));
    let ran = list(&report["ran"]).iter().map(|one| match one["kind"].as_str() {
        Some("migration") => format!("{} of {}: {}", text(&one["name"]), text(&one["of"]), one["count"]),
        Some("statics") => format!("{} of the statics of {}", text(&one["name"]), text(&one["of"])),
        _ => text(&one["name"]),
    });
    same(s, "ran", &expected.ran, ran.collect());
    same(s, "not loaded", &expected.not_loaded, strings(&report["notLoaded"]));
    let renamed = list(&report["renamed"]).iter().map(|one| format!("{} -> {}", text(&one["from"]), text(&one["to"])));
    same(s, "renamed", &expected.renamed, renamed.collect());
    let nameless = list(&report["nameless"]).iter().map(|one| text(&one["from"]));
    same(s, "nameless", &expected.nameless, nameless.collect());
    let frames = list(&report["oldFrames"]).iter().map(|one| text(&one["method"])).collect();
    if expected.frames != ["*"] {
        same(s, "old frames", &expected.frames, frames);
    }
    let warnings = strings(&report["warnings"]);
    let missing = expected.warnings.iter().any(|part| !warnings.iter().any(|warning| warning.contains(part)));
    if missing || warnings.len() != expected.warnings.len() {
        let _ = writeln!(s, "warnings: {warnings:?}, expected {:?}", expected.warnings);
    }
}

/// Equal apart from their order?
fn same(s: &mut String, what: &str, expected: &[String], mut found: Vec<String>) {
    let mut wanted = expected.to_vec();
    wanted.sort();
    found.sort();
    if wanted != found {
        let _ = writeln!(s, "{what}: {found:?}, expected {wanted:?}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"outcome":"applied","classes":[{"class":"A","kind":"body","members":["m()V (body changed)"]}],
        "notLoaded":[],"migrated":[{"class":"A","instances":2}],"initialized":[],"oldFrames":[],"warnings":["A.x is lost"],
        "sinceEventMicros":70000,"timeToStopMicros":0,"pauseMicros":13}"#;

    fn expected() -> Update {
        Update {
            kinds: [("A".into(), "body".into())].into(),
            members: vec!["A: m()V (body changed)".into()],
            migrated: Some([("A".into(), 2)].into()),
            warnings: vec!["is lost".into()],
            ..Update::default()
        }
    }

    #[test]
    fn versions_count_on_and_never_back() {
        let expected = Update { kept: [("A".to_owned(), 1)].into(), ..Update::default() };
        let of = |number: u64| json!({ "kept": [{ "class": "A", "version": number }] }).to_string();
        assert_eq!(as_if_numbered(&expected, &of(3)), of(1));
        assert_eq!(as_if_numbered(&expected, &of(0)), of(0));
    }

    #[test]
    fn instances_need_not_move_where_a_field_only_goes() {
        let expected = Update { migrated: Some([("A".to_owned(), 2)].into()), ..Update::default() };
        let of = |members: &[&str], migrated: Value| {
            json!({ "outcome": "applied", "classes": [{ "class": "A", "members": members }], "kept": [], "migrated": migrated })
                .to_string()
        };
        let two = json!([{ "class": "A", "instances": 2 }]);
        let gone = ["x:I (instance field removed)", "m()V (body changed)"];
        assert_eq!(as_if_numbered(&expected, &of(&gone, json!([]))), of(&gone, two.clone()));
        let three = json!([{ "class": "A", "instances": 3 }]);
        assert_eq!(as_if_numbered(&expected, &of(&gone, three.clone())), of(&gone, three));
        let come = ["x:I (instance field removed)", "y:I (instance field added)"];
        assert_eq!(as_if_numbered(&expected, &of(&come, json!([]))), of(&come, json!([])));
    }

    #[test]
    fn the_same_is_no_difference() {
        assert_eq!(differences(&expected(), LINE), "");
    }

    #[test]
    fn what_is_not_expected_is_a_difference() {
        let mut quiet = expected();
        quiet.warnings.clear();
        quiet.migrated = None;
        let found = differences(&quiet, LINE);
        assert!(found.contains("warnings") && found.contains("migrated"), "{found}");
        assert!(differences(&Update { refused: vec!["8.1 A".into()], ..Update::default() }, LINE).contains("outcome"));
    }
}
