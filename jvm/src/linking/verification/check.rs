//! Verification by type checking: one pass over the code, in which the stack map's frames stand in for all that a data flow analysis
//! would find out (JVMS §4.10.1).

use super::details;
use super::fault::{Fault, Reason, Stop};
use super::flow::{Handler, Method, Starts};
use super::frame::Frame;
use super::pool::Context;
use super::stack_map::{FrameTable, Mismatch};
use super::step::{Next, step};
use super::types::Type;
use super::{VerifyFailure, operands};
use classfile::{Instructions, Opcode};

struct Checker<'m, 'a> {
    method: &'m Method<'a>,
    starts: Starts,
    handlers: Vec<Handler>,
    /// The pcs that some handler covers.
    covered: (u32, u32),
    table: FrameTable,
    frame: Frame,
    pc: u32,
    /// The pc of the frame that did not fit, for the message.
    wanted: Option<u32>,
}

/// Type-checks one method.
pub(super) fn check(context: &mut Context<'_, '_, '_>, method: &Method<'_>) -> Result<(), VerifyFailure> {
    let mut checker = Checker {
        method,
        starts: Starts::default(),
        handlers: Vec::new(),
        covered: (0, 0),
        table: FrameTable::default(),
        frame: Frame::default(),
        pc: 0,
        wanted: None,
    };
    match checker.run(context) {
        Ok(()) => Ok(()),
        Err(stop) => {
            let wanted = checker.wanted.and_then(|pc| checker.table.at(pc)).map(|e| (e.pc, checker.table.slots(e)));
            Err(details::checking(context, method, checker.pc, &checker.frame, wanted, stop))
        }
    }
}

impl Checker<'_, '_> {
    fn run(&mut self, context: &mut Context<'_, '_, '_>) -> Result<(), Stop> {
        let code = self.method.code.code;
        self.method.first_frame(&mut self.frame)?;
        self.starts = Starts::of(code).map_err(|(pc, stop)| {
            self.pc = pc;
            stop
        })?;
        self.handlers = self.method.handlers(context, &self.starts)?;
        let first = self.handlers.iter().map(|h| h.start).min().unwrap_or(0);
        self.covered = (first, self.handlers.iter().map(|h| h.end).max().unwrap_or(0));
        self.table = FrameTable::read(context, self.method, &self.starts)?;
        let mut next_frame = 0;
        let mut reached = true;
        let instructions = Instructions::new(code);
        for instruction in instructions {
            let instruction = instruction.map_err(|_| super::flow::undecodable(code, self.pc as usize))?;
            self.pc = instruction.pc;
            // §4.10.1.6, mergedCodeIsTypeSafe: a frame here takes the place of the state that arrives.
            if let Some(entry) = self.table.entries.get(next_frame)
                && entry.pc == self.pc
            {
                if reached {
                    let mismatch = self.table.accepts(context, entry, &self.frame, &self.frame.stack)?;
                    if let Some(mismatch) = mismatch {
                        return Err(self.mismatch(self.pc, Fault::FrameMismatch, mismatch));
                    }
                }
                self.table.load(entry, &mut self.frame);
                next_frame += 1;
                reached = true;
            }
            if !reached {
                return Err(Stop::fault(Fault::NoFrame));
            }
            // §4.9.1: subroutines ended with version 50.
            if matches!(instruction.opcode, Opcode::Jsr | Opcode::JsrW | Opcode::Ret) {
                return Err(Stop::fault(Fault::BadInstruction(Some(instruction.opcode as u8))));
            }
            operands::check(context, code, &instruction)?;
            if self.pc >= self.covered.0 && self.pc < self.covered.1 {
                self.check_handlers(context)?;
            }
            match step(context, self.method, &instruction, &mut self.frame)? {
                Next::Fall => {}
                Next::Branch(target) => self.check_target(context, target)?,
                Next::Goto(target) => {
                    self.check_target(context, target)?;
                    reached = false;
                }
                Next::Switch => {
                    operands::targets(&instruction, |target| self.check_target(context, target))?;
                    reached = false;
                }
                Next::End => reached = false,
                Next::Subroutine(_) | Next::Ret(_) => {
                    return Err(Stop::fault(Fault::BadInstruction(Some(instruction.opcode as u8))));
                }
            }
        }
        if reached {
            self.pc = code.len() as u32;
            return Err(Stop::fault(Fault::FallsOffEnd));
        }
        Ok(())
    }

    /// §4.10.1.6, instructionSatisfiesHandlers: the state before an instruction fits its handlers, with the exception on the stack.
    /// As only locals matter, this is asked again only where they changed or a handler begins.
    fn check_handlers(&mut self, context: &mut Context<'_, '_, '_>) -> Result<(), Stop> {
        let changed = std::mem::take(&mut self.frame.locals_changed);
        for handler in &self.handlers {
            if !handler.covers(self.pc) || !(changed || handler.start == self.pc) {
                continue;
            }
            if self.frame.max_stack == 0 {
                return Err(Stop::fault(Fault::StackOverflow));
            }
            let Some(entry) = self.table.at(handler.target) else {
                return Err(Stop::fault(Fault::NoFrameAtTarget(handler.target)));
            };
            let stack: [Type; 1] = [handler.ty];
            if let Some(mismatch) = self.table.accepts(context, entry, &self.frame, &stack)? {
                let target = handler.target;
                return Err(self.mismatch(target, Fault::HandlerMismatch(target), mismatch));
            }
        }
        Ok(())
    }

    /// §4.10.1.6, targetIsTypeSafe.
    fn check_target(&mut self, context: &mut Context<'_, '_, '_>, target: u32) -> Result<(), Stop> {
        let Some(entry) = self.table.at(target) else {
            return Err(Stop::fault(Fault::NoFrameAtTarget(target)));
        };
        if let Some(mismatch) = self.table.accepts(context, entry, &self.frame, &self.frame.stack)? {
            return Err(self.mismatch(target, Fault::TargetMismatch(target), mismatch));
        }
        Ok(())
    }

    #[cold]
    fn mismatch(&mut self, target: u32, fault: Fault, mismatch: Mismatch) -> Stop {
        self.wanted = Some(target);
        let reason = match mismatch {
            Mismatch::Height(found, wanted) => Reason::StackHeight(found, wanted),
            Mismatch::Local(index, from, to) => Reason::Local(index, Box::new(Reason::NotAssignable(from, to))),
            Mismatch::Stack(index, from, to) => Reason::Stack(index, Box::new(Reason::NotAssignable(from, to))),
            Mismatch::Flags => Reason::Flags,
        };
        Stop::because(fault, reason)
    }
}
