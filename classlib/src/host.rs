//! The JDK as a space's host: class bytes from its image, native methods from its libraries.

use std::ffi::{CString, c_void};
use std::sync::{Arc, OnceLock};

use jvm::class::{ClassBytes, LoaderRef};
use jvm::loading::{Definition, Transformed};
use jvm::natives::{Args, Value};
use jvm::vm::Host;
use jvm::{Abrupt, ClassRef, Completion, MethodRef, Symbol, Thread, Vm};
use objectspace::Scope;

use crate::boot_path::BootPath;
use crate::jdk::Jdk;
use crate::jimage::Image;
use crate::jni::env::{Call, Env, SpaceBorder};
use crate::jvmti::{self, Agent};
use crate::libraries::{Libraries, LibraryError};
use crate::{libjvm, mangling, native_call, once, own_classes};

/// Why the JDK cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// Its image cannot be read.
    #[error(transparent)]
    Image(#[from] crate::jimage::ImageError),
    /// Its libraries cannot be loaded.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// The parts of the JDK that every space of a process shares: immutable once loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The JDK.
    pub jdk: Jdk,
    image: Image,
    libraries: Libraries,
}

impl Loaded {
    /// Maps the image and loads the libraries of a JDK; the first one of the process stays.
    pub fn load(jdk: &Jdk) -> Result<&'static Loaded, HostError> {
        static LOADED: OnceLock<Loaded> = OnceLock::new();
        if let Some(loaded) = LOADED.get() {
            return Ok(loaded);
        }
        let image = Image::open(&jdk.modules())?;
        libjvm::load(&libjvm::all_exports())?;
        let libraries = Libraries::boot(&jdk.libraries())?;
        Ok(LOADED.get_or_init(|| Loaded { jdk: jdk.clone(), image, libraries }))
    }
}

/// What the end of a space is to its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The end of the process: the space is what the process is there for.
    Process,
    /// Nothing: the process holds other spaces, or has other things to do.
    Guest,
}

/// The JDK as the host of one space.
pub struct JdkHost {
    role: Role,
    loaded: &'static Loaded,
    space: Arc<SpaceBorder>,
    /// Searched for classes of the boot loader's unnamed module (`-Xbootclasspath/a`).
    append: Arc<BootPath>,
    /// Searched before the image, by module (`--patch-module`).
    patch: Vec<(String, BootPath)>,
    /// Loaded before any class is.
    agents: Vec<Agent>,
}

impl JdkHost {
    /// A host for a new space.
    pub fn new(loaded: &'static Loaded, role: Role, append: BootPath, patch: Vec<(String, BootPath)>) -> JdkHost {
        let append = Arc::new(append);
        JdkHost { role, loaded, space: SpaceBorder::new(append.clone()), append, patch, agents: Vec::new() }
    }

    /// With agents, in their order.
    pub fn with_agents(self, agents: Vec<Agent>) -> JdkHost {
        JdkHost { agents, ..self }
    }

    /// What the border keeps for the space.
    pub fn space(&self) -> &Arc<SpaceBorder> {
        &self.space
    }
}

impl Host for JdkHost {
    fn boot_class(&self, module: Option<&str>, name: &str) -> Option<ClassBytes> {
        let Some(module) = module else {
            return own_classes::find(name).map(ClassBytes::Mapped).or_else(|| self.append.class(name));
        };
        let mut patches = self.patch.iter().filter(|(patched, _)| patched == module);
        patches
            .find_map(|(_, path)| path.class(name))
            .or_else(|| self.loaded.image.find(module, &format!("{name}.class")).map(ClassBytes::Mapped))
    }

    fn boot_location(&self, module: Option<&str>, package: &str) -> Option<String> {
        match module {
            Some(module) if self.loaded.image.module_of_package(package) == Some(module) => {
                Some(format!("jrt:/{module}"))
            }
            // A module made at run time has no location.
            Some(_) => None,
            None => self.append.location(package).map(|path| path.display().to_string()),
        }
    }

    fn find_native(&self, thread: &mut Thread, method: MethodRef) -> Completion<Option<*const c_void>> {
        let (class, name, descriptor) = (method.class.name().bytes(), method.name.bytes(), method.descriptor().bytes());
        if method.class.loader == LoaderRef::BOOT
            && let Some(function) = self.loaded.libraries.native_method(class, name, descriptor)
        {
            return Ok(Some(once::instead(class, name, function)));
        }
        if let Some(function) = find_named(thread, method, name)? {
            return Ok(Some(function));
        }
        self.find_prefixed(thread, method)
    }

    fn call_native<'s>(
        &self,
        thread: &mut Thread,
        scope: &'s Scope,
        method: MethodRef,
        function: *const c_void,
        args: Args<'s>,
    ) -> Completion<Value<'s>> {
        native_call::call_native(thread, scope, method, function, args)
    }

    fn load_agents(&self, thread: &mut Thread) -> Completion<()> {
        jvmti::load(thread, &self.agents, &self.loaded.jdk.libraries())
    }

    fn transform(&self, thread: &mut Thread, definition: &Definition<'_>) -> Completion<Option<Transformed>> {
        if !self.space.jvmti.is_hooked() || thread.jni_env.is_null() {
            return Ok(None);
        }
        let &Definition { name, loader, protection_domain, .. } = definition;
        let subject = jvmti::Subject { class: None, loader, name, protection_domain };
        jvmti::transform(thread, &self.space.jvmti, &subject, &definition.bytes, false)
    }

    fn transform_again(
        &self,
        thread: &mut Thread,
        class: ClassRef,
        bytes: &ClassBytes,
    ) -> Completion<Option<Transformed>> {
        if !self.space.jvmti.is_hooked() || thread.jni_env.is_null() {
            return Ok(None);
        }
        jvmti::transform(thread, &self.space.jvmti, &jvmti::Subject::loaded(class), bytes, false)
    }

    fn attach_env(&self, thread: &mut Thread) -> *mut c_void {
        Env::attach(thread, &self.space).cast()
    }

    fn detach_env(&self, env: *mut c_void) {
        // SAFETY: the VM gives back what `attach_env` gave, once, on the same thread.
        unsafe { Env::detach(env.cast()) };
    }

    fn forget_ids(&self) {
        self.space.resolved.clear();
    }

    fn halt(&self, vm: &Vm, status: i32) -> Abrupt {
        match self.role {
            Role::Process => {
                vm.identity_stress.conclude();
                std::process::exit(status)
            }
            Role::Guest => Abrupt::Exit(vm.end(status)),
        }
    }
}

impl JdkHost {
    /// A method that an agent renamed with its prefix, and wrapped in one of the name it had, is found under that name
    /// (JVMTI 17, "SetNativeMethodPrefix").
    fn find_prefixed(&self, thread: &mut Thread, method: MethodRef) -> Completion<Option<*const c_void>> {
        let mut name = method.name.bytes();
        let mut stripped = false;
        for prefix in self.space.jvmti.prefixes() {
            if let Some(rest) = name.strip_prefix(&*prefix).filter(|_| !prefix.is_empty()) {
                (name, stripped) = (rest, true);
            }
        }
        let wrapper = || method.class.declared_method(Symbol::existing(name)?, method.descriptor());
        if !stripped || wrapper().is_none_or(|wrapper| wrapper.is_native()) {
            return Ok(None);
        }
        let (class, descriptor) = (method.class.name().bytes(), method.descriptor().bytes());
        if method.class.loader == LoaderRef::BOOT
            && let Some(function) = self.loaded.libraries.native_method(class, name, descriptor)
        {
            return Ok(Some(once::instead(class, name, function)));
        }
        find_named(thread, method, name)
    }
}

/// A method's function under the names that JNI gives it, in the libraries of its class's loader.
fn find_named(thread: &mut Thread, method: MethodRef, name: &[u8]) -> Completion<Option<*const c_void>> {
    let (class, descriptor) = (method.class.name().bytes(), method.descriptor().bytes());
    for name in [mangling::short_name(class, name), mangling::long_name(class, name, descriptor)].into_iter().flatten()
    {
        if let Some(function) = find_through_java(thread, method, &name)? {
            return Ok(Some(function));
        }
    }
    Ok(None)
}

/// ClassLoader.findNative(loader, name): the libraries that the class's loader has loaded.
fn find_through_java(thread: &mut Thread, method: MethodRef, name: &str) -> Completion<Option<*const c_void>> {
    let env: *mut Env = thread.jni_env.cast();
    if env.is_null() || CString::new(name).is_err() {
        return Ok(None);
    }
    let class_loader = thread.known(jvm::known::Known::ClassLoader)?;
    if !class_loader.is_initialized() {
        return Ok(None);
    }
    let scope = Scope::open(&mut thread.mutator);
    // SAFETY: made by `Env::attach` for this thread, freed only when it ends.
    let mut call = Call { thread, env: unsafe { &*env } };
    let find = call.declared(class_loader, "findNative", "(Ljava/lang/ClassLoader;Ljava/lang/String;)J")?;
    let loader = jvm::loading::loader_object(call.thread, method.class.loader);
    let text = call.new_text(&scope, name)?;
    let found = call.invoke(&scope, find, &[Value::Ref(loader), Value::Ref(Some(text))])?.long();
    Ok((found != 0).then_some(found as usize as *const c_void))
}
