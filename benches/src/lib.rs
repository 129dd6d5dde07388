//! Criterion benchmarks and the side-by-side harness against other virtual machines.
