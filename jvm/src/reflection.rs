//! The members behind `java.lang.reflect` objects.
//!
//! A Method, Constructor or Field that the VM makes carries its cell in an injected field; copies that Java makes are
//! followed through `root`. An object made before an update means the same member afterwards. Making the objects is the
//! embedder's business.

use crate::class::{ClassRef, FieldRef, MethodFlags, MethodRef};
use crate::known::{Known, KnownField};
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::Handle;

/// The parts of a reflection object.
struct Parts {
    address: i64,
    class: Option<ClassRef>,
    slot: i32,
}

fn parts(thread: &Thread, object: Handle<'_>, [cell, root, clazz, slot]: [KnownField; 4]) -> Parts {
    let vm = thread.vm();
    let view = thread.view();
    let object = object.get(&view);
    let mut at = Some(object);
    let mut address = 0;
    while let Some(original) = at {
        address = view.load_i64(original, vm.offset(cell));
        if address != 0 {
            break;
        }
        at = view.load_ref(original, vm.offset(root));
    }
    let mirror = view.load_ref(object, vm.offset(clazz));
    let class = mirror.map(|mirror| view.load_i32(mirror, vm.offset(KnownField::ClassId)));
    Parts {
        address,
        class: class.and_then(|id| vm.classes.get(id as u32)),
        slot: view.load_i32(object, vm.offset(slot)),
    }
}

/// The method that a Method or Constructor means now. NoSuchMethodError if an update took it away.
pub fn method_of(thread: &mut Thread, object: Handle<'_>) -> Completion<MethodRef> {
    let class = thread.class_of(object).name();
    let fields = if class == Known::ReflectMethod.name() {
        [KnownField::MethodVmMethod, KnownField::MethodRoot, KnownField::MethodClazz, KnownField::MethodSlot]
    } else if class == Known::ReflectConstructor.name() {
        [
            KnownField::ConstructorVmMethod,
            KnownField::ConstructorRoot,
            KnownField::ConstructorClazz,
            KnownField::ConstructorSlot,
        ]
    } else {
        return Err(thread.throw(Known::IllegalArgumentException, Some("not a Method or Constructor")));
    };
    let parts = parts(thread, object, fields);
    // SAFETY: only the VM writes the injected field, with the address of a method of this space.
    let cell = unsafe { MethodRef::from_ptr(parts.address as *mut crate::class::Method) };
    // Made by Java code without a root: serialization's constructors.
    let by_slot = || parts.class?.current()?.methods.get(parts.slot as usize).copied();
    let method = cell.or_else(by_slot).ok_or_else(|| Abrupt::internal("a reflected method without a slot"))?.latest();
    if method.flag(MethodFlags::REMOVED) {
        // A later update may have brought it back.
        let back = method.class.declared_method(method.name, method.descriptor());
        if let Some(back) = back.filter(|back| back.is_static() == method.is_static()) {
            return Ok(back);
        }
        let text = crate::linking::describe::method(
            method.class.name().as_str(),
            method.name.as_str(),
            method.descriptor().bytes(),
        );
        return Err(thread.throw(Known::NoSuchMethodError, Some(&text)));
    }
    Ok(method)
}

/// The field that a Field means. NoSuchFieldError if an update took it away.
pub fn field_of(thread: &mut Thread, object: Handle<'_>) -> Completion<FieldRef> {
    if thread.class_of(object).name() != Known::ReflectField.name() {
        return Err(thread.throw(Known::IllegalArgumentException, Some("not a Field")));
    }
    let fields = [KnownField::FieldVmField, KnownField::FieldRoot, KnownField::FieldClazz, KnownField::FieldSlot];
    let parts = parts(thread, object, fields);
    // SAFETY: as in `method_of`.
    let cell = unsafe { FieldRef::from_ptr(parts.address as *mut crate::class::Field) };
    let by_slot = || parts.class?.current()?.fields.get(parts.slot as usize).copied();
    let field = cell.or_else(by_slot).ok_or_else(|| Abrupt::internal("a reflected field without a slot"))?;
    field.now().ok_or_else(|| thread.throw(Known::NoSuchFieldError, Some(field.name.as_str())))
}
