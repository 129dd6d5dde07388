//! `RedefineClasses` and `RetransformClasses`: class files pass the agents once more, and become one patch for the updater.
//!
//! What may change is the updater's to say: its rules are wider than JVMTI's. Reasons against a patch are printed, as an
//! error code says too little.

use std::sync::Arc;

use classfile::JavaError;
use jni_sys::{jclass, jint};
use jvm::class::ClassBytes;
use jvm::versioning::Request;
use jvm::{ClassRef, Completion, Thread};
use objectspace::Scope;

use super::capabilities::Capabilities;
use super::classes::is_modifiable;
use super::environment::{Environment, of_c};
use super::error::Error;
use super::events::{Subject, transform};
use super::in_vm;
use crate::jni::env::Call;

/// The C struct jvmtiClassDefinition.
#[repr(C)]
#[derive(Clone, Copy)]
struct Definition {
    class: jclass,
    length: jint,
    bytes: *const u8,
}

/// A class and the class file that it is to get, before and after the agents that can change it again.
struct Change {
    class: ClassRef,
    bytes: ClassBytes,
    original: Option<ClassBytes>,
}

/// What C passes: an array, checked.
fn elements<'c, T>(
    environment: *mut Environment,
    possessed: impl FnOnce(&Capabilities) -> bool,
    count: jint,
    first: *const T,
) -> Result<&'c [T], Error> {
    of_c(environment)?.require(possessed)?;
    let count = usize::try_from(count).map_err(|_| Error::ILLEGAL_ARGUMENT)?;
    if first.is_null() {
        return Err(Error::NULL_POINTER);
    }
    // SAFETY: the contract of JVMTI: so many elements, which live through the call.
    Ok(unsafe { std::slice::from_raw_parts(first, count) })
}

unsafe extern "C" fn redefine(environment: *mut Environment, count: jint, definitions: *const Definition) -> jint {
    let definitions = match elements(environment, Capabilities::can_redefine, count, definitions) {
        Ok(definitions) => definitions,
        Err(error) => return error.0,
    };
    in_vm(|call, scope| {
        let mut changes = Vec::new();
        for definition in definitions {
            let class = match modifiable(call, scope, definition.class)? {
                Ok(class) => class,
                Err(error) => return Ok(Err(error)),
            };
            if definition.bytes.is_null() {
                return Ok(Err(Error::NULL_POINTER));
            }
            let Ok(length) = usize::try_from(definition.length) else { return Ok(Err(Error::ILLEGAL_ARGUMENT)) };
            // SAFETY: the contract of JVMTI: so many bytes, which live through the call.
            let bytes = unsafe { std::slice::from_raw_parts(definition.bytes, length) };
            changes.push(transformed(call, class, ClassBytes::Owned(Arc::from(bytes)), false)?);
        }
        commit(call.thread, changes)
    })
}

unsafe extern "C" fn retransform(environment: *mut Environment, count: jint, classes: *const jclass) -> jint {
    let classes = match elements(environment, Capabilities::can_retransform, count, classes) {
        Ok(classes) => classes,
        Err(error) => return error.0,
    };
    in_vm(|call, scope| {
        let mut changes = Vec::new();
        for class in classes {
            let class = match modifiable(call, scope, *class)? {
                Ok(class) => class,
                Err(error) => return Ok(Err(error)),
            };
            let Some(bytes) = original(class) else { return Ok(Err(Error::UNMODIFIABLE_CLASS)) };
            let change = transformed(call, class, bytes, true)?;
            changes.push(change);
        }
        commit(call.thread, changes)
    })
}

/// The class of a jclass, if its class file can be exchanged.
fn modifiable(call: &mut Call<'_>, scope: &Scope, class: jclass) -> Completion<Result<ClassRef, Error>> {
    let Some(mirror) = call.object(scope, class)? else { return Ok(Err(Error::INVALID_CLASS)) };
    let Some(class) = jvm::loading::class_of_mirror(call.thread, mirror) else { return Ok(Err(Error::INVALID_CLASS)) };
    Ok(if is_modifiable(class) { Ok(class) } else { Err(Error::UNMODIFIABLE_CLASS) })
}

/// The class file of the current version, as it was before agents changed it that can do so again.
fn original(class: ClassRef) -> Option<ClassBytes> {
    let current = class.current()?;
    let now = current.class_bytes();
    // An update may have come from elsewhere.
    let kept = class.original.lock().clone().filter(|(changed, _)| std::ptr::eq(changed.as_slice(), now.as_slice()));
    Some(kept.map_or_else(|| now.clone(), |(_, original)| original))
}

fn transformed(call: &mut Call<'_>, class: ClassRef, bytes: ClassBytes, again: bool) -> Completion<Change> {
    let space = call.env.space.clone();
    let subject = Subject::loaded(class);
    let made =
        if space.jvmti.is_hooked() { transform(call.thread, &space.jvmti, &subject, &bytes, again)? } else { None };
    Ok(match made {
        Some(made) => Change { class, bytes: made.bytes, original: made.original },
        None => Change { class, bytes, original: None },
    })
}

/// Makes the changes, as one patch.
fn commit(thread: &mut Thread, changes: Vec<Change>) -> Completion<Result<(), Error>> {
    for change in &changes {
        if let Err(error) = fits(change) {
            return Ok(Err(error));
        }
    }
    // An initializer that an update runs would wait for the update that it is part of.
    let Some(redefiner) = thread.vm().redefiner.get().cloned().filter(|_| !thread.updating) else {
        return Ok(Err(Error::INTERNAL));
    };
    let files = changes.iter().map(|change| (change.class, Arc::from(change.bytes.as_slice()))).collect();
    let answer = redefiner.request(thread, Request::Redefine(files))?;
    if !answer.done {
        eprint!("{}", answer.text);
        return Ok(Err(code(answer.error.as_deref())));
    }
    for Change { class, original, .. } in changes {
        let now = class.current().map(|version| version.class_bytes().clone());
        *class.original.lock() = now.zip(original);
    }
    Ok(Ok(()))
}

/// Is the class file one of this class?
fn fits(change: &Change) -> Result<(), Error> {
    let file = classfile::ClassFile::parse(change.bytes.as_slice()).and_then(|file| {
        file.check_version(classfile::JAVA_17_MAJOR, true)?;
        Ok(file)
    });
    let file = file.map_err(|error| match error.as_java() {
        JavaError::UnsupportedClassVersionError => Error::UNSUPPORTED_VERSION,
        _ => Error::INVALID_CLASS_FORMAT,
    })?;
    if file.name() != Ok(change.class.name().bytes()) { Err(Error::NAMES_DONT_MATCH) } else { Ok(()) }
}

/// The code for a Java error.
fn code(error: Option<&str>) -> Error {
    match error {
        Some("java.lang.ClassFormatError") => Error::INVALID_CLASS_FORMAT,
        Some("java.lang.ClassCircularityError") => Error::CIRCULAR_CLASS_DEFINITION,
        Some("java.lang.VerifyError") => Error::FAILS_VERIFICATION,
        Some("java.lang.UnsupportedClassVersionError") => Error::UNSUPPORTED_VERSION,
        Some("java.lang.UnsupportedOperationException") => Error::UNSUPPORTED_SCHEMA_CHANGE,
        _ => Error::INTERNAL,
    }
}

super::table::functions! {
    87 => redefine,
    152 => retransform,
}
