//! The rules that code can break, and how each is put into words: the first line of a `VerifyError`, as people know it from HotSpot,
//! which has one wording for type checking and another for type inference. It decides nothing.

use super::types::Type;
use crate::symbol::Symbol;
use crate::throw::Abrupt;
use classfile::Opcode;

/// Why verification ends.
#[derive(Debug)]
pub(super) enum Stop {
    /// A rule is broken.
    Fault(Box<Broken>),
    /// A malformed attribute: a `ClassFormatError`.
    Format(String),
    /// Not the code's fault.
    Abrupt(Abrupt),
}

/// A broken rule with what led to it.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) fault: Fault,
    pub(super) reason: Option<Reason>,
}

impl Stop {
    #[cold]
    pub(super) fn fault(fault: Fault) -> Stop {
        Stop::Fault(Box::new(Broken { fault, reason: None }))
    }

    #[cold]
    pub(super) fn because(fault: Fault, reason: Reason) -> Stop {
        Stop::Fault(Box::new(Broken { fault, reason: Some(reason) }))
    }
}

/// The sentence after `Reason:`.
#[derive(Debug, Clone)]
pub(super) enum Reason {
    /// The first cannot be used as the second.
    NotAssignable(Type, Type),
    NotReference(Type),
    /// The instruction would cut a `long` or `double` in two, or move an unusable slot.
    SplitsValue(Type),
    NotArray(Type, &'static str),
    /// The reason concerns that stack slot.
    Stack(usize, Box<Reason>),
    /// The reason concerns that local variable.
    Local(usize, Box<Reason>),
    /// Current frame and frame of the stack map have stacks of these heights.
    StackHeight(usize, usize),
    /// The flags of the state are not those of the frame.
    Flags,
    PoolIndex(u16),
}

/// A broken rule.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    StackOverflow,
    StackUnderflow,
    BadStackType,
    /// Not an array of the kind that the instruction needs, or not the object of a `putfield`.
    BadOperand(Opcode),
    BadLocalType(usize),
    LocalOverflow,
    /// The byte is no instruction, or none in this version.
    BadInstruction(Option<u8>),
    BadWide,
    BadTarget(i64),
    TableSwitchBounds,
    SwitchPadding,
    NegativePairs,
    UnsortedPairs,
    InvokeInterfaceZero,
    InvokeDynamicZero,
    InvokeInterfaceCount,
    NewArrayCode,
    PoolIndex(u16, Symbol),
    PoolType(u16, Symbol),
    /// A field of an array.
    FieldOfArray(u16, Symbol),
    New,
    TooManyDimensions,
    NotAnArrayClass,
    Dimensions(u8),
    /// `<init>` or `<clinit>` called by something else than `invokespecial`.
    InternalMethod,
    /// `invokespecial <init>` on `this` for a class that is neither this one nor its superclass.
    BadInit,
    /// `invokespecial <init>` on a value that is not uninitialized.
    NothingToInitialize,
    NotFromNew,
    WrongInit,
    ProtectedInit,
    Protected(Opcode),
    SpecialNotAssignable,
    SpecialIndirectInterface,
    BadReturn,
    ReturnsNothing,
    ReturnsValue,
    ThisUninitialized,
    FallsOffEnd,
    /// A frame is missing after an unconditional branch.
    NoFrame,
    NoFrameAtTarget(u32),
    /// The state from the instruction before does not fit the frame.
    FrameMismatch,
    TargetMismatch(u32),
    HandlerMismatch(u32),
    /// A frame is not at an instruction.
    FrameOffset,
    CatchType(u32),
    ArgumentsTooBig,
    // Type inference only.
    StackHeights(usize, usize),
    MergedStacks,
    RecursiveSubroutine,
    NotReturnAddress(usize),
    SubroutineNotCalled,
}

impl Fault {
    /// The wording of the type checker.
    pub(super) fn checking(&self, pc: u32) -> String {
        let text = match self {
            Fault::StackOverflow => "Operand stack overflow",
            Fault::StackUnderflow => "Operand stack underflow",
            Fault::BadStackType => "Bad type on operand stack",
            Fault::BadOperand(opcode) => return format!("Bad type on operand stack in {}", opcode.mnemonic()),
            Fault::BadLocalType(_) => "Bad local variable type",
            Fault::LocalOverflow => "Local variable table overflow",
            Fault::BadInstruction(Some(byte)) => return format!("Bad instruction: {byte:02x}"),
            Fault::BadInstruction(None) => "Bad instruction",
            Fault::BadWide | Fault::TableSwitchBounds | Fault::NegativePairs => "Bad instruction",
            Fault::BadTarget(target) => return format!("Expecting a stackmap frame at branch target {target}"),
            Fault::SwitchPadding => "Nonzero padding byte in lookupswitch or tableswitch",
            Fault::UnsortedPairs => "Bad lookupswitch instruction",
            Fault::InvokeInterfaceZero => "Fourth operand byte of invokeinterface must be zero",
            Fault::InvokeDynamicZero => "Third and fourth operand bytes of invokedynamic must be zero",
            Fault::InvokeInterfaceCount => "Inconsistent args count operand in invokeinterface",
            Fault::NewArrayCode => "Illegal newarray instruction",
            Fault::PoolIndex(index, class) => {
                return format!("Illegal constant pool index {index} in class {}", external(*class));
            }
            Fault::FieldOfArray(index, class) => {
                return format!("Expecting reference to class in class {class} at constant pool index {index}");
            }
            Fault::PoolType(index, class) => {
                return format!("Illegal type at constant pool entry {index} in class {}", external(*class));
            }
            Fault::New => "Illegal new instruction",
            Fault::TooManyDimensions => "Illegal anewarray instruction, array has more than 255 dimensions",
            Fault::NotAnArrayClass => "Illegal constant pool index in multianewarray instruction",
            Fault::Dimensions(count) => return format!("Illegal dimension in multianewarray instruction: {count}"),
            Fault::InternalMethod => "Illegal call to internal method",
            Fault::BadInit => "Bad <init> method call",
            Fault::NothingToInitialize => "Bad operand type when invoking <init>",
            Fault::NotFromNew => "Expecting new instruction",
            Fault::WrongInit => "Call to wrong <init> method",
            Fault::ProtectedInit => "Bad access to protected <init> method",
            Fault::Protected(opcode) => return format!("Bad access to protected data in {}", opcode.mnemonic()),
            Fault::SpecialNotAssignable => {
                "Bad invokespecial instruction: current class isn't assignable to reference class."
            }
            Fault::SpecialIndirectInterface => {
                "Bad invokespecial instruction: interface method reference is in an indirect superinterface."
            }
            Fault::BadReturn => "Bad return type",
            Fault::ReturnsNothing => "Method does not expect a return value",
            Fault::ReturnsValue => "Method expects a return value",
            Fault::ThisUninitialized => "Constructor must call super() or this() before return",
            Fault::FallsOffEnd => "Control flow falls through code end",
            Fault::NoFrame => "Expecting a stack map frame",
            Fault::NoFrameAtTarget(target) => return format!("Expecting a stackmap frame at branch target {target}"),
            Fault::FrameMismatch => "Instruction type does not match stack map",
            Fault::TargetMismatch(target) => return format!("Inconsistent stackmap frames at branch target {target}"),
            Fault::HandlerMismatch(pc) => return format!("Stack map does not match the one at exception handler {pc}"),
            Fault::CatchType(pc) => {
                return format!("Catch type is not a subclass of Throwable in exception handler {pc}");
            }
            Fault::FrameOffset => "StackMapTable error: bad offset",
            Fault::ArgumentsTooBig => "Arguments can't fit into locals",
            Fault::StackHeights(..)
            | Fault::MergedStacks
            | Fault::RecursiveSubroutine
            | Fault::NotReturnAddress(_)
            | Fault::SubroutineNotCalled => return self.inference(pc),
        };
        text.to_owned()
    }

    /// The wording of type inference, without the prefix that names class and method.
    pub(super) fn inference(&self, pc: u32) -> String {
        let text = match self {
            Fault::StackOverflow => "Stack size too large",
            Fault::StackUnderflow => "Unable to pop operand off an empty stack",
            Fault::BadStackType => "Wrong type of value on stack",
            Fault::BadOperand(opcode) => match opcode {
                Opcode::Putfield => "Incompatible type for getting or setting field",
                Opcode::Arraylength => "Expecting to find array on stack",
                Opcode::Aaload | Opcode::Aastore => "Expecting to find array of objects or arrays on stack",
                _ => "Expecting to find array of the instruction's type on stack",
            },
            Fault::BadLocalType(index) => return format!("Register {index} contains wrong type"),
            Fault::LocalOverflow => "Illegal local variable number",
            Fault::BadInstruction(_) | Fault::BadWide => return format!("Illegal instruction found at offset {pc}"),
            Fault::BadTarget(_) => "Illegal target of jump or branch",
            Fault::TableSwitchBounds => "Illegal table switch bounds",
            Fault::SwitchPadding => "Non zero padding bytes in switch",
            Fault::NegativePairs => "Negative number of keys in lookupswitch",
            Fault::UnsortedPairs => "Unsorted lookup switch",
            Fault::InvokeInterfaceZero => "Fourth operand byte of invokeinterface must be zero",
            Fault::InvokeDynamicZero => "Illegal structure in invokedynamic",
            Fault::InvokeInterfaceCount => "Inconsistent args_size for opc_invokeinterface",
            Fault::NewArrayCode => "Bad type passed to opc_newarray",
            Fault::PoolIndex(..) => "Illegal constant pool index",
            Fault::PoolType(..) => "Illegal type in constant pool",
            Fault::FieldOfArray(..) => "Expecting to find object of a class on stack",
            Fault::New => "Illegal creation of array",
            Fault::TooManyDimensions => "Array with too many dimensions",
            Fault::NotAnArrayClass | Fault::Dimensions(_) => "Illegal dimension argument",
            Fault::InternalMethod => "Must call initializers using invokespecial",
            Fault::BadInit | Fault::WrongInit | Fault::NotFromNew => "Call to wrong initialization method",
            Fault::NothingToInitialize => "Expecting to find unitialized object on stack",
            Fault::ProtectedInit | Fault::Protected(_) => "Bad access to protected data",
            Fault::SpecialNotAssignable | Fault::SpecialIndirectInterface => "Illegal use of nonvirtual function call",
            Fault::BadReturn => "Wrong return type in function",
            Fault::ReturnsNothing | Fault::ReturnsValue => "Wrong return type in function",
            Fault::ThisUninitialized => "Constructor must call super() or this()",
            Fault::FallsOffEnd => "Falling off the end of the code",
            Fault::CatchType(_) => "Catch type is not a subclass of Throwable",
            Fault::ArgumentsTooBig => "Arguments can't fit into locals",
            Fault::StackHeights(a, b) => return format!("Inconsistent stack height {a} != {b}"),
            Fault::MergedStacks => "Mismatched stack types",
            Fault::RecursiveSubroutine => "Recursive call to jsr entry",
            Fault::NotReturnAddress(index) => return format!("Register {index} contains wrong type"),
            Fault::SubroutineNotCalled => "Illegal return from subroutine",
            Fault::NoFrame
            | Fault::NoFrameAtTarget(_)
            | Fault::FrameMismatch
            | Fault::TargetMismatch(_)
            | Fault::HandlerMismatch(_)
            | Fault::FrameOffset => return self.checking(pc),
        };
        text.to_owned()
    }
}

fn external(class: Symbol) -> String {
    class.as_str().replace('/', ".")
}
