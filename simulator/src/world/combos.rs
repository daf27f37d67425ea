//! Combos: sets of dishes sold together.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::id;

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

pub(super) fn category() -> (Uuid, &'static str) {
    (id("combo-category", "sets"), "Наборы")
}
