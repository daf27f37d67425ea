//! What webhooks tell, for all parts of a client that wait for it.

use std::fmt;
use std::sync::Arc;

use tokio::sync::broadcast;

use crate::client::Client;
use crate::codec::types::WebhookEvent;

/// How many events may wait for a slow reader; older ones are dropped for it alone.
const KEPT: usize = 1024;

/// The events of a client: webhooks go in, and what waits for a change hears of it at once.
///
/// A program that receives webhooks gives each event to [`push`](Self::push), and everything of the same client (and
/// its clones) that polls goes on without waiting for its next question: [`UntilDone`](crate::UntilDone) ends,
/// [`Feed`](crate::following::Feed)s hand the change on. Polling goes on beside it: a webhook that never comes costs
/// time and nothing else.
#[derive(Clone)]
pub struct Events {
    sender: broadcast::Sender<Arc<WebhookEvent>>,
}

impl Default for Events {
    fn default() -> Self {
        Self { sender: broadcast::channel(KEPT).0 }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("readers", &self.sender.receiver_count()).finish_non_exhaustive()
    }
}

impl Events {
    /// Tells of an event that a webhook brought. The same event may be told twice.
    pub fn push(&self, event: impl Into<Arc<WebhookEvent>>) {
        // Nobody may be listening.
        let _ = self.sender.send(event.into());
    }

    /// What is pushed from now on. A reader that is slow misses the oldest of more than a thousand.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<WebhookEvent>> {
        self.sender.subscribe()
    }
}

impl Client {
    /// The events of this client and its clones: give it what webhooks bring.
    pub fn events(&self) -> Events {
        Events::clone(&self.shared::<Events>())
    }
}
