//! Publication: one store per cell, with the world stopped. Cannot fail.

use super::stage::StagedClass;
use crate::class::{ClassRef, ClassState, ClassVersion, MethodFlags};
use crate::interpreter::new_stub;
use crate::vm::Vm;
use objectspace::StoppedWorld;
use std::sync::atomic::Ordering;

/// Makes the staged versions current, all at one epoch.
pub fn publish(world: &mut StoppedWorld<'_>, vm: &Vm, staged: Vec<StagedClass>) {
    let epoch = world.advance_epoch();
    for class in staged {
        publish_class(vm, class, epoch);
    }
}

fn publish_class(vm: &Vm, staged: StagedClass, epoch: u64) {
    let class = staged.class;
    let mut version = staged.version;
    let old = class.version.load(Ordering::Acquire);
    version.epoch = epoch;
    version.made.store(epoch, Ordering::Release);
    version.previous.store(old, Ordering::Release);
    let new = class.owned.keep(version).as_ptr();
    for kept in &staged.kept {
        let code = match kept.code {
            Some(stub) => stub,
            None if kept.cell.has_stub() => kept.cell.code(),
            // It has run since it was staged.
            None => new_stub(kept.cell),
        };
        // SAFETY: a stub, in no cell yet or in this one, while the world is stopped; its version is only read by walkers, and
        // a frame that stands at it translates the method as it is then.
        unsafe { (*code).version = new };
        kept.cell.version.store(new, Ordering::Release);
        kept.cell.access.store(kept.access, Ordering::Release);
        kept.cell.flags.store(kept.flags, Ordering::Release);
        kept.cell.slot.store(kept.slot, Ordering::Release);
        let before = kept.cell.code.swap(code, Ordering::AcqRel);
        if before != code {
            vm.remains.note_code(before);
        }
    }
    for (field, access, slot) in &staged.kept_fields {
        field.access.store(*access, Ordering::Release);
        field.slot.store(*slot, Ordering::Release);
    }
    for (cell, heir) in &staged.replaced {
        match heir {
            Some(heir) => cell.successor.store(heir.as_ptr(), Ordering::Release),
            // A synthetic method that nothing in the new version has become goes on for those who have it.
            None if cell.is_synthetic() => {}
            None => cell.set_flag(MethodFlags::REMOVED),
        }
    }
    vm.remains.note_version(old);
    // SAFETY: the version that was current; versions are freed only by the collector of versions.
    if let Some(old) = unsafe { old.as_ref() } {
        old.superseded.store(epoch, Ordering::Release);
        // SAFETY: made above, not visible to any other thread yet.
        note_dropped_statics(class, old, unsafe { &*new });
    }
    class.version.store(new, Ordering::Release);
    class.set_nest_host(None);
    // A class whose initialization failed may be tried again (rule 3.2).
    if class.state() == ClassState::Erroneous {
        class.set_state(ClassState::Linked);
    }
}

/// Undo finds the dropped ones again; those that have come back are no longer dropped.
fn note_dropped_statics(class: ClassRef, old: &ClassVersion, new: &ClassVersion) {
    let mut dropped = class.dropped_statics.lock();
    dropped.retain(|field| !new.fields.contains(field));
    for field in old.fields.iter().filter(|field| field.is_static() && !new.fields.contains(field)) {
        dropped.insert(0, *field);
    }
}
