//! A mutator's handle stack: bodies of scopes and local frames, each a chain of chunks with stable slots.
//!
//! Each body has its own chunks, so a slot may be added to an outer body while an inner one is open.

use std::ptr::null_mut;

/// Slots per chunk; a chunk is 256 bytes and aligned to them, so a slot finds its chunk.
const SLOTS: usize = 60;

#[repr(C, align(256))]
struct Chunk {
    next: *mut Chunk,
    body: u32,
    used: u32,
    slots: [u32; SLOTS],
}

const _: () = assert!(size_of::<Chunk>() == 256);

/// Who opened a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BodyKind {
    /// A `Scope`.
    Scope,
    /// A frame of native code's local references.
    Local,
}

struct Body {
    kind: BodyKind,
    first: *mut Chunk,
    free: Vec<*mut u32>,
    closed: bool,
}

/// All open bodies of one mutator. Touched by its own thread, and by the collector while stopped.
#[derive(Default)]
pub(crate) struct HandleStack {
    bodies: Vec<Body>,
    spare: Vec<*mut Chunk>,
    live_chunks: usize,
}

impl HandleStack {
    pub(crate) fn open(&mut self, kind: BodyKind) -> u32 {
        self.bodies.push(Body { kind, first: null_mut(), free: Vec::new(), closed: false });
        (self.bodies.len() - 1) as u32
    }

    pub(crate) fn depth(&self) -> u32 {
        self.bodies.len() as u32
    }

    pub(crate) fn top_kind(&self) -> Option<BodyKind> {
        self.bodies.last().map(|body| body.kind)
    }

    /// Closes bodies until `depth` are left.
    pub(crate) fn close_to(&mut self, depth: u32) {
        while self.bodies.len() > depth as usize {
            self.empty(self.bodies.len() - 1);
            self.bodies.pop();
        }
        self.trim();
    }

    /// Closes one body, the innermost as a rule; the place of another is given up once it is innermost, so that the
    /// slots of bodies opened later stay.
    pub(crate) fn close(&mut self, index: u32) {
        self.empty(index as usize);
        self.bodies[index as usize].closed = true;
        while self.bodies.last().is_some_and(|body| body.closed) {
            self.bodies.pop();
        }
        self.trim();
    }

    /// Whether a scope is open.
    pub(crate) fn has_open_scope(&self) -> bool {
        self.bodies.iter().any(|body| body.kind == BodyKind::Scope && !body.closed)
    }

    fn empty(&mut self, index: usize) {
        let mut chunk = std::mem::replace(&mut self.bodies[index].first, null_mut());
        while !chunk.is_null() {
            // SAFETY: chunks of a body are ours and alive until the stack is dropped.
            let next = unsafe { (*chunk).next };
            self.spare.push(chunk);
            self.live_chunks -= 1;
            chunk = next;
        }
    }

    fn trim(&mut self) {
        if self.spare.len() > 64 && self.spare.len() > 4 * self.live_chunks {
            for chunk in self.spare.drain(32..) {
                // SAFETY: made by `Box::into_raw`, in no body.
                drop(unsafe { Box::from_raw(chunk) });
            }
        }
    }

    /// The innermost frame of local references, if there is one.
    pub(crate) fn innermost_local(&self) -> Option<u32> {
        self.bodies.iter().rposition(|body| body.kind == BodyKind::Local).map(|i| i as u32)
    }

    /// A new slot in body `index` holding `value`.
    pub(crate) fn add(&mut self, index: u32, value: u32) -> *mut u32 {
        let body = &mut self.bodies[index as usize];
        if let Some(slot) = body.free.pop() {
            // SAFETY: a freed slot of a chunk of this body.
            unsafe { slot.write(value) };
            return slot;
        }
        // SAFETY: chunks of a body are valid; `used` never exceeds the number of slots.
        unsafe {
            if body.first.is_null() || (*body.first).used as usize == SLOTS {
                let chunk = self.spare.pop().unwrap_or_else(|| {
                    Box::into_raw(Box::new(Chunk { next: null_mut(), body: 0, used: 0, slots: [0; SLOTS] }))
                });
                (*chunk).next = body.first;
                (*chunk).body = index;
                (*chunk).used = 0;
                body.first = chunk;
                self.live_chunks += 1;
            }
            let chunk = body.first;
            let slot = (&raw mut (*chunk).slots).cast::<u32>().add((*chunk).used as usize);
            slot.write(value);
            (*chunk).used += 1;
            slot
        }
    }

    /// Clears a slot; it may be given out again if its body is a frame of local references.
    ///
    /// # Safety
    /// `slot` came from `add` and its body is open.
    pub(crate) unsafe fn delete(&mut self, slot: *mut u32) {
        // SAFETY: the slot is in an open body, so its chunk is live.
        let index = unsafe {
            if slot.read() == 0 {
                return;
            }
            slot.write(0);
            let chunk = (slot as usize & !(size_of::<Chunk>() - 1)) as *mut Chunk;
            (*chunk).body
        };
        if let Some(body) = self.bodies.get_mut(index as usize).filter(|body| body.kind == BodyKind::Local) {
            body.free.push(slot);
        }
    }

    /// Whether `slot` is a slot of an open body.
    pub(crate) fn contains(&self, slot: *const u32) -> bool {
        let chunk = (slot as usize & !(size_of::<Chunk>() - 1)) as *mut Chunk;
        self.bodies.iter().any(|body| {
            let mut current = body.first;
            while !current.is_null() {
                if current == chunk {
                    return true;
                }
                // SAFETY: a chunk of an open body.
                current = unsafe { (*current).next };
            }
            false
        })
    }

    /// Live slots in body `index`.
    pub(crate) fn count(&self, index: u32) -> usize {
        let mut count = 0;
        self.each_chunk(&self.bodies[index as usize], &mut |first, len| {
            // SAFETY: used slots of a chunk of an open body.
            count += (0..len).filter(|&i| unsafe { first.add(i).read() } != 0).count();
        });
        count
    }

    /// Shows all slots, as runs.
    pub(crate) fn each_run(&self, f: &mut dyn FnMut(*mut u32, usize)) {
        for body in &self.bodies {
            self.each_chunk(body, f);
        }
    }

    fn each_chunk(&self, body: &Body, f: &mut dyn FnMut(*mut u32, usize)) {
        let mut chunk = body.first;
        while !chunk.is_null() {
            // SAFETY: chunks of an open body are live.
            unsafe {
                f((&raw mut (*chunk).slots).cast(), (*chunk).used as usize);
                chunk = (*chunk).next;
            }
        }
    }
}

impl Drop for HandleStack {
    fn drop(&mut self) {
        self.close_to(0);
        for chunk in self.spare.drain(..) {
            // SAFETY: made by `Box::into_raw`, in no body.
            drop(unsafe { Box::from_raw(chunk) });
        }
    }
}
