//! Project chores: demo, test, ci, tidy, bless, bench.

fn main() {}
