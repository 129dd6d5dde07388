//! `invokeBasic` and `linkTo…`: one method cell per (kind, descriptor), made on demand.

use crate::class::{ClassRef, Method, MethodRef};
use crate::known::Known;
use crate::symbol::Symbol;
use crate::thread::Thread;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// Which intrinsic a cell is; the number is [`Method::intrinsic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum MethodHandleKind {
    /// Runs the receiver's lambda form.
    InvokeBasic = 1,
    /// Calls the static method named by the trailing MemberName.
    LinkToStatic = 2,
    /// Calls through the receiver's vtable.
    LinkToVirtual = 3,
    /// Calls the method itself.
    LinkToSpecial = 4,
    /// Selects by interface method.
    LinkToInterface = 5,
}

impl MethodHandleKind {
    /// By method name.
    pub fn of_name(name: &str) -> Option<MethodHandleKind> {
        Some(match name {
            "invokeBasic" => MethodHandleKind::InvokeBasic,
            "linkToStatic" => MethodHandleKind::LinkToStatic,
            "linkToVirtual" => MethodHandleKind::LinkToVirtual,
            "linkToSpecial" => MethodHandleKind::LinkToSpecial,
            "linkToInterface" => MethodHandleKind::LinkToInterface,
            _ => return None,
        })
    }

    /// By the number in a cell.
    pub fn of_number(number: u32) -> Option<MethodHandleKind> {
        Some(match number {
            1 => MethodHandleKind::InvokeBasic,
            2 => MethodHandleKind::LinkToStatic,
            3 => MethodHandleKind::LinkToVirtual,
            4 => MethodHandleKind::LinkToSpecial,
            5 => MethodHandleKind::LinkToInterface,
            _ => return None,
        })
    }
}

/// The intrinsic cells of a space.
#[derive(Default)]
pub struct Intrinsics {
    cells: Mutex<HashMap<(MethodHandleKind, Symbol), MethodRef>>,
}

/// The intrinsic that a reference to MethodHandle's `name` means, if it means one.
pub fn intrinsic(thread: &Thread, class: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    let vm = thread.vm();
    if vm.known.get(Known::MethodHandle) != Some(class) {
        return None;
    }
    let kind = MethodHandleKind::of_name(name.as_str())?;
    let mut cells = vm.intrinsics.cells.lock();
    let cell = *cells.entry((kind, descriptor)).or_insert_with(|| {
        // public final native; the linkTo… are static.
        let access = 0x0111 | if kind == MethodHandleKind::InvokeBasic { 0 } else { 0x0008 };
        let method = Method::new(class, name, descriptor, access, u32::MAX);
        method.intrinsic.store(kind as u32, Ordering::Release);
        method.version.store(class.version.load(Ordering::Acquire), Ordering::Release);
        method.set_flag(crate::class::MethodFlags::HIDDEN);
        let cell = MethodRef::keep(Box::new(method));
        crate::interpreter::install_stub(vm, cell);
        cell
    });
    Some(cell)
}
