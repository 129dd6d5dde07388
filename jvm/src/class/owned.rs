//! What lives as long as a class: cells, versions, code and tables that others name by address.
//!
//! Whatever is handed over stays where it is until the class goes, which is when its space ends. Nothing is looked up here.

use parking_lot::Mutex;
use std::ptr::NonNull;

/// The pieces of one class, in the order in which they were handed over.
#[derive(Default)]
pub struct Owned(Mutex<Vec<Piece>>);

struct Piece {
    address: NonNull<()>,
    free: unsafe fn(NonNull<()>),
}

// SAFETY: only `Send` values are handed over, and the addresses are only used to drop them.
unsafe impl Send for Piece {}

impl Owned {
    /// Takes a value over; it does not move any more.
    pub fn keep<T: Send + 'static>(&self, value: Box<T>) -> NonNull<T> {
        let address = NonNull::from(Box::leak(value));
        self.0.lock().push(Piece { address: address.cast(), free: free::<T> });
        address
    }

    /// Number of pieces.
    pub fn len(&self) -> usize {
        self.0.lock().len()
    }

    /// Nothing was handed over yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// # Safety
/// `address` came from a `Box<T>` that was leaked, and is not used again.
unsafe fn free<T>(address: NonNull<()>) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(address.cast::<T>().as_ptr()) });
}

impl Drop for Owned {
    fn drop(&mut self) {
        for piece in self.0.get_mut().drain(..).rev() {
            // SAFETY: leaked in `keep` with this type; a class goes when no code of its space runs any more.
            unsafe { (piece.free)(piece.address) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_is_kept_goes_with_its_owner() {
        let witness = Arc::new(());
        let owned = Owned::default();
        let kept = owned.keep(Box::new(witness.clone()));
        owned.keep(Box::new((witness.clone(), 7u8)));
        // SAFETY: the owner lives.
        assert!(Arc::ptr_eq(unsafe { kept.as_ref() }, &witness));
        assert_eq!((owned.len(), Arc::strong_count(&witness)), (2, 3));
        drop(owned);
        assert_eq!(Arc::strong_count(&witness), 1);
    }
}
