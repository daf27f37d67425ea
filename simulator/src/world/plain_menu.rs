//! The menu as `menu_v3_by_id` tells it: dictionaries first, then the groups that refer to them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::combo_answers::combo_group;
use super::external_menu::{MENU_ID, MENU_NAME, tax_category};
use super::menu::{Choice, Group, Limits};
use super::{Combo, ComboPrice, Menu, Organization, Product, id};
use crate::money;

impl Menu {
    /// The external menu of an organization.
    pub(crate) fn plain(&self, organization: &Organization) -> Value {
        let view = View { menu: self, organization };
        let products = self.products.iter().filter(|product| !product.modifier);
        let modifiers = self.products.iter().filter(|product| product.modifier);
        json!({
            "id": MENU_ID.to_string(),
            "name": MENU_NAME,
            "description": "Всё, что доезжает горячим",
            "products": products.map(product).collect::<Vec<_>>(),
            "combos": view.combos().map(|combo| view.combo(combo)).collect::<Vec<_>>(),
            "modifiers": modifiers.map(|product| view.modifier(product)).collect::<Vec<_>>(),
            "taxCategories": [tax_category()],
            "productCategories": self.product_categories(),
            "allergenGroups": [],
            "customerTagGroups": [],
            "schedules": [],
            "overrideTaxCategories": [],
            "itemsGroups": view.groups(),
        })
    }
}

/// What an answer is made for.
#[derive(Clone, Copy)]
struct View<'a> {
    menu: &'a Menu,
    organization: &'a Organization,
}

fn product(product: &Product) -> Value {
    json!({
        "sku": product.code,
        "id": product.id,
        "modifierSchemaId": product.schema().map(|(id, _)| id),
        "modifierSchemaName": product.schema().map(|(_, name)| name),
        "type": "DISH",
        "splittable": false,
        "canSetOpenPrice": false,
        "useBalanceForSell": false,
        "measureUnit": "порц",
        "productCategoryId": product.category,
        "customerTagGroups": [],
        "paymentSubjectCode": "1",
        "isMarked": false,
        "barcodes": [],
        "orderItemType": if product.halves { "Compound" } else { "Product" },
        "taxCategoryId": id("tax-category", "vat"),
    })
}

fn image(product: &Product) -> Value {
    product.image_links().first().map_or(Value::Null, |link| json!({ "url": link }))
}

fn nutrition(product: &Product) -> Value {
    let [fats, proteins, carbs, energy] = product.nutrition.map(money::number);
    json!({ "fats": fats, "proteins": proteins, "carbs": carbs, "energy": energy })
}

fn restrictions(least: i64, most: i64, default: i64) -> Value {
    json!({
        "minQuantity": least, "maxQuantity": most, "freeQuantity": 0, "defaultQuantity": default,
        "hideIfDefaultQuantity": false,
    })
}

impl<'a> View<'a> {
    /// Combos whose price is made of their dishes are sold by this menu.
    fn combos(self) -> impl Iterator<Item = &'a Combo> {
        self.menu.combos.iter().filter(|combo| matches!(combo.price, ComboPrice::PercentOff(_)))
    }

    fn groups(self) -> Vec<Value> {
        let groups = self.menu.groups.iter().filter(|group| !group.modifiers);
        let mut told: Vec<Value> = groups.map(|group| self.group(group)).collect();
        let combos = self.combos().map(|combo| {
            json!({
                "comboId": combo.id,
                "name": combo.name,
                "itemType": "COMBO",
                "sizes": [{ "sizeId": id("combo-size", "usual"), "name": "Обычный", "isHidden": false }],
            })
        });
        told.push(group(&["sets"], id("group", "sets"), "Наборы", combos.collect()));
        told
    }

    fn group(self, told: &Group) -> Value {
        let products =
            self.menu.products.iter().filter(|product| product.group == told.id && !product.modifier);
        group(&[], told.id, &told.name, products.map(|product| self.item(product)).collect())
    }

    fn item(self, product: &Product) -> Value {
        let choices = product.choices.iter().map(|choice| self.choice(choice));
        json!({
            "productId": product.id,
            "name": product.name,
            "isHidden": false,
            "description": product.description,
            "itemType": "PRODUCT",
            "sizePrices": product.prices.iter().map(|(size, _)| self.price(product, *size)).collect::<Vec<_>>(),
            "modifierGroups": choices.collect::<Vec<_>>(),
            "allergenGroupIds": [],
            "labels": [],
            "tags": [],
        })
    }

    fn price(self, product: &Product, size: Option<Uuid>) -> Value {
        let name = size.and_then(|size| self.menu.size_name(size));
        json!({
            "sizeId": size,
            "sizeName": name,
            "sizeCode": name,
            "isDefault": product.prices.first().is_some_and(|(first, _)| *first == size),
            "price": product.price(size, self.organization).map(money::number),
            "image": image(product),
            "isHidden": false,
            "weight": money::number(product.grams),
            "nutritions": nutrition(product),
            "measureUnitType": "GRAM",
            "taxCategoryId": id("tax-category", "vat"),
        })
    }

    fn choice(self, choice: &Choice) -> Value {
        let items = choice.items.iter().filter_map(|id| self.menu.product(*id)).map(|product| {
            let Limits { least, most, default } = choice.limits(product.id);
            json!({ "id": product.id, "restrictions": restrictions(least, most, default) })
        });
        json!({
            "name": choice.name,
            "id": choice.group,
            "restrictions": restrictions(choice.least, choice.most, choice.default()),
            "items": items.collect::<Vec<_>>(),
            "splittable": false,
            "isHidden": false,
            "childModifiersHaveMinMaxRestrictions": true,
        })
    }

    fn modifier(self, product: &Product) -> Value {
        let price = product.price(None, self.organization).map(money::number);
        json!({
            "sku": product.code,
            "id": product.id,
            "name": product.name,
            "description": product.description,
            "isHidden": false,
            "weight": money::number(product.grams),
            "measureUnitType": "GRAM",
            "sizePrices": [{ "price": price }],
            "nutritions": nutrition(product),
            "taxCategoryId": id("tax-category", "vat"),
            "independentQuantity": false,
            "productCategoryId": product.category,
            "customerTagGroups": [],
            "isMarked": false,
            "paymentSubjectCode": "1",
            "barcodes": [],
            "allergenGroupIds": [],
            "labels": [],
            "tags": [],
        })
    }

    fn combo(self, combo: &Combo) -> Value {
        let groups = combo.groups.iter().enumerate().map(|(at, group)| {
            let products = group.products.iter().map(|choice| self.combo_product(choice));
            combo_group(at, group, "products", products.collect())
        });
        json!({
            "id": combo.id,
            "sku": "",
            "priceStrategy": "BY_COMPONENT",
            "componentGroups": groups.collect::<Vec<_>>(),
            "labels": [],
            "tags": [],
        })
    }

    fn combo_product(self, (product, size): &(Uuid, Option<Uuid>)) -> Value {
        let price = self.menu.product(*product).and_then(|product| product.price(*size, self.organization));
        json!({
            "productId": product,
            "sizePrices": [{
                "comboSizeId": id("combo-size", "usual"),
                "productSizeId": size,
                "price": price.map(money::number),
            }],
            "forbiddenModifiers": [],
            "priceModificationAmount": 0,
        })
    }
}

fn group(labels: &[&str], id: Uuid, name: &str, items: Vec<Value>) -> Value {
    json!({
        "id": id,
        "name": name,
        "isHidden": false,
        "labels": labels,
        "tags": [],
        "items": items,
    })
}
