//! The audit after a commit, in debug builds and stress modes: a finding ends the process. Release builds without a stress
//! mode never look.

use jvm::Vm;
use jvm::versioning::audit::{Extent, audit};
use objectspace::StoppedWorld;

/// Looks at everything that `extent` says; returns only if all is as it must be.
pub fn check(world: &mut StoppedWorld<'_>, vm: &Vm, number: u64, extent: Extent) {
    let findings = audit(world, vm, extent);
    if findings.is_empty() {
        return;
    }
    eprintln!("jrun: audit after update {number}: {} findings", findings.len());
    for finding in &findings {
        eprintln!("jrun: audit: {finding}");
    }
    // Nothing that is run from here on can be trusted.
    std::process::abort();
}
