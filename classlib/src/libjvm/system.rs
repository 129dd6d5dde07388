//! JVM_* functions about the process: properties, clocks, processors, libraries, exit, the archive of class data.

use std::ffi::{CStr, c_char, c_void};

use jni_sys::{jclass, jint, jlong, jobject, jobjectArray, jstring};
use jvm::Completion;
use jvm::known::Known;
use objectspace::Scope;

use crate::jni::env::{Call, Env, enter, enter_current};
use crate::jni::invocation;
use crate::libraries::{find_raw, open_raw};

fn strings(call: &mut Call<'_>, scope: &Scope, texts: &[String]) -> Completion<jobjectArray> {
    let string = call.thread.known(Known::String)?;
    let array = call.new_object_array(scope, string, texts.len() as i32)?;
    for (at, text) in texts.iter().enumerate() {
        let text = call.new_text(scope, text)?;
        call.set_element(array, at as u32, Some(text))?;
    }
    Ok(call.local(Some(array)))
}

/// Key, value, key, value…
unsafe extern "C" fn get_properties(env: *mut Env) -> jobjectArray {
    enter(env, |call, scope| {
        let properties = crate::jvmti::overridden(call.thread.vm(), &call.env.space.jvmti);
        let texts: Vec<String> = properties.into_iter().flat_map(|(key, value)| [key, value]).collect();
        strings(call, scope, &texts)
    })
}

unsafe extern "C" fn get_vm_arguments(env: *mut Env) -> jobjectArray {
    enter(env, |call, scope| {
        let texts = call.thread.vm().options.vm_arguments.clone();
        strings(call, scope, &texts)
    })
}

unsafe extern "C" fn get_temporary_directory(env: *mut Env) -> jstring {
    enter(env, |call, scope| {
        let text = call.new_text(scope, "/tmp")?;
        Ok(call.local(Some(text)))
    })
}

/// Properties that an attached agent reads; what HotSpot puts there is about itself.
unsafe extern "C" fn init_agent_properties(env: *mut Env, properties: jobject) -> jobject {
    enter(env, |call, scope| {
        let properties = call.non_null(scope, properties)?;
        Ok(call.local(Some(properties)))
    })
}

fn clock(which: libc::clockid_t) -> libc::timespec {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a place for the time.
    unsafe { libc::clock_gettime(which, &raw mut time) };
    time
}

unsafe extern "C" fn current_time_millis(_: *mut Env, _: jclass) -> jlong {
    let time = clock(libc::CLOCK_REALTIME);
    time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

unsafe extern "C" fn nano_time(_: *mut Env, _: jclass) -> jlong {
    let time = clock(libc::CLOCK_MONOTONIC);
    time.tv_sec.wrapping_mul(1_000_000_000).wrapping_add(time.tv_nsec)
}

/// Nanoseconds from `offset` seconds since 1970 until now; -1 if they are too many.
unsafe extern "C" fn get_nano_time_adjustment(_: *mut Env, _: jclass, offset: jlong) -> jlong {
    let time = clock(libc::CLOCK_REALTIME);
    let Some(seconds) = time.tv_sec.checked_sub(offset) else { return -1 };
    if seconds.unsigned_abs() > 1 << 32 {
        return -1;
    }
    seconds * 1_000_000_000 + time.tv_nsec
}

unsafe extern "C" fn active_processor_count() -> jint {
    std::thread::available_parallelism().map_or(1, |count| count.get() as jint)
}

unsafe extern "C" fn is_use_container_support() -> u8 {
    1
}

unsafe extern "C" fn supports_cx8() -> u8 {
    1
}

unsafe extern "C" fn halt(status: jint) {
    enter_current(|call, _| -> Completion<()> {
        let vm = call.thread.vm().clone();
        Err(vm.host.halt(&vm, status))
    });
}

unsafe extern "C" fn before_halt() {}

/// dlopen for System.load; UnsatisfiedLinkError unless the caller asked for null.
unsafe extern "C" fn load_library(name: *const c_char, throw: u8) -> *mut c_void {
    // SAFETY: the contract: terminated text.
    let path = unsafe { CStr::from_ptr(name) };
    // Initialisers may take long; Env::current is null for a bare thread, which then cannot be told.
    match open_raw(path, libc::RTLD_LAZY) {
        Ok(handle) => handle,
        Err(reason) => {
            if throw != 0 {
                enter_current(|call, _| -> Completion<()> {
                    let text = format!("{}: {reason}", path.to_string_lossy());
                    Err(call.thread.throw_text(Known::UnsatisfiedLinkError, text))
                });
            }
            std::ptr::null_mut()
        }
    }
}

/// Libraries stay: classes of an update may still run natives of them.
unsafe extern "C" fn unload_library(_: *mut c_void) {}

unsafe extern "C" fn find_library_entry(handle: *mut c_void, name: *const c_char) -> *mut c_void {
    // SAFETY: the contract: a handle of JVM_LoadLibrary or null, and terminated text.
    unsafe { find_raw(handle, CStr::from_ptr(name)) }.map_or(std::ptr::null_mut(), <*const c_void>::cast_mut)
}

unsafe extern "C" fn is_supported_jni_version(version: jint) -> u8 {
    u8::from(invocation::is_supported_version(version))
}

/// Separators of paths are the system's own here.
unsafe extern "C" fn native_path(path: *mut c_char) -> *mut c_char {
    path
}

/// `java.lang.Package`: packages of the boot loader that have a loaded class and come from a place with a name. Those that
/// Java code defined at run time (proxies) do not count.
unsafe extern "C" fn get_system_packages(env: *mut Env) -> jobjectArray {
    enter(env, |call, scope| {
        let vm = call.thread.vm().clone();
        let mut names: Vec<String> = vm
            .classes
            .all()
            .into_iter()
            .filter(|class| class.loader == jvm::class::LoaderRef::BOOT && class.current().is_some())
            .map(|class| class.package().to_owned())
            .collect();
        names.sort();
        names.dedup();
        names.retain(|name| location_of_boot_package(&vm, name).is_some());
        strings(call, scope, &names)
    })
}

fn location_of_boot_package(vm: &jvm::Vm, package: &str) -> Option<String> {
    if package.is_empty() {
        return None;
    }
    vm.host.boot_location(vm.classes.modules.for_boot_package(package).as_deref(), package)
}

/// Where a package of the boot loader comes from: `jrt:/module`, a folder or a jar; null if it has no class.
unsafe extern "C" fn get_system_package(env: *mut Env, name: jstring) -> jstring {
    enter(env, |call, scope| {
        let name = call.non_null(scope, name)?;
        let name = call.string_text(name).replace('.', "/");
        let Some(location) = location_of_boot_package(call.thread.vm(), &name) else {
            return Ok(std::ptr::null_mut());
        };
        let text = call.new_text(scope, &location)?;
        Ok(call.local(Some(text)))
    })
}

// There is no archive of class data: nothing is shared, nothing is dumped.

unsafe extern "C" fn no(_: *mut Env) -> u8 {
    0
}

unsafe extern "C" fn get_random_seed_for_dumping() -> jlong {
    0
}

unsafe extern "C" fn initialize_from_archive(_: *mut Env, _: jclass) {}

unsafe extern "C" fn log_lambda_form_invoker(_: *mut Env, _: jstring) {}

unsafe extern "C" fn register_lambda_proxy_class_for_archiving(
    _: *mut Env,
    _: jclass,
    _: jstring,
    _: jobject,
    _: jobject,
    _: jobject,
    _: jobject,
    _: jclass,
) {
}

unsafe extern "C" fn lookup_lambda_proxy_class_from_archive(
    _: *mut Env,
    _: jclass,
    _: jstring,
    _: jobject,
    _: jobject,
    _: jobject,
    _: jobject,
) -> jclass {
    std::ptr::null_mut()
}

unsafe extern "C" fn dump(env: *mut Env, _: jstring) {
    enter(env, |call, _| -> Completion<()> {
        Err(call
            .thread
            .throw(Known::UnsupportedOperationException, Some("this virtual machine has no archive of class data")))
    });
}

crate::exports! {
    JVM_GetProperties => get_properties,
    JVM_GetVmArguments => get_vm_arguments,
    JVM_GetTemporaryDirectory => get_temporary_directory,
    JVM_InitAgentProperties => init_agent_properties,
    JVM_CurrentTimeMillis => current_time_millis,
    JVM_NanoTime => nano_time,
    JVM_GetNanoTimeAdjustment => get_nano_time_adjustment,
    JVM_ActiveProcessorCount => active_processor_count,
    JVM_IsUseContainerSupport => is_use_container_support,
    JVM_SupportsCX8 => supports_cx8,
    JVM_Halt => halt,
    JVM_BeforeHalt => before_halt,
    JVM_LoadLibrary => load_library,
    JVM_UnloadLibrary => unload_library,
    JVM_FindLibraryEntry => find_library_entry,
    JVM_IsSupportedJNIVersion => is_supported_jni_version,
    JVM_NativePath => native_path,
    JVM_GetSystemPackages => get_system_packages,
    JVM_GetSystemPackage => get_system_package,
    JVM_IsCDSDumpingEnabled => no,
    JVM_IsDumpingClassList => no,
    JVM_IsSharingEnabled => no,
    JVM_GetRandomSeedForDumping => get_random_seed_for_dumping,
    JVM_InitializeFromArchive => initialize_from_archive,
    JVM_LogLambdaFormInvoker => log_lambda_form_invoker,
    JVM_RegisterLambdaProxyClassForArchiving => register_lambda_proxy_class_for_archiving,
    JVM_LookupLambdaProxyClassFromArchive => lookup_lambda_proxy_class_from_archive,
    JVM_DumpClassListToFile => dump,
    JVM_DumpDynamicArchive => dump,
}
