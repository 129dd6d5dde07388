//! Adding archives to the search paths of the boot loader and the system loader (JVMTI 17, "Class Loader Search").

use std::ffi::c_char;
use std::path::Path;

use jni_sys::jint;
use jvm::natives::Value;

use super::environment::{Environment, Phase, current, is_archive, of_c, text, with};
use super::error::Error;
use super::in_vm;

unsafe extern "C" fn add_to_boot(environment: *mut Environment, segment: *const c_char) -> jint {
    with(environment, |_| {
        let (jvmti, path) = (current()?, text(segment)?);
        let readable = jvmti.boot_path.append(Path::new(&path));
        if jvmti.is_in(Phase::OnLoad) {
            // What cannot be read is skipped, as on the command line.
            jvmti.boot_class_path.lock().push(path);
            return Ok(());
        }
        if readable { Ok(()) } else { Err(Error::ILLEGAL_ARGUMENT) }
    })
}

unsafe extern "C" fn add_to_system(environment: *mut Environment, segment: *const c_char) -> jint {
    let path = match of_c(environment).and_then(|_| text(segment)) {
        Ok(path) => path,
        Err(error) => return error.0,
    };
    match current() {
        Ok(jvmti) if jvmti.is_in(Phase::OnLoad) => {
            jvmti.class_path.lock().push(path);
            return 0;
        }
        Ok(jvmti) if jvmti.is_in(Phase::Live) => {}
        Ok(_) => return Error::WRONG_PHASE.0,
        Err(error) => return error.0,
    }
    if !is_archive(&path) {
        return Error::ILLEGAL_ARGUMENT.0;
    }
    in_vm(|call, scope| {
        let loader = call.system_loader(scope)?;
        let Some(loader) = jvm::loading::loader_object(call.thread, loader) else { return Ok(Err(Error::INTERNAL)) };
        let class = call.class_of(loader);
        let method = call.find_method(class, b"appendToClassPathForInstrumentation", b"(Ljava/lang/String;)V", false);
        let Some(method) = method else { return Ok(Err(Error::CLASS_LOADER_UNSUPPORTED)) };
        let path = call.new_text(scope, &path)?;
        // It need not be public (java.lang.instrument, "appendToSystemClassLoaderSearch").
        call.invoke_virtual(scope, method, &[Value::Ref(Some(loader)), Value::Ref(Some(path))])?;
        Ok(Ok(()))
    })
}

super::table::functions! {
    149 => add_to_boot,
    151 => add_to_system,
}
