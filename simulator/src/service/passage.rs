//! A request on its way, and how its success is written.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde_json::Value;
use uuid::Uuid;

use super::wire::Wire;
use crate::contract::{self, Operation, check};
use crate::refusal::Refusal;
use crate::state::{Core, Strike};

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
