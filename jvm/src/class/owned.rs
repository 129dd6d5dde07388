//! What lives as long as a class: cells, versions, code and tables that others name by address.
//!
//! Whatever is handed over stays where it is until the class goes, which is when its space ends, or until it is taken back
//! because nothing names it any more.

use crate::addresses::AddressMap;
use parking_lot::Mutex;
use std::any::TypeId;
use std::ptr::NonNull;

/// The pieces of one class, by address.
#[derive(Default)]
pub struct Owned(Mutex<AddressMap<usize, Piece>>);

struct Piece {
    kind: TypeId,
    free: unsafe fn(NonNull<()>),
}

impl Owned {
    /// Takes a value over; it does not move any more.
    pub fn keep<T: Send + 'static>(&self, value: Box<T>) -> NonNull<T> {
        let address = NonNull::from(Box::leak(value));
        self.0.lock().insert(address.as_ptr() as usize, Piece { kind: TypeId::of::<T>(), free: free::<T> });
        address
    }

    /// Gives a value back; `None` if this class does not keep one of the type there.
    ///
    /// # Safety
    /// Nothing names the value by its address any more when it is dropped.
    pub unsafe fn take_back<T: Send + 'static>(&self, address: *mut T) -> Option<Box<T>> {
        let mut pieces = self.0.lock();
        if pieces.get(&(address as usize)).is_none_or(|piece| piece.kind != TypeId::of::<T>()) {
            return None;
        }
        pieces.remove(&(address as usize));
        // SAFETY: leaked in `keep` from a box of this type, and not ours any more.
        Some(unsafe { Box::from_raw(address) })
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
        for (address, piece) in self.0.get_mut().drain() {
            let Some(address) = NonNull::new(address as *mut ()) else { continue };
            // SAFETY: leaked in `keep` with this type; a class goes when no code of its space runs any more.
            unsafe { (piece.free)(address) };
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
        // SAFETY: only this test names it.
        let take = |address: *mut Arc<()>| unsafe { owned.take_back(address) };
        // SAFETY: as above.
        assert!(unsafe { owned.take_back(kept.as_ptr().cast::<u64>()) }.is_none());
        let back = take(kept.as_ptr()).expect("kept");
        assert!(take(kept.as_ptr()).is_none());
        drop(back);
        assert_eq!((owned.len(), Arc::strong_count(&witness)), (1, 2));
        drop(owned);
        assert_eq!(Arc::strong_count(&witness), 1);
    }
}
