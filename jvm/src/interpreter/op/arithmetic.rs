//! Arithmetic (JVMS §2.11.3): two's complement that wraps, shifts masked, division that throws on zero.

use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::known::Known;
use crate::thread::Thread;
use crate::throw::Completion;

macro_rules! binary {
    ($($name:ident $get:ident $set:ident |$x:ident, $y:ident| $value:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let ($x, $y) = (s.$get(s.b()), s.$get(s.c()));
                s.$set(s.a(), $value);
                s.next(1)
            }
        )*}
    };
}

macro_rules! immediate {
    ($($name:ident $get:ident $set:ident $type:ty, |$x:ident, $y:ident| $value:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let ($x, $y) = (s.$get(s.b()), s.signed_c() as $type);
                s.$set(s.a(), $value);
                s.next(1)
            }
        )*}
    };
}

binary! {
    iadd int set_int |x, y| x.wrapping_add(y);
    isub int set_int |x, y| x.wrapping_sub(y);
    imul int set_int |x, y| x.wrapping_mul(y);
    iand int set_int |x, y| x & y;
    ior int set_int |x, y| x | y;
    ixor int set_int |x, y| x ^ y;
    ishl int set_int |x, y| x.wrapping_shl(y as u32);
    ishr int set_int |x, y| x.wrapping_shr(y as u32);
    iushr int set_int |x, y| (x as u32).wrapping_shr(y as u32) as i32;
    ladd long set_long |x, y| x.wrapping_add(y);
    lsub long set_long |x, y| x.wrapping_sub(y);
    lmul long set_long |x, y| x.wrapping_mul(y);
    land long set_long |x, y| x & y;
    lor long set_long |x, y| x | y;
    lxor long set_long |x, y| x ^ y;
    lshl long set_long |x, y| x.wrapping_shl(y as u32);
    lshr long set_long |x, y| x.wrapping_shr(y as u32);
    lushr long set_long |x, y| (x as u64).wrapping_shr(y as u32) as i64;
    fadd float set_float |x, y| x + y;
    fsub float set_float |x, y| x - y;
    fmul float set_float |x, y| x * y;
    fdiv float set_float |x, y| x / y;
    frem float set_float |x, y| x % y;
    dadd double set_double |x, y| x + y;
    dsub double set_double |x, y| x - y;
    dmul double set_double |x, y| x * y;
    ddiv double set_double |x, y| x / y;
    drem double set_double |x, y| x % y;
}

// The translator gives division an immediate only if it is not zero.
immediate! {
    iadd_imm int set_int i32, |x, y| x.wrapping_add(y);
    imul_imm int set_int i32, |x, y| x.wrapping_mul(y);
    iand_imm int set_int i32, |x, y| x & y;
    ior_imm int set_int i32, |x, y| x | y;
    ixor_imm int set_int i32, |x, y| x ^ y;
    ishl_imm int set_int i32, |x, y| x.wrapping_shl(y as u32);
    ishr_imm int set_int i32, |x, y| x.wrapping_shr(y as u32);
    iushr_imm int set_int i32, |x, y| (x as u32).wrapping_shr(y as u32) as i32;
    idiv_imm int set_int i32, |x, y| x.checked_div(y).unwrap_or(i32::MIN);
    irem_imm int set_int i32, |x, y| x.checked_rem(y).unwrap_or(0);
    ladd_imm long set_long i64, |x, y| x.wrapping_add(y);
    lmul_imm long set_long i64, |x, y| x.wrapping_mul(y);
    land_imm long set_long i64, |x, y| x & y;
    lor_imm long set_long i64, |x, y| x | y;
    lxor_imm long set_long i64, |x, y| x ^ y;
    lshl_imm long set_long i64, |x, y| x.wrapping_shl(y as u32);
    lshr_imm long set_long i64, |x, y| x.wrapping_shr(y as u32);
    lushr_imm long set_long i64, |x, y| (x as u64).wrapping_shr(y as u32) as i64;
    ldiv_imm long set_long i64, |x, y| x.checked_div(y).unwrap_or(i64::MIN);
    lrem_imm long set_long i64, |x, y| x.checked_rem(y).unwrap_or(0);
}

macro_rules! division {
    ($($name:ident $get:ident $set:ident $operation:ident;)*) => {
        handlers! {$(
            fn $name(s) {
                let (x, y) = (s.$get(s.b()), s.$get(s.c()));
                if y == 0 {
                    return s.tail(divide_by_zero);
                }
                s.$set(s.a(), x.$operation(y));
                s.next(1)
            }
        )*}
    };
}

division! {
    idiv int set_int wrapping_div;
    irem int set_int wrapping_rem;
    ldiv long set_long wrapping_div;
    lrem long set_long wrapping_rem;
}

slow_handlers! {
    divide_by_zero => throw_arithmetic;
}

unsafe fn throw_arithmetic(t: &mut Thread, _: Pc, _: *mut u64, _: *mut u32, _: u64) -> Completion<Step> {
    Err(t.throw(Known::ArithmeticException, Some("/ by zero")))
}

handlers! {
    fn ineg(s) {
        s.set_int(s.a(), s.int(s.b()).wrapping_neg());
        s.next(1)
    }
    fn lneg(s) {
        s.set_long(s.a(), s.long(s.b()).wrapping_neg());
        s.next(1)
    }
    fn fneg(s) {
        s.set_float(s.a(), -s.float(s.b()));
        s.next(1)
    }
    fn dneg(s) {
        s.set_double(s.a(), -s.double(s.b()));
        s.next(1)
    }
}
