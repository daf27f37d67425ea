//! A menu that somebody has recorded from their own restaurant: the answer of `nomenclature`, with its own ids.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use super::Text;
use super::menu::{Choice, Group, Limits, Menu, Product};
use crate::fields::{flag, id, list, text, uuid};
use crate::money;

impl Menu {
    /// The menu of a recorded answer, or what is wrong with it. What is deleted or no longer sold is left out.
    pub(super) fn recorded(answer: &Value) -> Result<Self, String> {
        let Some(all) = answer["products"].as_array() else {
            return Err("it has no `products`: the answer of `nomenclature` is wanted, whole".to_owned());
        };
        let groups: Vec<Group> =
            list(&answer["groups"]).iter().filter(|own| !flag(own, "isDeleted")).map(group).collect();
        let names: HashMap<Uuid, Text> = groups.iter().map(|group| (group.id, group.name.clone())).collect();
        let sold = all.iter().filter(|own| !flag(own, "isDeleted"));
        let products: Vec<Product> = sold.filter_map(|own| product(own, &names)).collect();
        if products.is_empty() {
            return Err("none of its products has an id and a name".to_owned());
        }
        let pair =
            |own: &Value| (id(own, "id"), Text::from(text(own, "name").unwrap_or_default().to_owned()));
        let categories = list(&answer["productCategories"]).iter().map(pair).collect();
        let sizes = list(&answer["sizes"]).iter().map(pair).collect();
        Ok(Self::of(groups, categories, sizes, products, Vec::new()))
    }
}

fn group(own: &Value) -> Group {
    Group {
        id: id(own, "id"),
        name: text(own, "name").unwrap_or_default().to_owned().into(),
        modifiers: flag(own, "isGroupModifier"),
    }
}

fn product(own: &Value, names: &HashMap<Uuid, Text>) -> Option<Product> {
    let number = |key: &str| money::read(&own[key]).unwrap_or_default();
    let modifier = text(own, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("modifier"));
    Some(Product {
        id: uuid(own, "id")?,
        code: text(own, "code").unwrap_or_default().to_owned(),
        name: text(own, "name")?.to_owned(),
        category: id(own, "productCategoryId"),
        prices: prices(own),
        choices: choices(own, names),
        description: text(own, "description").unwrap_or_default().to_owned(),
        group: uuid(own, if modifier { "groupId" } else { "parentGroup" }).unwrap_or_default(),
        modifier,
        halves: text(own, "orderItemType") == Some("Compound"),
        grams: number("weight") * Decimal::ONE_THOUSAND,
        nutrition: ["fatAmount", "proteinsAmount", "carbohydratesAmount", "energyAmount"].map(number),
    })
}

/// Sizes with their prices; a product without prices costs nothing.
fn prices(own: &Value) -> Vec<(Option<Uuid>, Decimal)> {
    let sizes = list(&own["sizePrices"])
        .iter()
        .map(|size| (uuid(size, "sizeId"), money::read(&size["price"]["currentPrice"]).unwrap_or_default()));
    let sizes: Vec<_> = sizes.collect();
    if sizes.is_empty() { vec![(None, Decimal::ZERO)] } else { sizes }
}

/// Groups of modifiers; a modifier that stands alone is a group of its own.
fn choices(own: &Value, names: &HashMap<Uuid, Text>) -> Vec<Choice> {
    let grouped = list(&own["groupModifiers"]).iter().map(|given| {
        let Limits { least, most, .. } = limits(given);
        // Modifiers without limits of their own have those of their group.
        let limited = given["childModifiersHaveMinMaxRestrictions"] != false;
        let child = |modifier: &Value| {
            let own = limits(modifier);
            if limited { own } else { Limits { least: 0, most, ..own } }
        };
        let modifiers = list(&given["childModifiers"]);
        let group = id(given, "id");
        Choice {
            group,
            name: names.get(&group).cloned().unwrap_or_default(),
            least,
            most,
            items: modifiers.iter().map(|modifier| id(modifier, "id")).collect(),
            own: modifiers.iter().map(child).collect(),
            single: false,
        }
    });
    let single = list(&own["modifiers"]).iter().map(|modifier| {
        let (limits, own) = (limits(modifier), id(modifier, "id"));
        Choice {
            group: own,
            name: Text::default(),
            least: limits.least,
            most: limits.most,
            items: vec![own],
            own: vec![limits],
            single: true,
        }
    });
    grouped.chain(single).collect()
}

/// Something that is required is taken once at least.
fn limits(own: &Value) -> Limits {
    let amount = |key: &str| own[key].as_f64().map(|amount| amount as i64).unwrap_or_default();
    let least = amount("minAmount").max(i64::from(flag(own, "required")));
    Limits { least, most: amount("maxAmount").max(least), default: amount("defaultAmount") }
}
