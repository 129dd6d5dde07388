//! Resolution (JVMS §5.4.3): symbolic references of a run-time constant pool to classes, fields, methods and values.
//!
//! Entries change state only here (and are reset by `redefine`). A result is published only if the space's update epoch
//! is what it was when the resolution began; else it starts again.

use super::{access, constraints, describe, selection};
use crate::class::{ClassRef, FieldRef, LoaderRef, MethodFlags, MethodRef};
use crate::constant_pool::{EntryState, PoolEntry, ResolutionFailure};
use crate::interpreter::FieldCache;
use crate::known::{Known, KnownField};
use crate::loading::load_class;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::Scope;
use std::sync::atomic::Ordering;

/// Which instruction a method reference is resolved for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvokeKind {
    /// invokestatic
    Static,
    /// invokespecial
    Special,
    /// invokevirtual
    Virtual,
    /// invokeinterface
    Interface,
}

/// Resolves a Class entry.
pub fn resolve_class(thread: &mut Thread, entry: &PoolEntry) -> Completion<ClassRef> {
    if let Some(class) = settled(thread, entry)? {
        let _: () = class;
        return Ok(entry.class().expect("a resolved Class entry has a target"));
    }
    let pool = entry.pool();
    let version = pool.version();
    let name = pool_text(thread, version.file().constant_pool.class_name(entry.index))?;
    let name = version.spelled_class(thread.vm(), name);
    let resolved = class_by_name(thread, name, pool.class());
    let class = resolved.inspect_err(|abrupt| remember_failure(thread, entry, abrupt))?;
    entry.target.store(class.as_ptr().cast(), Ordering::Release);
    entry.publish(EntryState::Resolved);
    Ok(class)
}

/// Loads a class that `from` names, without the check that it may be accessed: what reflection shows of descriptors.
pub fn class_named_by(thread: &mut Thread, name: Symbol, from: ClassRef) -> Completion<ClassRef> {
    match load_class(thread, name, from.loader) {
        Ok(Some(class)) => Ok(class),
        Ok(None) => {
            let name =
                name.bytes().strip_prefix(b"[").map_or(name.as_str(), |_| name.as_str().trim_matches(['[', ';']));
            let name = if name.starts_with('L') && name.len() > 1 { &name[1..] } else { name };
            Err(thread.throw(Known::NoClassDefFoundError, Some(name)))
        }
        Err(Abrupt::Thrown) => Err(as_no_class_def(thread, name)),
        Err(other) => Err(other),
    }
}

/// Loads and checks a class named by code of `from` (§5.4.3.1).
pub fn class_by_name(thread: &mut Thread, name: Symbol, from: ClassRef) -> Completion<ClassRef> {
    let class = class_named_by(thread, name, from)?;
    if !access::class_accessible(thread, from, class) {
        let text = format!(
            "failed to access class {} from class {} ({})",
            class.external_name(),
            from.external_name(),
            crate::throw::message::both_in_module(thread, class, from)
        );
        return Err(thread.throw_text(Known::IllegalAccessError, text));
    }
    Ok(class)
}

/// A ClassNotFoundException that is pending becomes the cause of a NoClassDefFoundError; anything else stays.
pub fn as_no_class_def(thread: &mut Thread, name: Symbol) -> Abrupt {
    let Ok(not_found) = thread.known(Known::ClassNotFoundException) else { return Abrupt::Thrown };
    if thread.pending_class().is_some_and(|class| class.is_subtype_of(not_found)) {
        return thread.throw_wrapping(Known::NoClassDefFoundError, Some(name.as_str()));
    }
    Abrupt::Thrown
}

/// `Ok(Some)` if resolved, `Err` if it failed before, `Ok(None)` if it must be resolved now.
fn settled(thread: &mut Thread, entry: &PoolEntry) -> Completion<Option<()>> {
    match entry.state() {
        EntryState::Resolved => Ok(Some(())),
        EntryState::Unresolved => Ok(None),
        EntryState::Failed => {
            let failure = entry.pool().failures.lock().get(&entry_key(entry)).cloned();
            match failure.and_then(|failure| Some((Known::of_name(failure.class.as_str())?, failure.message))) {
                Some((class, message)) => Err(thread.throw(class, message.as_deref())),
                None => Ok(None),
            }
        }
    }
}

/// Resolves again if an update was committed meanwhile: only what holds for the classes of now is published.
fn in_one_epoch<T>(thread: &mut Thread, resolve: impl Fn(&mut Thread) -> Completion<T>) -> Completion<T> {
    loop {
        let epoch = thread.vm().heap.epoch();
        let resolved = resolve(thread);
        if thread.vm().heap.epoch() == epoch {
            return resolved;
        }
        if resolved.is_err() {
            thread.clear_pending();
        }
    }
}

fn entry_key(entry: &PoolEntry) -> usize {
    std::ptr::from_ref(entry) as usize
}

/// §5.4.3: a LinkageError is thrown again by later attempts. Other throwables (OutOfMemoryError…) are not remembered.
fn remember_failure(thread: &Thread, entry: &PoolEntry, abrupt: &Abrupt) {
    if !matches!(abrupt, Abrupt::Thrown) {
        return;
    }
    let vm = thread.vm();
    let Some(class) = thread.pending_class() else { return };
    if Known::of_name(class.name().as_str()).is_none()
        || !vm.known.get(Known::LinkageError).is_some_and(|linkage| class.is_subtype_of(linkage))
    {
        return;
    }
    let message = thread.pending_message();
    entry.pool().failures.lock().insert(entry_key(entry), ResolutionFailure { class: class.name(), message });
    thread.vm().touched.note_failure(entry.pool());
    entry.publish(EntryState::Failed);
}

fn pool_text<'a, T>(thread: &mut Thread, text: Result<&'a T, classfile::ParseError>) -> Completion<&'a T>
where
    T: ?Sized,
{
    text.map_err(|error| thread.throw_text(Known::ClassFormatError, error.to_string()))
}

/// The parts of a member reference.
struct Reference {
    class_entry: u16,
    name: Symbol,
    descriptor: Symbol,
    interface: bool,
}

fn reference(thread: &mut Thread, entry: &PoolEntry) -> Completion<Reference> {
    use classfile::Constant::{Fieldref, InterfaceMethodref, Methodref};
    let version = entry.pool().version();
    let pool = &version.file().constant_pool;
    let parts = pool.get(entry.index).map(|constant| match constant {
        Fieldref { class, name_and_type } | Methodref { class, name_and_type } => (class, name_and_type, false),
        InterfaceMethodref { class, name_and_type } => (class, name_and_type, true),
        _ => (0, 0, false),
    });
    let found = parts.and_then(|(class, name_and_type, interface)| {
        let (name, descriptor) = pool.name_and_type(name_and_type)?;
        let descriptor = version.spelled(thread.vm(), descriptor);
        Ok(Reference { class_entry: class, name: Symbol::new(name), descriptor, interface })
    });
    found.map_err(|error| thread.throw_text(Known::ClassFormatError, error.to_string()))
}

/// Do entries keep what members they are resolved to?
fn caches(thread: &Thread) -> bool {
    thread.vm().options.field_cache != FieldCache::None
}

/// Resolves a Fieldref for one of the four field instructions executed by `from` (§5.4.3.2, §6.5 getfield…).
pub fn resolve_field(
    thread: &mut Thread,
    entry: &PoolEntry,
    is_static: bool,
    is_put: bool,
    from: MethodRef,
) -> Completion<FieldRef> {
    let field = match settled(thread, entry)? {
        Some(()) => entry.field().expect("a resolved Fieldref entry has a target"),
        None => {
            let found = in_one_epoch(thread, |thread| find_field(thread, entry))
                .inspect_err(|abrupt| remember_failure(thread, entry, abrupt))?;
            if caches(thread) {
                entry.target.store(found.as_ptr().cast(), Ordering::Release);
                if found.is_static() {
                    entry.extra.store(found.address.load(Ordering::Acquire) as u64, Ordering::Release);
                }
                entry.publish(EntryState::Resolved);
            }
            found
        }
    };
    let user = entry.pool().class();
    if field.is_static() != is_static {
        let text = format!(
            "Expected {} field {}.{}",
            if is_static { "static" } else { "non-static" },
            field.class.external_name(),
            field.name
        );
        return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
    }
    if is_put && field.is_final() {
        let initializer = if is_static { from.is_class_initializer() } else { from.is_constructor() };
        // Class files before 53 may write their own final fields anywhere in the class (§6.5 putfield).
        let modern = entry.pool().version().file().major >= 53;
        if field.class != user || (modern && !initializer) {
            let text = if field.class == user {
                format!(
                    "Update to {} final field {}.{} attempted from a different method ({}) than the initializer method {} ",
                    if is_static { "static" } else { "non-static" },
                    field.class.external_name(),
                    field.name,
                    from.name,
                    if is_static { "<clinit>" } else { "<init>" }
                )
            } else {
                format!(
                    "Update to {} final field {}.{} attempted from a different class ({}) than the field's declaring class",
                    if is_static { "static" } else { "non-static" },
                    field.class.external_name(),
                    field.name,
                    user.external_name()
                )
            };
            return Err(thread.throw_text(Known::IllegalAccessError, text));
        }
    }
    Ok(field)
}

fn find_field(thread: &mut Thread, entry: &PoolEntry) -> Completion<FieldRef> {
    let reference = reference(thread, entry)?;
    let class = resolve_class(thread, entry.pool().entry(reference.class_entry))?;
    let user = entry.pool().class();
    let user_version = entry.pool().version();
    let retained = || crate::versioning::retained_field(user_version, class, reference.name, reference.descriptor);
    let seen = crate::versioning::seen_by(thread.vm(), user_version, class);
    let mut found = seen.iter().filter_map(|class| lookup_field(*class, reference.name, reference.descriptor));
    let Some(field) = found.next().or_else(retained) else {
        return Err(thread.throw(Known::NoSuchFieldError, Some(reference.name.as_str())));
    };
    if !access::member_accessible(thread, user, field.class, class, field.access_flags(), field.is_static())? {
        let text = format!(
            "class {} tried to access {}field {}.{} ({})",
            user.external_name(),
            access_word(field.access_flags()),
            field.class.external_name(),
            field.name,
            crate::throw::message::both_in_module(thread, user, field.class)
        );
        return Err(thread.throw_text(Known::IllegalAccessError, text));
    }
    constraints::of_field(thread, user, field)?;
    Ok(field)
}

/// §5.4.3.2: the class, its superinterfaces, its superclass.
pub fn lookup_field(class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<FieldRef> {
    let mut at = Some(class);
    while let Some(owner) = at {
        if let Some(field) = owner.declared_field(name, descriptor) {
            return Some(field);
        }
        for interface in owner.interfaces() {
            if let Some(field) = lookup_field(*interface, name, descriptor) {
                return Some(field);
            }
        }
        at = owner.super_class();
    }
    None
}

fn access_word(flags: u16) -> &'static str {
    match flags & 7 {
        2 => "private ",
        4 => "protected ",
        _ => "",
    }
}

/// Resolves a Methodref or InterfaceMethodref for an instruction. Instructions of several kinds may share an entry.
pub fn resolve_method(thread: &mut Thread, entry: &PoolEntry, kind: InvokeKind) -> Completion<MethodRef> {
    if settled(thread, entry)?.is_some() {
        let method = entry.method().expect("a resolved method entry has a target");
        let adapter = method.class.loader == LoaderRef::BOOT
            && method.class.name().as_str().starts_with("java/lang/invoke/")
            && {
                let named = reference(thread, entry)?;
                method.name != named.name || method.descriptor() != named.descriptor
            };
        return match kind {
            // The adapter of a signature-polymorphic call is for `invokevirtual` only.
            InvokeKind::Virtual if adapter => Ok(method),
            _ if adapter => find_method(thread, entry, kind).and_then(|method| check_static(thread, method, kind)),
            _ => check_static(thread, method, kind),
        };
    }
    let method = in_one_epoch(thread, |thread| find_method(thread, entry, kind))
        .inspect_err(|abrupt| remember_failure(thread, entry, abrupt))?;
    // The target of a signature-polymorphic call is its adapter, which another thread may have linked meanwhile.
    if !method.flag(MethodFlags::SIGNATURE_POLYMORPHIC) && caches(thread) {
        entry.target.store(method.as_ptr().cast(), Ordering::Release);
        entry.publish(EntryState::Resolved);
        note_user(thread, entry, method);
    }
    check_static(thread, method, kind)
}

/// An update of the target's class looks at who uses its private and synthetic methods (redefinition rule 3.4).
fn note_user(thread: &Thread, entry: &PoolEntry, method: MethodRef) {
    if method.is_version_bound() && method.class != entry.pool().class() {
        thread.vm().remains.note_used_privately(method.class);
        method.class.bound_users.lock().push(std::ptr::from_ref(entry) as usize);
    }
}

fn find_method(thread: &mut Thread, entry: &PoolEntry, kind: InvokeKind) -> Completion<MethodRef> {
    let reference = reference(thread, entry)?;
    let class = resolve_class(thread, entry.pool().entry(reference.class_entry))?;
    let user = entry.pool().class();
    // The intrinsics trust their caller blindly; to all others they are methods that they may not access.
    if user.loader == LoaderRef::BOOT
        && user.same_package(&class)
        && let Some(intrinsic) = crate::indy::intrinsic(thread, class, reference.name, reference.descriptor)
    {
        return Ok(intrinsic);
    }
    let user_version = entry.pool().version();
    let method = match crate::versioning::compiled_against(user_version, class, reference.name, reference.descriptor) {
        Some(bound) => bound,
        None => {
            let seen = crate::versioning::seen_by(thread.vm(), user_version, class);
            let has = |class: &&ClassRef| lookup_class_method(**class, reference.name, reference.descriptor).is_some();
            let class = seen.iter().find(has).copied().filter(|seen| !seen.is_interface()).unwrap_or(class);
            // Instances that stay run copies of the cells; what is resolved is the member.
            lookup_method(thread, class, &reference, kind)?.latest()
        }
    };
    let flags = method.access_flags();
    if !access::member_accessible(thread, user, method.class, class, flags, method.is_static())? {
        let text = format!(
            "class {} tried to access {}method {} ({})",
            user.external_name(),
            access_word(flags),
            describe::method(method.class.name().as_str(), method.name.as_str(), method.descriptor().bytes()),
            crate::throw::message::both_in_module(thread, user, method.class)
        );
        return Err(thread.throw_text(Known::IllegalAccessError, text));
    }
    constraints::of_method(thread, user, class, method)?;
    Ok(method)
}

/// §6.5 invokestatic ff.: is the method static where it must be?
fn check_static(thread: &mut Thread, method: MethodRef, kind: InvokeKind) -> Completion<MethodRef> {
    if (kind == InvokeKind::Static) == method.is_static() {
        return Ok(method);
    }
    let what = if kind == InvokeKind::Static { "Expected static" } else { "Expecting non-static" };
    let name = describe::method(method.class.name().as_str(), method.name.as_str(), method.descriptor().bytes());
    Err(thread.throw_text(Known::IncompatibleClassChangeError, format!("{what} method {name}")))
}

/// What an `invokespecial` of this entry invokes, given the method it is resolved to.
pub fn special_target(thread: &mut Thread, entry: &PoolEntry, method: MethodRef) -> Completion<MethodRef> {
    if method.is_constructor() || method.is_private() {
        return Ok(method);
    }
    let reference = reference(thread, entry)?;
    let named = resolve_class(thread, entry.pool().entry(reference.class_entry))?;
    select_special(thread, entry.pool().class(), named, method)
}

/// §6.5 invokespecial: ACC_SUPER selection.
fn select_special(thread: &mut Thread, user: ClassRef, named: ClassRef, method: MethodRef) -> Completion<MethodRef> {
    let climbs = !method.is_constructor()
        && !named.is_interface()
        && user != named
        && user.super_class().is_some_and(|parent| parent.is_subtype_of(named));
    let start = if climbs { user.super_class().unwrap_or(named) } else { named };
    if method.is_constructor() || method.is_private() {
        return Ok(method);
    }
    let mut at = Some(start);
    while let Some(owner) = at {
        if let Some(found) = owner.declared_method(method.name, method.descriptor())
            && !found.is_static()
        {
            return concrete(thread, found);
        }
        at = owner.super_class();
    }
    let candidates = selection::maximally_specific(start, method.name, method.descriptor());
    let mut defaults = candidates.iter().filter(|candidate| !candidate.is_abstract());
    match (defaults.next(), defaults.next()) {
        (Some(only), None) => Ok(*only),
        (Some(_), Some(_)) => {
            let text = format!("Conflicting default methods: {}", method.qualified_name());
            Err(thread.throw_text(Known::IncompatibleClassChangeError, text))
        }
        (None, _) => concrete(thread, method),
    }
}

fn concrete(thread: &mut Thread, method: MethodRef) -> Completion<MethodRef> {
    if !method.is_abstract() {
        return Ok(method);
    }
    let text = describe::method(method.class.name().as_str(), method.name.as_str(), method.descriptor().bytes());
    Err(thread.throw_text(Known::AbstractMethodError, text))
}

fn lookup_method(
    thread: &mut Thread,
    class: ClassRef,
    reference: &Reference,
    kind: InvokeKind,
) -> Completion<MethodRef> {
    if class.is_interface() != reference.interface {
        let signature = describe::method(class.name().as_str(), reference.name.as_str(), reference.descriptor.bytes());
        let text = if class.is_interface() && kind == InvokeKind::Virtual {
            format!("Found interface {}, but class was expected", class.external_name())
        } else if class.is_interface() {
            format!("Method {signature} must be InterfaceMethodref constant")
        } else {
            format!("Found class {}, but interface was expected", class.external_name())
        };
        return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
    }
    let found = if class.is_interface() {
        lookup_interface_method(thread, class, reference.name, reference.descriptor)?
    } else {
        lookup_class_method(class, reference.name, reference.descriptor)
    };
    // Constructors are not inherited (JVMS §6.5.invokespecial).
    match found.filter(|method| !method.is_constructor() || method.class == class.identity()) {
        Some(method) => Ok(method),
        None => {
            let text = describe::method(class.name().as_str(), reference.name.as_str(), reference.descriptor.bytes());
            Err(thread.throw(Known::NoSuchMethodError, Some(&text)))
        }
    }
}

/// §5.4.3.3: superclasses first, then superinterfaces.
pub fn lookup_class_method(class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    if let Some(method) = signature_polymorphic(class, name) {
        return Some(method);
    }
    let mut at = Some(class);
    while let Some(owner) = at {
        if let Some(method) = owner.declared_method(name, descriptor) {
            return Some(method);
        }
        at = owner.super_class();
    }
    from_superinterfaces(class, name, descriptor)
}

/// §2.9.3: a signature-polymorphic method is found under any descriptor.
fn signature_polymorphic(class: ClassRef, name: Symbol) -> Option<MethodRef> {
    if class.name() != Known::MethodHandle.name() && class.name() != Known::VarHandle.name() {
        return None;
    }
    let methods = &class.current()?.methods;
    methods.iter().copied().find(|method| method.name == name && method.flag(MethodFlags::SIGNATURE_POLYMORPHIC))
}

/// The last step of both lookups: the maximally-specific superinterface methods (§5.4.3.3).
pub(crate) fn from_superinterfaces(class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    let specific = selection::maximally_specific(class, name, descriptor);
    let mut concrete = specific.iter().filter(|method| !method.is_abstract());
    if let (Some(only), None) = (concrete.next(), concrete.next()) {
        return Some(*only);
    }
    specific.first().copied()
}

/// §5.4.3.4: the interface, Object's public methods, superinterfaces.
fn lookup_interface_method(
    thread: &mut Thread,
    class: ClassRef,
    name: Symbol,
    descriptor: Symbol,
) -> Completion<Option<MethodRef>> {
    if let Some(method) = class.declared_method(name, descriptor) {
        return Ok(Some(method));
    }
    let object = thread.known(Known::Object)?;
    if let Some(method) = object.declared_method(name, descriptor)
        && method.is_public()
        && !method.is_static()
    {
        return Ok(Some(method));
    }
    Ok(from_superinterfaces(class, name, descriptor))
}

/// Any method by (class, name, descriptor) as resolution finds it, without access checks; for natives.
pub fn find_any_method(
    thread: &mut Thread,
    class: ClassRef,
    name: Symbol,
    descriptor: Symbol,
) -> Completion<Option<MethodRef>> {
    if class.is_interface() {
        lookup_interface_method(thread, class, name, descriptor)
    } else if class.is_array() {
        let object = thread.known(Known::Object)?;
        Ok(lookup_class_method(object, name, descriptor))
    } else {
        Ok(lookup_class_method(class, name, descriptor))
    }
}

/// Resolves a loadable constant other than a number (§5.1, §5.4.3): `reference` holds the value, or `extra` the bits of
/// a primitive dynamic constant.
pub fn resolve_constant(thread: &mut Thread, entry: &PoolEntry) -> Completion<()> {
    if settled(thread, entry)?.is_some() && !(entry.tag == 7 && entry.reference.load(Ordering::Acquire) == 0) {
        return Ok(());
    }
    let result = match entry.tag {
        7 => resolve_class(thread, entry).map(|class| {
            let view = thread.view();
            entry.set_reference(view.raw(class.mirror().get(&view)).0);
        }),
        8 => resolve_string(thread, entry),
        15..=17 => crate::indy::resolve_dynamic(thread, entry),
        tag => Err(Abrupt::internal(format!("a constant of tag {tag} is not resolved by resolve_constant"))),
    };
    result.inspect_err(|abrupt| {
        if entry.tag != 8 {
            remember_failure(thread, entry, abrupt);
        }
    })?;
    entry.publish(EntryState::Resolved);
    Ok(())
}

fn resolve_string(thread: &mut Thread, entry: &PoolEntry) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let pool = entry.pool();
    let text = pool_text(thread, pool.version().file().constant_pool.string(entry.index))?;
    let string = crate::strings::intern_modified_utf8(thread, &scope, text)?;
    let view = thread.view();
    entry.set_reference(view.raw(string.get(&view)).0);
    Ok(())
}

/// The bytes of a Class, String… entry's text are needed by messages.
pub fn class_name_of(entry: &PoolEntry) -> &str {
    let pool = &entry.pool().version().file().constant_pool;
    pool.class_name(entry.index).ok().and_then(|name| std::str::from_utf8(name).ok()).unwrap_or("?")
}

/// `detailMessage` of a throwable, read without running Java.
pub(crate) fn message_of(thread: &Thread, throwable: objectspace::Handle<'_>) -> Option<String> {
    let view = thread.view();
    let offset = thread.vm().offset(KnownField::ThrowableDetailMessage);
    let message = view.load_ref(throwable.get(&view), offset)?;
    Some(crate::strings::text_of(thread, &view, message))
}
