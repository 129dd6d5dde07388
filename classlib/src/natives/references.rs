//! `java.lang.ref`: the pending list that the collector makes, and referents as only the VM may read them.

use super::rows;
use jvm::known::KnownField;
use jvm::natives::{Args, Value};
use jvm::{Completion, Thread};
use objectspace::Scope;

rows! {
    "java/lang/ref/Reference" {
        "getAndClearReferencePendingList" "()Ljava/lang/ref/Reference;" => take_pending;
        "hasReferencePendingList" "()Z" => has_pending;
        "waitForReferencePendingList" "()V" => wait_for_pending;
        "refersTo0" "(Ljava/lang/Object;)Z" => refers_to;
        "clear0" "()V" => clear;
    }
    "java/lang/ref/PhantomReference" { "refersTo0" "(Ljava/lang/Object;)Z" => refers_to; }
}

fn take_pending<'s>(thread: &mut Thread, scope: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    let head = view.take_pending_references();
    Ok(Value::Ref(scope.handle_opt(&view, head)))
}

fn has_pending<'s>(thread: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(thread.vm().heap.has_pending_references().into())
}

fn wait_for_pending<'s>(thread: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    let vm = thread.vm().clone();
    thread.mutator.blocked(|| vm.pending_references.wait(&vm.heap, &vm.threads.ending));
    Ok(Value::Void)
}

fn refers_to<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    let offset = thread.vm().offset(KnownField::ReferenceReferent);
    let referent = view.load_ref(args.receiver().get(&view), offset);
    let other = args.reference(1).map(|other| other.get(&view));
    Ok(view.same_or_null(referent, other).into())
}

fn clear<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let view = thread.view();
    view.store_ref(args.receiver().get(&view), thread.vm().offset(KnownField::ReferenceReferent), None);
    Ok(Value::Void)
}
