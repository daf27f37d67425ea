//! What a webhook tells of a change.

use serde_json::Value;
use uuid::Uuid;

use super::commands::Fault;
use super::ledger::{CreationState, OrderKind};
use super::order::{Order, error_info};

/// A change of an order, or a command that failed.
pub(crate) struct Notice {
    pub(crate) organization: Uuid,
    pub(crate) kind: OrderKind,
    /// The command that did it.
    pub(crate) command: Uuid,
    pub(crate) failed: bool,
    /// The order's status, where it has one.
    pub(crate) status: String,
    /// The order as it is told.
    pub(crate) info: Value,
}

impl Notice {
    pub(super) fn new(order: &Order, command: Uuid, fault: Option<&Fault>) -> Self {
        let mut info = order.info(&[]);
        if let (Some(fault), CreationState::Success) = (fault, &order.creation) {
            info["errorInfo"] = error_info(fault.code, &fault.message);
        }
        Self {
            organization: order.organization,
            kind: order.kind,
            command,
            failed: fault.is_some(),
            status: order.text("/status").to_owned(),
            info,
        }
    }
}
