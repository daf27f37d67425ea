//! Errors that an answer makes: a refusal, a page of something else, what cannot be read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::de::IgnoredAny;

use super::headers::Headers;
use super::words::{again, suffix};
use crate::codec::OneLine;
use crate::codec::types::CorrelationId;

/// The service said no.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{operation}: {}{}{}",
    OneLine(&self.said()),
    suffix(Some(self.status), self.correlation_id),
    again(self.asks_again_in)
)]
pub struct ApiError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) description: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    /// Of a request for a token: until when none is made again.
    pub(crate) asks_again_in: Option<Duration>,
}

impl ApiError {
    fn said(&self) -> String {
        match (&self.description, &self.code) {
            (Some(description), Some(code)) if !code.is_empty() && code != description => {
                format!("{description} ({code})")
            }
            (Some(text), _) | (None, Some(text)) => text.clone(),
            (None, None) => "the service refused without a reason".to_owned(),
        }
    }

    /// HTTP status; 200 when the error stood in the body of a success.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What went wrong, in the service's words.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The service's code for it, where it gives one.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The id under which the service's support finds the call.
    pub fn correlation_id(&self) -> Option<CorrelationId> {
        self.correlation_id
    }

    /// The whole answer.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// Something in front of the service answered, or the service with no error body that is known.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: no answer of the service, but {} (HTTP {status}){}", self.what(), again(self.asks_again_in))]
pub struct GatewayError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    /// Of a request for a token: until when none is made again.
    pub(crate) asks_again_in: Option<Duration>,
}

impl GatewayError {
    fn what(&self) -> String {
        match &self.content_type {
            _ if self.body.0.is_empty() => "an empty body".to_owned(),
            _ if self.body.is_json() => "a JSON body that is no known error body".to_owned(),
            Some(declared) if declared.ends_with("json") => {
                format!("a body of type {declared} that is no JSON")
            }
            Some(declared) => format!("a page of type {declared}"),
            None => "a body of no declared type".to_owned(),
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Declared type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The whole answer.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// The answer is not what the spec says.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{operation}: cannot read the answer at `{}`: {}{}",
    OneLine(&self.path),
    OneLine(&self.reason),
    suffix(Some(self.status), self.correlation_id)
)]
pub struct DecodeError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) path: String,
    pub(crate) reason: String,
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
    pub(crate) source: Arc<serde_json::Error>,
}

impl DecodeError {
    /// Where in the answer: `orders[3].order.sum`; `.` is the whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected and what was found.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The whole answer.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// The answer is larger than the client accepts.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "{operation}: the answer is larger than {limit} bytes (HTTP {status}): raise `response_limit` if that is expected"
)]
pub struct TooLargeError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) limit: usize,
    pub(crate) headers: Headers,
}

impl TooLargeError {
    /// Most bytes that the client accepts.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

/// The bytes of an answer. Its `Debug` tells the size alone: an answer may hold personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(pub(crate) Bytes);

impl Body {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn is_json(&self) -> bool {
        serde_json::from_slice::<IgnoredAny>(&self.0).is_ok()
    }

    /// The text, with what is not UTF-8 replaced.
    pub fn to_text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}
