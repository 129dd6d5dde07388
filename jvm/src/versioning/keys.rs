//! Keys of the class library's hash collections: what an update of `hashCode` or `equals` may hide.

use crate::class::{ClassRef, FieldRef, LoaderRef};
use crate::symbol::Symbol;
use crate::vm::Vm;
use objectspace::{Collection, StoppedWorld};
use std::sync::atomic::Ordering;

/// What holds a key in hash maps, tables and sets.
const HOLDERS: [&str; 3] =
    ["java/util/HashMap$Node", "java/util/concurrent/ConcurrentHashMap$Node", "java/util/Hashtable$Entry"];

/// How many keys of live hash collections are instances of these classes, for those of which there are any. Collects the heap.
pub fn hash_keys(world: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef]) -> Vec<(ClassRef, u64)> {
    // Dead collections hide nothing.
    world.collect(Collection::Full);
    let holders: Vec<(ClassRef, FieldRef)> = HOLDERS
        .into_iter()
        .filter_map(|name| vm.classes.find(LoaderRef::BOOT, Symbol::from_text(name)))
        .filter_map(|class| {
            let key = class.declared_field(Symbol::from_text("key"), Symbol::from_text("Ljava/lang/Object;"))?;
            Some((class, key))
        })
        .collect();
    let class_of = |id: objectspace::LayoutId| {
        // SAFETY: every layout is made with its class in the second client word.
        unsafe { ClassRef::from_ptr(vm.heap.layout(id).client[1].load(Ordering::Relaxed).cast()) }
    };
    let mut counts: Vec<(ClassRef, u64)> = classes.iter().map(|class| (*class, 0)).collect();
    let view = world.view();
    world.for_each_object(|object, id| {
        let Some(class) = class_of(id).filter(|class| !class.is_array()) else { return };
        let held = holders.iter().filter(|(holder, _)| class.is_subtype_of(*holder));
        let key = held.filter_map(|(_, field)| view.load_ref(object, class.place_of(*field)?)).next();
        let Some(key) = key.and_then(|key| class_of(view.layout_of(key))) else { return };
        if let Some(row) = counts.iter_mut().find(|row| row.0 == key.identity()) {
            row.1 += 1;
        }
    });
    counts.retain(|row| row.1 > 0);
    counts
}
