//! The whole picture: what the page shows first, the log and the ledger.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::cards::{self, card, histories};
use super::{clock, faults, gates, stops, terminals};
use crate::money;
use crate::restaurant::guests::Account;
use crate::restaurant::{OrderKind, What};
use crate::state::{Core, event_kind};

/// Most orders that the picture shows.
const MOST: usize = 200;

/// Everything at once.
pub(super) fn state(core: &Core) -> Value {
    let (orders, events, revision, seen, refused) = {
        let mut state = core.state();
        let latest = |orders: &[std::sync::Arc<crate::restaurant::Order>], reserves: bool| {
            let own = orders.iter().rev().filter(|order| (order.kind == OrderKind::Reserve) == reserves);
            own.take(MOST).cloned().collect::<Vec<_>>()
        };
        let all = state.store.all();
        let orders = [latest(all, false), latest(all, true), Vec::new()];
        let count = all.len();
        let events = state.store.events_after(0);
        (orders, events, state.store.revision(), (count, state.journal.seen()), state.journal.refused)
    };
    let histories = histories(&events);
    let [orders, reserves, _] =
        orders.map(|orders| orders.iter().map(|order| card(order, &histories)).collect::<Vec<_>>());
    let (count, (requests, webhooks)) = seen;
    json!({
        "clock": clock::told(core),
        "seed": core.chance.seed(),
        "revision": revision,
        "organizations": terminals::organizations(core, &orders, &reserves),
        "orders": orders,
        "reserves": reserves,
        "stops": stops::all(core),
        "faults": faults::all(core),
        "gates": gates::all(core),
        "counts": { "orders": count, "requests": requests, "refused": refused, "webhooks": webhooks },
    })
}

/// The event log.
pub(super) fn events(core: &Core, after: i64) -> Value {
    let events = core.state().store.events_after(after);
    let told = events.iter().map(|event| {
        let order = event.what.order();
        let entity = order.map(|order| order.id).or(match &event.what {
            What::Shift(shift) => Some(shift.employee),
            What::Stops(groups) => groups.first().copied(),
            _ => None,
        });
        let fault = match &event.what {
            What::Failed(_, fault) => Some(fault),
            _ => None,
        };
        json!({
            "revision": event.revision,
            "at": event.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "organizationId": event.organization,
            "kind": event_kind(event),
            "entity": entity,
            "operation": event.operation,
            "correlationId": event.command,
            "status": order.and_then(|order| cards::status(order)),
            "rule": fault.and_then(|fault| fault.rule),
        })
    });
    told.collect()
}

/// The ledgers: of orders, and of money.
pub(super) fn ledger(core: &Core) -> Value {
    let (orders, wallets) = {
        let mut state = core.state();
        (state.store.ledger(), state.store.books.wallets.clone())
    };
    let account = |account: Account| match account {
        Account::Restaurant => "restaurant".to_owned(),
        Account::Guest(guest) => format!("wallet of {guest}"),
        Account::Held(guest) => format!("held of {guest}"),
    };
    let entries = wallets.of(None).map(|entry| {
        json!({
            "id": entry.id,
            "at": entry.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "from": account(entry.from),
            "to": account(entry.to),
            "sum": money::number(entry.sum),
            "customerId": entry.guest,
            "what": entry.movement.told().1,
            "orderId": entry.order,
        })
    });
    let entries: Vec<Value> = entries.collect();
    let told = orders.iter().map(|entry| {
        json!({
            "id": entry.id,
            "kind": cards::kind(entry.kind),
            "organizationId": entry.organization_id,
            "externalNumber": entry.external_number,
            "createRequests": entry.create_requests,
            "externalNumberRequests": entry.external_number_requests,
            "creation": format!("{:?}", entry.creation).split([' ', '{']).next(),
        })
    });
    json!({ "orders": told.collect::<Vec<_>>(), "wallets": entries })
}

/// What went out to guests and to the staff.
pub(super) fn messages(core: &Core) -> Value {
    let messages = core.state().store.books.messages.clone();
    let told = messages.iter().map(
        |message| json!({ "id": message.id, "kind": message.kind, "to": message.to, "text": message.text }),
    );
    told.collect()
}
