//! The mark word: the second half of each object's header (identity hash, lock, age, forwarding).
//!
//! Bits 0–1 tag, bits 2–5 age, bits 6–31 payload. The meaning of the payload depends on the tag:
//! neutral: identity hash or 0; thin lock: owner thread id (16 bits) and recursion (10 bits);
//! inflated: monitor index. With the tag `FORWARDED` the header's first word is the new reference; only the
//! collector ever sees that.

/// Mask of the tag bits.
pub const TAG_MASK: u32 = 0b11;
/// Not locked; payload is the identity hash or 0.
pub const NEUTRAL: u32 = 0b00;
/// Locked by one thread without a monitor.
pub const THIN: u32 = 0b01;
/// Payload is the index of a monitor, which keeps the identity hash.
pub const INFLATED: u32 = 0b10;
/// Moved; seen only inside a collection.
pub const FORWARDED: u32 = 0b11;
/// First age bit.
pub const AGE_SHIFT: u32 = 2;
/// Mask of the age bits in place.
pub const AGE_MASK: u32 = 0b1111 << AGE_SHIFT;
/// First payload bit.
pub const PAYLOAD_SHIFT: u32 = 6;
/// Width of the payload.
pub const PAYLOAD_BITS: u32 = 26;
/// First recursion bit of a thin lock (above the 16-bit owner).
pub const RECURSION_SHIFT: u32 = PAYLOAD_SHIFT + 16;
/// Largest recursion count a thin lock holds.
pub const RECURSION_MAX: u32 = (1 << 10) - 1;

/// Tag of a mark word.
pub const fn tag(mark: u32) -> u32 {
    mark & TAG_MASK
}

/// Payload of a mark word.
pub const fn payload(mark: u32) -> u32 {
    mark >> PAYLOAD_SHIFT
}

/// Age of a mark word: the young collections its object has survived.
pub const fn age(mark: u32) -> u32 {
    (mark & AGE_MASK) >> AGE_SHIFT
}

/// A mark word with a new tag and payload and the age of `old`.
pub const fn with(old: u32, tag: u32, payload: u32) -> u32 {
    (old & AGE_MASK) | (payload << PAYLOAD_SHIFT) | tag
}

/// A neutral mark word holding `hash` (0 for none), with the age of `old`.
pub const fn neutral(old: u32, hash: u32) -> u32 {
    with(old, NEUTRAL, hash)
}

/// A thin lock of `owner` entered `recursion` more times, with the age of `old`.
pub const fn thin(old: u32, owner: u16, recursion: u32) -> u32 {
    with(old, THIN, owner as u32 | (recursion << 16))
}

/// Owner of a thin lock.
pub const fn thin_owner(mark: u32) -> u16 {
    payload(mark) as u16
}

/// How often a thin lock was entered again.
pub const fn thin_recursion(mark: u32) -> u32 {
    mark >> RECURSION_SHIFT
}

/// An inflated mark word naming `monitor`, with the age of `old`.
pub const fn inflated(old: u32, monitor: u32) -> u32 {
    with(old, INFLATED, monitor)
}
