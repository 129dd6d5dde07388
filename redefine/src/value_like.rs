//! Which values are constants and which hold program state (rule 5.4). Decides by types and code; reads no object.

use jvm::class::{ClassRef, LoaderRef};
use jvm::{Symbol, Vm};

const ENUM: u16 = 0x4000;
const STATIC: u16 = 0x0008;

/// Types of immutable values without parts.
const VALUES: [&str; 13] = [
    "java/lang/String",
    "java/lang/Integer",
    "java/lang/Long",
    "java/lang/Short",
    "java/lang/Byte",
    "java/lang/Character",
    "java/lang/Boolean",
    "java/lang/Float",
    "java/lang/Double",
    "java/lang/Class",
    "java/util/regex/Pattern",
    "java/math/BigInteger",
    "java/math/BigDecimal",
];

/// How records may be nested in records.
const DEPTH: usize = 4;

/// Is what a field of this type holds, set by code of this text, a constant rather than program state?
pub fn is_value_like(vm: &Vm, loader: LoaderRef, descriptor: &str, text: &[String]) -> bool {
    is_value_type(vm, loader, descriptor, DEPTH) || (is_collection(descriptor) && makes_constants(text))
}

fn is_value_type(vm: &Vm, loader: LoaderRef, descriptor: &str, depth: usize) -> bool {
    if descriptor.len() == 1 {
        return true;
    }
    let Some(name) = descriptor.strip_prefix('L').and_then(|rest| rest.strip_suffix(';')) else { return false };
    if VALUES.contains(&name) {
        return true;
    }
    // A class that is not loaded has no instances, so the field holds none.
    let Some(class) = vm.classes.find(loader, Symbol::from_text(name)) else { return false };
    class.access_flags() & ENUM != 0 || (depth > 0 && is_value_record(vm, class, depth))
}

fn is_value_record(vm: &Vm, class: ClassRef, depth: usize) -> bool {
    class.super_class().is_some_and(|parent| parent.name() == "java/lang/Record")
        && class.current().is_some_and(|version| {
            let own = version.fields.iter().filter(|field| field.access_flags() & STATIC == 0);
            own.map(|field| field.descriptor()).all(|kind| is_value_type(vm, class.loader, kind.as_str(), depth - 1))
        })
}

fn is_collection(descriptor: &str) -> bool {
    matches!(
        descriptor,
        "Ljava/util/List;" | "Ljava/util/Set;" | "Ljava/util/Map;" | "Ljava/util/Collection;" | "Ljava/lang/Iterable;"
    )
}

/// Only immutable collections of constants, in the text of [`crate::diff`].
fn makes_constants(text: &[String]) -> bool {
    const PLAIN: [&str; 14] = [
        "Ldc",
        "Iconst",
        "Lconst",
        "Fconst",
        "Dconst",
        "Bipush",
        "Sipush",
        "Dup",
        "Anewarray",
        "Aastore",
        "Putstatic",
        "AconstNull",
        "Nop",
        "Checkcast",
    ];
    const MAKERS: [&str; 6] = [
        "java/util/List.of ",
        "java/util/Set.of ",
        "java/util/Map.of ",
        "java/util/Map.ofEntries ",
        "java/util/Map.entry ",
        ".valueOf ",
    ];
    text.iter().all(|line| {
        PLAIN.iter().any(|stem| line.starts_with(stem))
            || (line.starts_with("Invokestatic") && MAKERS.iter().any(|maker| line.contains(maker)))
    })
}

#[cfg(test)]
mod tests {
    use super::makes_constants;

    #[test]
    fn mutable_collections_are_no_constants() {
        let text = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let list = "Invokestatic InterfaceMethod java/util/List.of (Ljava/lang/Object;)Ljava/util/List;";
        assert!(makes_constants(&text(&["Ldc string \"a\"", list, "Putstatic Field A.x Ljava/util/List;"])));
        assert!(!makes_constants(&text(&["New class java/util/ArrayList", "Dup None"])));
    }
}
