//! Instructions that name an entry of the constant pool: constants, fields, invocations, classes (JVMS §6.5).

use super::symbolic::{Kind, Place};
use super::{Malformed, Translation, Translator};
use crate::BasicType;
use crate::class::{parameters, return_descriptor};
use crate::interpreter::Op;
use classfile::{Constant, Opcode};

use Kind::{Double, Reference, Single};

impl Translator<'_> {
    /// A constant of the pool. `wide` constants become literals.
    pub(super) fn load_constant(&mut self, index: u16) -> Translation<()> {
        let pool = &self.version.file().constant_pool;
        match pool.get(index).map_err(|error| Malformed(error.to_string()))? {
            Constant::Integer(value) => self.stack.push(Single, Place::Int(value)).map(|_| ()),
            Constant::Float(bits) => self.stack.push(Single, Place::Int(bits as i32)).map(|_| ()),
            Constant::Long(value) => self.wide_constant(value as u64),
            Constant::Double(bits) => self.wide_constant(bits),
            Constant::Dynamic { .. } => {
                let dynamic = pool.dynamic(index).map_err(|error| Malformed(error.to_string()))?;
                let kind = Kind::of(BasicType::of_descriptor(dynamic.descriptor));
                self.unresolved_constant(kind, index)
            }
            _ => self.unresolved_constant(Reference, index),
        }
    }

    pub(super) fn unresolved_constant(&mut self, kind: Kind, index: u16) -> Translation<()> {
        let to = self.push(kind)?;
        self.block.result(kind, Op::LdcUnresolved, to, 0, 0);
        self.entry(index)
    }

    pub(super) fn wide_constant(&mut self, bits: u64) -> Translation<()> {
        let to = self.push(Double)?;
        if let Ok(small) = i32::try_from(bits as i64) {
            let word = self.block.op_wide(Op::ConstInt, to, small);
            self.block.last_result = Some((word, to, Double));
        } else {
            self.block.result(Double, Op::ConstWide, to, 0, 0);
            self.block.word(bits);
        }
        Ok(())
    }

    pub(super) fn field(&mut self, opcode: Opcode, index: u16) -> Translation<()> {
        let pool = &self.version.file().constant_pool;
        let reference = pool.member_ref(index).map_err(|error| Malformed(error.to_string()))?;
        let kind = Kind::of(BasicType::of_descriptor(reference.descriptor));
        match opcode {
            Opcode::Getstatic => {
                let to = self.push(kind)?;
                self.block.result(kind, Op::GetStaticUnresolved, to, 0, 0);
            }
            Opcode::Putstatic => {
                let value = self.pop(kind)?;
                self.block.op(Op::PutStaticUnresolved, value, 0, 0);
            }
            Opcode::Getfield => {
                let object = self.pop(Reference)?;
                let to = self.push(kind)?;
                self.block.result(kind, Op::GetFieldUnresolved, to, object, 0);
            }
            _ => {
                let value = self.pop(kind)?;
                let object = self.pop(Reference)?;
                self.block.op(Op::PutFieldUnresolved, value, object, 0);
            }
        }
        self.entry(index)
    }

    pub(super) fn invoke(&mut self, opcode: Opcode, index: u16) -> Translation<()> {
        let pool = &self.version.file().constant_pool;
        let descriptor = if opcode == Opcode::Invokedynamic {
            pool.dynamic(index).map(|dynamic| dynamic.descriptor)
        } else {
            pool.member_ref(index).map(|reference| reference.descriptor)
        };
        let descriptor = descriptor.map_err(|error| Malformed(error.to_string()))?;
        let kinds: Vec<Kind> = parameters(descriptor).map(|at| Kind::of(BasicType::of_descriptor(at))).collect();
        let receiver = !matches!(opcode, Opcode::Invokestatic | Opcode::Invokedynamic);
        let count = kinds.len() + usize::from(receiver);
        let first = self
            .stack
            .len()
            .checked_sub(count)
            .ok_or_else(|| Malformed("Unable to pop operand off an empty stack".into()))?;
        for at in first..self.stack.len() {
            self.flush(at);
        }
        for kind in kinds.iter().rev() {
            self.stack.pop_kind(*kind)?;
        }
        if receiver {
            self.stack.pop_kind(Reference)?;
        }
        let base = self.stack.next_register();
        let op = match opcode {
            Opcode::Invokestatic => Op::InvokeStaticUnresolved,
            Opcode::Invokespecial => Op::InvokeSpecialUnresolved,
            Opcode::Invokevirtual => Op::InvokeVirtualUnresolved,
            Opcode::Invokeinterface => Op::InvokeInterfaceUnresolved,
            _ => Op::InvokeDynamicUnresolved,
        };
        match BasicType::of_descriptor(return_descriptor(descriptor)) {
            BasicType::Void => {
                self.block.op(op, base, base, 0);
            }
            basic => {
                let kind = Kind::of(basic);
                let to = self.push(kind)?;
                self.block.result(kind, op, to, base, 0);
            }
        }
        if opcode == Opcode::Invokedynamic {
            // Each instruction is a call site of its own (§5.4.3.6).
            let site = self.version.pool.new_call_site(index);
            self.block.word(site as u64);
            Ok(())
        } else {
            self.entry(index)
        }
    }

    /// Type test, creation: instructions on a class of the pool.
    pub(super) fn class_instruction(&mut self, opcode: Opcode, index: u16) -> Translation<()> {
        match opcode {
            Opcode::New => {
                let to = self.push(Reference)?;
                self.block.result(Reference, Op::NewUnresolved, to, 0, 0);
            }
            Opcode::Anewarray => {
                let length = self.pop(Single)?;
                let to = self.push(Reference)?;
                self.block.result(Reference, Op::NewArrayUnresolved, to, length, 0);
            }
            Opcode::Checkcast => {
                let value = self.stack.pop_kind(Reference)?;
                let register = self.register(value);
                let place = if value.place == Place::Null { Place::Own } else { value.place };
                self.stack.push(Reference, place)?;
                self.block.op(Op::CheckCastUnresolved, register, 0, 0);
            }
            _ => {
                let value = self.pop(Reference)?;
                let to = self.push(Single)?;
                self.block.result(Single, Op::InstanceOfUnresolved, to, value, 0);
            }
        }
        self.entry(index)
    }
}
