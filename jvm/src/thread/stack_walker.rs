//! `StackWalker`'s native half (`AbstractStackWalker.callStackWalk` and `fetchStackFrames`).
//!
//! Java calls in, the VM fills the first buffer and calls back `doStackWalk`, which may ask for more batches while the
//! frames it walks are still there. A walk is known by an anchor number that is only good inside its own callback.

use super::{JavaFrame, Thread};
use crate::class::{MethodFlags, MethodRef};
use crate::known::{Known, KnownField};
use crate::natives::Value;
use crate::strings;
use crate::symbol::Symbol;
use crate::throw::backtrace::TraceFrame;
use crate::throw::{Abrupt, Completion};
use objectspace::{Handle, Scope};
use std::sync::atomic::Ordering;

/// Buffers hold classes only.
const CLASSES_ONLY: i64 = 0x2;
/// For `getCallerClass`.
const CALLER_CLASS: i64 = 0x4;
/// Hidden frames are wanted.
const SHOW_HIDDEN: i64 = 0x20;

/// Bits of `MemberName.flags`.
const IS_METHOD: i32 = 0x0001_0000;
const IS_CONSTRUCTOR: i32 = 0x0002_0000;
const CALLER_SENSITIVE: i32 = 0x0010_0000;
const REFERENCE_KIND_SHIFT: i32 = 24;

/// `callStackWalk`: walks from the caller of the walker's own frames.
#[expect(clippy::too_many_arguments, reason = "the native's own")]
pub fn call_stack_walk<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    walker: Handle<'_>,
    mode: i64,
    skip: i32,
    count: i32,
    start: i32,
    buffer: Handle<'_>,
) -> Completion<Option<Handle<'s>>> {
    let abstract_walker = thread.known(Known::AbstractStackWalker)?;
    let stack_walker = Symbol::from_text("java/lang/StackWalker");
    let from = {
        let mut frames = thread.java_frames().skip_while(|frame| {
            let class = frame.method.class;
            class == abstract_walker || class.name() == stack_walker || class.super_class() == Some(abstract_walker)
        });
        usize::try_from(skip).ok().and_then(|skip| frames.nth(skip)).map(|frame| frame.depth)
    };
    // The walk goes on from this record downwards; 0 records are left if there is none.
    thread.walks.push(from.map_or(0, |depth| depth + 1));
    let anchor = thread.walks.len() as i64;
    let outcome = begin(thread, scope, walker, mode, (skip, count, start), buffer, anchor);
    thread.walks.truncate(anchor as usize - 1);
    outcome
}

fn begin<'s>(
    thread: &mut Thread,
    scope: &'s Scope,
    walker: Handle<'_>,
    mode: i64,
    (skip, count, start): (i32, i32, i32),
    buffer: Handle<'_>,
    anchor: i64,
) -> Completion<Option<Handle<'s>>> {
    let end = if count > 0 { fill(thread, mode, anchor, count, start, buffer)? } else { start };
    if count > 0 && end == start {
        return Err(thread.throw(Known::InternalError, Some("stack walk: decode failed")));
    }
    let class = thread.known(Known::AbstractStackWalker)?;
    let method = class
        .declared_method(Symbol::from_text("doStackWalk"), Symbol::from_text("(JIIII)Ljava/lang/Object;"))
        .ok_or_else(|| Abrupt::internal("AbstractStackWalker has no doStackWalk"))?;
    let arguments = [
        Value::Ref(Some(walker)),
        Value::Long(anchor),
        Value::Int(skip),
        Value::Int(count),
        Value::Int(start),
        Value::Int(end),
    ];
    thread.invoke_virtual(scope, method, &arguments).map(Value::reference)
}

/// `fetchStackFrames`: the next batch; the end index in the buffer.
pub fn more_stack_walk(
    thread: &mut Thread,
    mode: i64,
    anchor: i64,
    count: i32,
    start: i32,
    buffer: Handle<'_>,
) -> Completion<i32> {
    if anchor <= 0 || anchor as usize > thread.walks.len() {
        return Err(thread.throw(Known::InternalError, Some("doStackWalk: corrupted buffers")));
    }
    let length = {
        let view = thread.view();
        view.array_length(buffer.get(&view)) as i32
    };
    if length < count.saturating_add(start) {
        return Err(thread.throw(Known::IllegalArgumentException, Some("not enough space in buffers")));
    }
    fill(thread, mode, anchor, count, start, buffer)
}

/// Fills up to `count` entries from `start`; where the filled part ends.
fn fill(thread: &mut Thread, mode: i64, anchor: i64, count: i32, start: i32, buffer: Handle<'_>) -> Completion<i32> {
    let left = thread.walks[anchor as usize - 1];
    let skip_hidden = mode & SHOW_HIDDEN == 0;
    let mut frames: Vec<JavaFrame> = Vec::new();
    let mut rest = 0;
    for frame in thread.java_frames().filter(|frame| frame.depth < left) {
        if skip_hidden && (frame.is_hidden() || frame.method.intrinsic.load(Ordering::Relaxed) != 0) {
            continue;
        }
        frames.push(frame);
        rest = frame.depth;
        if frames.len() as i32 == count {
            break;
        }
    }
    // Nothing is left below the last frame if the stack ended before the batch was full.
    thread.walks[anchor as usize - 1] = if frames.len() as i32 == count { rest } else { 0 };
    for (at, frame) in (start..).zip(&frames) {
        if mode & CALLER_CLASS != 0
            && mode & CLASSES_ONLY != 0
            && at == start
            && frame.method.flag(MethodFlags::CALLER_SENSITIVE)
        {
            let text = format!(
                "StackWalker::getCallerClass called from @CallerSensitive '{}' method",
                frame.method.qualified_name().split('(').next().unwrap_or_default()
            );
            return Err(thread.throw(Known::UnsupportedOperationException, Some(&text)));
        }
        fill_entry(thread, mode, at as u32, frame, buffer)?;
    }
    Ok(start + frames.len() as i32)
}

fn fill_entry(thread: &mut Thread, mode: i64, at: u32, frame: &JavaFrame, buffer: Handle<'_>) -> Completion<()> {
    if mode & CLASSES_ONLY != 0 {
        let view = thread.view();
        view.array_store_ref(buffer.get(&view), at, Some(frame.method.class.mirror().get(&view)));
        return Ok(());
    }
    let scope = Scope::open(&mut thread.mutator);
    let vm = thread.vm().clone();
    let (info, member) = {
        let view = thread.view();
        let info = view.array_load_ref(buffer.get(&view), at);
        let member = info.and_then(|info| view.load_ref(info, vm.offset(KnownField::StackFrameInfoMemberName)));
        (scope.handle_opt(&view, info), scope.handle_opt(&view, member))
    };
    let (Some(info), Some(member)) = (info, member) else {
        return Err(thread.throw(Known::InternalError, Some("stack walk: an empty StackFrameInfo")));
    };
    // Before anything stops: the frame's code may be gone afterwards.
    let trace = TraceFrame::of(frame).pack();
    init_member(thread, &scope, member, frame.method)?;
    let view = thread.view();
    let object = info.get(&view);
    view.store_i32(object, vm.offset(KnownField::StackFrameInfoBci), i32::from(frame.bci));
    view.store_i64(object, vm.offset(KnownField::StackFrameInfoVersion), trace);
    Ok(())
}

/// Makes a MemberName name a method, with name and type resolved.
fn init_member(thread: &mut Thread, scope: &Scope, member: Handle<'_>, method: MethodRef) -> Completion<()> {
    let vm = thread.vm().clone();
    let class = thread.known(Known::ResolvedMethodName)?;
    let resolved = thread.new_instance(scope, class)?;
    let name = strings::intern_modified_utf8(thread, scope, method.name.bytes())?;
    let descriptor = strings::intern_modified_utf8(thread, scope, method.descriptor().bytes())?;
    let kind = if method.is_static() {
        6
    } else if method.is_constructor() {
        8
    } else if method.class.is_interface() {
        9
    } else if method.is_private() {
        7
    } else {
        5
    };
    let mut flags = i32::from(method.access_flags()) | kind << REFERENCE_KIND_SHIFT;
    flags |= if method.is_constructor() { IS_CONSTRUCTOR } else { IS_METHOD };
    if method.flag(MethodFlags::CALLER_SENSITIVE) {
        flags |= CALLER_SENSITIVE;
    }
    let view = thread.view();
    let mirror = method.class.mirror().get(&view);
    let resolved = resolved.get(&view);
    view.store_ref(resolved, vm.offset(KnownField::ResolvedMethodNameVmHolder), Some(mirror));
    view.store_i64(resolved, vm.offset(KnownField::ResolvedMethodNameVmTarget), method.as_ptr() as i64);
    let member = member.get(&view);
    view.store_ref(member, vm.offset(KnownField::MemberNameClazz), Some(mirror));
    view.store_ref(member, vm.offset(KnownField::MemberNameName), Some(name.get(&view)));
    view.store_ref(member, vm.offset(KnownField::MemberNameType), Some(descriptor.get(&view)));
    view.store_ref(member, vm.offset(KnownField::MemberNameMethod), Some(resolved));
    view.store_i32(member, vm.offset(KnownField::MemberNameFlags), flags);
    Ok(())
}

/// The frame that a StackFrameInfo stands for (`StackTraceElement.initStackTraceElement`).
pub fn frame_of_info(thread: &Thread, info: Handle<'_>) -> Option<TraceFrame> {
    let vm = thread.vm();
    let view = thread.view();
    let info = info.get(&view);
    let member = view.load_ref(info, vm.offset(KnownField::StackFrameInfoMemberName))?;
    let resolved = view.load_ref(member, vm.offset(KnownField::MemberNameMethod))?;
    let target = view.load_i64(resolved, vm.offset(KnownField::ResolvedMethodNameVmTarget));
    // SAFETY: stored from a cell of this space; its class is kept by the holder's mirror.
    let method = unsafe { MethodRef::from_ptr(target as usize as *mut crate::class::Method) }?;
    let word = view.load_i64(info, vm.offset(KnownField::StackFrameInfoVersion));
    Some(TraceFrame::unpack(method, word))
}
