//! Instructions that name members: fields, invocations, constructors, and who may touch protected ones
//! (JVMS §4.10.1.8, §4.10.1.9.getfield, .putfield, .invoke…).

use super::Member;
use super::fault::{Fault, Reason, Stop};
use super::flow::Method;
use super::frame::Frame;
use super::pool::{Context, Reference};
use super::step::{is_array_type, pop_assignable};
use super::types::Type;
use crate::symbol::Symbol;
use classfile::{MemberKind, Opcode};

/// `getstatic`, `putstatic`, `getfield`, `putfield`.
pub(super) fn field(
    context: &mut Context<'_, '_, '_>,
    frame: &mut Frame,
    opcode: Opcode,
    index: u16,
) -> Result<(), Stop> {
    let reference = context.reference(index)?;
    let Some(ty) = reference.ty else { return Err(context.wrong_constant(index)) };
    if matches!(opcode, Opcode::Getfield | Opcode::Putfield) && is_array_type(Type::Object(reference.owner)) {
        return Err(Stop::because(Fault::FieldOfArray(index, context.this), Reason::PoolIndex(index)));
    }
    match opcode {
        Opcode::Getstatic => frame.push(ty),
        Opcode::Putstatic => pop_assignable(context, frame, ty).map(drop),
        Opcode::Getfield => {
            let object = pop_assignable(context, frame, Type::Object(reference.owner))?;
            protected(context, frame, opcode, index, &reference, Member::Field, object)?;
            frame.push(ty)
        }
        _ => {
            pop_assignable(context, frame, ty)?;
            // A constructor may set its own class's fields before it calls another one.
            let object = frame.top()?;
            if object == Type::UninitializedThis && context.declares_field(&reference) {
                frame.drop_top();
                return Ok(());
            }
            let owner = Type::Object(reference.owner);
            if !context.assignable(object, owner)? {
                let reason = Reason::Stack(frame.stack.len() - 1, Box::new(Reason::NotAssignable(object, owner)));
                return Err(Stop::because(Fault::BadOperand(opcode), reason));
            }
            frame.drop_top();
            protected(context, frame, opcode, index, &reference, Member::Field, object)
        }
    }
}

/// §4.10.1.8: through a protected member of another package's superclass only objects of this class may be touched.
fn protected(
    context: &mut Context<'_, '_, '_>,
    frame: &Frame,
    opcode: Opcode,
    index: u16,
    reference: &Reference<'_>,
    member: Member,
    object: Type,
) -> Result<(), Stop> {
    let this = Type::Object(context.this);
    if object == this || !context.protected_elsewhere(index, reference, member)? {
        return Ok(());
    }
    // Arrays have a public clone.
    if member == Member::Method
        && is_array_type(object)
        && reference.owner == context.names.object
        && reference.name == b"clone"
    {
        return Ok(());
    }
    if context.assignable(object, this)? {
        return Ok(());
    }
    let reason = Reason::Stack(frame.stack.len(), Box::new(Reason::NotAssignable(object, this)));
    Err(Stop::because(Fault::Protected(opcode), reason))
}

/// The five invocations.
pub(super) fn invoke(
    context: &mut Context<'_, '_, '_>,
    method: &Method<'_>,
    frame: &mut Frame,
    opcode: Opcode,
    index: u16,
) -> Result<(), Stop> {
    let reference = context.reference(index)?;
    if opcode == Opcode::Invokespecial && reference.name != b"<init>" {
        special_target(context, &reference)?;
    }
    // The arguments, last one first.
    let mut slot = reference.argument_slots();
    while slot > 0 {
        slot -= 1;
        let mut ty = context.argument(&reference, slot);
        if ty.is_upper() && slot > 0 {
            slot -= 1;
            ty = context.argument(&reference, slot);
        }
        pop_assignable(context, frame, ty)?;
    }
    match opcode {
        Opcode::Invokevirtual => {
            let object = pop_assignable(context, frame, Type::Object(reference.owner))?;
            protected(context, frame, opcode, index, &reference, Member::Method, object)?;
        }
        Opcode::Invokeinterface => drop(pop_assignable(context, frame, Type::Object(reference.owner))?),
        Opcode::Invokespecial if reference.name == b"<init>" => {
            initialize(context, method, frame, index, &reference)?;
        }
        Opcode::Invokespecial => {
            let this = Type::Object(context.this);
            pop_assignable(context, frame, this)?;
        }
        _ => {}
    }
    match reference.ty {
        Some(ty) => frame.push(ty),
        None => Ok(()),
    }
}

/// §4.10.1.9.invokespecial: the class named is this one, a superclass, or a direct superinterface.
fn special_target(context: &mut Context<'_, '_, '_>, reference: &Reference<'_>) -> Result<(), Stop> {
    let (this, owner) = (context.this, reference.owner);
    if owner == this || Some(owner) == context.super_class || context.is_direct_superinterface(owner) {
        return Ok(());
    }
    if !context.assignable(Type::Object(this), Type::Object(owner))? {
        let reason = Reason::NotAssignable(Type::Object(this), Type::Object(owner));
        return Err(Stop::because(Fault::SpecialNotAssignable, reason));
    }
    if reference.kind == Some(MemberKind::InterfaceMethod) {
        return Err(Stop::fault(Fault::SpecialIndirectInterface));
    }
    Ok(())
}

/// A constructor's call: all copies of the object become initialized.
fn initialize(
    context: &mut Context<'_, '_, '_>,
    method: &Method<'_>,
    frame: &mut Frame,
    index: u16,
    reference: &Reference<'_>,
) -> Result<(), Stop> {
    let object = frame.top()?;
    match object {
        Type::UninitializedThis => {
            // A constructor of this class or of its direct superclass.
            if reference.owner != context.this && Some(reference.owner) != context.super_class {
                let reason = Reason::NotAssignable(Type::Object(reference.owner), Type::Object(context.this));
                return Err(Stop::because(Fault::BadInit, reason));
            }
            frame.drop_top();
            frame.initialize(object, Type::Object(context.this));
        }
        Type::Uninitialized(pc) => {
            let class = made_by(context, method, pc)?;
            if class != reference.owner {
                let reason = Reason::NotAssignable(Type::Object(class), Type::Object(reference.owner));
                return Err(Stop::because(Fault::WrongInit, reason));
            }
            let made = Type::Object(class);
            if class != context.this
                && context.protected_elsewhere(index, reference, Member::Method)?
                && !context.assignable(made, Type::Object(context.this))?
            {
                return Err(Stop::fault(Fault::ProtectedInit));
            }
            frame.drop_top();
            frame.initialize(object, made);
        }
        other => {
            let reason = Reason::NotAssignable(other, Type::UninitializedThis);
            let slot = frame.stack.len().saturating_sub(1);
            return Err(Stop::because(Fault::NothingToInitialize, Reason::Stack(slot, Box::new(reason))));
        }
    }
    Ok(())
}

/// The class that the `new` at `pc` makes.
fn made_by(context: &mut Context<'_, '_, '_>, method: &Method<'_>, pc: u16) -> Result<Symbol, Stop> {
    match method.code.code.get(pc as usize..) {
        Some([new, high, low, ..]) if *new == Opcode::New as u8 => context.class(u16::from_be_bytes([*high, *low])),
        _ => Err(Stop::fault(Fault::NotFromNew)),
    }
}
