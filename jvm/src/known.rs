//! Classes and fields of the class library that the VM itself knows by name.
//!
//! One table each. A class is loaded by the bootstrap loader on first use and kept; field offsets are found by name in
//! the class's layout, never assumed.

use crate::class::{ClassRef, FieldRef};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::{Abrupt, Completion, VmError};
use crate::vm::Vm;
use std::sync::OnceLock;

macro_rules! known_classes {
    ($($variant:ident = $name:literal,)*) => {
        /// A class the VM knows by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(usize)]
        pub enum Known { $(#[doc = $name] $variant,)* }
        const CLASS_NAMES: &[&str] = &[$($name,)*];
    };
}

known_classes! {
    Object = "java/lang/Object",
    Class = "java/lang/Class",
    String = "java/lang/String",
    System = "java/lang/System",
    Thread = "java/lang/Thread",
    ThreadGroup = "java/lang/ThreadGroup",
    ThreadStatus = "java/lang/Thread$State",
    ClassLoader = "java/lang/ClassLoader",
    Module = "java/lang/Module",
    Cloneable = "java/lang/Cloneable",
    Serializable = "java/io/Serializable",
    Reference = "java/lang/ref/Reference",
    SoftReference = "java/lang/ref/SoftReference",
    WeakReference = "java/lang/ref/WeakReference",
    FinalReference = "java/lang/ref/FinalReference",
    PhantomReference = "java/lang/ref/PhantomReference",
    Finalizer = "java/lang/ref/Finalizer",
    Boolean = "java/lang/Boolean",
    Byte = "java/lang/Byte",
    Character = "java/lang/Character",
    Short = "java/lang/Short",
    Integer = "java/lang/Integer",
    Long = "java/lang/Long",
    Float = "java/lang/Float",
    Double = "java/lang/Double",
    Void = "java/lang/Void",
    Record = "java/lang/Record",
    Enum = "java/lang/Enum",
    StackTraceElement = "java/lang/StackTraceElement",
    StackStreamFactory = "java/lang/StackStreamFactory",
    AbstractStackWalker = "java/lang/StackStreamFactory$AbstractStackWalker",
    StackFrameInfo = "java/lang/StackFrameInfo",
    Shutdown = "java/lang/Shutdown",
    AccessibleObject = "java/lang/reflect/AccessibleObject",
    ReflectMethod = "java/lang/reflect/Method",
    ReflectField = "java/lang/reflect/Field",
    ReflectConstructor = "java/lang/reflect/Constructor",
    ReflectParameter = "java/lang/reflect/Parameter",
    ReflectRecordComponent = "java/lang/reflect/RecordComponent",
    MethodAccessorImpl = "jdk/internal/reflect/MethodAccessorImpl",
    MagicAccessorImpl = "jdk/internal/reflect/MagicAccessorImpl",
    DelegatingClassLoader = "jdk/internal/reflect/DelegatingClassLoader",
    ReflectConstantPool = "jdk/internal/reflect/ConstantPool",
    MethodHandle = "java/lang/invoke/MethodHandle",
    DirectMethodHandle = "java/lang/invoke/DirectMethodHandle",
    VarHandle = "java/lang/invoke/VarHandle",
    MemberName = "java/lang/invoke/MemberName",
    ResolvedMethodName = "java/lang/invoke/ResolvedMethodName",
    MethodHandleNatives = "java/lang/invoke/MethodHandleNatives",
    MethodHandles = "java/lang/invoke/MethodHandles",
    Lookup = "java/lang/invoke/MethodHandles$Lookup",
    LambdaForm = "java/lang/invoke/LambdaForm",
    MethodType = "java/lang/invoke/MethodType",
    CallSite = "java/lang/invoke/CallSite",
    ConstantCallSite = "java/lang/invoke/ConstantCallSite",
    MutableCallSite = "java/lang/invoke/MutableCallSite",
    VolatileCallSite = "java/lang/invoke/VolatileCallSite",
    CallSiteContext = "java/lang/invoke/MethodHandleNatives$CallSiteContext",
    AssertionStatusDirectives = "java/lang/AssertionStatusDirectives",
    Unsafe = "jdk/internal/misc/Unsafe",
    UnsafeConstants = "jdk/internal/misc/UnsafeConstants",
    InternalError = "java/lang/InternalError",
    Throwable = "java/lang/Throwable",
    Error = "java/lang/Error",
    Exception = "java/lang/Exception",
    RuntimeException = "java/lang/RuntimeException",
    NullPointerException = "java/lang/NullPointerException",
    ArithmeticException = "java/lang/ArithmeticException",
    ArrayIndexOutOfBoundsException = "java/lang/ArrayIndexOutOfBoundsException",
    StringIndexOutOfBoundsException = "java/lang/StringIndexOutOfBoundsException",
    IndexOutOfBoundsException = "java/lang/IndexOutOfBoundsException",
    ArrayStoreException = "java/lang/ArrayStoreException",
    ClassCastException = "java/lang/ClassCastException",
    NegativeArraySizeException = "java/lang/NegativeArraySizeException",
    IllegalMonitorStateException = "java/lang/IllegalMonitorStateException",
    IllegalArgumentException = "java/lang/IllegalArgumentException",
    IllegalStateException = "java/lang/IllegalStateException",
    IllegalThreadStateException = "java/lang/IllegalThreadStateException",
    InterruptedException = "java/lang/InterruptedException",
    CloneNotSupportedException = "java/lang/CloneNotSupportedException",
    InstantiationException = "java/lang/InstantiationException",
    IllegalAccessException = "java/lang/IllegalAccessException",
    UnsupportedOperationException = "java/lang/UnsupportedOperationException",
    NoSuchFieldException = "java/lang/NoSuchFieldException",
    NoSuchMethodException = "java/lang/NoSuchMethodException",
    ClassNotFoundException = "java/lang/ClassNotFoundException",
    InvocationTargetException = "java/lang/reflect/InvocationTargetException",
    UndeclaredThrowableException = "java/lang/reflect/UndeclaredThrowableException",
    StackOverflowError = "java/lang/StackOverflowError",
    OutOfMemoryError = "java/lang/OutOfMemoryError",
    VirtualMachineError = "java/lang/VirtualMachineError",
    LinkageError = "java/lang/LinkageError",
    NoClassDefFoundError = "java/lang/NoClassDefFoundError",
    ClassFormatError = "java/lang/ClassFormatError",
    UnsupportedClassVersionError = "java/lang/UnsupportedClassVersionError",
    ClassCircularityError = "java/lang/ClassCircularityError",
    IncompatibleClassChangeError = "java/lang/IncompatibleClassChangeError",
    IllegalAccessError = "java/lang/IllegalAccessError",
    InstantiationError = "java/lang/InstantiationError",
    NoSuchFieldError = "java/lang/NoSuchFieldError",
    NoSuchMethodError = "java/lang/NoSuchMethodError",
    AbstractMethodError = "java/lang/AbstractMethodError",
    UnsatisfiedLinkError = "java/lang/UnsatisfiedLinkError",
    ExceptionInInitializerError = "java/lang/ExceptionInInitializerError",
    VerifyError = "java/lang/VerifyError",
    BootstrapMethodError = "java/lang/BootstrapMethodError",
    SecurityException = "java/lang/SecurityException",
    ProtectionDomain = "java/security/ProtectionDomain",
    AccessControlContext = "java/security/AccessControlContext",
    Properties = "java/util/Properties",
    AbstractOwnableSynchronizer = "java/util/concurrent/locks/AbstractOwnableSynchronizer",
}

impl Known {
    /// Internal form of the name.
    pub fn name(self) -> &'static str {
        CLASS_NAMES[self as usize]
    }

    /// The well-known class of that name, if there is one.
    pub fn of_name(name: &str) -> Option<Known> {
        let at = CLASS_NAMES.iter().position(|known| *known == name)?;
        ALL.get(at).copied()
    }
}

macro_rules! known_fields {
    ($($variant:ident = $class:ident . $name:literal : $descriptor:literal,)*) => {
        /// A field the VM reads or writes by itself. "Injected" ones exist only in the VM's layout of the class.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(usize)]
        pub enum KnownField { $(#[doc = concat!($name, ": ", $descriptor)] $variant,)* }
        const FIELDS: &[(Known, &str, &str)] = &[$((Known::$class, $name, $descriptor),)*];
    };
}

known_fields! {
    ClassClassLoader = Class."classLoader":"Ljava/lang/ClassLoader;",
    ClassModule = Class."module":"Ljava/lang/Module;",
    ClassName = Class."name":"Ljava/lang/String;",
    ClassComponentType = Class."componentType":"Ljava/lang/Class;",
    ClassClassData = Class."classData":"Ljava/lang/Object;",
    ClassPackageName = Class."packageName":"Ljava/lang/String;",
    ClassReflectionData = Class."reflectionData":"Ljava/lang/ref/SoftReference;",
    ClassRedefinedCount = Class."classRedefinedCount":"I",
    ClassId = Class."$vmClassId":"I",
    StringValue = String."value":"[B",
    StringCoder = String."coder":"B",
    StringHash = String."hash":"I",
    ThreadName = Thread."name":"Ljava/lang/String;",
    ThreadEetop = Thread."eetop":"J",
    ThreadGroup = Thread."group":"Ljava/lang/ThreadGroup;",
    ThreadPriority = Thread."priority":"I",
    ThreadDaemon = Thread."daemon":"Z",
    ThreadThreadStatus = Thread."threadStatus":"I",
    ThreadTid = Thread."tid":"J",
    ThreadInterrupted = Thread."interrupted":"Z",
    ThreadStackSize = Thread."stackSize":"J",
    ThreadContextClassLoader = Thread."contextClassLoader":"Ljava/lang/ClassLoader;",
    ThreadInheritedAccessControlContext = Thread."inheritedAccessControlContext":"Ljava/security/AccessControlContext;",
    ThreadParkBlocker = Thread."parkBlocker":"Ljava/lang/Object;",
    SynchronizerOwner = AbstractOwnableSynchronizer."exclusiveOwnerThread":"Ljava/lang/Thread;",
    ReferenceReferent = Reference."referent":"Ljava/lang/Object;",
    ReferenceDiscovered = Reference."discovered":"Ljava/lang/ref/Reference;",
    ReferenceNext = Reference."next":"Ljava/lang/ref/Reference;",
    ReferenceQueue = Reference."queue":"Ljava/lang/ref/ReferenceQueue;",
    ThrowableBacktrace = Throwable."backtrace":"Ljava/lang/Object;",
    ThrowableDepth = Throwable."depth":"I",
    ThrowableStackTrace = Throwable."stackTrace":"[Ljava/lang/StackTraceElement;",
    ThrowableDetailMessage = Throwable."detailMessage":"Ljava/lang/String;",
    ThrowableCause = Throwable."cause":"Ljava/lang/Throwable;",
    StackTraceElementDeclaringClassObject = StackTraceElement."declaringClassObject":"Ljava/lang/Class;",
    StackTraceElementClassLoaderName = StackTraceElement."classLoaderName":"Ljava/lang/String;",
    StackTraceElementModuleName = StackTraceElement."moduleName":"Ljava/lang/String;",
    StackTraceElementModuleVersion = StackTraceElement."moduleVersion":"Ljava/lang/String;",
    StackTraceElementDeclaringClass = StackTraceElement."declaringClass":"Ljava/lang/String;",
    StackTraceElementMethodName = StackTraceElement."methodName":"Ljava/lang/String;",
    StackTraceElementFileName = StackTraceElement."fileName":"Ljava/lang/String;",
    StackTraceElementLineNumber = StackTraceElement."lineNumber":"I",
    ClassLoaderParent = ClassLoader."parent":"Ljava/lang/ClassLoader;",
    ClassLoaderName = ClassLoader."name":"Ljava/lang/String;",
    ClassLoaderNameAndId = ClassLoader."nameAndId":"Ljava/lang/String;",
    ClassLoaderUnnamedModule = ClassLoader."unnamedModule":"Ljava/lang/Module;",
    ClassLoaderId = ClassLoader."$vmLoaderId":"I",
    ModuleName = Module."name":"Ljava/lang/String;",
    ModuleLoader = Module."loader":"Ljava/lang/ClassLoader;",
    MethodClazz = ReflectMethod."clazz":"Ljava/lang/Class;",
    MethodSlot = ReflectMethod."slot":"I",
    MethodVmMethod = ReflectMethod."$vmMethod":"J",
    MethodRoot = ReflectMethod."root":"Ljava/lang/reflect/Method;",
    ConstructorClazz = ReflectConstructor."clazz":"Ljava/lang/Class;",
    ConstructorSlot = ReflectConstructor."slot":"I",
    ConstructorVmMethod = ReflectConstructor."$vmMethod":"J",
    ConstructorRoot = ReflectConstructor."root":"Ljava/lang/reflect/Constructor;",
    FieldClazz = ReflectField."clazz":"Ljava/lang/Class;",
    FieldSlot = ReflectField."slot":"I",
    FieldVmField = ReflectField."$vmField":"J",
    FieldRoot = ReflectField."root":"Ljava/lang/reflect/Field;",
    MemberNameClazz = MemberName."clazz":"Ljava/lang/Class;",
    MemberNameName = MemberName."name":"Ljava/lang/String;",
    MemberNameType = MemberName."type":"Ljava/lang/Object;",
    MemberNameFlags = MemberName."flags":"I",
    MemberNameMethod = MemberName."method":"Ljava/lang/invoke/ResolvedMethodName;",
    MemberNameVmIndex = MemberName."$vmIndex":"J",
    ResolvedMethodNameVmHolder = ResolvedMethodName."$vmHolder":"Ljava/lang/Class;",
    ResolvedMethodNameVmTarget = ResolvedMethodName."$vmTarget":"J",
    MethodHandleForm = MethodHandle."form":"Ljava/lang/invoke/LambdaForm;",
    MethodHandleType = MethodHandle."type":"Ljava/lang/invoke/MethodType;",
    LambdaFormVmEntry = LambdaForm."vmentry":"Ljava/lang/invoke/MemberName;",
    MethodTypeRtype = MethodType."rtype":"Ljava/lang/Class;",
    MethodTypePtypes = MethodType."ptypes":"[Ljava/lang/Class;",
    MethodTypeDescriptor = MethodType."methodDescriptor":"Ljava/lang/String;",
    CallSiteTarget = CallSite."target":"Ljava/lang/invoke/MethodHandle;",
    StackFrameInfoMemberName = StackFrameInfo."memberName":"Ljava/lang/Object;",
    StackFrameInfoBci = StackFrameInfo."bci":"I",
    StackFrameInfoVersion = StackFrameInfo."$vmVersion":"J",
    ConstantPoolOop = ReflectConstantPool."constantPoolOop":"Ljava/lang/Object;",
    AssertionsClasses = AssertionStatusDirectives."classes":"[Ljava/lang/String;",
    AssertionsClassEnabled = AssertionStatusDirectives."classEnabled":"[Z",
    AssertionsPackages = AssertionStatusDirectives."packages":"[Ljava/lang/String;",
    AssertionsPackageEnabled = AssertionStatusDirectives."packageEnabled":"[Z",
    AssertionsDefault = AssertionStatusDirectives."deflt":"Z",
}

const ALL: &[Known] = &all();

const fn all() -> [Known; CLASS_NAMES.len()] {
    let mut all = [Known::Object; CLASS_NAMES.len()];
    let mut at = 0;
    while at < CLASS_NAMES.len() {
        // SAFETY: `Known` is `repr(usize)` with variants 0..CLASS_NAMES.len() in table order.
        all[at] = unsafe { std::mem::transmute::<usize, Known>(at) };
        at += 1;
    }
    all
}

/// Does the VM read or write this field of a class of the bootstrap loader by itself?
pub fn is_known_field(class: &str, name: &str, descriptor: &str) -> bool {
    let class = Known::of_name(class);
    class.is_some() && FIELDS.iter().any(|row| Some(row.0) == class && row.1 == name && row.2 == descriptor)
}

/// Does the VM itself use fields of this class's instances?
pub fn has_known_fields(class: ClassRef) -> bool {
    let name = Known::of_name(class.name().as_str());
    class.loader == crate::class::LoaderRef::BOOT && name.is_some() && FIELDS.iter().any(|row| Some(row.0) == name)
}

/// Fields (name, descriptor) that the VM adds to its layout of a class; Java never sees them.
pub fn injected_fields(class: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let class = Known::of_name(class);
    FIELDS.iter().filter(move |row| Some(row.0) == class && row.1.starts_with('$')).map(|row| (row.1, row.2))
}

/// The well-known classes and fields of one space, found once.
pub struct KnownClasses {
    classes: Box<[OnceLock<ClassRef>]>,
    fields: Box<[OnceLock<FieldRef>]>,
}

impl Default for KnownClasses {
    fn default() -> Self {
        KnownClasses {
            classes: CLASS_NAMES.iter().map(|_| OnceLock::new()).collect(),
            fields: FIELDS.iter().map(|_| OnceLock::new()).collect(),
        }
    }
}

impl KnownClasses {
    /// A class that was loaded before.
    pub fn get(&self, known: Known) -> Option<ClassRef> {
        self.classes[known as usize].get().copied()
    }

    /// Notes a class of the bootstrap loader when it is defined.
    pub(crate) fn set(&self, known: Known, class: ClassRef) {
        let _ = self.classes[known as usize].set(class);
    }
}

impl Vm {
    /// A well-known class that boot has loaded. Panics with its name otherwise: boot loads them all that can be
    /// needed without a thread.
    pub fn known(&self, known: Known) -> ClassRef {
        self.known.get(known).unwrap_or_else(|| panic!("{} is not loaded yet", known.name()))
    }

    /// Offset of a known instance field in the current layout of its class.
    pub fn offset(&self, field: KnownField) -> u32 {
        let cell = self.known.fields[field as usize].get_or_init(|| {
            let (class, name, descriptor) = FIELDS[field as usize];
            let class = self.known(class);
            class
                .declared_field(Symbol::from_text(name), Symbol::from_text(descriptor))
                .unwrap_or_else(|| panic!("{} has no field {name} {descriptor}", class.name()))
        });
        cell.offset()
    }
}

impl Thread {
    /// A well-known class, loading it with the bootstrap loader if need be.
    pub fn known(&mut self, known: Known) -> Completion<ClassRef> {
        if let Some(class) = self.vm().known.get(known) {
            return Ok(class);
        }
        let class = crate::loading::load_boot_class(self, Symbol::from_text(known.name()))?
            .ok_or_else(|| Abrupt::Fatal(Box::new(VmError::ClassLibrary(format!("{} is missing", known.name())))))?;
        Ok(*self.vm().known.classes[known as usize].get_or_init(|| class))
    }
}
