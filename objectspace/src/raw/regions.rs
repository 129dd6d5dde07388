//! Regions: the address range cut into pieces of one size, each free or of one kind. Owns which are free.

/// Logarithm of a region's size in bytes.
pub(crate) const REGION_SHIFT: u32 = 18;
/// Bytes of a region.
pub(crate) const REGION_SIZE: usize = 1 << REGION_SHIFT;
/// A reference shifted right by this is the index of its region.
pub(crate) const REF_REGION_SHIFT: u32 = REGION_SHIFT - 3;
/// Objects larger than this get regions of their own.
pub(crate) const LARGE_OBJECT: usize = REGION_SIZE / 2;

/// State bit: the running collection moves or marks what is in the region.
pub(crate) const FROM: u8 = 1;
/// State bit: one large object, which stays where it is.
pub(crate) const LARGE: u8 = 2;
/// State bit: not yet old; stores of references to it into old objects must be found by their cards.
pub(crate) const YOUNG: u8 = 4;
/// State bit: the large object's header must be looked at (it is forwarded or migrates).
pub(crate) const SPECIAL: u8 = 8;

/// Use of a region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RegionKind {
    Free,
    /// Never used: the region of the null reference.
    Guard,
    Eden,
    Survivor,
    Old,
    /// First region of a large object.
    Large,
    /// Further region of a large object.
    LargeTail,
}

/// One region.
#[derive(Clone, Copy)]
pub(crate) struct Region {
    pub(crate) kind: RegionKind,
    /// Free memory here is known to be zero.
    pub(crate) zero: bool,
    /// Has taken memory from the system.
    pub(crate) touched: bool,
    /// Regions of a large object, at its head.
    pub(crate) span: u32,
    /// Bytes from the start that hold objects.
    pub(crate) top: usize,
}

/// All regions of a space.
pub(crate) struct Regions {
    all: Box<[Region]>,
    free: Box<[u64]>,
    hint: usize,
    used: usize,
    /// One past the highest region ever used.
    high: usize,
}

impl Regions {
    pub(crate) fn new(count: usize) -> Regions {
        let fresh = Region { kind: RegionKind::Free, zero: true, touched: false, span: 0, top: 0 };
        let mut all = vec![fresh; count].into_boxed_slice();
        let mut free = vec![u64::MAX; count.div_ceil(64)].into_boxed_slice();
        for index in count..free.len() * 64 {
            free[index / 64] &= !(1 << (index % 64));
        }
        all[0].kind = RegionKind::Guard;
        free[0] &= !1;
        Regions { all, free, hint: 0, used: 0, high: 1 }
    }

    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn high(&self) -> usize {
        self.high
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, index: u32) -> &Region {
        &self.all[index as usize]
    }

    pub(crate) fn get_mut(&mut self, index: u32) -> &mut Region {
        &mut self.all[index as usize]
    }

    /// The lowest free region, now of `kind`: low and recently freed ones are warm.
    pub(crate) fn take(&mut self, kind: RegionKind) -> Option<u32> {
        while self.hint < self.free.len() && self.free[self.hint] == 0 {
            self.hint += 1;
        }
        let word = *self.free.get(self.hint)?;
        let index = self.hint * 64 + word.trailing_zeros() as usize;
        self.occupy(index, kind);
        Some(index as u32)
    }

    /// `span` free regions in a row for one large object.
    pub(crate) fn take_span(&mut self, span: usize) -> Option<u32> {
        let (mut run, mut index) = (0, self.hint * 64);
        while index < self.all.len() {
            let word = self.free[index / 64];
            if word == 0 {
                run = 0;
                index = (index / 64 + 1) * 64;
                continue;
            }
            run = if word >> (index % 64) & 1 == 1 { run + 1 } else { 0 };
            index += 1;
            if run == span {
                let head = index - span;
                self.occupy(head, RegionKind::Large);
                for tail in head + 1..index {
                    self.occupy(tail, RegionKind::LargeTail);
                }
                self.all[head].span = span as u32;
                return Some(head as u32);
            }
        }
        None
    }

    fn occupy(&mut self, index: usize, kind: RegionKind) {
        self.free[index / 64] &= !(1 << (index % 64));
        let region = &mut self.all[index];
        debug_assert!(region.kind == RegionKind::Free);
        region.kind = kind;
        region.touched = true;
        region.span = 1;
        region.top = 0;
        self.used += 1;
        self.high = self.high.max(index + 1);
    }

    /// Frees one region; its memory is dirty.
    pub(crate) fn put(&mut self, index: u32) {
        let index = index as usize;
        self.free[index / 64] |= 1 << (index % 64);
        self.hint = self.hint.min(index / 64);
        let region = &mut self.all[index];
        debug_assert!(!matches!(region.kind, RegionKind::Free | RegionKind::Guard));
        region.kind = RegionKind::Free;
        region.zero = false;
        self.used -= 1;
    }
}
