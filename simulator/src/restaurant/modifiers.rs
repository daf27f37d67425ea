//! Modifiers of items: chosen, taken by default, and as many as their groups and they themselves allow.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::pricing::{Line, Part, Pricing, amount, given_money};
use crate::fields::{id, list, uuid};
use crate::money;
use crate::refusal::words;
use crate::restaurant::{Fault, rules};
use crate::world::{Limits, Product};

/// A modifier of an item with its price and amount.
pub(super) struct Modifier {
    json: Value,
    product: Uuid,
    price: Decimal,
    amount: Decimal,
}

impl Line {
    /// Puts modifiers at a place of the item, so many for each of it.
    pub(super) fn modifiers(&mut self, place: &str, chosen: Vec<Modifier>, amount: Decimal) -> Value {
        for (index, modifier) in chosen.iter().enumerate() {
            let sum = money::round(modifier.price * modifier.amount * amount);
            self.parts.push(Part { place: format!("{place}/{index}"), sum, modifier: true });
        }
        chosen.into_iter().map(|modifier| modifier.json).collect()
    }
}

impl Pricing<'_> {
    /// The modifiers that a request names for a product.
    pub(super) fn chosen(&self, product: &Product, given: &Value) -> Result<Vec<Modifier>, Fault> {
        let mut chosen: Vec<Modifier> = Vec::new();
        for wanted in list(given) {
            let modifier = self.modifier(product, wanted)?;
            if chosen.iter().any(|own| own.product == modifier.product) {
                let told = format!("the modifier {} is named twice", modifier.product);
                return Err(rules::MODIFIER_DOUBLED.fault(told));
            }
            chosen.push(modifier);
        }
        Ok(chosen)
    }

    /// Adds what the menu takes by default where something must be chosen and nothing was, and checks that each group
    /// has as much as it wants. What two halves share counts for both.
    pub(super) fn complete(
        &self,
        product: &Product,
        mut chosen: Vec<Modifier>,
        shared: &[Modifier],
    ) -> Result<Vec<Modifier>, Fault> {
        for choice in &product.choices {
            let untouched = chosen.iter().chain(shared).all(|own| !choice.items.contains(&own.product));
            for (item, amount) in choice.defaults().filter(|_| untouched) {
                chosen.push(self.modifier(product, &json!({ "productId": item, "amount": amount }))?);
            }
        }
        let of = |item: Uuid| {
            let own = chosen.iter().chain(shared).filter(|own| own.product == item);
            own.map(|own| own.amount).sum::<Decimal>()
        };
        for choice in &product.choices {
            let all = choice.items.iter().map(|item| of(*item)).sum();
            if let Some(told) = limited("group amount", choice.least, choice.most, all) {
                let name = self.group_name(choice.single().unwrap_or(choice.group), &choice.name);
                return Err(modifier_amount(&name, choice.group, &told, product));
            }
            for item in &choice.items {
                let Limits { least, most, .. } = choice.limits(*item);
                let actual = of(*item);
                // Of what is not chosen there need not be any: what must be there, the group says.
                let told = limited("amount", least, most, actual).filter(|_| !actual.is_zero());
                if let Some(told) = told {
                    return Err(modifier_amount(&self.group_name(*item, ""), *item, &told, product));
                }
            }
        }
        Ok(chosen)
    }

    /// The name of a group of modifiers, or of the modifier that stands alone.
    fn group_name(&self, id: Uuid, name: &str) -> String {
        self.menu.product(id).map_or_else(|| name.to_owned(), |product| product.name.clone())
    }

    /// A modifier with its price and amount.
    fn modifier(&self, product: &Product, wanted: &Value) -> Result<Modifier, Fault> {
        let modifier = self.known(id(wanted, "productId"))?;
        let choice =
            product.choices.iter().find(|choice| choice.items.contains(&modifier.id)).ok_or_else(|| {
                rules::MODIFIER_FOREIGN.fault(format!("{} is no modifier of {}", modifier.name, product.name))
            })?;
        if let Some(group) = uuid(wanted, "productGroupId").filter(|group| *group != choice.group) {
            let told =
                format!("{} is not in the modifier group {group}, but in {}", modifier.name, choice.group);
            return Err(rules::MODIFIER_GROUP.fault(told));
        }
        let usual = modifier.price(None, self.organization).unwrap_or_default();
        let price = given_money(wanted, "price")?.unwrap_or(usual);
        let amount = amount(wanted)?;
        let group = json!({ "id": choice.group, "name": choice.name });
        let json = json!({
            "product": { "id": modifier.id, "name": modifier.name },
            "amount": money::number(amount),
            "amountIndependentOfParentAmount": false,
            "productGroup": if choice.single().is_some() { Value::Null } else { group },
            "price": money::number(price),
            "pricePredefined": price != usual,
            "resultSum": 0,
            "positionId": uuid(wanted, "positionId").unwrap_or_else(|| self.chance.id()),
            "defaultAmount": choice.limits(modifier.id).default,
            "hideIfDefaultAmount": false,
            "taxPercent": 20,
            "freeOfChargeAmount": 0,
        });
        Ok(Modifier { json, product: modifier.id, price, amount })
    }
}

/// What the till says of an amount that is not within limits.
fn limited(what: &str, min: i64, max: i64, actual: Decimal) -> Option<String> {
    let actual = actual.normalize();
    let wrong = actual < Decimal::from(min) || actual > Decimal::from(max);
    wrong.then(|| format!("has invalid {what}: min = {min}, max = {max}, actual = {actual}"))
}

fn modifier_amount(name: &str, id: Uuid, told: &str, product: &Product) -> Fault {
    let exception = words::EXCEPTION;
    let of = &product.name;
    rules::MODIFIER_AMOUNT
        .fault(format!("{exception} Order item modifier “{name}” ({id}) {told}. It belongs to {of}."))
}
