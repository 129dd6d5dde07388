//! The virtual machine; folders follow the chapters of the JVMS.
//!
//! A [`vm::Vm`] is one Java world: a heap ([`objectspace::Space`]), its classes, threads and strings.
//! Several live in one process. The crate never names the JDK's files (that is `classlib`) and never
//! decides what an update means (that is `redefine`).

mod addresses;
pub mod basic_type;
pub mod boot;
pub mod call;
pub mod class;
pub mod collections;
pub mod constant_pool;
pub mod indy;
pub mod initialization;
pub mod interpreter;
pub mod known;
pub mod linking;
pub mod loading;
pub mod natives;
pub mod offsets;
pub mod reflection;
pub mod strings;
pub mod symbol;
pub mod thread;
pub mod throw;
pub mod translate;
pub mod versioning;
pub mod vm;

pub use basic_type::BasicType;
pub use class::{Class, ClassRef, ClassVersion, Field, FieldRef, Method, MethodRef};
pub use symbol::Symbol;
pub use thread::Thread;
pub use throw::{Abrupt, Completion};
pub use vm::Vm;
