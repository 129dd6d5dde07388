//! `java.lang.Object`, and the few natives of String, System, Thread and Class that everything calls all the time.

use super::rows;
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::{Completion, Thread, loading, strings};
use objectspace::Scope;

rows! {
    "java/lang/Object" {
        "getClass" "()Ljava/lang/Class;" => get_class;
        "hashCode" "()I" => hash_code;
        "clone" "()Ljava/lang/Object;" => clone;
        "notify" "()V" => notify;
        "notifyAll" "()V" => notify_all;
        "wait" "(J)V" => wait;
    }
    "java/lang/String" { "intern" "()Ljava/lang/String;" => intern; }
    "java/lang/System" {
        "identityHashCode" "(Ljava/lang/Object;)I" => identity_hash_code;
        "nanoTime" "()J" => nano_time;
        "currentTimeMillis" "()J" => current_time_millis;
    }
    "java/lang/Thread" { "currentThread" "()Ljava/lang/Thread;" => current_thread; }
    "java/lang/Class" {
        "isInstance" "(Ljava/lang/Object;)Z" => is_instance;
        "isArray" "()Z" => is_array;
        "isPrimitive" "()Z" => is_primitive;
    }
}

fn get_class<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Ref(Some(thread.class_of(args.receiver()).mirror())))
}

fn hash_code<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    Ok(Value::Int(view.identity_hash(args.receiver().get(&view)) as i32))
}

fn identity_hash_code<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    Ok(Value::Int(args.reference(0).map_or(0, |object| view.identity_hash(object.get(&view)) as i32)))
}

/// Object.clone: arrays and Cloneable only (JLS §10.7).
fn clone<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let object = args.receiver();
    let class = thread.class_of(object);
    let cloneable = thread.known(Known::Cloneable)?;
    if !class.is_subtype_of(cloneable) {
        return Err(thread.throw(Known::CloneNotSupportedException, Some(&class.external_name())));
    }
    let copy = loop {
        let (layout, length) = {
            let view = thread.view();
            let length = if class.is_array() { view.array_length(object.get(&view)) } else { 0 };
            (view.successor_of(object.get(&view)), length)
        };
        let copy = if class.is_array() {
            thread.allocate_array(scope, layout, length as i32)?
        } else {
            thread.allocate_instance(scope, layout)?
        };
        let view = thread.view();
        // An update while the allocation stopped may have given either another layout.
        if view.successor_of(object.get(&view)) == view.layout_of(copy.get(&view)) {
            view.copy_contents(object.get(&view), copy.get(&view));
            break copy;
        }
    };
    if class.finalizable.load(std::sync::atomic::Ordering::Relaxed) {
        jvm::initialization::register_finalizer(thread, copy)?;
    }
    Ok(Value::Ref(Some(copy)))
}

fn notify<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    thread.notify(args.receiver()).map(|()| Value::Void)
}

fn notify_all<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    thread.notify_all(args.receiver()).map(|()| Value::Void)
}

fn wait<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    thread.wait(args.receiver(), args.long(1), 0).map(|()| Value::Void)
}

fn intern<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Ref(Some(strings::intern(thread, scope, args.receiver())?)))
}

fn nano_time<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes the given struct.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    Ok(Value::Long(time.tv_sec * 1_000_000_000 + time.tv_nsec))
}

fn current_time_millis<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Value::Long(now.as_millis() as i64))
}

fn current_thread<'s>(thread: &mut Thread, scope: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Ref(thread.current_thread(scope)))
}

fn is_instance<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = loading::class_of_mirror(thread, args.receiver());
    let answer = match (class, args.reference(1)) {
        (Some(class), Some(object)) => thread.class_of(object).is_subtype_of(class),
        _ => false,
    };
    Ok(answer.into())
}

fn is_array<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(loading::class_of_mirror(thread, args.receiver()).is_some_and(|class| class.is_array()).into())
}

fn is_primitive<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    Ok(loading::class_of_mirror(thread, args.receiver()).is_some_and(|class| class.primitive().is_some()).into())
}
