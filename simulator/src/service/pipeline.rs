//! The way of each call: route, token, gates, faults, body against the bundle, then what answers it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;
use uuid::Uuid;

use super::striking;
use super::wire::Wire;
use crate::contract::{self, Operation, check};
use crate::operations::{self, Answer, Call};
use crate::refusal::{Refusal, words};
use crate::state::{Core, Moment, Strike};
use crate::{clock, fields, synthesis};

/// A request on its way, and what is known of it so far.
pub(super) struct Passage {
    pub(super) parts: Parts,
    pub(super) operation: Option<&'static Operation>,
    pub(super) correlation_id: Uuid,
    /// The body, as far as it is JSON.
    pub(super) request: Value,
    /// The revision of the restaurants before the call.
    pub(super) revision: i64,
    pub(super) synthesised: bool,
    /// The fault that strikes it.
    pub(super) strike: Option<Strike>,
    /// What happens to the answer on the wire.
    pub(super) wire: Option<Wire>,
}

impl Passage {
    pub(super) fn new(core: &Core, parts: Parts) -> Self {
        Self {
            operation: core.bundle.operation(parts.uri.path()),
            correlation_id: core.chance.id(),
            request: Value::Null,
            revision: core.state().store.revision(),
            synthesised: false,
            strike: None,
            wire: None,
            parts,
        }
    }

    /// Status and bytes of a success.
    pub(super) fn written(&self, core: &Core, value: Value) -> (StatusCode, Bytes) {
        write(core, self.operation, self.correlation_id, value)
    }

    /// Writes a success elsewhere.
    pub(super) fn writer(
        &self,
        core: &Arc<Core>,
    ) -> impl FnOnce(Value) -> (StatusCode, Bytes) + Send + 'static {
        let (core, operation, correlation_id) = (Arc::clone(core), self.operation, self.correlation_id);
        move |value| write(&core, operation, correlation_id, value)
    }
}

/// Writes a success, checked against the bundle where the settings want that.
fn write(
    core: &Core,
    operation: Option<&Operation>,
    correlation_id: Uuid,
    mut value: Value,
) -> (StatusCode, Bytes) {
    let bytes = |value: &Value| Bytes::from(value.to_string().into_bytes());
    let Some(success) = operation.map(|operation| &operation.success) else {
        return (StatusCode::OK, bytes(&value));
    };
    let status = StatusCode::from_u16(success.status).unwrap_or_default();
    // Who says only that all is well says it with an empty object.
    let Some(schema) = &success.schema else { return (status, bytes(&value)) };
    contract::complete(core.bundle, schema, &mut value);
    if core.settings.checks_answers
        && let Err(problem) = check::check_answer(core.bundle, schema, &value)
    {
        let told = format!("the simulator's own answer breaks the bundle: {problem}");
        let refusal = Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "OWN_ANSWER_INVALID", told);
        return (refusal.status, bytes(&refusal.body(correlation_id)));
    }
    (status, bytes(&value))
}

/// Lets a call pass: to its answer, or to the reason why there is none.
pub(super) async fn pass(core: &Core, passage: &mut Passage, bytes: &Bytes) -> Result<Answer, Refusal> {
    let operation = route(passage)?;
    let login = admit(core, passage, operation)?;
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
    let call = Call {
        operation: &operation.id,
        body: &body,
        correlation_id: passage.correlation_id,
        login: login.as_deref(),
    };
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

/// The login that the token stands for, if it is let in here.
fn admit(core: &Core, passage: &Passage, operation: &Operation) -> Result<Option<String>, Refusal> {
    let state = core.state();
    if !operation.authorized {
        return Ok(None);
    }
    let login = state.tokens.verify(&passage.parts.headers, core.clock.now())?;
    state.gates.section(login, &operation.section)?;
    let mut named = fields::uuids(&passage.request, "organizationIds").unwrap_or_default();
    named.extend(fields::uuid(&passage.request, "organizationId"));
    state.gates.feature(&named, &operation.section)?;
    Ok(Some(login.to_owned()))
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
