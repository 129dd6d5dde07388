//! The one list of register-code instructions: name, handler, words, operands. The enum, the dispatch table and the
//! disassembler come from it.
//!
//! Operand letters, in the order of the fields a, b, c: `p` primitive register, `r` reference register, `i` signed
//! immediate, `u` unsigned number, `o` branch offset in words, `-` not used; `I`/`O` take b and c together as a signed
//! 32-bit immediate or branch offset. A second word holds the address of a pool entry (`E`), a literal (`L`) or a word
//! number (`W`); switches have tables instead.

use super::op::{arithmetic, array, call, compare, constant, control, convert, field, invoke, monitor, object};
use super::run::Handler;

macro_rules! opcodes {
    ($($name:ident, $handler:expr, $words:literal, $operands:literal;)*) => {
        /// An instruction of register code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        #[expect(missing_docs, reason = "the names are the JVMS's with their operand forms")]
        pub enum Op { $($name,)* }

        /// Number of instructions.
        pub const COUNT: usize = [$($words,)*].len();

        /// Handlers by opcode.
        pub(super) static TABLE: [Handler; COUNT] = [$($handler,)*];

        const ALL: [Op; COUNT] = [$(Op::$name,)*];
        const WORDS: [u8; COUNT] = [$($words,)*];
        const OPERANDS: [&str; COUNT] = [$($operands,)*];
    };
}

opcodes! {
    Nop, control::nop, 1, "";
    // Branches: each has its form for backward jumps (which polls) right after it, each condition its opposite two after.
    IfIEq, compare::int::<0, false>, 1, "ppo"; IfIEqBack, compare::int::<0, true>, 1, "ppo";
    IfINe, compare::int::<1, false>, 1, "ppo"; IfINeBack, compare::int::<1, true>, 1, "ppo";
    IfILt, compare::int::<2, false>, 1, "ppo"; IfILtBack, compare::int::<2, true>, 1, "ppo";
    IfIGe, compare::int::<3, false>, 1, "ppo"; IfIGeBack, compare::int::<3, true>, 1, "ppo";
    IfIGt, compare::int::<4, false>, 1, "ppo"; IfIGtBack, compare::int::<4, true>, 1, "ppo";
    IfILe, compare::int::<5, false>, 1, "ppo"; IfILeBack, compare::int::<5, true>, 1, "ppo";
    IfIEqImm, compare::int_imm::<0, false>, 1, "pio"; IfIEqImmBack, compare::int_imm::<0, true>, 1, "pio";
    IfINeImm, compare::int_imm::<1, false>, 1, "pio"; IfINeImmBack, compare::int_imm::<1, true>, 1, "pio";
    IfILtImm, compare::int_imm::<2, false>, 1, "pio"; IfILtImmBack, compare::int_imm::<2, true>, 1, "pio";
    IfIGeImm, compare::int_imm::<3, false>, 1, "pio"; IfIGeImmBack, compare::int_imm::<3, true>, 1, "pio";
    IfIGtImm, compare::int_imm::<4, false>, 1, "pio"; IfIGtImmBack, compare::int_imm::<4, true>, 1, "pio";
    IfILeImm, compare::int_imm::<5, false>, 1, "pio"; IfILeImmBack, compare::int_imm::<5, true>, 1, "pio";
    IfLEq, compare::long::<0, false>, 1, "ppo"; IfLEqBack, compare::long::<0, true>, 1, "ppo";
    IfLNe, compare::long::<1, false>, 1, "ppo"; IfLNeBack, compare::long::<1, true>, 1, "ppo";
    IfLLt, compare::long::<2, false>, 1, "ppo"; IfLLtBack, compare::long::<2, true>, 1, "ppo";
    IfLGe, compare::long::<3, false>, 1, "ppo"; IfLGeBack, compare::long::<3, true>, 1, "ppo";
    IfLGt, compare::long::<4, false>, 1, "ppo"; IfLGtBack, compare::long::<4, true>, 1, "ppo";
    IfLLe, compare::long::<5, false>, 1, "ppo"; IfLLeBack, compare::long::<5, true>, 1, "ppo";
    IfLEqImm, compare::long_imm::<0, false>, 1, "pio"; IfLEqImmBack, compare::long_imm::<0, true>, 1, "pio";
    IfLNeImm, compare::long_imm::<1, false>, 1, "pio"; IfLNeImmBack, compare::long_imm::<1, true>, 1, "pio";
    IfLLtImm, compare::long_imm::<2, false>, 1, "pio"; IfLLtImmBack, compare::long_imm::<2, true>, 1, "pio";
    IfLGeImm, compare::long_imm::<3, false>, 1, "pio"; IfLGeImmBack, compare::long_imm::<3, true>, 1, "pio";
    IfLGtImm, compare::long_imm::<4, false>, 1, "pio"; IfLGtImmBack, compare::long_imm::<4, true>, 1, "pio";
    IfLLeImm, compare::long_imm::<5, false>, 1, "pio"; IfLLeImmBack, compare::long_imm::<5, true>, 1, "pio";
    IfFEq, compare::float::<0, false>, 1, "ppo"; IfFEqBack, compare::float::<0, true>, 1, "ppo";
    IfFNe, compare::float::<1, false>, 1, "ppo"; IfFNeBack, compare::float::<1, true>, 1, "ppo";
    IfFLt, compare::float::<2, false>, 1, "ppo"; IfFLtBack, compare::float::<2, true>, 1, "ppo";
    IfFNlt, compare::float::<3, false>, 1, "ppo"; IfFNltBack, compare::float::<3, true>, 1, "ppo";
    IfFLe, compare::float::<4, false>, 1, "ppo"; IfFLeBack, compare::float::<4, true>, 1, "ppo";
    IfFNle, compare::float::<5, false>, 1, "ppo"; IfFNleBack, compare::float::<5, true>, 1, "ppo";
    IfDEq, compare::double::<0, false>, 1, "ppo"; IfDEqBack, compare::double::<0, true>, 1, "ppo";
    IfDNe, compare::double::<1, false>, 1, "ppo"; IfDNeBack, compare::double::<1, true>, 1, "ppo";
    IfDLt, compare::double::<2, false>, 1, "ppo"; IfDLtBack, compare::double::<2, true>, 1, "ppo";
    IfDNlt, compare::double::<3, false>, 1, "ppo"; IfDNltBack, compare::double::<3, true>, 1, "ppo";
    IfDLe, compare::double::<4, false>, 1, "ppo"; IfDLeBack, compare::double::<4, true>, 1, "ppo";
    IfDNle, compare::double::<5, false>, 1, "ppo"; IfDNleBack, compare::double::<5, true>, 1, "ppo";
    IfNull, compare::null::<0, false>, 1, "r-o"; IfNullBack, compare::null::<0, true>, 1, "r-o";
    IfNonNull, compare::null::<1, false>, 1, "r-o"; IfNonNullBack, compare::null::<1, true>, 1, "r-o";
    IfREq, compare::reference::<0, false>, 1, "rro"; IfREqBack, compare::reference::<0, true>, 1, "rro";
    IfRNe, compare::reference::<1, false>, 1, "rro"; IfRNeBack, compare::reference::<1, true>, 1, "rro";
    Goto, control::goto::<false>, 1, "-O"; GotoBack, control::goto::<true>, 1, "-O";
    // Control.
    Jsr, control::jsr, 2, "pOW";
    Ret, control::ret, 1, "pu";
    TableSwitch, control::tableswitch, 0, "p";
    LookupSwitch, control::lookupswitch, 0, "p";
    Return, control::return_void, 1, "";
    ReturnP, control::return_primitive, 1, "p";
    ReturnBoolean, control::return_boolean, 1, "p";
    ReturnByte, control::return_byte, 1, "p";
    ReturnChar, control::return_char, 1, "p";
    ReturnShort, control::return_short, 1, "p";
    ReturnR, control::return_reference, 1, "r";
    ReturnObjectInit, control::return_object_init, 1, "";
    // One of these, while an update waits for frames of its method; field c says which.
    ReturnWatched, control::return_watched, 1, "--u";
    Throw, control::throw, 1, "r";
    EnterMethodMonitor, monitor::enter_method, 1, "";
    ExitMethodMonitor, monitor::exit_method, 1, "";
    MonitorEnter, monitor::enter, 1, "r";
    MonitorExit, monitor::exit, 1, "r";
    // Moves and constants.
    CopyP, constant::copy_p, 1, "pp";
    CopyR, constant::copy_r, 1, "rr";
    ConstInt, constant::int, 1, "pI";
    ConstWide, constant::wide, 2, "p--L";
    ConstNull, constant::null, 1, "r";
    LdcUnresolved, constant::unresolved, 2, "u--E";
    LdcReference, constant::reference, 2, "r--E";
    LdcClass, constant::class, 2, "r--E";
    LdcPrimitive, constant::primitive, 2, "p--E";
    // Arithmetic.
    IAdd, arithmetic::iadd, 1, "ppp"; ISub, arithmetic::isub, 1, "ppp"; IMul, arithmetic::imul, 1, "ppp";
    IAnd, arithmetic::iand, 1, "ppp"; IOr, arithmetic::ior, 1, "ppp"; IXor, arithmetic::ixor, 1, "ppp";
    IShl, arithmetic::ishl, 1, "ppp"; IShr, arithmetic::ishr, 1, "ppp"; IUshr, arithmetic::iushr, 1, "ppp";
    IDiv, arithmetic::idiv, 1, "ppp"; IRem, arithmetic::irem, 1, "ppp";
    IAddImm, arithmetic::iadd_imm, 1, "ppi"; IMulImm, arithmetic::imul_imm, 1, "ppi";
    IAndImm, arithmetic::iand_imm, 1, "ppi"; IOrImm, arithmetic::ior_imm, 1, "ppi"; IXorImm, arithmetic::ixor_imm, 1, "ppi";
    IShlImm, arithmetic::ishl_imm, 1, "ppi"; IShrImm, arithmetic::ishr_imm, 1, "ppi"; IUshrImm, arithmetic::iushr_imm, 1, "ppi";
    IDivImm, arithmetic::idiv_imm, 1, "ppi"; IRemImm, arithmetic::irem_imm, 1, "ppi";
    LAdd, arithmetic::ladd, 1, "ppp"; LSub, arithmetic::lsub, 1, "ppp"; LMul, arithmetic::lmul, 1, "ppp";
    LAnd, arithmetic::land, 1, "ppp"; LOr, arithmetic::lor, 1, "ppp"; LXor, arithmetic::lxor, 1, "ppp";
    LShl, arithmetic::lshl, 1, "ppp"; LShr, arithmetic::lshr, 1, "ppp"; LUshr, arithmetic::lushr, 1, "ppp";
    LDiv, arithmetic::ldiv, 1, "ppp"; LRem, arithmetic::lrem, 1, "ppp";
    LAddImm, arithmetic::ladd_imm, 1, "ppi"; LMulImm, arithmetic::lmul_imm, 1, "ppi";
    LAndImm, arithmetic::land_imm, 1, "ppi"; LOrImm, arithmetic::lor_imm, 1, "ppi"; LXorImm, arithmetic::lxor_imm, 1, "ppi";
    LShlImm, arithmetic::lshl_imm, 1, "ppi"; LShrImm, arithmetic::lshr_imm, 1, "ppi"; LUshrImm, arithmetic::lushr_imm, 1, "ppi";
    LDivImm, arithmetic::ldiv_imm, 1, "ppi"; LRemImm, arithmetic::lrem_imm, 1, "ppi";
    FAdd, arithmetic::fadd, 1, "ppp"; FSub, arithmetic::fsub, 1, "ppp"; FMul, arithmetic::fmul, 1, "ppp";
    FDiv, arithmetic::fdiv, 1, "ppp"; FRem, arithmetic::frem, 1, "ppp";
    DAdd, arithmetic::dadd, 1, "ppp"; DSub, arithmetic::dsub, 1, "ppp"; DMul, arithmetic::dmul, 1, "ppp";
    DDiv, arithmetic::ddiv, 1, "ppp"; DRem, arithmetic::drem, 1, "ppp";
    INeg, arithmetic::ineg, 1, "pp"; LNeg, arithmetic::lneg, 1, "pp"; FNeg, arithmetic::fneg, 1, "pp"; DNeg, arithmetic::dneg, 1, "pp";
    LCmp, compare::lcmp, 1, "ppp";
    FCmpL, compare::fcmpl, 1, "ppp"; FCmpG, compare::fcmpg, 1, "ppp";
    DCmpL, compare::dcmpl, 1, "ppp"; DCmpG, compare::dcmpg, 1, "ppp";
    I2L, convert::i2l, 1, "pp"; I2F, convert::i2f, 1, "pp"; I2D, convert::i2d, 1, "pp";
    L2F, convert::l2f, 1, "pp"; L2D, convert::l2d, 1, "pp";
    F2I, convert::f2i, 1, "pp"; F2L, convert::f2l, 1, "pp"; F2D, convert::f2d, 1, "pp";
    D2I, convert::d2i, 1, "pp"; D2L, convert::d2l, 1, "pp"; D2F, convert::d2f, 1, "pp";
    I2B, convert::i2b, 1, "pp"; I2C, convert::i2c, 1, "pp"; I2S, convert::i2s, 1, "pp";
    // Arrays.
    ByteLoad, array::byte_load, 1, "prp"; CharLoad, array::char_load, 1, "prp"; ShortLoad, array::short_load, 1, "prp";
    IntLoad, array::int_load, 1, "prp"; LongLoad, array::long_load, 1, "prp"; ReferenceLoad, array::reference_load, 1, "rrp";
    ByteStore, array::byte_store, 1, "rpp"; CharStore, array::char_store, 1, "rpp";
    IntStore, array::int_store, 1, "rpp"; LongStore, array::long_store, 1, "rpp"; ReferenceStore, array::reference_store, 1, "rpr";
    ArrayLength, array::length, 1, "pr";
    NewPrimitiveArray, array::new_primitive, 1, "rpu";
    NewArrayUnresolved, array::new_unresolved, 2, "rp-E";
    NewArray, array::new_reference, 2, "rp-E";
    NewMultiArray, array::new_multi, 2, "rpuE";
    // Objects.
    NewUnresolved, object::new_unresolved, 2, "r--E";
    New, object::new, 2, "r--E";
    NewSlow, object::new_slow, 2, "r--E";
    CheckCastUnresolved, object::checkcast_unresolved, 2, "r--E";
    CheckCast, object::checkcast, 2, "r--E";
    InstanceOfUnresolved, object::instanceof_unresolved, 2, "pr-E";
    InstanceOf, object::instanceof, 2, "pr-E";
    // Fields. The third field of a quick form is the offset.
    GetFieldUnresolved, field::get_unresolved, 2, "ur-E";
    GetFieldByte, field::get_byte, 2, "pruE"; GetFieldChar, field::get_char, 2, "pruE"; GetFieldShort, field::get_short, 2, "pruE";
    GetFieldInt, field::get_int, 2, "pruE"; GetFieldLong, field::get_long, 2, "pruE"; GetFieldReference, field::get_reference, 2, "rruE";
    GetFieldByteVolatile, field::get_byte_volatile, 2, "pruE"; GetFieldCharVolatile, field::get_char_volatile, 2, "pruE";
    GetFieldShortVolatile, field::get_short_volatile, 2, "pruE"; GetFieldIntVolatile, field::get_int_volatile, 2, "pruE";
    GetFieldLongVolatile, field::get_long_volatile, 2, "pruE"; GetFieldReferenceVolatile, field::get_reference_volatile, 2, "rruE";
    // Guarded forms stand in the order of the others.
    GetGuardedByte, field::get_byte_guarded, 2, "pr-E"; GetGuardedChar, field::get_char_guarded, 2, "pr-E";
    GetGuardedShort, field::get_short_guarded, 2, "pr-E"; GetGuardedInt, field::get_int_guarded, 2, "pr-E";
    GetGuardedLong, field::get_long_guarded, 2, "pr-E"; GetGuardedReference, field::get_reference_guarded, 2, "rr-E";
    GetGuardedByteVolatile, field::get_byte_volatile_guarded, 2, "pr-E"; GetGuardedCharVolatile, field::get_char_volatile_guarded, 2, "pr-E";
    GetGuardedShortVolatile, field::get_short_volatile_guarded, 2, "pr-E"; GetGuardedIntVolatile, field::get_int_volatile_guarded, 2, "pr-E";
    GetGuardedLongVolatile, field::get_long_volatile_guarded, 2, "pr-E"; GetGuardedReferenceVolatile, field::get_reference_volatile_guarded, 2, "rr-E";
    PutFieldUnresolved, field::put_unresolved, 2, "ur-E";
    PutFieldBoolean, field::put_boolean, 2, "pruE"; PutFieldByte, field::put_byte, 2, "pruE"; PutFieldShort, field::put_short, 2, "pruE";
    PutFieldInt, field::put_int, 2, "pruE"; PutFieldLong, field::put_long, 2, "pruE"; PutFieldReference, field::put_reference, 2, "rruE";
    PutFieldBooleanVolatile, field::put_boolean_volatile, 2, "pruE"; PutFieldByteVolatile, field::put_byte_volatile, 2, "pruE";
    PutFieldShortVolatile, field::put_short_volatile, 2, "pruE"; PutFieldIntVolatile, field::put_int_volatile, 2, "pruE";
    PutFieldLongVolatile, field::put_long_volatile, 2, "pruE"; PutFieldReferenceVolatile, field::put_reference_volatile, 2, "rruE";
    PutGuardedBoolean, field::put_boolean_guarded, 2, "pr-E"; PutGuardedByte, field::put_byte_guarded, 2, "pr-E"; PutGuardedShort, field::put_short_guarded, 2, "pr-E";
    PutGuardedInt, field::put_int_guarded, 2, "pr-E"; PutGuardedLong, field::put_long_guarded, 2, "pr-E"; PutGuardedReference, field::put_reference_guarded, 2, "rr-E";
    PutGuardedBooleanVolatile, field::put_boolean_volatile_guarded, 2, "pr-E"; PutGuardedByteVolatile, field::put_byte_volatile_guarded, 2, "pr-E";
    PutGuardedShortVolatile, field::put_short_volatile_guarded, 2, "pr-E"; PutGuardedIntVolatile, field::put_int_volatile_guarded, 2, "pr-E";
    PutGuardedLongVolatile, field::put_long_volatile_guarded, 2, "pr-E"; PutGuardedReferenceVolatile, field::put_reference_volatile_guarded, 2, "rr-E";
    GetStaticUnresolved, field::get_static_unresolved, 2, "u--E";
    GetStaticInt, field::get_static_int, 2, "p--E"; GetStaticLong, field::get_static_long, 2, "p--E"; GetStaticReference, field::get_static_reference, 2, "r--E";
    GetStaticIntVolatile, field::get_static_int_volatile, 2, "p--E"; GetStaticLongVolatile, field::get_static_long_volatile, 2, "p--E";
    GetStaticReferenceVolatile, field::get_static_reference_volatile, 2, "r--E";
    PutStaticUnresolved, field::put_static_unresolved, 2, "u--E";
    PutStaticBoolean, field::put_static_boolean, 2, "p--E"; PutStaticByte, field::put_static_byte, 2, "p--E";
    PutStaticChar, field::put_static_char, 2, "p--E"; PutStaticShort, field::put_static_short, 2, "p--E";
    PutStaticInt, field::put_static_int, 2, "p--E"; PutStaticLong, field::put_static_long, 2, "p--E"; PutStaticReference, field::put_static_reference, 2, "r--E";
    PutStaticBooleanVolatile, field::put_static_boolean_volatile, 2, "p--E"; PutStaticByteVolatile, field::put_static_byte_volatile, 2, "p--E";
    PutStaticCharVolatile, field::put_static_char_volatile, 2, "p--E"; PutStaticShortVolatile, field::put_static_short_volatile, 2, "p--E";
    PutStaticIntVolatile, field::put_static_int_volatile, 2, "p--E"; PutStaticLongVolatile, field::put_static_long_volatile, 2, "p--E";
    PutStaticReferenceVolatile, field::put_static_reference_volatile, 2, "r--E";
    // Invocations: a is the destination, b the first argument slot.
    InvokeStaticUnresolved, invoke::static_unresolved, 2, "uu-E";
    InvokeSpecialUnresolved, invoke::special_unresolved, 2, "uu-E";
    InvokeVirtualUnresolved, invoke::virtual_unresolved, 2, "uu-E";
    InvokeInterfaceUnresolved, invoke::interface_unresolved, 2, "uu-E";
    InvokeDynamicUnresolved, invoke::dynamic_unresolved, 2, "uu-E";
    InvokeDirect, invoke::direct, 2, "uu-E";
    InvokeDirectNonNull, invoke::direct_non_null, 2, "uu-E";
    InvokeSpecial, invoke::direct_non_null, 2, "uu-E";
    InvokeVirtual, invoke::virtual_, 2, "uuuE";
    InvokeInterface, invoke::interface, 2, "uu-E";
    InvokeVirtualGuarded, invoke::virtual_guarded, 2, "uu-E";
    InvokeSpecialGuarded, invoke::special_guarded, 2, "uu-E";
    InvokeHandle, invoke::handle, 2, "uu-E";
    InvokeObjectInit, invoke::object_init, 2, "uu-E";
    // Whole methods of one word, and the bottom of a call from Rust.
    Stub, call::stub, 1, "";
    Abstract, call::abstract_method, 1, "";
    Native, call::native, 1, "";
    ReturnSqrt, control::return_sqrt, 1, "";
    InvokeBasic, call::invoke_basic, 1, "";
    LinkToStatic, call::link_to_static, 1, "";
    LinkToVirtual, call::link_to_virtual, 1, "";
    LinkToSpecial, call::link_to_special, 1, "";
    LinkToInterface, call::link_to_interface, 1, "";
    Boundary, call::boundary, 2, "u";
    Exit, call::exit, 1, "";
}

impl Op {
    /// The instruction of an opcode.
    pub fn from_u16(opcode: u16) -> Option<Op> {
        ALL.get(opcode as usize).copied()
    }

    /// Words it takes; 0 for switches, whose tables tell.
    pub fn words(self) -> usize {
        WORDS[self as usize] as usize
    }

    /// Its operand letters.
    pub fn operands(self) -> &'static str {
        OPERANDS[self as usize]
    }

    /// Is its second word the address of a pool entry?
    pub fn has_entry(self) -> bool {
        self.operands().ends_with('E')
    }

    /// True for branches, which have a backward form right after the forward one.
    pub fn is_branch(self) -> bool {
        (Op::IfIEq as u16..=Op::GotoBack as u16).contains(&(self as u16))
    }

    /// True for conditional branches.
    pub fn is_conditional(self) -> bool {
        self.is_branch() && !matches!(self, Op::Goto | Op::GotoBack)
    }

    /// The guarded form of a quick instruction for instance fields.
    pub(super) fn guarded_field(self) -> Op {
        let distance = Op::GetGuardedByte as u16 - Op::GetFieldByte as u16;
        Op::from_u16(self as u16 + distance).unwrap_or(self)
    }

    /// Does it look at the layout of the object?
    pub fn is_guarded(self) -> bool {
        let between = |first: Op, last: Op| (first as u16..=last as u16).contains(&(self as u16));
        between(Op::GetGuardedByte, Op::GetGuardedReferenceVolatile)
            || between(Op::PutGuardedBoolean, Op::PutGuardedReferenceVolatile)
            || matches!(self, Op::InvokeVirtualGuarded | Op::InvokeSpecialGuarded)
    }

    /// The form of a branch that polls.
    pub fn backward(self) -> Op {
        debug_assert!(self.is_branch());
        let base = Op::IfIEq as u16;
        Op::from_u16(base + ((self as u16 - base) | 1)).unwrap_or(self)
    }

    /// The conditional branch taken when this one is not.
    pub fn inverse(self) -> Op {
        debug_assert!(self.is_conditional());
        let base = Op::IfIEq as u16;
        Op::from_u16(base + ((self as u16 - base) ^ 2)).unwrap_or(self)
    }

    /// The branch for a condition number of a family, given the family's first.
    pub fn condition(self, number: u16) -> Op {
        Op::from_u16(self as u16 + number * 2).unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_pair_up() {
        assert_eq!(Op::IfIEq.inverse(), Op::IfINe);
        assert_eq!(Op::IfILtImm.inverse(), Op::IfIGeImm);
        assert_eq!(Op::IfIGtBack.inverse(), Op::IfILeBack);
        assert_eq!(Op::IfFNle.inverse(), Op::IfFLe);
        assert_eq!(Op::IfRNe.inverse(), Op::IfREq);
        assert_eq!(Op::IfNonNull.backward(), Op::IfNonNullBack);
        assert_eq!(Op::Goto.backward(), Op::GotoBack);
        assert_eq!(Op::IfIEq.condition(3), Op::IfIGe);
    }

    #[test]
    fn guarded_forms_pair_up() {
        let first = Op::GetFieldByte as u16;
        for number in first..=Op::PutFieldReferenceVolatile as u16 {
            let op = Op::from_u16(number).unwrap();
            let name = format!("{op:?}");
            if op.is_guarded() || op == Op::PutFieldUnresolved {
                continue;
            }
            let guarded = op.guarded_field();
            assert_eq!(format!("{guarded:?}"), name.replacen("Field", "Guarded", 1));
            assert!(guarded.is_guarded());
        }
        assert!(!Op::PutFieldUnresolved.is_guarded() && !Op::GetStaticUnresolved.is_guarded());
    }
}
