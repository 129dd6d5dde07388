//! The parts of the `jrun` command that need no virtual machine: reading the command line ([`options`]) and observing class folders ([`watch`]).
//!
//! Never: starting a VM or changing a class. `main.rs` wires these parts to `jvm`, `classlib` and `redefine`.

pub mod options;
pub mod watch;
