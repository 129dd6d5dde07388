//! What is said of a small family of classes in its source, and what the Java language makes of it: supertypes, which member
//! a name means, and whether javac takes the family.
//!
//! A description only: nothing here runs, and no class file is looked at.

use std::collections::BTreeSet;

/// A primitive type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prim {
    Boolean,
    Byte,
    Short,
    Char,
    Int,
    Long,
    Float,
    Double,
}

impl Prim {
    pub const ALL: [Prim; 8] =
        [Prim::Boolean, Prim::Byte, Prim::Short, Prim::Char, Prim::Int, Prim::Long, Prim::Float, Prim::Double];

    pub fn java(self) -> &'static str {
        match self {
            Prim::Boolean => "boolean",
            Prim::Byte => "byte",
            Prim::Short => "short",
            Prim::Char => "char",
            Prim::Int => "int",
            Prim::Long => "long",
            Prim::Float => "float",
            Prim::Double => "double",
        }
    }

    pub fn boxed(self) -> &'static str {
        match self {
            Prim::Boolean => "Boolean",
            Prim::Byte => "Byte",
            Prim::Short => "Short",
            Prim::Char => "Character",
            Prim::Int => "Integer",
            Prim::Long => "Long",
            Prim::Float => "Float",
            Prim::Double => "Double",
        }
    }
}

/// A type of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    Prim(Prim),
    Box(Prim),
    String,
    Object,
    Ints,
    /// A class or interface of the family.
    Class(String),
}

impl Type {
    pub fn java(&self) -> &str {
        match self {
            Type::Prim(prim) => prim.java(),
            Type::Box(prim) => prim.boxed(),
            Type::String => "String",
            Type::Object => "Object",
            Type::Ints => "int[]",
            Type::Class(name) => name,
        }
    }
}

/// Who may name a member. Ordered by how many may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    Private,
    Package,
    Protected,
    Public,
}

impl Access {
    pub fn java(self) -> &'static str {
        match self {
            Access::Private => "private",
            Access::Package => "",
            Access::Protected => "protected",
            Access::Public => "public",
        }
    }
}

/// How a field gets its first value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Init {
    /// Not at all.
    None,
    /// A literal of its type, by number.
    Literal(u32),
    /// The value of another field of the same object and type, by name.
    Field(String),
    /// A literal that goes through a local variable, so that it cannot be had alone.
    Block(u32),
    /// Throws a NumberFormatException.
    Throwing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    pub access: Access,
    pub is_static: bool,
    pub is_final: bool,
    pub is_volatile: bool,
    pub init: Init,
}

/// Name, and whether it takes an `int`.
pub type Signature = (String, bool);

/// A piece of a method's result. Results are texts, joined by commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A number.
    Number(u32),
    /// `this.name`
    Field(String),
    /// `Class.name`
    StaticField(String, String),
    /// `this.name()`
    Call(Signature),
    /// `super.name()`
    Super(Signature),
    /// `Class.name()`
    Static(String, Signature),
    /// `(Object) this instanceof Class`
    InstanceOf(String),
    /// `((Class) (Object) this).name()`
    Cast(String, Signature),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    pub signature: Signature,
    pub access: Access,
    pub is_static: bool,
    pub is_abstract: bool,
    pub is_final: bool,
    pub body: Vec<Part>,
}

impl Method {
    pub fn is_virtual(&self) -> bool {
        !self.is_static && self.access != Access::Private
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub name: String,
    pub is_interface: bool,
    pub is_abstract: bool,
    pub is_final: bool,
    /// `None`: Object, or a class of the class library by its qualified name.
    pub superclass: Option<String>,
    pub interfaces: Vec<String>,
    pub fields: Vec<Field>,
    pub methods: Vec<Method>,
}

impl Class {
    pub fn method(&self, signature: &Signature) -> Option<&Method> {
        self.methods.iter().find(|method| method.signature == *signature)
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Classes that are compiled together, in one package of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Family {
    pub classes: Vec<Class>,
}

impl Family {
    pub fn get(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Class> {
        self.classes.iter_mut().find(|class| class.name == name)
    }

    /// The class and its superclasses of the family, subclass first.
    pub fn chain(&self, name: &str) -> Vec<&Class> {
        let mut chain: Vec<&Class> = Vec::new();
        let mut at = self.get(name);
        while let Some(class) = at.filter(|class| chain.iter().all(|seen| seen.name != class.name)) {
            chain.push(class);
            at = class.superclass.as_deref().and_then(|above| self.get(above));
        }
        chain
    }

    /// Every superinterface, of superclasses too.
    pub fn interfaces(&self, name: &str) -> Vec<&Class> {
        let mut found: Vec<&Class> = Vec::new();
        let mut open: Vec<&str> =
            self.chain(name).iter().flat_map(|class| class.interfaces.iter().map(String::as_str)).collect();
        while let Some(next) = open.pop() {
            let Some(class) = self.get(next) else { continue };
            if found.iter().all(|seen| seen.name != class.name) {
                found.push(class);
                open.extend(class.interfaces.iter().map(String::as_str));
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    pub fn is_subtype(&self, below: &str, above: &str) -> bool {
        below == above
            || self.chain(below).iter().any(|class| class.name == above)
            || self.interfaces(below).iter().any(|class| class.name == above)
    }

    /// The field that `on.name` means in code of `user`; `None` where javac takes none.
    pub fn field(&self, user: &str, on: &str, name: &str) -> Option<(&Class, &Field)> {
        let class = self.get(on)?;
        if let Some(field) = class.field(name) {
            return (field.access != Access::Private || class.name == user).then_some((class, field));
        }
        // A private field of a superclass is in the way as well.
        let above: Vec<&str> = class
            .superclass
            .iter()
            .chain(&class.interfaces)
            .map(String::as_str)
            .filter(|a| self.declares(a, name))
            .collect();
        let mut found: Vec<(&Class, &Field)> = Vec::new();
        for parent in above {
            // Private members are not inherited, not even for their own class.
            let (owner, field) = self.field(user, parent, name).filter(|(_, field)| field.access != Access::Private)?;
            if found.iter().all(|(other, _)| other.name != owner.name) {
                found.push((owner, field));
            }
        }
        if found.len() == 1 { found.pop() } else { None }
    }

    fn declares(&self, on: &str, name: &str) -> bool {
        let here = self.chain(on).into_iter().chain(self.interfaces(on));
        here.into_iter().any(|class| class.field(name).is_some())
    }

    /// The method that a call on `on` means in code of `user`; `None` where javac takes none.
    pub fn method(&self, user: &str, on: &str, signature: &Signature) -> Option<(&Class, &Method)> {
        for class in self.chain(on) {
            if let Some(method) = class.method(signature) {
                let is_own = class.name == user && class.name == on;
                return (method.access != Access::Private || is_own).then_some((class, method));
            }
        }
        let of_interfaces = self.interfaces(on);
        let mut found = of_interfaces.iter().filter_map(|class| Some((*class, class.method(signature)?)));
        found.find(|(_, method)| method.is_virtual())
    }

    /// What an instance of a class does on a call: the method, or how many there are in its place.
    fn implementation(&self, name: &str, signature: &Signature) -> Result<(&Class, &Method), usize> {
        for class in self.chain(name) {
            if let Some(method) = class.method(signature).filter(|method| method.is_virtual()) {
                return Ok((class, method));
            }
        }
        let specific = self.most_specific(name, signature);
        let mut concrete = specific.iter().filter(|(_, method)| !method.is_abstract);
        match (concrete.next(), concrete.next(), specific.len()) {
            (Some(only), None, 1) => Ok(*only),
            (None, _, 1..) => Ok(specific[0]),
            (_, _, count) => Err(count),
        }
    }

    /// Methods of superinterfaces that no other one overrides.
    pub fn most_specific(&self, name: &str, signature: &Signature) -> Vec<(&Class, &Method)> {
        let own = self.get(name).filter(|class| class.is_interface);
        let all: Vec<(&Class, &Method)> = self
            .interfaces(name)
            .into_iter()
            .chain(own)
            .filter_map(|class| Some((class, class.method(signature).filter(|method| method.is_virtual())?)))
            .collect();
        let is_overridden = |owner: &Class| {
            all.iter().any(|(other, _)| other.name != owner.name && self.is_subtype(&other.name, &owner.name))
        };
        all.iter().copied().filter(|(owner, _)| !is_overridden(owner)).collect()
    }

    /// Why javac would not take it; `Ok` if it would.
    pub fn legal(&self) -> Result<(), String> {
        self.legal_hierarchy()?;
        for class in &self.classes {
            self.legal_members(class)?;
            self.legal_inheritance(class)?;
        }
        Ok(())
    }

    /// The same of supertypes alone; without it names lead nowhere.
    pub fn legal_hierarchy(&self) -> Result<(), String> {
        self.classes.iter().try_for_each(|class| self.legal_supers(class))
    }

    fn legal_supers(&self, class: &Class) -> Result<(), String> {
        let name = &class.name;
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = class.superclass.iter().chain(&class.interfaces).map(String::as_str).collect();
        while let Some(next) = open.pop() {
            if next == name {
                return Err(format!("{name} is its own supertype"));
            }
            if let (true, Some(above)) = (seen.insert(next), self.get(next)) {
                open.extend(above.superclass.iter().chain(&above.interfaces).map(String::as_str));
            }
        }
        if let Some(above) = &class.superclass {
            let is_right = match self.get(above) {
                Some(above) => !above.is_interface && !above.is_final,
                None => above.contains('.'),
            };
            if !is_right || class.is_interface {
                return Err(format!("{name} cannot extend {above}"));
            }
        }
        for (at, above) in class.interfaces.iter().enumerate() {
            if self.get(above).is_none_or(|above| !above.is_interface) || class.interfaces[..at].contains(above) {
                return Err(format!("{name} cannot implement {above}"));
            }
        }
        if class.is_final && class.is_abstract {
            return Err(format!("{name} is final and abstract"));
        }
        Ok(())
    }

    fn legal_members(&self, class: &Class) -> Result<(), String> {
        let name = &class.name;
        for (at, field) in class.fields.iter().enumerate() {
            let label = format!("{name}.{}", field.name);
            if class.fields[..at].iter().any(|other| other.name == field.name) {
                return Err(format!("{label} is there twice"));
            }
            if let Type::Class(ty) = &field.ty
                && self.get(ty).is_none()
            {
                return Err(format!("{label} has no type"));
            }
            if class.is_interface && (field.access != Access::Public || !field.is_static || !field.is_final) {
                return Err(format!("{label} is no interface field"));
            }
            if field.is_final && (field.is_volatile || !matches!(field.init, Init::Literal(_))) {
                return Err(format!("{label} is not set"));
            }
            match &field.init {
                Init::Field(other) => {
                    let found = self.field(name, name, other);
                    let is_right = found.is_some_and(|(owner, other)| {
                        !other.is_static
                            && other.ty == field.ty
                            && (owner.name != *name || is_before(class, &other.name, at))
                    });
                    if field.is_static || !is_right {
                        return Err(format!("{label} cannot start at {other}"));
                    }
                }
                Init::Block(_)
                    if class.fields[at + 1..].iter().any(|after| {
                        after.is_static == field.is_static && !matches!(after.init, Init::Block(_) | Init::None)
                    }) =>
                {
                    return Err(format!("{label} must come last"));
                }
                Init::Throwing if field.ty != Type::Prim(Prim::Int) => return Err(format!("{label} is no int")),
                _ => {}
            }
        }
        for (at, method) in class.methods.iter().enumerate() {
            let label = format!("{name}.{}", method.signature.0);
            if class.methods[..at].iter().any(|other| other.signature == method.signature) {
                return Err(format!("{label} is there twice"));
            }
            let may_be_abstract = class.is_interface || class.is_abstract;
            if method.is_abstract
                && (!may_be_abstract || method.is_static || method.is_final || method.access == Access::Private)
            {
                return Err(format!("{label} cannot be abstract"));
            }
            if class.is_interface && (method.is_final || !matches!(method.access, Access::Public | Access::Private)) {
                return Err(format!("{label} is no interface method"));
            }
            for part in &method.body {
                if !self.legal_part(class, method, part) {
                    return Err(format!("{label} cannot say {part:?}"));
                }
            }
        }
        Ok(())
    }

    /// Does javac take this part in this method?
    pub fn legal_part(&self, class: &Class, method: &Method, part: &Part) -> bool {
        let name = &class.name;
        let is_instance = !method.is_static;
        let calls = |on: &str, signature: &Signature, is_static: bool| {
            self.method(name, on, signature).is_some_and(|(_, found)| found.is_static == is_static)
        };
        match part {
            Part::Number(_) => true,
            Part::Field(field) => {
                is_instance && self.field(name, name, field).is_some_and(|(_, found)| !found.is_static)
            }
            Part::StaticField(on, field) => {
                self.field(name, on, field).is_some_and(|(_, found)| found.is_static && !found.is_final)
            }
            Part::Call(signature) => is_instance && calls(name, signature, false),
            Part::Super(signature) => {
                let above = class.superclass.as_deref().filter(|above| self.get(above).is_some());
                let found = above.and_then(|above| self.method(name, above, signature));
                is_instance
                    && found.is_some_and(|(owner, found)| {
                        !found.is_static && !found.is_abstract && !owner.is_interface && found.access != Access::Private
                    })
            }
            Part::Static(on, signature) => {
                // Static methods of interfaces are not inherited.
                let own = self.get(on).filter(|on| on.is_interface);
                own.is_none_or(|on| on.method(signature).is_some()) && calls(on, signature, true)
            }
            Part::InstanceOf(on) => is_instance && self.get(on).is_some(),
            Part::Cast(on, signature) => {
                let found = self.method(name, on, signature);
                is_instance && found.is_some_and(|(_, found)| !found.is_static && found.access != Access::Private)
            }
        }
    }

    fn legal_inheritance(&self, class: &Class) -> Result<(), String> {
        let name = &class.name;
        let above: Vec<&Class> = self.chain(name).into_iter().skip(1).collect();
        let interfaces = self.interfaces(name);
        for method in &class.methods {
            let label = format!("{name}.{}", method.signature.0);
            let of = |owner: &&Class| {
                owner.method(&method.signature).filter(|other| other.access != Access::Private).cloned()
            };
            for other in above.iter().filter_map(of) {
                let is_private = method.access == Access::Private;
                if is_private || other.is_static != method.is_static || other.is_final || method.access < other.access {
                    return Err(format!("{label} cannot override"));
                }
            }
            for other in interfaces.iter().filter_map(of).filter(|other| !other.is_static) {
                if method.is_static || method.access != Access::Public {
                    return Err(format!("{label} cannot implement {:?}", other.signature));
                }
            }
        }
        let signatures: BTreeSet<&Signature> = self
            .chain(name)
            .into_iter()
            .chain(interfaces.iter().copied())
            .flat_map(|class| class.methods.iter().filter(|method| method.is_virtual()).map(|method| &method.signature))
            .collect();
        for signature in signatures {
            let label = format!("{name}.{}", signature.0);
            let (owner, found) = match self.implementation(name, signature) {
                Ok(found) => found,
                Err(_) => {
                    // Its own method decides, if it has one.
                    return Err(format!("{label} is inherited from several interfaces"));
                }
            };
            let of_interface = interfaces
                .iter()
                .any(|interface| interface.method(signature).is_some_and(|method| method.is_virtual()));
            if of_interface && !owner.is_interface && found.access != Access::Public {
                return Err(format!("{label} of {} is not public", owner.name));
            }
            if found.is_abstract && !class.is_abstract && !class.is_interface {
                return Err(format!("{label} is abstract"));
            }
            // A static or private method of a class on the way would be in the way of an interface's.
            let first = self.chain(name).into_iter().find_map(|class| class.method(signature));
            if first.is_some_and(|first| !first.is_virtual()) {
                return Err(format!("{label} is hidden"));
            }
        }
        Ok(())
    }
}

/// Is a field declared before the one at `at`?
fn is_before(class: &Class, name: &str, at: usize) -> bool {
    class.fields[..at].iter().any(|field| field.name == name)
}
