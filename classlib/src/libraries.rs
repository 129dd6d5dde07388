//! Shared libraries: opening them by full path and finding native methods in them.
//!
//! Libraries are never closed: the JDK's keep threads and static references. Which class loader owns a library is Java's business
//! (`jdk.internal.loader.NativeLibraries`); this list serves the boot loader before Java can.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::mangling;

/// Why a library cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LibraryError {
    /// The loader refused it.
    #[error("cannot load {name}: {reason}")]
    Load {
        /// The library.
        name: String,
        /// The loader's words.
        reason: String,
    },
}

/// An open shared library.
#[derive(Debug)]
pub struct Library {
    /// Where it came from.
    pub path: PathBuf,
    handle: *mut c_void,
}

// SAFETY: dlsym on a handle that is never closed is thread-safe.
unsafe impl Send for Library {}
// SAFETY: as above.
unsafe impl Sync for Library {}

impl Library {
    /// Opens `path`, symbols private to it.
    pub fn open(path: &Path) -> Result<Library, LibraryError> {
        Library::open_with(path, libc::RTLD_NOW)
    }

    /// Opens `path`, symbols visible to libraries opened later.
    pub fn open_global(path: &Path) -> Result<Library, LibraryError> {
        Library::open_with(path, libc::RTLD_NOW | libc::RTLD_GLOBAL)
    }

    fn open_with(path: &Path, flags: c_int) -> Result<Library, LibraryError> {
        let failed = |reason: String| LibraryError::Load { name: path.display().to_string(), reason };
        let name = CString::new(path.as_os_str().as_bytes()).map_err(|_| failed("its name has a zero byte".into()))?;
        open_raw(&name, flags).map(|handle| Library { path: path.to_owned(), handle }).map_err(failed)
    }

    /// The address of `name`.
    pub fn symbol(&self, name: &CStr) -> Option<*const c_void> {
        // SAFETY: our handle came from `open_raw`.
        unsafe { find_raw(self.handle, name) }
    }

    /// The loader's handle.
    pub fn handle(&self) -> *mut c_void {
        self.handle
    }
}

/// `dlopen`, with the loader's words on failure.
pub fn open_raw(name: &CStr, flags: c_int) -> Result<*mut c_void, String> {
    // SAFETY: a terminated name; initialisers of the library run, which is what loading means.
    let handle = unsafe { libc::dlopen(name.as_ptr(), flags) };
    if !handle.is_null() {
        return Ok(handle);
    }
    // SAFETY: dlerror gives a terminated string that lives until this thread's next dl call.
    let reason: *const c_char = unsafe { libc::dlerror() };
    if reason.is_null() {
        return Err("unknown reason".into());
    }
    // SAFETY: as above.
    Err(unsafe { CStr::from_ptr(reason) }.to_string_lossy().into_owned())
}

/// `dlsym` on a handle of [`open_raw`], or on the program itself for null.
///
/// # Safety
/// `handle` is null or came from [`open_raw`].
pub unsafe fn find_raw(handle: *mut c_void, name: &CStr) -> Option<*const c_void> {
    // SAFETY: a terminated name; libraries are never closed while the VM runs, so a handle stays good, and null means the program.
    let address = unsafe { libc::dlsym(handle, name.as_ptr()) };
    (!address.is_null()).then_some(address.cast_const())
}

/// The JDK's own libraries that a VM opens before any Java code runs.
const BOOT: [&str; 5] = ["java", "jimage", "zip", "nio", "net"];

/// The libraries of the boot loader.
#[derive(Debug, Default)]
pub struct Libraries {
    loaded: Vec<Library>,
}

impl Libraries {
    /// Opens the JDK's boot libraries in `folder`. The libjvm stub must be loaded.
    pub fn boot(folder: &Path) -> Result<Libraries, LibraryError> {
        let mut libraries = Libraries::default();
        for name in BOOT {
            libraries.add(folder, name)?;
        }
        Ok(libraries)
    }

    /// Opens `lib<name>.so` in `folder` and adds it.
    pub fn add(&mut self, folder: &Path, name: &str) -> Result<&Library, LibraryError> {
        let library = Library::open(&folder.join(format!("lib{name}.so")))?;
        self.loaded.push(library);
        Ok(&self.loaded[self.loaded.len() - 1])
    }

    /// The address of `name` in the first library that has it.
    pub fn symbol(&self, name: &CStr) -> Option<*const c_void> {
        self.loaded.iter().find_map(|library| library.symbol(name))
    }

    /// The function of a native method: its short name, then its long name (JNI 2). Names are the class file's modified UTF-8.
    pub fn native_method(&self, class: &[u8], method: &[u8], descriptor: &[u8]) -> Option<*const c_void> {
        [mangling::short_name(class, method), mangling::long_name(class, method, descriptor)]
            .into_iter()
            .flatten()
            .filter_map(|name| CString::new(name).ok())
            .find_map(|name| self.symbol(&name))
    }
}
