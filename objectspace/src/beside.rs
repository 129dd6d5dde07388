//! Migration that leaves everything else where it is, after a survey made while the program ran.

use crate::layout::LayoutId;
use crate::mutator::Mutator;
use crate::raw::beside::{self, Found, Ground, LayoutSet};
use crate::raw::migrate::Migrations;
use crate::raw::regions::{LARGE_OBJECT, REGION_SIZE};
use crate::runtime::{Cause, Collection};
use crate::world::StoppedWorld;
use std::collections::HashSet;
use std::sync::atomic::Ordering::SeqCst;

/// Where the instances of some layouts were, and what named them, while the program ran. Holds until the next collection.
pub struct Survey {
    found: Found,
    wanted: HashSet<LayoutId>,
    collections: u64,
}

impl Survey {
    /// Instances found, unreachable ones included. Young ones are looked for in the stop.
    pub fn instances(&self) -> usize {
        self.found.instances.len()
    }
}

impl Mutator {
    /// Looks for the instances of some layouts and for what names them, while the other mutators run. Collects young objects
    /// first. `None` if there are more than `most` bytes of them, or if a collection came in between.
    pub fn survey(&mut self, layouts: &HashSet<LayoutId>, most: usize) -> Option<Survey> {
        let (collections, ground) = self.stop_world(|world| {
            world.collect_for(Collection::Young, Cause::Become);
            (world.space().collections(), Ground::of(&world.space().heap.lock()))
        });
        let wanted = LayoutSet::new(layouts.iter().copied());
        let mut found = Found::default();
        for range in &ground.ranges {
            self.still(collections)?;
            // SAFETY: no collection begins before this mutator's next safe point.
            unsafe { ground.find_instances(*range, &wanted, &mut found) };
            if found.bytes > most {
                return None;
            }
        }
        for range in &ground.ranges {
            self.still(collections)?;
            // SAFETY: as above.
            unsafe { ground.find_slots(*range, &wanted, &mut found) };
        }
        Some(Survey { found, wanted: layouts.clone(), collections })
    }

    /// Lets others stop this thread; nothing if a collection has run.
    fn still(&mut self, collections: u64) -> Option<()> {
        self.poll();
        (self.space().collections() == collections).then_some(())
    }
}

impl StoppedWorld<'_> {
    /// As [`StoppedWorld::migrate`], but only the instances move, unreachable ones that no collection has met included.
    /// False, and nothing has changed, if the survey does not hold any more, does not know a layout, or there is no room for
    /// old and new instances side by side.
    pub fn migrate_beside(&mut self, survey: &Survey, migrations: &Migrations) -> bool {
        let space = self.space();
        let is_large = |id: LayoutId| space.layout(id).instance_size as usize > LARGE_OBJECT;
        if space.collections() != survey.collections
            || space.frozen.load(SeqCst)
            // Parts of stale objects stand elsewhere, which only a collection puts together.
            || space.has_stale()
            || !migrations.keys().all(|id| survey.wanted.contains(id))
            || migrations.iter().any(|(id, migration)| is_large(*id) || is_large(migration.layout))
        {
            return false;
        }
        self.check_migrations(migrations);
        let mutators = self.retire_buffers();
        let wanted = LayoutSet::new(survey.wanted.iter().copied());
        let mut guard = space.heap.lock();
        let (young, young_bytes) = beside::young_instances(&guard, &wanted);
        let bytes = (survey.found.bytes + young_bytes) * self.most_growth(migrations);
        // Tails of regions stay empty, by less than half of each.
        let needed = bytes * 2 / REGION_SIZE + 1;
        if guard.regions.used() + needed > guard.max_regions || needed > guard.free_regions() {
            return false;
        }
        for (&id, migration) in migrations {
            space.layout_table.set_migration(id, Some(migration));
        }
        let mut forwarder = beside::convert(&mut guard, &survey.found, &young);
        for &id in migrations.keys() {
            space.layout_table.set_migration(id, None);
        }
        drop(guard);
        self.visit_all_roots(&mutators, &mut forwarder);
        true
    }
}
