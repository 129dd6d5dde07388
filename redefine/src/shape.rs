//! Anonymous and local classes of two builds, matched by shape: the compiler's numbers mean nothing (rule 3.7).
//!
//! Looks at class files only. A shape is what such a class is written as: its supertypes, what it captures, the member in which it
//! stands, and its code. Names that the compiler numbers are compared without their numbers.

use crate::diff;
use classfile::{ClassFile, Constant, MemberInfo, Opcode, Operands};
use std::collections::HashMap;

/// From here on two bodies are alike, in thousandths.
const ALIKE: usize = 500;
/// The same where supertypes or the enclosing member differ.
const SURELY_ALIKE: usize = 750;
/// So many lines of code say something about a class.
const TELLING: usize = 4;

/// What an anonymous or local class is written as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Superclass and interfaces.
    supers: Vec<String>,
    /// Types of what it captures.
    captures: Vec<String>,
    /// The method, or the field whose initializer, it is written in.
    enclosing: String,
    /// The enum constant whose body it is.
    constant: Option<String>,
    /// It holds the tables of `switch`es over enums, as at most one class in an outer class does.
    is_switch_map: bool,
    /// Its methods, each with its code.
    code: Vec<String>,
}

/// A class that takes part, of the old or the new build.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The compiler's number.
    pub number: u32,
    /// Name of a local class; empty for an anonymous one.
    pub name: String,
    /// `None` for a class that is not loaded: nothing is known of it but that there was one.
    pub shape: Option<Shape>,
}

impl Shape {
    /// Of a class file. `outer`: of the class that it is written in.
    pub fn of(file: &ClassFile<'_>, outer: Option<&ClassFile<'_>>) -> Shape {
        let pool = &file.constant_pool;
        let name = |bytes: &[u8]| unnumbered(&String::from_utf8_lossy(bytes));
        let super_name = file.super_name().ok().flatten();
        let supers = super_name.into_iter().chain(file.interface_names().filter_map(Result::ok)).map(name).collect();
        const SYNTHETIC: u16 = 0x1000;
        const STATIC: u16 = 0x0008;
        let of_kind = |mask: u16, flags: u16| {
            let own = file.fields.iter().filter(move |field| field.access_flags & mask == flags);
            own.filter_map(|field| field.descriptor(pool).ok().map(name)).collect::<Vec<String>>()
        };
        let mut captures = of_kind(SYNTHETIC | STATIC, SYNTHETIC);
        captures.sort();
        let site = outer.and_then(|outer| site(outer, file.name().ok()?));
        let is_enum_body =
            outer.is_some_and(|outer| outer.name().ok() == super_name && outer.access_flags.bits() & 0x4000 != 0);
        let is_map = |field: &MemberInfo<'_>| {
            field.access_flags & SYNTHETIC != 0 && field.name(pool).is_ok_and(|name| name.starts_with(b"$SwitchMap$"))
        };
        let method = enclosing_method(file).map(|text| unnumbered(&text));
        Shape {
            supers,
            captures,
            constant: site.clone().filter(|_| is_enum_body),
            enclosing: method.or(site).unwrap_or_default(),
            is_switch_map: file.fields.iter().any(is_map),
            code: code(file),
        }
    }

    /// The same but for the place where it is written.
    fn equals_elsewhere(&self, other: &Shape) -> bool {
        self.supers == other.supers && self.captures == other.captures && self.code == other.code
    }

    fn has_place_of(&self, other: &Shape) -> bool {
        self.enclosing == other.enclosing
            && self.supers == other.supers
            && self.constant == other.constant
            && self.is_switch_map == other.is_switch_map
    }

    /// How much code two have in common, in thousandths.
    fn likeness(&self, other: &Shape) -> usize {
        let total = self.code.len() + other.code.len();
        if total == 0 {
            return 1000;
        }
        let mut lines: HashMap<&str, usize> = HashMap::new();
        for line in &self.code {
            *lines.entry(line).or_default() += 1;
        }
        let mut common = 0;
        for line in &other.code {
            if let Some(count) = lines.get_mut(line.as_str()).filter(|count| **count > 0) {
                *count -= 1;
                common += 1;
            }
        }
        2 * common * 1000 / total
    }
}

/// `name descriptor` of the method in which a class is written; `None` for one in an initializer.
fn enclosing_method(file: &ClassFile<'_>) -> Option<String> {
    let enclosing = file.attribute("EnclosingMethod")?.enclosing_method().ok()?;
    let (name, descriptor) = file.constant_pool.name_and_type(enclosing.method).ok()?;
    Some(format!("{} {}", String::from_utf8_lossy(name), String::from_utf8_lossy(descriptor)))
}

/// The field that an instance of a class is stored in as soon as it is made.
fn site(outer: &ClassFile<'_>, class: &[u8]) -> Option<String> {
    let pool = &outer.constant_pool;
    for method in &outer.methods {
        let Some(code) = method.code(pool).ok().flatten() else { continue };
        let mut made = false;
        for instruction in code.instructions() {
            let Ok(instruction) = instruction else { break };
            let Operands::Constant(index) = instruction.operands else {
                made = false;
                continue;
            };
            let Ok(member) = pool.member_ref(index) else { continue };
            match instruction.opcode {
                Opcode::Putstatic | Opcode::Putfield if made => {
                    return Some(String::from_utf8_lossy(member.name).into_owned());
                }
                opcode => {
                    made = opcode == Opcode::Invokespecial && member.class_name == class && member.name == b"<init>"
                }
            }
        }
    }
    None
}

/// What its methods do, without constructors, which say what is captured, and bridges.
fn code(file: &ClassFile<'_>) -> Vec<String> {
    const BRIDGE: u16 = 0x0040;
    let pool = &file.constant_pool;
    let mut lines = Vec::new();
    for method in file.methods.iter().filter(|method| method.access_flags & BRIDGE == 0) {
        let (Ok(name), Ok(descriptor)) = (method.name(pool), method.descriptor(pool)) else { continue };
        if name == b"<init>" {
            continue;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        lines.push(unnumbered(&format!("{} {}", text(name), text(descriptor))));
        let Some(code) = method.code(pool).ok().flatten() else { continue };
        for instruction in code.instructions().filter_map(Result::ok) {
            lines.push(unnumbered(&diff::instruction(file, &instruction)));
        }
        for row in code.exception_table.iter().filter(|row| row.catch_type != 0) {
            if let Some(Constant::Class(_)) = pool.try_get(row.catch_type) {
                lines.push(format!("catch {}", unnumbered(&text(pool.class_name(row.catch_type).unwrap_or(b"?")))));
            }
        }
    }
    lines
}

/// `lambda$main$12`, `Main$1`, `this$0` → `lambda$main$`, `Main$`, `this$`.
fn unnumbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..=at]);
        rest = rest[at + 1..].trim_start_matches(|digit: char| digit.is_ascii_digit());
    }
    out.push_str(rest);
    out
}

/// Which old class has become which new one; numbers are places in the lists, which are in the order of the compiler's numbers.
pub fn matches(old: &[Candidate], new: &[Candidate]) -> Vec<(usize, usize)> {
    let mut matching = Matching { old, new, taken: vec![None; old.len()], given: vec![false; new.len()] };
    let constants = |a: &Shape, b: &Shape| a.constant.is_some() && a.constant == b.constant && a.supers == b.supers;
    matching.all(&|a, b| constants(a, b).then_some(0));
    matching.all(&|a, b| (a.is_switch_map && b.is_switch_map).then_some(0));
    matching.all(&|a, b| (a == b).then_some(0));
    matching.all(&|a, b| {
        // A constant that is there goes by its name.
        let is_free = |shape: &Shape, others: &[Candidate]| {
            shape.constant.is_none()
                || !others
                    .iter()
                    .any(|other| other.shape.as_ref().is_some_and(|other| other.constant == shape.constant))
        };
        let may = is_free(a, new) && is_free(b, old);
        (may && a.code.len() >= TELLING && a.equals_elsewhere(b)).then_some(0)
    });
    matching.all(&|a, b| alike(a, b, ALIKE, a.has_place_of(b)));
    matching.alone();
    matching.all(&|a, b| {
        let near = a.constant.is_none() && b.constant.is_none() && (a.supers == b.supers || a.enclosing == b.enclosing);
        alike(a, b, SURELY_ALIKE, near && a.code.len() >= TELLING)
    });
    matching.named();
    matching.taken.iter().enumerate().filter_map(|(from, to)| Some((from, (*to)?))).collect()
}

/// The distance of two that are alike enough.
fn alike(a: &Shape, b: &Shape, from: usize, may: bool) -> Option<usize> {
    if !may || a.is_switch_map != b.is_switch_map {
        return None;
    }
    let likeness = a.likeness(b);
    (likeness >= from).then_some(1000 - likeness)
}

struct Matching<'c> {
    old: &'c [Candidate],
    new: &'c [Candidate],
    /// What became of each old one.
    taken: Vec<Option<usize>>,
    given: Vec<bool>,
}

impl Matching<'_> {
    fn free(&self) -> impl Iterator<Item = (usize, usize)> {
        let old: Vec<usize> = (0..self.old.len()).filter(|from| self.taken[*from].is_none()).collect();
        let new: Vec<usize> = (0..self.new.len()).filter(|to| !self.given[*to]).collect();
        old.into_iter().flat_map(move |from| new.clone().into_iter().map(move |to| (from, to)))
    }

    fn pair(&mut self, from: usize, to: usize) {
        self.taken[from] = Some(to);
        self.given[to] = true;
    }

    /// Pairs by distance, the nearest first; of equal ones those with the same number, then in the order in which they stand.
    fn all(&mut self, distance: &dyn Fn(&Shape, &Shape) -> Option<usize>) {
        let mut pairs: Vec<(usize, bool, usize, usize)> = self
            .free()
            .filter_map(|(from, to)| {
                let (old, new) = (&self.old[from], &self.new[to]);
                let (a, b) = (old.shape.as_ref()?, new.shape.as_ref()?);
                let distance = distance(a, b).filter(|_| old.name == new.name)?;
                Some((distance, old.number != new.number, from, to))
            })
            .collect();
        pairs.sort_unstable();
        for (_, _, from, to) in pairs {
            if self.taken[from].is_none() && !self.given[to] {
                self.pair(from, to);
            }
        }
    }

    /// Where as many are left as before in the same place with the same supertypes, they have stayed what they were, whatever
    /// they do now.
    fn alone(&mut self) {
        let is_unknown = |candidate: &Candidate| candidate.shape.is_none();
        let unknown = self.old.iter().any(is_unknown) || self.new.iter().any(is_unknown);
        for from in 0..self.old.len() {
            let Some(shape) = &self.old[from].shape else { continue };
            if self.taken[from].is_some() {
                continue;
            }
            let is_rival = |candidate: &Candidate| {
                candidate.name == self.old[from].name
                    && candidate.shape.as_ref().is_some_and(|other| other.has_place_of(shape))
            };
            let rivals: Vec<usize> =
                (0..self.old.len()).filter(|at| self.taken[*at].is_none() && is_rival(&self.old[*at])).collect();
            let heirs: Vec<usize> =
                (0..self.new.len()).filter(|at| !self.given[*at] && is_rival(&self.new[*at])).collect();
            if unknown {
                // One that is not loaded may be what the heir was: only a number that has not moved is told.
                let same = heirs.iter().find(|to| self.new[**to].number == self.old[from].number);
                if let (Some(to), true) = (same.copied(), self.old.len() == self.new.len()) {
                    self.pair(from, to);
                }
            } else if rivals.len() == heirs.len() {
                for (from, to) in rivals.into_iter().zip(heirs) {
                    self.pair(from, to);
                }
            }
        }
    }

    /// A local class is what has its name in the same member.
    fn named(&mut self) {
        let pairs: Vec<(usize, usize)> = self
            .free()
            .filter(|(from, to)| {
                let (old, new) = (&self.old[*from], &self.new[*to]);
                let same = |a: &Shape, b: &Shape| a.enclosing == b.enclosing;
                let shapes = old.shape.as_ref().zip(new.shape.as_ref());
                !old.name.is_empty() && old.name == new.name && shapes.is_some_and(|(a, b)| same(a, b))
            })
            .collect();
        for (from, to) in pairs {
            if self.taken[from].is_none() && !self.given[to] {
                self.pair(from, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(number: u32, enclosing: &str, body: &str) -> Candidate {
        let shape = Shape {
            supers: vec!["java/lang/Runnable".into()],
            captures: Vec::new(),
            enclosing: enclosing.into(),
            constant: None,
            is_switch_map: false,
            code: body.split(' ').map(str::to_owned).collect(),
        };
        Candidate { number, name: String::new(), shape: Some(shape) }
    }

    fn constant(number: u32, name: &str, body: &str) -> Candidate {
        let mut candidate = candidate(number, name, body);
        if let Some(shape) = &mut candidate.shape {
            shape.constant = Some(name.into());
        }
        candidate
    }

    const UNKNOWN: fn(u32) -> Candidate = |number| Candidate { number, name: String::new(), shape: None };

    #[test]
    fn equal_ones_are_found_wherever_they_went() {
        let (a, b) = (|n| candidate(n, "m", "a a a a"), |n| candidate(n, "m", "b b b b"));
        assert_eq!(matches(&[a(1), b(2)], &[b(1), a(2)]), [(0, 1), (1, 0)]);
        assert_eq!(matches(&[a(1), b(2)], &[b(1)]), [(1, 0)]);
        assert_eq!(matches(&[a(1)], &[b(1), a(2)]), [(0, 1)]);
        assert_eq!(matches(&[a(1), a(2)], &[a(1), a(2)]), [(0, 0), (1, 1)]);
        // In another method, if its code tells.
        assert_eq!(matches(&[a(1)], &[candidate(1, "n", "b b b b"), candidate(2, "n", "a a a a")]), [(0, 1)]);
        assert_eq!(matches(&[candidate(1, "m", "a")], &[candidate(1, "n", "a")]), []);
    }

    #[test]
    fn the_most_alike_of_a_place_come_next() {
        let old = [candidate(1, "m", "a b c d")];
        let new = [candidate(1, "m", "a x y z"), candidate(2, "m", "a b c x")];
        assert_eq!(matches(&old, &new), [(0, 1)]);
        // Equally alike: the same number.
        let new = [candidate(2, "m", "a b c x"), candidate(1, "m", "a b c y")];
        assert_eq!(matches(&old, &new), [(0, 1)]);
    }

    #[test]
    fn what_is_alone_in_its_place_stays_what_it_was() {
        assert_eq!(matches(&[candidate(1, "m", "a")], &[candidate(1, "m", "z")]), [(0, 0)]);
        assert_eq!(matches(&[candidate(1, "m", "a"), candidate(2, "m", "b")], &[candidate(1, "m", "z")]), []);
        // A class that is not loaded may be what the new one was.
        assert_eq!(matches(&[candidate(1, "m", "a"), UNKNOWN(2)], &[candidate(1, "m", "z")]), []);
        assert_eq!(matches(&[candidate(1, "m", "a"), UNKNOWN(2)], &[candidate(1, "m", "z"), UNKNOWN(2)]), [(0, 0)]);
    }

    #[test]
    fn bodies_of_enum_constants_go_by_the_constant() {
        let old = [constant(1, "RED", "a a a a"), constant(2, "BLUE", "b b b b")];
        let new = [constant(1, "RED", "b b b b"), constant(2, "BLUE", "a a a a")];
        assert_eq!(matches(&old, &new), [(0, 0), (1, 1)]);
        let new = [constant(1, "GREEN", "b b b b"), constant(2, "RED", "a a a a"), constant(3, "BLUE", "b b b b")];
        assert_eq!(matches(&old, &new), [(0, 1), (1, 2)]);
    }

    #[test]
    fn numbers_are_left_out() {
        assert_eq!(unnumbered("new a/Main$1$2Local lambda$run$0 this$0 x"), "new a/Main$$Local lambda$run$ this$ x");
    }
}
