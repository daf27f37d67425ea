//! What answers each operation, by operation id.

mod addresses;
mod authorization;
mod deliveries;
mod dictionaries;
pub(crate) mod fields;
mod menu;
mod operations;
mod orders;
mod organizations;
mod terminal_groups;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    core::Core,
    data::{Organization, TerminalGroup},
    refusal::Refusal,
};

/// A call whose token and body are right as far as the bundle can tell.
pub(crate) struct Call<'a> {
    pub(crate) body: &'a Value,
    pub(crate) correlation_id: Uuid,
}

/// A success body.
pub(crate) enum Answer {
    /// Still to be written.
    Json(Value),
    /// Written already.
    Ready(Vec<u8>),
}

/// Answers an operation.
pub(crate) type Handler = fn(&Core, &Call<'_>) -> Result<Answer, Refusal>;

const HANDLERS: &[(&str, Handler)] = &[
    ("access_token", authorization::access_token),
    ("access_token_v2", authorization::access_token_v2),
    ("organizations", organizations::organizations),
    ("organization_settings", organizations::settings),
    ("terminal_groups", terminal_groups::list),
    ("is_alive", terminal_groups::is_alive),
    ("terminal_group_awake", terminal_groups::awake),
    ("cancel_causes", dictionaries::cancel_causes),
    ("order_types", dictionaries::order_types),
    ("discounts", dictionaries::discounts),
    ("payment_types", dictionaries::payment_types),
    ("removal_types", dictionaries::removal_types),
    ("tips_types", dictionaries::tips_types),
    ("nomenclature", menu::nomenclature),
    ("menu", menu::menus),
    ("menu_by_id", menu::by_id),
    ("stop_lists", menu::stop_lists),
    ("stop_lists_check", menu::stop_lists_check),
    ("combo", menu::combo),
    ("combo_calculate", menu::combo_calculate),
    ("status", operations::status),
    ("order_create", orders::create),
    ("order_by_id", orders::by_id),
    ("order_by_table", orders::by_table),
    ("delivery_create", deliveries::create),
    ("delivery_by_id", deliveries::by_id),
    ("by_delivery_date_and_status", deliveries::by_date_and_status),
    ("by_revision", deliveries::by_revision),
    ("by_delivery_date_and_phone", deliveries::by_date_and_phone),
    ("by_delivery_date_and_source_key_and_filter", deliveries::by_filter),
    ("update_order_delivery_status", deliveries::update_status),
    ("confirm", deliveries::confirm),
    ("cancel_confirmation", deliveries::cancel_confirmation),
    ("regions", addresses::regions),
    ("cities", addresses::cities),
    ("by_city", addresses::by_city),
    ("streets_by_id", addresses::by_id),
];

/// What answers the operation, if anything does.
pub(crate) fn find(operation: &str) -> Option<Handler> {
    HANDLERS.iter().find(|(id, _)| *id == operation).map(|(_, handler)| *handler)
}

/// Ids of the operations that are answered.
#[cfg(test)]
pub(crate) fn answered() -> impl Iterator<Item = &'static str> {
    HANDLERS.iter().map(|(id, _)| *id)
}

impl Call<'_> {
    /// An answer of these fields and the call's correlation id.
    fn answer(&self, mut fields: Value) -> Result<Answer, Refusal> {
        fields["correlationId"] = json!(self.correlation_id);
        Ok(Answer::Json(fields))
    }

    /// The organization that `organizationId` names.
    fn organization<'c>(&self, core: &'c Core) -> Result<&'c Organization, Refusal> {
        known(core, fields::id(self.body, "organizationId"))
    }

    /// The organizations that `organizationIds` names, if it is there.
    fn named_organizations<'c>(&self, core: &'c Core) -> Result<Option<Vec<&'c Organization>>, Refusal> {
        let ids = fields::uuids(self.body, "organizationIds");
        ids.map(|ids| ids.into_iter().map(|id| known(core, id)).collect()).transpose()
    }

    /// The organizations that `organizationIds` names.
    fn organizations<'c>(&self, core: &'c Core) -> Result<Vec<&'c Organization>, Refusal> {
        Ok(self.named_organizations(core)?.unwrap_or_default())
    }

    /// The terminal group that `terminalGroupId` names; without it the organization's first.
    fn terminal_group<'c>(&self, organization: &'c Organization) -> Result<&'c TerminalGroup, Refusal> {
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
        let told =
            format!("this login reaches no organization {id}; `organizations` lists those that it reaches");
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
fn per_organization(
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
