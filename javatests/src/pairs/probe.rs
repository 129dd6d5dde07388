//! What the programs of a pair hold and ask, as Java source and as what the model answers.

use super::family::{Access, Family, Field, Part, Signature, Type};
use super::random::Random;
use super::source::{call, literal};
use super::world::{Rule, Thrown, UNSAID, Value, World};
use std::fmt::Write;

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub enum Probe {
    /// `((Class) object).name`
    Field(usize, String, String),
    /// `place.name`, without a cast.
    PlaceField(usize, String),
    /// `((Class) object).name()`
    Call(usize, String, Signature),
    /// `place.name()`
    PlaceCall(usize, Signature),
    StaticField(String, String),
    StaticCall(String, Signature),
    InstanceOf(usize, String),
    Store(usize, String),
    New(String),
    Dump(usize),
    Statics(String),
    Describe(String),
    Identity(usize),
    /// By a `Field` that was got before the update; an object for instance fields.
    HeldField(Option<usize>, String, String),
    HeldMethod(Option<usize>, String, Signature),
    /// By a `VarHandle`.
    HeldVar(Option<usize>, String, String),
    /// By a `MethodHandle`.
    HeldHandle(Option<usize>, String, Signature),
}

/// A frame that is on the stack while the classes change: of a method of this class, called on this object. What its old
/// code says when it goes on (rules 3.1, 3.2, 3.6).
#[derive(Clone, Debug)]
pub struct Frame {
    pub class: String,
    object: usize,
    /// With whether what it names is there for old code only.
    parts: Vec<(Part, Named)>,
}

/// What a part of an old frame names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// What it names for all code.
    Current,
    /// What only code of the old version knows.
    Dropped,
}

/// What a field of the graph is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Literal(u32),
    Object(usize),
}

/// The live objects and the questions of a pair.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Classes of the objects.
    pub objects: Vec<String>,
    /// Object (none for statics), declaring class, field.
    pub settings: Vec<(Option<usize>, String, String, Setting)>,
    /// Typed static fields of `Old`.
    pub places: Vec<(String, usize)>,
    /// Typed locals of the frame around the update.
    pub locals: Vec<(String, usize)>,
    pub old: Vec<Probe>,
    pub new: Vec<Probe>,
    /// A frame of one of the classes around the update.
    pub frame: Option<Frame>,
    /// The update is applied a second time after it was undone.
    pub again: bool,
}

/// A plan for these families.
pub fn plan(families: [&Family; 2], random: &mut Random) -> Plan {
    let first = families[0];
    let mut plan = Plan { again: random.chance(30), ..Plan::default() };
    for class in first.classes.iter().filter(|class| !class.is_interface && !class.is_abstract) {
        for _ in 0..1 + random.below(2) {
            plan.objects.push(class.name.clone());
        }
    }
    settings(first, &mut plan, random);
    for object in 0..plan.objects.len() {
        let above = supertypes(first, &plan.objects[object]);
        for _ in 0..2 {
            if let Some(class) = random.pick(&above) {
                plan.places.push((class.clone(), object));
            }
        }
        if let Some(class) = random.pick(&above) {
            plan.locals.push((class.clone(), object));
        }
    }
    plan.frame = frame(families, &plan, random);
    plan.old = probes(first, first, &plan, random, true);
    plan.new = probes(families[1], first, &plan, random, false);
    plan
}

impl Plan {
    /// Leaves out what was asked in these lines of [`expect`]; false if there is no such question.
    pub fn leave_out(&mut self, lines: &[String]) -> bool {
        let asked = |letter: &str| -> Vec<&str> {
            let words = lines.iter().map(|line| line.splitn(4, ' ').collect::<Vec<_>>());
            words.filter(|words| words.get(1) == Some(&letter)).filter_map(|words| words.get(2).copied()).collect()
        };
        let (old, new, around) = (asked("o"), asked("n"), asked("a"));
        let drop = |from: &mut Vec<Probe>, asked: &[&str]| {
            let mut number = 0;
            from.retain(|_| {
                number += 1;
                !asked.contains(&(number - 1).to_string().as_str())
            });
        };
        let count = |plan: &Plan| (plan.old.len(), plan.new.len(), plan.locals.len(), plan.frame.is_some());
        let before = count(self);
        drop(&mut self.old, &old);
        drop(&mut self.new, &new);
        let mut local = 0;
        self.locals.retain(|_| {
            local += 1;
            !around.iter().any(|what| what.starts_with(&format!("l{}.", local - 1)))
        });
        self.frame.take_if(|_| around.contains(&"go"));
        before != count(self)
    }
}

/// A frame of a class that both families have, on an object that is one of it before and after, with what the contract says
/// of its old code without a doubt.
fn frame([first, second]: [&Family; 2], plan: &Plan, random: &mut Random) -> Option<Frame> {
    if random.chance(30) {
        return None;
    }
    let object = random.below(plan.objects.len());
    let of = plan.objects.get(object)?;
    let is_in_both = |class: &&super::family::Class| {
        let is_class = second.get(&class.name).is_some_and(|after| !after.is_interface);
        is_class && second.is_subtype(of, &class.name)
    };
    let chain: Vec<&super::family::Class> = first.chain(of).into_iter().filter(is_in_both).collect();
    let class = random.pick(&chain)?;
    let mut parts = Vec::new();
    for field in members(first, &class.name, |class| class.fields.iter().map(|field| field.name.clone()).collect()) {
        if let Some(named) = field_of_frame([first, second], of, &class.name, &field) {
            parts.push((Part::Field(field), named));
        }
    }
    for field in class.fields.iter().filter(|field| field.is_static && !field.is_final) {
        let after = second.get(&class.name).and_then(|after| after.field(&field.name));
        let part = Part::StaticField(class.name.clone(), field.name.clone());
        match after {
            Some(after) if after.ty == field.ty && after.is_static => parts.push((part, Named::Current)),
            Some(after) if after.ty == field.ty => {}
            _ if has_field(second, &class.name, &field.name, &field.ty) => {}
            _ => parts.push((part, Named::Dropped)),
        }
    }
    for method in class.methods.iter().filter(|method| !method.is_static && !method.is_abstract) {
        let after = second.get(&class.name).and_then(|after| after.method(&method.signature));
        let is_simple = method.body.iter().all(|part| match part {
            Part::Number(_) => true,
            Part::Field(name) => parts.contains(&(Part::Field(name.clone()), Named::Current)),
            _ => false,
        });
        let above = second.chain(of).into_iter().chain(second.interfaces(of));
        let named = match after {
            _ if method.access == Access::Private && is_simple => Some(Named::Dropped),
            Some(after) if method.is_virtual() && after.is_virtual() => Some(Named::Current),
            None if method.is_virtual() && is_simple => {
                let is_gone = { above }.all(|class| class.method(&method.signature).is_none());
                is_gone.then_some(Named::Dropped)
            }
            _ => None,
        };
        parts.extend(named.map(|named| (Part::Call(method.signature.clone()), named)));
    }
    (!parts.is_empty()).then(|| Frame { class: class.name.clone(), object, parts })
}

/// What `this.name` in old code of `class` names, on an object of class `of`, if there is no doubt.
fn field_of_frame([first, second]: [&Family; 2], of: &str, class: &str, name: &str) -> Option<Named> {
    let (owner, field) = first.field(class, class, name).filter(|(_, field)| !field.is_static)?;
    let declares = |class: &super::family::Class| class.field(name).is_some_and(|after| after.ty == field.ty);
    // Where a search by name and type ends.
    let found = second.chain(class).into_iter().find(|class| declares(class));
    match found {
        Some(found) => {
            let is_same = found.name == owner.name && found.field(name).is_some_and(|after| !after.is_static);
            is_same.then_some(Named::Current)
        }
        // Its value has gone nowhere else.
        None if owner.name == class && !has_field(second, of, name, &field.ty) => Some(Named::Dropped),
        None => None,
    }
}

/// Does a class have a field of that name and type, its own or inherited?
fn has_field(family: &Family, class: &str, name: &str, ty: &Type) -> bool {
    let mut all = family.chain(class).into_iter().chain(family.interfaces(class));
    all.any(|class| class.field(name).is_some_and(|field| field.ty == *ty))
}

impl Frame {
    /// What stands in for the method in one of the two versions of its class.
    pub fn java(&self, is_first: bool) -> String {
        let head = "    public String go(Runnable update) {\n";
        if !is_first {
            return format!("{head}        return \"never\";\n    }}\n");
        }
        let parts: Vec<String> = self.parts.iter().map(|(part, _)| super::source::part(part)).collect();
        format!("{head}        update.run();\n        return \"\" + {};\n    }}\n", parts.join(" + \",\" + "))
    }
}

fn supertypes(family: &Family, class: &str) -> Vec<String> {
    let above = family.chain(class).into_iter().chain(family.interfaces(class));
    above.map(|class| class.name.clone()).collect()
}

fn settings(family: &Family, plan: &mut Plan, random: &mut Random) {
    for (object, name) in plan.objects.iter().enumerate() {
        for class in family.chain(name) {
            for field in class.fields.iter().filter(|field| !field.is_static && field.access != Access::Private) {
                if let Some(setting) = setting(family, plan, field, random) {
                    plan.settings.push((Some(object), class.name.clone(), field.name.clone(), setting));
                }
            }
        }
    }
    for class in &family.classes {
        for field in class.fields.iter().filter(|f| f.is_static && !f.is_final && f.access != Access::Private) {
            if let Some(setting) = setting(family, plan, field, random) {
                plan.settings.push((None, class.name.clone(), field.name.clone(), setting));
            }
        }
    }
}

fn setting(family: &Family, plan: &Plan, field: &Field, random: &mut Random) -> Option<Setting> {
    let fits = |object: &usize| match &field.ty {
        Type::Class(class) => family.is_subtype(&plan.objects[*object], class),
        Type::Object => true,
        _ => false,
    };
    let fitting: Vec<usize> = (0..plan.objects.len()).filter(fits).collect();
    match random.pick(&fitting).filter(|_| random.clone().chance(80)) {
        _ if random.chance(10) => None,
        Some(object) => Some(Setting::Object(*object)),
        None => Some(Setting::Literal(random.below(1000) as u32)),
    }
}

fn probes(family: &Family, first: &Family, plan: &Plan, random: &mut Random, old: bool) -> Vec<Probe> {
    let user = if old { "Old" } else { "New" };
    let mut probes = Vec::new();
    for class in &family.classes {
        // Loads what the patch adds.
        probes.push(Probe::Describe(class.name.clone()));
        probes.push(Probe::Statics(class.name.clone()));
    }
    for (object, name) in plan.objects.iter().enumerate() {
        if old {
            probes.push(Probe::Identity(object));
        }
        probes.push(Probe::Dump(object));
        let above = if family.get(name).is_some() { supertypes(family, name) } else { Vec::new() };
        for (at, class) in above.iter().enumerate() {
            let share = if at == 0 { 100 } else { 40 };
            for field in members(family, class, |class| class.fields.iter().map(|field| field.name.clone()).collect()) {
                let found = family.field(user, class, &field).filter(|(_, field)| !field.is_static);
                if found.is_some() && random.chance(share) {
                    probes.push(Probe::Field(object, class.clone(), field));
                }
            }
            for method in members(family, class, |class| class.methods.iter().map(|m| m.signature.clone()).collect()) {
                let found = family.method(user, class, &method).filter(|(_, method)| !method.is_static);
                if found.is_some() && random.chance(share) {
                    probes.push(Probe::Call(object, class.clone(), method));
                }
            }
        }
        for class in &family.classes {
            if random.chance(50) {
                probes.push(Probe::InstanceOf(object, class.name.clone()));
            }
            if random.chance(15) {
                probes.push(Probe::Store(object, class.name.clone()));
            }
        }
    }
    static_probes(family, user, random, &mut probes);
    if old {
        place_probes(family, plan, &mut probes);
        held_probes(first, plan, random, &mut probes);
    }
    probes
}

fn static_probes(family: &Family, user: &str, random: &mut Random, probes: &mut Vec<Probe>) {
    for class in &family.classes {
        for field in members(family, &class.name, |c| c.fields.iter().map(|field| field.name.clone()).collect()) {
            let found = family.field(user, &class.name, &field).filter(|(_, f)| f.is_static && !f.is_final);
            if found.is_some() {
                probes.push(Probe::StaticField(class.name.clone(), field));
            }
        }
        for method in members(family, &class.name, |c| c.methods.iter().map(|m| m.signature.clone()).collect()) {
            let found = family.method(user, &class.name, &method).filter(|(_, method)| method.is_static);
            if found.is_some() && (!class.is_interface || class.method(&method).is_some()) {
                probes.push(Probe::StaticCall(class.name.clone(), method));
            }
        }
        if !class.is_interface && !class.is_abstract && random.chance(60) {
            probes.push(Probe::New(class.name.clone()));
        }
    }
}

fn place_probes(family: &Family, plan: &Plan, probes: &mut Vec<Probe>) {
    for (place, (class, _)) in plan.places.iter().enumerate() {
        for field in members(family, class, |class| class.fields.iter().map(|field| field.name.clone()).collect()) {
            if family.field("Old", class, &field).is_some_and(|(_, field)| !field.is_static) {
                probes.push(Probe::PlaceField(place, field));
            }
        }
        for method in members(family, class, |class| class.methods.iter().map(|m| m.signature.clone()).collect()) {
            if family.method("Old", class, &method).is_some_and(|(_, method)| !method.is_static) {
                probes.push(Probe::PlaceCall(place, method));
            }
        }
    }
}

fn held_probes(first: &Family, plan: &Plan, random: &mut Random, probes: &mut Vec<Probe>) {
    for class in &first.classes {
        let instances: Vec<usize> =
            (0..plan.objects.len()).filter(|at| first.is_subtype(&plan.objects[*at], &class.name)).collect();
        for field in &class.fields {
            let object = if field.is_static { None } else { random.pick(&instances).copied() };
            if field.is_static || object.is_some() {
                probes.push(Probe::HeldField(object, class.name.clone(), field.name.clone()));
                probes.push(Probe::HeldVar(object, class.name.clone(), field.name.clone()));
            }
        }
        for method in &class.methods {
            let object = if method.is_static { None } else { random.pick(&instances).copied() };
            if method.is_static || object.is_some() {
                probes.push(Probe::HeldMethod(object, class.name.clone(), method.signature.clone()));
                probes.push(Probe::HeldHandle(object, class.name.clone(), method.signature.clone()));
            }
        }
    }
}

/// Names of members that a class has or inherits, each once.
fn members<T: Ord + Clone>(family: &Family, class: &str, own: impl Fn(&super::family::Class) -> Vec<T>) -> Vec<T> {
    let mut all: Vec<T> = family.chain(class).into_iter().chain(family.interfaces(class)).flat_map(own).collect();
    all.sort();
    all.dedup();
    all
}

// ---- as Java

impl Probe {
    /// An expression of type String, for `Old` or `New` of a package.
    pub fn java(&self, package: &str) -> String {
        let object = |at: &usize| format!("Old.all[{at}]");
        let held = |at: &Option<usize>| at.as_ref().map_or("null".to_owned(), object);
        match self {
            Probe::Field(at, class, name) => format!("H.show((({class}) {}).{name})", object(at)),
            Probe::PlaceField(place, name) => format!("H.show(Old.t{place}.{name})"),
            Probe::Call(at, class, signature) => format!("(({class}) {}).{}", object(at), call(signature)),
            Probe::PlaceCall(place, signature) => format!("Old.t{place}.{}", call(signature)),
            Probe::StaticField(class, name) => format!("H.show({class}.{name})"),
            Probe::StaticCall(class, signature) => format!("{class}.{}", call(signature)),
            Probe::InstanceOf(at, class) => format!("String.valueOf({} instanceof {class})", object(at)),
            Probe::Store(at, class) => format!("H.store(new {class}[1], {})", object(at)),
            Probe::New(class) => format!("H.made(new {class}())"),
            Probe::Dump(at) => format!("H.dump({})", object(at)),
            Probe::Statics(class) => format!("H.statics(\"{package}.{class}\")"),
            Probe::Describe(class) => format!("H.describe(\"{package}.{class}\")"),
            Probe::Identity(at) => format!("H.identity({at}, {})", object(at)),
            Probe::HeldField(at, class, name) => format!("H.heldField(\"{class}.{name}\", {})", held(at)),
            Probe::HeldMethod(at, class, signature) => {
                format!("H.heldMethod(\"{class}.{}{}\", {})", signature.0, u8::from(signature.1), held(at))
            }
            Probe::HeldVar(at, class, name) => format!("H.heldVar(\"{class}.{name}\", {})", held(at)),
            Probe::HeldHandle(at, class, signature) => {
                format!("H.heldHandle(\"{class}.{}{}\", {})", signature.0, u8::from(signature.1), held(at))
            }
        }
    }
}

/// The source of `Old`, which holds the objects, or of `New`.
pub fn class(package: &str, family: &Family, plan: &Plan, old: bool) -> String {
    let (name, probes) = if old { ("Old", &plan.old) } else { ("New", &plan.new) };
    let mut text = format!("package {package};\n\nimport pairs.H;\n\npublic class {name} implements pairs.Probes {{\n");
    if old {
        holder(&mut text, package, family, plan);
    }
    let _ = write!(text, "    public int count() {{\n        return {};\n    }}\n", probes.len());
    text += "    public String at(int number) throws Throwable {\n        switch (number) {\n";
    for (number, probe) in probes.iter().enumerate() {
        let _ = writeln!(text, "            case {number}: return {};", probe.java(package));
    }
    text + "        }\n        return null;\n    }\n}\n"
}

fn holder(text: &mut String, package: &str, family: &Family, plan: &Plan) {
    let _ = writeln!(text, "    static final Object[] all = new Object[{}];", plan.objects.len());
    for (place, (class, _)) in plan.places.iter().enumerate() {
        let _ = writeln!(text, "    static {class} t{place};");
    }
    *text += "    public void init() throws Exception {\n";
    for class in &family.classes {
        let _ = writeln!(text, "        H.hold(\"{package}.{}\");", class.name);
    }
    for (object, class) in plan.objects.iter().enumerate() {
        let _ = writeln!(text, "        all[{object}] = H.register(new {class}());");
    }
    for (object, class, name, setting) in &plan.settings {
        let Some(field) = family.get(class).and_then(|class| class.field(name)) else { continue };
        let to = object.map_or(class.clone(), |object| format!("(({class}) all[{object}])"));
        let value = match setting {
            Setting::Literal(number) => literal(&field.ty, *number),
            Setting::Object(object) => format!("({}) all[{object}]", field.ty.java()),
        };
        let _ = writeln!(text, "        {to}.{name} = {value};");
    }
    for (place, (class, object)) in plan.places.iter().enumerate() {
        let _ = writeln!(text, "        t{place} = ({class}) all[{object}];");
    }
    *text += "    }\n    public void around(Runnable update) {\n";
    for (local, (class, object)) in plan.locals.iter().enumerate() {
        let _ = writeln!(text, "        {class} l{local} = ({class}) all[{object}];");
    }
    match &plan.frame {
        None => *text += "        update.run();\n",
        Some(Frame { class, object, .. }) => {
            let go = format!("(({class}) all[{object}]).go(update)");
            let _ = writeln!(
                text,
                "        try {{ H.line(\"go\", {go}); }} catch (Throwable t) {{ H.failed(\"go\", t); }}"
            );
        }
    }
    for (local, (class, object)) in plan.locals.iter().enumerate() {
        let _ = writeln!(text, "        H.line(\"l{local}\", l{local} == all[{object}]);");
        for method in local_calls(family, class) {
            let call = call(&method);
            let _ = writeln!(
                text,
                "        try {{ H.line(\"l{local}.{call}\", l{local}.{call}); }} catch (Throwable t) {{ H.failed(\"l{local}.{call}\", t); }}"
            );
        }
    }
    *text += "    }\n";
}

fn local_calls(family: &Family, class: &str) -> Vec<Signature> {
    let all = members(family, class, |class| class.methods.iter().map(|method| method.signature.clone()).collect());
    all.into_iter()
        .filter(|signature| family.method("Old", class, signature).is_some_and(|(_, method)| !method.is_static))
        .collect()
}

// ---- as the model has it

/// The model of a pair's program.
pub struct Expected<'p> {
    plan: &'p Plan,
    families: [&'p Family; 2],
    world: World<'p>,
    made: Vec<usize>,
    lines: Vec<String>,
    phase: u32,
}

/// Every line that the program must print. `patch` names the classes whose files differ; `again`: it is applied twice.
/// `keeps`: under the policy `keep`.
pub fn expect<'p>(
    families: [&'p Family; 2],
    plan: &'p Plan,
    patch: &[String],
    again: bool,
    keeps: bool,
) -> Vec<String> {
    let world = World::new(families, keeps);
    let mut expected = Expected { plan, families, world, made: Vec::new(), lines: Vec::new(), phase: 0 };
    expected.build();
    expected.ask();
    if patch.is_empty() {
        return expected.lines;
    }
    let new: Vec<_> = patch.iter().filter_map(|name| families[1].get(name)).collect();
    let old: Vec<_> = patch.iter().filter_map(|name| families[0].get(name)).collect();
    expected.phase = 1;
    let applied = expected.world.update(&new, 1, false);
    expected.outcome(applied);
    expected.frame(applied.is_ok());
    expected.around();
    expected.ask();
    if applied.is_ok() {
        expected.undo(2, &old);
        if again {
            expected.phase = 3;
            let applied = expected.world.update(&new, 1, false);
            expected.outcome(applied);
            expected.ask();
            expected.undo(4, &old);
        }
    }
    expected.lines
}

impl Expected<'_> {
    fn line(&mut self, letter: &str, what: &str, text: &str) {
        let line = format!("{} {letter} {what} {text}", self.phase);
        self.lines.push(line);
    }

    fn outcome(&mut self, applied: Result<(), Rule>) {
        match applied {
            Ok(()) => self.line("a", "apply", "applied"),
            Err(UNSAID) => self.line("a", "apply", UNSAID),
            Err(rule) => self.line("a", "apply", &format!("refused (rule {rule})")),
        }
    }

    fn undo(&mut self, phase: u32, old: &[&super::family::Class]) {
        self.phase = phase;
        let undone = self.world.update(old, 0, true);
        self.line("a", "undo", if undone.is_ok() { "undone" } else { "refused" });
        self.ask();
    }

    fn build(&mut self) {
        let mut objects = Vec::new();
        for class in &self.plan.objects {
            let object = self.world.create(class).unwrap_or_default();
            self.world.show_object(object);
            objects.push(object);
        }
        self.made.clear();
        for (object, class, name, setting) in &self.plan.settings {
            let Some(field) = self.families[0].get(class).and_then(|class| class.field(name)) else { continue };
            let value = match setting {
                Setting::Literal(number) => self.world.literal(&field.ty, *number),
                Setting::Object(at) => Value::Object(objects[*at]),
            };
            match object {
                Some(at) => self.world.put_field(objects[*at], class, field, value),
                None => self.world.put_static(class, field, value),
            }
        }
        self.world.name_graph(objects);
    }

    /// What the frame of the old version says.
    fn frame(&mut self, applied: bool) {
        let plan = self.plan;
        let Some(Frame { class, object, parts }) = &plan.frame else { return };
        let this = self.world.graph(*object);
        let said = parts.iter().map(|(part, named)| {
            let is_dropped = applied && *named == Named::Dropped;
            self.world.old_part(class, part, this, is_dropped)
        });
        let text = or_error(said.collect::<Result<Vec<String>, Thrown>>().map(|said| said.join(",")));
        self.line("a", "go", &text);
    }

    fn around(&mut self) {
        for (local, (class, object)) in self.plan.locals.iter().enumerate() {
            self.line("a", &format!("l{local}"), "true");
            let was_interface = self.families[0].get(class).is_some_and(|class| class.is_interface);
            for method in local_calls(self.families[0], class) {
                let object = self.world.graph(*object);
                let text = self.world.call("Old", class, was_interface, object, &method);
                self.line("a", &format!("l{local}.{}", call(&method)), &or_error(text));
            }
        }
    }

    fn ask(&mut self) {
        let plan = self.plan;
        for (letter, probes, family) in [("o", &plan.old, 0), ("n", &plan.new, 1)] {
            for (number, probe) in probes.iter().enumerate() {
                let text = or_error(self.answer(probe, family));
                self.line(letter, &number.to_string(), &text);
            }
        }
        for number in 0..self.made.len() {
            let text = or_error(self.world.dump(self.made[number]));
            self.line("m", &number.to_string(), &text);
        }
    }

    fn answer(&mut self, probe: &Probe, family: usize) -> Result<String, Thrown> {
        let compiled = self.families[family];
        let user = if family == 0 { "Old" } else { "New" };
        let was_interface = |class: &str| compiled.get(class).is_some_and(|class| class.is_interface);
        let type_of = |class: &str, name: &str| {
            compiled
                .field(user, class, name)
                .map(|(_, field)| field.ty.clone())
                .ok_or("a field that javac did not find")
        };
        let world = &mut self.world;
        let cast = |world: &World<'_>, at: usize, class: &str| {
            world.class(class)?;
            let object = world.graph(at);
            if world.is_instance(object, class) { Ok(object) } else { Err("ClassCastException") }
        };
        match probe {
            Probe::Field(at, class, name) => {
                let object = cast(world, *at, class)?;
                let value = world.get_field(user, class, object, name, &type_of(class, name)?)?;
                Ok(world.show(&value))
            }
            Probe::PlaceField(place, name) => {
                let (class, object) = &self.plan.places[*place];
                let object = world.graph(*object);
                let value = world.get_field(user, class, object, name, &type_of(class, name)?)?;
                Ok(world.show(&value))
            }
            Probe::Call(at, class, signature) => {
                let object = cast(world, *at, class)?;
                world.call(user, class, was_interface(class), object, signature)
            }
            Probe::PlaceCall(place, signature) => {
                let (class, object) = &self.plan.places[*place];
                let object = world.graph(*object);
                world.call(user, class, was_interface(class), object, signature)
            }
            Probe::StaticField(class, name) => {
                let value = world.get_static(user, class, name, &type_of(class, name)?)?;
                Ok(world.show(&value))
            }
            Probe::StaticCall(class, signature) => world.call_static(user, class, was_interface(class), signature),
            Probe::InstanceOf(at, class) => {
                world.class(class)?;
                Ok(world.is_instance(world.graph(*at), class).to_string())
            }
            Probe::Store(at, class) => {
                world.class(class)?;
                let fits = world.is_instance(world.graph(*at), class);
                if fits { Ok("stored".to_owned()) } else { Err("ArrayStoreException") }
            }
            Probe::New(class) => {
                let object = world.create(class)?;
                self.made.push(object);
                world.dump(object)
            }
            Probe::Dump(at) => world.dump(world.graph(*at)),
            Probe::Statics(class) => world.dump_statics(class),
            Probe::Describe(class) => world.describe(class),
            Probe::Identity(at) => Ok(format!("{} true", world.show_object(world.graph(*at)))),
            Probe::HeldField(at, class, name) => self.held_field(at.as_ref(), class, name),
            Probe::HeldMethod(at, class, signature) => self.held_method(at.as_ref(), class, signature),
            // A handle looks at its arguments first.
            Probe::HeldVar(at, class, name) => {
                self.handle_takes(at.as_ref(), class)?;
                self.held_field(at.as_ref(), class, name)
            }
            Probe::HeldHandle(at, class, signature) => {
                self.handle_takes(at.as_ref(), class)?;
                self.held_method(at.as_ref(), class, signature)
            }
        }
    }

    fn handle_takes(&self, at: Option<&usize>, class: &str) -> Result<(), Thrown> {
        let is_right = at.is_none_or(|at| self.world.is_instance(self.world.graph(*at), class));
        if is_right { Ok(()) } else { Err("ClassCastException") }
    }

    /// Rule 3.5.
    fn held_field(&mut self, at: Option<&usize>, class: &str, name: &str) -> Result<String, Thrown> {
        let field =
            self.families[0].get(class).and_then(|class| class.field(name)).ok_or("a field that is not held")?;
        let object = at.map(|at| self.world.graph(*at));
        let now = self.world.class(class)?.field(name);
        let is_gone = now.is_none_or(|now| now.ty != field.ty || now.is_static != field.is_static);
        if object.is_some_and(|object| self.world.is_unsaid(object, class, is_gone)) {
            return Err(UNSAID);
        }
        if object.is_some_and(|object| !self.world.is_instance(object, class)) {
            return Err("IllegalArgumentException");
        }
        if is_gone {
            return Err("NoSuchFieldError");
        }
        // As the class itself sees it: the Field was made accessible.
        let value = match object {
            Some(object) => self.world.get_field(class, class, object, name, &field.ty)?,
            None => self.world.get_static(class, class, name, &field.ty)?,
        };
        Ok(self.world.show(&value))
    }

    fn held_method(&mut self, at: Option<&usize>, class: &str, signature: &Signature) -> Result<String, Thrown> {
        let family = self.families[0].get(class).ok_or("a method that is not held")?;
        let method = family.method(signature).ok_or("a method that is not held")?;
        let now = self.world.class(class)?.method(signature);
        let is_gone = now.is_none_or(|now| now.is_static != method.is_static);
        if at.is_some_and(|at| self.world.is_unsaid(self.world.graph(*at), class, is_gone)) {
            return Err(UNSAID);
        }
        if is_gone {
            return Err("NoSuchMethodError");
        }
        let is_interface = self.world.class(class)?.is_interface;
        let Some(at) = at else { return self.world.call_static(class, class, is_interface, signature) };
        let object = self.world.graph(*at);
        if !self.world.is_instance(object, class) {
            return Err("IllegalArgumentException");
        }
        self.world.call(class, class, is_interface, object, signature)
    }
}

fn or_error(text: Result<String, Thrown>) -> String {
    text.unwrap_or_else(|thrown| format!("!{thrown}"))
}
