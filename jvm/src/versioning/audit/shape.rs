//! Supertypes, lists of subclasses, method tables and layouts, each compared with what the current versions give.

use super::Findings;
use crate::basic_type::BasicType;
use crate::class::{ClassRef, ClassState, FieldRef, MethodRef, Supers};
use crate::known::Known;
use crate::linking::{layout, selection, vtable};
use crate::offsets;
use crate::vm::Vm;
use objectspace::{LayoutRecord, ReferenceKind};
use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::Ordering;

/// Size of an object's header.
const HEADER: u32 = 8;

pub(super) fn check(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    if class.supers_ready().is_none() {
        return;
    }
    if class.current().is_some() {
        supers(vm, class, findings);
        retained(class, findings);
        if !class.is_interface() {
            fields(vm, class, findings);
        }
    }
    subclasses(class, findings);
    dispatch(vm, class, findings);
}

fn supers(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    let now = class.supers();
    let fresh = Supers::new(class, now.super_class, now.interfaces.clone(), !class.is_interface());
    if now.display != fresh.display {
        findings.add(class, None, "supertypes", format!("superclasses {:?}, not {:?}", now.display, fresh.display));
    }
    if now.all_interfaces != fresh.all_interfaces {
        let what = format!("interfaces {:?}, not {:?}", now.all_interfaces, fresh.all_interfaces);
        findings.add(class, None, "supertypes", what);
    }
    if let Some(hit) = now.last_hit().filter(|hit| !now.all_interfaces.contains(hit)) {
        findings.add(class, None, "last superinterface", format!("{hit:?} is none"));
    }
    named_supers(vm, class, findings);
    // Who lost a race to define a class of the name is not listed.
    if class.hidden || vm.classes.find(class.loader, class.name()) == Some(class) {
        for above in now.super_class.iter().chain(&now.interfaces) {
            let times = above.subclasses.lock().iter().filter(|below| **below == class).count();
            if times != 1 && !(class.hidden && times == 0 && class.state() < ClassState::Linked) {
                findings.add(*above, None, "subclasses", format!("{class:?} is listed {times} times"));
            }
        }
    }
}

/// The direct supertypes are those that the class file names.
fn named_supers(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    let Some(version) = class.current() else { return };
    let file = version.file();
    let named = |given: &[u8], found: ClassRef| found.name() == version.spelled_class(vm, given) || found.hidden;
    let above = class.super_class();
    let is_right = match (file.super_name().ok().flatten(), above) {
        (Some(name), Some(above)) => named(name, above),
        (None, None) => true,
        _ => false,
    };
    if !is_right {
        findings.add(
            class,
            None,
            "supertypes",
            format!("the superclass is {above:?}, which the class file does not name"),
        );
    }
    let names: Vec<&[u8]> = file.interface_names().filter_map(Result::ok).collect();
    let interfaces = class.interfaces();
    if names.len() != interfaces.len() || !names.iter().zip(interfaces).all(|(name, found)| named(name, *found)) {
        findings.add(
            class,
            None,
            "supertypes",
            format!("the interfaces {interfaces:?} are not those of the class file"),
        );
    }
}

fn subclasses(class: ClassRef, findings: &mut Findings) {
    for below in class.subclasses.lock().iter() {
        let is_below = below
            .supers_ready()
            .is_some_and(|supers| supers.super_class == Some(class) || supers.interfaces.contains(&class));
        if !is_below || below.unloaded.load(Ordering::Relaxed) {
            findings.add(class, None, "subclasses", format!("{below:?} is listed and is none"));
        }
    }
}

fn dispatch(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    let Some(dispatch) = class.dispatch() else {
        if class.state() >= ClassState::Linked && class.current().is_some() && !class.is_interface() {
            findings.add(class, None, "vtable", "a linked class has none");
        }
        return;
    };
    if dispatch.class != class {
        findings.add(class, None, "vtable", format!("is that of {:?}", dispatch.class));
    }
    if let Some(id) = class.layout() {
        let named = vm.heap.layout(id).client[0].load(Ordering::Acquire);
        if !std::ptr::eq(named.cast(), std::ptr::from_ref(dispatch)) {
            findings.add(class, None, "layout", "names another vtable than the class");
        }
    }
    if class.current().is_some() {
        vtable(class, dispatch.vtable(), findings);
    } else if let Some(above) = class.super_class()
        && above.dispatch().is_some_and(|above| above.vtable() != dispatch.vtable())
    {
        findings.add(class, None, "vtable", "differs from that of the superclass");
    }
    let places = dispatch.interface_table().map_or(&[][..], |table| &table.places[..]);
    for (key, target) in places.iter().filter_map(|place| Some((place.key?, place.target))) {
        let holder = if class.is_array() { class.super_class().unwrap_or(class) } else { class };
        let fresh = match selection::choose(holder, key) {
            selection::Choice::Method(method) => Some(method),
            _ => None,
        };
        if target != fresh {
            let what = format!("{key:?} selects {target:?}, not {fresh:?}");
            findings.add(class, Some(key.name.to_string()), "interface table", what);
        }
    }
}

/// What a class inherits or overrides has its place; what it adds may stand in any order, since a class file that differs in
/// the order of its methods only makes no new table.
fn vtable(class: ClassRef, held: &[MethodRef], findings: &mut Findings) {
    let (fresh, own) = vtable::select(class);
    let inherited =
        class.super_class().and_then(|above| above.dispatch().map(|above| above.vtable().len())).unwrap_or(0);
    if held.len() != fresh.len() {
        findings.add(class, None, "vtable", format!("{} entries, selection gives {}", held.len(), fresh.len()));
        return;
    }
    let added: HashSet<MethodRef> = fresh[inherited..].iter().copied().collect();
    for (at, (held, fresh)) in held.iter().zip(&fresh).enumerate() {
        if if at < inherited { held != fresh } else { !added.contains(held) } {
            let what = format!("entry {at} holds a cell of version {}, not {fresh:?}", held.version().number);
            findings.add(class, Some(format!("{held:?}")), "vtable", what);
        }
    }
    for (method, index) in own {
        let known = method.vtable_index.load(Ordering::Acquire);
        let is_right = if index < inherited {
            known == index as i32
        } else {
            usize::try_from(known).is_ok_and(|known| held.get(known) == Some(&method))
        };
        if !is_right {
            findings.add(class, Some(method.name.to_string()), "vtable", format!("index {known} is another method's"));
        }
    }
}

/// Fields that an update dropped and whose values are kept.
fn retained(class: ClassRef, findings: &mut Findings) {
    let current: &[FieldRef] = class.current().map_or(&[], |version| &version.fields);
    for field in class.retained.lock().iter() {
        let wrong = if field.is_static() {
            "is static"
        } else if current.contains(field) {
            "is a field of the current version"
        } else {
            continue;
        };
        findings.add(class, Some(field.name.to_string()), "retained fields", wrong);
    }
}

/// Instance fields of a layout: the current ones and those that are retained, of the class and its superclasses.
fn laid_out(class: ClassRef) -> Vec<FieldRef> {
    let mut all = Vec::new();
    for owner in class.supers().display.iter() {
        let current: &[FieldRef] = owner.current().map_or(&[], |version| &version.fields);
        all.extend(current.iter().copied().filter(|field| !field.is_static()));
        all.extend(owner.retained.lock().iter().copied().filter(|field| !field.is_static()));
    }
    all
}

fn fields(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    let Some(id) = class.layout() else { return };
    let record = vm.heap.layout(id);
    if record.is_retired() {
        findings.add(class, None, "layout", "has been given up");
    }
    if !std::ptr::eq(record.client[1].load(Ordering::Acquire).cast(), class.as_ptr()) {
        findings.add(class, None, "layout", "is another class's");
    }
    let mut fields = laid_out(class);
    fields.sort_by_key(|field| field.offset());
    let mut end = HEADER;
    for field in &fields {
        let (at, size) = (field.offset(), field.basic.size());
        let wrong = if at < end {
            "overlaps another field or the header"
        } else if !at.is_multiple_of(size) {
            "is not aligned"
        } else if at + size > record.instance_size {
            "lies outside the object"
        } else {
            end = at + size;
            continue;
        };
        findings.add(class, Some(format!("{field:?}")), "field offsets", format!("offset {at} {wrong}"));
    }
    let ends = class.fields_end.load(Ordering::Acquire);
    if ends < end || ends.next_multiple_of(8) != record.instance_size {
        let what =
            format!("fields end at {end}, the class says {ends}, its objects have {} bytes", record.instance_size);
        findings.add(class, None, "layout", what);
    }
    let is_treated = record.reference_kind != ReferenceKind::None;
    let is_followed = |field: &&FieldRef| {
        field.basic == BasicType::Reference
            && (!layout::is_weak_referent(field.class, **field) || (is_treated && field.name == "discovered"))
    };
    let mut references: BTreeSet<u32> = fields.iter().filter(is_followed).map(|field| field.offset()).collect();
    for owner in &class.supers().display {
        references.extend(owner.carried.lock().iter());
    }
    let held: BTreeSet<u32> = record.ref_offsets().iter().copied().collect();
    // What a patch's own code was to see of superclasses that went stays in the objects, and is followed.
    let is_free =
        |at: &u32| fields.iter().all(|field| at + 4 <= field.offset() || field.offset() + field.basic.size() <= *at);
    if !held.is_superset(&references) || !held.difference(&references).all(is_free) {
        findings.add(class, None, "reference map", format!("{held:?}, the fields are at {references:?}"));
    }
    if is_treated {
        for (name, held) in [
            ("referent", record.referent_offset),
            ("discovered", record.discovered_offset),
            ("next", record.next_offset),
        ] {
            let is_it = |field: &&FieldRef| field.name == name && field.class.name() == Known::Reference.name();
            let at = fields.iter().find(is_it).map(|field| field.offset());
            if at != Some(held) {
                findings.add(class, Some(name.to_owned()), "layout", format!("offset {held}, the field is at {at:?}"));
            }
        }
    }
    given_offsets(vm, class, record, &fields, findings);
}

/// An offset that Java has means its field. Where two fields were given the same place without a number, it means neither.
fn given_offsets(vm: &Vm, class: ClassRef, record: &LayoutRecord, fields: &[FieldRef], findings: &mut Findings) {
    if record.client[offsets::CLIENT_WORD].load(Ordering::Acquire).is_null() {
        return;
    }
    for field in
        fields.iter().filter(|field| field.class.declared_field(field.name, field.descriptor()) == Some(**field))
    {
        let cookie = field.cookie.load(Ordering::Acquire);
        let at = vm.offsets.resolve(record, class, i64::from(cookie));
        if cookie != u32::MAX && i64::from(cookie) > offsets::PLACE && at != Some(i64::from(field.offset())) {
            let what = format!("offset {cookie:#x} means {at:?}, the field is at {}", field.offset());
            findings.add(class, Some(format!("{field:?}")), "offsets given to Java", what);
        }
    }
}
