//! Classes that a patch adds: which loader is to have them (rule 1.9). They are offered once the patch is in force, and
//! defined when that loader is first asked for them.

use crate::patch::{Offers, Patch};
use crate::plan::Plan;
use crate::stage::beside;
use jvm::class::{ClassBytes, LoaderRef};
use jvm::known::Known;
use jvm::loading::Offered;
use jvm::{Completion, Symbol, Thread, Vm, loading};
use objectspace::Scope;

/// One class for one loader.
#[derive(Clone)]
pub struct Offer(pub Offered);

impl Offer {
    /// Makes the class known to the loader: with the patch, while the threads are stopped.
    pub fn make(&self, vm: &Vm) {
        vm.classes.added.offer(self.0.clone());
    }

    /// Takes it back; answers the class's name if it is loaded by now and so stays.
    pub fn withdraw(&self, vm: &Vm) -> Option<String> {
        vm.classes.added.withdraw(self.0.loader, self.0.name);
        vm.classes.find(self.0.loader, self.0.name).map(|class| class.external_name())
    }
}

/// The classes of the patch that are not loaded, for the loaders of those that are.
pub fn offers(thread: &mut Thread, patch: &Patch, plan: &Plan) -> Completion<Vec<Offer>> {
    let mut offers = Vec::new();
    // Their name is taken until then, so that no loader has looked for the file.
    for (at, loader, name) in &plan.coming {
        let (bytes, beside) = (ClassBytes::Owned(patch.files[*at].bytes.clone()), beside(plan, *loader, *name));
        offers.push(Offer(Offered { loader: *loader, name: *name, bytes, beside }));
    }
    if plan.not_loaded.is_empty() {
        return Ok(offers);
    }
    let loaders = |package: Option<&str>| {
        let mut loaders: Vec<LoaderRef> = Vec::new();
        for planned in &plan.classes {
            let same = package.is_none_or(|package| package_of(planned.class.name().as_str()) == package);
            if same && !loaders.contains(&planned.class.loader) {
                loaders.push(planned.class.loader);
            }
        }
        loaders
    };
    for file in &patch.files {
        let Ok(parsed) = classfile::ClassFile::parse(&file.bytes) else { continue };
        let Ok(name) = parsed.name() else { continue };
        let name = Symbol::new(name);
        if !plan.not_loaded.contains(&name.as_str().replace('/', ".")) {
            continue;
        }
        if patch.offers == Offers::Never {
            // What an earlier patch offered is out of date.
            let loaders = (0..thread.vm().classes.loaders().len() as u32).map(LoaderRef);
            let waiting: Vec<LoaderRef> =
                loaders.filter(|loader| thread.vm().classes.added.is_offered(*loader, name)).collect();
            let bytes = ClassBytes::Owned(file.bytes.clone());
            let offer =
                |loader| Offer(Offered { loader, name, bytes: bytes.clone(), beside: beside(plan, loader, name) });
            offers.extend(waiting.into_iter().map(offer));
            continue;
        }
        // The classes of its package know it best.
        let mut to = loaders(Some(package_of(name.as_str())));
        if to.is_empty() {
            to = loaders(None);
        }
        if to.is_empty() && patch.offers == Offers::Always {
            to.push(system_loader(thread)?);
        }
        let bytes = ClassBytes::Owned(file.bytes.clone());
        to.retain(|loader| !plan.coming.iter().any(|row| (row.1, row.2) == (*loader, name)));
        offers.extend(to.into_iter().map(|loader| Offer(Offered { loader, name, bytes: bytes.clone(), beside: None })));
    }
    Ok(offers)
}

fn package_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(package, _)| package)
}

/// The loader of the class path: that of a patch none of whose classes is loaded.
pub(crate) fn system_loader(thread: &mut Thread) -> Completion<LoaderRef> {
    let scope = Scope::open(&mut thread.mutator);
    let result =
        thread.call_static(&scope, Known::ClassLoader, "getSystemClassLoader", "()Ljava/lang/ClassLoader;", &[])?;
    Ok(loading::loader_of(thread, result.reference()))
}
