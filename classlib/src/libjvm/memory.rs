//! JVM_* functions about the heap: sizes, collection, reference objects, identity, cloning, copying.

use jni_sys::{jclass, jint, jobject, jstring};
use jvm::known::KnownField;
use objectspace::Collection;

use crate::jni::env::{Env, enter, enter_current};

/// Bytes that the heap counts as its own now: what is in use, and at least the initial size.
fn committed(heap: &objectspace::Space) -> i64 {
    heap.usage().used.max(heap.config().initial_heap) as i64
}

unsafe extern "C" fn total_memory() -> i64 {
    enter_current(|call, _| Ok(committed(&call.thread.vm().heap)))
}

unsafe extern "C" fn free_memory() -> i64 {
    enter_current(|call, _| {
        let heap = &call.thread.vm().heap;
        Ok((committed(heap) - heap.usage().used as i64).max(0))
    })
}

unsafe extern "C" fn max_memory() -> i64 {
    enter_current(|call, _| Ok(call.thread.vm().heap.max_heap() as i64))
}

unsafe extern "C" fn gc() {
    enter_current(|call, _| {
        call.thread.mutator.collect(Collection::Full);
        Ok(())
    });
}

/// Milliseconds since the last look at all objects: for RMI's collector; unknown.
unsafe extern "C" fn max_object_inspection_age() -> i64 {
    0
}

unsafe extern "C" fn identity_hash_code(env: *mut Env, object: jobject) -> jint {
    enter(env, |call, scope| {
        let Some(object) = call.object(scope, object)? else { return Ok(0) };
        let view = call.thread.view();
        Ok(view.identity_hash(object.get(&view)) as jint)
    })
}

unsafe extern "C" fn intern_string(env: *mut Env, string: jstring) -> jstring {
    enter(env, |call, scope| {
        let string = call.non_null(scope, string)?;
        let interned = jvm::strings::intern(call.thread, scope, string)?;
        Ok(call.local(Some(interned)))
    })
}

unsafe extern "C" fn reference_refers_to(env: *mut Env, reference: jobject, object: jobject) -> u8 {
    enter(env, |call, scope| {
        let reference = call.non_null(scope, reference)?;
        let object = call.object(scope, object)?;
        let referent = call.known_reference(scope, reference, KnownField::ReferenceReferent);
        Ok(u8::from(call.same(referent, object)))
    })
}

unsafe extern "C" fn reference_clear(env: *mut Env, reference: jobject) {
    enter(env, |call, scope| {
        let reference = call.non_null(scope, reference)?;
        call.set_known_reference(reference, KnownField::ReferenceReferent, None);
        Ok(())
    });
}

unsafe extern "C" fn get_and_clear_reference_pending_list(env: *mut Env) -> jobject {
    enter(env, |call, scope| {
        let list = {
            let view = call.thread.view();
            scope.handle_opt(&view, view.take_pending_references())
        };
        Ok(call.local(list))
    })
}

unsafe extern "C" fn has_reference_pending_list(env: *mut Env) -> u8 {
    enter(env, |call, _| Ok(u8::from(call.thread.vm().heap.has_pending_references())))
}

unsafe extern "C" fn wait_for_reference_pending_list(env: *mut Env) {
    enter(env, |call, _| {
        let vm = call.thread.vm().clone();
        call.thread.mutator.blocked(|| vm.pending_references.wait(&vm.heap, &vm.threads.ending));
        Ok(())
    });
}

unsafe extern "C" fn array_copy(
    env: *mut Env,
    _: jclass,
    from: jobject,
    from_start: jint,
    to: jobject,
    to_start: jint,
    count: jint,
) {
    enter(env, |call, scope| {
        let (from, to) = (call.non_null(scope, from)?, call.non_null(scope, to)?);
        crate::natives::array_copy::copy(call.thread, scope, (from, from_start), (to, to_start), count)
    });
}

crate::exports! {
    JVM_TotalMemory => total_memory,
    JVM_FreeMemory => free_memory,
    JVM_MaxMemory => max_memory,
    JVM_GC => gc,
    JVM_MaxObjectInspectionAge => max_object_inspection_age,
    JVM_IHashCode => identity_hash_code,
    JVM_InternString => intern_string,
    JVM_ReferenceRefersTo => reference_refers_to,
    JVM_PhantomReferenceRefersTo => reference_refers_to,
    JVM_ReferenceClear => reference_clear,
    JVM_GetAndClearReferencePendingList => get_and_clear_reference_pending_list,
    JVM_HasReferencePendingList => has_reference_pending_list,
    JVM_WaitForReferencePendingList => wait_for_reference_pending_list,
    JVM_ArrayCopy => array_copy,
}
