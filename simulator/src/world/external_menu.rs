//! The menu as `menu_by_id` tells it, in formats 2, 3 and 4.

use serde_json::{Value, json};
use uuid::Uuid;

use super::menu::{Choice, Group, Limits, REVISION};
use super::{Combo, ComboPrice, Menu, Organization, Product, id};
use crate::money;

/// Id of the only external menu.
pub(crate) const MENU_ID: i64 = 9001;
pub(super) const MENU_NAME: &str = "Меню доставки";

/// What an answer is made for.
#[derive(Clone, Copy)]
struct View<'a> {
    menu: &'a Menu,
    organizations: &'a [&'a Organization],
    format: i64,
}

impl Menu {
    /// External menus and price categories.
    pub(crate) fn external_menus() -> (Value, Value) {
        let (category, name) = Self::price_category();
        (json!([{ "id": MENU_ID.to_string(), "name": MENU_NAME }]), json!([{ "id": category, "name": name }]))
    }

    /// The only price category.
    pub(crate) fn price_category() -> (Uuid, &'static str) {
        (id("price-category", "delivery"), "Доставка")
    }

    /// Categories of products, in whatever form the menu is told.
    pub(super) fn product_categories(&self) -> Value {
        let categories = self.categories.iter();
        categories.map(|(id, name)| json!({ "id": id, "name": name, "isDeleted": false })).collect()
    }

    /// The external menu in format 2, 3 or 4; without items when the caller has this revision already.
    pub(crate) fn external(&self, organizations: &[&Organization], format: i64, held: Option<i64>) -> Value {
        let view = View { menu: self, organizations, format };
        let (categories, combos) = if held == Some(REVISION) {
            (json!([]), json!([]))
        } else {
            (view.categories(), self.external_combos())
        };
        let mut told = json!({
            "id": MENU_ID,
            "name": MENU_NAME,
            "description": "Всё, что доезжает горячим",
            "buttonImageUrl": null,
            "formatVersion": format,
            "revision": REVISION,
            "intervals": view.intervals(),
            "productCategories": self.product_categories(),
            "customerTagGroups": [],
            "comboCategories": combos,
        });
        if format == 2 {
            told["itemCategories"] = categories;
        } else {
            told["itemGroups"] = categories;
            told["taxCategories"] = json!([tax_category()]);
            told["allergenGroups"] = json!([]);
            told["overrideTaxCategories"] = json!({});
        }
        told
    }
}

/// The only tax category.
pub(super) fn tax_category() -> Value {
    json!({ "id": id("tax-category", "vat"), "name": "НДС 20 %", "percentage": 20 })
}

impl View<'_> {
    fn intervals(&self) -> Value {
        let interval = |organization: &&Organization| json!({ "organizationId": organization.id, "fromTime": "10:00", "toTime": "23:00" });
        self.organizations.iter().map(interval).collect()
    }

    fn categories(&self) -> Value {
        let groups = self.menu.groups.iter().filter(|group| !group.modifiers);
        let mut told: Vec<Value> = groups.map(|group| self.category(group)).collect();
        if self.format == 4 {
            told.push(self.combo_category());
        }
        Value::Array(told)
    }

    fn category(&self, group: &Group) -> Value {
        let products = self.menu.products.iter().filter(|product| product.group == group.id);
        category(&group.id.to_string(), &group.name, products.map(|product| self.item(product)).collect())
    }

    /// Combos priced by their dishes stand among the items of format 4.
    fn combo_category(&self) -> Value {
        let combos = self.menu.combos.iter().filter(|combo| matches!(combo.price, ComboPrice::PercentOff(_)));
        let sets = id("group", "sets").to_string();
        category(&sets, "Наборы", combos.map(|combo| self.combo_item(combo)).collect())
    }

    fn combo_item(&self, combo: &Combo) -> Value {
        json!({
            "type": "COMBO",
            "id": combo.id,
            "sku": "",
            "name": combo.name,
            "description": "",
            "isMarked": false,
            "barcodes": null,
            "sizes": [{
                "sizeId": id("combo-size", "usual"),
                "name": "Обычный", "shortName": "Обычный",
                "isHidden": false,
                "buttonImageUrl": null,
            }],
            "groups": self.menu.external_combo_groups(combo),
            "priceStrategy": "BY_COMPONENT",
        })
    }

    fn item(&self, product: &Product) -> Value {
        let sizes: Vec<Value> = product.prices.iter().map(|(size, _)| self.size(product, *size)).collect();
        let mut told = json!({
            "type": "DISH",
            "sku": product.code,
            "name": product.name,
            "description": product.description,
            "itemSizes": sizes,
            "modifierSchemaId": product.schema().map(|(id, _)| id),
            "modifierSchemaName": product.schema().map(|(_, name)| name),
            "orderItemType": if product.halves { "Compound" } else { "Product" },
            "measureUnit": "порц",
            "productCategoryId": product.category,
            "canSetOpenPrice": false,
            "useBalanceForSell": false,
            "customerTagGroups": [],
            "paymentSubject": "Товар",
            "paymentSubjectCode": "1",
            "outerEanCode": null,
            "isMarked": false,
            "isHidden": false,
            "barcodes": null,
            "tags": [],
            "labels": [],
        });
        if self.format == 2 {
            told["itemId"] = json!(product.id);
            told["allergens"] = json!([]);
            told["taxCategory"] = tax_category();
            told["canBeDivided"] = json!(false);
        } else {
            told["id"] = json!(product.id);
            told["allergenGroupIds"] = json!([]);
            told["taxCategoryId"] = json!(id("tax-category", "vat"));
            told["splittable"] = json!(false);
        }
        told
    }

    fn size(&self, product: &Product, size: Option<Uuid>) -> Value {
        let name = size.and_then(|size| self.menu.size_name(size));
        let first = product.prices.first().is_some_and(|(first, _)| *first == size);
        let mut told = json!({
            "sku": name.map_or_else(|| product.code.clone(), |name| format!("{}-{name}", product.code)),
            "sizeCode": name,
            "sizeName": name.unwrap_or_default(),
            "isDefault": first,
            "isHidden": false,
            "measureUnitType": "GRAM",
            "buttonImageUrl": product.image_links().first(),
            "prices": self.prices(product, size),
            "nutritions": [self.nutrition(product)],
            "itemModifierGroups": product.choices.iter().map(|choice| self.choice(choice)).collect::<Vec<_>>(),
        });
        if self.format == 2 {
            told["sizeId"] = json!(size);
            told["portionWeightGrams"] = money::number(product.grams);
            told["nutritionPerHundredGrams"] = self.nutrition(product);
        } else {
            told["id"] = json!(size);
            told["weight"] = money::number(product.grams);
        }
        told
    }

    fn prices(&self, product: &Product, size: Option<Uuid>) -> Value {
        let price = |organization: &&Organization| {
            let price = product.price(size, organization).map_or(Value::Null, money::number);
            json!({ "organizationId": organization.id, "organizations": [organization.id], "price": price })
        };
        self.organizations.iter().map(price).collect()
    }

    fn nutrition(&self, product: &Product) -> Value {
        let [fats, proteins, carbs, energy] = product.nutrition.map(money::number);
        let organizations: Vec<Uuid> =
            self.organizations.iter().map(|organization| organization.id).collect();
        json!({
            "fats": fats, "proteins": proteins, "carbs": carbs, "energy": energy,
            "organizations": organizations,
            "saturatedFattyAcid": null, "salt": null, "sugar": null,
        })
    }

    fn choice(&self, choice: &Choice) -> Value {
        let products = choice.items.iter().filter_map(|id| self.menu.product(*id));
        let mut told = json!({
            "sku": "",
            "name": choice.name,
            "description": "",
            "restrictions": self.restrictions(choice.least, choice.most, choice.default()),
            "items": products.map(|product| self.modifier(choice, product)).collect::<Vec<_>>(),
            "isHidden": false,
            "childModifiersHaveMinMaxRestrictions": true,
        });
        if self.format == 2 {
            told["itemGroupId"] = json!(choice.group);
            told["canBeDivided"] = json!(false);
        } else {
            told["id"] = json!(choice.group);
            told["splittable"] = json!(false);
        }
        told
    }

    fn restrictions(&self, least: i64, most: i64, default: i64) -> Value {
        let mut told = json!({
            "minQuantity": least, "maxQuantity": most, "freeQuantity": 0, "hideIfDefaultQuantity": false,
        });
        told[if self.format == 2 { "byDefault" } else { "defaultQuantity" }] = json!(default);
        told
    }

    fn modifier(&self, choice: &Choice, product: &Product) -> Value {
        let Limits { least, most, default } = choice.limits(product.id);
        let mut told = json!({
            "sku": product.code,
            "name": product.name,
            "description": product.description,
            "restrictions": self.restrictions(least, most, default),
            "prices": self.prices(product, None),
            "isHidden": false,
            "independentQuantity": false,
            "productCategoryId": product.category,
            "customerTagGroups": [],
            "paymentSubject": "Товар",
            "paymentSubjectCode": "1",
            "outerEanCode": null,
            "isMarked": false,
            "measureUnitType": "GRAM",
            "barcodes": null,
            "buttonImageUrl": null,
            "tags": [],
            "labels": [],
        });
        if self.format == 2 {
            told["itemId"] = json!(product.id);
            told["allergenGroups"] = json!([]);
            told["portionWeightGrams"] = money::number(product.grams);
            told["nutritionPerHundredGrams"] = self.nutrition(product);
            told["position"] = json!(0);
        } else {
            told["id"] = json!(product.id);
            told["allergenGroupIds"] = json!([]);
            told["weight"] = money::number(product.grams);
            told["nutritions"] = json!([self.nutrition(product)]);
        }
        told
    }
}

fn category(id: &str, name: &str, items: Vec<Value>) -> Value {
    json!({
        "id": id,
        "name": name,
        "description": "",
        "buttonImageUrl": null,
        "iikoGroupId": null,
        "items": items,
        "scheduleId": null,
        "scheduleName": null,
        "schedules": [],
        "isHidden": false,
        "tags": [],
        "labels": [],
    })
}
