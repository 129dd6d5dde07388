//! Bytes to [`ClassFile`]: reads class files and knows no virtual machine.
//!
//! The reader copies nothing: pool entries are decoded when asked for, attributes are slices with typed views, and the exact bytes,
//! order and indices of the file are kept, because a live update compares them. Three passes, each in its place:
//! [`ClassFile::parse`] reads the outline, [`format_check`](format_check::format_check) is the format checking of JVMS §4.8, and
//! verification of code (§4.10) is not done here. No input makes it panic or reserve memory that the input does not pay for.

pub mod access;
pub mod attribute;
pub mod class_file;
pub mod constant_pool;
pub mod decoder;
pub mod descriptor;
pub mod disassemble;
pub mod error;
pub mod format_check;
pub mod mutf8;
pub mod opcode;
mod reader;
pub mod signature;
#[cfg(test)]
mod testing;

pub use access::{ClassFlags, FieldFlags, InnerClassFlags, MethodFlags, ModuleFlags, ParameterFlags};
pub use attribute::{Attribute, AttributeInfo, Code, ExceptionHandler, StackMapTable};
pub use class_file::{ClassFile, JAVA_17_MAJOR, MAX_MAJOR, MIN_MAJOR, MemberInfo};
pub use constant_pool::{Constant, ConstantPool, DynamicRef, MemberKind, MemberRef, ReferenceKind};
pub use decoder::{Instruction, Instructions, Operands};
pub use descriptor::{FieldType, MethodDescriptor};
pub use disassemble::{disassemble, disassemble_method};
pub use error::{JavaError, ParseError, ParseErrorFacts};
pub use format_check::format_check;
pub use opcode::{Opcode, OperandFormat};
