//! Mirrors with what reflection has cached in them, and the layouts of all objects.

use super::Findings;
use crate::class::{Class, ClassRef, Field, FieldRef, LoaderRef, Method, MethodRef};
use crate::known::KnownField;
use crate::symbol::Symbol;
use crate::vm::Vm;
use objectspace::{NoStop, Ref, StoppedWorld};
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// A class's mirror, and the members that `Class.reflectionData` lists for it.
pub(super) fn check_mirror(world: &StoppedWorld<'_>, vm: &Vm, class: ClassRef, findings: &mut Findings) {
    let view = world.view();
    let mirror = class.mirror().get(&view);
    let id = view.load_i32(mirror, vm.offset(KnownField::ClassId)) as u32;
    if id != class.id {
        findings.add(class, None, "class mirror", format!("names class {id}, not {}", class.id));
    }
    let soft = view.load_ref(mirror, vm.offset(KnownField::ClassReflectionData));
    let Some(data) = soft.and_then(|soft| view.load_ref(soft, vm.offset(KnownField::ReferenceReferent))) else {
        return;
    };
    let holder = Symbol::from_text("java/lang/Class$ReflectionData");
    let Some(holder) = vm.classes.find(LoaderRef::BOOT, holder) else { return };
    let offset = |name: &str, descriptor: &str| {
        holder.declared_field(Symbol::from_text(name), Symbol::from_text(descriptor)).map(|field| field.offset())
    };
    let Some(count) = offset("redefinedCount", "I") else { return };
    // The class library throws it away itself when the counts differ.
    if view.load_i32(data, count) != view.load_i32(mirror, vm.offset(KnownField::ClassRedefinedCount)) {
        return;
    }
    let lists = [
        ("declaredFields", "[Ljava/lang/reflect/Field;", KnownField::FieldVmField),
        ("declaredMethods", "[Ljava/lang/reflect/Method;", KnownField::MethodVmMethod),
        ("declaredConstructors", "[Ljava/lang/reflect/Constructor;", KnownField::ConstructorVmMethod),
    ];
    for (name, descriptor, cell) in lists {
        let list = offset(name, descriptor).and_then(|offset| view.load_ref(data, offset));
        let Some(list) = list else { continue };
        for at in 0..view.array_length(list) {
            let Some(member) = view.array_load_ref(list, at) else { continue };
            let address = view.load_i64(member, vm.offset(cell));
            if let Some(stale) = stale_member(class, address, cell == KnownField::FieldVmField) {
                findings.add(class, Some(stale), "reflection data", "lists a member that is not current");
            }
        }
    }
}

/// The name of a reflected member that its class does not have now.
fn stale_member(class: ClassRef, address: i64, is_field: bool) -> Option<String> {
    let version = class.current()?;
    if is_field {
        // SAFETY: only the VM writes the injected field, with the address of a field of this space.
        let field: FieldRef = unsafe { FieldRef::from_ptr(address as *mut Field) }?;
        return (!version.fields.contains(&field)).then(|| field.name.to_string());
    }
    // SAFETY: as above, of a method.
    let method = unsafe { MethodRef::from_ptr(address as *mut Method) }?.latest();
    (!version.methods.contains(&method)).then(|| method.name.to_string())
}

/// Every object is of a layout that its class has now.
pub(super) fn check_objects(world: &StoppedWorld<'_>, vm: &Vm, findings: &mut Findings) {
    let mut wrong: HashMap<u32, u64> = HashMap::new();
    let check = |view: &NoStop<'_>, object: Ref<'_>| {
        let record = vm.heap.layout(view.layout_of(object));
        // SAFETY: every layout is made with its class in the second client word.
        let class = unsafe { ClassRef::from_ptr(record.client[1].load(Ordering::Relaxed).cast::<Class>()) };
        let is_unloaded = class.is_some_and(|class| class.unloaded.load(Ordering::Relaxed));
        // Instances that wait for their layout are stale as long as their record says so.
        let is_waiting = class.is_some() && record.is_stale();
        is_unloaded
            || is_waiting
            || (!record.is_retired() && class.and_then(|class| class.layout()) == Some(view.layout_of(object)))
    };
    let view = world.view();
    world.for_each_object(|object, id| {
        if !check(&view, object) {
            *wrong.entry(id.0).or_default() += 1;
        }
    });
    for (id, count) in wrong {
        let record = vm.heap.layout(objectspace::LayoutId(id));
        // SAFETY: as above.
        let class = unsafe { ClassRef::from_ptr(record.client[1].load(Ordering::Relaxed).cast::<Class>()) };
        if let Some(class) = class {
            findings.add(class, None, "objects", format!("{count} of layout {id}, which the class does not have now"));
        }
    }
}
