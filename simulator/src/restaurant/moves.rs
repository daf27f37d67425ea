//! What the staff of a restaurant does to an order by hand.

use std::sync::Arc;

use super::effect::{Effect, Scene};
use super::fault::Fault;
use super::ledger::{CreationState, OrderKind};
use super::order::Order;
use super::store::Store;
use super::{delivery, reserve, rules, table};

/// The statuses to which an order may be moved now.
pub(crate) fn allowed(order: &Order) -> Vec<&'static str> {
    if order.creation != CreationState::Success {
        return Vec::new();
    }
    match order.kind {
        OrderKind::Delivery => delivery::moves(&order.details),
        OrderKind::Table => table::moves(&order.details),
        OrderKind::Reserve => match order.text("/status") {
            "New" => vec!["Started", "Closed"],
            "Started" => vec!["Closed"],
            _ => Vec::new(),
        },
    }
}

/// Moves an order to a status, whatever lies between.
pub(crate) fn by_hand(store: &mut Store, order: uuid::Uuid, status: &str) -> Result<(), Fault> {
    let found = store.order(order);
    let kind = found.ok_or_else(|| rules::ORDER_UNKNOWN.fault(format!("there is no order {order}")))?.kind;
    let wanted = status.to_owned();
    let effect: Effect = Arc::new(move |scene: &mut Scene<'_>| match kind {
        OrderKind::Delivery => delivery::put(scene.order, &wanted, scene.now),
        OrderKind::Table => table::put(scene.order, &wanted, scene.now),
        OrderKind::Reserve => reserve::reach(scene, &wanted),
    });
    store.by_hand(order, &effect)
}
