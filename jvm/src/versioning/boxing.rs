//! A field that was retyped between a primitive type and its box: the one conversion that makes objects, so it runs after
//! the instances moved. Types that widen or are assignable are converted while they move.

use crate::basic_type::BasicType;
use crate::class::FieldRef;
use crate::known::Known;
use crate::natives::Value;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::{Handle, Scope};

/// Box, its binary name, and the method that answers its value.
fn box_of(basic: BasicType) -> Option<(Known, &'static str, &'static str)> {
    Some(match basic {
        BasicType::Boolean => (Known::Boolean, "java/lang/Boolean", "booleanValue"),
        BasicType::Byte => (Known::Byte, "java/lang/Byte", "byteValue"),
        BasicType::Char => (Known::Character, "java/lang/Character", "charValue"),
        BasicType::Short => (Known::Short, "java/lang/Short", "shortValue"),
        BasicType::Int => (Known::Integer, "java/lang/Integer", "intValue"),
        BasicType::Long => (Known::Long, "java/lang/Long", "longValue"),
        BasicType::Float => (Known::Float, "java/lang/Float", "floatValue"),
        BasicType::Double => (Known::Double, "java/lang/Double", "doubleValue"),
        BasicType::Reference | BasicType::Void => return None,
    })
}

/// The dropped field that `field` was before it became its box, or the box's value.
pub fn boxes(field: FieldRef) -> Option<FieldRef> {
    let retained = field.class.retained.lock();
    let source = *retained.iter().find(|old| old.class == field.class && old.name == field.name && !old.is_static())?;
    let fits = |basic: BasicType, reference: FieldRef| {
        box_of(basic).is_some_and(|(_, name, _)| {
            let text = reference.descriptor().as_str();
            text == "Ljava/lang/Object;" || text.strip_prefix('L').and_then(|rest| rest.strip_suffix(';')) == Some(name)
        })
    };
    let is_box = match (source.basic, field.basic) {
        (BasicType::Reference, BasicType::Reference) => false,
        (BasicType::Reference, basic) => fits(basic, source) && source.descriptor() != "Ljava/lang/Object;",
        (basic, BasicType::Reference) => fits(basic, field),
        _ => false,
    };
    is_box.then_some(source)
}

/// Gives one object's field the value that it had under the other type. False if there is none: null has no primitive.
pub fn rebox(thread: &mut Thread, source: FieldRef, field: FieldRef, object: Handle<'_>) -> Completion<bool> {
    let scope = Scope::open(&mut thread.mutator);
    if field.basic == BasicType::Reference {
        let Some((class, name, _)) = box_of(source.basic) else { return Ok(false) };
        let descriptor = format!("({})L{name};", source.descriptor());
        let value = load(thread, source, object);
        let boxed = thread.call_static(&scope, class, "valueOf", &descriptor, &[value])?.reference();
        let view = thread.view();
        view.store_ref(object.get(&view), field.offset(), boxed.map(|boxed| boxed.get(&view)));
        return Ok(true);
    }
    let Some((class, _, method)) = box_of(field.basic) else { return Ok(false) };
    let boxed = {
        let view = thread.view();
        let held = view.load_ref(object.get(&view), source.offset());
        held.map(|held| scope.handle(&view, held))
    };
    let Some(boxed) = boxed else { return Ok(false) };
    let class = thread.known(class)?;
    let method = thread.method_named(class, method, &format!("(){}", field.descriptor()))?;
    let value = thread.invoke(&scope, method, &[Value::Ref(Some(boxed))])?;
    let view = thread.view();
    let (at, offset) = (object.get(&view), field.offset());
    match (value, field.basic) {
        (Value::Int(value), BasicType::Boolean | BasicType::Byte) => view.store_i8(at, offset, value as i8),
        (Value::Int(value), BasicType::Char | BasicType::Short) => view.store_i16(at, offset, value as i16),
        (Value::Int(value), _) => view.store_i32(at, offset, value),
        (Value::Float(value), _) => view.store_i32(at, offset, value.to_bits() as i32),
        (Value::Long(value), _) => view.store_i64(at, offset, value),
        (Value::Double(value), _) => view.store_i64(at, offset, value.to_bits() as i64),
        (Value::Void | Value::Ref(_), _) => return Ok(false),
    }
    Ok(true)
}

fn load<'s>(thread: &Thread, field: FieldRef, object: Handle<'_>) -> Value<'s> {
    let view = thread.view();
    let (at, offset) = (object.get(&view), field.offset());
    match field.basic {
        BasicType::Boolean | BasicType::Byte => Value::Int(i32::from(view.load_i8(at, offset))),
        BasicType::Char => Value::Int(i32::from(view.load_i16(at, offset) as u16)),
        BasicType::Short => Value::Int(i32::from(view.load_i16(at, offset))),
        BasicType::Int => Value::Int(view.load_i32(at, offset)),
        BasicType::Float => Value::Float(f32::from_bits(view.load_i32(at, offset) as u32)),
        BasicType::Long => Value::Long(view.load_i64(at, offset)),
        BasicType::Double => Value::Double(f64::from_bits(view.load_i64(at, offset) as u64)),
        BasicType::Reference | BasicType::Void => Value::Void,
    }
}
