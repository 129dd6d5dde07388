//! JVM_* functions of reflection: listing members, calling through them, raw attributes, arrays by index.

use jni_sys::{jclass, jint, jobject, jobjectArray};
use jvm::known::Known;
use jvm::natives::Value;
use jvm::{Abrupt, BasicType, ClassRef, Completion, MethodRef};
use objectspace::{Handle, Scope};

use crate::jni::env::{Call, Env, Slot, enter};
use crate::reflect::widen;

/// Link errors show before members do (Class.getDeclaredMethods).
fn linked(call: &mut Call<'_>, scope: &Scope, class: jclass) -> Completion<ClassRef> {
    let class = call.class(scope, class)?;
    if class.current().is_some() {
        jvm::linking::link(call.thread, class)?;
    }
    Ok(class)
}

fn declared_methods(env: *mut Env, class: jclass, public_only: u8, constructors: bool) -> jobjectArray {
    enter(env, |call, scope| {
        let class = linked(call, scope, class)?;
        let known = if constructors { Known::ReflectConstructor } else { Known::ReflectMethod };
        let methods: Vec<MethodRef> = class.current().map_or_else(Vec::new, |version| {
            let wanted = |method: &&MethodRef| {
                !method.is_class_initializer()
                    && method.is_constructor() == constructors
                    && (public_only == 0 || method.is_public())
            };
            version.methods.iter().filter(wanted).copied().collect()
        });
        let element = call.thread.known(known)?;
        let array = call.new_object_array(scope, element, methods.len() as i32)?;
        for (at, method) in methods.into_iter().enumerate() {
            let object = call.reflect_method(scope, method)?;
            call.set_element(array, at as u32, Some(object))?;
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn get_class_declared_methods(env: *mut Env, class: jclass, public_only: u8) -> jobjectArray {
    declared_methods(env, class, public_only, false)
}

unsafe extern "C" fn get_class_declared_constructors(env: *mut Env, class: jclass, public_only: u8) -> jobjectArray {
    declared_methods(env, class, public_only, true)
}

unsafe extern "C" fn get_class_declared_fields(env: *mut Env, class: jclass, public_only: u8) -> jobjectArray {
    enter(env, |call, scope| {
        let class = linked(call, scope, class)?;
        let fields: Vec<_> = class.current().map_or_else(Vec::new, |version| {
            // The VM's own fields come after those of the class file.
            let declared = version.file().fields.len();
            version
                .fields
                .iter()
                .take(declared)
                .filter(|field| public_only == 0 || field.is_public())
                .copied()
                .collect()
        });
        let element = call.thread.known(Known::ReflectField)?;
        let array = call.new_object_array(scope, element, fields.len() as i32)?;
        for (at, field) in fields.into_iter().enumerate() {
            let object = call.reflect_field(scope, field)?;
            call.set_element(array, at as u32, Some(object))?;
        }
        Ok(call.local(Some(array)))
    })
}

unsafe extern "C" fn invoke_method(
    env: *mut Env,
    method: jobject,
    receiver: jobject,
    arguments: jobjectArray,
) -> jobject {
    enter(env, |call, scope| {
        let method = call.non_null(scope, method)?;
        let method = call.method_of_reflected(method)?;
        let receiver = call.object(scope, receiver)?;
        let arguments = call.object(scope, arguments)?;
        let result = call.invoke_reflected(scope, method, receiver, arguments)?;
        let result = call.boxed(scope, result, method.returns)?;
        Ok(call.local(result))
    })
}

unsafe extern "C" fn new_instance_from_constructor(
    env: *mut Env,
    constructor: jobject,
    arguments: jobjectArray,
) -> jobject {
    enter(env, |call, scope| {
        let constructor = call.non_null(scope, constructor)?;
        // Serialization's constructors make instances of another class than the one that declares them.
        let constructor = call.method_of_reflected(constructor)?;
        let arguments = call.object(scope, arguments)?;
        let object = call.allocate(scope, constructor.class)?;
        call.invoke_reflected(scope, constructor, Some(object), arguments)?;
        Ok(call.local(Some(object)))
    })
}

fn method_attribute(env: *mut Env, method: jobject, name: &str) -> jobject {
    enter(env, |call, scope| {
        let method = call.non_null(scope, method)?;
        let method = call.method_of_reflected(method)?;
        let version = method.version();
        let info = version.method_info(method).and_then(|info| info.attribute(&version.file().constant_pool, name));
        let Some(attribute) = info else { return Ok(std::ptr::null_mut()) };
        let bytes = call.new_bytes(scope, attribute.info)?;
        Ok(call.local(Some(bytes)))
    })
}

unsafe extern "C" fn get_method_type_annotations(env: *mut Env, method: jobject) -> jobject {
    method_attribute(env, method, "RuntimeVisibleTypeAnnotations")
}

unsafe extern "C" fn get_field_type_annotations(env: *mut Env, field: jobject) -> jobject {
    enter(env, |call, scope| {
        let field = call.non_null(scope, field)?;
        let field = call.field_of_reflected(field)?;
        let Some(version) = field.class.current() else { return Ok(std::ptr::null_mut()) };
        let pool = &version.file().constant_pool;
        let info = version.field_info(field).and_then(|info| info.attribute(pool, "RuntimeVisibleTypeAnnotations"));
        let Some(attribute) = info else { return Ok(std::ptr::null_mut()) };
        let bytes = call.new_bytes(scope, attribute.info)?;
        Ok(call.local(Some(bytes)))
    })
}

/// Parameter objects from MethodParameters; null if there is no such attribute.
unsafe extern "C" fn get_method_parameters(env: *mut Env, method: jobject) -> jobjectArray {
    enter(env, |call, scope| {
        let executable = call.non_null(scope, method)?;
        let method = call.method_of_reflected(executable)?;
        let version = method.version();
        let pool = &version.file().constant_pool;
        let attribute = version.method_info(method).and_then(|info| info.attribute(pool, "MethodParameters"));
        let Some(attribute) = attribute else { return Ok(std::ptr::null_mut()) };
        let Ok(parameters) = attribute.method_parameters() else {
            return Err(call.thread.throw(
                Known::IllegalArgumentException,
                Some("Wrong number of parameters in MethodParameters attribute"),
            ));
        };
        let class = call.thread.known(Known::ReflectParameter)?;
        call.initialize(class)?;
        let array = call.new_object_array(scope, class, parameters.len() as i32)?;
        for (at, parameter) in parameters.iter().enumerate() {
            let object = call.thread.new_instance(scope, class)?;
            if parameter.name_index != 0
                && let Ok(name) = pool.utf8(parameter.name_index)
            {
                let name = jvm::strings::intern_modified_utf8(call.thread, scope, name)?;
                call.set_reference_named(object, "name", "Ljava/lang/String;", Some(name))?;
            }
            call.set_int_named(object, "modifiers", i32::from(parameter.flags.bits()))?;
            call.set_reference_named(object, "executable", "Ljava/lang/reflect/Executable;", Some(executable))?;
            call.set_int_named(object, "index", at as i32)?;
            call.set_element(array, at as u32, Some(object))?;
        }
        Ok(call.local(Some(array)))
    })
}

/// java.lang.reflect.Array: the object must be an array.
fn array<'s>(call: &mut Call<'_>, scope: &'s Scope, object: jobject) -> Completion<(Handle<'s>, BasicType, ClassRef)> {
    let object = call.non_null(scope, object)?;
    match call.class_of(object).array() {
        Some(info) => Ok((object, info.component_type, info.component)),
        None => Err(call.thread.throw(Known::IllegalArgumentException, Some("Argument is not an array"))),
    }
}

fn check_index(call: &mut Call<'_>, array: Handle<'_>, index: jint) -> Completion<u32> {
    let length = call.array_length(array);
    match u32::try_from(index) {
        Ok(index) if index < length => Ok(index),
        _ => Err(call.thread.throw_text(
            Known::ArrayIndexOutOfBoundsException,
            format!("Index {index} out of bounds for length {length}"),
        )),
    }
}

unsafe extern "C" fn get_array_length(env: *mut Env, object: jobject) -> jint {
    enter(env, |call, scope| {
        let (array, _, _) = array(call, scope, object)?;
        Ok(call.array_length(array) as jint)
    })
}

fn load<'s>(call: &mut Call<'_>, scope: &'s Scope, array: Handle<'s>, basic: BasicType, index: u32) -> Value<'s> {
    let view = call.thread.view();
    let from = array.get(&view);
    match basic {
        BasicType::Boolean | BasicType::Byte => Value::Int(i32::from(view.array_load_i8(from, index))),
        BasicType::Char => Value::Int(i32::from(view.array_load_u16(from, index))),
        BasicType::Short => Value::Int(i32::from(view.array_load_i16(from, index))),
        BasicType::Int => Value::Int(view.array_load_i32(from, index)),
        BasicType::Float => Value::Float(view.array_load_f32(from, index)),
        BasicType::Long => Value::Long(view.array_load_i64(from, index)),
        BasicType::Double => Value::Double(view.array_load_f64(from, index)),
        BasicType::Reference | BasicType::Void => Value::Ref(scope.handle_opt(&view, view.array_load_ref(from, index))),
    }
}

fn store(call: &mut Call<'_>, array: Handle<'_>, basic: BasicType, index: u32, value: Value<'_>) {
    let view = call.thread.view();
    let to = array.get(&view);
    match basic {
        BasicType::Boolean | BasicType::Byte => view.array_store_i8(to, index, value.int() as i8),
        BasicType::Char | BasicType::Short => view.array_store_i16(to, index, value.int() as i16),
        BasicType::Int => view.array_store_i32(to, index, value.int()),
        BasicType::Float => view.array_store_f32(to, index, value.float()),
        BasicType::Long => view.array_store_i64(to, index, value.long()),
        BasicType::Double => view.array_store_f64(to, index, value.double()),
        BasicType::Reference | BasicType::Void => {}
    }
}

fn mismatch(call: &mut Call<'_>) -> Abrupt {
    call.thread.throw(Known::IllegalArgumentException, Some("argument type mismatch"))
}

unsafe extern "C" fn get_array_element(env: *mut Env, object: jobject, index: jint) -> jobject {
    enter(env, |call, scope| {
        let (array, basic, _) = array(call, scope, object)?;
        let index = check_index(call, array, index)?;
        let value = load(call, scope, array, basic, index);
        let value = call.boxed(scope, value, basic)?;
        Ok(call.local(value))
    })
}

unsafe extern "C" fn get_primitive_array_element(env: *mut Env, object: jobject, index: jint, wanted: jint) -> u64 {
    enter(env, |call, scope| {
        let (array, basic, _) = array(call, scope, object)?;
        let index = check_index(call, array, index)?;
        let wanted = u8::try_from(wanted).ok().and_then(BasicType::of_array_code);
        let value = load(call, scope, array, basic, index);
        match wanted.and_then(|wanted| widen(value, basic, wanted)) {
            Some(Value::Long(value)) => Ok(value.to_slot()),
            Some(Value::Float(value)) => Ok(value.to_slot()),
            Some(Value::Double(value)) => Ok(value.to_slot()),
            Some(value) => Ok(value.int().to_slot()),
            None => Err(mismatch(call)),
        }
    })
}

unsafe extern "C" fn set_array_element(env: *mut Env, object: jobject, index: jint, value: jobject) {
    enter(env, |call, scope| {
        let (array, basic, component) = array(call, scope, object)?;
        let value = call.object(scope, value)?;
        if basic == BasicType::Reference {
            if let Some(value) = value
                && !call.class_of(value).is_subtype_of(component)
            {
                return Err(call.thread.throw(Known::IllegalArgumentException, Some("array element type mismatch")));
            }
            let index = check_index(call, array, index)?;
            return call.set_element(array, index, value);
        }
        let value = value.and_then(|value| call.unboxed(value)).and_then(|(value, given)| widen(value, given, basic));
        let Some(value) = value else { return Err(mismatch(call)) };
        let index = check_index(call, array, index)?;
        store(call, array, basic, index, value);
        Ok(())
    });
}

unsafe extern "C" fn set_primitive_array_element(env: *mut Env, object: jobject, index: jint, bits: u64, code: u8) {
    enter(env, |call, scope| {
        let (array, basic, _) = array(call, scope, object)?;
        let index = check_index(call, array, index)?;
        let given = BasicType::of_array_code(code);
        let value = match given {
            Some(BasicType::Boolean) => Value::Int(i32::from(bits as u8 != 0)),
            Some(BasicType::Byte) => Value::Int(i32::from(bits as i8)),
            Some(BasicType::Char) => Value::Int(i32::from(bits as u16)),
            Some(BasicType::Short) => Value::Int(i32::from(bits as i16)),
            Some(BasicType::Long) => Value::Long(bits as i64),
            Some(BasicType::Float) => Value::Float(f32::from_slot(bits)),
            Some(BasicType::Double) => Value::Double(f64::from_slot(bits)),
            _ => Value::Int(bits as i32),
        };
        match given.and_then(|given| widen(value, given, basic)) {
            Some(value) => {
                store(call, array, basic, index, value);
                Ok(())
            }
            None => Err(mismatch(call)),
        }
    });
}

unsafe extern "C" fn new_array(env: *mut Env, class: jclass, length: jint) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        check_component(call, class, 1)?;
        let array = call.new_object_array(scope, class, length)?;
        Ok(call.local(Some(array)))
    })
}

fn check_component(call: &mut Call<'_>, class: ClassRef, more: u32) -> Completion<()> {
    let deep = class.array().map_or(0, |info| u32::from(info.dimensions));
    if class.primitive() == Some(BasicType::Void) || deep + more > 255 {
        return Err(call.thread.throw(Known::IllegalArgumentException, None));
    }
    Ok(())
}

unsafe extern "C" fn new_multi_array(env: *mut Env, class: jclass, dimensions: jobject) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        let dimensions = call.non_null(scope, dimensions)?;
        let count = call.array_length(dimensions);
        if count == 0 {
            return Err(call.thread.throw(Known::IllegalArgumentException, Some("Empty dimensions array")));
        }
        check_component(call, class, count)?;
        let sizes: Vec<i32> = {
            let view = call.thread.view();
            let from = dimensions.get(&view);
            (0..count).map(|at| view.array_load_i32(from, at)).collect()
        };
        if let Some(negative) = sizes.iter().find(|size| **size < 0) {
            return Err(call.thread.throw_text(Known::NegativeArraySizeException, negative.to_string()));
        }
        let mut components = vec![class];
        for _ in 1..count {
            let outer = jvm::loading::array_class_of(call.thread, components[components.len() - 1])?;
            components.push(outer);
        }
        let array = nested(call, scope, &components, &sizes)?;
        Ok(call.local(Some(array)))
    })
}

fn nested<'s>(call: &mut Call<'_>, scope: &'s Scope, components: &[ClassRef], sizes: &[i32]) -> Completion<Handle<'s>> {
    let (Some((component, inner)), Some((size, rest))) = (components.split_last(), sizes.split_first()) else {
        return Err(Abrupt::internal("an array without dimensions"));
    };
    let array = call.new_object_array(scope, *component, *size)?;
    if !rest.is_empty() {
        for at in 0..*size {
            let element = nested(call, scope, inner, rest)?;
            call.set_element(array, at as u32, Some(element))?;
        }
    }
    Ok(array)
}

crate::exports! {
    JVM_GetClassDeclaredMethods => get_class_declared_methods,
    JVM_GetClassDeclaredConstructors => get_class_declared_constructors,
    JVM_GetClassDeclaredFields => get_class_declared_fields,
    JVM_InvokeMethod => invoke_method,
    JVM_NewInstanceFromConstructor => new_instance_from_constructor,
    JVM_GetMethodTypeAnnotations => get_method_type_annotations,
    JVM_GetFieldTypeAnnotations => get_field_type_annotations,
    JVM_GetMethodParameters => get_method_parameters,
    JVM_GetArrayLength => get_array_length,
    JVM_GetArrayElement => get_array_element,
    JVM_GetPrimitiveArrayElement => get_primitive_array_element,
    JVM_SetArrayElement => set_array_element,
    JVM_SetPrimitiveArrayElement => set_primitive_array_element,
    JVM_NewArray => new_array,
    JVM_NewMultiArray => new_multi_array,
}
