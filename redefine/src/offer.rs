//! Classes that a patch adds: which loader is to have them (rule 1.9). They are offered once the patch is in force, and
//! defined when that loader is first asked for them.

use crate::patch::{Offers, Patch};
use crate::plan::Plan;
use jvm::class::{ClassBytes, LoaderRef};
use jvm::known::Known;
use jvm::{Completion, Symbol, Thread, loading};
use objectspace::Scope;

/// Offers the classes of the patch that are not loaded to the loaders of those that are.
pub fn offer(thread: &mut Thread, patch: &Patch, plan: &Plan) -> Completion<()> {
    if plan.not_loaded.is_empty() {
        return Ok(());
    }
    let loaders = |package: Option<&str>| {
        let mut loaders: Vec<LoaderRef> = Vec::new();
        for planned in &plan.classes {
            let same = package.is_none_or(|package| package_of(planned.class.name.as_str()) == package);
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
        // The classes of its package know it best.
        let mut to = loaders(Some(package_of(name.as_str())));
        if to.is_empty() {
            to = loaders(None);
        }
        if to.is_empty() && patch.offers == Offers::Always {
            to.push(system_loader(thread)?);
        }
        for loader in to {
            thread.vm().classes.added.offer(loader, name, ClassBytes::Owned(file.bytes.clone()));
        }
    }
    Ok(())
}

fn package_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(package, _)| package)
}

/// The loader of the class path: that of a patch none of whose classes is loaded.
fn system_loader(thread: &mut Thread) -> Completion<LoaderRef> {
    let scope = Scope::open(&mut thread.mutator);
    let result =
        thread.call_static(&scope, Known::ClassLoader, "getSystemClassLoader", "()Ljava/lang/ClassLoader;", &[])?;
    Ok(loading::loader_of(thread, result.reference()))
}
