//! What the command prints about the JDK, the VM and the modules instead of or before running a program: `-version`,
//! `-XshowSettings`, `--list-modules` and their like. The texts are the class library's own.

use super::main_thread::boot_class;
use crate::options::{Action, Launch, Stream};
use jvm::Thread;
use jvm::natives::Value;
use jvm::throw::Completion;
use objectspace::Scope;

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// The command line asked for no more than what was printed.
    Everything,
    /// The program is to run.
    First,
}

/// Prints what the command line asks to see, in `java`'s order.
pub(super) fn show(thread: &mut Thread, launch: &Launch) -> Completion<Shown> {
    if let Some(option) = &launch.show_settings {
        settings(thread, launch, option)?;
    }
    match &launch.action {
        Action::ListModules(_) => call(thread, "sun/launcher/LauncherHelper", "listModules", "()V", &[])?,
        Action::DescribeModule(module) => describe_module(thread, module)?,
        Action::FullVersion(stream) => {
            let version = runtime_version(thread)?;
            match stream {
                Stream::Stderr => eprintln!("openjdk full version \"{version}\""),
                Stream::Stdout => println!("openjdk {version}"),
            }
        }
        Action::InternalVersion => {
            let (version, arch) = (runtime_version(thread)?, std::env::consts::ARCH);
            println!("jrun ({}) for linux-{arch} on the class library of JDK {version}", env!("CARGO_PKG_VERSION"));
        }
        Action::Version(stream) => print_version(thread, *stream)?,
        Action::ValidateModules => {
            if let Some(stream) = launch.show_version {
                print_version(thread, stream)?;
            }
        }
        Action::Run | Action::DryRun => {
            if let Some(stream) = launch.show_version {
                print_version(thread, stream)?;
            }
            return Ok(Shown::First);
        }
    }
    Ok(Shown::Everything)
}

fn call(thread: &mut Thread, class: &str, name: &str, descriptor: &str, arguments: &[Value<'_>]) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let class = boot_class(thread, class)?;
    jvm::initialization::initialize(thread, class)?;
    let method = thread.method_named(class, name, descriptor)?;
    thread.invoke(&scope, method, arguments).map(|_| ())
}

fn settings(thread: &mut Thread, launch: &Launch, option: &str) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let option = jvm::strings::new_string(thread, &scope, option)?;
    let bytes = |size: Option<u64>| Value::Long(size.unwrap_or(0).min(i64::MAX as u64) as i64);
    let arguments = [
        Value::Int(1),
        Value::Ref(Some(option)),
        bytes(launch.heap.initial),
        bytes(launch.heap.maximum),
        bytes(launch.stack_size),
    ];
    call(thread, "sun/launcher/LauncherHelper", "showSettings", "(ZLjava/lang/String;JJJ)V", &arguments)
}

fn describe_module(thread: &mut Thread, module: &str) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let module = Value::Ref(Some(jvm::strings::new_string(thread, &scope, module)?));
    call(thread, "sun/launcher/LauncherHelper", "describeModule", "(Ljava/lang/String;)V", &[module])
}

fn print_version(thread: &mut Thread, stream: Stream) -> Completion<()> {
    let to_error_stream = Value::Int((stream == Stream::Stderr).into());
    call(thread, "java/lang/VersionProps", "print", "(Z)V", &[to_error_stream])
}

fn runtime_version(thread: &mut Thread) -> Completion<String> {
    let scope = Scope::open(&mut thread.mutator);
    let system = boot_class(thread, "java/lang/System")?;
    let get = thread.method_named(system, "getProperty", "(Ljava/lang/String;)Ljava/lang/String;")?;
    let key = jvm::strings::new_string(thread, &scope, "java.runtime.version")?;
    let version = thread.invoke(&scope, get, &[Value::Ref(Some(key))])?.reference();
    Ok(version.map_or_else(String::new, |version| jvm::strings::text(thread, version)))
}
