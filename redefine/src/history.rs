//! What the engine needs to take updates back: per applied patch the class files that it replaced, and the names that it changed. A
//! class that is gone by then has nothing to take back.

use crate::migration::Found;
use crate::offer::Offer;
use crate::patch::{Instances, Offers, Patch, PatchFile, Policy, Statics};
use jvm::class::{ClassBytes, ClassRef};
use jvm::versioning::{Naming, Rename};
use jvm::{Symbol, Vm};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// One class file that an update replaced.
struct Replaced {
    class: ClassRef,
    /// Its name then.
    name: Symbol,
    bytes: ClassBytes,
    /// Class file that agents see which can change it again, with what they had made of it.
    original: Option<(ClassBytes, ClassBytes)>,
}

/// One update that can be taken back.
pub struct Applied {
    /// Its number.
    pub number: u64,
    replaced: Vec<Replaced>,
    /// Classes that got other names, with those that they had.
    names: Vec<(ClassRef, Symbol, bool)>,
    statics: Statics,
    offers: Vec<Offer>,
    /// Its migrations and validations.
    pub code: Vec<Found>,
}

impl Applied {
    /// Notes what the classes are before a patch replaces them.
    pub fn before(
        classes: impl Iterator<Item = ClassRef>,
        naming: &Naming,
        number: u64,
        statics: Statics,
        offers: Vec<Offer>,
        code: Vec<Found>,
    ) -> Applied {
        let replaced = classes.filter_map(|class| {
            let bytes = class.current()?.class_bytes().clone();
            Some(Replaced { class, name: class.name(), bytes, original: class.original.lock().clone() })
        });
        let had = |rename: &Rename| (rename.class, rename.from, rename.class.nameless.load(Ordering::Acquire));
        let names = naming.renames.iter().map(had).collect();
        Applied { number, replaced: replaced.collect(), names, statics, offers, code }
    }

    /// Replaced and offered nothing.
    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.names.is_empty() && self.offers.is_empty()
    }

    /// Takes back what it offered and nobody has loaded; answers the classes that are.
    pub fn withdraw_offers(&self, vm: &Vm) -> Vec<String> {
        self.offers.iter().filter_map(|offer| offer.withdraw(vm)).collect()
    }

    /// It has been taken back: agents that can change classes again see what they saw.
    pub fn restore_originals(&self) {
        for Replaced { class, original, .. } in &self.replaced {
            let now = class.current().map(|version| version.class_bytes().clone());
            let original = original.as_ref().map(|(_, original)| original.clone());
            *class.original.lock() = now.zip(original);
        }
    }

    /// The patch that brings back what was.
    pub fn reverse(&self, policy: Policy) -> Patch {
        let is_there = |replaced: &&Replaced| !replaced.class.unloaded.load(Ordering::Acquire);
        let files = self.replaced.iter().filter(is_there).map(|replaced| PatchFile {
            origin: format!("{} before update {}", replaced.name.as_str().replace('/', "."), self.number),
            bytes: match &replaced.bytes {
                ClassBytes::Owned(bytes) => bytes.clone(),
                ClassBytes::Mapped(bytes) => Arc::from(*bytes),
            },
            only: Some(replaced.class),
            beside: false,
        });
        // What goes back goes back whole: instances are converted even if the update let them stay.
        let policy = Policy { undo: true, statics: self.statics, instances: Instances::default(), ..policy };
        Patch {
            files: files.collect(),
            removed: Vec::new(),
            names: self.names.clone(),
            policy,
            offers: Offers::Never,
            first_event: Instant::now(),
        }
    }
}

/// The updates that can be taken back, oldest first.
pub struct History {
    depth: usize,
    applied: VecDeque<Applied>,
}

impl History {
    /// A history of at most so many updates.
    pub fn new(depth: usize) -> History {
        History { depth, applied: VecDeque::new() }
    }

    /// Notes an update; the oldest makes room.
    pub fn push(&mut self, applied: Applied) {
        self.applied.push_back(applied);
        while self.applied.len() > self.depth {
            self.applied.pop_front();
        }
    }

    /// The last update.
    pub fn last(&self) -> Option<&Applied> {
        self.applied.back()
    }

    /// Forgets the last update: it is taken back.
    pub fn pop(&mut self) -> Option<Applied> {
        self.applied.pop_back()
    }

    /// How many updates it can hold.
    pub fn depth(&self) -> usize {
        self.depth
    }
}
