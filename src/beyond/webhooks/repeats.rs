//! Events that come again: a sender that missed the answer sends the same once more.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use lru::LruCache;

/// The last events, by what they say.
#[derive(Debug)]
pub(super) struct Repeats {
    /// Two keys of their own: no two events of one process are taken for one another.
    hashers: [RandomState; 2],
    /// None when nothing is to be remembered.
    seen: Option<Mutex<LruCache<[u64; 2], ()>>>,
}

/// What an event is remembered by.
pub(super) type Mark = [u64; 2];

impl Repeats {
    pub(super) fn new(most: usize) -> Self {
        let seen = NonZeroUsize::new(most).map(|most| Mutex::new(LruCache::new(most)));
        Self { hashers: [RandomState::new(), RandomState::new()], seen }
    }

    /// What an event's JSON is remembered by.
    pub(super) fn mark(&self, event: &str) -> Mark {
        self.hashers.each_ref().map(|hasher| hasher.hash_one(event))
    }

    /// Remembers an event; false when it is remembered already.
    pub(super) fn remember(&self, mark: Mark) -> bool {
        let Some(seen) = &self.seen else { return true };
        seen.lock().unwrap_or_else(PoisonError::into_inner).put(mark, ()).is_none()
    }

    /// Forgets an event that was not taken after all.
    pub(super) fn forget(&self, mark: Mark) {
        if let Some(seen) = &self.seen {
            seen.lock().unwrap_or_else(PoisonError::into_inner).pop(&mark);
        }
    }
}
