//! The loyalty program: what it is, what it gives for an order, and its coupons.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::guests::{Account, Key};
use crate::restaurant::table;
use crate::state::Core;
use crate::world::{Condition, Coupon, Gift, Organization, Promotion};
use crate::{clock, fields, money};

type Outcome = Result<Answer, Refusal>;

/// Coupons of a page unless the request tells.
const PAGE: usize = 100;

/// The program with its campaign.
pub(super) fn programs(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let loyalty = &core.world.loyalty;
    let bare = fields::flag(call.body, "withoutMarketingCampaigns");
    let organizations: Vec<Uuid> = core.world.organizations.iter().map(|own| own.id).collect();
    let campaign = json!({
        "id": loyalty.campaign,
        "programId": loyalty.program.0,
        "name": loyalty.program.1,
        "description": "",
        "isActive": true,
        "periodFrom": "2020-01-01 00:00:00.000",
        "periodTo": null,
        "orderActionConditionBindings": [],
        "periodicActionConditionBindings": [],
        "overdraftActionConditionBindings": [],
        "guestRegistrationActionConditionBindings": [],
    });
    Ok(Answer::Json(json!({ "Programs": [{
        "id": loyalty.program.0,
        "name": loyalty.program.1,
        "description": "",
        "serviceFrom": "2020-01-01 00:00:00.000",
        "serviceTo": null,
        "notifyAboutBalanceChanges": false,
        "programType": 0,
        "isActive": true,
        "walletId": loyalty.wallet.0,
        "marketingCampaigns": if bare { json!([]) } else { json!([campaign]) },
        "appliedOrganizations": organizations,
        "templateType": 0,
        "isExchangeRateEnabled": false,
        "refillType": 0,
    }] })))
}

/// What can be switched on by hand.
pub(super) fn manual_conditions(core: &Core, call: &Call<'_>) -> Outcome {
    if fields::uuid(call.body, "organizationId").is_some() {
        call.organization(core)?;
    }
    let promotions = core.world.loyalty.promotions.iter();
    let manual = promotions.filter(|promotion| matches!(promotion.condition, Condition::Manual));
    let told = manual.map(|promotion| {
        json!({
            "id": promotion.id,
            "caption": promotion.name,
            "isDynamicDiscount": false,
            "isApplicableOnCashierScreen": true,
        })
    });
    Ok(Answer::Json(json!({ "manualConditions": told.collect::<Vec<_>>() })))
}

/// What the program gives for an order. Nothing is changed.
pub(super) fn calculate(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let order = &call.body["order"];
    let sum = table::price(&core.world, organization, &core.chance, order)
        .map_err(|fault| Refusal::bad_request(fault.code, fault.message))?;
    let mut warnings = Vec::new();
    let coupon = coupon(core, call.body, &mut warnings);
    let conditions: Vec<Uuid> = [&order["loyaltyInfo"], call.body]
        .into_iter()
        .flat_map(|place| fields::uuids(place, "applicableManualConditions").unwrap_or_default())
        .collect();
    let applies = |promotion: &&Promotion| {
        sum >= promotion.least_sum
            && match &promotion.condition {
                Condition::Always => true,
                Condition::Coupon(series) => coupon.is_some_and(|coupon| coupon.series.0 == *series),
                Condition::Manual => conditions.contains(&promotion.id),
            }
    };
    let results =
        core.world.loyalty.promotions.iter().filter(applies).map(|promotion| result(core, promotion, sum));
    let results: Vec<Value> = results.collect();
    Ok(Answer::Json(json!({
        "loyaltyProgramResults": results,
        "availablePayments": payments(core, organization, order, sum),
        "validationWarnings": warnings,
        "Warnings": warnings.iter().map(|told| json!({ "Code": "", "ErrorCode": "", "Message": told })).collect::<Vec<_>>(),
        "loyaltyTrace": "",
    })))
}

/// The coupon of a request, in its new or its old place, if it is good.
fn coupon<'c>(core: &'c Core, body: &Value, warnings: &mut Vec<String>) -> Option<&'c Coupon> {
    let number =
        fields::text(&body["order"]["loyaltyInfo"], "coupon").or_else(|| fields::text(body, "coupon"))?;
    let found = core.world.loyalty.coupon(number);
    if found.is_none() {
        warnings.push(format!("there is no coupon {number}"));
        return None;
    }
    if core.state().store.books.coupons.used(number).is_some() {
        warnings.push(format!("the coupon {number} was used already"));
        return None;
    }
    found
}

fn result(core: &Core, promotion: &Promotion, sum: Decimal) -> Value {
    let (discounts, gifts) = match &promotion.gift {
        Gift::Percent(percent) => {
            let off = money::round(sum * *percent / Decimal::ONE_HUNDRED);
            let discount = json!({
                "code": 0, "orderItemId": null, "positionId": null,
                "discountSum": money::number(off), "amount": null, "comment": promotion.name,
            });
            (vec![discount], Vec::new())
        }
        Gift::Product(product) => {
            let code = core.world.menu.product(*product).map(|product| product.code.clone());
            let gift = json!({ "id": product, "code": code.unwrap_or_default(), "size": [], "sizes": [] });
            let group = json!({
                "sourceActionId": promotion.id, "descriptionForUser": promotion.name, "products": [gift],
            });
            (Vec::new(), vec![group])
        }
    };
    json!({
        "marketingCampaignId": promotion.id,
        "name": promotion.name,
        "discounts": discounts,
        "upsales": [],
        "freeProducts": gifts,
        "availableComboSpecifications": [],
        "availableCombos": [],
        "needToActivateCertificate": false,
    })
}

/// How much of an order its guest can pay with bonuses.
fn payments(core: &Core, _: &Organization, order: &Value, sum: Decimal) -> Vec<Value> {
    let loyalty = &core.world.loyalty;
    let state = core.state();
    let books = &state.store.books;
    let by_id = fields::uuid(&order["customer"], "id").and_then(|id| books.guests.find(Key::Id(id)));
    let guest = by_id.or_else(|| books.guests.find(Key::Phone(fields::text(order, "phone")?)));
    let Some(guest) = guest.filter(|guest| guest.member) else { return Vec::new() };
    let balance = books.wallets.balance(Account::Guest(guest.id));
    let most = money::round(sum * loyalty.payable_percent / Decimal::ONE_HUNDRED).min(balance);
    if most.is_zero() {
        return Vec::new();
    }
    let wallet = json!({ "id": loyalty.wallet.0, "maxSum": money::number(most), "canHoldMoney": true });
    vec![
        json!({ "id": loyalty.campaign, "maxSum": money::number(most), "order": 0, "walletInfos": [wallet] }),
    ]
}

/// Coupons of a number.
pub(super) fn coupon_info(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let number = fields::text(call.body, "number").unwrap_or_default();
    let series = fields::text(call.body, "series").filter(|series| !series.is_empty());
    let state = core.state();
    let found =
        core.world.loyalty.coupons.iter().filter(|coupon| {
            coupon.number == number && series.is_none_or(|series| coupon.series.1 == series)
        });
    let told = found.map(|coupon| {
        let mut told = told(coupon);
        let used = state.store.books.coupons.used(&coupon.number);
        told["whenActivated"] = json!(used.map(|at| clock::text(clock::at(at, 0))));
        told["isDeleted"] = json!(false);
        told
    });
    Ok(Answer::Json(json!({ "couponInfo": told.collect::<Vec<_>>() })))
}

fn told(coupon: &Coupon) -> Value {
    json!({
        "id": coupon.id,
        "number": coupon.number,
        "seriesName": coupon.series.1,
        "seriesId": coupon.series.0,
    })
}

/// Series that have unused coupons.
pub(super) fn coupon_series(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let mut series: Vec<(Uuid, &str)> =
        unused(core).into_iter().map(|coupon| (coupon.series.0, coupon.series.1.as_ref())).collect();
    series.dedup();
    let told = series.into_iter().map(|(id, number)| json!({ "id": id, "number": number }));
    Ok(Answer::Json(json!({ "seriesWithNotActivatedCoupons": told.collect::<Vec<_>>() })))
}

/// Unused coupons of a series, a page of them.
pub(super) fn coupons(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let series = fields::text(call.body, "series").unwrap_or_default();
    let number = |key: &str| call.body[key].as_u64().and_then(|number| usize::try_from(number).ok());
    let (page, size) = (number("page").unwrap_or_default(), number("pageSize").unwrap_or(PAGE).max(1));
    let found = unused(core).into_iter().filter(|coupon| coupon.series.1 == series);
    let told = found.skip(page.saturating_mul(size)).take(size).map(told);
    Ok(Answer::Json(json!({ "notActivatedCoupon": told.collect::<Vec<_>>() })))
}

fn unused(core: &Core) -> Vec<&Coupon> {
    let state = core.state();
    let coupons = core.world.loyalty.coupons.iter();
    coupons.filter(|coupon| state.store.books.coupons.used(&coupon.number).is_none()).collect()
}
