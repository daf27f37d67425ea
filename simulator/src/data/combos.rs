//! Combos: sets of dishes sold together.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Menu, id};
use crate::money;

/// A set of dishes, one of each group.
pub(crate) struct Combo {
    /// The loyalty action that makes it: `comboSourceId` of order items.
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    pub(crate) price: ComboPrice,
    pub(crate) groups: Vec<ComboGroup>,
}

/// How a combo's price comes about.
pub(crate) enum ComboPrice {
    /// One price for the whole.
    Fixed(Decimal),
    /// The dishes' own prices, less so many percent.
    PercentOff(Decimal),
}

/// A choice of dishes.
pub(crate) struct ComboGroup {
    pub(crate) id: Uuid,
    pub(super) name: &'static str,
    /// Products with the size they have in the combo.
    pub(crate) products: Vec<(Uuid, Option<Uuid>)>,
}

/// All combos.
pub(super) fn all() -> Vec<Combo> {
    vec![
        Combo {
            id: id("combo", "lunch"),
            name: "Бизнес-ланч",
            price: ComboPrice::Fixed(Decimal::from(590)),
            groups: vec![
                group("lunch/soup", "Суп", &[("borscht", ""), ("solyanka", "")]),
                group("lunch/main", "Горячее", &[("pelmeni", ""), ("kyiv", "")]),
                group("lunch/drink", "Напиток", &[("mors", ""), ("kvass", "")]),
            ],
        },
        Combo {
            id: id("combo", "evening"),
            name: "Вечер с пиццей",
            price: ComboPrice::PercentOff(Decimal::from(15)),
            groups: vec![
                group("evening/pizza", "Пицца", &[("margherita", "pizza-30"), ("four-cheese", "pizza-30")]),
                group("evening/dessert", "Десерт", &[("honey-cake", ""), ("syrniki", "")]),
            ],
        },
    ]
}

fn group(key: &str, name: &'static str, products: &[(&str, &str)]) -> ComboGroup {
    let size = |key: &str| (!key.is_empty()).then(|| id("size", key));
    ComboGroup {
        id: id("combo-group", key),
        name,
        products: products.iter().map(|(product, key)| (id("product", product), size(key))).collect(),
    }
}

fn category() -> (Uuid, &'static str) {
    (id("combo-category", "sets"), "Наборы")
}

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
        json!({
            "id": group.id,
            "name": group.name,
            "isMainGroup": position == 0,
            "products": products.collect::<Vec<_>>(),
            "skipStep": false,
        })
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
        let groups = combo.groups.iter().enumerate().map(|(at, group)| {
            json!({
                "id": group.id,
                "name": group.name,
                "isMainGroup": at == 0,
                "skipStep": false,
                "items": group.products.iter().map(item).collect::<Vec<_>>(),
            })
        });
        groups.collect()
    }
}
