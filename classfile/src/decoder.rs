//! Iterates over the instructions of a code array: operands decoded, switch tables left in place. It checks what decoding needs:
//! known opcodes, whole operands, targets inside the code. Everything else about code is the verifier's. JVMS §4.9.1, §6.5.

use crate::error::{JavaError, ParseError};
use crate::opcode::{Opcode, OperandFormat};

/// One instruction. Branch targets are absolute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Index of the opcode in the code array (of the `wide` if there is one).
    pub pc: u32,
    /// Bytes it takes.
    pub length: u32,
    /// The opcode; after `wide` the one that it widens.
    pub opcode: Opcode,
    /// It was written with a `wide` prefix.
    pub wide: bool,
    /// The operands.
    pub operands: Operands<'a>,
}

impl Instruction<'_> {
    /// The pc of the next instruction in the code array.
    #[inline]
    pub const fn next_pc(&self) -> u32 {
        self.pc + self.length
    }

    /// The target of a (conditional or not) branch or `jsr`.
    #[inline]
    pub const fn branch_target(&self) -> Option<u32> {
        match self.operands {
            Operands::Branch(target) => Some(target),
            _ => None,
        }
    }
}

/// Decoded operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operands<'a> {
    /// None, or implied by the opcode (`iload_0`).
    None,
    /// The value of `bipush` and `sipush`.
    Immediate(i32),
    /// A constant-pool index: `ldc`, fields, invocations (`invokedynamic` too), `new`, `anewarray`, `checkcast`, `instanceof`.
    Constant(u16),
    /// A local variable.
    Local(u16),
    /// `iinc`
    Increment {
        /// The local variable.
        local: u16,
        /// What is added.
        delta: i16,
    },
    /// Absolute target.
    Branch(u32),
    /// `invokeinterface`
    InvokeInterface {
        /// Pool index.
        index: u16,
        /// Argument slots, receiver included; redundant (§6.5.invokeinterface).
        count: u8,
    },
    /// `newarray`
    NewArray(ArrayType),
    /// `multianewarray`
    MultiANewArray {
        /// Pool index.
        index: u16,
        /// Dimensions to create, at least 1 in verified code.
        dimensions: u8,
    },
    /// `tableswitch`
    TableSwitch(TableSwitch<'a>),
    /// `lookupswitch`
    LookupSwitch(LookupSwitch<'a>),
}

/// The element type of `newarray` (§6.5.newarray-A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum ArrayType {
    Boolean = 4,
    Char = 5,
    Float = 6,
    Double = 7,
    Byte = 8,
    Short = 9,
    Int = 10,
    Long = 11,
}

impl ArrayType {
    /// From the operand.
    pub const fn from_byte(byte: u8) -> Option<ArrayType> {
        Some(match byte {
            4 => ArrayType::Boolean,
            5 => ArrayType::Char,
            6 => ArrayType::Float,
            7 => ArrayType::Double,
            8 => ArrayType::Byte,
            9 => ArrayType::Short,
            10 => ArrayType::Int,
            11 => ArrayType::Long,
            _ => return None,
        })
    }

    /// The descriptor of the array: `[Z` …
    pub const fn descriptor(self) -> &'static str {
        match self {
            ArrayType::Boolean => "[Z",
            ArrayType::Char => "[C",
            ArrayType::Float => "[F",
            ArrayType::Double => "[D",
            ArrayType::Byte => "[B",
            ArrayType::Short => "[S",
            ArrayType::Int => "[I",
            ArrayType::Long => "[J",
        }
    }
}

/// `tableswitch`; targets are absolute and inside the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableSwitch<'a> {
    /// Where to go if no entry matches.
    pub default: u32,
    /// The value of the first entry.
    pub low: i32,
    /// The value of the last entry.
    pub high: i32,
    pc: u32,
    offsets: &'a [u8],
}

impl<'a> TableSwitch<'a> {
    /// The targets for `low..=high` in order.
    pub fn targets(&self) -> impl ExactSizeIterator<Item = u32> + Clone + 'a {
        let pc = self.pc;
        self.offsets.as_chunks::<4>().0.iter().map(move |o| pc.wrapping_add(u32::from_be_bytes(*o)))
    }
}

/// `lookupswitch`; targets are absolute and inside the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupSwitch<'a> {
    /// Where to go if no pair matches.
    pub default: u32,
    pc: u32,
    pairs: &'a [u8],
}

impl<'a> LookupSwitch<'a> {
    /// The pairs of match and target in order. That matches rise is checked by the verifier.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = (i32, u32)> + Clone + 'a {
        let pc = self.pc;
        self.pairs.as_chunks::<8>().0.iter().map(move |&[a, b, c, d, e, f, g, h]| {
            (i32::from_be_bytes([a, b, c, d]), pc.wrapping_add(u32::from_be_bytes([e, f, g, h])))
        })
    }
}

/// Iterator over the instructions; ends after the first error.
#[derive(Debug, Clone)]
pub struct Instructions<'a> {
    code: &'a [u8],
    pc: usize,
    /// Offset of the code array in the file, for errors.
    base: usize,
}

impl<'a> Instructions<'a> {
    /// Over a lone code array.
    pub fn new(code: &'a [u8]) -> Self {
        Self::in_file(code, 0)
    }

    /// Over the code array that starts at `base` in the file.
    pub fn in_file(code: &'a [u8], base: usize) -> Self {
        Instructions { code, pc: 0, base }
    }

    /// The pc of the next instruction.
    pub fn pc(&self) -> usize {
        self.pc
    }

    /// The instruction at `pc`, which must be the start of one.
    pub fn decode_at(code: &'a [u8], pc: u32) -> Result<Instruction<'a>, ParseError> {
        Instructions { code, pc: pc as usize, base: 0 }.decode()
    }

    #[cold]
    fn error(&self, detail: String) -> ParseError {
        let detail = format!("pc {}: {detail}", self.pc);
        ParseError::with_java(self.base + self.pc, "code", "4.9.1", detail, JavaError::VerifyError)
    }

    #[inline]
    fn take<const N: usize>(&self, at: usize) -> Result<[u8; N], ParseError> {
        match self.code.get(at..).and_then(|rest| rest.first_chunk::<N>()) {
            Some(bytes) => Ok(*bytes),
            None => Err(self.error("instruction runs past the end of the code".into())),
        }
    }

    #[inline]
    fn u2(&self, at: usize) -> Result<u16, ParseError> {
        self.take(at).map(u16::from_be_bytes)
    }

    #[inline]
    fn i4(&self, at: usize) -> Result<i32, ParseError> {
        self.take(at).map(i32::from_be_bytes)
    }

    #[inline]
    fn target(&self, offset: i32) -> Result<u32, ParseError> {
        let target = self.pc as i64 + offset as i64;
        if target >= 0 && target < self.code.len() as i64 {
            Ok(target as u32)
        } else {
            Err(self.error(format!("branch target {target} is outside the code")))
        }
    }

    fn decode(&self) -> Result<Instruction<'a>, ParseError> {
        let pc = self.pc;
        let [byte] = self.take::<1>(pc)?;
        let Some(opcode) = Opcode::from_byte(byte) else {
            return Err(self.error(format!("unknown opcode {byte:#04x}")));
        };
        if opcode == Opcode::Wide {
            return self.decode_wide();
        }
        let (operands, length) = match opcode.format() {
            OperandFormat::None => (Operands::None, 1),
            OperandFormat::Byte => (Operands::Immediate(self.take::<1>(pc + 1)?[0] as i8 as i32), 2),
            OperandFormat::Short => (Operands::Immediate(self.u2(pc + 1)? as i16 as i32), 3),
            OperandFormat::PoolByte => (Operands::Constant(self.take::<1>(pc + 1)?[0] as u16), 2),
            OperandFormat::Pool => (Operands::Constant(self.u2(pc + 1)?), 3),
            OperandFormat::Local => (Operands::Local(self.take::<1>(pc + 1)?[0] as u16), 2),
            OperandFormat::Increment => {
                let [local, delta] = self.take(pc + 1)?;
                (Operands::Increment { local: local as u16, delta: delta as i8 as i16 }, 3)
            }
            OperandFormat::Branch => (Operands::Branch(self.target(self.u2(pc + 1)? as i16 as i32)?), 3),
            OperandFormat::BranchWide => (Operands::Branch(self.target(self.i4(pc + 1)?)?), 5),
            OperandFormat::InvokeInterface => {
                let [high, low, count, zero] = self.take(pc + 1)?;
                if zero != 0 {
                    return Err(self.error("the fourth operand byte of invokeinterface is not zero".into()));
                }
                (Operands::InvokeInterface { index: u16::from_be_bytes([high, low]), count }, 5)
            }
            OperandFormat::InvokeDynamic => {
                let [high, low, zero, zero2] = self.take(pc + 1)?;
                if zero != 0 || zero2 != 0 {
                    return Err(self.error("the third and fourth operand bytes of invokedynamic are not zero".into()));
                }
                (Operands::Constant(u16::from_be_bytes([high, low])), 5)
            }
            OperandFormat::NewArray => {
                let [code] = self.take(pc + 1)?;
                match ArrayType::from_byte(code) {
                    Some(ty) => (Operands::NewArray(ty), 2),
                    None => return Err(self.error(format!("newarray of unknown type code {code}"))),
                }
            }
            OperandFormat::MultiANewArray => {
                let [high, low, dimensions] = self.take(pc + 1)?;
                (Operands::MultiANewArray { index: u16::from_be_bytes([high, low]), dimensions }, 4)
            }
            OperandFormat::TableSwitch => self.table_switch()?,
            OperandFormat::LookupSwitch => self.lookup_switch()?,
            OperandFormat::Wide => return self.decode_wide(),
        };
        Ok(Instruction { pc: pc as u32, length: length as u32, opcode, wide: false, operands })
    }

    fn decode_wide(&self) -> Result<Instruction<'a>, ParseError> {
        let pc = self.pc;
        let [byte] = self.take::<1>(pc + 1)?;
        let opcode = Opcode::from_byte(byte);
        let (operands, length) = match opcode.map(Opcode::format) {
            Some(OperandFormat::Local) => (Operands::Local(self.u2(pc + 2)?), 4),
            Some(OperandFormat::Increment) => {
                (Operands::Increment { local: self.u2(pc + 2)?, delta: self.u2(pc + 4)? as i16 }, 6)
            }
            _ => return Err(self.error(format!("wide before opcode {byte:#04x}"))),
        };
        let opcode = opcode.ok_or_else(|| self.error("unknown opcode".into()))?;
        Ok(Instruction { pc: pc as u32, length, opcode, wide: true, operands })
    }

    /// The operands begin at the next multiple of four.
    fn aligned(&self) -> usize {
        (self.pc | 3) + 1
    }

    fn table_switch(&self) -> Result<(Operands<'a>, usize), ParseError> {
        let at = self.aligned();
        let default = self.target(self.i4(at)?)?;
        let (low, high) = (self.i4(at + 4)?, self.i4(at + 8)?);
        let count = high as i64 - low as i64 + 1;
        if count <= 0 {
            return Err(self.error(format!("tableswitch with low {low} above high {high}")));
        }
        let offsets = self.table(at + 12, count as u64, 4)?;
        let switch = TableSwitch { default, low, high, pc: self.pc as u32, offsets };
        for offset in offsets.as_chunks::<4>().0 {
            self.target(i32::from_be_bytes(*offset))?;
        }
        Ok((Operands::TableSwitch(switch), at + 12 + offsets.len() - self.pc))
    }

    fn lookup_switch(&self) -> Result<(Operands<'a>, usize), ParseError> {
        let at = self.aligned();
        let default = self.target(self.i4(at)?)?;
        let count = self.i4(at + 4)?;
        if count < 0 {
            return Err(self.error(format!("lookupswitch with {count} pairs")));
        }
        let pairs = self.table(at + 8, count as u64, 8)?;
        for &[_, _, _, _, a, b, c, d] in pairs.as_chunks::<8>().0 {
            self.target(i32::from_be_bytes([a, b, c, d]))?;
        }
        Ok((
            Operands::LookupSwitch(LookupSwitch { default, pc: self.pc as u32, pairs }),
            at + 8 + pairs.len() - self.pc,
        ))
    }

    fn table(&self, at: usize, count: u64, size: u64) -> Result<&'a [u8], ParseError> {
        let rest = self.code.get(at..).unwrap_or(&[]);
        // At most 2^32 items of 8 bytes: no overflow.
        match usize::try_from(count * size).ok().and_then(|bytes| rest.get(..bytes)) {
            Some(table) => Ok(table),
            None => Err(self.error(format!("switch of {count} entries runs past the end of the code"))),
        }
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Result<Instruction<'a>, ParseError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.pc >= self.code.len() {
            return None;
        }
        let decoded = self.decode();
        self.pc = match &decoded {
            Ok(instruction) => instruction.next_pc() as usize,
            Err(_) => self.code.len(),
        };
        Some(decoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(code: &[u8]) -> Vec<Instruction<'_>> {
        Instructions::new(code).map(|i| i.expect("an instruction")).collect()
    }

    fn fails(code: &[u8], words: &str) {
        let error = Instructions::new(code).find_map(Result::err).expect("an error");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(error.as_java(), JavaError::VerifyError);
        assert_eq!(Instructions::new(code).filter(Result::is_err).count(), 1, "iteration ends after an error");
    }

    #[test]
    fn operands_of_each_format() {
        let code = [
            0x10, 0xFF, 0x11, 0x80, 0x00, 0x15, 0x07, 0x84, 0x01, 0xFE, 0x12, 0x05, 0xB8, 0x01, 0x02, 0xBC, 0x0A, 0xA7,
            0xFF, 0xEF,
        ];
        let got: Vec<_> = decode(&code).iter().map(|i| (i.pc, i.opcode, i.operands)).collect();
        assert_eq!(
            got,
            [
                (0, Opcode::Bipush, Operands::Immediate(-1)),
                (2, Opcode::Sipush, Operands::Immediate(-32768)),
                (5, Opcode::Iload, Operands::Local(7)),
                (7, Opcode::Iinc, Operands::Increment { local: 1, delta: -2 }),
                (10, Opcode::Ldc, Operands::Constant(5)),
                (12, Opcode::Invokestatic, Operands::Constant(258)),
                (15, Opcode::Newarray, Operands::NewArray(ArrayType::Int)),
                (17, Opcode::Goto, Operands::Branch(0)),
            ]
        );
    }

    #[test]
    fn wide_forms() {
        let code = [0xC4, 0x15, 0x01, 0x00, 0xC4, 0x84, 0x00, 0x02, 0xFF, 0x00];
        let got = decode(&code);
        assert_eq!(
            (got[0].opcode, got[0].wide, got[0].length, got[0].operands),
            (Opcode::Iload, true, 4, Operands::Local(256))
        );
        assert_eq!(got[1].operands, Operands::Increment { local: 2, delta: -256 });
        fails(&[0xC4, 0x00], "wide");
        fails(&[0xC4, 0xC4, 0, 0, 0, 0], "wide");
        fails(&[0xC4], "past the end");
    }

    #[test]
    fn switches_are_aligned_and_absolute() {
        let mut code = vec![0x03, 0xAA, 0, 0];
        code.extend([0u8, 0, 0, 23]); // default: 24
        code.extend([0u8, 0, 0, 5, 0, 0, 0, 6]);
        code.extend([0u8, 0, 0, 24, 0xFF, 0xFF, 0xFF, 0xFF]); // 25, 0
        code.extend([0, 0]);
        let got = decode(&code);
        let Operands::TableSwitch(switch) = got[1].operands else { panic!("{got:?}") };
        assert_eq!((switch.default, switch.low, switch.high), (24, 5, 6));
        assert_eq!(switch.targets().collect::<Vec<_>>(), [25, 0]);
        assert_eq!(got[2].pc, 24);

        let mut code = vec![0x00, 0x00, 0x1a, 0xAB];
        code.extend([0u8, 0, 0, 17, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xF6, 0xFF, 0xFF, 0xFF, 0xFD, 0xB1]);
        let got = decode(&code);
        let Operands::LookupSwitch(switch) = got[3].operands else { panic!("{got:?}") };
        assert_eq!(switch.default, 20);
        assert_eq!(switch.pairs().collect::<Vec<_>>(), [(-10, 0)]);
    }

    #[test]
    fn broken_code_is_refused() {
        fails(&[0xCA], "unknown opcode 0xca");
        fails(&[0x11, 0], "past the end");
        fails(&[0xA7, 0, 3], "outside");
        fails(&[0xA7, 0xFF, 0xFF], "outside");
        fails(&[0xBC, 3], "type code");
        fails(&[0xB9, 0, 1, 1, 1], "not zero");
        fails(&[0xBA, 0, 1, 0, 1], "not zero");
        fails(&[0xAA, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1], "low 2 above high 1");
        fails(&[0xAA, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF], "past the end");
        fails(&[0xAB, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], "pairs");
        fails(&[0xAB, 0, 0, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF], "past the end");
    }
}
