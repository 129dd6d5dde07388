//! One case per rule of the format check, on classes built by hand, and the rules of versions. JVMS §4.8.

use super::format_check;
use crate::class_file::ClassFile;
use crate::error::{JavaError, ParseError};
use crate::testing::ClassBuilder;

fn check(b: &ClassBuilder) -> Result<(), ParseError> {
    let bytes = b.build();
    format_check(&ClassFile::parse(&bytes)?)
}

/// The class is refused with these words and that section.
fn refused<T>(edit: impl FnOnce(&mut ClassBuilder) -> T, section: &str, words: &str) {
    let mut b = ClassBuilder::new("A");
    edit(&mut b);
    let error = check(&b).expect_err(words);
    assert!(error.to_string().contains(words), "{error} does not say {words}");
    assert_eq!(error.section, section, "{error}");
    assert_eq!(error.as_java(), JavaError::ClassFormatError);
}

fn accepted<T>(edit: impl FnOnce(&mut ClassBuilder) -> T) {
    let mut b = ClassBuilder::new("A");
    edit(&mut b);
    check(&b).expect("a well-formed class");
}

#[test]
fn an_empty_class_is_well_formed() {
    accepted(|_| ());
}

#[test]
fn header_rules() {
    refused(|b| b.flags = 0x0200, "4.1", "must be abstract");
    refused(|b| b.flags = 0x0610, "4.1", "must not be final");
    refused(|b| b.flags = 0x0620, "4.1", "ACC_SUPER");
    refused(|b| b.flags = 0x2021, "4.1", "must be an interface");
    refused(|b| b.flags = 0x0430, "4.1", "both final and abstract");
    refused(|b| b.super_class = 0, "4.1", "not java/lang/Object");
    refused(|b| b.super_class = b.class("[I"), "4.1", "is an array");
    refused(|b| b.this_class = b.class("[LA;"), "4.1", "is an array");
    refused(|b| b.this_class = 1, "4.4", "not a CONSTANT_Class_info");
    refused(|b| b.this_class = 999, "4.4", "outside the constant pool");
    refused(|b| b.interfaces = vec![b.class("I"), b.class("I")], "4.1", "comes twice");
    refused(
        |b| {
            b.flags = 0x0600;
            b.super_class = b.class("B");
        },
        "4.1",
        "superclass of an interface",
    );
    refused(
        |b| {
            b.this_class = b.class("java/lang/Object");
            b.interfaces = vec![b.class("I")];
        },
        "4.1",
        "cannot have superinterfaces",
    );
    accepted(|b| b.flags = 0x0600);
    accepted(|b| {
        b.flags = 0x0200;
        b.major = 45;
    });
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut bytes = ClassBuilder::new("A").build();
    bytes.push(0);
    let class = ClassFile::parse(&bytes).expect("parses");
    let error = format_check(&class).expect_err("trailing byte");
    assert_eq!((error.section, error.offset), ("4.8", bytes.len() - 1));
}

#[test]
fn module_descriptors_are_no_classes() {
    let mut b = ClassBuilder::new("module-info");
    b.flags = 0x8000;
    b.super_class = 0;
    let name = b.utf8("m");
    let module = b.constant(19, &name.to_be_bytes());
    let info = [&module.to_be_bytes()[..], &[0; 14]].concat();
    b.class_attribute("Module", &info);
    check(&b).expect("a module descriptor");
    let bytes = b.build();
    let error = ClassFile::parse(&bytes).expect("parses").require_class().expect_err("no class");
    assert_eq!(error.as_java(), JavaError::NoClassDefFoundError);
    refused(|b| b.flags = 0x8001, "4.1", "with other flags");
    refused(|b| b.flags = 0x8000, "4.1", "named module-info");
}

#[test]
fn constant_rules() {
    refused(|b| b.utf8_bytes(b"a\0"), "4.4.7", "not modified UTF-8");
    refused(|b| b.utf8_bytes(&[0xC1, 0x81]), "4.4.7", "byte 0");
    refused(|b| b.utf8_bytes(&[0xF0, 0x80, 0x80, 0x80]), "4.4.7", "byte 0");
    refused(|b| b.class("a.b"), "4.4.1", "not the name of a class");
    refused(|b| b.class("[Q"), "4.4.1", "not the name of a class");
    refused(|b| b.constant(7, &[0, 2]), "4.4", "not a CONSTANT_Utf8_info");
    refused(|b| b.constant(8, &[9, 9]), "4.4", "outside the constant pool");
    refused(|b| b.member_ref(9, "B", "a/b", "I"), "4.4.6", "name of a field");
    refused(|b| b.member_ref(9, "B", "f", "()V"), "4.4.2", "not a field descriptor");
    refused(|b| b.member_ref(10, "B", "f", "I"), "4.4.2", "not a method descriptor");
    refused(|b| b.member_ref(10, "B", "<init>", "()I"), "4.4.2", "<init> with a result");
    refused(|b| b.member_ref(10, "B", "<clinit>", "()V"), "4.4.2", "<clinit>");
    refused(|b| b.member_ref(10, "B", "<x>", "()V"), "4.4.6", "name of a method");
    refused(|b| b.name_and_type("f", "V"), "4.4.6", "not a descriptor");
    refused(
        |b| {
            let ty = b.utf8("I");
            b.constant(16, &ty.to_be_bytes());
        },
        "4.4.9",
        "not a method descriptor",
    );
    accepted(|b| b.member_ref(10, "[I", "clone", "()Ljava/lang/Object;"));
}

#[test]
fn method_handle_rules() {
    let handle = |kind: u8, tag: u8, name: &'static str, ty: &'static str| {
        move |b: &mut ClassBuilder| {
            let member = b.member_ref(tag, "B", name, ty);
            b.handle(kind, member);
        }
    };
    refused(handle(0, 10, "f", "()V"), "4.4.8", "not in 1 to 9");
    refused(handle(10, 10, "f", "()V"), "4.4.8", "not in 1 to 9");
    refused(handle(1, 10, "f", "()V"), "4.4.8", "does not fit");
    refused(handle(5, 9, "f", "I"), "4.4.8", "does not fit");
    refused(handle(9, 10, "f", "()V"), "4.4.8", "does not fit");
    refused(handle(8, 10, "f", "()V"), "4.4.8", "not <init>");
    refused(handle(7, 10, "<init>", "()V"), "4.4.8", "special method");
    accepted(handle(8, 10, "<init>", "()V"));
    accepted(handle(6, 11, "f", "()V"));
    accepted(handle(2, 9, "f", "I"));
}

#[test]
fn dynamic_constants_need_their_bootstrap_method() {
    let dynamic = |tag: u8, ty: &'static str| {
        move |b: &mut ClassBuilder| {
            let nat = b.name_and_type("f", ty);
            b.pair(tag, 0, nat);
        }
    };
    refused(dynamic(18, "()V"), "4.4.10", "bootstrap method 0 of 0");
    let with_bootstrap = |tag: u8, ty: &'static str| {
        move |b: &mut ClassBuilder| {
            let member = b.member_ref(10, "B", "boot", "()V");
            let handle = b.handle(6, member).to_be_bytes();
            b.class_attribute("BootstrapMethods", &[0, 1, handle[0], handle[1], 0, 0]);
            dynamic(tag, ty)(b);
        }
    };
    accepted(with_bootstrap(18, "()V"));
    accepted(with_bootstrap(17, "I"));
    refused(with_bootstrap(18, "I"), "4.4.10", "wrong kind");
    refused(with_bootstrap(17, "()V"), "4.4.10", "wrong kind");
    refused(
        |b| {
            b.major = 50;
            dynamic(18, "()V")(b);
        },
        "4.4",
        "before version 51",
    );
    refused(
        |b| {
            let member = b.member_ref(10, "B", "boot", "()V");
            let handle = b.handle(6, member).to_be_bytes();
            b.class_attribute("BootstrapMethods", &[0, 1, handle[0], handle[1], 0, 1, 0, 1]);
        },
        "4.7.23",
        "not a loadable constant",
    );
}

#[test]
fn field_rules() {
    refused(|b| b.field(0x0003, "x", "I", &[]), "4.5", "do not go together");
    refused(|b| b.field(0x0050, "x", "I", &[]), "4.5", "do not go together");
    refused(|b| b.field(0, "x", "V", &[]), "4.5", "not a field descriptor");
    refused(|b| b.field(0, "x;", "I", &[]), "4.5", "not the name");
    refused(
        |b| {
            b.field(0, "x", "I", &[]);
            b.field(1, "x", "I", &[]);
        },
        "4.5",
        "comes twice",
    );
    refused(
        |b| {
            b.flags = 0x0600;
            b.field(0x0009, "x", "I", &[]);
        },
        "4.5",
        "do not go together",
    );
    accepted(|b| {
        b.field(0, "x", "I", &[]);
        b.field(0, "x", "J", &[]);
    });
}

#[test]
fn constant_values_fit_their_fields() {
    let field = |flags: u16, ty: &'static str, tag: u8, body: &'static [u8]| {
        move |b: &mut ClassBuilder| {
            let value = b.constant(tag, body);
            let attribute = b.attribute("ConstantValue", &value.to_be_bytes());
            b.field(flags, "x", ty, &[attribute]);
        }
    };
    accepted(field(0x0008, "Z", 3, &[0; 4]));
    accepted(field(0x0008, "J", 5, &[0; 8]));
    accepted(field(0x0008, "Ljava/lang/String;", 8, &[0, 1]));
    refused(field(0x0008, "J", 3, &[0; 4]), "4.7.2", "does not fit");
    refused(field(0x0008, "Ljava/lang/Object;", 8, &[0, 1]), "4.7.2", "does not fit");
    accepted(field(0, "J", 3, &[0; 4]));
    refused(
        |b| {
            let value = b.constant(3, &[0; 4]).to_be_bytes();
            let (a1, a2) = (b.attribute("ConstantValue", &value), b.attribute("ConstantValue", &value));
            b.field(0x0008, "x", "I", &[a1, a2]);
        },
        "4.7",
        "more than one ConstantValue",
    );
}

#[test]
fn method_rules() {
    refused(|b| b.empty_method(0x0006, "f", "()V"), "4.6", "more than one of");
    refused(|b| b.method(0x0402, "f", "()V", &[]), "4.6", "together with abstract");
    refused(|b| b.empty_method(0, "f<", "()V"), "4.6", "not the name");
    refused(|b| b.empty_method(0, "f", "()"), "4.3.3", "not a method descriptor");
    refused(|b| b.empty_method(0x0008, "<init>", "()V"), "4.6", "not allowed for <init>");
    refused(|b| b.empty_method(0, "<init>", "()I"), "4.3.3", "must return void");
    refused(|b| b.empty_method(0, "<clinit>", "()V"), "2.9.2", "must be static");
    refused(|b| b.empty_method(8, "<clinit>", "(I)V"), "2.9.2", "no parameters");
    refused(|b| b.method(0, "f", "()V", &[]), "4.7.3", "has no code");
    refused(|b| b.empty_method(0x0100, "f", "()V"), "4.7.3", "has code");
    refused(|b| b.empty_method(0x0400, "f", "()V"), "4.7.3", "has code");
    refused(
        |b| {
            b.empty_method(0, "f", "()V");
            b.empty_method(1, "f", "()V");
        },
        "4.6",
        "comes twice",
    );
    let many = |n: usize| format!("({})V", "I".repeat(n));
    accepted(|b| b.empty_method(8, "f", &many(255)));
    refused(|b| b.empty_method(0, "f", &many(255)), "4.3.3", "256 argument slots");
    accepted(|b| {
        b.major = 50;
        b.empty_method(0, "<clinit>", "()V");
    });
}

#[test]
fn interface_method_rules() {
    let interface = |major: u16, flags: u16, name: &'static str| {
        move |b: &mut ClassBuilder| {
            b.flags = 0x0600;
            b.major = major;
            if flags & 0x0400 == 0 { b.empty_method(flags, name, "()V") } else { b.method(flags, name, "()V", &[]) }
        }
    };
    accepted(interface(61, 0x0401, "f"));
    accepted(interface(61, 0x0001, "f"));
    accepted(interface(61, 0x000A, "f"));
    accepted(interface(50, 0x0401, "f"));
    refused(interface(61, 0x0400, "f"), "4.6", "public or private");
    refused(interface(61, 0x0404, "f"), "4.6", "public or private");
    refused(interface(61, 0x0011, "f"), "4.6", "not allowed for a method of an interface");
    refused(interface(50, 0x0001, "f"), "4.6", "before version 52");
    refused(interface(61, 0x0001, "<init>"), "4.6", "an interface has no <init>");
}

#[test]
fn code_rules() {
    let code = |locals: u16, code: &'static [u8], handlers: &'static [[u8; 8]]| {
        move |b: &mut ClassBuilder| {
            let code = b.code(0, locals, code, handlers, &[]);
            b.method(0, "f", "()V", &[code]);
        }
    };
    accepted(code(1, &[0xB1], &[[0, 0, 0, 1, 0, 0, 0, 0]]));
    refused(code(1, &[], &[]), "4.7.3", "code_length is 0");
    refused(code(0, &[0xB1], &[]), "4.7.3", "do not fit 0 locals");
    refused(code(1, &[0xB1], &[[0, 0, 0, 0, 0, 0, 0, 0]]), "4.7.3", "outside the code");
    refused(code(1, &[0xB1], &[[0, 0, 0, 2, 0, 0, 0, 0]]), "4.7.3", "outside the code");
    refused(code(1, &[0xB1], &[[0, 0, 0, 1, 0, 1, 0, 0]]), "4.7.3", "outside the code");
    refused(code(1, &[0xB1], &[[0, 0, 0, 1, 0, 0, 0, 1]]), "4.4", "not a CONSTANT_Class_info");
    refused(
        |b| {
            let (c1, c2) = (b.code(0, 1, &[0xB1], &[], &[]), b.code(0, 1, &[0xB1], &[], &[]));
            b.method(0, "f", "()V", &[c1, c2]);
        },
        "4.7",
        "more than one Code",
    );
    let long = vec![0; 65536];
    refused(
        |b| {
            let code = b.code(0, 1, &long, &[], &[]);
            b.method(0, "f", "()V", &[code]);
        },
        "4.7.3",
        "code_length is 65536",
    );
}

#[test]
fn debug_tables_stay_inside_the_code() {
    let table = |name: &'static str, rows: Vec<[u16; 5]>| {
        move |b: &mut ClassBuilder| {
            let (n, ty) = (b.utf8("v"), b.utf8("J"));
            let mut info = (rows.len() as u16).to_be_bytes().to_vec();
            for [start, length, _, _, index] in rows {
                info.extend([start, length, n, ty, index].map(u16::to_be_bytes).concat());
            }
            let table = b.attribute(name, &info);
            let code = b.code(0, 3, &[0, 0xB1], &[], &[table]);
            b.method(0, "f", "()V", &[code]);
        }
    };
    accepted(table("LocalVariableTable", vec![[0, 2, 0, 0, 1]]));
    refused(table("LocalVariableTable", vec![[0, 3, 0, 0, 1]]), "4.7.13", "outside the code");
    refused(table("LocalVariableTable", vec![[0, 2, 0, 0, 2]]), "4.7.13", "index 2 of 3");
    refused(table("LocalVariableTable", vec![[0, 2, 0, 0, 1]; 2]), "4.7.13", "comes twice");
    accepted(table("LocalVariableTypeTable", vec![[0, 2, 0, 0, 1]]));
    refused(
        |b| {
            let (n, ty) = (b.utf8("v"), b.utf8("I"));
            let row = |index: u16| [1, 0, 2, n, ty, index].map(u16::to_be_bytes).concat();
            let (variables, types) = (row(1), row(2));
            let tables = [b.attribute("LocalVariableTable", &variables), b.attribute("LocalVariableTypeTable", &types)];
            let code = b.code(0, 3, &[0, 0xB1], &[], &tables);
            b.method(0, "f", "()V", &[code]);
        },
        "4.7.14",
        "has no variable",
    );
    refused(
        |b| {
            let lines = b.attribute("LineNumberTable", &[0, 1, 0, 1, 0, 9]);
            let code = b.code(0, 1, &[0xB1], &[], &[lines]);
            b.method(0, "f", "()V", &[code]);
        },
        "4.7.12",
        "line 9",
    );
}

#[test]
fn class_attribute_rules() {
    refused(|b| b.class_attribute("NestHost", &[0, 0]), "4.4", "not a CONSTANT_Class_info");
    refused(|b| b.class_attribute("SourceFile", &[0, 1, 0]), "4.7.10", "bytes too many");
    refused(|b| b.class_attribute("SourceFile", &[0]), "4.7.10", "truncated");
    refused(|b| b.class_attribute("Synthetic", &[0]), "4.7.8", "bytes too many");
    refused(
        |b| b.class_attribute("InnerClasses", &[0, 1, 0, 2, 0, 0, 0, 0, 0x04, 0x10]),
        "4.7.6",
        "final and abstract",
    );
    refused(|b| b.class_attribute("InnerClasses", &[0, 1, 0, 2, 0, 2, 0, 0, 0, 0]), "4.7.6", "member of itself");
    refused(
        |b| {
            b.class_attribute("NestHost", &[0, 2]);
            b.class_attribute("NestMembers", &[0, 0]);
        },
        "4.7.28",
        "both",
    );
    refused(|b| b.class_attribute("NestMembers", &[0, 2, 0, 2, 0, 2]), "4.7.29", "comes twice");
    refused(
        |b| {
            b.flags = 0x0031;
            b.class_attribute("PermittedSubclasses", &[0, 0]);
        },
        "4.7.31",
        "final",
    );
    refused(
        |b| {
            let (n, ty) = (b.utf8("x").to_be_bytes(), b.utf8("V").to_be_bytes());
            b.class_attribute("Record", &[0, 1, n[0], n[1], ty[0], ty[1], 0, 0]);
        },
        "4.7.30",
        "malformed",
    );
    // Ignored: unknown, of a later version, in the wrong place.
    accepted(|b| b.class_attribute("SomebodyElses", &[1, 2, 3]));
    accepted(|b| {
        b.major = 50;
        b.class_attribute("NestHost", &[]);
    });
    accepted(|b| b.class_attribute("Code", &[]));
}

#[test]
fn versions() {
    let version = |major: u16, minor: u16| {
        let mut bytes = ClassBuilder::new("A").build();
        bytes[4..8].copy_from_slice(&[minor.to_be_bytes(), major.to_be_bytes()].concat());
        bytes
    };
    let kind = |major, minor, max, preview| {
        let bytes = version(major, minor);
        ClassFile::parse(&bytes).and_then(|c| c.check_version(max, preview)).map_err(|e| e.as_java())
    };
    let unsupported = Err(JavaError::UnsupportedClassVersionError);
    assert_eq!(kind(45, 3, 61, false), Ok(()));
    assert_eq!(kind(61, 0, 61, false), Ok(()));
    assert_eq!(kind(62, 0, 61, false), unsupported);
    assert_eq!(kind(69, 0, 69, false), Ok(()));
    assert_eq!(kind(70, 0, 70, false), unsupported);
    assert_eq!(kind(44, 0, 61, false), unsupported);
    assert_eq!(kind(61, 0xFFFF, 61, false), unsupported);
    assert_eq!(kind(61, 0xFFFF, 61, true), Ok(()));
    assert_eq!(kind(60, 0xFFFF, 61, true), unsupported);
    assert_eq!(kind(61, 1, 61, true), unsupported);
}
