//! The stop list: what is running out at each terminal group, less with each order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::world::World;

/// A product in one of its sizes at a terminal group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StopKey {
    pub(crate) group: Uuid,
    pub(crate) product: Uuid,
    pub(crate) size: Option<Uuid>,
}

/// What is left of a product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    pub(crate) left: Decimal,
    /// When it came onto the list, in UTC.
    pub(crate) since: NaiveDateTime,
}

/// All stop lists.
#[derive(Clone, Default)]
pub(crate) struct Stops {
    entries: BTreeMap<StopKey, Stop>,
    /// Terminal groups whose lists changed and nobody was told yet.
    changed: BTreeSet<Uuid>,
}

impl Stops {
    pub(super) fn new(world: &World) -> Self {
        let since = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).and_then(|day| day.and_hms_opt(6, 0, 0));
        let groups = world.organizations.iter().flat_map(|organization| &organization.groups);
        let entries = groups.flat_map(|group| {
            world.menu.stopped().map(move |(product, left)| {
                let key = StopKey { group: group.id, product: product.id, size: None };
                (key, Stop { left, since: since.unwrap_or_default() })
            })
        });
        Self { entries: entries.collect(), changed: BTreeSet::new() }
    }

    /// What stands on the list of a terminal group.
    pub(crate) fn of(&self, group: Uuid) -> impl Iterator<Item = (&StopKey, &Stop)> {
        self.entries.iter().filter(move |(key, _)| key.group == group)
    }

    /// The entry that holds a product of a size back: its own, or that of all sizes.
    pub(crate) fn entry(&self, group: Uuid, product: Uuid, size: Option<Uuid>) -> Option<(StopKey, Stop)> {
        let keys = [StopKey { group, product, size }, StopKey { group, product, size: None }];
        keys.into_iter().find_map(|key| Some((key, *self.entries.get(&key)?)))
    }

    /// Sets what is left.
    pub(crate) fn set(&mut self, key: StopKey, left: Decimal, now: NaiveDateTime) {
        let since = self.entries.get(&key).map_or(now, |stop| stop.since);
        self.entries.insert(key, Stop { left, since });
        self.changed.insert(key.group);
    }

    /// Takes an entry off: whether it was there.
    pub(crate) fn remove(&mut self, key: StopKey) -> bool {
        let there = self.entries.remove(&key).is_some();
        if there {
            self.changed.insert(key.group);
        }
        there
    }

    /// Takes everything off the list of a terminal group.
    pub(crate) fn clear(&mut self, group: Uuid) {
        let before = self.entries.len();
        self.entries.retain(|key, _| key.group != group);
        if self.entries.len() < before {
            self.changed.insert(group);
        }
    }

    /// Takes what was sold off what is left, down to nothing.
    pub(crate) fn sell(&mut self, group: Uuid, product: Uuid, size: Option<Uuid>, amount: Decimal) {
        let Some((key, _)) = self.entry(group, product, size) else { return };
        if let Some(stop) = self.entries.get_mut(&key) {
            stop.left = (stop.left - amount).max(Decimal::ZERO);
            self.changed.insert(group);
        }
    }

    /// The terminal groups whose lists changed since the last time that this was asked.
    pub(super) fn take_changed(&mut self) -> Vec<Uuid> {
        std::mem::take(&mut self.changed).into_iter().collect()
    }
}
