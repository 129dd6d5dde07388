//! Random families that javac takes.

use super::family::{Access, Class, Family, Field, Init, Method, Part, Prim, Signature, Type};
use super::random::Random;

/// Attempts to make something that javac takes before it is given up.
const ATTEMPTS: usize = 30;

/// A family of two to six classes and interfaces.
pub fn family(random: &mut Random) -> Family {
    let mut family = Family::default();
    let interfaces = random.below(3);
    for number in 0..interfaces {
        let name = format!("I{number}");
        add_legal(&mut family, random, |family, random| interface(family, random, &name));
    }
    for number in 0..2 + random.below(3) {
        let name = format!("C{number}");
        add_legal(&mut family, random, |family, random| class(family, random, &name));
    }
    for at in 0..family.classes.len() {
        for _ in 0..random.below(6) {
            let part = part(&family, random);
            try_part(&mut family, random, at, part);
        }
    }
    family
}

fn add_legal(family: &mut Family, random: &mut Random, mut make: impl FnMut(&Family, &mut Random) -> Class) {
    for _ in 0..ATTEMPTS {
        let class = make(family, random);
        family.classes.push(class);
        if family.legal().is_ok() {
            return;
        }
        family.classes.pop();
    }
}

fn interface(family: &Family, random: &mut Random, name: &str) -> Class {
    let others: Vec<String> = names(family, true);
    let mut interface = Class {
        name: name.to_owned(),
        is_interface: true,
        is_abstract: false,
        is_final: false,
        superclass: None,
        interfaces: others.iter().filter(|_| random.chance(30)).cloned().collect(),
        fields: Vec::new(),
        methods: Vec::new(),
    };
    for number in 0..random.below(2) {
        let ty = value_type(random);
        interface.fields.push(Field {
            name: format!("k{number}"),
            ty,
            access: Access::Public,
            is_static: true,
            is_final: true,
            is_volatile: false,
            init: Init::Literal(random.below(1000) as u32),
        });
    }
    for _ in 0..1 + random.below(3) {
        interface.methods.push(method(random, true));
    }
    interface
}

fn class(family: &Family, random: &mut Random, name: &str) -> Class {
    let (classes, interfaces) = (names(family, false), names(family, true));
    let mut class = Class {
        name: name.to_owned(),
        is_interface: false,
        is_abstract: random.chance(15),
        is_final: false,
        superclass: random.pick(&classes).filter(|_| random.clone().chance(65)).cloned(),
        interfaces: interfaces.iter().filter(|_| random.chance(40)).cloned().collect(),
        fields: Vec::new(),
        methods: Vec::new(),
    };
    random.number();
    for _ in 0..random.below(5) {
        class.fields.push(field(family, random));
    }
    class.fields.sort_by_key(|field| matches!(field.init, Init::Block(_)));
    for _ in 0..1 + random.below(4) {
        class.methods.push(method(random, false));
    }
    class
}

/// Names of the classes or interfaces.
pub fn names(family: &Family, interfaces: bool) -> Vec<String> {
    family.classes.iter().filter(|class| class.is_interface == interfaces).map(|class| class.name.clone()).collect()
}

/// A type whose constants are values (rule 5.4).
fn value_type(random: &mut Random) -> Type {
    match random.below(4) {
        0 => Type::String,
        1 => Type::Box(prim(random)),
        _ => Type::Prim(prim(random)),
    }
}

pub fn prim(random: &mut Random) -> Prim {
    *random.pick(&Prim::ALL).unwrap_or(&Prim::Int)
}

pub fn field_type(family: &Family, random: &mut Random) -> Type {
    let all: Vec<String> = family.classes.iter().map(|class| class.name.clone()).collect();
    match random.below(10) {
        0..=4 => Type::Prim(prim(random)),
        5 => Type::Box(prim(random)),
        6 => Type::String,
        7 => {
            if random.chance(70) {
                Type::Object
            } else {
                Type::Ints
            }
        }
        _ => random.pick(&all).map_or(Type::Object, |name| Type::Class(name.clone())),
    }
}

pub fn access(random: &mut Random) -> Access {
    *random
        .pick(&[Access::Public, Access::Public, Access::Package, Access::Protected, Access::Private])
        .unwrap_or(&Access::Public)
}

pub fn field(family: &Family, random: &mut Random) -> Field {
    let is_static = random.chance(25);
    let is_final = is_static && random.chance(30);
    let ty = if is_final { value_type(random) } else { field_type(family, random) };
    let number = random.below(1000) as u32;
    Field {
        name: format!("f{}", random.below(6)),
        ty,
        access: access(random),
        is_static,
        is_final,
        is_volatile: !is_final && random.chance(15),
        init: match random.below(6) {
            _ if is_final => Init::Literal(number),
            0 | 1 => Init::None,
            2 => Init::Block(number),
            _ => Init::Literal(number),
        },
    }
}

pub fn signature(random: &mut Random, is_static: bool) -> Signature {
    let letter = if is_static { 's' } else { 'm' };
    (format!("{letter}{}", random.below(4)), random.chance(20))
}

pub fn method(random: &mut Random, of_interface: bool) -> Method {
    let is_static = random.chance(20);
    let is_abstract = !is_static && random.chance(if of_interface { 45 } else { 8 });
    let is_private = !is_abstract && random.chance(10);
    Method {
        signature: signature(random, is_static),
        access: match of_interface {
            true if is_private => Access::Private,
            true => Access::Public,
            false if is_abstract => Access::Public,
            false => access(random),
        },
        is_static,
        is_abstract,
        is_final: !of_interface && !is_abstract && !is_private && random.chance(5),
        body: if is_abstract { Vec::new() } else { vec![Part::Number(random.below(1000) as u32)] },
    }
}

/// A part of a method's result that may or may not fit.
pub fn part(family: &Family, random: &mut Random) -> Part {
    let all: Vec<String> = family.classes.iter().map(|class| class.name.clone()).collect();
    let class = random.pick(&all).cloned().unwrap_or_default();
    let name = format!("f{}", random.below(6));
    match random.below(9) {
        0 | 1 => Part::Field(name),
        2 => Part::StaticField(class, name),
        3 => Part::Static(class, signature(random, true)),
        4 => Part::Super(signature(random, false)),
        5 => Part::InstanceOf(class),
        6 => Part::Cast(class, signature(random, false)),
        _ => Part::Call(signature(random, false)),
    }
}

/// Puts a part into some method of a class if javac takes it and no call can come back to where it began.
pub fn try_part(family: &mut Family, random: &mut Random, class: usize, part: Part) -> bool {
    let count = family.classes[class].methods.len();
    if count == 0 {
        return false;
    }
    let at = random.below(count);
    let method = &family.classes[class].methods[at];
    if method.is_abstract || !goes_on(method, &part) {
        return false;
    }
    family.classes[class].methods[at].body.push(part);
    if family.legal().is_ok() {
        return true;
    }
    family.classes[class].methods[at].body.pop();
    false
}

/// Methods call methods with higher numbers, static ones or their own in the superclass.
pub fn goes_on(method: &Method, part: &Part) -> bool {
    let number = |signature: &Signature| signature.0.as_bytes().last().copied();
    let is_static = |signature: &Signature| signature.0.starts_with('s');
    match part {
        Part::Call(called) | Part::Cast(_, called) | Part::Static(_, called) => {
            (is_static(called) && !is_static(&method.signature)) || number(called) > number(&method.signature)
        }
        Part::Super(called) => *called == method.signature || number(called) > number(&method.signature),
        _ => true,
    }
}
