//! What agents ask about classes and objects (JVMTI 17, "Class", "Object", "Module").

use jni_sys::{jclass, jint, jlong, jobject};
use jvm::class::{ClassRef, ClassState, LoaderRef};
use jvm::loading::{loader_object, loader_of};
use objectspace::Handle;
use std::ffi::c_char;
use std::sync::atomic::Ordering;

use super::environment::{Environment, answer, of_c, text};
use super::error::Error;
use super::in_vm;
use super::memory::{give, give_text};
use crate::jni::env::Call;

/// Runs a question about one class.
fn about(
    environment: *mut Environment,
    class: jclass,
    ask: impl FnOnce(&mut Call<'_>, ClassRef) -> Result<(), Error>,
) -> jint {
    if let Err(error) = of_c(environment) {
        return error.0;
    }
    in_vm(|call, scope| {
        let Some(mirror) = call.object(scope, class)? else { return Ok(Err(Error::INVALID_CLASS)) };
        let Some(class) = jvm::loading::class_of_mirror(call.thread, mirror) else {
            return Ok(Err(Error::INVALID_CLASS));
        };
        Ok(ask(call, class))
    })
}

/// Can its class file be exchanged?
pub(super) fn is_modifiable(class: ClassRef) -> bool {
    class.current().is_some() && !class.hidden
}

unsafe extern "C" fn is_modifiable_class(environment: *mut Environment, class: jclass, to: *mut u8) -> jint {
    about(environment, class, |_, class| answer(to, u8::from(is_modifiable(class))))
}

unsafe extern "C" fn get_signature(
    environment: *mut Environment,
    class: jclass,
    signature: *mut *mut u8,
    generic: *mut *mut u8,
) -> jint {
    about(environment, class, |_, class| {
        if !signature.is_null() {
            let name = class.name().bytes();
            let text = match class.primitive() {
                Some(primitive) => vec![primitive.letter() as u8],
                None if class.is_array() => name.to_vec(),
                None => [b"L", name, b";"].concat(),
            };
            answer(signature, give_text(&text)?)?;
        }
        if !generic.is_null() {
            let text = class.current().and_then(|version| {
                let file = version.file();
                let index = file.attribute("Signature")?.signature().ok()?;
                file.constant_pool.utf8(index).ok()
            });
            answer(generic, text.map_or(Ok(std::ptr::null_mut()), give_text)?)?;
        }
        Ok(())
    })
}

/// Bits of a class's status.
const VERIFIED: jint = 1;
const PREPARED: jint = 2;
const INITIALIZED: jint = 4;
const ERROR: jint = 8;
const ARRAY: jint = 16;
const PRIMITIVE: jint = 32;

unsafe extern "C" fn get_status(environment: *mut Environment, class: jclass, to: *mut jint) -> jint {
    about(environment, class, |_, class| {
        let status = match class.state() {
            _ if class.primitive().is_some() => PRIMITIVE,
            _ if class.is_array() => ARRAY,
            ClassState::Loaded => 0,
            ClassState::Linked | ClassState::Initializing => VERIFIED | PREPARED,
            ClassState::Initialized => VERIFIED | PREPARED | INITIALIZED,
            ClassState::Erroneous => VERIFIED | PREPARED | ERROR,
        };
        answer(to, status)
    })
}

unsafe extern "C" fn get_modifiers(environment: *mut Environment, class: jclass, to: *mut jint) -> jint {
    about(environment, class, |_, class| {
        let flags = class.current().map_or_else(|| class.access_flags(), |version| version.inner_access_flags);
        answer(to, jint::from(flags))
    })
}

unsafe extern "C" fn is_interface(environment: *mut Environment, class: jclass, to: *mut u8) -> jint {
    about(environment, class, |_, class| answer(to, u8::from(class.is_interface())))
}

unsafe extern "C" fn is_array(environment: *mut Environment, class: jclass, to: *mut u8) -> jint {
    about(environment, class, |_, class| answer(to, u8::from(class.is_array())))
}

unsafe extern "C" fn get_loader(environment: *mut Environment, class: jclass, to: *mut jobject) -> jint {
    about(environment, class, |call, class| {
        let loader = loader_object(call.thread, class.loader);
        let loader = call.local(loader);
        answer(to, loader)
    })
}

/// Gives an agent local references to classes.
fn give_classes(
    call: &mut Call<'_>,
    classes: &[ClassRef],
    count: *mut jint,
    to: *mut *mut jclass,
) -> Result<(), Error> {
    if count.is_null() || to.is_null() {
        return Err(Error::NULL_POINTER);
    }
    let mirrors: Vec<jclass> = classes.iter().map(|class| call.local(Some(class.mirror()))).collect();
    answer(count, mirrors.len() as jint)?;
    answer(to, give(&mirrors)?)
}

unsafe extern "C" fn get_loaded(environment: *mut Environment, count: *mut jint, to: *mut *mut jclass) -> jint {
    if let Err(error) = of_c(environment) {
        return error.0;
    }
    in_vm(|call, _| {
        let table = &call.thread.vm().clone().classes;
        let mut classes = table.all();
        // One is listed before it is complete, and stays listed if another thread's wins.
        let is_there = |class: &ClassRef| {
            class.hidden || class.is_array() || table.find(class.loader, class.name()) == Some(*class)
        };
        classes.retain(|class| {
            class.primitive().is_none() && class.mirror.load(Ordering::Acquire) != 0 && is_there(class)
        });
        Ok(give_classes(call, &classes, count, to))
    })
}

unsafe extern "C" fn get_initiated(
    environment: *mut Environment,
    loader: jobject,
    count: *mut jint,
    to: *mut *mut jclass,
) -> jint {
    if let Err(error) = of_c(environment) {
        return error.0;
    }
    in_vm(|call, scope| {
        let loader = match call.object(scope, loader)? {
            Some(object) => loader_of(call.thread, Some(object)),
            None => LoaderRef::BOOT,
        };
        let classes = call.thread.vm().clone().classes.initiated(loader);
        Ok(give_classes(call, &classes, count, to))
    })
}

/// The named module that has a package of a loader; null for the unnamed one's.
unsafe extern "C" fn get_named_module(
    environment: *mut Environment,
    loader: jobject,
    package: *const c_char,
    to: *mut jobject,
) -> jint {
    let package = match of_c(environment).and_then(|_| text(package)) {
        Ok(package) => package,
        Err(error) => return error.0,
    };
    in_vm(|call, scope| {
        let loader = match call.object(scope, loader)? {
            Some(object) => loader_of(call.thread, Some(object)),
            None => LoaderRef::BOOT,
        };
        let module = call.thread.vm().classes.modules.of_package(loader, &package);
        // SAFETY: the module's slot is a root while its loader lives, and the entry is held here.
        let object = module.as_ref().and_then(|module| unsafe { Handle::from_slot(module.object.as_ptr()) });
        let object = call.local(object);
        Ok(answer(to, object))
    })
}

unsafe extern "C" fn get_object_size(environment: *mut Environment, object: jobject, to: *mut jlong) -> jint {
    if let Err(error) = of_c(environment) {
        return error.0;
    }
    in_vm(|call, scope| {
        let Some(object) = call.object(scope, object)? else { return Ok(Err(Error::INVALID_OBJECT)) };
        let view = call.thread.view();
        let size = view.size_of(object.get(&view));
        Ok(answer(to, size as jlong))
    })
}

unsafe extern "C" fn get_object_hash(environment: *mut Environment, object: jobject, to: *mut jint) -> jint {
    if let Err(error) = of_c(environment) {
        return error.0;
    }
    in_vm(|call, scope| {
        let Some(object) = call.object(scope, object)? else { return Ok(Err(Error::INVALID_OBJECT)) };
        let view = call.thread.view();
        let hash = view.identity_hash(object.get(&view));
        Ok(answer(to, hash as jint))
    })
}

super::table::functions! {
    40 => get_named_module,
    45 => is_modifiable_class,
    48 => get_signature,
    49 => get_status,
    51 => get_modifiers,
    55 => is_interface,
    56 => is_array,
    57 => get_loader,
    58 => get_object_hash,
    78 => get_loaded,
    79 => get_initiated,
    154 => get_object_size,
}
