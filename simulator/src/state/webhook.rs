//! Where an organization's events go, and which of them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fields;
use crate::restaurant::{Event, What};
use crate::{OrderKind, clock};

/// An organization's webhook.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) uri: String,
    pub(crate) token: Option<String>,
    /// Which events are sent; all of them where there is none.
    pub(crate) filter: Value,
    /// The revision up to which everything was sent.
    pub(crate) sent: i64,
}

/// What an event is called; a change that no webhook tells has no name.
pub(crate) fn kind(event: &Event) -> Option<&'static str> {
    Some(match (&event.what, event.what.order().map(|order| order.kind)) {
        (What::Accepted(_), _) => return None,
        (What::Changed(_), Some(OrderKind::Delivery)) => "DeliveryOrderUpdate",
        (What::Failed(..), Some(OrderKind::Delivery)) => "DeliveryOrderError",
        (What::Changed(_), Some(OrderKind::Table)) => "TableOrderUpdate",
        (What::Failed(..), Some(OrderKind::Table)) => "TableOrderError",
        (What::Changed(_), Some(OrderKind::Reserve)) => "ReserveUpdate",
        (What::Failed(..), Some(OrderKind::Reserve)) => "ReserveError",
        (What::Stops(_), _) => "StopListUpdate",
        (What::Shift(_), _) => "PersonalShift",
        (What::Changed(_) | What::Failed(..), None) => return None,
    })
}

impl Webhook {
    /// An event as it is posted; nothing where the filter leaves it out.
    pub(crate) fn tell(&self, event: &Event) -> Option<Value> {
        let kind = kind(event)?;
        if self.uri.is_empty() || !self.wants(event) {
            return None;
        }
        Some(json!({
            "eventType": kind,
            "eventTime": clock::text(clock::at(event.at, 0)),
            "organizationId": event.organization,
            "correlationId": event.command.unwrap_or_else(|| event_id(event)),
            "eventInfo": self.info(event),
        }))
    }

    fn info(&self, event: &Event) -> Value {
        match &event.what {
            What::Accepted(order) | What::Changed(order) => order.info(&self.keys(order.kind)),
            What::Failed(order, fault) => order.failed(fault, &self.keys(order.kind)),
            What::Stops(groups) => {
                let told = groups.iter().map(|id| json!({ "id": id, "isFull": true }));
                json!({ "terminalGroupsStopListsUpdates": told.collect::<Vec<_>>() })
            }
            What::Shift(shift) => json!({
                "id": shift.employee,
                "roleId": shift.role,
                "opened": shift.opened,
                "terminalGroupId": shift.group,
            }),
        }
    }

    fn own(&self, kind: OrderKind) -> &Value {
        &self.filter[match kind {
            OrderKind::Delivery => "deliveryOrderFilter",
            OrderKind::Table => "tableOrderFilter",
            OrderKind::Reserve => "reserveFilter",
        }]
    }

    fn keys(&self, kind: OrderKind) -> Vec<&str> {
        fields::texts(self.own(kind), "returnedExternalDataKeys")
    }

    fn wants(&self, event: &Event) -> bool {
        if self.filter.is_null() {
            return true;
        }
        match &event.what {
            What::Accepted(_) => false,
            What::Failed(order, _) => fields::flag(self.own(order.kind), "errors"),
            What::Changed(order) if order.kind == OrderKind::Reserve => {
                fields::flag(self.own(order.kind), "updates")
            }
            What::Changed(order) => {
                let own = self.own(order.kind);
                let items = fields::texts(own, "itemStatuses");
                let item = |item: &Value| fields::text(item, "status").is_some_and(|it| items.contains(&it));
                fields::texts(own, "orderStatuses").contains(&order.text("/status"))
                    || fields::list(&order.details["items"]).iter().any(item)
            }
            What::Stops(_) => fields::flag(&self.filter["stopListUpdateFilter"], "updates"),
            What::Shift(_) => fields::flag(&self.filter["personalShiftFilter"], "updates"),
        }
    }
}

/// An id for what no command did.
fn event_id(event: &Event) -> Uuid {
    crate::world::id("event", &event.revision.to_string())
}
