//! What imposes loading constraints (JVMS §5.3.4): resolution (§5.4.3.2–4) and preparation (§5.4.2). Violations throw LinkageError.

use super::selection::{self, Choice};
use super::{describe, vtable};
use crate::class::{ClassRef, FieldRef, MethodFlags, MethodRef};
use crate::known::Known;
use crate::loading::shared_types;
use crate::thread::Thread;
use crate::throw::{Completion, message};

/// Code of `user` has a field reference resolved to this field.
pub fn of_field(thread: &mut Thread, user: ClassRef, field: FieldRef) -> Completion<()> {
    let descriptor = field.descriptor().as_str();
    let Err(spelled) = thread.vm().classes.must_agree(descriptor, user.loader, field.class.loader) else {
        return Ok(());
    };
    let name = spelled.replace('/', ".");
    let what = format!("field \"{}\" of type {name},", field.name);
    let part = format!("type {name}");
    let text = message::constraint_on_resolution(thread, &what, (user, field.class), "field's", &part);
    Err(thread.throw_text(Known::LinkageError, text))
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
    let what = format!("{kind} {}", describe::method(named.name().as_str(), method.name.as_str(), descriptor.bytes()));
    let part = format!("the type {spelled} used in the signature");
    let text = message::constraint_on_resolution(thread, &what, (user, method.class), "method's", &part);
    Err(thread.throw_text(Known::LinkageError, text))
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
    let text = format!(
        "loader constraint violation for class {}: when selecting overriding method {} {}",
        class.external_name(),
        describe::method(class.name().as_str(), method.name.as_str(), descriptor.bytes()),
        message::constraint_on_selection(
            thread,
            ("of the selected method's type", "for its super type"),
            (class, overridden.class),
            &spelled.replace('/', "."),
        )
    );
    Err(thread.throw_text(Known::LinkageError, text))
}

fn implementing(thread: &mut Thread, class: ClassRef, method: MethodRef, selected: MethodRef) -> Completion<()> {
    let descriptor = method.descriptor();
    let agreed = thread.vm().classes.must_agree(descriptor.as_str(), selected.class.loader, method.class.loader);
    let Err(spelled) = agreed else { return Ok(()) };
    let text = format!(
        "loader constraint violation in interface itable initialization for class {}: when selecting method {} {}",
        class.external_name(),
        describe::method(method.class.name().as_str(), method.name.as_str(), descriptor.bytes()),
        message::constraint_on_selection(
            thread,
            ("for super interface", "of the selected method's class,"),
            (method.class, selected.class),
            &spelled.replace('/', "."),
        )
    );
    Err(thread.throw_text(Known::LinkageError, text))
}
