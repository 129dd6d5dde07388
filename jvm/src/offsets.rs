//! Offsets of instance fields as Java knows them (`Unsafe`, `VarHandle`, field updaters).
//!
//! While a class has never changed its layout the low half of an offset is where the field is, so that access is a mask away;
//! the high half numbers the field, for the day when another field stands there. When the numbers are used up the offset is
//! the place alone, and is looked up in a table of the new layout, which is in doubt where classes that had nothing to do
//! with each other gave out the same one. After a change new offsets are names: numbers from [`NAMED`] on. Either way an
//! offset means its field, or nothing.

use crate::class::{ClassRef, FieldRef};
use objectspace::LayoutRecord;
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// First offset that is a name. Multiples of 8 from here on.
pub const NAMED: i64 = 0x2000_0000;
/// The part of a lower offset that is the place.
pub const PLACE: i64 = 0xffff;
/// Fields that have a number beside their place.
const NUMBERED: usize = 0x1fff;
/// Word of a layout record that holds its table of raw offsets; null while offsets are places.
pub const CLIENT_WORD: usize = 2;

/// Offsets without a number given out earlier, with the fields they meant; `None` where two classes gave out the same.
pub(crate) type RawOffsets = HashMap<u32, Option<FieldRef>>;

/// The names given out in one space.
#[derive(Default)]
pub struct Offsets {
    named: RwLock<Vec<FieldRef>>,
    numbered: RwLock<Vec<FieldRef>>,
}

impl Offsets {
    /// What Java is told is the offset of an instance field.
    pub fn cookie(&self, field: FieldRef) -> u32 {
        let known = field.cookie.load(Ordering::Acquire);
        if known != u32::MAX {
            return known;
        }
        let place = field.offset();
        let fresh = if field.class.relaid.load(Ordering::Acquire) || i64::from(place) > PLACE {
            let mut named = self.named.write();
            named.push(field);
            NAMED as u32 + ((named.len() - 1) as u32) * 8
        } else {
            let mut numbered = self.numbered.write();
            if numbered.len() < NUMBERED {
                numbered.push(field);
                place | (numbered.len() as u32) << 16
            } else {
                place
            }
        };
        match field.cookie.compare_exchange(u32::MAX, fresh, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => fresh,
            Err(first) => first,
        }
    }

    /// Where in an object of `class`, whose layout is `record`, an offset is; `None` if the object has no such field.
    pub fn resolve(&self, record: &LayoutRecord, class: ClassRef, offset: i64) -> Option<i64> {
        let field = if offset >= NAMED {
            let at = usize::try_from((offset - NAMED) / 8).ok().filter(|_| offset % 8 == 0)?;
            self.named.read().get(at).copied()?
        } else if let Some(number) = usize::try_from(offset >> 16).ok().filter(|number| *number > 0) {
            self.numbered.read().get(number - 1).copied()?
        } else {
            // SAFETY: null or a table published with the layout, never freed before the space.
            let table = unsafe { record.client[CLIENT_WORD].load(Ordering::Acquire).cast::<RawOffsets>().as_ref() };
            match table {
                Some(table) => (*table.get(&u32::try_from(offset).ok()?)?)?,
                None => return Some(offset),
            }
        };
        // What an update dropped is still there for old frames, not for members that were got before.
        let is_there = class.kept.is_some() || field.class.declared_field(field.name, field.descriptor) == Some(field);
        class.place_of(field).filter(|_| is_there).map(i64::from)
    }
}

/// The table of a layout with these fields; `None` if no offset was given out yet.
pub(crate) fn raw_offsets(fields: &[(FieldRef, u32)]) -> RawOffsets {
    let mut table = RawOffsets::new();
    for (field, _) in fields {
        let cookie = field.cookie.load(Ordering::Acquire);
        if i64::from(cookie) < NAMED {
            table.entry(cookie).and_modify(|known| *known = None).or_insert(Some(*field));
        }
    }
    table
}
