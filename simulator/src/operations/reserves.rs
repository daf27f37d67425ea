//! Reserves and banquets: made, found and changed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::orders::{self, from_source};
use crate::refusal::Refusal;
use crate::restaurant::{Draft, Effect, Fault, Scene, Taken, alterations, extras, reserve};
use crate::state::Core;
use crate::{OrderKind, clock, fields};

type Outcome = Result<Answer, Refusal>;

/// Takes a reserve.
pub(super) fn create(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?;
    let body = call.body;
    let mut state = core.state();
    let taken = Taken {
        world: &core.world,
        organization,
        group,
        chance: &core.chance,
        number: state.store.next_number(),
        order: body,
        now: clock::at(core.clock.now(), organization.utc_offset),
    };
    let made =
        if state.asleep.contains(&group.id) { Err(orders::asleep(group)) } else { reserve::details(&taken) };
    let timeout = body["createReserveSettings"]["transportToFrontTimeout"].as_i64();
    let effect: Effect = Arc::new(move |scene: &mut Scene<'_>| {
        let details = made.clone()?;
        reserve::book(scene, &details)?;
        *scene.order = details;
        Ok(())
    });
    let draft = Draft {
        kind: OrderKind::Reserve,
        organization: organization.id,
        group: group.id,
        id: fields::uuid(body, "id"),
        external_number: fields::text(body, "externalNumber").map(str::to_owned),
        source_key: fields::text(&body["order"], "sourceKey").map(str::to_owned),
        patience: timeout.or_else(|| body["transportToFrontTimeout"].as_i64()).unwrap_or(orders::PATIENCE),
        effect,
    };
    let created = state.store.create(call.command(), draft);
    drop(state);
    call.answer(json!({ "reserveInfo": orders::told(&created) }))
}

/// Reserves by their ids.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let ids = fields::uuids(call.body, "reserveIds").unwrap_or_default();
    let sources = fields::texts(call.body, "sourceKeys");
    let found = core.state().store.by_ids(&ids, false, |order| {
        order.kind == OrderKind::Reserve
            && order.organization == organization
            && (order.source_key.is_none() || from_source(order, &sources))
    });
    call.answer(json!({ "reserves": found.iter().map(|order| order.info(&[])).collect::<Vec<_>>() }))
}

/// Cancels a reserve.
pub(super) fn cancel(core: &Core, call: &Call<'_>) -> Outcome {
    let reason = call.body["cancelReason"].clone();
    change(core, call, move |scene| reserve::cancel(scene, &reason))
}

/// Moves a reserve to other tables.
pub(super) fn change_tables(core: &Core, call: &Call<'_>) -> Outcome {
    let (tables, group) = (call.body["tableIds"].clone(), group(core, call));
    change(core, call, move |scene| reserve::change_tables(scene, &tables, group))
}

/// Moves a reserve to another time.
pub(super) fn change_start(core: &Core, call: &Call<'_>) -> Outcome {
    let start = fields::date_time(call.body, "newEstimatedStartTime").unwrap_or_default();
    change(core, call, move |scene| reserve::change_start(scene, start))
}

/// Adds items to a banquet.
pub(super) fn add_items(core: &Core, call: &Call<'_>) -> Outcome {
    let (items, combos, group) = (call.body["items"].clone(), call.body["combos"].clone(), group(core, call));
    change(core, call, move |scene| {
        reserve::with_order(scene, |scene| alterations::add_items(scene, group, &items, &combos))
    })
}

/// Changes the items of a banquet.
pub(super) fn change_items(core: &Core, call: &Call<'_>) -> Outcome {
    let (items, combos, group) = (call.body["items"].clone(), call.body["combos"].clone(), group(core, call));
    change(core, call, move |scene| reserve::change_items(scene, group, &items, &combos))
}

/// Adds payments to a banquet.
pub(super) fn add_payments(core: &Core, call: &Call<'_>) -> Outcome {
    let payments = extras::payments(&core.world.dictionaries, &call.body["payments"]);
    change(core, call, move |scene| {
        let (payments, paid) = payments.clone()?;
        reserve::add_payments(scene, &payments, paid)
    })
}

/// The terminal group that holds the reserve of a call.
fn group(core: &Core, call: &Call<'_>) -> uuid::Uuid {
    let reserve = fields::id(call.body, "reserveId");
    let mut state = core.state();
    state.store.order(reserve).map(|order| order.group).unwrap_or_default()
}

fn change(
    core: &Core,
    call: &Call<'_>,
    effect: impl Fn(&mut Scene<'_>) -> Result<(), Fault> + Send + Sync + 'static,
) -> Outcome {
    let organization = call.organization(core)?.id;
    let reserve = (OrderKind::Reserve, fields::id(call.body, "reserveId"));
    core.state().store.change(call.command(), organization, reserve, Arc::new(effect));
    call.answer(json!({}))
}

/// What of the tables is booked in a time.
pub(super) fn workload(core: &Core, call: &Call<'_>) -> Outcome {
    let wanted = fields::uuids(call.body, "restaurantSectionIds").unwrap_or_default();
    let groups = core.world.organizations.iter().flat_map(|organization| &organization.groups);
    let sections = groups.flat_map(|group| &group.sections).filter(|section| wanted.contains(&section.id));
    let tables: Vec<Value> =
        sections.flat_map(|section| &section.tables).map(|table| json!(table.id)).collect();
    let from = fields::date_time(call.body, "dateFrom").map(clock::text).unwrap_or_default();
    let to = fields::date_time(call.body, "dateTo").map(clock::text);
    let all = core.state().store.all().to_vec();
    let booked = all.iter().filter(|order| {
        let start = order.text("/estimatedStartTime");
        order.kind == OrderKind::Reserve
            && matches!(order.text("/status"), "New" | "Started")
            && start >= from.as_str()
            && to.as_deref().is_none_or(|to| start <= to)
            && fields::list(&order.details["tableIds"]).iter().any(|table| tables.contains(table))
    });
    let told = booked.map(|order| {
        json!({
            "id": order.id,
            "tableIds": order.details["tableIds"],
            "estimatedStartTime": order.details["estimatedStartTime"],
            "durationInMinutes": order.details["durationInMinutes"],
            "guestsCount": order.details["guestsCount"],
        })
    });
    call.answer(json!({ "reserves": told.collect::<Vec<_>>() }))
}
