//! A method as both verifiers see it: where its instructions start, its handlers, its first frame (JVMS §4.9.1, §4.10.1.6).
//! It decodes code once to find the boundaries, and turns what cannot be decoded into the broken rule.

use super::fault::{Fault, Stop};
use super::frame::Frame;
use super::pool::{Context, push_slots};
use super::types::Type;
use classfile::{Code, Instructions, MemberInfo, MethodDescriptor, MethodFlags, Opcode, OperandFormat, ParseError};

/// One method with code.
pub(super) struct Method<'a> {
    pub(super) name: &'a [u8],
    pub(super) descriptor: &'a [u8],
    pub(super) code: Code<'a>,
    /// The slots of `this` and the parameters.
    pub(super) arguments: Vec<Type>,
    /// `None` for `void`.
    pub(super) return_type: Option<Type>,
}

impl<'a> Method<'a> {
    pub(super) fn new(
        context: &Context<'_, 'a, '_>,
        member: &MemberInfo<'a>,
        code: Code<'a>,
    ) -> Result<Method<'a>, ParseError> {
        let pool = &context.class_file.constant_pool;
        let (name, descriptor) = (member.name(pool)?, member.descriptor(pool)?);
        let parsed = MethodDescriptor::parse(descriptor)
            .map_err(|e| ParseError::new(member.offset as usize, "method_info", "4.3.3", e.to_string()))?;
        let mut arguments = Vec::with_capacity(parsed.parameter_slots() + 1);
        // §2.9.2: before version 51 a `<clinit>` initializes the class whatever its flags say.
        let is_static = member.method_flags().contains(MethodFlags::STATIC)
            || (name == b"<clinit>" && context.class_file.major < 51);
        if !is_static {
            // §4.10.1.6: `this` of a constructor is uninitialized, except in Object, which has no superclass.
            let initialized = name != b"<init>" || context.this == context.names.object;
            arguments.push(if initialized { Type::Object(context.this) } else { Type::UninitializedThis });
        }
        push_slots(&mut arguments, &parsed);
        Ok(Method { name, descriptor, code, arguments, return_type: parsed.return_type().map(Type::of) })
    }

    /// The state at the first instruction.
    pub(super) fn first_frame(&self, frame: &mut Frame) -> Result<(), Stop> {
        let max_locals = self.code.max_locals as usize;
        if self.arguments.len() > max_locals {
            return Err(Stop::fault(Fault::ArgumentsTooBig));
        }
        frame.reset(max_locals, self.code.max_stack as usize);
        frame.locals[..self.arguments.len()].copy_from_slice(&self.arguments);
        frame.this_uninitialized = self.arguments.first() == Some(&Type::UninitializedThis);
        Ok(())
    }

    /// The handlers in order, with what §4.9.1 and §4.10.1 ask of the exception table checked.
    pub(super) fn handlers(&self, context: &mut Context<'_, '_, '_>, starts: &Starts) -> Result<Vec<Handler>, Stop> {
        let length = self.code.code.len() as u32;
        let mut handlers = Vec::with_capacity(self.code.exception_table.len());
        for entry in self.code.exception_table.iter() {
            let (start, end, target) = (entry.start_pc as u32, entry.end_pc as u32, entry.handler_pc as u32);
            if !starts.contains(start) || start >= end {
                return Err(Stop::Format(format!("Illegal exception table start_pc {start}")));
            }
            if end != length && !starts.contains(end) {
                return Err(Stop::Format(format!("Illegal exception table end_pc {end}")));
            }
            if !starts.contains(target) {
                return Err(Stop::Format(format!("Illegal exception table handler_pc {target}")));
            }
            let throwable = Type::Object(context.names.throwable);
            let ty = if entry.catch_type == 0 { throwable } else { Type::Object(context.class(entry.catch_type)?) };
            // Throwable is a class, so only subclasses pass.
            if !context.assignable(ty, throwable)? {
                return Err(Stop::fault(Fault::CatchType(target)));
            }
            handlers.push(Handler { start, end, target, ty });
        }
        Ok(handlers)
    }
}

/// An entry of the exception table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handler {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) target: u32,
    /// What is on the stack at `target`.
    pub(super) ty: Type,
}

impl Handler {
    #[inline]
    pub(super) fn covers(&self, pc: u32) -> bool {
        self.start <= pc && pc < self.end
    }
}

/// A set of pcs.
#[derive(Default)]
pub(super) struct Starts {
    bits: Vec<u64>,
}

impl Starts {
    /// The empty set for code of that length.
    pub(super) fn none(length: usize) -> Starts {
        Starts { bits: vec![0; length / 64 + 1] }
    }

    /// Where instructions start; on failure also the pc of the one that is wrong.
    pub(super) fn of(code: &[u8]) -> Result<Starts, (u32, Stop)> {
        let mut starts = Starts::none(code.len());
        let mut instructions = Instructions::new(code);
        loop {
            let pc = instructions.pc() as u32;
            match instructions.next() {
                None => return Ok(starts),
                Some(Ok(_)) => starts.insert(pc),
                Some(Err(_)) => return Err((pc, undecodable(code, pc as usize))),
            }
        }
    }

    /// Adds a pc; says whether it was missing.
    #[inline]
    pub(super) fn insert(&mut self, pc: u32) {
        if let Some(word) = self.bits.get_mut(pc as usize / 64) {
            *word |= 1 << (pc % 64);
        }
    }

    #[inline]
    pub(super) fn contains(&self, pc: u32) -> bool {
        self.bits.get(pc as usize / 64).is_some_and(|word| word >> (pc % 64) & 1 != 0)
    }
}

/// Which rule an instruction breaks that the decoder refused (§4.9.1).
#[cold]
pub(super) fn undecodable(code: &[u8], pc: usize) -> Stop {
    let byte = |at: usize| code.get(pc + at).copied();
    let i2 = |at: usize| Some(i16::from_be_bytes([byte(at)?, byte(at + 1)?]));
    let word = |at: usize| code.get(at..at + 4).map(|b| i32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    let target = |offset: Option<i32>| match offset {
        Some(offset) => Fault::BadTarget(pc as i64 + offset as i64),
        None => Fault::BadInstruction(None),
    };
    let Some(opcode) = byte(0).and_then(Opcode::from_byte) else {
        return Stop::fault(Fault::BadInstruction(None));
    };
    let aligned = (pc | 3) + 1;
    // The first offset of a switch, from `from` in steps of `step`, that leads outside the code.
    let outside = |from: usize, step: usize| {
        let offsets = std::iter::once(word(aligned)).chain((from..code.len()).step_by(step).map(word));
        let found = offsets.flatten().map(|o| pc as i64 + o as i64).find(|t| *t < 0 || *t >= code.len() as i64);
        found.map_or(Fault::BadInstruction(None), Fault::BadTarget)
    };
    Stop::fault(match opcode.format() {
        OperandFormat::Branch => target(i2(1).map(i32::from)),
        OperandFormat::BranchWide => target(word(pc + 1)),
        OperandFormat::InvokeInterface if byte(4).is_some() => Fault::InvokeInterfaceZero,
        OperandFormat::InvokeDynamic if byte(4).is_some() => Fault::InvokeDynamicZero,
        OperandFormat::NewArray if byte(1).is_some() => Fault::NewArrayCode,
        OperandFormat::Wide if byte(1).is_some() => Fault::BadWide,
        OperandFormat::TableSwitch => match (word(aligned + 4), word(aligned + 8)) {
            (Some(low), Some(high)) if low > high => Fault::TableSwitchBounds,
            _ => outside(aligned + 12, 4),
        },
        OperandFormat::LookupSwitch => match word(aligned + 4) {
            Some(count) if count < 0 => Fault::NegativePairs,
            _ => outside(aligned + 12, 8),
        },
        _ => Fault::BadInstruction(None),
    })
}
