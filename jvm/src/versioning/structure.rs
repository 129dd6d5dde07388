//! What a commit changes of classes, noted before it and put back if migration code or a validation then refuses the patch:
//! versions, members' cells, supertypes, layouts, dispatch. Objects and statics are put back by the [`Trial`](super::Trial).

use super::{StagedClass, subtree, versions};
use crate::class::{Class, ClassRef, ClassState, ClassVersion, Dispatch, FieldRef, MethodRef, Supers};
use crate::interpreter::Code;
use crate::known::Known;
use crate::vm::Vm;
use objectspace::{LayoutId, StoppedWorld};
use std::collections::HashSet;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// The structure of all classes that a patch touches.
pub struct Structure {
    touched: Vec<ClassBefore>,
    /// Direct subclasses of every class, and whether it is loose.
    subclasses: Vec<(ClassRef, Vec<ClassRef>, bool)>,
    /// Dispatch of the array classes, where Object is touched.
    arrays: Vec<(ClassRef, *mut Dispatch, *mut ())>,
    /// Number of classes.
    classes: usize,
    /// Sizes of the lists of remains.
    remains: (usize, usize),
}

struct ClassBefore {
    class: ClassRef,
    state: ClassState,
    version: *mut ClassVersion,
    supers: *mut Supers,
    dispatch: *mut Dispatch,
    /// The layout's first client word.
    dispatch_word: *mut (),
    layout: u32,
    fields_end: u32,
    relaid: bool,
    finalizable: bool,
    retained: Vec<FieldRef>,
    dropped_statics: Vec<FieldRef>,
    carried: Vec<u32>,
    fields: Vec<(FieldRef, [u32; 4])>,
    methods: Vec<MethodBefore>,
}

struct MethodBefore {
    cell: MethodRef,
    code: *mut Code,
    version: *mut ClassVersion,
    successor: *mut crate::class::Method,
    words: [u32; 4],
}

fn field_words(field: &FieldRef) -> [&AtomicU32; 4] {
    [&field.offset, &field.access, &field.slot, &field.cookie]
}

impl ClassBefore {
    fn of(vm: &Vm, class: ClassRef) -> ClassBefore {
        let mut fields: Vec<FieldRef> = Vec::new();
        let mut methods: Vec<MethodRef> = Vec::new();
        for version in versions(class) {
            fields.extend(version.fields.iter().copied());
            methods.extend(version.methods.iter().copied());
        }
        fields.extend(class.retained.lock().iter().copied());
        fields.extend(class.dropped_statics.lock().iter().copied());
        let word = class.layout().map_or(std::ptr::null_mut(), |id| client(vm, id).load(Ordering::Acquire));
        ClassBefore {
            class,
            state: class.state(),
            version: class.version.load(Ordering::Acquire),
            supers: class.supers.load(Ordering::Acquire),
            dispatch: class.dispatch.load(Ordering::Acquire),
            dispatch_word: word,
            layout: class.layout.load(Ordering::Acquire),
            fields_end: class.fields_end.load(Ordering::Acquire),
            relaid: class.relaid.load(Ordering::Acquire),
            finalizable: class.finalizable.load(Ordering::Acquire),
            retained: class.retained.lock().clone(),
            dropped_statics: class.dropped_statics.lock().clone(),
            carried: class.carried.lock().clone(),
            fields: fields
                .into_iter()
                .map(|field| (field, field_words(&field).map(|word| word.load(Ordering::Acquire))))
                .collect(),
            methods: methods.into_iter().map(MethodBefore::of).collect(),
        }
    }

    fn put_back(&self, vm: &Vm) {
        let class = self.class;
        let now = class.version.swap(self.version, Ordering::AcqRel);
        // SAFETY: the version that is current again; versions are freed by `reclaim` only.
        if let Some(version) = unsafe { self.version.as_ref() } {
            version.superseded.store(0, Ordering::Release);
        }
        if now != self.version {
            let is_refused = |cell: &MethodRef| std::ptr::eq(cell.version.load(Ordering::Acquire), now);
            class.late_initializers.lock().retain(|cell| !is_refused(cell));
            // SAFETY: as above; it is nobody's any more, and reclaimed with the next update's remains.
            if let Some(refused) = unsafe { now.as_ref() } {
                refused.superseded.store(refused.epoch, Ordering::Release);
            }
            vm.remains.note_version(now);
        }
        for field in &self.fields {
            for (word, value) in field_words(&field.0).into_iter().zip(field.1) {
                word.store(value, Ordering::Release);
            }
        }
        for method in &self.methods {
            method.put_back(vm);
        }
        class.supers.store(self.supers, Ordering::Release);
        class.dispatch.store(self.dispatch, Ordering::Release);
        let after = class.layout.swap(self.layout, Ordering::AcqRel);
        if after != self.layout && after != u32::MAX {
            match class.layout() {
                Some(before) => vm.heap.replace_layout(LayoutId(after), before),
                None => vm.heap.retire_layout(LayoutId(after)),
            }
        }
        if let Some(id) = class.layout() {
            vm.heap.unretire_layout(id);
            client(vm, id).store(self.dispatch_word, Ordering::Release);
        }
        class.fields_end.store(self.fields_end, Ordering::Release);
        class.relaid.store(self.relaid, Ordering::Release);
        class.finalizable.store(self.finalizable, Ordering::Release);
        *class.retained.lock() = self.retained.clone();
        *class.dropped_statics.lock() = self.dropped_statics.clone();
        *class.carried.lock() = self.carried.clone();
        class.set_nest_host(None);
        if class.state() != self.state {
            class.init.lock().thread = None;
            class.set_state(self.state);
        }
    }
}

impl MethodBefore {
    fn of(cell: MethodRef) -> MethodBefore {
        let words = [&cell.access, &cell.flags, &cell.slot].map(|word| word.load(Ordering::Acquire));
        MethodBefore {
            cell,
            code: cell.code(),
            version: cell.version.load(Ordering::Acquire),
            successor: cell.successor.load(Ordering::Acquire),
            words: [words[0], words[1], words[2], cell.vtable_index.load(Ordering::Acquire) as u32],
        }
    }

    fn put_back(&self, vm: &Vm) {
        let cell = self.cell;
        let version = cell.version.swap(self.version, Ordering::AcqRel);
        // Code that was only translated meanwhile stays.
        if version != self.version {
            let refused = cell.code.swap(self.code, Ordering::AcqRel);
            if refused != self.code {
                vm.remains.note_code(refused);
            }
            if cell.has_stub() {
                // SAFETY: the cell's stub, which may have gone on as the refused version's; the world is stopped.
                unsafe { (*self.code).version = self.version };
            }
        }
        cell.successor.store(self.successor, Ordering::Release);
        cell.access.store(self.words[0], Ordering::Release);
        cell.flags.store(self.words[1], Ordering::Release);
        cell.slot.store(self.words[2], Ordering::Release);
        cell.vtable_index.store(self.words[3] as i32, Ordering::Release);
    }
}

fn client(vm: &Vm, layout: LayoutId) -> &AtomicPtr<()> {
    &vm.heap.layout(layout).client[0]
}

impl Structure {
    /// Notes it, with the world stopped and nothing published.
    pub fn note(_: &mut StoppedWorld<'_>, vm: &Vm, staged: &[StagedClass]) -> Structure {
        let mut seen = HashSet::new();
        let touched: Vec<ClassRef> =
            staged.iter().flat_map(|staged| subtree(staged.class)).filter(|class| seen.insert(*class)).collect();
        let object = touched.iter().any(|class| Some(*class) == vm.known.get(Known::Object));
        let all = vm.classes.all();
        let array = |class: &ClassRef| {
            let word = class.layout().map_or(std::ptr::null_mut(), |id| client(vm, id).load(Ordering::Acquire));
            (*class, class.dispatch.load(Ordering::Acquire), word)
        };
        Structure {
            touched: touched.into_iter().map(|class| ClassBefore::of(vm, class)).collect(),
            arrays: all.iter().filter(|class| object && class.is_array()).map(array).collect(),
            subclasses: all
                .iter()
                .map(|class| (*class, class.subclasses.lock().clone(), class.loose.load(Ordering::Acquire)))
                .collect(),
            classes: vm.classes.len(),
            remains: vm.remains.lengths(),
        }
    }

    /// Touched classes, with the version, the superclasses and superinterfaces that they had.
    pub(super) fn each(&self, mut visit: impl FnMut(ClassRef, *mut ClassVersion, &Supers)) {
        for before in &self.touched {
            // SAFETY: supertypes of a class in the table, which live as long as it does.
            if let Some(supers) = unsafe { before.supers.as_ref() } {
                visit(before.class, before.version, supers);
            }
        }
    }

    /// Classes that were defined since.
    pub(super) fn defined_since(&self, vm: &Vm) -> Vec<ClassRef> {
        (self.classes..vm.classes.len()).filter_map(|id| vm.classes.get(id as u32)).collect()
    }

    /// Is it one of the touched, or below one?
    pub(super) fn is_touched(&self, class: &Class) -> bool {
        let known = |class: ClassRef| self.touched.iter().any(|before| before.class == class);
        let Some(supers) = class.supers_ready() else { return false };
        supers.display.iter().chain(&supers.all_interfaces).any(|above| known(*above))
    }

    /// Puts everything back. `undefined`: classes that were defined since and are no more.
    pub(super) fn put_back(&self, _: &mut StoppedWorld<'_>, vm: &Vm, undefined: &HashSet<ClassRef>) {
        vm.remains.shorten(self.remains);
        for before in &self.touched {
            before.put_back(vm);
        }
        for (class, dispatch, word) in &self.arrays {
            class.dispatch.store(*dispatch, Ordering::Release);
            if let Some(id) = class.layout() {
                client(vm, id).store(*word, Ordering::Release);
            }
        }
        for (class, before, loose) in &self.subclasses {
            class.loose.store(*loose, Ordering::Release);
            let mut now = class.subclasses.lock();
            let came =
                now.iter().filter(|below| below.id as usize >= self.classes && !undefined.contains(below)).copied();
            let all: Vec<ClassRef> = before.iter().copied().chain(came.collect::<Vec<_>>()).collect();
            *now = all;
        }
        super::kept::build_tables(vm, &|class| self.touched.iter().any(|before| before.class == class));
        super::kept::mark(vm);
    }

    /// Marks the touched classes for [`super::reset_sites`].
    pub(super) fn mark_touched(&self, vm: &Vm) {
        vm.touched.mark(self.touched.iter().map(|before| before.class));
    }
}
