//! A thread's Java stacks (JVMS §2.5.2): three arrays that grow upwards together.
//!
//! Slot k of a frame names both register files: primitives (8 bytes each, `p`) and references (4 bytes each, `r`). A
//! callee's window begins at the caller's first argument slot, so arguments are not copied. Every reference slot of a
//! live frame holds null or a valid reference: a callee clears its non-argument slots on entry. Frame records stand in an
//! array of their own, which is what stack walks read.

use crate::interpreter::Code;
use std::sync::atomic::AtomicU64;

/// One activation (JVMS §2.6).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Frame {
    /// What it runs.
    pub code: *const Code,
    /// Where it stands; saved at calls and before anything that may stop, throw or walk the stack.
    pub pc: *const AtomicU64,
    /// Primitive registers.
    pub p: *mut u64,
    /// Reference registers.
    pub r: *mut u32,
    /// [`HOLDS_MONITOR`], [`RETURN_BARRIER`], [`LEAVING`].
    pub state: u64,
}

/// Bit of [`Frame::state`]: the method's own monitor is held.
pub(crate) const HOLDS_MONITOR: u64 = 1;
/// Bit of [`Frame::state`]: an update waits for the frame's end (`versioning::Barriers`).
pub(crate) const RETURN_BARRIER: u64 = 2;
/// Bit of [`Frame::state`]: the frame has come to its end and waits at its barrier; nothing of its method runs any more.
pub(crate) const LEAVING: u64 = 4;

/// The memory of the three stacks.
pub struct Stacks {
    frames: *mut Frame,
    p: *mut u64,
    r: *mut u32,
    slots: usize,
    frame_count: usize,
    /// What an unwinding other than a Java exception carries to the boundary.
    pub(crate) abrupt: Option<crate::throw::Abrupt>,
    /// Layouts of `T[]` by `newarray` code, once this thread has made one; `u32::MAX` before.
    pub(crate) primitive_array_layouts: [u32; 12],
    /// Layout of `boolean[]`, whose stores keep one bit; `u32::MAX` before there is one.
    pub(crate) boolean_array_layout: u32,
    /// Where `loop-dispatch` goes on.
    #[cfg(feature = "loop-dispatch")]
    pub(crate) resume: (*const AtomicU64, *mut u64, *mut u32),
}

// SAFETY: stacks belong to one thread at a time; before it begins, its parent reserves them and nothing points into them.
unsafe impl Send for Stacks {}

impl Stacks {
    /// Reserves stacks with this many register slots; `None` without address space for them. Memory is touched only as it
    /// is used.
    pub fn new(slots: usize) -> Option<Stacks> {
        let frame_count = slots;
        let sizes = [frame_count.checked_mul(size_of::<Frame>())?, slots.checked_mul(8)?, slots.checked_mul(4)?];
        let mut mapped: [*mut libc::c_void; 3] = [std::ptr::null_mut(); 3];
        for at in 0..3 {
            // SAFETY: an anonymous private mapping with no address asked for.
            let address = unsafe {
                libc::mmap(
                    std::ptr::null_mut(),
                    sizes[at],
                    libc::PROT_READ | libc::PROT_WRITE,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                    -1,
                    0,
                )
            };
            if address == libc::MAP_FAILED {
                for (address, size) in mapped.iter().zip(sizes).take(at) {
                    // SAFETY: a mapping made just now, with its own size.
                    unsafe { libc::munmap(*address, size) };
                }
                return None;
            }
            mapped[at] = address;
        }
        let [frames, p, r] = mapped;
        Some(Stacks {
            frames: frames.cast(),
            p: p.cast(),
            r: r.cast(),
            slots,
            frame_count,
            abrupt: None,
            primitive_array_layouts: [u32::MAX; 12],
            boolean_array_layout: u32::MAX,
            #[cfg(feature = "loop-dispatch")]
            resume: (std::ptr::null(), std::ptr::null_mut(), std::ptr::null_mut()),
        })
    }

    /// First frame record.
    pub fn frames(&self) -> *mut Frame {
        self.frames
    }
    /// First primitive slot.
    pub fn p(&self) -> *mut u64 {
        self.p
    }
    /// First reference slot.
    pub fn r(&self) -> *mut u32 {
        self.r
    }
    /// Slots in each register stack.
    pub fn slots(&self) -> usize {
        self.slots
    }
}

impl Drop for Stacks {
    fn drop(&mut self) {
        // SAFETY: the mappings made in `new`, unmapped once, when no frame is live.
        unsafe {
            libc::munmap(self.frames.cast(), self.frame_count * size_of::<Frame>());
            libc::munmap(self.p.cast(), self.slots * 8);
            libc::munmap(self.r.cast(), self.slots * 4);
        }
    }
}
