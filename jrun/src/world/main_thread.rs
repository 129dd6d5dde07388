//! The life of a world's main thread: it boots the space, runs the program's `main`, waits for the program's end and, in a
//! world that shares its process, gives everything back as the last of the world's threads.

use classlib::attach::NativeThreads;
use classlib::boot_path::BootPath;
use classlib::host::{JdkHost, Loaded, Role};
use classlib::jdk::Jdk;
use classlib::jvmti::{self, Agent};
use classlib::libjvm::signals;
use classlib::{cleaners, console, signal_dispatcher};
use jvm::known::Known;
use jvm::natives::Value;
use jvm::throw::{Abrupt, Completion};
use jvm::vm::Vm;
use jvm::{Symbol, Thread};
use objectspace::{Handle, Scope};
use redefine::Engine;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::show::{Shown, show};
use super::{BootError, Console, settings};
use crate::options::{self, Action, Launch, Main};
use crate::thread_dump;

/// Exit status of a program that a fault of the VM ended.
pub const FAULT: i32 = 134;
/// Status of a world that was closed before its program had ended; no program is there to see it.
pub const CLOSED: i32 = 1;
/// How often a main thread whose program may not begin yet looks whether the world is ending.
const LOOK: Duration = Duration::from_millis(20);

/// What the class library's LauncherHelper calls the ways to name a program.
const MODE_CLASS: i32 = 1;
const MODE_JAR: i32 = 2;
const MODE_MODULE: i32 = 3;
const MODE_SOURCE: i32 = 4;

/// A main thread about to live.
pub struct MainThread {
    pub launch: Launch,
    pub role: Role,
    /// Open until the world's last thread is gone.
    pub console: Console,
    pub engine: Arc<Engine>,
    /// The program may begin.
    pub begin: Receiver<()>,
    /// Takes the status of a program that has ended, and goes when the thread does.
    pub finish: Sender<i32>,
}

impl MainThread {
    /// Lives. The report comes once the class library is up.
    pub fn live(self, report: &Sender<Result<Arc<Vm>, BootError>>) {
        let (vm, space, mut thread) = match self.boot() {
            Ok(booted) => booted,
            Err(error) => {
                // Nobody waits for it only if the caller panicked.
                let _ = report.send(Err(error));
                return;
            }
        };
        let _ = report.send(Ok(vm.clone()));
        let outcome = match self.wait_for_begin(&mut thread) {
            Ok(()) => perform(&mut thread, &self.launch),
            Err(abrupt) => Err(abrupt),
        };
        let status = finish(&vm, &mut thread, outcome);
        if self.role == Role::Process {
            let _ = self.finish.send(status);
            // The process ends without waiting for threads of the space, this one included.
            thread.mutator.blocked(|| {
                loop {
                    std::thread::park();
                }
            });
        }
        vm.end(status);
        vm.threads.wait_until_alone(&mut thread);
        signals::give_back(space);
        cleaners::give_back(&mut thread);
        jvm::thread::detach(thread, Err(Abrupt::Exit(status)));
    }

    /// The space, its number at the border to C, its first thread.
    fn boot(&self) -> Result<(Arc<Vm>, u64, Box<Thread>), BootError> {
        let text = |error: &dyn std::fmt::Display| BootError(error.to_string());
        let jdk = Jdk::find().map_err(|error| text(&error))?;
        let loaded = Loaded::load(&jdk).map_err(|error| text(&error))?;
        let patches = self.launch.properties.iter().filter(|(key, _)| key.starts_with("jdk.module.patch."));
        let patches = patches.filter_map(|(_, value)| value.split_once('='));
        let patches = patches.map(|(module, path)| (module.to_owned(), BootPath::new(path.split(':'))));
        let append = BootPath::new(&self.launch.boot_class_path_append);
        let agents = self.launch.agents.iter().map(|agent| match agent {
            options::Agent::Library(text) => Agent::named(text),
            options::Agent::Path(text) => Agent::at_path(text),
            options::Agent::Java(text) => Agent::in_java(text),
        });
        let host = JdkHost::new(loaded, self.role, append, patches.collect()).with_agents(agents.collect());
        let border = host.space().clone();
        let vm = Vm::new(settings::options(&self.launch, &jdk), Box::new(host)).map_err(|error| text(&error))?;
        classlib::natives::register(&vm);
        if self.role == Role::Process {
            signals::take(border.id, self.launch.reduced_signals);
        }
        let booted = jvm::boot::boot(&vm).and_then(|mut thread| {
            let descriptor = |stream: &Option<OwnedFd>| stream.as_ref().map(AsRawFd::as_raw_fd);
            let Console { input, output, error } = &self.console;
            let streams = [("in", descriptor(input)), ("out", descriptor(output)), ("err", descriptor(error))];
            console::redirect(&mut thread, streams)?;
            // What an agent's `premain` asks for.
            let _ = vm.redefiner.set(self.engine.clone());
            jvmti::initialized(&mut thread)?;
            Ok(thread)
        });
        let mut thread = booted.map_err(|abrupt| match abrupt {
            Abrupt::Fatal(error) => text(&error),
            Abrupt::Exit(status) => BootError(format!("the class library ended the space with status {status}")),
            Abrupt::Thrown => BootError("the class library's initialization threw".to_owned()),
        })?;
        NativeThreads::offer(&vm, &border);
        if self.role == Role::Process && !self.launch.reduced_signals {
            signal_dispatcher::start(&mut thread, Box::new(thread_dump::print)).map_err(|error| text(&error))?;
        }
        if vm.options.redefine_every > 0 {
            vm.identity_stress.start(self.engine.clone(), vm.options.redefine_every, vm.options.redefine_form);
        }
        Ok((vm, border.id, thread))
    }

    /// Blocks until the program may begin; fails if the world ends before.
    fn wait_for_begin(&self, thread: &mut Thread) -> Completion<()> {
        let vm = thread.vm().clone();
        thread.mutator.blocked(|| {
            loop {
                vm.threads.ending.check()?;
                match self.begin.recv_timeout(LOOK) {
                    Ok(()) => return Ok(()),
                    Err(RecvTimeoutError::Timeout) => {}
                    // The world is being dropped, which ends it.
                    Err(RecvTimeoutError::Disconnected) => std::thread::sleep(LOOK),
                }
            }
        })
    }
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
fn finish(vm: &Arc<Vm>, thread: &mut Thread, outcome: Completion<()>) -> i32 {
    let code = match &outcome {
        Ok(()) => 0,
        Err(Abrupt::Thrown) => 1,
        Err(Abrupt::Exit(status)) => *status,
        Err(Abrupt::Fatal(_)) => FAULT,
    };
    let fatal = matches!(outcome, Err(Abrupt::Fatal(_)));
    thread.end(outcome);
    if !fatal {
        vm.threads.wait_for_non_daemons(thread);
        let scope = Scope::open(&mut thread.mutator);
        let shutdown = thread.call_static(&scope, Known::Shutdown, "shutdown", "()V", &[]);
        if let Err(Abrupt::Thrown) = shutdown {
            thread.clear_pending();
        }
        // An error is a status that the space has by now.
        let _ = jvmti::over(thread);
    }
    // Somebody else may have ended the space meanwhile.
    vm.threads.ending.status().unwrap_or(code)
}
