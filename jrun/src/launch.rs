//! From a read command line to a running program and its exit code: makes the space, boots it, hands over to the class
//! library's launcher helper, waits for the program's end. Knows no Java semantics of its own.

use crate::live;
use crate::show::{Shown, show};
use classlib::boot_path::BootPath;
use classlib::host::{JdkHost, Loaded};
use classlib::jdk::Jdk;
use jrun::options::{Action, AssertionScope, Launch, Main, Verification};
use jvm::known::Known;
use jvm::natives::Value;
use jvm::throw::{Abrupt, Completion};
use jvm::vm::{Vm, VmOptions};
use jvm::{Symbol, Thread};
use objectspace::{Handle, Scope, SpaceConfig, Stress};
use std::sync::Arc;

/// Default maximum heap: a quarter of the machine's memory, at most what a space can hold.
const LARGEST_HEAP: u64 = 30 << 30;
/// Java stack of a thread where `-Xss` says nothing: 16 bytes of `-Xss` count as one register slot.
const STACK_SLOTS: usize = 1 << 17;
/// The least a space boots with.
const LEAST_STACK_SLOTS: usize = 1 << 13;
/// Native stack of the main thread.
const MAIN_STACK: usize = 64 << 20;

/// What the class library's LauncherHelper calls the ways to name a program.
const MODE_CLASS: i32 = 1;
const MODE_JAR: i32 = 2;
const MODE_MODULE: i32 = 3;
const MODE_SOURCE: i32 = 4;

/// Runs what the command line asks for and answers the exit code.
pub fn run(launch: Launch) -> i32 {
    for note in &launch.notes {
        eprintln!("{note}");
    }
    let missing = live::refusals(&launch);
    if !missing.is_empty() {
        for reason in missing {
            eprintln!("Error: {reason}");
        }
        return 2;
    }
    let main = std::thread::Builder::new().name("main".into()).stack_size(MAIN_STACK).spawn(move || start(&launch));
    match main.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => 134,
        Err(error) => {
            eprintln!("Error: Could not create the Java Virtual Machine: {error}");
            1
        }
    }
}

fn start(launch: &Launch) -> i32 {
    match boot(launch) {
        Ok((vm, mut thread)) => {
            let engine = Arc::new(redefine::Engine::new());
            if vm.options.redefine_every > 0 {
                vm.identity_stress.start(engine.clone(), vm.options.redefine_every);
            }
            let watching = live::watch(&vm, &engine, launch);
            if let Err(text) = &watching {
                eprintln!("Error: {text}");
                return 1;
            }
            let outcome = perform(&mut thread, launch);
            finish(&vm, thread, outcome)
        }
        Err(text) => {
            eprintln!("Error: Could not create the Java Virtual Machine.\n{text}");
            1
        }
    }
}

fn boot(launch: &Launch) -> Result<(Arc<Vm>, Box<Thread>), String> {
    let jdk = Jdk::find().map_err(|error| error.to_string())?;
    let loaded = Loaded::load(&jdk).map_err(|error| error.to_string())?;
    let patches = launch.properties.iter().filter(|(key, _)| key.starts_with("jdk.module.patch."));
    let patches = patches.filter_map(|(_, value)| value.split_once('='));
    let patches = patches.map(|(module, path)| (module.to_owned(), BootPath::new(path.split(':'))));
    let host = JdkHost::new(loaded, BootPath::new(&launch.boot_class_path_append), patches.collect());
    let vm = Vm::new(options(launch, &jdk), Box::new(host)).map_err(|error| error.to_string())?;
    classlib::natives::register(&vm);
    let thread = jvm::boot::boot(&vm).map_err(|abrupt| match abrupt {
        Abrupt::Fatal(error) => error.to_string(),
        Abrupt::Exit(status) => format!("the class library ended the space with status {status}"),
        Abrupt::Thrown => "the class library's initialization threw".to_owned(),
    })?;
    Ok((vm, thread))
}

fn options(launch: &Launch, jdk: &Jdk) -> VmOptions {
    let mut properties = classlib::properties::standard(jdk, launch.class_path());
    properties.extend(launch.properties.iter().cloned());
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
        redefine_every: launch.stress.redefine.unwrap_or(0).min(u64::from(u32::MAX)) as u32,
    }
}

fn physical_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kib.map_or(4 << 30, |kib| kib << 10)
}

fn perform(thread: &mut Thread, launch: &Launch) -> Completion<()> {
    if show(thread, launch)? == Shown::Everything {
        return Ok(());
    }
    if let Some(usage) = &launch.usage {
        print!("{}", usage.stdout);
        eprint!("{}", usage.stderr);
        return if usage.code == 0 { Ok(()) } else { Err(Abrupt::Exit(usage.code)) };
    }
    let Some(main) = &launch.main else { return Ok(()) };
    let (mode, what) = match main {
        Main::Class(name) => (MODE_CLASS, name.clone()),
        Main::Jar(path) => (MODE_JAR, path.clone()),
        Main::Module { module, class: Some(class) } => (MODE_MODULE, format!("{module}/{class}")),
        Main::Module { module, class: None } => (MODE_MODULE, module.clone()),
        Main::Source(_) => (MODE_SOURCE, "jdk.compiler/com.sun.tools.javac.launcher.Main".to_owned()),
    };
    let scope = Scope::open(&mut thread.mutator);
    let helper = boot_class(thread, "sun/launcher/LauncherHelper")?;
    jvm::initialization::initialize(thread, helper)?;
    let name = jvm::strings::new_string(thread, &scope, &what)?;
    let check = thread.method_named(helper, "checkAndLoadMain", "(ZILjava/lang/String;)Ljava/lang/Class;")?;
    let arguments = [Value::Int(1), Value::Int(mode), Value::Ref(Some(name))];
    let mirror = thread.invoke(&scope, check, &arguments)?.reference();
    let Some(class) = mirror.and_then(|mirror| jvm::loading::class_of_mirror(thread, mirror)) else {
        return Err(Abrupt::Exit(1));
    };
    if launch.action == Action::DryRun {
        return Ok(());
    }
    let main = (Symbol::from_text("main"), Symbol::from_text("([Ljava/lang/String;)V"));
    let method = jvm::linking::resolution::lookup_class_method(class, main.0, main.1)
        .ok_or_else(|| Abrupt::internal("the launcher helper accepted a class without main"))?;
    jvm::initialization::initialize(thread, class)?;
    let strings = program_arguments(thread, &scope, &launch.arguments)?;
    thread.invoke(&scope, method, &[Value::Ref(Some(strings))]).map(|_| ())
}

pub(super) fn boot_class(thread: &mut Thread, name: &str) -> Completion<jvm::ClassRef> {
    jvm::loading::load_boot_class(thread, Symbol::from_text(name))?
        .ok_or_else(|| Abrupt::internal(format!("{name} is missing")))
}

fn program_arguments<'s>(thread: &mut Thread, scope: &'s Scope, arguments: &[String]) -> Completion<Handle<'s>> {
    let string = thread.known(Known::String)?;
    let array = thread.new_array(scope, string, arguments.len() as i32)?;
    for (at, argument) in arguments.iter().enumerate() {
        let text = jvm::strings::new_string(thread, scope, argument)?;
        let view = thread.view();
        view.array_store_ref(array.get(&view), at as u32, Some(text.get(&view)));
    }
    Ok(array)
}

/// `DestroyJavaVM`: the uncaught exception, waiting for the other threads, the shutdown hooks.
fn finish(vm: &Arc<Vm>, mut thread: Box<Thread>, outcome: Completion<()>) -> i32 {
    let code = match &outcome {
        Ok(()) => 0,
        Err(Abrupt::Thrown) => 1,
        Err(Abrupt::Exit(status)) => *status,
        Err(Abrupt::Fatal(_)) => 134,
    };
    let fatal = matches!(outcome, Err(Abrupt::Fatal(_)));
    thread.end(outcome);
    if !fatal {
        vm.threads.wait_for_non_daemons(&mut thread);
        let scope = Scope::open(&mut thread.mutator);
        let shutdown = thread.call_static(&scope, Known::Shutdown, "shutdown", "()V", &[]);
        if let Err(Abrupt::Thrown) = shutdown {
            thread.clear_pending();
        }
    }
    if vm.identity_stress.is_on() {
        eprintln!("jrun: stress: {} identity updates of every class", vm.identity_stress.commits());
    }
    // Threads of the space may still run; the process ends without waiting for them, as `java` does.
    std::process::exit(code)
}
