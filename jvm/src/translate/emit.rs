//! Words of register code: blocks while they are made, and their assembly into one [`Code`].

use super::symbolic::Kind;
use super::{Failure, Malformed};
use crate::class::{ClassVersion, MethodRef};
use crate::interpreter::{Code, CodeFlags, Handler, Op};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;

/// How a branch target is written once words have their places.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Signed 16-bit offset in field c, from the instruction.
    FieldC,
    /// Signed 32-bit offset in fields b and c, from the instruction.
    FieldsBC,
    /// Whole word, offset from the instruction at this index of the block.
    Offset(usize),
    /// High half of the word, likewise.
    HighOffset(usize),
    /// Whole word, a return address: number of the target word in the code, and above it that of the stack with which a
    /// subroutine must return there; a number that no `ret` has if none can.
    Number,
}

/// The words of one block.
#[derive(Default)]
pub(crate) struct Block {
    pub words: Vec<u64>,
    bcis: Vec<u16>,
    fixups: Vec<(usize, Target, u32)>,
    /// Bytecode index of what is being emitted.
    pub bci: u16,
    /// The last instruction, if it writes the register in its field a and nothing else has read it: (word, register, kind).
    pub last_result: Option<(usize, u16, Kind)>,
}

impl Block {
    /// Adds a word.
    pub fn word(&mut self, word: u64) -> usize {
        self.words.push(word);
        self.bcis.push(self.bci);
        self.words.len() - 1
    }

    /// Adds an instruction with fields a, b, c.
    pub fn op(&mut self, op: Op, a: u16, b: u16, c: u16) -> usize {
        self.last_result = None;
        self.word(op as u64 | u64::from(a) << 16 | u64::from(b) << 32 | u64::from(c) << 48)
    }

    /// Adds an instruction that writes register `a` of the kind's file.
    pub fn result(&mut self, kind: Kind, op: Op, a: u16, b: u16, c: u16) -> usize {
        let at = self.op(op, a, b, c);
        self.last_result = Some((at, a, kind));
        at
    }

    /// Adds an instruction with a and a 32-bit immediate.
    pub fn op_wide(&mut self, op: Op, a: u16, immediate: i32) -> usize {
        self.last_result = None;
        self.word(op as u64 | u64::from(a) << 16 | u64::from(immediate as u32) << 32)
    }

    /// Notes that a word holds a branch target.
    pub fn target(&mut self, word: usize, target: Target, bci: u32) {
        self.fixups.push((word, target, bci));
    }
}

/// Puts blocks together in the order of their bytecode.
pub(crate) struct Assembly<'a> {
    method: MethodRef,
    version: &'a ClassVersion,
    code: &'a classfile::Code<'a>,
    prologue: Option<Op>,
}

impl<'a> Assembly<'a> {
    pub fn new(
        method: MethodRef,
        version: &'a ClassVersion,
        code: &'a classfile::Code<'a>,
        prologue: Option<Op>,
    ) -> Assembly<'a> {
        Assembly { method, version, code, prologue }
    }

    pub fn finish(
        self,
        blocks: BTreeMap<u32, (Vec<Kind>, Option<Block>)>,
        shapes: &[Vec<Kind>],
        slots: u16,
        reference_locals: Vec<bool>,
    ) -> Result<Box<Code>, Failure> {
        let mut words: Vec<u64> = Vec::new();
        let mut bcis: Vec<u16> = Vec::new();
        if let Some(op) = self.prologue {
            words.push(op as u64);
            bcis.push(0);
        }
        let body = words.len();
        let mut starts: BTreeMap<u32, usize> = BTreeMap::new();
        let mut returns: BTreeMap<u32, u64> = BTreeMap::new();
        let mut fixups: Vec<(usize, usize, Target, u32)> = Vec::new();
        for (bci, (kinds, block)) in blocks {
            let Some(block) = block else { continue };
            let start = words.len();
            starts.insert(bci, start);
            if !shapes.is_empty() {
                let shape = shapes.iter().position(|shape| *shape == kinds).map_or(u64::from(u32::MAX), |at| at as u64);
                returns.insert(bci, start as u64 | shape << 32);
            }
            words.extend_from_slice(&block.words);
            bcis.extend_from_slice(&block.bcis);
            // A block that falls through needs nothing: the next one in bytecode order follows it. An empty one still
            // needs a word, for what jumps to it.
            if block.words.is_empty() {
                words.push(Op::Nop as u64);
                bcis.push(bci as u16);
            }
            fixups.extend(block.fixups.into_iter().map(|(word, target, to)| (start, start + word, target, to)));
        }
        for (start, at, target, to) in fixups {
            if let Target::Number = target {
                words[at] = returns.get(&to).copied().unwrap_or(u64::MAX);
                continue;
            }
            let Some(to) = starts.get(&to) else {
                return Err(Malformed("a branch to code that was not reached".into()).into());
            };
            let distance = |from: usize| *to as i64 - from as i64;
            match target {
                Target::FieldC => {
                    let offset = i16::try_from(distance(at)).map_err(|_| Failure::FarBranch)?;
                    words[at] |= u64::from(offset as u16) << 48;
                }
                Target::FieldsBC => words[at] |= u64::from(distance(at) as i32 as u32) << 32,
                Target::Offset(from) => words[at] = distance(start + from) as u64,
                Target::HighOffset(from) => words[at] |= u64::from(distance(start + from) as i32 as u32) << 32,
                Target::Number => {}
            }
        }
        let handlers = self.handlers(&bcis, body, &starts);
        let storage: Box<[AtomicU64]> = words.into_iter().map(AtomicU64::new).collect();
        let mut flags = 0;
        if self.method.is_static() {
            flags |= CodeFlags::STATIC;
        }
        if self.method.is_synchronized() {
            flags |= CodeFlags::SYNCHRONIZED;
        }
        Ok(Box::new(Code {
            words: storage.as_ptr(),
            slots,
            arg_slots: self.method.arg_slots,
            flags,
            locals: reference_locals.len() as u16,
            method: self.method,
            version: self.version,
            handlers,
            bytecode_index: bcis.into(),
            reference_locals: reference_locals.into(),
            storage,
            lines: std::sync::OnceLock::new(),
        }))
    }

    /// The exception table in word numbers. Words are in bytecode order, so a range of bytecode is a range of words.
    fn handlers(&self, bcis: &[u16], body: usize, starts: &BTreeMap<u32, usize>) -> Box<[Handler]> {
        let word_at = |pc: u32| body + bcis[body..].partition_point(|bci| u32::from(*bci) < pc);
        self.code
            .exception_table
            .iter()
            .filter_map(|row| {
                let handler = *starts.get(&u32::from(row.handler_pc))? as u32;
                let (start, end) = (word_at(u32::from(row.start_pc)) as u32, word_at(u32::from(row.end_pc)) as u32);
                (start < end).then_some(Handler { start, end, handler, catch_type: row.catch_type })
            })
            .collect()
    }
}
