//! Resolved pool entries, compared with what resolution would give now, and quickened instructions, compared with their
//! entries (JVMS §5.4.3; redefinition rule 3.2 for what old code is bound to).

use super::Findings;
use crate::basic_type::BasicType;
use crate::class::{ClassRef, ClassVersion, FieldRef, MethodFlags, MethodRef};
use crate::constant_pool::{EntryState, PoolEntry};
use crate::interpreter::Op;
use crate::interpreter::{Code, CodeFlags, for_each_instruction};
use crate::known::Known;
use crate::linking::resolution::{from_superinterfaces, lookup_class_method, lookup_field};
use crate::symbol::Symbol;
use crate::versioning::{compiled_against, retained_field, versions};
use crate::vm::Vm;
use classfile::Constant;
use classfile::constant_pool::tag;
use std::sync::atomic::Ordering;

/// Entries and code of all versions of a class.
pub(super) fn check(vm: &Vm, class: ClassRef, findings: &mut Findings) {
    for version in versions(class) {
        version.pool.for_each(|entry| {
            if entry.is_resolved() {
                check_entry(vm, version, entry, findings);
            }
        });
        for method in &version.methods {
            if !method.is_native() && std::ptr::eq(method.version.load(Ordering::Acquire), version) {
                // SAFETY: a linked class's cells have code, which is alive; null before linking.
                if let Some(code) = unsafe { method.code().as_ref() } {
                    check_code(code, findings);
                }
            }
        }
    }
}

/// Code that frames run, which their cells may have no more.
pub(super) fn check_frames(vm: &Vm, findings: &mut Findings) {
    // SAFETY: the world is stopped: frames are live and stay as they are.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            for frame in thread.frames() {
                if let Some(code) = frame.code.as_ref() {
                    check_code(code, findings);
                }
            }
        });
    }
}

fn check_entry(vm: &Vm, version: &ClassVersion, entry: &PoolEntry, findings: &mut Findings) {
    let member = || Some(format!("#{} of version {}", entry.index, version.number));
    let pool = &version.file().constant_pool;
    if entry.tag == tag::CLASS {
        let name = pool.class_name(entry.index).unwrap_or(b"?");
        let is_it = entry.class().is_some_and(|class| {
            !class.unloaded.load(Ordering::Relaxed)
                && (class.name() == version.spelled_class(vm, name)
                    || (class.hidden && class == version.class)
                    || is_element_hidden(class))
        });
        if !is_it {
            findings.add(version.class, member(), "pool entry", format!("{:?} is not the class named", entry.class()));
        }
        return;
    }
    let Some(
        Constant::Fieldref { class, .. }
        | Constant::Methodref { class, .. }
        | Constant::InterfaceMethodref { class, .. },
    ) = pool.try_get(entry.index)
    else {
        return;
    };
    let named = version.pool.entry(class);
    let Some(owner) = named.class().filter(|_| named.is_resolved()) else {
        findings.add(version.class, member(), "pool entry", "is resolved, and its class is not");
        return;
    };
    // Where versions coexist each receiver decides: the instructions look the name up again.
    if owner.coexisting.load(Ordering::Acquire) {
        return;
    }
    let Ok(reference) = pool.member_ref(entry.index) else { return };
    let (name, descriptor) = (Symbol::new(reference.name), version.spelled(vm, reference.descriptor));
    if entry.tag == tag::FIELDREF {
        let fresh = lookup_field(owner, name, descriptor).or_else(|| retained_field(version, owner, name, descriptor));
        if entry.field() != fresh {
            let what = format!("field {:?}, resolution gives {fresh:?}", entry.field());
            findings.add(version.class, member(), "pool entry", what);
        }
        return;
    }
    check_method(vm, version, entry, owner, (name, descriptor), findings);
}

fn is_element_hidden(class: ClassRef) -> bool {
    class.array().is_some_and(|info| info.element.hidden)
}

fn check_method(
    vm: &Vm,
    version: &ClassVersion,
    entry: &PoolEntry,
    owner: ClassRef,
    (name, descriptor): (Symbol, Symbol),
    findings: &mut Findings,
) {
    let member = || Some(format!("#{} of version {}", entry.index, version.number));
    let Some(held) = entry.method() else {
        findings.add(version.class, member(), "pool entry", "is resolved to no method");
        return;
    };
    // Adapters and intrinsics are made by the class library, and hold no member.
    if entry.reference.load(Ordering::Relaxed) != 0
        || held.intrinsic.load(Ordering::Relaxed) != 0
        || held.name != name
        || held.descriptor() != descriptor
        || held.flag(MethodFlags::SIGNATURE_POLYMORPHIC)
    {
        return;
    }
    let is_special_site = !std::ptr::eq(version.pool.entry(entry.index), entry);
    // A site in code that only migrations run, which calls methods of before; the version outlives it while instances stay.
    if is_special_site && held.flag(MethodFlags::OF_BEFORE) {
        return;
    }
    let fresh = match compiled_against(version, owner, name, descriptor) {
        Some(bound) => Some(bound),
        None if is_special_site => held.class.declared_method(name, descriptor),
        None => lookup(vm, owner, name, descriptor),
    };
    if fresh != Some(held) {
        let what = format!("method {held:?} of version {}, resolution gives {fresh:?}", held.version().number);
        findings.add(version.class, member(), "pool entry", what);
    } else if held.is_private()
        && let (Some(own), Some(other)) = (version.class.nest_host(), held.class.nest_host())
        && own != other
        && version.class != held.class
    {
        findings.add(version.class, member(), "pool entry", format!("{held:?} is private to another nest"));
    }
}

/// §5.4.3.3 and §5.4.3.4.
fn lookup(vm: &Vm, owner: ClassRef, name: Symbol, descriptor: Symbol) -> Option<MethodRef> {
    if !owner.is_interface() {
        let owner = if owner.is_array() { vm.known.get(Known::Object)? } else { owner };
        return lookup_class_method(owner, name, descriptor);
    }
    let of_object = || {
        let method = vm.known.get(Known::Object)?.declared_method(name, descriptor)?;
        (method.is_public() && !method.is_static()).then_some(method)
    };
    let inherited = || from_superinterfaces(owner, name, descriptor);
    owner.declared_method(name, descriptor).or_else(of_object).or_else(inherited)
}

/// The width and volatility that a quick field instruction is for, whether it stores, and whether it is for statics.
fn field_form(op: Op) -> Option<(&'static [BasicType], bool)> {
    use BasicType::{Boolean, Byte, Char, Double, Float, Int, Long, Reference, Short};
    const BYTES: &[BasicType] = &[Boolean, Byte];
    const SHORTS: &[BasicType] = &[Char, Short];
    const WORDS: &[BasicType] = &[Int, Float];
    const LONGS: &[BasicType] = &[Long, Double];
    const SMALL: &[BasicType] = &[Boolean, Byte, Char, Short, Int, Float];
    Some(match op {
        Op::GetFieldByte => (BYTES, false),
        Op::GetFieldChar => (&[Char], false),
        Op::GetFieldShort => (&[Short], false),
        Op::GetFieldInt | Op::PutFieldInt => (WORDS, false),
        Op::GetFieldLong | Op::PutFieldLong | Op::GetStaticLong | Op::PutStaticLong => (LONGS, false),
        Op::GetFieldReference | Op::PutFieldReference | Op::GetStaticReference | Op::PutStaticReference => {
            (&[Reference], false)
        }
        Op::GetFieldByteVolatile => (BYTES, true),
        Op::GetFieldCharVolatile => (&[Char], true),
        Op::GetFieldShortVolatile => (&[Short], true),
        Op::GetFieldIntVolatile | Op::PutFieldIntVolatile => (WORDS, true),
        Op::GetFieldLongVolatile | Op::PutFieldLongVolatile | Op::GetStaticLongVolatile | Op::PutStaticLongVolatile => {
            (LONGS, true)
        }
        Op::GetFieldReferenceVolatile
        | Op::PutFieldReferenceVolatile
        | Op::GetStaticReferenceVolatile
        | Op::PutStaticReferenceVolatile => (&[Reference], true),
        Op::PutFieldBoolean | Op::PutStaticBoolean => (&[Boolean], false),
        Op::PutFieldByte | Op::PutStaticByte => (&[Byte], false),
        Op::PutFieldShort => (SHORTS, false),
        Op::PutFieldBooleanVolatile | Op::PutStaticBooleanVolatile => (&[Boolean], true),
        Op::PutFieldByteVolatile | Op::PutStaticByteVolatile => (&[Byte], true),
        Op::PutFieldShortVolatile => (SHORTS, true),
        Op::GetStaticInt => (SMALL, false),
        Op::GetStaticIntVolatile => (SMALL, true),
        Op::PutStaticChar => (&[Char], false),
        Op::PutStaticShort => (&[Short], false),
        Op::PutStaticInt => (WORDS, false),
        Op::PutStaticCharVolatile => (&[Char], true),
        Op::PutStaticShortVolatile => (&[Short], true),
        Op::PutStaticIntVolatile => (WORDS, true),
        _ => return None,
    })
}

fn check_code(code: &Code, findings: &mut Findings) {
    if code.has(CodeFlags::STUB) || code.has(CodeFlags::NATIVE) || code.has(CodeFlags::BOUNDARY) {
        return;
    }
    for_each_instruction(code, &mut |op, insn, entry| {
        let Some(entry) = entry else { return };
        let wrong = if op.is_guarded() {
            Some("what it found for layouts outlives the update".into())
        } else if let Some((types, volatile)) = field_form(op) {
            check_field(op, insn, entry, types, volatile)
        } else {
            check_call(op, insn, entry)
        };
        if let Some(wrong) = wrong {
            let member = format!("{}{} ({op:?} of #{})", code.method.name, code.method.descriptor(), entry.index);
            findings.add(code.method.class, Some(member), "quickened instruction", wrong);
        }
    });
}

fn check_field(op: Op, insn: u64, entry: &PoolEntry, types: &[BasicType], volatile: bool) -> Option<String> {
    let Some(field) = resolved_field(entry) else { return Some("its entry is not resolved".into()) };
    if !types.contains(&field.basic) || field.is_volatile() != volatile {
        return Some(format!("{field:?} is of another form"));
    }
    if field.is_static() {
        let cell = field.address.load(Ordering::Acquire) as u64;
        let extra = entry.extra.load(Ordering::Acquire);
        return (cell != extra).then(|| format!("{field:?} is at {cell:x}, not {extra:x}"));
    }
    if (Op::GetStaticInt as u16..=Op::PutStaticReferenceVolatile as u16).contains(&(op as u16)) {
        return Some(format!("{field:?} is not static"));
    }
    let at = (insn >> 48) as u32;
    if at != field.offset() {
        return Some(format!("offset {at}, {field:?} is at {}", field.offset()));
    }
    if field.is_scattered() {
        return Some(format!("{field:?} is elsewhere in objects that wait for their layout"));
    }
    must_check(entry, field.class).then(|| format!("{field:?} is of a loose or coexisting class and must be checked"))
}

/// May what the instruction takes for an instance of the class it names be none of the member's? A value of a class that
/// nothing has left is right, whatever became of its superclasses.
fn must_check(entry: &PoolEntry, owner: ClassRef) -> bool {
    owner.is_checked() && entry.named_class().is_some_and(|named| named.is_checked())
}

fn resolved_field(entry: &PoolEntry) -> Option<FieldRef> {
    if entry.state() == EntryState::Resolved { entry.field() } else { None }
}

fn check_call(op: Op, insn: u64, entry: &PoolEntry) -> Option<String> {
    let is_quick = matches!(
        op,
        Op::New
            | Op::CheckCast
            | Op::InstanceOf
            | Op::NewArray
            | Op::InvokeDirect
            | Op::InvokeDirectNonNull
            | Op::InvokeSpecial
            | Op::InvokeVirtual
            | Op::InvokeInterface
            | Op::InvokeObjectInit
    );
    if !is_quick {
        return None;
    }
    if !entry.is_resolved() {
        return Some("its entry is not resolved".into());
    }
    let held = || entry.method().map_or("nothing".into(), |method| format!("{method:?}"));
    match op {
        Op::New => {
            let layout = entry.class().and_then(|class| class.layout()).map(|layout| layout.0);
            let extra = entry.extra.load(Ordering::Acquire) as u32;
            (layout != Some(extra)).then(|| format!("makes layout {extra}, the class has {layout:?}"))
        }
        Op::InvokeDirect => {
            let is_static = entry.method().is_some_and(|method| method.is_static());
            (!is_static).then(|| format!("{} is not static", held()))
        }
        Op::InvokeDirectNonNull | Op::InvokeSpecial | Op::InvokeInterface | Op::InvokeObjectInit => {
            let is_static = entry.method().is_none_or(|method| method.is_static());
            let coexists = |class: ClassRef| class.coexisting.load(Ordering::Acquire) && !class.is_interface();
            if is_static {
                Some(format!("{} is static", held()))
            } else if entry.named_class().is_some_and(coexists) {
                Some(format!("{} is of a coexisting class and must be checked", held()))
            } else {
                None
            }
        }
        Op::InvokeVirtual => {
            let method = entry.method()?;
            let index = method.vtable_index.load(Ordering::Acquire);
            let at = (insn >> 48) as i32;
            if method.is_static() || method.is_private() || method.class.is_interface() {
                Some(format!("{} is not selected from a vtable", held()))
            } else if at != index {
                Some(format!("vtable index {at}, {} has {index}", held()))
            } else {
                must_check(entry, method.class)
                    .then(|| format!("{} is of a loose or coexisting class and must be checked", held()))
            }
        }
        _ => None,
    }
}
