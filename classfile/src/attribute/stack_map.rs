//! `StackMapTable`: frames decoded one after the other from the bytes. It never expands them to full frames; the verifier does.
//! JVMS §4.7.4.

use crate::error::ParseError;
use crate::reader::Reader;

/// A verification type (§4.7.4, `verification_type_info`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerificationType {
    /// Nothing known.
    Top,
    /// `int` and smaller.
    Integer,
    /// `float`
    Float,
    /// `double`, two slots.
    Double,
    /// `long`, two slots.
    Long,
    /// The null type.
    Null,
    /// `this` in a constructor before the call of another.
    UninitializedThis,
    /// Pool index of the class.
    Object(u16),
    /// The pc of the `new`.
    Uninitialized(u16),
}

impl VerificationType {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(match reader.u1()? {
            0 => VerificationType::Top,
            1 => VerificationType::Integer,
            2 => VerificationType::Float,
            3 => VerificationType::Double,
            4 => VerificationType::Long,
            5 => VerificationType::Null,
            6 => VerificationType::UninitializedThis,
            7 => VerificationType::Object(reader.u2()?),
            8 => VerificationType::Uninitialized(reader.u2()?),
            other => return Err(reader.fail(format!("unknown verification type {other}"))),
        })
    }

    /// Local variables or stack slots it takes.
    pub const fn slots(self) -> usize {
        if matches!(self, VerificationType::Long | VerificationType::Double) { 2 } else { 1 }
    }
}

/// A list of verification types in the file, already checked.
#[derive(Clone)]
pub struct VerificationTypes<'a> {
    count: usize,
    reader: Reader<'a>,
}

impl<'a> VerificationTypes<'a> {
    fn read(reader: &mut Reader<'a>, count: usize) -> Result<Self, ParseError> {
        let list = VerificationTypes { count, reader: reader.clone() };
        for _ in 0..count {
            VerificationType::read(reader)?;
        }
        Ok(list)
    }

    /// Number of types (not slots).
    pub fn len(&self) -> usize {
        self.count
    }

    /// No types.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The types in order.
    pub fn iter(&self) -> impl Iterator<Item = VerificationType> + Clone + 'a {
        let mut reader = self.reader.clone();
        (0..self.count).map_while(move |_| VerificationType::read(&mut reader).ok())
    }
}

impl std::fmt::Debug for VerificationTypes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// What a frame says, relative to the one before it.
#[derive(Debug, Clone)]
pub enum FrameKind<'a> {
    /// Same locals, empty stack.
    Same,
    /// Same locals, one stack item.
    SameLocals1StackItem(VerificationType),
    /// The last 1 to 3 locals are gone; empty stack.
    Chop(u8),
    /// 1 to 3 more locals; empty stack.
    Append(VerificationTypes<'a>),
    /// Everything given.
    Full {
        /// The locals.
        locals: VerificationTypes<'a>,
        /// The operand stack, bottom first.
        stack: VerificationTypes<'a>,
    },
}

/// An explicit frame.
#[derive(Debug, Clone)]
pub struct StackMapFrame<'a> {
    /// The `frame_type` byte.
    pub frame_type: u8,
    /// As written: the frame is at previous pc + `offset_delta` + 1, the first one at `offset_delta`.
    pub offset_delta: u16,
    /// What it says.
    pub kind: FrameKind<'a>,
}

/// The `StackMapTable` attribute.
#[derive(Clone)]
pub struct StackMapTable<'a> {
    count: u16,
    reader: Reader<'a>,
}

impl<'a> StackMapTable<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, ParseError> {
        let count = reader.u2()?;
        reader.room_for(count as usize, 1)?;
        Ok(StackMapTable { count, reader })
    }

    /// `number_of_entries`
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// No frames.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The frames in order. Bytes after the last frame are an error after it.
    pub fn frames(&self) -> StackMapFrames<'a> {
        StackMapFrames { left: self.count, reader: self.reader.clone(), ended: false }
    }
}

impl std::fmt::Debug for StackMapTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.frames()).finish()
    }
}

/// Iterator over the frames; ends after the first error.
#[derive(Clone)]
pub struct StackMapFrames<'a> {
    left: u16,
    reader: Reader<'a>,
    ended: bool,
}

impl<'a> StackMapFrames<'a> {
    fn read(&mut self) -> Result<StackMapFrame<'a>, ParseError> {
        let r = &mut self.reader;
        let frame_type = r.u1()?;
        let (offset_delta, kind) = match frame_type {
            0..=63 => (frame_type as u16, FrameKind::Same),
            64..=127 => (frame_type as u16 - 64, FrameKind::SameLocals1StackItem(VerificationType::read(r)?)),
            128..=246 => return Err(r.fail(format!("frame type {frame_type} is reserved"))),
            247 => (r.u2()?, FrameKind::SameLocals1StackItem(VerificationType::read(r)?)),
            248..=250 => (r.u2()?, FrameKind::Chop(251 - frame_type)),
            251 => (r.u2()?, FrameKind::Same),
            252..=254 => (r.u2()?, FrameKind::Append(VerificationTypes::read(r, frame_type as usize - 251)?)),
            255 => {
                let offset_delta = r.u2()?;
                let count = r.u2()? as usize;
                let locals = VerificationTypes::read(r, count)?;
                let count = r.u2()? as usize;
                let stack = VerificationTypes::read(r, count)?;
                (offset_delta, FrameKind::Full { locals, stack })
            }
        };
        Ok(StackMapFrame { frame_type, offset_delta, kind })
    }
}

impl<'a> Iterator for StackMapFrames<'a> {
    type Item = Result<StackMapFrame<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        if self.left == 0 {
            self.ended = true;
            return self.reader.finish().err().map(Err);
        }
        self.left -= 1;
        let frame = self.read();
        self.ended = frame.is_err();
        Some(frame)
    }
}
