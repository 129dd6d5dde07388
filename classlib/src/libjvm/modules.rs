//! JVM_* functions of the module system (JVMS §5.3.6): which package is in which module.
//!
//! Readability and exports are Java's to check (`java.lang.Module`); the VM keeps only packages and their Module objects.

use std::sync::atomic::Ordering;

use jni_sys::{jobject, jobjectArray, jstring};
use jvm::Completion;
use jvm::known::{Known, KnownField};
use jvm::loading::loader_of;
use objectspace::Scope;

use crate::jni::env::{Call, Env, enter};

unsafe extern "C" fn define_module(
    env: *mut Env,
    module: jobject,
    _is_open: u8,
    version: jstring,
    _location: jstring,
    packages: jobjectArray,
) {
    enter(env, |call, scope| {
        let module = call.non_null(scope, module)?;
        let name = match call.known_reference(scope, module, KnownField::ModuleName) {
            Some(name) => call.string_text(name),
            None => return Err(call.thread.throw(Known::IllegalArgumentException, Some("Module name cannot be null"))),
        };
        let loader = call.known_reference(scope, module, KnownField::ModuleLoader);
        let loader = loader_of(call.thread, loader);
        let version = call.object(scope, version)?.map(|version| call.string_text(version));
        let packages = texts(call, scope, packages)?;
        let defined = call.thread.vm().clone().classes.modules.define(
            call.thread,
            module,
            loader,
            &name,
            version.as_deref(),
            &packages,
        );
        if let Err(taken) = defined {
            let text =
                format!("Package {} is already in another module of the same class loader", taken.replace('/', "."));
            return Err(call.thread.throw_text(Known::IllegalStateException, text));
        }
        if name == "java.base" {
            // Classes loaded before there were modules.
            call.thread.vm().clone().classes.modules.assign_all(call.thread);
        }
        Ok(())
    });
}

/// Package names in internal form.
fn texts(call: &mut Call<'_>, scope: &Scope, array: jobjectArray) -> Completion<Vec<String>> {
    let Some(array) = call.object(scope, array)? else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for at in 0..call.array_length(array) {
        if let Some(name) = call.element(scope, array, at) {
            names.push(call.string_text(name).replace('.', "/"));
        }
    }
    Ok(names)
}

unsafe extern "C" fn set_boot_loader_unnamed_module(env: *mut Env, module: jobject) {
    enter(env, |call, scope| {
        let module = call.non_null(scope, module)?;
        let vm = call.thread.vm().clone();
        {
            let view = call.thread.view();
            vm.classes.modules.boot_unnamed.store(view.raw(module.get(&view)).0, Ordering::Release);
        }
        vm.classes.modules.assign_all(call.thread);
        Ok(())
    });
}

/// Modules must be there; what they export is kept by Java.
fn check(env: *mut Env, modules: &[jobject]) {
    enter(env, |call, scope| {
        for module in modules {
            call.non_null(scope, *module)?;
        }
        Ok(())
    });
}

unsafe extern "C" fn add_module_exports(env: *mut Env, from: jobject, package: jstring, to: jobject) {
    check(env, &[from, package, to]);
}

unsafe extern "C" fn add_module_exports_to_all(env: *mut Env, from: jobject, package: jstring) {
    check(env, &[from, package]);
}

unsafe extern "C" fn add_reads_module(env: *mut Env, from: jobject, _source: jobject) {
    check(env, &[from]);
}

/// Only for the archive of class data, which this VM does not have.
unsafe extern "C" fn define_archived_modules(_: *mut Env, _platform: jobject, _system: jobject) {}

crate::exports! {
    JVM_DefineModule => define_module,
    JVM_SetBootLoaderUnnamedModule => set_boot_loader_unnamed_module,
    JVM_AddModuleExports => add_module_exports,
    JVM_AddModuleExportsToAll => add_module_exports_to_all,
    JVM_AddModuleExportsToAllUnnamed => add_module_exports_to_all,
    JVM_AddReadsModule => add_reads_module,
    JVM_DefineArchivedModules => define_archived_modules,
}
