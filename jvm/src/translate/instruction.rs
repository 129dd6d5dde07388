//! One bytecode instruction after another (JVMS §6.5).

use super::emit::Target;
use super::symbolic::{Kind, Place};
use super::{Malformed, Translation, Translator, malformed};
use crate::BasicType;
use crate::interpreter::Op;
use classfile::{Instruction, Opcode, Operands};

use Kind::{Double, Reference, Single};

impl Translator<'_> {
    // ---- families

    /// A two-operand instruction, with its immediate form where the second is a small constant.
    fn binary(
        &mut self,
        op: Op,
        immediate: Option<(Op, i32)>,
        left: Kind,
        right: Kind,
        commutes: bool,
    ) -> Translation<()> {
        let mut second = self.stack.pop_kind(right)?;
        let mut first = self.stack.pop_kind(left)?;
        if commutes && matches!(first.place, Place::Int(_)) && !matches!(second.place, Place::Int(_)) {
            std::mem::swap(&mut first, &mut second);
        }
        if let (Some((op, sign)), Place::Int(constant)) = (immediate, second.place)
            && let Some(value) = constant.checked_mul(sign).and_then(|value| i16::try_from(value).ok())
            && (value != 0 || !matches!(op, Op::IDivImm | Op::IRemImm))
        {
            let from = self.register(first);
            let to = self.push(left)?;
            self.block.result(left, op, to, from, value as u16);
            return Ok(());
        }
        // Registers of constants are their own; a swapped pair may both be constants, each with its own register.
        let (a, b) = (self.register(first), self.register(second));
        let to = self.push(left)?;
        self.block.result(left, op, to, a, b);
        Ok(())
    }

    fn unary(&mut self, op: Op, from: Kind, to: Kind) -> Translation<()> {
        let operand = self.pop(from)?;
        let result = self.push(to)?;
        self.block.result(to, op, result, operand, 0);
        Ok(())
    }

    fn compare(&mut self, op: Op, kind: Kind) -> Translation<()> {
        let second = self.pop(kind)?;
        let first = self.pop(kind)?;
        let to = self.push(Single)?;
        self.block.result(Single, op, to, first, second);
        Ok(())
    }

    fn array_load(&mut self, op: Op, kind: Kind) -> Translation<()> {
        let index = self.pop(Single)?;
        let array = self.pop(Reference)?;
        let to = self.push(kind)?;
        self.block.result(kind, op, to, array, index);
        Ok(())
    }

    fn array_store(&mut self, op: Op, kind: Kind) -> Translation<()> {
        let value = self.pop(kind)?;
        let index = self.pop(Single)?;
        let array = self.pop(Reference)?;
        self.block.op(op, array, index, value);
        Ok(())
    }

    /// A conditional branch whose operands are in registers; the stack is made canonical first.
    fn branch(&mut self, op: Op, a: u16, b: u16, target: u32, at: u32) -> Translation<()> {
        self.reach_here(target)?;
        let back = target <= at;
        if self.long {
            let skip = self.block.op(op.inverse(), a, b, 0);
            self.block.words[skip] |= 2 << 48;
            let jump = self.block.op(if back { Op::GotoBack } else { Op::Goto }, 0, 0, 0);
            self.block.target(jump, Target::FieldsBC, target);
        } else {
            let word = self.block.op(if back { op.backward() } else { op }, a, b, 0);
            self.block.target(word, Target::FieldC, target);
        }
        Ok(())
    }

    /// `if…` on one int: condition number as the opcodes have it (eq ne lt ge gt le).
    fn branch_if(&mut self, condition: u16, target: u32, at: u32) -> Translation<()> {
        let value = self.stack.pop_kind(Single)?;
        let register = self.register(value);
        self.flush_all();
        self.branch(Op::IfIEqImm.condition(condition), register, 0, target, at)
    }

    fn branch_compare(&mut self, condition: u16, target: u32, at: u32) -> Translation<()> {
        let second = self.stack.pop_kind(Single)?;
        let first = self.stack.pop_kind(Single)?;
        let a = self.register(first);
        if let Place::Int(constant) = second.place
            && let Ok(value) = i16::try_from(constant)
        {
            self.flush_all();
            return self.branch(Op::IfIEqImm.condition(condition), a, value as u16, target, at);
        }
        let b = self.register(second);
        self.flush_all();
        self.branch(Op::IfIEq.condition(condition), a, b, target, at)
    }

    fn branch_reference(&mut self, condition: u16, target: u32, at: u32) -> Translation<()> {
        let second = self.pop(Reference)?;
        let first = self.pop(Reference)?;
        self.flush_all();
        self.branch(Op::IfREq.condition(condition), first, second, target, at)
    }

    fn branch_null(&mut self, condition: u16, target: u32, at: u32) -> Translation<()> {
        let value = self.pop(Reference)?;
        self.flush_all();
        self.branch(Op::IfNull.condition(condition), value, 0, target, at)
    }

    fn goto(&mut self, target: u32, at: u32) -> Translation<()> {
        self.flush_all();
        self.reach_here(target)?;
        let word = self.block.op(if target <= at { Op::GotoBack } else { Op::Goto }, 0, 0, 0);
        self.block.target(word, Target::FieldsBC, target);
        Ok(())
    }

    /// lcmp, fcmp…, dcmp… together with the `if…` that follows, unless something jumps in between.
    fn compare_and_branch(&mut self, instruction: &Instruction<'_>) -> Translation<Option<u32>> {
        let next = instruction.next_pc();
        if next as usize >= self.code.code.len() || self.leaders[next as usize] {
            return Ok(None);
        }
        let branch =
            classfile::Instructions::decode_at(self.code.code, next).map_err(|error| Malformed(error.to_string()))?;
        let (Some(condition), Some(target)) = (condition_of(branch.opcode), branch.branch_target()) else {
            return Ok(None);
        };
        let kind = if matches!(instruction.opcode, Opcode::Fcmpl | Opcode::Fcmpg) { Single } else { Double };
        // Comparisons by number: 0 equal, 1 unequal, 2 less, 3 not less, 4 less or equal, 5 not so. NaN makes each of
        // equal, less, less-or-equal false. `swap`: the operands change places.
        const LESS_FIRST: [(u16, bool); 6] = [(0, false), (1, false), (2, false), (3, false), (5, false), (4, false)];
        const GREATER_FIRST: [(u16, bool); 6] = [(0, false), (1, false), (5, true), (4, true), (2, true), (3, true)];
        let (family, (number, swap)) = match instruction.opcode {
            Opcode::Lcmp => (Op::IfLEq, (condition, false)),
            Opcode::Fcmpg => (Op::IfFEq, LESS_FIRST[usize::from(condition)]),
            Opcode::Fcmpl => (Op::IfFEq, GREATER_FIRST[usize::from(condition)]),
            Opcode::Dcmpg => (Op::IfDEq, LESS_FIRST[usize::from(condition)]),
            _ => (Op::IfDEq, GREATER_FIRST[usize::from(condition)]),
        };
        let second = self.pop(kind)?;
        let first = self.pop(kind)?;
        let (a, b) = if swap { (second, first) } else { (first, second) };
        self.flush_all();
        self.branch(family.condition(number), a, b, target, next)?;
        Ok(Some(branch.next_pc()))
    }

    fn table_switch(&mut self, table: classfile::decoder::TableSwitch<'_>) -> Translation<()> {
        let key = self.pop(Single)?;
        self.flush_all();
        self.reach_here(table.default)?;
        let head = self.block.op(Op::TableSwitch, key, 0, 0);
        let targets: Vec<u32> = table.targets().collect();
        self.block.word(u64::from(table.low as u32) | (targets.len() as u64) << 32);
        for target in std::iter::once(table.default).chain(targets) {
            self.reach_here(target)?;
            let word = self.block.word(0);
            self.block.target(word, Target::Offset(head), target);
        }
        Ok(())
    }

    fn lookup_switch(&mut self, table: classfile::decoder::LookupSwitch<'_>) -> Translation<()> {
        let key = self.pop(Single)?;
        self.flush_all();
        let head = self.block.op(Op::LookupSwitch, key, 0, 0);
        let pairs: Vec<(i32, u32)> = table.pairs().collect();
        self.block.word(pairs.len() as u64);
        self.reach_here(table.default)?;
        let word = self.block.word(0);
        self.block.target(word, Target::Offset(head), table.default);
        for (match_key, target) in pairs {
            self.reach_here(target)?;
            let word = self.block.word(u64::from(match_key as u32));
            self.block.target(word, Target::HighOffset(head), target);
        }
        Ok(())
    }

    fn return_value(&mut self, kind: Kind) -> Translation<()> {
        let register = self.pop(kind)?;
        if self.method.is_synchronized() {
            self.block.op(Op::ExitMethodMonitor, 0, 0, 0);
        }
        let op = match self.method.returns {
            BasicType::Boolean => Op::ReturnBoolean,
            BasicType::Byte => Op::ReturnByte,
            BasicType::Char => Op::ReturnChar,
            BasicType::Short => Op::ReturnShort,
            BasicType::Reference => Op::ReturnR,
            BasicType::Void => return malformed("Method does not expect a return value"),
            _ => Op::ReturnP,
        };
        if (op == Op::ReturnR) != (kind == Reference) {
            return malformed("Wrong return type in function");
        }
        self.block.op(op, register, 0, 0);
        Ok(())
    }

    // ---- the instruction set

    /// Translates one instruction. Answers whether control goes on behind it, and where.
    pub(super) fn instruction(&mut self, instruction: &Instruction<'_>) -> Translation<(bool, u32)> {
        let next = instruction.next_pc();
        let goes_on = match instruction.operands {
            Operands::None => match self.plain(instruction)? {
                Flow::On => true,
                Flow::OnAt(at) => return Ok((true, at)),
                Flow::Ends => false,
            },
            Operands::Immediate(value) => self.stack.push(Single, Place::Int(value)).map(|_| true)?,
            Operands::Constant(index) => self.pooled(instruction.opcode, index).map(|()| true)?,
            Operands::Local(local) => self.local(instruction.opcode, local)?,
            Operands::Increment { local, delta } => {
                let local = self.local_register(local, Single)?;
                self.release_local(local, Single);
                self.block.op(Op::IAddImm, local, local, delta as u16);
                true
            }
            Operands::Branch(target) => self.branching(instruction, target)?,
            Operands::InvokeInterface { index, .. } => {
                self.invoke(Opcode::Invokeinterface, index)?;
                true
            }
            Operands::NewArray(kind) => {
                let length = self.pop(Single)?;
                let to = self.push(Reference)?;
                self.block.result(Reference, Op::NewPrimitiveArray, to, length, kind as u8 as u16);
                true
            }
            Operands::MultiANewArray { index, dimensions } => {
                let count = usize::from(dimensions);
                let first = self.stack.len().checked_sub(count).filter(|_| count > 0);
                let first = first.ok_or_else(|| Malformed("Unable to pop operand off an empty stack".into()))?;
                for at in first..self.stack.len() {
                    self.flush(at);
                }
                for _ in 0..count {
                    self.stack.pop_kind(Single)?;
                }
                let base = self.stack.next_register();
                let to = self.push(Reference)?;
                self.block.result(Reference, Op::NewMultiArray, to, base, u16::from(dimensions));
                self.entry(index)?;
                true
            }
            Operands::TableSwitch(table) => {
                self.table_switch(table)?;
                false
            }
            Operands::LookupSwitch(table) => {
                self.lookup_switch(table)?;
                false
            }
        };
        Ok((goes_on, next))
    }

    fn pooled(&mut self, opcode: Opcode, index: u16) -> Translation<()> {
        match opcode {
            Opcode::Ldc | Opcode::LdcW | Opcode::Ldc2W => self.load_constant(index),
            Opcode::Getstatic | Opcode::Putstatic | Opcode::Getfield | Opcode::Putfield => self.field(opcode, index),
            Opcode::Invokevirtual | Opcode::Invokespecial | Opcode::Invokestatic | Opcode::Invokedynamic => {
                self.invoke(opcode, index)
            }
            _ => self.class_instruction(opcode, index),
        }
    }

    fn local(&mut self, opcode: Opcode, local: u16) -> Translation<bool> {
        match opcode {
            Opcode::Iload | Opcode::Fload => self.load(Single, local)?,
            Opcode::Lload | Opcode::Dload => self.load(Double, local)?,
            Opcode::Aload => self.load(Reference, local)?,
            Opcode::Istore | Opcode::Fstore => self.store(local, Some(Single))?,
            Opcode::Lstore | Opcode::Dstore => self.store(local, Some(Double))?,
            // Also of a return address, which is a number.
            Opcode::Astore => self.store(local, None)?,
            Opcode::Ret => {
                let local = self.local_register(local, Single)?;
                self.flush_all();
                let shape = self.return_from_subroutine()?;
                self.block.op(Op::Ret, local, shape, 0);
                return Ok(false);
            }
            other => return malformed(format!("{other:?} has no local")),
        }
        Ok(true)
    }

    fn branching(&mut self, instruction: &Instruction<'_>, target: u32) -> Translation<bool> {
        let at = instruction.pc;
        match instruction.opcode {
            Opcode::Goto | Opcode::GotoW => {
                self.goto(target, at)?;
                return Ok(false);
            }
            Opcode::Jsr | Opcode::JsrW => {
                self.flush_all();
                self.call_subroutine(instruction.next_pc())?;
                let to = self.push(Single)?;
                self.reach_here(target)?;
                let word = self.block.op(Op::Jsr, to, 0, 0);
                self.block.target(word, Target::FieldsBC, target);
                let number = self.block.word(0);
                self.block.target(number, Target::Number, instruction.next_pc());
                return Ok(false);
            }
            Opcode::IfAcmpeq => self.branch_reference(0, target, at)?,
            Opcode::IfAcmpne => self.branch_reference(1, target, at)?,
            Opcode::Ifnull => self.branch_null(0, target, at)?,
            Opcode::Ifnonnull => self.branch_null(1, target, at)?,
            Opcode::IfIcmpeq => self.branch_compare(0, target, at)?,
            Opcode::IfIcmpne => self.branch_compare(1, target, at)?,
            Opcode::IfIcmplt => self.branch_compare(2, target, at)?,
            Opcode::IfIcmpge => self.branch_compare(3, target, at)?,
            Opcode::IfIcmpgt => self.branch_compare(4, target, at)?,
            Opcode::IfIcmple => self.branch_compare(5, target, at)?,
            other => match condition_of(other) {
                Some(condition) => self.branch_if(condition, target, at)?,
                None => return malformed(format!("{other:?} does not branch")),
            },
        }
        // What follows is a block of its own only if something jumps there.
        Ok(true)
    }

    /// Instructions without operands.
    fn plain(&mut self, instruction: &Instruction<'_>) -> Translation<Flow> {
        use Opcode as O;
        let opcode = instruction.opcode;
        let byte = opcode as u8;
        match byte {
            0x00 => {}
            0x01 => {
                self.stack.push(Reference, Place::Null)?;
            }
            0x02..=0x08 => {
                self.stack.push(Single, Place::Int(i32::from(byte) - 3))?;
            }
            0x09 | 0x0a => self.wide_constant(u64::from(byte - 0x09))?,
            0x0b..=0x0d => {
                self.stack.push(Single, Place::Int(f32::from(byte - 0x0b).to_bits() as i32))?;
            }
            0x0e | 0x0f => self.wide_constant(f64::from(byte - 0x0e).to_bits())?,
            0x1a..=0x2d => {
                let kinds = [Single, Double, Single, Double, Reference];
                self.load(kinds[usize::from((byte - 0x1a) / 4)], u16::from((byte - 0x1a) % 4))?;
            }
            0x3b..=0x4e => {
                let kinds = [Some(Single), Some(Double), Some(Single), Some(Double), None];
                self.store(u16::from((byte - 0x3b) % 4), kinds[usize::from((byte - 0x3b) / 4)])?;
            }
            0x57..=0x5f => self.stack_instruction(opcode)?,
            0x94..=0x98 => {
                if let Some(at) = self.compare_and_branch(instruction)? {
                    return Ok(Flow::OnAt(at));
                }
                match opcode {
                    O::Lcmp => self.compare(Op::LCmp, Double)?,
                    O::Fcmpl => self.compare(Op::FCmpL, Single)?,
                    O::Fcmpg => self.compare(Op::FCmpG, Single)?,
                    O::Dcmpl => self.compare(Op::DCmpL, Double)?,
                    _ => self.compare(Op::DCmpG, Double)?,
                }
            }
            0xac..=0xb0 => {
                let kind = match opcode {
                    O::Ireturn | O::Freturn => Single,
                    O::Areturn => Reference,
                    _ => Double,
                };
                self.return_value(kind)?;
                return Ok(Flow::Ends);
            }
            0xb1 => {
                if self.method.is_synchronized() {
                    self.block.op(Op::ExitMethodMonitor, 0, 0, 0);
                }
                let op = if self.is_object_init() { Op::ReturnObjectInit } else { Op::Return };
                self.block.op(op, 0, 0, 0);
                return Ok(Flow::Ends);
            }
            0xbe => self.unary(Op::ArrayLength, Reference, Single)?,
            0xbf => {
                let thrown = self.pop(Reference)?;
                self.block.op(Op::Throw, thrown, 0, 0);
                return Ok(Flow::Ends);
            }
            0xc2 | 0xc3 => {
                let object = self.pop(Reference)?;
                self.block.op(if byte == 0xc2 { Op::MonitorEnter } else { Op::MonitorExit }, object, 0, 0);
            }
            0x2e..=0x35 | 0x4f..=0x56 => self.array_instruction(opcode)?,
            _ => self.arithmetic(opcode)?,
        }
        Ok(Flow::On)
    }

    fn array_instruction(&mut self, opcode: Opcode) -> Translation<()> {
        use Opcode as O;
        match opcode {
            O::Iaload | O::Faload => self.array_load(Op::IntLoad, Single),
            O::Laload | O::Daload => self.array_load(Op::LongLoad, Double),
            O::Aaload => self.array_load(Op::ReferenceLoad, Reference),
            O::Baload => self.array_load(Op::ByteLoad, Single),
            O::Caload => self.array_load(Op::CharLoad, Single),
            O::Saload => self.array_load(Op::ShortLoad, Single),
            O::Iastore | O::Fastore => self.array_store(Op::IntStore, Single),
            O::Lastore | O::Dastore => self.array_store(Op::LongStore, Double),
            O::Aastore => self.array_store(Op::ReferenceStore, Reference),
            O::Bastore => self.array_store(Op::ByteStore, Single),
            _ => self.array_store(Op::CharStore, Single),
        }
    }

    fn arithmetic(&mut self, opcode: Opcode) -> Translation<()> {
        use Opcode as O;
        let long_immediate = |op: Op| Some((op, 1));
        match opcode {
            O::Iadd => self.binary(Op::IAdd, Some((Op::IAddImm, 1)), Single, Single, true),
            O::Isub => self.binary(Op::ISub, Some((Op::IAddImm, -1)), Single, Single, false),
            O::Imul => self.binary(Op::IMul, Some((Op::IMulImm, 1)), Single, Single, true),
            O::Idiv => self.binary(Op::IDiv, Some((Op::IDivImm, 1)), Single, Single, false),
            O::Irem => self.binary(Op::IRem, Some((Op::IRemImm, 1)), Single, Single, false),
            O::Iand => self.binary(Op::IAnd, Some((Op::IAndImm, 1)), Single, Single, true),
            O::Ior => self.binary(Op::IOr, Some((Op::IOrImm, 1)), Single, Single, true),
            O::Ixor => self.binary(Op::IXor, Some((Op::IXorImm, 1)), Single, Single, true),
            O::Ishl => self.binary(Op::IShl, Some((Op::IShlImm, 1)), Single, Single, false),
            O::Ishr => self.binary(Op::IShr, Some((Op::IShrImm, 1)), Single, Single, false),
            O::Iushr => self.binary(Op::IUshr, Some((Op::IUshrImm, 1)), Single, Single, false),
            O::Lshl => self.binary(Op::LShl, long_immediate(Op::LShlImm), Double, Single, false),
            O::Lshr => self.binary(Op::LShr, long_immediate(Op::LShrImm), Double, Single, false),
            O::Lushr => self.binary(Op::LUshr, long_immediate(Op::LUshrImm), Double, Single, false),
            O::Ladd => self.binary(Op::LAdd, None, Double, Double, false),
            O::Lsub => self.binary(Op::LSub, None, Double, Double, false),
            O::Lmul => self.binary(Op::LMul, None, Double, Double, false),
            O::Ldiv => self.binary(Op::LDiv, None, Double, Double, false),
            O::Lrem => self.binary(Op::LRem, None, Double, Double, false),
            O::Land => self.binary(Op::LAnd, None, Double, Double, false),
            O::Lor => self.binary(Op::LOr, None, Double, Double, false),
            O::Lxor => self.binary(Op::LXor, None, Double, Double, false),
            O::Fadd => self.binary(Op::FAdd, None, Single, Single, false),
            O::Fsub => self.binary(Op::FSub, None, Single, Single, false),
            O::Fmul => self.binary(Op::FMul, None, Single, Single, false),
            O::Fdiv => self.binary(Op::FDiv, None, Single, Single, false),
            O::Frem => self.binary(Op::FRem, None, Single, Single, false),
            O::Dadd => self.binary(Op::DAdd, None, Double, Double, false),
            O::Dsub => self.binary(Op::DSub, None, Double, Double, false),
            O::Dmul => self.binary(Op::DMul, None, Double, Double, false),
            O::Ddiv => self.binary(Op::DDiv, None, Double, Double, false),
            O::Drem => self.binary(Op::DRem, None, Double, Double, false),
            O::Ineg => self.unary(Op::INeg, Single, Single),
            O::Lneg => self.unary(Op::LNeg, Double, Double),
            O::Fneg => self.unary(Op::FNeg, Single, Single),
            O::Dneg => self.unary(Op::DNeg, Double, Double),
            O::I2l => self.unary(Op::I2L, Single, Double),
            O::I2f => self.unary(Op::I2F, Single, Single),
            O::I2d => self.unary(Op::I2D, Single, Double),
            // An int is the low half of its register.
            O::L2i => self.unary(Op::CopyP, Double, Single),
            O::L2f => self.unary(Op::L2F, Double, Single),
            O::L2d => self.unary(Op::L2D, Double, Double),
            O::F2i => self.unary(Op::F2I, Single, Single),
            O::F2l => self.unary(Op::F2L, Single, Double),
            O::F2d => self.unary(Op::F2D, Single, Double),
            O::D2i => self.unary(Op::D2I, Double, Single),
            O::D2l => self.unary(Op::D2L, Double, Double),
            O::D2f => self.unary(Op::D2F, Double, Single),
            O::I2b => self.unary(Op::I2B, Single, Single),
            O::I2c => self.unary(Op::I2C, Single, Single),
            O::I2s => self.unary(Op::I2S, Single, Single),
            other => malformed(format!("Bad instruction {other:?}")),
        }
    }
}

enum Flow {
    On,
    OnAt(u32),
    Ends,
}

/// Number of an `if…` condition: eq ne lt ge gt le.
fn condition_of(opcode: Opcode) -> Option<u16> {
    let byte = opcode as u8;
    (0x99..=0x9e).contains(&byte).then(|| u16::from(byte - 0x99))
}

/// The local variable an instruction names.
pub(super) fn local_of(instruction: &Instruction<'_>) -> Option<u16> {
    match instruction.operands {
        Operands::Local(local) | Operands::Increment { local, .. } => Some(local),
        _ => {
            let byte = instruction.opcode as u8;
            match byte {
                0x1a..=0x2d => Some(u16::from((byte - 0x1a) % 4)),
                0x3b..=0x4e => Some(u16::from((byte - 0x3b) % 4)),
                _ => None,
            }
        }
    }
}
