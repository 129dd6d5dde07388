//! What migrations and validations of a patch ask of the VM (`jrun.update`): fields and methods of before, objects without a
//! constructor, fields by name, instances, objects in the place of others.

use super::rows;
use crate::reflect::widen;
use jvm::class::{ClassState, parameters};
use jvm::known::Known;
use jvm::natives::{Args, Value};
use jvm::versioning::{self, OldClasses};
use jvm::{BasicType, ClassRef, Completion, FieldRef, MethodRef, Symbol, Thread, initialization, loading, strings};
use objectspace::{Handle, RawRef, Scope};
use std::sync::Arc;

rows! {
    "jrun/update/OldInstance" {
        "kind0" "(Ljava/lang/Object;Ljava/lang/String;)C" => kind;
        "bits0" "(Ljava/lang/Object;Ljava/lang/String;)J" => bits;
        "reference0" "(Ljava/lang/Object;Ljava/lang/String;)Ljava/lang/Object;" => reference;
        "invoke0" "(Ljava/lang/Object;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/Object;" => invoke;
        "version0" "(Ljava/lang/Object;)I" => version;
        "fields0" "(Ljava/lang/Object;)[Ljava/lang/String;" => fields;
    }
    "jrun/update/OldStatics" {
        "kind0" "(Ljava/lang/Class;Ljava/lang/String;)C" => static_kind;
        "bits0" "(Ljava/lang/Class;Ljava/lang/String;)J" => static_bits;
        "reference0" "(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Object;" => static_reference;
    }
    "jrun/update/MigrationContext" {
        "allocate0" "(Ljava/lang/Class;)Ljava/lang/Object;" => allocate;
        "set0" "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Object;)Z" => set;
    }
    "jrun/update/Trial" {
        "redirect0" "([Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/String;" => redirect;
        "instances0" "(Ljava/lang/Class;)[Ljava/lang/Object;" => instances;
    }
}

/// The classes of before; these natives work only while an update is being tried.
fn old(thread: &mut Thread) -> Completion<Arc<OldClasses>> {
    match thread.vm().trials.old() {
        Some(old) => Ok(old),
        None => Err(thread.throw(Known::IllegalStateException, Some("the update is over"))),
    }
}

fn argument<'s>(thread: &mut Thread, args: Args<'s>, slot: usize) -> Completion<Handle<'s>> {
    match args.reference(slot) {
        Some(object) => Ok(object),
        None => Err(thread.throw(Known::NullPointerException, None)),
    }
}

fn text(thread: &mut Thread, args: Args<'_>, slot: usize) -> Completion<String> {
    let object = argument(thread, args, slot)?;
    Ok(strings::text(thread, object))
}

fn class_argument(thread: &mut Thread, args: Args<'_>, slot: usize) -> Completion<ClassRef> {
    let mirror = argument(thread, args, slot)?;
    match loading::class_of_mirror(thread, mirror) {
        Some(class) => Ok(class),
        None => Err(thread.throw(Known::IllegalArgumentException, None)),
    }
}

fn letter(basic: BasicType) -> i32 {
    i32::from(match basic {
        BasicType::Boolean => b'Z',
        BasicType::Byte => b'B',
        BasicType::Char => b'C',
        BasicType::Short => b'S',
        BasicType::Int => b'I',
        BasicType::Long => b'J',
        BasicType::Float => b'F',
        BasicType::Double => b'D',
        BasicType::Reference | BasicType::Void => b'L',
    })
}

// ---- instances of before

fn kind<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (copy, name) = (argument(thread, args, 0)?, text(thread, args, 1)?);
    let field = old(thread)?.field(thread.class_of(copy), &name);
    Ok(Value::Int(field.map_or(0, |field| letter(field.basic))))
}

fn bits<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (copy, name) = (argument(thread, args, 0)?, text(thread, args, 1)?);
    let Some(field) = old(thread)?.field(thread.class_of(copy), &name) else { return Ok(Value::Long(0)) };
    let view = thread.view();
    let (object, offset) = (copy.get(&view), field.offset);
    Ok(Value::Long(match field.basic {
        BasicType::Boolean | BasicType::Byte => i64::from(view.load_i8(object, offset)),
        BasicType::Char => i64::from(view.load_i16(object, offset) as u16),
        BasicType::Short => i64::from(view.load_i16(object, offset)),
        BasicType::Int | BasicType::Float => i64::from(view.load_i32(object, offset)),
        BasicType::Long | BasicType::Double => view.load_i64(object, offset),
        BasicType::Reference | BasicType::Void => 0,
    }))
}

fn reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (copy, name) = (argument(thread, args, 0)?, text(thread, args, 1)?);
    let field = old(thread)?.field(thread.class_of(copy), &name);
    let Some(field) = field.filter(|field| field.basic == BasicType::Reference) else { return Ok(Value::Ref(None)) };
    let view = thread.view();
    Ok(Value::Ref(scope.handle_opt(&view, view.load_ref(copy.get(&view), field.offset))))
}

fn version<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let copy = argument(thread, args, 0)?;
    let number = old(thread)?.number(thread.class_of(copy));
    Ok(Value::Int(number as i32))
}

fn fields<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let copy = argument(thread, args, 0)?;
    let names = old(thread)?.field_names(thread.class_of(copy));
    let string = thread.known(Known::String)?;
    let array = thread.new_array(scope, string, names.len() as i32)?;
    for (at, name) in names.iter().enumerate() {
        let name = strings::new_string(thread, scope, name)?;
        let view = thread.view();
        view.array_store_ref(array.get(&view), at as u32, Some(name.get(&view)));
    }
    Ok(Value::Ref(Some(array)))
}

fn invoke<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (copy, name) = (argument(thread, args, 0)?, text(thread, args, 1)?);
    let arguments = argument(thread, args, 2)?;
    let given: Vec<Option<Handle<'s>>> = {
        let view = thread.view();
        let array = arguments.get(&view);
        (0..view.array_length(array)).map(|at| scope.handle_opt(&view, view.array_load_ref(array, at))).collect()
    };
    let class = thread.class_of(copy);
    let vm = thread.vm().clone();
    let methods = old(thread)?.methods(&vm, class, &name, given.len());
    for method in methods {
        let Some(mut values) = values(thread, method, &given)? else { continue };
        if !method.is_static() {
            values.insert(0, Value::Ref(Some(copy)));
        }
        initialization::initialize(thread, method.class)?;
        let result = thread.invoke(scope, method, &values)?;
        return boxed(thread, scope, result, method.returns);
    }
    let kinds: Vec<String> = given
        .iter()
        .map(|object| object.map_or_else(|| "null".to_owned(), |object| thread.class_of(object).external_name()))
        .collect();
    let reason = format!("{} had no method {name}({})", class.external_name(), kinds.join(", "));
    Err(thread.throw_text(Known::IllegalArgumentException, reason))
}

/// The arguments as a method takes them; `None` if they do not fit.
fn values<'s>(
    thread: &mut Thread,
    method: MethodRef,
    given: &[Option<Handle<'s>>],
) -> Completion<Option<Vec<Value<'s>>>> {
    let mut values = Vec::with_capacity(given.len() + 1);
    for (descriptor, object) in parameters(method.descriptor().bytes()).zip(given) {
        let basic = BasicType::of_descriptor(descriptor);
        let value = if basic == BasicType::Reference {
            let fits = match object {
                None => true,
                Some(object) => is_of(thread, *object, descriptor, method.class)?,
            };
            fits.then_some(Value::Ref(*object))
        } else {
            object.and_then(|object| unboxed(thread, object)).and_then(|(value, from)| widen(value, from, basic))
        };
        let Some(value) = value else { return Ok(None) };
        values.push(value);
    }
    Ok(Some(values))
}

/// Is the object of the type that a class means by a descriptor?
fn is_of(thread: &mut Thread, object: Handle<'_>, descriptor: &[u8], from: ClassRef) -> Completion<bool> {
    let name = descriptor.strip_prefix(b"L").and_then(|rest| rest.strip_suffix(b";")).unwrap_or(descriptor);
    let name = Symbol::new(name);
    if name == "java/lang/Object" {
        return Ok(true);
    }
    let wanted = loading::load_class(thread, name, from.loader)?;
    Ok(wanted.is_some_and(|wanted| thread.class_of(object).is_subtype_of(wanted)))
}

// ---- boxes

/// Box of a primitive type, with its internal name.
fn box_of(basic: BasicType) -> Option<(Known, &'static str)> {
    Some(match basic {
        BasicType::Boolean => (Known::Boolean, "java/lang/Boolean"),
        BasicType::Byte => (Known::Byte, "java/lang/Byte"),
        BasicType::Char => (Known::Character, "java/lang/Character"),
        BasicType::Short => (Known::Short, "java/lang/Short"),
        BasicType::Int => (Known::Integer, "java/lang/Integer"),
        BasicType::Long => (Known::Long, "java/lang/Long"),
        BasicType::Float => (Known::Float, "java/lang/Float"),
        BasicType::Double => (Known::Double, "java/lang/Double"),
        BasicType::Reference | BasicType::Void => return None,
    })
}

fn boxed<'s>(thread: &mut Thread, scope: &'s Scope, value: Value<'s>, basic: BasicType) -> Completion<Value<'s>> {
    let Some((class, name)) = box_of(basic) else { return Ok(Value::Ref(value.reference())) };
    let descriptor = format!("({})L{name};", char::from(letter(basic) as u8));
    thread.call_static(scope, class, "valueOf", &descriptor, &[value])
}

fn unboxed<'s>(thread: &Thread, object: Handle<'_>) -> Option<(Value<'s>, BasicType)> {
    let class = thread.class_of(object);
    let is_it = |basic: &BasicType| box_of(*basic).is_some_and(|(_, name)| class.name() == name);
    let basic = BasicType::PRIMITIVES.into_iter().find(is_it)?;
    let descriptor = [letter(basic) as u8];
    let field = class.declared_field(Symbol::from_text("value"), Symbol::new(&descriptor))?;
    let view = thread.view();
    let (from, at) = (object.get(&view), field.offset());
    let value = match basic {
        BasicType::Boolean | BasicType::Byte => Value::Int(i32::from(view.load_i8(from, at))),
        BasicType::Char => Value::Int(i32::from(view.load_i16(from, at) as u16)),
        BasicType::Short => Value::Int(i32::from(view.load_i16(from, at))),
        BasicType::Int => Value::Int(view.load_i32(from, at)),
        BasicType::Float => Value::Float(f32::from_bits(view.load_i32(from, at) as u32)),
        BasicType::Long => Value::Long(view.load_i64(from, at)),
        _ => Value::Double(f64::from_bits(view.load_i64(from, at) as u64)),
    };
    Some((value, basic))
}

// ---- static fields of before

fn static_field(thread: &mut Thread, args: Args<'_>) -> Completion<Option<(BasicType, u64)>> {
    let (class, name) = (class_argument(thread, args, 0)?, text(thread, args, 1)?);
    Ok(old(thread)?.static_value(class, &name))
}

fn static_kind<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let field = static_field(thread, args)?;
    Ok(Value::Int(field.map_or(0, |(basic, _)| letter(basic))))
}

fn static_bits<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let Some((basic, bits)) = static_field(thread, args)? else { return Ok(Value::Long(0)) };
    Ok(Value::Long(match basic {
        BasicType::Boolean | BasicType::Byte => i64::from(bits as i8),
        BasicType::Char => i64::from(bits as u16),
        BasicType::Short => i64::from(bits as i16),
        BasicType::Int | BasicType::Float => i64::from(bits as i32),
        _ => bits as i64,
    }))
}

fn static_reference<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let Some((BasicType::Reference, bits)) = static_field(thread, args)? else { return Ok(Value::Ref(None)) };
    let view = thread.view();
    Ok(Value::Ref(scope.handle_opt(&view, versioning::object_of_before(&view, RawRef(bits as u32)))))
}

// ---- what a migration may do

fn allocate<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = class_argument(thread, args, 0)?;
    let mirrors = thread.vm().known.get(Known::Class) == Some(class);
    if class.is_abstract() || class.is_interface() || class.is_array() || class.primitive().is_some() || mirrors {
        let reason = format!("{} has no instances", class.external_name());
        return Err(thread.throw_text(Known::IllegalArgumentException, reason));
    }
    initialization::initialize(thread, class)?;
    let Some(layout) = class.layout() else {
        return Err(thread.throw(Known::IllegalArgumentException, None));
    };
    Ok(Value::Ref(Some(thread.allocate_instance(scope, layout)?)))
}

fn set<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (object, name) = (argument(thread, args, 0)?, text(thread, args, 1)?);
    let class = thread.class_of(object);
    let owners = class.supers().display.iter().rev();
    let field: Option<FieldRef> = owners.filter_map(|owner| owner.current()).find_map(|version| {
        version.fields.iter().copied().find(|field| field.name == name.as_str() && !field.is_static())
    });
    let Some(field) = field else { return Ok(Value::Int(0)) };
    let given = args.reference(2);
    let value = if field.basic == BasicType::Reference {
        let fits = match given {
            None => true,
            Some(given) => is_of(thread, given, field.descriptor().bytes(), field.class)?,
        };
        fits.then_some(Value::Ref(given))
    } else {
        given.and_then(|given| unboxed(thread, given)).and_then(|(value, from)| widen(value, from, field.basic))
    };
    let Some(value) = value else {
        let kind = given.map_or_else(|| "null".to_owned(), |given| thread.class_of(given).external_name());
        let reason = format!("field {name} of {} cannot hold a {kind}", class.external_name());
        return Err(thread.throw_text(Known::IllegalArgumentException, reason));
    };
    let view = thread.view();
    let (to, at) = (object.get(&view), field.offset());
    match (value, field.basic) {
        (Value::Int(value), BasicType::Boolean | BasicType::Byte) => view.store_i8(to, at, value as i8),
        (Value::Int(value), BasicType::Char | BasicType::Short) => view.store_i16(to, at, value as i16),
        (Value::Int(value), _) => view.store_i32(to, at, value),
        (Value::Float(value), _) => view.store_i32(to, at, value.to_bits() as i32),
        (Value::Long(value), _) => view.store_i64(to, at, value),
        (Value::Double(value), _) => view.store_i64(to, at, value.to_bits() as i64),
        (Value::Ref(value), _) => view.store_ref(to, at, value.map(|value| value.get(&view))),
        (Value::Void, _) => {}
    }
    Ok(Value::Int(1))
}

fn redirect<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (from, to) = (argument(thread, args, 0)?, argument(thread, args, 1)?);
    old(thread)?;
    let pairs: Vec<(Handle<'s>, Handle<'s>)> = {
        let view = thread.view();
        let (from, to) = (from.get(&view), to.get(&view));
        let both = (0..view.array_length(from)).filter_map(|at| {
            let from = scope.handle_opt(&view, view.array_load_ref(from, at))?;
            Some((from, scope.handle_opt(&view, view.array_load_ref(to, at))?))
        });
        both.collect()
    };
    match versioning::replace(thread, &pairs) {
        Ok(()) => Ok(Value::Ref(None)),
        Err(reason) => Ok(Value::Ref(Some(strings::new_string(thread, scope, &reason)?))),
    }
}

/// All instances of a class and of those below it.
fn instances<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let class = class_argument(thread, args, 0)?;
    old(thread)?;
    let mut found = Vec::new();
    for below in versioning::subtree(class) {
        if below.state() >= ClassState::Linked {
            found.extend(versioning::living_instances(thread, scope, below));
        }
    }
    let object = thread.known(Known::Object)?;
    let array = thread.new_array(scope, object, found.len() as i32)?;
    let view = thread.view();
    for (at, instance) in found.iter().enumerate() {
        view.array_store_ref(array.get(&view), at as u32, Some(instance.get(&view)));
    }
    Ok(Value::Ref(Some(array)))
}
