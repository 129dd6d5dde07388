//! Messages: the first line from `fault`, and under it what HotSpot prints as exception details: where, why, the state, the code.
//! It decides nothing and is reached only when verification has failed.

use super::VerifyFailure;
use super::fault::{Broken, Reason, Stop};
use super::flow::Method;
use super::frame::Frame;
use super::pool::Context;
use super::types::Type;
use classfile::Opcode;
use classfile::mutf8::to_str_lossy;
use std::fmt::Write;

/// Locals and stack that a frame should have.
type Wanted<'a> = (&'a [Type], &'a [Type]);

/// The failure of the type checker at `pc`. `wanted`: the stack map's frame that did not fit.
#[cold]
pub(super) fn checking(
    context: &Context<'_, '_, '_>,
    method: &Method<'_>,
    pc: u32,
    frame: &Frame,
    wanted: Option<(u32, Wanted<'_>)>,
    stop: Stop,
) -> VerifyFailure {
    let broken = match stop {
        Stop::Fault(broken) => broken,
        Stop::Format(text) => return format_error(context, method, &text),
        Stop::Abrupt(abrupt) => return VerifyFailure::Abrupt(abrupt),
    };
    let Broken { fault, reason } = *broken;
    let mut text = fault.checking(pc);
    let code = method.code.code;
    let name = code.get(pc as usize).and_then(|b| Opcode::from_byte(*b)).map_or("<illegal>", Opcode::mnemonic);
    // Writing to a String never fails.
    let _ = write!(text, "\nException Details:\n  Location:\n    {} @{pc}: {name}", location(context, method));
    let reason = reason.map_or_else(|| "Error exists in the bytecode".to_owned(), |reason| words(&reason));
    let _ = write!(text, "\n  Reason:\n    {reason}\n  Current Frame:");
    state(&mut text, pc, &frame.locals, &frame.stack, frame.this_uninitialized);
    if let Some((at, (locals, stack))) = wanted {
        text.push_str("\n  Stackmap Frame:");
        state(&mut text, at, locals, stack, locals.contains(&Type::UninitializedThis));
    }
    text.push_str("\n  Bytecode:");
    for (line, bytes) in code.chunks(16).enumerate() {
        let _ = write!(text, "\n    {:07x}:", line * 16);
        for pair in bytes.chunks(2) {
            text.push(' ');
            for byte in pair {
                let _ = write!(text, "{byte:02x}");
            }
        }
    }
    if !method.code.exception_table.is_empty() {
        text.push_str("\n  Exception Handler Table:");
        for h in method.code.exception_table.iter() {
            let _ = write!(text, "\n    bci [{}, {}] => handler: {}", h.start_pc, h.end_pc, h.handler_pc);
        }
    }
    VerifyFailure::Verify(text)
}

/// The failure of type inference at `pc`, in one line.
#[cold]
pub(super) fn inference(context: &Context<'_, '_, '_>, method: &Method<'_>, pc: u32, stop: Stop) -> VerifyFailure {
    match stop {
        Stop::Fault(broken) => VerifyFailure::Verify(format!(
            "(class: {}, method: {} signature: {}) {}",
            context.this,
            to_str_lossy(method.name),
            to_str_lossy(method.descriptor),
            broken.fault.inference(pc)
        )),
        Stop::Format(text) => format_error(context, method, &text),
        Stop::Abrupt(abrupt) => VerifyFailure::Abrupt(abrupt),
    }
}

fn format_error(context: &Context<'_, '_, '_>, method: &Method<'_>, text: &str) -> VerifyFailure {
    VerifyFailure::ClassFormat(format!("{text} in method {}", location(context, method)))
}

fn location(context: &Context<'_, '_, '_>, method: &Method<'_>) -> String {
    format!("{}.{}{}", context.this, to_str_lossy(method.name), to_str_lossy(method.descriptor))
}

fn state(text: &mut String, pc: u32, locals: &[Type], stack: &[Type], this_uninitialized: bool) {
    let used = locals.iter().rposition(|ty| *ty != Type::Top).map_or(0, |last| last + 1);
    let flags = if this_uninitialized { " flagThisUninit " } else { " " };
    let _ = write!(text, "\n    bci: @{pc}\n    flags: {{{flags}}}\n    locals: {{");
    list(text, locals.get(..used).unwrap_or(locals));
    text.push_str("}\n    stack: {");
    list(text, stack);
    text.push('}');
}

fn list(text: &mut String, slots: &[Type]) {
    // A frame may have 65,535 slots; nobody reads more than the first hundred.
    for (index, ty) in slots.iter().take(100).enumerate() {
        let _ = write!(text, "{} {ty}", if index == 0 { "" } else { "," });
    }
    text.push_str(if slots.len() > 100 { ", … " } else { " " });
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::Stack(slot, inner) => located(inner, &format!("stack[{slot}]")),
        Reason::Local(index, inner) => located(inner, &format!("locals[{index}]")),
        Reason::StackHeight(found, wanted) => {
            format!("Current frame's stack size doesn't match stackmap: {found} slots, not {wanted}.")
        }
        Reason::Flags => "Current frame's flags are not assignable to stack map frame's.".into(),
        Reason::PoolIndex(index) => format!("Constant pool index {index} is invalid"),
        other => located(other, ""),
    }
}

/// A sentence about a type, with the place where the type was found.
fn located(reason: &Reason, place: &str) -> String {
    let place = if place.is_empty() { String::new() } else { format!(" (current frame, {place})") };
    match reason {
        Reason::NotAssignable(from, to) => format!("Type {from}{place} is not assignable to {to}"),
        Reason::NotReference(from) => format!("Type {from}{place} is not assignable to reference type"),
        Reason::SplitsValue(from) => format!("Type {from}{place} cannot be moved or dropped as one value here"),
        Reason::NotArray(from, wanted) => format!("Type {from}{place} is not {wanted}"),
        other => words(other),
    }
}
