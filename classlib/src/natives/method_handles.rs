//! `java.lang.invoke.MethodHandleNatives`: MemberName objects and what they are resolved to.

use super::rows;
use super::unsafe_memory::offset_of;
use jvm::known::{Known, KnownField};
use jvm::linking::resolution;
use jvm::natives::{Args, Value};
use jvm::throw::Abrupt;
use jvm::{ClassRef, Completion, FieldRef, MethodRef, Symbol, Thread, indy, loading, reflection, strings};
use objectspace::{Handle, Scope};

// Layout of MemberName.flags.
const IS_METHOD: i32 = 0x1_0000;
const IS_CONSTRUCTOR: i32 = 0x2_0000;
const IS_FIELD: i32 = 0x4_0000;
const CALLER_SENSITIVE: i32 = 0x10_0000;
const KIND_SHIFT: i32 = 24;

// JVMS table 5.4.3.5-A.
const GET_FIELD: i32 = 1;
const GET_STATIC: i32 = 2;
const PUT_FIELD: i32 = 3;
const INVOKE_VIRTUAL: i32 = 5;
const INVOKE_STATIC: i32 = 6;
const INVOKE_SPECIAL: i32 = 7;
const INVOKE_INTERFACE: i32 = 9;

/// `$vmIndex` of a method that is called directly.
const DIRECT: i64 = -2;

rows! {
    "java/lang/invoke/MethodHandleNatives" {
        "registerNatives" "()V" => nothing;
        "init" "(Ljava/lang/invoke/MemberName;Ljava/lang/Object;)V" => init;
        "expand" "(Ljava/lang/invoke/MemberName;)V" => expand;
        "resolve" "(Ljava/lang/invoke/MemberName;Ljava/lang/Class;IZ)Ljava/lang/invoke/MemberName;" => resolve;
        "objectFieldOffset" "(Ljava/lang/invoke/MemberName;)J" => field_offset;
        "staticFieldOffset" "(Ljava/lang/invoke/MemberName;)J" => field_offset;
        "staticFieldBase" "(Ljava/lang/invoke/MemberName;)Ljava/lang/Object;" => static_field_base;
        "getMemberVMInfo" "(Ljava/lang/invoke/MemberName;)Ljava/lang/Object;" => member_vm_info;
        "setCallSiteTargetNormal" "(Ljava/lang/invoke/CallSite;Ljava/lang/invoke/MethodHandle;)V" => set_target;
        "setCallSiteTargetVolatile" "(Ljava/lang/invoke/CallSite;Ljava/lang/invoke/MethodHandle;)V" => set_target_volatile;
        "clearCallSiteContext" "(Ljava/lang/invoke/MethodHandleNatives$CallSiteContext;)V" => nothing;
        "getNamedCon" "(I[Ljava/lang/Object;)I" => named_constant;
    }
}

fn nothing<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Void)
}

/// No constants to compare: the class library asks only in assertions.
fn named_constant<'s>(_: &mut Thread, _: &'s Scope, _: Args<'s>) -> Completion<Value<'s>> {
    Ok(Value::Int(0))
}

fn argument<'s>(thread: &mut Thread, args: Args<'s>, slot: usize) -> Completion<Handle<'s>> {
    match args.reference(slot) {
        Some(handle) => Ok(handle),
        None => Err(thread.throw(Known::NullPointerException, None)),
    }
}

/// MemberName.init(self, reflected object).
fn init<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let (member, reflected) = (argument(thread, args, 0)?, argument(thread, args, 1)?);
    if thread.class_of(reflected).name() == Known::ReflectField.name() {
        let field = reflection::field_of(thread, reflected)?;
        store_field(thread, member, field, false);
    } else {
        let method = reflection::method_of(thread, reflected)?;
        let kind = natural_kind(method);
        store_method(thread, scope, member, method, method.class, kind)?;
    }
    Ok(Value::Void)
}

/// How a method is called when nothing says otherwise.
fn natural_kind(method: MethodRef) -> i32 {
    if method.is_static() {
        INVOKE_STATIC
    } else if method.is_constructor() || (method.is_private() && method.is_synthetic()) {
        INVOKE_SPECIAL
    } else if method.class.is_interface() {
        INVOKE_INTERFACE
    } else {
        // Final and private ones too: an update may take the modifier away (redefinition rule 3.5).
        INVOKE_VIRTUAL
    }
}

/// Fills a MemberName with a resolved method. `named`: the class through which it was found.
fn store_method(
    thread: &mut Thread,
    scope: &Scope,
    member: Handle<'_>,
    method: MethodRef,
    named: ClassRef,
    kind: i32,
) -> Completion<()> {
    let resolved_class = thread.known(Known::ResolvedMethodName)?;
    let resolved = thread.new_instance(scope, resolved_class)?;
    let vm = thread.vm().clone();
    let view = thread.view();
    let target = resolved.get(&view);
    view.store_ref(target, vm.offset(KnownField::ResolvedMethodNameVmHolder), Some(method.class.mirror().get(&view)));
    view.store_i64(target, vm.offset(KnownField::ResolvedMethodNameVmTarget), method.as_ptr() as i64);
    let what = if method.is_constructor() { IS_CONSTRUCTOR } else { IS_METHOD };
    let sensitive = if method.flag(jvm::class::MethodFlags::CALLER_SENSITIVE) { CALLER_SENSITIVE } else { 0 };
    let flags = i32::from(method.access_flags()) | what | sensitive | (kind << KIND_SHIFT);
    let virtual_index = method.vtable_index.load(std::sync::atomic::Ordering::Relaxed);
    let index = match kind {
        // Only its sign says something: where the method stands now, its cell knows.
        INVOKE_VIRTUAL => i64::from(virtual_index.max(0)),
        INVOKE_INTERFACE => 0,
        _ => DIRECT,
    };
    // A dispatched call keeps the class it was named by; one that no class overrides names the declaring class.
    let is_dispatched = matches!(kind, INVOKE_VIRTUAL | INVOKE_INTERFACE) && !method.is_private();
    let clazz = if is_dispatched { named } else { method.class };
    let object = member.get(&view);
    view.store_i32(object, vm.offset(KnownField::MemberNameFlags), flags);
    view.store_ref(object, vm.offset(KnownField::MemberNameMethod), Some(target));
    view.store_i64(object, vm.offset(KnownField::MemberNameVmIndex), index);
    view.store_ref(object, vm.offset(KnownField::MemberNameClazz), Some(clazz.mirror().get(&view)));
    Ok(())
}

fn store_field(thread: &mut Thread, member: Handle<'_>, field: FieldRef, setter: bool) {
    let vm = thread.vm().clone();
    let view = thread.view();
    let kind = if field.is_static() { GET_STATIC } else { GET_FIELD } + if setter { PUT_FIELD - GET_FIELD } else { 0 };
    let flags = i32::from(field.access_flags()) | IS_FIELD | (kind << KIND_SHIFT);
    let object = member.get(&view);
    view.store_i32(object, vm.offset(KnownField::MemberNameFlags), flags);
    view.store_ref(object, vm.offset(KnownField::MemberNameMethod), None);
    view.store_i64(object, vm.offset(KnownField::MemberNameVmIndex), offset_of(thread, field));
    view.store_ref(object, vm.offset(KnownField::MemberNameClazz), Some(field.class.mirror().get(&view)));
}

/// The descriptor in a MemberName's `type`: a MethodType, a Class or a String.
fn descriptor_of(thread: &Thread, scope: &Scope, kind: Handle<'_>) -> Option<String> {
    let vm = thread.vm();
    let class = thread.class_of(kind);
    match class.name().as_str() {
        "java/lang/String" => Some(strings::text(thread, kind)),
        "java/lang/Class" => Some(class_descriptor(loading::class_of_mirror(thread, kind)?)),
        "java/lang/invoke/MethodType" => {
            let view = thread.view();
            let object = kind.get(&view);
            let mut text = String::from("(");
            let parameters = view.load_ref(object, vm.offset(KnownField::MethodTypePtypes))?;
            for at in 0..view.array_length(parameters) {
                let mirror = scope.handle(&view, view.array_load_ref(parameters, at)?);
                text.push_str(&class_descriptor(loading::class_of_mirror(thread, mirror)?));
            }
            text.push(')');
            let returns = view.load_ref(object, vm.offset(KnownField::MethodTypeRtype))?;
            let mirror = scope.handle(&view, returns);
            text.push_str(&class_descriptor(loading::class_of_mirror(thread, mirror)?));
            Some(text)
        }
        _ => None,
    }
}

fn class_descriptor(class: ClassRef) -> String {
    match class.primitive() {
        Some(basic) => basic.letter().to_string(),
        None if class.is_array() => class.name().as_str().to_owned(),
        None => format!("L{};", class.name().as_str()),
    }
}

/// What is asked of [`resolve`].
struct Wanted {
    class: ClassRef,
    name: Symbol,
    descriptor: Symbol,
    flags: i32,
}

fn wanted(thread: &mut Thread, scope: &Scope, member: Handle<'_>) -> Option<Wanted> {
    let vm = thread.vm().clone();
    let (clazz, name, kind, flags) = {
        let view = thread.view();
        let object = member.get(&view);
        (
            scope.handle(&view, view.load_ref(object, vm.offset(KnownField::MemberNameClazz))?),
            scope.handle(&view, view.load_ref(object, vm.offset(KnownField::MemberNameName))?),
            scope.handle(&view, view.load_ref(object, vm.offset(KnownField::MemberNameType))?),
            view.load_i32(object, vm.offset(KnownField::MemberNameFlags)),
        )
    };
    let class = loading::class_of_mirror(thread, clazz)?;
    let descriptor = Symbol::from_text(&descriptor_of(thread, scope, kind)?);
    let name = Symbol::from_text(&strings::text(thread, name));
    Some(Wanted { class, name, descriptor, flags })
}

/// MemberName resolve(self, caller, lookupMode, speculative).
fn resolve<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let member = argument(thread, args, 0)?;
    let speculative = args.boolean(3);
    let Some(wanted) = wanted(thread, scope, member) else {
        return Err(thread.throw(Known::InternalError, Some("nothing to resolve")));
    };
    match resolve_member(thread, scope, member, &wanted) {
        Ok(()) => Ok(Value::Ref(Some(member))),
        Err(Abrupt::Thrown) if speculative => {
            thread.clear_pending();
            Ok(Value::Ref(None))
        }
        Err(abrupt) => Err(abrupt),
    }
}

fn resolve_member(thread: &mut Thread, scope: &Scope, member: Handle<'_>, wanted: &Wanted) -> Completion<()> {
    let kind = (wanted.flags >> KIND_SHIFT) & 0xF;
    if wanted.class.primitive().is_none() && !wanted.class.is_array() {
        jvm::linking::link(thread, wanted.class)?;
    }
    if wanted.flags & IS_FIELD != 0 {
        let found = resolution::lookup_field(wanted.class, wanted.name, wanted.descriptor);
        return match found {
            Some(field) => {
                if field.class != wanted.class {
                    jvm::linking::link(thread, field.class)?;
                }
                store_field(thread, member, field, kind >= PUT_FIELD);
                Ok(())
            }
            None => Err(thread.throw(Known::NoSuchFieldError, Some(wanted.name.as_str()))),
        };
    }
    if let Some(intrinsic) = indy::intrinsic(thread, wanted.class, wanted.name, wanted.descriptor) {
        let kind = if intrinsic.is_static() { INVOKE_STATIC } else { INVOKE_SPECIAL };
        return store_method(thread, scope, member, intrinsic, wanted.class, kind);
    }
    let found = match thread.linked_member(wanted.class, wanted.name, wanted.descriptor) {
        Some(bound) => Some(bound),
        None => resolution::find_any_method(thread, wanted.class, wanted.name, wanted.descriptor)?,
    };
    let Some(method) = found.filter(|method| method.is_constructor() == (wanted.flags & IS_CONSTRUCTOR != 0)) else {
        let text = jvm::linking::describe::method(
            wanted.class.name().as_str(),
            wanted.name.as_str(),
            wanted.descriptor.bytes(),
        );
        return Err(thread.throw(Known::NoSuchMethodError, Some(&text)));
    };
    if method.is_static() != (kind == INVOKE_STATIC) {
        let text = format!(
            "{} static method: {}",
            if method.is_static() { "unexpected" } else { "expected" },
            method.qualified_name()
        );
        return Err(thread.throw(Known::IncompatibleClassChangeError, Some(&text)));
    }
    let (method, kind) = match kind {
        INVOKE_SPECIAL if !method.is_constructor() && method.is_abstract() && !wanted.class.is_interface() => {
            (method, INVOKE_SPECIAL)
        }
        INVOKE_VIRTUAL | INVOKE_INTERFACE => {
            let natural = natural_kind(method);
            // An interface's call of an Object method goes through the vtable.
            (method, natural)
        }
        INVOKE_STATIC => (method, INVOKE_STATIC),
        _ => (method, INVOKE_SPECIAL),
    };
    store_method(thread, scope, member, method, wanted.class, kind)
}

/// Fills in name and type from the resolved target.
fn expand<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let member = argument(thread, args, 0)?;
    let Some(method) = indy::target_of(thread, member) else {
        return Err(thread.throw(Known::IllegalArgumentException, Some("nothing to expand")));
    };
    let name = strings::intern_modified_utf8(thread, scope, method.name.bytes())?;
    let kind = strings::new_modified_utf8(thread, scope, method.descriptor().bytes())?;
    let vm = thread.vm().clone();
    let view = thread.view();
    let object = member.get(&view);
    for (field, value) in [(KnownField::MemberNameName, name), (KnownField::MemberNameType, kind)] {
        if view.load_ref(object, vm.offset(field)).is_none() {
            view.store_ref(object, vm.offset(field), Some(value.get(&view)));
        }
    }
    Ok(Value::Void)
}

fn vm_index(thread: &Thread, member: Handle<'_>) -> i64 {
    let view = thread.view();
    view.load_i64(member.get(&view), thread.vm().offset(KnownField::MemberNameVmIndex))
}

fn field_offset<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let member = argument(thread, args, 0)?;
    Ok(Value::Long(vm_index(thread, member)))
}

fn static_field_base<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let member = argument(thread, args, 0)?;
    let view = thread.view();
    let clazz = view.load_ref(member.get(&view), thread.vm().offset(KnownField::MemberNameClazz));
    Ok(Value::Ref(scope.handle_opt(&view, clazz)))
}

/// { Long vmindex, the class of a field or the MemberName of a method }.
fn member_vm_info<'s>(thread: &mut Thread, scope: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let member = argument(thread, args, 0)?;
    let index = vm_index(thread, member);
    let boxed =
        thread.call_static(scope, Known::Long, "valueOf", "(J)Ljava/lang/Long;", &[Value::Long(index)])?.reference();
    let target = if indy::target_of(thread, member).is_some() {
        Some(member)
    } else {
        static_field_base(thread, scope, args)?.reference()
    };
    let object = thread.known(Known::Object)?;
    let array = thread.new_array(scope, object, 2)?;
    let view = thread.view();
    view.array_store_ref(array.get(&view), 0, boxed.map(|boxed| boxed.get(&view)));
    view.array_store_ref(array.get(&view), 1, target.map(|target| target.get(&view)));
    Ok(Value::Ref(Some(array)))
}

fn set_target<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let site = argument(thread, args, 0)?;
    let view = thread.view();
    let target = args.reference(1).map(|target| target.get(&view));
    view.store_ref(site.get(&view), thread.vm().offset(KnownField::CallSiteTarget), target);
    Ok(Value::Void)
}

fn set_target_volatile<'s>(thread: &mut Thread, _: &'s Scope, args: Args<'s>) -> Completion<Value<'s>> {
    let site = argument(thread, args, 0)?;
    let view = thread.view();
    let target = args.reference(1).map(|target| target.get(&view));
    view.store_ref_volatile(site.get(&view), thread.vm().offset(KnownField::CallSiteTarget), target);
    Ok(Value::Void)
}
