//! What imposes loading constraints (JVMS §5.3.4): resolution (§5.4.3.2–4) and preparation (§5.4.2). Violations throw LinkageError.

use super::selection::{self, Choice};
use super::{describe, vtable};
use crate::class::{ClassRef, FieldRef, MethodFlags, MethodRef};
use crate::known::Known;
use crate::loading::shared_types;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion, message};

/// Code of `user` has a field reference resolved to this field.
pub fn of_field(thread: &mut Thread, user: ClassRef, field: FieldRef) -> Completion<()> {
    let descriptor = field.descriptor().as_str();
    let agreed = thread.vm().classes.must_agree(descriptor, user.loader, field.class.loader);
    let Err(spelled) = agreed else { return Ok(()) };
    let name = spelled.replace('/', ".");
    let what = message::disagreement(
        thread,
        (user, "of the current class,"),
        (field.class, "for the field's defining class,"),
        &format!(", have different Class objects for type {name}"),
    );
    Err(violation(thread, &format!(": when resolving field \"{}\" of type {name}, {what}", field.name)))
}

/// Code of `user` has a method reference, which names the class `named`, resolved to this method.
pub fn of_method(thread: &mut Thread, user: ClassRef, named: ClassRef, method: MethodRef) -> Completion<()> {
    if method.flag(MethodFlags::SIGNATURE_POLYMORPHIC) {
        return Ok(());
    }
    let descriptor = method.descriptor();
    let agreed = thread.vm().classes.must_agree(descriptor.as_str(), user.loader, method.class.loader);
    let Err(spelled) = agreed else { return Ok(()) };
    let kind = if named.is_interface() { "interface method" } else { "method" };
    let signature = describe::method(named.name().as_str(), method.name.as_str(), descriptor.bytes());
    let what = message::disagreement(
        thread,
        (user, "of the current class,"),
        (method.class, "for the method's defining class,"),
        &format!(", have different Class objects for the type {spelled} used in the signature"),
    );
    Err(violation(thread, &format!(": when resolving {kind} {signature} {what}")))
}

/// A class is prepared: its methods override others, and with inherited ones they implement its interfaces.
pub fn of_selection(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    let above = std::iter::successors(class.super_class(), |class| class.super_class());
    let mut supertypes = above.chain(class.supers().all_interfaces.iter().copied());
    if class.is_interface() || supertypes.all(|supertype| supertype.loader == class.loader) {
        return Ok(());
    }
    let Some(version) = class.current() else { return Ok(()) };
    let parent = class.super_class();
    let inherited = parent.as_ref().and_then(|parent| parent.dispatch()).map_or(&[][..], |table| table.vtable());
    for method in version.methods.iter().copied().filter(|method| is_selected(*method)) {
        for overridden in inherited.iter().copied().filter(|entry| vtable::is_overridden(class, *entry, method)) {
            overriding(thread, class, method, overridden)?;
        }
    }
    for interface in class.supers().all_interfaces.iter() {
        let methods = interface.current().map_or(&[][..], |version| &version.methods[..]);
        for method in methods.iter().copied().filter(|method| is_selected(*method)) {
            if let Choice::Method(selected) = selection::choose(class, method) {
                implementing(thread, class, method, selected)?;
            }
        }
    }
    Ok(())
}

/// Only methods with types that loaders can disagree on are worth a look.
fn is_selected(method: MethodRef) -> bool {
    !method.is_static()
        && !method.is_private()
        && !method.is_constructor()
        && shared_types(method.descriptor().as_str()).next().is_some()
}

fn overriding(thread: &mut Thread, class: ClassRef, method: MethodRef, overridden: MethodRef) -> Completion<()> {
    let descriptor = method.descriptor();
    let agreed = thread.vm().classes.must_agree(descriptor.as_str(), class.loader, overridden.class.loader);
    let Err(spelled) = agreed else { return Ok(()) };
    let signature = describe::method(class.name().as_str(), method.name.as_str(), descriptor.bytes());
    let what = message::disagreement(
        thread,
        (class, "of the selected method's type"),
        (overridden.class, "for its super type"),
        &in_signature(spelled),
    );
    let name = class.external_name();
    Err(violation(thread, &format!(" for class {name}: when selecting overriding method {signature} {what}")))
}

fn implementing(thread: &mut Thread, class: ClassRef, method: MethodRef, selected: MethodRef) -> Completion<()> {
    let descriptor = method.descriptor();
    let agreed = thread.vm().classes.must_agree(descriptor.as_str(), selected.class.loader, method.class.loader);
    let Err(spelled) = agreed else { return Ok(()) };
    let signature = describe::method(method.class.name().as_str(), method.name.as_str(), descriptor.bytes());
    let what = message::disagreement(
        thread,
        (method.class, "for super interface"),
        (selected.class, "of the selected method's class,"),
        &in_signature(spelled),
    );
    let place = format!("in interface itable initialization for class {}", class.external_name());
    Err(violation(thread, &format!(" {place}: when selecting method {signature} {what}")))
}

fn in_signature(spelled: &str) -> String {
    format!(" have different Class objects for the type {} used in the signature", spelled.replace('/', "."))
}

fn violation(thread: &mut Thread, what: &str) -> Abrupt {
    thread.throw_text(Known::LinkageError, format!("loader constraint violation{what}"))
}
