//! Items of an order: from the request's products to the answer's, with prices and sums from the menu.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::modifiers::Modifier;
use super::pricing::{Line, Part, Pricing, amount, given_money};
use crate::fields::{id, list, uuid};
use crate::money;
use crate::refusal::words;
use crate::restaurant::{Fault, rules};
use crate::world::Product;

impl Pricing<'_> {
    /// Makes the items of an order.
    pub(super) fn lines(&self, items: &Value) -> Result<Vec<Line>, Fault> {
        distinct(items, &[])?;
        list(items).iter().map(|item| self.line(item)).collect()
    }

    fn line(&self, item: &Value) -> Result<Line, Fault> {
        let position = uuid(item, "positionId").unwrap_or_else(|| self.chance.id());
        let amount = amount(item)?;
        let size = uuid(item, "productSizeId");
        let mut line = Line {
            json: json!({
                "type": item["type"],
                "status": "Added",
                "amount": money::number(amount),
                "comment": item["comment"],
                "whenPrinted": null,
                "size": self.size(size)?,
                "comboInformation": combo_information(&item["comboInformation"]),
            }),
            parts: Vec::new(),
            position,
            amount,
            combo: uuid(&item["comboInformation"], "comboId"),
            combo_source: uuid(&item["comboInformation"], "comboSourceId"),
            combo_group: uuid(&item["comboInformation"], "comboGroupId"),
            product: uuid(item, "productId").unwrap_or_else(|| id(&item["primaryComponent"], "productId")),
            size,
        };
        if item["type"] == "Compound" {
            self.compound(&mut line, item, amount, size)?;
        } else {
            let told = self.product(&mut line, "", item, (amount, size), &[])?;
            merge(&mut line.json, told);
            line.json["positionId"] = json!(position);
        }
        Ok(line)
    }

    fn size(&self, size: Option<Uuid>) -> Result<Value, Fault> {
        let Some(size) = size else { return Ok(Value::Null) };
        let name = self.menu.size_name(size);
        let name = name.ok_or_else(|| rules::SIZE.fault(format!("there is no size {size}")))?;
        Ok(json!({ "id": size, "name": name }))
    }

    /// An item of one or two components with modifiers for both.
    fn compound(
        &self,
        line: &mut Line,
        item: &Value,
        amount: Decimal,
        size: Option<Uuid>,
    ) -> Result<(), Fault> {
        let halves = if item["secondaryComponent"].is_null() { Decimal::ONE } else { Decimal::TWO };
        let primary = &item["primaryComponent"];
        let main = self.known(id(primary, "productId"))?;
        let (schema, name) = main.schema().ok_or_else(|| {
            rules::HALVES
                .fault(format!("{} ({}) is not made of halves: order it as a product", main.name, main.id))
        })?;
        line.json["template"] = json!({ "id": schema, "name": name });
        let shared = self.chosen(main, &item["commonModifiers"])?;
        for key in ["primaryComponent", "secondaryComponent"] {
            let component = &item[key];
            if component.is_null() {
                line.json[key] = Value::Null;
                continue;
            }
            let place = format!("/{key}");
            let mut told = self.product(line, &place, component, (amount / halves, size), &shared)?;
            told["positionId"] = json!(uuid(component, "positionId").unwrap_or_else(|| self.chance.id()));
            line.json[key] = told;
        }
        line.json["commonModifiers"] = line.modifiers("/commonModifiers", shared, amount);
        Ok(())
    }

    /// A product at `place` of the line, with its modifiers and beside those that it shares with another half.
    fn product(
        &self,
        line: &mut Line,
        place: &str,
        item: &Value,
        (amount, size): (Decimal, Option<Uuid>),
        shared: &[Modifier],
    ) -> Result<Value, Fault> {
        let product = self.known(id(item, "productId"))?;
        if product.modifier {
            let told = format!(
                "{} ({}) is a modifier: order it with a dish that takes it",
                product.name, product.id
            );
            return Err(rules::MODIFIER_AS_DISH.fault(told));
        }
        let usual = product.price(size, self.organization).ok_or_else(|| no_such_size(product, size))?;
        let price = given_money(item, "price")?.unwrap_or(usual);
        let cost = money::round(price * amount);
        line.parts.push(Part { place: place.to_owned(), sum: cost, modifier: false });
        let chosen = self.complete(product, self.chosen(product, &item["modifiers"])?, shared)?;
        let modifiers = line.modifiers(&format!("{place}/modifiers"), chosen, amount);
        Ok(json!({
            "product": { "id": product.id, "name": product.name },
            "modifiers": modifiers,
            "price": money::number(price),
            "cost": money::number(cost),
            "pricePredefined": price != usual,
            "taxPercent": 20,
            "resultSum": 0,
        }))
    }
}

fn no_such_size(product: &Product, size: Option<Uuid>) -> Fault {
    let told = match size {
        Some(size) => format!("{} ({}) has no size {size}", product.name, product.id),
        None => format!(
            "{} Product “{}” ({}) has a scale of sizes, {}",
            words::EXCEPTION,
            product.name,
            product.id,
            words::SIZE_WANTED
        ),
    };
    rules::SIZE.fault(told)
}

/// No two positions have one id, nor is one that of a position that the order has.
pub(super) fn distinct(items: &Value, present: &[Uuid]) -> Result<(), Fault> {
    let mut seen: HashSet<Uuid> = present.iter().copied().collect();
    for position in positions(items) {
        if position.is_nil() {
            return Err(rules::POSITION_EMPTY.fault("a position has the id of nothing: leave it out instead"));
        }
        if !seen.insert(position) {
            return Err(rules::POSITION_DOUBLED.fault(format!("two positions have the id {position}")));
        }
    }
    Ok(())
}

/// The ids of all positions: of items, their halves and their modifiers.
pub(super) fn positions(items: &Value) -> Vec<Uuid> {
    match items {
        Value::Array(all) => all.iter().flat_map(positions).collect(),
        Value::Object(object) => {
            let own = uuid(items, "positionId");
            own.into_iter().chain(object.values().flat_map(positions)).collect()
        }
        _ => Vec::new(),
    }
}

fn combo_information(given: &Value) -> Value {
    if given.is_null() {
        return Value::Null;
    }
    json!({
        "comboId": given["comboId"],
        "comboSourceId": given["comboSourceId"],
        "groupId": given["comboGroupId"],
        "groupName": given["comboGroupName"],
    })
}

fn merge(target: &mut Value, more: Value) {
    if let (Value::Object(target), Value::Object(more)) = (target, more) {
        target.extend(more);
    }
}
