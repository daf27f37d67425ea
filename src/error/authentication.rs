//! The credentials are refused.

use super::words::{OneLine, suffix};
use crate::response::Headers;
use crate::types::CorrelationId;

/// The service gives no token for these credentials, or takes it no longer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: {}: {}{}", self.what(), OneLine(&self.reason), suffix(self.status, self.correlation_id))]
pub struct AuthenticationError {
    pub(crate) operation: String,
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
    pub(crate) correlation_id: Option<CorrelationId>,
    /// Those of the refusal; none where there was none.
    pub(crate) headers: Headers,
    pub(crate) refused: Refused,
}

/// What is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The credentials.
    SignIn,
    /// A token, and the one after it.
    Token,
    /// A token that the service gave just now.
    Operation,
}

impl AuthenticationError {
    fn what(&self) -> &'static str {
        match self.refused {
            Refused::SignIn => "signing in is refused",
            Refused::Token => "the service refuses the access token",
            Refused::Operation => {
                "the service refuses a new token too: this login may not use this operation"
            }
        }
    }

    /// The service's reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
