//! The dup and swap families (JVMS §6.5.dup ff.).

use super::symbolic::{Kind, Place, Value};
use super::{Translation, Translator};
use classfile::Opcode;

use Kind::Double;

impl Translator<'_> {
    /// Replaces the top values by the ones `order` names (0 is the deepest of them), for the dup and swap families.
    pub(super) fn shuffle(&mut self, take: usize, order: &[usize]) -> Translation<()> {
        let mut taken: Vec<Value> = Vec::with_capacity(take);
        for _ in 0..take {
            taken.push(self.stack.pop()?);
        }
        taken.reverse();
        let mut placed: Vec<(usize, Value)> = Vec::with_capacity(order.len());
        for source in order {
            let value = taken[*source];
            self.stack.push(value.kind, value.place)?;
            let at = self.stack.len() - 1;
            placed.push((*source, self.stack.values()[at]));
        }
        // Values in their own registers move, from the top down; what was overwritten is found again in a copy above.
        // Only swap has none: it goes through the scratch register.
        if order.len() == take
            && placed
                .iter()
                .all(|(source, value)| taken[*source].place == Place::Own && taken[*source].same_file(value.kind))
            && taken[0].same_file(taken[take - 1].kind)
        {
            let scratch = self.stack.scratch();
            self.copy(taken[1].kind, scratch, taken[1].register);
            self.copy(taken[0].kind, taken[1].register, taken[0].register);
            self.copy(taken[1].kind, taken[0].register, scratch);
            self.block.last_result = None;
            return Ok(());
        }
        for at in (0..placed.len()).rev() {
            let (source, value) = placed[at];
            if taken[source].place != Place::Own || taken[source].register == value.register {
                continue;
            }
            let copy_above = placed[at + 1..].iter().find(|(other, _)| *other == source).map(|(_, copy)| copy.register);
            self.copy(value.kind, value.register, copy_above.unwrap_or(taken[source].register));
        }
        self.block.last_result = None;
        Ok(())
    }

    pub(super) fn is_double(&self, from_top: usize) -> Translation<bool> {
        Ok(self.stack.peek(from_top)?.kind == Double)
    }

    pub(super) fn stack_instruction(&mut self, opcode: Opcode) -> Translation<()> {
        match opcode {
            Opcode::Pop => self.stack.pop().map(|_| ()),
            Opcode::Pop2 => {
                if self.stack.pop()?.kind != Double {
                    self.stack.pop()?;
                }
                Ok(())
            }
            Opcode::Dup => self.shuffle(1, &[0, 0]),
            Opcode::DupX1 => self.shuffle(2, &[1, 0, 1]),
            Opcode::DupX2 if self.is_double(1)? => self.shuffle(2, &[1, 0, 1]),
            Opcode::DupX2 => self.shuffle(3, &[2, 0, 1, 2]),
            Opcode::Dup2 if self.is_double(0)? => self.shuffle(1, &[0, 0]),
            Opcode::Dup2 => self.shuffle(2, &[0, 1, 0, 1]),
            Opcode::Dup2X1 if self.is_double(0)? => self.shuffle(2, &[1, 0, 1]),
            Opcode::Dup2X1 => self.shuffle(3, &[1, 2, 0, 1, 2]),
            Opcode::Dup2X2 if self.is_double(0)? => {
                if self.is_double(1)? {
                    self.shuffle(2, &[1, 0, 1])
                } else {
                    self.shuffle(3, &[2, 0, 1, 2])
                }
            }
            Opcode::Dup2X2 if self.is_double(2)? => self.shuffle(3, &[1, 2, 0, 1, 2]),
            Opcode::Dup2X2 => self.shuffle(4, &[2, 3, 0, 1, 2, 3]),
            _ => self.shuffle(2, &[1, 0]),
        }
    }
}
