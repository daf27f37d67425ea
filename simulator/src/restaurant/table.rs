//! Orders at a table, and what they share with deliveries.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::pricing::{Line, Pricing};
use super::stops::{Stop, StopKey, Stops};
use super::{Taken, extras, guest};
use crate::chance::Chance;
use crate::fields::{as_uuid, id, list, text, uuid};
use crate::restaurant::{Fault, rules};
use crate::world::{Menu, OrderType, Organization, World};
use crate::{clock, money};

/// Makes the order's details, or says why the point of sale refuses it.
pub(crate) fn details(taken: &Taken<'_>) -> Result<Value, Fault> {
    let Taken { world, group, order, now, .. } = *taken;
    let kind = order_type(world, order)?;
    let mut told = shared(taken, kind)?;
    let tables = list(&order["tableIds"]);
    if let Some(unknown) = tables.iter().filter_map(as_uuid).find(|table| !group.has_table(*table)) {
        return Err(rules::TABLE_UNKNOWN.fault(format!("{} has no table {unknown}", group.name)));
    }
    let count = order["guests"]["count"].as_i64().or_else(|| order["guestCount"].as_i64());
    told["tableIds"] = if tables.is_empty() { json!([group.table]) } else { json!(tables) };
    told["customer"] = guest::customer(taken.chance, &order["customer"], text(order, "phone"))?;
    told["phone"] = order["phone"].clone();
    told["guestsInfo"] = guest::guests(&json!({ "count": count }));
    told["tabName"] = order["tabName"].clone();
    told["status"] = json!("New");
    told["whenCreated"] = json!(clock::text(now));
    Ok(told)
}

pub(super) fn order_type<'a>(world: &'a World, order: &Value) -> Result<&'a OrderType, Fault> {
    let wanted = uuid(order, "orderTypeId");
    let types = &world.dictionaries.order_types;
    let found = types.iter().find(|kind| wanted.map_or(kind.service == "Common", |wanted| kind.id == wanted));
    let found = found.ok_or_else(|| rules::ORDER_TYPE_UNKNOWN.fault("there is no such order type"))?;
    if found.service != "Common" {
        return Err(rules::ORDER_TYPE.fault(format!("{} is not for orders at a table", found.name)));
    }
    Ok(found)
}

/// The details that both kinds of order have.
pub(super) fn shared(taken: &Taken<'_>, kind: &OrderType) -> Result<Value, Fault> {
    let Taken { world, organization, group, number, order, chance, .. } = *taken;
    let pricing = Pricing { menu: &world.menu, organization, chance };
    let mut lines = pricing.lines(&order["items"])?;
    if lines.is_empty() {
        return Err(rules::NO_ITEMS.fault("the order has no items"));
    }
    let combos = extras::combos(pricing, &order["combos"], &mut lines)?;
    let discounts = extras::discounts(&world.dictionaries, &order["discountsInfo"], &mut lines)?;
    let (payments, paid) = extras::payments(&world.dictionaries, &order["payments"])?;
    let tips = extras::tips(&world.dictionaries, &order["tips"])?;
    let sum: Decimal = lines.iter().map(Line::sum).sum();
    extras::together(&world.dictionaries, &[&payments], sum)?;
    Ok(json!({
        "number": number,
        "sum": money::number(sum),
        "items": lines.into_iter().map(Line::finish).collect::<Vec<_>>(),
        "combos": combos,
        "discounts": discounts,
        "payments": payments,
        "tips": tips,
        "processedPaymentsSum": money::number(paid),
        "orderType": { "id": kind.id, "name": kind.name, "orderServiceType": kind.service },
        "terminalGroupId": group.id,
        "sourceKey": order["sourceKey"],
        "menuId": order["menuId"],
        "priceCategory": price_category(order)?,
        "loyaltyInfo": loyalty(&order["loyaltyInfo"]),
        "externalData": external_data(&order["externalData"]),
    }))
}

fn price_category(order: &Value) -> Result<Value, Fault> {
    let Some(wanted) = uuid(order, "priceCategoryId") else { return Ok(Value::Null) };
    let (known, name) = Menu::price_category();
    if wanted != known {
        return Err(rules::PRICE_CATEGORY.fault(format!("there is no price category {wanted}")));
    }
    Ok(json!({ "id": known, "name": name }))
}

fn loyalty(given: &Value) -> Value {
    if given.is_null() {
        return Value::Null;
    }
    json!({
        "coupon": given["coupon"],
        "appliedManualConditions": given["applicableManualConditions"],
        "dynamicDiscounts": given["dynamicDiscounts"],
    })
}

fn external_data(given: &Value) -> Value {
    list(given).iter().map(|entry| json!({ "key": entry["key"], "value": entry["value"] })).collect()
}

/// Closes an order that is paid.
pub(crate) fn close(order: &mut Value, now: chrono::NaiveDateTime) -> Result<(), Fault> {
    open(order, "closed")?;
    let owed = owed(order);
    if !owed.is_zero() {
        let message = format!("{owed} of the order's {} is not paid: add payments first", order["sum"]);
        return Err(rules::UNPAID.fault(message));
    }
    order["status"] = json!("Closed");
    closed(order, now);
    Ok(())
}

/// What was to be paid is paid now.
fn closed(order: &mut Value, now: chrono::NaiveDateTime) {
    order["whenClosed"] = json!(clock::text(now));
    order["processedPaymentsSum"] = money::number(paid(order));
}

/// What the items of an order cost.
pub(super) fn total(order: &Value) -> Decimal {
    let sum = |part: &Value| money::read(&part["resultSum"]).unwrap_or_default();
    let with_modifiers = |part: &Value| sum(part) + list(&part["modifiers"]).iter().map(sum).sum::<Decimal>();
    let items = list(&order["items"]).iter().filter(|item| item["deleted"].is_null());
    items
        .map(|item| {
            let halves =
                with_modifiers(&item["primaryComponent"]) + with_modifiers(&item["secondaryComponent"]);
            with_modifiers(item) + halves + list(&item["commonModifiers"]).iter().map(sum).sum::<Decimal>()
        })
        .sum()
}

/// What is paid of an order.
pub(super) fn paid(order: &Value) -> Decimal {
    list(&order["payments"]).iter().filter_map(|payment| money::read(&payment["sum"])).sum()
}

/// What is still to be paid of an order.
pub(crate) fn owed(order: &Value) -> Decimal {
    (money::read(&order["sum"]).unwrap_or_default() - paid(order)).max(Decimal::ZERO)
}

/// The statuses to which the staff may move an order.
pub(super) fn moves(order: &Value) -> Vec<&'static str> {
    match text(order, "status") {
        Some("New") => vec!["Bill", "Closed", "Deleted"],
        Some("Bill") => vec!["New", "Closed", "Deleted"],
        _ => Vec::new(),
    }
}

/// Puts an order to a status by hand: it is closed even when it is not paid, as the staff may.
pub(super) fn put(order: &mut Value, status: &str, now: chrono::NaiveDateTime) -> Result<(), Fault> {
    open(order, "moved")?;
    match status {
        "New" => order["whenBillPrinted"] = Value::Null,
        "Bill" => order["whenBillPrinted"] = json!(clock::text(now)),
        "Closed" => closed(order, now),
        "Deleted" => {}
        other => {
            let told = format!("{other} is no status of a table order: New, Bill, Closed and Deleted are");
            return Err(rules::TABLE_STATUS.fault(told));
        }
    }
    order["status"] = json!(status);
    Ok(())
}

/// Cancels an order.
pub(crate) fn cancel(order: &mut Value) -> Result<(), Fault> {
    open(order, "cancelled")?;
    order["status"] = json!("Deleted");
    Ok(())
}

pub(crate) fn open(order: &Value, what: &str) -> Result<(), Fault> {
    let present = text(order, "status").unwrap_or_default();
    if matches!(present, "Closed" | "Deleted") {
        return Err(rules::TABLE_STATUS.fault(format!("the order is {present} and cannot be {what}")));
    }
    Ok(())
}

/// Items of an order that a terminal group's stop list does not allow: the product and what is left of it.
pub(crate) fn stopped(stops: &Stops, group: Uuid, items: &Value) -> Vec<(StopKey, Stop)> {
    let mut asked: BTreeMap<StopKey, (Stop, Decimal)> = BTreeMap::new();
    for (product, size, amount) in list(items).iter().flat_map(products) {
        if let Some((key, stop)) = stops.entry(group, product, size) {
            asked.entry(key).or_insert((stop, Decimal::ZERO)).1 += amount;
        }
    }
    let over = asked.into_iter().filter(|(_, (stop, asked))| *asked > stop.left);
    over.map(|(key, (stop, _))| (key, stop)).collect()
}

/// Takes the items of a new order off the stop list's balances.
pub(crate) fn sell(stops: &mut Stops, group: Uuid, items: &Value) {
    for (product, size, amount) in list(items).iter().flat_map(products) {
        stops.sell(group, product, size, amount);
    }
}

/// The products of a request's item with their sizes and amounts.
fn products(item: &Value) -> Vec<(Uuid, Option<Uuid>, Decimal)> {
    let amount = money::read(&item["amount"]).unwrap_or_default();
    let size = uuid(item, "productSizeId");
    if item["type"] == "Compound" {
        let components = ["primaryComponent", "secondaryComponent"].into_iter().map(|key| &item[key]);
        return components
            .filter_map(|component| Some((uuid(component, "productId")?, size, amount)))
            .collect();
    }
    vec![(id(item, "productId"), size, amount)]
}

/// What an order would cost.
pub(crate) fn price(
    world: &World,
    organization: &Organization,
    chance: &Chance,
    order: &Value,
) -> Result<Decimal, Fault> {
    let pricing = Pricing { menu: &world.menu, organization, chance };
    let mut lines = pricing.lines(&order["items"])?;
    extras::combos(pricing, &order["combos"], &mut lines)?;
    Ok(lines.iter().map(Line::sum).sum())
}

/// Prices the items of a combo: for `combo_calculate`.
pub(crate) fn combo_lines(
    world: &World,
    organization: &Organization,
    chance: &Chance,
    items: &Value,
) -> Result<Vec<ComboLine>, Fault> {
    let lines = Pricing { menu: &world.menu, organization, chance }.lines(items)?;
    let line = |line: &Line| ComboLine {
        source: line.combo_source,
        group: line.combo_group,
        dishes: line.parts.iter().filter(|part| !part.modifier).map(|part| part.sum).sum(),
        modifiers: line.parts.iter().filter(|part| part.modifier).map(|part| part.sum).sum(),
    };
    Ok(lines.iter().map(line).collect())
}

/// An item of a combo.
pub(crate) struct ComboLine {
    pub(crate) source: Option<Uuid>,
    pub(crate) group: Option<Uuid>,
    /// What it costs without modifiers.
    pub(crate) dishes: Decimal,
    /// What its modifiers cost.
    pub(crate) modifiers: Decimal,
}
