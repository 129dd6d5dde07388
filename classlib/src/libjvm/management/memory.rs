//! Memory of the space for management: usage, pools, and what collects them. The heap has two pools, young and old objects;
//! everything else that the process has is one figure without a pool.

use jni_sys::{jint, jlong, jobject, jobjectArray};
use jvm::Completion;
use jvm::collections::{Kind, Part, Totals};
use jvm::natives::Value;
use objectspace::{Handle, Scope, Space};

use crate::jni::env::{Call, Env, enter};

use super::fill;

const YOUNG: &str = "Young Space";
const OLD: &str = "Old Space";
/// Collects young objects.
const YOUNG_COLLECTOR: &str = "Young Collector";
/// Collects everything.
const FULL_COLLECTOR: &str = "Full Collector";

/// Four numbers of `java.lang.management.MemoryUsage`; -1 where undefined.
struct Usage {
    initial: jlong,
    used: jlong,
    committed: jlong,
    maximum: jlong,
}

impl Usage {
    fn new_object<'s>(&self, call: &mut Call<'_>, scope: &'s Scope) -> Completion<Handle<'s>> {
        let class = call.boot_class("java/lang/management/MemoryUsage")?;
        let numbers = [self.initial, self.used, self.committed, self.maximum].map(Value::Long);
        call.thread.new_object(scope, class, "(JJJJ)V", &numbers)
    }
}

fn heap_usage(heap: &Space) -> Usage {
    let used = heap.usage().used as jlong;
    let initial = heap.config().initial_heap as jlong;
    let maximum = heap.max_heap() as jlong;
    Usage { initial, used, committed: used.max(initial).min(maximum), maximum }
}

/// What the process has beside its Java heaps: resident memory without the heap's.
fn other_usage(heap: &Space) -> Usage {
    let resident = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse::<jlong>().ok())
        .unwrap_or(0);
    // SAFETY: asks for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let used = (resident * page - heap.usage().used as jlong).max(0);
    Usage { initial: 0, used, committed: used, maximum: -1 }
}

unsafe extern "C" fn get_memory_usage(env: *mut Env, of_heap: u8) -> jobject {
    enter(env, |call, scope| {
        let heap = &call.thread.vm().heap;
        let usage = if of_heap != 0 { heap_usage(heap) } else { other_usage(heap) };
        let object = usage.new_object(call, scope)?;
        Ok(call.local(Some(object)))
    })
}

/// A pool's bytes now, and what collections found in it.
fn pool<'t>(name: &str, heap: &Space, totals: &'t Totals) -> Option<(u64, &'t Part)> {
    let usage = heap.usage();
    match name {
        YOUNG => Some((usage.used.saturating_sub(usage.old) as u64, &totals.nursery)),
        OLD => Some((usage.old as u64, &totals.old)),
        _ => None,
    }
}

/// The name of a pool or manager, by which they are told apart.
fn name_of(call: &mut Call<'_>, scope: &Scope, object: Handle<'_>) -> String {
    let name = call.reference_named(scope, object, "name", "Ljava/lang/String;");
    name.map_or_else(String::new, |name| call.string_text(name))
}

/// A MemoryUsage of so many bytes of the pool that an object is; null if it is none.
fn pool_usage(env: *mut Env, object: jobject, bytes: fn(u64, &Part) -> u64) -> jobject {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        let name = name_of(call, scope, object);
        let vm = call.thread.vm().clone();
        let Some((now, part)) = pool(&name, &vm.heap, &vm.collections) else { return Ok(std::ptr::null_mut()) };
        let used = bytes(now, part) as jlong;
        let maximum = if name == OLD { vm.heap.max_heap() as jlong } else { -1 };
        let usage = Usage { initial: 0, used, committed: used, maximum }.new_object(call, scope)?;
        Ok(call.local(Some(usage)))
    })
}

unsafe extern "C" fn get_memory_pool_usage(env: *mut Env, pool: jobject) -> jobject {
    pool_usage(env, pool, |now, _| now)
}

unsafe extern "C" fn get_peak_memory_pool_usage(env: *mut Env, pool: jobject) -> jobject {
    pool_usage(env, pool, |now, part| part.peak(now))
}

unsafe extern "C" fn get_pool_collection_usage(env: *mut Env, pool: jobject) -> jobject {
    pool_usage(env, pool, |_, part| part.after())
}

/// Starts the peak of the pool that an object is again.
pub(super) fn reset_peak(call: &mut Call<'_>, object: Handle<'_>) {
    let scope = Scope::open(&mut call.thread.mutator);
    let name = name_of(call, &scope, object);
    let vm = call.thread.vm().clone();
    if let Some((now, part)) = pool(&name, &vm.heap, &vm.collections) {
        part.reset_peak(now);
    }
}

/// An array of beans that a factory of the class library makes, one for each name.
fn beans(
    call: &mut Call<'_>,
    scope: &Scope,
    (element, method, descriptor): (&str, &str, &str),
    names: &[&str],
    more: &[Value<'_>],
) -> Completion<jobjectArray> {
    let element = call.boot_class(element)?;
    let factory = call.boot_class("sun/management/ManagementFactoryHelper")?;
    call.initialize(factory)?;
    let method = call.thread.method_named(factory, method, descriptor)?;
    let array = call.new_object_array(scope, element, names.len() as jint)?;
    for (at, name) in names.iter().enumerate() {
        let name = call.new_text(scope, name)?;
        let mut arguments = vec![Value::Ref(Some(name))];
        arguments.extend_from_slice(more);
        let bean = call.thread.invoke(scope, method, &arguments)?.reference();
        call.set_element(array, at as u32, bean)?;
    }
    Ok(call.local(Some(array)))
}

/// All pools, or those that a manager collects. Neither usage nor collection thresholds are supported.
unsafe extern "C" fn get_memory_pools(env: *mut Env, manager: jobject) -> jobjectArray {
    enter(env, |call, scope| {
        let manager = call.object(scope, manager)?;
        let only_young = manager.is_some_and(|manager| name_of(call, scope, manager) == YOUNG_COLLECTOR);
        let names: &[&str] = if only_young { &[YOUNG] } else { &[YOUNG, OLD] };
        let made = (
            "java/lang/management/MemoryPoolMXBean",
            "createMemoryPool",
            "(Ljava/lang/String;ZJJ)Ljava/lang/management/MemoryPoolMXBean;",
        );
        beans(call, scope, made, names, &[Value::Int(1), Value::Long(-1), Value::Long(-1)])
    })
}

/// All managers, or those of a pool.
unsafe extern "C" fn get_memory_managers(env: *mut Env, pool: jobject) -> jobjectArray {
    enter(env, |call, scope| {
        let pool = call.object(scope, pool)?;
        let only_full = pool.is_some_and(|pool| name_of(call, scope, pool) == OLD);
        let names: &[&str] = if only_full { &[FULL_COLLECTOR] } else { &[YOUNG_COLLECTOR, FULL_COLLECTOR] };
        let made = (
            "java/lang/management/MemoryManagerMXBean",
            "createGarbageCollector",
            "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/management/GarbageCollectorMXBean;",
        );
        beans(call, scope, made, names, &[Value::Ref(None)])
    })
}

/// Count and time of a collector; -1 for anything else.
pub(super) fn manager_attribute(call: &mut Call<'_>, manager: Handle<'_>, attribute: jint) -> jlong {
    let scope = Scope::open(&mut call.thread.mutator);
    let name = name_of(call, &scope, manager);
    let totals = &call.thread.vm().collections;
    let kind: &Kind = match name.as_str() {
        YOUNG_COLLECTOR => &totals.young,
        FULL_COLLECTOR => &totals.full,
        _ => return -1,
    };
    match attribute {
        9 => kind.time().as_millis() as jlong,
        10 => kind.count() as jlong,
        _ => -1,
    }
}

/// Collectors have no attributes beyond Java's.
unsafe extern "C" fn get_gc_ext_attribute_info(_: *mut Env, _: jobject, _: *mut u8, _: jint) -> jint {
    0
}

fill! {
    GetMemoryUsage => get_memory_usage,
    GetMemoryPoolUsage => get_memory_pool_usage,
    GetPeakMemoryPoolUsage => get_peak_memory_pool_usage,
    GetPoolCollectionUsage => get_pool_collection_usage,
    GetMemoryPools => get_memory_pools,
    GetMemoryManagers => get_memory_managers,
    GetGCExtAttributeInfo => get_gc_ext_attribute_info,
}
