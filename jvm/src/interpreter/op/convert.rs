//! Conversions (JVMS §2.11.4). `l2i` has no instruction: an int is the low half of its register.

use crate::interpreter::run::handlers;

macro_rules! conversions {
    ($($name:ident $get:ident $set:ident |$x:ident| $value:expr;)*) => {
        handlers! {$(
            fn $name(s) {
                let $x = s.$get(s.b());
                s.$set(s.a(), $value);
                s.next(1)
            }
        )*}
    };
}

// `as` from floating point to integers saturates and takes NaN to 0: the JVMS's rule.
conversions! {
    i2l int set_long |x| i64::from(x);
    i2f int set_float |x| x as f32;
    i2d int set_double |x| f64::from(x);
    l2f long set_float |x| x as f32;
    l2d long set_double |x| x as f64;
    f2i float set_int |x| x as i32;
    f2l float set_long |x| x as i64;
    f2d float set_double |x| f64::from(x);
    d2i double set_int |x| x as i32;
    d2l double set_long |x| x as i64;
    d2f double set_float |x| x as f32;
    i2b int set_int |x| i32::from(x as i8);
    i2c int set_int |x| i32::from(x as u16);
    i2s int set_int |x| i32::from(x as i16);
}
