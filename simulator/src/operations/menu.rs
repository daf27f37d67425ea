//! Menus, stop lists and combos.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call, per_organization};
use crate::refusal::Refusal;
use crate::restaurant::table::{self, ComboLine};
use crate::restaurant::{Stop, StopKey};
use crate::state::Core;
use crate::world::{Combo, ComboPrice, MENU_ID, Menu, Organization};
use crate::{clock, fields, money};

/// The whole menu of an organization.
pub(super) fn nomenclature(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let held = call.body["startRevision"].as_i64();
    Ok(Answer::Ready(core.world.menu.nomenclature(organization, held, call.correlation_id)))
}

/// External menus and price categories.
pub(super) fn menus(_: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (menus, categories) = Menu::external_menus();
    call.answer(json!({ "externalMenus": menus, "priceCategories": categories }))
}

/// An external menu.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations = call.organizations(core)?;
    check_menu(call)?;
    let format = call.body["version"].as_i64().unwrap_or(2);
    if !(2..=4).contains(&format) {
        let told = format!("version must be 2, 3 or 4, but is {format}");
        return Err(Refusal::bad_request("BODY_INVALID", told));
    }
    let held = call.body["startRevision"].as_i64();
    Ok(Answer::Json(core.world.menu.external(&organizations, format, held)))
}

/// An external menu in its third form.
pub(super) fn plain_by_id(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    check_menu(call)?;
    Ok(Answer::Json(core.world.menu.plain(organization)))
}

/// Whether a request names the menu and the price category that there are.
fn check_menu(call: &Call<'_>) -> Result<(), Refusal> {
    let menu = fields::text(call.body, "externalMenuId").unwrap_or_default();
    if menu != MENU_ID.to_string() {
        let told = format!("there is no external menu {menu:?}; `menu` lists those there are");
        return Err(Refusal::bad_request("MENU_UNKNOWN", told));
    }
    if let Some(category) = fields::text(call.body, "priceCategoryId")
        && category != Menu::price_category().0.to_string()
    {
        let told = format!("there is no price category {category:?}; `menu` lists those there are");
        return Err(Refusal::bad_request("PRICE_CATEGORY_UNKNOWN", told));
    }
    Ok(())
}

/// What is running out, by organization and terminal group.
pub(super) fn stop_lists(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations = call.organizations(core)?;
    let wanted = fields::uuids(call.body, "terminalGroupsIds").filter(|ids| !ids.is_empty());
    let stops = core.state().store.books.stops.clone();
    let told = per_organization(&organizations, "items", |organization| {
        let groups = organization.groups.iter().map(|group| group.id);
        groups
            .filter(|id| wanted.as_ref().is_none_or(|wanted| wanted.contains(id)))
            .map(|id| {
                let items: Vec<Value> =
                    stops.of(id).map(|(key, stop)| stop_item(core, organization, *key, *stop)).collect();
                json!({ "terminalGroupId": id, "items": items })
            })
            .collect()
    });
    call.answer(json!({ "terminalGroupStopLists": told }))
}

/// Which items of an order cannot be sold.
pub(super) fn stop_lists_check(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let stopped = table::stopped(&core.state().store.books.stops, group, &call.body["items"]);
    if stopped.is_empty() {
        return call.answer(json!({}));
    }
    let rejected = stopped.iter().map(|(key, stop)| stop_item(core, organization, *key, *stop));
    call.answer(json!({ "rejectedItems": rejected.collect::<Vec<_>>() }))
}

fn stop_item(core: &Core, organization: &Organization, key: StopKey, stop: Stop) -> Value {
    let sku = core.world.menu.product(key.product).map(|product| product.code.as_str());
    json!({
        "productId": key.product,
        "sizeId": key.size,
        "sku": sku.unwrap_or_default(),
        "balance": money::number(stop.left),
        "dateAdd": clock::text(clock::at(stop.since.and_utc(), organization.utc_offset)),
    })
}

/// The combos there are.
pub(super) fn combo(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.organization(core)?;
    Ok(Answer::Json(json!({
        "comboSpecifications": core.world.menu.combo_specifications(),
        "comboCategories": core.world.menu.combo_categories(),
        "Warnings": [],
    })))
}

/// What a filled combo costs.
pub(super) fn combo_calculate(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let lines = table::combo_lines(&core.world, organization, &core.chance, &call.body["items"])
        .map_err(|fault| Refusal::bad_request(fault.code, fault.message))?;
    let source = lines.iter().find_map(|line| line.source);
    let combo = core.world.menu.combos.iter().find(|combo| Some(combo.id) == source).ok_or_else(|| {
        let told = "items[].comboInformation.comboSourceId names no combo; `combo` lists those there are";
        Refusal::bad_request("COMBO_UNKNOWN", told)
    })?;
    let wrong = wrong_groups(combo, &lines, &call.body["items"]);
    let price = if wrong.is_empty() { combo_price(combo, &lines) } else { Decimal::ZERO };
    Ok(Answer::Json(json!({ "price": money::number(price), "incorrectlyFilledGroups": wrong })))
}

fn combo_price(combo: &Combo, lines: &[ComboLine]) -> Decimal {
    let dishes: Decimal = lines.iter().map(|line| line.dishes).sum();
    let modifiers: Decimal = lines.iter().map(|line| line.modifiers).sum();
    modifiers
        + match &combo.price {
            ComboPrice::Fixed(price) => *price,
            ComboPrice::PercentOff(percent) => {
                money::round(dishes * (Decimal::ONE_HUNDRED - *percent) / Decimal::ONE_HUNDRED)
            }
        }
}

/// Groups that have no item, several, or one that is not offered in them.
fn wrong_groups(combo: &Combo, lines: &[ComboLine], items: &Value) -> Vec<Uuid> {
    let wrong = combo.groups.iter().filter(|group| {
        let chosen = lines.iter().zip(fields::list(items)).filter(|(line, _)| line.group == Some(group.id));
        let offered = |item: &Value| {
            let product = fields::uuid(item, "productId")
                .or_else(|| fields::uuid(&item["primaryComponent"], "productId"));
            let size = fields::uuid(item, "productSizeId");
            group.products.iter().any(|(own, own_size)| Some(*own) == product && *own_size == size)
        };
        let chosen: Vec<&Value> = chosen.map(|(_, item)| item).collect();
        !matches!(chosen.as_slice(), [item] if offered(item))
    });
    wrong.map(|group| group.id).collect()
}
