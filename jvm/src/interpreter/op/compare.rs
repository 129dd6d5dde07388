//! Comparisons and conditional branches (JVMS §2.11.7).

use crate::interpreter::run::{State, handlers, poll};

/// Conditions by number: eq, ne, lt, ge, gt, le; each next to its opposite.
#[inline(always)]
fn holds<T: PartialOrd>(condition: u8, x: T, y: T) -> bool {
    match condition {
        0 => x == y,
        1 => x != y,
        2 => x < y,
        3 => x >= y,
        4 => x > y,
        _ => x <= y,
    }
}

/// Conditions on floating point: eq, ne, lt, not lt, le, not le.
#[inline(always)]
fn holds_unordered<T: PartialOrd>(condition: u8, x: T, y: T) -> bool {
    match condition {
        0 => x == y,
        1 => x != y,
        2 => x < y,
        // With NaN neither `<` nor `>=` holds.
        3 => x.partial_cmp(&y).is_none_or(|order| order.is_ge()),
        4 => x <= y,
        _ => x.partial_cmp(&y).is_none_or(|order| order.is_gt()),
    }
}

/// Jumps by field c if `taken`; a backward jump polls first.
#[inline(always)]
unsafe fn branch<const BACK: bool>(s: State, taken: bool) -> u64 {
    // SAFETY: as for every handler.
    unsafe {
        if taken {
            if BACK && s.poll_wanted() {
                return s.tail(poll);
            }
            return s.jump(s.signed_c());
        }
        s.next(1)
    }
}

handlers! {
    fn int<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.int(s.a()), s.int(s.b())))
    }
    fn int_imm<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.int(s.a()), s.signed_b() as i32))
    }
    fn long<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.long(s.a()), s.long(s.b())))
    }
    fn long_imm<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.long(s.a()), s.signed_b()))
    }
    fn float<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds_unordered(CONDITION, s.float(s.a()), s.float(s.b())))
    }
    fn double<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds_unordered(CONDITION, s.double(s.a()), s.double(s.b())))
    }
    fn null<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.reference(s.a()), 0))
    }
    fn reference<const CONDITION: u8, const BACK: bool>(s) {
        branch::<BACK>(s, holds(CONDITION, s.reference(s.a()), s.reference(s.b())))
    }
    fn lcmp(s) {
        s.set_int(s.a(), s.long(s.b()).cmp(&s.long(s.c())) as i32);
        s.next(1)
    }
    fn fcmpl(s) {
        s.set_int(s.a(), s.float(s.b()).partial_cmp(&s.float(s.c())).map_or(-1, |order| order as i32));
        s.next(1)
    }
    fn fcmpg(s) {
        s.set_int(s.a(), s.float(s.b()).partial_cmp(&s.float(s.c())).map_or(1, |order| order as i32));
        s.next(1)
    }
    fn dcmpl(s) {
        s.set_int(s.a(), s.double(s.b()).partial_cmp(&s.double(s.c())).map_or(-1, |order| order as i32));
        s.next(1)
    }
    fn dcmpg(s) {
        s.set_int(s.a(), s.double(s.b()).partial_cmp(&s.double(s.c())).map_or(1, |order| order as i32));
        s.next(1)
    }
}
