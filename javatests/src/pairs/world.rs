//! The model: a world of classes and objects as the contract of updates (docs/redefinition.md) and the JVMS have it,
//! computed from descriptions of sources. It knows nothing of how the engine works.

use super::family::{Access, Class, Family, Field, Init, Method, Part, Prim, Signature, Type};
use super::source::letter;
use std::collections::BTreeMap;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Boolean(bool),
    /// byte, short and int.
    Int(Prim, i64),
    Char(char),
    Floating(Prim, f64),
    Null,
    String(String),
    Box(Box<Value>),
    /// An object, by number.
    Object(usize),
}

/// Name of the class of an exception or error.
pub type Thrown = &'static str;

/// Identity of a field of objects: the class that declares it, its name, its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub class: String,
    pub name: String,
    pub ty: Type,
}

/// Fields with their values.
type Fields = BTreeMap<Key, Value>;

/// An object.
#[derive(Clone, Debug)]
pub struct Object {
    /// Class of the family, or what `Class.getSimpleName` says of another.
    pub class: String,
    is_family: bool,
    fields: Fields,
    /// What the last update dropped (rule 5.5); empty for objects made since.
    kept: Fields,
}

/// A class as it is now.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub class: Class,
    /// The family that it was compiled in.
    compiled_in: usize,
}

/// Why a patch is refused: the rule.
pub type Rule = &'static str;

/// The world of one pair.
pub struct World<'f> {
    families: [&'f Family; 2],
    loaded: BTreeMap<String, Loaded>,
    pub objects: Vec<Object>,
    statics: Fields,
    kept_statics: Fields,
    /// Numbers under which objects were shown, in the order of showing.
    shown: Vec<usize>,
    /// The objects of the program's graph.
    graph: Vec<usize>,
    /// Methods that are running.
    depth: usize,
}

/// Calls within calls that javac's classes cannot come to; updated ones that do never end.
const DEEPEST: usize = 50;

/// What a call or an access names.
struct Reference<'r> {
    user: &'r str,
    on: &'r str,
    is_interface: bool,
}

pub fn default_value(ty: &Type) -> Value {
    match ty {
        Type::Prim(Prim::Boolean) => Value::Boolean(false),
        Type::Prim(Prim::Char) => Value::Char('\0'),
        Type::Prim(prim @ (Prim::Float | Prim::Double)) => Value::Floating(*prim, 0.0),
        Type::Prim(prim) => Value::Int(*prim, 0),
        _ => Value::Null,
    }
}

impl<'f> World<'f> {
    /// The world before any update: every class of the first family is there and initialized.
    pub fn new(families: [&'f Family; 2]) -> World<'f> {
        let load = |class: &Class| (class.name.clone(), Loaded { class: class.clone(), compiled_in: 0 });
        let mut world = World {
            families,
            loaded: families[0].classes.iter().map(load).collect(),
            objects: Vec::new(),
            statics: Fields::new(),
            kept_statics: Fields::new(),
            shown: Vec::new(),
            graph: Vec::new(),
            depth: 0,
        };
        for class in &families[0].classes {
            world.initialize(class);
        }
        world
    }

    /// Says which objects the program's graph begins with.
    pub fn name_graph(&mut self, objects: Vec<usize>) {
        self.graph = objects;
    }

    /// An object of the graph.
    pub fn graph(&self, at: usize) -> usize {
        self.graph[at]
    }

    // ---- classes as they are now

    fn now(&self) -> Family {
        Family { classes: self.loaded.values().map(|loaded| loaded.class.clone()).collect() }
    }

    pub fn class(&self, name: &str) -> Result<&Class, Thrown> {
        self.loaded.get(name).map(|loaded| &loaded.class).ok_or("NoClassDefFoundError")
    }

    fn chain(&self, name: &str) -> Vec<&Class> {
        let mut chain = Vec::new();
        let mut at = self.loaded.get(name);
        while let Some(loaded) = at {
            chain.push(&loaded.class);
            at = loaded.class.superclass.as_ref().and_then(|above| self.loaded.get(above));
        }
        chain
    }

    pub fn is_subtype(&self, below: &str, above: &str) -> bool {
        self.now().is_subtype(below, above)
    }

    pub fn is_instance(&self, object: usize, class: &str) -> bool {
        self.objects[object].is_family && self.is_subtype(&self.objects[object].class, class)
    }

    // ---- values

    pub fn literal(&mut self, ty: &Type, number: u32) -> Value {
        match ty {
            Type::Prim(Prim::Boolean) => Value::Boolean(number % 2 == 1),
            Type::Prim(Prim::Char) => Value::Char(letter(number)),
            Type::Prim(Prim::Byte) => Value::Int(Prim::Byte, i64::from(number % 100)),
            Type::Prim(Prim::Short) => Value::Int(Prim::Short, i64::from(number % 1000)),
            Type::Prim(Prim::Int) => Value::Int(Prim::Int, i64::from(number)),
            Type::Prim(Prim::Long) => Value::Int(Prim::Long, i64::from(number * 100 + 1)),
            Type::Prim(Prim::Float) => Value::Floating(Prim::Float, f64::from(number) + 0.5),
            Type::Prim(Prim::Double) => Value::Floating(Prim::Double, f64::from(number) + 0.25),
            Type::Box(prim) => Value::Box(Box::new(self.literal(&Type::Prim(*prim), number))),
            Type::String => Value::String(format!("s{number}")),
            Type::Object => self.foreign("Object"),
            Type::Ints => self.foreign("int[]"),
            Type::Class(_) => Value::Null,
        }
    }

    fn foreign(&mut self, class: &str) -> Value {
        let fields = Fields::new;
        self.objects.push(Object { class: class.to_owned(), is_family: false, fields: fields(), kept: fields() });
        Value::Object(self.objects.len() - 1)
    }

    /// What the programs print for a value; objects get numbers as they are first shown.
    pub fn show(&mut self, value: &Value) -> String {
        match value {
            Value::Boolean(value) => value.to_string(),
            Value::Int(_, value) => value.to_string(),
            Value::Char(value) => u32::from(*value).to_string(),
            // As Java says numbers of this size.
            Value::Floating(_, value) => format!("{value:?}"),
            Value::Null => "null".to_owned(),
            Value::String(text) => format!("'{text}'"),
            Value::Box(inner) => {
                let ty = match &**inner {
                    Value::Boolean(_) => Prim::Boolean,
                    Value::Char(_) => Prim::Char,
                    Value::Int(prim, _) | Value::Floating(prim, _) => *prim,
                    _ => Prim::Int,
                };
                format!("{} {}", ty.boxed(), self.show(inner))
            }
            Value::Object(object) => self.show_object(*object),
        }
    }

    pub fn show_object(&mut self, object: usize) -> String {
        let number = self.shown.iter().position(|shown| *shown == object).unwrap_or_else(|| {
            self.shown.push(object);
            self.shown.len() - 1
        });
        format!("@{number}:{}", self.objects[object].class)
    }

    // ---- creation and initialization

    /// The fields that objects of a class have, superclasses' first, with what starts them.
    fn instance_fields(&self, class: &str) -> Vec<(Key, Field)> {
        let mut chain = self.chain(class);
        chain.reverse();
        let of = |class: &Class| -> Vec<(Key, Field)> {
            let own = class.fields.iter().filter(|field| !field.is_static);
            own.map(|field| (key(&class.name, field), field.clone())).collect()
        };
        chain.into_iter().flat_map(of).collect()
    }

    /// `new class()`.
    pub fn create(&mut self, class: &str) -> Result<usize, Thrown> {
        if self.class(class)?.is_abstract || self.class(class)?.is_interface {
            return Err("InstantiationError");
        }
        let fields = self.instance_fields(class);
        let blank = fields.iter().map(|(key, _)| (key.clone(), default_value(&key.ty))).collect();
        self.objects.push(Object { class: class.to_owned(), is_family: true, fields: blank, kept: Fields::new() });
        let object = self.objects.len() - 1;
        for (key, field) in &fields {
            if let Some(value) = self.initial(field, &key.class, Some(object))? {
                self.objects[object].fields.insert(key.clone(), value);
            }
        }
        Ok(object)
    }

    fn initialize(&mut self, class: &Class) {
        for field in class.fields.iter().filter(|field| field.is_static) {
            let value = self.initial(field, &class.name, None).ok().flatten();
            self.statics.insert(key(&class.name, field), value.unwrap_or_else(|| default_value(&field.ty)));
        }
    }

    /// The value that a field's initializer or block gives it.
    fn initial(&mut self, field: &Field, class: &str, this: Option<usize>) -> Result<Option<Value>, Thrown> {
        Ok(match &field.init {
            Init::None => None,
            Init::Literal(number) | Init::Block(number) => Some(self.literal(&field.ty, *number)),
            Init::Throwing => return Err("NumberFormatException"),
            Init::Field(other) => {
                let Some(this) = this else { return Ok(None) };
                Some(self.read_own(class, this, other)?)
            }
        })
    }

    // ---- linking and running (JVMS §5.4.3, §5.4.6)

    fn compiled_in(&self, user: &str) -> &'f Family {
        self.families[self.loaded.get(user).map_or(0, |loaded| loaded.compiled_in)]
    }

    /// `this.name` in code of `user`.
    fn read_own(&self, user: &str, this: usize, name: &str) -> Result<Value, Thrown> {
        let compiled = self.compiled_in(user).field(user, user, name);
        let Some((_, field)) = compiled else { return Err("a field that javac did not find") };
        let ty = field.ty.clone();
        self.get_field(user, user, this, name, &ty)
    }

    /// getfield on an object that the verifier takes for a `on`.
    pub fn get_field(&self, user: &str, on: &str, this: usize, name: &str, ty: &Type) -> Result<Value, Thrown> {
        let key = self.resolve_field(user, on, name, ty, false)?;
        // Rule 9.2.
        if !self.is_instance(this, &key.class) {
            return Err("IncompatibleClassChangeError");
        }
        Ok(self.objects[this].fields.get(&key).cloned().unwrap_or(Value::Null))
    }

    pub fn get_static(&self, user: &str, on: &str, name: &str, ty: &Type) -> Result<Value, Thrown> {
        let key = self.resolve_field(user, on, name, ty, true)?;
        Ok(self.statics.get(&key).cloned().unwrap_or(Value::Null))
    }

    pub fn put_field(&mut self, this: usize, class: &str, field: &Field, value: Value) {
        self.objects[this].fields.insert(key(class, field), value);
    }

    pub fn put_static(&mut self, class: &str, field: &Field, value: Value) {
        self.statics.insert(key(class, field), value);
    }

    fn resolve_field(&self, user: &str, on: &str, name: &str, ty: &Type, is_static: bool) -> Result<Key, Thrown> {
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
        let class = &self.loaded.get(on)?.class;
        if let Some(field) = class.field(name).filter(|field| field.ty == *ty) {
            return Some((class, field));
        }
        let above = class.interfaces.iter().chain(&class.superclass);
        above.into_iter().find_map(|above| self.lookup_field(above, name, ty))
    }

    fn resolve_method(&self, at: &Reference<'_>, signature: &Signature) -> Result<(Class, Method), Thrown> {
        let class = self.class(at.on)?;
        if class.is_interface != at.is_interface {
            return Err("IncompatibleClassChangeError");
        }
        let declared = if class.is_interface {
            class.method(signature).map(|method| (class, method))
        } else {
            self.chain(at.on).into_iter().find_map(|class| Some((class, class.method(signature)?)))
        };
        let now = self.now();
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
    fn select(&self, class: &str, signature: &Signature) -> Result<(Class, Method), Thrown> {
        for owner in self.chain(class) {
            if let Some(method) = owner.method(signature).filter(|method| method.is_virtual()) {
                return if method.is_abstract {
                    Err("AbstractMethodError")
                } else {
                    Ok((owner.clone(), method.clone()))
                };
            }
        }
        let now = self.now();
        let specific = now.most_specific(class, signature);
        let mut concrete = specific.iter().filter(|(_, method)| !method.is_abstract);
        match (concrete.next(), concrete.next()) {
            (Some((owner, method)), None) => Ok(((*owner).clone(), (*method).clone())),
            (None, _) => Err("AbstractMethodError"),
            _ => Err("IncompatibleClassChangeError"),
        }
    }

    /// invokevirtual or invokeinterface on an object that the verifier takes for a `on`; `was_interface`: javac took it for one.
    pub fn call(
        &mut self,
        user: &str,
        on: &str,
        was_interface: bool,
        this: usize,
        signature: &Signature,
    ) -> Result<String, Thrown> {
        let (owner, method) = self.resolve_method(&Reference { user, on, is_interface: was_interface }, signature)?;
        if method.is_static {
            return Err("IncompatibleClassChangeError");
        }
        let class = self.objects[this].class.clone();
        if !self.is_instance(this, &owner.name) {
            return Err("IncompatibleClassChangeError");
        }
        if method.access == Access::Private {
            return self.run(&owner, &method, Some(this));
        }
        let (owner, selected) = self.select(&class, signature)?;
        if was_interface && selected.access != Access::Public {
            return Err("IllegalAccessError");
        }
        self.run(&owner, &selected, Some(this))
    }

    pub fn call_static(
        &mut self,
        user: &str,
        on: &str,
        was_interface: bool,
        signature: &Signature,
    ) -> Result<String, Thrown> {
        let (owner, method) = self.resolve_method(&Reference { user, on, is_interface: was_interface }, signature)?;
        if !method.is_static {
            return Err("IncompatibleClassChangeError");
        }
        self.run(&owner, &method, None)
    }

    fn run(&mut self, owner: &Class, method: &Method, this: Option<usize>) -> Result<String, Thrown> {
        if self.depth == DEEPEST {
            return Err("StackOverflowError");
        }
        self.depth += 1;
        let mut parts = vec![Ok(format!("{}.{}", owner.name, method.signature.0))];
        for part in &method.body {
            let part = self.part(&owner.name, part, this);
            let failed = part.is_err();
            parts.push(part);
            if failed {
                break;
            }
        }
        self.depth -= 1;
        Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.join(","))
    }

    fn part(&mut self, user: &str, part: &Part, this: Option<usize>) -> Result<String, Thrown> {
        let compiled = self.compiled_in(user);
        let was_interface = |name: &str| compiled.get(name).is_some_and(|class| class.is_interface);
        match (part, this) {
            (Part::Number(number), _) => Ok(number.to_string()),
            (Part::Field(name), Some(this)) => {
                let value = self.read_own(user, this, name)?;
                Ok(self.show(&value))
            }
            (Part::StaticField(on, name), _) => {
                let ty = compiled.field(user, on, name).map(|(_, field)| field.ty.clone());
                let value = self.get_static(user, on, name, &ty.ok_or("a field that javac did not find")?)?;
                Ok(self.show(&value))
            }
            (Part::Call(signature), Some(this)) => self.call(user, user, was_interface(user), this, signature),
            (Part::Super(signature), Some(this)) => {
                // javac names the direct superclass.
                let named = compiled.get(user).and_then(|class| class.superclass.clone()).unwrap_or_default();
                let at = Reference { user, on: &named, is_interface: false };
                let (_, method) = self.resolve_method(&at, signature)?;
                if method.is_static {
                    return Err("IncompatibleClassChangeError");
                }
                let above = self.class(user)?.superclass.clone().unwrap_or_default();
                let (owner, selected) = self.select(&above, signature)?;
                self.run(&owner, &selected, Some(this))
            }
            (Part::Static(on, signature), _) => self.call_static(user, on, was_interface(on), signature),
            (Part::InstanceOf(on), Some(this)) => {
                self.class(on)?;
                Ok(self.is_instance(this, on).to_string())
            }
            (Part::Cast(on, signature), Some(this)) => {
                self.class(on)?;
                if !self.is_instance(this, on) {
                    return Err("ClassCastException");
                }
                self.call(user, on, was_interface(on), this, signature)
            }
            _ => Err("a part that javac does not take"),
        }
    }

    // ---- updates

    /// Rules 8.3 and 8.4 and supertypes that go in a circle: what no update does.
    fn refusal(&self, patch: &[&Class]) -> Option<Rule> {
        for class in patch {
            let Some(old) = self.loaded.get(&class.name) else { continue };
            if old.class.is_interface != class.is_interface {
                return Some("8.4");
            }
            if class.superclass.as_ref().is_some_and(|above| above.contains('.')) {
                return Some("8.3");
            }
        }
        None
    }

    /// The classes of `patch`, compiled in the second family, come; or with `undo` those that were there before.
    pub fn update(&mut self, patch: &[&Class], family: usize, undo: bool) -> Result<(), Rule> {
        if let Some(rule) = self.refusal(patch) {
            return Err(rule);
        }
        let before = self.loaded.clone();
        let fields_before: Vec<Vec<Key>> =
            self.objects.iter().map(|object| object.fields.keys().cloned().collect()).collect();
        for class in patch {
            self.loaded.insert(class.name.clone(), Loaded { class: (*class).clone(), compiled_in: family });
        }
        let mut fresh: Vec<(usize, Key, Field)> = Vec::new();
        for (object, before) in fields_before.iter().enumerate() {
            if self.objects[object].is_family {
                self.migrate(object, before, undo, &mut fresh);
            }
        }
        let statics_before = self.statics.clone();
        let dropped = if undo { Fields::new() } else { self.drop_statics(patch) };
        // Rule 4.5; an initializer that throws, or cannot be had alone, leaves the default.
        for (object, key, field) in fresh {
            if matches!(field.init, Init::Block(_)) {
                continue;
            }
            if let Ok(Some(value)) = self.initial(&field, &key.class, Some(object)) {
                self.objects[object].fields.insert(key, value);
            }
        }
        for class in patch {
            match before.get(&class.name) {
                Some(old) => self.update_statics(&old.class, class, &statics_before, undo),
                None => self.initialize(class),
            }
        }
        if !undo {
            self.kept_statics = dropped;
        }
        Ok(())
    }

    /// Rules 4.2, 4.6, 4.7 and 5.5 for one object.
    fn migrate(&mut self, object: usize, before: &[Key], undo: bool, fresh: &mut Vec<(usize, Key, Field)>) {
        let after = self.instance_fields(&self.objects[object].class);
        let goes_on = |key: &Key| after.iter().any(|(other, _)| other == key);
        let old = self.objects[object].fields.clone();
        let kept = self.objects[object].kept.clone();
        let mut fields = Fields::new();
        for (key, field) in &after {
            let value = if let Some(value) = old.get(key) {
                value.clone()
            } else if undo {
                kept.get(key).cloned().unwrap_or_else(|| default_value(&key.ty))
            } else {
                let moved = before.iter().find(|other| other.name == key.name && other.ty == key.ty && !goes_on(other));
                let retyped = before
                    .iter()
                    .find(|other| other.name == key.name && other.class == key.class && !goes_on(other))
                    .filter(|_| moved.is_none());
                match (moved, retyped) {
                    (Some(moved), _) => old[moved].clone(),
                    (None, Some(retyped)) => {
                        let value = self.convert(&old[retyped], &retyped.ty, &key.ty);
                        value.unwrap_or_else(|| default_value(&key.ty))
                    }
                    (None, None) => {
                        fresh.push((object, key.clone(), field.clone()));
                        default_value(&key.ty)
                    }
                }
            };
            fields.insert(key.clone(), value);
        }
        let dropped = old.into_iter().filter(|(key, _)| !goes_on(key)).collect();
        self.objects[object].kept = if undo { Fields::new() } else { dropped };
        self.objects[object].fields = fields;
    }

    /// Rule 4.7: the value under another type, if it converts without loss.
    fn convert(&self, value: &Value, from: &Type, to: &Type) -> Option<Value> {
        match (from, to) {
            (Type::Prim(from), Type::Prim(to)) => widen(value, *from, *to),
            (Type::Prim(from), Type::Box(to)) => (from == to).then(|| Value::Box(Box::new(value.clone()))),
            (Type::Prim(_), Type::Object) => Some(Value::Box(Box::new(value.clone()))),
            (Type::Box(from), Type::Prim(to)) => match value {
                Value::Box(inner) if from == to => Some((**inner).clone()),
                _ => None,
            },
            (Type::Prim(_), _) | (_, Type::Prim(_)) => None,
            (_, Type::Object) => Some(value.clone()),
            (Type::Class(from), Type::Class(to)) => self.is_subtype(from, to).then(|| value.clone()),
            _ => None,
        }
    }

    /// Static fields that these classes have no more.
    fn drop_statics(&self, patch: &[&Class]) -> Fields {
        let is_dropped = |at: &Key| {
            let class = patch.iter().find(|class| class.name == at.class);
            class.is_some_and(|class| {
                !class.fields.iter().any(|field| field.is_static && key(&class.name, field) == *at)
            })
        };
        self.statics
            .iter()
            .filter(|(key, _)| is_dropped(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// Rules 5.1, 5.2, 5.4 and 5.5 for one class.
    fn update_statics(&mut self, old: &Class, new: &Class, before: &Fields, undo: bool) {
        self.statics.retain(|key, _| key.class != new.name);
        for field in new.fields.iter().filter(|field| field.is_static) {
            let at = key(&new.name, field);
            let was = old.fields.iter().find(|other| other.is_static && key(&old.name, other) == at);
            let changed = was.is_some_and(|was| field.is_final && is_value_like(&field.ty) && was.init != field.init);
            let kept = before
                .get(&at)
                .filter(|_| !changed)
                .or_else(|| self.kept_statics.get(&at).filter(|_| undo && was.is_none()));
            let value = match kept {
                Some(value) => value.clone(),
                None if matches!(field.init, Init::Block(_)) => default_value(&field.ty),
                None => self.initial(field, &new.name, None).ok().flatten().unwrap_or_else(|| default_value(&field.ty)),
            };
            self.statics.insert(at, value);
        }
    }

    // ---- what reflection says

    /// All instance fields of an object with their values.
    pub fn dump(&mut self, object: usize) -> String {
        let mut chain: Vec<String> =
            self.chain(&self.objects[object].class.clone()).iter().map(|class| class.name.clone()).collect();
        chain.reverse();
        let mut text = self.show_object(object);
        for class in chain {
            let mut fields: Vec<Field> =
                self.loaded[&class].class.fields.iter().filter(|f| !f.is_static).cloned().collect();
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            for field in fields {
                let value = self.objects[object].fields.get(&key(&class, &field)).cloned().unwrap_or(Value::Null);
                text += &format!(" {class}.{}={}", field.name, self.show(&value));
            }
        }
        text
    }

    pub fn dump_statics(&mut self, class: &str) -> Result<String, Thrown> {
        let mut fields: Vec<Field> = match self.loaded.get(class) {
            Some(loaded) => loaded.class.fields.iter().filter(|field| field.is_static).cloned().collect(),
            None => return Err("ClassNotFoundException"),
        };
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let mut text = class.to_owned();
        for field in fields {
            let value = self.statics.get(&key(class, &field)).cloned().unwrap_or(Value::Null);
            text += &format!(" {}={}", field.name, self.show(&value));
        }
        Ok(text)
    }

    pub fn describe(&self, class: &str) -> Result<String, Thrown> {
        let Some(loaded) = self.loaded.get(class) else { return Err("ClassNotFoundException") };
        let class = &loaded.class;
        let mut text = modifiers(&[
            (true, "public"),
            (class.is_abstract || class.is_interface, "abstract"),
            (class.is_final, "final"),
            (class.is_interface, "interface"),
        ]);
        text += &format!("{} ", class.name);
        if !class.is_interface {
            text += &format!("extends {} ", class.superclass.as_deref().unwrap_or("Object"));
        }
        text += &format!("implements {:?}", class.interfaces).replace('"', "");
        let mut members: Vec<String> = Vec::new();
        for field in &class.fields {
            let words = modifiers(&[
                (true, field.access.java()),
                (field.is_static, "static"),
                (field.is_final, "final"),
                (field.is_volatile, "volatile"),
            ]);
            members.push(format!("{words}{} {}", field.ty.java(), field.name));
        }
        for method in &class.methods {
            let words = modifiers(&[
                (true, method.access.java()),
                (method.is_abstract, "abstract"),
                (method.is_static, "static"),
                (method.is_final, "final"),
            ]);
            members.push(format!("{words}{}({})", method.signature.0, if method.signature.1 { "int" } else { "" }));
        }
        members.sort();
        Ok(format!("{text} {{{}}}", members.join("; ")))
    }
}

fn modifiers(words: &[(bool, &str)]) -> String {
    words.iter().filter(|(is, word)| *is && !word.is_empty()).map(|(_, word)| format!("{word} ")).collect()
}

fn key(class: &str, field: &Field) -> Key {
    Key { class: class.to_owned(), name: field.name.clone(), ty: field.ty.clone() }
}

/// Rule 5.4, of the types that there are here.
fn is_value_like(ty: &Type) -> bool {
    matches!(ty, Type::Prim(_) | Type::Box(_) | Type::String)
}

/// JLS §5.1.2.
fn widen(value: &Value, from: Prim, to: Prim) -> Option<Value> {
    use Prim::{Byte, Char, Double, Float, Int, Long, Short};
    let wider: &[Prim] = match from {
        Byte => &[Short, Int, Long, Float, Double],
        Short | Char => &[Int, Long, Float, Double],
        Int => &[Long, Float, Double],
        Long => &[Float, Double],
        Float => &[Double],
        Double | Prim::Boolean => &[],
    };
    if !wider.contains(&to) {
        return None;
    }
    let number = match value {
        Value::Int(_, number) => *number as f64,
        Value::Char(character) => f64::from(u32::from(*character)),
        Value::Floating(_, number) => *number,
        _ => return None,
    };
    Some(if matches!(to, Float | Double) { Value::Floating(to, number) } else { Value::Int(to, number as i64) })
}
