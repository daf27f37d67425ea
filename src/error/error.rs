//! The error of a call: what every kind of it tells.

use std::time::Duration;

use super::answers::{ApiError, DecodeError, GatewayError, TooLargeError};
use super::authentication::AuthenticationError;
use super::command::CommandError;
use super::headers::Headers;
use super::network::{ConnectionError, TimeoutError};
use super::rate_limit::RateLimitError;
use super::requests::{ConfigurationError, InvalidRequest, RequestError};
use super::retry_after::retry_after;
use crate::codec::types::CorrelationId;

/// Why a call failed.
///
/// Every variant reads well on one line, tells the operation, and hides secrets. Cloning is cheap: calls that
/// waited for the same token share its failure.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built like that; only [`build`](crate::ClientBuilder::build) fails so.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The request breaks a documented limit; nothing was sent.
    #[error(transparent)]
    Invalid(#[from] Box<InvalidRequest>),
    /// The call cannot be sent: no such operation, no address, no JSON.
    #[error(transparent)]
    Request(#[from] Box<RequestError>),
    /// The service gives no token for these credentials, or takes it no longer.
    #[error(transparent)]
    Authentication(#[from] Box<AuthenticationError>),
    /// The service said no.
    #[error(transparent)]
    Api(#[from] Box<ApiError>),
    /// Something in front of the service answered, or the service with no error body that is known.
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
            Self::Request(error) => &error.operation,
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
            Self::Command(error) => error.status,
            _ => None,
        }
    }

    /// Headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&Headers> {
        let headers = match self {
            Self::Authentication(error) => &error.headers,
            Self::Api(error) => &error.headers,
            Self::Gateway(error) => &error.headers,
            Self::Decode(error) => &error.headers,
            Self::TooLarge(error) => &error.headers,
            _ => return None,
        };
        self.status().is_some().then_some(headers)
    }

    /// How long to leave the service alone: what its `Retry-After` asks, counted from now, what the client's own rate
    /// limit asks, or how long the client [waits](AuthenticationError) before it asks for a token again.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimit(error) => Some(error.wait),
            _ => self.pause().or_else(|| retry_after(self.headers()?.map())),
        }
    }

    fn pause(&self) -> Option<Duration> {
        match self {
            Self::Authentication(error) => error.asks_again_in,
            Self::Api(error) => error.asks_again_in,
            Self::Gateway(error) => error.asks_again_in,
            _ => None,
        }
    }

    /// Tells in an error of a request for a token when the next one is made. What ends within seconds need not tell.
    pub(crate) fn asks_again_in(mut self, wait: Duration) -> Self {
        match &mut self {
            Self::Authentication(error) => error.asks_again_in = Some(wait),
            Self::Api(error) => error.asks_again_in = Some(wait),
            Self::Gateway(error) => error.asks_again_in = Some(wait),
            _ => {}
        }
        self
    }

    /// What kind of failure it is, in one word for logs and counters: the name of the variant in snake case.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Configuration(_) => "configuration",
            Self::Invalid(_) => "invalid",
            Self::Request(_) => "request",
            Self::Authentication(_) => "authentication",
            Self::Api(_) => "api",
            Self::Gateway(_) => "gateway",
            Self::Timeout(_) => "timeout",
            Self::Connection(_) => "connection",
            Self::Decode(_) => "decode",
            Self::TooLarge(_) => "too_large",
            Self::RateLimit(_) => "rate_limit",
            Self::Command(_) => "command",
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
            Self::Command(error) => error.correlation_id,
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

    /// Whether the service was not reached, or turned the request away unread, so that it did nothing.
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
