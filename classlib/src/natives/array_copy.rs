//! `System.arraycopy`.

use super::rows;
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::throw::message;
use jvm::{BasicType, Completion, Thread};
use objectspace::{Handle, Scope};

rows! {
    "java/lang/System" { "arraycopy" "(Ljava/lang/Object;ILjava/lang/Object;II)V" => native; }
}

fn native<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (Some(from), Some(to)) = (args.reference(0), args.reference(2)) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    copy(thread, scope, (from, args.int(1)), (to, args.int(3)), args.int(4)).map(|()| Value::Void)
}

/// Copies `count` elements from (array, start) to (array, start).
pub(crate) fn copy(
    thread: &mut Thread,
    scope: &Scope,
    (from, from_start): (Handle<'_>, i32),
    (to, to_start): (Handle<'_>, i32),
    count: i32,
) -> Completion<()> {
    let (from_class, to_class) = (thread.class_of(from), thread.class_of(to));
    let (Some(source), Some(target)) = (from_class.array(), to_class.array()) else {
        return refuse_kinds(thread, from, to);
    };
    if source.component.primitive() != target.component.primitive() {
        return refuse_kinds(thread, from, to);
    }
    let (from_length, to_length) = {
        let view = thread.view();
        (view.array_length(from.get(&view)), view.array_length(to.get(&view)))
    };
    let fits =
        |start: i32, length: u32| start >= 0 && count >= 0 && i64::from(start) + i64::from(count) <= i64::from(length);
    if !fits(from_start, from_length) || !fits(to_start, to_length) {
        let text = message::arraycopy_range(from_class, from_length, from_start, to_class, to_length, to_start, count);
        return Err(thread.throw_text(Known::ArrayIndexOutOfBoundsException, text.unwrap_or_default()));
    }
    let (from_start, to_start, count) = (from_start as u32, to_start as u32, count as u32);
    if source.component_type != BasicType::Reference || source.component.is_subtype_of(target.component) {
        let view = thread.view();
        view.copy_array(from.get(&view), from_start, to.get(&view), to_start, count);
        return Ok(());
    }
    // Element by element up to the first that does not fit: those before it stay copied.
    let refused = {
        let view = thread.view();
        let (from, to) = (from.get(&view), to.get(&view));
        (0..count).any(|at| {
            let element = view.array_load_ref(from, from_start + at);
            let fits = element.is_none_or(|element| {
                let element = scope.handle(&view, element);
                thread.class_of(element).is_subtype_of(target.component)
            });
            if fits {
                view.array_store_ref(to, to_start + at, element);
            }
            !fits
        })
    };
    if refused {
        let text = message::arraycopy_element(from_class, to_class);
        return Err(thread.throw_text(Known::ArrayStoreException, text));
    }
    Ok(())
}

#[cold]
fn refuse_kinds(thread: &mut Thread, from: Handle<'_>, to: Handle<'_>) -> Completion<()> {
    let text = message::arraycopy_kinds(thread.class_of(from), thread.class_of(to)).unwrap_or_default();
    Err(thread.throw_text(Known::ArrayStoreException, text))
}
