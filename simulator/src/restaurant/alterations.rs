//! What orders of both kinds let change: items, payments, people, times and notes.

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::effect::Scene;
use super::fault::Fault;
use super::lines::{distinct, positions};
use super::pricing::{Line, Pricing};
use super::{delivery, extras, guest, loyalty, rules, table};
use crate::fields::{flag, id, list, text, uuid};
use crate::world::removal_types;
use crate::{clock, money};

/// Nothing is changed of what is over.
pub(crate) fn open(order: &Value) -> Result<(), Fault> {
    match text(order, "status") {
        Some(status @ ("Closed" | "Cancelled")) if !order["completeBefore"].is_null() => {
            Err(rules::DELIVERY_STATUS
                .fault(format!("the delivery is {status}: nothing of it can be changed")))
        }
        Some(status @ ("Closed" | "Deleted")) => {
            Err(rules::TABLE_STATUS.fault(format!("the order is {status}: nothing of it can be changed")))
        }
        _ => Ok(()),
    }
}

/// Adds items, priced and checked as those of a new order.
pub(crate) fn add_items(
    scene: &mut Scene<'_>,
    group: Uuid,
    items: &Value,
    combos: &Value,
) -> Result<(), Fault> {
    open(scene.order)?;
    let organization = scene.world.organization(scene.organization);
    let organization = organization.ok_or_else(|| rules::ORDER_UNKNOWN.fault("its organization is gone"))?;
    let pricing = Pricing { menu: &scene.world.menu, organization, chance: scene.chance };
    if list(items).is_empty() {
        return Err(rules::NO_ITEMS.fault("no items are added"));
    }
    distinct(items, &positions(&scene.order["items"]))?;
    let mut lines = pricing.lines(items)?;
    let present = list(&scene.order["combos"]).iter().map(|combo| id(combo, "id")).collect::<Vec<_>>();
    if let Some(doubled) = list(combos).iter().map(|combo| id(combo, "id")).find(|id| present.contains(id)) {
        return Err(rules::COMBO_DOUBLED.fault(format!("the order has the combo {doubled} already")));
    }
    let combos = extras::combos(pricing, combos, &mut lines)?;
    append(scene.order, "items", lines.into_iter().map(Line::finish).collect());
    append(scene.order, "combos", list(&combos).to_vec());
    scene.order["sum"] = money::number(table::total(scene.order));
    table::sell(&mut scene.books.stops, group, items);
    Ok(())
}

fn append(order: &mut Value, key: &str, more: Vec<Value>) {
    if more.is_empty() {
        return;
    }
    match order[key].as_array_mut() {
        Some(all) => all.extend(more),
        None => order[key] = Value::Array(more),
    }
}

/// Puts other payments in the place of those that are not processed.
pub(crate) fn change_payments(
    scene: &mut Scene<'_>,
    payments: Value,
    paid: Decimal,
    tips: Value,
) -> Result<(), Fault> {
    let Scene { world, order, .. } = scene;
    open(order)?;
    if list(&order["payments"]).iter().any(|payment| flag(payment, "isProcessedExternally")) {
        return Err(rules::PAYMENT_PROCESSED.fault("a payment is processed already: add to it instead"));
    }
    extras::together(&world.dictionaries, &[&payments], money::read(&order["sum"]).unwrap_or_default())?;
    loyalty::pay_otherwise(scene, &payments)?;
    let order = &mut *scene.order;
    order["payments"] = payments;
    order["processedPaymentsSum"] = money::number(paid);
    if !tips.is_null() {
        order["tips"] = tips;
    }
    Ok(())
}

/// Sets pairs of external data; others stay.
pub(crate) fn external_data(order: &mut Value, pairs: &Value) -> Result<(), Fault> {
    open(order)?;
    let mut all = list(&order["externalData"]).to_vec();
    for pair in list(pairs) {
        all.retain(|own| own["key"] != pair["key"]);
        all.push(json!({ "key": pair["key"], "value": pair["value"] }));
    }
    order["externalData"] = Value::Array(all);
    Ok(())
}

/// Marks a delivery as a problem, or as none.
pub(crate) fn problem(order: &mut Value, has: bool, what: &Value) -> Result<(), Fault> {
    open(order)?;
    let what = if has { what.clone() } else { Value::Null };
    order["problem"] = json!({ "hasProblem": has, "description": what });
    Ok(())
}

/// Gives a delivery a courier, or takes the courier away.
pub(crate) fn courier(scene: &mut Scene<'_>, courier: Option<Uuid>) -> Result<(), Fault> {
    open(scene.order)?;
    let Some(wanted) = courier else {
        scene.order["courierInfo"] = Value::Null;
        return Ok(());
    };
    if text(&scene.order["orderType"], "orderServiceType") != Some("DeliveryByCourier") {
        return Err(rules::COURIER_FOR_PICKUP.fault("the guest fetches the order: no courier brings it"));
    }
    let found = scene.world.couriers(scene.organization).find(|courier| courier.id == wanted);
    let found =
        found.ok_or_else(|| rules::COURIER.fault(format!("the organization has no courier {wanted}")))?;
    let told = json!({ "id": found.id, "name": found.name(), "phone": found.phone });
    scene.order["courierInfo"] = json!({ "courier": told, "isCourierSelectedManually": true });
    Ok(())
}

/// Gives a delivery another operator.
pub(crate) fn operator(scene: &mut Scene<'_>, wanted: Uuid) -> Result<(), Fault> {
    open(scene.order)?;
    let found = scene.world.employee(scene.organization, wanted);
    let found =
        found.ok_or_else(|| rules::EMPLOYEE.fault(format!("the organization has no employee {wanted}")))?;
    scene.order["operator"] = json!({ "id": found.id, "name": found.name(), "phone": found.phone });
    Ok(())
}

/// Promises a delivery for another time.
pub(crate) fn complete_before(scene: &mut Scene<'_>, time: NaiveDateTime) -> Result<(), Fault> {
    open(scene.order)?;
    delivery::not_past(time, scene.now)?;
    delivery::promise(scene.order, time);
    scene.order["isAsap"] = json!(false);
    Ok(())
}

/// Brings a delivery somewhere else.
pub(crate) fn delivery_point(scene: &mut Scene<'_>, point: &Value) -> Result<(), Fault> {
    open(scene.order)?;
    if text(&scene.order["orderType"], "orderServiceType") == Some("DeliveryByClient") {
        return Err(rules::PICKUP_WITH_ADDRESS.fault(crate::refusal::words::PICKUP_WITH_ADDRESS));
    }
    scene.order["deliveryPoint"] = place(scene, point)?;
    Ok(())
}

fn place(scene: &Scene<'_>, point: &Value) -> Result<Value, Fault> {
    match scene.world.organization(scene.organization) {
        Some(organization) => guest::delivery_point(&scene.world.places, organization, point),
        None => Err(rules::ORDER_UNKNOWN.fault("its organization is gone")),
    }
}

/// Lets a courier bring what the guest was to fetch, or the other way round.
pub(crate) fn service_type(scene: &mut Scene<'_>, service: &str, point: &Value) -> Result<(), Fault> {
    open(scene.order)?;
    let courier = service == "DeliveryByCourier";
    if courier && point.is_null() {
        return Err(rules::COURIER_WITHOUT_ADDRESS.fault("a delivery by courier needs a deliveryPoint"));
    }
    let types = &scene.world.dictionaries.order_types;
    let kind = types
        .iter()
        .find(|kind| (kind.service == "DeliveryByCourier") == courier && kind.service != "Common");
    let kind = kind.ok_or_else(|| rules::ORDER_TYPE_UNKNOWN.fault("there is no such order type"))?;
    if let Some(status @ ("OnWay" | "Delivered")) = text(scene.order, "status") {
        let told = format!("the delivery is {status}: it is too late to hand it over in another way");
        return Err(rules::DELIVERY_STATUS.fault(told));
    }
    let point = if courier { place(scene, point)? } else { Value::Null };
    if !courier {
        scene.order["courierInfo"] = Value::Null;
    }
    scene.order["orderType"] = json!({ "id": kind.id, "name": kind.name, "orderServiceType": kind.service });
    scene.order["deliveryPoint"] = point;
    Ok(())
}

/// Prints the bill.
pub(crate) fn print_bill(order: &mut Value, now: NaiveDateTime) -> Result<(), Fault> {
    open(order)?;
    order["whenBillPrinted"] = json!(clock::text(now));
    // A table order waits for its payment now; a delivery's status is about other things.
    if text(order, "status") == Some("New") {
        order["status"] = json!("Bill");
    }
    Ok(())
}

/// Puts a guest to a table order.
pub(crate) fn add_customer(scene: &mut Scene<'_>, customer: &Value) -> Result<(), Fault> {
    open(scene.order)?;
    let mut given = customer.clone();
    given["type"] = json!("regular");
    let phone = text(customer, "phone").or_else(|| text(scene.order, "phone")).map(str::to_owned);
    scene.order["customer"] = guest::customer(scene.chance, &given, phone.as_deref())?;
    if let Some(phone) = phone {
        scene.order["phone"] = json!(phone);
    }
    Ok(())
}

/// What is printed is only cancelled with the way in which it is written off, and whoever pays for it works here.
pub(crate) fn write_off(scene: &Scene<'_>, removal: Option<Uuid>, user: Option<Uuid>) -> Result<(), Fault> {
    let printed = list(&scene.order["items"]).iter().any(|item| !item["whenPrinted"].is_null());
    if printed && removal.is_none() {
        return Err(rules::REMOVAL_TYPE.fault("items are printed already: removalTypeId is wanted"));
    }
    let types = removal_types();
    let known = |wanted: &Uuid| list(&types).iter().any(|kind| id(kind, "id") == *wanted);
    if let Some(unknown) = removal.filter(|wanted| !known(wanted)) {
        return Err(rules::REMOVAL_TYPE.fault(format!("there is no removal type {unknown}")));
    }
    match user.filter(|user| scene.world.employee(scene.organization, *user).is_none()) {
        Some(unknown) => Err(rules::EMPLOYEE.fault(format!("the organization has no employee {unknown}"))),
        None => Ok(()),
    }
}

/// Sets a text of an order.
pub(crate) fn note(order: &mut Value, key: &str, text: Value) -> Result<(), Fault> {
    open(order)?;
    order[key] = text;
    Ok(())
}

/// The courier who takes an order along that nobody was given for.
pub(crate) fn first_courier(scene: &mut Scene<'_>) {
    let by_courier = text(&scene.order["orderType"], "orderServiceType") == Some("DeliveryByCourier");
    if !by_courier || uuid(&scene.order["courierInfo"]["courier"], "id").is_some() {
        return;
    }
    if let Some(found) = scene.world.couriers(scene.organization).next() {
        let told = json!({ "id": found.id, "name": found.name(), "phone": found.phone });
        scene.order["courierInfo"] = json!({ "courier": told, "isCourierSelectedManually": false });
    }
}
