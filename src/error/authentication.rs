//! The credentials are refused.

use std::time::Duration;

use super::headers::Headers;
use super::words::{again, suffix};
use crate::codec::OneLine;
use crate::codec::types::CorrelationId;

/// The service gives no token for these credentials, or takes it no longer.
///
/// A request for a token that failed is not made again at once: until then every call that needs a token fails with
/// the same error, and nothing is sent.
///
/// | what happened | the client asks again |
/// | --- | --- |
/// | the login is blocked | after 10 minutes; a call that learns it gives its token up too |
/// | the credentials are refused (400, 401, 403) | after 30 seconds |
/// | `Retry-After`, such as with 429 and 503 | after what it asks, from 1 second to 10 minutes |
/// | anything else | after 1 second |
///
/// Another token ends that at once, such as one that another process has put into the
/// [store](crate::ClientBuilder::token_store). A new [`Client`](crate::Client) knows nothing of it.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{operation}: {}: {}{}{}",
    self.what(),
    OneLine(&self.reason),
    suffix(self.status, self.correlation_id),
    again(self.asks_again_in)
)]
pub struct AuthenticationError {
    pub(crate) operation: String,
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
    pub(crate) correlation_id: Option<CorrelationId>,
    /// Those of the refusal; none where there was none.
    pub(crate) headers: Headers,
    pub(crate) refused: Refused,
    /// Until when no token is asked for, counted from when the error was returned.
    pub(crate) asks_again_in: Option<Duration>,
}

/// What is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The credentials.
    SignIn,
    /// The login, until somebody unblocks it.
    Blocked,
    /// The login, by a call that had a token.
    Login,
    /// A token, and the one after it.
    Token,
    /// A token that the service gave just now.
    Operation,
}

impl AuthenticationError {
    fn what(&self) -> &'static str {
        match self.refused {
            Refused::SignIn => "signing in is refused",
            Refused::Blocked => "the login is blocked",
            Refused::Login => "the service refuses this login",
            Refused::Token => "the service refuses the access token",
            Refused::Operation => {
                "the service refuses a new token too: this login may not use this operation"
            }
        }
    }

    /// Whether the login itself is blocked: each further try makes it worse, so that the client asks for no token for
    /// ten minutes. Ask iiko's support, or whoever manages the API keys in iikoWeb, to unblock it.
    pub fn is_blocked(&self) -> bool {
        self.refused == Refused::Blocked
    }

    /// The service's reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
