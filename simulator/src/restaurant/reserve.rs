//! Reserves and banquets: tables for a time, at a banquet with an order.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::Booking;
use super::effect::Scene;
use super::fault::Fault;
use super::taken::Taken;
use super::{alterations, extras, guest, rules, table};
use crate::fields::{as_uuid, date_time, list, text};
use crate::{clock, money};

/// How many days ahead can be booked.
const DAYS_AHEAD: i64 = 90;

/// Makes the reserve's details of the whole request, or says why the point of sale refuses it.
pub(crate) fn details(taken: &Taken<'_>) -> Result<Value, Fault> {
    let Taken { order: request, now, .. } = *taken;
    let phone = guest::phone(request)?;
    let guests = request["guests"]["count"].as_i64().or_else(|| request["guestsCount"].as_i64()).unwrap_or(1);
    if guests < 1 {
        return Err(rules::GUEST_COUNT.fault(format!("a reserve is for 1 guest or more, not for {guests}")));
    }
    let start = date_time(request, "estimatedStartTime").unwrap_or_default();
    in_time(start, now)?;
    own_tables(taken, &request["tableIds"])?;
    let order = if request["order"].is_null() { Value::Null } else { banquet(taken, guests)? };
    Ok(json!({
        "customer": guest::customer(taken.chance, &request["customer"], Some(phone))?,
        "guestsCount": guests,
        "comment": request["comment"],
        "durationInMinutes": request["durationInMinutes"],
        "shouldRemind": request["shouldRemind"],
        "status": "New",
        "cancelReason": null,
        "tableIds": request["tableIds"],
        "estimatedStartTime": clock::text(start),
        "guestsComingTime": null,
        "phone": phone,
        "eventType": request["eventType"],
        "order": order,
    }))
}

fn banquet(taken: &Taken<'_>, guests: i64) -> Result<Value, Fault> {
    let order = &taken.order["order"];
    let kind = table::order_type(taken.world, order)?;
    let mut told = table::shared(&Taken { order, ..*taken }, kind)?;
    told["guestsInfo"] = guest::guests(&json!({ "count": guests }));
    // A banquet's order tells less than an order at a table.
    if let Value::Object(told) = &mut told {
        told.remove("priceCategory");
    }
    Ok(told)
}

fn in_time(start: NaiveDateTime, now: NaiveDateTime) -> Result<(), Fault> {
    if start < now || start - now > TimeDelta::days(DAYS_AHEAD) {
        let told =
            format!("the guests are expected at {start}, and it is {now}: at most {DAYS_AHEAD} days ahead");
        return Err(rules::RESERVE_TIME.fault(told));
    }
    Ok(())
}

fn own_tables(taken: &Taken<'_>, tables: &Value) -> Result<(), Fault> {
    let wanted: Vec<Uuid> = list(tables).iter().filter_map(as_uuid).collect();
    if wanted.is_empty() {
        return Err(rules::TABLE_UNKNOWN.fault("a reserve needs a table: tableIds is empty"));
    }
    match wanted.iter().find(|table| !taken.group.has_table(**table)) {
        Some(unknown) => {
            Err(rules::TABLE_UNKNOWN.fault(format!("{} has no table {unknown}", taken.group.name)))
        }
        None => Ok(()),
    }
}

/// Books the tables of a reserve as it now is.
pub(crate) fn book(scene: &mut Scene<'_>, reserve: &Value) -> Result<(), Fault> {
    let booking = Booking {
        tables: list(&reserve["tableIds"]).iter().filter_map(as_uuid).collect(),
        start: date_time(reserve, "estimatedStartTime").unwrap_or_default(),
        minutes: reserve["durationInMinutes"].as_i64().unwrap_or_default(),
    };
    if let Some(table) = scene.books.bookings.taken(scene.id, &booking) {
        return Err(rules::TABLE_TAKEN.fault(format!("the table {table} is booked at that time")));
    }
    scene.books.bookings.set(scene.id, booking);
    Ok(())
}

/// What is over or cancelled is not changed.
fn open(reserve: &Value) -> Result<(), Fault> {
    match (text(reserve, "status"), text(reserve, "cancelReason")) {
        (_, Some(reason)) => Err(rules::RESERVE_STATUS.fault(format!("the reserve is cancelled: {reason}"))),
        (Some("Closed"), _) => Err(rules::RESERVE_STATUS.fault("the reserve is over")),
        _ => Ok(()),
    }
}

/// Cancels a reserve that has not begun.
pub(crate) fn cancel(scene: &mut Scene<'_>, reason: &Value) -> Result<(), Fault> {
    open(scene.order)?;
    if text(scene.order, "status") != Some("New") {
        return Err(rules::RESERVE_STATUS.fault("only a reserve that is New can be cancelled"));
    }
    scene.order["cancelReason"] = reason.clone();
    scene.order["status"] = json!("Closed");
    scene.books.bookings.free(scene.id);
    Ok(())
}

/// Moves a reserve to other tables.
pub(crate) fn change_tables(scene: &mut Scene<'_>, tables: &Value, group: Uuid) -> Result<(), Fault> {
    open(scene.order)?;
    let group = scene.world.terminal_group(group).map(|(_, group)| group);
    let unknown = |table: &Uuid| group.is_none_or(|group| !group.has_table(*table));
    if let Some(unknown) = list(tables).iter().filter_map(as_uuid).find(unknown) {
        return Err(rules::TABLE_UNKNOWN.fault(format!("the terminal group has no table {unknown}")));
    }
    let mut changed = scene.order.clone();
    changed["tableIds"] = tables.clone();
    book(scene, &changed)?;
    *scene.order = changed;
    Ok(())
}

/// Moves a reserve to another time.
pub(crate) fn change_start(scene: &mut Scene<'_>, start: NaiveDateTime) -> Result<(), Fault> {
    open(scene.order)?;
    in_time(start, scene.now)?;
    let mut changed = scene.order.clone();
    changed["estimatedStartTime"] = json!(clock::text(start));
    book(scene, &changed)?;
    *scene.order = changed;
    Ok(())
}

/// Changes the order of a banquet.
pub(crate) fn with_order(
    scene: &mut Scene<'_>,
    change: impl FnOnce(&mut Scene<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    open(scene.order)?;
    let mut order = scene.order["order"].take();
    if order.is_null() {
        return Err(rules::RESERVE_FEATURE.fault("the reserve is no banquet: it has no order"));
    }
    let Scene { world, chance, id, organization, now, utc, .. } = *scene;
    change(&mut Scene { world, books: scene.books, chance, order: &mut order, id, organization, now, utc })?;
    scene.order["order"] = order;
    Ok(())
}

/// Puts other items in the place of a banquet's.
pub(crate) fn change_items(
    scene: &mut Scene<'_>,
    group: Uuid,
    items: &Value,
    combos: &Value,
) -> Result<(), Fault> {
    with_order(scene, |scene| {
        scene.order["items"] = json!([]);
        scene.order["combos"] = Value::Null;
        alterations::add_items(scene, group, items, combos)
    })
}

/// Adds payments to a banquet's order.
pub(crate) fn add_payments(
    scene: &mut Scene<'_>,
    payments: &Value,
    paid: rust_decimal::Decimal,
) -> Result<(), Fault> {
    with_order(scene, |scene| {
        let sum = money::read(&scene.order["sum"]).unwrap_or_default();
        extras::together(&scene.world.dictionaries, &[&scene.order["payments"], payments], sum)?;
        extras::add(scene.order, payments.clone(), paid, Value::Null);
        Ok(())
    })
}

/// Lets a reserve reach a status: its guests come, and go.
pub(crate) fn reach(scene: &mut Scene<'_>, status: &str) -> Result<(), Fault> {
    open(scene.order)?;
    match status {
        "Started" => scene.order["guestsComingTime"] = json!(clock::text(scene.now)),
        "Closed" => scene.books.bookings.free(scene.id),
        other => {
            let told = format!("{other} is nothing that happens to a reserve: Started and Closed are");
            return Err(rules::RESERVE_STATUS.fault(told));
        }
    }
    scene.order["status"] = json!(status);
    Ok(())
}
