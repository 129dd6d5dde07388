//! The difference between two class files of one class: total, pure, by meaning and not by bytes.
//!
//! A constant pool that was only renumbered makes no difference: constants are compared by what they name.

use classfile::{ClassFile, Constant, MemberInfo, Operands};
use std::collections::BTreeSet;
use std::fmt;

/// The five kinds (docs/redefinition.md §2), weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Nothing that a program can see, or only code, line numbers, constants, annotations.
    Body,
    /// Members added, access widened.
    Compatible,
    /// Members removed or changed, access narrowed.
    Incompatible,
    /// Instance fields.
    Format,
    /// Supertypes, class kind, sealed, record and nest relations.
    Hierarchy,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Body => "body",
            Kind::Compatible => "compatible",
            Kind::Incompatible => "incompatible",
            Kind::Format => "format",
            Kind::Hierarchy => "hierarchy",
        })
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// `name` and descriptor of the member; `None` for the class itself.
    pub member: Option<String>,
    /// In words: "added", "body changed"…
    pub what: String,
}

/// All differences of one class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassDiff {
    /// In the order class, fields, methods.
    pub changes: Vec<Change>,
}

impl ClassDiff {
    /// The strongest kind; `None` when there is no difference at all.
    pub fn kind(&self) -> Option<Kind> {
        self.changes.iter().map(|change| change.kind).max()
    }

    fn class(&mut self, kind: Kind, what: impl Into<String>) {
        self.changes.push(Change { kind, member: None, what: what.into() });
    }

    fn member(&mut self, kind: Kind, member: &str, what: impl Into<String>) {
        self.changes.push(Change { kind, member: Some(member.to_owned()), what: what.into() });
    }
}

const PUBLIC: u16 = 0x0001;
const PRIVATE: u16 = 0x0002;
const PROTECTED: u16 = 0x0004;
const STATIC: u16 = 0x0008;
const FINAL: u16 = 0x0010;
const ABSTRACT: u16 = 0x0400;
const SYNTHETIC: u16 = 0x1000;
/// Flags of a class that say what it is, not who may see it.
const CLASS_NATURE: u16 = 0x0200 | 0x2000 | 0x4000 | 0x8000;
/// Volatile and transient.
const FIELD_MANNER: u16 = 0x0040 | 0x0080;
/// Flags of a method that only its own code feels.
const METHOD_MANNER: u16 = 0x0020 | 0x0080 | 0x0800 | 0x0040 | SYNTHETIC;

/// Compares two class files of the same name.
pub fn diff(old: &ClassFile<'_>, new: &ClassFile<'_>) -> ClassDiff {
    let mut diff = ClassDiff::default();
    hierarchy(&mut diff, old, new);
    class_flags(&mut diff, old, new);
    fields(&mut diff, old, new);
    methods(&mut diff, old, new);
    if diff.changes.is_empty() && old.bytes != new.bytes {
        diff.class(Kind::Body, "attributes or order of the constant pool changed");
    }
    diff
}

fn hierarchy(diff: &mut ClassDiff, old: &ClassFile<'_>, new: &ClassFile<'_>) {
    let text = |name: Option<&[u8]>| name.map_or("nothing".to_owned(), external);
    let (before, after) = (old.super_name().ok().flatten(), new.super_name().ok().flatten());
    if before != after {
        diff.class(Kind::Hierarchy, format!("superclass {} replaced by {}", text(before), text(after)));
    }
    let interfaces =
        |file: &ClassFile<'_>| -> Vec<String> { file.interface_names().filter_map(Result::ok).map(external).collect() };
    let (before, after) = (interfaces(old), interfaces(new));
    for gone in before.iter().filter(|name| !after.contains(name)) {
        diff.class(Kind::Hierarchy, format!("interface {gone} dropped"));
    }
    for come in after.iter().filter(|name| !before.contains(name)) {
        diff.class(Kind::Hierarchy, format!("interface {come} added"));
    }
    for (name, what) in [
        ("NestHost", "nest host"),
        ("NestMembers", "nest members"),
        ("PermittedSubclasses", "permitted subclasses"),
        ("Record", "record components"),
    ] {
        if relation(old, name) != relation(new, name) {
            diff.class(Kind::Hierarchy, format!("{what} changed"));
        }
    }
}

/// What a relation attribute says, as comparable text.
fn relation(file: &ClassFile<'_>, name: &str) -> Option<BTreeSet<String>> {
    let pool = &file.constant_pool;
    let attribute = file.attribute(name)?;
    let class = |index: u16| pool.class_name(index).map_or_else(|_| "?".to_owned(), external);
    Some(match name {
        "NestHost" => attribute.nest_host().into_iter().map(class).collect(),
        "NestMembers" => classes(attribute.nest_members()).into_iter().map(class).collect(),
        "PermittedSubclasses" => classes(attribute.permitted_subclasses()).into_iter().map(class).collect(),
        _ => attribute
            .record()
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(at, component)| {
                let text = |index: u16| String::from_utf8_lossy(pool.utf8(index).unwrap_or(b"?")).into_owned();
                format!("{at} {} {}", text(component.name_index), text(component.descriptor_index))
            })
            .collect(),
    })
}

fn classes(list: Result<classfile::attribute::Records<'_, u16>, classfile::ParseError>) -> Vec<u16> {
    list.map_or_else(|_| Vec::new(), |list| list.iter().collect())
}

fn class_flags(diff: &mut ClassDiff, old: &ClassFile<'_>, new: &ClassFile<'_>) {
    let (before, after) = (old.access_flags.bits(), new.access_flags.bits());
    if (before ^ after) & CLASS_NATURE != 0 {
        diff.class(Kind::Hierarchy, "class, interface, enum or annotation nature changed");
    }
    if before & PUBLIC != 0 && after & PUBLIC == 0 {
        diff.class(Kind::Incompatible, "no longer public");
    } else if before & PUBLIC == 0 && after & PUBLIC != 0 {
        diff.class(Kind::Compatible, "made public");
    }
    for (flag, word) in [(FINAL, "final"), (ABSTRACT, "abstract")] {
        if before & flag == 0 && after & flag != 0 {
            diff.class(Kind::Incompatible, format!("made {word}"));
        } else if before & flag != 0 && after & flag == 0 {
            diff.class(Kind::Compatible, format!("no longer {word}"));
        }
    }
}

/// `name` and descriptor of a member in one text.
fn label(file: &ClassFile<'_>, member: &MemberInfo<'_>) -> String {
    let pool = &file.constant_pool;
    let text = |bytes: Result<&[u8], _>| String::from_utf8_lossy(bytes.unwrap_or(b"?")).into_owned();
    format!("{}{}", text(member.name(pool)), text(member.descriptor(pool)))
}

fn field_label(file: &ClassFile<'_>, member: &MemberInfo<'_>) -> String {
    let pool = &file.constant_pool;
    let text = |bytes: Result<&[u8], _>| String::from_utf8_lossy(bytes.unwrap_or(b"?")).into_owned();
    format!("{}:{}", text(member.name(pool)), text(member.descriptor(pool)))
}

fn access_rank(flags: u16) -> u8 {
    match flags & (PUBLIC | PRIVATE | PROTECTED) {
        PUBLIC => 3,
        PROTECTED => 2,
        PRIVATE => 0,
        _ => 1,
    }
}

fn fields(diff: &mut ClassDiff, old: &ClassFile<'_>, new: &ClassFile<'_>) {
    for field in &old.fields {
        let name = field_label(old, field);
        let is_static = field.access_flags & STATIC != 0;
        let Some(now) = new.fields.iter().find(|other| field_label(new, other) == name) else {
            let kind = if is_static { Kind::Incompatible } else { Kind::Format };
            diff.member(kind, &name, if is_static { "static field removed" } else { "instance field removed" });
            continue;
        };
        if (now.access_flags & STATIC != 0) != is_static {
            diff.member(Kind::Format, &name, "changed between static and instance");
            continue;
        }
        flags(diff, &name, field.access_flags, now.access_flags);
        if (field.access_flags ^ now.access_flags) & FIELD_MANNER != 0 {
            diff.member(Kind::Incompatible, &name, "volatile or transient changed");
        }
        let value = |file: &ClassFile<'_>, field: &MemberInfo<'_>| {
            let attribute = field.attribute(&file.constant_pool, "ConstantValue")?;
            attribute.constant_value().ok().map(|index| constant(file, index))
        };
        if value(old, field) != value(new, now) {
            diff.member(Kind::Incompatible, &name, "constant value changed");
        }
    }
    for field in &new.fields {
        let name = field_label(new, field);
        if old.fields.iter().any(|other| field_label(old, other) == name) {
            continue;
        }
        if field.access_flags & STATIC != 0 {
            diff.member(Kind::Compatible, &name, "static field added");
        } else {
            diff.member(Kind::Format, &name, "instance field added");
        }
    }
    let order = |file: &ClassFile<'_>| -> Vec<String> {
        let own = file.fields.iter().filter(|field| field.access_flags & STATIC == 0);
        own.map(|field| field_label(file, field)).collect()
    };
    let (before, after) = (order(old), order(new));
    let mut sorted = (before.clone(), after.clone());
    sorted.0.sort();
    sorted.1.sort();
    if before != after && sorted.0 == sorted.1 {
        diff.class(Kind::Format, "instance fields reordered");
    }
}

/// Access and the other flags that fields and methods share.
fn flags(diff: &mut ClassDiff, name: &str, before: u16, after: u16) {
    match access_rank(after).cmp(&access_rank(before)) {
        std::cmp::Ordering::Less => diff.member(Kind::Incompatible, name, "access narrowed"),
        std::cmp::Ordering::Greater => diff.member(Kind::Compatible, name, "access widened"),
        std::cmp::Ordering::Equal => {}
    }
    for (flag, word) in [(FINAL, "final"), (ABSTRACT, "abstract")] {
        if before & flag == 0 && after & flag != 0 {
            diff.member(Kind::Incompatible, name, format!("made {word}"));
        } else if before & flag != 0 && after & flag == 0 {
            diff.member(Kind::Compatible, name, format!("no longer {word}"));
        }
    }
}

fn methods(diff: &mut ClassDiff, old: &ClassFile<'_>, new: &ClassFile<'_>) {
    for method in &old.methods {
        let name = label(old, method);
        let Some(now) = new.methods.iter().find(|other| label(new, other) == name) else {
            // What no other class can name goes with its version (rule 3.4).
            let own = method.access_flags & PRIVATE != 0 && method.access_flags & SYNTHETIC != 0;
            diff.member(if own { Kind::Body } else { Kind::Incompatible }, &name, "method removed");
            continue;
        };
        let (before, after) = (method.access_flags, now.access_flags);
        if (before ^ after) & STATIC != 0 {
            diff.member(Kind::Incompatible, &name, "changed between static and instance");
        }
        flags(diff, &name, before, after);
        if (before ^ after) & METHOD_MANNER != 0 {
            diff.member(Kind::Body, &name, "modifiers changed");
        }
        if (before ^ after) & 0x0100 != 0 {
            diff.member(Kind::Body, &name, "changed between native and Java");
        }
        if code(old, method) != code(new, now) {
            diff.member(Kind::Body, &name, "body changed");
        } else if lines(old, method) != lines(new, now) {
            diff.member(Kind::Body, &name, "line numbers changed");
        }
    }
    for method in &new.methods {
        let name = label(new, method);
        if old.methods.iter().any(|other| label(old, other) == name) {
            continue;
        }
        if method.access_flags & ABSTRACT != 0 {
            diff.member(Kind::Incompatible, &name, "abstract method added");
        } else {
            diff.member(Kind::Compatible, &name, "method added");
        }
    }
}

fn lines(file: &ClassFile<'_>, method: &MemberInfo<'_>) -> Vec<(u16, u16)> {
    let code = method.code(&file.constant_pool).ok().flatten();
    let rows = code.and_then(|code| code.line_numbers(&file.constant_pool).ok()).unwrap_or_default();
    rows.iter().map(|row| (row.start_pc, row.line_number)).collect()
}

/// A method's code as text in which constants stand for themselves; `None` if it has none.
pub(crate) fn code(file: &ClassFile<'_>, method: &MemberInfo<'_>) -> Option<Vec<String>> {
    let code = method.code(&file.constant_pool).ok().flatten()?;
    let mut text = Vec::new();
    for instruction in code.instructions() {
        let Ok(instruction) = instruction else {
            text.push("undecodable".to_owned());
            break;
        };
        text.push(format!("{} {}", instruction.pc, self::instruction(file, &instruction)));
    }
    for row in code.exception_table.iter() {
        let caught = if row.catch_type == 0 { "any".to_owned() } else { constant(file, row.catch_type) };
        text.push(format!("{} {} {} {caught}", row.start_pc, row.end_pc, row.handler_pc));
    }
    Some(text)
}

/// An instruction as text in which constants stand for themselves.
pub(crate) fn instruction(file: &ClassFile<'_>, instruction: &classfile::Instruction<'_>) -> String {
    let operands = match &instruction.operands {
        Operands::Constant(index) => constant(file, *index),
        Operands::InvokeInterface { index, .. } => constant(file, *index),
        Operands::MultiANewArray { index, dimensions } => format!("{} {dimensions}", constant(file, *index)),
        Operands::TableSwitch(table) => {
            format!("{} {} {:?}", table.low, table.default, table.targets().collect::<Vec<_>>())
        }
        Operands::LookupSwitch(table) => format!("{} {:?}", table.default, table.pairs().collect::<Vec<_>>()),
        other => format!("{other:?}"),
    };
    // `ldc` and `ldc_w` differ only by how far the constant is.
    let mnemonic = match instruction.opcode {
        classfile::Opcode::LdcW => classfile::Opcode::Ldc,
        other => other,
    };
    format!("{mnemonic:?} {operands}")
}

/// A constant as text that does not depend on its number.
fn constant(file: &ClassFile<'_>, index: u16) -> String {
    let pool = &file.constant_pool;
    let text = |bytes: Result<&[u8], classfile::ParseError>| {
        bytes.map_or_else(|_| "?".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    match pool.try_get(index) {
        Some(Constant::Class(_)) => format!("class {}", text(pool.class_name(index))),
        Some(Constant::String(_)) => format!("string {:?}", pool.string(index).unwrap_or(b"?")),
        Some(Constant::Fieldref { .. } | Constant::Methodref { .. } | Constant::InterfaceMethodref { .. }) => {
            match pool.member_ref(index) {
                Ok(member) => format!(
                    "{:?} {}.{} {}",
                    member.kind,
                    text(Ok(member.class_name)),
                    text(Ok(member.name)),
                    text(Ok(member.descriptor))
                ),
                Err(_) => "?".to_owned(),
            }
        }
        Some(Constant::MethodHandle { kind, reference }) => format!("handle {kind:?} {}", constant(file, reference)),
        Some(Constant::MethodType(_)) => format!("type {}", text(pool.method_type(index))),
        Some(Constant::Dynamic { .. } | Constant::InvokeDynamic { .. }) => dynamic(file, index),
        Some(other) => format!("{other:?}"),
        None => "?".to_owned(),
    }
}

fn dynamic(file: &ClassFile<'_>, index: u16) -> String {
    let Ok(dynamic) = file.constant_pool.dynamic(index) else { return "?".to_owned() };
    let methods = file.attribute("BootstrapMethods").and_then(|attribute| attribute.bootstrap_methods().ok());
    let row = methods.as_ref().and_then(|methods| methods.get(usize::from(dynamic.bootstrap)));
    let bootstrap = row.map_or_else(
        || "?".to_owned(),
        |row| {
            let arguments: Vec<String> = row.arguments.iter().map(|argument| constant(file, argument)).collect();
            format!("{} ({})", constant(file, row.method_ref), arguments.join(", "))
        },
    );
    format!(
        "dynamic {} {} by {bootstrap}",
        String::from_utf8_lossy(dynamic.name),
        String::from_utf8_lossy(dynamic.descriptor)
    )
}

fn external(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('/', ".")
}
