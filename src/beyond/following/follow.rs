//! What is to be followed, and how.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::event::Followed;
use super::feed::Feed;
use super::source::Source;
use super::store::Store;
use super::tempo::Tempo;
use crate::client::Client;

/// Something to follow, made by the `follow` methods of the sections' handles; nothing is asked before the [`Feed`] that
/// [`start`](Self::start) gives is read.
#[must_use = "nothing is followed until the feed is read"]
pub struct Follow<T: Followed> {
    pub(super) client: Client,
    pub(super) source: Box<dyn Source<T>>,
    pub(super) checkpoint: Option<Arc<dyn Checkpoint>>,
    pub(super) tempo: Tempo,
    /// Whether all is told first, also where the checkpoint has a position.
    pub(super) anew: bool,
}

impl<T: Followed> Follow<T> {
    pub(super) fn new(client: Client, source: impl Source<T> + 'static) -> Self {
        Self { client, source: Box::new(source), checkpoint: None, tempo: Tempo::new(), anew: false }
    }

    /// Where the feed keeps how far it has come: the next one goes on from there, without a snapshot. Without a checkpoint
    /// each feed begins with one.
    ///
    /// What has no revisions to go on from, that is external menus and stop lists, begins anew in any case.
    pub fn checkpoint(mut self, checkpoint: impl Checkpoint + 'static) -> Self {
        self.checkpoint = Some(Arc::new(checkpoint));
        self
    }

    /// The shortest and the longest pause between two questions: from 1 to 30 seconds unless set. While things change, the
    /// pause is short; while nothing does, it grows. A webhook that the client's [`events`](crate::Client::events) are told
    /// of makes the feed ask at once, so that with webhooks the longest pause may be long.
    pub fn pace(mut self, shortest: Duration, longest: Duration) -> Self {
        self.tempo = Tempo::between(shortest, longest);
        self
    }

    /// The feed.
    pub fn start(self) -> Feed<T> {
        Feed::new(self, None)
    }

    /// The feed, and a store that has everything that it has told. The store fills while the feed is read: by a task that
    /// does nothing else, with [`Feed::run`], or by the program's own.
    ///
    /// Such a feed begins with all that is there, whatever its checkpoint says, or else the store had only what has changed
    /// since.
    pub fn into_store(mut self) -> (Store<T>, Feed<T>) {
        self.anew = true;
        let store = Store::new();
        let feed = Feed::new(self, Some(store.clone()));
        (store, feed)
    }
}

impl<T: Followed> fmt::Debug for Follow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut follow = f.debug_struct("Follow");
        follow
            .field("source", &self.source)
            .field("checkpoint", &self.checkpoint)
            .field("tempo", &self.tempo);
        follow.finish_non_exhaustive()
    }
}
