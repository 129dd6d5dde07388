//! Beginning and end of threads (JLS §17, JNI invocation API): the main thread's objects, `Thread.start0`, attaching,
//! and what happens when `run` has returned.

use super::{Control, Stacks, Thread, status};
use crate::known::{Known, KnownField};
use crate::natives::Value;
use crate::strings;
use crate::symbol::Symbol;
use crate::throw::{Abrupt, Completion};
use crate::vm::Vm;
use objectspace::{Global, Handle, Scope};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Native stack of a Java thread: the interpreter uses little of it, but natives nest.
const OS_STACK: usize = 8 << 20;
const NORMAL_PRIORITY: i32 = 5;
/// Of the VM's own threads: the Java field only, as for all threads.
const SYSTEM_PRIORITY: i32 = 9;

/// Attaches the calling OS thread to a space, without a `java.lang.Thread` object yet. For boot, and for `attach`.
pub(crate) fn attach_bare(vm: &Arc<Vm>, daemon: bool) -> Option<Box<Thread>> {
    let stacks = Thread::stacks(vm.options.stack_slots)?;
    let control = vm.threads.register(daemon)?;
    Some(begin(vm, control, stacks))
}

fn begin(vm: &Arc<Vm>, control: Arc<Control>, stacks: Stacks) -> Box<Thread> {
    let mut thread = Thread::with_control(vm, control, stacks);
    thread.jni_env = vm.host.attach_env(&mut thread);
    thread
}

/// Makes the system and main thread groups and the Thread object of the booting thread, by hand: `Thread`'s own
/// constructor asks for the current thread, which is this one, half made.
pub fn create_main(thread: &mut Thread) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let group_class = thread.known(Known::ThreadGroup)?;
    let system = thread.new_instance(&scope, group_class)?;
    construct(thread, &scope, system, "()V", &[])?;
    let main = thread.new_instance(&scope, group_class)?;
    let name = strings::new_string(thread, &scope, "main")?;
    let arguments = [Value::Ref(Some(system)), Value::Ref(Some(name))];
    construct(thread, &scope, main, "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V", &arguments)?;
    {
        let view = thread.view();
        *thread.vm().threads.main_group.lock() = Some(Global::new(&view, main.get(&view)));
    }
    create_object(thread, &scope, main, Some("main"))?;
    crate::throw::backtrace::prepare(thread)?;
    crate::throw::prepare_emergency(thread)
}

/// Gives a thread its `java.lang.Thread` object.
fn create_object(thread: &mut Thread, scope: &Scope, group: Handle<'_>, name: Option<&str>) -> Completion<()> {
    let class = thread.known(Known::Thread)?;
    // Not `new_instance`: initializing Thread may already ask for the current thread.
    crate::linking::link(thread, class)?;
    let layout = class.layout().ok_or_else(|| Abrupt::internal("Thread has no layout"))?;
    let object = thread.allocate_instance(scope, layout)?;
    {
        let vm = thread.vm();
        let view = thread.view();
        let raw = object.get(&view);
        view.store_i64_volatile(raw, vm.offset(KnownField::ThreadEetop), thread.control.handle());
        view.store_i32(raw, vm.offset(KnownField::ThreadPriority), NORMAL_PRIORITY);
        view.store_i8(
            raw,
            vm.offset(KnownField::ThreadDaemon),
            i8::from(thread.control.daemon.load(Ordering::Relaxed)),
        );
        view.store_ref(raw, vm.offset(KnownField::ThreadGroup), Some(group.get(&view)));
        thread.object.store(view.raw(raw).0, Ordering::Relaxed);
    }
    crate::initialization::initialize(thread, class)?;
    match name {
        Some(name) => {
            let name = strings::new_string(thread, scope, name)?;
            let arguments = [Value::Ref(Some(group)), Value::Ref(Some(name))];
            construct(thread, scope, object, "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V", &arguments)?;
        }
        None => {
            let arguments = [Value::Ref(Some(group)), Value::Ref(None)];
            construct(thread, scope, object, "(Ljava/lang/ThreadGroup;Ljava/lang/Runnable;)V", &arguments)?;
        }
    }
    {
        // The constructor takes it from the current thread, which is this one with its fields just cleared.
        let vm = thread.vm();
        let daemon = i8::from(thread.control.daemon.load(Ordering::Relaxed));
        let view = thread.view();
        view.store_i8(object.get(&view), vm.offset(KnownField::ThreadDaemon), daemon);
    }
    thread.set_status(status::RUNNABLE);
    Ok(())
}

fn construct(
    thread: &mut Thread,
    scope: &Scope,
    object: Handle<'_>,
    descriptor: &str,
    arguments: &[Value<'_>],
) -> Completion<()> {
    let class = thread.class_of(object);
    call(thread, scope, class, object, "<init>", descriptor, arguments)
}

/// Calls a void method declared by a class on an object, without selection.
fn call(
    thread: &mut Thread,
    scope: &Scope,
    class: crate::ClassRef,
    object: Handle<'_>,
    name: &str,
    descriptor: &str,
    arguments: &[Value<'_>],
) -> Completion<()> {
    let method = class
        .declared_method(Symbol::from_text(name), Symbol::from_text(descriptor))
        .ok_or_else(|| Abrupt::internal(format!("{} has no {name}{descriptor}", class.name())))?;
    let mut all = vec![Value::Ref(Some(object))];
    all.extend_from_slice(arguments);
    thread.invoke(scope, method, &all).map(|_| ())
}

/// `AttachCurrentThread`: the calling OS thread becomes a Java thread of the space. `None`: too many threads, or its
/// objects could not be made.
pub fn attach(vm: &Arc<Vm>, name: Option<&str>, daemon: bool) -> Option<Box<Thread>> {
    attach_to(vm, name, daemon, main_group)
}

/// As [`attach`], for a daemon of the VM itself: in the system thread group.
pub fn attach_system(vm: &Arc<Vm>, name: &str) -> Option<Box<Thread>> {
    let thread = attach_to(vm, Some(name), true, |thread, scope| {
        let main = main_group(thread, scope)?;
        let system = thread.field_object(scope, main, "parent", "Ljava/lang/ThreadGroup;")?;
        Ok(system.unwrap_or(main))
    })?;
    {
        let view = thread.view();
        if let Some(object) = thread.thread_object(&view) {
            view.store_i32(object, vm.offset(KnownField::ThreadPriority), SYSTEM_PRIORITY);
        }
    }
    Some(thread)
}

fn main_group<'s>(thread: &mut Thread, scope: &'s Scope) -> Completion<Handle<'s>> {
    let view = thread.view();
    let group = thread.vm().threads.main_group.lock();
    let group = group.as_ref().map(|group| scope.handle(&view, group.get(&view)));
    group.ok_or_else(|| Abrupt::internal("the space has not booted"))
}

fn attach_to(
    vm: &Arc<Vm>,
    name: Option<&str>,
    daemon: bool,
    group: impl for<'s> FnOnce(&mut Thread, &'s Scope) -> Completion<Handle<'s>>,
) -> Option<Box<Thread>> {
    let mut thread = attach_bare(vm, daemon)?;
    let outcome = {
        let scope = Scope::open(&mut thread.mutator);
        match group(&mut thread, &scope) {
            Ok(group) => create_object(&mut thread, &scope, group, name),
            Err(abrupt) => Err(abrupt),
        }
    };
    match outcome {
        Ok(()) => Some(thread),
        Err(_) => {
            release(thread);
            None
        }
    }
}

/// `DetachCurrentThread`, or the end of a thread of ours: `outcome` is what its last call came to.
pub fn detach(mut thread: Box<Thread>, outcome: Completion<()>) {
    thread.end(outcome);
    release(thread);
}

fn release(mut thread: Box<Thread>) {
    let env = std::mem::replace(&mut thread.jni_env, std::ptr::null_mut());
    let vm = thread.vm().clone();
    drop(thread);
    if !env.is_null() {
        vm.host.detach_env(env);
    }
}

impl Thread {
    /// `Thread.start0`.
    pub fn start(&mut self, object: Handle<'_>) -> Completion<()> {
        if self.updating {
            return Err(self.must_not("an update cannot start a thread".into()));
        }
        let vm = self.vm().clone();
        let (eetop, thread_status) = (vm.offset(KnownField::ThreadEetop), vm.offset(KnownField::ThreadThreadStatus));
        let (begun, daemon, stack_size, name) = {
            let view = self.view();
            let raw = object.get(&view);
            let begun =
                view.load_i64_volatile(raw, eetop) != 0 || view.load_i32_volatile(raw, thread_status) != status::NEW;
            let daemon = view.load_i8(raw, vm.offset(KnownField::ThreadDaemon)) != 0;
            let name = view.load_ref(raw, vm.offset(KnownField::ThreadName));
            let name = name.map_or_else(String::new, |name| strings::text_of(self, &view, name));
            (begun, daemon, view.load_i64(raw, vm.offset(KnownField::ThreadStackSize)), name)
        };
        if begun {
            return Err(self.throw(Known::IllegalThreadStateException, None));
        }
        // A program may ask for more than the default; the slots are only address space until used.
        let slots = if stack_size > 0 { (stack_size as usize / 16).max(1024) } else { vm.options.stack_slots };
        let Some(stacks) = Thread::stacks(slots) else { return Err(self.no_native_thread()) };
        let Some(control) = vm.threads.register(daemon) else { return Err(self.no_native_thread()) };
        let global = {
            let view = self.view();
            let raw = object.get(&view);
            view.store_i64_volatile(raw, eetop, control.handle());
            view.store_i32_volatile(raw, thread_status, status::RUNNABLE);
            Global::new(&view, raw)
        };
        let (ready, begun) = std::sync::mpsc::channel::<()>();
        let (child_vm, child_control) = (vm.clone(), control.clone());
        let spawned = std::thread::Builder::new().name(name.replace('\0', " ")).stack_size(OS_STACK).spawn(move || {
            let mut thread = begin(&child_vm, child_control, stacks);
            {
                let view = thread.view();
                let raw = view.raw(global.get(&view)).0;
                thread.object.store(raw, Ordering::Relaxed);
            }
            drop(global);
            // The parent may have gone on after a failure of its own; it matters to nobody.
            let _ = ready.send(());
            let outcome = thread.run();
            detach(thread, outcome);
        });
        match spawned {
            Ok(_) => {
                // An error means that the child ended already.
                self.mutator.blocked(|| begun.recv().unwrap_or_default());
                Ok(())
            }
            Err(_) => {
                vm.threads.remove(&control);
                {
                    let view = self.view();
                    let raw = object.get(&view);
                    view.store_i64_volatile(raw, eetop, 0);
                    view.store_i32_volatile(raw, thread_status, status::NEW);
                }
                Err(self.no_native_thread())
            }
        }
    }

    #[cold]
    fn no_native_thread(&mut self) -> Abrupt {
        let text = "unable to create native thread: possibly out of memory or process/resource limits reached";
        self.throw(Known::OutOfMemoryError, Some(text))
    }

    /// The life of a started thread.
    fn run(&mut self) -> Completion<()> {
        let scope = Scope::open(&mut self.mutator);
        let object = self.current_thread(&scope).ok_or_else(|| Abrupt::internal("a thread without its object"))?;
        let class = self.known(Known::Thread)?;
        let run = class
            .declared_method(Symbol::from_text("run"), Symbol::from_text("()V"))
            .ok_or_else(|| Abrupt::internal("Thread has no run()"))?;
        self.invoke_virtual(&scope, run, &[Value::Ref(Some(object))]).map(|_| ())
    }

    /// What the end of a thread means in Java: the uncaught exception is dispatched, `Thread.exit` runs, waiting joins go
    /// on. Afterwards the thread runs no more Java.
    pub fn end(&mut self, outcome: Completion<()>) {
        match outcome {
            Ok(()) => {}
            Err(Abrupt::Thrown) => self.dispatch_uncaught(),
            Err(Abrupt::Exit(_)) => return,
            Err(Abrupt::Fatal(error)) => {
                eprintln!("{error}");
                let vm = self.vm().clone();
                vm.host.halt(&vm, 134);
                return;
            }
        }
        let scope = Scope::open(&mut self.mutator);
        let Some(object) = self.current_thread(&scope) else { return };
        if let Ok(class) = self.known(Known::Thread)
            && call(self, &scope, class, object, "exit", "()V", &[]).is_err()
        {
            self.clear_pending();
        }
        // Joins wait on the Thread object.
        let _ = self.monitor_enter(object);
        {
            let vm = self.vm();
            let view = self.view();
            let raw = object.get(&view);
            view.store_i32_volatile(raw, vm.offset(KnownField::ThreadThreadStatus), status::TERMINATED);
            view.store_i64_volatile(raw, vm.offset(KnownField::ThreadEetop), 0);
        }
        let _ = self.notify_all(object);
        let _ = self.monitor_exit(object);
        // From here on it keeps nobody waiting.
        self.control.daemon.store(true, Ordering::Relaxed);
    }

    /// Hands the pending throwable to `Thread.dispatchUncaughtException`.
    pub fn dispatch_uncaught(&mut self) {
        let scope = Scope::open(&mut self.mutator);
        let Some(throwable) = self.take_pending(&scope) else { return };
        let dispatched = match (self.current_thread(&scope), self.known(Known::Thread)) {
            (Some(object), Ok(class)) => {
                let arguments = [Value::Ref(Some(throwable))];
                call(self, &scope, class, object, "dispatchUncaughtException", "(Ljava/lang/Throwable;)V", &arguments)
            }
            (_, outcome) => outcome.and_then(|_| Err(Abrupt::internal("a thread without its object"))),
        };
        match dispatched {
            Ok(()) | Err(Abrupt::Exit(_)) => {}
            Err(Abrupt::Thrown) => {
                let class = self.pending_class().map_or_else(String::new, |class| class.external_name());
                let name = self.name();
                self.clear_pending();
                eprintln!("\nException: {class} thrown from the UncaughtExceptionHandler in thread \"{name}\"");
            }
            Err(Abrupt::Fatal(_)) => crate::throw::print_uncaught(self, throwable),
        }
    }

    /// The name of the Thread object.
    pub fn name(&self) -> String {
        self.name_in(&self.view())
    }

    /// The same for another thread, which is stopped.
    pub fn name_in(&self, view: &objectspace::NoStop<'_>) -> String {
        self.thread_object(view)
            .and_then(|object| view.load_ref(object, self.vm().offset(KnownField::ThreadName)))
            .map_or_else(String::new, |name| strings::text_of(self, view, name))
    }

    /// `Thread.setNativeName` for the thread itself (Linux names have 15 bytes).
    pub fn set_native_name(&self, name: &str) {
        let mut short: Vec<u8> = name.bytes().filter(|byte| *byte != 0).take(15).collect();
        short.push(0);
        // SAFETY: a zero-terminated name for the calling thread.
        unsafe { libc::prctl(libc::PR_SET_NAME, short.as_ptr()) };
    }
}
