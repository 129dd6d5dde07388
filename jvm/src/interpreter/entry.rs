//! Ways into the interpreter: calls from Rust, and the one-word codes that methods have before they are translated.

use super::code::{Code, CodeFlags};
use super::op::call::push_frame;
use super::opcode::Op;
use super::run::RETURNED;
use super::throwing::overflow;
use crate::basic_type::BasicType;
use crate::class::{Method, MethodRef};
use crate::linking::selection;
use crate::natives::Value;
use crate::thread::{Frame, Thread};
use crate::throw::{Abrupt, Completion};
use crate::vm::Vm;
use objectspace::{RawRef, Scope};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Calls from Rust into Java nest on the native stack; beyond this many it counts as overflow.
const MAX_NESTING: u32 = 600;

/// The code of boundary frames, one per space.
#[derive(Default)]
pub struct Boundary(OnceLock<Box<Code>>);

impl Boundary {
    fn code(&self, method: MethodRef) -> *const Code {
        &**self.0.get_or_init(|| {
            // The frame stands at word 0 while the callee runs, and goes on two words further.
            let words = [Op::Boundary as u64, 0, Op::Exit as u64];
            one(method, &words, CodeFlags::BOUNDARY | CodeFlags::STATIC, 1)
        })
    }
}

/// A code of these words that needs `slots` registers.
fn one(method: MethodRef, words: &[u64], flags: u16, slots: u16) -> Box<Code> {
    let storage: Box<[AtomicU64]> = words.iter().map(|word| AtomicU64::new(*word)).collect();
    Box::new(Code {
        words: storage.as_ptr(),
        slots,
        arg_slots: if flags & CodeFlags::BOUNDARY != 0 { 0 } else { method.arg_slots },
        flags,
        locals: slots,
        method,
        // A boundary is no method's code, whichever was called first through it.
        version: if flags & CodeFlags::BOUNDARY != 0 {
            std::ptr::null()
        } else {
            method.version.load(Ordering::Acquire)
        },
        handlers: Box::new([]),
        bytecode_index: vec![0; words.len()].into(),
        reference_locals: reference_arguments(method, flags, slots),
        storage,
        lines: OnceLock::new(),
    })
}

/// Which argument registers hold references; the last register may hold a monitor.
fn reference_arguments(method: MethodRef, flags: u16, slots: u16) -> Box<[bool]> {
    let mut registers = vec![flags & CodeFlags::BOUNDARY != 0; usize::from(slots)];
    if flags & CodeFlags::BOUNDARY == 0 {
        for (register, is_reference) in registers.iter_mut().zip(method.reference_arguments()) {
            *register = is_reference;
        }
    }
    if let Some(last) = registers.last_mut() {
        *last = true;
    }
    registers.into()
}

/// A code of one instruction that stands for the whole method: arguments, and one register for a monitor.
pub(crate) fn whole_method(method: MethodRef, op: Op, mut flags: u16) -> Box<Code> {
    if method.is_static() {
        flags |= CodeFlags::STATIC;
    }
    if method.is_synchronized() {
        flags |= CodeFlags::SYNCHRONIZED;
    }
    one(method, &[op as u64, 0], flags, method.arg_slots + 1)
}

/// Gives a method the code that translates it on its first call.
pub fn install_stub(_: &Vm, method: MethodRef) {
    if method.code.load(Ordering::Acquire).is_null() {
        let stub = whole_method(method, Op::Stub, CodeFlags::STUB);
        let stub = method.class.owned.keep(stub).as_ptr();
        let _ = method.code.compare_exchange(std::ptr::null_mut(), stub, Ordering::AcqRel, Ordering::Acquire);
    }
}

/// A stub like [`install_stub`]'s that is not put into the cell yet.
pub(crate) fn new_stub(method: MethodRef) -> *mut Code {
    method.class.owned.keep(whole_method(method, Op::Stub, CodeFlags::STUB)).as_ptr()
}

impl Thread {
    /// Runs a method from Rust, without selection: the arguments are the method's own, receiver first. Its class must be
    /// initialized (or being so by this thread) for a static one.
    pub fn invoke<'s>(&mut self, scope: &'s Scope, method: MethodRef, args: &[Value<'_>]) -> Completion<Value<'s>> {
        self.check_native_stack()?;
        crate::linking::link(self, method.class)?;
        let (p, r) = self.top_window();
        let need = usize::from(method.arg_slots) + 2;
        if self.nesting >= MAX_NESTING || !self.has_room(p, need) {
            return Err(overflow(self));
        }
        let boundary = self.vm().boundary.code(method);
        // SAFETY: the window lies inside the stacks (checked above); the boundary's slot 0 takes the result, arguments
        // follow, as they do in a caller's frame.
        unsafe {
            r.write(0);
            let mut slot = 1;
            {
                let view = self.view();
                for arg in args {
                    match *arg {
                        Value::Int(value) => p.add(slot).write(u64::from(value as u32)),
                        Value::Long(value) => p.add(slot).write(value as u64),
                        Value::Float(value) => p.add(slot).write(u64::from(value.to_bits())),
                        Value::Double(value) => p.add(slot).write(value.to_bits()),
                        Value::Ref(value) => {
                            r.add(slot).write(value.map_or(0, |value| view.raw(value.get(&view)).0));
                        }
                        Value::Void => {}
                    }
                    if !matches!(arg, Value::Ref(_)) {
                        r.add(slot).write(0);
                    }
                    slot += 1;
                    if matches!(arg, Value::Long(_) | Value::Double(_)) {
                        r.add(slot).write(0);
                        slot += 1;
                    }
                }
            }
            debug_assert_eq!(slot, usize::from(method.arg_slots) + 1, "arguments of {method:?}");
            let frame = self.frame.add(1);
            frame.write(Frame { code: boundary, pc: (*boundary).words, p, r, state: 0 });
            self.frame = frame;
            if let Err(abrupt) = push_frame(self, method, p.add(1), r.add(1)) {
                self.frame = frame.sub(1);
                return Err(abrupt);
            }
            self.nesting += 1;
            let (held, protected) = (self.held_since, self.protected_since);
            self.protected_since = protected.min(held);
            self.held_since = u64::MAX;
            let outcome = self.run_top_frame();
            (self.held_since, self.protected_since) = (held, protected);
            self.nesting -= 1;
            debug_assert!(std::ptr::eq(self.frame, frame), "a run ends at its own boundary");
            self.frame = frame.sub(1);
            if outcome != RETURNED {
                return Err(self.stacks.abrupt.take().unwrap_or(Abrupt::Thrown));
            }
            let bits = p.read();
            Ok(match method.returns {
                BasicType::Void => Value::Void,
                BasicType::Long => Value::Long(bits as i64),
                BasicType::Float => Value::Float(f32::from_bits(bits as u32)),
                BasicType::Double => Value::Double(f64::from_bits(bits)),
                BasicType::Reference => {
                    let view = self.view();
                    let value = view.from_raw(RawRef(r.read()));
                    Value::Ref(scope.handle_opt(&view, value))
                }
                _ => Value::Int(bits as i32),
            })
        }
    }

    /// Runs the method that the receiver's class selects for this one (JVMS §5.4.6). The first argument is the receiver.
    pub fn invoke_virtual<'s>(
        &mut self,
        scope: &'s Scope,
        method: MethodRef,
        args: &[Value<'_>],
    ) -> Completion<Value<'s>> {
        let Some(receiver) = args.first().and_then(|value| value.reference()) else {
            return Err(self.throw(crate::known::Known::NullPointerException, None));
        };
        let class = self.class_of(receiver);
        let index = method.vtable_index.load(Ordering::Acquire);
        let selected = if method.class.coexisting.load(Ordering::Relaxed) {
            selection::select_checked(self, class, method.class, method)?
        } else if method.is_private() || method.is_constructor() {
            method
        } else if index >= 0 && !method.class.is_interface() {
            match class.dispatch().and_then(|dispatch| dispatch.vtable().get(index as usize)) {
                Some(selected) => *selected,
                None => return Err(Abrupt::internal("a receiver without the method's vtable entry")),
            }
        } else {
            selection::select_interface(self, class, method)?
        };
        self.invoke(scope, selected, args)
    }
}

/// The code of a method as the interpreter reads it.
pub(crate) unsafe fn code_of(method: *const Method) -> *mut Code {
    // SAFETY: the caller's method is live.
    unsafe { (*method).code.load(Ordering::Acquire) }
}
