//! The operand stack at translation time: what each value is and where it can be read.
//!
//! A value is in its own stack register, or still in the local it was loaded from, or a constant. Registers: locals first,
//! one for shuffles, one for a method's monitor, then one register for each stack slot that the code uses.

use super::{Malformed, Translation};

/// What kind of value, as far as registers are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// int, float, return address: one slot, primitive register.
    Single,
    /// long, double: two slots, one primitive register.
    Double,
    /// Reference register.
    Reference,
}

impl Kind {
    pub fn slots(self) -> u16 {
        if self == Kind::Double { 2 } else { 1 }
    }

    pub fn of(basic: crate::BasicType) -> Kind {
        match basic {
            crate::BasicType::Long | crate::BasicType::Double => Kind::Double,
            crate::BasicType::Reference => Kind::Reference,
            _ => Kind::Single,
        }
    }
}

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In its own stack register.
    Own,
    /// In a local's register.
    Local(u16),
    /// An int constant (or the bits of a float).
    Int(i32),
    /// `null`.
    Null,
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub kind: Kind,
    pub place: Place,
    /// Its own stack register.
    pub register: u16,
}

impl Value {
    /// Uses the same register file as another kind?
    pub fn same_file(self, kind: Kind) -> bool {
        (self.kind == Kind::Reference) == (kind == Kind::Reference)
    }
}

/// The stack.
pub(crate) struct Symbolic {
    values: Vec<Value>,
    depth: u16,
    max: u16,
    /// First stack register.
    first: u16,
    /// Registers that a frame needs: up to the highest one that a value has owned.
    slots: u16,
}

impl Symbolic {
    /// A stack of at most so many slots, whose registers begin at `first`.
    pub fn new(first: u16, max_stack: u16) -> Symbolic {
        Symbolic { values: Vec::new(), depth: 0, max: max_stack, first, slots: first }
    }

    /// Registers that a frame needs for what has been on the stack so far.
    pub fn slots(&self) -> u16 {
        self.slots
    }

    /// Starts a block: everything in its own register.
    pub fn enter(&mut self, kinds: &[Kind]) -> Translation<()> {
        self.values.clear();
        self.depth = 0;
        for kind in kinds {
            self.push(*kind, Place::Own)?;
        }
        Ok(())
    }

    pub fn kinds(&self) -> Vec<Kind> {
        self.values.iter().map(|value| value.kind).collect()
    }

    /// The register a value pushed now would own.
    pub fn next_register(&self) -> u16 {
        self.first + self.depth
    }

    /// The register for shuffles.
    pub fn scratch(&self) -> u16 {
        self.first - 2
    }

    /// Pushes a value; answers its own register.
    pub fn push(&mut self, kind: Kind, place: Place) -> Translation<u16> {
        let register = self.next_register();
        let depth = u32::from(self.depth) + u32::from(kind.slots());
        if depth > u32::from(self.max) {
            return Err(Malformed("Operand stack overflow".into()));
        }
        let Ok(end) = u16::try_from(u32::from(self.first) + depth) else {
            return Err(Malformed("more registers than an instruction can name".into()));
        };
        self.depth = depth as u16;
        self.slots = self.slots.max(end);
        self.values.push(Value { kind, place, register });
        Ok(register)
    }

    pub fn pop(&mut self) -> Translation<Value> {
        let value = self.values.pop().ok_or_else(|| Malformed("Unable to pop operand off an empty stack".into()))?;
        self.depth -= value.kind.slots();
        Ok(value)
    }

    /// Pops a value of this kind.
    pub fn pop_kind(&mut self, kind: Kind) -> Translation<Value> {
        let value = self.pop()?;
        if value.kind != kind {
            return Err(Malformed("Bad type on operand stack".into()));
        }
        Ok(value)
    }

    /// The value `from_top` places under the top.
    pub fn peek(&self, from_top: usize) -> Translation<Value> {
        let at = self.values.len().checked_sub(from_top + 1);
        at.map(|at| self.values[at]).ok_or_else(|| Malformed("Unable to pop operand off an empty stack".into()))
    }

    pub fn values_mut(&mut self) -> &mut [Value] {
        &mut self.values
    }

    pub fn values(&self) -> &[Value] {
        &self.values
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }
}
