//! Access tokens of both kinds.

use serde_json::json;

use super::call::{Answer, Call};
use crate::fields;
use crate::refusal::Refusal;
use crate::state::{Core, State, Ticket};

/// A token for an API login.
pub(super) fn access_token(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut state = core.state();
    state.tokens.admit()?;
    let login = known_login(core, &state, fields::text(call.body, "apiLogin"))?;
    let token = state.tokens.issue_opaque(&ticket(core, login));
    call.answer(json!({ "token": token }))
}

/// A token for an API key and an application.
pub(super) fn access_token_v2(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut state = core.state();
    state.tokens.admit()?;
    let login = known_login(core, &state, fields::text(call.body, "apiKey"))?;
    let application = fields::id(call.body, "appId");
    let secret = fields::text(call.body, "clientSecret").unwrap_or_default();
    let mut applications = core.settings.applications.iter();
    if !applications.any(|(id, own)| *id == application && own == secret) {
        let told = "there is no application with this `appId` and `clientSecret`";
        return Err(Refusal::unauthorized("APPLICATION_UNKNOWN", told));
    }
    let token = state.tokens.issue_jwt(application, &ticket(core, login));
    call.answer(json!({ "token": token }))
}

fn ticket<'c>(core: &'c Core, login: &'c str) -> Ticket<'c> {
    let lifetime = core.settings.token_lifetime;
    Ticket { login, lifetime, now: core.clock.now(), chance: &core.chance }
}

/// The login, if it is let in. The answer does not repeat it: errors end up in logs.
fn known_login<'c>(core: &'c Core, state: &State, login: Option<&str>) -> Result<&'c str, Refusal> {
    let known = core.settings.logins.iter().find(|known| Some(known.as_str()) == login);
    let known = known.ok_or_else(|| {
        Refusal::unauthorized("LOGIN_UNKNOWN", "Login is not authorized: this API login is not known here")
    })?;
    state.gates.login(known)?;
    Ok(known)
}
