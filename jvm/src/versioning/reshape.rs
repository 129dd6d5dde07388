//! What an update does to the shape of classes: supertypes, instance layouts, method tables of the updated classes and all
//! below them. [`reshape`] computes it from the staged versions and changes nothing; [`Reshape::migrate`] may still fail;
//! [`Reshape::install`] cannot.

use super::kept::{self, Staying};
use super::lazy::{self, Waiting};
use super::stage::{DirectSupers, StagedClass};
use super::subtree;
use crate::addresses::{AddressMap, AddressSet};
use crate::basic_type::BasicType;
use crate::class::{ClassRef, ClassState, Dispatch, Field, FieldRef, Supers};
use crate::known::Known;
use crate::linking::{layout, vtable};
use crate::offsets;
use crate::vm::Vm;
use objectspace::{
    BecomeError, Conversion, FieldConversion, FieldCopy, FieldValue, FirstValue, LayoutId, Migration, Migrations,
    StoppedWorld, Survey,
};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::Ordering;

/// Where a field of the new layout that the old one did not have takes its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFate {
    /// A member of the same name and type elsewhere in the hierarchy had it.
    Moved,
    /// A member of the same name and another type had it, and it converts without loss.
    Converted,
    /// Nothing had it: it starts at its default, or at its initializer's value.
    Fresh,
    /// Nothing had it: it starts at the constant of its initializer, which the conversion stores.
    Given,
    /// A member of the same name had it, but its value does not convert: it starts at its default.
    Lost,
}

/// The fate of one field of a layout.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Class whose direct instances these are.
    pub class: ClassRef,
    /// The field.
    pub field: FieldRef,
    /// Its fate.
    pub fate: FieldFate,
}

/// A new instance layout.
struct Relayout {
    class: ClassRef,
    old: Option<LayoutId>,
    new: LayoutId,
    placed: layout::Placed,
    /// Instances of the old layout stay with it.
    stays: bool,
    /// The fields are those of before, in other places.
    same_fields: bool,
    /// Instances of the old layout wait for their new one.
    waiting: Option<Waiting>,
}

/// The new shape, computed and not installed.
pub struct Reshape {
    /// Touched classes, supertypes first.
    order: Vec<ClassRef>,
    supers: AddressMap<ClassRef, Box<Supers>>,
    /// Superclasses that a class loses or gains, with that class.
    moved: Vec<Moved>,
    /// Classes of which instances stay with what they are.
    staying: Vec<Staying>,
    /// Those of them, and others, whose instances do if there are any.
    stays: AddressSet<ClassRef>,
    layouts: Vec<Relayout>,
    migrations: Migrations,
    retained: AddressMap<ClassRef, Vec<FieldRef>>,
    /// The patch takes an update back.
    undo: bool,
    /// Classes whose layout stays while one of its fields is dropped, with all its fields.
    tables: Vec<(ClassRef, Offsets)>,
    /// Fields of superclasses that a class loses, where their values are to be kept: in whose part of the instance, and at
    /// which offset.
    baggage: Vec<(ClassRef, FieldRef, u32)>,
    preserve: bool,
    /// Classes whose instances wait if all others' do that change.
    lazy: AddressSet<ClassRef>,
    /// Why instances do not wait that were to.
    pub at_once: Vec<(ClassRef, String)>,
    /// What becomes of the fields of instances whose layout changes.
    pub fates: Vec<Carried>,
}

/// A class that loses a superclass or gains one.
struct Moved {
    class: ClassRef,
    ancestor: ClassRef,
    is_gain: bool,
}

/// What was installed.
#[derive(Default)]
pub struct Reshaped {
    /// Classes with a new layout, and how many instances moved to it.
    pub migrated: Vec<(ClassRef, u64)>,
    /// Classes of which the instances of before stay with this version.
    pub kept: Vec<(ClassRef, u32)>,
    /// Classes of which the instances of before are converted later.
    pub lazy: Vec<ClassRef>,
    /// Classes of which values may stand where their type does not say so.
    pub loose: Vec<ClassRef>,
}

/// The classes as they will be.
struct After<'s> {
    staged: AddressMap<ClassRef, &'s StagedClass>,
    supers: AddressMap<ClassRef, Box<Supers>>,
}

impl After<'_> {
    fn direct(&self, class: ClassRef) -> DirectSupers {
        match self.staged.get(&class).and_then(|staged| staged.supers()) {
            Some(supers) => supers.clone(),
            None => DirectSupers { super_class: class.super_class(), interfaces: class.interfaces().into() },
        }
    }

    fn supers<'a>(&'a self, class: &'a ClassRef) -> &'a Supers {
        self.supers.get(class).map_or_else(|| class.supers(), Box::as_ref)
    }

    fn super_class(&self, class: ClassRef) -> Option<ClassRef> {
        self.supers(&class).super_class
    }

    fn is_interface(&self, class: ClassRef) -> bool {
        let flags =
            self.staged.get(&class).map_or_else(|| class.access_flags(), |staged| staged.version().access_flags);
        flags & crate::class::INTERFACE != 0
    }

    fn fields(&self, class: ClassRef) -> Vec<FieldRef> {
        match self.staged.get(&class) {
            Some(staged) => staged.version().fields.to_vec(),
            None => class.current().map_or_else(Vec::new, |version| version.fields.to_vec()),
        }
    }
}

/// What is decided about instances and fields outside.
pub struct Wishes<'w> {
    /// Of which classes the fields dropped by earlier updates are still used.
    pub keep_retained: &'w dyn Fn(ClassRef) -> bool,
    /// Instances of which classes are to stay with their version.
    pub stay: &'w dyn Fn(ClassRef) -> bool,
    /// Instances of which classes are to wait, unless this says why not.
    pub lazy: &'w dyn Fn(ClassRef) -> Option<Result<(), String>>,
    /// What a field that nothing had starts with: nothing runs for it, neither where it is zero.
    pub first: &'w dyn Fn(FieldRef) -> Option<Option<FirstValue>>,
    /// Why the instances of a class cannot wait in which a field has this fate.
    pub at_once: &'w dyn Fn(&Carried) -> Option<String>,
    /// Instances keep the value of every field that they have, so that there is a way back; those that stayed before stay.
    pub preserve: bool,
    /// All touched classes get a new layout with the fields in other places, by this number, though nothing asks for it.
    pub shuffle: Option<u32>,
}

/// Layouts of which instances may have to move when the classes change: theirs, their subclasses', and those of instances that
/// stayed with old versions.
pub fn layouts_of(vm: &Vm, classes: impl Iterator<Item = ClassRef>) -> HashSet<LayoutId> {
    let of = |class: ClassRef| vm.kept.of(class).into_iter().chain([class]);
    classes.flat_map(super::subtree).flat_map(of).filter_map(|class| class.layout()).collect()
}

/// Computes the new shape. Fails with a class that would be its own supertype.
pub fn reshape(
    _: &mut StoppedWorld<'_>,
    vm: &Vm,
    staged: &[StagedClass],
    wishes: &Wishes<'_>,
) -> Result<Reshape, ClassRef> {
    let mut after =
        After { staged: staged.iter().map(|staged| (staged.class, staged)).collect(), supers: AddressMap::default() };
    let touched: AddressSet<ClassRef> = staged.iter().flat_map(|staged| subtree(staged.class)).collect();
    let order = ordered(&after, &touched)?;
    let (mut moved, mut stays) = (Vec::new(), AddressSet::default());
    let (mut lazy, mut at_once) = (AddressSet::default(), Vec::new());
    let is_staged = |class: &&ClassRef| after.staged.contains_key(class);
    for class in &order {
        let direct = after.direct(*class);
        let supers =
            Supers::with(*class, direct.super_class, direct.interfaces, !after.is_interface(*class), &|other| {
                std::ptr::from_ref(after.supers(&other))
            });
        let (old, new) = (&class.supers().display, &supers.display);
        let lost = old.iter().filter(|ancestor| !new.contains(ancestor));
        moved.extend(lost.map(|ancestor| Moved { class: *class, ancestor: *ancestor, is_gain: false }));
        let gained = new.iter().filter(|ancestor| !old.contains(ancestor));
        moved.extend(gained.map(|ancestor| Moved { class: *class, ancestor: *ancestor, is_gain: true }));
        // An instance stays if nothing that makes it converts instances.
        let mut makers = old.iter().chain(new).filter(is_staged);
        if (wishes.stay)(*class) && makers.all(|maker| (wishes.stay)(*maker)) {
            stays.insert(*class);
        }
        match (wishes.lazy)(*class) {
            None => {}
            Some(Err(why)) => at_once.push((*class, why)),
            Some(Ok(())) => {
                let mut makers = old.iter().chain(new).filter(is_staged);
                let other = makers.find(|maker| !matches!((wishes.lazy)(**maker), Some(Ok(()))));
                match other {
                    Some(other) => at_once.push((*class, format!("those of {} do not wait", other.external_name()))),
                    None if old.iter().any(|above| !new.contains(above)) => {
                        at_once.push((*class, "it loses a superclass".to_owned()));
                    }
                    None => _ = lazy.insert(*class),
                }
            }
        }
        after.supers.insert(*class, Box::new(supers));
    }
    let mut reshape = Reshape {
        order,
        supers: AddressMap::default(),
        moved,
        staying: Vec::new(),
        layouts: Vec::new(),
        migrations: Migrations::new(),
        retained: AddressMap::default(),
        undo: staged.iter().any(|staged| staged.undo),
        tables: Vec::new(),
        stays,
        baggage: Vec::new(),
        preserve: wishes.preserve,
        lazy,
        at_once,
        fates: Vec::new(),
    };
    for staged in staged {
        let stays = reshape.stays.contains(&staged.class);
        let left = if stays { Vec::new() } else { left_behind(staged, &reshape.moved) };
        reshape.retained.insert(staged.class, retained(staged, left, wishes.keep_retained, stays));
    }
    reshape.lay_out(vm, &after, wishes);
    reshape.supers = after.supers;
    Ok(reshape)
}

/// Stand-ins for the fields of superclasses that a class leaves, of which its objects keep the values for undo: each has the
/// class, name and type of the field, and a place in the layouts of the class that leaves it.
fn left_behind(staged: &StagedClass, moved: &[Moved]) -> Vec<FieldRef> {
    let mut stand_ins = Vec::new();
    if staged.supers().is_none() || staged.undo || staged.class.layout().is_none() {
        return stand_ins;
    }
    for lost in moved.iter().filter(|moved| moved.class == staged.class && !moved.is_gain) {
        let fields = lost.ancestor.current().map_or(&[][..], |version| &version.fields);
        for field in fields.iter().filter(|field| !field.is_static()) {
            let slot = field.slot.load(Ordering::Relaxed);
            let stand_in = Field::new(lost.ancestor, field.name, field.descriptor(), field.access_flags(), slot);
            stand_ins.push(FieldRef::keep(Box::new(stand_in)));
        }
    }
    stand_ins
}

/// Is it, among the retained fields of a class, the stand-in of this one?
fn stands_for(other: FieldRef, field: FieldRef) -> bool {
    other != field && (other.class, other.name, other.descriptor()) == (field.class, field.name, field.descriptor())
}

/// Fields whose values the new layout keeps though the class has them no more.
fn retained(
    staged: &StagedClass,
    left: Vec<FieldRef>,
    keep_retained: &dyn Fn(ClassRef) -> bool,
    stays: bool,
) -> Vec<FieldRef> {
    let before = staged.class.retained.lock();
    let kept = before.iter().copied().filter(|_| keep_retained(staged.class));
    // A patch that drops nothing leaves what the one before dropped to undo.
    let drops_nothing = staged.dropped().is_empty() && left.is_empty();
    let again = before
        .iter()
        .copied()
        .filter(|field| drops_nothing && (field.class == staged.class || !(staged.undo && staged.supers().is_some())));
    let mut all: Vec<FieldRef> = Vec::new();
    // Instances that stay have them in their own layout, and new ones never had them.
    let dropped = staged.dropped().iter().copied().filter(|_| !stays);
    for field in dropped.chain(left.iter().copied()).chain(kept).chain(again) {
        if !all.contains(&field) && !staged.version().fields.contains(&field) {
            all.push(field);
        }
    }
    all
}

fn ordered(after: &After<'_>, touched: &AddressSet<ClassRef>) -> Result<Vec<ClassRef>, ClassRef> {
    fn visit(
        class: ClassRef,
        after: &After<'_>,
        touched: &AddressSet<ClassRef>,
        open: &mut Vec<ClassRef>,
        order: &mut Vec<ClassRef>,
        done: &mut AddressSet<ClassRef>,
    ) -> Result<(), ClassRef> {
        if !touched.contains(&class) || done.contains(&class) {
            return Ok(());
        }
        if open.contains(&class) {
            return Err(class);
        }
        open.push(class);
        let direct = after.direct(class);
        for above in direct.super_class.into_iter().chain(direct.interfaces) {
            visit(above, after, touched, open, order, done)?;
        }
        open.pop();
        done.insert(class);
        order.push(class);
        Ok(())
    }
    let (mut order, mut done) = (Vec::new(), AddressSet::default());
    let mut sorted: Vec<ClassRef> = touched.iter().copied().collect();
    sorted.sort_by_key(|class| class.id);
    for class in sorted {
        visit(class, after, touched, &mut Vec::new(), &mut order, &mut done)?;
    }
    Ok(order)
}

/// Bytes of the largest instance that can wait for its layout.
const LARGEST_WAITING: u32 = 64 << 10;

/// A field of a layout.
type Offsets = Vec<(FieldRef, u32)>;

/// Instance fields of a class's present layout, its superclasses' first.
pub(super) fn present_fields(class: ClassRef) -> Offsets {
    class.supers().display.iter().flat_map(|owner| own_fields(*owner)).collect()
}

impl Reshape {
    fn lay_out(&mut self, vm: &Vm, after: &After<'_>, wishes: &Wishes<'_>) {
        let shuffle = wishes.shuffle;
        let mut waiting: Vec<(LayoutId, Migration)> = Vec::new();
        let mut placed: AddressMap<ClassRef, (layout::Placed, objectspace::ReferenceKind)> = AddressMap::default();
        for class in self.order.clone() {
            if after.is_interface(class) || class.is_interface() || class.layout().is_none() {
                continue;
            }
            let parent = after.super_class(class);
            let (start, inherited, kind) = match parent.and_then(|parent| placed.get(&parent)) {
                Some((above, kind)) => (above.end, above.references.clone(), *kind),
                None => layout::inherited(vm, parent),
            };
            let mut fields = after.fields(class);
            fields.extend(match self.retained.get(&class) {
                Some(fields) => fields.clone(),
                None => class.retained.lock().clone(),
            });
            let mut start = start;
            if let (Some(number), false) = (shuffle, fields.is_empty()) {
                let by = number as usize % fields.len();
                fields.rotate_left(by);
                start += 8 * (number % 2);
            }
            let mut own = layout::place(class, start, inherited, &fields);
            if self.preserve {
                self.carry_lost(after, class, &mut own);
            }
            let kind = layout::own_reference_kind(class).unwrap_or(kind);
            placed.insert(class, (own, kind));
        }
        for class in self.order.clone() {
            let Some((own, kind)) = placed.get(&class) else { continue };
            let chain: Vec<ClassRef> = std::iter::successors(Some(class), |class| after.super_class(*class)).collect();
            let mut fields: Offsets = Vec::new();
            for owner in chain.iter().rev() {
                match placed.get(owner) {
                    Some((above, _)) => fields.extend_from_slice(&above.offsets),
                    None => fields.extend(own_fields(*owner)),
                }
            }
            let before = present_fields(class);
            let same_fields = before.len() == fields.len() && fields.iter().all(|field| before.contains(field));
            let has = |field: &(FieldRef, u32)| before.iter().any(|(old, _)| *old == field.0);
            let drops = |owner: &ClassRef| after.staged.get(owner).is_some_and(|staged| !staged.dropped().is_empty());
            let same_cells = before.len() == fields.len() && fields.iter().all(has) && !chain.iter().any(drops);
            let stays = self.stays.contains(&class);
            let same_supers = !stays || same_supers(class.supers(), after.supers(&class));
            if same_fields && own.end == class.fields_end.load(Ordering::Relaxed) && same_supers && shuffle.is_none() {
                // The room stays, but offsets that Java has of what is dropped must not mean it any more.
                let drops = |owner: &ClassRef| self.retained.get(owner).is_some_and(|fields| !fields.is_empty());
                if chain.iter().any(drops) {
                    self.tables.push((class, fields));
                }
                continue;
            }
            let old = class.layout();
            let new = layout::new_layout(vm, class, own, *kind, &fields);
            keep_offsets(vm, class, new, &fields);
            let mut lazy = None;
            if let Some(layout) = old.filter(|_| stays) {
                self.staying.push(Staying { class, layout, of_identity: shuffle.is_some(), fields: before });
            } else if let Some(old) = old {
                let first = self.fates.len();
                let migration = self.migration(vm, &chain, new, (&before, &fields), wishes);
                if self.waits(vm, class, new, first..self.fates.len(), wishes) {
                    lazy = Some(lazy::waiting(&migration, &fields, &self.order, shuffle.is_some()));
                    waiting.push((old, migration));
                } else {
                    self.migrations.insert(old, migration);
                }
                // Instances that stayed at an earlier update come along.
                let kept = if self.preserve { Vec::new() } else { vm.kept.of(class) };
                for kept in kept {
                    if let (Some(layout), Some(facts)) = (kept.layout(), &kept.kept) {
                        let migration = self.migration(vm, &chain, new, (&facts.fields.to_vec(), &fields), wishes);
                        self.migrations.insert(layout, migration);
                    }
                }
            }
            let placed = own.clone();
            self.layouts.push(Relayout { class, old, new, placed, stays, same_fields: same_cells, waiting: lazy });
        }
        // The heap is gone through once for all of them.
        if !self.migrations.is_empty() {
            self.migrations.extend(waiting);
            self.layouts.iter_mut().for_each(|relayout| relayout.waiting = None);
        }
    }

    /// May the instances of a class wait for their new layout?
    fn waits(&mut self, vm: &Vm, class: ClassRef, new: LayoutId, fates: Range<usize>, wishes: &Wishes<'_>) -> bool {
        if !self.lazy.contains(&class) {
            return false;
        }
        let record = vm.heap.layout(new);
        let why = if self.undo {
            Some("undo converts".to_owned())
        } else if !vm.kept.of(class).is_empty() {
            Some("some stay with an old version".to_owned())
        } else if record.reference_kind != objectspace::ReferenceKind::None {
            Some("they are references to the collector".to_owned())
        } else if record.instance_size > LARGEST_WAITING {
            Some("they are too large".to_owned())
        } else {
            self.fates[fates].iter().find_map(wishes.at_once)
        };
        let waits = why.is_none();
        self.at_once.extend(why.map(|why| (class, why)));
        waits
    }

    fn migration(
        &mut self,
        vm: &Vm,
        chain: &[ClassRef],
        new: LayoutId,
        (before, after): (&Offsets, &Offsets),
        wishes: &Wishes<'_>,
    ) -> Migration {
        let class = chain[0];
        let mut migration = Migration::to(new);
        // What the patch drops stays in the layout for old frames, but its value may go to another member.
        for (_, field, to) in self.baggage.iter().filter(|(owner, _, _)| chain.contains(owner)) {
            if let Some((_, from)) = before.iter().find(|(other, _)| other == field) {
                migration.copies.push(FieldCopy { from: *from, to: *to, len: field.basic.size() });
            }
        }
        let is_dropped = |field: &FieldRef| self.retained.values().any(|fields| fields.contains(field));
        let goes_on = |field: &FieldRef| !is_dropped(field) && after.iter().any(|(other, _)| other == field);
        // By earlier updates.
        let kept: AddressSet<FieldRef> =
            class.supers().display.iter().flat_map(|owner| owner.retained.lock().clone()).collect();
        let is_retained = |other: &FieldRef| kept.contains(other);
        for (field, to) in after.iter().copied() {
            let len = field.basic.size();
            let mut fate = FieldFate::Fresh;
            if let Some((_, from)) = before.iter().copied().find(|(other, _)| *other == field) {
                migration.copies.push(FieldCopy { from, to, len });
                continue;
            }
            let is_stand_in = is_dropped(&field);
            if is_stand_in || self.undo {
                let source =
                    before.iter().find(|(other, _)| stands_for(*other, field) && is_retained(other) != is_stand_in);
                if let Some((_, from)) = source {
                    migration.copies.push(FieldCopy { from: *from, to, len });
                }
                if is_stand_in || source.is_some() {
                    continue;
                }
            }
            let named =
                |(other, _): &&(FieldRef, u32)| other.name == field.name && !goes_on(other) && !is_retained(other);
            let moved = before.iter().rev().filter(named).find(|(other, _)| other.descriptor() == field.descriptor());
            // A retyped field goes on as another cell, but its old value is also kept for old frames.
            let retyped = before.iter().rev().find(|(other, _)| {
                other.name == field.name
                    && other.class == field.class
                    && other.descriptor() != field.descriptor()
                    && !is_retained(other)
            });
            if let Some((_, from)) = moved {
                migration.copies.push(FieldCopy { from: *from, to, len });
                fate = FieldFate::Moved;
            } else if let Some((other, from)) = retyped {
                fate = FieldFate::Lost;
                if other.basic == BasicType::Reference && field.basic == BasicType::Reference {
                    if assignable(vm, *other, field) {
                        migration.copies.push(FieldCopy { from: *from, to, len });
                        fate = FieldFate::Converted;
                    }
                } else if let Some(conversion) = widening(other.basic, field.basic) {
                    migration.conversions.push(FieldConversion { from: *from, to, conversion });
                    fate = FieldFate::Converted;
                }
            } else if let Some(value) = (wishes.first)(field) {
                migration.values.extend(value.map(|value| FieldValue { to, value }));
                fate = FieldFate::Given;
            }
            self.fates.push(Carried { class, field, fate });
        }
        migration
    }

    /// Room for the fields of superclasses that a class loses.
    fn carry_lost(&mut self, after: &After<'_>, class: ClassRef, own: &mut layout::Placed) {
        let display = after.supers(&class).display.clone();
        for (field, _) in present_fields(class) {
            let is_carried =
                |(owner, carried, _): &(ClassRef, FieldRef, u32)| *carried == field && display.contains(owner);
            if display.contains(&field.class) || self.baggage.iter().any(is_carried) {
                continue;
            }
            let size = field.basic.size();
            let offset = own.end.next_multiple_of(size);
            own.end = offset + size;
            own.size = own.end.next_multiple_of(8);
            if field.basic == BasicType::Reference {
                own.references.push(offset);
            }
            self.baggage.push((class, field, offset));
        }
    }

    /// Fields of superclasses that classes lose: in whose part of an instance they are, and where.
    pub fn baggage(&self) -> Vec<(ClassRef, FieldRef, u32)> {
        self.baggage.clone()
    }

    /// How the instances get back their layouts of before.
    pub fn way_back(&self) -> Migrations {
        let back = self.migrations.iter().map(|(old, migration)| {
            let copies = migration.copies.iter();
            let copies = copies.map(|copy| FieldCopy { from: copy.to, to: copy.from, len: copy.len }).collect();
            (migration.layout, Migration { copies, ..Migration::to(*old) })
        });
        back.collect()
    }

    /// Is there surely room for the converted instances and so many bytes besides?
    pub fn has_room(&self, world: &StoppedWorld<'_>, more: u64) -> bool {
        world.has_room(&self.migrations, more)
    }

    /// Moves the instances: beside the old ones where a survey allows it, otherwise with everything else that lives. Fails
    /// before anything changed.
    pub fn migrate(&self, world: &mut StoppedWorld<'_>, survey: Option<&Survey>) -> Result<(), BecomeError> {
        if self.migrations.is_empty() {
            return Ok(());
        }
        // Whether a value may be ill-typed depends on what lives, which only a collection tells.
        let beside = survey.filter(|_| self.moved.is_empty());
        if beside.is_some_and(|survey| world.migrate_beside(survey, &self.migrations)) {
            return Ok(());
        }
        world.migrate(&self.migrations)
    }

    /// Gives back what [`reshape`] took, when the patch is refused.
    pub fn abandon(self, vm: &Vm) {
        for relayout in self.layouts {
            vm.heap.retire_layout(relayout.new);
        }
    }

    /// Installs the shape; the versions are published and the instances moved. Marks the classes as touched until
    /// [`Reshaped::finish`].
    pub fn install(mut self, world: &mut StoppedWorld<'_>, vm: &Vm, links: &[(ClassRef, DirectSupers)]) -> Reshaped {
        let mut reshaped = Reshaped::default();
        let replaced = |class: ClassRef| super::versions(class).nth(1).filter(|_| self.is_staged(class));
        kept::make(vm, &self.staying, &replaced);
        for staying in &self.staying {
            let version = replaced(staying.class).or(staying.class.current());
            reshaped.kept.push((staying.class, version.map_or(0, |version| version.number)));
        }
        for (class, before) in links {
            relink(*class, before, self.supers.get(class).map(|supers| &**supers));
        }
        vm.touched.mark(self.order.iter().copied());
        for class in &self.order {
            if let Some(supers) = self.supers.remove(class) {
                // The old ones stay until the space ends: a thread may stand in a subtype test.
                class.supers.store(class.owned.keep(supers).as_ptr(), Ordering::Release);
            }
        }
        for (class, fields) in std::mem::take(&mut self.retained) {
            *class.retained.lock() = fields;
        }
        for relayout in &self.layouts {
            let class = relayout.class;
            for (field, offset) in &relayout.placed.offsets {
                field.offset.store(*offset, Ordering::Release);
            }
            let references = self.baggage.iter().filter(|row| row.0 == class && row.1.basic == BasicType::Reference);
            *class.carried.lock() = references.map(|row| row.2).collect();
            class.fields_end.store(relayout.placed.end, Ordering::Release);
            class.layout.store(relayout.new.0, Ordering::Release);
            class.relaid.store(true, Ordering::Release);
            if relayout.waiting.is_some() {
                if !relayout.same_fields {
                    reshaped.lazy.push(class);
                }
            } else if let Some(old) = relayout.old.filter(|_| !relayout.stays) {
                vm.heap.replace_layout(old, relayout.new);
                if !relayout.same_fields {
                    reshaped.migrated.push((class, vm.heap.layout(relayout.new).live_count()));
                }
            }
        }
        for (class, fields) in &self.tables {
            if let Some(layout) = class.layout() {
                keep_offsets(vm, *class, layout, fields);
                class.relaid.store(true, Ordering::Release);
            }
        }
        for class in &self.order {
            if class.state() >= ClassState::Linked && !class.is_interface() {
                vtable::build(vm, *class);
            }
            class.finalizable.store(layout::is_finalizable(*class), Ordering::Release);
            if Some(*class) == vm.known.get(Known::Object) {
                rebuild_arrays(vm, *class);
            }
        }
        let converted: AddressMap<ClassRef, LayoutId> =
            self.layouts.iter().filter(|row| !row.stays && !self.preserve).map(|row| (row.class, row.new)).collect();
        for (class, layout) in kept::convert(vm, &|class| converted.contains_key(&class)) {
            vm.heap.replace_layout(layout, converted[&class]);
        }
        for relayout in &mut self.layouts {
            if let (Some(old), Some(waiting)) = (relayout.old, relayout.waiting.take()) {
                lazy::install(world, vm, relayout.class, old, waiting);
            }
        }
        lazy::follow(vm);
        kept::build_tables(vm, &|class| class.touched.load(Ordering::Relaxed));
        kept::mark(vm);
        self.loosen(world, vm, &mut reshaped);
        reshaped
    }

    fn is_staged(&self, class: ClassRef) -> bool {
        self.retained.contains_key(&class)
    }

    /// A value typed by a superclass that its class has lost is ill-typed from now on, if there is such a value. Where old
    /// instances stay, new ones can be typed by what only the old ones are, and the other way round.
    fn loosen(&self, world: &mut StoppedWorld<'_>, vm: &Vm, reshaped: &mut Reshaped) {
        let converts = |moved: &&Moved| !moved.is_gain && !self.stays.contains(&moved.class);
        if self.migrations.is_empty() && self.moved.iter().any(|moved| converts(&moved)) {
            world.collect(objectspace::Collection::Full);
        }
        for moved in &self.moved {
            let live = moved.class.layout().map_or(0, |layout| vm.heap.layout(layout).live_count());
            let is_loose = self.stays.contains(&moved.class) || (converts(&moved) && live > 0);
            if is_loose && !reshaped.loose.contains(&moved.ancestor) {
                moved.ancestor.loose.store(true, Ordering::Release);
                // Sites that name it must take their checked form.
                vm.touched.mark([moved.ancestor]);
                reshaped.loose.push(moved.ancestor);
            }
        }
    }
}

fn same_supers(old: &Supers, new: &Supers) -> bool {
    old.display == new.display && old.all_interfaces == new.all_interfaces
}

impl Reshaped {
    /// Ends the marks of [`Reshape::install`].
    pub fn finish(vm: &Vm) {
        vm.touched.finish();
    }
}

/// From now on offsets that Java has are looked up for objects of this layout.
fn keep_offsets(vm: &Vm, class: ClassRef, layout: LayoutId, fields: &Offsets) {
    let table: *mut offsets::RawOffsets = class.owned.keep(Box::new(offsets::raw_offsets(fields))).as_ptr();
    vm.heap.layout(layout).client[offsets::CLIENT_WORD].store(table.cast(), Ordering::Release);
}

/// The same for a new class below one that was laid out anew.
pub(crate) fn look_offsets_up(vm: &Vm, class: ClassRef, layout: LayoutId) {
    keep_offsets(vm, class, layout, &present_fields(class));
}

fn own_fields(class: ClassRef) -> Offsets {
    let fields: &[FieldRef] = class.current().map_or(&[], |version| &version.fields);
    let retained = class.retained.lock().clone();
    let instance = fields.iter().copied().chain(retained).filter(|field| !field.is_static());
    instance.map(|field| (field, field.offset())).collect()
}

fn relink(class: ClassRef, before: &DirectSupers, after: Option<&Supers>) {
    for above in before.super_class.iter().chain(&before.interfaces) {
        above.subclasses.lock().retain(|below| *below != class);
    }
    if let Some(after) = after {
        for above in after.super_class.iter().chain(&after.interfaces) {
            above.subclasses.lock().push(class);
        }
    }
}

/// Arrays dispatch as Object does.
fn rebuild_arrays(vm: &Vm, object: ClassRef) {
    let vtable: Vec<_> = object.dispatch().map_or_else(Vec::new, |dispatch| dispatch.vtable().to_vec());
    for class in vm.classes.all() {
        if let (true, Some(layout)) = (class.is_array(), class.layout()) {
            let dispatch = class.owned.keep(Box::new(Dispatch::new(class, vtable.clone().into()))).as_ptr();
            class.dispatch.store(dispatch, Ordering::Release);
            vm.heap.layout(layout).client[0].store(dispatch.cast(), Ordering::Release);
        }
    }
}

/// Is every value of the old field's type one of the new one's? Only classes that are loaded are asked.
fn assignable(vm: &Vm, old: FieldRef, new: FieldRef) -> bool {
    if new.descriptor() == "Ljava/lang/Object;" {
        return true;
    }
    let class = |field: FieldRef| {
        let text = field.descriptor().as_str();
        let name = text.strip_prefix('L').and_then(|rest| rest.strip_suffix(';')).unwrap_or(text);
        vm.classes.find(field.class.loader, crate::symbol::Symbol::from_text(name))
    };
    match (class(old), class(new)) {
        (Some(old), Some(new)) => old.is_subtype_of(new),
        _ => false,
    }
}

/// JLS §5.1.2.
fn widening(from: BasicType, to: BasicType) -> Option<Conversion> {
    use BasicType::{Byte, Char, Double, Float, Int, Long, Short};
    Some(match (from, to) {
        (Byte, Short) => Conversion::I8ToI16,
        (Byte, Int) => Conversion::I8ToI32,
        (Byte, Long) => Conversion::I8ToI64,
        (Byte, Float) => Conversion::I8ToF32,
        (Byte, Double) => Conversion::I8ToF64,
        (Short, Int) => Conversion::I16ToI32,
        (Short, Long) => Conversion::I16ToI64,
        (Short, Float) => Conversion::I16ToF32,
        (Short, Double) => Conversion::I16ToF64,
        (Char, Int) => Conversion::U16ToI32,
        (Char, Long) => Conversion::U16ToI64,
        (Char, Float) => Conversion::U16ToF32,
        (Char, Double) => Conversion::U16ToF64,
        (Int, Long) => Conversion::I32ToI64,
        (Int, Float) => Conversion::I32ToF32,
        (Int, Double) => Conversion::I32ToF64,
        (Long, Float) => Conversion::I64ToF32,
        (Long, Double) => Conversion::I64ToF64,
        (Float, Double) => Conversion::F32ToF64,
        _ => return None,
    })
}
