//! Initializer slices (rule 5.2): the stretch of `<clinit>`, or of the constructors' common prefix, that gives one field its
//! first value and can be run alone.
//!
//! A slice begins with an empty stack, ends in one store to the field, jumps nowhere and is jumped into from nowhere, and
//! reads no local variable but `this`. Anything else is no slice.

use crate::diff;
use classfile::{ClassFile, Instruction, MemberInfo, Opcode, Operands};
use jvm::FieldRef;
use std::collections::BTreeSet;
use std::ops::Range;

/// A slice of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Field name.
    pub field: String,
    /// Field descriptor.
    pub descriptor: String,
    /// Bytecode range in the method it stands in, the store included.
    pub range: Range<u32>,
    /// Position of that method in the class file.
    pub method: usize,
    /// The instructions as text, constants by what they name.
    pub text: Vec<String>,
}

impl Slice {
    /// Stores a constant: the same for every instance.
    pub fn is_constant(&self) -> bool {
        let constant = |text: &String| {
            ["Ldc", "Iconst", "Lconst", "Fconst", "Dconst", "Bipush", "Sipush", "AconstNull"]
                .iter()
                .any(|stem| text.starts_with(stem))
        };
        matches!(self.text.as_slice(), [_, value, _] if constant(value))
    }

    /// Is it the slice of this field?
    pub fn is_for(&self, field: FieldRef) -> bool {
        self.field == field.name.as_str() && self.descriptor == field.descriptor().as_str()
    }
}

/// What a slice stores that does nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant<'a> {
    /// An `int`, or what is narrower.
    Int(i32),
    /// A `long`.
    Long(i64),
    /// A `float`, as its bits.
    Float(u32),
    /// A `double`, as its bits.
    Double(u64),
    /// Modified UTF-8 of an interned string.
    String(&'a [u8]),
    /// `null`
    Null,
}

impl<'a> Constant<'a> {
    /// The constant that a slice of an instance field stores. Classes, method handles and dynamic constants are resolved,
    /// which may run code: they are none.
    pub fn of(file: &ClassFile<'a>, slice: &Slice) -> Option<Constant<'a>> {
        let code = file.methods.get(slice.method)?.code(&file.constant_pool).ok().flatten()?;
        let all = code.instructions().filter_map(Result::ok);
        let own: Vec<Instruction<'_>> = all.filter(|instruction| slice.range.contains(&instruction.pc)).collect();
        match own.as_slice() {
            [this, value, store] if this.opcode == Opcode::Aload0 && store.opcode == Opcode::Putfield => {
                Constant::pushed(file, value)
            }
            _ => None,
        }
    }

    fn pushed(file: &ClassFile<'a>, instruction: &Instruction<'_>) -> Option<Constant<'a>> {
        use Constant::{Double, Float, Int, Long, Null};
        Some(match instruction.opcode {
            Opcode::AconstNull => Null,
            Opcode::IconstM1 => Int(-1),
            Opcode::Iconst0 => Int(0),
            Opcode::Iconst1 => Int(1),
            Opcode::Iconst2 => Int(2),
            Opcode::Iconst3 => Int(3),
            Opcode::Iconst4 => Int(4),
            Opcode::Iconst5 => Int(5),
            Opcode::Lconst0 => Long(0),
            Opcode::Lconst1 => Long(1),
            Opcode::Fconst0 => Float(0f32.to_bits()),
            Opcode::Fconst1 => Float(1f32.to_bits()),
            Opcode::Fconst2 => Float(2f32.to_bits()),
            Opcode::Dconst0 => Double(0f64.to_bits()),
            Opcode::Dconst1 => Double(1f64.to_bits()),
            Opcode::Bipush | Opcode::Sipush => match instruction.operands {
                Operands::Immediate(value) => Int(value),
                _ => return None,
            },
            Opcode::Ldc | Opcode::LdcW | Opcode::Ldc2W => match instruction.operands {
                Operands::Constant(index) => match file.constant_pool.try_get(index)? {
                    classfile::Constant::Integer(value) => Int(value),
                    classfile::Constant::Float(bits) => Float(bits),
                    classfile::Constant::Long(value) => Long(value),
                    classfile::Constant::Double(bits) => Double(bits),
                    classfile::Constant::String(text) => Constant::String(file.constant_pool.utf8(text).ok()?),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// Slices of static fields, in the order of `<clinit>`.
pub fn static_slices(file: &ClassFile<'_>) -> Vec<Slice> {
    let initializer = file.methods.iter().position(|method| is_named(file, method, b"<clinit>"));
    initializer.map_or_else(Vec::new, |at| slices(file, at, true))
}

/// Slices of instance fields that every constructor which calls the superclass's has.
pub fn instance_slices(file: &ClassFile<'_>) -> Vec<Slice> {
    let mut constructors = file.methods.iter().enumerate().filter(|(_, method)| is_named(file, method, b"<init>"));
    let mut all: Option<Vec<Slice>> = None;
    for (at, method) in &mut constructors {
        if !calls_super(file, method) {
            continue;
        }
        let own = slices(file, at, false);
        all = Some(match all {
            None => own,
            Some(before) => before
                .into_iter()
                .filter(|slice| own.iter().any(|other| other.field == slice.field && other.text == slice.text))
                .collect(),
        });
    }
    all.unwrap_or_default()
}

/// Names of fields that some method of the class stores to in its initializers, sliced or not.
pub fn is_set(file: &ClassFile<'_>, field: &str, descriptor: &str, is_static: bool) -> bool {
    let name: &[u8] = if is_static { b"<clinit>" } else { b"<init>" };
    let store = if is_static { Opcode::Putstatic } else { Opcode::Putfield };
    file.methods.iter().filter(|method| is_named(file, method, name)).any(|method| {
        let Some(code) = method.code(&file.constant_pool).ok().flatten() else { return false };
        code.instructions().filter_map(Result::ok).any(|instruction| {
            instruction.opcode == store
                && stored_field(file, &instruction).is_some_and(|(name, kind)| name == field && kind == descriptor)
        })
    })
}

fn is_named(file: &ClassFile<'_>, method: &MemberInfo<'_>, name: &[u8]) -> bool {
    method.name(&file.constant_pool).is_ok_and(|own| own == name)
}

fn slices(file: &ClassFile<'_>, method: usize, is_static: bool) -> Vec<Slice> {
    let Some(code) = file.methods[method].code(&file.constant_pool).ok().flatten() else { return Vec::new() };
    let Ok(instructions) = code.instructions().collect::<Result<Vec<_>, _>>() else { return Vec::new() };
    let mut targets: BTreeSet<u32> = instructions.iter().flat_map(|one| branch_targets(one)).collect();
    for row in code.exception_table.iter() {
        targets.extend([u32::from(row.handler_pc), u32::from(row.start_pc), u32::from(row.end_pc)]);
    }
    let mut found = Vec::new();
    // A constructor's slices begin after the call of the superclass's.
    let mut begun = is_static;
    let (mut depth, mut start, mut clean) = (0i32, 0u32, true);
    let mut text = Vec::new();
    for instruction in &instructions {
        if depth == 0 && text.is_empty() {
            start = instruction.pc;
            clean = true;
        }
        clean &= !(targets.contains(&instruction.pc) && instruction.pc != start) && is_plain(instruction, is_static);
        text.push(diff::instruction(file, instruction));
        let Some(change) = depth_change(file, instruction) else { return found };
        depth += change;
        if depth < 0 {
            return found;
        }
        if depth > 0 {
            continue;
        }
        let store = if is_static { Opcode::Putstatic } else { Opcode::Putfield };
        if instruction.opcode == store && begun && clean {
            if let Some((field, descriptor)) = stored_field(file, instruction) {
                let text = text.clone();
                found.push(Slice { field, descriptor, range: start..instruction.next_pc(), method, text });
            }
        } else if begun && !is_static {
            // The common prefix ends at the first statement that is no initializer.
            return found;
        }
        if !begun && instruction.opcode == Opcode::Invokespecial && names_init(file, instruction) {
            begun = true;
        }
        text.clear();
    }
    found
}

fn calls_super(file: &ClassFile<'_>, method: &MemberInfo<'_>) -> bool {
    let Some(code) = method.code(&file.constant_pool).ok().flatten() else { return false };
    let own = file.name().ok();
    // Of the constructors called here, one of the class itself means `this(...)`; `new Self()` among the arguments is rare.
    !code.instructions().filter_map(Result::ok).any(|instruction| {
        instruction.opcode == Opcode::Invokespecial
            && names_init(file, &instruction)
            && member(file, &instruction).is_some_and(|class| Some(class.as_slice()) == own)
            && !creates_self(file, &code)
    })
}

fn creates_self(file: &ClassFile<'_>, code: &classfile::Code<'_>) -> bool {
    code.instructions().filter_map(Result::ok).any(|instruction| match instruction.operands {
        Operands::Constant(index) => {
            instruction.opcode == Opcode::New && file.constant_pool.class_name(index).ok() == file.name().ok()
        }
        _ => false,
    })
}

fn names_init(file: &ClassFile<'_>, instruction: &Instruction<'_>) -> bool {
    let Operands::Constant(index) = instruction.operands else { return false };
    file.constant_pool.member_ref(index).is_ok_and(|member| member.name == b"<init>")
}

fn member(file: &ClassFile<'_>, instruction: &Instruction<'_>) -> Option<Vec<u8>> {
    let Operands::Constant(index) = instruction.operands else { return None };
    file.constant_pool.member_ref(index).ok().map(|member| member.class_name.to_vec())
}

/// The field of this class that a store names.
fn stored_field(file: &ClassFile<'_>, instruction: &Instruction<'_>) -> Option<(String, String)> {
    let Operands::Constant(index) = instruction.operands else { return None };
    let member = file.constant_pool.member_ref(index).ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (Some(member.class_name) == file.name().ok()).then(|| (text(member.name), text(member.descriptor)))
}

fn branch_targets(instruction: &Instruction<'_>) -> Vec<u32> {
    match &instruction.operands {
        Operands::Branch(target) => vec![*target],
        Operands::TableSwitch(table) => table.targets().chain([table.default]).collect(),
        Operands::LookupSwitch(table) => table.pairs().map(|pair| pair.1).chain([table.default]).collect(),
        _ => Vec::new(),
    }
}

/// Goes on to the next instruction and touches no local variable but `this`.
fn is_plain(instruction: &Instruction<'_>, is_static: bool) -> bool {
    let mnemonic = format!("{:?}", instruction.opcode).to_ascii_lowercase();
    let touches_local = matches!(instruction.operands, Operands::Local(_) | Operands::Increment { .. })
        || ["iload", "lload", "fload", "dload", "aload", "istore", "lstore", "fstore", "dstore", "astore"]
            .iter()
            .any(|stem| mnemonic.strip_prefix(stem).is_some_and(|rest| rest.len() == 1));
    let this = !is_static && instruction.opcode == Opcode::Aload0;
    let leaves =
        matches!(instruction.operands, Operands::Branch(_) | Operands::TableSwitch(_) | Operands::LookupSwitch(_))
            || mnemonic.ends_with("return")
            || matches!(instruction.opcode, Opcode::Athrow | Opcode::Ret | Opcode::Monitorenter | Opcode::Monitorexit);
    (!touches_local || this) && !leaves
}

/// By how many slots an instruction changes the stack.
fn depth_change(file: &ClassFile<'_>, instruction: &Instruction<'_>) -> Option<i32> {
    if let Some((popped, pushed)) = instruction.opcode.stack_slots() {
        return Some(pushed as i32 - popped as i32);
    }
    let pool = &file.constant_pool;
    let width = |descriptor: &[u8]| match descriptor.first() {
        Some(b'J' | b'D') => 2,
        Some(b'V') | None => 0,
        Some(_) => 1,
    };
    let index = match instruction.operands {
        Operands::Constant(index) | Operands::InvokeInterface { index, .. } => index,
        Operands::MultiANewArray { dimensions, .. } => return Some(1 - i32::from(dimensions)),
        _ => return None,
    };
    let field = || pool.member_ref(index).ok().map(|member| width(member.descriptor));
    Some(match instruction.opcode {
        Opcode::Getstatic => field()?,
        Opcode::Putstatic => -field()?,
        Opcode::Getfield => field()? - 1,
        Opcode::Putfield => -field()? - 1,
        Opcode::Invokedynamic => call(pool.dynamic(index).ok()?.descriptor),
        Opcode::Invokestatic => call(pool.member_ref(index).ok()?.descriptor),
        Opcode::Invokevirtual | Opcode::Invokespecial | Opcode::Invokeinterface => {
            call(pool.member_ref(index).ok()?.descriptor) - 1
        }
        _ => return None,
    })
}

/// Result less arguments, in slots.
fn call(descriptor: &[u8]) -> i32 {
    let name = jvm::Symbol::new(descriptor);
    let parameters: i32 =
        jvm::class::parameters(name.bytes()).map(|one| if matches!(one, b"J" | b"D") { 2 } else { 1 }).sum();
    let returned = match jvm::class::return_descriptor(descriptor).first() {
        Some(b'J' | b'D') => 2,
        Some(b'V') | None => 0,
        Some(_) => 1,
    };
    returned - parameters
}
