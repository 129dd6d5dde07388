//! Up-calls to `java.lang.invoke.MethodHandleNatives`, and what they put into pool entries.

use crate::class::{ClassRef, ClassVersion, MethodRef, parameters, return_descriptor};
use crate::constant_pool::{EntryState, PoolEntry};
use crate::known::{Known, KnownField};
use crate::linking::resolution::{class_by_name, find_any_method, resolve_class, resolve_constant};
use crate::loading::array_class_of;
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, Scope};
use std::sync::atomic::Ordering;

const OBJECT_ARRAY_OF_ONE: i32 = 1;

/// Links an invokedynamic call site: `target` becomes its adapter, `reference` the appendix (or 0).
pub fn link_call_site(thread: &mut Thread, site: &PoolEntry) -> Completion<()> {
    if site.state() == EntryState::Resolved {
        return Ok(());
    }
    if site.state() == EntryState::Failed {
        let failure = site.pool().failures.lock().get(&(std::ptr::from_ref(site) as usize)).cloned();
        if let Some((class, message)) =
            failure.and_then(|failure| Some((Known::of_name(failure.class.as_str())?, failure.message)))
        {
            return Err(thread.throw(class, message.as_deref()));
        }
    }
    let outcome = for_version(thread, site, |thread| link_site(thread, site));
    if let Err(Abrupt::Thrown) = outcome {
        return Err(bootstrap_failed(thread, site));
    }
    outcome
}

/// §5.4.3.6: what is not an Error is wrapped in BootstrapMethodError; the failure stays for this site.
fn bootstrap_failed(thread: &mut Thread, site: &PoolEntry) -> Abrupt {
    let Ok(error) = thread.known(Known::Error) else { return Abrupt::Thrown };
    let wrapped = if thread.pending_class().is_some_and(|class| !class.is_subtype_of(error)) {
        thread.throw_wrapping(Known::BootstrapMethodError, Some("CallSite bootstrap method initialization exception"))
    } else {
        Abrupt::Thrown
    };
    if let Some(class) = thread.pending_class()
        && Known::of_name(class.name().as_str()).is_some()
        && class.name() != Known::OutOfMemoryError.name()
        && class.name() != Known::StackOverflowError.name()
    {
        let failure =
            crate::constant_pool::ResolutionFailure { class: class.name(), message: thread.pending_message() };
        site.pool().failures.lock().insert(std::ptr::from_ref(site) as usize, failure);
        thread.vm().touched.note_failure(site.pool());
        site.publish(EntryState::Failed);
    }
    wrapped
}

/// The resolved static arguments of a bootstrap method, as the class library wants them: null, the one, or an Object[].
struct Bootstrap<'s> {
    method: Handle<'s>,
    arguments: Option<Handle<'s>>,
    name: Handle<'s>,
    descriptor: Symbol,
}

fn bootstrap<'s>(thread: &mut Thread, scope: &'s Scope, entry: &PoolEntry) -> Completion<Bootstrap<'s>> {
    let pool = entry.pool();
    let file = pool.version().file();
    let malformed = |thread: &mut Thread, error: classfile::ParseError| {
        thread.throw_text(Known::ClassFormatError, error.to_string())
    };
    let dynamic = file.constant_pool.dynamic(entry.index).map_err(|error| malformed(thread, error))?;
    let (name_text, descriptor) = (dynamic.name, dynamic.descriptor);
    let methods = match file.attribute("BootstrapMethods") {
        Some(attribute) => attribute.bootstrap_methods().map_err(|error| malformed(thread, error))?,
        None => Vec::new(),
    };
    // The other rows go at once: resolving the arguments may come back here, for each of them.
    let Some(row) = methods.into_iter().nth(usize::from(dynamic.bootstrap)) else {
        return Err(thread.throw(Known::ClassFormatError, Some("no such bootstrap method")));
    };
    let method_entry = pool.entry(row.method_ref);
    resolve_constant(thread, method_entry)?;
    let method = entry_value(thread, scope, method_entry)
        .ok_or_else(|| Abrupt::internal("a resolved MethodHandle constant is null"))?;
    let arguments: Vec<u16> = row.arguments.iter().collect();
    let mut values: Vec<Option<Handle<'s>>> = Vec::with_capacity(arguments.len());
    for index in arguments {
        values.push(constant_as_object(thread, scope, pool.entry(index))?);
    }
    let arguments = match values.as_slice() {
        [] => None,
        [only] if !is_object_array(thread, *only) => *only,
        _ => Some(object_array(thread, scope, Known::Object, &values)?),
    };
    let name = crate::strings::intern_modified_utf8(thread, scope, name_text)?;
    let descriptor = pool.version().spelled(thread.vm(), descriptor);
    Ok(Bootstrap { method, arguments, name, descriptor })
}

fn is_object_array(thread: &Thread, value: Option<Handle<'_>>) -> bool {
    let Some(value) = value else { return false };
    let view = thread.view();
    view.layout_record(value.get(&view)).kind == objectspace::LayoutKind::RefArray
}

fn entry_value<'s>(thread: &Thread, scope: &'s Scope, entry: &PoolEntry) -> Option<Handle<'s>> {
    let view = thread.view();
    // SAFETY: a pool entry's reference is a root, followed at each collection; none happens under the view.
    let value = unsafe { view.from_raw(objectspace::RawRef(entry.reference.load(Ordering::Acquire))) };
    value.map(|value| scope.handle(&view, value))
}

/// A loadable constant as an object; numbers are boxed.
fn constant_as_object<'s>(thread: &mut Thread, scope: &'s Scope, entry: &PoolEntry) -> Completion<Option<Handle<'s>>> {
    use classfile::Constant::{Double, Float, Integer, Long};
    let constant = entry.pool().version().file().constant_pool.try_get(entry.index);
    let boxed = match constant {
        Some(Integer(value)) => Some((Known::Integer, "(I)Ljava/lang/Integer;", Value::Int(value))),
        Some(Float(bits)) => Some((Known::Float, "(F)Ljava/lang/Float;", Value::Float(f32::from_bits(bits)))),
        Some(Long(value)) => Some((Known::Long, "(J)Ljava/lang/Long;", Value::Long(value))),
        Some(Double(bits)) => Some((Known::Double, "(D)Ljava/lang/Double;", Value::Double(f64::from_bits(bits)))),
        _ => None,
    };
    if let Some((class, descriptor, value)) = boxed {
        return thread.call_static(scope, class, "valueOf", descriptor, &[value]).map(Value::reference);
    }
    resolve_constant(thread, entry)?;
    if entry.tag == 17 {
        return dynamic_as_object(thread, scope, entry);
    }
    Ok(entry_value(thread, scope, entry))
}

fn dynamic_as_object<'s>(thread: &mut Thread, scope: &'s Scope, entry: &PoolEntry) -> Completion<Option<Handle<'s>>> {
    let pool = &entry.pool().version().file().constant_pool;
    let descriptor = pool.dynamic(entry.index).map(|dynamic| dynamic.descriptor).unwrap_or(b"L");
    let bits = entry.extra.load(Ordering::Acquire);
    let (class, signature, value) = match crate::BasicType::of_descriptor(descriptor) {
        crate::BasicType::Reference | crate::BasicType::Void => return Ok(entry_value(thread, scope, entry)),
        crate::BasicType::Long => (Known::Long, "(J)Ljava/lang/Long;", Value::Long(bits as i64)),
        crate::BasicType::Double => (Known::Double, "(D)Ljava/lang/Double;", Value::Double(f64::from_bits(bits))),
        crate::BasicType::Float => (Known::Float, "(F)Ljava/lang/Float;", Value::Float(f32::from_bits(bits as u32))),
        crate::BasicType::Boolean => (Known::Boolean, "(Z)Ljava/lang/Boolean;", Value::Int(bits as i32)),
        crate::BasicType::Byte => (Known::Byte, "(B)Ljava/lang/Byte;", Value::Int(bits as i32)),
        crate::BasicType::Char => (Known::Character, "(C)Ljava/lang/Character;", Value::Int(bits as i32)),
        crate::BasicType::Short => (Known::Short, "(S)Ljava/lang/Short;", Value::Int(bits as i32)),
        crate::BasicType::Int => (Known::Integer, "(I)Ljava/lang/Integer;", Value::Int(bits as i32)),
    };
    thread.call_static(scope, class, "valueOf", signature, &[value]).map(Value::reference)
}

/// A new `T[]` of these values.
pub(crate) fn object_array<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    component: Known,
    values: &[Option<Handle<'_>>],
) -> Completion<Handle<'s>> {
    let component = thread.known(component)?;
    let class = array_class_of(thread, component)?;
    let layout = class.layout().ok_or_else(|| Abrupt::internal("an array class without layout"))?;
    let array = thread.allocate_array(scope, layout, values.len() as i32)?;
    let view = thread.view();
    for (at, value) in values.iter().enumerate() {
        view.array_store_ref(array.get(&view), at as u32, value.map(|value| value.get(&view)));
    }
    Ok(array)
}

/// Runs the class library's part of a link with the linking version known to the thread.
fn for_version<T>(
    thread: &mut Thread,
    entry: &PoolEntry,
    link: impl FnOnce(&mut Thread) -> Completion<T>,
) -> Completion<T> {
    let outer = std::mem::replace(&mut thread.linking_for, entry.pool().version());
    let outcome = link(thread);
    thread.linking_for = outer;
    outcome
}

impl Thread {
    /// What the version whose call site or constant this thread links means by a member that only it knows (rule 3.4).
    pub fn linked_member(&self, class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
        // SAFETY: set for the time of a link, by the frame that runs the version's code.
        let version = unsafe { self.linking_for.as_ref() }?;
        crate::versioning::compiled_against(version, class, name, descriptor)
    }

    /// On behalf of which version a hidden class is defined now, with this class as its lookup class.
    pub(crate) fn defining_version(&self, lookup: ClassRef) -> *mut crate::class::ClassVersion {
        // SAFETY: as above.
        match unsafe { self.linking_for.as_ref() } {
            Some(version) if version.class == lookup => self.linking_for.cast_mut(),
            _ => lookup.version.load(Ordering::Acquire),
        }
    }
}

fn link_site(thread: &mut Thread, site: &PoolEntry) -> Completion<()> {
    let scope = Scope::open(&mut thread.mutator);
    let bootstrap = bootstrap(thread, &scope, site)?;
    let caller = site.pool().class();
    let kind = method_type(thread, &scope, caller, bootstrap.descriptor)?;
    let appendix = object_array(thread, &scope, Known::Object, &[None; OBJECT_ARRAY_OF_ONE as usize])?;
    let member = thread
        .call_static(
            &scope,
            Known::MethodHandleNatives,
            "linkCallSite",
            "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/invoke/MemberName;",
            &[
                Value::Ref(Some(caller.mirror())),
                Value::Int(i32::from(site.index)),
                Value::Ref(Some(bootstrap.method)),
                Value::Ref(Some(bootstrap.name)),
                Value::Ref(Some(kind)),
                Value::Ref(bootstrap.arguments),
                Value::Ref(Some(appendix)),
            ],
        )?
        .reference();
    publish_adapter(thread, site, member, appendix)
}

/// Links a call of a signature-polymorphic method (§5.4.3.3 after resolution): target and appendix as for call sites.
pub fn link_method_handle_call(thread: &mut Thread, entry: &PoolEntry) -> Completion<()> {
    if entry.state() == EntryState::Resolved {
        return Ok(());
    }
    let scope = Scope::open(&mut thread.mutator);
    let caller = entry.pool().class();
    let pool = &entry.pool().version().file().constant_pool;
    let reference = pool.member_ref(entry.index).map_err(|error| Abrupt::internal(error.to_string()))?;
    let holder = class_by_name(thread, Symbol::new(reference.class_name), caller)?;
    let name = crate::strings::intern_modified_utf8(thread, &scope, reference.name)?;
    let descriptor = entry.pool().version().spelled(thread.vm(), reference.descriptor);
    let kind = method_type(thread, &scope, caller, descriptor)?;
    let appendix = object_array(thread, &scope, Known::Object, &[None; OBJECT_ARRAY_OF_ONE as usize])?;
    const REF_INVOKE_VIRTUAL: i32 = 5;
    let member = thread
        .call_static(
            &scope,
            Known::MethodHandleNatives,
            "linkMethod",
            "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/invoke/MemberName;",
            &[
                Value::Ref(Some(caller.mirror())),
                Value::Int(REF_INVOKE_VIRTUAL),
                Value::Ref(Some(holder.mirror())),
                Value::Ref(Some(name)),
                Value::Ref(Some(kind)),
                Value::Ref(Some(appendix)),
            ],
        )?
        .reference();
    publish_adapter(thread, entry, member, appendix)
}

fn publish_adapter(
    thread: &mut Thread,
    entry: &PoolEntry,
    member: Option<Handle<'_>>,
    appendix: Handle<'_>,
) -> Completion<()> {
    let Some(member) = member else {
        return Err(thread.throw(Known::LinkageError, Some("MethodHandleNatives answered no adapter")));
    };
    let target =
        target_of(thread, member).ok_or_else(|| Abrupt::internal("the adapter of a call site has no target"))?;
    let view = thread.view();
    let value = view.array_load_ref(appendix.get(&view), 0).map_or(0, |value| view.raw(value).0);
    // The first of racing threads wins, as §5.4.3.6 asks for: all see one call site object. It does not stop before it is done.
    let won = entry
        .target
        .compare_exchange(std::ptr::null_mut(), target.as_ptr().cast(), Ordering::AcqRel, Ordering::Acquire)
        .is_ok();
    if won {
        entry.set_reference(value);
        entry.publish(EntryState::Resolved);
        return Ok(());
    }
    while !entry.is_resolved() {
        std::hint::spin_loop();
    }
    Ok(())
}

/// The method a MemberName is resolved to.
pub fn target_of(thread: &Thread, member: Handle<'_>) -> Option<MethodRef> {
    let vm = thread.vm();
    let view = thread.view();
    let resolved = view.load_ref(member.get(&view), vm.offset(KnownField::MemberNameMethod))?;
    let address = view.load_i64(resolved, vm.offset(KnownField::ResolvedMethodNameVmTarget));
    // SAFETY: only the VM writes the injected field, always from a MethodRef.
    unsafe { MethodRef::from_ptr(address as *mut _) }
}

/// The MethodType of a descriptor, its classes resolved from `caller` (§5.4.3.5).
pub fn method_type<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    caller: ClassRef,
    descriptor: Symbol,
) -> Completion<Handle<'s>> {
    let mut types = Vec::new();
    for parameter in parameters(descriptor.bytes()) {
        types.push(Some(type_class(thread, caller, parameter)?.mirror()));
    }
    let returns = type_class(thread, caller, return_descriptor(descriptor.bytes()))?.mirror();
    let array = object_array(thread, scope, Known::Class, &types)?;
    thread
        .call_static(
            scope,
            Known::MethodHandleNatives,
            "findMethodHandleType",
            "(Ljava/lang/Class;[Ljava/lang/Class;)Ljava/lang/invoke/MethodType;",
            &[Value::Ref(Some(returns)), Value::Ref(Some(array))],
        )?
        .reference()
        .ok_or_else(|| Abrupt::internal("findMethodHandleType answered null"))
}

/// The class of a field descriptor, seen from a class.
pub(crate) fn type_class(thread: &mut Thread, from: ClassRef, descriptor: &[u8]) -> Completion<ClassRef> {
    let basic = crate::BasicType::of_descriptor(descriptor);
    if basic != crate::BasicType::Reference {
        return Ok(thread.vm().classes.primitive(basic));
    }
    let name = descriptor.strip_prefix(b"L").and_then(|rest| rest.strip_suffix(b";")).unwrap_or(descriptor);
    // A hidden class is not found by name, but may name itself.
    if from.hidden && from.current().is_some_and(|version| version.file().name().is_ok_and(|own| own == name)) {
        return Ok(from);
    }
    class_by_name(thread, Symbol::new(name), from)
}

/// Resolves MethodHandle, MethodType and Dynamic constants.
pub fn resolve_dynamic(thread: &mut Thread, entry: &PoolEntry) -> Completion<()> {
    // A constant may need itself as an argument of its bootstrap method.
    thread.check_native_stack()?;
    let scope = Scope::open(&mut thread.mutator);
    let caller = entry.pool().class();
    let pool = &entry.pool().version().file().constant_pool;
    let value = match entry.tag {
        16 => {
            let descriptor = pool.method_type(entry.index).map_err(|error| Abrupt::internal(error.to_string()))?;
            let descriptor = entry.pool().version().spelled(thread.vm(), descriptor);
            Some(method_type(thread, &scope, caller, descriptor)?)
        }
        15 => Some(for_version(thread, entry, |thread| method_handle(thread, &scope, entry))?),
        _ => {
            let outcome = for_version(thread, entry, |thread| dynamic_constant(thread, &scope, entry));
            match outcome {
                Err(Abrupt::Thrown) => return Err(bootstrap_failed(thread, entry)),
                other => other?,
            }
        }
    };
    let view = thread.view();
    if entry.tag == 17 {
        let descriptor = pool.dynamic(entry.index).map(|dynamic| dynamic.descriptor).unwrap_or(b"L");
        if let Some(value) = value
            && let Some(bits) = unbox(thread, descriptor, value)
        {
            entry.extra.store(bits, Ordering::Release);
            return Ok(());
        }
    }
    entry.set_reference(value.map_or(0, |value| view.raw(value.get(&view)).0));
    Ok(())
}

/// The bits of a box, where the descriptor is a primitive's.
fn unbox(thread: &Thread, descriptor: &[u8], value: Handle<'_>) -> Option<u64> {
    let basic = crate::BasicType::of_descriptor(descriptor);
    let known = match basic {
        crate::BasicType::Boolean => Known::Boolean,
        crate::BasicType::Byte => Known::Byte,
        crate::BasicType::Char => Known::Character,
        crate::BasicType::Short => Known::Short,
        crate::BasicType::Int => Known::Integer,
        crate::BasicType::Long => Known::Long,
        crate::BasicType::Float => Known::Float,
        crate::BasicType::Double => Known::Double,
        crate::BasicType::Reference | crate::BasicType::Void => return None,
    };
    let class = thread.vm().known.get(known)?;
    let descriptor = Symbol::from_text(&basic.letter().to_string());
    let offset = class.declared_field(Symbol::from_text("value"), descriptor)?.offset();
    let view = thread.view();
    let object = value.get(&view);
    Some(match basic {
        crate::BasicType::Boolean | crate::BasicType::Byte => view.load_i8(object, offset) as i32 as u32 as u64,
        crate::BasicType::Char => u64::from(view.load_i16(object, offset) as u16),
        crate::BasicType::Short => view.load_i16(object, offset) as i32 as u32 as u64,
        crate::BasicType::Long | crate::BasicType::Double => view.load_i64(object, offset) as u64,
        _ => view.load_i32(object, offset) as u32 as u64,
    })
}

fn method_handle<'s>(thread: &mut Thread, scope: &'s Scope, entry: &PoolEntry) -> Completion<Handle<'s>> {
    let caller = entry.pool().class();
    let pool = entry.pool();
    let constants = &pool.version().file().constant_pool;
    let (kind, reference) =
        constants.method_handle(entry.index).map_err(|error| Abrupt::internal(error.to_string()))?;
    let kind = kind as i32;
    // The reference's own class entry is the cache to use.
    let holder = match constants.try_get(entry.index) {
        Some(classfile::Constant::MethodHandle { reference, .. }) => member_class(thread, pool, reference)?,
        _ => class_by_name(thread, Symbol::new(reference.class_name), caller)?,
    };
    let descriptor = pool.version().spelled(thread.vm(), reference.descriptor);
    if kind >= 5 {
        check_member(thread, kind, (pool.version(), holder), Symbol::new(reference.name), descriptor)?;
    }
    let kind_object = if kind <= 4 {
        type_class(thread, caller, descriptor.bytes())?.mirror()
    } else {
        method_type(thread, scope, caller, descriptor)?
    };
    let name = crate::strings::intern_modified_utf8(thread, scope, reference.name)?;
    thread
        .call_static(
            scope,
            Known::MethodHandleNatives,
            "linkMethodHandleConstant",
            "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;)Ljava/lang/invoke/MethodHandle;",
            &[
                Value::Ref(Some(caller.mirror())),
                Value::Int(kind),
                Value::Ref(Some(holder.mirror())),
                Value::Ref(Some(name)),
                Value::Ref(Some(kind_object)),
            ],
        )?
        .reference()
        .ok_or_else(|| Abrupt::internal("linkMethodHandleConstant answered null"))
}

/// §5.4.3.5: the method is resolved first, then the types of its descriptor; access is checked by the class library.
fn check_member(
    thread: &mut Thread,
    kind: i32,
    (user, holder): (&ClassVersion, ClassRef),
    name: Symbol,
    descriptor: Symbol,
) -> Completion<()> {
    const INVOKE_STATIC: i32 = 6;
    let describe =
        |class: ClassRef| crate::linking::describe::method(class.name().as_str(), name.as_str(), descriptor.bytes());
    // An old frame's lambda has the body that it was compiled with (redefinition rule 3.2).
    let bound = crate::versioning::compiled_against(user, holder, name, descriptor);
    let found = match bound {
        Some(bound) => Some(bound),
        None => find_any_method(thread, holder, name, descriptor)?,
    };
    let Some(method) = found else {
        return Err(thread.throw_text(Known::NoSuchMethodError, describe(holder)));
    };
    if method.is_static() == (kind == INVOKE_STATIC) {
        return Ok(());
    }
    let what = if kind == INVOKE_STATIC { "Expected static" } else { "Expecting non-static" };
    let text = format!("{what} method {}", describe(method.class));
    Err(thread.throw_text(Known::IncompatibleClassChangeError, text))
}

fn member_class(
    thread: &mut Thread,
    pool: &crate::constant_pool::RuntimeConstantPool,
    reference: u16,
) -> Completion<ClassRef> {
    use classfile::Constant::{Fieldref, InterfaceMethodref, Methodref};
    match pool.version().file().constant_pool.try_get(reference) {
        Some(Fieldref { class, .. } | Methodref { class, .. } | InterfaceMethodref { class, .. }) => {
            resolve_class(thread, pool.entry(class))
        }
        _ => Err(Abrupt::internal("a MethodHandle constant names no member")),
    }
}

fn dynamic_constant<'s>(thread: &mut Thread, scope: &'s Scope, entry: &PoolEntry) -> Completion<Option<Handle<'s>>> {
    let caller = entry.pool().class();
    let bootstrap = bootstrap(thread, scope, entry)?;
    let kind = type_class(thread, caller, bootstrap.descriptor.bytes())?;
    let value = thread.call_static(
        scope,
        Known::MethodHandleNatives,
        "linkDynamicConstant",
        "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
        &[
            Value::Ref(Some(caller.mirror())),
            Value::Int(i32::from(entry.index)),
            Value::Ref(Some(bootstrap.method)),
            Value::Ref(Some(bootstrap.name)),
            Value::Ref(Some(kind.mirror())),
            Value::Ref(bootstrap.arguments),
        ],
    )?;
    Ok(value.reference())
}
