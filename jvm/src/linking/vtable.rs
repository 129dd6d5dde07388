//! Virtual method tables (JVMS §5.4.5 overriding, §5.4.6 selection) over method cells.

use crate::addresses::AddressMap;
use crate::class::{ClassRef, Dispatch, MethodRef};
use crate::symbol::Symbol;
use crate::vm::Vm;
use std::sync::atomic::Ordering;

/// Builds the dispatch of a class whose superclass has its own, and names it in the class's layout.
pub fn build(vm: &Vm, class: ClassRef) {
    let (table, own) = select(class);
    for (method, index) in own {
        method.vtable_index.store(index as i32, Ordering::Release);
    }
    let dispatch = class.owned.keep(Box::new(Dispatch::new(class, table.into()))).as_ptr();
    class.dispatch.store(dispatch, Ordering::Release);
    if let Some(layout) = class.layout() {
        vm.heap.layout(layout).client[0].store(dispatch.cast(), Ordering::Release);
    }
}

/// The vtable: the superclass's entries, overridden by and extended with the class's own methods; and the index of each of
/// these. Changes nothing.
pub fn select(class: ClassRef) -> (Vec<MethodRef>, Vec<(MethodRef, usize)>) {
    let mut own = Vec::new();
    let mut table: Vec<MethodRef> = class
        .super_class()
        .and_then(|parent| parent.dispatch().map(|dispatch| dispatch.vtable().to_vec()))
        .unwrap_or_default();
    let Some(version) = class.current() else { return (table, own) };
    // For few methods a search is faster than making the index.
    let mut inherited: AddressMap<(Symbol, Symbol), Vec<usize>> = AddressMap::default();
    let indexed = version.methods.len() > 32;
    if indexed {
        for (at, entry) in table.iter().enumerate() {
            inherited.entry((entry.name, entry.descriptor())).or_default().push(at);
        }
    }
    let inherited_len = table.len();
    for method in version.methods.iter().copied() {
        let method = class.kept_cell(method);
        if method.is_static() || method.is_private() || method.is_constructor() {
            continue;
        }
        let mut index = None;
        let mut look = |at: usize, entry: &mut MethodRef| {
            if is_overridden(class, *entry, method) {
                *entry = method;
                index.get_or_insert(at);
            }
        };
        if indexed {
            for at in inherited.get(&(method.name, method.descriptor())).into_iter().flatten() {
                look(*at, &mut table[*at]);
            }
        } else {
            table.iter_mut().take(inherited_len).enumerate().for_each(|(at, entry)| look(at, entry));
        }
        let index = index.unwrap_or_else(|| {
            table.push(method);
            table.len() - 1
        });
        own.push((method, index));
    }
    (table, own)
}

/// Does a method of `class` override this inherited one (§5.4.5)?
pub fn is_overridden(class: ClassRef, inherited: MethodRef, method: MethodRef) -> bool {
    (inherited.name, inherited.descriptor()) == (method.name, method.descriptor())
        && (inherited.is_public()
            || inherited.is_protected()
            || (!inherited.is_private() && inherited.class.same_package(&class)))
}

/// The index in a superclass's vtable that a method of `class` would override.
pub fn index_in(superclass: ClassRef, class: ClassRef, method: MethodRef) -> Option<usize> {
    let table = superclass.dispatch()?.vtable();
    table.iter().position(|entry| is_overridden(class, *entry, method))
}
