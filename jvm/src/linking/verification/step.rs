//! One instruction's effect on the type state, for both verifiers (JVMS §4.10.1.9): everything but members, which are in `invoke`.

use super::fault::{Fault, Reason, Stop};
use super::flow::Method;
use super::frame::Frame;
use super::invoke;
use super::pool::Context;
use super::types::{Type, component, is_array};
use crate::symbol::Symbol;
use classfile::descriptor::array_of;
use classfile::{Constant, FieldType, Instruction, Opcode, Operands};

/// Where control goes after an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Fall,
    /// To the target or on.
    Branch(u32),
    Goto(u32),
    /// To the targets of the switch.
    Switch,
    /// Returned or thrown.
    End,
    Subroutine(u32),
    /// The local variable with the return address.
    Ret(u16),
}

/// Applies an instruction whose operands were checked.
#[inline]
pub(super) fn step(
    context: &mut Context<'_, '_, '_>,
    method: &Method<'_>,
    instruction: &Instruction<'_>,
    frame: &mut Frame,
) -> Result<Next, Stop> {
    use Opcode::*;
    let opcode = instruction.opcode;
    context.place.pc = instruction.pc;
    let index = match instruction.operands {
        Operands::Local(local) => local as usize,
        _ => 0,
    };
    let target = match instruction.operands {
        Operands::Branch(target) => target,
        _ => 0,
    };
    let pool = match instruction.operands {
        Operands::Constant(index)
        | Operands::InvokeInterface { index, .. }
        | Operands::MultiANewArray { index, .. } => index,
        _ => 0,
    };
    match opcode {
        Nop => {}
        AconstNull => frame.push(Type::Null)?,
        IconstM1 | Iconst0 | Iconst1 | Iconst2 | Iconst3 | Iconst4 | Iconst5 | Bipush | Sipush => {
            frame.push(Type::Int)?;
        }
        Lconst0 | Lconst1 => frame.push(Type::Long)?,
        Fconst0 | Fconst1 | Fconst2 => frame.push(Type::Float)?,
        Dconst0 | Dconst1 => frame.push(Type::Double)?,
        Ldc | LdcW | Ldc2W => {
            let ty = loaded(context, pool)?;
            frame.push(ty)?;
        }
        Iload => frame.load_primitive(index, Type::Int)?,
        Lload => frame.load_primitive(index, Type::Long)?,
        Fload => frame.load_primitive(index, Type::Float)?,
        Dload => frame.load_primitive(index, Type::Double)?,
        Aload => load_reference(frame, index)?,
        Iload0 | Iload1 | Iload2 | Iload3 => frame.load_primitive(short(opcode, Iload0), Type::Int)?,
        Lload0 | Lload1 | Lload2 | Lload3 => frame.load_primitive(short(opcode, Lload0), Type::Long)?,
        Fload0 | Fload1 | Fload2 | Fload3 => frame.load_primitive(short(opcode, Fload0), Type::Float)?,
        Dload0 | Dload1 | Dload2 | Dload3 => frame.load_primitive(short(opcode, Dload0), Type::Double)?,
        Aload0 | Aload1 | Aload2 | Aload3 => load_reference(frame, short(opcode, Aload0))?,
        Iaload => array_load(frame, opcode, b"I", Type::Int)?,
        Laload => array_load(frame, opcode, b"J", Type::Long)?,
        Faload => array_load(frame, opcode, b"F", Type::Float)?,
        Daload => array_load(frame, opcode, b"D", Type::Double)?,
        Baload => array_load(frame, opcode, b"BZ", Type::Int)?,
        Caload => array_load(frame, opcode, b"C", Type::Int)?,
        Saload => array_load(frame, opcode, b"S", Type::Int)?,
        Aaload => {
            frame.pop_primitive(Type::Int)?;
            let element = match frame.top()? {
                Type::Null => Type::Null,
                found => match found.array().and_then(component) {
                    Some(Ok(name)) => Type::Object(name),
                    _ => return Err(bad_array(frame, opcode, found, "an array of references")),
                },
            };
            frame.drop_top();
            frame.push(element)?;
        }
        Istore => store(frame, index, Type::Int)?,
        Lstore => store(frame, index, Type::Long)?,
        Fstore => store(frame, index, Type::Float)?,
        Dstore => store(frame, index, Type::Double)?,
        Astore => store_reference(frame, index)?,
        Istore0 | Istore1 | Istore2 | Istore3 => store(frame, short(opcode, Istore0), Type::Int)?,
        Lstore0 | Lstore1 | Lstore2 | Lstore3 => store(frame, short(opcode, Lstore0), Type::Long)?,
        Fstore0 | Fstore1 | Fstore2 | Fstore3 => store(frame, short(opcode, Fstore0), Type::Float)?,
        Dstore0 | Dstore1 | Dstore2 | Dstore3 => store(frame, short(opcode, Dstore0), Type::Double)?,
        Astore0 | Astore1 | Astore2 | Astore3 => store_reference(frame, short(opcode, Astore0))?,
        Iastore => array_store(frame, opcode, b"I", Type::Int)?,
        Lastore => array_store(frame, opcode, b"J", Type::Long)?,
        Fastore => array_store(frame, opcode, b"F", Type::Float)?,
        Dastore => array_store(frame, opcode, b"D", Type::Double)?,
        Bastore => array_store(frame, opcode, b"BZ", Type::Int)?,
        Castore => array_store(frame, opcode, b"C", Type::Int)?,
        Sastore => array_store(frame, opcode, b"S", Type::Int)?,
        Aastore => {
            // The component type is checked at run time (§6.5.aastore).
            let object = Type::Object(context.names.object);
            pop_assignable(context, frame, object)?;
            frame.pop_primitive(Type::Int)?;
            let found = frame.top()?;
            if found != Type::Null && !matches!(found.array().and_then(component), Some(Ok(_))) {
                return Err(bad_array(frame, opcode, found, "an array of references"));
            }
            frame.drop_top();
        }
        Pop => frame.pop_slots(1)?,
        Pop2 => frame.pop_slots(2)?,
        Dup => frame.dup(1, 0)?,
        DupX1 => frame.dup(1, 1)?,
        DupX2 => frame.dup(1, 2)?,
        Dup2 => frame.dup(2, 0)?,
        Dup2X1 => frame.dup(2, 1)?,
        Dup2X2 => frame.dup(2, 2)?,
        Swap => frame.swap()?,
        Iadd | Isub | Imul | Idiv | Irem | Ishl | Ishr | Iushr | Iand | Ior | Ixor => {
            binary(frame, Type::Int, Type::Int, Type::Int)?;
        }
        Ladd | Lsub | Lmul | Ldiv | Lrem | Land | Lor | Lxor => binary(frame, Type::Long, Type::Long, Type::Long)?,
        Fadd | Fsub | Fmul | Fdiv | Frem => binary(frame, Type::Float, Type::Float, Type::Float)?,
        Dadd | Dsub | Dmul | Ddiv | Drem => binary(frame, Type::Double, Type::Double, Type::Double)?,
        Lshl | Lshr | Lushr => binary(frame, Type::Long, Type::Int, Type::Long)?,
        Ineg | I2b | I2c | I2s => unary(frame, Type::Int, Type::Int)?,
        Lneg => unary(frame, Type::Long, Type::Long)?,
        Fneg => unary(frame, Type::Float, Type::Float)?,
        Dneg => unary(frame, Type::Double, Type::Double)?,
        Iinc => {
            if let Operands::Increment { local, .. } = instruction.operands {
                frame.expect_local(local as usize, Type::Int)?;
            }
        }
        I2l => unary(frame, Type::Int, Type::Long)?,
        I2f => unary(frame, Type::Int, Type::Float)?,
        I2d => unary(frame, Type::Int, Type::Double)?,
        L2i => unary(frame, Type::Long, Type::Int)?,
        L2f => unary(frame, Type::Long, Type::Float)?,
        L2d => unary(frame, Type::Long, Type::Double)?,
        F2i => unary(frame, Type::Float, Type::Int)?,
        F2l => unary(frame, Type::Float, Type::Long)?,
        F2d => unary(frame, Type::Float, Type::Double)?,
        D2i => unary(frame, Type::Double, Type::Int)?,
        D2l => unary(frame, Type::Double, Type::Long)?,
        D2f => unary(frame, Type::Double, Type::Float)?,
        Lcmp => binary(frame, Type::Long, Type::Long, Type::Int)?,
        Fcmpl | Fcmpg => binary(frame, Type::Float, Type::Float, Type::Int)?,
        Dcmpl | Dcmpg => binary(frame, Type::Double, Type::Double, Type::Int)?,
        Ifeq | Ifne | Iflt | Ifge | Ifgt | Ifle => {
            frame.pop_primitive(Type::Int)?;
            return Ok(Next::Branch(target));
        }
        IfIcmpeq | IfIcmpne | IfIcmplt | IfIcmpge | IfIcmpgt | IfIcmple => {
            frame.pop_primitive(Type::Int)?;
            frame.pop_primitive(Type::Int)?;
            return Ok(Next::Branch(target));
        }
        IfAcmpeq | IfAcmpne => {
            frame.pop_reference()?;
            frame.pop_reference()?;
            return Ok(Next::Branch(target));
        }
        Ifnull | Ifnonnull => {
            frame.pop_reference()?;
            return Ok(Next::Branch(target));
        }
        Goto | GotoW => return Ok(Next::Goto(target)),
        Jsr | JsrW => {
            frame.push(Type::ReturnAddress(target as u16))?;
            return Ok(Next::Subroutine(target));
        }
        Ret => return Ok(Next::Ret(index as u16)),
        Tableswitch | Lookupswitch => {
            frame.pop_primitive(Type::Int)?;
            return Ok(Next::Switch);
        }
        Ireturn => return returns(context, method, frame, Type::Int),
        Lreturn => return returns(context, method, frame, Type::Long),
        Freturn => return returns(context, method, frame, Type::Float),
        Dreturn => return returns(context, method, frame, Type::Double),
        Areturn => {
            let found = frame.top()?;
            if !found.is_reference() {
                return Err(frame.bad_top(Reason::NotReference(found)));
            }
            return returns(context, method, frame, found);
        }
        Return => {
            if method.return_type.is_some() {
                return Err(Stop::fault(Fault::ReturnsValue));
            }
            // §4.10.1.9.return: an object leaves its constructor initialized.
            if frame.this_uninitialized {
                return Err(Stop::fault(Fault::ThisUninitialized));
            }
            return Ok(Next::End);
        }
        Getstatic | Putstatic | Getfield | Putfield => invoke::field(context, frame, opcode, pool)?,
        Invokevirtual | Invokespecial | Invokestatic | Invokeinterface | Invokedynamic => {
            invoke::invoke(context, method, frame, opcode, pool)?;
        }
        New => {
            // §4.10.1.9.new: the type of an older object of this instruction must not be on the stack, and is unusable elsewhere.
            let ty = Type::Uninitialized(instruction.pc as u16);
            if frame.stack.contains(&ty) {
                return Err(frame.bad_top(Reason::SplitsValue(ty)));
            }
            if frame.locals.contains(&ty) {
                frame.initialize(ty, Type::Top);
            }
            frame.push(ty)?;
        }
        Newarray => {
            frame.pop_primitive(Type::Int)?;
            if let Operands::NewArray(ty) = instruction.operands {
                frame.push(Type::Object(Symbol::new(ty.descriptor().as_bytes())))?;
            }
        }
        Anewarray => {
            frame.pop_primitive(Type::Int)?;
            let element = context.class(pool)?;
            frame.push(Type::Object(Symbol::new(&array_of(element.bytes()))))?;
        }
        Multianewarray => {
            if let Operands::MultiANewArray { dimensions, .. } = instruction.operands {
                for _ in 0..dimensions {
                    frame.pop_primitive(Type::Int)?;
                }
            }
            let class = context.class(pool)?;
            frame.push(Type::Object(class))?;
        }
        Arraylength => {
            let found = frame.top()?;
            if found != Type::Null && found.array().is_none() {
                return Err(bad_array(frame, opcode, found, "an array"));
            }
            frame.drop_top();
            frame.push(Type::Int)?;
        }
        Athrow => {
            let throwable = Type::Object(context.names.throwable);
            pop_assignable(context, frame, throwable)?;
            return Ok(Next::End);
        }
        Checkcast | Instanceof => {
            let object = Type::Object(context.names.object);
            let found = pop_assignable(context, frame, object)?;
            let to = context.class(pool)?;
            context.cast(found, to);
            frame.push(if opcode == Checkcast { Type::Object(to) } else { Type::Int })?;
        }
        Monitorenter | Monitorexit => drop(frame.pop_reference()?),
        Wide => return Err(Stop::fault(Fault::BadWide)),
    }
    Ok(Next::Fall)
}

/// The local variable of a short form.
fn short(opcode: Opcode, first: Opcode) -> usize {
    opcode as usize - first as usize
}

fn unary(frame: &mut Frame, operand: Type, result: Type) -> Result<(), Stop> {
    frame.pop_primitive(operand)?;
    frame.push(result)
}

fn binary(frame: &mut Frame, left: Type, right: Type, result: Type) -> Result<(), Stop> {
    frame.pop_primitive(right)?;
    frame.pop_primitive(left)?;
    frame.push(result)
}

fn load_reference(frame: &mut Frame, index: usize) -> Result<(), Stop> {
    let found = frame.local(index)?;
    if !found.is_reference() {
        return Err(Stop::because(
            Fault::BadLocalType(index),
            Reason::Local(index, Box::new(Reason::NotReference(found))),
        ));
    }
    frame.push(found)
}

fn store(frame: &mut Frame, index: usize, ty: Type) -> Result<(), Stop> {
    frame.pop_primitive(ty)?;
    frame.store(index, ty)
}

/// `astore` also takes return addresses (§6.5.astore); only type inference makes them.
fn store_reference(frame: &mut Frame, index: usize) -> Result<(), Stop> {
    let found = frame.top()?;
    if !found.is_reference() && !matches!(found, Type::ReturnAddress(_)) {
        return Err(frame.bad_top(Reason::NotReference(found)));
    }
    frame.drop_top();
    frame.store(index, found)
}

fn array_load(frame: &mut Frame, opcode: Opcode, letters: &[u8], element: Type) -> Result<(), Stop> {
    frame.pop_primitive(Type::Int)?;
    pop_primitive_array(frame, opcode, letters)?;
    frame.push(element)
}

fn array_store(frame: &mut Frame, opcode: Opcode, letters: &[u8], element: Type) -> Result<(), Stop> {
    frame.pop_primitive(element)?;
    frame.pop_primitive(Type::Int)?;
    pop_primitive_array(frame, opcode, letters)
}

/// Pops null or an array of one of the primitive types with these letters.
fn pop_primitive_array(frame: &mut Frame, opcode: Opcode, letters: &[u8]) -> Result<(), Stop> {
    let found = frame.top()?;
    let fits = match found {
        Type::Null => true,
        Type::Object(name) => matches!(name.bytes(), [b'[', letter] if letters.contains(letter)),
        _ => false,
    };
    if !fits {
        return Err(bad_array(frame, opcode, found, "an array of the instruction's type"));
    }
    frame.drop_top();
    Ok(())
}

#[cold]
fn bad_array(frame: &Frame, opcode: Opcode, found: Type, wanted: &'static str) -> Stop {
    let slot = frame.stack.len().saturating_sub(1);
    Stop::because(Fault::BadOperand(opcode), Reason::Stack(slot, Box::new(Reason::NotArray(found, wanted))))
}

/// Pops a value that must be assignable to a type (of one or two slots).
#[inline]
pub(super) fn pop_assignable(context: &mut Context<'_, '_, '_>, frame: &mut Frame, to: Type) -> Result<Type, Stop> {
    if !matches!(to, Type::Object(_)) {
        frame.pop_primitive(to)?;
        return Ok(to);
    }
    let found = frame.top()?;
    if !context.assignable(found, to)? {
        return Err(frame.bad_top(Reason::NotAssignable(found, to)));
    }
    frame.drop_top();
    Ok(found)
}

/// The five returns with a value.
fn returns(
    context: &mut Context<'_, '_, '_>,
    method: &Method<'_>,
    frame: &mut Frame,
    found: Type,
) -> Result<Next, Stop> {
    if found.is_reference() {
        frame.drop_top();
    } else {
        frame.pop_primitive(found)?;
    }
    let Some(declared) = method.return_type else { return Err(Stop::fault(Fault::ReturnsNothing)) };
    if !context.assignable(found, declared)? {
        return Err(Stop::because(Fault::BadReturn, Reason::NotAssignable(found, declared)));
    }
    Ok(Next::End)
}

/// The type of what `ldc` pushes; the tag was checked.
fn loaded(context: &mut Context<'_, '_, '_>, index: u16) -> Result<Type, Stop> {
    let names = &context.names;
    Ok(match context.constant(index)? {
        Constant::Integer(_) => Type::Int,
        Constant::Float(_) => Type::Float,
        Constant::Long(_) => Type::Long,
        Constant::Double(_) => Type::Double,
        Constant::String(_) => Type::Object(names.string),
        Constant::Class(_) => Type::Object(names.class),
        Constant::MethodHandle { .. } => Type::Object(names.method_handle),
        Constant::MethodType(_) => Type::Object(names.method_type),
        Constant::Dynamic { .. } => {
            let dynamic = context.class_file.constant_pool.dynamic(index).map_err(|e| Stop::Format(e.to_string()))?;
            Type::of(FieldType::parse(dynamic.descriptor).map_err(|e| Stop::Format(e.to_string()))?)
        }
        _ => return Err(context.wrong_constant(index)),
    })
}

/// Is it an array class, as the receiver of `Object.clone` may be?
pub(super) fn is_array_type(ty: Type) -> bool {
    matches!(ty, Type::Object(name) if is_array(name))
}
