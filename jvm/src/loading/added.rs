//! Classes that a patch adds: kept by loader and name until the loader is first asked for them, then defined.
//!
//! A loader asks the VM for what it has already loaded before it looks anywhere else (`findLoadedClass`), and so finds them
//! there, in its delegation as in any other class. A class of a patch thus wins over one of that name on the class path.

use super::{Definition, define_class};
use crate::class::{ClassBytes, ClassRef, LoaderRef};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use parking_lot::Mutex;
use std::collections::HashMap;

/// The classes that patches added and nobody has needed yet.
#[derive(Default)]
pub struct AddedClasses {
    waiting: Mutex<HashMap<(LoaderRef, Symbol), Offered>>,
}

/// A class that a patch adds, for one loader.
#[derive(Clone)]
pub struct Offered {
    /// The loader that is to define it.
    pub loader: LoaderRef,
    /// Its name.
    pub name: Symbol,
    /// Its class file.
    pub bytes: ClassBytes,
    /// A class whose protection domain it has; `None` for none.
    pub beside: Option<ClassRef>,
}

impl AddedClasses {
    /// Offers a class to a loader; answers what was offered before.
    pub fn offer(&self, offered: Offered) -> Option<Offered> {
        self.waiting.lock().insert((offered.loader, offered.name), offered)
    }

    /// Does a class wait for a loader under this name?
    pub fn is_offered(&self, loader: LoaderRef, name: Symbol) -> bool {
        self.waiting.lock().contains_key(&(loader, name))
    }

    /// Takes an offer back.
    pub fn withdraw(&self, loader: LoaderRef, name: Symbol) {
        self.waiting.lock().remove(&(loader, name));
    }

    fn offered(&self, loader: LoaderRef, name: Symbol) -> Option<Offered> {
        self.waiting.lock().get(&(loader, name)).cloned()
    }
}

/// What a loader has under a name; a class that a patch offers to it is defined now.
pub fn find_or_add(thread: &mut Thread, loader: LoaderRef, name: Symbol) -> Completion<Option<ClassRef>> {
    let vm = thread.vm().clone();
    if !thread.coming.is_empty()
        && let Some(coming) = super::meaning::coming(thread, loader, name)?
    {
        return Ok(Some(coming));
    }
    if let Some(found) = vm.classes.find(loader, name) {
        return Ok(Some(found));
    }
    // What is being staged may need it before all others can see it.
    let staged = || thread.offered.iter().find(|offered| offered.loader == loader && offered.name == name);
    let staged = staged().cloned();
    let Some(offered) = staged.or_else(|| vm.classes.added.offered(loader, name)) else { return Ok(None) };
    let protection_domain = offered.beside.and_then(|beside| beside.protection_domain());
    let definition =
        Definition { name: Some(name), loader, bytes: offered.bytes, protection_domain, ..Definition::default() };
    let class = match define_class(thread, definition) {
        Ok(class) => class,
        // Another thread was faster.
        Err(abrupt) => match vm.classes.find(loader, name) {
            Some(class) => {
                thread.clear_pending();
                class
            }
            None => return Err(abrupt),
        },
    };
    vm.classes.added.withdraw(loader, name);
    Ok(Some(class))
}
