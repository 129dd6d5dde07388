//! The text of a class: header, members, instructions with the constants they name, handlers, frames and lines. A format of our own,
//! stable, for golden files and diagnostics. What cannot be read is shown as `<error …>` in its place; it never fails. JVMS §4, §6.

use crate::attribute::{AttributeInfo, Code, FrameKind, VerificationType};
use crate::class_file::{ClassFile, MemberInfo};
use crate::constant_pool::{Constant, ConstantPool, ReferenceKind};
use crate::decoder::{Instruction, Operands};
use crate::error::ParseError;
use crate::mutf8;
use std::fmt::Write;

/// The text of a whole class.
pub fn disassemble(class: &ClassFile<'_>) -> String {
    let mut out = Text { out: String::new(), pool: &class.constant_pool };
    out.header(class);
    for attribute in &class.attributes {
        out.attribute(attribute, 1);
    }
    for field in &class.fields {
        out.member("field", &field.field_flags().words(), field);
    }
    for method in &class.methods {
        out.member("method", &method.method_flags().words(), method);
    }
    out.out
}

/// The text of one method.
pub fn disassemble_method(class: &ClassFile<'_>, method: &MemberInfo<'_>) -> String {
    let mut out = Text { out: String::new(), pool: &class.constant_pool };
    out.member("method", &method.method_flags().words(), method);
    out.out
}

/// A constant as the text shows it.
pub fn constant_text(pool: &ConstantPool<'_>, index: u16) -> String {
    fn name(bytes: &[u8]) -> String {
        mutf8::to_str_lossy(bytes).into_owned()
    }
    let text = || -> Result<String, ParseError> {
        Ok(match pool.get(index)? {
            Constant::Utf8(bytes) => quoted(bytes),
            Constant::Integer(value) => format!("int {value}"),
            Constant::Float(bits) => format!("float {:?}", f32::from_bits(bits)),
            Constant::Long(value) => format!("long {value}"),
            Constant::Double(bits) => format!("double {:?}", f64::from_bits(bits)),
            Constant::Class(class) => name(pool.utf8(class)?),
            Constant::String(utf8) => quoted(pool.utf8(utf8)?),
            Constant::Fieldref { .. } => {
                let m = pool.member_ref(index)?;
                format!("{}.{} {}", name(m.class_name), name(m.name), name(m.descriptor))
            }
            Constant::Methodref { .. } | Constant::InterfaceMethodref { .. } => {
                let m = pool.member_ref(index)?;
                format!("{}.{}{}", name(m.class_name), name(m.name), name(m.descriptor))
            }
            Constant::NameAndType { .. } => {
                let (n, ty) = pool.name_and_type(index)?;
                if ty.first() == Some(&b'(') {
                    format!("{}{}", name(n), name(ty))
                } else {
                    format!("{} {}", name(n), name(ty))
                }
            }
            Constant::MethodHandle { kind, reference } => {
                let kind = ReferenceKind::from_byte(kind).map_or(format!("kind{kind}"), |k| format!("{k:?}"));
                format!("handle {kind} {}", constant_text(pool, reference))
            }
            Constant::MethodType(_) => format!("type {}", name(pool.method_type(index)?)),
            Constant::Dynamic { bootstrap, .. } => {
                let d = pool.dynamic(index)?;
                format!("dynamic {} {} bootstrap {bootstrap}", name(d.name), name(d.descriptor))
            }
            Constant::InvokeDynamic { bootstrap, .. } => {
                let d = pool.dynamic(index)?;
                format!("{}{} bootstrap {bootstrap}", name(d.name), name(d.descriptor))
            }
            Constant::Module(_) => format!("module {}", name(pool.module_name(index)?)),
            Constant::Package(_) => format!("package {}", name(pool.package_name(index)?)),
            Constant::Unusable => "<unusable>".into(),
        })
    };
    text().unwrap_or_else(|error| format!("<error {error}>"))
}

/// A string literal with the escapes of Java.
fn quoted(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for unit in mutf8::units(bytes) {
        match char::from_u32(unit as u32) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ' '..='~') => out.push(c),
            _ => {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out.push('"');
    out
}

struct Text<'c, 'a> {
    out: String,
    pool: &'c ConstantPool<'a>,
}

impl<'a> Text<'_, 'a> {
    fn line(&mut self, depth: usize, text: impl AsRef<str>) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text.as_ref());
        self.out.push('\n');
    }

    fn error(&mut self, depth: usize, error: &ParseError) {
        self.line(depth, format!("<error {error}>"));
    }

    fn utf8(&self, index: u16) -> String {
        self.pool.utf8_text(index).map_or_else(|e| format!("<error {e}>"), |text| text.into_owned())
    }

    fn header(&mut self, class: &ClassFile<'_>) {
        let mut head = format!("class {}", constant_text(self.pool, class.this_class));
        if class.super_class != 0 {
            head += &format!(" extends {}", constant_text(self.pool, class.super_class));
        }
        for (i, &interface) in class.interfaces.iter().enumerate() {
            head += if i == 0 { " implements " } else { ", " };
            head += &constant_text(self.pool, interface);
        }
        self.line(0, head);
        self.line(1, format!("version {}.{}", class.major, class.minor));
        self.line(1, format!("flags {}", class.access_flags.words()));
    }

    fn member(&mut self, kind: &str, flags: &str, member: &MemberInfo<'a>) {
        let mut head = kind.to_owned();
        if !flags.is_empty() {
            head += " ";
            head += flags;
        }
        let separator = if kind == "field" { " " } else { "" };
        head += &format!(" {}{separator}{}", self.utf8(member.name_index), self.utf8(member.descriptor_index));
        self.line(1, head);
        for attribute in &member.attributes {
            match (attribute.name(self.pool), kind) {
                (Ok(b"Code"), "method") => match attribute.code() {
                    Ok(code) => self.code(&code),
                    Err(error) => self.error(2, &error),
                },
                _ => self.attribute(attribute, 2),
            }
        }
    }

    /// One line for an attribute: its constants if they are few, else its length.
    fn attribute(&mut self, attribute: &AttributeInfo<'a>, depth: usize) {
        let name = self.utf8(attribute.name_index);
        let list = |pool: &ConstantPool<'a>, indices: &mut dyn Iterator<Item = u16>| {
            indices.map(|i| constant_text(pool, i)).collect::<Vec<_>>().join(", ")
        };
        let pool = self.pool;
        let shown = || -> Result<String, ParseError> {
            Ok(match &*name {
                "ConstantValue" => constant_text(pool, attribute.constant_value()?),
                "Signature" => constant_text(pool, attribute.signature()?),
                "SourceFile" => constant_text(pool, attribute.source_file()?),
                "NestHost" => constant_text(pool, attribute.nest_host()?),
                "Exceptions" => list(pool, &mut attribute.exceptions()?.iter()),
                "NestMembers" => list(pool, &mut attribute.nest_members()?.iter()),
                "PermittedSubclasses" => list(pool, &mut attribute.permitted_subclasses()?.iter()),
                "EnclosingMethod" => {
                    let enclosing = attribute.enclosing_method()?;
                    let class = constant_text(pool, enclosing.class);
                    if enclosing.method == 0 {
                        class
                    } else {
                        format!("{class}.{}", constant_text(pool, enclosing.method))
                    }
                }
                "InnerClasses" => attribute
                    .inner_classes()?
                    .iter()
                    .map(|i| {
                        format!("{} {}", i.flags.words(), constant_text(pool, i.inner_class)).trim_start().to_owned()
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
                "Record" => attribute
                    .record()?
                    .iter()
                    .map(|c| Ok(format!("{} {}", pool.utf8_text(c.name_index)?, pool.utf8_text(c.descriptor_index)?)))
                    .collect::<Result<Vec<_>, ParseError>>()?
                    .join(", "),
                "BootstrapMethods" => attribute
                    .bootstrap_methods()?
                    .iter()
                    .map(|b| format!("{} [{}]", constant_text(pool, b.method_ref), list(pool, &mut b.arguments.iter())))
                    .collect::<Vec<_>>()
                    .join(", "),
                "MethodParameters" => {
                    let names = attribute.method_parameters()?;
                    let name = |i: u16| {
                        if i == 0 { Ok("_".into()) } else { pool.utf8_text(i) }
                    };
                    names.iter().map(|p| name(p.name_index)).collect::<Result<Vec<_>, _>>()?.join(", ")
                }
                "Synthetic" | "Deprecated" => String::new(),
                _ => format!("{} bytes", attribute.info.len()),
            })
        };
        let shown = shown().unwrap_or_else(|error| format!("<error {error}>"));
        self.line(depth, format!("{name} {shown}").trim_end());
    }

    fn code(&mut self, code: &Code<'a>) {
        self.line(2, format!("stack {}, locals {}", code.max_stack, code.max_locals));
        for instruction in code.instructions() {
            match instruction {
                Ok(instruction) => self.instruction(&instruction),
                Err(error) => self.error(3, &error),
            }
        }
        for h in code.exception_table.iter() {
            let class = if h.catch_type == 0 { "any".into() } else { constant_text(self.pool, h.catch_type) };
            self.line(2, format!("handler {}..{} -> {} {class}", h.start_pc, h.end_pc, h.handler_pc));
        }
        for attribute in &code.attributes {
            let name = self.utf8(attribute.name_index);
            let shown = match &*name {
                "LineNumberTable" => attribute.line_number_table().map(|lines| {
                    let mut text = String::from("lines");
                    for line in lines.iter() {
                        let _ = write!(text, " {}:{}", line.start_pc, line.line_number);
                    }
                    self.line(2, text);
                }),
                "LocalVariableTable" => attribute.local_variable_table().map(|variables| {
                    for v in variables.iter() {
                        let (name, ty) = (self.utf8(v.name_index), self.utf8(v.descriptor_index));
                        let end = v.start_pc as usize + v.length as usize;
                        self.line(2, format!("local {} {name} {ty} {}..{end}", v.index, v.start_pc));
                    }
                }),
                "StackMapTable" => self.frames(attribute),
                _ => {
                    self.attribute(attribute, 2);
                    Ok(())
                }
            };
            if let Err(error) = shown {
                self.error(2, &error);
            }
        }
    }

    fn instruction(&mut self, i: &Instruction<'_>) {
        let mut text = format!("{:5}  {}{}", i.pc, if i.wide { "wide " } else { "" }, i.opcode.mnemonic());
        let _ = match &i.operands {
            Operands::None => Ok(()),
            Operands::Immediate(value) => write!(text, " {value}"),
            Operands::Constant(index) => {
                write!(text, " #{index} {}", constant_text(self.pool, *index))
            }
            Operands::Local(local) => write!(text, " {local}"),
            Operands::Increment { local, delta } => write!(text, " {local} {delta}"),
            Operands::Branch(target) => write!(text, " -> {target}"),
            Operands::InvokeInterface { index, count } => {
                write!(text, " #{index} {} count {count}", constant_text(self.pool, *index))
            }
            Operands::NewArray(ty) => write!(text, " {}", ty.descriptor()),
            Operands::MultiANewArray { index, dimensions } => {
                write!(text, " #{index} {} dimensions {dimensions}", constant_text(self.pool, *index))
            }
            Operands::TableSwitch(switch) => {
                for (i, target) in switch.targets().enumerate() {
                    let _ = write!(text, " {}->{target}", switch.low as i64 + i as i64);
                }
                write!(text, " default->{}", switch.default)
            }
            Operands::LookupSwitch(switch) => {
                for (value, target) in switch.pairs() {
                    let _ = write!(text, " {value}->{target}");
                }
                write!(text, " default->{}", switch.default)
            }
        };
        self.line(2, text);
    }

    fn frames(&mut self, attribute: &AttributeInfo<'a>) -> Result<(), ParseError> {
        let mut pc = -1i64;
        for frame in attribute.stack_map_table()?.frames() {
            let frame = frame?;
            pc += frame.offset_delta as i64 + 1;
            let pool = self.pool;
            let types = |types: &mut dyn Iterator<Item = VerificationType>| {
                let names: Vec<String> = types
                    .map(|ty| match ty {
                        VerificationType::Object(index) => constant_text(pool, index),
                        VerificationType::Uninitialized(pc) => format!("uninitialized@{pc}"),
                        other => format!("{other:?}").to_ascii_lowercase(),
                    })
                    .collect();
                format!("[{}]", names.join(", "))
            };
            let text = match &frame.kind {
                FrameKind::Same => "same".into(),
                FrameKind::SameLocals1StackItem(ty) => {
                    format!("same, stack {}", types(&mut [*ty].into_iter()))
                }
                FrameKind::Chop(count) => format!("chop {count}"),
                FrameKind::Append(locals) => format!("append {}", types(&mut locals.iter())),
                FrameKind::Full { locals, stack } => {
                    format!("full locals {} stack {}", types(&mut locals.iter()), types(&mut stack.iter()))
                }
            };
            self.line(2, format!("frame {pc} {text}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ClassBuilder;

    #[test]
    fn the_text_of_a_small_class() {
        let mut b = ClassBuilder::new("p/Hello");
        let name = b.utf8("x\"y\u{e9}\n");
        let string = b.constant(8, &name.to_be_bytes());
        let out = b.member_ref(9, "java/lang/System", "out", "Ljava/io/PrintStream;");
        let print = b.member_ref(10, "java/io/PrintStream", "println", "(Ljava/lang/String;)V");
        let (o, p, s) = (out.to_be_bytes(), print.to_be_bytes(), string as u8);
        let code = [0x03, 0x99, 0, 11, 0xB2, o[0], o[1], 0x12, s, 0xB6, p[0], p[1], 0xB1];
        let lines = b.attribute("LineNumberTable", &[0, 1, 0, 0, 0, 7]);
        let frames = b.attribute("StackMapTable", &[0, 1, 12]);
        let exception = b.class("java/lang/Error").to_be_bytes();
        let code = b.code(2, 1, &code, &[[0, 0, 0, 4, 0, 12, exception[0], exception[1]]], &[lines, frames]);
        b.method(0x0009, "main", "([Ljava/lang/String;)V", &[code]);
        let seven = b.constant(3, &7i32.to_be_bytes());
        let value = b.attribute("ConstantValue", &seven.to_be_bytes());
        b.field(0x0018, "seven", "I", &[value]);
        let bytes = b.build();
        let class = ClassFile::parse(&bytes).expect("parses");
        crate::format_check(&class).expect("well formed");
        assert_eq!(
            disassemble(&class),
            format!(
                "class p/Hello extends java/lang/Object
  version 61.0
  flags public super
  field static final seven I
    ConstantValue int 7
  method public static main([Ljava/lang/String;)V
    stack 2, locals 1
        0  iconst_0
        1  ifeq -> 12
        4  getstatic #{out} java/lang/System.out Ljava/io/PrintStream;
        7  ldc #{string} \"x\\\"y\\u00e9\\n\"
        9  invokevirtual #{print} java/io/PrintStream.println(Ljava/lang/String;)V
       12  return
    handler 0..4 -> 12 java/lang/Error
    lines 0:7
    frame 12 same
"
            )
        );
    }

    #[test]
    fn errors_are_shown_in_place() {
        let mut b = ClassBuilder::new("A");
        let code = b.code(0, 0, &[0x12, 0xFF, 0xCA], &[], &[]);
        b.method(0x0008, "f", "()V", &[code]);
        let bytes = b.build();
        let class = ClassFile::parse(&bytes).expect("parses");
        let text = disassemble(&class);
        assert!(text.contains("ldc #255 <error") && text.contains("unknown opcode 0xca"), "{text}");
    }
}
