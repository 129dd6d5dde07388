//! The frames of `StackMapTable`, each expanded to slots (JVMS §4.7.4, §4.10.1.4). Frames that say "same locals" share them, so that a
//! table costs memory in proportion to its bytes. It judges the table alone; whether code fits it is decided in `check`.

use super::fault::{Fault, Stop};
use super::flow::{Method, Starts};
use super::frame::Frame;
use super::pool::Context;
use super::types::Type;
use classfile::attribute::{FrameKind, VerificationType};
use classfile::{Constant, Opcode};
use std::ops::Range;

/// One frame; the ranges are in the table's slots.
pub(super) struct Entry {
    pub(super) pc: u32,
    locals: Range<usize>,
    stack: Range<usize>,
    this_uninitialized: bool,
}

/// All frames of a method in order of pc.
#[derive(Default)]
pub(super) struct FrameTable {
    pub(super) entries: Vec<Entry>,
    slots: Vec<Type>,
}

/// Where a state does not fit a frame.
pub(super) enum Mismatch {
    Height(usize, usize),
    Local(usize, Type, Type),
    Stack(usize, Type, Type),
    Flags,
}

impl FrameTable {
    /// Expands the table of a method; empty if it has none.
    pub(super) fn read(context: &mut Context<'_, '_, '_>, method: &Method<'_>, starts: &Starts) -> Result<Self, Stop> {
        let mut table = FrameTable { entries: Vec::new(), slots: Vec::new() };
        let malformed = |e: classfile::ParseError| Stop::Format(format!("StackMapTable format error: {e}"));
        let found = method.code.stack_map_table(&context.class_file.constant_pool).map_err(malformed)?;
        let Some(attribute) = found else { return Ok(table) };
        table.entries.reserve(attribute.len());
        table.slots.extend_from_slice(&method.arguments);
        let max_locals = method.code.max_locals as usize;
        let max_stack = method.code.max_stack as usize;
        let mut locals = 0..table.slots.len();
        let mut pc = None;
        for frame in attribute.frames() {
            let frame = frame.map_err(malformed)?;
            // §4.7.4: the first delta is the pc, every other counts from the pc after the frame before.
            let at = pc.map_or(0, |pc: u32| pc + 1) + frame.offset_delta as u32;
            if !starts.contains(at) {
                return Err(Stop::fault(Fault::FrameOffset));
            }
            pc = Some(at);
            let empty = table.slots.len()..table.slots.len();
            let mut stack = empty.clone();
            match frame.kind {
                FrameKind::Same => {}
                FrameKind::SameLocals1StackItem(item) => {
                    // The locals stay where they are; the item goes to the end.
                    table.push(context, method, starts, item)?;
                    stack.end = table.slots.len();
                }
                FrameKind::Chop(count) => {
                    for _ in 0..count {
                        let last = table.slots[locals.clone()].last();
                        let slots = match last {
                            None => return Err(bad_size()),
                            Some(upper) if upper.is_upper() => 2,
                            Some(_) => 1,
                        };
                        locals.end -= slots.min(locals.len());
                    }
                }
                FrameKind::Append(more) => {
                    if locals.end != table.slots.len() {
                        let start = table.slots.len();
                        table.slots.extend_from_within(locals);
                        locals = start..table.slots.len();
                    }
                    for item in more.iter() {
                        table.push(context, method, starts, item)?;
                    }
                    locals.end = table.slots.len();
                    stack = locals.end..locals.end;
                }
                FrameKind::Full { locals: all, stack: items } => {
                    for item in all.iter() {
                        table.push(context, method, starts, item)?;
                    }
                    locals = empty.start..table.slots.len();
                    for item in items.iter() {
                        table.push(context, method, starts, item)?;
                    }
                    stack = locals.end..table.slots.len();
                }
            }
            if locals.len() > max_locals || stack.len() > max_stack {
                return Err(bad_size());
            }
            let this_uninitialized = table.slots[locals.clone()].contains(&Type::UninitializedThis);
            table.entries.push(Entry { pc: at, locals: locals.clone(), stack, this_uninitialized });
        }
        Ok(table)
    }

    fn push(
        &mut self,
        context: &mut Context<'_, '_, '_>,
        method: &Method<'_>,
        starts: &Starts,
        item: VerificationType,
    ) -> Result<(), Stop> {
        let format = |detail: &str| Err(Stop::Format(format!("StackMapTable format error: {detail}")));
        let ty = match item {
            VerificationType::Top => Type::Top,
            VerificationType::Integer => Type::Int,
            VerificationType::Float => Type::Float,
            VerificationType::Double => Type::Double,
            VerificationType::Long => Type::Long,
            VerificationType::Null => Type::Null,
            VerificationType::UninitializedThis => Type::UninitializedThis,
            VerificationType::Object(index) => {
                if !matches!(context.constant(index), Ok(Constant::Class(_))) {
                    return format("bad class index");
                }
                Type::Object(context.class(index)?)
            }
            VerificationType::Uninitialized(pc) => {
                let opcode = method.code.code.get(pc as usize);
                if !starts.contains(pc as u32) || opcode != Some(&(Opcode::New as u8)) {
                    return format("bad offset for Uninitialized");
                }
                Type::Uninitialized(pc)
            }
        };
        self.slots.push(ty);
        self.slots.extend(ty.upper());
        Ok(())
    }

    /// The frame at that pc.
    pub(super) fn at(&self, pc: u32) -> Option<&Entry> {
        let index = self.entries.binary_search_by_key(&pc, |entry| entry.pc).ok()?;
        self.entries.get(index)
    }

    /// §4.10.1.4, `frameIsAssignable`: may a state with these locals, stack and flag go on with that frame?
    pub(super) fn accepts(
        &self,
        context: &mut Context<'_, '_, '_>,
        entry: &Entry,
        frame: &Frame,
        stack: &[Type],
    ) -> Result<Option<Mismatch>, Stop> {
        if stack.len() != entry.stack.len() {
            return Ok(Some(Mismatch::Height(stack.len(), entry.stack.len())));
        }
        // Locals that the frame does not list are unusable in it.
        for (index, (from, to)) in frame.locals.iter().zip(&self.slots[entry.locals.clone()]).enumerate() {
            if from != to && !context.assignable(*from, *to)? {
                return Ok(Some(Mismatch::Local(index, *from, *to)));
            }
        }
        for (index, (from, to)) in stack.iter().zip(&self.slots[entry.stack.clone()]).enumerate() {
            if from != to && !context.assignable(*from, *to)? {
                return Ok(Some(Mismatch::Stack(index, *from, *to)));
            }
        }
        // The flags of the state must be among the frame's.
        if frame.this_uninitialized && !entry.this_uninitialized {
            return Ok(Some(Mismatch::Flags));
        }
        Ok(None)
    }

    /// Makes a state the one of that frame.
    pub(super) fn load(&self, entry: &Entry, frame: &mut Frame) {
        let max_locals = frame.locals.len();
        frame.locals.clear();
        frame.locals.extend_from_slice(&self.slots[entry.locals.clone()]);
        frame.locals.resize(max_locals, Type::Top);
        frame.stack.clear();
        frame.stack.extend_from_slice(&self.slots[entry.stack.clone()]);
        frame.this_uninitialized = entry.this_uninitialized;
        frame.locals_changed = true;
    }

    /// The slots of a frame, for messages.
    pub(super) fn slots(&self, entry: &Entry) -> (&[Type], &[Type]) {
        (&self.slots[entry.locals.clone()], &self.slots[entry.stack.clone()])
    }
}

/// More locals or stack than the method has, or fewer than a frame takes away.
#[cold]
fn bad_size() -> Stop {
    Stop::Format("StackMapTable format error: bad type array size".into())
}
