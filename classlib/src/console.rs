//! The console of a space: which file descriptors its `System.in`, `System.out` and `System.err` read and write.
//!
//! Descriptors are the process's; a space that shares the process with others may be given some of its own.

use std::os::fd::RawFd;

use jvm::{Abrupt, Completion, Symbol, Thread};
use objectspace::Scope;

/// Makes the class library's standard streams use other descriptors; `None` leaves one as it is. The streams were made
/// at boot on these FileDescriptor objects, so that it counts for them too.
pub fn redirect(thread: &mut Thread, streams: [(&str, Option<RawFd>); 3]) -> Completion<()> {
    let class = jvm::loading::load_boot_class(thread, Symbol::from_text("java/io/FileDescriptor"))?
        .ok_or_else(|| Abrupt::internal("java.io.FileDescriptor is missing"))?;
    let scope = Scope::open(&mut thread.mutator);
    for (name, descriptor) in streams {
        let Some(descriptor) = descriptor else { continue };
        if let Some(object) = thread.static_object(&scope, class, name, "Ljava/io/FileDescriptor;")? {
            thread.set_field_int(object, "fd", descriptor)?;
        }
    }
    Ok(())
}
