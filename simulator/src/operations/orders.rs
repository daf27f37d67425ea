//! Orders at a table.

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::{Draft, Fault, Order, Taken, extras, table};
use crate::state::Core;
use crate::world::World;
use crate::{OrderKind, clock, fields};

/// How many ids may be asked for at once.
const MOST_IDS: usize = 200;

/// Makes an order's details.
pub(super) type Details = fn(&Taken<'_>) -> Result<Value, Fault>;

/// Takes an order.
pub(super) fn create(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    if call.body["order"].is_null() {
        return Err(Refusal::bad_request("BODY_INVALID", "order is required, but missing"));
    }
    take(core, call, OrderKind::Table, table::details)
}

/// Takes an order of either kind.
pub(super) fn take(
    core: &Core,
    call: &Call<'_>,
    kind: OrderKind,
    details: Details,
) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?;
    let order = &call.body["order"];
    let mut state = core.state();
    let details = if state.asleep.contains(&group.id) {
        Err(Fault::new("TerminalGroupDisabled", format!("{} sleeps; wake it up first", group.name)))
    } else {
        sellable(&core.world, call.body).and_then(|()| {
            let number = state.store.next_number();
            details(&Taken { world: &core.world, organization, group, number, order })
        })
    };
    let draft = Draft {
        kind,
        organization: organization.id,
        id: fields::uuid(order, "id"),
        external_number: fields::text(order, "externalNumber").map(str::to_owned),
        source_key: fields::text(order, "sourceKey").map(str::to_owned),
        details,
    };
    let info = state.store.create(call.correlation_id, draft);
    call.answer(json!({ "orderInfo": info }))
}

/// Checks the stop list when the request says so.
fn sellable(world: &World, body: &Value) -> Result<(), Fault> {
    let check = fields::flag(&body["createOrderSettings"], "checkStopList");
    let stopped = if check { table::stopped(&world.menu, &body["order"]["items"]) } else { Vec::new() };
    match stopped.first() {
        None => Ok(()),
        Some((id, _, left)) => {
            Err(Fault::new("Common", format!("the product {id} is in the stop list: {left} left")))
        }
    }
}

/// Orders by their ids.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations: Vec<Uuid> =
        call.organizations(core)?.iter().map(|organization| organization.id).collect();
    orders_by_id(core, call, OrderKind::Table, &organizations)
}

/// Orders of either kind by their ids, here or at the point of sale.
pub(super) fn orders_by_id(
    core: &Core,
    call: &Call<'_>,
    kind: OrderKind,
    organizations: &[Uuid],
) -> Result<Answer, Refusal> {
    let given = |key| fields::uuids(call.body, key).filter(|ids| !ids.is_empty());
    let (ids, pos) = match (given("orderIds"), given("posOrderIds")) {
        (Some(ids), None) => (ids, false),
        (None, Some(ids)) => (ids, true),
        _ => return Err(Refusal::bad_request("BODY_INVALID", "give either orderIds or posOrderIds")),
    };
    if ids.len() > MOST_IDS {
        let told = format!("at most {MOST_IDS} ids may be asked for at once, not {}", ids.len());
        return Err(Refusal::bad_request("BODY_INVALID", told));
    }
    let keys = fields::texts(call.body, "returnExternalDataKeys");
    let sources = fields::texts(call.body, "sourceKeys");
    let mut state = core.state();
    let found = state.store.by_ids(&ids, pos, |order| {
        order.kind == kind && organizations.contains(&order.organization) && from_source(order, &sources)
    });
    call.answer(json!({ "orders": found.iter().map(|order| order.info(&keys)).collect::<Vec<_>>() }))
}

/// Whether the order came from one of the sources, or no source was asked for.
pub(super) fn from_source(order: &Order, sources: &[&str]) -> bool {
    sources.is_empty() || order.source_key.as_deref().is_some_and(|key| sources.contains(&key))
}

/// Orders of tables.
pub(super) fn by_table(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations: Vec<Uuid> =
        call.organizations(core)?.iter().map(|organization| organization.id).collect();
    let tables = fields::uuids(call.body, "tableIds").unwrap_or_default();
    let sources = fields::texts(call.body, "sourceKeys");
    let statuses = fields::texts(call.body, "statuses");
    let from = fields::date_time(call.body, "dateFrom").map(clock::text);
    let to = fields::date_time(call.body, "dateTo").map(clock::text);
    let mut state = core.state();
    let found = state.store.find(OrderKind::Table, &organizations, None, |order| {
        let own_tables = fields::uuids(&order.details, "tableIds").unwrap_or_default();
        let created = order.text("/whenCreated");
        own_tables.iter().any(|table| tables.contains(table))
            && from_source(order, &sources)
            && (statuses.is_empty() || statuses.contains(&order.text("/status")))
            // Written alike, date-times sort as texts.
            && from.as_deref().is_none_or(|from| created >= from)
            && to.as_deref().is_none_or(|to| created <= to)
    });
    call.answer(json!({ "orders": found.iter().map(|order| order.info(&[])).collect::<Vec<_>>() }))
}

/// Closes an order.
pub(super) fn close(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, OrderKind::Table, |offset, order| table::close(order, clock::now(offset)))
}

/// Cancels an order.
pub(super) fn cancel(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, OrderKind::Table, |_, order| table::cancel(order))
}

/// Adds payments to an order.
pub(super) fn add_payments(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    pay(core, call, OrderKind::Table)
}

/// Adds payments to an order of either kind.
pub(super) fn pay(core: &Core, call: &Call<'_>, kind: OrderKind) -> Result<Answer, Refusal> {
    let dictionaries = &core.world.dictionaries;
    let payments = extras::payments(dictionaries, &call.body["payments"]);
    let tips = extras::tips(dictionaries, &call.body["tips"]);
    change(core, call, kind, move |_, order| {
        let ((payments, paid), tips) = (payments?, tips?);
        extras::add(order, payments, paid, tips);
        Ok(())
    })
}

/// Takes a command; `effect` gets the hours ahead of UTC.
pub(super) fn change(
    core: &Core,
    call: &Call<'_>,
    kind: OrderKind,
    effect: impl FnOnce(i64, &mut Value) -> Result<(), Fault> + Send + 'static,
) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let offset = organization.utc_offset;
    let order = (kind, fields::id(call.body, "orderId"));
    let command = call.correlation_id;
    core.state().store.change(command, organization.id, order, move |details| effect(offset, details));
    call.answer(json!({}))
}
