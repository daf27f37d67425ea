//! Errors of what is not sent: by the settings, by the request itself, by the client's own limits.

use crate::codec::OneLine;
use crate::codec::validate::Violation;
use crate::operation::Operation;

/// The client cannot be built like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {}", OneLine(.reason))]
pub struct ConfigurationError {
    setting: &'static str,
    reason: String,
}

impl ConfigurationError {
    pub(crate) fn new(setting: &'static str, reason: impl Into<String>) -> Self {
        Self { setting, reason: reason.into() }
    }

    /// Name of the builder's method.
    pub fn setting(&self) -> &'static str {
        self.setting
    }

    /// What is wrong and what to do.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// A request that breaks a documented limit; nothing was sent.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: not sent: {violation}")]
pub struct InvalidRequest {
    pub(crate) operation: String,
    #[source]
    violation: Violation,
}

impl InvalidRequest {
    pub(crate) fn new(operation: &Operation, violation: Violation) -> Box<Self> {
        Box::new(Self { operation: operation.id().to_owned(), violation })
    }

    /// The field, the limit and the value.
    pub fn violation(&self) -> &Violation {
        &self.violation
    }
}

/// A call that cannot be sent: it names no operation or no address, it makes no JSON, or no tokio runtime is there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: not sent: {}", OneLine(.operation), OneLine(.reason))]
pub struct RequestError {
    pub(crate) operation: String,
    reason: String,
}

impl RequestError {
    pub(crate) fn new(operation: &str, reason: impl Into<String>) -> Box<Self> {
        Box::new(Self { operation: operation.to_owned(), reason: reason.into() })
    }

    /// What is wrong and what to do.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
