//! JVM_* functions that walk the calling thread's frames: callers, stack traces, StackWalker, access control.

use jni_sys::{jclass, jint, jlong, jobject, jobjectArray, jstring, jthrowable};
use jvm::interpreter::CodeFlags;
use jvm::known::{Known, KnownField};
use jvm::thread::stack_walker;
use jvm::throw::backtrace;
use jvm::{Completion, MethodRef};
use objectspace::{Handle, RawRef, Scope};

use crate::jni::env::{Call, Env, enter};

unsafe extern "C" fn get_caller_class(env: *mut Env) -> jclass {
    enter(env, |call, scope| match call.thread.caller_class()? {
        Some(class) => call.local_mirror(scope, class),
        None => Ok(std::ptr::null_mut()),
    })
}

unsafe extern "C" fn fill_in_stack_trace(env: *mut Env, throwable: jthrowable) {
    enter(env, |call, scope| {
        let throwable = call.non_null(scope, throwable)?;
        backtrace::fill_in(call.thread, throwable);
        Ok(())
    });
}

unsafe extern "C" fn init_stack_trace_element_array(env: *mut Env, elements: jobjectArray, throwable: jthrowable) {
    enter(env, |call, scope| {
        let elements = call.non_null(scope, elements)?;
        let throwable = call.non_null(scope, throwable)?;
        backtrace::init_elements(call.thread, elements, throwable)
    });
}

/// From the StackFrameInfo that a StackWalker gave.
unsafe extern "C" fn init_stack_trace_element(env: *mut Env, element: jobject, info: jobject) {
    enter(env, |call, scope| {
        let element = call.non_null(scope, element)?;
        let info = call.non_null(scope, info)?;
        match stack_walker::frame_of_info(call.thread, info) {
            Some(frame) => backtrace::init_element(call.thread, scope, element, frame),
            None => Err(call.thread.throw(Known::InternalError, Some("a stack frame without a method"))),
        }
    });
}

/// The text for a NullPointerException that the VM threw; null if the program made it (JEP 358).
unsafe extern "C" fn get_extended_npe_message(env: *mut Env, throwable: jthrowable) -> jstring {
    enter(env, |call, scope| {
        let throwable = call.non_null(scope, throwable)?;
        let Some(message) = backtrace::null_pointer_message(call.thread, throwable) else {
            return Ok(std::ptr::null_mut());
        };
        let text = call.new_text(scope, &message)?;
        Ok(call.local(Some(text)))
    })
}

/// Classes of the frames, for SecurityManager.getClassContext.
unsafe extern "C" fn get_class_context(env: *mut Env) -> jobjectArray {
    enter(env, |call, scope| {
        let classes = call.thread.class_context();
        let array = call.class_array(scope, &classes)?;
        Ok(call.local(Some(array)))
    })
}

/// First loader above that is neither the boot nor the platform loader.
unsafe extern "C" fn latest_user_defined_loader(env: *mut Env) -> jobject {
    enter(env, |call, _| {
        let platform = call.platform_loader();
        let found = call.thread.latest_user_loader(platform);
        let object = found.and_then(|loader| jvm::loading::loader_object(call.thread, loader));
        Ok(call.local(object))
    })
}

unsafe extern "C" fn call_stack_walk(
    env: *mut Env,
    stream: jobject,
    mode: jlong,
    skip: jint,
    count: jint,
    start: jint,
    buffer: jobjectArray,
) -> jobject {
    enter(env, |call, scope| {
        let stream = call.non_null(scope, stream)?;
        let buffer = call.non_null(scope, buffer)?;
        let result = stack_walker::call_stack_walk(call.thread, scope, stream, mode, skip, count, start, buffer)?;
        Ok(call.local(result))
    })
}

unsafe extern "C" fn more_stack_walk(
    env: *mut Env,
    _stream: jobject,
    mode: jlong,
    anchor: jlong,
    count: jint,
    start: jint,
    buffer: jobjectArray,
) -> jint {
    enter(env, |call, scope| {
        let buffer = call.non_null(scope, buffer)?;
        stack_walker::more_stack_walk(call.thread, mode, anchor, count, start, buffer)
    })
}

// Access control (java.security.AccessController).

unsafe extern "C" fn get_inherited_access_control_context(env: *mut Env, _: jclass) -> jobject {
    enter(env, |call, scope| {
        let Some(thread) = call.current_thread(scope) else { return Ok(std::ptr::null_mut()) };
        let context = call.known_reference(scope, thread, KnownField::ThreadInheritedAccessControlContext);
        Ok(call.local(context))
    })
}

/// The protection domains on the stack, down to a privileged frame; null if all code is the system's.
unsafe extern "C" fn get_stack_access_control_context(env: *mut Env, _: jclass) -> jobject {
    enter(env, |call, scope| {
        let mut domains: Vec<Handle<'_>> = Vec::new();
        let mut privileged = None;
        for frame in frames_with_registers(call, scope) {
            if frame.method.class.name() == "java/security/AccessController" && frame.method.name == "executePrivileged"
            {
                privileged = Some(frame.context);
                if let Some(caller) = frame.caller
                    && let Some(domain) = call.protection_domain_of(scope, caller)?
                    && !call.same_as_last(&domains, domain)
                {
                    domains.push(domain);
                }
                break;
            }
            let class = frame.method.class;
            if let Some(domain) = call.protection_domain(scope, class)
                && !call.same_as_last(&domains, domain)
            {
                domains.push(domain);
            }
        }
        if domains.is_empty() && privileged.is_none_or(|context| context.is_none()) {
            if privileged.is_none() {
                return Ok(std::ptr::null_mut());
            }
            return call.new_access_control_context(scope, &[], true, None);
        }
        call.new_access_control_context(scope, &domains, privileged.is_some(), privileged.flatten())
    })
}

/// A frame with the arguments of AccessController.executePrivileged(action, context, caller).
struct Privileged<'s> {
    method: MethodRef,
    context: Option<Handle<'s>>,
    caller: Option<Handle<'s>>,
}

fn frames_with_registers<'s>(call: &mut Call<'_>, scope: &'s Scope) -> Vec<Privileged<'s>> {
    let view = call.thread.view();
    let mut found = Vec::new();
    for frame in call.thread.frames() {
        // SAFETY: a live frame's code is alive.
        let code = unsafe { &*frame.code };
        if code.has(CodeFlags::BOUNDARY) {
            continue;
        }
        let privileged = code.method.name == "executePrivileged";
        let argument = |slot: usize| {
            if !privileged {
                return None;
            }
            // SAFETY: the method has three arguments; reference slots of a live frame hold null or a reference.
            let object = unsafe { view.from_raw(RawRef(frame.r.add(slot).read())) };
            scope.handle_opt(&view, object)
        };
        found.push(Privileged { method: code.method, context: argument(1), caller: argument(2) });
    }
    found
}

impl Call<'_> {
    fn same_as_last(&mut self, domains: &[Handle<'_>], domain: Handle<'_>) -> bool {
        domains.last().is_some_and(|last| self.same(Some(*last), Some(domain)))
    }

    fn protection_domain<'s>(&mut self, scope: &'s Scope, class: jvm::ClassRef) -> Option<Handle<'s>> {
        let view = self.thread.view();
        let raw = class.protection_domain.load(std::sync::atomic::Ordering::Acquire);
        // SAFETY: a root slot of this space; nothing collects under the view.
        scope.handle_opt(&view, unsafe { view.from_raw(RawRef(raw)) })
    }

    fn protection_domain_of<'s>(&mut self, scope: &'s Scope, mirror: Handle<'s>) -> Completion<Option<Handle<'s>>> {
        let class = self.class_of_mirror(mirror)?;
        Ok(self.protection_domain(scope, class))
    }

    fn new_access_control_context<'s>(
        &mut self,
        scope: &'s Scope,
        domains: &[Handle<'s>],
        privileged: bool,
        context: Option<Handle<'s>>,
    ) -> Completion<jobject> {
        let class = self.thread.known(Known::AccessControlContext)?;
        let object = self.allocate(scope, class)?;
        if !domains.is_empty() {
            let domain = self.thread.known(Known::ProtectionDomain)?;
            let array = self.new_object_array(scope, domain, domains.len() as i32)?;
            for (at, domain) in domains.iter().enumerate() {
                self.set_element(array, at as u32, Some(*domain))?;
            }
            self.set_reference_named(object, "context", "[Ljava/security/ProtectionDomain;", Some(array))?;
        }
        self.set_reference_named(object, "privilegedContext", "Ljava/security/AccessControlContext;", context)?;
        for (name, value) in [("isPrivileged", privileged), ("isAuthorized", true)] {
            if let Some(field) = self.find_field(class, name.as_bytes(), b"Z", false) {
                let view = self.thread.view();
                view.store_u8(object.get(&view), field.offset(), u8::from(value));
            }
        }
        Ok(self.local(Some(object)))
    }
}

crate::exports! {
    JVM_GetCallerClass => get_caller_class,
    JVM_FillInStackTrace => fill_in_stack_trace,
    JVM_InitStackTraceElementArray => init_stack_trace_element_array,
    JVM_InitStackTraceElement => init_stack_trace_element,
    JVM_GetExtendedNPEMessage => get_extended_npe_message,
    JVM_GetClassContext => get_class_context,
    JVM_LatestUserDefinedLoader => latest_user_defined_loader,
    JVM_CallStackWalk => call_stack_walk,
    JVM_MoreStackWalk => more_stack_walk,
    JVM_GetInheritedAccessControlContext => get_inherited_access_control_context,
    JVM_GetStackAccessControlContext => get_stack_access_control_context,
}
