//! Class and interface initialization (JVMS §5.5), with its twelve steps.

use crate::class::{ClassRef, ClassState, FieldRef};
use crate::known::Known;
use crate::linking;
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, Scope};
use std::sync::atomic::Ordering;

/// Initializes a class. Returns at once if it is initialized, or if this thread is initializing it.
pub fn initialize(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    if class.is_initialized() {
        return Ok(());
    }
    thread.check_native_stack()?;
    linking::link(thread, class)?;
    // Steps 1–2: the lock LC; wait while another thread initializes. A blocked thread counts as stopped.
    loop {
        let mut init = class.init.lock();
        match class.state() {
            // Step 4.
            ClassState::Initialized => return Ok(()),
            // Step 3: a recursive request.
            ClassState::Initializing if init.thread == Some(thread.id) => return Ok(()),
            ClassState::Initializing if thread.updating => {
                let owner = init.thread.unwrap_or_default();
                drop(init);
                let what = format!("the initialization of {}", class.external_name());
                return Err(thread.would_wait_for(&what, owner));
            }
            ClassState::Initializing => {
                drop(init);
                let vm = thread.vm().clone();
                thread.mutator.blocked(|| {
                    let mut init = class.init.lock();
                    let ending = &vm.threads.ending;
                    while class.state() == ClassState::Initializing && init.thread.is_some() && !ending.is_on() {
                        class.init_done.wait(&mut init);
                    }
                });
                thread.check_ending()?;
            }
            // Step 5.
            ClassState::Erroneous => {
                let failure = init.failure.clone();
                drop(init);
                let text = format!("Could not initialize class {}", class.external_name());
                return Err(match failure {
                    Some(failure) => {
                        thread.throw(Known::ExceptionInInitializerError, Some(&failure));
                        thread.throw_wrapping(Known::NoClassDefFoundError, Some(&text))
                    }
                    None => thread.throw(Known::NoClassDefFoundError, Some(&text)),
                });
            }
            // Step 6.
            ClassState::Linked | ClassState::Loaded => {
                init.thread = Some(thread.id);
                class.set_state(ClassState::Initializing);
                break;
            }
        }
    }
    let outcome = run(thread, class);
    finish(thread, class, outcome)
}

/// Steps 6 (constants), 7 and 9.
fn run(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    store_constants(thread, class)?;
    if !class.is_interface() {
        if let Some(super_class) = class.super_class() {
            initialize(thread, super_class)?;
        }
        for interface in class.supers().all_interfaces.iter().copied() {
            if declares_default(interface) && !is_superinterface_of_super(class, interface) {
                initialize(thread, interface)?;
            }
        }
    }
    // The initializer that is about to run knows of every field there is.
    class.late_initializers.lock().clear();
    let initializer = class.declared_method(Symbol::from_text("<clinit>"), Symbol::from_text("()V"));
    let Some(initializer) = initializer.filter(|method| method.is_static()) else { return Ok(()) };
    let scope = Scope::open(&mut thread.mutator);
    // An initializer may run long; who waits for it holds the class, no version of it.
    thread.let_go(|thread| thread.invoke(&scope, initializer, &[]))?;
    // An update that came meanwhile has brought fields that it did not know (redefinition rule 5.3).
    loop {
        // One by one: what stands in the list keeps its version.
        let late = class.late_initializers.lock().first().copied();
        let Some(initializer) = late else { return Ok(()) };
        thread.invoke(&scope, initializer, &[])?;
        class.late_initializers.lock().retain(|other| *other != initializer);
    }
}

fn is_superinterface_of_super(class: ClassRef, interface: ClassRef) -> bool {
    class.super_class().is_some_and(|parent| parent.is_subtype_of(interface))
}

/// Step 7: only superinterfaces with a non-abstract, non-static method are initialized.
fn declares_default(interface: ClassRef) -> bool {
    interface
        .current()
        .is_some_and(|version| version.methods.iter().any(|method| !method.is_abstract() && !method.is_static()))
}

/// Steps 10–12.
fn finish(thread: &mut Thread, class: ClassRef, outcome: Completion<()>) -> Completion<()> {
    let failure = matches!(outcome, Err(Abrupt::Thrown)).then(|| describe_failure(thread));
    let (state, result) = match outcome {
        Ok(()) => (ClassState::Initialized, Ok(())),
        Err(Abrupt::Thrown) => {
            let error = thread.known(Known::Error)?;
            let is_error = thread.pending_class().is_none_or(|class| class.is_subtype_of(error));
            let abrupt =
                if is_error { Abrupt::Thrown } else { thread.throw_wrapping(Known::ExceptionInInitializerError, None) };
            (ClassState::Erroneous, Err(abrupt))
        }
        Err(other) => (ClassState::Erroneous, Err(other)),
    };
    let mut init = class.init.lock();
    init.thread = None;
    if state == ClassState::Erroneous {
        init.failure = failure;
    }
    class.set_state(state);
    class.init_done.notify_all();
    result
}

/// What later NoClassDefFoundErrors say of the throwable that is pending now.
fn describe_failure(thread: &Thread) -> String {
    let class = thread.pending_class().map_or_else(String::new, |class| class.external_name());
    let message = thread.pending_message().map_or_else(String::new, |message| format!(": {message}"));
    format!("Exception {class}{message} [in thread \"{}\"]", thread.name())
}

/// Step 6: ConstantValue attributes of static fields.
fn store_constants(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    match class.current() {
        Some(version) => store_constants_of(thread, version, &|_| true),
        None => Ok(()),
    }
}

/// Stores the ConstantValue of the static fields that `wanted` picks; for an update, those it adds.
pub fn store_constants_of(
    thread: &mut Thread,
    version: &crate::class::ClassVersion,
    wanted: &dyn Fn(FieldRef) -> bool,
) -> Completion<()> {
    let pool = &version.file().constant_pool;
    for (field, info) in version.fields.iter().zip(&version.file().fields) {
        if !field.is_static() || !wanted(*field) {
            continue;
        }
        let Some(index) = info.attribute(pool, "ConstantValue").and_then(|a| a.constant_value().ok()) else { continue };
        store_constant(thread, *field, pool, index)?;
    }
    Ok(())
}

fn store_constant(
    thread: &mut Thread,
    field: FieldRef,
    pool: &classfile::ConstantPool<'_>,
    index: u16,
) -> Completion<()> {
    use classfile::Constant::{Double, Float, Integer, Long, String};
    let bits = match pool.try_get(index) {
        Some(Integer(value)) => value as u32 as u64,
        Some(Float(bits)) => u64::from(bits),
        Some(Long(value)) => value as u64,
        Some(Double(bits)) => bits,
        Some(String(_)) => {
            let scope = Scope::open(&mut thread.mutator);
            let text = pool.string(index).unwrap_or(b"");
            let string = crate::strings::intern_modified_utf8(thread, &scope, text)?;
            let view = thread.view();
            u64::from(view.raw(string.get(&view)).0)
        }
        _ => return Ok(()),
    };
    field.static_cell().store(bits, Ordering::Release);
    Ok(())
}

/// `Finalizer.register(object)`, when the constructor of a finalizable object ends.
pub fn register_finalizer(thread: &mut Thread, object: Handle<'_>) -> Completion<()> {
    let finalizer = thread.known(Known::Finalizer)?;
    initialize(thread, finalizer)?;
    let method = finalizer
        .declared_method(Symbol::from_text("register"), Symbol::from_text("(Ljava/lang/Object;)V"))
        .ok_or_else(|| Abrupt::internal("Finalizer has no register(Object)"))?;
    let scope = Scope::open(&mut thread.mutator);
    thread.invoke(&scope, method, &[Value::Ref(Some(object))]).map(|_| ())
}
