//! Deliveries: taking, finding and moving them on.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use super::orders::{self, orders_by_id, take};
use crate::refusal::Refusal;
use crate::restaurant::{Fault, Order, Scene, alterations, delivery, rules};
use crate::state::Core;
use crate::world;
use crate::{OrderKind, clock, fields};

/// Takes a delivery.
pub(super) fn create(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    take(core, call, OrderKind::Delivery, delivery::details)
}

/// Deliveries by their ids.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?.id;
    orders_by_id(core, call, OrderKind::Delivery, &[organization])
}

/// Deliveries due in a time, with certain statuses.
pub(super) fn by_date_and_status(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    search(core, call, |_| true, |_| {})
}

/// Deliveries that changed after a revision.
pub(super) fn by_revision(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    search(core, call, |_| true, |_| {})
}

/// Deliveries of a phone.
pub(super) fn by_date_and_phone(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let phone = fields::text(call.body, "phone").map(str::to_owned);
    search(
        core,
        call,
        move |order| phone.as_deref().is_none_or(|phone| order.text("/phone") == phone),
        |_| {},
    )
}

/// Deliveries that meet many conditions.
pub(super) fn by_filter(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let body = call.body;
    let groups = fields::uuids(body, "terminalGroupIds").filter(|ids| !ids.is_empty());
    let service = fields::text(body, "orderServiceType").map(str::to_owned);
    let prefix = fields::text(body, "searchText").map(str::to_lowercase);
    let problem = body["hasProblem"].as_bool();
    let timeouts = Timeouts::of(core, body);
    let ids = fields::uuids(body, "orderIds").filter(|ids| !ids.is_empty());
    let pos_ids = fields::uuids(body, "posOrderIds").filter(|ids| !ids.is_empty());
    let wanted = move |order: &Order| {
        let group = fields::uuid(&order.details, "terminalGroupId");
        let of_service = |service: &String| order.text("/orderType/orderServiceType") == service.as_str();
        groups.as_ref().is_none_or(|groups| group.is_some_and(|group| groups.contains(&group)))
            && service.as_ref().is_none_or(of_service)
            && prefix.as_ref().is_none_or(|prefix| begins_with(order, prefix))
            && problem.is_none_or(|problem| timeouts.has_problem(order) == problem)
            && ids.as_ref().is_none_or(|ids| ids.contains(&order.id))
            && pos_ids.as_ref().is_none_or(|ids| ids.contains(&order.pos_id))
    };
    let property = fields::text(body, "sortProperty").map(str::to_owned);
    let descending = fields::text(body, "sortDirection") == Some("Descending");
    search(core, call, wanted, move |orders: &mut Vec<Arc<Order>>| {
        if let Some(property) = &property {
            orders.sort_by(|one, other| sort_key(one, property).cmp(&sort_key(other, property)));
        }
        if descending {
            orders.reverse();
        }
    })
}

/// Finds by what all searches have in common and by `wanted`, in the order that `sort` makes.
fn search(
    core: &Core,
    call: &Call<'_>,
    wanted: impl Fn(&Order) -> bool + Send + 'static,
    sort: impl FnOnce(&mut Vec<Arc<Order>>) + Send + 'static,
) -> Result<Answer, Refusal> {
    let ids: Vec<Uuid> = call.organizations(core)?.iter().map(|organization| organization.id).collect();
    let since = call.body["startRevision"].as_i64();
    let (mut found, revision) = {
        let mut state = core.state();
        (state.store.find(OrderKind::Delivery, &ids, since), state.store.revision())
    };
    let common = Conditions::of(call.body);
    // The state is free again, and so is this thread: others need not wait while many orders are looked through.
    call.answer_later(move || {
        found.retain(|order| common.meets(order) && wanted(order));
        sort(&mut found);
        found.truncate(common.rows);
        let revision = found.iter().map(|order| order.timestamp).max().or(since).unwrap_or(revision);
        json!({ "maxRevision": revision, "ordersByOrganizations": grouped(&ids, &found) })
    })
}

/// What all searches have in common.
struct Conditions {
    sources: Vec<String>,
    statuses: Vec<String>,
    couriers: Option<Vec<Uuid>>,
    from: Option<String>,
    to: Option<String>,
    rows: usize,
}

impl Conditions {
    fn of(body: &Value) -> Self {
        let texts = |key| fields::texts(body, key).into_iter().map(str::to_owned).collect();
        // Written alike, date-times sort as texts.
        let time = |key| fields::date_time(body, key).map(clock::text);
        let rows = body["rowsCount"].as_u64().and_then(|rows| usize::try_from(rows).ok());
        Self {
            sources: texts("sourceKeys"),
            statuses: texts("statuses"),
            couriers: fields::uuids(body, "courierIds").filter(|ids| !ids.is_empty()),
            from: time("deliveryDateFrom"),
            to: time("deliveryDateTo"),
            rows: rows.unwrap_or(usize::MAX),
        }
    }

    fn meets(&self, order: &Order) -> bool {
        let due = order.text("/completeBefore");
        let courier = || order.details.pointer("/courierInfo/courier/id").and_then(fields::as_uuid);
        let among = |known: &[String], text: &str| known.is_empty() || known.iter().any(|own| own == text);
        (self.sources.is_empty() || order.source_key.as_ref().is_some_and(|key| self.sources.contains(key)))
            && among(&self.statuses, order.text("/status"))
            && self
                .couriers
                .as_ref()
                .is_none_or(|ids| courier().is_some_and(|courier| ids.contains(&courier)))
            && self.from.as_deref().is_none_or(|from| due >= from)
            && self.to.as_deref().is_none_or(|to| due <= to)
    }
}

fn grouped(organizations: &[Uuid], orders: &[Arc<Order>]) -> Value {
    let entry = |organization: &Uuid| {
        let own = orders.iter().filter(|order| order.organization == *organization);
        json!({ "organizationId": organization, "orders": own.map(|order| order.info(&[])).collect::<Vec<_>>() })
    };
    organizations.iter().map(entry).collect()
}

fn begins_with(order: &Order, prefix: &str) -> bool {
    let number = order.details["number"].to_string();
    let line = order.text("/deliveryPoint/address/line1");
    let street = order.text("/deliveryPoint/address/street/name");
    let texts = [number.as_str(), order.text("/phone"), order.text("/customer/name"), line, street];
    texts.iter().any(|text| text.to_lowercase().starts_with(prefix))
}

/// What a sort compares.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey<'a> {
    Text(&'a str),
    Number(rust_decimal::Decimal),
}

fn sort_key<'a>(order: &'a Order, property: &str) -> SortKey<'a> {
    let number = |key: &str| SortKey::Number(crate::money::read(&order.details[key]).unwrap_or_default());
    match property {
        "Number" => number("number"),
        "Sum" => number("sum"),
        "Customer" => SortKey::Text(order.text("/customer/name")),
        "Courier" => SortKey::Text(order.text("/courierInfo/courier/name")),
        "Status" => SortKey::Text(order.text("/status")),
        "OrderTypeName" => SortKey::Text(order.text("/orderType/name")),
        _ => SortKey::Text(order.text("/completeBefore")),
    }
}

/// How long, in seconds, an order may be late before it counts as a problem.
struct Timeouts {
    before_cooking: i64,
    cooking: i64,
    now: DateTime<Utc>,
    /// How far organizations are ahead of UTC, in hours.
    offsets: HashMap<Uuid, i64>,
}

impl Timeouts {
    fn of(core: &Core, body: &Value) -> Self {
        let organizations = core.world.organizations.iter();
        Self {
            before_cooking: body["timeToCookingErrorTimeout"].as_i64().unwrap_or_default(),
            cooking: body["cookingTimeout"].as_i64().unwrap_or_default(),
            now: core.clock.now(),
            offsets: organizations.map(|organization| (organization.id, organization.utc_offset)).collect(),
        }
    }

    fn has_problem(&self, order: &Order) -> bool {
        let Some(start) = clock::parse(order.text("/cookingStartTime")) else { return false };
        let offset = self.offsets.get(&order.organization).copied().unwrap_or_default();
        let late = (clock::at(self.now, offset) - start).num_seconds();
        match order.text("/status") {
            "Unconfirmed" => late > 0,
            "ReadyForCooking" => late > self.before_cooking,
            "CookingCompleted" | "Waiting" => late > self.cooking,
            _ => false,
        }
    }
}

/// Moves a delivery to another status.
pub(super) fn update_status(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let status = fields::text(call.body, "deliveryStatus").unwrap_or_default().to_owned();
    let delivered = fields::date_time(call.body, "deliveryDate");
    change(core, call, move |scene| delivery::set_status(scene.order, &status, delivered, scene.now))
}

/// Confirms a delivery.
pub(super) fn confirm(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, |scene| delivery::confirm(scene.order, scene.now))
}

/// Takes a confirmation back.
pub(super) fn cancel_confirmation(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    change(core, call, |scene| delivery::cancel_confirmation(scene.order, scene.now))
}

/// Cancels a delivery.
pub(super) fn cancel(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let cause = fields::uuid(call.body, "cancelCauseId");
    let comment = call.body["cancelComment"].clone();
    let moved = call.body["movedOrderId"].clone();
    let (removal, user) = orders::write_off(call);
    change(core, call, move |scene| {
        delivery::open(scene.order, "cancelled")?;
        alterations::write_off(scene, removal, user)?;
        let cause = cause.map(cancel_cause).transpose()?.unwrap_or_default();
        delivery::cancel(scene.order, cause, comment.clone(), scene.now)?;
        scene.order["movedToDeliveryId"] = moved.clone();
        Ok(())
    })
}

fn cancel_cause(wanted: Uuid) -> Result<Value, Fault> {
    let causes = world::cancel_causes();
    let found = fields::list(&causes).iter().find(|cause| fields::id(cause, "id") == wanted);
    let cause = found.map(|cause| json!({ "id": cause["id"], "name": cause["name"] }));
    cause.ok_or_else(|| rules::CANCEL_CAUSE.fault(format!("there is no cancel cause {wanted}")))
}

/// Closes a delivery.
pub(super) fn close(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let delivered = fields::date_time(call.body, "deliveryDate");
    change(core, call, move |scene| delivery::close(scene.order, delivered, scene.now))
}

/// Adds payments to a delivery.
pub(super) fn add_payments(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    orders::pay(core, call, OrderKind::Delivery)
}

fn change(
    core: &Core,
    call: &Call<'_>,
    effect: impl Fn(&mut Scene<'_>) -> Result<(), Fault> + Send + Sync + 'static,
) -> Result<Answer, Refusal> {
    orders::change(core, call, OrderKind::Delivery, effect)
}
