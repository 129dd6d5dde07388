//! Static constraints on operands: what each instruction may name in the constant pool, and which local variables and switch tables
//! are in bounds (JVMS §4.9.1). It needs no type state.

use super::fault::{Fault, Stop};
use super::flow::{Method, Starts};
use super::pool::Context;
use super::types::is_array;
use classfile::{Constant, Instruction, Opcode, Operands};

/// Checks the operands of an instruction, except for local variables and targets.
#[inline]
pub(super) fn check(context: &mut Context<'_, '_, '_>, code: &[u8], instruction: &Instruction<'_>) -> Result<(), Stop> {
    match instruction.operands {
        Operands::None | Operands::Immediate(_) | Operands::Local(_) | Operands::Increment { .. } => Ok(()),
        Operands::Branch(_) | Operands::NewArray(_) => Ok(()),
        Operands::Constant(index) => constant(context, instruction.opcode, index),
        Operands::InvokeInterface { index, count } => {
            constant(context, instruction.opcode, index)?;
            // §6.5.invokeinterface: redundant, but it must be right.
            if context.reference(index)?.argument_slots() + 1 != count as usize {
                return Err(Stop::fault(Fault::InvokeInterfaceCount));
            }
            Ok(())
        }
        Operands::MultiANewArray { index, dimensions } => {
            constant(context, instruction.opcode, index)?;
            let class = context.class(index)?;
            if !is_array(class) {
                return Err(Stop::fault(Fault::NotAnArrayClass));
            }
            let depth = class.bytes().iter().take_while(|b| **b == b'[').count();
            if dimensions == 0 || dimensions as usize > depth {
                return Err(Stop::fault(Fault::Dimensions(dimensions)));
            }
            Ok(())
        }
        Operands::TableSwitch(_) => padding(context, code, instruction.pc),
        Operands::LookupSwitch(switch) => {
            padding(context, code, instruction.pc)?;
            let matches = switch.pairs().map(|pair| pair.0);
            if !matches.is_sorted_by(|a, b| a < b) {
                return Err(Stop::fault(Fault::UnsortedPairs));
            }
            Ok(())
        }
    }
}

/// Before version 51 HotSpot insists that a switch is padded with zeros.
fn padding(context: &Context<'_, '_, '_>, code: &[u8], pc: u32) -> Result<(), Stop> {
    let pad = code.get(pc as usize + 1..(pc as usize | 3) + 1).unwrap_or(&[]);
    if context.class_file.major < 51 && pad.iter().any(|byte| *byte != 0) {
        return Err(Stop::fault(Fault::SwitchPadding));
    }
    Ok(())
}

fn constant(context: &mut Context<'_, '_, '_>, opcode: Opcode, index: u16) -> Result<(), Stop> {
    let major = context.class_file.major;
    let constant = context.constant(index)?;
    let fits = match opcode {
        Opcode::Ldc | Opcode::LdcW => match constant {
            Constant::Integer(_) | Constant::Float(_) | Constant::String(_) => true,
            Constant::Class(_) => major >= 49,
            Constant::MethodHandle { .. } | Constant::MethodType(_) => major >= 51,
            Constant::Dynamic { .. } => major >= 55 && !wide_dynamic(context, index)?,
            _ => false,
        },
        Opcode::Ldc2W => match constant {
            Constant::Long(_) | Constant::Double(_) => true,
            Constant::Dynamic { .. } => major >= 55 && wide_dynamic(context, index)?,
            _ => false,
        },
        Opcode::Getfield | Opcode::Putfield | Opcode::Getstatic | Opcode::Putstatic => {
            matches!(constant, Constant::Fieldref { .. })
        }
        Opcode::Invokevirtual => matches!(constant, Constant::Methodref { .. }),
        // §4.9.1: private, static and default methods of interfaces came with version 52.
        Opcode::Invokespecial | Opcode::Invokestatic => match constant {
            Constant::Methodref { .. } => true,
            Constant::InterfaceMethodref { .. } => major >= 52,
            _ => false,
        },
        Opcode::Invokeinterface => matches!(constant, Constant::InterfaceMethodref { .. }),
        Opcode::Invokedynamic => matches!(constant, Constant::InvokeDynamic { .. }),
        _ => matches!(constant, Constant::Class(_)),
    };
    if !fits {
        return Err(context.wrong_constant(index));
    }
    match opcode {
        Opcode::Invokevirtual
        | Opcode::Invokespecial
        | Opcode::Invokestatic
        | Opcode::Invokeinterface
        | Opcode::Invokedynamic => {
            // §4.9.1: `<init>` is for invokespecial only, `<clinit>` for none.
            let name = context.reference(index)?.name;
            if name.first() == Some(&b'<') && (opcode != Opcode::Invokespecial || name != b"<init>") {
                return Err(Stop::fault(Fault::InternalMethod));
            }
        }
        Opcode::New if is_array(context.class(index)?) => return Err(Stop::fault(Fault::New)),
        Opcode::Anewarray => {
            let class = context.class(index)?;
            if class.bytes().iter().take_while(|b| **b == b'[').count() >= 255 {
                return Err(Stop::fault(Fault::TooManyDimensions));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Is a `CONSTANT_Dynamic_info` a `long` or `double`?
fn wide_dynamic(context: &Context<'_, '_, '_>, index: u16) -> Result<bool, Stop> {
    let dynamic = context.class_file.constant_pool.dynamic(index).map_err(|e| Stop::Format(e.to_string()))?;
    Ok(matches!(dynamic.descriptor, b"J" | b"D"))
}

/// §4.9.1 for an instruction that may never be reached: its local variables exist and its targets are instructions.
pub(super) fn check_unreached(method: &Method<'_>, starts: &Starts, instruction: &Instruction<'_>) -> Result<(), Stop> {
    if let Some((index, slots)) = local(instruction)
        && index + slots > method.code.max_locals as usize
    {
        return Err(Stop::fault(Fault::LocalOverflow));
    }
    targets(instruction, |target| {
        if starts.contains(target) { Ok(()) } else { Err(Stop::fault(Fault::BadTarget(target as i64))) }
    })
}

/// The local variable that an instruction names, and how many slots of it.
pub(super) fn local(instruction: &Instruction<'_>) -> Option<(usize, usize)> {
    use Opcode::*;
    let opcode = instruction.opcode;
    let byte = opcode as usize;
    let wide = |which: usize| if which == 1 || which == 3 { 2 } else { 1 };
    match instruction.operands {
        Operands::Increment { local, .. } => Some((local as usize, 1)),
        Operands::Local(local) => {
            Some((local as usize, if matches!(opcode, Lload | Dload | Lstore | Dstore) { 2 } else { 1 }))
        }
        // The short forms come in groups of four, in the order int, long, float, double, reference.
        _ if opcode >= Iload0 && opcode <= Aload3 => {
            let at = byte - Iload0 as usize;
            Some((at % 4, wide(at / 4)))
        }
        _ if opcode >= Istore0 && opcode <= Astore3 => {
            let at = byte - Istore0 as usize;
            Some((at % 4, wide(at / 4)))
        }
        _ => None,
    }
}

/// Calls `each` with all targets of a branch, `jsr` or switch.
pub(super) fn targets(
    instruction: &Instruction<'_>,
    mut each: impl FnMut(u32) -> Result<(), Stop>,
) -> Result<(), Stop> {
    match instruction.operands {
        Operands::Branch(target) => each(target),
        Operands::TableSwitch(switch) => {
            each(switch.default)?;
            switch.targets().try_for_each(each)
        }
        Operands::LookupSwitch(switch) => {
            each(switch.default)?;
            switch.pairs().try_for_each(|pair| each(pair.1))
        }
        _ => Ok(()),
    }
}
