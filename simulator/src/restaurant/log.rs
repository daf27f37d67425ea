//! The event log: each change once, in its order. Revisions, history and webhooks are read from it.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fault::Fault;
use super::order::Order;

/// How many events are kept before the oldest is dropped.
const KEPT: usize = 20_000;

/// A change.
#[derive(Clone)]
pub(crate) struct Event {
    /// Higher than that of each event before.
    pub(crate) revision: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) organization: Uuid,
    /// The command that did it, if one did.
    pub(crate) command: Option<Uuid>,
    /// The operation that did it; `clock` and `control` for what nobody called.
    pub(crate) operation: &'static str,
    pub(crate) what: What,
}

/// What has changed.
#[derive(Clone)]
pub(crate) enum What {
    /// The cloud took an order on, to be made at the point of sale.
    Accepted(Arc<Order>),
    /// An order was made or changed.
    Changed(Arc<Order>),
    /// An order was not made, or a command to it failed.
    Failed(Arc<Order>, Fault),
    /// The stop lists of terminal groups.
    Stops(Vec<Uuid>),
    /// Somebody came to work or went home.
    Shift(Shift),
}

/// An employee's personal shift that was opened or closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    pub(crate) employee: Uuid,
    pub(crate) role: Option<Uuid>,
    pub(crate) group: Uuid,
    pub(crate) opened: bool,
}

impl What {
    /// The order it is about.
    pub(crate) fn order(&self) -> Option<&Arc<Order>> {
        match self {
            Self::Accepted(order) | Self::Changed(order) | Self::Failed(order, _) => Some(order),
            Self::Stops(_) | Self::Shift(_) => None,
        }
    }
}

/// The latest events, the oldest first.
#[derive(Clone, Default)]
pub(super) struct Log {
    events: VecDeque<Event>,
}

impl Log {
    pub(super) fn append(&mut self, event: Event) {
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    /// The events after a revision.
    pub(super) fn after(&self, revision: i64) -> impl Iterator<Item = &Event> {
        let first = self.events.partition_point(|event| event.revision <= revision);
        self.events.range(first..)
    }
}
