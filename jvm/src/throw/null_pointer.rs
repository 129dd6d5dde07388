//! Helpful NullPointerException messages (JEP 358): what was done, and which expression was null.
//!
//! Works on a class file alone: a data flow over the bytecode of one method finds, for each operand-stack slot before the
//! throwing instruction, the instruction that pushed it. Made only when a program asks for the message. It never loads or
//! runs anything. JVMS §6.5 (the instructions that throw NullPointerException).

use classfile::{ClassFile, Code, ConstantPool, Instruction, MemberInfo, MethodDescriptor, Opcode, Operands, mutf8};
use std::cell::Cell;

/// How many steps a description goes back through fields and arrays.
const MAX_DETAIL: usize = 5;

/// The message for a NullPointerException that the VM threw at `bci`; `None` if the instruction there is not one that
/// dereferences, or only a constructor call (the program made the exception itself).
pub fn message(file: &ClassFile<'_>, method: &MemberInfo<'_>, bci: u32) -> Option<String> {
    let pool = &file.constant_pool;
    let code = method.code(pool).ok()??;
    let flow = Flow::run(pool, &code, bci)?;
    let writer = Writer { pool, method, code: &code, flow: &flow, budget: Cell::new(500) };
    let instruction = Instruction::at(&code, bci)?;
    let slot = writer.null_slot(&instruction)?;
    let mut text = writer.failed_action(&instruction)?;
    let mut cause = String::new();
    if writer.describe(bci, slot, MAX_DETAIL, false, &mut cause) {
        text.push_str(&cause);
        text.push_str("\" is null");
    }
    Some(text)
}

trait At<'a>: Sized {
    fn at(code: &Code<'a>, bci: u32) -> Option<Self>;
}
impl<'a> At<'a> for Instruction<'a> {
    fn at(code: &Code<'a>, bci: u32) -> Option<Instruction<'a>> {
        classfile::Instructions::decode_at(code.code, bci).ok()
    }
}

/// The instruction that pushed a slot, where it is the same on all paths.
type Source = Option<u32>;

#[derive(Clone, Default)]
struct Slots {
    stack: Vec<Source>,
    /// Locals stored to so far: those no longer are the parameters they were. Only the first 64 are known.
    written: u64,
}

impl Slots {
    fn push(&mut self, source: u32, slots: usize) {
        self.stack.extend(std::iter::repeat_n(Some(source), slots));
    }
    fn pop(&mut self, slots: usize) {
        self.stack.truncate(self.stack.len().saturating_sub(slots));
    }
    /// Slot counted from the top.
    fn below_top(&self, slot: usize) -> Source {
        let at = self.stack.len().checked_sub(slot + 1)?;
        self.stack.get(at).copied().flatten()
    }
    fn write(&mut self, local: u16, slots: usize) {
        for at in usize::from(local)..usize::from(local) + slots {
            if at < 64 {
                self.written |= 1 << at;
            }
        }
    }
    fn was_written(&self, local: u16) -> bool {
        local < 64 && self.written & (1 << local) != 0
    }
    fn merge(&mut self, other: &Slots) {
        for (own, others) in self.stack.iter_mut().zip(&other.stack) {
            if own != others {
                *own = None;
            }
        }
        self.written |= other.written;
    }
    /// Moves the top `count` slots below the `skip` slots under them, leaving a copy on top (the dup family).
    fn duplicate(&mut self, count: usize, skip: usize) {
        let Some(start) = self.stack.len().checked_sub(count) else { return };
        let Some(place) = start.checked_sub(skip) else { return };
        let top: Vec<Source> = self.stack[start..].to_vec();
        self.stack.splice(place..place, top);
    }
}

/// Operand stacks before each instruction reached.
struct Flow {
    before: Vec<Option<Slots>>,
}

impl Flow {
    fn run(pool: &ConstantPool<'_>, code: &Code<'_>, wanted: u32) -> Option<Flow> {
        let mut flow = Flow { before: vec![None; code.code.len()] };
        *flow.before.get_mut(0)? = Some(Slots::default());
        for handler in code.exception_table.iter() {
            if let Some(place) = flow.before.get_mut(usize::from(handler.handler_pc)) {
                *place = Some(Slots { stack: vec![None], written: 0 });
            }
        }
        // Passes in code order until the wanted instruction is known, or a pass finds nothing new.
        loop {
            let mut added = false;
            for instruction in code.instructions() {
                let instruction = instruction.ok()?;
                if let Some(mut slots) = flow.before.get(instruction.pc as usize)?.clone() {
                    step(pool, &instruction, &mut slots)?;
                    flow.leave(&instruction, &slots, &mut added);
                }
                let next = instruction.next_pc();
                if next == wanted && flow.before.get(next as usize).is_some_and(Option::is_some) {
                    return Some(flow);
                }
            }
            if !added {
                return Some(flow);
            }
        }
    }

    fn leave(&mut self, instruction: &Instruction<'_>, slots: &Slots, added: &mut bool) {
        let mut to = |target: u32| match self.before.get_mut(target as usize) {
            Some(Some(known)) => known.merge(slots),
            Some(place) => {
                *place = Some(slots.clone());
                *added = true;
            }
            None => {}
        };
        match instruction.operands {
            Operands::Branch(target) => to(target),
            Operands::TableSwitch(switch) => {
                to(switch.default);
                switch.targets().for_each(&mut to);
            }
            Operands::LookupSwitch(switch) => {
                to(switch.default);
                switch.pairs().for_each(|pair| to(pair.1));
            }
            _ => {}
        }
        if !instruction.opcode.ends_block() {
            to(instruction.next_pc());
        }
    }
}

/// The local variable of a load or store, its number of slots, and whether it is a store.
fn local_access(instruction: &Instruction<'_>) -> Option<(u16, usize, bool)> {
    use Opcode::*;
    let op = instruction.opcode as u8;
    let wide = |kind: u8| if matches!(kind, 1 | 3) { 2 } else { 1 };
    let in_range = |first: Opcode, last: Opcode| (first as u8..=last as u8).contains(&op);
    if let Operands::Local(local) = instruction.operands {
        if in_range(Iload, Aload) {
            return Some((local, wide(op - Iload as u8), false));
        }
        if in_range(Istore, Astore) {
            return Some((local, wide(op - Istore as u8), true));
        }
        return None;
    }
    if in_range(Iload0, Aload3) {
        let n = op - Iload0 as u8;
        return Some((u16::from(n % 4), wide(n / 4), false));
    }
    if in_range(Istore0, Astore3) {
        let n = op - Istore0 as u8;
        return Some((u16::from(n % 4), wide(n / 4), true));
    }
    None
}

fn pool_index(instruction: &Instruction<'_>) -> Option<u16> {
    match instruction.operands {
        Operands::Constant(index) | Operands::InvokeInterface { index, .. } => Some(index),
        _ => None,
    }
}

fn field_slots(pool: &ConstantPool<'_>, index: u16) -> Option<usize> {
    let member = pool.member_ref(index).ok()?;
    Some(if matches!(member.descriptor, b"J" | b"D") { 2 } else { 1 })
}

/// Parameter and result slots of a call, receiver not counted.
fn call_slots(pool: &ConstantPool<'_>, instruction: &Instruction<'_>) -> Option<(usize, usize)> {
    let index = pool_index(instruction)?;
    let descriptor = if instruction.opcode == Opcode::Invokedynamic {
        pool.dynamic(index).ok()?.descriptor
    } else {
        pool.member_ref(index).ok()?.descriptor
    };
    let descriptor = MethodDescriptor::parse(descriptor).ok()?;
    Some((descriptor.parameter_slots(), descriptor.return_slots()))
}

/// The effect of one instruction on the slots.
fn step(pool: &ConstantPool<'_>, instruction: &Instruction<'_>, slots: &mut Slots) -> Option<()> {
    use Opcode::*;
    let bci = instruction.pc;
    if let Some((local, size, store)) = local_access(instruction) {
        if store {
            slots.pop(size);
            slots.write(local, size);
        } else {
            slots.push(bci, size);
        }
        return Some(());
    }
    match instruction.opcode {
        Iinc => {
            if let Operands::Increment { local, .. } = instruction.operands {
                slots.write(local, 1);
            }
        }
        // A cast leaves the value what it was.
        Nop | Checkcast => {}
        Dup => slots.duplicate(1, 0),
        DupX1 => slots.duplicate(1, 1),
        DupX2 => slots.duplicate(1, 2),
        Dup2 => slots.duplicate(2, 0),
        Dup2X1 => slots.duplicate(2, 1),
        Dup2X2 => slots.duplicate(2, 2),
        Swap => {
            let len = slots.stack.len();
            if len >= 2 {
                slots.stack.swap(len - 1, len - 2);
            }
        }
        Getstatic => slots.push(bci, field_slots(pool, pool_index(instruction)?)?),
        Putstatic => slots.pop(field_slots(pool, pool_index(instruction)?)?),
        Getfield => {
            slots.pop(1);
            slots.push(bci, field_slots(pool, pool_index(instruction)?)?);
        }
        Putfield => slots.pop(1 + field_slots(pool, pool_index(instruction)?)?),
        Invokevirtual | Invokespecial | Invokeinterface => {
            let (parameters, result) = call_slots(pool, instruction)?;
            slots.pop(parameters + 1);
            slots.push(bci, result);
        }
        Invokestatic | Invokedynamic => {
            let (parameters, result) = call_slots(pool, instruction)?;
            slots.pop(parameters);
            slots.push(bci, result);
        }
        Multianewarray => {
            if let Operands::MultiANewArray { dimensions, .. } = instruction.operands {
                slots.pop(usize::from(dimensions));
            }
            slots.push(bci, 1);
        }
        other => {
            let (popped, pushed) = other.stack_slots()?;
            slots.pop(popped);
            slots.push(bci, pushed);
        }
    }
    Some(())
}

struct Writer<'b, 'a> {
    pool: &'b ConstantPool<'a>,
    method: &'b MemberInfo<'a>,
    code: &'b Code<'a>,
    flow: &'b Flow,
    /// Steps left: ends a description that would go round in circles.
    budget: Cell<u32>,
}

impl Writer<'_, '_> {
    /// Which slot from the top held the null.
    fn null_slot(&self, instruction: &Instruction<'_>) -> Option<usize> {
        use Opcode::*;
        Some(match instruction.opcode {
            Getfield | Arraylength | Athrow | Monitorenter | Monitorexit => 0,
            Iaload | Faload | Aaload | Baload | Caload | Saload | Laload | Daload => 1,
            Iastore | Fastore | Aastore | Bastore | Castore | Sastore => 2,
            Lastore | Dastore => 3,
            Putfield => field_slots(self.pool, pool_index(instruction)?)?,
            Invokevirtual | Invokespecial | Invokeinterface => {
                let member = self.pool.member_ref(pool_index(instruction)?).ok()?;
                if member.name == b"<init>" {
                    return None;
                }
                call_slots(self.pool, instruction)?.0
            }
            _ => return None,
        })
    }

    fn failed_action(&self, instruction: &Instruction<'_>) -> Option<String> {
        use Opcode::*;
        let member_name = || {
            let member = self.pool.member_ref(pool_index(instruction)?).ok()?;
            Some(mutf8::to_str_lossy(member.name).into_owned())
        };
        Some(match instruction.opcode {
            Iaload => "Cannot load from int array".into(),
            Faload => "Cannot load from float array".into(),
            Aaload => "Cannot load from object array".into(),
            Laload => "Cannot load from long array".into(),
            Daload => "Cannot load from double array".into(),
            Baload => "Cannot load from byte/boolean array".into(),
            Caload => "Cannot load from char array".into(),
            Saload => "Cannot load from short array".into(),
            Iastore => "Cannot store to int array".into(),
            Fastore => "Cannot store to float array".into(),
            Aastore => "Cannot store to object array".into(),
            Lastore => "Cannot store to long array".into(),
            Dastore => "Cannot store to double array".into(),
            Bastore => "Cannot store to byte/boolean array".into(),
            Castore => "Cannot store to char array".into(),
            Sastore => "Cannot store to short array".into(),
            Arraylength => "Cannot read the array length".into(),
            Athrow => "Cannot throw exception".into(),
            Monitorenter => "Cannot enter synchronized block".into(),
            Monitorexit => "Cannot exit synchronized block".into(),
            Getfield => format!("Cannot read field \"{}\"", member_name()?),
            Putfield => format!("Cannot assign field \"{}\"", member_name()?),
            Invokevirtual | Invokespecial | Invokeinterface => {
                format!("Cannot invoke \"{}\"", self.method_text(pool_index(instruction)?)?)
            }
            _ => return None,
        })
    }

    /// Appends what was in a slot before `bci`; false (and nothing appended) if that cannot be said.
    /// The outermost call also writes the words that lead to it.
    fn describe(&self, bci: u32, slot: usize, detail: usize, inner: bool, out: &mut String) -> bool {
        use Opcode::*;
        if detail == 0 || self.budget.get() == 0 {
            return false;
        }
        self.budget.set(self.budget.get() - 1);
        let Some(slots) = self.flow.before.get(bci as usize).and_then(Option::as_ref) else { return false };
        let Some(source) = slots.below_top(slot) else { return false };
        let Some(instruction) = Instruction::at(self.code, source) else { return false };
        let outermost = detail == MAX_DETAIL && !inner && out.is_empty();
        let mut text = String::new();
        if outermost {
            text.push_str(match instruction.opcode {
                Invokevirtual | Invokespecial | Invokestatic | Invokeinterface => " because the return value of \"",
                _ => " because \"",
            });
        }
        if let Some((local, _, _)) = local_access(&instruction) {
            if matches!(instruction.opcode as u8, op if (Lload0 as u8..=Dload3 as u8).contains(&op))
                || matches!(instruction.opcode, Lload | Fload | Dload)
            {
                return false;
            }
            text.push_str(&self.local_text(source, local, !slots.was_written(local)));
            out.push_str(&text);
            return true;
        }
        let op = instruction.opcode;
        match op {
            AconstNull => text.push_str("null"),
            IconstM1 | Iconst0 | Iconst1 | Iconst2 | Iconst3 | Iconst4 | Iconst5 => {
                text.push_str(&(i32::from(op as u8) - i32::from(Iconst0 as u8)).to_string());
            }
            Bipush | Sipush => match instruction.operands {
                Operands::Immediate(value) => text.push_str(&value.to_string()),
                _ => return false,
            },
            Getstatic => {
                let Some(index) = pool_index(&instruction) else { return false };
                let Ok(member) = self.pool.member_ref(index) else { return false };
                text.push_str(&class_text(member.class_name));
                text.push('.');
                text.push_str(&mutf8::to_str_lossy(member.name));
            }
            Getfield => {
                let Some(member) = pool_index(&instruction).and_then(|index| self.pool.member_ref(index).ok()) else {
                    return false;
                };
                if self.describe_into(source, 0, detail - 1, inner, &mut text) {
                    text.push('.');
                }
                text.push_str(&mutf8::to_str_lossy(member.name));
            }
            Invokevirtual | Invokespecial | Invokestatic | Invokeinterface => {
                let Some(method) = pool_index(&instruction).and_then(|index| self.method_text(index)) else {
                    return false;
                };
                text.push_str(&method);
            }
            Iaload | Faload | Aaload | Baload | Caload | Saload | Laload | Daload => {
                if !self.describe_into(source, 1, detail - 1, inner, &mut text) {
                    text.push_str("<array>");
                }
                text.push('[');
                if !self.describe_into(source, 0, detail, true, &mut text) {
                    text.push_str("...");
                }
                text.push(']');
            }
            _ => return false,
        }
        out.push_str(&text);
        true
    }

    fn describe_into(&self, bci: u32, slot: usize, detail: usize, inner: bool, out: &mut String) -> bool {
        let mut text = String::new();
        let done = self.describe(bci, slot, detail, inner, &mut text);
        out.push_str(&text);
        done
    }

    fn local_text(&self, bci: u32, local: u16, unwritten: bool) -> String {
        let named = self.code.attributes.iter().find_map(|attribute| {
            if attribute.name(self.pool).ok()? != b"LocalVariableTable" {
                return None;
            }
            attribute.local_variable_table().ok()?.iter().find_map(|row| {
                let start = u32::from(row.start_pc);
                let within = (start..start + u32::from(row.length)).contains(&bci) && row.index == local;
                within.then(|| self.pool.utf8_text(row.name_index).ok().map(|name| name.into_owned()))?
            })
        });
        if let Some(name) = named {
            return name;
        }
        let is_static = self.method.access_flags & 0x0008 != 0;
        if !is_static && local == 0 && unwritten {
            return "this".into();
        }
        if unwritten
            && let Ok(descriptor) = self.method.descriptor(self.pool)
            && let Ok(descriptor) = MethodDescriptor::parse(descriptor)
        {
            let mut at = usize::from(!is_static);
            for (number, parameter) in descriptor.parameters().enumerate() {
                if (at..at + parameter.slots()).contains(&usize::from(local)) {
                    return format!("<parameter{}>", number + 1);
                }
                at += parameter.slots();
            }
        }
        format!("<local{local}>")
    }

    fn method_text(&self, index: u16) -> Option<String> {
        let member = self.pool.member_ref(index).ok()?;
        let descriptor = MethodDescriptor::parse(member.descriptor).ok()?;
        let parameters: Vec<String> = descriptor.parameters().map(|ty| short(ty.to_string())).collect();
        let name = mutf8::to_str_lossy(member.name);
        Some(format!("{}.{name}({})", class_text(member.class_name), parameters.join(", ")))
    }
}

fn class_text(name: &[u8]) -> String {
    match name {
        b"java/lang/Object" => "Object".into(),
        b"java/lang/String" => "String".into(),
        _ => mutf8::to_str_lossy(name).replace('/', "."),
    }
}

/// Parameter types lose their package if they begin like one of two known names (StringBuilder too, as in the JDK).
fn short(name: String) -> String {
    if name.starts_with("java.lang.Object") || name.starts_with("java.lang.String") {
        return name["java.lang.".len()..].to_owned();
    }
    name
}

#[cfg(test)]
mod tests;
