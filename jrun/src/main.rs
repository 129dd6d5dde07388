//! The command: flags, wiring, --watch. No logic of its own.

fn main() {}
