//! Interned names: class names, member names and descriptors in modified UTF-8 (JVMS §4.4.7).
//!
//! The table is a process singleton: it only grows, holds immutable text, and lets ids that C libraries keep in
//! their statics (jmethodID, jfieldID) mean the same in every space. It never holds anything of one space.

use parking_lot::RwLock;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

/// An interned name. Equality is identity.
#[derive(Clone, Copy)]
pub struct Symbol(&'static Text);

/// A place that holds a name, which an update may change (redefinition rule 3.7).
pub struct SymbolCell(AtomicPtr<Text>);

struct Text {
    bytes: Box<[u8]>,
    text: Box<str>,
}

struct Key(&'static Text);

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0.bytes == other.0.bytes
    }
}
impl Eq for Key {}
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bytes.hash(state);
    }
}
impl std::borrow::Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        &self.0.bytes
    }
}

fn table() -> &'static RwLock<HashSet<Key>> {
    static TABLE: OnceLock<RwLock<HashSet<Key>>> = OnceLock::new();
    TABLE.get_or_init(|| RwLock::new(HashSet::with_capacity(1 << 16)))
}

impl Symbol {
    /// Interns a name given in modified UTF-8.
    pub fn new(bytes: &[u8]) -> Symbol {
        if let Some(found) = table().read().get(bytes) {
            return Symbol(found.0);
        }
        let mut table = table().write();
        if let Some(found) = table.get(bytes) {
            return Symbol(found.0);
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => classfile::mutf8::to_str_lossy(bytes).into_owned().into_boxed_str(),
        };
        let leaked: &'static Text = Box::leak(Box::new(Text { bytes: bytes.into(), text }));
        table.insert(Key(leaked));
        Symbol(leaked)
    }

    /// Interns ASCII or other ordinary text.
    pub fn from_text(text: &str) -> Symbol {
        Symbol::new(&classfile::mutf8::from_text(text))
    }

    /// The name if it was ever interned; used to ask whether a member can exist at all.
    pub fn existing(bytes: &[u8]) -> Option<Symbol> {
        table().read().get(bytes).map(|key| Symbol(key.0))
    }

    /// The modified UTF-8 bytes.
    pub fn bytes(self) -> &'static [u8] {
        &self.0.bytes
    }

    /// The text; unpaired surrogates are replaced.
    pub fn as_str(self) -> &'static str {
        &self.0.text
    }

    /// A stable number for tables that need one; the address of the interned text.
    pub fn address(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

impl SymbolCell {
    /// A place with a name.
    pub fn new(symbol: Symbol) -> SymbolCell {
        SymbolCell(AtomicPtr::new(std::ptr::from_ref(symbol.0).cast_mut()))
    }

    /// The name that it holds now.
    pub fn get(&self) -> Symbol {
        // SAFETY: only ever stored from a `Symbol`, whose text is never freed nor written to.
        Symbol(unsafe { &*self.0.load(Ordering::Acquire) })
    }

    /// Puts another name there.
    pub(crate) fn set(&self, symbol: Symbol) {
        self.0.store(std::ptr::from_ref(symbol.0).cast_mut(), Ordering::Release);
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Symbol) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for Symbol {}
impl PartialEq<str> for Symbol {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}
impl PartialEq<&str> for Symbol {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}
impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
