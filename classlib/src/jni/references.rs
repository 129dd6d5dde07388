//! JNI 4, "Global and Local References", "Weak Global References".
//!
//! A jobject is null, the address of a handle slot (local), or the address of a [`Global`] record with a tag in its low bits. C libraries keep
//! global references in statics: one to a class of the boot loader therefore means that class in whichever space the calling thread
//! is; any other, used in a foreign space, is an error that names it.

use jni_sys::{JNI_OK, jint, jobject};
use jvm::class::LoaderRef;
use jvm::known::Known;
use jvm::{ClassRef, Completion, Symbol};
use objectspace::{Global, Handle, LocalFrames, Scope, WeakGlobal};

use super::env::{Call, Env, enter, enter_without_scope};

/// Low bits of a jobject.
const TAG: usize = 3;
const LOCAL: usize = 0;
const GLOBAL: usize = 1;
const WEAK: usize = 2;

/// What a global or weak reference points to.
struct Record<T> {
    /// The space it is of.
    space: u64,
    /// The class of the boot loader that it is the mirror of.
    boot_class: Option<Symbol>,
    reference: T,
}

fn tag(object: jobject) -> usize {
    object as usize & TAG
}

fn untagged<T>(object: jobject) -> *mut T {
    (object as usize & !TAG) as *mut T
}

impl Call<'_> {
    /// What a jobject names; `None` for null and for a cleared weak reference.
    pub fn object<'s>(&mut self, scope: &'s Scope, object: jobject) -> Completion<Option<Handle<'s>>> {
        if object.is_null() {
            return Ok(None);
        }
        match tag(object) {
            // SAFETY: the contract of JNI: a live local reference of this thread is the address of a slot that the collector scans.
            LOCAL => Ok(unsafe { Handle::from_slot(object.cast()) }),
            GLOBAL => {
                // SAFETY: the contract of JNI: not yet deleted.
                let record = unsafe { &*untagged::<Record<Global>>(object) };
                if record.space != self.env.space.id {
                    return self.foreign(record.boot_class).map(Some);
                }
                let view = self.thread.mutator.no_stop();
                Ok(Some(scope.handle(&view, record.reference.get(&view))))
            }
            _ => {
                // SAFETY: as above.
                let record = unsafe { &*untagged::<Record<WeakGlobal>>(object) };
                if record.space != self.env.space.id {
                    return self.foreign(record.boot_class).map(Some);
                }
                let view = self.thread.mutator.no_stop();
                Ok(scope.handle_opt(&view, record.reference.get(&view)))
            }
        }
    }

    /// A global reference that was made in another space.
    #[cold]
    fn foreign<'s>(&mut self, boot_class: Option<Symbol>) -> Completion<Handle<'s>> {
        if let Some(name) = boot_class
            && let Some(class) = jvm::loading::load_class(self.thread, name, LoaderRef::BOOT)?
        {
            return Ok(class.mirror());
        }
        Err(self.thread.throw(Known::InternalError, Some("native code used a global reference of another space")))
    }

    /// As [`Call::object`], throwing NullPointerException for null.
    pub fn non_null<'s>(&mut self, scope: &'s Scope, object: jobject) -> Completion<Handle<'s>> {
        match self.object(scope, object)? {
            Some(object) => Ok(object),
            None => Err(self.thread.throw(Known::NullPointerException, None)),
        }
    }

    /// The class that a jclass names.
    pub fn class(&mut self, scope: &Scope, class: jobject) -> Completion<ClassRef> {
        let mirror = self.non_null(scope, class)?;
        self.class_of_mirror(mirror)
    }

    /// A new local reference.
    pub fn local(&mut self, object: Option<Handle<'_>>) -> jobject {
        let Some(object) = object else { return std::ptr::null_mut() };
        let view = self.thread.view();
        self.thread.mutator.locals().add(&view, object.get(&view)).cast()
    }

    /// A new local reference to a class's mirror.
    pub fn local_mirror(&mut self, _: &Scope, class: ClassRef) -> Completion<jobject> {
        Ok(self.local(Some(class.mirror())))
    }

    fn boot_class_of(&mut self, object: Handle<'_>) -> Option<Symbol> {
        let class = jvm::loading::class_of_mirror(self.thread, object)?;
        (class.loader == LoaderRef::BOOT && !class.hidden).then_some(class.name())
    }
}

unsafe extern "C" fn new_global_ref(env: *mut Env, object: jobject) -> jobject {
    enter(env, |call, scope| {
        let Some(object) = call.object(scope, object)? else { return Ok(std::ptr::null_mut()) };
        let boot_class = call.boot_class_of(object);
        let view = call.thread.mutator.no_stop();
        let reference = Global::new(&view, object.get(&view));
        let record = Box::into_raw(Box::new(Record { space: call.env.space.id, boot_class, reference }));
        Ok((record as usize | GLOBAL) as jobject)
    })
}

unsafe extern "C" fn delete_global_ref(env: *mut Env, object: jobject) {
    if !object.is_null() && tag(object) == GLOBAL {
        enter(env, |_, _| {
            // SAFETY: the contract of JNI: made by NewGlobalRef, deleted once.
            drop(unsafe { Box::from_raw(untagged::<Record<Global>>(object)) });
            Ok(())
        });
    }
}

unsafe extern "C" fn new_weak_global_ref(env: *mut Env, object: jobject) -> jobject {
    enter(env, |call, scope| {
        let Some(object) = call.object(scope, object)? else { return Ok(std::ptr::null_mut()) };
        let boot_class = call.boot_class_of(object);
        let view = call.thread.mutator.no_stop();
        let reference = WeakGlobal::new(&view, object.get(&view));
        let record = Box::into_raw(Box::new(Record { space: call.env.space.id, boot_class, reference }));
        Ok((record as usize | WEAK) as jobject)
    })
}

unsafe extern "C" fn delete_weak_global_ref(env: *mut Env, object: jobject) {
    if !object.is_null() && tag(object) == WEAK {
        enter(env, |_, _| {
            // SAFETY: the contract of JNI: made by NewWeakGlobalRef, deleted once.
            drop(unsafe { Box::from_raw(untagged::<Record<WeakGlobal>>(object)) });
            Ok(())
        });
    }
}

unsafe extern "C" fn new_local_ref(env: *mut Env, object: jobject) -> jobject {
    enter(env, |call, scope| {
        let object = call.object(scope, object)?;
        Ok(call.local(object))
    })
}

unsafe extern "C" fn delete_local_ref(env: *mut Env, object: jobject) {
    if !object.is_null() && tag(object) == LOCAL {
        enter(env, |call, _| {
            // SAFETY: the contract of JNI: a local reference of this thread; arguments of native methods are left alone by the mutator.
            unsafe { delete(call, object.cast()) };
            Ok(())
        });
    }
}

/// Deletes a local reference, unless it is an argument of a native method, which stands in a frame.
///
/// # Safety
/// `slot` is a live local reference of the calling thread.
unsafe fn delete(call: &mut Call<'_>, slot: *mut u32) {
    let locals = call.thread.mutator.locals();
    if locals.contains(slot) {
        // SAFETY: a slot of an open frame of this thread, as just asked.
        unsafe { locals.delete(slot) };
    }
}

unsafe extern "C" fn is_same_object(env: *mut Env, one: jobject, other: jobject) -> u8 {
    enter(env, |call, scope| {
        let (one, other) = (call.object(scope, one)?, call.object(scope, other)?);
        Ok(u8::from(call.same(one, other)))
    })
}

unsafe extern "C" fn push_local_frame(env: *mut Env, _: jint) -> jint {
    enter_without_scope(env, |call| {
        call.thread.mutator.locals().push();
        Ok(JNI_OK)
    })
}

unsafe extern "C" fn pop_local_frame(env: *mut Env, result: jobject) -> jobject {
    // A global or weak reference survives the frame as it is.
    if tag(result) != LOCAL || result.is_null() {
        return enter_without_scope(env, |call| {
            call.thread.mutator.locals().pop();
            Ok(result)
        });
    }
    enter_without_scope(env, |call| {
        let view = call.thread.mutator.no_stop();
        let locals = call.thread.mutator.locals();
        // SAFETY: the contract of JNI: a live local reference; it is read before its frame goes.
        let object = unsafe { LocalFrames::get(&view, result.cast()) };
        locals.pop();
        Ok(object.map_or(std::ptr::null_mut(), |object| locals.add(&view, object).cast()))
    })
}

unsafe extern "C" fn ensure_local_capacity(_: *mut Env, capacity: jint) -> jint {
    // Frames grow as they need.
    if capacity >= 0 { JNI_OK } else { jni_sys::JNI_ERR }
}

/// GetObjectRefType: 0 invalid, 1 local, 2 global, 3 weak.
unsafe extern "C" fn get_object_ref_type(_: *mut Env, object: jobject) -> jint {
    if object.is_null() {
        return 0;
    }
    match tag(object) {
        LOCAL => 1,
        GLOBAL => 2,
        WEAK => 3,
        _ => 0,
    }
}

super::functions! {
    NewGlobalRef => new_global_ref,
    DeleteGlobalRef => delete_global_ref,
    NewWeakGlobalRef => new_weak_global_ref,
    DeleteWeakGlobalRef => delete_weak_global_ref,
    NewLocalRef => new_local_ref,
    DeleteLocalRef => delete_local_ref,
    IsSameObject => is_same_object,
    PushLocalFrame => push_local_frame,
    PopLocalFrame => pop_local_frame,
    EnsureLocalCapacity => ensure_local_capacity,
    GetObjectRefType => get_object_ref_type,
}
