//! Tables by address. No class file chooses these keys, so they need no guard against keys that were chosen to collide, and a
//! look-up costs one multiplication.
//!
//! Never for text, or numbers that come from a program.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Values by address: of a class, a cell, a version, interned text.
pub type AddressMap<K, V> = HashMap<K, V, BuildHasherDefault<AddressHasher>>;
/// A set of addresses.
pub type AddressSet<K> = HashSet<K, BuildHasherDefault<AddressHasher>>;

/// Mixes machine words.
#[derive(Default)]
pub struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        // The low bits of a product know nothing of the high bits of its factors.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, word: usize) {
        // An odd number without a pattern.
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        self.0 = (self.0.rotate_left(5) ^ word as u64).wrapping_mul(FACTOR);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    #[test]
    fn neighbours_are_spread_over_the_low_and_the_high_bits() {
        let build = BuildHasherDefault::<AddressHasher>::default();
        let hashes = (0..4096_usize).map(|at| build.hash_one(0x7f12_3450_0000 + 16 * at));
        let (mut low, mut high) = (HashSet::new(), HashSet::new());
        for hash in hashes {
            low.insert(hash & 0xfff);
            high.insert(hash >> 57);
        }
        assert!(low.len() > 2048, "{} of 4096 buckets", low.len());
        assert_eq!(high.len(), 128);
    }

    #[test]
    fn pairs_know_their_order() {
        let build = BuildHasherDefault::<AddressHasher>::default();
        assert_ne!(build.hash_one((8_usize, 16_usize)), build.hash_one((16_usize, 8_usize)));
    }
}
