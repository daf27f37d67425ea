//! What happens to an order by itself: the kitchen cooks it and the courier brings it, by the clock.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::Value;

use super::effect::Scene;
use super::fault::Fault;
use super::ledger::OrderKind;
use super::order::Order;
use super::{alterations, delivery, progress, reserve, table};
use crate::clock;
use crate::fields::{date_time, list, text};

/// Minutes from the printed order to the cook.
const TO_THE_COOK: i64 = 1;
/// Minutes that cooking takes.
const COOKING: i64 = 15;
/// Minutes from the stove to the counter.
const PACKING: i64 = 2;
/// Minutes until a waiting delivery is taken along.
const WAITING: i64 = 3;
/// Minutes of a courier's way.
const WAY: i64 = 15;
/// Minutes after which a delivered and paid order is closed.
const CLOSING: i64 = 1;

/// The next thing that happens to an order: when, and to which status.
pub(super) fn next(order: &Order, offset: i64) -> Option<(DateTime<Utc>, &'static str)> {
    let (since, minutes, status) = match order.kind {
        OrderKind::Delivery => delivery_step(&order.details)?,
        OrderKind::Table => table_step(&order.details)?,
        OrderKind::Reserve => reserve_step(&order.details)?,
    };
    let time = since.checked_add_signed(TimeDelta::minutes(minutes))?;
    Some((clock::utc(time, offset), status))
}

fn delivery_step(order: &Value) -> Option<(NaiveDateTime, i64, &'static str)> {
    let courier = text(&order["orderType"], "orderServiceType") == Some("DeliveryByCourier");
    let at = |key| date_time(order, key);
    match text(order, "status")? {
        "WaitCooking" => Some((at("cookingStartTime")?, 0, "ReadyForCooking")),
        "ReadyForCooking" => Some((at("cookingStartTime")?, TO_THE_COOK, "CookingStarted")),
        "CookingStarted" => Some((at("whenPrinted")?, COOKING, "CookingCompleted")),
        "CookingCompleted" => Some((at("whenCookingCompleted")?, PACKING, "Waiting")),
        "Waiting" if courier => Some((at("whenPacked")?, WAITING, "OnWay")),
        // Whoever fetches an order comes when it was promised.
        "Waiting" => Some((at("completeBefore")?.max(at("whenPacked")?), 0, "Delivered")),
        "OnWay" => Some((at("whenSended")?, WAY, "Delivered")),
        "Delivered" if paid(order) => Some((at("whenDelivered")?, CLOSING, "Closed")),
        _ => None,
    }
}

fn paid(order: &Value) -> bool {
    table::owed(order).is_zero()
}

/// Guests come when they are expected, and go when their time is over.
fn reserve_step(reserve: &Value) -> Option<(NaiveDateTime, i64, &'static str)> {
    if !reserve["cancelReason"].is_null() {
        return None;
    }
    let start = date_time(reserve, "estimatedStartTime")?;
    match text(reserve, "status")? {
        "New" => Some((start, 0, "Started")),
        "Started" => Some((start, reserve["durationInMinutes"].as_i64()?, "Closed")),
        _ => None,
    }
}

/// The step of a table's items that is furthest behind.
fn table_step(order: &Value) -> Option<(NaiveDateTime, i64, &'static str)> {
    if !matches!(text(order, "status")?, "New" | "Bill") {
        return None;
    }
    let items = list(&order["items"]).iter().filter(|item| item["deleted"].is_null());
    let step = |item: &Value| {
        let printed = date_time(item, "whenPrinted");
        match text(item, "status")? {
            "Added" => Some((date_time(order, "whenCreated")?, TO_THE_COOK, "PrintedNotCooking")),
            "PrintedNotCooking" => Some((printed?, TO_THE_COOK, "CookingStarted")),
            "CookingStarted" => Some((printed?, COOKING, "CookingCompleted")),
            "CookingCompleted" => Some((printed?, COOKING + PACKING, "Served")),
            _ => None,
        }
    };
    items.filter_map(step).min_by_key(|(since, minutes, _)| clock::plus_minutes(*since, *minutes))
}

/// Does the next thing to an order.
pub(super) fn step(kind: OrderKind, scene: &mut Scene<'_>, status: &str) -> Result<(), Fault> {
    if status == "OnWay" {
        alterations::first_courier(scene);
    }
    if kind == OrderKind::Reserve {
        return reserve::reach(scene, status);
    }
    let Scene { order, now, .. } = scene;
    let now = *now;
    if kind == OrderKind::Delivery {
        return delivery::reach(order, status, now);
    }
    progress::reach(order, status, now);
    Ok(())
}
