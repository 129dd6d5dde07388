//! Array classes (JVMS §5.3.3): made by the VM, recorded with the defining loader of their element class.

use super::{load_class, mirror};
use crate::basic_type::BasicType;
use crate::class::{ArrayInfo, Class, ClassKind, ClassRef, ClassState, Dispatch, LoaderRef, Supers};
use crate::known::Known;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use objectspace::LayoutSpec;
use std::sync::atomic::Ordering;

/// The array class with this component class.
pub fn array_class_of(thread: &mut Thread, component: ClassRef) -> Completion<ClassRef> {
    if let Some(found) = component.array_class.get() {
        return Ok(*found);
    }
    let made = make(thread, component)?;
    Ok(*component.array_class.get_or_init(|| made))
}

/// Loads `[Lfoo/Bar;`, `[[I`… `None` when the bootstrap loader has no such element class.
pub(super) fn load_array_class(thread: &mut Thread, name: Symbol, loader: LoaderRef) -> Completion<Option<ClassRef>> {
    let bytes = name.bytes();
    let dimensions = bytes.iter().take_while(|byte| **byte == b'[').count();
    let element = match &bytes[dimensions..] {
        [b'L', inner @ .., b';'] if !inner.is_empty() => load_class(thread, Symbol::new(inner), loader)?,
        [letter] => match BasicType::of_descriptor(&[*letter]) {
            BasicType::Reference | BasicType::Void => None,
            basic => Some(thread.vm().classes.primitive(basic)),
        },
        _ => None,
    };
    let Some(mut class) = element else { return Ok(None) };
    if dimensions > 255 {
        return Ok(None);
    }
    for _ in 0..dimensions {
        class = array_class_of(thread, class)?;
    }
    // Its name may mean another class until the patch that is staged is in force.
    if !thread.coming.is_empty() {
        return Ok(Some(class));
    }
    // The initiating loader remembers it only for classes that it initiated.
    super::record(thread, loader, name, class).map(Some)
}

fn make(thread: &mut Thread, component: ClassRef) -> Completion<ClassRef> {
    let object = thread.known(Known::Object)?;
    let cloneable = thread.known(Known::Cloneable)?;
    let serializable = thread.known(Known::Serializable)?;
    let vm = thread.vm().clone();
    crate::linking::link(thread, object)?;
    let name = match component.primitive() {
        Some(basic) => Symbol::from_text(&format!("[{}", basic.letter())),
        None if component.is_array() => Symbol::from_text(&format!("[{}", component.name())),
        None => Symbol::new(&[b"[L", component.name().bytes(), b";"].concat()),
    };
    let (element, dimensions) = component.array().map_or((component, 1), |info| (info.element, info.dimensions + 1));
    let component_type = component.primitive().unwrap_or(BasicType::Reference);
    let info = ArrayInfo { component, element, dimensions, component_type };
    let class = vm.classes.add(|id| {
        ClassRef::leak(Box::new(Class::new(id, name, element.loader, ClassKind::Array(info), element.hidden)))
    });
    let supers = Supers::new(class, Some(object), Box::new([cloneable, serializable]), false);
    class.supers.store(class.owned.keep(Box::new(supers)).as_ptr(), Ordering::Release);
    let vtable = object.dispatch().map_or_else(Vec::new, |dispatch| dispatch.vtable().to_vec());
    let dispatch = class.owned.keep(Box::new(Dispatch::new(class, vtable.into()))).as_ptr();
    class.dispatch.store(dispatch, Ordering::Release);
    let spec = match component_type {
        BasicType::Reference => LayoutSpec::ref_array(),
        basic => LayoutSpec::prim_array(basic.shift()),
    };
    let layout = vm.heap.new_layout(spec.with_client(0, dispatch.cast()).with_client(1, class.as_ptr().cast()));
    class.layout.store(layout.0, Ordering::Release);
    class.set_state(ClassState::Initialized);
    mirror::make_mirror(thread, class)?;
    Ok(class)
}
