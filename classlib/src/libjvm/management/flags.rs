//! Flags of the VM for `HotSpotDiagnosticMXBean.getVMOption`: those whose meaning this VM has, with the value that holds here.

use jni_sys::{jint, jlong, jobject, jobjectArray, jvalue};
use jvm::Completion;
use jvm::known::Known;
use jvm::throw::backtrace::MAX_DEPTH;
use jvm::vm::VmOptions;

use crate::jni::env::{Call, Env, enter};

use super::fill;

#[derive(Clone, Copy)]
enum Setting {
    Switch(bool),
    Number(jlong),
}

/// Where a value comes from.
const BY_DEFAULT: jint = 1;
const ON_COMMAND_LINE: jint = 2;

/// The C struct jmmVMGlobal.
#[repr(C)]
struct Global {
    name: jobject,
    value: jvalue,
    kind: jint,
    origin: jint,
    /// Bit 0: may be changed. Bit 1: supported for outside use.
    bits: u32,
    reserved: [*mut u8; 2],
}

/// Names and values. References are 32 bits wide, scaled by 8, and headers name layouts in 32 bits: compressed, in the
/// words of these flags. No collector of HotSpot runs.
fn settings(call: &Call<'_>) -> Vec<(&'static str, Setting)> {
    let vm = call.thread.vm();
    let options = &vm.options;
    let number = |value: usize| Setting::Number(value as jlong);
    let mut settings = vec![
        ("InitialHeapSize", number(options.heap.initial_heap)),
        ("MaxHeapSize", number(vm.heap.max_heap())),
        ("ThreadStackSize", number(options.stack_slots * 16 / 1024)),
        ("MaxJavaStackTraceDepth", number(MAX_DEPTH)),
        ("ObjectAlignmentInBytes", number(8)),
        ("MaxDirectMemorySize", Setting::Number(given_number(options, "MaxDirectMemorySize").unwrap_or(0))),
        ("UseCompressedOops", Setting::Switch(true)),
        ("UseCompressedClassPointers", Setting::Switch(true)),
        ("UseContainerSupport", Setting::Switch(true)),
    ];
    for collector in ["UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC"] {
        settings.push((collector, Setting::Switch(false)));
    }
    for absent in
        ["HeapDumpOnOutOfMemoryError", "ExitOnOutOfMemoryError", "CrashOnOutOfMemoryError", "PrintConcurrentLocks"]
    {
        settings.push((absent, Setting::Switch(false)));
    }
    settings
}

fn given_number(options: &VmOptions, name: &str) -> Option<jlong> {
    let mut given = options.vm_arguments.iter().rev();
    given.find_map(|argument| argument.strip_prefix("-XX:")?.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

/// Did the command line say something about the flag?
fn is_given(options: &VmOptions, name: &str) -> bool {
    let short = match name {
        "MaxHeapSize" => "-Xmx",
        "InitialHeapSize" => "-Xms",
        "ThreadStackSize" => "-Xss",
        _ => "\0",
    };
    options.vm_arguments.iter().any(|argument| {
        let flag = argument.strip_prefix("-XX:").and_then(|flag| flag.split('=').next());
        argument.starts_with(short) || flag.is_some_and(|flag| flag == name)
    })
}

/// How many flags there are.
pub(super) fn count(call: &Call<'_>) -> jlong {
    settings(call).len() as jlong
}

unsafe extern "C" fn get_vm_global_names(env: *mut Env) -> jobjectArray {
    enter(env, |call, scope| -> Completion<jobjectArray> {
        let names = settings(call);
        let string = call.thread.known(Known::String)?;
        let array = call.new_object_array(scope, string, names.len() as jint)?;
        for (at, (name, _)) in names.iter().enumerate() {
            let name = call.new_text(scope, name)?;
            call.set_element(array, at as u32, Some(name))?;
        }
        Ok(call.local(Some(array)))
    })
}

/// Fills in the flags of these names, or all; the name stays null where there is no such flag. Answers how many there are.
unsafe extern "C" fn get_vm_globals(env: *mut Env, names: jobjectArray, to: *mut Global, room: jint) -> jint {
    enter(env, |call, scope| {
        let all = settings(call);
        let room = room.max(0) as usize;
        let wanted: Vec<Option<(&str, Setting)>> = match call.object(scope, names)? {
            None => all.iter().copied().map(Some).take(room).collect(),
            Some(names) => {
                let mut wanted = Vec::new();
                for at in 0..call.array_length(names).min(room as u32) {
                    let name = call.element(scope, names, at);
                    let name = name.map_or_else(String::new, |name| call.string_text(name));
                    wanted.push(all.iter().copied().find(|(known, _)| *known == name));
                }
                wanted
            }
        };
        let mut found = 0;
        for (at, wanted) in wanted.into_iter().enumerate() {
            let mut global = Global {
                name: std::ptr::null_mut(),
                value: jvalue { j: 0 },
                kind: 0,
                origin: BY_DEFAULT,
                bits: 0,
                reserved: [std::ptr::null_mut(); 2],
            };
            if let Some((name, setting)) = wanted {
                let text = call.new_text(scope, name)?;
                global.name = call.local(Some(text));
                (global.kind, global.value) = match setting {
                    Setting::Switch(on) => (1, jvalue { z: on }),
                    Setting::Number(value) => (3, jvalue { j: value }),
                };
                if is_given(&call.thread.vm().options, name) {
                    global.origin = ON_COMMAND_LINE;
                }
                global.bits = 0b10;
                found += 1;
            }
            // SAFETY: the contract: room for so many.
            unsafe { to.add(at).write(global) };
        }
        Ok(found)
    })
}

fill! {
    GetVMGlobalNames => get_vm_global_names,
    GetVMGlobals => get_vm_globals,
}
