//! Arrays of arrays (JVMS §6.5.multianewarray).

use super::op::array;
use crate::class::ClassRef;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::{Handle, Scope};

/// Makes an array of `class` with these lengths into a register; the lengths are not negative.
///
/// # Safety
/// `slot` is a root.
pub(crate) unsafe fn make(t: &mut Thread, class: ClassRef, lengths: &[i32], slot: *mut u32) -> Completion<()> {
    let Some((length, rest)) = lengths.split_first() else { return Ok(()) };
    // SAFETY: the caller's slot.
    unsafe { array::make(t, class, *length, slot)? };
    let Some(info) = class.array().filter(|_| !rest.is_empty()) else { return Ok(()) };
    let component = info.component;
    let scope = Scope::open(&mut t.mutator);
    for index in 0..*length as u32 {
        // SAFETY: the caller's slot holds the array just made; a root until the loop ends.
        let Some(outer) = (unsafe { Handle::from_slot(slot) }) else { return Ok(()) };
        // A handle of the scope is the root in which the part is made; it starts as another name of the whole.
        let part = {
            let view = t.view();
            scope.handle(&view, outer.get(&view))
        };
        // SAFETY: a handle's slot is a root.
        unsafe { make(t, component, rest, part.slot())? };
        let view = t.view();
        view.array_store_ref(outer.get(&view), index, Some(part.get(&view)));
    }
    Ok(())
}
