//! The parts of the `jrun` command: reading the command line ([`options`]), observing class folders ([`watch`]), and a Java
//! world that any Rust program can boot, run, update and close ([`world`]), beside others in the same process.

pub mod options;
mod thread_dump;
pub mod watch;
pub mod world;
