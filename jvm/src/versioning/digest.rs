//! A digest of what a program has: its classes with their state, shape and statics, and its objects with their values, as text
//! that does not depend on where objects lie or which layout numbers were given out. Two digests differ where the program or a
//! walk of the heap could see a difference. For tests of updates that must change nothing.
//!
//! Only classes of other loaders than the bootstrap loader are listed; objects of the class library count where they hang
//! from these.

use super::versions;
use crate::basic_type::BasicType;
use crate::class::{Class, ClassRef, ClassState, FieldRef, LoaderRef};
use crate::known::Known;
use crate::vm::Vm;
use objectspace::{Collection, LayoutKind, NoStop, Ref, StoppedWorld};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::Ordering;

/// How far a value reaches into what refers to it.
const DEPTH: usize = 4;

/// What is known of an object.
struct Seen {
    class: ClassRef,
    hash: u64,
    /// Addresses of what it refers to.
    refers: Vec<u32>,
}

/// The digest, sorted. Collects the whole heap first.
pub fn digest(world: &mut StoppedWorld<'_>, vm: &Vm) -> Vec<String> {
    world.collect(Collection::Full);
    let objects = objects(world, vm);
    let mut lines = Vec::new();
    let mut totals: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for seen in objects.values().filter(|seen| seen.class.loader != LoaderRef::BOOT) {
        let total = totals.entry(seen.class.external_name()).or_default();
        *total = (total.0 + 1, total.1.wrapping_add(seen.hash));
    }
    lines.extend(totals.iter().map(|(class, (count, hash))| format!("objects {class}: {count} {hash:016x}")));
    for class in vm.classes.all() {
        if class.loader != LoaderRef::BOOT && class.current().is_some() && !class.hidden {
            describe(class, &objects, &mut lines);
        }
    }
    lines.sort();
    lines
}

/// Every object with a hash of itself and of what hangs from it.
fn objects(world: &StoppedWorld<'_>, vm: &Vm) -> HashMap<u32, Seen> {
    let view = world.view();
    let mut objects = HashMap::new();
    world.for_each_object(|object, id| {
        let record = vm.heap.layout(id);
        // SAFETY: every layout is made with its class in the second client word.
        let class = unsafe { ClassRef::from_ptr(record.client[1].load(Ordering::Relaxed).cast::<Class>()) };
        let Some(class) = class else { return };
        let mut hasher = DefaultHasher::new();
        class.name().as_str().hash(&mut hasher);
        let mut refers = Vec::new();
        match record.kind {
            LayoutKind::RefArray => {
                for at in 0..view.array_length(object) {
                    refers.push(view.array_load_ref(object, at).map_or(0, |element| view.raw(element).0));
                }
            }
            LayoutKind::PrimArray => {
                let mut bytes = vec![0; (view.array_length(object) as usize) << record.elem_shift];
                view.array_read_bytes(object, 0, &mut bytes);
                bytes.hash(&mut hasher);
            }
            _ if !is_opaque(vm, class) => {
                for field in fields(class) {
                    match value(&view, object, field) {
                        Value::Bits(bits) => bits.hash(&mut hasher),
                        Value::Reference(raw) => refers.push(raw),
                    }
                }
            }
            _ => {}
        }
        objects.insert(view.raw(object).0, Seen { class, hash: hasher.finish(), refers });
    });
    for _ in 0..DEPTH {
        let next: Vec<(u32, u64)> = objects
            .iter()
            .map(|(raw, seen)| {
                let mut hasher = DefaultHasher::new();
                seen.hash.hash(&mut hasher);
                for other in &seen.refers {
                    objects.get(other).map(|other| other.hash).hash(&mut hasher);
                }
                (*raw, hasher.finish())
            })
            .collect();
        for (raw, hash) in next {
            if let Some(seen) = objects.get_mut(&raw) {
                seen.hash = hash;
            }
        }
    }
    objects
}

/// Objects of the VM's own business, which loading a class or starting a thread changes.
fn is_opaque(vm: &Vm, class: ClassRef) -> bool {
    [Known::Class, Known::ClassLoader, Known::Thread]
        .into_iter()
        .any(|known| vm.known.get(known).is_some_and(|known| class.is_subtype_of(known)))
}

/// Instance fields, superclasses' first; a string's cached hash is none of its value.
fn fields(class: ClassRef) -> Vec<FieldRef> {
    let is_cache = |field: &FieldRef| {
        field.class.name() == Known::String.name() && (field.name == "hash" || field.name == "hashIsZero")
    };
    let chain = class.supers().display.iter();
    let all = chain.flat_map(|owner| owner.current().map_or(&[][..], |version| &version.fields));
    all.copied().filter(|field| !field.is_static() && !is_cache(field)).collect()
}

enum Value {
    Bits(u64),
    Reference(u32),
}

fn value(view: &NoStop<'_>, object: Ref<'_>, field: FieldRef) -> Value {
    let at = field.offset();
    match field.basic {
        BasicType::Reference => Value::Reference(view.load_ref(object, at).map_or(0, |held| view.raw(held).0)),
        BasicType::Long | BasicType::Double => Value::Bits(view.load_i64(object, at) as u64),
        BasicType::Boolean | BasicType::Byte => Value::Bits(view.load_i8(object, at) as u64),
        BasicType::Char | BasicType::Short => Value::Bits(view.load_i16(object, at) as u64),
        _ => Value::Bits(view.load_i32(object, at) as u64),
    }
}

fn describe(class: ClassRef, objects: &HashMap<u32, Seen>, lines: &mut Vec<String>) {
    let name = class.external_name();
    let names = |classes: &[ClassRef]| {
        let mut names: Vec<String> = classes.iter().map(|class| class.external_name()).collect();
        names.sort();
        names.join(" ")
    };
    let Some(current) = class.current() else { return };
    let numbers: Vec<u32> = versions(class).map(|version| version.number).collect();
    // Nobody sees whether a class is linked.
    let state = class.state().max(ClassState::Linked);
    lines.push(format!("class {name}: {state:?}, versions {numbers:?}, flags {:#x}", class.access_flags()));
    if let Some(supers) = class.supers_ready() {
        lines.push(format!("supers {name}: {:?} / {:?}", supers.display, supers.all_interfaces));
    }
    lines.push(format!("subclasses {name}: {}", names(&class.subclasses.lock())));
    let retained: Vec<String> = class.retained.lock().iter().map(|field| format!("{field:?}")).collect();
    let dropped: Vec<String> = class.dropped_statics.lock().iter().map(|field| format!("{field:?}")).collect();
    lines.push(format!("kept {name}: {retained:?} {dropped:?}"));
    lines.push(format!("layout {name}: fields end at {}", class.fields_end.load(Ordering::Relaxed)));
    for field in &current.fields {
        let label = format!("field {field:?} {:#x}", field.access_flags());
        if !field.is_static() {
            lines.push(format!("{label}: at {}", field.offset()));
            continue;
        }
        let bits = field.static_cell().load(Ordering::Relaxed);
        let held = match field.basic {
            BasicType::Reference => format!("{:?}", objects.get(&(bits as u32)).map(|seen| seen.hash)),
            BasicType::Long | BasicType::Double => format!("{bits}"),
            _ => format!("{}", bits as u32),
        };
        lines.push(format!("{label}: {held}"));
    }
    for method in &current.methods {
        let (flags, own) = (method.access_flags(), method.version().number);
        lines
            .push(format!("method {method:?} {flags:#x}: version {own}, slot {}", method.slot.load(Ordering::Relaxed)));
    }
    if let Some(dispatch) = class.dispatch().filter(|_| state > ClassState::Linked) {
        lines.push(format!("vtable {name}: {:?}", dispatch.vtable()));
    }
}
