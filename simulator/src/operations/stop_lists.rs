//! Stop lists, changed.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::{Fault, StopKey, Stops, rules};
use crate::state::Core;
use crate::{clock, fields, money};

/// Puts products on the list.
pub(super) fn add(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let now = clock::at(core.clock.now(), 0);
    change(core, call, |stops, group| {
        let items = keys(core, call, group)?;
        let left = items.iter().map(|(_, item)| balance(item)).collect::<Result<Vec<_>, _>>()?;
        for ((key, _), left) in items.into_iter().zip(left) {
            stops.set(key, left, now);
        }
        Ok(())
    })
}

fn balance(item: &Value) -> Result<Decimal, Fault> {
    let told = || rules::AMOUNT.fault(format!("`balance` is nothing that can be left: {}", item["balance"]));
    money::read(&item["balance"]).ok_or_else(told)
}

/// Takes products off the list.
pub(super) fn remove(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, |stops, group| {
        for (key, _) in keys(core, call, group)? {
            stops.remove(key);
        }
        Ok(())
    })
}

/// Takes everything off the list.
pub(super) fn clear(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, |stops, group| {
        stops.clear(group);
        Ok(())
    })
}

/// The products that a request names, which the menu must have.
fn keys<'a>(core: &Core, call: &Call<'a>, group: Uuid) -> Result<Vec<(StopKey, &'a Value)>, Fault> {
    let key = |item: &'a Value| {
        let (product, size) = (fields::id(item, "productId"), fields::uuid(item, "sizeId"));
        let known = core.world.menu.product(product);
        let known = known
            .ok_or_else(|| rules::PRODUCT_UNKNOWN.fault(format!("the menu has no product {product}")))?;
        if let Some(size) = size.filter(|size| !known.sizes().any(|own| own == *size)) {
            return Err(rules::SIZE.fault(format!("{} ({product}) has no size {size}", known.name)));
        }
        Ok((StopKey { group, product, size }, item))
    };
    fields::list(&call.body["items"]).iter().map(key).collect()
}

/// Changes a list at once; that it is a command shows in its status.
fn change(
    core: &Core,
    call: &Call<'_>,
    change: impl Fn(&mut Stops, Uuid) -> Result<(), Fault>,
) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let mut state = core.state();
    let result = change(&mut state.store.books.stops, group);
    state.store.stops_changed(call.command(), organization.id);
    state.store.settled_command(call.command(), organization.id, result);
    drop(state);
    call.answer(json!({}))
}
