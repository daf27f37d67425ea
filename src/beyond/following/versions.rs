//! The latest version that was told of each thing, so that polling and webhooks tell nothing twice.

use std::num::NonZeroUsize;

use lru::LruCache;

use super::event::Followed;
use super::source::Change;

/// How many things are remembered; what has not changed for so many others is told once more at worst.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(100_000).unwrap();

/// Versions by key.
#[derive(Debug)]
pub(super) struct Versions<T: Followed> {
    told: LruCache<T::Key, i64>,
}

impl<T: Followed> Versions<T> {
    pub(super) fn new() -> Self {
        Self { told: LruCache::new(REMEMBERED) }
    }

    /// Whether a change is newer than what was told of the same thing; it is remembered then. What has no version is
    /// always new.
    pub(super) fn is_new(&mut self, change: &Change<T>) -> bool {
        let (key, version) = match change {
            Change::Apply(thing) => (thing.key(), thing.version()),
            Change::Delete(key, version) => (key.clone(), *version),
        };
        let Some(version) = version else { return true };
        match self.told.get_mut(&key) {
            Some(told) if *told >= version => false,
            Some(told) => {
                *told = version;
                true
            }
            None => {
                self.told.put(key, version);
                true
            }
        }
    }

    /// Forgets all of it: everything is told anew.
    pub(super) fn clear(&mut self) {
        self.told.clear();
    }
}
