//! Method handles, call sites and dynamic constants (JVMS §5.4.3.5–6, §6.5 invokedynamic): the VM's half.
//!
//! The class library does the linking (`MethodHandleNatives.link…`); here the VM calls it and keeps what it answers in pool
//! entries. Also the intrinsic methods that lambda forms end in.

mod intrinsic;
mod link;

pub use intrinsic::{Intrinsics, MethodHandleKind, intrinsic};
pub use link::{link_call_site, link_method_handle_call, method_type, resolve_dynamic, target_of};
