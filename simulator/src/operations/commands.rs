//! How asynchronous commands stand.

use axum::http::StatusCode;
use serde_json::json;

use super::call::{Answer, Call};
use crate::fields;
use crate::refusal::{Refusal, words};
use crate::restaurant::{Absent, Outcome};
use crate::state::Core;

/// The status of a command.
pub(super) fn status(core: &Core, call: &Call<'_>) -> Result<Answer, Refusal> {
    let organization = call.organization(core)?;
    let command = fields::id(call.body, "correlationId");
    let outcome = core.state().store.status(command, organization.id).map_err(|absent| match absent {
        Absent::Forgotten => {
            let told = format!("the command {command} is no longer kept: do not ask for it again");
            Refusal::new(StatusCode::GONE, "COMMAND_FORGOTTEN", told)
        }
        Absent::Unknown => {
            let told = format!("the organization {} has no command {command}", organization.id);
            Refusal::bad_request(words::COMMAND_NOT_FOUND, told)
        }
    })?;
    Ok(Answer::Json(match outcome {
        Outcome::InProgress => json!({ "state": "InProgress" }),
        Outcome::Success => json!({ "state": "Success" }),
        Outcome::Error(fault) => json!({
            "state": "Error",
            "exception": { "code": fault.code, "message": fault.message },
            "errorReason": fault.message,
        }),
    }))
}
