//! Preparation's storage (JVMS §5.4.2, §2.7): offsets of instance fields, cells of static fields, the heap layout.

use crate::basic_type::BasicType;
use crate::class::{ClassRef, FieldRef};
use crate::known::Known;
use crate::vm::Vm;
use objectspace::{LayoutId, LayoutSpec, ReferenceKind};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::Ordering;

/// Size of an object's header.
const HEADER: u32 = 8;

/// Where a class's instances hold their fields.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    /// Bytes of an instance.
    pub size: u32,
    /// End of the last field, not rounded up: subclasses use the gap.
    pub end: u32,
    /// Offsets of all reference fields, inherited ones included.
    pub references: Vec<u32>,
    /// The class's own instance fields.
    pub offsets: Vec<(FieldRef, u32)>,
}

/// Gives a class just defined its static cells and, unless it is an interface, its layout. The superclass has its own.
pub fn lay_out(vm: &Vm, class: ClassRef) {
    let Some(version) = class.current() else { return };
    place_statics(class, &version.fields);
    if class.is_interface() {
        return;
    }
    let (start, references, kind) = inherited(vm, class.super_class());
    let placed = place(class, start, references, &version.fields);
    for (field, offset) in &placed.offsets {
        field.offset.store(*offset, Ordering::Release);
    }
    let kind = own_reference_kind(class).unwrap_or(kind);
    // The fields of Reference itself: subclasses have fields of the same names.
    let base = std::iter::successors(Some(class), |class| class.super_class())
        .find(|class| class.name() == Known::Reference.name());
    let of_reference: Vec<(FieldRef, u32)> = base.map_or_else(Vec::new, |base| {
        let fields = base.current().map_or(&[][..], |version| &version.fields[..]);
        fields.iter().map(|field| (*field, field.offset())).collect()
    });
    let layout = new_layout(vm, class, &placed, kind, &of_reference);
    class.fields_end.store(placed.end, Ordering::Release);
    class.finalizable.store(is_finalizable(class), Ordering::Release);
    class.layout.store(layout.0, Ordering::Release);
}

/// A layout record for instances of `class`. `fields` are those of `java.lang.ref.Reference`, or more.
pub(crate) fn new_layout(
    vm: &Vm,
    class: ClassRef,
    placed: &Placed,
    kind: ReferenceKind,
    fields: &[(FieldRef, u32)],
) -> LayoutId {
    let mut spec = LayoutSpec::instance(placed.size, &placed.references).with_client(1, class.as_ptr().cast());
    if kind != ReferenceKind::None {
        let offset = |name: &str| {
            let found = fields.iter().find(|(field, _)| {
                field.class.name() == Known::Reference.name() && field.name == name && !field.is_static()
            });
            found.map_or(0, |(_, offset)| *offset)
        };
        spec = spec.reference(kind, offset("referent"), offset("discovered"), offset("next"));
    }
    vm.heap.new_layout(spec)
}

/// What instances take over from a superclass: where its fields end, its reference map, how the collector treats it.
pub(crate) fn inherited(vm: &Vm, parent: Option<ClassRef>) -> (u32, Vec<u32>, ReferenceKind) {
    match parent.and_then(|parent| parent.layout().map(|id| (parent, id))) {
        Some((parent, id)) => {
            let record = vm.heap.layout(id);
            (parent.fields_end.load(Ordering::Acquire), record.ref_offsets().to_vec(), record.reference_kind)
        }
        None => (HEADER, Vec::new(), ReferenceKind::None),
    }
}

fn place_statics(class: ClassRef, fields: &[FieldRef]) {
    let statics: Vec<FieldRef> = fields.iter().copied().filter(|field| field.is_static()).collect();
    if statics.is_empty() {
        return;
    }
    let references: Vec<bool> = statics.iter().map(|field| field.basic == BasicType::Reference).collect();
    let (first, address) = class.statics.extend(&references);
    for (at, field) in statics.iter().enumerate() {
        field.offset.store(first + at as u32, Ordering::Release);
        field.address.store(address.wrapping_add(at), Ordering::Release);
    }
}

/// Places a class's instance fields from `end` on: larger fields first, each at a multiple of its size; a gap left by the
/// superclass takes the largest that fits.
pub(crate) fn place(class: ClassRef, mut end: u32, mut references: Vec<u32>, fields: &[FieldRef]) -> Placed {
    // References last among the four-byte fields keeps them together for the collector.
    let rank = |field: &FieldRef| (std::cmp::Reverse(field.basic.size()), field.basic == BasicType::Reference);
    let mut pending: BTreeMap<_, VecDeque<FieldRef>> = BTreeMap::new();
    for field in fields.iter().copied().filter(|field| !field.is_static()) {
        pending.entry(rank(&field)).or_default().push_back(field);
    }
    let mut offsets = Vec::with_capacity(fields.len());
    loop {
        pending.retain(|_, queue| !queue.is_empty());
        let fitting = pending
            .values_mut()
            .find(|queue| queue.front().is_some_and(|field| end.is_multiple_of(field.basic.size())));
        let next = match fitting {
            Some(queue) => queue.pop_front(),
            None => pending.values_mut().next_back().and_then(VecDeque::pop_back),
        };
        let Some(field) = next else { break };
        let size = field.basic.size();
        end = end.next_multiple_of(size);
        offsets.push((field, end));
        if field.basic == BasicType::Reference && !is_weak_referent(class, field) {
            references.push(end);
        }
        end += size;
    }
    Placed { size: end.next_multiple_of(8), end, references, offsets }
}

/// `Reference.referent` and `discovered` are the collector's business, never plain references.
pub(crate) fn is_weak_referent(class: ClassRef, field: FieldRef) -> bool {
    class.name() == Known::Reference.name() && (field.name == "referent" || field.name == "discovered")
}

/// Soft, weak, final, phantom, for the four classes themselves; `None` for others, which inherit it.
pub(crate) fn own_reference_kind(class: ClassRef) -> Option<ReferenceKind> {
    match class.name().as_str() {
        "java/lang/ref/SoftReference" => Some(ReferenceKind::Soft),
        "java/lang/ref/WeakReference" => Some(ReferenceKind::Weak),
        "java/lang/ref/FinalReference" => Some(ReferenceKind::Final),
        "java/lang/ref/PhantomReference" => Some(ReferenceKind::Phantom),
        _ => None,
    }
}

/// Has a `finalize()` that does something, other than Object's.
pub(crate) fn is_finalizable(class: ClassRef) -> bool {
    let mut at = Some(class);
    while let Some(owner) = at {
        if owner.super_class().is_none() {
            return false;
        }
        if let Some(version) = owner.current() {
            let own = version.methods.iter().find(|method| method.name == "finalize" && method.descriptor() == "()V");
            if let Some(method) = own {
                let file = version.file();
                let code = version.method_info(*method).and_then(|info| info.code(&file.constant_pool).ok().flatten());
                return code.is_some_and(|code| code.code.len() > 1);
            }
        }
        at = owner.super_class();
    }
    false
}
