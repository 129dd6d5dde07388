//! The unsafe half of the crate: memory mappings, object access by address, regions, the collector.
//!
//! Invariants that SAFETY comments cite by number:
//! 1. `base + 8 * r` of a live reference `r` is the start of an object inside the space's mapping.
//! 2. The first word of every object outside a collection is a layout in use; its record never moves.
//! 3. Heap memory is reached by raw pointers and atomics only; no Rust reference into it exists.
//! 4. The collector runs only while each other mutator is stopped or native, so it is alone.
//! 5. A mutator's core and handle stack are touched by its own thread, and by the collector under 4.
//! 6. Card and start tables cover the whole mapping, so any reference of the space indexes them validly.

pub mod atomics;
pub(crate) mod beside;
pub(crate) mod cards;
pub(crate) mod collector;
pub mod core;
pub(crate) mod frozen;
pub(crate) mod handles;
pub(crate) mod heap;
pub(crate) mod layout_table;
pub mod lazy;
pub(crate) mod mapping;
pub mod migrate;
pub mod object;
pub(crate) mod processing;
pub(crate) mod regions;
pub(crate) mod verify;
