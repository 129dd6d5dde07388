//! What functions of the border do with classes and members: find, define, initialize, invoke, throw, bind.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jvm::class::{ClassBytes, LoaderRef, NativeBinding};
use jvm::known::{Known, KnownField};
use jvm::loading::{Definition, class_of_mirror, define_class, load_class, loader_object, loader_of};
use jvm::natives::Value;
use jvm::{Abrupt, ClassRef, Completion, FieldRef, MethodRef, Symbol};
use objectspace::{Handle, RawRef, Scope};

use super::env::Call;
use super::ids::{self, FieldId, Member, MethodId, Owner};

impl Call<'_> {
    /// Initializes a class (JVMS §5.5).
    pub fn initialize(&mut self, class: ClassRef) -> Completion<()> {
        jvm::initialization::initialize(self.thread, class)
    }

    /// A class of the boot loader that must be there.
    pub fn boot_class(&mut self, name: &str) -> Completion<ClassRef> {
        match load_class(self.thread, Symbol::from_text(name), LoaderRef::BOOT)? {
            Some(class) => Ok(class),
            None => Err(Abrupt::internal(format!("the class library has no {name}"))),
        }
    }

    /// A class of any loader; NoClassDefFoundError if the boot loader lacks it.
    pub fn load(&mut self, name: &[u8], loader: LoaderRef) -> Completion<ClassRef> {
        match load_class(self.thread, Symbol::new(name), loader)? {
            Some(class) => Ok(class),
            None => Err(self.thread.throw_text(Known::NoClassDefFoundError, String::from_utf8_lossy(name))),
        }
    }

    /// FindClass: with the loader of the native method's class; the system loader where no Java called (JNI 4).
    pub fn find_class_for_native(&mut self, scope: &Scope, name: &[u8]) -> Completion<ClassRef> {
        let loader = match self.thread.class_at(0) {
            // JNI_OnLoad runs below the loader that loads the library.
            Some(class) if class.name() == "jdk/internal/loader/NativeLibraries" => self.loading_libraries(scope)?,
            Some(class) => class.loader,
            None => self.system_loader(scope)?,
        };
        let class = self.load(name, loader)?;
        self.initialize_if_not_array(class)?;
        Ok(class)
    }

    fn initialize_if_not_array(&mut self, class: ClassRef) -> Completion<()> {
        if class.is_array() { Ok(()) } else { self.initialize(class) }
    }

    fn loading_libraries(&mut self, scope: &Scope) -> Completion<LoaderRef> {
        let class = self.boot_class("jdk/internal/loader/NativeLibraries")?;
        let method = self.declared(class, "getFromClass", "()Ljava/lang/Class;")?;
        let found = self.invoke(scope, method, &[])?;
        Ok(match found.reference() {
            Some(mirror) => self.class_of_mirror(mirror)?.loader,
            None => LoaderRef::BOOT,
        })
    }

    /// The system class loader.
    pub fn system_loader(&mut self, scope: &Scope) -> Completion<LoaderRef> {
        let class = self.boot_class("java/lang/ClassLoader")?;
        let method = self.declared(class, "getSystemClassLoader", "()Ljava/lang/ClassLoader;")?;
        let found = self.invoke(scope, method, &[])?;
        Ok(loader_of(self.thread, found.reference()))
    }

    /// Defines a class from bytes.
    pub fn define_class<'s>(
        &mut self,
        _: &'s Scope,
        name: Option<&[u8]>,
        loader: Option<Handle<'s>>,
        protection_domain: Option<Handle<'s>>,
        bytes: &[u8],
        source: Option<String>,
    ) -> Completion<ClassRef> {
        let loader = loader_of(self.thread, loader);
        let definition = Definition {
            name: name.map(Symbol::new),
            loader,
            bytes: ClassBytes::Owned(Arc::from(bytes)),
            protection_domain,
            source,
            ..Definition::default()
        };
        define_class(self.thread, definition)
    }

    /// The Module object of a class.
    pub fn module_of<'s>(&mut self, scope: &'s Scope, class: ClassRef) -> Completion<Option<Handle<'s>>> {
        let mirror = class.mirror();
        Ok(self.known_reference(scope, mirror, KnownField::ClassModule))
    }

    /// A field by name and descriptor in a class and its supertypes (JVMS §5.4.3.2).
    pub fn find_field(&mut self, class: ClassRef, name: &[u8], descriptor: &[u8], is_static: bool) -> Option<FieldRef> {
        let (name, descriptor) = (Symbol::existing(name)?, Symbol::existing(descriptor)?);
        jvm::linking::resolution::lookup_field(class, name, descriptor).filter(|field| field.is_static() == is_static)
    }

    /// A method by name and descriptor in a class and its supertypes (JVMS §5.4.3.3). Constructors are not inherited.
    pub fn find_method(
        &mut self,
        class: ClassRef,
        name: &[u8],
        descriptor: &[u8],
        is_static: bool,
    ) -> Option<MethodRef> {
        let (name, descriptor) = (Symbol::existing(name)?, Symbol::existing(descriptor)?);
        if name == "<init>" || name == "<clinit>" {
            return class.declared_method(name, descriptor).filter(|method| method.is_static() == is_static);
        }
        jvm::linking::resolution::find_any_method(self.thread, class, name, descriptor)
            .ok()
            .flatten()
            .filter(|method| method.is_static() == is_static)
    }

    /// A method that a class of the JDK must declare.
    pub fn declared(&mut self, class: ClassRef, name: &str, descriptor: &str) -> Completion<MethodRef> {
        class
            .declared_method(Symbol::from_text(name), Symbol::from_text(descriptor))
            .ok_or_else(|| Abrupt::internal(format!("the class library has no {}.{name}{descriptor}", class.name())))
    }

    /// The platform loader, once it is there.
    pub fn platform_loader(&self) -> Option<LoaderRef> {
        let count = self.thread.vm().classes.loaders().len() as u32;
        (1..count).map(LoaderRef).find(|loader| {
            loader_object(self.thread, *loader).is_some_and(|object| {
                self.thread.class_of(object).name() == "jdk/internal/loader/ClassLoaders$PlatformClassLoader"
            })
        })
    }

    fn owner_of(&self, class: ClassRef) -> Owner {
        let shared = !class.hidden && (class.loader == LoaderRef::BOOT || self.platform_loader() == Some(class.loader));
        if shared { Owner::Shared(class.name()) } else { Owner::Private { space: self.env.space.id, class: class.id } }
    }

    /// The class of an id in this space.
    fn class_of_owner(&mut self, owner: Owner) -> Completion<ClassRef> {
        match owner {
            Owner::Shared(name) => {
                if let Some(class) = load_class(self.thread, name, LoaderRef::BOOT)? {
                    return Ok(class);
                }
                match self.platform_loader() {
                    Some(loader) => self.load(name.bytes(), loader),
                    None => Err(self.thread.throw(Known::NoClassDefFoundError, Some(name.as_str()))),
                }
            }
            Owner::Private { space, class } if space == self.env.space.id => self
                .thread
                .vm()
                .classes
                .get(class)
                .ok_or_else(|| Abrupt::internal("an id names a class that is not there")),
            Owner::Private { .. } => Err(self
                .thread
                .throw(Known::InternalError, Some("native code used a method or field id of another space"))),
        }
    }

    /// The id of a method.
    pub fn method_id(&mut self, method: MethodRef) -> &'static MethodId {
        let owner = self.owner_of(method.class);
        let id = ids::method(Member {
            owner,
            name: method.name,
            descriptor: method.descriptor(),
            is_static: method.is_static(),
        });
        self.env.space.resolved.set_method(id, method);
        id
    }

    /// The id of a field.
    pub fn field_id(&mut self, field: FieldRef) -> &'static FieldId {
        let owner = self.owner_of(field.class);
        let id = ids::field(Member {
            owner,
            name: field.name,
            descriptor: field.descriptor(),
            is_static: field.is_static(),
        });
        self.env.space.resolved.set_field(id, field);
        id
    }

    /// The method of an id.
    pub fn method(&mut self, id: &MethodId) -> Completion<MethodRef> {
        if let Some(method) = self.env.space.resolved.method(id) {
            return Ok(method);
        }
        let class = self.class_of_owner(id.member.owner)?;
        match class
            .declared_method(id.member.name, id.member.descriptor)
            .filter(|method| method.is_static() == id.member.is_static)
        {
            Some(method) => {
                self.env.space.resolved.set_method(id, method);
                Ok(method)
            }
            None => {
                let text = format!("{}.{}{}", class.external_name(), id.member.name, id.member.descriptor);
                Err(self.thread.throw_text(Known::NoSuchMethodError, text))
            }
        }
    }

    /// The field of an id.
    pub fn field(&mut self, id: &FieldId) -> Completion<FieldRef> {
        if let Some(field) = self.env.space.resolved.field(id) {
            return Ok(field);
        }
        let class = self.class_of_owner(id.member.owner)?;
        match class
            .declared_field(id.member.name, id.member.descriptor)
            .filter(|field| field.is_static() == id.member.is_static)
        {
            Some(field) => {
                self.env.space.resolved.set_field(id, field);
                Ok(field)
            }
            None => {
                let text = format!("{}.{}", class.external_name(), id.member.name);
                Err(self.thread.throw_text(Known::NoSuchFieldError, text))
            }
        }
    }

    /// Runs exactly this method; receiver first.
    pub fn invoke<'s>(
        &mut self,
        scope: &'s Scope,
        method: MethodRef,
        arguments: &[Value<'s>],
    ) -> Completion<Value<'s>> {
        self.thread.let_go(|thread| thread.invoke(scope, method, arguments))
    }

    /// Runs the method that the receiver's class selects.
    pub fn invoke_virtual<'s>(
        &mut self,
        scope: &'s Scope,
        method: MethodRef,
        arguments: &[Value<'s>],
    ) -> Completion<Value<'s>> {
        self.thread.let_go(|thread| thread.invoke_virtual(scope, method, arguments))
    }

    /// Binds a native method (RegisterNatives). The VM's own natives stay.
    pub fn register_native(
        &mut self,
        class: ClassRef,
        name: &[u8],
        descriptor: &[u8],
        function: *mut c_void,
    ) -> Completion<()> {
        let method = Symbol::existing(name)
            .zip(Symbol::existing(descriptor))
            .and_then(|(name, descriptor)| class.declared_method(name, descriptor))
            .filter(|method| method.is_native());
        let Some(method) = method else {
            let text = format!(
                "Method {}.{}{} not found or not native",
                class.external_name(),
                String::from_utf8_lossy(name),
                String::from_utf8_lossy(descriptor)
            );
            return Err(self.thread.throw_text(Known::NoSuchMethodError, text));
        };
        let ours = class.loader == LoaderRef::BOOT
            && self.thread.vm().natives.find(class.name(), method.name, method.descriptor()).is_some();
        if !ours {
            jvm::linking::native::bind(method, NativeBinding::Jni(function.cast_const()));
        }
        Ok(())
    }

    /// Takes back what RegisterNatives bound.
    pub fn unregister_natives(&mut self, class: ClassRef) {
        let Some(version) = class.current() else { return };
        for method in version.methods.iter().filter(|method| method.is_native()) {
            method.native.store(std::ptr::null_mut(), Ordering::Release);
        }
    }

    /// Enters an object's monitor.
    pub fn monitor_enter(&mut self, object: Handle<'_>) -> Completion<()> {
        self.thread.monitor_enter(object)
    }

    /// Exits an object's monitor.
    pub fn monitor_exit(&mut self, object: Handle<'_>) -> Completion<()> {
        self.thread.monitor_exit(object)
    }

    /// Makes a throwable pending.
    pub fn set_pending(&mut self, throwable: Handle<'_>) {
        let view = self.thread.view();
        self.thread.pending.store(view.raw(throwable.get(&view)).0, Ordering::Relaxed);
    }

    /// The pending throwable.
    pub fn pending<'s>(&mut self, scope: &'s Scope) -> Option<Handle<'s>> {
        let view = self.thread.view();
        // SAFETY: the pending slot is a root of this thread; nothing collects under the view.
        scope.handle_opt(&view, unsafe { view.from_raw(RawRef(self.thread.pending.load(Ordering::Relaxed))) })
    }

    /// The pending throwable, pending no more.
    pub fn take_pending<'s>(&mut self, scope: &'s Scope) -> Option<Handle<'s>> {
        let pending = self.pending(scope);
        self.thread.pending.store(0, Ordering::Relaxed);
        pending
    }

    /// Throws a new instance made with the (String) constructor.
    pub fn throw_new(&mut self, scope: &Scope, class: ClassRef, message: Option<&[u8]>) -> Abrupt {
        let made = self.make_throwable(scope, class, message);
        match made {
            Ok(throwable) => {
                self.set_pending(throwable);
                Abrupt::Thrown
            }
            Err(abrupt) => abrupt,
        }
    }

    fn make_throwable<'s>(
        &mut self,
        scope: &'s Scope,
        class: ClassRef,
        message: Option<&[u8]>,
    ) -> Completion<Handle<'s>> {
        let throwable = self.allocate(scope, class)?;
        match message {
            Some(message) => {
                let text = self.new_string(scope, &classfile::mutf8::to_utf16(message))?;
                let constructor = self.declared(class, "<init>", "(Ljava/lang/String;)V")?;
                self.invoke(scope, constructor, &[Value::Ref(Some(throwable)), Value::Ref(Some(text))])?;
            }
            None => {
                let constructor = self.declared(class, "<init>", "()V")?;
                self.invoke(scope, constructor, &[Value::Ref(Some(throwable))])?;
            }
        }
        Ok(throwable)
    }

    /// Throwable.printStackTrace().
    pub fn print_stack_trace<'s>(&mut self, scope: &'s Scope, throwable: Handle<'s>) -> Completion<()> {
        let class = self.boot_class("java/lang/Throwable")?;
        let method = self.declared(class, "printStackTrace", "()V")?;
        self.invoke_virtual(scope, method, &[Value::Ref(Some(throwable))]).map(|_| ())
    }

    /// The class of a mirror, or `None` for null.
    pub fn class_opt(&mut self, scope: &Scope, mirror: jni_sys::jobject) -> Completion<Option<ClassRef>> {
        let mirror = self.object(scope, mirror)?;
        Ok(mirror.and_then(|mirror| class_of_mirror(self.thread, mirror)))
    }
}
