//! What Rust code of the VM does to Java most: call a method by name, make an object, look at what was thrown.

use crate::class::{ClassRef, MethodRef};
use crate::known::Known;
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, RawRef, Scope};
use std::sync::atomic::Ordering;

impl Thread {
    /// Calls a static method of a well-known class, initializing it.
    pub fn call_static<'s>(
        &mut self,
        scope: &'s Scope,
        class: Known,
        name: &str,
        descriptor: &str,
        args: &[Value<'_>],
    ) -> Completion<Value<'s>> {
        let class = self.known(class)?;
        let method = self.method_named(class, name, descriptor)?;
        crate::initialization::initialize(self, class)?;
        self.invoke(scope, method, args)
    }

    /// Calls an instance method declared by a well-known class, selecting by the receiver (first argument).
    pub fn call_virtual<'s>(
        &mut self,
        scope: &'s Scope,
        class: Known,
        name: &str,
        descriptor: &str,
        args: &[Value<'_>],
    ) -> Completion<Value<'s>> {
        let class = self.known(class)?;
        let method = self.method_named(class, name, descriptor)?;
        self.invoke_virtual(scope, method, args)
    }

    /// Makes an object of a class and runs a constructor on it; `args` are the constructor's without the receiver.
    pub fn new_object<'s>(
        &mut self,
        scope: &'s Scope,
        class: ClassRef,
        descriptor: &str,
        args: &[Value<'_>],
    ) -> Completion<Handle<'s>> {
        crate::initialization::initialize(self, class)?;
        let layout = class.layout().ok_or_else(|| Abrupt::internal("an interface has no instances"))?;
        let object = self.allocate_instance(scope, layout)?;
        let constructor = self.method_named(class, "<init>", descriptor)?;
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(Value::Ref(Some(object)));
        all.extend_from_slice(args);
        self.invoke(scope, constructor, &all)?;
        Ok(object)
    }

    /// A declared method that the class library must have.
    pub fn method_named(&mut self, class: ClassRef, name: &str, descriptor: &str) -> Completion<MethodRef> {
        crate::linking::link(self, class)?;
        class
            .declared_method(Symbol::from_text(name), Symbol::from_text(descriptor))
            .ok_or_else(|| Abrupt::internal(format!("{} has no method {name}{descriptor}", class.name())))
    }

    /// The object in a static field that the class library must have.
    pub fn static_object<'s>(
        &mut self,
        scope: &'s Scope,
        class: ClassRef,
        name: &str,
        descriptor: &str,
    ) -> Completion<Option<Handle<'s>>> {
        let field = field_named(class, name, descriptor)?;
        let view = self.view();
        // SAFETY: the cell of a reference field is a root of the space; nothing collects under the view.
        let object = unsafe { view.from_raw(RawRef(field.static_cell().load(Ordering::SeqCst) as u32)) };
        Ok(scope.handle_opt(&view, object))
    }

    /// The object in an instance field that the object's class must have, its own or an inherited one.
    pub fn field_object<'s>(
        &mut self,
        scope: &'s Scope,
        object: Handle<'_>,
        name: &str,
        descriptor: &str,
    ) -> Completion<Option<Handle<'s>>> {
        let offset = place_named(self.class_of(object), name, descriptor)?;
        let view = self.view();
        Ok(scope.handle_opt(&view, view.load_ref_volatile(object.get(&view), offset)))
    }

    /// Writes an int field that the object's class must have.
    pub fn set_field_int(&mut self, object: Handle<'_>, name: &str, value: i32) -> Completion<()> {
        let offset = place_named(self.class_of(object), name, "I")?;
        let view = self.view();
        view.store_i32_volatile(object.get(&view), offset, value);
        Ok(())
    }

    /// The pending throwable.
    pub fn pending<'s>(&self) -> Option<Handle<'s>> {
        // SAFETY: the slot is a root of this thread for as long as it lives.
        unsafe { Handle::from_slot(self.pending.as_ptr()) }
    }

    /// Class of the pending throwable.
    pub fn pending_class(&self) -> Option<ClassRef> {
        self.pending().map(|pending| self.class_of(pending))
    }

    /// Message of the pending throwable.
    pub fn pending_message(&self) -> Option<String> {
        self.pending().and_then(|pending| crate::linking::resolution::message_of(self, pending))
    }

    /// Forgets the pending throwable.
    pub fn clear_pending(&mut self) {
        self.pending.store(0, Ordering::Relaxed);
    }

    /// Takes the pending throwable into a scope.
    pub fn take_pending<'s>(&mut self, scope: &'s Scope) -> Option<Handle<'s>> {
        let raw = self.pending.swap(0, Ordering::Relaxed);
        let view = self.view();
        // SAFETY: the slot held a followed reference; nothing has collected since it was read.
        let throwable = unsafe { view.from_raw(RawRef(raw)) };
        throwable.map(|throwable| scope.handle(&view, throwable))
    }

    /// Makes a throwable pending.
    pub fn throw_object(&mut self, throwable: Handle<'_>) -> Abrupt {
        let view = self.view();
        self.pending.store(view.raw(throwable.get(&view)).0, Ordering::Relaxed);
        Abrupt::Thrown
    }
}

/// The offset of a field in objects of exactly this class, which must have it.
fn place_named(class: ClassRef, name: &str, descriptor: &str) -> Completion<u32> {
    let field = field_named(class, name, descriptor)?;
    class.place_of(field).ok_or_else(|| Abrupt::internal(format!("{} has no field {name}", class.name())))
}

/// A field that a class of the class library must have, its own or an inherited one.
fn field_named(class: ClassRef, name: &str, descriptor: &str) -> Completion<crate::class::FieldRef> {
    crate::linking::resolution::lookup_field(class, Symbol::from_text(name), Symbol::from_text(descriptor))
        .ok_or_else(|| Abrupt::internal(format!("{} has no field {name}", class.name())))
}
