//! The interpreter of register code (JVMS §2.11): one function per opcode, each ending in a tail call.
//!
//! Owns the form of code and the running of it. It never parses class files (`translate` made the code) and never
//! resolves (`linking::resolution` does, called from cold paths).

mod code;

pub use code::{Code, CodeFlags, Handler};

/// scratch
pub fn install_stub(_: &crate::vm::Vm, _: crate::class::MethodRef) { todo!() }
