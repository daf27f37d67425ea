//! Who waits for changes: the page, and what posts webhooks.

use tokio::sync::{Notify, broadcast, watch};

/// How many changes a slow reader may be behind.
const BEHIND: usize = 256;

/// A part of the simulator that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Orders,
    Requests,
    Webhooks,
    Clock,
    Stops,
    Terminals,
    Faults,
    Gates,
}

impl Part {
    /// All parts: what changes when everything is put back.
    pub(crate) const ALL: [Self; 8] = [
        Self::Orders,
        Self::Requests,
        Self::Webhooks,
        Self::Clock,
        Self::Stops,
        Self::Terminals,
        Self::Faults,
        Self::Gates,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Requests => "requests",
            Self::Webhooks => "webhooks",
            Self::Clock => "clock",
            Self::Stops => "stops",
            Self::Terminals => "terminals",
            Self::Faults => "faults",
            Self::Gates => "gates",
        }
    }
}

/// Tells of changes.
#[derive(Debug)]
pub(crate) struct Changes {
    parts: broadcast::Sender<Part>,
    restaurants: Notify,
    ended: watch::Sender<bool>,
}

impl Changes {
    pub(super) fn new() -> Self {
        Self {
            parts: broadcast::Sender::new(BEHIND),
            restaurants: Notify::new(),
            ended: watch::Sender::new(false),
        }
    }

    /// Tells that parts have changed.
    pub(crate) fn tell(&self, parts: &[Part]) {
        if self.parts.receiver_count() > 0 {
            for part in parts {
                // Without readers nobody needs to know.
                let _ = self.parts.send(*part);
            }
        }
        if parts.iter().any(|part| *part != Part::Requests) {
            self.restaurants.notify_one();
        }
    }

    /// The changes from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Part> {
        self.parts.subscribe()
    }

    /// Tells that the simulator ends: nobody needs to wait any longer.
    pub(crate) fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Waits until the simulator ends.
    pub(crate) async fn ended(&self) {
        // The sender lives as long as this.
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
    }

    /// Waits until something has changed at the restaurants.
    pub(crate) async fn restaurants(&self) {
        self.restaurants.notified().await;
    }
}
