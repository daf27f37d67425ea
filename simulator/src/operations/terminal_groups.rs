//! Terminal groups: which there are, which answer, and waking the sleeping ones.

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call, per_organization};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::Core;

/// Working and sleeping groups by organization.
pub(super) fn list(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations = call.organizations(core)?;
    let asleep = core.state().asleep.clone();
    let groups = |sleeping: bool| {
        let told = per_organization(&organizations, "items", |organization| {
            let groups = organization.groups.iter().filter(|group| asleep.contains(&group.id) == sleeping);
            groups.map(|group| group.json(organization)).collect()
        });
        // An organization without such groups is not mentioned.
        let told = told.as_array().cloned().unwrap_or_default().into_iter();
        told.filter(|entry| !fields::list(&entry["items"]).is_empty()).collect::<Value>()
    };
    call.answer(json!({ "terminalGroups": groups(false), "terminalGroupsInSleep": groups(true) }))
}

/// Whether groups answer: all that do not sleep.
pub(super) fn is_alive(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut organizations: Vec<Uuid> =
        call.organizations(core)?.iter().map(|organization| organization.id).collect();
    if fields::uuid(call.body, "organizationId").is_some() {
        organizations.push(call.organization(core)?.id);
    }
    let state = core.state();
    let mut told = Vec::new();
    for id in fields::uuids(call.body, "terminalGroupIds").unwrap_or_default() {
        let found = core
            .world
            .terminal_group(id)
            .filter(|(organization, _)| organizations.contains(&organization.id));
        let (organization, _) = found.ok_or_else(|| {
            let message = format!("the organizations named have no terminal group {id}");
            Refusal::bad_request("TERMINAL_GROUP_UNKNOWN", message)
        })?;
        told.push(json!({
            "isAlive": !state.asleep.contains(&id) && !state.store.dead.contains(&id),
            "terminalGroupId": id,
            "organizationId": organization.id,
        }));
    }
    call.answer(json!({ "isAliveStatus": told }))
}

/// Wakes groups up.
pub(super) fn awake(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organizations: Vec<Uuid> =
        call.organizations(core)?.iter().map(|organization| organization.id).collect();
    let mut state = core.state();
    let (woken, failed): (Vec<Uuid>, Vec<Uuid>) =
        fields::uuids(call.body, "terminalGroupIds").unwrap_or_default().into_iter().partition(|id| {
            core.world.terminal_group(*id).is_some_and(|(own, _)| organizations.contains(&own.id))
        });
    for id in &woken {
        state.asleep.remove(id);
    }
    Ok(Answer::Json(json!({ "successfullyProcessed": woken, "failedProcessed": failed })))
}
