//! What is wrong with a class file and where. Owns the error type of the crate; it never formats for people beyond one line,
//! and it never decides what the virtual machine does with the error. JVMS §4.8, §4.1 (versions).

use thiserror::Error;

/// The Java error that a malformed class file becomes (JVMS §5.3.5, §4.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JavaError {
    /// `java.lang.ClassFormatError`
    ClassFormatError,
    /// `java.lang.UnsupportedClassVersionError`
    UnsupportedClassVersionError,
    /// `java.lang.NoClassDefFoundError`: the file is a module descriptor, not a class.
    NoClassDefFoundError,
    /// `java.lang.VerifyError`: the bytes of a method's code are not instructions.
    VerifyError,
}

impl JavaError {
    /// The binary name in internal form, for instance `java/lang/ClassFormatError`.
    pub const fn class_name(self) -> &'static str {
        match self {
            JavaError::ClassFormatError => "java/lang/ClassFormatError",
            JavaError::UnsupportedClassVersionError => "java/lang/UnsupportedClassVersionError",
            JavaError::NoClassDefFoundError => "java/lang/NoClassDefFoundError",
            JavaError::VerifyError => "java/lang/VerifyError",
        }
    }
}

/// The facts of a [`ParseError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseErrorFacts {
    /// Byte offset in the class file (for the decoder of a lone code array: in that array).
    pub offset: usize,
    /// The structure that was being read, by its JVMS name: `CONSTANT_Class_info`, `Code_attribute`, …
    pub structure: &'static str,
    /// The section of the JVMS that states the broken rule, without the paragraph sign.
    pub section: &'static str,
    /// What is wrong.
    pub detail: String,
    /// Which Java error it becomes.
    pub java: JavaError,
}

/// A rule of the class-file format that the bytes break. One word wide, so that checked getters stay cheap.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {} (offset {}, JVMS §{})", .0.structure, .0.detail, .0.offset, .0.section)]
pub struct ParseError(Box<ParseErrorFacts>);

impl ParseError {
    /// A `ClassFormatError`.
    #[cold]
    pub fn new(offset: usize, structure: &'static str, section: &'static str, detail: impl Into<String>) -> Self {
        Self::with_java(offset, structure, section, detail, JavaError::ClassFormatError)
    }

    /// Any of the Java errors.
    #[cold]
    pub fn with_java(
        offset: usize,
        structure: &'static str,
        section: &'static str,
        detail: impl Into<String>,
        java: JavaError,
    ) -> Self {
        ParseError(Box::new(ParseErrorFacts { offset, structure, section, detail: detail.into(), java }))
    }

    /// Which Java error the virtual machine throws for it.
    pub fn as_java(&self) -> JavaError {
        self.0.java
    }
}

impl std::ops::Deref for ParseError {
    type Target = ParseErrorFacts;
    fn deref(&self) -> &ParseErrorFacts {
        &self.0
    }
}
