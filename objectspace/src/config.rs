//! What a space is made from, and the ways it can fail to be made or to give memory.

/// Sizes and test switches of one space.
#[derive(Clone, Debug)]
pub struct SpaceConfig {
    /// Bytes that live data and the nursery together may take (`-Xmx`).
    pub max_heap: usize,
    /// Bytes of old data below which no full collection is started on its own (`-Xms`).
    pub initial_heap: usize,
    /// Bytes allocated between two young collections; 0 chooses from `max_heap`.
    pub nursery: usize,
    /// Test switches; all off by default.
    pub stress: Stress,
}

impl Default for SpaceConfig {
    fn default() -> Self {
        SpaceConfig { max_heap: 512 << 20, initial_heap: 64 << 20, nursery: 0, stress: Stress::default() }
    }
}

impl SpaceConfig {
    /// A configuration with this maximum heap and everything else by default.
    pub fn with_max_heap(max_heap: usize) -> Self {
        SpaceConfig { max_heap, initial_heap: (max_heap / 4).min(64 << 20), ..SpaceConfig::default() }
    }
}

/// Switches that make rare events common. They act on slow paths only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stress {
    /// Collect at every this many allocations of a mutator.
    pub collect_every: Option<u32>,
    /// Every collection is full and moves every object it can.
    pub move_all: bool,
    /// Fill freed memory with a pattern that is no valid object.
    pub poison: bool,
    /// Walk and check the whole heap after each collection.
    pub sanity: bool,
}

/// Why a space could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// The heap is larger than 32-bit references can serve.
    #[error("maximum heap of {wanted} bytes is more than the {limit} bytes a space can hold")]
    TooLarge {
        /// Bytes asked for.
        wanted: usize,
        /// Bytes possible.
        limit: usize,
    },
    /// The operating system refused address space.
    #[error("cannot reserve {bytes} bytes of address space: {source}")]
    Reserve {
        /// Bytes asked for.
        bytes: usize,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// Why an allocation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutOfMemory {
    /// Live data fills the heap even after a full collection that cleared soft references.
    #[error("heap space")]
    HeapFull,
    /// No heap of this configuration could hold an array of this length.
    #[error("requested array size exceeds the limit of the space")]
    ArraySizeLimit,
}
