//! What the process's allocator has given out, which tells a leak from blocks that are free but scattered.

/// Bytes given out by `malloc` and not freed, in all its arenas. What threads keep in caches of their own counts as given out.
pub fn allocated() -> usize {
    // SAFETY: takes no arguments and returns a struct by value; safe to call from any thread.
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}
