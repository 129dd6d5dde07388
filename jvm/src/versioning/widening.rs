//! Conversions of primitive values without loss, of retyped fields (redefinition rule 4.7).

use crate::basic_type::BasicType;
use objectspace::Conversion;

/// JLS §5.1.2.
pub(super) fn widening(from: BasicType, to: BasicType) -> Option<Conversion> {
    use BasicType::{Byte, Char, Double, Float, Int, Long, Short};
    Some(match (from, to) {
        (Byte, Short) => Conversion::I8ToI16,
        (Byte, Int) => Conversion::I8ToI32,
        (Byte, Long) => Conversion::I8ToI64,
        (Byte, Float) => Conversion::I8ToF32,
        (Byte, Double) => Conversion::I8ToF64,
        (Short, Int) => Conversion::I16ToI32,
        (Short, Long) => Conversion::I16ToI64,
        (Short, Float) => Conversion::I16ToF32,
        (Short, Double) => Conversion::I16ToF64,
        (Char, Int) => Conversion::U16ToI32,
        (Char, Long) => Conversion::U16ToI64,
        (Char, Float) => Conversion::U16ToF32,
        (Char, Double) => Conversion::U16ToF64,
        (Int, Long) => Conversion::I32ToI64,
        (Int, Float) => Conversion::I32ToF32,
        (Int, Double) => Conversion::I32ToF64,
        (Long, Float) => Conversion::I64ToF32,
        (Long, Double) => Conversion::I64ToF64,
        (Float, Double) => Conversion::F32ToF64,
        _ => return None,
    })
}
