//! The functions of `java.lang.Math` that need not be those of `StrictMath`: the C library's, within 1 ulp of the exact
//! result and monotonic, as the class asks for. `StrictMath` stays with the JDK's own fdlibm.

use super::rows;
use jvm::natives::{Args, Value};
use jvm::{Completion, Thread};
use objectspace::Scope;

rows! {
    "java/lang/Math" {
        "sin" "(D)D" => sin;
        "cos" "(D)D" => cos;
        "tan" "(D)D" => tan;
        "exp" "(D)D" => exp;
        "log" "(D)D" => log;
        "log10" "(D)D" => log10;
        "pow" "(DD)D" => pow;
    }
}

// SAFETY: libjvm/logarithm.c; it only computes.
unsafe extern "C" {
    safe fn jrun_log10(x: f64) -> f64;
}

macro_rules! unary {
    ($($name:ident => $function:expr;)*) => {$(
        fn $name<'s>(_: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
            Ok(Value::Double($function(args.double(0))))
        }
    )*};
}

unary! {
    sin => f64::sin;
    cos => f64::cos;
    tan => f64::tan;
    exp => f64::exp;
    log => f64::ln;
    log10 => jrun_log10;
}

fn pow<'s>(_: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Double(power(args.double(0), args.double(2))))
}

/// C says 1 where Java says NaN: for 1 to any power that is not a number, and ±1 to an infinite one.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) { f64::NAN } else { base.powf(exponent) }
}

#[cfg(test)]
mod tests {
    use super::power;

    #[test]
    fn powers_without_a_value_are_nan() {
        assert!(power(1.0, f64::NAN).is_nan());
        assert!(power(1.0, f64::INFINITY).is_nan());
        assert!(power(-1.0, f64::NEG_INFINITY).is_nan());
        assert_eq!(power(f64::NAN, 0.0), 1.0);
        assert_eq!(power(-2.0, 3.0), -8.0);
        assert_eq!(power(0.0, -1.0), f64::INFINITY);
    }
}
