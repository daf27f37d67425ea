//! Drafts of deliveries.

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call};
use super::deliveries;
use crate::refusal::Refusal;
use crate::restaurant::DraftOrder;
use crate::state::{Core, State};
use crate::{clock, fields};

type Outcome = Result<Answer, Refusal>;

/// How many drafts a page has unless the request tells.
const PAGE: usize = 50;

/// Keeps a new draft.
pub(super) fn create(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let group = fields::uuid(call.body, "terminalGroupId");
    if group.is_some() {
        call.terminal_group(organization)?;
    }
    let id = fields::uuid(&call.body["order"], "id").unwrap_or_else(|| core.chance.id());
    let mut order = call.body["order"].clone();
    order["id"] = json!(id);
    let created = clock::at(core.clock.now(), 0);
    let draft = DraftOrder { organization: organization.id, order, group, lock: None, created };
    let mut state = core.state();
    if state.store.books.drafts.0.contains_key(&id) {
        return Err(Refusal::bad_request(
            "DRAFT_EXISTS",
            format!("there is a draft {id} already: save it instead"),
        ));
    }
    state.store.books.drafts.0.insert(id, draft);
    call.answer(json!({ "orderId": id }))
}

/// The draft that a call names, in its organization.
fn find(state: &mut State, organization: Uuid, id: Uuid) -> Result<&mut DraftOrder, Refusal> {
    let found = state.store.books.drafts.0.get_mut(&id);
    found.filter(|draft| draft.organization == organization).ok_or_else(|| {
        Refusal::bad_request("DRAFT_UNKNOWN", format!("the organization {organization} has no draft {id}"))
    })
}

/// A draft that one employee edits is left alone by others.
fn free(draft: &DraftOrder, employee: Option<Uuid>) -> Result<(), Refusal> {
    match draft.lock {
        Some((holder, _)) if Some(holder) != employee => {
            let told = format!("the employee {holder} edits the draft: `draft_unlock` releases it");
            Err(Refusal::new(StatusCode::BAD_REQUEST, "DRAFT_LOCKED", told))
        }
        _ => Ok(()),
    }
}

/// Saves a draft.
pub(super) fn save(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let id = fields::id(&call.body["order"], "id");
    let mut state = core.state();
    let draft = find(&mut state, organization, id)?;
    free(draft, fields::uuid(call.body, "employeeId"))?;
    draft.order = call.body["order"].clone();
    draft.group = fields::uuid(call.body, "terminalGroupId").or(draft.group);
    call.answer(json!({ "orderId": id }))
}

/// A draft with who edits it.
pub(super) fn by_id(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let mut state = core.state();
    let draft = find(&mut state, organization, fields::id(call.body, "orderId"))?;
    let mut told = told(draft);
    if let Value::Object(told) = &mut told {
        told.remove("id");
    }
    drop(state);
    call.answer(told)
}

fn told(draft: &DraftOrder) -> Value {
    let (locked_by, locked_at) = draft.lock.unzip();
    json!({
        "id": draft.order["id"],
        "organizationId": draft.organization,
        "lockedByUser": locked_by,
        "lockedAt": locked_at.map(clock::text),
        "order": draft.order,
        "terminalGroupId": draft.group,
        "createdAt": clock::text(draft.created),
    })
}

/// Drafts that meet conditions, a page of them.
pub(super) fn by_filter(core: &Core, call: &Call<'_>) -> Outcome {
    let body = call.body;
    let organizations: Vec<Uuid> =
        call.organizations(core)?.iter().map(|organization| organization.id).collect();
    let drafts = core.state().store.books.drafts.0.values().cloned().collect::<Vec<_>>();
    let among = |key: &str, id: Option<Uuid>| {
        let wanted = fields::uuids(body, key).filter(|ids| !ids.is_empty());
        wanted.is_none_or(|ids| id.is_some_and(|id| ids.contains(&id)))
    };
    let sources = fields::texts(body, "sourceKeys");
    let phone = fields::text(body, "phone");
    let begin = fields::text(body, "searchText").map(str::to_lowercase);
    let (from, to) = (fields::date_time(body, "dateFrom"), fields::date_time(body, "dateTo"));
    let mut found: Vec<&DraftOrder> = drafts
        .iter()
        .filter(|draft| {
            let order = &draft.order;
            organizations.contains(&draft.organization)
                && among("terminalGroupIds", draft.group)
                && among("operatorIds", fields::uuid(order, "operatorId"))
                && among("orderTypeIds", fields::uuid(order, "orderTypeId"))
                && (sources.is_empty()
                    || fields::text(order, "sourceKey").is_some_and(|key| sources.contains(&key)))
                && phone.is_none_or(|phone| fields::text(order, "phone") == Some(phone))
                && from.is_none_or(|from| draft.created >= from)
                && to.is_none_or(|to| draft.created <= to)
                && begin.as_deref().is_none_or(|begin| begins(order, begin))
        })
        .collect();
    sort(&mut found, body);
    let number = |key: &str| body[key].as_u64().and_then(|number| usize::try_from(number).ok());
    let page =
        found.into_iter().skip(number("offset").unwrap_or_default()).take(number("limit").unwrap_or(PAGE));
    call.answer(json!({ "drafts": page.map(told).collect::<Vec<_>>() }))
}

fn begins(order: &Value, begin: &str) -> bool {
    let texts = [&order["phone"], &order["externalNumber"], &order["comment"], &order["customer"]["name"]];
    texts.iter().any(|text| text.as_str().is_some_and(|text| text.to_lowercase().starts_with(begin)))
}

fn sort(found: &mut [&DraftOrder], body: &Value) {
    let key = |draft: &&DraftOrder| match fields::text(body, "sortProperty") {
        Some("Customer") => fields::text(&draft.order["customer"], "name").unwrap_or_default().to_owned(),
        Some("CompleteBefore") => fields::text(&draft.order, "completeBefore").unwrap_or_default().to_owned(),
        _ => clock::text(draft.created),
    };
    found.sort_by_key(key);
    if fields::text(body, "sortDirection") == Some("Descending") {
        found.reverse();
    }
}

/// Sends a draft to a restaurant, as a new delivery is sent; then there is no draft any more.
pub(super) fn commit(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let id = fields::id(call.body, "orderId");
    let body = {
        let mut state = core.state();
        let draft = find(&mut state, organization, id)?;
        free(draft, None)?;
        let group = fields::uuid(call.body, "terminalGroupId").or(draft.group);
        json!({
            "organizationId": organization,
            "terminalGroupId": group,
            "createOrderSettings": call.body["createOrderSettings"],
            "order": draft.order,
        })
    };
    let answer = deliveries::create(core, &Call { body: &body, ..*call })?;
    core.state().store.books.drafts.0.remove(&id);
    Ok(answer)
}

/// Throws a draft away.
pub(super) fn delete(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let id = fields::id(call.body, "orderId");
    let mut state = core.state();
    free(find(&mut state, organization, id)?, None)?;
    state.store.books.drafts.0.remove(&id);
    call.answer(json!({}))
}

/// Takes a draft for editing.
pub(super) fn lock(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let employee = fields::id(call.body, "employeeId");
    let mut state = core.state();
    let draft = find(&mut state, organization, fields::id(call.body, "orderId"))?;
    free(draft, Some(employee))?;
    draft.lock = Some((employee, clock::at(core.clock.now(), 0)));
    call.answer(json!({}))
}

/// Releases a draft.
pub(super) fn unlock(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let mut state = core.state();
    let draft = find(&mut state, organization, fields::id(call.body, "orderId"))?;
    free(draft, fields::uuid(call.body, "employeeId"))?;
    draft.lock = None;
    call.answer(json!({}))
}
