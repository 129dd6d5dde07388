//! The heap core: spaces, layouts, references, handles, safe points, the collector. No Java names.
//!
//! A [`Space`] is one heap with its own reserved address range; several live in one process and share
//! nothing. A thread works in a space through its [`Mutator`]; a [`Ref`] exists only under a shared view
//! ([`NoStop`]) of that mutator, so nothing that may collect or stop can happen while one is held. What must
//! survive lives in a register of the VM's frames, a [`Handle`], or a [`Global`].
//!
//! The VM above is seen only through the [`Runtime`] trait. JVMS §2.5.3 (heap), §2.7 (representation of objects).

mod access;
mod array;
mod beside;
mod config;
mod frozen;
mod global;
mod layout;
pub mod mark;
mod mutator;
pub mod raw;
mod reference;
mod runtime;
mod safepoint;
mod scope;
mod space;
mod world;

pub use beside::Survey;
pub use config::{OutOfMemory, SpaceConfig, SpaceError, Stress};
pub use frozen::FrozenHeap;
pub use global::{Global, WeakGlobal};
pub use layout::{LayoutId, LayoutKind, LayoutRecord, LayoutSpec, ReferenceKind};
pub use mutator::{HeldWorld, Mutator};
pub use raw::core::MutatorCore;
pub use raw::lazy::LazyMigration;
pub use raw::migrate::{
    BecomeError, Conversion, FieldConversion, FieldCopy, FieldValue, FirstValue, Migration, Migrations,
};
pub use reference::{NoStop, RawRef, Ref};
pub use runtime::{Cause, Collection, CollectionStats, DependentVisitor, RootVisitor, Runtime, WeakVisitor};
pub use scope::{Handle, LocalFrames, Scope};
pub use space::{Space, Usage};
pub use world::{Census, StoppedWorld};
