//! Lists without revisions: read as a whole each time, and told by what differs from the last reading.

use std::collections::HashMap;
use std::fmt::Debug;

use super::event::Followed;
#[cfg(feature = "webhooks")]
use super::source::Heard;
use super::source::{Asking, Change, Portion, Source};
use crate::call::Sending;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;

/// A list that is read as a whole.
pub(super) trait Reading<T: Followed>: Debug + Send + Sync {
    /// Reads it.
    fn read(&self) -> Sending<Vec<T>>;

    /// Whether a webhook says that it has changed.
    #[cfg(feature = "webhooks")]
    fn has_changed(&self, event: &WebhookEvent) -> bool {
        let _ = event;
        false
    }
}

/// The source of what such a list has.
#[derive(Debug)]
pub(super) struct Whole<T: Followed, R> {
    reading: R,
    differences: Differences<T>,
}

impl<T: Followed + PartialEq, R: Reading<T>> Whole<T, R> {
    pub(super) fn new(reading: R) -> Self {
        Self { reading, differences: Differences { last: HashMap::new() } }
    }
}

impl<T: Followed + PartialEq, R: Reading<T>> Source<T> for Whole<T, R> {
    fn snapshot(&mut self) -> Asking<'_, T> {
        let reading = self.reading.read();
        Box::pin(async move { Ok(self.differences.all(reading.await?)) })
    }

    fn changes(&mut self) -> Asking<'_, T> {
        let reading = self.reading.read();
        Box::pin(async move { Ok(self.differences.since(reading.await?)) })
    }

    fn position(&self) -> Option<String> {
        None
    }

    fn resume(&mut self, _: &str) -> Result<(), String> {
        Err("what is followed has no revisions".to_owned())
    }

    #[cfg(feature = "webhooks")]
    fn heard(&self, event: &WebhookEvent) -> Heard<T> {
        if self.reading.has_changed(event) { Heard::Ask } else { Heard::Nothing }
    }
}

/// The last reading.
#[derive(Debug)]
struct Differences<T: Followed> {
    last: HashMap<T::Key, T>,
}

impl<T: Followed + PartialEq> Differences<T> {
    /// All of a reading, which is the last one from now on.
    fn all(&mut self, reading: Vec<T>) -> Portion<T> {
        self.last = reading.iter().map(|thing| (thing.key(), thing.clone())).collect();
        Portion { changes: reading.into_iter().map(Change::Apply).collect(), more: false }
    }

    /// What differs from the last reading.
    fn since(&mut self, reading: Vec<T>) -> Portion<T> {
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
