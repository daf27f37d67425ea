//! A menu that somebody has recorded from their own restaurant: the answer of `nomenclature`, with its own ids.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use super::Text;
use super::menu::{Choice, Group, Menu, Product};
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
    let amount = |own: &Value, key: &str| own[key].as_f64().map(|amount| amount as i64).unwrap_or_default();
    let limits = |own: &Value| {
        (amount(own, "minAmount").max(i64::from(flag(own, "required"))), amount(own, "maxAmount"))
    };
    let grouped = list(&own["groupModifiers"]).iter().map(|group| {
        let (least, most) = limits(group);
        let modifiers = list(&group["childModifiers"]);
        // The one that the till takes by itself stands first.
        let mut items: Vec<Uuid> = modifiers.iter().map(|modifier| id(modifier, "id")).collect();
        let default = modifiers.iter().position(|modifier| amount(modifier, "defaultAmount") > 0);
        if let Some(at) = default {
            items.swap(0, at);
        }
        let group = id(group, "id");
        let name = names.get(&group).cloned().unwrap_or_default();
        Choice {
            group,
            name,
            least,
            most: most.max(least),
            items,
            has_default: default.is_some(),
            single: false,
        }
    });
    let single = list(&own["modifiers"]).iter().map(|modifier| {
        let ((least, most), own) = (limits(modifier), id(modifier, "id"));
        let has_default = amount(modifier, "defaultAmount") > 0;
        Choice {
            group: own,
            name: Text::default(),
            least,
            most: most.max(least),
            items: vec![own],
            has_default,
            single: true,
        }
    });
    grouped.chain(single).collect()
}
