//! JVM_* functions that answer what `java.lang.Class` asks about itself: names, flags, nesting, records, annotations.

use std::sync::atomic::{AtomicU32, Ordering};

use jni_sys::{jclass, jint, jobject, jobjectArray, jstring};
use jvm::known::{Known, KnownField};
use jvm::linking::access;
use jvm::{ClassRef, Completion, Symbol};
use objectspace::{Handle, Scope};

use crate::jni::env::{Call, Env, enter};

/// `name` is set by this call; Java never computes it.
unsafe extern "C" fn init_class_name(env: *mut Env, class: jclass) -> jstring {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let name = jvm::strings::intern_text(call.thread, scope, &class.external_name())?;
        call.set_known_reference(class.mirror(), KnownField::ClassName, Some(name));
        Ok(call.local(Some(name)))
    })
}

unsafe extern "C" fn get_class_interfaces(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let interfaces = if class.primitive().is_some() { Vec::new() } else { class.interfaces().to_vec() };
        let array = call.class_array(scope, &interfaces)?;
        Ok(call.local(Some(array)))
    })
}

macro_rules! tests {
    ($($name:ident: |$class:ident| $test:expr;)*) => {$(
        unsafe extern "C" fn $name(env: *mut Env, class: jclass) -> u8 {
            enter(env, |call, scope| {
                let $class = call.class(scope, class)?;
                Ok(u8::from($test))
            })
        }
    )*};
}
tests! {
    is_interface: |class| class.is_interface();
    is_array_class: |class| class.is_array();
    is_primitive_class: |class| class.primitive().is_some();
    is_hidden_class: |class| class.hidden;
    is_record: |class| is_a_record(class);
}

/// Final, directly below java.lang.Record, with a Record attribute (JLS §8.10).
fn is_a_record(class: ClassRef) -> bool {
    class.current().is_some_and(|version| version.file().attribute("Record").is_some())
        && class.access_flags() & 0x0010 != 0
        && class.super_class().is_some_and(|super_class| super_class.name() == "java/lang/Record")
}

/// Flags as the source has them: those of the InnerClasses entry; an array has its element's access.
unsafe extern "C" fn get_class_modifiers(env: *mut Env, class: jclass) -> jint {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let element = class.array().map_or(class, |info| info.element);
        let flags = match element.current() {
            Some(version) => version.inner_access_flags,
            None => element.access_flags(),
        };
        // Of an array: public, private, protected of the element; final abstract.
        let flags = if class.is_array() { flags & 0x0007 | 0x0410 } else { flags };
        Ok(jint::from(flags & !0x0020))
    })
}

unsafe extern "C" fn get_class_access_flags(env: *mut Env, class: jclass) -> jint {
    enter(env, |call, scope| Ok(jint::from(call.class(scope, class)?.access_flags())))
}

unsafe extern "C" fn get_class_signature(env: *mut Env, class: jclass) -> jstring {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let signature = class.current().and_then(|version| {
            let file = version.file();
            let index = file.attribute("Signature")?.signature().ok()?;
            file.constant_pool.utf8(index).ok()
        });
        let Some(signature) = signature else { return Ok(std::ptr::null_mut()) };
        let signature = jvm::strings::intern_modified_utf8(call.thread, scope, signature)?;
        Ok(call.local(Some(signature)))
    })
}

fn class_attribute(env: *mut Env, class: jclass, name: &str) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let Some(attribute) = class.current().and_then(|version| version.file().attribute(name)) else {
            return Ok(std::ptr::null_mut());
        };
        let bytes = call.new_bytes(scope, attribute.info)?;
        Ok(call.local(Some(bytes)))
    })
}

unsafe extern "C" fn get_class_annotations(env: *mut Env, class: jclass) -> jobject {
    class_attribute(env, class, "RuntimeVisibleAnnotations")
}

unsafe extern "C" fn get_class_type_annotations(env: *mut Env, class: jclass) -> jobject {
    class_attribute(env, class, "RuntimeVisibleTypeAnnotations")
}

/// A class named by the pool of another: (outer, inner name) of the InnerClasses entry of the class itself.
fn own_inner_entry(vm: &jvm::Vm, class: ClassRef) -> Option<(Option<Symbol>, Option<Symbol>)> {
    let version = class.current()?;
    let file = version.file();
    let pool = &file.constant_pool;
    let own = file.name().ok()?;
    let entries = file.attribute("InnerClasses")?.inner_classes().ok()?;
    let entry = entries.iter().find(|entry| pool.class_name(entry.inner_class).is_ok_and(|name| name == own))?;
    let spelled = |name: &[u8]| version.spelled_class(vm, name);
    let outer = if entry.outer_class == 0 { None } else { pool.class_name(entry.outer_class).ok().map(spelled) };
    let name = if entry.inner_name == 0 { None } else { pool.utf8(entry.inner_name).ok().map(Symbol::new) };
    Some((outer, name))
}

unsafe extern "C" fn get_declaring_class(env: *mut Env, class: jclass) -> jclass {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let Some((Some(outer), _)) = own_inner_entry(call.thread.vm(), class) else { return Ok(std::ptr::null_mut()) };
        let outer = jvm::linking::resolution::class_by_name(call.thread, outer, class)?;
        check_nesting(call, outer, class)?;
        call.local_mirror(scope, outer)
    })
}

/// Both sides must name each other (`Class.getDeclaringClass`).
fn check_nesting(call: &mut Call<'_>, outer: ClassRef, inner: ClassRef) -> Completion<()> {
    let vm = call.thread.vm();
    let agrees = outer.current().is_some_and(|version| {
        let pool = &version.file().constant_pool;
        let entries = version.file().attribute("InnerClasses").and_then(|attribute| attribute.inner_classes().ok());
        entries.is_some_and(|entries| {
            entries.iter().any(|entry| {
                pool.class_name(entry.inner_class).is_ok_and(|name| version.spelled_class(vm, name) == inner.name())
            })
        })
    });
    if agrees || inner.hidden || inner.nameless.load(std::sync::atomic::Ordering::Acquire) {
        return Ok(());
    }
    let text = format!("{} and {} disagree on InnerClasses attribute", outer.external_name(), inner.external_name());
    Err(call.thread.throw_text(Known::IncompatibleClassChangeError, text))
}

unsafe extern "C" fn get_simple_binary_name(env: *mut Env, class: jclass) -> jstring {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let Some((_, Some(name))) = own_inner_entry(call.thread.vm(), class) else { return Ok(std::ptr::null_mut()) };
        let name = jvm::strings::intern_modified_utf8(call.thread, scope, name.bytes())?;
        Ok(call.local(Some(name)))
    })
}

unsafe extern "C" fn get_declared_classes(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let mut members = Vec::new();
        if let Some(version) = class.current() {
            let pool = &version.file().constant_pool;
            let entries = version.file().attribute("InnerClasses").and_then(|attribute| attribute.inner_classes().ok());
            for entry in entries.iter().flat_map(|entries| entries.iter()) {
                let outer_is_this = entry.outer_class != 0
                    && pool
                        .class_name(entry.outer_class)
                        .is_ok_and(|name| version.spelled_class(call.thread.vm(), name) == class.name());
                if outer_is_this
                    && entry.inner_name != 0
                    && let Ok(name) = pool.class_name(entry.inner_class)
                {
                    let name = version.spelled_class(call.thread.vm(), name);
                    let member = jvm::linking::resolution::class_by_name(call.thread, name, class)?;
                    members.push(member);
                }
            }
        }
        let array = call.class_array(scope, &members)?;
        Ok(call.local(Some(array)))
    })
}

/// {class, method name or null, method descriptor or null}.
unsafe extern "C" fn get_enclosing_method_info(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let Some(version) = class.current() else { return Ok(std::ptr::null_mut()) };
        let pool = &version.file().constant_pool;
        let Some(enclosing) =
            version.file().attribute("EnclosingMethod").and_then(|attribute| attribute.enclosing_method().ok())
        else {
            return Ok(std::ptr::null_mut());
        };
        let Ok(outer) = pool.class_name(enclosing.class) else { return Ok(std::ptr::null_mut()) };
        let outer = version.spelled_class(call.thread.vm(), outer);
        let outer = jvm::linking::resolution::class_by_name(call.thread, outer, class)?;
        let object = call.thread.known(Known::Object)?;
        let array = call.new_object_array(scope, object, 3)?;
        call.set_element(array, 0, Some(outer.mirror()))?;
        if enclosing.method != 0
            && let Ok((name, descriptor)) = pool.name_and_type(enclosing.method)
        {
            let descriptor = version.spelled(call.thread.vm(), descriptor).bytes();
            for (at, text) in [(1, name), (2, descriptor)] {
                let text = jvm::strings::intern_modified_utf8(call.thread, scope, text)?;
                call.set_element(array, at, Some(text))?;
            }
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn are_nest_mates(env: *mut Env, one: jclass, other: jclass) -> u8 {
    enter(env, |call, scope| {
        let (one, other) = (call.class(scope, one)?, call.class(scope, other)?);
        Ok(u8::from(access::nest_host(call.thread, one)? == access::nest_host(call.thread, other)?))
    })
}

unsafe extern "C" fn get_nest_host(env: *mut Env, class: jclass) -> jclass {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let host = access::nest_host(call.thread, class)?;
        call.local_mirror(scope, host)
    })
}

unsafe extern "C" fn get_nest_members(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let host = access::nest_host(call.thread, class)?;
        let mut members = vec![host];
        for name in names(call.thread.vm(), host, "NestMembers") {
            // A member that is not there, or names another host, does not count (Class.getNestMembers).
            if let Some(member) = try_class(call, name, host)?
                && access::nest_host(call.thread, member)? == host
            {
                members.push(member);
            }
        }
        if !members.contains(&class) {
            members.push(class);
        }
        let array = call.class_array(scope, &members)?;
        Ok(call.local(Some(array)))
    })
}

/// The class names in an attribute that lists classes.
fn names(vm: &jvm::Vm, class: ClassRef, attribute: &str) -> Vec<Symbol> {
    let Some(version) = class.current() else { return Vec::new() };
    let pool = &version.file().constant_pool;
    let Some(list) = version.file().attribute(attribute) else { return Vec::new() };
    let list = if attribute == "NestMembers" { list.nest_members() } else { list.permitted_subclasses() };
    list.map_or_else(
        |_| Vec::new(),
        |list| {
            let names = list.iter().filter_map(|index| pool.class_name(index).ok());
            names.map(|name| version.spelled_class(vm, name)).collect()
        },
    )
}

/// A class that may be missing.
fn try_class(call: &mut Call<'_>, name: Symbol, from: ClassRef) -> Completion<Option<ClassRef>> {
    match jvm::linking::resolution::class_by_name(call.thread, name, from) {
        Ok(class) => Ok(Some(class)),
        Err(jvm::Abrupt::Thrown) => {
            call.thread.clear_pending();
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

unsafe extern "C" fn get_permitted_subclasses(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let sealed = class.current().is_some_and(|version| version.file().attribute("PermittedSubclasses").is_some());
        if !sealed {
            return Ok(std::ptr::null_mut());
        }
        let mut permitted = Vec::new();
        for name in names(call.thread.vm(), class, "PermittedSubclasses") {
            if let Some(subclass) = try_class(call, name, class)? {
                permitted.push(subclass);
            }
        }
        let array = call.class_array(scope, &permitted)?;
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn get_record_components(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let Some(version) = class.current() else { return Ok(std::ptr::null_mut()) };
        let pool = &version.file().constant_pool;
        let Some(Ok(components)) = version.file().attribute("Record").map(|attribute| attribute.record()) else {
            return Ok(std::ptr::null_mut());
        };
        let component_class = call.thread.known(Known::ReflectRecordComponent)?;
        call.initialize(component_class)?;
        let array = call.new_object_array(scope, component_class, components.len() as i32)?;
        for (at, component) in components.iter().enumerate() {
            let (Ok(name), Ok(descriptor)) = (pool.utf8(component.name_index), pool.utf8(component.descriptor_index))
            else {
                continue;
            };
            let object = call.thread.new_instance(scope, component_class)?;
            call.set_reference_named(object, "clazz", "Ljava/lang/Class;", Some(class.mirror()))?;
            let text = jvm::strings::intern_modified_utf8(call.thread, scope, name)?;
            call.set_reference_named(object, "name", "Ljava/lang/String;", Some(text))?;
            let of = call.class_of_descriptor(descriptor, class)?;
            call.set_reference_named(object, "type", "Ljava/lang/Class;", Some(of.mirror()))?;
            let accessor = call.find_method(class, name, &[b"()", descriptor].concat(), false);
            if let Some(accessor) = accessor.filter(|accessor| accessor.class == class) {
                let accessor = call.reflect_method(scope, accessor)?;
                call.set_reference_named(object, "accessor", "Ljava/lang/reflect/Method;", Some(accessor))?;
            }
            for attribute in &component.attributes {
                match attribute.name(pool) {
                    Ok(b"Signature") => {
                        let Ok(signature) = attribute.signature().and_then(|index| pool.utf8(index)) else { continue };
                        let signature = jvm::strings::intern_modified_utf8(call.thread, scope, signature)?;
                        call.set_reference_named(object, "signature", "Ljava/lang/String;", Some(signature))?;
                    }
                    Ok(b"RuntimeVisibleAnnotations") => {
                        let bytes = call.new_bytes(scope, attribute.info)?;
                        call.set_reference_named(object, "annotations", "[B", Some(bytes))?;
                    }
                    Ok(b"RuntimeVisibleTypeAnnotations") => {
                        let bytes = call.new_bytes(scope, attribute.info)?;
                        call.set_reference_named(object, "typeAnnotations", "[B", Some(bytes))?;
                    }
                    _ => {}
                }
            }
            call.set_element(array, at as u32, Some(object))?;
        }
        Ok(call.local(Some(array)))
    })
}

/// A local reference to what a root slot of a class holds.
fn rooted<'s>(call: &mut Call<'_>, scope: &'s Scope, slot: &AtomicU32) -> Option<Handle<'s>> {
    let view = call.thread.view();
    // SAFETY: a root slot of this space; nothing collects under the view.
    let object = unsafe { view.from_raw(objectspace::RawRef(slot.load(Ordering::Acquire))) };
    scope.handle_opt(&view, object)
}

unsafe extern "C" fn get_protection_domain(env: *mut Env, class: jclass) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let domain = rooted(call, scope, &class.protection_domain);
        Ok(call.local(domain))
    })
}

unsafe extern "C" fn get_class_signers(env: *mut Env, class: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let signers = rooted(call, scope, &class.signers);
        Ok(call.local(signers))
    })
}

unsafe extern "C" fn set_class_signers(env: *mut Env, class: jclass, signers: jobjectArray) {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let signers = call.object(scope, signers)?;
        let view = call.thread.view();
        let raw = signers.map_or(0, |signers| view.raw(signers.get(&view)).0);
        class.signers.store(raw, Ordering::Release);
        Ok(())
    });
}

/// The last `-ea`/`-da` that names the class or its nearest package wins; system classes have `-esa`.
unsafe extern "C" fn desired_assertion_status(env: *mut Env, _: jclass, class: jclass) -> u8 {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let options = &call.thread.vm().options;
        let system = class.loader == jvm::class::LoaderRef::BOOT;
        Ok(u8::from(assertions_enabled(&options.assertions, options.system_assertions, system, &class.external_name())))
    })
}

fn assertions_enabled(given: &[(String, bool)], system_default: bool, system: bool, class: &str) -> bool {
    let mut best: Option<(usize, bool)> = None;
    for (pattern, enabled) in given {
        let length = match pattern.strip_suffix("...") {
            _ if pattern.is_empty() && system => continue,
            _ if pattern.is_empty() => 0,
            Some(package) if package.is_empty() && !class.contains('.') => 1,
            Some(package)
                if class.starts_with(package.trim_end_matches('.'))
                    && class[package.trim_end_matches('.').len()..].starts_with('.') =>
            {
                package.len()
            }
            None if pattern == class => usize::MAX,
            _ => continue,
        };
        if best.is_none_or(|(longest, _)| length >= longest) {
            best = Some((length, *enabled));
        }
    }
    best.map_or(system && system_default, |(_, enabled)| enabled)
}

/// Everything `-ea`/`-da` said, for loaders.
unsafe extern "C" fn assertion_status_directives(env: *mut Env, _: jclass) -> jobject {
    enter(env, |call, scope| {
        let class = call.thread.known(Known::AssertionStatusDirectives)?;
        let object = call.allocate(scope, class)?;
        let given = call.thread.vm().options.assertions.clone();
        let default = given.iter().rev().find(|(pattern, _)| pattern.is_empty()).is_some_and(|(_, enabled)| *enabled);
        let (packages, classes): (Vec<_>, Vec<_>) =
            given.iter().filter(|(pattern, _)| !pattern.is_empty()).partition(|(pattern, _)| pattern.ends_with("..."));
        for (list, names, flags) in [
            (classes, KnownField::AssertionsClasses, KnownField::AssertionsClassEnabled),
            (packages, KnownField::AssertionsPackages, KnownField::AssertionsPackageEnabled),
        ] {
            let string = call.thread.known(Known::String)?;
            let texts = call.new_object_array(scope, string, list.len() as i32)?;
            let enabled = call.new_primitive_array(scope, jvm::BasicType::Boolean, list.len() as i32)?;
            for (at, (pattern, on)) in list.iter().enumerate() {
                let text = call.new_text(scope, pattern.trim_end_matches("..."))?;
                call.set_element(texts, at as u32, Some(text))?;
                let view = call.thread.view();
                view.array_store_u8(enabled.get(&view), at as u32, u8::from(*on));
            }
            call.set_known_reference(object, names, Some(texts));
            call.set_known_reference(object, flags, Some(enabled));
        }
        let offset = call.thread.vm().offset(KnownField::AssertionsDefault);
        {
            let view = call.thread.view();
            view.store_u8(object.get(&view), offset, u8::from(default));
        }
        Ok(call.local(Some(object)))
    })
}

crate::exports! {
    JVM_InitClassName => init_class_name,
    JVM_GetClassInterfaces => get_class_interfaces,
    JVM_IsInterface => is_interface,
    JVM_IsArrayClass => is_array_class,
    JVM_IsPrimitiveClass => is_primitive_class,
    JVM_IsHiddenClass => is_hidden_class,
    JVM_IsRecord => is_record,
    JVM_GetClassModifiers => get_class_modifiers,
    JVM_GetClassAccessFlags => get_class_access_flags,
    JVM_GetClassSignature => get_class_signature,
    JVM_GetClassAnnotations => get_class_annotations,
    JVM_GetClassTypeAnnotations => get_class_type_annotations,
    JVM_GetDeclaringClass => get_declaring_class,
    JVM_GetSimpleBinaryName => get_simple_binary_name,
    JVM_GetDeclaredClasses => get_declared_classes,
    JVM_GetEnclosingMethodInfo => get_enclosing_method_info,
    JVM_AreNestMates => are_nest_mates,
    JVM_GetNestHost => get_nest_host,
    JVM_GetNestMembers => get_nest_members,
    JVM_GetPermittedSubclasses => get_permitted_subclasses,
    JVM_GetRecordComponents => get_record_components,
    JVM_GetProtectionDomain => get_protection_domain,
    JVM_GetClassSigners => get_class_signers,
    JVM_SetClassSigners => set_class_signers,
    JVM_DesiredAssertionStatus => desired_assertion_status,
    JVM_AssertionStatusDirectives => assertion_status_directives,
}

#[cfg(test)]
mod tests {
    use super::assertions_enabled;

    #[test]
    fn the_most_specific_assertion_option_wins() {
        let given = [(String::new(), true), ("p.q...".to_owned(), false), ("p.q.C".to_owned(), true)];
        assert!(assertions_enabled(&given, false, false, "a.B"));
        assert!(!assertions_enabled(&given, false, false, "p.q.D"));
        assert!(!assertions_enabled(&given, false, false, "p.q.r.D"));
        assert!(assertions_enabled(&given, false, false, "p.q.C"));
        assert!(assertions_enabled(&given, false, false, "p.qq.C"));
        assert!(!assertions_enabled(&given, false, true, "java.lang.String"));
        assert!(assertions_enabled(&given, true, true, "java.lang.String"));
    }
}
