//! Allocation as the rest of the VM wants it: a handle, or OutOfMemoryError pending (JVMS §6.3).

use super::Thread;
use crate::class::ClassRef;
use crate::known::Known;
use crate::loading;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, LayoutId, NoStop, OutOfMemory, Ref, Scope};
use std::sync::atomic::Ordering;

/// The class whose instance (or array) an object is, by its layout's record.
#[inline(always)]
pub fn class_of(view: &NoStop<'_>, object: Ref<'_>) -> ClassRef {
    let class = view.layout_record(object).client[1].load(Ordering::Relaxed).cast();
    // SAFETY: every layout is made with its class in the second client word.
    unsafe { ClassRef::from_ptr(class) }.expect("a layout names its class")
}

/// The longest array that any heap could hold; a longer one is refused as such, as `java` does.
pub const LONGEST_ARRAY: i32 = i32::MAX - 2;

impl Thread {
    /// The class of an object.
    pub fn class_of(&self, object: Handle<'_>) -> ClassRef {
        let view = self.view();
        class_of(&view, object.get(&view))
    }

    /// A new zeroed instance of a layout.
    pub fn allocate_instance<'s>(&mut self, scope: &'s Scope, layout: LayoutId) -> Completion<Handle<'s>> {
        match self.mutator.allocate_instance(scope, layout) {
            Ok(object) => Ok(object),
            Err(reason) => Err(self.out_of_memory(reason)),
        }
    }

    /// A new zeroed array of a layout; NegativeArraySizeException for a negative length.
    pub fn allocate_array<'s>(&mut self, scope: &'s Scope, layout: LayoutId, length: i32) -> Completion<Handle<'s>> {
        let Ok(length) = u32::try_from(length) else {
            return Err(self.throw_text(Known::NegativeArraySizeException, length.to_string()));
        };
        if length > LONGEST_ARRAY as u32 {
            return Err(self.out_of_memory(OutOfMemory::ArraySizeLimit));
        }
        match self.mutator.allocate_array(scope, layout, length) {
            Ok(array) => Ok(array),
            Err(reason) => Err(self.out_of_memory(reason)),
        }
    }

    /// A new instance of a class, which is initialized first; no constructor runs.
    pub fn new_instance<'s>(&mut self, scope: &'s Scope, class: ClassRef) -> Completion<Handle<'s>> {
        crate::initialization::initialize(self, class)?;
        let layout = class.layout().ok_or_else(|| Abrupt::internal(format!("{} has no instances", class.name())))?;
        self.allocate_instance(scope, layout)
    }

    /// A new array with this component class.
    pub fn new_array<'s>(&mut self, scope: &'s Scope, component: ClassRef, length: i32) -> Completion<Handle<'s>> {
        let class = loading::array_class_of(self, component)?;
        let layout = class.layout().ok_or_else(|| Abrupt::internal("an array class without a layout"))?;
        self.allocate_array(scope, layout, length)
    }

    /// OutOfMemoryError for a refused allocation.
    #[cold]
    pub fn out_of_memory(&mut self, reason: OutOfMemory) -> Abrupt {
        let text = match reason {
            OutOfMemory::HeapFull => "Java heap space",
            OutOfMemory::ArraySizeLimit => "Requested array size exceeds VM limit",
        };
        self.throw(Known::OutOfMemoryError, Some(text))
    }
}
