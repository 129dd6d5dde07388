//! Linking (JVMS §5.4): verification, preparation, and the tables of selection. Resolution is on demand.

pub mod access;
mod constraints;
pub mod describe;
pub mod layout;
pub mod native;
pub mod resolution;
pub mod selection;
pub mod verification;
pub mod verify;
pub mod vtable;

pub use native::bind_native;

use crate::class::{ClassRef, ClassState};
use crate::thread::Thread;
use crate::throw::Completion;
use std::sync::atomic::Ordering;

/// Links a class: its supertypes first, then verification and preparation. Nothing if it is linked.
pub fn link(thread: &mut Thread, class: ClassRef) -> Completion<()> {
    if class.state() >= ClassState::Linked {
        return Ok(());
    }
    thread.check_native_stack()?;
    if let Some(super_class) = class.super_class() {
        link(thread, super_class)?;
    }
    for interface in class.interfaces() {
        link(thread, *interface)?;
    }
    verify::verify(thread, class)?;
    constraints::of_selection(thread, class)?;
    let vm = thread.vm().clone();
    // Verification may have run Java; the rest neither stops nor throws, so a plain lock will do.
    let _linking = class.link_lock.lock();
    if class.state() >= ClassState::Linked {
        return Ok(());
    }
    let Some(version) = class.current() else { return Ok(()) };
    for method in &version.methods {
        crate::interpreter::install_stub(&vm, *method);
    }
    if !class.is_interface() {
        vtable::build(&vm, class);
    }
    // A concurrent initialization cannot have begun: it links first.
    let _ = class.state.compare_exchange(
        ClassState::Loaded as u8,
        ClassState::Linked as u8,
        Ordering::AcqRel,
        Ordering::Acquire,
    );
    Ok(())
}
