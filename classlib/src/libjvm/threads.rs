//! JVM_* functions of `java.lang.Thread`.

use jni_sys::{jclass, jint, jlong, jobject, jobjectArray, jstring};
use jvm::Completion;
use jvm::known::Known;
use objectspace::{Handle, Scope};

use crate::jni::env::{Call, Env, enter};

impl Call<'_> {
    /// The `java.lang.Thread` of the calling thread.
    pub fn current_thread<'s>(&mut self, scope: &'s Scope) -> Option<Handle<'s>> {
        let view = self.thread.view();
        scope.handle_opt(&view, self.thread.thread_object(&view))
    }
}

unsafe extern "C" fn current_thread(env: *mut Env, _: jclass) -> jobject {
    enter(env, |call, scope| {
        let thread = call.current_thread(scope);
        Ok(call.local(thread))
    })
}

unsafe extern "C" fn start_thread(env: *mut Env, thread: jobject) {
    enter(env, |call, scope| {
        let thread = call.non_null(scope, thread)?;
        call.thread.start(thread)
    });
}

/// Priorities are not the scheduler's business on Linux; the Java field keeps the number.
unsafe extern "C" fn set_thread_priority(_: *mut Env, _thread: jobject, _priority: jint) {}

unsafe extern "C" fn yield_now(env: *mut Env, _: jclass) {
    enter(env, |call, _| {
        call.thread.yield_now();
        Ok(())
    });
}

unsafe extern "C" fn sleep(env: *mut Env, _: jclass, millis: jlong) {
    enter(env, |call, _| {
        if millis < 0 {
            return Err(call.thread.throw(Known::IllegalArgumentException, Some("timeout value is negative")));
        }
        call.thread.sleep(millis)
    });
}

unsafe extern "C" fn interrupt(env: *mut Env, thread: jobject) {
    enter(env, |call, scope| {
        let thread = call.non_null(scope, thread)?;
        call.thread.interrupt(thread);
        Ok(())
    });
}

unsafe extern "C" fn holds_lock(env: *mut Env, _: jclass, object: jobject) -> u8 {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        Ok(u8::from(call.thread.holds_lock(object)))
    })
}

unsafe extern "C" fn monitor_wait(env: *mut Env, object: jobject, millis: jlong) {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        call.thread.wait(object, millis, 0)
    });
}

unsafe extern "C" fn monitor_notify(env: *mut Env, object: jobject) {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        call.thread.notify(object)
    });
}

unsafe extern "C" fn monitor_notify_all(env: *mut Env, object: jobject) {
    enter(env, |call, scope| {
        let object = call.non_null(scope, object)?;
        call.thread.notify_all(object)
    });
}

unsafe extern "C" fn get_all_threads(env: *mut Env, _: jclass) -> jobjectArray {
    enter(env, |call, scope| {
        let class = call.thread.known(Known::Thread)?;
        let threads = call.thread.all_thread_objects(scope);
        let array = call.new_object_array(scope, class, threads.len() as i32)?;
        for (at, thread) in threads.into_iter().enumerate() {
            call.set_element(array, at as u32, Some(thread))?;
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn dump_threads(env: *mut Env, _: jclass, threads: jobjectArray) -> jobjectArray {
    enter(env, |call, scope| {
        let threads = call.non_null(scope, threads)?;
        let traces = jvm::throw::backtrace::dump_threads(call.thread, scope, threads)?;
        Ok(call.local(Some(traces)))
    })
}

/// The kernel keeps 15 bytes of a name.
unsafe extern "C" fn set_native_thread_name(env: *mut Env, thread: jobject, name: jstring) {
    enter(env, |call, scope| {
        let thread = call.object(scope, thread)?;
        let name = call.non_null(scope, name)?;
        let own = call.current_thread(scope);
        if call.same(thread, own) {
            let name = call.string_text(name);
            call.thread.set_native_name(&name);
        }
        Ok(())
    });
}

/// Thread.stop, suspend and resume (deprecated since 1.2) are refused, as Java 20 and later do.
fn refused(env: *mut Env) {
    enter(env, |call, _| -> Completion<()> { Err(call.thread.throw(Known::UnsupportedOperationException, None)) });
}

unsafe extern "C" fn stop_thread(env: *mut Env, _thread: jobject, _throwable: jobject) {
    refused(env);
}

unsafe extern "C" fn suspend_thread(env: *mut Env, _thread: jobject) {
    refused(env);
}

unsafe extern "C" fn resume_thread(env: *mut Env, _thread: jobject) {
    refused(env);
}

crate::exports! {
    JVM_CurrentThread => current_thread,
    JVM_StartThread => start_thread,
    JVM_SetThreadPriority => set_thread_priority,
    JVM_Yield => yield_now,
    JVM_Sleep => sleep,
    JVM_Interrupt => interrupt,
    JVM_HoldsLock => holds_lock,
    JVM_MonitorWait => monitor_wait,
    JVM_MonitorNotify => monitor_notify,
    JVM_MonitorNotifyAll => monitor_notify_all,
    JVM_GetAllThreads => get_all_threads,
    JVM_DumpThreads => dump_threads,
    JVM_SetNativeThreadName => set_native_thread_name,
    JVM_StopThread => stop_thread,
    JVM_SuspendThread => suspend_thread,
    JVM_ResumeThread => resume_thread,
}
