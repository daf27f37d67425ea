//! The way of each call: route, token, gates, faults, body against the bundle, then what answers it.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;

use super::passage::Passage;
use super::striking;
use crate::contract::{self, Operation};
use crate::operations::{self, Answer, Call};
use crate::refusal::{Refusal, words};
use crate::state::{Core, Moment};
use crate::{clock, fields, synthesis};

/// Lets a call pass: to its answer, or to the reason why there is none.
pub(super) async fn pass(core: &Core, passage: &mut Passage, bytes: &Bytes) -> Result<Answer, Refusal> {
    let operation = route(passage)?;
    admit(core, passage, operation)?;
    passage.strike = striking::strike(core, &passage.parts.headers, operation)?;
    if let Some(strike) = passage.strike.clone().filter(|strike| strike.moment == Moment::Before) {
        striking::before(passage, &strike.effect).await?;
        if passage.wire.is_some() {
            return Ok(Answer::Json(Value::Null));
        }
    }
    timeout(&passage.parts.headers)?;
    let body = match &operation.request {
        Some(schema) => checked(core, schema, passage, bytes)?,
        None => Value::Null,
    };
    let call = Call { operation: &operation.id, body: &body, correlation_id: passage.correlation_id };
    let answer = match operations::find(&operation.id) {
        Some(handler) => handler(core, &call),
        None => {
            passage.synthesised = true;
            // A command is one that can be asked for.
            if let Some(organization) = fields::uuid(&body, "organizationId").filter(|_| operation.command) {
                core.state().store.settled_command(call.command(), organization, Ok(()));
            }
            let now = clock::at(core.clock.now(), 0);
            let (seed, id) = (core.chance.seed(), passage.correlation_id);
            Ok(Answer::Json(synthesis::answer(core.bundle, &core.world, operation, &body, seed, now, id)))
        }
    };
    if let Some(strike) = passage.strike.clone().filter(|strike| strike.moment == Moment::After) {
        striking::after(core, passage, &strike.effect).await?;
    }
    answer
}

fn route(passage: &Passage) -> Result<&'static Operation, Refusal> {
    let path = passage.parts.uri.path();
    let operation = passage.operation.ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, "PATH_UNKNOWN", format!("there is nothing at {path}"))
    })?;
    if passage.parts.method != Method::POST {
        let told = format!("{path} is called with POST, not {}", passage.parts.method);
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", told));
    }
    Ok(operation)
}

/// Whether the login that the token stands for is let in here.
fn admit(core: &Core, passage: &Passage, operation: &Operation) -> Result<(), Refusal> {
    let state = core.state();
    if !operation.authorized {
        return Ok(());
    }
    let login = state.tokens.verify(&passage.parts.headers, core.clock.now())?;
    state.gates.section(login, &operation.section)?;
    let mut named = fields::uuids(&passage.request, "organizationIds").unwrap_or_default();
    named.extend(fields::uuid(&passage.request, "organizationId"));
    state.gates.feature(&named, &operation.section)
}

/// The `Timeout` header is a number of whole seconds, if it is there.
fn timeout(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(value) = headers.get("timeout") else { return Ok(()) };
    match value.to_str().ok().and_then(|text| text.parse::<i32>().ok()) {
        Some(0..) => Ok(()),
        _ => Err(Refusal::bad_request(
            "TIMEOUT_INVALID",
            "the Timeout header must be a whole number of seconds",
        )),
    }
}

fn checked(core: &Core, schema: &Value, passage: &Passage, bytes: &Bytes) -> Result<Value, Refusal> {
    let headers = &passage.parts.headers;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let told = format!("the Content-Type must be application/json, but is {essence:?}");
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "CONTENT_TYPE", told));
    }
    contract::read(core.bundle, schema, bytes, core.settings.reading)
        .map_err(|told| Refusal::bad_request(words::INVALID_BODY, told))
}
