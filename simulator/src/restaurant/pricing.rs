//! What prices the items of an order: the menu, and what is told of an item with its sums.

use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use crate::chance::Chance;
use crate::money;
use crate::restaurant::{Fault, rules};
use crate::world::{Menu, Organization, Product};

/// An item with the sums that are still to be written into it.
pub(super) struct Line {
    pub(super) json: Value,
    pub(super) parts: Vec<Part>,
    pub(super) position: Uuid,
    pub(super) amount: Decimal,
    /// The combo of the order that it belongs to.
    pub(super) combo: Option<Uuid>,
    pub(super) combo_source: Option<Uuid>,
    pub(super) combo_group: Option<Uuid>,
    /// The product, or the first half of one that is made of two.
    pub(super) product: Uuid,
    pub(super) size: Option<Uuid>,
}

/// A part of an item that has a sum of its own: the item itself, a component or a modifier.
pub(super) struct Part {
    /// JSON pointer inside the item.
    pub(super) place: String,
    pub(super) sum: Decimal,
    pub(super) modifier: bool,
}

impl Line {
    /// What the item costs with all its parts.
    pub(super) fn sum(&self) -> Decimal {
        self.parts.iter().map(|part| part.sum).sum()
    }

    /// The item with its parts' sums written in.
    pub(super) fn finish(mut self) -> Value {
        for part in &self.parts {
            if let Some(target) = self.json.pointer_mut(&part.place) {
                target["resultSum"] = money::number(part.sum);
            }
        }
        self.json
    }
}

/// The menu of an organization: what prices items.
#[derive(Clone, Copy)]
pub(super) struct Pricing<'a> {
    pub(super) menu: &'a Menu,
    pub(super) organization: &'a Organization,
    pub(super) chance: &'a Chance,
}

impl<'a> Pricing<'a> {
    pub(super) fn known(&self, product: Uuid) -> Result<&'a Product, Fault> {
        let found = self.menu.product(product);
        found.ok_or_else(|| rules::PRODUCT_UNKNOWN.fault(format!("the menu has no product {product}")))
    }
}

/// How much of something is ordered.
pub(super) fn amount(object: &Value) -> Result<Decimal, Fault> {
    let amount = money(object, "amount")?;
    if amount.is_zero() {
        return Err(rules::AMOUNT.fault("`amount` is 0: leave out what is not ordered"));
    }
    Ok(amount)
}

/// Money or an amount that the request must name.
pub(super) fn money(object: &Value, key: &str) -> Result<Decimal, Fault> {
    money::read(&object[key]).ok_or_else(|| {
        rules::AMOUNT.fault(format!("`{key}` is no amount that a till can count: {}", object[key]))
    })
}

/// Money that the request may name.
pub(super) fn given_money(object: &Value, key: &str) -> Result<Option<Decimal>, Fault> {
    if object[key].is_null() { Ok(None) } else { money(object, key).map(Some) }
}
