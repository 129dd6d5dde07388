//! Classes at one time, and what linking makes of them (JVMS §5.4.3, §5.4.6).

use super::family::{Access, Class, Family, Field, Method, Signature, Type};
use super::world::Thrown;
use std::collections::BTreeMap;

/// Identity of a field of objects: the class that declares it, its name, its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub class: String,
    pub name: String,
    pub ty: Type,
}

/// A class, and the family that it was compiled in.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub class: Class,
    pub compiled_in: usize,
}

/// All classes of a world, by name.
#[derive(Clone, Debug, Default)]
pub struct Classes(pub BTreeMap<String, Loaded>);

/// What a call names: `on`, which javac took for an interface or not, in code of `user`.
pub struct Reference<'r> {
    pub user: &'r str,
    pub on: &'r str,
    pub is_interface: bool,
}

impl Classes {
    /// The classes of a family, compiled in the one of that number.
    pub fn of(family: &Family, number: usize) -> Classes {
        let load = |class: &Class| (class.name.clone(), Loaded { class: class.clone(), compiled_in: number });
        Classes(family.classes.iter().map(load).collect())
    }

    pub fn family(&self) -> Family {
        Family { classes: self.0.values().map(|loaded| loaded.class.clone()).collect() }
    }

    pub fn class(&self, name: &str) -> Result<&Class, Thrown> {
        self.0.get(name).map(|loaded| &loaded.class).ok_or("NoClassDefFoundError")
    }

    pub fn chain(&self, name: &str) -> Vec<&Class> {
        let mut chain = Vec::new();
        let mut at = self.0.get(name);
        while let Some(loaded) = at {
            chain.push(&loaded.class);
            at = loaded.class.superclass.as_ref().and_then(|above| self.0.get(above));
        }
        chain
    }

    pub fn is_subtype(&self, below: &str, above: &str) -> bool {
        self.family().is_subtype(below, above)
    }

    /// The fields that objects of a class have, superclasses' first, with what starts them.
    pub fn instance_fields(&self, class: &str) -> Vec<(Key, Field)> {
        let mut chain = self.chain(class);
        chain.reverse();
        let of = |class: &Class| -> Vec<(Key, Field)> {
            let own = class.fields.iter().filter(|field| !field.is_static);
            own.map(|field| (key(&class.name, field), field.clone())).collect()
        };
        chain.into_iter().flat_map(of).collect()
    }

    pub fn resolve_field(&self, user: &str, on: &str, name: &str, ty: &Type, is_static: bool) -> Result<Key, Thrown> {
        self.class(on)?;
        let Some((owner, field)) = self.lookup_field(on, name, ty) else { return Err("NoSuchFieldError") };
        if field.access == Access::Private && owner.name != user {
            return Err("IllegalAccessError");
        }
        if field.is_static != is_static {
            return Err("IncompatibleClassChangeError");
        }
        Ok(key(&owner.name, field))
    }

    fn lookup_field(&self, on: &str, name: &str, ty: &Type) -> Option<(&Class, &Field)> {
        let class = &self.0.get(on)?.class;
        if let Some(field) = class.field(name).filter(|field| field.ty == *ty) {
            return Some((class, field));
        }
        let above = class.interfaces.iter().chain(&class.superclass);
        above.into_iter().find_map(|above| self.lookup_field(above, name, ty))
    }

    pub fn resolve_method(&self, at: &Reference<'_>, signature: &Signature) -> Result<(Class, Method), Thrown> {
        let class = self.class(at.on)?;
        if class.is_interface != at.is_interface {
            return Err("IncompatibleClassChangeError");
        }
        let declared = if class.is_interface {
            class.method(signature).map(|method| (class, method))
        } else {
            self.chain(at.on).into_iter().find_map(|class| Some((class, class.method(signature)?)))
        };
        let now = self.family();
        let found = declared.map(|(class, method)| (class.clone(), method.clone())).or_else(|| {
            let specific = now.most_specific(at.on, signature);
            let mut concrete = specific.iter().filter(|(_, method)| !method.is_abstract);
            let only = concrete.next().filter(|_| concrete.next().is_none()).or_else(|| specific.first());
            only.map(|(class, method)| ((*class).clone(), (*method).clone()))
        });
        let (owner, method) = found.ok_or("NoSuchMethodError")?;
        if method.access == Access::Private && owner.name != at.user {
            return Err("IllegalAccessError");
        }
        Ok((owner, method))
    }

    /// §5.4.6.
    pub fn select(&self, class: &str, signature: &Signature) -> Result<(Class, Method), Thrown> {
        for owner in self.chain(class) {
            if let Some(method) = owner.method(signature).filter(|method| method.is_virtual()) {
                return if method.is_abstract {
                    Err("AbstractMethodError")
                } else {
                    Ok((owner.clone(), method.clone()))
                };
            }
        }
        let now = self.family();
        let specific = now.most_specific(class, signature);
        let mut concrete = specific.iter().filter(|(_, method)| !method.is_abstract);
        match (concrete.next(), concrete.next()) {
            (Some((owner, method)), None) => Ok(((*owner).clone(), (*method).clone())),
            (None, _) => Err("AbstractMethodError"),
            _ => Err("IncompatibleClassChangeError"),
        }
    }
}

/// Rules 1.4 and 1.5, inherited changes included: does an update change what instances of a class are?
pub fn is_laid_out_anew(before: &Classes, after: &Classes, class: &str) -> bool {
    let shape = |classes: &Classes, name: &str| {
        classes.class(name).ok().map(|class| {
            let fields = class.fields.iter().filter(|field| !field.is_static).map(|field| key(name, field));
            let mut interfaces = class.interfaces.clone();
            interfaces.sort();
            (fields.collect::<Vec<_>>(), class.superclass.clone(), interfaces)
        })
    };
    before.chain(class).iter().any(|above| shape(before, &above.name) != shape(after, &above.name))
}

/// Would objects stay with a version, where a supertype changes of which objects do not? The contract leaves open what they
/// inherit from it.
pub fn is_torn(before: &Classes, after: &Classes, changed: &[&str]) -> bool {
    let stays = |name: &str| is_laid_out_anew(before, after, name);
    let torn: Vec<&&str> = changed.iter().filter(|name| before.class(name).is_ok() && !stays(name)).collect();
    let mut classes = before.0.values().filter(|loaded| !loaded.class.is_interface);
    classes.any(|loaded| {
        let name = &loaded.class.name;
        stays(name) && torn.iter().any(|above| name != **above && before.is_subtype(name, above))
    })
}

pub fn key(class: &str, field: &Field) -> Key {
    Key { class: class.to_owned(), name: field.name.clone(), ty: field.ty.clone() }
}
