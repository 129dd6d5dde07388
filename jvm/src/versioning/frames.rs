//! Frames that go on in old code (redefinition rule 3.4), found while the world is stopped.

use crate::class::ClassRef;
use crate::thread::JavaFrame;
use crate::vm::Vm;
use objectspace::StoppedWorld;

/// A frame that goes on running code of an old version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldFrame {
    /// Thread name.
    pub thread: String,
    /// `package.Class.method`.
    pub method: String,
    /// Line it stands at, if known.
    pub line: Option<u32>,
}

/// Frames of threads that run code of these classes' versions before the current one.
pub fn old_frames(world: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef]) -> Vec<OldFrame> {
    let view = world.view();
    let mut found = Vec::new();
    // SAFETY: the world is stopped.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            for frame in thread.java_frames() {
                if !counts(&frame, classes) {
                    continue;
                }
                let method = frame.method;
                found.push(OldFrame {
                    thread: thread.name_in(&view),
                    method: format!("{}.{}", method.class.external_name(), method.name),
                    line: frame.line().map(u32::from),
                });
            }
        });
    }
    found
}

/// Does an update of these classes leave more of this frame to old code than its end?
pub(super) fn counts(frame: &JavaFrame, classes: &[ClassRef]) -> bool {
    classes.contains(&frame.method.class) && !frame.method.is_native() && !frame.is_leaving
}

/// Does any thread run code of a version of this class that is not current? With the world stopped.
pub fn has_old_frames(vm: &Vm, class: ClassRef) -> bool {
    let mut found = false;
    // SAFETY: the world is stopped by the caller.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            found |= thread.java_frames().any(|frame| {
                frame.method.class == class
                    && !std::ptr::eq(frame.version, class.version.load(std::sync::atomic::Ordering::Acquire))
            });
        });
    }
    found
}

/// Frames that run code of a version that is not current, one row each.
pub fn frames_in_old_code(_: &mut StoppedWorld<'_>, vm: &Vm) -> Vec<ClassRef> {
    let mut found = Vec::new();
    // SAFETY: the world is stopped.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            for frame in thread.java_frames() {
                let class = frame.method.class;
                let current = class.version.load(std::sync::atomic::Ordering::Acquire);
                if !frame.method.is_native() && !std::ptr::eq(frame.version, current) {
                    found.push(class);
                }
            }
        });
    }
    found
}
