//! Settings of webhooks.

use serde_json::json;

use super::call::{Answer, Call};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::{Core, Webhook};

/// The settings of an organization; empty before they are set.
pub(super) fn settings(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?.id;
    let state = core.state();
    let webhook = state.webhooks.get(&organization);
    let login = core.settings.logins.first();
    call.answer(json!({
        "apiLoginName": login,
        "webHooksUri": webhook.map(|webhook| webhook.uri.as_str()).unwrap_or_default(),
        "authToken": webhook.and_then(|webhook| webhook.token.as_deref()),
        "webHooksFilter": webhook.map(|webhook| webhook.filter.clone()),
    }))
}

/// Sets them.
pub(super) fn update_settings(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?.id;
    let uri = fields::text(call.body, "webHooksUri").unwrap_or_default();
    if !uri.is_empty() && !uri.starts_with("http://") && !uri.starts_with("https://") {
        let told =
            format!("webHooksUri must be an address that begins with http:// or https://, but is {uri:?}");
        return Err(Refusal::bad_request("WEBHOOK_URI", told));
    }
    let webhook = Webhook {
        uri: uri.to_owned(),
        token: fields::text(call.body, "authToken").map(str::to_owned),
        filter: call.body["webHooksFilter"].clone(),
        sent: 0,
    };
    let mut state = core.state();
    state.store.settle();
    // What happened before is told to nobody.
    let webhook = Webhook { sent: state.store.revision(), ..webhook };
    state.webhooks.insert(organization, webhook);
    call.answer(json!({}))
}
