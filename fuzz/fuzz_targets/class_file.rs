//! Any bytes through the outline, the format check and the disassembler, which reads attributes and instructions. JVMS §4.
//! Seeds: put class files into `fuzz/corpus/class_file`.

#![no_main]

use classfile::ClassFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(class) = ClassFile::parse(bytes) else { return };
    let well_formed = classfile::format_check(&class).is_ok();
    let text = classfile::disassemble(&class);
    assert!(text.starts_with("class "));
    if well_formed && !class.is_module() {
        // What passed the check can be named.
        class.name().expect("a name");
        class.super_name().expect("a superclass, or none");
        for member in class.fields.iter().chain(&class.methods) {
            member.name(&class.constant_pool).expect("a name");
        }
        for method in &class.methods {
            let code = method.code(&class.constant_pool).expect("a Code attribute that was checked");
            if let Some(table) = code.and_then(|code| code.stack_map_table(&class.constant_pool).ok().flatten()) {
                table.frames().for_each(drop);
            }
        }
    }
    for attribute in &class.attributes {
        let _ = (attribute.annotations().read().is_ok(), attribute.type_annotations().read().is_ok());
        let _ = (attribute.parameter_annotations().read().is_ok(), attribute.annotation_default().read().is_ok());
    }
});
