//! Agents (`java.lang.instrument`, JVMTI) see the class files that an update brings for classes that are loaded, as they see every
//! definition. Classes that are not loaded are shown to them when they are defined.
//!
//! Never asks agents about an undo, which brings what they have made already, nor about what an agent itself redefines: that has
//! passed them.

use crate::patch::Patch;
use crate::plan::Plan;
use jvm::class::{ClassBytes, ClassRef};
use jvm::{Completion, Thread};
use std::sync::Arc;

/// What agents have been shown, and what they made of it.
#[derive(Default)]
pub struct Transformations(Vec<Shown>);

struct Shown {
    class: ClassRef,
    bytes: Arc<[u8]>,
    /// Nothing if they left it as it was.
    made: Option<Arc<[u8]>>,
    /// As it was before those changed it that can do so again.
    original: Option<ClassBytes>,
}

impl Transformations {
    /// What agents made of a class file of the patch for a class.
    pub fn of(&self, class: ClassRef, bytes: &Arc<[u8]>) -> Option<&Arc<[u8]>> {
        self.shown(class, bytes)?.made.as_ref()
    }

    fn shown(&self, class: ClassRef, bytes: &Arc<[u8]>) -> Option<&Shown> {
        self.0.iter().find(|shown| shown.class == class && Arc::ptr_eq(&shown.bytes, bytes))
    }

    /// Shows them what the plan has of the patch's files and they have not seen. May run Java. True if they changed something.
    pub fn show(&mut self, thread: &mut Thread, patch: &Patch, plan: &Plan) -> Completion<bool> {
        let vm = thread.vm().clone();
        let mut changed = false;
        if patch.policy.undo {
            return Ok(changed);
        }
        for planned in &plan.classes {
            let ClassBytes::Owned(bytes) = &planned.bytes else { continue };
            let is_of_patch = patch.files.iter().any(|file| file.only.is_none() && Arc::ptr_eq(&file.bytes, bytes));
            if !is_of_patch || self.shown(planned.class, bytes).is_some() {
                continue;
            }
            let made = vm.host.transform_again(thread, planned.class, &planned.bytes)?;
            changed |= made.is_some();
            let original = made.as_ref().and_then(|made| made.original.clone());
            let made = made.map(|made| match made.bytes {
                ClassBytes::Owned(bytes) => bytes,
                ClassBytes::Mapped(bytes) => Arc::from(bytes),
            });
            self.0.push(Shown { class: planned.class, bytes: bytes.clone(), made, original });
        }
        Ok(changed)
    }

    /// The plan was carried out: agents that can change the classes again begin with what the first of them saw.
    pub fn keep_originals(&self, plan: &Plan) {
        for planned in &plan.classes {
            let made = self.0.iter().find(|shown| {
                let is_made = |made: &Arc<[u8]>| std::ptr::eq(&**made, planned.bytes.as_slice());
                shown.class == planned.class && shown.made.as_ref().is_some_and(is_made)
            });
            if let Some(Shown { original, .. }) = made {
                let now = planned.class.current().map(|version| version.class_bytes().clone());
                *planned.class.original.lock() = now.zip(original.clone());
            }
        }
    }
}
