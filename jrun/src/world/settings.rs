//! From a read command line to the options of a space.

use classlib::jdk::Jdk;
use jvm::vm::VmOptions;
use objectspace::{SpaceConfig, Stress};

use crate::options::{Agent, AssertionScope, Launch, Verification};

/// Default maximum heap: a quarter of the machine's memory, at most what a space can hold.
const LARGEST_HEAP: u64 = 30 << 30;
/// Java stack of a thread where `-Xss` says nothing: 16 bytes of `-Xss` count as one register slot.
const STACK_SLOTS: usize = 1 << 17;
/// The least a space boots with.
const LEAST_STACK_SLOTS: usize = 1 << 13;

/// The options of a space that runs what a command line asks for.
pub fn options(launch: &Launch, jdk: &Jdk) -> VmOptions {
    let mut properties = classlib::properties::standard(jdk, launch.class_path());
    properties.extend(launch.properties.iter().cloned());
    if launch.agents.iter().any(|agent| matches!(agent, Agent::Java(_))) {
        let taken = properties.iter().filter(|(key, _)| key.starts_with("jdk.module.addmods.")).count();
        properties.push((format!("jdk.module.addmods.{taken}"), "java.instrument".to_owned()));
    }
    if !launch.boot_class_path_append.is_empty() {
        properties.push(("jdk.boot.class.path.append".to_owned(), launch.boot_class_path_append.join(":")));
    }
    let assertions = launch.assertions.rules.iter().map(|rule| {
        let scope = match &rule.scope {
            AssertionScope::All => String::new(),
            AssertionScope::Package(name) => format!("{name}..."),
            AssertionScope::Class(name) => name.clone(),
        };
        (scope, rule.enable)
    });
    let stress = Stress {
        collect_every: launch.stress.collect.map(|every| every.min(u64::from(u32::MAX)) as u32),
        move_all: launch.stress.move_everything,
        poison: launch.stress.poison,
        sanity: launch.stress.sanity,
    };
    let maximum = launch.heap.maximum.unwrap_or_else(|| (physical_memory() / 4).min(8 << 30)).min(LARGEST_HEAP);
    let mut heap = SpaceConfig::with_max_heap(maximum as usize);
    if let Some(initial) = launch.heap.initial {
        heap.initial_heap = (initial as usize).min(heap.max_heap);
    }
    heap.stress = stress;
    let stack_slots = match launch.stack_size {
        Some(bytes) if bytes > 0 => (bytes as usize / 16).max(LEAST_STACK_SLOTS),
        _ => STACK_SLOTS,
    };
    VmOptions {
        properties,
        stack_slots,
        tiny_stacks: launch.stress.tiny_stack,
        verify_boot: launch.verification == Verification::All,
        verify: launch.verification != Verification::None,
        assertions: assertions.collect(),
        preview: launch.enable_preview,
        system_assertions: launch.assertions.system,
        heap,
        vm_arguments: launch.input_arguments.clone(),
        field_cache: launch.field_cache,
        redefine_every: launch.stress.redefine.unwrap_or(0).min(u64::from(u32::MAX)) as u32,
        redefine_form: launch.stress.form,
    }
}

fn physical_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kib.map_or(4 << 30, |kib| kib << 10)
}
