//! Messages to guests and to the staff: kept, and sent to nobody.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use crate::refusal::Refusal;
use crate::restaurant::Message;
use crate::state::Core;
use crate::{OrderKind, fields};

type Outcome = Result<Answer, Refusal>;

/// How many messages are kept before the oldest is dropped.
const KEPT: usize = 1_000;

fn keep(core: &Core, kind: &'static str, to: &str, text: &str) -> uuid::Uuid {
    let id = core.chance.id();
    let mut state = core.state();
    let messages = &mut state.store.books.messages;
    if messages.len() == KEPT {
        messages.remove(0);
    }
    messages.push(Message { id, kind, to: to.to_owned(), text: text.to_owned() });
    id
}

/// Whether SMS can be sent: always.
pub(super) fn possibility(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    Ok(Answer::Json(json!({ "status": 0, "availableSmsCount": KEPT })))
}

/// Takes an SMS.
pub(super) fn sms(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let text = |key| fields::text(call.body, key).unwrap_or_default();
    let id = keep(core, "sms", text("phone"), text("text"));
    Ok(Answer::Json(json!({ "smsId": id })))
}

/// How SMS went: those that were taken have arrived.
pub(super) fn sms_status(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let state = core.state();
    let told = fields::uuids(call.body, "smsIds").unwrap_or_default().into_iter().map(|id| {
        let there =
            state.store.books.messages.iter().any(|message| message.id == id && message.kind == "sms");
        let error = if there { "" } else { "there is no such message" };
        json!({ "smsId": id, "status": if there { 1 } else { 2 }, "internalError": error })
    });
    Ok(Answer::Json(json!({ "statuses": told.collect::<Vec<Value>>() })))
}

/// Takes an e-mail.
pub(super) fn email(core: &Core, call: &Call<'_>) -> Outcome {
    call.organization(core)?;
    let text = |key| fields::text(call.body, key).unwrap_or_default();
    keep(core, "email", text("receiver"), text("subject"));
    Ok(Answer::Json(json!({})))
}

/// Draws the staff's attention to an order.
pub(super) fn attention(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let order = fields::id(call.body, "orderId");
    let known = core.state().store.by_ids(&[order], false, |order| {
        order.organization == organization && order.kind != OrderKind::Reserve
    });
    if known.is_empty() {
        let told = format!("the organization {organization} has no order {order}");
        return Err(Refusal::bad_request("ORDER_UNKNOWN", told));
    }
    keep(
        core,
        "attention",
        &order.to_string(),
        fields::text(call.body, "additionalInfo").unwrap_or_default(),
    );
    call.answer(json!({}))
}
