//! Threads for management: infos, dumps, deadlocks, CPU time. What a thread is doing is found out by `jvm::thread::inspect`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use jni_sys::{jint, jlong, jlongArray, jobjectArray};
use jvm::Completion;
use jvm::known::{Known, KnownField};
use jvm::natives::Value;
use jvm::thread::Control;
use jvm::thread::inspect::{Detail, Seen, deadlocked, inspect};
use jvm::throw::backtrace::{self, MAX_DEPTH};
use objectspace::{Handle, Scope};

use crate::jni::env::{Call, Env, enter};

use super::fill;

const INFO: &str = "java/lang/management/ThreadInfo";
/// Bit of a state in an info: runs native code.
const IN_NATIVE: i32 = 0x0040_0000;

/// Times in milliseconds, if they are measured; else -1.
fn millis(call: &Call<'_>, time: std::time::Duration) -> Value<'static> {
    let measured = call.env.space.management.contention.load(Relaxed);
    Value::Long(if measured { time.as_millis() as jlong } else { -1 })
}

fn objects<'s>(call: &mut Call<'_>, scope: &'s Scope, values: &[Handle<'s>]) -> Completion<Handle<'s>> {
    let object = call.thread.known(Known::Object)?;
    let array = call.new_object_array(scope, object, values.len() as jint)?;
    for (at, value) in values.iter().enumerate() {
        call.set_element(array, at as u32, Some(*value))?;
    }
    Ok(array)
}

/// A ThreadInfo; with what the thread has locked if `locks`.
fn info<'s>(call: &mut Call<'_>, scope: &'s Scope, seen: &Seen<'s>, locks: bool) -> Completion<Handle<'s>> {
    let class = call.boot_class(INFO)?;
    let trace = backtrace::elements(call.thread, scope, &seen.frames)?;
    let state = if seen.is_native { seen.status | IN_NATIVE } else { seen.status };
    let mut arguments = vec![
        Value::Ref(Some(seen.object)),
        Value::Int(state),
        Value::Ref(seen.waits_for),
        Value::Ref(seen.owner),
        Value::Long(seen.control.blocked.count() as jlong),
        millis(call, seen.control.blocked.time()),
        Value::Long(seen.control.waited.count() as jlong),
        millis(call, seen.control.waited.time()),
        Value::Ref(Some(trace)),
    ];
    let plain = "(Ljava/lang/Thread;ILjava/lang/Object;Ljava/lang/Thread;JJJJ[Ljava/lang/StackTraceElement;";
    if !locks {
        return call.thread.new_object(scope, class, &format!("{plain})V"), &arguments);
    }
    let monitors: Vec<Handle<'s>> = seen.monitors.iter().map(|(object, _)| *object).collect();
    let depths: Vec<u8> = seen.monitors.iter().flat_map(|(_, depth)| depth.to_ne_bytes()).collect();
    let monitors = objects(call, scope, &monitors)?;
    let array = call.new_primitive_array(scope, jvm::BasicType::Int, seen.monitors.len() as jint)?;
    call.copy_in(array, 0, seen.monitors.len() as u32, depths.as_ptr());
    let synchronizers = objects(call, scope, &seen.synchronizers)?;
    arguments.extend([monitors, array, synchronizers].map(|array| Value::Ref(Some(array))));
    let descriptor = format!("{plain}[Ljava/lang/Object;[I[Ljava/lang/Object;)V");
    call.thread.new_object(scope, class, &descriptor, &arguments)
}

fn longs(call: &mut Call<'_>, array: Handle<'_>) -> Vec<jlong> {
    let length = call.array_length(array);
    let mut values = vec![0; length as usize];
    call.copy_out(array, 0, length, values.as_mut_ptr().cast());
    values
}

fn depth(most: jint) -> usize {
    usize::try_from(most).unwrap_or(MAX_DEPTH).min(MAX_DEPTH)
}

/// The tid of a Thread object.
fn id_of(call: &mut Call<'_>, thread: Handle<'_>) -> jlong {
    call.known_long(thread, KnownField::ThreadTid)
}

/// Fills an array with the infos of the threads of these ids, null where none lives.
fn put_infos(
    call: &mut Call<'_>,
    (ids, array): (&[jlong], Handle<'_>),
    seen: &[Seen<'_>],
    locks: bool,
) -> Completion<()> {
    for thread in seen {
        let id = id_of(call, thread.object);
        for at in (0..ids.len()).filter(|at| ids[*at] == id) {
            let inner = Scope::open(&mut call.thread.mutator);
            let object = info(call, &inner, thread, locks)?;
            call.set_element(array, at as u32, Some(object))?;
        }
    }
    Ok(())
}

unsafe extern "C" fn get_thread_info(env: *mut Env, ids: jlongArray, most: jint, infos: jobjectArray) -> jint {
    enter(env, |call, scope| {
        let (ids, infos) = (call.non_null(scope, ids)?, call.non_null(scope, infos)?);
        let ids = longs(call, ids);
        let detail = Detail { depth: depth(most), ..Detail::default() };
        let seen = inspect(call.thread, scope, detail, |id| ids.contains(&id));
        put_infos(call, (&ids, infos), &seen, false)?;
        Ok(0)
    })
}

unsafe extern "C" fn dump_threads(
    env: *mut Env,
    ids: jlongArray,
    monitors: u8,
    synchronizers: u8,
    most: jint,
) -> jobjectArray {
    enter(env, |call, scope| {
        let wanted = call.object(scope, ids)?.map(|ids| longs(call, ids));
        let detail = Detail { depth: depth(most), monitors: monitors != 0, synchronizers: synchronizers != 0 };
        let seen = inspect(call.thread, scope, detail, |id| wanted.as_ref().is_none_or(|ids| ids.contains(&id)));
        let ids = match wanted {
            Some(ids) => ids,
            None => seen.iter().map(|thread| id_of(call, thread.object)).collect(),
        };
        let class = call.boot_class(INFO)?;
        let infos = call.new_object_array(scope, class, ids.len() as jint)?;
        put_infos(call, (&ids, infos), &seen, true)?;
        Ok(call.local(Some(infos)))
    })
}

/// Null if there are none.
fn find(env: *mut Env, monitors_only: bool) -> jobjectArray {
    enter(env, |call, scope| {
        let found = deadlocked(call.thread, scope, monitors_only);
        if found.is_empty() {
            return Ok(std::ptr::null_mut());
        }
        let class = call.thread.known(Known::Thread)?;
        let array = call.new_object_array(scope, class, found.len() as jint)?;
        for (at, thread) in found.iter().enumerate() {
            call.set_element(array, at as u32, Some(*thread))?;
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn find_circular_blocked_threads(env: *mut Env) -> jobjectArray {
    find(env, true)
}

unsafe extern "C" fn find_deadlocks(env: *mut Env, monitors_only: u8) -> jobjectArray {
    find(env, monitors_only != 0)
}

/// The controls of the threads of these ids; 0 is the calling one.
fn controls(call: &mut Call<'_>, ids: &[jlong]) -> Vec<Option<Arc<Control>>> {
    let scope = Scope::open(&mut call.thread.mutator);
    let own = call.thread.control.clone();
    let mut found = vec![None; ids.len()];
    for thread in call.thread.all_thread_objects(&scope) {
        let id = id_of(call, thread);
        let control = call.thread.control_of(thread);
        for at in (0..ids.len()).filter(|at| ids[*at] == id) {
            found[at].clone_from(&control);
        }
    }
    for at in (0..ids.len()).filter(|at| ids[*at] == 0) {
        found[at] = Some(own.clone());
    }
    found
}

/// Nanoseconds on a processor, in user mode only if wanted; -1 if the system does not say.
fn cpu_time(control: &Control, with_system: bool) -> Option<jlong> {
    let number = control.os_thread()?;
    if !with_system {
        let text = std::fs::read_to_string(format!("/proc/self/task/{number}/stat")).ok()?;
        // The name, in brackets, may hold anything; user time is the twelfth word after it.
        let ticks: jlong = text.rsplit_once(')')?.1.split_whitespace().nth(11)?.parse().ok()?;
        // SAFETY: asks for a number.
        let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
        return Some(ticks * 1_000_000_000 / per_second.max(1));
    }
    // The kernel's clock of a thread: its number inverted, then the bits "of a thread" and "time of the scheduler".
    let clock = (!number << 3) | 4 | 2;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: a place for the time.
    let status = unsafe { libc::clock_gettime(clock, &raw mut time) };
    (status == 0).then(|| time.tv_sec * 1_000_000_000 + time.tv_nsec)
}

fn cpu_time_of(env: *mut Env, id: jlong, with_system: bool) -> jlong {
    enter(env, |call, _| {
        let control = controls(call, &[id]).pop().flatten();
        Ok(control.and_then(|control| cpu_time(&control, with_system)).unwrap_or(-1))
    })
}

unsafe extern "C" fn get_thread_cpu_time(env: *mut Env, id: jlong) -> jlong {
    cpu_time_of(env, id, true)
}

unsafe extern "C" fn get_thread_cpu_time_with_kind(env: *mut Env, id: jlong, with_system: u8) -> jlong {
    cpu_time_of(env, id, with_system != 0)
}

unsafe extern "C" fn get_thread_cpu_times_with_kind(
    env: *mut Env,
    ids: jlongArray,
    times: jlongArray,
    with_system: u8,
) {
    enter(env, |call, scope| {
        let (ids, times) = (call.non_null(scope, ids)?, call.non_null(scope, times)?);
        let ids = longs(call, ids);
        let length = call.array_length(times).min(ids.len() as u32);
        let found = controls(call, &ids).into_iter();
        let found: Vec<jlong> = found
            .map(|control| control.and_then(|control| cpu_time(&control, with_system != 0)).unwrap_or(-1))
            .collect();
        call.copy_in(times, 0, length, found.as_ptr().cast());
        Ok(())
    });
}

/// The VM has no threads of its own that Java does not know.
unsafe extern "C" fn get_internal_thread_times(_: *mut Env, _: jobjectArray, _: jlongArray) -> jint {
    0
}

fill! {
    GetThreadInfo => get_thread_info,
    DumpThreads => dump_threads,
    FindCircularBlockedThreads => find_circular_blocked_threads,
    FindDeadlocks => find_deadlocks,
    GetThreadCpuTime => get_thread_cpu_time,
    GetThreadCpuTimeWithKind => get_thread_cpu_time_with_kind,
    GetThreadCpuTimesWithKind => get_thread_cpu_times_with_kind,
    GetInternalThreadTimes => get_internal_thread_times,
}
