//! Preparation's storage (JVMS §5.4.2, §2.7): offsets of instance fields, cells of static fields, the heap layout.

use crate::basic_type::BasicType;
use crate::class::{ClassRef, FieldRef};
use crate::known::Known;
use crate::vm::Vm;
use objectspace::{LayoutSpec, ReferenceKind};
use std::sync::atomic::Ordering;

/// Size of an object's header.
const HEADER: u32 = 8;

/// Where a class's instances hold their fields.
struct Placed {
    size: u32,
    references: Vec<u32>,
}

/// Gives a class just defined its static cells and, unless it is an interface, its layout. The superclass has its own.
pub fn lay_out(vm: &Vm, class: ClassRef) {
    let Some(version) = class.current() else { return };
    place_statics(class, &version.fields);
    if class.is_interface() {
        return;
    }
    let placed = place_instance_fields(vm, class, &version.fields);
    let kind = reference_kind(vm, class);
    let mut spec = LayoutSpec::instance(placed.size, &placed.references).with_client(1, class.as_ptr().cast());
    if kind != ReferenceKind::None {
        // The fields of Reference itself: subclasses have fields of the same names.
        let base = std::iter::successors(Some(class), |class| class.super_class())
            .find(|class| class.name == Known::Reference.name());
        let fields = base.and_then(|base| base.current().map(|version| version.fields.to_vec())).unwrap_or_default();
        let offset = |name: &str| fields.iter().find(|field| field.name == name).map_or(0, |field| field.offset());
        spec = spec.reference(kind, offset("referent"), offset("discovered"), offset("next"));
    }
    class.finalizable.store(is_finalizable(class), Ordering::Release);
    class.layout.store(vm.heap.new_layout(spec).0, Ordering::Release);
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

/// Larger fields first, each at a multiple of its size; a gap left by the superclass takes the largest that fits.
fn place_instance_fields(vm: &Vm, class: ClassRef, fields: &[FieldRef]) -> Placed {
    let (mut end, mut references) = match class.super_class().and_then(|parent| parent.layout().map(|id| (parent, id)))
    {
        Some((parent, id)) => (fields_end(vm, parent), vm.heap.layout(id).ref_offsets().to_vec()),
        None => (HEADER, Vec::new()),
    };
    let mut pending: Vec<FieldRef> = fields.iter().copied().filter(|field| !field.is_static()).collect();
    // References last among the four-byte fields keeps them together for the collector.
    pending.sort_by_key(|field| (std::cmp::Reverse(field.basic.size()), field.basic == BasicType::Reference));
    while !pending.is_empty() {
        let fits = pending.iter().position(|field| end % field.basic.size() == 0).unwrap_or(pending.len() - 1);
        let field = pending.remove(fits);
        let size = field.basic.size();
        end = end.next_multiple_of(size);
        field.offset.store(end, Ordering::Release);
        if field.basic == BasicType::Reference && !is_weak_referent(class, field) {
            references.push(end);
        }
        end += size;
    }
    Placed { size: end.next_multiple_of(8), references }
}

/// End of the last field, not rounded up: subclasses use the gap.
fn fields_end(vm: &Vm, class: ClassRef) -> u32 {
    let mut end = HEADER;
    let mut at = Some(class);
    while let Some(owner) = at {
        for field in owner.current().map_or(&[][..], |version| &version.fields[..]) {
            if !field.is_static() {
                end = end.max(field.offset() + field.basic.size());
            }
        }
        at = owner.super_class();
    }
    debug_assert!(class.layout().is_none_or(|id| end <= vm.heap.layout(id).instance_size));
    end
}

/// `Reference.referent` and `discovered` are the collector's business, never plain references.
fn is_weak_referent(class: ClassRef, field: FieldRef) -> bool {
    class.name == Known::Reference.name() && (field.name == "referent" || field.name == "discovered")
}

/// Soft, weak, final, phantom: by which of the four classes is a superclass. `Reference` itself counts as none.
fn reference_kind(vm: &Vm, class: ClassRef) -> ReferenceKind {
    let kind = match class.name.as_str() {
        "java/lang/ref/SoftReference" => ReferenceKind::Soft,
        "java/lang/ref/WeakReference" => ReferenceKind::Weak,
        "java/lang/ref/FinalReference" => ReferenceKind::Final,
        "java/lang/ref/PhantomReference" => ReferenceKind::Phantom,
        _ => ReferenceKind::None,
    };
    if kind != ReferenceKind::None {
        return kind;
    }
    class
        .super_class()
        .and_then(|parent| parent.layout())
        .map_or(ReferenceKind::None, |id| vm.heap.layout(id).reference_kind)
}

/// Has a `finalize()` that does something, other than Object's.
fn is_finalizable(class: ClassRef) -> bool {
    let mut at = Some(class);
    while let Some(owner) = at {
        if owner.super_class().is_none() {
            return false;
        }
        if let Some(version) = owner.current() {
            let own = version.methods.iter().find(|method| method.name == "finalize" && method.descriptor == "()V");
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
