//! Guests: found, made, changed, with their cards, categories and programs.

use std::collections::{BTreeSet, HashSet};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::guests::{Account, Card, Guest, Key};
use crate::state::{Core, State};
use crate::{clock, fields, money};

type Outcome = Result<Answer, Refusal>;

/// Fields of a request that are kept with the guest, by their names in the request and in the answer.
const KEPT: &[(&str, &str)] = &[
    ("phone", "phone"),
    ("name", "name"),
    ("middleName", "middleName"),
    ("surName", "surname"),
    ("birthday", "birthday"),
    ("email", "email"),
    ("sex", "sex"),
    ("consentStatus", "consentStatus"),
    ("shouldReceiveLoyaltyInfo", "shouldReceiveLoyaltyInfo"),
    ("shouldReceivePromoActionsInfo", "shouldReceivePromoActionsInfo"),
    ("referrerId", "referrerId"),
    ("userData", "userData"),
    ("comment", "comment"),
];

/// The guest whom a call names by id.
pub(super) fn find(state: &mut State, id: Uuid) -> Result<&mut Guest, Refusal> {
    let found = state.store.books.guests.find_mut(Key::Id(id));
    found.ok_or_else(|| unknown(&format!("the id {id}")))
}

fn unknown(by: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "CUSTOMER_UNKNOWN", format!("there is no customer with {by}"))
}

/// A guest with cards, categories and balances.
pub(super) fn info(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let body = call.body;
    let text = |key: &str| fields::text(body, key).unwrap_or_default();
    let kind = text("type");
    let key = match kind {
        "phone" => Key::Phone(text("phone")),
        "cardTrack" => Key::CardTrack(text("cardTrack")),
        "cardNumber" => Key::CardNumber(text("cardNumber")),
        "email" => Key::Email(text("email")),
        _ => Key::Id(fields::id(body, "id")),
    };
    let state = core.state();
    let books = &state.store.books;
    let guest = books.guests.find(key).ok_or_else(|| unknown(&format!("the {kind} {}", text(kind))))?;
    let balance = books.wallets.balance(Account::Guest(guest.id));
    Ok(Answer::Json(told(core, guest, balance)))
}

fn told(core: &Core, guest: &Guest, balance: Decimal) -> Value {
    let loyalty = &core.world.loyalty;
    let utc = |time: DateTime<Utc>| clock::text(clock::at(time, 0));
    let cards = guest.cards.iter().map(
        |card| json!({ "id": card.id, "track": card.track, "number": card.number, "validToDate": null }),
    );
    let categories = loyalty.categories.iter().filter(|(id, _)| guest.categories.contains(id)).map(category);
    let wallet = json!({ "id": loyalty.wallet.0, "name": loyalty.wallet.1, "type": 0, "balance": money::number(balance) });
    let mut told = json!({
        "id": guest.id,
        "name": "", "surname": "", "middleName": "", "comment": "", "phone": "", "email": "", "userData": "",
        "cultureName": "ru-RU",
        "sex": 0,
        "consentStatus": 0,
        "anonymized": false,
        "cards": cards.collect::<Vec<_>>(),
        "categories": categories.collect::<Vec<_>>(),
        "walletBalances": if guest.member { json!([wallet]) } else { json!([]) },
        "isDeleted": guest.deleted,
        "whenRegistered": utc(guest.registered),
        "firstOrderDate": guest.visits.first().map(|visit| utc(visit.at)),
        "lastProcessedOrderDate": guest.visits.last().map(|visit| utc(visit.at)),
        "lastVisitedOrganizationId": guest.visits.last().map(|visit| visit.organization),
        "registrationOrganizationId": guest.registered_at,
    });
    for (key, value) in guest.told.iter().filter(|(_, value)| !value.is_null()) {
        told[key] = value.clone();
    }
    told
}

fn category((id, name): &(Uuid, &str)) -> Value {
    json!({ "id": id, "name": name, "isActive": true, "isDefaultForNewGuests": false })
}

/// Makes a guest, or changes the one whom id, phone or card find.
pub(super) fn create_or_update(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let body = call.body;
    let given = |key: &'static str| fields::text(body, key).filter(|text| !text.is_empty());
    let (id, phone, track) = (fields::uuid(body, "id"), given("phone"), given("cardTrack"));
    if id.is_none() && phone.is_none() && track.is_none() {
        let told = "a customer is told by id, phone or cardTrack: one of them must be filled";
        return Err(Refusal::bad_request("CUSTOMER_KEY_MISSING", told));
    }
    if track.is_some() != given("cardNumber").is_some() {
        let told = "cardTrack and cardNumber belong together: send both or neither";
        return Err(Refusal::bad_request("CARD_INCOMPLETE", told));
    }
    let mut state = core.state();
    let guests = &mut state.store.books.guests;
    let keys = [id.map(Key::Id), phone.map(Key::Phone), track.map(Key::CardTrack)];
    let found = keys.into_iter().flatten().find_map(|key| guests.find(key)).map(|guest| guest.id);
    if let (Some(id), None) = (id, found) {
        return Err(unknown(&format!("the id {id}")));
    }
    let id = found.unwrap_or_else(|| {
        let id = core.chance.id();
        guests.add(new_guest(id, core.clock.now(), organization));
        id
    });
    let Some(guest) = guests.find_mut(Key::Id(id)) else { return Err(unknown(&format!("the id {id}"))) };
    keep(guest, body);
    if let (Some(track), Some(number)) = (track, given("cardNumber"))
        && !guest.cards.iter().any(|card| card.track == track)
    {
        let (track, number) = (track.to_owned(), number.to_owned());
        guest.cards.push(Card { id: core.chance.id(), track, number });
    }
    Ok(Answer::Json(json!({ "id": id })))
}

fn new_guest(id: Uuid, registered: DateTime<Utc>, registered_at: Uuid) -> Guest {
    let wanted = ["shouldReceiveLoyaltyInfo", "shouldReceivePromoActionsInfo"];
    Guest {
        id,
        told: wanted.into_iter().map(|key| (key.to_owned(), json!(true))).collect(),
        cards: Vec::new(),
        categories: BTreeSet::new(),
        member: false,
        deleted: false,
        registered,
        registered_at,
        visits: Vec::new(),
    }
}

/// Keeps what the request tells; empty texts erase only where the request wants that.
fn keep(guest: &mut Guest, body: &Value) {
    let erase = fields::flag(body, "nullifyEmptyFields");
    for (from, to) in KEPT {
        match &body[*from] {
            Value::Null => {}
            Value::String(text) if text.is_empty() && !erase => {}
            Value::String(text) if text.is_empty() => {
                guest.told.remove(*to);
            }
            // The nil id takes the referrer away.
            Value::String(text)
                if *to == "referrerId" && Uuid::try_parse(text).is_ok_and(|id| id.is_nil()) =>
            {
                guest.told.remove(*to);
            }
            Value::String(text) if *to == "referrerId" && Uuid::try_parse(text).is_err() => {}
            value => {
                guest.told.insert((*to).to_owned(), value.clone());
            }
        }
    }
    if let Some(deleted) = body["isDeleted"].as_bool() {
        guest.deleted = deleted;
    }
}

/// Marks guests as deleted.
pub(super) fn delete(core: &Core, call: &Call<'_>) -> Outcome {
    mark(core, call, true, "deleted")
}

/// Takes the mark away again.
pub(super) fn restore(core: &Core, call: &Call<'_>) -> Outcome {
    mark(core, call, false, "restored")
}

fn mark(core: &Core, call: &Call<'_>, deleted: bool, key: &str) -> Outcome {
    call.organization(core)?;
    let ids: HashSet<Uuid> =
        fields::uuids(call.body, "customerIds").unwrap_or_default().into_iter().collect();
    let mut state = core.state();
    let mut found = 0;
    for id in &ids {
        if let Some(guest) = state.store.books.guests.find_mut(Key::Id(*id)) {
            guest.deleted = deleted;
            found += 1;
        }
    }
    let mut told = json!({ "total": ids.len(), "notFound": ids.len() - found });
    told[key] = json!(found);
    Ok(Answer::Json(told))
}

/// Lets a guest take part in the program.
pub(super) fn join(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let program = fields::id(call.body, "programId");
    if program != core.world.loyalty.program.0 {
        let told = format!("there is no program {program}; `loyalty_program` lists them");
        return Err(Refusal::bad_request("PROGRAM_UNKNOWN", told));
    }
    let mut state = core.state();
    let guest = find(&mut state, fields::id(call.body, "customerId"))?;
    guest.member = true;
    let wallet = core.world.loyalty.wallet.0;
    let own = crate::world::id("customer-wallet", &guest.id.to_string());
    Ok(Answer::Json(json!({ "userWalletId": own, "walletId": wallet })))
}

/// Gives a guest a card.
pub(super) fn add_card(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let text = |key| fields::text(call.body, key).unwrap_or_default().to_owned();
    let (track, number) = (text("cardTrack"), text("cardNumber"));
    let mut state = core.state();
    if state.store.books.guests.find(Key::CardTrack(&track)).is_some() {
        return Err(Refusal::bad_request("CARD_EXISTS", format!("the card {track} is somebody's already")));
    }
    let id = core.chance.id();
    find(&mut state, fields::id(call.body, "customerId"))?.cards.push(Card { id, track, number });
    Ok(Answer::Json(json!({})))
}

/// Takes a card from a guest.
pub(super) fn delete_card(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let track = fields::text(call.body, "cardTrack").unwrap_or_default();
    let mut state = core.state();
    let guest = find(&mut state, fields::id(call.body, "customerId"))?;
    let before = guest.cards.len();
    guest.cards.retain(|card| card.track != track);
    if guest.cards.len() == before {
        return Err(Refusal::bad_request("CARD_UNKNOWN", format!("the customer has no card {track}")));
    }
    Ok(Answer::Json(json!({})))
}

/// The categories of guests.
pub(super) fn categories(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let told: Vec<Value> = core.world.loyalty.categories.iter().map(category).collect();
    Ok(Answer::Json(json!({ "guestCategories": told })))
}

/// Puts a guest into a category.
pub(super) fn add_category(core: &Core, call: &Call<'_>) -> Outcome {
    change_category(core, call, |categories, id| {
        categories.insert(id);
    })
}

/// Takes a guest out of a category.
pub(super) fn remove_category(core: &Core, call: &Call<'_>) -> Outcome {
    change_category(core, call, |categories, id| {
        categories.remove(&id);
    })
}

fn change_category(core: &Core, call: &Call<'_>, change: impl FnOnce(&mut BTreeSet<Uuid>, Uuid)) -> Outcome {
    call.organization(core)?;
    let category = fields::id(call.body, "categoryId");
    if !core.world.loyalty.categories.iter().any(|(id, _)| *id == category) {
        let told = format!("there is no category {category}; `customer_category` lists them");
        return Err(Refusal::bad_request("CATEGORY_UNKNOWN", told));
    }
    let mut state = core.state();
    change(&mut find(&mut state, fields::id(call.body, "customerId"))?.categories, category);
    Ok(Answer::Json(json!({})))
}

/// What guests have ordered, by periods and metrics.
pub(super) fn counters(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let (periods, metrics) = (fields::texts(call.body, "periods"), fields::texts(call.body, "metrics"));
    let now = core.clock.now();
    let state = core.state();
    let mut told = Vec::new();
    for id in fields::uuids(call.body, "guestIds").unwrap_or_default() {
        let visits =
            state.store.books.guests.find(Key::Id(id)).map(|guest| guest.visits.clone()).unwrap_or_default();
        for period in &periods {
            let since = days(period).map(|days| now - TimeDelta::days(days));
            let own = visits.iter().filter(|visit| since.is_none_or(|since| visit.at > since));
            for metric in &metrics {
                let value = match *metric {
                    "OrdersSum" => own.clone().map(|visit| visit.sum).sum(),
                    _ => Decimal::from(own.clone().count()),
                };
                told.push(json!({ "guestId": id, "period": period, "metric": metric, "value": money::number(value) }));
            }
        }
    }
    Ok(Answer::Json(json!({ "counters": told })))
}

/// How many days a period reaches back; none for all time.
fn days(period: &str) -> Option<i64> {
    match period {
        "Day" => Some(1),
        "Week" => Some(7),
        "Month" => Some(30),
        "Quarter" => Some(91),
        "Year" => Some(365),
        _ => None,
    }
}
