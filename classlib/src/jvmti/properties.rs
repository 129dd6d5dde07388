//! System properties as the VM knows them (JVMTI 17, "System Properties"), and what agents add to them before Java sees them.

use std::ffi::c_char;

use jni_sys::jint;
use jvm::Vm;

use super::environment::{Environment, Jvmti, Phase, answer, current, text, with};
use super::error::Error;
use super::memory::{give, give_text};
use crate::jni::env::{Env, peek};

const CLASS_PATH: &str = "java.class.path";
const BOOT_APPEND: &str = "jdk.boot.class.path.append";

/// The properties of a space's options, with what agents have changed.
pub(crate) fn overridden(vm: &Vm, jvmti: &Jvmti) -> Vec<(String, String)> {
    let mut properties = vm.options.properties.clone();
    let mut set = |key: &str, change: &dyn Fn(&str) -> String| {
        let found = properties.iter_mut().rev().find(|(name, _)| name == key);
        match found {
            Some((_, value)) => *value = change(value),
            None => properties.push((key.to_owned(), change(""))),
        }
    };
    for (key, value) in &*jvmti.properties.lock() {
        set(key, &|_| value.clone());
    }
    for (key, added) in [(CLASS_PATH, &jvmti.class_path), (BOOT_APPEND, &jvmti.boot_class_path)] {
        let added = added.lock().join(":");
        if !added.is_empty() {
            set(key, &|value| if value.is_empty() { added.clone() } else { format!("{value}:{added}") });
        }
    }
    properties
}

fn all() -> Result<Vec<(String, String)>, Error> {
    let jvmti = current()?;
    Ok(overridden(peek(Env::current()).vm(), jvmti))
}

unsafe extern "C" fn get_one(environment: *mut Environment, property: *const c_char, to: *mut *mut u8) -> jint {
    with(environment, |_| {
        let name = text(property)?;
        let all = all()?;
        let found = all.iter().rev().find(|(key, _)| *key == name).ok_or(Error::NOT_AVAILABLE)?;
        answer(to, give_text(found.1.as_bytes())?)
    })
}

unsafe extern "C" fn get_names(environment: *mut Environment, count: *mut jint, to: *mut *mut *mut u8) -> jint {
    with(environment, |_| {
        let names: Result<Vec<*mut u8>, Error> = all()?.iter().map(|(key, _)| give_text(key.as_bytes())).collect();
        let names = names?;
        answer(count, names.len() as jint)?;
        answer(to, give(&names)?)
    })
}

unsafe extern "C" fn set_one(environment: *mut Environment, property: *const c_char, value: *const c_char) -> jint {
    with(environment, |_| {
        let jvmti = current()?;
        if !jvmti.is_in(Phase::OnLoad) {
            return Err(Error::WRONG_PHASE);
        }
        jvmti.properties.lock().push((text(property)?, text(value)?));
        Ok(())
    })
}

super::table::functions! {
    130 => get_names,
    131 => get_one,
    132 => set_one,
}
