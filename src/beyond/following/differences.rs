//! What has changed between two readings of a list without revisions.

use std::collections::HashMap;

use super::event::Followed;
use super::source::{Change, Portion};

/// The last reading.
#[derive(Debug)]
pub(super) struct Differences<T: Followed> {
    last: HashMap<T::Key, T>,
}

impl<T: Followed + PartialEq> Differences<T> {
    pub(super) fn new() -> Self {
        Self { last: HashMap::new() }
    }

    /// All of a reading, which is the last one from now on.
    pub(super) fn all(&mut self, reading: Vec<T>) -> Portion<T> {
        self.last = reading.iter().map(|thing| (thing.key(), thing.clone())).collect();
        Portion { changes: reading.into_iter().map(Change::Apply).collect(), more: false }
    }

    /// What differs from the last reading.
    pub(super) fn since(&mut self, reading: Vec<T>) -> Portion<T> {
        let mut before = std::mem::take(&mut self.last);
        let mut changes = Vec::new();
        for thing in reading {
            let old = before.remove(&thing.key());
            if old.as_ref() != Some(&thing) {
                changes.push(Change::Apply(thing.clone()));
            }
            self.last.insert(thing.key(), thing);
        }
        changes.extend(before.into_keys().map(|key| Change::Delete(key, None)));
        Portion { changes, more: false }
    }
}
