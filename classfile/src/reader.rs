//! The cursor under every parser of the crate: nom's number and byte parsers, with the offset in the whole file kept for errors.
//! It never allocates and never reads past the slice it was given. JVMS §4 (u1, u2, u4 are big-endian).

use crate::error::ParseError;
use nom::Parser;
use nom::bytes::complete::take;
use nom::number::complete::{be_u8, be_u16, be_u32};

/// nom's error with no facts in it: the cursor knows them.
type Failed<'a> = nom::error::Error<&'a [u8]>;

/// A cursor over one structure.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// Offset in the file of the end of `rest`.
    end: usize,
    structure: &'static str,
    section: &'static str,
}

impl<'a> Reader<'a> {
    /// `base` is the offset of `bytes` in the file.
    pub(crate) fn new(bytes: &'a [u8], base: usize, structure: &'static str, section: &'static str) -> Self {
        Reader { rest: bytes, end: base + bytes.len(), structure, section }
    }

    /// Names the structure that is read from here on.
    #[inline]
    pub(crate) fn enter(&mut self, structure: &'static str, section: &'static str) {
        self.structure = structure;
        self.section = section;
    }

    /// Offset in the file.
    #[inline]
    pub(crate) fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// Bytes not yet read.
    #[inline]
    pub(crate) fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// What is left, without reading it.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    #[inline]
    fn run<O, P>(&mut self, mut parser: P) -> Result<O, ParseError>
    where
        P: Parser<&'a [u8], Output = O, Error = Failed<'a>>,
    {
        match parser.parse(self.rest) {
            Ok((rest, value)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) => Err(self.truncated()),
        }
    }

    #[cold]
    fn truncated(&self) -> ParseError {
        self.fail("truncated")
    }

    /// An error at the current offset.
    #[cold]
    pub(crate) fn fail(&self, detail: impl Into<String>) -> ParseError {
        ParseError::new(self.offset(), self.structure, self.section, detail)
    }

    #[inline]
    pub(crate) fn u1(&mut self) -> Result<u8, ParseError> {
        self.run(be_u8)
    }

    #[inline]
    pub(crate) fn u2(&mut self) -> Result<u16, ParseError> {
        self.run(be_u16)
    }

    #[inline]
    pub(crate) fn u4(&mut self) -> Result<u32, ParseError> {
        self.run(be_u32)
    }

    #[inline]
    pub(crate) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ParseError> {
        self.run(take(count))
    }

    /// Checks that `count` items of at least `least` bytes each can be there, before memory is reserved for them.
    #[inline]
    pub(crate) fn room_for(&self, count: usize, least: usize) -> Result<(), ParseError> {
        if count.saturating_mul(least) > self.rest.len() { Err(self.truncated()) } else { Ok(()) }
    }

    /// The structure must end here.
    #[inline]
    pub(crate) fn finish(&self) -> Result<(), ParseError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.fail(format!("{} bytes too many", self.rest.len()))) }
    }
}
