//! Where the events of a receiver wait for their program.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc;

use crate::codec::BrokenItem;
use crate::codec::types::WebhookEvent;

/// An event, or what is left of one that cannot be read: its JSON, and what is wrong with it.
pub type Received = Result<WebhookEvent, BrokenItem>;

/// The events that a [`Receiver`](super::Receiver) has taken, in their order; a stream, too.
///
/// As long as nobody reads, only so many wait, and then the receiver asks iiko to come again.
pub struct Inbox {
    events: mpsc::Receiver<Received>,
}

impl Inbox {
    pub(super) fn new(events: mpsc::Receiver<Received>) -> Self {
        Self { events }
    }

    /// The next event; none when the receiver and all its clones are gone.
    pub async fn next(&mut self) -> Option<Received> {
        self.events.recv().await
    }
}

impl Stream for Inbox {
    type Item = Received;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Received>> {
        self.events.poll_recv(context)
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("waiting", &self.events.len()).finish_non_exhaustive()
    }
}
