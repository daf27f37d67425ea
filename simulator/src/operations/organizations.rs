//! Organizations and their settings.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::Core;
use crate::world::Organization;

/// The organizations asked for, or all.
pub(super) fn organizations(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let keys = fields::texts(call.body, "returnExternalData");
    let full = fields::flag(call.body, "returnAdditionalInfo");
    let told = asked(core, call)?
        .into_iter()
        .map(|organization| if full { organization.extended(&keys) } else { organization.simple(&keys) });
    call.answer(json!({ "organizations": told.collect::<Vec<_>>() }))
}

/// The settings asked for, or all.
pub(super) fn settings(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let keys = fields::texts(call.body, "returnExternalData");
    let parameters = call.body.get("parameters").map(|_| fields::texts(call.body, "parameters"));
    let told = asked(core, call)?.into_iter().map(|organization| {
        let mut settings = organization.settings();
        if let (Some(parameters), Value::Object(settings)) = (&parameters, &mut settings) {
            settings.retain(|name, _| parameters.iter().any(|parameter| names(parameter, name)));
        }
        settings["id"] = json!(organization.id);
        settings["externalData"] = organization.external_data(&keys);
        settings
    });
    call.answer(json!({ "organizations": told.collect::<Vec<_>>() }))
}

/// A parameter names the field that differs in the case of its first letter.
fn names(parameter: &str, field: &str) -> bool {
    parameter.eq_ignore_ascii_case(field)
}

fn asked<'c>(core: &'c Core, call: &Call<'_>) -> Result<Vec<&'c Organization>, Refusal> {
    let named = call.named_organizations(core)?;
    Ok(named.unwrap_or_else(|| core.world.organizations.iter().collect()))
}
