//! `jrun.update.Updates`: hands a program's own requests to the updater that the embedder installed.

use super::rows;
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::versioning::Request;
use jvm::{Completion, Thread, strings};
use objectspace::{Handle, Scope};

rows! {
    "jrun/update/Updates" {
        "apply0" "([B[Ljava/lang/String;[[B)Ljava/lang/String;" => apply;
        "undo0" "()Ljava/lang/String;" => undo;
        "versions0" "()Ljava/lang/String;" => versions;
    }
}

fn apply<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let patch = args.reference(0).map(|array| bytes(thread, array));
    let (Some(names), Some(files)) = (args.reference(1), args.reference(2)) else {
        return Err(thread.throw(Known::NullPointerException, None));
    };
    let count = {
        let view = thread.view();
        view.array_length(names.get(&view)).min(view.array_length(files.get(&view)))
    };
    let element = |thread: &Thread, array: Handle<'s>, at: u32| {
        let view = thread.view();
        view.array_load_ref(array.get(&view), at).map(|element| scope.handle(&view, element))
    };
    let mut classes = Vec::new();
    for at in 0..count {
        let (Some(name), Some(file)) = (element(thread, names, at), element(thread, files, at)) else {
            return Err(thread.throw(Known::NullPointerException, None));
        };
        classes.push((strings::text(thread, name), bytes(thread, file)));
    }
    request(thread, scope, Request::Apply { patch, classes })
}

fn undo<'s>(thread: &mut Thread, scope: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    request(thread, scope, Request::Undo)
}

fn versions<'s>(thread: &mut Thread, scope: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    request(thread, scope, Request::Versions)
}

fn bytes(thread: &Thread, array: Handle<'_>) -> Vec<u8> {
    let view = thread.view();
    let array = array.get(&view);
    let mut bytes = vec![0; view.array_length(array) as usize];
    view.array_read_bytes(array, 0, &mut bytes);
    bytes
}

/// The answer's first character says whether it was done.
fn request<'s>(thread: &mut Thread, scope: &'s Scope, request: Request) -> Completion<Value<'s>> {
    let Some(redefiner) = thread.vm().redefiner.get().cloned() else {
        let text = "this virtual machine has no updater";
        return Err(thread.throw(Known::UnsupportedOperationException, Some(text)));
    };
    // An initializer that an update runs would wait for the update that it is part of.
    if thread.updating {
        return Err(thread.throw(Known::IllegalStateException, Some("an update is being applied by this thread")));
    }
    let answer = redefiner.request(thread, request)?;
    let mark = if answer.done { '+' } else { '-' };
    let text = strings::new_string(thread, scope, &format!("{mark}{}", answer.text))?;
    Ok(Value::Ref(Some(text)))
}
