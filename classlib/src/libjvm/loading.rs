//! JVM_* functions that find and define classes (JVMS §5.3).

use std::ffi::c_char;
use std::sync::Arc;

use jni_sys::{jclass, jint, jobject, jsize, jstring};
use jvm::class::{ClassBytes, LoaderRef};
use jvm::known::Known;
use jvm::loading::{Definition, define_class, load_class, loader_of};
use jvm::{BasicType, Completion, Symbol};
use objectspace::Scope;

use crate::jni::env::{Call, Env, enter};
use crate::jni::objects::text;

unsafe extern "C" fn find_primitive_class(env: *mut Env, name: *const c_char) -> jclass {
    enter(env, |call, scope| {
        let name = text(name);
        let basic = BasicType::PRIMITIVES
            .into_iter()
            .find(|basic| basic.keyword().is_some_and(|keyword| keyword.as_bytes() == name));
        match basic {
            Some(basic) => {
                let class = call.thread.vm().classes.primitive(basic);
                call.local_mirror(scope, class)
            }
            None => Err(call.thread.throw_text(Known::ClassNotFoundException, String::from_utf8_lossy(name))),
        }
    })
}

/// An internal name from one that may have dots.
fn internal(name: &[u8]) -> Symbol {
    if name.contains(&b'.') {
        let slashed: Vec<u8> = name.iter().map(|&byte| if byte == b'.' { b'/' } else { byte }).collect();
        Symbol::new(&slashed)
    } else {
        Symbol::new(name)
    }
}

unsafe extern "C" fn find_class_from_boot_loader(env: *mut Env, name: *const c_char) -> jclass {
    enter(env, |call, scope| match load_class(call.thread, internal(text(name)), LoaderRef::BOOT)? {
        Some(class) => call.local_mirror(scope, class),
        None => Ok(std::ptr::null_mut()),
    })
}

/// A class that an update took the name of is found by none.
fn is_named(class: &jvm::ClassRef) -> bool {
    !class.nameless.load(std::sync::atomic::Ordering::Acquire)
}

/// Class.forName: the ClassNotFoundException of the bootstrap loader has the internal name, as in `java`; other loaders throw
/// their own.
fn find(call: &mut Call<'_>, scope: &Scope, name: &[u8], loader: LoaderRef, initialize: bool) -> Completion<jclass> {
    let symbol = internal(name);
    match load_class(call.thread, symbol, loader)?.filter(is_named) {
        Some(class) => {
            if initialize && !class.is_array() {
                call.initialize(class)?;
            }
            call.local_mirror(scope, class)
        }
        None => Err(call.thread.throw(Known::ClassNotFoundException, Some(symbol.as_str()))),
    }
}

unsafe extern "C" fn find_class_from_caller(
    env: *mut Env,
    name: *const c_char,
    initialize: u8,
    loader: jobject,
    _: jclass,
) -> jclass {
    enter(env, |call, scope| {
        let loader = call.object(scope, loader)?;
        let loader = loader_of(call.thread, loader);
        find(call, scope, text(name), loader, initialize != 0)
    })
}

unsafe extern "C" fn find_loaded_class(env: *mut Env, loader: jobject, name: jstring) -> jclass {
    enter(env, |call, scope| {
        let loader = call.object(scope, loader)?;
        let loader = loader_of(call.thread, loader);
        let name = call.non_null(scope, name)?;
        let name = classfile::mutf8::from_utf16(call.string_units(name));
        match jvm::loading::find_or_add(call.thread, loader, internal(&name))?.filter(is_named) {
            Some(class) => call.local_mirror(scope, class),
            None => Ok(std::ptr::null_mut()),
        }
    })
}

unsafe extern "C" fn define_class_with_source(
    env: *mut Env,
    name: *const c_char,
    loader: jobject,
    bytes: *const i8,
    length: jsize,
    protection_domain: jobject,
    source: *const c_char,
) -> jclass {
    enter(env, |call, scope| {
        let loader = call.object(scope, loader)?;
        let protection_domain = call.object(scope, protection_domain)?;
        // SAFETY: the contract: `length` bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap_or(0)) };
        let name = (!name.is_null()).then(|| internal(text(name)));
        let source = (!source.is_null()).then(|| String::from_utf8_lossy(text(source)).into_owned());
        let class = call.define_class(scope, name.map(Symbol::bytes), loader, protection_domain, bytes, source)?;
        call.local_mirror(scope, class)
    })
}

unsafe extern "C" fn define_class_plain(
    env: *mut Env,
    name: *const c_char,
    loader: jobject,
    bytes: *const i8,
    length: jsize,
    protection_domain: jobject,
) -> jclass {
    // SAFETY: the same contract.
    unsafe { define_class_with_source(env, name, loader, bytes, length, protection_domain, std::ptr::null()) }
}

/// Bits of the flags of JVM_LookupDefineClass.
const NESTMATE: jint = 1;
const HIDDEN: jint = 2;

unsafe extern "C" fn lookup_define_class(
    env: *mut Env,
    lookup: jclass,
    name: *const c_char,
    bytes: *const i8,
    length: jsize,
    protection_domain: jobject,
    initialize: u8,
    flags: jint,
    class_data: jobject,
) -> jclass {
    enter(env, |call, scope| {
        let lookup = call.class(scope, lookup)?;
        let protection_domain = call.object(scope, protection_domain)?;
        let class_data = call.object(scope, class_data)?;
        // SAFETY: the contract: `length` bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(length).unwrap_or(0)) };
        let hidden = flags & HIDDEN != 0;
        let nest_host = if hidden && flags & NESTMATE != 0 {
            Some(jvm::linking::access::nest_host(call.thread, lookup)?)
        } else {
            None
        };
        let definition = Definition {
            name: (!name.is_null()).then(|| internal(text(name))),
            loader: lookup.loader,
            bytes: ClassBytes::Owned(Arc::from(bytes)),
            protection_domain,
            source: None,
            hidden,
            nest_host,
            lookup: hidden.then_some(lookup),
            class_data,
            original: None,
            detached: false,
        };
        let class = define_class(call.thread, definition)?;
        if hidden {
            // Hidden classes are linked before anyone sees them (Lookup.defineHiddenClass).
            jvm::linking::link(call.thread, class)?;
        }
        if initialize != 0 {
            call.initialize(class)?;
        }
        call.local_mirror(scope, class)
    })
}

crate::exports! {
    JVM_FindPrimitiveClass => find_primitive_class,
    JVM_FindClassFromBootLoader => find_class_from_boot_loader,
    JVM_FindClassFromCaller => find_class_from_caller,
    JVM_FindLoadedClass => find_loaded_class,
    JVM_DefineClass => define_class_plain,
    JVM_DefineClassWithSource => define_class_with_source,
    JVM_LookupDefineClass => lookup_define_class,
}
