//! What can go wrong with a call, and what is known of it.

mod command;
mod rate_limit;

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::Operation;
use crate::types::CorrelationId;
use crate::validate::Violation;

pub(crate) use command::CommandEnd;
pub use command::CommandError;
pub use rate_limit::RateLimitError;

/// Why a call failed.
///
/// Every variant reads well on one line, tells the operation, and hides secrets. Cloning is cheap: calls that
/// waited for the same token share its failure.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built like that.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The request breaks a documented limit; nothing was sent.
    #[error(transparent)]
    Invalid(#[from] Box<InvalidRequest>),
    /// The service gives no token for these credentials, or takes it no longer.
    #[error(transparent)]
    Authentication(#[from] Box<AuthenticationError>),
    /// The service said no.
    #[error(transparent)]
    Api(#[from] Box<ApiError>),
    /// Something in front of the service answered, with no error body of the service.
    #[error(transparent)]
    Gateway(#[from] Box<GatewayError>),
    /// No answer in time. The service may have acted on the request.
    #[error(transparent)]
    Timeout(#[from] Box<TimeoutError>),
    /// The connection could not be made, or broke.
    #[error(transparent)]
    Connection(#[from] Box<ConnectionError>),
    /// The answer is not what the spec says.
    #[error(transparent)]
    Decode(#[from] Box<DecodeError>),
    /// The answer is larger than the client accepts.
    #[error(transparent)]
    TooLarge(#[from] Box<TooLargeError>),
    /// The call's turn comes too late, by the client's own limits or after a 429; nothing was sent.
    #[error(transparent)]
    RateLimit(#[from] Box<RateLimitError>),
    /// An asynchronous command failed, or did not end in time.
    #[error(transparent)]
    Command(#[from] Box<CommandError>),
}

impl Error {
    /// Id of the operation that failed: `order_create`.
    pub fn operation(&self) -> Option<&str> {
        Some(match self {
            Self::Configuration(_) => return None,
            Self::Invalid(error) => &error.operation,
            Self::Authentication(error) => &error.operation,
            Self::Api(error) => &error.operation,
            Self::Gateway(error) => &error.operation,
            Self::Timeout(error) => &error.operation,
            Self::Connection(error) => &error.operation,
            Self::Decode(error) => &error.operation,
            Self::TooLarge(error) => &error.operation,
            Self::RateLimit(error) => &error.operation,
            Self::Command(error) => &error.operation,
        })
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Authentication(error) => error.status,
            Self::Api(error) => Some(error.status),
            Self::Gateway(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            Self::TooLarge(error) => Some(error.status),
            Self::Command(error) => error.status(),
            _ => None,
        }
    }

    /// The service's answer, when it is the service that said no.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The id under which the service's support finds the call.
    pub fn correlation_id(&self) -> Option<CorrelationId> {
        match self {
            Self::Authentication(error) => error.correlation_id,
            Self::Api(error) => error.correlation_id,
            Self::Decode(error) => error.correlation_id,
            Self::Command(error) => Some(error.correlation_id),
            _ => None,
        }
    }

    /// Whether no answer came in time, from the network or, by its own word, the service.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Command(error) => error.is_unfinished(),
            _ => matches!(self.status(), Some(408 | 504)),
        }
    }

    /// Whether the service could not be reached at all, so that it did nothing.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Connection(error) if error.before_sending)
    }

    /// Whether the credentials are refused.
    pub fn is_authentication(&self) -> bool {
        matches!(self, Self::Authentication(_))
    }

    /// Whether calls come too fast, by the service's word or the client's own limit.
    pub fn is_rate_limit(&self) -> bool {
        matches!(self, Self::RateLimit(_)) || self.status() == Some(429)
    }
}

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
    operation: String,
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

/// The service gives no token for these credentials, or takes it no longer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: {}: {}{}", self.what(), OneLine(&self.reason), suffix(self.status, self.correlation_id))]
pub struct AuthenticationError {
    pub(crate) operation: String,
    pub(crate) status: Option<u16>,
    pub(crate) reason: String,
    pub(crate) correlation_id: Option<CorrelationId>,
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

/// The service said no.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: {}{}", OneLine(&self.said()), suffix(Some(self.status), self.correlation_id))]
pub struct ApiError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) description: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) body: Body,
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

/// Something in front of the service answered, with no error body of the service.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: no answer of the service, but {} (HTTP {status})", self.what())]
pub struct GatewayError {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Body,
}

impl GatewayError {
    fn what(&self) -> String {
        match (&self.content_type, self.body.0.is_empty()) {
            (_, true) => "an empty body".to_owned(),
            (Some(content_type), false) => format!("a page of type {content_type}"),
            (None, false) => "a body of no declared type".to_owned(),
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

/// No answer in time.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: no answer within {}{}", seconds(*.waited), tries(*.attempts))]
pub struct TimeoutError {
    pub(crate) operation: String,
    pub(crate) waited: Duration,
    pub(crate) attempts: u32,
}

impl TimeoutError {
    /// How long the client waited.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// The connection could not be made, or broke.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{operation}: {}: {}{}", self.what(), OneLine(&innermost(&*self.source)), tries(*.attempts))]
pub struct ConnectionError {
    pub(crate) operation: String,
    /// The request surely did not leave.
    pub(crate) before_sending: bool,
    pub(crate) attempts: u32,
    pub(crate) source: Arc<dyn std::error::Error + Send + Sync>,
}

impl ConnectionError {
    fn what(&self) -> &'static str {
        if self.before_sending {
            "could not connect"
        } else {
            "the connection broke before the answer was whole"
        }
    }

    /// How often the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
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

/// A text from elsewhere in the words of an error: line breaks and other controls become spaces, and there is an end
/// to it. The whole text is there for whoever asks the error for it.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 500;
        for (at, char) in self.0.chars().enumerate() {
            if at == LONGEST {
                return f.write_char('…');
            }
            let breaks = char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
            f.write_char(if breaks { ' ' } else { char })?;
        }
        Ok(())
    }
}

fn suffix(status: Option<u16>, correlation_id: Option<CorrelationId>) -> String {
    match (status, correlation_id) {
        (Some(status), Some(id)) => format!(" (HTTP {status}, correlation id {id})"),
        (Some(status), None) => format!(" (HTTP {status})"),
        (None, Some(id)) => format!(" (correlation id {id})"),
        (None, None) => String::new(),
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

fn tries(attempts: u32) -> String {
    if attempts > 1 { format!(" ({attempts} attempts)") } else { String::new() }
}

/// reqwest's own words say little; the last cause says it all.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
