//! The handlers, by the sections of JVMS §2.11.

pub(super) mod arithmetic;
pub(super) mod array;
pub(super) mod call;
pub(super) mod compare;
pub(super) mod constant;
pub(super) mod control;
pub(super) mod convert;
pub(super) mod field;
pub(super) mod invoke;
pub(super) mod monitor;
pub(super) mod object;
