//! Orders at a table, and what they share with deliveries.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::lines::{Line, Pricing};
use super::{Taken, extras, guest};
use crate::fields::{id, list, text, uuid};
use crate::restaurant::Fault;
use crate::world::{Menu, OrderType, Organization, World};
use crate::{clock, money};

/// Makes the order's details, or says why the point of sale refuses it.
pub(crate) fn details(taken: &Taken<'_>) -> Result<Value, Fault> {
    let Taken { world, organization, group, order, .. } = *taken;
    let kind = order_type(world, order)?;
    let mut told = shared(taken, kind)?;
    let tables = list(&order["tableIds"]);
    let count = order["guests"]["count"].as_i64().or_else(|| order["guestCount"].as_i64());
    told["tableIds"] = if tables.is_empty() { json!([group.table]) } else { json!(tables) };
    told["customer"] = guest::customer(&order["customer"], text(order, "phone"))?;
    told["phone"] = order["phone"].clone();
    told["guestsInfo"] = guest::guests(&json!({ "count": count }));
    told["tabName"] = order["tabName"].clone();
    told["status"] = json!("New");
    told["whenCreated"] = json!(clock::text(clock::now(organization.utc_offset)));
    Ok(told)
}

fn order_type<'a>(world: &'a World, order: &Value) -> Result<&'a OrderType, Fault> {
    let wanted = uuid(order, "orderTypeId");
    let types = &world.dictionaries.order_types;
    let found = types.iter().find(|kind| wanted.map_or(kind.service == "Common", |wanted| kind.id == wanted));
    let found = found.ok_or_else(|| Fault::new("OrderTypeNotFound", "there is no such order type"))?;
    if found.service != "Common" {
        return Err(Fault::new("IncorrectOrderType", format!("{} is not for orders at a table", found.name)));
    }
    Ok(found)
}

/// The details that both kinds of order have.
pub(super) fn shared(taken: &Taken<'_>, kind: &OrderType) -> Result<Value, Fault> {
    let Taken { world, organization, group, number, order } = *taken;
    let pricing = Pricing { menu: &world.menu, organization };
    let mut lines = pricing.lines(&order["items"])?;
    if lines.is_empty() {
        return Err(Fault::new("OrderItemsNotExists", "the order has no items"));
    }
    let combos = extras::combos(pricing, &order["combos"], &mut lines)?;
    let discounts = extras::discounts(&world.dictionaries, &order["discountsInfo"], &mut lines)?;
    let (payments, paid) = extras::payments(&world.dictionaries, &order["payments"])?;
    let tips = extras::tips(&world.dictionaries, &order["tips"])?;
    let sum: Decimal = lines.iter().map(Line::sum).sum();
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
        return Err(Fault::new("Incorrect", format!("there is no price category {wanted}")));
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
    let paid: Decimal =
        list(&order["payments"]).iter().filter_map(|payment| money::read(&payment["sum"])).sum();
    let sum = money::read(&order["sum"]).unwrap_or_default();
    if paid < sum {
        return Err(Fault::new(
            "Common",
            format!("the order costs {sum}, and {paid} of it is paid: add payments first"),
        ));
    }
    order["status"] = json!("Closed");
    order["whenClosed"] = json!(clock::text(now));
    order["processedPaymentsSum"] = money::number(paid);
    Ok(())
}

/// Cancels an order.
pub(crate) fn cancel(order: &mut Value) -> Result<(), Fault> {
    open(order, "cancelled")?;
    order["status"] = json!("Deleted");
    Ok(())
}

fn open(order: &Value, what: &str) -> Result<(), Fault> {
    let present = text(order, "status").unwrap_or_default();
    if matches!(present, "Closed" | "Deleted") {
        return Err(Fault::new("Common", format!("the order is {present} and cannot be {what}")));
    }
    Ok(())
}

/// Items of an order that the stop list does not allow: the product and what is left of it.
pub(crate) fn stopped(menu: &Menu, items: &Value) -> Vec<(uuid::Uuid, String, Decimal)> {
    let wanted: Vec<(uuid::Uuid, Decimal)> = list(items).iter().flat_map(products).collect();
    let over = menu.stopped().filter(|(product, left)| {
        let asked: Decimal =
            wanted.iter().filter(|(id, _)| *id == product.id).map(|(_, amount)| *amount).sum();
        asked > *left
    });
    over.map(|(product, left)| (product.id, product.code.clone(), left)).collect()
}

/// The products of an item with their amounts.
fn products(item: &Value) -> Vec<(uuid::Uuid, Decimal)> {
    let amount = money::read(&item["amount"]).unwrap_or_default();
    if item["type"] == "Compound" {
        let components = ["primaryComponent", "secondaryComponent"].into_iter().map(|key| &item[key]);
        return components.filter_map(|component| Some((uuid(component, "productId")?, amount))).collect();
    }
    vec![(id(item, "productId"), amount)]
}

/// Prices the items of a combo: for `combo_calculate`.
pub(crate) fn combo_lines(
    world: &World,
    organization: &Organization,
    items: &Value,
) -> Result<Vec<ComboLine>, Fault> {
    let lines = Pricing { menu: &world.menu, organization }.lines(items)?;
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
    pub(crate) source: Option<uuid::Uuid>,
    pub(crate) group: Option<uuid::Uuid>,
    /// What it costs without modifiers.
    pub(crate) dishes: Decimal,
    /// What its modifiers cost.
    pub(crate) modifiers: Decimal,
}
