//! Orders at a table.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::{
    Created, Draft, Effect, Fault, Order, Scene, Taken, alterations, extras, loyalty, rules, table,
};
use crate::state::Core;
use crate::world::TerminalGroup;
use crate::{OrderKind, clock, fields, money};

/// Seconds that the point of sale has to take an order, unless the request tells.
pub(super) const PATIENCE: i64 = 8;

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
    let settings = &call.body["createOrderSettings"];
    // Without a terminal group there is no stop list to look at.
    let checks = fields::flag(settings, "checkStopList") && !call.body["terminalGroupId"].is_null();
    let mut state = core.state();
    let taken = Taken {
        world: &core.world,
        organization,
        group,
        chance: &core.chance,
        number: state.store.next_number(),
        order,
        now: clock::at(core.clock.now(), organization.utc_offset),
    };
    let made = if state.asleep.contains(&group.id) { Err(asleep(group)) } else { details(&taken) };
    let draft = Draft {
        kind,
        organization: organization.id,
        group: group.id,
        id: fields::uuid(order, "id"),
        external_number: fields::text(order, "externalNumber").map(str::to_owned),
        source_key: fields::text(order, "sourceKey").map(str::to_owned),
        patience: settings["transportToFrontTimeout"].as_i64().unwrap_or(PATIENCE),
        effect: making(made, group.id, order["items"].clone(), checks),
    };
    let created = state.store.create(call.command(), draft);
    drop(state);
    call.answer(json!({ "orderInfo": told(&created) }))
}

/// What became of a create request, as it is told.
pub(super) fn told(created: &Created) -> Value {
    match &created.refused {
        Some(fault) => created.order.refused(fault),
        None => created.order.info(&[]),
    }
}

/// Why a sleeping terminal group takes nothing.
pub(super) fn asleep(group: &TerminalGroup) -> Fault {
    rules::TERMINAL_ASLEEP.fault(format!("{} sleeps; wake it up first", group.name))
}

/// What the point of sale does with a new order: looks at its stop list where it was asked to, and sells the items.
fn making(made: Result<Value, Fault>, group: Uuid, items: Value, checks: bool) -> Effect {
    Arc::new(move |scene: &mut Scene<'_>| {
        let details = made.clone()?;
        let stopped = if checks { table::stopped(&scene.books.stops, group, &items) } else { Vec::new() };
        if let Some((key, stop)) = stopped.first() {
            let told = format!("the product {} is in the stop list: {} left", key.product, stop.left);
            return Err(rules::STOPPED.fault(told));
        }
        loyalty::made(scene, &details)?;
        table::sell(&mut scene.books.stops, group, &items);
        *scene.order = details;
        Ok(())
    })
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
    // The bundle wants exactly one of the two.
    let (ids, pos) = match given("orderIds") {
        Some(ids) => (ids, false),
        None => (given("posOrderIds").unwrap_or_default(), true),
    };
    let keys = fields::texts(call.body, "returnExternalDataKeys");
    let sources = fields::texts(call.body, "sourceKeys");
    let found = core.state().store.by_ids(&ids, pos, |order| {
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
    let found = core.state().store.find(OrderKind::Table, &organizations, None);
    let wanted = |order: &&Arc<Order>| {
        let own_tables = fields::uuids(&order.details, "tableIds").unwrap_or_default();
        let created = order.text("/whenCreated");
        own_tables.iter().any(|table| tables.contains(table))
            && from_source(order, &sources)
            && (statuses.is_empty() || statuses.contains(&order.text("/status")))
            // Written alike, date-times sort as texts.
            && from.as_deref().is_none_or(|from| created >= from)
            && to.as_deref().is_none_or(|to| created <= to)
    };
    let told: Vec<Value> = found.iter().filter(wanted).map(|order| order.info(&[])).collect();
    call.answer(json!({ "orders": told }))
}

/// Closes an order.
pub(super) fn close(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, OrderKind::Table, |scene| table::close(scene.order, scene.now))
}

/// Cancels an order.
pub(super) fn cancel(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (removal, user) = write_off(call);
    change(core, call, OrderKind::Table, move |scene| {
        table::open(scene.order, "cancelled")?;
        alterations::write_off(scene, removal, user)?;
        table::cancel(scene.order)
    })
}

/// How what is printed is written off, and to whom.
pub(super) fn write_off(call: &Call<'_>) -> (Option<Uuid>, Option<Uuid>) {
    (fields::uuid(call.body, "removalTypeId"), fields::uuid(call.body, "userIdForWriteoff"))
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
    change(core, call, kind, move |scene| {
        let ((payments, paid), tips) = (payments.clone()?, tips.clone()?);
        alterations::open(scene.order)?;
        let sum = money::read(&scene.order["sum"]).unwrap_or_default();
        extras::together(&scene.world.dictionaries, &[&scene.order["payments"], &payments], sum)?;
        loyalty::pay_more(scene, &payments)?;
        extras::add(scene.order, payments, paid, tips);
        Ok(())
    })
}

/// Takes a command that changes an order.
pub(super) fn change(
    core: &Core,
    call: &Call<'_>,
    kind: OrderKind,
    effect: impl Fn(&mut Scene<'_>) -> Result<(), Fault> + Send + Sync + 'static,
) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?.id;
    let order = (kind, fields::id(call.body, "orderId"));
    core.state().store.change(call.command(), organization, order, Arc::new(effect));
    call.answer(json!({}))
}
