//! The stub libjvm: the JDK's own libraries load against it and call through it.

use std::ffi::c_void;
use std::mem::transmute;
use std::process::Command;

use classlib::jdk::Jdk;
use classlib::libjvm::{self, Export};
use classlib::libraries::Libraries;
use classlib::variadic;

extern "C" fn total_memory() -> i64 {
    424_242
}

fn boot() -> Libraries {
    let printers = variadic::printers().map(|(name, function)| Export { name, function });
    let list = [Export { name: "JVM_TotalMemory", function: total_memory as *const c_void }];
    libjvm::load(&[&printers, &list]).expect("the stub loads");
    Libraries::boot(&Jdk::find().expect("the tests need a JDK 17").libraries()).expect("the JDK's libraries load")
}

#[test]
fn natives_of_the_jdk_run_and_call_back() {
    let libraries = boot();
    let cos = libraries.native_method(b"java/lang/StrictMath", b"cos", b"(D)D").expect("StrictMath.cos");
    // SAFETY: the signature of the native method; it does not use its environment.
    let value = unsafe { classlib::callout::native_method(cos, std::ptr::null_mut(), 0, b"DD", &[1.0f64.to_bits()]) };
    assert_eq!(f64::from_bits(value), 0.540_302_305_868_139_8);
    let total = libraries.native_method(b"java/lang/Runtime", b"totalMemory", b"()J").expect("Runtime.totalMemory");
    // SAFETY: as above; it only calls JVM_TotalMemory.
    assert_eq!(unsafe { classlib::callout::native_method(total, std::ptr::null_mut(), 0, b"J", &[]) }, 424_242);
    assert_eq!(libraries.native_method(b"java/lang/Object", b"hashCode", b"()I"), None);
}

#[test]
fn an_unwritten_function_is_named() {
    const CHILD: &str = "JRUN_TEST_CALL_UNWRITTEN";
    if std::env::var_os(CHILD).is_some() {
        let libraries = boot();
        let free = libraries.native_method(b"java/lang/Runtime", b"freeMemory", b"()J").expect("Runtime.freeMemory");
        // SAFETY: the native takes nothing and calls JVM_FreeMemory.
        unsafe {
            transmute::<*const c_void, extern "C" fn(*mut c_void, *mut c_void) -> i64>(free)(
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            )
        };
        unreachable!("the process has ended");
    }
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "an_unwritten_function_is_named", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .expect("the test runs itself");
    assert_eq!(output.status.code(), Some(134));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("the class library called JVM_FreeMemory"), "{text}");
}

#[test]
fn misspelt_exports_are_seen() {
    let list = [Export { name: "JVM_TotalMemroy", function: total_memory as *const c_void }];
    assert_eq!(libjvm::unknown(&[&list]), ["JVM_TotalMemroy"]);
    assert!(libjvm::missing(&[&list]).contains(&"JVM_TotalMemory"));
}

#[test]
fn the_contract_is_written_but_for_the_old_verifier() {
    let lists = libjvm::all_exports();
    assert_eq!(libjvm::unknown(&lists), [] as [&str; 0]);
    // Only libverify, the verifier for class files before version 50, calls these; and the launcher's entry points stand in the cdylib.
    let verifier = [
        "JVM_GetCP",
        "JVM_GetClassCP",
        "JVM_GetMethodIx",
        "JVM_GetFieldIx",
        "JVM_GetClassFieldsCount",
        "JVM_GetClassMethodsCount",
    ];
    let others = [
        "JNI_CreateJavaVM",
        "JNI_GetCreatedJavaVMs",
        "JNI_GetDefaultJavaVMInitArgs",
        "JVM_Clone",
        "JVM_DumpAllStacks",
        "JVM_FindClassFromClass",
        "JVM_GetClassNameUTF",
        "JVM_GetManagement",
        "JVM_IsConstructorIx",
        "JVM_IsSameClassPackage",
        "JVM_IsVMGeneratedMethodIx",
        "JVM_ReleaseUTF",
    ];
    let missing: Vec<&str> = libjvm::missing(&lists)
        .into_iter()
        .filter(|name| !verifier.iter().any(|prefix| name.starts_with(prefix)) && !others.contains(name))
        .collect();
    assert_eq!(missing, [] as [&str; 0]);
}
