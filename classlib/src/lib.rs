//! The border to the JDK: finding it, lib/modules, the libjvm contract, natives that only a VM can supply.

pub mod attach;
pub mod boot_path;
pub mod callout;
pub mod cleaners;
pub mod console;
pub mod host;
pub mod jdk;
pub mod jimage;
pub mod jni;
pub mod jvmti;
pub mod libjvm;
pub mod libraries;
pub mod mangling;
pub mod native_call;
pub mod natives;
mod once;
pub mod own_classes;
pub mod properties;
pub mod reflect;
pub mod restart;
pub mod signal_dispatcher;
pub mod variadic;
