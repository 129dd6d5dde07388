//! Any bytes as a code array, a descriptor, a signature and modified UTF-8. JVMS §4.3, §4.4.7, §4.7.9.1, §6.5.

#![no_main]

use classfile::{FieldType, Instructions, MethodDescriptor, mutf8, signature};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut pc = 0;
    for instruction in Instructions::new(bytes) {
        let Ok(instruction) = instruction else { break };
        assert!(instruction.pc == pc && instruction.length > 0);
        pc = instruction.next_pc();
    }
    if let Ok(ty) = FieldType::parse(bytes) {
        let mut again = Vec::new();
        ty.write_to(&mut again);
        assert_eq!(again, bytes);
    }
    if let Ok(method) = MethodDescriptor::parse(bytes) {
        assert_eq!(method.parameters().count(), method.parameter_count());
    }
    let _ = (signature::parse_class(bytes).is_ok(), signature::parse_method(bytes).is_ok(), signature::parse_field(bytes).is_ok());
    if let Some(text) = mutf8::to_str(bytes) {
        assert_eq!(mutf8::to_str(&mutf8::from_text(&text)).as_deref(), Some(&*text));
    }
});
