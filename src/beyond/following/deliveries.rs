//! Deliveries: those of some days first, then by revision, and by webhook.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta};

use super::event::Followed;
use super::follow::Follow;
#[cfg(feature = "webhooks")]
use super::source::Heard;
use super::source::{Asking, Change, Portion, Source};
use crate::beyond::Entity;
use crate::client::Client;
use crate::clock::wall;
#[cfg(feature = "webhooks")]
use crate::codec::types::WebhookEvent;
use crate::codec::types::{DeliveryOrder, DeliveryOrdersWithRevisionResponse, OrderId, OrganizationId};
use crate::error::Error;
use crate::operation::operations;
use crate::sections::Deliveries;

/// How far the first look reaches back unless it is said: whatever the restaurant's clock says, yesterday is in it.
const BACK: TimeDelta = TimeDelta::days(2);

impl Followed for DeliveryOrder {
    type Key = OrderId;

    fn key(&self) -> OrderId {
        Entity::id(self)
    }

    fn version(&self) -> Option<i64> {
        Entity::version(self)
    }
}

impl Deliveries {
    /// Follows the delivery orders of these organizations: those that are due from two days ago on, then each that is new
    /// or has changed. What was deleted is told by [`Delete`](super::Event::Delete); a cancelled order is a change.
    ///
    /// Changes are read with `by_revision`, which reaches back no more than three hours: after a longer time the feed
    /// begins anew, with [`Init`](super::Event::Init). Orders that the client's [`events`](crate::Client::events) are told of
    /// come at once, and once.
    pub fn follow(
        &self,
        organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
    ) -> Follow<DeliveryOrder> {
        follow(&self.client, organization_ids, None)
    }

    /// [`follow`](Self::follow), with the orders that are due from that time on, in the local time of their restaurants.
    /// Of orders due more than seven days ago the service promises nothing.
    pub fn follow_from(
        &self,
        organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
        due_from: NaiveDateTime,
    ) -> Follow<DeliveryOrder> {
        follow(&self.client, organization_ids, Some(due_from))
    }
}

fn follow(
    client: &Client,
    organization_ids: impl IntoIterator<Item = impl Into<OrganizationId>>,
    from: Option<NaiveDateTime>,
) -> Follow<DeliveryOrder> {
    let organizations = organization_ids.into_iter().map(Into::into).collect();
    Follow::new(client.clone(), Orders { client: client.clone(), organizations, from, place: None })
}

#[derive(Debug)]
struct Orders {
    client: Client,
    organizations: Vec<OrganizationId>,
    from: Option<NaiveDateTime>,
    place: Option<Place>,
}

/// How far the orders were read, and when.
#[derive(Debug, Clone, Copy)]
struct Place {
    revision: i64,
    /// Milliseconds of the wall clock.
    read: i64,
}

impl Orders {
    fn due_from(&self) -> NaiveDateTime {
        let now: DateTime<chrono::Utc> = wall().into();
        self.from.unwrap_or_else(|| now.naive_utc() - BACK)
    }
}

impl Orders {
    /// The orders that are due from some time on.
    async fn by_date(&mut self) -> Result<Portion<DeliveryOrder>, Error> {
        let read = now();
        let organizations = self.organizations.iter().copied();
        let call = self.client.deliveries().by_delivery_date_and_status(organizations, self.due_from());
        let answer = call.await?;
        Ok(self.portion(answer, read))
    }

    fn portion(&mut self, answer: DeliveryOrdersWithRevisionResponse, read: i64) -> Portion<DeliveryOrder> {
        let before = self.place.map_or(0, |place| place.revision);
        self.place = Some(Place { revision: answer.max_revision.max(before), read });
        let orders = answer.orders_by_organizations.into_iter().flat_map(|own| own.orders);
        Portion { changes: orders.map(change).collect(), more: false }
    }
}

fn now() -> i64 {
    DateTime::<chrono::Utc>::from(wall()).timestamp_millis()
}

impl Source<DeliveryOrder> for Orders {
    fn snapshot(&mut self) -> Asking<'_, DeliveryOrder> {
        Box::pin(self.by_date())
    }

    fn changes(&mut self) -> Asking<'_, DeliveryOrder> {
        Box::pin(async move {
            // As long as there was no order at all, there is no revision to go on from.
            let Some(since) = self.place.map(|place| place.revision).filter(|revision| *revision > 0) else {
                return self.by_date().await;
            };
            let read = now();
            let answer =
                self.client.deliveries().by_revision(self.organizations.iter().copied(), since).await?;
            Ok(self.portion(answer, read))
        })
    }

    fn position(&self) -> Option<String> {
        self.place.map(|Place { revision, read }| format!("{revision} {read}"))
    }

    fn resume(&mut self, position: &str) -> Result<(), String> {
        let parts = position.trim().split_once(' ');
        let place = parts.and_then(|(revision, read)| {
            Some(Place { revision: revision.parse().ok()?, read: read.parse().ok()? })
        });
        self.place =
            Some(place.ok_or_else(|| format!("{position:?} is no revision of orders with its time"))?);
        Ok(())
    }

    /// Once in a while the clocks of the two sides differ: the last tenth of the time is left alone.
    fn is_too_old(&self) -> bool {
        let Some(place) = self.place else { return false };
        let id = operations::BY_REVISION.id();
        let oldest = operations::OLDEST_STARTS.iter().find(|(operation, _)| *operation == id);
        let oldest = oldest.map_or(Duration::MAX, |(_, seconds)| Duration::from_secs(*seconds) * 9 / 10);
        let age = u64::try_from(now() - place.read).map_or(Duration::ZERO, Duration::from_millis);
        age > oldest
    }

    #[cfg(feature = "webhooks")]
    fn heard(&self, event: &WebhookEvent) -> Heard<DeliveryOrder> {
        let order = match event {
            WebhookEvent::DeliveryOrderUpdate(event) => event.event_info.as_ref(),
            WebhookEvent::DeliveryOrderError(event) => event.event_info.as_ref(),
            _ => return Heard::Nothing,
        };
        match order {
            Some(order) if !self.organizations.contains(&order.organization_id) => Heard::Nothing,
            // An event that comes late may be older than what was read before a restart: asking tells.
            Some(order)
                if order
                    .timestamp
                    .is_none_or(|told| self.place.is_none_or(|place| told <= place.revision)) =>
            {
                Heard::Ask
            }
            Some(order) => Heard::Change(change(order.clone())),
            None => Heard::Ask,
        }
    }
}

/// An order that is there, or was deleted.
fn change(order: DeliveryOrder) -> Change<DeliveryOrder> {
    let is_deleted = order.order.as_ref().is_some_and(|details| details.is_deleted == Some(true));
    if is_deleted { Change::Delete(order.id, order.timestamp) } else { Change::Apply(order) }
}
