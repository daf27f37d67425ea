//! A call that a handler answers, and what it finds in it.

use std::collections::HashSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fields;
use crate::refusal::{Refusal, words};
use crate::restaurant::Command;
use crate::state::Core;
use crate::world::{Organization, TerminalGroup};

/// A call whose token and body are right as far as the bundle can tell.
pub(crate) struct Call<'a> {
    /// The operation that is called.
    pub(crate) operation: &'static str,
    pub(crate) body: &'a Value,
    pub(crate) correlation_id: Uuid,
}

/// A success body.
pub(crate) enum Answer {
    /// Still to be written.
    Json(Value),
    /// Written already.
    Ready(Vec<u8>),
    /// So much that it is made and written while others are answered.
    Large(Box<dyn FnOnce() -> Value + Send>),
}

/// Answers an operation.
pub(crate) type Handler = fn(&Core, &Call<'_>) -> Result<Answer, Refusal>;

impl Call<'_> {
    /// The command that the call gives.
    pub(crate) fn command(&self) -> Command {
        Command { id: self.correlation_id, operation: self.operation }
    }

    /// An answer with the call's correlation id whose other fields are made later.
    pub(super) fn answer_later(
        &self,
        fields: impl FnOnce() -> Value + Send + 'static,
    ) -> Result<Answer, Refusal> {
        let correlation_id = self.correlation_id;
        Ok(Answer::Large(Box::new(move || {
            let mut fields = fields();
            fields["correlationId"] = json!(correlation_id);
            fields
        })))
    }

    /// An answer of these fields and the call's correlation id.
    pub(super) fn answer(&self, mut fields: Value) -> Result<Answer, Refusal> {
        fields["correlationId"] = json!(self.correlation_id);
        Ok(Answer::Json(fields))
    }

    /// The organization that `organizationId` names.
    pub(super) fn organization<'c>(&self, core: &'c Core) -> Result<&'c Organization, Refusal> {
        known(core, fields::id(self.body, "organizationId"))
    }

    /// The organizations that `organizationIds` names, if it is there.
    pub(super) fn named_organizations<'c>(
        &self,
        core: &'c Core,
    ) -> Result<Option<Vec<&'c Organization>>, Refusal> {
        let Some(mut ids) = fields::uuids(self.body, "organizationIds") else { return Ok(None) };
        // An organization that is named twice is told once.
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        ids.into_iter().map(|id| known(core, id)).collect::<Result<_, _>>().map(Some)
    }

    /// The organizations that `organizationIds` names.
    pub(super) fn organizations<'c>(&self, core: &'c Core) -> Result<Vec<&'c Organization>, Refusal> {
        Ok(self.named_organizations(core)?.unwrap_or_default())
    }

    /// The terminal group that `terminalGroupId` names; without it the organization's first.
    pub(super) fn terminal_group<'c>(
        &self,
        organization: &'c Organization,
    ) -> Result<&'c TerminalGroup, Refusal> {
        match fields::uuid(self.body, "terminalGroupId") {
            None => organization.groups.first().ok_or_else(|| no_group(organization, None)),
            Some(id) => {
                let found = organization.groups.iter().find(|group| group.id == id);
                found.ok_or_else(|| no_group(organization, Some(id)))
            }
        }
    }
}

fn known(core: &Core, id: Uuid) -> Result<&Organization, Refusal> {
    core.world.organization(id).ok_or_else(|| {
        let told = format!(
            "{} {id} are not of this login; `organizations` lists its own",
            words::FOREIGN_ORGANIZATION
        );
        Refusal::bad_request("ORGANIZATION_UNKNOWN", told)
    })
}

fn no_group(organization: &Organization, id: Option<Uuid>) -> Refusal {
    let id = id.map(|id| format!(" {id}")).unwrap_or_default();
    let told = format!(
        "the organization {} has no terminal group{id}; `terminal_groups` lists its own",
        organization.id
    );
    Refusal::bad_request("TERMINAL_GROUP_UNKNOWN", told)
}

/// One entry for each organization: its id and its items.
pub(super) fn per_organization(
    organizations: &[&Organization],
    key: &str,
    items: impl Fn(&Organization) -> Value,
) -> Value {
    let entry = |organization: &&Organization| {
        let mut entry = json!({ "organizationId": organization.id });
        entry[key] = items(organization);
        entry
    };
    organizations.iter().map(entry).collect()
}
