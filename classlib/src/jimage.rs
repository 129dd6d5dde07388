//! Reading `lib/modules`: the JDK's image of modules, memory-mapped, without copying.
//!
//! Format (JEP 220, version 1.0): a header of seven words; a table of redirections and one of offsets, which together make a perfect hash from
//! `/module/parent/base.extension` to a location; the locations; the strings; the contents. Every offset is checked against the
//! file's length where it is used, so hostile bytes give an error or `None`, never a panic. Compressed contents are refused.

use std::fs::File;
use std::path::{Path, PathBuf};

use memmap2::Mmap;

const MAGIC: u32 = 0xCAFE_DADA;
const VERSION: u32 = 1 << 16;
const HEADER: usize = 28;
const SEED: u32 = 0x0100_0193;

/// Why an image, or one of its entries, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The file cannot be opened or mapped.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The image.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Not an image, or one of the other byte order.
    #[error("not a module image: it begins with {0:#010x}")]
    Magic(u32),
    /// An image of a later format.
    #[error("module image of format {}.{}; only 1.0 is known", .0 >> 16, .0 & 0xffff)]
    Version(u32),
    /// A table or an entry reaches past the end.
    #[error("module image is cut or damaged: {0}")]
    Damaged(&'static str),
    /// `jlink --compress` was used.
    #[error("/{module}/{path} is compressed, which is not supported: link the image without --compress")]
    Compressed {
        /// The entry's module.
        module: String,
        /// The entry's path inside the module.
        path: String,
    },
}

/// An open image.
#[derive(Debug)]
pub struct Image {
    bytes: Bytes,
    length: usize,
    redirects: usize,
    offsets: usize,
    locations: usize,
    strings: usize,
    contents: usize,
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

/// One entry of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The module, such as `java.base`; `packages` and `modules` for the image's own tables.
    pub module: &'a str,
    /// The folder inside the module, such as `java/lang`; may be empty.
    pub parent: &'a str,
    /// The name without its extension.
    pub base: &'a str,
    /// The extension without its dot; may be empty.
    pub extension: &'a str,
    /// The content.
    pub bytes: &'a [u8],
}

impl Entry<'_> {
    /// The path inside the module, such as `java/lang/Object.class`.
    pub fn path(&self) -> String {
        path_of(self.parent, self.base, self.extension)
    }
}

/// A location as its attributes give it.
#[derive(Default, Clone, Copy)]
struct Location {
    module: u64,
    parent: u64,
    base: u64,
    extension: u64,
    offset: u64,
    compressed: u64,
    size: u64,
}

impl Image {
    /// Maps the image at `path` and checks its header.
    pub fn open(path: &Path) -> Result<Image, ImageError> {
        let io = |error| ImageError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io)?;
        // SAFETY: the map is read-only and private; the JDK's files are replaced by renaming, not rewritten in place. A file cut
        // under us would give SIGBUS, as it does to every program that maps its libraries.
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        Image::over(Bytes::Mapped(map))
    }

    /// An image held in memory.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Image, ImageError> {
        Image::over(Bytes::Owned(bytes))
    }

    fn over(bytes: Bytes) -> Result<Image, ImageError> {
        let data: &[u8] = match &bytes {
            Bytes::Mapped(map) => map,
            Bytes::Owned(owned) => owned,
        };
        let header = |index: usize| word(data, 4 * index).ok_or(ImageError::Damaged("the header is cut"));
        let magic = header(0)?;
        if magic != MAGIC {
            return Err(ImageError::Magic(magic));
        }
        if header(1)? != VERSION {
            return Err(ImageError::Version(header(1)?));
        }
        let length = header(4)? as usize;
        // In u64 so that no sum of four words wraps on any target.
        let redirects = HEADER as u64;
        let offsets = redirects + 4 * length as u64;
        let locations = offsets + 4 * length as u64;
        let strings = locations + u64::from(header(5)?);
        let contents = strings + u64::from(header(6)?);
        if length == 0 || contents > data.len() as u64 {
            return Err(ImageError::Damaged("its tables reach past the end"));
        }
        Ok(Image {
            length,
            redirects: redirects as usize,
            offsets: offsets as usize,
            locations: locations as usize,
            strings: strings as usize,
            contents: contents as usize,
            bytes,
        })
    }

    fn data(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Mapped(map) => map,
            Bytes::Owned(owned) => owned,
        }
    }

    /// The content of `/module/path`, where `path` is like `java/lang/Object.class`; `None` if there is none, or if it is damaged or compressed.
    pub fn find(&self, module: &str, path: &str) -> Option<&[u8]> {
        self.lookup(module, path).ok().flatten()
    }

    /// As [`Image::find`], but tells an absent entry from an unreadable one.
    pub fn lookup(&self, module: &str, path: &str) -> Result<Option<&[u8]>, ImageError> {
        let parts: [&[u8]; 4] = [b"/", module.as_bytes(), b"/", path.as_bytes()];
        let Some(redirect) = word(self.data(), self.redirects + 4 * (hash(SEED, &parts) as usize % self.length)) else {
            return Err(ImageError::Damaged("a redirection is cut"));
        };
        let index = match redirect as i32 {
            0 => return Ok(None),
            seed if seed > 0 => hash(seed as u32, &parts) as usize % self.length,
            // Not -1 - x: i32::MIN must not overflow.
            direct => !direct as usize,
        };
        if index >= self.length {
            return Err(ImageError::Damaged("a redirection leaves the table"));
        }
        let location = self.location(index)?;
        let entry = self.entry_names(&location)?;
        let matches = entry.module == module && same_path(&entry, path);
        if !matches {
            return Ok(None);
        }
        self.content(&location, &entry).map(Some)
    }

    /// The module that has classes in `package`, named with dots or slashes.
    pub fn module_of_package(&self, package: &str) -> Option<&str> {
        let dotted;
        let name = if package.contains('/') {
            dotted = package.replace('/', ".");
            &dotted
        } else {
            package
        };
        let table = self.find("packages", name)?;
        // Pairs of (nothing but folders there?, name of the module).
        table.chunks_exact(8).find_map(|pair| {
            let empty = word(pair, 0)?;
            let module = word(pair, 4)?;
            if empty == 0 { self.string(u64::from(module)).ok() } else { None }
        })
    }

    /// All entries in table order; unreadable ones are errors.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry<'_>, ImageError>> {
        (0..self.length).map(|index| {
            let location = self.location(index)?;
            let entry = self.entry_names(&location)?;
            let bytes = self.content(&location, &entry)?;
            Ok(Entry { bytes, ..entry })
        })
    }

    fn location(&self, index: usize) -> Result<Location, ImageError> {
        let cut = ImageError::Damaged("a location is cut");
        let Some(offset) = word(self.data(), self.offsets + 4 * index) else {
            return Err(cut);
        };
        let Some(mut rest) = self.data().get(self.locations..self.strings).and_then(|all| all.get(offset as usize..))
        else {
            return Err(cut);
        };
        let mut location = Location::default();
        loop {
            let Some((&tag, tail)) = rest.split_first() else {
                return Err(cut);
            };
            if tag >> 3 == 0 {
                return Ok(location);
            }
            let size = usize::from(tag & 7) + 1;
            let Some((digits, tail)) = tail.split_at_checked(size) else {
                return Err(cut);
            };
            rest = tail;
            let value = digits.iter().fold(0u64, |value, &digit| value << 8 | u64::from(digit));
            match tag >> 3 {
                1 => location.module = value,
                2 => location.parent = value,
                3 => location.base = value,
                4 => location.extension = value,
                5 => location.offset = value,
                6 => location.compressed = value,
                7 => location.size = value,
                _ => return Err(ImageError::Damaged("a location has an unknown attribute")),
            }
        }
    }

    fn entry_names(&self, location: &Location) -> Result<Entry<'_>, ImageError> {
        Ok(Entry {
            module: self.string(location.module)?,
            parent: self.string(location.parent)?,
            base: self.string(location.base)?,
            extension: self.string(location.extension)?,
            bytes: &[],
        })
    }

    fn content(&self, location: &Location, entry: &Entry<'_>) -> Result<&[u8], ImageError> {
        if location.compressed != 0 {
            return Err(ImageError::Compressed { module: entry.module.to_owned(), path: entry.path() });
        }
        let outside = ImageError::Damaged("a content reaches past the end");
        let (Ok(offset), Ok(size)) = (usize::try_from(location.offset), usize::try_from(location.size)) else {
            return Err(outside);
        };
        let Some(end) = offset.checked_add(size) else {
            return Err(outside);
        };
        self.data().get(self.contents..).and_then(|all| all.get(offset..end)).ok_or(outside)
    }

    fn string(&self, offset: u64) -> Result<&str, ImageError> {
        let strings = self.data().get(self.strings..self.contents).unwrap_or_default();
        let tail = usize::try_from(offset)
            .ok()
            .and_then(|offset| strings.get(offset..))
            .ok_or(ImageError::Damaged("a name is outside the strings"))?;
        let end = tail.iter().position(|&byte| byte == 0).ok_or(ImageError::Damaged("a name has no end"))?;
        std::str::from_utf8(&tail[..end]).map_err(|_| ImageError::Damaged("a name is not text"))
    }
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn hash(seed: u32, parts: &[&[u8]]) -> u32 {
    let mut hash = seed;
    for part in parts {
        for &byte in *part {
            hash = hash.wrapping_mul(SEED) ^ u32::from(byte);
        }
    }
    hash & 0x7fff_ffff
}

fn path_of(parent: &str, base: &str, extension: &str) -> String {
    let mut path = String::with_capacity(parent.len() + base.len() + extension.len() + 2);
    if !parent.is_empty() {
        path.push_str(parent);
        path.push('/');
    }
    path.push_str(base);
    if !extension.is_empty() {
        path.push('.');
        path.push_str(extension);
    }
    path
}

/// Whether `path` is the entry's, without building a string.
fn same_path(entry: &Entry<'_>, path: &str) -> bool {
    let mut rest = path;
    if !entry.parent.is_empty() {
        let Some(tail) = rest.strip_prefix(entry.parent).and_then(|tail| tail.strip_prefix('/')) else {
            return false;
        };
        rest = tail;
    }
    let Some(tail) = rest.strip_prefix(entry.base) else {
        return false;
    };
    if entry.extension.is_empty() { tail.is_empty() } else { tail.strip_prefix('.') == Some(entry.extension) }
}
