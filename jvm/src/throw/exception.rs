//! Making exception objects.

use super::Abrupt;
use crate::known::Known;
use crate::thread::Thread;

pub(super) fn throw(_thread: &mut Thread, _class: Known, _message: Option<&str>, _wrap: bool) -> Abrupt {
    todo!()
}
