//! `classfile-parser` as an independent oracle: where it accepts a class, both must see the same pool, names, members and code.
//! It knows fewer structures than Java 17 has, so what it does not accept is counted and printed, not blamed.

mod jdk;

use classfile::{ClassFile, Constant};
use classfile_parser::attribute_info::code_attribute_parser;
use classfile_parser::constant_info::ConstantInfo;

/// Compares one class; `Err` says what differs.
fn compare(ours: &ClassFile<'_>, theirs: &classfile_parser::ClassFile) -> Result<(), String> {
    fn same<T: PartialEq + std::fmt::Debug>(what: &str, ours: T, theirs: T) -> Result<(), String> {
        if ours == theirs { Ok(()) } else { Err(format!("{what}: {ours:?} against {theirs:?}")) }
    }
    same("version", (ours.major, ours.minor), (theirs.major_version, theirs.minor_version))?;
    same("pool size", ours.constant_pool.len(), theirs.const_pool_size as usize)?;
    // The oracle drops bits it has no name for.
    same("flags", ours.access_flags.bits() & theirs.access_flags.bits(), theirs.access_flags.bits())?;
    same("this_class", ours.this_class, theirs.this_class)?;
    same("super_class", ours.super_class, theirs.super_class)?;
    same("interfaces", &ours.interfaces, &theirs.interfaces)?;
    for (index, constant) in ours.constant_pool.iter() {
        let other = &theirs.const_pool[index as usize - 1];
        let equal = match (constant, other) {
            // The oracle decodes strings with unpaired surrogates in a way of its own.
            (Constant::Utf8(a), ConstantInfo::Utf8(b)) => {
                classfile::mutf8::to_str(a).is_none_or(|text| text == b.utf8_string)
            }
            (Constant::Integer(a), ConstantInfo::Integer(b)) => a == b.value,
            (Constant::Float(a), ConstantInfo::Float(b)) => a == b.value.to_bits() || b.value.is_nan(),
            (Constant::Long(a), ConstantInfo::Long(b)) => a == b.value,
            (Constant::Double(a), ConstantInfo::Double(b)) => a == b.value.to_bits() || b.value.is_nan(),
            (Constant::Class(a), ConstantInfo::Class(b)) => a == b.name_index,
            (Constant::String(a), ConstantInfo::String(b)) => a == b.string_index,
            (Constant::Fieldref { class, name_and_type }, ConstantInfo::FieldRef(b)) => {
                (class, name_and_type) == (b.class_index, b.name_and_type_index)
            }
            (Constant::Methodref { class, name_and_type }, ConstantInfo::MethodRef(b)) => {
                (class, name_and_type) == (b.class_index, b.name_and_type_index)
            }
            (Constant::InterfaceMethodref { class, name_and_type }, ConstantInfo::InterfaceMethodRef(b)) => {
                (class, name_and_type) == (b.class_index, b.name_and_type_index)
            }
            (Constant::NameAndType { name, descriptor }, ConstantInfo::NameAndType(b)) => {
                (name, descriptor) == (b.name_index, b.descriptor_index)
            }
            (Constant::MethodHandle { kind, reference }, ConstantInfo::MethodHandle(b)) => {
                (kind, reference) == (b.reference_kind, b.reference_index)
            }
            (Constant::MethodType(a), ConstantInfo::MethodType(b)) => a == b.descriptor_index,
            (Constant::InvokeDynamic { bootstrap, name_and_type }, ConstantInfo::InvokeDynamic(b)) => {
                (bootstrap, name_and_type) == (b.bootstrap_method_attr_index, b.name_and_type_index)
            }
            (Constant::Unusable, ConstantInfo::Unusable) => true,
            _ => false,
        };
        if !equal {
            return Err(format!("constant {index}: {constant:?} against {other:?}").chars().take(400).collect());
        }
    }
    let fields =
        theirs.fields.iter().map(|f| (f.name_index, f.descriptor_index, f.access_flags.bits(), f.attributes.len()));
    let ours_fields =
        ours.fields.iter().map(|f| (f.name_index, f.descriptor_index, f.access_flags, f.attributes.len()));
    same("fields", ours_fields.collect::<Vec<_>>(), fields.collect())?;
    same("methods", ours.methods.len(), theirs.methods.len())?;
    for (a, b) in ours.methods.iter().zip(&theirs.methods) {
        same(
            "method",
            (a.name_index, a.descriptor_index, a.attributes.len()),
            (b.name_index, b.descriptor_index, b.attributes.len()),
        )?;
        for (x, y) in a.attributes.iter().zip(&b.attributes) {
            same("attribute", (x.name_index, x.info), (y.attribute_name_index, &y.info[..]))?;
        }
        if let Some(code) = a.code(&ours.constant_pool).map_err(|e| e.to_string())? {
            let info = a.attribute(&ours.constant_pool, "Code").map_or(&[][..], |x| x.info);
            let (_, other) = code_attribute_parser(info).map_err(|e| format!("code: {e:?}"))?;
            same(
                "code",
                (code.max_stack, code.max_locals, code.code),
                (other.max_stack, other.max_locals, &other.code[..]),
            )?;
            let handlers: Vec<_> =
                code.exception_table.iter().map(|h| (h.start_pc, h.end_pc, h.handler_pc, h.catch_type)).collect();
            let others =
                other.exception_table.iter().map(|h| (h.start_pc, h.end_pc, h.handler_pc, h.catch_type)).collect();
            same("handlers", handlers, others)?;
        }
    }
    same("attributes", ours.attributes.len(), theirs.attributes.len())
}

#[test]
fn both_readers_see_the_same_classes() {
    // The oracle may panic; its message is not ours to show.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut compared, mut refused, mut different) = (0, Vec::new(), Vec::new());
    for class in jdk::classes() {
        let theirs = std::panic::catch_unwind(|| classfile_parser::class_parser(class.bytes).ok().map(|(_, c)| c));
        let Ok(Some(theirs)) = theirs else {
            refused.push(&*class.path);
            continue;
        };
        compared += 1;
        match ClassFile::parse(class.bytes) {
            Ok(ours) => different.extend(compare(&ours, &theirs).err().map(|e| format!("{}: {e}", class.path))),
            Err(error) => different.push(format!("{}: only the oracle accepts it: {error}", class.path)),
        }
    }
    std::panic::set_hook(hook);
    println!(
        "{compared} classes compared; the oracle does not accept {}, for instance {:?}",
        refused.len(),
        refused.first()
    );
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different[..different.len().min(20)].join("\n"));
    assert!(compared > 100 * refused.len(), "the oracle accepted only {compared} classes");
}
