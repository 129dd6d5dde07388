//! Object.clone and System.arraycopy.

use jvm::known::Known;
use jvm::throw::message;
use jvm::{BasicType, Completion};
use objectspace::{Handle, Scope};

use crate::jni::env::Call;

impl Call<'_> {
    /// Object.clone: CloneNotSupportedException unless the class is Cloneable or an array.
    pub fn clone_object<'s>(&mut self, scope: &'s Scope, object: Handle<'s>) -> Completion<Handle<'s>> {
        let class = self.class_of(object);
        let layout = {
            let view = self.thread.view();
            view.layout_of(object.get(&view))
        };
        let copy = if class.is_array() {
            let length = self.array_length(object);
            self.thread.allocate_array(scope, layout, length as i32)?
        } else {
            let cloneable = self.thread.known(Known::Cloneable)?;
            if !class.is_subtype_of(cloneable) {
                return Err(self.thread.throw_text(Known::CloneNotSupportedException, class.external_name()));
            }
            self.thread.allocate_instance(scope, layout)?
        };
        {
            let view = self.thread.view();
            view.copy_contents(object.get(&view), copy.get(&view));
        }
        if class.finalizable.load(std::sync::atomic::Ordering::Acquire) {
            jvm::initialization::register_finalizer(self.thread, copy)?;
        }
        Ok(copy)
    }

    /// System.arraycopy.
    pub fn copy_array(
        &mut self,
        scope: &Scope,
        from: Handle<'_>,
        from_start: i32,
        to: Handle<'_>,
        to_start: i32,
        count: i32,
    ) -> Completion<()> {
        let (from_class, to_class) = (self.class_of(from), self.class_of(to));
        if let Some(text) = message::arraycopy_kinds(from_class, to_class) {
            return Err(self.thread.throw_text(Known::ArrayStoreException, text));
        }
        let (from_length, to_length) = (self.array_length(from), self.array_length(to));
        if let Some(text) =
            message::arraycopy_range(from_class, from_length, from_start, to_class, to_length, to_start, count)
        {
            return Err(self.thread.throw_text(Known::ArrayIndexOutOfBoundsException, text));
        }
        let (from_start, to_start, count) = (from_start as u32, to_start as u32, count as u32);
        let (Some(source), Some(target)) = (from_class.array(), to_class.array()) else {
            return Err(jvm::Abrupt::internal("arraycopy of no array"));
        };
        let checked =
            source.component_type == BasicType::Reference && !source.component.is_subtype_of(target.component);
        if !checked {
            let view = self.thread.view();
            view.copy_array(from.get(&view), from_start, to.get(&view), to_start, count);
            return Ok(());
        }
        // Element by element up to the first that does not fit, which is what the specification of arraycopy asks for.
        let component = target.component;
        let refused = {
            let view = self.thread.view();
            let (from, to) = (from.get(&view), to.get(&view));
            (0..count).find_map(|at| {
                let element = view.array_load_ref(from, from_start + at);
                if let Some(element) = element {
                    let class = self.thread.class_of(scope.handle(&view, element));
                    if !class.is_subtype_of(component) {
                        return Some(class);
                    }
                }
                view.array_store_ref(to, to_start + at, element);
                None
            })
        };
        match refused {
            Some(class) => {
                Err(self.thread.throw_text(Known::ArrayStoreException, message::arraycopy_element(class, to_class)))
            }
            None => Ok(()),
        }
    }
}
