//! Access tokens of both kinds.

use serde_json::json;

use super::call::{Answer, Call};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::Core;

/// A token for an API login.
pub(super) fn access_token(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut state = core.state();
    state.tokens.admit()?;
    known_login(core, fields::text(call.body, "apiLogin"))?;
    let token = state.tokens.issue_opaque(core.settings.token_lifetime);
    call.answer(json!({ "token": token }))
}

/// A token for an API key and an application.
pub(super) fn access_token_v2(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut state = core.state();
    state.tokens.admit()?;
    known_login(core, fields::text(call.body, "apiKey"))?;
    let application = fields::id(call.body, "appId");
    let secret = fields::text(call.body, "clientSecret").unwrap_or_default();
    let mut applications = core.settings.applications.iter();
    if !applications.any(|(id, own)| *id == application && own == secret) {
        let told = "there is no application with this `appId` and `clientSecret`";
        return Err(Refusal::unauthorized("APPLICATION_UNKNOWN", told));
    }
    let token = state.tokens.issue_jwt(application, core.settings.token_lifetime);
    call.answer(json!({ "token": token }))
}

/// The answer does not repeat the login: errors end up in logs.
fn known_login(core: &Core, login: Option<&str>) -> Result<(), Refusal> {
    if core.settings.logins.iter().any(|known| Some(known.as_str()) == login) {
        return Ok(());
    }
    Err(Refusal::unauthorized("LOGIN_UNKNOWN", "this API login is not known here"))
}
