//! JVM_* functions of `jdk.internal.reflect.ConstantPool`: what annotation parsing and lambda names read.

use classfile::Constant;
use jni_sys::{jclass, jint, jobject, jobjectArray, jstring};
use jvm::known::{Known, KnownField};
use jvm::linking::resolution;
use jvm::{ClassRef, ClassVersion, Completion, Symbol};
use objectspace::{Handle, Scope};

use crate::jni::env::{Call, Env, enter};

unsafe extern "C" fn get_class_constant_pool(env: *mut Env, class: jclass) -> jobject {
    enter(env, |call, scope| {
        let class = call.class(scope, class)?;
        if class.current().is_none() {
            return Ok(std::ptr::null_mut());
        }
        let known = call.thread.known(Known::ReflectConstantPool)?;
        let pool = call.allocate(scope, known)?;
        // What the field holds is ours to choose: the class; its pool is that of the current version.
        call.set_known_reference(pool, KnownField::ConstantPoolOop, Some(class.mirror()));
        Ok(call.local(Some(pool)))
    })
}

/// The class and version behind the `constantPoolOop` argument.
fn version(call: &mut Call<'_>, scope: &Scope, pool: jobject) -> Completion<(ClassRef, &'static ClassVersion)> {
    let class = call.class(scope, pool)?;
    let version: Option<*const ClassVersion> = class.current().map(std::ptr::from_ref);
    match version {
        // SAFETY: versions live as long as their space, which outlives the call.
        Some(version) => Ok((class, unsafe { &*version })),
        None => Err(call.thread.throw(Known::IllegalArgumentException, Some("no constant pool"))),
    }
}

fn constant(
    call: &mut Call<'_>,
    scope: &Scope,
    pool: jobject,
    index: jint,
) -> Completion<(ClassRef, &'static ClassVersion, u16, Constant<'static>)> {
    let (class, version) = version(call, scope, pool)?;
    let found = u16::try_from(index)
        .ok()
        .and_then(|index| version.file().constant_pool.try_get(index).map(|constant| (index, constant)));
    match found {
        Some((index, constant)) => Ok((class, version, index, constant)),
        None => Err(call.thread.throw(Known::IllegalArgumentException, Some("Constant pool index out of bounds"))),
    }
}

fn wrong<T>(call: &mut Call<'_>) -> Completion<T> {
    Err(call.thread.throw(Known::IllegalArgumentException, Some("Wrong type at constant pool index")))
}

unsafe extern "C" fn get_size(env: *mut Env, _: jobject, pool: jobject) -> jint {
    enter(env, |call, scope| Ok(version(call, scope, pool)?.1.file().constant_pool.len() as jint))
}

unsafe extern "C" fn get_tag_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> u8 {
    enter(env, |call, scope| Ok(constant(call, scope, pool, index)?.3.tag()))
}

fn class_at(
    call: &mut Call<'_>,
    scope: &Scope,
    pool: jobject,
    index: jint,
    load: bool,
) -> Completion<Option<ClassRef>> {
    let (from, version, index, constant) = constant(call, scope, pool, index)?;
    if !matches!(constant, Constant::Class(_)) {
        return wrong(call);
    }
    let Ok(name) = version.file().constant_pool.class_name(index) else { return wrong(call) };
    let name = version.spelled_class(call.thread.vm(), name);
    if load {
        return resolution::class_by_name(call.thread, name, from).map(Some);
    }
    Ok(call.thread.vm().classes.find(from.loader, name))
}

unsafe extern "C" fn get_class_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jclass {
    enter(env, |call, scope| match class_at(call, scope, pool, index, true)? {
        Some(class) => call.local_mirror(scope, class),
        None => Ok(std::ptr::null_mut()),
    })
}

unsafe extern "C" fn get_class_at_if_loaded(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jclass {
    enter(env, |call, scope| match class_at(call, scope, pool, index, false)? {
        Some(class) => call.local_mirror(scope, class),
        None => Ok(std::ptr::null_mut()),
    })
}

fn member_parts(constant: Constant<'_>) -> Option<(u16, u16)> {
    match constant {
        Constant::Fieldref { class, name_and_type }
        | Constant::Methodref { class, name_and_type }
        | Constant::InterfaceMethodref { class, name_and_type } => Some((class, name_and_type)),
        Constant::Dynamic { bootstrap, name_and_type } | Constant::InvokeDynamic { bootstrap, name_and_type } => {
            Some((bootstrap, name_and_type))
        }
        _ => None,
    }
}

unsafe extern "C" fn get_class_ref_index_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jint {
    enter(env, |call, scope| match member_parts(constant(call, scope, pool, index)?.3) {
        Some((class, _)) => Ok(jint::from(class)),
        None => wrong(call),
    })
}

unsafe extern "C" fn get_name_and_type_ref_index_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jint {
    enter(env, |call, scope| match member_parts(constant(call, scope, pool, index)?.3) {
        Some((_, name_and_type)) => Ok(jint::from(name_and_type)),
        None => wrong(call),
    })
}

fn member<'s>(
    call: &mut Call<'_>,
    scope: &'s Scope,
    pool: jobject,
    index: jint,
    method: bool,
    load: bool,
) -> Completion<Option<Handle<'s>>> {
    let (from, version, index, constant) = constant(call, scope, pool, index)?;
    if matches!(constant, Constant::Fieldref { .. }) == method || member_parts(constant).is_none() {
        return wrong(call);
    }
    let Ok(reference) = version.file().constant_pool.member_ref(index) else { return wrong(call) };
    let name = version.spelled_class(call.thread.vm(), reference.class_name);
    let class = if load {
        resolution::class_by_name(call.thread, name, from)?
    } else {
        match call.thread.vm().classes.find(from.loader, name) {
            Some(class) => class,
            None => return Ok(None),
        }
    };
    let (name, descriptor) = (Symbol::new(reference.name), version.spelled(call.thread.vm(), reference.descriptor));
    if method {
        match resolution::find_any_method(call.thread, class, name, descriptor)? {
            Some(found) => call.reflect_method(scope, found).map(Some),
            None => Err(call.thread.throw(Known::NoSuchMethodError, Some(name.as_str()))),
        }
    } else {
        match resolution::lookup_field(class, name, descriptor) {
            Some(found) => call.reflect_field(scope, found).map(Some),
            None => Err(call.thread.throw(Known::NoSuchFieldError, Some(name.as_str()))),
        }
    }
}

macro_rules! members {
    ($($function:ident: $method:literal, $load:literal;)*) => {$(
        unsafe extern "C" fn $function(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jobject {
            enter(env, |call, scope| {
                let found = member(call, scope, pool, index, $method, $load)?;
                Ok(call.local(found))
            })
        }
    )*};
}
members! {
    get_method_at: true, true;
    get_method_at_if_loaded: true, false;
    get_field_at: false, true;
    get_field_at_if_loaded: false, false;
}

fn strings(call: &mut Call<'_>, scope: &Scope, texts: &[&[u8]]) -> Completion<jobjectArray> {
    let string = call.thread.known(Known::String)?;
    let array = call.new_object_array(scope, string, texts.len() as i32)?;
    for (at, text) in texts.iter().enumerate() {
        let text = jvm::strings::new_modified_utf8(call.thread, scope, text)?;
        call.set_element(array, at as u32, Some(text))?;
    }
    Ok(call.local(Some(array)))
}

unsafe extern "C" fn get_member_ref_info_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jobjectArray {
    enter(env, |call, scope| {
        let (_, version, index, _) = constant(call, scope, pool, index)?;
        match version.file().constant_pool.member_ref(index) {
            Ok(member) => strings(call, scope, &[member.class_name, member.name, member.descriptor]),
            Err(_) => wrong(call),
        }
    })
}

unsafe extern "C" fn get_name_and_type_ref_info_at(
    env: *mut Env,
    _: jobject,
    pool: jobject,
    index: jint,
) -> jobjectArray {
    enter(env, |call, scope| {
        let (_, version, index, _) = constant(call, scope, pool, index)?;
        match version.file().constant_pool.name_and_type(index) {
            Ok((name, descriptor)) => strings(call, scope, &[name, descriptor]),
            Err(_) => wrong(call),
        }
    })
}

unsafe extern "C" fn get_int_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jint {
    enter(env, |call, scope| match constant(call, scope, pool, index)?.3 {
        Constant::Integer(value) => Ok(value),
        _ => wrong(call),
    })
}

unsafe extern "C" fn get_long_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> i64 {
    enter(env, |call, scope| match constant(call, scope, pool, index)?.3 {
        Constant::Long(value) => Ok(value),
        _ => wrong(call),
    })
}

unsafe extern "C" fn get_float_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> f32 {
    enter(env, |call, scope| match constant(call, scope, pool, index)?.3 {
        Constant::Float(bits) => Ok(f32::from_bits(bits)),
        _ => wrong(call),
    })
}

unsafe extern "C" fn get_double_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> f64 {
    enter(env, |call, scope| match constant(call, scope, pool, index)?.3 {
        Constant::Double(bits) => Ok(f64::from_bits(bits)),
        _ => wrong(call),
    })
}

unsafe extern "C" fn get_string_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jstring {
    enter(env, |call, scope| {
        let (_, version, index, _) = constant(call, scope, pool, index)?;
        let Ok(text) = version.file().constant_pool.string(index) else { return wrong(call) };
        let string = jvm::strings::intern_modified_utf8(call.thread, scope, text)?;
        Ok(call.local(Some(string)))
    })
}

unsafe extern "C" fn get_utf8_at(env: *mut Env, _: jobject, pool: jobject, index: jint) -> jstring {
    enter(env, |call, scope| {
        let (_, _, _, constant) = constant(call, scope, pool, index)?;
        let Constant::Utf8(text) = constant else { return wrong(call) };
        let string = jvm::strings::new_modified_utf8(call.thread, scope, text)?;
        Ok(call.local(Some(string)))
    })
}

crate::exports! {
    JVM_GetClassConstantPool => get_class_constant_pool,
    JVM_ConstantPoolGetSize => get_size,
    JVM_ConstantPoolGetTagAt => get_tag_at,
    JVM_ConstantPoolGetClassAt => get_class_at,
    JVM_ConstantPoolGetClassAtIfLoaded => get_class_at_if_loaded,
    JVM_ConstantPoolGetClassRefIndexAt => get_class_ref_index_at,
    JVM_ConstantPoolGetNameAndTypeRefIndexAt => get_name_and_type_ref_index_at,
    JVM_ConstantPoolGetMethodAt => get_method_at,
    JVM_ConstantPoolGetMethodAtIfLoaded => get_method_at_if_loaded,
    JVM_ConstantPoolGetFieldAt => get_field_at,
    JVM_ConstantPoolGetFieldAtIfLoaded => get_field_at_if_loaded,
    JVM_ConstantPoolGetMemberRefInfoAt => get_member_ref_info_at,
    JVM_ConstantPoolGetNameAndTypeRefInfoAt => get_name_and_type_ref_info_at,
    JVM_ConstantPoolGetIntAt => get_int_at,
    JVM_ConstantPoolGetLongAt => get_long_at,
    JVM_ConstantPoolGetFloatAt => get_float_at,
    JVM_ConstantPoolGetDoubleAt => get_double_at,
    JVM_ConstantPoolGetStringAt => get_string_at,
    JVM_ConstantPoolGetUTF8At => get_utf8_at,
}
