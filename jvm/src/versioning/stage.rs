//! Building the next version of a class beside the current one. Nobody sees it before it is published.

use crate::class::{ClassBytes, ClassRef, ClassVersion, Field, FieldRef, Method, MethodRef};
use crate::interpreter::Code;
use crate::linking::verify::{self, Overlay};
use crate::loading::build_version;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::throw::Completion;
use crate::vm::Vm;
use std::sync::atomic::Ordering;

/// Direct supertypes of a new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectSupers {
    /// Superclass; `None` for Object only.
    pub super_class: Option<ClassRef>,
    /// Superinterfaces in declaration order.
    pub interfaces: Box<[ClassRef]>,
}

/// A new version of a class, complete but not published.
pub struct StagedClass {
    /// The class.
    pub class: ClassRef,
    pub(super) version: Box<ClassVersion>,
    /// Cells kept from the version before.
    pub(super) kept: Vec<KeptMethod>,
    /// Field cells kept, with their new access flags and position.
    pub(super) kept_fields: Vec<(FieldRef, u32, u32)>,
    /// Cells of the version before that the new one does not share, with the cell that takes their place.
    pub(super) replaced: Vec<(MethodRef, Option<MethodRef>)>,
    /// Instance fields that the new version drops.
    pub(super) dropped: Vec<FieldRef>,
    /// Direct supertypes, where they change.
    pub(super) supers: Option<DirectSupers>,
    /// It takes an update back.
    pub(super) undo: bool,
}

/// What definition (JVMS §5.3.5) asks of a supertype, for a class that is being updated.
#[derive(Clone, Debug)]
pub struct StagedSupertype {
    /// Its access flags.
    pub access_flags: u16,
    /// Its final methods.
    pub final_methods: Vec<Member>,
    /// Binary names of the permitted subclasses; `None` if it is not sealed.
    pub permitted: Option<Vec<Symbol>>,
}

impl StagedSupertype {
    /// Of a class file.
    pub fn of(file: &classfile::ClassFile<'_>) -> StagedSupertype {
        let attribute = file.attribute("PermittedSubclasses");
        let names = attribute.and_then(|attribute| attribute.permitted_subclasses().ok());
        let name = |index: u16| file.constant_pool.class_name(index).ok().map(Symbol::new);
        const FINAL: u16 = 0x0010;
        let pool = &file.constant_pool;
        let member = |method: &classfile::MemberInfo<'_>| {
            Some((Symbol::new(method.name(pool).ok()?), Symbol::new(method.descriptor(pool).ok()?)))
        };
        let finals = file.methods.iter().filter(|method| method.access_flags & FINAL != 0);
        StagedSupertype {
            final_methods: finals.filter_map(member).collect(),
            access_flags: file.access_flags.bits(),
            permitted: names.map(|names| names.iter().filter_map(name).collect()),
        }
    }
}

pub(super) struct KeptMethod {
    pub cell: MethodRef,
    /// The stub of the new version; `None` if the cell has one, which goes on.
    pub code: Option<*mut Code>,
    pub access: u32,
    pub flags: u32,
    pub slot: u32,
}

/// Name and descriptor of a method.
pub type Member = (Symbol, Symbol);

/// Builds the next version of a class from bytes that were parsed as `file`. Members that stay keep their cells; private
/// and synthetic methods get new ones. `lambdas` says which old lambda body has become which new one. `names`: of
/// classes, before and after; descriptors in `lambdas` are written with those after. `undo`:
/// fields that the update before dropped come back with their values.
///
/// # Safety
/// `file` borrows from `bytes` only.
#[expect(clippy::too_many_arguments, reason = "one value, built in one place")]
pub unsafe fn stage(
    vm: &Vm,
    class: ClassRef,
    file: classfile::ClassFile<'static>,
    bytes: ClassBytes,
    lambdas: &[(Member, Member)],
    supers: Option<DirectSupers>,
    names: &[(Symbol, Symbol)],
    undo: bool,
) -> Option<StagedClass> {
    let old = class.current()?;
    // Members are compared as they will be written.
    let spell = |descriptor: Symbol| {
        let name = |name| names.iter().find(|row| row.0 == name).map(|row| row.1);
        if names.is_empty() { descriptor } else { crate::loading::respelled(descriptor, &name) }
    };
    let find = |version: &ClassVersion, fresh: &Method| {
        if names.is_empty() {
            return version.method(fresh.name, fresh.descriptor());
        }
        let is_it = |cell: &MethodRef| cell.name == fresh.name && spell(cell.descriptor()) == fresh.descriptor();
        version.methods.iter().copied().find(is_it)
    };
    let mut kept = Vec::new();
    let mut method = |fresh: Method| {
        // A member that an earlier update removed comes back as itself.
        let removed = || {
            let mut older = super::versions(class).filter_map(|version| find(version, &fresh));
            older.find(|cell| cell.flag(crate::class::MethodFlags::REMOVED))
        };
        let known = find(old, &fresh).or_else(removed).filter(|cell| cell.is_static() == fresh.is_static());
        match known {
            // A native's code is outside the class file: it stays bound.
            Some(cell)
                if (!cell.is_version_bound() && !fresh.is_version_bound())
                    || (cell.is_native() && fresh.is_native())
                    || lambdas.iter().any(|(from, to)| from == to && *to == (fresh.name, fresh.descriptor())) =>
            {
                // Most methods never run: their stub goes on as the new version's.
                let goes_on = cell.has_stub() && cell.access_flags() == fresh.access_flags();
                kept.push(KeptMethod {
                    cell,
                    code: (!goes_on).then(|| crate::interpreter::new_stub(cell)),
                    access: u32::from(fresh.access_flags()),
                    flags: fresh.flags.load(Ordering::Relaxed),
                    slot: fresh.slot.load(Ordering::Relaxed),
                });
                cell
            }
            _ => {
                let cell = MethodRef::keep(Box::new(fresh));
                crate::interpreter::install_stub(vm, cell);
                cell
            }
        }
    };
    let retained = if undo { returning_fields(class) } else { Vec::new() };
    let mut kept_fields = Vec::new();
    let mut field = |fresh: Field| {
        let same = |cell: &FieldRef| {
            cell.name == fresh.name
                && spell(cell.descriptor()) == fresh.descriptor()
                && cell.is_static() == fresh.is_static()
        };
        let known = old.fields.iter().chain(&retained).copied().find(same);
        if let Some(cell) = known {
            kept_fields.push((cell, u32::from(fresh.access_flags()), fresh.slot.load(Ordering::Relaxed)));
            return cell;
        }
        if fresh.is_static() {
            let (number, address) = class.statics.extend(&[fresh.basic == crate::BasicType::Reference]);
            fresh.offset.store(number, Ordering::Release);
            fresh.address.store(address, Ordering::Release);
        }
        FieldRef::keep(Box::new(fresh))
    };
    let mut version = build_version(class, old.number + 1, file, bytes, &mut field, &mut method);
    let methods = &version.methods;
    let replaced = old
        .methods
        .iter()
        .filter(|cell| !methods.contains(cell))
        .map(|cell| {
            let member = (cell.name, spell(cell.descriptor()));
            // A synthetic name may mean something else now.
            let heir = match lambdas.iter().find(|(from, _)| *from == member) {
                Some((_, to)) => Some(*to),
                None => (!cell.is_synthetic()).then_some(member),
            };
            let heir = heir.and_then(|heir| {
                methods
                    .iter()
                    .find(|fresh| (fresh.name, fresh.descriptor()) == heir && fresh.is_static() == cell.is_static())
            });
            (*cell, heir.copied())
        })
        .collect();
    let mut fields = version.fields.to_vec();
    // Fields that only the VM's layout has stand behind the class file's.
    fields.extend(old.fields.iter().skip(old.file().fields.len()));
    let dropped = old.fields.iter().copied().filter(|field| !field.is_static() && !fields.contains(field)).collect();
    version.fields = fields.into();
    Some(StagedClass { class, version, kept, kept_fields, replaced, dropped, supers, undo })
}

/// Fields that earlier updates dropped and whose values are still there: the instance fields that the layout retains, and
/// statics, newest first.
fn returning_fields(class: ClassRef) -> Vec<FieldRef> {
    let mut fields = class.retained.lock().clone();
    // Fields of superclasses that it left are no fields of its own.
    fields.retain(|field| field.class == class);
    fields.extend(class.dropped_statics.lock().iter().copied());
    fields
}

/// Does a static field come back with its value when the update that dropped it is undone?
pub fn returns(class: ClassRef, name: Symbol, descriptor: Symbol) -> bool {
    let is_it = |field: &FieldRef| field.is_static() && field.name == name && field.descriptor() == descriptor;
    returning_fields(class).iter().any(is_it)
}

impl StagedClass {
    /// The version to be.
    pub fn version(&self) -> &ClassVersion {
        &self.version
    }

    /// Its direct supertypes, where they change.
    pub fn supers(&self) -> Option<&DirectSupers> {
        self.supers.as_ref()
    }

    /// Instance fields that it drops.
    pub fn dropped(&self) -> &[FieldRef] {
        &self.dropped
    }

    /// Fields that the class did not have before.
    pub fn added_fields(&self) -> impl Iterator<Item = FieldRef> {
        self.version
            .fields
            .iter()
            .copied()
            .filter(|field| !self.kept_fields.iter().any(|kept| kept.0 == *field))
            .filter(|field| field.slot.load(Ordering::Relaxed) < self.version.file().fields.len() as u32)
    }

    /// Verifies it against the classes as they will be. Loads classes and may run Java.
    pub fn verify(&self, thread: &mut Thread, overlay: &Overlay) -> Completion<()> {
        verify::verify_version(thread, self.class, &self.version, overlay)
    }
}
