//! The model: a world of classes and objects as the contract of updates (docs/redefinition.md) and the JVMS have it,
//! computed from descriptions of sources. It knows nothing of how the engine works.

use super::classes::{Classes, Key, Loaded, Reference, is_laid_out_anew, is_torn, key};
use super::family::{Access, Class, Family, Field, Init, Method, Part, Prim, Signature, Type};
use super::source::letter;
use std::collections::BTreeMap;
use std::rc::Rc;

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

/// In place of an error's name: the contract leaves open what comes of it.
pub const UNSAID: Thrown = "what the contract does not say";

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
    /// Its classes, if it stays with its version (rule 4.3).
    stays: Option<Rc<Classes>>,
}

/// Why a patch is refused: the rule.
pub type Rule = &'static str;

/// The world of one pair.
pub struct World<'f> {
    families: [&'f Family; 2],
    /// Old instances stay with their version (rule 4.3).
    keeps: bool,
    /// Classes as they are now.
    loaded: Classes,
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
    pub fn new(families: [&'f Family; 2], keeps: bool) -> World<'f> {
        let mut world = World {
            families,
            keeps,
            loaded: Classes::of(families[0], 0),
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

    // ---- classes

    pub fn class(&self, name: &str) -> Result<&Class, Thrown> {
        self.loaded.class(name)
    }

    /// The classes that an object goes by.
    fn of(&self, object: usize) -> &Classes {
        self.objects[object].stays.as_deref().unwrap_or(&self.loaded)
    }

    pub fn is_instance(&self, object: usize, class: &str) -> bool {
        self.objects[object].is_family && self.of(object).is_subtype(&self.objects[object].class, class)
    }

    /// Does the contract leave open what a member held since before an update means on an object? `is_gone`: its class has
    /// it no more.
    pub fn is_unsaid(&self, object: usize, class: &str, is_gone: bool) -> bool {
        let now = self.loaded.is_subtype(&self.objects[object].class, class);
        self.objects[object].stays.is_some() && (is_gone || now != self.is_instance(object, class))
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
        Value::Object(self.add(class, false, Fields::new()))
    }

    fn add(&mut self, class: &str, is_family: bool, fields: Fields) -> usize {
        let class = class.to_owned();
        self.objects.push(Object { class, is_family, fields, kept: Fields::new(), stays: None });
        self.objects.len() - 1
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

    /// `new class()`.
    pub fn create(&mut self, class: &str) -> Result<usize, Thrown> {
        if self.class(class)?.is_abstract || self.class(class)?.is_interface {
            return Err("InstantiationError");
        }
        let fields = self.loaded.instance_fields(class);
        let blank = fields.iter().map(|(key, _)| (key.clone(), default_value(&key.ty))).collect();
        let object = self.add(class, true, blank);
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

    // ---- running

    /// The family that the code of `user` which runs on an object was compiled in.
    fn compiled_in(&self, user: &str, this: Option<usize>) -> &'f Family {
        let classes = this.map_or(&self.loaded, |this| self.of(this));
        self.families[classes.0.get(user).map_or(0, |loaded| loaded.compiled_in)]
    }

    /// `this.name` in code of `user`.
    fn read_own(&self, user: &str, this: usize, name: &str) -> Result<Value, Thrown> {
        let compiled = self.compiled_in(user, Some(this)).field(user, user, name);
        let Some((_, field)) = compiled else { return Err("a field that javac did not find") };
        let ty = field.ty.clone();
        match &self.objects[this].stays {
            // The code of its version knows its fields.
            Some(stays) => Ok(self.held(this, &stays.resolve_field(user, user, name, &ty, false)?)),
            None => self.get_field(user, user, this, name, &ty),
        }
    }

    fn held(&self, this: usize, key: &Key) -> Value {
        self.objects[this].fields.get(key).cloned().unwrap_or(Value::Null)
    }

    /// getfield on an object that the verifier takes for a `on`.
    pub fn get_field(&self, user: &str, on: &str, this: usize, name: &str, ty: &Type) -> Result<Value, Thrown> {
        let found = self.loaded.resolve_field(user, on, name, ty, false);
        if let Some(stays) = &self.objects[this].stays {
            self.class(on)?;
            if !self.is_instance(this, on) {
                return Err(UNSAID);
            }
            return match (stays.resolve_field(user, on, name, ty, false), found) {
                (Ok(key), Ok(_) | Err("NoSuchFieldError")) => Ok(self.held(this, &key)),
                (Err("NoSuchFieldError"), Ok(_)) => Err("NoSuchFieldError"),
                (Err(own), Err(other)) if own == other => Err(own),
                _ => Err(UNSAID),
            };
        }
        let key = found?;
        // Rules 4.11 and 9.2.
        if !self.is_instance(this, on) {
            return Err("IncompatibleClassChangeError");
        }
        Ok(self.held(this, &key))
    }

    pub fn get_static(&self, user: &str, on: &str, name: &str, ty: &Type) -> Result<Value, Thrown> {
        let key = self.loaded.resolve_field(user, on, name, ty, true)?;
        Ok(self.statics.get(&key).cloned().unwrap_or(Value::Null))
    }

    pub fn put_field(&mut self, this: usize, class: &str, field: &Field, value: Value) {
        self.objects[this].fields.insert(key(class, field), value);
    }

    pub fn put_static(&mut self, class: &str, field: &Field, value: Value) {
        self.statics.insert(key(class, field), value);
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
        let at = Reference { user, on, is_interface: was_interface };
        let found = self.loaded.resolve_method(&at, signature);
        if let Some(stays) = self.objects[this].stays.clone() {
            self.class(on)?;
            if !self.is_instance(this, on) {
                return Err(UNSAID);
            }
            return match (stays.resolve_method(&at, signature), found) {
                (Ok((_, own)), Ok((_, other))) if own.is_static != other.is_static => Err(UNSAID),
                (Ok(_), Ok(_) | Err("NoSuchMethodError")) => self.call_own(&stays, &at, this, signature),
                (Err("NoSuchMethodError"), Ok((_, other))) if !other.is_static => Err("NoSuchMethodError"),
                (Err(own), Err(other)) if own == other => Err(own),
                _ => Err(UNSAID),
            };
        }
        let (owner, method) = found?;
        if method.is_static {
            return Err("IncompatibleClassChangeError");
        }
        let class = self.objects[this].class.clone();
        // Rule 4.11: what counts is the class that the code names.
        if !self.is_instance(this, if was_interface { &owner.name } else { on }) {
            return Err("IncompatibleClassChangeError");
        }
        if method.access == Access::Private {
            return self.run(&owner, &method, Some(this));
        }
        let (owner, selected) = self.loaded.select(&class, signature)?;
        if was_interface && selected.access != Access::Public {
            return Err("IllegalAccessError");
        }
        self.run(&owner, &selected, Some(this))
    }

    /// A call on an object that stays: all of it is in its version.
    fn call_own(
        &mut self,
        stays: &Classes,
        at: &Reference<'_>,
        this: usize,
        signature: &Signature,
    ) -> Result<String, Thrown> {
        let (owner, method) = stays.resolve_method(at, signature)?;
        if method.is_static {
            return Err("IncompatibleClassChangeError");
        }
        if method.access == Access::Private {
            return self.run(&owner, &method, Some(this));
        }
        let (owner, selected) = stays.select(&self.objects[this].class, signature)?;
        if at.is_interface && selected.access != Access::Public {
            return Err("IllegalAccessError");
        }
        self.run(&owner, &selected, Some(this))
    }

    /// A part of old code of a class that was updated while a frame of it was running (rules 3.2, 3.6). `is_dropped`: it
    /// names what only old code knows.
    pub fn old_part(&mut self, user: &str, part: &Part, this: usize, is_dropped: bool) -> Result<String, Thrown> {
        let compiled = self.families[0];
        match part {
            Part::Field(name) => {
                let (owner, field) = compiled.field(user, user, name).ok_or("a field that javac did not find")?;
                let value = if self.objects[this].stays.is_some() {
                    self.read_own(user, this, name)?
                } else if is_dropped {
                    self.objects[this].kept.get(&key(&owner.name, field)).cloned().unwrap_or(Value::Null)
                } else {
                    let found = self.loaded.resolve_field(&owner.name, user, name, &field.ty, false)?;
                    self.objects[this].fields.get(&found).cloned().unwrap_or(Value::Null)
                };
                Ok(self.show(&value))
            }
            Part::StaticField(on, name) => {
                let (owner, field) = compiled.field(user, on, name).ok_or("a field that javac did not find")?;
                let at = key(&owner.name, field);
                let from = if is_dropped { &self.kept_statics } else { &self.statics };
                let value = from.get(&at).cloned().unwrap_or(Value::Null);
                Ok(self.show(&value))
            }
            Part::Call(signature) => {
                let (owner, method) =
                    compiled.method(user, user, signature).ok_or("a method that javac did not find")?;
                if let Some(stays) = self.objects[this].stays.clone() {
                    return self.call_own(&stays, &Reference { user, on: user, is_interface: false }, this, signature);
                }
                if !is_dropped {
                    return self.call(user, user, false, this, signature);
                }
                let mut text = format!("{}.{}", owner.name, method.signature.0);
                for part in &method.body {
                    text += ",";
                    text += &match part {
                        Part::Number(number) => number.to_string(),
                        other => self.old_part(user, other, this, false)?,
                    };
                }
                Ok(text)
            }
            _ => Err("a part that no frame has"),
        }
    }

    pub fn call_static(
        &mut self,
        user: &str,
        on: &str,
        was_interface: bool,
        signature: &Signature,
    ) -> Result<String, Thrown> {
        let at = Reference { user, on, is_interface: was_interface };
        let (owner, method) = self.loaded.resolve_method(&at, signature)?;
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
        let compiled = self.compiled_in(user, this);
        let was_interface = |name: &str| compiled.get(name).is_some_and(|class| class.is_interface);
        let stays = this.and_then(|this| self.objects[this].stays.clone());
        if let Some(stays) = &stays
            && !self.is_the_same(stays, compiled, user, part)
        {
            return Err(UNSAID);
        }
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
            (Part::Call(signature), Some(this)) => {
                let at = Reference { user, on: user, is_interface: was_interface(user) };
                match &stays {
                    Some(stays) => self.call_own(stays, &at, this, signature),
                    None => self.call(user, user, at.is_interface, this, signature),
                }
            }
            (Part::Super(signature), Some(this)) => {
                // javac names the direct superclass.
                let named = compiled.get(user).and_then(|class| class.superclass.clone()).unwrap_or_default();
                let at = Reference { user, on: &named, is_interface: false };
                let classes = self.of(this);
                let (_, method) = classes.resolve_method(&at, signature)?;
                if method.is_static {
                    return Err("IncompatibleClassChangeError");
                }
                let above = classes.class(user)?.superclass.clone().unwrap_or_default();
                let (owner, selected) = classes.select(&above, signature)?;
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
                match &stays {
                    Some(stays) => {
                        let at = Reference { user, on, is_interface: was_interface(on) };
                        self.call_own(stays, &at, this, signature)
                    }
                    None => self.call(user, on, was_interface(on), this, signature),
                }
            }
            _ => Err("a part that javac does not take"),
        }
    }

    /// Does a static member mean the same in code of a version that stays and now?
    fn is_the_same(&self, stays: &Classes, compiled: &Family, user: &str, part: &Part) -> bool {
        match part {
            Part::StaticField(on, name) => compiled.field(user, on, name).is_some_and(|(_, field)| {
                let now = self.loaded.resolve_field(user, on, name, &field.ty, true);
                now.is_ok() && now == stays.resolve_field(user, on, name, &field.ty, true)
            }),
            Part::Static(on, signature) => {
                let is_interface = compiled.get(on).is_some_and(|on| on.is_interface);
                let at = Reference { user, on, is_interface };
                match (stays.resolve_method(&at, signature), self.loaded.resolve_method(&at, signature)) {
                    (Ok((before, old)), Ok((now, new))) => {
                        let is_open = |method: &Method| method.is_static && method.access != Access::Private;
                        before.name == now.name && is_open(&old) && is_open(&new)
                    }
                    _ => false,
                }
            }
            _ => true,
        }
    }

    // ---- updates

    /// Rules 8.3 and 8.4 and supertypes that go in a circle: what no update does.
    fn refusal(&self, patch: &[&Class]) -> Option<Rule> {
        for class in patch {
            let Some(old) = self.loaded.0.get(&class.name) else { continue };
            if old.class.is_interface != class.is_interface {
                return Some("8.4");
            }
            // Of the patch or there already; the others are those of the class library.
            let mut above = class.superclass.as_deref();
            while let Some(name) = above {
                let of_patch = patch.iter().find(|other| other.name == name).copied();
                match of_patch.or_else(|| self.class(name).ok()) {
                    Some(next) => above = next.superclass.as_deref(),
                    None => return Some("8.3"),
                }
            }
        }
        None
    }

    /// The classes of `patch`, compiled in the second family, come; or with `undo` those that were there before.
    pub fn update(&mut self, patch: &[&Class], family: usize, undo: bool) -> Result<(), Rule> {
        if let Some(rule) = self.refusal(patch) {
            return Err(rule);
        }
        let before = Rc::new(self.loaded.clone());
        let fields_before: Vec<Vec<Key>> =
            self.objects.iter().map(|object| object.fields.keys().cloned().collect()).collect();
        for class in patch {
            self.loaded.0.insert(class.name.clone(), Loaded { class: (*class).clone(), compiled_in: family });
        }
        let changed: Vec<&str> = patch.iter().map(|class| class.name.as_str()).collect();
        if self.keeps && !undo && is_torn(&before, &self.loaded, &changed) {
            return Err(UNSAID);
        }
        let mut fresh: Vec<(usize, Key, Field)> = Vec::new();
        for (object, fields) in fields_before.iter().enumerate() {
            if undo {
                self.objects[object].stays = None;
            }
            if !self.objects[object].is_family {
                continue;
            }
            if self.keeps && !undo && is_laid_out_anew(&before, &self.loaded, &self.objects[object].class) {
                self.objects[object].stays = Some(before.clone());
            } else {
                self.migrate(object, fields, undo, &mut fresh);
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
            match before.0.get(&class.name) {
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
        let after = self.loaded.instance_fields(&self.objects[object].class);
        let goes_on = |key: &Key| after.iter().any(|(other, _)| other == key);
        let old = self.objects[object].fields.clone();
        let kept = self.objects[object].kept.clone();
        let mut fields = Fields::new();
        for (key, field) in &after {
            let value = if let Some(value) = old.get(key) {
                value.clone()
            } else if undo && !self.keeps {
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
                        // What stayed has it; those made since have the default (rule 5.5).
                        if !undo {
                            fresh.push((object, key.clone(), field.clone()));
                        }
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
            (Type::Class(from), Type::Class(to)) => self.loaded.is_subtype(from, to).then(|| value.clone()),
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
    pub fn dump(&mut self, object: usize) -> Result<String, Thrown> {
        let of = self.objects[object].class.clone();
        let mut chain: Vec<Class> = self.loaded.chain(&of).into_iter().cloned().collect();
        chain.reverse();
        let mut text = self.show_object(object);
        // The fields of a superclass in the class library are closed to the programs.
        if chain.first().is_some_and(|class| class.superclass.is_some()) {
            return Err("InaccessibleObjectException");
        }
        for class in chain {
            let mut fields: Vec<Field> = class.fields.iter().filter(|f| !f.is_static).cloned().collect();
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            for field in fields {
                // Only one that stays lacks a field of its class.
                let value = self.objects[object].fields.get(&key(&class.name, &field)).cloned();
                let value = value.ok_or("NoSuchFieldError")?;
                text += &format!(" {}.{}={}", class.name, field.name, self.show(&value));
            }
        }
        Ok(text)
    }

    pub fn dump_statics(&mut self, class: &str) -> Result<String, Thrown> {
        let mut fields: Vec<Field> = match self.loaded.0.get(class) {
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
        let Some(loaded) = self.loaded.0.get(class) else { return Err("ClassNotFoundException") };
        let class = &loaded.class;
        let mut text = modifiers(&[
            (true, "public"),
            (class.is_abstract || class.is_interface, "abstract"),
            (class.is_final, "final"),
            (class.is_interface, "interface"),
        ]);
        text += &format!("{} ", class.name);
        if !class.is_interface {
            let above = class.superclass.as_deref().unwrap_or("Object");
            text += &format!("extends {} ", above.rsplit('.').next().unwrap_or(above));
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
