//! Backtraces: what `Throwable.fillInStackTrace` keeps, and `StackTraceElement`s made from it later.
//!
//! A backtrace is an `Object[2]`: a `long[]` with two words a frame (method cell; line, bytecode index and version number),
//! and an `Object[]` of mirrors, which keep the classes and so the cells. The line is found when the trace is taken, so that
//! a backtrace keeps no version alive.

use super::Completion;
use crate::basic_type::BasicType;
use crate::class::{ClassRef, ClassVersion, LoaderRef, MethodRef};
use crate::known::{Known, KnownField};
use crate::loading;
use crate::strings;
use crate::thread::Thread;
use objectspace::{Handle, NoStop, Ref, Scope};

/// Frames kept: HotSpot's MaxJavaStackTraceDepth.
pub const MAX_DEPTH: usize = 1024;

/// One frame of a trace.
#[derive(Clone, Copy)]
pub struct TraceFrame {
    /// What ran.
    pub method: MethodRef,
    /// Number of the version whose code ran.
    pub version: u32,
    /// Where it stood.
    pub bci: u16,
    /// Its line; 0 if the class file does not say.
    line: u16,
}

impl TraceFrame {
    /// Of a frame that is live.
    pub fn of(frame: &crate::thread::JavaFrame) -> TraceFrame {
        TraceFrame {
            method: frame.method,
            version: frame.version_number(),
            bci: frame.bci,
            line: if frame.method.is_native() { 0 } else { frame.line().unwrap_or(0) },
        }
    }

    /// All but the cell, in one word.
    pub fn pack(&self) -> i64 {
        (u64::from(self.version) << 32 | u64::from(self.line) << 16 | u64::from(self.bci)) as i64
    }

    /// Back from [`Self::pack`].
    pub fn unpack(method: MethodRef, word: i64) -> TraceFrame {
        let word = word as u64;
        TraceFrame { method, version: (word >> 32) as u32, bci: word as u16, line: (word >> 16) as u16 }
    }

    /// Its line: -2 for natives, -1 if the class file does not say.
    pub fn line(&self) -> i32 {
        match self.line {
            _ if self.method.is_native() => -2,
            0 => -1,
            line => i32::from(line),
        }
    }

    /// The version that ran, while it is kept.
    fn version(&self) -> Option<&'static ClassVersion> {
        crate::versioning::versions(self.method.class).find(|version| version.number == self.version)
    }

    /// The source file.
    pub fn source_file(&self) -> Option<String> {
        let file = self.version().or_else(|| crate::versioning::versions(self.method.class).next())?.file();
        let index = file.attribute("SourceFile")?.source_file().ok()?;
        file.constant_pool.utf8_text(index).ok().map(|text| text.into_owned())
    }
}

/// The frames of this thread that a trace shows, without those that make `throwable` itself.
pub fn capture(thread: &Thread, throwable: Option<ClassRef>, limit: usize) -> Vec<TraceFrame> {
    let mut making = throwable.is_some();
    let mut constructing = false;
    let mut frames = Vec::new();
    for frame in thread.java_frames() {
        if making {
            if !constructing && frame.method.name == "fillInStackTrace" {
                continue;
            }
            // Constructors of the exception's own class chain.
            if frame.method.is_constructor() && throwable.is_some_and(|class| class.is_subtype_of(frame.method.class)) {
                constructing = true;
                continue;
            }
            making = false;
        }
        if frame.is_hidden() {
            continue;
        }
        if frames.len() == limit {
            break;
        }
        frames.push(TraceFrame::of(&frame));
    }
    frames
}

/// Keeps the classes of another thread's frames, and so the frames' methods, for as long as a scope is open: that thread may
/// leave them meanwhile.
pub fn keep_classes(scope: &Scope, view: &NoStop<'_>, frames: &[TraceFrame]) {
    for frame in frames {
        let class = frame.method.class;
        if class.keeper() != LoaderRef::BOOT {
            scope.handle(view, class.mirror().get(view));
        }
    }
}

/// `Throwable.fillInStackTrace`. A trace that does not fit the heap is left out.
pub fn fill_in(thread: &mut Thread, throwable: Handle<'_>) {
    let frames = capture(thread, Some(thread.class_of(throwable)), MAX_DEPTH);
    let vm = thread.vm().clone();
    {
        let view = thread.view();
        let object = throwable.get(&view);
        view.store_ref(object, vm.offset(KnownField::ThrowableBacktrace), None);
        view.store_ref(object, vm.offset(KnownField::ThrowableStackTrace), None);
        view.store_i32(object, vm.offset(KnownField::ThrowableDepth), 0);
    }
    let scope = Scope::open(&mut thread.mutator);
    let Some(trace) = store(thread, &scope, &frames) else { return };
    let view = thread.view();
    let object = throwable.get(&view);
    view.store_ref(object, vm.offset(KnownField::ThrowableBacktrace), Some(trace.get(&view)));
    view.store_i32(object, vm.offset(KnownField::ThrowableDepth), frames.len() as i32);
}

fn store<'s>(thread: &mut Thread, scope: &'s Scope, frames: &[TraceFrame]) -> Option<Handle<'s>> {
    let long = thread.vm().classes.primitive(BasicType::Long);
    let object = thread.vm().known.get(Known::Object)?;
    // Made at boot; making them here could throw.
    let (longs, objects) = (long.array_class.get()?.layout()?, object.array_class.get()?.layout()?);
    let words = thread.mutator.allocate_array(scope, longs, frames.len() as u32 * 2).ok()?;
    let mirrors = thread.mutator.allocate_array(scope, objects, frames.len() as u32).ok()?;
    let pair = thread.mutator.allocate_array(scope, objects, 2).ok()?;
    let view = thread.view();
    let (words, mirrors, pair_ref) = (words.get(&view), mirrors.get(&view), pair.get(&view));
    for (at, frame) in frames.iter().enumerate() {
        let at = at as u32;
        view.array_store_i64(words, at * 2, frame.method.as_ptr() as i64);
        view.array_store_i64(words, at * 2 + 1, frame.pack());
        view.array_store_ref(mirrors, at, Some(frame.method.class.mirror().get(&view)));
    }
    view.array_store_ref(pair_ref, 0, Some(words));
    view.array_store_ref(pair_ref, 1, Some(mirrors));
    Some(pair)
}

/// The array classes that [`fill_in`] needs; at boot.
pub fn prepare(thread: &mut Thread) -> Completion<()> {
    let long = thread.vm().classes.primitive(BasicType::Long);
    loading::array_class_of(thread, long)?;
    let object = thread.known(Known::Object)?;
    loading::array_class_of(thread, object).map(|_| ())
}

/// The frames of a throwable's backtrace.
pub fn frames_of(thread: &Thread, throwable: Handle<'_>) -> Vec<TraceFrame> {
    let view = thread.view();
    let trace = view.load_ref(throwable.get(&view), thread.vm().offset(KnownField::ThrowableBacktrace));
    trace.map_or_else(Vec::new, |trace| decode(&view, trace))
}

fn decode(view: &NoStop<'_>, trace: Ref<'_>) -> Vec<TraceFrame> {
    let Some(words) = view.array_load_ref(trace, 0) else { return Vec::new() };
    (0..view.array_length(words) / 2)
        .filter_map(|at| {
            let method = view.array_load_i64(words, at * 2) as usize as *mut crate::class::Method;
            // SAFETY: stored by `store` from a cell of this space, which lives as long as its class, kept by its mirror.
            let method = unsafe { MethodRef::from_ptr(method) }?;
            Some(TraceFrame::unpack(method, view.array_load_i64(words, at * 2 + 1)))
        })
        .collect()
}

/// `StackTraceElement.initStackTraceElements`: fills an array of elements made by Java.
pub fn init_elements(thread: &mut Thread, elements: Handle<'_>, throwable: Handle<'_>) -> Completion<()> {
    let frames = frames_of(thread, throwable);
    let length = {
        let view = thread.view();
        view.array_length(elements.get(&view)) as usize
    };
    if length != frames.len() {
        return Err(thread.throw(Known::IndexOutOfBoundsException, None));
    }
    for (at, frame) in frames.iter().enumerate() {
        let scope = Scope::open(&mut thread.mutator);
        let element = {
            let view = thread.view();
            view.array_load_ref(elements.get(&view), at as u32).map(|element| scope.handle(&view, element))
        };
        let Some(element) = element else { return Err(thread.throw(Known::NullPointerException, None)) };
        init_element(thread, &scope, element, *frame)?;
    }
    Ok(())
}

/// `StackTraceElement.initStackTraceElement` with a frame known already.
pub fn init_element<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    element: Handle<'s>,
    frame: TraceFrame,
) -> Completion<()> {
    let vm = thread.vm().clone();
    let class = frame.method.class;
    let name = strings::intern_text(thread, scope, &class.external_name())?;
    let method = strings::intern_modified_utf8(thread, scope, frame.method.name.bytes())?;
    let file = match frame.source_file() {
        Some(file) => Some(strings::intern_text(thread, scope, &file)?),
        None => None,
    };
    let (mut module, mut version) = (None, None);
    if let Some(entry) = vm.classes.modules.of_class(class) {
        module = Some(strings::intern_text(thread, scope, &entry.name)?);
        if let Some(text) = &entry.version {
            version = Some(strings::intern_text(thread, scope, text)?);
        }
    }
    let line = frame.line();
    let view = thread.view();
    let object = element.get(&view);
    let store = |field: KnownField, value: Option<Handle<'_>>| {
        view.store_ref(object, vm.offset(field), value.map(|value| value.get(&view)));
    };
    store(KnownField::StackTraceElementDeclaringClassObject, Some(class.mirror()));
    store(KnownField::StackTraceElementDeclaringClass, Some(name));
    store(KnownField::StackTraceElementMethodName, Some(method));
    store(KnownField::StackTraceElementFileName, file);
    store(KnownField::StackTraceElementModuleName, module);
    store(KnownField::StackTraceElementModuleVersion, version);
    if let Some(loader) = loading::loader_object(thread, class.loader) {
        let loader_name = view.load_ref(loader.get(&view), vm.offset(KnownField::ClassLoaderName));
        view.store_ref(object, vm.offset(KnownField::StackTraceElementClassLoaderName), loader_name);
    }
    view.store_i32(object, vm.offset(KnownField::StackTraceElementLineNumber), line);
    Ok(())
}

/// A trace as `StackTraceElement[]`.
pub fn elements<'s>(thread: &mut Thread, scope: &'s Scope, frames: &[TraceFrame]) -> Completion<Handle<'s>> {
    let class = thread.known(Known::StackTraceElement)?;
    let array = thread.new_array(scope, class, frames.len() as i32)?;
    for (at, frame) in frames.iter().enumerate() {
        let inner = Scope::open(&mut thread.mutator);
        let element = thread.new_instance(&inner, class)?;
        init_element(thread, &inner, element, *frame)?;
        let view = thread.view();
        view.array_store_ref(array.get(&view), at as u32, Some(element.get(&view)));
    }
    Ok(array)
}

/// A throwable's trace as text lines, without running Java.
pub fn lines(thread: &Thread, throwable: Handle<'_>) -> Vec<String> {
    let frames = frames_of(thread, throwable);
    frames
        .iter()
        .map(|frame| format!("{}.{}({})", frame.method.class.external_name(), frame.method.name, file_and_line(frame)))
        .collect()
}

/// `Thread.dumpThreads`: for each Thread object of an array its trace, or null where the thread does not live.
pub fn dump_threads<'s>(thread: &mut Thread, scope: &'s Scope, threads: Handle<'_>) -> Completion<Handle<'s>> {
    let count = {
        let view = thread.view();
        view.array_length(threads.get(&view))
    };
    let mut wanted = Vec::with_capacity(count as usize);
    for at in 0..count {
        let inner = Scope::open(&mut thread.mutator);
        let object = {
            let view = thread.view();
            view.array_load_ref(threads.get(&view), at).map(|object| inner.handle(&view, object))
        };
        let Some(object) = object else { return Err(thread.throw(Known::NullPointerException, None)) };
        wanted.push(thread.control_of(object).map(|control| control.serial));
    }
    let mut traces: Vec<Option<Vec<TraceFrame>>> = vec![None; wanted.len()];
    let vm = thread.vm().clone();
    thread.mutator.stop_world(|world| {
        let view = world.view();
        // SAFETY: the world is stopped.
        unsafe {
            vm.threads.for_each_thread(|control, other| {
                for (trace, serial) in traces.iter_mut().zip(&wanted) {
                    if *serial == Some(control.serial) {
                        let frames = capture(other, None, MAX_DEPTH);
                        keep_classes(scope, &view, &frames);
                        *trace = Some(frames);
                    }
                }
            });
        }
    });
    let element = thread.known(Known::StackTraceElement)?;
    let row = loading::array_class_of(thread, element)?;
    let result = thread.new_array(scope, row, count as i32)?;
    for (at, trace) in traces.iter().enumerate() {
        if let Some(trace) = trace {
            let inner = Scope::open(&mut thread.mutator);
            let array = elements(thread, &inner, trace)?;
            let view = thread.view();
            view.array_store_ref(result.get(&view), at as u32, Some(array.get(&view)));
        }
    }
    Ok(result)
}

/// One thread of a dump.
pub struct ThreadDump {
    /// Its name.
    pub name: String,
    /// `Thread.getId()`.
    pub number: i64,
    /// `Thread.isDaemon()`.
    pub daemon: bool,
    /// `Thread.getPriority()`.
    pub priority: i32,
    /// Its state, with what it waits for.
    pub state: &'static str,
    /// Its Java frames from the top: `package.Class.method(module@version/File.java:line)`.
    pub frames: Vec<String>,
}

/// Every thread of the space that has its Thread object.
pub fn dump_all(thread: &mut Thread) -> Vec<ThreadDump> {
    let vm = thread.vm().clone();
    let mut dumps = Vec::new();
    thread.mutator.stop_world(|world| {
        let view = world.view();
        // SAFETY: the world is stopped.
        unsafe {
            vm.threads.for_each_thread(|_, other| {
                let Some(object) = other.thread_object(&view) else { return };
                let state = view.load_i32(object, vm.offset(KnownField::ThreadThreadStatus));
                dumps.push(ThreadDump {
                    name: other.name_in(&view),
                    number: view.load_i64(object, vm.offset(KnownField::ThreadTid)),
                    daemon: view.load_i8(object, vm.offset(KnownField::ThreadDaemon)) != 0,
                    priority: view.load_i32(object, vm.offset(KnownField::ThreadPriority)),
                    state: crate::thread::status::describe(state),
                    frames: capture(other, None, MAX_DEPTH).iter().map(|frame| place_in_module(&vm, frame)).collect(),
                });
            });
        }
    });
    dumps
}

fn place_in_module(vm: &crate::vm::Vm, frame: &TraceFrame) -> String {
    let module = vm.classes.modules.of_class(frame.method.class).map_or_else(String::new, |module| {
        let version = module.version.as_ref().map_or_else(String::new, |version| format!("@{version}"));
        format!("{}{version}/", module.name)
    });
    format!("{}.{}({module}{})", frame.method.class.external_name(), frame.method.name, file_and_line(frame))
}

/// What stands in the brackets of a stack trace's line.
fn file_and_line(frame: &TraceFrame) -> String {
    match (frame.line(), frame.source_file()) {
        (-2, _) => "Native Method".into(),
        (line, Some(file)) if line >= 0 => format!("{file}:{line}"),
        (_, Some(file)) => file,
        (_, None) => "Unknown Source".into(),
    }
}

/// `NullPointerException.getExtendedNPEMessage`: from the instruction that threw, unless the program made the exception.
pub fn null_pointer_message(thread: &Thread, throwable: Handle<'_>) -> Option<String> {
    let frame = *frames_of(thread, throwable).first()?;
    if frame.method.is_native() || frame.method.class.name() == "jdk/internal/reflect/NativeConstructorAccessorImpl" {
        return None;
    }
    let version = frame.version()?;
    let info = version.method_info(frame.method)?;
    super::null_pointer::message(version.file(), info, u32::from(frame.bci))
}
