//! The menu as `nomenclature` tells it.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::menu::{Choice, Group, REVISION};
use super::{Menu, Organization, Product, Text, id};
use crate::money;

impl Menu {
    /// The whole answer: with empty lists when the caller has this revision already.
    pub(crate) fn nomenclature(
        &self,
        organization: &Organization,
        held: Option<i64>,
        correlation_id: Uuid,
    ) -> Vec<u8> {
        if held == Some(REVISION) {
            let nothing = json!({
                "correlationId": correlation_id,
                "groups": [], "productCategories": [], "products": [], "sizes": [],
                "revision": REVISION,
            });
            return nothing.to_string().into_bytes();
        }
        let [usual, other] = &self.nomenclature;
        let slot = if organization.price_level == Decimal::ONE { usual } else { other };
        let body = slot.get_or_init(|| self.nomenclature_body(organization).to_string().into_bytes());
        // The correlation id goes first, the ready body follows without its opening brace.
        let mut answer = format!("{{\"correlationId\":\"{correlation_id}\",").into_bytes();
        answer.extend_from_slice(body.strip_prefix(b"{").unwrap_or(body));
        answer
    }

    fn nomenclature_body(&self, organization: &Organization) -> Value {
        let category = |(id, name): &(Uuid, Text)| json!({ "id": id, "name": name, "isDeleted": false });
        let size = |(at, (id, name)): (usize, &(Uuid, Text))| json!({ "id": id, "name": name, "priority": at, "isDefault": false });
        let products = self.products.iter().enumerate();
        json!({
            "groups": self.groups.iter().enumerate().map(|(at, group)| group.json(at)).collect::<Vec<_>>(),
            "productCategories": self.categories.iter().map(category).collect::<Vec<_>>(),
            "products": products.map(|(at, product)| product.json(at, organization)).collect::<Vec<_>>(),
            "sizes": self.sizes.iter().enumerate().map(size).collect::<Vec<_>>(),
            "revision": REVISION,
        })
    }
}

impl Group {
    fn json(&self, position: usize) -> Value {
        json!({
            "id": self.id,
            "code": format!("G{:02}", position + 1),
            "name": self.name,
            "description": "",
            "additionalInfo": null,
            "parentGroup": null,
            "order": position,
            "isIncludedInMenu": !self.modifiers,
            "isGroupModifier": self.modifiers,
            "imageLinks": [],
            "tags": [],
            "isDeleted": false,
            "seoDescription": null, "seoText": null, "seoKeywords": null, "seoTitle": null,
        })
    }
}

impl Product {
    fn json(&self, position: usize, organization: &Organization) -> Value {
        let per_portion = |value: Decimal| money::number(value * self.grams / Decimal::ONE_HUNDRED);
        let [fat, proteins, carbohydrates, energy] = self.nutrition;
        json!({
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "description": self.description,
            "additionalInfo": null,
            "groupId": if self.modifier { json!(self.group) } else { Value::Null },
            "parentGroup": if self.modifier { Value::Null } else { json!(self.group) },
            "productCategoryId": self.category,
            "type": if self.modifier { "modifier" } else { "dish" },
            "orderItemType": if self.halves { "Compound" } else { "Product" },
            "modifierSchemaId": self.schema().map(|(id, _)| id),
            "modifierSchemaName": self.schema().map(|(_, name)| name),
            "measureUnit": "порц",
            "weight": money::number(self.grams / Decimal::ONE_THOUSAND),
            "fatAmount": money::number(fat),
            "proteinsAmount": money::number(proteins),
            "carbohydratesAmount": money::number(carbohydrates),
            "energyAmount": money::number(energy),
            "fatFullAmount": per_portion(fat),
            "proteinsFullAmount": per_portion(proteins),
            "carbohydratesFullAmount": per_portion(carbohydrates),
            "energyFullAmount": per_portion(energy),
            "sizePrices": self.size_prices(organization),
            "modifiers": self.choices.iter().filter(|choice| choice.single).flat_map(Choice::modifiers).collect::<Vec<_>>(),
            "groupModifiers": self.choices.iter().filter(|choice| !choice.single).map(Choice::json).collect::<Vec<_>>(),
            "imageLinks": self.image_links(),
            "order": position,
            "splittable": false,
            "doNotPrintInCheque": false,
            "useBalanceForSell": false,
            "canSetOpenPrice": false,
            "fullNameEnglish": null,
            "paymentSubject": "Товар",
            "tags": [],
            "isDeleted": false,
            "seoDescription": null, "seoText": null, "seoKeywords": null, "seoTitle": null,
        })
    }

    /// The schema by which halves are put together.
    pub(crate) fn schema(&self) -> Option<(Uuid, &'static str)> {
        self.halves.then(|| (id("schema", "halves"), "Половинки"))
    }

    pub(super) fn image_links(&self) -> Vec<String> {
        if self.modifier {
            Vec::new()
        } else {
            vec![format!("https://samovar.example/menu/{}.jpg", self.code)]
        }
    }

    fn size_prices(&self, organization: &Organization) -> Value {
        let prices = self.prices_in(organization).into_iter().map(|(size, price)| {
            json!({
                "sizeId": size,
                "price": {
                    "currentPrice": money::number(price),
                    "isIncludedInMenu": true,
                    "nextPrice": null,
                    "nextIncludedInMenu": false,
                    "nextDatePrice": null,
                },
            })
        });
        prices.collect()
    }
}

impl Choice {
    /// Its modifiers.
    fn modifiers(&self) -> Vec<Value> {
        let modifier = |id: &Uuid| {
            let limits = self.limits(*id);
            json!({
                "id": id,
                "defaultAmount": limits.default,
                "minAmount": limits.least,
                "maxAmount": limits.most,
                "required": self.single && self.least > 0,
                "hideIfDefaultAmount": false,
                "splittable": false,
                "freeOfChargeAmount": 0,
            })
        };
        self.items.iter().map(modifier).collect()
    }

    fn json(&self) -> Value {
        json!({
            "id": self.group,
            "minAmount": self.least,
            "maxAmount": self.most,
            "required": self.least > 0,
            "childModifiersHaveMinMaxRestrictions": true,
            "childModifiers": self.modifiers(),
            "hideIfDefaultAmount": false,
            "defaultAmount": self.default(),
            "splittable": false,
            "freeOfChargeAmount": 0,
        })
    }
}
