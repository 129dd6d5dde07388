//! Verification by type inference: data flow over the instructions until no state changes (JVMS §4.10.2), for class files before
//! version 50 and those of version 50 whose stack maps do not check. States are kept at the starts of basic blocks only.

use super::fault::{Fault, Stop};
use super::flow::{Handler, Method, Starts};
use super::frame::Frame;
use super::pool::Context;
use super::step::{Next, step};
use super::subroutine::{self, Active, Subroutine};
use super::types::Type;
use super::{VerifyFailure, details, operands};
use classfile::{Instruction, Instructions, Opcode};
use std::collections::{BTreeMap, BTreeSet};

/// What is known at one instruction.
#[derive(Clone, Default)]
struct State {
    frame: Frame,
    active: Active,
}

struct Inference<'m, 'a> {
    method: &'m Method<'a>,
    starts: Starts,
    handlers: Vec<Handler>,
    /// Instructions whose state is kept.
    leaders: Starts,
    states: BTreeMap<u32, State>,
    /// Leaders to look at again.
    work: BTreeSet<u32>,
    /// By entry of a subroutine: the `jsr` instructions that call it, each with the pc after it.
    callers: BTreeMap<u32, BTreeMap<u32, u32>>,
    /// By entry of a subroutine: the `ret` instructions that leave it.
    returns: BTreeMap<u32, BTreeSet<u32>>,
    pc: u32,
}

/// Infers the types of one method.
pub(super) fn infer(context: &mut Context<'_, '_, '_>, method: &Method<'_>) -> Result<(), VerifyFailure> {
    let mut inference = Inference {
        method,
        starts: Starts::default(),
        handlers: Vec::new(),
        leaders: Starts::default(),
        states: BTreeMap::new(),
        work: BTreeSet::new(),
        callers: BTreeMap::new(),
        returns: BTreeMap::new(),
        pc: 0,
    };
    inference.run(context).map_err(|stop| details::inference(context, method, inference.pc, stop))
}

impl<'a> Inference<'_, 'a> {
    fn run(&mut self, context: &mut Context<'_, '_, '_>) -> Result<(), Stop> {
        self.scan(context)?;
        let mut state = State::default();
        self.method.first_frame(&mut state.frame)?;
        self.states.insert(0, state);
        self.work.insert(0);
        let mut state = State::default();
        while let Some(pc) = self.work.pop_first() {
            let Some(known) = self.states.get(&pc) else { continue };
            state.clone_from(known);
            self.block(context, pc, &mut state)?;
        }
        Ok(())
    }

    /// Static constraints of every instruction, reached or not, and the leaders.
    fn scan(&mut self, context: &mut Context<'_, '_, '_>) -> Result<(), Stop> {
        let code = self.method.code.code;
        self.starts = Starts::of(code).map_err(|(pc, stop)| {
            self.pc = pc;
            stop
        })?;
        self.handlers = self.method.handlers(context, &self.starts)?;
        self.leaders = Starts::none(code.len());
        self.leaders.insert(0);
        for handler in &self.handlers {
            self.leaders.insert(handler.target);
        }
        let mut instructions = Instructions::new(code);
        while let Some(Ok(instruction)) = instructions.next() {
            self.pc = instruction.pc;
            operands::check(context, code, &instruction)?;
            operands::check_unreached(self.method, &self.starts, &instruction)?;
            let leaders = &mut self.leaders;
            operands::targets(&instruction, |target| {
                leaders.insert(target);
                Ok(())
            })?;
            if matches!(instruction.opcode, Opcode::Jsr | Opcode::JsrW | Opcode::Ret) {
                leaders.insert(instruction.pc);
                leaders.insert(instruction.next_pc());
            }
        }
        self.pc = 0;
        Ok(())
    }

    /// Runs through a basic block with the state at its start.
    fn block(&mut self, context: &mut Context<'_, '_, '_>, start: u32, state: &mut State) -> Result<(), Stop> {
        let code = self.method.code.code;
        self.pc = start;
        // The state was copied: what it told the handlers before says nothing of now.
        state.frame.locals_changed = true;
        loop {
            let Ok(instruction) = Instructions::decode_at(code, self.pc) else {
                return Err(super::flow::undecodable(code, self.pc as usize));
            };
            self.merge_into_handlers(context, state)?;
            let before = if state.active.is_empty() { Vec::new() } else { state.frame.locals.clone() };
            let next = step(context, self.method, &instruction, &mut state.frame)?;
            if !state.active.is_empty() {
                note_changes(state, &before, &instruction);
            }
            let following = instruction.next_pc();
            match next {
                Next::Fall => {}
                Next::Branch(target) => self.merge_into(context, target, state)?,
                Next::Goto(target) => return self.merge_into(context, target, state),
                Next::Switch => {
                    return operands::targets(&instruction, |target| self.merge_into(context, target, state));
                }
                Next::End => return Ok(()),
                Next::Subroutine(target) => return self.call(context, target, following, state),
                Next::Ret(local) => return self.leave(context, local, state),
            }
            if following as usize >= code.len() {
                return Err(Stop::fault(Fault::FallsOffEnd));
            }
            if self.leaders.contains(following) {
                return self.merge_into(context, following, state);
            }
            self.pc = following;
        }
    }

    /// §4.10.2.2 step 3: the state before an instruction also reaches its handlers, with the exception on the stack.
    fn merge_into_handlers(&mut self, context: &mut Context<'_, '_, '_>, state: &mut State) -> Result<(), Stop> {
        let changed = std::mem::take(&mut state.frame.locals_changed);
        for index in 0..self.handlers.len() {
            let handler = self.handlers[index];
            if !handler.covers(self.pc) || !(changed || handler.start == self.pc) {
                continue;
            }
            let stack = std::mem::take(&mut state.frame.stack);
            let merged = state.frame.push(handler.ty).and_then(|()| self.merge_into(context, handler.target, state));
            state.frame.stack = stack;
            merged?;
        }
        Ok(())
    }

    /// §4.10.2.2 step 4: merges a state into the one known at `target`.
    fn merge_into(&mut self, context: &mut Context<'_, '_, '_>, target: u32, state: &State) -> Result<(), Stop> {
        let Some(known) = self.states.get_mut(&target) else {
            self.states.insert(target, state.clone());
            self.work.insert(target);
            return Ok(());
        };
        if merge_frames(context, &mut known.frame, &state.frame)? | subroutine::merge(&mut known.active, &state.active)
        {
            self.work.insert(target);
        }
        Ok(())
    }

    /// `jsr`: the subroutine begins; those that have left it are looked at again, as they now also return here.
    fn call(
        &mut self,
        context: &mut Context<'_, '_, '_>,
        entry: u32,
        following: u32,
        state: &mut State,
    ) -> Result<(), Stop> {
        // §4.10.2.5: no recursion.
        if state.active.iter().any(|subroutine| subroutine.entry == entry) {
            return Err(Stop::fault(Fault::RecursiveSubroutine));
        }
        self.callers.entry(entry).or_default().insert(self.pc, following);
        if let Some(returns) = self.returns.get(&entry) {
            self.work.extend(returns.iter().copied());
        }
        state.active.push(Subroutine::new(entry, self.method.code.max_locals as usize));
        self.merge_into(context, entry, state)
    }

    /// `ret`: control goes to after every `jsr` that called the subroutine. Locals that the subroutine did not change have the type
    /// that they had at that `jsr`.
    fn leave(&mut self, context: &mut Context<'_, '_, '_>, local: u16, state: &State) -> Result<(), Stop> {
        let Type::ReturnAddress(entry) = state.frame.local(local as usize)? else {
            return Err(Stop::fault(Fault::NotReturnAddress(local as usize)));
        };
        let entry = entry as u32;
        let Some(subroutine) = state.active.iter().rfind(|subroutine| subroutine.entry == entry) else {
            return Err(Stop::fault(Fault::SubroutineNotCalled));
        };
        self.returns.entry(entry).or_default().insert(self.pc);
        let callers = self.callers.get(&entry).cloned().unwrap_or_default();
        for (jsr, following) in callers {
            let Some(caller) = self.states.get(&jsr) else { continue };
            let mut returned = State { frame: state.frame.clone(), active: caller.active.clone() };
            for (index, slot) in returned.frame.locals.iter_mut().enumerate() {
                if !subroutine.has_changed(index) {
                    *slot = caller.frame.locals.get(index).copied().unwrap_or(Type::Top);
                }
            }
            unpair(&mut returned.frame.locals);
            for outer in &mut returned.active {
                outer.add(subroutine);
            }
            if following as usize >= self.method.code.code.len() {
                return Err(Stop::fault(Fault::FallsOffEnd));
            }
            self.merge_into(context, following, &returned)?;
        }
        Ok(())
    }
}

/// Marks the locals that an instruction wrote, or whose type it changed.
fn note_changes(state: &mut State, before: &[Type], instruction: &Instruction<'_>) {
    let written = operands::local(instruction).filter(|_| instruction.opcode >= Opcode::Istore);
    let (first, count) = written.unwrap_or((0, 0));
    for subroutine in &mut state.active {
        for local in first..first + count {
            subroutine.change(local);
        }
        for (index, (old, new)) in before.iter().zip(&state.frame.locals).enumerate() {
            if old != new {
                subroutine.change(index);
            }
        }
    }
}

/// Halves of `long` and `double` that lost the other half are unusable.
fn unpair(locals: &mut [Type]) {
    for index in 0..locals.len() {
        let lower = index.checked_sub(1).map(|i| locals[i]).unwrap_or(Type::Top);
        if locals[index].is_upper() && lower.upper() != Some(locals[index]) {
            locals[index] = Type::Top;
        }
        if let Some(upper) = locals[index].upper()
            && locals.get(index + 1) != Some(&upper)
        {
            locals[index] = Type::Top;
        }
    }
}

/// Merges `from` into `into`; says whether `into` changed.
fn merge_frames(context: &mut Context<'_, '_, '_>, into: &mut Frame, from: &Frame) -> Result<bool, Stop> {
    if into.stack.len() != from.stack.len() {
        return Err(Stop::fault(Fault::StackHeights(into.stack.len(), from.stack.len())));
    }
    let mut changed = false;
    for (mine, theirs) in into.stack.iter_mut().zip(&from.stack) {
        if *mine != *theirs {
            let merged = merge_types(context, *mine, *theirs)?;
            // §4.10.2.2: on the stack only references may differ.
            if merged == Type::Top {
                return Err(Stop::fault(Fault::MergedStacks));
            }
            changed |= merged != *mine;
            *mine = merged;
        }
    }
    for (mine, theirs) in into.locals.iter_mut().zip(&from.locals) {
        if *mine != *theirs {
            let merged = merge_types(context, *mine, *theirs)?;
            changed |= merged != *mine;
            *mine = merged;
        }
    }
    // An object that one path has not initialized is not initialized.
    if from.this_uninitialized && !into.this_uninitialized {
        into.this_uninitialized = true;
        changed = true;
    }
    Ok(changed)
}

/// The most specific type of two different ones.
fn merge_types(context: &mut Context<'_, '_, '_>, a: Type, b: Type) -> Result<Type, Stop> {
    Ok(match (a, b) {
        (Type::Null, Type::Object(_)) => b,
        (Type::Object(_), Type::Null) => a,
        (Type::Object(x), Type::Object(y)) => Type::Object(context.common_supertype(x, y)?),
        _ => Type::Top,
    })
}
