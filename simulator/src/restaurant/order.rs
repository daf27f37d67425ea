//! One order: what is told of it. Orders, deliveries and reserves alike are made at the point of sale and changed there.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::effect::Effect;
use super::fault::Fault;
use super::ledger::{CreationState, OrderKind};

/// An order, made or not.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) id: Uuid,
    pub(crate) pos_id: Uuid,
    pub(crate) kind: OrderKind,
    pub(crate) organization: Uuid,
    /// The terminal group that makes it.
    pub(crate) group: Uuid,
    pub(crate) external_number: Option<String>,
    pub(crate) source_key: Option<String>,
    /// Revision of the latest change.
    pub(crate) timestamp: i64,
    pub(crate) creation: CreationState,
    /// The order as it is told: `DeliveryOrderDetails`, `TableOrderDetails` or `ReserveDetails`.
    pub(crate) details: Arc<Value>,
    pub(super) create_requests: usize,
}

/// What a create request brings.
pub(crate) struct Draft {
    pub(crate) kind: OrderKind,
    pub(crate) organization: Uuid,
    pub(crate) group: Uuid,
    pub(crate) id: Option<Uuid>,
    pub(crate) external_number: Option<String>,
    pub(crate) source_key: Option<String>,
    /// How many seconds the point of sale has to take it.
    pub(crate) patience: i64,
    /// Makes the order, or refuses to.
    pub(crate) effect: Effect,
}

impl Order {
    /// A text of the details, such as the status.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.details.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The order as it is told: a `DeliveryOrder`, `TableOrder` or `Reserve`, with the external data of these keys.
    pub(crate) fn info(&self, external_keys: &[&str]) -> Value {
        let (status, error) = match &self.creation {
            CreationState::InProgress => ("InProgress", Value::Null),
            CreationState::Success => ("Success", Value::Null),
            CreationState::Error { code, message } => ("Error", error_info(code, message)),
        };
        let made = self.creation == CreationState::Success;
        let mut details = Value::clone(&self.details);
        if let Some(data) = details.get_mut("externalData") {
            keep_keys(data, external_keys);
        }
        let mut told = json!({
            "id": self.id,
            "externalNumber": self.external_number,
            "organizationId": self.organization,
            "timestamp": self.timestamp,
            "creationStatus": status,
            "errorInfo": error,
        });
        if self.kind == OrderKind::Reserve {
            told["isDeleted"] = json!(false);
            told["reserve"] = details;
        } else {
            told["posId"] = json!(made.then_some(self.pos_id));
            told["order"] = details;
        }
        told
    }

    /// The answer to a second create request of the same id.
    pub(crate) fn refused(&self, fault: &Fault) -> Value {
        let mut told = self.info(&[]);
        told["creationStatus"] = json!("Error");
        told["errorInfo"] = error_info(&fault.code, &fault.message);
        told[if self.kind == OrderKind::Reserve { "reserve" } else { "order" }] = Value::Null;
        told
    }

    /// The order with the reason why the latest command to it failed.
    pub(crate) fn failed(&self, fault: &Fault, external_keys: &[&str]) -> Value {
        let mut told = self.info(external_keys);
        told["errorInfo"] = error_info(&fault.code, &fault.message);
        told
    }
}

/// Leaves the external data that was asked for; `null` when none is left.
fn keep_keys(data: &mut Value, keys: &[&str]) {
    let all = data.as_array_mut().map(std::mem::take).unwrap_or_default();
    let asked = all.into_iter().filter(|entry| entry["key"].as_str().is_some_and(|key| keys.contains(&key)));
    let asked: Vec<Value> = asked.collect();
    *data = if asked.is_empty() { Value::Null } else { Value::Array(asked) };
}

fn error_info(code: &str, message: &str) -> Value {
    json!({ "code": code, "message": message, "description": message, "additionalData": null, "errorReason": code })
}
