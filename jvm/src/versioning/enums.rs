//! Enum classes after an update (rule 5.6): numbers of the constants, what the class library remembers of them, and the
//! collections that are indexed by the numbers. Which classes and constants is decided by `redefine`.

use super::subtree;
use crate::class::{ClassRef, FieldRef};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::{Collection, Handle, NoStop, RawRef, Ref, Scope};
use std::sync::atomic::Ordering;

/// Gives the constants the numbers of their order in `values`, the class's array of all, and brings the live EnumMaps and
/// EnumSets in line. Answers how many of those are too small for the new constants and stay as they are.
pub fn renumber(thread: &mut Thread, class: ClassRef, values: FieldRef) -> Completion<usize> {
    let scope = Scope::open(&mut thread.mutator);
    let Some(values) = static_reference(thread, &scope, values) else { return Ok(0) };
    let Some(ordinal) = boot_field(thread, "java/lang/Enum", "ordinal", "I") else { return Ok(0) };
    {
        let view = thread.view();
        let values = values.get(&view);
        for number in 0..view.array_length(values) {
            if let Some(constant) = view.array_load_ref(values, number) {
                view.store_i32(constant, ordinal.offset(), number as i32);
            }
        }
        let mirror = class.mirror().get(&view);
        for (name, descriptor) in
            [("enumConstants", "[Ljava/lang/Object;"), ("enumConstantDirectory", "Ljava/util/Map;")]
        {
            if let Some(field) = boot_field(thread, "java/lang/Class", name, descriptor) {
                view.store_ref(mirror, field.offset(), None);
            }
        }
    }
    let order = Order { class, values, ordinal };
    // Dead collections may hold what is no object any more.
    thread.mutator.stop_world(|world| world.collect(Collection::Full));
    order.renumber_maps(thread)?;
    Ok(order.renumber_sets(thread))
}

/// The constants of a class in their new order.
struct Order<'s> {
    class: ClassRef,
    values: Handle<'s>,
    ordinal: FieldRef,
}

impl Order<'_> {
    /// The new number of a constant, if it still is one.
    fn number(&self, view: &NoStop<'_>, constant: Option<Ref<'_>>) -> Option<u32> {
        let constant = constant?;
        let values = self.values.get(view);
        let number = view.load_i32(constant, self.ordinal.offset()) as u32;
        let here = (number < view.array_length(values)).then(|| view.array_load_ref(values, number)).flatten()?;
        (view.raw(here) == view.raw(constant)).then_some(number)
    }

    fn renumber_maps(&self, thread: &mut Thread) -> Completion<()> {
        const MAP: &str = "java/util/EnumMap";
        let fields = (
            boot_field(thread, MAP, "keyType", "Ljava/lang/Class;"),
            boot_field(thread, MAP, "keyUniverse", "[Ljava/lang/Enum;"),
            boot_field(thread, MAP, "vals", "[Ljava/lang/Object;"),
            boot_field(thread, MAP, "size", "I"),
        );
        let (Some(key_type), Some(universe), Some(vals), Some(size)) = fields else { return Ok(()) };
        let scope = Scope::open(&mut thread.mutator);
        let object = thread.known(crate::known::Known::Object)?;
        let length = {
            let view = thread.view();
            view.array_length(self.values.get(&view))
        };
        for map in self.of_type(thread, &scope, MAP, key_type) {
            let fresh = thread.new_array(&scope, object, length as i32)?;
            let view = thread.view();
            let (map, fresh) = (map.get(&view), fresh.get(&view));
            let (keys, old) = (view.load_ref(map, universe.offset()), view.load_ref(map, vals.offset()));
            let (Some(keys), Some(old)) = (keys, old) else { continue };
            let mut count = 0;
            for at in 0..view.array_length(old) {
                let value = view.array_load_ref(old, at);
                if let (Some(to), true) = (self.number(&view, view.array_load_ref(keys, at)), value.is_some()) {
                    view.array_store_ref(fresh, to, value);
                    count += 1;
                }
            }
            view.store_ref(map, vals.offset(), Some(fresh));
            view.store_ref(map, universe.offset(), Some(self.values.get(&view)));
            view.store_i32(map, size.offset(), count);
        }
        Ok(())
    }

    /// Sets of up to 64 constants are one word, larger ones an array of words.
    fn renumber_sets(&self, thread: &mut Thread) -> usize {
        let fields = (
            boot_field(thread, "java/util/EnumSet", "elementType", "Ljava/lang/Class;"),
            boot_field(thread, "java/util/EnumSet", "universe", "[Ljava/lang/Enum;"),
        );
        let (Some(element), Some(universe)) = fields else { return 0 };
        let scope = Scope::open(&mut thread.mutator);
        let mut too_small = 0;
        for (name, words, descriptor) in
            [("java/util/RegularEnumSet", "elements", "J"), ("java/util/JumboEnumSet", "elements", "[J")]
        {
            let Some(words) = boot_field(thread, name, words, descriptor) else { continue };
            let size = boot_field(thread, name, "size", "I");
            for set in self.of_type(thread, &scope, name, element) {
                let view = thread.view();
                let (set, values) = (set.get(&view), self.values.get(&view));
                let Some(keys) = view.load_ref(set, universe.offset()) else { continue };
                let array = if descriptor == "J" { None } else { view.load_ref(set, words.offset()) };
                let room = array.map_or(64, |array| 64 * view.array_length(array));
                if view.array_length(values) > room {
                    too_small += 1;
                    continue;
                }
                let word = |at: u32| match array {
                    Some(array) => view.array_load_i64(array, at),
                    None => view.load_i64(set, words.offset()),
                };
                let mut fresh = vec![0i64; (room / 64) as usize];
                let mut count = 0;
                for at in 0..view.array_length(keys).min(room) {
                    let is_in = word(at / 64) & 1i64.wrapping_shl(at % 64) != 0;
                    if let (true, Some(to)) = (is_in, self.number(&view, view.array_load_ref(keys, at))) {
                        fresh[(to / 64) as usize] |= 1i64.wrapping_shl(to % 64);
                        count += 1;
                    }
                }
                for (at, word) in (0u32..).zip(fresh) {
                    match array {
                        Some(array) => view.array_store_i64(array, at, word),
                        None => view.store_i64(set, words.offset(), word),
                    }
                }
                view.store_ref(set, universe.offset(), Some(values));
                if let Some(size) = size {
                    view.store_i32(set, size.offset(), count);
                }
            }
        }
        too_small
    }

    /// Instances of a class of the class library, and of those below it, whose field names this enum.
    fn of_type<'s>(&self, thread: &mut Thread, scope: &'s Scope, name: &str, field: FieldRef) -> Vec<Handle<'s>> {
        let Some(class) = boot_class(thread, name) else { return Vec::new() };
        let mut found = Vec::new();
        for class in subtree(class) {
            found.extend(super::instances(thread, scope, class));
        }
        let view = thread.view();
        let mirror = view.raw(self.class.mirror().get(&view));
        found.retain(|object| {
            view.load_ref(object.get(&view), field.offset()).is_some_and(|named| view.raw(named) == mirror)
        });
        found
    }
}

fn static_reference<'s>(thread: &Thread, scope: &'s Scope, field: FieldRef) -> Option<Handle<'s>> {
    let view = thread.view();
    let bits = field.static_cell().load(Ordering::Acquire) as u32;
    // SAFETY: a static field's cell is a root; nothing moves under the view.
    unsafe { view.from_raw(RawRef(bits)) }.map(|object| scope.handle(&view, object))
}

fn boot_class(thread: &Thread, name: &str) -> Option<ClassRef> {
    thread.vm().classes.find(crate::class::LoaderRef::BOOT, Symbol::from_text(name))
}

fn boot_field(thread: &Thread, class: &str, name: &str, descriptor: &str) -> Option<FieldRef> {
    boot_class(thread, class)?.declared_field(Symbol::from_text(name), Symbol::from_text(descriptor))
}
