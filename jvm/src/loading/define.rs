//! Deriving a class from a class file (JVMS §5.3.5): format checks, supertypes, members, layout, mirror.

use super::{LoaderRef, enter_load, leave_load, load_class, mirror};
use crate::class::{
    Class, ClassBytes, ClassKind, ClassRef, ClassVersion, Field, FieldRef, Method, MethodFlags, MethodIndex, MethodRef,
    Supers,
};
use crate::constant_pool::RuntimeConstantPool;
use crate::known::Known;
use crate::linking::{access, layout};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion};
use classfile::{ClassFile, ClassFlags, JavaError};
use objectspace::Handle;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Newest class-file version that a Java 17 VM runs.
const MAX_MAJOR: u16 = classfile::JAVA_17_MAJOR;

/// What `define_class` is asked to define.
pub struct Definition<'a> {
    /// Expected internal name; `None` takes what the file says.
    pub name: Option<Symbol>,
    /// Defining loader.
    pub loader: LoaderRef,
    /// The class file.
    pub bytes: ClassBytes,
    /// ProtectionDomain object.
    pub protection_domain: Option<Handle<'a>>,
    /// Where the bytes came from.
    pub source: Option<String>,
    /// A hidden class (Lookup.defineHiddenClass).
    pub hidden: bool,
    /// Nest host of a hidden class defined with the NESTMATE option.
    pub nest_host: Option<ClassRef>,
    /// Lookup class of a hidden class.
    pub lookup: Option<ClassRef>,
    /// Class data of a hidden class.
    pub class_data: Option<Handle<'a>>,
    /// The class file as it was before agents changed it that can do so again; `None` if none did.
    pub original: Option<ClassBytes>,
    /// Its loader does not get to know it: its name means another class until the patch that brings it is in force.
    pub detached: bool,
}

/// What agents made of a class file.
pub struct Transformed {
    /// The class file to define.
    pub bytes: ClassBytes,
    /// As it was before agents changed it that can do so again; `None` if none of them did.
    pub original: Option<ClassBytes>,
}

impl Default for Definition<'_> {
    fn default() -> Self {
        Definition {
            name: None,
            loader: LoaderRef::BOOT,
            bytes: ClassBytes::Owned(Arc::from([])),
            protection_domain: None,
            source: None,
            hidden: false,
            nest_host: None,
            lookup: None,
            class_data: None,
            original: None,
            detached: false,
        }
    }
}

/// Defines a class. All checks of §5.3.5; linking comes later.
pub fn define_class(thread: &mut Thread, mut definition: Definition<'_>) -> Completion<ClassRef> {
    // Agents do not see hidden classes.
    let vm = thread.vm().clone();
    if !definition.hidden
        && let Some(Transformed { bytes, original }) = vm.host.transform(thread, &definition)?
    {
        definition.bytes = bytes;
        definition.original = original;
    }
    let file = parse(thread, &definition)?;
    let class_name = Symbol::new(file.name().unwrap_or(b"?"));
    // A hidden class has the name its definer asks for, whatever its file says.
    let class_name = if definition.hidden { definition.name.unwrap_or(class_name) } else { class_name };
    if let Some(expected) = definition.name
        && expected != class_name
    {
        let text = format!("{} (wrong name: {})", expected.as_str(), class_name.as_str());
        return Err(thread.throw_text(Known::NoClassDefFoundError, text));
    }
    if class_name.as_str().starts_with("java/") && !definition.hidden && !may_define_java(thread, definition.loader) {
        let package = class_name.as_str().rsplit_once('/').map_or("java", |(package, _)| package).replace('/', ".");
        return Err(thread.throw_text(Known::SecurityException, format!("Prohibited package name: {package}")));
    }
    // A loader that defines a name again gets the class for the bootstrap loader, a LinkageError otherwise.
    if !definition.hidden
        && !definition.detached
        && let Some(found) = thread.vm().classes.find(definition.loader, class_name)
    {
        if definition.loader == LoaderRef::BOOT {
            return Ok(found);
        }
        return Err(duplicate(thread, &definition, class_name));
    }
    let tracked = !definition.hidden;
    if tracked && !enter_load(thread, definition.loader, class_name) {
        return Err(thread.throw(Known::ClassCircularityError, Some(class_name.as_str())));
    }
    let supertypes = load_supertypes(thread, &definition, &file, class_name);
    if tracked {
        leave_load(thread, definition.loader, class_name);
    }
    let (super_class, interfaces) = supertypes?;
    create(thread, definition, file, class_name, super_class, interfaces)
}

/// Packages under `java` belong to the bootstrap and the platform loader.
fn may_define_java(thread: &Thread, loader: LoaderRef) -> bool {
    const PLATFORM: &str = "jdk/internal/loader/ClassLoaders$PlatformClassLoader";
    loader == LoaderRef::BOOT
        || super::loader_object(thread, loader).is_some_and(|object| thread.class_of(object).name() == PLATFORM)
}

fn duplicate(thread: &mut Thread, definition: &Definition<'_>, name: Symbol) -> Abrupt {
    let loader = crate::throw::message::loader_name(thread, definition.loader);
    let text = format!("loader {loader} attempted duplicate class definition for {}.", name.as_str().replace('/', "."));
    thread.throw_text(Known::LinkageError, text)
}

/// Parses, checks the format and the version.
fn parse(thread: &mut Thread, definition: &Definition<'_>) -> Completion<ClassFile<'static>> {
    let bytes: &[u8] = definition.bytes.as_slice();
    // SAFETY: the parse is stored beside the bytes it borrows from (`ClassVersion` keeps both, bytes last), or dropped
    // before `definition` is.
    let bytes: &'static [u8] = unsafe { std::mem::transmute::<&[u8], &'static [u8]>(bytes) };
    let mut checked = ClassFile::parse(bytes).and_then(|file| {
        file.check_version(MAX_MAJOR, thread.vm().options.preview)?;
        Ok(file)
    });
    if let Ok(file) = &checked
        && file.is_module()
    {
        let name = classfile::mutf8::to_str_lossy(file.name().unwrap_or(b"?")).into_owned();
        let text = format!("{name} is not a class because access_flag ACC_MODULE is set");
        return Err(thread.throw_text(Known::NoClassDefFoundError, text));
    }
    if let Ok(file) = &checked
        && (definition.loader != LoaderRef::BOOT || thread.vm().options.verify_boot)
        && let Err(error) = classfile::format_check::format_check(file)
    {
        checked = Err(error);
    }
    checked.map_err(|error| {
        let class = match error.as_java() {
            JavaError::UnsupportedClassVersionError => Known::UnsupportedClassVersionError,
            JavaError::NoClassDefFoundError => Known::NoClassDefFoundError,
            JavaError::VerifyError => Known::VerifyError,
            JavaError::ClassFormatError => Known::ClassFormatError,
        };
        let name = definition.name.map_or("", Symbol::as_str);
        let text = crate::throw::message::parse_error(name, bytes, &error);
        thread.throw_text(class, text)
    })
}

fn load_supertypes(
    thread: &mut Thread,
    definition: &Definition<'_>,
    file: &ClassFile<'static>,
    name: Symbol,
) -> Completion<(Option<ClassRef>, Vec<ClassRef>)> {
    let super_name = file.super_name().map_err(|error| Abrupt::internal(error.to_string()))?;
    let mut super_class = None;
    if let Some(super_name) = super_name {
        let loaded = load_supertype(thread, definition, Symbol::new(super_name))?;
        if loaded.is_interface() {
            let text = format!(
                "class {} has interface {} as super class",
                name.as_str().replace('/', "."),
                loaded.external_name()
            );
            return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
        }
        if thread.staging.get(&loaded).map_or_else(|| loaded.access_flags(), |staged| staged.access_flags) & 0x0010 != 0
        {
            let text = format!(
                "class {} cannot inherit from final class {}",
                name.as_str().replace('/', "."),
                loaded.external_name()
            );
            return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
        }
        super_class = Some(loaded);
    } else if name != "java/lang/Object" {
        return Err(thread.throw_text(
            Known::ClassFormatError,
            format!("Invalid superclass index 0 in class file {}", name.as_str()),
        ));
    }
    let mut interfaces = Vec::with_capacity(file.interfaces.len());
    for interface in file.interface_names() {
        let interface = interface.map_err(|error| Abrupt::internal(error.to_string()))?;
        let loaded = load_supertype(thread, definition, Symbol::new(interface))?;
        if !loaded.is_interface() {
            let text = format!(
                "class {} can not implement {}, because it is not an interface ({})",
                name.as_str().replace('/', "."),
                loaded.external_name(),
                crate::throw::message::class_in_module(thread, loaded)
            );
            return Err(thread.throw_text(Known::IncompatibleClassChangeError, text));
        }
        interfaces.push(loaded);
    }
    Ok((super_class, interfaces))
}

fn load_supertype(thread: &mut Thread, definition: &Definition<'_>, name: Symbol) -> Completion<ClassRef> {
    match load_class(thread, name, definition.loader) {
        Ok(Some(class)) => Ok(class),
        Ok(None) => Err(thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
        Err(Abrupt::Thrown) => Err(crate::linking::resolution::as_no_class_def(thread, name)),
        Err(other) => Err(other),
    }
}

fn create(
    thread: &mut Thread,
    definition: Definition<'_>,
    file: ClassFile<'static>,
    class_name: Symbol,
    super_class: Option<ClassRef>,
    interfaces: Vec<ClassRef>,
) -> Completion<ClassRef> {
    let vm = thread.vm().clone();
    let name = if definition.hidden {
        Symbol::from_text(&format!("{}{}", class_name.as_str(), vm.classes.hidden_suffix()))
    } else {
        class_name
    };
    let loader = definition.loader;
    let hidden = definition.hidden;
    let class =
        vm.classes.add(|id| ClassRef::leak(Box::new(Class::new(id, name, loader, ClassKind::Instance, hidden))));
    class.detached.store(definition.detached, Ordering::Release);
    let is_interface = file.is_interface();
    let supers = Supers::new(class, super_class, interfaces.into(), !is_interface);
    class.supers.store(class.owned.keep(Box::new(supers)).as_ptr(), Ordering::Release);
    let field = &mut |field| FieldRef::keep(Box::new(field));
    let method = &mut |method| MethodRef::keep(Box::new(method));
    let version = build_version(class, 0, file, definition.bytes.clone(), field, method);
    // What comes with a patch that is staged means what names mean after it.
    let made = vm.heap.epoch() + u64::from(!thread.coming.is_empty());
    version.made.store(made, Ordering::Release);
    class.version.store(class.owned.keep(version).as_ptr(), Ordering::Release);
    *class.original.lock() = definition.original.map(|original| (definition.bytes.clone(), original));
    if let Some(host) = definition.nest_host {
        class.set_nest_host(Some(host));
    }
    if let Some(lookup) = definition.lookup {
        let by = thread.defining_version(lookup);
        class.defined_by.store(by, Ordering::Release);
        if !by.is_null() {
            vm.remains.note_made(class);
        }
    }
    if let Some(source) = definition.source {
        let _ = class.source.set(source);
    }
    access::check_supertypes(thread, class)?;
    layout::lay_out(&vm, class);
    {
        let view = thread.view();
        let root = |slot: &std::sync::atomic::AtomicU32, handle: Option<Handle<'_>>| {
            let raw = handle.map_or(0, |handle| view.raw(handle.get(&view)).0);
            slot.store(raw, Ordering::Release);
        };
        root(&class.protection_domain, definition.protection_domain);
        root(&class.class_data, definition.class_data);
    }
    if vm.known.get(Known::Class).is_none_or(|known| known.layout().is_none())
        && let Some(known) = Known::of_name(name.as_str())
    {
        vm.known.set(known, class);
    }
    mirror::make_mirror(thread, class)?;
    if let Some(data) = definition.class_data
        && class.mirror.load(Ordering::Acquire) != 0
    {
        let view = thread.view();
        let offset = vm.offset(crate::known::KnownField::ClassClassData);
        view.store_ref(class.mirror().get(&view), offset, Some(data.get(&view)));
    }
    if !hidden && !definition.detached {
        let winner = super::record(thread, loader, name, class)?;
        if winner != class {
            return if loader == LoaderRef::BOOT {
                Ok(winner)
            } else {
                let definition = Definition { loader, ..Definition::default() };
                Err(duplicate(thread, &definition, name))
            };
        }
        if loader == LoaderRef::BOOT
            && let Some(known) = Known::of_name(name.as_str())
        {
            vm.known.set(known, class);
        }
    }
    if let Some(super_class) = super_class {
        super_class.subclasses.lock().push(class);
    }
    for interface in class.interfaces() {
        interface.subclasses.lock().push(class);
    }
    Ok(class)
}

/// Makes the version value of a parsed class file. `field` and `method` say which cells its members have; a method's cell that
/// is new gets the version, and has no code. Fields are not laid out yet.
pub fn build_version(
    class: ClassRef,
    number: u32,
    file: ClassFile<'static>,
    bytes: ClassBytes,
    field: &mut dyn FnMut(Field) -> FieldRef,
    method: &mut dyn FnMut(Method) -> MethodRef,
) -> Box<ClassVersion> {
    let tags: Vec<u8> = (0..file.constant_pool.len() as u16)
        .map(|index| file.constant_pool.try_get(index).map_or(0, |constant| constant.tag()))
        .collect();
    let pool = RuntimeConstantPool::new(class, &tags);
    let text = |index: u16| Symbol::new(file.constant_pool.utf8(index).unwrap_or(b"?"));
    let fields: Box<[FieldRef]> = file
        .fields
        .iter()
        .enumerate()
        .map(|(slot, info)| {
            let (name, descriptor) = (text(info.name_index), text(info.descriptor_index));
            Field::new(class, name, descriptor, info.access_flags, slot as u32)
        })
        .chain(injected(class, number, file.fields.len()))
        .map(field)
        .collect();
    let mut index = MethodIndex::default();
    let methods: Box<[MethodRef]> = file
        .methods
        .iter()
        .enumerate()
        .map(|(slot, info)| {
            let (name, descriptor) = (text(info.name_index), text(info.descriptor_index));
            index.insert((name, descriptor), slot as u32);
            // An initializer is static, before version 51 even if it does not say so; its other flags mean nothing (§4.6).
            let access = if name == "<clinit>" { 0x0008 } else { info.access_flags };
            let declared = Method::new(class, name, descriptor, access, slot as u32);
            mark_special(class, &declared);
            if class.hidden {
                // Frames of hidden classes are left out of stack traces.
                declared.set_flag(MethodFlags::HIDDEN);
            }
            mark_annotated(&file, info, &declared);
            method(declared)
        })
        .collect();
    let access_flags = file.access_flags.bits() & !ClassFlags::SUPER.bits();
    let inner = own_inner_flags(&file).unwrap_or(access_flags);
    // SAFETY: `file` was parsed from `bytes` (see `parse`), and borrows from nothing else.
    let version =
        unsafe { ClassVersion::new(class, number, access_flags, inner, pool, fields, (methods, index), file, bytes) };
    let version = Box::new(version);
    let address = std::ptr::from_ref::<ClassVersion>(&version).cast_mut();
    version.pool.version.store(address, Ordering::Release);
    for method in &version.methods {
        let none = std::ptr::null_mut();
        let _ = method.version.compare_exchange(none, address, Ordering::AcqRel, Ordering::Relaxed);
    }
    if class.hidden {
        preresolve_self(class, &version);
    }
    version
}

fn injected(class: ClassRef, number: u32, declared: usize) -> impl Iterator<Item = Field> {
    let boot = class.loader == LoaderRef::BOOT && number == 0;
    crate::known::injected_fields(class.name().as_str()).filter(move |_| boot).enumerate().map(
        move |(at, (name, descriptor))| {
            let (name, descriptor) = (Symbol::from_text(name), Symbol::from_text(descriptor));
            // ACC_SYNTHETIC: no member of the class file.
            Field::new(class, name, descriptor, 0x1000, (declared + at) as u32)
        },
    )
}

/// In a hidden class's pool its own name means the hidden class, which no loader finds (§5.4.3.1 does not apply to it).
fn preresolve_self(class: ClassRef, version: &ClassVersion) {
    let pool = &version.file().constant_pool;
    let own = version.file().name().unwrap_or(b"");
    for index in 1..pool.len() as u16 {
        let entry = version.pool.entry(index);
        if entry.tag == 7 && pool.class_name(index).is_ok_and(|name| name == own) {
            entry.target.store(class.as_ptr().cast(), Ordering::Release);
            entry.publish(crate::constant_pool::EntryState::Resolved);
        }
    }
}

fn mark_special(class: ClassRef, method: &Method) {
    if class.loader != LoaderRef::BOOT {
        return;
    }
    match class.name().as_str() {
        "java/lang/Object" if method.is_constructor() => method.set_flag(MethodFlags::OBJECT_INIT),
        "java/lang/invoke/MethodHandle" | "java/lang/invoke/VarHandle"
            if method.is_native()
                && method.is_varargs()
                && method.descriptor().as_str().starts_with("([Ljava/lang/Object;)") =>
        {
            method.set_flag(MethodFlags::SIGNATURE_POLYMORPHIC);
        }
        _ => {}
    }
}

/// Notes the annotations by which the class library tells the VM about its methods. Modules of the platform loader have
/// caller-sensitive methods too; a program cannot name that annotation unless it opens java.base to itself.
fn mark_annotated(file: &ClassFile<'_>, info: &classfile::MemberInfo<'_>, method: &Method) {
    let Some(attribute) = info.attribute(&file.constant_pool, "RuntimeVisibleAnnotations") else { return };
    for annotation in attribute.annotations().read().unwrap_or_default() {
        match file.constant_pool.utf8(annotation.type_index) {
            Ok(b"Ljdk/internal/reflect/CallerSensitive;") => method.set_flag(MethodFlags::CALLER_SENSITIVE),
            Ok(b"Ljava/lang/invoke/LambdaForm$Hidden;" | b"Ljdk/internal/vm/annotation/Hidden;")
                if method.class.loader == LoaderRef::BOOT || method.class.hidden =>
            {
                method.set_flag(MethodFlags::HIDDEN);
            }
            _ => {}
        }
    }
}

/// Flags in the InnerClasses entry of the class itself (§4.7.6).
fn own_inner_flags(file: &ClassFile<'_>) -> Option<u16> {
    let pool = &file.constant_pool;
    let own = file.name().ok()?;
    let records = file.attribute("InnerClasses")?.inner_classes().ok()?;
    let found = records.iter().find(|record| pool.class_name(record.inner_class).is_ok_and(|name| name == own))?;
    Some(found.flags.bits())
}
