//! Values of the symbolic stack in registers: moves, flushes, local variables.

use super::symbolic::{Kind, Place, Value};
use super::{Translation, Translator, malformed};
use crate::interpreter::Op;

use Kind::Reference;

impl Translator<'_> {
    // ---- registers and moves

    pub(super) fn copy(&mut self, kind: Kind, to: u16, from: u16) {
        if kind == Reference {
            self.block.result(kind, Op::CopyR, to, from, 0);
        } else {
            self.block.result(kind, Op::CopyP, to, from, 0);
        }
    }

    /// Puts a value into a register.
    pub(super) fn place_in(&mut self, value: Value, register: u16) {
        match value.place {
            Place::Own if value.register == register => {}
            Place::Own => self.copy(value.kind, register, value.register),
            Place::Local(local) if local == register => {}
            Place::Local(local) => self.copy(value.kind, register, local),
            Place::Int(constant) => {
                self.block.op_wide(Op::ConstInt, register, constant);
            }
            Place::Null => {
                self.block.op(Op::ConstNull, register, 0, 0);
            }
        }
    }

    /// A register in which the value can be read.
    pub(super) fn register(&mut self, value: Value) -> u16 {
        match value.place {
            Place::Own => value.register,
            Place::Local(local) => local,
            Place::Int(_) | Place::Null => {
                self.place_in(value, value.register);
                value.register
            }
        }
    }

    /// Puts every value of the stack into its own register.
    pub(super) fn flush_all(&mut self) {
        for at in 0..self.stack.len() {
            self.flush(at);
        }
    }

    pub(super) fn flush(&mut self, at: usize) {
        let value = self.stack.values()[at];
        if value.place != Place::Own {
            self.place_in(value, value.register);
            self.stack.values_mut()[at].place = Place::Own;
        }
    }

    /// Before a local's register is overwritten: values still read from it move to their own.
    pub(super) fn release_local(&mut self, local: u16, kind: Kind) -> bool {
        let mut any = false;
        for at in 0..self.stack.len() {
            let value = self.stack.values()[at];
            if value.place == Place::Local(local) && value.same_file(kind) {
                self.flush(at);
                any = true;
            }
        }
        any
    }

    pub(super) fn push(&mut self, kind: Kind) -> Translation<u16> {
        self.stack.push(kind, Place::Own)
    }

    pub(super) fn pop(&mut self, kind: Kind) -> Translation<u16> {
        let value = self.stack.pop_kind(kind)?;
        Ok(self.register(value))
    }

    pub(super) fn load(&mut self, kind: Kind, local: u16) -> Translation<()> {
        let local = self.local_register(local, kind)?;
        self.stack.push(kind, Place::Local(local)).map(|_| ())
    }

    /// The register of a local variable.
    pub(super) fn local_register(&self, local: u16, kind: Kind) -> Translation<u16> {
        let register = self.locals.get(&local).copied();
        match register {
            Some(register) if u32::from(local) + u32::from(kind.slots()) <= u32::from(self.code.max_locals) => {
                Ok(register)
            }
            _ => malformed("Local variable index out of range"),
        }
    }

    pub(super) fn store(&mut self, local: u16, expected: Option<Kind>) -> Translation<()> {
        let value = self.stack.pop()?;
        if expected.is_some_and(|kind| kind != value.kind) {
            return malformed("Bad type on operand stack");
        }
        let local = self.local_register(local, value.kind)?;
        if value.kind == Reference {
            self.reference_locals[usize::from(local)] = true;
        }
        let last = self.block.last_result;
        let released = self.release_local(local, value.kind);
        // The instruction that made the value writes the local at once, if nothing came between.
        if let (false, Place::Own, Some((word, register, kind))) = (released, value.place, last)
            && register == value.register
            && value.same_file(kind)
        {
            let old = self.block.words[word];
            self.block.words[word] = (old & !(0xffff << 16)) | u64::from(local) << 16;
            self.block.last_result = None;
            return Ok(());
        }
        self.place_in(value, local);
        self.block.last_result = None;
        Ok(())
    }

    pub(super) fn entry(&mut self, index: u16) -> Translation<()> {
        if usize::from(index) >= self.version.pool.len() {
            return malformed("Illegal constant pool index");
        }
        let entry: *const crate::constant_pool::PoolEntry = self.version.pool.entry(index);
        self.block.word(entry as u64);
        Ok(())
    }
}
