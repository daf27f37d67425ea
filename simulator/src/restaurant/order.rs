//! One order: what is told of it, and what its commands do to it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::commands::Fault;
use super::ledger::{CreationState, OrderKind};

/// An order, made or not.
pub(crate) struct Order {
    pub(crate) id: Uuid,
    pub(crate) pos_id: Uuid,
    pub(crate) kind: OrderKind,
    pub(crate) organization: Uuid,
    pub(crate) external_number: Option<String>,
    pub(crate) source_key: Option<String>,
    /// Revision of the latest change.
    pub(crate) timestamp: i64,
    pub(crate) creation: CreationState,
    /// The order as it is told: `DeliveryOrderDetails` or `TableOrderDetails`.
    pub(crate) details: Value,
    pub(super) create_requests: usize,
    /// Commands that have not ended yet, in their order.
    pub(super) pending: Vec<(Uuid, Effect)>,
}

/// What a command does when it ends: turns an order's details into others, or refuses to.
pub(super) type Effect = Box<dyn FnOnce(&mut Value) -> Result<(), Fault> + Send>;

/// What a create request brings.
pub(crate) struct Draft {
    pub(crate) kind: OrderKind,
    pub(crate) organization: Uuid,
    pub(crate) id: Option<Uuid>,
    pub(crate) external_number: Option<String>,
    pub(crate) source_key: Option<String>,
    /// The order as it will be told, or why the point of sale will refuse it.
    pub(crate) details: Result<Value, Fault>,
}

impl Order {
    pub(super) fn apply(&mut self, effect: Effect, revision: i64) -> Result<(), Fault> {
        if matches!(self.creation, CreationState::Error { .. }) {
            return Err(Fault::new("OrderNotFound", format!("the order {} was never made", self.id)));
        }
        let result = effect(&mut self.details);
        if self.creation == CreationState::InProgress {
            self.creation = match &result {
                Ok(()) => CreationState::Success,
                Err(fault) => {
                    CreationState::Error { code: fault.code.to_owned(), message: fault.message.clone() }
                }
            };
            self.timestamp = revision;
        } else if result.is_ok() {
            self.timestamp = revision;
        }
        result
    }

    /// A text of the details, such as the status.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.details.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The order as it is told: a `DeliveryOrder` or `TableOrder`, with the external data of these keys.
    pub(crate) fn info(&self, external_keys: &[&str]) -> Value {
        let (status, error) = match &self.creation {
            CreationState::InProgress => ("InProgress", Value::Null),
            CreationState::Success => ("Success", Value::Null),
            CreationState::Error { code, message } => ("Error", error_info(code, message)),
        };
        let made = self.creation == CreationState::Success;
        let mut details = self.details.clone();
        if let Some(data) = details.get_mut("externalData") {
            keep_keys(data, external_keys);
        }
        json!({
            "id": self.id,
            "posId": made.then_some(self.pos_id),
            "externalNumber": self.external_number,
            "organizationId": self.organization,
            "timestamp": self.timestamp,
            "creationStatus": status,
            "errorInfo": error,
            "order": details,
        })
    }
}

/// Leaves the external data that was asked for; `null` when none is left.
fn keep_keys(data: &mut Value, keys: &[&str]) {
    let all = data.as_array_mut().map(std::mem::take).unwrap_or_default();
    let asked = all.into_iter().filter(|entry| entry["key"].as_str().is_some_and(|key| keys.contains(&key)));
    let asked: Vec<Value> = asked.collect();
    *data = if asked.is_empty() { Value::Null } else { Value::Array(asked) };
}

pub(super) fn error_info(code: &str, message: &str) -> Value {
    json!({ "code": code, "message": message, "description": message, "additionalData": null, "errorReason": code })
}
