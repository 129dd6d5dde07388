//! Bytecode to register code, one method at a time, on its first call (JVMS §6; docs/decisions/0003).
//!
//! Works block by block with a symbolic operand stack, so that loads, stores and constants mostly vanish. It reads only the
//! class version it is given and resolves nothing. Verified code always translates; other code fails with VerifyError.

mod emit;
mod instruction;
mod member;
mod operand;
mod shuffle;
mod symbolic;

use crate::class::{MethodFlags, MethodRef};
use crate::interpreter::{Code, CodeFlags, Op, whole_method};
use crate::known::Known;
use crate::thread::Thread;
use crate::throw::Completion;
use emit::{Assembly, Block};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use symbolic::{Kind, Symbolic};

/// What makes code untranslatable; never happens to verified code.
#[derive(Debug)]
pub(crate) struct Malformed(pub String);

pub(crate) type Translation<T> = Result<T, Malformed>;

fn malformed<T>(text: impl Into<String>) -> Translation<T> {
    Err(Malformed(text.into()))
}

/// Translates a method and makes the result its code. A concurrent translation of the same method may win.
pub fn translate(thread: &mut Thread, method: MethodRef) -> Completion<*mut Code> {
    let old = method.code();
    let new = match make(thread, method) {
        Ok(code) => code,
        Err(Malformed(text)) => {
            let text = format!(
                "(class: {}, method: {} signature: {}) {text}",
                method.class.name(),
                method.name,
                method.descriptor()
            );
            return Err(thread.throw_text(Known::VerifyError, text));
        }
    };
    // The loser of a race is kept too: it is rare, and the class frees it.
    let new = method.class.owned.keep(new).as_ptr();
    match method.code.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => {
            thread.vm().remains.note_code(old);
            Ok(new)
        }
        Err(other) => Ok(other),
    }
}

/// Methods of the class library that are less work than a call. All values of primitive registers are their bits.
fn one_word_body(method: MethodRef) -> Option<Op> {
    if method.class.loader != crate::class::LoaderRef::BOOT {
        return None;
    }
    match (method.class.name().as_str(), method.name.as_str()) {
        ("java/lang/Math" | "java/lang/StrictMath", "sqrt") => Some(Op::ReturnSqrt),
        ("java/lang/Double", "doubleToRawLongBits" | "longBitsToDouble")
        | ("java/lang/Float", "floatToRawIntBits" | "intBitsToFloat") => Some(Op::ReturnP),
        _ => None,
    }
}

fn make(thread: &Thread, method: MethodRef) -> Translation<Box<Code>> {
    use crate::indy::MethodHandleKind;
    if let Some(kind) = MethodHandleKind::of_number(method.intrinsic.load(Ordering::Relaxed)) {
        let op = match kind {
            MethodHandleKind::InvokeBasic => Op::InvokeBasic,
            MethodHandleKind::LinkToStatic => Op::LinkToStatic,
            MethodHandleKind::LinkToVirtual => Op::LinkToVirtual,
            MethodHandleKind::LinkToSpecial => Op::LinkToSpecial,
            MethodHandleKind::LinkToInterface => Op::LinkToInterface,
        };
        return Ok(whole_method(method, op, 0));
    }
    if let Some(op) = one_word_body(method) {
        return Ok(whole_method(method, op, 0));
    }
    // Natives of the table replace Java bodies of the class library too.
    let replaced = method.class.loader == crate::class::LoaderRef::BOOT
        && thread.vm().natives.find(method.class.name(), method.name, method.descriptor()).is_some();
    if method.is_native() || replaced {
        return Ok(whole_method(method, Op::Native, CodeFlags::NATIVE));
    }
    if method.is_abstract() {
        return Ok(whole_method(method, Op::Abstract, 0));
    }
    let body = Body::of(method)?;
    // Offsets of conditional branches have 16 bits; a method that may need more gets the long form everywhere.
    let long = body.code.code.len() > 6_000;
    match Translator::new(method, &body, long).run() {
        Ok(code) => Ok(code),
        Err(Failure::Malformed(malformed)) => Err(malformed),
        Err(Failure::FarBranch) => match Translator::new(method, &body, true).run() {
            Ok(code) => Ok(code),
            Err(Failure::Malformed(malformed)) => Err(malformed),
            Err(Failure::FarBranch) => malformed("a branch is too far"),
        },
    }
}

/// Translates a stretch of a version's code, which ends with an empty stack, as the whole body of `method`.
pub(crate) fn translate_slice(
    method: MethodRef,
    version: &crate::class::ClassVersion,
    code: &classfile::Code<'_>,
    range: std::ops::Range<usize>,
) -> Translation<Box<Code>> {
    const RETURN: u8 = 0xb1;
    let mut bytes = code.code.get(range).unwrap_or_default().to_vec();
    bytes.push(RETURN);
    let body = Body {
        version,
        code: classfile::Code {
            max_stack: code.max_stack,
            max_locals: code.max_locals,
            code: &bytes,
            code_offset: code.code_offset,
            exception_table: classfile::attribute::Records::default(),
            attributes: Vec::new(),
        },
    };
    match Translator::new(method, &body, false).run() {
        Ok(code) => Ok(code),
        Err(Failure::Malformed(malformed)) => Err(malformed),
        Err(Failure::FarBranch) => malformed("a branch is too far"),
    }
}

/// Why one attempt did not give code.
pub(crate) enum Failure {
    Malformed(Malformed),
    FarBranch,
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Failure {
        Failure::Malformed(malformed)
    }
}

/// The Code attribute of a method and its version.
struct Body<'a> {
    version: &'a crate::class::ClassVersion,
    code: classfile::Code<'a>,
}

impl<'a> Body<'a> {
    fn of(method: MethodRef) -> Translation<Body<'a>> {
        // SAFETY: versions live as long as their class, classes as long as their space.
        let version: &'a crate::class::ClassVersion = unsafe { &*std::ptr::from_ref(method.version()) };
        let pool = &version.file().constant_pool;
        let code = version.method_info(method).and_then(|info| info.code(pool).ok().flatten());
        match code {
            Some(code) => Ok(Body { version, code }),
            None => malformed("Absent Code attribute in method that is not native or abstract"),
        }
    }
}

/// One translation under way.
pub(crate) struct Translator<'a> {
    method: MethodRef,
    version: &'a crate::class::ClassVersion,
    code: &'a classfile::Code<'a>,
    /// Conditional branches jump over a far Goto.
    long: bool,
    /// Stack on entry of each block found so far, and its code once it is translated.
    blocks: BTreeMap<u32, (Vec<Kind>, Option<Block>)>,
    /// Blocks to translate.
    pending: Vec<u32>,
    /// Bytecode indices at which blocks begin.
    leaders: Vec<bool>,
    /// Register of each local variable that the code uses; arguments come first, the others follow without gaps.
    locals: BTreeMap<u16, u16>,
    /// Which local registers ever hold a reference.
    reference_locals: Vec<bool>,
    /// Exception handlers whose code has not been reached yet.
    handlers: Vec<Row>,
    /// Where calls of subroutines return to, and with which stack, until the first return is found.
    returns: Vec<(u32, Vec<Kind>)>,
    /// Stacks with which subroutines return; `Ret` names its own by number.
    shapes: Vec<Vec<Kind>>,
    /// The block being made.
    block: Block,
    stack: Symbolic,
}

/// A row of the exception table, in bytecode indices.
struct Row {
    start: u32,
    end: u32,
    target: u32,
}

impl Row {
    fn all(code: &classfile::Code<'_>) -> Vec<Row> {
        let rows = code.exception_table.iter().map(|row| Row {
            start: row.start_pc.into(),
            end: row.end_pc.into(),
            target: row.handler_pc.into(),
        });
        rows.collect()
    }
}

impl<'a> Translator<'a> {
    fn new(method: MethodRef, body: &'a Body<'a>, long: bool) -> Translator<'a> {
        Translator {
            method,
            version: body.version,
            code: &body.code,
            long,
            blocks: BTreeMap::new(),
            pending: Vec::new(),
            leaders: vec![false; body.code.code.len() + 1],
            locals: (0..method.arg_slots).map(|slot| (slot, slot)).collect(),
            reference_locals: method.reference_arguments(),
            handlers: Row::all(&body.code),
            returns: Vec::new(),
            shapes: Vec::new(),
            block: Block::default(),
            stack: Symbolic::new(2, 0),
        }
    }

    fn run(mut self) -> Result<Box<Code>, Failure> {
        if self.code.max_locals < self.method.arg_slots {
            return Err(Malformed("Arguments can't fit into locals".into()).into());
        }
        self.find_leaders()?;
        let locals = self.locals.len();
        let Ok(first) = u16::try_from(locals + 2) else {
            return Err(Malformed("more registers than an instruction can name".into()).into());
        };
        // Behind the locals: a register for shuffles, and one that holds a synchronized method's monitor.
        self.reference_locals.resize(locals + 2, false);
        self.reference_locals[locals + 1] = self.method.is_synchronized();
        self.stack = Symbolic::new(first, self.code.max_stack);
        self.reach(0, &[])?;
        while let Some(at) = self.pending.pop() {
            self.translate_block(at)?;
        }
        let assembly = Assembly::new(self.method, self.version, self.code, self.prologue());
        assembly.finish(self.blocks, &self.shapes, self.stack.slots(), self.reference_locals)
    }

    fn prologue(&self) -> Option<Op> {
        self.method.is_synchronized().then_some(Op::EnterMethodMonitor)
    }

    /// Marks branch targets, handlers, and what follows an instruction that never goes on.
    fn find_leaders(&mut self) -> Translation<()> {
        use classfile::Operands;
        let length = self.leaders.len() as u32 - 1;
        let mark = |at: u32, leaders: &mut Vec<bool>| {
            if at >= length {
                return malformed("control flow leaves the code");
            }
            leaders[at as usize] = true;
            Ok(())
        };
        for instruction in self.code.instructions() {
            let instruction = instruction.map_err(|error| Malformed(error.to_string()))?;
            if let Some(local) = instruction::local_of(&instruction) {
                let next = self.locals.len() as u16;
                self.locals.entry(local).or_insert(next);
            }
            match instruction.operands {
                Operands::Branch(target) => mark(target, &mut self.leaders)?,
                Operands::TableSwitch(table) => {
                    mark(table.default, &mut self.leaders)?;
                    for target in table.targets() {
                        mark(target, &mut self.leaders)?;
                    }
                }
                Operands::LookupSwitch(table) => {
                    mark(table.default, &mut self.leaders)?;
                    for (_, target) in table.pairs() {
                        mark(target, &mut self.leaders)?;
                    }
                }
                _ => {}
            }
            let is_call = matches!(instruction.opcode, classfile::Opcode::Jsr | classfile::Opcode::JsrW);
            if is_call && instruction.next_pc() < length {
                mark(instruction.next_pc(), &mut self.leaders)?;
            }
        }
        for handler in self.code.exception_table.iter() {
            mark(u32::from(handler.handler_pc), &mut self.leaders)?;
        }
        Ok(())
    }

    /// Control can reach `at` with this stack.
    pub(crate) fn reach(&mut self, at: u32, kinds: &[Kind]) -> Translation<()> {
        match self.blocks.get(&at) {
            Some((known, _)) if known.as_slice() == kinds => Ok(()),
            Some(_) => malformed(format!("Inconsistent stack height or types at {at}")),
            None => {
                self.leaders[at as usize] = true;
                self.blocks.insert(at, (kinds.to_vec(), None));
                self.pending.push(at);
                Ok(())
            }
        }
    }

    /// As [`Self::reach`], with the stack as it stands, which must be canonical.
    pub(crate) fn reach_here(&mut self, at: u32) -> Translation<()> {
        let kinds = self.stack.kinds();
        self.reach(at, &kinds)
    }

    /// The number of the stack as it stands among those with which subroutines return.
    fn shape_here(&mut self) -> u16 {
        let kinds = self.stack.kinds();
        // A method has fewer instructions than there are numbers.
        let known = self.shapes.iter().position(|shape| *shape == kinds);
        known.unwrap_or_else(|| {
            self.shapes.push(kinds);
            self.shapes.len() - 1
        }) as u16
    }

    fn translate_block(&mut self, start: u32) -> Translation<()> {
        let kinds = match self.blocks.get(&start) {
            Some((kinds, None)) => kinds.clone(),
            _ => return Ok(()),
        };
        self.block = Block::default();
        self.stack.enter(&kinds)?;
        let mut at = start;
        loop {
            if at as usize >= self.code.code.len() {
                return malformed("Control flow falls through code end");
            }
            if at != start && self.leaders[at as usize] {
                self.flush_all();
                self.reach_here(at)?;
                break;
            }
            self.block.bci = at as u16;
            let instruction =
                classfile::Instructions::decode_at(self.code.code, at).map_err(|error| Malformed(error.to_string()))?;
            let (goes_on, next) = self.instruction(&instruction)?;
            at = next;
            if !goes_on {
                break;
            }
        }
        let block = std::mem::take(&mut self.block);
        if let Some(entry) = self.blocks.get_mut(&start) {
            entry.1 = Some(block);
        }
        self.reach_handlers(start, at)
    }

    /// Handlers of code that is reached are reached; others the verifier may not have looked at.
    fn reach_handlers(&mut self, start: u32, end: u32) -> Translation<()> {
        let covering = |handler: &Row| handler.start < end && handler.end > start;
        let (reached, waiting) = std::mem::take(&mut self.handlers).into_iter().partition(covering);
        self.handlers = waiting;
        let reached: Vec<Row> = reached;
        for handler in reached {
            self.reach(handler.target, &[Kind::Reference])?;
        }
        Ok(())
    }

    /// A subroutine is called: control comes back behind the call if any subroutine of the method returns.
    pub(crate) fn call_subroutine(&mut self, return_to: u32) -> Translation<()> {
        if self.shapes.is_empty() {
            self.returns.push((return_to, self.stack.kinds()));
            return Ok(());
        }
        self.reach_here(return_to)
    }

    /// A subroutine returns with the stack as it stands: the number of that stack.
    pub(crate) fn return_from_subroutine(&mut self) -> Translation<u16> {
        let shape = self.shape_here();
        for (at, kinds) in std::mem::take(&mut self.returns) {
            self.reach(at, &kinds)?;
        }
        Ok(shape)
    }

    /// Is the method `Object.<init>`?
    pub(crate) fn is_object_init(&self) -> bool {
        self.method.flag(MethodFlags::OBJECT_INIT)
    }
}
