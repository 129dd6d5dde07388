//! The one table of instructions. The enum, the decoder, the disassembler and the tables of other crates all come from
//! [`for_each_opcode!`]; no other list of opcodes exists. JVMS §6.5, §7.

/// Calls `$callback! { byte, Variant, "mnemonic", OperandFormat, "stack effect"; … }` with all 202 instructions, in order of their byte.
///
/// A stack effect is written `popped>pushed`, the top of the stack last, with `I J F D A` for values of a known type (`J` and `D`
/// take two slots), `1` for one slot and `2` for one value of two slots of any type; `*` depends on the operand.
#[macro_export]
macro_rules! for_each_opcode {
    ($callback:ident) => {
        $callback! {
            0x00, Nop, "nop", None, ">";
            0x01, AconstNull, "aconst_null", None, ">A";
            0x02, IconstM1, "iconst_m1", None, ">I";
            0x03, Iconst0, "iconst_0", None, ">I";
            0x04, Iconst1, "iconst_1", None, ">I";
            0x05, Iconst2, "iconst_2", None, ">I";
            0x06, Iconst3, "iconst_3", None, ">I";
            0x07, Iconst4, "iconst_4", None, ">I";
            0x08, Iconst5, "iconst_5", None, ">I";
            0x09, Lconst0, "lconst_0", None, ">J";
            0x0a, Lconst1, "lconst_1", None, ">J";
            0x0b, Fconst0, "fconst_0", None, ">F";
            0x0c, Fconst1, "fconst_1", None, ">F";
            0x0d, Fconst2, "fconst_2", None, ">F";
            0x0e, Dconst0, "dconst_0", None, ">D";
            0x0f, Dconst1, "dconst_1", None, ">D";
            0x10, Bipush, "bipush", Byte, ">I";
            0x11, Sipush, "sipush", Short, ">I";
            0x12, Ldc, "ldc", PoolByte, ">1";
            0x13, LdcW, "ldc_w", Pool, ">1";
            0x14, Ldc2W, "ldc2_w", Pool, ">2";
            0x15, Iload, "iload", Local, ">I";
            0x16, Lload, "lload", Local, ">J";
            0x17, Fload, "fload", Local, ">F";
            0x18, Dload, "dload", Local, ">D";
            0x19, Aload, "aload", Local, ">A";
            0x1a, Iload0, "iload_0", None, ">I";
            0x1b, Iload1, "iload_1", None, ">I";
            0x1c, Iload2, "iload_2", None, ">I";
            0x1d, Iload3, "iload_3", None, ">I";
            0x1e, Lload0, "lload_0", None, ">J";
            0x1f, Lload1, "lload_1", None, ">J";
            0x20, Lload2, "lload_2", None, ">J";
            0x21, Lload3, "lload_3", None, ">J";
            0x22, Fload0, "fload_0", None, ">F";
            0x23, Fload1, "fload_1", None, ">F";
            0x24, Fload2, "fload_2", None, ">F";
            0x25, Fload3, "fload_3", None, ">F";
            0x26, Dload0, "dload_0", None, ">D";
            0x27, Dload1, "dload_1", None, ">D";
            0x28, Dload2, "dload_2", None, ">D";
            0x29, Dload3, "dload_3", None, ">D";
            0x2a, Aload0, "aload_0", None, ">A";
            0x2b, Aload1, "aload_1", None, ">A";
            0x2c, Aload2, "aload_2", None, ">A";
            0x2d, Aload3, "aload_3", None, ">A";
            0x2e, Iaload, "iaload", None, "AI>I";
            0x2f, Laload, "laload", None, "AI>J";
            0x30, Faload, "faload", None, "AI>F";
            0x31, Daload, "daload", None, "AI>D";
            0x32, Aaload, "aaload", None, "AI>A";
            0x33, Baload, "baload", None, "AI>I";
            0x34, Caload, "caload", None, "AI>I";
            0x35, Saload, "saload", None, "AI>I";
            0x36, Istore, "istore", Local, "I>";
            0x37, Lstore, "lstore", Local, "J>";
            0x38, Fstore, "fstore", Local, "F>";
            0x39, Dstore, "dstore", Local, "D>";
            0x3a, Astore, "astore", Local, "A>";
            0x3b, Istore0, "istore_0", None, "I>";
            0x3c, Istore1, "istore_1", None, "I>";
            0x3d, Istore2, "istore_2", None, "I>";
            0x3e, Istore3, "istore_3", None, "I>";
            0x3f, Lstore0, "lstore_0", None, "J>";
            0x40, Lstore1, "lstore_1", None, "J>";
            0x41, Lstore2, "lstore_2", None, "J>";
            0x42, Lstore3, "lstore_3", None, "J>";
            0x43, Fstore0, "fstore_0", None, "F>";
            0x44, Fstore1, "fstore_1", None, "F>";
            0x45, Fstore2, "fstore_2", None, "F>";
            0x46, Fstore3, "fstore_3", None, "F>";
            0x47, Dstore0, "dstore_0", None, "D>";
            0x48, Dstore1, "dstore_1", None, "D>";
            0x49, Dstore2, "dstore_2", None, "D>";
            0x4a, Dstore3, "dstore_3", None, "D>";
            0x4b, Astore0, "astore_0", None, "A>";
            0x4c, Astore1, "astore_1", None, "A>";
            0x4d, Astore2, "astore_2", None, "A>";
            0x4e, Astore3, "astore_3", None, "A>";
            0x4f, Iastore, "iastore", None, "AII>";
            0x50, Lastore, "lastore", None, "AIJ>";
            0x51, Fastore, "fastore", None, "AIF>";
            0x52, Dastore, "dastore", None, "AID>";
            0x53, Aastore, "aastore", None, "AIA>";
            0x54, Bastore, "bastore", None, "AII>";
            0x55, Castore, "castore", None, "AII>";
            0x56, Sastore, "sastore", None, "AII>";
            0x57, Pop, "pop", None, "1>";
            0x58, Pop2, "pop2", None, "11>";
            0x59, Dup, "dup", None, "1>11";
            0x5a, DupX1, "dup_x1", None, "11>111";
            0x5b, DupX2, "dup_x2", None, "111>1111";
            0x5c, Dup2, "dup2", None, "11>1111";
            0x5d, Dup2X1, "dup2_x1", None, "111>11111";
            0x5e, Dup2X2, "dup2_x2", None, "1111>111111";
            0x5f, Swap, "swap", None, "11>11";
            0x60, Iadd, "iadd", None, "II>I";
            0x61, Ladd, "ladd", None, "JJ>J";
            0x62, Fadd, "fadd", None, "FF>F";
            0x63, Dadd, "dadd", None, "DD>D";
            0x64, Isub, "isub", None, "II>I";
            0x65, Lsub, "lsub", None, "JJ>J";
            0x66, Fsub, "fsub", None, "FF>F";
            0x67, Dsub, "dsub", None, "DD>D";
            0x68, Imul, "imul", None, "II>I";
            0x69, Lmul, "lmul", None, "JJ>J";
            0x6a, Fmul, "fmul", None, "FF>F";
            0x6b, Dmul, "dmul", None, "DD>D";
            0x6c, Idiv, "idiv", None, "II>I";
            0x6d, Ldiv, "ldiv", None, "JJ>J";
            0x6e, Fdiv, "fdiv", None, "FF>F";
            0x6f, Ddiv, "ddiv", None, "DD>D";
            0x70, Irem, "irem", None, "II>I";
            0x71, Lrem, "lrem", None, "JJ>J";
            0x72, Frem, "frem", None, "FF>F";
            0x73, Drem, "drem", None, "DD>D";
            0x74, Ineg, "ineg", None, "I>I";
            0x75, Lneg, "lneg", None, "J>J";
            0x76, Fneg, "fneg", None, "F>F";
            0x77, Dneg, "dneg", None, "D>D";
            0x78, Ishl, "ishl", None, "II>I";
            0x79, Lshl, "lshl", None, "JI>J";
            0x7a, Ishr, "ishr", None, "II>I";
            0x7b, Lshr, "lshr", None, "JI>J";
            0x7c, Iushr, "iushr", None, "II>I";
            0x7d, Lushr, "lushr", None, "JI>J";
            0x7e, Iand, "iand", None, "II>I";
            0x7f, Land, "land", None, "JJ>J";
            0x80, Ior, "ior", None, "II>I";
            0x81, Lor, "lor", None, "JJ>J";
            0x82, Ixor, "ixor", None, "II>I";
            0x83, Lxor, "lxor", None, "JJ>J";
            0x84, Iinc, "iinc", Increment, ">";
            0x85, I2l, "i2l", None, "I>J";
            0x86, I2f, "i2f", None, "I>F";
            0x87, I2d, "i2d", None, "I>D";
            0x88, L2i, "l2i", None, "J>I";
            0x89, L2f, "l2f", None, "J>F";
            0x8a, L2d, "l2d", None, "J>D";
            0x8b, F2i, "f2i", None, "F>I";
            0x8c, F2l, "f2l", None, "F>J";
            0x8d, F2d, "f2d", None, "F>D";
            0x8e, D2i, "d2i", None, "D>I";
            0x8f, D2l, "d2l", None, "D>J";
            0x90, D2f, "d2f", None, "D>F";
            0x91, I2b, "i2b", None, "I>I";
            0x92, I2c, "i2c", None, "I>I";
            0x93, I2s, "i2s", None, "I>I";
            0x94, Lcmp, "lcmp", None, "JJ>I";
            0x95, Fcmpl, "fcmpl", None, "FF>I";
            0x96, Fcmpg, "fcmpg", None, "FF>I";
            0x97, Dcmpl, "dcmpl", None, "DD>I";
            0x98, Dcmpg, "dcmpg", None, "DD>I";
            0x99, Ifeq, "ifeq", Branch, "I>";
            0x9a, Ifne, "ifne", Branch, "I>";
            0x9b, Iflt, "iflt", Branch, "I>";
            0x9c, Ifge, "ifge", Branch, "I>";
            0x9d, Ifgt, "ifgt", Branch, "I>";
            0x9e, Ifle, "ifle", Branch, "I>";
            0x9f, IfIcmpeq, "if_icmpeq", Branch, "II>";
            0xa0, IfIcmpne, "if_icmpne", Branch, "II>";
            0xa1, IfIcmplt, "if_icmplt", Branch, "II>";
            0xa2, IfIcmpge, "if_icmpge", Branch, "II>";
            0xa3, IfIcmpgt, "if_icmpgt", Branch, "II>";
            0xa4, IfIcmple, "if_icmple", Branch, "II>";
            0xa5, IfAcmpeq, "if_acmpeq", Branch, "AA>";
            0xa6, IfAcmpne, "if_acmpne", Branch, "AA>";
            0xa7, Goto, "goto", Branch, ">";
            0xa8, Jsr, "jsr", Branch, ">1";
            0xa9, Ret, "ret", Local, ">";
            0xaa, Tableswitch, "tableswitch", TableSwitch, "I>";
            0xab, Lookupswitch, "lookupswitch", LookupSwitch, "I>";
            0xac, Ireturn, "ireturn", None, "I>";
            0xad, Lreturn, "lreturn", None, "J>";
            0xae, Freturn, "freturn", None, "F>";
            0xaf, Dreturn, "dreturn", None, "D>";
            0xb0, Areturn, "areturn", None, "A>";
            0xb1, Return, "return", None, ">";
            0xb2, Getstatic, "getstatic", Pool, "*";
            0xb3, Putstatic, "putstatic", Pool, "*";
            0xb4, Getfield, "getfield", Pool, "*";
            0xb5, Putfield, "putfield", Pool, "*";
            0xb6, Invokevirtual, "invokevirtual", Pool, "*";
            0xb7, Invokespecial, "invokespecial", Pool, "*";
            0xb8, Invokestatic, "invokestatic", Pool, "*";
            0xb9, Invokeinterface, "invokeinterface", InvokeInterface, "*";
            0xba, Invokedynamic, "invokedynamic", InvokeDynamic, "*";
            0xbb, New, "new", Pool, ">A";
            0xbc, Newarray, "newarray", NewArray, "I>A";
            0xbd, Anewarray, "anewarray", Pool, "I>A";
            0xbe, Arraylength, "arraylength", None, "A>I";
            0xbf, Athrow, "athrow", None, "A>";
            0xc0, Checkcast, "checkcast", Pool, "A>A";
            0xc1, Instanceof, "instanceof", Pool, "A>I";
            0xc2, Monitorenter, "monitorenter", None, "A>";
            0xc3, Monitorexit, "monitorexit", None, "A>";
            0xc4, Wide, "wide", Wide, "*";
            0xc5, Multianewarray, "multianewarray", MultiANewArray, "*";
            0xc6, Ifnull, "ifnull", Branch, "A>";
            0xc7, Ifnonnull, "ifnonnull", Branch, "A>";
            0xc8, GotoW, "goto_w", BranchWide, ">";
            0xc9, JsrW, "jsr_w", BranchWide, ">1";
        }
    };
}

/// The shape of the bytes after an opcode (§6.5, "Format").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperandFormat {
    /// Nothing.
    None,
    /// A signed byte.
    Byte,
    /// A signed 16-bit value.
    Short,
    /// An 8-bit constant-pool index.
    PoolByte,
    /// A 16-bit constant-pool index.
    Pool,
    /// An 8-bit local variable; 16-bit after `wide`.
    Local,
    /// A local variable and a signed byte; both 16-bit after `wide`.
    Increment,
    /// A signed 16-bit offset from the opcode.
    Branch,
    /// A signed 32-bit offset from the opcode.
    BranchWide,
    /// A pool index, a count and a zero byte.
    InvokeInterface,
    /// A pool index and two zero bytes.
    InvokeDynamic,
    /// The code of a primitive array type.
    NewArray,
    /// A pool index and a number of dimensions.
    MultiANewArray,
    /// Padding, default, low, high, offsets.
    TableSwitch,
    /// Padding, default, count, pairs of match and offset.
    LookupSwitch,
    /// Another instruction with wider operands.
    Wide,
}

macro_rules! define {
    ($($byte:literal, $variant:ident, $mnemonic:literal, $format:ident, $effect:literal;)*) => {
        /// An instruction's opcode (§6.5).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Opcode { $($variant = $byte,)* }

        impl Opcode {
            /// All opcodes in order: `ALL[op as usize] == op`.
            pub const ALL: [Opcode; 202] = [$(Opcode::$variant,)*];
            const MNEMONICS: [&'static str; 202] = [$($mnemonic,)*];
            const FORMATS: [OperandFormat; 202] = [$(OperandFormat::$format,)*];
            const EFFECTS: [&'static str; 202] = [$($effect,)*];
        }
    };
}
for_each_opcode!(define);

impl Opcode {
    /// The opcode of a byte; `None` for the reserved (§6.2) and unused ones.
    #[inline]
    pub const fn from_byte(byte: u8) -> Option<Opcode> {
        if (byte as usize) < Self::ALL.len() { Some(Self::ALL[byte as usize]) } else { None }
    }

    /// The mnemonic of the JVMS.
    #[inline]
    pub const fn mnemonic(self) -> &'static str {
        Self::MNEMONICS[self as usize]
    }

    /// What follows the opcode.
    #[inline]
    pub const fn format(self) -> OperandFormat {
        Self::FORMATS[self as usize]
    }

    /// The stack effect in the notation of [`for_each_opcode!`].
    #[inline]
    pub const fn stack_effect(self) -> &'static str {
        Self::EFFECTS[self as usize]
    }

    /// Slots popped and pushed; `None` if they depend on the operand.
    pub fn stack_slots(self) -> Option<(usize, usize)> {
        let slots = |part: &str| part.bytes().map(|b| if matches!(b, b'J' | b'D' | b'2') { 2 } else { 1 }).sum();
        self.stack_effect().split_once('>').map(|(popped, pushed)| (slots(popped), slots(pushed)))
    }

    /// The instruction after it is reached only by a jump.
    pub const fn ends_block(self) -> bool {
        matches!(
            self,
            Opcode::Goto | Opcode::GotoW | Opcode::Ret | Opcode::Athrow | Opcode::Tableswitch | Opcode::Lookupswitch
        ) || matches!(self, Opcode::Jsr | Opcode::JsrW)
            || self.is_return()
    }

    /// One of the six returns.
    pub const fn is_return(self) -> bool {
        self as u8 >= Opcode::Ireturn as u8 && self as u8 <= Opcode::Return as u8
    }

    /// One of the sixteen conditional branches.
    pub const fn is_conditional(self) -> bool {
        (self as u8 >= Opcode::Ifeq as u8 && self as u8 <= Opcode::IfAcmpne as u8)
            || matches!(self, Opcode::Ifnull | Opcode::Ifnonnull)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_in_order_and_complete() {
        for (byte, op) in Opcode::ALL.iter().enumerate() {
            assert_eq!(*op as usize, byte);
            assert_eq!(Opcode::from_byte(byte as u8), Some(*op));
            assert!(!op.mnemonic().is_empty());
            assert!(op.stack_effect() == "*" || op.stack_slots().is_some(), "{op:?}");
        }
        assert_eq!(Opcode::from_byte(202), None);
        assert_eq!(Opcode::from_byte(0xFF), None);
    }

    #[test]
    fn spot_checks_against_the_specification() {
        assert_eq!(Opcode::from_byte(0xb6), Some(Opcode::Invokevirtual));
        assert_eq!(Opcode::from_byte(0xc9), Some(Opcode::JsrW));
        assert_eq!(Opcode::IfIcmplt as u8, 0xa1);
        assert_eq!(Opcode::Lushr.stack_slots(), Some((3, 2)));
        assert_eq!(Opcode::Dup2X2.stack_slots(), Some((4, 6)));
        assert_eq!(Opcode::Ldc2W.stack_slots(), Some((0, 2)));
        assert!(Opcode::Return.is_return() && Opcode::Ireturn.is_return() && !Opcode::Lookupswitch.is_return());
        assert!(Opcode::Ifnull.is_conditional() && !Opcode::Goto.is_conditional());
    }
}
