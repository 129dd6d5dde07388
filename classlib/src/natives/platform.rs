//! Small natives of `jdk.internal`: class-data sharing that is never on, performance counters, vector support.

use super::rows;
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::{Completion, Thread};
use objectspace::Scope;

rows! {
    "jdk/internal/misc/CDS" {
        "isDumpingClassList0" "()Z" => no;
        "isDumpingArchive0" "()Z" => no;
        "isSharingEnabled0" "()Z" => no;
        "logLambdaFormInvoker" "(Ljava/lang/String;)V" => nothing;
        "initializeFromArchive" "(Ljava/lang/Class;)V" => nothing;
        "defineArchivedModules" "(Ljava/lang/ClassLoader;Ljava/lang/ClassLoader;)V" => nothing;
        "getRandomSeedForDumping" "()J" => zero_long;
    }
    "jdk/internal/misc/ScopedMemoryAccess" {
        "registerNatives" "()V" => nothing;
        "closeScope0" "(Ljdk/internal/misc/ScopedMemoryAccess$Scope;Ljdk/internal/misc/ScopedMemoryAccess$Scope$ScopedAccessError;)Z" => yes;
    }
    "jdk/internal/vm/vector/VectorSupport" {
        "registerNatives" "()I" => zero_int;
        "getMaxLaneCount" "(Ljava/lang/Class;)I" => minus_one;
    }
    "jdk/internal/perf/Perf" {
        "registerNatives" "()V" => nothing;
        "highResCounter" "()J" => counter;
        "highResFrequency" "()J" => frequency;
        "createLong" "(Ljava/lang/String;IIJ)Ljava/nio/ByteBuffer;" => create_long;
    }
    "java/lang/StringUTF16" { "isBigEndian" "()Z" => no; }
}

fn nothing<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Void)
}

fn no<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(0))
}

fn yes<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(1))
}

fn zero_int<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(0))
}

/// "No vector unit": the class library's own loops are used.
fn minus_one<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(-1))
}

fn zero_long<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Long(0))
}

fn counter<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes the given struct.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    Ok(Value::Long(time.tv_sec * 1_000_000_000 + time.tv_nsec))
}

fn frequency<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Long(1_000_000_000))
}

/// A counter is eight bytes outside the heap, wrapped as a direct buffer; nobody reads it from outside.
fn create_long<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let address = Box::into_raw(Box::new(args.long(4)));
    let name = jvm::Symbol::from_text("java/nio/DirectByteBuffer");
    let class = jvm::loading::load_boot_class(thread, name)?;
    match class {
        Some(class) => {
            let buffer = thread.new_object(scope, class, "(JI)V", &[Value::Long(address as i64), Value::Int(8)])?;
            Ok(Value::Ref(Some(buffer)))
        }
        None => Err(thread.throw(Known::InternalError, Some("java.nio.DirectByteBuffer is missing"))),
    }
}
