//! Access control (JVMS §5.4.4) and the checks on supertypes (§5.3.5).

use crate::class::{ClassRef, Method};
use crate::known::Known;
use crate::loading::load_class;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use std::sync::atomic::Ordering;

const PUBLIC: u16 = 0x0001;
const PRIVATE: u16 = 0x0002;
const PROTECTED: u16 = 0x0004;

/// May `from` name `to`? Module readability is checked by the class library's reflection only; see docs/jvms-deviations.md.
pub fn class_accessible(thread: &Thread, from: ClassRef, to: ClassRef) -> bool {
    let to = to.array().map_or(to, |info| info.element);
    to.primitive().is_some() || to.access_flags() & PUBLIC != 0 || from.same_package(&to) || skips_checks(thread, from)
}

/// Accessors that the class library generates for reflection may touch everything.
fn skips_checks(thread: &Thread, from: ClassRef) -> bool {
    thread.vm().known.get(Known::MagicAccessorImpl).is_some_and(|magic| from.is_subtype_of(magic))
}

/// May code of `from` use a member with these flags, declared by `owner`, found through `referenced`?
pub fn member_accessible(
    thread: &mut Thread,
    from: ClassRef,
    owner: ClassRef,
    referenced: ClassRef,
    flags: u16,
    is_static: bool,
) -> Completion<bool> {
    if flags & PUBLIC != 0 || from == owner || skips_checks(thread, from) {
        return Ok(true);
    }
    if flags & PRIVATE != 0 {
        return Ok(nest_host(thread, from)? == nest_host(thread, owner)?);
    }
    if from.same_package(&owner) {
        return Ok(true);
    }
    // Object.clone() of an array is public.
    if flags & PROTECTED != 0 && referenced.is_array() {
        return Ok(true);
    }
    Ok(flags & PROTECTED != 0
        && from.is_subtype_of(owner)
        && (is_static || referenced.is_subtype_of(from) || from.is_subtype_of(referenced)))
}

/// The nest host of a class (§5.4.4): itself unless its NestHost attribute names a class that lists it.
pub fn nest_host(thread: &mut Thread, class: ClassRef) -> Completion<ClassRef> {
    if let Some(host) = class.nest_host() {
        return Ok(host);
    }
    let epoch = thread.vm().heap.epoch();
    let Some(version) = class.current() else { return Ok(class) };
    let pool = &version.file().constant_pool;
    let named = version
        .file()
        .attribute("NestHost")
        .and_then(|attribute| attribute.nest_host().ok())
        .and_then(|index| pool.class_name(index).ok());
    let Some(name) = named else {
        class.set_nest_host(Some(class));
        return Ok(class);
    };
    let name = version.spelled_class(thread.vm(), name);
    let host = match load_class(thread, name, class.loader) {
        Ok(Some(host)) if host.same_package(&class) && lists(thread, host, class) => host,
        Ok(_) => class,
        Err(Abrupt::Thrown) => {
            // A host that cannot be loaded counts as none (JVMS §5.4.4).
            thread.clear_pending();
            class
        }
        Err(other) => return Err(other),
    };
    // An update meanwhile may have changed the nest.
    if thread.vm().heap.epoch() == epoch {
        class.set_nest_host(Some(host));
    }
    Ok(host)
}

fn lists(thread: &Thread, host: ClassRef, member: ClassRef) -> bool {
    // It was listed when it had a name.
    if member.nameless.load(Ordering::Acquire) {
        return true;
    }
    let Some(version) = host.current() else { return false };
    let pool = &version.file().constant_pool;
    let members = version.file().attribute("NestMembers").and_then(|attribute| attribute.nest_members().ok());
    members.is_some_and(|members| {
        let is_it = |name| version.spelled_class(thread.vm(), name) == member.name();
        members.iter().any(|index| pool.class_name(index).is_ok_and(is_it))
    })
}

/// Is it final, or will it be after the update that this thread prepares?
fn is_final_for(thread: &Thread, method: crate::class::MethodRef) -> bool {
    match thread.staging.get(&method.class) {
        Some(staged) => staged.final_methods.contains(&(method.name, method.descriptor())),
        None => method.is_final(),
    }
}

/// Checks at definition: no method overrides a final one (§5.3.5 in §4.10).
fn check_final_methods(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    let Some(version) = class.current().filter(|_| !class.is_interface()) else { return Ok(()) };
    for method in version.methods.iter().filter(|method| !method.is_static() && !method.is_private()) {
        if method.is_constructor() {
            continue;
        }
        let mut at = class.super_class();
        while let Some(owner) = at {
            if let Some(inherited) = owner.declared_method(method.name, method.descriptor())
                && is_final_for(thread, inherited)
                && !inherited.is_static()
                && !inherited.is_private()
                && (inherited.is_public() || inherited.is_protected() || owner.same_package(&class))
            {
                let text =
                    format!("class {} overrides final method {}", class.external_name(), inherited.qualified_name());
                return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
            }
            at = owner.super_class();
        }
    }
    Ok(())
}

/// Checks at definition: supertypes are accessible, a sealed one permits the class, and final methods stay as they are.
pub fn check_supertypes(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    check_final_methods(thread, class)?;
    let supertypes: Vec<ClassRef> = class.super_class().into_iter().chain(class.interfaces().iter().copied()).collect();
    for supertype in supertypes {
        let what = if supertype.is_interface() { "superinterface" } else { "superclass" };
        if !class_accessible(thread, class, supertype) {
            let text =
                format!("class {} cannot access its {what} {}", class.external_name(), supertype.external_name());
            return Err(thread.throw_text(Known::IllegalAccessError, text));
        }
        if !permits(thread, supertype, class) {
            let text = format!(
                "class {} cannot {} sealed {} {}",
                class.external_name(),
                match (supertype.is_interface(), class.is_interface()) {
                    (true, false) => "implement",
                    (true, true) => "extend",
                    (false, _) => "inherit from",
                },
                if supertype.is_interface() { "interface" } else { "class" },
                supertype.external_name()
            );
            return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
        }
    }
    Ok(())
}

fn permits(thread: &Thread, supertype: ClassRef, class: ClassRef) -> bool {
    if let Some(staged) = thread.staging.get(&supertype) {
        return staged.permitted.as_ref().is_none_or(|names| names.contains(&class.name()));
    }
    let Some(version) = supertype.current() else { return true };
    let pool = &version.file().constant_pool;
    let Some(permitted) =
        version.file().attribute("PermittedSubclasses").and_then(|attribute| attribute.permitted_subclasses().ok())
    else {
        return true;
    };
    let is_it = |name| version.spelled_class(thread.vm(), name) == class.name();
    permitted.iter().any(|index| pool.class_name(index).is_ok_and(is_it))
}

/// Flags of a method as access control sees them.
pub fn method_flags(method: &Method) -> u16 {
    method.access_flags()
}
