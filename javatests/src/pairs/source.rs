//! A family as Java source: one file per class.

use super::family::{Access, Class, Family, Field, Init, Method, Part, Prim, Signature, Type};
use std::fmt::Write;

/// A literal of a type, by number. Numbers stay small, so that floating point says them exactly.
pub fn literal(ty: &Type, number: u32) -> String {
    let small = number % 100;
    match ty {
        Type::Prim(prim) => match prim {
            Prim::Boolean => (number % 2 == 1).to_string(),
            Prim::Byte => format!("(byte) {small}"),
            Prim::Short => format!("(short) {}", number % 1000),
            Prim::Char => format!("'{}'", letter(number)),
            Prim::Int => number.to_string(),
            Prim::Long => format!("{}L", number * 100 + 1),
            Prim::Float => format!("{number}.5f"),
            Prim::Double => format!("{number}.25"),
        },
        Type::Box(prim) => format!("{}.valueOf({})", prim.boxed(), literal(&Type::Prim(*prim), number)),
        Type::String => format!("\"s{number}\""),
        Type::Object => "new Object()".to_owned(),
        Type::Ints => format!("new int[] {{{number}}}"),
        Type::Class(_) => "null".to_owned(),
    }
}

/// The character of a number.
pub fn letter(number: u32) -> char {
    char::from(b'a' + (number % 26) as u8)
}

/// `name` or `name(1)` with brackets: a call without its receiver.
pub fn call(signature: &Signature) -> String {
    format!("{}({})", signature.0, if signature.1 { "1" } else { "" })
}

fn words(parts: &[(bool, &str)]) -> String {
    parts.iter().filter(|(is, word)| *is && !word.is_empty()).map(|(_, word)| format!("{word} ")).collect()
}

/// The source of a class. `more`: members that its description does not have.
pub fn class(package: &str, class: &Class, more: &str) -> String {
    let mut text = format!("package {package};\n\nimport pairs.H;\n\n");
    let kind = if class.is_interface { "interface" } else { "class" };
    text +=
        &words(&[(true, "public"), (class.is_abstract && !class.is_interface, "abstract"), (class.is_final, "final")]);
    let _ = write!(text, "{kind} {}", class.name);
    if let Some(above) = &class.superclass {
        let _ = write!(text, " extends {above}");
    }
    if !class.interfaces.is_empty() {
        let word = if class.is_interface { "extends" } else { "implements" };
        let _ = write!(text, " {word} {}", class.interfaces.join(", "));
    }
    text += " {\n";
    for field in &class.fields {
        text += &self::field(field);
    }
    for method in &class.methods {
        text += &self::method(class, method);
    }
    text + more + "}\n"
}

fn field(field: &Field) -> String {
    let modifiers = words(&[
        (true, field.access.java()),
        (field.is_static, "static"),
        (field.is_final, "final"),
        (field.is_volatile, "volatile"),
    ]);
    let (ty, name) = (field.ty.java(), &field.name);
    let start = match &field.init {
        Init::None => String::new(),
        Init::Literal(number) => format!(" = {}", literal(&field.ty, *number)),
        Init::Field(other) => format!(" = this.{other}"),
        Init::Throwing => " = Integer.parseInt(\"none\")".to_owned(),
        Init::Block(number) => {
            let word = if field.is_static { "static " } else { "" };
            let value = literal(&field.ty, *number);
            return format!("    {modifiers}{ty} {name};\n    {word}{{ {ty} local = {value}; {name} = local; }}\n");
        }
    };
    format!("    {modifiers}{ty} {name}{start};\n")
}

fn method(class: &Class, method: &Method) -> String {
    let is_default = class.is_interface && !method.is_static && !method.is_abstract && method.access != Access::Private;
    let modifiers = words(&[
        (true, method.access.java()),
        (method.is_static, "static"),
        (method.is_abstract, "abstract"),
        (method.is_final, "final"),
        (is_default, "default"),
    ]);
    let head =
        format!("    {modifiers}String {}({})", method.signature.0, if method.signature.1 { "int n" } else { "" });
    if method.is_abstract {
        return head + ";\n";
    }
    let mut parts = vec![format!("\"{}.{}\"", class.name, method.signature.0)];
    parts.extend(method.body.iter().map(part));
    format!("{head} {{\n        return {};\n    }}\n", parts.join(" + \",\" + "))
}

/// An expression for a part.
pub fn part(part: &Part) -> String {
    match part {
        Part::Number(number) => format!("\"{number}\""),
        Part::Field(name) => format!("H.show(this.{name})"),
        Part::StaticField(class, name) => format!("H.show({class}.{name})"),
        Part::Call(signature) => format!("this.{}", call(signature)),
        Part::Super(signature) => format!("super.{}", call(signature)),
        Part::Static(class, signature) => format!("{class}.{}", call(signature)),
        Part::InstanceOf(class) => format!("((Object) this instanceof {class})"),
        Part::Cast(class, signature) => format!("(({class}) (Object) this).{}", call(signature)),
    }
}

/// The whole family, for people.
pub fn family(family: &Family) -> String {
    let bodies = family.classes.iter().map(|class| self::class("p", class, ""));
    bodies.map(|text| text.lines().skip(4).map(|line| format!("{line}\n")).collect::<String>()).collect()
}
