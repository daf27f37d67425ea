//! Orders and their guests: bonuses that pay, coupons that are used, guests who become known, and what a closed order
//! brings them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use super::effect::Scene;
use super::fault::Fault;
use super::guests::{Account, Guest, Key, Move, Movement, Visit};
use super::rules;
use crate::fields::{id, list, text, uuid};
use crate::money;

/// What a new order asks of its guest: checked first, done then.
pub(crate) fn made(scene: &mut Scene<'_>, details: &Value) -> Result<(), Fault> {
    let now = scene.utc.and_utc();
    let coupon = text(&details["loyaltyInfo"], "coupon").map(str::to_owned);
    if let Some(number) = &coupon {
        if scene.world.loyalty.coupon(number).is_none() {
            return Err(rules::COUPON.fault(format!("there is no coupon {number}")));
        }
        if scene.books.coupons.used(number).is_some() {
            return Err(rules::COUPON.fault(format!("the coupon {number} was used already")));
        }
    }
    let bonuses = bonuses(scene, &details["payments"]);
    pay(scene, details, bonuses, now)?;
    if let Some(number) = coupon {
        scene.books.coupons.take(&number, scene.id, now);
    }
    meet(scene, details, now);
    Ok(())
}

/// What of payments comes from the guest's wallet.
fn bonuses(scene: &Scene<'_>, payments: &Value) -> Decimal {
    let types = &scene.world.dictionaries.payment_types;
    let wallet: Vec<Uuid> = types.iter().filter(|kind| kind.kind == "IikoCard").map(|kind| kind.id).collect();
    let own = list(payments).iter().filter(|payment| wallet.contains(&id(&payment["paymentType"], "id")));
    own.filter_map(|payment| money::read(&payment["sum"])).sum()
}

/// Takes bonuses from the wallet of the order's guest.
pub(crate) fn pay_more(scene: &mut Scene<'_>, payments: &Value) -> Result<(), Fault> {
    let (details, now) = (scene.order.clone(), scene.utc.and_utc());
    let sum = bonuses(scene, payments);
    pay(scene, &details, sum, now)
}

/// Gives back what bonuses have paid, and takes what they pay instead.
pub(super) fn pay_otherwise(scene: &mut Scene<'_>, payments: &Value) -> Result<(), Fault> {
    let (details, now) = (scene.order.clone(), scene.utc.and_utc());
    let sum = bonuses(scene, payments);
    if !sum.is_zero() {
        let guest = guest(scene, &details);
        let guest = guest.ok_or_else(|| rules::BONUS.fault("the order's guest has no wallet"))?;
        let paid: Decimal =
            paid(scene).into_iter().filter(|(own, _)| *own == guest).map(|(_, sum)| sum).sum();
        if scene.books.wallets.balance(Account::Guest(guest)) + paid < sum {
            return Err(rules::BONUS.fault(format!("the guest has fewer bonuses than {sum}")));
        }
    }
    give_back(scene, now);
    pay(scene, &details, sum, now)
}

fn pay(scene: &mut Scene<'_>, details: &Value, sum: Decimal, now: DateTime<Utc>) -> Result<(), Fault> {
    if sum.is_zero() {
        return Ok(());
    }
    let guest = guest(scene, details).ok_or_else(|| rules::BONUS.fault("the order's guest has no wallet"))?;
    if scene.books.wallets.balance(Account::Guest(guest)) < sum {
        return Err(rules::BONUS.fault(format!("the guest has fewer bonuses than {sum}")));
    }
    let wanted = moved(scene, guest, sum, Movement::Payment, now);
    scene.books.wallets.post(wanted).map_err(|told| rules::BONUS.fault(told))?;
    Ok(())
}

fn moved(
    scene: &Scene<'_>,
    guest: Uuid,
    sum: Decimal,
    movement: Movement,
    at: DateTime<Utc>,
) -> Move<'static> {
    Move {
        id: scene.chance.id(),
        at,
        organization: scene.organization,
        guest,
        sum,
        movement,
        comment: "",
        order: Some(scene.id),
    }
}

/// The guest of an order, as far as they are known.
fn guest(scene: &Scene<'_>, details: &Value) -> Option<Uuid> {
    let guests = &scene.books.guests;
    let by_id = uuid(&details["customer"], "id").and_then(|id| guests.find(Key::Id(id)));
    by_id.or_else(|| guests.find(Key::Phone(text(details, "phone")?))).map(|guest| guest.id)
}

/// Who orders for the first time becomes known.
fn meet(scene: &mut Scene<'_>, details: &Value, now: DateTime<Utc>) {
    let customer = &details["customer"];
    if customer["type"] != "regular" || guest(scene, details).is_some() {
        return;
    }
    let told = [("phone", &details["phone"]), ("name", &customer["name"]), ("surname", &customer["surname"])];
    scene.books.guests.add(Guest {
        id: id(customer, "id"),
        told: told.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect(),
        cards: Vec::new(),
        categories: std::collections::BTreeSet::new(),
        member: false,
        deleted: false,
        registered: now,
        registered_at: scene.organization,
        visits: Vec::new(),
    });
}

/// What a change of an order means for its guest: a closed one counts and brings bonuses, a cancelled one gives back.
pub(super) fn changed(scene: &mut Scene<'_>, before: Option<&str>) {
    let now = scene.utc.and_utc();
    match text(scene.order, "status") {
        Some("Closed") if before != Some("Closed") => closed(scene, now),
        Some("Cancelled" | "Deleted") if !matches!(before, Some("Cancelled" | "Deleted")) => {
            give_back(scene, now);
            let order = scene.id;
            scene.books.coupons.free(order);
        }
        _ => {}
    }
}

fn closed(scene: &mut Scene<'_>, now: DateTime<Utc>) {
    let details = scene.order.clone();
    let Some(guest) = guest(scene, &details) else { return };
    let sum = money::read(&details["sum"]).unwrap_or_default();
    let visit = Visit { organization: scene.organization, at: now, sum };
    let percent = scene.world.loyalty.refill_percent;
    let Some(found) = scene.books.guests.find_mut(Key::Id(guest)) else { return };
    found.visits.push(visit);
    let refill = money::round(sum * percent / Decimal::ONE_HUNDRED);
    if found.member && !refill.is_zero() {
        let wanted = moved(scene, guest, refill, Movement::Refill, now);
        // A sum above 0 from the restaurant always goes through.
        let _ = scene.books.wallets.post(wanted);
    }
}

/// What bonuses have paid of an order and were not given back.
fn paid(scene: &Scene<'_>) -> BTreeMap<Uuid, Decimal> {
    let mut paid: BTreeMap<Uuid, Decimal> = BTreeMap::new();
    for entry in scene.books.wallets.of(None).filter(|entry| entry.order == Some(scene.id)) {
        let sum = paid.entry(entry.guest).or_default();
        match entry.movement {
            Movement::Payment => *sum += entry.sum,
            Movement::Refund => *sum -= entry.sum,
            _ => {}
        }
    }
    paid.retain(|_, sum| !sum.is_zero());
    paid
}

fn give_back(scene: &mut Scene<'_>, now: DateTime<Utc>) {
    for (guest, sum) in paid(scene) {
        let wanted = moved(scene, guest, sum, Movement::Refund, now);
        let _ = scene.books.wallets.post(wanted);
    }
}
