//! Type inference: class files before version 50, with and without subroutines, and version 50 with a stack map that lies.

use super::assembler::{Assembler, Code, code, with};
use super::reference;

const RETURN: u8 = 0xb1;
const POP: u8 = 0x57;

fn class(major: u16, make: impl FnOnce(&mut Assembler)) -> Vec<u8> {
    let mut class = Assembler::new();
    class.major = major;
    make(&mut class);
    class.build()
}

fn plain(bytes: &[u8]) -> Vec<u8> {
    class(49, |a| a.method(code(bytes)))
}

/// Name, class, and whether it is verified.
fn cases() -> Vec<(&'static str, Vec<u8>, bool)> {
    let mut c = vec![
        ("nothing", plain(&[RETURN]), true),
        ("unreached code needs no types", plain(&[RETURN, POP, RETURN]), true),
        ("but legal instructions", plain(&[RETURN, 0xcb]), false),
        ("and its own locals", plain(&[RETURN, 0x15, 9, RETURN]), false),
        ("end of code", plain(&[3, POP]), false),
        ("wrong type", plain(&[0x0b, 3, 0x60, POP, RETURN]), false),
        ("empty stack", plain(&[POP, RETURN]), false),
        ("full stack", plain(&[3, 3, 3, 3, 3, RETURN]), false),
        ("branch into an instruction", plain(&[0xa7, 0, 4, 0x10, 5, RETURN]), false),
        // iconst_0; ifeq 6; iconst_0 pushed on one path only; 5: pop; return
        ("stacks of different heights", plain(&[3, 0x99, 0, 4, 3, POP, RETURN]), false),
        // iconst_0; ifeq 9; iconst_0; goto 10; nop; 9: fconst_0; 10: pop; return
        ("stacks of different types", plain(&[3, 0x99, 0, 8, 3, 0xa7, 0, 5, 0, 0x0b, POP, RETURN]), false),
        // iconst_0; ifeq 9; aconst_null; goto 12 …; 9: new array; 12: arraylength
        ("null and array", plain(&[3, 0x99, 0, 8, 1, 0xa7, 0, 7, 0, 3, 0xbc, 10, 0xbe, POP, RETURN]), true),
        // A local set on one path only.
        ("local of one path", plain(&[3, 0x99, 0, 5, 3, 0x3b, 0x1a, POP, RETURN]), false),
        ("loop", plain(&[3, 0x3b, 0x84, 0, 1, 0x1a, 0x99, 0xff, 0xfc, RETURN]), true),
        // jsr 4; return; 4: astore_1; ret 1
        ("subroutine", plain(&[0xa8, 0, 4, RETURN, 0x4c, 0xa9, 1]), true),
        // iconst_0; istore_0; jsr 10; iload_0; pop; jsr 10; return … the subroutine leaves local 0 alone
        (
            "subroutine called twice keeps locals apart",
            plain(&[3, 0x3b, 0xa8, 0, 12, 0x1a, POP, 0x0b, 0x43, 0xa8, 0, 5, 0x22, RETURN, 0x4c, 0xa9, 1]),
            true,
        ),
        // the subroutine sets local 0 to a float
        (
            "subroutine that changes a local",
            plain(&[3, 0x3b, 0xa8, 0, 6, 0x1a, POP, RETURN, 0x4c, 0x0b, 0x43, 0xa9, 1]),
            false,
        ),
        ("recursive subroutine", plain(&[0xa8, 0, 4, RETURN, 0x4c, 0xa8, 0xff, 0xff, RETURN]), false),
        ("ret of an int", plain(&[3, 0x3b, 0xa9, 0]), false),
        ("load of a return address", plain(&[0xa8, 0, 4, RETURN, 0x4c, 0x2b, POP, RETURN]), false),
        ("jsr in version 50", class(50, |a| a.method(code(&[0xa8, 0, 4, RETURN, 0x4c, 0xa9, 1]))), true),
        (
            "lying stack map in version 50",
            class(50, |a| a.method(Code { frames: vec![vec![4]], ..code(&[3, 0xa7, 0, 3, POP, RETURN]) })),
            true,
        ),
    ];
    let constructor = |bytes: Vec<u8>| Code { flags: 1, name: "<init>", ..code(&bytes) };
    c.push((
        "constructor",
        class(49, |a| {
            let init = a.method_ref("java/lang/Object", "<init>", "()V");
            a.method(constructor([vec![0x2a], with(0xb7, init), vec![RETURN]].concat()));
        }),
        true,
    ));
    c.push(("constructor without super", class(49, |a| a.method(constructor(vec![RETURN]))), false));
    c.push((
        "constructor that calls super on one path",
        class(49, |a| {
            let init = a.method_ref("java/lang/Object", "<init>", "()V");
            a.method(constructor([vec![3, 0x99, 0, 7, 0x2a], with(0xb7, init), vec![RETURN]].concat()));
        }),
        false,
    ));
    c.push((
        "common superclass",
        class(49, |a| {
            let (i, d) = (a.class("java/lang/Integer"), a.class("java/lang/Double"));
            let m = a.method_ref("java/lang/Number", "intValue", "()I");
            // iconst_0; ifeq 11; aconst_null; checkcast Integer; goto 15; 11: aconst_null; checkcast Double; 15: intValue
            let bytes = [
                vec![3, 0x99, 0, 10, 1],
                with(0xc0, i),
                vec![0xa7, 0, 7, 1],
                with(0xc0, d),
                with(0xb6, m),
                vec![POP, RETURN],
            ];
            a.method(code(&bytes.concat()));
        }),
        true,
    ));
    c.push((
        "common superclass is not enough",
        class(49, |a| {
            let (i, d) = (a.class("java/lang/Integer"), a.class("java/lang/Double"));
            let m = a.method_ref("java/lang/Integer", "intValue", "()I");
            let bytes = [
                vec![3, 0x99, 0, 10, 1],
                with(0xc0, i),
                vec![0xa7, 0, 7, 1],
                with(0xc0, d),
                with(0xb6, m),
                vec![POP, RETURN],
            ];
            a.method(code(&bytes.concat()));
        }),
        false,
    ));
    c.push((
        "handler sees every state",
        class(49, |a| {
            // iconst_0; istore_0; fconst_0; fstore_0; return; handler: pop; iload_0
            a.method(Code {
                handlers: vec![[2, 5, 5, 0]],
                ..code(&[3, 0x3b, 0x0b, 0x43, RETURN, POP, 0x1a, POP, RETURN])
            });
        }),
        false,
    ));
    c
}

#[test]
fn old_classes_are_inferred() {
    let wrong: Vec<_> = cases()
        .into_iter()
        .filter_map(|(name, bytes, fine)| {
            let said = super::first_line(&bytes);
            (said.is_none() != fine).then(|| format!("{name}: {said:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_jdk_says_the_same_of_old_classes() {
    let cases = cases();
    let said = reference::ask(cases.iter().map(|case| case.1.as_slice()));
    let wrong: Vec<_> = cases
        .iter()
        .zip(said)
        .filter(|((_, _, fine), said)| said.is_none() != *fine)
        .map(|((name, ..), said)| format!("{name}: java says {said:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_message_names_class_and_method() {
    let said = super::first_line(&plain(&[3, 0x3b, 0xa9, 0])).expect("a failure");
    assert_eq!(said, "(class: T, method: m signature: ()V) Register 0 contains wrong type");
}
