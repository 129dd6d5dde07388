//! A [`Hierarchy`] over the classes of the installed JDK and the class under test.

use super::jdk;
use crate::linking::verification::{Hierarchy, Member, VerifyFailure, verify};
use crate::symbol::Symbol;
use crate::throw::{Abrupt, Completion};
use classfile::{ClassFile, MethodFlags};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::OnceLock;

/// Class bytes by internal name.
fn bytes_of(name: Symbol) -> Option<&'static [u8]> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static [u8]>> = OnceLock::new();
    let map = BY_NAME.get_or_init(|| {
        let path = |class: &'static jdk::ImageClass| {
            // `/module/package/Name.class`
            let path = class.path.strip_suffix(".class").expect("a class");
            path.splitn(3, '/').nth(2).map(|name| (name, class.bytes))
        };
        jdk::classes().iter().filter_map(path).collect()
    });
    map.get(name.as_str()).copied()
}

/// What is asked of a class.
struct Facts {
    super_class: Option<Symbol>,
    interface: bool,
    /// Protected members by name and descriptor; and all others, which hide inherited ones.
    members: HashMap<(Member, Symbol, Symbol), bool>,
}

impl Facts {
    fn of(class: &ClassFile<'_>) -> Facts {
        let pool = &class.constant_pool;
        let mut members = HashMap::new();
        for (kind, list) in [(Member::Field, &class.fields), (Member::Method, &class.methods)] {
            for member in list {
                let (Ok(name), Ok(descriptor)) = (member.name(pool), member.descriptor(pool)) else { continue };
                let protected = member.method_flags().contains(MethodFlags::PROTECTED);
                members.insert((kind, Symbol::new(name), Symbol::new(descriptor)), protected);
            }
        }
        let super_class = class.super_name().ok().flatten().map(Symbol::new);
        Facts { super_class, interface: class.is_interface(), members }
    }
}

/// The JDK's classes and one more.
#[derive(Default)]
pub(super) struct Image {
    this: Option<Symbol>,
    known: HashMap<Symbol, Rc<Facts>>,
}

impl Image {
    pub(super) fn with(class: &ClassFile<'_>) -> Image {
        let mut image = Image::default();
        image.set_this(class);
        image
    }

    fn set_this(&mut self, class: &ClassFile<'_>) {
        let name = class.name().map(Symbol::new).ok();
        self.this = name;
        if let Some(name) = name {
            self.known.insert(name, Rc::new(Facts::of(class)));
        }
    }

    fn facts(&mut self, name: Symbol) -> Completion<Rc<Facts>> {
        if let Some(facts) = self.known.get(&name) {
            return Ok(facts.clone());
        }
        let bytes = bytes_of(name).ok_or(Abrupt::Thrown)?;
        let facts = Rc::new(Facts::of(&ClassFile::parse(bytes).expect("a class of the JDK")));
        self.known.insert(name, facts.clone());
        Ok(facts)
    }

    fn chain(&mut self, class: Symbol) -> Completion<Vec<Symbol>> {
        let mut chain = vec![class];
        let mut at = class;
        while let Some(next) = self.facts(at)?.super_class {
            if chain.len() > 100 {
                return Err(Abrupt::Thrown);
            }
            chain.push(next);
            at = next;
        }
        Ok(chain)
    }
}

fn package(name: Symbol) -> &'static [u8] {
    let bytes = name.bytes();
    bytes.iter().rposition(|b| *b == b'/').map_or(&[], |at| &bytes[..at])
}

impl Hierarchy for Image {
    fn is_interface(&mut self, class: Symbol) -> Completion<bool> {
        Ok(self.facts(class)?.interface)
    }

    fn is_subclass(&mut self, class: Symbol, ancestor: Symbol) -> Completion<bool> {
        Ok(self.chain(class)?.contains(&ancestor))
    }

    fn common_superclass(&mut self, a: Symbol, b: Symbol) -> Completion<Symbol> {
        let object = Symbol::new(b"java/lang/Object");
        if self.facts(a)?.interface || self.facts(b)?.interface {
            return Ok(object);
        }
        let other = self.chain(b)?;
        Ok(self.chain(a)?.into_iter().find(|class| other.contains(class)).unwrap_or(object))
    }

    fn is_protected_elsewhere(
        &mut self,
        owner: Symbol,
        member: Member,
        name: Symbol,
        descriptor: Symbol,
    ) -> Completion<bool> {
        let Some(this) = self.this else { return Ok(false) };
        if !self.chain(this)?.contains(&owner) {
            return Ok(false);
        }
        for class in self.chain(owner)? {
            if let Some(protected) = self.facts(class)?.members.get(&(member, name, descriptor)) {
                return Ok(*protected && package(class) != package(this));
            }
        }
        Ok(false)
    }
}

#[test]
fn every_class_of_the_jdk_is_verified() {
    let classes = jdk::classes();
    let mut image = Image::default();
    let (mut verified, mut failures) = (0, Vec::new());
    let began = std::time::Instant::now();
    for class in classes {
        let class_file = ClassFile::parse(class.bytes).expect("a class of the JDK");
        if class_file.is_module() {
            continue;
        }
        image.set_this(&class_file);
        match verify(&class_file, &mut image) {
            Ok(_) => verified += 1,
            Err(VerifyFailure::Verify(text) | VerifyFailure::ClassFormat(text)) => {
                failures.push(format!("{}: {text}", class.path));
            }
            // Some classes of the JDK mention classes that it does not have.
            Err(VerifyFailure::Abrupt(_)) => {}
        }
    }
    println!("{verified} classes verified in {:?}", began.elapsed());
    assert!(
        failures.is_empty(),
        "{} failures, the first:\n{}",
        failures.len(),
        failures[..failures.len().min(5)].join("\n")
    );
    assert!(verified > 5000, "only {verified} classes");
}

#[test]
fn inference_agrees_with_type_checking_on_the_jdk() {
    // Without invokedynamic and default methods, most classes of the JDK are also legal as version 49, where stack maps count for nothing.
    // Version 50 would do so only after a failure.
    let mut image = Image::default();
    let (mut verified, mut failures) = (0, Vec::new());
    for class in jdk::classes().iter().filter(|class| class.path.starts_with("/java.base/java/")) {
        let mut bytes = class.bytes.to_vec();
        bytes[7] = 49;
        let class_file = ClassFile::parse(&bytes).expect("a class of the JDK");
        let newer = class_file.constant_pool.iter().any(|(_, constant)| {
            use classfile::Constant::*;
            matches!(
                constant,
                InvokeDynamic { .. } | Dynamic { .. } | MethodHandle { .. } | MethodType(_) | InterfaceMethodref { .. }
            )
        });
        if class_file.is_module() || newer {
            continue;
        }
        image.set_this(&class_file);
        match verify(&class_file, &mut image) {
            Ok(_) => verified += 1,
            Err(failure) => failures.push(format!("{}: {failure:?}", class.path)),
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures, the first:\n{}",
        failures.len(),
        failures[..failures.len().min(5)].join("\n")
    );
    assert!(verified > 500, "only {verified} classes");
}
