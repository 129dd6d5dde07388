//! Texts of the exceptions that the VM throws by itself, in the words of JDK 17's `java`.
//!
//! Programs and tests read these texts, so they are facts of the platform. Only wording is here: who throws decides what
//! class the exception has.

use crate::class::{ClassRef, LoaderRef};
use crate::known::KnownField;
use crate::loading;
use crate::strings;
use crate::thread::Thread;
use crate::vm::Vm;
use classfile::ParseError;

/// How a message names a loader: `'bootstrap'`, `'app'`, `'name' @1f`, `pkg.Loader @1f`.
pub fn loader_name(thread: &Thread, loader: LoaderRef) -> String {
    let Some(object) = loading::loader_object(thread, loader) else { return "'bootstrap'".into() };
    let view = thread.view();
    view.load_ref(object.get(&view), thread.vm().offset(KnownField::ClassLoaderNameAndId))
        .map_or_else(|| "<unnamed loader>".into(), |text| strings::text_of(thread, &view, text))
}

fn loader_of(class: ClassRef) -> LoaderRef {
    class.array().map_or(class.loader, |info| info.element.loader)
}

/// `module M` (with its version where that says something) or `unnamed module`.
fn module(vm: &Vm, class: ClassRef) -> String {
    let Some(module) = vm.classes.modules.of_class(class) else {
        // Before the module system is up, every class of the bootstrap loader counts as java.base's.
        return if loader_of(class) == LoaderRef::BOOT && in_java_base(class) {
            "module java.base".into()
        } else {
            "unnamed module".into()
        };
    };
    match &module.version {
        // Versions of the JDK's own modules are left out.
        Some(version) if !module.name.starts_with("java.") && !module.name.starts_with("jdk.") => {
            format!("module {}@{version}", module.name)
        }
        _ => format!("module {}", module.name),
    }
}

fn in_java_base(class: ClassRef) -> bool {
    let package = class.package();
    class.primitive().is_some()
        || class.array().is_some_and(|info| info.element.primitive().is_some())
        || package.starts_with("java/lang")
        || package == "java/util"
        || package == "java/io"
}

/// `M of loader L`.
fn place(thread: &Thread, class: ClassRef) -> String {
    format!("{} of loader {}", module(thread.vm(), class), loader_name(thread, loader_of(class)))
}

/// `A is in module M of loader L`.
pub fn class_in_module(thread: &Thread, class: ClassRef) -> String {
    format!("{} is in {}", class.external_name(), place(thread, class))
}

/// `A is in module M of loader L, parent loader P`; the parents of the JDK's own loaders are left out.
pub fn class_in_module_with_parent(thread: &Thread, class: ClassRef) -> String {
    let mut text = class_in_module(thread, class);
    let parent = loading::loader_object(thread, loader_of(class)).and_then(|object| {
        let view = thread.view();
        let loader = crate::thread::class_of(&view, object.get(&view));
        if loader.loader == LoaderRef::BOOT && loader.name().as_str().starts_with("jdk/internal/loader/ClassLoaders$") {
            return None;
        }
        let parent = view.load_ref(object.get(&view), thread.vm().offset(KnownField::ClassLoaderParent));
        Some(parent.map_or_else(
            || "'bootstrap'".into(),
            |parent| {
                view.load_ref(parent, thread.vm().offset(KnownField::ClassLoaderNameAndId))
                    .map_or_else(String::new, |name| strings::text_of(thread, &view, name))
            },
        ))
    });
    if let Some(parent) = parent {
        text.push_str(", parent loader ");
        text.push_str(&parent);
    }
    text
}

/// `A and B are in …`, or `A is in …; B is in …`.
pub fn both_in_module(thread: &Thread, one: ClassRef, other: ClassRef) -> String {
    let (first, second) = (place(thread, one), place(thread, other));
    let modules = &thread.vm().classes.modules;
    let address = |class| modules.of_class(class).map(|module| std::sync::Arc::as_ptr(&module));
    let same_module = address(one) == address(other);
    if first == second && same_module && loader_of(one) == loader_of(other) {
        return format!("{} and {} are in {first}", one.external_name(), other.external_name());
    }
    format!("{} is in {first}; {} is in {second}", one.external_name(), other.external_name())
}

/// ClassCastException of checkcast.
pub fn class_cast(thread: &Thread, from: ClassRef, to: ClassRef) -> String {
    format!(
        "class {} cannot be cast to class {} ({})",
        from.external_name(),
        to.external_name(),
        both_in_module(thread, from, to)
    )
}

/// ArrayStoreException of aastore: the class of the value.
pub fn array_store(value: ClassRef) -> String {
    value.external_name()
}

/// ArrayIndexOutOfBoundsException of array loads and stores.
pub fn array_index(index: i32, length: u32) -> String {
    format!("Index {index} out of bounds for length {length}")
}

/// NegativeArraySizeException.
pub fn negative_array_size(length: i32) -> String {
    length.to_string()
}

/// IncompatibleClassChangeError when a receiver lacks the interface of an invokeinterface.
pub fn missing_interface(receiver: ClassRef, interface: ClassRef) -> String {
    format!(
        "Class {} does not implement the requested interface {}",
        receiver.external_name(),
        interface.external_name()
    )
}

/// LinkageError for a second definition under one loader.
pub fn duplicate_definition(thread: &Thread, loader: LoaderRef, class: ClassRef) -> String {
    format!(
        "loader {} attempted duplicate {} definition for {}. ({})",
        loader_name(thread, loader),
        if class.is_interface() { "interface" } else { "class" },
        class.external_name(),
        class_in_module_with_parent(thread, class)
    )
}

/// LinkageError for a class that a loader must not mean by its name, since one with which it must agree means another.
pub fn constraint_on_loading(thread: &Thread, loader: LoaderRef, class: ClassRef, another: ClassRef) -> String {
    format!(
        "loader constraint violation: loader {} wants to load {} {}. A different {} with the same name was previously loaded by {}. ({})",
        loader_name(thread, loader),
        kind(class),
        class.external_name(),
        kind(another),
        loader_name(thread, another.loader),
        class_in_module_with_parent(thread, another)
    )
}

fn kind(class: ClassRef) -> &'static str {
    if class.is_interface() {
        "interface"
    } else if class.is_abstract() {
        "abstract class"
    } else {
        "class"
    }
}

/// The end of a LinkageError that tells how two classes' loaders disagree: `the class loader L FIRST C, and the class loader M SECOND
/// D THEN (where C and D are)`.
pub fn disagreement(
    thread: &Thread,
    (one, first): (ClassRef, &str),
    (other, second): (ClassRef, &str),
    then: &str,
) -> String {
    format!(
        "the class loader {} {first} {}, and the class loader {} {second} {}{then} ({}; {})",
        loader_name(thread, one.loader),
        one.external_name(),
        loader_name(thread, other.loader),
        other.external_name(),
        class_in_module_with_parent(thread, one),
        class_in_module_with_parent(thread, other)
    )
}

/// How `System.arraycopy` names a kind of array: `int`, or `object array`.
fn array_kind(class: ClassRef) -> &'static str {
    class
        .array()
        .and_then(|info| info.component.primitive())
        .and_then(|basic| basic.keyword())
        .unwrap_or("object array")
}

/// Why `System.arraycopy` refuses ranges (ArrayIndexOutOfBoundsException); `None` if they lie in both arrays.
pub fn arraycopy_range(
    source: ClassRef,
    source_length: u32,
    start: i32,
    target: ClassRef,
    target_length: u32,
    target_start: i32,
    count: i32,
) -> Option<String> {
    let (from, to) = (array_kind(source), array_kind(target));
    if start < 0 {
        return Some(format!("arraycopy: source index {start} out of bounds for {from}[{source_length}]"));
    }
    if target_start < 0 {
        return Some(format!("arraycopy: destination index {target_start} out of bounds for {to}[{target_length}]"));
    }
    if count < 0 {
        return Some(format!("arraycopy: length {count} is negative"));
    }
    let last = start as u32 + count as u32;
    if last > source_length {
        return Some(format!("arraycopy: last source index {last} out of bounds for {from}[{source_length}]"));
    }
    let last = target_start as u32 + count as u32;
    if last > target_length {
        return Some(format!("arraycopy: last destination index {last} out of bounds for {to}[{target_length}]"));
    }
    None
}

/// Why `System.arraycopy` refuses two objects whatever the ranges (ArrayStoreException); `None` if their kinds fit.
/// Element types of two reference arrays are checked while copying.
pub fn arraycopy_kinds(source: ClassRef, target: ClassRef) -> Option<String> {
    if !source.is_array() {
        return Some(format!("arraycopy: source type {} is not an array", source.external_name()));
    }
    if !target.is_array() {
        return Some(format!("arraycopy: destination type {} is not an array", target.external_name()));
    }
    let component = |class: ClassRef| class.array().and_then(|info| info.component.primitive());
    if component(source) == component(target) {
        return None;
    }
    Some(format!("arraycopy: type mismatch: can not copy {}[] into {}[]", array_kind(source), array_kind(target)))
}

/// ArrayStoreException of `System.arraycopy` between reference arrays.
pub fn arraycopy_element(source: ClassRef, target: ClassRef) -> String {
    let component =
        |class: ClassRef| class.array().map_or_else(|| class.external_name(), |info| source_name(info.component));
    format!(
        "arraycopy: element type mismatch: can not cast one of the elements of {}[] to the type of the destination array, {}",
        component(source),
        component(target)
    )
}

/// `java.lang.String[]` for arrays, as in source code.
pub fn source_name(class: ClassRef) -> String {
    match class.array() {
        Some(info) => format!("{}{}", info.element.external_name(), "[]".repeat(usize::from(info.dimensions))),
        None => class.external_name(),
    }
}

/// Text for bytes that are no class file that this VM runs. `name` is the internal name asked for; empty if none was given.
pub fn parse_error(name: &str, bytes: &[u8], error: &ParseError) -> String {
    let name = if name.is_empty() { "<Unknown>" } else { name };
    let word = |at: usize| bytes.get(at..at + 2).map_or(0, |two| u16::from_be_bytes([two[0], two[1]]));
    match bytes.first_chunk::<4>().map(|four| u32::from_be_bytes(*four)) {
        Some(0xCAFE_BABE) => {}
        Some(magic) => return format!("Incompatible magic value {magic} in class file {name}"),
        None => return "Truncated class file".into(),
    }
    if error.as_java() == classfile::JavaError::UnsupportedClassVersionError {
        let (minor, major) = (word(4), word(6));
        let version = format!("(class file version {major}.{minor})");
        if major < 45 {
            return format!("{name} {version} was compiled with an invalid major version");
        }
        if major > classfile::JAVA_17_MAJOR {
            return format!(
                "{name} has been compiled by a more recent version of the Java Runtime {version}, this version of the \
                 Java Runtime only recognizes class file versions up to {}.0",
                classfile::JAVA_17_MAJOR
            );
        }
        if minor == 0xFFFF {
            return format!(
                "Preview features are not enabled for {name} {version}. Try running with '--enable-preview'"
            );
        }
        return format!("{name} {version} was compiled with an invalid non-zero minor version");
    }
    let facts = error.to_string();
    if facts.contains("truncated") {
        return "Truncated class file".into();
    }
    format!("{facts} in class file {name}")
}

/// An update took a class out of the supertypes of a live object.
pub(crate) fn ill_typed(class: Option<ClassRef>, wanted: ClassRef) -> String {
    let name = class.map_or_else(String::new, |class| class.external_name());
    format!("Class {name} is no longer a subtype of {}", wanted.external_name())
}
