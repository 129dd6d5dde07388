//! Every class of the installed JDK is read whole: outline, format check, all attributes, all instructions, all stack maps, annotations
//! and signatures, and its text. Nothing may be refused.

mod jdk;

use classfile::attribute::{Attribute, AttributeInfo, FrameKind};
use classfile::descriptor::MethodDescriptor;
use classfile::{ClassFile, ConstantPool, FieldType, Operands, ParseError, signature};
use std::time::Instant;

#[derive(Default)]
struct Totals {
    members: usize,
    attributes: usize,
    unknown: usize,
    instructions: usize,
    frames: usize,
    annotations: usize,
}

/// Which grammar a `Signature` attribute follows.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Class,
    Method,
    Field,
}

fn read_attributes(
    pool: &ConstantPool<'_>,
    attributes: &[AttributeInfo<'_>],
    place: Place,
    totals: &mut Totals,
) -> Result<(), ParseError> {
    for info in attributes {
        totals.attributes += 1;
        match info.parse(pool)? {
            Attribute::Code(code) => {
                let mut starts = vec![false; code.code.len()];
                let mut last = 0;
                for instruction in code.instructions() {
                    let instruction = instruction?;
                    totals.instructions += 1;
                    assert_eq!(instruction.pc, last, "instructions follow each other");
                    last = instruction.next_pc();
                    starts[instruction.pc as usize] = true;
                    if let Operands::Constant(index) | Operands::InvokeInterface { index, .. } = instruction.operands {
                        pool.get(index)?;
                    }
                }
                assert_eq!(last as usize, code.code.len());
                for instruction in code.instructions() {
                    let ok = |target: u32| starts[target as usize];
                    match instruction?.operands {
                        Operands::Branch(target) => assert!(ok(target)),
                        Operands::TableSwitch(s) => assert!(ok(s.default) && s.targets().all(ok)),
                        Operands::LookupSwitch(s) => {
                            assert!(ok(s.default) && s.pairs().all(|(_, target)| ok(target)))
                        }
                        _ => {}
                    }
                }
                if let Some(table) = code.stack_map_table(pool)? {
                    let mut pc = -1i64;
                    let mut count = 0;
                    for frame in table.frames() {
                        let frame = frame?;
                        pc += frame.offset_delta as i64 + 1;
                        assert!(starts[pc as usize], "a frame stands at an instruction");
                        if let FrameKind::Full { locals, stack } = &frame.kind {
                            assert_eq!((locals.iter().count(), stack.iter().count()), (locals.len(), stack.len()));
                        }
                        count += 1;
                    }
                    assert_eq!(count, table.len());
                    totals.frames += count;
                }
                read_attributes(pool, &code.attributes, Place::Field, totals)?;
            }
            Attribute::Signature(index) => {
                let bytes = pool.utf8(index)?;
                let parsed = match place {
                    Place::Class => signature::parse_class(bytes).map(drop),
                    Place::Method => signature::parse_method(bytes).map(drop),
                    Place::Field => signature::parse_field(bytes).map(drop),
                };
                parsed.unwrap_or_else(|e| panic!("{}: {e}", pool.utf8_text(index).expect("utf8")));
            }
            Attribute::LocalVariableTypeTable(list) => {
                for variable in list.iter() {
                    signature::parse_field(pool.utf8(variable.descriptor_index)?).expect("a field signature");
                }
            }
            Attribute::RuntimeVisibleAnnotations(a) | Attribute::RuntimeInvisibleAnnotations(a) => {
                totals.annotations += a.read()?.len();
            }
            Attribute::RuntimeVisibleParameterAnnotations(a) | Attribute::RuntimeInvisibleParameterAnnotations(a) => {
                totals.annotations += a.read()?.iter().map(Vec::len).sum::<usize>();
            }
            Attribute::RuntimeVisibleTypeAnnotations(a) | Attribute::RuntimeInvisibleTypeAnnotations(a) => {
                totals.annotations += a.read()?.len();
            }
            Attribute::AnnotationDefault(a) => drop(a.read()?),
            Attribute::Record(components) => {
                for component in components {
                    read_attributes(pool, &component.attributes, Place::Field, totals)?;
                }
            }
            Attribute::Unknown(_) => totals.unknown += 1,
            _ => {}
        }
    }
    Ok(())
}

fn read_whole(bytes: &[u8], totals: &mut Totals) -> Result<(), ParseError> {
    let class = ClassFile::parse(bytes)?;
    classfile::format_check(&class)?;
    let pool = &class.constant_pool;
    read_attributes(pool, &class.attributes, Place::Class, totals)?;
    for field in &class.fields {
        totals.members += 1;
        let ty = FieldType::parse(field.descriptor(pool)?).expect("a descriptor");
        let mut text = Vec::new();
        ty.write_to(&mut text);
        assert_eq!(text, field.descriptor(pool)?, "a type writes the descriptor it was read from");
        read_attributes(pool, &field.attributes, Place::Field, totals)?;
    }
    for method in &class.methods {
        totals.members += 1;
        let ty = MethodDescriptor::parse(method.descriptor(pool)?).expect("a descriptor");
        assert_eq!(ty.parameters().count(), ty.parameter_count());
        assert_eq!(ty.parameters().map(|p| p.slots()).sum::<usize>(), ty.parameter_slots());
        read_attributes(pool, &method.attributes, Place::Method, totals)?;
    }
    Ok(())
}

#[test]
fn every_class_of_the_jdk_is_read_whole() {
    let mut totals = Totals::default();
    let mut refused = Vec::new();
    for class in jdk::classes() {
        if let Err(error) = read_whole(class.bytes, &mut totals) {
            refused.push(format!("{}: {error}", class.path));
        }
    }
    println!(
        "{} classes, {} members, {} attributes ({} unknown), {} instructions, {} frames, {} annotations",
        jdk::classes().len(),
        totals.members,
        totals.attributes,
        totals.unknown,
        totals.instructions,
        totals.frames,
        totals.annotations
    );
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), refused[..refused.len().min(20)].join("\n"));
    assert!(totals.instructions > 1_000_000 && totals.frames > 100_000 && totals.annotations > 1000);
}

#[test]
fn every_class_of_java_lang_has_a_text_without_errors() {
    let mut count = 0;
    for class in jdk::classes().iter().filter(|c| c.path.starts_with("/java.base/java/lang/")) {
        let text = classfile::disassemble(&ClassFile::parse(class.bytes).expect("parses"));
        assert!(!text.contains("<error"), "{}:\n{text}", class.path);
        count += 1;
    }
    assert!(count > 500, "{count} classes in java.lang");
}

#[test]
fn the_outline_is_read_at_a_useful_speed() {
    let classes = jdk::classes();
    let size: usize = classes.iter().map(|c| c.bytes.len()).sum();
    // Once to touch the pages, then the best of three: the machine may be busy.
    let mut best = f64::MAX;
    for _ in 0..4 {
        let start = Instant::now();
        let members: usize = classes.iter().map(|c| ClassFile::parse(c.bytes).expect("parses").methods.len()).sum();
        assert!(members > classes.len());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = size as f64 / best / 1e6;
    println!("{size} bytes in {:.1} ms: {rate:.0} MB/s", best * 1e3);
    // The oracle crate reads 330 MB/s when optimised; anything near this bound would be a mistake, even in a debug build.
    assert!(rate > 20.0, "{rate:.0} MB/s");
}
