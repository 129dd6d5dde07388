//! Changes of a family: each is one that a person might make, with all that must follow so that it compiles again.

use super::family::{Access, Class, Family, Field, Init, Method, Part, Prim, Type};
use super::generate::{self, goes_on, names};
use super::random::Random;

/// One change, by names. Where it no longer fits it changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Mutation {
    AddField(String, Field),
    RemoveField(String, String),
    RenameField(String, String, String),
    RetypeField(String, String, Type),
    ReverseFields(String),
    FieldStatic(String, String),
    FieldAccess(String, String, Access),
    FieldVolatile(String, String),
    FieldInit(String, String, Init),
    /// From the first class to the second.
    MoveField(String, String, String),
    AddMethod(String, Method),
    RemoveMethod(String, usize),
    RenameMethod(String, usize, String),
    MethodParameter(String, usize),
    MethodAccess(String, usize, Access),
    MethodStatic(String, usize),
    MethodAbstract(String, usize),
    MethodFinal(String, usize),
    MethodNumber(String, usize, u32),
    AddPart(String, usize, Part),
    ClassAbstract(String),
    ClassFinal(String),
    Superclass(String, Option<String>),
    /// A new class between the class and its superclass.
    InsertAbove(String, Class),
    AddInterface(String, String),
    DropInterface(String, String),
    /// A new class that the class is made to extend, or an interface that it is made to implement.
    AddClass(Class),
    /// The superclass becomes the subclass.
    Swap(String, String),
    /// What no update does (rule 8.4).
    Interface(String),
    /// The same (rule 8.3).
    Thread(String),
}

impl Mutation {
    /// A random change of this family.
    pub fn random(family: &Family, random: &mut Random) -> Option<Mutation> {
        let at = random.below(family.classes.len());
        let class = family.classes.get(at)?;
        let name = class.name.clone();
        let field = random.pick(&class.fields).map(|field| field.name.clone());
        let method = random.below(class.methods.len().max(1));
        let method = class.methods.get(method).map(|_| method);
        let number = random.below(1000) as u32;
        let others: Vec<String> = names(family, false).into_iter().filter(|other| *other != name).collect();
        Some(match random.below(100) {
            0..=13 => {
                let mut field = generate::field(family, random);
                if class.is_interface {
                    field = Field { access: Access::Public, is_static: true, is_final: true, ..field };
                    field.is_volatile = false;
                    field.name = format!("k{}", number % 4);
                    field.init = Init::Literal(number);
                    field.ty = Type::Prim(generate::prim(random));
                } else if random.chance(10) {
                    (field.ty, field.init, field.is_final) = (Type::Prim(Prim::Int), Init::Throwing, false);
                } else if random.chance(15) && !field.is_static {
                    let other = random.pick(&class.fields)?;
                    (field.ty, field.init) = (other.ty.clone(), Init::Field(other.name.clone()));
                }
                Mutation::AddField(name, field)
            }
            14..=20 => Mutation::RemoveField(name, field?),
            21..=24 => Mutation::RenameField(name, field?, format!("f{}", number % 6)),
            25..=35 => {
                let field = field?;
                let ty = class.field(&field).map(|field| &field.ty)?;
                let ty = match (ty, random.below(3)) {
                    (Type::Prim(prim), 0) => Type::Box(*prim),
                    (Type::Box(prim), 0) => Type::Prim(*prim),
                    (Type::Class(_) | Type::String | Type::Ints, 0) => Type::Object,
                    (Type::Class(other), 1) => {
                        let above: Vec<&Class> =
                            family.chain(other).into_iter().chain(family.interfaces(other)).collect();
                        Type::Class(random.pick(&above)?.name.clone())
                    }
                    (Type::Prim(_), _) => Type::Prim(generate::prim(random)),
                    _ => generate::field_type(family, random),
                };
                Mutation::RetypeField(name, field, ty)
            }
            36..=38 => Mutation::ReverseFields(name),
            39..=41 => Mutation::FieldStatic(name, field?),
            42..=44 => Mutation::FieldAccess(name, field?, generate::access(random)),
            45 => Mutation::FieldVolatile(name, field?),
            46..=48 => Mutation::FieldInit(name, field?, Init::Literal(number)),
            49..=53 => Mutation::MoveField(name, random.pick(&others)?.clone(), field?),
            54..=59 => Mutation::AddMethod(name, generate::method(random, class.is_interface)),
            60..=63 => Mutation::RemoveMethod(name, method?),
            64..=65 => Mutation::RenameMethod(name, method?, format!("m{}", number % 4)),
            66 => Mutation::MethodParameter(name, method?),
            67..=69 => Mutation::MethodAccess(name, method?, generate::access(random)),
            70..=72 => Mutation::MethodStatic(name, method?),
            73 => Mutation::MethodAbstract(name, method?),
            74 => Mutation::MethodFinal(name, method?),
            75..=78 => Mutation::MethodNumber(name, method?, number),
            79..=81 => Mutation::AddPart(name, method?, generate::part(family, random)),
            82 => Mutation::ClassAbstract(name),
            83 => Mutation::ClassFinal(name),
            84..=88 => {
                let above = random.pick(&others).filter(|_| !number.is_multiple_of(3));
                Mutation::Superclass(name, above.cloned())
            }
            89..=90 => {
                let mut new = Class { name: "N0".into(), interfaces: Vec::new(), ..class.clone() };
                new.fields.retain(|_| random.chance(60));
                new.methods.retain(|_| random.chance(50));
                (new.is_final, new.is_abstract) = (false, random.chance(20));
                Mutation::InsertAbove(name, new)
            }
            91..=93 => Mutation::AddInterface(name, random.pick(&names(family, true))?.clone()),
            94..=96 => Mutation::DropInterface(name, random.pick(&class.interfaces)?.clone()),
            97 => Mutation::AddClass(Class {
                name: "N1".into(),
                superclass: (!class.is_interface).then_some(name),
                interfaces: Vec::new(),
                ..class.clone()
            }),
            98 => Mutation::Swap(class.superclass.clone()?, name),
            _ if number < 500 => Mutation::Interface(name),
            _ => Mutation::Thread(name),
        })
    }

    /// Makes the change and what must follow; false, and nothing has changed, if javac would not take the result.
    pub fn apply(&self, family: &mut Family) -> bool {
        let mut changed = family.clone();
        if self.change(&mut changed).is_none() || changed == *family {
            return false;
        }
        if changed.legal_hierarchy().is_err() {
            return false;
        }
        repair(&mut changed);
        let is_legal = changed.legal().is_ok() && changed != *family;
        if is_legal {
            *family = changed;
        }
        is_legal
    }

    fn change(&self, family: &mut Family) -> Option<()> {
        let family_before = family.clone();
        let field = |family: &mut Family, class: &str, name: &str| -> Option<(usize, usize)> {
            let at = family.classes.iter().position(|other| other.name == *class)?;
            Some((at, family.classes[at].fields.iter().position(|field| field.name == *name)?))
        };
        match self {
            Mutation::AddField(class, new) => {
                let class = family.get_mut(class)?;
                class.fields.push(new.clone());
                class.fields.sort_by_key(|field| matches!(field.init, Init::Block(_)));
            }
            Mutation::RemoveField(class, name) => {
                let (class, at) = field(family, class, name)?;
                family.classes[class].fields.remove(at);
            }
            Mutation::RenameField(class, name, to) => {
                let (class, at) = field(family, class, name)?;
                family.classes[class].fields[at].name.clone_from(to);
            }
            Mutation::RetypeField(class, name, ty) => {
                let (class, at) = field(family, class, name)?;
                let field = &mut family.classes[class].fields[at];
                field.ty = ty.clone();
                if matches!(field.init, Init::Field(_) | Init::Throwing) {
                    field.init = Init::None;
                }
            }
            Mutation::ReverseFields(class) => {
                let fields = &mut family.get_mut(class)?.fields;
                fields.reverse();
                fields.sort_by_key(|field| matches!(field.init, Init::Block(_)));
            }
            Mutation::FieldStatic(class, name) => {
                let (class, at) = field(family, class, name)?;
                let field = &mut family.classes[class].fields[at];
                (field.is_static, field.is_final) = (!field.is_static, false);
            }
            Mutation::FieldAccess(class, name, access) => {
                let (class, at) = field(family, class, name)?;
                family.classes[class].fields[at].access = *access;
            }
            Mutation::FieldVolatile(class, name) => {
                let (class, at) = field(family, class, name)?;
                let field = &mut family.classes[class].fields[at];
                field.is_volatile = !field.is_volatile && !field.is_final;
            }
            Mutation::FieldInit(class, name, init) => {
                let (class, at) = field(family, class, name)?;
                family.classes[class].fields[at].init = init.clone();
            }
            Mutation::MoveField(from, to, name) => {
                let related = family.is_subtype(from, to) || family.is_subtype(to, from);
                let (class, at) = field(family, from, name).filter(|_| related)?;
                let moved = family.classes[class].fields.remove(at);
                let to = family.get_mut(to).filter(|to| !to.is_interface)?;
                to.fields.push(moved);
                to.fields.sort_by_key(|field| matches!(field.init, Init::Block(_)));
            }
            Mutation::AddMethod(class, new) => family.get_mut(class)?.methods.push(new.clone()),
            Mutation::RemoveMethod(class, at) => {
                let methods = &mut family.get_mut(class)?.methods;
                (*at < methods.len()).then(|| methods.remove(*at))?;
            }
            Mutation::RenameMethod(class, at, to) => {
                let method = family.get_mut(class)?.methods.get_mut(*at)?;
                method.signature.0 = if method.is_static { to.replace('m', "s") } else { to.clone() };
            }
            Mutation::MethodParameter(class, at) => {
                let method = family.get_mut(class)?.methods.get_mut(*at)?;
                method.signature.1 = !method.signature.1;
            }
            Mutation::MethodAccess(class, at, access) => family.get_mut(class)?.methods.get_mut(*at)?.access = *access,
            Mutation::MethodStatic(class, at) => {
                let method = family.get_mut(class)?.methods.get_mut(*at).filter(|method| !method.is_abstract)?;
                method.is_static = !method.is_static;
            }
            Mutation::MethodAbstract(class, at) => {
                let method = family.get_mut(class)?.methods.get_mut(*at)?;
                method.is_abstract = !method.is_abstract;
                method.body = if method.is_abstract { Vec::new() } else { vec![Part::Number(7)] };
            }
            Mutation::MethodFinal(class, at) => {
                let method = family.get_mut(class)?.methods.get_mut(*at)?;
                method.is_final = !method.is_final;
            }
            Mutation::MethodNumber(class, at, number) => {
                let method = family.get_mut(class)?.methods.get_mut(*at).filter(|method| !method.is_abstract)?;
                method.body.insert(0, Part::Number(*number));
            }
            Mutation::AddPart(class, at, part) => {
                let method = family.get_mut(class)?.methods.get_mut(*at)?;
                if method.is_abstract || !goes_on(method, part) {
                    return None;
                }
                method.body.push(part.clone());
            }
            Mutation::ClassAbstract(class) => {
                let class = family.get_mut(class).filter(|class| !class.is_interface)?;
                class.is_abstract = !class.is_abstract;
            }
            Mutation::ClassFinal(class) => {
                let class = family.get_mut(class).filter(|class| !class.is_interface)?;
                class.is_final = !class.is_final;
            }
            Mutation::Superclass(class, above) => family.get_mut(class)?.superclass.clone_from(above),
            Mutation::InsertAbove(class, new) => {
                if family.get(&new.name).is_some() || new.is_interface {
                    return None;
                }
                let class = family.get_mut(class)?;
                let above = class.superclass.replace(new.name.clone());
                family.classes.push(Class { superclass: above, ..new.clone() });
            }
            Mutation::AddInterface(class, new) => family.get_mut(class)?.interfaces.push(new.clone()),
            Mutation::DropInterface(class, gone) => family.get_mut(class)?.interfaces.retain(|other| other != gone),
            Mutation::AddClass(new) => {
                if family.get(&new.name).is_some() {
                    return None;
                }
                family.classes.push(Class { is_final: false, ..new.clone() });
            }
            Mutation::Swap(above, below) => {
                let of_above = family_before.get(above)?.superclass.clone();
                family.get_mut(above)?.superclass = Some(below.clone());
                family.get_mut(below)?.superclass = of_above;
            }
            Mutation::Interface(class) => {
                let is_alone = !family
                    .classes
                    .iter()
                    .any(|other| other.superclass.as_ref() == Some(class) || other.interfaces.contains(class));
                let class = family.get_mut(class).filter(|_| is_alone)?;
                class.is_interface = !class.is_interface;
                (class.superclass, class.is_abstract, class.is_final) = (None, false, false);
                class.fields.clear();
                class.methods.clear();
                class.interfaces.clear();
            }
            Mutation::Thread(class) => {
                let class = family.get_mut(class).filter(|class| !class.is_interface && class.superclass.is_none())?;
                class.superclass = Some("java.lang.Thread".to_owned());
            }
        }
        Some(())
    }
}

/// What a person would do to make it compile: parts that name what is not there go, and so do overridden `final`s.
fn repair(family: &mut Family) {
    loop {
        let now = family.clone();
        for class in &mut family.classes {
            let own = now.get(&class.name).cloned().unwrap_or_else(|| class.clone());
            for method in &mut class.methods {
                let as_is = method.clone();
                method.body.retain(|part| now.legal_part(&own, &as_is, part));
            }
            let name = class.name.clone();
            for (at, field) in class.fields.iter_mut().enumerate() {
                if let Init::Field(other) = &field.init {
                    let found = now.field(&name, &name, other);
                    let is_right = found.is_some_and(|(owner, other)| {
                        !other.is_static
                            && other.ty == field.ty
                            && (owner.name != name || own.fields[..at].iter().any(|before| before.name == other.name))
                    });
                    if field.is_static || !is_right {
                        field.init = Init::None;
                    }
                }
            }
        }
        if *family == now {
            return;
        }
    }
}
