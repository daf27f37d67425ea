//! Stop lists, changed.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::{StopKey, Stops};
use crate::state::Core;
use crate::{clock, fields, money};

/// Puts products on the list.
pub(super) fn add(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let now = clock::at(core.clock.now(), 0);
    change(core, call, |stops, key, item| {
        let left = money::read(&item["balance"]).unwrap_or(Decimal::ZERO);
        stops.set(key, left, now);
    })
}

/// Takes products off the list.
pub(super) fn remove(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, |stops, key, _| {
        stops.remove(key);
    })
}

fn change(
    core: &Core,
    call: &Call<'_>,
    change: impl Fn(&mut Stops, StopKey, &Value),
) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let items = fields::list(&call.body["items"]);
    let mut ids = items.iter().map(|item| fields::id(item, "productId"));
    if let Some(unknown) = ids.find(|id| core.world.menu.product(*id).is_none()) {
        return Err(Refusal::bad_request("PRODUCT_UNKNOWN", format!("the menu has no product {unknown}")));
    }
    let mut state = core.state();
    for item in items {
        let key =
            StopKey { group, product: fields::id(item, "productId"), size: fields::uuid(item, "sizeId") };
        change(&mut state.store.books.stops, key, item);
    }
    state.store.stops_changed(call.command(), organization.id);
    call.answer(json!({}))
}

/// Takes everything off the list.
pub(super) fn clear(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let mut state = core.state();
    state.store.books.stops.clear(group);
    state.store.stops_changed(call.command(), organization.id);
    call.answer(json!({}))
}
