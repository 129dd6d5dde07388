//! The parts of the `jrun` command: reading the command line ([`options`]), observing class folders ([`watch`]), the
//! sub-commands ([`commands`]) with the socket between them and running programs ([`socket`]), and a Java world that any Rust program can boot, run, update and close ([`world`]), beside others in the same process.

pub mod commands;
pub mod options;
pub mod socket;
mod thread_dump;
pub mod watch;
pub mod world;
