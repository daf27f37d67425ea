//! An order as the board shows it.

use std::collections::HashMap;

use chrono::SecondsFormat;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fields::{list, text};
use crate::restaurant::{CreationState, Event, Order, OrderKind, What, moves};

/// What happened to orders, by their ids.
pub(super) type Histories = HashMap<Uuid, Vec<Value>>;

/// The history of each order in the log.
pub(super) fn histories(events: &[Event]) -> Histories {
    let mut histories = Histories::new();
    for event in events {
        if let Some(order) = event.what.order() {
            histories.entry(order.id).or_default().push(step(event, order));
        }
    }
    histories
}

fn step(event: &Event, order: &Order) -> Value {
    let what = match event.what {
        What::Accepted(_) => "created",
        What::Failed(..) => "failed",
        _ => "changed",
    };
    json!({
        "at": event.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "revision": event.revision,
        "what": what,
        "operation": event.operation,
        "status": status(order),
    })
}

/// The name of a kind.
pub(super) fn kind(kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::Delivery => "delivery",
        OrderKind::Table => "table",
        OrderKind::Reserve => "reserve",
    }
}

pub(super) fn status(order: &Order) -> Option<&str> {
    text(&order.details, "status")
}

/// The card of an order.
pub(super) fn card(order: &Order, histories: &Histories) -> Value {
    let details = &*order.details;
    let (creation, error) = match &order.creation {
        CreationState::InProgress => ("InProgress", Value::Null),
        CreationState::Success => ("Success", Value::Null),
        CreationState::Error { code, message } => ("Error", json!({ "code": code, "message": message })),
    };
    // A reserve's order is that of its banquet.
    let bill = if order.kind == OrderKind::Reserve { &details["order"] } else { details };
    let customer = &details["customer"];
    let names = [text(customer, "name"), text(customer, "surname")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ").trim().to_owned();
    let paid: f64 = list(&bill["payments"]).iter().filter_map(|payment| payment["sum"].as_f64()).sum();
    let items = list(&bill["items"]).iter().filter(|item| item["deleted"].is_null());
    let due = if order.kind == OrderKind::Reserve { "estimatedStartTime" } else { "completeBefore" };
    json!({
        "id": order.id,
        "kind": kind(order.kind),
        "number": details["number"],
        "externalNumber": order.external_number,
        "organizationId": order.organization,
        "terminalGroupId": order.group,
        "status": status(order),
        "creationStatus": creation,
        "error": error,
        "customer": (!name.is_empty()).then_some(name),
        "phone": details["phone"],
        "sum": bill["sum"].as_f64().unwrap_or_default(),
        "paid": paid,
        "completeBefore": details[due],
        "courier": details.pointer("/courierInfo/courier/name"),
        "address": address(&details["deliveryPoint"]["address"]),
        "tables": list(&details["tableIds"]),
        "problem": details.pointer("/problem/description"),
        "timestamp": order.timestamp,
        "items": items.map(item).collect::<Vec<_>>(),
        "moves": moves::allowed(order),
        "history": histories.get(&order.id),
    })
}

fn address(address: &Value) -> Option<String> {
    if let Some(line) = text(address, "line1") {
        return Some(line.to_owned());
    }
    let street = text(&address["street"], "name")?;
    let parts = [Some(street), text(address, "house"), text(address, "flat")];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn item(item: &Value) -> Value {
    let name = ["/product/name", "/template/name", "/service/name"].iter().find_map(|at| item.pointer(at));
    json!({
        "name": name,
        "amount": item["amount"],
        "sum": item["resultSum"].as_f64().or_else(|| item.pointer("/primaryComponent/resultSum")?.as_f64()),
        "status": item["status"],
    })
}
