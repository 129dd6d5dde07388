//! The type state at one point of a method: local variables, operand stack, and whether `this` waits for its constructor
//! (JVMS §4.10.1.4). It checks sizes and pairs; what a type may be used for is decided by the instructions.

use super::fault::{Fault, Reason, Stop};
use super::types::Type;

/// A type state. The vectors keep their capacity from method to method.
#[derive(Clone, Default, PartialEq, Debug)]
pub(super) struct Frame {
    /// `max_locals` slots.
    pub(super) locals: Vec<Type>,
    /// Bottom first.
    pub(super) stack: Vec<Type>,
    /// `max_stack`
    pub(super) max_stack: usize,
    /// `flagThisUninit`
    pub(super) this_uninitialized: bool,
    /// A local variable's type changed since this was last cleared.
    pub(super) locals_changed: bool,
}

impl Frame {
    /// Makes it the empty frame of a method.
    pub(super) fn reset(&mut self, max_locals: usize, max_stack: usize) {
        self.locals.clear();
        self.locals.resize(max_locals, Type::Top);
        self.stack.clear();
        self.max_stack = max_stack;
        self.this_uninitialized = false;
        self.locals_changed = true;
    }

    /// Pushes one slot or, for `Long` and `Double`, two.
    #[inline]
    pub(super) fn push(&mut self, ty: Type) -> Result<(), Stop> {
        match ty.upper() {
            None => {
                if self.stack.len() >= self.max_stack {
                    return Err(Stop::fault(Fault::StackOverflow));
                }
                self.stack.push(ty);
            }
            Some(upper) => {
                if self.stack.len() + 2 > self.max_stack {
                    return Err(Stop::fault(Fault::StackOverflow));
                }
                self.stack.push(ty);
                self.stack.push(upper);
            }
        }
        Ok(())
    }

    /// The slot on top, without removing it.
    #[inline]
    pub(super) fn top(&self) -> Result<Type, Stop> {
        self.stack.last().copied().ok_or_else(|| Stop::fault(Fault::StackUnderflow))
    }

    /// Removes the slot on top, which the caller has looked at.
    #[inline]
    pub(super) fn drop_top(&mut self) {
        self.stack.pop();
    }

    /// Pops exactly that type, no reference: `Int`, `Float`, `Long`, `Double`.
    #[inline]
    pub(super) fn pop_primitive(&mut self, ty: Type) -> Result<(), Stop> {
        match ty.upper() {
            None => {
                let top = self.top()?;
                if top != ty {
                    return Err(self.bad_top(Reason::NotAssignable(top, ty)));
                }
                self.stack.pop();
            }
            Some(upper) => {
                let count = self.stack.len();
                if count < 2 {
                    // One slot of another type is a wrong type rather than an underflow.
                    return match self.stack.last() {
                        Some(&top) => Err(self.bad_top(Reason::NotAssignable(top, upper))),
                        None => Err(Stop::fault(Fault::StackUnderflow)),
                    };
                }
                if self.stack[count - 1] != upper || self.stack[count - 2] != ty {
                    let top = self.stack[count - 1];
                    return Err(self.bad_top(Reason::NotAssignable(top, upper)));
                }
                self.stack.truncate(count - 2);
            }
        }
        Ok(())
    }

    /// Pops any reference, initialized or not.
    #[inline]
    pub(super) fn pop_reference(&mut self) -> Result<Type, Stop> {
        let top = self.top()?;
        if !top.is_reference() {
            return Err(self.bad_top(Reason::NotReference(top)));
        }
        self.stack.pop();
        Ok(top)
    }

    /// The value on top is wrong.
    #[cold]
    pub(super) fn bad_top(&self, reason: Reason) -> Stop {
        let slot = self.stack.len().saturating_sub(1);
        Stop::because(Fault::BadStackType, Reason::Stack(slot, Box::new(reason)))
    }

    #[inline]
    pub(super) fn local(&self, index: usize) -> Result<Type, Stop> {
        self.locals.get(index).copied().ok_or_else(|| Stop::fault(Fault::LocalOverflow))
    }

    /// Checks that a local variable holds a primitive type and pushes it.
    pub(super) fn load_primitive(&mut self, index: usize, ty: Type) -> Result<(), Stop> {
        self.expect_local(index, ty)?;
        if let Some(upper) = ty.upper() {
            self.expect_local(index + 1, upper)?;
        }
        self.push(ty)
    }

    /// Checks that a local variable holds a primitive type.
    pub(super) fn expect_local(&self, index: usize, ty: Type) -> Result<(), Stop> {
        let found = self.local(index)?;
        if found != ty {
            return Err(Stop::because(
                Fault::BadLocalType(index),
                Reason::Local(index, Box::new(Reason::NotAssignable(found, ty))),
            ));
        }
        Ok(())
    }

    /// Stores a type, both slots of it; a pair that loses a half becomes unusable (§4.10.1.7).
    pub(super) fn store(&mut self, index: usize, ty: Type) -> Result<(), Stop> {
        if let Some(upper) = ty.upper() {
            self.local(index + 1)?;
            self.set_slot(index, ty)?;
            self.set_slot(index + 1, upper)
        } else {
            self.set_slot(index, ty)
        }
    }

    fn set_slot(&mut self, index: usize, ty: Type) -> Result<(), Stop> {
        let old = self.local(index)?;
        if old == ty {
            return Ok(());
        }
        self.locals_changed = true;
        if old.is_upper() && index > 0 {
            self.locals[index - 1] = Type::Top;
        }
        if old.upper().is_some() && index + 1 < self.locals.len() {
            self.locals[index + 1] = Type::Top;
        }
        self.locals[index] = ty;
        Ok(())
    }

    /// Every copy of a not yet initialized object becomes an initialized one (§4.10.1.9.invokespecial).
    pub(super) fn initialize(&mut self, old: Type, new: Type) {
        for slot in &mut self.stack {
            if *slot == old {
                *slot = new;
            }
        }
        for slot in &mut self.locals {
            if *slot == old {
                *slot = new;
                self.locals_changed = true;
            }
        }
        if old == Type::UninitializedThis {
            self.this_uninitialized = false;
            self.locals_changed = true;
        }
    }

    /// Checks that the `count` slots below `depth` others are whole values of one slot each, or pairs.
    fn whole(&self, depth: usize, count: usize) -> Result<(), Stop> {
        let end = self.stack.len().checked_sub(depth);
        let (Some(end), Some(start)) = (end, end.and_then(|end| end.checked_sub(count))) else {
            return Err(Stop::fault(Fault::StackUnderflow));
        };
        let slots = &self.stack[start..end];
        let fine = match *slots {
            [one] => one.is_category1(),
            [low, high] => {
                (low.is_category1() && high.is_category1()) || (high.is_upper() && low.upper() == Some(high))
            }
            _ => false,
        };
        if fine {
            return Ok(());
        }
        let top = slots.last().copied().unwrap_or(Type::Top);
        Err(Stop::because(Fault::BadStackType, Reason::Stack(end - 1, Box::new(Reason::SplitsValue(top)))))
    }

    /// Removes `count` (1 or 2) whole slots: `pop`, `pop2`.
    pub(super) fn pop_slots(&mut self, count: usize) -> Result<(), Stop> {
        self.whole(0, count)?;
        self.stack.truncate(self.stack.len() - count);
        Ok(())
    }

    /// Copies the top `count` slots below the `skip` slots under them: the six `dup` instructions.
    pub(super) fn dup(&mut self, count: usize, skip: usize) -> Result<(), Stop> {
        self.whole(0, count)?;
        if skip > 0 {
            self.whole(count, skip)?;
        }
        if self.stack.len() + count > self.max_stack {
            return Err(Stop::fault(Fault::StackOverflow));
        }
        let top = self.stack.len() - count;
        // The top slots appear once more, then the whole tail turns so that the copy stands below what was skipped.
        self.stack.extend_from_within(top..);
        let length = self.stack.len();
        self.stack[top - skip..length].rotate_right(count);
        Ok(())
    }

    /// `swap`
    pub(super) fn swap(&mut self) -> Result<(), Stop> {
        self.whole(0, 1)?;
        self.whole(1, 1)?;
        let length = self.stack.len();
        self.stack.swap(length - 1, length - 2);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dup_forms_move_the_copy_below() {
        let with = |stack: &[Type]| Frame { stack: stack.to_vec(), max_stack: 9, ..Frame::default() };
        let mut f = with(&[Type::Int, Type::Float, Type::Null]);
        f.dup(1, 2).expect("dup_x2");
        assert_eq!(f.stack, [Type::Null, Type::Int, Type::Float, Type::Null]);
        let mut f = with(&[Type::Int, Type::Long, Type::Long2]);
        f.dup(2, 1).expect("dup2_x1");
        assert_eq!(f.stack, [Type::Long, Type::Long2, Type::Int, Type::Long, Type::Long2]);
        assert!(with(&[Type::Long, Type::Long2]).dup(1, 0).is_err());
        assert!(with(&[Type::Long, Type::Long2, Type::Int]).dup(2, 0).is_err());
        assert!(with(&[Type::Long, Type::Long2, Type::Int]).swap().is_err());
        assert!(with(&[Type::Int]).dup(1, 1).is_err());
    }

    #[test]
    fn storing_into_a_pair_breaks_it() {
        let mut f = Frame::default();
        f.reset(3, 0);
        f.store(0, Type::Long).expect("fits");
        f.store(1, Type::Int).expect("fits");
        assert_eq!(f.locals, [Type::Top, Type::Int, Type::Top]);
        f.store(1, Type::Double).expect("fits");
        f.store(0, Type::Int).expect("fits");
        assert_eq!(f.locals, [Type::Int, Type::Double, Type::Double2]);
        f.store(1, Type::Int).expect("fits");
        assert_eq!(f.locals, [Type::Int, Type::Int, Type::Top]);
        assert!(f.store(2, Type::Long).is_err());
    }
}
