//! The only module that `redefine` uses: read versions, stage, publish, walk frames, and the closed list of caches.

/// Every cache in the VM that can hold what an update makes stale. The `match` over it in `redefine::invalidate` has no
/// wildcard arm: a new cache does not compile until its invalidation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Run-time constant-pool entries and call sites (`constant_pool`).
    PoolEntry,
    /// Quickened instructions (`interpreter`).
    QuickenedInstruction,
    /// `class::Dispatch::interface_table`.
    InterfaceTable,
    /// `class::Supers` last superinterface hit.
    SupersHit,
    /// `class::Method::native`.
    NativeBinding,
    /// `java.lang.Class.reflectionData` and friends in mirrors.
    ReflectionData,
}
