//! Resolved pool entries and quickened instructions that an update makes stale: they go back to their unresolved form and
//! resolve again when they run next.

use super::versions;
use crate::class::{ClassRef, ClassVersion, MethodRef};
use crate::constant_pool::{EntryState, PoolEntry, RuntimeConstantPool};
use crate::interpreter::{Code, unquicken, unquicken_all};
use crate::vm::Vm;
use classfile::constant_pool::tag;
use objectspace::StoppedWorld;
use std::collections::HashSet;
use std::sync::atomic::Ordering;

/// Puts back every instruction that looks at the layouts of objects.
pub fn reset_guarded(world: &StoppedWorld<'_>, vm: &Vm) {
    vm.guarded.reset(world);
}

/// Resets everything that names a member of a touched class, in all code of the space, and what has failed anywhere.
pub fn reset_sites(world: &StoppedWorld<'_>, vm: &Vm) {
    // Before the code that has them is looked at.
    reset_guarded(world, vm);
    for pool in vm.touched.users() {
        if reset_pool(pool) {
            for method in &pool.version().methods {
                reset_code(method.code());
            }
        }
    }
    for pool in vm.touched.take_failed() {
        pool.failures.lock().clear();
        pool.for_each(|entry| {
            if entry.state() == EntryState::Failed {
                entry.publish(EntryState::Unresolved);
            }
        });
    }
    for_each_loose_code(vm, &mut |code| reset_code(code));
}

/// After a change of bodies only: what other classes' code means by private and synthetic methods of a class.
pub fn reset_bound_users(_: &mut StoppedWorld<'_>, vm: &Vm, class: ClassRef) {
    let mut lost: HashSet<*const ClassVersion> = HashSet::new();
    class.bound_users.lock().retain(|address| {
        // SAFETY: entries live as long as their version, and a version that is freed takes its entries from this list.
        let entry = unsafe { &*(*address as *const PoolEntry) };
        let user = entry.pool().version();
        let is_current = user.superseded.load(Ordering::Acquire) == 0
            && user.class.current().is_some_and(|current| std::ptr::eq(current, user));
        let Some(target) = entry.method().filter(|_| entry.is_resolved()) else { return false };
        // Old code and hidden classes go on with what they were compiled against (rule 3.2), a lambda with what it has become.
        if !is_current || user.class.hidden {
            if target.is_synthetic() {
                entry.target.store(target.latest().as_ptr().cast(), Ordering::Release);
            }
            return true;
        }
        if class.current().is_some_and(|current| current.methods.contains(&target)) {
            return true;
        }
        match heir(class, target) {
            Some(heir) => {
                entry.target.store(heir.as_ptr().cast(), Ordering::Release);
                true
            }
            None => {
                forget(entry);
                lost.insert(user);
                false
            }
        }
    });
    if lost.is_empty() {
        return;
    }
    for version in &lost {
        // SAFETY: a current version, found above.
        for method in unsafe { &(**version).methods } {
            reset_code(method.code());
        }
    }
    for_each_loose_code(vm, &mut |code| reset_code(code));
}

fn heir(class: ClassRef, cell: MethodRef) -> Option<MethodRef> {
    class.declared_method(cell.name, cell.descriptor()).filter(|heir| heir.is_static() == cell.is_static())
}

/// Makes an entry unresolved.
fn forget(entry: &PoolEntry) {
    entry.publish(EntryState::Unresolved);
    entry.target.store(std::ptr::null_mut(), Ordering::Release);
    entry.extra.store(0, Ordering::Release);
}

/// Answers whether code of the pool's version relies on anything that is stale.
fn reset_pool(pool: &RuntimeConstantPool) -> bool {
    let mut stale = false;
    pool.retain_linked(|entry| {
        if entry.tag == tag::CLASS {
            // An allocation keeps its Class entry, but its layout may be another now.
            stale |= entry.class().is_some_and(|class| class.touched.load(Ordering::Relaxed));
            return true;
        }
        if entry.is_resolved() && names_touched_member(entry) {
            forget(entry);
            stale = true;
        }
        entry.is_resolved()
    });
    stale
}

/// Calls linked by method handles keep their target: they hold an adapter, not the member.
fn names_touched_member(entry: &PoolEntry) -> bool {
    if !matches!(entry.tag, tag::FIELDREF | tag::METHODREF | tag::INTERFACE_METHODREF)
        || entry.reference.load(Ordering::Relaxed) != 0
    {
        return false;
    }
    let is_touched = |class: ClassRef| {
        class.touched.load(Ordering::Relaxed)
            || class.array().is_some_and(|info| info.component.touched.load(Ordering::Relaxed))
    };
    entry.named_class().is_some_and(is_touched)
}

/// After a trial was taken back: what code has resolved to classes that are no more, and to objects made since.
pub(super) fn forget_trial(
    _: &mut StoppedWorld<'_>,
    vm: &Vm,
    undefined: &HashSet<ClassRef>,
    is_new: &dyn Fn(u32) -> bool,
) {
    for class in vm.classes.all() {
        for version in versions(class) {
            let mut stale = false;
            version.pool.for_each(|entry| {
                if entry.is_resolved() && names_trial(entry, undefined, is_new) {
                    forget(entry);
                    entry.reference.store(0, Ordering::Release);
                    stale = true;
                }
            });
            if stale {
                version.pool.retain_linked(|entry| entry.is_resolved());
                for method in &version.methods {
                    forget_code(method.code());
                }
            }
        }
    }
    for_each_loose_code(vm, &mut |code| forget_code(code));
}

/// Puts quick instructions of every kind whose entry is unresolved back.
fn forget_code(code: *mut Code) {
    // SAFETY: as in `reset_code`.
    if let Some(code) = unsafe { code.as_ref() } {
        unquicken_all(code, &|entry| !entry.is_resolved());
    }
}

fn names_trial(entry: &PoolEntry, undefined: &HashSet<ClassRef>, is_new: &dyn Fn(u32) -> bool) -> bool {
    if is_new(entry.reference.load(Ordering::Acquire)) {
        return true;
    }
    match entry.tag {
        tag::CLASS => entry.class().is_some_and(|class| undefined.contains(&class)),
        tag::FIELDREF => entry.field().is_some_and(|field| undefined.contains(&field.class)),
        tag::METHODREF | tag::INTERFACE_METHODREF => {
            entry.method().is_some_and(|method| undefined.contains(&method.class))
        }
        _ => false,
    }
}

/// Puts quick instructions whose entry is unresolved back to the form that resolves it.
fn reset_code(code: *mut Code) {
    // SAFETY: a method's current code or a running frame's, which is alive; null before linking.
    if let Some(code) = unsafe { code.as_ref() } {
        unquicken(code, &|entry| {
            // An allocation keeps its Class entry, but its layout may be another now.
            let class = (entry.tag == tag::CLASS).then(|| entry.class()).flatten();
            !entry.is_resolved() || class.is_some_and(|class| class.touched.load(Ordering::Relaxed))
        });
    }
}

/// Code that no version's cells hold: what frames run, and what instances run that stay with an old version.
fn for_each_loose_code(vm: &Vm, visit: &mut dyn FnMut(*mut Code)) {
    for cell in vm.kept.cells() {
        visit(cell.code());
    }
    // SAFETY: the world is stopped: frames are live and stay as they are.
    unsafe {
        vm.threads.for_each_thread(|_, thread| {
            for frame in thread.frames() {
                visit(frame.code.cast_mut());
            }
        });
    }
}
