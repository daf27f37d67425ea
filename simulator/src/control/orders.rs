//! Orders, looked at and moved by hand.

use serde::Deserialize;
use uuid::Uuid;

use super::cards::{self, card, histories};
use super::reading::{Told, absent, parameter};
use crate::refusal::Refusal;
use crate::restaurant::{Fault, moves};
use crate::state::{Core, Part};

/// All orders, or those of a kind and a status.
pub(super) fn all(core: &Core, query: &str) -> Told {
    let (kind, status) = (parameter(query, "kind"), parameter(query, "status"));
    let (orders, events) = {
        let mut state = core.state();
        (state.store.all().to_vec(), state.store.events_after(0))
    };
    let histories = histories(&events);
    let wanted = orders.iter().filter(|order| {
        kind.is_none_or(|kind| cards::kind(order.kind) == kind)
            && status.is_none_or(|status| cards::status(order) == Some(status))
    });
    Ok(wanted.map(|order| card(order, &histories)).collect())
}

/// One order.
pub(super) fn one(core: &Core, id: Uuid) -> Told {
    let mut state = core.state();
    let found = state.store.all().iter().find(|order| order.id == id).cloned();
    let events = state.store.events_after(0);
    drop(state);
    let order = found.ok_or_else(|| absent(format!("there is no order {id}")))?;
    Ok(card(&order, &histories(&events)))
}

/// Where an order is put.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    pub(super) status: String,
}

/// Puts an order to a status.
pub(super) fn put(core: &Core, id: Uuid, wanted: &Move) -> Told {
    one(core, id)?;
    let result = moves::by_hand(&mut core.state().store, id, &wanted.status);
    core.changes.tell(&[Part::Orders]);
    result.map_err(|fault| Refusal::bad_request(fault.code, fault.message))?;
    one(core, id)
}

/// Why something fails.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    code: Option<String>,
    message: Option<String>,
}

/// Lets the next command of an order fail: its creation, while that is under way.
pub(super) fn fail(core: &Core, id: Uuid, wanted: &Failure) -> Told {
    one(core, id)?;
    let code = wanted.code.clone().unwrap_or_else(|| "Common".to_owned());
    let message = wanted.message.clone().unwrap_or_else(|| "somebody let this fail by hand".to_owned());
    core.state().store.fail_next(id, Fault::new(code, message));
    core.changes.tell(&[Part::Orders]);
    one(core, id)
}
