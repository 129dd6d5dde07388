//! `java.lang.Class` objects.

use super::{LoaderRef, loader_object};
use crate::basic_type::BasicType;
use crate::class::{Class, ClassKind, ClassRef, ClassState};
use crate::known::{Known, KnownField};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::{Handle, Scope};
use std::sync::atomic::Ordering;

/// The class whose mirror an object is; `None` for other objects.
pub fn class_of_mirror(thread: &Thread, mirror: Handle<'_>) -> Option<ClassRef> {
    let vm = thread.vm();
    let view = thread.view();
    let object = mirror.get(&view);
    let class_class = vm.known.get(Known::Class)?;
    if Some(view.layout_of(object)) != class_class.layout() {
        return None;
    }
    vm.classes.get(view.load_i32(object, vm.offset(KnownField::ClassId)) as u32)
}

/// Makes the mirror of a class and stores it in the class. While `java.lang.Class` itself is not loaded yet this does
/// nothing; [`fix_mirrors`] catches up.
pub(super) fn make_mirror(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    let vm = thread.vm().clone();
    let Some(layout) = vm.known.get(Known::Class).and_then(|class| class.layout()) else { return Ok(()) };
    let scope = Scope::open(&mut thread.mutator);
    let mirror = match thread.mutator.allocate_instance(&scope, layout) {
        Ok(mirror) => mirror,
        Err(_) => return Err(thread.throw(Known::OutOfMemoryError, Some("Java heap space"))),
    };
    let view = thread.view();
    let object = mirror.get(&view);
    view.store_i32(object, vm.offset(KnownField::ClassId), class.id as i32);
    let loader = class.array().map_or(class.loader, |info| info.element.loader);
    if loader != LoaderRef::BOOT
        && let Some(loader) = loader_object(thread, loader)
    {
        view.store_ref(object, vm.offset(KnownField::ClassClassLoader), Some(loader.get(&view)));
    }
    if let Some(info) = class.array() {
        let component = info.component.mirror();
        view.store_ref(object, vm.offset(KnownField::ClassComponentType), Some(component.get(&view)));
    }
    class.mirror.store(view.raw(object).0, Ordering::Release);
    drop(scope);
    vm.classes.modules.assign(thread, class);
    Ok(())
}

/// Gives mirrors to the classes that were loaded before `java.lang.Class`.
pub fn fix_mirrors(thread: &mut Thread) -> Completion<()> {
    for class in thread.vm().classes.all() {
        if class.mirror.load(Ordering::Acquire) == 0 {
            make_mirror(thread, class)?;
        }
    }
    Ok(())
}

/// The classes of the primitive types and void.
pub fn make_primitives(thread: &mut Thread) -> Completion<()> {
    let vm = thread.vm().clone();
    for basic in BasicType::PRIMITIVES {
        let name = Symbol::from_text(basic.keyword().unwrap_or("void"));
        let class = vm.classes.add(|id| {
            ClassRef::leak(Box::new(Class::new(id, name, LoaderRef::BOOT, ClassKind::Primitive(basic), false)))
        });
        class.set_state(ClassState::Initialized);
        vm.classes.set_primitive(basic, class);
        make_mirror(thread, class)?;
    }
    Ok(())
}
