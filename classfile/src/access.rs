//! Access and property flags of classes, fields, methods and the small structures that carry flags. It never judges combinations;
//! that is `format_check`. JVMS §4.1, §4.5, §4.6, §4.7.6, §4.7.24, §4.7.25.

use bitflags::bitflags;

bitflags! {
    /// Flags of a class or interface (§4.1-B).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct ClassFlags: u16 {
        #[allow(missing_docs)] const PUBLIC = 0x0001;
        #[allow(missing_docs)] const FINAL = 0x0010;
        #[allow(missing_docs)] const SUPER = 0x0020;
        #[allow(missing_docs)] const INTERFACE = 0x0200;
        #[allow(missing_docs)] const ABSTRACT = 0x0400;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        #[allow(missing_docs)] const ANNOTATION = 0x2000;
        #[allow(missing_docs)] const ENUM = 0x4000;
        #[allow(missing_docs)] const MODULE = 0x8000;
        const _ = !0;
    }

    /// Flags of a field (§4.5-A).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct FieldFlags: u16 {
        #[allow(missing_docs)] const PUBLIC = 0x0001;
        #[allow(missing_docs)] const PRIVATE = 0x0002;
        #[allow(missing_docs)] const PROTECTED = 0x0004;
        #[allow(missing_docs)] const STATIC = 0x0008;
        #[allow(missing_docs)] const FINAL = 0x0010;
        #[allow(missing_docs)] const VOLATILE = 0x0040;
        #[allow(missing_docs)] const TRANSIENT = 0x0080;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        #[allow(missing_docs)] const ENUM = 0x4000;
        const _ = !0;
    }

    /// Flags of a method (§4.6-A).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct MethodFlags: u16 {
        #[allow(missing_docs)] const PUBLIC = 0x0001;
        #[allow(missing_docs)] const PRIVATE = 0x0002;
        #[allow(missing_docs)] const PROTECTED = 0x0004;
        #[allow(missing_docs)] const STATIC = 0x0008;
        #[allow(missing_docs)] const FINAL = 0x0010;
        #[allow(missing_docs)] const SYNCHRONIZED = 0x0020;
        #[allow(missing_docs)] const BRIDGE = 0x0040;
        #[allow(missing_docs)] const VARARGS = 0x0080;
        #[allow(missing_docs)] const NATIVE = 0x0100;
        #[allow(missing_docs)] const ABSTRACT = 0x0400;
        #[allow(missing_docs)] const STRICT = 0x0800;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        const _ = !0;
    }

    /// Flags of an entry of `InnerClasses` (§4.7.6-A).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct InnerClassFlags: u16 {
        #[allow(missing_docs)] const PUBLIC = 0x0001;
        #[allow(missing_docs)] const PRIVATE = 0x0002;
        #[allow(missing_docs)] const PROTECTED = 0x0004;
        #[allow(missing_docs)] const STATIC = 0x0008;
        #[allow(missing_docs)] const FINAL = 0x0010;
        #[allow(missing_docs)] const INTERFACE = 0x0200;
        #[allow(missing_docs)] const ABSTRACT = 0x0400;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        #[allow(missing_docs)] const ANNOTATION = 0x2000;
        #[allow(missing_docs)] const ENUM = 0x4000;
        const _ = !0;
    }

    /// Flags of a formal parameter in `MethodParameters` (§4.7.24).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct ParameterFlags: u16 {
        #[allow(missing_docs)] const FINAL = 0x0010;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        #[allow(missing_docs)] const MANDATED = 0x8000;
        const _ = !0;
    }

    /// Flags of a module and of its requires, exports and opens (§4.7.25).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct ModuleFlags: u16 {
        /// On a module: it is open. On a `requires`: `ACC_TRANSITIVE`.
        const OPEN_OR_TRANSITIVE = 0x0020;
        #[allow(missing_docs)] const STATIC_PHASE = 0x0040;
        #[allow(missing_docs)] const SYNTHETIC = 0x1000;
        #[allow(missing_docs)] const MANDATED = 0x8000;
        const _ = !0;
    }
}

impl ClassFlags {
    /// The keywords and `ACC_` words in the order of the table, for text output.
    pub fn words(self) -> String {
        words(self.iter_names())
    }
}

impl FieldFlags {
    /// As [`ClassFlags::words`].
    pub fn words(self) -> String {
        words(self.iter_names())
    }
}

impl MethodFlags {
    /// As [`ClassFlags::words`].
    pub fn words(self) -> String {
        words(self.iter_names())
    }
}

impl InnerClassFlags {
    /// As [`ClassFlags::words`].
    pub fn words(self) -> String {
        words(self.iter_names())
    }
}

fn words<T>(names: impl Iterator<Item = (&'static str, T)>) -> String {
    let mut out = String::new();
    for (name, _) in names {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&name.to_ascii_lowercase());
    }
    out
}
