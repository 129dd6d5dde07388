//! java.lang.reflect objects: making them from members, finding the members behind them, invoking through them.
//!
//! A Method, Constructor or Field made here carries its member in an injected field; copies that Java makes of it are followed through `root`.
//! The checks of access are Java's (`java.lang.reflect.AccessibleObject`); those of argument types are here.

use jvm::class::{parameters, return_descriptor};
use jvm::known::{Known, KnownField};
use jvm::natives::Value;
use jvm::{Abrupt, BasicType, ClassRef, Completion, FieldRef, MethodRef, Symbol};
use objectspace::{Handle, Scope};

use crate::jni::env::Call;

impl Call<'_> {
    /// A reference field of an object by name.
    pub fn reference_named<'s>(
        &mut self,
        scope: &'s Scope,
        object: Handle<'_>,
        name: &str,
        descriptor: &str,
    ) -> Option<Handle<'s>> {
        let offset = self.place_named(object, name, descriptor)?;
        let view = self.thread.view();
        scope.handle_opt(&view, view.load_ref(object.get(&view), offset))
    }

    /// Writes a reference field of an object by name.
    pub fn set_reference_named(
        &mut self,
        object: Handle<'_>,
        name: &str,
        descriptor: &str,
        value: Option<Handle<'_>>,
    ) -> Completion<()> {
        let offset = self
            .place_named(object, name, descriptor)
            .ok_or_else(|| Abrupt::internal(format!("the class library has no field {name}")))?;
        let view = self.thread.view();
        view.store_ref(object.get(&view), offset, value.map(|value| value.get(&view)));
        Ok(())
    }

    /// Writes an int field of an object by name.
    pub fn set_int_named(&mut self, object: Handle<'_>, name: &str, value: i32) -> Completion<()> {
        let offset = self
            .place_named(object, name, "I")
            .ok_or_else(|| Abrupt::internal(format!("the class library has no field {name}")))?;
        let view = self.thread.view();
        view.store_i32(object.get(&view), offset, value);
        Ok(())
    }

    /// The offset of a field that the object's class declares or inherits.
    fn place_named(&mut self, object: Handle<'_>, name: &str, descriptor: &str) -> Option<u32> {
        let (name, descriptor) = (Symbol::from_text(name), Symbol::from_text(descriptor));
        let own = self.class_of(object);
        let mut chain = std::iter::successors(Some(own), |class| class.super_class());
        let field = chain.find_map(|class| class.declared_field(name, descriptor))?;
        own.place_of(field)
    }

    /// The method that a java.lang.reflect.Method or Constructor means.
    pub fn method_of_reflected(&mut self, object: Handle<'_>) -> Completion<MethodRef> {
        jvm::reflection::method_of(self.thread, object)
    }

    /// The field that a java.lang.reflect.Field means.
    pub fn field_of_reflected(&mut self, object: Handle<'_>) -> Completion<FieldRef> {
        jvm::reflection::field_of(self.thread, object)
    }

    /// The class that a field descriptor names, as seen from `from`, accessible or not.
    pub fn class_of_descriptor(&mut self, descriptor: &[u8], from: ClassRef) -> Completion<ClassRef> {
        match BasicType::of_descriptor(descriptor) {
            BasicType::Reference => {
                let name = descriptor.strip_prefix(b"L").and_then(|rest| rest.strip_suffix(b";")).unwrap_or(descriptor);
                jvm::linking::resolution::class_named_by(self.thread, Symbol::new(name), from)
            }
            basic => Ok(self.thread.vm().classes.primitive(basic)),
        }
    }

    /// A Class[] of these classes.
    pub fn class_array<'s>(&mut self, scope: &'s Scope, classes: &[ClassRef]) -> Completion<Handle<'s>> {
        let component = self.thread.known(Known::Class)?;
        let array = self.new_object_array(scope, component, classes.len() as i32)?;
        for (at, class) in classes.iter().enumerate() {
            self.set_element(array, at as u32, Some(class.mirror()))?;
        }
        Ok(array)
    }

    fn interned<'s>(&mut self, scope: &'s Scope, text: Symbol) -> Completion<Handle<'s>> {
        jvm::strings::intern_modified_utf8(self.thread, scope, text.bytes())
    }

    fn member_bytes<'s>(
        &mut self,
        scope: &'s Scope,
        object: Handle<'s>,
        field: &str,
        bytes: Option<&[u8]>,
    ) -> Completion<()> {
        if let Some(bytes) = bytes {
            let array = self.new_bytes(scope, bytes)?;
            self.set_reference_named(object, field, "[B", Some(array))?;
        }
        Ok(())
    }

    /// A java.lang.reflect.Method or Constructor.
    pub fn reflect_method<'s>(&mut self, scope: &'s Scope, method: MethodRef) -> Completion<Handle<'s>> {
        let constructor = method.is_constructor();
        let class = self.thread.known(if constructor { Known::ReflectConstructor } else { Known::ReflectMethod })?;
        self.initialize(class)?;
        let declaring = method.class;
        let mut types = Vec::new();
        for parameter in parameters(method.descriptor().bytes()) {
            types.push(self.class_of_descriptor(parameter, declaring)?);
        }
        let types = self.class_array(scope, &types)?;
        let version = method.version();
        let pool = &version.file().constant_pool;
        let info = version.method_info(method);
        let attribute = |name: &str| info.and_then(|info| info.attribute(pool, name));
        let mut exceptions = Vec::new();
        if let Some(list) = attribute("Exceptions").and_then(|attribute| attribute.exceptions().ok()) {
            for index in list.iter() {
                if let Ok(name) = pool.class_name(index) {
                    exceptions.push(jvm::linking::resolution::class_by_name(
                        self.thread,
                        version.spelled_class(self.thread.vm(), name),
                        declaring,
                    )?);
                }
            }
        }
        let exceptions = self.class_array(scope, &exceptions)?;
        let object = self.thread.new_instance(scope, class)?;
        let (clazz, slot, vm) = if constructor {
            (KnownField::ConstructorClazz, KnownField::ConstructorSlot, KnownField::ConstructorVmMethod)
        } else {
            (KnownField::MethodClazz, KnownField::MethodSlot, KnownField::MethodVmMethod)
        };
        self.set_known_reference(object, clazz, Some(declaring.mirror()));
        self.set_known_int(object, slot, method.slot.load(std::sync::atomic::Ordering::Relaxed) as i32);
        self.set_known_long(object, vm, method.as_ptr() as i64);
        self.set_reference_named(object, "parameterTypes", "[Ljava/lang/Class;", Some(types))?;
        self.set_reference_named(object, "exceptionTypes", "[Ljava/lang/Class;", Some(exceptions))?;
        self.set_int_named(object, "modifiers", i32::from(method.access_flags()))?;
        if !constructor {
            let name = self.interned(scope, method.name)?;
            self.set_reference_named(object, "name", "Ljava/lang/String;", Some(name))?;
            let returns = self.class_of_descriptor(return_descriptor(method.descriptor().bytes()), declaring)?;
            self.set_reference_named(object, "returnType", "Ljava/lang/Class;", Some(returns.mirror()))?;
            self.member_bytes(
                scope,
                object,
                "annotationDefault",
                attribute("AnnotationDefault").map(|attribute| attribute.info),
            )?;
        }
        let signature = attribute("Signature")
            .and_then(|attribute| attribute.signature().ok())
            .and_then(|index| pool.utf8(index).ok());
        if let Some(signature) = signature {
            let signature = self.interned(scope, Symbol::new(signature))?;
            self.set_reference_named(object, "signature", "Ljava/lang/String;", Some(signature))?;
        }
        self.member_bytes(
            scope,
            object,
            "annotations",
            attribute("RuntimeVisibleAnnotations").map(|attribute| attribute.info),
        )?;
        let of_parameters = attribute("RuntimeVisibleParameterAnnotations").map(|attribute| attribute.info);
        self.member_bytes(scope, object, "parameterAnnotations", of_parameters)?;
        Ok(object)
    }

    /// A java.lang.reflect.Field.
    pub fn reflect_field<'s>(&mut self, scope: &'s Scope, field: FieldRef) -> Completion<Handle<'s>> {
        let class = self.thread.known(Known::ReflectField)?;
        self.initialize(class)?;
        let declaring = field.class;
        let of = self.class_of_descriptor(field.descriptor().bytes(), declaring)?;
        let object = self.thread.new_instance(scope, class)?;
        self.set_known_reference(object, KnownField::FieldClazz, Some(declaring.mirror()));
        self.set_known_int(object, KnownField::FieldSlot, field.slot.load(std::sync::atomic::Ordering::Relaxed) as i32);
        self.set_known_long(object, KnownField::FieldVmField, field.as_ptr() as i64);
        self.set_reference_named(object, "type", "Ljava/lang/Class;", Some(of.mirror()))?;
        let name = self.interned(scope, field.name)?;
        self.set_reference_named(object, "name", "Ljava/lang/String;", Some(name))?;
        self.set_int_named(object, "modifiers", i32::from(field.access_flags()))?;
        let Some(version) = declaring.current() else { return Ok(object) };
        let pool = &version.file().constant_pool;
        let Some(info) = version.field_info(field) else { return Ok(object) };
        let trusted =
            field.is_final() && (field.is_static() || declaring.hidden || version.file().attribute("Record").is_some());
        if let Some(offset) = self.place_named(object, "trustedFinal", "Z") {
            let view = self.thread.view();
            view.store_u8(object.get(&view), offset, u8::from(trusted));
        }
        let signature = info
            .attribute(pool, "Signature")
            .and_then(|attribute| attribute.signature().ok())
            .and_then(|index| pool.utf8(index).ok());
        if let Some(signature) = signature {
            let signature = self.interned(scope, Symbol::new(signature))?;
            self.set_reference_named(object, "signature", "Ljava/lang/String;", Some(signature))?;
        }
        self.member_bytes(
            scope,
            object,
            "annotations",
            info.attribute(pool, "RuntimeVisibleAnnotations").map(|attribute| attribute.info),
        )?;
        Ok(object)
    }

    /// A value as an object: primitives in a new box.
    pub fn boxed<'s>(
        &mut self,
        scope: &'s Scope,
        value: Value<'s>,
        basic: BasicType,
    ) -> Completion<Option<Handle<'s>>> {
        let Some((known, letter)) = box_of(basic) else { return Ok(value.reference()) };
        let class = self.thread.known(known)?;
        self.initialize(class)?;
        let object = self.thread.new_instance(scope, class)?;
        let offset =
            self.place_named(object, "value", letter).ok_or_else(|| Abrupt::internal("a box without a value"))?;
        let view = self.thread.view();
        let to = object.get(&view);
        match basic {
            BasicType::Boolean | BasicType::Byte => view.store_i8(to, offset, value.int() as i8),
            BasicType::Char | BasicType::Short => view.store_i16(to, offset, value.int() as i16),
            BasicType::Int => view.store_i32(to, offset, value.int()),
            BasicType::Float => view.store_f32(to, offset, value.float()),
            BasicType::Long => view.store_i64(to, offset, value.long()),
            BasicType::Double => view.store_f64(to, offset, value.double()),
            BasicType::Reference | BasicType::Void => {}
        }
        Ok(Some(object))
    }

    /// The primitive in a box and its type; `None` if the object is no box.
    pub fn unboxed<'s>(&mut self, object: Handle<'s>) -> Option<(Value<'s>, BasicType)> {
        let class = self.class_of(object);
        let basic = match class.name().as_str() {
            "java/lang/Boolean" => BasicType::Boolean,
            "java/lang/Byte" => BasicType::Byte,
            "java/lang/Character" => BasicType::Char,
            "java/lang/Short" => BasicType::Short,
            "java/lang/Integer" => BasicType::Int,
            "java/lang/Long" => BasicType::Long,
            "java/lang/Float" => BasicType::Float,
            "java/lang/Double" => BasicType::Double,
            _ => return None,
        };
        let (_, letter) = box_of(basic)?;
        let offset = self.place_named(object, "value", letter)?;
        let view = self.thread.view();
        let from = object.get(&view);
        let value = match basic {
            BasicType::Boolean | BasicType::Byte => Value::Int(i32::from(view.load_i8(from, offset))),
            BasicType::Char => Value::Int(i32::from(view.load_u16(from, offset))),
            BasicType::Short => Value::Int(i32::from(view.load_i16(from, offset))),
            BasicType::Int => Value::Int(view.load_i32(from, offset)),
            BasicType::Float => Value::Float(view.load_f32(from, offset)),
            BasicType::Long => Value::Long(view.load_i64(from, offset)),
            _ => Value::Double(view.load_f64(from, offset)),
        };
        Some((value, basic))
    }

    /// Runs a method with arguments from an Object[]; what it throws arrives in an InvocationTargetException.
    pub fn invoke_reflected<'s>(
        &mut self,
        scope: &'s Scope,
        method: MethodRef,
        receiver: Option<Handle<'s>>,
        arguments: Option<Handle<'s>>,
    ) -> Completion<Value<'s>> {
        let mut values = Vec::new();
        if !method.is_static() {
            let Some(receiver) = receiver else { return Err(self.thread.throw(Known::NullPointerException, None)) };
            if !self.class_of(receiver).is_subtype_of(method.class) {
                return Err(self
                    .thread
                    .throw(Known::IllegalArgumentException, Some("object is not an instance of declaring class")));
            }
            values.push(Value::Ref(Some(receiver)));
        }
        let given = arguments.map_or(0, |arguments| self.array_length(arguments));
        let wanted: Vec<&[u8]> = parameters(method.descriptor().bytes()).collect();
        if wanted.len() != given as usize {
            return Err(self.thread.throw(Known::IllegalArgumentException, Some("wrong number of arguments")));
        }
        for (at, descriptor) in wanted.into_iter().enumerate() {
            let argument = arguments.and_then(|arguments| self.element(scope, arguments, at as u32));
            values.push(self.argument(descriptor, argument, method.class)?);
        }
        self.initialize(method.class)?;
        // A private method, too, is that of the receiver's version.
        let direct = method.is_static() || method.is_constructor();
        let result =
            if direct { self.invoke(scope, method, &values) } else { self.invoke_virtual(scope, method, &values) };
        match result {
            Err(Abrupt::Thrown) => Err(self.wrap_in_invocation_target(scope)),
            other => other,
        }
    }

    /// One argument, unboxed and widened (JLS §5.1.2) if the parameter is primitive.
    fn argument<'s>(
        &mut self,
        descriptor: &[u8],
        argument: Option<Handle<'s>>,
        from: ClassRef,
    ) -> Completion<Value<'s>> {
        let basic = BasicType::of_descriptor(descriptor);
        if basic == BasicType::Reference {
            if let Some(argument) = argument {
                let class = self.class_of_descriptor(descriptor, from)?;
                if !self.class_of(argument).is_subtype_of(class) {
                    return Err(self.mismatch());
                }
            }
            return Ok(Value::Ref(argument));
        }
        let widened =
            argument.and_then(|argument| self.unboxed(argument)).and_then(|(value, given)| widen(value, given, basic));
        match widened {
            Some(value) => Ok(value),
            None => Err(self.mismatch()),
        }
    }

    fn mismatch(&mut self) -> Abrupt {
        self.thread.throw(Known::IllegalArgumentException, Some("argument type mismatch"))
    }

    fn wrap_in_invocation_target(&mut self, scope: &Scope) -> Abrupt {
        let Some(cause) = self.take_pending(scope) else { return Abrupt::internal("thrown, but nothing is pending") };
        let made = (|| {
            let class = self.thread.known(Known::InvocationTargetException)?;
            let wrapper = self.allocate(scope, class)?;
            let constructor = self.declared(class, "<init>", "(Ljava/lang/Throwable;)V")?;
            self.invoke(scope, constructor, &[Value::Ref(Some(wrapper)), Value::Ref(Some(cause))])?;
            Ok(wrapper)
        })();
        match made {
            Ok(wrapper) => {
                self.set_pending(wrapper);
                Abrupt::Thrown
            }
            Err(abrupt) => abrupt,
        }
    }
}

/// The box of a primitive type and the descriptor of its `value`.
fn box_of(basic: BasicType) -> Option<(Known, &'static str)> {
    Some(match basic {
        BasicType::Boolean => (Known::Boolean, "Z"),
        BasicType::Byte => (Known::Byte, "B"),
        BasicType::Char => (Known::Character, "C"),
        BasicType::Short => (Known::Short, "S"),
        BasicType::Int => (Known::Integer, "I"),
        BasicType::Long => (Known::Long, "J"),
        BasicType::Float => (Known::Float, "F"),
        BasicType::Double => (Known::Double, "D"),
        BasicType::Reference | BasicType::Void => return None,
    })
}

/// Widening primitive conversion (JLS §5.1.2); `None` where there is none.
pub fn widen<'s>(value: Value<'s>, from: BasicType, to: BasicType) -> Option<Value<'s>> {
    use BasicType::{Boolean, Byte, Char, Double, Float, Int, Long, Short};
    if from == to {
        return Some(value);
    }
    let fits = match to {
        Short => from == Byte,
        Int => matches!(from, Byte | Short | Char),
        Long => matches!(from, Byte | Short | Char | Int),
        Float => matches!(from, Byte | Short | Char | Int | Long),
        Double => !matches!(from, Boolean | Double),
        _ => false,
    };
    if !fits {
        return None;
    }
    Some(match (to, from) {
        (Short | Int, _) => value,
        (Long, _) => Value::Long(i64::from(value.int())),
        (Float, Long) => Value::Float(value.long() as f32),
        (Float, _) => Value::Float(value.int() as f32),
        (_, Float) => Value::Double(f64::from(value.float())),
        (_, Long) => Value::Double(value.long() as f64),
        _ => Value::Double(f64::from(value.int())),
    })
}
