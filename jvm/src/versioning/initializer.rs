//! Initializer slices: stretches of a version's `<clinit>` or constructor, run alone after an update (rule 5.2).
//!
//! Which stretches are slices is found by `redefine`. They run as Java of the new version while the other threads are
//! stopped, so whatever would wait for one of those throws instead.

use crate::basic_type::BasicType;
use crate::class::{ClassRef, FieldRef, Method, MethodFlags, MethodRef};
use crate::known::Known;
use crate::natives::Value;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, RawRef, Scope};
use std::fmt;
use std::ops::Range;
use std::sync::atomic::Ordering;

const STATIC: u16 = 0x0008;
const SYNTHETIC: u16 = 0x1000;

/// Makes a slice of the current version callable: a range of bytecode of its `method`th method.
pub fn initializer(class: ClassRef, method: usize, range: Range<u32>) -> Option<MethodRef> {
    let version = class.current()?;
    let source = *version.methods.get(method)?;
    let info = version.file().methods.get(method)?;
    let code = info.code(&version.file().constant_pool).ok().flatten()?;
    let access = SYNTHETIC | if source.is_static() { STATIC } else { 0 };
    let cell = Method::new(class, source.name, Symbol::from_text("()V"), access, method as u32);
    cell.set_flag(MethodFlags::HIDDEN);
    cell.version.store(std::ptr::from_ref(version).cast_mut(), Ordering::Release);
    let cell = MethodRef::keep(Box::new(cell));
    let range = range.start as usize..range.end as usize;
    let code = crate::translate::translate_slice(cell, version, &code, range).ok()?;
    cell.code.store(class.owned.keep(code).as_ptr(), Ordering::Release);
    Some(cell)
}

/// What Java code of an update threw.
#[derive(Debug)]
pub struct Thrown {
    text: String,
    /// An `OutOfMemoryError`.
    pub is_out_of_memory: bool,
}

impl Thrown {
    /// The pending throwable, which is pending no more.
    pub fn take(thread: &mut Thread) -> Thrown {
        let class = thread.pending_class();
        let message = thread.pending_message().map_or_else(String::new, |message| format!(": {message}"));
        thread.clear_pending();
        Thrown {
            text: format!("{}{message}", class.map_or_else(String::new, |class| class.external_name())),
            is_out_of_memory: class.is_some_and(|class| class.name() == Known::OutOfMemoryError.name()),
        }
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Runs a slice; `None` for a static field's. Answers what it throws.
pub fn run_initializer(
    thread: &mut Thread,
    slice: MethodRef,
    object: Option<Handle<'_>>,
) -> Completion<Option<Thrown>> {
    let scope = Scope::open(&mut thread.mutator);
    let receiver = [Value::Ref(object)];
    let arguments: &[Value<'_>] = if object.is_some() { &receiver } else { &[] };
    let outcome = std::mem::replace(&mut thread.updating, true);
    let result = thread.invoke(&scope, slice, arguments);
    thread.updating = outcome;
    match result {
        Ok(_) => Ok(None),
        Err(Abrupt::Thrown) => Ok(Some(Thrown::take(thread))),
        Err(other) => Err(other),
    }
}

/// The instances that a class has now, as handles of this scope. The other threads are stopped; call it right after the
/// instances moved.
pub fn instances<'s>(thread: &mut Thread, scope: &'s Scope, class: ClassRef) -> Vec<Handle<'s>> {
    let Some(layout) = class.layout() else { return Vec::new() };
    let found: Vec<RawRef> = thread.mutator.stop_world(|world| world.instances_of(layout));
    let view = thread.view();
    // SAFETY: found just now; nothing has moved since.
    found
        .into_iter()
        .filter_map(|raw| unsafe { view.from_raw(raw) })
        .map(|object| scope.handle(&view, object))
        .collect()
}

/// Gives the other objects the value that the first has in a field.
pub fn spread(thread: &Thread, field: FieldRef, first: Handle<'_>, others: &[Handle<'_>]) {
    let view = thread.view();
    let (from, at) = (first.get(&view), field.offset());
    for other in others {
        let to = other.get(&view);
        match field.basic {
            BasicType::Reference => view.store_ref(to, at, view.load_ref(from, at)),
            BasicType::Long | BasicType::Double => view.store_i64(to, at, view.load_i64(from, at)),
            BasicType::Boolean | BasicType::Byte => view.store_i8(to, at, view.load_i8(from, at)),
            BasicType::Char | BasicType::Short => view.store_i16(to, at, view.load_i16(from, at)),
            _ => view.store_i32(to, at, view.load_i32(from, at)),
        }
    }
}
