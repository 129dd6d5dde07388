//! The classes with their versions: which are alive, how many instances they have, which frames run their old code.

use crate::json::quote;
use jvm::class::LoaderRef;
use jvm::versioning;
use jvm::{ClassRef, Thread};
use objectspace::Collection;
use std::fmt::Write;

/// One class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassCensus {
    /// External name.
    pub class: String,
    /// Number of the loader, where it is not the class path's or the boot loader's only one of that name.
    pub loader: u32,
    /// Number of the current version.
    pub current: u32,
    /// Numbers of the versions that are still kept, newest first.
    pub versions: Vec<u32>,
    /// Live direct instances of the current version.
    pub instances: u64,
    /// Old versions with instances that stay with them, newest first, and how many.
    pub kept: Vec<(u32, u64)>,
    /// Frames in code of versions that are not current.
    pub old_frames: u64,
}

/// Counts, with the world stopped, by a full collection. Only classes that were updated, unless `all`; of the JDK's own,
/// only updated ones in any case.
pub fn census(thread: &mut Thread, all: bool) -> Vec<ClassCensus> {
    let vm = thread.vm().clone();
    let mut dead = versioning::Dead::default();
    let mut rows = thread.mutator.stop_world(|world| {
        world.collect(Collection::Full);
        dead = versioning::reclaim(world, &vm);
        let mut old: std::collections::HashMap<ClassRef, u64> = std::collections::HashMap::new();
        for class in versioning::frames_in_old_code(world, &vm) {
            *old.entry(class).or_default() += 1;
        }
        let listed = |class: &ClassRef| {
            !class.hidden
                && class.current().is_some_and(|current| {
                    current.number > 0 || (all && class.loader != LoaderRef::BOOT && !class.is_array())
                })
        };
        let classes = vm.classes.all().into_iter().filter(listed);
        classes
            .map(|class| ClassCensus {
                class: class.external_name(),
                loader: class.loader.0,
                current: class.current().map_or(0, |version| version.number),
                versions: versioning::versions(class).map(|version| version.number).collect(),
                instances: class.layout().map_or(0, |layout| vm.heap.layout(layout).live_count()),
                kept: versioning::kept_instances(&vm, class),
                old_frames: old.get(&class).copied().unwrap_or(0),
            })
            .collect::<Vec<_>>()
    });
    dead.free(&vm);
    rows.sort_by(|a, b| (&a.class, a.loader).cmp(&(&b.class, b.loader)));
    rows
}

/// For people.
pub fn text(rows: &[ClassCensus]) -> String {
    if rows.is_empty() {
        return "no class has been updated\n".to_owned();
    }
    let mut out = String::new();
    for row in rows {
        let several = rows.iter().filter(|other| other.class == row.class).count() > 1;
        let loader = if several { format!(" (loader {})", row.loader) } else { String::new() };
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        let _ = write!(out, "{}#{}{loader}: ", row.class, row.current);
        let _ = write!(out, "{} instance{}", row.instances, plural(row.instances));
        if row.versions.len() > 1 {
            let with = |number: &u32| {
                let count = row.kept.iter().find(|(kept, _)| kept == number);
                count.map_or_else(String::new, |(_, count)| format!(" ({count} instance{})", plural(*count)))
            };
            let kept: Vec<String> =
                row.versions.iter().skip(1).map(|number| format!("#{number}{}", with(number))).collect();
            let _ = write!(out, ", old versions {}", kept.join(" "));
        }
        if row.old_frames > 0 {
            let _ = write!(out, ", {} frame{} in old code", row.old_frames, plural(row.old_frames));
        }
        out.push('\n');
    }
    out
}

/// For tools: one line.
pub fn json(rows: &[ClassCensus]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let kept = row.kept.iter().map(|(number, count)| format!("{{\"version\":{number},\"instances\":{count}}}"));
            let kept: Vec<String> = kept.collect();
            let versions: Vec<String> = row.versions.iter().map(u32::to_string).collect();
            format!(
                "{{\"class\":{},\"loader\":{},\"current\":{},\"versions\":[{}],\"instances\":{},\"kept\":[{}],\"oldFrames\":{}}}",
                quote(&row.class),
                row.loader,
                row.current,
                versions.join(","),
                row.instances,
                kept.join(","),
                row.old_frames
            )
        })
        .collect();
    format!("{{\"classes\":[{}]}}\n", rows.join(","))
}
