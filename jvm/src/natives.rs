//! Natives in Rust: the table that `classlib` fills, and what a native sees.
//!
//! A native gets handles only: its reference arguments stand in its frame's registers, which the collector scans.

use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::{Handle, Scope};
use parking_lot::RwLock;
use std::collections::HashMap;
use std::marker::PhantomData;

/// A value that goes into or comes out of Java.
#[derive(Clone, Copy)]
pub enum Value<'s> {
    /// No value.
    Void,
    /// boolean, byte, char, short, int.
    Int(i32),
    /// long.
    Long(i64),
    /// float.
    Float(f32),
    /// double.
    Double(f64),
    /// A reference; `None` is null.
    Ref(Option<Handle<'s>>),
}

impl<'s> Value<'s> {
    /// The int (or smaller) in it; other kinds answer 0.
    pub fn int(self) -> i32 {
        if let Value::Int(value) = self { value } else { 0 }
    }
    /// True for a non-zero int.
    pub fn boolean(self) -> bool {
        self.int() != 0
    }
    /// The long in it; other kinds answer 0.
    pub fn long(self) -> i64 {
        if let Value::Long(value) = self { value } else { 0 }
    }
    /// The float in it; other kinds answer 0.
    pub fn float(self) -> f32 {
        if let Value::Float(value) = self { value } else { 0.0 }
    }
    /// The double in it; other kinds answer 0.
    pub fn double(self) -> f64 {
        if let Value::Double(value) = self { value } else { 0.0 }
    }
    /// The reference in it; other kinds answer null.
    pub fn reference(self) -> Option<Handle<'s>> {
        if let Value::Ref(value) = self { value } else { None }
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Int(i32::from(value))
    }
}

/// A native's arguments: its register window. Index = argument slot, receiver first; long and double take two.
#[derive(Clone, Copy)]
pub struct Args<'s> {
    p: *const u64,
    r: *mut u32,
    scope: PhantomData<&'s Scope>,
}

impl<'s> Args<'s> {
    /// Wraps a window.
    ///
    /// # Safety
    /// The window is the top frame's and stays so for `'s`; every argument slot is initialised.
    pub unsafe fn new(p: *const u64, r: *mut u32) -> Args<'s> {
        Args { p, r, scope: PhantomData }
    }

    fn bits(&self, slot: usize) -> u64 {
        // SAFETY: by the contract of `new`; natives are registered with their descriptor, so slots are in the window.
        unsafe { *self.p.add(slot) }
    }
    /// int and smaller.
    pub fn int(&self, slot: usize) -> i32 {
        self.bits(slot) as i32
    }
    /// boolean.
    pub fn boolean(&self, slot: usize) -> bool {
        self.int(slot) != 0
    }
    /// long.
    pub fn long(&self, slot: usize) -> i64 {
        self.bits(slot) as i64
    }
    /// float.
    pub fn float(&self, slot: usize) -> f32 {
        f32::from_bits(self.bits(slot) as u32)
    }
    /// double.
    pub fn double(&self, slot: usize) -> f64 {
        f64::from_bits(self.bits(slot))
    }
    /// A reference; `None` is null.
    pub fn reference(&self, slot: usize) -> Option<Handle<'s>> {
        // SAFETY: by the contract of `new`: a reference register of a live frame, scanned by the collector for `'s`.
        unsafe { Handle::from_slot(self.r.add(slot)) }
    }
    /// The receiver of an instance native, which is never null.
    pub fn receiver(&self) -> Handle<'s> {
        self.reference(0).expect("the receiver of a running instance method is not null")
    }
    /// The raw window, for the call-out to C.
    pub fn window(&self) -> (*const u64, *mut u32) {
        (self.p, self.r)
    }
}

/// A native in Rust. References it returns are handles of `scope` (or of its arguments).
pub type NativeFn = for<'s> fn(&mut Thread, &'s Scope, Args<'s>) -> Completion<Value<'s>>;

/// One row of a native table: class (internal form), name, descriptor, function.
pub struct NativeRow {
    /// Class, internal form.
    pub class: &'static str,
    /// Method name.
    pub name: &'static str,
    /// Method descriptor.
    pub descriptor: &'static str,
    /// The function.
    pub function: NativeFn,
}

/// Natives known to a space. Methods that are not native in the class file but stand here are replaced (intrinsics).
#[derive(Default)]
pub struct Natives {
    table: RwLock<HashMap<(Symbol, Symbol, Symbol), NativeFn>>,
}

impl Natives {
    /// Adds rows.
    pub fn register(&self, rows: &[NativeRow]) {
        let mut table = self.table.write();
        for row in rows {
            table.insert(
                (Symbol::from_text(row.class), Symbol::from_text(row.name), Symbol::from_text(row.descriptor)),
                row.function,
            );
        }
    }

    /// The native for a method of a boot or platform class.
    pub fn find(&self, class: Symbol, name: Symbol, descriptor: Symbol) -> Option<NativeFn> {
        self.table.read().get(&(class, name, descriptor)).copied()
    }
}
