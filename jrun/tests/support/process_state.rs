//! Figures about this process, to find what a closed world leaves.

use std::fs;

/// What this process holds now.
#[derive(Debug, Clone, Copy)]
pub struct ProcessState {
    /// OS threads.
    pub threads: usize,
    /// Open file descriptors.
    pub descriptors: usize,
    /// Bytes of memory.
    pub resident: u64,
}

/// Asks the system.
pub fn process_state() -> ProcessState {
    let count = |folder: &str| fs::read_dir(folder).expect("procfs").count();
    let text = fs::read_to_string("/proc/self/statm").expect("procfs");
    let pages: u64 = text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("statm's second number");
    ProcessState { threads: count("/proc/self/task"), descriptors: count("/proc/self/fd"), resident: pages * 4096 }
}
