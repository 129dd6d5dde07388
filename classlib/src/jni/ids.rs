//! jmethodID and jfieldID: interned symbols of members, good in every space (JNI 4, "Accessing Fields and Methods").
//!
//! C libraries keep ids in static variables, so an id outlives the space that made it. An id of a class of the boot or platform loader names its
//! member and is resolved in the calling thread's space; any other belongs to the space that made it. The process-wide table only
//! grows; what an id resolves to is kept per space ([`Resolved`]).

use std::collections::HashMap;
use std::ffi::{CString, c_char};
use std::sync::OnceLock;

use jvm::{FieldRef, MethodRef, Symbol};
use parking_lot::{Mutex, RwLock};

use crate::mangling;
use crate::variadic::MethodHead;

/// Who owns a member: the part of an id that says where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A class that every space has: of the boot or platform loader, by name.
    Shared(Symbol),
    /// A class of one space, by the numbers of both.
    Private {
        /// [`crate::jni::env::SpaceBorder::id`].
        space: u64,
        /// The class's number in its space.
        class: u32,
    },
}

/// What identifies a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its class.
    pub owner: Owner,
    /// Its name.
    pub name: Symbol,
    /// Its descriptor.
    pub descriptor: Symbol,
    /// ACC_STATIC.
    pub is_static: bool,
}

/// What a jmethodID points to. The C side reads `head`.
#[repr(C)]
#[derive(Debug)]
pub struct MethodId {
    head: MethodHead,
    /// The member.
    pub member: Member,
    /// Place in [`Resolved`].
    index: usize,
}

/// What a jfieldID points to.
#[derive(Debug)]
pub struct FieldId {
    /// The member.
    pub member: Member,
    index: usize,
}

// SAFETY: immutable; the shorty is leaked text.
unsafe impl Send for MethodId {}
// SAFETY: as above.
unsafe impl Sync for MethodId {}

impl MethodId {
    /// The shorty with its result first.
    pub fn shorty(&self) -> &'static [u8] {
        // SAFETY: leaked in `method`, terminated.
        unsafe { std::ffi::CStr::from_ptr(self.head.shorty) }.to_bytes()
    }
}

#[derive(Default)]
struct Interned {
    methods: HashMap<Member, &'static MethodId>,
    fields: HashMap<Member, &'static FieldId>,
}

/// The process-wide table: one of the listed singletons.
fn interned() -> &'static Mutex<Interned> {
    static TABLE: OnceLock<Mutex<Interned>> = OnceLock::new();
    TABLE.get_or_init(Mutex::default)
}

/// The id of a method.
pub fn method(member: Member) -> &'static MethodId {
    let mut table = interned().lock();
    let index = table.methods.len();
    table.methods.entry(member).or_insert_with(|| {
        let letters = mangling::shorty(member.descriptor.bytes()).unwrap_or_else(|| b"V".to_vec());
        let shorty: *const c_char = CString::new(letters).unwrap_or_default().into_raw();
        Box::leak(Box::new(MethodId { head: MethodHead { shorty }, member, index }))
    })
}

/// The id of a field.
pub fn field(member: Member) -> &'static FieldId {
    let mut table = interned().lock();
    let index = table.fields.len();
    table.fields.entry(member).or_insert_with(|| Box::leak(Box::new(FieldId { member, index })))
}

/// What the ids that one space has used are there. Cache `JniIds`.
#[derive(Debug, Default)]
pub struct Resolved {
    methods: RwLock<Vec<Option<MethodRef>>>,
    fields: RwLock<Vec<Option<FieldRef>>>,
}

impl Resolved {
    /// The method of an id, if this space has resolved it.
    pub fn method(&self, id: &MethodId) -> Option<MethodRef> {
        self.methods.read().get(id.index).copied().flatten()
    }

    /// The field of an id, if this space has resolved it.
    pub fn field(&self, id: &FieldId) -> Option<FieldRef> {
        self.fields.read().get(id.index).copied().flatten()
    }

    /// Notes what an id is.
    pub fn set_method(&self, id: &MethodId, method: MethodRef) {
        set(&mut self.methods.write(), id.index, method);
    }

    /// Notes what an id is.
    pub fn set_field(&self, id: &FieldId, field: FieldRef) {
        set(&mut self.fields.write(), id.index, field);
    }

    /// Forgets everything: members may have changed.
    pub fn clear(&self) {
        self.methods.write().clear();
        self.fields.write().clear();
    }
}

fn set<T: Copy>(places: &mut Vec<Option<T>>, index: usize, value: T) {
    if places.len() <= index {
        places.resize(index + 1, None);
    }
    places[index] = Some(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, descriptor: &str, is_static: bool) -> Member {
        Member {
            owner: Owner::Shared(Symbol::from_text("p/C")),
            name: Symbol::from_text(name),
            descriptor: Symbol::from_text(descriptor),
            is_static,
        }
    }

    #[test]
    fn ids_are_the_members() {
        let one = method(member("f", "(IJ)V", false));
        assert!(std::ptr::eq(one, method(member("f", "(IJ)V", false))));
        assert!(!std::ptr::eq(one, method(member("f", "(IJ)V", true))));
        assert!(!std::ptr::eq(one, method(member("f", "(IJ)I", false))));
        assert_eq!(one.shorty(), b"VIJ");
        let x = field(member("x", "I", false));
        assert!(std::ptr::eq(x, field(member("x", "I", false))));
        assert_eq!(x.member.name, "x");
    }
}
