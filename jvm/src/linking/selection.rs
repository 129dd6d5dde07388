//! Method selection (JVMS §5.4.6) and lookup of maximally-specific superinterface methods (§5.4.3.3).

use super::describe;
use crate::class::{ClassRef, InterfaceTable, MethodFlags, MethodRef, Selected};
use crate::known::Known;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion, message};
use std::sync::atomic::Ordering;

/// The method that invokeinterface (or invokevirtual on a method found in an interface) selects for a receiver's class.
pub fn select_interface(thread: &mut Thread, receiver: ClassRef, method: MethodRef) -> Completion<MethodRef> {
    let holder = dispatch_class(thread, receiver)?;
    if let Some(found) = receiver.dispatch().and_then(|dispatch| dispatch.interface_table()).and_then(|t| t.get(method))
    {
        return Ok(found);
    }
    let selected = select(thread, holder, method)?;
    remember(receiver, method, selected);
    Ok(selected)
}

/// Arrays select as Object does.
fn dispatch_class(thread: &mut Thread, receiver: ClassRef) -> Completion<ClassRef> {
    if receiver.is_array() { thread.known(Known::Object) } else { Ok(receiver) }
}

/// §5.4.6 without a table: private methods are themselves; else superclasses, then superinterfaces.
pub fn select(thread: &mut Thread, class: ClassRef, method: MethodRef) -> Completion<MethodRef> {
    match choose(class, method) {
        Choice::Method(selected) => Ok(selected),
        Choice::NotPublic(found) => {
            let text = format!(
                "class {} tried to access method {}",
                method.class.external_name(),
                describe::method(found.class.name().as_str(), found.name.as_str(), found.descriptor().bytes())
            );
            Err(thread.throw_text(Known::IllegalAccessError, text))
        }
        Choice::Abstract => Err(abstract_method(thread, class, method)),
        Choice::Conflict(first, second) => {
            let text = format!(
                "Conflicting default methods: {}.{} {}.{}",
                first.class.name(),
                first.name,
                second.class.name(),
                second.name
            );
            Err(thread.throw_text(Known::IncompatibleClassChangeError, text))
        }
    }
}

/// What selection comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This method is invoked.
    Method(MethodRef),
    /// An interface method's implementation that is not public.
    NotPublic(MethodRef),
    /// No code.
    Abstract,
    /// Several default methods.
    Conflict(MethodRef, MethodRef),
}

/// As [`select`], throwing nothing.
pub fn choose(class: ClassRef, method: MethodRef) -> Choice {
    if method.is_private() {
        return Choice::Method(method);
    }
    let mut at = Some(class);
    while let Some(owner) = at {
        if let Some(found) = owner.declared_method(method.name, method.descriptor())
            && !found.is_static()
            && !found.is_private()
            && (found.is_public() || found.is_protected() || found.class.same_package(&method.class))
        {
            if method.class.is_interface() && !found.is_public() {
                return Choice::NotPublic(found);
            }
            return if found.is_abstract() { Choice::Abstract } else { Choice::Method(found) };
        }
        at = owner.super_class();
    }
    let candidates = maximally_specific(class, method.name, method.descriptor());
    let mut concrete = candidates.iter().filter(|candidate| !candidate.is_abstract());
    match (concrete.next(), concrete.next()) {
        (Some(only), None) => Choice::Method(*only),
        (None, _) => Choice::Abstract,
        (Some(first), Some(second)) => Choice::Conflict(*first, *second),
    }
}

/// Selection where the receiver may be ill-typed or stay with an old version of the method's class (redefinition rules 4.2
/// and 4.11): every instance method, private ones included, is that of the receiver's version.
/// `named`: the class in which the method was looked for.
pub fn select_checked(
    thread: &mut Thread,
    receiver: ClassRef,
    named: ClassRef,
    method: MethodRef,
) -> Completion<MethodRef> {
    if !receiver.is_subtype_of(named) {
        let text = message::ill_typed(Some(receiver), named);
        return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
    }
    let index = usize::try_from(method.vtable_index.load(Ordering::Acquire)).ok();
    if receiver.kept.is_none()
        && receiver.is_subtype_of(method.class)
        && let Some(selected) = receiver.dispatch().zip(index).and_then(|(table, at)| table.vtable().get(at).copied())
        && (selected.name, selected.descriptor()) == (method.name, method.descriptor())
        && !method.class.is_interface()
        && !method.flag(MethodFlags::REMOVED)
    {
        return Ok(selected);
    }
    // The body of a lambda or an accessor belongs to the code that made it, and has become another only for new objects.
    if method.is_synthetic() && method.is_version_bound() {
        return Ok(receiver.in_chain(method.class).map_or(method, |owner| owner.own_body(method)));
    }
    if method.class.is_interface() && receiver.is_subtype_of(method.class) {
        return if method.is_private() { Ok(method) } else { select_interface(thread, receiver, method) };
    }
    let Some(owner) = receiver.in_chain(method.class).or_else(|| receiver.in_chain(named)) else {
        return Err(Abrupt::internal(format!("{receiver:?} is no instance class below {named:?}")));
    };
    let own = owner.declared_method(method.name, method.descriptor()).filter(|own| !own.is_static());
    if method.is_private() || method.is_constructor() || own.is_some_and(|own| own.is_private()) {
        return own.ok_or_else(|| no_such_method(thread, method));
    }
    if declared_above(owner, method).is_none() {
        return Err(no_such_method(thread, method));
    }
    select(thread, receiver, method)
}

/// What `invokespecial` in `user`, naming the class `named`, means for a receiver that may stay with an old version: its
/// version's constructors and private methods, and the superclass method of its version of `user`.
pub fn select_special(
    thread: &mut Thread,
    receiver: ClassRef,
    (user, named): (ClassRef, ClassRef),
    method: MethodRef,
) -> Completion<MethodRef> {
    if method.is_constructor() || method.is_private() {
        return select_checked(thread, receiver, method.class, method);
    }
    let own = receiver.in_chain(user);
    let start = if named == user { own } else { own.and_then(|own| own.super_class()) };
    let Some(start) = start.filter(|start| start.is_subtype_of(named)) else {
        let text = message::ill_typed(Some(receiver), named);
        return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
    };
    if declared_above(start, method).is_none() {
        return Err(no_such_method(thread, method));
    }
    select(thread, start, method)
}

/// The same by a method handle, which knows the class that declares the method and no other: what the receiver's version of that
/// class declares or inherits.
pub fn select_special_of_handle(thread: &mut Thread, receiver: ClassRef, method: MethodRef) -> Completion<MethodRef> {
    if method.is_constructor() || method.is_private() {
        return select_checked(thread, receiver, method.class, method);
    }
    // An interface has no instances that stay.
    let Some(start) = receiver.in_chain(method.class) else { return Ok(method) };
    if declared_above(start, method).is_none() {
        return Err(no_such_method(thread, method));
    }
    select(thread, start, method)
}

/// The method of this name that a class or kept class declares or inherits.
fn declared_above(class: ClassRef, method: MethodRef) -> Option<MethodRef> {
    let chain = std::iter::successors(Some(class), |class| class.super_class());
    let found =
        |owner: ClassRef| owner.declared_method(method.name, method.descriptor()).filter(|own| !own.is_static());
    let mut declared = chain.filter_map(found);
    declared.next().or_else(|| maximally_specific(class, method.name, method.descriptor()).first().copied())
}

fn no_such_method(thread: &mut Thread, method: MethodRef) -> Abrupt {
    let text = describe::method(method.class.name().as_str(), method.name.as_str(), method.descriptor().bytes());
    thread.throw(Known::NoSuchMethodError, Some(&text))
}

/// AbstractMethodError for a call that reached no code.
pub fn abstract_method(thread: &mut Thread, class: ClassRef, method: MethodRef) -> crate::throw::Abrupt {
    let text = format!(
        "Receiver class {} does not define or inherit an implementation of the resolved method 'abstract {}' of {} {}.",
        class.external_name(),
        describe::method(method.class.name().as_str(), method.name.as_str(), method.descriptor().bytes())
            .trim_matches('\'')
            .replace(&format!("{}.", method.class.external_name()), ""),
        if method.class.is_interface() { "interface" } else { "abstract class" },
        method.class.external_name(),
    );
    thread.throw_text(Known::AbstractMethodError, text)
}

/// Maximally-specific superinterface methods of a class (§5.4.3.3): neither private nor static, no more specific one below.
pub fn maximally_specific(class: ClassRef, name: Symbol, descriptor: Symbol) -> Vec<MethodRef> {
    let mut found: Vec<MethodRef> = Vec::new();
    let own = class.is_interface().then_some(class);
    for interface in class.supers().all_interfaces.iter().copied().chain(own) {
        if let Some(method) = interface.declared_method(name, descriptor)
            && !method.is_static()
            && !method.is_private()
        {
            found.push(method);
        }
    }
    let owners: Vec<ClassRef> = found.iter().map(|method| method.class).collect();
    found.retain(|method| !owners.iter().any(|other| *other != method.class && other.is_subtype_of(method.class)));
    found
}

/// Publishes one more selection. Racing threads may lose one; it is made again.
fn remember(receiver: ClassRef, method: MethodRef, target: MethodRef) {
    let Some(dispatch) = receiver.dispatch() else { return };
    let old = dispatch.interface_table.load(Ordering::Acquire);
    // SAFETY: a published table is never freed before its Dispatch.
    let mut selected: Vec<Selected> = unsafe { old.as_ref() }
        .map_or_else(Vec::new, |table| table.places.iter().copied().filter(|place| place.key.is_some()).collect());
    selected.push(Selected { key: Some(method), target: Some(target) });
    let new = Box::into_raw(Box::new(InterfaceTable::new(&selected)));
    if dispatch.interface_table.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).is_err() {
        // SAFETY: `new` was not published.
        drop(unsafe { Box::from_raw(new) });
    } else if !old.is_null() {
        // Another thread may still read the old table: the class keeps it. Tables grow only a few times.
        // SAFETY: made by `Box::into_raw` here, and out of the dispatch since the exchange.
        receiver.owned.keep(unsafe { Box::from_raw(old) });
    }
}
