//! What functions of JVMTI answer when they cannot do what was asked (JVMTI 17, "Error Codes").

/// An error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Error(pub(super) i32);

impl Error {
    pub(super) const INVALID_OBJECT: Error = Error(20);
    pub(super) const INVALID_CLASS: Error = Error(21);
    pub(super) const INVALID_CLASS_FORMAT: Error = Error(60);
    pub(super) const CIRCULAR_CLASS_DEFINITION: Error = Error(61);
    pub(super) const FAILS_VERIFICATION: Error = Error(62);
    pub(super) const UNSUPPORTED_SCHEMA_CHANGE: Error = Error(64);
    pub(super) const UNSUPPORTED_VERSION: Error = Error(68);
    pub(super) const NAMES_DONT_MATCH: Error = Error(69);
    pub(super) const UNMODIFIABLE_CLASS: Error = Error(79);
    pub(super) const NOT_AVAILABLE: Error = Error(98);
    pub(super) const MUST_POSSESS_CAPABILITY: Error = Error(99);
    pub(super) const NULL_POINTER: Error = Error(100);
    pub(super) const INVALID_EVENT_TYPE: Error = Error(102);
    pub(super) const ILLEGAL_ARGUMENT: Error = Error(103);
    pub(super) const CLASS_LOADER_UNSUPPORTED: Error = Error(106);
    pub(super) const OUT_OF_MEMORY: Error = Error(110);
    pub(super) const WRONG_PHASE: Error = Error(112);
    pub(super) const INTERNAL: Error = Error(113);
    pub(super) const UNATTACHED_THREAD: Error = Error(115);
    pub(super) const INVALID_ENVIRONMENT: Error = Error(116);
}
