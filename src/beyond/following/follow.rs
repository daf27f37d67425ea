//! What is to be followed, and how.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::event::Followed;
use super::feed::Feed;
use super::plan::Plan;
use super::source::Source;
use super::store::Store;
use super::tempo::Tempo;
use crate::client::Client;

/// Something to follow, made by the `follow` methods of the sections' handles; nothing is asked before the [`Feed`] that
/// [`start`](Self::start) gives is read.
#[must_use = "nothing is followed until the feed is read"]
pub struct Follow<T: Followed> {
    plan: Plan<T>,
}

impl<T: Followed> Follow<T> {
    pub(super) fn new(client: Client, source: impl Source<T> + 'static) -> Self {
        Self {
            plan: Plan {
                client,
                source: Box::new(source),
                checkpoint: None,
                tempo: Tempo::new(),
                anew: false,
            },
        }
    }

    /// Where the feed keeps how far it has come: the next one goes on from there, without a snapshot. Without a checkpoint
    /// each feed begins with one.
    ///
    /// What has no revisions to go on from, that is external menus and stop lists, begins anew in any case.
    pub fn checkpoint(mut self, checkpoint: impl Checkpoint + 'static) -> Self {
        self.plan.checkpoint = Some(Arc::new(checkpoint));
        self
    }

    /// The shortest and the longest pause between two questions: from 1 to 30 seconds unless set. While things change, the
    /// pause is short; while nothing does, it grows. A webhook that the client's [`events`](crate::Client::events) are told
    /// of makes the feed ask at once, so that with webhooks the longest pause may be long.
    pub fn pace(mut self, shortest: Duration, longest: Duration) -> Self {
        self.plan.tempo = Tempo::between(shortest, longest);
        self
    }

    /// The feed.
    pub fn start(self) -> Feed<T> {
        Feed::new(self.plan, None)
    }

    /// The feed, and a store that has everything that it has told. The store fills while the feed is read: by a task that
    /// does nothing else, with [`Feed::run`], or by the program's own.
    ///
    /// Such a feed begins with all that is there, whatever its checkpoint says, or else the store had only what has changed
    /// since.
    pub fn into_store(mut self) -> (Store<T>, Feed<T>) {
        self.plan.anew = true;
        let store = Store::new();
        let feed = Feed::new(self.plan, Some(store.clone()));
        (store, feed)
    }
}

impl<T: Followed> fmt::Debug for Follow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { source, checkpoint, tempo, .. } = &self.plan;
        let mut follow = f.debug_struct("Follow");
        follow.field("source", source).field("checkpoint", checkpoint).field("tempo", tempo);
        follow.finish_non_exhaustive()
    }
}
