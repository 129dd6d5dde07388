//! The interpreter of register code (JVMS §2.11): one function per opcode, each ending in a tail call.
//!
//! Owns the form of code and the running of it. It never parses class files (`translate` made the code) and never
//! resolves (`linking::resolution` does, called from cold paths).

mod access;
mod code;
mod entry;
mod multi_array;
mod op;
mod opcode;
mod quicken;
mod run;
mod site;
mod throwing;
mod unwind;

pub use code::{Code, CodeFlags, Handler};
pub use entry::{Boundary, install_stub};
pub(crate) use entry::{new_stub, whole_method};
pub use opcode::Op;
pub(crate) use quicken::{for_each_instruction, unquicken, unquicken_all, watch_returns};
pub use site::{FieldCache, GuardedSites};
