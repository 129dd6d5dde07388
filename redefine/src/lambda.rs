//! Lambda bodies of two versions of a class, matched by shape: the compiler's numbers mean nothing (rule 3.3).

use crate::diff;
use classfile::{ClassFile, MemberInfo};

/// A lambda body.
struct Body {
    name: String,
    descriptor: String,
    /// The method it is written in, as the compiler's name tells.
    enclosing: String,
    is_static: bool,
    /// Its code, with the names of lambdas taken out.
    code: Vec<String>,
}

/// Pairs of names with descriptors: a lambda of the old version and the one of the new version that it has become.
pub type Matches = Vec<((String, String), (String, String))>;

/// Matches what is surely the same: first equal bodies in the same method, then those that are alone with their signature
/// in the same method.
pub fn matches(old: &ClassFile<'_>, new: &ClassFile<'_>) -> Matches {
    let (old, new) = (bodies(old), bodies(new));
    let mut taken = vec![false; new.len()];
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let alike =
        |a: &Body, b: &Body| a.enclosing == b.enclosing && a.descriptor == b.descriptor && a.is_static == b.is_static;
    for (at, body) in old.iter().enumerate() {
        let same = (0..new.len()).find(|to| !taken[*to] && alike(body, &new[*to]) && body.code == new[*to].code);
        if let Some(to) = same {
            taken[to] = true;
            matched[at] = Some(to);
        }
    }
    for at in 0..old.len() {
        if matched[at].is_some() {
            continue;
        }
        let left = |other: &usize| matched[*other].is_none() && alike(&old[at], &old[*other]);
        let rivals: Vec<usize> = (0..old.len()).filter(left).collect();
        let candidates: Vec<usize> = (0..new.len()).filter(|to| !taken[*to] && alike(&old[at], &new[*to])).collect();
        // As many as before: they are matched in order. Otherwise only the most similar would be a guess.
        if rivals.len() == candidates.len() {
            for (from, to) in rivals.into_iter().zip(candidates) {
                taken[to] = true;
                matched[from] = Some(to);
            }
        }
    }
    let name = |body: &Body| (body.name.clone(), body.descriptor.clone());
    matched.iter().enumerate().filter_map(|(at, to)| to.map(|to| (name(&old[at]), name(&new[to])))).collect()
}

fn bodies(file: &ClassFile<'_>) -> Vec<Body> {
    let pool = &file.constant_pool;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let body = |method: &MemberInfo<'_>| {
        let name = text(method.name(pool).ok()?);
        // lambda$enclosing$7
        let (enclosing, _) = name.strip_prefix("lambda$")?.rsplit_once('$')?;
        let code = diff::code(file, method)?.into_iter().map(without_numbers).collect();
        Some(Body {
            enclosing: enclosing.to_owned(),
            descriptor: text(method.descriptor(pool).ok()?),
            is_static: method.access_flags & 0x0008 != 0,
            code,
            name,
        })
    };
    file.methods.iter().filter_map(body).collect()
}

/// `lambda$main$12` → `lambda$main$`.
fn without_numbers(line: String) -> String {
    let Some(at) = line.find("lambda$") else { return line };
    let (head, tail) = line.split_at(at + "lambda$".len());
    match tail.find('$') {
        Some(end) => {
            let rest = tail[end + 1..].trim_start_matches(|digit: char| digit.is_ascii_digit());
            format!("{head}{}${}", &tail[..end], without_numbers(rest.to_owned()))
        }
        None => line,
    }
}
