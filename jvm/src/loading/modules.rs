//! Packages and their `java.lang.Module` objects, as `JVM_DefineModule` tells them (JVMS §5.3.6).

use super::{LoaderRef, loader_object};
use crate::class::ClassRef;
use crate::known::KnownField;
use crate::thread::Thread;
use objectspace::Handle;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// One named module.
pub struct ModuleEntry {
    /// The Module object (root).
    pub object: AtomicU32,
    /// Its name.
    pub name: String,
    /// Its version, if any.
    pub version: Option<String>,
    /// Its loader.
    pub loader: LoaderRef,
}

/// Which module a package of a loader is in.
#[derive(Default)]
pub struct Modules {
    packages: RwLock<HashMap<(LoaderRef, String), Arc<ModuleEntry>>>,
    modules: RwLock<Vec<Arc<ModuleEntry>>>,
    /// Unnamed module of the bootstrap loader (root).
    pub boot_unnamed: AtomicU32,
}

impl Modules {
    /// Defines a module with its packages (internal form). Packages already in a module are returned as an error.
    pub fn define(
        &self,
        thread: &Thread,
        object: Handle<'_>,
        loader: LoaderRef,
        name: &str,
        version: Option<&str>,
        packages: &[String],
    ) -> Result<(), String> {
        let mut table = self.packages.write();
        let mut modules = self.modules.write();
        if let Some(taken) = packages.iter().find(|package| table.contains_key(&(loader, (*package).clone()))) {
            return Err(taken.clone());
        }
        let view = thread.view();
        let entry: Arc<ModuleEntry> = Arc::new(ModuleEntry {
            object: AtomicU32::new(view.raw(object.get(&view)).0),
            name: name.to_owned(),
            version: version.map(str::to_owned),
            loader,
        });
        for package in packages {
            table.insert((loader, package.clone()), entry.clone());
        }
        modules.push(entry);
        Ok(())
    }

    /// The named module of a package.
    pub fn of_package(&self, loader: LoaderRef, package: &str) -> Option<Arc<ModuleEntry>> {
        self.packages.read().get(&(loader, package.to_owned())).cloned()
    }

    /// The module in which the bootstrap loader looks for a class of a package; `None` is its unnamed module. A package of a
    /// module of another loader is none of its own.
    pub fn for_boot_package(&self, package: &str) -> Option<String> {
        match self.of_package(LoaderRef::BOOT, package) {
            Some(module) => Some(module.name.clone()),
            // Before the module system is up all classes are those of java.base.
            None if self.modules.read().is_empty() => Some("java.base".to_owned()),
            None => None,
        }
    }

    /// The named module a class is in.
    pub fn of_class(&self, class: ClassRef) -> Option<Arc<ModuleEntry>> {
        if class.primitive().is_some() || class.array().is_some_and(|info| info.element.primitive().is_some()) {
            return self.of_package(LoaderRef::BOOT, "java/lang");
        }
        let loader = class.array().map_or(class.loader, |info| info.element.loader);
        self.of_package(loader, class.package())
    }

    /// Every named module.
    pub(super) fn all(&self) -> Vec<Arc<ModuleEntry>> {
        self.modules.read().clone()
    }

    /// Drops the modules of loaders that died.
    pub(super) fn unload(&self, dead: impl Fn(LoaderRef) -> bool) {
        self.packages.write().retain(|(loader, _), _| !dead(*loader));
        self.modules.write().retain(|module| !dead(module.loader));
    }

    /// Stores the right Module object in a class's mirror; nothing while the module system is not up.
    pub fn assign(&self, thread: &Thread, class: ClassRef) {
        let vm = thread.vm();
        if class.mirror.load(Ordering::Acquire) == 0 {
            return;
        }
        let view = thread.view();
        let loader = class.array().map_or(class.loader, |info| info.element.loader);
        let slot = match self.of_class(class) {
            Some(module) => module.object.as_ptr(),
            None if loader == LoaderRef::BOOT => self.boot_unnamed.as_ptr(),
            None => std::ptr::null_mut(),
        };
        let module = if slot.is_null() {
            loader_object(thread, loader)
                .and_then(|loader| view.load_ref(loader.get(&view), vm.offset(KnownField::ClassLoaderUnnamedModule)))
        } else {
            // SAFETY: both slots are roots while the class's loader lives.
            unsafe { Handle::from_slot(slot) }.map(|module| module.get(&view))
        };
        if let Some(module) = module {
            view.store_ref(class.mirror().get(&view), vm.offset(KnownField::ClassModule), Some(module));
        }
    }

    /// Assigns all classes loaded so far (when `java.base` or the boot unnamed module is defined).
    pub fn assign_all(&self, thread: &Thread) {
        for class in thread.vm().classes.all() {
            self.assign(thread, class);
        }
    }
}
