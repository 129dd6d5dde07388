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
    let list = [Export {
        name: "JVM_TotalMemory",
        function: total_memory as *const c_void,
    }];
    libjvm::load(&[&printers, &list]).expect("the stub loads");
    Libraries::boot(&Jdk::find().expect("the tests need a JDK 17").libraries())
        .expect("the JDK's libraries load")
}

#[test]
fn natives_of_the_jdk_run_and_call_back() {
    let libraries = boot();
    let cos = libraries
        .native_method(b"java/lang/StrictMath", b"cos", b"(D)D")
        .expect("StrictMath.cos");
    // SAFETY: the signature of the native method; it does not use its environment.
    let value = unsafe {
        classlib::callout::native_method(cos, std::ptr::null_mut(), 0, b"DD", &[1.0f64.to_bits()])
    };
    assert_eq!(f64::from_bits(value), 0.540_302_305_868_139_8);
    let total = libraries
        .native_method(b"java/lang/Runtime", b"totalMemory", b"()J")
        .expect("Runtime.totalMemory");
    // SAFETY: as above; it only calls JVM_TotalMemory.
    assert_eq!(
        unsafe { classlib::callout::native_method(total, std::ptr::null_mut(), 0, b"J", &[]) },
        424_242
    );
    assert_eq!(
        libraries.native_method(b"java/lang/Object", b"hashCode", b"()I"),
        None
    );
}

#[test]
fn an_unwritten_function_is_named() {
    const CHILD: &str = "JRUN_TEST_CALL_UNWRITTEN";
    if std::env::var_os(CHILD).is_some() {
        let libraries = boot();
        let free = libraries
            .native_method(b"java/lang/Runtime", b"freeMemory", b"()J")
            .expect("Runtime.freeMemory");
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
    assert!(
        text.contains("the class library called JVM_FreeMemory"),
        "{text}"
    );
}

#[test]
fn misspelt_exports_are_seen() {
    let list = [Export {
        name: "JVM_TotalMemroy",
        function: total_memory as *const c_void,
    }];
    assert_eq!(libjvm::unknown(&[&list]), ["JVM_TotalMemroy"]);
    assert!(libjvm::missing(&[&list]).contains(&"JVM_TotalMemory"));
}
