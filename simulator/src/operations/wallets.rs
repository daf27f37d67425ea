//! Wallets of guests, and the transactions in them.

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use super::customers::find;
use crate::refusal::Refusal;
use crate::restaurant::guests::{Entry, Move, Movement};
use crate::state::Core;
use crate::{clock, fields, money};

type Outcome = Result<Answer, Refusal>;

/// Most transactions of an answer.
const PAGE: usize = 100;

/// Adds to a wallet.
pub(super) fn top_up(core: &Core, call: &Call<'_>) -> Outcome {
    let id = core.chance.id();
    post(core, call, Movement::TopUp, id)?;
    Ok(Answer::Json(json!({})))
}

/// Takes from a wallet.
pub(super) fn charge_off(core: &Core, call: &Call<'_>) -> Outcome {
    let id = core.chance.id();
    post(core, call, Movement::ChargeOff, id)?;
    Ok(Answer::Json(json!({})))
}

/// Reserves in a wallet.
pub(super) fn hold(core: &Core, call: &Call<'_>) -> Outcome {
    let id = fields::uuid(call.body, "transactionId").unwrap_or_else(|| core.chance.id());
    post(core, call, Movement::Hold, id)?;
    Ok(Answer::Json(json!({ "transactionId": id })))
}

fn post(core: &Core, call: &Call<'_>, movement: Movement, id: Uuid) -> Result<(), Refusal> {
    let organization = call.organization(core)?.id;
    let wallet = fields::id(call.body, "walletId");
    let mut state = core.state();
    let guest = find(&mut state, fields::id(call.body, "customerId"))?;
    if wallet != core.world.loyalty.wallet.0 || !guest.member {
        let told = format!("the customer has no wallet {wallet}; `customer_info` lists them");
        return Err(Refusal::bad_request("WALLET_UNKNOWN", told));
    }
    let wanted = Move {
        id,
        at: core.clock.now(),
        organization,
        guest: guest.id,
        sum: money::read(&call.body["sum"]).unwrap_or(Decimal::ZERO),
        movement,
        comment: fields::text(call.body, "comment").unwrap_or_default(),
        order: None,
    };
    let posted = state.store.books.wallets.post(wanted);
    posted.map(|_| ()).map_err(|told| Refusal::bad_request("WALLET_REFUSED", told))
}

/// Releases what was reserved.
pub(super) fn cancel_hold(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let id = fields::id(call.body, "transactionId");
    let mut state = core.state();
    let wallets = &mut state.store.books.wallets;
    let hold = wallets
        .open_hold(id)
        .ok_or_else(|| Refusal::bad_request("HOLD_UNKNOWN", format!("there is no open hold {id}")))?;
    let (guest, sum) = (hold.guest, hold.sum);
    let wanted = Move {
        id: core.chance.id(),
        at: core.clock.now(),
        organization,
        guest,
        sum,
        movement: Movement::CancelHold,
        comment: &id.to_string(),
        order: None,
    };
    wallets.post(wanted).map_err(|told| Refusal::bad_request("WALLET_REFUSED", told))?;
    Ok(Answer::Json(json!({})))
}

/// A guest's transactions after a revision, or after a transaction of it.
pub(super) fn by_revision(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let since = call.body["revision"].as_i64();
    let last = fields::uuid(call.body, "lastTransactionId");
    let size = size(call.body);
    let mut state = core.state();
    let guest = find(&mut state, fields::id(call.body, "customerId"))?.id;
    let entries: Vec<Entry> = state.store.books.wallets.of(Some(guest)).cloned().collect();
    drop(state);
    // With a transaction, its revision is read once more and the transaction itself is left out.
    let after = |entry: &&Entry| match (since, last) {
        (None, _) => true,
        (Some(since), None) => entry.revision > since,
        (Some(since), Some(last)) => entry.revision >= since && entry.id != last,
    };
    let page: Vec<&Entry> = entries.iter().filter(after).take(size).collect();
    let latest = page.last().map(|entry| (entry.revision, entry.id));
    let told: Vec<Value> = page.iter().map(|entry| transaction(core, entry)).collect();
    Ok(Answer::Json(json!({
        "transactions": told,
        "lastRevision": latest.map_or(since.unwrap_or_default(), |(revision, _)| revision),
        "lastTransactionId": latest.map(|(_, id)| id).or(last),
        "pageSize": size,
    })))
}

/// A guest's transactions of a time.
pub(super) fn by_date(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let time = |key| fields::date_time(call.body, key);
    let (from, to) = (time("dateFrom").unwrap_or_default(), time("dateTo").unwrap_or(NaiveDateTime::MAX));
    let size = size(call.body);
    let number =
        call.body["pageNumber"].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
    let mut state = core.state();
    let guest = find(&mut state, fields::id(call.body, "customerId"))?.id;
    let entries: Vec<Entry> = state.store.books.wallets.of(Some(guest)).cloned().collect();
    drop(state);
    let within = entries.iter().filter(|entry| (from..=to).contains(&entry.at.naive_utc()));
    let page = within.skip(number.saturating_mul(size)).take(size);
    let told: Vec<Value> = page.map(|entry| transaction(core, entry)).collect();
    Ok(Answer::Json(json!({ "transactions": told, "pageSize": size, "pageNumber": number })))
}

fn size(body: &Value) -> usize {
    let asked = body["pageSize"].as_u64().and_then(|size| usize::try_from(size).ok());
    asked.unwrap_or(PAGE).min(PAGE)
}

fn transaction(core: &Core, entry: &Entry) -> Value {
    let (kind, name) = entry.movement.told();
    let loyalty = &core.world.loyalty;
    json!({
        "id": entry.id,
        "organizationId": entry.organization,
        "revision": entry.revision,
        "balanceBefore": money::number(entry.balances.0),
        "balanceAfter": money::number(entry.balances.1),
        "sum": money::number(entry.sum),
        "type": kind,
        "typeName": name,
        "walletId": loyalty.wallet.0,
        "programId": loyalty.program.0,
        "whenCreated": clock::text(clock::at(entry.at, 0)),
        "comment": entry.comment,
        "isIgnored": false,
    })
}
