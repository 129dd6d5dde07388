//! Classes of version 61, each with what the type checker says of it. The JDK's own virtual machine is asked about all of them too.

use super::assembler::{Assembler, Code, code, with};
use super::reference;

/// A class and the first line of its `VerifyError`; `None` if it is right.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) message: Option<&'static str>,
}

const ALOAD_0: u8 = 0x2a;
const RETURN: u8 = 0xb1;
const POP: u8 = 0x57;
const NEW: u8 = 0xbb;
const DUP: u8 = 0x59;
const INVOKESPECIAL: u8 = 0xb7;
const ATHROW: u8 = 0xbf;
const STACK: &str = "Bad type on operand stack";
const LOCAL: &str = "Bad local variable type";

struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: &'static str, message: Option<&'static str>, make: impl FnOnce(&mut Assembler)) {
        let mut class = Assembler::new();
        make(&mut class);
        self.0.push(Case { name, bytes: class.build(), message });
    }

    /// One static method without names.
    fn code(&mut self, name: &'static str, message: Option<&'static str>, bytes: &[u8]) {
        self.add(name, message, |a| a.method(code(bytes)));
    }
}

/// A constructor that does nothing but call `super()`, then `more`.
fn constructor(a: &mut Assembler, before: &[u8], after: &[u8]) -> Code<'static> {
    let init = a.method_ref(a.super_name, "<init>", "()V");
    let call = [vec![ALOAD_0], with(INVOKESPECIAL, init)].concat();
    Code { flags: 1, name: "<init>", ..code(&[before, &call, after].concat()) }
}

pub(super) fn cases() -> Vec<Case> {
    let mut c = Cases(Vec::new());
    plain(&mut c);
    control_flow(&mut c);
    objects(&mut c);
    members(&mut c);
    c.0
}

fn plain(c: &mut Cases) {
    c.code("nothing", None, &[RETURN]);
    c.code("add of null", Some(STACK), &[0x01, 0x04, 0x60, POP, RETURN]);
    c.code("add of floats", Some(STACK), &[0x0b, 0x0b, 0x60, POP, RETURN]);
    c.code("add of a long's half", Some(STACK), &[0x09, 0x60, POP, RETURN]);
    c.code("pop of nothing", Some("Operand stack underflow"), &[POP, RETURN]);
    c.code("fifth of four", Some("Operand stack overflow"), &[3, 3, 3, 3, 3, RETURN]);
    c.code("third long of two", Some("Operand stack overflow"), &[9, 9, 9, RETURN]);
    c.code("load of an unset local", Some(LOCAL), &[0x1a, POP, RETURN]);
    c.code("load of the fifth local", Some("Local variable table overflow"), &[0x15, 4, POP, RETURN]);
    c.code("store into the fifth local", Some("Local variable table overflow"), &[3, 0x36, 4, RETURN]);
    c.code("long in the last local", Some("Local variable table overflow"), &[9, 0x42, RETURN]);
    c.code("load of int as float", Some(LOCAL), &[3, 0x3b, 0x22, POP, RETURN]);
    c.code("load of int as reference", Some(LOCAL), &[3, 0x3b, ALOAD_0, POP, RETURN]);
    c.code("broken long", Some(LOCAL), &[9, 0x3f, 3, 0x3c, 0x1e, 0x58, RETURN]);
    c.code("long and double", None, &[9, 0x3f, 0x0e, 0x49, 0x1e, 0x28, 0x58, 0x58, RETURN]);
    c.code("pop of a long's half", Some(STACK), &[9, POP, 3, RETURN]);
    c.code("dup of a long's half", Some(STACK), &[9, DUP, RETURN]);
    c.code("swap of a long", Some(STACK), &[9, 3, 0x5f, RETURN]);
    c.code("dup2_x1 of a long", None, &[3, 9, 0x58, 3, 0x58, 3, 3, 3, RETURN]);
    c.code("pop2 of an int and a half", Some(STACK), &[9, 3, 0x58, POP, RETURN]);
    c.code("iinc of a float", Some(LOCAL), &[0x0b, 0x43, 0x84, 0, 1, RETURN]);
    c.code("unknown opcode", Some("Bad instruction"), &[0xcb, RETURN]);
    c.code("cut instruction", Some("Bad instruction"), &[RETURN, 0x11, 0]);
    c.code("wide before nop", Some("Bad instruction"), &[0xc4, 0, RETURN, RETURN]);
    c.code("jsr", Some("Bad instruction: a8"), &[0xa8, 0, 3, RETURN]);
    c.code("newarray of type 3", Some("Illegal newarray instruction"), &[3, 0xbc, 3, POP, RETURN]);
    c.code("array of ints", None, &[3, 0xbc, 10, 3, 0x2e, POP, RETURN]);
    c.code(
        "int from an array of floats",
        Some("Bad type on operand stack in iaload"),
        &[3, 0xbc, 6, 3, 0x2e, POP, RETURN],
    );
    c.code("byte from an array of booleans", None, &[3, 0xbc, 4, 3, 0x33, POP, RETURN]);
    c.code(
        "byte into an array of chars",
        Some("Bad type on operand stack in bastore"),
        &[3, 0xbc, 5, 3, 3, 0x54, RETURN],
    );
    c.code(
        "reference from an array of ints",
        Some("Bad type on operand stack in aaload"),
        &[3, 0xbc, 10, 3, 0x32, POP, RETURN],
    );
    c.code("reference from null", None, &[1, 3, 0x32, POP, RETURN]);
    c.code("length of null", None, &[1, 0xbe, POP, RETURN]);
    c.add("length of a string", Some("Bad type on operand stack in arraylength"), |a| {
        let s = a.string("x");
        a.method(code(&[0x12, s as u8, 0xbe, POP, RETURN]));
    });
    c.add("ldc of a long", Some("Illegal type at constant pool entry 1 in class T"), |a| {
        let l = a.long();
        a.method(code(&[0x12, l as u8, POP, RETURN]));
    });
    c.add("ldc2_w of an int", Some("Illegal type at constant pool entry 1 in class T"), |a| {
        let i = a.int();
        a.method(code(&[with(0x14, i), vec![0x58, RETURN]].concat()));
    });
    c.code("ldc of index 200", Some("Illegal constant pool index 200 in class T"), &[0x12, 200, POP, RETURN]);
    c.code("int from void", Some("Method does not expect a return value"), &[3, 0xac]);
    c.add("void from int", Some("Method expects a return value"), |a| {
        a.method(Code { descriptor: "()I", ..code(&[RETURN]) });
    });
    c.add("float from int", Some("Bad return type"), |a| a.method(Code { descriptor: "()I", ..code(&[0x0b, 0xae]) }));
    c.add("string from Integer", Some("Bad return type"), |a| {
        let s = a.string("x");
        a.method(Code { descriptor: "()Ljava/lang/Integer;", ..code(&[0x12, s as u8, 0xb0]) });
    });
    c.add("string from Runnable", None, |a| {
        let s = a.string("x");
        a.method(Code { descriptor: "()Ljava/lang/Runnable;", ..code(&[0x12, s as u8, 0xb0]) });
    });
    c.add("throw of a string", Some(STACK), |a| {
        let s = a.string("x");
        a.method(code(&[0x12, s as u8, ATHROW]));
    });
}

/// `offset_delta` of a `same_frame`.
fn same(delta: u8) -> Vec<u8> {
    vec![delta]
}

fn control_flow(c: &mut Cases) {
    c.code("end of code", Some("Control flow falls through code end"), &[3, POP]);
    c.code("dead code without frame", Some("Expecting a stack map frame"), &[RETURN, RETURN]);
    c.code("goto without frame", Some("Expecting a stackmap frame at branch target 4"), &[0xa7, 0, 4, 0, RETURN]);
    c.add("goto", None, |a| {
        a.method(Code { frames: vec![same(3)], ..code(&[0xa7, 0, 3, RETURN]) });
    });
    c.code("branch outside", Some("Expecting a stackmap frame at branch target 9"), &[0xa7, 0, 9, RETURN]);
    c.code(
        "branch into an instruction",
        Some("Expecting a stackmap frame at branch target 4"),
        &[0xa7, 0, 4, 0x10, 5, RETURN],
    );
    c.add("frame inside an instruction", Some("StackMapTable error: bad offset"), |a| {
        a.method(Code { frames: vec![same(1)], ..code(&[0x10, 5, POP, RETURN]) });
    });
    c.add("frame with another stack", Some("Inconsistent stackmap frames at branch target 4"), |a| {
        // iconst_0; goto 4; return
        a.method(Code { frames: vec![same(4)], ..code(&[3, 0xa7, 0, 3, RETURN]) });
    });
    c.add("fall into another stack", Some("Instruction type does not match stack map"), |a| {
        a.method(Code { frames: vec![same(1)], ..code(&[3, RETURN]) });
    });
    c.add("frame with a local that is not set", Some("Inconsistent stackmap frames at branch target 4"), |a| {
        a.method(Code { frames: vec![vec![252, 0, 4, 1]], ..code(&[3, 0x99, 0, 3, RETURN]) });
    });
    c.add("chop of nothing", Some("ClassFormatError StackMapTable format error: bad type array size"), |a| {
        a.method(Code { frames: vec![vec![250, 0, 3]], ..code(&[0xa7, 0, 3, RETURN]) });
    });
    c.add(
        "frame with five locals of four",
        Some("ClassFormatError StackMapTable format error: bad type array size"),
        |a| {
            let frame = vec![255, 0, 3, 0, 5, 0, 0, 0, 0, 0, 0, 0];
            a.method(Code { frames: vec![frame], ..code(&[0xa7, 0, 3, RETURN]) });
        },
    );
    c.add("loop", None, |a| {
        // iconst_0; istore_0; 2: iinc 0 1; iload_0; ifeq 2; return
        a.method(Code {
            frames: vec![vec![252, 0, 2, 1]],
            ..code(&[3, 0x3b, 0x84, 0, 1, 0x1a, 0x99, 0xff, 0xfc, RETURN])
        });
    });
    c.add("conditional branch on a float", Some(STACK), |a| {
        a.method(Code { frames: vec![same(4)], ..code(&[0x0b, 0x99, 0, 3, RETURN]) });
    });
    c.add("lookupswitch out of order", Some("Bad lookupswitch instruction"), |a| {
        let mut bytes = vec![3, 0xab, 0, 0, 0, 0, 0, 27, 0, 0, 0, 2];
        bytes.extend([0, 0, 0, 5, 0, 0, 0, 27, 0, 0, 0, 1, 0, 0, 0, 27, RETURN]);
        a.method(Code { frames: vec![same(28)], ..code(&bytes) });
    });
    c.add("tableswitch with low above high", Some("Bad instruction"), |a| {
        let bytes = [3, 0xaa, 0, 0, 0, 0, 0, 15, 0, 0, 0, 2, 0, 0, 0, 1, RETURN];
        a.method(Code { frames: vec![same(16)], ..code(&bytes) });
    });
    c.add("tableswitch", None, |a| {
        let bytes = [3, 0xaa, 0, 0, 0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 19, RETURN];
        a.method(Code { frames: vec![same(20)], ..code(&bytes) });
    });
    let handler =
        |frames: Vec<Vec<u8>>, handlers: Vec<[u16; 4]>, bytes: &[u8]| Code { frames, handlers, ..code(bytes) };
    let caught = |a: &mut Assembler, name: &str| {
        let class = a.class(name).to_be_bytes();
        vec![64 + 2, 7, class[0], class[1]]
    };
    c.add("handler", None, |a| {
        let frame = caught(a, "java/lang/Throwable");
        a.method(handler(vec![frame], vec![[0, 1, 2, 0]], &[0, RETURN, POP, RETURN]));
    });
    c.add("handler without frame", Some("Expecting a stackmap frame at branch target 2"), |a| {
        a.method(handler(vec![], vec![[0, 1, 2, 0]], &[0, RETURN, POP, RETURN]));
    });
    c.add("handler of another type", Some("Stack map does not match the one at exception handler 2"), |a| {
        let frame = caught(a, "java/lang/Exception");
        a.method(handler(vec![frame], vec![[0, 1, 2, 0]], &[0, RETURN, POP, RETURN]));
    });
    c.add(
        "handler that needs a local set later",
        Some("Stack map does not match the one at exception handler 4"),
        |a| {
            let class = a.class("java/lang/Throwable").to_be_bytes();
            let frame = vec![255, 0, 4, 0, 1, 1, 0, 1, 7, class[0], class[1]];
            a.method(handler(vec![frame], vec![[0, 3, 4, 0]], &[3, 0x3b, 0, RETURN, POP, RETURN]));
        },
    );
    c.add("handler for strings", Some("Catch type is not a subclass of Throwable in exception handler 2"), |a| {
        let frame = caught(a, "java/lang/String");
        let class = a.class("java/lang/String");
        a.method(handler(vec![frame], vec![[0, 1, 2, class]], &[0, RETURN, POP, RETURN]));
    });
}

fn objects(c: &mut Cases) {
    c.add("constructor", None, |a| {
        let init = constructor(a, &[], &[RETURN]);
        a.method(init);
    });
    c.add("constructor without super", Some("Constructor must call super() or this() before return"), |a| {
        a.method(Code { flags: 1, name: "<init>", ..code(&[RETURN]) });
    });
    c.add("constructor that calls twice", Some("Bad operand type when invoking <init>"), |a| {
        let init = a.method_ref("java/lang/Object", "<init>", "()V");
        let call = [vec![ALOAD_0], with(INVOKESPECIAL, init)].concat();
        a.method(Code { flags: 1, name: "<init>", ..code(&[call.clone(), call, vec![RETURN]].concat()) });
    });
    c.add("constructor of a class in between", Some("Bad <init> method call"), |a| {
        a.super_name = "java/util/ArrayList";
        let init = a.method_ref("java/util/AbstractList", "<init>", "()V");
        a.method(Code {
            flags: 1,
            name: "<init>",
            ..code(&[vec![ALOAD_0], with(INVOKESPECIAL, init), vec![RETURN]].concat())
        });
    });
    c.add("this passed on before super", Some(STACK), |a| {
        let m = a.method_ref("java/lang/Object", "hashCode", "()I");
        let before = [vec![ALOAD_0], with(0xb6, m), vec![POP]].concat();
        let init = constructor(a, &before, &[RETURN]);
        a.method(init);
    });
    c.add("own field set before super", None, |a| {
        a.field(1, "f", "I");
        let f = a.field_ref("T", "f", "I");
        let before = [vec![ALOAD_0, 3], with(0xb5, f)].concat();
        let init = constructor(a, &before, &[RETURN]);
        a.method(init);
    });
    c.add("inherited field set before super", Some("Bad type on operand stack in putfield"), |a| {
        a.super_name = "java/util/ArrayList";
        let f = a.field_ref("T", "modCount", "I");
        let before = [vec![ALOAD_0, 3], with(0xb5, f)].concat();
        let init = constructor(a, &before, &[RETURN]);
        a.method(init);
    });
    c.add("own field read before super", Some(STACK), |a| {
        a.field(1, "f", "I");
        let f = a.field_ref("T", "f", "I");
        let before = [vec![ALOAD_0], with(0xb4, f), vec![POP]].concat();
        let init = constructor(a, &before, &[RETURN]);
        a.method(init);
    });
    let make = |a: &mut Assembler, class: &str, init_class: &str, after: &[u8]| {
        let (class, init) = (a.class(class), a.method_ref(init_class, "<init>", "()V"));
        code(&[with(NEW, class), vec![DUP], with(INVOKESPECIAL, init), after.to_vec()].concat())
    };
    c.add("new object", None, |a| {
        let m = make(a, "java/lang/Object", "java/lang/Object", &[POP, RETURN]);
        a.method(m);
    });
    c.add("new object, other constructor", Some("Call to wrong <init> method"), |a| {
        let m = make(a, "java/lang/Thread", "java/lang/Object", &[POP, RETURN]);
        a.method(m);
    });
    c.add("new object returned raw", Some("Bad return type"), |a| {
        let class = a.class("java/lang/Object");
        a.method(Code { descriptor: "()Ljava/lang/Object;", ..code(&[with(NEW, class), vec![0xb0]].concat()) });
    });
    c.add("new object used raw", Some(STACK), |a| {
        let (class, m) = (a.class("java/lang/Object"), a.method_ref("java/lang/Object", "hashCode", "()I"));
        a.method(code(&[with(NEW, class), with(0xb6, m), vec![POP, RETURN]].concat()));
    });
    c.add("raw objects compared", None, |a| {
        let class = a.class("java/lang/Object");
        a.method(Code {
            frames: vec![same(10)],
            ..code(&[with(NEW, class), vec![1, 0xa5, 0, 6, 0, 0, 0, RETURN]].concat())
        });
    });
    c.add("raw object null-checked", None, |a| {
        let class = a.class("java/lang/Object");
        a.method(Code {
            frames: vec![same(9)],
            ..code(&[with(NEW, class), vec![0xc6, 0, 6, 0, 0, 0, RETURN]].concat())
        });
    });
    c.add("monitor of a raw object", None, |a| {
        let class = a.class("java/lang/Object");
        a.method(code(&[with(NEW, class), vec![0xc2, RETURN]].concat()));
    });
    c.add("new array", Some("Illegal new instruction"), |a| {
        let class = a.class("[I");
        a.method(code(&[with(NEW, class), vec![POP, RETURN]].concat()));
    });
    c.add(
        "stack map with a raw object of no new",
        Some("ClassFormatError StackMapTable format error: bad offset for Uninitialized"),
        |a| {
            let frame = vec![64 + 3, 8, 0, 0];
            a.method(Code { frames: vec![frame], ..code(&[0xa7, 0, 3, POP, RETURN]) });
        },
    );
    c.add("cast of an int", Some(STACK), |a| {
        let class = a.class("java/lang/String");
        a.method(code(&[vec![3], with(0xc0, class), vec![POP, RETURN]].concat()));
    });
    c.add("cast", None, |a| {
        let class = a.class("[[I");
        a.method(code(&[vec![1], with(0xc0, class), vec![3, 0x32, 3, 0x2e, POP, RETURN]].concat()));
    });
    c.add("multianewarray of no dimension", Some("Illegal dimension in multianewarray instruction: 0"), |a| {
        let class = a.class("[[I");
        a.method(code(&[with(0xc5, class), vec![0, POP, RETURN]].concat()));
    });
    c.add("multianewarray of too many dimensions", Some("Illegal dimension in multianewarray instruction: 3"), |a| {
        let class = a.class("[[I");
        a.method(code(&[vec![3, 3, 3], with(0xc5, class), vec![3, POP, RETURN]].concat()));
    });
    c.add("multianewarray", None, |a| {
        let class = a.class("[[I");
        a.method(Code {
            descriptor: "()[Ljava/lang/Object;",
            ..code(&[vec![3, 3], with(0xc5, class), vec![2, 0xb0]].concat())
        });
    });
    c.add("array of strings as array of comparables", None, |a| {
        let class = a.class("java/lang/String");
        a.method(Code {
            descriptor: "()[Ljava/lang/Comparable;",
            ..code(&[vec![3], with(0xbd, class), vec![0xb0]].concat())
        });
    });
    c.add("array of strings as array of integers", Some("Bad return type"), |a| {
        let class = a.class("java/lang/String");
        a.method(Code {
            descriptor: "()[Ljava/lang/Integer;",
            ..code(&[vec![3], with(0xbd, class), vec![0xb0]].concat())
        });
    });
    c.add("array as Runnable", Some("Bad return type"), |a| {
        a.method(Code { descriptor: "()Ljava/lang/Runnable;", ..code(&[3, 0xbc, 10, 0xb0]) });
    });
    c.add("array as Cloneable", None, |a| {
        a.method(Code { descriptor: "()Ljava/lang/Cloneable;", ..code(&[3, 0xbc, 10, 0xb0]) });
    });
}

fn members(c: &mut Cases) {
    c.add("argument of another type", Some(STACK), |a| {
        let m = a.method_ref("java/lang/String", "concat", "(Ljava/lang/String;)Ljava/lang/String;");
        let (s, o) = (a.string("x") as u8, a.class("[I"));
        a.method(code(&[vec![0x12, s, 1], with(0xc0, o), with(0xb6, m), vec![POP, RETURN]].concat()));
    });
    c.add("receiver of another type", Some(STACK), |a| {
        let m = a.method_ref("java/lang/Integer", "intValue", "()I");
        let s = a.string("x") as u8;
        a.method(code(&[vec![0x12, s], with(0xb6, m), vec![POP, RETURN]].concat()));
    });
    c.add("invokevirtual of <init>", Some("Illegal call to internal method"), |a| {
        let m = a.method_ref("java/lang/Object", "<init>", "()V");
        a.method(code(&[vec![1], with(0xb6, m), vec![RETURN]].concat()));
    });
    c.add("invokeinterface with a wrong count", Some("Inconsistent args count operand in invokeinterface"), |a| {
        let m = a.interface_method_ref("java/lang/Runnable", "run", "()V");
        a.method(code(&[vec![1], with(0xb9, m), vec![2, 0, RETURN]].concat()));
    });
    c.add("invokeinterface with a fourth byte", Some("Fourth operand byte of invokeinterface must be zero"), |a| {
        let m = a.interface_method_ref("java/lang/Runnable", "run", "()V");
        a.method(code(&[vec![1], with(0xb9, m), vec![1, 1, RETURN]].concat()));
    });
    c.add("invokeinterface of a string", None, |a| {
        let m = a.interface_method_ref("java/lang/Runnable", "run", "()V");
        let s = a.string("x") as u8;
        a.method(code(&[vec![0x12, s], with(0xb9, m), vec![1, 0, RETURN]].concat()));
    });
    c.add("invokeinterface of a class method", Some("Illegal type at constant pool entry 6 in class T"), |a| {
        let m = a.method_ref("java/lang/Object", "hashCode", "()I");
        assert_eq!(m, 6);
        a.method(code(&[vec![1], with(0xb9, m), vec![1, 0, POP, RETURN]].concat()));
    });
    c.add("getfield of a method", Some("Illegal type at constant pool entry 6 in class T"), |a| {
        let m = a.method_ref("java/lang/Object", "hashCode", "()I");
        a.method(code(&[vec![1], with(0xb4, m), vec![POP, RETURN]].concat()));
    });
    c.add("putstatic of another type", Some(STACK), |a| {
        let f = a.field_ref("T", "f", "Ljava/lang/String;");
        a.method(code(&[vec![3], with(0xb3, f), vec![RETURN]].concat()));
    });
    c.add("putfield of a string", Some("Bad type on operand stack in putfield"), |a| {
        a.field(1, "f", "I");
        let f = a.field_ref("T", "f", "I");
        let s = a.string("x") as u8;
        a.method(code(&[vec![0x12, s, 3], with(0xb5, f), vec![RETURN]].concat()));
    });
    c.add("getfield of a string", Some(STACK), |a| {
        a.field(1, "f", "I");
        let f = a.field_ref("T", "f", "I");
        let s = a.string("x") as u8;
        a.method(code(&[vec![0x12, s], with(0xb4, f), vec![POP, RETURN]].concat()));
    });
    c.add("lookupswitch with a negative count", Some("Bad instruction"), |a| {
        let bytes = [3, 0xab, 0, 0, 0, 0, 0, 11, 0xff, 0xff, 0xff, 0xff, RETURN];
        a.method(Code { frames: vec![same(12)], ..code(&bytes) });
    });
    c.add("tableswitch that leads outside", Some("Expecting a stackmap frame at branch target 101"), |a| {
        let bytes = [3, 0xaa, 0, 0, 0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 100, RETURN];
        a.method(Code { frames: vec![same(20)], ..code(&bytes) });
    });
    c.add("clone of a string", Some("Bad access to protected data in invokevirtual"), |a| {
        let m = a.method_ref("java/lang/Object", "clone", "()Ljava/lang/Object;");
        let s = a.string("x") as u8;
        a.method(code(&[vec![0x12, s], with(0xb6, m), vec![POP, RETURN]].concat()));
    });
    c.add("clone of an array", None, |a| {
        let m = a.method_ref("java/lang/Object", "clone", "()Ljava/lang/Object;");
        a.method(code(&[vec![3, 0xbc, 10], with(0xb6, m), vec![POP, RETURN]].concat()));
    });
    c.add("clone of itself", None, |a| {
        let m = a.method_ref("java/lang/Object", "clone", "()Ljava/lang/Object;");
        a.method(Code { descriptor: "(LT;)V", ..code(&[vec![ALOAD_0], with(0xb6, m), vec![POP, RETURN]].concat()) });
    });
    let field = |a: &mut Assembler, object: &'static str| {
        a.super_name = "java/util/ArrayList";
        let f = a.field_ref("java/util/AbstractList", "modCount", "I");
        Code { descriptor: object, ..code(&[vec![ALOAD_0], with(0xb4, f), vec![POP, RETURN]].concat()) }
    };
    c.add("protected field of another", Some("Bad access to protected data in getfield"), |a| {
        let m = field(a, "(Ljava/util/ArrayList;)V");
        a.method(m);
    });
    c.add("protected field of itself", None, |a| {
        let m = field(a, "(LT;)V");
        a.method(m);
    });
    c.add("protected constructor", Some("Bad access to protected <init> method"), |a| {
        a.super_name = "java/util/AbstractList";
        a.flags |= 0x400;
        let (class, init) =
            (a.class("java/util/AbstractList"), a.method_ref("java/util/AbstractList", "<init>", "()V"));
        a.method(code(&[with(NEW, class), vec![DUP], with(INVOKESPECIAL, init), vec![POP, RETURN]].concat()));
    });
    let special = |a: &mut Assembler, m: u16| {
        a.method(Code { flags: 1, ..code(&[vec![ALOAD_0], with(INVOKESPECIAL, m), vec![POP, RETURN]].concat()) });
    };
    c.add("invokespecial of the superclass", None, |a| {
        let m = a.method_ref("java/lang/Object", "hashCode", "()I");
        special(a, m);
    });
    c.add(
        "invokespecial of a stranger",
        Some("Bad invokespecial instruction: current class isn't assignable to reference class."),
        |a| {
            let m = a.method_ref("java/lang/String", "hashCode", "()I");
            special(a, m);
        },
    );
    c.add(
        "invokespecial of a stranger's interface",
        Some("Bad invokespecial instruction: interface method reference is in an indirect superinterface."),
        |a| {
            let m = a.interface_method_ref("java/util/List", "size", "()I");
            special(a, m);
        },
    );
    c.add("invokespecial on another object", Some(STACK), |a| {
        let m = a.method_ref("java/lang/Object", "hashCode", "()I");
        let s = a.string("x") as u8;
        a.method(Code { flags: 1, ..code(&[vec![0x12, s], with(INVOKESPECIAL, m), vec![POP, RETURN]].concat()) });
    });
}

#[test]
fn broken_classes_fail_with_the_first_line_that_people_know() {
    let cases = cases();
    let broken = cases.iter().filter(|case| case.message.is_some()).count();
    assert!(broken >= 40, "only {broken} broken classes");
    let mut wrong = Vec::new();
    for case in &cases {
        let found = super::first_line(&case.bytes);
        let fits = match (case.message, &found) {
            (None, None) => true,
            // A ClassFormatError goes on with the name of the method.
            (Some(wanted), Some(found)) if wanted.starts_with("ClassFormatError") => found.starts_with(wanted),
            (Some(wanted), Some(found)) => wanted == found,
            _ => false,
        };
        if !fits {
            wrong.push(format!("{}: wanted {:?}, found {found:?}", case.name, case.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_jdk_says_the_same() {
    let cases = cases();
    let said = reference::ask(cases.iter().map(|case| case.bytes.as_slice()));
    let mut wrong = Vec::new();
    for (case, said) in cases.iter().zip(said) {
        let fits = match (case.message, &said) {
            (None, None) => true,
            (Some(wanted), Some(said)) => match wanted.strip_prefix("ClassFormatError ") {
                Some(wanted) => said.starts_with(wanted),
                None => wanted == said,
            },
            _ => false,
        };
        if !fits {
            wrong.push(format!("{}: we say {:?}, java says {said:?}", case.name, case.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
