//! Moves and constants (JVMS §2.11.2).

use crate::constant_pool::PoolEntry;
use crate::interpreter::opcode::Op;
use crate::interpreter::quicken::{entry_of, quicken};
use crate::interpreter::run::{Pc, Step, handlers, slow_handlers};
use crate::linking::resolution;
use crate::thread::Thread;
use crate::throw::Completion;
use classfile::constant_pool::tag;
use std::sync::atomic::Ordering;

handlers! {
    fn copy_p(s) {
        *s.p.add(s.a()) = *s.p.add(s.b());
        s.next(1)
    }
    fn copy_r(s) {
        s.set_reference(s.a(), s.reference(s.b()));
        s.next(1)
    }
    fn int(s) {
        s.set_long(s.a(), s.signed_bc());
        s.next(1)
    }
    fn wide(s) {
        *s.p.add(s.a()) = (*s.pc.add(1)).load(Ordering::Relaxed);
        s.next(2)
    }
    fn null(s) {
        s.set_reference(s.a(), 0);
        s.next(1)
    }
    fn reference(s) {
        s.set_reference(s.a(), (*s.entry()).reference.load(Ordering::Relaxed));
        s.next(2)
    }
    fn class(s) {
        let class = (*s.entry()).target.load(Ordering::Relaxed).cast::<crate::class::Class>();
        s.set_reference(s.a(), (*class).mirror.load(Ordering::Relaxed));
        s.next(2)
    }
    fn primitive(s) {
        *s.p.add(s.a()) = (*s.entry()).extra.load(Ordering::Relaxed);
        s.next(2)
    }
}

slow_handlers! {
    unresolved => resolve;
}

unsafe fn resolve(t: &mut Thread, pc: Pc, _: *mut u64, _: *mut u32, insn: u64) -> Completion<Step> {
    // SAFETY: ldc has an entry in its second word.
    let entry: &PoolEntry = unsafe { entry_of(pc) };
    let op = match entry.tag {
        tag::CLASS => {
            resolution::resolve_class(t, entry)?;
            Op::LdcClass
        }
        tag::DYNAMIC => {
            resolution::resolve_constant(t, entry)?;
            let version = entry.pool().version();
            let constant = version.file().constant_pool.dynamic(entry.index);
            match constant.ok().and_then(|constant| constant.descriptor.first()) {
                Some(b'L' | b'[') | None => Op::LdcReference,
                Some(_) => Op::LdcPrimitive,
            }
        }
        _ => {
            resolution::resolve_constant(t, entry)?;
            Op::LdcReference
        }
    };
    quicken(pc, insn, op, None);
    Ok(Step::Again)
}
