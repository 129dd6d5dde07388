//! Our own Java classes (`classlib/java`), compiled by the build script: what the bootstrap loader's unnamed module has
//! beside what the command line appends to it.

include!(concat!(env!("OUT_DIR"), "/own_classes.rs"));

/// The bytes of one of them, by internal name.
pub fn find(name: &str) -> Option<&'static [u8]> {
    CLASSES.iter().find(|(own, _)| *own == name).map(|(_, bytes)| *bytes)
}

/// All of them, by internal name.
pub fn all() -> &'static [(&'static str, &'static [u8])] {
    CLASSES
}
