//! Classes at run time (JVMS §5.3–5.5): identity, version, members, dispatch.
//!
//! Identity ([`Class`]) owns the mirror, the statics, the initialization state; an immutable [`ClassVersion`] owns one
//! class file, its run-time constant pool and its members. Nothing here loads or links: `loading` and `linking` do.

mod dispatch;
mod field;
mod identity;
mod kept;
mod method;
mod owned;
mod supers;
mod version;

pub use dispatch::{Dispatch, InterfaceTable, Selected};
pub use field::{Field, FieldRef};
pub(crate) use identity::classfile_flags::INTERFACE;
pub use identity::{ArrayInfo, Class, ClassKind, ClassRef, ClassState, InitState, LoaderRef};
pub use kept::{Kept, Pinned};
pub use method::{Method, MethodFlags, MethodRef, NativeBinding, parameters, return_descriptor};
pub use owned::Owned;
pub use supers::Supers;
pub(crate) use version::MethodIndex;
pub use version::{ClassBytes, ClassVersion};
