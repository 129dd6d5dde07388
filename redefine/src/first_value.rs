//! First values of new instance fields whose initializer stores a constant (rule 4.5): found out while the patch is staged, since
//! strings are interned, and stored by the conversion itself, so that nothing runs for an instance.
//!
//! Never decides which fields are new, nor what an initializer is that must run.

use crate::slice::{self, Constant};
use jvm::basic_type::BasicType;
use jvm::class::{ClassRef, ClassVersion};
use jvm::versioning::StagedClass;
use jvm::{Abrupt, Completion, FieldRef, Thread, strings};
use objectspace::{FirstValue, Global, Scope};
use std::collections::HashMap;
use std::sync::Arc;

/// By field; `None` is zero.
#[derive(Default)]
pub struct FirstValues(HashMap<FieldRef, Option<FirstValue>>);

impl FirstValues {
    /// Of the instance fields of staged classes, and of superclasses that come in with them.
    pub fn find(thread: &mut Thread, staged: &[StagedClass]) -> Completion<FirstValues> {
        let mut values = FirstValues::default();
        for one in staged {
            values.add_version(thread, one.version())?;
        }
        let is_staged = |class: &ClassRef| staged.iter().any(|one| one.class == *class);
        for one in staged {
            let above = one.supers().and_then(|supers| supers.super_class);
            // A circle is found later.
            let chain = std::iter::successors(above, |class| class.super_class()).take_while(|class| !is_staged(class));
            let gained = |class: &ClassRef| !one.class.supers().display.contains(class);
            for class in chain.take_while(gained).collect::<Vec<_>>() {
                values.add(thread, class)?;
            }
        }
        Ok(values)
    }

    fn add(&mut self, thread: &mut Thread, class: ClassRef) -> Completion<()> {
        class.current().map_or(Ok(()), |version| self.add_version(thread, version))
    }

    fn add_version(&mut self, thread: &mut Thread, version: &ClassVersion) -> Completion<()> {
        let mut fields = version.fields.iter().copied().filter(|field| !field.is_static()).peekable();
        if fields.peek().is_none() {
            return Ok(());
        }
        let slices = slice::instance_slices(version.file());
        for field in fields {
            let slice = slices.iter().find(|slice| slice.is_for(field));
            let Some(constant) = slice.and_then(|slice| Constant::of(version.file(), slice)) else { continue };
            match first_value(thread, field, &constant) {
                Ok(Some(value)) => _ = self.0.insert(field, value),
                Ok(None) => {}
                // No memory for a string: where the field is new its initializer runs, and that is reported.
                Err(Abrupt::Thrown) => thread.clear_pending(),
                Err(abrupt) => return Err(abrupt),
            }
        }
        Ok(())
    }

    /// What a new field starts with; nothing if that is not known.
    pub fn of(&self, field: FieldRef) -> Option<Option<FirstValue>> {
        self.0.get(&field).cloned()
    }
}

/// As `putfield` stores it. Nothing if the constant is not of the field's type.
fn first_value(
    thread: &mut Thread,
    field: FieldRef,
    constant: &Constant<'_>,
) -> Completion<Option<Option<FirstValue>>> {
    let size = field.basic.size();
    let bits = match (field.basic, constant) {
        (BasicType::Reference, Constant::Null) => 0,
        (BasicType::Reference, Constant::String(text)) => {
            let scope = Scope::open(&mut thread.mutator);
            let string = strings::intern_modified_utf8(thread, &scope, text)?;
            let view = thread.view();
            let global = Global::new(&view, string.get(&view));
            return Ok(Some(Some(FirstValue::Object(Arc::new(global)))));
        }
        // JVMS §6.5.putfield: of a boolean, the lowest bit.
        (BasicType::Boolean, Constant::Int(value)) => (*value & 1) as u64,
        (BasicType::Byte | BasicType::Short | BasicType::Char | BasicType::Int, Constant::Int(value)) => *value as u64,
        (BasicType::Long, Constant::Long(value)) => *value as u64,
        (BasicType::Float, Constant::Float(bits)) => u64::from(*bits),
        (BasicType::Double, Constant::Double(bits)) => *bits,
        _ => return Ok(None),
    };
    Ok(Some((bits != 0).then_some(FirstValue::Bits(bits, size))))
}
