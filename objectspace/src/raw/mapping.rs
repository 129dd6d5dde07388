//! Reserved address ranges. Owns `mmap`, `mprotect`, `madvise`; knows nothing of objects.

use std::io;

/// One anonymous mapping, unmapped on drop.
pub(crate) struct Mapping {
    base: *mut u8,
    len: usize,
}

// SAFETY: the mapping is plain memory; who may touch which part of it is decided by its owner.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Reserves `len` bytes that read as zero and cost nothing until touched.
    pub(crate) fn reserve(len: usize, accessible: bool) -> io::Result<Mapping> {
        let protection = if accessible { libc::PROT_READ | libc::PROT_WRITE } else { libc::PROT_NONE };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a fresh anonymous mapping at an address of the kernel's choice touches nothing of ours.
        let base = unsafe { libc::mmap(std::ptr::null_mut(), len, protection, flags, -1, 0) };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Mapping { base: base.cast(), len })
    }

    /// First byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }

    /// Makes `offset..offset+len` readable and writable.
    pub(crate) fn open(&self, offset: usize, len: usize) -> io::Result<()> {
        assert!(offset + len <= self.len);
        // SAFETY: the range lies in this mapping.
        let result = unsafe { libc::mprotect(self.base.add(offset).cast(), len, libc::PROT_READ | libc::PROT_WRITE) };
        if result != 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Asks for large pages in `offset..offset+len`: first touches then cost a fraction. A wish, so no result.
    pub(crate) fn prefer_large_pages(&self, offset: usize, len: usize) {
        assert!(offset + len <= self.len);
        // SAFETY: the range lies in this mapping; contents do not change.
        unsafe { libc::madvise(self.base.add(offset).cast(), len, libc::MADV_HUGEPAGE) };
    }

    /// Gives the pages of `offset..offset+len` back to the system; they read as zero afterwards.
    pub(crate) fn release(&self, offset: usize, len: usize) -> bool {
        assert!(offset + len <= self.len);
        // SAFETY: the range lies in this mapping; the caller has no objects there.
        unsafe { libc::madvise(self.base.add(offset).cast(), len, libc::MADV_DONTNEED) == 0 }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours and nobody uses it after its owner is gone.
        unsafe { libc::munmap(self.base.cast(), self.len) };
    }
}
