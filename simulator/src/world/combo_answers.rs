//! How combos are told.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::combos::{Combo, ComboGroup, ComboPrice, category};
use super::menu::Menu;
use crate::money;

impl Menu {
    /// Combos as `combo` tells them.
    pub(crate) fn combo_specifications(&self) -> Value {
        self.combos.iter().enumerate().map(|(at, combo)| self.specification(at, combo)).collect()
    }

    /// Categories of the combos.
    pub(crate) fn combo_categories(&self) -> Value {
        let (id, name) = category();
        json!([{ "id": id, "name": name }])
    }

    fn specification(&self, position: usize, combo: &Combo) -> Value {
        // 0: one price; 4: percent off each dish.
        let (kind, value) = match &combo.price {
            ComboPrice::Fixed(price) => (0, *price),
            ComboPrice::PercentOff(percent) => (4, *percent),
        };
        let groups = combo.groups.iter().enumerate();
        json!({
            "sourceActionId": combo.id,
            "categoryId": category().0,
            "name": combo.name,
            "priceModificationType": kind,
            "priceModification": money::number(value),
            "isActive": true,
            "startDate": "2020-01-01 00:00:00.000",
            "expirationDate": "2099-12-31 23:59:59.000",
            "lackingGroupsToSuggest": 1,
            "includeModifiers": false,
            "groups": groups.map(|(at, group)| self.specification_group(at, group)).collect::<Vec<_>>(),
            "sortOrder": position,
        })
    }

    fn specification_group(&self, position: usize, group: &ComboGroup) -> Value {
        let products = group.products.iter().enumerate().map(|(at, (product, size))| {
            json!({
                "productId": product,
                "sizeId": size,
                "sizeName": size.and_then(|size| self.size_name(size)).unwrap_or_default(),
                "forbiddenModifiers": [],
                "priceModificationAmount": 0,
                "position": at,
            })
        });
        combo_group(position, group, "products", products.collect())
    }

    /// Combos as an external menu tells them.
    pub(super) fn external_combos(&self) -> Value {
        let (id, name) = category();
        let combos = self.combos.iter().map(|combo| {
            let (strategy, price) = match &combo.price {
                ComboPrice::Fixed(price) => ("FIXED", *price),
                ComboPrice::PercentOff(_) => ("BY_COMPONENT", Decimal::ZERO),
            };
            json!({
                "id": combo.id,
                "name": combo.name,
                "description": "",
                "price": money::number(price),
                "priceStrategy": strategy,
                "groups": self.external_combo_groups(combo),
                "image": [],
                "sizes": [],
                "startDate": "2020-01-01",
                "expirationDate": "2099-12-31",
            })
        });
        json!([{ "id": id, "name": name, "combos": combos.collect::<Vec<_>>() }])
    }

    /// Groups of a combo as an external menu tells them.
    pub(super) fn external_combo_groups(&self, combo: &Combo) -> Value {
        let item = |(product, size): &(Uuid, Option<Uuid>)| {
            json!({
                "itemId": product,
                "sizeId": size,
                "forbiddenModifiers": [],
                "priceModificationAmount": 0,
                "sizes": [],
            })
        };
        let groups =
            combo.groups.iter().enumerate().map(|(at, group)| {
                combo_group(at, group, "items", group.products.iter().map(item).collect())
            });
        groups.collect()
    }
}

/// A group of a combo, the first being the main one; its products stand under `key`.
pub(super) fn combo_group(position: usize, group: &ComboGroup, key: &str, products: Vec<Value>) -> Value {
    json!({
        "id": group.id,
        "name": group.name,
        "isMainGroup": position == 0,
        key: products,
        "skipStep": false,
    })
}
