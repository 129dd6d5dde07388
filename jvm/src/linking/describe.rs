//! How members are written in messages of linkage errors: `'void pkg.C.m(int, java.lang.String)'`.

use crate::basic_type::BasicType;
use crate::class::{parameters, return_descriptor};

/// External form of a field descriptor: `int[]`, `java.lang.String`.
pub fn type_name(descriptor: &[u8]) -> String {
    let dimensions = descriptor.iter().take_while(|byte| **byte == b'[').count();
    let element = &descriptor[dimensions..];
    let mut name = match BasicType::of_descriptor(element).keyword() {
        Some(keyword) => keyword.to_owned(),
        None => {
            let inner = element.strip_prefix(b"L").and_then(|rest| rest.strip_suffix(b";")).unwrap_or(element);
            classfile::mutf8::to_str_lossy(inner).replace('/', ".")
        }
    };
    name.push_str(&"[]".repeat(dimensions));
    name
}

/// `'int pkg.C.m(long)'`, with the quotes; a constructor has no return type other than void.
pub fn method(class: &str, name: &str, descriptor: &[u8]) -> String {
    let list: Vec<String> = parameters(descriptor).map(type_name).collect();
    format!("'{} {}.{}({})'", type_name(return_descriptor(descriptor)), class.replace('/', "."), name, list.join(", "))
}
