//! What the class library holds outside a space's heap: file descriptors, native memory, streams of libzip.
//!
//! The process gets all that back when it ends. When only a space ends, its last thread closes what has no cleaner and runs
//! the actions that the class library has registered for the case that their objects die. The heap's own memory is none of
//! this module's business, and nothing of the program's own is run.

use jvm::natives::Value;
use jvm::{Abrupt, ClassRef, Completion, Symbol, Thread};
use objectspace::{Collection, Handle, Scope};

/// Classes whose instances hold descriptors that no cleaner knows of. `close()` of a closed one does nothing.
const WITHOUT_CLEANER: [&str; 3] = [
    "java/nio/channels/spi/AbstractSelector",
    "java/nio/channels/spi/AbstractInterruptibleChannel",
    "sun/nio/fs/UnixDirectoryStream",
];

/// Gives back whatever the class library holds outside the heap. For the last thread of an ending space.
pub fn give_back(thread: &mut Thread) {
    close_all(thread);
    run_all(thread);
}

/// Closes every living instance of the classes without a cleaner; a failure concerns that instance only.
fn close_all(thread: &mut Thread) {
    let classes: Vec<ClassRef> = WITHOUT_CLEANER.iter().filter_map(|name| initialized(thread, name)).collect();
    if classes.is_empty() {
        return;
    }
    let scope = Scope::open(&mut thread.mutator);
    let mut open = Vec::new();
    thread.mutator.stop_world(|world| {
        world.collect(Collection::Full);
        let view = world.view();
        world.for_each_object(|object, _| {
            let class = jvm::thread::class_of(&view, object);
            // Subclasses of the program's run the program's code.
            let known = class.loader == jvm::class::LoaderRef::BOOT && !class.is_array();
            if known && classes.iter().any(|wanted| class.is_subtype_of(*wanted)) {
                open.push(scope.handle(&view, object));
            }
        });
    });
    for object in open {
        thread.outlive_end();
        if let Err(Abrupt::Thrown) = call(thread, object, "close") {
            thread.clear_pending();
        }
    }
}

/// Calls a method without arguments and result that the object's class or a superclass declares.
fn call(thread: &mut Thread, object: Handle<'_>, name: &str) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let (name, descriptor) = (Symbol::from_text(name), Symbol::from_text("()V"));
    let class = thread.class_of(object);
    let method = jvm::linking::resolution::lookup_class_method(class, name, descriptor)
        .ok_or_else(|| Abrupt::internal(format!("{} has no {name}()", class.name())))?;
    thread.invoke_virtual(&scope, method, &[Value::Ref(Some(object))]).map(|_| ())
}

/// Runs every action registered with the class library's own cleaners. An action that fails is left.
fn run_all(thread: &mut Thread) {
    for next in [next_cleanable, next_cleaner] {
        loop {
            thread.outlive_end();
            match run_next(thread, next) {
                Ok(true) => {}
                Ok(false) => break,
                Err(Abrupt::Thrown) => thread.clear_pending(),
                Err(_) => break,
            }
        }
    }
}

type Next = for<'s> fn(&mut Thread, &'s Scope) -> Completion<Option<Handle<'s>>>;

/// Runs one action; the object takes itself off its list first, so that the loop ends.
fn run_next(thread: &mut Thread, next: Next) -> Completion<bool> {
    let scope = Scope::open(&mut thread.mutator);
    let Some(cleanable) = next(thread, &scope)? else { return Ok(false) };
    call(thread, cleanable, "clean").map(|()| true)
}

/// A class of the class library if the space has initialized it.
fn initialized(thread: &Thread, name: &str) -> Option<jvm::ClassRef> {
    let class = thread.vm().classes.find(jvm::class::LoaderRef::BOOT, Symbol::from_text(name));
    class.filter(|class| class.is_initialized())
}

/// The first entry of the common `java.lang.ref.Cleaner`: open files, sockets, streams of libzip.
fn next_cleanable<'s>(thread: &mut Thread, scope: &'s Scope) -> Completion<Option<Handle<'s>>> {
    let Some(class) = initialized(thread, "jdk/internal/ref/CleanerFactory") else { return Ok(None) };
    let cleaner = thread.static_object(scope, class, "commonCleaner", "Ljava/lang/ref/Cleaner;")?;
    let Some(cleaner) = cleaner else { return Ok(None) };
    let registry = thread.field_object(scope, cleaner, "impl", "Ljdk/internal/ref/CleanerImpl;")?;
    let Some(registry) = registry else { return Ok(None) };
    let cleanable = "Ljdk/internal/ref/PhantomCleanable;";
    let Some(list) = thread.field_object(scope, registry, "phantomCleanableList", cleanable)? else { return Ok(None) };
    let next = thread.field_object(scope, list, "next", cleanable)?;
    // The list is a ring through its head.
    let view = thread.view();
    Ok(next.filter(|next| !view.same(next.get(&view), list.get(&view))))
}

/// The first of the `jdk.internal.ref.Cleaner`s: memory of direct buffers, mapped files.
fn next_cleaner<'s>(thread: &mut Thread, scope: &'s Scope) -> Completion<Option<Handle<'s>>> {
    match initialized(thread, "jdk/internal/ref/Cleaner") {
        Some(class) => thread.static_object(scope, class, "first", "Ljdk/internal/ref/Cleaner;"),
        None => Ok(None),
    }
}

/// Blocks of the C library's allocator from this size on are mappings of their own.
const LARGE_BLOCK: libc::c_int = 1 << 20;

/// Asks the C library's allocator to map large blocks one by one, so that the system gets each back when it is freed.
///
/// Left alone, glibc maps only blocks larger than the largest one freed so far. After one direct buffer of 16 MiB the next
/// comes from a thread's arena, whose end neither `free` nor [`return_free_memory`] gives back.
pub fn map_large_blocks() {
    // SAFETY: two numbers that are allowed for the two parameters; no memory in use is touched.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BLOCK);
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE_BLOCK);
    }
}

/// Gives free memory of the C library's allocator back to the system: what a space's classes and code took.
pub fn return_free_memory() {
    // SAFETY: no argument, no memory in use is touched.
    unsafe { libc::malloc_trim(0) };
}
