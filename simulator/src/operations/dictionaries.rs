//! The dictionaries that orders refer to.

use serde_json::{Value, json};

use super::call::{Answer, Call, per_organization};
use crate::refusal::Refusal;
use crate::state::Core;
use crate::world;

/// Reasons to cancel.
pub(super) fn cancel_causes(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.organizations(core)?;
    call.answer(json!({ "cancelCauses": world::cancel_causes() }))
}

/// Ways to take an item off.
pub(super) fn removal_types(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.organizations(core)?;
    call.answer(json!({ "removalTypes": world::removal_types() }))
}

/// Order types by organization.
pub(super) fn order_types(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let types: Value = core.world.dictionaries.order_types.iter().map(|kind| kind.json()).collect();
    let organizations = call.organizations(core)?;
    call.answer(json!({ "orderTypes": per_organization(&organizations, "items", |_| types.clone()) }))
}

/// Discount types by organization.
pub(super) fn discounts(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let types: Value = core.world.dictionaries.discount_types.iter().map(|kind| kind.json()).collect();
    let organizations = call.organizations(core)?;
    call.answer(json!({ "discounts": per_organization(&organizations, "items", |_| types.clone()) }))
}

/// Payment types with the terminal groups that take them.
pub(super) fn payment_types(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations = call.organizations(core)?;
    let groups = organizations
        .iter()
        .flat_map(|organization| organization.groups.iter().map(|group| group.json(organization)));
    let groups: Vec<Value> = groups.collect();
    let types = core.world.dictionaries.payment_types.iter();
    call.answer(json!({ "paymentTypes": types.map(|kind| kind.json(&groups)).collect::<Vec<_>>() }))
}

/// Tips types of all organizations.
pub(super) fn tips_types(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.answer(json!({ "tipsTypes": core.world.dictionaries.tips_types(&core.world.organizations) }))
}
