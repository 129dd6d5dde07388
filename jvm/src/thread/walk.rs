//! Walking Java frames, and what caller-sensitive natives ask of it.

use super::{LEAVING, Thread};
use crate::class::{ClassRef, ClassVersion, LoaderRef, MethodFlags, MethodRef};
use crate::interpreter::CodeFlags;
use crate::known::Known;
use crate::throw::Completion;

/// One activation of a Java method.
#[derive(Clone, Copy)]
pub struct JavaFrame {
    /// What runs.
    pub method: MethodRef,
    /// The version whose code runs, which an update may have replaced since.
    pub version: *const ClassVersion,
    /// Where it stands; 0 in natives.
    pub bci: u16,
    /// Number of the frame record from the bottom of the stack.
    pub depth: usize,
    /// It waits at a return barrier: nothing of the method runs any more.
    pub is_leaving: bool,
    code: *const crate::interpreter::Code,
}

impl JavaFrame {
    /// The line it stands at, if the class file says. While the thread stands as it stood when the frame was read.
    pub fn line(&self) -> Option<u16> {
        // SAFETY: the code of a live frame.
        unsafe { &*self.code }.line(self.bci)
    }

    /// Number of the version whose code runs.
    pub fn version_number(&self) -> u32 {
        // SAFETY: as above; a running version is alive.
        unsafe { self.version.as_ref() }.map_or(0, |version| version.number)
    }

    /// Left out of stack traces.
    pub fn is_hidden(&self) -> bool {
        self.method.flag(MethodFlags::HIDDEN)
    }

    /// Reflection's and method handles' own frames, which no caller check counts.
    pub fn is_plumbing(&self, accessor: Option<ClassRef>) -> bool {
        let class = self.method.class;
        // An initializer that an update runs alone is not shown in traces, but calls for its class.
        let is_initializer = self.method.name == "<clinit>" || self.method.name == "<init>";
        (self.is_hidden() && !is_initializer)
            || self.method.intrinsic.load(std::sync::atomic::Ordering::Relaxed) != 0
            || (self.method.name == "invoke"
                && class.name() == Known::ReflectMethod.name()
                && class.loader == LoaderRef::BOOT)
            || accessor.is_some_and(|accessor| class.is_subtype_of(accessor))
    }
}

impl Thread {
    /// Java frames from the top down: no boundaries, but hidden frames and natives.
    pub fn java_frames(&self) -> impl Iterator<Item = JavaFrame> {
        let base = self.stacks.frames();
        self.frames().filter_map(move |frame| {
            // SAFETY: a live frame's code is alive.
            let code = unsafe { &*frame.code };
            if code.has(CodeFlags::BOUNDARY) {
                return None;
            }
            // SAFETY: both point into the frame records.
            let depth = unsafe { std::ptr::from_ref(frame).offset_from(base) } as usize;
            let bci = if code.has(CodeFlags::NATIVE) { 0 } else { code.bci_at(frame.pc) };
            let is_leaving = frame.state & LEAVING != 0;
            Some(JavaFrame { method: code.method, version: code.version, bci, depth, is_leaving, code })
        })
    }

    /// `Reflection.getCallerClass`, called from the native itself: the caller of the caller-sensitive method.
    pub fn caller_class(&mut self) -> Completion<Option<ClassRef>> {
        let accessor = self.vm().known.get(Known::MethodAccessorImpl);
        let problem = {
            let mut frames = self.java_frames().peekable();
            // The native's own frame, if natives have one.
            if frames.peek().is_some_and(|frame| frame.method.name == "getCallerClass") {
                frames.next();
            }
            match frames.next() {
                Some(frame) if frame.method.flag(MethodFlags::CALLER_SENSITIVE) => {
                    return Ok(frames.find(|frame| !frame.is_plumbing(accessor)).map(|frame| frame.method.class));
                }
                Some(_) => "CallerSensitive annotation expected at frame 1",
                None => "getCallerClass without a caller",
            }
        };
        Err(self.throw(Known::InternalError, Some(problem)))
    }

    /// The class of the nth Java frame that is no plumbing; 0 is the method that runs (or whose native runs).
    pub fn class_at(&self, depth: usize) -> Option<ClassRef> {
        let accessor = self.vm().known.get(Known::MethodAccessorImpl);
        self.java_frames().filter(|frame| !frame.is_plumbing(accessor)).nth(depth).map(|frame| frame.method.class)
    }

    /// The first loader on the stack that is neither the bootstrap nor the platform loader (`VM.latestUserDefinedLoader`).
    pub fn latest_user_loader(&self, platform: Option<LoaderRef>) -> Option<LoaderRef> {
        let accessor = self.vm().known.get(Known::MethodAccessorImpl);
        self.java_frames()
            .filter(|frame| !frame.is_plumbing(accessor))
            .map(|frame| frame.method.class.loader)
            .find(|loader| *loader != LoaderRef::BOOT && Some(*loader) != platform)
    }

    /// Classes of the frames above the current native's caller, for `SecurityManager.getClassContext`.
    pub fn class_context(&self) -> Vec<ClassRef> {
        let accessor = self.vm().known.get(Known::MethodAccessorImpl);
        self.java_frames()
            .filter(|frame| !frame.is_plumbing(accessor) && frame.method.name != "getClassContext")
            .map(|frame| frame.method.class)
            .collect()
    }
}
