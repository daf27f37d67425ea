//! Stop lists, and what can stand on them.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Number, Value, json};
use uuid::Uuid;

use super::reading::{Told, absent};
use crate::refusal::Refusal;
use crate::restaurant::{BY_HAND, Command, StopKey};
use crate::state::{Core, Part};
use crate::{clock, money};

/// What stands on the stop lists.
pub(super) fn all(core: &Core) -> Value {
    let stops = core.state().store.books.stops.clone();
    let groups = core.world.organizations.iter().flat_map(|organization| &organization.groups);
    let told = groups.flat_map(|group| stops.of(group.id)).map(|(key, stop)| {
        json!({
            "terminalGroupId": key.group,
            "productId": key.product,
            "sizeId": key.size,
            "name": core.world.menu.product(key.product).map(|product| product.name.clone()),
            "balance": money::number(stop.left),
        })
    });
    told.collect()
}

/// Products in the sizes in which they are sold.
pub(super) fn products(core: &Core) -> Value {
    let menu = &core.world.menu;
    let told = menu.products().flat_map(|product| {
        product.offered().map(move |size| {
            let name = size.and_then(|size| menu.size_name(size));
            json!({ "id": product.id, "name": product.name, "sizeId": size, "sizeName": name })
        })
    });
    told.collect()
}

/// What is to stand on a stop list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Wanted {
    terminal_group_id: Uuid,
    product_id: Uuid,
    size_id: Option<Uuid>,
    /// What is left; null takes the product off.
    balance: Option<Number>,
}

/// Sets what is left of a product, or takes it off the list.
pub(super) fn set(core: &Core, wanted: &Wanted) -> Told {
    let group = core.world.terminal_group(wanted.terminal_group_id);
    let (organization, group) =
        group.ok_or_else(|| absent(format!("there is no terminal group {}", wanted.terminal_group_id)))?;
    if core.world.menu.product(wanted.product_id).is_none() {
        return Err(absent(format!("the menu has no product {}", wanted.product_id)));
    }
    let left: Option<Decimal> = match &wanted.balance {
        None => None,
        Some(number) => Some(money::read(&Value::Number(number.clone())).ok_or_else(|| {
            Refusal::bad_request("BALANCE_INVALID", format!("`balance` must be 0 or more, but is {number}"))
        })?),
    };
    let key = StopKey { group: group.id, product: wanted.product_id, size: wanted.size_id };
    let mut state = core.state();
    match left {
        Some(left) => state.store.books.stops.set(key, left, clock::at(core.clock.now(), 0)),
        None => {
            state.store.books.stops.remove(key);
        }
    }
    state.store.stops_changed(Command { id: Uuid::nil(), operation: BY_HAND }, organization.id);
    drop(state);
    core.changes.tell(&[Part::Stops]);
    Ok(all(core))
}
