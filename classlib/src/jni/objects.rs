//! What functions of the border do with objects: fields, strings, arrays, and the copies that C gets of them.

#![allow(clippy::not_unsafe_ptr_arg_deref, reason = "the addresses come from C, whose contract vouches for them")]

use std::alloc::{Layout, alloc, dealloc};
use std::ffi::{CStr, c_char};
use std::sync::atomic::Ordering;

use jni_sys::jobject;
use jvm::known::{Known, KnownField};
use jvm::{BasicType, ClassRef, Completion, FieldRef};
use objectspace::{Handle, NoStop, RawRef, Ref, Scope};

use super::env::{Call, Slot};

/// The bytes of a C text; empty for null.
pub(crate) fn text<'t>(text: *const c_char) -> &'t [u8] {
    if text.is_null() {
        return &[];
    }
    // SAFETY: the contract of JNI: terminated text that lives through the call.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

/// Room for the size before a copy, as wide as any element's alignment.
const HEAD: usize = 16;

fn room_layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes + HEAD, HEAD).expect("a Java array is smaller than the address space")
}

/// Memory of so many bytes for C; [`take`] frees it.
pub(crate) fn give_room(bytes: usize) -> *mut u8 {
    let layout = room_layout(bytes);
    // SAFETY: the layout is not empty; the head is inside.
    unsafe {
        let start = alloc(layout);
        if start.is_null() {
            std::alloc::handle_alloc_error(layout);
        }
        start.cast::<usize>().write(bytes);
        start.add(HEAD)
    }
}

/// A copy for C.
pub(crate) fn give<T: Copy>(values: &[T]) -> *mut T {
    let room: *mut T = give_room(size_of_val(values)).cast();
    // SAFETY: the room is as large as the values and aligned for every element type.
    unsafe { values.as_ptr().copy_to_nonoverlapping(room, values.len()) };
    room
}

/// Frees what [`give`] or [`give_room`] gave.
pub(crate) fn take<T>(room: *mut T) {
    if room.is_null() {
        return;
    }
    // SAFETY: the contract of JNI: Release… gets what Get… gave, once.
    unsafe {
        let start = room.cast::<u8>().sub(HEAD);
        dealloc(start, room_layout(start.cast::<usize>().read()));
    }
}

impl Call<'_> {
    /// The class of an object.
    pub fn class_of(&mut self, object: Handle<'_>) -> ClassRef {
        self.thread.class_of(object)
    }

    /// The class whose mirror an object is; ClassCastException-like errors are the caller's fault and named.
    pub fn class_of_mirror(&mut self, mirror: Handle<'_>) -> Completion<ClassRef> {
        match jvm::loading::class_of_mirror(self.thread, mirror) {
            Some(class) => Ok(class),
            None => Err(self
                .thread
                .throw(Known::IllegalArgumentException, Some("native code passed an object that is not a class"))),
        }
    }

    /// Do both name one object, or nothing?
    pub fn same(&mut self, one: Option<Handle<'_>>, other: Option<Handle<'_>>) -> bool {
        let view = self.thread.view();
        view.same_or_null(one.map(|one| one.get(&view)), other.map(|other| other.get(&view)))
    }

    /// A new instance, its class initialized; no constructor runs.
    pub fn allocate<'s>(&mut self, scope: &'s Scope, class: ClassRef) -> Completion<Handle<'s>> {
        if class.is_abstract() || class.is_interface() || class.is_array() || class.primitive().is_some() {
            return Err(self.thread.throw_text(Known::InstantiationException, class.external_name()));
        }
        self.initialize(class)?;
        self.thread.new_instance(scope, class)
    }

    /// Where an object has a field; NoSuchFieldError if its version lacks it.
    fn place(&mut self, object: Handle<'_>, field: FieldRef) -> Completion<u32> {
        if !field.class.is_checked() {
            return Ok(field.offset());
        }
        match self.class_of(object).place_of(field) {
            Some(place) => Ok(place),
            None => Err(self.thread.throw(Known::NoSuchFieldError, Some(field.name.as_str()))),
        }
    }

    /// Reads a field into a slot; references become local ones.
    pub fn read_field(&mut self, object: Handle<'_>, field: FieldRef) -> Completion<u64> {
        let offset = self.place(object, field)?;
        let local = {
            let view = self.thread.view();
            let object = object.get(&view);
            let volatile = field.is_volatile();
            match field.basic {
                BasicType::Boolean => return Ok(u64::from(view.load_u8(object, offset))),
                BasicType::Byte => return Ok(view.load_i8(object, offset).to_slot()),
                BasicType::Char => return Ok(view.load_u16(object, offset).to_slot()),
                BasicType::Short => return Ok(view.load_i16(object, offset).to_slot()),
                BasicType::Int | BasicType::Float if volatile => {
                    return Ok(view.load_i32_volatile(object, offset).to_slot());
                }
                BasicType::Int | BasicType::Float => return Ok(view.load_i32(object, offset).to_slot()),
                BasicType::Long | BasicType::Double if volatile => {
                    return Ok(view.load_i64_volatile(object, offset).to_slot());
                }
                BasicType::Long | BasicType::Double => return Ok(view.load_i64(object, offset).to_slot()),
                BasicType::Void => return Ok(0),
                BasicType::Reference => {
                    let value =
                        if volatile { view.load_ref_volatile(object, offset) } else { view.load_ref(object, offset) };
                    self.local_of(&view, value)
                }
            }
        };
        Ok(local as u64)
    }

    /// Writes a slot into a field; references come as jobjects.
    pub fn write_field(&mut self, scope: &Scope, object: Handle<'_>, field: FieldRef, bits: u64) -> Completion<()> {
        let offset = self.place(object, field)?;
        let value =
            if field.basic == BasicType::Reference { self.object(scope, jobject::from_slot(bits))? } else { None };
        let view = self.thread.view();
        let object = object.get(&view);
        match field.basic {
            BasicType::Boolean => view.store_u8(object, offset, bits as u8 & 1),
            BasicType::Byte => view.store_i8(object, offset, bits as i8),
            BasicType::Char => view.store_u16(object, offset, bits as u16),
            BasicType::Short => view.store_i16(object, offset, bits as i16),
            BasicType::Int | BasicType::Float if field.is_volatile() => {
                view.store_i32_volatile(object, offset, bits as i32)
            }
            BasicType::Int | BasicType::Float => view.store_i32(object, offset, bits as i32),
            BasicType::Long | BasicType::Double if field.is_volatile() => {
                view.store_i64_volatile(object, offset, bits as i64)
            }
            BasicType::Long | BasicType::Double => view.store_i64(object, offset, bits as i64),
            BasicType::Void => {}
            BasicType::Reference => {
                let value = value.map(|value| value.get(&view));
                if field.is_volatile() {
                    view.store_ref_volatile(object, offset, value);
                } else {
                    view.store_ref(object, offset, value);
                }
            }
        }
        Ok(())
    }

    /// Reads a static field into a slot; references become local ones.
    pub fn read_static(&mut self, field: FieldRef) -> Completion<u64> {
        self.initialize(field.class)?;
        let bits = field.static_cell().load(Ordering::SeqCst);
        if field.basic != BasicType::Reference {
            return Ok(bits);
        }
        let view = self.thread.view();
        // SAFETY: the cell of a reference field is a root of this space; nothing collects under the view.
        let value = unsafe { view.from_raw(RawRef(field.static_cell().load(Ordering::SeqCst) as u32)) };
        Ok(self.local_of(&view, value) as u64)
    }

    /// Writes a slot into a static field; references come as jobjects.
    pub fn write_static(&mut self, scope: &Scope, field: FieldRef, bits: u64) -> Completion<()> {
        self.initialize(field.class)?;
        let bits = match field.basic {
            BasicType::Reference => {
                let value = self.object(scope, jobject::from_slot(bits))?;
                let view = self.thread.view();
                let raw = value.map_or(0, |value| view.raw(value.get(&view)).0);
                field.static_cell().store(u64::from(raw), Ordering::SeqCst);
                return Ok(());
            }
            BasicType::Boolean => bits & 1,
            BasicType::Byte => (bits as i8).to_slot(),
            BasicType::Char => (bits as u16).to_slot(),
            BasicType::Short => (bits as i16).to_slot(),
            _ => bits,
        };
        field.static_cell().store(bits, Ordering::SeqCst);
        Ok(())
    }

    fn local_of(&self, view: &NoStop<'_>, value: Option<Ref<'_>>) -> *mut u32 {
        value.map_or(std::ptr::null_mut(), |value| self.thread.mutator.locals().add(view, value))
    }

    /// A static reference field.
    pub fn static_reference<'s>(&mut self, scope: &'s Scope, field: FieldRef) -> Option<Handle<'s>> {
        let view = self.thread.view();
        // SAFETY: the cell of a reference field is a root of this space; nothing collects under the view.
        scope.handle_opt(&view, unsafe { view.from_raw(RawRef(field.static_cell().load(Ordering::SeqCst) as u32)) })
    }

    /// The same object in a scope's own slot: for one whose slot will go.
    pub fn keep<'s>(&mut self, scope: &'s Scope, object: Handle<'_>) -> Handle<'s> {
        let view = self.thread.view();
        scope.handle(&view, object.get(&view))
    }

    /// The UTF-16 units of a String.
    pub fn string_units(&mut self, string: Handle<'_>) -> Vec<u16> {
        let view = self.thread.view();
        jvm::strings::units_of(self.thread.vm(), &view, string.get(&view))
    }

    /// The text of a String; unpaired surrogates are replaced.
    pub fn string_text(&mut self, string: Handle<'_>) -> String {
        String::from_utf16_lossy(&self.string_units(string))
    }

    /// A String of UTF-16 units.
    pub fn new_string<'s>(&mut self, scope: &'s Scope, units: &[u16]) -> Completion<Handle<'s>> {
        jvm::strings::new_utf16(self.thread, scope, units)
    }

    /// A String of Rust text.
    pub fn new_text<'s>(&mut self, scope: &'s Scope, text: &str) -> Completion<Handle<'s>> {
        jvm::strings::new_string(self.thread, scope, text)
    }

    /// Length of an array.
    pub fn array_length(&mut self, array: Handle<'_>) -> u32 {
        let view = self.thread.view();
        view.array_length(array.get(&view))
    }

    /// Bytes of an element of an array.
    pub fn element_size(&mut self, array: Handle<'_>) -> usize {
        let view = self.thread.view();
        1 << view.layout_record(array.get(&view)).elem_shift
    }

    /// Copies elements of a primitive array to C memory; the range was checked.
    pub fn copy_out(&mut self, array: Handle<'_>, start: u32, count: u32, to: *mut u8) {
        let bytes = count as usize * self.element_size(array);
        let view = self.thread.view();
        // SAFETY: the contract of JNI: room for `count` elements.
        let to = unsafe { slice_mut(to, bytes) };
        view.array_read_bytes(array.get(&view), start, to);
    }

    /// Copies elements of a primitive array from C memory; the range was checked.
    pub fn copy_in(&mut self, array: Handle<'_>, start: u32, count: u32, from: *const u8) {
        let bytes = count as usize * self.element_size(array);
        let view = self.thread.view();
        // SAFETY: the contract of JNI: `count` elements.
        let from = unsafe { slice(from, bytes) };
        view.array_write_bytes(array.get(&view), start, from);
    }

    /// A primitive array.
    pub fn new_primitive_array<'s>(
        &mut self,
        scope: &'s Scope,
        basic: BasicType,
        length: i32,
    ) -> Completion<Handle<'s>> {
        let component = self.thread.vm().classes.primitive(basic);
        self.new_object_array(scope, component, length)
    }

    /// An array with this component class.
    pub fn new_object_array<'s>(
        &mut self,
        scope: &'s Scope,
        component: ClassRef,
        length: i32,
    ) -> Completion<Handle<'s>> {
        let class = jvm::loading::array_class_of(self.thread, component)?;
        let layout = class.layout().ok_or_else(|| jvm::Abrupt::internal("an array class without a layout"))?;
        self.thread.allocate_array(scope, layout, length)
    }

    /// A byte array with these bytes.
    pub fn new_bytes<'s>(&mut self, scope: &'s Scope, bytes: &[u8]) -> Completion<Handle<'s>> {
        let array = self.new_primitive_array(scope, BasicType::Byte, bytes.len() as i32)?;
        let view = self.thread.view();
        view.array_write_bytes(array.get(&view), 0, bytes);
        Ok(array)
    }

    /// An element of a reference array; the index was checked.
    pub fn element<'s>(&mut self, scope: &'s Scope, array: Handle<'_>, index: u32) -> Option<Handle<'s>> {
        let view = self.thread.view();
        scope.handle_opt(&view, view.array_load_ref(array.get(&view), index))
    }

    /// Stores an element of a reference array; ArrayStoreException if it does not fit.
    pub fn set_element(&mut self, array: Handle<'_>, index: u32, value: Option<Handle<'_>>) -> Completion<()> {
        if let Some(value) = value {
            let (array_class, value_class) = (self.class_of(array), self.class_of(value));
            let fits = array_class.array().is_some_and(|info| value_class.is_subtype_of(info.component));
            if !fits {
                return Err(self.thread.throw_text(Known::ArrayStoreException, value_class.external_name()));
            }
        }
        let view = self.thread.view();
        view.array_store_ref(array.get(&view), index, value.map(|value| value.get(&view)));
        Ok(())
    }

    /// A reference field known to the VM.
    pub fn known_reference<'s>(
        &mut self,
        scope: &'s Scope,
        object: Handle<'_>,
        field: KnownField,
    ) -> Option<Handle<'s>> {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        scope.handle_opt(&view, view.load_ref(object.get(&view), offset))
    }

    /// Writes a reference field known to the VM.
    pub fn set_known_reference(&mut self, object: Handle<'_>, field: KnownField, value: Option<Handle<'_>>) {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        view.store_ref(object.get(&view), offset, value.map(|value| value.get(&view)));
    }

    /// An int field known to the VM.
    pub fn known_int(&mut self, object: Handle<'_>, field: KnownField) -> i32 {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        view.load_i32(object.get(&view), offset)
    }

    /// Writes an int field known to the VM.
    pub fn set_known_int(&mut self, object: Handle<'_>, field: KnownField, value: i32) {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        view.store_i32(object.get(&view), offset, value);
    }

    /// A long field known to the VM.
    pub fn known_long(&mut self, object: Handle<'_>, field: KnownField) -> i64 {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        view.load_i64(object.get(&view), offset)
    }

    /// Writes a long field known to the VM.
    pub fn set_known_long(&mut self, object: Handle<'_>, field: KnownField, value: i64) {
        let offset = self.thread.vm().offset(field);
        let view = self.thread.view();
        view.store_i64(object.get(&view), offset, value);
    }
}

/// A slice of C memory; null is empty.
///
/// # Safety
/// `bytes` bytes at `start` are readable.
unsafe fn slice<'m>(start: *const u8, bytes: usize) -> &'m [u8] {
    if start.is_null() || bytes == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(start, bytes) }
}

/// A slice of C memory; null is empty.
///
/// # Safety
/// `bytes` bytes at `start` are writable.
unsafe fn slice_mut<'m>(start: *mut u8, bytes: usize) -> &'m mut [u8] {
    if start.is_null() || bytes == 0 {
        return &mut [];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(start, bytes) }
}
