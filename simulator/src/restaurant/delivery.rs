//! Deliveries: how a request becomes an order, and how its status moves.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Taken, guest, progress, table};
use crate::fields::{date_time, text, uuid};
use crate::refusal::words;
use crate::restaurant::{Fault, rules};
use crate::world::{OrderType, World};
use crate::{clock, money};

/// Minutes from the order to the guest, when the order does not say.
const USUAL_MINUTES: i64 = 60;
/// Minutes from the start of cooking to the guest.
const COOKING_MINUTES: i64 = 40;

/// The stages of a delivery that is not cancelled, in their order.
const STAGES: &[&str] = &[
    "Unconfirmed",
    "WaitCooking",
    "ReadyForCooking",
    "CookingStarted",
    "CookingCompleted",
    "Waiting",
    "OnWay",
    "Delivered",
    "Closed",
];
/// The stages between which the service lets a caller move a delivery.
const OUT: &[&str] = &["Waiting", "OnWay", "Delivered"];

/// Makes the order's details, or says why the point of sale refuses it.
pub(crate) fn details(taken: &Taken<'_>) -> Result<Value, Fault> {
    let Taken { world, organization, order, now, .. } = *taken;
    let utc = taken.utc();
    let complete_before = date_time(order, "completeBefore");
    let due = complete_before.unwrap_or_else(|| clock::plus_minutes(now, USUAL_MINUTES));
    let phone = guest::phone(order)?;
    if let Some(time) = complete_before {
        not_past(time, now)?;
    }
    let kind = order_type(world, order)?;
    if kind.service == "DeliveryByClient" && !order["deliveryPoint"]["address"].is_null() {
        return Err(rules::PICKUP_WITH_ADDRESS.fault(words::PICKUP_WITH_ADDRESS));
    }
    if kind.service == "DeliveryByCourier" && order["deliveryPoint"].is_null() {
        return Err(rules::COURIER_WITHOUT_ADDRESS.fault("a delivery by courier needs a deliveryPoint"));
    }
    let mut told = table::shared(taken, kind)?;
    told["customer"] = guest::customer(taken.chance, &order["customer"], Some(phone))?;
    told["phone"] = json!(phone);
    told["phoneExtension"] = order["phoneExtension"].clone();
    told["deliveryPoint"] = guest::delivery_point(&world.places, organization, &order["deliveryPoint"])?;
    told["guestsInfo"] = guest::guests(&order["guests"]);
    told["comment"] = order["comment"].clone();
    told["deliveryDuration"] = order["deliveryDuration"].clone();
    told["deliveryZone"] = order["deliveryZone"].clone();
    told["isAsap"] = json!(complete_before.is_none());
    told["isDeleted"] = json!(false);
    told["problem"] = json!({ "hasProblem": false, "description": null });
    promise(&mut told, due);
    told["whenCreated"] = json!(clock::text(now));
    told["whenReceivedByApi"] = json!(clock::text(utc));
    told["whenReceivedFromFront"] = json!(clock::text(utc));
    told["status"] = json!(if organization.confirms { "Unconfirmed" } else { "WaitCooking" });
    if !organization.confirms {
        told["whenConfirmed"] = json!(clock::text(now));
    }
    Ok(told)
}

/// Nothing is promised for a time that has passed.
pub(super) fn not_past(time: NaiveDateTime, now: NaiveDateTime) -> Result<(), Fault> {
    if time < now {
        let told = format!("{}: {time}, and it is {now} at the restaurant", words::TOO_EARLY);
        return Err(rules::TIME_PAST.fault(told));
    }
    Ok(())
}

/// Promises an order for a time.
pub(super) fn promise(order: &mut Value, due: NaiveDateTime) {
    order["completeBefore"] = json!(clock::text(due));
    order["cookingStartTime"] = json!(clock::text(clock::plus_minutes(due, -COOKING_MINUTES)));
}

/// The type named by id or by service; without either, the place to deliver to decides.
fn order_type<'a>(world: &'a World, order: &Value) -> Result<&'a OrderType, Fault> {
    let types = &world.dictionaries.order_types;
    let (by_id, by_service) = (uuid(order, "orderTypeId"), text(order, "orderServiceType"));
    let implied = if order["deliveryPoint"].is_null() { "DeliveryByClient" } else { "DeliveryByCourier" };
    let found = match (by_id, by_service) {
        (Some(_), Some(_)) => {
            return Err(rules::ORDER_TYPE.fault("give either orderTypeId or orderServiceType, not both"));
        }
        (Some(id), None) => types.iter().find(|kind| kind.id == id),
        (None, service) => types.iter().find(|kind| kind.service == service.unwrap_or(implied)),
    };
    let found = found.ok_or_else(|| rules::ORDER_TYPE_UNKNOWN.fault("there is no such order type"))?;
    if found.service == "Common" {
        return Err(rules::ORDER_TYPE.fault(format!("{} is not for deliveries", found.name)));
    }
    Ok(found)
}

/// Moves a delivery to `Waiting`, `OnWay` or `Delivered`, as somebody may who calls the service: from one of these to
/// another.
pub(crate) fn set_status(
    order: &mut Value,
    status: &str,
    delivered: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<(), Fault> {
    let present = text(order, "status").unwrap_or_default();
    if !OUT.contains(&present) {
        let message = format!(
            "the delivery is {present}: only between {} can its status be set, the kitchen does the rest",
            OUT.join(", ")
        );
        return Err(rules::DELIVERY_STATUS.fault(message));
    }
    reach(order, status, now)?;
    if let ("Delivered", Some(delivered)) = (status, delivered) {
        order["whenDelivered"] = json!(clock::text(delivered));
    }
    Ok(())
}

/// Lets a delivery reach a status, as the restaurant does, with everything on the way there.
pub(crate) fn reach(order: &mut Value, status: &str, now: NaiveDateTime) -> Result<(), Fault> {
    open(order, "moved")?;
    let place = |status: &str| STAGES.iter().position(|stage| *stage == status);
    let Some(reached) = place(status) else {
        let message = format!("{status} is no stage of a delivery: {} are", STAGES.join(", "));
        return Err(rules::DELIVERY_STATUS.fault(message));
    };
    for (at, key, items) in [
        ("WaitCooking", "whenConfirmed", None),
        ("CookingStarted", "whenPrinted", Some("CookingStarted")),
        ("CookingCompleted", "whenCookingCompleted", Some("CookingCompleted")),
        ("Waiting", "whenPacked", None),
        ("OnWay", "whenSended", None),
        ("Delivered", "whenDelivered", Some("Served")),
        ("Closed", "whenClosed", None),
    ] {
        if place(at).is_none_or(|at| at > reached) {
            order[key] = Value::Null;
            continue;
        }
        if order[key].is_null() {
            order[key] = json!(clock::text(now));
        }
        if let Some(items) = items {
            progress::reach(order, items, now);
        }
    }
    order["status"] = json!(status);
    if status == "Closed" {
        order["processedPaymentsSum"] = money::number(table::paid(order));
    }
    Ok(())
}

/// The statuses to which the staff may move a delivery.
pub(super) fn moves(order: &Value) -> Vec<&'static str> {
    let present = text(order, "status").unwrap_or_default();
    if matches!(present, "Cancelled" | "Closed") {
        return Vec::new();
    }
    let others = STAGES.iter().copied().filter(|stage| *stage != present);
    others.chain(["Cancelled"]).collect()
}

/// Puts a delivery to a status by hand.
pub(super) fn put(order: &mut Value, status: &str, now: NaiveDateTime) -> Result<(), Fault> {
    match status {
        "Cancelled" => cancel(order, Value::Null, Value::Null, now),
        stage => reach(order, stage, now),
    }
}

/// Confirms a delivery.
pub(crate) fn confirm(order: &mut Value, now: NaiveDateTime) -> Result<(), Fault> {
    expect(order, "Unconfirmed", "confirmed")?;
    reach(order, "WaitCooking", now)
}

/// Takes a confirmation back.
pub(crate) fn cancel_confirmation(order: &mut Value, now: NaiveDateTime) -> Result<(), Fault> {
    expect(order, "WaitCooking", "taken back")?;
    reach(order, "Unconfirmed", now)
}

/// Cancels a delivery, for a cause where one is named.
pub(crate) fn cancel(
    order: &mut Value,
    cause: Value,
    comment: Value,
    now: NaiveDateTime,
) -> Result<(), Fault> {
    open(order, "cancelled")?;
    order["cancelInfo"] = match cause {
        Value::Null => Value::Null,
        cause => json!({ "whenCancelled": clock::text(now), "cause": cause, "comment": comment }),
    };
    order["status"] = json!("Cancelled");
    Ok(())
}

/// Closes a delivery: one that a courier brings when it is on its way or there, one that the guest fetches as soon as
/// it is confirmed.
pub(crate) fn close(
    order: &mut Value,
    delivered: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<(), Fault> {
    open(order, "closed")?;
    let present = text(order, "status").unwrap_or_default();
    let courier = text(&order["orderType"], "orderServiceType") == Some("DeliveryByCourier");
    if present == "Unconfirmed" || (courier && !matches!(present, "OnWay" | "Delivered")) {
        let way = if courier { "a courier's order must be OnWay or Delivered" } else { "confirm it" };
        let message = format!("the delivery is {present}: {way} before it is closed");
        return Err(rules::DELIVERY_STATUS.fault(message));
    }
    reach(order, "Closed", now)?;
    if let Some(delivered) = delivered {
        order["whenDelivered"] = json!(clock::text(delivered));
    }
    Ok(())
}

pub(crate) fn open(order: &Value, what: &str) -> Result<(), Fault> {
    let present = text(order, "status").unwrap_or_default();
    if matches!(present, "Cancelled" | "Closed") {
        return Err(rules::DELIVERY_STATUS.fault(format!("the delivery is {present} and cannot be {what}")));
    }
    Ok(())
}

fn expect(order: &Value, status: &str, what: &str) -> Result<(), Fault> {
    let present = text(order, "status").unwrap_or_default();
    if present == status {
        return Ok(());
    }
    let message = format!("only a delivery that is {status} can be {what}, this one is {present}");
    Err(rules::DELIVERY_STATUS.fault(message))
}
